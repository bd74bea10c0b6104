//! An ink as the GPU takes it: see `shaders/ink.wgsl`.

use bytemuck::{Pod, Zeroable};
use limner_core::Ink;

use crate::shader::{Layout, layout};

/// An ink, and what one dispatch takes of the buffers.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub(crate) struct GpuInk {
    pub(crate) source: [u32; 4],
    pub(crate) opacity: u32,
    pub(crate) rim: u32,
    pub(crate) wetness: u32,
    pub(crate) pigment: u32,
    pub(crate) grain_scale: u32,
    pub(crate) clock: u32,
    pub(crate) smudges: u32,
    pub(crate) keeps_dry_at: u32,
    pub(crate) first_job: u32,
    pub(crate) first_dab: u32,
    pub(crate) dab_count: u32,
    pub(crate) first_tile: u32,
    pub(crate) carries: u32,
    pub(crate) width: i32,
    pub(crate) height: i32,
    pub(crate) serial: u32,
}

impl GpuInk {
    /// An ink for a canvas of this size in pixels, without a dispatch.
    pub(crate) fn new(ink: &Ink, width: u16, height: u16) -> Self {
        Self {
            source: ink.source,
            opacity: ink.opacity,
            rim: ink.rim,
            wetness: ink.wetness,
            pigment: ink.pigment,
            grain_scale: ink.grain_scale,
            clock: ink.clock,
            smudges: ink.smudges.into(),
            width: width.into(),
            height: height.into(),
            ..Self::zeroed()
        }
    }
}

pub(crate) fn layout() -> Layout {
    layout!("Ink", GpuInk: source, opacity, rim, wetness, pigment, grain_scale, clock,
        smudges, keeps_dry_at, first_job, first_dab, dab_count, first_tile, carries, width, height, serial)
}
