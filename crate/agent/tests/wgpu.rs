//! The network on a graphics device beside flex: asked for with `--features wgpu`, where there is a driver.
#![cfg(feature = "wgpu")]

use limner_agent::devices::{Benchmark, Device, Devices, PROPOSED, WebGpu, stepped};
use limner_agent::learn::gradient::{Config, Learner};
use limner_agent::learn::material::Material;
use limner_agent::learn::replay_buffer::ReplayConfig;
use limner_agent::objective::{ColorStatistics, Objective};
use limner_agent::policy::{Policy, initial_parameters};
use limner_agent::rehearse::Rehearsal;
use limner_agent::taste::{Feature, Preference, Term};
use limner_core::{Header, Rgb8};
use limner_env::{Random, Scene, scenes};

/// The largest difference, in parts of the largest number: sums are taken in another order.
const TOLERANCE: f32 = 2e-3;

fn apart(a: &[f32], b: &[f32]) -> f32 {
    let largest = a.iter().fold(f32::MIN_POSITIVE, |most, v| most.max(v.abs()));
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max) / largest
}

/// One test, as a device is taken once a process.
#[test]
fn a_device_says_the_same_learns_the_same_and_may_be_lost() {
    let gpu = pollster::block_on(WebGpu::start()).expect("a driver, as the test was asked for");
    let flex = Device::flex();
    let parameters = initial_parameters(4);

    // Outputs, gradients, and a step down them.
    let benchmark = Benchmark::new(3);
    let [on_flex, on_gpu] = [&flex, &gpu.device].map(|device| {
        let policy = Policy::from_parameters(&parameters, device).unwrap();
        let outputs = pollster::block_on(benchmark.propose(&policy, PROPOSED, device)).unwrap();
        let (before, gradient) = pollster::block_on(benchmark.learn(&parameters, device)).unwrap();
        let moved = stepped(&parameters, before, &gradient);
        let (after, _) = pollster::block_on(benchmark.learn(&moved, device)).unwrap();
        assert!(after < before, "{before} before a step, {after} after it");
        (outputs, gradient, [before, after])
    });
    assert!(apart(&on_flex.0, &on_gpu.0) < TOLERANCE);
    assert!(apart(&on_flex.1, &on_gpu.1) < TOLERANCE);
    assert!(apart(&on_flex.2, &on_gpu.2) < TOLERANCE);

    // Updates of training.
    let target = scenes::generated(&mut Random::new(1), 64);
    let material = Material::new(std::slice::from_ref(&target));
    let replay = ReplayConfig { slots: 4, ..ReplayConfig::default() };
    let config = Config { batch: 4, shards: 1, rollouts: 0, replay, ..Config::default() };
    let [on_flex, on_gpu] = [&flex, &gpu.device].map(|device| {
        let mut learner = Learner::new(config, &material);
        learner.device = device.clone();
        (0..3).map(|_| learner.update(&material, 0.0).unwrap().loss).collect::<Vec<f32>>()
    });
    assert!(apart(&on_flex, &on_gpu) < 10.0 * TOLERANCE, "{on_flex:?} and {on_gpu:?}");

    // A rehearsal goes on with flex where it was.
    let header = Header::new(64, 64, Rgb8::new(128, 128, 128), 1);
    let scene = Scene::new(header, Some(&target)).unwrap();
    let mut preference = Preference::default();
    preference.add(Term::Main(Feature::Length), 1.0);
    let wanted = Objective::new(&preference, 1.0, &ColorStatistics::default());
    let policy = Policy::from_parameters(&parameters, &flex).unwrap();
    let mut rehearsal = Rehearsal::new(&policy, 1).unwrap();
    let devices = Devices { proposing: gpu.device.clone(), learning: gpu.device.clone() };
    rehearsal.set_devices(devices).unwrap();
    assert!(rehearsal.step(&scene, &wanted).unwrap().moved);
    gpu.destroy();
    let lost = (0..10).any(|_| rehearsal.step(&scene, &wanted).is_err());
    assert!(lost, "a device that is gone goes on learning");
    let learned = (rehearsal.steps(), rehearsal.parameters().to_vec());
    rehearsal.set_devices(Devices::default()).unwrap();
    assert_eq!(learned, (rehearsal.steps(), rehearsal.policy().parameters().unwrap()));
    assert!(rehearsal.step(&scene, &wanted).unwrap().moved);
}
