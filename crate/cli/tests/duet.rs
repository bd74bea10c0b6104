//! `limner duet` from outside: a critic is trained on drawings with a part taken away, answers are measured by what they
//! bring back, and what cannot be done is said.

#[path = "../../imagine/tests/archive/mod.rs"]
mod archive;
mod program;

use std::path::Path;
use std::process::Output;

use program::fine;

fn limner(arguments: &[&str], folder: &Path) -> Output {
    program::limner("duet", arguments, folder)
}

fn json(path: &Path) -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(path).expect("a table")).expect("JSON")
}

/// A character of two lines, one below the other, each a little different by whoever drew it.
fn lines(character: usize, drawer: usize) -> String {
    let line = |y: usize| -> String {
        let point = |i: usize| {
            let (x, bent) = (15 + 3 * i, y + drawer % 5 + character * i / 4);
            format!("{x},-{bent},{}\n", 12 * i)
        };
        (0..20 + drawer % 3).map(point).collect()
    };
    format!("START\n{}BREAK\n{}BREAK\n", line(25), line(60))
}

fn write_drawings(to: &Path, drawers: usize) {
    let mut files = Vec::new();
    for alphabet in ["Lines", "Sanskrit"] {
        for character in 1..=3 {
            for drawer in 1..=drawers {
                let name = format!("s/{alphabet}/character{character:02}/01_{drawer:02}.txt");
                files.push((name, lines(character, drawer)));
            }
        }
    }
    std::fs::write(to, archive::of(&files)).expect("a file");
}

#[test]
fn a_critic_is_trained_and_its_answers_are_measured() {
    let folder = tempfile::tempdir().expect("a folder");
    write_drawings(&folder.path().join("strokes.zip"), 20);
    let train = |out: &str| {
        let arguments = ["train", "strokes.zip", "-o", out, "--json", "train.json"];
        fine(&limner(
            &[&arguments[..], &["--scenes", "40", "--updates", "200"]].concat(),
            folder.path(),
        ));
        std::fs::read(folder.path().join(out)).expect("a critic")
    };
    let critic = train("a.lnet");
    assert!(critic == train("b.lnet"), "what is learned follows from the seed");
    assert!(critic.len() < 1_500, "{} bytes", critic.len());
    let table = json(&folder.path().join("train.json"));
    let rows = table["mean_gain"].as_array().expect("rows");
    let gain = |by: &str| {
        let row = rows.iter().find(|row| row["by"] == by).expect("a row");
        row["people"].as_f64().expect("a number")
    };
    let most = gain("what was missing");
    for by in ["chance", "rules", "a linear critic", "a network"] {
        assert!(gain(by) <= most + 1e-6, "nothing is chosen better than by who knows: {rows:?}");
    }
    assert!(gain("a network") > gain("chance"), "{rows:?}");

    let arguments = ["eval", ".", "--critic", "a.lnet", "--json", "eval.json"];
    let output = limner(&[&arguments[..], &["--count", "12"]].concat(), folder.path());
    fine(&output);
    let table = json(&folder.path().join("eval.json"));
    let rows = table["rows"].as_array().expect("rows");
    assert_eq!(rows.len(), 4, "two kinds of drawings, without the end and without a stroke");
    for row in rows {
        let ways = row["ways"].as_array().expect("ways");
        assert_eq!(ways.len(), 5);
        let chamfer = |way: usize| &ways[way]["measures"][1];
        assert_eq!(chamfer(0)["answer_is_nearer_by"], 0.0, "it is as near as itself");
        // Something is missing, and so there is a distance; random strokes do not bring it back.
        assert!(chamfer(2)["distance"].as_f64() > Some(0.0), "{row}");
        assert!(chamfer(3)["distance"].as_f64() > Some(0.0), "{row}");
    }
    let part = |of: &str| table[of].as_f64().expect("a part");
    assert!(table["strokes"].as_u64() > Some(0));
    assert!((0.0..=1.0).contains(&part("in_the_persons_widths")));
    assert!(part("in_the_persons_colours") > 0.5);
}

#[test]
fn what_cannot_be_done_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    write_drawings(&folder.path().join("strokes.zip"), 3);
    std::fs::write(folder.path().join("broken.lnet"), b"LNET and nothing").expect("a file");
    std::fs::write(folder.path().join("none.zip"), archive::of::<&str, &str>(&[])).expect("a file");
    let cases: [(&[&str], &str); 7] = [
        (&["eval", "nowhere"], "nowhere"),
        (&["eval", "none.zip"], "no strokes of drawings"),
        (&["eval", "broken.lnet"], "cannot be opened"),
        (&["eval", "strokes.zip", "--critic", "broken.lnet"], "critic"),
        (&["eval", "strokes.zip", "--count", "1"], "--count"),
        (&["train", "strokes.zip", "-o", "x.lnet", "--updates", "0"], "--updates"),
        (&["train", "none.zip", "-o", "x.lnet"], "no strokes of drawings"),
    ];
    for (arguments, said) in cases {
        let output = limner(arguments, folder.path());
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success(), "{arguments:?}");
        assert!(error.contains(said), "{arguments:?}: {error}");
        assert_eq!(error.lines().count(), 1, "{error}");
    }
    assert!(!folder.path().join("x.lnet").exists());
}
