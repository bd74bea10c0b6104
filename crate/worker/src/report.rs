//! What the worker tells the page of its partner: plans, figures, and what was learned.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "shares and decibels are rounded: a cast of a float saturates"
)]

use limner_agent::partner::Partner;
use limner_agent::planner::Proposal;
use limner_agent::taste::{Belief, Judgement, STRIKING_WORDS, Saying};
use limner_core::fixed::ONE;
use limner_protocol::codes::{belief, said};
use limner_protocol::{Code, Learned, MAX_SAID, NO_WORD, Plan, Reply, Said};

use crate::reason;

/// Between two reports of how the painting is coming along while strokes are planned, in ms.
const STATS_MS: f64 = 150.0;
/// Between two reports of what was learned while rehearsing, in steps.
const LEARNED_STEPS: u32 = 8;

/// A chain of strokes being planned.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chain {
    /// The chain's name, as the page calls it.
    pub name: u32,
    /// The revision that the chain was asked for on.
    pub revision: u32,
    /// Strokes of the chain that were told.
    pub sent: u32,
}

impl Chain {
    /// The next strokes of the chain; `done` where all that was asked for is there, or no more was found.
    pub(crate) fn plan(&mut self, partner: &Partner, planned: &[Proposal], done: bool) -> Reply {
        let log = partner.painting().log();
        let header = log.header();
        let canvas_side = f32::from(header.width.max(header.height));
        let has_target = partner.replica().has_target();
        let proposals = planned.iter().map(|proposal| limner_protocol::PlannedStroke {
            stroke: proposal.stroke.clone(),
            gain_q15: (proposal.share.clamp(0.0, 1.0) * ONE as f32) as u16,
            reason: Code::known(reason::of(proposal, canvas_side, has_target)),
        });
        let plan = Plan {
            chain: self.name,
            revision: self.revision,
            offset: self.sent,
            done,
            brushes: log.brush_count(),
            proposals: proposals.collect(),
        };
        self.sent += planned.len() as u32;
        Reply::Plan(plan)
    }
}

/// When the figures and what was learned are told again.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Reports {
    stats_are_due: bool,
    stats_ms: f64,
    steps_told: u32,
}

impl Reports {
    /// Notes that the painting or its target changed: the figures are other ones.
    pub(crate) fn painting_changed(&mut self) {
        self.stats_are_due = true;
    }

    /// How the painting is coming along, where that is due: while the worker is busy not too often, when it
    /// falls idle at once.
    pub(crate) fn stats(&mut self, partner: &Partner, now_ms: f64, idle: bool) -> Option<Reply> {
        if !self.stats_are_due || !(idle || now_ms - self.stats_ms >= STATS_MS) {
            return None;
        }
        (self.stats_are_due, self.stats_ms) = (false, now_ms);
        let psnr = partner.replica().psnr().filter(|psnr| psnr.is_finite());
        let psnr_centi_db = psnr.map(|psnr| (psnr * 100.0).round() as i32);
        Some(Reply::Stats { revision: partner.replica().revision(), psnr_centi_db })
    }

    /// What rehearsing came to, where that is due.
    pub(crate) fn rehearsed(&mut self, partner: &mut Partner, idle: bool) -> Option<Reply> {
        let since = partner.network().steps().abs_diff(self.steps_told);
        (since >= LEARNED_STEPS || (since > 0 && idle)).then(|| self.learned(partner))
    }

    /// What was learned so far.
    pub(crate) fn learned(&mut self, partner: &mut Partner) -> Reply {
        let shown = partner.practice().shown_beliefs();
        let taste = partner.taste();
        let mood = partner.settings().mood.beliefs();
        let known = taste.beliefs();
        // What was answered is told once.
        let is_new = |b: &Belief| !known.iter().any(|k| k.word.feature() == b.word.feature());
        let shown: Vec<Belief> = shown.into_iter().filter(is_new).collect();
        let seed = partner.painting().log().header().seed;
        let steps = partner.network().steps();
        self.steps_told = steps;
        Reply::Learned(Learned {
            taste: taste.to_bytes(),
            beliefs: (known.iter())
                .map(|belief| {
                    told(belief, if belief.is_pinned { belief::SAID } else { belief::LEARNED })
                })
                .chain(shown.iter().map(|shown| told(shown, belief::SHOWN)))
                .chain(mood.iter().map(|asked| told(asked, belief::MOOD)))
                .collect(),
            said: taste.judgements().take(MAX_SAID).map(|j| listed(&j, seed)).collect(),
            judged: taste.judged(),
            policy_steps: steps,
            can_revert: steps > 0,
        })
    }
}

/// A belief as the page is told of it, with the code of where it comes from.
fn told(belief: &Belief, origin: &str) -> limner_protocol::Belief {
    let place = belief::ALL.iter().position(|code| *code == origin).unwrap_or(0);
    limner_protocol::Belief {
        word: belief.word.code(),
        strength: belief.strength,
        certainty: belief.certainty,
        origin: place as u8,
    }
}

/// A judgement as the page is told of it, where the painting that is open has this seed.
fn listed(judgement: &Judgement, seed: u32) -> Said {
    let said = match judgement.said {
        Saying::No => "no",
        Saying::Yes => "yes",
        Saying::Undone => "undone",
        Saying::Chosen => "chosen",
        Saying::Alike => "alike",
    };
    let place = said::ALL.iter().position(|code| *code == said).unwrap_or(0);
    let mut words = [NO_WORD; STRIKING_WORDS];
    words.iter_mut().zip(&judgement.words).for_each(|(place, word)| *place = word.code());
    let here = judgement.origin.filter(|origin| origin.seed == seed);
    Said {
        id: judgement.id,
        said: place as u8,
        is_taken_back: judgement.is_taken_back,
        entry: here.map(|origin| origin.entry),
        words,
    }
}
