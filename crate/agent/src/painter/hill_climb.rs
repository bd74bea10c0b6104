//! Hill climbing with solved colours, as Michael Fogleman's primitive does: many shapes at random, then
//! random changes to the best of them for as long as some help. No gradient, no network.

#![expect(
    clippy::cast_possible_truncation,
    reason = "counts and sides are small, and a cast of a float saturates"
)]

use limner_core::Stroke;
use limner_env::{Random, Scene, Scorer, SoftStroke, Window};

use super::by_stroke::NextStroke;
use crate::Error;

/// Level that shapes are tried on: 2^1 canvas pixels a pixel.
const LEVEL: u8 = 1;

/// A painter that climbs hills.
#[derive(Debug)]
pub struct HillClimb {
    /// Shapes at random before each stroke. primitive tries 1,000, on 16 hills.
    pub shapes: usize,
    /// Changes in vain after which a hill is climbed. primitive's 100.
    pub patience: usize,
    random: Random,
    scorer: Scorer,
}

impl HillClimb {
    /// A painter with a hill a stroke: about the time that the planner takes.
    #[must_use]
    pub fn new(seed: u32) -> Self {
        Self { shapes: 200, patience: 100, random: Random::new(seed), scorer: Scorer::default() }
    }

    fn shape(&mut self, sides: [f32; 2]) -> SoftStroke {
        let random = &mut self.random;
        let longest = sides[0].max(sides[1]);
        let middle = sides.map(|side| random.unit() * side);
        let size = longest * 0.25 * random.unit();
        let mut near = || [0, 1].map(|axis| middle[axis] + random.between(-size, size));
        let points = [near(), near(), near()];
        let mut radius = || (0.5 + 0.25 * longest * random.unit() * random.unit()).max(0.5);
        let radii = [radius(), radius()];
        SoftStroke { points, radii, opacity: random.between(0.5, 1.0) }
    }

    /// One of a point, a radius and the opacity, changed.
    fn changed(&mut self, shape: &SoftStroke, sides: [f32; 2]) -> SoftStroke {
        let random = &mut self.random;
        let mut shape = *shape;
        match random.below(6) {
            which @ 0..3 => {
                for (v, side) in shape.points[which].iter_mut().zip(sides) {
                    *v = (*v + 8.0 * random.normal()).clamp(-0.25 * side, 1.25 * side);
                }
            }
            which @ 3..5 => {
                let radius = &mut shape.radii[which - 3];
                *radius = (*radius + 4.0 * random.normal()).clamp(0.5, 0.5 * sides[0]);
            }
            _ => shape.opacity = (shape.opacity + 0.2 * random.normal()).clamp(0.15, 1.0),
        }
        shape
    }

    fn gain(&mut self, scene: &Scene, level: u8, shape: &SoftStroke) -> f32 {
        let radius = 0.5 * (shape.radii[0] + shape.radii[1]) * (1u32 << level) as f32;
        self.scorer.score(scene.view(level), shape, scene.profiles().at(radius)).gain
    }
}

impl NextStroke for HillClimb {
    fn next(&mut self, scene: &mut Scene) -> Result<Option<Stroke>, Error> {
        if !scene.has_target() {
            return Ok(None);
        }
        let level = LEVEL.min(scene.levels() as u8 - 1);
        let view = scene.view(level);
        let sides = [view.width as f32, view.height as f32];
        let mut best = (f32::NEG_INFINITY, SoftStroke::default());
        for _ in 0..self.shapes {
            let shape = self.shape(sides);
            let gain = self.gain(scene, level, &shape);
            if gain > best.0 {
                best = (gain, shape);
            }
        }
        let mut vain = 0;
        while vain < self.patience {
            let shape = self.changed(&best.1, sides);
            let gain = self.gain(scene, level, &shape);
            vain += 1;
            if gain > best.0 {
                (best, vain) = ((gain, shape), 0);
            }
        }
        let window = Window { level, x: 0, y: 0 };
        let mut stroke = scene.partners_stroke(window, &best.1);
        if scene.solve(&mut stroke, [0.0; 3]).squared_error <= 0.0 {
            return Ok(None);
        }
        scene.paint(&stroke);
        Ok(Some(stroke))
    }
}
