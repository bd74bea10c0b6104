//! What is done with a stranger's bytes: by the fuzz targets of this folder, and by the tests of
//! `limner-studio`, which do the same with the committed corpora and with random bytes where no fuzzer is.
//!
//! What is bounded is work (`limner_core::work`), not time: the same on every machine.
//!
//! So far (`-print_final_stats=1`, sanitizer `none`, one core that did other work too): `message` ran 10.7 million
//! inputs, `session` 679 thousand, `share` 316 thousand, `paint` 216 thousand, `brush` 193 thousand; most of `session`'s
//! before undo and authors were drawn in parts. No input panicked. Some took longer than libFuzzer's limit on a busy
//! machine, and alone 0.6 to 1.7 s: an input of 80 bytes may ask for seconds, which is allowed, and `paint` leaves such
//! strokes out since.
//!
//! What the worker does with the same bytes is fuzzed beside it (`crate/worker/fuzz`).

#![allow(unreachable_pub, reason = "a crate of its own to the fuzz targets, a module to tests")]

use limner_core::format::{self, Reader};
use limner_core::{Brush, Header, Log, Op, Painting, Pushed, Rgb8, work};
use limner_protocol::{Reply, Request};
use limner_studio::opening::Opening;
use limner_studio::{Session, brush_file, preview, share};

/// Work between two looks at how far something has come.
const PART: u64 = work::PER_MS / 2;
/// Parts after which a painting is given up: its end is clear, but far.
const MOST_PARTS: u32 = 200;
/// What a stroke may ask for that is painted: dearer ones only take long.
const MOST_OF_STROKE: u64 = 20 * work::PER_MS;
/// Frames in which a moment that is looked at may be drawn.
const MOST_FRAMES: u32 = 400;

/// A log that is opened in a session, looked back at, undone and redone. The bytes are a file, or the
/// entries of one (see [`format::decode_entries`]) on a small canvas.
pub fn session(bytes: &[u8]) {
    let file = match entries(bytes) {
        Some(log) => format::encode(&log),
        None => bytes.to_vec(),
    };
    let Ok(mut opening) = Opening::of_file(file) else { return };
    let (mut parts, mut percent) = (0, 0);
    loop {
        match opening.advance(PART) {
            Err(_) => return,
            Ok(true) => break,
            Ok(false) => {}
        }
        assert!((percent..=100).contains(&opening.percent()), "{percent}");
        percent = opening.percent();
        parts += 1;
        if parts > MOST_PARTS {
            return;
        }
    }
    let mut session = opening.finish(1).expect("it is open");
    let now = session.shown().hash();
    let revision = session.document().revision();
    for at in [0, revision / 3, revision.saturating_sub(1), 1, revision / 2] {
        look_back(&mut session, at);
        let then = session.document().painting().canvas_at(at);
        assert_eq!(session.shown().hash(), then.hash(), "at {at} of {revision}");
    }
    session.view_mut().scrub(None);
    assert_eq!(session.shown().hash(), now, "now is not what it was");
    let mut undone = 0;
    while undone < 3 && session.undo() {
        undone += 1;
    }
    for _ in 0..undone {
        if !session.redo() {
            return;
        }
    }
    let log = session.document().painting().log();
    let again = format::decode(&session.file()).expect("what was opened can be saved");
    assert_eq!(again.revision(), log.revision());
}

/// What is sent: the body of a painting of version 2, a picture that may hold one, or a link.
pub fn share(bytes: &[u8]) {
    let sum = xxhash_rust::xxh3::xxh3_64(bytes).to_le_bytes();
    let sealed = [&format::MAGIC[..], &[format::COMPACT], &sum[..4], bytes].concat();
    for file in [sealed.as_slice(), bytes] {
        let Ok((log, along)) = share::log_from_file(file) else { continue };
        let again = format::encode_compact(&log, &along.companions());
        assert_eq!(share::log_from_file(&again), Ok((log, along)));
    }
    if let Some(held) = share::in_picture(bytes) {
        assert!(held.len() < bytes.len());
    }
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(file) = share::bytes_of_link(text)
    {
        assert_eq!(share::bytes_of_link(&share::link_of(&file)), Ok(file));
    }
}

/// Operations that are pushed one after the other: they are refused or painted within bounds, and painted the
/// same when the log is drawn as a whole.
pub fn paint(bytes: &[u8]) {
    // Whatever it is, it is a value or an error.
    let _: Result<Log, _> = format::decode(bytes);
    let header = Header::new(96, 70, Rgb8::new(250, 246, 238), 7);
    let Ok(entries) = format::decode_entries(bytes, header.brushes.len()) else { return };
    let Ok(mut painting) = Painting::new(header) else { return };
    let bounds = painting.canvas().bounds();
    for entry in entries.into_iter().take(24) {
        if let Op::Add(stroke) | Op::Amend { with: stroke, .. } = &entry.op
            && let Some(brush) = painting.log().brushes().get(usize::from(stroke.brush))
            && work::of_stroke(stroke, brush, 7, bounds, MOST_OF_STROKE) > MOST_OF_STROKE
        {
            continue;
        }
        let _: Result<Pushed, _> = painting.push(entry.dt_ms, entry.op);
    }
    let again = format::decode(&format::encode(painting.log())).expect("what was pushed is sound");
    let whole = Painting::from_log(&again).expect("what was painted can be painted again");
    assert_eq!(whole.canvas().hash(), painting.canvas().hash());
}

/// A brush, as a file or as the settings in one, and how it looks.
pub fn brush(bytes: &[u8]) {
    if let Ok((name, brush)) = brush_file::decode(bytes) {
        assert_eq!(brush_file::tidy(&name), name);
        assert_eq!(brush_file::decode(&brush_file::encode(&name, &brush)), Ok((name, brush)));
        draw(&brush);
    }
    if let Ok(brush) = Reader::new(bytes).brush()
        && brush.validate().is_ok()
    {
        draw(&brush);
    }
}

/// A message of either half to the other, and to a session.
pub fn message(bytes: &[u8]) {
    if let Ok((session, request)) = Request::decode(bytes) {
        let again = request.encode(session);
        assert_eq!(Request::decode(&again), Ok((session, request)));
    }
    if let Ok((session, reply)) = Reply::decode(bytes) {
        let again = reply.encode(session);
        assert_eq!(Reply::decode(&again), Ok((session, reply)));
    }
    let paper = Rgb8::new(250, 246, 238);
    let mut session = Session::new(7, 40, 30, paper, 7).expect("the size is possible");
    session.receive(bytes);
    session.partner_mut().start();
    for frame in 0..3 {
        session.tick(f64::from(frame) * 40.0, || true);
        session.take_messages();
    }
}

/// The log of entries on a canvas that is drawn quickly.
fn entries(bytes: &[u8]) -> Option<Log> {
    let header = Header::new(96, 70, Rgb8::new(250, 246, 238), 7);
    let entries = format::decode_entries(bytes, header.brushes.len()).ok()?;
    let mut log = Log::new(header).ok()?;
    for entry in entries {
        // What names a stroke that is not there is left out.
        let _: Result<u32, _> = log.push(entry.dt_ms, entry.op);
    }
    Some(log)
}

fn look_back(session: &mut Session, at: u32) {
    session.view_mut().scrub(Some(at));
    let mut frames = 0;
    while session.view().is_behind() {
        let mut looks = 0;
        session.tick(f64::from(frames) * 16.0, || {
            looks += 1;
            looks <= 2
        });
        frames += 1;
        assert!(frames < MOST_FRAMES, "the moment {at} is never drawn");
    }
}

fn draw(brush: &Brush) {
    for (width, height) in [(132, 44), (40, 300)] {
        let drawn = preview::draw(brush, width, height, Rgb8::new(38, 50, 74));
        assert!(drawn.is_ok(), "{drawn:?}");
    }
}
