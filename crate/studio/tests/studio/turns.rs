//! Who paints when.

#![expect(clippy::cast_sign_loss, reason = "numbers of a test are within their types")]

use limner_core::brush::presets;
use limner_core::{Author, Brush, Header, Log, Rgb8, format};
use limner_protocol::{PaletteChoice, Request};
use limner_studio::colors::Colors;
use limner_studio::settings::PartnerBrush;
use limner_studio::turns::{Pace, Turn};
use limner_studio::{Session, Status};

use crate::worker::Host;

fn phase(host: &Host) -> &'static str {
    Status::of(&host.session).phase
}

#[test]
fn the_partner_waits_until_it_is_started() {
    let mut host = Host::new();
    host.frames(60);
    assert_eq!((host.visible(Author::Partner), phase(&host)), (0, "no_target"));
    assert_eq!(host.worker.count(|r| matches!(r, Request::Plan { .. })), 0);
    host.session.partner_mut().start();
    host.frames(2);
    assert!(phase(&host) == "thinking" || phase(&host) == "painting");
    host.frames(60);
    assert!(host.visible(Author::Partner) > 60);
    host.session.partner_mut().pause();
    let painted = host.visible(Author::Partner);
    host.frames(60);
    assert_eq!((host.visible(Author::Partner), phase(&host)), (painted, "no_target"));
    host.assert_in_step();
}

#[test]
fn the_pace_is_kept() {
    let mut host = Host::new();
    host.set(|settings| settings.pace = Pace::Chosen(5.0));
    host.session.partner_mut().start();
    // 625 frames of 16 ms.
    host.frames(625);
    let painted = host.visible(Author::Partner);
    assert!((49..=52).contains(&painted), "{painted}");
}

#[test]
fn a_long_chain_is_asked_for_once_and_goes_on() {
    let mut host = Host::new();
    host.worker.speed = 1;
    host.session.partner_mut().start();
    host.frames(200);
    assert!(host.visible(Author::Partner) >= 190, "{}", host.visible(Author::Partner));
    assert_eq!(host.worker.count(|r| matches!(r, Request::Plan { .. })), 1);
    host.assert_in_step();
}

#[test]
fn it_answers_every_stroke_with_as_many_as_the_person_wants() {
    let mut host = Host::new();
    host.set(|settings| settings.pace = Pace::Chosen(20.0));
    host.set(|settings| settings.answer = 6);
    host.session.partner_mut().choose_turn(Turn::Answers);
    let seen = |host: &Host| {
        let status = Status::of(&host.session);
        (host.visible(Author::Partner), status.phase, status.control)
    };
    host.frames(100);
    assert_eq!(seen(&host), (0, "yours", "stop_answering"));
    for round in 1..=3 {
        host.paint([10.0, 10.0 * f64::from(round)], [90.0, 90.0]);
        host.frames(60);
        assert_eq!(seen(&host).2, "pause", "it paints now");
        host.frames(100);
        assert_eq!(seen(&host), (6 * round as usize, "yours", "stop_answering"));
    }
    // A finger that turns out to zoom is no stroke; one that was taken back wants no answer.
    host.down(20.0, 20.0);
    host.frames(4);
    host.session.pointer().cancel();
    host.paint([20.0, 20.0], [60.0, 20.0]);
    host.session.undo();
    host.frames(200);
    assert_eq!(seen(&host).0, 18);
    // Painting during the answer ends it; the next one is whole.
    host.set(|settings| settings.pace = Pace::Chosen(5.0));
    host.paint([20.0, 20.0], [60.0, 20.0]);
    host.frames(80);
    let begun = seen(&host).0 - 18;
    assert!((1..6).contains(&begun), "{begun}");
    host.paint([20.0, 30.0], [60.0, 30.0]);
    host.frames(200);
    assert_eq!(seen(&host).0, 18 + begun + 6);
    host.assert_in_step();
}

#[test]
fn stopped_from_answering_it_leaves_the_person_in_peace() {
    let mut host = Host::new();
    host.session.partner_mut().choose_turn(Turn::Answers);
    host.frames(10);
    host.session.partner_mut().pause();
    host.paint([10.0, 10.0], [90.0, 90.0]);
    host.frames(200);
    let status = Status::of(&host.session);
    assert_eq!((status.strokes.partner, status.phase), (0, "no_target"));
    assert_eq!((status.control, status.answer), ("let_answer", 5));
    host.session.partner_mut().start();
    host.frames(200);
    assert_eq!(host.visible(Author::Partner), 5);
}

#[test]
fn an_answer_ends_where_nothing_is_worth_painting() {
    let mut host = Host::new();
    host.session.partner_mut().choose_turn(Turn::Answers);
    host.worker.content = true;
    host.paint([10.0, 10.0], [90.0, 90.0]);
    host.frames(200);
    assert_eq!((host.visible(Author::Partner), phase(&host)), (0, "yours"));
}

#[test]
fn alone_it_paints_until_the_person_does() {
    let mut host = Host::new();
    host.set(|settings| settings.pace = Pace::Chosen(20.0));
    host.session.partner_mut().choose_turn(Turn::Alone);
    host.frames(200);
    let painted = host.visible(Author::Partner);
    assert!(painted > 40, "{painted}");
    // Moving the canvas with two fingers is not painting.
    host.down(20.0, 20.0);
    host.session.pointer().cancel();
    host.frames(60);
    assert!(host.visible(Author::Partner) > painted);
    host.paint([10.0, 10.0], [90.0, 90.0]);
    let painted = host.visible(Author::Partner);
    host.frames(100);
    assert_eq!((host.visible(Author::Partner), phase(&host)), (painted, "no_target"));
    assert_eq!(Status::of(&host.session).control, "start");

    host.session.partner_mut().choose_turn(Turn::Together);
    host.frames(100);
    host.paint([90.0, 10.0], [10.0, 90.0]);
    host.frames(100);
    assert!(host.visible(Author::Partner) >= painted + 15);
    assert_eq!(host.visible(Author::Person), 2);
}

#[test]
fn choosing_a_turn_starts_the_partner_and_remembering_one_does_not() {
    for turn in [Turn::Together, Turn::Alone] {
        let mut host = Host::new();
        host.session.partner_mut().set_turn(turn);
        host.frames(60);
        assert_eq!((host.visible(Author::Partner), phase(&host)), (0, "no_target"));
        host.session.partner_mut().choose_turn(turn);
        host.frames(60);
        assert!(host.visible(Author::Partner) > 0);
    }
}

#[test]
fn while_the_pointer_is_down_the_partner_holds_still() {
    let mut host = Host::new();
    host.session.partner_mut().start();
    host.frames(20);
    let painted = host.visible(Author::Partner);
    host.down(20.0, 20.0);
    for i in 0..50 {
        host.move_to(20.0 + f64::from(i), 30.0);
        host.frames(1);
    }
    assert!(Status::of(&host.session).held);
    assert_eq!(host.visible(Author::Partner), painted);
    host.session.pointer().up(host.now_ms);
    host.frames(20);
    assert!(host.visible(Author::Partner) > painted);
    // What was planned before the stroke is void: nothing of it came after.
    host.assert_in_step();
    let plans = host.worker.count(|r| matches!(r, Request::Plan { .. }));
    assert_eq!(plans, 2);
}

#[test]
fn one_step_is_one_stroke() {
    let mut host = Host::new();
    for steps in 1..=5 {
        host.session.partner_mut().step();
        host.frames(20);
        assert_eq!(host.visible(Author::Partner), steps);
        assert!(host.session.partner().queue().outlines().count() >= 1, "what comes next is shown");
    }
    assert_eq!(phase(&host), "no_target");
    // A step counts in the person's turn too, and leaves the turn alone.
    host.session.partner_mut().choose_turn(Turn::Answers);
    let painted = host.visible(Author::Partner);
    host.session.partner_mut().step();
    host.frames(20);
    assert_eq!(host.visible(Author::Partner), painted + 1);
    assert_eq!(Status::of(&host.session).turn, "answers");
}

#[test]
fn a_content_partner_rests_and_looks_again_when_something_changes() {
    let mut host = Host::new();
    host.worker.content = true;
    host.session.partner_mut().start();
    host.frames(30);
    assert_eq!(phase(&host), "no_target");
    let plans = host.worker.count(|r| matches!(r, Request::Plan { .. }));
    assert_eq!(plans, 1, "it doesn't ask over and over");
    host.worker.content = false;
    host.paint([10.0, 10.0], [90.0, 90.0]);
    host.frames(10);
    assert!(host.visible(Author::Partner) > 0);
}

#[test]
fn where_no_stroke_is_worth_its_price_it_is_done_until_something_changes() {
    let mut host = Host::new();
    host.session.partner_mut().choose_target(limner_protocol::TargetChoice::Gallery(3));
    host.set(|settings| settings.price = 500);
    host.worker.content = true;
    host.frames(2);
    host.session.partner_mut().start();
    host.frames(30);
    assert_eq!(phase(&host), "done");
    let plans = |host: &Host| host.worker.count(|r| matches!(r, Request::Plan { .. }));
    host.frames(400);
    assert_eq!(plans(&host), 1, "the same would be found again");
    host.set(|settings| settings.price = 500);
    host.frames(30);
    assert_eq!(plans(&host), 1, "nothing has changed");

    // The price changes, or the painting.
    host.worker.content = false;
    host.set(|settings| settings.price = 400);
    host.frames(10);
    assert!(host.visible(Author::Partner) > 0);
    assert_eq!(host.worker.told(|s| s.price), [500, 400]);
    host.worker.content = true;
    host.frames(60);
    assert_eq!(phase(&host), "done");
    let painted = host.visible(Author::Partner);
    host.worker.content = false;
    host.paint([10.0, 10.0], [90.0, 90.0]);
    host.frames(10);
    assert!(host.visible(Author::Partner) > painted);

    // A new worker knows the price, too.
    host.worker = crate::worker::Worker::new();
    host.session.partner_mut().worker_died();
    host.frames(4);
    assert_eq!(host.worker.told(|s| s.price), [400]);
}

#[test]
fn it_paints_with_the_persons_colours_as_they_come() {
    let told = |host: &Host| host.worker.told(|s| s.palette.clone());
    let mut host = Host::new();
    host.set(|settings| settings.colors = Colors::OfPicture(5));
    host.set(|settings| settings.colors = Colors::Mine);
    host.frames(2);
    assert_eq!(told(&host), [PaletteChoice::OfPicture(5), PaletteChoice::These(Vec::new())]);
    let colors = [Rgb8::new(200, 10, 10), Rgb8::new(10, 10, 200)];
    for (i, color) in [colors[0], colors[0], colors[1]].into_iter().enumerate() {
        host.session.hand_mut().tools.color = color;
        host.paint([10.0 * i as f64, 10.0], [90.0, 90.0]);
        host.frames(3);
    }
    let [red, blue] = colors;
    assert_eq!(
        told(&host)[2..],
        [PaletteChoice::These(vec![red]), PaletteChoice::These(vec![blue, red])]
    );
    host.session.undo();
    host.frames(3);
    assert_eq!(told(&host)[4..], [PaletteChoice::These(vec![red])]);
    host.worker = crate::worker::Worker::new();
    host.session.partner_mut().worker_died();
    host.frames(4);
    assert_eq!(told(&host), [PaletteChoice::These(vec![red])]);
    for nonsense in ["", "1", "17", "-4", "none"] {
        assert_eq!(Colors::from_code(nonsense), None);
    }
}

#[test]
fn it_follows_the_person_where_they_work() {
    let told = |host: &Host| host.worker.told(|s| s.focus);
    let mut host = Host::new();
    host.set(|settings| settings.follows = true);
    host.session.partner_mut().start();
    host.frames(10);
    assert_eq!(told(&host), [], "they have not painted yet");
    host.paint([20.0, 20.0], [40.0, 20.0]);
    host.frames(10);
    let first = told(&host)[0].unwrap();
    assert!(first.x.abs_diff(30) < 4 && first.y.abs_diff(24) < 6, "{first:?}");
    assert!((10..=24).contains(&first.reach));
    // Nearby strokes count together; one elsewhere counts alone.
    host.paint([20.0, 30.0], [60.0, 30.0]);
    host.frames(10);
    let second = told(&host)[1].unwrap();
    assert!(second.x > first.x && second.reach > first.reach, "{second:?}");
    host.paint([140.0, 100.0], [150.0, 100.0]);
    host.frames(10);
    let third = told(&host)[2].unwrap();
    assert!(third.x > 140 && third.y > 95 && third.reach == 16, "{third:?}");
    // Undo takes them back to where they were; off, it goes anywhere.
    host.session.undo();
    host.frames(10);
    assert_eq!(told(&host)[3], Some(second));
    host.set(|settings| settings.follows = false);
    host.frames(10);
    assert_eq!(told(&host)[4..], [None]);
    host.session.partner_mut().pause();
    host.assert_in_step();
}

#[test]
fn a_dead_worker_is_told_everything_again() {
    let mut host = Host::new();
    host.session.partner_mut().choose_target(limner_protocol::TargetChoice::Gallery(3));
    host.session.partner_mut().start();
    host.paint([10.0, 10.0], [90.0, 90.0]);
    host.frames(30);
    assert_eq!(Status::of(&host.session).target.unwrap().gallery, Some(3));
    let painted = host.visible(Author::Partner);

    host.worker = crate::worker::Worker::new();
    host.session.partner_mut().worker_died();
    let trouble = host.session.troubles().first().unwrap();
    assert_eq!(trouble.trouble.code.as_str(), "worker_died");
    host.session.troubles_mut().dismiss_first();
    assert!(!Status::of(&host.session).ready);
    host.frames(60);
    assert!(host.visible(Author::Partner) > painted);
    assert!(matches!(host.worker.requests[0], Request::Open(_)));
    assert_eq!(host.worker.count(|r| matches!(r, Request::Target(_))), 1);
    assert_eq!(host.worker.told(|s| s.rehearses), [true]);
    let status = Status::of(&host.session);
    assert_eq!(status.target.unwrap().gallery, Some(3));
    assert!(status.ready && status.trouble.is_none());
    host.assert_in_step();
}

#[test]
fn a_refused_picture_leaves_the_target_before_it() {
    use limner_protocol::TargetChoice;
    let mut host = Host::new();
    host.session.partner_mut().choose_target(TargetChoice::Gallery(1));
    host.frames(2);
    host.session.partner_mut().choose_target(TargetChoice::File(Vec::new()));
    assert!(Status::of(&host.session).target_pending);
    host.frames(2);
    let status = Status::of(&host.session);
    assert_eq!(status.trouble.unwrap().trouble.code.as_str(), "picture_empty");
    assert_eq!(status.target.unwrap().gallery, Some(1));
    assert!(!status.target_pending);
    host.session.partner_mut().choose_target(TargetChoice::Nothing);
    host.frames(2);
    assert!(Status::of(&host.session).target.is_none());
}

#[test]
fn messages_of_another_session_are_left_out() {
    use limner_protocol::Reply;
    let mut session = Session::new(1, 32, 32, limner_core::Rgb8::default(), 0).unwrap();
    session.receive(&Reply::Ready { weights: None }.encode(2));
    assert!(!Status::of(&session).ready && session.troubles().first().is_none());
    session.receive(&Reply::Ready { weights: None }.encode(1));
    assert!(Status::of(&session).ready);
    session.receive(b"nonsense");
    assert_eq!(session.troubles().first().unwrap().trouble.code.as_str(), "message_version");
}

/// The brushes that the partner's strokes were painted with, without repetition.
fn partners_brushes(host: &Host) -> Vec<Brush> {
    let painting = host.session.document().painting();
    let strokes = painting.strokes().iter().filter(|p| p.stroke.author == Author::Partner);
    let mut brushes: Vec<_> =
        strokes.map(|p| painting.log().brushes()[usize::from(p.stroke.brush)]).collect();
    brushes.dedup();
    brushes
}

fn give(host: &mut Host, brush: &Brush) {
    host.set(|settings| settings.brush = PartnerBrush::new(brush).unwrap());
}

#[test]
fn the_partner_takes_the_brush_it_is_given_once_it_paints() {
    let mut host = Host::new();
    for not_its in [presets::BLENDER, presets::OIL, Brush::ERASER] {
        assert_eq!(PartnerBrush::new(&not_its), None);
    }
    give(&mut host, &presets::GOUACHE);
    host.frames(20);
    assert_eq!(host.session.document().revision(), 0, "the log is left alone until it paints");
    host.session.partner_mut().start();
    host.frames(30);
    assert_eq!(partners_brushes(&host), [presets::GOUACHE]);
    assert!(host.visible(Author::Partner) > 20);

    // The same again is nothing new; another is; and its own can be had back.
    let asked = |host: &Host| host.worker.told(|s| s.brush).len();
    give(&mut host, &presets::GOUACHE);
    host.frames(20);
    assert_eq!(asked(&host), 1);
    give(&mut host, &Brush::PARTNER);
    host.frames(30);
    assert_eq!(partners_brushes(&host), [presets::GOUACHE, Brush::PARTNER]);

    // A new worker is given it, too.
    give(&mut host, &presets::GOUACHE);
    host.frames(10);
    host.worker = crate::worker::Worker::new();
    host.session.partner_mut().worker_died();
    host.frames(30);
    assert_eq!(partners_brushes(&host), [presets::GOUACHE, Brush::PARTNER, presets::GOUACHE]);
    host.session.partner_mut().pause();
    host.assert_in_step();
}

#[test]
fn where_a_strangers_painting_lacks_its_brush_the_partner_brings_its_own() {
    for brushes in [vec![Brush::ROUND], vec![Brush::ROUND, Brush::ERASER]] {
        let header = Header { brushes, ..Header::new(160, 120, Rgb8::new(250, 246, 238), 5) };
        let log = Log::new(header).unwrap();
        let session = Session::open(crate::worker::SESSION, &format::encode(&log)).unwrap();
        let mut host = Host::with(session);
        host.frames(20);
        assert_eq!(host.session.document().painting().log(), &log, "until it paints");
        host.session.partner_mut().start();
        host.frames(30);
        assert_eq!(partners_brushes(&host), [Brush::PARTNER]);
        host.session.partner_mut().pause();
        host.assert_in_step();
    }
}
