//! The partner: its policy, how it learns, plans and comes to know a person's taste.
//!
//! The only room that knows the tensor library, [`burn`]; it knows no host.

pub mod error;
pub mod improvise;
pub mod learn;
pub mod painter;
pub mod partner;
pub mod planner;
pub mod policy;
pub mod polish;
mod reader;
pub mod rehearse;
pub mod symmetry;
pub mod taste;
pub mod weights;

pub use error::Error;
