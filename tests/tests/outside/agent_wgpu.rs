//! The partner's network on WebGPU: the same numbers as on flex, and flex where there is no device, or none
//! any more.
//!
//! The adapter is software here, which takes a hundred times as long as flex, so the page has to be asked to
//! take it.

use std::fs;
use std::path::Path;
use std::time::Duration;

use limner_tests::{Page, Settings, Site, Viewport, WORKERS, browse, places};
use tempfile::TempDir;

const NO_WEBGPU: &str = "Object.defineProperty(Navigator.prototype, 'gpu', { value: undefined });";
/// Software that passes for a graphics card.
const HARDWARE: &str = "Object.defineProperty(GPUAdapter.prototype, 'info', { get() {
    return { vendor: 'acme', architecture: '', device: '', description: '', isFallbackAdapter: false };
} });";
/// Where the artefact with burn-wgpu lies.
const ARTEFACT: &str = "generated/worker-wgpu";
const SMALL: Viewport = Viewport { width: 900, height: 640, scale: 1, phone: false };
/// Every shader is made for a software device.
const PATIENCE: Duration = Duration::from_secs(300);
/// The largest difference, in parts of the largest number: sums are taken in another order.
const TOLERANCE: f64 = 2e-3;

fn settings(before: &str) -> Settings {
    Settings { viewport: SMALL, before: before.into(), ..Settings::default() }
}

#[test]
fn on_webgpu_it_thinks_the_same_and_when_the_device_is_lost_goes_on_with_what_it_learned() {
    browse(async |site| {
        let address = format!("{}?agent=wgpu&renderer=cpu", site.url());
        let mut page = Page::visit_at(site, &address, settings(WORKERS)).await;
        page.forgive("WebGPU");
        page.forgive("wgpu");
        page.partner_paints(2).await;
        page.until("it to get ready", "document.body.dataset.agent === 'warming'").await;
        page.shot("agent-warming").await;
        let ready = "document.body.dataset.agent === 'wgpu'";
        page.until_for("WebGPU to be ready", PATIENCE, ready).await;

        let compared = page.run("return limner.agentGpu.compared;", &[]).await;
        let compared: Vec<f64> = serde_json::from_value(compared).expect("six numbers");
        let [outputs, gradients, flex_before, flex_after, gpu_before, gpu_after] = compared[..]
        else {
            panic!("{compared:?}");
        };
        println!("outputs {outputs:.2e} apart, gradients {gradients:.2e}");
        assert!(outputs < TOLERANCE && gradients < TOLERANCE, "{compared:?}");
        assert!(flex_after < flex_before && gpu_after < gpu_before, "{compared:?}");
        assert!((flex_before - gpu_before).abs() < TOLERANCE * flex_before, "{compared:?}");
        assert!((flex_after - gpu_after).abs() < TOLERANCE * flex_after, "{compared:?}");

        // It paints and learns there.
        let [_, painted] = page.strokes().await;
        let more = format!("limner.page.status().strokes.partner >= {}", painted + 3);
        page.until_for("strokes by WebGPU", PATIENCE, &more).await;
        page.key('n').await;
        let learned = "limner.page.status().policySteps > 0 && limner.page.status().policySteps";
        let steps = page.until_for("a step of learning", PATIENCE, learned).await.as_u64();
        page.shot("agent-wgpu").await;

        page.run("window.workers.at(-1).postMessage({ loseGpu: true });", &[]).await;
        page.told("agent_gpu_lost").await;
        page.until("flex again", "document.body.dataset.agent === 'flex'").await;
        let [_, painted] = page.strokes().await;
        page.partner_paints(painted + 5).await;
        let status = page.status().await;
        assert!(status["policySteps"].as_u64() >= steps, "what was learned is gone: {status}");
        let deaths = page.run("return document.body.dataset.workerDeaths ?? '0';", &[]).await;
        assert_eq!(deaths, "0");
        page.leave(site).await;
    });
}

#[test]
fn without_webgpu_whoever_asked_is_told_and_the_partner_paints() {
    browse(async |site| {
        let address = format!("{}?agent=wgpu", site.url());
        let page = Page::visit_at(site, &address, settings(NO_WEBGPU)).await;
        page.told("agent_gpu_failed").await;
        page.partner_paints(6).await;
        page.leave(site).await;
    });
}

#[test]
fn a_site_that_was_built_without_it_asks_for_nothing_where_another_would() {
    browse(async |site| {
        let asked = |site: &Site| site.visits().iter().any(|visit| visit.path.contains(ARTEFACT));
        let mut page =
            Page::visit_at(site, &format!("{}?renderer=cpu", site.url()), settings(HARDWARE)).await;
        page.forgive("WebGPU");
        page.forgive("wgpu");
        page.until("it to get ready", "document.body.dataset.agent === 'warming'").await;
        page.leave(site).await;
        assert!(asked(site));

        let folder = TempDir::new().expect("a folder");
        assert_eq!(copy_without_artefact(&places::dist(), folder.path()), 1);
        let without = Site::serve(folder.path().into()).await;
        let page = Page::visit_at(
            &without,
            &format!("{}?renderer=cpu", without.url()),
            settings(HARDWARE),
        )
        .await;
        // What is kept for offline use is fetched last of all.
        page.until("all to be kept", "navigator.serviceWorker.ready.then(() => true)").await;
        page.partner_paints(6).await;
        assert_eq!(page.eval("document.body.dataset.agent").await, "flex");
        assert_eq!(page.eval("document.getElementById('agent').textContent").await, "");
        page.leave(&without).await;
        assert!(!asked(&without), "{:?}", without.visits());
    });
}

/// Copies a site as `cargo xtask start` would have left it; how many scripts were told.
fn copy_without_artefact(from: &Path, to: &Path) -> usize {
    let mut told = 0;
    fs::create_dir_all(to).expect("a folder of our own");
    for entry in fs::read_dir(from).expect("a built page") {
        let (path, to) = entry.map(|it| (it.path(), to.join(it.file_name()))).expect("an entry");
        if path.is_dir() {
            told += copy_without_artefact(&path, &to);
        } else if !path.to_string_lossy().contains(ARTEFACT) {
            let mut content = fs::read(&path).expect("a file of the page");
            if let Ok(text) = std::str::from_utf8(&content)
                && text.contains("/*BUILT worker-wgpu*/true")
            {
                told += 1;
                content = text.replace("/*BUILT worker-wgpu*/true", "false").into_bytes();
            }
            fs::write(to, content).expect("a file in a folder of our own");
        }
    }
    told
}
