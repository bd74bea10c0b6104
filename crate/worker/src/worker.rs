//! The worker: what it does with each message, and what it does between them.

use std::collections::VecDeque;

#[cfg(feature = "wgpu")]
use limner_agent::devices::WebGpu;
use limner_agent::partner::{Partner, Settings, Work};
use limner_agent::planner::Focus;
use limner_agent::search::PolishRound;
use limner_agent::taste::{Disc, Mood, Word};
use limner_core::{Author, Entry, Log, Op, Opening, work};
use limner_protocol::codes::trouble;
use limner_protocol::{
    PaletteChoice, Polished, Reply, Request, TargetChoice, Trouble, WHOLE, WorkerSettings,
};

use crate::asking::Asking;
use crate::beside::Beside;
use crate::edits;
use crate::error::{Error, Lost};
use crate::report::{Chain, Reports};
use crate::rounds::Practice;
use crate::target;

/// Work at a painting that is being opened, between two looks at the clock.
const OPENING: u64 = 2 * work::PER_MS;

/// What strokes are liked the more for in a place where they are wanted, and the less where they are not: e³ times,
/// and e⁻⁴, which is as much as liking counts.
const SOUGHT: f32 = 3.0;
const AVOIDED: f32 = -4.0;

/// The partner behind the messages of [`limner_protocol`].
pub struct Worker {
    pub(crate) partner: Partner,
    /// The session that the replica belongs to.
    session: u32,
    /// Whether the replica is that session's log.
    is_open: bool,
    /// The log of that session on its way to a replica, and what came after it meanwhile.
    opening: Option<Opening>,
    waiting: VecDeque<Request>,
    pub(crate) chain: Option<Chain>,
    /// The revision that is to be polished, and how many of the last strokes.
    to_polish: Option<(u32, usize)>,
    asking: Asking,
    beside: Beside,
    settings: WorkerSettings,
    replies: VecDeque<Vec<u8>>,
    reports: Reports,
    pub(crate) practice: Practice,
    /// What went wrong before there was a session to tell of it.
    untold: Vec<Trouble>,
    #[cfg(feature = "wgpu")]
    pub(crate) gpu: Option<WebGpu>,
}

impl std::fmt::Debug for Worker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Worker")
            .field("session", &self.session)
            .field("is_open", &self.is_open)
            .field("revision", &self.partner.replica().revision())
            .field("chain", &self.chain)
            .finish_non_exhaustive()
    }
}

impl Worker {
    /// A worker whose partner has these weights; without, or where they can't be used, one that paints by
    /// trial. Fails where no partner at all can be made.
    pub fn new(weights: Option<&[u8]>) -> Result<Self, Error> {
        let mut untold = Vec::new();
        let trained = weights.and_then(|bytes| {
            let refused = |error| {
                tracing::warn!("the weights can't be used: {error}");
                untold.push(failed(trouble::WEIGHTS_UNUSABLE, &error));
            };
            Partner::new(Some(bytes)).map_err(refused).ok()
        });
        let partner = trained.map_or_else(|| Partner::new(None), Ok)?;
        Ok(Self {
            partner,
            session: 0,
            is_open: false,
            opening: None,
            waiting: VecDeque::new(),
            chain: None,
            to_polish: None,
            asking: Asking::default(),
            beside: Beside::default(),
            settings: WorkerSettings::default(),
            replies: VecDeque::new(),
            reports: Reports::default(),
            practice: Practice::default(),
            untold,
            #[cfg(feature = "wgpu")]
            gpu: None,
        })
    }

    /// Takes a message from the page in.
    pub fn handle(&mut self, message: &[u8]) {
        let (session, request) = match Request::decode(message) {
            Ok(decoded) => decoded,
            Err(error) => {
                tracing::warn!("a message can't be read: {error}");
                return self.reply(&Reply::Trouble(Trouble::of_message(&error)));
            }
        };
        match request {
            Request::Open(log) => {
                self.session = session;
                self.begin_opening(log);
            }
            request if session == self.session && self.is_busy() => {
                self.waiting.push_back(request);
            }
            // What an earlier painting still had to say, or what follows on a log that was lost.
            _ if session != self.session || !self.is_open => {
                tracing::debug!("a message for session {session} is left out");
            }
            request => self.answer(request),
        }
    }

    /// Whether what the page asks for has to wait.
    fn is_busy(&self) -> bool {
        self.opening.is_some() || self.practice.is_going()
    }

    /// Does what waited, as far as nothing has to wait again.
    fn answer_waiting(&mut self) {
        while self.is_open
            && !self.is_busy()
            && let Some(request) = self.waiting.pop_front()
        {
            self.answer(request);
        }
    }

    /// Does what the page asks for, of the painting that is open.
    fn answer(&mut self, request: Request) {
        match request {
            Request::Open(log) => self.begin_opening(log),
            Request::Ops { from, brushes, entries } => {
                let followed = self.follow(from, brushes, entries);
                self.unless_lost(followed);
            }
            Request::Target(choice) => self.set_target(&choice),
            Request::Plan { chain, revision, count } => {
                let planned = self.plan(chain, revision, count.into());
                self.unless_lost(planned);
            }
            Request::More { count } => {
                if self.chain.is_some() {
                    self.partner.plan_more(count.into());
                }
            }
            Request::Settings(settings) => self.set_settings(settings),
            Request::Polish { revision, reach } => {
                let asked = self.ask_to_polish(revision, reach.into());
                self.unless_lost(asked);
            }
            Request::Ask { id, options } => self.asking.want(id, options.into()),
            Request::Answer { id, answer } => {
                if let Some((options, best)) = self.asking.answered(id, answer) {
                    self.partner.chosen(&options, best);
                    self.unlearned(Ok(()));
                }
            }
            Request::Why { id, about } => self.beside.ask_why(id, about),
            Request::Heat => self.beside.ask_heat(),
            Request::Repaint { id, revision, area } => {
                let fits = self.check_revision(revision);
                if fits.is_ok() {
                    self.beside.repaint(id, area);
                }
                self.unless_lost(fits);
            }
            Request::EndRepaint { id, kept } => {
                if let Some((looks, best)) = self.beside.end(id, kept) {
                    self.partner.chosen(&looks, Some(best));
                    self.unlearned(Ok(()));
                }
            }
            Request::Halt => {
                self.partner.stop();
                self.chain = None;
            }
            Request::Taste(bytes) => {
                if let Err(error) = self.partner.set_taste(&bytes) {
                    self.fail(trouble::TASTE_UNUSABLE, &error);
                }
                self.report_learned();
            }
            Request::Edit { word, edit } => {
                if let (Some(word), Some(edit)) = (Word::of_code(word), edits::of(edit)) {
                    self.partner.change_taste(|taste| taste.edit(word, edit));
                }
                self.unlearned(Ok(()));
            }
            Request::TakeBack { id, is_taken_back } => {
                self.partner.change_taste(|taste| taste.take_back(id, is_taken_back));
                self.unlearned(Ok(()));
            }
            Request::Mix { taste, percent } => {
                if let Err(error) = self.partner.mix_taste(&taste, f32::from(percent) / 100.0) {
                    self.fail(trouble::TASTE_UNUSABLE, &error);
                }
                self.chain = None;
            }
            Request::Practised(bytes) => self.set_practised(&bytes),
            Request::GoTo { taste, practised } => self.practice.go_to(taste, practised),
            Request::Forget => {
                let forgot = self.partner.forget();
                self.unlearned(forgot);
                self.tell_practised();
            }
            Request::RevertPolicy => {
                let reverted = self.partner.practice().revert();
                self.unlearned(reverted);
                self.tell_practised();
            }
            Request::Thumbnail { index, width, height } => {
                let drawn = target::of_gallery(index, width.into(), height.into());
                self.reply(&match drawn {
                    Ok(picture) => Reply::Thumbnail { index, pixels: target::seen(&picture) },
                    Err(trouble) => Reply::Trouble(trouble),
                });
            }
            Request::Pack { side } => {
                let packed = self.partner.scene().target().and_then(|t| target::packed(t, side));
                if let Some(bytes) = packed {
                    self.reply(&Reply::Packed { side, bytes });
                }
            }
        }
    }

    /// Works for about `budget_ms` on the clock `now_ms`; says whether there is more to do. On flex it never
    /// waits; while it waits for a device nothing else may be asked of it.
    pub async fn work(&mut self, budget_ms: f64, now_ms: impl Fn() -> f64) -> bool {
        let began_ms = now_ms();
        loop {
            let more = self.slice().await;
            let now = now_ms();
            let stats = self.reports.stats(&self.partner, now, !more);
            let is_watched = self.settings.is_watched;
            let figures = self.practice.figures(&self.partner, now, is_watched);
            stats.iter().chain(&figures).for_each(|reply| self.reply(reply));
            if !more || now - began_ms >= budget_ms {
                return more;
            }
        }
    }

    /// The messages for the page, in order, since the last call.
    pub fn take_replies(&mut self) -> Vec<Vec<u8>> {
        self.replies.drain(..).collect()
    }

    /// The parameters of the partner's network as they are now.
    pub(crate) fn parameters(&self) -> Result<&[f32], Error> {
        self.partner.network().parameters().ok_or(Error::NoNetwork)
    }

    pub(crate) fn reply(&mut self, reply: &Reply) {
        self.replies.push_back(reply.encode(self.session));
    }

    /// Tells the page that the partner failed at something.
    pub(crate) fn fail(&mut self, code: &'static str, error: &limner_agent::Error) {
        tracing::warn!("{code}: {error}");
        self.reply(&Reply::Trouble(failed(code, error)));
    }

    /// Lets go of the painting before, and begins to open this one. A quick one is open at once.
    fn begin_opening(&mut self, log: Log) {
        (self.chain, self.to_polish, self.is_open) = (None, None, false);
        self.practice = Practice::default();
        (self.asking, self.beside) = Default::default();
        self.partner.stop();
        self.partner.set_settings(Settings::default());
        self.partner.rehearse(false);
        self.settings = WorkerSettings::default();
        self.waiting.clear();
        match Opening::of(log) {
            Ok(opening) => {
                self.opening = Some(opening);
                self.advance_opening();
            }
            Err(error) => self.opened(Err(error.into())),
        }
    }

    /// Opens a part of the painting that is being opened: between two of them the worker can be asked
    /// whether it is still there.
    fn advance_opening(&mut self) {
        let Some(opening) = &mut self.opening else { return };
        match opening.advance(OPENING) {
            Ok(false) => {}
            Ok(true) => {
                let painting = self.opening.take().map(Opening::finish);
                let opened = painting.unwrap_or(Err(limner_core::Error::Damaged("it is gone")));
                let opened = opened.map_err(Into::into);
                let opened = opened.and_then(|painting| self.partner.open_painting(painting));
                self.opened(opened);
            }
            Err(error) => self.opened(Err(error.into())),
        }
    }

    fn opened(&mut self, opened: Result<(), limner_agent::Error>) {
        self.opening = None;
        self.is_open = opened.is_ok();
        match opened {
            Ok(()) => {
                let hash = self.partner.network().weights_hash();
                self.reply(&Reply::Ready { weights: (hash != 0).then_some(hash) });
            }
            Err(error) => self.fail(trouble::PARTNER_FAILED, &error),
        }
        for trouble in std::mem::take(&mut self.untold) {
            self.reply(&Reply::Trouble(trouble));
        }
        self.answer_waiting();
        if !self.is_open {
            self.waiting.clear();
        }
    }

    /// Where the replica is not the page's log any more, all that comes is void until the log is opened anew.
    fn unless_lost(&mut self, done: Result<(), Lost>) {
        let Err(lost) = done else { return };
        tracing::warn!("the replica is lost: {lost}");
        self.partner.stop();
        (self.chain, self.to_polish) = (None, None);
        self.practice = Practice::default();
        self.waiting.clear();
        (self.asking, self.beside) = Default::default();
        self.is_open = false;
        self.reply(&Reply::Lost { reason: lost.to_string() });
    }

    fn check_revision(&self, wanted: u32) -> Result<(), Lost> {
        let has = self.partner.replica().revision();
        if wanted == has { Ok(()) } else { Err(Lost::Revision { wanted, has }) }
    }

    /// Replays what happened to the painting.
    fn follow(&mut self, from: u32, brushes: u8, entries: Vec<Entry>) -> Result<(), Lost> {
        let has = self.partner.replica().revision();
        if from != has {
            return Err(Lost::Gap { from, has });
        }
        let has = self.partner.painting().log().brushes().len();
        if usize::from(brushes) != has {
            return Err(Lost::Brushes { said: brushes, has });
        }
        let judged = entries.iter().any(|entry| matches!(entry.op, Op::Judge(_)));
        let by_person = |e: &Entry| matches!(&e.op, Op::Add(s) if s.author == Author::Person);
        let shows = self.settings.watches && entries.iter().any(by_person);
        self.partner.push_all(entries).map_err(Lost::Refused)?;
        self.reports.painting_changed();
        self.beside.painting_changed();
        if judged || shows {
            self.report_learned();
        }
        Ok(())
    }

    fn plan(&mut self, name: u32, revision: u32, count: usize) -> Result<(), Lost> {
        self.check_revision(revision)?;
        self.partner.plan(count);
        self.chain = Some(Chain { name, revision, sent: 0 });
        Ok(())
    }

    fn ask_to_polish(&mut self, revision: u32, reach: usize) -> Result<(), Lost> {
        self.check_revision(revision)?;
        self.partner.plan(0);
        (self.chain, self.to_polish) = (None, Some((revision, reach)));
        Ok(())
    }

    /// Answers a polish that was asked for on a revision. Where more was painted or judged since, nothing is improved,
    /// and that is said all the same: the page waits for it.
    fn polish(&mut self, revision: u32, reach: usize) {
        let round = self.partner.settings().search.amending.round;
        let round = PolishRound { reach: reach.min(round.reach), ..round };
        let is_late = revision != self.partner.replica().revision();
        let amendments = if is_late { Vec::new() } else { self.partner.polish(&round) };
        let brushes = self.partner.painting().log().brush_count();
        self.reply(&Reply::Polished(Polished { revision, brushes, amendments }));
    }

    /// Has the partner paint in another way; what is planned is void only where it must be.
    fn set_settings(&mut self, settings: WorkerSettings) {
        let before = std::mem::replace(&mut self.settings, settings);
        let WorkerSettings { price, focus, brush, rehearses, taste_weight, mood, .. } =
            self.settings;
        let price = price as f32 / WHOLE as f32;
        let strength = f32::from(taste_weight) / 100.0;
        let new_mood = mood != before.mood;
        if strength != self.partner.settings().strength || new_mood {
            // What is planned would be wanted otherwise.
            self.chain = None;
        }
        let limner_protocol::Mood { valence, arousal, boldness } = mood;
        let mood = Mood { valence, arousal, boldness };
        let watches = self.settings.watches;
        let novelty = f32::from(self.settings.novelty) / 100.0;
        let new = Settings { price, strength, mood, novelty, watches, ..self.partner.settings() };
        self.partner.set_settings(new);
        if watches != before.watches || self.settings.novelty != before.novelty {
            self.chain = None;
        }
        if new_mood || watches != before.watches {
            self.report_learned();
        }
        self.partner.rehearse(rehearses);
        if focus != before.focus {
            self.partner.set_focus(focus.map(|focus| Focus {
                at: [focus.x.into(), focus.y.into()],
                reach: focus.reach.into(),
            }));
        }
        if self.settings.places != before.places {
            self.chain = None;
            self.set_places();
        }
        if brush != before.brush {
            let own = self.partner.painting().log().header().brush_of(Author::Partner);
            self.set_brush(brush.unwrap_or(own));
        }
        if self.settings.palette != before.palette {
            self.mix_palette();
        }
    }

    /// Has the partner seek some places, and keep away from others.
    fn set_places(&mut self) {
        let header = self.partner.painting().log().header();
        let side = f32::from(header.width.min(header.height));
        let discs = self.settings.places.iter().map(|place| Disc {
            at: [f32::from(place.area.x) / side, f32::from(place.area.y) / side],
            radius: f32::from(place.area.reach) / side,
            weight: if place.here { SOUGHT } else { AVOIDED },
        });
        self.partner.set_places(discs.collect());
    }

    fn set_brush(&mut self, index: u8) {
        self.chain = None;
        if !self.partner.set_brush(index) {
            tracing::warn!("brush {index} is none that the partner can paint with");
            let reason = "it can't paint with that brush";
            let trouble = Trouble::new(trouble::PARTNER_FAILED).with("reason", reason);
            self.reply(&Reply::Trouble(trouble));
        }
    }

    /// Finds the colours that were chosen, for the picture that there is.
    fn mix_palette(&mut self) {
        let colors = match &self.settings.palette {
            PaletteChoice::All => Vec::new(),
            PaletteChoice::OfPicture(count) => {
                self.partner.replica().palette_of_target((*count).into())
            }
            PaletteChoice::These(colors) => colors.clone(),
        };
        self.partner.set_palette(colors.clone());
        self.chain = None;
        self.reply(&Reply::Palette(colors));
    }

    fn set_target(&mut self, choice: &TargetChoice) {
        let header = self.partner.painting().log().header();
        let (width, height) = (u32::from(header.width), u32::from(header.height));
        let picture = match target::chosen(choice, width, height) {
            Ok(picture) => picture,
            Err(trouble) => return self.reply(&Reply::TargetRefused(trouble)),
        };
        let fitted = picture.as_ref().and_then(target::for_scene);
        self.partner.set_target(fitted.as_ref());
        self.chain = None;
        if matches!(self.settings.palette, PaletteChoice::OfPicture(_)) {
            self.mix_palette();
        }
        self.reports.painting_changed();
        let told = picture.map(|picture| (target::hash(&picture), target::seen(&picture)));
        self.reply(&Reply::Target(told));
    }

    pub(crate) fn report_learned(&mut self) {
        let learned = self.reports.learned(&mut self.partner);
        self.reply(&learned);
    }

    /// What was learned is another, and what was planned is gone.
    fn unlearned(&mut self, how: Result<(), limner_agent::Error>) {
        self.chain = None;
        if let Err(error) = how {
            self.fail(trouble::PARTNER_FAILED, &error);
        }
        self.report_learned();
    }

    /// One slice of planning or rehearsing; says whether there is more to do.
    async fn slice(&mut self) -> bool {
        if self.opening.is_some() {
            self.advance_opening();
            return true;
        }
        if !self.is_open {
            return false;
        }
        #[cfg(feature = "wgpu")]
        self.leave_failed_gpu();
        if self.go_where_asked().await {
            self.answer_waiting();
            return true;
        }
        if let Some((revision, reach)) = self.to_polish.take() {
            self.polish(revision, reach);
            return true;
        }
        if self.asking.is_wanted() && self.partner.has_planned() {
            if let Some(question) = self.asking.advance(&mut self.partner).await {
                self.reply(&Reply::Question(question));
            }
            return true;
        }
        // A question comes first: it waits for what is planned, a patch does not.
        if self.beside.is_wanted() && !self.asking.is_wanted() {
            let reply = self.beside.advance(&mut self.partner).await;
            reply.iter().for_each(|reply| self.reply(reply));
            return true;
        }
        let work = match self.partner.work_async().await {
            Ok(work) => work,
            #[cfg(feature = "wgpu")]
            Err(error) if self.leave_gpu(&error.to_string()) => Work::More,
            Err(error) => {
                self.partner.stop();
                self.fail(trouble::PARTNER_FAILED, &error);
                Work::Planned
            }
        };
        let planned = self.partner.take_planned();
        let done = work == Work::Planned;
        if let Some(chain) = &mut self.chain
            && (done || !planned.is_empty())
        {
            let plan = chain.plan(&self.partner, &planned, done);
            self.reply(&plan);
        }
        let learned = self.reports.rehearsed(&mut self.partner, work == Work::Idle);
        learned.iter().for_each(|learned| self.reply(learned));
        self.tell_rounds();
        // After a plan there may be something to rehearse.
        work != Work::Idle
    }
}

fn failed(code: &'static str, error: &limner_agent::Error) -> Trouble {
    Trouble::new(code).with("reason", error.to_string().as_str())
}
