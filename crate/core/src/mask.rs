//! The coverage of one stroke: how much of each pixel it covers, before colour.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an area is cut at the mask before it is an index"
)]

use crate::canvas::TILE;
use crate::dab::lanes::{Band, mul_twice, twice};
use crate::dab::{Dab, Falloff};
use crate::fixed::ONE_U16;
use crate::ink::Ink;
use crate::surface::{Place, dabs_within};
use crate::{Brush, Coverage, Rect, Stroke};

/// Coverage (0..=2¹⁵) of the pixels of a rectangle, row by row.
#[derive(Clone, Debug, Default)]
pub struct CoverageMask {
    bounds: Rect,
    data: Vec<u16>,
}

impl CoverageMask {
    /// A mask that covers nothing of `bounds`.
    #[must_use]
    pub fn empty(bounds: Rect) -> Self {
        Self { bounds, data: vec![0; bounds.area()] }
    }

    /// The pixels that the mask speaks of.
    #[must_use]
    pub fn bounds(&self) -> Rect {
        self.bounds
    }

    /// The coverage of row `y` from column `x0` to `x1`, which must lie within the bounds.
    #[inline]
    #[must_use]
    pub fn row(&self, y: i32, x0: i32, x1: i32) -> &[u16] {
        let start = (y - self.bounds.y0) as usize * self.bounds.width();
        &self.data[start + (x0 - self.bounds.x0) as usize..start + (x1 - self.bounds.x0) as usize]
    }

    /// What one dab covers of `canvas`.
    #[must_use]
    pub fn of_dab(dab: &Dab, canvas: Rect) -> Self {
        let mut mask = Self::empty(dab.bounds().intersection(canvas));
        mask.raise(&Falloff::new(dab), ONE_U16.into(), 0, &mut Band::default());
        mask
    }

    /// Makes this what a stroke covers of `canvas`: of a wash as it will be laid, of dabs that build up
    /// what they come to together. Paint of one colour that doesn't mix is the same whether it is laid
    /// dab by dab or through this mask at once, up to rounding. Memory is reused.
    pub fn set_to_stroke(&mut self, stroke: &Stroke, brush: &Brush, place: Place, canvas: Rect) {
        let dabs = dabs_within(stroke, brush, place, canvas);
        let falloffs: Vec<_> = dabs.iter().map(Falloff::new).collect();
        let bounds = falloffs.iter().fold(Rect::EMPTY, |sum, f| sum.union(f.bounds()));
        self.reset(bounds.intersection(canvas));
        let ink = Ink::new(stroke, brush, place.clock);
        let mut band = Band::default();
        for (falloff, dab) in falloffs.iter().zip(&dabs) {
            match stroke.coverage {
                Coverage::Wash => {
                    self.raise(falloff, dab.flow.into(), ink.grain_scale, &mut band);
                }
                Coverage::BuildUp => self.build_up(falloff, ink.grain_scale, &mut band),
            }
        }
        if ink.rim > 0 && stroke.coverage == Coverage::Wash {
            for coverage in &mut self.data {
                *coverage = ink.tone((*coverage).into()) as u16;
            }
        }
    }

    /// Raises the coverage to that of `dab` where it is lower. Returns the pixels it looked at.
    pub fn add(&mut self, dab: &Dab, ink: &Ink) -> Rect {
        self.raise(&Falloff::new(dab), dab.flow.into(), ink.grain_scale, &mut Band::default())
    }

    /// Raises the coverage towards that of a dab where it is lower. Returns the pixels it looked at.
    pub(crate) fn raise(
        &mut self,
        falloff: &Falloff,
        flow: u32,
        grain_scale: u32,
        band: &mut Band,
    ) -> Rect {
        let flow = twice(flow as u16);
        self.combine(falloff, grain_scale, band, |coverage, dab| {
            coverage + mul_twice(dab.saturating_sub(coverage), flow)
        })
    }

    /// Covers part of what is left uncovered.
    fn build_up(&mut self, falloff: &Falloff, grain_scale: u32, band: &mut Band) {
        self.combine(falloff, grain_scale, band, |coverage, dab| {
            coverage + mul_twice(dab, twice(ONE_U16.wrapping_sub(coverage)))
        });
    }

    #[inline]
    fn combine(
        &mut self,
        falloff: &Falloff,
        grain_scale: u32,
        band: &mut Band,
        combine: impl Fn(u16, u16) -> u16,
    ) -> Rect {
        let touched = falloff.bounds().intersection(self.bounds);
        let width = self.bounds.width();
        for x0 in (touched.x0..touched.x1).step_by(TILE) {
            let part = Rect { x0, ..touched };
            let left = (x0 - self.bounds.x0) as usize;
            falloff.cover(part, x0, grain_scale, band, |y, column, row| {
                let row_start = (y - self.bounds.y0) as usize * width;
                // Of the last lanes only what lies within.
                let inside = row_start + left + column..row_start + width;
                for (slot, dab) in self.data[inside].iter_mut().zip(row) {
                    *slot = combine(*slot, *dab);
                }
            });
        }
        touched
    }

    pub(crate) fn reset(&mut self, bounds: Rect) {
        self.bounds = bounds;
        self.data.clear();
        self.data.resize(bounds.area(), 0);
    }
}
