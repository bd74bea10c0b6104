//! Going on without a target: answers to what the person drew, as [`limner_duet`] finds them.
//!
//! There is no error to lower, so nothing is searched for. Marks become strokes with the partner's brush, in a colour of
//! the palette where there is one; what the person is believed to like counts in the choice of an answer.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a coordinate is far below 2³¹, and a cast of a float saturates"
)]

use limner_core::fixed::{ONE, UNITS_PER_PX};
use limner_core::{Author, Brush, Painting, Path, Point, Rgb8, Stroke};
use limner_duet::line::distance;
use limner_duet::{Drawing, Duet, Line, MOST_LINES, Mark, Move};
use limner_env::action::srgb;
use limner_env::{Scene, palette};

use crate::objective::Objective;
use crate::planner::{Proposal, context};
use crate::taste::{features, middle};

/// The partner's strokes that are looked at: the last ones.
const OWN_LINES: usize = 1_024;

/// One side of a duet, at a scene.
#[derive(Clone, Debug)]
pub struct Answering {
    duet: Duet,
    /// Where answers are wanted alone: the middle, and how far around it.
    area: Option<([f32; 2], f32)>,
}

/// What answers are found by.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// What the person is believed to like.
    pub objective: &'a Objective,
    /// Colours that strokes may have; any where there are none.
    pub palette: &'a [Rgb8],
    /// Answers in a row, before the person's turn.
    pub breath: u32,
}

impl Answering {
    /// A duet that begins.
    #[must_use]
    pub fn new(seed: u32) -> Self {
        Self { duet: Duet::new(seed), area: None }
    }

    /// Answers so far around a point alone from now on, in canvas px.
    pub fn stay_near(&mut self, at: [f32; 2], reach: f32) {
        self.area = Some((at, reach));
    }

    /// The person painted: it is the partner's turn again.
    pub fn person_painted(&mut self) {
        self.duet.person_painted();
    }

    /// The last `count` strokes that were planned will not be painted as they were: they come again.
    pub fn taken_back(&mut self, count: usize) {
        self.duet.taken_back(count);
    }

    /// What was begun is not finished: what it answered may be gone.
    pub fn forget_begun(&mut self) {
        self.duet.forget_begun();
    }

    /// The person said yes or no to a stroke of an answer in this way.
    pub fn judged(&mut self, how: Move, liked: bool) {
        self.duet.judged(how, liked);
    }

    /// What the person said of answers counts no more.
    pub fn forget(&mut self) {
        self.duet.forget();
    }

    /// The next stroke; `None` where it is the person's turn, or nothing comes to mind. `ahead` are the strokes that are
    /// planned already.
    pub fn next<'a>(
        &mut self,
        painting: &Painting,
        ahead: impl Iterator<Item = &'a Stroke> + Clone,
        scene: &mut Scene,
        wanted: Wanted<'_>,
    ) -> Option<Proposal> {
        let area = self.area;
        let is_wanted = |mark: &Mark| {
            area.is_none_or(|(at, reach)| distance(mark.line().middle(), at) <= reach)
        };
        let brushes = painting.log().brushes();
        let look = || drawing(painting, ahead.clone(), brushes);
        let likes = !wanted.objective.is_plain();
        let (how, mark) = self.duet.next(wanted.breath, look, |mark| {
            if !is_wanted(mark) {
                f32::NEG_INFINITY
            } else if likes {
                proposal(scene, mark, None, wanted).worth
            } else {
                0.0
            }
        })?;
        Some(proposal(scene, &mark, Some(how), wanted))
    }
}

/// What is drawn, and what is about to be.
fn drawing<'a>(
    painting: &Painting,
    ahead: impl Iterator<Item = &'a Stroke>,
    brushes: &[Brush],
) -> Drawing {
    let header = painting.log().header();
    let line = |stroke: &Stroke| {
        let brush = brushes.get(usize::from(stroke.brush))?;
        (!brush.eraser && !brush.smudges()).then(|| Line::of(stroke, brush))
    };
    let of = |author: Author, most: usize| -> Vec<Line> {
        let strokes = painting.strokes().iter().rev();
        let seen = strokes.filter(|placed| placed.visible && placed.stroke.author == author);
        let mut lines: Vec<Line> = seen.filter_map(|p| line(&p.stroke)).take(most).collect();
        lines.reverse();
        lines
    };
    let mut own = of(Author::Partner, OWN_LINES);
    own.extend(ahead.filter_map(line));
    let size = [header.width, header.height].map(f32::from);
    Drawing::new(size, of(Author::Person, MOST_LINES), &own)
}

fn proposal(scene: &mut Scene, mark: &Mark, motive: Option<Move>, wanted: Wanted<'_>) -> Proposal {
    let stroke = stroke(scene, mark, wanted.palette);
    let gain = scene.look(&stroke);
    let context = context(scene, &stroke, &gain, 0.0);
    let features = features(&stroke, &context);
    let worth = wanted.objective.liking(&features, &context);
    let [x, y] = middle(&stroke);
    let window = scene.window_around(0, x, y);
    let rivals = Vec::new();
    Proposal { stroke, gain, share: 0.0, worth, features, window, rivals, motive }
}

/// A mark as a stroke of the partner's.
fn stroke(scene: &Scene, mark: &Mark, colors: &[Rgb8]) -> Stroke {
    let fixed = |px: f32| (px * UNITS_PER_PX as f32).round() as i32;
    let radius =
        |px: f32| fixed(px).clamp(limner_core::brush::MIN_RADIUS, limner_core::brush::MAX_RADIUS);
    let color = palette::nearest_color(colors, srgb(mark.color))
        .unwrap_or_else(|| scene.quantiser.fitted_color(mark.color));
    scene.quantiser.fitted(Stroke {
        author: Author::Partner,
        brush: scene.partners_brush(),
        color,
        opacity: (mark.opacity.clamp(0.0, 1.0) * ONE as f32) as u16,
        coverage: scene.partners_coverage(),
        path: Path::Bezier {
            points: mark.points.map(|[x, y]| Point::new(fixed(x), fixed(y))),
            radii: mark.radii.map(radius),
        },
    })
}
