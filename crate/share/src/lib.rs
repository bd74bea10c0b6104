//! What leaves: a painting as a picture of any size, as one HTML file, as SVG, as a film of how it was made.
//!
//! Everything here takes a painting's bytes and gives bytes: it knows neither a browser nor a file. [`Export`] does
//! it in parts, so that a host can say how far it has come, and stop.
//!
//! ```
//! use limner_core::{Header, Log, Rgb8, format};
//! use limner_share::{Export, What};
//!
//! let log = Log::new(Header::new(64, 48, Rgb8::new(250, 246, 238), 1)).unwrap();
//! let mut export = Export::of(format::encode(&log), What::Picture { scale: 2 }).unwrap();
//! let png = loop {
//!     if let Some(bytes) = export.advance(limner_core::work::PER_MS).unwrap() {
//!         break bytes;
//!     }
//! };
//! assert!(png.starts_with(b"\x89PNG"));
//! ```

pub mod export;
pub mod film;
pub mod html;
pub mod larger;
pub mod picture;
pub mod svg;
pub mod video;
pub mod way;
pub mod webm;
pub mod whole;

pub use export::{Export, Failed, What};
pub use whole::Template;
