//! The person says no, and the partner changes what it does next.
//!
//! Two visits paint the same picture, most of it warm, from the same seed, stroke by stroke. In one of
//! them the person says no when the last strokes were warm. What follows must be cooler than in the
//! other.

use std::path::Path;
use std::time::Duration;

use limner_core::{Rgb8, Stroke};
use limner_tests::{Page, Settings, Site, browse, picture};
use serde_json::json;
use tempfile::TempDir;

/// Noes that are said: at least for the test to mean something (a partner that learns soon gives no
/// more cause for them), and at most.
const NOES: [u64; 2] = [4, 16];
/// Strokes that a verdict is about where the partner goes step by step.
const JUDGED: usize = 8;
/// Strokes before the person says anything: the first are broad and of every colour at once.
const BEGINNING: u64 = 12;
/// Strokes in which the noes are given.
const LESSON: u64 = 72;
/// A stroke is seen after this.
const SEEN: Duration = Duration::from_millis(320);
/// Strokes that are compared.
const AFTER: u64 = 48;
/// Strokes after which there is no hope of it any more.
const MOST: u64 = 300;
/// How much cooler these must be on average: red less blue, of 255. Measured: 20 to 90, since messages
/// that come a frame sooner or later make another painting each time.
const COOLER: f64 = 8.0;
/// From here on strokes are warm, in the same measure.
const WARM: f64 = 80.0;
/// The same seed for every painting.
pub(crate) const SEED: &str = "crypto.getRandomValues = (numbers) => numbers.fill(7);";

#[test]
fn noes_to_warm_strokes_make_the_next_ones_cooler_and_are_kept() {
    browse(async |site| {
        let folder = TempDir::new().expect("a folder");
        let file = folder.path().join("mostly-warm.png");
        std::fs::write(&file, picture::png(&picture::mostly_warm(640, 480))).expect("a file");

        let page = lesson(site, &file, false).await;
        let without = warmth(&page.partners_strokes().await[(BEGINNING + LESSON) as usize..]);
        page.leave(site).await;

        let page = lesson(site, &file, true).await;
        let with = warmth(&page.partners_strokes().await[(BEGINNING + LESSON) as usize..]);
        let noes = &page.status().await["judged"];
        println!(
            "warmth (red less blue) of {AFTER} strokes: {without:.0} without, {with:.0} after \
             {noes} noes to warm ones"
        );
        page.shot("taught").await;
        assert!(with <= without - COOLER, "{with:.0} after {noes} noes, {without:.0} without");

        // Sooner or later it says so, and it still knows after a reload.
        go_on_until_it_says_so(&page).await;
        let words = "document.querySelector('#beliefs button')
            && document.getElementById('beliefs').innerText";
        let words = page.until("words for it", words).await;
        let judged = page.status().await["judged"].clone();
        page.saved().await;
        page.reload().await;
        page.ready().await;
        page.until(
            "the taste to be there again",
            &format!("limner.page.status().judged === {judged}"),
        )
        .await;
        page.until(
            "the same words",
            &format!("document.getElementById('beliefs').innerText === {words}"),
        )
        .await;

        // Forgetting takes two presses, and is for good.
        page.click("#taste > summary").await;
        page.click("#forget").await;
        assert_eq!(page.status().await["judged"], judged, "one press is none");
        page.click("#forget").await;
        page.until("the taste to be forgotten", "limner.page.status().judged === 0").await;
        page.until("no words", "!document.querySelector('#beliefs button')").await;
        page.saved().await;
        page.reload().await;
        page.ready().await;
        page.until("the partner to be there", "limner.page.status().ready").await;
        assert_eq!(page.status().await["judged"], json!(0));
        page.leave(site).await;
    });
}

/// Paints [`BEGINNING`], [`LESSON`] and [`AFTER`] strokes in a new browser, with or without noes.
async fn lesson(site: &Site, file: &Path, noes: bool) -> Page {
    let page = Page::visit(site, Settings { before: SEED.into(), ..Settings::default() }).await;
    page.pause().await;
    page.bring_picture(file).await;
    page.begin_new(640, 480, "stone").await;
    let mut said = 0;
    for stroke in 1..=BEGINNING + LESSON + AFTER {
        page.key('s').await;
        page.partner_paints(stroke).await;
        let lesson = noes && (BEGINNING..BEGINNING + LESSON).contains(&stroke);
        if lesson && said < NOES[1] && seen(&page).await && judged_warmth(&page).await > WARM {
            page.key('n').await;
            said += 1;
            let heard = format!("limner.page.status().judged === {said}");
            page.until("the no to be heard", &heard).await;
        }
    }
    assert!(!noes || said >= NOES[0], "only {said} times were the last strokes warm");
    page
}

/// Says no to warm strokes and yes to others until the partner says that it knows. How many it takes depends on
/// how the strokes differed in all else; and noes alone may mean that somebody likes nothing.
async fn go_on_until_it_says_so(page: &Page) {
    // The picture's warm colours are its vivid ones: answers may not tell which of the two is meant.
    let learned = "limner.page.status().beliefs.some(({word}) => ['cool', 'muted'].includes(word))";
    let mut strokes = BEGINNING + LESSON + AFTER;
    while strokes < MOST && page.eval(learned).await != json!(true) {
        for _ in 0..JUDGED {
            strokes += 1;
            page.key('s').await;
            page.partner_paints(strokes).await;
        }
        let judged = page.status().await["judged"].as_u64().expect("a number");
        page.key(if judged_warmth(page).await > WARM { 'n' } else { 'y' }).await;
        let heard = format!("limner.page.status().judged === {}", judged + 1);
        page.until("the verdict to be heard", &heard).await;
    }
    page.until("the partner to know", learned).await;
}

/// Waits until the last stroke is seen long enough to be judged; says whether one can be.
async fn seen(page: &Page) -> bool {
    tokio::time::sleep(SEEN).await;
    page.eval("limner.partner.judged().length > 0").await == json!(true)
}

/// Mean of red less blue of the strokes that a verdict would be about now, as the page outlines them; those that
/// are just painted have to be seen first.
async fn judged_warmth(page: &Page) -> f64 {
    const STRIDE: usize = 10;
    let numbers = page.until("strokes to judge", "[...limner.partner.judged()]").await;
    let numbers: Vec<f64> = serde_json::from_value(numbers).expect("numbers");
    let each = numbers.chunks_exact(STRIDE).map(|stroke| {
        let color = stroke[STRIDE - 1] as u32;
        f64::from(color >> 16) - f64::from(color & 255)
    });
    each.sum::<f64>() / (numbers.len() / STRIDE).max(1) as f64
}

/// Mean of red less blue.
fn warmth(strokes: &[Stroke]) -> f64 {
    let each =
        strokes.iter().map(|Stroke { color: Rgb8 { r, b, .. }, .. }| f64::from(*r) - f64::from(*b));
    each.sum::<f64>() / strokes.len().max(1) as f64
}
