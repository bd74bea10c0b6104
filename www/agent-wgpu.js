// The partner's network on WebGPU: a second worker is made ready beside the one that paints, and takes over
// where it is quicker. `?agent=wgpu` takes any adapter and any speed, `?agent=flex` none. Should it die, the
// painting goes on with the first kind.

import { anyAdapter, hardwareAdapter } from "./adapter.js";
import { el, limner, on } from "./handle.js";
import { setText } from "./labels.js";
import { say } from "./say.js";
import { troubleToast } from "./toast.js";
import { replaceWorker } from "./worker-host.js";
import { ownScript } from "./trusted.js";

const ASKED = new URLSearchParams(location.search).get("agent");
/** Whether this site has that worker: the build writes `false` where it was left out. */
const BUILT = /*BUILT worker-wgpu*/true;
/** The first strokes come first. */
const LATER_MS = 3000;
/** Without this the library cannot run in a page. */
const NEEDED = "timestamp-query";

export async function startAgentGpu() {
  document.body.dataset.agent = "flex";
  on("status", ({ trouble }) => { if (trouble?.code === "agent_gpu_lost") tell("flex", ""); });
  if (ASKED === "flex") return;
  if (!BUILT) return ASKED === "wgpu" ? failed("this site was built without it") : undefined;
  const adapter = ASKED === "wgpu" ? await anyAdapter() : await hardwareAdapter();
  if (adapter?.features.has(NEEDED)) setTimeout(warmUp, LATER_MS);
  else if (ASKED === "wgpu") failed(`no adapter with ${NEEDED}`);
}

function warmUp() {
  tell("warming", say("agent.warming"));
  const name = ASKED === "wgpu" ? "limner-partner-wgpu-asked" : "limner-partner-wgpu";
  const candidate = new Worker(ownScript(new URL("./worker-wgpu.js", import.meta.url)), { type: "module", name });
  candidate.onerror = (event) => { event.preventDefault(); dismiss(candidate, event.message); };
  candidate.onmessage = ({ data }) => {
    if (data.failed) dismiss(candidate, data.failed);
    if (data.ready) judge(candidate, data.gpu);
  };
}

/** @param {Worker} candidate @param {{ times: number[], usesGpu: boolean, compared: number[] }} gpu */
function judge(candidate, gpu) {
  // For tests and the curious.
  Object.assign(limner, { agentGpu: gpu });
  const [flexProposes, flexLearns, proposes, learns] = gpu.times;
  console.info(`proposals in ${flexProposes} ms on flex, ${proposes} on WebGPU; a step of learning in ${flexLearns} and ${learns}`);
  if (!gpu.usesGpu) return dismiss(candidate);
  replaceWorker(candidate, () => tell("flex", ""));
  tell("wgpu", ASKED === "wgpu" ? say("agent.wgpuAsked") : say("agent.wgpu", { learn: flexLearns / learns }));
}

/** @param {Worker} candidate @param {string} [why] */
function dismiss(candidate, why) {
  candidate.terminate();
  tell("flex", "");
  if (why) failed(why);
}

/** Only who asked is told. @param {string} why */
function failed(why) {
  console.info("the partner without WebGPU:", why);
  if (ASKED === "wgpu") troubleToast("agent_gpu_failed");
}

/** @param {string} state @param {string} text */
function tell(state, text) {
  document.body.dataset.agent = state;
  setText(el("agent"), text);
}
