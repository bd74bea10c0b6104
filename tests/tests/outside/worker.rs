//! The partner's thread may die: the page starts another, and nothing of the painting is lost.

use limner_tests::page::VIOLET;
use limner_tests::{Page, Settings, WORKERS, browse};

#[test]
fn a_partner_that_dies_is_started_again_and_paints_on() {
    browse(async |site| {
        let page =
            Page::visit(site, Settings { before: WORKERS.into(), ..Settings::default() }).await;
        page.partner_paints(4).await;
        page.choose_color(VIOLET).await;
        page.paint(&[[60.0, 60.0], [300.0, 90.0]]).await;

        // It throws: the page hears of it at once.
        let (log, [_, painted]) = (page.log().await, page.strokes().await);
        page.run("window.workers.at(-1).postMessage({ messages: [null] });", &[]).await;
        page.until("the death to be noticed", "document.body.dataset.workerDeaths === '1'").await;
        let words = "[...document.querySelectorAll('.toast p')].map((words) => words.textContent)
            .find((words) => words.includes('started again') && words.includes('safe'))";
        page.until("a word on it", words).await;
        page.shot("worker-died").await;
        page.partner_paints(painted + 5).await;
        assert!(page.log().await.entries().starts_with(log.entries()), "the log was not kept");

        // What it had planned before may have been enough for these.
        page.until("the new partner", "limner.page.status().ready").await;

        // It falls silent: the page finds out, and the person can paint meanwhile.
        page.run("window.workers.at(-1).terminate();", &[]).await;
        page.paint(&[[60.0, 400.0], [300.0, 390.0]]).await;
        page.until("the silence to be noticed", "document.body.dataset.workerDeaths === '2'").await;
        let [_, painted] = page.strokes().await;
        page.partner_paints(painted + 5).await;
        page.leave(site).await;
    });
}

/// Workers that die as soon as they are there, and when each began.
const DYING: &str = "window.births = [];
    window.Worker = class {
        constructor() {
            births.push(performance.now());
            setTimeout(() => this.onmessage({ data: { failed: 'as the test has it' } }));
        }
        postMessage() {}
        terminate() {}
    };";

/// A partner that can't live is tried less and less often, and the page says so and can be painted on.
#[test]
fn a_partner_that_dies_at_once_is_tried_ever_more_seldom() {
    browse(async |site| {
        let page =
            Page::visit(site, Settings { before: DYING.into(), ..Settings::default() }).await;
        let births = page.until("five attempts", "births.length > 4 && births").await;
        let births: Vec<f64> = serde_json::from_value(births).expect("moments");
        let waits: Vec<f64> = births.windows(2).map(|pair| pair[1] - pair[0]).collect();
        // The first is replaced at once; a timer never comes early but for its rounding.
        for (wait, least) in waits[1..].iter().zip([500.0, 1000.0, 2000.0]) {
            assert!(*wait >= least - 5.0, "after {wait} ms, not {least}: {waits:?}");
        }
        page.told("worker_gone").await;
        page.paint(&[[60.0, 400.0], [300.0, 390.0]]).await;
        assert_eq!(page.strokes().await[0], 1);
        page.leave(site).await;
    });
}
