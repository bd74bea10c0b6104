//! What the partner shows a person to choose among, and what it makes of the choice.

use limner_core::{Rect, Stroke};
use limner_duet::line::on_curve;
use limner_env::action::{soft_from_raw, soft_on_canvas};
use limner_env::{GEOMETRY, RAW, SoftStroke};

use super::Partner;
use crate::Error;
use crate::planner::{context, least_visible};
use crate::policy::OUTPUT_LEN;
use crate::taste::{Context, Features, MAX_OPTIONS, features};

/// Times that windows are looked at for outlines.
const LOOKS: usize = 4;
/// Outlines bring at least this part of what the best of them brings: it is not fidelity that is judged. But there are
/// always enough of them to choose among, if there are any.
const ALIKE: f64 = 0.3;
/// An outline is at least so long, with its width, in parts of the canvas's shorter side.
const SMALLEST: f32 = 0.03;

/// A stroke that is shown and not painted.
#[derive(Clone, Debug, PartialEq)]
pub struct Outline {
    /// The stroke, quantised, in its colour.
    pub stroke: Stroke,
    /// How it looks to a person…
    pub features: Features,
    /// …where it would be painted.
    pub around: Context,
}

impl Partner {
    /// Strokes as the policy proposes them before the painting as it is, at most so many, those that bring
    /// most; none but the first few brings much less than the first, and all lie on the canvas for the most part and
    /// are no specks. No taste is asked. Empty without a picture or a policy.
    /// Waits for devices, which a page must not.
    pub fn outlines(&mut self, count: usize) -> Result<Vec<Outline>, Error> {
        pollster::block_on(self.outlines_async(count))
    }

    /// As [`Partner::outlines`]. On flex it never waits.
    pub async fn outlines_async(&mut self, count: usize) -> Result<Vec<Outline>, Error> {
        let mut outlines = Vec::new();
        let header = self.replica.scene().header();
        let size = [header.width, header.height].map(f32::from);
        for _ in 0..LOOKS {
            let question = self.search.planner.ask(self.replica.scene(), self.belief.objective());
            let Some(question) = question else { break };
            let proposing = &self.settings.search.proposing;
            let actions = self.network.proposed(&question, proposing).await?;
            let scene = self.replica.editable.scene_mut();
            let error = scene.squared_error();
            let looks = (question.views.shown.iter())
                .zip(actions.chunks_exact(question.samples.max(1) * OUTPUT_LEN));
            for ((window, symmetry), actions) in looks {
                for action in actions.as_chunks::<RAW>().0 {
                    let mut action = *action;
                    symmetry.undo(&mut action);
                    let Some(geometry) = action.first_chunk::<GEOMETRY>() else { continue };
                    let mut stroke = scene.partners_stroke(*window, &soft_from_raw(geometry));
                    if !soft_on_canvas(&stroke).is_some_and(|soft| is_seen(&soft, size)) {
                        continue;
                    }
                    let gain = scene.solve(&mut stroke, [0.0; 3]);
                    if gain.squared_error < least_visible(&stroke, &gain) {
                        continue;
                    }
                    let around = context(scene, &stroke, &gain, error);
                    let features = features(&stroke, &around);
                    outlines.push((gain.squared_error, Outline { stroke, features, around }));
                }
            }
        }
        outlines.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        let least = ALIKE * outlines.first().map_or(0.0, |(gain, _)| *gain);
        let alike = outlines.partition_point(|(gain, _)| *gain >= least);
        outlines.truncate(alike.max(MAX_OPTIONS).min(count));
        Ok(outlines.into_iter().map(|(_, outline)| outline).collect())
    }

    /// Learns from a choice among outlines: which was the best, or `None` where they were equally good. What is
    /// planned is void.
    pub fn chosen(&mut self, options: &[Features], best: Option<usize>) {
        self.belief.chosen(options, best);
        self.prefer();
        self.network.owe_rehearsals();
        self.replica.go_back(Rect::EMPTY);
    }
}

/// Whether a stroke in canvas pixels is no speck, and most of it lies on a canvas of this size: of another nobody sees
/// what it is like.
fn is_seen(stroke: &SoftStroke, size: [f32; 2]) -> bool {
    const LOOKED_AT: [f32; 5] = [0.1, 0.3, 0.5, 0.7, 0.9];
    let is_on = |t: &&f32| {
        let at = on_curve(stroke.points, **t);
        (0..2).all(|i| (0.0..size[i]).contains(&at[i]))
    };
    let extent = |i: usize| {
        let along = stroke.points.map(|point| point[i]);
        along.into_iter().fold(f32::MIN, f32::max) - along.into_iter().fold(f32::MAX, f32::min)
    };
    let width = 2.0 * stroke.radii[0].max(stroke.radii[1]);
    extent(0).max(extent(1)) + width >= SMALLEST * size[0].min(size[1])
        && LOOKED_AT.iter().filter(is_on).count() + 1 >= LOOKED_AT.len()
}
