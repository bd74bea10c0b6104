//! One browser with a profile of its own, driven from outside: addresses, scripts, a mouse, fingers,
//! keys. Nothing here knows the page.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use fantoccini::actions::{
    Actions, InputSource, KeyAction, KeyActions, MouseActions, PointerAction, TouchActions,
};
use fantoccini::elements::Element;
use fantoccini::error::{CmdError, ErrorStatus, NewSessionError};
use fantoccini::wd::{WebDriverCompatibleCommand, WindowHandle};
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::chromium::{self, lines_of};
use crate::driver::Driver;
use crate::firefox::{self, DeadEnd};
use crate::net_log::{self, Request};
use crate::patience::{DEADLINE, until};
use crate::process::{self, Memory};
use crate::tasks::{self, Task};

/// How long the pointer takes for one leg of its way.
const LEG: Duration = Duration::from_millis(4);

/// What the page is looked at through.
#[derive(Clone, Copy, Debug)]
pub struct Viewport {
    /// Width in CSS pixels.
    pub width: u32,
    /// Height in CSS pixels.
    pub height: u32,
    /// Device pixels along a CSS pixel.
    pub scale: u32,
    /// A phone: fingers, no mouse.
    pub phone: bool,
}

impl Viewport {
    /// A laptop's window.
    pub const DESK: Self = Self { width: 1400, height: 900, scale: 1, phone: false };
    /// A common phone, upright.
    pub const PHONE: Self = Self { width: 390, height: 844, scale: 2, phone: true };
}

/// Whose browser it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Maker {
    /// What everything is tested in.
    #[default]
    Chromium,
    /// Mozilla's. It runs no script before a page's own, is no phone, and knows none of Chromium's own commands.
    Firefox,
}

/// How a browser is set up.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whose it is.
    pub maker: Maker,
    /// Size of the page.
    pub viewport: Viewport,
    /// The profile's folder, to come back to; `None` for a new one that is thrown away.
    pub profile: Option<PathBuf>,
    /// A script that runs in every document before its own.
    pub before: String,
    /// Whether WebGPU can draw to the screen; slow, as it is software.
    pub shows_webgpu: bool,
    /// Whether the browser notes what its threads do, for [`Ended::tasks`].
    pub notes_tasks: bool,
    /// Whether it is without any network, this machine's own included.
    pub offline: bool,
}

impl Settings {
    /// The usual ones, in this maker's browser.
    #[must_use]
    pub fn of(maker: Maker) -> Self {
        Self { maker, ..Self::default() }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            maker: Maker::Chromium,
            viewport: Viewport::DESK,
            profile: None,
            before: String::new(),
            shows_webgpu: false,
            notes_tasks: false,
            offline: false,
        }
    }
}

/// A line of the browser's console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// `SEVERE` for errors, those that no script caught among them.
    pub level: String,
    /// What it says.
    pub text: String,
}

/// What a browser that was closed did.
#[derive(Debug)]
pub struct Ended {
    /// The requests that its pages made, of Firefox's those for other machines.
    pub requests: Vec<Request>,
    /// What the main threads of its pages did since [`Browser::begin_tasks`], where that was to be noted.
    pub tasks: Vec<Task>,
}

/// A running browser. Dropping it ends it.
#[derive(Debug)]
pub struct Browser {
    client: Client,
    session: String,
    driver: Driver,
    folder: TempDir,
    maker: Maker,
    /// Where Firefox comes to that asks another machine for something.
    dead_end: Option<DeadEnd>,
    /// Lines of the driver's output that were looked at for the console's.
    heard: AtomicUsize,
    notes_tasks: bool,
}

impl Browser {
    /// Starts one.
    pub async fn start(settings: &Settings) -> Self {
        let folder = TempDir::with_prefix("limner-browser-").expect("a folder for the profile");
        let maker = settings.maker;
        let driver = Driver::start(maker);
        let profile = settings.profile.clone().unwrap_or_else(|| folder.path().join("profile"));
        let (capabilities, dead_end) = match maker {
            Maker::Chromium => (chromium::capabilities(settings, &profile, folder.path()), None),
            Maker::Firefox => {
                let dead_end = DeadEnd::open().await;
                let capabilities =
                    firefox::capabilities(settings, &profile, folder.path(), dead_end.port);
                (capabilities, Some(dead_end))
            }
        };
        let connect = || {
            let capabilities = capabilities.clone();
            async {
                let mut builder = ClientBuilder::new(HttpConnector::new());
                builder.capabilities(capabilities).connect(&driver.url()).await
            }
        };
        // Now and then Chromium ends before it shows anything, where others are started at the same moment.
        let client = match connect().await {
            Err(NewSessionError::SessionNotCreated(error)) => {
                println!("a browser did not start, and is started again: {error}");
                connect().await
            }
            first => first,
        };
        let client =
            client.unwrap_or_else(|error| panic!("the driver could not start a browser: {error}"));
        let session = client.session_id().await.ok().flatten().expect("a session has an id");
        let heard = AtomicUsize::new(0);
        let notes_tasks = settings.notes_tasks;
        let browser = Self { client, session, driver, folder, maker, dead_end, heard, notes_tasks };
        if maker == Maker::Firefox {
            assert!(settings.before.is_empty(), "Firefox runs no script before a page's own");
            browser.resize(settings.viewport).await;
            return browser;
        }
        if !settings.before.is_empty() {
            let source = json!({ "source": settings.before });
            browser.devtools("Page.addScriptToEvaluateOnNewDocument", source).await;
        }
        if settings.offline {
            browser.devtools("Network.enable", json!({})).await;
            let none = json!({ "offline": true, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0 });
            browser.devtools("Network.emulateNetworkConditions", none).await;
        }
        browser
    }

    /// Whose it is.
    #[must_use]
    pub fn maker(&self) -> Maker {
        self.maker
    }

    /// Makes the window so large that the page has this size.
    async fn resize(&self, Viewport { width, height, .. }: Viewport) {
        let set = self.client.set_window_size(width, height).await;
        set.unwrap_or_else(|error| panic!("the window has no size: {error}"));
        let inner = self.eval("[innerWidth, innerHeight]").await;
        let around = |wanted: u32, i: usize| {
            let inner = inner[i].as_u64().and_then(|inner| u32::try_from(inner).ok());
            wanted + (wanted - inner.expect("a page has a size"))
        };
        let set = self.client.set_window_size(around(width, 0), around(height, 1)).await;
        set.unwrap_or_else(|error| panic!("the window has no size: {error}"));
    }

    /// Opens an address; where only its fragment differs, nothing is loaded anew.
    pub async fn go(&self, url: &str) {
        self.client.goto(url).await.unwrap_or_else(|error| panic!("cannot open {url}: {error}"));
    }

    /// Loads the page again.
    pub async fn reload(&self) {
        if self.maker == Maker::Firefox {
            return self.reload_itself().await;
        }
        self.client.refresh().await.unwrap_or_else(|error| panic!("cannot reload: {error}"));
    }

    /// Has the page load itself again: Firefox's driver reloads past caches and service workers, as no person does.
    async fn reload_itself(&self) {
        self.run("window.isBeforeReload = true; location.reload();", &[]).await;
        let look =
            "return window.isBeforeReload === undefined && document.readyState !== 'loading';";
        let is_new = async || {
            let is_new = self.try_run(look, &[]).await;
            (is_new == Ok(Value::Bool(true))).then_some(())
        };
        until(DEADLINE, is_new).await.unwrap_or_else(|| panic!("the page is not loaded again"));
    }

    /// What a script returns; a promise is waited for. Its arguments are in `arguments`.
    pub async fn run(&self, script: &str, arguments: &[Value]) -> Value {
        self.try_run(script, arguments)
            .await
            .unwrap_or_else(|error| panic!("the script `{script}` failed: {error}"))
    }

    /// As [`Browser::run`], where failing is an answer; a browser that is gone is none.
    pub async fn try_run(&self, script: &str, arguments: &[Value]) -> Result<Value, String> {
        match self.client.execute(script, arguments.to_vec()).await {
            Err(CmdError::Standard(error)) => Err(error.to_string()),
            Err(error) => panic!("the browser or its driver is gone: {error}"),
            Ok(value) => Ok(value),
        }
    }

    /// What an expression is.
    pub async fn eval(&self, expression: &str) -> Value {
        self.run(&format!("return ({expression});"), &[]).await
    }

    /// A `Uint8Array` that an expression is.
    pub async fn bytes(&self, expression: &str) -> Vec<u8> {
        let script = format!(
            "const bytes = ({expression}); let text = '';
             for (let at = 0; at < bytes.length; at += 32768)
               text += String.fromCharCode(...bytes.subarray(at, at + 32768));
             return btoa(text);"
        );
        let text = self.run(&script, &[]).await;
        BASE64.decode(text.as_str().unwrap_or("")).expect("btoa makes base64")
    }

    /// Presses the element that a selector finds, as soon as a person could: the driver takes it for done
    /// where nothing happens, because the element is disabled.
    pub async fn click(&self, selector: &str) {
        let element = self.find(selector).await;
        let look = async || element.is_enabled().await.unwrap_or(true).then_some(());
        let enabled = until(DEADLINE, look).await;
        enabled.unwrap_or_else(|| panic!("{selector} stays disabled"));
        // What lies over it may be on its way, as the introduction is before the panels are there.
        let press = async || match element.click().await {
            Err(CmdError::Standard(error))
                if error.error == ErrorStatus::ElementClickIntercepted =>
            {
                None
            }
            clicked => Some(clicked),
        };
        let clicked = until(DEADLINE, press).await;
        let clicked = clicked.unwrap_or_else(|| panic!("something lies over {selector}"));
        clicked.unwrap_or_else(|error| panic!("cannot click on {selector}: {error}"));
    }

    /// Types into an element, or names a file to it.
    pub async fn type_into(&self, selector: &str, text: &str) {
        let element = self.find(selector).await;
        let typed = element.send_keys(text).await;
        typed.unwrap_or_else(|error| panic!("cannot type into {selector}: {error}"));
    }

    /// The first element that a selector finds, when it is there: some are made as they are opened.
    pub async fn find(&self, selector: &str) -> Element {
        let look = async || self.client.find(Locator::Css(selector)).await.ok();
        let found = until(DEADLINE, look).await;
        found.unwrap_or_else(|| panic!("there is no {selector}"))
    }

    /// Every element that a selector finds, in the document's order.
    pub async fn find_all(&self, selector: &str) -> Vec<Element> {
        let found = self.client.find_all(Locator::Css(selector)).await;
        found.unwrap_or_else(|error| panic!("cannot look for {selector}: {error}"))
    }

    /// The name of an element as screen readers compute it.
    pub async fn name_of(&self, element: &Element) -> String {
        let path = format!("element/{}/computedlabel", element.element_id().as_ref());
        let name = self.client.issue_cmd(Command { path, body: None }).await;
        name.ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// Presses a key while others are held.
    pub async fn press(&self, held: &[char], key: char) {
        let mut keys = KeyActions::new("keyboard".into());
        for held in held {
            keys = keys.then(KeyAction::Down { value: *held });
        }
        keys = keys.then(KeyAction::Down { value: key }).then(KeyAction::Up { value: key });
        for held in held.iter().rev() {
            keys = keys.then(KeyAction::Up { value: *held });
        }
        self.perform(keys).await;
    }

    /// Puts the mouse down on the first point and leads it along the others, in window pixels.
    pub async fn drag(&self, way: &[[f64; 2]]) {
        let mut mouse = MouseActions::new("mouse".into());
        for (leg, [x, y]) in way.iter().copied().enumerate() {
            let duration = Some(if leg == 0 { Duration::ZERO } else { LEG });
            mouse = mouse.then(PointerAction::MoveTo { duration, x, y });
            if leg == 0 {
                mouse = mouse.then(PointerAction::Down { button: 0 });
            }
        }
        self.perform(mouse).await;
    }

    /// Lifts the mouse.
    pub async fn lift(&self) {
        self.perform(MouseActions::new("mouse".into()).then(PointerAction::Up { button: 0 })).await;
    }

    /// Moves the mouse without a button.
    pub async fn hover(&self, [x, y]: [f64; 2]) {
        let duration = Some(LEG);
        let mouse = MouseActions::new("mouse".into());
        self.perform(mouse.then(PointerAction::MoveTo { duration, x, y })).await;
    }

    /// Leads fingers along their ways at the same time and lifts them.
    pub async fn touch(&self, ways: &[&[[f64; 2]]]) {
        let fingers = ways.iter().enumerate().map(|(finger, way)| {
            let mut touch = TouchActions::new(format!("finger {finger}"));
            for (leg, [x, y]) in way.iter().copied().enumerate() {
                let duration = Some(if leg == 0 { Duration::ZERO } else { LEG });
                touch = touch.then(PointerAction::MoveTo { duration, x, y });
                if leg == 0 {
                    touch = touch.then(PointerAction::Down { button: 0 });
                }
            }
            touch.then(PointerAction::Up { button: 0 })
        });
        self.perform(fingers.collect::<Vec<_>>()).await;
    }

    /// What the window shows, as PNG.
    pub async fn screenshot(&self) -> Vec<u8> {
        self.client.screenshot().await.unwrap_or_else(|error| panic!("no screenshot: {error}"))
    }

    /// Lets pages of this browser do something without asking the person, or never.
    pub async fn permit(&self, what: &str, granted: bool) {
        let state = if granted { "granted" } else { "denied" };
        let body = Some(json!({ "descriptor": { "name": what }, "state": state }));
        let set = self.client.issue_cmd(Command { path: "permissions".into(), body }).await;
        set.unwrap_or_else(|error| panic!("cannot set the permission {what}: {error}"));
    }

    /// What the console said since the last time it was asked.
    pub async fn console(&self) -> Vec<Line> {
        if self.maker == Maker::Firefox {
            return self.printed();
        }
        let body = Some(json!({ "type": "browser" }));
        let lines = self.client.issue_cmd(Command { path: "se/log".into(), body }).await;
        lines_of(&lines.unwrap_or_else(|error| panic!("the driver keeps no log: {error}")))
    }

    /// What the console printed since the last time.
    fn printed(&self) -> Vec<Line> {
        let printed = self.driver.printed();
        let before = self.heard.swap(printed.len(), Ordering::Relaxed);
        printed[before..].iter().filter_map(|line| firefox::line_of(line)).collect()
    }

    /// From here on tasks are looked at, as those of this name; see [`Settings::notes_tasks`].
    pub async fn begin_tasks(&self, name: &str) {
        self.eval(&format!("performance.mark('{}{name}')", tasks::BEGINNING)).await;
    }

    /// A command of Chromium's DevTools protocol.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Value {
        let body = Some(json!({ "cmd": command, "params": parameters }));
        let path = "goog/cdp/execute".into();
        let answer = self.client.issue_cmd(Command { path, body }).await;
        answer.unwrap_or_else(|error| panic!("{command} failed: {error}"))
    }

    /// What the page's process has of the machine's memory, where the system tells.
    #[must_use]
    pub fn memory(&self) -> Option<Memory> {
        process::renderer(self.driver.pid())
    }

    /// Where downloads go.
    #[must_use]
    pub fn downloads(&self) -> PathBuf {
        downloads(self.folder.path())
    }

    /// Closes it as a person does; what it did in all that time.
    pub async fn quit(self) -> Ended {
        let tasks = if self.notes_tasks { self.noted_tasks().await } else { Vec::new() };
        // Firefox asks somebody before it quits while it still writes down that something was downloaded.
        let closed = tokio::time::timeout(DEADLINE, self.client.clone().close()).await;
        let closed = closed.unwrap_or_else(|_| panic!("the browser does not end in {DEADLINE:?}"));
        // Where it noted tasks it has ended before, and nobody is there to be told.
        if !self.notes_tasks {
            closed.unwrap_or_else(|error| panic!("the browser did not close: {error}"));
        }
        drop(self.driver);
        let requests = match self.dead_end {
            Some(dead_end) => dead_end.asked(),
            None => net_log::requests(&net_log::file(self.folder.path())),
        };
        Ended { requests, tasks }
    }

    /// Has it end by itself, for its driver would not wait until all that it noted is written.
    async fn noted_tasks(&self) -> Vec<Task> {
        let body = Some(json!({ "cmd": "Browser.close", "params": {} }));
        // Its end is the answer.
        let _ = self.client.issue_cmd(Command { path: "goog/cdp/execute".into(), body }).await;
        let file = tasks::file(self.folder.path());
        let noted = until(DEADLINE, async || tasks::noted(&file)).await;
        noted.unwrap_or_else(|| panic!("the browser left no whole {}", file.display()))
    }

    /// Ends its processes at once, as a crash or the system does: nothing is told of it.
    pub fn kill(self) {
        process::kill_children(self.driver.pid());
    }

    /// Opens another tab, goes there, and has the script before each document there, too.
    pub async fn open_tab(&self, before: &str) -> WindowHandle {
        let opened = self.client.new_window(true).await;
        let tab = opened.unwrap_or_else(|error| panic!("no further tab: {error}")).handle;
        self.switch_to(&tab).await;
        if !before.is_empty() {
            let source = json!({ "source": before });
            self.devtools("Page.addScriptToEvaluateOnNewDocument", source).await;
        }
        tab
    }

    /// The tab that is driven.
    pub async fn tab(&self) -> WindowHandle {
        self.client.window().await.unwrap_or_else(|error| panic!("there is no tab: {error}"))
    }

    /// Drives another tab from now on.
    pub async fn switch_to(&self, tab: &WindowHandle) {
        let switched = self.client.switch_to_window(tab.clone()).await;
        switched.unwrap_or_else(|error| panic!("cannot go to the tab: {error}"));
    }

    /// Closes the tab that is driven, and drives another from now on.
    pub async fn close_tab(&self, next: &WindowHandle) {
        self.client.close_window().await.unwrap_or_else(|error| panic!("it stays open: {error}"));
        self.switch_to(next).await;
    }

    /// What a failing test leaves behind, asked for without a runtime: a picture of the window and
    /// the console's last lines.
    #[must_use]
    pub fn last_words(&self) -> (Option<Vec<u8>>, Vec<Line>) {
        let path = |end: &str| format!("/session/{}/{end}", self.session);
        let picture = self.driver.ask("GET", &path("screenshot"), "");
        let picture = picture.and_then(|text| BASE64.decode(text.as_str()?).ok());
        if self.maker == Maker::Firefox {
            return (picture, self.printed());
        }
        let lines = self.driver.ask("POST", &path("se/log"), r#"{"type":"browser"}"#);
        (picture, lines.map(|lines| lines_of(&lines)).unwrap_or_default())
    }

    async fn perform(&self, actions: impl Into<Actions>) {
        let performed = self.client.perform_actions(actions).await;
        performed.unwrap_or_else(|error| panic!("the browser refuses the input: {error}"));
    }
}

/// Where a browser with this folder puts downloads.
pub(crate) fn downloads(folder: &Path) -> PathBuf {
    folder.join("downloads")
}

/// The map that a value is which is written as an object.
pub(crate) fn object(value: Value) -> fantoccini::wd::Capabilities {
    match value {
        Value::Object(map) => map,
        _ => unreachable!("it is written as an object"),
    }
}

/// A command that is not in the standard, or that fantoccini does not know.
#[derive(Debug)]
struct Command {
    path: String,
    body: Option<Value>,
}

impl WebDriverCompatibleCommand for Command {
    fn endpoint(
        &self,
        driver: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        driver.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        match &self.body {
            Some(body) => (http::Method::POST, Some(body.to_string())),
            None => (http::Method::GET, None),
        }
    }
}
