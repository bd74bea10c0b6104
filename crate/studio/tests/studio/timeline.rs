//! Looking back, and going on from there.

use limner_core::Author;

use crate::worker::Host;

fn painted() -> Host {
    let mut host = Host::new();
    host.session.set_pace(20.0);
    host.session.start();
    for i in 0..6 {
        host.frames(12);
        host.paint([10.0, f64::from(i) * 18.0], [140.0, 100.0 - f64::from(i) * 9.0]);
    }
    host.frames(5);
    host.session.undo();
    host.session.pause();
    host
}

#[test]
fn the_past_is_seen_as_it_was_and_now_comes_back() {
    let mut host = painted();
    let now = host.hash();
    let revision = host.session.document().revision();
    host.session.take_dirty();
    for at in [0, revision / 2, revision, revision + 10, 3, 1] {
        host.session.scrub(Some(at));
        let then = host.session.document().painting().canvas_at(at).hash();
        assert_eq!((host.hash(), host.session.scrubbed()), (then, Some(at.min(revision))));
    }
    assert!(!host.session.take_dirty().is_empty());
    // The past can't be painted on, and the partner waits.
    assert!(!host.session.pointer_down(host.report(9.0, 9.0)));
    host.session.start();
    host.frames(30);
    assert_eq!(host.session.document().revision(), revision);
    host.session.pause();
    host.session.scrub(None);
    assert_eq!((host.hash(), host.session.scrubbed()), (now, None));
    assert_eq!(host.session.document().revision(), revision);
}

#[test]
fn going_on_from_the_past_is_one_step() {
    let mut host = painted();
    assert!(!host.session.branch());
    let (now, people) = (host.hash(), host.visible(Author::Person));
    let revision = host.session.document().revision();
    host.session.scrub(Some(revision / 3));
    let then = host.hash();
    host.session.take_dirty();
    assert!(host.session.branch());
    assert_eq!((host.hash(), host.session.scrubbed()), (then, None));
    host.paint([80.0, 10.0], [80.0, 100.0]);
    assert_ne!(host.hash(), then);
    host.session.undo();
    assert_eq!(host.hash(), then);
    host.session.undo();
    assert_eq!((host.hash(), host.visible(Author::Person)), (now, people));
    host.session.redo();
    assert_eq!(host.hash(), then);
    host.assert_in_step();
}

#[test]
fn a_moment_before_an_undo_shows_what_was_undone() {
    let mut host = painted();
    let revision = host.session.document().revision();
    let people = host.visible(Author::Person);
    host.session.scrub(Some(revision - 1));
    host.session.branch();
    assert_eq!(host.visible(Author::Person), people + 1);
    host.session.undo();
    assert_eq!(host.visible(Author::Person), people);
}
