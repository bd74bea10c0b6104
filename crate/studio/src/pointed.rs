//! Which of the partner's strokes a person points at.

use limner_core::{Author, Painting, Placed, Stroke};

use crate::nearby;
use crate::queue::Outline;

/// Parts in which a curve is looked at.
const PARTS: u16 = 24;

/// The id of the uppermost of the partner's visible strokes that cover a point of the canvas, or come so near to it;
/// in canvas px.
#[must_use]
pub fn stroke_at(painting: &Painting, at: [f32; 2], near: f32) -> Option<u32> {
    let partners = |p: &&Placed| p.visible && p.stroke.author == Author::Partner;
    let mut strokes = painting.strokes().iter().rev().filter(partners);
    strokes.find(|placed| covers(&placed.stroke, at, near)).map(|placed| placed.id)
}

/// The outline of a stroke that is seen, where it is the partner's.
#[must_use]
pub fn outline(painting: &Painting, id: u32) -> Option<Outline> {
    let placed = painting.stroke(id).filter(|placed| placed.visible)?;
    Outline::of_stroke(&placed.stroke)
}

/// Whether a stroke of the partner's covers a point, or comes so near to it.
fn covers(stroke: &Stroke, [x, y]: [f32; 2], near: f32) -> bool {
    let extent = nearby::painted_extent(stroke);
    let within = |low: i32, high: i32, v: f32| v >= low as f32 - near && v <= high as f32 + near;
    if !within(extent.x0, extent.x1, x) || !within(extent.y0, extent.y1, y) {
        return false;
    }
    let Some(Outline { points: [a, b, c], radii: [r, q], .. }) = Outline::of_stroke(stroke) else {
        return false;
    };
    let reach = |t: f32| {
        let s = 1.0 - t;
        let [dx, dy] = [0, 1].map(|i| s * s * a[i] + 2.0 * s * t * b[i] + t * t * c[i] - [x, y][i]);
        // From one of the places that are looked at to the next.
        let step = ((c[0] - a[0]).abs() + (c[1] - a[1]).abs()) / f32::from(PARTS);
        let radius = (s * r + t * q).max(step) + near;
        dx * dx + dy * dy <= radius * radius
    };
    (0..=PARTS).any(|part| reach(f32::from(part) / f32::from(PARTS)))
}
