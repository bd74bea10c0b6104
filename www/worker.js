// The partner's thread.

import { think } from "./brain.js";
import init, { Brain } from "./generated/worker.js";

think(init, Brain);
