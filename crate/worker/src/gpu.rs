//! The partner's network on WebGPU, where that is quicker, and back on flex when the device fails.

use limner_agent::devices::{Benchmark, Devices, PROPOSED, WebGpu, stepped};
use limner_agent::policy::Policy;
use limner_protocol::codes::trouble;
use limner_protocol::{Reply, Trouble};

use crate::timing::median;
use crate::{Error, Worker};

/// Rounds of each benchmark before its time counts: shaders are made, memory is taken.
const WARM_UP: usize = 2;
/// Rounds of which the median counts.
const ROUNDS: usize = 5;
/// Flex goes on unless WebGPU takes less than this part of its time.
const WORTH_IT: f64 = 0.8;

impl Worker {
    /// Takes a WebGPU device, times it beside flex at what is asked of them, and from then on uses it for
    /// what it is better at, or for everything where that is `asked` for. Resolves to four times in ms:
    /// proposals for a stroke and a step of learning on flex, then both on WebGPU.
    pub async fn start_gpu(
        &mut self,
        asked: bool,
        now_ms: impl Fn() -> f64,
    ) -> Result<Vec<f64>, Error> {
        let gpu = WebGpu::start().await?;
        let parameters = self.parameters()?.to_vec();
        let flex = Devices::default();
        let mut times = Vec::with_capacity(4);
        for device in [&flex.proposing, &gpu.device] {
            let benchmark = Benchmark::new(1);
            let policy = Policy::from_parameters(&parameters, device)?;
            let mut rounds = [Vec::new(), Vec::new()];
            for _ in 0..WARM_UP + ROUNDS {
                let began = now_ms();
                benchmark.propose(&policy, PROPOSED, device).await?;
                let between = now_ms();
                benchmark.learn(&parameters, device).await?;
                rounds[0].push(between - began);
                rounds[1].push(now_ms() - between);
            }
            times.extend(rounds.iter_mut().map(|rounds| median(&mut rounds[WARM_UP..])));
        }
        let is_better = |k: usize| asked || times[2 + k] < WORTH_IT * times[k];
        let choose =
            |k: usize| if is_better(k) { gpu.device.clone() } else { flex.learning.clone() };
        let devices = Devices { proposing: choose(0), learning: choose(1) };
        if devices != flex {
            self.partner.set_devices(devices)?;
            self.gpu = Some(gpu);
        }
        Ok(times)
    }

    /// Whether anything of the network is on WebGPU now.
    #[must_use]
    pub fn uses_gpu(&self) -> bool {
        self.gpu.is_some()
    }

    /// The device, where it uses one: the worker itself cannot be asked anything while it works.
    #[must_use]
    pub fn gpu(&self) -> Option<WebGpu> {
        self.gpu.clone()
    }

    /// For tests, after [`Worker::start_gpu`] was asked: the largest difference between the outputs of flex and
    /// WebGPU, and between their gradients, in parts of the largest number; then the loss before and after one step
    /// down the gradient, on flex and on WebGPU.
    pub async fn compare_gpu(&self) -> Result<Vec<f64>, Error> {
        let gpu = self.gpu.as_ref().ok_or(Error::NotOnWebGpu)?;
        let devices = [Devices::default().learning, gpu.device.clone()];
        let benchmark = Benchmark::new(2);
        let parameters = self.parameters()?.to_vec();
        let (mut outputs, mut gradients, mut losses) = (Vec::new(), Vec::new(), Vec::new());
        for device in &devices {
            let policy = Policy::from_parameters(&parameters, device)?;
            outputs.push(benchmark.propose(&policy, PROPOSED, device).await?);
            let (before, gradient) = benchmark.learn(&parameters, device).await?;
            let moved = stepped(&parameters, before, &gradient);
            let (after, _) = benchmark.learn(&moved, device).await?;
            losses.extend([f64::from(before), f64::from(after)]);
            gradients.push(gradient);
        }
        let mut report = vec![apart(&outputs[0], &outputs[1]), apart(&gradients[0], &gradients[1])];
        report.extend(losses);
        Ok(report)
    }
}

impl Worker {
    /// Goes on with flex where the device reported an error.
    pub(crate) fn leave_failed_gpu(&mut self) {
        if self.gpu.as_ref().is_some_and(WebGpu::has_failed) {
            self.leave_gpu("the device reported an error");
        }
    }

    /// Goes on with flex, with all that was learned; says whether it was on WebGPU.
    pub(crate) fn leave_gpu(&mut self, reason: &str) -> bool {
        if self.gpu.take().is_none() || self.partner.set_devices(Devices::default()).is_err() {
            return false;
        }
        tracing::warn!("the network leaves WebGPU: {reason}");
        let trouble = Trouble::new(trouble::AGENT_GPU_LOST).with("reason", reason);
        self.reply(&Reply::Trouble(trouble));
        true
    }
}

/// The largest difference, in parts of the largest number.
fn apart(a: &[f32], b: &[f32]) -> f64 {
    let largest = a.iter().fold(f32::MIN_POSITIVE, |most, v| most.max(v.abs()));
    let difference = a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    f64::from(difference / largest)
}
