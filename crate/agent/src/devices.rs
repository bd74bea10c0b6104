//! Where networks are computed: flex, which is always there, and WebGPU with the feature `wgpu`.

#[cfg(feature = "wgpu")]
use std::sync::Arc;
#[cfg(feature = "wgpu")]
use std::sync::atomic::{AtomicBool, Ordering};

pub use burn::tensor::Device;
use burn::tensor::{Tensor, TensorData};
use limner_env::{OBSERVATION_LEN, Random};

use crate::Error;
use crate::policy::{self, HEAD, Policy, STROKES};

/// Where a partner's network is computed. Its parameters are kept beside it, so that a device may be lost.
#[derive(Clone, Debug, PartialEq)]
pub struct Devices {
    /// The device on which proposals are made.
    pub proposing: Device,
    /// The device on which the policy learns.
    pub learning: Device,
}

impl Default for Devices {
    /// Flex, for proposals and for learning.
    fn default() -> Self {
        Self { proposing: Device::flex(), learning: Device::flex() }
    }
}

/// A WebGPU device for networks: natively Vulkan, Metal or DirectX 12.
#[cfg(feature = "wgpu")]
#[derive(Clone, Debug)]
pub struct WebGpu {
    /// The device as the tensor library names it.
    pub device: Device,
    handle: burn::tensor::wgpu::wgpu::Device,
    failed: Arc<AtomicBool>,
}

#[cfg(feature = "wgpu")]
impl WebGpu {
    /// The adapter that is best at computing; once a process. In a page its adapter must have
    /// `timestamp-query`, without which the library cannot run there.
    pub async fn start() -> Result<Self, Error> {
        let started = Device::wgpu_options().init_with_setup_async().await;
        let (device, setup) = started.map_err(|e| Error::NoDevice(e.to_string()))?;
        let failed = Arc::new(AtomicBool::new(false));
        let handler = Arc::clone(&failed);
        // The library's own handler panics. That a device is lost it says where it is read.
        setup.device.on_uncaptured_error(Arc::new(move |error| {
            tracing::warn!("WebGPU: {error}");
            handler.store(true, Ordering::Relaxed);
        }));
        Ok(Self { device, handle: setup.device, failed })
    }

    /// Gives the device up, as when it is lost: what is read from it since is an error.
    pub fn destroy(&self) {
        self.handle.destroy();
    }

    /// Whether something went wrong on it: what it says since is not to be trusted.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        self.failed.load(Ordering::Relaxed)
    }
}

/// Windows that a partner looks at before a stroke.
pub const PROPOSED: usize = 4;
/// Windows that a step of rehearsal is taken on.
const LEARNED: usize = 8;

/// What a partner asks of a device, on windows of noise: to time it, and to compare devices.
#[derive(Clone, Debug)]
pub struct Benchmark {
    observations: Vec<f32>,
    wanted: Vec<f32>,
}

impl Benchmark {
    /// A benchmark on windows drawn from this seed.
    #[must_use]
    pub fn new(seed: u32) -> Self {
        let mut random = Random::new(seed);
        let observations = (0..LEARNED * OBSERVATION_LEN).map(|_| random.unit()).collect();
        let wanted = (0..LEARNED * STROKES * HEAD).map(|_| 0.3 * random.normal()).collect();
        Self { observations, wanted }
    }

    /// What a policy puts out for so many windows, eight at most: [`HEAD`] numbers for each of their strokes.
    pub async fn propose(
        &self,
        policy: &Policy,
        windows: usize,
        device: &Device,
    ) -> Result<Vec<f32>, Error> {
        let seen = &self.observations[..windows.min(LEARNED) * OBSERVATION_LEN];
        let patches = policy::patches(seen, windows.min(LEARNED), device)?;
        policy::numbers_async(policy.forward(patches, None)).await
    }

    /// The mean squared distance of what parameters put out from what is wanted, and its gradient, as in one step
    /// of rehearsal.
    pub async fn learn(
        &self,
        parameters: &[f32],
        device: &Device,
    ) -> Result<(f32, Vec<f32>), Error> {
        let device = device.clone().autodiff();
        let policy = Policy::from_parameters(parameters, &device)?;
        let output = policy.forward(policy::patches(&self.observations, LEARNED, &device)?, None);
        let wanted = TensorData::new(self.wanted.clone(), [LEARNED, STROKES, HEAD]);
        let apart = output - Tensor::<3>::from_data(wanted, &device);
        let loss = (apart.clone() * apart).mean();
        let gradient = policy.parameter_gradients(&loss.clone().backward())?;
        let loss = policy::numbers_async(loss.inner()).await?;
        Ok((loss[0], policy::numbers_async(gradient).await?))
    }
}

/// Parameters after a step down the gradient that would lower the loss by a hundredth if it went straight on:
/// short enough for a policy that is trained.
#[must_use]
pub fn stepped(parameters: &[f32], loss: f32, gradient: &[f32]) -> Vec<f32> {
    let square: f32 = gradient.iter().map(|g| g * g).sum();
    let step = 0.01 * loss / square.max(f32::MIN_POSITIVE);
    parameters.iter().zip(gradient).map(|(p, g)| p - step * g).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trial_is_work_that_can_be_learned_from() {
        let benchmark = Benchmark::new(5);
        let device = Device::flex();
        let parameters = policy::initial_parameters(2);
        let policy = Policy::from_parameters(&parameters, &device).unwrap();
        let output = pollster::block_on(benchmark.propose(&policy, PROPOSED, &device)).unwrap();
        assert_eq!(output.len(), PROPOSED * STROKES * HEAD);
        let (before, gradient) = pollster::block_on(benchmark.learn(&parameters, &device)).unwrap();
        let moved = stepped(&parameters, before, &gradient);
        let (after, _) = pollster::block_on(benchmark.learn(&moved, &device)).unwrap();
        assert!(after < before, "{before} before a step, {after} after it");
    }
}
