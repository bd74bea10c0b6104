//! `limner continue`: the partner goes on with a painting that somebody began.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use limner_agent::partner::{Settings, Work};
use limner_core::{Entry, Op, Painting, format};

use crate::files::{paintable, read_picture, write_painting};
use crate::mind::Mind;

/// Goes on with a painting: towards a picture, or without one, as the policy learned that paintings go on.
#[derive(Args, Debug)]
pub struct Continue {
    /// A painting's log (`.limner`).
    painting: PathBuf,
    /// Where the painting goes, as PNG; its log goes beside it as `.limner`.
    #[arg(short, long, value_name = "OUT.png")]
    out: PathBuf,
    /// Strokes to add.
    #[arg(short = 'n', long, default_value_t = 60)]
    strokes: usize,
    /// The picture that is wanted; without, it goes on as it thinks.
    #[arg(long, value_name = "PICTURE")]
    target: Option<PathBuf>,
    #[command(flatten)]
    mind: Mind,
}

impl Continue {
    /// Adds strokes and writes both files.
    pub fn run(&self) -> Result<()> {
        paintable(&self.out)?;
        let bytes = std::fs::read(&self.painting)
            .with_context(|| format!("cannot read {}", self.painting.display()))?;
        let log = format::decode(&bytes)
            .with_context(|| format!("{} is not a painting", self.painting.display()))?;
        let mut painting = Painting::from_log(&log)?;
        let mut partner = self.mind.partner()?;
        let breath = u32::try_from(self.strokes).unwrap_or(u32::MAX);
        partner.set_settings(Settings { breath, ..partner.settings() });
        partner.open(&log)?;
        if let Some(op) = partner.missing_brush() {
            painting.push(0, op.clone())?;
            partner.push(Entry { dt_ms: 0, op })?;
            partner.set_brush((painting.log().brushes().len() - 1) as u8);
        }
        let target = self.target.as_deref().map(read_picture).transpose()?;
        partner.set_target(target.as_ref());
        partner.plan(self.strokes);
        let mut added = 0;
        loop {
            let work = partner.work()?;
            for proposal in partner.take_planned() {
                let op = Op::Add(proposal.stroke);
                painting.push(0, op.clone())?;
                partner.push(Entry { dt_ms: 0, op })?;
                added += 1;
            }
            if work != Work::More {
                break;
            }
        }
        let log = write_painting(&self.out, &painting)?;
        println!("{} and {}: {added} strokes added", self.out.display(), log.display());
        Ok(())
    }
}
