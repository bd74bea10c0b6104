//! The worker half without a browser: messages in, messages out.
//!
//! A [`Worker`] keeps a replica of the page's painting, plans strokes on it, learns from judgements, and
//! answers in the messages of [`limner_protocol`]. It has no clock and no thread: whoever owns it hands
//! messages in, lets it work for a while by a clock of their own, and takes out what it says.
//!
//! ```
//! use limner_core::{Header, Log, Rgb8};
//! use limner_protocol::{Reply, Request};
//! use limner_worker::Worker;
//!
//! let mut worker = Worker::new(None).unwrap();
//! let log = Log::new(Header::new(64, 64, Rgb8::new(255, 255, 255), 1)).unwrap();
//! worker.handle(&Request::Open(log).encode(7));
//! worker.handle(&Request::Plan { chain: 1, revision: 0, count: 2 }.encode(7));
//! while pollster::block_on(worker.work(8.0, || 0.0)) {}
//! let replies: Vec<_> = worker.take_replies().iter().map(|r| Reply::decode(r).unwrap()).collect();
//! assert_eq!(replies[0], (7, Reply::Ready { weights: None }));
//! assert!(replies.iter().any(|(_, reply)| matches!(reply, Reply::Plan(_))));
//! ```

mod asking;
mod beside;
mod edits;
mod error;
#[cfg(feature = "wgpu")]
mod gpu;
mod reason;
mod report;
mod rounds;
mod target;
mod timing;
mod worker;

pub use error::Error;
#[cfg(feature = "wgpu")]
pub use limner_agent::devices::WebGpu;
pub use timing::LearningMs;
pub use worker::Worker;
