//! What every kind of brush takes beside what it is charged (`limner_core::work`).

use std::fs;
use std::path::Path;
use std::sync::OnceLock;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use limner_bench::charged::{self, ChargedStroke, RADII_PX, SIDE};
use limner_core::work::PER_MS;

/// After so many ms no further round is begun, and before so many no last one.
const LONG_MS: f64 = 300.0;
const ENOUGH_MS: f64 = 40.0;

/// What a stroke takes in percent of what it is charged: drawn, and counted only, which opening a painting does
/// first.
#[derive(Clone, Copy, Debug)]
struct Taken {
    drawn: f64,
    counted: f64,
}

impl Taken {
    fn of(charge: u64, drawn_ms: f64, counted_ms: f64) -> Self {
        let percent = |ms: f64| 100.0 * ms / (charge as f64 / PER_MS as f64);
        Self { drawn: percent(drawn_ms), counted: percent(counted_ms) }
    }
}

/// Prints what every kind of brush takes, in every size: natively, and in WebAssembly where `wasm` is a file of what
/// was measured there, in ms drawn and counted, a kind a line.
pub(crate) fn report(rounds: usize, wasm: Option<&Path>) -> Result<()> {
    let elsewhere = wasm.map(read).transpose()?;
    println!(
        "taken, in % of the charge (counted only in brackets), on {SIDE} × {SIDE}, one thread; 100 % is 0.1 ns a unit"
    );
    if elsewhere.is_some() {
        println!("natively / in WebAssembly");
    }
    print!("{:<22}", "radius in px");
    RADII_PX.iter().for_each(|radius| print!("{radius:>24}"));
    println!();
    let (mut here, mut there, mut refused) = (Vec::new(), Vec::new(), 0);
    for (name, brush) in charged::brushes() {
        brush.validate()?;
        print!("{name:<22}");
        for radius_px in RADII_PX {
            let kind = ChargedStroke::of(brush, radius_px);
            let place = here.len() + refused;
            if kind.charge() == u64::MAX {
                refused += 1;
                print!("{:>24}", "too many dabs");
                continue;
            }
            let taken = measure(&kind, rounds);
            let mut cell = format!("{:.0} ({:.0})", taken.drawn, taken.counted);
            if let Some(times) = &elsewhere {
                let (drawn_ms, counted_ms) = *times.get(place).context("a kind is missing")?;
                let taken = Taken::of(kind.charge(), drawn_ms, counted_ms);
                cell += &format!(" / {:.0} ({:.0})", taken.drawn, taken.counted);
                there.push((name, radius_px, taken.drawn));
            }
            here.push((name, radius_px, taken.drawn));
            print!("{cell:>24}");
        }
        println!();
    }
    summarise("natively", here);
    summarise("in WebAssembly", there);
    Ok(())
}

/// Prints the middle of all kinds, and the dearest beside their charge.
fn summarise(place: &str, mut kinds: Vec<(&'static str, i32, f64)>) {
    kinds.sort_by(|a, b| b.2.total_cmp(&a.2));
    let Some((_, _, median)) = kinds.get(kinds.len() / 2) else { return };
    let dearest = kinds
        .iter()
        .take(3)
        .map(|(name, radius_px, percent)| format!("{name} at {radius_px} px {percent:.0} %"));
    println!("{place}: {median:.0} % in the median; {}", dearest.collect::<Vec<_>>().join(", "));
}

/// What drawing and counting a kind take: the mean of so many rounds, and of as many more as make a clock that ticks
/// some hundred times a second tell.
fn measure(kind: &ChargedStroke, rounds: usize) -> Taken {
    let charge = kind.charge();
    let mean_ms = |run: &mut dyn FnMut()| {
        let (mut taken_ms, mut done) = (0.0, 0);
        while done < rounds || taken_ms < ENOUGH_MS {
            let began_ms = used_ms();
            run();
            taken_ms += used_ms() - began_ms;
            done += 1;
            if taken_ms > LONG_MS {
                break;
            }
        }
        taken_ms / done as f64
    };
    let mut canvas = kind.ground();
    let drawn_ms = mean_ms(&mut || kind.draw(&mut canvas));
    let counted_ms = mean_ms(&mut || assert_eq!(kind.charge(), charge));
    Taken::of(charge, drawn_ms, counted_ms)
}

/// What was measured in WebAssembly: ms drawn and counted, a kind a line.
fn read(file: &Path) -> Result<Vec<(f64, f64)>> {
    let text = fs::read_to_string(file).with_context(|| format!("no {}", file.display()))?;
    let line = |line: &str| {
        let times: Result<Vec<f64>, _> = line.split_whitespace().map(str::parse).collect();
        let times = times.with_context(|| format!("{line:?} is no time"))?;
        ensure!(times.len() == 2, "{line:?} is not drawn and counted");
        Ok((times[0], times[1]))
    };
    text.lines().map(line).collect()
}

/// Time of the processor's that this thread has used, where the system says so: a busy machine is no
/// slower by it. Else what has passed.
fn used_ms() -> f64 {
    static BEGAN: OnceLock<Instant> = OnceLock::new();
    let used = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let used_ns = used.as_deref().and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    let passed = || BEGAN.get_or_init(Instant::now).elapsed().as_secs_f64() * 1e3;
    used_ns.map_or_else(passed, |ns| ns / 1e6)
}
