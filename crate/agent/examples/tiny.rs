//! A policy of one minute: trained on generated pictures alone, through the public API.
//!
//! ```sh
//! cargo run --release -p limner-agent --example tiny -- before.png after.png
//! ```
//!
//! Prints which part of the squared error eight strokes leave on windows that were not learned from, for
//! strokes at random and for the policy before and after, and paints one picture before and after: the target
//! on the left, the painting on the right. A third argument says for how many seconds to train instead.

#![expect(
    clippy::cast_possible_truncation,
    reason = "counts and sides are small, and a cast of a float saturates"
)]

use std::fs::File;
use std::io::BufWriter;
use std::time::{Duration, Instant};

use limner_agent::learn::gradient::{Config, Learner};
use limner_agent::learn::material::Material;
use limner_agent::learn::progress::remaining;
use limner_agent::learn::replay_buffer::{ReplayConfig, Slot};
use limner_agent::painter::{Painter, alone::Alone, by_stroke::ByStroke};
use limner_agent::policy::Policy;
use limner_core::Header;
use limner_env::{Picture, Random, action, scenes};

type Error = Box<dyn std::error::Error>;

/// Strokes of the paintings before and after.
const STROKES: usize = 150;

fn main() -> Result<(), Error> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (before, after, seconds) = match &arguments[..] {
        [before, after] => (before, after, 60.0),
        [before, after, seconds] => (before, after, seconds.parse()?),
        _ => return Err("usage: tiny BEFORE.png AFTER.png [SECONDS]".into()),
    };
    let time = Duration::try_from_secs_f64(seconds)?;

    // Pictures to learn from, and others to measure with.
    let mut random = Random::new(1);
    let mut pictures = |count| (0..count).map(|_| scenes::generated(&mut random, 128)).collect();
    let (training, unseen): (Vec<Picture>, Vec<Picture>) = (pictures(64), pictures(8));
    let material = Material::new(&training);
    let windows = Material::new(&unseen);
    let mut random = Random::new(2);
    let fresh = |_| Slot::fresh(&windows, &ReplayConfig::default(), &mut random);
    let measured: Vec<Slot> = (0..128).map(fresh).collect();

    // Small batches, and no planner to learn from: what counts is the first minute.
    let config = Config { batch: 16, rollouts: 0, sampled: 0.0, warm_up: 50, ..Config::default() };
    let mut learner = Learner::new(config, &material);
    let left = |policy: Option<&Policy>| {
        remaining(policy, &measured, &config.loss).map(|share| 100.0 * share)
    };
    println!("strokes at random leave {:.1} % of the error", left(None)?);
    println!("the policy before leaves {:.1} %", left(Some(&learner.policy()?))?);
    let psnr = paint(learner.policy()?, &unseen[0], before)?;
    println!("{before}: {STROKES} strokes, {psnr:.1} dB");

    let began = Instant::now();
    while began.elapsed() < time {
        let progress = began.elapsed().as_secs_f32() / time.as_secs_f32();
        learner.update(&material, progress)?;
    }
    println!("{} updates in {:.0} s", learner.step, began.elapsed().as_secs_f32());
    println!("the policy after leaves {:.1} %", left(Some(&learner.policy()?))?);
    let psnr = paint(learner.policy()?, &unseen[0], after)?;
    println!("{after}: {STROKES} strokes, {psnr:.1} dB");
    Ok(())
}

/// Paints with the policy alone, without search, and writes target and painting side by side. Returns the
/// painting's PSNR in dB.
fn paint(policy: Policy, target: &Picture, path: &str) -> Result<f32, Error> {
    let (width, height) = (target.width, target.height);
    let paper = action::rgb8(target.mean());
    let header = Header::new(width as u16, height as u16, paper, 1);
    let mut painter = ByStroke::new(Alone::new(policy), header, Some(target))?;
    painter.paint(STROKES, &mut |_| ())?;

    let (left, right) = (target.to_rgb8(), painter.scene().canvas_picture().to_rgb8());
    let rows = left.chunks_exact(3 * width).zip(right.chunks_exact(3 * width));
    let bytes: Vec<u8> = rows.flat_map(|(left, right)| [left, right].concat()).collect();
    let mut encoder =
        png::Encoder::new(BufWriter::new(File::create(path)?), 2 * width as u32, height as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header()?.write_image_data(&bytes)?;
    Ok(painter.scene().psnr().unwrap_or(f32::INFINITY))
}
