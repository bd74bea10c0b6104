//! Looking back, and going on from there.

use limner_core::moments;
use limner_core::{
    Author, Canvas, Coverage, Header, Log, Op, Painting, Path, Point, Rgb8, Stroke, Surface,
};
use limner_studio::authors::Shown;
use limner_studio::turns::Pace;

use crate::worker::Host;

fn painted() -> Host {
    let mut host = Host::new();
    host.set(|settings| settings.pace = Pace::Chosen(20.0));
    host.session.partner_mut().start();
    for i in 0..6 {
        host.frames(12);
        host.paint([10.0, f64::from(i) * 18.0], [140.0, 100.0 - f64::from(i) * 9.0]);
    }
    host.frames(5);
    host.session.undo();
    host.session.partner_mut().pause();
    host
}

#[test]
fn the_past_is_seen_as_it_was_and_now_comes_back() {
    let mut host = painted();
    let now = host.hash();
    let revision = host.session.document().revision();
    host.session.view_mut().take_dirty();
    for at in [0, revision / 2, revision, revision + 10, 3, 1] {
        host.session.view_mut().scrub(Some(at));
        let then = host.session.document().painting().canvas_at(at).hash();
        assert_eq!((host.hash(), host.session.view().revision()), (then, Some(at.min(revision))));
    }
    assert!(!host.session.view_mut().take_dirty().is_empty());
    // The past can't be painted on, and the partner waits.
    assert!(!host.down(9.0, 9.0));
    host.session.partner_mut().start();
    host.frames(30);
    assert_eq!(host.session.document().revision(), revision);
    host.session.partner_mut().pause();
    host.session.view_mut().scrub(None);
    assert_eq!((host.hash(), host.session.view().revision()), (now, None));
    assert_eq!(host.session.document().revision(), revision);
}

#[test]
fn going_on_from_the_past_is_one_step() {
    let mut host = painted();
    assert!(!host.session.view_mut().branch());
    let (now, people) = (host.hash(), host.visible(Author::Person));
    let revision = host.session.document().revision();
    host.session.view_mut().scrub(Some(revision / 3));
    let then = host.hash();
    host.session.view_mut().take_dirty();
    assert!(host.session.view_mut().branch());
    assert_eq!((host.hash(), host.session.view().revision()), (then, None));
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
    host.session.view_mut().scrub(Some(revision - 1));
    host.session.view_mut().branch();
    assert_eq!(host.visible(Author::Person), people + 1);
    host.session.undo();
    assert_eq!(host.visible(Author::Person), people);
}

/// The canvas of one author's visible strokes, drawn afresh.
fn alone(painting: &Painting, author: Author) -> u64 {
    let header = painting.log().header();
    let mut canvas = Canvas::new(header.width, header.height).unwrap();
    for placed in painting.strokes().iter().filter(|p| p.visible && p.stroke.author == author) {
        let brush = &painting.log().brushes()[usize::from(placed.stroke.brush)];
        canvas.draw(&placed.stroke, brush, painting.place_of(placed.id).unwrap());
    }
    canvas.hash()
}

#[test]
fn one_authors_strokes_are_seen_alone_and_the_log_knows_nothing_of_it() {
    let mut host = painted();
    let (both, revision) = (host.hash(), host.session.document().revision());
    for author in [Author::Person, Author::Partner] {
        host.session.view_mut().show(Shown::Only(author));
        assert_eq!(host.hash(), alone(host.session.document().painting(), author));
        assert_ne!(host.hash(), both);
    }
    // What happens meanwhile is followed: strokes that come, that go, and that come back.
    host.session.partner_mut().start();
    host.frames(40);
    host.session.undo();
    host.session.undo_partner();
    host.frames(3);
    host.session.redo();
    host.session.partner_mut().pause();
    for author in [Author::Partner, Author::Person] {
        host.session.view_mut().show(Shown::Only(author));
        host.session.undo_partner();
        assert_eq!(host.hash(), alone(host.session.document().painting(), author));
    }
    // Painting shows both again, and so does the past.
    assert!(host.down(20.0, 20.0));
    host.session.pointer().cancel();
    assert_eq!(host.session.view().authors(), Shown::Both);
    assert_eq!(host.hash(), host.session.document().painting().canvas().hash());
    host.session.view_mut().show(Shown::Only(Author::Partner));
    host.session.view_mut().scrub(Some(revision));
    assert_eq!((host.session.view().authors(), host.hash()), (Shown::Both, both));
    host.session.view_mut().show(Shown::Faded(64));
    assert_eq!(host.session.view().revision(), None);
    host.assert_in_step();
}

#[test]
fn a_faded_partner_lies_between_both_and_the_person_alone() {
    let mut host = painted();
    let bounds = host.session.shown().bounds();
    let mut seen = |shown| {
        host.session.view_mut().show(shown);
        let mut rgba = vec![0; bounds.area() * 4];
        host.session.seen().write_rgba8(bounds, &mut rgba);
        rgba
    };
    let [mine, faded, both, full, none] = [
        Shown::Only(Author::Person),
        Shown::Faded(64),
        Shown::Both,
        Shown::Faded(255),
        Shown::Faded(0),
    ]
    .map(&mut seen);
    assert_eq!((full, &none), (both.clone(), &mine));
    assert_ne!(faded, both);
    for ((mine, faded), both) in mine.iter().zip(&faded).zip(&both) {
        let quarter = f64::from(*mine) + (f64::from(*both) - f64::from(*mine)) * 64.0 / 255.0;
        assert!((f64::from(*faded) - quarter).abs() <= 0.51);
    }
}

/// A replay shows each stroke as the last of its moment, after the pauses between, of which none is long.
#[test]
fn a_replay_takes_the_pauses_short() {
    let mut log = Log::new(Header::new(64, 64, Rgb8::new(255, 255, 255), 1)).unwrap();
    let dot = |author| Stroke {
        author,
        brush: 0,
        color: Rgb8::new(0, 0, 0),
        opacity: 1 << 15,
        coverage: Coverage::Wash,
        path: Path::Bezier {
            points: [(40, 40), (60, 60), (80, 40)].map(|(x, y)| Point { x, y }),
            radii: [20, 20],
        },
    };
    log.push(70_000, Op::Add(dot(Author::Person))).unwrap();
    log.push(150, Op::Add(dot(Author::Partner))).unwrap();
    log.push(100, Op::Hide { stroke: 0, by: Author::Person }).unwrap();
    log.push(u32::MAX, Op::Show { stroke: 0, by: Author::Person }).unwrap();
    log.push(u32::MAX, Op::Add(dot(Author::Person))).unwrap();
    log.push(20, Op::Hide { stroke: 1, by: Author::Person }).unwrap();
    log.push(30, Op::Add(dot(Author::Person))).unwrap();
    let painting = Painting::from_log(&log).unwrap();
    let seen: Vec<_> = moments::of(&painting).iter().map(|m| (m.revision, m.due_ms)).collect();
    assert_eq!(seen, [(1, 400), (2, 550), (5, 950), (7, 1000)]);
    for ((revision, _), placed) in seen.into_iter().zip(painting.strokes()) {
        let last = log.entries()[..revision as usize].last().unwrap();
        assert_eq!(last.op, Op::Add(placed.stroke.clone()));
    }
}
