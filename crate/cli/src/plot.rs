//! `limner plot`: what `limner train --log` wrote, as curves.

mod run_log;

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::chart::{COLORS, Chart, Key, Line, Look, Panel, QUIET, short};
use crate::files::{replace, writable};
use run_log::RunLog;

/// Draws the logs of training runs: the loss, the share of the error that is left, paintings without search,
/// and how well the policy knows the planner's strokes and its own.
#[derive(clap::Args)]
pub(crate) struct Plot {
    /// Logs that `limner train --log` wrote; several are drawn over one another
    #[arg(required = true, value_name = "LOG.jsonl")]
    logs: Vec<PathBuf>,
    /// The picture to write (SVG)
    #[arg(short, long, value_name = "FILE", default_value = "metrics.svg")]
    output: PathBuf,
}

/// A curve of a panel: what the log calls it, and what a person does.
struct Curve {
    field: &'static str,
    name: &'static str,
    /// One line a measurement, not one every hundred updates: few, and not to be smoothed.
    measured: bool,
    /// Something to compare with.
    aside: bool,
}

const fn trained(field: &'static str, name: &'static str) -> Curve {
    Curve { field, name, measured: false, aside: false }
}

const fn measured(field: &'static str, name: &'static str) -> Curve {
    Curve { field, name, measured: true, aside: false }
}

impl Plot {
    /// Reads, draws and writes.
    pub(crate) fn run(&self) -> Result<()> {
        writable(&self.output)?;
        let mut runs = Vec::new();
        for path in &self.logs {
            let run = RunLog::read(path)?;
            for remark in &run.remarks {
                eprintln!("{}: {remark}", path.display());
            }
            runs.push(run);
        }
        let side = runs.iter().find_map(|run| run.points("sweep_side").last());
        let sweep = match side {
            Some([_, side]) => format!("Paintings without any search, {side} px wide: PSNR, dB"),
            None => "Paintings without any search: PSNR, dB".to_owned(),
        };
        let random = Curve { aside: true, ..measured("random_remaining", "random strokes") };
        let panels = [
            (
                "Loss (of the policy: in parts of the error before)",
                150,
                1.0,
                vec![trained("loss", "training")],
            ),
            (
                "Error left after eight strokes, %",
                210,
                100.0,
                vec![
                    random,
                    trained("remaining", "training"),
                    measured("held_out_remaining", "held out"),
                ],
            ),
            (&sweep[..], 150, 1.0, vec![measured("sweep_psnr_db", "held out")]),
            (
                "Error removed by the best of eight sampled strokes, %",
                120,
                100.0,
                vec![trained("best", "training")],
            ),
            (
                "Matching the planner's strokes, nats a stroke",
                120,
                1.0,
                vec![trained("expert", "training")],
            ),
            (
                "Foretelling its own strokes' worth, nats",
                120,
                1.0,
                vec![trained("value", "training")],
            ),
            (
                "Imagination: by how much real drawings score higher",
                120,
                1.0,
                vec![trained("critic_gap", "training")],
            ),
            (
                "Imagination: how much drawings differ, in parts of how much real ones do",
                120,
                1.0,
                vec![trained("variety", "training")],
            ),
            ("Imagination: strokes of a drawing", 120, 1.0, vec![trained("strokes", "training")]),
        ];
        let panels: Vec<Panel> = panels
            .into_iter()
            .filter_map(|(title, height_px, scale, curves)| {
                panel(title, height_px, scale, &curves, &runs)
            })
            .collect();
        if panels.is_empty() {
            bail!(
                "there is nothing to draw yet: the logs hold no measurement and no hundredth update"
            );
        }
        let names = names(&self.logs);
        let thick = "Thin: as logged, every 100 updates. Thick: mean over neighbours";
        let (title, note, key) = match &names[..] {
            [name] => (
                format!("Training: {name}"),
                format!("{thick}. On the right: the last."),
                Vec::new(),
            ),
            _ => ("Training".to_owned(), format!("{thick}."), key_of_runs(&names)),
        };
        let x_name = "updates".to_owned();
        let chart = Chart { title, note, key, x_name, x_log: false, panels };
        replace(&self.output, chart.to_svg()?.as_bytes())?;
        println!("{}", self.output.display());
        Ok(())
    }
}

fn panel(
    title: &str,
    height_px: u32,
    scale: f64,
    curves: &[Curve],
    runs: &[RunLog],
) -> Option<Panel> {
    let mut lines = Vec::new();
    let mut key = Vec::new();
    let alone = runs.len() == 1;
    for curve in curves {
        let mut last = None;
        for (run, color) in runs.iter().zip(COLORS.iter().cycle()) {
            let raw: Vec<[f64; 2]> =
                run.points(curve.field).iter().map(|[x, y]| [*x, scale * y]).collect();
            let color = match (curve.aside, alone) {
                (true, _) => QUIET,
                (false, true) => COLORS[if curve.measured { 1 } else { 0 }],
                (false, false) => *color,
            };
            let look = Look { color, dashed: curve.aside, marked: curve.measured && !curve.aside };
            let line = if curve.measured {
                Line { points: raw, look, ..Line::default() }
            } else {
                Line { points: smoothed(&raw), raw, look, ..Line::default() }
            };
            last = line.points.last().map(|point| (look, point[1])).or(last);
            lines.push(line);
        }
        if let Some((look, value)) = last {
            key.push(if alone {
                Key { name: format!("{}: {}", curve.name, short(value)), look }
            } else {
                Key { name: curve.name.to_owned(), look: Look { color: QUIET, ..look } }
            });
        }
    }
    lines.iter().any(|line| !line.points.is_empty()).then(|| Panel {
        title: title.to_owned(),
        height_px,
        lines,
        key,
    })
}

fn key_of_runs(names: &[String]) -> Vec<Key> {
    let looks = COLORS.iter().cycle().map(|color| Look { color: *color, ..Look::default() });
    names.iter().zip(looks).map(|(name, look)| Key { name: name.clone(), look }).collect()
}

/// Means over neighbours: about a fortieth of the run to either side. Fewer near the beginning, where curves
/// are steep; near the end those before alone.
fn smoothed(points: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let reach = if points.len() < 8 { 0 } else { (points.len() / 40).max(2) };
    // Sums up to each point, so that a long run takes no longer a point than a short one.
    let mut sums = vec![0.0];
    sums.extend(points.iter().scan(0.0, |sum, p| {
        *sum += p[1];
        Some(*sum)
    }));
    (0..points.len())
        .map(|i| {
            let before = reach.min(i);
            let (from, to) = (i - before, (i + before + 1).min(points.len()));
            [points[i][0], (sums[to] - sums[from]) / (to - from) as f64]
        })
        .collect()
}

/// The files' names where they differ, with their folders where they don't.
fn names(paths: &[PathBuf]) -> Vec<String> {
    let stem = |path: &Path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let long = |path: &Path| match path.parent().and_then(Path::file_name) {
        Some(folder) => format!("{}/{}", folder.to_string_lossy(), stem(path)),
        None => stem(path),
    };
    let mut stems: Vec<String> = paths.iter().map(|path| stem(path)).collect();
    stems.sort();
    stems.dedup();
    let differ = stems.len() == paths.len() && paths.len() > 1;
    paths.iter().map(|path| if differ { stem(path) } else { long(path) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smoothing_keeps_slopes_and_levels() {
        let line: Vec<[f64; 2]> = (0..200).map(|i| [f64::from(i), 3.0 * f64::from(i)]).collect();
        let smooth = smoothed(&line);
        assert!(line[..190].iter().zip(&smooth).all(|(a, b)| (a[1] - b[1]).abs() < 1e-9));
        assert_eq!(smoothed(&vec![[0.0, 2.0]; 50])[49], [0.0, 2.0]);
        assert_eq!(smoothed(&line[..3]), line[..3]);
        assert!(smoothed(&[]).is_empty());
    }

    #[test]
    fn runs_are_named_by_what_differs() {
        let of = |paths: &[&str]| names(&paths.iter().map(PathBuf::from).collect::<Vec<_>>());
        assert_eq!(of(&["a/log.jsonl", "b/log.jsonl"]), ["a/log", "b/log"]);
        assert_eq!(of(&["x/fast.jsonl", "x/slow.jsonl"]), ["fast", "slow"]);
        assert_eq!(of(&["log.jsonl"]), ["log"]);
    }
}
