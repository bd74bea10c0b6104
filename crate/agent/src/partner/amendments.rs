//! Polish of strokes that are on the log: what they become, for whoever writes the log to amend.

#![expect(clippy::cast_possible_truncation, reason = "an index of the log is below 2³²")]

use std::collections::HashSet;

use limner_core::{Author, Judgement, Op, Path, Place, Stroke, Verdict};

use super::Partner;
use super::replica::Replica;
use super::search::Search;
use crate::polish::Polished;
use crate::search::PolishRound;

/// The picture's colours are others where they are this far from those before, on the mean, in OKLab: a shade
/// that is seen in the whole picture.
const OTHER_COLORS: f32 = 0.012;
/// The round in which strokes take on other colours.
const RECOLORED: PolishRound = PolishRound { reach: 512, steps: 12, pixels: 1 << 18 };

impl Partner {
    /// The partner's last strokes, improved together: the id of each stroke that became another, and what it
    /// became. Nothing is changed yet: whoever writes the log appends an `Op::Amend` for each, in this order,
    /// and pushes those entries here like all others. Empty where nothing would become better, while
    /// strokes are planned that the log does not hold, and without a target.
    ///
    /// It reaches back over at most [`PolishRound::reach`] strokes, to the last operation that is anything else
    /// than the partner adding or amending a stroke, or a judgement. So the person's strokes, and the
    /// partner's below them, stay as they are; those that the person pointed at and said yes to do too. Where the picture
    /// is wanted in other colours than before, it gives those to all strokes that lie over everything of the person's
    /// but those that they said yes to, instead.
    pub fn polish(&mut self, round: &PolishRound) -> Vec<(u32, Stroke)> {
        let Self { replica, search, belief, settings, .. } = self;
        if !replica.plan.is_empty() || !replica.has_target() {
            return Vec::new();
        }
        search.prepare_polisher(&settings.search, belief.believed(), replica.plan.usual_gain());
        if replica.needs_recoloring() {
            let recolored = search.recolored(replica);
            // They may come back on the log or not.
            replica.recoloring = !recolored.is_empty();
            if recolored.is_empty() {
                replica.accept_colors();
            }
            return recolored;
        }
        let last = replica.last_strokes(round.reach);
        let kept = replica.liked_strokes(|judgement| judgement.strokes.len() == 1);
        search.improved_but(&kept, replica, last, round)
    }
}

impl Replica {
    /// Whether the picture is wanted in other colours than those in which it was painted: the next
    /// [`Partner::polish`] changes them.
    #[must_use]
    pub fn needs_recoloring(&self) -> bool {
        self.has_target() && self.painted_grade.distance(&self.scene().grade()) > OTHER_COLORS
    }

    /// What is painted counts as painted in the colours in which the picture is wanted, from now on.
    pub(super) fn accept_colors(&mut self) {
        self.painted_grade = self.scene().grade();
        self.recoloring = false;
    }

    /// All of the partner's strokes that lie over everything of the person's, with their ids, from bottom to
    /// top.
    fn recolorable_strokes(&self) -> Vec<(u32, Stroke)> {
        let own = self.painting.strokes().iter().rev();
        let own = own.take_while(|placed| placed.stroke.author == Author::Partner);
        let mut free: Vec<(u32, Stroke)> = (own.filter(|placed| placed.visible))
            .take_while(|placed| matches!(placed.stroke.path, Path::Bezier { .. }))
            .take(RECOLORED.reach)
            .map(|placed| (placed.id, placed.stroke.clone()))
            .collect();
        free.reverse();
        free
    }

    /// The ids of the strokes that the person said yes to in such a judgement.
    fn liked_strokes(&self, counts: impl Fn(&Judgement) -> bool) -> HashSet<u32> {
        let mut liked = HashSet::new();
        for entry in self.painting.log().entries() {
            if let Op::Judge(judgement) = &entry.op
                && judgement.verdict == Verdict::Yes
                && counts(judgement)
            {
                liked.extend(&judgement.strokes);
            }
        }
        liked
    }

    /// The last of the partner's strokes over everything else, with their ids, from bottom to top.
    fn last_strokes(&self, reach: usize) -> Vec<(u32, Stroke)> {
        let brush = self.scene().partners_brush();
        let mut last: Vec<(u32, Stroke)> = Vec::new();
        for (id, entry) in self.painting.log().entries().iter().enumerate().rev() {
            let id = id as u32;
            match &entry.op {
                Op::Judge(_) => {}
                Op::Amend { with, .. } if with.author == Author::Partner => {}
                Op::Add(stroke) if stroke.author == Author::Partner && stroke.brush == brush => {
                    let Some(placed) = self.painting.stroke(id) else { break };
                    if last.len() == reach || !placed.visible {
                        break;
                    }
                    last.push((id, placed.stroke.clone()));
                }
                _ => break,
            }
        }
        last.reverse();
        last
    }
}

impl Search {
    /// All of the partner's strokes that lie over everything of the person's, in the colours in which the
    /// picture is wanted now: as [`Partner::polish`].
    fn recolored(&mut self, replica: &mut Replica) -> Vec<(u32, Stroke)> {
        let liked = replica.liked_strokes(|_| true);
        let strokes = replica.recolorable_strokes();
        self.polisher.keeps_shapes = true;
        let recolored = self.improved_but(&liked, replica, strokes, &RECOLORED);
        self.polisher.keeps_shapes = false;
        recolored
    }

    /// As [`Search::improved`], but strokes of these ids, or of another brush than the partner's, stay as they are.
    fn improved_but(
        &mut self,
        kept: &HashSet<u32>,
        replica: &mut Replica,
        strokes: Vec<(u32, Stroke)>,
        round: &PolishRound,
    ) -> Vec<(u32, Stroke)> {
        let brush = replica.scene().partners_brush();
        let fixed = |(id, stroke): &(u32, Stroke)| kept.contains(id) || stroke.brush != brush;
        self.polisher.fixed = strokes.iter().map(fixed).collect();
        let improved = self.improved(replica, strokes, round);
        self.polisher.fixed.clear();
        improved
    }

    /// What strokes, from bottom to top, become in a round, where that is an improvement.
    fn improved(
        &mut self,
        replica: &mut Replica,
        free: Vec<(u32, Stroke)>,
        round: &PolishRound,
    ) -> Vec<(u32, Stroke)> {
        let Replica { painting, editable, .. } = replica;
        let Some(&(first, _)) = free.first() else { return Vec::new() };
        let Some(below) = painting.canvas_below(first) else { return Vec::new() };
        let (scene, ground) = editable.ground_of(below);
        let strokes = free.iter().map(|(_, stroke)| stroke);
        let Some(better) = self.polisher.improved(scene, ground, strokes, round) else {
            return Vec::new();
        };
        let Polished { strokes: better, allowance } = better;
        let laid: Option<Vec<(Stroke, Place)>> = (better.iter().zip(&free))
            .map(|(stroke, (id, _))| Some((stroke.clone(), painting.place_of(*id)?)))
            .collect();
        let Some(laid) = laid else { return Vec::new() };
        if !scene.repaint_if_better(ground.canvas(), &laid, allowance) {
            return Vec::new();
        }
        scene.repaint(painting.canvas(), &[]);
        let changed = free.into_iter().zip(better).filter(|((_, old), new)| old != new);
        changed.map(|((id, _), new)| (id, new)).collect()
    }
}
