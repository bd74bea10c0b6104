//! Draws strokes and shows the canvas with WebGPU.
//!
//! [`GpuCanvas`] lays the dabs of strokes as [`limner_core::Canvas`] does, in integers and to the bit:
//! dabs are sorted into tiles on the CPU, and on the GPU a workgroup a tile lays its dabs in order.
//! Nothing is read back for it. [`Presenter`] draws a canvas to a texture or the screen.
//!
//! ```no_run
//! # async fn paint(dabs: &[limner_core::dab::Dab]) -> Result<(), limner_render::Error> {
//! use limner_core::{Coverage, Ink, Rgb8};
//! use limner_render::{Gpu, GpuCanvas, Options};
//!
//! let gpu = Gpu::new(&Options::default()).await?;
//! let mut canvas = GpuCanvas::new(&gpu, 1024, 768)?;
//! let base = canvas.snapshot();
//! canvas.lay(&Ink::plain(Rgb8::new(200, 60, 40), Coverage::Wash), dabs)?;
//! let pixels = canvas.read().await?;
//! canvas.restore(&base);
//! # Ok(())
//! # }
//! ```
//!
//! The crate has no code of its own for the browser: a page passes its canvas element to
//! [`Gpu::screen`] as a `wgpu::SurfaceTarget`. Never ask for a screen before the [`Gpu`] is there: a
//! canvas element that was given a context keeps its kind.
#![forbid(unsafe_code)]

mod canvas;
mod dab;
mod error;
mod gpu;
mod ink;
mod lay;
mod painting;
mod pigment;
mod pool;
mod present;
pub mod shader;
mod smudge;
mod transfer;

pub use canvas::{GpuCanvas, Snapshot};
pub use error::Error;
pub use gpu::{Gpu, Options, Trouble};
pub use painting::GpuPainting;
pub use present::{Presenter, Screen, View, draw_to_memory};
pub use wgpu;

/// Every struct that a shader and Rust share.
#[must_use]
pub fn layouts() -> Vec<shader::Layout> {
    vec![
        dab::layout(),
        ink::layout(),
        pigment::layout(),
        lay::layout(),
        smudge::layout(),
        present::layout(),
    ]
}
