//! Simulated people with hidden tastes click yes and no; what the model makes of it is measured
//! against no learning and against the same clicks shuffled.

#![expect(clippy::cast_possible_truncation, reason = "numbers of a test are within their types")]

mod beliefs;
mod features;
mod history;
mod kept;
mod learning;
mod mood;

use limner_agent::taste::{Context, Feature, Features, Taste, features};
use limner_core::Stroke;
use limner_env::action::{rgb8, soft_from_raw, stroke_from_soft};
use limner_env::color::srgb_from_lab;
use limner_env::{GEOMETRY, Random, Window};

const WIDTH: f32 = 320.0;

const HEIGHT: f32 = 240.0;

/// Strokes that one click is about.
const STROKES_A_CLICK: usize = 4;

/// A person presses the wrong button, or none, this often (B-Pref: Lee et al. 2021, "B-Pref:
/// benchmarking preference-based reinforcement learning").
const MISTAKES: f32 = 0.1;

const SKIPS: f32 = 0.1;

/// How much more likely a yes becomes with each standard deviation of reward, in logits.
const RATIONALITY: f32 = 2.0;

/// A random proposal as the planner would make it before a random picture.
fn proposal(random: &mut Random) -> (Stroke, Context) {
    let raw: [f32; GEOMETRY] = std::array::from_fn(|_| 0.8 * random.normal());
    let level = random.below(4) as u8;
    let scale = (1 << level) as f32;
    let window = Window {
        level,
        x: (random.between(0.0, WIDTH) / scale) as i32 - 16,
        y: (random.between(0.0, HEIGHT) / scale) as i32 - 16,
    };
    let stroke = stroke_from_soft(window, &soft_from_raw(&raw), 1, rgb8(color(random)));
    let context = Context {
        width: WIDTH,
        height: HEIGHT,
        below: color(random),
        gain: 10f32.powf(random.between(-4.0, -2.0)),
        density: random.unit(),
    };
    (stroke, context)
}

fn color(random: &mut Random) -> [f32; 3] {
    let lightness = random.between(0.25, 0.95);
    srgb_from_lab([lightness, 0.06 * random.normal(), 0.06 * random.normal()])
}

fn proposals(random: &mut Random, count: usize) -> Vec<Features> {
    (0..count)
        .map(|_| {
            let (stroke, context) = proposal(random);
            features(&stroke, &context)
        })
        .collect()
}

/// Someone who likes one end of one feature.
struct Person {
    feature: Feature,
    sign: f32,
    mean: f32,
    deviation: f32,
}

impl Person {
    fn new(feature: Feature, sign: f32) -> Self {
        let all = proposals(&mut Random::new(1), 2000);
        let values = || all.iter().map(|f| sign * f[feature as usize]);
        let mean = values().sum::<f32>() / all.len() as f32;
        let variance = values().map(|v| (v - mean).powi(2)).sum::<f32>() / all.len() as f32;
        Self { feature, sign, mean, deviation: variance.sqrt() }
    }

    /// In standard deviations over random proposals.
    fn reward(&self, features: &Features) -> f32 {
        (self.sign * features[self.feature as usize] - self.mean) / self.deviation
    }

    /// Yes, no, or nothing.
    fn click(&self, strokes: &[Features], random: &mut Random) -> Option<bool> {
        if random.unit() < SKIPS {
            return None;
        }
        let mean = strokes.iter().map(|f| self.reward(f)).sum::<f32>() / strokes.len() as f32;
        // The mean of several strokes varies less: people judge it against what means are like.
        let surprise = mean * (strokes.len() as f32).sqrt();
        let yes = random.unit() < 1.0 / (1.0 + (-RATIONALITY * surprise).exp());
        Some(yes != (random.unit() < MISTAKES))
    }
}

/// What the partner paints next: of each few proposals the one that pleases most, with some noise in
/// place of what the proposals gain.
fn paint(taste: &mut Taste, random: &mut Random) -> Vec<Features> {
    (0..STROKES_A_CLICK)
        .map(|_| {
            let few = proposals(random, 4);
            let worth: Vec<f32> = few.iter().map(|f| taste.score(f) + random.normal()).collect();
            let best = (0..few.len()).max_by(|a, b| worth[*a].total_cmp(&worth[*b])).unwrap();
            taste.see(&few[best]);
            few[best]
        })
        .collect()
}

/// Mean and half of its 95 % interval.
fn interval(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, 1.96 * (variance / n).sqrt())
}

const TASTES: [(Feature, f32); 8] = [
    (Feature::Warmth, 1.0),
    (Feature::Warmth, -1.0),
    (Feature::Length, 1.0),
    (Feature::Length, -1.0),
    (Feature::Width, 1.0),
    (Feature::Width, -1.0),
    (Feature::Lightness, 1.0),
    (Feature::Lightness, -1.0),
];
