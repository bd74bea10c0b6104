//! Imagination: an agent with a brush that is rewarded by a critic alone.
//!
//! Nobody shows the agent how a digit is drawn. A [`critic`] looks at pictures of real digits and at what the agent
//! drew, and learns to tell them apart; the agent sees only the critic's opinion, and comes to draw digits: as programs
//! of a few strokes, that any brush can lay (Ganin and others, "Synthesizing programs for images using reinforced
//! adversarial learning", 2018). The strokes of the data, where there are any, are never shown to it.
//!
//! A [`Model`] is what was learned: it draws new ones by class, and knows what its critic thinks of them.
//!
//! ```
//! use limner_imagine::dataset::Dataset;
//! use limner_imagine::generator::GeneratorShape;
//! use limner_imagine::learners::pathwise::{Pathwise, PathwiseConfig};
//! use limner_imagine::training::{Event, Training};
//!
//! // Two kinds of drawings: a dark upper half, and a dark lower one.
//! let halves: Vec<u8> = (0..2048).map(|i| if i % 2048 < 512 || i >= 1536 { 255 } else { 0 }).collect();
//! let set = Dataset {
//!     side: 32,
//!     pixels: halves,
//!     labels: vec![0, 1],
//!     names: vec!["up".into(), "down".into()],
//! };
//! let shape = GeneratorShape { classes: 2, strokes: 3 };
//! let learner = Pathwise::new(32, shape, PathwiseConfig::default(), 1);
//! let mut training = Training::new(learner, set);
//! let Event::Learned(metrics) = training.advance() else { panic!("nothing is wrong yet") };
//! assert!(metrics.strokes <= 3.0);
//! ```

pub mod augment;
pub mod bytes;
pub mod cards;
pub mod checkpoint;
pub mod copier;
pub mod critic;
#[cfg(feature = "data")]
pub mod data;
pub mod dataset;
pub mod easel;
pub mod fresh_critic;
pub mod generator;
pub mod imagined;
pub mod judge;
pub mod learners;
pub mod lesson;
mod likings;
pub mod measures;
pub mod model;
pub mod reward;
#[cfg(feature = "shipped")]
pub mod shipped;
pub mod strokes;
pub mod trace;
pub mod training;

pub use model::Model;
