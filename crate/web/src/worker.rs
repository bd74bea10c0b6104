//! The class `Brain`: the partner behind the messages of `limner_protocol`.
//!
//! The worker's script hands messages in as they come, lets the brain work in short slices with a
//! macrotask between them, and posts what it answers. Nothing here throws but the constructor, and
//! that only where no partner at all can be made.

use std::collections::VecDeque;

use js_sys::Uint8Array;
#[cfg(feature = "worker-wgpu")]
use limner_agent::devices::WebGpu;
use limner_agent::devices::{Devices, Trial};
use limner_agent::partner::{Partner, Settings, Work};
use limner_agent::planner::{Focus, Proposal};
use limner_agent::policy::Policy;
use limner_agent::polish::Round;
use limner_agent::taste::Word;
use limner_core::fixed::ONE;
use limner_core::{Entry, Log, Op};
use limner_env::{Picture, WINDOW};
use limner_pictures::{Rgb8Picture, decode, fit_cover, fit_inside, gallery, scaled};
use limner_protocol::codes::{reason, trouble, word};
use limner_protocol::{
    Code, Learned, PaletteChoice, Pixels, Plan, Polished, Reply, Request, TargetChoice, Trouble,
};
use wasm_bindgen::prelude::*;

use crate::browser::now_ms;

#[cfg(feature = "worker-wgpu")]
mod gpu;

/// Between two reports of how the painting is coming along while strokes are planned, in ms.
const STATS_MS: f64 = 150.0;
/// Between two reports of what was learned while rehearsing, in steps.
const LEARNED_STEPS: u32 = 8;
/// A stroke that the person's taste makes worth this much more than its gain was chosen for that.
const LIKED: f32 = 1.25;

/// Rounds of which the median is a time.
const TIMED_ROUNDS: usize = 41;

/// Gradient steps of a polish, and pixels that each may look at: more would be felt as a pause.
const POLISH_STEPS: usize = 12;
const POLISH_PIXELS: usize = 1 << 16;

/// A chain of strokes being planned.
#[derive(Clone, Copy)]
struct Chain {
    name: u32,
    revision: u32,
    sent: u32,
}

/// The partner in its worker.
#[wasm_bindgen]
pub struct Brain {
    partner: Partner,
    /// The session that its painting belongs to.
    session: u32,
    /// Whether the replica is that session's log.
    is_open: bool,
    chain: Option<Chain>,
    /// How many of its last strokes it is to go over.
    to_polish: Option<usize>,
    palette: PaletteChoice,
    replies: VecDeque<Vec<u8>>,
    stats_are_due: bool,
    stats_ms: f64,
    steps_reported: u32,
    /// What went wrong before there was a session to tell of it.
    unsaid: Option<Trouble>,
    #[cfg(feature = "worker-wgpu")]
    gpu: Option<WebGpu>,
}

#[wasm_bindgen]
impl Brain {
    /// A partner with these weights; without, or where they can't be used, one that paints by trial.
    #[wasm_bindgen(constructor)]
    pub fn new(weights: Option<Vec<u8>>) -> Result<Brain, JsValue> {
        let mut unsaid = None;
        let trained = weights.and_then(|bytes| match Partner::new(Some(&bytes)) {
            Ok(partner) => Some(partner),
            Err(error) => {
                unsaid = Some(failed(trouble::WEIGHTS_UNUSABLE, &error));
                None
            }
        });
        let partner = match trained {
            Some(partner) => partner,
            None => Partner::new(None).map_err(|e| JsError::new(&e.to_string()))?,
        };
        Ok(Self {
            partner,
            session: 0,
            is_open: false,
            chain: None,
            to_polish: None,
            palette: PaletteChoice::All,
            replies: VecDeque::new(),
            stats_are_due: false,
            stats_ms: 0.0,
            steps_reported: 0,
            unsaid,
            #[cfg(feature = "worker-wgpu")]
            gpu: None,
        })
    }

    /// Takes a message from the page in.
    pub fn handle(&mut self, bytes: &[u8]) {
        match Request::decode(bytes) {
            Ok((session, Request::Open(log))) => {
                self.session = session;
                self.open(&log);
            }
            // What an earlier painting still had to say, or what follows on a log that was lost.
            Ok((session, _)) if session != self.session || !self.is_open => {}
            Ok((_, request)) => self.obey(request),
            Err(error) => self.reply(&Reply::Trouble(Trouble::of_message(&error))),
        }
    }

    /// Works for about so many ms; says whether there is more to do.
    /// Nothing may be called until it has done so.
    pub async fn work(&mut self, budget_ms: f64) -> bool {
        let began_ms = now_ms();
        loop {
            let more = self.slice().await;
            let now = now_ms();
            if self.stats_are_due && (!more || now - self.stats_ms >= STATS_MS) {
                self.report_stats(now);
            }
            if !more || now - began_ms >= budget_ms {
                return more;
            }
        }
    }

    /// Median time in ms that proposals for so many windows take, eight at most; for benchmarks.
    #[wasm_bindgen(js_name = proposalMs)]
    pub async fn proposal_ms(&self, windows: usize) -> Result<f64, JsError> {
        let Devices { proposing, .. } = Devices::default();
        let policy = Policy::from_parameters(&self.parameters()?, &proposing)?;
        let trial = Trial::new(1);
        let mut times = Vec::new();
        for _ in 0..TIMED_ROUNDS {
            let began_ms = now_ms();
            trial.propose(&policy, windows, &proposing).await?;
            times.push(now_ms() - began_ms);
        }
        Ok(median(&mut times))
    }

    /// The messages for the page, in order.
    #[wasm_bindgen(js_name = takeReplies)]
    pub fn take_replies(&mut self) -> Vec<Uint8Array> {
        self.replies.drain(..).map(|reply| Uint8Array::from(reply.as_slice())).collect()
    }
}

impl Brain {
    fn parameters(&self) -> Result<Vec<f32>, JsError> {
        let parameters = self.partner.parameters();
        let parameters =
            parameters.ok_or_else(|| JsError::new("without weights there is no network"))?;
        Ok(parameters.to_vec())
    }

    fn reply(&mut self, reply: &Reply) {
        self.replies.push_back(reply.encode(self.session));
    }

    fn open(&mut self, log: &Log) {
        (self.chain, self.to_polish) = (None, None);
        self.partner.set_settings(Settings::default());
        self.palette = PaletteChoice::All;
        match self.partner.open(log) {
            Ok(()) => {
                self.is_open = true;
                let hash = self.partner.weights_hash();
                self.reply(&Reply::Ready { weights: (hash != 0).then_some(hash) });
                if let Some(trouble) = self.unsaid.take() {
                    self.reply(&Reply::Trouble(trouble));
                }
            }
            Err(error) => {
                self.is_open = false;
                self.reply(&Reply::Trouble(failed(trouble::PARTNER_FAILED, &error)));
            }
        }
    }

    fn obey(&mut self, request: Request) {
        match request {
            Request::Open(log) => self.open(&log),
            Request::Ops { from, brushes, entries } => self.follow(from, brushes, entries),
            Request::Target(choice) => self.set_target(choice),
            Request::Plan { chain, revision, count } => {
                if revision != self.partner.revision() {
                    return self.lose();
                }
                self.partner.plan(count.into());
                self.chain = Some(Chain { name: chain, revision, sent: 0 });
            }
            Request::More { count } => {
                if self.chain.is_some() {
                    self.partner.plan_more(count.into());
                }
            }
            Request::Palette(choice) => {
                self.palette = choice;
                self.mix_palette();
            }
            Request::Focus(focus) => self.partner.set_focus(focus.map(|focus| Focus {
                at: [focus.x.into(), focus.y.into()],
                reach: focus.reach.into(),
            })),
            Request::Price(price) => {
                let price = price as f32 / limner_protocol::WHOLE as f32;
                self.partner.set_settings(Settings { price, ..self.partner.settings() });
            }
            Request::Polish { revision, reach } => {
                if revision != self.partner.revision() {
                    return self.lose();
                }
                self.partner.plan(0);
                (self.chain, self.to_polish) = (None, Some(reach.into()));
            }
            Request::Brush(index) => {
                self.chain = None;
                if !self.partner.set_brush(index) {
                    let reason = "it can't paint with that brush";
                    let failed = Trouble::new(trouble::PARTNER_FAILED).with("reason", reason);
                    self.reply(&Reply::Trouble(failed));
                }
            }
            Request::Halt => {
                self.partner.stop();
                self.chain = None;
            }
            Request::Taste(bytes) => {
                if let Err(error) = self.partner.set_taste(&bytes) {
                    self.reply(&Reply::Trouble(failed(trouble::TASTE_UNUSABLE, &error)));
                }
                self.report_learned();
            }
            Request::Forget => {
                let forgot = self.partner.forget();
                self.unlearned(forgot);
            }
            Request::RevertPolicy => {
                let reverted = self.partner.revert_policy();
                self.unlearned(reverted);
            }
            Request::Rehearse(on) => self.partner.rehearse(on),
            Request::Thumbnail { index, width, height } => {
                let drawn = draw_gallery(index, width.into(), height.into());
                let reply = match drawn {
                    Ok(picture) => Reply::Thumbnail { index, pixels: pixels(&picture) },
                    Err(trouble) => Reply::Trouble(trouble),
                };
                self.reply(&reply);
            }
        }
    }

    /// Finds the colours that were chosen, for the picture that there is.
    fn mix_palette(&mut self) {
        let colors = match &self.palette {
            PaletteChoice::All => Vec::new(),
            PaletteChoice::OfPicture(count) => self.partner.palette_of_target((*count).into()),
            PaletteChoice::These(colors) => colors.clone(),
        };
        self.partner.set_palette(colors.clone());
        self.chain = None;
        self.reply(&Reply::Palette(colors));
    }

    /// Replays what happened to the painting.
    fn follow(&mut self, from: u32, brushes: u8, entries: Vec<Entry>) {
        let table = self.partner.painting().log().brushes().len();
        if from != self.partner.revision() || usize::from(brushes) != table {
            return self.lose();
        }
        let judged = entries.iter().any(|entry| matches!(entry.op, Op::Judge(_)));
        if self.partner.push_all(entries).is_err() {
            return self.lose();
        }
        self.stats_are_due = true;
        if judged {
            self.report_learned();
        }
    }

    /// The replica is not the page's log any more: all that comes is void until it is opened again.
    fn lose(&mut self) {
        self.partner.stop();
        (self.chain, self.to_polish) = (None, None);
        self.is_open = false;
        self.reply(&Reply::Lost);
    }

    fn set_target(&mut self, choice: TargetChoice) {
        let header = self.partner.painting().log().header();
        let (width, height) = (u32::from(header.width), u32::from(header.height));
        let picture = match choice {
            TargetChoice::Nothing => Ok(None),
            TargetChoice::Gallery(index) => draw_gallery(index, width, height).map(Some),
            TargetChoice::File(bytes) => {
                decode(&bytes).map(Some).map_err(|error| Trouble::from(&error))
            }
        };
        let picture = match picture {
            Ok(picture) => picture.map(|picture| fit_cover(&picture, width, height)),
            Err(trouble) => return self.reply(&Reply::TargetRefused(trouble)),
        };
        let fitted = picture.as_ref().and_then(|picture| {
            let [width, height] = [picture.width, picture.height].map(|side| side as usize);
            Picture::from_rgb8(width, height, &picture.pixels)
        });
        self.partner.set_target(fitted.as_ref());
        self.chain = None;
        if matches!(self.palette, PaletteChoice::OfPicture(_)) {
            self.mix_palette();
        }
        self.stats_are_due = true;
        let target = picture.map(|picture| {
            let (width, height) =
                fit_inside(picture.width, picture.height, limner_protocol::MAX_SIDE.into());
            let id = xxhash_rust::xxh3::xxh3_64_with_seed(&picture.pixels, picture.width.into());
            let is_small = (width, height) == (picture.width, picture.height);
            let seen = if is_small { picture } else { scaled(&picture, width, height) };
            (id, pixels(&seen))
        });
        self.reply(&Reply::Target(target));
    }

    fn polish(&mut self, reach: usize) {
        let round = Round { reach, steps: POLISH_STEPS, pixels: POLISH_PIXELS };
        let amendments = self.partner.polish(&round);
        let brushes = self.partner.painting().log().brushes().len() as u8;
        let revision = self.partner.revision();
        self.reply(&Reply::Polished(Polished { revision, brushes, amendments }));
    }

    /// One slice of planning or rehearsing; says whether there is more to do.
    async fn slice(&mut self) -> bool {
        if !self.is_open {
            return false;
        }
        #[cfg(feature = "worker-wgpu")]
        self.leave_failed_gpu();
        if let Some(reach) = self.to_polish.take() {
            self.polish(reach);
            return true;
        }
        let work = match self.partner.work_async().await {
            Ok(work) => work,
            #[cfg(feature = "worker-wgpu")]
            Err(error) if self.leave_gpu(&error.to_string()) => Work::More,
            Err(error) => {
                self.partner.stop();
                self.reply(&Reply::Trouble(failed(trouble::PARTNER_FAILED, &error)));
                Work::Planned
            }
        };
        let planned = self.partner.take_planned();
        let done = work == Work::Planned;
        if !planned.is_empty() || done {
            self.report_plan(&planned, done);
        }
        let steps = self.partner.policy_steps();
        let since = steps.abs_diff(self.steps_reported);
        if since >= LEARNED_STEPS || (since > 0 && work == Work::Idle) {
            self.report_learned();
        }
        // After a plan there may be something to rehearse.
        work != Work::Idle
    }

    fn report_plan(&mut self, planned: &[Proposal], done: bool) {
        let Some(mut chain) = self.chain else { return };
        let log = self.partner.painting().log();
        let header = log.header();
        let canvas_side = f32::from(header.width.max(header.height));
        let has_target = self.partner.has_target();
        let brushes = log.brushes().len() as u8;
        let proposals = planned.iter().map(|proposal| limner_protocol::Proposal {
            stroke: proposal.stroke.clone(),
            gain_q15: (proposal.share.clamp(0.0, 1.0) * ONE as f32) as u16,
            reason: Code::known(reason_of(proposal, canvas_side, has_target)),
        });
        let plan = Plan {
            chain: chain.name,
            revision: chain.revision,
            offset: chain.sent,
            done,
            brushes,
            proposals: proposals.collect(),
        };
        chain.sent += planned.len() as u32;
        self.chain = Some(chain);
        self.reply(&Reply::Plan(plan));
    }

    fn report_stats(&mut self, now_ms: f64) {
        (self.stats_are_due, self.stats_ms) = (false, now_ms);
        let psnr = self.partner.psnr().filter(|psnr| psnr.is_finite());
        let psnr_centi_db = psnr.map(|psnr| (psnr * 100.0).round() as i32);
        self.reply(&Reply::Stats { revision: self.partner.revision(), psnr_centi_db });
    }

    fn report_learned(&mut self) {
        let words = self.partner.taste().words();
        let steps = self.partner.policy_steps();
        self.steps_reported = steps;
        self.reply(&Reply::Learned(Learned {
            taste: self.partner.taste().to_bytes(),
            likes: codes(&words.likes),
            dislikes: codes(&words.dislikes),
            judged: self.partner.taste().judged(),
            policy_steps: steps,
            can_revert: steps > 0,
        }));
    }

    /// What was learned is gone, and with it what was planned.
    fn unlearned(&mut self, how: Result<(), limner_agent::Error>) {
        self.chain = None;
        if let Err(error) = how {
            self.reply(&Reply::Trouble(failed(trouble::PARTNER_FAILED, &error)));
        }
        self.report_learned();
    }
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn failed(code: &'static str, error: &limner_agent::Error) -> Trouble {
    Trouble::new(code).with("reason", error.to_string().as_str())
}

fn codes(words: &[Word]) -> Vec<Code> {
    let code = |word: &Word| word::ALL.get(usize::from(word.code())).map(|c| Code::known(c));
    words.iter().filter_map(code).collect()
}

/// Why the partner chose a stroke, of what can be told in a word.
fn reason_of(proposal: &Proposal, canvas_side: f32, has_target: bool) -> &'static str {
    if proposal.share > 0.0 && proposal.worth > LIKED * proposal.share {
        return reason::LIKED;
    }
    if !has_target {
        return reason::FREE;
    }
    let seen = (WINDOW << proposal.window.level) as f32 / canvas_side;
    match seen {
        seen if seen > 0.6 => reason::WHOLE,
        seen if seen > 0.15 => reason::PART,
        _ => reason::DETAIL,
    }
}

fn draw_gallery(index: u8, width: u32, height: u32) -> Result<Rgb8Picture, Trouble> {
    let count = gallery::NAMES.len();
    if usize::from(index) >= count {
        let trouble =
            Trouble::new(trouble::NO_SUCH_GALLERY_PICTURE).with("index", i64::from(index));
        return Err(trouble.with("count", count as i64));
    }
    let (width, height) = fit_inside(width, height, gallery::MAX_SIDE);
    Ok(gallery::draw(index.into(), width, height))
}

fn pixels(picture: &Rgb8Picture) -> Pixels {
    // Neither is longer than `limner_protocol::MAX_SIDE`: the caller saw to it.
    let [width, height] = [picture.width, picture.height].map(|side| side as u16);
    Pixels { width, height, rgb: picture.pixels.clone() }
}
