//! A painting that is opened a part at a time: strokes are counted first, so that what is too much is
//! refused before anything is drawn, and then drawn, the dear ones in parts.

#![expect(clippy::cast_possible_truncation, reason = "a part of a hundred")]

use crate::format::Decoding;
use crate::painting::{Charging, Painting};
use crate::work;
use crate::{Error, Log, Op};

/// How many hundredths of the whole counting is.
const COUNTING: u64 = 10;

/// A log on its way to a painting.
///
/// ```
/// use limner_core::{Header, Log, Opening, Rgb8, work};
///
/// let log = Log::new(Header::new(64, 48, Rgb8::new(250, 246, 238), 1)).unwrap();
/// let mut opening = Opening::of(log).unwrap();
/// while !opening.advance(work::PER_MS).unwrap() {
///     assert!(opening.percent() <= 100);
/// }
/// assert_eq!(opening.finish().unwrap().strokes().len(), 0);
/// ```
#[derive(Clone, Debug)]
pub struct Opening {
    painting: Painting,
    /// The next operation to be counted.
    next: u32,
    charging: Option<Charging>,
    /// What every stroke was charged last.
    charges: Vec<u64>,
    /// What the strokes ask for that are drawn in the end; and those that are drawn.
    to_draw: u64,
    drawn: (usize, u64),
    most: u64,
}

impl Opening {
    /// An opening of a log, of which nothing is done yet.
    pub fn of(log: Log) -> Result<Self, Error> {
        Self::within(log, work::MAX)
    }

    /// An opening that refuses what asks for more than `most`, which may be less than [`work::MAX`].
    pub fn within(log: Log, most: u64) -> Result<Self, Error> {
        Ok(Self {
            painting: Painting::to_be_opened(log)?,
            next: 0,
            charging: None,
            charges: Vec::new(),
            to_draw: 0,
            drawn: (0, 0),
            most: most.min(work::MAX),
        })
    }

    /// Goes on for about `budget` of work, and says whether the painting is whole. Fails where its
    /// strokes ask for too much.
    pub fn advance(&mut self, budget: u64) -> Result<bool, Error> {
        let mut left = budget;
        while left > 0 && self.next < self.painting.log().revision() {
            self.count(&mut left)?;
        }
        if left > 0 {
            self.painting.draw_some(left);
        }
        while self.drawn.0 < self.painting.drawn() {
            self.drawn.1 += self.asked_at(self.drawn.0);
            self.drawn.0 += 1;
        }
        Ok(self.is_counted() && !self.painting.is_behind())
    }

    /// How far opening has come, in parts of a hundred.
    #[must_use]
    pub fn percent(&self) -> u32 {
        let part = |done: u64, whole: u64, of: u64| (of * done).checked_div(whole).unwrap_or(of);
        let counted = part(self.next.into(), self.painting.log().revision().into(), COUNTING);
        let drawn = match self.is_counted() {
            true => part(self.drawn.1, self.to_draw, 100 - COUNTING),
            false => 0,
        };
        (counted + drawn) as u32
    }

    /// The painting, whole: what is left of it is drawn now.
    pub fn finish(mut self) -> Result<Painting, Error> {
        while !self.advance(u64::MAX)? {}
        Ok(self.painting)
    }

    fn is_counted(&self) -> bool {
        self.next == self.painting.log().revision()
    }

    /// Counts on at the next operation.
    fn count(&mut self, left: &mut u64) -> Result<(), Error> {
        let (id, painting) = (self.next, &mut self.painting);
        let charging = match &mut self.charging {
            Some(charging) => charging,
            none => {
                let (bounds, before) = (painting.canvas().bounds(), painting.work());
                none.insert(Charging::of(painting.log(), id, bounds, before, self.most)?)
            }
        };
        let (took, ended) = charging.advance(painting.log(), *left)?;
        *left = left.saturating_sub(took);
        if !ended {
            return Ok(());
        }
        let asked = charging.total();
        self.charging = None;
        painting.place(id, asked)?;
        match painting.log().entries()[id as usize].op {
            Op::Add(_) => self.charges.push(asked),
            Op::Amend { stroke, .. } => {
                if let Some(index) = painting.arrangement().order().index_of(stroke) {
                    self.charges[index] = asked;
                }
            }
            _ => {}
        }
        self.next += 1;
        if self.is_counted() {
            self.to_draw = (0..self.charges.len()).map(|index| self.asked_at(index)).sum();
        }
        Ok(())
    }

    /// What the stroke at an index asks for, where it is drawn.
    fn asked_at(&self, index: usize) -> u64 {
        if self.painting.strokes()[index].visible { self.charges[index] } else { 0 }
    }
}
/// A painting's bytes on their way to a painting: they are read, then its strokes are drawn.
#[derive(Debug)]
pub struct Reading {
    decoding: Decoding,
    opening: Option<Opening>,
    most: u64,
}

impl Reading {
    /// Bytes of which nothing is read yet; refuses a painting whose strokes ask for more than `most` of work.
    pub fn within(bytes: Vec<u8>, most: u64) -> Result<Self, Error> {
        Ok(Self { decoding: Decoding::of(bytes)?, opening: None, most })
    }

    /// Goes on for about `budget` of work. Returns the painting once, when it is whole.
    pub fn advance(&mut self, budget: u64) -> Result<Option<Painting>, Error> {
        let mut left = budget;
        let Some(opening) = &mut self.opening else {
            if let Some(log) = self.decoding.advance(&mut left)? {
                self.opening = Some(Opening::within(log, self.most)?);
            }
            return Ok(None);
        };
        if opening.advance(left)? {
            self.opening.take().map(Opening::finish).transpose()
        } else {
            Ok(None)
        }
    }

    /// How far drawing has come, in parts of a hundred.
    #[must_use]
    pub fn percent(&self) -> u32 {
        self.opening.as_ref().map_or(0, Opening::percent)
    }
}
