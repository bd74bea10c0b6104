//! Where the person works: what the partner keeps near when it is to follow them.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "a place is clamped to the canvas"
)]

use limner_core::fixed::UNITS_PER_PX;
use limner_core::{Author, Painting, Path, Placed, Rect, Stroke};
use limner_protocol::FocusArea;

/// Strokes that are looked at, from the last one back.
const LAST: usize = 4;
/// The reach is at least this part of the canvas's longer side.
const LEAST: i32 = 10;

/// The middle of the person's last visible strokes, as far back as they lie near the last one, and how far
/// around it they go. `None` before they have painted.
#[must_use]
pub fn focus(painting: &Painting) -> Option<FocusArea> {
    let canvas = painting.canvas().bounds();
    let least = (canvas.width().max(canvas.height()) as i32 / LEAST).max(1);
    let by_person = |p: &&Placed| p.visible && p.stroke.author == Author::Person;
    let mut places = (painting.strokes().iter().rev().filter(by_person).take(LAST))
        .filter_map(|placed| extent(&placed.stroke));
    let mut all = places.next()?;
    for place in places {
        let near = Rect::new(all.x0 - least, all.y0 - least, all.x1 + least, all.y1 + least);
        if near.intersection(place).is_empty() {
            break;
        }
        all = all.union(place);
    }
    let middle = |low: i32, high: i32, side: usize| ((low + high) / 2).clamp(0, side as i32) as u16;
    let reach = (all.width().max(all.height()) as i32 / 2).max(least);
    Some(FocusArea {
        x: middle(all.x0, all.x1, canvas.width()),
        y: middle(all.y0, all.y1, canvas.height()),
        reach: reach.min(canvas.width().max(canvas.height()) as i32) as u16,
    })
}

/// What a stroke may cover by its points and radii, in whole px.
pub(crate) fn painted_extent(stroke: &Stroke) -> Rect {
    let radius = match &stroke.path {
        Path::Samples { radius, .. } => *radius,
        Path::Bezier { radii, .. } => radii[0].max(radii[1]),
    };
    let reach = radius / UNITS_PER_PX + 1;
    let of_points = extent(stroke).unwrap_or(Rect::EMPTY);
    let Rect { x0, y0, x1, y1 } = of_points;
    Rect::new(x0 - reach, y0 - reach, x1 + reach, y1 + reach)
}

/// The points of a stroke, in whole px.
fn extent(stroke: &Stroke) -> Option<Rect> {
    let px = |units: i32| units.div_euclid(UNITS_PER_PX);
    let points: Vec<_> = match &stroke.path {
        Path::Samples { samples, .. } => samples.iter().map(|sample| sample.point).collect(),
        Path::Bezier { points, .. } => points.to_vec(),
    };
    let rect = |p: limner_core::Point| Rect::new(px(p.x), px(p.y), px(p.x) + 1, px(p.y) + 1);
    points.into_iter().map(rect).reduce(|all, one| all.union(one))
}
