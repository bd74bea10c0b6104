//! The person's stroke while it is being drawn.
//!
//! It is drawn as it grows, with the whole engine: a wash raises the stroke's coverage and is laid again
//! over the canvas below, around the new dabs only; dabs that build up are laid on those before; dabs
//! that smudge are laid batch by batch, as the painting will lay them. It has the place that the stroke
//! will have on the log, so its jitter, hairs and drying are those of the stroke. Once it is on the log
//! the painting draws the same pixels. Where another draws for the eye ([`Drawn::Elsewhere`]), it only
//! grows.

use limner_core::dab::Dab;
use limner_core::stroke::MAX_SAMPLES;
use limner_core::surface::{SMUDGE_BATCH, Smudge};
use limner_core::walk::Walker;
use limner_core::work::{self, MAX_DABS, Tally};
use limner_core::{
    Author, Canvas, Coverage, CoverageMask, Ink, Path, Place, Rect, Sample, Stroke, Surface,
};

use crate::nearby::painted_extent;
use crate::tools::Held;

/// A stroke has grown to what one stroke may be; it must end, and another go on from there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Full;

/// Who draws strokes for the eye.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Drawn {
    /// This crate, into the canvas that it shows.
    #[default]
    Here,
    /// The host, from the log and the stroke in progress.
    Elsewhere,
}

/// A stroke in progress over a canvas that stays as it is meanwhile.
#[derive(Clone, Debug)]
pub struct LiveStroke {
    held: Held,
    place: Place,
    drawn: Drawn,
    ink: Ink,
    samples: Vec<Sample>,
    walker: Walker,
    /// The coverage of a wash, as far as it is drawn.
    mask: CoverageMask,
    /// What a brush that smudges carries.
    smudge: Smudge,
    canvas: Canvas,
    /// The stroke's dabs so far, counted as the painting will count them.
    tally: Tally,
    /// Dabs that are not drawn yet.
    waiting: Vec<Dab>,
}

impl LiveStroke {
    /// A stroke without samples over `base`, that will stand at `place` on the log.
    #[must_use]
    pub fn new(base: &Canvas, held: Held, place: Place, drawn: Drawn) -> Self {
        let brush = held.choice.brush;
        let ink = Ink::new(&stroke_of(&held, Vec::new()), &brush, place.clock);
        let mask = match (ink.coverage, drawn) {
            (Coverage::Wash, Drawn::Here) => CoverageMask::empty(base.bounds()),
            _ => CoverageMask::default(),
        };
        Self {
            held,
            place,
            drawn,
            ink,
            samples: Vec::new(),
            walker: Walker::new(&brush, held.opacity, place.seed),
            mask,
            smudge: Smudge::default(),
            canvas: base.clone(),
            tally: Tally::of(&brush, brush.coverage, base.bounds()),
            waiting: Vec::new(),
        }
    }

    /// The stroke so far, drawn here over `base` from now on.
    #[must_use]
    pub fn here(&self, base: &Canvas) -> Self {
        let mut live = Self::new(base, self.held, self.place, Drawn::Here);
        for sample in &self.samples {
            // They were taken once and are again.
            let _: Result<(), Full> = live.push(*sample);
        }
        live.draw(base);
        live
    }

    /// Who draws the stroke for the eye.
    #[must_use]
    pub fn drawn(&self) -> Drawn {
        self.drawn
    }

    /// The canvas with the stroke as far as it is drawn here.
    #[must_use]
    pub fn canvas(&self) -> &Canvas {
        &self.canvas
    }

    /// The brush and paint that the stroke is drawn with.
    #[must_use]
    pub fn held(&self) -> Held {
        self.held
    }

    /// The place on the log that the stroke will have.
    #[must_use]
    pub fn place(&self) -> Place {
        self.place
    }

    /// The stroke's newest sample.
    #[must_use]
    pub fn last(&self) -> Option<Sample> {
        self.samples.last().copied()
    }

    /// How many samples the stroke has.
    #[must_use]
    pub fn samples(&self) -> usize {
        self.samples.len()
    }

    /// Extends the stroke to `sample`; [`LiveStroke::draw`] makes that seen. Nothing changes where the stroke
    /// would be more than the painting takes.
    pub fn push(&mut self, sample: Sample) -> Result<(), Full> {
        if self.samples.len() >= MAX_SAMPLES {
            return Err(Full);
        }
        let (mut walker, mut tally) = (self.walker.clone(), self.tally.clone());
        let before = self.waiting.len();
        let (waiting, smudges) = (&mut self.waiting, self.ink.smudges);
        let elsewhere = self.drawn == Drawn::Elsewhere;
        let whole = walker.push(&sample, self.held.radius, |dab| {
            let touched = tally.add(&dab);
            if !elsewhere && (smudges || !touched.is_empty()) {
                waiting.push(dab);
            }
            tally.of_dabs() <= work::MAX_OF_STROKE && tally.dabs() <= MAX_DABS
        });
        // Steps without a dab count as well, and so does what lies between the dabs of a wash.
        if !whole || walker.work() + tally.total() > work::MAX_OF_STROKE {
            self.waiting.truncate(before);
            return Err(Full);
        }
        (self.walker, self.tally) = (walker, tally);
        self.samples.push(sample);
        Ok(())
    }

    /// Draws what came since the last time, and returns the pixels that may have changed. `base` is the
    /// canvas that the stroke began on. Of a brush that smudges, the dabs of a batch that is not full
    /// yet wait.
    pub fn draw(&mut self, base: &Canvas) -> Rect {
        let whole = match self.ink.smudges {
            true => self.waiting.len() / SMUDGE_BATCH * SMUDGE_BATCH,
            false => self.waiting.len(),
        };
        let dabs: Vec<Dab> = self.waiting.drain(..whole).collect();
        self.lay(base, &dabs)
    }

    /// The stroke is over: draws all of it that is not drawn yet.
    pub fn finish(&mut self, base: &Canvas) -> Rect {
        if self.drawn == Drawn::Elsewhere {
            return Rect::EMPTY;
        }
        let waiting = &mut self.waiting;
        self.walker.finish(|dab| {
            waiting.push(dab);
            true
        });
        let dabs = std::mem::take(&mut self.waiting);
        self.lay(base, &dabs)
    }

    /// Whether the stroke so far leaves nothing on the canvas: all of it lies beside.
    #[must_use]
    pub fn is_beside(&self) -> bool {
        // One that never went anywhere has its dab at its end.
        let is_near =
            |stroke: &Stroke| !painted_extent(stroke).intersection(self.canvas.bounds()).is_empty();
        self.tally.touched().is_empty()
            && (self.tally.dabs() > 0 || !self.stroke().as_ref().is_some_and(is_near))
    }

    /// The stroke that the samples so far make, if there are any.
    #[must_use]
    pub fn stroke(&self) -> Option<Stroke> {
        (!self.samples.is_empty()).then(|| stroke_of(&self.held, self.samples.clone()))
    }

    fn lay(&mut self, base: &Canvas, dabs: &[Dab]) -> Rect {
        if dabs.is_empty() {
            return Rect::EMPTY;
        }
        match self.ink.coverage {
            Coverage::Wash => {
                let mut changed = Rect::EMPTY;
                for dab in dabs {
                    changed = changed.union(self.mask.add(dab, &self.ink));
                }
                self.canvas.copy_from(base, changed);
                self.canvas.composite(&self.mask, changed, &self.ink);
                changed
            }
            Coverage::BuildUp if self.ink.smudges => {
                self.canvas.smudge(&self.ink, dabs, &mut self.smudge)
            }
            Coverage::BuildUp => self.canvas.lay(&self.ink, dabs),
        }
    }
}

fn stroke_of(held: &Held, samples: Vec<Sample>) -> Stroke {
    Stroke {
        author: Author::Person,
        brush: held.choice.index,
        color: held.color,
        opacity: held.opacity,
        coverage: held.choice.brush.coverage,
        path: Path::Samples { radius: held.radius, samples: samples.into() },
    }
}
