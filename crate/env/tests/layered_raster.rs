//! Layers of soft strokes: their gradient against finite differences, what they say a stroke is worth
//! against leaving it out; editable scenes against painting anew.

#![expect(
    clippy::cast_possible_truncation,
    reason = "sides and counts are small, and a cast of a float saturates"
)]

use limner_core::{Header, Path, Rgb8};
use limner_env::action::{soft_from_raw, soft_from_stroke, stroke_from_soft};
use limner_env::{
    ColoredStroke, ColoredStrokeGradient, EditableScene, GEOMETRY, LayeredRaster, Picture, Profile,
    Random, Scene, SoftStroke, View, Window, scenes,
};

const SIDE: usize = 41;

fn planes(random: &mut Random) -> [Vec<f32>; 3] {
    std::array::from_fn(|_| {
        let (fx, fy, phase) = (random.between(0.1, 0.5), random.between(0.1, 0.5), random.unit());
        (0..SIDE * SIDE)
            .map(|i| 0.5 + 0.4 * (fx * (i % SIDE) as f32 + fy * (i / SIDE) as f32 + phase).sin())
            .collect()
    })
}

fn layers(random: &mut Random, count: usize) -> Vec<ColoredStroke> {
    (0..count)
        .map(|_| {
            let raw: [f32; GEOMETRY] = std::array::from_fn(|_| 0.7 * random.normal());
            let color = [random.unit(), random.unit(), random.unit()];
            ColoredStroke { stroke: soft_from_raw(&raw), color }
        })
        .collect()
}

fn view<'a>(target: &'a [Vec<f32>; 3], canvas: &'a [Vec<f32>; 3]) -> View<'a> {
    View {
        width: SIDE,
        height: SIDE,
        target: target.each_ref().map(Vec::as_slice),
        canvas: canvas.each_ref().map(Vec::as_slice),
    }
}

fn numbers(layer: &ColoredStroke) -> [f32; 12] {
    let [[a, b], [c, d], [e, f]] = layer.stroke.points;
    let ([r0, r1], [r, g, bl]) = (layer.stroke.radii, layer.color);
    [a, b, c, d, e, f, r0, r1, layer.stroke.opacity, r, g, bl]
}

fn layer(numbers: [f32; 12]) -> ColoredStroke {
    let [a, b, c, d, e, f, r0, r1, opacity, r, g, bl] = numbers;
    let points = [[a, b], [c, d], [e, f]];
    ColoredStroke { stroke: SoftStroke { points, radii: [r0, r1], opacity }, color: [r, g, bl] }
}

/// As with a single stroke, a few gradients straddle a corner of the falloff or of the flattening.
#[test]
fn gradient_of_layers_matches_finite_differences() {
    let mut random = Random::new(8);
    let mut raster = LayeredRaster::default();
    let (mut checked, mut good) = (0, 0);
    for _ in 0..20 {
        let (target, canvas) = (planes(&mut random), planes(&mut random));
        let view = view(&target, &canvas);
        let layers = layers(&mut random, 5);
        let profiles = vec![Profile::default(); layers.len()];
        let mut gradient: Vec<ColoredStrokeGradient> = Vec::new();
        let all = raster.change_with_gradient(view, &layers, &profiles, &mut gradient);
        assert!((all - raster.change(view, &layers, &profiles)).abs() < 1e-3 * all.abs().max(1.0));
        for (i, gradient) in gradient.iter().enumerate() {
            let by = numbers(&gradient.by);
            let difference: [f32; 12] = std::array::from_fn(|k| {
                let step = if k < 8 { 4e-3 } else { 1e-3 };
                let mut at = |offset: f32| {
                    let mut changed = layers.clone();
                    let mut moved = numbers(&layers[i]);
                    moved[k] += offset;
                    changed[i] = layer(moved);
                    raster.change(view, &changed, &profiles)
                };
                (at(step) - at(-step)) / (2.0 * step)
            });
            let norm = |v: &[f32]| v.iter().map(|v| v * v).sum::<f32>().sqrt();
            // Shape and colour apart: the colour's derivatives are much larger.
            for part in [0..9, 9..12] {
                let (by, difference) = (&by[part.clone()], &difference[part]);
                let apart: Vec<f32> = by.iter().zip(difference).map(|(a, b)| a - b).collect();
                if norm(difference) < 1.0 {
                    continue;
                }
                checked += 1;
                good += usize::from(norm(&apart) < 0.05 * norm(difference));
            }
        }
    }
    assert!(checked > 150, "only {checked} could be checked");
    assert!(good * 100 >= checked * 93, "{good} of {checked} gradients are within 5 %");
}

#[test]
fn a_layer_is_worth_what_leaving_it_out_costs() {
    let mut random = Random::new(2);
    let mut raster = LayeredRaster::default();
    let (target, canvas) = (planes(&mut random), planes(&mut random));
    let view = view(&target, &canvas);
    let layers = layers(&mut random, 7);
    let profiles = vec![Profile::default(); layers.len()];
    let mut gradient = Vec::new();
    let all = raster.change_with_gradient(view, &layers, &profiles, &mut gradient);
    for (i, gradient) in gradient.iter().enumerate() {
        let mut rest = layers.clone();
        rest.remove(i);
        let without = raster.change(view, &rest, &profiles[1..]) - all;
        let apart = (without - gradient.worth).abs();
        assert!(apart < 1e-2 * without.abs().max(1.0), "{without} against {}", gradient.worth);
    }
}

#[test]
fn no_strokes_and_strokes_off_the_canvas_change_nothing() {
    let mut random = Random::new(3);
    let mut raster = LayeredRaster::default();
    let (target, canvas) = (planes(&mut random), planes(&mut random));
    let view = view(&target, &canvas);
    let mut gradient = Vec::new();
    assert_eq!(raster.change_with_gradient(view, &[], &[], &mut gradient), 0.0);
    assert!(gradient.is_empty());
    let stroke = SoftStroke { points: [[-300.0; 2]; 3], radii: [2.0; 2], opacity: 1.0 };
    let off = [ColoredStroke { stroke, color: [0.5; 3] }];
    assert_eq!(raster.change_with_gradient(view, &off, &[Profile::default()], &mut gradient), 0.0);
    assert_eq!(gradient, [ColoredStrokeGradient::default()]);
}

fn painted(count: usize) -> EditableScene {
    let mut random = Random::new(6);
    let target: Picture = scenes::generated(&mut random, 90);
    let header = Header::new(90, 90, Rgb8::new(120, 130, 140), 5);
    let mut editable =
        EditableScene::new(Scene::new(header, Some(&target)).expect("a sound header"));
    for _ in 0..count {
        let raw: [f32; GEOMETRY] = std::array::from_fn(|_| 0.7 * random.normal());
        let [x, y] = editable.scene().sample_error(&mut random);
        let window = editable.scene().window_around(0, x, y);
        let mut stroke = stroke_from_soft(window, &soft_from_raw(&raw), 0, Rgb8::default());
        editable.scene_mut().solve(&mut stroke, [0.0; 3]);
        editable.add(stroke);
    }
    editable
}

#[test]
fn grounds_are_what_lies_below() {
    let mut editable = painted(30);
    for from in [20, 25, 10, 12, 29, 0, 30, 28] {
        let mut canvas = limner_core::Canvas::new(90, 90).expect("a sound size");
        for (stroke, place) in &editable.strokes()[..from] {
            editable.scene().draw_on(&mut canvas, stroke, *place);
        }
        let (scene, ground, above) = editable.open(from);
        assert_eq!(above.len(), 30 - from);
        assert_eq!(ground.canvas().hash(), canvas.hash(), "below stroke {from}");
        let anew = limner_env::Ground::new(scene, canvas);
        for level in 0..scene.levels() as u8 {
            assert_eq!(ground.view(scene, level).canvas, anew.view(scene, level).canvas);
        }
    }
}

#[test]
fn strokes_are_replaced_only_where_that_is_better() {
    let mut editable = painted(12);
    let before = editable.scene().squared_error();
    let hash = editable.scene().canvas().hash();
    let old: Vec<_> = editable.strokes()[4..].iter().map(|(stroke, _)| stroke.clone()).collect();
    let mut worse = old.clone();
    for stroke in &mut worse {
        let [r, g, b] = stroke.color.channels();
        stroke.color = Rgb8::new(!r, !g, !b);
    }
    assert!(!editable.replace_if_better(4, worse.clone(), 0.0));
    assert_eq!(editable.scene().canvas().hash(), hash);
    assert_eq!(editable.scene().squared_error(), before);
    // And back again from the worse.
    let mut bad = painted(4);
    worse.into_iter().for_each(|stroke| _ = bad.add(stroke));
    assert!(bad.replace_if_better(4, old, 0.0));
    assert_eq!(bad.scene().canvas().hash(), hash);
}

#[test]
fn a_stroke_survives_the_soft_raster() {
    let editable = painted(10);
    for level in 0..2 {
        let window = Window { level, x: 0, y: 0 };
        for (stroke, _) in editable.strokes() {
            let soft = soft_from_stroke(window, stroke).expect("a curve");
            let again = stroke_from_soft(window, &soft, stroke.brush, stroke.color);
            assert_eq!(again.path, stroke.path);
            assert_eq!(again.opacity, stroke.opacity);
            assert!(matches!(again.path, Path::Bezier { .. }));
        }
    }
}
