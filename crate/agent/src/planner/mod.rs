//! The planner: propose at several windows, score, refine the best with exact gradients, and choose
//! the stroke that is worth most.
//!
//! One call of [`Planner::next`] makes one stroke. Windows are drawn where the error is, on levels in
//! proportion to where strokes were won of late; the proposer puts eight strokes into each. All are
//! scored on the soft raster at the window's level, and many of them improved there by Adam steps along
//! the hand-written gradient, the worse half given up after each third of the steps; the best few go on
//! one level finer; the best of these are quantised, given their colour and their exact gain on the
//! integer raster, and the winner is returned. The others wait in a pool, where they go on being improved
//! while they stay good: so the search remembers. What all of this costs and is steered by is in
//! [`SearchOptions`].

#![expect(
    clippy::cast_possible_truncation,
    reason = "counts and sides are small, and a cast of a float saturates"
)]

mod candidate;
mod choice;
mod climb;
mod focus;
mod proposers;
mod rivals;
mod surroundings;

use limner_core::Rgb8;
pub use limner_duet::Move;
use limner_env::action::srgb;
use limner_env::{RAW, Random, Scene, Scorer, Window};

use crate::Error;
use crate::objective::Objective;
use crate::policy::OUTPUT_LEN;
use crate::search::{Effort, SearchOptions};
use crate::symmetry::Views;

pub(crate) use candidate::Candidate;
use candidate::{Rating, best, sort};
pub use choice::{Proposal, context};
pub(crate) use choice::{least_visible, look_of};
pub use climb::{Ascent, RANGE};
use climb::{Climb, ascend, part};
pub use focus::Focus;
use focus::Wanted;
pub use proposers::{Exploring, Proposer, RandomProposer, Sampling, draw};
pub(crate) use rivals::is_alike;
pub use rivals::{RIVALS, Rival};
pub(crate) use surroundings::below;

/// Plans strokes for one scene.
#[derive(Debug)]
pub struct Planner {
    options: SearchOptions,
    scorer: Scorer,
    pub(crate) random: Random,
    pub(crate) pool: Vec<Candidate>,
    /// How often strokes were won on each level of late.
    pub(crate) won: Vec<f32>,
    focus: Option<Focus>,
    /// Colours that strokes may have; any where there are none.
    palette: Vec<Rgb8>,
    /// Searches in vain since the last stroke.
    vain: usize,
}

/// Windows that a [`Planner`] wants proposals for.
#[derive(Clone, Debug)]
pub struct PolicyInput {
    /// What is seen of them.
    pub views: Views,
    /// Times [`OUTPUT_LEN`] numbers that are wanted for each.
    pub samples: usize,
}

impl Planner {
    /// A planner that searches by these options.
    #[must_use]
    pub fn new(options: SearchOptions, seed: u32) -> Self {
        Self {
            options,
            random: Random::new(seed),
            scorer: Scorer::default(),
            pool: Vec::new(),
            won: Vec::new(),
            focus: None,
            palette: Vec::new(),
            vain: 0,
        }
    }

    /// Forgets what was about to be planned; for a new scene or target.
    pub fn clear(&mut self) {
        self.pool.clear();
        self.won.clear();
    }

    /// Searches by other options from now on.
    pub fn set_options(&mut self, options: SearchOptions) {
        self.options = options;
    }

    /// Wants strokes around here from now on; anywhere alike without.
    pub fn set_focus(&mut self, focus: Option<Focus>) {
        if self.focus != focus {
            self.focus = focus;
            self.pool.clear();
        }
    }

    /// Strokes have one of these colours from now on; with none given, any.
    pub fn set_palette(&mut self, colors: Vec<Rgb8>) {
        if self.palette != colors {
            self.scorer.palette = colors.iter().map(|color| srgb(*color)).collect();
            self.palette = colors;
            self.pool.clear();
        }
    }

    /// The colours that strokes may have; any where there are none.
    #[must_use]
    pub fn palette(&self) -> &[Rgb8] {
        &self.palette
    }

    /// The best stroke found for the scene as it is now. `None` where none would bring anything: the
    /// picture is done, or there is no target.
    pub fn next(
        &mut self,
        scene: &mut Scene,
        proposer: &mut dyn Proposer,
        objective: &Objective,
    ) -> Result<Option<Proposal>, Error> {
        while let Some(input) = self.ask(scene, objective) {
            let PolicyInput { views, samples } = &input;
            let actions = proposer.propose(&views.observations, &views.wishes, *samples)?;
            let proposal = self.answered(scene, &input, &actions, objective)?;
            if proposal.is_some() {
                return Ok(proposal);
            }
        }
        Ok(None)
    }

    /// What proposals are wanted for. `None` where nothing is left to do, or was found several times in a row.
    /// For callers who have to wait for proposals: all others have [`Planner::next`].
    pub fn ask(&mut self, scene: &Scene, objective: &Objective) -> Option<PolicyInput> {
        let is_done = !scene.has_target() || scene.squared_error() <= 0.0;
        if is_done || self.vain >= self.options.choosing.patience {
            self.vain = 0;
            return None;
        }
        if self.won.len() != scene.levels() {
            self.won = vec![0.0; scene.levels()];
            // A painting begins with broad strokes.
            *self.won.last_mut().expect("a scene has a level") = 1.0;
            self.pool.clear();
        }
        let Effort { windows, samples, .. } = self.options.effort;
        let windows: Vec<Window> = (0..windows).map(|_| self.window(scene, objective)).collect();
        let views = Views::of(scene, &windows, objective, &mut self.random);
        Some(PolicyInput { views, samples: samples.max(1) })
    }

    /// The best stroke, with these `actions` proposed: [`PolicyInput::samples`] times [`OUTPUT_LEN`] numbers for
    /// each window, of the same scene. `None` where none would bring anything; it may be asked again.
    pub fn answered(
        &mut self,
        scene: &mut Scene,
        input: &PolicyInput,
        actions: &[f32],
        objective: &Objective,
    ) -> Result<Option<Proposal>, Error> {
        let error = scene.squared_error();
        let broad = self.options.refining.broad;
        let rating = Rating { scene, objective, error: error as f32, broad };
        for candidate in &mut self.pool {
            *candidate = rating.rated(&mut self.scorer, candidate, 1);
        }
        let proposed = self.candidates(&rating, input, actions)?;
        let Effort { windows, entrants, finalists, .. } = self.options.effort;
        let wanted = self.wanted();
        let fresh = best(proposed.clone(), entrants.max(finalists), windows, &wanted);
        let fresh = self.tried(&rating, fresh);
        let fresh = best(fresh, finalists, windows, &wanted);
        self.pool.extend(fresh);
        self.refine(&rating);

        let choosing = self.options.choosing;
        let mut winner: Option<(usize, Proposal)> = None;
        let mut index = 0;
        let measured =
            if objective.is_plain() { choosing.measured } else { choosing.measured_with_taste };
        while index < measured.min(self.pool.len()) {
            let candidate = self.pool[index];
            let chooser = choice::Chooser { error, objective };
            let mut proposal = chooser.measured(scene, &candidate, &self.palette);
            proposal.worth *= candidate.nearness(&wanted);
            let visible = least_visible(&proposal.stroke, &proposal.gain);
            let promised = f64::from(choosing.overrated * candidate.gain);
            if proposal.gain.squared_error < promised.max(visible) {
                self.pool.remove(index);
                continue;
            }
            if winner.as_ref().is_none_or(|(_, w)| proposal.worth > w.worth) {
                winner = Some((index, proposal));
            }
            index += 1;
        }
        let Some((index, mut proposal)) = winner else {
            self.vain += 1;
            return Ok(None);
        };
        self.vain = 0;
        let chosen = self.pool.remove(index);
        proposal.rivals = rivals::of(&chosen, self.pool.iter().copied().chain(proposed));
        let level = usize::from(proposal.window.level);
        for (k, won) in self.won.iter_mut().enumerate() {
            *won += self.options.placing.forgetting * (f32::from(u8::from(k == level)) - *won);
        }
        Ok(Some(proposal))
    }

    /// How much strokes are wanted at a point in canvas px for the focus that there is, up to 1.
    pub(crate) fn wanted_near(&self, point: [f32; 2]) -> f32 {
        self.focus.map_or(1.0, |_| self.wanted().at(point))
    }

    fn wanted(&self) -> Wanted {
        Wanted { focus: self.focus, far: self.options.placing.far }
    }

    /// Candidates improved in rounds, after each of which the better part goes on: most of the steps go
    /// where they may win.
    fn tried(&mut self, rating: &Rating<'_>, fresh: Vec<Candidate>) -> Vec<Candidate> {
        let Effort { trials, finalists, .. } = self.options.effort;
        let (refining, wanted) = (self.options.refining, self.wanted());
        let climb = |candidate| Climb::new(candidate, 0, refining);
        let mut climbs: Vec<Climb> = fresh.into_iter().map(climb).collect();
        let round = trials.div_ceil(refining.rounds.max(1)).max(1);
        for step in 0..trials {
            if step > 0 && step % round == 0 {
                climbs.sort_by(|a, b| candidate::better(&a.best, &b.best, &wanted));
                climbs.truncate(climbs.len().div_ceil(2).max(finalists));
            }
            for climb in &mut climbs {
                climb.step(&mut self.scorer, rating, part(step, trials));
            }
        }
        let scorer = &mut self.scorer;
        let tops = climbs.into_iter().map(|climb| climb.top(scorer, rating));
        tops.map(|top| Candidate { steps: 0, ..top }).collect()
    }

    /// What was proposed, scored.
    fn candidates(
        &mut self,
        rating: &Rating<'_>,
        PolicyInput { views, samples }: &PolicyInput,
        actions: &[f32],
    ) -> Result<Vec<Candidate>, Error> {
        if let Some(at) = actions.iter().position(|v| !v.is_finite()) {
            return Err(Error::NotFinite { at });
        }
        let mut candidates = Vec::with_capacity(actions.len() / RAW);
        let looks = views.shown.iter().zip(actions.chunks_exact(samples * OUTPUT_LEN));
        for (source, ((window, symmetry), actions)) in looks.enumerate() {
            for action in actions.as_chunks::<RAW>().0 {
                let mut action = *action;
                symmetry.undo(&mut action);
                let candidate =
                    Candidate { window: *window, action, gain: 0.0, liking: 0.0, steps: 0, source };
                candidates.push(rating.rated(&mut self.scorer, &candidate, 0));
            }
        }
        Ok(candidates)
    }

    /// A window where there is error, on a level where strokes were won.
    fn window(&mut self, scene: &Scene, objective: &Objective) -> Window {
        let evenly = self.options.placing.even;
        let even = evenly / self.won.len() as f32;
        let total: f32 = self.won.iter().sum::<f32>().max(1e-6);
        let mut left = self.random.unit();
        let mut level = self.won.len() - 1;
        for (k, won) in self.won.iter().enumerate() {
            left -= even + (1.0 - evenly) * won / total;
            if left <= 0.0 {
                level = k;
                break;
            }
        }
        let level = level.max(self.options.effort.finest.min(self.won.len() - 1));
        let [x, y] = self.place(scene, objective);
        let reach = 12.0 * (1u32 << level) as f32;
        let (dx, dy) = (self.random.between(-reach, reach), self.random.between(-reach, reach));
        scene.window_around(level as u8, x + dx, y + dy)
    }

    /// A place where there is error, and where strokes are wanted rather than elsewhere.
    fn place(&mut self, scene: &Scene, objective: &Objective) -> [f32; 2] {
        let mut place = scene.sample_error(&mut self.random);
        let wanted = self.wanted();
        if wanted.focus.is_none() && objective.is_plain() {
            return place;
        }
        let header = scene.header();
        let size = [header.width, header.height].map(f32::from);
        let wanted_at = |place| wanted.at(place) * objective.wanted_at(place, size);
        for _ in 1..self.options.placing.places {
            if self.random.unit() < wanted_at(place) {
                return place;
            }
            let other = scene.sample_error(&mut self.random);
            if wanted_at(other) > wanted_at(place) {
                place = other;
            }
        }
        place
    }

    /// Improves the best of the pool and lets the worst go.
    fn refine(&mut self, rating: &Rating<'_>) {
        let wanted = self.wanted();
        let Effort { steps, finalists, pool, .. } = self.options.effort;
        sort(&mut self.pool, &wanted);
        for candidate in self.pool.iter_mut().take(2 * finalists) {
            // One that was improved often has little left to gain.
            let next = if candidate.steps == 0 { steps } else { steps / 3 };
            if candidate.steps < 6 * steps {
                ascend(&mut self.scorer, rating, candidate, next, self.options.refining);
            }
        }
        sort(&mut self.pool, &wanted);
        self.pool.truncate(pool.max(finalists));
        self.pool.retain(|c| c.gain > 0.0);
    }
}
