//! Files, links and pictures.

#![expect(clippy::cast_possible_truncation, reason = "numbers of a test are within their types")]

use limner_core::brush::presets;
use limner_core::{Author, Op, Rgb8, format};
use limner_studio::Session;
use limner_studio::pointer::Report;
use limner_studio::share::{self, Wanted};
use limner_studio::tools::Tool;
use proptest::prelude::*;

use crate::worker::{Host, png_of};

fn painted() -> Host {
    let mut host = Host::new();
    host.session.partner_mut().start();
    host.paint([10.0, 10.0], [150.0, 100.0]);
    host.frames(20);
    host.session.hand_mut().tools.set_brush(4.0, 0.5, 0.25);
    host.session.hand_mut().tools.tool = Tool::Eraser;
    host.paint([10.0, 90.0], [150.0, 10.0]);
    host.session.partner_mut().judge(true);
    host
}

#[test]
fn files_and_links_open_as_the_same_painting() {
    let host = painted();
    let link = host.session.link();
    assert!(link.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
    let wrapped = format!("#{}\n{}", &link[..30], &link[30..]);
    let whole = share::packed_of(&host.session, Wanted { history: true, ..Wanted::default() });
    for again in
        [Session::open(1, &host.session.file()).unwrap(), Session::open(2, &whole).unwrap()]
    {
        assert_eq!(again.document().revision(), host.session.document().revision());
        assert_eq!(again.document().stroke_marks(), host.session.document().stroke_marks());
        assert_eq!(again.file(), host.session.file(), "opening and saving changes nothing");
        assert_eq!(again.shown().hash(), host.hash());
        assert!(!again.partner().turns.running());
    }
    for again in [Session::open_link(2, &link).unwrap(), Session::open_link(3, &wrapped).unwrap()] {
        assert_eq!(again.shown().hash(), host.hash());
        for author in [Author::Person, Author::Partner] {
            assert_eq!(again.document().visible(author), host.visible(author));
        }
        assert_eq!(again.link(), link, "opening and sending changes nothing");
        assert!(!again.partner().turns.running());
    }
}

#[test]
fn steps_of_one_frame_are_still_steps_where_the_painting_is_opened_again() {
    let mut host = painted();
    host.paint([20.0, 20.0], [80.0, 20.0]);
    // No time goes by: a person is quicker than a frame, or a frame slower than a person.
    let session = &mut host.session;
    assert!(session.undo() && session.undo() && session.redo() && session.undo());
    assert!(session.clear() && session.undo() && session.clear());
    let again = Session::open(4, &host.session.file()).expect("a sound file");
    assert_eq!(again.document().history(), host.session.document().history());
}

#[test]
fn an_opened_painting_goes_on_with_every_brush_and_the_right_times() {
    let host = painted();
    let mut again = Host::with(Session::open(77, &host.session.file()).unwrap());
    let before = again.session.document().revision();
    for hardness in [0.1, 0.5, 1.0] {
        again.session.hand_mut().tools.set_brush(6.0, 1.0, hardness);
        again.frames(5);
        again.paint([20.0, 20.0], [100.0, 100.0 * hardness]);
    }
    let log = again.session.document().painting().log();
    let new = &log.entries()[before as usize..];
    let hardnesses: Vec<_> = new
        .iter()
        .filter_map(|entry| match &entry.op {
            Op::Add(stroke) => Some(log.brushes()[usize::from(stroke.brush)].hardness),
            _ => None,
        })
        .collect();
    assert_eq!(hardnesses, [3_277, 16_384, 32_768]);
    // Five frames of 16 ms from stroke to stroke, and its brush with it; the time it lay in a drawer
    // doesn't count.
    let times: Vec<_> = new.iter().map(|e| (matches!(e.op, Op::Brush(_)), e.dt_ms)).collect();
    assert_eq!(times.iter().map(|(_, dt_ms)| dt_ms).sum::<u32>(), 3 * 80);
    assert!(
        times.iter().all(|(is_brush, dt_ms)| *dt_ms == if *is_brush { 80 } else { 0 }),
        "{times:?}"
    );
    again.assert_in_step();
}

#[test]
fn a_link_carries_only_the_brushes_it_needs() {
    let host = painted();
    let log = format::decode(&host.session.file()).unwrap();
    assert_eq!(&log, host.session.document().painting().log());
    assert!(log.brushes().len() <= 5);
    let empty = Session::new(1, 640, 480, Rgb8::new(250, 246, 238), 7).unwrap();
    assert!(empty.link().len() < 120, "{}", empty.link().len());
}

#[test]
fn brushes_go_out_and_come_in_and_are_kept() {
    let mut host = painted();
    host.session.hand_mut().tools.choose("oil");
    host.session.hand_mut().tools.set_brush(17.0, 0.5, 0.4);
    let file = host.session.hand().tools.export("Butter");
    let state = host.session.hand().tools.state();

    let mut other = Host::new();
    let key = other.session.hand_mut().tools.import(&file).unwrap();
    assert_eq!(key, "own:Butter");
    other.paint([10.0, 10.0], [140.0, 90.0]);
    let log = other.session.document().painting().log();
    let painted_with = log.brushes().last().unwrap();
    assert_eq!(painted_with.pigment, presets::OIL.pigment);
    assert_eq!(painted_with.hardness, 13_107);
    let bad = other.session.hand_mut().tools.import(&file[..40]).unwrap_err();
    assert_eq!(
        (bad.code.as_str(), other.session.hand().tools.key()),
        ("brush_damaged", "own:Butter")
    );

    let mut kept = Host::new();
    kept.session.hand_mut().tools.set_state(&state).unwrap();
    assert_eq!(kept.session.hand().tools.key(), "oil");
    assert_eq!(kept.session.hand().tools.grip(), host.session.hand().tools.grip());
}

#[test]
fn what_is_no_painting_says_so() {
    let host = painted();
    let file = host.session.file();
    let code = |bytes: &[u8]| match Session::open(1, bytes) {
        Ok(_) => "none".to_owned(),
        Err(trouble) => trouble.code.as_str().to_owned(),
    };
    assert_eq!(code(b""), "not_a_painting");
    assert_eq!(code(b"\x89PNG\r\n"), "not_a_painting");
    assert_eq!(code(&file[..file.len() / 2]), "painting_damaged");
    let mut flipped = file.clone();
    let last = flipped.len() - 3;
    flipped[last] ^= 4;
    assert_eq!(code(&flipped), "painting_damaged");
    let mut future = file.clone();
    future[4] = 99;
    assert_eq!(code(&future), "painting_from_future");
    let link = |text: &str| Session::open_link(1, text).unwrap_err().code.as_str().to_owned();
    assert_eq!(link(" # "), "link_empty");
    assert_eq!(link("#not!a*link"), "not_a_painting");
    assert_eq!(link("#not!a*li"), "link_damaged");
    assert_eq!(link("#TElNTg"), "painting_damaged");
    let size = Session::new(1, 0, 40, Rgb8::default(), 0).unwrap_err();
    assert_eq!(size.code.as_str(), "canvas_size");
}

#[test]
fn the_png_is_what_is_seen() {
    let mut host = painted();
    let bytes = png_of(&mut host.session, None);
    let mut reader = png::Decoder::new(std::io::Cursor::new(&bytes)).read_info().unwrap();
    let mut rgb = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut rgb).unwrap();
    assert_eq!((info.width, info.height, info.color_type), (160, 120, png::ColorType::Rgb));
    for (x, y) in [(0, 0), (10, 10), (80, 60), (159, 119), (30, 24)] {
        let at = (y * 160 + x) * 3;
        let seen = host.session.color_at(x as f64, y as f64).unwrap();
        assert_eq!(rgb[at..at + 3], seen.channels());
    }
}

proptest! {
    /// Any bytes are a brush or are refused, and so is any state.
    #[test]
    fn any_brush_file_is_borne(bytes in prop::collection::vec(any::<u8>(), 0..300), body: bool) {
        let mut tools = limner_studio::tools::Tools::default();
        let mut file = b"LIMB\x01".to_vec();
        if body {
            file.extend((xxhash_rust::xxh3::xxh3_64(&bytes) as u32).to_le_bytes());
        }
        file.extend(&bytes);
        let _ = (tools.import(&file), tools.import(&bytes), tools.set_state(&bytes));
        for own in tools.own() {
            prop_assert!(own.brush.validate().is_ok());
        }
    }

    /// Any link opens or says why not.
    #[test]
    fn any_link_is_borne(text in "\\PC{0,200}") {
        let _ = Session::open_link(1, &text);
    }

    /// A link with one letter changed never opens as another painting.
    #[test]
    fn a_slip_in_a_link_is_noticed(at: prop::sample::Index, letter in "[A-Za-z0-9_-]") {
        let mut session = Session::new(1, 64, 48, Rgb8::new(240, 240, 240), 1).unwrap();
        let report = |x: f64| Report { x, y: 20.0, pressure: 1.0, tilt_x: 0.0, tilt_y: 0.0, time_ms: x };
        session.pointer().down(report(5.0));
        session.pointer().moves(&[report(50.0)]);
        session.pointer().up(60.0);
        let link = session.link();
        let mut changed = link.clone();
        let at = at.index(link.len());
        changed.replace_range(at..=at, &letter);
        if let Ok(opened) = Session::open_link(2, &changed) {
            prop_assert_eq!(opened.shown().hash(), session.shown().hash());
        }
    }
}
