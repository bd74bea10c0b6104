//! The person paints: what is seen at once is what the log makes of it.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "numbers of a test are within their types"
)]

use limner_core::arbitrary::brush;
use limner_core::brush::presets;
use limner_core::canvas::Canvas;
use limner_core::stroke::MAX_SAMPLES;
use limner_core::{Author, Brush, Op, Path, Place, Point, Rect, Rgb8, Sample, Surface};
use limner_studio::Session;
use limner_studio::authors::Shown;
use limner_studio::brushes::Choice;
use limner_studio::live::{Drawn, LiveStroke};
use limner_studio::pointer::Report;
use limner_studio::stabiliser::Kind;
use limner_studio::tools::{Held, Tool};
use limner_studio::turns::Pace;
use proptest::prelude::*;

use crate::worker::Host;

fn rgba(canvas: &Canvas, area: Rect) -> Vec<u8> {
    let mut out = vec![0; area.area() * 4];
    canvas.write_rgba8(area, Rgb8::new(250, 246, 238), &mut out);
    out
}

/// A host draws only what is said to have changed.
fn refresh(host: &mut Host, screen: &mut [u8]) {
    for area in host.session.view_mut().take_dirty() {
        let mut fresh = vec![0; area.area() * 4];
        host.session.seen().write_rgba8(area, &mut fresh);
        for y in area.y0..area.y1 {
            let from = (y - area.y0) as usize * area.width() * 4;
            let to = (y as usize * 160 + area.x0 as usize) * 4;
            screen[to..to + area.width() * 4]
                .copy_from_slice(&fresh[from..from + area.width() * 4]);
        }
    }
}

#[test]
fn a_stroke_is_seen_while_it_grows_and_stays_as_it_was_seen() {
    let mut host = Host::new();
    host.paint([10.0, 10.0], [150.0, 100.0]);
    host.session.view_mut().take_dirty();
    let mut screen = rgba(host.session.shown(), host.session.shown().bounds());
    host.session.hand_mut().tools.tool = Tool::Eraser;
    let before = host.hash();
    host.down(150.0, 10.0);
    for i in 0..12 {
        let x = 150.0 - f64::from(i) * 12.0;
        host.move_to(x, 10.0 + f64::from(i * i));
        refresh(&mut host, &mut screen);
        assert_eq!(screen, rgba(host.session.shown(), host.session.shown().bounds()), "move {i}");
    }
    assert_ne!(host.hash(), before);
    assert_eq!(host.session.document().revision(), 1);
    host.session.pointer().up(host.now_ms);
    assert_eq!(host.session.document().revision(), 2);
    let log = host.session.document().painting().log();
    let again = limner_core::Painting::from_log(log).unwrap();
    assert_eq!(again.canvas().hash(), host.hash());
}

#[test]
fn what_lies_beside_the_paper_is_no_stroke() {
    let mut host = Host::new();
    for drawn in [Drawn::Here, Drawn::Elsewhere] {
        host.session.view_mut().set_drawn(drawn);
        // A click, and a drag past a corner.
        host.paint([-40.0, 50.0], [-40.0, 50.0]);
        host.paint([300.0, -40.0], [-60.0, -60.0]);
        assert_eq!(host.session.document().revision(), 0, "{drawn:?}");
        assert!(!host.session.can_undo() && !host.session.hand().is_painting());
    }
    // One that comes onto the paper is a stroke, and so is one whose edge alone does.
    host.paint([-40.0, 50.0], [60.0, 50.0]);
    host.paint([-1.0, 80.0], [-1.0, 80.0]);
    assert_eq!(host.session.document().revision(), 2);
}

/// What a host would draw from the log and the stroke in progress.
fn drawn_elsewhere(session: &Session) -> u64 {
    let log = session.document().painting().log();
    let mut canvas = limner_core::Painting::from_log(log).unwrap().canvas().clone();
    if let Some((stroke, brush, place)) = session.hand().live_stroke() {
        canvas.draw(&stroke, &brush, place);
    }
    canvas.hash()
}

#[test]
fn a_host_that_draws_by_itself_can_stop_at_any_moment() {
    let mut host = Host::new();
    host.session.view_mut().set_drawn(Drawn::Elsewhere);
    host.set(|settings| settings.pace = Pace::Chosen(20.0));
    host.session.partner_mut().start();
    host.frames(30);
    for (i, key) in ["ink", "watercolour", "charcoal"].into_iter().enumerate() {
        assert!(host.session.hand_mut().tools.choose(key));
        let reports = reports(&host);
        let (half, rest) = reports.split_at(13 + i * 7);
        host.session.pointer().down(half[0]);
        host.session.pointer().moves(&half[1..]);
        let seen = drawn_elsewhere(&host.session);
        // The graphics device is lost…
        host.session.view_mut().set_drawn(Drawn::Here);
        assert_eq!(host.session.shown().hash(), seen, "{key}");
        host.session.pointer().moves(rest);
        // …and another is there before the pen is lifted.
        host.session.view_mut().set_drawn(Drawn::Elsewhere);
        host.session.pointer().up(rest.last().unwrap().time_ms);
        host.frames(2);
        let color = host.session.color_at(75.0, 60.0);
        let painting = host.session.document().painting();
        let replayed = limner_core::Painting::from_log(painting.log()).unwrap();
        assert_eq!(painting.canvas().hash(), replayed.canvas().hash());
        assert_eq!(color, replayed.canvas().color_at(75, 60, host.session.document().paper()));
        host.session.undo();
        host.session.view_mut().show(Shown::Faded(64));
        assert!(!host.session.document().painting().is_behind());
        host.session.view_mut().show(Shown::Both);
    }
}

/// A lively path over paint that is wet, with pressure, tilt and pauses.
fn reports(host: &Host) -> Vec<Report> {
    (0..40_u32)
        .map(|i| {
            let t = f64::from(i) / 39.0;
            Report {
                x: 8.0 + t * 140.0,
                y: 60.0 + (t * 9.0).sin() * 45.0,
                pressure: 0.1 + 0.9 * (t * 3.0).sin().abs(),
                tilt_x: t * 60.0,
                tilt_y: -20.0,
                time_ms: host.now_ms + t * 700.0,
            }
        })
        .collect()
}

#[test]
fn with_every_brush_the_stroke_stays_as_it_was_seen() {
    for preset in presets::ALL {
        let mut host = Host::new();
        for (key, y) in [("watercolour", 30.0), ("oil", 60.0), ("round", 90.0)] {
            host.session.hand_mut().tools.choose(key);
            host.session.hand_mut().tools.color = Rgb8::new(200, (y * 2.0) as u8, 40);
            host.paint([5.0, y], [150.0, y + 10.0]);
        }
        host.session.hand_mut().tools.color = Rgb8::new(20, 60, 180);
        assert!(host.session.hand_mut().tools.choose(preset.name));
        host.session.view_mut().take_dirty();
        let mut screen = rgba(host.session.shown(), host.session.shown().bounds());
        let before = host.hash();
        let way = reports(&host);
        host.session.pointer().down(way[0]);
        for moves in way[1..].chunks(3) {
            host.session.pointer().moves(moves);
            refresh(&mut host, &mut screen);
            assert_eq!(screen, rgba(host.session.shown(), host.session.shown().bounds()));
        }
        assert_ne!(host.hash(), before, "{} can't be seen while it grows", preset.name);
        host.session.pointer().up(way[39].time_ms);
        refresh(&mut host, &mut screen);
        assert_eq!(screen, rgba(host.session.shown(), host.session.shown().bounds()));
        let log = host.session.document().painting().log();
        let again = limner_core::Painting::from_log(log).unwrap();
        assert_eq!(again.canvas().hash(), host.hash(), "{}", preset.name);
        let Some(Op::Add(stroke)) = log.entries().last().map(|e| &e.op) else {
            panic!("no stroke")
        };
        assert_eq!(log.brushes()[usize::from(stroke.brush)], preset.brush, "{}", preset.name);
        host.assert_in_step();
    }
}

#[test]
fn brushes_are_added_once_and_undo_takes_no_notice() {
    let mut host = Host::new();
    let added = |host: &Host| {
        let entries = host.session.document().painting().log().entries();
        entries.iter().filter(|entry| matches!(entry.op, Op::Brush(_))).count()
    };
    for (key, count) in [("round", 0), ("oil", 1), ("ink", 2), ("oil", 2), ("eraser", 2)] {
        host.session.hand_mut().tools.choose(key);
        host.session.hand_mut().tools.set_brush(9.0, 0.7, f64::NAN);
        host.paint([10.0, 10.0], [140.0, 80.0]);
        assert_eq!(added(&host), count, "{key}");
    }
    // A stroke that is not to be leaves no brush either.
    let revision = host.session.document().revision();
    host.session.hand_mut().tools.choose("gouache");
    host.down(20.0, 90.0);
    assert!(host.session.pointer().cancel());
    assert_eq!(host.session.document().revision(), revision);

    let full = host.hash();
    for left in (0..5).rev() {
        host.frames(1);
        assert!(host.session.undo());
        assert_eq!(host.visible(Author::Person), left);
    }
    assert!(!host.session.undo());
    let mut again = Host::with(Session::open(77, &host.session.file()).unwrap());
    while again.session.redo() {}
    again.session.catch_up();
    assert_eq!((again.visible(Author::Person), again.hash()), (5, full));
    host.assert_in_step();
}

#[test]
fn a_judgement_under_the_pointer_moves_no_paint_unseen() {
    let mut host = Host::new();
    host.session.partner_mut().start();
    host.frames(10);
    host.session.partner_mut().pause();
    host.session.hand_mut().tools.choose("charcoal");
    host.session.view_mut().take_dirty();
    let mut screen = rgba(host.session.shown(), host.session.shown().bounds());
    let way = reports(&host);
    host.session.pointer().down(way[0]);
    host.session.pointer().moves(&way[1..20]);
    refresh(&mut host, &mut screen);
    assert!(host.session.partner_mut().judge(true) > 0);
    host.session.pointer().moves(&way[20..]);
    host.session.pointer().up(way[39].time_ms);
    refresh(&mut host, &mut screen);
    assert_eq!(screen, rgba(host.session.shown(), host.session.shown().bounds()));
    host.assert_in_step();
}

/// A browser's prediction of where the pointer goes is shown ahead of it, wrong as it may be, and leaves nothing.
#[test]
fn where_the_pointer_was_guessed_to_go_is_never_painted() {
    let painted = |guesses: bool| {
        let mut host = Host::new();
        host.session.hand_mut().stabiliser = Kind::Lazy(6.0);
        let way = reports(&host);
        host.session.pointer().down(way[0]);
        for pair in way[1..].chunks(2) {
            host.session.pointer().moves(pair);
            if guesses {
                let wild = |i: u8| Report { x: 150.0, y: 5.0 * f64::from(i), ..pair[0] };
                let ahead = host.session.hand().guess(&[1, 2, 3].map(wild));
                assert!(ahead.is_some_and(|stroke| stroke.samples() > 0), "nothing is shown ahead");
            }
        }
        host.session.pointer().up(way[39].time_ms);
        host.session.document().painting().log().clone()
    };
    assert_eq!(painted(true), painted(false));
}

#[test]
fn an_airbrush_that_is_held_still_goes_on() {
    let mut host = Host::new();
    host.session.hand_mut().tools.choose("airbrush");
    host.session.hand_mut().tools.color = Rgb8::new(0, 0, 0);
    host.down(80.0, 60.0);
    let mut last = 255;
    for _ in 0..4 {
        host.frames(20);
        let now = host.session.color_at(80.0, 60.0).unwrap().r;
        assert!(now < last, "{now} after {last}");
        last = now;
    }
    host.session.pointer().up(host.now_ms);
    assert_eq!(host.session.color_at(80.0, 60.0).unwrap().r, last);
    // Any other brush waits.
    host.session.hand_mut().tools.choose("oil");
    host.down(80.0, 60.0);
    host.session.view_mut().take_dirty();
    host.frames(20);
    assert!(host.session.view_mut().take_dirty().is_empty());
}

#[test]
fn a_lazy_brush_waits_for_its_string_and_the_line_is_finished() {
    let mut host = Host::new();
    host.session.hand_mut().stabiliser = Kind::Lazy(40.0);
    host.session.hand_mut().tools.set_brush(3.0, 1.0, 1.0);
    host.down(20.0, 60.0);
    host.session.view_mut().take_dirty();
    host.move_to(55.0, 60.0);
    assert!(host.session.view_mut().take_dirty().is_empty());
    for x in [70.0, 100.0, 120.0] {
        host.move_to(x, 60.0);
    }
    let paper = Rgb8::new(250, 246, 238);
    assert_ne!(host.session.color_at(60.0, 60.0), Some(paper));
    assert_eq!(host.session.color_at(110.0, 60.0), Some(paper));
    host.session.pointer().up(host.now_ms);
    assert_ne!(host.session.color_at(118.0, 60.0), Some(paper));
    host.assert_in_step();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever the brush and the path, the stroke in progress has the pixels of the finished one.
    #[test]
    fn the_live_stroke_is_the_stroke(
        points in prop::collection::vec((-40..200_i32, -40..160_i32, 0..=1_u16 << 15, -90..=90_i8, 0..60_u16), 1..16),
        radius in 16..1_800_i32,
        opacity in 0..=1_u16 << 15,
        brush in brush(),
        seed: u32,
        at_once in 1..5_usize,
    ) {
        prop_assume!(brush.validate().is_ok());
        let held = |brush: Brush, radius: i32| Held {
            choice: Choice { index: 0, is_new: false, brush },
            radius,
            opacity,
            color: Rgb8::new(9, 99, 199),
        };
        let mut base = Canvas::new(160, 120).unwrap();
        for (clock, ground) in (0..).zip([presets::WATERCOLOUR, presets::GOUACHE, presets::OIL]) {
            let mut live = LiveStroke::new(&base, held(ground, 1_200), Place::new(seed, 0, clock), Drawn::Here);
            for x in [0, 100, 160] {
                let point = Point::from_px(x, 120 - x + 40 * clock as i32);
                live.push(Sample { point, pressure: 1 << 15, ..Sample::default() }).unwrap();
            }
            live.finish(&base);
            base = live.canvas().clone();
        }
        let place = Place::new(seed, 4, 3);
        let mut live = LiveStroke::new(&base, held(brush, radius), place, Drawn::Here);
        for (i, (x, y, pressure, tilt, dt_ms)) in points.into_iter().enumerate() {
            let point = Point::new(x * 64 + 7, y * 64 - 5);
            if live.push(Sample { point, pressure, tilt: [tilt, 3], dt_ms }).is_err() {
                break;
            }
            if i % at_once == 0 {
                let before = live.canvas().clone();
                let changed = live.draw(&base);
                let mut patched = before;
                patched.copy_from(live.canvas(), changed);
                prop_assert_eq!(patched.hash(), live.canvas().hash(), "changes beyond what was said");
            }
        }
        live.finish(&base);
        let mut finished = base.clone();
        finished.draw(&live.stroke().unwrap(), &brush, place);
        prop_assert_eq!(finished.hash(), live.canvas().hash());
    }

    /// Whatever a pointer reports, nothing breaks, and what is on the log can be saved and opened.
    #[test]
    fn any_pointer_is_borne(reports in prop::collection::vec(
        (any::<u8>(), any::<f64>(), -300.0..300.0_f64, any::<f64>(), any::<f64>(), any::<f64>()), 1..40)
    ) {
        let mut session = Session::new(1, 64, 48, Rgb8::default(), 0).unwrap();
        for (what, wild, x, pressure, tilt, time_ms) in reports {
            let y = if what & 8 == 0 { wild } else { 20.0 };
            let report = Report { x, y, pressure, tilt_x: tilt, tilt_y: wild, time_ms };
            match what % 4 {
                0 => { session.pointer().down(report); }
                1 => session.pointer().up(time_ms),
                _ => session.pointer().moves(&[report]),
            }
            session.tick(time_ms, || false);
        }
        session.pointer().up(0.0);
        let again = Session::open(2, &session.file()).unwrap();
        prop_assert_eq!(again.shown().hash(), session.shown().hash());
    }
}

#[test]
fn a_stroke_beyond_the_limit_goes_on_as_another() {
    let mut host = Host::new();
    host.session.hand_mut().tools.set_brush(0.5, 1.0, 1.0);
    host.down(0.0, 0.0);
    let steps = MAX_SAMPLES + 100;
    for i in 0..steps {
        let x = if i % 2 == 0 { 20.0 } else { 0.0 };
        host.move_to(x, i as f64 / 400.0);
    }
    host.session.pointer().up(host.now_ms);
    assert!(host.visible(Author::Person) >= 2);
    let strokes = host.session.document().painting().strokes();
    let samples = |i: usize| match &strokes[i].stroke.path {
        Path::Samples { samples, .. } => samples.clone(),
        Path::Bezier { .. } => panic!("a person paints samples"),
    };
    assert_eq!(samples(0).len(), MAX_SAMPLES);
    assert_eq!(samples(0).last().unwrap().point, samples(1)[0].point);
    assert!(host.session.troubles().first().is_none());
}

#[test]
fn a_long_stroke_of_many_hairs_goes_on_as_another() {
    let mut host = Host::new();
    host.session.hand_mut().tools.choose("round_bristle");
    host.session.hand_mut().tools.set_brush(3.0, 1.0, f64::NAN);
    host.down(5.0, 5.0);
    for i in 1..60 {
        let x = if i % 2 == 0 { 5.0 } else { 150.0 };
        host.move_to(x, 5.0 + f64::from(i));
    }
    let seen = host.session.shown().clone();
    host.session.pointer().up(host.now_ms);
    assert_eq!(host.session.troubles().first(), None);
    let strokes = host.visible(Author::Person);
    assert!(strokes >= 2, "{strokes}");
    assert!(host.session.shown().changed_since(&seen).area() < 64 * 64 * 7, "more than its end");
    host.assert_in_step();
}

#[test]
fn escape_leaves_no_trace() {
    let mut host = Host::new();
    host.paint([10.0, 10.0], [150.0, 100.0]);
    let before = host.hash();
    host.down(20.0, 90.0);
    host.move_to(90.0, 20.0);
    host.session.view_mut().take_dirty();
    assert_ne!(host.hash(), before);
    assert!(host.session.undo(), "undo takes the stroke in progress back first");
    assert_eq!((host.hash(), host.visible(Author::Person)), (before, 1));
    assert!(!host.session.view_mut().take_dirty().is_empty());
    host.move_to(5.0, 5.0);
    host.session.pointer().up(host.now_ms);
    assert_eq!(host.hash(), before);
}

#[test]
fn the_eyedropper_takes_what_is_seen() {
    let mut host = Host::new();
    let (red, paper) = (Rgb8::new(200, 30, 20), Rgb8::new(250, 246, 238));
    host.session.hand_mut().tools.color = red;
    host.session.hand_mut().tools.set_brush(12.0, 1.0, 1.0);
    host.paint([20.0, 60.0], [140.0, 60.0]);
    assert_eq!(host.session.color_at(21.5, 60.2), Some(red));
    assert_eq!(host.session.color_at(1.0, 1.0), Some(paper));
    assert_eq!(host.session.color_at(-0.5, 3.0), None);
    assert_eq!(host.session.color_at(f64::NAN, 3.0), None);
    // Of a moment that is looked at, and of one author alone, it is theirs.
    host.session.view_mut().scrub(Some(0));
    assert_eq!(host.session.color_at(21.5, 60.2), Some(paper));
    host.session.view_mut().scrub(None);
    host.session.view_mut().show(Shown::Only(Author::Partner));
    assert_eq!(host.session.color_at(21.5, 60.2), Some(paper));
}

#[test]
fn undo_and_redo_are_the_persons_own() {
    let mut host = Host::new();
    let empty = host.hash();
    host.paint([10.0, 10.0], [100.0, 50.0]);
    let one = host.hash();
    host.session.partner_mut().start();
    host.frames(6);
    host.session.partner_mut().pause();
    let partners = host.visible(Author::Partner);
    assert!(partners > 0);
    host.paint([100.0, 10.0], [10.0, 110.0]);
    let all = host.hash();

    assert!(host.session.undo());
    assert_eq!((host.visible(Author::Person), host.visible(Author::Partner)), (1, partners));
    assert!(host.session.redo());
    assert_eq!(host.hash(), all);
    assert!(!host.session.redo());
    host.session.undo();
    host.session.undo();
    assert!(!host.session.undo() && !host.session.can_undo());
    assert_eq!((host.visible(Author::Person), host.visible(Author::Partner)), (0, partners));
    for left in (0..partners).rev() {
        assert!(host.session.undo_partner());
        assert_eq!(host.visible(Author::Partner), left);
    }
    assert!(!host.session.undo_partner());
    assert_eq!(host.hash(), empty);
    host.session.redo();
    assert_eq!(host.hash(), one);
    host.assert_in_step();
}

#[test]
fn nothing_is_painted_over_what_was_cleared_before_it_is_had_back() {
    let mut host = Host::new();
    host.session.partner_mut().start();
    host.frames(30);
    assert!(host.visible(Author::Partner) > 2);
    let before = host.session.shown().hash();
    assert!(host.session.clear());
    host.frames(60);
    assert_eq!(host.visible(Author::Partner), 0, "it went on");
    assert!(host.session.undo());
    host.session.catch_up();
    assert_eq!(host.session.shown().hash(), before);
}

#[test]
fn clear_is_one_step_also_after_opening_again() {
    let mut host = Host::new();
    for i in 0..5 {
        host.paint([10.0, 10.0 + f64::from(i) * 20.0], [150.0, 20.0]);
        host.frames(3);
    }
    host.session.undo();
    host.session.partner_mut().start();
    host.frames(8);
    host.session.partner_mut().pause();
    let full = host.hash();
    assert!(host.session.clear());
    let empty = Canvas::new(160, 120).unwrap().hash();
    assert_eq!(host.hash(), empty);
    assert!(!host.session.clear());
    host.assert_in_step();

    let mut again = Host::with(Session::open(77, &host.session.file()).unwrap());
    assert_eq!(again.hash(), empty);
    for mut host in [host, std::mem::replace(&mut again, Host::new())] {
        assert!(host.session.undo());
        assert_eq!(host.hash(), full);
        assert!(host.session.redo());
        assert_eq!(host.hash(), empty);
        assert!(host.session.undo() && host.session.undo());
        assert_eq!(host.visible(Author::Person), 3);
        assert!(host.session.redo());
        assert_eq!(host.hash(), full);
        host.assert_in_step();
    }
}
