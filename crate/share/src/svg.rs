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

use limner_core::fixed::ONE;
use limner_core::{Author, Brush, Painting, Place, Stroke, work};

use crate::Failed;
use crate::way::{Corner, Way, length};

/// Longest file, in bytes.
pub const MAX_BYTES: usize = 64 << 20;
/// How far a simplified way, or its width, may be from what it was, in px.
const TOLERANCE_PX: f64 = 0.3;
/// A brush that takes up more than this of its colour from the canvas has none of its own.
const MOSTLY_SMUDGES: u16 = (ONE / 2) as u16;

/// An SVG on its way.
#[derive(Debug)]
pub struct Drawn {
    text: String,
    next: usize,
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
    pub fn advance(&mut self, painting: &Painting, budget: u64) -> Result<Option<Vec<u8>>, Failed> {
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
        let way = Way::of(stroke, brush, place);
        let took = way.steps as u64 * work::OF_TOLD;
        let opacity = (way.opacity * 100.0).round() as u32;
        if way.corners.is_empty() || opacity == 0 {
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
        let kept = way.simplified(TOLERANCE_PX);
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

/// A number with one digit behind the point, if it needs one.
fn tenths(value: f64) -> f64 {
    // Not minus zero.
    (value * 10.0).round() / 10.0 + 0.0
}
