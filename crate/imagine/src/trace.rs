//! Tracing: a drawing is copied by strokes that are looked for one after the other and then refined together, with
//! the soft raster's gradient. It is what "the stroke oracle" of the tables is, and the refinement after a copy.

use limner_env::drawing::{Act, NUMBERS, numbers_from_soft, numbers_gradient, soft_from_numbers};
use limner_env::soft::{Profile, SoftStroke};
use limner_env::{InkRaster, Random};
use limner_nets::{Adam, AdamConfig};

use crate::strokes::act;

/// How thoroughly a drawing is traced.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TraceConfig {
    /// Most strokes.
    pub strokes: usize,
    /// Strokes that are tried for each that is taken.
    pub tries: usize,
    /// Steps by which each is refined before the next is looked for.
    pub first_steps: usize,
    /// Steps by which all are refined together at last.
    pub steps: usize,
    /// What a stroke must remove of the squared error to stay, in pixels that are all ink.
    pub worth: f32,
}

impl Default for TraceConfig {
    fn default() -> Self {
        Self { strokes: 5, tries: 48, first_steps: 12, steps: 80, worth: 1.0 }
    }
}

/// Step length of raw numbers.
const RATE: f32 = 0.06;
/// How far control points of tried strokes lie beside the chord, in its lengths.
const BEND: f32 = 0.6;

/// Traces drawings of one side.
#[derive(Clone, Debug)]
pub struct Tracer {
    side: u16,
    raster: InkRaster,
    ink: Vec<f32>,
    d_ink: Vec<f32>,
}

impl Tracer {
    /// For sheets of this side.
    #[must_use]
    pub fn new(side: u16) -> Self {
        let raster = InkRaster::new(side.into(), Profile::default());
        let len = usize::from(side).pow(2);
        Self { side, raster, ink: vec![0.0; len], d_ink: vec![0.0; len] }
    }

    /// The program that comes near a target, 0..=1 at each pixel.
    ///
    /// # Panics
    ///
    /// Where the target is of another side.
    pub fn trace(&mut self, target: &[f32], config: TraceConfig, random: &mut Random) -> Vec<Act> {
        self.continued(&[], target, config, random)
    }

    /// A program refined towards a target, with strokes added where they are worth it.
    ///
    /// # Panics
    ///
    /// Where the target is of another side.
    pub fn continued(
        &mut self,
        acts: &[Act],
        target: &[f32],
        config: TraceConfig,
        random: &mut Random,
    ) -> Vec<Act> {
        let laid = acts.iter().filter(|act| act.is_laid()).take(config.strokes);
        let mut strokes: Vec<[f32; NUMBERS]> = laid.map(|act| act.numbers).collect();
        if !strokes.is_empty() {
            self.refine(&mut strokes, target, config.steps, RATE);
            self.drop_idle(&mut strokes, target, config.worth);
        }
        let (begun, mut added) = (!strokes.is_empty(), false);
        while strokes.len() < config.strokes {
            let before = self.error(&strokes, target);
            let Some(found) = self.look(&strokes, target, config.tries, random) else { break };
            let mut with = strokes.clone();
            with.push(found);
            self.refine(&mut with, target, config.first_steps, RATE);
            if before - self.error(&with, target) < config.worth {
                break;
            }
            (strokes, added) = (with, true);
        }
        if added || !begun {
            self.refine(&mut strokes, target, config.steps, RATE);
            self.drop_idle(&mut strokes, target, config.worth);
        }
        strokes.into_iter().map(act).collect()
    }

    /// The squared error that strokes leave.
    fn error(&mut self, strokes: &[[f32; NUMBERS]], target: &[f32]) -> f32 {
        let soft: Vec<SoftStroke> =
            strokes.iter().map(|numbers| soft_from_numbers(numbers, self.side, None)).collect();
        self.ink.fill(0.0);
        self.raster.draw(&soft, &mut self.ink);
        self.ink.iter().zip(target).map(|(a, b)| (a - b) * (a - b)).sum()
    }

    /// The best of some strokes between points where ink is missing; `None` where none is.
    fn look(
        &mut self,
        strokes: &[[f32; NUMBERS]],
        target: &[f32],
        tries: usize,
        random: &mut Random,
    ) -> Option<[f32; NUMBERS]> {
        self.error(strokes, target);
        let ground = self.ink.clone();
        let mut sums = Vec::with_capacity(target.len());
        let mut total = 0.0;
        for (ink, target) in ground.iter().zip(target) {
            total += (target - ink).max(0.0).powi(2);
            sums.push(total);
        }
        if total <= 0.0 {
            return None;
        }
        let side = usize::from(self.side);
        let mut point = || {
            let wanted = random.unit() * total;
            let at = sums.partition_point(|sum| *sum < wanted).min(target.len() - 1);
            let jitter = [0, 1].map(|_| random.unit());
            [(at % side) as f32 + jitter[0], (at / side) as f32 + jitter[1]]
        };
        let mut best: Option<(f32, SoftStroke)> = None;
        for i in 0..tries {
            let (start, end) = (point(), point());
            let third = point();
            let middle = [0, 1].map(|axis| 0.5 * (start[axis] + end[axis]));
            let chord = [0, 1].map(|axis| end[axis] - start[axis]);
            let length = (chord[0] * chord[0] + chord[1] * chord[1]).sqrt();
            // Straight, or bent towards a third point, but not far.
            let aside = [0, 1].map(|axis| 2.0 * (third[axis] - middle[axis]));
            let far = (aside[0] * aside[0] + aside[1] * aside[1]).sqrt();
            let share = if i % 3 == 0 { 0.0 } else { (BEND * length / far.max(1e-3)).min(1.0) };
            let control = [0, 1].map(|axis| middle[axis] + share * aside[axis]);
            let radius = side as f32 * if i % 2 == 0 { 0.035 } else { 0.05 };
            let points = [start, control, end];
            let stroke = SoftStroke { points, radii: [radius; 2], opacity: 0.95 };
            self.ink.copy_from_slice(&ground);
            self.raster.draw(&[stroke], &mut self.ink);
            let error = self.ink.iter().zip(target).map(|(a, b)| (a - b) * (a - b)).sum();
            if best.as_ref().is_none_or(|(least, _)| error < *least) {
                best = Some((error, stroke));
            }
        }
        best.map(|(_, stroke)| numbers_from_soft(&stroke, self.side))
    }

    /// Moves all strokes together against the squared error; the best that came by is kept.
    fn refine(&mut self, strokes: &mut [[f32; NUMBERS]], target: &[f32], steps: usize, rate: f32) {
        let config = AdamConfig { rate, betas: [0.8, 0.95], average: 0.0 };
        let mut numbers = strokes.as_flattened().to_vec();
        let mut adam = Adam::new(config, &numbers);
        let mut least = f32::MAX;
        for step in 0..=steps {
            let all = numbers.as_chunks::<NUMBERS>().0;
            let soft: Vec<SoftStroke> =
                all.iter().map(|n| soft_from_numbers(n, self.side, None)).collect();
            let error = self.error(all, target);
            if error < least {
                least = error;
                strokes.as_flattened_mut().copy_from_slice(&numbers);
            }
            if step == steps {
                break;
            }
            for ((d, ink), target) in self.d_ink.iter_mut().zip(&self.ink).zip(target) {
                *d = 2.0 * (ink - target);
            }
            let gradients = self.raster.gradient(&soft, &mut self.d_ink);
            let mut d = Vec::with_capacity(numbers.len());
            for (numbers, gradient) in all.iter().zip(&gradients) {
                let mut of_stroke = numbers_gradient(numbers, self.side, gradient);
                // A stroke that was looked for stays.
                of_stroke[8] = 0.0;
                d.extend(of_stroke);
            }
            adam.config.rate = rate * (1.0 - 0.8 * step as f32 / steps as f32);
            adam.step(&mut numbers, &d);
        }
    }

    /// Leaves out strokes without which the error is hardly larger.
    fn drop_idle(&mut self, strokes: &mut Vec<[f32; NUMBERS]>, target: &[f32], worth: f32) {
        let mut i = 0;
        while i < strokes.len() {
            let with = self.error(strokes, target);
            let mut without = strokes.clone();
            without.remove(i);
            if self.error(&without, target) - with < worth {
                *strokes = without;
            } else {
                i += 1;
            }
        }
    }
}
