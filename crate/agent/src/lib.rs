//! The partner: its policy, how it learns, plans and comes to know a person's taste.
//!
//! The only room that knows the tensor library, [`burn`]; it knows no host. What it sees and does is
//! [`limner_env`]'s: windows of a canvas beside its target, and strokes of eleven raw numbers.
//!
//! **A policy** ([`policy::Policy`]) is a small network that says for a window eight strokes in the order in
//! which it would paint them: for each a mean, a spread, and what it expects of it
//! ([`policy::Intention`]). [`weights`] is its file. [`planner::Proposer`] is whoever proposes raw strokes: a
//! policy sampled ([`planner::Sampling`]), chance ([`planner::RandomProposer`]), or both
//! ([`planner::Exploring`]). What steers the search is in [`search::SearchOptions`].
//!
//! **The partner** ([`partner::Partner`]) is all of it for one painting: what the page runs is what is measured.
//!
//! **A painter** ([`painter::Painter`]) fills a canvas stroke by stroke. The zoo, all behind that trait so that
//! they can be measured side by side (`limner eval`):
//!
//! | painter | how it finds a stroke |
//! |---|---|
//! | [`painter::unattended::Unattended`] | the partner: proposes, scores, refines by exact gradients, takes the best, and polishes strokes together |
//! | the same by [`SearchOptions::gradient`](search::SearchOptions::gradient) | the best of eight strokes at random, improved for long |
//! | the same by [`SearchOptions::random`](search::SearchOptions::random) | the best of eight strokes at random |
//! | [`painter::alone::Alone`] | the policy alone, where it expects most, without search |
//! | [`painter::hill_climb::HillClimb`] | random changes that help, as primitive does |
//!
//! **Learners** ([`learn`]) are one algorithm a file. [`Learner`](learn::gradient::Learner) trains a policy by
//! gradient through the soft raster, by what its sampled strokes would gain, and by matching the strokes
//! that the planner chose (expert iteration). [`rehearse`] moves a trained policy a little towards a person's
//! [`taste`], and back. [`people`] are simulated
//! ones, to be learned from in measurements. [`devices`] are where networks
//! are computed: flex, or WebGPU with the feature `wgpu`.
//!
//! An untrained policy learns for an update, and then says what it would paint:
//!
//! ```
//! use limner_agent::learn::gradient::{Config, Learner};
//! use limner_agent::learn::material::Material;
//! use limner_agent::learn::replay_buffer::ReplayConfig;
//! use limner_agent::policy::STROKES;
//! use limner_core::{Header, Rgb8};
//! use limner_env::{OBSERVATION_LEN, Random, Scene, scenes};
//!
//! let target = scenes::generated(&mut Random::new(1), 64);
//! let material = Material::new(std::slice::from_ref(&target));
//! let replay = ReplayConfig { slots: 4, ..ReplayConfig::default() };
//! let config = Config { batch: 4, rollouts: 0, replay, ..Config::default() };
//! let mut learner = Learner::new(config, &material);
//! let metrics = learner.update(&material, 0.0)?;
//! assert!(metrics.loss.is_finite());
//!
//! let scene = Scene::new(Header::new(64, 64, Rgb8::new(128, 128, 128), 1), Some(&target))?;
//! let mut observation = vec![0.0; OBSERVATION_LEN];
//! scene.observe(scene.window_around(1, 32.0, 32.0), &mut observation);
//! let intentions = learner.policy()?.intend(&observation, &[])?;
//! assert_eq!(intentions.len(), STROKES);
//! assert!(intentions.iter().all(|i| (0.0..=1.0).contains(&i.value)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! `examples/tiny.rs` goes on for a minute and paints a picture before and after.

pub mod answering;
pub mod devices;
pub mod error;
pub mod learn;
pub mod objective;
pub mod painter;
pub mod partner;
pub mod people;
pub mod planner;
pub mod policy;
pub mod polish;
pub mod practice;
pub mod practised;
mod reader;
pub mod rehearse;
pub mod search;
pub mod symmetry;
pub mod taste;
pub mod weights;
pub mod wish;

pub use error::Error;
