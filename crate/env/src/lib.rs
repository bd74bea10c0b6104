//! The partner's rehearsal room: what it sees, what it can do, and what that is worth.
//!
//! An [`Environment`](batch::Environment) is a batch of canvases with a target each, in Gymnasium's words.
//! Networks are not known here: an agent is whoever turns observations into actions.
//!
//! **An observation** is a window of the canvas beside the same window of the target: [`CHANNELS`] planes of
//! [`WINDOW`] × [`WINDOW`] numbers, channel by channel, row by row ([`OBSERVATION_LEN`] in all, every one of
//! them within −1..=1). [`observation`] says what each plane is. A canvas is seen through several windows at
//! once, the whole picture first, then its quarters, their quarters…, so one small network serves every size;
//! a [`Window`] says where it lies, and on which level of the pyramid.
//!
//! **An action** is one stroke: [`RAW`] = 11 numbers of any size, relative to a window. They are squashed into
//! ranges in [`action`], so that a network's outputs, and gradient steps on them, need no constraints.
//!
//! | numbers | what | squashed to |
//! |---|---|---|
//! | 0, 1 | centre of the chord, from the window's | ±17.6 window pixels |
//! | 2, 3 | chord from the start to the end | ±30.4 window pixels |
//! | 4 | bend: how far the curve leaves the chord | ±0.8 chords at the control point |
//! | 5, 6 | radius at the start and at the end | 0.5..12 window pixels |
//! | 7 | opacity | 0.15..1 |
//! | 8–10 | colour in OKLab: with a target an offset to the colour that is best for it, which is solved; without one the colour | ±0.1; lightness 0..1, axes ±0.3 |
//!
//! **The reward** of a step is the squared error that its strokes removed, in parts of the first canvas's,
//! less a small price for each stroke; measured on the integer raster that the page paints with.
//!
//! **An episode** begins with paper in the target's mean colour ([`reset`](batch::Environment::reset)),
//! terminates when the error has fallen to a goal, and is truncated after so many strokes. Then it waits for
//! the next reset.
//!
//! ```
//! use limner_env::batch::{Environment, Options, Stroke};
//! use limner_env::{OBSERVATION_LEN, RAW, Random, scenes};
//!
//! let mut random = Random::new(1);
//! let target = scenes::generated(&mut random, 64);
//! let mut environment = Environment::new(Options { size: 64, max_strokes: 6, ..Options::default() })?;
//! let seen = environment.reset(&[Some(&target)], 7)?;
//! assert_eq!(seen.data.len(), seen.windows.len() * OBSERVATION_LEN);
//! let mut sum = 0.0;
//! loop {
//!     let window = random.below(seen.windows.len());
//!     let action: [f32; RAW] = std::array::from_fn(|_| random.normal());
//!     let step = environment.step(&[vec![Stroke { window, action }]])?;
//!     sum += step.rewards[0];
//!     if step.terminated[0] || step.truncated[0] {
//!         assert_eq!(step.infos[0].strokes, 6);
//!         break;
//!     }
//! }
//! assert!(sum < 1.0); // more than all of the error cannot go
//! # Ok::<(), limner_env::batch::Error>(())
//! ```
//!
//! `examples/steps.rs` is the same with more to see.
//!
//! Below the environment lie what a planner or a learner needs: a [`Scene`] is one canvas with its target at
//! every scale, and says exactly what a stroke would gain; the [`soft`] raster draws strokes so that its
//! hand-written gradient says in which direction they would become better, and a [`Scorer`] puts the two
//! together; [`scenes`] makes pictures to practise on.

pub mod action;
pub mod batch;
pub mod brush_profile;
pub mod color;
pub mod drawing;
pub mod editable_scene;
mod error_cells;
pub mod gain;
pub mod grade;
pub mod ink_raster;
pub mod layered_raster;
pub mod observation;
pub mod palette;
pub mod picture;
pub mod pyramid;
pub mod random;
mod reach;
pub mod scene;
pub mod scenes;
pub mod score;
mod simd;
pub mod soft;
pub mod window;

pub use action::{Action, COLOR, GEOMETRY, RAW};
pub use editable_scene::{EditableScene, Ground};
pub use gain::Gain;
pub use grade::{Grade, Slope};
pub use ink_raster::InkRaster;
pub use layered_raster::{ColoredStroke, ColoredStrokeGradient, LayeredRaster};
pub use observation::{CHANNELS, OBSERVATION_LEN};
pub use picture::Picture;
pub use random::Random;
pub use scene::Scene;
pub use score::{Score, Scorer, View};
pub use soft::{Profile, SoftGradient, SoftMask, SoftStroke};
pub use window::{WINDOW, Window};
