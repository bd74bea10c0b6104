//! What is believed, word by word, and what people say of it themselves.

use limner_agent::taste::{ALL, Belief, Edit, FEATURES, Feature, MOST, Taste, Term, Word};
use limner_core::Verdict;
use limner_env::Random;
use proptest::prelude::*;

use super::proposals;

/// Says yes to what is above zero of a feature, and no to the rest.
fn teach(taste: &mut Taste, feature: Feature, clicks: usize, seed: u32) {
    let mut random = Random::new(seed);
    for _ in 0..clicks {
        let strokes = proposals(&mut random, 1);
        strokes.iter().for_each(|f| taste.see(f));
        let yes = strokes[0][feature as usize] > 0.0;
        taste.judge(&strokes, if yes { Verdict::Yes } else { Verdict::No });
    }
}

fn belief_of(taste: &Taste, feature: Feature) -> Option<Belief> {
    taste.beliefs().into_iter().find(|belief| belief.word.feature() == feature)
}

fn weight(taste: &Taste, feature: Feature) -> f32 {
    taste.preference().weights[feature as usize]
}

#[test]
fn what_is_clear_is_told_with_its_strength_and_how_sure_it_is() {
    let mut taste = Taste::default();
    assert_eq!(taste.beliefs(), []);
    teach(&mut taste, Feature::Warmth, 40, 7);
    let belief = belief_of(&taste, Feature::Warmth).expect("it is clear");
    assert_eq!((belief.word, belief.is_pinned), (Word::Warm, false));
    assert!(belief.strength >= 2 && belief.certainty >= 80, "{belief:?}");
    // Strength and order are kept, whatever they would be from the evidence alone.
    let again = Taste::from_bytes(&taste.to_bytes()).unwrap();
    assert_eq!(again.beliefs(), taste.beliefs());
}

#[test]
fn what_a_person_asks_for_counts_without_a_judgement() {
    let mut taste = Taste::default();
    taste.edit(Word::Long, Edit::Ask);
    let asked = Belief { word: Word::Long, strength: 2, certainty: 100, is_pinned: true };
    assert_eq!(taste.beliefs(), [asked]);
    let preference = taste.preference();
    let terms: Vec<_> = preference.terms().map(|(term, _)| term).collect();
    assert_eq!(terms, [Term::Main(Feature::Length)]);
    let two = weight(&taste, Feature::Length);
    taste.edit(Word::Long, Edit::More);
    assert!(weight(&taste, Feature::Length) > two);
    taste.edit(Word::Long, Edit::OtherWay);
    assert_eq!(taste.beliefs()[0].word, Word::Short);
    assert!(weight(&taste, Feature::Length) < -two);
    for strength in [2, 1, 0, 0] {
        taste.edit(Word::Short, Edit::Less);
        assert_eq!(taste.beliefs()[0].strength, strength);
    }
    assert!(taste.preference().is_zero());
    taste.edit(Word::Short, Edit::LetGo);
    assert_eq!(taste, Taste::default());
}

#[test]
fn a_pin_stays_while_all_else_is_learned_and_what_was_learned_meanwhile_returns_with_it() {
    let mut taste = Taste::default();
    let mut other = Taste::default();
    taste.edit(Word::Short, Edit::Ask);
    let said = weight(&taste, Feature::Length);
    for one in [&mut taste, &mut other] {
        teach(one, Feature::Length, 30, 5);
        teach(one, Feature::Lightness, 40, 6);
    }
    assert!((weight(&taste, Feature::Length) - said).abs() < 1e-6);
    let light = weight(&taste, Feature::Lightness);
    assert!(light > 0.2, "all else is taught: {light}");
    assert_eq!(light, weight(&other, Feature::Lightness));
    let kept = Taste::from_bytes(&taste.to_bytes()).unwrap();
    assert_eq!(kept.beliefs(), taste.beliefs());
    assert_eq!(kept.preference(), taste.preference());
    taste.edit(Word::Short, Edit::LetGo);
    assert_eq!(taste.preference(), other.preference());
}

#[test]
fn what_does_not_matter_has_no_part_in_what_is_wanted() {
    let mut taste = Taste::default();
    teach(&mut taste, Feature::Warmth, 40, 7);
    let place = taste.beliefs().iter().position(|b| b.word == Word::Warm).expect("it is clear");
    taste.edit(Word::Warm, Edit::Off);
    let after = taste.beliefs();
    assert_eq!((after[place].word, after[place].strength), (Word::Warm, 0), "it keeps its place");
    let is_about = |(term, _): &(Term, f32)| match term {
        Term::Main(one) => *one == Feature::Warmth,
        Term::Product(one, other) => [*one, *other].contains(&Feature::Warmth),
    };
    assert_eq!(taste.preference().terms().find(is_about), None);
    // A score is what the preference gives, but for a constant.
    let mut random = Random::new(4);
    let strokes = proposals(&mut random, 2);
    let by_score = taste.score(&strokes[0]) - taste.score(&strokes[1]);
    let preference = taste.preference();
    let by_preference = preference.score(&strokes[0]) - preference.score(&strokes[1]);
    assert!((by_score - by_preference).abs() < 1e-3, "{by_score} and {by_preference}");
    taste.forget();
    assert_eq!(taste, Taste::default());
}

#[test]
fn the_strength_that_is_shown_does_not_flicker() {
    let (mut changes, mut answers) = (0, 0);
    for seed in 0..6 {
        let mut taste = Taste::default();
        let mut before = None;
        for click in 0..40 {
            teach(&mut taste, Feature::Lightness, 1, 100 * seed + click);
            let now = belief_of(&taste, Feature::Lightness).map(|belief| belief.strength);
            changes += usize::from(before.is_some() && now.is_some() && before != now);
            answers += usize::from(now.is_some());
            before = now;
        }
    }
    println!("the strength changed {changes} times in {answers} answers");
    assert!(answers > 100 && changes * 6 < answers, "{changes} in {answers}");
}

const EDITS: [Edit; 6] =
    [Edit::Ask, Edit::More, Edit::Less, Edit::OtherWay, Edit::Off, Edit::LetGo];

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_edits_survive_as_bytes_and_stay_bounded(
        edits in prop::collection::vec((0u8..2 * FEATURES as u8, 0usize..6, any::<bool>()), 0..60),
        seed in any::<u32>()
    ) {
        let mut taste = Taste::default();
        for (i, (code, edit, judges)) in edits.into_iter().enumerate() {
            let word = Word::of_code(code).unwrap();
            taste.edit(word, EDITS[edit]);
            if judges && i < 12 {
                teach(&mut taste, ALL[usize::from(code / 2)], 1, seed);
            }
            let pinned = taste.beliefs().iter().any(|b| b.is_pinned && b.word.feature() == word.feature());
            prop_assert_eq!(pinned, EDITS[edit] != Edit::LetGo);
        }
        let beliefs = taste.beliefs();
        prop_assert!(beliefs.iter().all(|b| b.strength <= MOST && b.certainty <= 100));
        for (i, belief) in beliefs.iter().enumerate() {
            prop_assert!(beliefs[..i].iter().all(|b| b.word.feature() != belief.word.feature()));
        }
        prop_assert!(taste.preference().weights.iter().all(|v| v.is_finite()));
        let bytes = taste.to_bytes();
        let back = Taste::from_bytes(&bytes).unwrap();
        prop_assert_eq!(&back, &taste);
        prop_assert_eq!(back.to_bytes(), bytes);
    }
}
