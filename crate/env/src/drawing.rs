//! Drawing from nothing: a batch of small sheets, a stroke a step, and a critic that says what a drawing is worth.
//!
//! [`reset`](Drawings::reset) lays out empty sheets, each with a class that is asked for, a target, both or neither;
//! [`step`](Drawings::step) lays one stroke on each with the integer brush, whichever it is. **An action** is
//! [`NUMBERS`] raw numbers of any size and two decisions: whether the pen is lifted (or goes on where the last stroke
//! ended), and whether the drawing is done. **The reward** of a step is what the drawing has become better by, as
//! the critic sees it, less the price of a stroke (Ganin and others, "Synthesizing programs for images using
//! reinforced adversarial learning", 2018; with a reward at every step as in Mellor and others, 2019). An episode
//! terminates when the agent is done, and is truncated after so many strokes.
//!
//! | numbers | what | squashed to |
//! |---|---|---|
//! | 0, 1 | where it starts; where the last stroke ended, if the pen is not lifted | the sheet, and a twentieth beyond |
//! | 2–5 | control point and end | the same |
//! | 6, 7 | radius at the start and at the end | 1/80..1/8 of the side |
//! | 8 | opacity | 0..1; it is laid whole from a half on, where there is one ink |
//! | 9–11 | colour, where the ink is free | sRGB 0..1 |
//!
//! ```
//! use limner_env::drawing::{Act, Drawings, Judge, Options, Sheets, Task};
//!
//! /// Likes ink.
//! struct Ink;
//! impl Judge for Ink {
//!     fn scores(&mut self, sheets: &Sheets) -> Vec<f32> {
//!         sheets.pictures().map(|picture| picture.iter().sum()).collect()
//!     }
//! }
//!
//! let mut drawings = Drawings::new(Options { max_strokes: 2, ..Options::default() })?;
//! drawings.reset(&[Task::default(); 3], 7, &mut Ink);
//! let step = drawings.step(&[Act::default(); 3], &mut Ink)?;
//! assert!(step.rewards.iter().all(|reward| *reward > 0.0));
//! let step = drawings.step(&[Act { stop: true, ..Act::default() }; 3], &mut Ink)?;
//! assert_eq!(step.rewards, [0.0; 3]);
//! assert_eq!(step.terminated, [true; 3]);
//! assert_eq!(drawings.painting(0)?.entries().len(), 1);
//! # Ok::<(), limner_env::drawing::Error>(())
//! ```

#![expect(clippy::cast_possible_truncation, reason = "what is whole is 2¹⁵, which fits")]

use limner_core::fixed::ONE;
use limner_core::{Author, Brush, Canvas, Header, Log, Op, Place, Rgb8, Stroke, Surface};

use crate::action::{rgb8, sigmoid, stroke_from_soft};
use crate::ink_raster::is_laid;
use crate::soft::{SoftGradient, SoftStroke};
use crate::window::Window;

/// Raw numbers of an action: three points, two radii, opacity, colour.
pub const NUMBERS: usize = 12;
/// Those of them that say where a stroke is and how strong: without the colour.
pub const SHAPE: usize = 9;
/// How far points lie from the middle at most, in parts of the side.
const REACH: f32 = 0.55;
/// Radii, in parts of the side.
const RADIUS_LOW: f32 = 1.0 / 80.0;
const RADIUS_HIGH: f32 = 1.0 / 8.0;
/// Most strokes of an episode.
pub const MAX_STROKES: usize = 20;
/// Index in the table of the brush that the strokes are laid with.
const BRUSH: u8 = 1;

/// How the sheets of a batch are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// Side of the sheets in pixels, 32..=64.
    pub side: u16,
    /// An episode is truncated after so many strokes, 1..=20.
    pub max_strokes: usize,
    /// What a stroke costs.
    pub price: f32,
    /// What strokes are laid with.
    pub brush: Brush,
    /// The colour of the sheets.
    pub paper: Rgb8,
    /// The one ink; `None` where each stroke has a colour of its own.
    pub ink: Option<Rgb8>,
}

impl Default for Options {
    /// Five strokes of black ink on white sheets of 32 × 32 pixels.
    fn default() -> Self {
        Self {
            side: 32,
            max_strokes: 5,
            price: 0.0,
            brush: Brush::PARTNER,
            paper: Rgb8::new(255, 255, 255),
            ink: Some(Rgb8::new(0, 0, 0)),
        }
    }
}

/// What one of a batch's agents does in a step.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Act {
    /// The stroke's raw numbers.
    pub numbers: [f32; NUMBERS],
    /// Whether the stroke starts where its numbers say, rather than where the last one ended.
    pub lift: bool,
    /// Whether the drawing is done without it.
    pub stop: bool,
}

impl Act {
    /// Whether the stroke is laid, where there is one ink.
    #[must_use]
    pub fn is_laid(&self) -> bool {
        is_laid(sigmoid(self.numbers[8]))
    }
}

/// What is asked of a drawing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Task<'a> {
    /// The class that it should be of.
    pub class: Option<u8>,
    /// What it should show, as a sheet's picture.
    pub target: Option<&'a [f32]>,
}

/// What is seen of a batch of sheets.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheets {
    /// Side of a picture in pixels.
    pub side: usize,
    /// Numbers of a pixel: one (how much of the ink) or three (red, green, blue).
    pub channels: usize,
    /// `[sheet][row][column][channel]`, each 0..=1.
    pub data: Vec<f32>,
    /// What each should be of.
    pub classes: Vec<Option<u8>>,
    /// What each should show, as `data`; empty where no sheet has a target, zeros for one that has none.
    pub targets: Vec<f32>,
    /// Where each pen is, in parts of the side; the middle before the first stroke.
    pub pens: Vec<[f32; 2]>,
    /// Strokes laid on each.
    pub strokes: Vec<usize>,
}

impl Sheets {
    /// Numbers of one picture.
    #[must_use]
    pub fn picture_len(&self) -> usize {
        self.side * self.side * self.channels
    }

    /// The pictures, one a sheet.
    pub fn pictures(&self) -> impl Iterator<Item = &[f32]> {
        self.data.chunks_exact(self.picture_len().max(1))
    }
}

/// Who says what drawings are worth: a critic that learned what real ones look like, a classifier, a distance.
pub trait Judge {
    /// What each of the sheets shows is worth.
    fn scores(&mut self, sheets: &Sheets) -> Vec<f32>;
}

/// What came of a step; one entry a sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Step {
    /// What the drawing became better by, less the price of the stroke.
    pub rewards: Vec<f32>,
    /// Whether the agent is done.
    pub terminated: Vec<bool>,
    /// Whether the strokes are used up.
    pub truncated: Vec<bool>,
}

/// What the environment refuses.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Error {
    /// The side of the sheets is out of range.
    #[error("a sheet's side is {0}, outside 32..=64")]
    Side(u16),
    /// The number of strokes is out of range.
    #[error("{0} strokes a drawing, outside 1..={MAX_STROKES}")]
    Strokes(usize),
    /// Paper and ink are one colour.
    #[error("paper and ink are the same colour")]
    NoInk,
    /// Actions and sheets differ in number.
    #[error("{found} actions for {wanted} sheets")]
    Batch {
        /// Actions that were given.
        found: usize,
        /// Sheets there are.
        wanted: usize,
    },
    /// An agent put out something that is no number.
    #[error("an action is not finite")]
    NotFinite,
    /// A canvas could not be made.
    #[error(transparent)]
    Core(#[from] limner_core::Error),
}

#[derive(Debug)]
struct Episode {
    canvas: Canvas,
    header: Header,
    strokes: Vec<Stroke>,
    /// Where the pen is, in pixels.
    pen: Option<[f32; 2]>,
    score: f32,
    /// Strokes that were tried; one that is not laid is one of those that there are all the same.
    steps: usize,
    terminated: bool,
    truncated: bool,
}

/// A batch of sheets that are drawn on.
#[derive(Debug)]
pub struct Drawings {
    options: Options,
    sheets: Vec<Episode>,
    seen: Sheets,
    planes: [Vec<u16>; 3],
}

impl Drawings {
    /// A batch without sheets: [`Drawings::reset`] lays them out.
    pub fn new(options: Options) -> Result<Self, Error> {
        if !(32..=64).contains(&options.side) {
            return Err(Error::Side(options.side));
        }
        if !(1..=MAX_STROKES).contains(&options.max_strokes) {
            return Err(Error::Strokes(options.max_strokes));
        }
        if options.ink == Some(options.paper) {
            return Err(Error::NoInk);
        }
        options.brush.validate()?;
        let seen = Sheets {
            side: options.side.into(),
            channels: if options.ink.is_some() { 1 } else { 3 },
            ..Sheets::default()
        };
        Ok(Self { options, sheets: Vec::new(), seen, planes: Default::default() })
    }

    /// How the sheets are.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Lays out an empty sheet for each task. What brushes make of chance follows from `seed`. A target of another
    /// size than a sheet's picture is none.
    pub fn reset(&mut self, tasks: &[Task<'_>], seed: u32, judge: &mut dyn Judge) {
        let Options { side, paper, brush, .. } = self.options;
        let sheet = |seed: u32| {
            let mut header = Header::new(side, side, paper, seed);
            header.brushes[usize::from(BRUSH)] = brush;
            let canvas = Canvas::new(side, side).expect("a side in range");
            Episode {
                canvas,
                header,
                strokes: Vec::new(),
                pen: None,
                score: 0.0,
                steps: 0,
                terminated: false,
                truncated: false,
            }
        };
        let count = u32::try_from(tasks.len()).expect("a batch is small");
        self.sheets = (0..count).map(|i| sheet(limner_core::random::at(seed, i))).collect();
        let len = self.seen.picture_len();
        let blank: Vec<f32> = match self.options.ink {
            Some(_) => vec![0.0; len],
            None => paper.channels().map(|c| f32::from(c) / 255.0).repeat(len / 3),
        };
        self.seen.data = blank.repeat(tasks.len());
        self.seen.classes = tasks.iter().map(|task| task.class).collect();
        self.seen.targets.clear();
        if tasks.iter().any(|task| task.target.is_some()) {
            self.seen.targets.resize(len * tasks.len(), 0.0);
            for (to, task) in self.seen.targets.chunks_exact_mut(len).zip(tasks) {
                if let Some(target) = task.target.filter(|target| target.len() == len) {
                    to.copy_from_slice(target);
                }
            }
        }
        self.seen.pens = vec![[0.5; 2]; tasks.len()];
        self.seen.strokes = vec![0; tasks.len()];
        for (sheet, score) in self.sheets.iter_mut().zip(judge.scores(&self.seen)) {
            sheet.score = score;
        }
    }

    /// What is seen of the sheets.
    #[must_use]
    pub fn sheets(&self) -> &Sheets {
        &self.seen
    }

    /// Whether every drawing has come to its end.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.sheets.iter().all(Episode::is_over)
    }

    /// Lays a stroke on each sheet. One whose episode has ended stays as it is, with a reward of 0, until the next
    /// reset. Nothing is laid anywhere where anything is refused.
    pub fn step(&mut self, acts: &[Act], judge: &mut dyn Judge) -> Result<Step, Error> {
        if acts.len() != self.sheets.len() {
            return Err(Error::Batch { found: acts.len(), wanted: self.sheets.len() });
        }
        if !acts.iter().flat_map(|act| act.numbers).all(f32::is_finite) {
            return Err(Error::NotFinite);
        }
        let mut costs = vec![0.0; acts.len()];
        for (i, (sheet, act)) in self.sheets.iter_mut().zip(acts).enumerate() {
            if sheet.is_over() {
                continue;
            }
            if act.stop {
                sheet.terminated = true;
                continue;
            }
            costs[i] = self.options.price;
            sheet.lay(act, &self.options);
            self.seen.strokes[i] = sheet.strokes.len();
            let side = f32::from(self.options.side);
            self.seen.pens[i] = sheet.pen.map_or([0.5; 2], |pen| pen.map(|v| v / side));
            let len = self.seen.picture_len();
            sheet.see(&self.options, &mut self.planes, &mut self.seen.data[i * len..(i + 1) * len]);
        }
        let scores = judge.scores(&self.seen);
        let mut step = Step::default();
        for ((sheet, score), cost) in self.sheets.iter_mut().zip(scores).zip(costs) {
            let better = score - sheet.score;
            sheet.score = score;
            step.rewards.push(if better.is_finite() { better - cost } else { -cost });
            step.terminated.push(sheet.terminated);
            step.truncated.push(sheet.truncated);
        }
        Ok(step)
    }

    /// Lays whole programs at once, each on a sheet of its own, without asking a judge in between. Nothing is laid
    /// anywhere where anything is refused.
    pub fn draw_all(&mut self, programs: &[Vec<Act>], seed: u32) -> Result<(), Error> {
        self.draw_tasks(&vec![Task::default(); programs.len()], programs, seed)
    }

    /// The same, where each sheet has a task.
    pub fn draw_tasks(
        &mut self,
        tasks: &[Task<'_>],
        programs: &[Vec<Act>],
        seed: u32,
    ) -> Result<(), Error> {
        if programs.len() != tasks.len() {
            return Err(Error::Batch { found: programs.len(), wanted: tasks.len() });
        }
        if !programs.iter().flatten().flat_map(|act| act.numbers).all(f32::is_finite) {
            return Err(Error::NotFinite);
        }
        self.reset(tasks, seed, &mut Unjudged);
        let len = self.seen.picture_len();
        let side = f32::from(self.options.side);
        for (i, (sheet, program)) in self.sheets.iter_mut().zip(programs).enumerate() {
            for act in program.iter().take_while(|act| !act.stop).take(self.options.max_strokes) {
                sheet.lay(act, &self.options);
            }
            sheet.terminated = !sheet.truncated;
            self.seen.strokes[i] = sheet.strokes.len();
            self.seen.pens[i] = sheet.pen.map_or([0.5; 2], |pen| pen.map(|v| v / side));
            // Looked at once, when it is done: that takes as long as a stroke.
            sheet.see(&self.options, &mut self.planes, &mut self.seen.data[i * len..(i + 1) * len]);
        }
        Ok(())
    }

    /// A drawing as a painting's log: what it begins with, and its strokes.
    pub fn painting(&self, index: usize) -> Result<Log, Error> {
        let sheet = &self.sheets[index];
        let mut log = Log::new(sheet.header.clone())?;
        for stroke in &sheet.strokes {
            log.push(0, Op::Add(stroke.clone()))?;
        }
        Ok(log)
    }

    /// The strokes of a drawing so far.
    #[must_use]
    pub fn strokes(&self, index: usize) -> &[Stroke] {
        &self.sheets[index].strokes
    }

    /// The canvas that a drawing is on.
    #[must_use]
    pub fn canvas(&self, index: usize) -> &Canvas {
        &self.sheets[index].canvas
    }
}

/// Finds everything worth nothing: for drawings that are looked at when they are done.
#[derive(Clone, Copy, Debug)]
pub struct Unjudged;

impl Judge for Unjudged {
    fn scores(&mut self, sheets: &Sheets) -> Vec<f32> {
        vec![0.0; sheets.classes.len()]
    }
}

impl Episode {
    fn is_over(&self) -> bool {
        self.terminated || self.truncated
    }

    fn lay(&mut self, act: &Act, options: &Options) {
        let start = if act.lift { None } else { self.pen };
        let soft = soft_from_numbers(&act.numbers, options.side, start);
        let own = [9, 10, 11].map(|i| sigmoid(act.numbers[i]));
        let color = options.ink.unwrap_or_else(|| rgb8(own));
        let whole = Window { level: 0, x: 0, y: 0 };
        let mut stroke = stroke_from_soft(whole, &soft, BRUSH, color);
        stroke.coverage = options.brush.coverage;
        stroke.author = Author::Partner;
        let laid = options.ink.is_none() || is_laid(soft.opacity);
        if options.ink.is_some() {
            stroke.opacity = ONE as u16;
        }
        if laid {
            let id = u32::try_from(self.strokes.len()).unwrap_or(u32::MAX);
            self.canvas.draw(&stroke, &options.brush, Place::new(self.header.seed, id, id));
            self.strokes.push(stroke);
        }
        self.pen = Some(soft.points[2]);
        self.steps += 1;
        self.truncated = self.steps >= options.max_strokes;
    }

    /// Writes what the sheet shows.
    fn see(&self, options: &Options, planes: &mut [Vec<u16>; 3], to: &mut [f32]) {
        self.canvas.write_planes_q15(self.canvas.bounds(), options.paper, planes);
        match options.ink {
            None => {
                for (i, pixel) in to.as_chunks_mut::<3>().0.iter_mut().enumerate() {
                    *pixel = [0, 1, 2].map(|c| f32::from(planes[c][i]) / ONE as f32);
                }
            }
            Some(ink) => {
                let (paper, ink) = (options.paper.q15(), ink.q15());
                // Where paper and ink differ most.
                let c = [0, 1, 2].into_iter().max_by_key(|c| paper[*c].abs_diff(ink[*c]));
                let c = c.unwrap_or(0);
                let (from, range) = (paper[c] as f32, ink[c] as f32 - paper[c] as f32);
                for (to, value) in to.iter_mut().zip(&planes[c]) {
                    *to = ((f32::from(*value) - from) / range).clamp(0.0, 1.0);
                }
            }
        }
    }
}

/// The stroke of raw numbers in pixels of a sheet; it starts at `start` where there is one.
#[must_use]
pub fn soft_from_numbers(
    numbers: &[f32; NUMBERS],
    side: u16,
    start: Option<[f32; 2]>,
) -> SoftStroke {
    let side = f32::from(side);
    let place = |v: f32| side * (0.5 + REACH * v.tanh());
    let radius = |v: f32| side * RADIUS_LOW * ((RADIUS_HIGH / RADIUS_LOW).ln() * sigmoid(v)).exp();
    let own = [place(numbers[0]), place(numbers[1])];
    SoftStroke {
        points: [
            start.unwrap_or(own),
            [place(numbers[2]), place(numbers[3])],
            [place(numbers[4]), place(numbers[5])],
        ],
        radii: [radius(numbers[6]), radius(numbers[7])],
        opacity: sigmoid(numbers[8]),
    }
}

/// The gradient with respect to the raw numbers of a stroke that starts where they say, from that with respect to the
/// stroke of [`soft_from_numbers`]; nothing of the colour.
#[must_use]
pub fn numbers_gradient(numbers: &[f32; NUMBERS], side: u16, d: &SoftGradient) -> [f32; NUMBERS] {
    let side = f32::from(side);
    let d_place = |v: f32| side * REACH * (1.0 - v.tanh().powi(2));
    let range = (RADIUS_HIGH / RADIUS_LOW).ln();
    let d_radius = |v: f32| {
        let s = sigmoid(v);
        side * RADIUS_LOW * (range * s).exp() * range * s * (1.0 - s)
    };
    let mut gradient = [0.0; NUMBERS];
    for (i, d) in d.points.iter().flatten().enumerate() {
        gradient[i] = d * d_place(numbers[i]);
    }
    gradient[6] = d.radii[0] * d_radius(numbers[6]);
    gradient[7] = d.radii[1] * d_radius(numbers[7]);
    let s = sigmoid(numbers[8]);
    gradient[8] = d.opacity * s * (1.0 - s);
    gradient
}

/// The raw number of a place, in parts of the side: undoes what [`soft_from_numbers`] does with one of a point.
#[must_use]
pub fn number_from_place(place: f32) -> f32 {
    ((place - 0.5) / REACH).clamp(-0.995, 0.995).atanh()
}

/// Raw numbers whose stroke is nearest to one on a sheet: undoes [`soft_from_numbers`].
#[must_use]
pub fn numbers_from_soft(stroke: &SoftStroke, side: u16) -> [f32; NUMBERS] {
    let side = f32::from(side);
    let raw = |v: f32| number_from_place(v / side);
    let logit = |v: f32| {
        let v = v.clamp(0.005, 0.995);
        (v / (1.0 - v)).ln()
    };
    let range = (RADIUS_HIGH / RADIUS_LOW).ln();
    let radius = |r: f32| logit(((r / side).max(1e-4) / RADIUS_LOW).ln() / range);
    let mut numbers = [0.0; NUMBERS];
    for (to, v) in numbers.iter_mut().zip(stroke.points.iter().flatten()) {
        *to = raw(*v);
    }
    numbers[6] = radius(stroke.radii[0]);
    numbers[7] = radius(stroke.radii[1]);
    numbers[8] = logit(stroke.opacity);
    numbers
}
