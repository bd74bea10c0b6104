//! A few motifs of an artist become a place to explore: what lies between them, and beyond.
//!
//! A [`Motif`] is an example made of a few strokes. [`Training`] finds which stroke of one is which of another, and
//! trains two small networks: the generative one draws any place on a map, the relational one tells of a stroke where it
//! stands. What comes out is a [`Space`]: a map with the motifs as pins, which is wandered over by hand.
//!
//! The networks are those of Guy Lukes' article "Using Machine Learning to Augment Artistic Creativity" (2019); as it has
//! them they are in [`article`], with its opening petal in [`petal`].
//!
//! ```
//! use limner_design::{Motif, Options, Space, Trace, Training};
//!
//! let leaf = |width: f32| {
//!     let side = |side: f32| {
//!         let knot = |i: u8| {
//!             let along = f32::from(i) / 20.0;
//!             let out = side * width * (along * std::f32::consts::PI).sin();
//!             [100.0 + out, 200.0 - 100.0 * along, 2.0]
//!         };
//!         Trace::new((0..=20).map(knot).collect())
//!     };
//!     Motif::new(vec![side(-1.0), side(1.0)]).unwrap()
//! };
//! let space = Training::finish(vec![leaf(15.0), leaf(45.0)], Options::default()).unwrap();
//! let [low, high] = [space.pins()[0], space.pins()[1]];
//! let middle = [(low[0] + high[0]) / 2.0, 0.0];
//! assert_eq!(space.grown(middle, 1.0).len(), 2);
//! assert!(space.trust(middle) > 0.5);
//! # let bytes = space.encode();
//! # assert_eq!(Space::decode(&bytes).unwrap().pins(), space.pins());
//! ```

pub mod article;
pub mod assignment;
mod bending;
pub mod codec;
pub mod correspondence;
pub mod curve;
pub mod decorating;
pub mod elastic;
pub mod error;
pub mod evaluation;
pub mod families;
mod framed;
mod generative;
mod linear;
pub mod measure;
pub mod motif;
pub mod network;
mod numbers;
pub mod options;
pub mod petal;
pub mod placing;
pub mod pose;
pub mod preference;
pub mod recognising;
pub mod relational;
pub mod rows;
pub mod space;
pub mod training;

pub use error::Error;
pub use motif::{Motif, Trace};
pub use options::Options;
pub use pose::Pose;
pub use rows::Drawn;
pub use space::{Grown, Space};
pub use training::Training;
