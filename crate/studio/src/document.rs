//! The painting being made: its log, what undo takes back, and what was said of its strokes. All
//! that is ever written to the log is written here.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast of a float saturates"
)]

use std::collections::BTreeMap;

use limner_core::{
    Author, Brush, Error, Header, Judgement, Log, Op, Order, Painting, Place, Placed, Rect, Rgb8,
    Stroke, Verdict, work,
};

use crate::brushes::{self, Choice};
use crate::group::Group;
use crate::history::{Change, History, Retelling, is_persons_stroke};

/// How much is drawn at once of what follows from a change in the middle of a painting.
const AT_ONCE: u64 = 12 * work::PER_MS;

/// A painting with its history.
#[derive(Clone, Debug)]
pub struct Document {
    painting: Painting,
    history: History,
    /// Milliseconds from the first entry to each.
    at_ms: Vec<u64>,
    /// What was last said of a stroke: liked or not.
    marks: BTreeMap<u32, bool>,
    now_ms: Option<f64>,
    /// When the last entry came, on the host's clock.
    entered_ms: f64,
}

impl Document {
    /// An empty painting.
    pub fn new(header: Header) -> Result<Self, Error> {
        Ok(Self::of(Painting::new(header)?))
    }

    /// The painting that a log is. Fails where drawing it would ask for too much.
    pub fn open(log: &Log) -> Result<Self, Error> {
        Ok(Self::of(Painting::from_log(log)?))
    }

    fn of(painting: Painting) -> Self {
        let mut telling = Telling::of(painting);
        while !telling.advance(usize::MAX) {}
        telling.finish()
    }

    /// The painting itself.
    #[must_use]
    pub fn painting(&self) -> &Painting {
        &self.painting
    }

    /// The painting, to be drawn: see [`Painting::set_eager`] and [`Painting::catch_up`].
    pub fn painting_mut(&mut self) -> &mut Painting {
        &mut self.painting
    }

    /// The colour of the paper.
    #[must_use]
    pub fn paper(&self) -> Rgb8 {
        self.painting.log().header().paper
    }

    /// What undo and redo would do.
    #[must_use]
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Number of operations so far.
    #[must_use]
    pub fn revision(&self) -> u32 {
        self.painting.log().revision()
    }

    /// Moves the clock on. It never runs backwards, and what is no time is left out.
    pub fn advance(&mut self, now_ms: f64) {
        if !now_ms.is_finite() {
            return;
        }
        match &mut self.now_ms {
            Some(now) => *now = now.max(now_ms),
            None => {
                self.now_ms = Some(now_ms);
                self.entered_ms = now_ms;
            }
        }
    }

    /// The host's time as far as it is known.
    #[must_use]
    pub fn now_ms(&self) -> f64 {
        self.now_ms.unwrap_or(0.0)
    }

    /// Milliseconds from the first entry to now.
    #[must_use]
    pub fn elapsed_ms(&self) -> u64 {
        self.at_ms.last().copied().unwrap_or(0) + u64::from(self.dt_ms())
    }

    /// Milliseconds from the first entry to each.
    #[must_use]
    pub fn entry_times_ms(&self) -> &[u64] {
        &self.at_ms
    }

    /// What was last said of a stroke: true where it was liked.
    #[must_use]
    pub fn mark(&self, id: u32) -> Option<bool> {
        self.marks.get(&id).copied()
    }

    /// Number of strokes by `author` that are drawn.
    #[must_use]
    pub fn visible(&self, author: Author) -> usize {
        let strokes = self.painting.strokes().iter();
        strokes.filter(|placed| placed.visible && placed.stroke.author == author).count()
    }

    /// One byte for every placed stroke, from bottom to top, as a timeline shows it: bit 0 by the
    /// partner, bit 1 visible, bit 2 liked, bit 3 disliked.
    #[must_use]
    pub fn stroke_marks(&self) -> Vec<u8> {
        let byte = |placed: &Placed| {
            let mark = self.mark(placed.id);
            u8::from(placed.stroke.author == Author::Partner)
                | u8::from(placed.visible) << 1
                | u8::from(mark == Some(true)) << 2
                | u8::from(mark == Some(false)) << 3
        };
        self.painting.strokes().iter().map(byte).collect()
    }

    /// Paints a stroke, of either author. Returns the pixels that may have changed.
    pub fn paint(&mut self, stroke: Stroke) -> Result<Rect, Error> {
        match stroke.author {
            Author::Person => {
                self.paint_group(Group { brushes: Vec::new(), strokes: vec![stroke] })
            }
            Author::Partner => {
                let changed = self.write(vec![Op::Add(stroke)])?;
                self.history.partner_painted();
                Ok(changed)
            }
        }
    }

    /// Paints strokes of the person's as one step, all of them or none. Returns the pixels that may have changed.
    pub(crate) fn paint_group(&mut self, Group { brushes, strokes }: Group) -> Result<Rect, Error> {
        let first = self.revision() + brushes.len() as u32;
        let shown: Vec<u32> = (first..).take(strokes.len()).collect();
        let brushes = brushes.into_iter().map(|brush| Op::Brush(Box::new(brush)));
        let ops = brushes.chain(strokes.into_iter().map(Op::Add)).collect();
        // The person's strokes that come at once are one step.
        let apart = self.painting.log().entries().last().is_some_and(|e| is_persons_stroke(&e.op));
        let changed = self.write_after(self.dt_ms().max(apart.into()), ops)?;
        self.history.did(Change { shown, ..Change::default() });
        Ok(changed)
    }

    /// The partner improved strokes of its own: their ids, and what each becomes; all or none. Undo takes
    /// no notice of it: it takes back strokes, as they are by then.
    pub fn polish(&mut self, amendments: Vec<(u32, Stroke)>) -> Result<Rect, Error> {
        let is_partners = |id: u32| {
            let placed = self.painting.stroke(id);
            placed.is_some_and(|placed| placed.stroke.author == Author::Partner)
        };
        if let Some((id, _)) = amendments.iter().find(|(id, _)| !is_partners(*id)) {
            return Err(Error::NoSuchStroke(*id));
        }
        let ops = amendments.into_iter().map(|(stroke, with)| Op::Amend { stroke, with });
        self.write_apart(ops.collect())
    }

    /// The partner painted a patch anew: its strokes of these ids make room for others, as one step of the person's, who
    /// wanted it; `None` where there are none.
    pub fn repaint(&mut self, old: Vec<u32>, new: Vec<Stroke>) -> Result<Option<Rect>, Error> {
        if old.is_empty() || new.is_empty() {
            return Ok(None);
        }
        let is_seen = |id: &u32| {
            let placed = self.painting.stroke(*id);
            placed.is_some_and(|p| p.visible && p.stroke.author == Author::Partner)
        };
        if let Some(id) = old.iter().find(|id| !is_seen(id)) {
            return Err(Error::NoSuchStroke(*id));
        }
        let shown = (self.revision()..).take(new.len()).collect();
        // In this order, or the history that is told of the log would not know them for one step.
        let mut ops: Vec<Op> = new.into_iter().map(Op::Add).collect();
        for id in &old {
            ops.push(Op::Hide { stroke: *id, by: Author::Partner });
        }
        let changed = self.write_apart(ops)?;
        self.history.partner_painted();
        self.history.did(Change { hidden: old, shown, amended: Vec::new() });
        Ok(Some(changed))
    }

    /// The place in the table of a brush that is wanted. One that is not there yet is added to the
    /// log, which undo takes no notice of.
    pub fn take_brush(&mut self, wanted: &Brush) -> Result<Choice, Error> {
        let choice = brushes::choose(self.painting.log().brushes(), wanted);
        if choice.is_new {
            self.write(vec![Op::Brush(Box::new(choice.brush))])?;
        }
        Ok(Choice { is_new: false, ..choice })
    }

    /// Where a stroke will stand that is painted next with a brush that may have to be added first.
    #[must_use]
    pub fn place_with(&self, choice: &Choice) -> Place {
        let log = self.painting.log();
        let id = log.revision() + u32::from(choice.is_new);
        Place::new(log.header().seed, id, self.painting.next_place().clock)
    }

    /// Takes the person's last step back; `None` where there is none.
    pub fn undo(&mut self) -> Result<Option<Rect>, Error> {
        let Some(change) = self.history.last_done().map(Change::reversed) else { return Ok(None) };
        let changed = self.write_apart(change.ops())?;
        self.history.undid();
        Ok(Some(changed))
    }

    /// Takes the last step taken back again; `None` where there is none.
    pub fn redo(&mut self) -> Result<Option<Rect>, Error> {
        let Some(ops) = self.history.last_undone().map(Change::ops) else { return Ok(None) };
        let changed = self.write_apart(ops)?;
        self.history.redid();
        Ok(Some(changed))
    }

    /// Takes a stroke of the partner's back; `None` where none of this id is seen.
    pub fn take_back(&mut self, id: u32) -> Result<Option<Rect>, Error> {
        let placed = self.painting.stroke(id);
        if !placed.is_some_and(|p| p.visible && p.stroke.author == Author::Partner) {
            return Ok(None);
        }
        let changed = self.write_apart(vec![Op::Hide { stroke: id, by: Author::Person }])?;
        self.history.undid_partner(id);
        Ok(Some(changed))
    }

    /// Hides every stroke of both, as one step; `None` where none is drawn.
    pub fn clear(&mut self) -> Result<Option<Rect>, Error> {
        let drawn = self.painting.strokes().iter().filter(|placed| placed.visible);
        let hidden = drawn.map(|placed| placed.id).collect();
        self.step(Change { hidden, ..Change::default() })
    }

    /// Makes the painting what `past`, an earlier state of it, is, as one step; `None` where it is
    /// that already.
    pub fn go_back_to(&mut self, past: &Order) -> Result<Option<Rect>, Error> {
        let mut change = Change::default();
        for now in self.painting.strokes() {
            let then = past.index_of(now.id).map(|index| &past.strokes()[index]);
            let was_visible = then.is_some_and(|placed| placed.visible);
            if now.visible && !was_visible {
                change.hidden.push(now.id);
            } else if !now.visible && was_visible {
                change.shown.push(now.id);
            }
            if let Some(then) = then
                && then.stroke != now.stroke
            {
                change.amended.push((now.id, now.stroke.clone(), then.stroke.clone()));
            }
        }
        self.step(change)
    }

    /// Writes down what the person said.
    pub fn judge(&mut self, judgement: Judgement) -> Result<(), Error> {
        self.write(vec![Op::Judge(Box::new(judgement))]).map(|_| ())
    }

    fn step(&mut self, change: Change) -> Result<Option<Rect>, Error> {
        if change.is_empty() {
            return Ok(None);
        }
        let changed = self.write_apart(change.ops())?;
        self.history.did(change);
        Ok(Some(changed))
    }

    /// Appends operations, all of them or none.
    fn write(&mut self, ops: Vec<Op>) -> Result<Rect, Error> {
        self.write_after(self.dt_ms(), ops)
    }

    /// Appends operations as a step of their own: never at the same moment as what was before, or they
    /// would be taken for a part of that where the painting is opened again.
    fn write_apart(&mut self, ops: Vec<Op>) -> Result<Rect, Error> {
        self.write_after(self.dt_ms().max(1), ops)
    }

    fn write_after(&mut self, dt_ms: u32, ops: Vec<Op>) -> Result<Rect, Error> {
        let changed = self.painting.push_all(dt_ms, ops)?;
        self.entered_ms += f64::from(dt_ms);
        self.note_entries();
        Ok(changed)
    }

    /// Milliseconds since the last entry. What rounding leaves is carried to the next one.
    fn dt_ms(&self) -> u32 {
        let first = self.painting.log().revision() == 0;
        // The cast saturates.
        if first { 0 } else { (self.now_ms() - self.entered_ms).round() as u32 }
    }

    fn note_entries(&mut self) {
        self.note_some(usize::MAX);
    }

    /// Notes the next entries, of those not noted yet, until `count` of them and of the strokes that they judge
    /// are noted.
    fn note_some(&mut self, count: usize) {
        let entries = self.painting.log().entries();
        let mut at_ms = self.at_ms.last().copied().unwrap_or(0);
        let mut left = count;
        for entry in &entries[self.at_ms.len()..] {
            if left == 0 {
                break;
            }
            left -= 1;
            at_ms += u64::from(entry.dt_ms);
            self.at_ms.push(at_ms);
            if let Op::Judge(judgement) = &entry.op {
                left = left.saturating_sub(judgement.strokes.len());
                let liked = judgement.verdict == Verdict::Yes;
                self.marks.extend(judgement.strokes.iter().map(|id| (*id, liked)));
            }
        }
    }
}

/// A painting whose history is told, some entries at a time.
#[derive(Debug)]
pub struct Telling {
    document: Document,
    retelling: Retelling,
}

impl Telling {
    /// A painting of whose history nothing is told yet.
    #[must_use]
    pub fn of(mut painting: Painting) -> Self {
        painting.set_most_at_once(AT_ONCE);
        let document = Document {
            painting,
            history: History::default(),
            at_ms: Vec::new(),
            marks: BTreeMap::new(),
            now_ms: None,
            entered_ms: 0.0,
        };
        Self { document, retelling: Retelling::default() }
    }

    /// Tells on for so many entries; says whether all are told.
    pub fn advance(&mut self, count: usize) -> bool {
        self.document.note_some(count);
        let entries = self.document.painting.log().entries();
        self.retelling.advance(entries, count);
        self.retelling.told() == entries.len() && self.document.at_ms.len() == entries.len()
    }

    /// The painting with its history, as far as it is told.
    #[must_use]
    pub fn finish(self) -> Document {
        Document { history: self.retelling.finish(), ..self.document }
    }
}
