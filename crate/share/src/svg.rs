//! A painting's strokes as shapes: an SVG in which each visible stroke is one path.
//!
//! A stroke's path is the union of tapered capsules along its way: where its dabs are, as wide as the paint is at
//! half of its opacity. That shows where every stroke goes, how wide it is, its colour and its opacity, in any
//! program that reads SVG; at any size, with clean edges.
//!
//! What SVG has no words for is left out, so that it looks another way there: soft edges are hard, build-up and flow
//! are one even opacity, hairs, dry brush, the paper's grain, jitter, rims of watercolour, wet paint and the mixing of
//! pigments are not to be seen. An eraser lays the paper's colour. A stroke that mostly smudges what is there is left
//! out, as it has no colour of its own.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a canvas has few pixels, opacities are 0..=1, and floats are rounded on purpose"
)]

use std::fmt::Write as _;

use limner_core::dab::Dab;
use limner_core::fixed::{ONE, UNIT_VECTOR, UNITS_PER_PX};
use limner_core::walk::for_each_dab;
use limner_core::{Author, Brush, Coverage, Painting, Place, Stroke, work};

use crate::Failed;

/// Longest file, in bytes.
pub const MAX_BYTES: usize = 64 << 20;
/// How far a simplified way, or its width, may be from what it was, in px.
const TOLERANCE_PX: f64 = 0.3;
/// Corners of one stroke's way before it is simplified: further dabs are thinned out.
const MAX_CORNERS: usize = 4_000;
/// More layers than this leave nothing that is seen.
const MOST_LAYERS: f64 = 2_000.0;
/// A brush that takes up more than this of its colour from the canvas has none of its own.
const MOSTLY_SMUDGES: u16 = (ONE / 2) as u16;

/// An SVG on its way.
#[derive(Debug)]
pub struct Drawn {
    text: String,
    next: usize,
}

/// A corner of a stroke's way: a place and half the paint's width there, in px.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Corner {
    x: f64,
    y: f64,
    r: f64,
}

impl Drawn {
    /// None of the strokes written yet.
    #[must_use]
    pub fn of(painting: &Painting) -> Self {
        let header = painting.log().header();
        let (width, height) = (header.width, header.height);
        let [r, g, b] = header.paper.channels();
        let text = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\n\
             <desc>Strokes painted in Limner, from the first to the last. Soft edges, grain, wet paint and smudging are not in it.</desc>\n\
             <path fill=\"#{r:02x}{g:02x}{b:02x}\" d=\"M0 0H{width}V{height}H0z\"/>\n"
        );
        Self { text, next: 0 }
    }

    /// Goes on for about `budget` of work (see [`limner_core::work`]); returns the file once, when it is whole.
    pub fn go_on(&mut self, painting: &Painting, budget: u64) -> Result<Option<Vec<u8>>, Failed> {
        let arrangement = painting.arrangement();
        let mut left = budget;
        while left > 0 && self.next < arrangement.strokes().len() {
            left = left.saturating_sub(work::OF_TOLD);
            if let Some((stroke, brush, place)) = arrangement.to_draw(self.next) {
                let took = self.stroke(painting, stroke, brush, place);
                left = left.saturating_sub(took);
            }
            self.next += 1;
            if self.text.len() > MAX_BYTES {
                return Err(Failed::TooLong { limit: MAX_BYTES });
            }
        }
        if self.next < arrangement.strokes().len() {
            return Ok(None);
        }
        self.text += "</svg>\n";
        Ok(Some(std::mem::take(&mut self.text).into_bytes()))
    }

    /// How many of the strokes are written.
    #[must_use]
    pub fn written(&self) -> usize {
        self.next
    }

    /// Writes a stroke, and returns about the work that it took.
    fn stroke(&mut self, painting: &Painting, stroke: &Stroke, brush: &Brush, place: Place) -> u64 {
        if brush.smudge > MOSTLY_SMUDGES {
            return 0;
        }
        let (corners, opacity, steps) = way_of(stroke, brush, place);
        let took = steps as u64 * work::OF_TOLD;
        let opacity = (opacity * 100.0).round() as u32;
        if corners.is_empty() || opacity == 0 {
            return took;
        }
        let color = if brush.eraser { painting.log().header().paper } else { stroke.color };
        let [r, g, b] = color.channels();
        let by = match stroke.author {
            Author::Person => "person",
            Author::Partner => "partner",
        };
        let text = &mut self.text;
        // Writing to a string never fails.
        let _ = write!(text, "<path data-by=\"{by}\" fill=\"#{r:02x}{g:02x}{b:02x}\"");
        if opacity < 100 {
            let _ = write!(text, " fill-opacity=\".{opacity:02}\"");
        }
        *text += " d=\"";
        let kept = simplified(&corners);
        if let [only] = kept[..] {
            disc(text, only);
        }
        for pair in kept.windows(2) {
            capsule(text, pair[0], pair[1]);
        }
        *text += "\"/>\n";
        took
    }
}

/// The corners of a stroke's way, the opacity of its middle, and the steps that were walked for them.
fn way_of(stroke: &Stroke, brush: &Brush, place: Place) -> (Vec<Corner>, f64, usize) {
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
        return (corners, 0.0, 0);
    }
    if let (Some(dab), false) = (last, (steps - 1).is_multiple_of(every)) {
        corners.push(corner_of(&dab, None, calm.hardness));
    }
    let mean = opacity / steps as f64;
    let widest = corners.iter().map(|corner| corner.r).fold(0.0, f64::max);
    let apart_px = apart / f64::from(UNITS_PER_PX) / (steps.max(2) - 1) as f64;
    // So many dabs lie over each pixel in the middle.
    let overlap = if apart_px > 0.0 { (2.0 * widest / apart_px).max(1.0) } else { steps as f64 };
    let flow = f64::from(brush.flow) / f64::from(ONE);
    let covered = match stroke.coverage {
        // Raised towards the dab's opacity, by its flow.
        Coverage::Wash => mean * (1.0 - left_after(overlap, flow)),
        Coverage::BuildUp => 1.0 - left_after(overlap, mean.min(1.0)),
    };
    // Valleys of the paper, and what lies between hairs, stay bare.
    let bare = 0.5 * f64::from(brush.grain.max(brush.dryness)) / f64::from(ONE);
    (corners, (covered * (1.0 - bare)).clamp(0.0, 1.0), steps)
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

/// Fewer corners that come to nearly the same way: Ramer's and Douglas and Peucker's, over place and width.
fn simplified(corners: &[Corner]) -> Vec<Corner> {
    let mut keep = vec![false; corners.len()];
    let mut open = vec![(0, corners.len() - 1)];
    keep[0] = true;
    keep[corners.len() - 1] = true;
    while let Some((from, to)) = open.pop() {
        let (a, b) = (corners[from], corners[to]);
        let (dx, dy) = (b.x - a.x, b.y - a.y);
        let squared = dx * dx + dy * dy;
        let off = |c: &Corner| {
            let t =
                if squared > 0.0 { ((c.x - a.x) * dx + (c.y - a.y) * dy) / squared } else { 0.0 };
            let t = t.clamp(0.0, 1.0);
            let aside = length(c.x - a.x - t * dx, c.y - a.y - t * dy);
            aside + (c.r - a.r - t * (b.r - a.r)).abs()
        };
        let inner = corners[from + 1..to.max(from + 1)].iter().map(off).enumerate();
        let worst = inner.max_by(|(_, a), (_, b)| a.total_cmp(b));
        if let Some((at, off)) = worst
            && off > TOLERANCE_PX
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

fn disc(text: &mut String, Corner { x, y, r }: Corner) {
    let (left, right) = (tenths(x - r), tenths(x + r));
    let (y, r) = (tenths(y), tenths(r));
    let _ = write!(text, "M{left} {y}A{r} {r} 0 0 1 {right} {y}A{r} {r} 0 0 1 {left} {y}z");
}

/// The outline of two discs and what lies between them, always the same way round, so that several make one shape.
fn capsule(text: &mut String, a: Corner, b: Corner) {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let apart = length(dx, dy);
    if apart <= (a.r - b.r).abs() + 1e-6 {
        disc(text, if a.r > b.r { a } else { b });
        return;
    }
    // Where the tangents touch: the way's direction turned by the angle whose cosine is this.
    let (ux, uy) = (dx / apart, dy / apart);
    let cos = (a.r - b.r) / apart;
    let sin = (1.0 - cos * cos).sqrt();
    let side = |sign: f64| [ux * cos - sign * uy * sin, uy * cos + sign * ux * sin];
    let (left, right) = (side(-1.0), side(1.0));
    let at = |c: Corner, [nx, ny]: [f64; 2]| [tenths(c.x + nx * c.r), tenths(c.y + ny * c.r)];
    let ([ax, ay], [bx, by]) = (at(a, left), at(b, left));
    let ([cx, cy], [dx, dy]) = (at(b, right), at(a, right));
    let (ra, rb) = (tenths(a.r), tenths(b.r));
    // The larger disc shows more than half of itself.
    let (large_a, large_b) = (u8::from(a.r > b.r), u8::from(b.r > a.r));
    let _ = write!(
        text,
        "M{ax} {ay}L{bx} {by}A{rb} {rb} 0 {large_b} 1 {cx} {cy}L{dx} {dy}A{ra} {ra} 0 {large_a} 1 {ax} {ay}z"
    );
}

/// The length of a way. Not the library's: roots are the same on every machine, and so are the files.
fn length(dx: f64, dy: f64) -> f64 {
    (dx * dx + dy * dy).sqrt()
}

/// What so many layers leave bare that each cover the same part of what was bare.
fn left_after(layers: f64, part: f64) -> f64 {
    let layers = layers.round().min(MOST_LAYERS) as usize;
    std::iter::repeat_n(1.0 - part, layers).product()
}

/// A number with one digit behind the point, if it needs one.
fn tenths(value: f64) -> f64 {
    // Not minus zero.
    (value * 10.0).round() / 10.0 + 0.0
}
