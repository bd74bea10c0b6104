//! Messages that are damaged, or for another session.

use limner_core::{Header, Log, Rgb8};
use limner_protocol::{MAX_TEXT, Reply, Request, TargetChoice, VERSION};
use limner_worker::Worker;

use crate::pair::{Pair, SESSION, answers, troubles};

fn open(session: u32) -> Vec<u8> {
    let header = Header::new(64, 48, Rgb8::new(250, 246, 238), session);
    Request::Open(Log::new(header).unwrap()).encode(session)
}

#[test]
fn garbage_is_answered_with_a_trouble_and_changes_nothing() {
    let mut worker = Worker::new(None).unwrap();
    worker.handle(&open(SESSION));
    answers(&mut worker);
    let good = Request::Plan { chain: 1, revision: 0, count: 2 }.encode(SESSION);
    for cut in 1..good.len() {
        worker.handle(&good[..cut]);
        assert_eq!(troubles(&answers(&mut worker)), ["message_damaged"], "{cut}");
    }
    let mut future = good.clone();
    future[0] = VERSION + 1;
    worker.handle(&future);
    assert_eq!(troubles(&answers(&mut worker)), ["message_version"]);
    let mut strange = good.clone();
    *strange.last_mut().unwrap() = 255;
    worker.handle(&strange);
    assert_eq!(troubles(&answers(&mut worker)), ["message_damaged"]);
    worker.handle(&good);
    let replies = answers(&mut worker);
    assert!(replies.iter().any(|(_, reply)| matches!(reply, Reply::Plan(_))));
}

#[test]
fn a_painting_in_a_message_that_is_damaged_leaves_the_one_there_was() {
    let mut worker = Worker::new(None).unwrap();
    worker.handle(&open(SESSION));
    answers(&mut worker);
    let mut damaged = open(SESSION + 1);
    let middle = damaged.len() / 2;
    damaged[middle] ^= 0x55;
    worker.handle(&damaged);
    assert_eq!(troubles(&answers(&mut worker)), ["message_damaged"]);
    worker.handle(&Request::Target(TargetChoice::Nothing).encode(SESSION));
    let replies = answers(&mut worker);
    assert_eq!(replies[0], (SESSION, Reply::Target(None)));
}

#[test]
fn before_a_painting_is_open_nothing_is_done() {
    let mut worker = Worker::new(None).unwrap();
    worker.handle(&Request::Plan { chain: 1, revision: 0, count: 2 }.encode(0));
    worker.handle(&Request::Target(TargetChoice::Gallery(0)).encode(0));
    assert_eq!(answers(&mut worker), []);
}

#[test]
fn two_sessions_are_not_mixed() {
    let mut worker = Worker::new(None).unwrap();
    worker.handle(&open(1));
    answers(&mut worker);
    // Of a session that is not open.
    worker.handle(&Request::Plan { chain: 1, revision: 0, count: 2 }.encode(2));
    assert_eq!(answers(&mut worker), []);
    // The second takes the place of the first, whose plan is void.
    worker.handle(&Request::Plan { chain: 1, revision: 0, count: 9 }.encode(1));
    worker.handle(&open(2));
    worker.handle(&Request::Target(TargetChoice::Gallery(0)).encode(2));
    worker.handle(&Request::Plan { chain: 5, revision: 0, count: 2 }.encode(2));
    worker.handle(&Request::Halt.encode(1));
    let replies = answers(&mut worker);
    assert!(replies.iter().all(|(session, _)| *session == 2), "{replies:?}");
    let plans: Vec<_> = replies
        .iter()
        .filter_map(|(_, reply)| match reply {
            Reply::Plan(plan) => Some((plan.chain, plan.proposals.len())),
            _ => None,
        })
        .collect();
    assert!(plans.iter().all(|(chain, _)| *chain == 5));
    assert_eq!(plans.iter().map(|(_, count)| count).sum::<usize>(), 2);
}

/// A worker that still answers an earlier painting is not heard by the present one.
#[test]
fn a_late_answer_is_not_taken_for_the_present_painting() {
    let mut pair = Pair::untrained().copying(0);
    pair.paint_on(3);
    let painted = pair.painted();
    let mut other = Worker::new(None).unwrap();
    other.handle(&open(SESSION + 1));
    other.handle(&Request::Target(TargetChoice::Gallery(7)).encode(SESSION + 1));
    other.handle(&Request::Plan { chain: 1, revision: 0, count: 4 }.encode(SESSION + 1));
    answers_raw(&mut other).iter().for_each(|message| pair.session.receive(message));
    pair.frames(3);
    assert_eq!(pair.status().target.unwrap().gallery, Some(0));
    assert_eq!((pair.painted(), pair.session.troubles().first()), (painted, None));
}

fn answers_raw(worker: &mut Worker) -> Vec<Vec<u8>> {
    while crate::pair::work(worker, 8.0) {}
    worker.take_replies()
}

#[test]
fn a_long_reason_is_cut_to_what_a_message_holds() {
    let reply = Reply::Lost { reason: "ü".repeat(MAX_TEXT) };
    let (_, read) = Reply::decode(&reply.encode(SESSION)).unwrap();
    let Reply::Lost { reason } = read else { panic!("{read:?}") };
    assert!(reason.len() <= MAX_TEXT && reason.chars().all(|c| c == 'ü'));
}

#[test]
fn figures_come_not_too_often_while_it_is_busy_and_at_once_when_it_is_idle() {
    let mut worker = Worker::new(None).unwrap();
    worker.handle(&open(SESSION));
    worker.handle(&Request::Target(TargetChoice::Gallery(0)).encode(SESSION));
    worker.handle(&Request::Plan { chain: 1, revision: 0, count: 64 }.encode(SESSION));
    assert_eq!(told_at(&mut worker, 1_000.0), 1);
    assert_eq!(told_at(&mut worker, 1_010.0), 0, "nothing has changed");
    worker.handle(&Request::Target(TargetChoice::Gallery(1)).encode(SESSION));
    worker.handle(&Request::Plan { chain: 2, revision: 0, count: 64 }.encode(SESSION));
    assert_eq!(told_at(&mut worker, 1_020.0), 0, "it has just been told");
    assert_eq!(told_at(&mut worker, 1_200.0), 1);
    worker.handle(&Request::Target(TargetChoice::Gallery(2)).encode(SESSION));
    worker.handle(&Request::Halt.encode(SESSION));
    assert!(!pollster::block_on(worker.work(0.0, || 1_210.0)));
    let last = worker.take_replies().pop().unwrap();
    assert!(matches!(Reply::decode(&last), Ok((SESSION, Reply::Stats { .. }))));
}

/// How often the figures are told in one slice of work at a time.
fn told_at(worker: &mut Worker, now_ms: f64) -> usize {
    assert!(pollster::block_on(worker.work(0.0, || now_ms)), "it has nothing more to do");
    let replies = worker.take_replies();
    let replies = replies.iter().map(|message| Reply::decode(message).unwrap().1);
    replies.filter(|reply| matches!(reply, Reply::Stats { .. })).count()
}
