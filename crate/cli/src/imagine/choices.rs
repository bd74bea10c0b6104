//! `limner imagine choices`: what Q-learning's choices earn, beside chance and beside what earns most at once.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use limner_env::drawing::{MAX_STROKES, Options};
use limner_imagine::dataset::Shuffle;
use limner_imagine::learners::choosing::Choosing;
use limner_imagine::learners::q_learning::{Chooser, QConfig};
use serde_json::json;

use super::Kind;
use super::data::{SIDE, load};
use super::student::colors;
use crate::eval::core_seconds;
use crate::files::{replace, writable};

/// Drawings of a batch that is measured: the critic sees groups of eight.
const BATCH: usize = 64;

#[derive(clap::Args)]
pub(crate) struct Choices {
    /// What is drawn
    #[arg(long, value_enum)]
    kind: Kind,
    /// MNIST's files, Omniglot's folders or zip, or a folder of pictures
    #[arg(long, value_name = "PATH")]
    data: PathBuf,
    /// Choose among strokes that a generator proposes, which learns meanwhile, in place of chance's
    #[arg(long)]
    mixed: bool,
    /// Beside the shipped critic of this kind, which stays as it is, in place of one that learns meanwhile; with --mixed
    /// among what its generator imagines
    #[arg(long)]
    settled: bool,
    /// How long each learns, in minutes of one core
    #[arg(long, value_name = "M", default_value_t = 2.0)]
    minutes: f64,
    /// How often it begins anew, from another seed
    #[arg(long, value_name = "N", default_value_t = 3)]
    seeds: u32,
    /// Drawings of each chooser that are measured
    #[arg(long, value_name = "N", default_value_t = 512)]
    count: usize,
    /// Most strokes of a drawing
    #[arg(long, value_name = "N", default_value_t = 5)]
    strokes: usize,
    /// What a stroke costs
    #[arg(long, value_name = "C", default_value_t = 0.0)]
    price: f32,
    /// Where the table goes as JSON
    #[arg(long, value_name = "OUT")]
    json: Option<PathBuf>,
}

const CHOOSERS: [(Chooser, &str); 3] = [
    (Chooser::Learned, "learned"),
    (Chooser::Greedy, "what earns most at once"),
    (Chooser::Random, "chance"),
];

/// What came of one seed.
struct Row {
    seed: u32,
    updates: u64,
    /// What a drawing earned by each chooser, and the strokes it has, on average.
    earned: [f32; 3],
    strokes: [f32; 3],
}

impl Choices {
    pub(crate) fn run(&self) -> Result<()> {
        if !(1..=MAX_STROKES).contains(&self.strokes) || !self.price.is_finite() {
            bail!("--strokes is to be 1 to {MAX_STROKES}, and --price a number");
        }
        let sound = self.minutes > 0.0 && self.minutes.is_finite();
        if !sound || self.seeds == 0 || !(BATCH..=100_000).contains(&self.count) {
            bail!("--minutes and --seeds must be above 0, and --count {BATCH} to 100000");
        }
        self.json.as_deref().map_or(Ok(()), writable)?;
        let set = load(self.kind, &self.data)?.training;
        let shuffle = Shuffle::new(&set);
        let [paper, ink] = colors(self.kind);
        let options = Options {
            side: u16::try_from(SIDE)?,
            max_strokes: self.strokes,
            price: self.price,
            paper,
            ink: Some(ink),
            ..Options::default()
        };
        let settled = self.settled.then(|| self.kind.model(None)).transpose()?;
        // As critics see them: eight of a class beside each other.
        let names = settled.as_ref().map_or(1, |model| model.classes.len().max(1));
        let classes: Vec<u16> =
            (0..BATCH).map(|i| u16::try_from(i / 8 % names)).collect::<Result<_, _>>()?;
        println!(
            "| seed | updates | learned | at once | chance | strokes: learned | at once | chance |"
        );
        println!("|---|---|---|---|---|---|---|---|");
        let mut rows = Vec::new();
        for seed in 1..=self.seeds {
            let config = QConfig { options, ..QConfig::default() };
            let mut learner = match (&settled, self.mixed) {
                (Some(model), mixed) => Choosing::beside(model.clone(), mixed, config, seed),
                (None, true) => Choosing::among_imagined(0, config, seed),
                (None, false) => Choosing::among_any(0, config, seed),
            };
            let (began, mut updates) = (core_seconds(), 0);
            while core_seconds() - began < 60.0 * self.minutes {
                learner.learn(&set, &shuffle).context("what came out is no number")?;
                updates += 1;
            }
            let mut row = Row { seed, updates, earned: [0.0; 3], strokes: [0.0; 3] };
            let batches = self.count / BATCH;
            let share = 1.0 / batches as f32;
            for (i, (chooser, _)) in CHOOSERS.iter().enumerate() {
                for _ in 0..batches {
                    let (earned, drawings) = learner.draw(*chooser, &classes)?;
                    row.earned[i] += share * earned;
                    let laid: usize = drawings.sheets().strokes.iter().sum();
                    row.strokes[i] += share * laid as f32 / BATCH as f32;
                }
            }
            let ([a, b, c], [x, y, z]) = (row.earned, row.strokes);
            println!(
                "| {seed} | {updates} | {a:.2} | {b:.2} | {c:.2} | {x:.1} | {y:.1} | {z:.1} |"
            );
            rows.push(row);
        }
        let mean =
            |of: usize| rows.iter().map(|row| row.earned[of]).sum::<f32>() / rows.len() as f32;
        println!("| mean | | {:.2} | {:.2} | {:.2} | | | |", mean(0), mean(1), mean(2));
        let Some(path) = &self.json else { return Ok(()) };
        let row = |row: &Row| {
            let choosers = CHOOSERS.iter().enumerate().map(|(i, (_, by))| {
                json!({ "by": by, "earned": row.earned[i], "strokes": row.strokes[i] })
            });
            json!({
                "seed": row.seed,
                "updates": row.updates,
                "choosers": choosers.collect::<Vec<_>>(),
            })
        };
        let table = json!({
            "kind": self.kind.name(),
            "mixed": self.mixed,
            "settled": self.settled,
            "core_minutes": self.minutes,
            "drawings": self.count / BATCH * BATCH,
            "seeds": rows.iter().map(row).collect::<Vec<_>>(),
        });
        replace(path, serde_json::to_string_pretty(&table)?.as_bytes())
    }
}
