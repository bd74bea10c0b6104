//! What a stroke would be painted into, as far as the liking asks for it: seen at a few points along its middle,
//! so that every candidate can be asked at every step.

use limner_core::fixed::ONE;
use limner_env::{Scene, SoftStroke};

use crate::objective::Needs;
use crate::taste::Context;

/// Points along a stroke.
const POINTS: usize = 5;

/// What a stroke in canvas pixels that gains this is painted into.
pub(super) fn surroundings(scene: &Scene, needs: Needs, stroke: &SoftStroke, gain: f32) -> Context {
    let header = scene.header();
    let error = scene.squared_error() as f32;
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
        let picture = scene.canvas_picture();
        for [x, y] in points(stroke) {
            let x = usize::try_from(x).unwrap_or(0).min(picture.width - 1);
            let y = usize::try_from(y).unwrap_or(0).min(picture.height - 1);
            for (below, plane) in context.below.iter_mut().zip(&picture.planes) {
                *below += plane[y * picture.width + x] / POINTS as f32;
            }
        }
    }
    context
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
