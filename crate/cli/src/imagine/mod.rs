//! `limner imagine`: an agent with a brush that a critic alone rewards learns to draw, draws, copies, and is measured.

mod choices;
mod compare;
mod copy;
pub(crate) mod data;
mod eval;
mod lesson;
mod portraits;
mod sample;
mod student;
mod train;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Subcommand;
use limner_core::Log;
use limner_env::drawing::MAX_STROKES;
use limner_imagine::Model;
use limner_imagine::copier::CopyModel;

use crate::files::{replace, write_png};
use crate::program;

#[derive(Subcommand)]
pub(crate) enum Imagine {
    /// Learn to draw from a critic's opinion alone
    Train(train::Train),
    /// Draw new ones
    Sample(sample::Sample),
    /// Copy a folder of pictures, each with so many strokes
    Copy(copy::Copy),
    /// Let every way to learn learn for as long, and draw how far each came
    Compare(compare::Compare),
    /// Let Q-learning choose among strokes, and measure what its choices earn beside chance and greed
    Choices(choices::Choices),
    /// Measure what is drawn beside real ones, traced ones, random strokes and an untrained agent
    Eval(eval::Eval),
    /// Measure lessons from a few cards, as people give them in the page
    Lesson(lesson::Measured),
}

impl Imagine {
    pub(crate) fn run(&self) -> Result<()> {
        match self {
            Self::Train(args) => args.run(),
            Self::Sample(args) => args.run(),
            Self::Copy(args) => args.run(),
            Self::Compare(args) => args.run(),
            Self::Choices(args) => args.run(),
            Self::Eval(args) => args.run(),
            Self::Lesson(args) => args.run(),
        }
    }
}

/// What is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Kind {
    /// Handwritten digits, by class: `--class 0` to `9`
    Digits,
    /// Characters of many alphabets; the classes are alphabets
    Characters,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Digits => "digits",
            Self::Characters => "characters",
        }
    }

    /// The model in a file, or the one that is shipped.
    fn model(self, file: Option<&Path>) -> Result<Model> {
        match file {
            Some(path) => {
                let bytes = std::fs::read(path)
                    .with_context(|| format!("cannot read the model {}", path.display()))?;
                Model::decode(&bytes).with_context(|| format!("reading {}", path.display()))
            }
            None => limner_imagine::shipped::model(self.name())
                .with_context(|| format!("no {} are shipped: give --model FILE", self.name())),
        }
    }
}

impl Kind {
    /// Most strokes of a copy.
    fn copy_strokes(self, asked: Option<usize>) -> Result<usize> {
        let strokes = asked.unwrap_or(match self {
            Self::Digits => 5,
            Self::Characters => 8,
        });
        if !(1..=MAX_STROKES).contains(&strokes) {
            bail!("--strokes is {strokes}, outside 1..={MAX_STROKES}");
        }
        Ok(strokes)
    }

    /// The copier in a file, or the one that is shipped; `None` where neither is.
    fn copier(self, file: Option<&Path>) -> Result<Option<CopyModel>> {
        match file {
            Some(path) => {
                let bytes = std::fs::read(path)
                    .with_context(|| format!("cannot read the copier {}", path.display()))?;
                let copier = CopyModel::decode(&bytes);
                copier.map(Some).with_context(|| format!("reading {}", path.display()))
            }
            None => Ok(limner_imagine::shipped::copier(self.name())),
        }
    }
}

/// A folder that things are written to, made where it is not there.
fn made(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))
}

/// Writes a drawing as a PNG of its own size and its program beside it; returns both paths.
fn write_drawing(path: &Path, canvas: &limner_core::Canvas, log: &Log) -> Result<[PathBuf; 2]> {
    let rgb = crate::files::rgb_of(canvas, log.header().paper);
    write_png(path, canvas.width().into(), canvas.height().into(), &rgb)?;
    let strokes = path.with_extension("json");
    replace(&strokes, &program::encode(log)?)?;
    Ok([path.to_owned(), strokes])
}
