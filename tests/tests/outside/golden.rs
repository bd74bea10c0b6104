//! Paintings have the same pixels in the page as natively: those that were saved, and random ones.
//!
//! How the page draws is a script from a file's `bytes` to the hash of its canvas, so that another
//! backend is another script.

use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use limner_core::arbitrary::small_log;
use limner_core::{Log, Painting, format};
use limner_tests::{Page, Settings, Site, browse, golden};
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;

/// The page half's raster.
const ON_THE_CPU: &str = "const opening = limner.Opening.ofFile(bytes);
    while (!opening.work(1000));
    const painting = opening.finish();
    try { return painting.hash(); } finally { painting.free(); }";
/// The renderer on a device of its own, as WebGPU has it here: software.
const ON_THE_GPU: &str = "const { loadRenderer } = limner;
    window.lab ??= await (await loadRenderer()).start(document.createElement('canvas'));
    const { lab } = window;
    lab.open(bytes);
    do {
        while (lab.isBusy()) await new Promise((heard) => setTimeout(heard, 1));
        if (lab.trouble()) throw new Error(lab.trouble());
    } while (lab.catchUp(100));
    return await lab.hash();";
/// What a stroke of a random painting may ask of a raster: many paintings say more than large ones.
const WORK: u64 = 300_000;
/// What a painting may ask of WebGPU in software, see [`Painting::work`].
const SOFTWARE_WORK: u64 = 160_000_000;
/// For one painting, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);
/// What takes longer is told.
const SLOW: Duration = Duration::from_secs(5);
/// Random paintings, unless `PROPTEST_CASES` says how many.
const CASES: u32 = 64;
/// Simpler paintings that are tried when one is drawn otherwise.
const SIMPLER: usize = 300;

#[test]
fn saved_paintings_open_as_the_same_pixels() {
    browse(async |site| saved_paintings(site, ON_THE_CPU, u64::MAX).await);
}

#[test]
fn random_paintings_have_the_same_pixels() {
    browse(async |site| random_paintings(site, ON_THE_CPU, CASES).await);
}

#[test]
fn saved_paintings_have_the_same_pixels_on_webgpu() {
    browse(async |site| saved_paintings(site, ON_THE_GPU, SOFTWARE_WORK).await);
}

#[test]
fn random_paintings_have_the_same_pixels_on_webgpu() {
    browse(async |site| random_paintings(site, ON_THE_GPU, CASES / 4).await);
}

/// Every golden painting that asks for no more than `most_work`, drawn as `how` says.
async fn saved_paintings(site: &Site, how: &str, most_work: u64) {
    let page = quiet_page(site).await;
    let work = |bytes: &[u8]| {
        let log = format::decode(bytes).expect("a golden painting is one");
        Painting::from_log(&log).expect("it is drawable").work()
    };
    let (paintings, left_out): (Vec<_>, Vec<_>) =
        golden::paintings().into_iter().partition(|painting| work(&painting.bytes) <= most_work);
    for painting in &left_out {
        println!("left out, as it asks too much of software: {}", painting.name);
    }
    assert!(paintings.len() >= 30, "only {} paintings", paintings.len());
    let mut others = Vec::new();
    for painting in &paintings {
        let began = Instant::now();
        let drawn = hash_of(&page, how, &painting.bytes).await;
        if began.elapsed() > SLOW {
            println!("{}: {:.1} s", painting.name, began.elapsed().as_secs_f64());
        }
        if drawn != painting.hash {
            others.push(format!("{} is {drawn}, saved as {}", painting.name, painting.hash));
        }
    }
    assert!(others.is_empty(), "{} of {}: {others:#?}", others.len(), paintings.len());
    println!("{} golden paintings have their pixels in the page", paintings.len());
    page.leave(site).await;
}

/// Random paintings, drawn natively and as `how` says. One that differs is made simpler while it still
/// does, and left as a file.
async fn random_paintings(site: &Site, how: &str, cases: u32) {
    let page = quiet_page(site).await;
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(cases);
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::default() });
    let mut strokes = 0;
    for _ in 0..cases {
        let mut tree = small_log(WORK).new_tree(&mut runner).expect("there are paintings");
        let log = tree.current();
        strokes += Painting::from_log(&log).expect("it is drawable").strokes().len();
        if is_same(&page, how, &log).await {
            continue;
        }
        let (mut worst, mut same) = (log, false);
        for _ in 0..SIMPLER {
            if !(if same { tree.complicate() } else { tree.simplify() }) {
                break;
            }
            same = is_same(&page, how, &tree.current()).await;
            if !same {
                worst = tree.current();
            }
        }
        let file = std::env::temp_dir().join("limner-failed-random.limner");
        std::fs::write(&file, format::encode(&worst)).expect("a file in the folder for such files");
        panic!("{} has other pixels in the page: {worst:#?}", file.display());
    }
    println!("{cases} random paintings of {strokes} strokes have the same pixels in the page");
    page.leave(site).await;
}

/// A page whose partner leaves the machine alone.
async fn quiet_page(site: &Site) -> Page {
    let page = Page::visit(site, Settings::default()).await;
    page.pause().await;
    page
}

async fn is_same(page: &Page, how: &str, log: &Log) -> bool {
    let native = Painting::from_log(log).expect("it is drawable").canvas().hash();
    hash_of(page, how, &format::encode(log)).await == format!("{native:016x}")
}

async fn hash_of(page: &Page, how: &str, bytes: &[u8]) -> String {
    let script = format!(
        "const bytes = Uint8Array.from(atob(arguments[0]), (byte) => byte.charCodeAt(0));
        window.drawn = '';
        const failed = (error) => {{ window.drawn = `failed: ${{error}}`; }};
        (async () => {{ {how} }})().then((hash) => {{ window.drawn = hash; }}, failed);"
    );
    page.run(&script, &[json!(BASE64.encode(bytes))]).await;
    let hash = page.until_for("the painting to be drawn", PATIENCE, "window.drawn").await;
    hash.as_str().unwrap_or_else(|| panic!("{hash} is no hash")).to_owned()
}
