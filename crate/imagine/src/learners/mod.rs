//! Ways to learn to draw from a critic's opinion, one a file, on one environment and one reward.

pub mod actor_critic;
pub mod adversary;
pub mod choosing;
pub mod copying;
pub mod pathwise;
pub mod portraying;
pub mod q_learning;
