//! One number for what the raster draws: change its speed, and this must stay as it was.
//!
//! Random strokes of random brushes on canvases of odd sizes, and random dabs beyond what any brush
//! makes. The canvas's hash is taken after each.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "sides, counts and dice of a benchmark are small"
)]

use limner_core::brush::{MAX_RADIUS, MIN_RADIUS, NUMBERS};
use limner_core::dab::{Dab, Shape};
use limner_core::fixed::{ONE, ONE_U16, sin_cos};
use limner_core::surface::Smudge;
use limner_core::{
    Author, Brush, Canvas, Coverage, CoverageMask, Ink, Path, Place, Point, Rgb8, Stroke, Surface,
    random,
};
use xxhash_rust::xxh3::Xxh3;

/// Canvases; strokes and dabs are dealt to them in turn.
const SIZES: [(u16, u16); 4] = [(1, 1), (64, 64), (203, 131), (320, 257)];

/// Draws so many strokes and as many rows of dabs, and hashes every canvas on the way.
pub(crate) fn fingerprint(rounds: u32) -> u64 {
    let mut hasher = Xxh3::new();
    let mut canvases =
        SIZES.map(|(width, height)| Canvas::new(width, height).expect("sizes are in range"));
    for round in 0..rounds {
        let mut dice = Dice { seed: 0x51de_ca57 ^ round, thrown: 0 };
        let canvas = &mut canvases[round as usize % SIZES.len()];
        let brush = dice.brush();
        let stroke = dice.stroke(canvas);
        canvas.draw(&stroke, &brush, Place::new(1, round, round));
        hasher.update(&canvas.hash().to_le_bytes());
        let ink = Ink::new(&stroke, &brush, round);
        let dabs: Vec<_> = (0..dice.below(24)).map(|_| dice.dab(canvas)).collect();
        match dice.below(4) {
            0 => {
                canvas.smudge(&ink, &dabs, &mut Smudge::default());
            }
            1 => {
                canvas.lay_parallel(&ink, &dabs);
            }
            2 => {
                let mut mask = CoverageMask::empty(canvas.bounds());
                for dab in &dabs {
                    mask.add(dab, &ink);
                }
                canvas.composite(&mask, canvas.bounds(), &ink);
            }
            _ => {
                canvas.lay(&ink, &dabs);
            }
        }
        hasher.update(&canvas.hash().to_le_bytes());
    }
    hasher.digest()
}

struct Dice {
    seed: u32,
    thrown: u32,
}

impl Dice {
    fn number(&mut self) -> u32 {
        self.thrown += 1;
        random::at(self.seed, self.thrown)
    }

    fn below(&mut self, limit: u32) -> u32 {
        self.number() % limit
    }

    /// A fraction; none and one often.
    fn fraction(&mut self) -> u16 {
        match self.below(4) {
            0 => 0,
            1 => ONE_U16,
            _ => self.below(ONE + 1) as u16,
        }
    }

    fn brush(&mut self) -> Brush {
        let mut brush = Brush::PLAIN;
        for _ in 0..self.below(12) {
            let before = brush;
            let (index, value) = (self.below(NUMBERS as u32), self.below(ONE + 1));
            let value = if self.below(2) == 0 { value } else { value % 64 };
            if brush.set_number(index as usize, value).is_err() || brush.validate().is_err() {
                brush = before;
            }
        }
        brush
    }

    fn point(&mut self, canvas: &Canvas) -> Point {
        let mut along =
            |side: u16| self.below(u32::from(side) * 64 * 2) as i32 - i32::from(side) * 32;
        Point::new(along(canvas.width()), along(canvas.height()))
    }

    fn stroke(&mut self, canvas: &Canvas) -> Stroke {
        let coverage = if self.below(2) == 0 { Coverage::Wash } else { Coverage::BuildUp };
        let [r, g, b, _] = self.number().to_le_bytes();
        Stroke {
            author: Author::Person,
            brush: 0,
            color: Rgb8::new(r, g, b),
            opacity: self.fraction(),
            coverage,
            path: Path::Bezier {
                points: [(); 3].map(|()| self.point(canvas)),
                radii: [(); 2].map(|()| MIN_RADIUS + self.below(64 * 60) as i32),
            },
        }
    }

    fn dab(&mut self, canvas: &Canvas) -> Dab {
        let limit = [64 * 4, 64 * 40, 64 * 130, MAX_RADIUS as u32][self.below(4) as usize];
        let (sin, cos) = sin_cos(self.number() as u16);
        let shape = Shape {
            radius: self.below(limit) as i32,
            aspect: if self.below(2) == 0 { 256 } else { 256 + self.below(4864) as u16 },
            axis: [cos, sin],
            hardness: self.fraction(),
            softness: self.fraction(),
        };
        let center = self.point(canvas);
        let dab = Dab::new(center, &shape, self.fraction(), self.fraction());
        Dab {
            knee: if self.below(4) == 0 { self.fraction() } else { dab.knee },
            level: if self.below(4) == 0 { self.fraction() } else { dab.level },
            grain: if self.below(4) == 0 { self.fraction() } else { 0 },
            smudge: self.fraction(),
            smudge_length: self.fraction(),
            pick_radius: self.below(1 << 15) as u16,
            ..dab
        }
    }
}
