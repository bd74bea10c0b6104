//! How Firefox is started: without a screen, and with a dead end for whatever it asks of another machine, which
//! notes what that was.
//!
//! Its driver has no command for the console; what the console says it also prints, and the driver's output is
//! where that is read.

use std::path::Path;
use std::sync::{Arc, Mutex};

use fantoccini::wd::Capabilities;
use serde_json::json;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::browser::{Line, Settings, downloads, object};
use crate::net_log::Request;
use crate::places;

/// What errors of the browser's own scripts say, and no error of a page: those scripts have no network here.
const OWN_WORDS: [&str; 5] =
    ["resource://", "chrome://", "moz-extension://", "services.settings", ".mozilla."];
/// Where the browser asks for news of its own, whatever it is told.
const OWN_HOSTS: [&str; 3] = [".mozilla.com:443", ".mozilla.net:443", ".mozilla.org:443"];

/// What its driver is asked for; everything that is for another machine goes to `dead_end`, a port of this one, and
/// where the network is forbidden what is for this machine goes there, too.
pub(crate) fn capabilities(
    settings: &Settings,
    profile: &Path,
    folder: &Path,
    dead_end: u16,
) -> Capabilities {
    assert!(!settings.viewport.phone && settings.viewport.scale == 1, "Firefox is no phone here");
    assert!(!settings.shows_webgpu && !settings.notes_tasks, "Firefox can't do that here");
    std::fs::create_dir_all(profile).expect("a folder for the profile");
    std::fs::create_dir_all(downloads(folder)).expect("a folder for downloads");
    let options = json!({
        "binary": places::firefox(),
        "args": ["-headless", "-profile", profile],
        "prefs": {
            "browser.download.dir": downloads(folder),
            "browser.download.folderList": 2,
            "browser.download.alwaysOpenPanel": false,
            "browser.cache.disk.enable": true,
            "browser.safebrowsing.downloads.enabled": false,
            "devtools.console.stdout.content": true,
            "dom.push.enabled": false,
            // On some processors (a virtual Xeon with AVX-512 is one) the second worker of a process runs WebAssembly a
            // hundredth as fast with these instructions (140.10 ESR), and a test waits in vain.
            "javascript.options.wasm_simd_avx": false,
            "intl.accept_languages": "en-US",
            "network.captive-portal-service.enabled": false,
            "network.connectivity-service.enabled": false,
            "network.proxy.type": 1,
            "network.proxy.http": "127.0.0.1",
            "network.proxy.http_port": dead_end,
            "network.proxy.ssl": "127.0.0.1",
            "network.proxy.ssl_port": dead_end,
            "network.proxy.allow_hijacking_localhost": settings.offline,
            "security.sandbox.warn_unprivileged_namespaces": false,
            "toolkit.telemetry.server": "",
        },
    });
    object(json!({
        "browserName": "firefox",
        "moz:firefoxOptions": options,
        "unhandledPromptBehavior": "ignore",
    }))
}

/// The line of the console that a line of the driver's output is, if it is an error: the rest is the browser's own
/// for the most part.
pub(crate) fn line_of(printed: &str) -> Option<Line> {
    let errors = ["JavaScript error: ", "console.error: "];
    let error = errors.iter().find_map(|prefix| printed.strip_prefix(prefix))?;
    let own = OWN_WORDS.iter().any(|word| error.contains(word));
    (!own).then(|| Line { level: "SEVERE".into(), text: printed.to_owned() })
}

/// A proxy that leads nowhere, and remembers what it was asked for.
#[derive(Debug)]
pub(crate) struct DeadEnd {
    pub(crate) port: u16,
    asked: Arc<Mutex<Vec<Request>>>,
    listening: JoinHandle<()>,
}

impl DeadEnd {
    pub(crate) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("a bound listener has an address").port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&asked);
        let listening = tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                let heard = Arc::clone(&heard);
                // Some open a connection and say nothing for long.
                tokio::spawn(async move {
                    let mut line = String::new();
                    // What says nothing asked for nothing.
                    let _ = BufReader::new(connection).read_line(&mut line).await;
                    if let Some(request) = request_in(&line) {
                        heard.lock().expect("nobody panics while holding it").push(request);
                    }
                });
            }
        });
        Self { port, asked, listening }
    }

    /// What was asked for so far.
    pub(crate) fn asked(&self) -> Vec<Request> {
        self.asked.lock().expect("nobody panics while holding it").clone()
    }
}

impl Drop for DeadEnd {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

/// What a request's first line asks a proxy for, the browser's own requests aside.
fn request_in(line: &str) -> Option<Request> {
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?, words.next()?);
    if OWN_HOSTS.iter().any(|host| target.ends_with(host)) {
        return None;
    }
    let url = if method == "CONNECT" { format!("https://{target}") } else { target.to_owned() };
    Some(Request { initiator: Some("a page".into()), url })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_s_errors_are_severe_and_the_browser_s_own_are_none() {
        let level = |printed| line_of(printed).map(|line| line.level);
        assert_eq!(
            level("JavaScript error: http://localhost:1/a.js, line 3: x").unwrap(),
            "SEVERE"
        );
        assert_eq!(level("JavaScript error: , line 0: uncaught exception: x").unwrap(), "SEVERE");
        assert_eq!(level("JavaScript error: resource://gre/a.sys.mjs, line 3: x"), None);
        assert_eq!(level("console.error: \"x\"").unwrap(), "SEVERE");
        assert_eq!(level("console.error: services.settings: "), None);
        assert_eq!(level("console.info: \"not saved:\""), None);
        assert_eq!(level("*** You are running in headless mode."), None);
    }

    #[test]
    fn a_request_is_what_its_first_line_asks_for() {
        let url = |line| request_in(line).map(|request| request.url);
        assert_eq!(url("CONNECT a.example:443 HTTP/1.1\r\n").unwrap(), "https://a.example:443");
        assert_eq!(url("GET http://a.example/ HTTP/1.1\r\n").unwrap(), "http://a.example/");
        assert_eq!(url("CONNECT firefox.settings.services.mozilla.com:443 HTTP/1.1\r\n"), None);
        assert_eq!(url(""), None);
    }
}
