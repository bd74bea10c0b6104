//! Paintings that leave, and what of them arrives.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "numbers of a test are within their types"
)]

use std::fmt::Write as _;
use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use limner_core::format::carrier;
use limner_core::{Canvas, Log, Painting, arbitrary, format, work};
use limner_share::html::Words;
use limner_share::larger::Larger;
use limner_share::{Export, Failed, What};
use proptest::prelude::*;

fn golden() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden")
}

/// The saved paintings with their names, those alone that may be drawn at a scale.
fn saved(scale: u16) -> Vec<(String, Log)> {
    let list = std::fs::read_to_string(golden().join("hashes.txt")).expect("the list is there");
    let names = list.lines().filter_map(|line| line.split_once(' '));
    let mut found = Vec::new();
    for (_, name) in names {
        let file = golden().join(name).with_extension("limner");
        let log = format::decode(&std::fs::read(file).expect("a file")).expect("a painting");
        let side = log.header().width.max(log.header().height);
        if side * scale <= limner_core::canvas::MAX_SIDE {
            found.push((name.to_owned(), log));
        }
    }
    assert!(found.len() >= 30, "only {} paintings", found.len());
    found
}

fn larger(painting: &Painting, scale: u32) -> Canvas {
    let mut larger = Larger::of(painting, scale).expect("a size");
    while !larger.advance(painting, work::PER_MS) {}
    larger.canvas().clone()
}

/// The fingerprints of the saved paintings at twice their size, a line each.
fn twice() -> String {
    let mut lines = String::new();
    for (name, log) in saved(2) {
        let painting = Painting::from_log(&log).expect("it is drawable");
        let hash = larger(&painting, 2).hash();
        writeln!(lines, "{hash:016x} {name}").expect("text grows");
    }
    lines
}

#[test]
fn saved_paintings_are_the_same_pixels_at_twice_the_size() {
    let file = golden().join("hashes_2x.txt");
    let kept = std::fs::read_to_string(file).expect("the list is there");
    assert_eq!(twice(), kept);
}

/// Writes the list of fingerprints anew, after a change of the pixels that is meant.
#[test]
#[ignore = "it writes what others are tested against"]
fn bless() {
    std::fs::write(golden().join("hashes_2x.txt"), twice()).expect("it can be written");
}

#[test]
fn at_its_own_size_it_is_the_painting() {
    for (name, log) in saved(1) {
        let painting = Painting::from_log(&log).expect("it is drawable");
        assert_eq!(larger(&painting, 1).hash(), painting.canvas().hash(), "{name}");
    }
}

/// Peak signal-to-noise ratio of two pictures, in dB.
fn psnr(a: &[u8], b: &[u8]) -> f64 {
    let squares = a.iter().zip(b).map(|(a, b)| f64::from(a.abs_diff(*b)).powi(2));
    let mean = squares.sum::<f64>() / a.len() as f64;
    10.0 * (255.0 * 255.0 / mean.max(1e-9)).log10()
}

fn rgba(canvas: &Canvas, log: &Log) -> Vec<u8> {
    let mut rgba = vec![0; canvas.bounds().area() * 4];
    canvas.write_rgba8(canvas.bounds(), log.header().paper, &mut rgba);
    rgba
}

/// Each pixel the mean of the finer ones in it.
fn shrunk(rgba: &[u8], width: usize, times: usize) -> Vec<u8> {
    let height = rgba.len() / 4 / width;
    let mut small = Vec::new();
    for y in 0..height / times {
        for x in 0..width / times {
            for c in 0..4 {
                let at = |i: usize| ((y * times + i / times) * width + x * times + i % times) * 4;
                let sum: usize = (0..times * times).map(|i| usize::from(rgba[at(i) + c])).sum();
                small.push((sum / (times * times)) as u8);
            }
        }
    }
    small
}

#[test]
fn a_larger_picture_is_the_same_painting() {
    for (scale, every) in [(2, 3), (4, 12)] {
        let mut worst = (f64::INFINITY, String::new());
        for (name, log) in saved(scale as u16).into_iter().step_by(every) {
            let painting = Painting::from_log(&log).expect("it is drawable");
            let canvas = larger(&painting, scale);
            let times = scale as usize;
            let small = shrunk(&rgba(&canvas, &log), canvas.width().into(), times);
            let near = psnr(&small, &rgba(painting.canvas(), &log));
            if near < worst.0 {
                worst = (near, name);
            }
        }
        println!(
            "at {scale}: the farthest from the painting is {} with {:.1} dB",
            worst.1, worst.0
        );
        assert!(worst.0 > 20.0, "{worst:?}");
    }
}

#[test]
fn a_picture_holds_the_painting_at_every_scale() {
    let log = saved(4).into_iter().find(|(name, _)| name == "session_pen").expect("a case").1;
    let packed = format::encode_compact(&log, &[]);
    for scale in [1, 2, 4] {
        let export = Export::of(packed.clone(), What::Picture { scale }).expect("a painting");
        let png = export.finish().expect("a picture");
        assert_eq!(carrier::in_picture(&png), Some(&packed[..]));
        let mut reader = png::Decoder::new(std::io::Cursor::new(&png)).read_info().expect("a PNG");
        let mut rgb = vec![0; reader.output_buffer_size().expect("a size")];
        reader.next_frame(&mut rgb).expect("a picture");
        let painting = Painting::from_log(&log).expect("it is drawable");
        let canvas = larger(&painting, scale);
        let shown: Vec<u8> = rgba(&canvas, &log).chunks(4).flat_map(|p| p[..3].to_vec()).collect();
        assert!(rgb == shown, "at {scale}");
    }
    for scale in [0, 3, 8] {
        let export = Export::of(packed.clone(), What::Picture { scale }).expect("a painting");
        assert!(matches!(export.finish(), Err(Failed::TooLarge { .. })), "at {scale}");
    }
    let large = limner_core::Header::new(2048, 9, log.header().paper, 1);
    let large = format::encode(&Log::new(large).expect("a size"));
    let refused = Export::of(large, What::Picture { scale: 4 }).expect("a painting").finish();
    assert!(matches!(refused, Err(Failed::TooLarge { .. })));
}

/// What another program draws of an SVG, as RGBA over nothing.
fn drawn_by_resvg(svg: &[u8], [width, height]: [u32; 2]) -> Vec<u8> {
    use resvg::{tiny_skia, usvg};
    let tree = usvg::Tree::from_data(svg, &usvg::Options::default()).expect("an SVG");
    assert_eq!([tree.size().width() as u32, tree.size().height() as u32], [width, height]);
    let mut pixels = tiny_skia::Pixmap::new(width, height).expect("a size");
    resvg::render(&tree, tiny_skia::Transform::default(), &mut pixels.as_mut());
    pixels.take()
}

#[test]
fn another_program_draws_the_shapes_as_the_painting() {
    let mut near = Vec::new();
    for (name, log) in saved(1) {
        let painting = Painting::from_log(&log).expect("it is drawable");
        let packed = format::encode_compact(&log, &[]);
        let export = Export::of(packed, What::Shapes).expect("a painting");
        let svg = export.finish().expect("an SVG");
        let (width, height) = (log.header().width.into(), log.header().height.into());
        let shown = drawn_by_resvg(&svg, [width, height]);
        let painted = rgba(painting.canvas(), &log);
        let paper: Vec<u8> = [log.header().paper.channels().as_slice(), &[255]].concat();
        let blank = paper.repeat(painted.len() / 4);
        near.push((name, psnr(&shown, &painted), psnr(&blank, &painted), svg.len()));
    }
    for (name, near, blank, bytes) in &near {
        println!("{name:<24} {near:5.1} dB (blank paper {blank:5.1} dB), {bytes} bytes");
    }
    let of = |name: &str| near.iter().find(|(case, ..)| case == name).expect("a case").1;
    // What SVG has words for comes near; the rest is what the module says is left out.
    for (name, least) in
        [("partner", 26.0), ("session_pen", 21.0), ("brush_ink", 30.0), ("edges", 24.0)]
    {
        assert!(of(name) >= least, "{name}: {:.1} dB", of(name));
    }
}

fn page(log: &Log, title: &str, address: Option<&str>) -> Result<String, Failed> {
    let words = Words { title: title.to_owned(), address: address.map(str::to_owned) };
    let packed = format::encode_compact(log, &[]);
    let bytes = Export::of(packed, What::Page(words)).expect("a painting").finish()?;
    Ok(String::from_utf8(bytes).expect("a page is text"))
}

#[test]
fn a_page_is_small_allows_itself_alone_and_holds_the_painting() {
    let log = saved(1).into_iter().find(|(name, _)| name == "session_mouse").expect("a case").1;
    let page_text = page(&log, "</title><script>alert(1)</script>", None).expect("a page");
    println!("a page of {} bytes", page_text.len());
    assert!(page_text.len() <= 1_000_000, "{} bytes", page_text.len());
    let text = carrier::in_page(page_text.as_bytes()).expect("it holds a painting");
    let packed = URL_SAFE_NO_PAD.decode(text).expect("base64url");
    assert_eq!(format::decode(&packed), Ok(log.clone()));
    // Two blocks of data, one script; nothing that a person wrote became one.
    assert_eq!(page_text.matches("<script").count(), 3);
    assert!(page_text.contains("<bdi>&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;</bdi>"));
    // What the policy allows is what stands there.
    let hash = |tag: &str| {
        let (_, rest) = page_text.rsplit_once(&format!("<{tag}>")).expect("a block");
        let (block, _) = rest.split_once(&format!("</{tag}>")).expect("its end");
        use sha2::{Digest, Sha256};
        format!("'sha256-{}'", STANDARD.encode(Sha256::digest(block)))
    };
    let (_, policy) = page_text.split_once("Security-Policy\" content=\"").expect("a policy");
    let (policy, _) = policy.split_once('"').expect("its end");
    assert_eq!(
        policy,
        format!(
            "default-src 'none'; script-src {} 'wasm-unsafe-eval'; style-src {}; img-src data:; base-uri 'none'; form-action 'none'",
            hash("script"),
            hash("style")
        )
    );
    // It leads nowhere unasked, and only where pages are.
    assert!(!page_text.contains("href="));
    let leads = page(&log, "", Some("https://paint.example/?a=1&b=2")).expect("a page");
    assert!(leads.contains("href=\"https://paint.example/?a=1&amp;b=2\""));
    assert!(matches!(page(&log, "", Some("javascript:alert(1)")), Err(Failed::Address)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn in_parts_it_is_the_same_as_at_once(log in arbitrary::small_log(2_000), scale in 1_u32..=2) {
        let packed = format::encode_compact(&log, &[]);
        let wishes = [What::Picture { scale }, What::Page(Words::default()), What::Shapes];
        for what in wishes {
            let whole = Export::of(packed.clone(), what.clone()).unwrap().finish().unwrap();
            let mut export = Export::of(packed.clone(), what).unwrap();
            let mut last = 0;
            let parts = loop {
                if let Some(bytes) = export.advance(work::PER_MS / 4).unwrap() {
                    break bytes;
                }
                let percent = export.percent();
                prop_assert!((last..=100).contains(&percent), "{} after {}", percent, last);
                last = percent;
            };
            prop_assert!(parts == whole);
        }
    }

    #[test]
    fn any_bytes_become_a_file_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..120)) {
        for bytes in [bytes.clone(), [&b"LIMN\x01"[..], &bytes].concat(), [&b"LIMN\x02"[..], &bytes].concat()] {
            if let Ok(export) = Export::of(bytes, What::Picture { scale: 1 }) {
                let _ = export.finish();
            }
        }
    }
}
