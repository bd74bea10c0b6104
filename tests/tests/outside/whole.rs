//! A painting leaves with the page and the partner in one file: it is played, painted on and sent on where it is, from a
//! disk and without a network.

use std::path::PathBuf;

use limner_core::{Painting, format};
use limner_tests::page::VIOLET;
use limner_tests::program::Desk;
use limner_tests::{Maker, Page, Settings, Site, Viewport, browse, golden, places};
use serde_json::json;

/// Bytes of a file with a painting of usual size in it.
const MOST: usize = 4_000_000;

/// The page in one piece, which the build makes where npm is.
fn template() -> PathBuf {
    let files = std::fs::read_dir(places::dist()).expect("a page").flatten();
    let mut paths = files.map(|file| file.path());
    let is_it = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "limw");
    paths.find(is_it).expect("dist/whole.….limw, which `cargo xtask build` makes where npm is")
}

/// Waits for the player in the file, and says what it shows.
async fn played(page: &Page) -> String {
    page.until("the painting", "document.body.dataset.state === 'open'").await;
    page.eval("document.body.dataset.hash").await.as_str().unwrap_or_default().to_owned()
}

/// Has the file become the page.
async fn advance(page: &Page) {
    page.click("#go-on").await;
    page.ready().await;
}

/// The fingerprint of what a file of any kind holds, natively.
fn hash_of(desk: &Desk, name: &str) -> String {
    desk.succeeds(&["import", name, "-o", "hashed.limner"]);
    let log = format::decode(&desk.read("hashed.limner")).expect("a painting");
    let painting = Painting::from_log(&log).expect("it is drawable");
    format!("{:016x}", painting.canvas().hash())
}

#[test]
fn a_page_with_the_partner_is_painted_on_from_a_disk_without_a_network() {
    browse(async |site| is_painted_on(site, Settings::default()).await);
}

/// The page's own menu makes the file, and the file does what the page does.
pub(crate) async fn is_painted_on(site: &Site, settings: Settings) {
    let maker = settings.maker;
    let partner = template().display().to_string();
    let page = Page::visit(site, settings.clone()).await;
    page.partner_paints(12).await;
    page.pause().await;
    page.fill("#painting-name", "Dusk").await;
    page.key('\u{e007}').await;
    let (hash, drawn) = (page.hash().await, page.strokes().await);
    let packed = page.bytes("limner.page.packed(true, 0, false)").await;
    page.click("#share").await;
    page.shot(&format!("share-menu-{maker:?}")).await;
    page.click("#download-whole").await;
    let html = page.downloaded("Dusk.html").await;
    page.leave(site).await;
    let desk = Desk::new().with("a.limner", &packed).with("dusk.html", &html);
    let made = ["export", "a.limner", "--html", "b.html", "--history", "--title", "Dusk"];
    desk.succeeds(&[&made[..], &["--partner", &partner]].concat());
    assert!(html == desk.read("b.html"), "the page and the program make other files");
    assert!(html.len() <= MOST, "{} bytes", html.len());

    // Played first, then painted on by both.
    let page = Page::open_file(&desk.path("dusk.html"), settings.clone()).await;
    assert_eq!(played(&page).await, hash);
    page.shot_at_once(&format!("whole-player-{maker:?}")).await;
    advance(&page).await;
    assert_eq!(page.hash().await, hash);
    assert_eq!(page.eval("document.getElementById('painting-name').value").await, json!("Dusk"));
    assert_eq!(page.target().await["gallery"], json!(0), "it has lost its picture");
    assert_eq!(page.strokes().await, drawn);
    page.choose_color(VIOLET).await;
    page.paint(&[[60.0, 60.0], [300.0, 90.0]]).await;
    assert!(page.shows(VIOLET, [180.0, 75.0]).await, "the stroke can't be seen");
    page.click("#start").await;
    page.partner_paints(16).await;
    assert_eq!(page.eval("limner.page.status().weights").await, json!(true), "untrained");
    page.until("something to be judged", "limner.page.status().proposals > 0").await;
    page.key('y').await;
    page.until("the judgement", "limner.page.status().judged > 0").await;
    page.until("the policy to learn", "limner.page.status().policySteps > 0").await;
    page.pause().await;
    page.shot(&format!("whole-painted-{maker:?}")).await;
    let painted = page.hash().await;
    assert_ne!(painted, hash);

    // Whatever is saved out of it is the same painting.
    page.click("#share").await;
    page.shot(&format!("whole-share-{maker:?}")).await;
    page.click("#download-file").await;
    let limner = page.downloaded("Dusk.limner").await;
    page.click("#share").await;
    page.click("#download-png").await;
    let png = page.downloaded("Dusk.png").await;
    page.click("#share").await;
    page.click("#download-whole").await;
    let again = page.downloaded("Dusk.html").await;
    let link = page.eval("limner.page.link(false, 0, false)").await;
    let link = link.as_str().expect("a link").to_owned();
    let desk = desk.with("c.limner", &limner).with("c.png", &png).with("c.html", &again);
    let desk = desk.with("c.txt", link.as_bytes());
    for name in ["c.limner", "c.png", "c.html", "c.txt"] {
        assert_eq!(hash_of(&desk, name), painted, "{name}");
    }
    let made = ["export", "c.html", "--html", "d.html", "--history", "--title", "Dusk"];
    desk.succeeds(&[&made[..], &["--partner", &partner]].concat());
    assert!(again == desk.read("d.html"), "a file out of the file is another than the program's");

    // What was gone on with is there again, and so is what came.
    page.saved().await;
    page.reload().await;
    assert_eq!(played(&page).await, hash);
    advance(&page).await;
    assert_eq!(page.hash().await, painted, "what was gone on with is lost");
    page.told("gone_on").await;
    page.click(".toast[data-code='gone_on'] button").await;
    page.until("what came", &format!("limner.page.hash() === '{hash}'")).await;
    page.leave_file().await;

    // The next one goes on from there.
    let page = Page::open_file(&desk.path("c.html"), settings).await;
    assert_eq!(played(&page).await, painted);
    advance(&page).await;
    assert_eq!(page.hash().await, painted);
    page.leave_file().await;
}

#[test]
fn a_link_behind_the_file_s_address_and_what_is_fetched_on_demand_are_there_too() {
    browse(async |_| {
        let (file, other) = (golden::file("session_pen"), golden::file("partner"));
        let desk = Desk::new().with("a.limner", &file).with("b.limner", &other);
        let partner = places::dist().display().to_string();
        desk.succeeds(&["export", "a.limner", "--html", "a.html", "--partner", &partner]);
        let link = desk.succeeds(&["export", "b.limner", "--link"]);
        let phone = Settings { viewport: Viewport::PHONE, ..Settings::default() };
        let page = Page::open_file(&desk.path("a.html"), phone).await;
        played(&page).await;
        page.shot_at_once("whole-player-phone").await;
        page.go(&format!("file://{}#{}", desk.path("a.html").display(), link.trim())).await;
        page.reload().await;
        page.ready().await;
        assert_eq!(page.hash().await, hash_of(&desk, "b.limner"));
        page.shot("whole-phone").await;
        page.leave_file().await;

        let page = Page::open_file(&desk.path("a.html"), Settings::of(Maker::Chromium)).await;
        played(&page).await;
        advance(&page).await;
        assert_eq!(page.eval("document.getElementById('imagine').hidden").await, json!(true));
        for (button, sheet) in [("#design", "design-sheet"), ("#plotter", "plotter-sheet")] {
            if button == "#plotter" {
                page.click("#share").await;
            }
            page.click(button).await;
            page.until(sheet, &format!("document.getElementById('{sheet}')?.open")).await;
            page.still().await;
            page.shot(&format!("whole-{sheet}")).await;
            page.eval(&format!("document.getElementById('{sheet}').close()")).await;
        }
        page.leave_file().await;
    });
}

/// Has the page ask its service worker for whatever it fetches from now on.
async fn kept_for_offline_use(site: &Site) -> Page {
    let page = Page::visit(site, Settings::default()).await;
    page.partner_paints(3).await;
    page.pause().await;
    page.saved().await;
    let kept = "navigator.serviceWorker.getRegistration().then((one) => one?.active?.state === 'activated')";
    page.until("everything to be kept for offline use", kept).await;
    page.reload().await;
    page.ready().await;
    page
}

async fn ask_for_it(page: &Page, name: &str) {
    page.fill("#painting-name", name).await;
    page.key('\u{e007}').await;
    page.click("#share").await;
    page.click("#download-whole").await;
}

#[test]
fn what_was_fetched_once_is_there_without_a_network() {
    browse(async |site| {
        let page = kept_for_offline_use(site).await;
        ask_for_it(&page, "Dawn").await;
        let first = page.downloaded("Dawn.html").await;
        site.stop().await;
        ask_for_it(&page, "Dusk").await;
        let second = page.downloaded("Dusk.html").await;
        assert_eq!(first.len(), second.len());
        page.leave(site).await;
    });
}

#[test]
fn without_a_network_it_says_what_is_not_there() {
    browse(async |site| {
        let mut page = kept_for_offline_use(site).await;
        page.forgive("whole.");
        site.stop().await;
        ask_for_it(&page, "Dawn").await;
        let words = page.told("partner_not_fetched").await;
        assert!(words.contains("network") && words.contains("safe"), "{words}");
        assert_eq!(page.eval("document.getElementById('exporting').hidden").await, json!(true));
        page.leave(site).await;
    });
}

/// A painting in a page with the partner, `a.html`, and that page's text.
fn exported() -> (Desk, String) {
    let (file, partner) = (golden::file("partner"), places::dist().display().to_string());
    let desk = Desk::new().with("a.limner", &file);
    desk.succeeds(&["export", "a.limner", "--html", "a.html", "--partner", &partner]);
    let page = String::from_utf8(desk.read("a.html")).expect("a page is text");
    (desk, page)
}

/// A page with other letters in a block of it, so many behind its beginning.
fn damaged_in(page: &str, block: &str, behind: usize) -> String {
    let mark = format!("id=\"{block}\">");
    let at = page.find(&mark).expect("the block") + mark.len() + behind;
    [&page[..at], "AAAAAAAA", &page[at + 8..]].concat()
}

/// A file that was cut off on its way, or changed, plays what it has and says what it can't.
#[test]
fn where_the_partner_is_damaged_the_painting_still_plays() {
    browse(async |_| {
        let (desk, page) = exported();
        let damaged = damaged_in(&page, "partner", 2_000_000);
        let other = page.replace("id=\"partner\">TElNV", "id=\"partner\">TElNA");
        let desk = desk.with("b.html", damaged.as_bytes()).with("c.html", other.as_bytes());
        for name in ["b.html", "c.html"] {
            let page = Page::open_file(&desk.path(name), Settings::default()).await;
            played(&page).await;
            page.click("#go-on").await;
            page.until("a word", "document.body.dataset.whole === 'damaged'").await;
            let says = page.text("#says").await;
            assert!(says.contains("damaged") && says.contains("plays"), "{says}");
            page.click("#play").await;
            let plays = "document.body.hasAttribute('data-playing') || document.body.dataset.moment !== '0'";
            page.until("the replay", plays).await;
            page.leave_file().await;
        }
    });
}

/// Nothing that was painted before in this browser takes the place of a painting that can't be read.
#[test]
fn where_the_painting_is_damaged_no_other_one_is_opened() {
    browse(async |_| {
        let (desk, whole) = exported();
        let desk = desk.with("b.html", damaged_in(&whole, "painting", 40).as_bytes());
        let page = Page::open_file(&desk.path("a.html"), Settings::default()).await;
        played(&page).await;
        advance(&page).await;
        page.paint(&[[60.0, 60.0], [120.0, 90.0]]).await;
        page.saved().await;
        let painted = page.hash().await;

        page.go(&format!("file://{}", desk.path("b.html").display())).await;
        page.click("#go-on").await;
        page.ready().await;
        page.shot("whole-damaged").await;
        assert_eq!(page.eval("document.body.dataset.origin").await, json!("first"));
        assert_ne!(page.hash().await, painted, "another painting has taken its place");
        assert_ne!(
            page.eval("document.body.dataset.trouble").await,
            json!(null),
            "nothing is said"
        );
        page.leave_file().await;
    });
}
