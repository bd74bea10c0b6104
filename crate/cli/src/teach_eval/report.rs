//! What was measured as a table, as an object a line, and as a picture.

use std::path::Path;

use anyhow::Result;
use limner_agent::people::Person;
use serde_json::{Map, Value, json};

use super::oracle::Measured;
use super::statistics::{Estimate, mean};
use crate::chart::{self, COLORS, Chart, Key, Look, Panel, QUIET};
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
    /// How far from that the taste's own sureness lies.
    pub(crate) calibration: Option<f64>,
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
            calibration: None,
        }
    }

    fn print(&self) {
        let said = |value: Option<f64>| value.map_or("–".to_owned(), |v| format!("{v:.2}"));
        println!(
            "| {} | {} | {} | {} | {} | {} | {:+.3} | {} | {} | {} |",
            self.person,
            self.arm,
            self.answers,
            self.gain.said(),
            said(self.oracle),
            self.psnr_lost.said(),
            self.structure_lost.mean,
            said(self.accuracy),
            said(self.calibration),
            said(self.update_ms),
        );
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
            ("calibration", self.calibration),
        ] {
            if let Some(value) = value {
                set(name, json!(value));
            }
        }
        Value::Object(object)
    }
}

/// Draws a chart where that is asked for.
pub(crate) fn draw(path: Option<&Path>, chart: &Chart) -> Result<()> {
    path.map_or(Ok(()), |path| replace(path, chart.to_svg()?.as_bytes()))
}

/// All that was measured.
pub(crate) struct Report {
    pub(crate) lines: Vec<Line>,
}

impl Report {
    /// The table of a partner that was told.
    pub(crate) fn print_oracle(&self) {
        println!("| person | told | strength | gain, deviations | lost, dB | structure lost |");
        println!("|---|---|---|---|---|---|");
        for line in &self.lines {
            println!(
                "| {} | {} | {} | {} | {} | {:+.3} |",
                line.person,
                line.arm,
                line.strength.unwrap_or_default(),
                line.gain.said(),
                line.psnr_lost.said(),
                line.structure_lost.mean
            );
        }
    }

    /// The table of partners that were taught, and the means over all people.
    pub(crate) fn print_lessons(&self) {
        println!(
            "| person | arm | answers | gain, deviations | told | lost, dB | structure lost | pairs right | off by | ms an update |"
        );
        println!("|---|---|---|---|---|---|---|---|---|---|");
        for line in &self.lines {
            line.print();
        }
        for (arm, answers) in self.arms() {
            self.mean_of(arm, answers).print();
        }
    }

    /// Each arm with each number of answers, in order.
    fn arms(&self) -> Vec<(&'static str, usize)> {
        let mut arms = Vec::new();
        for line in &self.lines {
            if !arms.contains(&(line.arm, line.answers)) {
                arms.push((line.arm, line.answers));
            }
        }
        arms
    }

    /// The mean over people; its interval is over them too.
    fn mean_of(&self, arm: &'static str, answers: usize) -> Line {
        let own = || self.lines.iter().filter(|l| l.arm == arm && l.answers == answers);
        let estimate = |of: fn(&Line) -> f64| Estimate::of(&own().map(of).collect::<Vec<f64>>());
        let mean_of = |of: fn(&Line) -> Option<f64>| {
            let values: Vec<f64> = own().filter_map(of).collect();
            (!values.is_empty()).then(|| mean(&values))
        };
        Line {
            person: "mean of all".to_owned(),
            arm,
            answers,
            strength: None,
            gain: estimate(|line| line.gain.mean),
            psnr_lost: estimate(|line| line.psnr_lost.mean),
            structure_lost: estimate(|line| line.structure_lost.mean),
            oracle: mean_of(|line| line.oracle),
            update_ms: mean_of(|line| line.update_ms),
            accuracy: mean_of(|line| line.accuracy),
            calibration: mean_of(|line| line.calibration),
        }
    }

    /// Writes an object a line, where that is asked for.
    pub(crate) fn write(&self, json: Option<&Path>) -> Result<()> {
        let Some(path) = json else { return Ok(()) };
        let lines = self.lines.iter().map(|line| format!("{}\n", line.to_json()));
        replace(path, lines.collect::<String>().as_bytes())
    }

    /// Mean gain over answers, a curve an arm, and that of the partner that is told.
    pub(crate) fn lessons_chart(&self, trials: usize) -> Chart {
        let mut names: Vec<&'static str> = Vec::new();
        let mut counts: Vec<usize> = Vec::new();
        for (arm, answers) in self.arms() {
            if !names.contains(&arm) {
                names.push(arm);
            }
            if !counts.contains(&answers) {
                counts.push(answers);
            }
        }
        let (mut key, mut gains, mut losses) = (Vec::new(), Vec::new(), Vec::new());
        for (i, arm) in names.iter().enumerate() {
            let look = Look { color: COLORS[i % COLORS.len()], dashed: false, marked: true };
            key.push(Key { name: (*arm).to_owned(), look });
            let means: Vec<Line> = counts.iter().map(|n| self.mean_of(arm, *n)).collect();
            let curve = |of: fn(&Line) -> f64| chart::Line {
                points: means.iter().map(|line| [line.answers as f64, of(line)]).collect(),
                look,
                ..chart::Line::default()
            };
            gains.push(curve(|line| line.gain.mean));
            losses.push(curve(|line| line.psnr_lost.mean));
        }
        if let Some(arm) = names.first() {
            let look = Look { color: QUIET, dashed: true, marked: false };
            key.push(Key { name: "told".to_owned(), look });
            let point = |n: &usize| Some([*n as f64, self.mean_of(arm, *n).oracle?]);
            let points = counts.iter().filter_map(point).collect();
            gains.push(chart::Line { points, look, ..chart::Line::default() });
        }
        let panel = |title: &str, lines| Panel {
            title: title.to_owned(),
            height_px: 240,
            lines,
            key: Vec::new(),
        };
        Chart {
            title: "What the partner learns from simulated people".to_owned(),
            note: format!("Mean over people, {trials} paintings each."),
            key,
            x_name: "answers".to_owned(),
            x_log: counts.len() > 2,
            panels: vec![
                panel("gain, deviations of the strokes without answers", gains),
                panel("likeness lost, dB", losses),
            ],
        }
    }

    /// Gain over what it costs, a curve a person.
    pub(crate) fn oracle_chart(&self, trials: usize) -> Chart {
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
                let own = || {
                    self.lines.iter().filter(|line| line.person == **name && line.arm == "oracle")
                };
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
