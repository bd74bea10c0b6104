//! How fast the partner is in the page: its first stroke, its pace, what the page's own thread takes for a frame
//! meanwhile, what the network takes for proposals, and what learning takes, beside what it may. `cargo xtask bench partner` builds what is needed and
//! says where it is.

use limner_tests::measuring::{OUTLINES, SCRIPT};
use limner_tests::{Page, Settings, WORKERS, browse};
use serde_json::{Value, json};

/// For so long its pace is measured.
const SECONDS: u32 = 10;
const PROPOSALS: &str = "const worker = window.workers.at(-1);
    return new Promise((resolve) => {
        worker.addEventListener('message', ({ data }) => {
            if (data.measured !== undefined) resolve(data.measured);
        });
        worker.postMessage({ measure: arguments[0] });
    });";
const PACE: &str = "const strokes = () => limner.page.status().strokes.partner;
    const [from, began] = [strokes(), performance.now()];
    return new Promise((resolve) => setTimeout(
        () => resolve(1000 * (strokes() - from) / (performance.now() - began)),
        1000 * arguments[0],
    ));";
/// Clicks of which the median is a time.
const CLICKS: u32 = 15;

fn main() {
    browse(async |site| {
        let settings = Settings { before: WORKERS.into(), ..Settings::default() };
        let page = Page::visit_at(site, &format!("{}?renderer=cpu", site.url()), settings).await;
        page.partner_paints(1).await;
        let first = "return Number(document.body.dataset.firstPartnerStrokeMs);";
        let row = |name: &str, value: Value| println!("{name:<64}{value:>9.2}");
        row("navigation to the partner's first stroke, ms", page.run(first, &[]).await);
        page.hurry().await;
        page.partner_paints(100).await;
        let pace = page.run(PACE, &[json!(SECONDS)]).await;
        row("strokes a second, refined, one thread", pace);
        row("script of a frame on the page's thread, 95 %, ms", page.run(SCRIPT, &[]).await);
        page.pause().await;
        for windows in [1, 4, 8] {
            let ms = page.run(PROPOSALS, &[json!(windows)]).await;
            row(&format!("proposals for {windows} windows, median, ms"), ms);
        }
        let click = page.run(OUTLINES, &[json!(CLICKS)]).await;
        row("from a click to other outlines, median, ms (at most 100)", click);
        let learning = page.run(PROPOSALS, &[json!("learning")]).await;
        for (i, what) in [
            "a yes or a no learned from, median, ms (at most 5)",
            "a question chosen from 64 outlines, median, ms (at most 30)",
            "a round of rehearsal, 24 steps, ms (at most 2000)",
        ]
        .into_iter()
        .enumerate()
        {
            row(what, learning[i].clone());
        }
        page.leave(site).await;
    });
}
