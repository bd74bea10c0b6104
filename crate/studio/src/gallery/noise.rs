//! Chance that is the same on every machine: a hash of integers, and smooth noise over it.

use super::light::smoothstep;

/// Mixes the bits of three integers (the finaliser of MurmurHash3).
fn hash(x: i32, y: i32, seed: u32) -> u32 {
    let mut h = (x as u32).wrapping_mul(0x9E37_79B1)
        ^ (y as u32).wrapping_mul(0x85EB_CA77)
        ^ seed.wrapping_mul(0xC2B2_AE3D);
    h = (h ^ (h >> 16)).wrapping_mul(0x85EB_CA6B);
    h = (h ^ (h >> 13)).wrapping_mul(0xC2B2_AE35);
    h ^ (h >> 16)
}

fn unit(bits: u32) -> f32 {
    (bits >> 8) as f32 / 16_777_216.0
}

/// A value in 0..1 for every point, smooth, with features of about the size 1.
pub fn noise(x: f32, y: f32, seed: u32) -> f32 {
    let (left, top) = (x.floor(), y.floor());
    let (u, v) = (smoothstep(0.0, 1.0, x - left), smoothstep(0.0, 1.0, y - top));
    let (i, j) = (left as i32, top as i32);
    let at = |di: i32, dj: i32| unit(hash(i.wrapping_add(di), j.wrapping_add(dj), seed));
    let (a, b) = (at(0, 0) + (at(1, 0) - at(0, 0)) * u, at(0, 1) + (at(1, 1) - at(0, 1)) * u);
    a + (b - a) * v
}

/// Noise with `octaves` of ever finer and fainter detail, still in 0..1.
pub fn fbm(x: f32, y: f32, octaves: u32, seed: u32) -> f32 {
    let (mut sum, mut weight, mut scale, mut whole) = (0.0, 0.5, 1.0, 0.0);
    for octave in 0..octaves {
        sum += weight * noise(x * scale, y * scale, seed.wrapping_add(octave));
        whole += weight;
        weight *= 0.5;
        scale *= 2.03;
    }
    sum / whole
}

/// A sequence of chances: the hash of a counter.
pub struct Chance {
    seed: u32,
    count: i32,
}

impl Chance {
    pub const fn new(seed: u32) -> Self {
        Self { seed, count: 0 }
    }

    /// In 0..1.
    pub fn unit(&mut self) -> f32 {
        self.count = self.count.wrapping_add(1);
        unit(hash(self.count, 0x2545, self.seed))
    }

    /// Between two bounds.
    pub fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }

    /// In -1..1, small values more often.
    pub fn around(&mut self) -> f32 {
        self.unit() + self.unit() - 1.0
    }
}
