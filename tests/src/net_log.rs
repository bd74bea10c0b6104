//! The browser's own record of every request that its network stack began: the page's, its worker's,
//! its service worker's. Unlike what a page can see of itself, it is complete.
//!
//! Chromium writes it as JSON with one event a line, so that what a killed browser leaves can be read
//! too.

use std::path::Path;

use serde_json::Value;

/// A request that a page began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Origin of the page or worker that asked for it.
    pub initiator: String,
    /// What it asked for.
    pub url: String,
}

/// The requests in the log at `path` that pages and their workers began; those that the browser began
/// by itself, for its own purposes, have no initiator and are left out.
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
    (initiator != "not an origin").then_some(Request { initiator, url })
}
