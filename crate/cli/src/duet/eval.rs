//! `limner duet eval`: people's drawings with a part taken away, and how near to the whole an answer brings them, beside
//! nothing, random strokes, and answers that are chosen without the critic.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places and ink lie on a small picture, and a cast of a float saturates"
)]

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;
use limner_core::Rgb8;
use limner_duet::critic::Critic;
use limner_duet::drawings::SIDE;
use limner_duet::learn::taken::{Part, Taken, Whole, random_marks, take};
use limner_duet::{Drawing, Duet, Line, Mark};
use limner_env::Random;
use limner_imagine::dataset::Dataset;
use limner_imagine::judge::{Classifier, FEATURES};
use serde_json::{Value, json};

use super::drawings::{Use, read_all};
use crate::files::{replace, writable};

/// The judge by which drawings are compared: it learns to name characters, from drawers who do not measure.
const CHANNELS: usize = 12;
const SEED: u32 = 3_307;
/// Updates that it learns from, of 64 drawings each.
const UPDATES: usize = 2_400;
/// The side of the pictures that it sees, px.
const SEEN: usize = 32;
/// A colour that is turned by no more than this from one of the person's is in their range, degrees.
const TURNED: f32 = 45.0;
/// A width is in the person's range where it is no less than this part of their finest, and no more than that of their
/// broadest.
const WIDTHS: [f32; 2] = [0.5, 1.5];
/// Standard errors to either side of a mean within which it lies in 95 of 100 cases.
const CONFIDENCE: f64 = 1.96;

#[derive(Args, Debug)]
pub(crate) struct Eval {
    /// Omniglot's zip of strokes, or the folder it lies in
    folder: PathBuf,
    /// Where the table goes as JSON
    #[arg(long, value_name = "OUT")]
    json: Option<PathBuf>,
    /// A critic that `limner duet train` wrote; without it the one that comes with the program
    #[arg(long, value_name = "FILE")]
    critic: Option<PathBuf>,
    /// Most drawings of each kind
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    count: usize,
    /// What chance follows from
    #[arg(long, default_value_t = 1)]
    seed: u32,
}

/// How a drawing is completed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Critic,
    Sure,
    Nothing,
    Random,
    Rules,
}

const WAYS: [(Way, &str); 5] = [
    (Way::Critic, "an answer, chosen by rules and critic"),
    (Way::Sure, "the same where the critic finds something missing, else nothing"),
    (Way::Nothing, "nothing"),
    (Way::Random, "random strokes as long as that answer"),
    (Way::Rules, "an answer, chosen by rules alone"),
];
/// How far from the whole something is: to a judge, by places, by pixels.
const MEASURES: [&str; 3] = ["judge_features", "chamfer_px", "pixels_mse"];

/// One kind of drawings, measured.
struct Row {
    of: &'static str,
    drawings: usize,
    answered: usize,
    /// Drawings in which the critic found something missing.
    sure: usize,
    /// For each way, for each measure, its distance from the whole for each drawing.
    distances: Vec<[Vec<f64>; 3]>,
    /// Strokes that were added, and how many of them have the person's colours, and widths.
    added: [usize; 3],
}

impl Eval {
    pub(super) fn run(&self) -> Result<()> {
        if !(2..=100_000).contains(&self.count) {
            bail!("--count is {}, outside 2..=100000", self.count);
        }
        self.json.as_deref().map_or(Ok(()), writable)?;
        let critic = match &self.critic {
            None => Critic::shipped(),
            Some(path) => Critic::from_bytes(&std::fs::read(path)?),
        };
        let Some(critic) = critic else {
            bail!("the critic's file is none, or of another version")
        };
        let people = read_all(&self.folder)?;
        let judge = judge(&people)?;
        let mut rows = Vec::new();
        for (used, part, of) in [
            (Use::Test, Part::End, "other drawers, without the end"),
            (Use::Test, Part::Stroke, "other drawers, without a stroke"),
            (Use::HeldOut, Part::End, "another alphabet, without the end"),
            (Use::HeldOut, Part::Stroke, "another alphabet, without a stroke"),
        ] {
            let mut random = Random::new(self.seed);
            let lines = people.iter().filter(|drawing| drawing.used == used);
            let mut lines: Vec<&[Line]> = lines.map(|drawing| &drawing.lines[..]).collect();
            for i in 0..lines.len() {
                let other = i + random.below(lines.len() - i);
                lines.swap(i, other);
            }
            let canvas = [f32::from(SIDE); 2];
            let taken: Vec<Taken> = lines
                .into_iter()
                .filter_map(|lines| take(lines, canvas, part, &mut random))
                .take(self.count)
                .collect();
            if taken.len() > 1 {
                eprintln!("{of}: {}", taken.len());
                rows.push(measured(of, &taken, &critic, &judge, &mut random));
            }
        }
        if rows.is_empty() {
            bail!("{} holds no drawings of drawers who measure", self.folder.display());
        }
        rows.iter().for_each(Row::print);
        let [strokes, colors, widths] =
            [0, 1, 2].map(|i| rows.iter().map(|row| row.added[i]).sum::<usize>());
        let part = |of: usize| of as f64 / strokes.max(1) as f64;
        println!(
            "\n{strokes} strokes were added: {:.1} % in the person's colours or within {TURNED}° of one, {:.1} % within their widths (half the finest to one and a half of the broadest).",
            100.0 * part(colors),
            100.0 * part(widths)
        );
        let Some(path) = &self.json else { return Ok(()) };
        let table = json!({
            "seed": self.seed,
            "rows": rows.iter().map(Row::to_json).collect::<Vec<_>>(),
            "strokes": strokes,
            "in_the_persons_colours": part(colors),
            "in_the_persons_widths": part(widths),
        });
        replace(path, serde_json::to_string_pretty(&table)?.as_bytes())
    }
}

/// A judge that learned to name the characters of those drawers who do not measure.
fn judge(people: &[super::drawings::Drawing]) -> Result<Classifier> {
    let mut set = Dataset { side: SEEN, ..Dataset::default() };
    for drawing in people.iter().filter(|drawing| drawing.used == Use::Training) {
        if set.names.last() != Some(&drawing.character) {
            set.names.push(drawing.character.clone());
        }
        set.labels.push(u16::try_from(set.names.len() - 1)?);
        let picture = picture(drawing.lines.iter());
        set.pixels.extend(picture.iter().map(|v| (255.0 * v).round() as u8));
    }
    if set.len() < 2 {
        bail!("there are {} drawings that a judge may learn from: too few", set.len());
    }
    let times = (UPDATES * 64).div_ceil(set.len()).clamp(1, 60);
    eprintln!("a judge learns to name {} characters from {} drawings", set.classes(), set.len());
    Ok(Classifier::trained(&set, CHANNELS, times, SEED, |_, _| true))
}

/// How much ink there is at each pixel of a picture of the canvas: no more than the judge sees, whatever the widths.
fn picture<'a>(lines: impl Iterator<Item = &'a Line>) -> Vec<f32> {
    const RADIUS: f32 = 0.8;
    let scale = SEEN as f32 / f32::from(SIDE);
    let mut ink = vec![0.0f32; SEEN * SEEN];
    for line in lines {
        let reach = RADIUS.max(scale * line.radius);
        let points: Vec<[f32; 2]> = line.points.iter().map(|p| p.map(|v| v * scale)).collect();
        let mut dab = |at: [f32; 2]| {
            let low = at.map(|v| (v - reach - 1.0).max(0.0) as usize);
            let high = at.map(|v| ((v + reach + 1.0).max(0.0) as usize).min(SEEN - 1));
            for y in low[1]..=high[1].max(low[1]).min(SEEN - 1) {
                for x in low[0]..=high[0].max(low[0]).min(SEEN - 1) {
                    let apart = (x as f32 + 0.5 - at[0]).hypot(y as f32 + 0.5 - at[1]);
                    let cell = &mut ink[y * SEEN + x];
                    *cell = cell.max((reach + 0.5 - apart).clamp(0.0, 1.0));
                }
            }
        };
        for pair in points.windows(2) {
            (0..4u8).for_each(|i| {
                let t = f32::from(i) / 4.0;
                dab([0, 1].map(|k| pair[0][k] + t * (pair[1][k] - pair[0][k])));
            });
        }
        points.last().into_iter().for_each(|at| dab(*at));
    }
    ink
}

/// An answer of a duet that begins, as marks.
fn answer(taken: &Taken, duet: &mut Duet) -> Vec<Mark> {
    let drawing = Drawing::new(taken.canvas, taken.kept.clone(), &[]);
    let mut marks = Vec::new();
    while let Some((_, mark)) = duet.next(1, || drawing.clone(), |_| 0.0) {
        marks.push(mark);
    }
    marks
}

fn measured(
    of: &'static str,
    taken: &[Taken],
    critic: &Critic,
    judge: &Classifier,
    random: &mut Random,
) -> Row {
    let none = || [Vec::new(), Vec::new(), Vec::new()];
    let mut distances: Vec<[Vec<f64>; 3]> = WAYS.iter().map(|_| none()).collect();
    let (mut added, mut answered, mut sure) = ([0; 3], 0, 0);
    for one in taken {
        let seed = random.bits();
        let mut duet = Duet::with(seed, Some(critic.clone()));
        let chosen = answer(one, &mut duet);
        let is_sure = !chosen.is_empty() && duet.is_sure();
        answered += usize::from(!chosen.is_empty());
        sure += usize::from(is_sure);
        for mark in &chosen {
            added[0] += 1;
            added[1] += usize::from(one.kept.iter().any(|l| is_beside(l.color, mark.color)));
            added[2] += usize::from(is_as_wide(&one.kept, mark));
        }
        let whole = Whole::new(one);
        let target = picture(one.kept.iter().chain(&one.missing));
        let mut pictures = target.clone();
        for ((way, _), distances) in WAYS.iter().zip(&mut distances) {
            let marks = match way {
                Way::Critic => chosen.clone(),
                Way::Sure if is_sure => chosen.clone(),
                Way::Sure => Vec::new(),
                Way::Nothing => Vec::new(),
                Way::Random => {
                    let lengths: Vec<f32> = chosen.iter().map(|mark| mark.line().length).collect();
                    random_marks(one, &lengths, random)
                }
                Way::Rules => answer(one, &mut Duet::with(seed, None)),
            };
            let lines: Vec<Line> = marks.iter().map(Mark::line).collect();
            let seen = picture(one.kept.iter().chain(&lines));
            let square = seen.iter().zip(&target).map(|(a, b)| f64::from((a - b) * (a - b)));
            distances[1].push(f64::from(whole.distance(&marks)));
            distances[2].push(square.sum::<f64>() / (SEEN * SEEN) as f64);
            pictures.extend(seen);
        }
        let features = judge.opinions(&pictures).features;
        let mut features = features.chunks_exact(FEATURES);
        let target = features.next().unwrap_or_default();
        // In parts of how long the whole's own are.
        let length = target.iter().map(|v| v * v).sum::<f32>().sqrt().max(1e-6);
        for (distances, seen) in distances.iter_mut().zip(features) {
            let square: f32 = seen.iter().zip(target).map(|(a, b)| (a - b) * (a - b)).sum();
            distances[0].push(f64::from(square.sqrt() / length));
        }
    }
    Row { of, drawings: taken.len(), answered, sure, distances, added }
}

/// Whether a colour is a grey one, or of nearly the same hue as the person's.
fn is_beside(person: Rgb8, color: Rgb8) -> bool {
    let hue = |Rgb8 { r, g, b }| {
        let [r, g, b] = [r, g, b].map(|v: u8| f32::from(v) / 255.0);
        let (x, y) = (r - 0.5 * (g + b), 0.866 * (g - b));
        (y.atan2(x).to_degrees(), x.hypot(y))
    };
    let ((a, vivid), (b, strong)) = (hue(person), hue(color));
    let apart = ((a - b + 540.0).rem_euclid(360.0) - 180.0).abs();
    (vivid < 0.12 && strong < 0.12) || (vivid >= 0.12 && strong >= 0.03 && apart <= TURNED)
}

fn is_as_wide(lines: &[Line], mark: &Mark) -> bool {
    let radii = || lines.iter().map(|line| line.radius);
    let [low, high] = [radii().fold(f32::MAX, f32::min), radii().fold(0.0, f32::max)];
    let widest = mark.radii[0].max(mark.radii[1]);
    (WIDTHS[0] * low..=WIDTHS[1] * high).contains(&widest)
}

/// A mean, and how far it may be off to either side in 95 of 100 cases.
fn mean(values: impl Iterator<Item = f64> + Clone) -> [f64; 2] {
    let count = values.clone().count().max(2) as f64;
    let mean = values.clone().sum::<f64>() / count;
    let variance = values.map(|v| (v - mean).powi(2)).sum::<f64>() / (count - 1.0);
    [mean, CONFIDENCE * (variance / count).sqrt()]
}

impl Row {
    fn print(&self) {
        println!(
            "\n{}: {} drawings, {} answered; in {} the critic finds something missing\n",
            self.of, self.drawings, self.answered, self.sure
        );
        println!(
            "| with | judge's features | further than the answer | than the sure one | chamfer, px | further than the answer | than the sure one | pixels × 1000 | further than the answer | than the sure one |"
        );
        println!("|---|---|---|---|---|---|---|---|---|---|");
        for (way, (_, name)) in WAYS.iter().enumerate() {
            print!("| {name} |");
            for (measure, times) in [1.0, 1.0, 1e3].into_iter().enumerate() {
                print!(" {:.3} |", times * self.mean(way, measure)[0]);
                for than in 0..2 {
                    let [more, error] = self.nearer(than, way, measure);
                    match way == than {
                        true => print!(" |"),
                        false => print!(" {:+.3} ± {:.3} |", times * more, times * error),
                    }
                }
            }
            println!();
        }
    }

    fn mean(&self, way: usize, measure: usize) -> [f64; 2] {
        mean(self.distances[way][measure].iter().copied())
    }

    /// How much nearer to the whole a drawing is in one way (the answer, or the sure one) than in another.
    fn nearer(&self, than: usize, way: usize, measure: usize) -> [f64; 2] {
        let pairs = self.distances[way][measure].iter().zip(&self.distances[than][measure]);
        mean(pairs.map(|(other, own)| other - own))
    }

    fn to_json(&self) -> Value {
        let way = |(way, (_, name)): (usize, &(Way, &str))| {
            let measure = |measure: usize| {
                let [answer, sure] = [0, 1].map(|than| self.nearer(than, way, measure));
                json!({
                    "measure": MEASURES[measure],
                    "distance": self.mean(way, measure)[0],
                    "answer_is_nearer_by": answer[0],
                    "interval_95": answer[1],
                    "sure_answer_is_nearer_by": sure[0],
                    "sure_interval_95": sure[1],
                })
            };
            json!({ "with": name, "measures": ([0, 1, 2].map(measure)) })
        };
        json!({
            "of": self.of,
            "drawings": self.drawings,
            "answered": self.answered,
            "something_missing": self.sure,
            "ways": WAYS.iter().enumerate().map(way).collect::<Vec<_>>(),
        })
    }
}
