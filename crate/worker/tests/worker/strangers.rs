//! A stranger's painting that takes long to draw: the worker draws it in parts, and can be asked, told and
//! turned to another painting meanwhile.

use limner_core::work::PER_MS;
use limner_core::{Log, hostile};
use limner_protocol::{Reply, Request};
use limner_worker::Worker;
use pollster::block_on;

/// Lets the worker work once, as long as it takes to look at the clock; says whether there is more.
fn work_once(worker: &mut Worker) -> bool {
    block_on(worker.work(0.0, || 0.0))
}

fn replies(worker: &mut Worker) -> Vec<(u32, Reply)> {
    worker.take_replies().iter().map(|reply| Reply::decode(reply).unwrap()).collect()
}

fn is_ready(replies: &[(u32, Reply)], session: u32) -> bool {
    replies.iter().any(|(of, reply)| *of == session && matches!(reply, Reply::Ready { .. }))
}

/// A painting of some hundred milliseconds of work.
fn long() -> Log {
    hostile::toggles(10)
}

#[test]
fn a_long_painting_is_opened_in_parts_and_what_is_asked_meanwhile_is_done_after() {
    let mut worker = Worker::new(None).unwrap();
    let log = long();
    let revision = log.revision();
    worker.handle(&Request::Open(log).encode(7));
    worker.handle(&Request::Plan { chain: 1, revision, count: 1 }.encode(7));
    assert!(replies(&mut worker).is_empty(), "it is not open yet");
    let (mut parts, mut told) = (0, Vec::new());
    while work_once(&mut worker) {
        told.extend(replies(&mut worker));
        parts += usize::from(!is_ready(&told, 7));
    }
    told.extend(replies(&mut worker));
    assert!(parts > 20, "it was opened in {parts} parts");
    assert!(is_ready(&told, 7), "{told:?}");
    assert!(told.iter().any(|(_, reply)| matches!(reply, Reply::Plan(plan) if plan.chain == 1)));
}

#[test]
fn another_painting_takes_the_place_of_one_that_is_being_opened() {
    let mut worker = Worker::new(None).unwrap();
    worker.handle(&Request::Open(long()).encode(7));
    worker.handle(&Request::Plan { chain: 1, revision: 0, count: 1 }.encode(7));
    assert!(work_once(&mut worker));
    worker.handle(&Request::Open(hostile::amends(3)).encode(8));
    while work_once(&mut worker) {}
    let told = replies(&mut worker);
    assert!(is_ready(&told, 8) && told.iter().all(|(session, _)| *session == 8), "{told:?}");
}

/// Every kind is opened, or refused in a word, and then the worker waits for what comes.
#[test]
fn every_kind_has_a_clear_end() {
    for (name, log) in hostile::all() {
        // Those that are quickly drawn; the others are for the page, which draws the same.
        if matches!(name, "crowded" | "toggles") {
            continue;
        }
        let mut worker = Worker::new(None).unwrap();
        worker.handle(&Request::Open(log).encode(7));
        let most = limner_core::work::MAX_OF_STROKE / PER_MS;
        let ended = (0..most).any(|_| !work_once(&mut worker));
        assert!(ended, "{name} is still being opened");
        let told = replies(&mut worker);
        let refused = told.iter().any(|(_, reply)| matches!(reply, Reply::Trouble(_)));
        assert!(refused != is_ready(&told, 7), "{name}: {told:?}");
    }
}
