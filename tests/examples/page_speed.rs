//! How fast the page paints, against the same code natively: rows for the report of `cargo xtask bench
//! paint`, which builds what is needed and says where it is.

use std::time::Instant;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use limner_bench::workload::{Kind, RADII, Workload};
use limner_core::{Painting, format};
use limner_tests::{Page, Settings, browse};
use serde_json::json;

/// Measurements of each, of which the median is printed.
const ROUNDS: usize = 7;
/// Opens a painting, which draws it: its hash, and how long that took in ms.
const DRAW: &str =
    "const bytes = Uint8Array.from(atob(arguments[0]), (byte) => byte.charCodeAt(0));
    const began = performance.now();
    const opening = limner.Opening.ofFile(bytes);
    while (!opening.work(1000));
    const painting = opening.finish();
    const took = performance.now() - began;
    const hash = painting.hash();
    painting.free();
    return [hash, took];";

fn main() {
    println!("\nIn the page (Chromium, wasm) and natively, whole strokes, median of {ROUNDS}:");
    println!("brush         radius   native dabs/s     page dabs/s   page / native time");
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.pause().await;
        for kind in [Kind::Hard, Kind::Soft, Kind::Smudge] {
            for (radius_px, dabs) in RADII {
                let work = Workload::new(kind.brush(), radius_px, dabs);
                let bytes = format::encode(&work.log());
                let text = json!(BASE64.encode(&bytes));
                let mut seconds = [Vec::new(), Vec::new()];
                // One to warm up: browsers compile in two steps.
                for round in 0..=ROUNDS {
                    let began = Instant::now();
                    let log = format::decode(&bytes).expect("it was just encoded");
                    let painting = Painting::from_log(&log).expect("it is drawable");
                    let native = began.elapsed().as_secs_f64();
                    let drawn = page.run(DRAW, std::slice::from_ref(&text)).await;
                    assert_eq!(drawn[0], format!("{:016x}", painting.canvas().hash()));
                    if round > 0 {
                        seconds[0].push(native);
                        seconds[1].push(drawn[1].as_f64().expect("a time") / 1e3);
                    }
                }
                let [native, in_page] = seconds.map(median);
                let dabs = work.dabs() as f64;
                println!(
                    "{:<12}{radius_px:>5} px{:>16.0}{:>16.0}{:>18.2} ×",
                    kind.name(),
                    dabs / native,
                    dabs / in_page,
                    in_page / native
                );
            }
        }
        page.leave(site).await;
    });
}

fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}
