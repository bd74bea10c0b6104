//! What strokes are measured by, and the way back.

use limner_agent::taste::{ALL, Context, features, features_of_soft};
use limner_core::{Path, Point, Rgb8, Stroke};
use limner_env::{Random, SoftStroke};

use super::{HEIGHT, WIDTH, proposal, proposals};

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
