//! An agent that knows nothing, in the environment: what it is shown, what it does and what that is worth.
//!
//! ```sh
//! cargo run --release -p limner-env --example steps
//! ```

use limner_env::batch::{Environment, Options, Stroke};
use limner_env::{CHANNELS, RAW, Random, WINDOW, scenes};

/// Canvases that are painted side by side.
const CANVASES: usize = 3;
/// Strokes on each of them in a step.
const STROKES: usize = 4;

fn main() -> Result<(), limner_env::batch::Error> {
    let mut random = Random::new(1);
    let targets: Vec<_> = (0..CANVASES).map(|_| scenes::generated(&mut random, 128)).collect();
    let targets: Vec<_> = targets.iter().map(Some).collect();

    let options = Options { size: 128, max_strokes: 40, ..Options::default() };
    let mut environment = Environment::new(options)?;
    let mut seen = environment.reset(&targets, 7)?;
    println!(
        "{CANVASES} canvases of {0}×{0} px, each seen through {1} windows of {CHANNELS} planes of {WINDOW}×{WINDOW}",
        options.size,
        seen.windows.len(),
    );

    let mut returns = [0.0; CANVASES];
    loop {
        // It looks at nothing: any window, any stroke. A policy would read `seen.data`.
        let mut stroke = || Stroke {
            window: random.below(seen.windows.len()),
            action: std::array::from_fn::<f32, RAW, _>(|_| random.normal()),
        };
        let actions: Vec<Vec<Stroke>> =
            (0..CANVASES).map(|_| (0..STROKES).map(|_| stroke()).collect()).collect();
        let step = environment.step(&actions)?;
        seen = step.observations;
        for (sum, reward) in returns.iter_mut().zip(&step.rewards) {
            *sum += reward;
        }
        let psnr: Vec<f32> = step.infos.iter().filter_map(|info| info.psnr).collect();
        println!(
            "{:3} strokes: rewards {:+.4?}, PSNR {psnr:.1?} dB",
            step.infos[0].strokes, step.rewards
        );
        if step.terminated.iter().zip(&step.truncated).all(|(done, cut)| *done || *cut) {
            break;
        }
    }
    println!(
        "returns {returns:+.3?}: each part of the first squared error that went, less the strokes' price"
    );
    Ok(())
}
