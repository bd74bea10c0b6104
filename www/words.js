// Puts the words on the page before all else is there: the name and the sentence are read while the wasm
// is on its way.

import { label } from "./labels.js";

label();
