//! `limner imagine compare`: every way to learn on one environment, by one critic's reward, side by side.

use std::path::PathBuf;

use anyhow::{Result, bail};
use limner_env::Random;
use limner_env::drawing::{Drawings, MAX_STROKES};
use limner_imagine::judge::{Classifier, Opinions};
use limner_imagine::measures::measure;
use limner_imagine::reward::Weights;
use limner_imagine::strokes::scribbles;
use serde_json::{Value, json};

use super::Kind;
use super::data::load;
use super::student::{Asked, Learner, student};
use crate::chart::{COLORS, Chart, Key, Line, Look, Panel, QUIET, short};
use crate::eval::core_seconds;
use crate::files::{replace, writable};

/// The judge that compares: another than the one that reports.
const CHANNELS: usize = 16;
const SEED: u32 = 911;
/// Updates that a judge learns from, of 64 drawings each.
const UPDATES: usize = 1_900;
/// How often it sees a drawing at most.
const MOST_TIMES: usize = 60;
/// Drawings that are measured at a time.
const MEASURED: usize = 500;

#[derive(clap::Args)]
pub(crate) struct Compare {
    /// What is drawn
    #[arg(long, value_enum)]
    kind: Kind,
    /// MNIST's files, Omniglot's folders or zip, or a folder of pictures
    #[arg(long, value_name = "PATH")]
    data: PathBuf,
    /// Who learns
    #[arg(
        long,
        value_enum,
        value_delimiter = ',',
        default_values_t = [Learner::Pathwise, Learner::ActorCritic, Learner::QLearning, Learner::Mixed]
    )]
    learners: Vec<Learner>,
    /// How long each learns, in minutes of one core
    #[arg(long, value_name = "M", default_value_t = 5.0)]
    minutes: f64,
    /// How often each begins anew, from another seed
    #[arg(long, value_name = "N", default_value_t = 2)]
    seeds: u32,
    /// How often each is measured while it learns
    #[arg(long, value_name = "N", default_value_t = 8)]
    measures: u32,
    /// Most strokes of a drawing
    #[arg(long, value_name = "N", default_value_t = 5)]
    strokes: usize,
    /// The plots: FILE against the seconds of a core, and FILE-images against the drawings that were made
    #[arg(short, long, value_name = "FILE.svg")]
    output: PathBuf,
    /// Where every measurement goes as JSON
    #[arg(long, value_name = "OUT")]
    json: Option<PathBuf>,
}

/// What a learner had come to.
#[derive(Clone, Copy)]
struct Point {
    seconds: f64,
    images: f64,
    updates: u64,
    kid: f64,
    legible: f32,
}

/// What lies along a plot.
type Along = (&'static str, fn(&Point) -> f64);

/// A learner from one seed.
struct Ran {
    learner: Learner,
    seed: u32,
    points: Vec<Point>,
}

impl Compare {
    pub(crate) fn run(&self) -> Result<()> {
        if !(1..=MAX_STROKES).contains(&self.strokes) {
            bail!("--strokes is {}, outside 1..={MAX_STROKES}", self.strokes);
        }
        if !(self.minutes > 0.0 && self.minutes.is_finite())
            || self.seeds == 0
            || self.measures == 0
        {
            bail!("--minutes, --seeds and --measures must be above 0");
        }
        if self.learners.contains(&Learner::Copying) {
            bail!("copies are not drawn from nothing: limner imagine eval measures them");
        }
        let images = self.output.with_file_name(format!(
            "{}-images.svg",
            self.output.file_stem().unwrap_or_default().to_string_lossy()
        ));
        [&self.output, &images].into_iter().try_for_each(|path| writable(path))?;
        self.json.as_deref().map_or(Ok(()), writable)?;
        let data = load(self.kind, &self.data)?;
        let times = (UPDATES * 64).div_ceil(data.training.len()).clamp(1, MOST_TIMES);
        eprintln!("a judge learns from {} drawings", data.training.len());
        let judge = Classifier::trained(&data.training, CHANNELS, times, SEED, |_, _| true);
        let mut random = Random::new(SEED);
        let measured = data.test.some(MEASURED, &mut random);
        let mut pictures = Vec::new();
        measured.read(0..measured.len(), &mut pictures);
        let real = judge.opinions(&pictures);
        let classes = data.training.classes();
        let kid = |drawings: &Drawings| {
            let opinions: Opinions = judge.opinions(&drawings.sheets().data);
            let measures = measure(&opinions, None, &real, classes);
            (f64::from(measures.kid), measures.legible)
        };
        let asked = |learner, seed| Asked {
            kind: self.kind,
            learner,
            names: Vec::new(),
            strokes: self.strokes,
            price: None,
            rate: None,
            adversarial: None,
            weights: Weights::default(),
            seed,
        };
        let none = vec![0; MEASURED];
        let mut ran = Vec::new();
        let mut random_kid = None;
        for learner in self.learners.iter().copied() {
            for seed in 1..=self.seeds {
                let mut student = student(asked(learner, seed), data.training.clone())?;
                let mut seconds = 0.0;
                let mut points = Vec::new();
                for part in 0..=self.measures {
                    let until = 60.0 * self.minutes * f64::from(part) / f64::from(self.measures);
                    let began = core_seconds() - seconds;
                    while seconds < until {
                        student.advance()?;
                        seconds = core_seconds() - began;
                    }
                    let drawings = student.draw(&none, 1_000 + part)?;
                    if random_kid.is_none() {
                        random_kid = Some(kid(&scribbled(&drawings, self.strokes)?).0);
                    }
                    let (kid, legible) = kid(&drawings);
                    let (updates, images) = (student.steps(), student.images() as f64);
                    eprintln!(
                        "{}, seed {seed}: {seconds:.0} s, {updates} updates, KID × 1000 {kid:.0}, legible {legible:.2}",
                        learner.name()
                    );
                    points.push(Point { seconds, images, updates, kid, legible });
                }
                ran.push(Ran { learner, seed, points });
            }
        }
        let random_kid = random_kid.unwrap_or_default();
        self.print(&ran, random_kid);
        let along: [(_, Along); 2] = [
            (&self.output, ("seconds of one core", |p| p.seconds)),
            (&images, ("drawings made", |p| p.images)),
        ];
        for (path, along) in along {
            let svg = self.chart(&ran, random_kid, along).to_svg()?;
            replace(path, svg.as_bytes())?;
            println!("{}", path.display());
        }
        let Some(path) = &self.json else { return Ok(()) };
        let point = |p: &Point| {
            json!({
                "core_seconds": p.seconds,
                "images": p.images,
                "updates": p.updates,
                "kid_x1000": p.kid,
                "legible": p.legible,
            })
        };
        let runs: Vec<Value> = ran
            .iter()
            .map(|ran| {
                let points: Vec<Value> = ran.points.iter().map(point).collect();
                json!({ "learner": ran.learner.name(), "seed": ran.seed, "points": points })
            })
            .collect();
        let all = json!({
            "kind": self.kind.name(),
            "random_strokes_kid_x1000": random_kid,
            "runs": runs,
        });
        replace(path, serde_json::to_string_pretty(&all)?.as_bytes())
    }

    fn print(&self, ran: &[Ran], random_kid: f64) {
        println!(
            "| learner | updates | drawings made | KID × 1000 | of random strokes' ({random_kid:.0}) | legible |"
        );
        println!("|---|---|---|---|---|---|");
        for learner in &self.learners {
            let last: Vec<&Point> = ran
                .iter()
                .filter(|ran| ran.learner == *learner)
                .filter_map(|ran| ran.points.last())
                .collect();
            let mean = |of: fn(&Point) -> f64| {
                last.iter().map(|p| of(p)).sum::<f64>() / last.len().max(1) as f64
            };
            let least = last.iter().map(|p| p.kid).fold(f64::INFINITY, f64::min);
            let most = last.iter().map(|p| p.kid).fold(f64::NEG_INFINITY, f64::max);
            let kid = mean(|p| p.kid);
            println!(
                "| {} | {:.0} | {:.0} | {kid:.0} ({least:.0} to {most:.0}) | {:.2} | {:.2} |",
                learner.name(),
                mean(|p| p.updates as f64),
                mean(|p| p.images),
                kid / random_kid.max(1e-9),
                mean(|p| f64::from(p.legible)),
            );
        }
    }

    fn chart(&self, ran: &[Ran], random_kid: f64, (x_name, x): Along) -> Chart {
        let (mut lines, mut key) = (Vec::new(), Vec::new());
        let ends = ran.iter().filter_map(|ran| ran.points.last()).map(x);
        let far = ends.fold(0.0, f64::max);
        let quiet = Look { color: QUIET, dashed: true, marked: false };
        for (part, name) in [(1.0, "random strokes"), (0.1, "a tenth of that")] {
            let y = part * random_kid;
            lines.push(Line { points: vec![[0.0, y], [far, y]], look: quiet, ..Line::default() });
            key.push(Key { name: format!("{name}: {}", short(y)), look: quiet });
        }
        for (learner, color) in self.learners.iter().zip(COLORS.iter().cycle()) {
            let look = Look { color: *color, dashed: false, marked: true };
            for ran in ran.iter().filter(|ran| ran.learner == *learner) {
                let points = ran.points.iter().map(|p| [x(p), p.kid]).collect();
                lines.push(Line { points, look, ..Line::default() });
            }
            key.push(Key { name: learner.name().to_owned(), look });
        }
        Chart {
            title: format!("Learning to draw {} from a critic's opinion alone", self.kind.name()),
            note: format!(
                "{} strokes with the integer brush, no classes, {} seeds, a line each; lower is better.",
                self.strokes, self.seeds
            ),
            key: Vec::new(),
            x_name: x_name.to_owned(),
            x_log: false,
            panels: vec![Panel {
                title: "Kernel distance to real ones, × 1000".to_owned(),
                height_px: 360,
                lines,
                key,
            }],
        }
    }
}

/// As many drawings of random strokes, on sheets like these.
fn scribbled(like: &Drawings, strokes: usize) -> Result<Drawings> {
    let programs = scribbles(MEASURED, strokes, &mut Random::new(SEED));
    let mut drawings = Drawings::new(*like.options())?;
    drawings.draw_all(&programs, 1)?;
    Ok(drawings)
}
