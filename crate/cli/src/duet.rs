//! `limner duet`: six drawings, and what the partner adds to them without a picture.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
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
pub(crate) struct Duet {
    /// Where the sheet goes.
    #[arg(short, long, value_name = "OUT.png")]
    out: PathBuf,
    /// Answers to each beginning, a row for each.
    #[arg(short = 'n', long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=8))]
    answers: u32,
    #[command(flatten)]
    options: PainterOptions,
}

/// Strokes that an answer has at most.
const MOST_STROKES: usize = 64;

impl Duet {
    /// Writes the sheet.
    pub(crate) fn run(&self) -> Result<()> {
        writable(&self.out)?;
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
        contact_sheet::write(&self.out, [SIDE.into(); 2], &columns)?;
        println!("{}", self.out.display());
        Ok(())
    }
}

fn shown(painting: &Painting) -> Vec<u8> {
    rgb_of(painting.canvas(), painting.log().header().paper)
}
