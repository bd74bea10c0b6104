//! The duet without a picture: what a partner may add to what a person drew.
//!
//! A [`Drawing`] is read from the strokes: lines with their paint, and the places that they close in. [`ideas`] are
//! looked for in it: to continue a line, to echo or mirror it, to give a row its next, to hatch, fill or shade a
//! closed shape. Their paint and width are the person's or near them, and none goes across a line that is there. A
//! [`Duet`] chooses among them: what fits, what was not done just now, what the person said yes to.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts and sides are small, and a cast of a float saturates"
)]

pub mod completions;
pub mod critic;
pub mod drawings;
pub mod grid;
pub mod ideas;
#[cfg(feature = "learn")]
pub mod learn;
pub mod line;
pub mod mark;
pub mod paint;

use std::cmp::Ordering;
use std::collections::VecDeque;

use limner_env::Random;

pub use critic::Critic;
use critic::{Sight, Thought};
use grid::Grid;
pub use ideas::{Idea, MOVES, Move};
pub use line::Line;
pub use mark::Mark;

/// Lines of a drawing that are looked at: the last ones.
pub const MOST_LINES: usize = 256;
/// How much less a way of answering counts for each of the last answers that was in that way.
const AGAIN: f32 = 0.4;
/// Ends of marks may lie this near to a line, px.
const TOUCH: f32 = 12.0;
/// Answers that are remembered.
const REMEMBERED: usize = 4;
/// How much a yes or a no moves a way of answering: the natural logarithm of its weight.
const JUDGED: f32 = 0.3;
/// The most that it is moved in all.
const MOST_JUDGED: f32 = 2.0;
/// What fits so well by itself may be added where the critic finds nothing missing; anything else only where somebody
/// waits for an answer and there is no better one.
const FITS_WELL: f32 = 0.7;
/// Ideas among which it decides what the person likes.
const LIKED: usize = 32;
/// How much the critic's worth counts, beside the natural logarithm of how well an idea fits by itself: chosen by
/// `limner duet train` on drawings that it did not learn from.
pub const CRITICS_PART: f32 = 4.0;

/// What a person drew, and what the partner did.
#[derive(Clone, Debug)]
pub struct Drawing {
    /// The person's lines, the oldest first.
    pub lines: Vec<Line>,
    /// Where they and the partner's lie.
    pub grid: Grid,
    /// How long all that is added may be, px: as long as all that the person drew.
    pub room: f32,
}

impl Drawing {
    /// A drawing on a canvas of `size` px; of more lines than [`MOST_LINES`] the last ones.
    #[must_use]
    pub fn new(size: [f32; 2], mut lines: Vec<Line>, own: &[Line]) -> Self {
        lines.drain(..lines.len().saturating_sub(MOST_LINES));
        let grid = Grid::new(size, &lines, own);
        let room = lines.iter().map(|line| line.length.max(2.0 * line.radius)).sum();
        Self { lines, grid, room }
    }

    /// Whether an idea is no longer than all that the person drew.
    #[must_use]
    pub fn has_room(&self, idea: &Idea) -> bool {
        idea.marks.iter().map(|mark| mark.line().length).sum::<f32>() <= self.room
    }

    /// Whether nothing lies where a line would, but within `near` px of some points.
    #[must_use]
    pub fn is_free(&self, line: &Line, but: &[[f32; 2]], near: f32) -> bool {
        self.grid.share(line, &self.grid.ink, but, near) == 0.0
            && self.grid.share(line, &self.grid.own, but, near) < 0.1
    }
}

/// Why an idea may be added: the better reasons first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// The critic takes it to be missing.
    Missing,
    /// It fits well by itself.
    Fitting,
    /// It is something.
    Else,
}

/// One side of a duet.
#[derive(Clone, Debug)]
pub struct Duet {
    random: Random,
    /// What is left of the answer that was begun.
    left: VecDeque<Mark>,
    /// What was given of it, the latest at the end.
    given: Vec<Mark>,
    how: Move,
    /// Whether the person painted since the answer was found.
    is_old: bool,
    /// The last answers, the latest at the end.
    last: VecDeque<Move>,
    /// Answers since the person painted.
    since: u32,
    /// The natural logarithm of how much each way of answering counts, by what the person said.
    weights: [f32; MOVES],
    critic: Option<Critic>,
    /// Whether what the last answer added was missing, as the critic saw it.
    is_sure: bool,
    /// What the critic thought of the last answers, each beside its way.
    thoughts: VecDeque<(Move, Thought)>,
}

impl Duet {
    /// A duet that begins, with the critic that comes with the program.
    #[must_use]
    pub fn new(seed: u32) -> Self {
        Self::with(seed, Critic::shipped())
    }

    /// A duet that begins with another critic; with none, ideas are chosen by how well they fit by themselves.
    #[must_use]
    pub fn with(seed: u32, critic: Option<Critic>) -> Self {
        Self {
            random: Random::new(seed),
            left: VecDeque::new(),
            given: Vec::new(),
            how: Move::Echo,
            is_old: false,
            last: VecDeque::new(),
            since: 0,
            weights: [0.0; MOVES],
            critic,
            is_sure: false,
            thoughts: VecDeque::new(),
        }
    }

    /// The person painted: it is the partner's turn again. What it began is finished first, but for what would lie across
    /// what is there now.
    pub fn person_painted(&mut self) {
        self.is_old = true;
        self.since = 0;
    }

    /// The last `count` marks that were given were not drawn: they come again, as far as they are of this answer.
    pub fn taken_back(&mut self, count: usize) {
        for mark in self.given.drain(self.given.len().saturating_sub(count)..).rev() {
            self.left.push_front(mark);
        }
    }

    /// What was begun is not finished.
    pub fn forget_begun(&mut self) {
        self.left.clear();
        self.given.clear();
    }

    /// The person said yes or no to a mark of an answer in this way.
    pub fn judged(&mut self, how: Move, liked: bool) {
        let weight = &mut self.weights[how as usize];
        *weight += if liked { JUDGED } else { -JUDGED };
        *weight = weight.clamp(-MOST_JUDGED, MOST_JUDGED);
        let meant = self.thoughts.iter().rev().find(|(way, _)| *way == how);
        if let (Some(critic), Some((_, thought))) = (&mut self.critic, meant) {
            critic.judged(thought, liked);
        }
        if !liked && self.how == how {
            self.forget_begun();
        }
    }

    /// Whether what the last answer adds was missing, as the critic sees it, and not only fits.
    #[must_use]
    pub fn is_sure(&self) -> bool {
        self.is_sure
    }

    /// What the person said counts no more.
    pub fn forget(&mut self) {
        self.weights = [0.0; MOVES];
        self.critic.iter_mut().for_each(Critic::forget);
    }

    /// The next mark, and what it is a part of; `None` where it is the person's turn, which it is after `breath`
    /// answers. `look` is asked for the drawing where a new answer begins, `liking` for the natural logarithm of how
    /// much a mark is liked: −∞ for one that may not be.
    pub fn next(
        &mut self,
        breath: u32,
        look: impl Fn() -> Drawing,
        liking: impl FnMut(&Mark) -> f32,
    ) -> Option<(Move, Mark)> {
        let is_old = std::mem::take(&mut self.is_old);
        let mut drawing = None;
        if is_old && !self.left.is_empty() {
            let now = look();
            let Grid { ink, .. } = &now.grid;
            self.left.retain(|mark| {
                let line = mark.line();
                now.grid.share(&line, ink, &[line.start(), line.end()], TOUCH) == 0.0
            });
            drawing = Some(now);
        }
        if self.left.is_empty() {
            if self.since >= breath {
                return None;
            }
            let drawing = drawing.unwrap_or_else(look);
            let idea = self.choose(&drawing, liking)?;
            self.since += 1;
            self.how = idea.how;
            self.left = idea.marks.into();
            self.given.clear();
            self.last.push_back(idea.how);
            if self.last.len() > REMEMBERED {
                self.last.pop_front();
            }
        }
        let mark = self.left.pop_front()?;
        self.given.push(mark);
        Some((self.how, mark))
    }

    /// What to do next: often what counts most, at times what comes after it.
    fn choose(&mut self, drawing: &Drawing, mut liking: impl FnMut(&Mark) -> f32) -> Option<Idea> {
        let mut ideas = ideas::ideas(drawing, &mut self.random);
        if self.critic.is_some() {
            ideas.extend(completions::completions(drawing));
        }
        let sight = Sight::new(drawing);
        let mut found: Vec<(Place, f32, Idea, Option<Thought>)> = Vec::new();
        for idea in ideas.into_iter().filter(|idea| drawing.has_room(idea)) {
            let again = self.last.iter().filter(|how| **how == idea.how).count();
            let thought = self.critic.as_ref().map(|critic| {
                let thought = critic.think(&sight.of(&idea.marks, Some(idea.how)));
                (critic.worth(&thought), thought)
            });
            let is_missing = thought.is_some_and(|(worth, _)| worth > 0.0);
            let place = match (&self.critic, is_missing, idea.fit >= FITS_WELL) {
                (None, ..) | (_, true, _) => Place::Missing,
                (_, _, true) => Place::Fitting,
                _ => Place::Else,
            };
            let worth = idea.fit.ln()
                + CRITICS_PART * thought.map_or(0.0, |(worth, _)| worth)
                + again as f32 * AGAIN.ln()
                + self.weights[idea.how as usize]
                + 0.2 * self.random.normal();
            found.push((place, worth, idea, thought.map(|(_, thought)| thought)));
        }
        found.sort_by(|a, b| (a.0, b.1).partial_cmp(&(b.0, a.1)).unwrap_or(Ordering::Equal));
        // After an answer nobody waits for another.
        found.retain(|(place, ..)| self.since == 0 || *place != Place::Else);
        // What somebody likes is dear to find out: it decides among the best of what may be.
        let liked = found.into_iter().filter_map(|(place, worth, idea, thought)| {
            let worth = worth + liking(&idea.marks[idea.marks.len() / 2]);
            worth.is_finite().then_some((place, worth, idea, thought))
        });
        let liked: Vec<_> = liked.take(LIKED).collect();
        let first = liked.first()?.0;
        let best = liked.into_iter().filter(|(place, ..)| *place == first);
        let (place, _, idea, thought) = best.max_by(|a, b| a.1.total_cmp(&b.1))?;
        self.is_sure = place == Place::Missing;
        self.thoughts.extend(thought.map(|thought| (idea.how, thought)));
        if self.thoughts.len() > REMEMBERED {
            self.thoughts.pop_front();
        }
        Some(idea)
    }
}
