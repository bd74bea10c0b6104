//! How far a policy has come: what it leaves of the error of canvases that it did not learn from, and how much it does
//! what it is asked to.

use limner_env::{OBSERVATION_LEN, Random};

use crate::Error;
use crate::learn::composite::{Composite, LossConfig};
use crate::learn::gradient::{like, profile};
use crate::learn::replay_buffer::Slot;
use crate::policy::{OUTPUT_LEN, Policy, STROKES};
use crate::wish::{self, WISH, Wish};

/// How much more a policy's strokes are liked on these canvases for being asked, on the mean over wishes about one
/// term each of length 1, and the mean share of the squared error that they leave when asked.
pub fn heard(policy: &Policy, slots: &[Slot], config: &LossConfig) -> Result<[f32; 2], Error> {
    let wish = |i: usize| {
        let sign = if (i / WISH).is_multiple_of(2) { 1.0 } else { -1.0 };
        std::array::from_fn(|term| if term == i % WISH { sign } else { 0.0 })
    };
    let wishes: Vec<Wish> = (0..slots.len()).map(wish).collect();
    let observations = seen_of(slots);
    let mut composite = Composite::new(profile());
    let (mut liked, mut left) = (0.0, 0.0);
    for (wishes, sign) in [(&wishes[..], 1.0), (&[], -1.0)] {
        let raw = policy.propose(&observations, wishes)?;
        let outputs = slots.iter().zip(raw.as_chunks::<OUTPUT_LEN>().0);
        for (i, (slot, raw)) in outputs.enumerate() {
            let loss = composite.paint(raw, &slot.target, &slot.canvas, config);
            left += if sign > 0.0 { loss.remaining() } else { 0.0 };
            let objective = wish::objective(&wish(i));
            liked += sign * like(&composite, raw, &objective, 0.0, &mut [0.0; OUTPUT_LEN]);
        }
    }
    let count = slots.len().max(1) as f32;
    Ok([liked / count / STROKES as f32, left / count])
}

/// The mean share of the squared error that eight strokes leave on these canvases, for the policy or,
/// without one, for random strokes.
pub fn remaining(
    policy: Option<&Policy>,
    slots: &[Slot],
    config: &LossConfig,
) -> Result<f32, Error> {
    let raw = match policy {
        Some(policy) => policy.propose(&seen_of(slots), &[])?,
        None => {
            let mut random = Random::new(7);
            (0..slots.len() * OUTPUT_LEN).map(|_| random.normal()).collect()
        }
    };
    let mut composite = Composite::new(profile());
    let outputs = slots.iter().zip(raw.chunks_exact(OUTPUT_LEN));
    let sum: f32 = outputs
        .map(|(slot, raw)| composite.paint(raw, &slot.target, &slot.canvas, config).remaining())
        .sum();
    Ok(sum / slots.len().max(1) as f32)
}

/// What the policy sees of these canvases.
fn seen_of(slots: &[Slot]) -> Vec<f32> {
    let mut out = vec![0.0; slots.len() * OBSERVATION_LEN];
    slots
        .iter()
        .zip(out.chunks_exact_mut(OBSERVATION_LEN))
        .for_each(|(slot, out)| slot.observe(out));
    out
}
