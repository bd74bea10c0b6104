//! A stream of random numbers of a fixed algorithm, the same on every machine.

use limner_core::random;

/// A seeded stream over [`limner_core::random::at`]. Its state is two numbers, so it can be saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Random {
    /// The number that names the stream.
    pub seed: u32,
    /// How many numbers of the stream were drawn.
    pub drawn: u32,
}

impl Random {
    /// The beginning of a stream.
    #[must_use]
    pub const fn new(seed: u32) -> Self {
        Self { seed, drawn: 0 }
    }

    /// 32 random bits.
    pub fn bits(&mut self) -> u32 {
        self.drawn = self.drawn.wrapping_add(1);
        random::at(self.seed, self.drawn)
    }

    /// A number uniform in 0..1, one of 2²⁴ values.
    pub fn unit(&mut self) -> f32 {
        (self.bits() >> 8) as f32 / (1 << 24) as f32
    }

    /// A number uniform in `low..high`.
    pub fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }

    /// A number uniform in `0..count`; 0 where `count` is 0.
    pub fn below(&mut self, count: usize) -> usize {
        ((u64::from(self.bits()) * count as u64) >> 32) as usize
    }

    /// A standard normal number (Box–Muller).
    pub fn normal(&mut self) -> f32 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        radius * (std::f32::consts::TAU * self.unit()).cos()
    }
}
