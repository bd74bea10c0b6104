//! Hostile files of every kind: each decoder answers each of them with a value or a clear word, soon, and without much
//! memory. Every allocation of the test's own thread is counted.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "numbers of a test are within their types"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use hostile::{Hostile, Kind};
use limner_agent::practised::Practised;
use limner_agent::taste::Taste;
use limner_agent::weights;
use limner_core::{Entry, Painting, Rgb8, brush, format};
use limner_design::{Space, codec};
use limner_imagine::Model;
use limner_imagine::copier::CopyModel;
use limner_imagine::lesson::{Lesson, SIDE};
use limner_protocol::Trouble;
use limner_share::{html, picture};
use limner_studio::{brush_file, preview, share, taste_file};

#[path = "../../../tests/src/hostile.rs"]
mod hostile;
// Readers of the program's own, as they are.
#[allow(dead_code, reason = "motifs are all that is read here")]
#[path = "../src/design/read.rs"]
mod lines;
#[allow(dead_code, reason = "what it writes is tested elsewhere")]
#[path = "../src/program.rs"]
mod program;

#[path = "../src/within.rs"]
mod within;

/// Of each sound file.
const VARIANTS: u32 = 24;
/// What a decoder may take for any of them.
const LONGEST: Duration = Duration::from_secs(1);
const MOST_BYTES: usize = 64 << 20;

/// The system's allocator, counting.
struct Counting;

thread_local! {
    /// Bytes that are there, and the most that were.
    static BYTES: Cell<[isize; 2]> = const { Cell::new([0; 2]) };
}

fn count(bytes: isize) {
    // A thread that ends has none any more.
    let _ = BYTES.try_with(|counted| {
        let [live, peak] = counted.get();
        counted.set([live + bytes, peak.max(live + bytes)]);
    });
}

// SAFETY: every call goes to the system's allocator as it came; only counters are added.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(-(layout.size() as isize));
        // SAFETY: `pointer` came from `alloc` with this layout.
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// What `run` comes to, and the most bytes that were allocated at once meanwhile.
fn counted<T>(run: impl FnOnce() -> T) -> (T, usize) {
    let [before, _] = BYTES.get();
    BYTES.set([before; 2]);
    let value = run();
    let [_, peak] = BYTES.get();
    (value, usize::try_from(peak - before).unwrap_or(0))
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Files as they should be, one of each kind at least.
fn sound() -> Vec<(Kind, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let read =
        |name: &str| std::fs::read(root.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
    let painting = read("tests/golden/partner.limner");
    let log = format::decode(&painting).unwrap();
    let compact = format::encode_compact(&log, &[]);
    let half = log.entries().len() / 2;
    let (before, since): (&[Entry], &[Entry]) = log.entries().split_at(half);
    let mut begun = limner_core::Log::new(log.header().clone()).unwrap();
    for entry in before {
        begun.push(entry.dt_ms, entry.op.clone()).unwrap();
    }
    let record = format::journal::record(1, begun.revision(), since);
    let journal = format::journal::journal(&format::encode(&begun), &record);
    let drawn = Painting::from_log(&log).unwrap();
    let png = picture::png(drawn.canvas(), log.header().paper, Some(&compact)).unwrap();
    let page = html::encode(&drawn, &compact, &html::Words::default(), None).unwrap();
    let lines = br#"<svg xmlns="http://www.w3.org/2000/svg" stroke-width="3"><path d="M 10 10 C 40 20 60 80 90 30 L 12 40 Z"/>
        <polyline points="1,2 30,4 50,60"/><g><line x1="5" y1="6" x2="70" y2="8"/></g></svg>"#;
    let mut taste = Taste::default();
    taste.judge(&[limner_agent::taste::Features::default()], limner_core::Verdict::Yes);
    let card = |n: usize| {
        (0..SIDE * SIDE).map(|i| if (i / SIDE).abs_diff(4 + 3 * n) < 3 { 220 } else { 0 }).collect()
    };
    let cards: Vec<Vec<u8>> = (0..8).map(card).collect();
    let lesson = Lesson::new("Bars", &cards, 1).unwrap().encode();
    let design = "crate/design/fuzz/corpus/design";
    let mut designs: Vec<_> =
        std::fs::read_dir(root.join(design)).unwrap().map(|file| file.unwrap().path()).collect();
    designs.sort();
    let photo = {
        let pixels = image::RgbImage::from_fn(90, 60, |x, y| image::Rgb([x as u8, y as u8, 90]));
        let mut bytes = std::io::Cursor::new(Vec::new());
        pixels.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        bytes.into_inner()
    };
    let mut all = vec![
        (Kind::Link, share::link_of(&compact).into_bytes()),
        (Kind::Painting, painting),
        (Kind::Compact, compact),
        (Kind::Journal, journal),
        (Kind::Picture, png),
        (Kind::Page, page),
        (Kind::Program, program::encode(&log).unwrap()),
        (Kind::Lines, lines.to_vec()),
        (Kind::Brush, brush_file::encode("Oil", brush::presets::by_name("oil").unwrap())),
        (Kind::Taste, taste_file::encode("Calm", &taste.to_bytes(), &[])),
        (Kind::Weights, read("crate/agent/weights/policy.limner")),
        (Kind::Model, read("crate/imagine/weights/digits.limg")),
        (Kind::Copier, read("crate/imagine/weights/digits.limc")),
        (Kind::Lesson, lesson),
        (Kind::Photo, photo),
    ];
    all.extend(designs.iter().take(2).map(|file| (Kind::Design, std::fs::read(file).unwrap())));
    all
}

fn words(trouble: &Trouble) -> String {
    format!("{} {:?}", trouble.code.as_str(), trouble)
}

/// Reads a file as whatever it may be taken for; what was wrong with it, if anything was.
fn read(file: &Hostile, folder: &Path) -> Result<(), String> {
    let Hostile { kind, bytes, .. } = file;
    match kind {
        Kind::Painting | Kind::Compact | Kind::Journal | Kind::Picture | Kind::Page => {
            share::log_from_file(bytes).map(drop).map_err(|trouble| words(&trouble))
        }
        Kind::Link => {
            let text = String::from_utf8_lossy(bytes);
            share::log_from_link(&text).map(drop).map_err(|trouble| words(&trouble))
        }
        Kind::Program => program::decode(bytes).map(drop).map_err(|error| format!("{error:#}")),
        Kind::Lines => {
            let path = folder.join("a.svg");
            let motifs = lines::motifs(&path.display().to_string());
            motifs.map(drop).map_err(|error| format!("{error:#}"))
        }
        Kind::Brush => {
            let (_, brush) = brush_file::decode(bytes).map_err(|trouble| words(&trouble))?;
            let drawn = preview::draw(&brush, 132, 44, Rgb8::new(38, 50, 74));
            drawn.map(drop).map_err(|error| error.to_string())
        }
        Kind::Taste => {
            let (_, taste, practised) =
                taste_file::decode(bytes).map_err(|trouble| words(&trouble))?;
            Taste::from_bytes(&taste).map_err(|error| error.to_string())?;
            if !practised.is_empty() {
                Practised::from_bytes(&practised, 0).map_err(|error| error.to_string())?;
            }
            Ok(())
        }
        Kind::Weights => weights::decode(bytes).map(drop).map_err(|error| error.to_string()),
        Kind::Model => Model::decode(bytes).map(drop).map_err(|error| error.to_string()),
        Kind::Copier => CopyModel::decode(bytes).map(drop).map_err(|error| error.to_string()),
        Kind::Lesson => Lesson::decode(bytes, 1).map(drop).map_err(|error| error.to_string()),
        Kind::Design => {
            codec::decode_motifs(bytes).map_err(|error| error.to_string())?;
            Space::decode(bytes).map(drop).map_err(|error| error.to_string())
        }
        Kind::Photo => limner_pictures::decode(bytes).map(drop).map_err(|error| error.to_string()),
    }
}

#[test]
fn every_hostile_file_has_an_answer_soon_and_in_little_memory() {
    let folder = tempfile::tempdir().unwrap();
    let sound = sound();
    for (kind, bytes) in &sound {
        std::fs::write(folder.path().join("a.svg"), bytes).unwrap();
        let file = Hostile { kind: *kind, name: format!("{kind:?}"), bytes: bytes.clone() };
        let read = read(&file, folder.path());
        // Motifs are a design, but no space.
        assert!(read.is_ok() || *kind == Kind::Design, "a sound file is refused: {read:?}");
    }
    let files = hostile::files(&sound, VARIANTS, 12);
    assert!(files.len() >= 400, "only {} files", files.len());
    let mut rows: BTreeMap<String, (usize, usize, Duration, usize)> = BTreeMap::new();
    let mut faults = Vec::new();
    for file in &files {
        if file.kind == Kind::Lines {
            std::fs::write(folder.path().join("a.svg"), &file.bytes).unwrap();
        }
        let began = Instant::now();
        let answering = || catch_unwind(AssertUnwindSafe(|| read(file, folder.path())));
        let (answer, peak) = counted(answering);
        let took = began.elapsed();
        match &answer {
            Err(_) => faults.push(format!("{} panics", file.name)),
            Ok(Err(words)) if !(8..=600).contains(&words.len()) => {
                faults.push(format!("{}: {} letters are said of it", file.name, words.len()));
            }
            Ok(_) => {}
        }
        if took > LONGEST {
            faults.push(format!("{} takes {took:?}", file.name));
        }
        if peak > MOST_BYTES {
            faults.push(format!("{} takes {} MB", file.name, peak >> 20));
        }
        let row = rows.entry(format!("{:?}", file.kind)).or_default();
        row.0 += 1;
        row.1 += usize::from(matches!(answer, Ok(Err(_))));
        row.2 = row.2.max(took);
        row.3 = row.3.max(peak);
    }
    println!("kind       files  refused  longest, ms  most memory, MB");
    for (kind, (all, refused, took, peak)) in rows {
        let (ms, mb) = (took.as_secs_f64() * 1e3, peak as f64 / 1e6);
        println!("{kind:<10}{all:>6}{refused:>9}{ms:>13.1}{mb:>17.1}");
    }
    assert!(faults.is_empty(), "{faults:#?}");
}
