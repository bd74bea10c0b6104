//! `limner links`: how long the links of the partner's paintings are, and what the lattice that makes them short costs.

use anyhow::{Context, Result};
use clap::Args;
use limner_core::{Header, Painting, format};
use limner_env::{Picture, action};
use limner_studio::share::{Sharing, link_of, packed};
use limner_studio::travelling::Travelling;
use rayon::prelude::*;
use std::path::{Path, PathBuf};

use crate::files::{read_picture, some_pictures_in};
use crate::painter_options::{Kind, PainterOptions};

/// Canvases that are painted on: a small one, and the page's.
const CANVASES: [(u16, u16); 2] = [(256, 256), (640, 480)];

/// Paints pictures as the page's partner does, on the lattice and off it, and prints a table: characters of a link as
/// version 1 of the format, as version 2 with the history, and as version 2 with what is seen; bytes that a stroke
/// then takes; and the fidelity that the lattice costs. With --log, only the sizes of what was painted before.
#[derive(Args, Debug)]
pub(crate) struct Links {
    /// A folder of pictures, or files of paintings with --log
    #[arg(required = true)]
    from: Vec<PathBuf>,
    /// What is given are paintings (.limner)
    #[arg(long)]
    log: bool,
    /// Take every K-th picture
    #[arg(long, value_name = "K", default_value_t = 1)]
    every: usize,
    /// Stroke counts
    #[arg(long, value_delimiter = ',', default_value = "20,100,500")]
    strokes: Vec<u32>,
}

/// What one painting comes to.
#[derive(Clone, Copy, Debug, Default)]
struct Sizes {
    strokes: usize,
    first: usize,
    history: usize,
    seen: usize,
    seen_bytes: usize,
}

impl Links {
    /// Paints and prints.
    pub(crate) fn run(&self) -> Result<()> {
        if self.log {
            println!(
                "| painting | strokes | version 1 | version 2, history | seen | bytes a stroke |"
            );
            println!("|---|---|---|---|---|---|");
            for path in &self.from {
                let bytes = std::fs::read(path)
                    .with_context(|| format!("cannot read {}", path.display()))?;
                let log = format::decode(&bytes)
                    .with_context(|| format!("{} is not a painting", path.display()))?;
                let sizes = Sizes::of(&Painting::from_log(&log)?);
                println!("| {} {}", path.display(), sizes.line(1));
            }
            return Ok(());
        }
        let files = some_pictures_in(&self.from, self.every)?;
        println!(
            "| canvas | strokes | version 1 | version 2, history | seen | bytes a stroke | dB off the lattice | dB on it | cost |"
        );
        println!("|---|---|---|---|---|---|---|---|---|");
        for canvas in CANVASES {
            self.on(canvas, &files)?;
        }
        Ok(())
    }

    fn on(&self, canvas: (u16, u16), files: &[PathBuf]) -> Result<()> {
        let off: fn(&mut limner_agent::search::SearchOptions) = |s| s.on_lattice = false;
        let painted = |change, file: &PathBuf| {
            let options = PainterOptions { change, ..PainterOptions::default() };
            paint(file, canvas, &options, &self.strokes)
        };
        let both: Vec<_> = files
            .par_iter()
            .map(|file| Ok((painted(None, file)?, painted(Some(off), file)?)))
            .collect::<Result<_>>()?;
        let count = both.len();
        for (i, _) in self.strokes.iter().enumerate() {
            let mut sum = Sizes::default();
            let (mut on, mut off) = (0.0, 0.0);
            for (with, without) in &both {
                // What version 1 took is what it took before there was a lattice.
                let sizes = Sizes { first: without[i].0.first, ..with[i].0 };
                sum.add(&sizes);
                on += with[i].1 / count as f64;
                off += without[i].1 / count as f64;
            }
            let (width, height) = canvas;
            println!(
                "| {width}×{height} {} {off:.2} | {on:.2} | {:.3} |",
                sum.line(count),
                off - on
            );
        }
        Ok(())
    }
}

impl Sizes {
    fn of(painting: &Painting) -> Self {
        let along = Travelling { gallery: Some(0), ..Travelling::default() };
        let sized = |history| packed(painting, &Sharing { history, along: along.clone() });
        let (history, seen) = (sized(true), sized(false));
        Self {
            strokes: painting.strokes().iter().filter(|placed| placed.visible).count(),
            first: link_of(&format::encode(painting.log())).len(),
            history: link_of(&history).len(),
            seen: link_of(&seen).len(),
            seen_bytes: seen.len(),
        }
    }

    fn add(&mut self, other: &Self) {
        self.strokes += other.strokes;
        self.first += other.first;
        self.history += other.history;
        self.seen += other.seen;
        self.seen_bytes += other.seen_bytes;
    }

    /// The means of so many.
    fn line(&self, count: usize) -> String {
        let Self { strokes, first, history, seen, seen_bytes } = self;
        let [strokes_of, first, history, seen] =
            [strokes, first, history, seen].map(|sum| sum.div_ceil(count));
        let bytes = *seen_bytes as f64 / *strokes as f64;
        format!("| {strokes_of} | {first} | {history} | {seen} | {bytes:.1} |")
    }
}

/// What a picture's painting comes to after so many strokes, and its fidelity in dB.
fn paint(
    file: &Path,
    (width, height): (u16, u16),
    options: &PainterOptions,
    at: &[u32],
) -> Result<Vec<(Sizes, f64)>> {
    let picture: Picture = read_picture(file)?;
    let target = picture.resized_to(width.into(), height.into());
    let header = Header::new(width, height, action::rgb8(target.mean()), options.seed());
    let mut painter = options.painter(Kind::Page, header, &target)?;
    let (mut painted, mut found) = (0, Vec::new());
    for strokes in at {
        painter.paint((strokes - painted) as usize, &mut |_| ())?;
        painted = *strokes;
        let psnr = f64::from(painter.scene().psnr().unwrap_or(0.0));
        found.push((Sizes::of(painter.painting()?), psnr));
    }
    Ok(found)
}
