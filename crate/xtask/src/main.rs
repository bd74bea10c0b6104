//! `cargo xtask …`: everything that is done to this repository rather than by it: set-up, build,
//! serve, test and size. One program, so that a fresh machine needs nothing but cargo.

mod assets;
mod bench;
mod bill;
mod config;
mod fuzz;
#[cfg(test)]
mod invariants;
mod optimise;
mod programs;
mod references;
mod scripts;
mod second_try;
mod serve;
mod setup;
mod side_by_side;
mod size;
mod steps;
mod test;
mod toolchain;
mod wasm;
mod whole;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};

use crate::assets::Parts;
use crate::config::{Config, Profile};
use crate::steps::Steps;
use crate::test::Scope;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Build, serve, test and weigh Limner", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Set up what is missing, build the page and serve it on localhost
    Start {
        #[command(flatten)]
        build: StartArgs,
        #[command(flatten)]
        serve: ServeArgs,
    },
    /// Build the page into dist/: a static site for any host and any path
    Build {
        #[command(flatten)]
        build: BuildArgs,
    },
    /// Serve a dist/ that is already built
    Serve {
        /// The folder to serve
        #[arg(long, default_value = "dist")]
        dir: PathBuf,
        #[command(flatten)]
        serve: ServeArgs,
    },
    /// Formatting, lints, unit tests and browser tests
    Test {
        /// One part alone
        #[arg(long, value_enum, conflicts_with = "fast")]
        only: Option<test::Part>,
        /// For between edits: formatting, lints and unit tests, without wasm and browser
        #[arg(long)]
        fast: bool,
    },
    /// What dist/ weighs, raw, gzip and brotli, against the budgets
    Size {
        /// The folder to weigh
        #[arg(long, default_value = "dist")]
        dir: PathBuf,
    },
    /// Make anew what of the page's code is kept in the repository: the player of paintings in one HTML file
    Player,
    /// Train the partner's policy (`limner train …`)
    Train(Passed),
    /// Paint a picture file (`limner paint …`)
    Paint(Passed),
    /// Score paintings of a folder of pictures (`limner eval …`)
    Eval(Passed),
    /// Draw the logs of training runs (`limner plot …`)
    Plot(Passed),
    /// Fidelity against time (`limner curve …`)
    Curve(Passed),
    /// Benchmarks: `paint` for the brush beside libmypaint's, `work` for every brush beside what it is charged,
    /// `long` for long paintings, `link FOLDER` for how long links are, `geometrize FOLDER` for the painter beside Geometrize, `partner` for its pace in
    /// the page, `soak [STROKES]` for a long sitting in the page (10,000 strokes), anything else as `cargo bench` takes it
    Bench(Passed),
}

#[derive(Args)]
struct StartArgs {
    /// As it is published: smaller and a little quicker, and minutes longer to build
    #[arg(long, conflicts_with = "dev")]
    release: bool,
    /// Quickest to build, slow to run, with names in stack traces
    #[arg(long)]
    dev: bool,
    /// With the parts that a page fetches on demand: the partner on WebGPU, minutes more
    #[arg(long)]
    all: bool,
    /// Where the site goes
    #[arg(long, default_value = "dist")]
    out: PathBuf,
}

impl StartArgs {
    fn profile(&self) -> Profile {
        match (self.dev, self.release) {
            (true, _) => Profile::Dev,
            (_, true) => Profile::Release,
            _ => Profile::Start,
        }
    }

    fn parts(&self) -> Parts {
        if self.all { Parts::All } else { Parts::FirstVisit }
    }
}

#[derive(Args)]
struct BuildArgs {
    /// Optimised, as it is published (the default)
    #[arg(long, conflicts_with = "dev")]
    release: bool,
    /// Quick to build, slow to run, with names in stack traces
    #[arg(long)]
    dev: bool,
    /// Where the site goes
    #[arg(long, default_value = "dist")]
    out: PathBuf,
}

impl BuildArgs {
    fn profile(&self) -> Profile {
        if self.dev && !self.release { Profile::Dev } else { Profile::Release }
    }
}

#[derive(Args)]
struct ServeArgs {
    /// The port; 0 takes any that is free
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The path the site is mounted at
    #[arg(long, default_value = "/")]
    base: String,
    /// Open the page in the browser
    #[arg(long)]
    open: bool,
}

#[derive(Args)]
struct Passed {
    /// Handed on as they are
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<()> {
    let root = config::repository_root();
    match cli.command {
        Command::Start { build, serve } => {
            let listener = serve::listen(serve.port)?;
            let mut steps = Steps::new();
            let config = Config::read(&root)?;
            let out = root.join(&build.out);
            assets::build(&config, build.profile(), build.parts(), &out, &mut steps)?;
            eprintln!("\n{}", steps.table());
            serve::serve(listener, &out, &serve.base, serve.open)
        }
        Command::Build { build } => {
            let mut steps = Steps::new();
            let config = Config::read(&root)?;
            let out = root.join(&build.out);
            assets::build(&config, build.profile(), Parts::All, &out, &mut steps)?;
            eprintln!("\n{}", steps.table());
            println!("{}", out.display());
            Ok(())
        }
        Command::Serve { dir, serve } => {
            serve::serve(serve::listen(serve.port)?, &root.join(dir), &serve.base, serve.open)
        }
        Command::Test { only, fast } => {
            let all = if fast { Scope::Fast } else { Scope::Everything };
            test::run(&root, only.map_or(all, Scope::Only))
        }
        Command::Size { dir } => size::report(&Config::read(&root)?, &root.join(dir)),
        Command::Player => assets::keep(&Config::read(&root)?, &mut Steps::new()),
        Command::Train(passed) => steps::limner(&root, "train", &passed.arguments),
        Command::Paint(passed) => steps::limner(&root, "paint", &passed.arguments),
        Command::Eval(passed) => steps::limner(&root, "eval", &passed.arguments),
        Command::Plot(passed) => steps::limner(&root, "plot", &passed.arguments),
        Command::Curve(passed) => steps::limner(&root, "curve", &passed.arguments),
        Command::Bench(passed) => bench::bench(&root, &passed.arguments),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn what_is_built_by_default_and_options_are_handed_on() {
        let cli = Cli::parse_from(["xtask", "build"]);
        let Command::Build { build } = cli.command else { panic!("not build") };
        assert_eq!(build.profile(), Profile::Release);

        for (arguments, profile, parts) in [
            (&["start"][..], Profile::Start, Parts::FirstVisit),
            (&["start", "--all"], Profile::Start, Parts::All),
            (&["start", "--release"], Profile::Release, Parts::FirstVisit),
            (&["start", "--dev"], Profile::Dev, Parts::FirstVisit),
        ] {
            let cli = Cli::parse_from([&["xtask"], arguments].concat());
            let Command::Start { build, .. } = cli.command else { panic!("not start") };
            assert_eq!((build.profile(), build.parts()), (profile, parts), "{arguments:?}");
        }

        let cli = Cli::parse_from(["xtask", "paint", "a.png", "-o", "b.png", "--strokes", "50"]);
        let Command::Paint(passed) = cli.command else { panic!("not paint") };
        assert_eq!(passed.arguments, ["a.png", "-o", "b.png", "--strokes", "50"]);
    }
}
