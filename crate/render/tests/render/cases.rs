//! Directed cases: each kind of ink, and the ends of every range.

#![expect(clippy::cast_possible_truncation, reason = "numbers of a test are within their types")]

use limner_core::brush::{MAX_RADIUS, MIN_RADIUS};
use limner_core::dab::{Dab, Shape};
use limner_core::fixed::{ONE, ONE_U16, UNITS_PER_PX};
use limner_core::{Author, Brush, Coverage, Ink, Path, Point, Rgb8, Stroke};

use crate::adapter::gpu;
use crate::equality::Pair;

const YELLOW: Rgb8 = Rgb8::new(250, 220, 30);
const BLUE: Rgb8 = Rgb8::new(20, 60, 200);

fn line(from: [i32; 2], to: [i32; 2], radius_px: i32, color: Rgb8) -> Stroke {
    let middle = [(from[0] + to[0]) / 2 + 9, (from[1] + to[1]) / 2 - 7];
    Stroke {
        author: Author::Person,
        brush: 0,
        color,
        opacity: ONE_U16 / 4 * 3,
        coverage: Coverage::Wash,
        path: Path::Bezier {
            points: [from, middle, to].map(|[x, y]| Point::from_px(x, y)),
            radii: [radius_px * UNITS_PER_PX, radius_px * UNITS_PER_PX / 2],
        },
    }
}

/// Two strokes across each other and an eraser over both, on a canvas of 200 × 150 pixels.
fn cross(brush: &Brush) {
    let Some(gpu) = gpu() else { return };
    let mut pair = Pair::new(&gpu, 200, 150);
    pair.draw(&line([-10, 20], [190, 120], 14, YELLOW), brush);
    pair.draw(&line([180, 10], [20, 160], 11, BLUE), brush);
    pair.check();
    pair.draw(&line([100, -5], [100, 155], 6, BLUE), &Brush::ERASER);
    pair.draw(&line([10, 75], [210, 80], 9, YELLOW), brush);
    pair.check();
}

#[test]
fn usual_brushes_and_hairs() {
    let hairs = Brush { hairs: 20, dryness: ONE_U16 / 2, jitter_place: 60, ..Brush::PLAIN };
    for brush in [Brush::PLAIN, Brush::ROUND, Brush::ERASER, hairs] {
        cross(&brush);
        cross(&Brush { coverage: Coverage::BuildUp, ..brush });
    }
}

#[test]
fn wash_and_build_up() {
    for coverage in [Coverage::Wash, Coverage::BuildUp] {
        cross(&Brush { coverage, ..Brush::PLAIN });
        cross(&Brush { coverage, flow: ONE_U16 / 5, hardness: 0, ..Brush::PLAIN });
        cross(&Brush { coverage, softness: ONE_U16, hardness: ONE_U16 / 2, ..Brush::PLAIN });
        cross(&Brush { coverage, rim: ONE_U16 / 2, flow: ONE_U16 / 3, ..Brush::PLAIN });
        cross(&Brush { coverage, grain: ONE_U16 / 2, grain_scale: 1, ..Brush::PLAIN });
        cross(&Brush { coverage, aspect: 5120, angle: 9000, ..Brush::PLAIN });
        cross(&Brush { coverage, wetness: ONE_U16, ..Brush::PLAIN });
        cross(&Brush { coverage, pigment: ONE_U16, ..Brush::PLAIN });
        let all = Brush { pigment: ONE_U16 / 3 * 2, wetness: ONE_U16 / 2, ..Brush::PLAIN };
        cross(&Brush { coverage, grain: ONE_U16 / 4, aspect: 700, ..all });
    }
}

#[test]
fn smudging() {
    let brush = Brush { coverage: Coverage::BuildUp, smudge: ONE_U16, ..Brush::PLAIN };
    for smudge_length in [0, ONE_U16 / 2, ONE_U16] {
        let smudge_radius = 400;
        cross(&Brush { smudge_length, ..brush });
        cross(&Brush { smudge_length, smudge: ONE_U16 / 3, smudge_radius, ..brush });
        cross(&Brush { smudge_length, wetness: ONE_U16, pigment: ONE_U16, ..brush });
        cross(&Brush { smudge_length, eraser: true, wetness: ONE_U16, ..brush });
    }
}

#[test]
fn an_eraser_that_is_wet_leaves_alone_what_never_was_painted() {
    let Some(gpu) = gpu() else { return };
    let mut pair = Pair::new(&gpu, 200, 100);
    let wet = Brush { wetness: ONE_U16, coverage: Coverage::BuildUp, ..Brush::PLAIN };
    let smudge = Brush { smudge: ONE_U16, smudge_length: ONE_U16 / 2, ..wet };
    pair.draw(&line([20, 20], [180, 80], 20, BLUE), &Brush { eraser: true, ..wet });
    // Smudging an empty canvas lays nothing either, and opens no tile.
    pair.draw(&line([20, 20], [180, 80], 20, BLUE), &smudge);
    pair.draw(&line([20, 20], [60, 40], 10, YELLOW), &wet);
    pair.draw(&line([180, 80], [20, 20], 20, BLUE), &smudge);
    pair.draw(&line([20, 20], [180, 80], 20, BLUE), &Brush { eraser: true, ..wet });
    pair.draw(&line([30, 25], [170, 70], 10, BLUE), &wet);
    pair.check();
}

#[test]
fn radii_and_opacities_at_their_ends() {
    let Some(gpu) = gpu() else { return };
    for opacity in [0, 1, ONE_U16] {
        for radius in [MIN_RADIUS, 64, MAX_RADIUS] {
            let mut pair = Pair::new(&gpu, 130, 67);
            for (x, y) in [(0, 0), (130 * 64, 67 * 64), (31, 4000), (-400 * 64, 30)] {
                for hardness in [0, ONE_U16 / 3, ONE_U16] {
                    let mut shape = Shape::disc(radius, hardness);
                    let first = Dab::new(Point::new(x, y), &shape, opacity, ONE_U16);
                    (shape.aspect, shape.axis) = (1900, [11_585, 11_585]);
                    let second = Dab::new(Point::new(x, y), &shape, opacity, ONE_U16 / 2);
                    for coverage in [Coverage::Wash, Coverage::BuildUp] {
                        let ink = Ink { rim: ONE / 3, ..Ink::plain(YELLOW, coverage) };
                        pair.lay(&ink, &[first, second]);
                    }
                }
            }
            pair.check();
        }
    }
}

#[test]
fn canvases_of_every_kind_of_size() {
    let Some(gpu) = gpu() else { return };
    for (width, height) in [(1, 1), (63, 65), (64, 64), (65, 1), (4096, 3)] {
        let mut pair = Pair::new(&gpu, width, height);
        let end = [i32::from(width), i32::from(height)];
        pair.draw(&line([0, 0], end, 12, YELLOW), &Brush::PLAIN);
        pair.draw(&line(end, [0, 0], 40, BLUE), &Brush { pigment: ONE_U16, ..Brush::PLAIN });
        pair.check();
    }
}

#[test]
fn strokes_off_the_canvas() {
    let Some(gpu) = gpu() else { return };
    let mut pair = Pair::new(&gpu, 100, 100);
    pair.draw(&line([-300, -300], [-200, -250], 20, YELLOW), &Brush::PLAIN);
    pair.lay(&Ink::plain(YELLOW, Coverage::Wash), &[]);
    let smudge = Brush { coverage: Coverage::BuildUp, smudge: ONE_U16 / 2, ..Brush::PLAIN };
    pair.draw(&line([-300, 50], [400, 50], 20, YELLOW), &smudge);
    pair.draw(&line([-300, 50], [-200, 50], 20, YELLOW), &smudge);
    pair.check();
}

#[test]
fn many_dabs_in_one_tile_and_many_strokes_in_one_submission() {
    let Some(gpu) = gpu() else { return };
    let mut pair = Pair::new(&gpu, 64, 64);
    let dabs: Vec<_> = (0..4000)
        .map(|i| {
            let center = Point::new(i * 37 % 4096, i * 101 % 4096);
            Dab::new(center, &Shape::disc(64 + i % 300, ONE_U16 / 2), 3000, ONE_U16 / 3)
        })
        .collect();
    for coverage in [Coverage::Wash, Coverage::BuildUp] {
        pair.lay(&Ink { pigment: ONE / 2, ..Ink::plain(BLUE, coverage) }, &dabs);
    }
    for (i, dab) in dabs[..500].iter().enumerate() {
        let color = Rgb8::new(i as u8, 255 - i as u8, 128);
        pair.lay(&Ink::plain(color, Coverage::BuildUp), &[*dab]);
    }
    pair.check();
}

#[test]
fn a_canvas_that_outgrows_its_first_buffers() {
    let Some(gpu) = gpu() else { return };
    let mut pair = Pair::new(&gpu, 1500, 1200);
    let wet = Brush { wetness: ONE_U16, ..Brush::PLAIN };
    for i in 0..12 {
        let y = i * 100 + 40;
        let brush = if i == 5 { wet } else { Brush::PLAIN };
        pair.draw(&line([0, y], [1500, y], 60, if i % 2 == 0 { BLUE } else { YELLOW }), &brush);
        if i % 3 == 2 {
            pair.draw(&line([0, 0], [1500, y], 30, YELLOW), &wet);
        }
    }
    pair.check();
}

#[test]
fn a_snapshot_can_be_come_back_to_and_pixels_copied_up() {
    let Some(gpu) = gpu() else { return };
    let mut pair = Pair::new(&gpu, 300, 200);
    let wet = Brush { wetness: ONE_U16, pigment: ONE_U16, ..Brush::PLAIN };
    pair.draw(&line([20, 20], [280, 180], 20, BLUE), &wet);
    let (base, cpu_base) = (pair.gpu.snapshot(), pair.cpu.clone());
    // A live stroke: drawn anew over its base each frame.
    for end in [50, 120, 260] {
        pair.gpu.restore(&base).expect("it is of this canvas");
        pair.cpu.clone_from(&cpu_base);
        pair.draw(&line([20, 180], [end, 40], 15, YELLOW), &wet);
        pair.check();
    }
    let after = pair.gpu.snapshot();
    let cpu_after = pair.cpu.clone();
    let back = pair.gpu.restore(&base).expect("it is of this canvas");
    assert_eq!(back, cpu_after.changed_since(&cpu_base));
    pair.cpu.clone_from(&cpu_base);
    pair.check();
    pair.gpu.restore(&after).expect("it is of this canvas");
    pair.cpu.clone_from(&cpu_after);
    pair.check();
    // Only what differs is copied.
    pair.gpu.copy_from(&cpu_base, cpu_base.changed_since(&cpu_after)).expect("there is room");
    pair.cpu.clone_from(&cpu_base);
    pair.draw(&line([20, 180], [200, 40], 15, YELLOW), &wet);
    pair.check();

    let mut other = Pair::new(&gpu, 300, 200);
    assert_eq!(other.gpu.restore(&base), None, "a snapshot of another canvas");
    other.gpu.copy_from(&pair.cpu, pair.cpu.bounds()).expect("there is room");
    other.cpu.clone_from(&pair.cpu);
    other.draw(&line([100, 180], [200, 40], 15, YELLOW), &wet);
    other.check();
}
