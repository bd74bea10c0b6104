//! The integer vocabulary of Limner: strokes, brushes, the raster and the log.
//!
//! A painting *is* its [`log::Log`]: the canvas is a pure function of it, computed in integers only,
//! so that every machine and every backend draws the same pixels to the bit. Nothing here reads a
//! clock, a file or a float; times and seeds arrive as data.
//!
//! ```
//! use limner_core::{Author, Brush, Header, Op, Painting, Path, Point, Rgb8, Stroke};
//!
//! let mut painting = Painting::new(Header::new(128, 96, Rgb8::new(250, 246, 238), 7)).unwrap();
//! let brush = painting.log().header().brush_of(Author::Partner);
//! let stroke = Stroke {
//!     author: Author::Partner,
//!     brush,
//!     color: Rgb8::new(200, 60, 40),
//!     opacity: limner_core::fixed::ONE_U16,
//!     coverage: limner_core::Coverage::Wash,
//!     path: Path::Bezier {
//!         points: [Point::from_px(10, 10), Point::from_px(60, 80), Point::from_px(110, 20)],
//!         radii: [6 * 64, 2 * 64],
//!     },
//! };
//! let id = painting.push(0, Op::Add(stroke)).unwrap().id;
//! let with_stroke = painting.canvas().hash();
//! painting.push(5, Op::Hide { stroke: id, by: Author::Person }).unwrap();
//! assert_ne!(painting.canvas().hash(), with_stroke);
//! painting.push(5, Op::Show { stroke: id, by: Author::Person }).unwrap();
//! assert_eq!(painting.canvas().hash(), with_stroke);
//! ```

#[cfg(feature = "proptest")]
pub mod arbitrary;
pub mod arrangement;
pub mod bins;
pub mod brush;
pub mod canvas;
pub mod codec;
pub mod color;
pub mod dab;
pub mod drawing;
pub mod entry;
pub mod error;
pub mod fixed;
pub mod format;
pub mod geometry;
pub mod grain;
#[cfg(feature = "proptest")]
pub mod hostile;
pub mod ink;
pub mod log;
pub mod mask;
pub mod moments;
pub mod opening;
pub mod painting;
pub mod past;
mod patch;
pub mod pigment;
pub mod random;
mod raster;
pub mod replay;
pub mod scale;
pub mod snapshots;
pub mod stroke;
pub mod surface;
pub mod walk;
pub mod work;

pub use arrangement::{Arrangement, Order, Placed};
pub use brush::Brush;
pub use canvas::Canvas;
pub use color::Rgb8;
pub use entry::{Entry, Header, Judgement, Op, Verdict};
pub use error::Error;
pub use geometry::{Point, Rect};
pub use ink::Ink;
pub use log::Log;
pub use mask::CoverageMask;
pub use opening::{Opening, Reading};
pub use painting::{Painting, Pushed};
pub use past::Past;
pub use replay::Replay;
pub use scale::Scale;
pub use snapshots::Snapshots;
pub use stroke::{Author, Coverage, Path, Sample, Stroke};
pub use surface::{Place, Surface};
