//! How Chromium is started: without a screen, keeping to itself, noting what it asks the network for.

use std::path::Path;

use fantoccini::wd::Capabilities;
use serde_json::{Value, json};

use crate::browser::{Line, Settings, Viewport, downloads, object};
use crate::{net_log, places, tasks};

/// Flags for a browser that keeps to itself, without a screen, with WebGPU in software.
const FLAGS: [&str; 12] = [
    "--headless",
    "--no-sandbox",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-unsafe-webgpu",
    "--use-webgpu-adapter=swiftshader",
    // Without a graphics card's driver some versions (148) have no adapter otherwise.
    "--enable-unsafe-swiftshader",
    "--lang=en-US",
];
/// What its compositor draws with.
const WITHOUT_GPU: [&str; 1] = ["--disable-gpu"];
/// As such, but able to show what WebGPU drew: with a software driver.
const WITH_GPU: [&str; 5] = [
    "--disable-gpu-sandbox",
    "--enable-features=Vulkan",
    "--use-vulkan=swiftshader",
    "--use-angle=vulkan",
    "--ignore-gpu-blocklist",
];

/// What its driver is asked for.
pub(crate) fn capabilities(settings: &Settings, profile: &Path, folder: &Path) -> Capabilities {
    let Viewport { width, height, scale, phone } = settings.viewport;
    let drawing: &[&str] = if settings.shows_webgpu { &WITH_GPU } else { &WITHOUT_GPU };
    let mut flags: Vec<String> = FLAGS.iter().chain(drawing).map(|&flag| flag.to_owned()).collect();
    flags.push(format!("--window-size={width},{height}"));
    flags.push(format!("--user-data-dir={}", profile.display()));
    flags.push(format!("--log-net-log={}", net_log::file(folder).display()));
    let metrics = json!({
        "width": width, "height": height, "pixelRatio": scale, "mobile": phone, "touch": phone,
    });
    if settings.notes_tasks {
        flags.push(format!("--trace-startup={}", tasks::CATEGORIES));
        flags.push("--trace-startup-duration=0".to_owned());
        flags.push("--trace-startup-format=json".to_owned());
        flags.push(format!("--trace-startup-file={}", tasks::file(folder).display()));
    }
    let mut options = json!({
        "args": flags,
        "mobileEmulation": { "deviceMetrics": metrics },
        "prefs": {
            "download": { "default_directory": downloads(folder), "prompt_for_download": false },
            // Empty: the browser's own page for new tabs takes a third of what a short test asks of the processor.
            "session": { "restore_on_startup": 4, "startup_urls": ["about:blank"] },
        },
    });
    if let Some(chrome) = places::chrome() {
        options["binary"] = json!(chrome);
    }
    object(json!({
        "browserName": "chrome",
        "goog:chromeOptions": options,
        "goog:loggingPrefs": { "browser": "ALL" },
        "unhandledPromptBehavior": "ignore",
    }))
}

/// The console's lines in an answer of the driver's to `se/log`.
pub(crate) fn lines_of(log: &Value) -> Vec<Line> {
    let text = |line: &Value, key: &str| line[key].as_str().unwrap_or_default().to_owned();
    let lines = log.as_array().into_iter().flatten();
    lines.map(|line| Line { level: text(line, "level"), text: text(line, "message") }).collect()
}
