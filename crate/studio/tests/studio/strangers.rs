//! Paintings, brushes and messages of strangers: whatever they are, there is a clear end, and no part of
//! the way to it is long.

#[path = "../../../core/fuzz/src/lib.rs"]
mod fuzz;

use std::path::PathBuf;

use limner_core::brush::presets;
use limner_core::format::{self, Writer};
use limner_core::work::{self, PER_MS};
use limner_core::{Author, Header, Log, Op, Path, Point, Rgb8, Stroke, hostile};
use limner_protocol::{Reply, Request, TargetChoice};
use limner_studio::authors::Shown;
use limner_studio::live::Drawn;
use limner_studio::opening::Opening;
use limner_studio::pointer::Report;
use limner_studio::{Session, brush_file, share};
use proptest::prelude::*;

use crate::worker::png_of;

type Target = fn(&[u8]);
const TARGETS: [(&str, Target); 5] = [
    ("session", fuzz::session),
    ("paint", fuzz::paint),
    ("share", fuzz::share),
    ("brush", fuzz::brush),
    ("message", fuzz::message),
];

fn corpus(target: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../core/fuzz/corpus").join(target)
}

fn inputs(target: &str) -> Vec<Vec<u8>> {
    let files = std::fs::read_dir(corpus(target)).expect("the corpus is there");
    let mut paths: Vec<_> = files.map(|file| file.expect("it can be read").path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).expect("it can be read")).collect()
}

#[test]
fn the_corpora_come_to_an_end() {
    for (name, target) in TARGETS {
        let inputs = inputs(name);
        assert!(inputs.len() >= 4, "{name} has {} inputs", inputs.len());
        inputs.iter().for_each(|input| target(input));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_bytes_come_to_an_end(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        TARGETS.iter().for_each(|(_, target)| target(&bytes));
    }

    /// Bytes that are nearly right come further than random ones.
    #[test]
    fn changed_inputs_come_to_an_end(
        which in any::<prop::sample::Index>(), changes in prop::collection::vec(
            (any::<prop::sample::Index>(), any::<u8>()), 1..4,
        ),
    ) {
        for (name, target) in TARGETS {
            let inputs = inputs(name);
            let mut input = which.get(&inputs).clone();
            for (at, byte) in &changes {
                if !input.is_empty() {
                    let at = at.index(input.len());
                    input[at] = *byte;
                }
            }
            target(&input);
        }
    }
}

/// How a log ends that is opened: the session, or the code of what was said.
fn opened(log: &Log, most_parts: u64) -> Result<Session, String> {
    let mut opening =
        Opening::of_file(format::encode(log)).map_err(|t| t.code.as_str().to_owned())?;
    for _ in 0..most_parts {
        match opening.advance(PER_MS) {
            Ok(true) => return Ok(opening.finish(1).expect("it is open")),
            Ok(false) => {}
            Err(trouble) => return Err(trouble.code.as_str().to_owned()),
        }
    }
    panic!("it is at {} % after {most_parts} ms of work", opening.percent());
}

#[test]
fn every_kind_has_a_clear_end() {
    // Nothing costs more to refuse than the dearest stroke that is allowed.
    let most = work::MAX_OF_STROKE / PER_MS + 400;
    for (name, log) in hostile::all() {
        let end = opened(&log, most).map(|session| session.document().revision());
        let expected = match name {
            "dry_hair" | "mixed" => Err("painting_too_large".to_owned()),
            _ => Ok(log.revision()),
        };
        assert_eq!(end, expected, "{name}");
    }
}

/// A link that is dropped half way leaves nothing behind; one that is opened is what it was at once.
#[test]
fn opened_in_parts_it_is_what_it_is_at_once() {
    let log = hostile::toggles(20);
    let file = format::encode(&log);
    let mut dropped = Opening::of_file(file.clone()).unwrap();
    assert!(!dropped.advance(PER_MS).unwrap());
    assert!(dropped.percent() < 100);
    assert!(dropped.finish(1).is_none());
    let (parts, whole) = (opened(&log, 2_000).unwrap(), Session::open(1, &file).unwrap());
    assert_eq!(parts.shown().hash(), whole.shown().hash());
    assert_eq!(parts.document().history(), whole.document().history());
    assert_eq!(parts.document().entry_times_ms(), whole.document().entry_times_ms());
    assert_eq!(parts.document().visible(Author::Person), whole.document().visible(Author::Person));
}

/// Lets frames go by, each with time for one part, until all is drawn that is seen. Says how many.
fn frames_until_drawn(session: &mut Session) -> u64 {
    let mut frames = 0_u32;
    let lacks = |session: &Session| {
        session.view().is_behind() || session.view().lacks_strokes(session.document().painting())
    };
    while lacks(session) {
        let mut looks = 0;
        session.tick(f64::from(frames) * 16.0, || {
            looks += 1;
            looks <= 1
        });
        frames += 1;
        assert!(frames < 60_000, "it is never drawn");
    }
    frames.into()
}

/// What one call draws beside the parts of a frame, and a part with what its last stroke takes over it, in ms
/// of work.
const AT_ONCE: u64 = 40;
const OF_PART: u64 = 8;

/// Undo, redo, clearing and one author alone draw no more in one go than a frame bears, whatever the strokes
/// ask for; until all is drawn, what was seen is seen.
#[test]
fn no_step_is_much_dearer_than_its_budget() {
    for log in [hostile::slow(2), hostile::toggles(4), hostile::ghost()] {
        let mut session = opened(&log, 60_000).unwrap();
        let asked = session.document().painting().work() / PER_MS;
        let whole = session.shown().hash();
        let mut drawn_again = 0;
        let steps: [fn(&mut Session) -> bool; 4] =
            [Session::clear, Session::undo, Session::undo, Session::redo];
        for step in steps {
            let before = session.shown().hash();
            assert!(step(&mut session));
            if session.view().is_behind() {
                assert_eq!(session.shown().hash(), before, "half of it is seen");
            }
            let frames = frames_until_drawn(&mut session);
            drawn_again = drawn_again.max(frames);
            let painting = limner_core::Painting::from_log(session.document().painting().log());
            assert_eq!(session.shown().hash(), painting.unwrap().canvas().hash());
        }
        assert_eq!(session.shown().hash(), whole);
        // Bringing back what was cleared is drawing all of it.
        let visible = asked * session.document().visible(Author::Person) as u64
            / session.document().painting().strokes().len() as u64;
        let least = visible.saturating_sub(AT_ONCE) / OF_PART;
        assert!(drawn_again >= least, "{drawn_again} parts for {visible} ms");
        session.view_mut().show(Shown::Only(Author::Person));
        let alone = frames_until_drawn(&mut session);
        assert!(alone >= least, "{alone} parts for {visible} ms, of the person's alone");
        assert_eq!(session.shown().hash(), whole, "the person painted all of it");
    }
}

/// The person's painting on the largest canvas: broad strokes from side to side, of all kinds.
fn broad() -> Log {
    let mut header = Header::new(4096, 4096, Rgb8::new(250, 246, 238), 5);
    header.brushes = presets::ALL.iter().map(|preset| preset.brush).collect();
    let mut log = Log::new(header).unwrap();
    for (brush, preset) in (0..).zip(presets::ALL).filter(|(_, p)| !p.brush.smudges()) {
        for at in [400, 1800, 3300] {
            let y = at + 50 * i32::from(brush);
            let points = [0, 2048, 4095].map(|x| Point::from_px(x, y));
            let stroke = Stroke {
                author: Author::Person,
                brush,
                color: Rgb8::new(brush * 16, 120, 90),
                opacity: preset.brush.opacity,
                coverage: preset.brush.coverage,
                path: Path::Bezier { points, radii: [90 * 64; 2] },
            };
            log.push(300, Op::Add(stroke)).unwrap();
        }
    }
    log
}

/// Bytes of snapshots, of the painting and of a moment that is looked at; and what may be kept whatever it
/// holds: two canvases of the painting, one of the moment and its own, one that is drawn on, one that is
/// held meanwhile. Samples and where strokes reach come on top.
fn most_bytes(log: &Log) -> usize {
    const SNAPSHOTS: usize = limner_core::snapshots::MAX_BYTES + (16 << 20);
    let px = |side: u16| usize::from(side).next_multiple_of(64);
    let canvas = px(log.header().width) * px(log.header().height) * 10;
    let samples = limner_core::log::MAX_LOG_SAMPLES * 16;
    SNAPSHOTS + 6 * canvas + samples + log.entries().len() * 64
}

/// What is kept beside the canvas stays below a bound that follows from the canvas alone, whatever is done.
#[test]
fn what_is_kept_is_bounded() {
    for (name, log) in hostile::all().into_iter().chain([("broad", broad())]) {
        let Ok(mut session) = opened(&log, 60_000) else { continue };
        let (most, revision) = (most_bytes(&log), session.document().revision());
        let mut kept = session.bytes_kept();
        for at in [0, revision / 2, revision - 1, 1, revision / 3] {
            session.view_mut().scrub(Some(at));
            frames_until_drawn(&mut session);
            kept = kept.max(session.bytes_kept());
        }
        session.view_mut().scrub(None);
        for step in [Session::undo, Session::undo, Session::undo_partner, Session::redo] {
            step(&mut session);
            kept = kept.max(session.bytes_kept());
            frames_until_drawn(&mut session);
            kept = kept.max(session.bytes_kept());
        }
        println!("{name}: {} MiB kept of {}", kept >> 20, most >> 20);
        assert!(kept <= most, "{name} keeps {kept} bytes, {most} at most");
    }
}

/// Whoever paints, paints on what the painting is.
#[test]
fn a_stroke_after_a_long_undo_is_on_the_painting_as_it_is() {
    let mut session = opened(&hostile::toggles(4), 60_000).unwrap();
    assert!(session.clear() && session.undo());
    assert!(session.view().is_behind());
    let report = |x: f64| Report {
        x,
        y: 90.0,
        pressure: 1.0,
        tilt_x: 0.0,
        tilt_y: 0.0,
        time_ms: 5_000.0 + x,
    };
    assert!(session.pointer().down(report(20.0)));
    session.pointer().moves(&[report(300.0), report(600.0)]);
    session.pointer().up(6_000.0);
    let painting = limner_core::Painting::from_log(session.document().painting().log()).unwrap();
    assert_eq!(session.shown().hash(), painting.canvas().hash());
}

/// Looking at one author alone, at both again, or at pixels that were drawn elsewhere draws no more in one go than
/// a frame bears, either.
#[test]
fn to_look_elsewhere_waits_for_nothing() {
    let mut session = opened(&hostile::toggles(4), 60_000).unwrap();
    let whole = session.shown().hash();
    let looks: [fn(&mut Session); 2] = [
        |session| {
            session.view_mut().show(Shown::Only(Author::Person));
            session.view_mut().show(Shown::Both);
        },
        |session| {
            session.view_mut().set_drawn(Drawn::Elsewhere);
            assert!(session.clear() && session.undo());
            session.view_mut().set_drawn(Drawn::Here);
        },
    ];
    for look in looks {
        assert!(session.clear() && session.undo());
        assert!(session.document().painting().is_behind());
        look(&mut session);
        assert!(session.document().painting().is_behind(), "all of it was drawn at once");
        frames_until_drawn(&mut session);
        assert!(!session.document().painting().is_behind());
        assert_eq!(session.shown().hash(), whole);
    }
}

/// A stranger's brush never takes the place of one that the person has.
#[test]
fn a_brush_with_a_name_that_is_taken_comes_beside_it() {
    let mut session = Session::new(1, 160, 120, Rgb8::new(250, 246, 238), 5).unwrap();
    let tools = &mut session.hand_mut().tools;
    let mine = brush_file::encode("Rain", &presets::INK);
    assert_eq!(tools.import(&mine).unwrap(), "own:Rain");
    tools.set_brush(21.0, 0.5, 0.5);
    let grip = tools.grip();
    let theirs = brush_file::encode("Rain", &presets::OIL);
    assert_eq!(tools.import(&theirs).unwrap(), "own:Rain 2");
    assert_eq!((tools.by_key("own:Rain 2"), tools.key()), (Some(&presets::OIL), "own:Rain 2"));
    assert_eq!(tools.by_key("own:Rain"), Some(&presets::INK));
    assert!(tools.choose("own:Rain"));
    assert_eq!(tools.grip(), grip, "it is held as before");
    // Each again, and a third.
    assert_eq!(tools.import(&theirs).unwrap(), "own:Rain 2");
    assert_eq!(tools.import(&mine).unwrap(), "own:Rain");
    let third = brush_file::encode("Rain", &presets::PENCIL);
    assert_eq!(tools.import(&third).unwrap(), "own:Rain 3");
    assert_eq!(tools.own().len(), 3);
    // What is kept over a reload is all of them.
    let kept = tools.state();
    let mut again = Session::new(1, 160, 120, Rgb8::new(250, 246, 238), 5).unwrap();
    again.hand_mut().tools.set_state(&kept).unwrap();
    assert_eq!(again.hand().tools.own(), session.hand().tools.own());
}

#[test]
#[ignore = "writes the corpora"]
fn write_corpora() {
    let write = |target: &str, name: &str, bytes: &[u8]| {
        std::fs::create_dir_all(corpus(target)).expect("the folder can be made");
        std::fs::write(corpus(target).join(name), bytes).expect("it can be written");
    };
    let small = [
        ("dry_hair", hostile::dry_hair(6)),
        ("mixed", hostile::mixed(1)),
        ("toggles", hostile::toggles(5)),
        ("amends", hostile::amends(20)),
        ("ghost", hostile::ghost()),
        ("judged", hostile::judged(3)),
    ];
    for (name, log) in small {
        write("session", &format!("{name}.limner"), &format::encode(&log));
        // As entries, with the brush as an operation: what a fuzzer changes stays readable.
        let header = Header::new(96, 70, log.header().paper, 7);
        let mut entries = Log::new(header).expect("the header is valid");
        entries.push(0, Op::Brush(Box::new(log.brushes()[0]))).expect("the brush is valid");
        for entry in log.entries().iter().take(12) {
            let mut op = entry.op.clone();
            match &mut op {
                Op::Add(stroke) => stroke.brush = 3,
                Op::Hide { stroke, .. } | Op::Show { stroke, .. } => *stroke = 1,
                Op::Amend { stroke, with } => (*stroke, with.brush) = (1, 3),
                Op::Judge(judgement) => judgement.strokes.fill(1),
                Op::Brush(_) => {}
            }
            entries.push(entry.dt_ms, op).expect("the operation is valid");
        }
        write("session", name, &format::encode_entries(entries.entries()));
        let packed = format::encode_compact(&log, &[]);
        // What follows its checksum.
        write("share", name, &packed[9..]);
        write("share", &format!("{name}_link"), share::link_of(&packed).as_bytes());
    }
    let mut session = Session::new(1, 40, 30, Rgb8::new(250, 246, 238), 5).expect("a size");
    let picture = png_of(&mut session, Some(share::Wanted::default()));
    write("share", "picture.png", &picture);
    for name in ["oil", "watercolour", "blender", "round_bristle"] {
        let brush = presets::by_name(name).expect("it comes with the program");
        write("brush", name, &brush_file::encode(name, brush));
        let mut writer = Writer::new();
        writer.brush(brush);
        write("brush", &format!("{name}_settings"), &writer.into_bytes());
    }
    let requests = [
        Request::Plan { chain: 1, revision: 0, count: 8 },
        Request::Halt,
        Request::Target(TargetChoice::Gallery(2)),
        Request::Open(hostile::amends(2)),
    ];
    for (i, request) in requests.iter().enumerate() {
        write("message", &format!("request_{i}"), &request.encode(7));
    }
    let lost = Reply::Lost { reason: "an entry is missing".into() };
    for (i, reply) in [Reply::Ready { weights: Some(9) }, lost].iter().enumerate() {
        write("message", &format!("reply_{i}"), &reply.encode(7));
    }
}
