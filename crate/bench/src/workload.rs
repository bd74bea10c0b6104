//! What is painted: the same dabs for every engine, from Limner's own walk along random curves.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "sides, counts and dice of a benchmark are small"
)]

use limner_core::dab::{Dab, Falloff};
use limner_core::fixed::{ONE_U16, UNITS_PER_PX};
use limner_core::{
    Author, Brush, Coverage, Header, Ink, Log, Op, Path, Place, Point, Rect, Rgb8, Stroke, random,
    surface,
};

/// Width and height of the canvas, in pixels.
pub const SIDE: u16 = 1024;
/// Radii of the brushes, in pixels, with how many dabs are laid of each: about the same work.
pub const RADII: [(i32, usize); 3] = [(4, 12_000), (16, 2_000), (64, 200)];
/// The seed that all randomness follows from.
const SEED: u32 = 0x0bad_5eed;

/// A brush by its words: what the goals are stated for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Coverage as a disc has it.
    Hard,
    /// Coverage that falls off from the middle.
    Soft,
    /// Half of what the brush lays was picked up from the canvas.
    Smudge,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Hard, Self::Soft, Self::Smudge];

    /// In words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Hard => "hard round",
            Self::Soft => "soft round",
            Self::Smudge => "smudge",
        }
    }

    /// The brush, in Limner's settings. Dabs are a quarter of the radius apart.
    #[must_use]
    pub fn brush(self) -> Brush {
        let plain = Brush { coverage: Coverage::BuildUp, spacing: 64, ..Brush::PLAIN };
        match self {
            Self::Hard => Brush { hardness: ONE_U16, ..plain },
            Self::Soft => Brush { hardness: ONE_U16 / 10 * 3, ..plain },
            Self::Smudge => {
                let smudge = ONE_U16 / 2;
                Brush { hardness: ONE_U16 / 2, smudge, smudge_length: smudge, ..plain }
            }
        }
    }
}

/// One stroke's dabs and what they lay.
#[derive(Debug)]
pub struct Batch {
    /// What the dabs lay.
    pub ink: Ink,
    /// The dabs, in the order in which they are laid.
    pub dabs: Vec<Dab>,
}

/// Strokes of one brush at one radius.
#[derive(Debug)]
pub struct Workload {
    /// Radius of every dab, in pixels.
    pub radius_px: i32,
    /// Opacity of every dab, 0..=2¹⁵; Limner's dabs bring it along.
    pub opacity: u16,
    /// The brush.
    pub brush: Brush,
    /// Stroke by stroke.
    pub batches: Vec<Batch>,
}

impl Workload {
    /// Strokes across the canvas, until there are so many dabs.
    #[must_use]
    pub fn new(brush: Brush, radius_px: i32, dabs: usize) -> Self {
        let opacity = ONE_U16 / 10 * 7;
        let mut batches = Vec::new();
        let mut missing = dabs;
        for id in 0.. {
            if missing == 0 {
                break;
            }
            let stroke = curve(id, radius_px, opacity, brush.coverage);
            let mut dabs =
                surface::dabs_within(&stroke, &brush, Place::new(SEED, id, id), bounds());
            dabs.truncate(missing);
            missing -= dabs.len();
            let ink = Ink::new(&stroke, &brush, id);
            batches.push(Batch { ink, dabs });
        }
        Self { radius_px, opacity, brush, batches }
    }

    /// The strokes as a painting, for whoever draws nothing less; the last is whole.
    #[must_use]
    pub fn log(&self) -> Log {
        let header = Header {
            brushes: vec![self.brush],
            ..Header::new(SIDE, SIDE, Rgb8::new(255, 255, 255), SEED)
        };
        let mut log = Log::new(header).expect("the header is valid");
        for id in 0..self.batches.len() as u32 {
            let stroke = curve(id, self.radius_px, self.opacity, self.brush.coverage);
            log.push(0, Op::Add(stroke)).expect("the stroke is valid");
        }
        log
    }

    /// Dabs in all.
    #[must_use]
    pub fn dabs(&self) -> usize {
        self.batches.iter().map(|batch| batch.dabs.len()).sum()
    }

    /// Pixels under the outlines of all dabs.
    #[must_use]
    pub fn pixels(&self) -> usize {
        let dabs = self.batches.iter().flat_map(|batch| &batch.dabs);
        dabs.map(|dab| {
            let falloff = Falloff::new(dab);
            let touched = falloff.bounds().intersection(bounds());
            let row = |y| {
                let (x0, x1) = falloff.columns(y);
                (x1.min(touched.x1) - x0.max(touched.x0)).max(0) as usize
            };
            (touched.y0..touched.y1).map(row).sum::<usize>()
        })
        .sum()
    }
}

/// Hard opaque dabs in many colours that leave no pixel of the canvas bare.
#[must_use]
pub fn ground() -> Workload {
    let brush = Brush { coverage: Coverage::BuildUp, hardness: ONE_U16, ..Brush::PLAIN };
    let (radius_px, opacity) = (64, ONE_U16);
    let batches = (0..17 * 17).map(|i| {
        let at = Point::from_px(i % 17 * 64, i / 17 * 64);
        let stroke = Stroke {
            path: Path::Bezier { points: [at; 3], radii: [radius_px * UNITS_PER_PX; 2] },
            ..curve(i as u32, radius_px, opacity, brush.coverage)
        };
        let dabs = surface::dabs_within(&stroke, &brush, Place::default(), bounds());
        Batch { ink: Ink::new(&stroke, &brush, 0), dabs }
    });
    Workload { radius_px, opacity, brush, batches: batches.collect() }
}

fn bounds() -> Rect {
    Rect::new(0, 0, SIDE.into(), SIDE.into())
}

/// A curve between three random points, in a random colour.
fn curve(id: u32, radius_px: i32, opacity: u16, coverage: Coverage) -> Stroke {
    let number = |i: u32| random::at(SEED ^ id, i);
    let along = |i: u32| (number(i) % (u32::from(SIDE) * UNITS_PER_PX as u32)) as i32;
    let [r, g, b, _] = number(6).to_le_bytes();
    Stroke {
        author: Author::Person,
        brush: 0,
        color: Rgb8::new(r, g, b),
        opacity,
        coverage,
        path: Path::Bezier {
            points: [0, 2, 4].map(|i| Point::new(along(i), along(i + 1))),
            radii: [radius_px * UNITS_PER_PX; 2],
        },
    }
}
