//! The partner's network on WebGPU: the same numbers as on flex, and flex where there is no device, or none
//! any more.
//!
//! The adapter is software here, which takes a hundred times as long as flex, so the page has to be asked to
//! take it.

use std::time::Duration;

use limner_tests::{Page, Settings, Viewport, WORKERS, browse};

const NO_WEBGPU: &str = "Object.defineProperty(Navigator.prototype, 'gpu', { value: undefined });";
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
