//! What the policy practised is kept, comes back, and is gone back to; what the person paints is learned from.

use limner_core::{Path, Point, Rgb8, Stroke};
use limner_protocol::{Rehearsed, Reply, Request, Round};
use limner_worker::Worker;

use crate::pair::{Pair, SESSION, WEIGHTS, answers, troubles};

/// A trained pair before a picture, whose person said no so often, and whose policy has rehearsed all of it.
fn practised(noes: u32) -> Pair {
    let mut pair = Pair::trained().copying(3);
    for _ in 0..noes {
        pair.paint_on(8);
        assert!(pair.session.partner_mut().judge(false) > 0);
        pair.frame();
    }
    at_rest(&mut pair);
    pair
}

/// Lets the policy rehearse what it owes, without painting.
fn at_rest(pair: &mut Pair) {
    let changes = pair.session.partner().rounds.changes();
    pair.session.partner_mut().start();
    pair.until("practice", |pair| pair.session.partner().rounds.changes() > changes);
    pair.session.partner_mut().pause();
    for _ in 0..200 {
        pair.frame();
    }
}

fn rounds(pair: &Pair) -> Vec<Round> {
    let round = |reply: &'_ Reply| match reply {
        Reply::Round(round) => Some(round.clone()),
        _ => None,
    };
    pair.replies.iter().filter_map(round).collect()
}

#[test]
fn what_was_practised_is_kept_over_a_reload_and_reset_for_good() {
    let mut pair = practised(2);
    let steps = pair.status().policy_steps;
    assert!(steps >= 12, "{steps}");
    let kept = pair.session.partner().rounds.practised().to_vec();
    println!("{} bytes after {steps} steps", kept.len());
    assert!(kept.len() < 130_000);
    let taste = pair.learned().unwrap().taste.clone();

    // A reload, or the painting's next session: nothing is practised again.
    let mut later = Pair::trained().copying(3);
    later.session.partner_mut().set_taste(taste.clone());
    later.session.partner_mut().set_practised(kept.clone());
    later.until("what was practised", |pair| pair.status().policy_steps > 0);
    let told = later.status().policy_steps;
    later.paint_on(12);
    assert_eq!(later.status().policy_steps, told);
    assert!(told <= steps && told >= 12);
    assert!(later.status().can_revert);
    // Another worker goes on from it.
    later.worker = Worker::new(Some(WEIGHTS)).unwrap();
    later.session.partner_mut().worker_replaced();
    later.replies.clear();
    later.until("it again", |pair| pair.learned().is_some_and(|learned| learned.policy_steps > 0));
    assert_eq!(later.status().policy_steps, told);

    // Reset: the policy is the shipped one, to the bit, and stays it over a reload.
    pair.session.partner_mut().revert_policy();
    pair.until("the reset", |pair| pair.status().policy_steps == 0);
    pair.frames(3);
    let reset = pair.session.partner().rounds.practised().to_vec();
    assert!(reset.len() < 200 && !reset.is_empty());
    let mut after = Pair::trained().copying(3);
    after.session.partner_mut().set_taste(taste);
    after.session.partner_mut().set_practised(reset);
    after.paint_on(20);
    assert_eq!(after.status().policy_steps, 0, "nothing is revived");
    assert_eq!(after.status().judged, 2);
    after.assert_in_step();
}

#[test]
fn what_others_practised_is_refused_and_all_goes_on() {
    let pair = practised(1);
    let kept = pair.session.partner().rounds.practised().to_vec();
    let mut worker = Worker::new(Some(WEIGHTS)).unwrap();
    let header = limner_core::Header::new(64, 64, Rgb8::new(9, 9, 9), 3);
    let log = limner_core::Log::new(header).unwrap();
    worker.handle(&Request::Open(log.clone()).encode(SESSION));
    let mut damaged = kept.clone();
    damaged[20] ^= 1;
    let bad = [b"LIMP".to_vec(), damaged, kept[..99].to_vec(), b"LIMT and more".to_vec()];
    for bytes in bad {
        worker.handle(&Request::Practised(bytes.clone()).encode(SESSION));
        let replies = answers(&mut worker);
        assert_eq!(troubles(&replies), ["practised_unusable"]);
        assert!(replies.iter().any(|(_, reply)| matches!(reply, Reply::Practised(_))));
        worker.handle(&Request::GoTo { taste: bytes.clone(), practised: bytes }.encode(SESSION));
        assert_eq!(troubles(&answers(&mut worker)), ["practised_unusable"]);
    }
    worker.handle(&Request::Practised(kept.clone()).encode(SESSION));
    assert!(troubles(&answers(&mut worker)).is_empty());
    // One without a policy has no use for it, and says nothing.
    let mut by_trial = Worker::new(None).unwrap();
    by_trial.handle(&Request::Open(log).encode(SESSION));
    by_trial.handle(&Request::Practised(kept).encode(SESSION));
    assert!(troubles(&answers(&mut by_trial)).is_empty());
}

#[test]
fn rounds_end_with_pictures_and_are_gone_back_to_and_forward_again() {
    let mut pair = practised(3);
    let first = rounds(&pair)[0].clone();
    assert!(first.steps >= 24 && first.judged >= 1, "{} {}", first.steps, first.judged);
    for picture in &first.pictures {
        assert_eq!((picture.width, picture.height, picture.rgb.len()), (64, 64, 3 * 64 * 64));
    }
    assert_ne!(first.pictures[0], first.pictures[1]);
    assert!(first.distance_milli > 0 && first.worth_milli.iter().all(|worth| *worth > 0));
    for _ in 0..2 {
        pair.paint_on(8);
        pair.session.partner_mut().judge(true);
        pair.frame();
    }
    at_rest(&mut pair);
    let (judged, steps) = (pair.status().judged, pair.status().policy_steps);
    assert_eq!(judged, 5);

    let known = pair.session.partner().rounds.numbered().count();
    let then = limner_agent::taste::Taste::from_bytes(&first.taste).unwrap().judged();
    pair.session.partner_mut().go_to_round(1);
    pair.until("the first round", |pair| pair.status().judged == then);
    pair.frames(3);
    assert_eq!(pair.session.partner().rounds.at(), 1);
    assert_eq!(pair.status().policy_steps, 24);
    assert_eq!(pair.learned().unwrap().taste, first.taste);
    // What there was is a round, too, to go forward to.
    let latest = pair.session.partner().rounds.numbered().last().unwrap().0;
    assert!(latest as usize >= known);
    pair.session.partner_mut().go_to_round(latest);
    pair.until("the latest", |pair| pair.status().judged == judged);
    pair.frames(3);
    assert_eq!(pair.status().policy_steps, steps);
    pair.session.partner_mut().go_to_round(99);
    pair.paint_on(2);
    pair.assert_in_step();

    // They are kept as bytes, and come back with their numbers.
    let bytes: Vec<Vec<u8>> =
        pair.session.partner().rounds.numbered().map(|(_, round)| round.encode()).collect();
    let mut later = Pair::trained();
    later.session.partner_mut().restore_rounds(7, bytes.iter().map(Vec::as_slice));
    let numbers: Vec<u32> = later.session.partner().rounds.numbered().map(|(n, _)| n).collect();
    assert_eq!(numbers, (7..).take(bytes.len()).collect::<Vec<u32>>());
    later.session.partner_mut().go_to_round(7);
    later.until("a round of another session", |pair| pair.status().judged == then);
}

#[test]
fn rehearsal_is_told_while_it_is_watched_and_goes_on_without_a_picture() {
    let told = |pair: &Pair| -> Vec<Rehearsed> {
        let told = |reply: &Reply| match reply {
            Reply::Rehearsed(told) => Some(told.clone()),
            _ => None,
        };
        pair.replies.iter().filter_map(told).collect()
    };
    let pair = practised(1);
    assert!(told(&pair).is_empty());
    let mut pair = Pair::trained();
    pair.session.partner_mut().watch_rehearsal(true);
    assert!(pair.session.partner_mut().edit_belief("short", "ask"));
    pair.session.partner_mut().start();
    pair.until("a step without a picture", |pair| !told(pair).is_empty());
    let first = told(&pair)[0].clone();
    assert!(first.steps > 0 && first.likeness_milli > 0 && first.worth_milli != 0);
    assert_eq!(first.sheet.map(|sheet| sheet.rgb.len()), Some(3 * 64 * 64));
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

/// What the partner paints after the person painted short, thin, warm strokes of their own.
fn after_short_strokes(watches: bool) -> (Vec<Stroke>, Pair) {
    let mut pair = Pair::trained().copying(3);
    pair.paint_on(24);
    pair.set(|settings| settings.watches = watches);
    pair.frame();
    let hand = pair.session.hand_mut();
    hand.tools.color = Rgb8::new(214, 96, 30);
    hand.tools.set_brush(0.6, 0.5, 0.8);
    for i in 0..12 {
        let at = [8.0 + 6.0 * f64::from(i), 8.0 + 4.0 * f64::from(i)];
        let by = if i % 2 == 0 { [1.0, 0.3] } else { [0.3, 1.0] };
        pair.paint_bent(at, [at[0] + by[0], at[1] + by[1]], 0.0);
        pair.frame();
    }
    pair.frames(30);
    let from = pair.revision();
    pair.paint_on(48);
    (pair.strokes_since(from), pair)
}

#[test]
fn whoever_paints_short_strokes_gets_shorter_ones_if_they_want_to_be_watched() {
    let (alone, pair) = after_short_strokes(false);
    assert_eq!(pair.status().beliefs, []);
    let (on, pair) = after_short_strokes(true);
    let beliefs: Vec<_> = pair.status().beliefs.iter().map(|b| (b.word, b.origin)).collect();
    println!("{:.2} octaves alone, {:.2} watched: {beliefs:?}", reach(&alone), reach(&on));
    for word in ["short", "thin", "warm"] {
        assert!(beliefs.contains(&(word, "shown")), "{word}: {beliefs:?}");
    }
    assert!(reach(&on) < reach(&alone) - 0.15);
    // It is kept with what was practised, and forgotten with the taste.
    let mut pair = pair;
    pair.until("it to be told", |pair| pair.session.partner().rounds.changes() > 0);
    let kept = pair.session.partner().rounds.practised().to_vec();
    let mut later = Pair::trained().copying(3);
    later.set(|settings| settings.watches = true);
    later.session.partner_mut().set_practised(kept);
    later.until("what was shown", |pair| !pair.status().beliefs.is_empty());
    later.session.partner_mut().forget();
    later.until("nothing", |pair| pair.status().beliefs.is_empty());
}
