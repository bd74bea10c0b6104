//! Training in the native program: stopped, gone on with, and drawn.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use limner_tests::picture;
use limner_tests::program::Desk;

const SMALL: [&str; 5] = ["train", "--generated", "2", "--batch", "4"];

/// The update of the last measurement that was logged.
fn last_measured(log: &[u8]) -> u64 {
    let lines = String::from_utf8_lossy(log);
    let lines = lines.lines().map(serde_json::from_str::<serde_json::Value>);
    let lines = lines.map(|line| line.expect("a line of JSON"));
    let mut measured = lines.filter(|line| line.get("held_out_remaining").is_some());
    measured.next_back().and_then(|line| line["step"].as_u64()).expect("a measurement")
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_is_saved_and_goes_on() {
    let desk = Desk::new();
    let files = ["--out", "own.limner", "--log", "log.jsonl"];
    let mut run = desk
        .limner(&[&SMALL[..], &files, &["--minutes", "60"]].concat())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    // It says its first measurement, and begins.
    let mut lines = BufReader::new(run.stderr.take().expect("its words")).lines();
    let began = lines.any(|line| line.expect("words").contains("held_out_remaining"));
    assert!(began, "it ended before it began");
    std::thread::sleep(Duration::from_secs(2));
    let stopped = Command::new("kill").args(["-INT", &run.id().to_string()]).status();
    assert!(stopped.expect("kill").success());
    lines.for_each(|line| assert!(!line.expect("words").contains("panicked")));
    assert!(run.wait().expect("its end").success());

    let desk = desk.with("a.png", &picture::png(&picture::shapes(40, 30)));
    desk.succeeds(&["paint", "a.png", "-o", "b.png", "-n", "1", "--weights", "own.limner"]);
    let done = last_measured(&desk.read("log.jsonl"));
    assert!(done > 0, "it learned nothing in two seconds");
    let steps = (done + 3).to_string();
    let on = ["--resume", "own.checkpoint", "--steps", &steps];
    desk.succeeds(&[&SMALL[..], &files, &on].concat());
    assert_eq!(last_measured(&desk.read("log.jsonl")), done + 3);
    let left = desk.files().into_iter().filter(|path| path.to_string_lossy().contains("partial"));
    assert_eq!(left.count(), 0, "half a file was left behind");

    // A run whose checkpoint is damaged says so, and leaves everything.
    let mut bytes = desk.read("own.checkpoint");
    bytes.truncate(bytes.len() / 2);
    let desk = desk.with("cut.checkpoint", &bytes);
    let before = desk.read("own.limner");
    let cut = desk.limner(&[&SMALL[..], &files, &["--resume", "cut.checkpoint"]].concat()).output();
    let cut = cut.expect("the program");
    assert!(!cut.status.success());
    assert!(String::from_utf8_lossy(&cut.stderr).contains("cut.checkpoint"));
    assert_eq!(desk.read("own.limner"), before);
}

#[test]
fn logs_are_drawn_and_what_is_no_log_is_named() {
    let log = concat!(
        "{\"random_remaining\":0.94}\n",
        "{\"held_out_remaining\":0.95,\"random_remaining\":0.94,\"step\":0,\"sweep_psnr_db\":19.5}\n",
        "{\"loss\":1.2,\"remaining\":0.8,\"best\":0.1,\"expert\":9.0,\"value\":0.1,\"step\":100}\n",
        "{\"loss\":1.1,\"remaining\":0.7,\"expert\":0.0,\"step\":200}\n",
        "{\"loss\":1.0,\"rem",
    );
    let desk = Desk::new()
        .with("a/log.jsonl", log.as_bytes())
        .with("b/log.jsonl", log.as_bytes())
        .with("empty.jsonl", b"")
        .with("words.jsonl", b"No log.\n\xff\xfe\n{}\n[1]\n");
    let said = desk.succeeds(&["plot", "a/log.jsonl", "b/log.jsonl", "-o", "both.svg"]);
    assert!(said.contains("1 line was skipped"), "{said}");
    let svg = String::from_utf8(desk.read("both.svg")).expect("SVG is text");
    for word in ["a/log", "b/log", "held out", "updates", "dB", "</svg>"] {
        assert!(svg.contains(word), "the picture does not say {word}");
    }
    assert!(!svg.contains("NaN") && !svg.contains("inf"));
    for name in ["empty.jsonl", "words.jsonl", "absent.jsonl", "a"] {
        desk.refuses(&["plot", name, "-o", "none.svg"], name);
    }
    desk.refuses(&["plot", "a/log.jsonl", "-o", "no/such/metrics.svg"], "no/such");
}

#[test]
fn a_curve_has_a_point_for_each_effort() {
    let desk = Desk::new().with("good/a.png", &picture::png(&picture::shapes(80, 60)));
    let few = ["--strokes", "3", "--size", "48", "--efforts", "2,0", "--painters", "chance"];
    let files = ["-o", "curve.svg", "--json", "curve.json"];
    let said = desk.succeeds(&[&["curve", "good"][..], &few, &files].concat());
    assert!(said.contains("| 0 |") && said.contains("| 2 |"), "{said}");
    let svg = String::from_utf8(desk.read("curve.svg")).expect("SVG is text");
    assert!(svg.contains("PSNR, dB") && svg.contains("ms"), "the axes have no units");
    let json: serde_json::Value = serde_json::from_slice(&desk.read("curve.json")).expect("JSON");
    let measured = json["measured"].as_array().expect("a list");
    assert_eq!(measured.len(), 2);
    assert!(measured.iter().all(|m| m["mean"]["psnr_db"].as_f64().is_some_and(f64::is_finite)));
}
