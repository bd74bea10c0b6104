//! When the person is asked which of a few strokes they like best, and what became of it.
//!
//! A choice teaches several times what a yes or a no does, but it asks for attention. So the partner asks by itself
//! only while it paints and the person does not, seldom, and more seldom still when it was waved away. Painting never
//! waits for an answer. Whoever wants to be asked is asked at once.

use limner_core::{Rect, Stroke};
use limner_protocol::codes::asking;
use limner_protocol::{Answer, Learned, Question, Request};

use crate::habits::Habits;
use crate::nearby;

/// Strokes that the partner paints before it asks for the first time.
pub const FIRST: u32 = 12;
/// Strokes that it paints at least from one question to the next.
pub const EVERY: u32 = 25;
/// The same after the person skipped one…
pub const AFTER_SKIP: u32 = 50;
/// …and after they skipped several in a row.
pub const AFTER_SKIPS: u32 = 100;
/// The partner asks at least so long after it began to paint, and after the last answer, in ms: however fast it is.
pub const REST_MS: f64 = 10_000.0;
/// For so long the person has not painted when they are asked, in ms.
pub const CALM_MS: f64 = 1_500.0;
/// Options that a question has.
const OPTIONS: u8 = 4;
/// How long it is said what a question came to, in ms.
const SAID_MS: f64 = 6_000.0;

/// A picture of an option shows twice and a half of what the option takes up…
const AROUND: [i32; 2] = [5, 2];
/// …at least so many px of the canvas, the lesser side…
const LEAST_PX: i32 = 96;
/// …and the greater is by so much longer.
const SHAPE: [i32; 2] = [4, 3];

/// The question that is open, if one is, and when the next may be.
#[derive(Clone, Debug)]
pub struct Asking {
    is_off: bool,
    /// Strokes to be painted before the next question may be asked.
    wait: u32,
    skips: u32,
    /// How the person works.
    pub(crate) habits: Habits,
    /// The name of the question that was asked for last.
    id: u32,
    /// Whether one was asked for and has not come, and whether the person wants it.
    underway: bool,
    by_person: bool,
    open: Option<Question>,
    /// When it came.
    opened_ms: f64,
    /// When the person painted last.
    painted_ms: f64,
    /// When the partner began to paint, or was answered last.
    since_ms: Option<f64>,
    /// What the last question came to, and until when that is said.
    came_to: Option<(CameTo, f64)>,
}

/// What a question came to.
#[derive(Clone, Debug)]
enum CameTo {
    /// There is nothing worth asking.
    Nothing,
    /// It was answered; this was known before.
    Answered(Box<Learned>),
    /// It taught these words: places in [`limner_protocol::codes::word::ALL`].
    Taught(Vec<u8>),
}

impl Default for Asking {
    fn default() -> Self {
        Self {
            is_off: false,
            wait: FIRST,
            skips: 0,
            habits: Habits::default(),
            id: 0,
            underway: false,
            by_person: false,
            open: None,
            opened_ms: 0.0,
            painted_ms: f64::NEG_INFINITY,
            since_ms: None,
            came_to: None,
        }
    }
}

impl Asking {
    /// The question that is open.
    #[must_use]
    pub fn open(&self) -> Option<&Question> {
        self.open.as_ref()
    }

    /// How asking stands: one of [`limner_protocol::codes::asking`].
    #[must_use]
    pub fn code(&self, now_ms: f64) -> &'static str {
        let said = self.came_to.as_ref().filter(|(_, until)| now_ms < *until);
        match said {
            _ if self.open.is_some() => asking::OPEN,
            _ if self.underway && self.by_person => asking::LOOKING,
            Some((CameTo::Nothing, _)) => asking::NOTHING,
            Some((CameTo::Taught(..), _)) => asking::TAUGHT,
            _ => asking::QUIET,
        }
    }

    /// The words that the last answer brought: places in [`limner_protocol::codes::word::ALL`].
    #[must_use]
    pub fn taught(&self) -> &[u8] {
        match &self.came_to {
            Some((CameTo::Taught(words), _)) => words,
            _ => &[],
        }
    }

    /// How the person works with the partner, as far as it is known.
    #[must_use]
    pub fn habits(&self) -> &Habits {
        &self.habits
    }

    /// Turns asking by itself on or off.
    pub(crate) fn set_on(&mut self, on: bool) {
        self.is_off = !on;
    }

    /// Notes that the partner painted a stroke.
    pub(crate) fn partner_painted(&mut self) {
        self.habits.partner_painted();
        self.wait = self.wait.saturating_sub(1);
    }

    /// Notes that the person painted.
    pub(crate) fn person_painted(&mut self, now_ms: f64) {
        self.habits.person_painted(now_ms);
        self.painted_ms = now_ms;
    }

    /// What the worker is to be asked for, where it is time for a question; `paints` says that the partner does
    /// and that nothing keeps it from it.
    pub(crate) fn when_due(&mut self, now_ms: f64, paints: bool) -> Option<Request> {
        if !paints || self.is_off || self.underway || self.open.is_some() {
            return None;
        }
        let rested = now_ms - *self.since_ms.get_or_insert(now_ms) >= REST_MS;
        if !rested || self.wait > 0 || now_ms - self.painted_ms < CALM_MS {
            return None;
        }
        self.by_person = false;
        Some(self.request())
    }

    /// What the worker is to be asked for, where the person wants to be asked.
    pub(crate) fn at_once(&mut self) -> Option<Request> {
        if self.open.is_some() {
            return None;
        }
        self.by_person = true;
        self.came_to = None;
        (!self.underway).then(|| self.request())
    }

    fn request(&mut self) -> Request {
        self.id = self.id.wrapping_add(1);
        self.underway = true;
        Request::Ask { id: self.id, options: OPTIONS }
    }

    /// Takes a question in, where it is the one that was asked for.
    pub(crate) fn receive(&mut self, question: Question, now_ms: f64) {
        if !self.underway || question.id != self.id {
            return;
        }
        self.underway = false;
        self.wait = self.habits.question_after(EVERY);
        self.came_to = None;
        if !question.options.is_empty() {
            self.open = Some(question);
            self.opened_ms = now_ms;
        } else if self.by_person {
            self.came_to = Some((CameTo::Nothing, now_ms + SAID_MS));
        }
    }

    /// The person answers the open question while this is known; returns what the worker is to be told, if a
    /// question is open that has such an option.
    pub(crate) fn answer(
        &mut self,
        answer: Answer,
        known: &Learned,
        now_ms: f64,
    ) -> Option<Request> {
        let options = self.open.as_ref()?.options.len();
        if let Answer::Best(best) = answer
            && usize::from(best) >= options
        {
            return None;
        }
        let Question { id, .. } = self.open.take()?;
        self.since_ms = Some(now_ms);
        if answer == Answer::Skip {
            self.skips += 1;
            self.wait = if self.skips > 1 { AFTER_SKIPS } else { AFTER_SKIP };
        } else {
            self.skips = 0;
            self.habits.answered(now_ms - self.opened_ms);
            self.came_to = Some((CameTo::Answered(Box::new(known.clone())), now_ms + SAID_MS));
        }
        Some(Request::Answer { id, answer })
    }

    /// Compares what is known now with what was before the last answer.
    pub(crate) fn learned(&mut self, learned: &Learned, now_ms: f64) {
        let Some((CameTo::Answered(before), _)) = &self.came_to else { return };
        if learned.judged == before.judged {
            return;
        }
        let known: Vec<u8> = before.beliefs.iter().map(|belief| belief.word).collect();
        let now = learned.beliefs.iter().map(|belief| belief.word);
        let words: Vec<u8> = now.filter(|word| !known.contains(word)).collect();
        self.came_to = (!words.is_empty()).then_some((CameTo::Taught(words), now_ms + SAID_MS));
    }

    /// Lets go of what was asked, as what it is about is not there any more; says whether the person waits for it.
    pub(crate) fn withdraw(&mut self) -> bool {
        let is_awaited = self.underway && self.by_person;
        (self.underway, self.open) = (false, None);
        is_awaited
    }

    /// Lets go of what was asked, as another worker knows nothing of it; returns the question that the person waits for.
    pub(crate) fn begin_again(&mut self) -> Option<Request> {
        self.withdraw().then(|| self.request())
    }
}

/// The part of a canvas that a picture of each option shows. None shows more than twice as much as another, so that a
/// long stroke is seen to be longer.
#[must_use]
pub fn patches(options: &[Stroke], canvas: Rect) -> Vec<Rect> {
    let seen = |stroke: &Stroke| nearby::painted_extent(stroke).intersection(canvas);
    let extents: Vec<Rect> = options.iter().map(seen).collect();
    let height = |e: &Rect| {
        let most = (e.y1 - e.y0).max((e.x1 - e.x0) * SHAPE[1] / SHAPE[0]);
        (most * AROUND[0] / AROUND[1]).max(LEAST_PX)
    };
    let greatest = extents.iter().map(height).max().unwrap_or(0);
    let along = |low: i32, high: i32, side: i32, end: i32| {
        let side = side.min(end);
        let from = ((low + high) / 2 - side / 2).clamp(0, end - side);
        [from, from + side]
    };
    let patch = |e: &Rect| {
        let height = height(e).max(greatest / 2);
        let [x0, x1] = along(e.x0, e.x1, height * SHAPE[0] / SHAPE[1], canvas.x1);
        let [y0, y1] = along(e.y0, e.y1, height, canvas.y1);
        Rect::new(x0, y0, x1, y1)
    };
    extents.iter().map(patch).collect()
}
