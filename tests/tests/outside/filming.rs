//! How a painting was made, as a film: what the browser encodes, other programs read and browsers play; where it can't, the
//! other kinds are there; and a long painting takes little memory.

use std::io::Cursor;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use limner_core::{Author, Coverage, Header, Log, Op, Painting, Path, Point, Rgb8, Stroke, format};
use limner_share::film::{Frames, Wish};
use limner_share::video::{self, Video};
use limner_share::webm::Codec;
use limner_tests::patience::DEADLINE;
use limner_tests::program::Desk;
use limner_tests::{Browser, Maker, Page, Settings, Site, browse};
use matroska_demuxer::{Frame, MatroskaFile};
use serde_json::{Value, json};
use tempfile::TempDir;

/// How a film is chosen: seconds, pixels along the longer side, and ms that it stays.
const LIKE: [u16; 3] = [3, 320, 1_500];
/// By how much a pixel's channel may differ after the encoder, on the average. Measured: 1.3 to 2.6.
const NEAR: f64 = 5.0;
/// What a browser does with a film: how long it is, what it shows at its end and at its beginning, and whether it is played
/// from there to the end.
const PLAY: &str = "const bytes = Uint8Array.from(atob(arguments[0]), (byte) => byte.charCodeAt(0));
    return (async () => {
        const video = Object.assign(document.createElement('video'), { muted: true });
        const comes = (name) => new Promise((done, failed) => {
            video.addEventListener(name, done, { once: true });
            video.addEventListener('error', () => failed(new Error(video.error.message)), { once: true });
        });
        document.body.append(video);
        const loaded = comes('loadeddata');
        video.src = URL.createObjectURL(new Blob([bytes], { type: 'video/webm' }));
        await loaded;
        const { duration, videoWidth, videoHeight } = video;
        // On a machine that is busy the picture comes after the word that it was found. None is shown for longer than 1 s.
        const there = (at) => new Promise((done) => {
            const look = (_, { mediaTime }) => (mediaTime <= at + 0.01 && mediaTime > at - 1.01 ? done() : video.requestVideoFrameCallback(look));
            video.requestVideoFrameCallback(look);
        });
        const shown = async (at) => {
            const sought = [comes('seeked'), there(at)];
            video.currentTime = at;
            await Promise.all(sought);
            const canvas = Object.assign(document.createElement('canvas'), { width: videoWidth, height: videoHeight });
            const context = canvas.getContext('2d');
            context.drawImage(video, 0, 0);
            return Array.from(context.getImageData(0, 0, videoWidth, videoHeight).data);
        };
        const end = await shown(duration - 0.05);
        const middle = await shown(duration / 3);
        const beginning = await shown(0);
        const ended = comes('ended');
        await video.play();
        await ended;
        return { duration, size: [videoWidth, videoHeight], end, middle, beginning, at: video.currentTime };
    })();";

/// The film as it is meant: when each picture is shown, how long all of it takes, and its frames as RGB.
struct Meant {
    at_ms: Vec<u64>,
    keys_ms: Vec<u64>,
    lasts_ms: f64,
    size: [u16; 2],
    first: Vec<u8>,
    last: Vec<u8>,
}

impl Meant {
    fn of(packed: &[u8], [seconds, side, still_ms]: [u16; 3]) -> Self {
        let wish = Wish { seconds, side, still_ms, rate: video::RATE };
        let mut film = Video::of(packed.to_vec(), Codec::Vp9, wish).expect("a painting");
        let (mut at_ms, mut keys_ms, mut lasts_ms) = (Vec::new(), Vec::new(), 0);
        while !film.is_over() {
            let Some(shot) = film.advance(u64::MAX).expect("it is drawn") else { continue };
            at_ms.push(u64::from(shot.at_ms));
            keys_ms.extend(shot.is_key.then_some(u64::from(shot.at_ms)));
            lasts_ms = shot.at_ms + shot.stays_ms;
        }
        let log = format::decode(packed).expect("a painting");
        let painting = Painting::from_log(&log).expect("it is drawable");
        let mut frames = Frames::of(painting, wish).with_even_sides();
        let mut all = Vec::new();
        while frames.taken() < frames.count() {
            all.extend(frames.advance(u64::MAX).expect("a moment").map(|frame| frame.rgb));
        }
        let (first, last) = (all.remove(0), all.pop().expect("more than one"));
        Self { at_ms, keys_ms, lasts_ms: lasts_ms.into(), size: frames.size(), first, last }
    }

    /// Whether a reader that nobody here wrote finds it in the file.
    fn is_in(&self, file: &[u8], codec: &str) {
        let mut film = MatroskaFile::open(Cursor::new(file)).expect("a file of Matroska");
        let [track] = film.tracks() else { panic!("{} tracks", film.tracks().len()) };
        let video = track.video().expect("pictures");
        assert_eq!((film.ebml_header().doc_type(), track.codec_id()), ("webm", codec));
        let size = [video.pixel_width(), video.pixel_height()].map(u64::from);
        assert_eq!((size, film.info().duration()), (self.size.map(u64::from), Some(self.lasts_ms)));
        let mut frame = Frame::default();
        let (mut at_ms, mut keys_ms) = (Vec::new(), Vec::new());
        while film.next_frame(&mut frame).expect("a picture") {
            assert!(!frame.data.is_empty());
            at_ms.push(frame.timestamp);
            // Of the last one, which says how long it stays, this reader does not tell.
            keys_ms.extend((frame.is_keyframe != Some(false)).then_some(frame.timestamp));
        }
        assert_eq!(at_ms, self.at_ms, "pictures are lost, or at another time");
        // An encoder may make more of them than it is asked for.
        let missing: Vec<_> = self.keys_ms.iter().filter(|at| !keys_ms.contains(at)).collect();
        assert!(missing.is_empty(), "nobody can begin at {missing:?} ms");
        for key in keys_ms {
            film.seek(key).expect("a moment");
            assert!(film.next_frame(&mut frame).expect("a picture"));
            assert_eq!(frame.timestamp, key);
        }
    }

    /// Whether a browser plays it, shows the painting at its end and its paper at its beginning.
    async fn is_played(&self, file: &[u8], maker: Maker) {
        let folder = TempDir::new().expect("a folder");
        std::fs::write(folder.path().join("index.html"), "<!doctype html><title>A film</title>")
            .expect("a page");
        let site = Site::serve(folder.path().into()).await;
        let browser = Browser::start(&Settings::of(maker)).await;
        browser.go(&site.url()).await;
        let played = browser.run(PLAY, &[BASE64.encode(file).into()]).await;
        let lasts = played["duration"].as_f64().expect("a length");
        assert!((lasts * 1_000.0 - self.lasts_ms).abs() < 2.0, "{lasts} s in {maker:?}");
        assert_eq!(played["size"], json!(self.size));
        assert!((played["at"].as_f64().expect("a time") - lasts).abs() < 0.2, "it stops early");
        let off = |name: &str, meant: &[u8]| difference(&played[name], meant);
        let [end, beginning] = [off("end", &self.last), off("beginning", &self.first)];
        println!(
            "{maker:?}: {} bytes, off by {end:.2} at its end, {beginning:.2} at its beginning",
            file.len()
        );
        assert!(end < NEAR && beginning < NEAR, "{maker:?} shows something else");
        let between = [off("middle", &self.last), off("middle", &self.first)];
        assert!(between[0] > end && between[1] > beginning, "{maker:?} does not seek: {between:?}");
        browser.quit().await;
    }
}

/// How far RGBA that a browser told is from RGB, on the average of all channels.
fn difference(rgba: &Value, rgb: &[u8]) -> f64 {
    let rgba: Vec<u8> = serde_json::from_value(rgba.clone()).expect("pixels");
    assert_eq!(rgba.len() / 4, rgb.len() / 3);
    let pixels = rgba.as_chunks::<4>().0.iter().zip(rgb.as_chunks::<3>().0);
    let sum: u64 = pixels
        .flat_map(|(a, b)| a[..3].iter().zip(b).map(|(a, b)| u64::from(a.abs_diff(*b))))
        .sum();
    sum as f64 / rgb.len() as f64
}

/// The page with something painted on it, which has that name.
async fn painted(site: &Site, settings: Settings, name: &str) -> Page {
    let page = Page::visit(site, settings).await;
    page.partner_paints(24).await;
    page.pause().await;
    page.fill("#painting-name", name).await;
    page.key('\u{e007}').await;
    page
}

/// A film as the page makes it, and as it is meant.
async fn filmed(page: &Page, name: &str) -> (Vec<u8>, Meant) {
    let packed = page.bytes("limner.page.packed(true, 0, false)").await;
    page.choose_film("webm", LIKE).await;
    page.shot(&format!("film-{name}")).await;
    page.make_film().await;
    let file = page.downloaded(&format!("{name}.webm")).await;
    (file, Meant::of(&packed, LIKE))
}

#[test]
fn a_film_in_webm_is_read_played_and_sought() {
    browse(async |site| {
        let page = painted(site, Settings::default(), "Dusk").await;
        let (file, meant) = filmed(&page, "Dusk").await;
        page.leave(site).await;
        meant.is_in(&file, "V_VP9");
        meant.is_played(&file, Maker::Chromium).await;
    });
}

#[test]
fn a_browser_without_vp9_has_vp8() {
    const NO_VP9: &str = "const { isConfigSupported } = VideoEncoder;
        VideoEncoder.isConfigSupported = async (config) =>
            (config.codec.startsWith('vp09') ? { supported: false, config } : isConfigSupported.call(VideoEncoder, config));";
    browse(async |site| {
        let settings = Settings {
            before: NO_VP9.into(),
            viewport: limner_tests::Viewport::PHONE,
            ..Settings::default()
        };
        let page = painted(site, settings, "Eight").await;
        let (file, meant) = filmed(&page, "Eight").await;
        page.leave(site).await;
        meant.is_in(&file, "V_VP8");
        meant.is_played(&file, Maker::Chromium).await;
    });
}

/// What each browser makes, each plays.
pub(crate) async fn films_of_each_are_played_by_each(site: &Site) {
    let makers = [Maker::Chromium, Maker::Firefox];
    for from in makers {
        let name = format!("{from:?}");
        let page = painted(site, Settings::of(from), &name).await;
        let (file, meant) = filmed(&page, &name).await;
        page.leave(site).await;
        meant.is_in(&file, "V_VP9");
        for to in makers {
            meant.is_played(&file, to).await;
        }
    }
}

#[test]
fn where_no_video_can_be_encoded_it_is_said_and_the_other_kinds_are_the_program_s() {
    browse(async |site| {
        let settings =
            Settings { before: "delete window.VideoEncoder;".into(), ..Settings::default() };
        let page = painted(site, settings, "Still").await;
        let packed = page.bytes("limner.page.packed(true, 0, false)").await;
        let desk = Desk::new().with("a.limner", &packed);
        page.click("#share").await;
        page.click("#film").await;
        page.until("the sheet", "document.getElementById('film-sheet')?.open").await;
        let words = page.text("#film-sheet [data-part=without]").await;
        assert!(words.contains("can’t encode video"), "{words}");
        let kinds = "['webm', 'apng'].map((kind) => document.querySelector(`#film-sheet [data-part=${kind}]`)).map(({ disabled, checked }) => [disabled, checked])";
        assert_eq!(page.eval(kinds).await, json!([[true, false], [false, true]]));
        page.shot("film-without").await;
        page.key(limner_tests::page::ESCAPE).await;
        for (kind, name, option) in [("apng", "Still.png", "--apng"), ("gif", "Still.gif", "--gif")]
        {
            page.choose_film(kind, [2, 200, 500]).await;
            page.make_film().await;
            let made = page.downloaded(name).await;
            let film = ["--seconds", "2", "--side", "200", "--still-ms", "500", "--history"];
            desk.succeeds(&[&["export", "a.limner", option, name], &film[..]].concat());
            assert!(made == desk.read(name), "{name} is another than the program's");
        }
        page.leave(site).await;
    });
}

/// Strokes all over a large canvas.
fn long(strokes: u32) -> Vec<u8> {
    let mut log = Log::new(Header::new(1024, 1024, Rgb8::new(240, 236, 220), 9)).expect("a size");
    for i in 0..strokes {
        let [a, b, c, d] = i.wrapping_mul(0x9e37_79b9).to_be_bytes().map(i32::from);
        let at = Point::from_px(a * 4 + c % 4, b * 4 + d % 4);
        let path = Path::Bezier { points: [at; 3], radii: [500, 300] };
        let color = Rgb8::new(a as u8, c as u8, d as u8);
        let (author, coverage) = (Author::Partner, Coverage::Wash);
        let stroke = Stroke { author, brush: 1, color, opacity: 24_000, coverage, path };
        log.push(400, Op::Add(stroke)).expect("it is in range");
    }
    format::encode_compact(&log, &[])
}

/// What a film may take of memory beside the painting that is open, whatever its strokes, in bytes: the painting is there
/// a second time, and the encoder has pictures of its own. Measured: 236 MB, of a painting of 2,400 strokes 196 MB.
const MOST: u64 = 330_000_000;

#[test]
fn a_film_of_a_long_painting_takes_little_memory_and_can_be_stopped() {
    browse(async |site| {
        let folder = TempDir::new().expect("a folder");
        let file = folder.path().join("long.limner");
        std::fs::write(&file, long(24_000)).expect("a file");
        let page = Page::visit(site, Settings::default()).await;
        page.pause().await;
        page.type_into("#file-painting", &file.display().to_string()).await;
        let open = "limner.page.status().strokes.partner === 24000";
        page.until_for("the painting", 4 * DEADLINE, open).await;
        page.saved().await;
        let own = || page.memory().map(|memory| memory.own);

        // Stopped amid it, nothing comes of it, and what it took is given back.
        page.choose_film("webm", [60, 1_024, 2_000]).await;
        page.make_film().await;
        let amid = "Number(document.body.dataset.exporting) > 32";
        page.until_for("pictures", 4 * DEADLINE, amid).await;
        page.shot_at_once("film-making").await;
        page.click("#exporting-stop").await;
        page.until("its end", "document.body.dataset.exporting === undefined").await;
        tokio::time::sleep(Duration::from_secs(3)).await;
        // The browser makes the folder with the first file.
        let entries = std::fs::read_dir(page.downloads()).map_or(0, Iterator::count);
        assert_eq!(
            (entries, page.eval("document.getElementById('exporting').hidden").await),
            (0, json!(true))
        );

        let before = own();
        page.choose_film("webm", [10, 1_024, 2_000]).await;
        let began = std::time::Instant::now();
        page.make_film().await;
        let mut most = before;
        let done = "document.body.dataset.exporting === undefined";
        while page.eval(done).await == json!(false) {
            most = most.max(own());
            assert!(began.elapsed() < 10 * DEADLINE, "it takes too long");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let film = page.downloaded("long.webm").await;
        if let (Some(before), Some(most)) = (before, most) {
            let took = most.saturating_sub(before);
            println!(
                "a film of 240 pictures of 1024 × 1024 of 24,000 strokes: {:.1} s, {} KB, {} MB beside {} MB",
                began.elapsed().as_secs_f64(),
                film.len() / 1_000,
                took / 1_000_000,
                before / 1_000_000,
            );
            assert!(took < MOST, "it took {took} bytes");
        }
        Meant::of(&long(24_000), [10, 1_024, 2_000]).is_in(&film, "V_VP9");
        page.leave(site).await;
    });
}
