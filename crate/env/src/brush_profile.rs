//! Which round wash comes nearest to the strokes of a brush.
//!
//! The soft raster knows discs along a curve; a brush may be made of hairs, be flat, grainy, driven by
//! the stroke's progress or build up dab by dab. So a few strokes are drawn with it on the integer
//! raster, and a radius, a hardness and an opacity are looked for under which the soft raster's
//! strokes are nearest in the mean square. What the brush leaves bare between its hairs and in the
//! grain, no smooth mask can follow: it is kept as a variance of the coverage, which lowers what a
//! stroke is expected to bring.
//!
//! A brush may be a stranger's, and ask for anything: what those strokes ask for is counted before they
//! are drawn, and a brush that asks for too much is taken for a round one.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "radii and sides of a trial are small"
)]

use limner_core::work::{self, PER_MS};
use limner_core::{Author, Brush, CoverageMask, Path, Place, Point, Rect, Rgb8, Stroke};

use crate::action::{soft_from_raw, stroke_from_soft};
use crate::pyramid::Pyramid;
use crate::random::Random;
use crate::scenes;
use crate::score::Scorer;
use crate::soft::{Profile, SoftMask, SoftStroke};

/// Side of the square that strokes are drawn in, in pixels.
const SIDE: usize = 72;
/// Strokes that are drawn at each size.
const STROKES: usize = 12;
/// Radii that profiles are fitted at, in pixels, ascending.
const RADII: [f32; 4] = [1.0, 2.5, 6.0, 14.0];
/// Scenes, and their size in pixels, on which the worth of strokes is measured.
const SCENES: usize = 8;
const SCENE: u16 = 64;
/// Strokes tried on each, and those of them that are painted to begin with.
const TRIALS: usize = 40;
const GROUND: usize = 8;
/// Steps that a scale and a hardness are looked for in, ever finer.
const STEPS: [f32; 4] = [0.16, 0.08, 0.04, 0.02];

/// What the strokes that a profile is fitted to may ask for together, at each size; and those that anything
/// else of a brush is measured by.
pub(crate) const MAX_WORK: u64 = 1_000 * PER_MS;

/// The profiles of one brush at several sizes: hairs, grain and jitter do not grow with the radius.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Profiles([Profile; RADII.len()]);

impl Default for Profiles {
    /// The profiles of [`Brush::PARTNER`].
    fn default() -> Self {
        Self::of(&Brush::PARTNER)
    }
}

impl Profiles {
    /// The profiles of a brush: of a round one that nothing drives its own numbers, of any other what
    /// comes nearest to the strokes that it makes.
    #[must_use]
    pub fn of(brush: &Brush) -> Self {
        let hardness = f32::from(brush.hardness) / 32_768.0;
        let round = Brush { hardness: brush.hardness, ..Brush::PARTNER };
        if *brush == (Brush { radius: brush.radius, opacity: brush.opacity, ..round }) {
            return Self([Profile::round(hardness); RADII.len()]);
        }
        let nearest = |radius| fitted(brush, radius).unwrap_or_else(|| Profile::round(hardness));
        let mut profiles = Self(RADII.map(nearest));
        let worth = worth(brush, &profiles);
        profiles.0.iter_mut().for_each(|profile| profile.worth = worth);
        profiles
    }

    /// The profile of strokes of this radius, in canvas pixels.
    #[must_use]
    pub fn at(&self, radius: f32) -> Profile {
        let place = |r: f32| r.max(0.1).ln();
        let next = RADII.iter().position(|r| *r >= radius).unwrap_or(RADII.len() - 1).max(1);
        let (low, high) = (place(RADII[next - 1]), place(RADII[next]));
        let t = ((place(radius) - low) / (high - low)).clamp(0.0, 1.0);
        let (a, b) = (self.0[next - 1], self.0[next]);
        let mix = |a: f32, b: f32| a + (b - a) * t;
        Profile {
            hardness: mix(a.hardness, b.hardness),
            scale: mix(a.scale, b.scale),
            opacity: mix(a.opacity, b.opacity),
            texture: mix(a.texture, b.texture),
            worth: mix(a.worth, b.worth),
        }
    }
}

/// The profile of a brush, fitted to strokes of about this radius (in pixels) with it; `None` where those
/// ask for too much.
#[must_use]
pub fn fitted(brush: &Brush, radius: f32) -> Option<Profile> {
    let samples = samples(brush, radius)?;
    let mut mask = SoftMask::default();
    let mut best = Profile::round(0.7);
    let mut least = fit(&samples, &mut best, &mut mask);
    for scale in [0.5, 0.8, 1.0, 1.2] {
        for hardness in [0.3, 0.6, 0.9] {
            let mut profile = Profile { scale, ..Profile::round(hardness) };
            let error = fit(&samples, &mut profile, &mut mask);
            if error < least {
                (best, least) = (profile, error);
            }
        }
    }
    for step in STEPS {
        loop {
            let before = least;
            for (scale, hardness) in [(step, 0.0), (-step, 0.0), (0.0, step), (0.0, -step)] {
                let hardness = (best.hardness + hardness).clamp(0.02, 1.0);
                let scale = (best.scale + scale).clamp(0.1, 3.0);
                let mut profile = Profile { scale, hardness, ..best };
                let error = fit(&samples, &mut profile, &mut mask);
                if error < least {
                    (best, least) = (profile, error);
                }
            }
            if least >= before {
                break;
            }
        }
    }
    Some(best)
}

/// Whether the partner can paint with a brush: it lays paint, and its strokes don't ask for too much, as a
/// stranger's may.
#[must_use]
pub fn suits_partner(brush: &Brush) -> bool {
    let (canvas, mut left) = (Rect::new(0, 0, SIDE as i32, SIDE as i32), MAX_WORK);
    let mut strokes = strokes_of(brush, RADII[RADII.len() - 1]);
    brush.lays_paint()
        && strokes.all(|(_, hard, place)| takes(&mut left, &hard, brush, place, canvas))
}

/// Takes what a stroke asks for from what is left; says whether there was as much.
pub(crate) fn takes(
    left: &mut u64,
    stroke: &Stroke,
    brush: &Brush,
    place: Place,
    canvas: Rect,
) -> bool {
    let asked = work::of_stroke(stroke, brush, place.seed, canvas, *left);
    let fits = asked <= *left;
    *left = left.saturating_sub(asked);
    fits
}

/// What strokes of a brush bring on the integer raster, over what the profiles make one expect, for
/// strokes at random on made-up scenes: mixing as pigment, wet paint and flat dabs tell here. Of a brush
/// whose strokes ask for too much, it is what the first of them tell.
fn worth(brush: &Brush, profiles: &Profiles) -> f32 {
    let mut random = Random::new(4);
    let mut left = MAX_WORK;
    let mut scorer = Scorer::default();
    let (mut expected, mut brought) = (0.0, 0.0);
    'measured: for _ in 0..SCENES {
        let target = scenes::generated(&mut random, SCENE);
        let paper = Rgb8::new(190, 185, 180);
        let Ok(mut pyramid) = Pyramid::new([SCENE; 2], paper, Some(&target)) else { return 1.0 };
        pyramid.look_with(brush);
        let mut painted = 0;
        for i in 0..TRIALS {
            let raw = std::array::from_fn(|i| random.normal() * if i < 2 { 0.8 } else { 0.7 });
            let [x, y] = pyramid.sample_error(&mut random);
            let window = pyramid.window_around(0, x, y);
            let soft = soft_from_raw(&raw);
            let mut moved = soft;
            for [x, y] in &mut moved.points {
                (*x, *y) = (*x + window.x as f32, *y + window.y as f32);
            }
            let radius = 0.5 * (soft.radii[0] + soft.radii[1]);
            let gain = scorer.score(pyramid.view(0), &moved, profiles.at(radius)).gain;
            // The first ones only lay a ground.
            if i >= GROUND && gain < 0.02 * pyramid.squared_error() as f32 {
                continue;
            }
            let place = Place::new(3, painted, painted);
            let mut stroke = stroke_from_soft(window, &soft, 0, Rgb8::default());
            stroke.coverage = brush.coverage;
            if !takes(&mut left, &stroke, brush, place, pyramid.canvas().bounds()) {
                break 'measured;
            }
            pyramid.solve(&mut stroke, brush, place, [0.0; 3]);
            let before = pyramid.clone();
            pyramid.draw(&stroke, brush, place);
            if i < GROUND {
                painted += 1;
            } else {
                expected += f64::from(gain);
                brought += before.squared_error() - pyramid.squared_error();
                pyramid = before;
            }
        }
    }
    if expected > 0.0 { (brought / expected).clamp(0.3, 2.0) as f32 } else { 1.0 }
}

/// A stroke and what the brush covers with it, row by row.
struct Sample {
    stroke: SoftStroke,
    covered: Vec<f32>,
}

/// Strokes at random of about this radius, as the soft raster and as the integer raster knows them, and the
/// place of each.
fn strokes_of(brush: &Brush, radius: f32) -> impl Iterator<Item = (SoftStroke, Stroke, Place)> {
    let (mut random, coverage) = (Random::new(3), brush.coverage);
    (0..STROKES as u32).map(move |i| {
        let middle = SIDE as f32 / 2.0;
        let radius = radius * random.between(0.8, 1.25);
        let opacity = random.between(0.4, 1.0);
        let turn = random.unit() * std::f32::consts::TAU;
        let length = random.between(0.5, 1.0) * (middle - radius);
        let (dx, dy) = (length * turn.cos(), length * turn.sin());
        let bend = random.between(-0.4, 0.4);
        let stroke = SoftStroke {
            points: [
                [middle - dx, middle - dy],
                [middle - bend * dy, middle + bend * dx],
                [middle + dx, middle + dy],
            ],
            radii: [radius, radius * random.between(0.6, 1.0)],
            opacity,
        };
        let hard = Stroke {
            author: Author::Partner,
            brush: 0,
            color: Rgb8::default(),
            opacity: (opacity * 32_768.0) as u16,
            coverage,
            path: Path::Bezier {
                points: stroke
                    .points
                    .map(|[x, y]| Point::new((x * 64.0).round() as i32, (y * 64.0).round() as i32)),
                radii: stroke.radii.map(|r| (r * 64.0).round() as i32),
            },
        };
        (stroke, hard, Place::new(1, i, i))
    })
}

/// Strokes at random of about this radius; `None` where they ask for too much.
fn samples(brush: &Brush, radius: f32) -> Option<Vec<Sample>> {
    let mut left = MAX_WORK;
    let canvas = Rect::new(0, 0, SIDE as i32, SIDE as i32);
    let mut mask = CoverageMask::default();
    strokes_of(brush, radius)
        .map(|(stroke, hard, place)| {
            if !takes(&mut left, &hard, brush, place, canvas) {
                return None;
            }
            mask.set_to_stroke(&hard, brush, place, canvas);
            let bounds = mask.bounds();
            let mut covered = vec![0.0; SIDE * SIDE];
            for y in bounds.y0..bounds.y1 {
                let row = mask.row(y, bounds.x0, bounds.x1);
                let start = y as usize * SIDE + bounds.x0 as usize;
                for (slot, coverage) in covered[start..].iter_mut().zip(row) {
                    *slot = f32::from(*coverage) / 32_768.0;
                }
            }
            Some(Sample { stroke, covered })
        })
        .collect()
}

/// Gives a profile the opacity and texture that fit best with its scale and hardness; returns the
/// squared error that is left.
fn fit(samples: &[Sample], profile: &mut Profile, mask: &mut SoftMask) -> f32 {
    (profile.opacity, profile.texture) = (1.0, 0.0);
    let (mut both, mut soft, mut hard) = (0.0, 0.0, 0.0);
    let (mut soft_area, mut hard_area) = (0.0, 0.0);
    // What a stroke of one colour can bring on an even ground is in proportion to this.
    let area = |sum: f32, squares: f32| sum * sum / squares.max(1e-6);
    for Sample { stroke, covered } in samples {
        mask.render(stroke, *profile, SIDE, SIDE);
        let [columns, rows] = mask.size;
        let squares = covered.iter().map(|c| c * c).sum::<f32>();
        hard += squares;
        hard_area += area(covered.iter().sum(), squares);
        let squares = mask.values.iter().map(|m| m * m).sum::<f32>();
        soft += squares;
        soft_area += area(mask.values.iter().sum(), squares);
        for j in 0..rows {
            let start = (mask.origin[1] + j) * SIDE + mask.origin[0];
            let pairs = mask.values[j * columns..][..columns].iter().zip(&covered[start..]);
            both += pairs.map(|(m, c)| m * c).sum::<f32>();
        }
    }
    if soft < 1e-6 || both < 1e-6 {
        return f32::INFINITY;
    }
    profile.opacity = both / soft;
    profile.texture = (soft_area / hard_area.max(1e-6) - 1.0).clamp(-0.5, 4.0);
    hard - both * both / soft
}
