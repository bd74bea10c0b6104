//! The tables that shaders look up: see `shaders/pigment.wgsl`.

use bytemuck::{Pod, Zeroable};
use limner_core::grain::{self, SIDE};
use limner_core::pigment::{DECODE, ENCODE, EXP, LOG, Tables};

use crate::shader::{Layout, layout};

/// Pigment and grain, a word a number.
#[repr(C)]
#[derive(Clone, Copy, Pod, Zeroable)]
pub(crate) struct GpuTables {
    decode: [u32; DECODE],
    encode: [u32; ENCODE],
    log: [u32; LOG],
    exp: [u32; EXP],
    heights: [u32; SIDE * SIDE],
}

impl GpuTables {
    pub(crate) fn new() -> Box<Self> {
        let mut tables: Box<Self> = bytemuck::zeroed_box();
        let core = Tables::get();
        widen(&core.decode, &mut tables.decode);
        widen(&core.encode, &mut tables.encode);
        widen(&core.log, &mut tables.log);
        widen(&core.exp, &mut tables.exp);
        widen(grain::heights(), &mut tables.heights);
        tables
    }
}

fn widen(from: &[u16], to: &mut [u32]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to = (*from).into();
    }
}

pub(crate) fn layout() -> Layout {
    layout!("Tables", GpuTables: decode, encode, log, exp, heights)
}
