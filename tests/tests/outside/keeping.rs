//! What was painted is kept: over a reload, over a closed browser, without a network; and where it
//! can't be kept the page says so.

use limner_tests::page::VIOLET;
use limner_tests::{Page, Settings, browse};
use serde_json::json;
use tempfile::TempDir;

#[test]
fn the_painting_is_there_again_after_a_reload_and_in_the_next_browser() {
    browse(async |site| {
        let profile = TempDir::new().expect("a folder");
        let settings = Settings { profile: Some(profile.path().into()), ..Settings::default() };
        let page = Page::visit(site, settings.clone()).await;
        page.partner_paints(5).await;
        page.choose_color(VIOLET).await;
        page.paint(&[[60.0, 60.0], [300.0, 90.0]]).await;
        page.fill("#painting-name", "Évening, by the sea").await;
        page.key('\u{e007}').await;
        page.pause().await;
        page.saved().await;
        let (hash, strokes) = (page.hash().await, page.strokes().await);

        page.reload().await;
        page.ready().await;
        assert_eq!((page.hash().await, page.strokes().await), (hash.clone(), strokes));
        assert_eq!(
            page.eval("document.getElementById('painting-name').value").await,
            json!("Évening, by the sea")
        );
        page.until(
            "the picture it paints from",
            "limner.page.status().target?.name === 'gallery_0'",
        )
        .await;
        let status = page.status().await;
        assert_eq!((&status["phase"], &status["running"]), (&json!("waiting"), &json!(false)));
        assert_eq!(page.strokes().await, strokes, "it painted before it was started");
        page.shot("restored").await;

        // Undo goes on where it was.
        page.click("#undo").await;
        page.until("the undo", "limner.page.status().strokes.person === 0").await;
        page.paint(&[[60.0, 400.0], [300.0, 390.0]]).await;
        page.saved().await;
        let hash = page.hash().await;
        page.leave(site).await;

        let page = Page::visit(site, settings).await;
        assert_eq!(page.hash().await, hash);
        page.click("#start").await;
        page.partner_paints(strokes[1] + 1).await;
        page.leave(site).await;
    });
}

#[test]
fn where_storage_is_forbidden_the_page_works_and_says_so() {
    browse(async |site| {
        let forbid = "Object.defineProperty(window, 'indexedDB', { get() {
            throw new DOMException('denied', 'SecurityError'); } });";
        let page =
            Page::visit(site, Settings { before: forbid.into(), ..Settings::default() }).await;
        let words = page.told("store_forbidden").await;
        assert!(words.contains("keeps nothing"), "{words}");
        page.partner_paints(2).await;
        page.choose_color(VIOLET).await;
        page.paint(&[[60.0, 60.0], [300.0, 90.0]]).await;
        assert_eq!(page.pixel([180.0, 75.0]).await, VIOLET);
        page.until("the mark", "document.body.dataset.saved === 'failed'").await;
        page.shot("not-saved").await;
        page.leave(site).await;
    });
}

#[test]
fn where_storage_is_full_it_says_so_and_saves_when_there_is_room() {
    browse(async |site| {
        let full = "{ const put = IDBObjectStore.prototype.put;
            IDBObjectStore.prototype.put = function (...values) {
                if (window.full) throw new DOMException('full', 'QuotaExceededError');
                return put.apply(this, values);
            };
            window.full = true; }";
        let page = Page::visit(site, Settings { before: full.into(), ..Settings::default() }).await;
        page.partner_paints(1).await;
        let words = page.told("store_full").await;
        assert!(words.contains("full"), "{words}");
        page.pause().await;
        let hash = page.hash().await;
        page.run("window.full = false;", &[]).await;
        page.saved().await;
        page.reload().await;
        page.ready().await;
        assert_eq!(page.hash().await, hash);
        page.leave(site).await;
    });
}

/// The browser's own limit, not a pretended one.
#[test]
fn where_the_origin_s_quota_is_used_up_nothing_that_was_saved_is_lost() {
    browse(async |site| {
        let profile = TempDir::new().expect("a folder");
        let settings = Settings { profile: Some(profile.path().into()), ..Settings::default() };
        let page = Page::visit(site, settings.clone()).await;
        page.partner_paints(2).await;
        page.pause().await;
        page.paint(&[[60.0, 60.0], [300.0, 90.0]]).await;
        page.saved().await;
        let quota = async |size: Option<u64>| {
            let mut wanted = json!({ "origin": site.origin() });
            if let Some(size) = size {
                wanted["quotaSize"] = json!(size);
            }
            page.devtools("Storage.overrideQuotaForOrigin", wanted).await;
        };
        quota(Some(1)).await;
        // The browser looks at it anew every few seconds.
        let mut saved = page.hash().await;
        let failed = "document.body.dataset.saved === 'failed'";
        for stroke in 0.. {
            let y = 100.0 + 3.0 * f64::from(stroke);
            page.paint(&[[60.0, y], [300.0, y + 30.0]]).await;
            let ended = format!(
                "{failed} || limner.page.revision() === Number(document.body.dataset.savedRevision)"
            );
            page.until("an end of saving", &ended).await;
            if page.eval(failed).await == json!(true) {
                break;
            }
            saved = page.hash().await;
            assert!(stroke < 100, "it is never full");
            tokio::time::sleep(std::time::Duration::from_millis(250)).await;
        }
        let words = page.told("store_full").await;
        assert!(words.contains("full"), "{words}");
        let hash = page.hash().await;
        assert_ne!(hash, saved);
        // Another browser would find what was saved; here it is kept once there is room.
        quota(None).await;
        page.saved().await;
        page.until("the word to go", "!document.querySelector('.toast.trouble')").await;
        page.leave(site).await;
        let page = Page::visit(site, settings).await;
        assert_eq!(page.hash().await, hash);
        page.leave(site).await;
    });
}

#[test]
fn after_the_first_visit_it_works_without_a_network() {
    browse(async |site| {
        let mut page = Page::visit(site, Settings::default()).await;
        let kept = "navigator.serviceWorker.getRegistration().then((one) => one?.active?.state === 'activated')";
        page.until("everything to be kept for offline use", kept).await;
        page.pause().await;
        page.saved().await;
        let (hash, [_, painted]) = (page.hash().await, page.strokes().await);

        site.stop().await;
        // The service worker asks for the newest page first.
        page.forgive("ERR_CONNECTION_REFUSED");
        page.reload().await;
        page.ready().await;
        assert_eq!(page.hash().await, hash);
        page.click("#start").await;
        page.partner_paints(painted + 3).await;
        assert_eq!(
            page.eval("limner.page.status().weights").await,
            json!(true),
            "without its training"
        );
        page.leave(site).await;
    });
}
