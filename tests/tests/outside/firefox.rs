//! The same page in Firefox: it paints, keeps what was painted, works without a network, and what one browser
//! sends the other opens as the same painting.

use std::collections::BTreeSet;

use limner_core::Painting;
use limner_tests::page::{CONTROL, SHIFT, VIOLET};
use limner_tests::patience::{DEADLINE, until};
use limner_tests::program::Desk;
use limner_tests::{Browser, Maker, Page, Settings, Site, browse, browse_in_firefox, picture};
use serde_json::json;
use tempfile::TempDir;

/// Kills in a run of all tests; `LIMNER_KILLS` says otherwise.
const KILLS: usize = 3;

#[test]
fn it_paints_takes_back_keeps_and_works_without_a_network() {
    browse_in_firefox(async |site| {
        let page = Page::visit(site, Settings::of(Maker::Firefox)).await;
        page.partner_paints(5).await;
        page.pause().await;
        let before = page.hash().await;
        page.choose_color(VIOLET).await;
        page.paint(&[[60.0, 60.0], [300.0, 90.0]]).await;
        assert!(page.shows(VIOLET, [180.0, 75.0]).await, "the stroke can't be seen");
        page.shot("firefox").await;
        let painted = page.hash().await;
        let native = Painting::from_log(&page.log().await).expect("a page's own log is drawable");
        assert_eq!(format!("{:016x}", native.canvas().hash()), painted);

        let now = |hash: &str| format!("limner.page.hash() === '{hash}'");
        page.press(&[CONTROL], 'z').await;
        page.until("the stroke to be gone", &now(&before)).await;
        page.press(&[CONTROL, SHIFT], 'z').await;
        page.until("the stroke to be there again", &now(&painted)).await;

        page.saved().await;
        let strokes = page.strokes().await;
        page.reload().await;
        page.ready().await;
        assert_eq!((page.hash().await, page.strokes().await), (painted.clone(), strokes));
        let kept = "navigator.serviceWorker.getRegistration().then((one) => one?.active?.state === 'activated')";
        page.until("everything to be kept for offline use", kept).await;
        site.stop().await;
        page.reload().await;
        page.ready().await;
        assert_eq!(page.hash().await, painted);
        page.click("#start").await;
        page.partner_paints(strokes[1] + 2).await;
        let trained = page.eval("limner.page.status().weights").await;
        assert_eq!(trained, json!(true), "without its training");
        page.leave(site).await;
    });
}

#[test]
fn a_link_and_every_file_are_the_same_painting_in_the_other_browser() {
    browse_in_firefox(async |site| {
        let makers = [Maker::Chromium, Maker::Firefox];
        for (from, to) in [makers, [makers[1], makers[0]]].map(|[from, to]| (from, to)) {
            let folder = TempDir::new().expect("a folder");
            let sender = Page::visit(site, Settings::of(from)).await;
            sender.partner_paints(12).await;
            sender.pause().await;
            sender.choose_color(VIOLET).await;
            sender.paint(&[[80.0, 80.0], [200.0, 200.0], [320.0, 120.0]]).await;
            let hash = sender.hash().await;
            let link = sender.eval("limner.page.link(false, 0, false)").await;
            let link = format!("{}#{}", site.url(), link.as_str().expect("a link"));
            let mut files = Vec::new();
            for (kind, before, button, extension) in [
                ("painting", "", "#download-file", "limner"),
                ("picture", "", "#download-png", "png"),
                (
                    "large",
                    "document.getElementById('picture-scale').value = '2'",
                    "#download-png",
                    "png",
                ),
                ("page", "", "#download-page", "html"),
            ] {
                sender.fill("#painting-name", kind).await;
                sender.key('\u{e007}').await;
                sender.click("#share").await;
                sender.run(before, &[]).await;
                sender.click(button).await;
                let name = format!("{kind}.{extension}");
                let file = folder.path().join(&name);
                std::fs::write(&file, sender.downloaded(&name).await).expect("a file");
                files.push(file);
            }
            sender.fill("#painting-name", "film").await;
            sender.key('\u{e007}').await;
            sender.choose_film("apng", [4, 480, 1_000]).await;
            sender.make_film().await;
            let file = folder.path().join("film.png");
            std::fs::write(&file, sender.downloaded("film.png").await).expect("a file");
            files.push(file);
            sender.leave(site).await;

            let page = Page::visit_at(site, &link, Settings::of(to)).await;
            assert_eq!(page.hash().await, hash, "the link");
            for file in files {
                page.begin_new(320, 240, "white").await;
                page.type_into("#file-painting", &file.display().to_string()).await;
                let what = format!("{} to open in {to:?}", file.display());
                page.until(&what, &format!("limner.page.hash() === '{hash}'")).await;
            }
            page.leave(site).await;
        }
    });
}

#[test]
fn a_page_plays_the_painting_from_a_disk_without_a_network_in_firefox() {
    browse_in_firefox(async |site| {
        crate::exporting::plays_from_a_disk(site, "session_pen", Settings::of(Maker::Firefox))
            .await;
    });
}

#[test]
fn a_page_with_the_partner_is_painted_on_from_a_disk_without_a_network_in_firefox() {
    browse_in_firefox(async |site| {
        crate::whole::is_painted_on(site, Settings::of(Maker::Firefox)).await;
    });
}

#[test]
fn a_film_that_one_browser_encodes_the_other_plays() {
    browse_in_firefox(async |site| crate::filming::films_of_each_are_played_by_each(site).await);
}

#[test]
fn a_second_tab_shows_the_painting_takes_it_over_or_works_on_a_copy_in_firefox() {
    browse_in_firefox(async |site| crate::tabs::shows_takes_or_copies(site, Maker::Firefox).await);
}

#[test]
fn whenever_firefox_is_killed_every_finished_stroke_is_there_again() {
    browse_in_firefox(async |site| {
        let kills = crate::killed::kills().unwrap_or(KILLS);
        crate::killed::again_and_again(site, Maker::Firefox, kills).await;
    });
}

/// What every test in Firefox ends with would hear of an error, and of a request to somebody else.
#[test]
fn an_error_and_a_request_elsewhere_are_noticed_in_firefox() {
    browse_in_firefox(async |_| {
        let page = "<script>fetch('http://elsewhere.example/a').catch(() => {});
            setTimeout(() => { throw new Error('thrown on purpose'); });
            console.error('said on purpose');</script>";
        let desk = Desk::new().with("a.html", page.as_bytes());
        let browser = Browser::start(&Settings::of(Maker::Firefox)).await;
        browser.go(&format!("file://{}", desk.path("a.html").display())).await;
        let mut heard = String::new();
        let all = async || {
            heard += &format!("{:?}", browser.console().await);
            ["thrown", "said"].iter().all(|word| heard.contains(word)).then_some(())
        };
        until(DEADLINE, all).await.expect("the console's errors are heard");
        let asked = browser.quit().await.requests;
        // It tries again and again.
        let urls: BTreeSet<_> = asked.iter().map(|request| request.url.as_str()).collect();
        assert_eq!(urls, BTreeSet::from(["http://elsewhere.example/a"]));
    });
}

#[test]
fn controls_have_the_same_shape() {
    browse(async |site| has_shaped_controls(site, Maker::Chromium).await);
    browse_in_firefox(async |site| has_shaped_controls(site, Maker::Firefox).await);
}

/// Sliders that stand have a track from end to end and nothing beside it, and the card is round at each corner.
async fn has_shaped_controls(site: &Site, maker: Maker) {
    let page = Page::visit(site, Settings::of(maker)).await;
    page.pause().await;
    page.hover([220.0, 130.0]).await;
    for slider in ["#size", "#opacity"] {
        page.run("document.querySelector(arguments[0]).value = 50;", &[json!(slider)]).await;
    }
    page.still().await;
    page.shot(&format!("controls-{maker:?}")).await;
    let seen = picture::decoded(&page.screenshot().await);
    let at = |x: f64, y: f64| seen.get_pixel(x as u32, y as u32).0;
    let [panel, track] = [color_of(&page, "#rail").await, custom(&page, "--control-edge").await];
    for slider in ["#size", "#opacity"] {
        let [left, top, width, height] = page.box_in_sight(slider).await;
        let middle = left + width / 2.0;
        for part in [0.1, 0.25, 0.75, 0.9] {
            let y = top + part * height;
            let row: Vec<_> = (0..width as u32).map(|x| at(left + f64::from(x), y)).collect();
            let wide = row.iter().filter(|pixel| near(**pixel, track)).count();
            let here = format!("{slider} in {maker:?} at {part}");
            assert!((3..=5).contains(&wide), "{here}: a track of {wide} pixels");
            assert!(near(at(middle, y), track), "{here}: the track is not in the middle");
            let off = |x: f64| at(middle + x * width / 4.0, y);
            assert!(near(off(-1.0), panel) && near(off(1.0), panel), "{here}: it is not alone");
        }
    }
    // Between the lower slider and the colour there is the panel and nothing else.
    let [left, top, width, height] = page.box_in_sight("#opacity").await;
    let [_, color_top, ..] = page.box_in_sight("#color-button").await;
    assert!(color_top > top + height + 2.0, "{maker:?}: no room below the slider");
    for y in (top + height) as u32 + 1..color_top as u32 - 1 {
        for x in left as u32..(left + width) as u32 {
            let mark = seen.get_pixel(x, y).0;
            assert!(near(mark, panel), "{maker:?}: a mark at {x}, {y}: {mark:?}");
        }
    }
    let edge = custom(&page, "--edge").await;
    let [left, top, width, height] = page.box_in_sight("#card").await;
    let round = |x: f64, y: f64| !near(at(x, y), panel) && !near(at(x, y), edge);
    for (x, y) in [(1.0, 1.0), (width - 2.0, 1.0), (1.0, height - 2.0), (width - 2.0, height - 2.0)]
    {
        assert!(round(left + x, top + y), "{maker:?}: the card has a corner at {x}, {y}");
    }
    page.leave(site).await;
}

/// The ground of an element.
async fn color_of(browser: &Browser, selector: &str) -> [u8; 3] {
    let script = "return getComputedStyle(document.querySelector(arguments[0])).backgroundColor.match(/\\d+/g).map(Number);";
    let color = browser.run(script, &[json!(selector)]).await;
    serde_json::from_value(color).expect("red, green and blue")
}

/// The colour of one of the page's own properties.
async fn custom(browser: &Browser, name: &str) -> [u8; 3] {
    let script = "const probe = document.body.appendChild(document.createElement('i'));
        probe.style.color = `var(${arguments[0]})`;
        const color = getComputedStyle(probe).color.match(/\\d+/g).map(Number);
        probe.remove();
        return color;";
    let color = browser.run(script, &[json!(name)]).await;
    serde_json::from_value(color).expect("red, green and blue")
}

fn near(a: [u8; 3], b: [u8; 3]) -> bool {
    a.iter().zip(b).all(|(a, b)| a.abs_diff(b) <= 3)
}
