//! What a stroke is drawn on: the CPU's canvas, or the GPU's.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "what is picked up is 0..=2¹⁵, and its place is on the canvas"
)]

use crate::dab::Dab;
use crate::fixed::{ONE, mix_q15};
use crate::ink::Ink;
use crate::walk::Walk;
use crate::{Brush, Point, Rect, Scale, Stroke, random};

/// Dabs that pick up from the canvas as it was before the first of them.
pub const SMUDGE_BATCH: usize = 4;
/// Points along either side of the square in which a dab picks up; those within the disc count.
pub const PICK_SIDE: i32 = 8;

/// Where a stroke stands in its painting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// What the stroke's jitter and hairs follow from, see [`random::stroke_seed`].
    pub seed: u32,
    /// The stroke's place among all strokes, by which paint dries.
    pub clock: u32,
}

impl Place {
    /// The place of a stroke with this id, before which there are `clock` others.
    #[must_use]
    pub const fn new(document_seed: u32, id: u32, clock: u32) -> Self {
        Self { seed: random::stroke_seed(document_seed, id), clock }
    }
}

/// Takes strokes. A brush knows of a canvas only this.
pub trait Surface {
    /// All of the surface's pixels.
    fn bounds(&self) -> Rect;

    /// How fine its pixels are.
    fn scale(&self) -> Scale {
        Scale::ONE
    }

    /// Lays the dabs of one stroke in order, and returns the pixels that it may have changed.
    fn lay(&mut self, ink: &Ink, dabs: &[Dab]) -> Rect;

    /// Draws a stroke, and returns the pixels that it may have changed.
    fn draw(&mut self, stroke: &Stroke, brush: &Brush, place: Place) -> Rect {
        let dabs = dabs_at(self.scale(), stroke, brush, place, self.bounds());
        self.lay(&Ink::new(stroke, brush, place.clock), &dabs)
    }
}

/// The dabs of a stroke that touch `bounds`. Those of one that smudges are all there: they carry
/// paint from where they were.
#[must_use]
pub fn dabs_within(stroke: &Stroke, brush: &Brush, place: Place, bounds: Rect) -> Vec<Dab> {
    dabs_at(Scale::ONE, stroke, brush, place, bounds)
}

/// As [`dabs_within`], for finer pixels.
fn dabs_at(scale: Scale, stroke: &Stroke, brush: &Brush, place: Place, bounds: Rect) -> Vec<Dab> {
    let mut dabs = Vec::new();
    let all = brush.smudges();
    Walk::of(stroke, brush, place.seed).at(scale).advance(stroke, u64::MAX, |dab| {
        if all || !dab.bounds_at(scale).intersection(bounds).is_empty() {
            dabs.push(dab);
        }
        true
    });
    dabs
}

/// The centres of the pixels that a dab picks up, as whole pixels; some may lie off the canvas.
pub fn pick_points(dab: &Dab, scale: Scale) -> impl Iterator<Item = Point> {
    let radius = i32::from(dab.pick_radius);
    let offset = |cell: i32| 2 * cell + 1 - PICK_SIDE;
    let places = |center: i32| -> [i32; PICK_SIDE as usize] {
        std::array::from_fn(|cell| {
            (center + offset(cell as i32) * radius / PICK_SIDE).div_euclid(scale.pitch())
        })
    };
    let (columns, rows) = (places(dab.x), places(dab.y));
    // Within the disc that the square's outermost row touches.
    let side = 2 * PICK_SIDE - 1;
    let within =
        move |(u, v): &(i32, i32)| offset(*u).pow(2) + offset(*v).pow(2) <= side * side / 4;
    let cells = (0..PICK_SIDE * PICK_SIDE).map(|i| (i % PICK_SIDE, i / PICK_SIDE));
    cells.filter(within).map(move |(u, v)| Point::new(columns[u as usize], rows[v as usize]))
}

/// The paint that a smudging brush carries: libmypaint's smudge state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Smudge {
    carried: Option<[u32; 4]>,
}

impl Smudge {
    /// Takes up the mean of the pixels picked (none where the dab is off the canvas), and returns the
    /// paint that the dab lays of it.
    pub fn pick(
        &mut self,
        ink: &Ink,
        dab: &Dab,
        picked: impl Iterator<Item = [u32; 4]>,
    ) -> [u32; 4] {
        let (mut sum, mut count) = ([0; 4], 0);
        // `for_each`, not a loop: iterators that filter are faster from within.
        picked.for_each(|pixel| {
            for (sum, channel) in sum.iter_mut().zip(pixel) {
                *sum += channel;
            }
            count += 1;
        });
        if count > 0 {
            let mean = sum.map(|s| (s + count / 2) / count);
            let keep = u32::from(dab.smudge_length);
            self.carried = Some(match self.carried {
                None => mean,
                Some(carried) => {
                    std::array::from_fn(|i| mix_q15(mean[i], carried[i], keep).min(ONE))
                }
            });
        }
        let carried = self.carried.unwrap_or([0; 4]);
        std::array::from_fn(|i| mix_q15(ink.source[i], carried[i], dab.smudge.into()).min(ONE))
    }
}
