//! What the partner shows a person to choose among, and what it makes of the choice.

use limner_core::{Rect, Stroke};
use limner_env::action::soft_from_raw;
use limner_env::{GEOMETRY, RAW};

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
    /// most; none but the first few brings much less than the first. No taste is asked. Empty without a picture or a policy.
    /// Waits for devices, which a page must not.
    pub fn outlines(&mut self, count: usize) -> Result<Vec<Outline>, Error> {
        pollster::block_on(self.outlines_async(count))
    }

    /// As [`Partner::outlines`]. On flex it never waits.
    pub async fn outlines_async(&mut self, count: usize) -> Result<Vec<Outline>, Error> {
        let mut outlines = Vec::new();
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
