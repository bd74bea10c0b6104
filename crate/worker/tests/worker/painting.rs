//! A painting is opened, planned on, halted, polished and lost, and what is planned is painted.

#![expect(clippy::cast_possible_truncation, reason = "numbers of a test are within their types")]

use limner_core::{Op, Painting};
use limner_protocol::codes::reason;
use limner_protocol::{Reply, Request, TargetChoice};
use limner_studio::turns::Pace;
use limner_worker::Worker;

use crate::pair::{Pair, SESSION, answers, is_reason, troubles, work};

#[test]
fn a_painting_is_opened_and_its_picture_looked_at() {
    let pair = Pair::trained().copying(3);
    let status = pair.status();
    assert!(status.ready && status.weights);
    let target = status.target.unwrap();
    assert_eq!((target.gallery, target.width, target.height), (Some(3), 96, 64));
    assert_eq!(pair.session.partner().target().unwrap().pixels.rgb.len(), 3 * 96 * 64);
    assert!(status.psnr.is_some_and(|db| (3.0..20.0).contains(&db)), "{:?}", status.psnr);
}

#[test]
fn what_it_plans_is_painted_and_brings_the_picture_nearer() {
    let mut pair = Pair::trained().copying(0);
    let before = pair.status().psnr.unwrap();
    pair.paint_on(30);
    pair.assert_in_step();
    let after = pair.status().psnr.unwrap();
    assert!(after > before + 4.0, "{before} dB before, {after} after");
    // It gives a reason for each, and does not begin with details.
    let reasons: Vec<_> =
        pair.plans().flat_map(|p| &p.proposals).map(|p| p.reason.as_str()).collect();
    assert!(reasons.iter().all(|code| is_reason(code) && *code != reason::FREE), "{reasons:?}");
    assert_ne!(reasons[0], reason::DETAIL);
}

#[test]
fn without_a_picture_it_answers_what_the_person_draws_and_says_how() {
    let mut pair = Pair::trained();
    pair.session.partner_mut().start();
    pair.until("it to rest", |pair| pair.session.partner().is_resting());
    assert_eq!(pair.painted(), 0, "there is nothing to answer yet");
    pair.paint([20.0, 20.0], [70.0, 50.0]);
    pair.until("it to answer", |pair| pair.painted() > 0);
    pair.until("it to rest", |pair| pair.session.partner().is_resting());
    let answers = [
        reason::CONTINUE,
        reason::ECHO,
        reason::MIRROR,
        reason::REPEAT,
        reason::HATCH,
        reason::FILL,
        reason::SHADE,
    ];
    let reasons: Vec<_> = pair.plans().flat_map(|plan| &plan.proposals).collect();
    assert!(reasons.iter().all(|proposal| answers.contains(&proposal.reason.as_str())));
    let painted = pair.painted();
    pair.paint([90.0, 20.0], [90.0, 70.0]);
    pair.until("it to go on", |pair| pair.painted() > painted);
}

#[test]
fn without_weights_it_paints_by_trial() {
    let mut pair = Pair::untrained().copying(1);
    assert!(pair.status().ready && !pair.status().weights);
    pair.paint_on(4);
    pair.assert_in_step();
}

#[test]
fn it_stops_at_once() {
    let mut worker = opened();
    worker.handle(&Request::Plan { chain: 4, revision: 0, count: 64 }.encode(SESSION));
    assert!(work(&mut worker, 3.0));
    worker.take_replies();
    worker.handle(&Request::Halt.encode(SESSION));
    assert!(answers(&mut worker).iter().all(|(_, reply)| !matches!(reply, Reply::Plan(_))));
    // What goes on is a chain; there is none any more.
    worker.handle(&Request::More { count: 3 }.encode(SESSION));
    assert!(answers(&mut worker).iter().all(|(_, reply)| !matches!(reply, Reply::Plan(_))));
}

#[test]
fn a_chain_is_told_in_order_until_it_is_done_and_goes_on() {
    let mut worker = opened();
    let mut told = 0;
    for (request, count) in
        [(Request::Plan { chain: 9, revision: 0, count: 5 }, 5), (Request::More { count: 3 }, 3)]
    {
        worker.handle(&request.encode(SESSION));
        let replies = answers(&mut worker);
        let plans: Vec<_> = replies
            .iter()
            .filter_map(|(_, reply)| match reply {
                Reply::Plan(plan) => Some(plan),
                _ => None,
            })
            .collect();
        let first = told;
        for plan in &plans {
            assert_eq!((plan.chain, plan.revision, plan.offset), (9, 0, told));
            told += plan.proposals.len() as u32;
        }
        assert_eq!(told - first, count);
        assert!(plans.split_last().is_some_and(|(l, rest)| l.done && rest.iter().all(|p| !p.done)));
    }
}

#[test]
fn a_person_who_paints_makes_what_is_planned_void() {
    let mut pair = Pair::trained().copying(2);
    pair.set(|s| s.pace = Pace::Chosen(4.0));
    pair.session.partner_mut().start();
    pair.until("proposals", |pair| pair.status().proposals > 1);
    pair.paint([5.0, 60.0], [90.0, 50.0]);
    let at = pair.revision();
    pair.set(|s| s.pace = Pace::Chosen(0.0));
    pair.until("strokes on top", |pair| !pair.strokes_since(at).is_empty());
    pair.session.partner_mut().pause();
    pair.assert_in_step();
}

/// What the worker says takes its time to be heard, as on a machine that is busy with other things.
#[test]
fn on_a_slow_machine_it_does_not_lose_the_thread() {
    let mut pair = Pair::trained().copying(0);
    pair.delay = 2;
    pair.session.partner_mut().start();
    let goes_on = |pair: &mut Pair, strokes: usize| {
        let painted = pair.painted();
        pair.until("strokes", |pair| pair.painted() >= painted + strokes);
    };
    goes_on(&mut pair, 12);
    for picture in 1..=3 {
        pair.session.partner_mut().choose_target(TargetChoice::Gallery(picture));
        goes_on(&mut pair, 8);
    }
    // Judged, taken back, painted over: what was planned is void each time.
    assert!(pair.session.partner_mut().judge(false) > 0);
    goes_on(&mut pair, 4);
    assert!(pair.session.undo_partner());
    goes_on(&mut pair, 4);
    pair.session.partner_mut().step();
    goes_on(&mut pair, 4);
    pair.paint([10.0, 10.0], [80.0, 20.0]);
    goes_on(&mut pair, 8);
    pair.session.partner_mut().pause();
    pair.assert_in_step();
}

#[test]
fn its_last_strokes_are_polished_and_the_picture_gains_by_it() {
    let mut pair = Pair::trained().copying(0);
    pair.paint_on(40);
    pair.assert_in_step();
    let log = pair.session.document().painting().log().clone();
    let is_amend = |e: &limner_core::Entry| matches!(e.op, Op::Amend { .. });
    let first = log.entries().iter().position(is_amend).expect("a polish");
    let last = first + log.entries()[first..].iter().take_while(|e| is_amend(e)).count();
    let target = &pair.session.partner().target().unwrap().pixels.rgb;
    let painting = Painting::from_log(&log).unwrap();
    let error = |revision: usize| -> u64 {
        let canvas = painting.canvas_at(revision as u32);
        let mut rgba = vec![0; 4 * 96 * 64];
        canvas.write_rgba8(canvas.bounds(), log.header().paper, &mut rgba);
        let seen = rgba.as_chunks::<4>().0.iter().flat_map(|[r, g, b, _]| [*r, *g, *b]);
        seen.zip(target).map(|(a, b)| u64::from(a.abs_diff(*b)).pow(2)).sum()
    };
    assert!(error(last) < error(first), "{} became {}", error(first), error(last));

    pair.set(|s| s.polishes = false);
    let revision = pair.revision();
    pair.paint_on(40);
    assert!(
        pair.session.document().painting().log().entries()[revision as usize..]
            .iter()
            .all(|entry| matches!(entry.op, Op::Add(_)))
    );
}

#[test]
fn a_replica_that_lost_an_entry_says_why_and_is_opened_again() {
    let mut pair = Pair::trained().copying(5);
    pair.set(|s| s.price = 10);
    pair.paint_on(4);
    let target = pair.status().target;
    pair.paint([5.0, 5.0], [90.0, 20.0]);
    pair.frame_without(|request| matches!(request, Request::Ops { .. }));
    pair.paint([5.0, 30.0], [90.0, 40.0]);
    pair.until("the loss", |pair| !pair.losses().is_empty());
    assert!(pair.losses()[0].contains("the replica is at"), "{:?}", pair.losses());
    assert_eq!(pair.session.partner().why_lost(), Some(pair.losses()[0]));
    let opened =
        |pair: &Pair| pair.requests.iter().filter(|r| matches!(r, Request::Open(_))).count();
    pair.until("it to be opened again", |pair| opened(pair) == 2 && pair.status().ready);
    pair.replies.clear();
    pair.paint_on(6);
    pair.assert_in_step();
    assert_eq!(pair.status().target, target);
}

/// The page waits for a polish before it asks for anything else: one that comes too late is answered, too.
#[test]
fn a_polish_that_more_was_painted_after_is_answered_for_what_it_was_asked_on() {
    let mut worker = opened();
    worker.handle(&Request::Polish { revision: 0, reach: 8 }.encode(SESSION));
    let path = limner_core::Path::Bezier {
        points: [[9, 9], [300, 90], [900, 400]].map(|[x, y]| limner_core::Point { x, y }),
        radii: [64, 64],
    };
    let op = Op::Add(limner_core::Stroke {
        author: limner_core::Author::Person,
        brush: 0,
        color: limner_core::Rgb8::new(9, 9, 9),
        opacity: limner_core::fixed::ONE_U16,
        coverage: limner_core::Coverage::Wash,
        path,
    });
    let brushes = log().brushes().len() as u8;
    let entries = vec![limner_core::Entry { dt_ms: 0, op }];
    worker.handle(&Request::Ops { from: 0, brushes, entries }.encode(SESSION));
    let replies = answers(&mut worker);
    let polished = replies.iter().find_map(|(_, reply)| match reply {
        Reply::Polished(polished) => Some((polished.revision, polished.amendments.len())),
        _ => None,
    });
    assert_eq!(polished, Some((0, 0)), "{replies:?}");
}

#[test]
fn every_way_to_lose_a_replica_is_named() {
    let entry = |op: Op| limner_core::Entry { dt_ms: 0, op };
    let hide = Op::Hide { stroke: 40, by: limner_core::Author::Person };
    let cases = [
        (Request::Plan { chain: 1, revision: 8, count: 1 }, "revision 8"),
        (Request::Polish { revision: 9, reach: 1 }, "revision 9"),
        (Request::Ops { from: 3, brushes: 3, entries: Vec::new() }, "revision 3"),
        (Request::Ops { from: 0, brushes: 60, entries: Vec::new() }, "60 at the page"),
    ];
    for (request, words) in cases {
        let mut worker = opened();
        worker.handle(&request.encode(SESSION));
        assert_lost(&mut worker, words);
    }
    let mut worker = opened();
    let brushes = log().brushes().len() as u8;
    worker.handle(&Request::Ops { from: 0, brushes, entries: vec![entry(hide)] }.encode(SESSION));
    assert_lost(&mut worker, "refused");
}

/// It said why, and does nothing before it is told of the painting again.
fn assert_lost(worker: &mut Worker, words: &str) {
    let replies = answers(worker);
    let [(SESSION, Reply::Lost { reason })] = &replies[..] else { panic!("{replies:?}") };
    assert!(reason.contains(words), "{reason}");
    worker.handle(&Request::Plan { chain: 2, revision: 0, count: 1 }.encode(SESSION));
    assert_eq!(answers(worker), []);
    worker.handle(&Request::Open(log()).encode(SESSION));
    worker.handle(&Request::Plan { chain: 2, revision: 0, count: 1 }.encode(SESSION));
    let replies = answers(worker);
    assert!(replies.iter().any(|(_, reply)| matches!(reply, Reply::Plan(_))), "{replies:?}");
    assert!(troubles(&replies).is_empty());
}

fn log() -> limner_core::Log {
    let header = limner_core::Header::new(64, 64, limner_core::Rgb8::new(255, 255, 255), 3);
    limner_core::Log::new(header).unwrap()
}

/// A worker without weights that has opened an empty painting, and has a picture to paint.
fn opened() -> Worker {
    let mut worker = Worker::new(None).unwrap();
    worker.handle(&Request::Open(log()).encode(SESSION));
    assert_eq!(answers(&mut worker), [(SESSION, Reply::Ready { weights: None })]);
    worker.handle(&Request::Target(TargetChoice::Gallery(0)).encode(SESSION));
    answers(&mut worker);
    worker
}
