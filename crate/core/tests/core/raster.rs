//! Dabs → pixels.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "numbers of a test are within their types"
)]

use std::sync::Arc;

use limner_core::canvas::TILE;
use limner_core::dab::{Dab, Shape};
use limner_core::fixed::{ONE, ONE_U16, UNITS_PER_PX};
use limner_core::ink::raise;
use limner_core::{
    Brush, Canvas, Coverage, CoverageMask, Ink, Path, Place, Point, Rect, Rgb8, Stroke, Surface,
};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::path::dabs_of;
use limner_core::arbitrary::{self, Range};

const SIDE: i32 = 150;
const BRUSHES: [Brush; 3] = [Brush::ROUND, Brush::PARTNER, Brush::ERASER];

fn drawn(strokes: &[Stroke]) -> Canvas {
    let mut canvas = Canvas::new(SIDE as u16, SIDE as u16).unwrap();
    for stroke in strokes {
        canvas.draw(stroke, &BRUSHES[usize::from(stroke.brush)], Place::default());
    }
    canvas
}

fn translated(stroke: &Stroke, x_px: i32, y_px: i32) -> Stroke {
    let (x, y) = (x_px * UNITS_PER_PX, y_px * UNITS_PER_PX);
    let mut stroke = stroke.clone();
    let move_point = |p: &mut Point| *p = Point::new(p.x + x, p.y + y);
    match &mut stroke.path {
        Path::Bezier { points, .. } => points.iter_mut().for_each(move_point),
        Path::Samples { samples, .. } => {
            Arc::make_mut(samples).iter_mut().for_each(|s| move_point(&mut s.point));
        }
    }
    stroke
}

fn strokes(range: Range) -> impl Strategy<Value = Vec<Stroke>> {
    vec(arbitrary::stroke(range), 1..8)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_channel_exceeds_one_and_no_colour_its_alpha(strokes in strokes(Range::around(SIDE as u16))) {
        let canvas = drawn(&strokes);
        for y in 0..SIDE {
            for x in 0..SIDE {
                let [r, g, b, a] = canvas.pixel(x, y).unwrap();
                prop_assert!(a <= ONE_U16 && r.max(g).max(b) <= a, "{r} {g} {b} {a} at {x}, {y}");
            }
        }
    }

    #[test]
    fn nothing_is_painted_beyond_the_edge(
        stroke in arbitrary::stroke(Range::around(SIDE as u16)), brush in arbitrary::brush(),
    ) {
        let mut canvas = Canvas::new(SIDE as u16, SIDE as u16).unwrap();
        let smudges = brush.smudges();
        let coverage = if smudges { Coverage::BuildUp } else { stroke.coverage };
        canvas.draw(&Stroke { coverage, ..stroke }, &brush, Place::default());
        let [columns, rows] = canvas.tile_counts();
        for tile in 0..columns * rows {
            let Some(pixels) = canvas.tile_pixels(tile) else { continue };
            for at in 0..TILE * TILE {
                let x = tile % columns * TILE + at % TILE;
                let y = tile / columns * TILE + at / TILE;
                let beyond = x >= SIDE as usize || y >= SIDE as usize;
                let painted = pixels.planes.iter().any(|plane| plane[at] > 0)
                    || pixels.dry_at.is_some_and(|dry_at| dry_at[at] > 0);
                prop_assert!(!(beyond && painted), "at {x}, {y}");
            }
        }
    }

    #[test]
    fn tiles_do_not_show(
        strokes in strokes(Range::around(SIDE as u16)), x in -70..70_i32, y in -70..70_i32,
    ) {
        let moved: Vec<_> = strokes.iter().map(|s| translated(s, x, y)).collect();
        let (here, there) = (drawn(&strokes), drawn(&moved));
        for py in 0..SIDE {
            for px in 0..SIDE {
                if let Some(pixel) = there.pixel(px + x, py + y) {
                    prop_assert_eq!(here.pixel(px, py), Some(pixel), "at {}, {}", px, py);
                }
            }
        }
    }

    #[test]
    fn a_wash_is_the_highest_coverage_of_its_dabs(
        stroke in arbitrary::stroke(Range::around(SIDE as u16)), brush in arbitrary::brush(),
    ) {
        let canvas = Rect::new(0, 0, SIDE, SIDE);
        let mut wash = CoverageMask::default();
        // The grain lies on the canvas, and the rim follows from the whole stroke.
        let brush = Brush { grain: 0, rim: 0, coverage: Coverage::Wash, smudge: 0, ..brush };
        let stroke = Stroke { coverage: Coverage::Wash, ..stroke };
        wash.set_to_stroke(&stroke, &brush, Place { seed: crate::path::SEED, clock: 0 }, canvas);
        let mut highest = vec![0_u16; canvas.area()];
        for dab in dabs_of(&stroke, &brush) {
            let one = CoverageMask::of_dab(&dab, canvas);
            let bounds = one.bounds();
            for y in bounds.y0..bounds.y1 {
                let start = (y * SIDE + bounds.x0) as usize;
                let row = &mut highest[start..start + bounds.width()];
                for (high, coverage) in row.iter_mut().zip(one.row(y, bounds.x0, bounds.x1)) {
                    *high = raise((*high).into(), (*coverage).into(), dab.flow.into()) as u16;
                }
            }
        }
        for y in 0..SIDE {
            for x in 0..SIDE {
                let inside = !Rect::new(x, y, x + 1, y + 1).intersection(wash.bounds()).is_empty();
                let found = if inside { wash.row(y, x, x + 1)[0] } else { 0 };
                prop_assert_eq!(found, highest[(y * SIDE + x) as usize], "at {}, {}", x, y);
            }
        }
    }

    #[test]
    fn only_the_returned_pixels_change(
        before in strokes(Range::around(SIDE as u16)), stroke in arbitrary::stroke(Range::around(SIDE as u16)),
    ) {
        let before = drawn(&before);
        let mut after = before.clone();
        let brush = &BRUSHES[usize::from(stroke.brush)];
        let changed = after.draw(&stroke, brush, Place::default());
        for y in 0..SIDE {
            for x in 0..SIDE {
                let outside = Rect::new(x, y, x + 1, y + 1).intersection(changed).is_empty();
                prop_assert!(!outside || before.pixel(x, y) == after.pixel(x, y));
            }
        }
        // Taking those pixels back takes everything back; and the tiles that differ hold them.
        let tiles = after.changed_since(&before);
        prop_assert!(after.hash() == before.hash() || !tiles.is_empty());
        after.copy_from(&before, changed);
        prop_assert_eq!(after.hash(), before.hash());
    }

    #[test]
    fn what_a_person_sees_is_written_the_same_in_every_form(
        strokes in strokes(Range::around(SIDE as u16)), paper in arbitrary::color(),
        x0 in 0..SIDE, y0 in 0..SIDE, width in 1..SIDE, height in 1..SIDE,
    ) {
        let canvas = drawn(&strokes);
        let area = Rect::new(x0, y0, x0 + width, y0 + height).intersection(canvas.bounds());
        let mut rgba = vec![0; area.area() * 4];
        canvas.write_rgba8(area, paper, &mut rgba);
        let mut planes = [const { Vec::new() }; 3];
        canvas.write_planes_q15(area, paper, &mut planes);
        for y in area.y0..area.y1 {
            for x in area.x0..area.x1 {
                let i = (y - area.y0) as usize * area.width() + (x - area.x0) as usize;
                let expected = canvas.color_at(x, y, paper).unwrap();
                prop_assert_eq!(&rgba[4 * i..4 * i + 3], &expected.channels());
                prop_assert_eq!(rgba[4 * i + 3], 255);
                for (plane, channel) in planes.iter().zip(expected.channels()) {
                    prop_assert_eq!(limner_core::color::u8_from_q15(plane[i].into()), channel);
                }
            }
        }
    }
}

#[test]
fn compositing_is_the_formula_at_every_coverage() {
    // A mask of one pixel by a dab of known opacity over it, over a known pixel.
    let formula = |below: u32, source: u32, coverage: u32| {
        let product = |a: u32, b: u32| (f64::from(a) * f64::from(b) / f64::from(ONE) + 0.5).floor();
        product(source, coverage) + product(below, ONE - coverage)
    };
    let center = Point::new(32, 32);
    let shape = Shape::disc(64, ONE_U16);
    let dab = |opacity| Dab::new(center, &shape, opacity, ONE_U16);
    let ink = |color| Ink::plain(color, Coverage::Wash);
    let (white, color) = (Rgb8::new(255, 255, 255), Rgb8::new(10, 130, 255));
    for opacity in (0..=ONE_U16).step_by(61) {
        let mut canvas = Canvas::new(1, 1).unwrap();
        let mask = CoverageMask::of_dab(&dab(ONE_U16 / 3), canvas.bounds());
        canvas.composite(&mask, mask.bounds(), &ink(white));
        let below = canvas.pixel(0, 0).unwrap();
        let mask = CoverageMask::of_dab(&dab(opacity), canvas.bounds());
        let coverage = u32::from(mask.row(0, 0, 1)[0]);
        canvas.composite(&mask, mask.bounds(), &ink(color));
        let [r, g, b] = color.q15();
        let found = canvas.pixel(0, 0).unwrap();
        for ((found, below), source) in found.into_iter().zip(below).zip([r, g, b, ONE]) {
            assert_eq!(f64::from(found), formula(below.into(), source, coverage));
        }
    }
}

#[test]
fn an_eraser_takes_paint_away_and_leaves_empty_tiles_empty() {
    // Around the centre of a pixel, which alone a dab covers wholly.
    let center = Point::new(32 * UNITS_PER_PX + 32, 32 * UNITS_PER_PX + 32);
    let full = Path::Bezier { points: [center; 3], radii: [20 * UNITS_PER_PX; 2] };
    let stroke = Stroke {
        author: limner_core::Author::Person,
        brush: 0,
        color: Rgb8::new(200, 30, 30),
        opacity: ONE_U16,
        coverage: limner_core::Coverage::Wash,
        path: full,
    };
    let empty = drawn(&[]);
    let eraser = Stroke { brush: 2, ..stroke.clone() };
    assert_eq!(drawn(std::slice::from_ref(&eraser)).changed_since(&empty), Rect::EMPTY);
    let hard = Brush { hardness: ONE_U16, ..Brush::PARTNER };
    let hard_eraser = Brush { eraser: true, ..hard };
    let mut canvas = drawn(&[]);
    canvas.draw(&stroke, &hard, Place::default());
    assert_eq!(canvas.pixel(32, 32).unwrap()[3], ONE_U16);
    canvas.draw(&eraser, &hard_eraser, Place::default());
    assert_eq!(canvas.pixel(32, 32), Some([0; 4]));
    assert_eq!(canvas.color_at(32, 32, Rgb8::new(1, 2, 3)), Some(Rgb8::new(1, 2, 3)));
}
