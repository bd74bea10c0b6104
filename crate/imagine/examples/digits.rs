//! From nothing to digits: a critic is the only teacher.
//!
//! `cargo run --release -p limner-imagine --features data --example digits -- MNIST-FOLDER [MINUTES] [OUT] [free]`
//! learns for so many minutes (two where nothing is said), says how it goes, and writes a sheet of drawings (`OUT.pgm`),
//! the model (`OUT.model`) and a checkpoint (`OUT.checkpoint`), from which the next call goes on. With `free`, nothing
//! is known of classes.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use limner_core::Rgb8;
use limner_env::Random;
use limner_imagine::Model;
use limner_imagine::checkpoint;
use limner_imagine::data::read_idx;
use limner_imagine::generator::GeneratorShape;
use limner_imagine::learners::pathwise::{Pathwise, PathwiseConfig};
use limner_imagine::training::{Event, Training};

/// Drawings in a row, and rows, of a sheet.
const ROW: usize = 10;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("the folder of MNIST's files is missing")?);
    let minutes: f32 = arguments.next().map_or(Ok(2.0), |text| text.parse())?;
    let out = PathBuf::from(arguments.next().unwrap_or_else(|| "digits".into()));
    let classes = if arguments.next().is_some_and(|word| word == "free") { 0 } else { 10 };
    let pictures = std::fs::read(folder.join("train-images-idx3-ubyte.gz"))?;
    let labels = std::fs::read(folder.join("train-labels-idx1-ubyte.gz"))?;
    let set = read_idx(&pictures, Some(&labels), 32)?;
    println!("{} digits to look at", set.len());

    let shape = GeneratorShape { classes, strokes: 5 };
    let mut learner = Pathwise::new(32, shape, PathwiseConfig::default(), 1);
    let mut before = 0;
    if let Ok(bytes) = std::fs::read(out.with_extension("checkpoint")) {
        before = checkpoint::decode(&bytes, &mut learner)?;
    }
    let mut training = Training::new(learner, set);
    let (started, mut said) = (Instant::now(), Instant::now());
    let mut steps = training.steps();
    while started.elapsed() < Duration::from_secs_f32(60.0 * minutes) {
        match training.advance() {
            Event::RolledBack { because, to } => println!("{because:?}: back to update {to}"),
            Event::Learned(metrics) if said.elapsed() > Duration::from_secs(20) => {
                let rate = (training.steps() - steps) as f32 / said.elapsed().as_secs_f32();
                (said, steps) = (Instant::now(), training.steps());
                println!(
                    "update {steps}, {rate:.1} a second: real ones score {:.2} higher, {:.1} strokes, variety {:.2}",
                    metrics.critic.gap, metrics.strokes, metrics.variety
                );
                let elapsed = started.elapsed().as_millis() + u128::from(before);
                save(&out, &mut training, u64::try_from(elapsed)?)?;
            }
            Event::Learned(_) => {}
        }
    }
    save(&out, &mut training, u64::try_from(started.elapsed().as_millis() + u128::from(before))?)
}

fn save(
    out: &std::path::Path,
    training: &mut Training,
    elapsed_ms: u64,
) -> Result<(), Box<dyn std::error::Error>> {
    let learner = &mut training.learner;
    std::fs::write(out.with_extension("new"), checkpoint::encode(learner, elapsed_ms))?;
    std::fs::rename(out.with_extension("new"), out.with_extension("checkpoint"))?;
    let classes = learner.generator.shape().classes;
    let names = (0..classes).map(|class| class.to_string()).collect();
    let colors = [Rgb8::new(0, 0, 0), Rgb8::new(255, 255, 255)];
    let model = Model::of(learner, "digits", names, colors);
    std::fs::write(out.with_extension("model"), model.encode())?;
    let asked: Vec<Option<u16>> = (0..10).cycle().take(ROW * ROW).map(Some).collect();
    let programs = model.imagine(&asked, &mut Random::new(7));
    let drawings = model.draw(&programs, 7)?;
    let mut sheet = format!("P5 {0} {0} 255\n", 32 * ROW).into_bytes();
    let pictures: Vec<&[f32]> = drawings.sheets().pictures().collect();
    for y in 0..32 * ROW {
        for x in 0..32 * ROW {
            let ink = pictures[y / 32 * ROW + x / 32][y % 32 * 32 + x % 32];
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0..=1")]
            sheet.push((255.0 * ink) as u8);
        }
    }
    std::fs::write(out.with_extension("pgm"), sheet)?;
    Ok(())
}
