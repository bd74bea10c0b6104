//! The session: everything that happens to a painting while a page, or any other host, shows it.
//!
//! The host hands events in (the pointer, buttons, the worker's messages, the time once a frame) and
//! takes effects out: which pixels changed, what to say to the worker, how things stand. Times are
//! milliseconds on any clock that does not run backwards.

use limner_core::{
    Author, Brush, Canvas, Error, Header, Judgement, Path, Place, Rect, Rgb8, Sample, Stroke,
    Verdict,
};
use limner_protocol::{Reply, Request, TargetChoice, Trouble};

use crate::authors::{Alone, Shown, fade};
use crate::colors::Colors;
use crate::credit::credited;
use crate::document::Document;
use crate::live::{Drawn, Full, LiveStroke};
use crate::partner::Partner;
use crate::past::Past;
use crate::pointer::{Report, Smoother};
use crate::screen::{Screen, Seen};
use crate::stabiliser::{self, Stabiliser};
use crate::tools::{Held, Tool, Tools};
use crate::turns::{Pace, Turn};
use crate::{export, share};

/// Strokes that the partner paints in one frame at most, however fast they are.
const MAX_STROKES_A_FRAME: usize = 16;

/// Reports that a guess of the pointer's way may have.
const MAX_GUESSED: usize = 16;

/// Index of the brush that the partner comes with, in the table of every painting.
const PARTNERS_OWN: u8 = 1;

/// A stroke under the person's pointer.
#[derive(Clone, Debug)]
struct Pen {
    stabiliser: Stabiliser,
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
    /// What the partner is to paint with as soon as it paints again.
    partners_brush: Option<Brush>,
    stabiliser: stabiliser::Kind,
    drawn: Drawn,
    shown_of: Shown,
    /// For [`Shown`]: the canvas of one author.
    alone: Option<Alone>,
    screen: Screen,
    trouble: Option<Trouble>,
}

impl Session {
    /// A new painting. `id` tells this session's messages from those of others; `seed` is the
    /// painting's.
    pub fn new(id: u32, width: u16, height: u16, paper: Rgb8, seed: u32) -> Result<Self, Trouble> {
        let header = Header::new(width, height, paper, seed);
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
            document,
            tools: Tools::default(),
            pen: None,
            dropper: false,
            past: None,
            partner: Partner::default(),
            partners_brush: None,
            stabiliser: stabiliser::Kind::default(),
            drawn: Drawn::default(),
            shown_of: Shown::default(),
            alone: None,
            screen: Screen::default(),
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

    /// How the person's line is steadied from the next stroke on.
    pub fn set_stabiliser(&mut self, kind: stabiliser::Kind) {
        self.stabiliser = kind;
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
        // Who paints sees what there is to paint on.
        self.show(Shown::Both);
        let held = self.tools.held(self.document.painting().log().brushes());
        let (smoother, first) = Smoother::new(report);
        let place = self.document.place_with(&held.choice);
        let live = LiveStroke::new(self.document.painting().canvas(), held, place, self.drawn);
        let stabiliser = Stabiliser::new(self.stabiliser, report);
        self.pen = Some(Pen { stabiliser, smoother, live });
        self.push_samples(&[first]);
        self.draw_live();
        true
    }

    /// The pointer moves. Without a pointer down nothing happens.
    pub fn pointer_move(&mut self, report: Report) {
        self.pointer_moves(&[report]);
    }

    /// The pointer moved through several places since the last time: they are drawn at once.
    pub fn pointer_moves(&mut self, reports: &[Report]) {
        for report in reports {
            self.document.advance(report.time_ms);
            let Some(report) = report.sane() else { continue };
            if self.dropper {
                self.drop_color(report);
            } else {
                self.trace(|stabiliser| stabiliser.push(report));
            }
        }
        self.draw_live();
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
        if pen.live.drawn() == Drawn::Here {
            let changed = pen.live.canvas().changed_since(self.document.painting().canvas());
            self.touch(changed);
        }
        true
    }

    /// Whether a stroke of the person's is in progress.
    #[must_use]
    pub fn is_painting(&self) -> bool {
        self.pen.is_some()
    }

    /// The colour that is seen at a pixel.
    pub fn color_at(&mut self, x: f64, y: f64) -> Option<Rgb8> {
        self.catch_up();
        if x.is_nan() || y.is_nan() {
            return None;
        }
        // The casts saturate: far outside is outside.
        let (x, y) = (x.floor() as i32, y.floor() as i32);
        let color = self.shown().color_at(x, y, self.paper())?;
        let [mut r, mut g, mut b] = color.channels();
        if let Some((under, strength)) = self.under() {
            let under = under.color_at(x, y, self.paper())?.channels();
            let mut mixed = [r, g, b];
            fade(&mut mixed, &under, strength);
            [r, g, b] = mixed;
        }
        Some(Rgb8::new(r, g, b))
    }

    /// Takes the person's last step back, or the stroke in progress.
    pub fn undo(&mut self) -> bool {
        self.partner.turns.person_took_back();
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

    /// The canvas to be shown: the past that is looked at, now with the stroke in progress, or the
    /// strokes of one author.
    #[must_use]
    pub fn shown(&self) -> &Canvas {
        match (&self.past, &self.pen, &self.alone) {
            (Some(past), ..) => past.canvas(),
            (None, Some(pen), _) => pen.live.canvas(),
            (None, None, Some(alone)) if matches!(self.shown_of, Shown::Only(_)) => alone.canvas(),
            (None, None, _) => self.document.painting().canvas(),
        }
    }

    /// Where the partner is faded: what [`Session::shown`] is mixed with, and its own strength.
    fn under(&self) -> Option<(&Canvas, u8)> {
        match (self.shown_of, &self.alone) {
            (Shown::Faded(strength), Some(alone)) => Some((alone.canvas(), strength)),
            _ => None,
        }
    }

    /// The opaque pixels of `area`, which must lie within the canvas: 4 bytes each in `out`, row by
    /// row.
    pub fn write_rgba8(&self, area: Rect, out: &mut [u8]) {
        self.shown().write_rgba8(area, self.paper(), out);
        if let Some((canvas, strength)) = self.under() {
            let mut under = vec![0; out.len()];
            canvas.write_rgba8(area, self.paper(), &mut under);
            fade(out, &under, strength);
        }
    }

    /// Says who draws the painting for the eye from now on: this session, or the host by itself, from
    /// the log and [`Session::live_stroke`]. Then the session's own pixels follow in the time that
    /// frames leave, and at once where they are asked for. The stroke in progress goes on.
    pub fn set_drawn(&mut self, drawn: Drawn) {
        self.drawn = drawn;
        self.see_to_pixels();
        if let (Drawn::Here, Some(pen)) = (drawn, &mut self.pen)
            && pen.live.drawn() == Drawn::Elsewhere
        {
            pen.live = pen.live.here(self.document.painting().canvas());
        }
        self.touch(self.document.painting().canvas().bounds());
    }

    /// Whether what is to be seen is the painting as it is now, all of it: what a host can draw from
    /// the log.
    #[must_use]
    pub fn shows_the_present(&self) -> bool {
        self.past.is_none() && self.shown_of == Shown::Both
    }

    /// The stroke in progress with its brush and place, where the host draws it.
    #[must_use]
    pub fn live_stroke(&self) -> Option<(Stroke, Brush, Place)> {
        let live = &self.pen.as_ref()?.live;
        Some((live.stroke()?, live.held().choice.brush, live.place()))
    }

    /// Where the stroke in progress would go if these reports, which are guesses, came next: a stroke
    /// of that part alone, to be drawn ahead of the pointer and forgotten.
    #[must_use]
    pub fn guess(&self, reports: &[Report]) -> Option<Stroke> {
        let pen = self.pen.as_ref()?;
        let mut stroke = pen.live.stroke()?;
        let (mut stabiliser, mut smoother) = (pen.stabiliser.clone(), pen.smoother.clone());
        let mut ahead = Vec::new();
        for report in reports.iter().take(MAX_GUESSED).filter_map(|report| report.sane()) {
            if let Some(report) = stabiliser.push(report) {
                smoother.push(report, |sample| ahead.push(sample));
            }
        }
        let Path::Samples { samples, .. } = &mut stroke.path else { return None };
        *samples = ahead.into();
        (!samples.is_empty()).then_some(stroke)
    }

    /// Draws here what waits to be drawn.
    pub fn catch_up(&mut self) {
        self.document.painting_mut().catch_up(|| true);
    }

    /// Pixels follow the log at once where they are looked at.
    fn see_to_pixels(&mut self) {
        let eager = self.drawn == Drawn::Here || self.shown_of != Shown::Both;
        self.document.painting_mut().set_eager(eager);
    }

    /// Areas whose pixels may have changed since the last call; none overlaps another.
    pub fn take_dirty(&mut self) -> Vec<Rect> {
        let mut screen = std::mem::take(&mut self.screen);
        if self.drawn == Drawn::Elsewhere {
            // What changed while the host drew was not noted.
            screen.touch(self.shown().bounds());
        }
        let areas = screen.take(|| Seen {
            canvas: self.shown().clone(),
            under: self.under().map(|(canvas, strength)| (canvas.clone(), strength)),
        });
        self.screen = screen;
        areas
    }

    /// Whose strokes are seen.
    #[must_use]
    pub fn shown_of(&self) -> Shown {
        self.shown_of
    }

    /// Shows the strokes of both authors or of one, now and until the person paints or looks at the
    /// past. The log knows nothing of it.
    pub fn show(&mut self, shown_of: Shown) {
        if shown_of == self.shown_of {
            return;
        }
        if shown_of != Shown::Both {
            self.finish_stroke();
            self.leave_past();
        }
        self.shown_of = shown_of;
        self.see_to_pixels();
        self.alone = shown_of.alone().map(|author| match self.alone.take() {
            Some(alone) if alone.author() == author => alone,
            _ => Alone::of(author, self.document.painting()),
        });
        self.touch(self.document.painting().canvas().bounds());
    }

    /// Shows the painting as it was at a revision, or as it is now. While the past is looked at
    /// nothing is painted.
    pub fn scrub(&mut self, revision: Option<u32>) {
        self.finish_stroke();
        if revision.is_some() {
            self.show(Shown::Both);
        }
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
        self.touch(self.shown().changed_since(&shown));
        true
    }

    // The painting goes out.

    /// The log as a file.
    #[must_use]
    pub fn file(&self) -> Vec<u8> {
        share::file(self.document.painting().log())
    }

    /// The log as the part of a link after the `#`.
    #[must_use]
    pub fn link(&self) -> String {
        share::link(self.document.painting().log())
    }

    /// The painting as it is now, as a PNG.
    pub fn png(&mut self) -> Result<Vec<u8>, Trouble> {
        self.catch_up();
        export::png(self.document.painting().canvas(), self.paper())
    }

    // The partner.

    /// Takes in what the worker says. What belongs to another session is left out.
    pub fn receive(&mut self, bytes: &[u8]) {
        match Reply::decode(bytes) {
            Ok((session, reply)) if session == self.id => {
                let now_ms = self.document.now_ms();
                self.partner.receive(reply, now_ms);
                self.lay_polished();
                // Not on the next frame: until then the worker would stand idle.
                self.partner.keep_up(self.document.painting(), now_ms, self.is_held());
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

    /// Another worker takes over from the one there was.
    pub fn worker_replaced(&mut self) {
        self.partner.worker_replaced();
    }

    /// Shares the canvas with the partner in another way, as the person chose just now: it starts.
    pub fn choose_turn(&mut self, turn: Turn) {
        self.set_turn(turn);
        self.start();
    }

    /// Shares the canvas with the partner in another way; whether it is started stays as it was.
    pub fn set_turn(&mut self, turn: Turn) {
        self.partner.turns.set_turn(turn);
        if !self.partner.turns.wants_to_paint() {
            self.partner.halt();
        }
    }

    /// Sets with how many strokes the partner answers.
    pub fn set_answer(&mut self, strokes: u32) {
        self.partner.turns.set_answer(strokes);
    }

    /// Which colours the partner's strokes may have.
    pub fn set_partners_colors(&mut self, colors: Colors) {
        self.partner.set_colors(colors);
        self.partner.follow(self.document.painting());
    }

    /// Whether the partner is to paint near where the person works.
    pub fn set_partner_follows(&mut self, on: bool) {
        self.partner.set_follows(on);
        self.partner.follow(self.document.painting());
    }

    /// What a stroke of the partner's must bring, in parts of a million of what the empty paper lacks; 0 for
    /// whatever helps.
    pub fn set_price(&mut self, price: u32) {
        self.partner.set_price(price);
    }

    /// Whether the partner goes over its last strokes from time to time.
    pub fn set_polishes(&mut self, on: bool) {
        self.partner.set_polishes(on);
    }

    /// Starts the partner.
    pub fn start(&mut self) {
        self.partner.turns.start();
    }

    /// Stops the partner at once. Its proposals stay to be looked at.
    pub fn pause(&mut self) {
        self.partner.turns.pause();
        self.partner.halt();
        self.partner.keep_up(self.document.painting(), self.document.now_ms(), self.is_held());
    }

    /// Lets the partner paint one stroke.
    pub fn step(&mut self) {
        self.partner.turns.step();
    }

    /// Sets the partner's strokes a second as the person chose them, 0 for as many as there are.
    pub fn set_pace(&mut self, strokes_per_second: f64) {
        self.partner.turns.set_pace(Pace::Chosen(strokes_per_second));
    }

    /// Lets the partner have its own pace, until the person chooses one.
    pub fn set_own_pace(&mut self) {
        self.partner.turns.set_pace(Pace::Own);
    }

    /// Chooses what the partner paints.
    pub fn choose_target(&mut self, choice: TargetChoice) {
        self.partner.choose(choice);
        self.note_partners_trouble();
    }

    /// Gives the partner a brush, as soon as it paints again: one that lays paint and does not smudge,
    /// which is the person's. Says whether it is such a brush.
    pub fn set_partners_brush(&mut self, brush: &Brush) -> bool {
        let fit = !brush.smudges() && !brush.eraser && brush.validate().is_ok();
        if fit {
            self.partners_brush = Some(*brush);
        }
        fit
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
        self.hold_pointer(now_ms);
        self.partner.turns.tick(now_ms);
        self.hand_partner_its_brush(held);
        if !held {
            self.partner.follow(self.document.painting());
        }
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
        if !held {
            self.document.painting_mut().catch_up(go_on);
        }
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
        self.screen.touch(changed);
        if let Some(alone) = &mut self.alone {
            self.screen.touch(alone.follow(self.document.painting()));
        }
    }

    fn drop_color(&mut self, report: Report) {
        if let Some(color) = self.color_at(report.x, report.y) {
            self.tools.color = color;
        }
    }

    /// The stroke goes on to where the stabiliser lets it.
    fn trace(&mut self, steady: impl FnOnce(&mut Stabiliser) -> Option<Report>) {
        let Some(pen) = &mut self.pen else { return };
        let Some(report) = steady(&mut pen.stabiliser) else { return };
        let mut samples = Vec::new();
        pen.smoother.push(report, |sample| samples.push(sample));
        self.push_samples(&samples);
    }

    /// Where the stroke is full, it ends and the next goes on from its last sample.
    fn push_samples(&mut self, samples: &[Sample]) {
        for sample in samples {
            let Some(pen) = &mut self.pen else { return };
            if pen.live.push(*sample).is_err() {
                let (held, last) = (pen.live.held(), pen.live.last());
                self.commit();
                self.continue_with(&held, last, *sample);
            }
        }
    }

    /// Makes seen what was pushed.
    fn draw_live(&mut self) {
        if let Some(pen) = &mut self.pen {
            let changed = pen.live.draw(self.document.painting().canvas());
            self.touch(changed);
        }
    }

    /// A new stroke in progress, from `last` on to `sample`.
    fn continue_with(&mut self, held: &Held, last: Option<Sample>, sample: Sample) {
        let choice =
            crate::brushes::choose(self.document.painting().log().brushes(), &held.choice.brush);
        let place = self.document.place_with(&choice);
        let base = self.document.painting().canvas();
        let mut live = LiveStroke::new(base, Held { choice, ..*held }, place, self.drawn);
        let joint = last.map(|last| Sample { dt_ms: 0, ..last });
        for sample in joint.into_iter().chain([sample]) {
            // A segment that alone is more than a stroke may be is left out.
            let _: Result<(), Full> = live.push(sample);
        }
        if let Some(pen) = &mut self.pen {
            pen.live = live;
        }
        self.draw_live();
    }

    /// A brush that paints on while it is held still.
    fn hold_pointer(&mut self, now_ms: f64) {
        let Some(pen) = &mut self.pen else { return };
        if pen.live.held().choice.brush.dabs_per_second == 0 {
            return;
        }
        if let Some(sample) = pen.smoother.hold(now_ms) {
            self.push_samples(&[sample]);
            self.draw_live();
        }
    }

    fn finish_stroke(&mut self) {
        if self.pen.is_none() {
            return;
        }
        self.trace(Stabiliser::finish);
        if let Some(pen) = &mut self.pen {
            let mut samples = Vec::new();
            pen.smoother.finish(|sample| samples.push(sample));
            self.push_samples(&samples);
        }
        self.commit();
        self.pen = None;
    }

    /// Puts the stroke in progress on the log. What can't be put there disappears from the canvas.
    fn commit(&mut self) {
        let Some(pen) = &mut self.pen else { return };
        let Some(mut stroke) = pen.live.stroke() else { return };
        let rest = pen.live.finish(self.document.painting().canvas());
        let here = pen.live.drawn() == Drawn::Here;
        let (shown, held, place) = (pen.live.canvas().clone(), pen.live.held(), pen.live.place());
        self.touch(rest);
        let painted = self.document.take_brush(&held.choice.brush).and_then(|choice| {
            stroke.brush = choice.index;
            stroke.coverage = choice.brush.coverage;
            let as_seen =
                choice.brush == held.choice.brush && place == self.document.painting().next_place();
            self.document.paint(stroke).map(|_| as_seen)
        });
        // The painting draws the very pixels that are shown, unless something was written to the log
        // while the pointer was down: a judgement, say.
        if here && painted != Ok(true) {
            let changed = self.document.painting().canvas().changed_since(&shown);
            self.touch(changed);
        }
        match painted {
            Ok(_) => self.partner.turns.person_painted(),
            Err(error) => self.trouble = Some(Trouble::of_painting(&error)),
        }
    }

    /// Puts the brush that the partner was given into its hand, once it paints: until then the log is
    /// left alone.
    fn hand_partner_its_brush(&mut self, held: bool) {
        let turns = &self.partner.turns;
        if held || !(turns.wants_to_paint() || turns.may_look_ahead()) {
            return;
        }
        let Some(brush) = self.partners_brush.take() else { return };
        let has = self.partner.brush().unwrap_or(PARTNERS_OWN);
        let table = self.document.painting().log().brushes();
        if table.get(usize::from(has)) == Some(&brush) {
            return;
        }
        match self.document.take_brush(&brush) {
            Ok(choice) => self.partner.set_brush(self.document.painting(), choice.index),
            Err(error) => self.trouble = Some(Trouble::of_painting(&error)),
        }
    }

    /// Has the partner's strokes as it improved them, all at once, if nothing came in between.
    fn lay_polished(&mut self) {
        let Some(polished) = self.partner.take_polished() else { return };
        let late = polished.revision != self.document.revision();
        if late || self.is_held() || polished.amendments.is_empty() {
            return;
        }
        match self.document.polish(polished.amendments) {
            Ok(changed) => self.touch(changed),
            Err(error) => self.trouble = Some(Trouble::of_painting(&error)),
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
        let byte = |placed: &limner_core::Placed| {
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
