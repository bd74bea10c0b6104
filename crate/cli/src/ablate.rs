//! `limner ablate`: what each part of the painter is worth, by leaving it away.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use limner_agent::search::{Amending, Effort, Polish, PolishRound, SearchOptions};

use crate::eval::{Measuring, bar, means};
use crate::painter_options::{Kind, PainterOptions};

/// Measures the painter as it is and with parts left away, and prints a table in Markdown: mean PSNR in dB
/// at each stroke count, and time on a core for a stroke.
#[derive(Args, Debug)]
pub(crate) struct Ablate {
    #[command(flatten)]
    measuring: Measuring,
    #[command(flatten)]
    options: PainterOptions,
    /// Other weights to measure where weights matter most, alone and with little search, as NAME=FILE; may
    /// be given several times
    #[arg(long, value_name = "NAME=FILE", value_parser = named)]
    other: Vec<(String, PathBuf)>,
}

fn named(text: &str) -> std::result::Result<(String, PathBuf), String> {
    let (name, file) = text.split_once('=').ok_or("write NAME=FILE")?;
    Ok((name.to_owned(), file.into()))
}

impl Ablate {
    /// Paints everything with every variant.
    pub(crate) fn run(&self) -> Result<()> {
        let at = self.measuring.counts()?;
        let files = self.measuring.pictures.files()?;
        let mut variants = variants(&self.options);
        for (name, file) in &self.other {
            let options = PainterOptions { weights: Some(file.clone()), ..self.options.clone() };
            variants.push((format!("{name}, policy alone"), Kind::Policy, options.clone()));
            let little = PainterOptions { change: Some(search_little), ..options };
            variants.push((format!("{name}, little search"), Kind::Full, little));
        }
        let bar = bar("", files.len() * variants.len())?;
        let mut lines = Vec::new();
        for (name, kind, options) in variants {
            bar.set_message(name.clone());
            let rows = self.measuring.pictures.measure(&files, &options, kind, &at, &bar)?;
            lines.push((name, means(rows.iter().map(Vec::as_slice), at.len())));
        }
        bar.finish_and_clear();
        print!("| painter |");
        at.iter().for_each(|n| print!(" @{n} |"));
        println!(" ms a stroke |");
        println!("|---|{}---|", "---|".repeat(at.len()));
        for (name, figures) in lines {
            print!("| {name} |");
            figures.iter().for_each(|figures| print!(" {:.2} |", figures.psnr));
            let seconds = figures.last().map_or(0.0, |figures| figures.seconds);
            println!(" {:.1} |", 1e3 * seconds / f64::from(at[at.len() - 1]));
        }
        Ok(())
    }
}

/// Four windows and four steps: where it matters who proposes.
fn search_little(search: &mut SearchOptions) {
    let Effort { windows, trials, steps, .. } = &mut search.effort;
    (*windows, *trials, *steps) = (4, 4, 0);
    search.polish = Polish::NONE;
    search.proposing.by_chance = 0.0;
}

fn unrefined(search: &mut SearchOptions) {
    (search.effort.trials, search.effort.steps) = (0, 0);
}

fn unpolished(search: &mut SearchOptions) {
    search.polish = Polish::NONE;
}

fn unrefined_and_unpolished(search: &mut SearchOptions) {
    unrefined(search);
    unpolished(search);
}

/// The painter as asked for, and without each of its parts.
fn variants(options: &PainterOptions) -> Vec<(String, Kind, PainterOptions)> {
    type Change = fn(&mut SearchOptions);
    let all: &[(&str, Kind, Change)] = &[
        ("all of it", Kind::Full, |_| ()),
        ("without the policy: chance", Kind::Chance, |_| ()),
        ("without chance", Kind::Full, |s| s.proposing.by_chance = 0.0),
        ("without polish", Kind::Full, unpolished),
        ("without polish while painting", Kind::Full, |s| s.polish.every = 0),
        ("without the last polish", Kind::Full, |s| s.polish.last = [PolishRound::NONE; 2]),
        ("without refinement, with polish", Kind::Full, unrefined),
        ("without refinement or polish", Kind::Full, unrefined_and_unpolished),
        ("the same by chance", Kind::Chance, unrefined_and_unpolished),
        ("without coarse refinement", Kind::Full, |s| s.effort.trials = 0),
        ("without fine refinement", Kind::Full, |s| s.effort.steps = 0),
        ("a quarter of the windows", Kind::Full, |s| {
            s.effort.windows = s.effort.windows.div_ceil(4);
        }),
        ("twice the windows", Kind::Full, |s| s.effort.windows *= 2),
        ("four times the proposals a window", Kind::Full, |s| s.effort.samples *= 4),
        ("without the finest level", Kind::Full, |s| s.effort.finest = 1),
        ("without the two finest levels", Kind::Full, |s| s.effort.finest = 2),
        ("windows of the whole alone", Kind::Full, |s| s.effort.finest = usize::MAX),
        ("without a pool", Kind::Full, |s| s.effort.pool = 0),
        ("windows on all levels alike", Kind::Full, |s| s.placing.even = 1.0),
        ("windows where strokes were won alone", Kind::Full, |s| s.placing.even = 0.1),
        ("without giving up the worse half", Kind::Full, |s| s.refining.rounds = 1),
        ("broad strokes on their own level", Kind::Full, |s| s.refining.broad = f32::INFINITY),
        ("half as large steps", Kind::Full, |s| s.refining.rate *= 0.5),
        ("one candidate measured", Kind::Full, |s| s.choosing.measured = 1),
        ("eight candidates measured", Kind::Full, |s| s.choosing.measured = 8),
        ("little search", Kind::Full, search_little),
        ("little search by chance", Kind::Chance, search_little),
        ("as in the page", Kind::Page, |_| ()),
        ("the page's, off the lattice", Kind::Page, |s| s.on_lattice = false),
        ("the page's, not amended", Kind::Page, |s| s.amending = Amending::NEVER),
        ("in a hurry", Kind::Quick, |_| ()),
        ("policy alone", Kind::Policy, |_| ()),
        ("gradient alone", Kind::Gradient, |_| ()),
        ("hill climbing", Kind::HillClimb, |_| ()),
        ("random", Kind::Random, |_| ()),
    ];
    let variant = |(name, kind, change): &(&str, Kind, Change)| {
        let options = PainterOptions { change: Some(*change), ..options.clone() };
        ((*name).to_owned(), *kind, options)
    };
    all.iter().map(variant).collect()
}
