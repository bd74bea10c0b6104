//! A host for the page under a sub-path, which remembers what it was asked for and can be stopped like
//! a network that goes away. It is the server of `cargo xtask start`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub use limner_serve::Visit;

/// Where the page is mounted: it must not care.
pub const BASE: &str = "/some/deep/path/";

/// A running host.
#[derive(Debug)]
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
        let seen = Arc::clone(&visits);
        let visited =
            move |visit| seen.lock().expect("no test panics while it holds the list").push(visit);
        let site = limner_serve::Site::new(folder, BASE).expect("a base is a path");
        let serving = tokio::spawn(async move {
            let never = limner_serve::serve(listener, site, visited).await;
            match never {}
        });
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

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
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
