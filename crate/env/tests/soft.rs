//! The soft raster: its gradient against finite differences, its masks against the integer raster.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "sides and counts are small, and a cast of a float saturates"
)]

use limner_core::{Brush, CoverageMask, Place, Rect, Rgb8};
use limner_env::action::{GEOMETRY, raw_gradient, soft_from_raw, stroke_from_soft};
use limner_env::{Profile, Random, Scorer, SoftMask, SoftStroke, View, WINDOW, Window};

fn random_raw(random: &mut Random) -> [f32; GEOMETRY] {
    std::array::from_fn(|i| random.normal() * if i < 2 { 0.6 } else { 0.8 })
}

fn noise_planes(random: &mut Random) -> [Vec<f32>; 3] {
    std::array::from_fn(|_| {
        let (fx, fy, phase) =
            (random.between(0.1, 0.5), random.between(0.1, 0.5), random.unit() * 6.0);
        (0..WINDOW * WINDOW)
            .map(|i| {
                let (x, y) = ((i % WINDOW) as f32, (i / WINDOW) as f32);
                0.5 + 0.4 * (fx * x + fy * y + phase).sin()
            })
            .collect()
    })
}

fn view<'a>(target: &'a [Vec<f32>; 3], canvas: &'a [Vec<f32>; 3]) -> View<'a> {
    View {
        width: WINDOW,
        height: WINDOW,
        target: target.each_ref().map(Vec::as_slice),
        canvas: canvas.each_ref().map(Vec::as_slice),
    }
}

/// The gain is piecewise smooth (the falloff has corners) and strongly curved where strokes are thin,
/// so the differences are taken over tiny steps and a few strokes straddle a corner even then. Where the
/// curve is flattened into more pieces on one side than on the other, there is no difference to take.
#[test]
fn gradient_of_the_gain_matches_finite_differences() {
    let mut random = Random::new(11);
    let profile = Profile::default();
    let mut scorer = Scorer::default();
    let (mut checked, mut good) = (0, 0);
    for _ in 0..200 {
        let (target, canvas) = (noise_planes(&mut random), noise_planes(&mut random));
        let view = view(&target, &canvas);
        let raw = random_raw(&mut random);
        let (_, soft) = scorer.score_with_gradient(view, &soft_from_raw(&raw), profile);
        let pieces = scorer.mask().pieces();
        let mut jumps = false;
        let gradient = raw_gradient(&raw, &soft);
        let difference: [f32; GEOMETRY] = std::array::from_fn(|i| {
            let step = 2e-4;
            let mut at = |offset: f32| {
                let mut raw = raw;
                raw[i] += offset;
                let gain = scorer.score(view, &soft_from_raw(&raw), profile).gain;
                jumps |= scorer.mask().pieces() != pieces;
                gain
            };
            (at(step) - at(-step)) / (2.0 * step)
        });
        let dot = |a: &[f32; GEOMETRY], b: &[f32; GEOMETRY]| -> f32 {
            a.iter().zip(b).map(|(a, b)| a * b).sum()
        };
        let norm = dot(&difference, &difference).sqrt();
        if norm < 2.0 || jumps {
            continue;
        }
        checked += 1;
        let apart: f32 =
            gradient.iter().zip(&difference).map(|(a, b)| (a - b) * (a - b)).sum::<f32>().sqrt();
        if apart < 0.05 * norm {
            good += 1;
        }
        assert!(apart < 0.5 * norm, "{gradient:?} against {difference:?}");
    }
    assert!(checked > 150, "only {checked} strokes could be checked");
    assert!(good * 100 >= checked * 93, "{good} of {checked} gradients are within 5 %");
}

/// How far the soft mask is from the integer raster's: mean difference over the pixels that either
/// covers. The bumps between dabs and the rounding of the ends are what remains.
#[test]
fn soft_masks_are_near_the_integer_raster() {
    let mut random = Random::new(5);
    let profile = Profile::default();
    let window = Window { level: 0, x: 0, y: 0 };
    let canvas = Rect::new(0, 0, WINDOW as i32, WINDOW as i32);
    let (mut soft_mask, mut hard_mask) = (SoftMask::default(), CoverageMask::default());
    let (mut apart, mut covered, mut soft_sum, mut hard_sum) = (0.0f64, 0.0f64, 0.0f64, 0.0f64);
    for _ in 0..300 {
        let soft = soft_from_raw(&random_raw(&mut random));
        let stroke = stroke_from_soft(window, &soft, 0, Rgb8::default());
        soft_mask.render(&soft, profile, WINDOW, WINDOW);
        hard_mask.set_to_stroke(&stroke, &Brush::PARTNER, Place::default(), canvas);
        for y in 0..WINDOW {
            for x in 0..WINDOW {
                let a = soft_at(&soft_mask, x, y);
                let b = hard_at(&hard_mask, x as i32, y as i32);
                apart += f64::from((a - b).abs());
                covered += f64::from(a.max(b));
                soft_sum += f64::from(a);
                hard_sum += f64::from(b);
            }
        }
    }
    let apart = apart / covered;
    println!(
        "soft against integer raster: {:.2} % apart, total ratio {:.4}",
        100.0 * apart,
        soft_sum / hard_sum
    );
    assert!(apart < 0.03, "{:.2} % apart", 100.0 * apart);
    assert!((soft_sum / hard_sum - 1.0).abs() < 0.02);
}

fn soft_at(mask: &SoftMask, x: usize, y: usize) -> f32 {
    let ([x0, y0], [w, h]) = (mask.origin, mask.size);
    if x < x0 || y < y0 || x >= x0 + w || y >= y0 + h {
        0.0
    } else {
        mask.values[(y - y0) * w + x - x0]
    }
}

fn hard_at(mask: &CoverageMask, x: i32, y: i32) -> f32 {
    let b = mask.bounds();
    if x < b.x0 || y < b.y0 || x >= b.x1 || y >= b.y1 {
        0.0
    } else {
        f32::from(mask.row(y, x, x + 1)[0]) / 32768.0
    }
}

#[test]
fn strokes_off_the_raster_or_not_finite_cover_nothing() {
    let profile = Profile::default();
    let mut mask = SoftMask::default();
    let inside = SoftStroke { points: [[5.0; 2]; 3], radii: [2.0; 2], opacity: 1.0 };
    for shift in [-1e3, 1e3, f32::NAN, f32::INFINITY] {
        let stroke = SoftStroke { points: [[shift; 2]; 3], ..inside };
        mask.render(&stroke, profile, 32, 32);
        assert!(mask.values.iter().all(|v| *v == 0.0), "shifted by {shift}");
        let gradient = mask.gradient(&stroke, profile, &vec![1.0; mask.values.len()]);
        assert_eq!(gradient.radii, [0.0; 2]);
    }
    mask.render(&inside, profile, 32, 32);
    assert!(mask.values.iter().any(|v| *v > 0.85));
}
