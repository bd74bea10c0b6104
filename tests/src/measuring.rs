//! Scripts that measure the page from within, for the tests and the programs of `examples`.

/// Before the page: keeps the memory of each of its wasm modules within reach, in `memories`.
pub const MEMORIES: &str = "window.memories = [];
    for (const name of ['instantiate', 'instantiateStreaming']) {
        const make = WebAssembly[name];
        WebAssembly[name] = async (...all) => {
            const made = await make.apply(WebAssembly, all);
            memories.push((made.instance ?? made).exports.memory);
            return made;
        };
    }";
/// What the page's script takes of a frame, 95 of 100 below, of the frames that are remembered, in ms.
pub const SCRIPT: &str =
    "const times = [...limner.scriptMs].filter((ms) => ms > 0).sort((a, b) => a - b);
    return times.at(Math.floor(0.95 * times.length)) ?? 0;";
/// The median time, of as many as the argument says, from a no to an outline until there are others, in ms.
pub const OUTLINES: &str = "const outlines = () => [...limner.partner.proposals()].join();
    const other = async (than) => {
        const began = performance.now();
        for (;;) {
            const now = outlines();
            if ((now && now !== than) || performance.now() - began > 5000) return now;
            await new Promise((turn) => setTimeout(turn, 0));
        }
    };
    return (async (count) => {
        const times = [];
        for (let i = 0; i < count; i++) {
            await other('');
            await new Promise((rest) => setTimeout(rest, 400));
            const [seen, began] = [outlines(), performance.now()];
            limner.pointing.at(0, 0, 0, 0);
            limner.pointing.judge(false);
            await other(seen);
            times.push(performance.now() - began);
        }
        return times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
    })(arguments[0]);";
