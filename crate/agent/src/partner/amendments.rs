//! Polish of strokes that are on the log: what they become, for whoever writes the log to amend.

#![expect(clippy::cast_possible_truncation, reason = "an index of the log is below 2³²")]

use std::collections::HashSet;

use limner_core::{Author, Op, Place, Stroke};

use super::Partner;
use crate::search::Round;

impl Partner {
    /// The partner's last strokes, improved together: the id of each stroke that became another, and what it
    /// became. Nothing is changed yet: whoever writes the log appends an `Op::Amend` for each, in this order,
    /// and pushes those entries here like all others. Empty where nothing would become better, while
    /// strokes are planned that the log does not hold, and without a target.
    ///
    /// It reaches back over at most [`Round::reach`] strokes, to the last operation that is anything else
    /// than the partner adding or amending a stroke, or a judgement. So the person's strokes, and the
    /// partner's below them, stay as they are; judged ones do too.
    pub fn polish(&mut self, round: &Round) -> Vec<(u32, Stroke)> {
        if !self.ahead.is_empty() || !self.has_target() {
            return Vec::new();
        }
        let free = self.amendable_strokes(round.reach);
        let Some(&(first, _)) = free.first() else { return Vec::new() };
        let Some(below) = self.painting.canvas_below(first) else { return Vec::new() };
        self.polisher.keeps_colors = self.colors_are_chosen();
        self.polisher.descent = self.settings.search.descent;
        let (scene, ground) = self.editable.ground_of(below);
        let strokes = free.iter().map(|(_, stroke)| stroke);
        let Some(better) = self.polisher.improved(scene, ground, strokes, round) else {
            return Vec::new();
        };
        let laid: Option<Vec<(Stroke, Place)>> = (better.iter().zip(&free))
            .map(|(stroke, (id, _))| Some((stroke.clone(), self.painting.place_of(*id)?)))
            .collect();
        let Some(laid) = laid else { return Vec::new() };
        if !scene.repaint_if_better(ground.canvas(), &laid) {
            return Vec::new();
        }
        scene.repaint(self.painting.canvas(), &[]);
        let changed = free.into_iter().zip(better).filter(|((_, old), new)| old != new);
        changed.map(|((id, _), new)| (id, new)).collect()
    }

    /// The strokes that may be polished, with their ids, from bottom to top.
    fn amendable_strokes(&self, reach: usize) -> Vec<(u32, Stroke)> {
        let brush = self.scene().partners_brush();
        let mut judged = HashSet::<u32>::new();
        let mut free: Vec<(u32, Stroke)> = Vec::new();
        for (id, entry) in self.painting.log().entries().iter().enumerate().rev() {
            let id = id as u32;
            match &entry.op {
                Op::Judge(judgement) => judged.extend(&judgement.strokes),
                Op::Amend { with, .. } if with.author == Author::Partner => {}
                Op::Add(stroke) if stroke.author == Author::Partner && stroke.brush == brush => {
                    let Some(placed) = self.painting.stroke(id) else { break };
                    if free.len() == reach || judged.contains(&id) || !placed.visible {
                        break;
                    }
                    free.push((id, placed.stroke.clone()));
                }
                _ => break,
            }
        }
        free.reverse();
        free
    }
}
