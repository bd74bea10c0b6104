//! `limner duet`: six drawings, and what the partner adds to them without a picture; and how the critic that chooses
//! among its ideas is trained and measured.

mod drawings;
mod eval;
mod train;

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use limner_agent::painter::{Painter, unattended::Unattended};
use limner_agent::partner::Settings;
use limner_core::Painting;
use limner_duet::drawings::{ALL, SIDE};

use crate::contact_sheet;
use crate::files::{rgb_of, writable};
use crate::painter_options::{Kind, PainterOptions};

/// Draws six beginnings (a house, a face, waves, a flower, a pattern, an abstract one), and below each what the
/// partner makes of it.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Duet {
    #[command(subcommand)]
    command: Option<Command>,
    /// Where the sheet goes.
    #[arg(short, long, value_name = "OUT.png", required = true)]
    out: Option<PathBuf>,
    /// Answers to each beginning, a row for each.
    #[arg(short = 'n', long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=8))]
    answers: u32,
    #[command(flatten)]
    options: PainterOptions,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Train the critic that says what an answer is worth, on people's drawings with a part taken away
    Train(train::Train),
    /// Measure how near answers bring people's drawings with a part taken away to the whole
    Eval(eval::Eval),
}

/// Strokes that an answer has at most.
const MOST_STROKES: usize = 64;

impl Duet {
    /// Writes the sheet, or trains or measures the critic.
    pub(crate) fn run(&self) -> Result<()> {
        match &self.command {
            Some(Command::Train(train)) => return train.run(),
            Some(Command::Eval(eval)) => return eval.run(),
            None => {}
        }
        let out = self.out.as_deref().context("--out is missing")?;
        writable(out)?;
        let seed = self.options.seed.unwrap_or(1);
        let mut columns = Vec::new();
        for subject in ALL {
            let painting = Painting::from_log(&subject.log(seed)?)?;
            let mut column = vec![shown(&painting)];
            for breath in 1..=self.answers {
                let mut partner = self.options.partner(Kind::Page)?;
                partner.set_settings(Settings { breath, ..partner.settings() });
                partner.open_painting(painting.clone())?;
                partner.set_seed(seed);
                let mut painter = Unattended::new(partner);
                painter.paint(MOST_STROKES * breath as usize, &mut |_| ())?;
                column.push(shown(painter.painting()?));
            }
            columns.push(column);
        }
        contact_sheet::write(out, [SIDE.into(); 2], &columns)?;
        println!("{}", out.display());
        Ok(())
    }
}

fn shown(painting: &Painting) -> Vec<u8> {
    rgb_of(painting.canvas(), painting.log().header().paper)
}
