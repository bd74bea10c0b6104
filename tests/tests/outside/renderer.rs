//! The page draws with WebGPU: the same pixels, and nothing is lost with the device.
//!
//! The adapter is software here, so the page has to be asked to take it.

use std::time::Duration;

use limner_tests::{Page, Settings, Site, Viewport, browse};
use serde_json::json;

/// For a device in software, on a machine that has other things to do: one test took five minutes where
/// twenty programs shared two cores.
const PATIENCE: Duration = Duration::from_secs(300);
const SMALL: Viewport = Viewport { width: 520, height: 460, scale: 1, phone: false };

async fn visit(site: &Site) -> Page {
    let settings = Settings { viewport: SMALL, shows_webgpu: true, ..Settings::default() };
    let page = Page::visit_at(site, &format!("{}?renderer=webgpu", site.url()), settings).await;
    page.pause().await;
    // Small: software takes a hundred times as long as the CPU's raster.
    page.begin_new(256, 192, "white").await;
    drawn_by(&page, "webgpu").await;
    page
}

async fn drawn_by(page: &Page, renderer: &str) {
    let drawn = format!("document.body.dataset.renderer === '{renderer}'");
    page.until_for(&format!("{renderer} to draw"), PATIENCE, &drawn).await;
}

/// On a small page messages lie over the canvas.
async fn dismiss(page: &Page) {
    let dismiss = "document.querySelectorAll('.toast .dismiss').forEach((one) => one.click());";
    page.run(dismiss, &[]).await;
}

/// The page's own pixels and those read back from the device must be the same.
async fn compare(page: &Page) -> String {
    let drawn =
        "limner.renderer.revision() === limner.page.revision() && limner.renderer.isSettled()";
    page.until_for("all to be drawn", PATIENCE, drawn).await;
    let hashes = "return limner.renderer.hash().then((hash) => [hash, limner.page.hash()]);";
    let hashes = page.run(hashes, &[]).await;
    assert_eq!(hashes[0], hashes[1], "WebGPU and CPU");
    hashes[0].as_str().expect("a hash").to_owned()
}

#[test]
fn webgpu_has_the_same_pixels_and_may_be_lost_at_any_moment() {
    browse(async |site| {
        let mut page = visit(site).await;
        page.forgive("WebGPU");
        page.forgive("device");
        page.paint(&[[20.0, 30.0], [200.0, 50.0], [120.0, 90.0]]).await;
        let [_, painted] = page.strokes().await;
        page.key('s').await;
        page.partner_paints(painted + 1).await;
        let with_stroke = compare(&page).await;
        page.shot("webgpu").await;

        page.click("#undo").await;
        assert_ne!(compare(&page).await, with_stroke);
        page.click("#redo").await;
        assert_eq!(compare(&page).await, with_stroke);
        // A moment of the past is drawn without the device, and the present with it again.
        page.run("limner.view.scrub(1);", &[]).await;
        page.until("the past", "!document.body.hasAttribute('data-gpu')").await;
        page.run("limner.view.scrub(-1);", &[]).await;
        page.until("the present", "document.body.hasAttribute('data-gpu')").await;
        assert_eq!(compare(&page).await, with_stroke);

        // The device is lost, with the pen on the canvas.
        page.draw(&[[20.0, 110.0], [80.0, 100.0], [150.0, 60.0]]).await;
        page.run(
            "window.lostAt = performance.now();
            new MutationObserver(() => { window.after ??= performance.now() - window.lostAt; })
                .observe(document.body, { attributeFilter: ['data-renderer'] });
            limner.renderer.destroy();",
            &[],
        )
        .await;
        drawn_by(&page, "cpu").await;
        let after = page.run("return window.after;", &[]).await;
        println!("without the device after {after} ms");
        page.until("a word on it", "document.querySelector('.toast[data-code=gpu_lost]')").await;
        page.lift().await;
        let log = page.log().await;
        let kept = limner_core::Painting::from_log(&log).expect("it opens");
        let hash = page.run("return limner.page.hash();", &[]).await;
        assert_eq!(hash, json!(format!("{:016x}", kept.canvas().hash())));
        assert_eq!(page.strokes().await[0], 2, "the stroke in progress was lost");

        // Another is tried, and goes on.
        drawn_by(&page, "webgpu").await;
        let [_, painted] = page.strokes().await;
        page.key('s').await;
        page.partner_paints(painted + 1).await;
        compare(&page).await;

        // Another painting.
        page.begin_new(300, 200, "white").await;
        drawn_by(&page, "webgpu").await;
        dismiss(&page).await;
        page.paint(&[[40.0, 40.0], [200.0, 100.0]]).await;
        compare(&page).await;
        page.leave(site).await;
    });
}

#[test]
fn a_device_without_memory_is_done_without() {
    browse(async |site| {
        let mut page = visit(site).await;
        page.forgive("WebGPU");
        // As a driver would say it at the next thing that it is asked.
        page.run(
            r#"limner.renderer.trouble = () => '{"code":"gpu_out_of_memory","detail":{}}';"#,
            &[],
        )
        .await;
        drawn_by(&page, "cpu").await;
        let told = "document.querySelector('.toast[data-code=gpu_out_of_memory]')";
        page.until("a word on it", told).await;
        dismiss(&page).await;
        page.paint(&[[20.0, 30.0], [200.0, 50.0]]).await;
        assert_eq!(page.strokes().await[0], 1);
        page.leave(site).await;
    });
}

#[test]
fn software_adapters_are_left_alone_and_any_can_be_refused() {
    browse(async |site| {
        for (query, wanted) in [("", "cpu"), ("?renderer=cpu", "cpu")] {
            let url = format!("{}{query}", site.url());
            let page = Page::visit_at(site, &url, Settings::default()).await;
            let adapter = "return navigator.gpu.requestAdapter().then((adapter) => !!adapter);";
            assert_eq!(page.run(adapter, &[]).await, json!(true), "there is no adapter to refuse");
            page.partner_paints(3).await;
            drawn_by(&page, wanted).await;
            assert_eq!(page.run("return limner.renderer ?? null;", &[]).await, json!(null));
            page.leave(site).await;
        }
    });
}
