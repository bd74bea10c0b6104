//! Which of the partner's strokes a person points at: one that is painted, or one that is planned.

use limner_core::{Author, Op, Painting, Placed, Stroke};

use crate::nearby;
use crate::queue::{Outline, Queue};

/// Painted strokes, from the last one back, among which keys go.
pub const WITHIN_REACH: usize = 32;

/// Parts in which a curve is looked at.
const PARTS: u16 = 24;

/// What is pointed at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pointed {
    /// The painted stroke of this id.
    Painted(u32),
    /// One that was planned when it was pointed at.
    Planned(Stroke),
}

/// Where that is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// On the canvas, with this id.
    Painted(u32),
    /// Among those that are planned, at this place.
    Next(usize),
    /// It is neither seen nor planned any more.
    Gone,
}

impl Pointed {
    /// Where it is now.
    #[must_use]
    pub fn found(&self, painting: &Painting, queue: &Queue) -> Found {
        let is_seen = |id: u32| {
            let placed = painting.stroke(id);
            placed.is_some_and(|p| p.visible && p.stroke.author == Author::Partner)
        };
        match self {
            Self::Painted(id) if is_seen(*id) => Found::Painted(*id),
            Self::Painted(_) => Found::Gone,
            Self::Planned(stroke) => {
                if let Some(place) = queue.place_of(stroke) {
                    return Found::Next(place);
                }
                // What is planned is painted soon, if at all, and may be another by polish already.
                let is_it = |op: &Op| matches!(op, Op::Add(added) if added == stroke);
                let ids = partners(painting).take(WITHIN_REACH).map(|placed| placed.id);
                let entries = painting.log().entries();
                let is_it = |id: &u32| entries.get(*id as usize).is_some_and(|e| is_it(&e.op));
                ids.into_iter().find(is_it).map_or(Found::Gone, Found::Painted)
            }
        }
    }
}

/// The partner's visible strokes, the last first.
pub fn partners(painting: &Painting) -> impl Iterator<Item = &Placed> {
    let is_partners = |p: &&Placed| p.visible && p.stroke.author == Author::Partner;
    painting.strokes().iter().rev().filter(is_partners)
}

/// The stroke that comes so many after what is pointed at, or before it: after the last strokes come those that are
/// planned, of these the first so many. Where nothing is pointed at, one after is the first that is planned, and one
/// before the last that is painted. At either end it stays; `None` where there is nothing to be pointed at.
#[must_use]
pub fn step(
    from: Option<&Pointed>,
    by: i32,
    painting: &Painting,
    queue: &Queue,
    planned: usize,
) -> Option<Pointed> {
    let painted: Vec<u32> = partners(painting).take(WITHIN_REACH).map(|p| p.id).collect();
    let planned = planned.min(queue.iter().len());
    // Places in time: the last that is painted is -1, the first that is planned 0.
    let (first, end) = (-place(painted.len()), place(planned));
    let now = from.map(|from| from.found(painting, queue)).and_then(|found| match found {
        Found::Painted(id) => {
            painted.iter().position(|other| *other == id).map(|at| -1 - place(at))
        }
        Found::Next(at) => Some(place(at)),
        Found::Gone => None,
    });
    let to = match now {
        Some(now) => now.saturating_add(by),
        None if by > 0 => 0,
        None => -1,
    };
    if first == end {
        return None;
    }
    let to = to.clamp(first, end - 1);
    if to < 0 {
        let at = usize::try_from(-1 - to).ok()?;
        return painted.get(at).map(|id| Pointed::Painted(*id));
    }
    let stroke = queue.iter().nth(usize::try_from(to).ok()?)?.stroke.clone();
    Some(Pointed::Planned(stroke))
}

/// A number of strokes within reach.
fn place(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// The id of the uppermost of the partner's visible strokes that cover a point of the canvas, or come so near to it;
/// in canvas px.
#[must_use]
pub fn stroke_at(painting: &Painting, at: [f32; 2], near: f32) -> Option<u32> {
    partners(painting).find(|placed| covers(&placed.stroke, at, near)).map(|placed| placed.id)
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
