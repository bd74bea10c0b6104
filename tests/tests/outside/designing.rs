//! A few motifs become a map, and what lies on it a part of the painting.

use std::time::Duration;

use limner_tests::{Page, Settings, Viewport, browse};
use serde_json::json;

/// Draws strokes on a card, each of places from 0 to 1.
async fn draw_on_card(page: &Page, card: usize, strokes: &[Vec<[f64; 2]>]) {
    let selector = format!("#design-sheet .pads figure:nth-child({}) canvas", card + 1);
    let [left, top, width, height] = page.box_in_sight(&selector).await;
    for stroke in strokes {
        let way: Vec<_> =
            stroke.iter().map(|[x, y]| [left + x * width, top + y * height]).collect();
        page.drag(&way).await;
        page.lift().await;
    }
}

/// A leaf: its middle, both sides, and a pair of veins.
fn leaf(width: f64, veins: u8) -> Vec<Vec<[f64; 2]>> {
    let curve = |f: &dyn Fn(f64) -> [f64; 2]| -> Vec<[f64; 2]> {
        (0..=8_u8).map(|i| f(f64::from(i) / 8.0)).collect()
    };
    let side = |side: f64| {
        curve(&|t| [0.5 + side * width * (t * std::f64::consts::PI).sin(), 0.85 - 0.7 * t])
    };
    let mut strokes = vec![curve(&|t| [0.5, 0.92 - 0.77 * t]), side(-1.0), side(1.0)];
    for vein in 0..veins {
        let from = 0.7 - 0.18 * f64::from(vein);
        for side in [-1.0, 1.0] {
            strokes.push(curve(&|t| [0.5 + side * 0.7 * width * t, from - 0.1 * t]));
        }
    }
    strokes
}

/// From an open page to a map of two leaves.
async fn a_map_of_leaves(page: &Page) {
    page.pause().await;
    page.click("#design").await;
    page.until("the sheet", "document.querySelector('#design-sheet[open]') !== null").await;
    page.shot_at_once("design-1-cards").await;
    draw_on_card(page, 0, &leaf(0.12, 1)).await;
    draw_on_card(page, 1, &leaf(0.32, 2)).await;
    page.shot_at_once("design-2-drawn").await;
    page.click("[data-part=make]").await;
    let there = "document.querySelector('#design-sheet').dataset.stage === 'map'";
    page.until_for("the map", Duration::from_secs(60), there).await;
    page.until("the preview", "document.querySelector('[data-part=trust]').textContent !== ''")
        .await;
    page.shot_at_once("design-3-map").await;
}

const TRUST: &str =
    "parseFloat(document.querySelector('[data-part=trust]').style.getPropertyValue('--trust'))";
const PLACED: &str = "Number(document.body.dataset.designPlaced ?? 0)";

#[test]
fn two_drawn_leaves_become_a_garland_that_is_undone_kept_and_sent() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        a_map_of_leaves(&page).await;

        // The map is wandered over with the pointer and by keys; far out, less is known.
        let [left, top, width, height] = page.box_in_sight("[data-part=map]").await;
        page.drag(&[
            [left + 0.3 * width, top + 0.2 * height],
            [left + 0.27 * width, top + 0.2 * height],
        ])
        .await;
        page.lift().await;
        page.until("trust near a motif", &format!("{TRUST} > 60")).await;
        let near = page.eval(TRUST).await.as_f64().expect("a number");
        page.drag(&[
            [left + 0.9 * width, top + 0.2 * height],
            [left + 0.99 * width, top + 0.2 * height],
        ])
        .await;
        page.lift().await;
        page.until("trust far out", &format!("{TRUST} < {near}")).await;
        let across =
            "Number(document.querySelector('[data-part=map]').getAttribute('aria-valuenow'))";
        let before = page.eval(across).await.as_f64().expect("a number");
        page.hover([5.0, 5.0]).await;
        page.run("document.querySelector('[data-part=map]').focus()", &[]).await;
        page.press(&[], '\u{e012}').await;
        page.until("a step by key", &format!("{across} < {before}")).await;

        // A garland follows a line on the painting, as one step of undo.
        let blank = page.hash().await;
        let strokes = page.strokes().await;
        page.box_in_sight("[data-part=garland]").await;
        page.click("[data-part=garland]").await;
        page.until("the glass", "document.body.dataset.catching === 'garland'").await;
        let line: Vec<[f64; 2]> = (0..=20_u8)
            .map(|i| [60.0 + 26.0 * f64::from(i), 260.0 + 60.0 * (f64::from(i) / 3.0).sin()])
            .collect();
        let line = page.screen_from_canvas(&line).await;
        page.drag(&line).await;
        page.lift().await;
        page.until("the garland", &format!("{PLACED} === 1")).await;
        let [person, partner] = page.strokes().await;
        assert!(person >= strokes[0] + 12, "{person} strokes");
        assert_eq!(partner, strokes[1]);
        let hash = page.hash().await;
        assert_ne!(hash, blank);
        page.click(".glass-bar button").await;
        page.click("[data-part=close]").await;
        page.shot_at_once("design-4-garland").await;
        page.click("#undo").await;
        page.until("the garland undone", &format!("limner.page.hash() === '{blank}'")).await;
        page.click("#redo").await;
        page.until("the garland redone", &format!("limner.page.hash() === '{hash}'")).await;

        // It is kept with the painting, and the design beside it.
        page.click("#design").await;
        page.run("document.querySelector('[data-part=keep]').closest('details').open = true", &[])
            .await;
        page.fill("[data-part=name]", "Beech").await;
        page.click("[data-part=keep]").await;
        let kept = "[...document.querySelectorAll('[data-part=kept] option')].some((one) => one.value === 'Beech')";
        page.until("the design kept", kept).await;
        page.click("[data-part=close]").await;
        page.saved().await;
        page.reload().await;
        page.ready().await;
        assert_eq!(page.hash().await, hash);
        page.click("#design").await;
        page.until("the design's name", kept).await;
        page.run(
            "document.querySelector('[data-part=keep]').closest('details').open = true; const list = document.querySelector('[data-part=kept]'); \
             list.value = 'Beech'; list.dispatchEvent(new Event('change'))",
            &[],
        )
        .await;
        page.until(
            "the design opened",
            "document.querySelector('#design-sheet').dataset.stage === 'map'",
        )
        .await;
        page.click("[data-part=close]").await;

        // Elsewhere it is the same painting.
        let link = page
            .eval("`${location.origin}${location.pathname}#${limner.page.link(true, 0, false)}`")
            .await;
        page.leave(site).await;
        let page = Page::visit_at(site, link.as_str().expect("a link"), Settings::default()).await;
        assert_eq!(page.hash().await, hash);
        page.leave(site).await;
    });
}

#[test]
fn on_a_phone_motifs_are_drawn_with_a_finger_and_one_is_placed_by_a_tap() {
    browse(async |site| {
        let settings = Settings { viewport: Viewport::PHONE, ..Settings::default() };
        let page = Page::visit(site, settings).await;
        page.pause().await;
        page.click("#design").await;
        page.until("the sheet", "document.querySelector('#design-sheet[open]') !== null").await;
        for (card, width) in [0.12, 0.3].into_iter().enumerate() {
            let selector = format!("#design-sheet .pads figure:nth-child({}) canvas", card + 1);
            let [left, top, wide, high] = page.box_in_sight(&selector).await;
            for stroke in leaf(width, 0) {
                let way: Vec<_> =
                    stroke.iter().map(|[x, y]| [left + x * wide, top + y * high]).collect();
                page.touch(&[&way]).await;
            }
        }
        assert_eq!(
            page.eval("document.querySelector('[data-part=make]').disabled").await,
            json!(false)
        );
        page.box_in_sight("[data-part=make]").await;
        page.click("[data-part=make]").await;
        let there = "document.querySelector('#design-sheet').dataset.stage === 'map'";
        page.until_for("the map", Duration::from_secs(60), there).await;
        page.shot_at_once("design-phone").await;
        // Nothing is wider than the phone.
        let wide = "document.querySelector('#design-sheet .scroll').scrollWidth <= document.querySelector('#design-sheet .scroll').clientWidth";
        assert_eq!(page.eval(wide).await, json!(true));
        let before = page.strokes().await[0];
        page.box_in_sight("[data-part=single]").await;
        page.click("[data-part=single]").await;
        page.until("the glass", "document.body.dataset.catching === 'single'").await;
        let [place] = page.screen_from_canvas(&[[160.0, 200.0]]).await[..] else {
            panic!("a place")
        };
        page.touch(&[&[place]]).await;
        page.until("the leaf", &format!("{PLACED} === 1")).await;
        assert_eq!(page.strokes().await[0], before + 3);
        page.leave(site).await;
    });
}

/// Where a part of a motif's picture lies in the window, of places from 0 to 1.
async fn on_motif(page: &Page, motif: usize, [x, y]: [f64; 2]) -> [f64; 2] {
    let selector = format!("[data-part=motifs] canvas:nth-child({})", motif + 1);
    let [left, top, width, height] = page.box_in_sight(&selector).await;
    [left + x * width, top + y * height]
}

/// What a screen reader says of the stroke that keys are on.
async fn said_of_motif(page: &Page, motif: usize) -> String {
    let script = format!(
        "document.querySelector('[data-part=motifs] canvas:nth-child({})').getAttribute('aria-valuetext')",
        motif + 1
    );
    page.eval(&script).await.as_str().expect("a text").to_owned()
}

async fn corrected(page: &Page, count: u8) {
    let there = format!("document.body.dataset.designCorrected === '{count}'");
    page.until_for("the correction", Duration::from_secs(60), &there).await;
}

#[test]
fn a_wrong_match_is_corrected_by_taps_or_keys_and_taken_back() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        a_map_of_leaves(&page).await;
        page.run("document.querySelector('[data-part=matching]').open = true", &[]).await;
        let before = said_of_motif(&page, 0).await;
        assert_eq!(before, "Stroke 1 of 5, goes with stroke 1 of motif 2");

        // The middle of one leaf, then a side of the other.
        let [middle, side] = [(0, [0.5, 0.5]), (1, [0.143, 0.46])];
        for (motif, at) in [middle, side] {
            let at = on_motif(&page, motif, at).await;
            page.drag(&[at]).await;
            page.lift().await;
        }
        corrected(&page, 1).await;
        assert_eq!(said_of_motif(&page, 0).await, "Stroke 1 of 5, goes with stroke 2 of motif 2");
        page.shot_at_once("design-5-matching").await;
        page.click("[data-part=revert]").await;
        corrected(&page, 0).await;
        assert_eq!(said_of_motif(&page, 0).await, before);

        // The same by keys, and back with them.
        page.run("document.querySelector('[data-part=motifs] canvas').focus()", &[]).await;
        page.press(&[], '\u{e007}').await;
        page.run("document.querySelectorAll('[data-part=motifs] canvas')[1].focus()", &[]).await;
        page.press(&[], '\u{e014}').await;
        page.press(&[], '\u{e007}').await;
        corrected(&page, 1).await;
        assert_eq!(said_of_motif(&page, 0).await, "Stroke 1 of 5, goes with stroke 2 of motif 2");
        page.press(&['\u{e009}'], 'z').await;
        corrected(&page, 0).await;
        assert_eq!(said_of_motif(&page, 0).await, before);
        page.leave(site).await;
    });
}

/// Figures of a map that is wandered over: ms from a look to its preview and what of it was the page's own thread,
/// as the median and the most, and the longest task of that thread meanwhile.
const WANDERED: &str = "new Promise(async (resolve) => {
    const map = document.querySelector('[data-part=map]'), preview = document.querySelector('[data-part=preview]');
    const { left, top, width, height } = map.getBoundingClientRect();
    const [all, own] = [[], []]; let longest = 0;
    const observer = new PerformanceObserver((list) => { for (const one of list.getEntries()) longest = Math.max(longest, one.duration); });
    observer.observe({ type: 'longtask' });
    for (let i = 0; i < 90; i += 1) {
        delete preview.dataset.ms;
        map.dispatchEvent(new PointerEvent('pointermove', { pointerType: 'mouse', clientX: left + width * (0.1 + 0.8 * i / 90), clientY: top + height / 2 }));
        while (preview.dataset.ms === undefined) await new Promise((go) => setTimeout(go, 1));
        all.push(Number(preview.dataset.ms)); own.push(Number(preview.dataset.ownMs));
    }
    await new Promise((go) => setTimeout(go, 100));
    const figures = (list) => { list.sort((a, b) => a - b); return [list[45], list[89]]; };
    resolve([...figures(all), ...figures(own), longest]);
})";

#[test]
fn what_is_chosen_is_learned_decorates_and_goes_along_where_it_may() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        a_map_of_leaves(&page).await;
        let figures = page.eval(WANDERED).await;
        eprintln!(
            "preview: ms median and most, of these the page's thread, its longest task over 50: {figures}"
        );

        // Of four, one is chosen by a press and one by its number; the ring goes there.
        page.run("document.querySelector('[data-part=asking]').open = true", &[]).await;
        let four = "document.querySelectorAll('.design-four button[aria-label]').length === 4";
        page.until("four", four).await;
        page.box_in_sight("[data-part=four]").await;
        page.click(".design-four button:nth-child(4)").await;
        page.until("a choice", "document.body.dataset.designChosen === '1'").await;
        page.shot_at_once("design-6-four").await;
        page.press(&[], '4').await;
        page.until("another choice", "document.body.dataset.designChosen === '2'").await;
        let across =
            "Number(document.querySelector('[data-part=map]').getAttribute('aria-valuenow'))";
        page.until("the ring on the right", &format!("{across} > 50")).await;

        // A place is filled, as one step of undo.
        let blank = page.hash().await;
        let strokes = page.strokes().await;
        page.run("const size = document.querySelector('[data-part=size]'); size.value = 40", &[])
            .await;
        page.box_in_sight("[data-part=decorate]").await;
        page.click("[data-part=decorate]").await;
        page.until("the glass", "document.body.dataset.catching === 'decorate'").await;
        let ring: Vec<[f64; 2]> = (0..=30_u8)
            .map(|i| {
                let angle = f64::from(i) / 30.0 * std::f64::consts::TAU;
                [320.0 + 230.0 * angle.cos(), 240.0 + 190.0 * angle.sin()]
            })
            .collect();
        let ring = page.screen_from_canvas(&ring).await;
        page.drag(&ring).await;
        page.lift().await;
        page.until("the leaves", &format!("{PLACED} === 1")).await;
        let [person, partner] = page.strokes().await;
        assert!(person >= strokes[0] + 15, "{person} strokes");
        assert_eq!(partner, strokes[1]);
        let hash = page.hash().await;
        page.click(".glass-bar button").await;
        page.click("[data-part=close]").await;
        page.shot_at_once("design-7-decorated").await;
        page.click("#undo").await;
        page.until("all undone", &format!("limner.page.hash() === '{blank}'")).await;
        page.click("#redo").await;
        page.until("all redone", &format!("limner.page.hash() === '{hash}'")).await;

        // It goes along only where the person says so.
        page.click("#share").await;
        let there = "document.getElementById('share-design-line')?.hidden === false";
        page.until("the design in the menu", there).await;
        let link = "`${location.origin}${location.pathname}#${limner.page.link(true, 0, false)}`";
        let without = page.eval(link).await.as_str().expect("a link").len();
        page.click("#share-design").await;
        page.until("the design is sent", "Number(document.body.dataset.designSent) > 3000").await;
        page.shot_at_once("design-8-share").await;
        let sent = page.eval("Number(document.body.dataset.designSent)").await;
        let link = page.eval(link).await;
        let link = link.as_str().expect("a link");
        assert!(link.len() > without + 4000, "{} of {without}", link.len());
        page.leave(site).await;

        // Where it is opened, it is offered.
        let page = Page::visit_at(site, link, Settings::default()).await;
        assert_eq!(page.hash().await, hash);
        assert_eq!(page.eval("limner.page.came(5).length").await, sent);
        page.click(".toast[data-code=came_design] button").await;
        let there = "document.querySelector('#design-sheet')?.dataset.stage === 'map'";
        page.until("the map", there).await;
        let trust = "document.querySelector('[data-part=trust]').textContent !== ''";
        page.until("the preview", trust).await;
        page.click("[data-part=close]").await;
        // It is not sent on by itself.
        page.click("#share").await;
        page.until("the design in the menu", "document.body.dataset.designSent === '0'").await;
        page.leave(site).await;
    });
}
