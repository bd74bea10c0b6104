//! The policy: a small network from what a window looks like to eight strokes for it.
//!
//! Everything is a matrix product, so that it is quick on a CPU: the window is cut into 8 × 8 patches
//! of 4 × 4 pixels, each of which is embedded; 2 × 2 neighbours are merged; the 4 × 4 that remain go
//! through a dense trunk with two residual blocks. 1.08 M parameters, 2.0 M multiplications a window.
//!
//! It is asked, not retrained: what is wanted of a window's strokes ([`Wish`]) scales and shifts what the trunk
//! makes of it (feature-wise linear modulation: Perez et al. 2018, "FiLM: visual reasoning with a general
//! conditioning layer"), and moves the strokes themselves. These layers have no bias, so that a policy that is
//! asked for nothing is the one without them, to the bit.
//!
//! It is stochastic: for every stroke it says a mean and a spread of each number of its geometry, and what
//! share of the window's error it expects the stroke to remove ([`Intention`]).

use burn::module::{Module, Param};
use burn::nn::{Linear, LinearConfig};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Gradients, Tensor, TensorData};
use limner_env::action::raw_from_soft;
use limner_env::observation::PLANE;
use limner_env::soft::SoftStroke;
use limner_env::{Action, CHANNELS, GEOMETRY, OBSERVATION_LEN, RAW, WINDOW};

use crate::Error;
use crate::wish::{WISH, Wish};
use limner_env::random::Random;

/// Strokes that the policy proposes for one window.
pub const STROKES: usize = 8;
/// Numbers of the strokes of one window: [`RAW`] for each.
pub const OUTPUT_LEN: usize = STROKES * RAW;
/// Numbers that the network puts out for a stroke: means of [`RAW`] numbers, logarithms of the spreads of
/// the [`GEOMETRY`], and the log odds of the value.
pub const HEAD: usize = RAW + GEOMETRY + 1;
/// Names the architecture in weight files; changes when [`LAYERS`], [`CONDITIONING`] or [`patches`] do.
pub const ARCHITECTURE: u32 = 3;
/// The architecture without [`CONDITIONING`].
pub const UNCONDITIONED: u32 = 2;

const PATCH: usize = 4;
const PATCHES: usize = (WINDOW / PATCH) * (WINDOW / PATCH);
const PATCH_LEN: usize = CHANNELS * PATCH * PATCH;
const EMBEDDING: usize = 48;
const MERGED: usize = 96;
const TRUNK: usize = 320;
/// The logarithm of a spread lies within these.
pub const LOG_SPREAD: [f32; 2] = [-2.0, 0.5];
/// The spread of colours, which is not learned.
pub const COLOR_SPREAD: f32 = 0.3;

/// Name, inputs and outputs of every layer that reads what is seen, in the order of the flat parameters: a weight
/// matrix (input-major), then a bias.
pub const LAYERS: [(&str, usize, usize); 8] = [
    ("embed", PATCH_LEN, EMBEDDING),
    ("merge", 4 * EMBEDDING, MERGED),
    ("trunk", PATCHES / 4 * MERGED, TRUNK),
    ("widen", TRUNK, TRUNK),
    ("narrow", TRUNK, TRUNK),
    ("widen2", TRUNK, TRUNK),
    ("narrow2", TRUNK, TRUNK),
    ("head", TRUNK, STROKES * HEAD),
];

/// Numbers between the two layers that read a wish.
const HEARD: usize = 48;
/// Places in the trunk that a wish scales and shifts.
const MODULATED: usize = 3;
/// Name, inputs and outputs of the layers that read what is wanted; their weight matrices follow those of
/// [`LAYERS`]. They have no bias.
pub const CONDITIONING: [(&str, usize, usize); 2] =
    [("hear", WISH, HEARD), ("modulate", HEARD, 2 * MODULATED * TRUNK + STROKES * HEAD)];

/// How many numbers [`LAYERS`] consist of: those that come first.
pub const BACKBONE: usize = {
    let (mut sum, mut i) = (0, 0);
    while i < LAYERS.len() {
        sum += (LAYERS[i].1 + 1) * LAYERS[i].2;
        i += 1;
    }
    sum
};

/// How many numbers the network consists of.
pub const PARAMETERS: usize =
    BACKBONE + CONDITIONING[0].1 * CONDITIONING[0].2 + CONDITIONING[1].1 * CONDITIONING[1].2;

/// Differences are scaled to a root mean square of one, but not by more than the inverse of this.
const QUIET: f32 = 0.02;
/// Scaled differences are cut off here, so that a single odd pixel doesn't drown the rest.
const LOUD: f32 = 4.0;

/// The network.
#[derive(Module, Debug)]
pub struct Policy {
    embed: Linear,
    merge: Linear,
    trunk: Linear,
    widen: Linear,
    narrow: Linear,
    widen2: Linear,
    narrow2: Linear,
    head: Linear,
    hear: Linear,
    modulate: Linear,
}

/// What the policy has in mind for one stroke.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Intention {
    /// The stroke that the policy thinks of first.
    pub mean: Action,
    /// Standard deviation of each number of the geometry.
    pub spread: [f32; GEOMETRY],
    /// The share of the window's squared error that it expects the stroke to remove when it is painted
    /// after those before it, 0..=1.
    pub value: f32,
}

impl Intention {
    /// The intention of [`HEAD`] numbers as the network puts them out.
    #[must_use]
    pub fn from_output(output: &[f32; HEAD]) -> Self {
        let (mean, rest) = output.split_first_chunk().expect("a head begins with its means");
        let (spread, value) = rest.split_first_chunk::<GEOMETRY>().expect("then come spreads");
        let spread = spread.map(|v| v.clamp(LOG_SPREAD[0], LOG_SPREAD[1]).exp());
        Self { mean: *mean, spread, value: 1.0 / (1.0 + (-value[0]).exp()) }
    }

    /// A stroke drawn from the distribution: at temperature 0 the mean, at 1 as it was learned. The
    /// reparameterised form, mean + spread · noise.
    pub fn sample(&self, temperature: f32, random: &mut Random) -> Action {
        let mut action = self.mean;
        if temperature > 0.0 {
            for (v, spread) in action.iter_mut().zip(self.spread) {
                *v += temperature * spread * random.normal();
            }
        }
        action
    }
}

impl Policy {
    /// A network from its flat parameters (see [`LAYERS`]).
    pub fn from_parameters(parameters: &[f32], device: &Device) -> Result<Self, Error> {
        if parameters.len() != PARAMETERS {
            return Err(Error::ParameterCount { expected: PARAMETERS, found: parameters.len() });
        }
        if let Some(at) = parameters.iter().position(|v| !v.is_finite()) {
            return Err(Error::NotFinite { at });
        }
        let mut rest = parameters;
        let mut next = |has_bias: bool, (_, inputs, outputs): (&str, usize, usize)| {
            let (weight, after) = rest.split_at(inputs * outputs);
            let (bias, after) = after.split_at(if has_bias { outputs } else { 0 });
            rest = after;
            let mut layer = LinearConfig::new(inputs, outputs).with_bias(has_bias).init(device);
            layer.weight =
                Param::from_data(TensorData::new(weight.to_vec(), [inputs, outputs]), device);
            if has_bias {
                let bias = TensorData::new(bias.to_vec(), [outputs]);
                layer.bias = Some(Param::from_data(bias, device));
            }
            layer
        };
        let [embed, merge, trunk, widen, narrow, widen2, narrow2, head] =
            LAYERS.map(|layer| next(true, layer));
        let [hear, modulate] = CONDITIONING.map(|layer| next(false, layer));
        Ok(Self { embed, merge, trunk, widen, narrow, widen2, narrow2, head, hear, modulate })
    }

    /// The network of which only [`CONDITIONING`] learns: gradients of all else are not computed.
    #[must_use]
    pub fn with_fixed_backbone(self) -> Self {
        let Self { embed, merge, trunk, widen, narrow, widen2, narrow2, head, hear, modulate } =
            self;
        let [embed, merge, trunk, widen, narrow, widen2, narrow2, head] =
            [embed, merge, trunk, widen, narrow, widen2, narrow2, head].map(Module::no_grad);
        Self { embed, merge, trunk, widen, narrow, widen2, narrow2, head, hear, modulate }
    }

    /// The flat parameters.
    pub fn parameters(&self) -> Result<Vec<f32>, Error> {
        let mut flat = Vec::with_capacity(PARAMETERS);
        for layer in self.layers() {
            flat.extend(numbers(layer.weight.val())?);
            if let Some(bias) = &layer.bias {
                flat.extend(numbers(bias.val())?);
            }
        }
        Ok(flat)
    }

    /// The gradient with respect to the flat parameters, after a backward pass through a policy on a
    /// device with autodiff: one tensor, so that it is read at once. Layers that nothing went through have 0.
    pub fn parameter_gradients(&self, gradients: &Gradients) -> Result<Tensor<1>, Error> {
        let mut all = Vec::with_capacity(2 * LAYERS.len() + CONDITIONING.len());
        let mut any = false;
        for layer in self.layers() {
            let weight = layer.weight.val();
            let gradient = weight.grad(gradients);
            any |= gradient.is_some();
            all.push(gradient.unwrap_or_else(|| weight.inner().zeros_like()).flatten(0, 1));
            if let Some(bias) = &layer.bias {
                let bias = bias.val();
                let gradient = bias.grad(gradients);
                all.push(gradient.unwrap_or_else(|| bias.inner().zeros_like()));
            }
        }
        if any { Ok(Tensor::cat(all, 0)) } else { Err(Error::NoGradient) }
    }

    /// What the policy has in mind, `[windows, 8, 20]` ([`HEAD`]), for the windows' [`patches`]
    /// `[64 · windows, 224]` and [`wishes`] `[windows, 11]`, or for nothing that is wanted.
    #[must_use]
    pub fn forward(&self, patches: Tensor<2>, wishes: Option<Tensor<2>>) -> Tensor<3> {
        let [rows, _] = patches.dims();
        let windows = rows / PATCHES;
        let x = relu(self.embed.forward(patches));
        let x = x.reshape([windows * PATCHES / 4, 4 * EMBEDDING]);
        let x = relu(self.merge.forward(x));
        let x = x.reshape([windows, PATCHES / 4 * MERGED]);
        let heard = wishes.map(|wishes| self.modulate.forward(relu(self.hear.forward(wishes))));
        // The scales of one place in the trunk follow its shifts.
        let part = |from: usize, count: usize| {
            heard.as_ref().map(|heard| heard.clone().narrow(1, from, count))
        };
        let modulated = |x: Tensor<2>, place: usize| {
            let shift = part(2 * place * TRUNK, TRUNK);
            let scale = part((2 * place + 1) * TRUNK, TRUNK);
            match shift.zip(scale) {
                None => x,
                Some((shift, scale)) => x.clone() + x * scale + shift,
            }
        };
        let x = modulated(relu(self.trunk.forward(x)), 0);
        let aside = self.narrow.forward(relu(self.widen.forward(x.clone())));
        let x = modulated(x + aside, 1);
        let aside = self.narrow2.forward(relu(self.widen2.forward(relu(x.clone()))));
        let mut output = self.head.forward(relu(modulated(x + aside, 2)));
        if let Some(moved) = part(2 * MODULATED * TRUNK, STROKES * HEAD) {
            output = output + moved;
        }
        output.reshape([windows, STROKES, HEAD])
    }

    /// What the policy has in mind for observations ([`OBSERVATION_LEN`] numbers each) of windows of which so much is
    /// wanted, a wish each, or none at all: [`STROKES`] for each, in the order in which they are to be painted.
    pub fn intend(&self, observations: &[f32], wishes: &[Wish]) -> Result<Vec<Intention>, Error> {
        intentions(&numbers(self.look(observations, wishes)?)?)
    }

    /// What [`Policy::intend`] returns, once the device has it: for those that are not to be waited for, as a page's WebGPU.
    pub async fn intend_async(
        &self,
        observations: &[f32],
        wishes: &[Wish],
    ) -> Result<Vec<Intention>, Error> {
        let output = self.look(observations, wishes)?;
        intentions(&numbers_async(output).await?)
    }

    fn look(&self, observations: &[f32], wishes: &[Wish]) -> Result<Tensor<3>, Error> {
        let device = self.head.weight.val().device();
        let windows = observations.len() / OBSERVATION_LEN;
        let wishes = self::wishes(wishes, windows, &device)?;
        Ok(self.forward(patches(observations, windows, &device)?, wishes))
    }

    /// The raw strokes that it thinks of first: [`OUTPUT_LEN`] numbers for each observation.
    pub fn propose(&self, observations: &[f32], wishes: &[Wish]) -> Result<Vec<f32>, Error> {
        Ok(self.intend(observations, wishes)?.iter().flat_map(|i| i.mean).collect())
    }

    fn layers(&self) -> [&Linear; LAYERS.len() + CONDITIONING.len()] {
        let Self { embed, merge, trunk, widen, narrow, widen2, narrow2, head, hear, modulate } =
            self;
        [embed, merge, trunk, widen, narrow, widen2, narrow2, head, hear, modulate]
    }
}

/// The wishes of so many windows as the network reads them: one row a window. `None` where nothing is wanted of
/// any.
pub fn wishes(
    wishes: &[Wish],
    windows: usize,
    device: &Device,
) -> Result<Option<Tensor<2>>, Error> {
    if wishes.iter().flatten().all(|v| *v == 0.0) {
        return Ok(None);
    }
    if wishes.len() != windows {
        return Err(Error::WishCount { expected: windows, found: wishes.len() });
    }
    let numbers = wishes.iter().flatten().copied().collect::<Vec<f32>>();
    Ok(Some(Tensor::from_data(TensorData::new(numbers, [windows, WISH]), device)))
}

/// Observations as the network reads them: one row a patch, ordered so that the four patches which
/// are merged follow one another. Colours are centred, and the difference between target and canvas is
/// scaled to the same loudness in every window: which strokes are due does not depend on contrast.
pub fn patches(observations: &[f32], windows: usize, device: &Device) -> Result<Tensor<2>, Error> {
    if observations.len() != windows * OBSERVATION_LEN {
        return Err(Error::ObservationLength {
            expected: windows * OBSERVATION_LEN,
            found: observations.len(),
        });
    }
    let mut rows = vec![0.0; windows * OBSERVATION_LEN];
    for (observation, rows) in
        observations.chunks_exact(OBSERVATION_LEN).zip(rows.chunks_exact_mut(OBSERVATION_LEN))
    {
        let difference = &observation[6 * PLANE..9 * PLANE];
        let square = difference.iter().map(|v| v * v).sum::<f32>() / difference.len() as f32;
        let scale = 1.0 / square.sqrt().max(QUIET);
        for (patch, row) in rows.chunks_exact_mut(PATCH_LEN).enumerate() {
            let (merged, part) = (patch / 4, patch % 4);
            let x = (merged % 4 * 2 + part % 2) * PATCH;
            let y = (merged / 4 * 2 + part / 2) * PATCH;
            for (i, run) in row.chunks_exact_mut(PATCH).enumerate() {
                let (channel, line) = (i / PATCH, i % PATCH);
                let start = channel * PLANE + (y + line) * WINDOW + x;
                let from = &observation[start..start + PATCH];
                for (to, v) in run.iter_mut().zip(from) {
                    *to = match channel {
                        0..6 => 2.0 * v - 1.0,
                        6..9 => (v * scale).clamp(-LOUD, LOUD),
                        _ => *v,
                    };
                }
            }
        }
    }
    Ok(Tensor::from_data(TensorData::new(rows, [windows * PATCHES, PATCH_LEN]), device))
}

/// Flat parameters of an untrained policy: it proposes sensible strokes spread over the window,
/// nearly the same whatever it sees. Reserved channels start without influence.
#[must_use]
pub fn initial_parameters(seed: u32) -> Vec<f32> {
    let mut random = Random::new(seed);
    let mut flat = Vec::with_capacity(PARAMETERS);
    for (name, inputs, outputs) in LAYERS {
        // He et al. 2015, "Delving deep into rectifiers": variance 2 / inputs keeps the scale.
        // The last layers of the branch and of the network start small.
        let gain = match name {
            "head" => 0.1,
            "narrow" | "narrow2" => 0.3,
            _ => 1.0,
        };
        let deviation = gain * (2.0 / inputs as f32).sqrt();
        for input in 0..inputs {
            let channel = input / (PATCH * PATCH);
            let reserved = name == "embed" && channel == 12;
            for _ in 0..outputs {
                let v = deviation * random.normal();
                flat.push(if reserved { 0.0 } else { v });
            }
        }
        if name == "head" {
            for k in 0..STROKES {
                flat.extend(initial_stroke(k));
                flat.extend([0.0; RAW - GEOMETRY]);
                flat.extend([INITIAL_LOG_SPREAD; GEOMETRY]);
                flat.push(INITIAL_LOG_ODDS);
            }
        } else {
            flat.extend(std::iter::repeat_n(0.0, outputs));
        }
    }
    flat.extend(initial_conditioning(seed));
    flat
}

/// Parameters of [`CONDITIONING`] that change nothing, and can learn to.
#[must_use]
pub fn initial_conditioning(seed: u32) -> Vec<f32> {
    let mut random = Random::new(seed ^ 0xf17e);
    let [(_, inputs, outputs), (_, heard, modulations)] = CONDITIONING;
    let deviation = (2.0 / inputs as f32).sqrt();
    let heard_by = (0..inputs * outputs).map(|_| deviation * random.normal());
    heard_by.chain(std::iter::repeat_n(0.0, heard * modulations)).collect()
}

/// An untrained policy is unsure of everything, and expects little.
const INITIAL_LOG_SPREAD: f32 = -1.0;
const INITIAL_LOG_ODDS: f32 = -3.0;

/// Large strokes first, then smaller ones, on a loose spiral over the window, turned by 67.5° each.
fn initial_stroke(k: usize) -> [f32; GEOMETRY] {
    let part = k as f32 / STROKES as f32;
    let turn = 2.4 * k as f32;
    let middle = WINDOW as f32 / 2.0;
    let center =
        [middle + (3.0 + 9.0 * part) * turn.cos(), middle + (3.0 + 9.0 * part) * turn.sin()];
    let direction = std::f32::consts::PI * 0.375 * k as f32;
    let half = [5.0 * direction.cos(), 5.0 * direction.sin()];
    let radius = 5.0 - 2.5 * part;
    raw_from_soft(&SoftStroke {
        points: [
            [center[0] - half[0], center[1] - half[1]],
            [center[0] - 0.1 * half[1], center[1] + 0.1 * half[0]],
            [center[0] + half[0], center[1] + half[1]],
        ],
        radii: [radius; 2],
        opacity: 0.85,
    })
}

/// The strokes that outputs of the network ([`HEAD`] numbers each) think of first: [`RAW`] numbers each.
pub(crate) fn means(outputs: &[f32]) -> impl Iterator<Item = &[f32; RAW]> {
    let heads = outputs.as_chunks::<HEAD>().0;
    heads.iter().map(|head| head.first_chunk().expect("a head begins with its means"))
}

fn intentions(outputs: &[f32]) -> Result<Vec<Intention>, Error> {
    if let Some(at) = outputs.iter().position(|v| !v.is_finite()) {
        return Err(Error::NotFinite { at });
    }
    Ok(outputs.as_chunks().0.iter().map(Intention::from_output).collect())
}

/// The numbers of a tensor. Waits for the device, which a page's WebGPU cannot.
pub(crate) fn numbers<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>, Error> {
    tensor.into_data().try_to_vec::<f32>().map_err(|e| Error::Tensor(format!("{e:?}")))
}

/// The numbers of a tensor, when the device has them.
pub(crate) async fn numbers_async<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>, Error> {
    let data = tensor.into_data_async().await.map_err(|e| Error::Tensor(format!("{e:?}")))?;
    data.try_to_vec::<f32>().map_err(|e| Error::Tensor(format!("{e:?}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_survive_the_network() {
        let flat = initial_parameters(3);
        assert_eq!(flat.len(), PARAMETERS);
        let policy = Policy::from_parameters(&flat, &Device::flex()).unwrap();
        assert_eq!(policy.parameters().unwrap(), flat);
        assert!(Policy::from_parameters(&flat[1..], &Device::flex()).is_err());
        let mut broken = flat;
        broken[77] = f32::NAN;
        assert!(matches!(
            Policy::from_parameters(&broken, &Device::flex()),
            Err(Error::NotFinite { at: 77 })
        ));
    }

    #[test]
    fn every_pixel_is_read_once() {
        let mut observation = vec![0.0; OBSERVATION_LEN];
        for (i, v) in observation[9 * PLANE..11 * PLANE].iter_mut().enumerate() {
            *v = i as f32;
        }
        let rows = numbers(patches(&observation, 1, &Device::flex()).unwrap()).unwrap();
        // The second of the four patches merged first begins at x = 4, y = 0.
        assert_eq!(rows[PATCH_LEN + 9 * 16..][..5], [4.0, 5.0, 6.0, 7.0, 36.0]);
        let mut seen: Vec<f32> =
            rows.chunks(PATCH_LEN).flat_map(|row| row[9 * 16..11 * 16].to_vec()).collect();
        seen.sort_by(f32::total_cmp);
        assert!(seen.iter().enumerate().all(|(i, v)| i as f32 == *v));
    }

    #[test]
    fn windows_of_a_batch_do_not_mix() {
        let policy = Policy::from_parameters(&initial_parameters(1), &Device::flex()).unwrap();
        let mut random = Random::new(9);
        let both: Vec<f32> = (0..2 * OBSERVATION_LEN).map(|_| random.unit()).collect();
        let together = policy.propose(&both, &[]).unwrap();
        let alone = policy.propose(&both[OBSERVATION_LEN..], &[]).unwrap();
        for (a, b) in together[OUTPUT_LEN..].iter().zip(&alone) {
            assert!((a - b).abs() < 1e-4);
        }
        assert!(policy.propose(&both[1..], &[]).is_err());
        assert!(policy.propose(&both, &[[1.0; WISH]]).is_err());
    }

    /// Parameters whose wishes move strokes.
    fn listening(seed: u32) -> Vec<f32> {
        let mut random = Random::new(seed);
        let mut flat = initial_parameters(seed);
        flat[BACKBONE..].iter_mut().for_each(|v| *v += 0.1 * random.normal());
        flat
    }

    #[test]
    fn a_wish_moves_strokes_and_no_wish_none_to_the_bit() {
        let mut random = Random::new(3);
        let seen: Vec<f32> = (0..2 * OBSERVATION_LEN).map(|_| random.unit()).collect();
        let deaf = Policy::from_parameters(&initial_parameters(1), &Device::flex()).unwrap();
        let policy = Policy::from_parameters(&listening(1), &Device::flex()).unwrap();
        let plain = deaf.propose(&seen, &[]).unwrap();
        assert_eq!(policy.propose(&seen, &[]).unwrap(), plain);
        assert_eq!(policy.propose(&seen, &[[0.0; WISH]; 2]).unwrap(), plain);
        let mut wish = [0.0; WISH];
        wish[1] = 1.0;
        // It moves the strokes of its own window alone.
        let asked = policy.propose(&seen, &[wish, [0.0; WISH]]).unwrap();
        let moved = |range: std::ops::Range<usize>| {
            let pairs = asked[range.clone()].iter().zip(&plain[range]);
            pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
        };
        assert!(moved(0..OUTPUT_LEN) > 0.05 && moved(OUTPUT_LEN..2 * OUTPUT_LEN) < 1e-4);
    }

    #[test]
    fn a_fixed_backbone_has_no_gradient_and_the_rest_is_the_same() {
        let device = Device::flex().autodiff();
        let policy = || Policy::from_parameters(&listening(2), &device).unwrap();
        let gradient = |policy: &Policy| {
            let mut random = Random::new(5);
            let seen: Vec<f32> = (0..OBSERVATION_LEN).map(|_| random.unit()).collect();
            let wished = wishes(&[[0.5; WISH]], 1, &device).unwrap();
            let output = policy.forward(patches(&seen, 1, &device).unwrap(), wished);
            let gradients = (output.clone() * output).sum().backward();
            numbers(policy.parameter_gradients(&gradients).unwrap()).unwrap()
        };
        let (free, fixed) = (gradient(&policy()), gradient(&policy().with_fixed_backbone()));
        assert!(fixed[..BACKBONE].iter().all(|v| *v == 0.0));
        assert!(free[..BACKBONE].iter().any(|v| *v != 0.0));
        assert_eq!(free[BACKBONE..], fixed[BACKBONE..]);
    }
}
