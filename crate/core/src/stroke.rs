//! A stroke: a path with radius, opacity and colour, a brush and an author.

#![expect(clippy::cast_possible_wrap, reason = "limits are below 2³²")]

use std::sync::Arc;

use crate::brush::{MAX_RADIUS, MIN_RADIUS};
use crate::fixed::{ONE, UNITS_PER_PX};
use crate::{Error, Point, Rgb8};

/// Coordinates of a path lie within ± this, in 1/64 px.
pub const MAX_COORDINATE: i32 = 16_384 * UNITS_PER_PX;
/// Samples in one stroke.
pub const MAX_SAMPLES: usize = 20_000;

/// Who painted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Author {
    /// The person at the page.
    Person,
    /// The machine partner.
    Partner,
}

/// How the dabs of one stroke add up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Coverage {
    /// A pixel takes the highest coverage of any dab and the stroke is composited once.
    Wash,
    /// Dab over dab.
    BuildUp,
}

/// One moment of a pointer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Sample {
    /// Position in 1/64 px.
    pub point: Point,
    /// 0..=2¹⁵.
    pub pressure: u16,
    /// Tilt along x and y in degrees, -90..=90.
    pub tilt: [i8; 2],
    /// Milliseconds since the sample before.
    pub dt_ms: u16,
}

/// Where a stroke goes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Path {
    /// A quadratic Bézier curve with a radius (1/64 px) at either end: what the partner paints.
    Bezier {
        /// Start, control point, end.
        points: [Point; 3],
        /// Radius at the start and at the end.
        radii: [i32; 2],
    },
    /// Pointer samples joined by straight lines, under a base radius (1/64 px).
    Samples {
        /// Radius at full pressure.
        radius: i32,
        /// At least one; shared between copies of the stroke.
        samples: Arc<[Sample]>,
    },
}

/// A stroke, of either painter.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Stroke {
    /// Who painted the stroke.
    pub author: Author,
    /// Index into the header's brush table.
    pub brush: u8,
    /// The stroke's paint.
    pub color: Rgb8,
    /// 0..=2¹⁵.
    pub opacity: u16,
    /// How the stroke's dabs add up.
    pub coverage: Coverage,
    /// Where the stroke goes.
    pub path: Path,
}

impl Stroke {
    /// How many samples the stroke's path has.
    #[must_use]
    pub fn samples(&self) -> usize {
        match &self.path {
            Path::Bezier { .. } => 0,
            Path::Samples { samples, .. } => samples.len(),
        }
    }

    /// Checks every number against its range; `brushes` is the length of the brush table.
    pub fn validate(&self, brushes: usize) -> Result<(), Error> {
        let check = |what, value: i64, low: i64, high: i64| {
            if (low..=high).contains(&value) {
                Ok(())
            } else {
                Err(Error::OutOfRange { what, value, low, high })
            }
        };
        let limit = i64::from(MAX_COORDINATE);
        check("brush index", self.brush.into(), 0, brushes as i64 - 1)?;
        check("stroke opacity", self.opacity.into(), 0, ONE.into())?;
        let point = |p: Point| {
            check("coordinate", p.x.into(), -limit, limit)?;
            check("coordinate", p.y.into(), -limit, limit)
        };
        let radius =
            |r: i32| check("stroke radius", r.into(), MIN_RADIUS.into(), MAX_RADIUS.into());
        match &self.path {
            Path::Bezier { points, radii } => {
                points.iter().try_for_each(|p| point(*p))?;
                radii.iter().try_for_each(|r| radius(*r))
            }
            Path::Samples { radius: r, samples } => {
                radius(*r)?;
                check("number of samples", samples.len() as i64, 1, MAX_SAMPLES as i64)?;
                for sample in samples.iter() {
                    point(sample.point)?;
                    check("pressure", sample.pressure.into(), 0, ONE.into())?;
                    for tilt in sample.tilt {
                        check("tilt", tilt.into(), -90, 90)?;
                    }
                }
                Ok(())
            }
        }
    }
}
