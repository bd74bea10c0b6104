//! Links and files that are not what they should be: a clear word, nothing lost, nothing frozen.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use limner_tests::page::VIOLET;
use limner_tests::{Page, Settings, browse, picture};
use serde_json::json;
use tempfile::TempDir;

/// Paints a stroke and sees it: the page is alive.
async fn paints(page: &Page) {
    page.pause().await;
    page.choose_color(VIOLET).await;
    page.paint(&[[60.0, 60.0], [300.0, 90.0]]).await;
    assert_eq!(page.pixel([180.0, 75.0]).await, VIOLET);
}

#[test]
fn a_broken_link_says_so_and_leaves_a_usable_painting() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.partner_paints(6).await;
        page.pause().await;
        let link = page
            .eval("limner.page.link(false, 0, false)")
            .await
            .as_str()
            .expect("a link")
            .to_owned();
        page.leave(site).await;
        let bytes = URL_SAFE_NO_PAD.decode(&link).expect("a link is base64url");
        assert!(bytes.len() > 40, "there is a painting in it");

        let mut flipped = bytes.clone();
        flipped[bytes.len() / 2] ^= 0x10;
        let mut future = bytes.clone();
        future[4] = 200;
        // Four characters carry three bytes: cut between them, and within.
        let cut = &link[..link.len() / 8 * 4];
        let cases = [
            ("corrupted", URL_SAFE_NO_PAD.encode(flipped), "painting_damaged"),
            ("truncated", cut.to_owned(), "painting_damaged"),
            ("truncated within a byte", format!("{cut}A"), "link_damaged"),
            ("from the future", URL_SAFE_NO_PAD.encode(future), "painting_from_future"),
            ("of strange characters", format!("{cut}%20<b>{cut}"), "link_damaged"),
            (
                "about something else",
                URL_SAFE_NO_PAD.encode(b"not a painting at all"),
                "not_a_painting",
            ),
        ];

        // First on arrival, where there is no painting yet.
        let [(_, first, code), ..] = &cases;
        let page =
            Page::visit_at(site, &format!("{}#{first}", site.url()), Settings::default()).await;
        let words = page.told(code).await;
        assert!(words.contains("damaged"), "{words}");
        page.shot("broken-link").await;
        page.partner_paints(1).await;
        paints(&page).await;
        let (hash, revision) = (page.hash().await, page.status().await["revision"].clone());

        // Then over a painting, which is kept.
        for (what, text, code) in &cases {
            page.run(
                "document.querySelectorAll('.toast').forEach((toast) => toast.remove());",
                &[],
            )
            .await;
            page.run("location.hash = arguments[0];", &[json!(text)]).await;
            let words = page.told(code).await;
            assert!(words.contains("untouched") && words.len() > 40, "{what}: {words}");
            assert_eq!(page.hash().await, hash, "{what}");
            assert_eq!(page.status().await["revision"], revision, "{what}");
        }
        page.paint(&[[60.0, 300.0], [300.0, 330.0]]).await;
        page.leave(site).await;
    });
}

#[test]
fn a_file_that_is_no_picture_says_so_and_the_painting_is_kept() {
    browse(async |site| {
        let folder = TempDir::new().expect("a folder");
        let whole = picture::png(&picture::shapes(200, 150));
        let cases: [(&str, Vec<u8>, &str, &str); 4] = [
            (
                "words.png",
                b"These are words, not pixels.\n".to_vec(),
                "not_a_picture",
                "not a picture",
            ),
            ("cut.png", whole[..whole.len() / 2].to_vec(), "picture_damaged", "incomplete"),
            // 66 megapixels, in 33 bytes.
            ("huge.png", picture::png_header_only(8200, 8000), "picture_too_large", "8200×8000"),
            ("nothing.png", Vec::new(), "not_a_picture", "not a picture"),
        ];
        let page = Page::visit(site, Settings::default()).await;
        page.partner_paints(3).await;
        paints(&page).await;
        let (hash, target) = (page.hash().await, page.target().await);
        assert_eq!(target["name"], json!("gallery_0"));
        for (name, bytes, code, word) in &cases {
            page.run(
                "document.querySelectorAll('.toast').forEach((toast) => toast.remove());",
                &[],
            )
            .await;
            let file = folder.path().join(name);
            std::fs::write(&file, bytes).expect("a file");
            page.bring(&file).await;
            let words = page.told(code).await;
            assert!(words.contains(word), "{name}: {words}");
            assert_eq!(page.hash().await, hash, "{name}");
            page.until(
                "the picture that it had",
                &format!("limner.page.status().target?.id === {}", target["id"]),
            )
            .await;
        }
        page.shot("not-a-picture").await;
        page.key('p').await;
        let [_, painted] = page.strokes().await;
        page.partner_paints(painted + 2).await;
        page.leave(site).await;
    });
}
