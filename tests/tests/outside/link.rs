//! A painting travels in a link, and is the same painting where it arrives.

use limner_core::Painting;
use limner_tests::page::{ESCAPE, VIOLET};
use limner_tests::{Browser, Page, Settings, Site, Viewport, browse, places};
use serde_json::json;
use tempfile::TempDir;

#[test]
fn a_link_opens_as_the_same_painting_in_a_new_profile() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.partner_paints(12).await;
        page.choose_color(VIOLET).await;
        page.paint(&[[80.0, 80.0], [200.0, 200.0], [320.0, 120.0]]).await;
        page.partner_paints(25).await;
        page.pause().await;
        page.paint(&[[100.0, 380.0], [420.0, 400.0]]).await;
        let (hash, pixels, strokes) =
            (page.hash().await, page.pixels().await, page.strokes().await);
        let link = copied_link(&page).await;
        println!("a link with {} strokes: {} characters", strokes[0] + strokes[1], link.len());
        assert!(link.starts_with(&format!("{}#", site.url())), "{link}");
        page.leave(site).await;

        let page = Page::visit_at(site, &link, Settings::default()).await;
        assert_eq!(page.hash().await, hash);
        let native = Painting::from_log(&page.log().await).expect("a page's own log is drawable");
        assert_eq!(format!("{:016x}", native.canvas().hash()), hash);
        page.shot("link").await;
        // It is being replayed; the whole can be had at once.
        page.until("the replay", "limner.view.scrubbed() >= 0 || document.body.dataset.moment")
            .await;
        page.key(ESCAPE).await;
        page.until("the present", "limner.view.scrubbed() === -1").await;
        assert!(page.pixels().await == pixels, "the pixels differ");
        assert_eq!(page.strokes().await, strokes);

        // The partner waits, before the same picture.
        page.until("the picture", "limner.page.status().target").await;
        let status = page.status().await;
        assert_eq!((&status["phase"], &status["running"]), (&json!("waiting"), &json!(false)));
        assert_eq!(status["target"]["gallery"], json!(0));
        assert_eq!(page.strokes().await, strokes, "it painted before it was started");

        // One goes on.
        page.choose_color(VIOLET).await;
        page.paint(&[[500.0, 60.0], [560.0, 300.0]]).await;
        assert_ne!(page.hash().await, hash);
        page.choose_from_gallery(1).await;
        page.click("#start").await;
        page.partner_paints(strokes[1] + 1).await;
        page.leave(site).await;
    });
}

/// A hundred of the partner's strokes from a picture of the gallery fit a chat message, and go on from there.
#[test]
fn a_hundred_strokes_fit_a_chat_and_are_gone_on_with_elsewhere() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.choose_from_gallery(2).await;
        page.partner_paints(100).await;
        page.pause().await;
        let strokes = page.strokes().await;
        assert!(strokes[1] >= 100, "{strokes:?}");
        let hash = page.hash().await;
        page.until("the fidelity", "limner.page.status().psnr").await;
        let status = page.status().await;
        let link = copied_link(&page).await;
        println!("a link with {} strokes of the partner's: {} characters", strokes[1], link.len());
        assert!(link.len() as u64 <= 2_000 * strokes[1].max(100) / 100, "{}", link.len());
        page.leave(site).await;

        let page = Page::visit_at(site, &link, Settings::default()).await;
        page.until("the present", "limner.view.scrubbed() === -1").await;
        assert_eq!(page.hash().await, hash);
        page.until("the fidelity", "limner.page.status().psnr").await;
        let arrived = page.status().await;
        assert_eq!(arrived["target"]["id"], status["target"]["id"]);
        assert_eq!(arrived["psnr"], status["psnr"]);
        page.click("#start").await;
        page.partner_paints(strokes[1] + 20).await;
        page.pause().await;
        page.until("the fidelity", "limner.page.status().psnr").await;
        let (before, after) = (&status["psnr"], page.status().await["psnr"].clone());
        assert!(after.as_f64() >= before.as_f64(), "{before} dB became {after}");
        page.leave(site).await;
    });
}

/// What came without its picture is not painted over unasked, and a picture holds what was painted.
#[test]
fn the_partner_asks_for_the_picture_that_did_not_come_along() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.partner_paints(12).await;
        page.pause().await;
        let hash = page.hash().await;
        // As an older page sent it: the log alone.
        let file = "Array.from(limner.page.file())";
        let log = page.eval(file).await;
        // A picture is as good as a file; this one came from one.
        page.fill("#painting-name", "Sent").await;
        page.key('\u{e007}').await;
        page.click("#share").await;
        page.click("#download-png").await;
        let png = json!(page.downloaded("Sent.png").await);
        page.leave(site).await;

        let open = "const bytes = new Uint8Array(arguments[0]);
            const items = new DataTransfer();
            items.items.add(new File([bytes], arguments[1]));
            document.dispatchEvent(new DragEvent('drop', { dataTransfer: items, cancelable: true }));";
        let page = Page::visit(site, Settings::default()).await;
        page.partner_paints(1).await;
        page.pause().await;
        page.run(open, &[log, json!("sent.limner")]).await;
        page.until("the painting", "document.body.dataset.origin === 'file'").await;
        assert_eq!(page.hash().await, hash);
        page.until("the worker", "limner.page.status().phase === 'lacks_picture'").await;
        let strokes = page.strokes().await;
        page.click("#start").await;
        page.until("the question", "document.getElementById('lacks-dialog').open").await;
        page.shot("lacks-picture").await;
        page.click("#lacks-cancel").await;
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        assert_eq!(page.strokes().await, strokes, "it painted over it unasked");
        // It is still so after a reload.
        page.saved().await;
        page.reload().await;
        page.ready().await;
        page.until("the worker", "limner.page.status().ready").await;
        assert_eq!(page.status().await["lacksPicture"], json!(true));
        page.click("#start").await;
        page.until("the question", "document.getElementById('lacks-dialog').open").await;
        page.click("#lacks-choose").await;
        page.click("#gallery-0").await;
        page.partner_paints(strokes[1] + 1).await;

        // The picture of it is the painting, with its own picture.
        page.pause().await;
        page.run(open, &[png, json!("sent.png")]).await;
        page.until("the painting", &format!("limner.page.hash() === '{hash}'")).await;
        page.until("its picture", "limner.page.status().target?.gallery === 0").await;
        page.leave(site).await;
    });
}

#[test]
fn a_replay_can_be_paused_and_scrubbed_and_gone_on_from() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.partner_paints(20).await;
        page.pause().await;
        let now = page.hash().await;
        let [_, of] = page.strokes().await;

        // The slider shows the past, and only shows it.
        page.click("#scrub").await;
        page.until("the past", "limner.view.scrubbed() >= 0").await;
        let moment = page.eval("Number(document.body.dataset.moment)").await;
        assert!(moment.as_u64().is_some_and(|at| at > 0 && at < of), "{moment} of {of}");
        assert_eq!(page.hash().await, now);
        page.shot("scrubbed").await;
        page.key(',').await;
        let back = format!("Number(document.body.dataset.moment) === {} - 1", moment);
        page.until("one stroke back", &back).await;

        // Played from there it comes back to now by itself, unless it is paused.
        page.key('k').await;
        page.key('k').await;
        page.until("the past still", "limner.view.scrubbed() >= 0").await;
        page.key('k').await;
        page.until("the end of the replay", "limner.view.scrubbed() === -1").await;

        // Going on from a moment hides what came after; undo brings it back.
        page.click("#scrub").await;
        page.until("the past", "limner.view.scrubbed() >= 0").await;
        let at = page.eval("Number(document.body.dataset.moment)").await;
        page.click("#branch").await;
        page.until("the branch", &format!("limner.page.status().strokes.partner === {at}")).await;
        assert_ne!(page.hash().await, now);
        page.click("#undo").await;
        page.until("all strokes", &format!("limner.page.status().strokes.partner === {of}")).await;
        assert_eq!(page.hash().await, now);
        page.leave(site).await;
    });
}

/// Presses "copy link", and takes it from the clipboard.
async fn copied_link(page: &Page) -> String {
    page.permit("clipboard-write", true).await;
    page.permit("clipboard-read", true).await;
    page.click("#share").await;
    page.until("the length of the link", "document.getElementById('link-length').textContent")
        .await;
    page.shot("share").await;
    page.click("#copy-link").await;
    page.until("a word on the link", "document.querySelector('.toast.notice')").await;
    let field = page.eval("document.querySelector('.toast input')?.value ?? null").await;
    assert!(field.is_null(), "the page was not let to copy");
    let link = page.run("return navigator.clipboard.readText();", &[]).await;
    link.as_str().expect("text in the clipboard").to_owned()
}

/// In a frame of another page it is the painting alone, replayed: no partner is fetched and nothing is kept.
#[test]
fn a_link_is_shown_in_a_frame() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.partner_paints(12).await;
        page.pause().await;
        let hash = page.hash().await;
        let link = page.eval("limner.page.link(false, 0, false)").await;
        let link = link.as_str().expect("a link").to_owned();
        page.leave(site).await;

        let embedded = format!("{}?embed#{link}", site.url());
        for viewport in [Viewport::DESK, Viewport::PHONE] {
            let settings = Settings { viewport, ..Settings::default() };
            let page = Page::visit_at(site, &embedded, settings).await;
            page.until("its replay", "document.body.hasAttribute('data-replaying')").await;
            page.shot(if viewport.phone { "embed-phone" } else { "embed" }).await;
            page.until("its end", "limner.view.scrubbed() === -1").await;
            assert_eq!(page.hash().await, hash);
            let seen = "['top', 'rail', 'card', 'dock', 'caption', 'branch', 'question'].filter((id) => document.getElementById(id).checkVisibility({ visibilityProperty: true }))";
            assert_eq!(page.eval(seen).await, json!([]));
            let outside = "[...document.querySelectorAll('#painting, #timeline, #timeline > *')].filter((one) => one.checkVisibility()).filter((one) => {
                const { left, right, top, bottom } = one.getBoundingClientRect();
                return left < 0 || top < 0 || right > innerWidth || bottom > innerHeight;
            }).map((one) => one.id)";
            assert_eq!(page.eval(outside).await, json!([]), "sticks out");
            let away = page.eval("document.getElementById('embed-open').href").await;
            assert_eq!(away, json!(format!("{}#{link}", site.url())));
            let kept =
                page.run("return indexedDB.databases().then((all) => all.length);", &[]).await;
            let workers = page.eval("performance.getEntriesByType('resource').filter(({ name }) => name.includes('worker_bg')).length").await;
            assert_eq!((kept, workers), (json!(0), json!(0)));
            page.leave(site).await;
        }

        // What is broken says so.
        let page =
            Page::visit_at(site, &format!("{}?embed#TElNTgE", site.url()), Settings::default())
                .await;
        page.until("a word on it", "document.querySelector('.toast.trouble')").await;
        page.leave(site).await;
    });
}

/// In a page of another host the element shows it, says how far, does as it is asked, and hears nobody else.
#[test]
fn an_element_shows_a_link_in_a_page_of_another_host() {
    const SCRIPT: &str = "
        const [host, link] = arguments;
        const box = document.createElement('limner-painting');
        const heard = (name) => new Promise((resolve) => box.addEventListener(name, ({ detail }) => resolve(detail), { once: true }));
        const until = async (holds) => { while (!holds(box.progress)) await heard('limner-progress'); };
        box.setAttribute('host', host);
        box.setAttribute('label', 'Dusk');
        const ready = heard('limner-ready');
        box.painting = `https://elsewhere.example/#${link}`;
        document.body.append(box);
        const { of } = await ready;
        box.pause();
        await until(({ playing }) => !playing);
        box.seek(3);
        await until(({ at }) => at === 3);
        box.play();
        await until(({ playing }) => playing);
        await until(({ at, playing }) => at === of && !playing);
        for (const origin of [new URL(host).origin, 'https://elsewhere.example']) {
            const data = { limner: 1, what: 'progress', at: 1, of: 2, playing: true };
            dispatchEvent(new MessageEvent('message', { data, origin, source: window }));
        }
        const kept = box.progress;
        const trouble = heard('limner-trouble');
        box.painting = 'TElNTgE';
        const { code } = await trouble;
        const again = heard('limner-ready');
        box.painting = link;
        return { of, kept, code, again: (await again).of };";

    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.partner_paints(12).await;
        page.pause().await;
        let link = page.eval("limner.page.link(false, 0, false)").await;
        let [_, strokes] = page.strokes().await;
        page.leave(site).await;

        let folder = TempDir::new().expect("a folder");
        let module = std::fs::read(places::dist().join("limner-painting.js"));
        std::fs::write(folder.path().join("limner-painting.js"), module.expect("the module"))
            .expect("a copy of it");
        let around = r#"<!doctype html><title>Somebody's page</title><script type="module" src="limner-painting.js"></script>"#;
        std::fs::write(folder.path().join("index.html"), around).expect("a page");
        let around = Site::serve(folder.path().to_owned()).await;
        let browser = Browser::start(&Settings::default()).await;
        browser.go(&around.url()).await;
        let seen = browser.run(SCRIPT, &[json!(site.url()), link]).await;
        let kept = json!({ "at": strokes, "of": strokes, "playing": false });
        assert_eq!(seen["kept"], kept);
        assert_eq!([&seen["of"], &seen["again"]], [&json!(strokes); 2]);
        assert_eq!(seen["code"], json!("painting_damaged"));
        browser.quit().await;
    });
}

/// A link that is dropped is opened as one that is followed, and so is one that a chat client damaged.
#[test]
fn links_are_dropped_and_come_damaged() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.partner_paints(3).await;
        page.pause().await;
        let hash = page.hash().await;
        let link = page.eval("limner.page.link(false, 0, false)").await;
        let link = link.as_str().expect("a link").to_owned();
        let drop = "const [kind, text] = arguments;
            const data = new DataTransfer();
            data.setData(kind, text);
            const over = new DragEvent('dragover', { dataTransfer: data, cancelable: true, bubbles: true });
            document.getElementById('stage').dispatchEvent(over);
            document.getElementById('stage').dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true, bubbles: true }));
            return over.defaultPrevented;";
        let there = format!("limner.page.hash() === '{hash}' && limner.view.scrubbed() === -1");
        let address = site.url();
        for (kind, text) in [
            ("text/uri-list", format!("{address}#{link}")),
            ("text/plain", format!("look at this: {address}%23{link}")),
        ] {
            page.begin_new(320, 240, "white").await;
            let taken = page.run(drop, &[json!(kind), json!(text)]).await;
            assert_eq!(taken, json!(true), "{kind} is not let in");
            page.until("the painting", &there).await;
        }
        // A picture in its address is brought as a file is; another host's is not fetched, which is said.
        let picture = limner_tests::picture::png(&limner_tests::picture::shapes(90, 40));
        let data = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, picture);
        page.run(drop, &[json!("text/uri-list"), json!(format!("data:image/png;base64,{data}"))])
            .await;
        page.until("the picture", "document.getElementById('brought-dialog').open").await;
        page.key(ESCAPE).await;
        page.until("it to close", "!document.getElementById('brought-dialog').open").await;
        page.run(drop, &[json!("text/uri-list"), json!("https://pictures.example/a.png")]).await;
        page.until(
            "how it can be had",
            "[...document.querySelectorAll('.toast')].some((one) => one.textContent.includes('Copy it'))",
        )
        .await;
        page.leave(site).await;

        let page = Page::visit_at(site, &format!("{address}%23{link}"), Settings::default()).await;
        page.until("the painting", &there).await;
        page.kill();
    });
}

#[test]
fn where_copying_is_forbidden_the_link_can_be_taken_by_hand() {
    browse(async |site| {
        let forbid = "Object.defineProperty(navigator, 'clipboard', { value: {
            writeText: async () => { throw new DOMException('denied', 'NotAllowedError'); } } });";
        let page =
            Page::visit(site, Settings { before: forbid.into(), ..Settings::default() }).await;
        page.partner_paints(2).await;
        page.pause().await;
        page.key('l').await;
        let link = page
            .until("the link in a field", "document.querySelector('.toast input')?.value")
            .await;
        let link = link.as_str().unwrap_or_default();
        assert_eq!(
            link,
            format!(
                "{}#{}",
                site.url(),
                page.eval("limner.page.link(false, 0, false)").await.as_str().unwrap_or("")
            )
        );
        page.leave(site).await;
    });
}
