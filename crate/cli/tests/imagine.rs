//! `limner imagine` from outside: drawings and copies as files, a run that is stopped and goes on, and bad input.

#[path = "../../imagine/tests/archive/mod.rs"]
mod archive;
mod program;

use std::path::Path;
use std::process::Output;

use program::fine;

fn limner(arguments: &[&str], folder: &Path) -> Output {
    program::limner("imagine", arguments, folder)
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
        fine(&program::limner("import", &[&program, "-o", "back.limner"], folder.path()));
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
fn photographs_are_painted_through_a_critic_beside_the_planner() {
    let folder = tempfile::tempdir().expect("a folder");
    let pictures = folder.path().join("pictures");
    std::fs::create_dir(&pictures).expect("a folder");
    for (index, color) in [[180, 40, 30], [30, 60, 170]].into_iter().enumerate() {
        let picture = image::RgbImage::from_fn(160, 120, |x, y| {
            let within = (60..100).contains(&x) && (40..80).contains(&y);
            image::Rgb(if within { [250, 240, 220] } else { color })
        });
        picture.save(pictures.join(format!("{index}.png"))).expect("a picture");
    }
    let asked = ["copy", "pictures", "--kind", "photographs", "-o", "out", "--updates", "20"];
    let rest = ["--strokes", "4,9", "--sheet", "sheet.png", "--targets"];
    let output = limner(&[&asked[..], &rest].concat(), folder.path());
    fine(&output);
    let table = String::from_utf8_lossy(&output.stdout).into_owned();
    for row in ["| critic | 4 |", "| planner | 4 |", "| critic | 9 |", "| planner | 9 |"] {
        assert!(table.contains(row), "{row} in {table}");
    }
    for name in ["0-4-critic", "1-9-critic", "0-9-planner"] {
        let path = folder.path().join("out").join(name);
        let picture = image::open(path.with_extension("png")).expect("a painting");
        assert_eq!([picture.width(), picture.height()], [128; 2]);
        let program = format!("out/{name}.json");
        fine(&program::limner("import", &[&program, "-o", "back.limner"], folder.path()));
    }
    // The pictures, then two paintings for each number of strokes.
    let sheet = image::open(folder.path().join("sheet.png")).expect("a sheet");
    assert_eq!([sheet.width(), sheet.height()], [4 + 2 * 132, 4 + 5 * 132]);
    for (wrong, part) in [("--strokes=0", "--strokes"), ("--updates=0", "--updates")] {
        let output = limner(&[&asked[..6], &[wrong]].concat(), folder.path());
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && error.contains(part), "{error}");
    }
    let digits = ["copy", "pictures", "--kind", "digits", "-o", "out", "--strokes", "3,4"];
    let output = limner(&digits, folder.path());
    assert!(String::from_utf8_lossy(&output.stderr).contains("photographs"));
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

/// A folder with a folder of so many bars.
fn bars(count: u32) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let pictures = folder.path().join("pictures");
    std::fs::create_dir(&pictures).expect("a folder");
    for index in 0..count {
        let picture = bar(index % 2 == 0, index);
        picture.save(pictures.join(format!("{index}.png"))).expect("a picture");
    }
    folder
}

/// The mean squared error of copies.
fn copies_error(folder: &Path, copies: &str, count: u32) -> f32 {
    let mut sum = 0.0;
    for index in 0..count {
        let open = |of: &str| {
            let path = folder.join(of).join(format!("{index}.png"));
            image::open(path).expect("a picture").to_luma8()
        };
        let (picture, copy) = (open("pictures"), open(copies));
        let off = picture.pixels().zip(copy.pixels()).map(|(a, b)| {
            let off = (f32::from(a.0[0]) - f32::from(b.0[0])) / 255.0;
            off * off
        });
        sum += off.sum::<f32>() / 1024.0;
    }
    sum / count as f32
}

#[test]
fn what_was_learned_copies_in_one_pass_and_refining_brings_it_nearer() {
    let folder = bars(4);
    for by in ["learned", "refined"] {
        let arguments = ["copy", "pictures", "--kind", "digits", "-o", by, "--by", by];
        fine(&limner(&arguments, folder.path()));
    }
    let arguments = ["copy", "pictures", "--kind", "digits", "-o", "again", "--refine"];
    fine(&limner(&arguments, folder.path()));
    let [learned, refined, again] =
        ["learned", "refined", "again"].map(|copies| copies_error(folder.path(), copies, 4));
    // Nobody writes such bars: it is no digit that it learned from.
    let blank = 80.0 / 1024.0;
    assert!(learned < 0.6 * blank, "{learned} in one pass, {blank} blank");
    assert!(refined < 0.012 && refined < learned && refined == again, "{learned}, {refined}");
}

#[test]
fn every_learner_draws_sheets_and_two_of_them_go_on() {
    let folder = bars(6);
    let run = |learner: &str, steps: &str, resume: bool| {
        let mut arguments = vec!["train", "--kind", "digits", "--data", "pictures", "--out"];
        arguments.extend(["out.model", "--samples", learner, "--strokes", "2"]);
        arguments.extend(["--learner", learner, "--steps", steps]);
        arguments.extend(resume.then_some("--resume"));
        let output = limner(&arguments, folder.path());
        fine(&output);
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    for learner in ["actor-critic", "q-learning", "mixed", "copying"] {
        let resumes = ["actor-critic", "copying"].contains(&learner);
        run(learner, "2", false);
        let said = run(learner, if resumes { "3" } else { "2" }, resumes);
        let sheet = format!("{learner}/update-00000{}.png", if resumes { 3 } else { 2 });
        assert!(folder.path().join(sheet).is_file(), "{learner}: {said}");
    }
    let arguments =
        ["copy", "pictures", "--kind", "digits", "--by", "learned", "--copier", "out.model"];
    fine(&limner(&[&arguments[..], &["-o", "copies"]].concat(), folder.path()));
    // Another learner's checkpoint is refused.
    let arguments = ["train", "--kind", "digits", "--data", "pictures", "--out", "out.model"];
    let rest = ["--strokes", "2", "--steps", "9", "--resume"];
    let output = limner(&[&arguments[..], &rest].concat(), folder.path());
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && error.contains("out.checkpoint"), "{error}");
}

#[test]
fn what_is_drawn_and_copied_is_measured() {
    let folder = bars(12);
    let data = ["--kind", "digits", "--data", "pictures"];
    let arguments = [&["train"], &data[..], &["--steps", "2", "--out", "bars.limg"]].concat();
    fine(&limner(&arguments, folder.path()));
    let rest = ["--model", "bars.limg", "--count", "50", "--json", "table.json"];
    let output = limner(&[&["eval"], &data[..], &rest].concat(), folder.path());
    fine(&output);
    let table = std::fs::read(folder.path().join("table.json")).expect("a table");
    let table: serde_json::Value = serde_json::from_slice(&table).expect("JSON");
    let rows = table["rows"].as_array().expect("rows");
    let by_ink = rows.iter().find(|row| row["name"] == "the same, by ink").expect("another brush");
    assert!(by_ink["strokes"].as_f64() > Some(0.0), "{by_ink}");
    let copies = table["copies"].as_array().expect("copies");
    let error = |by: &str| {
        let row = copies.iter().find(|row| row["by"] == by).expect("such copies");
        row["mean_squared_error"].as_f64().expect("a number")
    };
    assert_eq!(error("themselves"), 0.0);
    assert!(error("in one pass") > error("in one pass, refined") && error("traced") < 0.012);
}

#[test]
fn learners_are_compared_by_one_command() {
    let folder = bars(12);
    let arguments = ["compare", "--kind", "digits", "--data", "pictures", "-o", "plot.svg"];
    let rest = ["--learners", "pathwise,actor-critic", "--minutes", "0.002", "--seeds", "1"];
    let last = ["--measures", "1", "--strokes", "2", "--json", "all.json"];
    let output = limner(&[&arguments[..], &rest, &last].concat(), folder.path());
    fine(&output);
    let table = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(table.contains("| pathwise |") && table.contains("| actor-critic |"), "{table}");
    for plot in ["plot.svg", "plot-images.svg"] {
        let svg = std::fs::read_to_string(folder.path().join(plot)).expect("a plot");
        assert!(svg.starts_with("<svg") && svg.contains("actor-critic"));
    }
    let all = std::fs::read(folder.path().join("all.json")).expect("measurements");
    let all: serde_json::Value = serde_json::from_slice(&all).expect("JSON");
    let runs = all["runs"].as_array().expect("runs");
    assert_eq!(runs.len(), 2);
    for run in runs {
        let points = run["points"].as_array().expect("points");
        assert!(points.len() == 2 && points[1]["images"].as_f64() > Some(0.0), "{run}");
    }
}

#[test]
fn what_cannot_be_done_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("train-images-idx3-ubyte"), b"no digits").expect("a file");
    std::fs::write(folder.path().join("broken.limg"), b"LIMG and nothing").expect("a file");
    std::fs::write(folder.path().join("broken.limc"), b"LIMC and nothing").expect("a file");
    std::fs::create_dir(folder.path().join("one")).expect("a folder");
    bar(true, 1).save(folder.path().join("one/bar.png")).expect("a picture");
    let cases: [(&[&str], &str); 10] = [
        (&["train", "--kind", "digits", "--data", "."], "this is no IDX file"),
        (&["train", "--kind", "characters", "--data", "."], "no drawings"),
        (&["train", "--kind", "digits", "--data", "nowhere"], "nowhere"),
        (&["sample", "--kind", "digits", "--class", "ten", "-o", "x"], "\"ten\""),
        (&["sample", "--kind", "digits", "--model", "broken.limg", "-o", "x"], "broken"),
        (&["copy", "nowhere", "--kind", "digits", "-o", "x"], "nowhere"),
        (&["copy", "one", "--kind", "digits", "--copier", "broken.limc", "-o", "x"], "broken.limc"),
        (&["copy", "one", "--kind", "digits", "--strokes", "0", "-o", "x"], "--strokes"),
        (&["train", "--kind", "digits", "--data", ".", "--rate", "nan"], "--rate"),
        (
            &["compare", "--kind", "digits", "--data", ".", "--minutes", "0", "-o", "x.svg"],
            "--minutes",
        ),
    ];
    for (arguments, said) in cases {
        let output = limner(arguments, folder.path());
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success(), "{arguments:?}");
        assert!(error.contains(said), "{arguments:?}: {error}");
        assert_eq!(error.lines().count(), 1, "{error}");
    }
}

#[test]
fn lessons_are_measured_on_characters_of_an_alphabet() {
    let folder = tempfile::tempdir().expect("a folder");
    // A corner, drawn by fourteen people, each a little wider; of a second character there are too few.
    let corner = |width: usize| {
        let along = (0..20).map(|i| format!("{},-20,{}\n", 20 + i * width / 10, 10 * i));
        let down =
            (0..20).map(|i| format!("{},-{},{}\n", 20 + 2 * width, 20 + 3 * i, 200 + 10 * i));
        format!("START\n{}BREAK\n{}BREAK\n", along.collect::<String>(), down.collect::<String>())
    };
    let drawing = |character: usize, drawer: usize| {
        let name =
            format!("strokes/Corners/character{character:02}/{character:04}_{drawer:02}.txt");
        (name, corner(10 + drawer))
    };
    let mut files: Vec<(String, String)> = (1..=14).map(|drawer| drawing(1, drawer)).collect();
    files.extend((1..=5).map(|drawer| drawing(2, drawer)));
    let write = |name: &str, bytes: &[u8]| {
        std::fs::write(folder.path().join(name), bytes).expect("a file");
    };
    write("strokes_all.zip", &archive::of(&files));
    let arguments = ["lesson", "--data", ".", "--alphabet", "Corners", "--updates", "2"];
    let rest =
        ["--characters", "3", "-o", "sheets", "--json", "table.json", "--critics-updates", "40"];
    let output = limner(&[&arguments[..], &rest].concat(), folder.path());
    fine(&output);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("| character01 | 2 |") && said.contains("| all 1 |"), "{said}");
    let table = std::fs::read(folder.path().join("table.json")).expect("a table");
    let table: serde_json::Value = serde_json::from_slice(&table).expect("JSON");
    let rows = table["rows"].as_array().expect("rows");
    assert_eq!(rows.len(), 1, "of the second character too few are drawn: {rows:?}");
    // Two updates teach nothing: a critic that comes fresh knows what is drawn from corners.
    for told in ["told", "untrained", "random_strokes"] {
        let told = rows[0][told].as_f64().expect("a part");
        assert!((0.6..=1.0).contains(&told), "{rows:?}");
    }
    let sheet =
        image::open(folder.path().join("sheets/character01.png")).expect("a sheet").to_rgb8();
    // Twelve cards above each other in threes, and as many that were drawn; the first cards have ink.
    assert_eq!(sheet.dimensions(), (8 * 36 + 4, 3 * 36 + 4));
    let dark = (4..36).flat_map(|x| (4..36).map(move |y| (x, y)));
    let dark = dark.filter(|(x, y)| sheet.get_pixel(*x, *y).0[0] < 100).count();
    assert!((20..400).contains(&dark), "{dark} dark pixels on a card");

    let broken = [("strokes/Corners/character01/0001_01.txt", "START\nx,y\n")];
    write("broken.zip", &archive::of(&broken));
    for (data, alphabet, said) in [
        ("strokes_all.zip", "Circles", "no characters of \"Circles\""),
        ("broken.zip", "Corners", "is no point of a stroke"),
        ("sheets", "Corners", "no zip of strokes"),
        ("table.json", "Corners", "cannot be opened"),
    ] {
        let arguments = ["lesson", "--data", data, "--alphabet", alphabet, "--updates", "1"];
        let output = limner(&arguments, folder.path());
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && error.contains(said), "{data}: {error}");
    }
}

#[test]
fn choices_are_measured_beside_chance_and_greed() {
    let folder = bars(12);
    let arguments = ["choices", "--kind", "digits", "--data", "pictures", "--minutes", "0.01"];
    let rest = ["--seeds", "2", "--count", "64", "--strokes", "2", "--json", "choices.json"];
    let output = limner(&[&arguments[..], &rest].concat(), folder.path());
    fine(&output);
    assert!(String::from_utf8_lossy(&output.stdout).contains("| mean |"));
    let table = std::fs::read(folder.path().join("choices.json")).expect("a table");
    let table: serde_json::Value = serde_json::from_slice(&table).expect("JSON");
    let seeds = table["seeds"].as_array().expect("seeds");
    assert_eq!(seeds.len(), 2);
    for seed in seeds {
        assert!(seed["updates"].as_u64() > Some(0), "{seed}");
        let earned = |i: usize| seed["choosers"][i]["earned"].as_f64().expect("a number");
        // What takes the best of six each time earns more than what takes any.
        assert!(earned(1) > earned(2), "{seed}");
        assert!(earned(0).is_finite());
    }

    // Beside the critic that is shipped, which stays as it is: the same seed chooses among the same.
    for mixed in [&[][..], &["--mixed"]] {
        let beside = ["--settled", "--seeds", "1", "--count", "64", "--strokes", "2"];
        let output = limner(&[&arguments[..], &beside, mixed].concat(), folder.path());
        fine(&output);
        assert!(String::from_utf8_lossy(&output.stdout).contains("| mean |"));
    }
}

#[test]
fn how_strokes_feel_is_a_part_of_the_reward_and_of_the_log() {
    let folder = bars(12);
    let felt = |excited: &str, log: &str| {
        let arguments = ["train", "--kind", "digits", "--data", "pictures", "--free"];
        let rest = ["--learner", "actor-critic", "--steps", "100", "--strokes", "2"];
        let last = ["--excited", excited, "--log", log];
        fine(&limner(&[&arguments[..], &rest, &last].concat(), folder.path()));
        let lines = std::fs::read_to_string(folder.path().join(log)).expect("a log");
        let line: serde_json::Value =
            serde_json::from_str(lines.lines().last().expect("a line")).expect("JSON");
        line["reward_emotion"].as_f64().expect("a number")
    };
    let (excited, calm) = (felt("2", "excited.jsonl"), felt("-2", "calm.jsonl"));
    // What was asked for is what both come to: the one's strokes are more excited than the other's.
    assert!(excited > -calm + 0.05, "{excited}, and {} of who is to be calm", -calm);
    let arguments = ["train", "--kind", "digits", "--data", "pictures", "--pleasant", "1"];
    let output = limner(&arguments, folder.path());
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("--pleasant"),
        "pathwise has no such part"
    );
}
