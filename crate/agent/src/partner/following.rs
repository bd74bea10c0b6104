//! Following the log: what is confirmed, what is void, and what is the person's.

use limner_core::fixed::UNITS_PER_PX;
use limner_core::{Author, Entry, Op, Path, Rect, Stroke};

use super::Partner;
use crate::Error;
use crate::taste::Origin;

impl Partner {
    /// The next entry of the log. Planned strokes are confirmed by it as they arrive; anything else
    /// that changes the canvas makes the rest of the plan void. A judgement teaches the taste.
    pub fn push(&mut self, entry: Entry) -> Result<(), Error> {
        if let Op::Judge(judgement) = &entry.op {
            let log = self.replica.painting.log();
            let made_at = Origin { seed: log.header().seed, entry: log.revision() };
            self.belief.judge(judgement, made_at, &mut self.replica);
            self.prefer();
            self.network.owe_rehearsals();
        }
        let op = entry.op.clone();
        let replica = &mut self.replica;
        let pushed = replica.painting.push(entry.dt_ms, entry.op)?;
        match op {
            Op::Add(stroke) if replica.plan.begins_with(&stroke) => {
                if let Some(proposal) = replica.confirm() {
                    self.belief.see(pushed.id, proposal.features, &self.settings);
                }
            }
            Op::Add(stroke) => {
                replica.go_back(pushed.changed);
                if stroke.author == Author::Person
                    && let Some(place) = replica.painting.place_of(pushed.id)
                {
                    replica.editable.scene_mut().accept(&stroke, place);
                    if let Some(end) = end_of(&stroke) {
                        self.search.improviser.begin_near(end);
                    }
                }
            }
            Op::Judge(_) | Op::Brush(_) => replica.go_back(Rect::EMPTY),
            Op::Amend { stroke, .. } => replica.amended(stroke, pushed.changed),
            Op::Hide { .. } | Op::Show { .. } => {
                replica.go_back(pushed.changed);
                replica.accept_again();
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
            let changed = self.replica.painting.push_all(entry.dt_ms, ops)?;
            self.replica.amended(lowest, changed);
        }
        Ok(())
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
