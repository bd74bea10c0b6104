//! How the partner paints when the person says how: it goes over its strokes, stops at a level of detail,
//! stays near, and keeps to a few colours.

use limner_core::{Author, Log, Op, Painting, Path, Rgb8};
use limner_tests::page::{CONTROL, SHIFT, VIOLET};
use limner_tests::{Page, Settings, browse};

use crate::target::{psnr_db, shown, shown_target};

#[test]
fn it_goes_over_its_last_strokes_and_the_picture_gains_by_it() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.until("the picture", "limner.partner.target()").await;
        page.choose_color(VIOLET).await;
        page.paint(&[[60.0, 60.0], [120.0, 90.0], [180.0, 60.0]]).await;
        page.hurry().await;
        page.partner_paints(110).await;
        page.pause().await;
        let (log, target) = (page.log().await, shown_target(&page).await);
        assert_eq!(page.hash().await, hash(&log), "the log draws another painting");
        let db = |revision| {
            let canvas = Painting::from_log(&log).expect("a sound log").canvas_at(revision);
            psnr_db(&target, &shown(&canvas, log.header().paper))
        };
        let polishes = polishes(&log);
        assert!(polishes.len() >= 2, "it polished {} times", polishes.len());
        for polish in polishes {
            let (before, after) = (db(polish.start), db(polish.end));
            println!("{} strokes gone over: {before:.2} to {after:.2} dB", polish.len());
            assert!(after > before - 0.01, "from {before} to {after} dB");
        }
        // The person's only step is their stroke, which is as they painted it.
        page.press(&[CONTROL], 'z').await;
        page.until("the stroke to go", "limner.page.status().strokes.person === 0").await;
        let amended = |id: u32| match &log.entries()[id as usize].op {
            Op::Add(stroke) => stroke.author,
            _ => panic!("no stroke"),
        };
        for entry in log.entries() {
            if let Op::Amend { stroke, .. } = entry.op {
                assert_eq!(amended(stroke), Author::Partner);
            }
        }
        // Off, it leaves them.
        page.key('z').await;
        let amendments = amendments(&page.log().await);
        let painted = page.strokes().await[1];
        page.key('p').await;
        page.partner_paints(painted + 60).await;
        page.pause().await;
        assert_eq!(self::amendments(&page.log().await), amendments);
        page.leave(site).await;
    });
}

#[test]
fn detail_colours_and_nearness_are_as_the_person_wants_them_and_stay_so() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.hurry().await;
        for _ in 0..7 {
            page.press(&[SHIFT], '(').await;
        }
        page.until("it to be done", "limner.page.status().phase === 'done'").await;
        let bold = page.strokes().await[1];
        page.shot("done").await;
        page.press(&[SHIFT], ')').await;
        page.press(&[SHIFT], ')').await;
        page.partner_paints(bold + 1).await;

        // Four colours of the picture; what it painted so far was in any.
        page.run(CHOOSE, &["4".into()]).await;
        page.until("the palette", "limner.page.status().palette.length === 4").await;
        page.pause().await;
        let revision = page.log().await.revision();
        for _ in 0..5 {
            page.press(&[SHIFT], ')').await;
        }
        let painted = page.strokes().await[1];
        page.key('p').await;
        page.partner_paints(painted + 60).await;
        page.pause().await;
        let palette = page.eval("limner.page.status().palette").await;
        let palette: Vec<u64> =
            palette.as_array().into_iter().flatten().filter_map(|v| v.as_u64()).collect();
        let log = page.log().await;
        let after = &log.entries()[revision as usize..];
        let painted = after.iter().filter_map(|entry| match &entry.op {
            Op::Add(stroke) => Some(stroke),
            _ => None,
        });
        for stroke in painted {
            let Rgb8 { r, g, b } = stroke.color;
            assert!(palette.contains(&u64::from(u32::from_be_bytes([0, r, g, b]))), "{stroke:?}");
        }
        let swatches = "document.querySelectorAll('#palette i').length === 4";
        page.until("a swatch for each", swatches).await;
        page.shot("palette").await;

        // Near the person: it comes to them.
        page.run(CHOOSE, &["all".into()]).await;
        let at = [560.0, 400.0];
        page.paint(&[[540.0, 390.0], at, [580.0, 410.0]]).await;
        let away = mean_distance(&page, at, 40).await;
        page.click("#manner > summary").await;
        page.click("#follow").await;
        let painted = page.strokes().await[1];
        page.key('p').await;
        page.partner_paints(painted + 40).await;
        page.pause().await;
        let near = mean_distance(&page, at, 40).await;
        println!("{:.0} px away before, {near:.0} px when it follows", away);
        assert!(near < 0.6 * away, "{near} px, {} before", away);

        page.saved().await;
        page.reload().await;
        page.ready().await;
        let kept = "[document.getElementById('detail').value, document.getElementById('follow').checked, limner.page.status().follows]";
        assert_eq!(page.eval(kept).await, serde_json::json!(["7", true, true]));
        page.leave(site).await;
    });
}

/// Chooses the partner's colours.
const CHOOSE: &str = "const colors = document.getElementById('partner-colors');
    colors.value = arguments[0];
    colors.dispatchEvent(new Event('change', { bubbles: true }));";

/// How far the middles of the partner's last strokes are from a point, in canvas px.
async fn mean_distance(page: &Page, [x, y]: [f64; 2], strokes: usize) -> f64 {
    let all = page.partners_strokes().await;
    let last = all.iter().rev().take(strokes).map(|stroke| {
        let Path::Bezier { points: [a, b, c], .. } = stroke.path else { panic!("{stroke:?}") };
        let at = |a: i32, b: i32, c: i32| f64::from(a + 2 * b + c) / 256.0;
        (at(a.x, b.x, c.x) - x).hypot(at(a.y, b.y, c.y) - y)
    });
    last.sum::<f64>() / strokes as f64
}

fn hash(log: &Log) -> String {
    let painting = Painting::from_log(log).expect("a sound log");
    format!("{:016x}", painting.canvas().hash())
}

fn amendments(log: &Log) -> usize {
    log.entries().iter().filter(|entry| matches!(entry.op, Op::Amend { .. })).count()
}

/// Entries of the log that amend strokes, run by run.
fn polishes(log: &Log) -> Vec<std::ops::Range<u32>> {
    let mut runs: Vec<std::ops::Range<u32>> = Vec::new();
    for (at, entry) in (0..).zip(log.entries()) {
        if !matches!(entry.op, Op::Amend { .. }) {
            continue;
        }
        match runs.last_mut() {
            Some(run) if run.end == at && entry.dt_ms == 0 => run.end += 1,
            _ => runs.push(at..at + 1),
        }
    }
    runs
}
