//! The partner: one painting's replica, what it plans, and what it has learned. No host is known here:
//! whoever calls [`Partner::work`] decides when and for how long it thinks.
//!
//! A stroke is first *planned*: the scene shows it, the log does not, and it may still become another by
//! polish with those planned beside it. Then it is *told* ([`Partner::take_planned`]), and stays as it is
//! until it comes back as an entry of the log. From then on it is changed by amendments alone.

mod amendments;
mod asking;
mod belief;
mod exploring;
mod following;
mod network;
mod plan;
mod planning;
mod practice;
pub mod reasons;
pub mod repainting;
mod replica;
mod rounds;
mod search;
mod taste;
mod watching;

use limner_core::{Header, Log, Painting, Rect, Rgb8};
use limner_env::{Picture, Scene};

use crate::Error;
use crate::devices::Devices;
use crate::planner::Focus;
use crate::search::SearchOptions;
use crate::taste::{Disc, Mood};
pub use asking::Outline;
use belief::Belief;
pub use network::Network;
pub use practice::Practice;
use reasons::Notes;
pub use replica::Replica;
use rounds::Rounds;
pub use rounds::{JUDGEMENTS_A_ROUND, Round, STEPS_A_ROUND};
use search::Search;

/// How the partner paints: what the person can set, and how it searches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// How strokes are searched for.
    pub search: SearchOptions,
    /// The least that a stroke must bring: a part of the squared error that a sheet of the picture's mean
    /// colour has to it (`Scene::plain_error`). So a stroke costs the same at the beginning of a painting
    /// and at its end, and on any paper, and where none is worth it any more the painting is done. 0 for
    /// whatever helps.
    pub price: f32,
    /// Answers in a row without a picture: then it waits for the person, whose idea it is.
    pub breath: u32,
    /// How much what the person prefers weighs: 0 for not at all, 1 as usual, at most [`MAX_STRENGTH`].
    pub strength: f32,
    /// How much strokes lean to what may be liked while somebody judges, in parts of `strength`; 0 for not at all.
    pub exploring: f32,
    /// What strokes are to feel like, beside what the person prefers.
    pub mood: Mood,
    /// How much strokes are wanted that are unlike those before them: 0 for not at all, to 1.
    pub novelty: f32,
    /// Whether the partner learns from the strokes that the person paints.
    pub watches: bool,
}

/// How much strokes usually lean to what is tried out: as much as can be seen of a group of them. It costs a painting
/// 0.06 dB by itself.
pub const EXPLORING: f32 = 1.1;
/// The most that preference may weigh.
pub const MAX_STRENGTH: f32 = 1.5;

impl Default for Settings {
    fn default() -> Self {
        Self {
            search: SearchOptions::default(),
            price: 0.0,
            breath: 2,
            strength: 1.0,
            exploring: EXPLORING,
            mood: Mood::default(),
            novelty: 0.0,
            watches: false,
        }
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
    /// The painting, with what is planned.
    replica: Replica,
    /// What finds strokes and improves them.
    search: Search,
    /// What proposes strokes.
    network: Network,
    /// What strokes are searched for.
    belief: Belief,
    /// What was learned round by round, to be gone back to.
    rounds: Rounds,
    settings: Settings,
    /// Why the partner's last strokes were chosen.
    notes: Notes,
}

impl Partner {
    /// A partner with these weights, or one that proposes by chance. It begins with a small empty
    /// painting; see [`Partner::open`].
    pub fn new(weights: Option<&[u8]>) -> Result<Self, Error> {
        let network = Network::new(weights)?;
        let header = Header::new(64, 64, Rgb8::new(255, 255, 255), 0);
        let settings = Settings::default();
        Ok(Self {
            replica: Replica::new(header, &settings.search)?,
            search: Search::new(&settings.search),
            network,
            belief: Belief::default(),
            rounds: Rounds::default(),
            settings,
            notes: Notes::default(),
        })
    }

    /// What proposes strokes to it: its weights, and what they learned.
    #[must_use]
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The partner's copy of the painting, and what is known of it beside the picture.
    #[must_use]
    pub fn replica(&self) -> &Replica {
        &self.replica
    }

    /// Sets where the network is computed from now on; what it has learned stays.
    pub fn set_devices(&mut self, devices: Devices) -> Result<(), Error> {
        self.network.set_devices(devices)
    }

    /// Takes over a painting; [`Partner::set_target`] is to follow. Its judgements are a stranger's,
    /// perhaps: nothing is learned from them. Chance begins anew from the painting's seed.
    pub fn open(&mut self, log: &Log) -> Result<(), Error> {
        self.open_painting(Painting::from_log(log)?)
    }

    /// Takes over a painting that is drawn already, as [`Partner::open`] does.
    pub fn open_painting(&mut self, painting: Painting) -> Result<(), Error> {
        let seed = painting.log().header().seed;
        self.replica.open(painting)?;
        self.search.begin(&self.settings.search, seed);
        self.network.set_seed(seed);
        self.belief.forget_looks();
        self.belief.places.clear();
        self.notes.forget();
        self.prefer();
        self.replica.accept_colors();
        Ok(())
    }

    /// Begins every random choice anew from this seed.
    pub fn set_seed(&mut self, seed: u32) {
        self.search.set_seed(seed);
        self.network.set_seed(seed);
    }

    /// Gives the partner another brush of the painting's table; what was planned with the old one is void. Says
    /// whether there is such a brush that it can paint with: one that smudges is the person's.
    pub fn set_brush(&mut self, index: u8) -> bool {
        let is_fit = self.replica.set_brush(index);
        if is_fit {
            self.search.planner.clear();
        }
        is_fit
    }

    /// The replica's painting, without what is only planned.
    #[must_use]
    pub fn painting(&self) -> &Painting {
        &self.replica.painting
    }

    /// The canvas before the target, with all strokes that are planned.
    #[must_use]
    pub fn scene(&self) -> &Scene {
        self.replica.scene()
    }

    /// What to copy; it is cropped and scaled to cover the canvas.
    pub fn set_target(&mut self, target: Option<&Picture>) {
        self.replica.set_target(target);
        self.belief.set_target(self.replica.scene().target());
        self.prefer();
        self.replica.accept_target();
        self.search.planner.clear();
        self.network.clear_sheets();
        self.rounds.begin_if_untouched(&self.network, &self.belief);
    }

    /// How the partner paints.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.settings
    }

    /// Changes how the partner paints from the next stroke on.
    pub fn set_settings(&mut self, settings: Settings) {
        self.replica.set_options(&settings.search);
        self.search.set_options(&settings.search);
        let strength = settings.strength.clamp(0.0, MAX_STRENGTH);
        let settings = Settings { strength, ..settings };
        let before = std::mem::replace(&mut self.settings, settings);
        if before.watches && !settings.watches {
            self.network.clear_demonstrations();
        }
        let is_other = before.strength != strength || before.mood != settings.mood;
        if is_other || before.novelty != settings.novelty || before.watches != settings.watches {
            self.prefer();
        }
    }

    /// Says where strokes are painted from the next one that is planned: around here, or anywhere. For this painting.
    pub fn set_focus(&mut self, focus: Option<Focus>) {
        self.search.planner.set_focus(focus);
    }

    /// Says where strokes are painted rather than elsewhere from the next on, and where rather not: discs whose
    /// weights say how much, 4 at most for [`Objective::liking`](crate::objective::Objective::liking). For this
    /// painting. What is planned is void.
    pub fn set_places(&mut self, places: Vec<Disc>) {
        self.belief.places = places;
        self.prefer();
    }

    /// Strokes have one of these colours from now on, also when they are polished; with none given, any. For
    /// this painting. What is planned is void.
    pub fn set_palette(&mut self, colors: Vec<Rgb8>) {
        self.replica.go_back(Rect::EMPTY);
        self.search.planner.set_palette(colors);
    }
}
