//! `limner curve`: fidelity against time, for a policy and for chance through the same search.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;
use serde_json::{Value, json};

use crate::chart::{COLORS, Chart, Key, Line, Look, Panel, QUIET, Rgb};
use crate::eval::{Figures, Pictures, bar, means};
use crate::files::{replace, writable};
use crate::painter_options::{Kind, PainterOptions};

/// Measures the planner at several efforts and draws PSNR against the time of a stroke on one core.
///
/// An effort is a number of gradient steps on each proposal (`--trials`); the finalists get half as many
/// (`--steps`) from 8 on, and none below. Nothing is polished. Windows, samples and entrants are the same for
/// all, so that only the proposals differ: by the policy, by the policy for half of the windows, by chance.
/// Options named here are set by the efforts and the proposals, whatever else is asked for.
#[derive(Args, Debug)]
#[command(mut_arg("trials", |arg| arg.hide(true)), mut_arg("steps", |arg| arg.hide(true)))]
#[command(mut_arg("polish", |arg| arg.hide(true)), mut_arg("polish_every", |arg| arg.hide(true)))]
#[command(mut_arg("last_polish", |arg| arg.hide(true)))]
#[command(mut_arg("all_by_policy", |arg| arg.hide(true)))]
pub(crate) struct Curve {
    #[command(flatten)]
    pictures: Pictures,
    /// Strokes of each painting.
    #[arg(long, default_value_t = 200)]
    strokes: u32,
    /// Gradient steps on each proposal.
    #[arg(long, value_delimiter = ',', default_value = "0,1,2,4,8,16,32")]
    efforts: Vec<usize>,
    /// Whose proposals.
    #[arg(long, value_delimiter = ',', default_value = "policy,half,chance")]
    painters: Vec<Proposals>,
    /// The picture to write (SVG).
    #[arg(short, long, value_name = "FILE", default_value = "curve.svg")]
    output: PathBuf,
    /// Write every picture's figures here too.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    #[command(flatten)]
    options: PainterOptions,
}

#[derive(clap::ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
enum Proposals {
    /// The policy proposes for all windows
    Policy,
    /// The policy proposes for half of the windows, chance for the others
    Half,
    /// Chance proposes for all windows
    Chance,
}

impl Proposals {
    fn name(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::Half => "policy and chance",
            Self::Chance => "chance",
        }
    }

    fn color(self) -> Rgb {
        match self {
            Self::Policy => COLORS[0],
            Self::Half => COLORS[1],
            Self::Chance => QUIET,
        }
    }
}

/// What one kind of proposals reached, at every effort.
struct Reached {
    proposals: Proposals,
    /// Mean PSNR in dB and milliseconds of a core a stroke, for each effort.
    means: Vec<Figures>,
    /// The figures of each picture, for each effort.
    figures: Vec<Vec<Figures>>,
}

impl Curve {
    /// Paints every picture with every effort and kind of proposals.
    pub(crate) fn run(&self) -> Result<()> {
        if self.strokes == 0 {
            bail!("--strokes is 0, it must be at least 1");
        }
        self.pictures.check_size()?;
        [Some(&self.output), self.json.as_ref()]
            .into_iter()
            .flatten()
            .try_for_each(|p| writable(p))?;
        let mut efforts = self.efforts.clone();
        efforts.sort_unstable();
        efforts.dedup();
        let files = self.pictures.files()?;
        let bar = bar("", files.len() * efforts.len() * self.painters.len())?;
        let mut reached = Vec::new();
        for proposals in &self.painters {
            bar.set_message(proposals.name());
            let figures = efforts
                .iter()
                .map(|effort| {
                    let (kind, options) = self.painter(*proposals, *effort);
                    self.pictures.measure(&files, &options, kind, &[self.strokes], &bar)
                })
                .collect::<Result<Vec<_>>>()?;
            let mean = |rows: &Vec<Vec<Figures>>| means(rows.iter().map(Vec::as_slice), 1)[0];
            let means = figures.iter().map(mean).collect();
            let figures = figures.into_iter().map(|rows| rows.concat()).collect();
            reached.push(Reached { proposals: *proposals, means, figures });
        }
        bar.finish_and_clear();
        self.print(&efforts, &reached);
        let chart = self.chart(&efforts, &reached, files.len());
        replace(&self.output, chart.to_svg()?.as_bytes())?;
        if let Some(path) = &self.json {
            let value = self.to_json(&efforts, &reached, &files);
            replace(path, format!("{value:#}\n").as_bytes())?;
        }
        Ok(())
    }

    fn painter(&self, proposals: Proposals, effort: usize) -> (Kind, PainterOptions) {
        let options = PainterOptions {
            trials: Some(effort),
            steps: Some(if effort < 8 { 0 } else { effort / 2 }),
            polish: Some(0),
            all_by_policy: proposals == Proposals::Policy,
            ..self.options.clone()
        };
        (if proposals == Proposals::Chance { Kind::Chance } else { Kind::Full }, options)
    }

    fn ms_a_stroke(&self, figures: &Figures) -> f64 {
        1e3 * figures.seconds / f64::from(self.strokes)
    }

    fn print(&self, efforts: &[usize], reached: &[Reached]) {
        print!("| gradient steps |");
        reached.iter().for_each(|r| print!(" {0}, dB | {0}, ms |", r.proposals.name()));
        println!();
        println!("|---|{}", "---|---|".repeat(reached.len()));
        for (i, effort) in efforts.iter().enumerate() {
            print!("| {effort} |");
            for Reached { means, .. } in reached {
                print!(" {:.2} | {:.2} |", means[i].psnr, self.ms_a_stroke(&means[i]));
            }
            println!();
        }
    }

    fn chart(&self, efforts: &[usize], reached: &[Reached], pictures: usize) -> Chart {
        let mut key = Vec::new();
        let mut lines = Vec::new();
        for Reached { proposals, means, .. } in reached {
            let look = Look { color: proposals.color(), dashed: false, marked: true };
            key.push(Key { name: proposals.name().to_owned(), look });
            lines.push(Line {
                points: means.iter().map(|f| [self.ms_a_stroke(f), f.psnr]).collect(),
                look,
                words: efforts.iter().map(usize::to_string).collect(),
                ..Line::default()
            });
        }
        let (size, strokes) = (self.pictures.size, self.strokes);
        let some = if pictures == 1 { "1 picture".into() } else { format!("{pictures} pictures") };
        Chart {
            title: "Fidelity against time, by whose proposals the planner refines".to_owned(),
            note: format!(
                "Mean of {some} of {size}×{size} px after {strokes} strokes; at each point its gradient steps a proposal."
            ),
            key: Vec::new(),
            x_name: "time of a stroke on one core, ms".to_owned(),
            x_log: true,
            panels: vec![Panel { title: "PSNR, dB".to_owned(), height_px: 360, lines, key }],
        }
    }

    fn to_json(&self, efforts: &[usize], reached: &[Reached], files: &[PathBuf]) -> Value {
        let row = |f: &Figures| {
            json!({
                "psnr_db": f.psnr,
                "ssim": f.ssim,
                "core_seconds": f.seconds,
                "ms_a_stroke": self.ms_a_stroke(f),
            })
        };
        let of = |r: &Reached| -> Vec<Value> {
            (0..efforts.len())
                .map(|i| {
                    let (kind, options) = self.painter(r.proposals, efforts[i]);
                    let effort = options.search(kind).effort;
                    json!({
                        "proposals": r.proposals.name(),
                        "trials": effort.trials,
                        "steps": effort.steps,
                        "mean": row(&r.means[i]),
                        "pictures": r.figures[i].iter().map(row).collect::<Vec<_>>(),
                    })
                })
                .collect()
        };
        let search = self.options.search(Kind::Full);
        let effort = search.effort;
        json!({
            "size_px": self.pictures.size,
            "strokes": self.strokes,
            "windows": effort.windows,
            "samples": effort.samples,
            "entrants": effort.entrants,
            "finalists": effort.finalists,
            "pool": effort.pool,
            "temperature": search.proposing.temperature,
            "seed": self.options.seed(),
            "weights": self.options.weights.as_ref().map(|p| p.display().to_string()),
            "pictures": files.iter().map(|p| p.display().to_string()).collect::<Vec<_>>(),
            "measured": reached.iter().flat_map(of).collect::<Vec<_>>(),
        })
    }
}
