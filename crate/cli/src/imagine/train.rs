//! `limner imagine train`: drawings in, a model out.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use limner_env::drawing::MAX_STROKES;
use limner_imagine::reward::Weights;
use serde_json::{Value, json};

use super::data::{SIDE, load};
use super::student::{Asked, Learner, Student, Told, student};
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
    /// How it is learned
    #[arg(long, value_enum, default_value_t = Learner::Pathwise)]
    learner: Learner,
    /// Most strokes of a drawing; 5 for digits, 6 for characters, and 8 for copies of those
    #[arg(long, value_name = "N")]
    strokes: Option<usize>,
    /// Learn nothing of classes
    #[arg(long)]
    free: bool,
    /// What each stroke costs; nothing, but for copies: 1 pixel of digits that is all wrong, and 3 of characters
    #[arg(long, value_name = "C")]
    price: Option<f32>,
    /// Learning rate; each learner has its own where nothing is said
    #[arg(long)]
    rate: Option<f32>,
    /// Weight of the critic's opinion beside the squared error of copies; at 0 there is no critic
    #[arg(long, value_name = "W")]
    adversarial: Option<f32>,
    /// How much it counts in an actor-critic's reward that a drawing is unlike the last 512
    #[arg(long, value_name = "W", default_value_t = 0.0)]
    novelty: f32,
    /// How much it counts in an actor-critic's reward that there is much to see in a drawing
    #[arg(long, value_name = "W", default_value_t = 0.0)]
    complexity: f32,
    /// How much it counts in an actor-critic's reward that strokes look pleasant, by the table that moods ask by; below 0
    /// unpleasant
    #[arg(long, value_name = "W", default_value_t = 0.0, allow_negative_numbers = true)]
    pleasant: f32,
    /// The same of excited, and below 0 of calm
    #[arg(long, value_name = "W", default_value_t = 0.0, allow_negative_numbers = true)]
    excited: f32,
    /// Seed of networks, noise and order
    #[arg(long, default_value_t = 1)]
    seed: u32,
    /// Where the model goes; actor-critic, q-learning and mixed leave sheets and logs alone
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
        let strokes = self.strokes.unwrap_or(match (self.kind, self.learner) {
            (Kind::Digits, _) => 5,
            (Kind::Characters, Learner::Copying) => 8,
            (Kind::Characters, _) => 6,
        });
        if !(1..=MAX_STROKES).contains(&strokes) {
            bail!("--strokes is {strokes}, outside 1..={MAX_STROKES}");
        }
        let fine = self.rate.is_none_or(|rate| rate > 0.0 && rate.is_finite())
            && self.price.is_none_or(f32::is_finite)
            && self.adversarial.is_none_or(|weight| weight >= 0.0 && weight.is_finite());
        if self.minutes.is_nan() || self.minutes < 0.0 || !fine {
            bail!(
                "--minutes, --rate, --price and --adversarial must be numbers, none but --price below 0, and --rate above"
            );
        }
        let Self { novelty, complexity, pleasant, excited, .. } = *self;
        let weights = Weights { novelty, complexity, pleasant, excited };
        if ![novelty, complexity, pleasant, excited].iter().all(|weight| weight.is_finite()) {
            bail!("--novelty, --complexity, --pleasant and --excited must be numbers");
        }
        if weights != Weights::default() && self.learner != Learner::ActorCritic {
            bail!(
                "--novelty, --complexity, --pleasant and --excited are parts of the reward of --learner actor-critic"
            );
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
        let columns = names.len();
        eprintln!("{} drawings to look at, {columns} classes", set.len());
        let asked = Asked {
            kind: self.kind,
            learner: self.learner,
            names,
            strokes,
            price: self.price,
            rate: self.rate,
            adversarial: self.adversarial,
            weights,
            seed: self.seed,
        };
        let mut student = student(asked, set)?;
        let mut before = Duration::ZERO;
        if self.resume && checkpoint.is_file() {
            let bytes = std::fs::read(&checkpoint)
                .with_context(|| format!("cannot read {}", checkpoint.display()))?;
            let elapsed = student
                .resume(&bytes)
                .with_context(|| format!("cannot go on from {}", checkpoint.display()))?;
            before = Duration::from_millis(elapsed);
        }
        let log = match &self.log {
            None => None,
            Some(path) => {
                let file = File::options().create(true).append(true).open(path);
                Some(file.with_context(|| format!("cannot write the log {}", path.display()))?)
            }
        };
        let started = Instant::now();
        Run { args: self, student, columns, checkpoint, before, started, log }.train()
    }
}

struct Run<'a> {
    args: &'a Train,
    student: Box<dyn Student>,
    /// Classes that can be asked for.
    columns: usize,
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
        while self.over() < 1.0 && !stop.load(Ordering::Relaxed) {
            self.student.pace(self.over());
            let told = self.student.advance()?;
            self.tell(told)?;
            if saved.elapsed() > Duration::from_secs(60) {
                self.save()?;
                saved = Instant::now();
            }
        }
        match self.save()? {
            Some(size) => eprintln!("{} ({} KB)", self.args.out.display(), size / 1000),
            None => eprintln!("{} updates", self.student.steps()),
        }
        Ok(())
    }

    fn elapsed(&self) -> Duration {
        self.before + self.started.elapsed()
    }

    /// The part of the run that is over; one from its end on.
    #[expect(clippy::cast_possible_truncation, reason = "a part of a run")]
    fn over(&self) -> f32 {
        match self.args.steps {
            Some(steps) if steps > 0 => (self.student.steps() as f64 / steps as f64) as f32,
            None if self.args.minutes > 0.0 => {
                (self.elapsed().as_secs_f64() / (60.0 * self.args.minutes)) as f32
            }
            _ => 1.0,
        }
    }

    fn tell(&mut self, told: Told) -> Result<()> {
        let step = self.student.steps();
        let line = match told.rolled_back {
            Some(because) => {
                eprintln!("{because}: back to update {step}");
                json!({ "step": step, "rolled_back": because })
            }
            None if step.is_multiple_of(LOGGED) => {
                let seconds = self.elapsed().as_secs_f64();
                let images = self.student.images();
                let mut line = json!({ "step": step, "seconds": seconds, "images": images });
                if let (Value::Object(line), Value::Object(numbers)) = (&mut line, told.numbers) {
                    line.extend(numbers);
                }
                if step.is_multiple_of(10 * LOGGED) {
                    eprintln!("{line}");
                }
                line
            }
            None => return Ok(()),
        };
        match &mut self.log {
            None => Ok(()),
            Some(file) => writeln!(file, "{line}").context("cannot write the log"),
        }
    }

    /// Writes what there is to keep; the size of the model, where there is one.
    fn save(&mut self) -> Result<Option<usize>> {
        let elapsed = u64::try_from(self.elapsed().as_millis()).unwrap_or(u64::MAX);
        if let Some(bytes) = self.student.checkpoint(elapsed) {
            replace(&self.checkpoint, &bytes)?;
        }
        let model = self.student.model();
        if let Some(model) = &model {
            replace(&self.args.out, model)?;
        }
        if let Some(folder) = &self.args.samples {
            let name = format!("update-{:06}.png", self.student.steps());
            self.write_sheet(&folder.join(name))?;
        }
        Ok(model.map(|model| model.len()))
    }

    /// Writes a sheet of drawings, a column a class.
    fn write_sheet(&mut self, path: &Path) -> Result<()> {
        let columns = if self.columns == 0 { ROWS } else { self.columns.min(40) };
        let class = |index: usize| u16::try_from(index / ROWS).unwrap_or_default();
        let classes: Vec<u16> = (0..columns * ROWS).map(class).collect();
        let drawings = self.student.draw(&classes, 7)?;
        let paper = drawings.options().paper;
        let pictures = (0..columns * ROWS).map(|i| rgb_of(drawings.canvas(i), paper));
        let pictures: Vec<Vec<u8>> = pictures.collect();
        let columns: Vec<Vec<Vec<u8>>> = pictures.chunks(ROWS).map(<[_]>::to_vec).collect();
        contact_sheet::write(path, [u32::try_from(SIDE)?; 2], &columns)
    }
}
