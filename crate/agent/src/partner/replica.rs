//! Following the log: what is confirmed, what is void, and what is the person's.

use limner_core::fixed::UNITS_PER_PX;
use limner_core::{Author, Entry, Op, Path, Placed, Rect, Stroke};

use super::Partner;
use crate::Error;

impl Partner {
    /// The next entry of the log. Planned strokes are confirmed by it as they arrive; anything else
    /// that changes the canvas makes the rest of the plan void. A judgement teaches the taste.
    pub fn push(&mut self, entry: Entry) -> Result<(), Error> {
        if let Op::Judge(judgement) = &entry.op {
            self.learn(judgement);
        }
        let op = entry.op.clone();
        let pushed = self.painting.push(entry.dt_ms, entry.op)?;
        match op {
            Op::Add(stroke) if self.ahead.front().is_some_and(|(p, _)| p.stroke == stroke) => {
                self.confirm(pushed.id);
            }
            Op::Add(stroke) => {
                self.go_back(pushed.changed);
                if stroke.author == Author::Person
                    && let Some(place) = self.painting.place_of(pushed.id)
                {
                    self.editable.scene_mut().accept(&stroke, place);
                    if let Some(end) = end_of(&stroke) {
                        self.improviser.begin_near(end);
                    }
                }
            }
            Op::Judge(_) | Op::Brush(_) => self.go_back(Rect::EMPTY),
            Op::Amend { stroke, .. } => self.amended(stroke, pushed.changed),
            Op::Hide { .. } | Op::Show { .. } => {
                self.go_back(pushed.changed);
                self.accept_again();
            }
        }
        Ok(())
    }

    /// The next entries, in order: as [`Partner::push`], and amendments that come at once are drawn at
    /// once.
    pub fn push_all(&mut self, entries: Vec<Entry>) -> Result<(), Error> {
        let mut entries = entries.into_iter().peekable();
        while let Some(entry) = entries.next() {
            let Op::Amend { stroke, .. } = entry.op else {
                self.push(entry)?;
                continue;
            };
            let mut lowest = stroke;
            let mut ops = vec![entry.op];
            let with_it = |e: &Entry| e.dt_ms == 0 && matches!(e.op, Op::Amend { .. });
            while let Some(Entry { op, .. }) = entries.next_if(with_it) {
                if let Op::Amend { stroke, .. } = op {
                    lowest = lowest.min(stroke);
                }
                ops.push(op);
            }
            let changed = self.painting.push_all(entry.dt_ms, ops)?;
            self.amended(lowest, changed);
        }
        Ok(())
    }

    /// The first planned stroke is on the log, under this id.
    fn confirm(&mut self, id: u32) {
        // One that was not told is free no more.
        match self.told {
            0 => self.editable.fix(),
            told => self.told = told - 1,
        }
        if let Some((proposal, _)) = self.ahead.pop_front() {
            self.taste.see(&proposal.features);
            self.remember(id, proposal.features);
        }
    }

    /// Strokes from this one on were amended. Where none of the person's lies above, what is wanted is as
    /// before.
    fn amended(&mut self, lowest: u32, changed: Rect) {
        if std::mem::take(&mut self.recoloring) {
            self.accept_colors();
        }
        self.go_back(changed);
        let above = self.painting.strokes().iter().rev().take_while(|placed| placed.id >= lowest);
        if above.into_iter().any(|placed| placed.stroke.author == Author::Person) {
            self.accept_again();
        }
    }

    /// Undoes what the scene shows beyond the log, and takes over what has changed in it.
    pub(super) fn go_back(&mut self, changed: Rect) {
        let stale = self.ahead.drain(..).fold(changed, |sum, (_, rect)| sum.union(rect));
        self.editable.scene_mut().follow(&self.painting, stale);
        self.stop();
    }

    /// After strokes were hidden, shown or amended: what the person painted is wanted, nothing else of
    /// what they had.
    pub(super) fn accept_again(&mut self) {
        let by_person = |s: &&Placed| s.visible && s.stroke.author == Author::Person;
        let scene = self.editable.scene_mut();
        scene.forget_accepted();
        for placed in self.painting.strokes().iter().filter(by_person) {
            if let Some(place) = self.painting.place_of(placed.id) {
                scene.accept(&placed.stroke, place);
            }
        }
    }
}

/// Where a stroke ends, in canvas pixels.
fn end_of(stroke: &Stroke) -> Option<[f32; 2]> {
    let end = match &stroke.path {
        Path::Bezier { points, .. } => points[2],
        Path::Samples { samples, .. } => samples.last()?.point,
    };
    Some([end.x, end.y].map(|v| v as f32 / UNITS_PER_PX as f32))
}
