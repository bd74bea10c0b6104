//! What a yes or a no is about.

use limner_core::fixed::UNITS_PER_PX;
use limner_core::{Author, Path, Verdict};
use limner_protocol::{Belief, Learned, Reply};
use limner_studio::Status;
use limner_studio::turns::Pace;
use limner_studio::{judged_strokes, pointed};

use crate::worker::{Host, judgements};

#[test]
fn a_verdict_is_about_the_last_seconds() {
    let mut host = Host::new();
    host.set(|settings| settings.pace = Pace::Chosen(1.7));
    host.session.partner_mut().start();
    host.frames(625);
    let document = host.session.document();
    let shown = judged_strokes::outlines(document, judged_strokes::now(document)).count();
    let judged = host.session.partner_mut().judge(false);
    // Nearly four seconds at less than two strokes a second.
    assert!((5..=7).contains(&judged), "{judged}");
    assert_eq!(judged, shown, "what is shown before the click is what it is about");
    let document = host.session.document();
    let entry = document.revision() - 1;
    let looked_back = judged_strokes::outlines(document, judged_strokes::at(document, entry));
    assert_eq!(judged, looked_back.count(), "and is found again by its place in the log");
    assert_eq!(judged_strokes::at(document, 0), [0; 0]);
    assert_eq!(judged_strokes::at(document, u32::MAX), [0; 0]);
    let judgement = &judgements(&host.session)[0];
    assert_eq!((judgement.verdict, judgement.strokes.len()), (Verdict::No, judged));
    let last = host.session.document().painting().last_visible(Author::Partner).unwrap();
    assert_eq!((judgement.weights, judgement.revision < last), (9, true));
    host.assert_in_step();
}

#[test]
fn a_slow_partner_is_judged_by_its_last_few_and_a_fast_one_not_by_all() {
    let mut host = Host::new();
    host.set(|settings| settings.pace = Pace::Chosen(1.0));
    host.session.partner_mut().start();
    host.frames(1_250);
    assert_eq!(host.session.partner_mut().judge(true), judged_strokes::FEW);
    host.set(|settings| settings.pace = Pace::Chosen(0.0));
    host.frames(200);
    let painted =
        |host: &Host| host.session.document().painting().last_visible(Author::Partner).unwrap();
    let last = painted(&host);
    assert_eq!(host.session.partner_mut().judge(true), judged_strokes::MAX_STROKES);
    // Nobody has seen what is there for a quarter of a second.
    let newest = *judgements(&host.session)[1].strokes.last().unwrap();
    assert!(newest < last, "{newest} of {last}");
}

#[test]
fn only_what_was_painted_since_counts_and_whoever_insists_is_heard() {
    let mut host = Host::new();
    host.set(|settings| settings.pace = Pace::Chosen(5.0));
    host.session.partner_mut().start();
    host.frames(300);
    host.session.partner_mut().judge(true);
    host.frames(64);
    let fresh = host.session.partner_mut().judge(false);
    assert!((4..=6).contains(&fresh), "{fresh}");
    host.session.partner_mut().pause();
    assert_eq!(host.session.partner_mut().judge(false), fresh);
    let judgements = judgements(&host.session);
    assert_eq!(judgements[1].strokes, judgements[2].strokes);
    assert!(judgements[0].strokes.iter().all(|id| !judgements[1].strokes.contains(id)));

    let marks = host.session.document().stroke_marks();
    assert_eq!(marks.iter().filter(|m| *m & 8 != 0).count(), fresh);
    assert!(marks.iter().filter(|m| *m & 4 != 0).count() >= judged_strokes::FEW);
}

#[test]
fn where_nothing_is_painted_yet_the_proposals_are_judged() {
    let mut host = Host::new();
    assert_eq!(host.session.partner_mut().judge(true), 0);
    assert_eq!(host.session.document().revision(), 0);
    host.session.partner_mut().step();
    host.frames(4);
    host.session.undo_partner();
    host.session.partner_mut().step();
    host.session.tick(host.now_ms, || true);
    let before = judgements(&host.session);
    // Taking a stroke back is a weak no to it.
    assert_eq!((before[0].verdict, before[0].strokes.len()), (Verdict::WeakNo, 1));
}

#[test]
fn a_verdict_asks_for_a_new_plan_at_once() {
    use limner_protocol::Request;
    let mut host = Host::new();
    host.set(|settings| settings.pace = Pace::Chosen(4.0));
    host.session.partner_mut().start();
    host.frames(100);
    let plans = |host: &Host| host.worker.count(|r| matches!(r, Request::Plan { .. }));
    let before = plans(&host);
    host.session.partner_mut().judge(false);
    host.frames(1);
    assert_eq!(plans(&host), before + 1);
    host.assert_in_step();
}

#[test]
fn what_was_learned_is_told_and_kept() {
    let mut host = Host::new();
    let learned = Learned {
        taste: vec![1, 2, 3],
        beliefs: vec![
            Belief { word: 9, strength: 2, certainty: 80, origin: 0 },
            Belief { word: 0, strength: 0, certainty: 100, origin: 1 },
        ],
        said: Vec::new(),
        judged: 12,
        policy_steps: 3,
        can_revert: true,
    };
    host.session.receive(&Reply::Learned(learned).encode(77));
    let status = Status::of(&host.session);
    let said = status.beliefs.iter().map(|b| (b.word, b.strength, b.origin));
    assert_eq!(said.collect::<Vec<_>>(), [("long", 2, "learned"), ("cool", 0, "said")]);
    assert!(status.learned_recently && status.can_revert);
    assert_eq!(host.session.partner().learned().taste, [1, 2, 3]);
    host.frames(400);
    assert!(!Status::of(&host.session).learned_recently);
    // The next worker is told.
    host.worker.requests.clear();
    host.session.partner_mut().worker_died();
    host.frames(1);
    use limner_protocol::Request;
    assert_eq!(host.worker.count(|r| *r == Request::Taste(vec![1, 2, 3])), 1);
}

#[test]
fn edits_are_told_and_what_was_planned_is_void() {
    use limner_protocol::Request;
    let mut host = Host::new();
    host.session.partner_mut().start();
    host.frames(30);
    let plans = |host: &Host| host.worker.count(|r| matches!(r, Request::Plan { .. }));
    let before = plans(&host);
    assert!(host.session.partner_mut().edit_belief("long", "ask"));
    assert!(!host.session.partner_mut().edit_belief("longer", "ask"));
    assert!(!host.session.partner_mut().edit_belief("long", "please"));
    // A worker that dies before it is told leaves it to the next.
    host.session.partner_mut().worker_died();
    host.frames(2);
    assert_eq!(host.worker.count(|r| *r == Request::Edit { word: 9, edit: 0 }), 1);
    assert_eq!(host.worker.count(|r| matches!(r, Request::Edit { .. })), 1);
    assert!(plans(&host) > before);
}

/// The middle of a stroke's curve, in canvas px.
fn middle(path: &Path) -> [f32; 2] {
    let Path::Bezier { points: [a, b, c], .. } = path else { panic!("{path:?}") };
    let at = |a: i32, b: i32, c: i32| (a + 2 * b + c) as f32 / (4 * UNITS_PER_PX) as f32;
    [at(a.x, b.x, c.x), at(a.y, b.y, c.y)]
}

#[test]
fn who_points_judges_the_uppermost_stroke_and_no_other() {
    let mut host = Host::new();
    host.session.partner_mut().start();
    host.frames(30);
    host.session.partner_mut().pause();
    host.frames(2);
    let painting = host.session.document().painting();
    let last = painting.last_visible(Author::Partner).unwrap();
    let at = middle(&painting.stroke(last).unwrap().stroke.path);
    assert_eq!(pointed::stroke_at(painting, at, 0.0), Some(last));
    // Every stroke is found on itself, or one that lies above it.
    for placed in painting.strokes() {
        let found = pointed::stroke_at(painting, middle(&placed.stroke.path), 0.0);
        assert!(found.is_some_and(|id| id >= placed.id), "{found:?} for {}", placed.id);
    }
    assert_eq!(pointed::stroke_at(painting, [-500.0, -500.0], 3.0), None);
    assert_eq!(pointed::stroke_at(painting, [f32::NAN, 3.0], 3.0), None);
    assert!(pointed::outline(painting, last).is_some());
    // What the person paints over it does not hide it from who points.
    let [x, y] = at.map(f64::from);
    host.paint([x - 5.0, y], [x + 5.0, y]);
    let persons = host.session.document().revision() - 1;
    let painting = host.session.document().painting();
    assert_eq!(pointed::stroke_at(painting, at, 0.0), Some(last));
    assert_eq!(pointed::outline(painting, persons), None);

    assert!(host.session.partner_mut().judge_stroke(last, false));
    let judged = judgements(&host.session);
    assert_eq!((judged[0].verdict, judged[0].strokes.clone()), (Verdict::No, vec![last]));
    assert!(host.session.document().stroke_marks().iter().filter(|m| *m & 8 != 0).count() == 1);
    // Neither the person's, nor one that is hidden, nor none.
    host.session.undo_partner();
    for id in [persons, last, 90_000] {
        assert!(!host.session.partner_mut().judge_stroke(id, true), "{id}");
    }
    let under = pointed::stroke_at(host.session.document().painting(), at, 0.0);
    assert_ne!(under, Some(last), "it is hidden");
    host.assert_in_step();
}
