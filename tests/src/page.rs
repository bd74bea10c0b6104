//! Limner's page as a person meets it, and what can be asked of it through `window.limner`.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "numbers of a test are within their types"
)]

use std::ops::Deref;
use std::path::Path;
use std::time::Duration;

use image::RgbImage;
use limner_core::{Author, Log, Painting, Rgb8, Stroke, format};
use serde_json::{Value, json};

use crate::browser::{Browser, Ended, Line, Maker, Settings};
use crate::patience::{DEADLINE, until};
use crate::places;
use crate::site::Site;
use crate::tasks::Task;

/// Control, as the keyboard's action names it.
pub const CONTROL: char = '\u{e009}';
/// Shift.
pub const SHIFT: char = '\u{e008}';
/// Escape.
pub const ESCAPE: char = '\u{e00c}';
/// A colour of the palette, far from the paper and from what the partner begins with.
pub const VIOLET: Rgb8 = Rgb8 { r: 0x5b, g: 0x4a, b: 0x78 };
/// The paper of a first visit.
pub const PAPER: Rgb8 = Rgb8 { r: 0xf6, g: 0xf0, b: 0xe4 };

/// Canvas pixels between two positions of a hand that draws.
const LEAP_PX: f64 = 12.0;
/// Steps of a channel by which paint may differ from its colour well inside a stroke.
const THIN: u8 = 8;

/// For [`Settings::before`]: keeps the page's workers in `window.workers`, the partner's last.
pub const WORKERS: &str = "window.workers = [];
    window.Worker = class extends Worker {
        constructor(...settings) { super(...settings); window.workers.push(this); }
    };";

/// Keeps the keys that the document heard, before the page's own listeners, for messages of tests that
/// wait in vain: was a press lost on its way, or did the page ignore it?
const HEARD: &str = "window.heardKeys = [];
    for (const kind of ['keydown', 'keyup']) addEventListener(kind, (event) => {
        const { key, ctrlKey, shiftKey, isComposing, repeat, target } = event;
        const held = [ctrlKey && 'ctrl', shiftKey && 'shift', isComposing && 'composing', repeat && 'repeat'];
        const where = target.id || target.tagName;
        window.heardKeys.push([kind, ...held.filter(Boolean), key, where, Math.round(event.timeStamp)].join(' '));
    }, { capture: true });";

/// The page in a browser of its own. What the browser can do, it can.
#[must_use = "a page must be left, which checks that it was quiet"]
#[derive(Debug)]
pub struct Page {
    browser: Option<Browser>,
    /// Console errors that contain one of these belong to the test.
    forgiven: Vec<&'static str>,
    origin: String,
}

impl Deref for Page {
    type Target = Browser;

    fn deref(&self) -> &Browser {
        self.browser.as_ref().expect("only leaving takes the browser")
    }
}

impl Page {
    /// Visits the page in a new browser and waits until it is ready.
    pub async fn visit(site: &Site, settings: Settings) -> Self {
        Self::visit_at(site, &site.url(), settings).await
    }

    /// As [`Page::visit`], at an address of the site's, such as a link.
    pub async fn visit_at(site: &Site, url: &str, settings: Settings) -> Self {
        let heard = if settings.maker == Maker::Chromium { HEARD } else { "" };
        let before = format!("{heard}{}", settings.before);
        let browser = Some(Browser::start(&Settings { before, ..settings }).await);
        let page = Self { browser, forgiven: Vec::new(), origin: site.origin() };
        page.go(url).await;
        page.ready().await;
        page
    }

    /// Opens a file on the disk that is to become the page, in a new browser without a network, and waits for nothing.
    pub async fn open_file(path: &Path, settings: Settings) -> Self {
        let browser = Some(Browser::start(&Settings { offline: true, ..settings }).await);
        let page = Self { browser, forgiven: Vec::new(), origin: String::new() };
        page.go(&format!("file://{}", path.display())).await;
        page
    }

    /// Waits until the page says that it can be used.
    pub async fn ready(&self) {
        self.until("the page to be ready", "document.body?.dataset.ready === 'yes'").await;
    }

    /// Console errors with this text are what the test is about.
    pub fn forgive(&mut self, text: &'static str) {
        self.forgiven.push(text);
    }

    /// Closes the browser and checks what must hold after every test: no error in the console,
    /// nothing asked for that is not there, no request to anybody else.
    pub async fn leave(self, site: &Site) {
        self.leave_with_tasks(site).await;
    }

    /// As [`Page::leave`]; what the page's main thread did since [`Browser::begin_tasks`].
    pub async fn leave_with_tasks(mut self, site: &Site) -> Vec<Task> {
        let errors: Vec<Line> =
            self.console().await.into_iter().filter(|l| self.is_error(l)).collect();
        assert!(errors.is_empty(), "the console has errors: {errors:#?}");
        let browser = self.browser.take().expect("a page is left once");
        let maker = browser.maker();
        let Ended { requests, tasks } = browser.quit().await;
        let own = |url: &str| {
            url.strip_prefix(&self.origin).is_some_and(|rest| rest.starts_with('/'))
                || url.starts_with("data:")
                || url.starts_with("blob:")
        };
        assert!(
            maker == Maker::Firefox || requests.iter().any(|request| own(&request.url)),
            "the browser's record is empty: {requests:#?}",
        );
        let by_a_page = requests.iter().filter(|request| request.initiator.is_some());
        let strange: Vec<_> = by_a_page.filter(|request| !own(&request.url)).collect();
        assert!(strange.is_empty(), "requests left the origin: {strange:#?}");
        let missing: Vec<_> = site.visits().into_iter().filter(|v| v.status != 200).collect();
        assert!(missing.is_empty(), "asked for what is not there: {missing:#?}");
        tasks
    }

    /// As [`Page::leave`], of a file that was opened from the disk: it asked nobody for anything.
    pub async fn leave_file(mut self) {
        let errors: Vec<Line> =
            self.console().await.into_iter().filter(|l| self.is_error(l)).collect();
        assert!(errors.is_empty(), "the console has errors: {errors:#?}");
        let ended = self.browser.take().expect("a page is left once").quit().await;
        let asked: Vec<_> = (ended.requests.into_iter())
            .filter(|request| request.initiator.is_some())
            .filter(|request| {
                !["file:", "data:", "blob:"].iter().any(|own| request.url.starts_with(own))
            })
            .collect();
        assert!(asked.is_empty(), "requests left the file: {asked:#?}");
    }

    /// Ends the browser's processes at once. What it said until then nobody hears.
    pub fn kill(mut self) {
        self.browser.take().expect("a page is killed once").kill();
    }

    fn is_error(&self, line: &Line) -> bool {
        line.level == "SEVERE" && !self.forgiven.iter().any(|text| line.text.contains(text))
    }

    // Waiting.

    /// Asks until an expression is true (or anything but nothing), and returns it.
    pub async fn until(&self, what: &str, expression: &str) -> Value {
        self.until_for(what, DEADLINE, expression).await
    }

    /// As [`Page::until`], with another deadline.
    pub async fn until_for(&self, what: &str, deadline: Duration, expression: &str) -> Value {
        let script = format!("return ({expression});");
        let ask = async || match self.try_run(&script, &[]).await {
            // A page that is being loaded has no answer yet.
            Err(_) | Ok(Value::Null | Value::Bool(false)) => None,
            Ok(Value::String(text)) if text.is_empty() => None,
            Ok(value) => Some(value),
        };
        match until(deadline, ask).await {
            Some(value) => value,
            None => panic!("waited {deadline:?} for {what}; it is {}", self.state().await),
        }
    }

    /// All that the page says of itself, for messages.
    async fn state(&self) -> String {
        let script = "return [{...document.body?.dataset}, window.limner?.page?.status(),
            document.activeElement?.id, window.heardKeys?.slice(-12), Math.round(performance.now())]";
        self.try_run(script, &[]).await.map_or_else(|error| error, |state| state.to_string())
    }

    /// The words of the message with this code, once it is shown.
    pub async fn told(&self, code: &str) -> String {
        let shown =
            format!("document.querySelector('.toast[data-code=\"{code}\"] p')?.textContent");
        let words = self.until(&format!("a message about {code}"), &shown).await;
        words.as_str().unwrap_or_default().to_owned()
    }

    /// What an element says.
    pub async fn text(&self, selector: &str) -> String {
        let script = "return document.querySelector(arguments[0]).textContent;";
        let text = self.run(script, &[selector.into()]).await;
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until nothing fades or slides any more.
    pub async fn still(&self) {
        let still = "document.getAnimations().every((one) => !(one instanceof CSSTransition))";
        self.until("the page to be still", still).await;
    }

    // What there is.

    /// How things stand (see the class `Page` of the wasm half).
    pub async fn status(&self) -> Value {
        self.eval("limner.page.status()").await
    }

    /// Hash of the log's canvas, 16 hexadecimal digits.
    pub async fn hash(&self) -> String {
        let hash = self.eval("limner.page.hash()").await;
        let hash = hash.as_str().unwrap_or_default();
        assert_eq!(hash.len(), 16, "{hash:?} is no hash");
        hash.to_owned()
    }

    /// The log, by way of the file that a person would save.
    pub async fn log(&self) -> Log {
        let bytes = self.bytes("limner.page.file()").await;
        format::decode(&bytes).unwrap_or_else(|error| panic!("the page's file: {error}"))
    }

    /// The partner's visible strokes, oldest first.
    pub async fn partners_strokes(&self) -> Vec<Stroke> {
        let painting = Painting::from_log(&self.log().await).expect("a page's own log is drawable");
        let strokes = painting.strokes().iter();
        let partners = strokes.filter(|s| s.visible && s.stroke.author == Author::Partner);
        partners.map(|placed| placed.stroke.clone()).collect()
    }

    /// Strokes that can be seen: the person's and the partner's.
    pub async fn strokes(&self) -> [u64; 2] {
        let strokes = self.eval("limner.page.status().strokes").await;
        ["person", "partner"].map(|who| strokes[who].as_u64().expect("a number of strokes"))
    }

    /// Width and height of the canvas.
    pub async fn size(&self) -> [u32; 2] {
        let size = self.eval("[limner.page.width, limner.page.height]").await;
        [0, 1].map(|i| size[i].as_u64().expect("a number of pixels") as u32)
    }

    /// The colour of one pixel of the canvas.
    pub async fn pixel(&self, [x, y]: [f64; 2]) -> Rgb8 {
        let rgba = self.bytes(&format!("limner.view.rgba({x}, {y}, 1, 1)")).await;
        Rgb8::new(rgba[0], rgba[1], rgba[2])
    }

    /// Every pixel of the canvas.
    pub async fn pixels(&self) -> RgbImage {
        let [width, height] = self.size().await;
        let rgba =
            self.bytes("limner.view.rgba(0, 0, limner.page.width, limner.page.height)").await;
        let rgb = rgba.chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect();
        RgbImage::from_raw(width, height, rgb).expect("four bytes for each pixel")
    }

    /// Where points of the canvas are in the window.
    pub async fn screen_from_canvas(&self, points: &[[f64; 2]]) -> Vec<[f64; 2]> {
        let frame = self
            .eval(
                "(({left, top, width}) => [left, top, width / limner.page.width])
                 (document.getElementById('painting').getBoundingClientRect())",
            )
            .await;
        let [left, top, scale] =
            [0, 1, 2].map(|i| frame[i].as_f64().expect("a canvas has a place"));
        points.iter().map(|[x, y]| [left + x * scale, top + y * scale]).collect()
    }

    // What a person does.

    /// Paints with the mouse along points of the canvas, and lifts it.
    pub async fn paint(&self, way: &[[f64; 2]]) {
        let before = self.strokes().await[0];
        self.draw(way).await;
        self.lift().await;
        let counted = format!("limner.page.status().strokes.person === {}", before + 1);
        self.until("the stroke to be on the canvas", &counted).await;
    }

    /// Puts the mouse down on the canvas and draws along its points as a hand does: no leap is longer
    /// than a few pixels. The button stays down.
    pub async fn draw(&self, way: &[[f64; 2]]) {
        self.drag(&self.screen_from_canvas(&in_small_leaps(way)).await).await;
    }

    /// Paints with a finger along points of the canvas.
    pub async fn finger_paint(&self, way: &[[f64; 2]]) {
        let before = self.strokes().await[0];
        self.touch(&[&self.screen_from_canvas(&in_small_leaps(way)).await]).await;
        let counted = format!("limner.page.status().strokes.person === {}", before + 1);
        self.until("the stroke to be on the canvas", &counted).await;
    }

    /// Whether a pixel of the canvas has nearly this colour.
    pub async fn shows(&self, color: Rgb8, at: [f64; 2]) -> bool {
        near(self.pixel(at).await, color)
    }

    /// Presses a key.
    pub async fn key(&self, key: char) {
        self.press(&[], key).await;
    }

    /// Takes a colour of the palette.
    pub async fn choose_color(&self, Rgb8 { r, g, b }: Rgb8) {
        let hex = format!("#{r:02x}{g:02x}{b:02x}");
        self.click("#color-button").await;
        self.click(&format!("#swatches button[data-hex='{hex}']")).await;
        self.key(ESCAPE).await;
        self.until("the palette to close", "!document.querySelector(':popover-open')").await;
        assert_eq!(self.eval("document.getElementById('color').value").await, json!(hex));
    }

    /// Has the partner paint from a picture of the gallery on the painting that is there.
    pub async fn choose_from_gallery(&self, index: usize) {
        self.click("#target-button").await;
        self.click(&format!("#gallery-{index}")).await;
        // Where something is painted it asks.
        if self.eval("document.getElementById('brought-dialog').open").await == json!(true) {
            self.click("#brought-here").await;
        }
    }

    /// Lets the partner pause, and sees that it does, and has gone over its last strokes.
    pub async fn pause(&self) {
        if self.eval("limner.page.status().running").await == json!(true) {
            self.key('p').await;
        }
        let paused = "(({running, polishing}) => !running && !polishing)(limner.page.status())";
        self.until("the partner to pause", paused).await;
    }

    /// Lets the partner paint as fast as it can.
    pub async fn hurry(&self) {
        for _ in 0..8 {
            self.press(&[SHIFT], '>').await;
        }
        self.until("the fastest pace", "limner.page.status().pace === 0").await;
    }

    /// Waits until the partner has painted so many strokes in all.
    pub async fn partner_paints(&self, strokes: u64) {
        let painted = format!("limner.page.status().strokes.partner >= {strokes}");
        self.until_for("the partner's strokes", 2 * DEADLINE, &painted).await;
    }

    /// Waits until what is on the canvas is kept, and what was learned: all of it. The page sees what has changed when
    /// it next looks at how things stand, and until then it says that the painting before is saved.
    pub async fn saved(&self) {
        let look = "return new Promise((done) => document.addEventListener('limner:status', () => done(true), { once: true }))";
        self.run(look, &[]).await;
        let saved = "document.body.dataset.saved === 'saved' && document.body.dataset.keeping === undefined \
            && document.body.dataset.savedRevision === String(limner.page.revision())";
        self.until("the painting to be saved", saved).await;
    }

    /// What the partner paints from, once it has seen the picture that it was given last.
    pub async fn target(&self) -> Value {
        let seen =
            "(({target, targetPending}) => !targetPending && {target})(limner.page.status())";
        self.until("the partner to see its picture", seen).await["target"].clone()
    }

    /// Brings a picture file for the partner to paint from. The page may ask what it is painted on.
    pub async fn bring(&self, file: &Path) {
        self.type_into("#file-picture", &file.display().to_string()).await;
    }

    /// Brings a picture for the painting that is there, and waits until the page has it.
    pub async fn bring_here(&self, file: &Path) {
        let before = self.target().await;
        self.bring(file).await;
        let asked = format!(
            "document.getElementById('brought-dialog').open ? 'asked'
             : limner.page.status().target?.id !== {} && 'taken'",
            before["id"]
        );
        if self.until("the picture to be shown", &asked).await == json!("asked") {
            self.click("#brought-here").await;
        }
    }

    /// Brings a picture for the painting that is there, and waits until the partner has seen it.
    pub async fn bring_picture(&self, file: &Path) {
        self.bring_here(file).await;
        let seen = "(({target, targetPending}) => target?.name === 'file' && !targetPending)
                    (limner.page.status())";
        self.until("the partner to look at the picture", seen).await;
    }

    /// Begins a new painting through its dialog, on paper of that name, and waits until the partner
    /// has its picture again.
    pub async fn begin_new(&self, width: u32, height: u32, paper: &str) {
        self.key('w').await;
        self.until("the dialog", "document.getElementById('new-dialog').open").await;
        for (side, value) in [("width", width), ("height", height)] {
            self.fill(&format!("#new-{side}"), &value.to_string()).await;
        }
        self.click(&format!("label:has(#paper-{paper})")).await;
        self.click("#new-create").await;
        let there = format!(
            "limner.page.width === {width} && limner.page.height === {height}
             && limner.page.revision() === 0 && !limner.page.status().targetPending
             && !document.getElementById('new-dialog').open
             && !document.getElementById('new-dialog').contains(document.activeElement)"
        );
        self.until("the new painting", &there).await;
    }

    /// Puts text into a field in place of what it holds.
    pub async fn fill(&self, selector: &str, text: &str) {
        let field = self.find(selector).await;
        field.clear().await.unwrap_or_else(|error| panic!("cannot clear {selector}: {error}"));
        self.type_into(selector, text).await;
    }

    /// Opens the sheet for films, and chooses a kind (`webm`, `apng` or `gif`), seconds, pixels along the longer side, and ms
    /// that it stays at its end.
    pub async fn choose_film(&self, kind: &str, like: [u16; 3]) {
        self.click("#share").await;
        self.click("#film").await;
        self.until("the sheet", "document.getElementById('film-sheet')?.open").await;
        let choose =
            "const part = (name) => document.querySelector(`#film-sheet [data-part=${name}]`);
            part(arguments[0]).click();
            for (const [i, name] of ['seconds', 'side', 'stillMs'].entries()) {
                part(name).value = arguments[1][i];
                part(name).dispatchEvent(new Event('input', { bubbles: true }));
            }
            return ['seconds', 'side', 'stillMs'].map((name) => Number(part(name).value));";
        let chosen = self.run(choose, &[kind.into(), json!(like)]).await;
        assert_eq!(chosen, json!(like), "it can't be chosen");
    }

    /// Makes the film of the sheet.
    pub async fn make_film(&self) {
        self.click("#film-sheet [data-part=make]").await;
    }

    /// A file in the downloads, when it is there.
    pub async fn downloaded(&self, name: &str) -> Vec<u8> {
        let folder = self.downloads();
        // Firefox keeps the place with an empty file, and writes to another beside it.
        let is_partial = |entry: std::fs::DirEntry| {
            entry.path().extension().is_some_and(|extension| extension == "part")
        };
        let whole = async || {
            let is_on_its_way = std::fs::read_dir(&folder).ok()?.flatten().any(is_partial);
            let bytes = std::fs::read(folder.join(name)).ok()?;
            (!is_on_its_way && !bytes.is_empty()).then_some(bytes)
        };
        until(DEADLINE, whole).await.unwrap_or_else(|| panic!("{name} was not downloaded"))
    }

    /// An element's box in window pixels, once it is in sight: left, top, width, height.
    pub async fn box_in_sight(&self, selector: &str) -> [f64; 4] {
        let script = format!(
            "(() => {{ const node = document.querySelector({selector:?}); node.scrollIntoView({{ block: 'center' }}); \
             const {{ left, top, width, height }} = node.getBoundingClientRect(); return [left, top, width, height]; }})()"
        );
        serde_json::from_value(self.eval(&script).await).expect("four numbers")
    }

    /// A screenshot into the folder for them, where one is asked for.
    pub async fn shot(&self, name: &str) {
        if places::shots().is_some() {
            self.still().await;
            self.shot_at_once(name).await;
        }
    }

    /// As [`Page::shot`], without waiting: below a sheet the page is never still.
    pub async fn shot_at_once(&self, name: &str) {
        if let Some(folder) = places::shots() {
            let file = folder.join(format!("{name}.png"));
            std::fs::write(&file, self.screenshot().await)
                .unwrap_or_else(|error| panic!("cannot write {}: {error}", file.display()));
        }
    }
}

/// Whether two colours are the same but for a few steps of a channel: towards the edge of a stroke its
/// paint thins out.
#[must_use]
pub fn near(a: Rgb8, b: Rgb8) -> bool {
    a.channels().iter().zip(b.channels()).all(|(a, b)| a.abs_diff(b) <= THIN)
}

/// The same way with more points on it.
fn in_small_leaps(way: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let mut fine = vec![way[0]];
    for leg in way.windows(2) {
        let [[x0, y0], [x1, y1]] = [leg[0], leg[1]];
        let steps = ((x1 - x0).hypot(y1 - y0) / LEAP_PX).ceil().max(1.0);
        fine.extend((1..=steps as u32).map(|step| {
            let part = f64::from(step) / steps;
            [x0 + part * (x1 - x0), y0 + part * (y1 - y0)]
        }));
    }
    fine
}

impl Drop for Page {
    /// Leaves a picture of what the page looked like when a test failed.
    fn drop(&mut self) {
        let Some(browser) = &self.browser else { return };
        assert!(std::thread::panicking(), "a test must leave its page, or nothing was checked");
        let (picture, lines) = browser.last_words();
        let thread = std::thread::current();
        let name = thread.name().unwrap_or("a test").replace("::", "-");
        let file = std::env::temp_dir().join(format!("limner-failed-{name}.png"));
        if picture.is_some_and(|picture| std::fs::write(&file, picture).is_ok()) {
            eprintln!("what {name} saw last: {}", file.display());
        }
        for line in lines {
            eprintln!("console, {name}: {} {}", line.level, line.text);
        }
    }
}
