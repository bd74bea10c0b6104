//! A critic learns from drawings with a part taken away: what was taken brings the whole back, chance does not, and after
//! a little learning the critic chooses better than chance and than rules that know nothing of the scene.

use limner_duet::Critic;
use limner_duet::critic::{FEATURES, HIDDEN};
use limner_duet::drawings::{SIDE, Subject};
use limner_duet::learn::scenes::scene;
use limner_duet::learn::taken::{Part, Whole, by_chance, take};
use limner_duet::learn::{Config, Example, Learner, chosen, examples};
use limner_duet::line::{Line, distance};
use limner_duet::mark::{Ink, Mark};
use limner_env::Random;
use limner_nets::weights::{encode, encode_short};
use proptest::prelude::*;

fn some(count: u32, seed: u32) -> Vec<Vec<Example>> {
    let mut random = Random::new(seed);
    let one = |_| {
        let (taken, other) = (scene(&mut random), scene(&mut random));
        examples(&taken, &other.kept, &mut random)
    };
    (0..count).map(one).collect()
}

fn traced(lines: &[Line]) -> Vec<Mark> {
    lines.iter().flat_map(|line| Ink::of(line).trace(&line.points)).collect()
}

#[test]
fn what_was_taken_away_brings_the_whole_back_and_chance_does_not() {
    let mut random = Random::new(3);
    let (mut back, mut chance, mut count) = (0.0, 0.0, 0.0);
    for _ in 0..60 {
        let taken = scene(&mut random);
        let whole = Whole::new(&taken);
        assert!(whole.gain(&[]).abs() < 1e-3, "nothing changes nothing");
        back += whole.gain(&traced(&taken.missing));
        chance += whole.gain(&by_chance(&taken, 2, &mut random));
        count += 1.0;
        let all = || taken.kept.iter().chain(&taken.missing).flat_map(|line| &line.points);
        assert!(all().flatten().all(|v| (0.0..=f32::from(SIDE)).contains(v)), "on the canvas");
    }
    let (back, chance) = (back / count, chance / count);
    assert!(back > 0.8, "what was missing gains {back}");
    assert!(chance < 0.0, "chance gains {chance}");
}

#[test]
fn a_part_is_taken_and_the_rest_is_left_as_it_was() {
    let log = Subject::House.log(4).expect("a drawing");
    let lines: Vec<Line> = log
        .entries()
        .iter()
        .filter_map(|entry| match &entry.op {
            limner_core::Op::Add(stroke) => Some(Line::of(stroke, &log.brushes()[0])),
            _ => None,
        })
        .collect();
    let length = |lines: &[Line]| lines.iter().map(|line| line.length).sum::<f32>();
    let canvas = [f32::from(SIDE); 2];
    let mut random = Random::new(1);
    for _ in 0..20 {
        let end = take(&lines, canvas, Part::End, &mut random).expect("a house has parts");
        let all = length(&end.kept) + length(&end.missing);
        assert!((all - length(&lines)).abs() < 0.02 * all, "{all} px of {}", length(&lines));
        assert!((0.15..0.5).contains(&(length(&end.missing) / all)));
        assert_eq!(end.kept[0].start(), lines[0].start());
        let stroke = take(&lines, canvas, Part::Stroke, &mut random).expect("a house has parts");
        assert_eq!((stroke.kept.len(), stroke.missing.len()), (lines.len() - 1, 1));
        assert!(!stroke.kept.contains(&stroke.missing[0]));
    }
    // A dot has no part.
    let dot = Line::along(&[[9.0, 9.0]], 2.0, lines[0].color, 1.0);
    for part in [Part::End, Part::Stroke] {
        assert_eq!(take(std::slice::from_ref(&dot), canvas, part, &mut random), None);
        assert_eq!(take(&[], canvas, part, &mut random), None);
    }
}

#[test]
fn a_critic_that_learned_a_little_chooses_better_than_chance_and_than_rules() {
    let (training, test) = (some(250, 1), some(120, 2));
    let config = Config { updates: 1_500, ..Config::default() };
    let learner = Learner::trained(&training, config, |_, off| assert!(off.is_finite()));
    let mut random = Random::new(5);
    let by_critic = chosen(&test, |all| learner.worths(all));
    let by_chance = chosen(&test, |all| all.iter().map(|_| random.unit()).collect());
    let by_rules = chosen(&test, |all| {
        let fit = |example: &Example| example.fit.filter(|_| !example.needs_critic);
        all.iter().map(|example| fit(example).unwrap_or(f32::NEG_INFINITY)).collect()
    });
    assert!(by_critic > by_chance + 0.1, "{by_critic} by the critic, {by_chance} by chance");
    assert!(by_critic > by_rules + 0.03, "{by_critic} by the critic, {by_rules} by rules");
    // As the duet reads it, it thinks the same.
    let critic = Critic::from_bytes(&encode(&learner.parameters)).expect("its own bytes");
    for all in &test[..20] {
        for (example, worth) in all.iter().zip(learner.worths(all)) {
            let read = critic.worth(&critic.think(&example.features));
            assert!((read - worth).abs() < 0.03, "{read} and {worth}");
        }
    }
    let again = Learner::trained(&training, config, |_, _| ());
    assert_eq!(learner.parameters, again.parameters, "what is learned follows from the seed");
}

#[test]
fn yes_and_no_move_what_is_thought_a_little_and_forgetting_undoes_it() {
    let critic = Critic::shipped().expect("it is whole");
    let all = some(20, 9).concat();
    let mut judged = critic.clone();
    let liked = critic.think(&all[0].features);
    let worth = critic.worth(&liked);
    judged.judged(&liked, true);
    let once = judged.worth(&liked);
    assert!(once > worth, "a yes counts");
    assert!(once < worth + 0.6, "and not for all: {worth} became {once}");
    for _ in 0..1_000 {
        judged.judged(&liked, true);
    }
    for example in &all {
        let thought = critic.think(&example.features);
        let moved = judged.worth(&thought) - critic.worth(&thought);
        assert!(moved.abs() <= 0.12 * HIDDEN as f32 + 1e-4, "moved by {moved}");
    }
    for _ in 0..2_000 {
        judged.judged(&liked, false);
    }
    assert!(judged.worth(&liked) < worth, "a no counts as much");
    assert_ne!(judged, critic);
    judged.forget();
    assert_eq!(judged, critic);
}

#[test]
fn lines_are_cut_where_they_are_to_be() {
    let way: Vec<[f32; 2]> = (0..=100u8).map(|i| [10.0 + f32::from(i), 50.0]).collect();
    let line = Line::along(&way, 2.0, limner_core::Rgb8::new(1, 2, 3), 1.0);
    for seed in 0..30 {
        let mut random = Random::new(seed);
        let taken = take(std::slice::from_ref(&line), [200.0; 2], Part::End, &mut random)
            .expect("a line has an end");
        let gap = distance(taken.kept[0].end(), taken.missing[0].start());
        assert!(gap < 3.0, "{gap} px between what is left and what was taken");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Any bytes are a critic whose thoughts are numbers, or none.
    #[test]
    fn a_changed_file_is_a_critic_or_none(at in 0usize..600, to: u8, cut in 0usize..700) {
        let parameters = vec![0.25; FEATURES * HIDDEN + 2 * HIDDEN + 1];
        let mut bytes = encode_short(&parameters);
        let at = at.min(bytes.len() - 1);
        bytes[at] = to;
        bytes.truncate(cut.max(1));
        if let Some(critic) = Critic::from_bytes(&bytes) {
            let worth = critic.worth(&critic.think(&[1.0; FEATURES]));
            prop_assert!(worth.is_finite());
        }
    }
}
