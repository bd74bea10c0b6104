//! Files and numbers that the native program must refuse in words, and odd ones that it must take.

use std::sync::LazyLock;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, RgbaImage};
use limner_tests::picture;
use limner_tests::program::Desk;
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::decompress_to_vec;
use xxhash_rust::xxh3::xxh3_64;

/// Bytes before the body of a weight file; `crate/agent/src/weights.rs` says what they are.
const HEADER_LEN: usize = 24;

/// Weights of a policy that has hardly learned, made once.
fn untrained() -> &'static [u8] {
    static WEIGHTS: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let desk = Desk::new();
        let few = ["--generated", "1", "--batch", "4", "--steps", "1", "--out", "own.limner"];
        desk.succeeds(&[&["train"][..], &few].concat());
        desk.read("own.limner")
    });
    &WEIGHTS
}

/// A weight file with its body changed, and truly hashed.
fn resealed(change: impl Fn(&mut Vec<u8>)) -> Vec<u8> {
    let file = untrained();
    let mut body = decompress_to_vec(&file[HEADER_LEN..]).expect("a body");
    change(&mut body);
    let mut bytes = file[..12].to_vec();
    bytes.extend(xxh3_64(&body).to_le_bytes());
    bytes.extend((body.len() as u32).to_le_bytes());
    bytes.extend(compress_to_vec(&body, 1));
    bytes
}

/// Pictures that are odd, but pictures.
fn odd_pictures() -> Vec<(&'static str, Vec<u8>)> {
    let ramp = |width, height| {
        RgbImage::from_fn(width, height, |x, y| Rgb([(x % 251) as u8, (y % 241) as u8, 90]))
    };
    let mut clear = Vec::new();
    DynamicImage::ImageRgba8(RgbaImage::new(40, 30))
        .write_to(&mut std::io::Cursor::new(&mut clear), ImageFormat::Png)
        .expect("a PNG");
    vec![
        ("clear.png", clear),
        ("dot.png", picture::png(&ramp(1, 1))),
        ("flat.png", picture::png(&RgbImage::from_pixel(64, 48, Rgb([120, 30, 200])))),
        ("high.png", picture::png(&ramp(3, 2000))),
        ("wide.png", picture::png(&ramp(2000, 3))),
    ]
}

/// A good picture, alone in `good/`, and weights.
fn desk() -> Desk {
    let good = picture::png(&picture::shapes(80, 60));
    Desk::new().with("good/a.png", &good).with("own.limner", untrained())
}

#[test]
fn odd_pictures_are_painted_measured_and_learned_from() {
    let mut desk = Desk::new().with("own.limner", untrained());
    for (name, bytes) in odd_pictures() {
        desk = desk.with(&format!("odd/{name}"), &bytes);
    }
    for (name, _) in odd_pictures() {
        let file = format!("odd/{name}");
        let options =
            ["--out", "out.png", "--strokes", "3", "--size", "64", "--weights", "own.limner"];
        desk.succeeds(&[&["paint", &file][..], &options].concat());
        let painted = picture::decoded(&desk.read("out.png"));
        assert_eq!(painted.width().max(painted.height()), 64, "{name}");
    }
    let measured =
        desk.succeeds(&["eval", "odd", "--at", "2", "--size", "32", "--weights", "own.limner"]);
    assert_eq!(measured.lines().filter(|line| line.starts_with("odd/")).count(), 5, "{measured}");
    let few = ["--generated", "0", "--batch", "4", "--steps", "2", "--out", "new/policy.limner"];
    desk.succeeds(&[&["train", "--data", "odd"][..], &few].concat());
    let paint = ["paint", "odd/flat.png", "--out", "out.png", "--strokes", "1", "--size", "32"];
    desk.succeeds(&[&paint[..], &["--weights", "new/policy.limner"]].concat());
}

#[test]
fn files_that_are_no_pictures_are_named() {
    let whole = picture::png(&picture::shapes(80, 60));
    let cases: [(&str, &[u8]); 4] = [
        ("words.png", b"These are words."),
        ("empty.png", b""),
        ("cut.png", &whole[..whole.len() / 2]),
        ("huge.png", &picture::png_header_only(8200, 8000)),
    ];
    for (name, bytes) in cases {
        // Among good ones, so that the broken one must be named.
        let desk = desk().with(&format!("good/{name}"), bytes);
        let file = format!("good/{name}");
        desk.refuses(&["paint", &file, "--out", "out.png"], name);
        desk.refuses(
            &["eval", "good", "--at", "1", "--size", "32", "--weights", "own.limner"],
            name,
        );
        desk.refuses(&["train", "--data", "good", "--steps", "1", "--out", "new.limner"], name);
    }
    let desk = desk().with("folder.png/readme.txt", b"A folder that is called as a picture is.");
    desk.refuses(&["paint", "absent.png", "--out", "out.png"], "absent.png");
    desk.refuses(&["paint", "folder.png", "--out", "out.png"], "folder.png");
    desk.refuses(&["eval", ".", "--weights", "own.limner"], "folder.png");
}

#[test]
fn folders_without_pictures_are_named() {
    let desk = desk().with("none/readme.txt", b"No pictures here.");
    for folder in ["none", "absent", "good/a.png"] {
        desk.refuses(&["eval", folder], folder);
        desk.refuses(&["ablate", folder], folder);
        desk.refuses(&["curve", folder], folder);
        desk.refuses(&["train", "--data", folder, "--steps", "1", "--out", "new.limner"], folder);
        desk.refuses(&["train", "--split", folder, "--steps", "1", "--out", "new.limner"], folder);
    }
    desk.refuses(&["train", "--generated", "0", "--out", "new.limner"], "--data");
    desk.refuses(&["frobnicate"], "frobnicate");
}

/// Rows and columns of the matrix that a file of weights ends with.
const LAST_MATRIX: [usize; 2] = [48, 2080];

#[test]
fn weights_that_cannot_be_used_are_named_with_the_reason() {
    let whole = untrained();
    let with = |at: usize, value: u8| {
        let mut bytes = whole.to_vec();
        bytes[at] = value;
        bytes
    };
    let of_other_shapes = resealed(|body| {
        // The card's length and text, the number of tensors, the length of the first one's name.
        let card = u32::from_le_bytes([body[0], body[1], body[2], body[3]]) as usize;
        body[4 + card + 4 + 1] ^= 0x20;
    });
    let not_a_number = resealed(|body| {
        // The scales of the last matrix lie before its numbers, a byte each.
        let [inputs, outputs] = LAST_MATRIX;
        let scales = body.len() - (4 + inputs) * outputs;
        body[scales..scales + 4].copy_from_slice(&f32::NAN.to_le_bytes());
    });
    let cases = [
        ("words", b"no weights".to_vec(), "not a file of Limner weights"),
        ("empty", Vec::new(), "not a file of Limner weights"),
        ("cut", whole[..whole.len() / 2].to_vec(), "damaged"),
        ("cut in its header", whole[..14].to_vec(), "damaged"),
        ("of a later version", with(4, 9), "version 9"),
        ("for another network", with(8, 77), "architecture 77"),
        ("flipped", with(13, !whole[13]), "damaged"),
        ("of other shapes", of_other_shapes, "tensor 0"),
        ("with a NaN", not_a_number, "not finite"),
    ];
    for (what, bytes, why) in cases {
        let name = format!("{}.limner", what.replace(' ', "-"));
        let desk = desk().with(&name, &bytes);
        let paint = ["paint", "good/a.png", "--out", "out.png", "--weights", &name];
        desk.refuses(&paint, &name);
        desk.refuses(&paint, why);
        desk.refuses(&["eval", "good", "--weights", &name], why);
    }
    desk().refuses(&["paint", "good/a.png", "--out", "out.png", "--weights", "absent"], "absent");
}

#[test]
fn impossible_numbers_and_places_are_refused_before_any_work() {
    let desk = desk();
    desk.refuses(&["paint", "good/a.png", "--out", "out.png", "--size", "0"], "--size");
    desk.refuses(&["paint", "good/a.png", "--out", "out.jpg"], ".png");
    desk.refuses(&["paint", "good/a.png", "--out", "no/such/out.png"], "no/such");
    desk.refuses(&["paint", "good/a.png", "--out", "good"], "good");
    for measure in ["eval", "ablate"] {
        desk.refuses(&[measure, "good", "--at", "0"], "--at");
        desk.refuses(&[measure, "good", "--at", "50,0"], "--at");
        desk.refuses(&[measure, "good", "--size", "0"], "--size");
    }
    desk.refuses(&["curve", "good", "--size", "0"], "--size");
    desk.refuses(&["curve", "good", "--strokes", "0"], "--strokes");
    desk.refuses(&["curve", "good", "--output", "no/such/curve.svg"], "no/such");
    desk.refuses(&["curve", "good", "--json", "no/such/curve.json"], "no/such");
    desk.refuses(&["ablate", "good", "--other", "own.limner"], "NAME=FILE");
    desk.refuses(
        &["train", "--generated", "1", "--out", "new.limner", "--backend", "wgpu"],
        "--features wgpu",
    );
    desk.refuses(&["brushes", "--output", "no/such/brushes.png"], "no/such");
    let train = ["train", "--data", "good", "--steps", "1", "--out", "new.limner"];
    for (option, value) in [
        ("--log", "no/such/log.jsonl"),
        ("--checkpoint", "no/such/run.checkpoint"),
        ("--resume", "absent.checkpoint"),
        ("--resume", "own.limner"),
        ("--rate", "NaN"),
    ] {
        let said = if value == "NaN" { "--rate" } else { value };
        desk.refuses(&[&train[..], &[option, value]].concat(), said);
    }
}
