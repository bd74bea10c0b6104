//! What strokes are measured by, and the way back.

use limner_agent::taste::{
    ALL, Context, FEATURES, Feature, LIMIT, Taste, features, features_of_soft,
};
use limner_core::{Path, Point, Rgb8, Stroke, Verdict};
use limner_env::action::soft_from_raw;
use limner_env::{GEOMETRY, Random, SoftStroke};

use super::{HEIGHT, Person, WIDTH, color, paint, proposal, proposals};

#[test]
fn features_are_the_same_on_every_canvas() {
    let mut random = Random::new(12);
    for _ in 0..100 {
        let (stroke, context) = proposal(&mut random);
        let Path::Bezier { points, radii } = stroke.path.clone() else { unreachable!() };
        let twice = Stroke {
            path: Path::Bezier {
                points: points.map(|p| Point::new(2 * p.x, 2 * p.y)),
                radii: radii.map(|r| 2 * r),
            },
            ..stroke.clone()
        };
        let large = Context { width: 2.0 * WIDTH, height: 2.0 * HEIGHT, ..context };
        for (a, b) in features(&stroke, &context).iter().zip(features(&twice, &large)) {
            assert!((a - b).abs() < 1e-3, "{a} became {b}");
        }
    }
}

#[test]
fn features_are_about_one() {
    let all = proposals(&mut Random::new(31), 4000);
    for feature in ALL {
        let values: Vec<f64> = all.iter().map(|f| f64::from(f[feature as usize])).collect();
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let square = values.iter().map(|v| v * v).sum::<f64>() / values.len() as f64;
        println!("{feature:?}: mean {mean:.2}, root mean square {:.2}", square.sqrt());
        assert!((0.3..1.8).contains(&square.sqrt()), "{feature:?}");
    }
}

#[test]
fn score_gradient_matches_differences() {
    let mut random = Random::new(6);
    let mut taste = Taste::default();
    for _ in 0..12 {
        let strokes = paint(&mut taste, &mut random);
        let yes = strokes[0][Feature::Warmth as usize] > 0.0;
        taste.judge(&strokes, if yes { Verdict::Yes } else { Verdict::No });
    }
    for features in proposals(&mut random, 50) {
        let gradient = taste.score_gradient(&features);
        for i in 0..FEATURES {
            if features[i].abs() > LIMIT - 0.1 {
                continue;
            }
            let (mut up, mut down) = (features, features);
            up[i] += 0.02;
            down[i] -= 0.02;
            let difference = (taste.score(&up) - taste.score(&down)) / 0.04;
            assert!((difference - gradient[i]).abs() < 1e-3 + 0.01 * difference.abs());
        }
    }
}

#[test]
fn steps_along_the_derivatives_raise_the_score() {
    let mut random = Random::new(14);
    let mut taste = Taste::default();
    let person = Person::new(Feature::Length, 1.0);
    for _ in 0..25 {
        let strokes = paint(&mut taste, &mut random);
        if let Some(yes) = person.click(&strokes, &mut random) {
            taste.judge(&strokes, if yes { Verdict::Yes } else { Verdict::No });
        }
    }
    for _ in 0..50 {
        let raw: [f32; GEOMETRY] = std::array::from_fn(|_| 0.5 * random.normal());
        let stroke = soft_from_raw(&raw);
        let context = Context {
            width: 32.0,
            height: 32.0,
            below: color(&mut random),
            gain: 0.01,
            density: 0.5,
        };
        let rgb = color(&mut random);
        let (before, d) = taste.derivatives(&stroke, rgb, &context);
        let square: f32 = d.shape.points.iter().flatten().map(|v| v * v).sum();
        let step = 0.2 / square.sqrt().max(1e-3);
        let mut moved = stroke;
        for (point, d) in moved.points.iter_mut().zip(d.shape.points) {
            *point = [point[0] + step * d[0], point[1] + step * d[1]];
        }
        let after = taste.score(&features_of_soft(&moved, rgb, &context));
        assert!(after >= before - 1e-4, "{before} became {after}");
    }
}

#[test]
fn strokes_of_the_person_have_features_too() {
    let sample = |x, y| limner_core::Sample {
        point: Point::from_px(x, y),
        pressure: 32768,
        ..Default::default()
    };
    let stroke = Stroke {
        author: limner_core::Author::Person,
        brush: 0,
        color: Rgb8::new(250, 120, 20),
        opacity: 32768,
        coverage: limner_core::Coverage::Wash,
        path: Path::Samples {
            radius: 640,
            samples: [sample(10, 10), sample(105, 10), sample(200, 10)].into(),
        },
    };
    let (_, context) = proposal(&mut Random::new(8));
    let from_pen = features(&stroke, &context);
    let curve = SoftStroke {
        points: [[10.0, 10.0], [105.0, 10.0], [200.0, 10.0]],
        radii: [10.0; 2],
        opacity: 1.0,
    };
    let from_curve =
        features_of_soft(&curve, [250.0 / 255.0, 120.0 / 255.0, 20.0 / 255.0], &context);
    for (feature, (a, b)) in ALL.into_iter().zip(from_pen.into_iter().zip(from_curve)) {
        assert!((a - b).abs() < 0.06, "{feature:?}: {a} against {b}");
    }
}
