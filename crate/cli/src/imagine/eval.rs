//! `limner imagine eval`: what is drawn beside real ones, as a judge sees both that was trained from the data.

use std::path::PathBuf;

use anyhow::{Result, bail};
use limner_env::Random;
use limner_env::drawing::{Act, NUMBERS};
use limner_imagine::Model;
use limner_imagine::dataset::Dataset;
use limner_imagine::judge::{Classifier, Opinions};
use limner_imagine::measures::{Measures, measure};
use limner_imagine::trace::{TraceConfig, Tracer};
use serde_json::{Value, json};

use super::Kind;
use super::data::{SIDE, load};
use crate::files::{replace, writable};

/// The judge that reports: nothing is chosen by it.
const CHANNELS: usize = 20;
const SEED: u32 = 4_021;
/// Updates that a judge learns from, of 64 drawings each.
const UPDATES: usize = 2_800;

#[derive(clap::Args)]
pub(crate) struct Eval {
    /// What is drawn
    #[arg(long, value_enum)]
    kind: Kind,
    /// MNIST's files, Omniglot's folders or zip, or a folder of pictures
    #[arg(long, value_name = "PATH")]
    data: PathBuf,
    /// Where the table goes as JSON
    #[arg(long, value_name = "OUT")]
    json: Option<PathBuf>,
    /// A model that `limner imagine train` wrote
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// Drawings of each row
    #[arg(long, value_name = "N", default_value_t = 1000)]
    count: usize,
    /// What chance follows from
    #[arg(long, default_value_t = 1)]
    seed: u32,
}

/// A row of the table.
struct Row {
    name: &'static str,
    measures: Measures,
    strokes: f32,
}

impl Eval {
    pub(crate) fn run(&self) -> Result<()> {
        if !(50..=10_000).contains(&self.count) {
            bail!("--count is {}, outside 50..=10000", self.count);
        }
        self.json.as_deref().map_or(Ok(()), writable)?;
        let model = self.kind.model(self.model.as_deref())?;
        let data = load(self.kind, &self.data)?;
        let times = (UPDATES * 64).div_ceil(data.training.len()).max(1);
        eprintln!("a judge learns from {} drawings", data.training.len());
        let judge = Classifier::trained(&data.training, CHANNELS, times, SEED, |_, _| true);
        let accuracy = judge.accuracy(&data.test);
        eprintln!("it names {:.1} % of the test's as they are called", 100.0 * accuracy);
        let rows = self.rows(&model, &data.training, &data.test, &judge)?;
        println!(
            "| drawn | strokes | KID × 1000 | legible | precision | recall | entropy | as asked | worst class | diversity |"
        );
        println!("|---|---|---|---|---|---|---|---|---|---|");
        for Row { name, measures: m, strokes } in &rows {
            let part = |v: Option<f32>| v.map_or("–".into(), |v| format!("{v:.3}"));
            println!(
                "| {name} | {strokes:.2} | {:.2} ± {:.2} | {:.3} | {:.3} | {:.3} | {:.3} | {} | {} | {:.3} |",
                m.kid,
                m.kid_error,
                m.legible,
                m.precision,
                m.recall,
                m.entropy,
                part(m.as_asked),
                part(m.worst_class),
                m.diversity,
            );
        }
        let Some(path) = &self.json else { return Ok(()) };
        let rows: Vec<Value> = rows.iter().map(row).collect();
        let table = json!({
            "kind": self.kind.name(),
            "count": self.count,
            "judge_accuracy": accuracy,
            "rows": rows,
        });
        replace(path, serde_json::to_string_pretty(&table)?.as_bytes())
    }

    fn rows(
        &self,
        model: &Model,
        training: &Dataset,
        test: &Dataset,
        judge: &Classifier,
    ) -> Result<Vec<Row>> {
        let classes = training.classes();
        let mut random = Random::new(self.seed);
        let measured = test.some(self.count, &mut random);
        let of = |set: &Dataset| {
            let mut pictures = Vec::new();
            set.read(0..set.len(), &mut pictures);
            judge.opinions(&pictures)
        };
        let real = of(&measured);
        let mut rows = Vec::new();
        let mut add = |name, opinions: &Opinions, asked: Option<&[u16]>, strokes| {
            eprintln!("{name}");
            rows.push(Row { name, measures: measure(opinions, asked, &real, classes), strokes });
        };
        let others = training.some(self.count, &mut random);
        add("real ones", &of(&others), Some(&others.labels), 0.0);

        let mut draw = |programs: &[Vec<Act>]| -> Result<(Opinions, f32)> {
            let drawings = model.draw(programs, random.bits())?;
            let opinions = judge.opinions(&drawings.sheets().data);
            let strokes: usize = drawings.sheets().strokes.iter().sum();
            Ok((opinions, strokes as f32 / programs.len() as f32))
        };
        let strokes = model.generator.shape().strokes;
        let mut tracer = Tracer::new(u16::try_from(SIDE)?);
        let config = TraceConfig { strokes, ..TraceConfig::default() };
        let mut chance = Random::new(self.seed);
        let mut traced = Vec::with_capacity(others.len());
        for index in 0..others.len() {
            let mut target = Vec::new();
            others.read([index], &mut target);
            traced.push(tracer.trace(&target, config, &mut chance));
        }
        let (opinions, laid) = draw(&traced)?;
        add("traced (stroke oracle)", &opinions, Some(&others.labels), laid);

        let asked: Vec<u16> = (0..self.count)
            .map(|i| u16::try_from(i % model.classes.len().max(1)).unwrap_or_default())
            .collect();
        let has_classes = !model.classes.is_empty();
        if has_classes && model.classes.len() != classes {
            bail!("the model knows {} classes, and the data {classes}", model.classes.len());
        }
        let wanted: Vec<Option<u16>> = asked.iter().copied().map(Some).collect();
        let (opinions, laid) = draw(&model.imagine(&wanted, &mut chance))?;
        add("imagined", &opinions, has_classes.then_some(&asked[..]), laid);

        let mut untrained = model.clone();
        untrained.parameters = model.generator.initial(&mut chance);
        let (opinions, laid) = draw(&untrained.imagine(&wanted, &mut chance))?;
        add("untrained", &opinions, has_classes.then_some(&asked[..]), laid);

        let mut stroke = || {
            let mut numbers: [f32; NUMBERS] = std::array::from_fn(|_| chance.normal());
            numbers[8] = 1.0;
            Act { numbers, lift: true, stop: false }
        };
        let scribbles: Vec<Vec<Act>> =
            (0..self.count).map(|_| (0..strokes).map(|_| stroke()).collect()).collect();
        let (opinions, laid) = draw(&scribbles)?;
        add("random strokes", &opinions, None, laid);
        Ok(rows)
    }
}

fn row(row: &Row) -> Value {
    let m = &row.measures;
    json!({
        "name": row.name,
        "strokes": row.strokes,
        "kid_x1000": m.kid,
        "kid_x1000_error": m.kid_error,
        "legible": m.legible,
        "precision": m.precision,
        "recall": m.recall,
        "entropy": m.entropy,
        "as_asked": m.as_asked,
        "worst_class": m.worst_class,
        "diversity": m.diversity,
    })
}
