//! A painting drawn by WebGPU's renderer, on whatever adapter this machine has.

use std::time::Instant;

use anyhow::{Context, Result, ensure};
use limner_core::Painting;
use limner_render::{Gpu, GpuPainting, Options};

/// Draws the painting on the fastest adapter and compares the pixels with the CPU's. Returns a line that
/// says which adapter it was and how long it took.
pub(crate) fn compare(painting: &Painting) -> Result<String> {
    let options = Options { high_performance: true, software: false };
    let gpu = pollster::block_on(Gpu::new(&options)).context(
        "--gpu needs a Vulkan driver; without hardware, Debian's mesa-vulkan-drivers has one",
    )?;
    let began = Instant::now();
    let mut drawn = GpuPainting::new(&gpu, painting.log())?;
    drawn.catch_up(|| true)?;
    let canvas = pollster::block_on(drawn.canvas().read())?;
    let seconds = began.elapsed().as_secs_f64();
    let (adapter, hash) = (&gpu.info().name, canvas.hash());
    ensure!(
        hash == painting.canvas().hash(),
        "{adapter} drew other pixels: {hash:016x} instead of {:016x}",
        painting.canvas().hash()
    );
    Ok(format!("drawn again on {adapter} in {seconds:.2} s: the same pixels ({hash:016x})"))
}
