//! `limner design`: a few motifs become a place to explore.

mod bars;
mod draw;
mod petal;
mod read;
mod report;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use clap::{Args, Subcommand};
use limner_design::placing::{frames, on_way};
use limner_design::{Motif, Options, Space, Training, codec};

use crate::files::{paintable, replace, writable};
use crate::within::read_within;

/// Make a space of two to five motifs, draw from it, and measure it. A motif is a painting (FILE.limner; FILE.limner@3-7 for
/// its strokes 3 to 7), a drawing of lines (FILE.svg), a drawing of Omniglot's (its .txt of strokes), or a file of
/// motifs or a space, all of whose motifs are taken. BLOOM+BUD is a motif with what it opens from, stroke by stroke.
#[derive(Args)]
pub(crate) struct Design {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make a space of motifs
    Train(Train),
    /// Draw one place of a space
    Sample(Sample),
    /// Draw a sheet of all that lies on the map
    Sheet(Sheet),
    /// Walk from motif to motif, as an animated GIF
    Animate(Animate),
    /// Measure motifs, or families whose every member is known
    Eval(report::Eval),
    /// Make anew the opening petal of the article that this comes from
    Petal(petal::Remake),
}

#[derive(Args)]
struct Train {
    /// Two to five motifs
    #[arg(required = true, value_name = "MOTIF")]
    motifs: Vec<String>,
    /// Where the space goes (.limnerdesign)
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// What all random numbers follow from
    #[arg(long, default_value_t = 1)]
    seed: u32,
}

#[derive(Args)]
struct Sample {
    /// A space
    space: PathBuf,
    /// The place: how far from the first motif to the last, 0 to 1; -0.5 to 1.5 goes beyond
    #[arg(long, default_value_t = 0.5, allow_hyphen_values = true)]
    at: f32,
    /// How far the drawing has grown, 0 to 1
    #[arg(long, default_value_t = 1.0)]
    growth: f32,
    /// The picture to write (PNG); the painting goes beside it as .limner
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

#[derive(Args)]
struct Sheet {
    /// A space
    space: PathBuf,
    /// Drawings along each side of the map
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u8).range(2..=20))]
    side: u8,
    /// The picture to write (PNG); the painting goes beside it as .limner
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

#[derive(Args)]
struct Animate {
    /// A space
    space: PathBuf,
    /// How long it takes, in seconds
    #[arg(long, default_value_t = 4.0)]
    seconds: f32,
    /// Let the drawing grow on its way
    #[arg(long)]
    grow: bool,
    /// The picture to write (GIF)
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

impl Design {
    pub(crate) fn run(&self) -> Result<()> {
        match &self.command {
            Command::Train(args) => args.run(),
            Command::Sample(args) => args.run(),
            Command::Sheet(args) => args.run(),
            Command::Animate(args) => args.run(),
            Command::Eval(args) => args.run(),
            Command::Petal(args) => args.run(),
        }
    }
}

/// The space of a file.
fn space_of(path: &Path) -> Result<Space> {
    let bytes = read_within(path, codec::MAX_BYTES)?;
    Space::decode(&bytes).with_context(|| format!("{} is not a space", path.display()))
}

/// Two to five motifs.
fn motifs_of(names: &[String]) -> Result<Vec<Motif>> {
    let mut motifs = Vec::new();
    for name in names {
        motifs.extend(read::motifs(name)?);
    }
    let count = motifs.len();
    ensure!((2..=5).contains(&count), "a space is made of two to five motifs, these are {count}");
    Ok(motifs)
}

impl Train {
    fn run(&self) -> Result<()> {
        writable(&self.output)?;
        let motifs = motifs_of(&self.motifs)?;
        let options = Options { seed: self.seed, ..Options::default() };
        let space = Training::finish(motifs, options)?;
        let bytes = space.encode();
        replace(&self.output, &bytes)?;
        println!(
            "{}: {} motifs, {} strokes, {} bytes",
            self.output.display(),
            space.motifs().len(),
            space.correspondence().slots.len(),
            bytes.len()
        );
        Ok(())
    }
}

impl Sample {
    fn run(&self) -> Result<()> {
        paintable(&self.output)?;
        ensure!((-0.5..=1.5).contains(&self.at), "--at is {}, outside -0.5 to 1.5", self.at);
        ensure!((0.0..=1.0).contains(&self.growth), "--growth is {}, outside 0 to 1", self.growth);
        let space = space_of(&self.space)?;
        let at = draw::on_line(&space, self.at);
        println!("trust {:.0} %", 100.0 * space.trust(at));
        draw::write_grid(&self.output, &space, &[vec![(at, self.growth)]], 480)
    }
}

impl Sheet {
    fn run(&self) -> Result<()> {
        paintable(&self.output)?;
        let space = space_of(&self.space)?;
        let side = usize::from(self.side);
        let part = |i: usize| draw::part(i, side);
        let [low, high] = space.bounds();
        let at =
            |x: f32, y: f32| [low[0] + (high[0] - low[0]) * x, low[1] + (high[1] - low[1]) * y];
        let row = |y: usize| (0..side).map(|x| (at(part(x), part(y)), 1.0)).collect::<Vec<_>>();
        let rows: Vec<_> = if space.is_line() {
            // A line has room for growth, youngest below.
            let growth = |y: usize| 1.0 - 0.75 * draw::part(y, 4);
            (0..4).map(|y| (0..side).map(|x| (at(part(x), 0.0), growth(y))).collect()).collect()
        } else {
            (0..side).map(row).collect()
        };
        draw::write_grid(&self.output, &space, &rows, 160)
    }
}

impl Animate {
    fn run(&self) -> Result<()> {
        writable(&self.output)?;
        if !self.output.extension().is_some_and(|e| e.eq_ignore_ascii_case("gif")) {
            bail!("--output is {}, it must end in .gif", self.output.display());
        }
        ensure!(
            self.seconds > 0.0 && self.seconds <= 30.0,
            "--seconds is {}, outside 0 to 30",
            self.seconds
        );
        let space = space_of(&self.space)?;
        let mut way = space.pins().to_vec();
        way.push(way[0]);
        let count = frames(self.seconds);
        let place = |i: usize| {
            let part = draw::part(i, count);
            (on_way(&way, part), if self.grow { part } else { 1.0 })
        };
        draw::write_gif(&self.output, &space, &(0..count).map(place).collect::<Vec<_>>())
    }
}
