//! A static host as dull as any: files of one folder under a sub-path, nothing else. It keeps a
//! list of what it was asked for, and can be stopped like a network that goes away.

use std::net::SocketAddr;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

/// Where the page is mounted: it must not care.
pub const BASE: &str = "/some/deep/path/";
/// A request's head may be this long.
const MAX_HEAD: usize = 64 * 1024;

/// One request and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// The path as it was asked for, without the query.
    pub path: String,
    /// 200, 404 or 405.
    pub status: u16,
}

/// A running host.
pub struct Site {
    address: SocketAddr,
    visits: Arc<Mutex<Vec<Visit>>>,
    serving: JoinHandle<()>,
}

impl Site {
    /// Serves `folder` on a free port of this machine.
    pub async fn serve(folder: PathBuf) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("a bound listener has an address");
        let visits = Arc::new(Mutex::new(Vec::new()));
        let serving = tokio::spawn(accept(listener, folder, Arc::clone(&visits)));
        Self { address, visits, serving }
    }

    /// Address of the page.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}{BASE}", self.origin())
    }

    /// Scheme, host and port.
    #[must_use]
    pub fn origin(&self) -> String {
        // By name: that is a secure context in every browser.
        format!("http://localhost:{}", self.address.port())
    }

    /// What was asked for so far.
    #[must_use]
    pub fn visits(&self) -> Vec<Visit> {
        self.visits.lock().expect("no test panics while it holds the list").clone()
    }

    /// Goes away at once, open connections included.
    pub async fn stop(&mut self) {
        self.serving.abort();
        // An aborted task ends with an error that says so.
        let _ = (&mut self.serving).await;
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn accept(listener: TcpListener, folder: PathBuf, visits: Arc<Mutex<Vec<Visit>>>) {
    let folder = Arc::new(folder);
    let mut open = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        while open.try_join_next().is_some() {}
        let (folder, visits) = (Arc::clone(&folder), Arc::clone(&visits));
        open.spawn(async move {
            // A browser that hangs up in the middle is no trouble of the host's.
            let _ = answer(stream, &folder, &visits).await;
        });
    }
}

async fn answer(
    mut stream: TcpStream,
    folder: &Path,
    visits: &Mutex<Vec<Visit>>,
) -> std::io::Result<()> {
    let mut head = Vec::new();
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        if head.len() > MAX_HEAD || stream.read_buf(&mut head).await? == 0 {
            return Ok(());
        }
    }
    let head = String::from_utf8_lossy(&head);
    let mut words = head.split_whitespace();
    let (method, target) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    let path = target.split('?').next().unwrap_or("").to_owned();
    let body = file_of(folder, &path).and_then(|file| Some((std::fs::read(&file).ok()?, file)));
    let (status, kind, body) = match (method, body) {
        ("GET" | "HEAD", Some((bytes, file))) => ("200 OK", mime_of(&file), bytes),
        ("GET" | "HEAD", None) => ("404 Not Found", "text/plain", b"not here".to_vec()),
        _ => ("405 Method Not Allowed", "text/plain", Vec::new()),
    };
    let code = status[..3].parse().expect("a status begins with three digits");
    visits
        .lock()
        .expect("no test panics while it holds the list")
        .push(Visit { path, status: code });
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\
         Cache-Control: no-cache\r\nConnection: close\r\n\r\n",
        body.len(),
    );
    stream.write_all(head.as_bytes()).await?;
    if method != "HEAD" {
        stream.write_all(&body).await?;
    }
    stream.shutdown().await
}

/// The file that a path means: nothing outside the base or the folder.
fn file_of(folder: &Path, path: &str) -> Option<PathBuf> {
    let inside = path.strip_prefix(BASE)?;
    let inside = if inside.is_empty() { "index.html" } else { inside };
    let plain = Path::new(inside).components().all(|part| matches!(part, Component::Normal(_)));
    plain.then(|| folder.join(inside)).filter(|file| file.is_file())
}

fn mime_of(file: &Path) -> &'static str {
    match file.extension().and_then(|e| e.to_str()).unwrap_or("") {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "wasm" => "application/wasm",
        "json" | "webmanifest" => "application/json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_the_folder_is_served() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert!(file_of(folder, "/some/deep/path/Cargo.toml").is_some());
        for path in ["/Cargo.toml", "/some/deep/path/../Cargo.toml", "/some/deep/path//etc/hosts"] {
            assert_eq!(file_of(folder, path), None, "{path}");
        }
    }
}
