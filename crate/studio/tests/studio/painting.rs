//! The person paints: what is seen at once is what the log makes of it.

use limner_core::canvas::Canvas;
use limner_core::stroke::MAX_SAMPLES;
use limner_core::{Author, Coverage, Curve, Path, Point, Rect, Rgb8, Sample};
use limner_studio::live::LiveStroke;
use limner_studio::pointer::Report;
use limner_studio::tools::{Ink, Tool, Tools};
use limner_studio::{Session, brushes};
use proptest::prelude::*;

use crate::worker::Host;

fn rgba(canvas: &Canvas, area: Rect) -> Vec<u8> {
    let mut out = vec![0; area.area() * 4];
    canvas.write_rgba8(area, Rgb8::new(250, 246, 238), &mut out);
    out
}

#[test]
fn a_stroke_is_seen_while_it_grows_and_stays_as_it_was_seen() {
    let mut host = Host::new();
    host.paint([10.0, 10.0], [150.0, 100.0]);
    host.session.take_dirty();
    let mut screen = rgba(host.session.shown(), host.session.shown().bounds());
    host.session.tools_mut().tool = Tool::Eraser;
    let before = host.hash();
    host.session.pointer_down(host.report(150.0, 10.0));
    for i in 0..12 {
        let x = 150.0 - f64::from(i) * 12.0;
        host.session.pointer_move(host.report(x, 10.0 + f64::from(i * i)));
        // A host draws only what is said to have changed.
        let dirty = host.session.take_dirty();
        let fresh = rgba(host.session.shown(), dirty);
        for y in dirty.y0..dirty.y1 {
            let from = (y - dirty.y0) as usize * dirty.width() * 4;
            let to = (y as usize * 160 + dirty.x0 as usize) * 4;
            screen[to..to + dirty.width() * 4]
                .copy_from_slice(&fresh[from..from + dirty.width() * 4]);
        }
        assert_eq!(screen, rgba(host.session.shown(), host.session.shown().bounds()), "move {i}");
    }
    assert_ne!(host.hash(), before);
    assert_eq!(host.session.document().revision(), 1);
    host.session.pointer_up(host.now_ms);
    assert_eq!(host.session.document().revision(), 2);
    let log = host.session.document().painting().log();
    let again = limner_core::Painting::from_log(log).unwrap();
    assert_eq!(again.canvas().hash(), host.hash());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever the brush and the path, the stroke in progress has the pixels of the finished one.
    #[test]
    fn the_live_stroke_is_the_stroke(
        points in prop::collection::vec((-40..200_i32, -40..160_i32, 0..=1_u16 << 15), 1..24),
        radius in 16..3_000_i32,
        opacity in 0..=1_u16 << 15,
        hardness in 0..=1_u16 << 15,
        eraser: bool,
        build_up: bool,
        pressed: bool,
    ) {
        let base_strokes = |canvas: &mut Canvas| {
            let ink = Tools { radius: 1_500, ..Tools::default() }.ink(&brushes::header(9, 9, Rgb8::default(), 0).brushes);
            let mut live = LiveStroke::new(canvas, ink);
            for x in [0, 100, 160] {
                live.push(canvas, Sample { point: Point::from_px(x, 160 - x), pressure: 1 << 15, ..Sample::default() }).unwrap();
            }
            *canvas = live.canvas().clone();
        };
        let mut base = Canvas::new(160, 120).unwrap();
        base_strokes(&mut base);

        let curve = Curve { low: 1 << 12, high: 1 << 15 };
        let mut brush = limner_core::Brush { hardness, eraser, ..limner_core::Brush::ROUND };
        if pressed {
            (brush.radius_by_pressure, brush.opacity_by_pressure) = (curve, curve);
        }
        let coverage = if build_up { Coverage::BuildUp } else { Coverage::Wash };
        let ink = Ink { index: 0, brush, radius, opacity, coverage, color: Rgb8::new(9, 99, 199) };
        let mut live = LiveStroke::new(&base, ink);
        for (x, y, pressure) in points {
            let sample = Sample { point: Point::new(x * 64 + 7, y * 64 - 5), pressure, ..Sample::default() };
            let before = live.canvas().clone();
            let changed = live.push(&base, sample).unwrap();
            let mut patched = before;
            patched.copy_from(live.canvas(), changed);
            prop_assert_eq!(patched.hash(), live.canvas().hash(), "changes beyond what was said");
        }
        let mut finished = base.clone();
        finished.draw(&live.stroke().unwrap(), &brush, &mut limner_core::CoverageMask::default());
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
                0 => { session.pointer_down(report); }
                1 => session.pointer_up(time_ms),
                _ => session.pointer_move(report),
            }
            session.tick(time_ms, || false);
        }
        session.pointer_up(0.0);
        let again = Session::open(2, &session.file().unwrap()).unwrap();
        prop_assert_eq!(again.shown().hash(), session.shown().hash());
    }
}

#[test]
fn a_stroke_beyond_the_limit_goes_on_as_another() {
    let mut host = Host::new();
    host.session.tools_mut().set_brush(0.5, 1.0, 1.0);
    host.session.pointer_down(host.report(0.0, 0.0));
    let steps = MAX_SAMPLES + 100;
    for i in 0..steps {
        let x = if i % 2 == 0 { 20.0 } else { 0.0 };
        host.session.pointer_move(host.report(x, i as f64 / 400.0));
    }
    host.session.pointer_up(host.now_ms);
    assert!(host.visible(Author::Person) >= 2);
    let strokes = host.session.document().painting().strokes();
    let samples = |i: usize| match &strokes[i].stroke.path {
        Path::Samples { samples, .. } => samples.clone(),
        Path::Bezier { .. } => panic!("a person paints samples"),
    };
    assert_eq!(samples(0).len(), MAX_SAMPLES);
    assert_eq!(samples(0).last().unwrap().point, samples(1)[0].point);
    assert!(host.session.trouble().is_none());
}

#[test]
fn escape_leaves_no_trace() {
    let mut host = Host::new();
    host.paint([10.0, 10.0], [150.0, 100.0]);
    let before = host.hash();
    host.session.pointer_down(host.report(20.0, 90.0));
    host.session.pointer_move(host.report(90.0, 20.0));
    host.session.take_dirty();
    assert_ne!(host.hash(), before);
    assert!(host.session.undo(), "undo takes the stroke in progress back first");
    assert_eq!((host.hash(), host.visible(Author::Person)), (before, 1));
    assert!(!host.session.take_dirty().is_empty());
    host.session.pointer_move(host.report(5.0, 5.0));
    host.session.pointer_up(host.now_ms);
    assert_eq!(host.hash(), before);
}

#[test]
fn the_eyedropper_takes_what_is_seen() {
    let mut host = Host::new();
    let red = Rgb8::new(200, 30, 20);
    host.session.tools_mut().color = red;
    host.session.tools_mut().set_brush(12.0, 1.0, 1.0);
    host.paint([20.0, 60.0], [140.0, 60.0]);
    host.session.tools_mut().color = Rgb8::default();
    host.session.tools_mut().tool = Tool::Eyedropper;
    host.session.pointer_down(host.report(21.5, 60.2));
    assert_eq!(host.session.tools().color, red);
    host.session.pointer_move(host.report(1.0, 1.0));
    host.session.pointer_up(host.now_ms);
    assert_eq!(host.session.tools().color, Rgb8::new(250, 246, 238));
    assert_eq!(host.visible(Author::Person), 1);
    assert_eq!(host.session.color_at(-0.5, 3.0), None);
    assert_eq!(host.session.color_at(f64::NAN, 3.0), None);
}

#[test]
fn undo_and_redo_are_the_persons_own() {
    let mut host = Host::new();
    let empty = host.hash();
    host.paint([10.0, 10.0], [100.0, 50.0]);
    let one = host.hash();
    host.session.start();
    host.frames(6);
    host.session.pause();
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
    assert!(host.session.redo_partner());
    assert_eq!(host.visible(Author::Partner), 1);
    host.assert_in_step();
}

#[test]
fn clear_is_one_step_also_after_opening_again() {
    let mut host = Host::new();
    for i in 0..5 {
        host.paint([10.0, 10.0 + f64::from(i) * 20.0], [150.0, 20.0]);
        host.frames(3);
    }
    host.session.undo();
    host.session.start();
    host.frames(8);
    host.session.pause();
    let full = host.hash();
    assert!(host.session.clear());
    let empty = Canvas::new(160, 120).unwrap().hash();
    assert_eq!(host.hash(), empty);
    assert!(!host.session.clear());
    host.assert_in_step();

    let mut again = Host::with(Session::open(77, &host.session.file().unwrap()).unwrap());
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
