//! Painting without any search: the policy looks at the whole picture, then at its quarters, and so on,
//! and everything that it proposes is painted. What it reaches so is its own, not the planner's.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "counts and sides are small, and a cast of a float saturates"
)]

use limner_env::action::{soft_from_raw, soft_from_window};
use limner_env::observation::{self, PLANE};
use limner_env::soft::Profile;
use limner_env::window::Window;
use limner_env::{GEOMETRY, OBSERVATION_LEN, Picture, RAW, WINDOW};

use crate::Error;
use crate::learn::layer::Layer;
use crate::policy::{OUTPUT_LEN, Policy, STROKES};

/// A painting by sweeping, and what it cost.
#[derive(Debug)]
pub struct Swept {
    /// What was painted.
    pub canvas: Picture,
    /// Strokes used.
    pub strokes: usize,
    /// Fidelity to the target, in dB.
    pub psnr: f32,
}

/// Paints a square target whose side is a window's times a power of two, on its mean colour.
/// Every level is gone over `rounds` times.
pub fn sweep(
    policy: &Policy,
    target: &Picture,
    profile: Profile,
    rounds: u32,
) -> Result<Swept, Error> {
    let side = target.width.min(target.height);
    let levels = (side / WINDOW).max(1).ilog2();
    let flat_target = target.planes.concat();
    let mut canvas: Vec<f32> =
        target.mean().iter().flat_map(|c| std::iter::repeat_n(*c, side * side)).collect();
    let mut layer = Layer::default();
    let mut strokes = 0;
    for level in (0..=levels).rev() {
        for _ in 0..rounds {
            let of_level = |planes: &[f32]| {
                let mut picture = picture(planes, side);
                (0..level).for_each(|_| picture = picture.halved());
                picture
            };
            let (small_target, small_canvas) = (of_level(&flat_target), of_level(&canvas));
            let count = side >> level >> WINDOW.ilog2();
            let windows: Vec<Window> = (0..count * count)
                .map(|i| Window {
                    level: level as u8,
                    x: (i % count * WINDOW) as i32,
                    y: (i / count * WINDOW) as i32,
                })
                .collect();
            let mut observations = vec![0.0; windows.len() * OBSERVATION_LEN];
            for (window, out) in windows.iter().zip(observations.chunks_exact_mut(OBSERVATION_LEN))
            {
                let [t, v] = [&small_target, &small_canvas]
                    .map(|p| p.crop(window.x, window.y, WINDOW, WINDOW).planes);
                debug_assert_eq!(t[0].len(), PLANE);
                let [t, v] = [&t, &v].map(|p| [&p[0][..], &p[1][..], &p[2][..]]);
                observation::write(t, v, None, window.level, out);
            }
            let raw = policy.propose(&observations, &[])?;
            for (window, raw) in windows.iter().zip(raw.chunks_exact(OUTPUT_LEN)) {
                for k in 0..STROKES {
                    let raw: [f32; GEOMETRY] = std::array::from_fn(|i| raw[k * RAW + i]);
                    layer.draw(soft_from_window(*window, &soft_from_raw(&raw)), profile, [side; 2]);
                    layer.solve_color(&flat_target, &canvas);
                    layer.lay(&mut canvas);
                    strokes += 1;
                }
            }
        }
    }
    let error = crate::learn::composite::squared_error(&flat_target, &canvas) / canvas.len() as f32;
    let psnr = -10.0 * error.max(1e-10).log10();
    Ok(Swept { canvas: picture(&canvas, side), strokes, psnr })
}

fn picture(planes: &[f32], side: usize) -> Picture {
    let plane = |c: usize| planes[c * side * side..(c + 1) * side * side].to_vec();
    Picture { width: side, height: side, planes: [plane(0), plane(1), plane(2)] }
}
