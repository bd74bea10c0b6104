//! The person's stroke while it is being drawn.
//!
//! It is drawn as it grows: each new dab raises the stroke's coverage, and only the pixels around
//! the new dabs are composited again over the canvas below. Once it is on the log the painting
//! draws the same pixels, because both walk the same dabs over the same canvas.

use limner_core::dab::{Dab, Walker, vertex_from_sample};
use limner_core::painting::MAX_STROKE_WORK;
use limner_core::stroke::MAX_SAMPLES;
use limner_core::{Author, Canvas, Coverage, CoverageMask, Path, Rect, Sample, Stroke};

use crate::tools::Ink;

/// A stroke has grown to what one stroke may be; it must end, and another go on from there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Full;

/// A stroke in progress over a canvas that stays as it is meanwhile.
#[derive(Clone, Debug)]
pub struct LiveStroke {
    ink: Ink,
    samples: Vec<Sample>,
    walker: Walker,
    mask: CoverageMask,
    canvas: Canvas,
    work: u64,
    dabs: Vec<Dab>,
}

impl LiveStroke {
    /// A stroke without samples over `base`.
    #[must_use]
    pub fn new(base: &Canvas, ink: Ink) -> Self {
        let mask = match ink.coverage {
            Coverage::Wash => CoverageMask::empty(base.bounds()),
            Coverage::BuildUp => CoverageMask::default(),
        };
        Self {
            ink,
            samples: Vec::new(),
            walker: Walker::new(&ink.brush),
            mask,
            canvas: base.clone(),
            work: 0,
            dabs: Vec::new(),
        }
    }

    /// The canvas with the stroke as far as it goes.
    #[must_use]
    pub fn canvas(&self) -> &Canvas {
        &self.canvas
    }

    /// What it is drawn with.
    #[must_use]
    pub fn ink(&self) -> Ink {
        self.ink
    }

    /// Its newest sample.
    #[must_use]
    pub fn last(&self) -> Option<Sample> {
        self.samples.last().copied()
    }

    /// Goes on to `sample` and returns the pixels that changed. `base` is the canvas that the stroke
    /// began on.
    pub fn push(&mut self, base: &Canvas, sample: Sample) -> Result<Rect, Full> {
        if self.samples.len() >= MAX_SAMPLES {
            return Err(Full);
        }
        let Ink { brush, radius, opacity, .. } = self.ink;
        let bounds = base.bounds();
        let mut walker = self.walker.clone();
        let mut work = self.work;
        self.dabs.clear();
        let dabs = &mut self.dabs;
        let whole = walker.line_to(vertex_from_sample(&sample, radius, opacity, &brush), |dab| {
            let touched = dab.bounds().intersection(bounds);
            // As `dab::work` counts it.
            work += 64 + touched.area() as u64;
            if !touched.is_empty() {
                dabs.push(dab);
            }
            work <= MAX_STROKE_WORK
        });
        if !whole {
            return Err(Full);
        }
        (self.walker, self.work) = (walker, work);
        self.samples.push(sample);
        Ok(self.draw(base))
    }

    /// The stroke that the samples so far make, if there are any.
    #[must_use]
    pub fn stroke(&self) -> Option<Stroke> {
        (!self.samples.is_empty()).then(|| Stroke {
            author: Author::Person,
            brush: self.ink.index,
            color: self.ink.color,
            opacity: self.ink.opacity,
            coverage: self.ink.coverage,
            path: Path::Samples { radius: self.ink.radius, samples: self.samples.clone() },
        })
    }

    fn draw(&mut self, base: &Canvas) -> Rect {
        let Ink { brush, color, coverage, .. } = self.ink;
        let mut changed = Rect::EMPTY;
        match coverage {
            Coverage::Wash => {
                for dab in &self.dabs {
                    changed = changed.union(self.mask.add(dab));
                }
                self.canvas.copy_from(base, changed);
                self.canvas.composite(&self.mask, changed, color, brush.eraser);
            }
            Coverage::BuildUp => {
                for dab in &self.dabs {
                    self.mask.set_to_dab(dab, base.bounds());
                    self.canvas.composite(&self.mask, self.mask.bounds(), color, brush.eraser);
                    changed = changed.union(self.mask.bounds());
                }
            }
        }
        changed
    }
}
