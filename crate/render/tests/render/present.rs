//! What is shown is the canvas over its paper.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "numbers of a test are within their types"
)]

use limner_core::{Author, Coverage, Path, Stroke, fixed::ONE_U16};
use limner_core::{Brush, Point, Rgb8};
use limner_render::{Gpu, GpuCanvas, View};

use crate::adapter::gpu;
use crate::equality::Pair;

const PAPER: Rgb8 = Rgb8::new(250, 246, 238);
const SURROUND: Rgb8 = Rgb8::new(24, 24, 28);

/// A canvas of 100 × 70 pixels with a stroke across it.
fn painted(gpu: &Gpu) -> Pair {
    let mut pair = Pair::new(gpu, 100, 70);
    let stroke = Stroke {
        author: Author::Person,
        brush: 0,
        color: Rgb8::new(200, 60, 40),
        opacity: ONE_U16 / 3 * 2,
        coverage: Coverage::Wash,
        path: Path::Bezier {
            points: [Point::from_px(5, 5), Point::from_px(60, 10), Point::from_px(90, 60)],
            radii: [800, 300],
        },
    };
    pair.draw(&stroke, &Brush::PLAIN);
    pair
}

/// What is shown of the canvas on a screen of 128 × 96 pixels.
fn shown(gpu: &Gpu, canvas: &mut GpuCanvas, view: &View) -> Vec<[u8; 4]> {
    let (width, height) = (128, 96);
    pollster::block_on(limner_render::draw_to_memory(gpu, canvas, view, width, height))
        .expect("it can be shown")
}

#[test]
fn at_a_hundred_percent_every_pixel_is_exact() {
    let Some(gpu) = gpu() else { return };
    let mut pair = painted(&gpu);
    let view = View { offset_px: [7.0, 11.0], surround: Some(SURROUND), ..View::plain(PAPER) };
    let shown = shown(&gpu, &mut pair.gpu, &view);
    for (i, pixel) in shown.iter().enumerate() {
        let (x, y) = (i as i32 % 128 - 7, i as i32 / 128 - 11);
        let color = pair.cpu.color_at(x, y, PAPER).unwrap_or(SURROUND);
        assert_eq!(pixel[..3], color.channels(), "at ({x}, {y})");
        assert_eq!(pixel[3], 255);
    }
}

#[test]
fn zoomed_in_and_turned_pixels_stay_sharp() {
    let Some(gpu) = gpu() else { return };
    let mut pair = painted(&gpu);
    let view = View { zoom: 3.0, surround: Some(SURROUND), ..View::plain(PAPER) };
    let zoomed = shown(&gpu, &mut pair.gpu, &view);
    for (i, pixel) in zoomed.iter().enumerate() {
        let (x, y) = (i as i32 % 128 / 3, i as i32 / 128 / 3);
        let color = pair.cpu.color_at(x, y, PAPER).expect("it is on the canvas");
        assert_eq!(pixel[..3], color.channels(), "at ({x}, {y})");
    }
    // A quarter of a turn clockwise: what was to the right is now below, what was below to the left.
    let rotation_rad = std::f32::consts::FRAC_PI_2;
    let view = View { rotation_rad, offset_px: [80.0, 2.0], ..view };
    let turned = shown(&gpu, &mut pair.gpu, &View { zoom: 1.0, ..view });
    for (i, pixel) in turned.iter().enumerate() {
        let (x, y) = (i as i32 / 128 - 2, 79 - i as i32 % 128);
        let color = pair.cpu.color_at(x, y, PAPER).unwrap_or(SURROUND);
        assert_eq!(pixel[..3], color.channels(), "at ({x}, {y})");
    }
}

#[test]
fn zoomed_out_pixels_are_averaged() {
    let Some(gpu) = gpu() else { return };
    let mut pair = painted(&gpu);
    let view = View { zoom: 0.5, surround: Some(SURROUND), ..View::plain(PAPER) };
    let halved = shown(&gpu, &mut pair.gpu, &view);
    for (i, pixel) in halved.iter().enumerate() {
        let (x, y) = (i as i32 % 128 * 2, i as i32 / 128 * 2);
        for (channel, shown) in pixel[..3].iter().enumerate() {
            let sum: i32 = [(0, 0), (1, 0), (0, 1), (1, 1)]
                .map(|(dx, dy)| pair.cpu.color_at(x + dx, y + dy, PAPER).unwrap_or(SURROUND))
                .iter()
                .map(|color| i32::from(color.channels()[channel]))
                .sum();
            assert!((i32::from(*shown) * 4 - sum).abs() <= 2, "at ({x}, {y})");
        }
    }
}

#[test]
fn between_whole_zooms_the_edges_of_pixels_are_blended() {
    let Some(gpu) = gpu() else { return };
    let mut pair = painted(&gpu);
    let view = View { zoom: 1.6, surround: Some(SURROUND), ..View::plain(PAPER) };
    let shown = shown(&gpu, &mut pair.gpu, &view);
    for (i, pixel) in shown.iter().enumerate() {
        // The mean over the part of the canvas below the screen's pixel.
        let span = |at: usize| (at as f64 / 1.6, (at + 1) as f64 / 1.6);
        let ((x0, x1), (y0, y1)) = (span(i % 128), span(i / 128));
        let mut mean = [0.0; 3];
        for y in y0 as i32..=y1 as i32 {
            for x in x0 as i32..=x1 as i32 {
                let part = |from: f64, to: f64, at: i32| {
                    (to.min(f64::from(at + 1)) - from.max(f64::from(at))).max(0.0) / (to - from)
                };
                let color = pair.cpu.color_at(x, y, PAPER).unwrap_or(SURROUND);
                for (mean, channel) in mean.iter_mut().zip(color.channels()) {
                    *mean += part(x0, x1, x) * part(y0, y1, y) * f64::from(channel);
                }
            }
        }
        for (channel, mean) in pixel.iter().zip(mean) {
            assert!((f64::from(*channel) - mean).abs() < 1.0, "{pixel:?}, {mean:?} at {i}");
        }
    }
}
