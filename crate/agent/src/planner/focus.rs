//! Where strokes are wanted.

/// Where strokes are wanted: around a point, less the farther from it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Focus {
    /// In canvas px.
    pub at: [f32; 2],
    /// At this distance strokes are wanted e^(-1/2) as much as at the point, in canvas px.
    pub reach: f32,
}

/// How much strokes are wanted anywhere: around a focus, if there is one, and `far` from it a little.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    pub(super) focus: Option<Focus>,
    pub(super) far: f32,
}

impl Wanted {
    /// How much strokes are wanted at a point in canvas px, up to 1.
    pub(super) fn at(&self, [x, y]: [f32; 2]) -> f32 {
        let Some(focus) = self.focus else { return 1.0 };
        let squared = (x - focus.at[0]).powi(2) + (y - focus.at[1]).powi(2);
        (-0.5 * squared / focus.reach.max(1.0).powi(2)).exp().max(self.far)
    }
}
