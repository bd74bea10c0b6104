//! The policy alone: it looks at the whole picture and at parts of it, ever smaller ones, and paints what it
//! thinks of first. There is no search and no refinement: where it paints next follows from the values that it puts
//! on its own strokes, and a stroke that turns out to bring much less than that is left out.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "counts and sides are small, and a cast of a float saturates"
)]

use limner_core::{Rect, Stroke};
use limner_env::action::{color_offset, soft_from_raw};
use limner_env::{OBSERVATION_LEN, Scene, WINDOW, Window};

use super::by_stroke::NextStroke;
use crate::Error;
use crate::planner::least_visible;
use crate::policy::{Intention, Policy, STROKES};

/// A part of the error that eight strokes are hoped to remove each, before a window was looked at.
const HOPE: f32 = 0.3;
/// The part of what was expected that a stroke must bring.
const KEPT: f32 = 0.3;
/// Windows that are looked at together.
const AT_ONCE: usize = 8;
/// Strokes in a row that are left out before it says that nothing is left to do.
const PATIENCE: usize = 256;

/// A window, and what the policy has in mind for it.
#[derive(Debug)]
struct Look {
    window: Window,
    /// Strokes still to be painted, the last one first; none where it has to be looked at (again).
    intentions: Vec<Intention>,
    /// The window's squared error when it was looked at, in canvas pixels.
    error: f32,
    /// The part of the window's error that its next stroke is expected to remove.
    expected: f32,
    /// Whether something else has changed the window since it was looked at.
    is_stale: bool,
}

/// Paints what a policy thinks of first.
#[derive(Debug)]
pub struct Alone {
    policy: Policy,
    looks: Vec<Look>,
}

impl Alone {
    /// A painter of what this policy thinks of first.
    #[must_use]
    pub fn new(policy: Policy) -> Self {
        Self { policy, looks: Vec::new() }
    }

    /// Windows of every level, each half over the next.
    fn begin(&mut self, scene: &Scene) {
        for level in 0..scene.levels() as u8 {
            let view = scene.view(level);
            let scale = (1u32 << level) as f32;
            let centers = |side: usize| {
                let count = (2 * side).div_ceil(WINDOW).saturating_sub(1).max(1);
                let step = side.saturating_sub(WINDOW) as f32 / (count.max(2) - 1) as f32;
                (0..count).map(move |i| 0.5 * side.min(WINDOW) as f32 + i as f32 * step)
            };
            for y in centers(view.height) {
                for x in centers(view.width) {
                    let window = scene.window_around(level, x * scale, y * scale);
                    let error = error_in(scene, window);
                    let (intentions, expected) = (Vec::new(), HOPE * error);
                    self.looks.push(Look { window, intentions, error, expected, is_stale: false });
                }
            }
        }
    }

    /// Looks at the windows of which most is expected.
    fn look(&mut self, scene: &Scene, order: &[usize]) -> Result<(), Error> {
        let mut observations = vec![0.0; order.len() * OBSERVATION_LEN];
        for (index, out) in order.iter().zip(observations.chunks_exact_mut(OBSERVATION_LEN)) {
            scene.observe(self.looks[*index].window, out);
        }
        let intentions = self.policy.intend(&observations, &[])?;
        for (index, intentions) in order.iter().zip(intentions.chunks_exact(STROKES)) {
            let look = &mut self.looks[*index];
            look.error = error_in(scene, look.window);
            look.intentions = intentions.iter().rev().copied().collect();
            look.is_stale = false;
            look.expect();
        }
        Ok(())
    }
}

impl Look {
    /// Whether the window has to be looked at before it is painted in.
    fn is_due(&self) -> bool {
        self.is_stale || self.intentions.is_empty()
    }

    /// Sets what the window's next stroke is expected to bring; when all are painted there is often as much to do again.
    fn expect(&mut self) {
        if let Some(next) = self.intentions.last() {
            self.expected = next.value * self.error;
        }
    }
}

impl NextStroke for Alone {
    fn next(&mut self, scene: &mut Scene) -> Result<Option<Stroke>, Error> {
        if !scene.has_target() {
            return Ok(None);
        }
        if self.looks.is_empty() {
            self.begin(scene);
        }
        for _ in 0..PATIENCE {
            let best = |looks: &[Look]| {
                let by = |a: &usize, b: &usize| looks[*a].expected.total_cmp(&looks[*b].expected);
                (0..looks.len()).max_by(by).expect("a scene has a window")
            };
            let mut next = best(&self.looks);
            // What is expected before a look may be wrong: it is looked at until one that was is best.
            while self.looks[next].is_due() {
                let mut due: Vec<usize> =
                    (0..self.looks.len()).filter(|i| self.looks[*i].is_due()).collect();
                due.sort_by(|a, b| self.looks[*b].expected.total_cmp(&self.looks[*a].expected));
                due.truncate(AT_ONCE);
                self.look(scene, &due)?;
                next = best(&self.looks);
            }
            let look = &mut self.looks[next];
            let Some(intention) = look.intentions.pop() else { return Ok(None) };
            let (window, error, [geometry @ .., l, a, b]) =
                (look.window, look.error, intention.mean);
            look.expect();
            let mut stroke = scene.partners_stroke(window, &soft_from_raw(&geometry));
            // What turns out to bring much less than it was to bring is left out.
            let least = f64::from(KEPT * intention.value * error);
            let gain = scene.solve(&mut stroke, color_offset([l, a, b]));
            if gain.squared_error <= least.max(least_visible(&stroke, &gain)) {
                continue;
            }
            let changed = scene.paint(&stroke);
            for (index, look) in self.looks.iter_mut().enumerate() {
                if index != next && !area_of(look.window).intersection(changed).is_empty() {
                    look.is_stale = true;
                }
            }
            return Ok(Some(stroke));
        }
        Ok(None)
    }
}

/// A window in canvas pixels.
fn area_of(window: Window) -> Rect {
    let side = WINDOW as i32;
    let at = |v: i32| v << window.level;
    Rect { x0: at(window.x), y0: at(window.y), x1: at(window.x + side), y1: at(window.y + side) }
}

/// The squared error in a window, in canvas pixels.
pub(crate) fn error_in(scene: &Scene, window: Window) -> f32 {
    let view = scene.view(window.level);
    let span = |from: i32, side: usize| {
        from.max(0) as usize..((from + WINDOW as i32).max(0) as usize).min(side)
    };
    let (rows, columns) = (span(window.y, view.height), span(window.x, view.width));
    let mut error = 0.0;
    for (t, v) in view.target.iter().zip(view.canvas) {
        for row in rows.clone() {
            let span = row * view.width + columns.start..row * view.width + columns.end;
            let pairs = t[span.clone()].iter().zip(&v[span]);
            error += pairs.map(|(t, v)| (t - v) * (t - v)).sum::<f32>();
        }
    }
    error * (1u32 << (2 * window.level)) as f32
}
