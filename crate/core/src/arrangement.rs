//! A log and the order in which its strokes are drawn: all of a painting but its pixels.

use crate::{Author, Brush, Error, Header, Log, Op, Place, Stroke};

/// A stroke as the painting has it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Its id: the index of the entry that added it.
    pub id: u32,
    /// As last amended.
    pub stroke: Stroke,
    /// Whether it is drawn.
    pub visible: bool,
}

/// A log with its strokes from bottom to top.
#[derive(Clone, Debug)]
pub struct Arrangement {
    log: Log,
    placed: Vec<Placed>,
}

impl Arrangement {
    /// No strokes.
    pub fn new(header: Header) -> Result<Self, Error> {
        Ok(Self { log: Log::new(header)?, placed: Vec::new() })
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

    /// Every stroke that was ever added, from bottom to top.
    #[must_use]
    pub fn strokes(&self) -> &[Placed] {
        &self.placed
    }

    /// The stroke with this id.
    #[must_use]
    pub fn stroke(&self, id: u32) -> Option<&Placed> {
        self.index_of(id).map(|place| &self.placed[place])
    }

    /// The last visible stroke by `author`, if any.
    #[must_use]
    pub fn last_visible(&self, author: Author) -> Option<u32> {
        let by_author = |p: &&Placed| p.visible && p.stroke.author == author;
        self.placed.iter().rev().find(by_author).map(|p| p.id)
    }

    /// Where a stroke stands among the others.
    #[must_use]
    pub fn place_of(&self, id: u32) -> Option<Place> {
        self.index_of(id).map(|index| self.place_at(index))
    }

    /// Where the stroke at an index of [`Arrangement::strokes`] stands.
    #[must_use]
    pub fn place_at(&self, index: usize) -> Place {
        Place::new(self.log.header().seed, self.placed[index].id, index as u32)
    }

    /// The stroke at an index of [`Arrangement::strokes`] as it is drawn, if it is visible.
    #[must_use]
    pub fn to_draw(&self, index: usize) -> Option<(&Stroke, &Brush, Place)> {
        let Placed { stroke, visible, .. } = &self.placed[index];
        let brush = &self.log.brushes()[usize::from(stroke.brush)];
        visible.then(|| (stroke, brush, self.place_at(index)))
    }

    /// Where a stroke stands that would be added now.
    #[must_use]
    pub fn next_place(&self) -> Place {
        Place::new(self.log.header().seed, self.log.revision(), self.placed.len() as u32)
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

    fn place(&mut self, id: u32) -> Result<Option<usize>, Error> {
        Ok(match &self.log.entries()[id as usize].op {
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

    fn set_visible(&mut self, id: u32, visible: bool) -> Result<Option<usize>, Error> {
        let place = self.index_of(id).ok_or(Error::NoSuchStroke(id))?;
        let was = std::mem::replace(&mut self.placed[place].visible, visible);
        Ok((was != visible).then_some(place))
    }

    pub(crate) fn index_of(&self, id: u32) -> Option<usize> {
        self.placed.binary_search_by_key(&id, |p| p.id).ok()
    }
}
