//! Painters: whoever adds stroke after stroke to a [`Sheet`]. A small zoo behind one trait, to compare
//! with: the planner with and without what it is made of, chance, and hill climbing.
//!
//! ```
//! use limner_agent::painter::{Painter, planned::Planned};
//! use limner_core::{Header, Rgb8};
//! use limner_env::{Random, Scene, Sheet, scenes};
//!
//! let target = scenes::generated(&mut Random::new(1), 64);
//! let header = Header::new(64, 64, Rgb8::new(128, 128, 128), 1);
//! let mut sheet = Sheet::new(Scene::new(header, Some(&target))?);
//! let mut painter = Planned::gradient(1);
//! let before = sheet.scene().squared_error();
//! painter.stroke(&mut sheet)?;
//! painter.finish(&mut sheet)?;
//! assert!(sheet.scene().squared_error() < before);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod alone;
pub mod hill_climb;
pub mod planned;

use limner_env::Sheet;

use crate::Error;

/// Someone who paints.
pub trait Painter {
    /// Adds a stroke. Says whether there was one worth adding.
    fn stroke(&mut self, sheet: &mut Sheet) -> Result<bool, Error>;

    /// The last touches, where no stroke is to follow for now.
    fn finish(&mut self, _sheet: &mut Sheet) -> Result<(), Error> {
        Ok(())
    }
}
