//! `limner export` and `limner import`: a painting as a picture that holds it, as a link and as a program, and back.

use std::io::Write;
use std::process::Stdio;

use limner_core::{Painting, format};
use limner_tests::program::Desk;
use limner_tests::{golden, picture};

fn hash(bytes: &[u8]) -> u64 {
    let log = format::decode(bytes).expect("a painting");
    Painting::from_log(&log).expect("it is drawable").canvas().hash()
}

/// What the program says on stdout alone, with bytes on stdin.
fn piped(desk: &Desk, arguments: &[&str], stdin: &[u8]) -> Vec<u8> {
    let mut command = desk.limner(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("limner runs");
    child.stdin.take().expect("a pipe").write_all(stdin).expect("it is read");
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

#[test]
fn a_painting_goes_out_and_comes_back_by_every_way() {
    for name in ["session_pen", "partner", "undone", "brush_round_bristle", "drying"] {
        let file = golden::file(name);
        let desk = Desk::new().with("a.limner", &file);
        // The program of strokes is the log, to the byte.
        desk.succeeds(&["export", "a.limner", "--json", "a.json"]);
        desk.succeeds(&["import", "a.json", "-o", "json.limner"]);
        assert_eq!(format::decode(&desk.read("json.limner")), format::decode(&file), "{name}");
        // A picture and a link show the same, without what was taken back or with all of it.
        for history in [&[][..], &["--history"]] {
            desk.succeeds(&[&["export", "a.limner", "--png", "a.png"][..], history].concat());
            desk.succeeds(&["import", "a.png", "-o", "png.limner"]);
            assert_eq!(hash(&desk.read("png.limner")), hash(&file), "{name}");
            let link = desk.succeeds(&[&["export", "a.limner", "--link"][..], history].concat());
            let link = format!("<https://paint.example/#{}>", link.trim());
            std::fs::write(desk.path("link.txt"), link).expect("a file");
            desk.succeeds(&["import", "link.txt", "-o", "link.limner"]);
            assert_eq!(hash(&desk.read("link.limner")), hash(&file), "{name}");
            let whole = format::decode(&desk.read("link.limner")) == format::decode(&file);
            assert!(whole || history.is_empty(), "{name}: the history is not whole");
        }
        // The picture is the canvas.
        let log = format::decode(&file).expect("a painting");
        let painting = Painting::from_log(&log).expect("it is drawable");
        let shown = image::load_from_memory(&desk.read("a.png")).expect("a picture").into_rgba8();
        let mut rgba = vec![0; shown.len()];
        let bounds = painting.canvas().bounds();
        painting.canvas().write_rgba8(bounds, log.header().paper, &mut rgba);
        assert!(shown.into_raw() == rgba, "{name}: the picture is not the canvas");
    }
}

#[test]
fn a_painting_becomes_larger_pictures_pages_shapes_and_films() {
    let file = golden::file("partner");
    let log = format::decode(&file).expect("a painting");
    let (width, height) = (u32::from(log.header().width), u32::from(log.header().height));
    let desk = Desk::new().with("a.limner", &file);
    for times in [2, 4] {
        desk.succeeds(&["export", "a.limner", "--png", "b.png", "--scale", &times.to_string()]);
        let shown = image::load_from_memory(&desk.read("b.png")).expect("a picture");
        assert_eq!([shown.width(), shown.height()], [width * times, height * times]);
    }
    // What holds the painting is the painting again, by a pipe as well.
    for (option, begins) in [("--html", &b"<!doctype html>"[..]), ("--apng", b"\x89PNG")] {
        let bytes = piped(&desk, &["export", "-", option, "-", "--seconds", "1"], &file);
        assert!(bytes.starts_with(begins), "{option}");
        let again = piped(&desk, &["import", "-", "-o", "-"], &bytes);
        assert_eq!(hash(&again), hash(&file), "{option}");
    }
    for (option, begins) in [("--svg", &b"<svg "[..]), ("--gif", b"GIF89a")] {
        let bytes = piped(&desk, &["export", "-", option, "-"], &file);
        assert!(bytes.starts_with(begins), "{option}");
    }
    let frames =
        ["export", "a.limner", "--frames", "f", "--seconds", "1", "--rate", "5", "--side", "64"];
    desk.succeeds(&frames);
    for number in 0..5 {
        let shown = image::load_from_memory(&desk.read(&format!("f/{number:04}.png")));
        assert_eq!(shown.expect("a picture").width(), 64);
    }
    assert!(!desk.path("f/0005.png").exists());
}

#[test]
fn pipes_carry_data_and_nothing_else() {
    let file = golden::file("partner");
    let desk = Desk::new();
    let json = piped(&desk, &["export", "-", "--json", "-"], &file);
    assert_eq!(json.first(), Some(&b'{'));
    assert_eq!(piped(&desk, &["import", "-", "-o", "-"], &json), file);
    let png = piped(&desk, &["export", "-", "--png", "-"], &file);
    assert!(png.starts_with(b"\x89PNG"));
    let link = piped(&desk, &["export", "-", "--link"], &png);
    let again = piped(&desk, &["import", "-", "-o", "-"], &link);
    assert_eq!(hash(&again), hash(&file));
}

/// A picture comes in and its painting goes out, the log within it.
#[test]
fn what_is_painted_comes_and_goes_by_pipes() {
    let desk = Desk::new();
    let picture = picture::png(&picture::shapes(160, 120));
    let paint = ["paint", "-", "-o", "-", "--strokes", "3", "--size", "64"];
    let png = piped(&desk, &paint, &picture);
    let shown = image::load_from_memory(&png).expect("nothing but a picture");
    assert_eq!([shown.width(), shown.height()], [64, 48]);
    let log = format::decode(&piped(&desk, &["import", "-", "-o", "-"], &png)).expect("a log");
    assert_eq!(Painting::from_log(&log).expect("it is drawable").strokes().len(), 3);
    assert!(desk.files().is_empty(), "something lies there: {:?}", desk.files());

    let desk = desk.with("a.png", &picture);
    desk.refuses(&["paint", "a.png", "-o", "./a.png"], "a.png");
    desk.refuses(&["paint", "-", "-o", "b.png"], "what came in");
}

#[test]
fn what_would_be_lost_or_is_no_painting_is_refused() {
    let desk =
        Desk::new().with("a.limner", &golden::file("partner")).with("words.txt", b"hello there");
    let desk = desk.with("bad.json", br#"{"format":"limner-program","version":7}"#);
    let picture = image::RgbImage::from_pixel(8, 8, image::Rgb([9, 9, 9]));
    let desk = desk.with("plain.png", &limner_tests::picture::png(&picture));
    desk.refuses(&["export", "a.limner", "--png", "a.limner"], "a.limner");
    desk.refuses(&["import", "a.limner", "-o", "./a.limner"], "a.limner");
    desk.refuses(&["export", "a.limner", "--json", "no/where.json"], "no");
    desk.refuses(&["export", "a.limner"], "--png");
    desk.refuses(&["export", "a.limner", "--png", "b.png", "--scale", "3"], "--scale");
    for option in ["--html", "--svg", "--apng", "--gif", "--frames"] {
        desk.refuses(&["export", "a.limner", option, "a.limner"], "a.limner");
    }
    desk.refuses(
        &["export", "a.limner", "--html", "b.html", "--address", "javascript:1"],
        "--address",
    );
    // What is to go along is no page in one piece, is of a later version, or would be written over.
    let desk = desk.with("later.limw", b"LIMW\x02").with("page/whole.limw", b"LIMW\x01");
    let on = |partner| ["export", "a.limner", "--html", "b.html", "--partner", partner];
    for none in ["words.txt", "later.limw", "gone", ".", "page"] {
        desk.refuses(&on(none), if none == "." { "whole" } else { none });
    }
    desk.refuses(
        &["export", "a.limner", "--html", "later.limw", "--partner", "later.limw"],
        "later",
    );
    desk.refuses(&["export", "a.limner", "--png", "b.png", "--partner", "page"], "--html");
    desk.refuses(&["export", "a.limner", "--link", "--scale", "2"], "--png");
    desk.refuses(&["export", "a.limner", "--gif", "b.gif", "--seconds", "0"], "--seconds");
    desk.refuses(&["export", "words.txt", "--link"], "words.txt");
    desk.refuses(&["export", "plain.png", "--link"], "plain.png");
    desk.refuses(&["export", "gone.limner", "--link"], "gone.limner");
    desk.refuses(&["import", "bad.json", "-o", "b.limner"], "bad.json");
}
