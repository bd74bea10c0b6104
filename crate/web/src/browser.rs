//! What both halves need of the browser.

use wasm_bindgen::prelude::*;

/// Panics are to be read in the console.
#[wasm_bindgen(start)]
#[expect(unreachable_pub, reason = "wasm-bindgen takes no other")]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// Milliseconds since the page, or the worker, began; 0 where the browser keeps no such clock.
#[must_use]
pub(crate) fn now_ms() -> f64 {
    let global = js_sys::global();
    let performance = if let Some(worker) = global.dyn_ref::<web_sys::WorkerGlobalScope>() {
        worker.performance()
    } else {
        global.dyn_ref::<web_sys::Window>().and_then(web_sys::Window::performance)
    };
    performance.map_or(0.0, |performance| performance.now())
}
