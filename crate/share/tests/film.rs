//! Films of paintings: what other programs see of them, frame by frame.

#![expect(clippy::cast_possible_wrap, reason = "numbers of a test are within their types")]

use limner_core::format::carrier;
use limner_core::{
    Author, Coverage, Header, Log, Op, Painting, Path, Point, Rgb8, Stroke, arbitrary, format,
};
use limner_share::film::{Frames, Kind, Wish};
use limner_share::{Export, What};
use proptest::prelude::*;

const WISH: Wish = Wish { seconds: 2, rate: 8, side: 96, still_ms: 1_500 };

/// A log of strokes all over a canvas, or of small ones, which many can be drawn of.
fn strokes(count: u32, small: bool) -> Log {
    let mut log = Log::new(Header::new(128, 96, Rgb8::new(240, 236, 220), 9)).expect("a size");
    for i in 0..count {
        let at = |k: u32| Point::from_px((i * k % 131) as i32, (i * (k + 6) % 97) as i32);
        let [_, r, g, b] = (i.wrapping_mul(0x9e37_79b9)).to_be_bytes();
        let stroke = Stroke {
            author: Author::Partner,
            brush: 1,
            color: Rgb8::new(r, g, b),
            opacity: 24_000,
            coverage: Coverage::Wash,
            path: Path::Bezier {
                points: [at(3), at(3), if small { at(3) } else { at(5) }],
                radii: [160, 96],
            },
        };
        log.push(5_000, Op::Add(stroke)).expect("it is in range");
    }
    log
}

fn film(log: &Log, kind: Kind, wish: Wish) -> Vec<u8> {
    let packed = format::encode_compact(log, &[]);
    Export::of(packed, What::Film(kind, wish)).expect("a painting").finish().expect("a film")
}

/// The frames as they are meant, and how long each stays.
fn meant(log: &Log, wish: Wish) -> Vec<(Vec<u8>, u16)> {
    let mut frames = Frames::of(Painting::from_log(log).expect("it is drawable"), wish);
    let mut all = Vec::new();
    while all.len() < frames.count() {
        if let Some(frame) = frames.advance(u64::MAX).expect("a moment") {
            all.push((frame.rgb, frame.stays_ms));
        }
    }
    all
}

/// The frames of an animated PNG, as a viewer shows them.
fn shown_of_apng(bytes: &[u8]) -> Vec<(Vec<u8>, u16)> {
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().expect("a PNG");
    let frames = reader.info().animation_control().expect("it moves").num_frames;
    let (columns, rows) = (reader.info().width as usize, reader.info().height as usize);
    let mut screen = vec![0; columns * rows * 3];
    let mut shown = Vec::new();
    for _ in 0..frames {
        let mut rgba = vec![0; columns * rows * 4];
        reader.next_frame(&mut rgba).expect("a frame");
        let control = *reader.info().frame_control().expect("each frame says where it lies");
        let (x0, y0) = (control.x_offset as usize, control.y_offset as usize);
        let width = control.width as usize;
        let pixels = rgba.as_chunks::<4>().0;
        for (at, [r, g, b, a]) in pixels.iter().take(width * control.height as usize).enumerate() {
            let place = ((y0 + at / width) * columns + x0 + at % width) * 3;
            if *a > 0 {
                screen[place..place + 3].copy_from_slice(&[*r, *g, *b]);
            }
        }
        assert_eq!(control.delay_den, 1_000);
        shown.push((screen.clone(), control.delay_num));
    }
    shown
}

/// The frames of a GIF, as a viewer shows them, with their time in 1/100 s.
fn shown_of_gif(bytes: &[u8]) -> Vec<(Vec<u8>, u16)> {
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::RGBA);
    let mut decoder = options.read_info(bytes).expect("a GIF");
    let (columns, rows) = (usize::from(decoder.width()), usize::from(decoder.height()));
    let mut screen = vec![0; columns * rows * 3];
    let mut shown = Vec::new();
    while let Some(frame) = decoder.read_next_frame().expect("a frame") {
        let width = usize::from(frame.width);
        let (x0, y0) = (usize::from(frame.left), usize::from(frame.top));
        for (at, [r, g, b, a]) in frame.buffer.as_chunks::<4>().0.iter().enumerate() {
            let place = ((y0 + at / width) * columns + x0 + at % width) * 3;
            if *a > 0 {
                screen[place..place + 3].copy_from_slice(&[*r, *g, *b]);
            }
        }
        shown.push((screen.clone(), frame.delay));
    }
    shown
}

#[test]
fn a_film_shows_the_painting_grow_and_stays_at_its_end() {
    let log = strokes(200, false);
    let frames = meant(&log, WISH);
    assert_eq!(frames.len(), 16);
    let blank = Rgb8::new(240, 236, 220).channels().repeat(frames[0].0.len() / 3);
    assert!(frames[0].0 == blank, "it begins with the paper");
    assert_eq!(frames.iter().map(|frame| frame.1).collect::<Vec<_>>()[13..], [125, 125, 1_500]);

    let apng = film(&log, Kind::Apng, WISH);
    assert!(shown_of_apng(&apng) == frames, "an animated PNG shows other pixels");
    assert_eq!(carrier::in_picture(&apng), Some(&format::encode_compact(&log, &[])[..]));

    let gif = film(&log, Kind::Gif, WISH);
    let shown = shown_of_gif(&gif);
    assert_eq!(shown.len(), frames.len());
    for ((seen, stays), (meant, ms)) in shown.iter().zip(&frames) {
        assert_eq!(*stays, ms.div_ceil(10));
        let squares = seen.iter().zip(meant).map(|(a, b)| f64::from(a.abs_diff(*b)).powi(2));
        let mean = squares.sum::<f64>() / seen.len() as f64;
        assert!(mean < 250.0, "a frame is off by {mean:.0}");
    }
    println!("16 frames of 96 × 72: animated PNG {} bytes, GIF {} bytes", apng.len(), gif.len());
}

#[test]
fn however_many_strokes_there_are_only_two_frames_are_held() {
    let log = strokes(60_000, true);
    let began = std::time::Instant::now();
    let wish = Wish { seconds: 4, ..WISH };
    let gif = film(&log, Kind::Gif, wish);
    println!("60,000 strokes in {:.1} s: {} bytes", began.elapsed().as_secs_f64(), gif.len());
    assert_eq!(shown_of_gif(&gif).len(), 32);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_painting_becomes_a_film(
        log in arbitrary::small_log(1_500),
        seconds: u16,
        rate: u16,
        side: u16,
        still_ms: u16,
    ) {
        let wish = Wish { seconds: seconds % 4, rate: rate % 9, side: side % 99, still_ms };
        let frames = meant(&log, wish);
        prop_assert!(shown_of_apng(&film(&log, Kind::Apng, wish)) == frames);
        prop_assert_eq!(shown_of_gif(&film(&log, Kind::Gif, wish)).len(), frames.len());
    }
}
