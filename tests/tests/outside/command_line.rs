//! The native program on real files.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use limner_core::{Author, Painting, format};
use limner_tests::{picture, places};
use tempfile::TempDir;

fn limner(arguments: &[&str], folder: &Path) -> Output {
    let program = places::limner();
    let output = Command::new(&program).args(arguments).current_dir(folder).output();
    output.unwrap_or_else(|error| panic!("cannot run {}: {error}", program.display()))
}

fn with_file(name: &str, bytes: &[u8]) -> (TempDir, PathBuf) {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join(name);
    std::fs::write(&file, bytes).expect("a file in a folder of our own");
    (folder, file)
}

/// The program must fail, and say of which file or number it speaks.
fn refuses(arguments: &[&str], folder: &Path, names: &str) {
    let output = limner(arguments, folder);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "`limner {}` succeeded", arguments.join(" "));
    assert!(said.contains(names), "`limner {}` does not name {names}: {said}", arguments.join(" "));
    assert!(!said.contains("panicked"), "`limner {}` panicked: {said}", arguments.join(" "));
}

#[test]
fn paint_writes_a_picture_and_the_log_it_follows_from() {
    let (folder, _) = with_file("shapes.png", &picture::png(&picture::shapes(160, 120)));
    let arguments =
        ["paint", "shapes.png", "--out", "painted.png", "--strokes", "12", "--size", "96"];
    let output = limner(&arguments, folder.path());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

    let painted = std::fs::read(folder.path().join("painted.png")).expect("the painting");
    let painted = picture::decoded(&painted);
    assert_eq!(painted.dimensions(), (96, 72));
    let log = std::fs::read(folder.path().join("painted.limner")).expect("its log");
    let log = format::decode(&log).expect("a log");
    let replayed = Painting::from_log(&log).expect("it is drawable");
    assert_eq!(replayed.strokes().len(), 12);
    assert!(replayed.strokes().iter().all(|s| s.stroke.author == Author::Partner));
    let canvas = replayed.canvas();
    let mut rgba = vec![0; canvas.bounds().area() * 4];
    canvas.write_rgba8(canvas.bounds(), log.header().paper, &mut rgba);
    let same = painted.pixels().zip(rgba.chunks_exact(4)).all(|(a, b)| a.0 == b[..3]);
    assert!(same, "the picture is not what the log gives");
}

#[test]
fn paint_says_what_is_wrong_with_which_file() {
    let (folder, _) = with_file("words.png", b"These are words.");
    let paint = |picture: &'static str| ["paint", picture, "--out", "out.png", "--strokes", "2"];
    refuses(&paint("words.png"), folder.path(), "words.png");
    refuses(&paint("absent.png"), folder.path(), "absent.png");

    std::fs::write(folder.path().join("empty.png"), b"").expect("a file");
    refuses(&paint("empty.png"), folder.path(), "empty.png");
    let whole = picture::png(&picture::shapes(80, 60));
    std::fs::write(folder.path().join("cut.png"), &whole[..whole.len() / 2]).expect("a file");
    refuses(&paint("cut.png"), folder.path(), "cut.png");
    std::fs::write(folder.path().join("huge.png"), picture::png_header_only(8200, 5000))
        .expect("a file");
    refuses(&paint("huge.png"), folder.path(), "huge.png");
    assert!(!folder.path().join("out.png").exists(), "it wrote a picture of nothing");

    std::fs::write(folder.path().join("good.png"), &whole).expect("a file");
    refuses(&["paint", "good.png", "--out", "out.png", "--size", "0"], folder.path(), "--size");
    refuses(
        &["paint", "good.png", "--out", "no/such/folder/out.png", "--strokes", "1"],
        folder.path(),
        "no/such/folder",
    );
    std::fs::write(folder.path().join("bad.limner"), b"no weights").expect("a file");
    let arguments = ["paint", "good.png", "--out", "out.png", "--weights", "bad.limner"];
    refuses(&arguments, folder.path(), "bad.limner");
}

#[test]
fn eval_wants_pictures() {
    let (folder, _) = with_file("readme.txt", b"No pictures here.");
    let path = folder.path().display().to_string();
    refuses(&["eval", &path], folder.path(), &path);
    refuses(&["eval", "absent"], folder.path(), "absent");
    refuses(&["frobnicate"], folder.path(), "frobnicate");
}
