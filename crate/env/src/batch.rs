//! The environment: a batch of canvases, in Gymnasium's words.
//!
//! [`reset`](Environment::reset) lays a paper before each target and returns the first observations;
//! [`step`](Environment::step) paints strokes on each canvas and returns observations, rewards,
//! `terminated` and `truncated`. An environment that has ended ignores strokes, with reward 0, until
//! it is reset: there is no automatic reset.
//!
//! ```
//! use limner_env::batch::{Environment, Options, Stroke};
//! use limner_env::{Picture, RAW};
//!
//! let mut target = Picture::uniform(64, 64, [0.2, 0.4, 0.6]);
//! target.planes[0][20 * 64..44 * 64].fill(0.9); // a red band across the middle
//! let mut environment = Environment::new(Options { size: 64, ..Options::default() }).unwrap();
//! let first = environment.reset(&[Some(&target)], 7).unwrap();
//! assert_eq!(first.windows.len(), 5); // the whole picture and its four quarters
//! let step = environment.step(&[vec![Stroke { window: 0, action: [0.0; RAW] }]]).unwrap();
//! assert!(step.rewards[0] > 0.0); // a stroke in the solved colour brings the canvas nearer
//! ```

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "sides and counts of an environment are small"
)]

use limner_core::{Header, Rgb8};
#[cfg(not(target_arch = "wasm32"))]
use rayon::prelude::*;

use crate::action::{self, Action, COLOR, GEOMETRY};
use crate::observation::OBSERVATION_LEN;
use crate::picture::Picture;
use crate::random::Random;
use crate::scene::Scene;
use crate::window::{WINDOW, Window};

/// How the environments of a batch are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// Side of the canvases in pixels: 32..=256.
    pub size: u16,
    /// An episode is truncated after this many strokes.
    pub max_strokes: u32,
    /// What a stroke costs, in parts of the first canvas's squared error.
    pub price: f32,
    /// An episode terminates when the squared error is at most this part of the first.
    pub goal: f32,
}

impl Default for Options {
    fn default() -> Self {
        Self { size: 128, max_strokes: 200, price: 0.0005, goal: 0.01 }
    }
}

/// A stroke of one environment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// Index of the window it is relative to, into [`Observations::windows`].
    pub window: usize,
    /// The network's raw numbers.
    pub action: Action,
}

/// What is seen of every canvas of a batch.
#[derive(Clone, Debug, PartialEq)]
pub struct Observations {
    /// The windows, the same for each canvas: the whole picture first, then ever smaller parts.
    pub windows: Vec<Window>,
    /// `[environment][window][channel][row][column]`, see [`crate::observation`].
    pub data: Vec<f32>,
}

/// What came of a step; one entry an environment.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What is seen after the strokes.
    pub observations: Observations,
    /// Squared error removed, in parts of the first canvas's, less the price of the strokes.
    pub rewards: Vec<f32>,
    /// Whether the goal is reached.
    pub terminated: Vec<bool>,
    /// Whether the strokes are used up.
    pub truncated: Vec<bool>,
    /// More about each environment.
    pub infos: Vec<Info>,
}

/// What is told of an environment beside its reward.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Info {
    /// Strokes painted in this episode.
    pub strokes: u32,
    /// Peak signal-to-noise ratio to the target, in dB; `None` without a target.
    pub psnr: Option<f32>,
}

/// What an environment refuses.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Error {
    /// The canvas's side is out of range.
    #[error("an environment's size is {0}, outside 32..=256")]
    Size(u16),
    /// Lists of strokes and environments differ in number.
    #[error("strokes for {found} environments, but there are {wanted}")]
    Batch {
        /// Lists that were given.
        found: usize,
        /// Environments there are.
        wanted: usize,
    },
    /// A stroke names a window that is not observed.
    #[error("there is no window {0}")]
    Window(usize),
    /// A network put out something that is no number.
    #[error("an action is not finite")]
    NotFinite,
    /// The canvas could not be made.
    #[error(transparent)]
    Core(#[from] limner_core::Error),
}

#[derive(Debug)]
struct Episode {
    scene: Scene,
    first_error: f64,
    strokes: u32,
    over: bool,
}

/// A batch of environments.
#[derive(Debug)]
pub struct Environment {
    options: Options,
    windows: Vec<Window>,
    episodes: Vec<Episode>,
}

impl Environment {
    /// A batch without canvases: [`Environment::reset`] makes them.
    pub fn new(options: Options) -> Result<Self, Error> {
        if !(32..=256).contains(&options.size) {
            return Err(Error::Size(options.size));
        }
        Ok(Self { options, windows: windows(options.size), episodes: Vec::new() })
    }

    /// Begins an episode for each target. The paper is the target's mean colour; without a target it
    /// is a colour drawn from `seed`.
    pub fn reset(
        &mut self,
        targets: &[Option<&Picture>],
        seed: u32,
    ) -> Result<Observations, Error> {
        let size = self.options.size;
        let mut random = Random::new(seed);
        self.episodes = targets
            .iter()
            .map(|target| {
                let paper = match target {
                    Some(target) => action::rgb8(target.mean()),
                    None => {
                        let [r, g, b, _] = random.bits().to_le_bytes();
                        Rgb8::new(r, g, b)
                    }
                };
                let scene = Scene::new(Header::new(size, size, paper, random.bits()), *target)?;
                let first_error = scene.squared_error();
                Ok(Episode { scene, first_error, strokes: 0, over: false })
            })
            .collect::<Result<_, limner_core::Error>>()?;
        Ok(self.observe())
    }

    /// Paints strokes, in order, on each canvas. A stroke takes the colour that lowers the error most
    /// where there is a target (moved by the action's offset), and the action's own colour where
    /// there is none. Nothing is painted where anything is refused.
    pub fn step(&mut self, strokes: &[Vec<Stroke>]) -> Result<Step, Error> {
        if strokes.len() != self.episodes.len() {
            return Err(Error::Batch { found: strokes.len(), wanted: self.episodes.len() });
        }
        for stroke in strokes.iter().flatten() {
            if stroke.window >= self.windows.len() {
                return Err(Error::Window(stroke.window));
            }
            if !stroke.action.iter().all(|v| v.is_finite()) {
                return Err(Error::NotFinite);
            }
        }
        let (options, windows) = (self.options, &self.windows);
        let paint = |(episode, strokes): (&mut Episode, &Vec<Stroke>)| {
            episode.step(strokes, windows, options)
        };
        #[cfg(not(target_arch = "wasm32"))]
        let outcomes: Vec<_> = self.episodes.par_iter_mut().zip(strokes).map(paint).collect();
        #[cfg(target_arch = "wasm32")]
        let outcomes: Vec<_> = self.episodes.iter_mut().zip(strokes).map(paint).collect();
        Ok(Step {
            observations: self.observe(),
            rewards: outcomes.iter().map(|o| o.0).collect(),
            terminated: outcomes.iter().map(|o| o.1).collect(),
            truncated: outcomes.iter().map(|o| o.2).collect(),
            infos: (self.episodes.iter())
                .map(|e| Info { strokes: e.strokes, psnr: e.scene.psnr() })
                .collect(),
        })
    }

    /// The scenes, one an environment.
    pub fn scenes(&self) -> impl Iterator<Item = &Scene> {
        self.episodes.iter().map(|e| &e.scene)
    }

    fn observe(&self) -> Observations {
        let mut data = vec![0.0; self.episodes.len() * self.windows.len() * OBSERVATION_LEN];
        let slots = data.chunks_exact_mut(OBSERVATION_LEN);
        let pairs = self.episodes.iter().flat_map(|e| self.windows.iter().map(move |w| (e, *w)));
        for (slot, (episode, window)) in slots.zip(pairs) {
            episode.scene.observe(window, slot);
        }
        Observations { windows: self.windows.clone(), data }
    }
}

impl Episode {
    /// Reward, terminated, truncated.
    fn step(
        &mut self,
        strokes: &[Stroke],
        windows: &[Window],
        options: Options,
    ) -> (f32, bool, bool) {
        let mut reward = 0.0;
        for stroke in strokes {
            if self.over {
                break;
            }
            reward += self.paint(stroke, windows) - options.price;
            self.strokes += 1;
            let reached = self.scene.has_target()
                && self.scene.squared_error() <= f64::from(options.goal) * self.first_error;
            self.over = reached || self.strokes >= options.max_strokes;
        }
        let terminated = self.scene.has_target()
            && self.scene.squared_error() <= f64::from(options.goal) * self.first_error;
        (reward, terminated, !terminated && self.strokes >= options.max_strokes)
    }

    /// The squared error removed, in parts of the first.
    fn paint(&mut self, stroke: &Stroke, windows: &[Window]) -> f32 {
        let (geometry, color) = stroke.action.split_at(GEOMETRY);
        let geometry: &[f32; GEOMETRY] = geometry.try_into().expect("the first eight");
        let color: [f32; COLOR] = color.try_into().expect("the last three");
        let soft = action::soft_from_raw(geometry);
        let own = action::rgb8(action::free_color(color));
        let plain = self.scene.partners_stroke(windows[stroke.window], &soft);
        let mut stroke = limner_core::Stroke { color: own, ..plain };
        let before = self.scene.squared_error();
        if self.scene.has_target() {
            self.scene.solve(&mut stroke, action::color_offset(color));
        }
        self.scene.paint(&stroke);
        let removed = before - self.scene.squared_error();
        if self.first_error > 0.0 { (removed / self.first_error) as f32 } else { 0.0 }
    }
}

/// The whole picture, its quarters, their quarters…, down to the canvas's own pixels.
fn windows(size: u16) -> Vec<Window> {
    let size = usize::from(size);
    let top = size.div_ceil(WINDOW).next_power_of_two().ilog2() as u8;
    let mut windows = Vec::new();
    for level in (0..=top).rev() {
        let side = size.div_ceil(1 << level);
        let count = side.div_ceil(WINDOW);
        let place = |i: usize| {
            if side <= WINDOW {
                -((WINDOW - side) as i32 / 2)
            } else {
                (i * (side - WINDOW) / (count - 1)) as i32
            }
        };
        for y in 0..count {
            for x in 0..count {
                windows.push(Window { level, x: place(x), y: place(y) });
            }
        }
    }
    windows
}
