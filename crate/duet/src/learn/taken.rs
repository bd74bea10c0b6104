//! Drawings with a part taken away, and how far something is from the whole.

use std::ops::Range;

use limner_env::Random;

use crate::Line;
use crate::line::distance;
use crate::mark::{Ink, Mark};

/// How far apart the places are by which drawings are compared, px.
const APART: f32 = 4.0;
/// The part of a drawing's way that is taken from its end.
const CUT: Range<f32> = 0.2..0.45;
/// A piece of a line that is shorter than this, px, is not left over.
const LEFT: f32 = 8.0;

/// What is taken from a drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What was drawn last: strokes, and the rest of one.
    End,
    /// One stroke, of several.
    Stroke,
}

/// A drawing with a part taken away.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Taken {
    /// Width and height of the canvas, px.
    pub canvas: [f32; 2],
    /// What is left.
    pub kept: Vec<Line>,
    /// What was taken away.
    pub missing: Vec<Line>,
}

/// Takes a part of a drawing away; `None` where nothing would be left, or nothing taken.
#[must_use]
pub fn take(lines: &[Line], canvas: [f32; 2], part: Part, random: &mut Random) -> Option<Taken> {
    let (kept, missing) = match part {
        Part::Stroke => {
            let at = random.below(lines.len());
            let (mut kept, mut missing) = (lines.to_vec(), Vec::new());
            if lines.len() > 1 {
                missing.push(kept.remove(at));
            }
            (kept, missing)
        }
        Part::End => {
            let all: f32 = lines.iter().map(|line| line.length).sum();
            let mut left = all * (1.0 - random.between(CUT.start, CUT.end));
            let (mut kept, mut missing) = (Vec::new(), Vec::new());
            for line in lines {
                let [before, after] = cut(line, left);
                kept.extend(before);
                missing.extend(after);
                left -= line.length;
            }
            (kept, missing)
        }
    };
    let length = |lines: &[Line]| lines.iter().map(|line| line.length).sum::<f32>();
    let is_one = length(&kept) > 4.0 * LEFT && length(&missing) > LEFT;
    is_one.then_some(Taken { canvas, kept, missing })
}

/// The first so many px of a line, and the rest.
fn cut(line: &Line, at_px: f32) -> [Option<Line>; 2] {
    if at_px < LEFT {
        return [None, Some(line.clone())];
    }
    if at_px > line.length - LEFT {
        return [Some(line.clone()), None];
    }
    let mut sum = 0.0;
    let step = |pair: &[[f32; 2]]| {
        sum += distance(pair[0], pair[1]);
        sum < at_px
    };
    let at = 1 + line.points.windows(2).map(step).take_while(|is_before| *is_before).count();
    let at = at.min(line.points.len() - 1);
    let piece = |points: &[[f32; 2]]| Line::along(points, line.radius, line.color, line.opacity);
    [Some(piece(&line.points[..=at])), Some(piece(&line.points[at..]))]
}

/// As many marks by chance as long as what was taken away, in a paint that is there, anywhere on the canvas.
#[must_use]
pub fn by_chance(taken: &Taken, count: usize, random: &mut Random) -> Vec<Mark> {
    let length = taken.missing.iter().map(|line| line.length).sum::<f32>() / count.max(1) as f32;
    random_marks(taken, &vec![length; count], random)
}

/// Marks by chance of these lengths, px, in a paint that is there, anywhere on the canvas.
#[must_use]
pub fn random_marks(taken: &Taken, lengths: &[f32], random: &mut Random) -> Vec<Mark> {
    let ink = Ink::of(&taken.kept[random.below(taken.kept.len())]);
    let mark = |length: &f32| {
        let angle = random.between(0.0, std::f32::consts::TAU);
        let half = [0.5 * length * angle.cos(), 0.5 * length * angle.sin()];
        let middle = [0, 1].map(|i| random.between(0.1, 0.9) * taken.canvas[i]);
        let bend = random.between(-0.3, 0.3);
        let end = |side: f32| {
            [0, 1].map(|i| (middle[i] + side * half[i]).clamp(1.0, taken.canvas[i] - 1.0))
        };
        let by = [middle[0] - bend * half[1], middle[1] + bend * half[0]];
        ink.curve(end(-1.0), by, end(1.0))
    };
    lengths.iter().map(mark).collect()
}

/// Places on lines at even distances.
#[must_use]
pub fn places<'a>(lines: impl Iterator<Item = &'a Line>) -> Vec<[f32; 2]> {
    let mut places = Vec::new();
    for line in lines {
        let mut left = 0.0;
        for pair in line.points.windows(2) {
            let length = distance(pair[0], pair[1]);
            while left < length {
                let t = left / length;
                places.push([0, 1].map(|i| pair[0][i] + t * (pair[1][i] - pair[0][i])));
                left += APART;
            }
            left -= length;
        }
        if line.points.len() < 2 {
            places.push(line.points[0]);
        }
    }
    places
}

/// A drawing as it was, beside which others are measured: by how far each place of one is from the nearest of the
/// other, on average, both ways (the chamfer distance), px.
#[derive(Clone, Debug)]
pub struct Whole {
    places: Vec<[f32; 2]>,
    /// How far each place is from what is left.
    apart: Vec<f32>,
    kept: usize,
}

fn nearest(at: [f32; 2], others: &[[f32; 2]]) -> f32 {
    let square = |p: &[f32; 2]| (p[0] - at[0]).powi(2) + (p[1] - at[1]).powi(2);
    others.iter().map(square).fold(f32::MAX, f32::min).sqrt()
}

fn mean(values: impl Iterator<Item = f32>, count: usize) -> f32 {
    values.sum::<f32>() / count.max(1) as f32
}

impl Whole {
    /// The whole of a drawing of which a part was taken away.
    #[must_use]
    pub fn new(taken: &Taken) -> Self {
        let kept = places(taken.kept.iter());
        let places = places(taken.kept.iter().chain(&taken.missing));
        let apart = places.iter().map(|p| nearest(*p, &kept)).collect();
        Self { places, apart, kept: kept.len() }
    }

    /// How far what is left is from the whole with these marks, px.
    #[must_use]
    pub fn distance(&self, marks: &[Mark]) -> f32 {
        let lines: Vec<Line> = marks.iter().map(Mark::line).collect();
        let added = places(lines.iter());
        let pairs = self.places.iter().zip(&self.apart);
        let there = mean(pairs.map(|(p, apart)| apart.min(nearest(*p, &added))), self.places.len());
        // What is left is a part of the whole, and so as near to it as can be.
        let off = added.iter().map(|p| nearest(*p, &self.places));
        there + mean(off, self.kept + added.len())
    }

    /// How much of the way to the whole marks bring what is left: 1 is there, below 0 is further off, -1 at most.
    #[must_use]
    pub fn gain(&self, marks: &[Mark]) -> f32 {
        let before = mean(self.apart.iter().copied(), self.places.len());
        (1.0 - self.distance(marks) / before.max(0.1)).clamp(-1.0, 1.0)
    }
}
