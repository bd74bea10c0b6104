//! The partner: one painting's replica, what it plans, and what it has learned. No host is known here:
//! whoever calls [`Partner::work`] decides when and for how long it thinks.

use std::collections::{HashMap, HashSet, VecDeque};

use limner_core::fixed::UNITS_PER_PX;
use limner_core::log::MAX_BRUSHES;
use limner_core::{
    Author, Brush, Canvas, Entry, Header, Judgement, Log, Op, Painting, Path, Place, Rect, Rgb8,
    Stroke,
};
use limner_env::{Ground, Picture, Random, Scene, palette};

use crate::Error;
use crate::devices::Devices;
use crate::improvise::Improviser;
use crate::planner::{Effort, Focus, Planner, Proposal, RandomProposer, context, draw};
use crate::polish::{Polisher, Round};
use crate::rehearse::Rehearsal;
use crate::taste::{Features, Taste, features};
use crate::weights;

/// Judged strokes are looked up among this many of the partner's last.
const REMEMBERED: usize = 4096;

/// What the person can set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// How hard it tries.
    pub effort: Effort,
    /// The least that a stroke must bring: a part of the squared error that a sheet of the picture's mean
    /// colour has to it ([`Scene::plain_error`]). So a stroke costs the same at the beginning of a painting
    /// and at its end, and on any paper, and where none is worth it any more the painting is done. 0 for
    /// whatever helps.
    pub price: f32,
    /// Strokes in a row without a picture: then it waits for the person, whose idea it is.
    pub breath: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { effort: Effort::default(), price: 0.0, breath: 24 }
    }
}

/// What a slice of work came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// There is nothing to do.
    Idle,
    /// There is more to do.
    More,
    /// The plan is complete: [`Partner::take_planned`].
    Planned,
}

/// Where its proposals come from.
enum Mind {
    /// The trained network, with its rehearsals.
    Trained(Box<Rehearsal>),
    /// Without weights: by chance and refinement.
    Untrained(RandomProposer),
}

/// The painting partner.
pub struct Partner {
    mind: Mind,
    random: Random,
    weights_hash: u64,
    painting: Painting,
    scene: Scene,
    planner: Planner,
    improviser: Improviser,
    polisher: Polisher,
    settings: Settings,
    taste: Taste,
    /// Planned strokes that the scene shows already and the log does not hold yet.
    ahead: VecDeque<(Proposal, Rect)>,
    /// The last of them, with their places: they are polished together before they are told.
    fresh: Vec<(Proposal, Place)>,
    /// What the scene showed before those.
    below: Option<Canvas>,
    /// What lay below the strokes that were polished last: most of it lies below the next ones, too.
    ground: Option<Ground>,
    /// So many are polished together next: few at first, so that the first stroke does not wait.
    together: usize,
    ready: Vec<Proposal>,
    wanted: usize,
    /// Error of a sheet of the picture's mean colour.
    plain_error: f64,
    /// Proposals in a row that were not worth their price.
    passed: usize,
    looks: HashMap<u32, Features>,
    rehearsing: bool,
    rehearsals_due: u32,
    strokes_since_rehearsal: u32,
}

/// How far its proposals stray from what the policy thinks of first.
const TEMPERATURE: f32 = 1.0;
/// Proposals in a row that may be not worth their price before it says that none is.
const PATIENCE: usize = 16;
/// The most strokes that are polished together before they are told.
const TOGETHER: usize = 16;
/// How they are.
const BEFORE_TOLD: Round = Round { reach: TOGETHER, steps: 8, pixels: 1 << 14 };
/// Strokes planned between two rehearsal steps.
const STROKES_A_REHEARSAL: u32 = 3;
/// Rehearsal steps that a judgement is worth.
const REHEARSALS_A_JUDGEMENT: u32 = 12;

impl Partner {
    /// A partner with these weights, or one that proposes by chance. It begins with a small empty
    /// painting; see [`Partner::open`].
    pub fn new(weights: Option<&[u8]>) -> Result<Self, Error> {
        let (mind, weights_hash) = match weights {
            None => (Mind::Untrained(RandomProposer(Random::new(1))), 0),
            Some(bytes) => {
                let weights = weights::decode(bytes)?;
                let policy = weights.policy()?;
                (Mind::Trained(Box::new(Rehearsal::new(&policy, 1)?)), weights.hash)
            }
        };
        let header = Header::new(64, 64, Rgb8::new(255, 255, 255), 0);
        let settings = Settings::default();
        Ok(Self {
            mind,
            random: Random::new(2),
            weights_hash,
            painting: Painting::new(header.clone())?,
            scene: Scene::new(header, None)?,
            planner: Planner::new(settings.effort, 1),
            improviser: Improviser::new(TEMPERATURE, 1),
            polisher: Polisher::default(),
            settings,
            taste: Taste::default(),
            ahead: VecDeque::new(),
            fresh: Vec::new(),
            below: None,
            ground: None,
            together: 1,
            ready: Vec::new(),
            wanted: 0,
            plain_error: 0.0,
            passed: 0,
            looks: HashMap::new(),
            rehearsing: false,
            rehearsals_due: 0,
            strokes_since_rehearsal: 0,
        })
    }

    /// Where its network is computed from now on; what it has learned stays.
    pub fn set_devices(&mut self, devices: Devices) -> Result<(), Error> {
        match &mut self.mind {
            Mind::Trained(rehearsal) => rehearsal.set_devices(devices),
            Mind::Untrained(_) => Ok(()),
        }
    }

    /// The parameters of its network as they are now; `None` where it has none.
    #[must_use]
    pub fn parameters(&self) -> Option<&[f32]> {
        match &self.mind {
            Mind::Trained(rehearsal) => Some(rehearsal.parameters()),
            Mind::Untrained(_) => None,
        }
    }

    /// Fingerprint of the weights it began with; 0 without.
    #[must_use]
    pub fn weights_hash(&self) -> u64 {
        self.weights_hash
    }

    /// Takes over a painting; [`Partner::set_target`] is to follow. Its judgements are a stranger's, perhaps: nothing is learned from them.
    pub fn open(&mut self, log: &Log) -> Result<(), Error> {
        let painting = Painting::from_log(log)?;
        let mut scene = Scene::new(log.header().clone(), None)?;
        scene.follow(&painting, painting.canvas().bounds());
        self.painting = painting;
        self.scene = scene;
        self.ground = None;
        self.plain_error = 0.0;
        self.planner = Planner::new(self.settings.effort, log.header().seed);
        self.improviser = Improviser::new(TEMPERATURE, log.header().seed);
        self.stop();
        self.ahead.clear();
        self.looks.clear();
        Ok(())
    }

    /// The next entry of the log. Planned strokes are confirmed by it as they arrive; anything else
    /// that changes the canvas makes the rest of the plan void. A judgement teaches the taste.
    pub fn push(&mut self, entry: Entry) -> Result<(), Error> {
        if let Op::Judge(judgement) = &entry.op {
            self.learn(judgement);
        }
        let op = entry.op.clone();
        let pushed = self.painting.push(entry.dt_ms, entry.op)?;
        match op {
            Op::Add(stroke) if self.ahead.front().is_some_and(|(p, _)| p.stroke == stroke) => {
                if let Some((proposal, _)) = self.ahead.pop_front() {
                    self.taste.see(&proposal.features);
                    self.remember(pushed.id, proposal.features);
                }
            }
            Op::Add(stroke) => {
                self.go_back(pushed.changed);
                if stroke.author == Author::Person
                    && let Some(place) = self.painting.place_of(pushed.id)
                {
                    self.scene.accept(&stroke, place);
                    if let Some(end) = end_of(&stroke) {
                        self.improviser.begin_near(end);
                    }
                }
            }
            Op::Judge(_) | Op::Brush(_) => self.go_back(Rect::EMPTY),
            Op::Amend { stroke, .. } => self.amended(stroke, pushed.changed),
            Op::Hide { .. } | Op::Show { .. } => {
                self.go_back(pushed.changed);
                self.accept_again();
            }
        }
        Ok(())
    }

    /// The next entries, in order: as [`Partner::push`], and amendments that come at once are drawn at
    /// once.
    pub fn push_all(&mut self, entries: Vec<Entry>) -> Result<(), Error> {
        let mut entries = entries.into_iter().peekable();
        while let Some(entry) = entries.next() {
            let Op::Amend { stroke, .. } = entry.op else {
                self.push(entry)?;
                continue;
            };
            let mut lowest = stroke;
            let mut ops = vec![entry.op];
            let with_it = |e: &Entry| e.dt_ms == 0 && matches!(e.op, Op::Amend { .. });
            while let Some(Entry { op, .. }) = entries.next_if(with_it) {
                if let Op::Amend { stroke, .. } = op {
                    lowest = lowest.min(stroke);
                }
                ops.push(op);
            }
            let changed = self.painting.push_all(entry.dt_ms, ops)?;
            self.amended(lowest, changed);
        }
        Ok(())
    }

    /// Strokes from this one on were amended. Where none of the person's lies above, what is wanted is as
    /// before.
    fn amended(&mut self, lowest: u32, changed: Rect) {
        self.go_back(changed);
        let above = self.painting.strokes().iter().rev().take_while(|placed| placed.id >= lowest);
        if above.into_iter().any(|placed| placed.stroke.author == Author::Person) {
            self.accept_again();
        }
    }

    /// What must be added to the log so that the partner has a brush of its own, to be given to it with
    /// [`Partner::set_brush`]: a stranger's painting may lack it. `None` where it has one, and where the
    /// table is full.
    #[must_use]
    pub fn missing_brush(&self) -> Option<Op> {
        let log = self.painting.log();
        let usual = log.brushes().get(usize::from(log.header().brush_of(Author::Partner)));
        let has = usual.is_some_and(Brush::lays_paint) || log.brushes().contains(&Brush::PARTNER);
        (!has && log.brushes().len() < MAX_BRUSHES).then_some(Op::Brush(Brush::PARTNER))
    }

    /// Gives it another brush of the painting's table; what was planned with the old one is void. Says
    /// whether there is such a brush that it can paint with: one that smudges is the person's.
    pub fn set_brush(&mut self, index: u8) -> bool {
        let fit = self.scene.brush(index).is_some_and(Brush::lays_paint);
        if !fit {
            return false;
        }
        self.go_back(Rect::EMPTY);
        self.scene.set_partners_brush(index);
        self.planner.clear();
        true
    }

    /// Operations replayed so far.
    #[must_use]
    pub fn revision(&self) -> u32 {
        self.painting.log().revision()
    }

    /// The replica.
    #[must_use]
    pub fn painting(&self) -> &Painting {
        &self.painting
    }

    /// What to copy; it is cropped and scaled to cover the canvas.
    pub fn set_target(&mut self, target: Option<&Picture>) {
        self.go_back(Rect::EMPTY);
        self.scene.set_target(target);
        self.plain_error = self.scene.plain_error();
        self.planner.clear();
        self.accept_again();
    }

    /// How it paints.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.settings
    }

    /// Changes how it paints from the next stroke on.
    pub fn set_settings(&mut self, settings: Settings) {
        self.settings = settings;
        self.planner.set_effort(settings.effort);
    }

    /// Where it paints from the next stroke that it plans: around here, or anywhere. For this painting.
    pub fn set_focus(&mut self, focus: Option<Focus>) {
        self.planner.set_focus(focus);
    }

    /// Strokes have one of these colours from now on, also when they are polished; with none given, any. For
    /// this painting. What is planned is void.
    pub fn set_palette(&mut self, colors: Vec<Rgb8>) {
        self.go_back(Rect::EMPTY);
        self.planner.set_palette(colors);
    }

    /// The colours that come nearest to the picture's, see [`palette::of_picture`]; none without one.
    #[must_use]
    pub fn palette_of_target(&self, count: usize) -> Vec<Rgb8> {
        self.scene.target().map_or_else(Vec::new, |target| palette::of_picture(target, count))
    }

    /// Begins to plan `count` strokes, each as if those before it were painted. What was planned and
    /// not painted is void.
    pub fn plan(&mut self, count: usize) {
        self.go_back(Rect::EMPTY);
        self.wanted = count;
    }

    /// Goes on planning `count` strokes beyond those that are planned and not painted yet.
    pub fn plan_more(&mut self, count: usize) {
        self.wanted = count;
    }

    /// Stops planning at once.
    pub fn stop(&mut self) {
        self.wanted = 0;
        self.ready.clear();
        self.fresh.clear();
        (self.below, self.together) = (None, 1);
    }

    /// Whether the policy itself may learn while there is nothing to plan.
    pub fn rehearse(&mut self, on: bool) {
        self.rehearsing = on;
    }

    /// One slice: a stroke planned, or a step rehearsed. Waits for devices, which a page must not.
    pub fn work(&mut self) -> Result<Work, Error> {
        pollster::block_on(self.work_async())
    }

    /// As [`Partner::work`]. On flex it never waits.
    pub async fn work_async(&mut self) -> Result<Work, Error> {
        if self.rehearsing && self.rehearsals_due > 0 && self.scene.has_target() {
            // Between strokes, so that practice neither stops the painting nor waits for its end.
            if self.wanted == 0 || self.strokes_since_rehearsal >= STROKES_A_REHEARSAL {
                self.strokes_since_rehearsal = 0;
                self.rehearsals_due -= 1;
                if let Mind::Trained(rehearsal) = &mut self.mind {
                    rehearsal.step_async(&self.scene, &self.taste).await?;
                }
                return Ok(Work::More);
            }
            self.strokes_since_rehearsal += 1;
        }
        if self.wanted == 0 {
            return Ok(Work::Idle);
        }
        if !self.scene.can_paint() {
            self.wanted = 0;
            return Ok(Work::Planned);
        }
        match self.next().await? {
            Some(proposal) if self.is_worth_it(&proposal) => {
                self.passed = 0;
                if self.fresh.is_empty() {
                    self.below = Some(self.scene.canvas().clone());
                }
                let place = self.scene.next_place();
                let changed = self.scene.paint(&proposal.stroke);
                self.ahead.push_back((proposal.clone(), changed));
                self.fresh.push((proposal, place));
                self.wanted -= 1;
            }
            // A search may miss what the next one finds.
            Some(_) if self.passed < PATIENCE => self.passed += 1,
            _ => (self.wanted, self.passed) = (0, 0),
        }
        if self.wanted == 0 || self.fresh.len() >= self.together {
            self.finish_fresh();
        }
        Ok(if self.wanted == 0 { Work::Planned } else { Work::More })
    }

    /// Polishes what was planned last, together; then it can be told.
    fn finish_fresh(&mut self) {
        let mut fresh = std::mem::take(&mut self.fresh);
        if let Some(below) = self.below.take()
            && fresh.len() > 1
            && self.scene.has_target()
        {
            self.together_better(&mut fresh, below);
        }
        if !fresh.is_empty() {
            self.together = (2 * self.together).min(TOGETHER);
        }
        self.ready.extend(fresh.into_iter().map(|(proposal, _)| proposal));
    }

    /// Where strokes over `below` can be made better together, what they and the scene become.
    fn together_better(&mut self, fresh: &mut [(Proposal, Place)], below: Canvas) {
        self.polisher.keeps_colors = self.colors_are_chosen();
        let ground = ground(&mut self.ground, &self.scene, below);
        let strokes = fresh.iter().map(|(proposal, _)| &proposal.stroke);
        let better = self.polisher.improved(&self.scene, ground, strokes, &BEFORE_TOLD);
        let Some(better) = better else { return };
        let laid: Vec<(Stroke, Place)> = better
            .into_iter()
            .zip(fresh.iter())
            .map(|(stroke, (_, place))| (stroke, *place))
            .collect();
        let before = self.scene.canvas().clone();
        if !self.scene.repaint_if_better(ground.canvas(), &laid) {
            return;
        }
        let tiles = self.scene.canvas().changed_tiles(&before);
        let moved = tiles.fold(Rect::EMPTY, |sum, tile| sum.union(tile));
        let known = self.ahead.len() - fresh.len();
        let told = self.ahead.iter_mut().skip(known);
        for (((ahead, changed), (proposal, _)), (stroke, _)) in told.zip(fresh).zip(laid) {
            proposal.stroke = stroke;
            *ahead = proposal.clone();
            *changed = changed.union(moved);
        }
    }

    /// Whether colours were chosen for another reason than the picture: by a palette, or by the person's taste.
    /// A polish leaves them then.
    fn colors_are_chosen(&self) -> bool {
        !self.planner.palette().is_empty() || self.taste.judged() > 0
    }

    /// The stroke that it would paint next.
    async fn next(&mut self) -> Result<Option<Proposal>, Error> {
        let (planner, scene, taste) = (&mut self.planner, &mut self.scene, &self.taste);
        match &mut self.mind {
            Mind::Trained(rehearsal) if !scene.has_target() => {
                let improviser = &mut self.improviser;
                if improviser.since() >= self.settings.breath {
                    return Ok(None);
                }
                while let Some(views) = improviser.ask(scene) {
                    let intentions = rehearsal.policy().intend_async(&views).await?;
                    let colors = planner.palette();
                    let next = improviser.answered(scene, &views, &intentions, taste, colors);
                    if next.is_some() {
                        return Ok(next);
                    }
                }
                Ok(None)
            }
            Mind::Trained(rehearsal) => {
                while let Some(question) = planner.ask(scene) {
                    let intentions = rehearsal.policy().intend_async(&question.views).await?;
                    let actions =
                        draw(&intentions, question.samples, TEMPERATURE, &mut self.random);
                    let next = planner.answered(scene, &question, &actions, taste)?;
                    if next.is_some() {
                        return Ok(next);
                    }
                }
                Ok(None)
            }
            Mind::Untrained(chance) => planner.next(scene, chance, taste),
        }
    }

    fn is_worth_it(&self, proposal: &Proposal) -> bool {
        // Without a target nothing has a price.
        !self.scene.has_target()
            || proposal.gain.squared_error >= f64::from(self.settings.price) * self.plain_error
    }

    /// The partner's last strokes, improved together: the id of each stroke that became another, and what it
    /// became. Nothing is changed yet: whoever writes the log appends an `Op::Amend` for each, in this order,
    /// and pushes those entries here like all others. Empty where nothing would become better, while
    /// strokes are planned that the log does not hold, and without a target.
    ///
    /// It reaches back over at most [`Round::reach`] strokes, to the last operation that is anything else
    /// than the partner adding or amending a stroke, or a judgement. So the person's strokes, and the
    /// partner's below them, stay as they are; judged ones do too.
    pub fn polish(&mut self, round: &Round) -> Vec<(u32, Stroke)> {
        if !self.ahead.is_empty() || !self.scene.has_target() {
            return Vec::new();
        }
        let free = self.free_strokes(round.reach);
        let Some(&(first, _)) = free.first() else { return Vec::new() };
        let Some(below) = self.painting.canvas_below(first) else { return Vec::new() };
        self.polisher.keeps_colors = self.colors_are_chosen();
        let ground = ground(&mut self.ground, &self.scene, below);
        let strokes = free.iter().map(|(_, stroke)| stroke);
        let Some(better) = self.polisher.improved(&self.scene, ground, strokes, round) else {
            return Vec::new();
        };
        let laid: Option<Vec<(Stroke, Place)>> = (better.iter().zip(&free))
            .map(|(stroke, (id, _))| Some((stroke.clone(), self.painting.place_of(*id)?)))
            .collect();
        let Some(laid) = laid else { return Vec::new() };
        if !self.scene.repaint_if_better(ground.canvas(), &laid) {
            return Vec::new();
        }
        self.scene.repaint(self.painting.canvas(), &[]);
        let changed = free.into_iter().zip(better).filter(|((_, old), new)| old != new);
        changed.map(|((id, _), new)| (id, new)).collect()
    }

    /// The strokes that may be polished, with their ids, from bottom to top.
    fn free_strokes(&self, reach: usize) -> Vec<(u32, Stroke)> {
        let brush = self.scene.partners_brush();
        let mut judged = HashSet::<u32>::new();
        let mut free: Vec<(u32, Stroke)> = Vec::new();
        for (id, entry) in self.painting.log().entries().iter().enumerate().rev() {
            let id = id as u32;
            match &entry.op {
                Op::Judge(judgement) => judged.extend(&judgement.strokes),
                Op::Amend { with, .. } if with.author == Author::Partner => {}
                Op::Add(stroke) if stroke.author == Author::Partner && stroke.brush == brush => {
                    let Some(placed) = self.painting.stroke(id) else { break };
                    if free.len() == reach || judged.contains(&id) || !placed.visible {
                        break;
                    }
                    free.push((id, placed.stroke.clone()));
                }
                _ => break,
            }
        }
        free.reverse();
        free
    }

    /// The strokes planned since the last call.
    pub fn take_planned(&mut self) -> Vec<Proposal> {
        std::mem::take(&mut self.ready)
    }

    /// Peak signal-to-noise ratio of the painting to the target in dB, without what is only planned.
    #[must_use]
    pub fn psnr(&self) -> Option<f32> {
        if self.ahead.is_empty() {
            self.scene.psnr()
        } else {
            self.scene.psnr_of(self.painting.canvas())
        }
    }

    /// Whether it has a picture to paint from.
    #[must_use]
    pub fn has_target(&self) -> bool {
        self.scene.has_target()
    }

    /// What it knows of the person's taste.
    #[must_use]
    pub fn taste(&self) -> &Taste {
        &self.taste
    }

    /// Takes over a taste that was kept; the policy will rehearse to it.
    pub fn set_taste(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.taste = Taste::from_bytes(bytes)?;
        self.rehearsals_due = REHEARSALS_A_JUDGEMENT * self.taste.judged().min(10);
        Ok(())
    }

    /// Forgets the person's taste, and what the policy learned from it.
    pub fn forget(&mut self) -> Result<(), Error> {
        self.taste.forget();
        self.revert_policy()
    }

    /// Steps that the policy has taken away from the shipped weights.
    #[must_use]
    pub fn policy_steps(&self) -> u32 {
        match &self.mind {
            Mind::Trained(rehearsal) => rehearsal.steps(),
            Mind::Untrained(_) => 0,
        }
    }

    /// Puts the shipped weights back.
    pub fn revert_policy(&mut self) -> Result<(), Error> {
        self.rehearsals_due = 0;
        self.go_back(Rect::EMPTY);
        match &mut self.mind {
            Mind::Trained(rehearsal) => rehearsal.revert(),
            Mind::Untrained(_) => Ok(()),
        }
    }

    /// Undoes what the scene shows beyond the log, and takes over what has changed in it.
    fn go_back(&mut self, changed: Rect) {
        let stale = self.ahead.drain(..).fold(changed, |sum, (_, rect)| sum.union(rect));
        self.scene.follow(&self.painting, stale);
        self.stop();
    }

    /// After strokes were hidden, shown or amended: what the person painted is wanted, nothing else of
    /// what they had.
    fn accept_again(&mut self) {
        let by_person = |s: &&limner_core::Placed| s.visible && s.stroke.author == Author::Person;
        self.scene.forget_accepted();
        for placed in self.painting.strokes().iter().filter(by_person) {
            if let Some(place) = self.painting.place_of(placed.id) {
                self.scene.accept(&placed.stroke, place);
            }
        }
    }

    fn learn(&mut self, judgement: &Judgement) {
        let mut seen: Vec<Features> =
            judgement.strokes.iter().filter_map(|id| self.look_of(*id)).collect();
        let error = self.scene.squared_error();
        for stroke in &judgement.proposals {
            let gain = self.scene.look(stroke);
            seen.push(features(stroke, &context(&self.scene, stroke, &gain, error)));
        }
        self.taste.judge(&seen, judgement.verdict);
        self.rehearsals_due += REHEARSALS_A_JUDGEMENT;
    }

    /// How a stroke looked when it was planned, or looks now.
    fn look_of(&mut self, id: u32) -> Option<Features> {
        if let Some(known) = self.looks.get(&id) {
            return Some(*known);
        }
        let stroke = self.painting.stroke(id)?.stroke.clone();
        let gain = self.scene.look(&stroke);
        let error = self.scene.squared_error();
        Some(features(&stroke, &context(&self.scene, &stroke, &gain, error)))
    }

    fn remember(&mut self, id: u32, look: Features) {
        if self.looks.len() >= REMEMBERED {
            let oldest = self.looks.keys().copied().min();
            oldest.map(|oldest| self.looks.remove(&oldest));
        }
        self.looks.insert(id, look);
    }
}

/// The ground that is kept, showing `below`.
fn ground<'a>(kept: &'a mut Option<Ground>, scene: &Scene, below: Canvas) -> &'a Ground {
    match kept {
        Some(ground) => {
            ground.set_canvas(below);
            ground
        }
        None => kept.insert(Ground::new(scene, below)),
    }
}

/// Where a stroke ends, in canvas pixels.
fn end_of(stroke: &Stroke) -> Option<[f32; 2]> {
    let end = match &stroke.path {
        Path::Bezier { points, .. } => points[2],
        Path::Samples { samples, .. } => samples.last()?.point,
    };
    Some([end.x, end.y].map(|v| v as f32 / UNITS_PER_PX as f32))
}
