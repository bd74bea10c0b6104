//! `limner train`: pictures in, weights out.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sides and counts are those of a sheet, and a cast of a float saturates"
)]

use std::fs::File;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow, bail};
use indicatif::{ProgressBar, ProgressStyle};
use limner_agent::devices::Device;
use limner_agent::learn::checkpoint;
use limner_agent::learn::gradient::{Config, Learner, Metrics, profile};
use limner_agent::learn::material::Material;
use limner_agent::learn::progress::{heard, remaining};
use limner_agent::learn::replay_buffer::{ReplayConfig, Slot};
use limner_agent::learn::sweep::sweep;
use limner_agent::weights;
use limner_env::random::Random;
use limner_env::{Picture, scenes};
use serde_json::json;

use crate::contact_sheet;
use crate::data::Split;
use crate::files::{replace, writable};

/// Windows on which progress is measured.
const MEASURED_WINDOWS: usize = 256;
/// Side of the sample paintings.
const SAMPLE_SIDE: usize = 128;
/// Side of generated pictures.
const GENERATED_SIDE: u16 = 192;

/// Where the network learns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Backend {
    /// The CPU
    Flex,
    /// A graphics device, by Vulkan, Metal or DirectX 12
    Wgpu,
}

impl Backend {
    #[cfg(feature = "wgpu")]
    fn device(self) -> anyhow::Result<Device> {
        match self {
            Self::Flex => Ok(Device::flex()),
            Self::Wgpu => {
                let started = pollster::block_on(limner_agent::devices::WebGpu::start());
                Ok(started.context("--backend wgpu; without it the CPU is used")?.device)
            }
        }
    }

    #[cfg(not(feature = "wgpu"))]
    fn device(self) -> anyhow::Result<Device> {
        match self {
            Self::Flex => Ok(Device::flex()),
            Self::Wgpu => bail!(
                "this limner was built without WebGPU: build it with `--features wgpu`, or run \
                 `cargo xtask train --backend wgpu`, which does"
            ),
        }
    }
}

#[derive(clap::Args)]
pub(crate) struct Args {
    /// A folder of pictures to learn from; may be given several times
    #[arg(long, value_name = "DIR")]
    data: Vec<PathBuf>,
    /// A folder of which every N-th picture by name (the first, the N+1st, …) is kept for measuring
    #[arg(long, value_name = "DIR")]
    split: Vec<PathBuf>,
    /// Pictures of random strokes to learn from as well; 256 where no folder is given, otherwise 32
    #[arg(long, value_name = "N")]
    generated: Option<usize>,
    /// The N of --split
    #[arg(long, value_name = "N", default_value_t = 4)]
    holdout_every: usize,
    /// How long to train
    #[arg(long, value_name = "M", default_value_t = 40.0, conflicts_with = "steps")]
    minutes: f64,
    /// Train for so many updates instead
    #[arg(long, value_name = "N")]
    steps: Option<u64>,
    /// Windows in an update
    #[arg(long, default_value_t = Config::default().batch)]
    batch: usize,
    /// Highest learning rate
    #[arg(long, default_value_t = Config::default().rates[0])]
    rate: f32,
    /// Weight of the experts' strokes; 0 for no expert iteration
    #[arg(long, default_value_t = Config::default().expert)]
    expert: f32,
    /// Weight of what sampled strokes gain
    #[arg(long, default_value_t = Config::default().sampled)]
    sampled: f32,
    /// Seed of weights, canvases and order
    #[arg(long, default_value_t = 1)]
    seed: u32,
    /// Where gradients are computed; `wgpu` needs a build with the feature of that name
    #[arg(long, value_enum, default_value_t = Backend::Flex)]
    backend: Backend,
    /// Threads, and parts into which an update is divided; as many as there are cores by default
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Where the weights go
    #[arg(long, value_name = "FILE", default_value = "crate/agent/weights/policy.limner")]
    out: PathBuf,
    /// Where checkpoints are kept; beside the weights by default
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    /// Minutes from one checkpoint to the next
    #[arg(long, value_name = "M", default_value_t = 3.0)]
    checkpoint_every: f64,
    /// Begin with these weights instead of an untrained policy
    #[arg(long, value_name = "FILE", conflicts_with = "resume")]
    from: Option<PathBuf>,
    /// Let only those layers learn that read what is wanted of strokes: a policy that is asked for nothing stays
    /// as it is
    #[arg(long)]
    conditioning_only: bool,
    /// Go on from this checkpoint; --minutes and --steps count from its beginning
    #[arg(long, value_name = "FILE")]
    resume: Option<PathBuf>,
    /// Updates from one measurement to the next
    #[arg(long, value_name = "N", default_value_t = 2000)]
    measure_every: u64,
    /// A file that gets one line of JSON for each measurement and every hundredth update
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    /// A folder for sample paintings
    #[arg(long, value_name = "DIR")]
    samples: Option<PathBuf>,
}

impl Args {
    /// Fails on what would otherwise be found out after minutes.
    fn check(&self) -> anyhow::Result<()> {
        if !(self.minutes >= 0.0 && self.checkpoint_every >= 0.0 && self.rate > 0.0) {
            bail!("--minutes, --checkpoint-every and --rate must be numbers, and not below 0");
        }
        for folder in self.samples.iter().map(PathBuf::as_path).chain(self.out.parent()) {
            std::fs::create_dir_all(folder)
                .with_context(|| format!("cannot make the folder {}", folder.display()))?;
        }
        [Some(&self.out), self.checkpoint.as_ref(), self.log.as_ref()]
            .into_iter()
            .flatten()
            .try_for_each(|path| writable(path))
    }
}

/// Trains; says what went wrong and with which file.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let threads = match args.threads {
        Some(threads) => threads.max(1),
        None => std::thread::available_parallelism().map_or(1, usize::from),
    };
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build_global()
        .context("starting threads")?;
    let mut split = Split::default();
    for folder in &args.data {
        split.add(folder, None)?;
    }
    for folder in &args.split {
        split.add(folder, Some(args.holdout_every))?;
    }
    let generated = args.generated.unwrap_or(if split.training.is_empty() { 256 } else { 32 });
    let mut random = Random::new(args.seed);
    split.training.extend((0..generated).map(|_| scenes::generated(&mut random, GENERATED_SIDE)));
    if split.training.is_empty() {
        bail!("no pictures to learn from: give a folder with --data or --split, or --generated N");
    }
    args.check()?;
    let run = Run::new(args, &split, threads)?;
    eprintln!(
        "{} pictures to learn from, {} to measure with",
        split.training.len(),
        split.held_out.len()
    );
    run.train()
}

struct Run<'a> {
    args: &'a Args,
    material: Material,
    measured: Vec<Slot>,
    samples: Vec<Picture>,
    learner: Learner,
    /// Training time of the runs before this one.
    elapsed_before: Duration,
    started: Instant,
    log: Option<File>,
}

impl<'a> Run<'a> {
    fn new(args: &'a Args, split: &Split, threads: usize) -> anyhow::Result<Self> {
        let config = Config {
            batch: args.batch.max(1),
            shards: threads,
            rates: [args.rate, Config::default().rates[1].min(args.rate)],
            expert: args.expert,
            sampled: args.sampled,
            conditioning_only: args.conditioning_only,
            seed: args.seed,
            ..Config::default()
        };
        let material = Material::new(&split.training);
        let (mut learner, elapsed_before) = match &args.resume {
            None => (Learner::new(config, &material), Duration::ZERO),
            Some(path) => {
                let bytes = std::fs::read(path)
                    .with_context(|| format!("cannot read the checkpoint {}", path.display()))?;
                let (learner, elapsed_ms) =
                    checkpoint::decode(&bytes, config, &material).map_err(|error| {
                        anyhow!(
                            "cannot go on from {}: {error}; begin anew without --resume",
                            path.display()
                        )
                    })?;
                (learner, Duration::from_millis(elapsed_ms))
            }
        };
        if let Some(path) = &args.from {
            let bytes = std::fs::read(path)
                .with_context(|| format!("cannot read the weights {}", path.display()))?;
            let weights = weights::decode(&bytes);
            learner.parameters =
                weights.with_context(|| format!("reading {}", path.display()))?.parameters;
        }
        learner.device = args.backend.device()?;
        let unseen = if split.held_out.is_empty() { &split.training } else { &split.held_out };
        let mut random = Random::new(2026);
        let measured = Material::new(unseen);
        let fresh = |_| Slot::fresh(&measured, &ReplayConfig::default(), &mut random);
        let measured = (0..MEASURED_WINDOWS).map(fresh).collect();
        let every = unseen.len().div_ceil(8);
        let samples = unseen
            .iter()
            .step_by(every)
            .map(|p| p.center_square().resized_to(SAMPLE_SIDE, SAMPLE_SIDE))
            .collect();
        let log = match &args.log {
            None => None,
            Some(path) => {
                let file = File::options().create(true).append(true).open(path);
                Some(file.with_context(|| format!("cannot write the log {}", path.display()))?)
            }
        };
        let started = Instant::now();
        Ok(Self { args, material, measured, samples, learner, elapsed_before, started, log })
    }

    fn train(mut self) -> anyhow::Result<()> {
        let stop = Arc::new(AtomicBool::new(false));
        let handler = Arc::clone(&stop);
        ctrlc::set_handler(move || handler.store(true, Ordering::Relaxed))
            .context("listening for Ctrl-C")?;
        let random = remaining(None, &self.measured, &self.learner.config.loss)?;
        eprintln!("eight random strokes leave {:.1} % of the error", 100.0 * random);
        self.write_log(&json!({ "random_remaining": random }))?;
        let bar = self.bar()?;
        let mut saved = Instant::now();
        eprintln!("{}", self.measure(random)?);
        let mut sums = (0.0, 0.0, 0u32);
        let mut counted = (Instant::now(), self.learner.step);
        while self.progress() < 1.0 && !stop.load(Ordering::Relaxed) {
            let progress = self.progress();
            let metrics = self.learner.update(&self.material, progress as f32)?;
            sums = (sums.0 + metrics.loss, sums.1 + metrics.remaining, sums.2 + 1);
            if self.learner.step.is_multiple_of(100) {
                let steps = self.learner.step - counted.1;
                let rate = steps as f64 / counted.0.elapsed().as_secs_f64();
                counted = (Instant::now(), self.learner.step);
                let mean = (sums.0 / sums.2 as f32, sums.1 / sums.2 as f32);
                sums = (0.0, 0.0, 0);
                self.report(&bar, mean, metrics, rate)?;
            }
            if self.learner.step.is_multiple_of(self.args.measure_every.max(1)) {
                let score = self.measure(random)?;
                bar.suspend(|| eprintln!("{score}"));
            }
            if saved.elapsed().as_secs_f64() > 60.0 * self.args.checkpoint_every {
                self.save()?;
                saved = Instant::now();
            }
        }
        bar.finish_and_clear();
        self.save()?;
        let score = self.measure(random)?;
        eprintln!("{score}");
        self.write_weights(score)
    }

    fn elapsed(&self) -> Duration {
        self.elapsed_before + self.started.elapsed()
    }

    /// The share of the run that is done.
    fn progress(&self) -> f64 {
        match self.args.steps {
            Some(steps) => self.learner.step as f64 / steps.max(1) as f64,
            None => self.elapsed().as_secs_f64() / (60.0 * self.args.minutes).max(1e-3),
        }
    }

    fn bar(&self) -> anyhow::Result<ProgressBar> {
        let style = ProgressStyle::with_template("{bar:30} {percent}% {msg} · {eta} left")?;
        Ok(ProgressBar::new(1000).with_style(style))
    }

    fn report(
        &mut self,
        bar: &ProgressBar,
        (loss, remaining): (f32, f32),
        metrics: Metrics,
        steps_per_second: f64,
    ) -> anyhow::Result<()> {
        let step = self.learner.step;
        bar.set_position((1000.0 * self.progress()) as u64);
        let message = format!(
            "step {step} · loss {loss:.3} · leaves {:.1} % · {steps_per_second:.1} steps/s",
            100.0 * remaining
        );
        if std::io::stderr().is_terminal() {
            bar.set_message(message);
        } else if step.is_multiple_of(1000) {
            eprintln!("{message}");
        }
        self.write_log(&json!({
            "step": step,
            "seconds": self.elapsed().as_secs_f64(),
            "loss": loss,
            "remaining": remaining,
            "best": metrics.best,
            "expert": metrics.expert,
            "value": metrics.value,
            "liking": metrics.liking,
            "norm": metrics.norm,
            "rate": metrics.rate,
            "steps_per_second": steps_per_second,
        }))
    }

    /// The share of the error that is left on windows that were not learned from, and the fidelity of
    /// paintings without search.
    fn measure(&mut self, random: f32) -> anyhow::Result<serde_json::Value> {
        let policy = self.learner.policy()?;
        let remaining = remaining(Some(&policy), &self.measured, &self.learner.config.loss)?;
        let [liked_more, asked_remaining] =
            heard(&policy, &self.measured, &self.learner.config.loss)?;
        let mut columns = Vec::new();
        let (mut psnr, mut strokes) = (0.0, 0);
        for target in &self.samples {
            let swept = sweep(&policy, target, profile(), 1)?;
            psnr += swept.psnr / self.samples.len() as f32;
            strokes = swept.strokes;
            columns.push(vec![target.to_rgb8(), swept.canvas.to_rgb8()]);
        }
        let step = self.learner.step;
        if let Some(folder) = &self.args.samples {
            let file = folder.join(format!("step-{step:06}.png"));
            contact_sheet::write(&file, [SAMPLE_SIDE as u32; 2], &columns)?;
        }
        let score = json!({
            "step": step,
            "seconds": self.elapsed().as_secs_f64(),
            "held_out_remaining": remaining,
            "random_remaining": random,
            "liked_more": liked_more,
            "asked_remaining": asked_remaining,
            "sweep_psnr_db": psnr,
            "sweep_strokes": strokes,
            "sweep_side": SAMPLE_SIDE,
        });
        self.write_log(&score)?;
        Ok(score)
    }

    fn write_log(&mut self, line: &serde_json::Value) -> anyhow::Result<()> {
        match &mut self.log {
            None => Ok(()),
            Some(file) => writeln!(file, "{line}").context("cannot write the log"),
        }
    }

    fn save(&self) -> anyhow::Result<()> {
        let path = match &self.args.checkpoint {
            Some(path) => path.clone(),
            None => self.args.out.with_extension("checkpoint"),
        };
        let bytes = checkpoint::encode(&self.learner, self.elapsed().as_millis() as u64);
        replace(&path, &bytes)
    }

    fn write_weights(&self, score: serde_json::Value) -> anyhow::Result<()> {
        let names = |folders: &[PathBuf]| -> Vec<String> {
            let name = |p: &PathBuf| p.file_name().map(|n| n.to_string_lossy().into_owned());
            folders.iter().filter_map(name).collect()
        };
        let card = json!({
            "data": names(&self.args.data),
            "split": names(&self.args.split),
            "holdout_every": self.args.holdout_every,
            "generated": self.args.generated,
            "pictures": self.material.len(),
            "batch": self.learner.config.batch,
            "steps": self.learner.step,
            "seconds": self.elapsed().as_secs(),
            "seed": self.learner.config.seed,
            "from": names(self.args.from.as_slice()),
            "conditioning_only": self.args.conditioning_only,
            "command": "limner train",
            "score": score,
        });
        let bytes = weights::encode(&self.learner.parameters, &card.to_string())?;
        replace(&self.args.out, &bytes)?;
        eprintln!("{} ({} KB)", self.args.out.display(), bytes.len() / 1000);
        Ok(())
    }
}
