//! What is pointed at, with the tool that does and with keys: a stroke, painted or planned, to judge it alone, and a place,
//! to have the partner paint there or not.

use std::time::Duration;

use limner_core::{Author, Judgement, Op, Painting, Path, Stroke, Verdict};
use limner_tests::page::{ESCAPE, SHIFT};
use limner_tests::{Page, Settings, Site, browse};
use serde_json::json;

const LEFT: char = '\u{e012}';
const RIGHT: char = '\u{e014}';
const ENTER: char = '\u{e007}';
/// Whether outlines are there, and no more are on their way.
const OUTLINED: &str = "limner.partner.proposals().length >= 30";

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
        Op::Judge(judgement) => Some((**judgement).clone()),
        _ => None,
    };
    log.entries().iter().filter_map(|entry| judgement(&entry.op)).collect()
}

/// Ids of the partner's strokes that are seen, the last first.
async fn partners(page: &Page) -> Vec<u32> {
    let painting = Painting::from_log(&page.log().await).expect("the painting is whole");
    let strokes = painting.strokes().iter().rev();
    let partners = strokes.filter(|p| p.visible && p.stroke.author == Author::Partner);
    partners.map(|placed| placed.id).collect()
}

/// A page whose partner has painted and paused, and shows what it would paint next.
async fn looking_ahead(site: &Site) -> Page {
    let page = Page::visit(site, Settings::default()).await;
    page.partner_paints(14).await;
    page.pause().await;
    page.until("outlines", OUTLINED).await;
    page.still().await;
    page
}

/// The place of an outline that is hit in its middle before any other, and that point in client px.
async fn hit(page: &Page) -> (u64, [f64; 2]) {
    let middles = "[...Array(limner.partner.proposals().length / 10).keys()].map((i) => {
        const [x0, y0, x1, y1, x2, y2] = limner.partner.proposals().slice(10 * i);
        return [(x0 + 2 * x1 + x2) / 4, (y0 + 2 * y1 + y2) / 4]; })";
    let middles = page.eval(middles).await;
    let size = page.size().await.map(f64::from);
    for middle in middles.as_array().expect("a list").iter().rev() {
        let at = [0, 1].map(|i| middle[i].as_f64().expect("a number"));
        if !(0..2).all(|i| (20.0..size[i] - 20.0).contains(&at[i])) {
            continue;
        }
        let at = page.screen_from_canvas(&[at]).await[0];
        page.drag(&[at]).await;
        page.lift().await;
        page.until("what can be said of it", MENU).await;
        let place = page.eval("limner.pointing.place()").await.as_i64().expect("a number");
        page.key(ESCAPE).await;
        page.until("it to let go", &format!("!{MENU}")).await;
        if let Ok(place) = u64::try_from(place)
            && place > 0
        {
            return (place, at);
        }
    }
    panic!("no outline is hit in its middle: {middles}");
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
        let [x, y] = last;
        let place = format!("(limner.pointing.at(-1, {x}, {y}, 0), limner.pointing.place())");
        let place = page.eval(&place).await.as_i64().expect("a number");
        page.run("limner.pointing.letGo()", &[]).await;
        let nth = usize::try_from(-1 - place).expect("a stroke lies there");
        let id = partners(&page).await[nth];

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
        let places = "[...limner.pointing.places()]";
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

#[test]
fn an_outline_is_judged_before_it_is_painted_with_a_pointer_and_with_a_finger() {
    browse(async |site| {
        let page = looking_ahead(site).await;
        page.press(&[SHIFT], 'j').await;
        let (_, at) = hit(&page).await;
        let planned = "[...limner.partner.proposals()].join()";
        let before = page.eval(planned).await;
        page.drag(&[at]).await;
        page.lift().await;
        page.shot("outline-pointed").await;
        page.click("#point-no").await;
        page.until("the no to be heard", "limner.page.status().judged === 1").await;
        page.until(
            "others to be planned",
            &format!("{OUTLINED} && {planned} !== '{}'", before.as_str().expect("text")),
        )
        .await;
        page.still().await;

        let (place, at) = hit(&page).await;
        page.touch(&[&[at]]).await;
        page.until("what can be said of it", MENU).await;
        page.click("#point-yes").await;
        page.until("the yes to be heard", "limner.page.status().judged === 2").await;
        let kept = format!("limner.partner.proposals().length === {}", 10 * place);
        page.until("the rest to go", &kept).await;
        assert_eq!(page.text("#judged").await, "More like this one.");
        let said = judgements(&page).await;
        let counts: Vec<_> =
            said.iter().map(|j| (j.verdict, j.strokes.len(), j.proposals.len())).collect();
        assert_eq!(counts, [(Verdict::No, 0, 1), (Verdict::Yes, 0, 1)]);

        // What was liked is painted, what was not is not.
        let painted = page.strokes().await[1];
        page.key('p').await;
        page.partner_paints(painted + place + 2).await;
        page.pause().await;
        let log = page.log().await;
        let is_painted = |stroke: &Stroke| {
            log.entries().iter().any(|e| matches!(&e.op, Op::Add(added) if added == stroke))
        };
        assert!(is_painted(&said[1].proposals[0]) && !is_painted(&said[0].proposals[0]));
        assert_eq!(page.strokes().await[0], 0, "pointing paints nothing");
        page.leave(site).await;
    });
}

#[test]
fn keys_go_through_strokes_and_outlines_and_say_what_is_marked() {
    browse(async |site| {
        let page = looking_ahead(site).await;
        let focus = "document.getElementById('stage').focus()";
        let said = "document.getElementById('point-said').textContent";
        page.run(focus, &[]).await;
        page.key(LEFT).await;
        page.until("the last stroke", &format!("{MENU} && {said}.startsWith('Its last stroke:')"))
            .await;
        page.key(LEFT).await;
        page.until("the one before", &format!("{said}.startsWith('Its last stroke but 1:')")).await;
        page.shot("pointed-by-keys").await;
        let before = partners(&page).await;
        page.key('n').await;
        page.until("the no to be heard", "limner.page.status().judged === 1").await;
        assert_eq!(judgements(&page).await[0].strokes, [before[1]]);
        page.until("outlines", OUTLINED).await;
        page.still().await;
        for place in 1..=2 {
            page.key(RIGHT).await;
            let is_said = format!("{said}.startsWith('Planned stroke {place}:')");
            page.until("what is planned", &is_said).await;
        }
        page.key('y').await;
        page.until("the yes to be heard", "limner.page.status().judged === 2").await;
        page.until("two to be kept", "limner.partner.proposals().length === 20").await;
        page.key(LEFT).await;
        page.key('w').await;
        page.until("the reasons", "document.getElementById('why').checkVisibility()").await;
        page.key(ESCAPE).await;
        page.run(focus, &[]).await;
        page.key(LEFT).await;
        page.key('u').await;
        page.until(
            "it to be taken back",
            &format!("limner.page.status().strokes.partner === {}", before.len() - 1),
        )
        .await;
        assert_eq!(partners(&page).await, before[1..]);

        // Without single letters, all of it is found in the menu.
        page.run("document.getElementById('single-keys').click()", &[]).await;
        page.run(focus, &[]).await;
        page.key(LEFT).await;
        page.key('n').await;
        assert_eq!(page.eval(MENU).await, json!(true), "letters are no keys");
        page.key(ENTER).await;
        assert_eq!(page.eval("document.activeElement.id").await, json!("point-no"));
        page.key(ENTER).await;
        page.until("the no to be heard", "limner.page.status().judged === 4").await;
        assert_eq!(page.eval("document.activeElement.id").await, json!("stage"));
        // Arrows belong to whatever else has the focus.
        page.run("document.querySelector('input[name=turn]').focus()", &[]).await;
        page.key(RIGHT).await;
        assert_eq!(page.eval(MENU).await, json!(false));
        page.leave(site).await;
    });
}

#[test]
fn all_that_was_said_is_kept_over_a_reload_and_forgotten_for_good() {
    browse(async |site| {
        let page = looking_ahead(site).await;
        for here in [true, false] {
            page.run("limner.pointing.addPlace(200, 150, 60, arguments[0])", &[json!(here)]).await;
        }
        page.click("#ask").await;
        page.until("a question", "document.getElementById('question-same').checkVisibility()")
            .await;
        page.run("limner.partner.answer(2)", &[]).await;
        page.until("the answer to be heard", "limner.page.status().judged === 1").await;
        page.run("limner.partner.judge(false)", &[]).await;
        page.until("the no to be heard", "limner.page.status().judged === 2").await;
        page.run("limner.partner.editBelief('long', 'ask')", &[]).await;
        page.until(
            "the wish to be heard",
            "limner.page.status().beliefs.some(({ origin }) => origin === 'said')",
        )
        .await;
        let all = "JSON.stringify([[...limner.pointing.places()], limner.page.status().judged,
            [...limner.partner.judgements()], [...limner.partner.tasteState()],
            limner.page.status().beliefs])";
        page.until("the places", "document.querySelectorAll('#places button').length === 2").await;
        page.saved().await;
        tokio::time::sleep(Duration::from_millis(900)).await;
        page.saved().await;
        let before = page.eval(all).await;
        page.reload().await;
        page.ready().await;
        page.until("all of it", &format!("{all} === {before}")).await;
        page.until("the places", "document.querySelectorAll('#places button').length === 2").await;

        // Another painting has places of its own.
        page.begin_new(320, 240, "stone").await;
        page.until("none", "limner.pointing.places().length === 0").await;
        page.run("limner.pointing.addPlace(20, 30, 40, true)", &[]).await;
        page.until("its own", "document.querySelectorAll('#places button').length === 1").await;

        page.run("document.getElementById('forget').click()", &[]).await;
        page.run("document.getElementById('forget').click()", &[]).await;
        let nothing = "limner.pointing.places().length === 0 && limner.page.status().judged === 0
            && limner.partner.judgements().length === 0 && limner.page.status().beliefs.length === 0";
        page.until("all to be forgotten", nothing).await;
        tokio::time::sleep(Duration::from_millis(900)).await;
        page.reload().await;
        page.ready().await;
        page.until("the taste", "limner.page.status().ready").await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(page.eval(nothing).await, json!(true));
        page.leave(site).await;
    });
}
