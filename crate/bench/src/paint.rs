//! The tables.

use limner_core::fixed::ONE_U16;
use limner_core::surface::Smudge;
use limner_core::{Brush, Canvas, Coverage, Surface};

use crate::memory::Bandwidth;
use limner_bench::timing::medians;
use limner_bench::workload::{Kind, RADII, SIDE, Workload, ground};

/// What a dab must move of each pixel: four channels of 16 bits, read and written.
const BYTES_PER_PX: f64 = 16.0;

/// Measures and prints everything.
pub(crate) fn report(rounds: usize) -> anyhow::Result<()> {
    let bandwidth = Bandwidth::measure(rounds.min(7));
    println!("Canvas {SIDE} × {SIDE}, dabs over dabs (build-up), one thread, median of {rounds}.");
    println!("A dab moves 8 bytes in and 8 out a pixel; its coverage stays in the L1 cache.");
    println!(
        "A pass over memory moves {:.1} GB/s through main memory, {:.1} GB/s within the L2 cache.",
        bandwidth.far / 1e9,
        bandwidth.near / 1e9
    );
    println!();
    one_thread(rounds, &bandwidth)?;
    println!();
    all_cores(rounds)?;
    println!();
    mixing(rounds)
}

/// A canvas that is covered with paint.
fn canvas() -> anyhow::Result<Canvas> {
    let mut canvas = Canvas::new(SIDE, SIDE)?;
    lay(&mut canvas, &ground());
    Ok(canvas)
}

fn lay(canvas: &mut Canvas, work: &Workload) {
    for batch in &work.batches {
        if work.brush.smudges() {
            canvas.smudge(&batch.ink, &batch.dabs, &mut Smudge::default());
        } else {
            canvas.lay(&batch.ink, &batch.dabs);
        }
    }
}

#[cfg(feature = "libmypaint")]
fn one_thread(rounds: usize, bandwidth: &Bandwidth) -> anyhow::Result<()> {
    use crate::libmypaint::Peer;
    let mut ours = canvas()?;
    let mut theirs = Peer::new(SIDE);
    theirs.paint(&ground());
    println!("{HEAD}{:>16}{:>8}", "libmypaint", "ratio");
    for (kind, work) in workloads() {
        let [our_time, their_time] =
            medians(rounds, [&mut || lay(&mut ours, &work), &mut || theirs.paint(&work)]);
        let theirs = work.dabs() as f64 / their_time;
        let ratio = their_time / our_time;
        println!("{}{theirs:>16.0}{ratio:>8.2}", row(kind, &work, our_time, bandwidth));
    }
    println!(
        "The two canvases differ by {:.1} % on average.",
        100.0 * difference(&ours, &mut theirs)
    );
    Ok(())
}

#[cfg(not(feature = "libmypaint"))]
fn one_thread(rounds: usize, bandwidth: &Bandwidth) -> anyhow::Result<()> {
    let mut canvas = canvas()?;
    println!("{HEAD}");
    for (kind, work) in workloads() {
        let [seconds] = medians(rounds, [&mut || lay(&mut canvas, &work)]);
        println!("{}", row(kind, &work, seconds, bandwidth));
    }
    Ok(())
}

fn workloads() -> impl Iterator<Item = (Kind, Workload)> {
    Kind::ALL.into_iter().flat_map(|kind| {
        RADII.map(|(radius_px, dabs)| (kind, Workload::new(kind.brush(), radius_px, dabs)))
    })
}

const HEAD: &str =
    "brush         radius   px/dab  bytes/dab     GB/s   of memory    of L2          dabs/s";

fn row(kind: Kind, work: &Workload, seconds: f64, bandwidth: &Bandwidth) -> String {
    let dabs = work.dabs() as f64;
    let px_per_dab = work.pixels() as f64 / dabs;
    let moved = px_per_dab * dabs * BYTES_PER_PX / seconds;
    format!(
        "{:<12}{:>5} px{px_per_dab:>9.0}{:>11.0}{:>9.1}{:>10.0} %{:>7.0} %{:>16.0}",
        kind.name(),
        work.radius_px,
        px_per_dab * BYTES_PER_PX,
        moved / 1e9,
        100.0 * moved / bandwidth.far,
        100.0 * moved / bandwidth.near,
        dabs / seconds
    )
}

/// Mean difference of the colours on a grid, channels in 0..=1.
#[cfg(feature = "libmypaint")]
fn difference(ours: &Canvas, theirs: &mut crate::libmypaint::Peer) -> f64 {
    let (mut sum, mut count) = (0.0, 0);
    for y in (8..i32::from(SIDE)).step_by(16) {
        for x in (8..i32::from(SIDE)).step_by(16) {
            let Some(a) = ours.pixel(x, y) else { continue };
            let b = theirs.color(x as f32 + 0.5, y as f32 + 0.5, 1.0);
            for (a, b) in a.into_iter().zip([b[0] * b[3], b[1] * b[3], b[2] * b[3], b[3]]) {
                sum += f64::from((f32::from(a) / f32::from(ONE_U16) - b).abs());
                count += 1;
            }
        }
    }
    sum / f64::from(count)
}

/// Tiles on all cores against one.
fn all_cores(rounds: usize) -> anyhow::Result<()> {
    let (mut alone, mut together) = (canvas()?, canvas()?);
    println!(
        "On {} threads, each with tiles of its own, against one:",
        rayon::current_num_threads()
    );
    for kind in [Kind::Hard, Kind::Soft] {
        for (radius_px, dabs) in RADII {
            let work = Workload::new(kind.brush(), radius_px, dabs);
            let mut in_parallel = || {
                for batch in &work.batches {
                    together.lay_parallel(&batch.ink, &batch.dabs);
                }
            };
            let [one, all] = medians(rounds, [&mut || lay(&mut alone, &work), &mut in_parallel]);
            println!("{:<12}{radius_px:>5} px{:>9.2} ×", kind.name(), one / all);
        }
    }
    anyhow::ensure!(alone.hash() == together.hash(), "the cores do not draw what one core draws");
    Ok(())
}

/// What pigment and wetness cost, against plain paint.
fn mixing(rounds: usize) -> anyhow::Result<()> {
    let (radius_px, dabs) = RADII[1];
    println!(
        "Time of a soft round of {radius_px} px as (build-up, wash), in that of plain build-up:"
    );
    let mut plain = f64::NAN;
    let paints = [("plain", 0, 0), ("pigment", ONE_U16, 0), ("wet", 0, ONE_U16)];
    for (name, pigment, wetness) in paints.into_iter().chain([("both", ONE_U16, ONE_U16)]) {
        let work = |coverage| {
            let brush = Brush { pigment, wetness, coverage, ..Kind::Soft.brush() };
            Workload::new(brush, radius_px, dabs)
        };
        let (build_up, wash) = (work(Coverage::BuildUp), work(Coverage::Wash));
        let (mut a, mut b) = (canvas()?, canvas()?);
        let rounds = rounds.min(7);
        let times = medians(rounds, [&mut || lay(&mut a, &build_up), &mut || lay(&mut b, &wash)]);
        if plain.is_nan() {
            plain = times[0];
        }
        println!("{name:<12}{:>9.2}{:>9.2}", times[0] / plain, times[1] / plain);
    }
    Ok(())
}
