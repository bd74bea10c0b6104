// The partner's thread with its network on WebGPU, where that turns out to be quicker or was asked for.

import { think } from "./worker-loop.js";
import init, { WorkerHalf } from "./generated/worker-wgpu.js";

const ASKED = self.name.endsWith("asked");

think(init, WorkerHalf, async (half) => {
  const times = [...(await half.startGpu(ASKED))];
  const usesGpu = half.usesGpu();
  // For tests and the curious: how far the two are apart, and what happens without the device.
  const compared = ASKED ? [...(await half.compareGpu())] : [];
  const device = half.gpuHandle();
  self.addEventListener("message", /** @type {(event: any) => void} */ (({ data }) => { if (data.loseGpu) device?.destroy(); }));
  return { gpu: { times, usesGpu, compared } };
});
