//! The server as browsers meet it: over sockets, from the first moment on.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use limner_serve::{Site, Visit, serve};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;

/// Servers that nobody has asked anything yet.
const FRESH_SERVERS: usize = 50;
/// Connections that a browser opens to a host at once.
const CONNECTIONS: usize = 6;
/// How long an answer may take. A server that forgets a connection never answers.
const SOON: Duration = Duration::from_secs(1);

struct Server {
    address: SocketAddr,
    visits: Arc<Mutex<Vec<Visit>>>,
    serving: JoinHandle<()>,
}

impl Server {
    async fn start(site: Site) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("a bound listener has an address");
        let visits = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&visits);
        let visited = move |visit| seen.lock().expect("nobody panics here").push(visit);
        let serving = tokio::spawn(async move { match serve(listener, site, visited).await {} });
        Self { address, visits, serving }
    }

    /// One request on a connection of its own: the whole answer.
    async fn ask(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(self.address).await.expect("it listens");
        let request = format!("{request} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.expect("it reads");
        let mut answer = String::new();
        timeout(SOON, stream.read_to_string(&mut answer))
            .await
            .unwrap_or_else(|_| panic!("no answer within {SOON:?}"))
            .expect("it answers in text");
        answer
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

fn runtime() -> Runtime {
    // One thread, as `serve_blocking` has it.
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

fn folder() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text);
    write("index.html", "<p>here</p>").expect("a file in a folder of our own");
    write("a b.wasm", "wasm").expect("a file in a folder of our own");
    folder
}

fn site(folder: &Path) -> Site {
    let caching = |path: &str| if path == "index.html" { "no-cache" } else { "immutable" };
    Site::new(folder, "/deep/path").expect("a path").cached(caching)
}

/// What a header of an answer says.
fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    let head = answer.split("\r\n\r\n").next()?;
    let fields = head.lines().filter_map(|line| line.split_once(": "));
    fields.into_iter().find(|field| field.0.eq_ignore_ascii_case(name)).map(|field| field.1)
}

#[test]
fn fifty_fresh_servers_answer_six_connections_that_open_at_once() {
    let folder = folder();
    runtime().block_on(async {
        for round in 0..FRESH_SERVERS {
            let server = Server::start(site(folder.path())).await;
            let began = Instant::now();
            // All connections are there before the first of them says anything.
            let mut streams = Vec::new();
            for _ in 0..CONNECTIONS {
                streams.push(TcpStream::connect(server.address).await.expect("it listens"));
            }
            let mut answers = JoinSet::new();
            for mut stream in streams {
                answers.spawn(async move {
                    let request = b"GET /deep/path/ HTTP/1.1\r\nHost: here\r\n\r\n";
                    stream.write_all(request).await.expect("it reads");
                    let mut answer = Vec::new();
                    while !answer.ends_with(b"<p>here</p>") {
                        let read = stream.read_buf(&mut answer).await.expect("it answers");
                        assert!(read > 0, "it hung up");
                    }
                    // It stays open, as a browser's does.
                    stream
                });
            }
            let all = timeout(SOON, answers.join_all()).await;
            let all = all.unwrap_or_else(|_| panic!("server {round} left some without an answer"));
            assert_eq!(all.len(), CONNECTIONS);
            assert!(began.elapsed() < SOON, "server {round} took {:?}", began.elapsed());
        }
    });
}

#[test]
fn a_connection_that_says_nothing_keeps_nobody_waiting() {
    let folder = folder();
    runtime().block_on(async {
        let server = Server::start(site(folder.path())).await;
        let mut silent = Vec::new();
        for _ in 0..100 {
            silent.push(TcpStream::connect(server.address).await.expect("it listens"));
        }
        assert!(server.ask("GET /deep/path/").await.ends_with("<p>here</p>"));
    });
}

#[test]
fn files_come_with_their_type_and_caching_and_nothing_else_comes() {
    let folder = folder();
    runtime().block_on(async {
        let server = Server::start(site(folder.path())).await;
        let page = server.ask("GET /deep/path/?x=1").await;
        assert!(page.starts_with("HTTP/1.1 200 OK\r\n"), "{page}");
        assert_eq!(header(&page, "content-type"), Some("text/html; charset=utf-8"));
        assert_eq!(header(&page, "cache-control"), Some("no-cache"));
        assert_eq!(header(&page, "x-content-type-options"), Some("nosniff"));
        let wasm = server.ask("GET /deep/path/a%20b.wasm").await;
        assert_eq!(header(&wasm, "content-type"), Some("application/wasm"));
        assert_eq!(header(&wasm, "cache-control"), Some("immutable"));
        assert_eq!(header(&wasm, "content-length"), Some("4"));
        let head = server.ask("HEAD /deep/path/a%20b.wasm").await;
        assert_eq!(header(&head, "content-length"), Some("4"));
        assert!(head.ends_with("\r\n\r\n"), "a body after HEAD: {head}");

        let moved = server.ask("GET /deep/path").await;
        assert!(moved.starts_with("HTTP/1.1 308 "), "{moved}");
        assert_eq!(header(&moved, "location"), Some("/deep/path/"));
        for path in ["/", "/deep/path/none", "/deep/path/../site.rs", "/deep/path//etc/passwd"] {
            let answer = server.ask(&format!("GET {path}")).await;
            assert!(answer.starts_with("HTTP/1.1 404 "), "{path}: {answer}");
        }
        let post = server.ask("POST /deep/path/").await;
        assert!(post.starts_with("HTTP/1.1 405 "), "{post}");
        assert_eq!(header(&post, "allow"), Some("GET, HEAD"));

        let seen = server.visits.lock().expect("nobody panics here").clone();
        assert_eq!(seen[0], Visit { path: "/deep/path/".to_owned(), status: 200 });
        let statuses: Vec<u16> = seen.iter().map(|visit| visit.status).collect();
        assert_eq!(statuses, [200, 200, 200, 308, 404, 404, 404, 404, 405]);
    });
}

#[test]
fn a_server_that_is_dropped_lets_go_of_its_connections() {
    let folder = folder();
    runtime().block_on(async {
        let server = Server::start(site(folder.path())).await;
        let mut stream = TcpStream::connect(server.address).await.expect("it listens");
        stream
            .write_all(b"GET /deep/path/ HTTP/1.1\r\nHost: here\r\n\r\n")
            .await
            .expect("it reads");
        let mut answer = Vec::new();
        assert!(stream.read_buf(&mut answer).await.expect("it answers") > 0);
        drop(server);
        let end = timeout(SOON, stream.read_to_end(&mut answer)).await;
        assert!(end.is_ok(), "the connection lives on");
    });
}
