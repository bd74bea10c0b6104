//! Random valid strokes, brushes and logs, for the property tests of every crate that draws them.

#![expect(clippy::cast_possible_truncation, reason = "a strategy draws from ranges that fit")]

use std::ops::RangeInclusive;

use proptest::collection::vec;
use proptest::prelude::*;

use crate::brush::{
    Follow, Input, MAX_GRAIN_SCALE, MAX_HAIRS, MAX_RADIUS, MIN_RADIUS, MODULATIONS, Modulation,
    Setting, presets,
};
use crate::fixed::{ONE_U16, UNITS_PER_PX};
use crate::stroke::MAX_COORDINATE;
use crate::{
    Author, Brush, Coverage, Header, Judgement, Log, Op, Path, Point, Rect, Rgb8, Sample, Stroke,
    Verdict, walk, work,
};

/// Radii of most strokes end here.
const USUAL_RADIUS: i32 = 24 * UNITS_PER_PX;
/// How far strokes around a canvas reach beyond it, in pixels.
const BEYOND_PX: i32 = 30;

/// What strokes may be like.
#[derive(Clone, Debug)]
pub struct Range {
    /// Coordinates: of x and of y, in 1/64 px.
    pub coordinates: [RangeInclusive<i32>; 2],
    /// Radii, in 1/64 px.
    pub radii: RangeInclusive<i32>,
    /// Number of samples at most.
    pub samples: usize,
    /// Length of the brush table.
    pub brushes: u8,
}

impl Range {
    /// Everything that a log may hold.
    #[must_use]
    pub fn everything() -> Self {
        Self {
            coordinates: [-MAX_COORDINATE..=MAX_COORDINATE, -MAX_COORDINATE..=MAX_COORDINATE],
            radii: MIN_RADIUS..=MAX_RADIUS,
            samples: 40,
            brushes: 3,
        }
    }

    /// Strokes of all radii on and around a canvas of so many pixels.
    #[must_use]
    pub fn around_canvas(width: u16, height: u16) -> Self {
        let around =
            |side: u16| -BEYOND_PX * UNITS_PER_PX..=(i32::from(side) + BEYOND_PX) * UNITS_PER_PX;
        Self { coordinates: [around(width), around(height)], samples: 6, ..Self::everything() }
    }

    /// Strokes on and around a canvas of `side` × `side` pixels, small enough to be drawn quickly.
    #[must_use]
    pub fn around(side: u16) -> Self {
        Self { radii: MIN_RADIUS..=12 * UNITS_PER_PX, ..Self::around_canvas(side, side) }
    }
}

/// Any colour.
pub fn color() -> impl Strategy<Value = Rgb8> {
    any::<[u8; 3]>().prop_map(|[r, g, b]| Rgb8::new(r, g, b))
}

/// Either author.
pub fn author() -> impl Strategy<Value = Author> {
    prop_oneof![Just(Author::Person), Just(Author::Partner)]
}

/// Either coverage.
pub fn coverage() -> impl Strategy<Value = Coverage> {
    prop_oneof![Just(Coverage::Wash), Just(Coverage::BuildUp)]
}

/// A fraction, often one of its ends.
pub fn fraction() -> impl Strategy<Value = u16> {
    prop_oneof![1 => Just(0), 2 => Just(ONE_U16), 4 => 0..=ONE_U16]
}

/// A stroke of any kind within `range`.
pub fn stroke(range: Range) -> impl Strategy<Value = Stroke> {
    let brush = 0..range.brushes;
    let settings = (author(), brush, color(), fraction(), coverage());
    (settings, path(range)).prop_map(|((author, brush, color, opacity, coverage), path)| Stroke {
        author,
        brush,
        color,
        opacity,
        coverage,
        path,
    })
}

fn path(range: Range) -> impl Strategy<Value = Path> {
    let [x, y] = range.coordinates;
    let point = (x, y).prop_map(|(x, y)| Point::new(x, y)).boxed();
    let radius = radius(range.radii).boxed();
    let bezier = ([point.clone(), point.clone(), point.clone()], [radius.clone(), radius.clone()])
        .prop_map(|(points, radii)| Path::Bezier { points, radii });
    // A mouse has one pressure and no tilt.
    let input = prop_oneof![
        (Just(ONE_U16 / 2), Just([0, 0])).boxed(),
        (fraction(), [-90_i8..=90, -90..=90]).boxed(),
    ];
    let dt_ms = prop_oneof![3 => 0..=50_u16, 1 => any::<u16>()];
    let sample = (point, input, dt_ms).prop_map(|(point, (pressure, tilt), dt_ms)| Sample {
        point,
        pressure,
        tilt,
        dt_ms,
    });
    let samples = (radius, vec(sample, 1..=range.samples))
        .prop_map(|(radius, samples)| Path::Samples { radius, samples: samples.into() });
    prop_oneof![bezier, samples]
}

/// A radius of the range, more often one that a hand would choose.
fn radius(range: RangeInclusive<i32>) -> impl Strategy<Value = i32> {
    let (least, most) = range.into_inner();
    let usual = least.max(USUAL_RADIUS.min(most));
    let tiny = least.max(UNITS_PER_PX.min(most));
    prop_oneof![1 => least..=tiny, 6 => least..=usual, 1 => least..=most]
}

/// A brush of every kind; most settings are off, as they are in brushes that people make.
pub fn brush() -> impl Strategy<Value = Brush> {
    let preset = prop::sample::select(&presets::ALL[..]).prop_map(|preset| preset.brush);
    prop_oneof![6 => made_up(), 1 => preset]
}

fn made_up() -> impl Strategy<Value = Brush> {
    let rare = || prop_oneof![3 => Just(0), 1 => fraction()];
    let shape = (
        (MIN_RADIUS..=MAX_RADIUS, fraction(), fraction(), fraction(), rare()),
        (
            prop_oneof![4 => 16_u16..=400, 1 => 8_u16..=2048],
            prop_oneof![2 => Just(0_u16), 2 => 8_u16..=400, 1 => 8_u16..=2048],
            prop_oneof![2 => Just(0_u16), 2 => 0_u16..=60, 1 => 0_u16..=500],
        ),
        (prop_oneof![Just(256_u16), 256_u16..=5120], any::<u16>(), follow()),
    );
    let variety = (
        (prop_oneof![Just(0_u16), 0_u16..=2048], rare(), any::<u16>()),
        rare(),
        0..=MAX_GRAIN_SCALE,
    );
    let mixing = (rare(), fraction(), 16_u16..=1024, rare(), rare(), rare(), rare());
    let hairs = (prop_oneof![3 => Just(0_u8), 1 => 1..=MAX_HAIRS / 5], 8_u16..=256, rare());
    let choices = (coverage(), any::<bool>(), vec(modulation(), 0..=MODULATIONS));
    (shape, variety, mixing, hairs, choices).prop_map(|(shape, variety, mixing, hairs, choices)| {
        let ((radius, opacity, flow, hardness, softness), spacings, (aspect, angle, follow)) =
            shape;
        let ((jitter_place, jitter_radius, jitter_angle), grain, grain_scale) = variety;
        let (smudge, smudge_length, smudge_radius, wetness, rim, pigment, linearity) = mixing;
        let (coverage, eraser, list) = choices;
        let mut modulations = [Modulation::NONE; MODULATIONS];
        modulations[..list.len()].copy_from_slice(&list);
        Brush {
            radius,
            opacity,
            flow,
            linearity,
            hardness,
            softness,
            spacing: spacings.0,
            base_spacing: spacings.1,
            dabs_per_second: spacings.2,
            aspect,
            angle,
            follow,
            jitter_place,
            jitter_radius,
            jitter_angle,
            grain,
            grain_scale,
            smudge,
            smudge_length,
            smudge_radius,
            wetness,
            rim,
            pigment,
            hairs: hairs.0,
            hair_radius: hairs.1,
            dryness: hairs.2,
            coverage: if smudge > 0 { Coverage::BuildUp } else { coverage },
            eraser,
            modulations,
        }
    })
}

fn follow() -> impl Strategy<Value = Follow> {
    prop_oneof![Just(Follow::Canvas), Just(Follow::Path), Just(Follow::Pen)]
}

fn modulation() -> impl Strategy<Value = Modulation> {
    let setting = prop::sample::select(&Setting::ALL[..]);
    let input = prop::sample::select(&Input::ALL[..]);
    (setting, input, any::<[u16; 5]>())
        .prop_map(|(setting, input, factors)| Modulation { setting, input, factors })
        .prop_filter("it does something", |m| *m != Modulation::NONE)
}

/// The three usual brushes on a paper of this size.
#[must_use]
pub fn header(width: u16, height: u16) -> Header {
    Header::new(width, height, Rgb8::new(250, 246, 238), 7)
}

/// Something to do next, before it is known which strokes there are.
#[derive(Clone, Debug)]
pub enum Step {
    /// A stroke.
    Add(Stroke),
    /// Hides one of the strokes, for this author.
    Hide(prop::sample::Index, Author),
    /// Shows one of the strokes again, for this author.
    Show(prop::sample::Index, Author),
    /// Amends one of the strokes to this one.
    Amend(prop::sample::Index, Stroke),
    /// Judges some of the strokes, and proposals, with the hashes of target and weights.
    Judge(Verdict, Vec<prop::sample::Index>, Vec<Stroke>, [u64; 2]),
    /// A brush.
    Brush(Brush),
}

impl Step {
    /// The operation, where `ids` are the strokes added so far; `None` where it needs one.
    pub fn op(self, ids: &[u32]) -> Option<Op> {
        let some = |index: prop::sample::Index| (!ids.is_empty()).then(|| *index.get(ids));
        Some(match self {
            Self::Add(stroke) => Op::Add(stroke),
            Self::Hide(index, by) => Op::Hide { stroke: some(index)?, by },
            Self::Show(index, by) => Op::Show { stroke: some(index)?, by },
            Self::Amend(index, with) => Op::Amend { stroke: some(index)?, with },
            Self::Judge(verdict, strokes, proposals, [target, weights]) => {
                let strokes = strokes.into_iter().filter_map(some).collect();
                let revision = ids.last().map_or(0, |id| id + 1);
                Op::Judge(Box::new(Judgement {
                    verdict,
                    strokes,
                    proposals,
                    revision,
                    target,
                    weights,
                }))
            }
            Self::Brush(brush) => Op::Brush(Box::new(brush)),
        })
    }
}

/// A step; `adds` in `adds + 7` of them add a stroke.
pub fn step(range: Range, adds: u32) -> impl Strategy<Value = Step> {
    let index = any::<prop::sample::Index>;
    let verdict = prop_oneof![Just(Verdict::Yes), Just(Verdict::No), Just(Verdict::WeakNo)];
    let judged = (verdict, vec(index(), 0..5), vec(stroke(range.clone()), 0..3), any::<[u64; 2]>());
    prop_oneof![
        adds => stroke(range.clone()).prop_map(Step::Add),
        2 => (index(), author()).prop_map(|(i, by)| Step::Hide(i, by)),
        2 => (index(), author()).prop_map(|(i, by)| Step::Show(i, by)),
        2 => (index(), stroke(range)).prop_map(|(i, with)| Step::Amend(i, with)),
        1 => judged.prop_map(|(v, strokes, proposals, ids)| Step::Judge(v, strokes, proposals, ids)),
        1 => brush().prop_map(Step::Brush),
    ]
}

/// The operations that come of `steps`, with times.
#[must_use]
pub fn operations(steps: Vec<(u32, Step)>) -> Vec<(u32, Op)> {
    let (mut ids, mut ops) = (Vec::new(), Vec::new());
    for (dt_ms, step) in steps {
        if let Some(op) = step.op(&ids) {
            if matches!(op, Op::Add(_)) {
                ids.push(ops.len() as u32);
            }
            ops.push((dt_ms, op));
        }
    }
    ops
}

/// Any log: sizes, brushes, operations and values over their whole ranges.
pub fn log() -> impl Strategy<Value = Log> {
    let head = (1_u16..=4096, 1_u16..=4096, color(), any::<u32>(), vec(brush(), 1..=5));
    head.prop_flat_map(|(width, height, paper, seed, brushes)| {
        let range = Range { brushes: brushes.len() as u8, ..Range::everything() };
        let header = Header { width, height, paper, seed, brushes };
        vec((any::<u32>(), step(range, 6)), 0..24).prop_map(move |steps| log_of(&header, steps))
    })
}

/// A log that is drawn quickly and has a little of everything: a small canvas, brushes of its own, strokes
/// whose dabs have at most `pixels` each (of 64 more a dab), undo and amendments.
pub fn small_log(pixels: u64) -> impl Strategy<Value = Log> {
    let head = (1_u16..=300, 1_u16..=300, color(), any::<u32>(), vec(brush(), 1..=4));
    head.prop_flat_map(move |(width, height, paper, seed, brushes)| {
        let range = Range { brushes: brushes.len() as u8, ..Range::around_canvas(width, height) };
        let header = Header { width, height, paper, seed, brushes };
        vec((0..100_u32, step(range, 12)), 1..16).prop_map(move |mut steps| {
            let canvas = Rect::new(0, 0, width.into(), height.into());
            steps.retain(|(_, step)| match step {
                Step::Add(stroke) | Step::Amend(_, stroke) => {
                    let brush = &header.brushes[usize::from(stroke.brush)];
                    has_at_most(pixels, stroke, brush, seed, canvas)
                }
                _ => true,
            });
            log_of(&header, steps)
        })
    })
}

/// Whether the dabs of a stroke have no more than so many pixels on the canvas.
fn has_at_most(pixels: u64, stroke: &Stroke, brush: &Brush, seed: u32, canvas: Rect) -> bool {
    let mut left = pixels;
    let asked = work::of_stroke(stroke, brush, seed, canvas, work::MAX_OF_STROKE);
    asked <= work::MAX_OF_STROKE
        && walk::for_each_dab(stroke, brush, seed, |dab| {
            let touched = dab.bounds().intersection(canvas).area() as u64 + 64;
            let fits = touched <= left;
            left = left.saturating_sub(touched);
            fits
        })
}

fn log_of(header: &Header, steps: Vec<(u32, Step)>) -> Log {
    let mut log = Log::new(header.clone()).expect("the header is valid");
    for (dt_ms, op) in operations(steps) {
        log.push(dt_ms, op).expect("the operation is valid");
    }
    log
}
