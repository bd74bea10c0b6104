//! A dab as the GPU takes it: see `shaders/dab.wgsl`.

use bytemuck::{Pod, Zeroable};
use limner_core::Rect;
use limner_core::brush::ROUND_ASPECT;
use limner_core::dab::{Dab, Falloff};

use crate::shader::{Layout, layout};

/// A dab with what follows from it by division.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub(crate) struct GpuDab {
    bounds: [i32; 4],
    center: [i32; 2],
    axis: [i32; 2],
    aspect: i32,
    round: u32,
    firm: u32,
    shift: u32,
    shifted_radius_squared: u32,
    inverse: u32,
    inner_slope: u32,
    inner_end: u32,
    outer_slope: u32,
    outer_end: u32,
    softness: u32,
    grain: u32,
    opacity: u32,
    flow: u32,
    smudge: u32,
    smudge_length: u32,
    pick_radius: i32,
    unused: [u32; 3],
}

impl GpuDab {
    /// A dab that touches nothing but `canvas`, and the pixels that it may touch.
    pub(crate) fn new(dab: &Dab, canvas: Rect) -> (Self, Rect) {
        let falloff = Falloff::new(dab);
        let bounds = falloff.bounds().intersection(canvas);
        let [shift, shifted, inverse, inner_slope, inner_end, outer_slope, outer_end] =
            falloff.slopes();
        let gpu_dab = Self {
            bounds: [bounds.x0, bounds.y0, bounds.x1, bounds.y1],
            center: [dab.x, dab.y],
            axis: dab.axis,
            aspect: dab.aspect.into(),
            round: (dab.aspect == ROUND_ASPECT).into(),
            firm: falloff.is_firm().into(),
            shift,
            shifted_radius_squared: shifted,
            inverse,
            inner_slope,
            inner_end,
            outer_slope,
            outer_end,
            softness: dab.softness.into(),
            grain: dab.grain.into(),
            opacity: dab.opacity.into(),
            flow: dab.flow.into(),
            smudge: dab.smudge.into(),
            smudge_length: dab.smudge_length.into(),
            pick_radius: dab.pick_radius.into(),
            unused: [0; 3],
        };
        (gpu_dab, bounds)
    }
}

pub(crate) fn layout() -> Layout {
    layout!("Dab", GpuDab: bounds, center, axis, aspect, round, firm, shift, shifted_radius_squared,
        inverse, inner_slope, inner_end, outer_slope, outer_end, softness, grain, opacity, flow,
        smudge, smudge_length, pick_radius)
}
