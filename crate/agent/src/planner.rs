//! The planner: propose at several windows, score, refine the best with exact gradients, and choose
//! the stroke that is worth most.
//!
//! One call of [`Planner::next`] makes one stroke. Windows are drawn where the error is, on levels in
//! proportion to where strokes were won of late; the proposer puts eight strokes into each. All are
//! scored on the soft raster at the window's level, and many of them improved there by Adam steps along
//! the hand-written gradient, the worse half given up after each third of the steps; the best few go on
//! one level finer; the best of these are quantised, given their colour and their exact gain on the
//! integer raster, and the winner is returned. The others wait in a pool, where they go on being improved
//! while they stay good: so the search remembers.

use std::borrow::Borrow;
use std::cmp::Ordering;

use limner_core::fixed::ONE;
use limner_core::{Path, Rgb8, Stroke};
use limner_env::action::{
    COLOR_REACH, color_offset, offset_color, raw_gradient, rgb8, soft_from_raw, srgb,
};
use limner_env::{
    Action, GEOMETRY, Gain, OBSERVATION_LEN, Profile, RAW, Random, Scene, Scorer, SoftStroke,
    Window,
};

use crate::Error;
use crate::policy::{Intention, OUTPUT_LEN, Policy, STROKES};
use crate::symmetry::Views;
use crate::taste::{Context, Features, Taste, features};

/// Where proposals come from.
pub trait Proposer {
    /// `samples` times [`OUTPUT_LEN`] raw numbers for each of `windows` observations.
    fn propose(
        &mut self,
        observations: &[f32],
        windows: usize,
        samples: usize,
    ) -> Result<Vec<f32>, Error>;
}

/// Proposals drawn from a policy's distribution: for each window what it thinks of first, then samples.
#[derive(Clone, Debug)]
pub struct Sampling<P> {
    /// The policy.
    pub policy: P,
    /// How far samples stray: 0 for not at all, 1 as the policy learned.
    pub temperature: f32,
    /// Where chance comes from.
    pub random: Random,
}

impl<P: Borrow<Policy>> Proposer for Sampling<P> {
    fn propose(
        &mut self,
        observations: &[f32],
        windows: usize,
        samples: usize,
    ) -> Result<Vec<f32>, Error> {
        let intentions = self.policy.borrow().intend(observations, windows)?;
        Ok(draw(&intentions, samples, self.temperature, &mut self.random))
    }
}

/// For each window's intentions the strokes thought of first, then samples: `samples` times [`OUTPUT_LEN`]
/// numbers.
#[must_use]
pub fn draw(
    intentions: &[Intention],
    samples: usize,
    temperature: f32,
    random: &mut Random,
) -> Vec<f32> {
    let mut actions = Vec::with_capacity(intentions.len() * samples * RAW);
    for intentions in intentions.chunks_exact(STROKES) {
        for sample in 0..samples {
            let temperature = if sample == 0 { 0.0 } else { temperature };
            for intention in intentions {
                actions.extend(intention.sample(temperature, random));
            }
        }
    }
    actions
}

/// Proposals that look at nothing: the control that a policy has to beat.
#[derive(Clone, Debug)]
pub struct RandomProposer(pub Random);

impl Proposer for RandomProposer {
    fn propose(&mut self, _: &[f32], windows: usize, samples: usize) -> Result<Vec<f32>, Error> {
        let random = &mut self.0;
        let mut raw = || {
            let mut raw = [0.0; RAW];
            for (i, v) in raw.iter_mut().take(GEOMETRY).enumerate() {
                // Centres all over the window, chords of every length, mostly opaque.
                *v = match i {
                    0 | 1 => 0.8 * random.normal(),
                    7 => 1.5 + random.normal(),
                    _ => 0.7 * random.normal(),
                };
            }
            raw
        };
        Ok((0..windows * samples * STROKES).flat_map(|_| raw()).collect())
    }
}

/// A policy for half of the windows, chance for the others: the policy knows what mostly pays, chance
/// comes upon what it has not thought of, and refinement makes the best of both.
#[derive(Clone, Debug)]
pub struct Exploring<P> {
    /// Proposes for the first half of the windows, rounded up.
    pub policy: P,
    /// Proposes for the rest.
    pub random: RandomProposer,
}

impl<P: Proposer> Proposer for Exploring<P> {
    fn propose(
        &mut self,
        observations: &[f32],
        windows: usize,
        samples: usize,
    ) -> Result<Vec<f32>, Error> {
        let known = windows.div_ceil(2);
        let (seen, rest) = observations.split_at(known * OBSERVATION_LEN);
        let mut outputs = self.policy.propose(seen, known, samples)?;
        outputs.extend(self.random.propose(rest, windows - known, samples)?);
        Ok(outputs)
    }
}

/// How much the planner tries.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effort {
    /// Windows proposed for before each stroke.
    pub windows: usize,
    /// Times eight proposals for each window.
    pub samples: usize,
    /// Proposals that are refined on their window's level (broad ones on the next coarser), each time.
    pub entrants: usize,
    /// Gradient steps on the best of them; on the others fewer.
    pub trials: usize,
    /// Those of them that are refined one level finer.
    pub finalists: usize,
    /// Gradient steps on each of these.
    pub steps: usize,
    /// Refined proposals that are kept for later strokes.
    pub pool: usize,
    /// The finest level that windows are drawn on: 0, where a window pixel is one of the canvas, for all.
    pub finest: usize,
}

impl Default for Effort {
    /// For a page: some milliseconds a stroke.
    fn default() -> Self {
        Self {
            windows: 3,
            samples: 1,
            entrants: 12,
            trials: 8,
            finalists: 3,
            steps: 6,
            pool: 16,
            finest: 0,
        }
    }
}

/// A stroke that is not yet on the canvas.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// Quantised, in its colour.
    pub stroke: Stroke,
    /// What it would bring (see [`Scene::solve`]).
    pub gain: Gain,
    /// The squared error that it removes, in parts of what there is.
    pub share: f32,
    /// What it was chosen by: the share, weighed by the person's taste.
    pub worth: f32,
    /// How it looks to a person.
    pub features: Features,
    /// The window it was proposed for.
    pub window: Window,
    /// The squared error that it would remove in the colour that is best for the target.
    pub(crate) plain_gain: f64,
}

/// Where strokes are wanted: around a point, less the farther from it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Focus {
    /// In canvas px.
    pub at: [f32; 2],
    /// At this distance strokes are wanted e^(-1/2) as much as at the point, in canvas px.
    pub reach: f32,
}

impl Focus {
    fn weight(&self, [x, y]: [f32; 2]) -> f32 {
        let squared = (x - self.at[0]).powi(2) + (y - self.at[1]).powi(2);
        (-0.5 * squared / self.reach.max(1.0).powi(2)).exp().max(FAR)
    }
}

/// A stroke under consideration.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    pub(crate) window: Window,
    pub(crate) action: Action,
    /// Gain on the soft raster, in canvas pixels.
    pub(crate) gain: f32,
    /// Gradient steps taken so far.
    pub(crate) steps: usize,
    /// Index of its window among those of its search.
    pub(crate) source: usize,
}

impl Candidate {
    /// How much it is wanted for where it lies.
    fn nearness(&self, focus: Option<Focus>) -> f32 {
        focus.map_or(1.0, |focus| focus.weight(middle(self.window, &self.action)))
    }
}

/// Plans strokes for one scene.
pub struct Planner {
    effort: Effort,
    scorer: Scorer,
    pub(crate) random: Random,
    pub(crate) pool: Vec<Candidate>,
    /// How often strokes were won on each level of late.
    pub(crate) credit: Vec<f32>,
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

/// A candidate whose exact gain is less than this part of what the soft raster said is let go: what
/// looks good on a coarse level only would stay on top for ever.
const OVERRATED: f32 = 0.25;
/// A stroke that brings a covered pixel less than this cannot be seen: a step of 8 bits in each of three
/// channels, squared.
const INVISIBLE: f32 = 3.0 / (255.0 * 255.0);
/// Candidates whose exact gain is measured, where there is no taste to weigh.
const SETTLED: usize = 2;
/// The same where there is: the soft raster knows which is best for the picture, but nothing of taste.
const TASTED: usize = 8;
/// Searches in vain before it says that nothing is left to do.
const PATIENCE: usize = 4;
/// How strongly taste weighs against fidelity: a stroke with one logit more for a yes counts e^this
/// times as much.
const APPEAL: f32 = 1.5;
/// First size of the Adam steps on raw numbers; falls to a quarter over a refinement.
const RATE: f32 = 0.12;
/// Refinement keeps raw numbers within this of zero: beyond, nothing moves any more.
pub const RANGE: f32 = 3.0;
/// Rounds that the steps on entrants are divided into; after each the better half of them goes on.
const ROUNDS: usize = 3;
/// Strokes with a mean radius beyond this, in pixels of a level, are drawn on the next coarser one: at a
/// quarter of the cost their gradient says the same.
const BROAD: f32 = 3.0;
/// Part of the credit that a stroke replaces.
const CREDIT_RATE: f32 = 0.08;
/// How much strokes are wanted at least, however far from the focus: where nothing is left to do near it,
/// there may be elsewhere.
const FAR: f32 = 1e-3;
/// Places where there is error that the focus may choose from for one window.
const PLACES: usize = 12;
/// Part of the windows that is spread evenly over the levels.
const CREDIT_FLOOR: f32 = 0.6;

impl Planner {
    /// A planner that will try this hard.
    #[must_use]
    pub fn new(effort: Effort, seed: u32) -> Self {
        Self {
            effort,
            random: Random::new(seed),
            scorer: Scorer::default(),
            pool: Vec::new(),
            credit: Vec::new(),
            focus: None,
            palette: Vec::new(),
            vain: 0,
        }
    }

    /// Forgets what it had in mind; for a new scene or target.
    pub fn clear(&mut self) {
        self.pool.clear();
        self.credit.clear();
    }

    /// How hard it tries from now on.
    pub fn set_effort(&mut self, effort: Effort) {
        self.effort = effort;
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
        if !scene.has_target() || scene.squared_error() <= 0.0 || self.vain == PATIENCE {
            self.vain = 0;
            return None;
        }
        if self.credit.len() != scene.levels() {
            self.credit = vec![0.0; scene.levels()];
            // A painting begins with broad strokes.
            *self.credit.last_mut().expect("a scene has a level") = 1.0;
            self.pool.clear();
        }
        let windows: Vec<Window> = (0..self.effort.windows).map(|_| self.window(scene)).collect();
        let views = Views::of(scene, &windows, &mut self.random);
        Some(Question { views, samples: self.effort.samples.max(1) })
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
        for candidate in &mut self.pool {
            candidate.gain = score(&mut self.scorer, scene, candidate, 1);
        }
        let fresh = self.candidates(scene, question, actions)?;
        let Effort { windows, entrants, finalists, .. } = self.effort;
        let focus = self.focus;
        let fresh = best(fresh, entrants.max(finalists), windows, focus);
        let fresh = self.tried(scene, fresh);
        let fresh = best(fresh, finalists, windows, focus);
        self.pool.extend(fresh);
        self.refine(scene);

        let mut winner: Option<(usize, Proposal)> = None;
        let mut index = 0;
        let settled = if taste.judged() > 0 { TASTED } else { SETTLED };
        while index < settled.min(self.pool.len()) {
            let candidate = self.pool[index];
            let mut proposal = match &self.palette[..] {
                [] => settle(scene, &candidate, error, taste),
                palette => settle_within(scene, &candidate, error, taste, palette),
            };
            proposal.worth *= candidate.nearness(focus);
            let visible = least_visible(&proposal.stroke, &proposal.gain);
            if proposal.plain_gain < f64::from(OVERRATED * candidate.gain).max(visible) {
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
        for (k, credit) in self.credit.iter_mut().enumerate() {
            *credit += CREDIT_RATE * (f32::from(u8::from(k == level)) - *credit);
        }
        Ok(Some(proposal))
    }

    /// Candidates improved in rounds, after each of which the better part goes on (successive halving,
    /// Jamieson & Talwalkar 2016): most of the steps go where they may win.
    fn tried(&mut self, scene: &Scene, fresh: Vec<Candidate>) -> Vec<Candidate> {
        let Effort { trials, finalists, .. } = self.effort;
        let focus = self.focus;
        let mut climbs: Vec<Climb> = fresh.into_iter().map(|c| Climb::new(c, 0)).collect();
        let round = trials.div_ceil(ROUNDS).max(1);
        for step in 0..trials {
            if step > 0 && step % round == 0 {
                climbs.sort_by(|a, b| better(&a.best, &b.best, focus));
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
        let mut candidates = Vec::with_capacity(actions.len() / RAW);
        let looks = views.shown.iter().zip(actions.chunks_exact(samples * OUTPUT_LEN));
        for (source, ((window, symmetry), actions)) in looks.enumerate() {
            for action in actions.as_chunks::<RAW>().0 {
                let mut action = *action;
                symmetry.undo(&mut action);
                let mut candidate =
                    Candidate { window: *window, action, gain: 0.0, steps: 0, source };
                candidate.gain = score(&mut self.scorer, scene, &candidate, 0);
                candidates.push(candidate);
            }
        }
        Ok(candidates)
    }

    /// A window where there is error, on a level where strokes were won.
    fn window(&mut self, scene: &Scene) -> Window {
        let even = CREDIT_FLOOR / self.credit.len() as f32;
        let total: f32 = self.credit.iter().sum::<f32>().max(1e-6);
        let mut left = self.random.unit();
        let mut level = self.credit.len() - 1;
        for (k, credit) in self.credit.iter().enumerate() {
            left -= even + (1.0 - CREDIT_FLOOR) * credit / total;
            if left <= 0.0 {
                level = k;
                break;
            }
        }
        let level = level.max(self.effort.finest.min(self.credit.len() - 1));
        let [x, y] = self.place(scene);
        let reach = 12.0 * (1u32 << level) as f32;
        let (dx, dy) = (self.random.between(-reach, reach), self.random.between(-reach, reach));
        scene.window_around(level as u8, x + dx, y + dy)
    }

    /// A place where there is error: with a focus, near it rather than far away.
    fn place(&mut self, scene: &Scene) -> [f32; 2] {
        let mut place = scene.sample_error(&mut self.random);
        let Some(focus) = self.focus else { return place };
        for _ in 1..PLACES {
            if self.random.unit() < focus.weight(place) {
                return place;
            }
            let other = scene.sample_error(&mut self.random);
            if focus.weight(other) > focus.weight(place) {
                place = other;
            }
        }
        place
    }

    /// Improves the best of the pool and lets the worst go.
    fn refine(&mut self, scene: &Scene) {
        sort(&mut self.pool, self.focus);
        for i in 0..self.pool.len().min(2 * self.effort.finalists) {
            // One that was improved often has little left to gain.
            let steps =
                if self.pool[i].steps == 0 { self.effort.steps } else { self.effort.steps / 3 };
            if self.pool[i].steps < 6 * self.effort.steps {
                ascend(&mut self.scorer, scene, &mut self.pool[i], steps, 1);
            }
        }
        sort(&mut self.pool, self.focus);
        self.pool.truncate(self.effort.pool.max(self.effort.finalists));
        self.pool.retain(|c| c.gain > 0.0);
    }
}

/// How the soft raster draws a stroke that lies on this level, with the partner's brush.
fn profile(scene: &Scene, level: u8, stroke: &SoftStroke) -> Profile {
    let [a, b] = stroke.radii;
    scene.profiles().at(0.5 * (a + b) * (1u32 << level) as f32)
}

/// A stroke drawn on a level `finer` steps below its window's, where there is one, or one above that if it is
/// broad: that level, the pixels of it along one of the window's, and the stroke in its pixels.
fn on_level(scene: &Scene, window: Window, action: &Action, finer: u8) -> (u8, f32, SoftStroke) {
    let mut soft = soft_from_raw(geometry(action));
    let mut level = window.level.saturating_sub(finer);
    let mut zoom = (1u32 << (window.level - level)) as f32;
    let radius = 0.5 * (soft.radii[0] + soft.radii[1]) * zoom;
    if radius > BROAD && usize::from(level) + 1 < scene.levels() {
        (level, zoom) = (level + 1, 0.5 * zoom);
    }
    for point in &mut soft.points {
        *point = [(point[0] + window.x as f32) * zoom, (point[1] + window.y as f32) * zoom];
    }
    soft.radii = soft.radii.map(|r| r * zoom);
    (level, zoom, soft)
}

fn geometry(action: &Action) -> &[f32; GEOMETRY] {
    action.first_chunk().expect("an action begins with its geometry")
}

/// The middle of a stroke, in canvas px.
fn middle(window: Window, action: &Action) -> [f32; 2] {
    let [a, b, c] = soft_from_raw(geometry(action)).points;
    let scale = (1u32 << window.level) as f32;
    let corner = [window.x, window.y];
    [0, 1].map(|i| scale * (corner[i] as f32 + 0.25 * (a[i] + 2.0 * b[i] + c[i])))
}

/// Canvas pixels in a pixel of a level.
fn pixels(level: u8) -> f32 {
    (1u32 << (2 * level)) as f32
}

fn score(scorer: &mut Scorer, scene: &Scene, candidate: &Candidate, finer: u8) -> f32 {
    let (level, _, stroke) = on_level(scene, candidate.window, &candidate.action, finer);
    let profile = profile(scene, level, &stroke);
    pixels(level) * scorer.score(scene.view(level), &stroke, profile).gain
}

/// Which comes first: what gains most where it is wanted.
fn better(a: &Candidate, b: &Candidate, focus: Option<Focus>) -> Ordering {
    let wanted = |c: &Candidate| match c.nearness(focus) {
        near if c.gain > 0.0 => c.gain * near,
        near => c.gain / near,
    };
    wanted(b).total_cmp(&wanted(a))
}

/// The best first.
fn sort(candidates: &mut [Candidate], focus: Option<Focus>) {
    candidates.sort_by(|a, b| better(a, b, focus));
}

/// The best, at most twice its share of each window, and two: what lies side by side is refined to the same
/// stroke.
fn best(
    mut candidates: Vec<Candidate>,
    count: usize,
    windows: usize,
    focus: Option<Focus>,
) -> Vec<Candidate> {
    let most = (2 * count).div_ceil(windows.max(1)).max(2);
    sort(&mut candidates, focus);
    let mut chosen: Vec<Candidate> = Vec::with_capacity(count);
    for candidate in candidates {
        let beside = chosen.iter().filter(|c| c.source == candidate.source).count();
        if beside < most && chosen.len() < count {
            chosen.push(candidate);
        }
    }
    chosen
}

/// Adam (Kingma & Ba 2015) up a gradient over the raw numbers of a stroke's geometry.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ascent {
    mean: [f32; GEOMETRY],
    square: [f32; GEOMETRY],
    steps: i32,
}

impl Ascent {
    /// A step of this part of the first one's size. The gradient must be finite.
    pub fn step(&mut self, action: &mut Action, gradient: &[f32; GEOMETRY], part: f32) {
        const B1: f32 = 0.8;
        const B2: f32 = 0.95;
        self.steps += 1;
        let (c1, c2) = (1.0 - B1.powi(self.steps), 1.0 - B2.powi(self.steps));
        for i in 0..GEOMETRY {
            self.mean[i] = B1 * self.mean[i] + (1.0 - B1) * gradient[i];
            self.square[i] = B2 * self.square[i] + (1.0 - B2) * gradient[i] * gradient[i];
            let change = RATE * part * (self.mean[i] / c1) / ((self.square[i] / c2).sqrt() + 1e-6);
            action[i] = (action[i] + change).clamp(-RANGE, RANGE);
        }
    }
}

/// A candidate on its way up the gradient, so many levels `finer` than its window: one finer puts edges where
/// they belong.
struct Climb {
    best: Candidate,
    at: Candidate,
    ascent: Ascent,
    finer: u8,
}

impl Climb {
    fn new(candidate: Candidate, finer: u8) -> Self {
        let best = Candidate { gain: f32::NEG_INFINITY, ..candidate };
        Self { best, at: candidate, ascent: Ascent::default(), finer }
    }

    /// One step of this part of the first one's size.
    fn step(&mut self, scorer: &mut Scorer, scene: &Scene, part: f32) {
        let (level, zoom, stroke) = on_level(scene, self.at.window, &self.at.action, self.finer);
        let profile = profile(scene, level, &stroke);
        let (score, mut gradient) = scorer.score_with_gradient(scene.view(level), &stroke, profile);
        self.keep(pixels(level) * score.gain);
        gradient.points = gradient.points.map(|p| p.map(|v| v * zoom));
        gradient.radii = gradient.radii.map(|v| v * zoom);
        let gradient = raw_gradient(geometry(&self.at.action), &gradient);
        if gradient.iter().all(|g| g.is_finite()) {
            self.ascent.step(&mut self.at.action, &gradient, part);
            self.at.steps += 1;
        }
    }

    /// The best point that it passed.
    fn top(mut self, scorer: &mut Scorer, scene: &Scene) -> Candidate {
        self.keep(score(scorer, scene, &self.at, self.finer));
        Candidate { steps: self.at.steps, ..self.best }
    }

    fn keep(&mut self, gain: f32) {
        if gain > self.best.gain {
            self.best = Candidate { gain, ..self.at };
        }
    }
}

/// The size of a step, in parts of the first one's.
fn part(step: usize, steps: usize) -> f32 {
    1.0 - 0.75 * step as f32 / steps as f32
}

/// So many steps up the gradient.
fn ascend(scorer: &mut Scorer, scene: &Scene, candidate: &mut Candidate, steps: usize, finer: u8) {
    let mut climb = Climb::new(*candidate, finer);
    for step in 0..steps {
        climb.step(scorer, scene, part(step, steps));
    }
    *candidate = climb.top(scorer, scene);
}

/// Quantises a candidate and gives it its colour, moved to the person's taste, and its exact gain.
fn settle(scene: &mut Scene, candidate: &Candidate, error: f64, taste: &Taste) -> Proposal {
    let soft = soft_from_raw(geometry(&candidate.action));
    let mut stroke = scene.partners_stroke(candidate.window, &soft);
    let [.., l, a, b] = candidate.action;
    let own = color_offset([l, a, b]);
    let plain = scene.solve(&mut stroke, own);
    let mut gain = plain;
    let solved = stroke.color;
    let color = srgb(solved);
    let around = context(scene, &stroke, &gain, error);
    let mut shift = taste.preferred_color_shift(color, &around, COLOR_REACH);
    // The policy may have moved the colour the same way already: together they go only so far.
    for (shift, own) in shift.iter_mut().zip(own) {
        *shift = (own + *shift).clamp(-COLOR_REACH, COLOR_REACH) - own;
    }
    // A shift may cost fidelity, but a stroke that would do harm in the liked colour moves less far.
    for _ in 0..3 {
        if shift == [0.0; 3] {
            break;
        }
        stroke.color = rgb8(offset_color(color, shift));
        gain.squared_error = plain.response.squared_error(stroke.color);
        if gain.squared_error >= 0.2 * plain.squared_error {
            break;
        }
        shift = shift.map(|v| 0.5 * v);
        stroke.color = solved;
        gain = plain;
    }
    let plain_gain = plain.squared_error;
    weigh(scene, stroke, gain, plain_gain, candidate.window, error, taste)
}

/// As [`settle`], in the colour of a palette that brings most: taste chooses among strokes, not colours.
fn settle_within(
    scene: &mut Scene,
    candidate: &Candidate,
    error: f64,
    taste: &Taste,
    palette: &[Rgb8],
) -> Proposal {
    let soft = soft_from_raw(geometry(&candidate.action));
    let mut stroke = scene.partners_stroke(candidate.window, &soft);
    let mut gain = scene.solve(&mut stroke, [0.0; 3]);
    let brings = |color: &Rgb8| gain.response.squared_error(*color);
    if let Some(best) = palette.iter().max_by(|a, b| brings(a).total_cmp(&brings(b))) {
        stroke.color = *best;
        gain.squared_error = brings(best);
    }
    weigh(scene, stroke, gain, gain.squared_error, candidate.window, error, taste)
}

fn weigh(
    scene: &Scene,
    stroke: Stroke,
    gain: Gain,
    plain_gain: f64,
    window: Window,
    error: f64,
    taste: &Taste,
) -> Proposal {
    let features = features(&stroke, &context(scene, &stroke, &gain, error));
    let share = (gain.squared_error / error) as f32;
    let worth = share * (APPEAL * taste.score(&features)).clamp(-3.0, 3.0).exp();
    Proposal { stroke, gain, share, worth, features, window, plain_gain }
}

/// The least squared error that a stroke must remove to be seen.
pub(crate) fn least_visible(stroke: &Stroke, gain: &Gain) -> f64 {
    let pixels = gain.area * ONE as f32 / f32::from(stroke.opacity.max(1));
    f64::from(INVISIBLE * pixels)
}

/// What a stroke is painted into, for the taste.
#[must_use]
pub fn context(scene: &Scene, stroke: &Stroke, gain: &Gain, error: f64) -> Context {
    let header = scene.header();
    Context {
        width: header.width.into(),
        height: header.height.into(),
        below: gain.below,
        gain: if error > 0.0 { (gain.squared_error / error) as f32 } else { 0.0 },
        density: density(scene, stroke),
    }
}

/// Mean opacity of the paint along the middle of a stroke.
fn density(scene: &Scene, stroke: &Stroke) -> f32 {
    const POINTS: i32 = 8;
    let Path::Bezier { points: [a, b, c], .. } = &stroke.path else {
        return 0.0;
    };
    let mut sum = 0.0;
    for i in 0..=POINTS {
        let j = POINTS - i;
        let at = |a: i32, b: i32, c: i32| {
            (j * j * a + 2 * i * j * b + i * i * c) / (POINTS * POINTS * 64)
        };
        if let Some([.., alpha]) = scene.canvas().pixel(at(a.x, b.x, c.x), at(a.y, b.y, c.y)) {
            sum += f32::from(alpha) / ONE as f32;
        }
    }
    sum / (POINTS + 1) as f32
}
