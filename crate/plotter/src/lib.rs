//! The machine artist in physical space: a painting becomes pen paths on a sheet of paper, and a photograph of the sheet
//! becomes a picture again.
//!
//! [`Plot`] turns a painting's bytes into a [`Plan`]: which pen draws what, in which order. That is written as SVG in
//! millimetres, G-code or HPGL ([`Writing`]), and painted as the machine would paint it ([`Preview`]). What the pens, the
//! sheet and the machine are is a [`Setup`]; `docs/PLOTTERS.md` describes it. [`photograph`] is the way back.
//!
//! ```
//! use limner_core::{Header, Log, Rgb8, format};
//! use limner_plotter::{Form, Plot, Setup, Writing};
//!
//! let log = Log::new(Header::new(64, 48, Rgb8::new(250, 246, 238), 1)).unwrap();
//! let plan = Plot::of(format::encode(&log), Setup::suiting(64, 48)).unwrap().finish().unwrap();
//! let gcode = Writing::of(Form::GCode).finish(&plan).unwrap();
//! assert!(String::from_utf8(gcode).unwrap().contains("G21"));
//! ```

pub mod colors;
mod hatching;
mod making;
pub mod owners;
pub mod photograph;
pub mod plan;
pub mod plot;
pub mod preview;
pub mod setup;
pub mod steps;
pub mod travel;
pub mod writing;

pub use plan::{Layer, Plan, Report};
pub use plot::{Failed, Plot};
pub use preview::Preview;
pub use setup::Setup;
pub use writing::{Form, Writing};
