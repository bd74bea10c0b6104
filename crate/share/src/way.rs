//! The way of a stroke: where it goes, how wide its paint is there and how strong, without what only pixels show.
//!
//! Its corners are where its dabs are, neither thrown about nor split into hairs, and as wide as the paint is at half
//! of its opacity.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "layers are counted in whole numbers, which are few"
)]

use limner_core::dab::Dab;
use limner_core::fixed::{ONE, UNIT_VECTOR, UNITS_PER_PX};
use limner_core::walk::for_each_dab;
use limner_core::{Brush, Coverage, Place, Stroke};

/// Corners of one stroke's way: further dabs are thinned out.
const MAX_CORNERS: usize = 4_000;
/// More layers than this leave nothing that is seen.
const MOST_LAYERS: f64 = 2_000.0;

/// A corner of a stroke's way: a place and half the paint's width there, in px.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Corner {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
    /// Half the paint's width across the way.
    pub r: f64,
}

/// Where a stroke goes, how wide it is there, and how strong.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Way {
    /// From its beginning to its end; none where nothing is laid.
    pub corners: Vec<Corner>,
    /// Of its middle, 0..=1.
    pub opacity: f64,
    /// Dabs that were walked for it.
    pub steps: usize,
}

impl Way {
    /// The way of a stroke that is painted with a brush at a place in the order.
    #[must_use]
    pub fn of(stroke: &Stroke, brush: &Brush, place: Place) -> Self {
        // The way by itself: neither thrown about nor split into hairs.
        let calm = Brush { jitter_place: 0, jitter_radius: 0, jitter_angle: 0, hairs: 0, ..*brush };
        let (mut corners, mut steps) = (Vec::<Corner>::new(), 0_usize);
        let (mut opacity, mut apart, mut every) = (0.0_f64, 0.0, 1);
        let mut last: Option<Dab> = None;
        for_each_dab(stroke, &calm, place.seed, |dab| {
            let step = last.map(|last| [dab.x - last.x, dab.y - last.y].map(f64::from));
            opacity += f64::from(dab.opacity) / f64::from(ONE);
            if let Some([dx, dy]) = step {
                apart += length(dx, dy);
            }
            if steps.is_multiple_of(every) {
                corners.push(corner_of(&dab, step, calm.hardness));
            }
            if corners.len() == MAX_CORNERS {
                let mut at = 0;
                corners.retain(|_| {
                    at += 1;
                    at % 2 == 1
                });
                every *= 2;
            }
            last = Some(dab);
            steps += 1;
            true
        });
        if steps == 0 {
            return Self::default();
        }
        if let (Some(dab), false) = (last, (steps - 1).is_multiple_of(every)) {
            corners.push(corner_of(&dab, None, calm.hardness));
        }
        let mean = opacity / steps as f64;
        let widest = corners.iter().map(|corner| corner.r).fold(0.0, f64::max);
        let apart_px = apart / f64::from(UNITS_PER_PX) / (steps.max(2) - 1) as f64;
        // So many dabs lie over each pixel in the middle.
        let overlap =
            if apart_px > 0.0 { (2.0 * widest / apart_px).max(1.0) } else { steps as f64 };
        let flow = f64::from(brush.flow) / f64::from(ONE);
        let covered = match stroke.coverage {
            // Raised towards the dab's opacity, by its flow.
            Coverage::Wash => mean * (1.0 - left_after(overlap, flow)),
            Coverage::BuildUp => 1.0 - left_after(overlap, mean.min(1.0)),
        };
        // Valleys of the paper, and what lies between hairs, stay bare.
        let bare = 0.5 * f64::from(brush.grain.max(brush.dryness)) / f64::from(ONE);
        let opacity = (covered * (1.0 - bare)).clamp(0.0, 1.0);
        Self { corners, opacity, steps }
    }

    /// Fewer corners that come to nearly the same way: Ramer's and Douglas and Peucker's, over place and width.
    #[must_use]
    pub fn simplified(&self, tolerance_px: f64) -> Vec<Corner> {
        let corners = &self.corners[..];
        if corners.is_empty() {
            return Vec::new();
        }

        let mut keep = vec![false; corners.len()];
        let mut open = vec![(0, corners.len() - 1)];
        keep[0] = true;
        keep[corners.len() - 1] = true;
        while let Some((from, to)) = open.pop() {
            let (a, b) = (corners[from], corners[to]);
            let (dx, dy) = (b.x - a.x, b.y - a.y);
            let squared = dx * dx + dy * dy;
            let off = |c: &Corner| {
                let t = if squared > 0.0 {
                    ((c.x - a.x) * dx + (c.y - a.y) * dy) / squared
                } else {
                    0.0
                };
                let t = t.clamp(0.0, 1.0);
                let aside = length(c.x - a.x - t * dx, c.y - a.y - t * dy);
                aside + (c.r - a.r - t * (b.r - a.r)).abs()
            };
            let inner = corners[from + 1..to.max(from + 1)].iter().map(off).enumerate();
            let worst = inner.max_by(|(_, a), (_, b)| a.total_cmp(b));
            if let Some((at, off)) = worst
                && off > tolerance_px
            {
                let middle = from + 1 + at;
                keep[middle] = true;
                open.extend([(from, middle), (middle, to)]);
            }
        }
        let kept = corners.iter().zip(keep).filter(|(_, keep)| *keep).map(|(corner, _)| *corner);
        let mut kept: Vec<Corner> = kept.collect();
        kept.dedup();
        kept
    }
}

/// A dab's place, and how far its paint reaches across the way where it is half as dense as in the middle.
fn corner_of(dab: &Dab, step: Option<[f64; 2]>, hardness: u16) -> Corner {
    let px = |units: i32| f64::from(units) / f64::from(UNITS_PER_PX);
    let hard = (f64::from(hardness) / f64::from(ONE)).clamp(1.0 / 64.0, 1.0);
    // Two lines from 1 in the middle by (h, h) to 0 at the radius, over the squared distance: see `core::dab`.
    let squared =
        if hard >= 0.5 { 1.0 - 0.5 * (1.0 - hard) / hard } else { 0.5 * hard / (1.0 - hard) };
    // Half a pixel of edge was added to it.
    let long = (px(dab.radius) - 0.5).max(0.25);
    let short = long * 256.0 / f64::from(dab.aspect);
    let across = match step {
        Some([dx, dy]) if dx != 0.0 || dy != 0.0 => {
            let gone = length(dx, dy);
            let [cos, sin] = dab.axis.map(|v| f64::from(v) / f64::from(UNIT_VECTOR));
            // The longer axis across the way, and the shorter one.
            let over = (-dy * cos + dx * sin) / gone;
            length(long * over, short * (1.0 - over * over).max(0.0).sqrt())
        }
        _ => (long * short).sqrt(),
    };
    Corner { x: px(dab.x), y: px(dab.y), r: across * squared.sqrt() }
}

/// The length of a way. Not the library's: roots are the same on every machine, and so are the files.
pub(crate) fn length(dx: f64, dy: f64) -> f64 {
    (dx * dx + dy * dy).sqrt()
}

/// What so many layers leave bare that each cover the same part of what was bare.
fn left_after(layers: f64, part: f64) -> f64 {
    let layers = layers.round().min(MOST_LAYERS) as usize;
    std::iter::repeat_n(1.0 - part, layers).product()
}
