//! A person's stroke may ask for more than one stroke may: it goes on as another, and nothing is lost.

#![expect(clippy::cast_possible_truncation, reason = "numbers of a test are within their types")]

use limner_core::brush::{MAX_RADIUS, presets};
use limner_core::fixed::{ONE_U16, UNITS_PER_PX};
use limner_core::{
    Author, Brush, Coverage, Header, Log, Op, Path, Point, Rgb8, Sample, Stroke, format, work,
};
use limner_studio::live::Drawn;
use limner_studio::pointer::Report;
use limner_studio::{Session, brush_file};

const SIDE: u16 = 4096;

/// A session on the largest canvas. Another draws for the eye: what is painted is counted, and kept.
fn largest(seed: u32) -> Session {
    let mut session = Session::new(1, SIDE, SIDE, Rgb8::new(250, 246, 238), seed).unwrap();
    session.view_mut().set_drawn(Drawn::Elsewhere);
    session
}

/// The same, with something to judge.
fn with_a_dot_of_the_partners(seed: u32) -> Session {
    let at = Point::from_px(900, 900);
    let dot = Stroke {
        author: Author::Partner,
        brush: 1,
        color: Rgb8::default(),
        opacity: ONE_U16,
        coverage: Coverage::Wash,
        path: Path::Bezier { points: [at; 3], radii: [640; 2] },
    };
    let mut log = Log::new(Header::new(SIDE, SIDE, Rgb8::new(250, 246, 238), seed)).unwrap();
    log.push(0, Op::Add(dot)).unwrap();
    let mut session = Session::open(1, &format::encode(&log)).unwrap();
    session.view_mut().set_drawn(Drawn::Elsewhere);
    session
}

/// A pen's way over all of the canvas and back, so many times, a report every 8 ms.
fn way(turns: u32) -> Vec<Report> {
    let side = f64::from(SIDE);
    (0..=turns * 40)
        .map(|i| {
            let t = f64::from(i % 40) / 40.0;
            let x = if i / 40 % 2 == 0 { t } else { 1.0 - t } * side;
            let y = f64::from(i) / f64::from(turns * 40) * side;
            Report { x, y, pressure: 1.0, tilt_x: 0.0, tilt_y: 0.0, time_ms: f64::from(i) * 8.0 }
        })
        .collect()
}

fn paint(session: &mut Session, way: &[Report]) {
    assert!(session.pointer().down(way[0]));
    way[1..].chunks(4).for_each(|some| session.pointer().moves(some));
    session.pointer().up(way[way.len() - 1].time_ms);
}

/// The samples of every stroke that was painted, in order.
fn painted(session: &Session) -> Vec<Vec<Sample>> {
    let samples = |path: &Path| match path {
        Path::Samples { samples, .. } => samples.to_vec(),
        Path::Bezier { .. } => panic!("a person paints samples"),
    };
    let strokes = session.document().painting().strokes().iter();
    let persons = strokes.filter(|placed| placed.stroke.author == Author::Person);
    persons.map(|placed| samples(&placed.stroke.path)).collect()
}

/// All of the way was painted: each stroke begins where the one before ended, and nothing was refused.
fn assert_whole(session: &Session, way: &[Report], what: &str) -> usize {
    assert_eq!(session.troubles().first(), None, "{what}");
    let strokes = painted(session);
    let units = |px: f64| (px * f64::from(UNITS_PER_PX)).round() as i32;
    let ends = [way[0], way[way.len() - 1]].map(|r| Point::new(units(r.x), units(r.y)));
    let (first, last) = (strokes.first().expect(what), strokes.last().expect(what));
    assert_eq!([first[0].point, last[last.len() - 1].point], ends, "{what}");
    for pair in strokes.windows(2) {
        let (end, start) = (pair[0][pair[0].len() - 1], pair[1][0]);
        assert_eq!(Sample { dt_ms: 0, ..end }, start, "{what}");
    }
    strokes.len()
}

/// Of every brush at hand, as broad as it can be held: what is seen under the pen is on the log in the
/// end, and the log opens again.
#[test]
fn a_long_stroke_on_the_largest_canvas_is_kept_whole_with_every_brush() {
    for preset in presets::ALL {
        let mut session = largest(5);
        session.hand_mut().tools.choose(preset.name);
        session.hand_mut().tools.set_brush(f64::from(MAX_RADIUS / UNITS_PER_PX), 1.0, f64::NAN);
        let way = way(3);
        paint(&mut session, &way);
        let strokes = assert_whole(&session, &way, preset.name);
        println!("{}: {strokes} strokes", preset.name);
        let painting = session.document().painting();
        for (id, entry) in (0..).zip(painting.log().entries()) {
            let Op::Add(stroke) = &entry.op else { continue };
            let brush = &painting.log().brushes()[usize::from(stroke.brush)];
            let seed = painting.place_of(id).expect("it is placed").seed;
            let bounds = painting.canvas().bounds();
            let asked = work::of_stroke(stroke, brush, seed, bounds, work::MAX_OF_STROKE);
            assert!(asked <= work::MAX_OF_STROKE, "{}: {asked}", preset.name);
        }
    }
}

/// A wash that is laid on a part of the canvas is not counted as if it were laid on all of it.
#[test]
fn a_wet_stroke_of_a_usual_size_stays_one() {
    let mut session = largest(5);
    session.hand_mut().tools.choose("watercolour");
    session.hand_mut().tools.set_brush(60.0, 1.0, f64::NAN);
    let way = way(1);
    paint(&mut session, &way);
    assert_eq!(assert_whole(&session, &way, "watercolour"), 1);
}

/// What is written to the log while the pointer is down gives the stroke another seed, and with it other
/// hairs and jitter: the painting may count more of it than the hand did.
#[test]
fn a_stroke_whose_seed_changes_at_the_limit_is_kept() {
    let jittery = Brush {
        coverage: Coverage::BuildUp,
        pigment: ONE_U16,
        wetness: ONE_U16,
        spacing: 256,
        jitter_radius: ONE_U16,
        ..Brush::PLAIN
    };
    let file = brush_file::encode("jittery", &jittery);
    let mut cut = 0;
    for seed in 0..12 {
        let mut session = with_a_dot_of_the_partners(seed);
        session.hand_mut().tools.import(&file).unwrap();
        session.hand_mut().tools.set_brush(400.0, 1.0, f64::NAN);
        let way = way(10);
        assert!(session.pointer().down(way[0]));
        let mut counted = 0;
        for some in way[1..].chunks(1) {
            let before = session.document().visible(Author::Person);
            if before == 0 {
                assert_eq!(session.partner_mut().judge(true), 1);
            }
            session.pointer().moves(some);
            let strokes = session.document().visible(Author::Person);
            counted = counted.max(strokes - before);
        }
        session.pointer().up(way[way.len() - 1].time_ms);
        assert_whole(&session, &way, "jittery");
        // One stroke that was full came to be two.
        cut += usize::from(counted > 1);
    }
    assert!(cut > 0, "none was counted as more than the hand did");
}

/// A brush of which a single dab asks for more than a stroke may paints nothing, and that is said.
#[test]
fn a_brush_that_can_not_paint_says_so() {
    let bomb = Brush {
        coverage: Coverage::BuildUp,
        hairs: 64,
        hair_radius: 256,
        pigment: ONE_U16,
        wetness: ONE_U16,
        ..Brush::PLAIN
    };
    let mut session = largest(5);
    session.hand_mut().tools.import(&brush_file::encode("bomb", &bomb)).unwrap();
    session.hand_mut().tools.set_brush(f64::from(MAX_RADIUS / UNITS_PER_PX), 1.0, f64::NAN);
    let way = way(1);
    paint(&mut session, &way);
    let told = session.troubles().first().expect("it is said");
    assert_eq!(told.trouble.code.as_str(), "stroke_too_large");
    // And the hand goes on with another.
    let refused = session.document().visible(Author::Person);
    session.hand_mut().tools.choose("ink");
    paint(&mut session, &way);
    assert!(session.document().visible(Author::Person) > refused);
}
