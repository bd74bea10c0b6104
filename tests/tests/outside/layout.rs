//! Where things are, at every size of window that people have: all of it there, nothing over what stops
//! the partner, and a page that says what it is before it can do anything.

use limner_tests::page::ESCAPE;
use limner_tests::{Page, Settings, browse, picture};
use serde_json::{Value, json};

/// Windows with the card beside the painting, in CSS pixels: a small laptop and a large screen.
const DESKS: [[u32; 2]; 2] = [[1280, 720], [1920, 1080]];
/// Windows with the dock: a phone upright and on its side, a narrow window, a laptop at 200 %.
const DOCKS: [[u32; 2]; 4] = [[390, 844], [844, 390], [700, 900], [640, 360]];

/// The boxes of what is seen of some elements, by their ids: left, top, right, bottom.
const BOXES: &str = "const boxes = (...ids) => Object.fromEntries(ids
    .map((id) => document.getElementById(id))
    .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .map((one) => [one.id, one.getBoundingClientRect()])
    .filter(([, { width }]) => width > 0));
    const apart = (a, b) => a.right <= b.left + 0.5 || b.right <= a.left + 0.5 || a.bottom <= b.top + 0.5 || b.bottom <= a.top + 0.5;
    const within = (a, b) => a.left >= b.left - 0.5 && a.right <= b.right + 0.5 && a.top >= b.top - 0.5 && a.bottom <= b.bottom + 0.5;
    const screen = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };";

/// Panels that lie over each other or stick out of the window, and parts of the header that stick out of it.
const FAULTS: &str = "const panels = Object.entries(boxes('top', 'rail', 'card', 'timeline', 'dock'));
    const faults = [];
    for (const [at, [id, box]] of panels.entries()) {
        if (!within(box, screen)) faults.push(`${id} sticks out of the window`);
        for (const [other, its] of panels.slice(at + 1)) if (!apart(box, its)) faults.push(`${id} lies over ${other}`);
    }
    const header = document.getElementById('top').getBoundingClientRect();
    const parts = Object.entries(boxes('mark', 'painting-name', 'undo', 'redo', 'design', 'imagine', 'share', 'menu'));
    for (const [at, [id, box]] of parts.entries()) {
        if (!within(box, header)) faults.push(`${id} sticks out of the header`);
        for (const [other, its] of parts.slice(at + 1)) if (!apart(box, its)) faults.push(`${id} lies over ${other}`);
    }
    // On a phone upright the mark gives its room to the painting's name.
    if (parts.length !== (innerWidth > 400 ? 8 : 7)) faults.push(`of the header there is only ${parts.map(([id]) => id)}`);
    const paper = document.getElementById('painting').getBoundingClientRect();
    for (const [id, box] of [...panels, ...Object.entries(boxes('figures'))]) if (!apart(paper, box)) faults.push(`the painting lies under ${id}`);
    if (document.documentElement.scrollWidth > innerWidth || document.documentElement.scrollHeight > innerHeight) faults.push('the page scrolls');
    return faults;";

/// What is wanted at any moment.
const FIVE: [&str; 7] = ["start", "turn", "no", "yes", "target-button", "pace", "phase"];

#[test]
fn everything_has_its_place_in_every_window() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.partner_paints(3).await;
        page.pause().await;
        for [width, height] in DESKS.into_iter().chain(DOCKS) {
            resize(&page, [width, height]).await;
            let faults = page.run(&format!("{BOXES} {FAULTS}"), &[]).await;
            assert_eq!(faults, json!([]), "at {width} × {height}");
            page.shot(&format!("layout-{width}x{height}")).await;
        }
        page.leave(site).await;
    });
}

#[test]
fn the_card_shows_what_matters_without_scrolling() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.partner_paints(3).await;
        page.key('y').await;
        page.until("the yes to be heard", "limner.page.status().judged > 0").await;
        for size in DESKS {
            resize(&page, size).await;
            let script = format!(
                "{BOXES} const card = document.getElementById('card').getBoundingClientRect();
                 return arguments[0].filter((id) => !boxes(id)[id] || !within(boxes(id)[id], card));"
            );
            let hidden = page.run(&script, &[json!(FIVE)]).await;
            assert_eq!(hidden, json!([]), "{size:?}");
        }

        // The rest is folded, until it is wanted, and stays as it was left.
        assert_eq!(page.eval("document.getElementById('detail').checkVisibility()").await, false);
        page.click("#manner > summary").await;
        page.until("the rest", "document.getElementById('detail').checkVisibility()").await;
        // What opens is brought to sight.
        let script = format!(
            "{BOXES} const card = document.getElementById('card').getBoundingClientRect();
             return ['partner-brush', 'detail'].every((id) => within(boxes(id)[id], card));"
        );
        page.until("it to be seen", &format!("(() => {{ {script} }})()")).await;
        page.paint(&[[60.0, 60.0], [120.0, 90.0]]).await;
        page.saved().await;
        page.reload().await;
        page.ready().await;
        let open = "[...document.querySelectorAll('#card details')].map((one) => one.open)";
        assert_eq!(page.eval(open).await, json!([false, false, false, true, false]));
        page.leave(site).await;
    });
}

/// Words that are set wider, as people do who read them better so (WCAG 1.4.12), are cut off nowhere.
#[test]
fn words_may_be_set_wider() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.partner_paints(3).await;
        page.pause().await;
        page.run(
            "const wide = new CSSStyleSheet();
             wide.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }');
             document.adoptedStyleSheets = [wide];",
            &[],
        )
        .await;
        // Of what cuts or is a control: what sticks out of it, to the sides, or where it does not scroll.
        let cut = "[...document.querySelectorAll('#card *, #timeline *, #dock *, #caption *')]
            .filter((one) => one.checkVisibility({ visibilityProperty: true }) && [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
            .filter((one) => {
                const range = document.createRange();
                range.selectNodeContents(one);
                const text = range.getBoundingClientRect();
                for (let box = one; box !== document.body; box = box.parentElement) {
                    const { left, right, top, bottom } = box.getBoundingClientRect();
                    const cuts = getComputedStyle(box).overflow !== 'visible' || box.matches('button, .segments label');
                    if (cuts && (text.left < left - 1 || text.right > right + 1)) return true;
                    if (cuts && !box.matches('.scroll, #card') && (text.top < top - 1 || text.bottom > bottom + 1)) return true;
                }
                return false;
            }).map((one) => one.id || one.textContent)";
        for size in [DESKS[0], DOCKS[0]] {
            resize(&page, size).await;
            if size == DOCKS[0] {
                page.click("#sheet-partner").await;
                page.still().await;
            }
            page.shot(&format!("spacing-{}", size[0])).await;
            assert_eq!(page.eval(cut).await, json!([]), "{size:?}");
        }
        page.leave(site).await;
    });
}

#[test]
fn nothing_that_opens_covers_pause_and_judge() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.partner_paints(3).await;
        page.pause().await;
        let ways_to_stop = ["start", "no", "yes", "dock-start", "dock-no", "dock-yes"];
        for size in DESKS.into_iter().chain(DOCKS) {
            resize(&page, size).await;
            for (opener, sheet) in [("#share", "share-menu"), ("#menu", "main-menu")] {
                page.click(opener).await;
                page.until(
                    "it to open",
                    &format!("document.querySelector('#{sheet}:popover-open')"),
                )
                .await;
                let script = format!(
                    "{BOXES} const sheet = document.getElementById(arguments[0]).getBoundingClientRect();
                     const stops = Object.entries(boxes(...arguments[1]));
                     return {{ stops: stops.length, faults: [
                         ...stops.filter(([, box]) => !apart(box, sheet)).map(([id]) => `it lies over ${{id}}`),
                         ...(within(sheet, screen) ? [] : ['it sticks out']),
                     ] }};"
                );
                let seen = page.run(&script, &[json!(sheet), json!(ways_to_stop)]).await;
                assert_eq!(seen, json!({ "stops": 3, "faults": [] }), "{sheet} at {size:?}");
                page.key(ESCAPE).await;
                page.until("it to close", "!document.querySelector(':popover-open')").await;
            }
        }
        page.leave(site).await;
    });
}

#[test]
fn it_says_what_it_is_before_it_can_do_anything() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        // The wasm that never comes.
        let never = "for (const how of ['instantiate', 'instantiateStreaming', 'compile', 'compileStreaming'])
            WebAssembly[how] = () => new Promise(() => {});";
        page.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": never })).await;
        page.reload().await;
        page.until("the words", "document.querySelector('#intro [data-text]')?.textContent").await;
        page.still().await;
        let intro = page.eval("document.getElementById('intro').innerText").await;
        let intro = intro.as_str().unwrap_or_default().to_owned();
        for words in ["Limner", "One canvas for two", "You", "Your partner"] {
            assert!(intro.contains(words), "{intro}");
        }
        let colors = "['person', 'partner'].map((who) => new Set(
            [...document.querySelectorAll(`.legend .${who} svg`)].map((mark) => getComputedStyle(mark).color)).size)";
        assert_eq!(page.eval(colors).await, json!([1, 1]), "a colour means two painters");
        let seen = format!(
            "{BOXES} return Object.keys(boxes('top', 'rail', 'card', 'timeline', 'dock', 'painting', 'cursor'));"
        );
        assert_eq!(page.run(&seen, &[]).await, json!([]), "empty panels are shown");
        page.shot("before").await;
        page.leave(site).await;
    });
}

#[test]
fn sliders_and_paints_are_seen_in_forced_colours() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.pause().await;
        let forced = json!({ "features": [{ "name": "forced-colors", "value": "active" }] });
        page.devtools("Emulation.setEmulatedMedia", forced).await;
        page.still().await;
        page.shot("forced-colours").await;
        let shot = picture::decoded(&page.screenshot().await);
        // Somewhere along the track where no thumb is, and beside it.
        for (slider, along, beside) in [
            ("pace", [0.06, 0.5], [0.06, 0.1]),
            ("size", [0.5, 0.06], [0.1, 0.06]),
            ("opacity", [0.5, 0.94], [0.1, 0.94]),
        ] {
            let (track, ground) =
                (seen(&page, &shot, slider, along).await, seen(&page, &shot, slider, beside).await);
            assert_ne!(track, ground, "the track of {slider} is not seen");
        }
        let [paint, ground] = [[0.5, 0.5], [-0.2, 0.5]];
        let (paint, ground) = (
            seen(&page, &shot, "color-now", paint).await,
            seen(&page, &shot, "color-now", ground).await,
        );
        assert_eq!(paint, [0x2f, 0x48, 0x58], "the colour in hand is not seen");
        assert_ne!(paint, ground);
        page.leave(site).await;
    });
}

/// The colour of a screenshot at parts of an element's width and height.
async fn seen(page: &Page, shot: &image::RgbImage, id: &str, [x, y]: [f64; 2]) -> [u8; 3] {
    let script = format!(
        "(({{ left, top, width, height }}) => [left + {x} * width, top + {y} * height])
         (document.getElementById('{id}').getBoundingClientRect())"
    );
    let at = page.eval(&script).await;
    let [x, y] = [0, 1].map(|i| at[i].as_f64().expect("a number of pixels") as u32);
    shot.get_pixel(x, y).0
}

/// Gives the page a window of that size, and waits until the painting is fitted into it.
async fn resize(page: &Page, [width, height]: [u32; 2]) {
    let metrics =
        json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
    page.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
    let there = format!("innerWidth === {width} && innerHeight === {height}");
    page.until("the window's size", &there).await;
    let two_frames: &str = "return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))));";
    assert_eq!(page.run(two_frames, &[]).await, Value::Bool(true));
    page.still().await;
}
