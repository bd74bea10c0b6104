//! The partner can paint with any brush that lays paint: what the soft raster expects of a stroke is
//! what the stroke brings.

use limner_core::brush::presets;
use limner_core::{Brush, Header, Op, Painting, Rgb8};
use limner_env::action::{soft_from_raw, stroke_from_soft};
use limner_env::brush_profile::{Profiles, fitted};
use limner_env::{Random, Scene, Scorer, WINDOW, Window, scenes};

const SIZE: u16 = 64;
/// Mean of what strokes bring over the mean of what was expected.
const WITHIN: std::ops::Range<f64> = 0.9..1.1;

/// A scene half painted with the partner's plain brush, and the brush in the partner's hand.
fn scene(random: &mut Random, brush: &Brush) -> Scene {
    let target = scenes::generated(random, SIZE);
    let header = Header::new(SIZE, SIZE, Rgb8::new(200, 190, 175), 9);
    let mut painting = Painting::new(header.clone()).unwrap();
    let index = painting.log().brushes().len() as u8;
    painting.push(0, Op::Brush(*brush)).unwrap();
    let mut scene = Scene::new(header, Some(&target)).unwrap();
    scene.follow(&painting, painting.canvas().bounds());
    for _ in 0..8 {
        let raw = std::array::from_fn(|i| random.normal() * if i < 2 { 0.8 } else { 0.5 });
        let window = Window { level: 1, x: 0, y: 0 };
        let mut stroke = stroke_from_soft(window, &soft_from_raw(&raw), 1, Rgb8::default());
        scene.solve(&mut stroke, [0.0; 3]);
        scene.paint(&stroke);
    }
    assert!(scene.set_partners_brush(index));
    scene
}

#[test]
fn what_is_expected_of_a_stroke_is_what_it_brings() {
    let mut bad = Vec::new();
    for preset in presets::ALL.iter().filter(|p| !p.brush.smudges() && !p.brush.eraser) {
        let mut random = Random::new(21);
        let mut scorer = Scorer::default();
        let (mut expected, mut brought) = (0.0, 0.0);
        for _ in 0..4 {
            let scene = scene(&mut random, &preset.brush);
            for _ in 0..70 {
                let [x, y] = scene.sample_error(&mut random);
                let window = scene.window_around(0, x, y);
                let raw = std::array::from_fn(|i| random.normal() * if i < 2 { 0.6 } else { 0.7 });
                let soft = soft_from_raw(&raw);
                let mut on_canvas = soft;
                for point in &mut on_canvas.points {
                    *point = [point[0] + window.x as f32, point[1] + window.y as f32];
                }
                let radius = 0.5 * (soft.radii[0] + soft.radii[1]);
                let gain =
                    scorer.score(scene.view(0), &on_canvas, scene.profiles().at(radius)).gain;
                // Strokes that nobody would paint tell nothing.
                if gain < 0.02 * scene.squared_error() as f32 {
                    continue;
                }
                let mut after = scene.clone();
                let mut stroke =
                    stroke_from_soft(window, &soft, scene.partners_brush(), Rgb8::default());
                stroke.coverage = scene.partners_coverage();
                after.solve(&mut stroke, [0.0; 3]);
                after.paint(&stroke);
                expected += f64::from(gain);
                brought += scene.squared_error() - after.squared_error();
            }
        }
        let ratio = brought / expected;
        println!("{}: strokes bring {ratio:.3} of what is expected of them", preset.name);
        if !WITHIN.contains(&ratio) {
            bad.push(preset.name);
        }
    }
    assert!(bad.is_empty(), "{bad:?}");
    const { assert!(WINDOW == 32, "a stroke at level 0 is at the canvas's own scale") };
}

#[test]
fn a_plain_brush_is_its_own_profile() {
    let profile = Profiles::of(&Brush::PARTNER).at(5.0);
    assert_eq!((profile.scale, profile.opacity, profile.texture), (1.0, 1.0, 0.0));
    let fitted = fitted(&Brush::PARTNER, 5.0);
    assert!((fitted.scale - 1.0).abs() < 0.05 && (fitted.opacity - 1.0).abs() < 0.05, "{fitted:?}");
    assert!((fitted.hardness - profile.hardness).abs() < 0.1, "{fitted:?}");
}
