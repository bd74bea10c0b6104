//! Pointer sessions as data (see `tests/pointer/README.md`), replayed: what devices report becomes the
//! same painting for ever, here and in the page.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "numbers of a test are within their types"
)]

use std::path::PathBuf;

use limner_core::{Op, Path, Rgb8};
use limner_studio::Session;
use limner_studio::pointer::Report;
use limner_studio::stabiliser::Kind;
use limner_studio::tools::{Grip, Tool};
use serde_json::Value;

const NAMES: [&str; 3] = ["mouse", "pen", "finger"];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/pointer")
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

fn color(value: &Value) -> Rgb8 {
    let [_, r, g, b] = (number(value) as u32).to_be_bytes();
    Rgb8::new(r, g, b)
}

fn report(value: &Value) -> Report {
    let [x, y, pressure, tilt_x, tilt_y, time_ms] = std::array::from_fn(|i| number(&value[i]));
    Report { x, y, pressure, tilt_x, tilt_y, time_ms }
}

/// A session in which all of a file happened.
fn replayed(name: &str) -> Session {
    let text = std::fs::read_to_string(folder().join(name).with_extension("json"));
    let file: Value =
        serde_json::from_str(&text.expect("the case is there")).expect("the file is whole");
    let [width, height, seed] = ["width", "height", "seed"].map(|key| number(&file[key]) as u32);
    let paper = color(&file["paper"]);
    let mut session = Session::new(1, width as u16, height as u16, paper, seed).unwrap();
    for event in file["events"].as_array().expect("a list of events") {
        let code = |i: usize| event[i].as_str().unwrap_or_else(|| panic!("{event} has no code"));
        match code(0) {
            "brush" => {
                let held = &event[1];
                let [radius, opacity, hardness] =
                    ["radius", "opacity", "hardness"].map(|key| number(&held[key]));
                let tools = &mut session.hand_mut().tools;
                assert!(tools.choose(held["key"].as_str().expect("a key")), "{held}");
                tools.set_brush(radius, opacity, hardness);
                let [pressure_to_radius, pressure_to_opacity] =
                    ["toRadius", "toOpacity"].map(|key| held[key] == true);
                let grip = Grip { pressure_to_radius, pressure_to_opacity, ..tools.grip() };
                tools.set_grip(grip);
            }
            "color" => session.hand_mut().tools.color = color(&event[1]),
            "tool" => session.hand_mut().tools.tool = Tool::from_code(code(1)).expect("a tool"),
            "stabiliser" => {
                let kind = Kind::from_code(code(1), number(&event[2]));
                session.hand_mut().stabiliser = kind.expect("a stabiliser");
            }
            "down" => assert!(session.pointer().down(report(&event[1])), "{event}"),
            "move" => {
                let reports = event[1].as_array().expect("a list of reports").iter().map(report);
                session.pointer().moves(&reports.collect::<Vec<_>>());
            }
            "up" => session.pointer().up(number(&event[1])),
            "cancel" => assert!(session.pointer().cancel()),
            "frame" => session.tick(number(&event[1]), || true),
            "undo" => assert!(session.undo()),
            "redo" => assert!(session.redo()),
            other => panic!("nobody knows how to {other}"),
        }
    }
    session
}

fn hash(session: &Session) -> String {
    format!("{:016x}", session.document().painting().canvas().hash())
}

#[test]
fn recorded_pointers_paint_the_same_pixels() {
    let list = std::fs::read_to_string(folder().join("hashes.txt")).expect("the list is there");
    for name in NAMES {
        let expected = format!("{} {name}", hash(&replayed(name)));
        assert!(list.lines().any(|line| line == expected), "{expected} is not in the list");
    }
    assert_eq!(list.lines().count(), NAMES.len());
}

/// That the files hold what they are there for.
#[test]
fn a_pen_is_felt_and_the_others_are_not() {
    for name in NAMES {
        let session = replayed(name);
        let entries = session.document().painting().log().entries();
        let samples: Vec<_> = entries
            .iter()
            .filter_map(|entry| match &entry.op {
                Op::Add(stroke) => Some(&stroke.path),
                _ => None,
            })
            .flat_map(|path| match path {
                Path::Samples { samples, .. } => samples.to_vec(),
                Path::Bezier { .. } => Vec::new(),
            })
            .collect();
        assert!(samples.len() > 150, "{name} has {} samples", samples.len());
        let mut pressures: Vec<_> = samples.iter().map(|sample| sample.pressure).collect();
        pressures.sort_unstable();
        pressures.dedup();
        let tilted = samples.iter().any(|sample| sample.tilt != [0, 0]);
        if name == "pen" {
            assert!(pressures.len() > 100 && tilted, "{name} presses {} ways", pressures.len());
        } else {
            assert!(pressures.len() == 1 && !tilted, "{name} presses {} ways", pressures.len());
        }
    }
}

#[test]
#[ignore = "writes the hashes"]
fn bless() {
    let list: String =
        NAMES.iter().map(|name| format!("{} {name}\n", hash(&replayed(name)))).collect();
    std::fs::write(folder().join("hashes.txt"), list).expect("the folder can be written to");
}
