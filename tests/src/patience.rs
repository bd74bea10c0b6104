//! Waiting for something to become so: asked again and again until a deadline, never slept for. The
//! deadlines are far beyond what a busy machine takes; they end a test that hangs, and measure
//! nothing.

use std::time::{Duration, Instant};

/// Between two questions.
const PAUSE: Duration = Duration::from_millis(40);
/// For one thing to happen in the page.
pub const DEADLINE: Duration = Duration::from_secs(40);

/// Asks until there is an answer. Panics with `what` and the last thing `seen` after the deadline.
pub async fn until<T>(
    what: &str,
    deadline: Duration,
    mut ask: impl AsyncFnMut() -> Result<T, String>,
) -> T {
    let began = Instant::now();
    loop {
        match ask().await {
            Ok(answer) => return answer,
            Err(seen) if began.elapsed() > deadline => {
                panic!("waited {deadline:?} for {what}; it is {seen}")
            }
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}
