//! From what a pointer reports to the samples of a stroke: sane, smooth and few.
//!
//! A pointer reports a corner every few pixels. The curve that is drawn runs through the middles
//! between neighbouring reports, with the reports themselves as control points of quadratic Bézier
//! pieces: smooth, local, and never more than half a report behind the hand. The pieces are cut
//! where they bend, so that a straight line takes few samples.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "what a device reports is clamped first, and a cast of a float saturates"
)]

use limner_core::fixed::UNITS_PER_PX;
use limner_core::stroke::MAX_COORDINATE;
use limner_core::{Point, Sample};

use crate::tools::q15_from_unit;

/// Reports nearer than this to the one before are left out unless the pressure changes, in px.
const MIN_DISTANCE_PX: f64 = 0.75;
/// How much the pressure must change for a report that hardly moved.
const MIN_PRESSURE: f64 = 0.05;
/// How far a chord may lie from its curve, in px.
const TOLERANCE_PX: f64 = 0.1;
/// Between two samples of a pointer that is held still, in ms.
const HOLD_MS: f64 = 30.0;
/// Pieces that one curve is cut into at most.
const MAX_PIECES: f64 = 32.0;

/// What a pointer reports at one moment; any number may be anything.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Report {
    /// The place from left to right, in canvas px.
    pub x: f64,
    /// The place from top to bottom, in canvas px.
    pub y: f64,
    /// How hard the pen is pressed, 0..=1.
    pub pressure: f64,
    /// How far the pen leans to the right, in degrees.
    pub tilt_x: f64,
    /// How far the pen leans towards the person, in degrees.
    pub tilt_y: f64,
    /// The time of the report, in milliseconds on any clock.
    pub time_ms: f64,
}

impl Report {
    /// The report with every number in range; `None` where the position or the time is no number.
    #[must_use]
    pub fn sane(self) -> Option<Self> {
        if self.x.is_nan() || self.y.is_nan() || !self.time_ms.is_finite() {
            return None;
        }
        let limit = f64::from(MAX_COORDINATE / UNITS_PER_PX);
        let tilt = |t: f64| if t.is_nan() { 0.0 } else { t.clamp(-90.0, 90.0) };
        Some(Self {
            x: self.x.clamp(-limit, limit),
            y: self.y.clamp(-limit, limit),
            pressure: if self.pressure.is_nan() { 1.0 } else { self.pressure.clamp(0.0, 1.0) },
            tilt_x: tilt(self.tilt_x),
            tilt_y: tilt(self.tilt_y),
            time_ms: self.time_ms,
        })
    }

    /// How far apart two reports are, in canvas px.
    pub(crate) fn distance(&self, other: &Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }

    /// Every number mixed, `t` = 0 giving `self`.
    pub(crate) fn mix(self, other: Self, t: f64) -> Self {
        let mix = |a: f64, b: f64| a + (b - a) * t;
        Self {
            x: mix(self.x, other.x),
            y: mix(self.y, other.y),
            pressure: mix(self.pressure, other.pressure),
            tilt_x: mix(self.tilt_x, other.tilt_x),
            tilt_y: mix(self.tilt_y, other.tilt_y),
            time_ms: mix(self.time_ms, other.time_ms),
        }
    }
}

/// What a pointer is, as the host tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Device {
    /// A mouse, or a pen that the system takes for one.
    Mouse,
    /// A finger.
    Touch,
    /// A pen.
    Pen,
    /// One whose pressure is taken as it is reported.
    #[default]
    Exact,
}

impl Device {
    /// The device of a browser's `pointerType`; what is none of the three is taken as it is.
    #[must_use]
    pub fn from_pointer_type(name: &str) -> Self {
        match name {
            "mouse" => Self::Mouse,
            "touch" => Self::Touch,
            "pen" => Self::Pen,
            _ => Self::Exact,
        }
    }
}

/// Tells pressure from what devices report that feel none.
///
/// By the Pointer Events standard such a device reports 0.5 while it is down; some screens say 0 or 1. A
/// stroke in which only that was reported is painted at full pressure; once something else was reported,
/// the device feels, and 0.5 is half.
#[derive(Clone, Copy, Debug, Default)]
pub struct PressureSense {
    device: Device,
    /// Whether the device has shown in this stroke that it feels.
    feels: bool,
    /// Whether a pen has shown it ever; and something that is taken for a mouse.
    pen_felt: bool,
    mouse_felt: bool,
}

impl PressureSense {
    /// Begins a stroke of a device.
    pub fn begin(&mut self, device: Device) {
        (self.device, self.feels) = (device, false);
    }

    /// The pressure that the stroke has where the device reports this.
    pub fn felt(&mut self, reported: f64) -> f64 {
        let silent = match self.device {
            Device::Exact => return reported,
            // A pen that is barely there reports 0.
            Device::Pen => reported == 0.5,
            Device::Mouse | Device::Touch => [0.0, 0.5, 1.0].contains(&reported),
        };
        if !silent {
            self.feels = true;
            self.pen_felt |= self.device == Device::Pen;
            self.mouse_felt |= self.device == Device::Mouse;
        }
        let known = match self.device {
            Device::Pen => self.pen_felt,
            // A mouse that is down never reports 0.
            Device::Mouse => self.mouse_felt && reported == 0.0,
            Device::Touch | Device::Exact => false,
        };
        if self.feels || known { reported } else { 1.0 }
    }
}

/// Turns the reports of one stroke into its samples.
#[derive(Clone, Debug)]
pub struct Smoother {
    began_ms: f64,
    /// Milliseconds from the beginning to the last sample.
    sampled_ms: u64,
    /// Where the curve has come to.
    at: Report,
    /// The report that the next piece bends towards.
    corner: Report,
    /// The last report, be it left out or not.
    last: Report,
    drawn: Point,
}

impl Smoother {
    /// A smoother for a stroke that begins at a sane report, and the stroke's first sample.
    #[must_use]
    pub fn new(first: Report) -> (Self, Sample) {
        let mut smoother = Self {
            began_ms: first.time_ms,
            sampled_ms: 0,
            at: first,
            corner: first,
            last: first,
            drawn: Point::default(),
        };
        let sample = smoother.sample(first);
        (smoother, sample)
    }

    /// Takes the stroke on to a sane report; hands the samples on the way to `emit`.
    pub fn push(&mut self, report: Report, mut emit: impl FnMut(Sample)) {
        self.last = report;
        let distance = report.distance(&self.corner);
        let pressed = (report.pressure - self.corner.pressure).abs() >= MIN_PRESSURE;
        if distance < MIN_DISTANCE_PX && !pressed {
            return;
        }
        let middle = self.corner.mix(report, 0.5);
        self.curve_to(middle, &mut emit);
        self.corner = report;
    }

    /// The pointer is held where it is: the sample of this moment, unless too little time has gone by
    /// since the last.
    pub fn hold(&mut self, time_ms: f64) -> Option<Sample> {
        let held = Report { time_ms, ..self.at };
        let due = f64::from(self.sample_at(held).dt_ms) >= HOLD_MS;
        due.then(|| self.sample(held))
    }

    /// Takes the stroke to where the pointer was last seen.
    pub fn finish(&mut self, mut emit: impl FnMut(Sample)) {
        let sample = self.sample_at(self.last);
        if sample.point != self.drawn {
            let last = self.last;
            self.curve_to(last, &mut emit);
        }
    }

    /// From where the curve is, bending towards the corner, to `end`.
    fn curve_to(&mut self, end: Report, emit: &mut impl FnMut(Sample)) {
        let (start, corner) = (self.at, self.corner);
        let pieces = pieces(start, corner, end);
        for i in 1..=pieces {
            let t = f64::from(i) / f64::from(pieces);
            let report = start.mix(corner, t).mix(corner.mix(end, t), t);
            let sample = self.sample(report);
            emit(sample);
        }
        self.at = end;
    }

    fn sample(&mut self, report: Report) -> Sample {
        let sample = self.sample_at(report);
        self.sampled_ms += u64::from(sample.dt_ms);
        self.drawn = sample.point;
        sample
    }

    fn sample_at(&self, report: Report) -> Sample {
        let units = |v: f64| {
            let limit = f64::from(MAX_COORDINATE);
            (v * f64::from(UNITS_PER_PX)).round().clamp(-limit, limit) as i32
        };
        // Both casts saturate: times may run backwards or leap.
        let now_ms = (report.time_ms - self.began_ms).round().max(0.0) as u64;
        Sample {
            point: Point::new(units(report.x), units(report.y)),
            pressure: q15_from_unit(report.pressure),
            tilt: [report.tilt_x.round() as i8, report.tilt_y.round() as i8],
            dt_ms: now_ms.saturating_sub(self.sampled_ms).min(u16::MAX.into()) as u16,
        }
    }
}

/// How many chords follow a quadratic curve closely enough.
///
/// |B''| / 8 · (1/n)² is how far n chords lie from the curve at most, and B'' = 2 (start − 2 corner +
/// end). Where the corner lies beside the chord only the part of B'' across it counts: a hand that
/// goes straight but not evenly needs no more samples.
fn pieces(start: Report, corner: Report, end: Report) -> u32 {
    let (bend_x, bend_y) = (start.x - 2.0 * corner.x + end.x, start.y - 2.0 * corner.y + end.y);
    let (chord_x, chord_y) = (end.x - start.x, end.y - start.y);
    let chord = chord_x.hypot(chord_y);
    let along = (corner.x - start.x) * chord_x + (corner.y - start.y) * chord_y;
    let beside = chord > 0.0 && (0.0..=chord * chord).contains(&along);
    let bend = if beside {
        (bend_x * chord_y - bend_y * chord_x).abs() / chord
    } else {
        bend_x.hypot(bend_y)
    };
    (bend / (4.0 * TOLERANCE_PX)).sqrt().ceil().clamp(1.0, MAX_PIECES) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f64, y: f64, time_ms: f64) -> Report {
        Report { x, y, pressure: 0.5, tilt_x: 0.0, tilt_y: 0.0, time_ms }
    }

    fn smoothed(reports: &[Report]) -> Vec<Sample> {
        let (mut smoother, first) = Smoother::new(reports[0]);
        let mut samples = vec![first];
        reports[1..].iter().for_each(|r| smoother.push(*r, |s| samples.push(s)));
        smoother.finish(|s| samples.push(s));
        samples
    }

    #[test]
    fn a_straight_line_stays_straight_and_takes_few_samples() {
        let reports: Vec<_> = (0..20).map(|i| at(f64::from(i) * 10.0, 5.0, f64::from(i))).collect();
        let samples = smoothed(&reports);
        assert!(samples.iter().all(|s| s.point.y == 5 * UNITS_PER_PX), "{samples:?}");
        assert!(samples.len() <= 22, "{}", samples.len());
        assert_eq!(samples.last().unwrap().point, Point::from_px(190, 5));
        let elapsed: u32 = samples.iter().map(|s| u32::from(s.dt_ms)).sum();
        assert_eq!(elapsed, 19);
    }

    #[test]
    fn a_sharp_corner_is_rounded_in_steps_below_the_tolerance() {
        let samples = smoothed(&[at(0.0, 0.0, 0.0), at(100.0, 0.0, 8.0), at(100.0, 100.0, 16.0)]);
        assert!(samples.len() > 8, "{}", samples.len());
        // The curve runs inside of the corner: it never reaches (100, 0).
        let nearest = samples
            .iter()
            .map(|s| (100.0 - f64::from(s.point.x) / 64.0).hypot(f64::from(s.point.y) / 64.0));
        assert!(nearest.fold(f64::MAX, f64::min) > 17.0);
        assert_eq!(samples.last().unwrap().point, Point::from_px(100, 100));
    }

    #[test]
    fn a_trembling_pointer_adds_nothing() {
        let reports: Vec<_> =
            (0..50).map(|i| at(f64::from(i % 2) * 0.3, 0.0, f64::from(i))).collect();
        assert!(smoothed(&reports).len() <= 2);
    }

    /// What a stroke of reported pressures is painted with.
    fn felt(sense: &mut PressureSense, device: Device, reported: &[f64]) -> Vec<f64> {
        sense.begin(device);
        reported.iter().map(|pressure| sense.felt(*pressure)).collect()
    }

    #[test]
    fn what_feels_nothing_paints_evenly_and_what_feels_keeps_its_pressure() {
        let mut sense = PressureSense::default();
        assert_eq!(felt(&mut sense, Device::Mouse, &[0.5; 4]), [1.0; 4]);
        assert_eq!(felt(&mut sense, Device::Pen, &[0.5; 4]), [1.0; 4]);
        for silent in [0.0, 0.5, 1.0] {
            assert_eq!(felt(&mut sense, Device::Touch, &[silent; 4]), [1.0; 4]);
        }
        // A pen, also where it is taken for a mouse, passes 0.5 without a leap.
        let rising = [0.05, 0.3, 0.5, 0.7, 0.95];
        for device in [Device::Pen, Device::Mouse, Device::Touch] {
            assert_eq!(felt(&mut sense, device, &rising), rising, "{device:?}");
        }
        // From then on a pen may begin at 0.5; a mouse beside it is even as before.
        assert_eq!(felt(&mut sense, Device::Pen, &[0.5, 0.52]), [0.5, 0.52]);
        assert_eq!(felt(&mut sense, Device::Mouse, &[0.5; 4]), [1.0; 4]);
        assert_eq!(felt(&mut sense, Device::Mouse, &[0.0, 0.1]), [0.0, 0.1]);
        assert_eq!(felt(&mut sense, Device::Exact, &[0.5, 0.0]), [0.5, 0.0]);
        assert_eq!(Device::from_pointer_type("pen"), Device::Pen);
        assert_eq!(Device::from_pointer_type(""), Device::Exact);
    }

    #[test]
    fn nonsense_is_refused_or_clamped() {
        assert!(at(f64::NAN, 0.0, 0.0).sane().is_none());
        assert!(at(0.0, 0.0, f64::INFINITY).sane().is_none());
        let wild = Report {
            x: f64::INFINITY,
            y: -1e300,
            pressure: f64::NAN,
            tilt_x: f64::NEG_INFINITY,
            tilt_y: f64::NAN,
            time_ms: -1e300,
        };
        let sane = wild.sane().unwrap();
        let (mut smoother, first) = Smoother::new(sane);
        assert_eq!(first.point, Point::new(MAX_COORDINATE, -MAX_COORDINATE));
        assert_eq!((first.pressure, first.tilt), (1 << 15, [-90, 0]));
        let mut last_dt_ms = 0;
        smoother.push(at(0.0, 0.0, 1e300), |s| last_dt_ms = s.dt_ms);
        assert_eq!(last_dt_ms, u16::MAX, "a leap is cut to what a sample can say");
    }
}
