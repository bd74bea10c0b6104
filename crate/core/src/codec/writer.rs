//! Numbers, strokes and entries to bytes. The layout is specified in [`crate::format`].

use crate::brush::NUMBERS;
use crate::fixed::ONE;
use crate::{
    Author, Brush, Coverage, Entry, Header, Judgement, Op, Path, Rgb8, Sample, Stroke, Verdict,
};

/// Appends values to bytes; [`super::Reader`] takes them off in the same order.
///
/// ```
/// use limner_core::format::{Reader, Writer};
///
/// let mut writer = Writer::new();
/// writer.u32(300);
/// writer.i32(-2);
/// let bytes = writer.into_bytes();
/// assert_eq!(bytes, [0xac, 0x02, 0x03]);
///
/// let mut reader = Reader::new(&bytes);
/// assert_eq!((reader.u32(), reader.i32()), (Ok(300), Ok(-2)));
/// assert_eq!(reader.finish(), Ok(()));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// A writer that has written nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { bytes: Vec::new() }
    }

    /// What was written.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Number of bytes written.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether nothing was written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Writes one byte.
    pub fn u8(&mut self, value: u8) {
        self.bytes.push(value);
    }

    /// An unsigned number in 1 to 5 bytes (LEB128).
    pub fn u32(&mut self, mut value: u32) {
        while value >= 0x80 {
            let [low, ..] = value.to_le_bytes();
            self.bytes.push(low | 0x80);
            value >>= 7;
        }
        let [low, ..] = value.to_le_bytes();
        self.bytes.push(low);
    }

    /// A signed number in 1 to 5 bytes (zigzag): short where it is near zero.
    pub fn i32(&mut self, value: i32) {
        self.u32(((value << 1) ^ (value >> 31)).cast_unsigned());
    }

    /// 8 bytes.
    pub fn u64(&mut self, value: u64) {
        self.bytes.extend_from_slice(&value.to_le_bytes());
    }

    /// The length of a list, which must be less than 2³².
    pub fn count(&mut self, count: usize) {
        self.u32(u32::try_from(count).expect("no message comes near 4 GiB"));
    }

    /// A length and as many bytes, of which there must be fewer than 2³².
    pub fn bytes(&mut self, value: &[u8]) {
        self.count(value.len());
        self.bytes.extend_from_slice(value);
    }

    /// Red, green, blue.
    pub fn color(&mut self, color: Rgb8) {
        self.bytes.extend_from_slice(&color.channels());
    }

    /// A stroke.
    pub fn stroke(&mut self, stroke: &Stroke) {
        let partner = u32::from(stroke.author == Author::Partner);
        let build_up = u32::from(stroke.coverage == Coverage::BuildUp);
        let samples = u32::from(matches!(stroke.path, Path::Samples { .. }));
        self.u32(partner | build_up << 1 | samples << 2 | u32::from(stroke.brush) << 3);
        self.color(stroke.color);
        self.u32(ONE.wrapping_sub(stroke.opacity.into()));
        match &stroke.path {
            Path::Bezier { points, radii } => {
                let (mut x, mut y) = (0, 0);
                for point in points {
                    self.i32(point.x.wrapping_sub(x));
                    self.i32(point.y.wrapping_sub(y));
                    (x, y) = (point.x, point.y);
                }
                self.u32(radii[0].cast_unsigned());
                self.i32(radii[1].wrapping_sub(radii[0]));
            }
            Path::Samples { radius, samples } => self.samples(*radius, samples),
        }
    }

    /// A list of entries.
    pub fn entries(&mut self, entries: &[Entry]) {
        self.count(entries.len());
        for entry in entries {
            self.entry(entry);
        }
    }

    /// An entry of a log.
    pub fn entry(&mut self, entry: &Entry) {
        self.u8(match &entry.op {
            Op::Add(_) => 0,
            Op::Hide { by, .. } => 1 + u8::from(*by == Author::Partner),
            Op::Show { by, .. } => 3 + u8::from(*by == Author::Partner),
            Op::Amend { .. } => 5,
            Op::Brush(_) => 9,
            Op::Judge(judgement) => match judgement.verdict {
                Verdict::Yes => 6,
                Verdict::No => 7,
                Verdict::WeakNo => 8,
            },
        });
        self.u32(entry.dt_ms);
        match &entry.op {
            Op::Add(stroke) => self.stroke(stroke),
            Op::Hide { stroke, .. } | Op::Show { stroke, .. } => self.u32(*stroke),
            Op::Amend { stroke, with } => {
                self.u32(*stroke);
                self.stroke(with);
            }
            Op::Judge(judgement) => self.judgement(judgement),
            Op::Brush(brush) => self.brush(brush),
        }
    }

    /// What a painting begins with.
    pub fn header(&mut self, header: &Header) {
        self.u32(header.width.into());
        self.u32(header.height.into());
        self.color(header.paper);
        self.u32(header.seed);
        self.count(header.brushes.len());
        for brush in &header.brushes {
            self.brush(brush);
        }
    }

    /// A brush.
    pub fn brush(&mut self, brush: &Brush) {
        let build_up = u8::from(brush.coverage == Coverage::BuildUp);
        self.u8(u8::from(brush.eraser) | build_up << 1 | (brush.follow as u8) << 2);
        let numbers = brush.numbers();
        let plain = Brush::PLAIN.numbers();
        let differs = |i: &usize| numbers[*i] != plain[*i];
        self.u32((0..NUMBERS).filter(differs).map(|i| 1 << i).sum());
        for i in (0..NUMBERS).filter(differs) {
            self.u32(numbers[i]);
        }
        self.u8(u8::try_from(brush.modulations().count()).expect("a brush has few modulations"));
        for modulation in brush.modulations() {
            self.u8(modulation.setting as u8);
            self.u8(modulation.input as u8);
            for factor in modulation.factors {
                self.u32(factor.into());
            }
        }
    }

    fn judgement(&mut self, judgement: &Judgement) {
        self.count(judgement.strokes.len());
        self.deltas(judgement.strokes.iter().map(|id| id.cast_signed()));
        self.count(judgement.proposals.len());
        for stroke in &judgement.proposals {
            self.stroke(stroke);
        }
        self.u32(judgement.revision);
        self.u64(judgement.target);
        self.u64(judgement.weights);
    }

    fn samples(&mut self, radius: i32, samples: &[Sample]) {
        let flags = sample_flags(samples);
        self.u32(radius.cast_unsigned());
        self.u8(flags);
        self.count(samples.len());
        self.deltas(samples.iter().map(|s| s.point.x));
        self.deltas(samples.iter().map(|s| s.point.y));
        for sample in samples {
            self.u32(sample.dt_ms.into());
        }
        let pressures =
            if flags & PRESSURE_VARIES != 0 { samples.len() } else { samples.len().min(1) };
        self.deltas(samples[..pressures].iter().map(|s| s.pressure.into()));
        if flags & HAS_TILT != 0 {
            self.deltas(samples.iter().map(|s| s.tilt[0].into()));
            self.deltas(samples.iter().map(|s| s.tilt[1].into()));
        }
    }

    /// Each value less the one before; the first as it is.
    fn deltas(&mut self, values: impl Iterator<Item = i32>) {
        let mut last = 0_i32;
        for value in values {
            self.i32(value.wrapping_sub(last));
            last = value;
        }
    }
}

/// Flag of a path of samples: the pressure varies.
pub(super) const PRESSURE_VARIES: u8 = 1;
/// Flag of a path of samples: some tilt is not zero.
pub(super) const HAS_TILT: u8 = 2;

/// The flags that samples are written with.
pub(super) fn sample_flags(samples: &[Sample]) -> u8 {
    let varies = samples.windows(2).any(|pair| pair[0].pressure != pair[1].pressure);
    let tilts = samples.iter().any(|sample| sample.tilt != [0, 0]);
    (u8::from(varies) * PRESSURE_VARIES) | (u8::from(tilts) * HAS_TILT)
}
