//! A long painting in the page: what it takes of memory, and how long undo takes.
//!
//! The page paints it stroke by stroke as it paints any: the person's through the pointer, the partner's
//! as proposals of a worker. The worker is the test, so that the strokes are the same each time.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use limner_bench::long::{Long, PARTNERS, ROUND};
use limner_core::fixed::{ONE_U16, UNITS_PER_PX};
use limner_core::{Author, Log, Op, Path, Stroke, format};
use limner_protocol::{Code, Plan, PlannedStroke, Reply, Request};
use limner_tests::measuring::MEMORIES;
use limner_tests::patience::DEADLINE;
use limner_tests::{Page, Settings, Site, browse};
use serde_json::{Value, json};
use tempfile::TempDir;

/// What the page may take after 5,000 strokes on 1024 × 1024, in bytes.
const LIMIT: u64 = 400_000_000;
/// Strokes at the end over which it must not grow.
const FLAT: usize = 2000;
/// By how much it may differ over them all the same: the log goes on, in lists that double when they are
/// full, as they are after 4,096 strokes. Measured: 5 to 8 %, or 4 to 6 MB.
const UNEVEN: f64 = 0.12;

/// Puts an empty shell where the partner's worker would be: what it hears waits for the test.
const SHELL: &str = "window.Worker = class {
        heard = [];
        constructor() {
            window.partner = this;
            setTimeout(() => this.onmessage({ data: { ready: true } }));
        }
        postMessage({ messages, ping }) {
            this.heard.push(...(messages ?? []));
            if (ping) setTimeout(() => this.onmessage({ data: { pong: ping } }));
        }
        terminate() {}
    };";
/// What the partner is told, without waiting for a frame.
const HEAR: &str = "limner.page.tick(performance.now());
    return [...partner.heard.splice(0), ...limner.page.takeMessages()].map((bytes) => {
        let text = '';
        for (const byte of bytes) text += String.fromCharCode(byte);
        return btoa(text);
    });";
/// Lets the partner say something, and paints what it proposes without waiting for frames.
const SAY: &str = "const [replies, strokes] = arguments;
    const bytes = (text) => Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0));
    partner.onmessage({ data: { replies: replies.map(bytes) } });
    for (let tick = 0; tick < 80 && limner.page.strokes().length < strokes; tick++)
        limner.page.tick(performance.now());
    return limner.page.strokes().length;";
/// Paints strokes with the pointer, four reports at a time, and lets the page draw them.
const PAINT: &str = "return (async (strokes, { page, hand }) => {
    for (const { key, radius, opacity, hardness, color, reports } of strokes) {
        hand.setPreset(key);
        hand.setBrush(radius, opacity, hardness, true, true);
        hand.setColor(color);
        let now = performance.now();
        const timed = (report) => [...report, now += 8];
        hand.pointerDown(...timed(reports[0]));
        for (let i = 1; i < reports.length; i += 4)
            hand.pointerMove(Float64Array.from(reports.slice(i, i + 4).flatMap(timed)));
        hand.pointerUp(now);
    }
    await new Promise(requestAnimationFrame);
    return page.strokes().length;
    })(arguments[0], limner);";
/// How long each of some steps takes, in ms: undo and its like.
const UNDO: &str = "const { page } = limner;
    return [...arguments].map((name) => {
        const began = performance.now();
        if (!page[name]()) throw new Error(`${name} did nothing`);
        return performance.now() - began;
    });";

/// What there is at one moment, in bytes.
#[derive(Clone, Copy, Debug)]
struct Taken {
    strokes: usize,
    /// The page half's wasm memory, which never shrinks.
    wasm: u64,
    /// The page's process, where the system tells: (its own now, its peak).
    process: Option<(u64, u64)>,
}

#[test]
fn five_thousand_strokes_fit_and_do_not_add_up() {
    browse(async |site| {
        let long = Long { side: 1024, strokes: 5000 };
        let (page, taken) = painted(site, long).await;
        undo_of_the_last(&page).await;
        page.leave(site).await;

        let last = taken.last().expect("something was measured");
        assert!(last.wasm <= LIMIT, "the page half takes {} bytes", last.wasm);
        let flat: Vec<_> =
            taken.iter().filter(|taken| taken.strokes + FLAT >= long.strokes).collect();
        assert!(flat.len() >= 4, "measured {} times at the end", flat.len());
        let is_flat = |bytes: &dyn Fn(&Taken) -> u64| {
            let first = bytes(flat[0]) as f64;
            flat.iter().all(|taken| bytes(taken) as f64 <= first * (1.0 + UNEVEN))
        };
        assert!(is_flat(&|taken| taken.wasm), "the page half grows: {flat:#?}");
        if let Some((own, _)) = last.process {
            assert!(own <= LIMIT, "the page's process takes {own} bytes");
        }
    });
}

#[test]
fn a_thousand_strokes_on_the_largest_canvas() {
    browse(async |site| {
        let (page, _) = painted(site, Long { side: 4096, strokes: 1000 }).await;
        undo_of_the_last(&page).await;
        page.leave(site).await;
    });
}

/// All but the first half is the person's, so that the partner's last stroke lies in the middle: taking it
/// back draws half of the painting again, or what is left of that by the snapshots.
#[test]
fn a_stroke_in_the_middle_of_five_thousand_is_taken_back() {
    browse(async |site| {
        let long = Long { side: 1024, strokes: 5000 };
        let mut log = Log::new(long.header()).expect("the header is valid");
        for i in 0..long.strokes {
            let author = if i < long.strokes / 2 { Author::Partner } else { Author::Person };
            log.push(400, Op::Add(Stroke { author, ..long.stroke(i) })).expect("it is valid");
        }
        let page = visit(site).await;
        open(&page, &log).await;
        let before = page.hash().await;
        let [back] = timed(&page, ["undoPartner"]).await;
        println!("undo of the middle of {} strokes: {back:.0} ms", long.strokes);
        let after = page.hash().await;
        assert_ne!(after, before, "the stroke is still there");
        let open = "const opening = limner.Opening.ofFile(limner.page.file());
            while (!opening.work(1000));
            return opening.finish().hash();";
        let opened = page.run(open, &[]).await;
        assert_eq!(opened, after, "a painting that was opened looks otherwise");
        page.leave(site).await;
    });
}

async fn visit(site: &Site) -> Page {
    let page = Page::visit(
        site,
        Settings { before: format!("{MEMORIES}\n{SHELL}"), ..Settings::default() },
    )
    .await;
    page.pause().await;
    page
}

/// Opens a painting as a file that is brought.
async fn open(page: &Page, log: &Log) {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("long.limner");
    std::fs::write(&file, format::encode(log)).expect("a file in a folder of our own");
    page.type_into("#file-painting", &file.display().to_string()).await;
    let (width, revision) = (log.header().width, log.revision());
    let there = format!("limner.page.width === {width} && limner.page.revision() === {revision}");
    page.until_for("the painting", 4 * DEADLINE, &there).await;
}

/// A page that has painted all of it, and what it took on the way.
async fn painted(site: &Site, long: Long) -> (Page, Vec<Taken>) {
    let page = visit(site).await;
    open(&page, &Log::new(long.header()).expect("the header is valid")).await;
    page.run("limner.settings.setPace(0); limner.partner.start();", &[]).await;
    println!("{} strokes on {} × {}:", long.strokes, long.side, long.side);
    let mut all = vec![taken(&page, 0).await];
    let (mut painted, mut chain) = (0, None);
    while painted < long.strokes {
        let partners_end = (painted / ROUND * ROUND + PARTNERS).min(long.strokes);
        while painted < partners_end {
            let replies = answers(&page, long, painted..partners_end, &mut chain).await;
            let now = page.run(SAY, &[json!(replies), json!(partners_end)]).await;
            painted = now.as_u64().expect("a number of strokes") as usize;
        }
        let round_end = (painted / ROUND * ROUND + ROUND).min(long.strokes);
        let strokes: Vec<_> = (painted..round_end).map(|i| by_hand(&long.stroke(i))).collect();
        let now = page.run(PAINT, &[json!(strokes)]).await;
        assert_eq!(now, json!(round_end), "strokes were lost");
        painted = round_end;
        if painted % (long.strokes / 10) == 0 {
            all.push(taken(&page, painted).await);
        }
    }
    (page, all)
}

/// What the worker answers: of the strokes that are due, as many as were asked for. `chain` is the chain
/// that is being planned: its name, its revision, and how many were sent.
async fn answers(
    page: &Page,
    long: Long,
    due: std::ops::Range<usize>,
    chain: &mut Option<(u32, u32, u32)>,
) -> Vec<String> {
    let heard = page.run(HEAR, &[]).await;
    let mut next = due;
    let mut answers = Vec::new();
    for message in heard.as_array().expect("a list of messages") {
        let bytes = BASE64.decode(message.as_str().expect("base64")).expect("btoa makes base64");
        let (session, request) = Request::decode(&bytes).expect("the page's messages are whole");
        let count = match request {
            Request::Open(_) => {
                answers.push((session, Reply::Ready { weights: Some(9) }));
                continue;
            }
            Request::Target(_) => {
                answers.push((session, Reply::Target(None)));
                continue;
            }
            Request::Plan { chain: name, revision, count } => {
                *chain = Some((name, revision, 0));
                count
            }
            Request::More { count } => count,
            _ => continue,
        };
        let Some((name, revision, offset)) = chain else { continue };
        let due = next.by_ref().take(count.into());
        let proposals: Vec<_> = due.map(|i| proposal(&long.stroke(i))).collect();
        // An empty plan would say that there is nothing left to paint.
        if proposals.is_empty() {
            continue;
        }
        let plan = Plan {
            chain: *name,
            revision: *revision,
            offset: *offset,
            done: true,
            brushes: long.header().brushes.len() as u8,
            proposals,
        };
        *offset += plan.proposals.len() as u32;
        answers.push((session, Reply::Plan(plan)));
    }
    answers.iter().map(|(session, reply)| BASE64.encode(reply.encode(*session))).collect()
}

fn proposal(stroke: &Stroke) -> PlannedStroke {
    PlannedStroke { stroke: stroke.clone(), gain_q15: 100, reason: Code::known("part") }
}

/// A stroke as the person paints it.
fn by_hand(stroke: &Stroke) -> Value {
    let Path::Samples { radius, samples } = &stroke.path else { panic!("{stroke:?}") };
    let preset = Long::preset_of(stroke);
    let px = |units: i32| f64::from(units) / f64::from(UNITS_PER_PX);
    let unit = |fraction: u16| f64::from(fraction) / f64::from(ONE_U16);
    let reports = samples.iter().map(|sample| {
        let [tilt_x, tilt_y] = sample.tilt;
        let (x, y) = (px(sample.point.x), px(sample.point.y));
        json!([x, y, unit(sample.pressure), tilt_x, tilt_y])
    });
    let [r, g, b] = stroke.color.channels();
    json!({
        "key": preset.name,
        "radius": px(*radius),
        "opacity": unit(stroke.opacity),
        "hardness": unit(preset.brush.hardness),
        "color": u32::from_be_bytes([0, r, g, b]),
        "reports": reports.collect::<Vec<_>>(),
    })
}

async fn taken(page: &Page, strokes: usize) -> Taken {
    page.devtools("HeapProfiler.collectGarbage", json!({})).await;
    let wasm = page.eval("memories[0].buffer.byteLength").await;
    let heap = page.eval("performance.memory?.usedJSHeapSize ?? 0").await;
    let process = page.memory().map(|memory| (memory.own, memory.peak));
    let [wasm, heap] = [wasm, heap].map(|bytes| bytes.as_u64().expect("a number of bytes"));
    let shown = process.map_or_else(String::new, |(own, peak)| {
        format!(", its process {:.0} (peak with what it shares {:.0})", mb(own), mb(peak))
    });
    println!(
        "  after {strokes:>5} strokes: page half {:.0} MB, JavaScript {:.0}{shown}",
        mb(wasm),
        mb(heap)
    );
    Taken { strokes, wasm, process }
}

async fn undo_of_the_last(page: &Page) {
    let [back, again] = timed(page, ["undo", "redo"]).await;
    println!("  undo of the last stroke: {back:.0} ms, redo: {again:.0} ms");
}

async fn timed<const N: usize>(page: &Page, steps: [&str; N]) -> [f64; N] {
    let times = page.run(UNDO, &steps.map(|step| json!(step))).await;
    std::array::from_fn(|i| times[i].as_f64().expect("a time"))
}

fn mb(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
