//! The tool that points: at a stroke, to judge it alone, and at a place, to have the partner paint there or not.

use limner_core::{Judgement, Op, Path, Stroke, Verdict};
use limner_tests::page::{ESCAPE, SHIFT};
use limner_tests::{Page, Settings, browse};
use serde_json::json;

/// Whether it is seen what can be said of what is pointed at.
const MENU: &str = "document.getElementById('point-menu').checkVisibility()";

/// The middle of a stroke's curve, in canvas px.
fn middle(stroke: &Stroke) -> [f64; 2] {
    let Path::Bezier { points: [a, b, c], .. } = stroke.path else { panic!("{stroke:?}") };
    let at = |a: i32, b: i32, c: i32| f64::from(a + 2 * b + c) / 256.0;
    [at(a.x, b.x, c.x), at(a.y, b.y, c.y)]
}

/// The judgements on the page's log.
async fn judgements(page: &Page) -> Vec<Judgement> {
    let log = page.log().await;
    let judgement = |op: &Op| match op {
        Op::Judge(judgement) => Some(judgement.clone()),
        _ => None,
    };
    log.entries().iter().filter_map(|entry| judgement(&entry.op)).collect()
}

/// A page whose partner has painted and paused, with the tool that points in hand.
async fn pointing(site: &limner_tests::Site) -> Page {
    let page = Page::visit(site, Settings::default()).await;
    page.partner_paints(14).await;
    page.pause().await;
    // What is outlined is pointed at before what lies below it.
    page.key('o').await;
    page.press(&[SHIFT], 'j').await;
    page.until("the tool", "document.body.dataset.tool === 'point'").await;
    page
}

#[test]
fn a_stroke_is_pointed_at_outlined_and_judged_alone() {
    browse(async |site| {
        let page = pointing(site).await;
        let size = page.size().await.map(f64::from);
        let strokes = page.partners_strokes().await;
        let on_canvas = |[x, y]: [f64; 2]| {
            (20.0..size[0] - 20.0).contains(&x) && (20.0..size[1] - 20.0).contains(&y)
        };
        let last = strokes.iter().rev().map(middle).find(|at| on_canvas(*at)).expect("a stroke");
        let id = page.eval(&format!("limner.partner.strokeAt({}, {}, 0)", last[0], last[1])).await;
        let id = u32::try_from(id.as_u64().expect("a stroke lies there")).expect("an id");

        // Under the pointer it is outlined, and nothing is painted.
        let at = page.screen_from_canvas(&[last]).await[0];
        page.hover(at).await;
        let white = "(() => { const overlay = document.getElementById('overlay');
            const { data } = overlay.getContext('2d').getImageData(0, 0, overlay.width, overlay.height);
            return data.some((_, i) => i % 4 === 0 && data[i] + data[i + 1] + data[i + 2] + data[i + 3] === 1020); })()";
        page.until("its outline", white).await;
        page.drag(&[at]).await;
        page.lift().await;
        page.until("what can be said of it", MENU).await;
        page.shot("pointed").await;
        page.key('y').await;
        page.until("the yes to be heard", "limner.page.status().judged === 1").await;
        page.drag(&[at]).await;
        page.lift().await;
        page.click("#point-no").await;
        page.until("the no to be heard", "limner.page.status().judged === 2").await;
        let judged: Vec<_> =
            judgements(&page).await.into_iter().map(|j| (j.verdict, j.strokes)).collect();
        assert_eq!(judged, [(Verdict::Yes, vec![id]), (Verdict::No, vec![id])]);
        assert_eq!(page.eval(MENU).await, json!(false));

        // With a finger, too; Escape and another tool let go of it.
        for way in [ESCAPE, 'b'] {
            page.press(&[SHIFT], 'j').await;
            page.touch(&[&[at]]).await;
            page.until("what can be said of it", MENU).await;
            let least = "Math.min(...[...document.querySelectorAll('#point-menu button')]
                .map((one) => Math.min(one.offsetWidth, one.offsetHeight)))";
            assert!(page.eval(least).await.as_f64().is_some_and(|px| px >= 44.0));
            page.key(way).await;
            page.until("it to let go", &format!("!{MENU}")).await;
        }
        assert_eq!(page.strokes().await[0], 0, "pointing paints nothing");
        page.leave(site).await;
    });
}

#[test]
fn a_place_is_drawn_shown_and_undone() {
    browse(async |site| {
        let page = pointing(site).await;
        let places = "[...limner.partner.places()]";
        for (button, here, at) in
            [("#point-here", 1, [200.0, 150.0]), ("#point-away", 0, [420.0, 300.0])]
        {
            let way = [at, [at[0] + 30.0, at[1]], [at[0] + 60.0, at[1]]];
            page.drag(&page.screen_from_canvas(&way).await).await;
            page.lift().await;
            page.until("what can be said of it", MENU).await;
            let yes = "document.getElementById('point-yes').checkVisibility()";
            assert_eq!(page.eval(yes).await, json!(false), "a place is no stroke");
            page.click(button).await;
            let placed = page.eval(&format!("{places}.slice(-4)")).await;
            let number = |i: usize| placed[i].as_f64().expect("a number");
            assert!((number(0) - at[0]).abs() < 2.0 && (number(1) - at[1]).abs() < 2.0, "{placed}");
            assert!((number(2) - 60.0).abs() < 3.0 && placed[3] == json!(here), "{placed}");
        }
        page.shot("places").await;
        let undo = "document.querySelectorAll('#places button').length";
        assert_eq!(page.eval(undo).await, json!(2));
        let names = "[...document.querySelectorAll('#places button')].map((one) => one.getAttribute('aria-label'))";
        assert_eq!(page.eval(names).await, json!(["Undo: paint here", "Undo: not here"]));

        // The partner goes on, and each is undone by itself.
        let painted = page.strokes().await[1];
        page.key('p').await;
        page.partner_paints(painted + 6).await;
        page.pause().await;
        page.click("#places button").await;
        page.until("one to be left", &format!("{undo} === 1 && {places}[3] === 0")).await;
        page.click("#places button").await;
        page.until("none to be left", &format!("{undo} === 0 && {places}.length === 0")).await;

        // A tap where nothing lies means a place, too.
        page.begin_new(320, 240, "stone").await;
        page.press(&[SHIFT], 'j').await;
        let at = page.screen_from_canvas(&[[160.0, 120.0]]).await[0];
        page.drag(&[at]).await;
        page.lift().await;
        page.until("what can be said of it", MENU).await;
        page.click("#point-away").await;
        assert_eq!(page.eval(&format!("{places}.length")).await, json!(4));
        assert_eq!(page.strokes().await[0], 0, "pointing paints nothing");
        page.leave(site).await;
    });
}
