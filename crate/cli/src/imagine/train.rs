//! `limner imagine train`: drawings in, a model out.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use limner_core::Rgb8;
use limner_env::Random;
use limner_env::drawing::MAX_STROKES;
use limner_imagine::Model;
use limner_imagine::checkpoint;
use limner_imagine::generator::GeneratorShape;
use limner_imagine::learners::pathwise::{Pathwise, PathwiseConfig};
use limner_imagine::training::{Event, Training};
use serde_json::json;

use super::data::{SIDE, load};
use super::{Kind, made};
use crate::contact_sheet;
use crate::files::{replace, rgb_of, writable};

/// Updates from one line of the log to the next.
const LOGGED: u64 = 100;
/// Rows of a sheet of samples.
const ROWS: usize = 10;

#[derive(clap::Args)]
pub(crate) struct Train {
    /// What to learn to draw
    #[arg(long, value_enum)]
    kind: Kind,
    /// MNIST's files, Omniglot's folders or zip, or a folder of pictures
    #[arg(long, value_name = "PATH")]
    data: PathBuf,
    /// How long to train
    #[arg(long, value_name = "M", default_value_t = 30.0, conflicts_with = "steps")]
    minutes: f64,
    /// Train for so many updates instead
    #[arg(long, value_name = "N")]
    steps: Option<u64>,
    /// Most strokes of a drawing; 5 for digits and 6 for characters
    #[arg(long, value_name = "N")]
    strokes: Option<usize>,
    /// Learn nothing of classes
    #[arg(long)]
    free: bool,
    /// What each stroke costs
    #[arg(long, value_name = "C", default_value_t = PathwiseConfig::default().price)]
    price: f32,
    /// Learning rate of agent and critic
    #[arg(long, default_value_t = PathwiseConfig::default().adam.rate)]
    rate: f32,
    /// Seed of networks, noise and order
    #[arg(long, default_value_t = 1)]
    seed: u32,
    /// Where the model goes
    #[arg(long, value_name = "FILE", default_value = "imagined.limg")]
    out: PathBuf,
    /// Where checkpoints are kept, each minute; beside the model by default
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    /// Go on from the checkpoint, if it is there; --minutes and --steps count from its beginning
    #[arg(long)]
    resume: bool,
    /// A file that gets a line of JSON for every hundredth update, and for each time a run was rolled back
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    /// A folder for sheets of samples, one each minute
    #[arg(long, value_name = "DIR")]
    samples: Option<PathBuf>,
}

impl Train {
    pub(crate) fn run(&self) -> Result<()> {
        let strokes = self.strokes.unwrap_or(match self.kind {
            Kind::Digits => 5,
            Kind::Characters => 6,
        });
        if !(1..=MAX_STROKES).contains(&strokes) {
            bail!("--strokes is {strokes}, outside 1..={MAX_STROKES}");
        }
        if !(self.minutes >= 0.0 && self.rate > 0.0 && self.price.is_finite()) {
            bail!("--minutes, --rate and --price must be numbers, and --rate above 0");
        }
        let checkpoint = match &self.checkpoint {
            Some(path) => path.clone(),
            None => self.out.with_extension("checkpoint"),
        };
        [Some(&self.out), Some(&checkpoint), self.log.as_ref()]
            .into_iter()
            .flatten()
            .try_for_each(|path| writable(path))?;
        self.samples.as_deref().map_or(Ok(()), made)?;
        let set = load(self.kind, &self.data)?.training;
        let names = if self.free { Vec::new() } else { set.names.clone() };
        let mut config = PathwiseConfig { price: self.price, ..PathwiseConfig::default() };
        config.adam.rate = self.rate;
        config.adversary.adam.rate = self.rate;
        let shape = GeneratorShape { classes: names.len(), strokes };
        let mut learner = Pathwise::new(u16::try_from(SIDE)?, shape, config, self.seed);
        let mut before = Duration::ZERO;
        if self.resume && checkpoint.is_file() {
            let bytes = std::fs::read(&checkpoint)
                .with_context(|| format!("cannot read {}", checkpoint.display()))?;
            let elapsed = checkpoint::decode(&bytes, &mut learner)
                .with_context(|| format!("cannot go on from {}", checkpoint.display()))?;
            before = Duration::from_millis(elapsed);
        }
        eprintln!("{} drawings to look at, {} classes", set.len(), names.len());
        let log = match &self.log {
            None => None,
            Some(path) => {
                let file = File::options().create(true).append(true).open(path);
                Some(file.with_context(|| format!("cannot write the log {}", path.display()))?)
            }
        };
        Run {
            args: self,
            training: Training::new(learner, set),
            names,
            checkpoint,
            before,
            started: Instant::now(),
            log,
        }
        .train()
    }
}

struct Run<'a> {
    args: &'a Train,
    training: Training,
    names: Vec<String>,
    checkpoint: PathBuf,
    /// Training time of the runs before this one.
    before: Duration,
    started: Instant,
    log: Option<File>,
}

impl Run<'_> {
    fn train(mut self) -> Result<()> {
        let stop = Arc::new(AtomicBool::new(false));
        let handler = Arc::clone(&stop);
        ctrlc::set_handler(move || handler.store(true, Ordering::Relaxed))
            .context("listening for Ctrl-C")?;
        let mut saved = Instant::now();
        while !self.is_done() && !stop.load(Ordering::Relaxed) {
            let event = self.training.advance();
            self.tell(event)?;
            if saved.elapsed() > Duration::from_secs(60) {
                self.save()?;
                saved = Instant::now();
            }
        }
        self.save()?;
        let model = self.model().encode();
        eprintln!("{} ({} KB)", self.args.out.display(), model.len() / 1000);
        Ok(())
    }

    fn elapsed(&self) -> Duration {
        self.before + self.started.elapsed()
    }

    fn is_done(&self) -> bool {
        match self.args.steps {
            Some(steps) => self.training.steps() >= steps,
            None => self.elapsed().as_secs_f64() >= 60.0 * self.args.minutes,
        }
    }

    fn tell(&mut self, event: Event) -> Result<()> {
        let step = self.training.steps();
        let line = match event {
            Event::RolledBack { because, to } => {
                eprintln!("{because:?}: back to update {to}");
                json!({ "step": to, "rolled_back": format!("{because:?}") })
            }
            Event::Learned(metrics) if step.is_multiple_of(LOGGED) => {
                let seconds = self.elapsed().as_secs_f64();
                if step.is_multiple_of(10 * LOGGED) {
                    eprintln!(
                        "update {step}, {seconds:.0} s: real ones score {:.2} higher, {:.1} strokes, variety {:.2}",
                        metrics.critic.gap, metrics.strokes, metrics.variety
                    );
                }
                json!({
                    "step": step,
                    "seconds": seconds,
                    "images": step * self.training.learner.config.batch as u64,
                    "loss": metrics.loss,
                    "critic_loss": metrics.critic.loss,
                    "critic_gap": metrics.critic.gap,
                    "critic_penalty": metrics.critic.penalty,
                    "strokes": metrics.strokes,
                    "variety": metrics.variety,
                })
            }
            Event::Learned(_) => return Ok(()),
        };
        match &mut self.log {
            None => Ok(()),
            Some(file) => writeln!(file, "{line}").context("cannot write the log"),
        }
    }

    fn model(&self) -> Model {
        let learner = &self.training.learner;
        let (black, white) = (Rgb8::new(0, 0, 0), Rgb8::new(255, 255, 255));
        let [paper, ink] = match self.args.kind {
            Kind::Digits => [black, white],
            Kind::Characters => [white, black],
        };
        Model::of(learner, self.args.kind.name(), self.names.clone(), [paper, ink])
    }

    fn save(&self) -> Result<()> {
        let learner = &self.training.learner;
        let elapsed = u64::try_from(self.elapsed().as_millis()).unwrap_or(u64::MAX);
        replace(&self.checkpoint, &checkpoint::encode(learner, elapsed))?;
        let model = self.model();
        replace(&self.args.out, &model.encode())?;
        match &self.args.samples {
            None => Ok(()),
            Some(folder) => {
                let name = format!("update-{:06}.png", self.training.steps());
                write_sheet(&model, &folder.join(name))
            }
        }
    }
}

/// Writes a sheet of drawings, a column a class.
fn write_sheet(model: &Model, path: &Path) -> Result<()> {
    let columns = if model.classes.is_empty() { ROWS } else { model.classes.len().min(40) };
    let class = |index: usize| u16::try_from(index / ROWS).ok();
    let asked: Vec<Option<u16>> = (0..columns * ROWS).map(class).collect();
    let programs = model.imagine(&asked, &mut Random::new(7));
    let drawings = model.draw(&programs, 7)?;
    let pictures = (0..columns * ROWS).map(|i| rgb_of(drawings.canvas(i), model.paper));
    let pictures: Vec<Vec<u8>> = pictures.collect();
    let columns: Vec<Vec<Vec<u8>>> = pictures.chunks(ROWS).map(<[_]>::to_vec).collect();
    contact_sheet::write(path, [u32::from(model.side); 2], &columns)
}
