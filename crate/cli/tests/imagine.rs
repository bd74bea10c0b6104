//! `limner imagine` from outside: drawings and copies as files, a run that is stopped and goes on, and bad input.

use std::path::Path;
use std::process::{Command, Output};

fn limner(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_limner"))
        .arg("imagine")
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program runs")
}

fn fine(output: &Output) {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Light bars on dark: lying where `lying`, of a height that `index` moves.
fn bar(lying: bool, index: u32) -> image::GrayImage {
    image::GrayImage::from_fn(32, 32, |x, y| {
        let (along, across) = if lying { (x, y) } else { (y, x) };
        let within = (6..26).contains(&along) && across.abs_diff(12 + index % 8) < 2;
        image::Luma([if within { 255 } else { 0 }])
    })
}

#[test]
fn new_digits_are_pictures_and_programs_and_follow_from_the_seed() {
    let folder = tempfile::tempdir().expect("a folder");
    for out in ["a", "b"] {
        let arguments = ["sample", "--kind", "digits", "--count", "6", "--class", "3", "-o", out];
        fine(&limner(&arguments, folder.path()));
    }
    let mut pictures = Vec::new();
    for index in 0..6 {
        let read = |name: &str| std::fs::read(folder.path().join(name)).expect("a file");
        let png = read(&format!("a/{index:05}-3.png"));
        assert_eq!(png, read(&format!("b/{index:05}-3.png")));
        let picture = image::load_from_memory(&png).expect("a PNG").to_luma8();
        assert_eq!(picture.dimensions(), (32, 32));
        let light = picture.pixels().filter(|pixel| pixel.0[0] > 128).count();
        assert!((20..400).contains(&light), "{light} light pixels");
        pictures.push(picture);
        let program = format!("a/{index:05}-3.json");
        let painting = folder.path().join("back.limner");
        fine(
            &Command::new(env!("CARGO_BIN_EXE_limner"))
                .arg("import")
                .arg(folder.path().join(&program))
                .arg("-o")
                .arg(&painting)
                .output()
                .expect("the program runs"),
        );
    }
    assert!(pictures.iter().any(|picture| *picture != pictures[0]), "they are not all alike");
}

#[test]
fn copies_have_the_names_of_pictures_and_come_near_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let pictures = folder.path().join("pictures");
    std::fs::create_dir(&pictures).expect("a folder");
    for index in 0..4 {
        let picture = bar(index % 2 == 0, index);
        picture.save(pictures.join(format!("{index}.png"))).expect("a picture");
    }
    let arguments = ["copy", "pictures", "--kind", "digits", "-o", "copies", "--strokes", "3"];
    fine(&limner(&arguments, folder.path()));
    for index in 0..4 {
        let open = |folder_of: &str| {
            let path = folder.path().join(folder_of).join(format!("{index}.png"));
            image::open(path).expect("a picture").to_luma8()
        };
        let (picture, copy) = (open("pictures"), open("copies"));
        let off = picture.pixels().zip(copy.pixels()).map(|(a, b)| {
            let off = (f32::from(a.0[0]) - f32::from(b.0[0])) / 255.0;
            off * off
        });
        let error = off.sum::<f32>() / 1024.0;
        assert!(error < 0.012, "picture {index}: {error}");
    }
}

#[test]
fn a_run_goes_on_and_what_it_wrote_draws() {
    let folder = tempfile::tempdir().expect("a folder");
    let pictures = folder.path().join("pictures");
    std::fs::create_dir(&pictures).expect("a folder");
    for index in 0..6 {
        bar(true, index).save(pictures.join(format!("{index}.png"))).expect("a picture");
    }
    let run = |steps: &str, resume: bool| {
        let mut arguments = vec!["train", "--kind", "digits", "--data", "pictures", "--out"];
        arguments.extend(["bars.limg", "--log", "log.jsonl", "--samples", "sheets"]);
        arguments.extend(["--strokes", "2", "--steps", steps]);
        arguments.extend(resume.then_some("--resume"));
        fine(&limner(&arguments, folder.path()));
    };
    run("2", false);
    run("4", true);
    assert!(folder.path().join("sheets/update-000004.png").is_file());
    let model = std::fs::read(folder.path().join("bars.limg")).expect("a model");
    let model = limner_imagine::Model::decode(&model).expect("a model");
    assert_eq!((model.name.as_str(), model.classes.len()), ("digits", 1));
    let arguments =
        ["sample", "--kind", "digits", "--count", "2", "-o", "out", "--model", "bars.limg"];
    fine(&limner(&arguments, folder.path()));
}

#[test]
fn what_cannot_be_done_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("train-images-idx3-ubyte"), b"no digits").expect("a file");
    std::fs::write(folder.path().join("broken.limg"), b"LIMG and nothing").expect("a file");
    let cases: [(&[&str], &str); 6] = [
        (&["train", "--kind", "digits", "--data", "."], "this is no IDX file"),
        (&["train", "--kind", "characters", "--data", "."], "no drawings"),
        (&["train", "--kind", "digits", "--data", "nowhere"], "nowhere"),
        (&["sample", "--kind", "digits", "--class", "ten", "-o", "x"], "\"ten\""),
        (&["sample", "--kind", "digits", "--model", "broken.limg", "-o", "x"], "broken"),
        (&["copy", "nowhere", "--kind", "digits", "-o", "x"], "nowhere"),
    ];
    for (arguments, said) in cases {
        let output = limner(arguments, folder.path());
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success(), "{arguments:?}");
        assert!(error.contains(said), "{arguments:?}: {error}");
        assert_eq!(error.lines().count(), 1, "{error}");
    }
}
