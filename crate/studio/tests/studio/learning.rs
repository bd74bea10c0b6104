//! What a yes or a no is about.

use limner_core::fixed::UNITS_PER_PX;
use limner_core::{Author, Path, Stroke, Verdict};
use limner_protocol::{Belief, Learned, Reply, Request, TargetChoice};
use limner_studio::Status;
use limner_studio::pointed::Pointed;
use limner_studio::queue::Outline;
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
    let shown = judged_strokes::outlines(document, &judged_strokes::now(document)).count();
    let judged = host.session.partner_mut().judge(false);
    // Nearly four seconds at less than two strokes a second.
    assert!((5..=7).contains(&judged), "{judged}");
    assert_eq!(judged, shown, "what is shown before the click is what it is about");
    let document = host.session.document();
    let entry = document.revision() - 1;
    let looked_back = judged_strokes::at(document, entry);
    assert_eq!(judged, looked_back.len(), "and is found again by its place in the log");
    assert_eq!(judged_strokes::at(document, 0), []);
    assert_eq!(judged_strokes::at(document, u32::MAX), []);
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

    assert!(host.session.partner_mut().pointing().at(at, 0.0));
    assert!(host.session.partner_mut().pointing().judge(false));
    let judged = judgements(&host.session);
    assert_eq!((judged[0].verdict, judged[0].strokes.clone()), (Verdict::No, vec![last]));
    assert!(host.session.document().stroke_marks().iter().filter(|m| *m & 8 != 0).count() == 1);
    // Neither the person's, nor one that is hidden, nor none.
    host.session.undo_partner();
    let mut pointing = host.session.partner_mut().pointing();
    assert!(!pointing.judge(true) && !pointing.ask_why() && !pointing.take_back());
    pointing.let_go();
    assert!(!pointing.judge(true));
    let under = pointed::stroke_at(host.session.document().painting(), at, 0.0);
    assert_ne!(under, Some(last), "it is hidden");
    host.assert_in_step();
}

/// A paused host with strokes and, behind them, outlines.
fn looking_ahead() -> Host {
    let mut host = Host::new();
    host.session.partner_mut().start();
    host.frames(30);
    host.session.partner_mut().pause();
    host.frames(4);
    assert!(planned(&host).len() > 3, "{:?}", Status::of(&host.session));
    host
}

fn planned(host: &Host) -> Vec<Stroke> {
    host.session.partner().queue().iter().map(|planned| planned.stroke.clone()).collect()
}

#[test]
fn a_yes_to_what_is_planned_keeps_it_until_it_is_painted() {
    let mut host = looking_ahead();
    let before = planned(&host);
    assert!(host.session.partner_mut().pointing().at_next(2));
    assert!(host.session.partner_mut().pointing().judge(true));
    assert_eq!(planned(&host), before[..3], "with those that it supposes");
    let said = judgements(&host.session);
    assert_eq!((said.len(), said[0].verdict, &said[0].strokes), (1, Verdict::Yes, &vec![]));
    assert_eq!(said[0].proposals, [before[2].clone()]);
    let document = host.session.document();
    let about = judged_strokes::at(document, document.revision() - 1);
    assert_eq!(about, Outline::of_stroke(&before[2]).into_iter().collect::<Vec<_>>());
    // What was planned behind it is void, and what comes of it is not taken.
    host.frames(40);
    assert_eq!(planned(&host), before[..3]);
    // Nor does it go where the picture is wanted in other colours, and all strokes are given those.
    host.session.partner_mut().choose_target(TargetChoice::Gallery(0));
    host.frames(4);
    assert!(host.session.partner_mut().pointing().at_next(1));
    let before = planned(&host);
    assert!(host.session.partner_mut().pointing().judge(true));
    let polished = host.worker.count(|r| matches!(r, Request::Polish { .. }));
    host.frames(4);
    assert_eq!(host.worker.count(|r| matches!(r, Request::Polish { .. })), polished + 1);
    assert_eq!(planned(&host), before[..2]);
    let painted = host.visible(Author::Partner);
    host.session.partner_mut().start();
    host.frames(6);
    host.session.partner_mut().pause();
    let painting = host.session.document().painting();
    let after: Vec<_> = painting.strokes().iter().skip(painted).map(|p| &p.stroke.path).collect();
    assert!(after.len() > 2, "and it goes on");
    assert_eq!(after[..2], [&before[0].path, &before[1].path]);
    host.frames(2);
    host.assert_in_step();
}

#[test]
fn a_no_to_what_is_planned_has_all_planned_anew_and_so_has_taking_it_back() {
    for (is_taken_back, verdict) in [(false, Verdict::No), (true, Verdict::WeakNo)] {
        let mut host = looking_ahead();
        let before = planned(&host);
        let plans = |host: &Host| host.worker.count(|r| matches!(r, Request::Plan { .. }));
        let asked = plans(&host);
        let mut pointing = host.session.partner_mut().pointing();
        assert!(pointing.at_next(1));
        assert!(if is_taken_back { pointing.take_back() } else { pointing.judge(false) });
        let said = judgements(&host.session);
        assert_eq!(
            (said[0].verdict, said[0].proposals.clone()),
            (verdict, vec![before[1].clone()])
        );
        host.frames(6);
        assert_eq!(plans(&host), asked + 1);
        assert!(planned(&host).iter().all(|stroke| !before.contains(stroke)));
        // What was said of it is no judgement of the last strokes.
        assert!(host.session.partner_mut().judge(true) > 1);
        assert!(judgements(&host.session)[1].proposals.is_empty());
        host.assert_in_step();
    }
}

#[test]
fn what_is_planned_is_found_again_once_it_is_painted() {
    let mut host = looking_ahead();
    let next = planned(&host)[0].clone();
    assert!(host.session.partner_mut().pointing().at_next(0));
    host.session.partner_mut().step();
    host.frames(20);
    let id = host.session.document().painting().last_visible(Author::Partner).unwrap();
    assert_eq!(host.session.document().painting().log().stroke(id), Some(&next));
    let mut pointing = host.session.partner_mut().pointing();
    assert!(pointing.ask_why() && pointing.judge(true));
    assert_eq!(judgements(&host.session)[0].strokes, [id]);
    assert!(host.session.partner_mut().pointing().take_back());
    assert!(!host.session.document().painting().stroke(id).unwrap().visible);
    assert_eq!(judgements(&host.session)[1].verdict, Verdict::WeakNo);
    // The person paints over everything that is planned: it is gone, and can be judged still.
    host.frames(4);
    let gone = planned(&host)[1].clone();
    assert!(host.session.partner_mut().pointing().at_next(1));
    host.paint([10.0, 10.0], [90.0, 60.0]);
    host.frames(2);
    let mut pointing = host.session.partner_mut().pointing();
    assert!(!pointing.ask_why() && !pointing.take_back() && pointing.judge(true));
    assert_eq!(judgements(&host.session)[2].proposals, std::slice::from_ref(&gone));
    assert!(!planned(&host).contains(&gone));
    host.assert_in_step();
}

#[test]
fn keys_go_through_the_last_strokes_and_those_that_are_planned() {
    let mut host = Host::new();
    assert!(!host.session.partner_mut().pointing().step(1, 6), "there are none");
    host = looking_ahead();
    let painting = host.session.document().painting();
    let ids: Vec<u32> = pointed::partners(painting).map(|placed| placed.id).collect();
    let first = planned(&host)[0].clone();
    let pointed = |host: &Host| host.session.partner().pointed.clone();
    let step = |host: &mut Host, by| host.session.partner_mut().pointing().step(by, 2);
    assert!(step(&mut host, 1));
    assert_eq!(pointed(&host), Some(Pointed::Planned(first)));
    for _ in 0..3 {
        assert!(step(&mut host, 1));
        let last = planned(&host)[1].clone();
        assert_eq!(pointed(&host), Some(Pointed::Planned(last)), "no more are shown");
    }
    assert!(step(&mut host, -2));
    assert_eq!(pointed(&host), Some(Pointed::Painted(ids[0])));
    assert!(step(&mut host, -3));
    assert_eq!(pointed(&host), Some(Pointed::Painted(ids[3])));
    assert!(step(&mut host, i32::MIN) && step(&mut host, -1));
    let oldest = ids[ids.len().min(pointed::WITHIN_REACH) - 1];
    assert_eq!(pointed(&host), Some(Pointed::Painted(oldest)));
    assert!(step(&mut host, i32::MAX));
    host.session.partner_mut().pointing().let_go();
    assert!(step(&mut host, -1));
    assert_eq!(pointed(&host), Some(Pointed::Painted(ids[0])));
    // From one that is gone it begins anew.
    host.session.undo_partner();
    assert!(step(&mut host, -1));
    assert_eq!(pointed(&host), Some(Pointed::Painted(ids[1])));
    host.session.partner_mut().pointing().let_go();
    assert!(host.session.partner_mut().pointing().step(1, 0));
    assert_eq!(pointed(&host), Some(Pointed::Painted(ids[1])), "where none is shown");
}

#[test]
fn to_forget_forgets_places_and_habits_too() {
    let mut host = looking_ahead();
    host.session.partner_mut().add_place([30, 30], 10, true);
    for _ in 0..6 {
        host.session.partner_mut().judge(true);
        host.session.partner_mut().start();
        host.frames(3);
    }
    assert_ne!(Status::of(&host.session).habit, "unknown");
    host.session.partner_mut().forget();
    host.frames(2);
    assert_eq!(Status::of(&host.session).habit, "unknown");
    assert!(host.session.partner().places.is_empty());
    assert_eq!(host.worker.told(|settings| settings.places.len()), [1, 0]);
}

#[test]
fn novelty_is_told_to_the_worker_within_its_bounds() {
    let mut host = looking_ahead();
    for (wanted, told) in [(40, &[40][..]), (250, &[40, 100]), (0, &[40, 100, 0])] {
        host.set(|settings| settings.novelty = wanted);
        host.frames(2);
        assert_eq!(host.worker.told(|settings| settings.novelty), told);
    }
    assert!(planned(&host).len() > 3, "and it looks ahead anew");
    host.assert_in_step();
}
