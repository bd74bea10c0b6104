//! The list of paintings on the device.

use limner_tests::{Page, Settings, Viewport, browse};
use serde_json::json;

/// Keeps so many paintings more, as copies of the one that is there.
const MANY: &str = "const count = arguments[0], id = limner.id;
    return new Promise((done) => {
        const opened = indexedDB.open('limner');
        opened.onsuccess = () => {
            const names = ['paintings', 'heads', 'checkpoints', 'targets'];
            const kept = opened.result.transaction(names, 'readwrite');
            for (const name of names) {
                const store = kept.objectStore(name);
                store.get(id).onsuccess = ({ target: { result } }) => {
                    for (let i = 0; i < count; i++) store.put(name === 'paintings' ? { ...result, id: `n${i}`, name: `Number ${i}`, updated: i } : result, `n${i}`);
                };
            }
            kept.oncomplete = () => { opened.result.close(); done(true); };
        };
    });";

async fn open(page: &Page) {
    page.press(&[limner_tests::page::SHIFT], 'O').await;
    page.until("the list", "document.getElementById('recent-dialog').open").await;
}

async fn close(page: &Page) {
    page.click("#recent-close").await;
    page.until("the list to close", "!document.getElementById('recent-dialog').open").await;
}

async fn names(page: &Page) -> Vec<String> {
    let script = "[...document.querySelectorAll('#recent-list b')].map((one) => one.textContent)";
    serde_json::from_value(page.eval(script).await).expect("names")
}

#[test]
fn paintings_without_a_name_are_told_from_each_other() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        for _ in 0..2 {
            page.pause().await;
            page.paint(&[[60.0, 60.0], [120.0, 90.0]]).await;
            page.saved().await;
            page.begin_new(320, 240, "white").await;
        }
        let name = "document.getElementById('painting-name').value";
        page.until("its name", &format!("{name} === 'Untitled painting 3'")).await;
        open(&page).await;
        assert_eq!(names(&page).await, ["Untitled painting 2", "Untitled painting"]);
        close(&page).await;
        page.leave(site).await;
    });
}

#[test]
fn paintings_are_renamed_duplicated_deleted_and_had_back() {
    browse(async |site| {
        for viewport in [Viewport::DESK, Viewport::PHONE] {
            let page = Page::visit(site, Settings { viewport, ..Settings::default() }).await;
            page.run("limner.partner.pause();", &[]).await;
            page.run("const { hand } = limner; hand.pointerDown(50, 50, 0.5, 0, 0, 1); hand.pointerMove(new Float64Array([200, 80, 0.5, 0, 0, 9])); hand.pointerUp(12);", &[]).await;
            page.saved().await;
            page.run(MANY, &[json!(3)]).await;
            open(&page).await;
            assert_eq!(names(&page).await, ["Number 2", "Number 1", "Number 0"]);
            let shown = "[...document.querySelectorAll('#recent-dialog canvas')].every((one) => Math.max(one.width, one.height) === 128)";
            page.until("their pictures", shown).await;
            let used = page.text("#recent-used").await;
            assert!(used.contains("KB") || used.contains("MB"), "{used}");
            page.shot(if viewport.phone { "paintings-phone" } else { "paintings" }).await;

            page.click("[data-painting=n1] [data-run=rename]").await;
            page.until("the field", "document.activeElement.value === 'Number 1'").await;
            page.key(limner_tests::page::ESCAPE).await;
            page.until("the list again", "document.activeElement?.dataset.run === 'rename'").await;
            page.click("[data-painting=n1] [data-run=rename]").await;
            page.until("the field", "document.activeElement.value === 'Number 1'").await;
            page.type_into("[data-painting=n1] input", "The <b>sea</b>").await;
            page.key('\u{e007}').await;
            page.until("its name", "document.querySelector('[data-painting=n1] b')?.textContent.includes('<b>sea</b>')").await;
            page.click("[data-painting=n2] [data-run=duplicate]").await;
            page.until(
                "the copy",
                "document.querySelectorAll('#recent-list .painting').length === 4",
            )
            .await;

            // Who deletes one has it back as long as the list is open; another stays deleted.
            for id in ["n0", "n2"] {
                page.click(&format!("[data-painting={id}] [data-run=delete]")).await;
                page.until(
                    "the offer to undo it",
                    "document.activeElement?.dataset.run === 'undo'",
                )
                .await;
            }
            page.click("[data-painting=n0] [data-run=undo]").await;
            page.until("it to be there", "document.querySelector('[data-painting=n0] .face')")
                .await;
            assert!(
                page.eval("document.getElementById('recent-dialog').open").await == json!(true),
                "it closed"
            );
            close(&page).await;
            page.reload().await;
            page.ready().await;
            open(&page).await;
            let names = names(&page).await;
            assert_eq!(names.len(), 3, "{names:?}");
            assert!(
                names.contains(&"Number 0".into()) && names.contains(&"Number 2 (copy)".into()),
                "{names:?}"
            );
            page.click("[data-painting=n0] .face").await;
            page.until(
                "it to open",
                "document.getElementById('painting-name').value === 'Number 0'",
            )
            .await;
            assert_eq!(page.strokes().await[0], 1);
            page.leave(site).await;
        }
    });
}

/// What is kept is the person's to delete, however much it is.
#[test]
fn nothing_is_deleted_unasked() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.pause().await;
        page.paint(&[[60.0, 60.0], [300.0, 90.0]]).await;
        page.saved().await;
        page.run(MANY, &[json!(40)]).await;
        page.paint(&[[60.0, 160.0], [300.0, 190.0]]).await;
        page.saved().await;
        page.begin_new(64, 64, "white").await;
        page.paint(&[[10.0, 10.0], [50.0, 50.0]]).await;
        page.saved().await;
        page.reload().await;
        page.ready().await;
        open(&page).await;
        assert_eq!(names(&page).await.len(), 41);
        assert_eq!(
            page.eval("document.body.dataset.persisted !== undefined").await,
            json!(false),
            "asked again"
        );
        page.leave(site).await;
    });
}

/// A painting that was opened again has records of a later writer: so has its copy, and what is painted on that.
#[test]
fn what_is_painted_on_a_copy_is_there_at_the_next_opening() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.pause().await;
        for y in [60.0, 160.0, 260.0] {
            page.paint(&[[60.0, y], [300.0, y + 30.0]]).await;
            page.saved().await;
            page.reload().await;
            page.ready().await;
        }
        let [before, _] = page.strokes().await;
        assert_eq!(before, 3);
        page.fill("#painting-name", "Waves").await;
        page.key('\u{e007}').await;
        page.paint(&[[60.0, 360.0], [300.0, 390.0]]).await;
        page.saved().await;
        open(&page).await;
        page.click("#recent-now [data-run=duplicate]").await;
        page.until("the copy", "document.querySelector('#recent-list .painting .face')").await;
        page.click("#recent-list .painting .face").await;
        let name = "document.getElementById('painting-name').value.includes('copy')";
        page.until("the copy to open", name).await;
        for y in [80.0, 180.0] {
            page.paint(&[[320.0, y], [500.0, y + 30.0]]).await;
            page.saved().await;
        }
        page.reload().await;
        page.ready().await;
        page.until("the copy again", name).await;
        assert_eq!(page.strokes().await[0], 6);
        assert_eq!(
            page.eval("document.querySelector('.toast[data-code=torn]')").await,
            json!(null)
        );
        page.leave(site).await;
    });
}
