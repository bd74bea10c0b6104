// The partner's thread.

import { think } from "./worker-loop.js";
import init, { WorkerHalf } from "./generated/worker.js";

think(init, WorkerHalf);
