//! Bytes to numbers, strokes and entries, trusting none of them. The layout is specified in [`crate::format`].

use super::writer::{HAS_TILT, PRESSURE_VARIES, sample_flags};
use super::{ENDS_EARLY, MIN_ENTRY};
use crate::brush::{Follow, Input, KNOTS, Modulation, Setting};
use crate::entry::{MAX_BRUSHES, MAX_ENTRIES, MAX_JUDGED};
use crate::fixed::ONE;
use crate::stroke::MAX_SAMPLES;
use crate::{
    Author, Brush, Coverage, Entry, Error, Header, Judgement, Op, Path, Point, Rgb8, Sample,
    Stroke, Verdict,
};

/// A brush takes at least this many bytes: flags, which numbers, how many modulations.
const MIN_BRUSH: usize = 3;
/// A stroke takes at least this many bytes: bits, colour, opacity, and a path of one sample.
const MIN_STROKE: usize = 5 + 7;
/// A sample takes at least this many bytes: x, y and time.
const MIN_SAMPLE: usize = 3;

/// Takes values off the front of bytes; [`super::Writer`] wrote them.
///
/// Every method fails where the bytes end too early or hold something else, and allocates no more
/// than a small multiple of the bytes that are really there.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// A reader at the beginning of `bytes`.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Number of bytes not yet read.
    #[must_use]
    pub const fn remaining(&self) -> usize {
        self.rest.len()
    }

    /// Fails unless every byte was read.
    pub fn finish(self) -> Result<(), Error> {
        if self.rest.is_empty() { Ok(()) } else { Err(Error::Damaged("it goes on after its end")) }
    }

    /// Reads one byte.
    pub fn u8(&mut self) -> Result<u8, Error> {
        let (first, rest) = self.rest.split_first().ok_or(Error::Damaged(ENDS_EARLY))?;
        self.rest = rest;
        Ok(*first)
    }

    /// An unsigned number (LEB128), in its shortest form only.
    pub fn u32(&mut self) -> Result<u32, Error> {
        let mut value = 0;
        for shift in [0, 7, 14, 21, 28] {
            let byte = self.u8()?;
            let bits = u32::from(byte & 0x7f);
            if shift == 28 && byte > 0x0f {
                return Err(Error::Damaged("a number is over 32 bits"));
            }
            value |= bits << shift;
            if byte & 0x80 == 0 {
                if shift > 0 && bits == 0 {
                    return Err(Error::Damaged("a number is longer than it need be"));
                }
                return Ok(value);
            }
        }
        Err(Error::Damaged("a number is over 32 bits"))
    }

    /// A signed number (zigzag).
    pub fn i32(&mut self) -> Result<i32, Error> {
        let coded = self.u32()?;
        Ok((coded >> 1).cast_signed() ^ -(coded & 1).cast_signed())
    }

    /// 8 bytes.
    pub fn u64(&mut self) -> Result<u64, Error> {
        let (first, rest) = self.rest.split_first_chunk().ok_or(Error::Damaged(ENDS_EARLY))?;
        self.rest = rest;
        Ok(u64::from_le_bytes(*first))
    }

    /// A length of at most `max`, and as many bytes.
    pub fn bytes(&mut self, what: &'static str, max: usize) -> Result<&'a [u8], Error> {
        let count = self.count(what, max, 1)?;
        let (first, rest) = self.rest.split_at(count);
        self.rest = rest;
        Ok(first)
    }

    /// The length of a list of at most `max` items: at least `min_bytes` for each of them are there,
    /// so that the list may be allocated.
    pub fn count(
        &mut self,
        what: &'static str,
        max: usize,
        min_bytes: usize,
    ) -> Result<usize, Error> {
        let count = self.u32()? as usize;
        if count > max {
            return Err(Error::TooLarge { what, limit: max as u64 });
        }
        if count > self.rest.len() / min_bytes.max(1) {
            return Err(Error::Damaged(ENDS_EARLY));
        }
        Ok(count)
    }

    /// Red, green, blue.
    pub fn color(&mut self) -> Result<Rgb8, Error> {
        Ok(Rgb8::new(self.u8()?, self.u8()?, self.u8()?))
    }

    /// A stroke in range for a painting with `brushes` brushes.
    pub fn stroke(&mut self, brushes: usize) -> Result<Stroke, Error> {
        let bits = self.u32()?;
        let author = if bits & 1 == 0 { Author::Person } else { Author::Partner };
        let coverage = if bits & 2 == 0 { Coverage::Wash } else { Coverage::BuildUp };
        let brush = narrow("brush index", bits >> 3)?;
        let color = self.color()?;
        let opacity = ONE.checked_sub(self.u32()?).and_then(|opacity| opacity.try_into().ok());
        let opacity = opacity.ok_or(Error::Damaged("an opacity is below zero"))?;
        let path = if bits & 4 == 0 { self.bezier()? } else { self.samples()? };
        let stroke = Stroke { author, brush, color, opacity, coverage, path };
        stroke.validate(brushes)?;
        Ok(stroke)
    }

    /// A list of entries, each as from [`Reader::entry`].
    pub fn entries(&mut self, brushes: usize) -> Result<Vec<Entry>, Error> {
        let count = self.count("the number of operations", MAX_ENTRIES, MIN_ENTRY)?;
        let mut brushes = brushes;
        self.list(count, |reader| {
            let entry = reader.entry(brushes)?;
            brushes += usize::from(matches!(entry.op, Op::Brush(_)));
            Ok(entry)
        })
    }

    /// An entry of a painting with `brushes` brushes. Its strokes are in range; whether the ids that
    /// it names exist is for [`crate::Log::push`] to say.
    pub fn entry(&mut self, brushes: usize) -> Result<Entry, Error> {
        let mut begun = self.begin_entry(brushes)?;
        while !self.advance_with(&mut begun, brushes)? {}
        Ok(begun.entry)
    }

    /// What an entry begins with: all of it, but for the proposals of a judgement and what follows them.
    // Apart: files, journals and messages have entries.
    #[inline(never)]
    pub(crate) fn begin_entry(&mut self, brushes: usize) -> Result<Begun, Error> {
        let kind = self.u8()?;
        let dt_ms = self.u32()?;
        let by = |partner: bool| if partner { Author::Partner } else { Author::Person };
        let mut proposals = 0;
        let op = match kind {
            0 => Op::Add(self.stroke(brushes)?),
            1 | 2 => Op::Hide { stroke: self.u32()?, by: by(kind == 2) },
            3 | 4 => Op::Show { stroke: self.u32()?, by: by(kind == 4) },
            5 => Op::Amend { stroke: self.u32()?, with: self.stroke(brushes)? },
            6..=8 => {
                let verdict = [Verdict::Yes, Verdict::No, Verdict::WeakNo][usize::from(kind) - 6];
                let judgement;
                (judgement, proposals) = self.begin_judgement(verdict)?;
                Op::Judge(Box::new(judgement))
            }
            9 => {
                let brush = self.brush()?;
                brush.validate()?;
                Op::Brush(Box::new(brush))
            }
            _ => return Err(Error::Damaged("an operation is of an unknown kind")),
        };
        Ok(Begun { entry: Entry { dt_ms, op }, proposals })
    }

    /// Reads one proposal more of an entry that begun, or what follows the last; says whether the entry is
    /// whole.
    #[inline(never)]
    pub(crate) fn advance_with(
        &mut self,
        begun: &mut Begun,
        brushes: usize,
    ) -> Result<bool, Error> {
        let Op::Judge(judgement) = &mut begun.entry.op else { return Ok(true) };
        if let Some(left) = begun.proposals.checked_sub(1) {
            judgement.proposals.push(self.stroke(brushes)?);
            begun.proposals = left;
            return Ok(false);
        }
        judgement.revision = self.u32()?;
        (judgement.target, judgement.weights) = (self.u64()?, self.u64()?);
        Ok(true)
    }

    /// What a painting begins with. [`Header::validate`] is for [`crate::Log::new`] to call.
    pub fn header(&mut self) -> Result<Header, Error> {
        let (width, height) = (self.u32()?, self.u32()?);
        let width = narrow("canvas width", width)?;
        let height = narrow("canvas height", height)?;
        let paper = self.color()?;
        let seed = self.u32()?;
        let count = self.count("the number of brushes", MAX_BRUSHES, MIN_BRUSH)?;
        let brushes = self.list(count, Self::brush)?;
        Ok(Header { width, height, paper, seed, brushes })
    }

    /// A brush. [`Brush::validate`] is for whoever takes it.
    pub fn brush(&mut self) -> Result<Brush, Error> {
        let flags = self.u8()?;
        let follow = match flags >> 2 {
            0 => Follow::Canvas,
            1 => Follow::Path,
            2 => Follow::Pen,
            _ => return Err(Error::Damaged("a brush has an unknown flag")),
        };
        let mut brush = Brush {
            follow,
            coverage: if flags & 2 == 0 { Coverage::Wash } else { Coverage::BuildUp },
            eraser: flags & 1 != 0,
            ..Brush::PLAIN
        };
        let plain = brush.numbers();
        let present = self.u32()?;
        for (i, plain) in (0..u32::BITS as usize).zip(plain.iter().chain(std::iter::repeat(&0))) {
            if present >> i & 1 == 0 {
                continue;
            }
            let number = self.u32()?;
            brush.set_number(i, number)?;
            if number == *plain {
                return Err(Error::Damaged("a brush spells out what goes without saying"));
            }
        }
        let count = usize::from(self.u8()?);
        let slots = brush.modulations.get_mut(..count);
        for slot in slots.ok_or(Error::Damaged("a brush has too many modulations"))? {
            *slot = self.modulation()?;
        }
        Ok(brush)
    }

    fn modulation(&mut self) -> Result<Modulation, Error> {
        let setting = Setting::ALL.get(usize::from(self.u8()?)).copied();
        let input = Input::ALL.get(usize::from(self.u8()?)).copied();
        let (Some(setting), Some(input)) = (setting, input) else {
            return Err(Error::Damaged("a brush has a modulation of an unknown kind"));
        };
        let mut factors = [0; KNOTS];
        for factor in &mut factors {
            *factor = self.u16("brush curve")?;
        }
        let modulation = Modulation { setting, input, factors };
        if modulation == Modulation::NONE {
            return Err(Error::Damaged("a brush spells out what goes without saying"));
        }
        Ok(modulation)
    }

    /// A judgement as far as its proposals.
    fn begin_judgement(&mut self, verdict: Verdict) -> Result<(Judgement, usize), Error> {
        let count = self.count("the number of judged strokes", MAX_JUDGED, 1)?;
        let mut last = 0_i32;
        let strokes = self.list(count, |reader| {
            // Ids are 32 bits of which the sign is one: differences wrap.
            last = last.wrapping_add(reader.i32()?);
            Ok(last.cast_unsigned())
        })?;
        let count = self.count("the number of judged proposals", MAX_JUDGED, MIN_STROKE)?;
        let proposals = Vec::with_capacity(count);
        let judgement =
            Judgement { verdict, strokes, proposals, revision: 0, target: 0, weights: 0 };
        Ok((judgement, count))
    }

    fn bezier(&mut self) -> Result<Path, Error> {
        let (mut x, mut y) = (0, 0);
        let mut points = [Point::default(); 3];
        for point in &mut points {
            x = self.delta(x)?;
            y = self.delta(y)?;
            *point = Point::new(x, y);
        }
        let first = self.u32()?;
        let first = narrow("stroke radius", first)?;
        Ok(Path::Bezier { points, radii: [first, self.delta(first)?] })
    }

    fn samples(&mut self) -> Result<Path, Error> {
        let radius = self.u32()?;
        let radius = narrow("stroke radius", radius)?;
        let flags = self.u8()?;
        let count = self.count("the number of samples", MAX_SAMPLES, MIN_SAMPLE)?;
        let mut samples = vec![Sample::default(); count];
        self.column(&mut samples, |sample, x| {
            sample.point.x = x;
            Ok(())
        })?;
        self.column(&mut samples, |sample, y| {
            sample.point.y = y;
            Ok(())
        })?;
        for sample in &mut samples {
            sample.dt_ms = self.u16("milliseconds between samples")?;
        }
        if flags & PRESSURE_VARIES != 0 {
            self.column(&mut samples, |sample, pressure| {
                sample.pressure = in_range("pressure", pressure)?;
                Ok(())
            })?;
        } else if count > 0 {
            let pressure = in_range("pressure", self.delta(0)?)?;
            samples.iter_mut().for_each(|sample| sample.pressure = pressure);
        }
        if flags & HAS_TILT != 0 {
            for axis in 0..2 {
                self.column(&mut samples, |sample, tilt| {
                    sample.tilt[axis] = in_range("tilt", tilt)?;
                    Ok(())
                })?;
            }
        }
        if flags != sample_flags(&samples) {
            return Err(Error::Damaged("the flags of a path do not fit its samples"));
        }
        Ok(Path::Samples { radius, samples: samples.into() })
    }

    /// One field of every sample, each less the one before.
    fn column(
        &mut self,
        samples: &mut [Sample],
        mut set: impl FnMut(&mut Sample, i32) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut value = 0;
        samples.iter_mut().try_for_each(|sample| {
            value = self.delta(value)?;
            set(sample, value)
        })
    }

    /// A signed number more than `last`.
    fn delta(&mut self, last: i32) -> Result<i32, Error> {
        last.checked_add(self.i32()?).ok_or(Error::Damaged("a number is over 32 bits"))
    }

    fn u16(&mut self, what: &'static str) -> Result<u16, Error> {
        let value = self.u32()?;
        narrow(what, value)
    }

    /// `count` items; the caller has compared the count with the bytes that are left.
    fn list<T>(
        &mut self,
        count: usize,
        mut item: impl FnMut(&mut Self) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let mut items = Vec::with_capacity(count);
        for _ in 0..count {
            items.push(item(self)?);
        }
        Ok(items)
    }
}

/// An entry as far as it is read: a judgement may have a million samples.
#[derive(Debug)]
pub(crate) struct Begun {
    pub(crate) entry: Entry,
    /// How many proposals of its judgement are not read yet.
    proposals: usize,
}

/// The range of a type, for the words of an error.
trait Bounds {
    const LOW: i64;
    const HIGH: i64;
}

macro_rules! bounds {
    ($($integer:ty),*) => {
        $(impl Bounds for $integer {
            const LOW: i64 = <$integer>::MIN as i64;
            const HIGH: i64 = <$integer>::MAX as i64;
        })*
    };
}
bounds!(u8, i8, u16, i32);

/// `value` in a type that may be too small for it.
fn narrow<T: TryFrom<u32> + Bounds>(what: &'static str, value: u32) -> Result<T, Error> {
    T::try_from(value).map_err(|_| out_of_range::<T>(what, value.into()))
}

fn in_range<T: TryFrom<i32> + Bounds>(what: &'static str, value: i32) -> Result<T, Error> {
    T::try_from(value).map_err(|_| out_of_range::<T>(what, value.into()))
}

fn out_of_range<T: Bounds>(what: &'static str, value: i64) -> Error {
    Error::OutOfRange { what, value, low: T::LOW, high: T::HIGH }
}
