//! Following the log: what is confirmed, what is void, and what is the person's.

use limner_core::{Author, Entry, Judgement, Op, Rect, Verdict};
use limner_duet::Move;

use super::Partner;
use super::reasons::Weighing;
use super::watching::{is_shown, watch};
use crate::Error;
use crate::planner::Proposal;
use crate::taste::Origin;

impl Partner {
    /// The next entry of the log. Planned strokes are confirmed by it as they arrive; anything else
    /// that changes the canvas makes the rest of the plan void. A judgement teaches the taste.
    pub fn push(&mut self, entry: Entry) -> Result<(), Error> {
        if let Op::Judge(judgement) = &entry.op {
            let log = self.replica.painting.log();
            let made_at = Origin { seed: log.header().seed, entry: log.revision() };
            self.belief.judge(judgement, made_at, &mut self.replica);
            answers_judged(self, judgement);
            if judgement.verdict == Verdict::Yes {
                judgement.proposals.iter().for_each(|stroke| self.replica.plan.promise(stroke));
            }
            self.prefer();
            self.network.owe_rehearsals();
        }
        let op = entry.op.clone();
        let is_shown = self.settings.watches && is_shown(&op);
        if is_shown {
            self.replica.go_back(Rect::EMPTY);
        }
        let replica = &mut self.replica;
        let pushed = replica.painting.push(entry.dt_ms, entry.op)?;
        if is_shown && let Op::Add(stroke) = &op {
            watch(self, stroke);
        }
        let replica = &mut self.replica;
        match op {
            Op::Add(stroke) if replica.plan.begins_with(&stroke) => {
                let confirmed = replica.confirm();
                note_painted(self, pushed.id, confirmed);
            }
            Op::Add(stroke) => {
                let promised = replica.plan.take_promised(&stroke);
                self.search.answering.taken_back(replica.plan.ahead().count());
                replica.go_back(pushed.changed);
                if stroke.author == Author::Person
                    && let Some(place) = replica.painting.place_of(pushed.id)
                {
                    replica.editable.scene_mut().accept(&stroke, place);
                    self.search.answering.person_painted();
                }
                note_painted(self, pushed.id, promised);
            }
            Op::Judge(_) | Op::Brush(_) => {
                self.search.answering.taken_back(replica.plan.unpromised());
                replica.go_back(Rect::EMPTY);
            }
            Op::Amend { stroke, .. } => replica.amended(stroke, pushed.changed),
            Op::Hide { .. } | Op::Show { .. } => {
                self.search.answering.forget_begun();
                replica.go_back(pushed.changed);
                replica.accept_again();
            }
        }
        Ok(())
    }

    /// The next entries, in order: as [`Partner::push`], and strokes that are amended, hidden or shown at once are
    /// drawn at once.
    pub fn push_all(&mut self, entries: Vec<Entry>) -> Result<(), Error> {
        let mut entries = entries.into_iter().peekable();
        while let Some(entry) = entries.next() {
            let Some((mut lowest, is_amended)) = changes(&entry.op) else {
                self.push(entry)?;
                continue;
            };
            let mut ops = vec![entry.op];
            let with_it = |e: &Entry| {
                let change = changes(&e.op).filter(|_| e.dt_ms == 0);
                change.is_some_and(|(_, amended)| amended == is_amended)
            };
            while let Some(Entry { op, .. }) = entries.next_if(with_it) {
                lowest = changes(&op).map_or(lowest, |(stroke, _)| lowest.min(stroke));
                ops.push(op);
            }
            let replica = &mut self.replica;
            let changed = replica.painting.push_all(entry.dt_ms, ops)?;
            if is_amended {
                replica.amended(lowest, changed);
            } else {
                self.search.answering.forget_begun();
                replica.go_back(changed);
                replica.accept_again();
            }
        }
        Ok(())
    }
}

/// The ways in which judged strokes answer the person's count for more from now on, or for less.
fn answers_judged(partner: &mut Partner, judgement: &Judgement) {
    let Partner { notes, replica, search, .. } = partner;
    let painted = judgement.strokes.iter().filter_map(|id| notes.motive(*id));
    let planned = judgement.proposals.iter().filter_map(|s| replica.plan.planned(s)?.motive);
    let mut motives: Vec<Move> = painted.chain(planned).collect();
    motives.sort_unstable();
    motives.dedup();
    for how in motives {
        search.answering.judged(how, judgement.verdict == Verdict::Yes);
    }
}

/// Notes that a stroke which was planned is on the log under this id.
fn note_painted(partner: &mut Partner, id: u32, planned: Option<Proposal>) {
    let Some(proposal) = planned else { return };
    let Partner { belief, settings, search, replica, notes, .. } = partner;
    notes.note(id, &proposal, &Weighing::by(belief, settings, &search.planner, replica));
    belief.see(id, proposal.features, settings);
}

/// The stroke that an operation changes in its place, and whether it amends it.
fn changes(op: &Op) -> Option<(u32, bool)> {
    match op {
        Op::Amend { stroke, .. } => Some((*stroke, true)),
        Op::Hide { stroke, .. } | Op::Show { stroke, .. } => Some((*stroke, false)),
        _ => None,
    }
}
