//! How long the network takes; for benchmarks, and to choose between devices.

use limner_agent::devices::{Benchmark, Devices};
use limner_agent::objective::{ColorStatistics, Objective};
use limner_agent::partner::STEPS_A_ROUND;
use limner_agent::policy::Policy;
use limner_agent::rehearse::Rehearsal;
use limner_agent::taste::question::most_telling;
use limner_agent::taste::{FEATURES, Features, MAX_OPTIONS, Taste};
use limner_core::Verdict;
use limner_env::Random;

use crate::{Error, Worker};

/// Rounds of which the median is a time.
const ROUNDS: usize = 41;
/// Judgements that are known when another one is learned from: as many as a person makes in a while.
const KNOWN: usize = 50;
/// Outlines that a question is chosen from.
const OUTLINES: usize = 64;
/// Strokes that a judgement is about.
const JUDGED: usize = 8;

/// How long learning takes, in ms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LearningMs {
    /// A yes or a no is learned from.
    pub update: f64,
    /// A question is chosen, once there are outlines.
    pub question: f64,
    /// The steps of a round are rehearsed, before the picture that there is.
    pub round: f64,
}

impl Worker {
    /// The median time in ms that proposals for so many windows take on flex, eight windows at most.
    pub async fn proposal_ms(
        &self,
        windows: usize,
        now_ms: impl Fn() -> f64,
    ) -> Result<f64, Error> {
        let Devices { proposing, .. } = Devices::default();
        let policy = Policy::from_parameters(self.parameters()?, &proposing)?;
        let benchmark = Benchmark::new(1);
        let mut times = Vec::with_capacity(ROUNDS);
        for _ in 0..ROUNDS {
            let began_ms = now_ms();
            benchmark.propose(&policy, windows, &proposing).await?;
            times.push(now_ms() - began_ms);
        }
        Ok(median(&mut times))
    }

    /// How long learning takes on flex.
    pub async fn learning_ms(&self, now_ms: impl Fn() -> f64) -> Result<LearningMs, Error> {
        let mut random = Random::new(1);
        let mut look =
            || -> Features { std::array::from_fn::<f32, FEATURES, _>(|_| random.normal()) };
        let mut strokes = |count: usize| -> Vec<Features> { (0..count).map(|_| look()).collect() };
        let mut taste = Taste::default();
        let verdict = |i: usize| [Verdict::Yes, Verdict::No][i % 2];
        let (mut updates, mut questions) = (Vec::new(), Vec::new());
        for i in 0..KNOWN + ROUNDS {
            let judged = strokes(JUDGED);
            judged.iter().for_each(|look| taste.see(look));
            let began_ms = now_ms();
            taste.judge(&judged, verdict(i));
            updates.push(now_ms() - began_ms);
        }
        for i in 0..u32::try_from(ROUNDS).unwrap_or(1) {
            let outlines = strokes(OUTLINES);
            let began_ms = now_ms();
            let chosen = most_telling(&taste, &outlines, MAX_OPTIONS, &mut Random::new(i));
            questions.extend(chosen.map(|_| now_ms() - began_ms));
        }
        let policy = Policy::from_parameters(self.parameters()?, &Devices::default().proposing)?;
        let mut rehearsal = Rehearsal::new(&policy, 1)?;
        let wanted =
            Objective::new(&taste.imagined(&mut Random::new(1)), 1.0, &ColorStatistics::default());
        let began_ms = now_ms();
        for _ in 0..STEPS_A_ROUND {
            rehearsal.step_async(self.partner.scene(), &wanted).await?;
        }
        let round = now_ms() - began_ms;
        let update = median(&mut updates[KNOWN..]);
        Ok(LearningMs { update, question: median(&mut questions), round })
    }
}

/// The median of at least one time.
pub(crate) fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
