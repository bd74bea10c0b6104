//! Tastes as bytes, what is forgotten, and people who are contrary.

use limner_agent::taste::{FEATURES, Feature, Taste};
use limner_core::Verdict;
use limner_env::Random;
use proptest::prelude::*;

use super::{STROKES_A_CLICK, paint, proposals};

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
    assert!(taste.score(&warm) > 0.0, "{}", taste.score(&warm));
    let mut damaged = taste_of_version_1();
    damaged.pop();
    assert!(Taste::from_bytes(&damaged).is_err());
    let again = Taste::from_bytes(&taste.to_bytes()).expect("it is kept as one of today's");
    assert_eq!(again.score(&warm), taste.score(&warm));
}

#[test]
fn tastes_of_the_second_version_open() {
    let taste = some_taste(9, 18);
    let bytes = taste.to_bytes();
    // Words without strengths, and no pins.
    // Words without strengths, no pins, and of judgements what was said alone.
    let words = 5 + 4 + 4 + 2 * 4 * FEATURES;
    let count = usize::from(bytes[words]);
    let mut old = bytes[..=words].to_vec();
    old[4] = 2;
    old.extend((0..count).map(|i| bytes[words + 1 + 2 * i]));
    let mut at = words + 1 + 2 * count;
    assert_eq!(bytes[at], 0, "nothing is pinned");
    at += 1 + 4 * FEATURES;
    let recent = bytes[at];
    at += 1;
    for _ in 0..recent {
        at += 4 * FEATURES;
        at += 1 + 2 * usize::from(bytes[at]);
    }
    old.extend(&bytes[at..at + 2]);
    let judgements = u16::from_le_bytes([bytes[at], bytes[at + 1]]);
    at += 2;
    for _ in 0..judgements {
        assert_eq!(bytes[at + 4], 0, "nobody said where it was made");
        // Past the number, the place, and where features were measured from.
        at += 5 + 2 * FEATURES;
        let (options, said) = match bytes[at] {
            2 => (usize::from(bytes[at + 2]), 4),
            _ => (1, 3),
        };
        let length = said + 70 * options;
        old.extend(&bytes[at..at + length]);
        at += length;
    }
    assert_eq!(at, bytes.len());
    let opened = Taste::from_bytes(&old).expect("it is a taste");
    // Judgements of before were all measured from one place.
    let mut random = Random::new(2);
    let pairs: Vec<_> = (0..100).map(|_| proposals(&mut random, 2)).collect();
    let first =
        |taste: &Taste, pair: &[[f32; FEATURES]]| taste.score(&pair[0]) > taste.score(&pair[1]);
    let alike = pairs.iter().filter(|pair| first(&opened, pair) == first(&taste, pair)).count();
    assert!(alike > 80, "{alike} of 100 pairs are ranked alike");
    assert_eq!(Taste::from_bytes(&opened.to_bytes()).unwrap(), opened);
}

#[test]
fn tastes_of_the_third_version_open() {
    let mut random = Random::new(9);
    let mut taste = Taste::default();
    for i in 0..18 {
        let strokes = proposals(&mut random, 4);
        strokes.iter().for_each(|f| taste.see(f));
        taste.judge(&strokes, if i % 3 == 0 { Verdict::Yes } else { Verdict::No });
    }
    let bytes = taste.to_bytes();
    // The judgements lie at the end, all of one length.
    let judgement = 5 + 2 * FEATURES + 3 + 70;
    let first = bytes.len() - 18 * judgement;
    assert_eq!(bytes[first - 2..first], [18, 0]);
    let mut old = bytes[..first].to_vec();
    old[4] = 3;
    for judged in bytes[first..].chunks(judgement) {
        old.extend(&judged[..5]);
        old.extend(&judged[5 + 2 * FEATURES..]);
    }
    let opened = Taste::from_bytes(&old).expect("it is a taste");
    assert_eq!((opened.judged(), opened.judgements().count()), (18, 18));
    assert_eq!(Taste::from_bytes(&opened.to_bytes()).unwrap(), opened);
    old.pop();
    assert!(Taste::from_bytes(&old).is_err());
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
        assert!(taste.to_bytes().len() < 33_000, "256 judgements are kept, no more");
        let words = taste.words();
        let said = words.likes.len() + words.dislikes.len();
        assert!(said <= 2, "{who}: {words:?}");
        let mean = norms.iter().sum::<f32>() / norms.len() as f32;
        assert!(mean < 0.5, "{who}: {mean} of a taste out of nothing");
    }
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
    assert!(bytes.len() <= 86_856, "{}", bytes.len());
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
