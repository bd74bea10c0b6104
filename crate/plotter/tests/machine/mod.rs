//! What machines make of the files: a small interpreter of G-code, and one of HPGL.

use std::collections::BTreeMap;

use limner_plotter::Setup;

/// What a machine did: paths by the number of their pen, in mm from the bed's lower left corner.
#[derive(Debug, Default)]
pub(crate) struct Done {
    pub(crate) paths: BTreeMap<usize, Vec<Vec<[f64; 2]>>>,
    pub(crate) drawn_mm: f64,
    pub(crate) travel_mm: f64,
    pub(crate) lifts: usize,
    /// Where the pen went into a pot.
    pub(crate) dips: Vec<[f64; 2]>,
}

/// Does what G-code says as GRBL does, of the words that are used; anything else is an error.
pub(crate) fn interpreted(gcode: &str, setup: &Setup) -> Done {
    let [width, height] = setup.bed_mm();
    let mut done = Done::default();
    let (mut at, mut pen, mut is_down, mut feed) = ([0.0, 0.0], 0, true, None);
    let (mut run, mut fresh): (Vec<[f64; 2]>, bool) = (Vec::new(), false);
    let mut millimetres = false;
    for line in gcode.lines() {
        if let Some(number) = line.strip_prefix("; pen ").and_then(|rest| rest.split(':').next()) {
            pen = number.parse().expect("a number");
        }
        let words: Vec<&str> = line.split(';').next().unwrap_or("").split_whitespace().collect();
        let number = |letter: char| {
            let word = words.iter().find_map(|word| word.strip_prefix(letter));
            word.map(|digits| digits.parse::<f64>().expect("a number"))
        };
        let Some(word) = words.first() else { continue };
        match *word {
            "G21" => millimetres = true,
            "G90" | "G94" | "M0" | "M2" => {}
            "G4" => assert!(number('P').is_some_and(|p| (0.0..=600.0).contains(&p)), "{line}"),
            "M3" => {
                let servo = setup.machine.servo.expect("a machine with a servo");
                let down = number('S').expect("a number") == servo.down;
                lower(&mut done, &mut run, &mut fresh, (down, is_down), at, pen);
                is_down = down;
            }
            "G0" if number('Z').is_some() => {
                assert!(setup.machine.servo.is_none());
                let down = number('Z') == Some(setup.machine.down_mm);
                lower(&mut done, &mut run, &mut fresh, (down, is_down), at, pen);
                is_down = down;
            }
            "G0" | "G1" => {
                let to = [number('X').expect("a place"), number('Y').expect("a place")];
                feed = number('F').or(feed);
                assert!(feed.expect("a feed is named before the first move") > 0.0);
                assert!(
                    (0.0..=width).contains(&to[0]) && (0.0..=height).contains(&to[1]),
                    "{line} leaves the bed"
                );
                assert_eq!(
                    *word == "G1",
                    is_down,
                    "{line} with the pen {}",
                    if is_down { "down" } else { "up" }
                );
                let far = ((to[0] - at[0]).powi(2) + (to[1] - at[1]).powi(2)).sqrt();
                if is_down {
                    done.drawn_mm += far;
                    run.push(to);
                } else {
                    done.travel_mm += far;
                }
                at = to;
            }
            other => panic!("{other} is not known: {line}"),
        }
    }
    assert!(millimetres && !is_down && gcode.ends_with("M2\n"));
    done
}

/// The pen goes down, or up: then what it drew is a path, or a dip where it drew nothing.
fn lower(
    done: &mut Done,
    run: &mut Vec<[f64; 2]>,
    fresh: &mut bool,
    (down, was_down): (bool, bool),
    at: [f64; 2],
    pen: usize,
) {
    if down {
        assert!(!was_down, "it is lowered twice");
        *run = vec![at];
        *fresh = true;
    } else if *fresh {
        *fresh = false;
        if run.len() == 1 {
            done.dips.push(at);
        } else {
            done.lifts += 1;
            done.paths.entry(pen).or_default().push(std::mem::take(run));
        }
    }
}

/// Does what HPGL says, of the instructions that are used.
pub(crate) fn plotted(hpgl: &str, setup: &Setup) -> Done {
    let mut done = Done::default();
    let (mut at, mut pen, mut run) = ([0.0, 0.0], 0, Vec::<[f64; 2]>::new());
    let [width, height] = setup.bed_mm();
    for instruction in hpgl.split(';').map(str::trim).filter(|text| !text.is_empty()) {
        let (word, rest) = instruction.split_at(2);
        let numbers: Vec<f64> = rest
            .split(',')
            .filter(|n| !n.is_empty())
            .map(|n| n.parse().expect("a number"))
            .collect();
        match word {
            "IN" | "PA" => assert!(numbers.is_empty()),
            "VS" => assert!((1.0..=127.0).contains(&numbers[0])),
            "SP" => pen = numbers[0] as usize,
            "PU" => {
                if run.len() > 1 {
                    done.lifts += 1;
                    done.paths.entry(pen).or_default().push(std::mem::take(&mut run));
                }
                run.clear();
                if let [x, y] = numbers[..] {
                    at = [x / 40.0, y / 40.0];
                }
            }
            "PD" => {
                if run.is_empty() {
                    run.push(at);
                }
                for place in numbers.as_chunks::<2>().0 {
                    at = place.map(|units| units / 40.0);
                    run.push(at);
                }
            }
            other => panic!("{other} is not known"),
        }
        assert!(
            (0.0..=width).contains(&at[0]) && (0.0..=height).contains(&at[1]),
            "{at:?} is off the bed"
        );
    }
    assert_eq!(pen, 0, "the pen is put back");
    done
}
