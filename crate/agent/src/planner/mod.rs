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

use limner_core::Rgb8;
use limner_env::action::srgb;
use limner_env::{RAW, Random, Scene, Scorer, Window};

use crate::Error;
use crate::policy::OUTPUT_LEN;
use crate::search::{Effort, SearchOptions};
use crate::symmetry::Views;
use crate::taste::Taste;

pub(crate) use candidate::Candidate;
use candidate::{best, score, sort};
pub(crate) use choice::least_visible;
pub use choice::{Proposal, context};
pub use climb::{Ascent, RANGE};
use climb::{Climb, ascend, part};
pub use focus::Focus;
use focus::Wanted;
pub use proposers::{Exploring, Proposer, RandomProposer, Sampling, draw};

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
pub struct Question {
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

    /// Forgets what it was about to plan; for a new scene or target.
    pub fn clear(&mut self) {
        self.pool.clear();
        self.won.clear();
    }

    /// Searches by other options from now on.
    pub fn set_options(&mut self, options: SearchOptions) {
        self.options = options;
    }

    /// From now on strokes are wanted around here; anywhere alike without.
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
        taste: &Taste,
    ) -> Result<Option<Proposal>, Error> {
        while let Some(question) = self.ask(scene) {
            let Question { views, samples } = &question;
            let windows = views.shown.len();
            let actions = proposer.propose(&views.observations, windows, *samples)?;
            let proposal = self.answered(scene, &question, &actions, taste)?;
            if proposal.is_some() {
                return Ok(proposal);
            }
        }
        Ok(None)
    }

    /// What it wants proposals for. `None` where nothing is left to do, or was found several times in a row.
    /// For callers who have to wait for proposals: all others have [`Planner::next`].
    pub fn ask(&mut self, scene: &Scene) -> Option<Question> {
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
        let windows: Vec<Window> = (0..windows).map(|_| self.window(scene)).collect();
        let views = Views::of(scene, &windows, &mut self.random);
        Some(Question { views, samples: samples.max(1) })
    }

    /// The best stroke, with these `actions` proposed: [`Question::samples`] times [`OUTPUT_LEN`] numbers for
    /// each window, of the same scene. `None` where none would bring anything; it may be asked again.
    pub fn answered(
        &mut self,
        scene: &mut Scene,
        question: &Question,
        actions: &[f32],
        taste: &Taste,
    ) -> Result<Option<Proposal>, Error> {
        let error = scene.squared_error();
        let broad = self.options.refining.broad;
        for candidate in &mut self.pool {
            candidate.gain = score(&mut self.scorer, scene, candidate, 1, broad);
        }
        let fresh = self.candidates(scene, question, actions)?;
        let Effort { windows, entrants, finalists, .. } = self.options.effort;
        let wanted = self.wanted();
        let fresh = best(fresh, entrants.max(finalists), windows, &wanted);
        let fresh = self.tried(scene, fresh);
        let fresh = best(fresh, finalists, windows, &wanted);
        self.pool.extend(fresh);
        self.refine(scene);

        let choosing = self.options.choosing;
        let mut winner: Option<(usize, Proposal)> = None;
        let mut index = 0;
        let has_taste = taste.judged() > 0;
        let measured = if has_taste { choosing.measured_with_taste } else { choosing.measured };
        while index < measured.min(self.pool.len()) {
            let candidate = self.pool[index];
            let chooser = choice::Chooser { error, taste, appeal: choosing.appeal };
            let mut proposal = match &self.palette[..] {
                [] => chooser.measured(scene, &candidate),
                palette => chooser.measured_within(scene, &candidate, palette),
            };
            proposal.worth *= candidate.nearness(&wanted);
            let visible = least_visible(&proposal.stroke, &proposal.gain);
            let promised = f64::from(choosing.overrated * candidate.gain);
            if proposal.plain_gain < promised.max(visible) {
                self.pool.remove(index);
                continue;
            }
            if winner.as_ref().is_none_or(|(_, w)| proposal.worth > w.worth) {
                winner = Some((index, proposal));
            }
            index += 1;
        }
        let Some((index, proposal)) = winner else {
            self.vain += 1;
            return Ok(None);
        };
        self.vain = 0;
        self.pool.remove(index);
        let level = usize::from(proposal.window.level);
        for (k, won) in self.won.iter_mut().enumerate() {
            *won += self.options.placing.forgetting * (f32::from(u8::from(k == level)) - *won);
        }
        Ok(Some(proposal))
    }

    fn wanted(&self) -> Wanted {
        Wanted { focus: self.focus, far: self.options.placing.far }
    }

    /// Candidates improved in rounds, after each of which the better part goes on: most of the steps go
    /// where they may win.
    fn tried(&mut self, scene: &Scene, fresh: Vec<Candidate>) -> Vec<Candidate> {
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
                climb.step(&mut self.scorer, scene, part(step, trials));
            }
        }
        let scorer = &mut self.scorer;
        let tops = climbs.into_iter().map(|climb| climb.top(scorer, scene));
        tops.map(|top| Candidate { steps: 0, ..top }).collect()
    }

    /// What was proposed, scored.
    fn candidates(
        &mut self,
        scene: &Scene,
        Question { views, samples }: &Question,
        actions: &[f32],
    ) -> Result<Vec<Candidate>, Error> {
        if let Some(at) = actions.iter().position(|v| !v.is_finite()) {
            return Err(Error::NotFinite { at });
        }
        let broad = self.options.refining.broad;
        let mut candidates = Vec::with_capacity(actions.len() / RAW);
        let looks = views.shown.iter().zip(actions.chunks_exact(samples * OUTPUT_LEN));
        for (source, ((window, symmetry), actions)) in looks.enumerate() {
            for action in actions.as_chunks::<RAW>().0 {
                let mut action = *action;
                symmetry.undo(&mut action);
                let mut candidate =
                    Candidate { window: *window, action, gain: 0.0, steps: 0, source };
                candidate.gain = score(&mut self.scorer, scene, &candidate, 0, broad);
                candidates.push(candidate);
            }
        }
        Ok(candidates)
    }

    /// A window where there is error, on a level where strokes were won.
    fn window(&mut self, scene: &Scene) -> Window {
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
        let [x, y] = self.place(scene);
        let reach = 12.0 * (1u32 << level) as f32;
        let (dx, dy) = (self.random.between(-reach, reach), self.random.between(-reach, reach));
        scene.window_around(level as u8, x + dx, y + dy)
    }

    /// A place where there is error: with a focus, near it rather than far away.
    fn place(&mut self, scene: &Scene) -> [f32; 2] {
        let mut place = scene.sample_error(&mut self.random);
        let wanted = self.wanted();
        if wanted.focus.is_none() {
            return place;
        }
        for _ in 1..self.options.placing.places {
            if self.random.unit() < wanted.at(place) {
                return place;
            }
            let other = scene.sample_error(&mut self.random);
            if wanted.at(other) > wanted.at(place) {
                place = other;
            }
        }
        place
    }

    /// Improves the best of the pool and lets the worst go.
    fn refine(&mut self, scene: &Scene) {
        let wanted = self.wanted();
        let Effort { steps, finalists, pool, .. } = self.options.effort;
        sort(&mut self.pool, &wanted);
        for candidate in self.pool.iter_mut().take(2 * finalists) {
            // One that was improved often has little left to gain.
            let next = if candidate.steps == 0 { steps } else { steps / 3 };
            if candidate.steps < 6 * steps {
                ascend(&mut self.scorer, scene, candidate, next, self.options.refining);
            }
        }
        sort(&mut self.pool, &wanted);
        self.pool.truncate(pool.max(finalists));
        self.pool.retain(|c| c.gain > 0.0);
    }
}
