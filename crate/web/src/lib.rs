//! The halves of Limner in the browser, and the only code that knows it is in one.
//!
//! - `page` (feature `page`) is the half on the main thread: a [`limner_studio::Session`] behind
//!   the class `Page` and those of its rooms (`Hand`, `View`, `Partner`, `Practice`, `PartnerSettings`, `Beside`), and the way
//!   to it behind `Opening`; `Taste` is what is known of tastes in general. It must stay small and quick.
//! - `worker` (feature `worker`) is the half in the module worker: a [`limner_worker::Worker`]
//!   behind the class `WorkerHalf`.
//! - `renderer` (feature `renderer`) draws for the page with WebGPU where there is any: a
//!   [`limner_render::GpuPainting`] behind the class `Renderer`.
//!
//! - `share` (feature `share`) takes a painting elsewhere, in a worker of its own: a [`limner_share::Export`] behind
//!   the class `Export`, and films for the browser's encoder behind `Video`.
//!
//! - `plotter` (feature `plotter`) plans pen paths, in a worker of its own: a [`limner_plotter::Plot`] behind the class
//!   `Plotter`.
//!
//! - `design` (feature `design`) makes a space of motifs, in a worker of its own: a [`limner_design::Space`] behind the
//!   class `Design`.
//!
//! - `imagine` (feature `imagine`) draws what nobody drew and learns from a person's cards, in a worker of its own: a
//!   [`limner_imagine::easel::Easel`] behind the class `Imagine`.
//!
//! They are built one by one into artefacts. The halves speak in the messages of
//! [`limner_protocol`]; the renderer is handed the log. All translate, and cut long work into what a frame
//! bears, and do nothing else.

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(all(target_arch = "wasm32", feature = "worker"))]
mod console;
#[cfg(all(target_arch = "wasm32", feature = "design"))]
pub mod design;
#[cfg(all(target_arch = "wasm32", feature = "imagine"))]
pub mod imagine;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod opening;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod page;
#[cfg(all(target_arch = "wasm32", any(feature = "page", feature = "plotter", feature = "share")))]
mod parts;
#[cfg(all(target_arch = "wasm32", feature = "plotter"))]
pub mod plotter;
#[cfg(all(target_arch = "wasm32", feature = "renderer"))]
pub mod renderer;
#[cfg(all(target_arch = "wasm32", feature = "share"))]
pub mod share;
#[cfg(all(
    target_arch = "wasm32",
    any(
        feature = "design",
        feature = "imagine",
        feature = "page",
        feature = "plotter",
        feature = "renderer",
        feature = "share"
    )
))]
mod values;
#[cfg(all(target_arch = "wasm32", feature = "worker"))]
pub mod worker;
