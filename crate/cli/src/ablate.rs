//! `limner ablate`: what each part of the painter is worth, by leaving it away.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use crate::eval::{Trial, means};
use crate::mind::{Kind, Mind};

/// Measures the painter as it is and with parts left away, and prints a table in Markdown: mean PSNR in dB
/// at each stroke count, and time on a core for a stroke.
#[derive(Args, Debug)]
pub struct Ablate {
    #[command(flatten)]
    trial: Trial,
    #[command(flatten)]
    mind: Mind,
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
    pub fn run(&self) -> Result<()> {
        let at = self.trial.counts()?;
        let files = self.trial.pictures.files()?;
        let mut variants = variants(&self.mind);
        for (name, file) in &self.other {
            let mut mind = Mind { weights: Some(file.clone()), ..self.mind.clone() };
            variants.push((format!("{name}, policy alone"), Kind::Policy, mind.clone()));
            search_little(&mut mind);
            variants.push((format!("{name}, little search"), Kind::Planner, mind));
        }
        let bar = ProgressBar::new((files.len() * variants.len()) as u64);
        bar.set_style(ProgressStyle::with_template("{msg} {bar:30} {pos}/{len}  {eta} left")?);
        let mut lines = Vec::new();
        for (name, kind, mind) in variants {
            bar.set_message(name.clone());
            let rows = self.trial.pictures.measure(&files, &mind, kind, &at, &bar)?;
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
fn search_little(mind: &mut Mind) {
    (mind.windows, mind.trials, mind.steps, mind.polish) = (4, 4, 0, 0);
    mind.all_by_policy = true;
}

/// The painter as asked for, and without each of its parts.
fn variants(mind: &Mind) -> Vec<(String, Kind, Mind)> {
    let with = |change: fn(&mut Mind)| {
        let mut mind = mind.clone();
        change(&mut mind);
        mind
    };
    let none = |_: &mut Mind| {};
    let unrefined = |m: &mut Mind| (m.trials, m.steps, m.polish) = (0, 0, 0);
    [
        ("all of it", Kind::Planner, with(none)),
        ("without the policy: chance", Kind::Chance, with(none)),
        ("without chance", Kind::Planner, with(|m| m.all_by_policy = true)),
        ("without polish", Kind::Planner, with(|m| m.polish = 0)),
        ("without polish while painting", Kind::Planner, with(|m| m.polish_every = 0)),
        ("without the last polish", Kind::Planner, with(|m| m.last_polish = 0)),
        ("without refinement, with polish", Kind::Planner, with(|m| (m.trials, m.steps) = (0, 0))),
        ("without refinement or polish", Kind::Planner, with(unrefined)),
        ("the same by chance", Kind::Chance, with(unrefined)),
        ("without coarse refinement", Kind::Planner, with(|m| m.trials = 0)),
        ("without fine refinement", Kind::Planner, with(|m| m.steps = 0)),
        ("a quarter of the windows", Kind::Planner, with(|m| m.windows = m.windows.div_ceil(4))),
        ("twice the windows", Kind::Planner, with(|m| m.windows *= 2)),
        ("four times the proposals a window", Kind::Planner, with(|m| m.samples *= 4)),
        ("without the finest level", Kind::Planner, with(|m| m.finest = 1)),
        ("without the two finest levels", Kind::Planner, with(|m| m.finest = 2)),
        ("windows of the whole alone", Kind::Planner, with(|m| m.finest = usize::MAX)),
        ("without a pool", Kind::Planner, with(|m| m.pool = 0)),
        ("little search", Kind::Planner, with(search_little)),
        ("little search by chance", Kind::Chance, with(search_little)),
        ("policy alone", Kind::Policy, with(none)),
        ("gradient alone", Kind::Gradient, with(none)),
        ("hill climbing", Kind::HillClimb, with(none)),
        ("random", Kind::Random, with(none)),
    ]
    .map(|(name, kind, mind)| (name.to_owned(), kind, mind))
    .into()
}
