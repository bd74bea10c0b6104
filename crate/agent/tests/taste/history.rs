//! What was judged can be gone through, taken back and put back.

use limner_agent::taste::{Edit, FEATURES, Feature, Origin, Saying, Taste, Word};
use limner_core::Verdict;
use limner_env::Random;
use proptest::prelude::*;

use super::proposals;

/// What is said at a time, by its number.
fn say(taste: &mut Taste, number: u32) {
    let mut random = Random::new(900 + number);
    let strokes = proposals(&mut random, 3);
    strokes.iter().for_each(|f| taste.see(f));
    match number % 5 {
        0 => taste.choose(&strokes, Some(1)),
        1 => taste.choose(&strokes[..2], None),
        2 => taste.judge(&strokes, Verdict::WeakNo),
        _ => {
            let yes = strokes[0][Feature::Warmth as usize] > 0.0;
            taste.judge(&strokes[..1], if yes { Verdict::Yes } else { Verdict::No });
        }
    }
}

/// The strokes of a time are seen, and nothing is said of them.
fn say_nothing(taste: &mut Taste, number: u32) {
    let mut random = Random::new(900 + number);
    proposals(&mut random, 3).iter().for_each(|f| taste.see(f));
}

fn assert_knows_the_same(one: &Taste, other: &Taste) {
    assert_eq!(one.preference(), other.preference());
    assert_eq!(one.beliefs(), other.beliefs());
    assert_eq!(one.judged(), other.judged());
    let mut random = Random::new(1);
    for stroke in proposals(&mut random, 4) {
        assert_eq!(one.score(&stroke), other.score(&stroke));
    }
}

#[test]
fn what_is_listed_says_what_was_said_and_what_stood_out() {
    let mut taste = Taste::default();
    let stroke = |warmth: f32, length: f32| {
        let mut features = [0.0; FEATURES];
        features[Feature::Warmth as usize] = warmth;
        features[Feature::Length as usize] = length;
        features
    };
    taste.judge(&[stroke(2.0, 0.0)], Verdict::Yes);
    taste.made_at(Origin { seed: 7, entry: 12 });
    taste.made_at(Origin { seed: 8, entry: 13 });
    taste.judge(&[stroke(-1.0, 2.0)], Verdict::No);
    taste.judge(&[stroke(0.0, -1.0)], Verdict::WeakNo);
    taste.choose(&[stroke(0.0, 1.0), stroke(0.0, -1.0)], Some(1));
    taste.choose(&[stroke(0.0, 1.0), stroke(0.0, -1.0)], None);
    let said: Vec<_> = taste.judgements().map(|j| (j.said, j.words)).collect();
    let expected = [
        (Saying::Alike, vec![]),
        (Saying::Chosen, vec![Word::Short]),
        (Saying::Undone, vec![Word::Short]),
        (Saying::No, vec![Word::Long, Word::Cool]),
        (Saying::Yes, vec![Word::Warm]),
    ];
    assert_eq!(said, expected);
    let origins: Vec<_> = taste.judgements().map(|j| j.origin).collect();
    assert_eq!(origins[4], Some(Origin { seed: 7, entry: 12 }));
    assert_eq!(origins[3], None);
}

#[test]
fn what_was_taken_back_has_never_been_said_and_can_be_put_back() {
    const TIMES: u32 = 14;
    for taken in [0, 5, 13] {
        let (mut taste, mut never) = (Taste::default(), Taste::default());
        for number in 0..TIMES {
            say(&mut taste, number);
            match number == taken {
                true => say_nothing(&mut never, number),
                false => say(&mut never, number),
            }
        }
        let before = taste.clone();
        let id = taken + 1;
        assert!(taste.take_back(id, true) && !taste.take_back(id, true));
        assert_knows_the_same(&taste, &never);
        let taken: Vec<_> = taste.judgements().filter(|j| j.is_taken_back).map(|j| j.id).collect();
        assert_eq!(taken, [id]);
        let kept = Taste::from_bytes(&taste.to_bytes()).unwrap();
        assert_eq!(kept, taste);
        assert!(taste.take_back(id, false));
        assert_eq!(taste, before);
        assert!(!taste.take_back(TIMES + 9, true));
    }
}

#[test]
fn whoever_takes_all_back_is_as_new_and_keeps_what_they_asked_for() {
    let mut taste = Taste::default();
    (0..6).for_each(|number| say(&mut taste, number));
    taste.edit(Word::Long, Edit::Ask);
    (1..=6).for_each(|id| assert!(taste.take_back(id, true)));
    assert_eq!(taste.judged(), 0);
    let mut asked = Taste::default();
    asked.edit(Word::Long, Edit::Ask);
    assert_knows_the_same(&taste, &asked);
}

#[test]
fn older_judgements_are_taken_back_too_and_the_list_is_bounded() {
    let mut taste = Taste::default();
    (0..60).for_each(|number| say(&mut taste, number));
    let (words, preference) = (taste.beliefs(), taste.preference());
    assert!(taste.take_back(4, true));
    assert_eq!(taste.judged(), 59);
    assert!(taste.take_back(4, false));
    assert_eq!(taste.preference(), preference);
    assert_eq!(taste.beliefs(), words);
    (60..300).for_each(|_| taste.learn(&[0.3; FEATURES], true, 1.0));
    assert_eq!(taste.judgements().count(), 256);
    assert!(!taste.take_back(4, true), "it is not remembered any more");
    let newest = taste.judgements().next().unwrap().id;
    assert_eq!(newest, 300);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn taken_back_and_put_back_in_any_order_it_is_as_it_was(ids in prop::collection::vec(1u32..24, 1..12)) {
        let mut taste = Taste::default();
        (0..22).for_each(|number| say(&mut taste, number));
        let before = taste.clone();
        let taken: Vec<u32> = ids.into_iter().filter(|id| taste.take_back(*id, true)).collect();
        prop_assert_eq!(taste.judged() as usize, 22 - taken.len());
        let kept = Taste::from_bytes(&taste.to_bytes()).unwrap();
        prop_assert_eq!(&kept, &taste);
        taken.iter().for_each(|id| assert!(taste.take_back(*id, false)));
        prop_assert_eq!(taste.judged(), before.judged());
        prop_assert_eq!(taste.preference(), before.preference());
    }
}
