use limner_tests::*;
#[test]
fn scratch() {
    browse(async |site| {
        let page = Page::visit_at(site, &format!("{}#error", site.url()), Settings::default()).await;
        page.until("w", "document.body.dataset.w").await;
        println!("{}", page.eval("[innerWidth, innerHeight, devicePixelRatio, isSecureContext, navigator.gpu ? 1 : 0]").await);
        page.permit("clipboard-read", true).await;
        page.permit("clipboard-write", true).await;
        println!("clip {:?}", page.try_run("return navigator.clipboard.writeText('abc').then(() => navigator.clipboard.readText())", &[]).await);
        page.click("#b").await;
        println!("{}", page.eval("document.body.dataset.down").await);
        println!("name {}", page.name_of(&page.find("#b").await).await);
        page.type_into("#f", "/tmp/fakedist/sw.js").await;
        println!("{}", page.eval("document.getElementById('f').files.length").await);
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        println!("{:#?}", page.console().await);
        println!("{:#?}", site.visits());
        page.leave(site).await;
    });
}
