//! Motifs without their pose: the base at the origin, the diagonal 1.

use crate::curve::{Knot, length};
use crate::numbers::float;
use crate::pose::Pose;
use crate::{Motif, Trace};

/// A motif in its own frame.
#[derive(Clone, Debug)]
pub(crate) struct Framed {
    /// What brings the frame back to where the motif was drawn.
    pub pose: Pose,
    pub strokes: Vec<Vec<Knot>>,
    pub bud: Vec<Vec<Knot>>,
}

impl Framed {
    /// Every motif at its own size; where one opens from a bud, all at the same, so that equal buds are equal.
    pub(crate) fn all(motifs: &[Motif]) -> Vec<Self> {
        let scale = |motif: &Motif| motif.diagonal_px().max(1.0);
        let logs = motifs.iter().map(|motif| scale(motif).ln()).sum::<f32>();
        let mean = (logs / float(motifs.len().max(1))).exp();
        let opens = motifs.iter().any(|motif| !motif.bud().is_empty());
        let framed = |motif: &Motif| {
            let scale = if opens { mean } else { scale(motif) };
            Self::with_pose(motif, Pose { origin: motif.base(), scale, turn: 0.0 })
        };
        motifs.iter().map(framed).collect()
    }

    /// The motif as it lies in the frame that a pose leads from.
    pub(crate) fn with_pose(motif: &Motif, pose: Pose) -> Self {
        let framed = |traces: &[Trace]| -> Vec<Vec<Knot>> {
            let curve =
                |trace: &Trace| trace.knots.iter().map(|k| pose.frame_from_canvas(*k)).collect();
            traces.iter().map(curve).collect()
        };
        Self { pose, strokes: framed(motif.strokes()), bud: framed(motif.bud()) }
    }

    /// The middle of the ink.
    pub(crate) fn center(&self) -> [f32; 2] {
        center(&self.strokes)
    }
}

/// The middle of curves, each point weighted by the length about it; that of the points where there is no length.
pub(crate) fn center(curves: &[Vec<Knot>]) -> [f32; 2] {
    let (mut sum, mut weight) = ([0.0; 2], 0.0);
    for pair in curves.iter().flat_map(|curve| curve.windows(2)) {
        let long = length(pair);
        sum = [0, 1].map(|i| sum[i] + long * (pair[0][i] + pair[1][i]) / 2.0);
        weight += long;
    }
    if weight > 0.0 {
        return sum.map(|sum| sum / weight);
    }
    let points = curves.iter().flatten();
    let count = float(points.clone().count().max(1));
    points.fold([0.0; 2], |sum, knot| [0, 1].map(|i| sum[i] + knot[i] / count))
}
