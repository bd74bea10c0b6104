//! The partner in the page beside Geometrize in the same page: rows for the report of `cargo xtask bench
//! geometrize`, which builds and fetches what is needed and says where it is: `GEOMETRIZE` (its one JavaScript
//! file) and `TARGETS` (a folder of PICTURE-target.png). Both begin on white paper.

use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use image::RgbImage;
use limner_core::{Log, Op, Painting};
use limner_tests::{Page, Settings, Site, WORKERS, browse};
use serde_json::json;

/// Strokes, and shapes, at which the two are compared.
const AT: [usize; 2] = [50, 200];
/// What Geometrize draws in one call: a script may take half a minute.
const SHAPES_A_CALL: usize = 10;
/// Strokes, and shapes, that each draws first, so that the browser has compiled it.
const WARM: usize = 20;
/// Has the page paint without being looked at, as Geometrize does: as fast as strokes come, and no frame is drawn.
const UNSEEN: &str = "
    window.requestAnimationFrame = () => 0;
    const [worker, { page }] = [window.workers.at(-1), limner];
    const beat = () => {
        page.tick(performance.now());
        const messages = page.takeMessages();
        if (messages.length > 0) worker.postMessage({ messages });
    };
    worker.addEventListener('message', beat);
    setInterval(beat, 16);";

/// Begins; arguments are its pixels and its size.
const BEGIN: &str = "
    const bytes = Uint8Array.from(atob(arguments[0]), (byte) => byte.charCodeAt(0));
    const wanted = geometrize.bitmap.Bitmap.createFromByteArray(arguments[1], arguments[2], bytes);
    window.geometrizing = { runner: new geometrize.runner.ImageRunner(wanted, -1), took: 0, shapes: 0 };";
/// Draws so many shapes more; returns the ms that all took.
const DRAW: &str = "
    const state = window.geometrizing;
    const options = { shapeTypes: [4], candidateShapesPerStep: 50, shapeMutationsPerStep: 100, alpha: 128 };
    const began = performance.now();
    for (let i = 0; i < arguments[0]; i += 1) state.runner.step(options);
    state.took += performance.now() - began;
    return state.took;";

fn main() {
    let of = |name: &str| {
        PathBuf::from(std::env::var_os(name).unwrap_or_else(|| panic!("{name} is not set")))
    };
    let source = std::fs::read_to_string(of("GEOMETRIZE")).expect("Geometrize's file");
    let mut targets: Vec<PathBuf> = std::fs::read_dir(of("TARGETS"))
        .expect("the folder of targets")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.to_string_lossy().ends_with("-target.png"))
        .collect();
    targets.sort();
    println!(
        "\nIn the page (Chromium), both from white paper. Geometrize draws nothing on the screen; Limner's\n\
         time is given for the same, and for a painting that is looked at.\n\n\
         picture              strokes   Limner dB   Geometrize dB   Limner ms    seen ms   Geometrize ms"
    );
    let mut sums = [[0.0; 5]; AT.len()];
    browse(async |site| {
        for target in &targets {
            let wanted = image::open(target).expect("a picture").to_rgb8();
            let ours = limner(site, target, &wanted, false).await;
            let seen = limner(site, target, &wanted, true).await;
            let theirs = geometrize(site, &source, &wanted).await;
            let name = target.file_name().unwrap_or_default().to_string_lossy();
            for (i, n) in AT.into_iter().enumerate() {
                let row = [ours[i].0, theirs[i].0, ours[i].1, seen[i].1, theirs[i].1];
                print_row(name.trim_end_matches("-target.png"), n, row);
                sums[i].iter_mut().zip(row).for_each(|(sum, v)| *sum += v);
            }
        }
    });
    for (n, sums) in AT.into_iter().zip(sums) {
        let mean = sums.map(|v| v / targets.len() as f64);
        print_row("mean", n, mean);
        println!(
            "                     {:+.2} dB in {:.2} of the time; {:.2} where it is seen",
            mean[0] - mean[1],
            mean[2] / mean[4],
            mean[3] / mean[4],
        );
    }
}

fn print_row(name: &str, strokes: usize, [ours, theirs, our_ms, seen, their_ms]: [f64; 5]) {
    println!(
        "{name:<20} {strokes:>7} {ours:>11.2} {theirs:>15.2} {our_ms:>11.0} {seen:>10.0} {their_ms:>15.0}"
    );
}

/// What the partner reaches at each count, and in how many ms.
async fn limner(site: &Site, target: &Path, wanted: &RgbImage, seen: bool) -> Vec<(f64, f64)> {
    let settings = Settings { before: WORKERS.into(), ..Settings::default() };
    let page = Page::visit(site, settings).await;
    page.hurry().await;
    page.partner_paints(WARM as u64).await;
    page.pause().await;
    page.bring_picture(target).await;
    page.begin_new(wanted.width(), wanted.height(), "white").await;
    if !seen {
        page.run(UNSEEN, &[]).await;
    }
    page.key('p').await;
    page.partner_paints(AT[AT.len() - 1] as u64).await;
    page.pause().await;
    let log = page.log().await;
    page.leave(site).await;
    AT.map(|n| at_stroke(&log, n, wanted)).to_vec()
}

/// The painting when it had so many strokes: its PSNR, and the ms since the first.
fn at_stroke(log: &Log, count: usize, wanted: &RgbImage) -> (f64, f64) {
    let mut painting = Painting::new(log.header().clone()).expect("the header was read");
    let (mut strokes, mut took_ms) = (0, 0.0);
    for entry in log.entries() {
        if strokes > 0 {
            took_ms += f64::from(entry.dt_ms);
        }
        painting.push(entry.dt_ms, entry.op.clone()).expect("it was on a log");
        strokes += usize::from(matches!(entry.op, Op::Add(_)));
        if strokes == count {
            break;
        }
    }
    let canvas = painting.canvas();
    let mut rgba = vec![0; canvas.bounds().area() * 4];
    canvas.write_rgba8(canvas.bounds(), log.header().paper, &mut rgba);
    (psnr_db(wanted, &rgba), took_ms)
}

/// What Geometrize reaches at each count, and in how many ms.
async fn geometrize(site: &Site, source: &str, wanted: &RgbImage) -> Vec<(f64, f64)> {
    let page = Page::visit(site, Settings::default()).await;
    page.pause().await;
    // The source is a script of its own; what it exports it hangs on `window`.
    page.run(
        &format!("var exports = window; {source}; window.geometrize ??= exports.geometrize;"),
        &[],
    )
    .await;
    let rgba: Vec<u8> = wanted.pixels().flat_map(|p| [p[0], p[1], p[2], 255]).collect();
    let begin = [json!(BASE64.encode(&rgba)), json!(wanted.width()), json!(wanted.height())];
    page.run(BEGIN, &begin).await;
    for _ in (0..WARM).step_by(SHAPES_A_CALL) {
        page.run(DRAW, &[json!(SHAPES_A_CALL)]).await;
    }
    page.run(BEGIN, &begin).await;
    let mut figures = Vec::new();
    let mut shapes = 0;
    for count in AT {
        let mut took = 0.0;
        while shapes < count {
            let more = SHAPES_A_CALL.min(count - shapes);
            took = page.run(DRAW, &[json!(more)]).await.as_f64().expect("ms");
            shapes += more;
        }
        let drawn = page
            .bytes("new Uint8Array(window.geometrizing.runner.getImageData().getBytes().b)")
            .await;
        figures.push((psnr_db(wanted, &drawn), took));
    }
    page.leave(site).await;
    figures
}

/// Over 8-bit sRGB channels.
fn psnr_db(wanted: &RgbImage, rgba: &[u8]) -> f64 {
    let pairs = wanted.pixels().zip(rgba.as_chunks::<4>().0);
    let sum: f64 =
        pairs.flat_map(|(a, b)| [0, 1, 2].map(|c| f64::from(a[c].abs_diff(b[c])).powi(2))).sum();
    let mean = sum / (3.0 * f64::from(wanted.width()) * f64::from(wanted.height()));
    10.0 * (255.0 * 255.0 / mean.max(1e-9)).log10()
}
