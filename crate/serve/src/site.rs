//! What lies at which path: by name alone, and nothing outside the folder.

use std::path::{Path, PathBuf};

use hyper::header::HeaderValue;

/// A folder, and the path that it is served at.
#[derive(Clone, Debug)]
pub struct Site {
    folder: PathBuf,
    /// Begins and ends with a slash.
    base: String,
    cache_control: fn(&str) -> &'static str,
}

/// A base that is no path.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a path like /some/path/")]
pub struct BadBase(String);

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// A path below the folder.
    File(String),
    Redirect(HeaderValue),
    NotFound,
}

impl Site {
    /// The files of `folder` at `base`, to be asked for anew each time: `some/path`, `/some/path` and
    /// `/some/path/` are one base.
    ///
    /// # Errors
    /// A base that leads upwards, or has anything in it that would have to be escaped.
    pub fn new(folder: impl Into<PathBuf>, base: &str) -> Result<Self, BadBase> {
        let inner = base.trim_matches('/');
        let fine = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-~".contains(&byte);
        if !inner.bytes().all(fine) || inner.split('/').any(|part| part == "..") {
            return Err(BadBase(base.to_owned()));
        }
        let base = if inner.is_empty() { "/".to_owned() } else { format!("/{inner}/") };
        Ok(Self { folder: folder.into(), base, cache_control: |_| "no-cache" })
    }

    /// Lets a function say, for a path below the folder, what goes into `Cache-Control`.
    #[must_use]
    pub fn cached(self, cache_control: fn(&str) -> &'static str) -> Self {
        Self { cache_control, ..self }
    }

    /// Where the site begins: a path between slashes.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn cache_control(&self, path: &str) -> &'static str {
        (self.cache_control)(path)
    }

    /// What lies at a request's path.
    pub(crate) fn answer(&self, path: &str) -> Answer {
        if format!("{path}/") == self.base {
            let to = HeaderValue::from_str(&self.base);
            return to.map_or(Answer::NotFound, Answer::Redirect);
        }
        let Some(inside) = path.strip_prefix(&self.base) else { return Answer::NotFound };
        // A link whose `#` was escaped on its way: what follows was never meant for a host.
        if let Some((page @ ("" | "index.html"), fragment)) = inside.split_once("%23") {
            let to = HeaderValue::from_str(&format!("{}{page}#{fragment}", self.base));
            return to.map_or(Answer::NotFound, Answer::Redirect);
        }
        let Some(inside) = percent_decoded(inside) else { return Answer::NotFound };
        // No way out of the folder, on any system; joining an absolute path would be one.
        if inside.starts_with('/')
            || inside.contains(['\\', '\0', ':'])
            || inside.split('/').any(|part| part == "..")
        {
            return Answer::NotFound;
        }
        let index = if inside.is_empty() || inside.ends_with('/') { "index.html" } else { "" };
        Answer::File(format!("{inside}{index}"))
    }
}

/// The type a file is served as; browsers refuse modules and streaming wasm of any other.
pub(crate) fn mime(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(base: &str) -> Site {
        Site::new("", base).expect("a good base")
    }

    fn file(path: &str) -> Answer {
        Answer::File(path.to_owned())
    }

    #[test]
    fn a_site_is_served_under_its_base_only() {
        let root = site("/");
        assert_eq!(root.answer("/"), file("index.html"));
        assert_eq!(root.answer("/a/b.js"), file("a/b.js"));
        let below = site("some/path");
        assert_eq!(below.answer("/some/path/"), file("index.html"));
        let to = HeaderValue::from_static("/some/path/");
        assert_eq!(below.answer("/some/path"), Answer::Redirect(to));
        assert_eq!(below.answer("/some/path/a%20b.png"), file("a b.png"));
        let to = HeaderValue::from_static("/some/path/#TElN-_");
        assert_eq!(below.answer("/some/path/%23TElN-_"), Answer::Redirect(to));
        assert_eq!(below.answer("/some/path/a%23b.png"), file("a#b.png"));
        assert_eq!(below.answer("/"), Answer::NotFound);
        assert_eq!(below.answer("/some/pathology/x"), Answer::NotFound);
    }

    #[test]
    fn nothing_outside_the_folder_is_served() {
        let site = site("/");
        for path in
            ["/../x", "/a/../../x", "/%2e%2e/x", "/a/%2e%2e/x", "/..%5cx", "/%zz", "/%ff", "/c:/x"]
        {
            assert_eq!(site.answer(path), Answer::NotFound, "{path}");
        }
        // Two slashes do not make a path absolute.
        assert_eq!(site.answer("//etc/passwd"), Answer::NotFound);
    }

    #[test]
    fn bases() {
        assert_eq!(site("a/b").base(), "/a/b/");
        assert!(Site::new("", "/a/../b").is_err());
        assert!(Site::new("", "/a b/").is_err());
    }

    #[test]
    fn types() {
        assert_eq!(mime("a/page_bg.0123456789.wasm"), "application/wasm");
        assert_eq!(mime("a.js"), "text/javascript; charset=utf-8");
        assert_eq!(mime("weights/policy.limner"), "application/octet-stream");
    }
}
