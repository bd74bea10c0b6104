//! From a page's point of view: drawings that are watched and placed, cards, and a lesson that is kept.

use limner_core::{Author, Brush, Op, Painting, Path, Rgb8, format};
use limner_env::Random;
use limner_imagine::cards::{Trace, pictures};
use limner_imagine::easel::{Easel, Source};
use limner_imagine::fresh_critic::told_apart;
use limner_imagine::generator::GeneratorShape;
use limner_imagine::imagined::{Imagined, KNOTS, MOST_DRAWINGS, Placing};
use limner_imagine::learners::pathwise::{Pathwise, PathwiseConfig};
use limner_imagine::lesson::{Ahead, Lesson, LessonError, SIDE};
use limner_imagine::{Model, lesson};
use proptest::prelude::*;

/// A leaf of some width, by hand: its middle and both sides.
fn leaf(width: f32, [x, y]: [f32; 2], size: f32) -> Vec<Trace> {
    let line = |side: f32| -> Trace {
        let at = |i: u8| {
            let t = f32::from(i) / 12.0;
            let out = side * width * (t * std::f32::consts::PI).sin();
            [x + size * out, y + size * (1.0 - t)]
        };
        (0..=12).map(at).collect()
    };
    vec![line(0.0), line(-1.0), line(1.0)]
}

fn leaves(count: u8) -> Vec<Vec<Trace>> {
    (0..count).map(|i| leaf(0.15 + 0.02 * f32::from(i), [120.0, 20.0], 200.0)).collect()
}

fn ink(picture: &[u8]) -> f32 {
    picture.iter().map(|v| f32::from(*v) / 255.0).sum()
}

fn easel_with(cards: &[Vec<Trace>]) -> Easel {
    let mut easel = Easel::new(7);
    for (card, strokes) in cards.iter().enumerate() {
        strokes.iter().for_each(|trace| easel.add_stroke(card, trace.clone()));
    }
    easel
}

fn untrained() -> Model {
    let shape = GeneratorShape { classes: 3, strokes: 4 };
    let learner = Pathwise::new(32, shape, PathwiseConfig::default(), 1);
    let names = ["a", "b", "c"].map(str::to_owned).to_vec();
    Model::of(&learner, "letters", names, [Rgb8::new(255, 255, 255), Rgb8::new(0, 0, 0)])
}

#[test]
fn cards_are_as_thick_and_in_the_middle_wherever_and_however_large_they_were_drawn() {
    let large = pictures(&[leaf(0.3, [120.0, 20.0], 200.0)]);
    let small = pictures(&[leaf(0.3, [30.0, 200.0], 25.0)]);
    assert_eq!(large[0].len(), SIDE * SIDE);
    let apart = large[0].iter().zip(&small[0]).filter(|(a, b)| a.abs_diff(**b) > 40).count();
    assert!(apart < 12, "{apart} pixels differ");
    assert!((40.0..250.0).contains(&ink(&large[0])), "{}", ink(&large[0]));
    // Among each other they keep their sizes.
    let both = pictures(&[
        leaf(0.3, [0.0; 2], 200.0),
        leaf(0.3, [0.0; 2], 100.0),
        Vec::new(),
        vec![vec![[f32::NAN, 1.0]]],
    ]);
    assert!(ink(&both[1]) < 0.8 * ink(&both[0]));
    assert_eq!((ink(&both[2]), ink(&both[3])), (0.0, 0.0));
}

#[test]
fn a_drawing_is_watched_by_its_critic_stroke_by_stroke() {
    let mut easel = Easel::new(3);
    assert!(easel.imagine(Source::Model, 4, None).expect("nothing").is_empty());
    assert!(easel.load(b"no model").is_err());
    easel.load(&untrained().encode()).expect("a model");
    assert_eq!(easel.classes(), ["a", "b", "c"]);
    let drawings = easel.imagine(Source::Model, 6, Some(2)).expect("finite numbers").to_vec();
    assert_eq!(drawings.len(), 6);
    for drawing in &drawings {
        assert_eq!(drawing.class, 2);
        assert_eq!(drawing.scores.len(), drawing.strokes.len() + 1);
        assert!(drawing.scores.iter().all(|score| score.is_finite()));
        // The bare sheet is the same for all.
        assert_eq!(drawing.scores[0], drawings[0].scores[0]);
        assert!(drawing.strokes.iter().all(|stroke| stroke.len() == KNOTS));
    }
    assert!(drawings.iter().any(|drawing| drawing.strokes != drawings[0].strokes));
    let many = easel.imagine(Source::Model, 10_000, Some(99)).expect("finite numbers");
    assert_eq!(many.len(), MOST_DRAWINGS);
    assert!(many.iter().all(|drawing| drawing.class < 3));
    assert!(many.iter().any(|drawing| drawing.class != many[0].class));
}

/// The picture of a drawing as strokes alone tell it: how much ink there is in each of 16 × 16 places.
fn places(drawing: &Imagined) -> Vec<f32> {
    let mut places = vec![0.0; 256];
    for [x, y, _] in drawing.strokes.iter().flatten() {
        let place = |v: f32| (0..15).find(|i| v * 16.0 < f32::from(*i) + 1.0).unwrap_or(15_u8);
        places[16 * usize::from(place(*y)) + usize::from(place(*x))] = 1.0;
    }
    places
}

fn apart(a: &Imagined, b: &Imagined) -> f32 {
    let (a, b) = (places(a), places(b));
    a.iter().zip(&b).map(|(a, b)| (a - b).abs()).sum()
}

#[test]
fn more_like_this_and_less_like_that_are_seen_at_once() {
    let mut easel = Easel::new(5);
    easel.load(&untrained().encode()).expect("a model");
    // How far twelve drawings of any class are from one of class 1, before and after something is said of that one.
    let mut heard = |says: Option<bool>| {
        let one = easel.imagine(Source::Model, 12, Some(1)).expect("finite numbers")[0].clone();
        if let Some(likes) = says {
            easel.say(0, likes);
        }
        let drawings = easel.imagine(Source::Model, 12, None).expect("finite numbers");
        assert_eq!(drawings.len(), 12);
        assert!(drawings.iter().any(|drawing| drawing.strokes != drawings[0].strokes));
        let mean = drawings.iter().map(|drawing| apart(drawing, &one)).sum::<f32>() / 12.0;
        let said = easel.said(Source::Model);
        easel.forget_said(Source::Model);
        assert_eq!((easel.said(Source::Model), easel.said(Source::Lesson)), ([0, 0], [0, 0]));
        (mean, said)
    };
    let (nothing, liked, refused) = (heard(None), heard(Some(true)), heard(Some(false)));
    assert_eq!([nothing.1, liked.1, refused.1], [[0, 0], [1, 0], [0, 1]]);
    let [nothing, liked, refused] = [nothing.0, liked.0, refused.0];
    println!("apart: {nothing} of any, {liked} from a liked one, {refused} from a refused one");
    assert!(liked < 0.8 * nothing, "{liked} beside {nothing}");
    assert!(refused > 1.05 * nothing, "{refused} beside {nothing}");
    // What is said of drawings whose model is gone is said to nobody.
    easel.load(&untrained().encode()).expect("a model");
    easel.say(0, true);
    easel.imagine(Source::Model, 1, None).expect("finite numbers");
    easel.say(99, true);
    assert_eq!(easel.said(Source::Model), [0, 0]);
    easel.say(0, true);
    assert_eq!(easel.said(Source::Model), [1, 0]);
}

#[test]
fn whoever_likes_a_seven_is_shown_sevens() {
    let weights = concat!(env!("CARGO_MANIFEST_DIR"), "/weights/digits.limg");
    let mut easel = Easel::new(2);
    easel.load(&std::fs::read(weights).expect("the shipped digits")).expect("a model");
    let mut sevens = |says: Option<bool>| {
        easel.imagine(Source::Model, 12, Some(7)).expect("finite numbers");
        if let Some(likes) = says {
            (0..3).for_each(|index| easel.say(index, likes));
        }
        let drawn = easel.imagine(Source::Model, 24, None).expect("finite numbers");
        let sevens = drawn.iter().filter(|drawing| drawing.class == 7).count();
        easel.forget_said(Source::Model);
        sevens
    };
    let [any, liked, refused] = [None, Some(true), Some(false)].map(&mut sevens);
    println!("sevens of 24: {any}, {liked} where three are liked, {refused} where they are not");
    assert!(any < 8 && liked >= 16 && refused < 3);
}

#[test]
fn a_drawing_becomes_strokes_of_the_persons_where_and_as_large_as_they_say() {
    let knots = |from: [f32; 2], to: [f32; 2]| {
        let at = |i: u8| {
            let t = f32::from(i) / 16.0;
            [from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1]), 0.02 + 0.02 * t]
        };
        (0..17).map(at).collect::<Vec<_>>()
    };
    let strokes = vec![knots([0.3, 0.2], [0.7, 0.2]), knots([0.5, 0.2], [0.5, 0.8])];
    let drawing = Imagined { class: 0, strokes, scores: vec![0.0; 3] };
    let brush = *limner_core::brush::presets::by_name("oil").expect("a preset");
    let color = Rgb8::new(200, 40, 30);
    let placing = Placing { canvas: [400, 300], middle: [100.0, 150.0], size: 120.0, brush, color };
    let log = drawing.painting(&placing).expect("a painting");
    assert_eq!(log.brushes(), [brush]);
    let (mut top, mut bottom) = (f32::INFINITY, f32::NEG_INFINITY);
    for entry in log.entries() {
        let Op::Add(stroke) = &entry.op else { panic!("only strokes") };
        assert_eq!((stroke.author, stroke.color), (Author::Person, color));
        let Path::Samples { radius, samples } = &stroke.path else { panic!("as a hand draws") };
        assert!(samples.iter().all(|sample| sample.pressure > 0));
        for sample in samples.iter() {
            let (y, reach) = (sample.point.y as f32 / 64.0, *radius as f32 / 64.0);
            (top, bottom) = (top.min(y - reach), bottom.max(y + reach));
        }
    }
    assert_eq!(log.entries().len(), 2);
    assert!((top - 90.0).abs() < 4.0 && (bottom - 210.0).abs() < 4.0, "{top}..{bottom}");
    // It is a painting like any other.
    let opened = format::decode(&format::encode(&log)).expect("a file");
    assert_eq!(opened.entries().len(), 2);
    // Beside the canvas there is nothing, and no size is too large or too small.
    let beside = Placing { middle: [9_000.0, 150.0], ..placing };
    assert_eq!(drawing.painting(&beside).expect("a painting").entries().len(), 0);
    for size in [0.0, -5.0, 1e9, f32::INFINITY] {
        assert!(drawing.painting(&Placing { size, ..placing }).is_ok(), "{size}");
    }
    let nothing = Imagined { strokes: Vec::new(), ..drawing };
    assert_eq!(nothing.painting(&placing).expect("a painting").entries().len(), 0);
}

#[test]
fn cards_become_a_lesson_that_is_kept_opened_and_goes_on() {
    let mut easel = easel_with(&leaves(7));
    assert_eq!(easel.begin("leaves").unwrap_err(), LessonError::Count(7));
    assert!(easel.lesson().is_none() && easel.sketch(3).expect("nothing").is_empty());
    let mut easel = easel_with(&leaves(9));
    easel.begin("leaves").expect("nine leaves");
    let mut left = 5;
    easel.learn(|| {
        left -= 1;
        left == 0
    });
    let standing = easel.lesson().expect("a lesson").standing();
    assert_eq!((standing.steps, standing.ahead, standing.rolled_back), (5, Ahead::Nobody, 0));
    assert!((0.3..=1.0).contains(&standing.told), "{}", standing.told);
    let shown = easel.sketch(4).expect("finite numbers");
    assert_eq!(shown.len(), 4);
    assert!(shown.iter().all(|(drawing, _)| !drawing.scores.is_empty()));
    assert!(easel.drawings().is_empty(), "what is only looked at is not kept");

    easel.rename("Beech");
    let bytes = easel.lesson().expect("a lesson").encode();
    assert!(bytes.len() < 600_000, "{} bytes", bytes.len());
    let mut other = Easel::new(8);
    other.open(&bytes).expect("what was kept");
    let opened = other.lesson().expect("a lesson");
    assert_eq!((opened.name(), opened.steps(), opened.cards().len()), ("Beech", 5, 9));
    assert!(opened.cards().pixels == easel.lesson().expect("a lesson").cards().pixels);
    other.learn(|| true);
    assert_eq!(other.lesson().expect("a lesson").steps(), 6);
    assert_eq!(other.imagine(Source::Lesson, 3, None).expect("finite numbers").len(), 3);
    // What is no lesson leaves the one that there is.
    assert!(other.open(&bytes[..bytes.len() - 1]).is_err());
    assert!(other.open(&untrained().encode()).is_err());
    assert_eq!(other.lesson().expect("a lesson").steps(), 6);
    other.forget();
    assert!(other.lesson().is_none());
}

#[test]
fn the_critic_comes_to_tell_an_untrained_hand_from_cards() {
    let mut easel = easel_with(&leaves(8));
    easel.begin("leaves").expect("eight leaves");
    let mut best: f32 = 0.0;
    for _ in 0..8 {
        let mut left = 10;
        easel.learn(|| {
            left -= 1;
            left == 0
        });
        best = best.max(easel.lesson().expect("a lesson").standing().told);
    }
    assert!(best > 0.6, "it picks the card {best} of the time at best");
    assert_ne!(easel.lesson().expect("a lesson").standing().ahead, Ahead::Nobody);
}

#[test]
fn a_fresh_critic_guesses_where_there_is_nothing_to_tell_and_knows_what_is_other() {
    let leaves = pictures(&leaves(48));
    let half =
        |odd: usize| -> Vec<Vec<u8>> { leaves.iter().skip(odd).step_by(2).cloned().collect() };
    let alike = told_apart(&half(0), &half(1), SIDE, 60, 1);
    let turned: Vec<Vec<u8>> = half(1)
        .iter()
        .map(|leaf| (0..leaf.len()).map(|i| leaf[i % SIDE * SIDE + i / SIDE]).collect())
        .collect();
    let other = told_apart(&half(0), &turned, SIDE, 60, 1);
    println!("{alike} of the same, {other} of others");
    assert!((0.25..=0.75).contains(&alike), "{alike}");
    assert!(other > 0.95, "{other}");
}

#[test]
fn a_file_is_bounded_and_what_is_in_it_is_looked_at() {
    let cards = pictures(&leaves(8));
    let bytes = Lesson::new("leaves", &cards, 1).expect("eight leaves").encode();
    for cut in [0, 4, 12, 16, 17, 500, bytes.len() / 2, bytes.len() - 1] {
        assert!(Lesson::decode(&bytes[..cut], 1).is_err(), "cut at {cut}");
    }
    let mut few = bytes.clone();
    few[16] = 3;
    assert!(Lesson::decode(&few, 1).is_err());
    let mut later = bytes.clone();
    later[4] = 9;
    assert!(Lesson::decode(&later, 1).is_err());
    let mut lost = bytes.clone();
    lost[12..16].copy_from_slice(&f32::NAN.to_le_bytes());
    assert!(Lesson::decode(&lost, 1).is_err());
    // Cards that are all bare.
    let mut bare = bytes;
    bare[17..17 + 8 * lesson::SIDE * lesson::SIDE].fill(0);
    assert!(Lesson::decode(&bare, 1).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn a_changed_lesson_is_a_lesson_or_an_error(at in any::<prop::sample::Index>(), value in any::<u8>()) {
        let cards = pictures(&leaves(8));
        let mut bytes = Lesson::new("leaves", &cards, 1).expect("eight leaves").encode();
        let at = at.index(bytes.len());
        bytes[at] = value;
        if let Ok(mut lesson) = Lesson::decode(&bytes, 1) {
            lesson.learn();
            let drawn = lesson.model().imagine_watched(2, None, &mut Random::new(1));
            for drawing in drawn.into_iter().flatten() {
                let placing = Placing {
                    canvas: [64, 64],
                    middle: [32.0; 2],
                    size: 40.0,
                    brush: Brush::ROUND,
                    color: Rgb8::new(0, 0, 0),
                };
                let log = drawing.painting(&placing).expect("in range");
                prop_assert!(Painting::from_log(&log).is_ok());
            }
        }
    }

    #[test]
    fn any_strokes_on_cards_are_pictures(
        cards in prop::collection::vec(
            prop::collection::vec(prop::collection::vec(any::<[f32; 2]>(), 0..6), 0..4), 0..5)
    ) {
        let pictures = pictures(&cards);
        prop_assert_eq!(pictures.len(), cards.len());
        prop_assert!(pictures.iter().all(|picture| picture.len() == SIDE * SIDE));
    }
}
