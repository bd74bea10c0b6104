//! A painting leaves as a page that plays it, and as pictures of any size: what arrives is the same painting.

use std::time::Duration;

use limner_core::{Painting, format};
use limner_tests::program::Desk;
use limner_tests::{Browser, Page, Settings, Site, Viewport, browse, golden, places};
use serde_json::{Value, json};

/// A golden painting's file, and its canvas's fingerprint and pixels.
fn golden(name: &str) -> (Vec<u8>, String, Vec<u8>) {
    let file = golden::file(name);
    let log = format::decode(&file).expect("a painting");
    let painting = Painting::from_log(&log).expect("it is drawable");
    let canvas = painting.canvas();
    let mut rgba = vec![0; canvas.bounds().area() * 4];
    canvas.write_rgba8(canvas.bounds(), log.header().paper, &mut rgba);
    (file, format!("{:016x}", canvas.hash()), rgba)
}

async fn until(browser: &Browser, what: &str, expression: &str) -> Value {
    for _ in 0..400 {
        let value = browser.eval(expression).await;
        if value != json!(false) && value != Value::Null {
            return value;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("waited in vain for {what}: {:?}", browser.console().await)
}

async fn shot(browser: &Browser, name: &str) {
    if let Some(folder) = places::shots() {
        let file = folder.join(format!("{name}.png"));
        std::fs::write(file, browser.screenshot().await).expect("a screenshot");
    }
}

const PIXELS: &str = "Array.from(document.getElementById('canvas').getContext('2d')
    .getImageData(0, 0, canvas.width, canvas.height).data)";

#[test]
fn a_page_plays_the_painting_from_a_disk_without_a_network_and_opens_as_it() {
    browse(async |site| {
        for (name, viewport) in [("session_pen", Viewport::DESK), ("undone", Viewport::PHONE)] {
            plays_from_a_disk(site, name, Settings { viewport, ..Settings::default() }).await;
        }
    });
}

/// A golden painting's page is played in a browser without a network, and opened as the painting.
pub(crate) async fn plays_from_a_disk(site: &Site, name: &str, settings: Settings) {
    let (file, hash, rgba) = golden(name);
    let desk = Desk::new().with("a.limner", &file);
    let title = "<img src=x onerror=alert(1)> \u{202e}dusk";
    let arguments = ["export", "a.limner", "--html", "a.html", "--history", "--title", title];
    desk.succeeds(&arguments);
    desk.succeeds(&["import", "a.html", "-o", "again.limner"]);
    assert_eq!(format::decode(&desk.read("again.limner")), format::decode(&file));

    let maker = settings.maker;
    let browser = Browser::start(&Settings { offline: true, ..settings }).await;
    browser.go(&format!("file://{}", desk.path("a.html").display())).await;
    until(&browser, "the painting", "document.body.dataset.state === 'open'").await;
    assert_eq!(browser.eval("document.body.dataset.hash").await, json!(hash), "{name}");
    let pixels = || browser.eval(PIXELS);
    assert!(pixels().await == json!(rgba), "{name}: other pixels are shown");
    shot(&browser, &format!("html-{name}-{maker:?}")).await;
    let said = browser.eval("document.querySelector('h1 bdi').textContent").await;
    assert_eq!(said, json!("<img src=x onerror=alert(1)> dusk"));

    // Any moment can be looked at, and it is played to its end.
    browser.press(&[], '\u{e011}').await;
    until(&browser, "the beginning", "document.body.dataset.moment === '0'").await;
    assert!(pixels().await != json!(rgba), "{name}: the beginning is the end");
    browser.click("#play").await;
    let plays =
        "document.body.hasAttribute('data-playing') || document.body.dataset.moment !== '0'";
    until(&browser, "the replay", plays).await;
    until(&browser, "its end", "!document.body.hasAttribute('data-playing')").await;
    let at_its_end = "document.body.dataset.moment === document.getElementById('scrub').max";
    assert_eq!(browser.eval(at_its_end).await, json!(true));
    assert!(pixels().await == json!(rgba), "{name}: the replay ends elsewhere");
    // The slider is pressed in its middle, and goes on by keys.
    browser.click("#scrub").await;
    until(&browser, "a moment amid it", &format!("!({at_its_end})")).await;
    browser.press(&[], '\u{e010}').await;
    until(&browser, "its end again", at_its_end).await;
    let lines = browser.console().await;
    let severe: Vec<_> = lines.iter().filter(|line| line.level == "SEVERE").collect();
    assert!(severe.is_empty(), "{severe:#?}");
    let asked: Vec<_> = (browser.quit().await.requests.into_iter())
        .filter(|request| request.url.starts_with("http") && request.initiator.is_some())
        .collect();
    assert!(asked.is_empty(), "{asked:#?}");

    let page = Page::visit(site, Settings::of(maker)).await;
    let path = desk.path("a.html").display().to_string();
    page.type_into("#file-painting", &path).await;
    page.until("the painting", "document.body.dataset.origin === 'file'").await;
    assert_eq!(page.hash().await, hash);
    page.leave(site).await;
}

/// The player that is kept draws what is drawn today, with every kind of brush.
#[test]
fn the_player_that_is_kept_has_the_saved_pixels() {
    browse(async |_| {
        let browser = Browser::start(&Settings::default()).await;
        for name in [
            "brush_watercolour",
            "brush_oil",
            "brush_round_bristle",
            "brush_pencil",
            "brushes_on_the_way",
            "drying",
            "extreme_driven",
            "extreme_smear",
            "size_65x63",
            "partner",
        ] {
            let (file, hash, _) = golden(name);
            let desk = Desk::new().with("a.limner", &file);
            desk.succeeds(&["export", "a.limner", "--html", "a.html"]);
            browser.go(&format!("file://{}", desk.path("a.html").display())).await;
            until(&browser, "the painting", "document.body.dataset.state === 'open'").await;
            assert_eq!(browser.eval("document.body.dataset.hash").await, json!(hash), "{name}");
        }
        // One that is damaged says so.
        let (file, ..) = golden("partner");
        let desk = Desk::new().with("a.limner", &file);
        desk.succeeds(&["export", "a.limner", "--html", "a.html"]);
        let page = String::from_utf8(desk.read("a.html")).expect("a page is text");
        let desk = desk.with(
            "b.html",
            page.replace("id=\"painting\">TElN", "id=\"painting\">TElO").as_bytes(),
        );
        browser.go(&format!("file://{}", desk.path("b.html").display())).await;
        until(&browser, "a word", "document.body.dataset.state === 'failed damaged'").await;
        browser.quit().await;
    });
}

#[test]
fn the_page_makes_the_files_that_the_program_makes() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        let asked = "performance.getEntriesByType('resource').some(({ name }) => name.includes('share-worker'))";
        page.partner_paints(30).await;
        page.pause().await;
        page.fill("#painting-name", "Dusk").await;
        page.key('\u{e007}').await;
        assert_eq!(page.eval(asked).await, json!(false), "it asks for what only exports need");
        let packed = page.bytes("limner.page.packed(true, 0, false)").await;
        let desk = Desk::new().with("a.limner", &packed);

        page.click("#share").await;
        page.shot("share-menu").await;
        page.run("document.getElementById('picture-scale').value = '2'", &[]).await;
        page.click("#download-png").await;
        let png = page.downloaded("Dusk.png").await;
        desk.succeeds(&["export", "a.limner", "--png", "a.png", "--scale", "2", "--history"]);
        assert_eq!(page.eval(asked).await, json!(true));
        assert!(pixels_of(&png) == pixels_of(&desk.read("a.png")), "other pixels");

        page.click("#share").await;
        page.click("#download-page").await;
        let html = page.downloaded("Dusk.html").await;
        desk.succeeds(&["export", "a.limner", "--html", "a.html", "--history", "--title", "Dusk"]);
        assert!(html == desk.read("a.html"), "the page and the program make other files");

        page.click("#share").await;
        page.click("#download-shapes").await;
        let svg = page.downloaded("Dusk.svg").await;
        desk.succeeds(&["export", "a.limner", "--svg", "a.svg", "--history"]);
        assert!(svg == desk.read("a.svg"), "the shapes are others than the program's");

        // One that takes long can be stopped, and nothing comes of it.
        page.click("#share").await;
        page.run(
            "document.getElementById('painting-name').value = 'Stopped';
            document.getElementById('picture-scale').value = '4';",
            &[],
        )
        .await;
        // However quick this machine is, this worker never hears of its work.
        let deaf = "const send = Worker.prototype.postMessage;
            Worker.prototype.postMessage = function (...all) { if (!all[0]?.wish) send.apply(this, all); };";
        page.run(deaf, &[]).await;
        page.click("#download-png").await;
        page.until("the work", "!document.getElementById('exporting').hidden").await;
        page.shot("exporting").await;
        page.click("#exporting-stop").await;
        page.until("its end", "document.body.dataset.exporting === undefined").await;
        page.until("word of it", "document.body.innerText.includes('Stopped: no file was made.')")
            .await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert!(!page.downloads().join("Stopped.png").exists(), "it was not stopped");
        page.leave(site).await;
    });
}

fn pixels_of(png: &[u8]) -> Vec<u8> {
    image::load_from_memory(png).expect("a picture").into_rgb8().into_raw()
}
