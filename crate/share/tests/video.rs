//! Films for an encoder: what it is given, and what another program reads in the file.

use std::cell::Cell;
use std::io::{Cursor, Read, Result, Seek, SeekFrom};
use std::rc::Rc;

use limner_core::{Log, Painting, arbitrary, format};
use limner_share::film::{Frames, Wish};
use limner_share::video::{self, Encoding, Shot, Video};
use limner_share::webm::{Codec, Webm};
use limner_share::{Export, What};
use matroska_demuxer::{
    Frame, MatrixCoefficients, MatroskaFile, Primaries, Range, TransferCharacteristics,
};
use proptest::prelude::*;

const WISH: Wish = Wish { seconds: 5, rate: 1, side: 96, still_ms: 2_500 };

/// A painting of so many small strokes on 127 × 95 pixels.
fn strokes(count: u32) -> Log {
    use limner_core::{Author, Coverage, Header, Op, Path, Point, Rgb8, Stroke};
    let mut log = Log::new(Header::new(127, 95, Rgb8::new(240, 236, 220), 9)).expect("a size");
    for i in 0..count {
        let [x, y, r, g] = i.wrapping_mul(0x9e37_79b9).to_be_bytes();
        let at = Point::from_px(i32::from(x) / 2, i32::from(y) / 3);
        let path = Path::Bezier { points: [at; 3], radii: [300, 200] };
        let color = Rgb8::new(r, g, 90);
        let (author, coverage) = (Author::Partner, Coverage::Wash);
        let stroke = Stroke { author, brush: 1, color, opacity: 30_000, coverage, path };
        log.push(5_000, Op::Add(stroke)).expect("it is in range");
    }
    log
}

/// What an encoder would make of a shot, for who wants to see only that it arrives.
fn coded(shot: &Shot) -> Vec<u8> {
    let sum: u64 = shot.planes.iter().map(|byte| u64::from(*byte)).sum();
    [&sum.to_be_bytes()[..], &shot.planes[..40]].concat()
}

/// All shots of a film, its encoding, and its file.
fn filmed(log: &Log, codec: Codec, wish: Wish, budget: u64) -> (Vec<Shot>, Encoding, Vec<u8>) {
    let mut video = Video::of(format::encode(log), codec, wish).expect("a painting");
    assert_eq!(video.encoding(), None);
    let (mut shots, mut percents) = (Vec::new(), vec![0]);
    while !video.is_over() {
        if let Some(shot) = video.advance(budget).expect("it is drawn") {
            video.take(shot.at_ms, shot.is_key, coded(&shot)).expect("they are in order");
            shots.push(shot);
        }
        percents.push(video.percent());
    }
    assert!(percents.is_sorted() && percents.last() == Some(&100), "{percents:?}");
    assert_eq!(video.advance(budget).expect("nothing"), None);
    let encoding = video.encoding().expect("it was read");
    (shots, encoding, video.finish().expect("a film"))
}

/// A file of which it is known how far in front it was read from last.
struct Watched(Cursor<Vec<u8>>, Rc<Cell<u64>>);

impl Read for Watched {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        self.1.set(self.1.get().min(self.0.position()));
        self.0.read(buffer)
    }
}

impl Seek for Watched {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        self.0.seek(to)
    }
}

/// What a reader that nobody here wrote finds in the file, in turn.
fn read(file: &[u8], codec: &str, [width, height]: [u16; 2]) -> (f64, Vec<Frame>) {
    let front = Rc::new(Cell::new(0));
    let watched = Watched(Cursor::new(file.to_vec()), Rc::clone(&front));
    let mut film = MatroskaFile::open(watched).expect("a file of Matroska");
    assert_eq!((film.ebml_header().doc_type(), film.ebml_header().doc_type_version()), ("webm", 4));
    assert_eq!(film.info().timestamp_scale().get(), 1_000_000);
    let [track] = film.tracks() else { panic!("{} tracks", film.tracks().len()) };
    let video = track.video().expect("pictures");
    assert_eq!((track.codec_id(), track.flag_lacing()), (codec, false));
    assert_eq!(
        [video.pixel_width(), video.pixel_height()].map(u64::from),
        [width, height].map(u64::from)
    );
    let colour = video.colour().expect("colours");
    assert_eq!(colour.matrix_coefficients(), Some(MatrixCoefficients::Bt709));
    assert_eq!(colour.range(), Some(Range::Broadcast));
    assert_eq!(colour.transfer_characteristics(), Some(TransferCharacteristics::Bt709));
    assert_eq!(colour.primaries(), Some(Primaries::Bt709));
    let lasts = film.info().duration().expect("a length");

    let mut frames = Vec::new();
    let mut frame = Frame::default();
    while film.next_frame(&mut frame).expect("a frame") {
        frames.push(frame.clone());
    }
    // Who seeks reads nothing of what lies before the picture to begin at.
    let keys: Vec<_> = frames.iter().filter(|frame| frame.is_keyframe == Some(true)).collect();
    for key in keys {
        front.set(u64::MAX);
        film.seek(key.timestamp).expect("a moment");
        let place = usize::try_from(front.get()).expect("a place in memory");
        assert_eq!(file[place..place + 4], 0x1f43_b675_u32.to_be_bytes(), "no cluster");
        assert!(film.next_frame(&mut frame).expect("a frame"));
        assert_eq!((frame.timestamp, &frame.data), (key.timestamp, &key.data));
    }
    (lasts, frames)
}

#[test]
fn another_program_finds_every_picture_where_it_belongs() {
    let log = strokes(400);
    let (shots, encoding, file) = filmed(&log, Codec::Vp9, WISH, u64::MAX);
    assert_eq!((encoding.size, encoding.rate, encoding.codec), ([96, 70], 24, "vp09.00.40.08"));
    // 120 pictures of 5 s, the last of which stays for 2.5 s in three parts.
    assert_eq!(shots.len(), 122);
    let (lasts, frames) = read(&file, "V_VP9", [96, 70]);
    assert_eq!(frames.len(), shots.len());
    for (frame, shot) in frames.iter().zip(&shots) {
        assert_eq!((frame.timestamp, &frame.data), (shot.at_ms.into(), &coded(shot)));
    }
    let last = &shots[121];
    assert_eq!((last.at_ms + last.stays_ms, lasts), (7_458, 7_458.0));
    assert_eq!(frames[121].duration, Some(last.stays_ms.into()));
    assert_eq!(shots[119].planes, last.planes);
    let keys = shots.iter().filter(|shot| shot.is_key).map(|shot| shot.at_ms);
    assert_eq!(keys.collect::<Vec<_>>(), [0, 2_000, 4_000, 6_958]);
    assert!(read(&filmed(&log, Codec::Vp8, WISH, u64::MAX).2, "V_VP8", [96, 70]).1.len() == 122);

    // However few strokes there are, it takes as long.
    let few = filmed(&strokes(2), Codec::Vp9, WISH, u64::MAX);
    let ends: Vec<_> = few.0.iter().map(|shot| shot.at_ms + shot.stays_ms).collect();
    assert_eq!(ends, [1_000, 1_666, 2_666, 3_333, 4_333, 5_333, 5_833]);
    assert_eq!(read(&few.2, "V_VP9", [96, 70]).0, 5_833.0);
}

#[test]
fn what_an_encoder_does_otherwise_is_said_or_put_up_with() {
    let webm = || Webm::of(Codec::Vp8, [64, 48]);
    let failed = |webm: Webm| webm.finish(1_000).expect_err("nothing is in it").to_string();
    assert_eq!(failed(webm()), "the film can't be encoded: the encoder made no pictures");
    assert!(webm().add(0, false, vec![1]).is_err(), "the first needs another one");
    let mut twice = webm();
    twice.add(5, true, vec![1]).expect("the first");
    assert!(twice.add(5, true, vec![1]).is_err(), "two at once");
    let mut long = webm();
    long.add(0, true, vec![1]).expect("the first");
    let too_long = long.add(1, false, vec![0; 1 + (64 << 20)]).expect_err("too long").to_string();
    assert_eq!(too_long, "the file would be longer than 67108864 bytes");

    // One that makes no key pictures but the first, and more of them than was asked.
    let mut webm = webm();
    for (nth, at_ms) in (0_u8..).zip([0, 40_000, 80_000, 80_040]) {
        webm.add(at_ms, nth == 0 || nth == 3, vec![nth; 300]).expect("in order");
    }
    let (lasts, frames) = read(&webm.finish(80_100).expect("a film"), "V_VP8", [64, 48]);
    let told: Vec<_> = frames.iter().map(|frame| (frame.timestamp, frame.data[0])).collect();
    assert_eq!((told, lasts), (vec![(0, 0), (40_000, 1), (80_000, 2), (80_040, 3)], 80_100.0));
    assert_eq!(frames[3].duration, Some(60));
}

/// Nothing but what the encoder makes, a moment of the painting and a picture is kept.
#[test]
fn a_long_painting_is_filmed_with_little_in_hand() {
    let log = strokes(60_000);
    let began = std::time::Instant::now();
    let (shots, _, file) = filmed(&log, Codec::Vp9, WISH, u64::MAX);
    println!("60,000 strokes in {:.1} s", began.elapsed().as_secs_f64());
    assert_eq!((shots.len(), read(&file, "V_VP9", [96, 70]).1.len()), (122, 122));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_painting_becomes_a_film_of_the_same_frames_in_parts(
        log in arbitrary::small_log(1_500),
        seconds in 0_u16..4,
        side: u16,
        still_ms in 0_u16..4_000,
    ) {
        let wish = Wish { seconds, rate: 1, side: side % 99, still_ms };
        let (shots, Encoding { size, .. }, file) = filmed(&log, Codec::Vp9, wish, u64::MAX);
        prop_assert!(filmed(&log, Codec::Vp9, wish, 1_000) == (shots.clone(), Encoding::of(Codec::Vp9, size), file.clone()));
        prop_assert!(size.iter().all(|side| side % 2 == 0));
        let (lasts, frames) = read(&file, "V_VP9", size);
        prop_assert_eq!(frames.len(), shots.len());
        // They are the pictures of any other film, each as long as there.
        let painting = Painting::from_log(&log).expect("it is drawable");
        let mut meant = Frames::of(painting, Wish { rate: video::RATE, ..wish }).with_even_sides();
        let (mut at_ms, mut shots) = (0_u32, shots.into_iter().peekable());
        while meant.taken() < meant.count() {
            let Some(frame) = meant.advance(u64::MAX).expect("a moment") else { continue };
            prop_assert_eq!(frame.size, size);
            at_ms += u32::from(frame.stays_ms);
            let luma = |[r, g, b]: [u8; 3]| 16.0 + (0.2126 * f64::from(r) + 0.7152 * f64::from(g) + 0.0722 * f64::from(b)) * 219.0 / 255.0;
            let mut seen = 0;
            while let Some(shot) = shots.next_if(|shot| shot.at_ms < at_ms) {
                seen += 1;
                prop_assert_eq!(shot.planes.len(), frame.rgb.len() / 2);
                for (pixel, meant) in shot.planes.iter().zip(frame.rgb.as_chunks::<3>().0) {
                    prop_assert!((f64::from(*pixel) - luma(*meant)).abs() < 0.6);
                }
            }
            prop_assert!(seen > 0);
        }
        prop_assert_eq!((lasts, shots.next()), (f64::from(at_ms), None));
    }
}

/// A GIF and a film for an encoder take as long.
#[test]
fn films_of_every_kind_take_as_long() {
    let log = strokes(30);
    let wish = Wish { rate: video::RATE, ..WISH };
    let gif = Export::of(format::encode(&log), What::Film(limner_share::film::Kind::Gif, wish));
    let gif = gif.expect("a painting").finish().expect("a film");
    let mut decoder = gif::DecodeOptions::new().read_info(&gif[..]).expect("a GIF");
    let mut hundredths = 0_u32;
    while let Some(frame) = decoder.read_next_frame().expect("a frame") {
        hundredths += u32::from(frame.delay);
    }
    let (lasts, _) = read(&filmed(&log, Codec::Vp9, WISH, u64::MAX).2, "V_VP9", [96, 70]);
    assert!((f64::from(hundredths) * 10.0 - lasts).abs() < 31.0 * 10.0, "{hundredths} {lasts}");
}
