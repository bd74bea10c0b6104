//! The partner: one painting's replica, what it plans, and what it has learned. No host is known here:
//! whoever calls [`Partner::work`] decides when and for how long it thinks.
//!
//! A stroke is first *planned*: the scene shows it, the log does not, and it may still become another by
//! polish with those planned beside it. Then it is *told* ([`Partner::take_planned`]), and stays as it is
//! until it comes back as an entry of the log. From then on it is changed by amendments alone.

mod amendments;
mod asking;
mod planning;
mod replica;
mod taste;

use std::collections::{HashMap, VecDeque};

use limner_core::log::MAX_BRUSHES;
use limner_core::{Author, Brush, Header, Log, Op, Painting, Rect, Rgb8};
use limner_env::brush_profile::suits_partner;
use limner_env::{EditableScene, Grade, Picture, Random, Scene, palette};

use crate::Error;
use crate::devices::Devices;
use crate::improvise::Improviser;
use crate::objective::{ColorStatistics, Objective};
use crate::planner::{Focus, Planner, Proposal, RandomProposer};
use crate::polish::Polisher;
use crate::rehearse::Rehearsal;
use crate::search::SearchOptions;
use crate::taste::{Features, Preference, Taste};
use crate::weights;
pub use asking::Outline;

/// How it paints: what the person can set, and how it searches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// How strokes are searched for.
    pub search: SearchOptions,
    /// The least that a stroke must bring: a part of the squared error that a sheet of the picture's mean
    /// colour has to it (`Scene::plain_error`). So a stroke costs the same at the beginning of a painting
    /// and at its end, and on any paper, and where none is worth it any more the painting is done. 0 for
    /// whatever helps.
    pub price: f32,
    /// Strokes in a row without a picture: then it waits for the person, whose idea it is.
    pub breath: u32,
    /// How much what the person prefers weighs: 0 for not at all, 1 as usual, at most [`MAX_STRENGTH`].
    pub strength: f32,
}

/// The most that preference may weigh.
pub const MAX_STRENGTH: f32 = 1.5;

impl Default for Settings {
    fn default() -> Self {
        Self { search: SearchOptions::default(), price: 0.0, breath: 24, strength: 1.0 }
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

/// The painting partner.
#[derive(Debug)]
pub struct Partner {
    /// The trained network, with its rehearsals; without weights all proposals are by chance.
    policy: Option<Box<Rehearsal>>,
    weights_hash: u64,
    /// Where chance comes from: in the policy's samples, and in proposals without it.
    random: Random,
    chance: RandomProposer,
    painting: Painting,
    /// The replica's canvas before the target, with planned strokes over it.
    editable: EditableScene,
    planner: Planner,
    improviser: Improviser,
    polisher: Polisher,
    settings: Settings,
    taste: Taste,
    /// What it prefers in place of what its taste believes.
    preference: Option<Preference>,
    /// What strokes are searched for.
    objective: Objective,
    /// What the picture's colours are like.
    colors: ColorStatistics,
    /// The squared error that strokes removed of late, on the mean.
    usual_gain: f64,
    /// The colours in which what is painted was wanted.
    painted_grade: Grade,
    /// Whether its strokes were given other colours that are not on the log yet.
    recoloring: bool,
    /// Planned strokes that the log does not hold yet, each with what it may have changed. The last of them
    /// are the editable scene's free strokes.
    ahead: VecDeque<(Proposal, Rect)>,
    /// How many of them, from the first on, are told.
    told: usize,
    /// So many are told together next.
    together: usize,
    /// Strokes planned since the last polish.
    unpolished: usize,
    wanted: usize,
    /// Error of a sheet of the picture's mean colour.
    plain_error: f64,
    /// Proposals in a row that were not worth their price.
    passed: usize,
    /// How strokes on the log looked when they were planned, by id.
    looks: HashMap<u32, Features>,
    rehearsing: bool,
    rehearsals_due: u32,
    strokes_since_rehearsal: u32,
}

impl Partner {
    /// A partner with these weights, or one that proposes by chance. It begins with a small empty
    /// painting; see [`Partner::open`].
    pub fn new(weights: Option<&[u8]>) -> Result<Self, Error> {
        let weights = weights.map(weights::decode).transpose()?;
        let policy = match &weights {
            None => None,
            Some(weights) => Some(Box::new(Rehearsal::new(&weights.policy()?, 1)?)),
        };
        let header = Header::new(64, 64, Rgb8::new(255, 255, 255), 0);
        let settings = Settings::default();
        Ok(Self {
            policy,
            weights_hash: weights.map_or(0, |weights| weights.hash),
            random: Random::new(1),
            chance: RandomProposer(Random::new(1)),
            painting: Painting::new(header.clone())?,
            editable: EditableScene::new(Scene::new(header, None)?),
            planner: Planner::new(settings.search, 1),
            improviser: Improviser::new(settings.search.proposing.temperature, 1),
            polisher: Polisher::default(),
            settings,
            taste: Taste::default(),
            preference: None,
            objective: Objective::default(),
            colors: ColorStatistics::default(),
            usual_gain: 0.0,
            painted_grade: Grade::default(),
            recoloring: false,
            ahead: VecDeque::new(),
            told: 0,
            together: settings.search.telling.first,
            unpolished: 0,
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
        self.policy.as_mut().map_or(Ok(()), |policy| policy.set_devices(devices))
    }

    /// The parameters of its network as they are now; `None` where it has none.
    #[must_use]
    pub fn parameters(&self) -> Option<&[f32]> {
        self.policy.as_ref().map(|policy| policy.parameters())
    }

    /// Fingerprint of the weights it began with; 0 without.
    #[must_use]
    pub fn weights_hash(&self) -> u64 {
        self.weights_hash
    }

    /// Takes over a painting; [`Partner::set_target`] is to follow. Its judgements are a stranger's,
    /// perhaps: nothing is learned from them. Chance begins anew from the painting's seed.
    pub fn open(&mut self, log: &Log) -> Result<(), Error> {
        self.open_painting(Painting::from_log(log)?)
    }

    /// Takes over a painting that is drawn already, as [`Partner::open`] does.
    pub fn open_painting(&mut self, painting: Painting) -> Result<(), Error> {
        let header = painting.log().header().clone();
        let seed = header.seed;
        let mut scene = Scene::new(header, None)?;
        scene.follow(&painting, painting.canvas().bounds());
        self.painting = painting;
        self.editable = EditableScene::new(scene);
        self.plain_error = 0.0;
        self.planner = Planner::new(self.settings.search, 0);
        self.set_seed(seed);
        self.ahead.clear();
        self.stop();
        self.looks.clear();
        self.usual_gain = 0.0;
        self.prefer();
        self.accept_colors();
        Ok(())
    }

    /// Begins every random choice anew from this seed.
    pub fn set_seed(&mut self, seed: u32) {
        self.planner.random = Random::new(seed);
        self.improviser = Improviser::new(self.settings.search.proposing.temperature, seed);
        self.random = Random::new(seed ^ 0xd1ce);
        self.chance = RandomProposer(Random::new(seed ^ 0x5eed));
    }

    /// What must be added to the log so that the partner has a brush of its own, to be given to it with
    /// [`Partner::set_brush`]: a stranger's painting may lack it. `None` where it has one, and where the
    /// table is full.
    #[must_use]
    pub fn missing_brush(&self) -> Option<Op> {
        let log = self.painting.log();
        let usual = log.brushes().get(usize::from(log.header().brush_of(Author::Partner)));
        let has = usual.is_some_and(suits_partner) || log.brushes().contains(&Brush::PARTNER);
        (!has && log.brushes().len() < MAX_BRUSHES).then_some(Op::Brush(Brush::PARTNER))
    }

    /// Gives it another brush of the painting's table; what was planned with the old one is void. Says
    /// whether there is such a brush that it can paint with: one that smudges is the person's.
    pub fn set_brush(&mut self, index: u8) -> bool {
        let fit = self.scene().brush(index).is_some_and(suits_partner);
        if !fit {
            return false;
        }
        self.go_back(Rect::EMPTY);
        self.editable.scene_mut().set_partners_brush(index);
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

    /// The canvas before the target, with all strokes that are planned.
    #[must_use]
    pub fn scene(&self) -> &Scene {
        self.editable.scene()
    }

    /// What to copy; it is cropped and scaled to cover the canvas.
    pub fn set_target(&mut self, target: Option<&Picture>) {
        self.go_back(Rect::EMPTY);
        self.editable.scene_mut().set_target(target);
        self.colors =
            self.scene().target().map_or_else(ColorStatistics::default, ColorStatistics::of);
        self.prefer();
        // What is there was painted from another picture, or in another visit.
        self.accept_colors();
        self.plain_error = self.scene().plain_error();
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
        let search = settings.search;
        if self.settings.search.telling != search.telling {
            self.together = search.telling.first;
        }
        self.planner.set_options(search);
        let strength = settings.strength.clamp(0.0, MAX_STRENGTH);
        let settings = Settings { strength, ..settings };
        self.improviser.set_temperature(search.proposing.temperature);
        let before = std::mem::replace(&mut self.settings, settings);
        if before.strength != strength {
            self.prefer();
        }
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
        self.scene().target().map_or_else(Vec::new, |target| palette::of_picture(target, count))
    }

    /// Peak signal-to-noise ratio of the painting to the target in dB, without what is only planned.
    #[must_use]
    pub fn psnr(&self) -> Option<f32> {
        if self.ahead.is_empty() {
            self.scene().psnr()
        } else {
            self.scene().psnr_of(self.painting.canvas())
        }
    }

    /// Whether it has a picture to paint from.
    #[must_use]
    pub fn has_target(&self) -> bool {
        self.scene().has_target()
    }

    /// What its polish climbs. A palette's colours stay as they are.
    fn prepare_polisher(&mut self) {
        self.polisher.keeps_colors = !self.planner.palette().is_empty();
        self.polisher.descent = self.settings.search.descent;
        self.polisher.stake = self.usual_gain;
    }
}
