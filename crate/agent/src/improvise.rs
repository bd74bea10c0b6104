//! Going on without a target: what the person began, as the policy learned that paintings go on.
//!
//! There is no error to lower, so nothing is searched for. The policy looks at a part of the painting, near
//! what was painted last as often as not, and says how it would go on, colour and all; of what it says, drawn
//! from its distribution, the stroke is taken that the person's taste likes best, among those which
//! change something that can be seen and do not lie over the person's own.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts and sides are small, and a cast of a float saturates"
)]

use limner_core::Rgb8;
use limner_env::action::{free_color, rgb8, soft_from_raw, srgb};
use limner_env::{Action, GEOMETRY, Gain, Random, Scene, Window, palette};

use crate::objective::Objective;
use crate::planner::{Proposal, context};
use crate::policy::{Intention, STROKES};
use crate::symmetry::Views;
use crate::taste::features;

/// Windows looked at before each stroke.
const WINDOWS: usize = 3;
/// Windows near the last stroke, rather than anywhere.
const NEAR: f32 = 0.5;
/// The most of a stroke that may lie over the person's paint.
const OVERLAP: f32 = 0.4;
/// The least that a stroke must change: mean difference to what lies below, sRGB-encoded 0..=1.
const VISIBLE: f32 = 0.04;
/// Looks in vain before it leaves off.
const PATIENCE: usize = 6;

/// Goes on without a target.
#[derive(Clone, Debug)]
pub struct Improviser {
    random: Random,
    temperature: f32,
    /// The place of the last stroke, in canvas pixels.
    last: Option<[f32; 2]>,
    /// Strokes since improvising began, which goes from large to small.
    strokes: u32,
    /// Strokes since the person painted.
    since: u32,
    /// Looks in vain since the last stroke.
    vain: usize,
}

impl Improviser {
    /// An improviser that strays this far from what the policy thinks of first.
    #[must_use]
    pub fn new(temperature: f32, seed: u32) -> Self {
        Self { random: Random::new(seed), temperature, last: None, strokes: 0, since: 0, vain: 0 }
    }

    /// Sets how far the improviser strays from what the policy thinks of first.
    pub fn set_temperature(&mut self, temperature: f32) {
        self.temperature = temperature;
    }

    /// Has the improviser go on from where the person is at work.
    pub fn begin_near(&mut self, point: [f32; 2]) {
        self.last = Some(point);
        self.since = 0;
    }

    /// Strokes since the person painted.
    #[must_use]
    pub fn since(&self) -> u32 {
        self.since
    }

    /// The windows for which the improviser wants to know the policy's intentions; `None` where nothing came to its mind several times
    /// in a row.
    pub fn ask(&mut self, scene: &Scene, objective: &Objective) -> Option<Views> {
        if self.vain == PATIENCE {
            self.vain = 0;
            return None;
        }
        let windows: Vec<Window> = (0..WINDOWS).map(|_| self.window(scene)).collect();
        Some(Views::of(scene, &windows, objective, &mut self.random))
    }

    /// The next stroke, with these `intentions`, [`STROKES`] for each view, in a colour of the palette where
    /// there is one; `None` where none will do, and it may be asked again.
    pub fn answered(
        &mut self,
        scene: &mut Scene,
        views: &Views,
        intentions: &[Intention],
        objective: &Objective,
        colors: &[Rgb8],
    ) -> Option<Proposal> {
        let mut best: Option<Proposal> = None;
        let looks = views.shown.iter().zip(intentions.chunks_exact(STROKES));
        for ((window, symmetry), intentions) in looks {
            let intention = intentions[self.random.below(STROKES)];
            let mut action = intention.sample(self.temperature, &mut self.random);
            symmetry.undo(&mut action);
            let proposal = proposal(scene, *window, &action, objective, colors);
            let is_better = |p: &Proposal| best.as_ref().is_none_or(|best| p.worth > best.worth);
            best = proposal.filter(is_better).or(best);
        }
        let Some(best) = best else {
            self.vain += 1;
            return None;
        };
        let side = (limner_env::WINDOW / 2) as f32;
        self.last = Some(limner_env::window::canvas_from_window(best.window, [side; 2]));
        self.strokes += 1;
        self.since += 1;
        self.vain = 0;
        Some(best)
    }

    /// Large parts first, then smaller ones, near the last stroke or anywhere.
    fn window(&mut self, scene: &Scene) -> Window {
        let levels = scene.levels();
        let depth = 0.02 * self.strokes as f32 + self.random.unit();
        let level = levels - 1 - (depth as usize).min(levels - 1);
        let header = scene.header();
        let sides = [header.width, header.height].map(f32::from);
        let reach = 24.0 * (1u32 << level) as f32;
        let near = self.random.unit() < NEAR;
        let [x, y] = match self.last.filter(|_| near) {
            Some(last) => last.map(|v| v + self.random.between(-reach, reach)),
            None => sides.map(|side| side * self.random.unit()),
        };
        scene.window_around(level as u8, x, y)
    }
}

/// A stroke that changes something, and does not lie over the person's.
fn proposal(
    scene: &mut Scene,
    window: Window,
    action: &Action,
    objective: &Objective,
    colors: &[Rgb8],
) -> Option<Proposal> {
    let (geometry, color) = action.split_first_chunk::<GEOMETRY>().expect("8 and 3 numbers");
    let mut stroke = scene.partners_stroke(window, &soft_from_raw(geometry));
    let color = free_color([color[0], color[1], color[2]]);
    stroke.color = palette::nearest_color(colors, color)
        .unwrap_or_else(|| scene.quantiser.fitted_color(rgb8(color)));
    let gain = scene.look(&stroke);
    if change(&gain, stroke.color) < VISIBLE || scene.persons_share(&stroke) > OVERLAP {
        return None;
    }
    let context = context(scene, &stroke, &gain, 0.0);
    let features = features(&stroke, &context);
    let worth = objective.liking(&features, &context);
    Some(Proposal { stroke, gain, share: 0.0, worth, features, window, rivals: Vec::new() })
}

/// Mean difference between a colour and what lies below a stroke.
fn change(gain: &Gain, color: Rgb8) -> f32 {
    let pairs = srgb(color).into_iter().zip(gain.below);
    pairs.map(|(color, below)| (color - below).abs()).sum::<f32>() / 3.0
}
