//! Flips and turns of a window: eight ways to show a policy the same thing, and eight answers.

use limner_env::observation::PLANE;
use limner_env::{Action, CHANNELS, OBSERVATION_LEN, Random, Scene, WINDOW, Window};

use crate::objective::Objective;
use crate::wish::{self, Wish};

/// Channels that say where a pixel is: they stay as they are.
const COORDINATES: [usize; 2] = [9, 10];

/// One of the eight symmetries of a square: a transposition, then flips.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Symmetry {
    pub(crate) transpose: bool,
    pub(crate) flip: [bool; 2],
}

impl Symmetry {
    /// All eight symmetries, the one that changes nothing first.
    pub const ALL: [Self; 8] = {
        let mut all = [Self { transpose: false, flip: [false; 2] }; 8];
        let mut bits = 0;
        while bits < 8 {
            let flip = [bits & 2 != 0, bits & 4 != 0];
            all[bits] = Self { transpose: bits & 1 != 0, flip };
            bits += 1;
        }
        all
    };

    /// A symmetry at random.
    pub fn random(random: &mut Random) -> Self {
        Self::ALL[random.below(8)]
    }

    /// Shows an observation under this symmetry.
    pub fn apply(self, observation: &mut [f32]) {
        let last = WINDOW - 1;
        let mut old = [0.0; PLANE];
        let (planes, _) = observation.as_chunks_mut::<PLANE>();
        for (channel, plane) in planes.iter_mut().enumerate().take(CHANNELS) {
            if COORDINATES.contains(&channel) || self == Self::default() {
                continue;
            }
            old.copy_from_slice(plane);
            for y in 0..WINDOW {
                for x in 0..WINDOW {
                    let u = if self.flip[0] { last - x } else { x };
                    let v = if self.flip[1] { last - y } else { y };
                    let (u, v) = if self.transpose { (v, u) } else { (u, v) };
                    plane[y * WINDOW + x] = old[v * WINDOW + u];
                }
            }
        }
    }

    /// Brings an action back from the window shown to the window as it is.
    pub fn undo(self, action: &mut Action) {
        self.flip(action);
        if self.transpose {
            transpose(action);
        }
    }

    /// Shows an action as [`Symmetry::apply`] shows its window.
    pub fn carry(self, action: &mut Action) {
        if self.transpose {
            transpose(action);
        }
        self.flip(action);
    }

    fn flip(self, action: &mut Action) {
        let [cx, cy, dx, dy, bend, ..] = action;
        for (flipped, center, chord) in [(self.flip[0], cx, dx), (self.flip[1], cy, dy)] {
            if flipped {
                *center = -*center;
                *chord = -*chord;
                // A mirror turns left bends into right ones.
                *bend = -*bend;
            }
        }
    }
}

fn transpose(action: &mut Action) {
    action.swap(0, 1);
    action.swap(2, 3);
    action[4] = -action[4];
}

/// Windows of a scene, each shown under a symmetry drawn at random: a policy answers the same to the same, and
/// shown otherwise it has something new to say.
#[derive(Clone, Debug)]
pub struct Views {
    /// How each window is shown.
    pub shown: Vec<(Window, Symmetry)>,
    /// What is seen of each window: [`OBSERVATION_LEN`] numbers.
    pub observations: Vec<f32>,
    /// What is wanted of the strokes of each window, as it is shown; empty where nothing is.
    pub wishes: Vec<Wish>,
}

impl Views {
    /// The views of these windows, each under a symmetry at random, with what is wanted of them.
    #[must_use]
    pub fn of(
        scene: &Scene,
        windows: &[Window],
        objective: &Objective,
        random: &mut Random,
    ) -> Self {
        let mut observations = vec![0.0; windows.len() * OBSERVATION_LEN];
        let slots = observations.chunks_exact_mut(OBSERVATION_LEN);
        let shown = windows.iter().zip(slots).map(|(window, slot)| {
            scene.observe(*window, slot);
            let symmetry = Symmetry::random(random);
            symmetry.apply(slot);
            (*window, symmetry)
        });
        let mut views = Self { shown: shown.collect(), observations, wishes: Vec::new() };
        views.wish(scene, objective);
        views
    }

    /// Has what this objective wants be what is wanted of the windows.
    pub fn wish(&mut self, scene: &Scene, objective: &Objective) {
        self.wishes.clear();
        if objective.is_plain() {
            return;
        }
        let header = scene.header();
        let size = [header.width, header.height].map(f32::from);
        let wish = |(window, symmetry): &(Window, Symmetry)| {
            wish::shown(&objective.wish(*window, size), *symmetry)
        };
        self.wishes.extend(self.shown.iter().map(wish));
    }
}

#[cfg(test)]
mod tests {
    use limner_env::action::soft_from_raw;
    use limner_env::{Profile, RAW, SoftMask};

    use super::*;

    fn coverage(action: &Action) -> Vec<f32> {
        let mut mask = SoftMask::default();
        let geometry = action.first_chunk().unwrap();
        mask.render(&soft_from_raw(geometry), Profile::default(), WINDOW, WINDOW);
        let mut plane = vec![0.0; PLANE];
        for (row, values) in mask.values.chunks(mask.size[0].max(1)).enumerate() {
            let start = (mask.origin[1] + row) * WINDOW + mask.origin[0];
            plane[start..start + values.len()].copy_from_slice(values);
        }
        plane
    }

    /// A stroke that is proposed for a window shown under a symmetry, and brought back, lies on the
    /// window where it lay on the window shown.
    #[test]
    fn strokes_come_back_to_where_they_were_seen() {
        let mut random = Random::new(3);
        for symmetry in Symmetry::ALL {
            let mut action: Action = [0.0; RAW];
            action.iter_mut().for_each(|v| *v = 0.6 * random.normal());
            let seen = coverage(&action);
            let shown = action;
            symmetry.undo(&mut action);
            let mut again = action;
            symmetry.carry(&mut again);
            assert_eq!(again, shown);
            let mut observation = vec![0.0; OBSERVATION_LEN];
            observation[..PLANE].copy_from_slice(&coverage(&action));
            symmetry.apply(&mut observation);
            let apart: f32 = seen.iter().zip(&observation).map(|(a, b)| (a - b).abs()).sum();
            assert!(apart < 1e-2 * seen.iter().sum::<f32>(), "{symmetry:?}: {apart} apart");
        }
    }
}
