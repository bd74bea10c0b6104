//! Strangers' paintings: whatever a link asks for, the page stays awake, says how far it has come, can be
//! told to stop, and comes to a clear end.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use limner_core::{Log, format, hostile};
use limner_tests::{Page, Settings, Site, browse};
use serde_json::json;

/// What a task of the main thread may ask of the processor: a browser calls a longer one long.
const LONGEST: Duration = Duration::from_millis(50);
/// What the page's process may take of memory, whatever it is given to open.
const MOST_MEMORY: u64 = 1_000_000_000;
/// Reading, counting and drawing what is allowed.
const PATIENCE: Duration = Duration::from_secs(180);
const OPENING: &str = "document.body.dataset.opening !== undefined";

fn link(log: &Log) -> String {
    URL_SAFE_NO_PAD.encode(format::encode(log))
}

async fn follow(page: &Page, log: &Log) {
    page.run("location.hash = arguments[0];", &[json!(link(log))]).await;
}

#[test]
fn no_link_holds_the_page_up() {
    browse(async |site| {
        let logs = hostile::all();
        let page = Page::visit(site, Settings { notes_tasks: true, ..Settings::default() }).await;
        for (name, log) in &logs {
            follow_to_the_end(&page, name, log).await;
            if let Some(memory) = page.memory() {
                println!("{name}: {} MB", memory.own / 1_000_000);
                assert!(memory.own < MOST_MEMORY, "{name} took {} bytes", memory.own);
            }
            begin_as_new(&page, site).await;
        }
        let tasks = page.leave_with_tasks(site).await;
        for (name, _) in logs {
            let of_it = || tasks.iter().filter(|task| task.of == name);
            let worked = of_it().map(|task| task.worked).max();
            let lasted = of_it().map(|task| task.lasted).max();
            let (Some(worked), Some(lasted)) = (worked, lasted) else {
                panic!("the browser noted no task of {name}")
            };
            println!("{name}: longest task {worked:?} of work, {lasted:?} with what came between");
            assert!(worked < LONGEST, "{name} held the page up for {worked:?} of work");
        }
    });
}

/// Opens what a link holds, looks through its replay, and does with it what a person may.
async fn follow_to_the_end(page: &Page, name: &str, log: &Log) {
    page.pause().await;
    page.begin_tasks(name).await;
    follow(page, log).await;
    let end = "document.body.dataset.opening === undefined
        && (document.body.dataset.origin === 'link' || document.body.dataset.trouble)";
    page.until_for(&format!("the end of {name}"), PATIENCE, end).await;
    // The replay that a link starts by itself, and going to moments by hand.
    for at in [0.0, 0.5, 0.99, 1.0] {
        let script = "const scrub = document.querySelector('#scrub');
            scrub.value = String(Math.round(Number(scrub.max) * arguments[0]));
            scrub.dispatchEvent(new Event('input'));";
        page.run(script, &[json!(at)]).await;
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    // What a person does with it, which also saves it.
    for call in ["undo()", "redo()", "clear()", "undo()", "undoPartner()"] {
        page.eval(&format!("limner.page.{call}")).await;
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    // Where there was nothing to take back, it is as it came.
    if page.eval("document.body.dataset.saved").await != json!("empty") {
        page.saved().await;
    }
}

/// The page as at a first visit, in a browser that was there before.
async fn begin_as_new(page: &Page, site: &Site) {
    page.begin_tasks("the page itself").await;
    page.go("about:blank").await;
    let all = json!({ "origin": site.origin(), "storageTypes": "all" });
    page.devtools("Storage.clearDataForOrigin", all).await;
    page.go(&site.url()).await;
    page.ready().await;
    assert_eq!(page.eval("document.body.dataset.origin").await, json!("first"));
}

#[test]
fn opening_says_how_far_it_is_and_can_be_stopped() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.partner_paints(3).await;
        page.pause().await;
        let hash = page.hash().await;
        follow(&page, &hostile::slow(40)).await;
        page.until("the opening", OPENING).await;
        let words = page.text("#opening-text").await;
        assert!(words.starts_with("Opening: ") && words.ends_with('%'), "{words}");
        page.shot("opening").await;
        page.click("#opening-stop").await;
        page.until("the opening to stop", &format!("!({OPENING})")).await;
        assert_eq!(page.hash().await, hash, "the painting that was there is not");
        assert_eq!(page.eval("document.body.dataset.origin").await, json!("first"));
        page.leave(site).await;
    });
}

/// A page that goes while it opens what came by a link does not open it by itself the next time.
#[test]
fn what_a_page_died_of_is_not_opened_again_by_itself() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.partner_paints(3).await;
        page.pause().await;
        page.saved().await;
        follow(&page, &hostile::slow(40)).await;
        page.until("the opening", OPENING).await;
        page.reload().await;
        page.ready().await;
        let words = page.told("unopened").await;
        assert!(words.contains("From a link") && words.contains("Earlier paintings"), "{words}");
        assert_eq!(page.eval(OPENING).await, json!(false));
        page.click("#menu").await;
        page.click("#recent-paintings").await;
        page.until(
            "its name",
            "document.querySelector('#recent-list').textContent.includes('From a link')",
        )
        .await;
        page.leave(site).await;
    });
}
