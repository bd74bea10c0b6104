//! A picture that is brought is shown first: the person says what it is painted on, and sees what of it would
//! be cut off.

use std::path::PathBuf;

use image::ImageFormat;
use limner_tests::page::ESCAPE;
use limner_tests::{Page, Settings, Viewport, browse, picture};
use serde_json::json;
use tempfile::TempDir;

const OPEN: &str = "document.getElementById('brought-dialog').open";
const CLOSED: &str = "!document.getElementById('brought-dialog').open";

#[test]
fn the_person_says_what_it_is_painted_on() {
    browse(async |site| {
        let folder = TempDir::new().expect("a folder");
        let wide = saved(&folder, "wide.png", &picture::png(&picture::shapes(900, 400)));
        let page = Page::visit(site, Settings::default()).await;
        page.partner_paints(4).await;
        page.pause().await;
        page.paint(&[[60.0, 60.0], [300.0, 90.0]]).await;
        let (hash, target) = (page.hash().await, page.target().await);

        // It says what would be cut off, and nothing has happened yet.
        page.bring(&wide).await;
        page.until("it to be shown", OPEN).await;
        let cut = page.text("#brought-here-words").await;
        assert!(cut.contains("41 %") && cut.contains("left"), "{cut}");
        let whole = page.text("#brought-new-words").await;
        assert!(whole.contains("831 × 369"), "{whole}");
        page.until(
            "the picture",
            "[...document.querySelectorAll('.proof img')].every((one) => one.naturalWidth === 900)",
        )
        .await;
        page.shot("brought").await;
        assert_eq!(page.target().await, target);
        page.key(ESCAPE).await;
        page.until("it to close", CLOSED).await;
        assert_eq!((page.hash().await, page.target().await), (hash.clone(), target.clone()));

        // Onto this painting, which stays.
        page.bring(&wide).await;
        page.until("it to be shown", OPEN).await;
        page.click("#brought-here").await;
        page.until("the partner to look at it", SEEN).await;
        assert_eq!((page.hash().await, page.size().await), (hash.clone(), [640, 480]));

        // On new paper of its shape; by the keyboard, as it has the focus. What was painted is kept.
        page.bring(&wide).await;
        page.until("it to be shown", OPEN).await;
        page.key('\u{e007}').await;
        page.until("the new paper", "limner.page.width === 831 && limner.page.height === 369")
            .await;
        page.until("the partner to look at it", SEEN).await;
        assert_eq!(page.status().await["strokes"], json!({ "person": 0, "partner": 0 }));
        page.key('m').await;
        page.click("#recent-paintings").await;
        page.click("#recent-list button").await;
        page.until("the painting before", &format!("limner.page.hash() === '{hash}'")).await;
        page.leave(site).await;
    });
}

#[test]
fn new_paper_is_taken_only_for_a_picture_that_can_be_read() {
    browse(async |site| {
        let folder = TempDir::new().expect("a folder");
        // A browser that shows what lacks its end; the partner, which wants all of it, does not take it.
        let shows =
            "window.createImageBitmap = async () => ({ width: 40, height: 30, close() {} });";
        let mut jpeg = picture::encoded(&picture::shapes(40, 30), ImageFormat::Jpeg);
        jpeg.truncate(jpeg.len() - 2);
        let file = saved(&folder, "cut.jpg", &jpeg);
        let page =
            Page::visit(site, Settings { before: shows.into(), ..Settings::default() }).await;
        page.partner_paints(3).await;
        page.pause().await;
        let (hash, target) = (page.hash().await, page.target().await);
        page.bring(&file).await;
        page.until("it to be shown", OPEN).await;
        page.click("#brought-new").await;
        let words = page.told("picture_damaged").await;
        assert!(words.contains("damaged"), "{words}");
        assert_eq!((page.hash().await, page.size().await), (hash, [640, 480]));
        page.until(
            "the picture that it had",
            &format!("limner.page.status().target?.id === {}", target["id"]),
        )
        .await;
        page.leave(site).await;
    });
}

/// What the partner can't read, the browser may: its decoder is asked before anything is refused.
#[test]
fn kinds_that_the_browser_alone_knows_are_painted_from() {
    browse(async |site| {
        let folder = TempDir::new().expect("a folder");
        let drawing = br##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"><rect width="40" height="30" fill="#3060c0"/></svg>"##;
        let files = [("old.bmp", bitmap(40, 30)), ("drawn.svg", drawing.to_vec())];
        let page = Page::visit(site, Settings::default()).await;
        page.pause().await;
        for (name, bytes) in files {
            page.begin_new(640, 480, "white").await;
            page.paint(&[[60.0, 60.0], [300.0, 90.0]]).await;
            page.bring(&saved(&folder, name, &bytes)).await;
            page.until(name, OPEN).await;
            page.click("#brought-here").await;
            page.until("the partner to look at it", SEEN).await;
            let middle = page.eval("(({width, height, rgba}) => [...rgba.subarray(4 * (width * height / 2 + width / 2)).subarray(0, 3)])(limner.partner.target())").await;
            let color = if name == "old.bmp" {
                json!([0x90, 0x90, 0x90])
            } else {
                json!([0x30, 0x60, 0xc0])
            };
            assert_eq!(middle, color, "{name}");
        }
        // What nobody can show is refused, and what works is said.
        page.bring(&saved(&folder, "no.heic", b"\0\0\0\x18ftypheic\0\0\0\0nothing")).await;
        let words = page.told("not_a_picture").await;
        assert!(words.contains("JPEG"), "{words}");
        page.leave(site).await;
    });
}

#[test]
fn on_empty_paper_of_its_shape_it_is_simply_taken() {
    browse(async |site| {
        let folder = TempDir::new().expect("a folder");
        let file = saved(&folder, "small.png", &picture::png(&picture::shapes(160, 120)));
        let page = Page::visit(site, Settings::default()).await;
        page.pause().await;
        page.begin_new(640, 480, "white").await;
        page.bring(&file).await;
        page.until("the partner to look at it", SEEN).await;
        assert_eq!(page.eval(OPEN).await, json!(false));
        page.leave(site).await;
    });
}

/// The gallery's pictures are asked about as others are: none is painted over what is there unasked.
#[test]
fn a_picture_of_the_gallery_asks_too_where_something_is_painted() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.pause().await;
        page.paint(&[[60.0, 60.0], [300.0, 90.0]]).await;
        let (hash, target) = (page.hash().await, page.target().await);
        page.click("#target-button").await;
        page.until("a tile", "document.querySelector('#gallery-3[data-drawn]')").await;
        page.click("#gallery-3").await;
        assert_eq!(page.eval(OPEN).await, json!(true), "it does not ask");
        page.shot("brought-gallery").await;
        page.key(ESCAPE).await;
        page.until("it to close", CLOSED).await;
        assert_eq!((page.hash().await, page.target().await), (hash.clone(), target.clone()));

        // The one that it has is no question.
        page.click("#target-button").await;
        page.click("#gallery-0").await;
        assert_eq!(page.eval(OPEN).await, json!(false));

        page.click("#target-button").await;
        page.click("#gallery-3").await;
        page.click("#brought-new").await;
        page.until(
            "the new paper",
            "(({revision, target}) => revision === 0 && target?.gallery === 3)(limner.page.status())",
        )
        .await;
        assert_eq!(page.size().await, [640, 480]);
        // Nothing is on it, so nothing is asked.
        page.click("#target-button").await;
        page.click("#gallery-4").await;
        page.until("another picture", "limner.page.status().target?.gallery === 4").await;
        assert_eq!(page.eval(OPEN).await, json!(false));
        page.leave(site).await;
    });
}

#[test]
fn its_choices_fit_a_phone_and_a_thumb() {
    browse(async |site| {
        let folder = TempDir::new().expect("a folder");
        let tall = saved(&folder, "tall.png", &picture::png(&picture::shapes(200, 900)));
        let page =
            Page::visit(site, Settings { viewport: Viewport::PHONE, ..Settings::default() }).await;
        page.partner_paints(2).await;
        page.bring(&tall).await;
        page.until("it to be shown", OPEN).await;
        page.shot("brought-phone").await;
        let faults = "['brought-new', 'brought-here', 'brought-cancel'].filter((id) => {
            const { left, right, top, bottom, width, height } = document.getElementById(id).getBoundingClientRect();
            return left < 0 || right > innerWidth || top < 0 || bottom > innerHeight || Math.min(width, height) < 40;
        })";
        assert_eq!(page.eval(faults).await, json!([]), "out of reach");
        page.click("#brought-cancel").await;
        page.until("it to close", CLOSED).await;

        // The partner, which was painting, goes on with it.
        page.bring(&tall).await;
        page.until("it to be shown", OPEN).await;
        page.click("#brought-new").await;
        page.until("the new paper", "limner.page.height === 1024 && limner.page.width === 228")
            .await;
        page.until("the partner to look at it", SEEN).await;
        page.partner_paints(1).await;
        page.leave(site).await;
    });
}

/// The partner has a picture of the person's before it.
const SEEN: &str = "(({target, targetPending}) => target?.name === 'file' && !targetPending)
    (limner.page.status())";

fn saved(folder: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let file = folder.path().join(name);
    std::fs::write(&file, bytes).expect("a file in a folder of our own");
    file
}

/// A Windows bitmap of one grey, 24 bits a pixel.
fn bitmap(width: u32, height: u32) -> Vec<u8> {
    let row = (3 * width).next_multiple_of(4);
    let mut bytes = b"BM".to_vec();
    for value in [
        54 + row * height,
        0,
        54,
        40,
        width,
        height,
        1 | 24 << 16,
        0,
        row * height,
        2835,
        2835,
        0,
        0,
    ] {
        bytes.extend_from_slice(&value.to_le_bytes());
    }
    bytes.resize(bytes.len() + (row * height) as usize, 0x90);
    bytes
}
