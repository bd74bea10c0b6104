//! What a stroke would be painted into, as far as the liking asks for it: seen at a few points along its middle,
//! so that every candidate can be asked at every step.

use limner_core::fixed::ONE;
use limner_env::{Picture, Scene, SoftStroke};

use crate::objective::Needs;
use crate::taste::Context;

/// Points along a stroke.
const POINTS: usize = 5;

/// What a stroke in canvas pixels that gains this, of the squared error that there is, is painted into.
pub(super) fn surroundings(
    scene: &Scene,
    needs: Needs,
    stroke: &SoftStroke,
    gain: f32,
    error: f32,
) -> Context {
    let header = scene.header();
    let mut context = Context {
        width: header.width.into(),
        height: header.height.into(),
        below: [0.0; 3],
        gain: if error > 0.0 { gain / error } else { 0.0 },
        density: 0.0,
    };
    if needs.density {
        let alpha = |[x, y]: [i32; 2]| {
            let pixel = scene.canvas().pixel(x, y);
            pixel.map_or(0.0, |[.., alpha]| f32::from(alpha) / ONE as f32)
        };
        context.density = points(stroke).map(alpha).sum::<f32>() / POINTS as f32;
    }
    if needs.below {
        let Picture { width, height, planes } = scene.canvas_picture();
        context.below = below(planes.each_ref().map(Vec::as_slice), [*width, *height], stroke);
    }
    context
}

/// The mean colour that planes of this size have along a stroke in their pixels.
pub(crate) fn below(planes: [&[f32]; 3], size: [usize; 2], stroke: &SoftStroke) -> [f32; 3] {
    let [width, height] = size;
    let mut mean = [0.0; 3];
    for [x, y] in points(stroke) {
        let x = usize::try_from(x).unwrap_or(0).min(width - 1);
        let y = usize::try_from(y).unwrap_or(0).min(height - 1);
        for (mean, plane) in mean.iter_mut().zip(planes) {
            *mean += plane[y * width + x] / POINTS as f32;
        }
    }
    mean
}

/// Pixels along the middle of a stroke.
fn points(stroke: &SoftStroke) -> impl Iterator<Item = [i32; 2]> {
    let [a, b, c] = stroke.points;
    (0..POINTS).map(move |i| {
        let t = (i as f32 + 0.5) / POINTS as f32;
        let s = 1.0 - t;
        [0, 1].map(|k| (s * s * a[k] + 2.0 * s * t * b[k] + t * t * c[k]).floor() as i32)
    })
}
