//! What was measured as a table, as an object a line, and as a picture.

use std::path::Path;

use anyhow::Result;
use limner_agent::people::Person;
use serde_json::{Map, Value, json};

use super::oracle::Measured;
use super::statistics::Estimate;
use crate::chart::{self, COLORS, Chart, Key, Look, Panel};
use crate::files::replace;

/// What one arm came to for one person.
pub(crate) struct Line {
    pub(crate) person: String,
    pub(crate) arm: &'static str,
    pub(crate) answers: usize,
    /// How strongly the partner was told, where it was.
    pub(crate) strength: Option<f32>,
    pub(crate) gain: Estimate,
    pub(crate) psnr_lost: Estimate,
    pub(crate) structure_lost: Estimate,
    /// The gain of the partner that is told, where that was measured.
    pub(crate) oracle: Option<f64>,
    /// Time of an update of the taste.
    pub(crate) update_ms: Option<f64>,
    /// Part of pairs of strokes never seen that are ranked as the person would.
    pub(crate) accuracy: Option<f64>,
}

impl Line {
    pub(crate) fn new(
        person: &Person,
        arm: &'static str,
        answers: usize,
        measured: &Measured,
    ) -> Self {
        let Measured { gain, psnr_lost, structure_lost } = *measured;
        Self {
            person: person.name.clone(),
            arm,
            answers,
            strength: None,
            gain,
            psnr_lost,
            structure_lost,
            oracle: None,
            update_ms: None,
            accuracy: None,
        }
    }

    fn to_json(&self) -> Value {
        let mut object = Map::new();
        let mut set = |name: &str, value: Value| object.insert(name.to_owned(), value);
        set("person", json!(self.person));
        set("arm", json!(self.arm));
        set("answers", json!(self.answers));
        set("gain", json!(self.gain.mean));
        set("low", json!(self.gain.low()));
        set("high", json!(self.gain.high()));
        set("oracle", json!(self.oracle));
        set("psnr_lost", json!(self.psnr_lost.mean));
        set("structure_lost", json!(self.structure_lost.mean));
        for (name, value) in [
            ("strength", self.strength.map(f64::from)),
            ("update_ms", self.update_ms),
            ("accuracy", self.accuracy),
        ] {
            if let Some(value) = value {
                set(name, json!(value));
            }
        }
        Value::Object(object)
    }
}

/// All that was measured.
pub(crate) struct Report {
    pub(crate) lines: Vec<Line>,
}

impl Report {
    /// The table of a partner that was told.
    pub(crate) fn print_oracle(&self) {
        println!("| person | strength | gain, deviations | lost, dB | structure lost |");
        println!("|---|---|---|---|---|");
        for line in &self.lines {
            println!(
                "| {} | {} | {} | {} | {:+.3} |",
                line.person,
                line.strength.unwrap_or_default(),
                line.gain.said(),
                line.psnr_lost.said(),
                line.structure_lost.mean
            );
        }
    }

    /// Writes what is asked for.
    pub(crate) fn write(
        &self,
        json: Option<&Path>,
        plot: Option<&Path>,
        trials: usize,
    ) -> Result<()> {
        if let Some(path) = json {
            let lines: String =
                self.lines.iter().map(|line| format!("{}\n", line.to_json())).collect();
            replace(path, lines.as_bytes())?;
        }
        if let Some(path) = plot {
            replace(path, self.oracle_chart(trials).to_svg()?.as_bytes())?;
        }
        Ok(())
    }

    /// Gain over what it costs, a curve a person.
    fn oracle_chart(&self, trials: usize) -> Chart {
        let mut names: Vec<&str> = Vec::new();
        for line in &self.lines {
            if !names.contains(&&line.person[..]) {
                names.push(&line.person);
            }
        }
        let look = |i: usize| Look {
            color: COLORS[i % COLORS.len()],
            dashed: i / COLORS.len() % 2 == 1,
            marked: true,
        };
        let curves = |x: fn(&Line) -> f64| -> Vec<chart::Line> {
            let curve = |(i, name): (usize, &&str)| {
                let own = || self.lines.iter().filter(|line| line.person == **name);
                let words = own().map(|line| format!("{}", line.strength.unwrap_or_default()));
                chart::Line {
                    points: own().map(|line| [x(line), line.gain.mean]).collect(),
                    look: look(i),
                    words: words.collect(),
                    ..chart::Line::default()
                }
            };
            names.iter().enumerate().map(curve).collect()
        };
        let key = |(i, name): (usize, &&str)| Key { name: (**name).to_owned(), look: look(i) };
        Chart {
            title: "What the partner makes of a preference that it is told".to_owned(),
            note: format!(
                "Mean of {trials} paintings a point; at each point how strongly it is told."
            ),
            key: names.iter().enumerate().map(key).collect(),
            x_name: "likeness lost, dB".to_owned(),
            x_log: false,
            panels: vec![Panel {
                title: "gain, deviations of the strokes without a preference".to_owned(),
                height_px: 420,
                lines: curves(|line| line.psnr_lost.mean),
                key: Vec::new(),
            }],
        }
    }
}
