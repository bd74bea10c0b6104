//! The session: everything that happens to a painting while a page, or any other host, shows it.
//!
//! The host hands events in (the pointer, buttons, the worker's messages, the time once a frame) and
//! takes effects out: which pixels changed, what to say to the worker, how things stand. Times are
//! milliseconds on any clock that does not run backwards.

use limner_core::{Author, Canvas, Error, Judgement, Path, Rect, Rgb8, Stroke, Verdict};

use crate::credit::credited;
use crate::document::Document;
use crate::live::{Full, LiveStroke};
use crate::partner::Partner;
use crate::past::Past;
use crate::pointer::{Report, Smoother};
use crate::protocol::{Reply, Request, TargetChoice};
use crate::tools::{Ink, Tool, Tools};
use crate::turns::Turn;
use crate::{Trouble, brushes, export, share};

/// Strokes that the partner paints in one frame at most, however fast they are.
const MAX_STROKES_A_FRAME: usize = 16;

/// A stroke under the person's pointer.
#[derive(Clone, Debug)]
struct Pen {
    smoother: Smoother,
    live: LiveStroke,
}

/// One painting session.
#[derive(Clone, Debug)]
pub struct Session {
    id: u32,
    document: Document,
    tools: Tools,
    pen: Option<Pen>,
    /// Where the eyedropper is held down.
    dropper: bool,
    past: Option<Past>,
    partner: Partner,
    dirty: Rect,
    trouble: Option<Trouble>,
}

impl Session {
    /// A new painting. `id` tells this session's messages from those of others; `seed` is the
    /// painting's.
    pub fn new(id: u32, width: u16, height: u16, paper: Rgb8, seed: u32) -> Result<Self, Trouble> {
        let header = brushes::header(width, height, paper, seed);
        Document::new(header).map(|d| Self::of(id, d)).map_err(|e| Trouble::of_given(&e))
    }

    /// Goes on with a painting from a file. The partner waits to be started.
    pub fn open(id: u32, bytes: &[u8]) -> Result<Self, Trouble> {
        let log = share::log_from_file(bytes)?;
        Document::open(&log).map(|d| Self::of(id, d)).map_err(|e| Trouble::of_given(&e))
    }

    /// Goes on with a painting from a link. The partner waits to be started.
    pub fn open_link(id: u32, text: &str) -> Result<Self, Trouble> {
        let log = share::log_from_link(text)?;
        Document::open(&log).map(|d| Self::of(id, d)).map_err(|e| Trouble::of_given(&e))
    }

    fn of(id: u32, document: Document) -> Self {
        Self {
            id,
            dirty: document.painting().canvas().bounds(),
            document,
            tools: Tools::default(),
            pen: None,
            dropper: false,
            past: None,
            partner: Partner::default(),
            trouble: None,
        }
    }

    // What it is.

    /// The painting and its history.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The partner as far as it is known here.
    #[must_use]
    pub fn partner(&self) -> &Partner {
        &self.partner
    }

    /// The person's tools.
    #[must_use]
    pub fn tools(&self) -> &Tools {
        &self.tools
    }

    /// The person's tools, to be set.
    pub fn tools_mut(&mut self) -> &mut Tools {
        &mut self.tools
    }

    /// What went wrong last, until it is dismissed.
    #[must_use]
    pub fn trouble(&self) -> Option<&Trouble> {
        self.trouble.as_ref()
    }

    /// The person has read what went wrong.
    pub fn clear_trouble(&mut self) {
        self.trouble = None;
    }

    /// The colour of the paper.
    #[must_use]
    pub fn paper(&self) -> Rgb8 {
        self.document.painting().log().header().paper
    }

    // The person paints.

    /// The pointer goes down. Says whether that began something: nothing begins while the past is
    /// looked at, or at no position.
    pub fn pointer_down(&mut self, report: Report) -> bool {
        self.document.advance(report.time_ms);
        let Some(report) = report.sane() else { return false };
        if self.past.is_some() {
            return false;
        }
        // A second pointer that goes down without the first going up: what was drawn stays.
        self.finish_stroke();
        if self.tools.tool == Tool::Eyedropper {
            self.dropper = true;
            self.drop_color(report);
            return true;
        }
        self.partner.turns.interrupt();
        let ink = self.tools.ink(&self.document.painting().log().header().brushes);
        let (smoother, first) = Smoother::new(report);
        let mut live = LiveStroke::new(self.document.painting().canvas(), ink);
        if let Ok(changed) = live.push(self.document.painting().canvas(), first) {
            self.touch(changed);
        }
        self.pen = Some(Pen { smoother, live });
        true
    }

    /// The pointer moves. Without a pointer down nothing happens.
    pub fn pointer_move(&mut self, report: Report) {
        self.document.advance(report.time_ms);
        let Some(report) = report.sane() else { return };
        if self.dropper {
            self.drop_color(report);
            return;
        }
        self.draw(|smoother, samples| smoother.push(report, |sample| samples.push(sample)));
    }

    /// The pointer goes up: the stroke becomes part of the painting.
    pub fn pointer_up(&mut self, time_ms: f64) {
        self.document.advance(time_ms);
        self.dropper = false;
        self.finish_stroke();
    }

    /// The stroke in progress never was. Says whether there was one.
    pub fn pointer_cancel(&mut self) -> bool {
        self.dropper = false;
        let Some(pen) = self.pen.take() else { return false };
        let changed = pen.live.canvas().changed_since(self.document.painting().canvas());
        self.touch(changed);
        true
    }

    /// Whether a stroke of the person's is in progress.
    #[must_use]
    pub fn is_painting(&self) -> bool {
        self.pen.is_some()
    }

    /// The colour that is seen at a pixel.
    #[must_use]
    pub fn color_at(&self, x: f64, y: f64) -> Option<Rgb8> {
        if x.is_nan() || y.is_nan() {
            return None;
        }
        // The casts saturate: far outside is outside.
        self.shown().color_at(x.floor() as i32, y.floor() as i32, self.paper())
    }

    /// Takes the person's last step back, or the stroke in progress.
    pub fn undo(&mut self) -> bool {
        self.pointer_cancel() || self.change(Document::undo)
    }

    /// Takes the last step taken back again.
    pub fn redo(&mut self) -> bool {
        self.pen.is_none() && self.change(Document::redo)
    }

    /// Whether undo would do something.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        self.pen.is_some() || self.document.history().last_done().is_some()
    }

    /// Takes the partner's last stroke back; that counts as a weak no.
    pub fn undo_partner(&mut self) -> bool {
        self.finish_stroke();
        let mut id = None;
        let changed = self.change(|document| {
            Ok(document.undo_partner()?.map(|(stroke, changed)| {
                id = Some(stroke);
                changed
            }))
        });
        if let Some(id) = id {
            self.write_judgement(Verdict::WeakNo, vec![id], Vec::new());
        }
        changed
    }

    /// Brings the partner's stroke back that was taken back last.
    pub fn redo_partner(&mut self) -> bool {
        self.finish_stroke();
        self.change(Document::redo_partner)
    }

    /// Hides every stroke of both, as one step.
    pub fn clear(&mut self) -> bool {
        self.pointer_cancel();
        self.change(Document::clear)
    }

    // What is seen.

    /// The canvas to be shown: the past that is looked at, or now with the stroke in progress.
    #[must_use]
    pub fn shown(&self) -> &Canvas {
        match (&self.past, &self.pen) {
            (Some(past), _) => past.canvas(),
            (None, Some(pen)) => pen.live.canvas(),
            (None, None) => self.document.painting().canvas(),
        }
    }

    /// The pixels of [`Session::shown`] that may have changed since the last call.
    pub fn take_dirty(&mut self) -> Rect {
        std::mem::replace(&mut self.dirty, Rect::EMPTY)
    }

    /// Shows the painting as it was at a revision, or as it is now. While the past is looked at
    /// nothing is painted.
    pub fn scrub(&mut self, revision: Option<u32>) {
        self.finish_stroke();
        let before = self.shown().clone();
        let log = self.document.painting().log();
        let went = match (revision, &mut self.past) {
            (None, past) => {
                *past = None;
                Ok(())
            }
            (Some(revision), Some(past)) => past.go_to(log, revision),
            (Some(revision), none) => Past::beginning(log).and_then(|mut past| {
                past.go_to(log, revision)?;
                *none = Some(past);
                Ok(())
            }),
        };
        if let Err(error) = went {
            self.past = None;
            self.trouble = Some(Trouble::of_painting(&error));
        }
        let changed = self.shown().changed_since(&before);
        self.touch(changed);
    }

    /// The revision that is looked at, where it is not the present one.
    #[must_use]
    pub fn scrubbed(&self) -> Option<u32> {
        self.past.as_ref().map(Past::revision)
    }

    /// Goes on from the moment that is looked at: what came later is hidden, as one step. Says
    /// whether a past moment was looked at.
    pub fn branch(&mut self) -> bool {
        let Some(past) = self.past.take() else { return false };
        let shown = past.canvas().clone();
        self.change(|document| document.go_back_to(past.painting()));
        self.dirty = self.shown().changed_since(&shown).union(self.dirty);
        true
    }

    // The painting goes out.

    /// The log as a file.
    pub fn file(&self) -> Result<Vec<u8>, Trouble> {
        share::file(self.document.painting().log()).map_err(|e| Trouble::of_painting(&e))
    }

    /// The log as the part of a link after the `#`.
    pub fn link(&self) -> Result<String, Trouble> {
        share::link(self.document.painting().log()).map_err(|e| Trouble::of_painting(&e))
    }

    /// The painting as it is now, as a PNG.
    pub fn png(&self) -> Result<Vec<u8>, Trouble> {
        export::png(self.document.painting().canvas(), self.paper())
    }

    // The partner.

    /// Takes in what the worker says. What belongs to another session is left out.
    pub fn receive(&mut self, bytes: &[u8]) {
        match Reply::decode(bytes) {
            Ok((session, reply)) if session == self.id => {
                self.partner.receive(reply, self.document.now_ms());
                self.note_partners_trouble();
            }
            Ok(_) => {}
            Err(error) => self.trouble = Some(Trouble::of_message(&error)),
        }
    }

    /// What the worker is to be told, in order.
    pub fn take_messages(&mut self) -> Vec<Vec<u8>> {
        let requests = self.partner.take_requests(self.document.painting());
        requests.iter().map(|request: &Request| request.encode(self.id)).collect()
    }

    /// The worker died, and a new one is there.
    pub fn worker_died(&mut self) {
        self.partner.worker_died();
        self.note_partners_trouble();
    }

    /// Says whose turn it is. Handing the turn over starts the partner.
    pub fn set_turn(&mut self, turn: Turn) {
        self.partner.turns.turn = turn;
        match turn {
            Turn::Yours(_) if !self.partner.turns.running() => self.start(),
            Turn::Mine => self.partner.halt(),
            _ => {}
        }
    }

    /// Starts the partner.
    pub fn start(&mut self) {
        self.partner.turns.start();
    }

    /// Stops the partner at once. Its proposals stay to be looked at.
    pub fn pause(&mut self) {
        self.partner.turns.pause();
        self.partner.halt();
    }

    /// Lets the partner paint one stroke.
    pub fn step(&mut self) {
        self.partner.turns.step();
    }

    /// Strokes a second, 0 for as many as there are.
    pub fn set_pace(&mut self, strokes_per_second: f64) {
        self.partner.turns.set_pace(strokes_per_second);
    }

    /// Chooses what the partner paints.
    pub fn choose_target(&mut self, choice: TargetChoice) {
        self.partner.choose(choice);
        self.note_partners_trouble();
    }

    /// Asks for a picture of the gallery in small.
    pub fn request_thumbnail(&mut self, index: u8, width: u16, height: u16) {
        self.partner.request_thumbnail(index, width, height);
    }

    /// Brings what the partner learned in an earlier session.
    pub fn set_taste(&mut self, bytes: Vec<u8>) {
        self.partner.set_taste(bytes);
        self.note_partners_trouble();
    }

    /// Lets the partner forget what it learned from the person.
    pub fn forget(&mut self) {
        self.partner.forget();
    }

    /// Takes the partner's weights back to those shipped.
    pub fn revert_policy(&mut self) {
        self.partner.revert_policy();
    }

    /// Says yes or no to what the partner did last (see [`crate::credit`]); where it has not painted
    /// yet, to what it proposes. Returns the number of strokes that this was about.
    pub fn judge(&mut self, yes: bool) -> usize {
        let document = &self.document;
        let times_ms = document.entry_times_ms();
        let strokes = credited(document.painting(), times_ms, document.elapsed_ms());
        let proposals: Vec<Stroke> = if strokes.is_empty() {
            self.partner.queue().iter().map(|proposal| proposal.stroke.clone()).collect()
        } else {
            Vec::new()
        };
        let count = strokes.len() + proposals.len();
        let verdict = if yes { Verdict::Yes } else { Verdict::No };
        if count > 0 && self.write_judgement(verdict, strokes, proposals) { count } else { 0 }
    }

    /// Whether the partner's strokes wait: for the person's pointer, or for the timeline.
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.pen.is_some() || self.past.is_some()
    }

    /// Once a frame: paints the partner's strokes that are due, while `go_on` says that there is
    /// time, and sees that more are planned.
    pub fn tick(&mut self, now_ms: f64, mut go_on: impl FnMut() -> bool) {
        self.document.advance(now_ms);
        let now_ms = self.document.now_ms();
        let held = self.is_held();
        self.partner.turns.tick(now_ms);
        self.partner.keep_up(self.document.painting(), now_ms, held);
        let mut painted = 0;
        while !held && painted < MAX_STROKES_A_FRAME && self.partner.turns.is_due() {
            if painted > 0 && !go_on() {
                break;
            }
            let Some(stroke) = self.partner.next_stroke() else { break };
            match self.document.paint(stroke) {
                Ok(changed) => self.touch(changed),
                Err(error) => {
                    self.trouble = Some(Trouble::of_painting(&error));
                    self.pause();
                    self.partner.look_again();
                }
            }
            self.partner.turns.painted();
            painted += 1;
        }
        self.partner.keep_up(self.document.painting(), now_ms, held);
    }

    /// The partner's next strokes, most likely first: points of a quadratic curve, radii (all in
    /// canvas px), gain (0..=1) and colour.
    pub fn outlines(&self) -> impl Iterator<Item = Outline> {
        self.partner.queue().iter().filter_map(|proposal| {
            let px = |units: i32| units as f32 / limner_core::fixed::UNITS_PER_PX as f32;
            let Path::Bezier { points, radii } = &proposal.stroke.path else { return None };
            Some(Outline {
                points: points.map(|p| [px(p.x), px(p.y)]),
                radii: radii.map(px),
                gain: f32::from(proposal.gain_q15) / limner_core::fixed::ONE as f32,
                color: proposal.stroke.color,
            })
        })
    }

    // Within.

    fn touch(&mut self, changed: Rect) {
        self.dirty = self.dirty.union(changed);
    }

    fn drop_color(&mut self, report: Report) {
        if let Some(color) = self.color_at(report.x, report.y) {
            self.tools.color = color;
        }
    }

    /// Draws what a smoother emits; where the stroke is full, it ends and the next goes on from its
    /// last sample.
    fn draw(&mut self, emit: impl FnOnce(&mut Smoother, &mut Vec<limner_core::Sample>)) {
        let Some(pen) = &mut self.pen else { return };
        let mut samples = Vec::new();
        emit(&mut pen.smoother, &mut samples);
        for sample in samples {
            let Some(pen) = &mut self.pen else { return };
            let base = self.document.painting().canvas();
            match pen.live.push(base, sample) {
                Ok(changed) => self.touch(changed),
                Err(Full) => {
                    let (ink, last) = (pen.live.ink(), pen.live.last());
                    self.commit();
                    self.continue_with(ink, last, sample);
                }
            }
        }
    }

    /// A new stroke in progress, from `last` on to `sample`.
    fn continue_with(
        &mut self,
        ink: Ink,
        last: Option<limner_core::Sample>,
        sample: limner_core::Sample,
    ) {
        let base = self.document.painting().canvas();
        let mut live = LiveStroke::new(base, ink);
        let mut changed = Rect::EMPTY;
        let joint = last.map(|last| limner_core::Sample { dt_ms: 0, ..last });
        for sample in joint.into_iter().chain([sample]) {
            // One segment is far below what a stroke may be.
            changed = changed.union(live.push(base, sample).unwrap_or(Rect::EMPTY));
        }
        if let Some(pen) = &mut self.pen {
            pen.live = live;
        }
        self.touch(changed);
    }

    fn finish_stroke(&mut self) {
        self.draw(|smoother, samples| smoother.finish(|sample| samples.push(sample)));
        self.commit();
        self.pen = None;
    }

    /// Puts the stroke in progress on the log. What can't be put there disappears from the canvas.
    fn commit(&mut self) {
        let Some(pen) = &self.pen else { return };
        let Some(stroke) = pen.live.stroke() else { return };
        let shown = pen.live.canvas().clone();
        // The painting draws the very pixels that are shown: nothing to be shown again.
        if let Err(error) = self.document.paint(stroke) {
            self.trouble = Some(Trouble::of_painting(&error));
            let changed = self.document.painting().canvas().changed_since(&shown);
            self.touch(changed);
        }
    }

    /// Changes the document; says whether that did something.
    fn change(&mut self, how: impl FnOnce(&mut Document) -> Result<Option<Rect>, Error>) -> bool {
        self.leave_past();
        match how(&mut self.document) {
            Ok(changed) => {
                self.touch(changed.unwrap_or(Rect::EMPTY));
                changed.is_some()
            }
            Err(error) => {
                self.trouble = Some(Trouble::of_painting(&error));
                false
            }
        }
    }

    fn leave_past(&mut self) {
        if self.past.is_some() {
            self.scrub(None);
        }
    }

    fn write_judgement(
        &mut self,
        verdict: Verdict,
        strokes: Vec<u32>,
        proposals: Vec<Stroke>,
    ) -> bool {
        let judgement = Judgement {
            verdict,
            strokes,
            proposals,
            revision: self.partner.planned_on().min(self.document.revision()),
            target: self.partner.target().map_or(0, |target| target.id),
            weights: self.partner.weights().unwrap_or(0),
        };
        match self.document.judge(judgement) {
            Ok(()) => true,
            Err(error) => {
                self.trouble = Some(Trouble::of_painting(&error));
                false
            }
        }
    }

    fn note_partners_trouble(&mut self) {
        if let Some(trouble) = self.partner.take_trouble() {
            self.trouble = Some(trouble);
        }
    }

    /// One byte for every placed stroke, from bottom to top, as a timeline shows it: bit 0 by the
    /// partner, bit 1 visible, bit 2 liked, bit 3 disliked.
    #[must_use]
    pub fn stroke_marks(&self) -> Vec<u8> {
        let strokes = self.document.painting().strokes().iter();
        let byte = |placed: &limner_core::painting::Placed| {
            let mark = self.document.mark(placed.id);
            u8::from(placed.stroke.author == Author::Partner)
                | u8::from(placed.visible) << 1
                | u8::from(mark == Some(true)) << 2
                | u8::from(mark == Some(false)) << 3
        };
        strokes.map(byte).collect()
    }
}

/// A proposal's outline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outline {
    /// Start, control point, end, in canvas px.
    pub points: [[f32; 2]; 3],
    /// At the start and at the end, in canvas px.
    pub radii: [f32; 2],
    /// Share of the error that it takes away, 0..=1.
    pub gain: f32,
    /// Its paint.
    pub color: Rgb8,
}
