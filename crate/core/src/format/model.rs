//! Strokes and entries as a range coder has them: every field by what is known of it from those before.
//!
//! Written once for both ways (see [`RangeCoder`]); the fields and their contexts are specified in [`super`].

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "fields are within their ranges when they are written, and checked when they are read"
)]

use super::range_coder::RangeCoder;
use super::{Reader, Writer, lattice};
use crate::fixed::{ONE, ONE_U16, UNITS_PER_PX};
use crate::log::{MAX_BRUSHES, MAX_ENTRIES, MAX_JUDGED};
use crate::{
    Author, Brush, Coverage, Entry, Error, Header, Judgement, Op, Path, Point, Rgb8, Stroke,
    Verdict,
};

/// Contexts of numbers; a name with a comment has as many as that from there on.
pub(super) mod context {
    pub(in crate::format) const HEADER: usize = 0;
    pub(in crate::format) const BRUSH_BYTES: usize = 1; // 2
    pub(in crate::format) const FLAGS: usize = 3;
    pub(in crate::format) const KIND: usize = 4;
    pub(in crate::format) const TIME: usize = 5; // 6: by kind
    pub(in crate::format) const ID: usize = 11; // 3: hidden or shown, amended, judged
    pub(in crate::format) const COUNT: usize = 14;
    pub(in crate::format) const BRUSH: usize = 15; // 2: by author
    pub(in crate::format) const COLOR: usize = 17; // 8: by author, and which part
    pub(in crate::format) const OPACITY: usize = 25; // 2: by author
    pub(in crate::format) const RADIUS: usize = 27; // 4: by author
    pub(in crate::format) const PLACE: usize = 31; // 4: by author, x and y
    pub(in crate::format) const CHORD: usize = 35; // 2
    pub(in crate::format) const BEND: usize = 37; // 24: by the chord's length
    pub(in crate::format) const CHANGE: usize = 61; // 6: of an amended stroke
    pub(in crate::format) const SAMPLES: usize = 67; // 2: their number, time between them
    pub(in crate::format) const STEP: usize = 69; // 16: by how far off the steps before were
    pub(in crate::format) const PRESSURE: usize = 85; // 8: by the change before
    pub(in crate::format) const TILT: usize = 93;
    pub(in crate::format) const REVISION: usize = 94;
    pub(in crate::format) const ALL: usize = 95;
}
use context as c;

/// Entries of one painting, written or read.
#[derive(Debug)]
pub(super) struct Modelled {
    pub(super) coder: RangeCoder,
    pub(super) sides: [i32; 2],
    last_kind: u32,
    last_id: [u32; 3],
    /// What the last stroke of each author was like.
    pub(super) last: [Option<Last>; 2],
    pub(super) last_author: usize,
    last_hashes: [u64; 2],
    /// How many proposals are done of the judgement that is under way, and how many there are.
    judging: Option<[usize; 2]>,
    /// Every stroke as it is by now, by id, for amendments.
    strokes: Vec<Option<Stroke>>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Last {
    pub(super) brush: u8,
    pub(super) coverage: Coverage,
    pub(super) samples: bool,
    pub(super) color: Rgb8,
    pub(super) opacity: u16,
    pub(super) radius: i32,
    pub(super) dt_ms: u16,
}

pub(super) const NOTHING_YET: Last = Last {
    brush: 1,
    coverage: Coverage::Wash,
    samples: false,
    color: Rgb8::new(128, 128, 128),
    opacity: ONE_U16,
    radius: 10 * UNITS_PER_PX,
    dt_ms: 8,
};

impl Modelled {
    pub(super) fn writing() -> Self {
        Self::of(RangeCoder::writing(c::ALL))
    }

    pub(super) fn reading(bytes: Vec<u8>) -> Self {
        Self::of(RangeCoder::reading(c::ALL, bytes))
    }

    fn of(coder: RangeCoder) -> Self {
        Self {
            coder,
            sides: [1, 1],
            last_kind: 0,
            last_id: [0; 3],
            last: [None; 2],
            last_author: 0,
            last_hashes: [0; 2],
            judging: None,
            strokes: Vec::new(),
        }
    }

    /// What a painting begins with, and how many entries follow.
    pub(super) fn header(&mut self, header: &mut Header, entries: u32) -> Result<u32, Error> {
        for side in [&mut header.width, &mut header.height] {
            let value = self.coder.number(c::HEADER, u32::from(*side));
            *side = self.ranged(value.cast_signed(), u16::MAX.into()) as u16;
        }
        self.plain_color(&mut header.paper);
        header.seed = self.coder.raw(32, header.seed.into()) as u32;
        let usual = Header::new(1, 1, Rgb8::default(), 0).brushes;
        if self.flag(0, header.brushes == usual) {
            header.brushes = usual;
        } else {
            let count = self.limited(header.brushes.len(), MAX_BRUSHES, "the number of brushes")?;
            let given = std::mem::take(&mut header.brushes);
            for i in 0..count {
                let mut brush = given.get(i).copied().unwrap_or(Brush::PLAIN);
                self.brush(&mut brush)?;
                header.brushes.push(brush);
            }
        }
        self.sides = [header.width, header.height].map(|side| i32::from(side) * UNITS_PER_PX);
        let count = self.limited(entries as usize, MAX_ENTRIES, "the number of operations")?;
        self.coder.check()?;
        Ok(count as u32)
    }

    /// The next part of an entry, and whether it was the last: a judgement has many, all else one. `brushes` is
    /// the length of the table.
    pub(super) fn entry(&mut self, entry: &mut Entry, brushes: usize) -> Result<bool, Error> {
        if let (Some([done, count]), Op::Judge(judgement)) = (self.judging, &mut entry.op) {
            self.judging = (done < count).then_some([done + 1, count]);
            if done == count {
                self.end_judgement(judgement);
                self.strokes.push(None);
                return self.coder.check().map(|()| true);
            }
            if self.coder.reads() {
                judgement.proposals.push(plain_stroke());
            }
            let stroke = &mut judgement.proposals[done];
            self.stroke(stroke);
            self.coder.check()?;
            stroke.validate(brushes)?;
            return Ok(false);
        }
        let kind = match &entry.op {
            Op::Add(_) => 0,
            Op::Hide { .. } => 1,
            Op::Show { .. } => 2,
            Op::Amend { .. } => 3,
            Op::Judge(_) => 4,
            Op::Brush(_) => 5,
        };
        let kind = self.coder.tree(c::KIND, self.last_kind << 3, 3, kind);
        if kind > 5 {
            return Err(Error::Damaged("an operation is of an unknown kind"));
        }
        self.last_kind = kind;
        entry.dt_ms = self.coder.number(c::TIME + kind as usize, entry.dt_ms);
        let mut added = None;
        match (kind, self.coder.reads()) {
            (0, true) => entry.op = Op::Add(plain_stroke()),
            (3, true) => entry.op = Op::Amend { stroke: 0, with: plain_stroke() },
            (4, true) => entry.op = Op::Judge(Box::new(plain_judgement())),
            (5, true) => entry.op = Op::Brush(Box::new(Brush::PLAIN)),
            _ => {}
        }
        if let 1 | 2 = kind {
            let (mut stroke, mut by) = match &entry.op {
                Op::Hide { stroke, by } | Op::Show { stroke, by } => (*stroke, *by),
                _ => (0, Author::Person),
            };
            by = author(self.flag(1, by == Author::Partner));
            self.id(0, &mut stroke);
            entry.op = if kind == 1 { Op::Hide { stroke, by } } else { Op::Show { stroke, by } };
        }
        match &mut entry.op {
            Op::Add(stroke) => {
                self.stroke(stroke);
                self.coder.check()?;
                stroke.validate(brushes)?;
                added = Some(stroke.clone());
            }
            Op::Amend { stroke, with } => {
                self.id(1, stroke);
                self.amended(*stroke, with)?;
                self.coder.check()?;
                with.validate(brushes)?;
            }
            Op::Judge(judgement) => {
                self.begin_judgement(judgement)?;
                return Ok(false);
            }
            Op::Brush(brush) => self.brush(brush)?,
            Op::Hide { .. } | Op::Show { .. } => {}
        }
        self.strokes.push(added);
        self.coder.check().map(|()| true)
    }

    fn id(&mut self, which: usize, id: &mut u32) {
        let ahead = id.wrapping_sub(self.last_id[which]).cast_signed();
        let ahead = self.coder.signed(c::ID + which, ahead);
        *id = self.last_id[which].wrapping_add(ahead.cast_unsigned());
        self.last_id[which] = *id;
    }

    /// What an amended stroke becomes: as a change of what it was where both are curves.
    fn amended(&mut self, id: u32, with: &mut Stroke) -> Result<(), Error> {
        let was = self.strokes.get_mut(id as usize).and_then(Option::take);
        let was = was.ok_or(Error::NoSuchStroke(id))?;
        let Path::Bezier { points, radii } = &was.path else {
            self.amended_as_new(id, with);
            return Ok(());
        };
        let like = |s: &Stroke| (s.author, s.brush, s.coverage);
        let same = like(with) == like(&was) && matches!(with.path, Path::Bezier { .. });
        if !self.flag(2, same) {
            self.amended_as_new(id, with);
            return Ok(());
        }
        if self.coder.reads() {
            *with = was.clone();
        }
        let coarse = self.coarse(with.color);
        let mut parts = color_parts(with.color, coarse);
        for (i, then) in color_parts(was.color, coarse).into_iter().enumerate() {
            let apart = parts[i].wrapping_sub(then);
            let apart = self.coder.signed(c::CHANGE + usize::from(i > 0), apart);
            parts[i] = then.wrapping_add(apart);
        }
        with.color = self.color_of(parts, coarse);
        let apart = i32::from(with.opacity) - i32::from(was.opacity);
        let step = (ONE / lattice::OPACITIES) as i32;
        let steps = self.stepped(c::CHANGE + 2, 40, apart, step);
        with.opacity = self.ranged(i32::from(was.opacity).wrapping_add(steps), ONE as i32) as u16;
        let Path::Bezier { points: now, radii: wide } = &mut with.path else { return Ok(()) };
        self.radii(wide, Some(*radii), 1);
        let shift = self.shift(now, *wide);
        for (now, then) in now.iter_mut().zip(points) {
            for (now, then) in [(&mut now.x, then.x), (&mut now.y, then.y)] {
                let near = (then + (1 << shift >> 1)) >> shift;
                let ahead = (*now >> shift).wrapping_sub(near);
                let ahead = self.coder.signed(c::CHANGE + 4, ahead);
                *now = near.wrapping_add(ahead).wrapping_shl(shift);
            }
        }
        self.strokes[id as usize] = Some(with.clone());
        Ok(())
    }

    fn amended_as_new(&mut self, id: u32, with: &mut Stroke) {
        self.stroke(with);
        self.strokes[id as usize] = Some(with.clone());
    }

    fn begin_judgement(&mut self, judgement: &mut Judgement) -> Result<(), Error> {
        let verdict = match judgement.verdict {
            Verdict::Yes => 0,
            Verdict::No => 1,
            Verdict::WeakNo => 2,
        };
        judgement.verdict = match self.coder.tree(c::FLAGS, 30 << 3, 2, verdict) {
            0 => Verdict::Yes,
            1 => Verdict::No,
            _ => Verdict::WeakNo,
        };
        let given = std::mem::take(&mut judgement.strokes);
        for i in 0..self.limited(given.len(), MAX_JUDGED, "the number of judged strokes")? {
            let mut id = given.get(i).copied().unwrap_or(0);
            self.id(2, &mut id);
            judgement.strokes.push(id);
        }
        let count = judgement.proposals.len();
        let count = self.limited(count, MAX_JUDGED, "the number of judged proposals")?;
        self.judging = Some([0, count]);
        Ok(())
    }

    fn end_judgement(&mut self, judgement: &mut Judgement) {
        // Most often of the entry before it.
        let here = self.strokes.len() as u32;
        let back = here.wrapping_sub(judgement.revision).cast_signed();
        let back = self.coder.signed(c::REVISION, back).cast_unsigned();
        judgement.revision = here.wrapping_sub(back);
        for (i, hash) in [&mut judgement.target, &mut judgement.weights].into_iter().enumerate() {
            if !self.flag(4 + i, *hash == self.last_hashes[i]) {
                self.last_hashes[i] = self.coder.raw(64, *hash);
            }
            *hash = self.last_hashes[i];
        }
    }

    /// A brush as version 1 has it, byte by byte.
    fn brush(&mut self, brush: &mut Brush) -> Result<(), Error> {
        let mut writer = Writer::new();
        writer.brush(brush);
        let given = writer.into_bytes();
        let count = self.coder.raw(10, given.len() as u64) as usize;
        let mut bytes = Vec::with_capacity(count);
        for i in 0..count {
            let byte = u32::from(given.get(i).copied().unwrap_or(0));
            let high = self.coder.tree(c::BRUSH_BYTES, 0, 4, byte >> 4);
            let low = self.coder.tree(c::BRUSH_BYTES + 1, 0, 4, byte & 15);
            bytes.push((high << 4 | low) as u8);
        }
        let mut reader = Reader::new(&bytes);
        *brush = reader.brush()?;
        reader.finish()
    }

    /// A number of whole steps where it is one, otherwise as it is; `flag` says which.
    pub(super) fn stepped(&mut self, context: usize, flag: usize, value: i32, step: i32) -> i32 {
        if self.flag(flag, value % step == 0) {
            let steps = self.coder.signed(context, value / step);
            return steps.wrapping_mul(step);
        }
        self.coder.raw(17, value.wrapping_add(1 << 16).cast_unsigned().into()) as i32 - (1 << 16)
    }

    fn plain_color(&mut self, color: &mut Rgb8) {
        let [r, g, b] = color.channels();
        let whole = u64::from(u32::from_be_bytes([0, r, g, b]));
        let [_, r, g, b] = (self.coder.raw(24, whole) as u32).to_be_bytes();
        *color = Rgb8::new(r, g, b);
    }

    /// A bit by itself, by the others of its kind; `which` is below 64.
    pub(super) fn flag(&mut self, which: usize, flag: bool) -> bool {
        self.coder.bit(c::FLAGS, 128 + which, flag)
    }

    /// A number that must be of 0..=`most`; 0 where it is not.
    pub(super) fn ranged(&mut self, value: i32, most: i32) -> i32 {
        if (0..=most).contains(&value) {
            return value;
        }
        self.coder.fail("a number is beyond its range");
        0
    }

    /// The colour of [`color_parts`].
    pub(super) fn color_of(&mut self, [green, red, blue]: [i32; 3], coarse: bool) -> Rgb8 {
        let most = if coarse { 127 } else { 255 };
        let channels = [green.wrapping_add(red), green, green.wrapping_add(blue)];
        let [r, g, b] = channels.map(|channel| {
            let channel = self.ranged(channel, most);
            (if coarse { channel << 1 | channel >> 6 } else { channel }) as u8
        });
        Rgb8::new(r, g, b)
    }

    fn limited(&mut self, count: usize, most: usize, what: &'static str) -> Result<usize, Error> {
        let count = self.coder.number(c::COUNT, count as u32) as usize;
        let limit = most as u64;
        if count > most { Err(Error::TooLarge { what, limit }) } else { Ok(count) }
    }
}

/// Green, and how much more red and blue there is; of the 7 higher bits where it is coarse.
pub(super) fn color_parts(color: Rgb8, coarse: bool) -> [i32; 3] {
    let [r, g, b] = color.channels().map(|channel| i32::from(channel >> u8::from(coarse)));
    [g, r - g, b - g]
}

pub(super) const fn author(partner: bool) -> Author {
    if partner { Author::Partner } else { Author::Person }
}

/// What is read over.
fn plain_stroke() -> Stroke {
    Stroke {
        author: Author::Person,
        brush: 0,
        color: Rgb8::new(0, 0, 0),
        opacity: 0,
        coverage: Coverage::Wash,
        path: Path::Bezier { points: [Point::default(); 3], radii: [0; 2] },
    }
}

fn plain_judgement() -> Judgement {
    Judgement {
        verdict: Verdict::Yes,
        strokes: Vec::new(),
        proposals: Vec::new(),
        revision: 0,
        target: 0,
        weights: 0,
    }
}
