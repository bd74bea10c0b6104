//! A person's drawings on cards become pictures to learn from: drawn by the integer brush in one thickness, each in the
//! middle, all at one scale, as a hand that draws small or in a corner means nothing by it.

#![expect(
    clippy::cast_possible_truncation,
    reason = "casts of floats saturate, and a NaN becomes 0"
)]

use limner_core::fixed::{ONE, ONE_U16, UNITS_PER_PX};
use limner_core::stroke::MAX_SAMPLES;
use limner_core::{
    Author, Brush, Canvas, Coverage, Path, Place, Point, Rgb8, Sample, Stroke, Surface,
};

use crate::lesson::SIDE;

/// Places of a stroke on a card, in any unit that all cards share.
pub type Trace = Vec<[f32; 2]>;

/// What the longer side of the largest drawing becomes, in pixels of a picture.
const LARGEST: f32 = 23.0;
/// Thickness of lines: half of it, in pixels of a picture.
const RADIUS: f32 = 1.1;

/// The pictures of cards, how much ink there is at each pixel. A card without strokes is bare, and so is one of which a
/// place is no number.
#[must_use]
pub fn pictures(cards: &[Vec<Trace>]) -> Vec<Vec<u8>> {
    let boxes: Vec<_> = cards.iter().map(|card| bounds(card)).collect();
    let longer = |[low, high]: [[f32; 2]; 2]| (high[0] - low[0]).max(high[1] - low[1]);
    let largest = boxes.iter().flatten().map(|found| longer(*found)).fold(0.0, f32::max);
    let scale = LARGEST / largest.max(1e-3);
    let picture = |(card, found): (&Vec<Trace>, &Option<[[f32; 2]; 2]>)| match found {
        None => vec![0; SIDE * SIDE],
        Some([low, high]) => {
            let middle = [0, 1].map(|axis| f32::midpoint(low[axis], high[axis]));
            ink(card, middle, scale)
        }
    };
    cards.iter().zip(&boxes).map(picture).collect()
}

/// The least and the greatest corner of what is on a card.
fn bounds(card: &[Trace]) -> Option<[[f32; 2]; 2]> {
    let (mut low, mut high) = ([f32::INFINITY; 2], [f32::NEG_INFINITY; 2]);
    for place in card.iter().flatten() {
        if !place.iter().all(|v| v.is_finite() && v.abs() < 1e6) {
            return None;
        }
        low = [0, 1].map(|axis: usize| low[axis].min(place[axis]));
        high = [0, 1].map(|axis: usize| high[axis].max(place[axis]));
    }
    (low[0] <= high[0]).then_some([low, high])
}

fn ink(card: &[Trace], middle: [f32; 2], scale: f32) -> Vec<u8> {
    let (paper, black) = (Rgb8::new(255, 255, 255), Rgb8::new(0, 0, 0));
    let side = u16::try_from(SIDE).unwrap_or(u16::MAX);
    let Ok(mut canvas) = Canvas::new(side, side) else { return vec![0; SIDE * SIDE] };
    let units = |px: f32| (px * UNITS_PER_PX as f32).round() as i32;
    for (id, trace) in (0..).zip(card.iter().filter(|trace| !trace.is_empty())) {
        let sample = |(i, place): (usize, &[f32; 2])| {
            let at = |axis: usize| units(SIDE as f32 / 2.0 + (place[axis] - middle[axis]) * scale);
            let dt_ms = u16::from(i > 0);
            Sample { point: Point::new(at(0), at(1)), pressure: ONE_U16, tilt: [0; 2], dt_ms }
        };
        let stroke = Stroke {
            author: Author::Person,
            brush: 0,
            color: black,
            opacity: ONE_U16,
            coverage: Coverage::Wash,
            path: Path::Samples {
                radius: units(RADIUS),
                samples: trace.iter().take(MAX_SAMPLES).enumerate().map(sample).collect(),
            },
        };
        canvas.draw(&stroke, &Brush::PARTNER, Place::new(0, id, id));
    }
    let mut planes = Default::default();
    canvas.write_planes_q15(canvas.bounds(), paper, &mut planes);
    let whole = ONE as f32;
    let byte = |light: &u16| ((1.0 - f32::from(*light) / whole) * 255.0).round().clamp(0.0, 255.0);
    planes[0].iter().map(|light| u8::try_from(byte(light) as i32).unwrap_or_default()).collect()
}
