//! Waiting for something to become so: asked again and again until a deadline, never slept for. The
//! deadlines are far beyond what a busy machine takes; they end a test that hangs, and measure
//! nothing.

use std::time::{Duration, Instant};

/// Between two questions.
const PAUSE: Duration = Duration::from_millis(40);
/// For one thing to happen in the page.
pub const DEADLINE: Duration = Duration::from_secs(40);

/// Asks until there is an answer; `None` after the deadline.
pub async fn until<T>(deadline: Duration, mut ask: impl AsyncFnMut() -> Option<T>) -> Option<T> {
    let began = Instant::now();
    loop {
        if let Some(answer) = ask().await {
            return Some(answer);
        }
        if began.elapsed() > deadline {
            return None;
        }
        tokio::time::sleep(PAUSE).await;
    }
}
