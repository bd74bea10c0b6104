//! A small server for localhost: the site as a static host would serve it, with the right types
//! and caching, at any path.

use std::fs;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow, bail, ensure};
use tiny_http::{Header, Method, Request, Response, Server};

use crate::assets::is_hashed;

/// A browser opens six connections to a host; more threads than that would only wait.
const THREADS: usize = 6;

/// Claims the port before anything is built: better to hear at once that it is in use.
pub fn listen(port: u16) -> Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => anyhow!(
            "port {port} is in use, perhaps by another `cargo xtask start`: stop that, or choose \
             another port with --port N (--port 0 takes any that is free)"
        ),
        ErrorKind::PermissionDenied => {
            anyhow!("port {port} is reserved for the administrator: choose one above 1023")
        }
        _ => anyhow!(error).context(format!("could not listen on port {port}")),
    })
}

/// Serves `folder` under `base` until the process is stopped.
pub fn serve(listener: TcpListener, folder: &Path, base: &str, open: bool) -> Result<()> {
    ensure!(
        folder.join("index.html").is_file(),
        "there is no site in {}: run `cargo xtask build` first",
        folder.display()
    );
    let site = Site { folder: folder.to_path_buf(), base: normal_base(base)? };
    let address = format!("http://{}{}", listener.local_addr()?, site.base);
    let server = Server::from_listener(listener, None)
        .map_err(|error| anyhow!("could not start the server: {error}"))?;
    let (server, site) = (Arc::new(server), Arc::new(site));
    // On stdout, alone on its line, for whoever starts us and wants to know.
    println!("{address}");
    eprintln!("Limner is at {address} (Ctrl-C stops it)");
    if open {
        open_browser(&address);
    }
    let threads: Vec<_> = (0..THREADS)
        .map(|_| {
            let (server, site) = (Arc::clone(&server), Arc::clone(&site));
            std::thread::spawn(move || {
                while let Ok(request) = server.recv() {
                    respond(&site, request);
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().map_err(|_| anyhow!("the server stopped by a mistake in it"))?;
    }
    bail!("the server stopped")
}

struct Site {
    folder: PathBuf,
    /// Begins and ends with a slash.
    base: String,
}

#[derive(Debug, PartialEq, Eq)]
enum Answer {
    File(String),
    Redirect(String),
    NotFound,
}

impl Site {
    /// What lies at a request's path, by name alone.
    fn answer(&self, url: &str) -> Answer {
        let path = url.split(['?', '#']).next().unwrap_or("");
        if format!("{path}/") == self.base {
            return Answer::Redirect(self.base.clone());
        }
        let Some(inside) = path.strip_prefix(&self.base) else { return Answer::NotFound };
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

fn respond(site: &Site, request: Request) {
    // A browser that has gone away is no news.
    let _ = match (request.method(), site.answer(request.url())) {
        (Method::Get | Method::Head, Answer::File(path)) => match fs::read(site.folder.join(&path))
        {
            Ok(content) => {
                let response = Response::from_data(content)
                    .with_header(header("Content-Type", mime(&path)))
                    .with_header(header("Cache-Control", caching(&path)))
                    .with_header(header("X-Content-Type-Options", "nosniff"));
                request.respond(response)
            }
            Err(_) => request.respond(plain(404, "There is no such file here.\n")),
        },
        (Method::Get | Method::Head, Answer::Redirect(to)) => {
            request.respond(plain(308, "").with_header(header("Location", &to)))
        }
        (Method::Get | Method::Head, Answer::NotFound) => {
            request.respond(plain(404, "There is no such file here.\n"))
        }
        _ => request.respond(plain(405, "Files are read here, nothing else.\n")),
    };
}

fn plain(status: u16, text: &str) -> Response<std::io::Cursor<Vec<u8>>> {
    Response::from_string(text).with_status_code(status)
}

fn header(name: &str, value: &str) -> Header {
    Header::from_bytes(name, value).expect("headers are ASCII")
}

/// The type a file is served as; browsers refuse modules and streaming wasm of any other.
fn mime(path: &str) -> &'static str {
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

/// A name with a hash in it always means the same bytes; any other must be asked for anew.
fn caching(path: &str) -> &'static str {
    if is_hashed(path) { "public, max-age=31536000, immutable" } else { "no-cache" }
}

/// `some/path`, `/some/path` and `/some/path/` are one base.
fn normal_base(base: &str) -> Result<String> {
    let inner = base.trim_matches('/');
    let fine = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-~".contains(&byte);
    ensure!(
        inner.bytes().all(fine) && !inner.split('/').any(|part| part == ".."),
        "--base {base:?} is not a path like /some/path/"
    );
    Ok(if inner.is_empty() { "/".to_owned() } else { format!("/{inner}/") })
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

fn open_browser(address: &str) {
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    let opened = Command::new(opener).arg(address).spawn().context(opener);
    if let Err(error) = opened {
        eprintln!("could not open a browser ({error:#}); the address is {address}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(base: &str) -> Site {
        Site { folder: PathBuf::new(), base: normal_base(base).expect("a good base") }
    }

    fn file(path: &str) -> Answer {
        Answer::File(path.to_owned())
    }

    #[test]
    fn a_site_is_served_under_its_base_only() {
        let root = site("/");
        assert_eq!(root.answer("/"), file("index.html"));
        assert_eq!(root.answer("/a/b.js?x=1"), file("a/b.js"));
        let below = site("some/path");
        assert_eq!(below.answer("/some/path/"), file("index.html"));
        assert_eq!(below.answer("/some/path"), Answer::Redirect("/some/path/".to_owned()));
        assert_eq!(below.answer("/some/path/a%20b.png"), file("a b.png"));
        assert_eq!(below.answer("/"), Answer::NotFound);
        assert_eq!(below.answer("/some/pathology/x"), Answer::NotFound);
    }

    #[test]
    fn nothing_outside_the_folder_is_served() {
        let site = site("/");
        for url in
            ["/../x", "/a/../../x", "/%2e%2e/x", "/a/%2e%2e/x", "/..%5cx", "/%zz", "/%ff", "/c:/x"]
        {
            assert_eq!(site.answer(url), Answer::NotFound, "{url}");
        }
        // Two slashes do not make a path absolute.
        assert_eq!(site.answer("//etc/passwd"), Answer::NotFound);
    }

    #[test]
    fn bases() {
        assert_eq!(normal_base("a/b").expect("good"), "/a/b/");
        assert!(normal_base("/a/../b").is_err());
        assert!(normal_base("/a b/").is_err());
    }

    #[test]
    fn types_and_caching() {
        assert_eq!(mime("a/page_bg.0123456789.wasm"), "application/wasm");
        assert_eq!(mime("a.js"), "text/javascript; charset=utf-8");
        assert_eq!(mime("weights/policy.limner"), "application/octet-stream");
        assert!(caching("page.0123456789.js").ends_with("immutable"));
        assert_eq!(caching("index.html"), "no-cache");
        assert_eq!(caching("sw.js"), "no-cache");
    }

    #[test]
    fn a_port_in_use_is_said_with_its_remedy() {
        let first = listen(0).expect("a free port");
        let port = first.local_addr().expect("an address").port();
        let error = listen(port).expect_err("in use").to_string();
        assert!(error.contains("--port 0"), "{error}");
    }
}
