//! The partner: its policy, how it learns, plans and comes to know a person's taste.
//!
//! The only room that knows the tensor library, [`burn`]; it knows no host.

pub mod error;
pub mod learn;
pub mod policy;
pub mod random;
pub mod weights;

pub use error::Error;
