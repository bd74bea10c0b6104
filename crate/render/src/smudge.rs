//! What a smudging stroke carries, on the GPU: see `shaders/smudge.wgsl` and `shaders/lay.wgsl`.

use bytemuck::{Pod, Zeroable};
use limner_core::surface::SMUDGE_BATCH;

use crate::shader::{Layout, layout};

/// Written by one pass and read by the next; the CPU never sees it.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub(crate) struct GpuSmudge {
    carried: [u32; 4],
    paints: [[u32; 4]; SMUDGE_BATCH],
    has_carried: u32,
    unused: [u32; 3],
}

pub(crate) fn layout() -> Layout {
    layout!("Smudge", GpuSmudge: carried, paints, has_carried)
}
