//! A browser may go at any moment: what was finished is there again.

use std::cell::{Cell, RefCell};
use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant};

use limner_core::format;
use limner_tests::{Maker, Page, Settings, Site, browse};
use serde_json::json;
use tempfile::TempDir;

/// How often the browser is killed; `LIMNER_KILLS` says otherwise.
const KILLS: usize = 8;
/// The times at which it is killed, after the first stroke began.
const KILLED_MS: std::ops::Range<u64> = 100..1700;
/// A stroke of which the pointer was lifted this long ago is finished: the page has drawn it and written it down.
/// Drawing may wait for the next frame on a machine that is busy.
const FINISHED: Duration = Duration::from_millis(150);

/// Makes IndexedDB what an earlier page kept: a record for each painting, with all of it. The page that runs meanwhile
/// gets no database any more, or it would make its own in between.
const AS_EARLIER: &str = "const file = limner.page.file(), id = limner.id;
    const open = indexedDB.open.bind(indexedDB);
    IDBFactory.prototype.open = () => ({});
    return new Promise((done, failed) => {
        const deleted = indexedDB.deleteDatabase('limner');
        deleted.onerror = () => failed(deleted.error);
        deleted.onsuccess = () => {
            const opened = open('limner', 1);
            opened.onerror = () => failed(opened.error);
            opened.onupgradeneeded = () => ['paintings', 'meta'].forEach((name) => opened.result.createObjectStore(name));
            opened.onsuccess = () => {
                const kept = opened.result.transaction(['paintings', 'meta'], 'readwrite');
                const paintings = kept.objectStore('paintings');
                paintings.put({ id, name: 'From before', bytes: file, target: { gallery: 2 }, updated: 2 }, id);
                paintings.put({ id: 'b', name: 'Another', bytes: file, target: undefined, updated: 1 }, 'b');
                kept.objectStore('meta').put(id, 'current');
                kept.oncomplete = () => { opened.result.close(); done(true); };
            };
        };
    });";
/// Paints forty strokes of two hundred samples each, as quickly as a page takes them in.
const STROKES: &str = "const paint = async () => {
        const { hand } = limner;
        for (let nth = 0; nth < 40; nth++) {
            const now = performance.now();
            hand.pointerDown(10, 10 * nth, 0.5, 0, 0, now);
            const samples = Array.from({ length: 200 }, (_, i) =>
                [10 + 3 * i, 10 * nth + 9 * Math.sin(i), 0.5 + 0.4 * Math.sin(i * i), 0, 0, now + i]);
            hand.pointerMove(new Float64Array(samples.flat()));
            hand.pointerUp(now + 200);
            await new Promise((done) => setTimeout(done, 60));
        }
        return true;
    };
    return paint();";
/// How many records there are.
const RECORDS: &str = "new Promise((done) => {
        const opened = indexedDB.open('limner');
        opened.onsuccess = () => {
            const asked = opened.result.transaction('records').objectStore('records').count();
            asked.onsuccess = () => { opened.result.close(); done(asked.result); };
        };
    })";

/// The bytes of the last one.
const LAST_RECORD: &str = "new Promise((done) => {
        const opened = indexedDB.open('limner');
        opened.onsuccess = () => {
            const asked = opened.result.transaction('records').objectStore('records').getAll();
            asked.onsuccess = () => { opened.result.close(); done(Array.from(asked.result.at(-1))); };
        };
    })";

/// Changes the last record of the painting: `change` is given its bytes.
fn damage(change: &str) -> String {
    format!(
        "const opened = indexedDB.open('limner');
         return new Promise((done) => {{ opened.onsuccess = () => {{
             const kept = opened.result.transaction('records', 'readwrite');
             kept.objectStore('records').openCursor(null, 'prev').onsuccess = ({{ target: {{ result }} }}) => {{
                 const bytes = result.value;
                 result.update({change});
             }};
             kept.oncomplete = () => {{ opened.result.close(); done(true); }};
         }}; }});"
    )
}

/// How often the browser is to be killed, where it is said.
pub(crate) fn kills() -> Option<usize> {
    std::env::var("LIMNER_KILLS").ok()?.parse().ok()
}

fn random(range: std::ops::Range<u64>, nth: usize) -> u64 {
    range.start + RandomState::new().hash_one(nth) % (range.end - range.start)
}

#[test]
fn whenever_the_browser_is_killed_every_finished_stroke_is_there_again() {
    browse(async |site| again_and_again(site, Maker::Chromium, kills().unwrap_or(KILLS)).await);
}

pub(crate) async fn again_and_again(site: &Site, maker: Maker, kills: usize) {
    let profile = TempDir::new().expect("a folder");
    let settings = Settings { profile: Some(profile.path().into()), ..Settings::of(maker) };
    // Strokes that must be there, and those that may.
    let (mut finished, mut begun, mut unfinished) = (0_u64, 0_u64, 0_usize);
    for nth in 0..kills {
        let page = Page::visit(site, settings.clone()).await;
        let found = page.strokes().await[0];
        assert!(
            (finished..=begun).contains(&found),
            "of {begun} strokes, {finished} of them finished, {found} are there after kill {nth}"
        );
        let log = format::encode(&page.log().await);
        assert!(format::decode(&log).is_ok(), "what is there is no painting");
        // With the partner's strokes in between, and without.
        if nth > 0 && nth % 2 == 0 {
            page.click("#start").await;
        }
        let after = Duration::from_millis(random(KILLED_MS, nth));
        let (lifted, drawn) = (RefCell::new(Vec::new()), Cell::new(0));
        let paint = async {
            for i in 0.. {
                let y = 40.0 + f64::from((i * 37) % 400);
                drawn.set(drawn.get() + 1);
                page.draw(&[[60.0, y], [200.0, y + 20.0]]).await;
                page.lift().await;
                lifted.borrow_mut().push(Instant::now());
            }
        };
        // It paints for ever.
        let ended: Result<(), _> = tokio::time::timeout(after, paint).await;
        assert!(ended.is_err());
        let killed = Instant::now();
        page.kill();
        let is_finished = |lifted: &&Instant| killed.duration_since(**lifted) >= FINISHED;
        let lifted = lifted.into_inner();
        let whole = lifted.iter().filter(is_finished).count();
        unfinished += lifted.len() - whole;
        (finished, begun) = (found + whole as u64, found + drawn.get());
        println!(
            "kill {nth} after {after:?}: {found} were there, {whole} finished, {} begun",
            drawn.get()
        );
    }
    let page = Page::visit(site, settings).await;
    let found = page.strokes().await[0];
    assert!((finished..=begun).contains(&found), "{found} of {finished} to {begun} at the end");
    println!("{found} strokes are there; {unfinished} were lifted within {FINISHED:?} of a kill");
    page.leave(site).await;
}

#[test]
fn a_record_that_is_not_whole_is_left_out_and_said_and_painting_goes_on() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.pause().await;
        for y in [60.0, 120.0] {
            page.paint(&[[60.0, y], [200.0, y + 20.0]]).await;
            page.saved().await;
        }
        let changes =
            ["bytes.slice(0, bytes.length - 3)", "bytes.with(bytes.length - 1, bytes.at(-1) ^ 1)"];
        for change in changes {
            page.paint(&[[60.0, 180.0], [200.0, 200.0]]).await;
            page.saved().await;
            page.run(&damage(change), &[]).await;
            page.reload().await;
            page.ready().await;
            let words = page.told("torn").await;
            assert!(words.contains("last stroke"), "{words}");
            assert_eq!(page.strokes().await[0], 2);
        }
        page.paint(&[[300.0, 60.0], [400.0, 80.0]]).await;
        page.saved().await;
        let hash = page.hash().await;
        page.reload().await;
        page.ready().await;
        assert_eq!((page.hash().await, page.strokes().await[0]), (hash, 3));
        assert_eq!(
            page.eval("document.querySelector('.toast[data-code=torn]')").await,
            json!(null)
        );
        page.leave(site).await;
    });
}

/// What a newer page wrote, which this one can't read, is not taken for a torn end: it is not opened, and stays.
#[test]
fn what_a_newer_page_wrote_is_kept_and_not_written_over() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.pause().await;
        for y in [60.0, 120.0] {
            page.paint(&[[60.0, y], [200.0, y + 20.0]]).await;
            page.saved().await;
        }
        // In place of the last record, another operation than any, truly summed up.
        let last: Vec<u8> = serde_json::from_value(page.eval(LAST_RECORD).await).expect("bytes");
        let sealed = [&last[8..16], &[1, 250, 1, 2, 3]].concat();
        let sum = (xxhash_rust::xxh3::xxh3_64(&sealed) as u32).to_le_bytes();
        let record = [&5_u32.to_le_bytes()[..], &sum, &sealed].concat();
        page.run(&damage(&format!("new Uint8Array({record:?})")), &[]).await;
        let records = page.eval(RECORDS).await;
        page.reload().await;
        page.ready().await;
        let words = page.told("painting_from_future").await;
        assert!(words.contains("newer"), "{words}");
        page.paint(&[[60.0, 180.0], [200.0, 200.0]]).await;
        page.saved().await;
        let now = page.eval(RECORDS).await;
        assert!(now.as_u64() >= records.as_u64(), "of {records} records there are {now}");
        page.leave(site).await;
    });
}

/// A stroke of the person's is written so that it is on the disk, also where the partner's strokes would have been
/// written at that moment anyway.
#[test]
fn what_the_hand_did_is_on_the_disk_whoever_writes_it() {
    const DURABILITY: &str = "window.durability = [];
        const transaction = IDBDatabase.prototype.transaction;
        IDBDatabase.prototype.transaction = function (names, mode, options) {
            if (mode === 'readwrite' && [...names].includes('records')) window.durability.push(options?.durability);
            return transaction.call(this, names, mode, options);
        };";
    browse(async |site| {
        let settings = Settings { before: DURABILITY.into(), ..Settings::default() };
        let page = Page::visit(site, settings).await;
        page.partner_paints(2).await;
        page.pause().await;
        page.saved().await;
        // Before the page has looked at how things stand, what waits is written.
        let stroke = "window.durability.length = 0;
            const { hand } = limner;
            hand.pointerDown(50, 50, 0.5, 0, 0, 1);
            hand.pointerMove(new Float64Array([200, 80, 0.5, 0, 0, 9]));
            hand.pointerUp(12);
            for (const name of ['changed', 'leaving']) document.dispatchEvent(new CustomEvent(`limner:${name}`));
            return window.durability;";
        let began = page.run(stroke, &[]).await;
        page.saved().await;
        let durability = page.eval("window.durability").await;
        assert_eq!(durability[0], json!("strict"), "{began} at once, {durability} in all");
        page.leave(site).await;
    });
}

#[test]
fn what_an_earlier_page_kept_is_carried_over() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.partner_paints(3).await;
        page.pause().await;
        page.paint(&[[60.0, 60.0], [200.0, 80.0]]).await;
        page.saved().await;
        let hash = page.hash().await;
        page.run(AS_EARLIER, &[]).await;
        page.reload().await;
        page.ready().await;
        assert_eq!(page.hash().await, hash);
        assert_eq!(
            page.eval("document.getElementById('painting-name').value").await,
            json!("From before")
        );
        page.until("its picture", "limner.page.status().target?.name === 'gallery_2'").await;
        page.paint(&[[60.0, 160.0], [200.0, 180.0]]).await;
        page.saved().await;
        page.click("#menu").await;
        page.click("#recent-paintings").await;
        page.until(
            "the other",
            "document.querySelector('#recent-list').textContent.includes('Another')",
        )
        .await;
        page.click("#recent-list .face").await;
        page.until("it to open", "document.getElementById('painting-name').value === 'Another'")
            .await;
        assert_eq!(page.hash().await, hash);
        page.leave(site).await;
    });
}

/// What a long painting takes is written again from time to time, and nothing is missing meanwhile.
#[test]
fn many_records_become_a_checkpoint_and_nothing_is_missing() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.run(STROKES, &[]).await;
        let fewer = format!("{RECORDS}.then((count) => count < 30)");
        page.until("a checkpoint in place of records", &fewer).await;
        page.pause().await;
        page.saved().await;
        let (hash, strokes) = (page.hash().await, page.strokes().await);
        page.reload().await;
        page.ready().await;
        assert_eq!((page.hash().await, page.strokes().await), (hash, strokes));
        page.leave(site).await;
    });
}
