//! `limner demos`: a folder that any static host can have, whose pages play in a browser and open again as paintings.

use limner_tests::program::Desk;
use limner_tests::{Browser, Settings, Site, browse};
use serde_json::json;

#[test]
fn a_folder_of_demos_is_listed_and_each_plays() {
    let desk = Desk::new();
    desk.succeeds(&[
        "demos",
        "-o",
        "shown",
        "--most-strokes",
        "6",
        "--seen-at",
        "https://example.org/demos",
    ]);
    let list = String::from_utf8(desk.read("shown/index.html")).expect("text");
    let pages: Vec<&str> =
        list.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(pages.len() >= 8, "{pages:?}");
    for page in &pages {
        let html = desk.read(&format!("shown/{page}"));
        assert!(html.len() <= 302_000, "{page}: {} bytes", html.len());
        let html = String::from_utf8(html).expect("text");
        let picture = page.replace(".html", ".png");
        assert!(
            html.contains(&format!("content=\"https://example.org/demos/{picture}\"")),
            "{page}"
        );
        desk.succeeds(&["import", &format!("shown/{page}"), "-o", "again.limner"]);
        assert!(desk.read(&format!("shown/{picture}")).starts_with(b"\x89PNG"));
    }
    desk.refuses(
        &["demos", "-o", "other", "--address", "javascript:alert(1)"],
        "javascript:alert(1)",
    );

    let folder = desk.path("shown");
    browse(async |_| {
        let site = Site::serve(folder).await;
        let browser = Browser::start(&Settings::default()).await;
        browser.go(&site.url()).await;
        let wait = |what: &str| {
            format!(
                "const holds = () => {what}; return new Promise((resolve) => {{
                    const look = () => (holds() ? resolve(true) : setTimeout(look, 50)); look(); }});"
            )
        };
        let shown = "[...document.images].every(({ complete, naturalWidth }) => complete && naturalWidth > 0)";
        assert_eq!(browser.run(&wait(shown), &[]).await, json!(true), "a picture is missing");
        browser.click("a[href='fox.html']").await;
        let drawn = "[...document.querySelectorAll('canvas')].some(({ width }) => width === 512)";
        assert_eq!(browser.run(&wait(drawn), &[]).await, json!(true));
        browser.quit().await;
    });
}
