//! A painting in two tabs is written by one of them, and what is the person's own is lost by neither.

use fantoccini::wd::WindowHandle;
use limner_tests::{Maker, Page, Settings, Site, browse};
use serde_json::json;
use tempfile::TempDir;

/// As on plain http: no locks.
const NO_LOCKS: &str = "Object.defineProperty(navigator, 'locks', { value: undefined });";
/// Openings wait until they are let go on.
const STALL: &str = "window.stalled = true;
    window.asked = 0;
    const { work } = limner.Opening.prototype;
    limner.Opening.prototype.work = function (ms) {
        window.asked += 1;
        return !window.stalled && work.call(this, ms);
    };";
/// Tabs that don't hear of each other, as one that is frozen doesn't.
const DEAF: &str = "delete window.BroadcastChannel;";

/// Opens the page in another tab and waits until it is ready: the tab before, and the new one.
async fn beside(page: &Page, site: &Site, before: &str) -> [WindowHandle; 2] {
    let first = page.tab().await;
    let second = page.open_tab(before).await;
    page.go(&site.url()).await;
    page.ready().await;
    [first, second]
}

async fn is_only_shown(page: &Page, why: &str) {
    page.until(
        "the painting to be only shown",
        &format!("document.body.dataset.readOnly === '{why}'"),
    )
    .await;
    assert_eq!(page.eval("document.getElementById('elsewhere').hidden").await, json!(false));
    assert_eq!(page.eval("limner.page.status().running").await, json!(false));
}

async fn is_painted_on(page: &Page) {
    page.until("the painting to be painted on", "document.body.dataset.readOnly === undefined")
        .await;
    assert_eq!(page.eval("document.getElementById('elsewhere').hidden").await, json!(true));
}

#[test]
fn a_second_tab_shows_the_painting_takes_it_over_or_works_on_a_copy() {
    browse(async |site| shows_takes_or_copies(site, Maker::Chromium).await);
}

pub(crate) async fn shows_takes_or_copies(site: &Site, maker: Maker) {
    let page = Page::visit(site, Settings::of(maker)).await;
    page.partner_paints(2).await;
    page.paint(&[[60.0, 60.0], [300.0, 90.0]]).await;
    page.saved().await;
    let [first, second] = beside(&page, site, "").await;
    is_only_shown(&page, "elsewhere").await;
    assert!(page.text("#elsewhere-text").await.contains("another tab"));
    page.shot(&format!("only-shown-{maker:?}")).await;
    // Neither the pointer nor a key paints on it.
    let revision = page.status().await["revision"].clone();
    page.draw(&[[60.0, 160.0], [300.0, 190.0]]).await;
    page.lift().await;
    for key in ['p', 's', 'y'] {
        page.key(key).await;
    }
    page.press(&[limner_tests::page::CONTROL], 'z').await;
    let status = page.status().await;
    assert_eq!((&status["revision"], &status["running"]), (&revision, &json!(false)));

    // The first goes on meanwhile; who takes over has all of it.
    page.switch_to(&first).await;
    page.paint(&[[60.0, 260.0], [300.0, 290.0]]).await;
    page.pause().await;
    let hash = page.hash().await;
    page.switch_to(&second).await;
    page.click("#take-over").await;
    is_painted_on(&page).await;
    assert_eq!(page.hash().await, hash);
    page.paint(&[[60.0, 360.0], [300.0, 390.0]]).await;
    page.saved().await;
    let taken = page.hash().await;

    page.switch_to(&first).await;
    is_only_shown(&page, "taken").await;
    assert_eq!(page.hash().await, hash);
    page.click("#work-on-copy").await;
    is_painted_on(&page).await;
    page.paint(&[[60.0, 420.0], [300.0, 450.0]]).await;
    page.saved().await;
    let copy = page.hash().await;
    page.reload().await;
    page.ready().await;
    assert_eq!(page.hash().await, copy);
    page.click("#menu").await;
    page.click("#recent-paintings").await;
    page.click("#recent-list .face").await;
    is_only_shown(&page, "elsewhere").await;
    assert_eq!(page.hash().await, taken, "the other tab's painting is not as it was left");
    page.leave(site).await;
}

/// Where there are no locks, and where tabs don't even hear of each other, the store's epoch decides.
#[test]
fn without_locks_the_later_tab_writes_and_nothing_of_the_earlier_is_lost() {
    browse(async |site| {
        for deaf in [false, true] {
            let before = format!("{NO_LOCKS}{}", if deaf { DEAF } else { "" });
            let page =
                Page::visit(site, Settings { before: before.clone(), ..Settings::default() }).await;
            page.partner_paints(1).await;
            page.pause().await;
            page.paint(&[[60.0, 60.0], [300.0, 90.0]]).await;
            page.saved().await;
            let [first, second] = beside(&page, site, &before).await;
            is_painted_on(&page).await;
            page.paint(&[[60.0, 160.0], [300.0, 190.0]]).await;
            page.saved().await;
            let later = page.hash().await;

            page.switch_to(&first).await;
            if deaf {
                // It notices as it writes.
                page.paint(&[[60.0, 260.0], [300.0, 290.0]]).await;
                is_only_shown(&page, "left").await;
                assert!(page.text("#elsewhere-text").await.contains("copy"));
            } else {
                is_only_shown(&page, "taken").await;
            }
            let earlier = page.hash().await;
            page.click("#work-on-copy").await;
            is_painted_on(&page).await;
            page.saved().await;
            page.reload().await;
            page.ready().await;
            assert_eq!(page.hash().await, earlier);

            page.switch_to(&second).await;
            page.paint(&[[60.0, 360.0], [300.0, 390.0]]).await;
            page.saved().await;
            assert_ne!(page.hash().await, later);
            page.click("#undo").await;
            page.saved().await;
            page.leave(site).await;
        }
    });
}

/// Of two tabs that take it at once, the one that came first may be the one that is open last.
#[test]
fn of_two_tabs_that_take_a_painting_at_once_one_has_it() {
    browse(async |site| {
        for before in ["", NO_LOCKS] {
            let page = Page::visit(site, Settings { before: before.into(), ..Settings::default() });
            let page = page.await;
            page.partner_paints(1).await;
            page.pause().await;
            page.paint(&[[60.0, 60.0], [300.0, 90.0]]).await;
            page.saved().await;
            let [first, second] = beside(&page, site, before).await;
            let [_, third] = beside(&page, site, before).await;
            // With locks the first has it, without the last: the two others only show it.
            let [slow, quick] = if before.is_empty() { [second, third] } else { [first, second] };
            page.switch_to(&slow).await;
            page.until("it to be only shown", "document.body.dataset.readOnly").await;
            page.run(STALL, &[]).await;
            page.click("#take-over").await;
            page.until("its opening", "window.asked > 0").await;
            page.switch_to(&quick).await;
            page.until("it to be only shown", "document.body.dataset.readOnly").await;
            page.click("#take-over").await;
            is_painted_on(&page).await;
            page.paint(&[[60.0, 160.0], [300.0, 190.0]]).await;
            page.saved().await;
            page.switch_to(&slow).await;
            page.run("window.stalled = false;", &[]).await;
            page.until("it to be open", "document.getElementById('opening').hidden").await;
            is_only_shown(&page, "taken").await;
            page.switch_to(&quick).await;
            is_painted_on(&page).await;
            page.paint(&[[60.0, 260.0], [300.0, 290.0]]).await;
            page.saved().await;
            let [person, _] = page.strokes().await;
            page.reload().await;
            page.ready().await;
            assert_eq!((person, page.strokes().await[0]), (3, 3));
            page.leave(site).await;
        }
    });
}

/// Where a painting takes long to come, an empty one is there meanwhile, and does not let it go; and where the browser
/// takes long to give a lock, that is not another tab's.
#[test]
fn what_is_long_to_open_is_this_tab_s() {
    const SLOW: &str = "let kept;
        Object.defineProperty(window, 'limner', { configurable: true, get: () => kept, set(limner) {
            kept = limner;
            let made;
            Object.defineProperty(limner, 'Opening', { get: () => made, set(Opening) {
                made = Opening;
                const [{ work }, until] = [Opening.prototype, performance.now() + 1500];
                Opening.prototype.work = function (ms) { return performance.now() > until && work.call(this, ms); };
            } });
        } });";
    const SLOW_LOCKS: &str = "const { request } = LockManager.prototype;
        LockManager.prototype.request = async function (...all) {
            await new Promise((given) => setTimeout(given, 1000));
            return request.apply(this, all);
        };";
    browse(async |site| {
        for before in [SLOW, SLOW_LOCKS] {
            let page =
                Page::visit(site, Settings { before: before.into(), ..Settings::default() }).await;
            page.pause().await;
            page.paint(&[[60.0, 60.0], [300.0, 90.0]]).await;
            page.saved().await;
            page.reload().await;
            page.ready().await;
            is_painted_on(&page).await;
            page.paint(&[[60.0, 160.0], [300.0, 190.0]]).await;
            page.saved().await;
            let [first, _] = beside(&page, site, before).await;
            is_only_shown(&page, "elsewhere").await;
            assert_eq!(page.strokes().await[0], 2);
            page.switch_to(&first).await;
            is_painted_on(&page).await;
            page.leave(site).await;
        }
    });
}

/// That another tab is still opening something is not that a page died of it; once it is gone, it is.
#[test]
fn what_another_tab_is_slow_to_open_is_not_called_unopened() {
    const NEVER: &str = "let kept;
        Object.defineProperty(window, 'limner', { configurable: true, get: () => kept, set(limner) {
            kept = limner;
            let made;
            Object.defineProperty(limner, 'Opening', { get: () => made, set(Opening) {
                made = Opening;
                Opening.prototype.work = () => false;
            } });
        } });";
    const MARKS: &str = "new Promise((done) => {
            const opened = indexedDB.open('limner');
            opened.onsuccess = () => {
                const asked = opened.result.transaction('meta').objectStore('meta').get('opening');
                asked.onsuccess = () => { opened.result.close(); done(Object.keys(asked.result ?? {}).length); };
            };
        })";
    const TOLD: &str = "document.querySelector('.toast[data-code=\"unopened\"]') !== null";
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.partner_paints(2).await;
        page.pause().await;
        page.saved().await;
        let link = page.eval("limner.page.link(true, 0, false)").await;
        let link = format!("{}#{}", site.url(), link.as_str().expect("a link"));
        let first = page.tab().await;
        // It never comes to the end of what it opens.
        let slow = page.open_tab(NEVER).await;
        page.go(&link).await;
        page.until("its opening", "!document.getElementById('opening').hidden").await;
        let [_, third] = beside(&page, site, "").await;
        assert_eq!(page.eval(TOLD).await, json!(false), "it is taken for dead");
        assert_eq!(page.eval(MARKS).await, json!(1), "another tab's mark is gone");
        // What this one opens by itself changes nothing of it.
        page.reload().await;
        page.ready().await;
        assert_eq!((page.eval(TOLD).await, page.eval(MARKS).await), (json!(false), json!(1)));

        page.switch_to(&slow).await;
        page.close_tab(&third).await;
        page.reload().await;
        page.ready().await;
        let words = page.told("unopened").await;
        assert!(words.contains("From a link"), "{words}");
        assert_eq!(page.eval(MARKS).await, json!(0));
        page.switch_to(&first).await;
        page.leave(site).await;
    });
}

#[test]
fn an_older_tab_removes_no_brush_that_came_in_another() {
    browse(async |site| {
        let folder = TempDir::new().expect("a folder");
        for deaf in [false, true] {
            let before = if deaf { DEAF } else { "" };
            let page =
                Page::visit(site, Settings { before: before.into(), ..Settings::default() }).await;
            page.pause().await;
            let [first, second] = beside(&page, site, before).await;
            let has = |name: &str| format!("limner.hand.presets().includes('own:{name}')");
            let import = async |name: &str| {
                let file = folder.path().join(format!("{name}.limnerbrush"));
                let bytes = page.bytes(&format!("limner.hand.exportBrush('{name}')")).await;
                std::fs::write(&file, bytes).expect("a file");
                page.type_into("#file-brush", &file.display().to_string()).await;
                page.until("the brush", &has(name)).await;
            };
            import("Here").await;
            page.until("it to be kept", &kept_brushes("Here")).await;
            page.switch_to(&first).await;
            if !deaf {
                page.until("the other tab's brush", &has("Here")).await;
            }
            // What this one keeps, of its brushes and otherwise.
            page.run("document.getElementById('follow').click();", &[]).await;
            import("There").await;
            page.until("both to be kept", &kept_brushes("There")).await;
            page.until("both to be kept", &kept_brushes("Here")).await;
            page.switch_to(&second).await;
            if !deaf {
                page.until("the first tab's brush", &has("There")).await;
            }
            page.reload().await;
            page.ready().await;
            for name in ["Here", "There"] {
                assert_eq!(page.eval(&has(name)).await, json!(true), "{name} is gone");
            }
            assert_eq!(page.eval("document.getElementById('follow').checked").await, json!(true));
            page.leave(site).await;
        }
    });
}

/// Whether a brush of this name is among what is kept.
fn kept_brushes(name: &str) -> String {
    format!(
        "new Promise((done) => {{ const opened = indexedDB.open('limner'); opened.onsuccess = () => {{
            const asked = opened.result.transaction('meta').objectStore('meta').get('prefs');
            asked.onsuccess = () => {{
                opened.result.close();
                done(new TextDecoder().decode(asked.result?.tools ?? new Uint8Array()).includes('{name}'));
            }};
        }}; }})"
    )
}
