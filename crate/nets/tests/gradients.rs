//! Gradients against differences, learning from a seed, and parameters as bytes.

use limner_nets::{Activation, Adam, AdamConfig, Deviation, Slots, Stack, Tape, weights};
use proptest::prelude::*;

/// Numbers between -1 and 1 of a fixed sequence.
fn numbers(seed: u32) -> impl FnMut() -> f32 {
    let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(1);
    move || {
        state = state.wrapping_mul(747_796_405).wrapping_add(2_891_336_453);
        let word = ((state >> ((state >> 28) + 4)) ^ state).wrapping_mul(277_803_737);
        (word >> 8) as f32 / (1 << 23) as f32 - 1.0
    }
}

/// The gradient of a weighted sum of a network's outputs, and the same by differences of parameters and inputs.
fn check(net: &Stack, slots: &Slots, batch: usize, seed: u32) {
    let mut random = numbers(seed);
    let mut parameters = slots.initial(&mut random);
    parameters.iter_mut().for_each(|p| *p += 0.05 * random());
    let mut inputs: Vec<f32> = (0..batch * net.inputs()).map(|_| random()).collect();
    let weights: Vec<f32> = (0..batch * net.outputs()).map(|_| random()).collect();
    let mut tape = Tape::default();
    let mut loss = |parameters: &[f32], inputs: &[f32]| -> f64 {
        let outputs = net.forward(parameters, inputs, &mut tape);
        outputs.iter().zip(&weights).map(|(a, b)| f64::from(a * b)).sum()
    };
    let mut differences = Vec::new();
    let step = 2e-3;
    for i in (0..parameters.len()).step_by(1 + parameters.len() / 60) {
        let kept = parameters[i];
        parameters[i] = kept + step;
        let up = loss(&parameters, &inputs);
        parameters[i] = kept - step;
        let down = loss(&parameters, &inputs);
        parameters[i] = kept;
        differences.push((i, true, (up - down) / f64::from(2.0 * step)));
    }
    for i in (0..inputs.len()).step_by(1 + inputs.len() / 40) {
        let kept = inputs[i];
        inputs[i] = kept + step;
        let up = loss(&parameters, &inputs);
        inputs[i] = kept - step;
        let down = loss(&parameters, &inputs);
        inputs[i] = kept;
        differences.push((i, false, (up - down) / f64::from(2.0 * step)));
    }
    loss(&parameters, &inputs);
    let (mut gradient, mut d_inputs) = (vec![0.0; parameters.len()], Vec::new());
    net.backward(&parameters, &mut tape, &weights, Some(&mut gradient), Some(&mut d_inputs));
    let scale = gradient.iter().fold(0.0f32, |m, d| m.max(d.abs()));
    for (i, of_parameter, difference) in differences {
        let exact = f64::from(if of_parameter { gradient[i] } else { d_inputs[i] });
        let allowed = 0.03 * exact.abs().max(difference.abs()) + 0.004 * f64::from(scale) + 1e-3;
        assert!(
            (difference - exact).abs() < allowed,
            "{i} (of the parameters: {of_parameter}): {difference} by differences, {exact}"
        );
    }
}

#[test]
fn gradients_of_dense_layers_match_differences() {
    for (seed, activation) in
        (1..).zip([Activation::Linear, Activation::Elu, Activation::Tanh, Activation::Sigmoid])
    {
        let mut slots = Slots::default();
        let net = Stack::new(5)
            .dense(&mut slots, 7, activation)
            .dense(&mut slots, 4, Activation::LeakyRelu)
            .dense_by(&mut slots, 3, activation, 0.5);
        check(&net, &slots, 6, seed);
    }
}

#[test]
fn gradients_of_convolutions_match_differences() {
    for (seed, kernel) in [(1, [4, 2, 1]), (2, [3, 2, 1]), (3, [3, 1, 0])] {
        let mut slots = Slots::default();
        let net = Stack::new(8 * 8 * 2)
            .convolution(&mut slots, [2, 3], kernel, Activation::Elu)
            .convolution(&mut slots, [3, 4], [3, 1, 1], Activation::Tanh)
            .dense(&mut slots, 2, Activation::Linear);
        check(&net, &slots, 5, seed);
    }
}

#[test]
fn a_convolution_sums_what_it_sees() {
    let mut slots = Slots::default();
    let net = Stack::new(9).convolution(&mut slots, [1, 1], [3, 2, 1], Activation::Linear);
    let mut parameters = vec![1.0; slots.len()];
    parameters[9] = 0.5; // the bias
    let picture = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0];
    let mut tape = Tape::default();
    let seen = net.forward(&parameters, &picture, &mut tape);
    assert_eq!(seen, [12.5, 16.5, 24.5, 28.5]);
}

#[test]
fn the_gradient_of_the_deviation_matches_differences() {
    let (features, group, batch) = (5, 4, 8);
    let mut random = numbers(9);
    let mut rows: Vec<f32> = (0..features * batch).map(|_| random()).collect();
    let weights: Vec<f32> = (0..(features + 1) * batch).map(|_| random()).collect();
    let mut deviation = Deviation::default();
    let mut longer = Vec::new();
    let mut loss = |rows: &[f32], deviation: &mut Deviation| -> f64 {
        deviation.append(rows, features, group, &mut longer);
        longer.iter().zip(&weights).map(|(a, b)| f64::from(a * b)).sum()
    };
    loss(&rows, &mut deviation);
    let mut d = Vec::new();
    deviation.pull_back(&rows, &weights, &mut d);
    for i in 0..rows.len() {
        let kept = rows[i];
        rows[i] = kept + 1e-2;
        let up = loss(&rows, &mut deviation);
        rows[i] = kept - 1e-2;
        let down = loss(&rows, &mut deviation);
        rows[i] = kept;
        let difference = (up - down) / 2e-2;
        assert!((difference - f64::from(d[i])).abs() < 5e-3, "{i}: {difference}, {}", d[i]);
    }
}

#[test]
fn groups_that_are_alike_have_no_deviation() {
    let (mut deviation, mut longer) = (Deviation::default(), Vec::new());
    deviation.append(&[1.0, 2.0, 1.0, 2.0, 0.0, 0.0, 4.0, 4.0], 2, 2, &mut longer);
    assert!((longer[2] - 0.01).abs() < 1e-6, "{}", longer[2]);
    assert!((longer[8] - 2.0).abs() < 1e-3, "{}", longer[8]);
}

/// Learns to say which of two quadrants a point lies in; returns the parameters and how often it is wrong.
fn learned(seed: u32) -> (Vec<f32>, usize) {
    let mut slots = Slots::default();
    let net = Stack::new(2).dense(&mut slots, 16, Activation::LeakyRelu).dense(
        &mut slots,
        1,
        Activation::Linear,
    );
    let mut random = numbers(seed);
    let mut parameters = slots.initial(&mut random);
    let config = AdamConfig { rate: 0.01, ..AdamConfig::default() };
    let mut adam = Adam::new(config, &parameters);
    let (mut tape, mut wrong) = (Tape::default(), 0);
    let mut gradient = vec![0.0; parameters.len()];
    for step in 0..300 {
        let points: Vec<f32> = (0..64).map(|_| random()).collect();
        let outputs = net.forward(&parameters, &points, &mut tape);
        let sign = |p: &[f32]| if p[0] * p[1] > 0.0 { 1.0 } else { -1.0 };
        let pairs = || outputs.iter().zip(points.chunks(2).map(sign));
        let d: Vec<f32> =
            pairs().map(|(v, sign)| -sign / (1.0 + (sign * v).exp()) / 32.0).collect();
        if step >= 290 {
            wrong += pairs().filter(|(v, sign)| *v * sign < 0.0).count();
        }
        gradient.fill(0.0);
        net.backward(&parameters, &mut tape, &d, Some(&mut gradient), None);
        assert!(adam.step(&mut parameters, &gradient));
    }
    (adam.averaged, wrong)
}

#[test]
fn what_is_learned_follows_from_the_seed() {
    let (parameters, wrong) = learned(1);
    assert!(wrong < 32, "{wrong} of 320 are wrong");
    assert_eq!(parameters, learned(1).0);
    assert_ne!(parameters, learned(2).0);
}

#[test]
fn what_is_not_finite_moves_nothing() {
    let mut parameters = vec![1.0, 2.0];
    let mut adam = Adam::new(AdamConfig::default(), &parameters);
    for bad in [f32::NAN, f32::INFINITY] {
        assert!(!adam.step(&mut parameters, &[0.1, bad]));
    }
    assert_eq!((parameters.as_slice(), adam.steps), ([1.0, 2.0].as_slice(), 0));
    assert!(adam.step(&mut parameters, &[0.1, 0.0]));
    assert!(parameters[0] < 1.0);
}

proptest! {
    #[test]
    fn parameters_come_back_at_half_precision(values in prop::collection::vec(-80_000f32..80_000.0, 0..50)) {
        let bytes = weights::encode(&values);
        prop_assert_eq!(bytes.len(), weights::len(values.len()));
        let back = weights::decode(&bytes, values.len()).expect("what was encoded");
        for (a, b) in values.iter().zip(back) {
            prop_assert!((a.clamp(-65_504.0, 65_504.0) - b).abs() <= a.abs() / 1024.0 + 1e-6);
        }
        prop_assert!(weights::decode(&bytes, values.len() + 1).is_err());
    }

    #[test]
    fn parameters_come_back_from_a_byte_each(values in prop::collection::vec(-80_000f32..80_000.0, 0..100)) {
        let bytes = weights::encode_short(&values);
        prop_assert_eq!(bytes.len(), weights::short_len(values.len()));
        let back = weights::decode(&bytes, values.len()).expect("what was encoded");
        for (a, b) in values.chunks(32).zip(back.chunks(32)) {
            let most = a.iter().fold(0.0f32, |most, v| most.max(v.abs()));
            for (a, b) in a.iter().zip(b) {
                prop_assert!((a.clamp(-65_504.0, 65_504.0) - b).abs() <= most / 200.0 + 1e-4);
            }
        }
        prop_assert!(weights::decode(&bytes[..bytes.len() - 1], values.len()).is_err());
    }

    #[test]
    fn any_bytes_are_parameters_or_an_error(
        mut bytes in prop::collection::vec(any::<u8>(), 0..64), wanted in 0u8..20, version in 0u8..3
    ) {
        if version > 0 && bytes.len() > 9 {
            bytes[..9].copy_from_slice(&[b'L', b'N', b'E', b'T', version, wanted, 0, 0, 0]);
        }
        if let Ok(values) = weights::decode(&bytes, wanted.into()) {
            prop_assert_eq!(values.len(), usize::from(wanted));
            prop_assert!(values.iter().all(|v| v.is_finite()));
        }
    }
}
