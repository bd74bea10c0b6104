//! How a test runs: with a host of its own, in a runtime of its own, a few browsers at a time.

use std::sync::{Condvar, Mutex};

use crate::places;
use crate::site::Site;

/// Browsers at the same time on two cores: each keeps most of a core busy, and waits now and then.
const BROWSERS: usize = 3;

static FREE: Mutex<usize> = Mutex::new(BROWSERS);
static FREED: Condvar = Condvar::new();

/// Runs a test that uses one browser at a time, against a host that serves the built page.
pub fn browse(test: impl AsyncFnOnce(&mut Site)) {
    let _turn = Turn::take();
    let folder = places::dist();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let mut site = Site::serve(folder).await;
        test(&mut site).await;
    });
}

/// As [`browse`], for a test that also uses Firefox: left out where that can't be had.
pub fn browse_in_firefox(test: impl AsyncFnOnce(&mut Site)) {
    if places::without_firefox() {
        println!("left out: Firefox and its driver are not here");
        return;
    }
    browse(test);
}

/// The right to use a browser, given back also where a test panics.
struct Turn;

impl Turn {
    fn take() -> Self {
        let free = FREE.lock().expect("nobody panics while holding it");
        let mut free =
            FREED.wait_while(free, |free| *free == 0).expect("nobody panics while holding it");
        *free -= 1;
        Self
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        // A poisoned lock still counts.
        *FREE.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) += 1;
        FREED.notify_one();
    }
}
