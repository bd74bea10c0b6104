//! A few colours for a whole picture: k-means over its pixels in OKLab (Lloyd 1982), from seeds that lie
//! apart (k-means++, Arthur & Vassilvitskii 2007).
//!
//! A picture is known by its hues: a fox without orange is none, though most of the picture may be the
//! wood's greens. By area and OKLab's distances alone a few colours go to shades of light and dark. So
//! here a difference of hue counts for more than one of lightness, and a vivid pixel for more than a grey one.
//!
//! Pixels of nearly one colour count as one point with their number as its weight, so that it takes
//! milliseconds. The same picture has the same palette every time.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a channel is rounded to a byte: a cast of a float saturates"
)]

use limner_core::Rgb8;

use crate::action::{rgb8, srgb};
use crate::color::{Lab, lab_from_srgb, srgb_from_lab};
use crate::picture::Picture;
use crate::random::Random;

/// Fewest and most colours of a palette that is found.
pub const COLORS: std::ops::RangeInclusive<usize> = 2..=16;
/// Pixels count as of one colour where these many bits of each channel are the same.
const BITS: u32 = 5;
/// Beginnings that are tried; the best end counts.
const TRIALS: u32 = 4;
/// How much farther apart colours are for a difference along OKLab's axes of hue than along lightness.
const HUE: f32 = 2.0;
/// A pixel of this chroma counts twice.
const VIVID: f32 = 0.14;
/// Steps of one trial. It ends before, when nothing changes any more.
const STEPS: usize = 100;

/// Pixels of nearly one colour.
#[derive(Clone, Copy, Debug)]
struct Point {
    /// The pixels' mean in OKLab, the axes of hue drawn out.
    at: Lab,
    weight: f32,
}

/// The colours that come nearest to a picture's, dark ones first: `count` of them, moved into [`COLORS`],
/// or fewer where the picture has no more.
#[must_use]
pub fn of_picture(picture: &Picture, count: usize) -> Vec<Rgb8> {
    let points = points(picture);
    let count = count.clamp(*COLORS.start(), *COLORS.end());
    let mut best: Option<(f64, Vec<Lab>)> = None;
    for trial in 0..TRIALS {
        let mut centers = seeds(&points, count, &mut Random::new(trial));
        let error = settle(&points, &mut centers);
        if best.as_ref().is_none_or(|(least, _)| error < *least) {
            best = Some((error, centers));
        }
    }
    let mut centers = best.map(|(_, centers)| centers).unwrap_or_default();
    centers.sort_by(|a, b| a[0].total_cmp(&b[0]));
    let mut colors: Vec<Rgb8> =
        centers.into_iter().map(|at| rgb8(srgb_from_lab(drawn_in(at)))).collect();
    colors.dedup();
    colors
}

/// The colour of these that comes nearest to another (sRGB-encoded, 0..=1), by the eye; `None` of none.
#[must_use]
pub fn nearest_color(colors: &[Rgb8], rgb: [f32; 3]) -> Option<Rgb8> {
    let labs: Vec<Lab> = colors.iter().map(|color| lab(*color)).collect();
    colors.get(nearest(&labs, lab_from_srgb(rgb)).0).copied()
}

/// How far a picture's pixels lie from the nearest of the colours: the mean squared distance in OKLab, hues
/// and vivid pixels counting for more, as where colours are found.
#[must_use]
pub fn error(picture: &Picture, colors: &[Rgb8]) -> f64 {
    let centers: Vec<Lab> = colors.iter().map(|color| drawn_out(lab(*color))).collect();
    let [r, g, b] = &picture.planes;
    let (mut sum, mut weights) = (0.0, 0.0);
    for ((r, g), b) in r.iter().zip(g).zip(b) {
        let pixel = lab_from_srgb([*r, *g, *b]);
        let weight = f64::from(weight(pixel));
        sum += weight * f64::from(nearest(&centers, drawn_out(pixel)).1);
        weights += weight;
    }
    sum / weights.max(1.0)
}

/// How much a pixel of this colour counts.
fn weight([_, a, b]: Lab) -> f32 {
    1.0 + (a * a + b * b) / (VIVID * VIVID)
}

/// A colour with its axes of hue drawn out, as distances count here.
fn drawn_out([l, a, b]: Lab) -> Lab {
    [l, HUE * a, HUE * b]
}

/// A colour with its axes of hue drawn in again: undoes [`drawn_out`].
fn drawn_in([l, a, b]: Lab) -> Lab {
    [l, a / HUE, b / HUE]
}

fn lab(color: Rgb8) -> Lab {
    lab_from_srgb(srgb(color))
}

fn points(picture: &Picture) -> Vec<Point> {
    let mut cells = vec![([0.0f32; 3], 0u32); 1 << (3 * BITS)];
    let [r, g, b] = &picture.planes;
    for ((r, g), b) in r.iter().zip(g).zip(b) {
        let rgb = [*r, *g, *b];
        let index = rgb.iter().fold(0, |index, v| {
            (index << BITS) | ((v * (1 << BITS) as f32) as usize).min((1 << BITS) - 1)
        });
        let (sum, count) = &mut cells[index];
        sum.iter_mut().zip(rgb).for_each(|(sum, v)| *sum += v);
        *count += 1;
    }
    let filled = cells.into_iter().filter(|(_, count)| *count > 0);
    let point = |(sum, count): ([f32; 3], u32)| {
        let count = count as f32;
        let lab = lab_from_srgb(sum.map(|v| v / count));
        Point { at: drawn_out(lab), weight: count * weight(lab) }
    };
    filled.map(point).collect()
}

/// Points that lie apart: each is drawn in proportion to its weight and squared distance to those before.
fn seeds(points: &[Point], count: usize, random: &mut Random) -> Vec<Lab> {
    let mut seeds: Vec<Lab> = Vec::with_capacity(count);
    let mut chances: Vec<f32> = points.iter().map(|p| p.weight).collect();
    while seeds.len() < count {
        let total: f64 = chances.iter().map(|c| f64::from(*c)).sum();
        if total <= 0.0 {
            break;
        }
        let mut left = f64::from(random.unit()) * total;
        let drawn = chances.iter().position(|chance| {
            left -= f64::from(*chance);
            left < 0.0
        });
        let likeliest = || (0..points.len()).max_by(|a, b| chances[*a].total_cmp(&chances[*b]));
        let Some(index) = drawn.or_else(likeliest) else { break };
        let seed = points[index].at;
        for (chance, point) in chances.iter_mut().zip(points) {
            let squared = point.weight * distance(seed, point.at);
            *chance = if seeds.is_empty() { squared } else { chance.min(squared) };
        }
        seeds.push(seed);
    }
    seeds
}

/// Moves each centre into the middle of the points that are nearest to it, until none changes its centre.
/// Returns the sum of squared distances.
fn settle(points: &[Point], centers: &mut [Lab]) -> f64 {
    let mut of = vec![usize::MAX; points.len()];
    for _ in 0..STEPS {
        let mut sums = vec![([0.0f64; 3], 0.0f64); centers.len()];
        let mut changed = false;
        for (point, of) in points.iter().zip(&mut of) {
            let (center, _) = nearest(centers, point.at);
            changed |= *of != center;
            *of = center;
            let (sum, weight) = &mut sums[center];
            let w = f64::from(point.weight);
            sum.iter_mut().zip(point.at).for_each(|(sum, v)| *sum += w * f64::from(v));
            *weight += w;
        }
        if !changed {
            break;
        }
        for (center, (sum, weight)) in centers.iter_mut().zip(sums) {
            if weight > 0.0 {
                *center = sum.map(|v| (v / weight) as f32);
            }
        }
    }
    points.iter().map(|p| f64::from(p.weight * nearest(centers, p.at).1)).sum()
}

/// Index of the nearest centre, and the squared distance to it.
fn nearest(centers: &[Lab], at: Lab) -> (usize, f32) {
    let each = centers.iter().map(|center| distance(*center, at)).enumerate();
    each.min_by(|(_, a), (_, b)| a.total_cmp(b)).unwrap_or((0, f32::INFINITY))
}

fn distance(a: Lab, b: Lab) -> f32 {
    a.into_iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}
