//! The partner as the page knows it: what was said to its worker, what came back, and what it would
//! paint next. The worker may die at any moment; everything needed to begin with a new one is here.
//!
//! Long because whatever a worker is told or answers passes through here, once.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "counts are at most `MOST_AT_ONCE` and lengths below their limits"
)]

use std::collections::{BTreeMap, VecDeque};

use limner_core::format::Encoding;
use limner_core::{Error, Op, Painting, Rgb8, work};
use limner_protocol::codes::trouble;
use limner_protocol::{
    Answer, Code, Learned, MAX_FILE, MAX_TASTE, MAX_TASTE_WEIGHT, Pixels, Polished, Reply, Request,
    TargetChoice, Trouble, WHOLE, WantedPlace, WorkerSettings,
};

use crate::asking::Asking;
use crate::beside::Beside;
use crate::document::Document;
use crate::lack::Lack;
use crate::nearby;
use crate::pointed::Pointed;
use crate::polishing::Polishing;
use crate::queue::Queue;
use crate::rounds::Rounds;
use crate::settings::PartnerSettings;
use crate::turns::Turns;

/// Proposals that are asked for at once.
const MOST_AT_ONCE: u32 = 24;
/// Where nothing was found worth painting, look again after this, in ms.
const REST_MS: f64 = 2_000.0;
/// How long learning counts as recent, in ms.
const RECENT_MS: f64 = 4_000.0;
/// Pictures of the gallery in small that are kept.
const MAX_THUMBNAILS: usize = 64;
/// Sizes of the target as a file that are kept.
const MAX_PACKED: usize = 4;
/// Index of the brush that the partner comes with, in the table of every painting.
const OWN_BRUSH: u8 = 1;
/// How much is written at once of a painting that the worker is to be told of.
const TOLD_AT_ONCE: u64 = 8 * work::PER_MS;

/// A painting on its way to the worker; a copy of it begins anew.
#[derive(Debug, Default)]
struct Telling(Option<Box<Encoding>>);

impl Clone for Telling {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// The picture that the partner paints.
#[derive(Clone, Debug)]
pub struct Target {
    /// The picture's hash.
    pub id: u64,
    /// The picture's index in the gallery, where it came from there.
    pub gallery: Option<u8>,
    /// The picture as it looks on this canvas.
    pub pixels: Pixels,
}

/// The page's side of the conversation with the partner's worker.
#[derive(Clone, Debug, Default)]
pub struct RemotePartner {
    /// Whose turn it is and when the partner's next stroke is due.
    pub turns: Turns,
    /// What the person is asked to choose among, and when.
    pub asking: Asking,
    /// What the partner does beside the painting.
    pub beside: Beside,
    /// Whether the painting lacks the picture that it was made from.
    pub lack: Lack,
    /// Where the partner is to paint and where not, at most [`limner_protocol::MAX_PLACES`].
    pub places: Vec<WantedPlace>,
    /// What the partner learned, round by round, and what it practised.
    pub rounds: Rounds,
    /// What of its strokes the person points at.
    pub pointed: Option<Pointed>,
    settings: PartnerSettings,
    /// What the worker was told of the settings.
    told_settings: WorkerSettings,
    /// Whether the brush of the settings is in its hand: it is not before it paints, so that the log is
    /// left alone until then.
    holds_brush: bool,
    pub(crate) queue: Queue,
    polishing: Polishing,
    /// What to say, in order.
    outbox: VecDeque<Request>,
    /// The revision that the worker was told of; `None` before it was told of the painting at all.
    told: Option<u32>,
    /// The painting, as far as it is written for the worker.
    telling: Telling,
    ready: bool,
    weights: Option<u64>,
    /// The target asked for last, and those asked for that were not answered yet.
    choice: TargetChoice,
    unanswered: VecDeque<TargetChoice>,
    target: Option<Target>,
    psnr_centi_db: Option<i32>,
    learned: Learned,
    /// A taste that is mixed into it, if one is, and how many percent of it.
    mixed: (Vec<u8>, u8),
    learned_ms: Option<f64>,
    rested_ms: Option<f64>,
    /// The revision on which nothing worth painting was found.
    rested_on: Option<u32>,
    /// The colours that the partner's strokes have.
    palette: Vec<Rgb8>,
    /// The revision that the last chain was planned on.
    planned_on: u32,
    thumbnails: BTreeMap<u8, Pixels>,
    /// The target as a file, for each longest side that was asked for.
    packed: BTreeMap<u16, Vec<u8>>,
    deaths: i64,
    /// Why the worker lost the painting last.
    lost: Option<String>,
}

impl RemotePartner {
    /// The target as a file with a longest side, once it was asked for and came.
    #[must_use]
    pub fn packed_target(&self, side: u16) -> Option<&[u8]> {
        self.packed.get(&side).map(Vec::as_slice)
    }

    /// Asks for the target as a file with this longest side, if it is not there yet.
    pub(crate) fn pack_target(&mut self, side: u16) {
        let side = side.clamp(1, limner_protocol::MAX_SIDE);
        if self.target.is_some() && !self.packed.contains_key(&side) {
            self.outbox.push_back(Request::Pack { side });
        }
    }

    /// The strokes that the partner would paint next.
    #[must_use]
    pub fn queue(&self) -> &Queue {
        &self.queue
    }

    /// Whether the partner's worker has answered.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.ready
    }

    /// The hash of the partner's weights; `None` where it paints by trial.
    #[must_use]
    pub fn weights(&self) -> Option<u64> {
        self.weights
    }

    /// The picture that the partner paints; `None` where it paints freely.
    #[must_use]
    pub fn target(&self) -> Option<&Target> {
        self.target.as_ref()
    }

    /// Whether another target was chosen and is not in place yet.
    #[must_use]
    pub fn target_is_pending(&self) -> bool {
        !self.unanswered.is_empty()
    }

    /// The painting's PSNR against the target, in hundredths of a decibel.
    #[must_use]
    pub fn psnr_centi_db(&self) -> Option<i32> {
        self.psnr_centi_db
    }

    /// What the partner has learned from the person.
    #[must_use]
    pub fn learned(&self) -> &Learned {
        &self.learned
    }

    /// Whether the partner's weights moved in the last few seconds.
    #[must_use]
    pub fn learned_recently(&self, now_ms: f64) -> bool {
        self.learned_ms.is_some_and(|learned| now_ms - learned < RECENT_MS)
    }

    /// Whether the partner looked and found nothing worth painting.
    #[must_use]
    pub fn is_resting(&self) -> bool {
        self.rested_ms.is_some()
    }

    /// Whether the partner goes over its last strokes just now.
    #[must_use]
    pub fn is_polishing(&self) -> bool {
        self.polishing.is_asked()
    }

    /// What the partner's last strokes are to become, once.
    pub(crate) fn take_polished(&mut self) -> Option<Polished> {
        self.polishing.take()
    }

    /// How the partner paints, as the person wants it.
    #[must_use]
    pub fn settings(&self) -> &PartnerSettings {
        &self.settings
    }

    /// Sets how the partner paints. What the worker must know of it goes out with the next requests.
    pub(crate) fn set_settings(&mut self, settings: PartnerSettings, painting: &Painting) {
        self.holds_brush &= settings.brush == self.settings.brush;
        self.turns.set_pace(settings.pace);
        self.turns.set_answer(settings.answer);
        self.polishing.set_on(settings.polishes);
        self.asking.set_on(settings.asks);
        let price = settings.price.min(WHOLE);
        let taste_weight = settings.taste_weight.min(MAX_TASTE_WEIGHT);
        let mood = settings.mood.bounded();
        let novelty = settings.novelty.min(100);
        if taste_weight != self.settings.taste_weight || mood != self.settings.mood {
            self.polishing.colors_may_move();
        }
        self.settings = PartnerSettings { price, taste_weight, mood, novelty, ..settings };
        self.tell_settings(painting);
    }

    /// The colours that the partner's strokes have; none where any.
    #[must_use]
    pub fn palette(&self) -> &[Rgb8] {
        &self.palette
    }

    /// Tells the worker what the settings come to on the painting as it is: where the person works, if it is
    /// to follow them, and the colours they use, if it is to use the same.
    pub(crate) fn tell_settings(&mut self, painting: &Painting) {
        let PartnerSettings {
            price, follows, colors, taste_weight, mood, novelty, watches, ..
        } = self.settings;
        let palette = colors.choice(painting);
        let focus = if follows { nearby::focus(painting) } else { None };
        let (told, places) = (self.told_settings.clone(), self.places.clone());
        if self.tell_worker(WorkerSettings {
            price,
            palette,
            focus,
            taste_weight,
            mood,
            places,
            watches,
            novelty,
            ..told
        }) {
            self.look_again();
        }
    }

    /// Tells the worker how to paint, all of it in one, where that is not what it was told last. Says whether
    /// it was.
    fn tell_worker(&mut self, settings: WorkerSettings) -> bool {
        let is_new = self.told_settings != settings;
        if is_new {
            self.told_settings = settings.clone();
            self.outbox.push_back(Request::Settings(settings));
        }
        is_new
    }

    /// Puts the brush of the settings into its hand once it paints, or thinks of what it would paint.
    pub(crate) fn take_brush(&mut self, document: &mut Document) -> Result<(), Error> {
        if self.holds_brush || !(self.turns.wants_to_paint() || self.turns.may_look_ahead()) {
            return Ok(());
        }
        self.holds_brush = true;
        let has = self.told_settings.brush.unwrap_or(OWN_BRUSH);
        let wanted = self.settings.brush.get();
        if document.painting().log().brushes().get(usize::from(has)) == Some(wanted) {
            return Ok(());
        }
        let index = document.take_brush(wanted)?.index;
        // The brush must be there first.
        self.tell(document.painting());
        let brush = Some(index);
        if self.tell_worker(WorkerSettings { brush, ..self.told_settings.clone() }) {
            self.look_again();
        }
        Ok(())
    }

    /// The revision that the partner's last strokes were planned on.
    #[must_use]
    pub fn planned_on(&self) -> u32 {
        self.planned_on
    }

    /// A picture of the gallery in small, if it came.
    #[must_use]
    pub fn thumbnail(&self, index: u8) -> Option<&Pixels> {
        self.thumbnails.get(&index)
    }

    /// Why the worker lost the painting last, and was told of it again; in English, for the curious.
    #[must_use]
    pub fn why_lost(&self) -> Option<&str> {
        self.lost.as_deref()
    }

    /// Chooses what the partner paints. Fails where the picture's file is too long.
    pub(crate) fn choose(&mut self, choice: TargetChoice) -> Result<(), Trouble> {
        if let TargetChoice::File(bytes) = &choice
            && bytes.len() > MAX_FILE
        {
            let trouble = Trouble::new(trouble::PICTURE_FILE_TOO_LARGE);
            let bytes = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
            return Err(trouble.with("bytes", bytes).with("limit", MAX_FILE as i64));
        }
        self.unanswered.push_back(choice.clone());
        self.outbox.push_back(Request::Target(choice));
        // The question was about strokes for the picture before.
        self.outbox.extend(self.asking.begin_again());
        // What the partner was to begin before it asked.
        if self.lack.asks() {
            self.turns.start();
        }
        self.lack = Lack::Nothing;
        self.look_again();
        Ok(())
    }

    /// Asks for a picture of the gallery in small.
    pub(crate) fn request_thumbnail(&mut self, index: u8, width: u16, height: u16) {
        let limit = limner_protocol::MAX_SIDE;
        let (width, height) = (width.clamp(1, limit), height.clamp(1, limit));
        self.outbox.push_back(Request::Thumbnail { index, width, height });
    }

    /// Passes on what changes what is believed to be wanted: a taste of an earlier session, an edit, a judgement that is
    /// taken back, another taste that is mixed in, or that all is forgotten. Fails where a taste is longer than any that
    /// is written.
    pub(crate) fn teach(&mut self, request: Request) -> Result<(), Trouble> {
        if let Request::Taste(taste) | Request::Mix { taste, .. } = &request
            && taste.len() > MAX_TASTE
        {
            let reason = "it is longer than any that is written";
            return Err(Trouble::new(trouble::TASTE_UNUSABLE).with("reason", reason));
        }
        match &request {
            Request::Taste(taste) => self.learned.taste.clone_from(taste),
            Request::Mix { taste, percent } => {
                let mixed = (taste.clone(), *percent);
                if mixed == self.mixed {
                    return Ok(());
                }
                self.mixed = mixed;
            }
            Request::Practised(bytes) => self.rounds.bring(bytes.clone()),
            Request::Forget => {
                self.rounds.forget();
                self.learned.taste.clear();
                self.mixed = (Vec::new(), 0);
            }
            _ => {}
        }
        // What is painted was painted by the taste of an earlier session.
        if !matches!(request, Request::Taste(_) | Request::Practised(_) | Request::RevertPolicy) {
            self.polishing.colors_may_move();
        }
        self.outbox.push_back(request);
        self.look_again();
        Ok(())
    }

    /// Has rehearsal told, or not: somebody looks at it.
    pub(crate) fn watch_rehearsal(&mut self, on: bool) {
        self.tell_worker(WorkerSettings { is_watched: on, ..self.told_settings.clone() });
    }

    /// Notes that the colours in which the picture is wanted may be others now: the person judged, or what was
    /// polished came too late and is void.
    pub(crate) fn colors_may_move(&mut self) {
        self.polishing.colors_may_move();
    }

    /// Asks the person which of a few strokes they like best: at once if they want it, otherwise when it is time.
    pub(crate) fn ask(&mut self, wanted: bool, painting: &Painting, now_ms: f64, held: bool) {
        let paints = self.turns.running() && self.turns.wants_to_paint() && !self.is_resting();
        let paints = paints && self.ready && self.target.is_some() && !held;
        let asked =
            if wanted { self.asking.at_once() } else { self.asking.when_due(now_ms, paints) };
        if asked.is_some() {
            self.tell(painting);
            self.outbox.extend(asked);
        }
    }

    /// Asks the worker for something beside the painting; what follows from it is told, too.
    pub(crate) fn ask_beside(
        &mut self,
        request: Option<Request>,
        painting: &Painting,
        now_ms: f64,
    ) {
        let mut due = self.beside.when_due(painting.log().revision(), now_ms);
        due.extend(request);
        if !due.is_empty() {
            self.tell(painting);
            self.outbox.extend(due);
        }
    }

    /// The person's answer to the question that is open.
    pub(crate) fn answer(&mut self, answer: Answer, now_ms: f64) {
        let Some(request) = self.asking.answer(answer, &self.learned, now_ms) else { return };
        self.outbox.push_back(request);
        if answer != Answer::Skip {
            self.polishing.colors_may_move();
            self.look_again();
        }
    }

    /// Voids what was planned, because something changed what the partner would paint.
    pub(crate) fn look_again(&mut self) {
        self.queue.clear();
        self.beside.look_again();
        (self.rested_ms, self.rested_on) = (None, None);
    }

    /// Takes what the partner is to paint next out of the queue.
    pub(crate) fn next_stroke(&mut self) -> Option<limner_core::Stroke> {
        let proposal = self.queue.pop()?;
        self.polishing.painted();
        self.asking.partner_painted();
        Some(proposal.stroke)
    }

    /// Voids what no longer fits the log, and asks for more where there should be some. `held` while
    /// nothing may be painted.
    pub(crate) fn keep_up(&mut self, painting: &Painting, now_ms: f64, held: bool) {
        let revision = painting.log().revision();
        let moved_on = self.queue.drop_unless_on(revision);
        if self.is_resting() {
            let rested_on = *self.rested_on.get_or_insert(revision);
            // Where strokes have their price, looking again at the same would find the same.
            let again = self.settings.price == 0
                && self.rested_ms.is_some_and(|rested| now_ms - rested >= REST_MS);
            if moved_on || again || rested_on != revision {
                self.look_again();
            }
        }
        let rehearses = self.turns.running();
        self.tell_worker(WorkerSettings { rehearses, ..self.told_settings.clone() });
        let wants = self.turns.wants_to_paint() || self.turns.may_look_ahead();
        // A worker that was not told of the painting is told of it as it will be by then.
        let untold = self.told.is_none();
        if held || untold || self.queue.is_asked() || self.is_polishing() {
            return;
        }
        let waiting = self.queue.iter().len() as u32;
        let stops = self.is_resting() || !self.turns.wants_to_paint();
        let now = stops || waiting == 0 || self.polishing.is_for_colors();
        if self.target.is_some() && self.polishing.is_due(stops) && now {
            self.tell(painting);
            if !self.queue.is_kept() {
                self.queue.clear();
            }
            let revision = painting.log().revision();
            let reach = self.polishing.ask(revision);
            return self.outbox.push_back(Request::Polish { revision, reach });
        }
        // No more than are to be painted before the next polish: what is planned supposes what is there.
        let left = self.polishing.left().saturating_sub(waiting);
        if !wants || self.is_resting() || (self.target.is_some() && left == 0) {
            return;
        }
        let wanted = self.turns.wanted(MOST_AT_ONCE);
        let wanted = if self.target.is_some() { wanted.min(waiting + left) } else { wanted };
        if waiting > wanted / 2 {
            return;
        }
        if self.queue.can_go_on() {
            // Before the last is painted, so that the partner never stops thinking.
            self.queue.ask_more();
            self.outbox.push_back(Request::More { count: (wanted - waiting).max(1) as u8 });
        } else if waiting == 0 {
            self.tell(painting);
            let chain = self.queue.ask(revision);
            self.planned_on = revision;
            self.outbox.push_back(Request::Plan { chain, revision, count: wanted as u8 });
        }
    }

    /// Stops planning; what is planned already may be looked at.
    pub(crate) fn halt(&mut self) {
        if self.queue.is_asked() {
            self.queue.end();
            self.outbox.push_back(Request::Halt);
        }
    }

    /// What the worker is to be told, in order, as messages of the session of this name. A long painting is
    /// written in parts: until it is whole there are none.
    pub(crate) fn take_messages(&mut self, session: u32, painting: &Painting) -> Vec<Vec<u8>> {
        let mut messages = Vec::new();
        if self.told.is_none() {
            let log = painting.log();
            let telling = self.telling.0.get_or_insert_with(|| Box::new(Encoding::of(log)));
            let entries = telling.entries();
            let Some(file) = telling.advance(log, &mut { TOLD_AT_ONCE }) else { return messages };
            self.telling.0 = None;
            messages.push(Request::encode_opening(session, &file));
            // A log has no more entries than these numbers count.
            self.told = Some(entries as u32);
        }
        self.tell(painting);
        messages.extend(self.outbox.drain(..).map(|request: Request| request.encode(session)));
        messages
    }

    /// Takes in what the worker says; returns what went wrong, if that is what it says.
    pub(crate) fn receive(&mut self, reply: Reply, now_ms: f64) -> Option<Trouble> {
        match reply {
            Reply::Ready { weights } => {
                self.ready = true;
                self.weights = weights;
            }
            Reply::Target(target) => {
                let choice = self.unanswered.pop_front()?;
                let gallery = match choice {
                    TargetChoice::Gallery(index) => Some(index),
                    TargetChoice::Nothing | TargetChoice::File(_) => None,
                };
                self.choice = choice;
                self.packed.clear();
                self.target = target.map(|(id, pixels)| Target { id, gallery, pixels });
                self.psnr_centi_db = None;
                self.look_again();
            }
            Reply::TargetRefused(trouble) => {
                self.unanswered.pop_front();
                return Some(trouble);
            }
            Reply::Plan(plan) => {
                if self.queue.receive(plan) {
                    (self.rested_ms, self.rested_on) = (Some(now_ms), None);
                    self.turns.found_nothing();
                }
            }
            Reply::Palette(palette) => self.palette = palette,
            Reply::Polished(polished) => self.polishing.receive(polished),
            Reply::Question(question) => self.asking.receive(question, now_ms),
            Reply::Stats { psnr_centi_db, .. } => self.psnr_centi_db = psnr_centi_db,
            Reply::Learned(learned) => {
                if learned.policy_steps != self.learned.policy_steps {
                    self.learned_ms = Some(now_ms);
                }
                self.asking.learned(&learned, now_ms);
                self.learned = learned;
            }
            Reply::Thumbnail { index, pixels } => {
                if self.thumbnails.len() < MAX_THUMBNAILS {
                    self.thumbnails.insert(index, pixels);
                }
            }
            Reply::Packed { side, bytes } => {
                if self.packed.len() < MAX_PACKED {
                    self.packed.insert(side, bytes);
                }
            }
            Reply::Lost { reason } => {
                self.lost = Some(reason);
                self.begin_again();
            }
            Reply::Practised(bytes) => self.rounds.practised_more(bytes),
            Reply::Rehearsed(rehearsed) => self.rounds.rehearsed_on(rehearsed),
            Reply::Round(round) => self.rounds.ended(round),
            Reply::Trouble(trouble) => return Some(trouble),
            reply => self.beside.receive(reply),
        }
        None
    }

    /// Begins again with another worker, because the one there was died; returns that as a trouble. What was
    /// planned stays good.
    pub(crate) fn worker_died(&mut self) -> Trouble {
        self.deaths += 1;
        // A picture's file that it died over is not tried again; one of the gallery can't be at fault.
        self.unanswered.retain(|choice| !matches!(choice, TargetChoice::File(_)));
        self.begin_again();
        Trouble::new(trouble::WORKER_DIED).with("times", self.deaths)
    }

    /// Begins again with another worker, which is to be told everything.
    pub(crate) fn begin_again(&mut self) {
        (self.told, self.ready) = (None, false);
        let kept = |request: &Request| {
            use Request::{Edit, GoTo, TakeBack, Thumbnail};
            matches!(request, Thumbnail { .. } | Edit { .. } | TakeBack { .. } | GoTo { .. })
        };
        let unsent: Vec<_> = self.outbox.drain(..).filter(kept).collect();
        self.queue.end();
        self.polishing.begin_again();
        let question = self.asking.begin_again();
        let asked = self.beside.begin_again();
        (self.rested_ms, self.rested_on) = (None, None);
        if !self.learned.taste.is_empty() {
            self.outbox.push_back(Request::Taste(self.learned.taste.clone()));
        }
        if !self.rounds.practised().is_empty() {
            self.outbox.push_back(Request::Practised(self.rounds.practised().to_vec()));
        }
        if !self.mixed.0.is_empty() {
            let (taste, percent) = self.mixed.clone();
            self.outbox.push_back(Request::Mix { taste, percent });
        }
        let pending = std::mem::take(&mut self.unanswered);
        for choice in std::iter::once(self.choice.clone()).chain(pending) {
            self.unanswered.push_back(choice.clone());
            self.outbox.push_back(Request::Target(choice));
        }
        if self.told_settings != WorkerSettings::default() {
            self.outbox.push_back(Request::Settings(self.told_settings.clone()));
        }
        self.outbox.extend(unsent);
        self.outbox.extend(question.into_iter().chain(asked));
    }

    /// Tells of what happened to the painting since the last time.
    fn tell(&mut self, painting: &Painting) {
        let log = painting.log();
        let Some(told) = &mut self.told else { return };
        if *told < log.revision() {
            let entries = log.entries()[*told as usize..].to_vec();
            let added = entries.iter().filter(|entry| matches!(entry.op, Op::Brush(_))).count();
            let brushes = (log.brushes().len() - added) as u8;
            self.outbox.push_back(Request::Ops { from: *told, brushes, entries });
            *told = log.revision();
        }
    }
}

/// The code that a target goes by.
#[must_use]
pub fn target_name(target: &Target) -> Code {
    match target.gallery {
        Some(index) => Code::parse(&format!("gallery_{index}")).unwrap_or(Code::known("gallery")),
        None => Code::known("file"),
    }
}
