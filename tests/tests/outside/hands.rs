//! Hands of every kind: palms that land before the pen, pens held upside down, pens that the system takes
//! for mice, fingers that rest.

use limner_core::{Author, Brush, Op, Path, Sample, Stroke};
use limner_tests::{Page, Settings, Site, browse};
use serde_json::json;

/// Pointers made by a script can't be captured.
const UNCAPTURED: &str = "Element.prototype.setPointerCapture = () => {};";

/// For scripts: `down`, `move` and `up` of a pointer at points of the canvas, and `wait`.
const POINTERS: &str = "
    const wait = (ms) => new Promise((done) => setTimeout(done, ms));
    const frame = document.getElementById('painting').getBoundingClientRect();
    const scale = frame.width / limner.page.width;
    const send = (type, pointerId, pointerType, [x, y], more) =>
        document.getElementById('stage').dispatchEvent(new PointerEvent(type, {
            pointerId, pointerType, bubbles: true, cancelable: true,
            clientX: frame.left + x * scale, clientY: frame.top + y * scale, ...more,
        }));
    const down = (id, type, at, more) =>
        send('pointerdown', id, type, at, { button: 0, buttons: 1, pressure: 0.5, ...more });
    const move = (id, type, at, more) =>
        send('pointermove', id, type, at, { button: -1, buttons: 1, pressure: 0.5, ...more });
    const up = (id, type, at, more) =>
        send('pointerup', id, type, at, { button: 0, buttons: 0, pressure: 0, ...more });
    const stroke = (id, type, way, more = {}) => {
        down(id, type, way[0], more);
        way.slice(1).forEach((at) => move(id, type, at, more));
        up(id, type, way.at(-1), more);
    };";

/// A page whose partner has stopped.
async fn quiet_page(site: &Site) -> Page {
    let settings = Settings { before: UNCAPTURED.into(), ..Settings::default() };
    let page = Page::visit(site, settings).await;
    page.pause().await;
    page
}

/// What pointers do; the promise of the script is waited for.
async fn hands(page: &Page, script: &str) {
    let script = format!("{POINTERS} return (async () => {{ {script} }})();");
    page.run(&script, &[]).await;
}

/// The person's strokes and the brush of each, oldest first.
async fn strokes(page: &Page) -> Vec<(Stroke, Brush)> {
    let log = page.log().await;
    let persons = log.entries().iter().filter_map(|entry| match &entry.op {
        Op::Add(stroke) if stroke.author == Author::Person => Some(stroke.clone()),
        _ => None,
    });
    persons
        .map(|stroke| {
            let brush = log.brushes()[usize::from(stroke.brush)];
            (stroke, brush)
        })
        .collect()
}

fn samples(stroke: &Stroke) -> &[Sample] {
    match &stroke.path {
        Path::Samples { samples, .. } => samples,
        path => panic!("a hand paints samples, not {path:?}"),
    }
}

#[test]
fn a_palm_that_lands_before_the_pen_leaves_no_mark() {
    browse(async |site| {
        let page = quiet_page(site).await;
        hands(
            &page,
            "down(1, 'touch', [400, 300]);
             await wait(60);
             move(1, 'touch', [404, 302]);
             stroke(2, 'pen', [[100, 100], [140, 110], [180, 100]], { pressure: 0.4 });
             up(1, 'touch', [404, 302]);",
        )
        .await;
        let painted = strokes(&page).await;
        assert_eq!(painted.len(), 1, "the pen's stroke alone");
        let first = samples(&painted[0].0)[0].point;
        let pens = limner_core::Point::from_px(100, 100);
        assert!(first.x.abs_diff(pens.x) < 64 && first.y.abs_diff(pens.y) < 64, "{first:?}");
        assert_eq!(page.eval("limner.page.undo()").await, json!(true));
        assert_eq!(page.eval("limner.page.undo()").await, json!(false), "one undo");

        // Nor does one that stays where it is while the pen comes again, or that lands beside it.
        hands(
            &page,
            "down(1, 'touch', [400, 300]);
             stroke(2, 'pen', [[100, 100], [140, 110], [180, 100]], { pressure: 0.4 });
             down(2, 'pen', [100, 200], { pressure: 0.4 });
             down(3, 'touch', [420, 320]);
             move(3, 'touch', [460, 330]);
             move(2, 'pen', [180, 200], { pressure: 0.4 });
             up(2, 'pen', [180, 200]);
             up(1, 'touch', [400, 300]);
             up(3, 'touch', [460, 330]);",
        )
        .await;
        let painted = strokes(&page).await;
        assert_eq!(painted.len(), 3);
        let right = limner_core::Point::from_px(200, 0).x;
        assert!(
            painted.iter().all(|(stroke, _)| samples(stroke).iter().all(|s| s.point.x < right))
        );
        page.leave(site).await;
    });
}

#[test]
fn the_far_end_of_a_pen_erases_while_it_is_down() {
    browse(async |site| {
        let page = quiet_page(site).await;
        let tip = "stroke(2, 'pen', [[100, 100], [140, 110], [180, 100]], { pressure: 0.4 });";
        hands(&page, tip).await;
        hands(&page, "down(2, 'pen', [140, 80], { button: 5, buttons: 32, pressure: 0.4 });").await;
        assert_eq!(page.eval("document.body.dataset.tool").await, "eraser");
        hands(
            &page,
            "move(2, 'pen', [140, 140], { buttons: 32, pressure: 0.4 });
             up(2, 'pen', [140, 140], { button: 5 });",
        )
        .await;
        assert_eq!(page.eval("document.body.dataset.tool").await, "brush");
        hands(&page, tip).await;
        let erasers: Vec<bool> =
            strokes(&page).await.iter().map(|(_, brush)| brush.eraser).collect();
        assert_eq!(erasers, [false, true, false]);

        // It erases whatever the tip is for, and the tip is for that again.
        page.key('i').await;
        hands(
            &page,
            "down(2, 'pen', [160, 80], { button: 5, buttons: 32, pressure: 0.4 });
             move(2, 'pen', [160, 140], { buttons: 32, pressure: 0.4 });
             up(2, 'pen', [160, 140], { button: 5 });",
        )
        .await;
        assert_eq!(page.eval("document.body.dataset.tool").await, "eyedropper");
        assert!(strokes(&page).await.last().is_some_and(|(_, brush)| brush.eraser));
        page.leave(site).await;
    });
}

#[test]
fn a_pen_that_is_taken_for_a_mouse_keeps_its_pressure() {
    browse(async |site| {
        let page = quiet_page(site).await;
        let pressing = |device: &str, pressures: &str| {
            format!(
                "{pressures}.forEach((pressure, i) =>
                     (i === 0 ? down : move)(7, '{device}', [60 + 12 * i, 100], {{ pressure }}));
                 up(7, '{device}', [60 + 12 * 18, 100]);"
            )
        };
        let rising = "Array.from({ length: 19 }, (_, i) => 0.05 + 0.05 * i)";
        let even = "Array.from({ length: 19 }, () => 0.5)";
        for (device, pressures) in
            [("mouse", even), ("mouse", rising), ("pen", rising), ("mouse", even)]
        {
            hands(&page, &pressing(device, pressures)).await;
        }
        let painted = strokes(&page).await;
        let pressures: Vec<Vec<f64>> = painted
            .iter()
            .map(|(stroke, _)| {
                samples(stroke).iter().map(|s| f64::from(s.pressure) / f64::from(1 << 15)).collect()
            })
            .collect();
        for even in [&pressures[0], &pressures[3]] {
            assert!(even.iter().all(|pressure| *pressure == 1.0), "{even:?}");
        }
        // 0.5 is on the way of both pens, and nothing leaps there.
        for rising in [&pressures[1], &pressures[2]] {
            let (first, last) = (rising[0], rising[rising.len() - 1]);
            assert!(first < 0.06 && last > 0.9, "{rising:?}");
            assert!(
                rising.windows(2).all(|two| (0.0..0.08).contains(&(two[1] - two[0]))),
                "{rising:?}"
            );
        }
        page.leave(site).await;
    });
}

#[test]
fn a_finger_beside_one_that_rests_still_paints() {
    browse(async |site| {
        let page = quiet_page(site).await;
        hands(
            &page,
            "down(1, 'touch', [100, 100]);
             for (let i = 1; i <= 8; i++) { await wait(50); move(1, 'touch', [100 + 10 * i, 100]); }
             down(2, 'touch', [400, 300]);
             up(1, 'touch', [180, 100]);
             down(3, 'touch', [100, 200]);
             for (let i = 1; i <= 8; i++) { await wait(50); move(3, 'touch', [100 + 10 * i, 200]); }
             up(3, 'touch', [180, 200]);
             up(2, 'touch', [400, 300]);",
        )
        .await;
        assert_eq!(strokes(&page).await.len(), 2);

        // Two that land together still move the canvas.
        let zoom = "Number(document.body.dataset.zoom)";
        let before = page.eval(zoom).await.as_f64().expect("a zoom");
        hands(
            &page,
            "down(1, 'touch', [300, 240]); down(2, 'touch', [340, 240]);
             for (let i = 1; i <= 10; i++) { move(1, 'touch', [300 - 8 * i, 240]); move(2, 'touch', [340 + 8 * i, 240]); }
             up(1, 'touch', [220, 240]); up(2, 'touch', [420, 240]);",
        )
        .await;
        assert_eq!(strokes(&page).await.len(), 2);
        page.until("the zoom", &format!("{zoom} > {}", before * 1.3)).await;
        page.leave(site).await;
    });
}
