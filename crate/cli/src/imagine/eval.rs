//! `limner imagine eval`: what is drawn beside real ones, as a judge sees both that was trained from the data.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use limner_core::Brush;
use limner_core::brush::presets::by_name;
use limner_env::Random;
use limner_env::drawing::{Act, Drawings, Options};
use limner_imagine::Model;
use limner_imagine::dataset::Dataset;
use limner_imagine::judge::{Classifier, Opinions};
use limner_imagine::measures::{Measures, measure};
use limner_imagine::strokes::scribbles;
use limner_imagine::trace::{TraceConfig, Tracer};
use serde_json::{Value, json};

use super::Kind;
use super::copy::{Copyist, Way};
use super::data::{Data, SIDE, load};
use crate::files::{replace, writable};

/// The judge that reports: nothing is chosen by it.
const CHANNELS: usize = 20;
const SEED: u32 = 4_021;
/// Updates that a judge learns from, of 64 drawings each.
const UPDATES: usize = 2_800;
/// How often it sees a drawing at most.
const MOST_TIMES: usize = 100;

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
    /// A copier that `limner imagine train --learner copying` wrote
    #[arg(long, value_name = "FILE")]
    copier: Option<PathBuf>,
    /// Most strokes of a copy; 5 for digits and 8 for characters
    #[arg(long, value_name = "N")]
    strokes: Option<usize>,
    /// Drawings of each row
    #[arg(long, value_name = "N", default_value_t = 1000)]
    count: usize,
    /// What chance follows from
    #[arg(long, default_value_t = 1)]
    seed: u32,
}

/// A row of the table.
struct Row {
    name: String,
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
        let times = (UPDATES * 64).div_ceil(data.training.len()).clamp(1, MOST_TIMES);
        eprintln!("a judge learns from {} drawings", data.training.len());
        let judge = Classifier::trained(&data.training, CHANNELS, times, SEED, |_, _| true);
        let accuracy = judge.accuracy(&data.test);
        eprintln!("it names {:.1} % of the test's as they are called", 100.0 * accuracy);
        let rows = self.rows(&model, &data.training, &data.test, &judge)?;
        let copies = self.copies(&model, &data, &judge)?;
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
        println!();
        println!("| copies of | by | strokes | mean squared error | judged right |");
        println!("|---|---|---|---|---|");
        for c in &copies {
            let right = c.right.map_or("–".into(), |v| format!("{v:.3}"));
            println!("| {} | {} | {:.2} | {:.4} | {right} |", c.of, c.by, c.strokes, c.error);
        }
        if let Some(strokes) = data.peoples_strokes {
            println!("\nPeople drew the held-out drawers' with {strokes:.2} strokes.");
        }
        let Some(path) = &self.json else { return Ok(()) };
        let rows: Vec<Value> = rows.iter().map(row).collect();
        let copies: Vec<Value> = copies.iter().map(Copies::to_json).collect();
        let table = json!({
            "kind": self.kind.name(),
            "count": self.count,
            "judge_accuracy": accuracy,
            "rows": rows,
            "copies": copies,
            "peoples_strokes": data.peoples_strokes,
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
        let mut add = |name: &str, opinions: &Opinions, asked: Option<&[u16]>, strokes| {
            eprintln!("{name}");
            let measures = measure(opinions, asked, &real, classes);
            rows.push(Row { name: name.to_owned(), measures, strokes });
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
        let programs = model.imagine(&wanted, &mut chance);
        let (opinions, laid) = draw(&programs)?;
        add("imagined", &opinions, has_classes.then_some(&asked[..]), laid);
        for (by, brush, times) in ELSEWHERE {
            let brush = by_name(brush).context("a brush of that name")?;
            let seen = drawn_elsewhere(model, &programs, brush, times, self.seed)?;
            let opinions = judge.opinions(&seen);
            let name = format!("the same, {by}");
            add(&name, &opinions, has_classes.then_some(&asked[..]), laid);
        }

        let mut untrained = model.clone();
        untrained.parameters = model.generator.initial(&mut chance);
        let (opinions, laid) = draw(&untrained.imagine(&wanted, &mut chance))?;
        add("untrained", &opinions, has_classes.then_some(&asked[..]), laid);

        let (opinions, laid) = draw(&scribbles(self.count, strokes, &mut chance))?;
        add("random strokes", &opinions, None, laid);
        Ok(rows)
    }
}

/// Where the same programs are drawn once more: how that is called, the brush, and how many times as large.
const ELSEWHERE: [(&str, &str, u16); 7] = [
    ("twice as large", "round", 2),
    ("by ink", "ink", 1),
    ("by marker", "marker", 1),
    ("by gouache, twice as large", "gouache", 2),
    ("by oil, twice as large", "oil", 2),
    ("by charcoal, twice as large", "charcoal", 2),
    ("by bristles, twice as large", "round_bristle", 2),
];

/// What programs look like by another brush and so many times as large, as a judge of their own size sees them.
fn drawn_elsewhere(
    model: &Model,
    programs: &[Vec<Act>],
    brush: &Brush,
    times: u16,
    seed: u32,
) -> Result<Vec<f32>> {
    let options = Options { brush: *brush, side: times * model.side, ..model.options() };
    let mut drawings = Drawings::new(options)?;
    let (side, times) = (usize::from(model.side), usize::from(times));
    let wide = side * times;
    let mut seen = Vec::with_capacity(programs.len() * side * side);
    // A few at a time: each sheet is a canvas.
    for programs in programs.chunks(128) {
        drawings.draw_all(programs, seed)?;
        for picture in drawings.sheets().pictures() {
            seen.extend((0..side * side).map(|i| {
                let at = (i / side * wide + i % side) * times;
                let cell = (0..times * times).map(|j| picture[at + j / times * wide + j % times]);
                cell.sum::<f32>() / (times * times) as f32
            }));
        }
    }
    Ok(seen)
}

/// Copies of a set of drawings.
struct Copies {
    of: &'static str,
    by: &'static str,
    strokes: f32,
    error: f32,
    /// The part that the judge names as the drawing is called, where it knows those names.
    right: Option<f32>,
}

impl Copies {
    fn to_json(&self) -> Value {
        json!({
            "of": self.of,
            "by": self.by,
            "strokes": self.strokes,
            "mean_squared_error": self.error,
            "judged_right": self.right,
        })
    }
}

impl Eval {
    /// Drawings that nothing was learned from, copied in every way there is.
    fn copies(&self, model: &Model, data: &Data, judge: &Classifier) -> Result<Vec<Copies>> {
        let strokes = self.kind.copy_strokes(self.strokes)?;
        let copier = self.kind.copier(self.copier.as_deref())?;
        let mut rows = Vec::new();
        let test = ("held-out drawings", &data.test, true);
        let held_out = data.held_out.as_ref().map(|set| ("a held-out alphabet", set, false));
        for (of, set, named) in [Some(test), held_out].into_iter().flatten() {
            let set = set.some(self.count, &mut Random::new(self.seed));
            let mut targets = Vec::new();
            set.read(0..set.len(), &mut targets);
            let seen_right = |seen: &[f32]| {
                let named = judge.opinions(seen).classes;
                let right = named.iter().zip(&set.labels).filter(|(a, b)| a == b).count();
                right as f32 / set.len() as f32
            };
            let right = named.then(|| seen_right(&targets));
            rows.push(Copies { of, by: "themselves", strokes: 0.0, error: 0.0, right });
            let ways = [
                ("in one pass", Way::Learned),
                ("in one pass, refined", Way::Refined),
                ("traced", Way::Traced),
            ];
            for (by, way) in ways {
                if way != Way::Traced && copier.is_none() {
                    continue;
                }
                eprintln!("copies of {of} {by}");
                let mut copyist = Copyist {
                    way,
                    copier: copier.as_ref(),
                    config: TraceConfig { strokes, ..TraceConfig::default() },
                    tracer: Tracer::new(u16::try_from(SIDE)?),
                    random: Random::new(self.seed),
                };
                let targets_of = targets.chunks(SIDE * SIDE);
                let programs =
                    targets_of.map(|target| copyist.copy(target)).collect::<Result<Vec<_>>>()?;
                let options = Options { max_strokes: strokes, ..model.options() };
                let mut drawings = Drawings::new(options)?;
                drawings.draw_all(&programs, self.seed)?;
                let seen = &drawings.sheets().data;
                let off = seen.iter().zip(&targets).map(|(a, b)| f64::from((a - b) * (a - b)));
                let laid: usize = drawings.sheets().strokes.iter().sum();
                #[expect(clippy::cast_possible_truncation, reason = "a measure is shown rounded")]
                let error = (off.sum::<f64>() / targets.len() as f64) as f32;
                let right = named.then(|| seen_right(seen));
                let strokes = laid as f32 / set.len() as f32;
                rows.push(Copies { of, by, strokes, error, right });
            }
        }
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
