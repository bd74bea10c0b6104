//! The partner can paint with any brush that lays paint: what the soft raster expects of a stroke is
//! what the stroke brings.

#![expect(
    clippy::cast_possible_truncation,
    reason = "sides and counts are small, and a cast of a float saturates"
)]

use limner_core::brush::presets;
use limner_core::{Brush, Header, Op, Painting, Rgb8};
use limner_env::action::{soft_from_raw, stroke_from_soft};
use limner_env::brush_profile::{Profiles, fitted, suits_partner};
use limner_env::{Picture, Random, Scene, Scorer, SoftStroke, WINDOW, Window, scenes};

const SIZE: u16 = 64;
/// Mean of what strokes bring over the mean of what was expected.
const WITHIN: std::ops::Range<f64> = 0.9..1.1;

/// A scene half painted with the partner's plain brush, and the brush in the partner's hand.
fn scene(random: &mut Random, brush: &Brush) -> Scene {
    let target = scenes::generated(random, SIZE);
    let header = Header::new(SIZE, SIZE, Rgb8::new(200, 190, 175), 9);
    let mut painting = Painting::new(header.clone()).unwrap();
    let index = painting.log().brushes().len() as u8;
    painting.push(0, Op::Brush(Box::new(*brush))).unwrap();
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
    let fitted = fitted(&Brush::PARTNER, 5.0).unwrap();
    assert!((fitted.scale - 1.0).abs() < 0.05 && (fitted.opacity - 1.0).abs() < 0.05, "{fitted:?}");
    assert!((fitted.hardness - profile.hardness).abs() < 0.1, "{fitted:?}");
}

/// Sum of squared differences of the two pictures of a view.
fn difference(view: &limner_env::View<'_>) -> f32 {
    let planes = view.target.iter().zip(view.canvas);
    planes.flat_map(|(t, v)| t.iter().zip(v).map(|(t, v)| (t - v).powi(2))).sum()
}

#[test]
fn what_a_grainy_brush_cannot_reach_is_not_seen() {
    let target = Picture::uniform(SIZE.into(), SIZE.into(), [0.2, 0.4, 0.3]);
    for (name, most_bare) in [("round", 0.01), ("charcoal", 1.0), ("pencil", 1.0)] {
        let brush = presets::by_name(name).unwrap();
        let mut header = Header::new(SIZE, SIZE, Rgb8::new(240, 235, 230), 9);
        header.brushes.push(*brush);
        let mine = header.brushes.len() as u8 - 1;
        let mut scene = Scene::new(header, Some(&target)).unwrap();
        assert!(scene.set_partners_brush(mine));
        let [blank_seen, blank] = [scene.view(0), scene.whole_view(0)].map(|v| difference(&v));
        assert!((blank_seen / blank - 1.0).abs() < 0.01, "{name}: bare paper looks bare");
        for k in 0..16 {
            let (x, y) = (4.0 + 8.0 * (k % 8) as f32, if k < 8 { 16.0 } else { 48.0 });
            let soft = SoftStroke {
                points: [[x, y - 24.0], [x, y], [x, y + 24.0]],
                radii: [12.0; 2],
                opacity: 1.0,
            };
            let mut stroke = scene.partners_stroke(Window { level: 0, x: 0, y: 0 }, &soft);
            stroke.color = limner_env::action::rgb8([0.2, 0.4, 0.3]);
            scene.paint(&stroke);
        }
        let [seen, whole] = [scene.view(0), scene.whole_view(0)].map(|v| difference(&v) / blank);
        println!("{name}: {whole:.3} of the error is left, {seen:.3} is seen");
        assert!(seen < 0.06, "{name}: {seen}");
        assert!(whole < most_bare && (name == "round" || whole > 3.0 * seen), "{name}: {whole}");
    }
}

#[test]
fn what_is_seen_follows_the_canvas_and_what_is_wanted() {
    for name in ["charcoal", "pencil"] {
        let mut random = Random::new(8);
        let mut scene = scene(&mut random, presets::by_name(name).unwrap());
        for i in 0..6 {
            let raw = std::array::from_fn(|i| random.normal() * if i < 2 { 0.8 } else { 0.5 });
            let window = Window { level: 0, x: 9 * (i % 3), y: 7 * i };
            let mut stroke = scene.partners_stroke(window, &soft_from_raw(&raw));
            scene.solve(&mut stroke, [0.0; 3]);
            scene.paint(&stroke);
        }
        let target = scene.target().cloned();
        let mut anew = scene.clone();
        anew.set_target(target.as_ref());
        for level in 0..scene.levels() as u8 {
            let (a, b) = (scene.view(level), anew.view(level));
            assert_eq!((a.target, a.canvas), (b.target, b.canvas), "{name} on level {level}");
        }
    }
}

/// What a stranger's brush asks for is counted before anything of it is drawn: one stroke of this one takes
/// longer than all of a preset's.
#[test]
fn a_brush_that_asks_for_too_much_is_taken_for_a_round_one() {
    let dear = limner_core::hostile::brush();
    assert_eq!(fitted(&dear, 14.0), None);
    let profiles = Profiles::of(&dear);
    assert_eq!(profiles.at(14.0).scale, 1.0);
    // Where the partner looks for its own brush in the table, it is passed over.
    let header =
        Header { brushes: vec![Brush::PLAIN, dear], ..Header::new(64, 64, Rgb8::default(), 1) };
    let mut scene = Scene::new(header, None).unwrap();
    assert_eq!(scene.partners_brush(), 0);
    // Nor does it take long where it is given all the same.
    assert!(scene.set_partners_brush(1));
    assert_eq!(*scene.profiles(), profiles);
}

/// None of the presets that lay paint is taken for another.
#[test]
fn every_brush_at_hand_is_profiled_itself() {
    for preset in presets::ALL.iter().filter(|preset| preset.brush.lays_paint()) {
        for radius in [1.0, 2.5, 6.0, 14.0] {
            assert!(fitted(&preset.brush, radius).is_some(), "{} at {radius}", preset.name);
        }
        assert!(suits_partner(&preset.brush), "{}", preset.name);
    }
}
