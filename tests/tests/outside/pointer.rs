//! Pointer sessions as data (see `tests/pointer/README.md`) become the same pixels in the page as they do
//! natively, floats and all.

use limner_tests::{Page, Settings, browse, places};
use serde_json::Value;

const REPLAY: &str = "const [file] = arguments;
    const page = new limner.Page(file.width, file.height, file.paper, file.seed);
    const hand = page.hand();
    const expect = (done) => { if (!done) throw new Error('nothing was done'); };
    const heard = {
        brush: (held) => {
            hand.setPreset(held.key);
            hand.setBrush(held.radius, held.opacity, held.hardness, held.toRadius, held.toOpacity);
        },
        color: (rgb) => hand.setColor(rgb),
        tool: (name) => hand.setTool(name),
        stabiliser: (kind, length) => hand.setStabiliser(kind, length),
        down: (report) => expect(hand.pointerDown(...report)),
        move: (reports) => hand.pointerMove(Float64Array.from(reports.flat())),
        up: (ms) => hand.pointerUp(ms),
        cancel: () => expect(hand.pointerCancel()),
        frame: (ms) => page.tick(ms),
        undo: () => expect(page.undo()),
        redo: () => expect(page.redo()),
    };
    for (const [what, ...rest] of file.events) heard[what](...rest);
    const hash = page.hash();
    hand.free();
    page.free();
    return hash;";

#[test]
fn recorded_pointers_paint_the_same_pixels() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.pause().await;
        let folder = places::data("pointer");
        let list = std::fs::read_to_string(folder.join("hashes.txt")).expect("the list is there");
        for line in list.lines() {
            let (hash, name) = line.split_once(' ').expect("a hash and a name");
            let text = std::fs::read_to_string(folder.join(name).with_extension("json"));
            let file: Value =
                serde_json::from_str(&text.expect("the case is there")).expect("the file is whole");
            assert_eq!(page.run(REPLAY, &[file]).await, hash, "the pixels of {name}");
        }
        assert_eq!(list.lines().count(), 3);
        page.leave(site).await;
    });
}
