//! A space of motifs: what lies between them and beyond.

use limner_core::Rgb8;

use crate::correspondence::{Correspondence, part_of};
use crate::curve::{Knot, distance, length, place, smooth};
use crate::framed::Framed;
use crate::generative::Generative;
use crate::network::Network;
use crate::numbers::{float, floor};
use crate::pose::Pose;
use crate::preference::Preference;
use crate::relational::{Relation, relation};
use crate::rows::{Drawn, Rows};
use crate::{Motif, Options, Trace};

/// Motifs of one space.
pub const MAX_MOTIFS: usize = 5;
/// How far the map goes on beyond the motifs, as a part of what lies between them.
pub const BEYOND: f32 = 0.5;
/// How small a drawing begins that has no bud.
const SMALLEST: f32 = 0.35;
/// A stroke that is there by less than this is not drawn.
const FAINT: f32 = 0.04;
/// Points a stroke is drawn with, for each diagonal of its length, and at least and at most.
const FINE: f32 = 90.0;
const KNOTS: (usize, usize) = (10, 200);

/// A trained space of two to five motifs.
#[derive(Clone, Debug)]
pub struct Space {
    pub(crate) motifs: Vec<Motif>,
    pub(crate) framed: Vec<Framed>,
    pub(crate) turns: Vec<f32>,
    pub(crate) correspondence: Correspondence,
    pub(crate) rows: Rows,
    pub(crate) generative: Generative,
    pub(crate) relational: Network,
    pub(crate) options: Options,
    pub(crate) preference: Preference,
}

/// A stroke as it is drawn, in the space's frame: the base at the origin, the diagonal about 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Grown {
    /// Which of the space's strokes, in the order of drawing.
    pub slot: usize,
    /// A smooth line of points.
    pub knots: Vec<Knot>,
    /// The stroke's paint.
    pub color: Rgb8,
    /// 0..=1.
    pub opacity: f32,
}

impl Space {
    /// The motifs that the space was made of.
    #[must_use]
    pub fn motifs(&self) -> &[Motif] {
        &self.motifs
    }

    /// Where each motif lies on the map.
    #[must_use]
    pub fn pins(&self) -> &[[f32; 2]] {
        &self.generative.codes
    }

    /// Which stroke of one motif is which of another.
    #[must_use]
    pub fn correspondence(&self) -> &Correspondence {
        &self.correspondence
    }

    /// A motif's strokes in the frame, in the order in which they were drawn and each as far as a slot has it, with the
    /// number of the slot: how a person sees what goes with what.
    #[must_use]
    pub fn matched(&self, motif: usize) -> Vec<Grown> {
        let (Some(own), Some(framed)) = (self.motifs.get(motif), self.framed.get(motif)) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for (stroke, Trace { color, .. }) in own.strokes().iter().enumerate() {
            for (slot, members) in self.correspondence.slots.iter().enumerate() {
                let Some(member) = members[motif] else { continue };
                if usize::from(member.stroke) == stroke {
                    let knots = part_of(&framed.strokes[stroke], member.part);
                    found.push(Grown { slot, knots, color: *color, opacity: 1.0 });
                }
            }
        }
        found
    }

    /// How the space was made.
    #[must_use]
    pub fn options(&self) -> Options {
        self.options
    }

    /// Whether the map is a line: two motifs differ in one thing.
    #[must_use]
    pub fn is_line(&self) -> bool {
        self.pins().iter().all(|pin| pin[1].abs() < 0.02)
    }

    /// What brings the frame to where a motif was drawn.
    #[must_use]
    pub fn pose(&self, motif: usize) -> Pose {
        self.framed[motif].pose
    }

    /// How large a drawing is at a place on the map, in px: what is one in the frame.
    #[must_use]
    pub fn size_px(&self, at: [f32; 2]) -> f32 {
        self.rows.size_px(&self.generative.rows(1.0, at))
    }

    /// The corners of the map: the motifs, and half as far again on every side.
    #[must_use]
    pub fn bounds(&self) -> [[f32; 2]; 2] {
        let (mut low, mut high) = (self.pins()[0], self.pins()[0]);
        for pin in self.pins() {
            low = [0, 1].map(|i| low[i].min(pin[i]));
            high = [0, 1].map(|i| high[i].max(pin[i]));
        }
        let size = (high[0] - low[0]).max(high[1] - low[1]);
        if self.is_line() {
            return [[low[0] - BEYOND * size, 0.0], [high[0] + BEYOND * size, 0.0]];
        }
        // A flat triangle has room above and below as well.
        let side = [0, 1].map(|i| (high[i] - low[i]).max(size / 2.0));
        let middle = [0, 1].map(|i| f32::midpoint(low[i], high[i]));
        let reach = side.map(|side| side * (0.5 + BEYOND));
        [[0, 1].map(|i| middle[i] - reach[i]), [0, 1].map(|i| middle[i] + reach[i])]
    }

    /// A place on the map brought within its bounds.
    #[must_use]
    pub fn within(&self, at: [f32; 2]) -> [f32; 2] {
        let [low, high] = self.bounds();
        [0, 1].map(|i| if at[i].is_finite() { at[i].clamp(low[i], high[i]) } else { 0.0 })
    }

    /// The rows of a place on the map as strokes of few points, fully grown; those that are hardly there as well.
    #[must_use]
    pub fn drawn(&self, at: [f32; 2], growth: f32) -> Vec<Drawn> {
        drawn(&self.rows, &self.generative, at, growth)
    }

    /// The drawing at a place on the map, as far as it has grown.
    #[must_use]
    pub fn grown(&self, at: [f32; 2], growth: f32) -> Vec<Grown> {
        grown(&self.rows, &self.generative, at, growth)
    }

    /// Motifs mixed number by number, without a network: what the space is measured against.
    #[must_use]
    pub fn blend(&self, weights: &[f32]) -> Vec<Grown> {
        let mut mixed = vec![0.0; self.rows.bloom[0].len()];
        for (rows, weight) in self.rows.bloom.iter().zip(weights) {
            crate::network::add_scaled(&mut mixed, rows, *weight);
        }
        let drawn = |(slot, row): (usize, &[f32])| self.rows.drawn(slot, row);
        let all = mixed.chunks_exact(self.rows.width()).enumerate().map(drawn).collect();
        grown_of(all, 1.0, !self.rows.bud.is_empty())
    }

    /// What the relational network says of a stroke in the frame.
    #[must_use]
    pub fn relation(&self, knots: &[Knot]) -> Relation {
        relation(&self.relational, knots)
    }

    /// How far a place is to be trusted, 0..=1: it falls with the way from what was shown, and where the relational network
    /// takes the drawing for one from elsewhere.
    #[must_use]
    pub fn trust(&self, at: [f32; 2]) -> f32 {
        let at = self.within(at);
        let nearest =
            self.pins().iter().map(|pin| distance(*pin, at)).fold(f32::INFINITY, f32::min);
        let outside = outside(self.pins(), at);
        let cycle = self.cycle_error(at);
        let shown = 1.0 - 0.2 * (nearest / 1.2).min(1.0);
        shown * (-(outside / 0.9).powi(2)).exp() / (1.0 + (cycle / 1.2).powi(2))
    }

    /// How far from a place the relational network takes its drawing to be.
    #[must_use]
    pub fn cycle_error(&self, at: [f32; 2]) -> f32 {
        let strokes = self.grown(at, 1.0);
        // By length: what is just born says little.
        let total: f32 = strokes.iter().map(|stroke| length(&stroke.knots)).sum();
        if total < 1e-6 {
            return 0.0;
        }
        let mean = strokes.iter().fold([0.0; 2], |sum, stroke| {
            let share = length(&stroke.knots) / total;
            let context = self.relation(&stroke.knots).context;
            [0, 1].map(|i| sum[i] + context[i] * share)
        });
        distance(mean, at)
    }
}

pub(crate) fn drawn(rows: &Rows, generative: &Generative, at: [f32; 2], growth: f32) -> Vec<Drawn> {
    let numbers = generative.rows(growth, at);
    let drawn = |(slot, row): (usize, &[f32])| rows.drawn(slot, row);
    numbers.chunks_exact(rows.width()).enumerate().map(drawn).collect()
}

/// Strokes come one after the other as ink is laid, and all of it grows in size; where there are buds, these open
/// instead.
pub(crate) fn grown(rows: &Rows, generative: &Generative, at: [f32; 2], growth: f32) -> Vec<Grown> {
    let growth = growth.clamp(0.0, 1.0);
    grown_of(drawn(rows, generative, at, growth), growth, !rows.bud.is_empty())
}

fn grown_of(all: Vec<Drawn>, growth: f32, opens: bool) -> Vec<Grown> {
    let inks: Vec<f32> =
        all.iter().map(|one| (length(&one.knots) + 0.02) * one.existence).collect();
    let total: f32 = inks.iter().sum::<f32>().max(1e-6);
    // The first stroke has begun.
    let laid = 0.12 + 0.88 * growth;
    let size = if opens { 1.0 } else { SMALLEST + (1.0 - SMALLEST) * growth };
    let mut before = 0.0;
    let mut found = Vec::with_capacity(all.len());
    for (slot, (one, ink)) in all.into_iter().zip(inks).enumerate() {
        let (from, share) = (before / total, ink / total);
        before += ink;
        let part =
            if opens || growth >= 1.0 { 1.0 } else { ((laid - from) / share.max(1e-6)).min(1.0) };
        let there = one.existence;
        if part <= 0.01 || there < FAINT {
            continue;
        }
        let count = floor(length(&one.knots) * FINE).clamp(KNOTS.0, KNOTS.1);
        // What is born grows out of its beginning, and thin.
        let thin = size * there.sqrt();
        let knots = smooth(&one.knots, count, part * there.powf(0.7));
        let knots = knots.into_iter().map(|[x, y, radius]| [x * size, y * size, radius * thin]);
        found.push(Grown { slot, knots: knots.collect(), color: one.color, opacity: one.opacity });
    }
    found
}

/// How far a place lies outside the triangle, or the like, that pins span; 0 inside.
fn outside(pins: &[[f32; 2]], at: [f32; 2]) -> f32 {
    let cross = |a: [f32; 2], b: [f32; 2], c: [f32; 2]| {
        (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    };
    let mut least = f32::INFINITY;
    for (i, a) in pins.iter().enumerate() {
        for (j, b) in pins.iter().enumerate().skip(i + 1) {
            let way = [b[0] - a[0], b[1] - a[1]];
            let long = way[0] * way[0] + way[1] * way[1];
            let along = (at[0] - a[0]) * way[0] + (at[1] - a[1]) * way[1];
            let part = if long > 0.0 { (along / long).clamp(0.0, 1.0) } else { 0.0 };
            least = least.min(distance(at, [a[0] + way[0] * part, a[1] + way[1] * part]));
            for c in pins.iter().skip(j + 1) {
                let sides = [cross(*a, *b, at), cross(*b, *c, at), cross(*c, *a, at)];
                if sides.iter().all(|side| *side >= 0.0) || sides.iter().all(|side| *side <= 0.0) {
                    return 0.0;
                }
            }
        }
    }
    least
}

/// The way that the strokes of two drawings of one space lie apart: of points that go together, root mean square, in
/// diagonals; a stroke that only one of them has counts with its length.
#[must_use]
pub fn apart(a: &[Drawn], b: &[Drawn]) -> f32 {
    let (mut sum, mut count) = (0.0, 0.0);
    for (a, b) in a.iter().zip(b) {
        if a.existence.max(b.existence) < 0.5 {
            continue;
        }
        let squares =
            a.knots.iter().zip(&b.knots).map(|(a, b)| distance(place(*a), place(*b)).powi(2));
        sum += squares.sum::<f32>() / float(a.knots.len());
        sum += ((a.existence - b.existence) * length(&a.knots)).powi(2);
        count += 1.0;
    }
    if count > 0.0 { (sum / count).sqrt() } else { 0.0 }
}
