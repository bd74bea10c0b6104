//! `limner`: the native program.

mod ablate;
mod brushes;
mod chart;
mod contact_sheet;
mod continue_painting;
mod curve;
mod data;
mod demos;
mod design;
mod duet;
mod eval;
mod export;
mod files;
mod gpu;
mod imagine;
mod links;
mod paint;
mod painter_options;
mod pipes;
mod plot;
mod plotter;
mod program;
mod ssim;
mod teach_eval;
mod train;
mod within;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// A painting partner: train its policy, let it paint, measure it.
#[derive(Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Train the policy on folders of pictures
    Train(train::Args),
    /// Paint a picture file
    Paint(paint::Paint),
    /// Go on with a painting that somebody began
    Continue(continue_painting::Continue),
    /// Write demos that any static host can have: paintings as pages that play them, and a list
    Demos(demos::Demos),
    /// Draw what the partner adds to six drawings without a picture
    Duet(duet::Duet),
    /// Write a painting as a picture of any size, as a page that plays it, as a link, as a program of strokes, or for
    /// a plotter
    Export(export::Export),
    /// Bring a painting back from what it was exported as, or from a photograph of the sheet that it was drawn on
    Import(export::Import),
    /// Measure how long links are, and what that costs
    Links(links::Links),
    /// Measure the painter on folders of pictures
    Eval(eval::Eval),
    /// Measure what each part of the painter is worth
    Ablate(ablate::Ablate),
    /// Measure fidelity against time, and draw it
    Curve(curve::Curve),
    /// Measure what the partner learns from simulated people
    TeachEval(teach_eval::TeachEval),
    /// Make a place to explore of a few motifs, draw from it, measure it
    Design(design::Design),
    /// Draw the logs of training runs as curves
    Plot(plot::Plot),
    /// Draw from imagination: learn to, do it, measure it
    #[command(subcommand)]
    Imagine(imagine::Imagine),
    /// Paint a sheet with every brush
    Brushes(brushes::Args),
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // On one line, from what was wanted to what stood against it.
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Train(args) => train::run(&args),
        Command::Paint(args) => args.run(),
        Command::Continue(args) => args.run(),
        Command::Demos(args) => args.run(),
        Command::Duet(args) => args.run(),
        Command::Export(args) => args.run(),
        Command::Import(args) => args.run(),
        Command::Links(args) => args.run(),
        Command::Eval(args) => args.run(),
        Command::Ablate(args) => args.run(),
        Command::Curve(args) => args.run(),
        Command::TeachEval(args) => args.run(),
        Command::Design(args) => args.run(),
        Command::Plot(args) => args.run(),
        Command::Imagine(command) => command.run(),
        Command::Brushes(args) => args.run(),
    }
}
