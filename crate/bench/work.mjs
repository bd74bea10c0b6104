// Draws every kind of brush in WebAssembly: what drawing and counting take, in ms, a kind a line.
//
// node work.mjs MODULE ROUNDS

import { readFileSync } from "node:fs";

const [file, rounds] = process.argv.slice(2);
// After so many ms no further round is begun, and before so many no last one.
const [LONG_MS, ENOUGH_MS] = [300, 40];

const { instance } = await WebAssembly.instantiate(readFileSync(file), {});
const { kinds, prepare, draw, charge } = instance.exports;

// What the engine compiled in a hurry at first it compiles well once it is called often.
prepare(1);
for (let i = 0; i < 20; i++) {
    draw();
    charge();
}

/** Time of the processor's that this program has used, in ms: a busy machine is no slower by it. */
function usedMs() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e3;
}

/** What a round takes in the mean. @param {() => void} run */
function meanMs(run) {
    let [taken, done] = [0, 0];
    while ((done < Number(rounds) || taken < ENOUGH_MS) && taken <= LONG_MS) {
        const began = usedMs();
        run();
        taken += usedMs() - began;
        done++;
    }
    return taken / done;
}

// What is charged to strokes that have too many dabs to be drawn at all.
const REFUSED = 2n ** 64n - 1n;

for (let kind = 0; kind < kinds(); kind++) {
    prepare(kind);
    const isRefused = BigInt.asUintN(64, charge()) === REFUSED;
    console.log(isRefused ? "0 0" : `${meanMs(draw)} ${meanMs(charge)}`);
}
