//! Chance that is the same on every machine: a hash of integers, and smooth noise over it.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places are rounded to pixels within the picture, colours to bytes: a cast of a float saturates"
)]

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

/// `f32::floor` is a call into a library on some machines; this is two instructions.
fn floor(x: f32) -> i32 {
    let toward_zero = x as i32;
    toward_zero.wrapping_sub(i32::from(x < toward_zero as f32))
}

/// A value in 0..1 for every point, smooth, with features of about the size 1.
pub(super) fn noise(x: f32, y: f32, seed: u32) -> f32 {
    let (i, j) = (floor(x), floor(y));
    let ease = |t: f32| t * t * (3.0 - 2.0 * t);
    let (u, v) = (ease(x - i as f32), ease(y - j as f32));
    let at = |di: i32, dj: i32| unit(hash(i.wrapping_add(di), j.wrapping_add(dj), seed));
    let (a, b) = (at(0, 0) + (at(1, 0) - at(0, 0)) * u, at(0, 1) + (at(1, 1) - at(0, 1)) * u);
    a + (b - a) * v
}

/// Noise with `octaves` of ever finer and fainter detail, still in 0..1.
pub(super) fn fbm(x: f32, y: f32, octaves: u32, seed: u32) -> f32 {
    let (mut sum, mut weight, mut scale, mut whole) = (0.0, 0.5, 1.0, 0.0);
    for octave in 0..octaves {
        sum += weight * noise(x * scale, y * scale, seed.wrapping_add(octave));
        whole += weight;
        weight *= 0.5;
        scale *= 2.03;
    }
    sum / whole
}

/// A curve over x in -1.1..=1.1, worked out once and then looked up.
pub(super) fn profile(curve: impl Fn(f32) -> f32) -> impl Fn(f32) -> f32 {
    const STEPS: usize = 1024;
    let table: Vec<f32> = (0..=STEPS).map(|i| curve(i as f32 * 2.2 / STEPS as f32 - 1.1)).collect();
    move |x| {
        let at = ((x + 1.1) / 2.2 * STEPS as f32).clamp(0.0, STEPS as f32 - 0.001);
        let i = at as usize;
        table[i] + (table[i + 1] - table[i]) * (at - i as f32)
    }
}

/// A sequence of chances: the hash of a counter.
pub(super) struct Chance {
    seed: u32,
    count: i32,
}

impl Chance {
    pub(super) const fn new(seed: u32) -> Self {
        Self { seed, count: 0 }
    }

    /// In 0..1.
    pub(super) fn unit(&mut self) -> f32 {
        self.count = self.count.wrapping_add(1);
        unit(hash(self.count, 0x2545, self.seed))
    }

    /// Between two bounds.
    pub(super) fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }

    /// In -1..1, small values more often.
    pub(super) fn around(&mut self) -> f32 {
        self.unit() + self.unit() - 1.0
    }
}
