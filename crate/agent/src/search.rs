//! Everything that steers how strokes are searched for and improved, in one place, with the values that
//! are shipped and the presets that are measured.
//!
//! [`SearchOptions::page`] is what the page runs, [`SearchOptions::full`] what a program without anybody
//! waiting can afford, [`SearchOptions::quick`] the same in a hurry. [`SearchOptions::gradient`] and
//! [`SearchOptions::random`] leave away so much that they are baselines. `limner ablate` varies single fields.

/// How a partner searches for strokes and improves them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SearchOptions {
    /// How much is tried before each stroke.
    pub effort: Effort,
    /// Where proposals come from.
    pub proposing: Proposing,
    /// On which levels and where windows are drawn.
    pub placing: Placing,
    /// How candidates climb their gradient.
    pub refining: Refining,
    /// By what the stroke to paint is chosen.
    pub choosing: Choosing,
    /// When planned strokes are polished together, before they are told.
    pub polish: Polish,
    /// How one polish goes.
    pub descent: Descent,
    /// How many planned strokes are told together.
    pub telling: Telling,
    /// When strokes that are on the log are polished.
    pub amending: Amending,
    /// Whether strokes lie on the lattice of their size ([`limner_core::format::lattice`]), so that they take few
    /// bytes in a link.
    pub on_lattice: bool,
}

/// How much the planner tries.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effort {
    /// Windows proposed for before each stroke.
    pub windows: usize,
    /// How often eight proposals are made for each window.
    pub samples: usize,
    /// Proposals that are refined on their window's level (broad ones on the next coarser), each time.
    pub entrants: usize,
    /// Gradient steps on the best of the proposals; on the others fewer.
    pub trials: usize,
    /// Candidates that are refined one level finer.
    pub finalists: usize,
    /// Gradient steps on each finalist.
    pub steps: usize,
    /// Refined proposals that are kept for later strokes.
    pub pool: usize,
    /// The finest level that windows are drawn on: 0, where a window pixel is one of the canvas, for all.
    pub finest: usize,
}

/// Where proposals come from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Proposing {
    /// How far samples stray from what the policy thinks of first: 0 for not at all, 1 as it learned.
    pub temperature: f32,
    /// The part of the windows, rounded down, that chance proposes for: the policy knows what mostly pays,
    /// chance comes upon what it has not thought of, and refinement makes the best of both. A partner
    /// without weights proposes by chance everywhere.
    pub by_chance: f32,
    /// Whether what is preferred is told to the policy alone, and not to the search: what is found then is the
    /// policy's own. The picture is seen in the colours that are preferred all the same.
    pub told_alone: bool,
}

impl Default for Proposing {
    fn default() -> Self {
        Self { temperature: 1.0, by_chance: 0.0, told_alone: false }
    }
}

/// On which levels and where windows are drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placing {
    /// The part of the windows that is spread evenly over the levels; the rest go where strokes were won.
    pub even: f32,
    /// How quickly a level's share of the strokes won is forgotten: the part of it that a stroke replaces.
    pub forgetting: f32,
    /// Places where there is error that a focus may choose from for one window.
    pub places: usize,
    /// How much strokes are wanted at least, however far from the focus: where nothing is left to do near
    /// it, there may be elsewhere.
    pub far: f32,
}

impl Default for Placing {
    fn default() -> Self {
        Self { even: 0.6, forgetting: 0.08, places: 12, far: 1e-3 }
    }
}

/// How candidates climb their gradient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Refining {
    /// First size of the Adam steps on raw numbers; falls to a quarter over a refinement.
    pub rate: f32,
    /// Rounds that the steps on entrants are divided into; after each the better half of them goes on
    /// (successive halving, Jamieson & Talwalkar 2016).
    pub rounds: usize,
    /// Strokes with a mean radius beyond this, in pixels of a level, are drawn on the next coarser one: at
    /// a quarter of the cost their gradient says the same.
    pub broad: f32,
}

impl Default for Refining {
    fn default() -> Self {
        Self { rate: 0.12, rounds: 3, broad: 3.0 }
    }
}

/// By what the stroke to paint is chosen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Choosing {
    /// Candidates whose exact gain is measured, where there is no taste to weigh.
    pub measured: usize,
    /// Candidates whose exact gain is measured, where there is a taste: gains are close, and how much is liked decides.
    pub measured_with_taste: usize,
    /// A candidate whose exact gain is less than this part of what the soft raster said is let go: what
    /// looks good on a coarse level only would stay on top for ever.
    pub overrated: f32,
    /// Searches in vain before the planner says that nothing is left to do. A few in a row may be: where a taste is strong,
    /// those come first that the soft raster promises too much of.
    pub patience: usize,
    /// Proposals in a row that may be not worth their price before the partner says that none is.
    pub price_patience: usize,
}

impl Default for Choosing {
    fn default() -> Self {
        Self {
            measured: 2,
            measured_with_taste: 16,
            overrated: 0.25,
            patience: 16,
            price_patience: 16,
        }
    }
}

/// How much is polished at once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PolishRound {
    /// How many of the last strokes are polished.
    pub reach: usize,
    /// Gradient steps; 0 for no polish.
    pub steps: usize,
    /// Pixels of all strokes' rectangles together that a step may look at: the finest level is taken on
    /// which there are no more.
    pub pixels: usize,
}

impl PolishRound {
    /// No polish.
    pub const NONE: Self = Self { reach: 0, steps: 0, pixels: 0 };
}

/// When planned strokes are polished together: they are nobody's yet, and free to become others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Polish {
    /// Strokes between two rounds; 0 for none before they are to be told.
    pub every: usize,
    /// The round after so many strokes.
    pub round: PolishRound,
    /// The rounds before strokes are told, or a plan is complete, one after the other.
    pub last: [PolishRound; 2],
}

impl Polish {
    /// No polish.
    pub const NONE: Self =
        Self { every: 0, round: PolishRound::NONE, last: [PolishRound::NONE; 2] };

    /// As many steps in rounds on the last 64 strokes while painting, and so many on all of the last 256 at
    /// the end, after half as many on a coarser level.
    #[must_use]
    pub const fn thorough(every: usize, steps: usize, last_steps: usize) -> Self {
        let last = PolishRound { reach: 256, steps: last_steps, pixels: 1 << 19 };
        Self {
            every,
            round: PolishRound { reach: 64, steps, pixels: 1 << 16 },
            last: [PolishRound { steps: last_steps / 2, pixels: 1 << 17, ..last }, last],
        }
    }
}

/// How one polish goes: steps of Adam on shapes and of Newton, shortened, on colours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Descent {
    /// First size of a step of points, in parts of the mean radius and a pixel.
    pub point: f32,
    /// First size of a step of radii, in parts of themselves.
    pub radius: f32,
    /// First size of a step of opacity.
    pub opacity: f32,
    /// The part of their first size that steps fall to over a round.
    pub fall: f32,
    /// Part of the way that a colour goes to where it would be best if nothing else moved.
    pub color: f32,
    /// How quickly the means of the gradient and of its square forget.
    pub memory: [f32; 2],
}

impl Default for Descent {
    fn default() -> Self {
        Self {
            point: 0.08,
            radius: 0.06,
            opacity: 0.03,
            fall: 0.2,
            color: 0.4,
            memory: [0.8, 0.95],
        }
    }
}

/// How many planned strokes are told together; until then they are polished together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Telling {
    /// Strokes in a plan's first group: one where somebody waits for the first stroke.
    pub first: usize,
    /// The most strokes of a group; each is twice as large as the one before, up to this.
    pub most: usize,
}

impl Telling {
    /// A plan is told when it is complete.
    pub const AT_THE_END: Self = Self { first: usize::MAX, most: usize::MAX };
}

/// When strokes that are on the log are polished, which amends them there: the page's `studio::polishing`
/// asks for it by the same numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Amending {
    /// Strokes that are painted between two rounds; 0 for never.
    pub every: usize,
    /// Where the partner stops before a round, fewer strokes than this are not worth one.
    pub least: usize,
    /// The round after so many strokes, on at most the strokes since the last one.
    pub round: PolishRound,
}

impl Amending {
    /// No amendments: what is on the log stays as it is.
    pub const NEVER: Self = Self { every: 0, least: 0, round: PolishRound::NONE };
}

impl Default for SearchOptions {
    /// The page's preset, see [`SearchOptions::page`].
    fn default() -> Self {
        Self::page()
    }
}

impl SearchOptions {
    /// For a page: some milliseconds a stroke, the first one at once, told in small groups; what was painted
    /// is amended every now and then.
    #[must_use]
    pub fn page() -> Self {
        let effort = Effort {
            windows: 3,
            samples: 1,
            entrants: 12,
            trials: 8,
            finalists: 3,
            steps: 6,
            pool: 16,
            finest: 0,
        };
        let told = PolishRound { reach: 16, steps: 8, pixels: 1 << 14 };
        Self {
            effort,
            proposing: Proposing::default(),
            placing: Placing::default(),
            refining: Refining::default(),
            choosing: Choosing::default(),
            polish: Polish { last: [told, PolishRound::NONE], ..Polish::NONE },
            descent: Descent::default(),
            telling: Telling { first: 1, most: 16 },
            amending: Amending {
                every: 32,
                least: 8,
                // More would be felt as a pause.
                round: PolishRound { reach: 24, steps: 12, pixels: 1 << 16 },
            },
            on_lattice: true,
        }
    }

    /// For a program that nobody waits for: four times the windows, half of them by chance, and strokes
    /// that stay free until the plan is complete.
    #[must_use]
    pub fn full() -> Self {
        let page = Self::page();
        Self {
            effort: Effort { windows: 16, entrants: 20, trials: 10, steps: 8, ..page.effort },
            proposing: Proposing { by_chance: 0.5, ..page.proposing },
            polish: Polish::thorough(10, 10, 30),
            telling: Telling::AT_THE_END,
            amending: Amending::NEVER,
            ..page
        }
    }

    /// As [`SearchOptions::full`] in a quarter of the time; the policy proposes for all windows.
    #[must_use]
    pub fn quick() -> Self {
        let full = Self::full();
        Self {
            effort: Effort { windows: 3, entrants: 8, trials: 6, steps: 3, ..full.effort },
            proposing: Proposing { by_chance: 0.0, ..full.proposing },
            polish: Polish::thorough(20, 6, 10),
            ..full
        }
    }

    /// What the policy proposes as it comes: the best by what it gains, neither refined nor polished, nor chosen for
    /// being liked.
    #[must_use]
    pub fn unrefined() -> Self {
        let page = Self::page();
        Self {
            effort: Effort {
                entrants: 4,
                trials: 0,
                finalists: 4,
                steps: 0,
                pool: 0,
                ..page.effort
            },
            proposing: Proposing { told_alone: true, ..page.proposing },
            polish: Polish::NONE,
            telling: Telling::AT_THE_END,
            amending: Amending::NEVER,
            ..page
        }
    }

    /// For a partner without weights: of eight strokes at random where the error is the best, in its best
    /// colour.
    #[must_use]
    pub fn random() -> Self {
        let effort = Effort {
            windows: 1,
            samples: 1,
            entrants: 1,
            trials: 0,
            finalists: 1,
            steps: 0,
            pool: 0,
            finest: 0,
        };
        Self { effort, polish: Polish::NONE, ..Self::full() }
    }

    /// For a partner without weights: the exact gradient alone, on the best of eight strokes at random.
    #[must_use]
    pub fn gradient() -> Self {
        let random = Self::random();
        Self { effort: Effort { trials: 16, steps: 32, ..random.effort }, ..random }
    }
}
