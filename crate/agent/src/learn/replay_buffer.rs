//! The canvases that the policy practises on: flat ones, blurred ones as a coarser look leaves them,
//! and its own, painted further and looked at more closely.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts and sides are small, and a cast of a float saturates"
)]

use limner_env::WINDOW;
use limner_env::observation::{self, PLANE};

use crate::learn::composite::{PLANES_LEN, planes};
use crate::learn::material::{Material, Placement};
use limner_env::random::Random;

/// Which canvases are practised on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReplayConfig {
    /// Canvases that are kept, of which each update takes a batch in turn.
    pub slots: usize,
    /// Probability that a painted canvas is painted on.
    pub advance: f32,
    /// Rounds after which a canvas is not painted on again.
    pub max_rounds: u8,
    /// Probability that a finished canvas is looked at more closely instead of being dropped.
    pub closer: f32,
    /// Probability that a new canvas is flat; otherwise it is a blurred target.
    pub flat: f32,
}

impl Default for ReplayConfig {
    fn default() -> Self {
        Self { slots: 512, advance: 0.6, max_rounds: 4, closer: 0.6, flat: 0.5 }
    }
}

/// A canvas with its target.
#[derive(Clone, Debug, PartialEq)]
pub struct Slot {
    /// Where the target lies.
    pub placement: Placement,
    /// log₂ of canvas pixels a window pixel, as the policy is told.
    pub level: u8,
    /// How often the canvas was painted on.
    pub rounds: u8,
    /// The target, [`PLANES_LEN`] numbers.
    pub target: Vec<f32>,
    /// The canvas, [`PLANES_LEN`] numbers.
    pub canvas: Vec<f32>,
}

impl Slot {
    /// A new canvas somewhere in the material.
    #[must_use]
    pub fn fresh(material: &Material, config: &ReplayConfig, random: &mut Random) -> Self {
        let placement = material.place(random);
        let mut target = vec![0.0; PLANES_LEN];
        material.write(&placement, &mut target);
        let canvas = if random.unit() < config.flat {
            flat(&target, random)
        } else {
            blurred(&target, random)
        };
        // Paintings are smaller and larger than the 512 pixels that `level` supposes.
        let level = (material.level(&placement) + random.below(3) as u8).saturating_sub(1);
        Self { placement, level, rounds: 0, target, canvas }
    }

    /// Writes what the policy sees ([`OBSERVATION_LEN`](limner_env::OBSERVATION_LEN) numbers).
    pub fn observe(&self, out: &mut [f32]) {
        observation::write(planes(&self.target), planes(&self.canvas), None, self.level, out);
    }

    /// The slot that follows once the policy has painted `painted` on this one.
    #[must_use]
    pub fn after(
        &self,
        painted: &[f32],
        material: &Material,
        config: &ReplayConfig,
        random: &mut Random,
    ) -> Self {
        if self.rounds < config.max_rounds && random.unit() < config.advance {
            return Self { rounds: self.rounds + 1, canvas: painted.to_vec(), ..self.clone() };
        }
        if random.unit() < config.closer {
            let (x, y) = (random.below(WINDOW / 2 + 1), random.below(WINDOW / 2 + 1));
            if let Some(placement) = material.closer(&self.placement, x, y) {
                let mut target = vec![0.0; PLANES_LEN];
                material.write(&placement, &mut target);
                let canvas = enlarged(painted, x, y);
                let level = self.level.saturating_sub(1);
                return Self { placement, level, rounds: 0, target, canvas };
            }
        }
        Self::fresh(material, config, random)
    }
}

/// The target's mean, a paper, or any colour.
fn flat(target: &[f32], random: &mut Random) -> Vec<f32> {
    let kind = random.unit();
    let paper = random.between(0.85, 1.0);
    let mut canvas = Vec::with_capacity(PLANES_LEN);
    for plane in target.chunks_exact(PLANE) {
        let color = match kind {
            0.0..0.5 => plane.iter().sum::<f32>() / PLANE as f32,
            0.5..0.8 => paper + random.between(-0.03, 0.0),
            _ => random.unit(),
        };
        canvas.extend(std::iter::repeat_n(color, PLANE));
    }
    canvas
}

/// Means of boxes, joined by straight slopes, a little off in contrast and colour.
fn blurred(target: &[f32], random: &mut Random) -> Vec<f32> {
    let box_side = [4, 4, 8, 8, 16][random.below(5)];
    let strength = random.between(0.8, 1.0);
    let mut canvas = Vec::with_capacity(PLANES_LEN);
    let side = WINDOW / box_side;
    let mut boxes = vec![0.0; side * side];
    for plane in target.chunks_exact(PLANE) {
        boxes.fill(0.0);
        for (i, v) in plane.iter().enumerate() {
            let (x, y) = (i % WINDOW / box_side, i / WINDOW / box_side);
            boxes[y * side + x] += v / (box_side * box_side) as f32;
        }
        let mean = plane.iter().sum::<f32>() / PLANE as f32;
        let off = random.between(-0.02, 0.02);
        for i in 0..PLANE {
            let at = |v: usize| (v as f32 + 0.5) / box_side as f32 - 0.5;
            let v = bilinear(&boxes, side, at(i % WINDOW), at(i / WINDOW));
            canvas.push((mean + strength * (v - mean) + off).clamp(0.0, 1.0));
        }
    }
    canvas
}

/// The quarter of a window that begins at (`x`, `y`), at twice the size.
fn enlarged(canvas: &[f32], x: usize, y: usize) -> Vec<f32> {
    let mut out = Vec::with_capacity(PLANES_LEN);
    for plane in canvas.chunks_exact(PLANE) {
        for i in 0..PLANE {
            let at = |v: usize, from: usize| from as f32 + (v as f32 + 0.5) / 2.0 - 0.5;
            out.push(bilinear(plane, WINDOW, at(i % WINDOW, x), at(i / WINDOW, y)));
        }
    }
    out
}

/// The value at a position between the pixels of a square; beyond the edge it repeats.
fn bilinear(plane: &[f32], side: usize, x: f32, y: f32) -> f32 {
    let limit = (side - 1) as f32;
    let (x, y) = (x.clamp(0.0, limit), y.clamp(0.0, limit));
    let (i, j) = (x as usize, y as usize);
    let (right, below) = ((i + 1).min(side - 1), (j + 1).min(side - 1));
    let (a, b) = (x - i as f32, y - j as f32);
    let row = |j: usize| plane[j * side + i] * (1.0 - a) + plane[j * side + right] * a;
    row(j) * (1.0 - b) + row(below) * b
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::composite::squared_error;
    use crate::learn::material::tests::pictures;

    #[test]
    fn canvases_are_painted_on_and_looked_at_closely() {
        let material = Material::new(&pictures(3, 160));
        let config = ReplayConfig::default();
        let mut random = Random::new(5);
        let (mut gone_on, mut closer, mut fresh) = (0, 0, 0);
        for _ in 0..400 {
            let slot = Slot::fresh(&material, &config, &mut random);
            // A painter who paints everything exactly: what it leaves is close to any closer look.
            let next = slot.after(&slot.target, &material, &config, &mut random);
            assert!(next.canvas.iter().all(|v| (0.0..=1.0).contains(v)));
            if next.rounds > 0 {
                gone_on += 1;
                assert_eq!(next.canvas, slot.target);
            } else if next.placement.picture == slot.placement.picture
                && next.placement.size == slot.placement.size + 2
                && next.placement.gain == slot.placement.gain
            {
                closer += 1;
                let rms = (squared_error(&next.target, &next.canvas) / PLANES_LEN as f32).sqrt();
                assert!(rms < 0.05, "{rms}");
            } else {
                fresh += 1;
            }
        }
        assert!(gone_on > 180 && closer > 20 && fresh > 60, "{gone_on} {closer} {fresh}");
    }
}
