//! Tests that cross rooms: the page in a real browser, driven as a person drives it, and the native
//! program on real files. This library is their harness; the tests themselves are in
//! `tests/outside`.
//!
//! They want a built page and a built program and say so where these are missing:
//!
//! ```text
//! cargo xtask build && cargo build --package limner-cli && cargo test --package limner-tests --test outside
//! ```
//!
//! `LIMNER_DIST`, `LIMNER_BIN`, `CHROME`, `CHROMEDRIVER`, `FIREFOX` and `GECKODRIVER` say where things are, `LIMNER_SHOTS`
//! where screenshots go (see [`places`]).

pub mod browser;
mod chromium;
pub mod driver;
mod firefox;
pub mod golden;
pub mod hostile;
pub mod measuring;
pub mod net_log;
pub mod page;
pub mod patience;
pub mod picture;
pub mod places;
pub mod process;
pub mod program;
pub mod run;
pub mod site;
pub mod tasks;

pub use browser::{Browser, Maker, Settings, Viewport};
pub use page::{Page, WORKERS};
pub use run::{browse, browse_in_firefox};
pub use site::Site;
pub use tasks::Task;
