//! How long the network takes; for benchmarks, and to choose between devices.

use limner_agent::devices::{Benchmark, Devices};
use limner_agent::policy::Policy;

use crate::{Error, Worker};

/// Rounds of which the median is a time.
const ROUNDS: usize = 41;

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
}

/// The median of at least one time.
pub(crate) fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
