//! The coverage of one stroke: how much of each pixel it covers, before colour.

use crate::dab::{Dab, Falloff, for_each_dab};
use crate::{Brush, Rect, Stroke};

/// Coverage (0..=2¹⁵) of the pixels of a rectangle, row by row.
#[derive(Clone, Debug, Default)]
pub struct CoverageMask {
    bounds: Rect,
    data: Vec<u16>,
    dabs: Vec<Dab>,
}

impl CoverageMask {
    /// A mask that covers nothing of `bounds`.
    #[must_use]
    pub fn empty(bounds: Rect) -> Self {
        Self { bounds, data: vec![0; bounds.area()], dabs: Vec::new() }
    }

    /// The pixels it speaks of.
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

    /// Makes this the highest coverage of a stroke's dabs within `canvas`. Memory is reused.
    pub fn set_to_wash(&mut self, stroke: &Stroke, brush: &Brush, canvas: Rect) {
        self.dabs.clear();
        let dabs = &mut self.dabs;
        let mut bounds = Rect::EMPTY;
        for_each_dab(stroke, brush, |dab| {
            let touched = dab.bounds().intersection(canvas);
            if !touched.is_empty() {
                bounds = bounds.union(touched);
                dabs.push(dab);
            }
            true
        });
        self.reset(bounds);
        let dabs = std::mem::take(&mut self.dabs);
        for dab in &dabs {
            self.add(dab);
        }
        self.dabs = dabs;
    }

    /// Makes this the coverage of one dab within `canvas`.
    pub fn set_to_dab(&mut self, dab: &Dab, canvas: Rect) {
        self.reset(dab.bounds().intersection(canvas));
        self.add(dab);
    }

    /// Raises the coverage to that of `dab` where it is lower. Returns the pixels it looked at.
    pub fn add(&mut self, dab: &Dab) -> Rect {
        let touched = dab.bounds().intersection(self.bounds);
        if touched.is_empty() {
            return Rect::EMPTY;
        }
        let falloff = Falloff::new(dab);
        let width = self.bounds.width();
        for y in touched.y0..touched.y1 {
            let (x0, x1) = falloff.columns(y);
            let (x0, x1) = (x0.max(touched.x0), x1.min(touched.x1));
            if x0 >= x1 {
                continue;
            }
            let start = (y - self.bounds.y0) as usize * width + (x0 - self.bounds.x0) as usize;
            let row = &mut self.data[start..start + (x1 - x0) as usize];
            falloff.row(x0, y, row, |slot, coverage| *slot = (*slot).max(coverage as u16));
        }
        touched
    }

    fn reset(&mut self, bounds: Rect) {
        self.bounds = bounds;
        self.data.clear();
        self.data.resize(bounds.area(), 0);
    }
}
