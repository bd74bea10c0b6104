//! The environment through its public API.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "sides and counts are small, and a cast of a float saturates"
)]

use limner_core::{
    Author, Brush, Coverage, Header, Op, Painting, Path, Place, Point, Rgb8, Stroke as CoreStroke,
};
use limner_env::action::raw_from_free_color;
use limner_env::batch::{Environment, Error, Options, Stroke};
use limner_env::{OBSERVATION_LEN, Picture, RAW, Random, Scene, Window, scenes};

fn picture(seed: u32) -> Picture {
    scenes::generated(&mut Random::new(seed), 64)
}

fn random_strokes(random: &mut Random, windows: usize) -> Vec<Stroke> {
    (0..3)
        .map(|_| Stroke {
            window: random.below(windows),
            action: std::array::from_fn(|_| random.normal()),
        })
        .collect()
}

#[test]
fn the_same_seed_gives_the_same_episode() {
    let (a, b) = (picture(1), picture(2));
    let play = || {
        let mut environment = Environment::new(Options { size: 64, ..Options::default() }).unwrap();
        let first = environment.reset(&[Some(&a), Some(&b), None], 3).unwrap();
        let mut random = Random::new(9);
        let windows = first.windows.len();
        let steps: Vec<_> = (0..4)
            .map(|_| {
                let strokes: Vec<_> =
                    (0..3).map(|_| random_strokes(&mut random, windows)).collect();
                environment.step(&strokes).unwrap()
            })
            .collect();
        let hashes: Vec<_> = environment.scenes().map(|s| s.canvas().hash()).collect();
        (first, steps, hashes)
    };
    assert_eq!(play(), play());
}

#[test]
fn rewards_add_up_to_the_error_removed_less_the_price() {
    let target = picture(4);
    let options = Options { size: 64, price: 0.01, ..Options::default() };
    let mut environment = Environment::new(options).unwrap();
    environment.reset(&[Some(&target)], 0).unwrap();
    let first = environment.scenes().next().unwrap().squared_error();
    let mut random = Random::new(1);
    let mut total = 0.0;
    for _ in 0..10 {
        total += environment.step(&[random_strokes(&mut random, 5)]).unwrap().rewards[0];
    }
    let left = environment.scenes().next().unwrap().squared_error();
    let expected = (1.0 - left / first) as f32 - 30.0 * 0.01;
    assert!((total - expected).abs() < 1e-3, "{total} against {expected}");
}

#[test]
fn an_episode_is_truncated_once_and_then_ignores_strokes() {
    let target = picture(5);
    let options = Options { size: 64, max_strokes: 6, goal: 0.0, ..Options::default() };
    let mut environment = Environment::new(options).unwrap();
    environment.reset(&[Some(&target)], 0).unwrap();
    let mut random = Random::new(2);
    assert!(!environment.step(&[random_strokes(&mut random, 5)]).unwrap().truncated[0]);
    let step = environment.step(&[random_strokes(&mut random, 5)]).unwrap();
    assert!(step.truncated[0] && !step.terminated[0]);
    let hash = environment.scenes().next().unwrap().canvas().hash();
    let after = environment.step(&[random_strokes(&mut random, 5)]).unwrap();
    assert_eq!((after.rewards[0], after.infos[0].strokes), (0.0, 6));
    assert_eq!(environment.scenes().next().unwrap().canvas().hash(), hash);
}

#[test]
fn a_goal_reached_terminates() {
    let target = Picture::uniform(64, 64, [0.3, 0.6, 0.2]);
    let mut environment = Environment::new(Options { size: 64, ..Options::default() }).unwrap();
    environment.reset(&[Some(&target)], 0).unwrap();
    // The paper has the mean colour already, to 8 bits.
    let step = environment.step(&[vec![]]).unwrap();
    assert!(!step.truncated[0]);
    assert!(step.infos[0].psnr.unwrap() > 45.0);
}

#[test]
fn without_a_target_the_action_says_the_colour() {
    let mut environment = Environment::new(Options { size: 64, ..Options::default() }).unwrap();
    environment.reset(&[None], 3).unwrap();
    let rgb = [0.8, 0.4, 0.2];
    let mut action = [0.0; RAW];
    action[5..8].fill(9.0);
    action[8..].copy_from_slice(&raw_from_free_color(rgb));
    let step = environment.step(&[vec![Stroke { window: 0, action }]]).unwrap();
    assert_eq!(step.infos[0].psnr, None);
    let scene = environment.scenes().next().unwrap();
    let at = 32 * 64 + 32;
    for (plane, wanted) in scene.canvas_picture().planes.iter().zip(rgb) {
        assert!((plane[at] - wanted).abs() < 0.02, "{} is not {wanted}", plane[at]);
    }
}

#[test]
fn wrong_input_is_refused_by_name() {
    assert_eq!(
        Environment::new(Options { size: 8, ..Options::default() }).err(),
        Some(Error::Size(8))
    );
    let mut environment = Environment::new(Options { size: 64, ..Options::default() }).unwrap();
    environment.reset(&[None], 0).unwrap();
    assert!(matches!(environment.step(&[]), Err(Error::Batch { found: 0, wanted: 1 })));
    let stroke = |window, value| vec![vec![Stroke { window, action: [value; RAW] }]];
    assert!(matches!(environment.step(&stroke(99, 0.0)), Err(Error::Window(99))));
    assert!(matches!(environment.step(&stroke(0, f32::NAN)), Err(Error::NotFinite)));
}

fn stroke(brush: u8, color: Rgb8, points: [(i32, i32); 3], radius: i32) -> CoreStroke {
    CoreStroke {
        author: Author::Partner,
        brush,
        color,
        opacity: 30_000,
        coverage: Coverage::Wash,
        path: Path::Bezier {
            points: points.map(|(x, y)| Point::from_px(x, y)),
            radii: [radius * 64; 2],
        },
    }
}

#[test]
fn a_gain_is_what_painting_the_stroke_brings() {
    let target = picture(8).resized_to(96, 72);
    let header = Header::new(96, 72, Rgb8::new(128, 128, 128), 0);
    let mut scene = Scene::new(header, Some(&target)).unwrap();
    for (i, radius) in [20, 9, 3].into_iter().enumerate() {
        let i = i as i32;
        let points = [(10 + 9 * i, 5), (40, 30 + i), (90 - 20 * i, 60)];
        let mut stroke = stroke(1, Rgb8::default(), points, radius);
        let gain = scene.solve(&mut stroke, [0.0; 3]);
        assert!((scene.look(&stroke).squared_error - gain.squared_error).abs() < 1e-6);
        // No other colour is better.
        for (dr, dg, db) in [(9, 0, 0), (0, 9, 0), (0, 0, 9)] {
            let Rgb8 { r, g, b } = stroke.color;
            let mut other = stroke.clone();
            other.color =
                Rgb8::new(r.saturating_add(dr), g.saturating_add(dg), b.saturating_add(db));
            assert!(scene.look(&other).squared_error <= gain.squared_error + 1e-6);
        }
        let before = scene.squared_error();
        scene.paint(&stroke);
        let brought = before - scene.squared_error();
        assert!((brought - gain.squared_error).abs() < 1e-3 * before.max(1.0));
    }
}

#[test]
fn partial_refreshes_keep_every_level_exact() {
    let target = picture(3).resized_to(150, 101);
    let header = Header::new(150, 101, Rgb8::new(200, 190, 180), 0);
    let mut scene = Scene::new(header.clone(), Some(&target)).unwrap();
    let strokes = [
        stroke(1, Rgb8::new(20, 40, 60), [(3, 3), (70, 90), (149, 100)], 7),
        stroke(0, Rgb8::new(220, 40, 60), [(149, 3), (149, 50), (149, 100)], 3),
    ];
    let mut painting = Painting::new(header.clone()).unwrap();
    for stroke in &strokes {
        scene.paint(stroke);
        painting.push(0, Op::Add(stroke.clone())).unwrap();
    }
    let mut fresh = Scene::new(header, Some(&target)).unwrap();
    fresh.follow(&painting, scene.canvas().bounds());
    let (mut a, mut b) = (vec![0.0; OBSERVATION_LEN], vec![0.0; OBSERVATION_LEN]);
    for level in 0..scene.levels() as u8 {
        for (x, y) in [(0, 0), (-10, 4), (60, 40)] {
            scene.observe(Window { level, x, y }, &mut a);
            fresh.observe(Window { level, x, y }, &mut b);
            assert_eq!(a, b, "level {level} at {x}, {y}");
        }
    }
    assert!((scene.squared_error() - fresh.squared_error()).abs() < 1e-3);
}

#[test]
fn the_persons_paint_becomes_what_is_wanted() {
    let target = Picture::uniform(64, 64, [0.9, 0.9, 0.9]);
    let header = Header::new(64, 64, Rgb8::new(230, 230, 230), 0);
    assert!(!header.brushes[0].eraser && header.brushes[0] == Brush::ROUND);
    let mut scene = Scene::new(header, Some(&target)).unwrap();
    let mut line = stroke(0, Rgb8::new(200, 0, 0), [(5, 32), (32, 32), (60, 32)], 6);
    line.author = Author::Person;
    scene.paint(&line);
    let disturbed = scene.squared_error();
    scene.accept(&line, Place::default());
    assert!(scene.squared_error() < 0.1 * disturbed);
    scene.forget_accepted();
    assert!((scene.squared_error() - disturbed).abs() < 1e-3 * disturbed);
}
