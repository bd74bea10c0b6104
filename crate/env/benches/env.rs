//! Steps, gains and gradients per second.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use limner_env::action::soft_from_raw;
use limner_env::batch::{self, Environment, Stroke};
use limner_env::drawing::{Act, Drawings, Options, Task, Unjudged};
use limner_env::{Picture, Profile, RAW, Random, Scene, Scorer, scenes};

fn steps(c: &mut Criterion) {
    let mut group = c.benchmark_group("environment");
    for size in [64, 128] {
        let targets: Vec<Picture> =
            (0..16).map(|i| scenes::generated(&mut Random::new(i), size)).collect();
        let targets: Vec<_> = targets.iter().map(Some).collect();
        let options =
            batch::Options { size, max_strokes: u32::MAX, goal: 0.0, ..batch::Options::default() };
        let mut environment = Environment::new(options).expect("a size in range");
        let windows = environment.reset(&targets, 1).expect("targets").windows.len();
        let mut random = Random::new(2);
        group.throughput(Throughput::Elements(16));
        group.bench_function(format!("step_{size}"), |b| {
            b.iter(|| {
                let strokes: Vec<_> = (0..16)
                    .map(|_| {
                        let action: [f32; RAW] = std::array::from_fn(|_| random.normal());
                        vec![Stroke { window: random.below(windows), action }]
                    })
                    .collect();
                environment.step(&strokes).expect("finite actions").rewards
            });
        });
    }
    group.finish();
}

/// Strokes of agents that draw from nothing, with a judge that takes no time.
fn drawing(c: &mut Criterion) {
    let mut group = c.benchmark_group("drawing");
    for side in [32, 64] {
        let options = Options { side, max_strokes: 8, ..Options::default() };
        let mut drawings = Drawings::new(options).expect("options in range");
        let mut random = Random::new(2);
        group.throughput(Throughput::Elements(64));
        group.bench_function(format!("step_{side}"), |b| {
            b.iter(|| {
                if drawings.is_over() {
                    drawings.reset(&[Task::default(); 64], random.bits(), &mut Unjudged);
                }
                let act = |random: &mut Random| Act {
                    numbers: std::array::from_fn(|_| random.normal()),
                    lift: random.unit() < 0.5,
                    stop: false,
                };
                let acts: Vec<Act> = (0..64).map(|_| act(&mut random)).collect();
                drawings.step(&acts, &mut Unjudged).expect("finite actions").rewards
            });
        });
    }
    group.finish();
}

fn soft(c: &mut Criterion) {
    let target = scenes::generated(&mut Random::new(3), 256);
    let header = limner_core::Header::new(256, 256, limner_core::Rgb8::new(128, 128, 128), 0);
    let scene = Scene::new(header, Some(&target)).expect("a size in range");
    let profile = Profile::default();
    let (mut random, mut scorer) = (Random::new(4), Scorer::default());
    let strokes: Vec<_> =
        (0..256).map(|_| soft_from_raw(&std::array::from_fn(|_| 0.7 * random.normal()))).collect();
    let mut group = c.benchmark_group("soft");
    group.throughput(Throughput::Elements(strokes.len() as u64));
    group.bench_function("score", |b| {
        b.iter(|| {
            strokes.iter().map(|s| scorer.score(scene.view(3), s, profile).gain).sum::<f32>()
        });
    });
    group.bench_function("score_with_gradient", |b| {
        b.iter(|| {
            let scored =
                strokes.iter().map(|s| scorer.score_with_gradient(scene.view(3), s, profile));
            scored.map(|(score, gradient)| score.gain + gradient.opacity).sum::<f32>()
        });
    });
    group.finish();
}

criterion_group!(benches, steps, drawing, soft);
criterion_main!(benches);
