//! A place on the canvas is decorated: members of a space beside each other, none over another, in a region that was
//! drawn around, or along a line.

use std::f32::consts::{PI, TAU};

use limner_core::random;

use crate::Space;
use crate::curve::{Knot, at_parts, distance, length, place};
use crate::numbers::{float, fraction};
use crate::placing::{Instance, MAX_INSTANCES, MAX_PLACED};
use crate::pose::Pose;
use crate::rows::distance_to;

/// Members of different forms that are placed.
const FORMS: usize = 16;
/// Tries at one size, and the sizes, the largest first: gaps that are left take smaller ones.
const TRIES: u32 = 500;
const SIZES: [f32; 4] = [1.0, 0.8, 0.6, 0.42];
/// A line whose ends are nearer than this part of its length goes around a region.
const CLOSED: f32 = 0.2;
/// How far the middle of a member may lie from a line that it decorates, in its diagonals.
const BESIDE: f32 = 0.7;
/// What is left between two members, as a part of their size.
const GAP: f32 = 0.04;
/// Sides of the outline around a member.
const SIDES: usize = 32;
/// Points of the line that are looked at.
const LOOKED_AT: usize = 200;

/// Where and how to decorate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decoration {
    /// Where on the map members are about while nothing is known of what is liked.
    pub at: [f32; 2],
    /// How far they have grown.
    pub growth: f32,
    /// How large they are beside what was drawn; smaller ones fill the gaps.
    pub size: f32,
    /// How much they turn, and vary on the map, 0..=1.
    pub variation: f32,
    /// What the chance follows from.
    pub seed: u32,
}

/// A corner, and what goes around.
type Outline = Vec<[f32; 2]>;

/// What was drawn.
enum Ground {
    Region(Outline),
    Beside(Vec<Knot>),
}

impl Ground {
    fn of(line: &[[f32; 2]]) -> Option<Self> {
        let knots: Vec<Knot> = line.iter().map(|[x, y]| [*x, *y, 0.0]).collect();
        let long = length(&knots);
        if knots.len() < 2 || !long.is_finite() || long < 1.0 {
            return None;
        }
        let even = crate::curve::resampled(&knots, LOOKED_AT);
        let closes = distance(line[0], line[line.len() - 1]) < CLOSED * long;
        Some(if closes {
            Self::Region(even.into_iter().map(place).collect())
        } else {
            Self::Beside(even)
        })
    }

    /// A place by chance, and the turn that stands upright there.
    fn somewhere(&self, chance: [f32; 3], scale: f32) -> ([f32; 2], f32) {
        match self {
            Self::Region(outline) => {
                let [low, high] = corners(outline);
                ([0, 1].map(|i| low[i] + (high[i] - low[i]) * chance[i]), 0.0)
            }
            Self::Beside(line) => {
                let part = chance[0];
                let three = at_parts(line, &[(part - 0.02).max(0.0), part, (part + 0.02).min(1.0)]);
                let ahead = (three[2][1] - three[0][1]).atan2(three[2][0] - three[0][0]);
                // On both sides, growing away from the line; a drawing grows upwards, which is left of where it goes.
                let turn = if chance[2] < 0.5 { ahead } else { ahead + PI };
                let off = 0.06 * scale * chance[1];
                let (sin, cos) = turn.sin_cos();
                ([three[1][0] + sin * off, three[1][1] - cos * off], turn)
            }
        }
    }

    fn holds(&self, hull: &Outline, scale: f32) -> bool {
        match self {
            Self::Region(outline) => {
                // No corner is outside, and no bay of the region reaches in.
                hull.iter().all(|at| is_inside(outline, *at))
                    && !outline.iter().any(|at| is_inside(hull, *at))
            }
            Self::Beside(line) => {
                let [low, high] = corners(hull);
                let middle = [0, 1].map(|i| f32::midpoint(low[i], high[i]));
                distance_to(line, middle) < BESIDE * scale
            }
        }
    }
}

impl Decoration {
    /// Members within the region that a line goes around, or beside a line that does not close. Each lies apart from all
    /// others. They are those that the person likes, or about `at` while that is not known.
    #[must_use]
    pub fn of(&self, space: &Space, line: &[[f32; 2]]) -> Vec<Instance> {
        let Some(ground) = Ground::of(line) else { return Vec::new() };
        let growth = self.growth.clamp(0.0, 1.0);
        let forms = self.forms(space, growth);
        let mut found: Vec<(Instance, Outline)> = Vec::new();
        let mut strokes = 0;
        for (round, size) in (0_u32..).zip(SIZES) {
            for n in 0..TRIES {
                let chance = |i: u32| fraction(random::at(self.seed, (round * TRIES + n) * 8 + i));
                let form =
                    &forms[crate::numbers::floor(chance(0) * float(forms.len())) % forms.len()];
                if found.len() >= MAX_INSTANCES || strokes + form.strokes > MAX_PLACED {
                    return found.into_iter().map(|(instance, _)| instance).collect();
                }
                let scale = form.size_px * size;
                let (origin, upright) = ground.somewhere([chance(1), chance(2), chance(3)], scale);
                let variation = self.variation.clamp(0.0, 1.0);
                let turn = upright + (2.0 * chance(4) - 1.0) * variation * PI * 0.6;
                let pose = Pose { origin, scale, turn };
                let hull: Outline = form
                    .hull
                    .iter()
                    .map(|[x, y]| place(pose.canvas_from_frame([*x, *y, 0.0])))
                    .collect();
                let clear = |(other, outline): &(Instance, Outline)| {
                    apart(&hull, outline, GAP * scale.min(other.pose.scale))
                };
                if ground.holds(&hull, scale) && found.iter().all(clear) {
                    strokes += form.strokes;
                    found.push((Instance { at: form.at, growth, pose }, hull));
                }
            }
        }
        found.into_iter().map(|(instance, _)| instance).collect()
    }

    fn forms(&self, space: &Space, growth: f32) -> Vec<Form> {
        let variation = self.variation.clamp(0.0, 1.0);
        let places = if space.preference().choices().is_empty() {
            let [low, high] = space.bounds();
            let chance = |n: u32| 2.0 * fraction(random::at(random::at(self.seed, 5), n)) - 1.0;
            let off = |n: u32| {
                [0_u32, 1].map(|i| {
                    let axis = usize::from(i == 1);
                    self.at[axis] + 0.3 * variation * chance(2 * n + i) * (high[axis] - low[axis])
                })
            };
            (0_u32..).take(FORMS).map(off).collect()
        } else {
            space.favourites(FORMS, self.seed)
        };
        places.into_iter().map(|at| Form::new(space, space.within(at), growth, self.size)).collect()
    }
}

/// A member as it is placed.
struct Form {
    at: [f32; 2],
    size_px: f32,
    strokes: usize,
    hull: Outline,
}

impl Form {
    fn new(space: &Space, at: [f32; 2], growth: f32, size: f32) -> Self {
        let grown = space.grown(at, growth);
        let corners = grown.iter().flat_map(|one| &one.knots).flat_map(|[x, y, radius]| {
            [[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]]
                .map(|[dx, dy]| [x + dx * radius, y + dy * radius])
        });
        let hull = outline_of(&corners.collect::<Vec<_>>());
        Self { at, size_px: (space.size_px(at) * size).max(2.0), strokes: grown.len(), hull }
    }
}

/// A convex outline around points with [`SIDES`] sides, each of which touches them: hardly more than the least one, and
/// as quick for a thousand points as for ten.
fn outline_of(points: &[[f32; 2]]) -> Outline {
    let angle = |k: usize| TAU * float(k) / float(SIDES);
    let reach: Vec<f32> = (0..SIDES)
        .map(|k| {
            let (sin, cos) = angle(k).sin_cos();
            points.iter().map(|[x, y]| x * cos + y * sin).fold(f32::NEG_INFINITY, f32::max)
        })
        .collect();
    if points.is_empty() {
        return Vec::new();
    }
    let corner = |k: usize| {
        // Where two sides that follow each other meet.
        let (a, b) = (reach[k], reach[(k + 1) % SIDES]);
        let ((sin_a, cos_a), (sin_b, cos_b)) = (angle(k).sin_cos(), angle(k + 1).sin_cos());
        let between = angle(1).sin();
        [(a * sin_b - b * sin_a) / between, (b * cos_a - a * cos_b) / between]
    };
    (0..SIDES).map(corner).collect()
}

fn cross(a: [f32; 2], b: [f32; 2], c: [f32; 2]) -> f32 {
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

/// Whether two convex outlines lie apart by more than a gap: some edge of one has all of the other beyond it.
fn apart(a: &Outline, b: &Outline, gap: f32) -> bool {
    let beyond = |from: &Outline, other: &Outline| {
        (0..from.len()).any(|i| {
            let (p, q) = (from[i], from[(i + 1) % from.len()]);
            let long = distance(p, q);
            // An outline goes round with what it holds on the side where the cross product is positive. What is hardly a
            // side points anywhere.
            long > gap / 10.0 && other.iter().all(|at| cross(p, q, *at) < -gap * long)
        })
    };
    beyond(a, b) || beyond(b, a)
}

/// Whether a place is inside an outline: a ray from it crosses that an odd number of times.
pub(crate) fn is_inside(outline: &[[f32; 2]], [x, y]: [f32; 2]) -> bool {
    let crosses = |i: &usize| {
        let ([x0, y0], [x1, y1]) = (outline[*i], outline[(i + 1) % outline.len()]);
        (y0 > y) != (y1 > y) && x < x0 + (y - y0) / (y1 - y0) * (x1 - x0)
    };
    (0..outline.len()).filter(crosses).count() % 2 == 1
}

fn corners(outline: &[[f32; 2]]) -> [[f32; 2]; 2] {
    let mut found = [[f32::INFINITY; 2], [f32::NEG_INFINITY; 2]];
    for at in outline {
        found[0] = [0, 1].map(|i| found[0][i].min(at[i]));
        found[1] = [0, 1].map(|i| found[1][i].max(at[i]));
    }
    found
}
