//! A stranger's painting that takes long to draw: the worker draws it in parts, and can be asked, told and
//! turned to another painting meanwhile. And whatever a painting is: the worker opens it, follows it and paints
//! on it, or says a word.

#[path = "../../fuzz/src/lib.rs"]
mod fuzz;

use std::path::PathBuf;

use limner_core::brush::presets;
use limner_core::work::PER_MS;
use limner_core::{Brush, Header, Log, Op, format, hostile};
use limner_protocol::{
    Answer, FocusArea, Mood, PaletteChoice, Reply, Request, TargetChoice, WantedPlace,
    WorkerSettings,
};
use limner_worker::Worker;
use pollster::block_on;
use proptest::prelude::*;

fn corpus() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/worker")
}

fn inputs() -> Vec<Vec<u8>> {
    let files = std::fs::read_dir(corpus()).expect("the corpus is there");
    let mut paths: Vec<_> = files.map(|file| file.expect("it can be read").path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).expect("it can be read")).collect()
}

#[test]
fn the_corpus_comes_to_an_end() {
    let inputs = inputs();
    assert!(inputs.len() >= 8, "{} inputs", inputs.len());
    inputs.iter().for_each(|input| fuzz::worker(input));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_bytes_come_to_an_end(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        fuzz::worker(&bytes);
    }

    /// Bytes that are nearly right come further than random ones.
    #[test]
    fn changed_inputs_come_to_an_end(
        which in any::<prop::sample::Index>(), changes in prop::collection::vec(
            (any::<prop::sample::Index>(), any::<u8>()), 1..4,
        ),
    ) {
        let inputs = inputs();
        let mut input = which.get(&inputs).clone();
        for (at, byte) in &changes {
            if !input.is_empty() {
                let at = at.index(input.len());
                input[at] = *byte;
            }
        }
        fuzz::worker(&input);
    }
}

/// Lets the worker work once, as long as it takes to look at the clock; says whether there is more.
fn work_once(worker: &mut Worker) -> bool {
    block_on(worker.work(0.0, || 0.0))
}

fn replies(worker: &mut Worker) -> Vec<(u32, Reply)> {
    worker.take_replies().iter().map(|reply| Reply::decode(reply).unwrap()).collect()
}

fn is_ready(replies: &[(u32, Reply)], session: u32) -> bool {
    replies.iter().any(|(of, reply)| *of == session && matches!(reply, Reply::Ready { .. }))
}

/// A painting of some hundred milliseconds of work.
fn long() -> Log {
    hostile::toggles(10)
}

#[test]
fn a_long_painting_is_opened_in_parts_and_what_is_asked_meanwhile_is_done_after() {
    let mut worker = Worker::new(None).unwrap();
    let log = long();
    let revision = log.revision();
    worker.handle(&Request::Open(log).encode(7));
    worker.handle(&Request::Plan { chain: 1, revision, count: 1 }.encode(7));
    assert!(replies(&mut worker).is_empty(), "it is not open yet");
    let (mut parts, mut told) = (0, Vec::new());
    while work_once(&mut worker) {
        told.extend(replies(&mut worker));
        parts += usize::from(!is_ready(&told, 7));
    }
    told.extend(replies(&mut worker));
    assert!(parts > 20, "it was opened in {parts} parts");
    assert!(is_ready(&told, 7), "{told:?}");
    assert!(told.iter().any(|(_, reply)| matches!(reply, Reply::Plan(plan) if plan.chain == 1)));
}

#[test]
fn another_painting_takes_the_place_of_one_that_is_being_opened() {
    let mut worker = Worker::new(None).unwrap();
    worker.handle(&Request::Open(long()).encode(7));
    worker.handle(&Request::Plan { chain: 1, revision: 0, count: 1 }.encode(7));
    assert!(work_once(&mut worker));
    worker.handle(&Request::Open(hostile::amends(3)).encode(8));
    while work_once(&mut worker) {}
    let told = replies(&mut worker);
    assert!(is_ready(&told, 8) && told.iter().all(|(session, _)| *session == 8), "{told:?}");
}

/// Every kind is opened, or refused in a word, and then the worker waits for what comes.
#[test]
fn every_kind_has_a_clear_end() {
    for (name, log) in hostile::all() {
        // Those that are quickly drawn; the others are for the page, which draws the same.
        if matches!(name, "crowded" | "toggles") {
            continue;
        }
        let mut worker = Worker::new(None).unwrap();
        worker.handle(&Request::Open(log).encode(7));
        let most = limner_core::work::MAX_OF_STROKE / PER_MS;
        let ended = (0..most).any(|_| !work_once(&mut worker));
        assert!(ended, "{name} is still being opened");
        let told = replies(&mut worker);
        let refused = told.iter().any(|(_, reply)| matches!(reply, Reply::Trouble(_)));
        assert!(refused != is_ready(&told, 7), "{name}: {told:?}");
    }
}

#[test]
#[ignore = "writes the corpus"]
fn write_corpus() {
    let write = |name: &str, message: &Request, painting: Vec<u8>| {
        // Without the version and the session; this one is nothing but those and its kind.
        let body = message.encode(7).split_off(Request::Halt.encode(7).len() - 1);
        let length = u8::try_from(body.len()).expect("the message is short");
        let input: Vec<u8> = [length].into_iter().chain(body).chain(painting).collect();
        std::fs::create_dir_all(corpus()).expect("the folder can be made");
        std::fs::write(corpus().join(name), input).expect("it can be written");
    };
    let small = |log: &Log, brush: Option<&Brush>| {
        let header = Header::new(96, 70, log.header().paper, 7);
        let mut small = Log::new(header).expect("the header is valid");
        let brush = *brush.unwrap_or(&log.brushes()[0]);
        small.push(0, Op::Brush(Box::new(brush))).expect("the brush is valid");
        for entry in log.entries().iter().take(10) {
            let mut op = entry.op.clone();
            match &mut op {
                Op::Add(stroke) => stroke.brush = 3,
                Op::Hide { stroke, .. } | Op::Show { stroke, .. } => *stroke = 1,
                Op::Amend { stroke, with } => (*stroke, with.brush) = (1, 3),
                Op::Judge(judgement) => judgement.strokes.fill(1),
                Op::Brush(_) => {}
            }
            small.push(entry.dt_ms, op).expect("the operation is valid");
        }
        small
    };
    let entries = |log: &Log, brush| format::encode_entries(small(log, brush).entries());
    let area = FocusArea { x: 40, y: 30, reach: 20 };
    let settings = WorkerSettings {
        price: 200,
        focus: Some(area),
        palette: PaletteChoice::OfPicture(4),
        taste_weight: 150,
        mood: Mood { valence: 40, arousal: -70, boldness: 90 },
        places: vec![WantedPlace { area, here: false }],
        ..WorkerSettings::default()
    };
    let thumbnail = Request::Thumbnail { index: 1, width: 24, height: 16 };
    let answer = Request::Answer { id: 5, answer: Answer::Alike };
    let brush = |name| presets::by_name(name);
    write("amends", &Request::Settings(settings), entries(&hostile::amends(20), brush("oil")));
    write("toggles", &Request::More { count: 3 }, entries(&hostile::toggles(5), None));
    write("judged", &Request::Forget, entries(&hostile::judged(3), brush("watercolour")));
    write("ghost", &thumbnail, entries(&hostile::ghost(), None));
    write("dry_hair", &answer, entries(&hostile::dry_hair(3), None));
    write("mixed", &Request::RevertPolicy, entries(&hostile::mixed(1), brush("round_bristle")));
    let nothing = Request::Target(TargetChoice::Nothing);
    write("judged.limner", &nothing, format::encode(&small(&hostile::judged(3), None)));
    write("edited", &Request::Edit { word: 2, edit: 1 }, entries(&hostile::judged(2), None));
}
