//! A static host as dull as any: the files of one folder below one path, over HTTP/1.1, with the right
//! types. `cargo xtask start` serves the page with it, and so do the browser tests.
//!
//! Every connection is a task of its own, so however many a browser opens at once, none waits for
//! another.

mod site;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, LOCATION, X_CONTENT_TYPE_OPTIONS};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{HeaderMap, Method, Request, Response, StatusCode, header::HeaderValue};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use site::{Answer, mime};
pub use site::{BadBase, Site};

/// How long no connection is taken after one could not be, for want of file handles for example.
const BREATH: Duration = Duration::from_millis(50);

const NOT_HERE: &str = "There is no such file here.\n";
const NOT_ALLOWED: &str = "Files are read here, nothing else.\n";

/// One request and what it was answered with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// The path as it was asked for, without the query.
    pub path: String,
    /// 200, 308, 404 or 405.
    pub status: u16,
}

/// Answers whoever connects, for ever; `visited` is told of each request. Dropping the future closes
/// the listener and all connections.
pub async fn serve(
    listener: TcpListener,
    site: Site,
    visited: impl Fn(Visit) + Send + Sync + 'static,
) -> Infallible {
    let shared = Arc::new((site, visited));
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let shared = Arc::clone(&shared);
                connections.spawn(async move { converse(stream, &shared.0, &shared.1).await });
            }
            Err(_) => tokio::time::sleep(BREATH).await,
        }
        while connections.try_join_next().is_some() {}
    }
}

/// Serves from a runtime of its own, for programs that have none, until the process ends.
///
/// # Errors
/// Where the system gives no runtime, or takes the listener back.
pub fn serve_blocking(listener: std::net::TcpListener, site: Site) -> std::io::Result<Infallible> {
    listener.set_nonblocking(true)?;
    // One thread is enough to hand out files; they are read on others.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::from_std(listener)?;
        Ok(serve(listener, site, |_| ()).await)
    })
}

/// All requests of one connection, one after the other.
async fn converse(stream: TcpStream, site: &Site, visited: &impl Fn(Visit)) {
    // Small files would otherwise wait for an acknowledgement; where it can't be set they do.
    let _ = stream.set_nodelay(true);
    let service = service_fn(async |request: Request<Incoming>| {
        let response = respond(site, &request).await;
        let status = response.status().as_u16();
        visited(Visit { path: request.uri().path().to_owned(), status });
        Ok::<_, Infallible>(response)
    });
    // A browser that hangs up in the middle is no trouble of the host's.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

async fn respond(site: &Site, request: &Request<Incoming>) -> Response<Full<Bytes>> {
    if ![Method::GET, Method::HEAD].contains(request.method()) {
        let mut refused = plain(StatusCode::METHOD_NOT_ALLOWED, NOT_ALLOWED);
        refused.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return refused;
    }
    match site.answer(request.uri().path()) {
        Answer::File(path) => match tokio::fs::read(site.folder().join(&path)).await {
            Ok(content) => {
                let mut response = Response::new(Full::new(content.into()));
                describe(response.headers_mut(), mime(&path), site.cache_control(&path));
                response
            }
            Err(_) => plain(StatusCode::NOT_FOUND, NOT_HERE),
        },
        Answer::Redirect(to) => {
            let mut response = plain(StatusCode::PERMANENT_REDIRECT, "");
            response.headers_mut().insert(LOCATION, to);
            response
        }
        Answer::NotFound => plain(StatusCode::NOT_FOUND, NOT_HERE),
    }
}

fn plain(status: StatusCode, text: &'static str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from_static(text.as_bytes())));
    *response.status_mut() = status;
    describe(response.headers_mut(), "text/plain; charset=utf-8", "no-cache");
    response
}

fn describe(headers: &mut HeaderMap, kind: &'static str, caching: &'static str) {
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(caching));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
}
