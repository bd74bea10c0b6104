//! libmypaint 1.6 as a peer: its fixed tiled surface, fed with dabs as its brush engine feeds it.
//!
//! Dabs are queued by tile and drawn when an atomic operation ends, or when a colour is asked for:
//! here a stroke is one atomic operation. The library draws tiles on several threads where it can;
//! it is held to one.
#![allow(unsafe_code, reason = "calls into a C library")]

use std::ffi::{c_float, c_int};
use std::ptr::NonNull;

use limner_core::fixed::{ONE, UNITS_PER_PX};

use limner_bench::workload::Workload;

/// `MyPaintSurface` and `MyPaintFixedTiledSurface`: only ever seen through a pointer.
#[repr(C)]
struct Surface {
    _private: [u8; 0],
}

/// `MyPaintRectangle`.
#[repr(C)]
#[derive(Default)]
struct Rectangle {
    x: c_int,
    y: c_int,
    width: c_int,
    height: c_int,
}

// mypaint-fixed-tiled-surface.h and mypaint-surface.h.
#[link(name = "mypaint")]
unsafe extern "C" {
    fn mypaint_fixed_tiled_surface_new(width: c_int, height: c_int) -> *mut Surface;
    fn mypaint_fixed_tiled_surface_interface(surface: *mut Surface) -> *mut Surface;
    fn mypaint_surface_begin_atomic(surface: *mut Surface);
    fn mypaint_surface_end_atomic(surface: *mut Surface, changed: *mut Rectangle);
    fn mypaint_surface_draw_dab(
        surface: *mut Surface,
        x: c_float,
        y: c_float,
        radius: c_float,
        r: c_float,
        g: c_float,
        b: c_float,
        opaque: c_float,
        hardness: c_float,
        alpha: c_float,
        aspect_ratio: c_float,
        angle: c_float,
        lock_alpha: c_float,
        colorize: c_float,
    ) -> c_int;
    fn mypaint_surface_get_color(
        surface: *mut Surface,
        x: c_float,
        y: c_float,
        radius: c_float,
        r: *mut c_float,
        g: *mut c_float,
        b: *mut c_float,
        a: *mut c_float,
    );
    fn mypaint_surface_unref(surface: *mut Surface);
}

#[link(name = "gomp")]
unsafe extern "C" {
    fn omp_set_num_threads(threads: c_int);
}

/// A canvas of libmypaint's.
pub(crate) struct Peer {
    surface: NonNull<Surface>,
}

impl Peer {
    /// A transparent canvas. Everything is drawn on the thread that makes it.
    pub(crate) fn new(side: u16) -> Self {
        // SAFETY: takes a number and sets a variable of this thread's.
        unsafe { omp_set_num_threads(1) };
        // SAFETY: the sides are positive; the interface is the same object by another type, which
        // lives until it is unreferenced.
        let surface = unsafe {
            let surface = mypaint_fixed_tiled_surface_new(side.into(), side.into());
            mypaint_fixed_tiled_surface_interface(surface)
        };
        Self { surface: NonNull::new(surface).expect("the canvas fits the memory") }
    }

    /// Lays a workload.
    pub(crate) fn paint(&mut self, work: &Workload) {
        let smudges = work.brush.smudges();
        for batch in &work.batches {
            // SAFETY: `self.surface` lives as long as `self`.
            unsafe { mypaint_surface_begin_atomic(self.surface.as_ptr()) };
            let color = batch.ink.source.map(|channel| channel as f32 / ONE as f32);
            let mut carried = None;
            for dab in &batch.dabs {
                let [x, y] = [dab.x, dab.y].map(|v| v as f32 / UNITS_PER_PX as f32);
                let paint =
                    if smudges { self.smudged(x, y, work, color, &mut carried) } else { color };
                self.dab(x, y, work, paint);
            }
            let mut changed = Rectangle::default();
            // SAFETY: as above; `changed` is written to.
            unsafe { mypaint_surface_end_atomic(self.surface.as_ptr(), &raw mut changed) };
        }
    }

    /// The mean colour around a point, straight RGBA in 0..=1.
    pub(crate) fn color(&mut self, x: f32, y: f32, radius: f32) -> [f32; 4] {
        let mut color = [0.0; 4];
        let [r, g, b, a] = color.each_mut().map(|c| &raw mut *c);
        // SAFETY: `self.surface` lives as long as `self`; the four numbers are written to.
        unsafe { mypaint_surface_get_color(self.surface.as_ptr(), x, y, radius, r, g, b, a) };
        color
    }

    fn dab(&mut self, x: f32, y: f32, work: &Workload, [r, g, b, a]: [f32; 4]) {
        let radius = work.radius_px as f32;
        let [opaque, hardness] = [work.opacity, work.brush.hardness].map(fraction);
        // SAFETY: `self.surface` lives as long as `self`.
        unsafe {
            mypaint_surface_draw_dab(
                self.surface.as_ptr(),
                x,
                y,
                radius,
                r,
                g,
                b,
                opaque,
                hardness,
                a,
                1.0,
                0.0,
                0.0,
                0.0,
            );
        }
    }

    /// The colour of a dab that smudges, as `update_smudge_color` and `apply_smudge` of
    /// mypaint-brush.c have it.
    fn smudged(
        &mut self,
        x: f32,
        y: f32,
        work: &Workload,
        color: [f32; 4],
        carried: &mut Option<[f32; 4]>,
    ) -> [f32; 4] {
        let [r, g, b, a] = self.color(x, y, work.radius_px as f32);
        let found = [r * a, g * a, b * a, a];
        let keep = fraction(work.brush.smudge_length);
        let mixed = carried.map_or(found, |carried| mix(found, carried, keep));
        *carried = Some(mixed);
        let [r, g, b, a] = mix(color, mixed, fraction(work.brush.smudge));
        let a = a.clamp(0.0, 1.0);
        if a > 0.0 { [r / a, g / a, b / a, a] } else { [1.0, 0.0, 0.0, 0.0] }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // SAFETY: the one reference to it is given back.
        unsafe { mypaint_surface_unref(self.surface.as_ptr()) };
    }
}

fn mix(a: [f32; 4], b: [f32; 4], t: f32) -> [f32; 4] {
    std::array::from_fn(|i| a[i] * (1.0 - t) + b[i] * t)
}

fn fraction(q15: u16) -> f32 {
    f32::from(q15) / ONE as f32
}
