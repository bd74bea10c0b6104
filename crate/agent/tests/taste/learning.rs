//! What is learned from yes, no and choices.

use limner_agent::objective::{ColorStatistics, Objective};
use limner_agent::taste::{Context, Feature, Features, Taste, Word, features};
use limner_core::{Stroke, Verdict};
use limner_env::Random;
use limner_env::action::rgb8;

use super::{Person, TASTES, color, interval, paint, proposal, proposals};

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

/// Mean change of warmth of a picture's colours, as the partner would paint it for this taste.
fn mean_shift(taste: &Taste, random: &mut Random) -> f32 {
    const COUNT: usize = 100;
    let grade = Objective::new(&taste.preference(), 1.0, &ColorStatistics::default()).grade();
    let mut sum = 0.0;
    for _ in 0..COUNT {
        let color = color(random);
        sum += warmth(grade.color(color, [0.0; 2])) - warmth(color);
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
             1, 2, 3 clicks (a feature's unit is 0.08 in OKLab)",
            after[0], after[1], after[2]
        );
        assert!(after[0] < after[1] && after[1] < after[2] && after[2] > 0.015, "{after:?}");
    }
}

/// Somebody who only ever says no, and only to warm strokes: those that they leave alone are what they want.
#[test]
fn what_was_left_alone_beside_noes_is_preferred() {
    const SEEDS: u32 = 10;
    let mut after = [[0.0; 2]; 2];
    for seed in 0..SEEDS {
        for (beside, after) in after.iter_mut().enumerate() {
            let mut random = Random::new(700 + seed);
            let mut taste = Taste::default();
            for answers in 1..=10 {
                let [warm, cool] = [1.0, -1.0].map(|sign| -> [Features; 4] {
                    std::array::from_fn(|_| brushed(tempered(sign, &mut random), &mut random).0)
                });
                warm.iter().chain(&cool).for_each(|f| taste.see(f));
                let left_alone = if beside == 1 { &cool[..] } else { &[] };
                taste.judge_beside(&warm, left_alone, Verdict::No);
                if answers % 5 == 0 {
                    let shift = -mean_shift(&taste, &mut random);
                    after[answers / 5 - 1] += shift / SEEDS as f32;
                }
            }
        }
    }
    let [alone, beside] = after;
    println!(
        "warm strokes refused: colours move by {:.2} after 5 noes and {:.2} after 10; where others were left \
         alone, by {:.2} and {:.2}",
        alone[0], alone[1], beside[0], beside[1]
    );
    assert!(beside[1] > 0.5 && beside[1] > 1.2 * alone[1], "{after:?}");
}

#[test]
fn without_clicks_nothing_is_preferred() {
    let mut random = Random::new(4);
    let mut taste = Taste::default();
    for features in proposals(&mut random, 300) {
        taste.see(&features);
        assert_eq!(taste.score(&features), 0.0);
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
    while weight(&taste) >= 0.0 && turned < 30 {
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
    assert!((0.02..=1.3).contains(&preference.norm()), "{}", preference.norm());
    let pairs: Vec<_> = (0..300).map(|_| proposals(&mut random, 2)).collect();
    let same = pairs.iter().filter(|p| {
        let by_taste = taste.score(&p[0]) > taste.score(&p[1]);
        by_taste == (preference.score(&p[0]) > preference.score(&p[1]))
    });
    let same = same.count();
    assert!(same > 297, "{same} of 300 pairs are ranked alike");
    for p in &pairs {
        let sure = taste.prefers(&p[0], &p[1]);
        assert!((sure + taste.prefers(&p[1], &p[0]) - 1.0).abs() < 1e-4 && sure > 0.0);
    }
    assert!(Taste::default().preference().is_zero());
}
