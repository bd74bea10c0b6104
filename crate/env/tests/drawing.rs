//! Drawing from nothing: what actions do, what is seen and earned, and the gradient of one ink.

use limner_core::{Brush, Painting, Rgb8, brush};
use limner_env::drawing::{
    self, Act, Drawings, Error, Judge, NUMBERS, Options, SHAPE, Sheets, Task, Unjudged,
};
use limner_env::soft::{Profile, SoftStroke};
use limner_env::{InkRaster, Random};

/// Finds a drawing worth the ink on it.
struct Ink;

impl Judge for Ink {
    fn scores(&mut self, sheets: &Sheets) -> Vec<f32> {
        sheets.pictures().map(|picture| picture.iter().sum()).collect()
    }
}

fn act(random: &mut Random) -> Act {
    let numbers = std::array::from_fn(|_| 1.5 * random.normal());
    Act { numbers, lift: random.unit() < 0.5, stop: random.unit() < 0.1 }
}

/// A stroke from one point in parts of the reach to another, which is laid.
fn line(from: [f32; 2], to: [f32; 2], lift: bool) -> Act {
    let middle = [0, 1].map(|i| 0.5 * (from[i] + to[i]));
    let mut numbers = [0.0; NUMBERS];
    for (i, v) in [from, middle, to].as_flattened().iter().enumerate() {
        numbers[i] = v.atanh();
    }
    numbers[8] = 3.0;
    Act { numbers, lift, stop: false }
}

#[test]
fn rewards_add_up_to_what_the_drawing_is_worth() {
    let options = Options { max_strokes: 4, price: 0.25, ..Options::default() };
    let mut drawings = Drawings::new(options).expect("options in range");
    drawings.reset(&[Task::default(); 8], 3, &mut Ink);
    let (mut random, mut sums) = (Random::new(5), [0.0; 8]);
    let mut steps = [0.0; 8];
    while !drawings.is_over() {
        let before: Vec<usize> = drawings.sheets().strokes.clone();
        let acts: Vec<Act> = (0..8).map(|_| act(&mut random)).collect();
        let step = drawings.step(&acts, &mut Ink).expect("finite actions");
        for i in 0..8 {
            sums[i] += step.rewards[i];
            let laid = drawings.sheets().strokes[i] - before[i];
            assert!(laid <= 1);
            steps[i] += if step.rewards[i] == 0.0 { 0.0 } else { 1.0 };
        }
    }
    for (i, worth) in Ink.scores(drawings.sheets()).into_iter().enumerate() {
        assert!((sums[i] + 0.25 * steps[i] - worth).abs() < 1e-3 * worth.max(1.0), "{i}: {sums:?}");
    }
}

#[test]
fn a_pen_that_is_not_lifted_goes_on_where_it_was() {
    let mut drawings = Drawings::new(Options::default()).expect("options in range");
    let first = line([-0.6, -0.6], [0.2, -0.6], true);
    let second = line([-0.6, 0.6], [0.2, 0.4], false);
    let lifted = Act { lift: true, ..second };
    drawings.draw_all(&[vec![first, second], vec![first, lifted]], 1).expect("finite actions");
    let starts: Vec<_> = (0..2)
        .map(|i| {
            let log = drawings.painting(i).expect("a log");
            let path = |id| match log.stroke(id).expect("two strokes").path {
                limner_core::Path::Bezier { points, .. } => points,
                limner_core::Path::Samples { .. } => panic!("a partner's stroke"),
            };
            (path(0)[2], path(1)[0])
        })
        .collect();
    assert_eq!(starts[0].0, starts[0].1);
    assert_ne!(starts[1].0, starts[1].1);
}

#[test]
fn the_log_of_a_drawing_is_the_drawing_with_any_brush() {
    let oil = *brush::presets::by_name("oil").expect("a preset");
    let blender = *brush::presets::by_name("blender").expect("a preset");
    for brush in [Brush::PARTNER, oil, blender] {
        for ink in [None, Some(Rgb8::new(20, 40, 60))] {
            let options = Options { side: 64, brush, ink, ..Options::default() };
            let draw = |seed| {
                let mut drawings = Drawings::new(options).expect("options in range");
                let mut random = Random::new(seed);
                let programs: Vec<Vec<Act>> =
                    (0..4).map(|_| (0..5).map(|_| act(&mut random)).collect()).collect();
                drawings.draw_all(&programs, 11).expect("finite actions");
                drawings
            };
            let drawings = draw(1);
            for i in 0..4 {
                let log = drawings.painting(i).expect("a log");
                let painting = Painting::from_log(&log).expect("a painting");
                assert_eq!(painting.canvas().hash(), drawings.canvas(i).hash());
            }
            assert_eq!(draw(1).sheets(), drawings.sheets());
            assert!(drawings.sheets().data.iter().all(|v| (0.0..=1.0).contains(v)));
        }
    }
}

#[test]
fn what_is_refused_changes_nothing() {
    assert_eq!(
        Drawings::new(Options { side: 16, ..Options::default() }).unwrap_err(),
        Error::Side(16)
    );
    for strokes in [0, 21] {
        let options = Options { max_strokes: strokes, ..Options::default() };
        assert_eq!(Drawings::new(options).unwrap_err(), Error::Strokes(strokes));
    }
    let white = Options { ink: Some(Options::default().paper), ..Options::default() };
    assert_eq!(Drawings::new(white).unwrap_err(), Error::NoInk);
    let mut drawings = Drawings::new(Options::default()).expect("options in range");
    drawings.reset(&[Task::default(); 2], 1, &mut Unjudged);
    let good = line([-0.5, 0.0], [0.5, 0.0], true);
    let bad = Act { numbers: [f32::NAN; NUMBERS], ..good };
    assert_eq!(drawings.step(&[good, bad], &mut Unjudged).unwrap_err(), Error::NotFinite);
    assert_eq!(
        drawings.step(&[good], &mut Unjudged).unwrap_err(),
        Error::Batch { found: 1, wanted: 2 }
    );
    assert!(drawings.sheets().data.iter().all(|v| *v == 0.0));
}

#[test]
fn a_stroke_that_wants_to_be_faint_is_not_laid_and_counts() {
    let mut drawings =
        Drawings::new(Options { max_strokes: 1, ..Options::default() }).expect("options in range");
    let mut faint = line([-0.5, 0.0], [0.5, 0.0], true);
    faint.numbers[8] = -0.1;
    drawings.reset(&[Task::default()], 1, &mut Unjudged);
    let step = drawings.step(&[faint], &mut Unjudged).expect("finite");
    assert_eq!((step.truncated[0], drawings.sheets().strokes[0]), (true, 0));
    assert!(drawings.sheets().data.iter().all(|v| *v == 0.0));
}

fn strokes(random: &mut Random, side: u16) -> (Vec<[f32; NUMBERS]>, Vec<SoftStroke>) {
    let numbers: Vec<[f32; NUMBERS]> = (0..4)
        .map(|_| {
            let mut numbers = std::array::from_fn(|_| 0.7 * random.normal());
            numbers[8] = 2.0;
            numbers
        })
        .collect();
    let soft = numbers.iter().map(|n| drawing::soft_from_numbers(n, side, None)).collect();
    (numbers, soft)
}

#[test]
fn the_soft_ink_is_what_the_integer_brush_lays() {
    let mut random = Random::new(4);
    let (mut error, mut ink_sum) = (0.0, 0.0);
    for side in [32, 64] {
        for _ in 0..20 {
            let (numbers, soft) = strokes(&mut random, side);
            let mut drawings =
                Drawings::new(Options { side, ..Options::default() }).expect("options in range");
            let acts =
                numbers.iter().map(|n| Act { numbers: *n, lift: true, stop: false }).collect();
            drawings.draw_all(&[acts], 1).expect("finite");
            let mut ink = vec![0.0; usize::from(side).pow(2)];
            InkRaster::new(side.into(), Profile::default()).draw(&soft, &mut ink);
            for (a, b) in ink.iter().zip(&drawings.sheets().data) {
                error += (a - b) * (a - b);
                ink_sum += b;
            }
        }
    }
    assert!(error < 0.01 * ink_sum, "{error} of {ink_sum}");
}

#[test]
fn the_gradient_of_ink_matches_differences() {
    let mut random = Random::new(8);
    let (mut good, mut checked) = (0, 0);
    for _ in 0..12 {
        let (numbers, soft) = strokes(&mut random, 32);
        let weights: Vec<f32> = (0..1024)
            .map(|i| ((i % 32) as f32 * 0.2).sin() + ((i / 32) as f32 * 0.3).cos())
            .collect();
        let mut raster = InkRaster::new(32, Profile::default());
        let mut loss = |numbers: &[[f32; NUMBERS]]| -> f64 {
            let soft: Vec<_> =
                numbers.iter().map(|n| drawing::soft_from_numbers(n, 32, None)).collect();
            let mut ink = vec![0.1; 1024];
            raster.draw(&soft, &mut ink);
            ink.iter().zip(&weights).map(|(a, b)| f64::from(a * b)).sum()
        };
        loss(&numbers);
        let mut d_ink = weights.clone();
        let mut again = InkRaster::new(32, Profile::default());
        again.draw(&soft, &mut vec![0.1; 1024]);
        let gradients = again.gradient(&soft, &mut d_ink);
        for (k, d) in gradients.iter().enumerate() {
            let exact = drawing::numbers_gradient(&numbers[k], 32, d);
            // A pixel on the edge between two pieces of a curve goes over from one to the other: no single
            // difference is exact, and the gradient points where they do.
            let (mut dot, mut squares) = (0.0, [0.0; 2]);
            for (i, exact) in exact.iter().enumerate().take(SHAPE - 1) {
                let moved = |by: f32| {
                    let mut numbers = numbers.clone();
                    numbers[k][i] += by;
                    numbers
                };
                let difference = (loss(&moved(1e-3)) - loss(&moved(-1e-3))) / 2e-3;
                let exact = f64::from(*exact);
                dot += difference * exact;
                squares = [squares[0] + difference * difference, squares[1] + exact * exact];
            }
            let cosine = dot / (squares[0] * squares[1]).sqrt();
            let longer = (squares[1] / squares[0]).sqrt();
            checked += 1;
            good += usize::from(cosine > 0.98 && (0.9..1.1).contains(&longer));
            assert!(cosine > 0.6, "stroke {k}: {cosine}, {longer}");
        }
    }
    assert!(good * 10 >= checked * 9, "{good} of {checked} gradients are near");
}

#[test]
fn a_stroke_that_is_not_laid_feels_what_it_would_do() {
    let stroke = SoftStroke {
        points: [[8.0, 16.0], [16.0, 16.0], [24.0, 16.0]],
        radii: [2.0, 2.0],
        opacity: 0.3,
    };
    let mut raster = InkRaster::new(32, Profile::default());
    let mut ink = vec![0.0; 1024];
    raster.draw(&[stroke], &mut ink);
    assert!(ink.iter().all(|v| *v == 0.0));
    // More ink is wanted where it would lie, most below its middle.
    let mut d: Vec<f32> = (0..1024).map(|i| if i / 32 > 16 { 2.0 } else { 1.0 }).collect();
    let gradient = raster.gradient(&[stroke], &mut d)[0];
    assert!(gradient.opacity > 10.0, "{gradient:?}");
    assert!(gradient.points[0][1] > 1.0 && gradient.points[2][1] > 1.0, "{gradient:?}");
}

#[test]
fn numbers_survive_the_round_trip() {
    let mut random = Random::new(2);
    let (numbers, soft) = strokes(&mut random, 64);
    for (numbers, soft) in numbers.iter().zip(&soft) {
        let back = drawing::numbers_from_soft(soft, 64);
        for i in 0..SHAPE {
            assert!((numbers[i] - back[i]).abs() < 1e-2, "{i}: {numbers:?} became {back:?}");
        }
    }
}
