//! `limner continue`: the partner goes on with a painting that somebody began.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use limner_agent::partner::{Partner, Settings, Work};
use limner_core::{Entry, Op, Painting, format};

use crate::files::{read_picture, rgb_of, write_png};
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
        let bytes = std::fs::read(&self.painting)
            .with_context(|| format!("cannot read {}", self.painting.display()))?;
        let log = format::decode(&bytes)
            .with_context(|| format!("{} is not a painting", self.painting.display()))?;
        let mut painting = Painting::from_log(&log)?;
        let mut partner = Partner::new(Some(&self.mind.weights_file()?))?;
        let breath = u32::try_from(self.strokes).unwrap_or(u32::MAX);
        partner.set_settings(Settings { breath, ..partner.settings() });
        partner.open(&log)?;
        if let Some(target) = &self.target {
            partner.set_target(Some(&read_picture(target)?));
        }
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
        let header = painting.log().header();
        let (width, height) = (u32::from(header.width), u32::from(header.height));
        let rgb = rgb_of(painting.canvas(), header.paper);
        write_png(&self.out, width, height, &rgb)?;
        let log = self.out.with_extension("limner");
        std::fs::write(&log, format::encode(painting.log()))
            .with_context(|| format!("cannot write {}", log.display()))?;
        println!("{} and {}: {added} strokes added", self.out.display(), log.display());
        Ok(())
    }
}
