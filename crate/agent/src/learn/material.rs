//! What the policy learns from: pictures at many sizes, and where in them it looks.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts and sides are small, and a cast of a float saturates"
)]

use limner_env::observation::PLANE;
use limner_env::{Picture, WINDOW};
use rayon::prelude::*;

use crate::learn::composite::PLANES_LEN;
use limner_env::random::Random;

/// The largest short side that is kept of a picture.
const MAX_SIDE: usize = 512;
/// Sizes that differ by two steps differ by a factor of two.
const STEPS_PER_OCTAVE: u32 = 2;

/// Pictures at every size from one window up, eight bits a channel.
#[derive(Debug)]
pub struct Material {
    pictures: Vec<Vec<Plane8>>,
}

#[derive(Debug)]
struct Plane8 {
    width: usize,
    height: usize,
    rgb: Vec<u8>,
}

/// Where in the material a window lies, and how it was changed so that nothing is seen twice.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Placement {
    /// Index of the picture.
    pub picture: u32,
    /// Index of the picture's size: 0 has a short side of one window, each further is √2 as large.
    pub size: u8,
    /// Left edge of the window at that size.
    pub x: u16,
    /// Upper edge of the window at that size.
    pub y: u16,
    /// Bit 0 mirrors columns, bit 1 rows, bit 2 exchanges the axes.
    pub turn: u8,
    /// Contrast of each channel around the middle.
    pub gain: [f32; 3],
    /// What is added to each channel.
    pub shift: [f32; 3],
}

impl Material {
    /// Prepares pictures of any size; those smaller than a window are enlarged to it.
    #[must_use]
    pub fn new(pictures: &[Picture]) -> Self {
        let pictures = pictures.par_iter().map(scaled).collect();
        Self { pictures }
    }

    /// Number of pictures.
    #[must_use]
    pub fn len(&self) -> usize {
        self.pictures.len()
    }

    /// Whether there is no picture.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pictures.is_empty()
    }

    /// A window anywhere, at any size, turned and tinted at random.
    ///
    /// # Panics
    /// Where there is no picture.
    #[must_use]
    pub fn place(&self, random: &mut Random) -> Placement {
        let picture = random.below(self.pictures.len());
        let size = random.below(self.pictures[picture].len());
        let at = &self.pictures[picture][size];
        let contrast = random.between(0.8, 1.2);
        Placement {
            picture: picture as u32,
            size: size as u8,
            x: random.below(at.width - WINDOW + 1) as u16,
            y: random.below(at.height - WINDOW + 1) as u16,
            turn: random.below(8) as u8,
            gain: std::array::from_fn(|_| contrast * random.between(0.9, 1.1)),
            shift: std::array::from_fn(|_| random.between(-0.08, 0.08)),
        }
    }

    /// A square of this side anywhere, at any size that has room for it, turned at random.
    ///
    /// # Panics
    /// Where there is no picture.
    #[must_use]
    pub fn square(&self, side: usize, random: &mut Random) -> Picture {
        let sizes = &self.pictures[random.below(self.pictures.len())];
        let fits = sizes.iter().position(|at| at.width.min(at.height) >= side);
        let Some(fits) = fits else {
            // None has: the largest, enlarged.
            let at = &sizes[sizes.len() - 1];
            let picture = Picture::from_rgb8(at.width, at.height, &at.rgb);
            return picture.expect("it came from a picture").covering(side, side);
        };
        let at = &sizes[fits + random.below(sizes.len() - fits)];
        let (x, y) = (random.below(at.width - side + 1), random.below(at.height - side + 1));
        let turn = random.below(8);
        let mut picture = Picture::uniform(side, side, [0.0; 3]);
        for j in 0..side {
            for i in 0..side {
                let (u, v) = if turn & 4 == 0 { (i, j) } else { (j, i) };
                let u = if turn & 1 == 0 { u } else { side - 1 - u };
                let v = if turn & 2 == 0 { v } else { side - 1 - v };
                for (c, plane) in picture.planes.iter_mut().enumerate() {
                    plane[j * side + i] =
                        f32::from(at.rgb[3 * ((y + v) * at.width + x + u) + c]) / 255.0;
                }
            }
        }
        picture
    }

    /// Whether a placement lies within this material.
    #[must_use]
    pub fn contains(&self, placement: &Placement) -> bool {
        let size = self
            .pictures
            .get(placement.picture as usize)
            .and_then(|sizes| sizes.get(usize::from(placement.size)));
        size.is_some_and(|at| {
            usize::from(placement.x) + WINDOW <= at.width
                && usize::from(placement.y) + WINDOW <= at.height
                && placement.gain.iter().chain(&placement.shift).all(|v| v.is_finite())
        })
    }

    /// The quarter of a window that begins at (`x`, `y`) (0..=16, in its turned pixels), seen at twice
    /// the size. `None` where the picture has no more detail.
    #[must_use]
    pub fn closer(&self, placement: &Placement, x: usize, y: usize) -> Option<Placement> {
        let half = WINDOW / 2;
        let size = placement.size + STEPS_PER_OCTAVE as u8;
        let at = self.pictures[placement.picture as usize].get(usize::from(size))?;
        let (mut u, mut v) = if placement.turn & 4 == 0 { (x, y) } else { (y, x) };
        if placement.turn & 1 != 0 {
            u = half - u;
        }
        if placement.turn & 2 != 0 {
            v = half - v;
        }
        Some(Placement {
            size,
            x: (2 * (usize::from(placement.x) + u)).min(at.width - WINDOW) as u16,
            y: (2 * (usize::from(placement.y) + v)).min(at.height - WINDOW) as u16,
            ..*placement
        })
    }

    /// Writes the window's planes ([`PLANES_LEN`] numbers, 0..=1).
    ///
    /// # Panics
    /// Where [`Material::contains`] denies the placement.
    pub fn write(&self, placement: &Placement, out: &mut [f32]) {
        assert_eq!(out.len(), PLANES_LEN);
        let at = &self.pictures[placement.picture as usize][usize::from(placement.size)];
        let mirror = |v: usize, bit: u8| if placement.turn & bit == 0 { v } else { WINDOW - 1 - v };
        for y in 0..WINDOW {
            for x in 0..WINDOW {
                let (u, v) = if placement.turn & 4 == 0 { (x, y) } else { (y, x) };
                let (u, v) = (mirror(u, 1), mirror(v, 2));
                let from =
                    3 * ((usize::from(placement.y) + v) * at.width + usize::from(placement.x) + u);
                for channel in 0..3 {
                    let v = f32::from(at.rgb[from + channel]) / 255.0;
                    let tinted =
                        placement.gain[channel] * (v - 0.5) + 0.5 + placement.shift[channel];
                    out[channel * PLANE + y * WINDOW + x] = tinted.clamp(0.0, 1.0);
                }
            }
        }
    }

    /// The level at which a window of this placement would lie if its picture were painted with a
    /// short side of 512 pixels.
    #[must_use]
    pub fn level(&self, placement: &Placement) -> u8 {
        let octaves = placement.size / STEPS_PER_OCTAVE as u8;
        ((MAX_SIDE / WINDOW).ilog2() as u8).saturating_sub(octaves)
    }
}

fn scaled(picture: &Picture) -> Vec<Plane8> {
    let short = picture.width.min(picture.height).clamp(1, MAX_SIDE.max(WINDOW));
    (0u32..)
        .map(|i| WINDOW as f64 * 2f64.powf(f64::from(i) / f64::from(STEPS_PER_OCTAVE)))
        .map(|side| side.round() as usize)
        .take_while(|side| *side <= short.max(WINDOW))
        .map(|side| {
            let scale = side as f64 / picture.width.min(picture.height) as f64;
            let of = |v: usize| ((v as f64 * scale).round() as usize).clamp(side, 8 * side);
            let (width, height) = (of(picture.width), of(picture.height));
            let rgb = picture.resized_to(width, height).to_rgb8();
            Plane8 { width, height, rgb }
        })
        .collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Soft blobs and stripes: something to see at every size.
    pub(crate) fn pictures(count: usize, side: usize) -> Vec<Picture> {
        (0..count)
            .map(|i| {
                let mut picture = Picture::uniform(side + i, side, [0.0; 3]);
                let width = picture.width;
                for (c, plane) in picture.planes.iter_mut().enumerate() {
                    for (at, v) in plane.iter_mut().enumerate() {
                        let (x, y) = ((at % width) as f32, (at / width) as f32);
                        let wave = (x * (0.05 + 0.02 * i as f32) + c as f32).sin();
                        *v = 0.5 + 0.25 * wave + 0.25 * (y * 0.11 - x * 0.03 * c as f32).cos();
                    }
                }
                picture
            })
            .collect()
    }

    #[test]
    fn a_closer_look_shows_the_same_place() {
        let material = Material::new(&pictures(2, 128));
        let mut random = Random::new(1);
        let (mut near, mut far) = (vec![0.0; PLANES_LEN], vec![0.0; PLANES_LEN]);
        let mut seen = 0;
        for _ in 0..200 {
            let placement = material.place(&mut random);
            assert!(material.contains(&placement));
            let (x, y) = (random.below(17), random.below(17));
            let Some(closer) = material.closer(&placement, x, y) else { continue };
            assert!(material.contains(&closer));
            material.write(&placement, &mut far);
            material.write(&closer, &mut near);
            seen += 1;
            for (i, j) in [(0, 0), (15, 15), (4, 9)] {
                let from_far = far[(y + j) * WINDOW + x + i];
                let from_near =
                    (0..4).map(|k| near[(2 * j + k / 2) * WINDOW + 2 * i + k % 2]).sum::<f32>()
                        / 4.0;
                assert!((from_far - from_near).abs() < 0.12, "{from_far} is not {from_near}");
            }
        }
        assert!(seen > 30);
    }
}
