//! Which of these? When the person is asked, and what becomes of it.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "numbers of a test are within their types"
)]

use limner_core::{Author, Rect};
use limner_protocol::codes::asking as code;
use limner_protocol::{Answer, Question, Reply, Request, TargetChoice};
use limner_studio::Status;
use limner_studio::asking::{AFTER_SKIP, AFTER_SKIPS, EVERY, FIRST, REST_MS, patches};
use limner_studio::preview::Previewing;
use limner_studio::turns::Pace;

use crate::worker::{FRAME_MS, Host, SESSION};

/// A host whose partner paints from a picture, so many strokes a second.
fn painting(pace: f64) -> Host {
    let mut host = Host::new();
    host.session.partner_mut().choose_target(TargetChoice::Gallery(0));
    host.set(|settings| (settings.pace, settings.polishes) = (Pace::Chosen(pace), false));
    host.frames(2);
    host.session.partner_mut().start();
    host
}

fn question(host: &Host) -> Option<Question> {
    host.session.partner().asking.open().cloned()
}

fn code(host: &Host) -> &'static str {
    Status::of(&host.session).asking
}

/// Lets frames go by until a question is there; returns how many strokes were painted meanwhile.
fn until_asked(host: &mut Host) -> usize {
    let before = host.visible(Author::Partner);
    for _ in 0..10_000 {
        if question(host).is_some() {
            return host.visible(Author::Partner) - before;
        }
        host.frames(1);
    }
    panic!("nothing is asked: {:?}", Status::of(&host.session));
}

#[test]
fn it_asks_seldom_and_more_seldom_where_it_is_waved_away() {
    // 12 strokes take it as long as it rests between two questions, at least.
    let mut host = painting(1.1);
    let near = |strokes: usize, wanted: u32| {
        let wanted = wanted as usize;
        assert!((wanted..=wanted + 2).contains(&strokes), "{strokes}, not {wanted}");
    };
    near(until_asked(&mut host), FIRST);
    assert_eq!((code(&host), question(&host).unwrap().options.len()), (code::OPEN, 4));
    assert_eq!(Status::of(&host.session).question, question(&host).map(|q| q.id));
    host.session.partner_mut().answer(Answer::Best(2));
    assert_eq!(question(&host), None);
    near(until_asked(&mut host), EVERY);
    for wait in [AFTER_SKIP, AFTER_SKIPS, AFTER_SKIPS] {
        host.session.partner_mut().answer(Answer::Skip);
        near(until_asked(&mut host), wait);
    }
    host.session.partner_mut().answer(Answer::Alike);
    near(until_asked(&mut host), EVERY);
    host.session.partner_mut().answer(Answer::Skip);
    near(until_asked(&mut host), AFTER_SKIP);
    // However fast it is.
    host.session.partner_mut().answer(Answer::Best(0));
    host.set(|settings| settings.pace = Pace::Chosen(50.0));
    let before_ms = host.now_ms;
    assert!(until_asked(&mut host) > 4 * EVERY as usize);
    assert!((REST_MS..REST_MS + 100.0).contains(&(host.now_ms - before_ms)));
    let answers = host.worker.requests.iter().filter_map(|request| match request {
        Request::Answer { answer, .. } => Some(*answer),
        _ => None,
    });
    let skip = Answer::Skip;
    assert_eq!(
        answers.collect::<Vec<_>>(),
        [Answer::Best(2), skip, skip, skip, Answer::Alike, skip, Answer::Best(0)]
    );
    host.assert_in_step();
}

#[test]
fn painting_goes_on_while_a_question_is_open_and_there_is_only_one() {
    let mut host = painting(20.0);
    until_asked(&mut host);
    let (asked, painted) = (question(&host), host.visible(Author::Partner));
    host.frames(300);
    assert!(host.visible(Author::Partner) > painted + 90);
    assert_eq!(question(&host), asked);
    assert_eq!(host.worker.count(|r| matches!(r, Request::Ask { .. })), 1);
    // The person paints over it all, and it stays.
    host.paint([10.0, 10.0], [90.0, 60.0]);
    host.frames(10);
    assert_eq!(question(&host), asked);
}

#[test]
fn it_asks_nobody_who_paints_or_has_paused_it_or_wants_no_questions() {
    let asked = |host: &Host| host.worker.count(|r| matches!(r, Request::Ask { .. }));
    let mut host = painting(20.0);
    for _ in 0..40 {
        host.paint([10.0, 10.0], [60.0, 40.0]);
        host.frames(20);
    }
    assert_eq!(asked(&host), 0, "the person paints");

    let mut host = painting(20.0);
    host.set(|settings| settings.asks = false);
    host.frames(800);
    assert_eq!((asked(&host), Status::of(&host.session).asks), (0, false));
    host.session.partner_mut().pause();
    host.set(|settings| settings.asks = true);
    host.frames(400);
    assert_eq!(asked(&host), 0, "it is paused");
    host.session.partner_mut().start();
    host.down(20.0, 20.0);
    host.frames(400);
    assert_eq!(asked(&host), 0, "the pointer is down");
    host.session.pointer().up(host.now_ms);
    until_asked(&mut host);

    // Without a picture there is nothing to ask.
    let mut host = Host::new();
    host.session.partner_mut().start();
    host.frames(800);
    assert_eq!(asked(&host), 0);
}

#[test]
fn who_wants_to_be_asked_is_asked_at_once() {
    let mut host = Host::new();
    host.set(|settings| settings.asks = false);
    host.session.partner_mut().ask();
    assert_eq!(code(&host), code::LOOKING);
    host.session.partner_mut().ask();
    host.frames(1);
    assert_eq!((code(&host), host.visible(Author::Partner)), (code::OPEN, 0));
    assert_eq!(host.worker.count(|r| matches!(r, Request::Ask { .. })), 1);
    // An option that there is not, and an answer too many.
    host.session.partner_mut().answer(Answer::Best(7));
    assert_eq!(code(&host), code::OPEN);
    host.session.partner_mut().answer(Answer::Alike);
    host.session.partner_mut().answer(Answer::Best(0));
    host.frames(1);
    assert_eq!(host.worker.count(|r| matches!(r, Request::Answer { .. })), 1);

    host.worker.knows = true;
    host.session.partner_mut().ask();
    host.frames(1);
    assert_eq!((code(&host), question(&host)), (code::NOTHING, None));
    host.frames((7_000.0 / FRAME_MS) as usize);
    assert_eq!(code(&host), code::QUIET, "it is said for a while");
}

#[test]
fn what_an_answer_brought_is_said_once() {
    let mut host = painting(20.0);
    until_asked(&mut host);
    host.session.partner_mut().answer(Answer::Best(0));
    host.frames(1);
    let status = Status::of(&host.session);
    assert_eq!((status.asking, status.taught), (code::TAUGHT, vec!["long"]));
    host.session.partner_mut().ask();
    host.frames(1);
    host.session.partner_mut().answer(Answer::Best(0));
    host.frames(1);
    assert_eq!(code(&host), code::QUIET, "it is known already");
}

#[test]
fn a_new_worker_and_a_stale_question_are_borne() {
    let mut host = painting(20.0);
    until_asked(&mut host);
    let old = question(&host).unwrap();
    host.session.partner_mut().worker_died();
    assert_eq!(question(&host), None, "the next worker knows nothing of it");
    host.session.receive(&Reply::Question(old).encode(SESSION));
    assert_eq!(question(&host), None, "nobody asked for it now");
    host.frames(2);
    host.session.partner_mut().start();
    until_asked(&mut host);
}

/// Its pictures show the painting as it was, and strokes for the picture that there was.
#[test]
fn a_question_goes_with_what_it_is_about() {
    let clear = |host: &mut Host| assert!(host.session.clear());
    let undo = |host: &mut Host| assert!(host.session.undo());
    let another =
        |host: &mut Host| host.session.partner_mut().choose_target(TargetChoice::Gallery(1));
    for gone in [&clear as &dyn Fn(&mut Host), &undo, &another] {
        let mut host = painting(20.0);
        host.paint([10.0, 10.0], [90.0, 60.0]);
        until_asked(&mut host);
        gone(&mut host);
        assert_eq!((question(&host), code(&host)), (None, code::QUIET));
        // One that the person waits for comes all the same, about what is there now.
        host.session.partner_mut().ask();
        host.session.redo();
        assert_eq!(code(&host), code::LOOKING);
        host.frames(2);
        assert_eq!(code(&host), code::OPEN);
    }
}

#[test]
fn a_question_that_the_person_waits_for_is_asked_of_the_next_worker() {
    let mut host = painting(20.0);
    host.session.partner_mut().ask();
    host.session.partner_mut().worker_died();
    let awaited = host.session.partner().asking.code(0.0);
    assert_eq!(awaited, code::LOOKING);
    let asks = |message: &Vec<u8>| matches!(Request::decode(message), Ok((_, Request::Ask { .. })));
    assert!(host.session.take_messages().iter().any(asks));
}

#[test]
fn options_are_seen_where_they_would_be_painted() {
    let mut host = painting(20.0);
    until_asked(&mut host);
    host.session.catch_up();
    let options = question(&host).unwrap().options;
    let painting = host.session.document().painting();
    let canvas = painting.canvas().bounds();
    let seen = |area: Rect| {
        let mut rgba = vec![0; area.area() * 4];
        painting.canvas().write_rgba8(area, painting.log().header().paper, &mut rgba);
        rgba
    };
    let areas = patches(&options, canvas);
    assert_eq!(areas.len(), 4);
    for (option, area) in options.iter().zip(&areas) {
        assert!(area.width() <= 2 * areas[0].width() && areas[0].width() <= 2 * area.width());
        assert_eq!(area.intersection(canvas), *area);
        assert!(area.width() >= 96 && area.height() >= 96);
        let mut previewing = Previewing::on(painting, option, *area).unwrap();
        let mut parts = 1;
        while !previewing.advance(limner_core::work::PER_MS / 4) {
            parts += 1;
        }
        assert!(parts < 2_000);
        let picture = previewing.picture();
        assert_eq!(usize::from(picture.width), area.width());
        assert_ne!(picture.rgba, seen(*area), "the stroke is not seen");
        // Painted, it looks the same.
        let mut document = host.session.document().clone();
        document.paint(option.clone()).unwrap();
        document.painting_mut().catch_up(|| true);
        let mut painted = vec![0; area.area() * 4];
        let canvas = document.painting().canvas();
        canvas.write_rgba8(*area, painting.log().header().paper, &mut painted);
        assert!(picture.rgba == painted, "it is painted otherwise than it was shown");
    }
    // A brush that the painting has not, and a place off the canvas.
    let strange = limner_core::Stroke { brush: 50, ..options[0].clone() };
    assert!(Previewing::on(painting, &strange, areas[0]).is_none());
    assert!(Previewing::on(painting, &options[0], Rect::new(500, 0, 600, 96)).is_none());
}
