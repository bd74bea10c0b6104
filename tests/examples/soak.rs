//! A long sitting in the page: ten thousand of the partner's strokes while it learns from a person who says yes and no,
//! from one picture after another. What the page takes of memory, how evenly it draws, and how soon it answers, at the
//! start, on the way and at the end. `cargo xtask bench soak` builds what is needed and says where it is;
//! `SOAK_STROKES` says how many strokes.

use std::time::{Duration, Instant};

use limner_tests::measuring::{MEMORIES, OUTLINES, SCRIPT};
use limner_tests::{Page, Settings, browse};
use serde_json::{Value, json};

/// Strokes in all, and rows of the table.
const STROKES: u64 = 10_000;
const ROWS: u64 = 10;
/// From one picture the partner paints so many, then from the next.
const A_PICTURE: u64 = 400;
const PICTURES: usize = 6;
/// The person says something every so many strokes.
const A_JUDGEMENT: u64 = 25;
/// A partner that paints nothing for so long is content, or stuck: another picture tells.
const IDLE: Duration = Duration::from_secs(8);
/// Pictures in a row from which nothing is painted: then it is stuck.
const STUCK: u32 = 4;

/// Times between frames, in ms: the median, and what 95 of 100 are below.
const FRAMES: &str = "return new Promise((resolve) => {
        const times = [];
        let last = performance.now();
        const frame = (now) => {
            times.push(now - last);
            last = now;
            if (times.length < arguments[0]) return requestAnimationFrame(frame);
            times.sort((a, b) => a - b);
            resolve([0.5, 0.95].map((part) => times.at(Math.floor(part * times.length))));
        };
        requestAnimationFrame(frame);
    });";
/// The median time from a press of a button to the page's next frame after it has changed, in ms.
const PRESS: &str = "return (async (count) => {
        const times = [];
        for (let i = 0; i < count; i++) {
            const began = performance.now();
            document.getElementById('start').click();
            await new Promise(requestAnimationFrame);
            await new Promise((turn) => setTimeout(turn, 0));
            times.push(performance.now() - began);
            await new Promise((rest) => setTimeout(rest, 150));
        }
        return times.sort((a, b) => a - b)[Math.floor(count / 2)];
    })(arguments[0]);";
/// Presses of which the median is a time; an even number leaves the partner as it was.
const PRESSES: u32 = 10;

fn main() {
    let asked = std::env::var("SOAK_STROKES").ok().and_then(|text| text.parse().ok());
    let strokes: u64 = asked.unwrap_or(STROKES);
    browse(async |site| {
        let settings = Settings { before: MEMORIES.into(), ..Settings::default() };
        let page = Page::visit_at(site, &format!("{}?renderer=cpu", site.url()), settings).await;
        page.partner_paints(1).await;
        page.hurry().await;
        println!(
            "strokes  judged  steps learned  page half, MB  JavaScript, MB  process, MB  strokes/s  \
             frame p50, p95, ms  script p95, ms  press, ms  other outlines, ms"
        );
        let began = Instant::now();
        let (mut picture, mut since, mut barren) = (0_usize, 0_u64, 0);
        for row in 0..=ROWS {
            let goal = (strokes * row / ROWS).max(50);
            let (from, leg) = (page.strokes().await[1], Instant::now());
            let mut said = from / A_JUDGEMENT;
            let (mut last, mut moved) = (from, Instant::now());
            loop {
                let now = page.strokes().await[1];
                if now >= goal {
                    break;
                }
                if now > last {
                    (last, moved, barren) = (now, Instant::now(), 0);
                }
                if now / A_JUDGEMENT > said {
                    said = now / A_JUDGEMENT;
                    page.key(if said.is_multiple_of(3) { 'n' } else { 'y' }).await;
                }
                let is_done =
                    page.eval("limner.page.status().phase === 'done'").await == json!(true);
                if now >= since + A_PICTURE || is_done || moved.elapsed() > IDLE {
                    barren += u32::from(now == since);
                    assert!(barren < STUCK, "it paints nothing more: {}", page.status().await);
                    picture = (picture + 1) % PICTURES;
                    page.choose_from_gallery(picture).await;
                    if page.status().await["running"] == json!(false) {
                        page.click("#start").await;
                    }
                    (since, moved) = (now, Instant::now());
                }
                tokio::time::sleep(Duration::from_millis(60)).await;
            }
            let painted = page.strokes().await[1];
            let pace = (painted - from) as f64 / leg.elapsed().as_secs_f64();
            measure(&page, painted, pace).await;
        }
        println!("in {:.0} s", began.elapsed().as_secs_f64());
        page.saved().await;
        page.leave(site).await;
    });
}

async fn measure(page: &Page, painted: u64, pace: f64) {
    let frames = page.run(FRAMES, &[json!(120)]).await;
    let script = page.run(SCRIPT, &[]).await;
    let press = page.run(PRESS, &[json!(PRESSES)]).await;
    page.pause().await;
    let outlines = page.run(OUTLINES, &[json!(9)]).await;
    page.devtools("HeapProfiler.collectGarbage", json!({})).await;
    let wasm = page.eval("memories[0].buffer.byteLength").await;
    let heap = page.eval("performance.memory?.usedJSHeapSize ?? 0").await;
    let process = page.memory().map_or(0, |memory| memory.own);
    let status = page.status().await;
    page.click("#start").await;
    let mb = |bytes: &Value| bytes.as_f64().unwrap_or(0.0) / 1e6;
    let ms = |time: &Value| time.as_f64().unwrap_or(f64::NAN);
    println!(
        "{painted:>7}{:>8}{:>15}{:>15.1}{:>16.1}{:>13.1}{pace:>11.1}{:>11.1} {:>7.1}{:>16.1}{:>11.1}{:>20.1}",
        status["judged"].as_u64().unwrap_or(0),
        status["policySteps"].as_u64().unwrap_or(0),
        mb(&wasm),
        mb(&heap),
        process as f64 / 1e6,
        ms(&frames[0]),
        ms(&frames[1]),
        ms(&script),
        ms(&press),
        ms(&outlines),
    );
}
