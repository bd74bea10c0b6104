//! Judgements teach; what was learned is kept, forgotten and taken back.

use limner_agent::taste::{FEATURES, Feature, Taste};
use limner_core::{Path, Point, Stroke};
use limner_env::Scene;
use limner_env::color::lab_from_srgb;
use limner_protocol::{Mood, Reply, Request};
use limner_worker::Worker;

use crate::pair::{Pair, SESSION, WEIGHTS, answers, troubles};

/// A trained pair whose person said no once, and whose policy has rehearsed.
fn judged() -> Pair {
    let mut pair = Pair::trained().copying(3);
    pair.paint_on(8);
    assert!(pair.session.partner_mut().judge(false) > 0);
    pair.frame();
    pair
}

#[test]
fn a_judgement_teaches_and_the_policy_rehearses_to_it() {
    let mut pair = judged();
    assert_eq!(pair.status().judged, pair.learned().unwrap().judged);
    assert!(pair.status().judged > 0);
    pair.session.partner_mut().start();
    pair.until("a step of learning", |pair| pair.status().policy_steps > 0);
    assert!(pair.status().can_revert);
    pair.session.partner_mut().pause();
    pair.frames(2);

    // Back to the weights that ship; the taste stays.
    let judged = pair.status().judged;
    pair.session.partner_mut().revert_policy();
    pair.until("the weights that ship", |pair| pair.status().policy_steps == 0);
    assert!(!pair.status().can_revert);
    assert_eq!(pair.status().judged, judged);
    pair.paint_on(2);
    pair.assert_in_step();
}

#[test]
fn what_was_learned_is_kept_for_another_session_and_forgotten_for_good() {
    let pair = judged();
    let learned = pair.learned().unwrap().clone();
    let mut later = Pair::trained();
    later.session.partner_mut().set_taste(learned.taste.clone());
    later.until("the taste", |pair| pair.status().judged == learned.judged);
    assert_eq!(later.learned().unwrap().taste, learned.taste);
    // The next worker is told of it, too.
    later.worker = Worker::new(Some(WEIGHTS)).unwrap();
    later.session.partner_mut().worker_replaced();
    later.replies.clear();
    later.until("the taste again", |pair| pair.learned().is_some());
    assert_eq!(later.learned().unwrap().taste, learned.taste);

    later.session.partner_mut().forget();
    later.until("the taste to be gone", |pair| pair.status().judged == 0);
    assert_eq!(later.status().beliefs, []);
}

/// Mean octaves between the ends of strokes.
fn reach(strokes: &[Stroke]) -> f64 {
    let reach = |stroke: &Stroke| {
        let Path::Bezier { points: [a, b, c], .. } = stroke.path else { panic!("{stroke:?}") };
        let leg = |p: Point, q: Point| f64::from(p.x - q.x).hypot(f64::from(p.y - q.y));
        (leg(a, b) + leg(b, c)).max(1.0).log2()
    };
    strokes.iter().map(reach).sum::<f64>() / strokes.len() as f64
}

#[test]
fn whoever_asks_for_long_strokes_gets_longer_ones_and_lets_them_go_again() {
    let paint = |edits: &[&str]| {
        let mut pair = Pair::trained().copying(3);
        pair.paint_on(24);
        for edit in edits {
            assert!(pair.session.partner_mut().edit_belief("long", edit));
        }
        pair.frames(3);
        let from = pair.revision();
        pair.paint_on(40);
        (reach(&pair.strokes_since(from)), pair)
    };
    let (plain, _) = paint(&[]);
    let (long, mut pair) = paint(&["ask", "more"]);
    println!("{plain:.2} octaves without a word, {long:.2} asked for long ones");
    assert!(long > plain + 0.5, "{long} against {plain}");
    let said = |pair: &Pair| {
        let beliefs = pair.status().beliefs;
        beliefs.iter().map(|b| (b.word, b.strength, b.origin)).collect::<Vec<_>>()
    };
    assert_eq!(said(&pair), [("long", 3, "said")]);
    assert_eq!(pair.status().judged, 0);
    // Another worker knows it, and it is gone when it is let go.
    pair.worker = Worker::new(Some(WEIGHTS)).unwrap();
    pair.session.partner_mut().worker_replaced();
    pair.replies.clear();
    pair.until("the taste again", |pair| pair.learned().is_some());
    assert_eq!(said(&pair), [("long", 3, "said")]);
    assert!(pair.session.partner_mut().edit_belief("long", "let_go"));
    pair.until("it to be let go", |pair| said(pair).is_empty());
    let taste = Taste::from_bytes(&pair.learned().unwrap().taste).unwrap();
    assert!(taste.preference().is_zero());
    pair.assert_in_step();
}

#[test]
fn a_taste_or_weights_that_cannot_be_used_are_told_and_it_goes_on_without() {
    let mut worker = Worker::new(Some(b"these are no weights")).unwrap();
    let header = limner_core::Header::new(64, 64, limner_core::Rgb8::new(9, 9, 9), 3);
    let log = limner_core::Log::new(header).unwrap();
    worker.handle(&Request::Open(log.clone()).encode(SESSION));
    worker.handle(&Request::Taste(b"nor is this a taste".to_vec()).encode(SESSION));
    let replies = answers(&mut worker);
    assert_eq!(troubles(&replies), ["weights_unusable", "taste_unusable"]);
    assert_eq!(replies[0].1, Reply::Ready { weights: None });
    // Each is told once.
    worker.handle(&Request::Open(log).encode(SESSION));
    assert!(troubles(&answers(&mut worker)).is_empty());
}

/// Mean lightness of the canvas, in OKLab.
fn lightness(pair: &Pair) -> f32 {
    let painting = pair.session.document().painting();
    let header = painting.log().header().clone();
    let mut scene = Scene::new(header, None).unwrap();
    scene.follow(painting, painting.canvas().bounds());
    lab_from_srgb(scene.canvas_picture().mean())[0]
}

#[test]
fn tastes_are_mixed_and_the_one_that_learns_stays_as_it_is() {
    let mut pair = Pair::trained().copying(3);
    pair.paint_on(60);
    let before = lightness(&pair);
    let mix = |pair: &mut Pair, percent| {
        pair.session.partner_mut().mix_taste(likes_dark().to_bytes(), percent);
    };
    mix(&mut pair, 100);
    pair.until("darker colours", |pair| lightness(pair) < before - 0.03);
    assert_eq!(pair.status().beliefs, [], "nothing was learned");
    // Another worker mixes it, too.
    pair.worker = Worker::new(Some(WEIGHTS)).unwrap();
    pair.session.partner_mut().worker_replaced();
    pair.until("the worker", |pair| pair.status().ready);
    pair.paint_on(8);
    assert!(lightness(&pair) < before - 0.02);
    // None of it is nothing, and what is no taste is told.
    mix(&mut pair, 0);
    pair.until("the picture's own colours", |pair| (lightness(pair) - before).abs() < 0.02);
    pair.session.partner_mut().mix_taste(b"no taste".to_vec(), 50);
    pair.until("the trouble", |pair| pair.status().trouble.is_some());
    assert_eq!(pair.status().trouble.unwrap().trouble.code.as_str(), "taste_unusable");
}

#[test]
fn a_mood_is_painted_and_told_in_words_and_a_neutral_one_is_none() {
    let mut pair = Pair::trained().copying(3);
    pair.paint_on(60);
    let before = lightness(&pair);
    assert_eq!(pair.status().beliefs, []);
    pair.set(|settings| settings.mood = Mood { valence: -80, arousal: -20, boldness: 0 });
    pair.until("darker colours", |pair| lightness(pair) < before - 0.03);
    let said = pair.status().beliefs;
    assert!(said.iter().all(|belief| belief.origin == "mood"));
    assert_eq!(said[0].word, "dark");
    assert_eq!(pair.status().judged, 0);
    // Also where the taste does not count at all.
    pair.set(|settings| settings.taste_weight = 0);
    pair.frames(20);
    assert!(lightness(&pair) < before - 0.03);
    pair.set(|settings| (settings.mood, settings.taste_weight) = (Mood::default(), 100));
    pair.until("the picture's own colours", |pair| (lightness(pair) - before).abs() < 0.02);
    assert_eq!(pair.status().beliefs, []);
    pair.assert_in_step();
}

/// A taste that knows: yes to dark strokes, no to light ones.
fn likes_dark() -> Taste {
    let mut taste = Taste::default();
    for i in 0..30 {
        let mut features = [0.0; FEATURES];
        let dark = i % 2 == 0;
        features[Feature::Lightness as usize] = if dark { -1.5 } else { 1.5 };
        taste.learn(&features, dark, 1.0);
    }
    taste
}

#[test]
fn what_is_painted_takes_on_the_colours_that_are_liked_and_forgetting_gives_them_back() {
    let mut pair = Pair::trained().copying(3);
    pair.paint_on(60);
    let before = lightness(&pair);
    pair.session.partner_mut().set_taste(likes_dark().to_bytes());
    pair.frames(5);
    assert!((lightness(&pair) - before).abs() < 1e-6, "a kept taste leaves what is there");
    // The weight of the taste is the person's to choose: colours follow it.
    pair.set(|settings| settings.taste_weight = 0);
    pair.frames(20);
    let entries = pair.revision();
    pair.set(|settings| settings.taste_weight = 150);
    pair.until("darker colours", |pair| lightness(pair) < before - 0.03);
    assert!(pair.revision() - entries > 24, "all of its strokes are amended, not the last alone");
    let painted = pair.painted();
    pair.session.partner_mut().forget();
    pair.until("the picture's own colours", |pair| (lightness(pair) - before).abs() < 0.02);
    assert_eq!(pair.painted(), painted);
    pair.paint_on(2);
    pair.assert_in_step();
}
