//! What can't be saved is said, offered, and never replaced without a question; and a page that can't go on stops.

use limner_core::format;
use limner_tests::{Page, Settings, browse};
use serde_json::json;

/// Storage that is full while `window.full` is true.
const FULL: &str = "{ const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (...values) {
        if (window.full) throw new DOMException('full', 'QuotaExceededError');
        return put.apply(this, values);
    }; }";
/// Whether a page that is about to go would ask the person first.
const ASKS: &str = "!dispatchEvent(new Event('beforeunload', { cancelable: true }))";
/// Traps in the next frame, as a fault of the wasm half does.
const TRAP: &str = "const trap = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11]);
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(trap));
    limner.page.tick = () => exports.f();";

async fn downloaded(page: &Page) -> Vec<u8> {
    for _ in 0..100 {
        let files = std::fs::read_dir(page.downloads()).into_iter().flatten().flatten();
        let mut files = files.map(|file| file.path());
        if let Some(file) = files.find(|file| file.extension().is_some_and(|it| it == "limner")) {
            return std::fs::read(file).expect("a file that is there");
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("nothing came to {}", page.downloads().display())
}

#[test]
fn what_is_not_saved_is_not_replaced_without_a_question() {
    browse(async |site| {
        let page = Page::visit(site, Settings { before: FULL.into(), ..Settings::default() }).await;
        page.pause().await;
        page.paint(&[[60.0, 60.0], [300.0, 90.0]]).await;
        page.saved().await;
        assert_eq!(page.eval(ASKS).await, json!(false), "it asks where all is saved");
        let link = page.eval("limner.page.link(false, 0, false)").await;

        page.run("window.full = true;", &[]).await;
        page.paint(&[[60.0, 160.0], [300.0, 190.0]]).await;
        page.told("store_full").await;
        assert_eq!(page.eval("document.body.dataset.saved").await, json!("failed"));
        assert_eq!(page.eval(ASKS).await, json!(true), "it would go without a word");
        let hash = page.hash().await;
        let asked = "document.getElementById('unsaved-dialog').open";

        // A link, and new paper: who stays keeps the painting.
        for script in
            ["location.hash = arguments[0]", "document.getElementById('new-create').click()"]
        {
            if script.contains("new-create") {
                page.key('w').await;
            }
            page.run(script, std::slice::from_ref(&link)).await;
            page.until("the question", asked).await;
            page.shot("not-saved-question").await;
            page.click("#unsaved-stay").await;
            page.until("the question to close", &format!("!{asked}")).await;
            assert_eq!(page.hash().await, hash, "the only copy is gone");
        }

        // Who goes on may take it along.
        page.key('w').await;
        page.click("#new-create").await;
        page.until("the question", asked).await;
        page.click("#unsaved-download").await;
        page.until("the new painting", "limner.page.revision() === 0").await;
        let log = format::decode(&downloaded(&page).await).expect("a painting");
        let strokes = limner_core::Painting::from_log(&log).expect("drawable").strokes().len();
        assert_eq!(strokes, 2);
        page.run("window.full = false;", &[]).await;
        page.paint(&[[60.0, 60.0], [300.0, 90.0]]).await;
        page.saved().await;
        assert_eq!(page.eval(ASKS).await, json!(false));
        assert_eq!(
            page.eval("document.querySelector('.toast[data-code=store_full]')").await,
            json!(null)
        );
        page.leave(site).await;
    });
}

#[test]
fn a_failed_save_offers_the_painting_and_the_way_to_room() {
    browse(async |site| {
        let before = format!("{FULL} window.full = true;");
        let page = Page::visit(site, Settings { before, ..Settings::default() }).await;
        page.pause().await;
        page.paint(&[[60.0, 60.0], [300.0, 90.0]]).await;
        page.told("store_full").await;
        page.click(".toast[data-code=store_full] button:nth-of-type(1)").await;
        let log = format::decode(&downloaded(&page).await).expect("a painting");
        assert_eq!(log, page.log().await);
        page.click(".toast[data-code=store_full] button:nth-of-type(2)").await;
        page.until("the list", "document.getElementById('recent-dialog').open").await;
        page.click("#recent-close").await;
        page.leave(site).await;
    });
}

#[test]
fn a_trap_stops_the_page_and_what_was_saved_is_there() {
    browse(async |site| {
        let mut page = Page::visit(site, Settings::default()).await;
        page.forgive("RuntimeError");
        page.forgive("unreachable");
        page.partner_paints(2).await;
        page.pause().await;
        page.paint(&[[60.0, 60.0], [300.0, 90.0]]).await;
        page.saved().await;
        let (hash, log) = (page.hash().await, page.log().await);
        page.run(TRAP, &[]).await;
        page.until("the page to stop", "document.getElementById('stopped-dialog').open").await;
        page.shot("stopped").await;
        // Nothing of it is called any more, whatever the person does.
        page.run(
            "window.called = 0; const { page, hand } = limner;
             for (const [of, names] of [[page, ['tick', 'status', 'message', 'takeMessages', 'file']], [hand, ['pointerDown']]])
                 for (const name of names) of[name] = () => { window.called += 1; throw new Error('called'); };",
            &[],
        )
        .await;
        page.drag(&[[400.0, 300.0], [500.0, 320.0]]).await;
        page.lift().await;
        page.key(limner_tests::page::ESCAPE).await;
        tokio::time::sleep(std::time::Duration::from_millis(600)).await;
        assert_eq!(
            page.eval("[window.called, document.getElementById('stopped-dialog').open]").await,
            json!([0, true])
        );
        page.click("#stopped-download").await;
        let file = downloaded(&page).await;
        assert_eq!(format::decode(&file), Ok(log), "what is offered is not what was saved");
        page.click("#stopped-reload").await;
        page.until(
            "the page to be there again",
            "document.body?.dataset.ready === 'yes' && !document.body.dataset.stopped",
        )
        .await;
        assert_eq!(page.hash().await, hash);
        page.leave(site).await;
    });
}
