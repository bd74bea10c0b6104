//! The partner goes over its last strokes: when it is asked to, what becomes of it, and what undo, the
//! timeline, links and a reopened painting make of it.

#![expect(clippy::cast_possible_truncation, reason = "numbers of a test are within their types")]

use limner_core::{Author, Op, Painting, Stroke};
use limner_protocol::{MAX_POLISHED, Polished, Reply, Request, TargetChoice};
use limner_studio::authors::Shown;
use limner_studio::polishing::EVERY;
use limner_studio::{Session, Status};

use crate::worker::{Host, SESSION};

fn amendments(session: &Session) -> Vec<(u32, Stroke)> {
    let entries = session.document().painting().log().entries();
    let amended = entries.iter().filter_map(|entry| match &entry.op {
        Op::Amend { stroke, with } => Some((*stroke, with.clone())),
        _ => None,
    });
    amended.collect()
}

fn polishes(host: &Host) -> usize {
    host.worker.count(|request| matches!(request, Request::Polish { .. }))
}

/// A partner with a picture that has painted until its first polish is on the log.
fn polished() -> Host {
    let mut host = Host::new();
    host.session.partner_mut().choose_target(TargetChoice::Gallery(0));
    host.frames(2);
    host.paint([10.0, 10.0], [60.0, 60.0]);
    host.session.partner_mut().start();
    while amendments(&host.session).is_empty() {
        host.frames(1);
        assert!(host.visible(Author::Partner) <= EVERY as usize);
    }
    host
}

fn assert_replays(session: &Session) {
    let painting = session.document().painting();
    let again = Painting::from_log(painting.log()).unwrap();
    assert_eq!(again.canvas().hash(), painting.canvas().hash());
}

#[test]
fn it_goes_over_its_last_strokes_and_paints_on() {
    let mut host = polished();
    assert_eq!(host.visible(Author::Partner), EVERY as usize);
    let amended = amendments(&host.session);
    assert_eq!(amended.len(), MAX_POLISHED);
    let painting = host.session.document().painting();
    for (id, with) in amended {
        assert_eq!(painting.stroke(id).unwrap().stroke, with);
    }
    assert_eq!(
        host.session.document().stroke_marks().len(),
        1 + EVERY as usize,
        "no stroke came of it"
    );
    host.frames(100);
    let (painted, amended) = (host.visible(Author::Partner), amendments(&host.session).len());
    assert!(painted > 2 * EVERY as usize, "{painted}");
    assert!(amended * EVERY as usize <= painted * MAX_POLISHED, "{amended} for {painted}");
    host.session.partner_mut().pause();
    host.assert_in_step();
    assert_replays(&host.session);
}

#[test]
fn all_of_it_is_one_change_to_the_screen() {
    let mut host = polished();
    host.session.partner_mut().pause();
    host.frames(2);
    host.worker.ponders = true;
    for _ in 0..8 {
        host.session.partner_mut().step();
        host.frames(3);
    }
    assert_eq!(Status::of(&host.session).phase, "polishing");
    host.session.view_mut().take_dirty();
    let before = host.session.shown().clone();
    let reply = Reply::Polished(host.worker.polished(8));
    host.session.receive(&reply.encode(SESSION));
    let changed: Vec<_> = host.session.shown().changed_tiles(&before).collect();
    assert!(!changed.is_empty());
    let dirty = host.session.view_mut().take_dirty();
    for tile in changed {
        let seen = dirty.iter().any(|area| area.intersection(tile) == tile);
        assert!(seen, "{tile:?} is not among {dirty:?}");
    }
    assert!(host.session.view_mut().take_dirty().is_empty());
}

#[test]
fn undo_takes_back_strokes_and_not_the_polish() {
    let mut host = polished();
    host.session.partner_mut().pause();
    host.frames(2);
    let polished = host.hash();
    // The person's only step is their stroke.
    assert!(host.session.undo());
    assert_eq!((host.visible(Author::Person), host.session.can_undo()), (0, false));
    assert!(host.session.redo());
    assert_eq!(host.hash(), polished);
    // The partner's last stroke goes, as it was polished.
    let last = host.session.document().painting().last_visible(Author::Partner).unwrap();
    assert!(host.session.undo_partner());
    assert_eq!(host.visible(Author::Partner), EVERY as usize - 1);
    assert!(!host.session.document().painting().stroke(last).unwrap().visible);
    assert_replays(&host.session);
    host.assert_in_step();
}

#[test]
fn a_reopened_painting_has_the_same_history() {
    let mut host = polished();
    host.paint([90.0, 10.0], [120.0, 60.0]);
    host.session.partner_mut().pause();
    host.frames(2);
    let mut again = Session::open(SESSION, &host.session.file()).unwrap();
    let linked = Session::open_link(SESSION, &host.session.link()).unwrap();
    assert_eq!(again.shown().hash(), host.hash());
    assert_eq!(linked.shown().hash(), host.hash());
    assert_eq!(again.document().history(), host.session.document().history());
    for _ in 0..2 {
        assert!(again.undo() && host.session.undo());
        assert_eq!(again.shown().hash(), host.hash());
    }
    assert!(!again.can_undo() && !host.session.can_undo());
}

#[test]
fn the_past_is_as_it_was_and_going_back_to_it_is_a_step() {
    let mut host = polished();
    let with_polish = host.session.document().revision();
    host.frames(10);
    host.session.partner_mut().pause();
    host.frames(2);
    let log = host.session.document().painting().log().clone();
    for revision in [with_polish, with_polish - 1, with_polish - MAX_POLISHED as u32, 5] {
        host.session.view_mut().scrub(Some(revision));
        let then = host.session.document().painting().canvas_at(revision);
        assert_eq!(host.session.shown().hash(), then.hash());
    }
    // Back to before the polish, and undone again; also by a painting that was reopened in between.
    let now = host.session.document().painting().canvas().hash();
    let before = with_polish - MAX_POLISHED as u32;
    host.session.view_mut().scrub(Some(before));
    assert!(host.session.view_mut().branch());
    let branched = host.hash();
    assert_eq!(branched, Painting::from_log(&log).unwrap().canvas_at(before).hash());
    let mut again = Session::open(SESSION, &host.session.file()).unwrap();
    assert_eq!(again.document().history(), host.session.document().history());
    for session in [&mut host.session, &mut again] {
        // A session knows the time from its first tick on.
        session.tick(1e6, || true);
        session.tick(1.1e6, || true);
        assert!(session.undo());
        assert_eq!(session.shown().hash(), now, "undo brings the polished strokes back");
        session.tick(2e6, || true);
        assert!(session.redo());
        assert_eq!(session.shown().hash(), branched);
    }
    let third = Session::open(SESSION, &again.file()).unwrap();
    assert_eq!(third.document().history(), again.document().history());
}

#[test]
fn one_author_alone_is_seen_with_its_polish() {
    let mut host = polished();
    host.session.partner_mut().pause();
    host.frames(2);
    host.session.view_mut().show(Shown::Only(Author::Partner));
    let seen = host.hash();
    let mut again = Session::open(SESSION, &host.session.file()).unwrap();
    again.view_mut().show(Shown::Only(Author::Partner));
    assert_eq!(again.shown().hash(), seen);
    // And it follows while it is looked at.
    host.session.partner_mut().start();
    host.frames(40);
    host.session.partner_mut().pause();
    host.frames(2);
    assert!(amendments(&host.session).len() > MAX_POLISHED);
    let mut again = Session::open(SESSION, &host.session.file()).unwrap();
    again.view_mut().show(Shown::Only(Author::Partner));
    again.catch_up();
    assert_eq!(again.shown().hash(), host.hash());
}

#[test]
fn what_comes_too_late_is_dropped() {
    let mut host = Host::new();
    host.session.partner_mut().choose_target(TargetChoice::Gallery(0));
    host.worker.ponders = true;
    host.session.partner_mut().start();
    host.frames(100);
    assert_eq!(host.visible(Author::Partner), EVERY as usize, "it waits for its polish");
    let polished = host.worker.polished(24);
    // The person paints meanwhile; or has the pointer down.
    host.paint([10.0, 10.0], [60.0, 60.0]);
    let revision = host.session.document().revision();
    host.session.receive(&Reply::Polished(polished).encode(SESSION));
    assert_eq!(host.session.document().revision(), revision);
    host.worker.ponders = false;
    host.frames(20);
    assert!(host.visible(Author::Partner) > EVERY as usize, "and it paints on");
    host.session.partner_mut().pause();
    host.assert_in_step();
}

#[test]
fn a_worker_that_dies_over_it_is_not_waited_for() {
    let mut host = Host::new();
    host.session.partner_mut().choose_target(TargetChoice::Gallery(0));
    host.worker.ponders = true;
    host.session.partner_mut().start();
    host.frames(100);
    assert_eq!(Status::of(&host.session).phase, "polishing");
    host.worker = crate::worker::Worker::new();
    host.session.partner_mut().worker_died();
    host.frames(20);
    assert!(host.visible(Author::Partner) > EVERY as usize);
}

#[test]
fn only_its_own_strokes() {
    let mut host = polished();
    host.session.partner_mut().pause();
    host.worker.ponders = true;
    for _ in 0..8 {
        host.session.partner_mut().step();
        host.frames(3);
    }
    let painting = host.session.document().painting();
    let persons = painting.last_visible(Author::Person).unwrap();
    let with = painting.strokes().last().unwrap().stroke.clone();
    let revision = host.session.document().revision();
    let amendments = vec![(persons, with)];
    let reply = Reply::Polished(Polished { revision, brushes: 3, amendments });
    host.session.receive(&reply.encode(SESSION));
    assert_eq!(host.session.document().revision(), revision);
    assert_eq!(host.session.troubles().first().unwrap().trouble.code.as_str(), "no_such_stroke");
}

#[test]
fn when_it_is_asked() {
    let mut host = Host::new();
    host.session.partner_mut().start();
    host.frames(60);
    assert_eq!(polishes(&host), 0, "without a picture there is nothing to come nearer to");
    host.set(|settings| settings.polishes = false);
    host.session.partner_mut().choose_target(TargetChoice::Gallery(0));
    host.frames(60);
    assert_eq!(polishes(&host), 0, "it is off");
    host.set(|settings| settings.polishes = true);
    host.frames(60);
    assert!(polishes(&host) >= 1);

    // Once when it pauses, if there is enough.
    host.session.partner_mut().pause();
    host.frames(20);
    let asked = polishes(&host);
    host.frames(60);
    assert_eq!(polishes(&host), asked);
    for step in 1..=8 {
        host.session.partner_mut().step();
        host.frames(10);
        assert_eq!(polishes(&host), asked + usize::from(step == 8));
    }
    assert!(host.session.partner().queue().outlines().count() > 0, "and looks ahead again");

    // And when it rests.
    host.session.partner_mut().start();
    let painted = host.visible(Author::Partner);
    while host.visible(Author::Partner) < painted + 8 {
        host.frames(1);
    }
    host.worker.content = true;
    let before = polishes(&host);
    host.frames(60);
    assert_eq!(polishes(&host), before + 1);
    host.session.partner_mut().pause();
    host.assert_in_step();
}
