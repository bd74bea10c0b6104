//! The browser's own record of every request that its network stack began: the page's, its worker's,
//! its service worker's. Unlike what a page can see of itself, it is complete.
//!
//! Chromium writes it as JSON with one event a line, so that what a killed browser leaves can be read
//! too.

use std::path::{Path, PathBuf};

use serde_json::Value;

/// A request as it went to the network; what a cache or a service worker answered is not among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Origin of the page or worker that asked; none where the browser did: for what is typed into
    /// its address bar, and for its own purposes.
    pub initiator: Option<String>,
    /// What was asked for.
    pub url: String,
}

/// Where a browser with this folder writes it.
pub(crate) fn file(folder: &Path) -> PathBuf {
    folder.join("requests.json")
}

/// The requests in the log at `path`.
#[must_use]
pub fn requests(path: &Path) -> Vec<Request> {
    let text = std::fs::read(path)
        .unwrap_or_else(|error| panic!("the browser left no {}: {error}", path.display()));
    String::from_utf8_lossy(&text).lines().filter_map(request_in).collect()
}

fn request_in(line: &str) -> Option<Request> {
    let event: Value = serde_json::from_str(line.trim().trim_end_matches(',')).ok()?;
    let text = |name: &str| event.get("params")?.get(name)?.as_str().map(str::to_owned);
    let (initiator, url) = (text("initiator")?, text("url")?);
    // The browser's own pages are the browser: its new tab asks its maker for news.
    let is_page = |origin: &String| origin != "not an origin" && !origin.starts_with("chrome://");
    let initiator = Some(initiator).filter(is_page);
    Some(Request { initiator, url })
}
