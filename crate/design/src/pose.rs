//! Where and how large something lies, apart from its form.

use crate::curve::Knot;

/// A place, a size and a turn: what brings a form in its own frame (its base at the origin, its diagonal 1) to the
/// canvas.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pose {
    /// Where the origin comes to lie, in px.
    pub origin: [f32; 2],
    /// How many px one of the frame's units is.
    pub scale: f32,
    /// By what the form is turned, in radians; what points right turns downwards.
    pub turn: f32,
}

impl Pose {
    /// A point of the frame on the canvas.
    #[must_use]
    pub fn canvas_from_frame(&self, [x, y, radius]: Knot) -> Knot {
        let (sin, cos) = self.turn.sin_cos();
        let [dx, dy] = [cos * x - sin * y, sin * x + cos * y];
        let [left, top] = self.origin;
        [left + self.scale * dx, top + self.scale * dy, self.scale * radius]
    }

    /// A point of the canvas in the frame.
    #[must_use]
    pub fn frame_from_canvas(&self, [x, y, radius]: Knot) -> Knot {
        let (sin, cos) = self.turn.sin_cos();
        let [dx, dy] = [x - self.origin[0], y - self.origin[1]].map(|d| d / self.scale);
        [cos * dx + sin * dy, cos * dy - sin * dx, radius / self.scale]
    }
}

/// The turn about the origin that brings points nearest to others, in radians, and the sums of squared distances
/// before it and after: the plane's Procrustes problem.
pub(crate) fn best_turn(pairs: impl Iterator<Item = ([f32; 2], [f32; 2])>) -> (f32, f32, f32) {
    let (mut along, mut across, mut squares) = (0.0, 0.0, 0.0);
    for (from, to) in pairs {
        along += from[0] * to[0] + from[1] * to[1];
        across += from[0] * to[1] - from[1] * to[0];
        squares += from[0] * from[0] + from[1] * from[1] + to[0] * to[0] + to[1] * to[1];
    }
    let before = (squares - 2.0 * along).max(0.0);
    let after = (squares - 2.0 * along.hypot(across)).max(0.0);
    (across.atan2(along), before, after)
}
