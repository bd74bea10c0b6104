//! Takes the tremor out of a hand, before anything is quantised: the log holds the steady line.
//!
//! Three kinds, as Krita has them: none; *smooth*, where the line goes through the weighted mean of the
//! last reports; *lazy*, where the brush is pulled on a string and stands still until it is taut. Both
//! fall behind the pointer, so when it is lifted the line is finished to where it was: Krita does so
//! unless it is told not to.

use std::collections::VecDeque;

use crate::pointer::Report;

/// Longest string, and longest way that is smoothed over, in canvas px.
pub const MAX_LENGTH_PX: f64 = 2_000.0;
/// Reports that are remembered for the mean.
const MOST: usize = 256;
/// The way that is smoothed over is so many standard deviations of the weights, as in Krita.
const DEVIATIONS: f64 = 3.0;

/// How a line is steadied. Lengths are in canvas px.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Kind {
    /// The line as the hand draws it.
    #[default]
    Nothing,
    /// The line through the mean of the reports over this length of the way, weighted by a bell.
    Smooth(f64),
    /// The line that is pulled on a string of this length.
    Lazy(f64),
}

impl Kind {
    /// The kind of a code of [`limner_protocol::codes::stabiliser`]; what is no length is none.
    #[must_use]
    pub fn from_code(code: &str, length_px: f64) -> Option<Self> {
        use limner_protocol::codes::stabiliser::{LAZY, NONE, SMOOTH};
        let length_px = if length_px.is_nan() { 0.0 } else { length_px.clamp(0.0, MAX_LENGTH_PX) };
        match code {
            NONE => Some(Self::Nothing),
            SMOOTH => Some(Self::Smooth(length_px)),
            LAZY => Some(Self::Lazy(length_px)),
            _ => None,
        }
    }
}

/// Steadies the reports of one stroke.
#[derive(Clone, Debug)]
pub struct Stabiliser {
    kind: Kind,
    /// Where the brush is.
    at: Report,
    /// Where the pointer is.
    last: Report,
    /// For the mean: the reports, newest first, and how far the way is from each to the one before.
    reports: VecDeque<(Report, f64)>,
}

impl Stabiliser {
    /// A stabiliser for a stroke that begins at a sane report.
    #[must_use]
    pub fn new(kind: Kind, first: Report) -> Self {
        Self { kind, at: first, last: first, reports: VecDeque::from([(first, 0.0)]) }
    }

    /// Where the brush goes as the pointer is reported at a sane place; `None` where it stays.
    pub fn push(&mut self, report: Report) -> Option<Report> {
        let way = report.distance(&self.last);
        self.last = report;
        match self.kind {
            Kind::Nothing => self.at = report,
            Kind::Smooth(length_px) => {
                self.reports.push_front((report, way));
                self.reports.truncate(MOST);
                self.at = self.mean(length_px);
            }
            Kind::Lazy(length_px) => {
                let distance = report.distance(&self.at);
                if distance <= length_px {
                    return None;
                }
                let t = (distance - length_px) / distance;
                let pulled = self.at.mix(report, t);
                // The hand is felt as it is: only the place lags behind.
                self.at = Report { x: pulled.x, y: pulled.y, ..report };
            }
        }
        Some(self.at)
    }

    /// Where the brush ends as the pointer is lifted; `None` where it is there already.
    pub fn finish(&mut self) -> Option<Report> {
        let there = self.at == self.last;
        self.at = self.last;
        (!there).then_some(self.last)
    }

    /// The mean of the reports, each weighted by a bell over the way from the newest back to it.
    fn mean(&self, length_px: f64) -> Report {
        let newest = self.reports[0].0;
        let deviation = length_px / DEVIATIONS;
        let (mut sum, mut x, mut y, mut pressure, mut way) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (report, to_older) in &self.reports {
            let weight = if way == 0.0 { 1.0 } else { (-0.5 * (way / deviation).powi(2)).exp() };
            sum += weight;
            x += weight * report.x;
            y += weight * report.y;
            pressure += weight * report.pressure;
            way += to_older;
            if way > length_px {
                break;
            }
        }
        Report { x: x / sum, y: y / sum, pressure: pressure / sum, ..newest }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f64, y: f64, time_ms: f64) -> Report {
        Report { x, y, pressure: 0.5, tilt_x: 3.0, tilt_y: 0.0, time_ms }
    }

    /// A level line by a hand that trembles.
    fn trembling() -> Vec<Report> {
        let tremor = |i: u32| f64::from(limner_core::random::at(7, i) % 1000) / 250.0 - 2.0;
        (0..200).map(|i| at(f64::from(i) * 2.0, 50.0 + tremor(i), f64::from(i) * 8.0)).collect()
    }

    fn steadied(kind: Kind, reports: &[Report]) -> Vec<Report> {
        let mut stabiliser = Stabiliser::new(kind, reports[0]);
        let mut out = vec![reports[0]];
        out.extend(reports[1..].iter().filter_map(|report| stabiliser.push(*report)));
        out.extend(stabiliser.finish());
        out
    }

    /// How much the line turns at its corners, in all.
    fn turning(line: &[Report]) -> f64 {
        let heading = |a: &Report, b: &Report| (b.y - a.y).atan2(b.x - a.x);
        let turn = |w: &[Report]| (heading(&w[1], &w[2]) - heading(&w[0], &w[1])).abs();
        // Without the end, where the line catches up.
        line[..line.len() - 2].windows(3).map(turn).sum()
    }

    #[test]
    fn none_leaves_everything_as_it_was() {
        let reports = trembling();
        assert_eq!(steadied(Kind::Nothing, &reports), reports);
        assert_eq!(steadied(Kind::Smooth(0.0), &reports), reports);
        assert_eq!(steadied(Kind::Lazy(0.0), &reports), reports);
    }

    #[test]
    fn a_trembling_line_gets_smoother_the_longer_it_is_smoothed_over() {
        let reports = trembling();
        let raw = turning(&reports);
        let [little, much] = [12.0, 48.0].map(|px| turning(&steadied(Kind::Smooth(px), &reports)));
        assert!(little < raw / 3.0, "{little} of {raw}");
        assert!(much < little / 2.0, "{much} of {little}");
        let lazy = turning(&steadied(Kind::Lazy(24.0), &reports));
        assert!(lazy < raw / 4.0, "{lazy} of {raw}");
    }

    #[test]
    fn a_lazy_brush_stands_still_until_its_string_is_taut() {
        let mut stabiliser = Stabiliser::new(Kind::Lazy(30.0), at(100.0, 100.0, 0.0));
        for (x, y) in [(110.0, 100.0), (100.0, 129.0), (80.0, 110.0), (130.0, 100.0)] {
            assert_eq!(stabiliser.push(at(x, y, 1.0)), None, "at {x}, {y}");
        }
        let pulled = stabiliser.push(at(140.0, 100.0, 9.0)).unwrap();
        assert_eq!((pulled.x, pulled.y, pulled.time_ms), (110.0, 100.0, 9.0));
        // It follows on the line of the string, at its length.
        let pulled = stabiliser.push(at(110.0, 160.0, 12.0)).unwrap();
        assert_eq!((pulled.x, pulled.y), (110.0, 130.0));
    }

    #[test]
    fn the_line_is_finished_to_where_the_pointer_was() {
        let reports = trembling();
        for kind in [Kind::Nothing, Kind::Smooth(40.0), Kind::Lazy(40.0)] {
            assert_eq!(steadied(kind, &reports).last(), reports.last(), "{kind:?}");
        }
        // A tap is a tap.
        for kind in [Kind::Smooth(40.0), Kind::Lazy(40.0)] {
            assert_eq!(steadied(kind, &reports[..1]).len(), 1);
        }
    }

    #[test]
    fn lengths_from_outside_are_bounded() {
        assert_eq!(Kind::from_code("lazy", 1e9), Some(Kind::Lazy(MAX_LENGTH_PX)));
        assert_eq!(Kind::from_code("smooth", f64::NAN), Some(Kind::Smooth(0.0)));
        assert_eq!(Kind::from_code("none", 5.0), Some(Kind::Nothing));
        assert_eq!(Kind::from_code("firm", 5.0), None);
    }
}
