//! Simulated people with hidden tastes click yes and no; what the model makes of it is measured
//! against no learning and against the same clicks shuffled.

#![expect(clippy::cast_possible_truncation, reason = "numbers of a test are within their types")]

use limner_agent::taste::{
    ALL, Context, FEATURES, Feature, Features, LIMIT, Taste, Word, features, features_of_soft,
};
use limner_core::{Path, Point, Rgb8, Stroke, Verdict};
use limner_env::action::{rgb8, soft_from_raw, stroke_from_soft};
use limner_env::color::{lab_from_srgb, srgb_from_lab};
use limner_env::{GEOMETRY, Random, SoftStroke, Window};
use proptest::prelude::*;

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

/// Mean reward of the top-ranked of 32 proposals, over several such.
fn top_reward(taste: &Taste, person: &Person, random: &mut Random) -> f64 {
    const ROUNDS: usize = 24;
    let mut sum = 0.0;
    for _ in 0..ROUNDS {
        let all = proposals(random, 32);
        let best = all.iter().max_by(|a, b| taste.score(a).total_cmp(&taste.score(b))).unwrap();
        // Before the first click all scores are equal, and any proposal is as good as another.
        let pick = if taste.judged() == 0 { &all[0] } else { best };
        sum += f64::from(person.reward(pick));
    }
    sum / ROUNDS as f64
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

#[test]
fn clicks_of_simulated_people_raise_their_hidden_reward() {
    const SEEDS: u32 = 12;
    const CHECKPOINTS: [usize; 3] = [5, 10, 25];
    // For each checkpoint: reward without learning, with it, and with shuffled clicks, a run each.
    let mut rewards = [const { [const { Vec::new() }; 3] }; CHECKPOINTS.len()];
    for (which, (feature, sign)) in TASTES.into_iter().enumerate() {
        let person = Person::new(feature, sign);
        for seed in 0..SEEDS {
            let mut random = Random::new(1000 * which as u32 + seed);
            let mut taste = Taste::default();
            let mut past = Vec::new();
            for click in 1..=CHECKPOINTS[CHECKPOINTS.len() - 1] {
                let strokes = paint(&mut taste, &mut random);
                if let Some(yes) = person.click(&strokes, &mut random) {
                    taste.judge(&strokes, if yes { Verdict::Yes } else { Verdict::No });
                    past.push((strokes, yes));
                }
                let Some(at) = CHECKPOINTS.iter().position(|c| *c == click) else { continue };
                let shuffled = shuffled(&past, &mut random);
                // The same proposals for all three.
                let held_out = Random::new(77_000 + 1000 * which as u32 + seed);
                for (arm, taste) in [&Taste::default(), &taste, &shuffled].into_iter().enumerate() {
                    rewards[at][arm].push(top_reward(taste, &person, &mut held_out.clone()));
                }
            }
        }
    }
    for (clicks, [none, learned, shuffled]) in CHECKPOINTS.into_iter().zip(&rewards) {
        let minus =
            |a: &[f64], b: &[f64]| -> Vec<f64> { a.iter().zip(b).map(|(a, b)| a - b).collect() };
        let gain = interval(&minus(learned, none));
        let gain_over_shuffled = interval(&minus(learned, shuffled));
        println!(
            "{clicks:2} clicks, {} runs, reward of the top of 32 in standard deviations: \
             none {:.2} ± {:.2}, learned {:.2} ± {:.2}, shuffled {:.2} ± {:.2}; \
             gain over none {:.2} ± {:.2}, over shuffled {:.2} ± {:.2}",
            none.len(),
            interval(none).0,
            interval(none).1,
            interval(learned).0,
            interval(learned).1,
            interval(shuffled).0,
            interval(shuffled).1,
            gain.0,
            gain.1,
            gain_over_shuffled.0,
            gain_over_shuffled.1,
        );
        for (mean, half) in [gain, gain_over_shuffled] {
            assert!(mean > 0.0, "{clicks} clicks made it worse by {mean}");
            assert!(clicks < 10 || mean > half, "{clicks} clicks: {mean} ± {half} includes zero");
        }
    }
}

/// The same strokes and as many yeses, but the answers dealt out anew.
fn shuffled(past: &[(Vec<Features>, bool)], random: &mut Random) -> Taste {
    let mut answers: Vec<bool> = past.iter().map(|(_, yes)| *yes).collect();
    for i in (1..answers.len()).rev() {
        answers.swap(i, random.below(i + 1));
    }
    let mut taste = Taste::default();
    for ((strokes, _), yes) in past.iter().zip(answers) {
        strokes.iter().for_each(|f| taste.see(f));
        taste.judge(strokes, if yes { Verdict::Yes } else { Verdict::No });
    }
    taste
}

fn brushed(color: [f32; 3], random: &mut Random) -> (Features, Context) {
    let (stroke, context) = proposal(random);
    (features(&Stroke { color: rgb8(color), ..stroke }, &context), context)
}

fn warmth(color: [f32; 3]) -> f32 {
    let mut random = Random::new(3);
    let (stroke, context) = proposal(&mut random);
    features(&Stroke { color: rgb8(color), ..stroke }, &context)[Feature::Warmth as usize]
}

/// A colour of the given sign of warmth.
fn tempered(sign: f32, random: &mut Random) -> [f32; 3] {
    loop {
        let color = color(random);
        if sign * warmth(color) > 0.3 {
            return color;
        }
    }
}

/// Mean change of warmth of colours that are shifted as the taste prefers.
fn mean_shift(taste: &Taste, random: &mut Random) -> f32 {
    const COUNT: usize = 100;
    let mut sum = 0.0;
    for _ in 0..COUNT {
        let (_, context) = proposal(random);
        let color = color(random);
        let shift = taste.preferred_color_shift(color, &context, 0.1);
        let length = shift.iter().map(|v| v * v).sum::<f32>().sqrt();
        assert!(length <= 0.1001, "{length} is beyond the bound");
        let lab = lab_from_srgb(color);
        let shifted = srgb_from_lab([lab[0] + shift[0], lab[1] + shift[1], lab[2] + shift[2]]);
        sum += warmth(shifted) - warmth(color);
    }
    sum / COUNT as f32
}

#[test]
fn a_few_noes_to_warm_strokes_make_colours_cooler() {
    for sign in [1.0f32, -1.0] {
        let mut after = [0.0; 3];
        const SEEDS: u32 = 10;
        for seed in 0..SEEDS {
            let mut random = Random::new(500 + seed);
            let mut taste = Taste::default();
            for after in &mut after {
                // The whole picture is warm: what the partner does is warm, and only "no" is said.
                let strokes: Vec<_> =
                    (0..3).map(|_| brushed(tempered(sign, &mut random), &mut random).0).collect();
                strokes.iter().for_each(|f| taste.see(f));
                taste.judge(&strokes, Verdict::No);
                let shift = -sign * mean_shift(&taste, &mut random);
                assert!(shift > 0.0, "seed {seed}: the colours moved by {shift} the wrong way");
                *after += shift / SEEDS as f32;
            }
            let mut other = |sign| brushed(tempered(sign, &mut random), &mut random).0;
            let liked = (0..200).filter(|_| taste.score(&other(-sign)) > taste.score(&other(sign)));
            let share = liked.count() as f32 / 200.0;
            assert!(share > 0.7, "seed {seed}: only {share} of pairs are ranked as asked");
        }
        println!(
            "warmth of strokes with sign {sign} refused: colours move by {:.2}, {:.2}, {:.2} after \
             1, 2, 3 clicks (a feature's unit is 0.08 in OKLab, the bound 0.1)",
            after[0], after[1], after[2]
        );
        assert!(after[0] < after[1] && after[1] < after[2] && after[2] > 0.25, "{after:?}");
    }
}

#[test]
fn without_clicks_nothing_is_preferred() {
    let mut random = Random::new(4);
    let mut taste = Taste::default();
    for features in proposals(&mut random, 300) {
        taste.see(&features);
        assert_eq!(taste.score(&features), 0.0);
        assert!(taste.score_gradient(&features).iter().all(|v| *v == 0.0));
    }
    assert_eq!(mean_shift(&taste, &mut random), 0.0);
    assert_eq!(taste.words(), Default::default());
    taste.judge(&[], Verdict::Yes);
    assert_eq!(taste.judged(), 0);
}

#[test]
fn random_clicks_move_no_colour_on_the_mean() {
    let shifts: Vec<f64> = (0..20)
        .map(|seed| {
            let mut random = Random::new(9000 + seed);
            let mut taste = Taste::default();
            for _ in 0..10 {
                let strokes = paint(&mut taste, &mut random);
                let yes = random.unit() < 0.5;
                taste.judge(&strokes, if yes { Verdict::Yes } else { Verdict::No });
            }
            f64::from(mean_shift(&taste, &mut random))
        })
        .collect();
    let (mean, half) = interval(&shifts);
    println!("random clicks: colours move by {mean:.3} ± {half:.3} in warmth");
    assert!(mean.abs() < 0.25, "{mean}");
}

#[test]
fn words_are_said_where_the_evidence_is_clear() {
    let (mut said, mut wrong, mut idle) = (0, 0, 0);
    const SEEDS: u32 = 20;
    for seed in 0..SEEDS {
        for (feature, sign) in TASTES {
            let person = Person::new(feature, sign);
            let mut random = Random::new(40_000 + seed);
            let mut taste = Taste::default();
            for _ in 0..25 {
                let strokes = paint(&mut taste, &mut random);
                if let Some(yes) = person.click(&strokes, &mut random) {
                    taste.judge(&strokes, if yes { Verdict::Yes } else { Verdict::No });
                }
            }
            let words = taste.words();
            let (liked, disliked) = (Word::of(feature, sign > 0.0), Word::of(feature, sign < 0.0));
            said += u32::from(words.likes.contains(&liked) || words.dislikes.contains(&disliked));
            wrong += u32::from(words.likes.contains(&disliked) || words.dislikes.contains(&liked));
        }
        let mut random = Random::new(50_000 + seed);
        let mut taste = Taste::default();
        for _ in 0..25 {
            let strokes = paint(&mut taste, &mut random);
            let yes = random.unit() < 0.5;
            taste.judge(&strokes, if yes { Verdict::Yes } else { Verdict::No });
        }
        idle += taste.words().likes.len() + taste.words().dislikes.len();
    }
    let people = SEEDS * TASTES.len() as u32;
    let share = f64::from(said) / f64::from(people);
    let idle = idle as f64 / f64::from(SEEDS);
    println!(
        "after 25 clicks the hidden taste is named for {:.0} % of {people} people, its opposite for \
         {wrong}; random clicks bring {idle:.2} words on the mean",
        100.0 * share
    );
    assert!(share > 0.25 && wrong * 50 < people && idle < 0.3);
}

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
fn forgetting_leaves_nothing() {
    let mut taste = Taste::default();
    let mut random = Random::new(2);
    let strokes = paint(&mut taste, &mut random);
    taste.judge(&strokes, Verdict::WeakNo);
    assert_ne!(taste.score(&strokes[0]), 0.0);
    taste.forget();
    assert_eq!(taste, Taste::default());
}

#[test]
fn noise_in_the_features_does_no_harm() {
    let mut taste = Taste::default();
    taste.see(&[f32::NAN; FEATURES]);
    taste.judge(&[[f32::INFINITY; FEATURES], [1e30; FEATURES]], Verdict::Yes);
    taste.learn(&[-1e30; FEATURES], false, f32::NAN);
    assert!(taste.score(&[f32::NAN; FEATURES]).is_finite());
    assert!(taste.score(&[1.0; FEATURES]).is_finite());
    assert!(Taste::from_bytes(&taste.to_bytes()).is_ok());
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

fn some_taste(seed: u32, clicks: usize) -> Taste {
    let mut random = Random::new(seed);
    let mut taste = Taste::default();
    for _ in 0..clicks {
        let strokes = proposals(&mut random, 1 + seed as usize % 3);
        strokes.iter().for_each(|f| taste.see(f));
        match random.below(5) {
            0 => taste.choose(&proposals(&mut random, 2), Some(1)),
            1 => taste.choose(&proposals(&mut random, 4), None),
            _ => {
                let verdict = [Verdict::Yes, Verdict::No, Verdict::WeakNo][random.below(3)];
                taste.judge(&strokes, verdict);
            }
        }
    }
    taste
}

/// A taste of the first version: no strokes seen, and one yes and one no to what differs in its warmth.
fn taste_of_version_1() -> Vec<u8> {
    let mut bytes = b"LIMT\x01\x02\0\0\0".to_vec();
    bytes.extend(0f32.to_le_bytes());
    bytes.extend([0; 2 * 15 * 4]);
    bytes.extend(2u16.to_le_bytes());
    for (warmth, said) in [(8192i16, 127 + 128u8), (-8192, 127)] {
        bytes.extend(warmth.to_le_bytes());
        bytes.extend([0; 14 * 2]);
        bytes.push(said);
    }
    bytes
}

#[test]
fn tastes_of_the_first_version_open() {
    let taste = Taste::from_bytes(&taste_of_version_1()).expect("it is a taste");
    assert_eq!(taste.judged(), 2);
    let mut warm = [0.0; FEATURES];
    warm[Feature::Warmth as usize] = 1.0;
    assert!(taste.score(&warm) > 0.1, "{}", taste.score(&warm));
    let mut damaged = taste_of_version_1();
    damaged.pop();
    assert!(Taste::from_bytes(&damaged).is_err());
    let again = Taste::from_bytes(&taste.to_bytes()).expect("it is kept as one of today's");
    assert_eq!(again.score(&warm), taste.score(&warm));
}

/// What contrary people say, over and over.
const CONTRARY: [fn(usize, &mut Random) -> Option<bool>; 4] = [
    |_, _| Some(true),
    |_, _| Some(false),
    |i, _| Some(i % 2 == 0),
    |_, random| Some(random.unit() < 0.5),
];

#[test]
fn contrary_people_leave_it_finite_bounded_and_with_little_to_say() {
    // More than are kept.
    const CLICKS: usize = 320;
    for (who, says) in CONTRARY.into_iter().enumerate() {
        let mut random = Random::new(300 + who as u32);
        let mut taste = Taste::default();
        let mut norms = Vec::new();
        for i in 0..CLICKS {
            // The one who contradicts themself sees the same again and again.
            let mut source = Random::new(if who == 2 { 5 } else { 2000 + i as u32 });
            let strokes = proposals(&mut source, STROKES_A_CLICK);
            strokes.iter().for_each(|f| taste.see(f));
            if let Some(yes) = says(i, &mut random) {
                taste.judge(&strokes, if yes { Verdict::Yes } else { Verdict::No });
            }
            // Few are looked at: the rest go by.
            if i % 40 == 9 {
                let preference = taste.preference();
                assert!(preference.weights.iter().all(|v| v.is_finite()), "{who}: {preference:?}");
                norms.push(preference.norm());
                let score = taste.score(&proposals(&mut random, 1)[0]);
                assert!(score.abs() < 6.0 * 10.0, "{who}: {score}");
            }
        }
        println!("contrary person {who}: {:?}; the preference is {norms:.2?} long", taste.words());
        assert_eq!(taste.judged(), CLICKS as u32);
        assert!(taste.to_bytes().len() < 19_000, "256 judgements are kept, no more");
        let words = taste.words();
        let said = words.likes.len() + words.dislikes.len();
        assert!(said <= 2, "{who}: {words:?}");
        let mean = norms.iter().sum::<f32>() / norms.len() as f32;
        assert!(mean < 0.5, "{who}: {mean} of a taste out of nothing");
    }
}

#[test]
fn a_choice_teaches_what_was_chosen_and_a_tie_teaches_little() {
    let mut random = Random::new(60);
    let (mut chosen, mut tied) = (Taste::default(), Taste::default());
    for _ in 0..10 {
        let options = proposals(&mut random, 4);
        let by_length = |a: &usize, b: &usize| {
            let of = |i: usize| options[i][Feature::Length as usize];
            of(*a).total_cmp(&of(*b))
        };
        chosen.choose(&options, (0..4).max_by(by_length));
        tied.choose(&options, None);
    }
    let weight = |taste: &Taste| taste.preference().weights[Feature::Length as usize];
    println!("length after ten choices: {:.2}, after ties {:.2}", weight(&chosen), weight(&tied));
    assert!(weight(&chosen) > 0.5, "{}", weight(&chosen));
    assert!(tied.preference().norm() < 0.2, "{}", tied.preference().norm());
    assert!(chosen.words().likes.contains(&Word::Long), "{:?}", chosen.words());
    // What is no choice teaches nothing.
    let before = chosen.clone();
    chosen.choose(&proposals(&mut random, 1), Some(0));
    chosen.choose(&proposals(&mut random, 2), Some(2));
    chosen.choose(&proposals(&mut random, 5), Some(0));
    assert_eq!(chosen, before);
}

#[test]
fn one_mistake_turns_nothing_and_a_change_of_mind_is_followed() {
    let mut random = Random::new(61);
    let mut taste = Taste::default();
    // Yes to what is better than what was seen on the mean.
    let (mut sum, mut count) = (0.0, 0.0f32);
    let mut click = |taste: &mut Taste, random: &mut Random, sign: f32| {
        let strokes = paint(taste, random);
        let mean = strokes.iter().map(|f| f[Feature::Warmth as usize]).sum::<f32>() / 4.0;
        let yes = sign * (mean - sum / count.max(1.0)) > 0.0;
        (sum, count) = (sum + mean, count + 1.0);
        taste.judge(&strokes, if yes { Verdict::Yes } else { Verdict::No });
    };
    let weight = |taste: &Taste| taste.preference().weights[Feature::Warmth as usize];
    for _ in 0..15 {
        click(&mut taste, &mut random, 1.0);
    }
    let sure = weight(&taste);
    click(&mut taste, &mut random, -1.0);
    let after_a_mistake = weight(&taste);
    assert!(after_a_mistake > 0.0, "{sure} became {after_a_mistake}");
    for _ in 0..3 {
        click(&mut taste, &mut random, 1.0);
    }
    let again = weight(&taste);
    assert!(again > 0.4 * sure, "{sure} became {again}");
    let mut turned = 0;
    while weight(&taste) > -0.1 && turned < 30 {
        click(&mut taste, &mut random, -1.0);
        turned += 1;
    }
    println!(
        "after 15 answers {sure:.2}, a mistake {after_a_mistake:.2}, 3 more {again:.2}; turned by {turned}"
    );
    assert!(turned <= 12, "{turned} answers until a change of mind was followed");
}

#[test]
fn words_stay_while_they_are_likely() {
    let mut random = Random::new(70);
    let person = Person::new(Feature::Length, 1.0);
    let mut taste = Taste::default();
    let (mut changes, mut before) = (0, taste.words());
    for _ in 0..60 {
        let strokes = paint(&mut taste, &mut random);
        if let Some(yes) = person.click(&strokes, &mut random) {
            taste.judge(&strokes, if yes { Verdict::Yes } else { Verdict::No });
        }
        let gone = |old: &[Word], new: &[Word]| old.iter().filter(|w| !new.contains(w)).count();
        let words = taste.words();
        changes += gone(&before.likes, &words.likes) + gone(&before.dislikes, &words.dislikes);
        before = words;
    }
    println!("{changes} words were taken back in 60 clicks, at the end {before:?}");
    assert!(changes <= 4);
}

#[test]
fn a_preference_scores_as_the_taste_does() {
    // But for the middle from which tastes are measured and the length, which says how sure it is.
    let mut random = Random::new(80);
    let person = Person::new(Feature::Lightness, -1.0);
    let mut taste = Taste::default();
    for _ in 0..15 {
        let strokes = paint(&mut taste, &mut random);
        if let Some(yes) = person.click(&strokes, &mut random) {
            taste.judge(&strokes, if yes { Verdict::Yes } else { Verdict::No });
        }
    }
    let preference = taste.preference();
    assert!((0.1..=1.3).contains(&preference.norm()), "{}", preference.norm());
    let pairs: Vec<_> = (0..300).map(|_| proposals(&mut random, 2)).collect();
    let same = pairs.iter().filter(|p| {
        let by_taste = taste.score(&p[0]) > taste.score(&p[1]);
        by_taste == (preference.score(&p[0]) > preference.score(&p[1]))
    });
    let same = same.count();
    assert!(same > 270, "{same} of 300 pairs are ranked alike");
    assert!(Taste::default().preference().is_zero());
}

#[test]
fn an_update_of_many_judgements_is_quick_enough_to_be_felt_as_none() {
    let taste = some_taste(3, 300);
    let mut copies = vec![taste; 5];
    let strokes = proposals(&mut Random::new(1), 8);
    let began = std::time::Instant::now();
    copies.iter_mut().for_each(|taste| taste.judge(&strokes, Verdict::Yes));
    let ms = 1e3 * began.elapsed().as_secs_f64() / copies.len() as f64;
    println!("an update with 256 judgements kept: {ms:.2} ms");
    assert!(copies.iter().all(|taste| *taste == copies[0]));
}

#[test]
fn only_the_last_judgements_are_kept() {
    let taste = some_taste(1, 300);
    assert_eq!(taste.judged(), 300);
    let bytes = taste.to_bytes();
    assert!(bytes.len() <= 72_869, "{}", bytes.len());
    assert_eq!(Taste::from_bytes(&bytes).unwrap(), taste);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_taste_survives_as_bytes(seed in any::<u32>(), clicks in 0usize..20) {
        let taste = some_taste(seed, clicks);
        let back = Taste::from_bytes(&taste.to_bytes()).unwrap();
        prop_assert_eq!(&back, &taste);
        prop_assert_eq!(back.to_bytes(), taste.to_bytes());
    }

    #[test]
    fn damaged_bytes_are_a_taste_or_an_error(
        seed in any::<u32>(), at in any::<prop::sample::Index>(), to in any::<u8>(), cut in any::<prop::sample::Index>()
    ) {
        let mut bytes = some_taste(seed, 5).to_bytes();
        prop_assert!(Taste::from_bytes(&bytes[..cut.index(bytes.len())]).is_err());
        let at = at.index(bytes.len());
        bytes[at] = to;
        if let Ok(taste) = Taste::from_bytes(&bytes) {
            prop_assert!(taste.score(&[1.0; FEATURES]).is_finite());
            prop_assert_eq!(taste.to_bytes(), bytes);
        }
    }

    #[test]
    fn any_bytes_are_a_taste_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(Taste::from_bytes(&bytes).is_err());
    }
}
