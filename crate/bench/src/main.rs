//! `limner-bench`: how fast Limner's brush paints, beside libmypaint's, in one run.

mod fingerprint;
mod growth;
#[cfg(feature = "libmypaint")]
mod libmypaint;
mod memory;
mod paint;
mod work;

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use limner_bench::long::Long;

#[derive(Parser)]
#[command(name = "limner-bench", about = "How fast Limner's brush paints", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Dabs a second of every brush and size, beside libmypaint's and the memory's speed
    Paint {
        /// Measurements of each, of which the median is printed
        #[arg(long, default_value_t = 15)]
        rounds: usize,
    },
    /// One number for the pixels of many random strokes: faster code must not change it
    Fingerprint {
        /// Strokes
        #[arg(long, default_value_t = 4000)]
        rounds: u32,
    },
    /// What every kind of brush takes beside what it is charged
    Work {
        /// Measurements of each at least, of which the mean is printed
        #[arg(long, default_value_t = 3)]
        rounds: usize,
        /// What was measured in WebAssembly, to be printed beside: ms drawn and counted, a kind a line
        #[arg(long, value_name = "FILE")]
        wasm: Option<PathBuf>,
    },
    /// Memory and undo of a long painting
    Long {
        /// Width and height of its canvas
        #[arg(long, default_value_t = 1024)]
        side: u16,
        /// Strokes of the painting
        #[arg(long, default_value_t = 5000)]
        strokes: usize,
    },
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Paint { rounds } => paint::report(rounds.max(1)),
        Command::Fingerprint { rounds } => {
            println!("{:016x}", fingerprint::fingerprint(rounds));
            Ok(())
        }
        Command::Work { rounds, wasm } => work::report(rounds.max(1), wasm.as_deref()),
        Command::Long { side, strokes } => growth::report(Long { side, strokes }),
    }
}
