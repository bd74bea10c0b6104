//! Taking turns: what is compared is measured alternately, so that a busy machine is busy for all.

use std::time::Instant;

/// The median of the seconds that each contender took, in `rounds` rounds after one to warm up.
/// Rounds begin with each contender in turn.
pub fn medians<const N: usize>(rounds: usize, contenders: [&mut dyn FnMut(); N]) -> [f64; N] {
    let mut seconds: [Vec<f64>; N] = std::array::from_fn(|_| Vec::with_capacity(rounds));
    for round in 0..=rounds {
        for turn in 0..N {
            let i = (round + turn) % N;
            let started = Instant::now();
            contenders[i]();
            if round > 0 {
                seconds[i].push(started.elapsed().as_secs_f64());
            }
        }
    }
    seconds.map(|mut seconds| {
        seconds.sort_by(f64::total_cmp);
        seconds[seconds.len() / 2]
    })
}
