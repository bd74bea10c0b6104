// The partner's thread with its network on WebGPU, where that turns out to be quicker or was asked for.

import { think } from "./brain.js";
import init, { Brain } from "./generated/worker-wgpu.js";

const ASKED = self.name.endsWith("asked");

think(init, Brain, async (brain) => {
  const times = [...(await brain.startGpu(ASKED))];
  const usesGpu = brain.usesGpu();
  // For tests and the curious: how far the two are apart, and what happens without the device.
  const compared = ASKED ? [...(await brain.compareGpu())] : [];
  const device = brain.gpuHandle();
  self.addEventListener("message", /** @type {(event: any) => void} */ (({ data }) => { if (data.loseGpu) device?.destroy(); }));
  return { gpu: { times, usesGpu, compared } };
});
