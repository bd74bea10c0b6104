//! Moods ask for what their table says, and neither for anything else.

use limner_agent::partner::{Partner, Settings};
use limner_agent::taste::{Feature, Mood, Preference, Term, Word};
use proptest::prelude::*;

fn asked(valence: i8, arousal: i8, boldness: i8) -> Preference {
    let mut preference = Preference::default();
    Mood { valence, arousal, boldness }.add_to(&mut preference);
    preference
}

fn words(valence: i8, arousal: i8, boldness: i8) -> Vec<Word> {
    Mood { valence, arousal, boldness }.beliefs().iter().map(|belief| belief.word).collect()
}

#[test]
fn a_neutral_mood_asks_for_nothing() {
    assert!(Mood::default().is_neutral());
    assert!(asked(0, 0, 0).is_zero());
    assert_eq!(words(0, 0, 0), []);
    // To the bit, also after another.
    let mut partner = Partner::new(None).unwrap();
    let before = partner.objective().clone();
    let mood = Mood { valence: 60, arousal: -60, boldness: 60 };
    partner.set_settings(Settings { mood, ..Settings::default() });
    assert_ne!(*partner.objective(), before);
    partner.set_settings(Settings::default());
    assert_eq!(*partner.objective(), before);
}

#[test]
fn moods_are_what_their_names_say() {
    let joyful = words(80, 45, 0);
    assert!(joyful.contains(&Word::Light) && joyful.contains(&Word::Vivid), "{joyful:?}");
    assert!(joyful.contains(&Word::Rising));
    let gloomy = words(-80, -20, 0);
    assert!(gloomy.contains(&Word::Dark) && gloomy.contains(&Word::Muted), "{gloomy:?}");
    assert!(gloomy.contains(&Word::Falling));
    let calm = words(20, -85, 0);
    assert!(calm.contains(&Word::Long) && calm.contains(&Word::Curved), "{calm:?}");
    assert_eq!(words(0, 0, 100)[0], Word::Thick);
    assert_eq!(words(0, 0, -100)[0], Word::Thin);
}

proptest! {
    #[test]
    fn the_opposite_mood_asks_for_the_opposite_and_none_for_more_than_all(
        valence in -100..=100_i8, arousal in -100..=100_i8, boldness in -100..=100_i8
    ) {
        let (one, other) = (asked(valence, arousal, boldness), asked(-valence, -arousal, -boldness));
        for (a, b) in one.weights.into_iter().zip(other.weights) {
            prop_assert_eq!(a, -b);
        }
        prop_assert!(one.norm() < 1.8);
        let place = |(term, _): (Term, f32)| matches!(term, Term::Main(Feature::Top | Feature::Left));
        prop_assert!(!one.terms().any(place), "no mood is about a place");
    }
}
