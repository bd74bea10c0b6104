//! Painters: whoever fills a canvas stroke by stroke. A small zoo behind one trait, to compare with: the
//! partner as it is, with its search cut down to baselines, the policy alone, and hill climbing.
//!
//! ```
//! use limner_agent::painter::{Painter, unattended::Unattended};
//! use limner_agent::partner::{Partner, Settings};
//! use limner_agent::search::SearchOptions;
//! use limner_core::{Header, Log, Rgb8};
//! use limner_env::{Random, scenes};
//!
//! let target = scenes::generated(&mut Random::new(1), 64);
//! let mut partner = Partner::new(None)?;
//! partner.set_settings(Settings { search: SearchOptions::gradient(), ..Settings::default() });
//! partner.open(&Log::new(Header::new(64, 64, Rgb8::new(128, 128, 128), 1))?)?;
//! partner.set_target(Some(&target));
//! let mut painter = Unattended::new(partner);
//! let before = painter.scene().squared_error();
//! assert_eq!(painter.paint(2, &mut |_| ())?, 2);
//! assert!(painter.scene().squared_error() < before);
//! assert_eq!(painter.painting()?.strokes().len(), 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod alone;
pub mod by_stroke;
pub mod hill_climb;
pub mod unattended;

use limner_core::Painting;
use limner_env::Scene;

use crate::Error;

/// Whoever paints strokes on a canvas.
pub trait Painter {
    /// Adds at most `count` strokes and gives them their last touches; returns how many were worth adding.
    /// `each` is shown the scene after every one.
    fn paint(&mut self, count: usize, each: &mut dyn FnMut(&Scene)) -> Result<usize, Error>;

    /// The canvas before the target, with all strokes so far.
    fn scene(&self) -> &Scene;

    /// The painting, with all strokes so far on its log.
    fn painting(&mut self) -> Result<&Painting, Error>;
}
