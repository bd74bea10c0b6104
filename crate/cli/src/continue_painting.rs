//! `limner continue`: the partner goes on with a painting that somebody began.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use limner_agent::painter::{Painter, unattended::Unattended};
use limner_agent::partner::Settings;
use limner_core::Entry;

use crate::export::painting_in;
use crate::files::{drawn, paintable, picture_of, read_picture, write_painting};
use crate::painter_options::{Kind, PainterOptions};
use crate::pipes::name;

/// Goes on with a painting: towards a picture, or without one, with answers to what a person drew.
#[derive(Args, Debug)]
pub(crate) struct Continue {
    /// What holds the painting: a .limner file, or what else `limner export` reads; - for what comes in.
    painting: PathBuf,
    /// Where the painting goes, as PNG; its log goes beside it as `.limner`.
    #[arg(short, long, value_name = "OUT.png")]
    out: PathBuf,
    /// Strokes to add.
    #[arg(short = 'n', long, default_value_t = 60)]
    strokes: usize,
    /// The picture that is wanted; without, that which came with the painting, or else the partner answers what the
    /// person drew.
    #[arg(long, value_name = "PICTURE")]
    target: Option<PathBuf>,
    /// Who goes on: a partner, with one search or another.
    #[arg(long, default_value = "full")]
    painter: Kind,
    /// Seconds that drawing the painting so far may take.
    #[arg(long, value_name = "SECONDS", default_value_t = 6)]
    patience: u64,
    #[command(flatten)]
    options: PainterOptions,
}

impl Continue {
    /// Adds strokes and writes both files.
    pub(crate) fn run(&self) -> Result<()> {
        paintable(&self.out)?;
        let (log, along) = painting_in(&self.painting)?;
        let mut partner = self.options.partner(self.painter)?;
        let breath = u32::try_from(self.strokes).unwrap_or(u32::MAX);
        partner.set_settings(Settings { breath, ..partner.settings() });
        let painting = drawn(&log, self.patience)
            .with_context(|| format!("{} can't be drawn", name(&self.painting)))?;
        partner.open_painting(painting)?;
        if let Some(op) = partner.replica().missing_brush() {
            let index = log.brush_count();
            partner.push(Entry { dt_ms: 0, op })?;
            partner.set_brush(index);
        }
        if let Some(seed) = self.options.seed {
            partner.set_seed(seed);
        }
        let target = match (&self.target, &along.picture) {
            (Some(file), _) => Some(read_picture(file)?),
            (None, Some(bytes)) => {
                Some(picture_of(bytes).context("the picture that came with it can't be used")?)
            }
            (None, None) => None,
        };
        partner.set_target(target.as_ref());
        let mut painter = Unattended::new(partner);
        let added = painter.paint(self.strokes, &mut |_| ())?;
        let log = write_painting(&self.out, painter.painting()?)?;
        println!("{} and {}: {added} strokes added", self.out.display(), log.display());
        if added == 0 && target.is_none() {
            println!("it found nothing to answer; with --target it paints towards a picture");
        }
        Ok(())
    }
}
