//! Rehearsal for a person who likes long strokes, or thin ones: the policy's own proposals follow,
//! its skill is kept, and one call puts it back.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "numbers of a test are within their types"
)]

use burn::tensor::Device;
use limner_agent::objective::{ColorStatistics, Objective};
use limner_agent::policy::{OUTPUT_LEN, Policy, STROKES, initial_parameters};
use limner_agent::practice::Sheet;
use limner_agent::rehearse::{Config, Rehearsal};
use limner_agent::taste::{Context, Feature, Features, Preference, Term, features};
use limner_agent::weights;
use limner_core::{Header, Stroke};
use limner_env::action::{color_offset, rgb8, soft_from_raw, stroke_from_soft};
use limner_env::scenes::generated;
use limner_env::{GEOMETRY, OBSERVATION_LEN, RAW, Random, Scene, Window};

fn scene(seed: u32) -> Scene {
    let target = generated(&mut Random::new(seed), 128);
    Scene::new(Header::new(128, 128, rgb8(target.mean()), seed), Some(&target)).unwrap()
}

fn context(scene: &Scene, below: [f32; 3], share: f32) -> Context {
    let header = scene.header();
    let (width, height) = (f32::from(header.width), f32::from(header.height));
    Context { width, height, below, gain: share, density: 0.5 }
}

/// Windows over the whole scene, the same for every policy.
fn windows(scene: &Scene) -> Vec<Window> {
    let mut random = Random::new(5);
    let mut window = |level| {
        let [x, y] = [0, 1].map(|_| random.between(0.0, 128.0));
        scene.window_around(level, x, y)
    };
    (0..24).map(|i| window((i % 3) as u8)).collect()
}

/// What a policy that is asked for something proposes for the scene as it is: features, and strokes as they would be
/// painted.
fn proposals(policy: &Policy, scene: &mut Scene, wanted: &Objective) -> Vec<(Features, Stroke)> {
    let windows = windows(scene);
    let mut observations = vec![0.0; windows.len() * OBSERVATION_LEN];
    for (window, slot) in windows.iter().zip(observations.chunks_exact_mut(OBSERVATION_LEN)) {
        scene.observe(*window, slot);
    }
    let wishes: Vec<_> = windows.iter().map(|w| wanted.wish(*w, [128.0; 2])).collect();
    let raw = policy.propose(&observations, &wishes).unwrap();
    let error = scene.squared_error();
    let mut all = Vec::with_capacity(windows.len() * STROKES);
    for (window, raw) in windows.iter().zip(raw.chunks_exact(OUTPUT_LEN)) {
        for raw in raw.as_chunks::<RAW>().0 {
            let geometry: [f32; GEOMETRY] = std::array::from_fn(|i| raw[i]);
            let offset = color_offset(std::array::from_fn(|i| raw[GEOMETRY + i]));
            let brush = scene.partners_brush();
            let soft = soft_from_raw(&geometry);
            let mut stroke = stroke_from_soft(*window, &soft, brush, Default::default());
            let gain = scene.solve(&mut stroke, offset);
            let context = context(scene, gain.below, (gain.squared_error / error) as f32);
            all.push((features(&stroke, &context), stroke));
        }
    }
    all
}

fn mean(all: &[(Features, Stroke)], feature: Feature) -> f32 {
    all.iter().map(|(f, _)| f[feature as usize]).sum::<f32>() / all.len() as f32
}

/// The PSNR after painting every proposal, with the colours that the policy moved them to.
fn painted_psnr(policy: &Policy, scene: &Scene, wanted: &Objective) -> f32 {
    let mut scene = scene.clone();
    for (_, stroke) in proposals(policy, &mut scene.clone(), wanted) {
        if scene.look(&stroke).squared_error > 0.0 {
            scene.paint(&stroke);
        }
    }
    scene.psnr().unwrap()
}

/// What is wanted by someone who likes one side of a feature.
fn objective(feature: Feature, sign: f32) -> Objective {
    let mut preference = Preference::default();
    preference.add(Term::Main(feature), sign);
    Objective::new(&preference, 1.0, &ColorStatistics::default())
}

/// A policy with a little skill, so that there is something to forget: it rehearsed fidelity alone.
fn shipped(steps: u32) -> Policy {
    let policy = Policy::from_parameters(&initial_parameters(2), &Device::flex()).unwrap();
    let config = Config { rate: 1e-3, pull: 0.0, reach: 1.0, all_learn: true, ..indifferent() };
    let mut rehearsal = Rehearsal::with_config(&policy, 9, config).unwrap();
    let scene = scene(8);
    let wanted = objective(Feature::Length, 1.0);
    (0..steps).for_each(|_| assert!(rehearsal.step(&scene, &wanted).unwrap().moved));
    Policy::from_parameters(&rehearsal.policy().parameters().unwrap(), &Device::flex()).unwrap()
}

/// Rehearses all but the taste.
fn indifferent() -> Config {
    Config { taste: 0.0, sheets: 0, ..Config::default() }
}

#[test]
fn rehearsal_moves_the_policy_towards_the_taste_and_back() {
    const STEPS: u32 = 40;
    let policy = shipped(120);
    let mut failures = Vec::new();
    for (feature, sign, at_least) in [
        (Feature::Length, 1.0f32, 0.02),
        (Feature::Length, -1.0, 0.02),
        (Feature::Width, 1.0, 0.02),
        (Feature::Width, -1.0, 0.02),
        (Feature::Upright, 1.0, 0.02),
        (Feature::Upright, -1.0, 0.02),
    ] {
        let mut scene = scene(3);
        let wanted = objective(feature, sign);
        let before = mean(&proposals(&policy, &mut scene, &wanted), feature);
        let psnr_before = painted_psnr(&policy, &scene, &wanted);
        let mut control = Rehearsal::with_config(&policy, 1, indifferent()).unwrap();
        let mut rehearsal = Rehearsal::new(&policy, 1).unwrap();
        for _ in 0..STEPS {
            control.step(&scene, &wanted).unwrap();
            let report = rehearsal.step(&scene, &wanted).unwrap();
            assert!(report.moved && report.distance <= Config::default().reach);
        }
        let [without, with] = [&control, &rehearsal].map(|r| {
            let policy = r.policy();
            let psnr = painted_psnr(policy, &scene, &wanted);
            (mean(&proposals(policy, &mut scene, &wanted), feature), psnr)
        });
        println!(
            "{feature:?} {sign:+}: mean {before:.3} became {:.3} (without taste {:.3}); PSNR of the \
             painted proposals {psnr_before:.2} became {:.2} dB (without taste {:.2}); {:.4} from the \
             shipped weights",
            with.0,
            without.0,
            with.1,
            without.1,
            rehearsal.distance()
        );
        let change = sign * (with.0 - without.0);
        if change <= at_least {
            failures.push(format!("{feature:?} {sign:+} moved by {change}"));
        }
        if with.1 <= without.1 - 1.0 {
            failures.push(format!("{feature:?} {sign:+} cost more than 1 dB"));
        }
        assert_eq!(rehearsal.steps(), STEPS);

        // Who wants nothing has the policy as it was.
        let nothing = Objective::default();
        let plain = proposals(&policy, &mut scene, &nothing);
        assert_eq!(proposals(rehearsal.policy(), &mut scene, &nothing), plain);

        rehearsal.revert().unwrap();
        assert_eq!((rehearsal.steps(), rehearsal.distance()), (0, 0.0));
        assert_eq!(rehearsal.policy().parameters().unwrap(), policy.parameters().unwrap());
        let reverted = proposals(rehearsal.policy(), &mut scene, &wanted);
        assert_eq!(reverted, proposals(&policy, &mut scene, &wanted));
    }
    assert!(failures.is_empty(), "{failures:?}");
}

#[test]
fn without_a_taste_nothing_moves_and_without_a_picture_it_practises_on_made_up_ones() {
    let policy = shipped(0);
    let mut rehearsal = Rehearsal::new(&policy, 1).unwrap();
    assert!(!rehearsal.step(&scene(3), &Objective::default()).unwrap().moved);
    assert_eq!((rehearsal.steps(), rehearsal.distance()), (0, 0.0));
    let mut free = scene(3);
    free.set_target(None);
    let report = rehearsal.step(&free, &objective(Feature::Length, 1.0)).unwrap();
    assert!(report.moved && report.remaining > 0.0 && report.likeness > 0.0);
    assert_eq!(rehearsal.steps(), 1);
}

/// The policy that ships.
fn of_file() -> Policy {
    weights::decode(include_bytes!("../weights/policy.limner")).unwrap().policy().unwrap()
}

/// What a window's strokes are worth that are drawn from a policy, on the mean over sheets and draws that are the same
/// for every policy.
fn expected(policy: &Policy, scene: &Scene, wanted: &Objective) -> f32 {
    const SHEETS: usize = 12;
    const DRAWS: usize = 6;
    let mut random = Random::new(77);
    let mut total = 0.0;
    for _ in 0..SHEETS {
        let mut sheet = Sheet::of(scene, &mut random).unwrap();
        sheet.want(wanted);
        let window = sheet.next_window(&mut random);
        let mut observation = vec![0.0; OBSERVATION_LEN];
        sheet.observe(window, &mut observation);
        let wish = wanted.wish(sheet.on_canvas(window), sheet.canvas_size());
        let intentions = policy.intend(&observation, &[wish]).unwrap();
        let error = sheet.error_in(window);
        for _ in 0..DRAWS {
            let mut sheet = sheet.clone();
            for intention in &intentions {
                let action = intention.sample(1.0, &mut random);
                total += sheet.paint(window, &action, error, wanted).worth;
            }
        }
    }
    total / (SHEETS * DRAWS) as f32
}

#[test]
fn each_gradient_alone_raises_what_is_expected_and_so_do_both() {
    const STEPS: u32 = 40;
    let policy = of_file();
    let exact = Config { sheets: 0, ..Config::default() };
    let score = Config { windows: 0, sheets: 8, ..Config::default() };
    for (name, config) in [("exact", exact), ("score", score), ("both", Config::default())] {
        let mut gains = Vec::new();
        for (feature, sign) in [(Feature::Length, -1.0), (Feature::Width, 1.0)] {
            let wanted = objective(feature, sign);
            for seed in 1..=3 {
                let scene = scene(20 + seed);
                let before = expected(&policy, &scene, &wanted);
                let mut rehearsal = Rehearsal::with_config(&policy, seed, config).unwrap();
                for _ in 0..STEPS {
                    assert!(rehearsal.step(&scene, &wanted).unwrap().moved);
                }
                gains.push(expected(rehearsal.policy(), &scene, &wanted) / before - 1.0);
                // A policy that is asked for nothing copies as it did.
                let nothing = Objective::default();
                let [copied, as_before] = [rehearsal.policy(), &policy]
                    .map(|policy| painted_psnr(policy, &scene, &nothing).to_bits());
                assert_eq!(copied, as_before);
            }
        }
        let mean = gains.iter().sum::<f32>() / gains.len() as f32;
        println!("{name}: worth {mean:+.3} more on the mean, {gains:.3?}");
        assert!(mean > 0.015, "{name}: {gains:?}");
    }
}

#[test]
fn the_distance_is_bounded_however_hard_it_pulls() {
    let policy = shipped(0);
    let config =
        Config { rate: 0.05, taste: 50.0, score: 50.0, pull: 0.0, windows: 2, ..Config::default() };
    let mut rehearsal = Rehearsal::with_config(&policy, 1, config).unwrap();
    let scene = scene(4);
    let wanted = objective(Feature::Length, -1.0);
    for _ in 0..10 {
        let report = rehearsal.step(&scene, &wanted).unwrap();
        assert!(report.distance <= config.reach, "{}", report.distance);
    }
}

#[test]
fn an_update_that_is_not_finite_is_dropped() {
    let policy = shipped(0);
    let config = Config { taste: f32::INFINITY, windows: 2, ..Config::default() };
    let mut rehearsal = Rehearsal::with_config(&policy, 1, config).unwrap();
    let scene = scene(4);
    let wanted = objective(Feature::Length, -1.0);
    assert!(!rehearsal.step(&scene, &wanted).unwrap().moved);
    assert_eq!(rehearsal.policy().parameters().unwrap(), policy.parameters().unwrap());
}
