//! One painting session without a host: events in, effects out.
//!
//! A [`Session`] holds the painting of a person and their partner. A host hands in what the pointer
//! does, which buttons are pressed, what the partner's worker says and, once a frame, what time it
//! is; it takes out which pixels changed, what to tell the worker and how things stand. The session
//! is the log's only writer. It knows no page, no network and no clock.
//!
//! ```
//! use limner_core::Rgb8;
//! use limner_studio::{Session, pointer::Report};
//!
//! let mut session = Session::new(1, 320, 240, Rgb8::new(250, 246, 238), 7).unwrap();
//! let report = |x: f64, time_ms: f64| Report {
//!     x, y: 60.0, pressure: 1.0, tilt_x: 0.0, tilt_y: 0.0, time_ms,
//! };
//! session.pointer().down(report(40.0, 0.0));
//! session.pointer().moves(&[report(200.0, 8.0)]);
//! let live = session.view_mut().take_dirty();
//! assert!(!live.is_empty());
//! session.pointer().up(16.0);
//! assert_eq!(session.document().visible(limner_core::Author::Person), 1);
//!
//! let link = session.link();
//! let again = Session::open_link(2, &link).unwrap();
//! assert_eq!(again.shown().hash(), session.shown().hash());
//! ```

pub mod abridged;
pub mod asking;
pub mod authors;
pub mod beside;
pub mod brush_file;
pub mod brushes;
pub mod colors;
pub mod document;
mod effects;
mod group;
pub mod habits;
mod halves;
pub mod hand;
pub mod history;
pub mod judged_strokes;
pub mod lack;
pub mod limits;
pub mod live;
pub mod nearby;
pub mod opening;
pub mod paper;
pub mod partner;
pub mod pointed;
pub mod pointer;
pub mod polishing;
pub mod preview;
pub mod queue;
pub mod rounds;
pub mod screen;
mod sealed;
pub mod session;
pub mod settings;
pub mod share;
pub mod small;
pub mod stabiliser;
pub mod status;
pub mod taste_file;
pub mod tools;
pub mod travelling;
pub mod troubles;
pub mod turns;
pub mod view;

pub use session::Session;
pub use settings::PartnerSettings;
pub use status::{BrushStatus, Status};
