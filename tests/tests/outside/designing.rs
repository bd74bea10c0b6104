//! A few motifs become a map, and what lies on it a part of the painting.
//!
//! Long because each test is a person's whole way through the sheet.

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
        // Done: one stays with the painting.
        page.click(".glass-bar .person").await;
        let left = "!document.querySelector('#glass, dialog[open]')";
        page.until("the glass and the sheet to be gone", left).await;
        page.shot_at_once("design-4-garland").await;
        page.click("#undo").await;
        page.until("the garland undone", &format!("limner.page.hash() === '{blank}'")).await;
        // It would take back what was painted before.
        page.until(
            "the offer to undo it gone",
            "![...document.querySelectorAll('.toast button')].some((one) => one.textContent === 'Undo')",
        )
        .await;
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
        page.shot_at_once("design-7-decorated").await;
        // Undo is there while the next place is awaited.
        page.click("#undo").await;
        page.until("all undone", &format!("limner.page.hash() === '{blank}'")).await;
        page.click("#redo").await;
        page.until("all redone", &format!("limner.page.hash() === '{hash}'")).await;
        page.click(".glass-bar button").await;
        page.click("[data-part=close]").await;

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

/// How broad and how high the ink of the preview is, in its own pixels.
const PREVIEWED: &str = "(() => {
    const preview = document.querySelector('[data-part=preview]');
    const { width, height } = preview;
    const { data } = preview.getContext('2d').getImageData(0, 0, width, height);
    let [left, top, right, bottom] = [width, height, 0, 0];
    for (let i = 3, at = 0; i < data.length; i += 4, at += 1) {
        if (data[i] < 128) continue;
        const [x, y] = [at % width, Math.floor(at / width)];
        [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
    }
    return [right - left, bottom - top];
})()";

/// What the preview's ink measures once the drawing has grown so far.
async fn previewed(page: &Page, growth: u8) -> [f64; 2] {
    let script = format!(
        "(async () => {{ const [growth, preview] = ['growth', 'preview'].map((name) => document.querySelector(`[data-part=${{name}}]`)); \
         growth.value = '{growth}'; delete preview.dataset.ms; growth.dispatchEvent(new Event('input')); \
         while (preview.dataset.ms === undefined) await new Promise((go) => setTimeout(go, 1)); return {PREVIEWED}; }})()"
    );
    let found = page.eval(&script).await;
    [0, 1].map(|i| found[i].as_f64().expect("a number"))
}

#[test]
fn a_bud_is_drawn_beneath_a_motif_and_opens_on_the_map() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.pause().await;
        page.click("#design").await;
        page.until("the sheet", "document.querySelector('#design-sheet[open]') !== null").await;
        for (card, width) in [0.14, 0.34].into_iter().enumerate() {
            draw_on_card(&page, card, &leaf(width, 0)).await;
        }
        // Turned over, a card shows which stroke comes next; the last is left to come out of the base.
        for card in [1, 2] {
            page.click(&format!("#design-sheet .pads figure:nth-child({card}) .pads-bud")).await;
            draw_on_card(&page, card - 1, &leaf(0.04, 0)[..if card == 1 { 3 } else { 2 }]).await;
            page.shot_at_once(&format!("design-9-bud-{card}")).await;
        }
        let budding = "document.querySelectorAll('.pads-bud.has').length";
        assert_eq!(page.eval(budding).await, json!(2));
        page.click("[data-part=make]").await;
        let there = "document.querySelector('#design-sheet').dataset.stage === 'map'";
        page.until_for("the map", Duration::from_secs(60), there).await;
        let [bud, half, bloom] =
            [previewed(&page, 0).await, previewed(&page, 50).await, previewed(&page, 100).await];
        // As high from the start, where a drawing without a bud begins small; and it opens.
        assert!(bud[1] > 0.8 * bloom[1], "{bud:?} {bloom:?}");
        assert!(bud[0] < 0.5 * bloom[0], "{bud:?} {bloom:?}");
        assert!(bud[0] < half[0] && half[0] < bloom[0], "{bud:?} {half:?} {bloom:?}");

        // Kept, both sides of the cards come back.
        page.run("document.querySelector('[data-part=keep]').closest('details').open = true", &[])
            .await;
        page.fill("[data-part=name]", "Bud").await;
        page.click("[data-part=keep]").await;
        let kept = "[...document.querySelectorAll('[data-part=kept] option')].some((one) => one.value === 'Bud')";
        page.until("the design kept", kept).await;
        page.click("[data-part=close]").await;
        page.reload().await;
        page.ready().await;
        page.click("#design").await;
        page.until("the design's name", kept).await;
        page.run(
            "const list = document.querySelector('[data-part=kept]'); list.value = 'Bud'; list.dispatchEvent(new Event('change'))",
            &[],
        )
        .await;
        page.until("the design opened", there).await;
        assert_eq!(page.eval(budding).await, json!(2));
        page.leave(site).await;
    });
}

/// How many strokes a card of the sheet shows, told by the worker from what is on it.
async fn taken(page: &Page) -> String {
    page.eval("document.querySelector('[data-part=said]').textContent")
        .await
        .as_str()
        .expect("a text")
        .to_owned()
}

#[test]
fn motifs_are_taken_from_a_span_of_the_timeline_and_from_what_is_drawn_around() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.pause().await;
        // Two figures side by side: three strokes, then four.
        for (left, count) in [(80.0, 3_u8), (360.0, 4)] {
            for i in 0..count {
                let x = left + 50.0 * f64::from(i);
                let line =
                    page.screen_from_canvas(&[[x, 330.0], [x + 15.0, 230.0], [x, 130.0]]).await;
                page.drag(&line).await;
                page.lift().await;
            }
        }
        page.until("seven strokes", "limner.page.strokes().length === 7").await;
        page.click("#design").await;
        page.until("the sheet", "document.querySelector('#design-sheet[open]') !== null").await;
        let offered = "[...document.querySelectorAll('[data-part=span-from], [data-part=span-to]')].map((input) => input.value)";
        assert_eq!(page.eval(offered).await, json!(["5", "7"]));
        page.run("document.querySelector('[data-part=span-from]').value = '1'; document.querySelector('[data-part=span-to]').value = '3'", &[])
            .await;
        page.click("[data-part=span]").await;
        page.until(
            "the first motif",
            "document.querySelector('[data-part=said]').textContent.includes('now motif 1')",
        )
        .await;
        assert_eq!(taken(&page).await, "3 strokes are now motif 1.");
        page.shot_at_once("design-10-taken").await;

        // What a line is drawn around is the next one.
        page.click("[data-part=around]").await;
        page.until("the glass", "document.body.dataset.catching === 'around'").await;
        let ring = [[330.0, 100.0], [560.0, 100.0], [560.0, 360.0], [330.0, 360.0], [330.0, 105.0]];
        let ring = page.screen_from_canvas(&ring).await;
        page.drag(&ring).await;
        page.shot_at_once("design-11-around").await;
        page.lift().await;
        page.until(
            "the second motif",
            "document.querySelector('[data-part=said]').textContent.includes('now motif 2')",
        )
        .await;
        assert_eq!(taken(&page).await, "4 strokes are now motif 2.");
        page.click("[data-part=make]").await;
        let there = "document.querySelector('#design-sheet').dataset.stage === 'map'";
        page.until_for("the map", Duration::from_secs(60), there).await;
        page.run("document.querySelector('[data-part=matching]').open = true", &[]).await;
        assert!(said_of_motif(&page, 0).await.starts_with("Stroke 1 of 3"));
        assert!(said_of_motif(&page, 1).await.starts_with("Stroke 1 of 4"));
        page.leave(site).await;
    });
}

#[test]
fn a_way_that_is_drawn_over_the_map_is_walked_and_motifs_can_be_swapped() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        a_map_of_leaves(&page).await;
        let across =
            "Number(document.querySelector('[data-part=map]').getAttribute('aria-valuenow'))";
        // From right to left, where A and B would be from left to right.
        page.click("[data-part=way]").await;
        let [left, top, width, height] = page.box_in_sight("[data-part=map]").await;
        let way: Vec<[f64; 2]> = (0..=10_u8)
            .map(|i| [left + (0.8 - 0.06 * f64::from(i)) * width, top + 0.3 * height])
            .collect();
        page.drag(&way).await;
        page.lift().await;
        page.until("the end of the way", &format!("{across} < 25")).await;
        page.shot_at_once("design-12-way").await;
        page.click("[data-part=play]").await;
        page.until("its beginning", &format!("{across} > 70")).await;
        page.until("its end", &format!("{across} < 25")).await;
        let strokes = page.strokes().await[0];
        page.click("[data-part=garland]").await;
        page.until("the glass", "document.body.dataset.catching === 'garland'").await;
        let line = page.screen_from_canvas(&[[60.0, 260.0], [560.0, 240.0]]).await;
        page.drag(&line).await;
        page.lift().await;
        page.until("the garland", &format!("{PLACED} === 1")).await;
        assert!(page.strokes().await[0] > strokes + 10);
        page.click(".glass-bar button").await;

        // The other leaf comes first: what belongs to what is as it was, and curves are shown beside those from before.
        page.run("for (const name of ['matching', 'how']) document.querySelector(`[data-part=${name}]`).open = true", &[])
            .await;
        assert!(said_of_motif(&page, 0).await.starts_with("Stroke 1 of 5, goes with stroke 1"));
        page.box_in_sight("[data-part=swap]").await;
        page.click("[data-part=swap]").await;
        page.until_for(
            "the swap",
            Duration::from_secs(60),
            "document.body.dataset.designSwapped === '1'",
        )
        .await;
        assert!(said_of_motif(&page, 0).await.starts_with("Stroke 1 of 7, goes with stroke 1"));
        page.shot_at_once("design-13-how").await;
        page.leave(site).await;
    });
}

/// Watches the page's own thread until it is asked: times from one message to the next that it sends to itself as soon as it may,
/// every fourth ms, so that no task is longer than the longest of them; and times from frame to frame.
const WATCH: &str = "(() => {
    const watched = window.watched = { waits: [], frames: [], goes: true, began: performance.now() };
    let [last, before] = [performance.now(), undefined];
    const step = () => {
        const now = performance.now();
        watched.waits.push(now - last);
        last = now;
        if (watched.goes) setTimeout(step);
    };
    const frame = (now) => {
        if (before !== undefined) watched.frames.push(now - before);
        before = now;
        if (watched.goes) requestAnimationFrame(frame);
    };
    setTimeout(step);
    requestAnimationFrame(frame);
})()";

/// Ends that: how long it was, then the median, the 99th of 100 and the most of both lists, in ms.
const SEEN: &str = "(() => {
    const { waits, frames, began } = window.watched;
    window.watched.goes = false;
    const figures = (list) => { list.sort((a, b) => a - b); return [0.5, 0.99, 1].map((part) => list[Math.floor(part * (list.length - 1))].toFixed(1)).join(' / '); };
    return `${((performance.now() - began) / 1000).toFixed(2)} s, ${frames.length} frames: ms from frame to frame ${figures(frames)}, the thread was away ${figures(waits)} (median / 99 % / most)`;
})()";

/// Looks at another place of the map in every frame, so many times; how many previews there were a second, and the median,
/// the 99th of 100 and the most of their ms, and of those that were the page's own.
const LOOKED: &str = "new Promise((resolve) => {
    const map = document.querySelector('[data-part=map]'), preview = document.querySelector('[data-part=preview]');
    const { left, top, width, height } = map.getBoundingClientRect();
    const [all, own, began] = [[], [], performance.now()];
    let count = 0;
    new MutationObserver(() => { all.push(Number(preview.dataset.ms)); own.push(Number(preview.dataset.ownMs)); })
        .observe(preview, { attributeFilter: ['data-ms'] });
    const frame = () => {
        const turn = count / 300 * 2 * Math.PI;
        map.dispatchEvent(new PointerEvent('pointermove', { pointerType: 'mouse', clientX: left + width * (0.5 + 0.42 * Math.sin(3 * turn)), clientY: top + height * (0.5 + 0.42 * Math.cos(5 * turn)) }));
        count += 1;
        if (count < 300) return requestAnimationFrame(frame);
        const figures = (list) => { list.sort((a, b) => a - b); return [0.5, 0.99, 1].map((part) => list[Math.floor(part * (list.length - 1))].toFixed(1)).join(' / '); };
        const seconds = (performance.now() - began) / 1000;
        resolve(`${count} places in ${seconds.toFixed(2)} s, ${(all.length / seconds).toFixed(1)} previews a second: ms from look to preview ${figures(all)}, the page's own ${figures(own)}`);
    };
    frame();
})";

/// Eight strokes: a stem, two sides, two pairs of veins and a tip.
fn motif_of_eight(width: f64) -> Vec<Vec<[f64; 2]>> {
    let mut strokes = leaf(width, 2);
    strokes.push(
        (0..=8_u8).map(|i| f64::from(i) / 8.0).map(|t| [0.5 + 0.1 * t, 0.15 - 0.08 * t]).collect(),
    );
    strokes
}

#[test]
fn five_motifs_of_eight_strokes_are_a_map_that_is_previewed_in_every_frame() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.pause().await;
        page.click("#design").await;
        page.until("the sheet", "document.querySelector('#design-sheet[open]') !== null").await;
        for _ in 2..5 {
            page.box_in_sight(".pads-more, #design-sheet .pads figure:nth-child(5)").await;
            page.click(".pads-more").await;
        }
        for (card, width) in [0.08, 0.14, 0.2, 0.27, 0.36].into_iter().enumerate() {
            draw_on_card(&page, card, &motif_of_eight(width)).await;
        }
        page.box_in_sight("[data-part=make]").await;
        page.run(WATCH, &[]).await;
        page.click("[data-part=make]").await;
        let there = "document.querySelector('#design-sheet').dataset.stage === 'map' && document.querySelector('[data-part=trust]').textContent !== ''";
        page.until_for("the map", Duration::from_secs(60), there).await;
        let made = page.eval(SEEN).await;
        eprintln!("five motifs of eight strokes become a map: {}", made.as_str().expect("a text"));
        let motifs = "document.querySelectorAll('[data-part=motifs] canvas').length";
        assert_eq!(page.eval(motifs).await, json!(5));
        page.box_in_sight("[data-part=map]").await;
        page.run(WATCH, &[]).await;
        let looked = page.eval(LOOKED).await;
        let seen = page.eval(SEEN).await;
        eprintln!("looking over it: {}", looked.as_str().expect("a text"));
        eprintln!("meanwhile: {}", seen.as_str().expect("a text"));
        page.shot_at_once("design-14-five").await;
        page.leave(site).await;
    });
}
