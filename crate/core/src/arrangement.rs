//! A log and the order in which its strokes are drawn: all of a painting but its pixels.

#![expect(
    clippy::cast_possible_truncation,
    reason = "a painting has fewer than 2³² strokes: `log::MAX_ENTRIES`"
)]

use crate::{Author, Brush, Error, Header, Log, Op, Place, Stroke};

/// A stroke as the painting has it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The stroke's id: the index of the entry that added it.
    pub id: u32,
    /// The stroke as last amended.
    pub stroke: Stroke,
    /// Whether the stroke is drawn.
    pub visible: bool,
}

/// The strokes of a painting from bottom to top, as operations leave them.
#[derive(Clone, Debug)]
pub struct Order {
    seed: u32,
    placed: Vec<Placed>,
}

impl Order {
    /// No strokes of a painting with this seed.
    #[must_use]
    pub fn new(seed: u32) -> Self {
        Self { seed, placed: Vec::new() }
    }

    /// Every stroke that was ever added, from bottom to top.
    #[must_use]
    pub fn strokes(&self) -> &[Placed] {
        &self.placed
    }

    /// Does what the operation `id` says, and returns the first place that must be drawn again, if any.
    pub fn apply(&mut self, id: u32, op: &Op) -> Result<Option<usize>, Error> {
        Ok(match op {
            Op::Add(stroke) => {
                self.placed.push(Placed { id, stroke: stroke.clone(), visible: true });
                Some(self.placed.len() - 1)
            }
            Op::Hide { stroke, .. } => self.set_visible(*stroke, false)?,
            Op::Show { stroke, .. } => self.set_visible(*stroke, true)?,
            Op::Amend { stroke, with } => {
                let place = self.index_of(*stroke).ok_or(Error::NoSuchStroke(*stroke))?;
                self.placed[place].stroke = with.clone();
                self.placed[place].visible.then_some(place)
            }
            Op::Judge(_) | Op::Brush(_) => None,
        })
    }

    /// Index of the stroke with this id.
    #[must_use]
    pub fn index_of(&self, id: u32) -> Option<usize> {
        // Where nothing but strokes came before, it is at its own id.
        let own = id as usize;
        if self.placed.get(own).is_some_and(|p| p.id == id) {
            return Some(own);
        }
        self.placed.binary_search_by_key(&id, |p| p.id).ok()
    }

    /// Where the stroke at an index stands.
    #[must_use]
    pub fn place_at(&self, index: usize) -> Place {
        Place::new(self.seed, self.placed[index].id, index as u32)
    }

    /// The stroke at an index as it is drawn with the brush of this table that it names, if it is
    /// visible.
    #[must_use]
    pub fn to_draw<'a>(
        &'a self,
        brushes: &'a [Brush],
        index: usize,
    ) -> Option<(&'a Stroke, &'a Brush, Place)> {
        let Placed { stroke, visible, .. } = &self.placed[index];
        visible.then(|| (stroke, &brushes[usize::from(stroke.brush)], self.place_at(index)))
    }

    /// How many of the first strokes another order of the same log has as well, just so.
    #[must_use]
    pub fn shared_with(&self, other: &Self) -> usize {
        self.placed.iter().zip(&other.placed).take_while(|(a, b)| a == b).count()
    }

    fn set_visible(&mut self, id: u32, visible: bool) -> Result<Option<usize>, Error> {
        let place = self.index_of(id).ok_or(Error::NoSuchStroke(id))?;
        let was = std::mem::replace(&mut self.placed[place].visible, visible);
        Ok((was != visible).then_some(place))
    }
}

/// A log with its strokes from bottom to top.
#[derive(Clone, Debug)]
pub struct Arrangement {
    log: Log,
    order: Order,
}

impl Arrangement {
    /// No strokes.
    pub fn new(header: Header) -> Result<Self, Error> {
        let order = Order::new(header.seed);
        Ok(Self { log: Log::new(header)?, order })
    }

    /// A whole log none of whose operations is done yet; each is then to be done by
    /// [`Arrangement::place`], in order.
    pub(crate) fn to_be_placed(log: Log) -> Self {
        let order = Order::new(log.header().seed);
        Self { log, order }
    }

    /// The first `revision` operations of a log, or all.
    pub fn of(log: &Log, revision: u32) -> Result<Self, Error> {
        let mut arrangement = Self::new(log.header().clone())?;
        for entry in log.entries().iter().take(revision as usize) {
            arrangement.push(entry.dt_ms, entry.op.clone(), |_, _| Ok(()))?;
        }
        Ok(arrangement)
    }

    /// The operations.
    #[must_use]
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// The strokes by themselves.
    #[must_use]
    pub fn order(&self) -> &Order {
        &self.order
    }

    /// Every stroke that was ever added, from bottom to top.
    #[must_use]
    pub fn strokes(&self) -> &[Placed] {
        self.order.strokes()
    }

    /// The stroke with this id.
    #[must_use]
    pub fn stroke(&self, id: u32) -> Option<&Placed> {
        self.order.index_of(id).map(|place| &self.strokes()[place])
    }

    /// The last visible stroke by `author`, if any.
    #[must_use]
    pub fn last_visible(&self, author: Author) -> Option<u32> {
        let by_author = |p: &&Placed| p.visible && p.stroke.author == author;
        self.strokes().iter().rev().find(by_author).map(|p| p.id)
    }

    /// Where a stroke stands among the others.
    #[must_use]
    pub fn place_of(&self, id: u32) -> Option<Place> {
        self.order.index_of(id).map(|index| self.order.place_at(index))
    }

    /// The stroke at an index of [`Arrangement::strokes`] as it is drawn, if it is visible.
    #[must_use]
    pub fn to_draw(&self, index: usize) -> Option<(&Stroke, &Brush, Place)> {
        self.order.to_draw(self.log.brushes(), index)
    }

    /// Where a stroke stands that would be added now.
    #[must_use]
    pub fn next_place(&self) -> Place {
        Place::new(self.log.header().seed, self.log.revision(), self.strokes().len() as u32)
    }

    /// Checks an operation, appends it `dt_ms` after the one before if `admit` has nothing against it,
    /// and returns its id with the first place in the order that must be drawn again, if any. `admit`
    /// hears of the log with the operation, and of the operation's id.
    pub fn push(
        &mut self,
        dt_ms: u32,
        op: Op,
        admit: impl FnOnce(&Log, u32) -> Result<(), Error>,
    ) -> Result<(u32, Option<usize>), Error> {
        let id = self.log.push(dt_ms, op)?;
        match admit(&self.log, id).and_then(|()| self.place(id)) {
            Ok(from) => Ok((id, from)),
            Err(error) => {
                self.log.pop();
                Err(error)
            }
        }
    }

    /// Takes back all operations but the first `revision`.
    pub(crate) fn go_back_to(&mut self, revision: u32) {
        while self.log.revision() > revision {
            self.log.pop();
        }
        self.order = Order::new(self.log.header().seed);
        for id in 0..revision {
            self.place(id).expect("these operations were accepted once and are again");
        }
    }

    /// Does what the operation `id` of the log says, see [`Order::apply`].
    pub(crate) fn place(&mut self, id: u32) -> Result<Option<usize>, Error> {
        self.order.apply(id, &self.log.entries()[id as usize].op)
    }
}
