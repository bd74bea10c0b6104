//! Small networks in plain Rust, for what learns where no framework fits: in a page's worker, in a few
//! kilobytes of code.
//!
//! A network is a [`Stack`] of dense layers and convolutions, each with its activation. Its parameters are one
//! list of numbers, which the network itself does not hold: so an optimiser ([`Adam`]), an average of past
//! parameters, a file ([`weights`]) and a test of finite numbers are all loops over one slice. What a forward
//! pass leaves for the gradient is in a [`Tape`].
//!
//! Pictures lie in memory row by row, pixel by pixel, channel by channel (`[image][row][column][channel]`), so a
//! convolution is one matrix product without a transposition.
//!
//! ```
//! use limner_nets::{Activation, Adam, AdamConfig, Slots, Stack, Tape};
//!
//! // Two numbers in, their product out: learned from examples.
//! let mut slots = Slots::default();
//! let net = Stack::new(2)
//!     .dense(&mut slots, 24, Activation::Tanh)
//!     .dense(&mut slots, 1, Activation::Linear);
//! let mut state = 1u32;
//! let mut random = move || {
//!     state = state.wrapping_mul(747_796_405).wrapping_add(2_891_336_453);
//!     (state >> 8) as f32 / (1 << 23) as f32 - 1.0
//! };
//! let mut parameters = slots.initial(&mut random);
//! let mut adam = Adam::new(AdamConfig { rate: 0.01, ..AdamConfig::default() }, &parameters);
//! let (mut tape, mut gradient) = (Tape::default(), vec![0.0; parameters.len()]);
//! let mut error = f32::MAX;
//! for _ in 0..400 {
//!     let inputs: Vec<f32> = (0..64).map(|_| random()).collect();
//!     let outputs = net.forward(&parameters, &inputs, &mut tape);
//!     let wanted = inputs.chunks(2).map(|pair| pair[0] * pair[1]);
//!     let off: Vec<f32> = outputs.iter().zip(wanted).map(|(a, b)| (a - b) / 16.0).collect();
//!     error = off.iter().map(|d| d * d * 8.0).sum();
//!     gradient.fill(0.0);
//!     net.backward(&parameters, &mut tape, &off, Some(&mut gradient), None);
//!     adam.step(&mut parameters, &gradient);
//! }
//! assert!(error < 0.01, "{error}");
//! ```

mod activation;
mod adam;
mod convolution;
mod dense;
mod deviation;
mod matrix;
mod stack;
pub mod weights;

pub use activation::Activation;
pub use adam::{Adam, AdamConfig};
pub use convolution::Convolution;
pub use dense::Dense;
pub use deviation::Deviation;
pub use stack::{Slots, Stack, Tape};
