//! Strokes that come as a group become strokes of the person's, and one step.

use limner_core::brush::presets;
use limner_core::{Author, Log, Op, Stroke, arbitrary, format};
use limner_studio::Session;
use proptest::prelude::*;

use crate::worker::{Host, SESSION};

/// The session's painting again, from what would be saved of it.
fn again(session: &Session) -> Session {
    Session::open(SESSION, &session.file()).expect("it is a painting")
}

/// A group of `count` strokes of the partner's, with a brush that no painting begins with.
fn group(host: &mut Host, count: u32) -> Vec<u8> {
    host.paint([10.0, 10.0], [80.0, 60.0]);
    let log = host.session.document().painting().log();
    let stroke = log.entries().iter().find_map(|entry| match &entry.op {
        Op::Add(stroke) => Some(stroke.clone()),
        _ => None,
    });
    let mut group = Log::new(log.header().clone()).unwrap();
    group.push(0, Op::Brush(Box::new(presets::OIL))).unwrap();
    let brush = group.brush_count() - 1;
    let stroke = Stroke { author: Author::Partner, brush, ..stroke.expect("it was painted") };
    for _ in 0..count {
        group.push(0, Op::Add(stroke.clone())).unwrap();
    }
    format::encode(&group)
}

#[test]
fn a_group_is_one_step_here_and_where_it_is_opened_again() {
    let mut host = Host::new();
    let group = group(&mut host, 7);
    let before = host.session.shown().hash();
    assert_eq!(host.session.pointer().paint_group(&group).unwrap(), 7);
    host.frames(2);
    assert_eq!((host.visible(Author::Person), host.visible(Author::Partner)), (8, 0));
    let after = host.session.shown().hash();
    assert_ne!(after, before);
    let mut opened = again(&host.session);
    for session in [&mut opened, &mut host.session] {
        assert_eq!(session.document().history().last_done().unwrap().shown.len(), 7);
        assert!(session.undo());
        session.catch_up();
        assert_eq!(session.shown().hash(), before);
        assert!(session.redo());
        session.catch_up();
        assert_eq!(session.shown().hash(), after);
    }
    // The brush is there now, and a stroke that follows at once is a step of its own.
    let brushes = host.session.document().painting().log().brushes().len();
    host.session.pointer().paint_group(&group).unwrap();
    assert_eq!(host.session.document().painting().log().brushes().len(), brushes);
    let history = again(&host.session).document().history().clone();
    assert_eq!(&history, host.session.document().history());
    assert_eq!(history.last_done().unwrap().shown.len(), 7);
}

#[test]
fn what_is_no_group_for_this_painting_is_refused_and_nothing_changes() {
    let mut host = Host::new();
    let empty = group(&mut host, 0);
    let many = group(&mut host, 4_097);
    let revision = host.session.document().revision();
    assert_eq!(host.session.pointer().paint_group(&empty).unwrap(), 0);
    let other = Session::new(SESSION, 64, 48, limner_core::Rgb8::default(), 1).unwrap().file();
    for bytes in [&b"LIMNER"[..], &[], &many, &other, &many[..many.len() / 2]] {
        assert!(host.session.pointer().paint_group(bytes).is_err());
    }
    assert_eq!(host.session.document().revision(), revision);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever the strokes are: all of them, as one step, or none.
    #[test]
    fn any_painting_is_a_group(log in arbitrary::small_log(2_000)) {
        let header = log.header();
        let mut session =
            Session::new(SESSION, header.width, header.height, header.paper, 5).unwrap();
        let painted = session.pointer().paint_group(&format::encode(&log));
        session.catch_up();
        let seen = session.document().visible(Author::Person);
        let are_strokes = |e: &limner_core::Entry| matches!(e.op, Op::Add(_) | Op::Brush(_));
        prop_assert_eq!(painted.is_ok(), log.entries().iter().all(are_strokes));
        prop_assert_eq!(painted.unwrap_or(0), seen);
        let opened = again(&session);
        prop_assert_eq!(opened.document().history(), session.document().history());
        if session.undo() {
            prop_assert_eq!(session.document().visible(Author::Person), 0);
        }
    }
}
