//! From motifs to a space, in slices.

use crate::correspondence::{Correspond, Correspondence};
use crate::framed::Framed;
use crate::generative::Generative;
use crate::pose::Pose;
use crate::preference::Preference;
use crate::relational::Learning;
use crate::rows::Rows;
use crate::space::{MAX_MOTIFS, grown};
use crate::{Error, Motif, Options, Space};

/// Motifs on their way to a space.
#[derive(Debug)]
pub struct Training {
    motifs: Vec<Motif>,
    framed: Vec<Framed>,
    turns: Vec<f32>,
    options: Options,
    phase: Phase,
}

#[derive(Debug)]
enum Phase {
    Matching(Box<Correspond>),
    Generative { network: Networks, step: u32 },
    Relational { network: Networks, learning: Learning, step: u32 },
    Over,
}

#[derive(Debug)]
struct Networks {
    correspondence: Correspondence,
    rows: Rows,
    generative: Generative,
}

impl Training {
    /// Begins with two to five motifs.
    pub fn new(motifs: Vec<Motif>, options: Options) -> Result<Self, Error> {
        check(&motifs)?;
        let framed = Framed::all(&motifs);
        let phase = Phase::Matching(Box::new(Correspond::new(&motifs, &framed, options)));
        let turns = vec![0.0; motifs.len()];
        Ok(Self { motifs, framed, turns, options, phase })
    }

    /// Begins with motifs whose strokes were matched before, and corrected.
    pub fn corrected(
        motifs: Vec<Motif>,
        correspondence: Correspondence,
        options: Options,
    ) -> Result<Self, Error> {
        correspondence.check(&motifs)?;
        let mut training = Self::new(motifs, options)?;
        training.phase = training.generative(correspondence);
        Ok(training)
    }

    /// Begins anew with the motifs of a space, of which one has its strokes in two slots swapped: a person's correction.
    #[must_use]
    pub fn of_corrected(space: Space, motif: usize, slot: usize, other: usize) -> Self {
        let Space { motifs, framed, turns, options, correspondence, .. } = space;
        let correspondence = correspondence.swapped(&framed, motif, slot, other);
        let mut training = Self { motifs, framed, turns, options, phase: Phase::Over };
        training.phase = training.generative(correspondence);
        training
    }

    /// Begins anew with the motifs of a space in another order: the second comes first, the first comes last.
    #[must_use]
    pub fn of_rotated(space: Space) -> Self {
        let Space { mut motifs, mut framed, mut turns, options, correspondence, .. } = space;
        motifs.rotate_left(1);
        framed.rotate_left(1);
        turns.rotate_left(1);
        let mut training = Self { motifs, framed, turns, options, phase: Phase::Over };
        training.phase = training.generative(correspondence.rotated());
        training
    }

    /// Goes on by one small step, a few ms at most; returns the space once it is whole.
    pub fn advance(&mut self) -> Option<Space> {
        let options = self.options;
        match &mut self.phase {
            Phase::Matching(correspond) => {
                if let Some(found) = correspond.advance(&mut self.turns) {
                    self.framed = turned(&self.motifs, &self.framed, &self.turns);
                    self.phase = self.generative(found);
                }
            }
            Phase::Generative { network, step } if *step < options.generative_steps => {
                network.generative.step(*step, options);
                *step += 1;
            }
            Phase::Relational { network, learning, step } if *step < options.relational_steps => {
                let (rows, generative) = (&network.rows, &network.generative);
                let codes = &generative.codes;
                let grown = |at, growth| grown(rows, generative, at, growth);
                let steps = options.relational_steps;
                learning.step(*step, steps, codes, rows.slots(), options.cycle, grown);
                *step += 1;
            }
            _ => match std::mem::replace(&mut self.phase, Phase::Over) {
                Phase::Generative { mut network, .. } => {
                    if options.solved {
                        network.generative.solve();
                    }
                    let learning = Learning::new(options.seed);
                    self.phase = Phase::Relational { network, learning, step: 0 };
                }
                Phase::Relational { network, mut learning, .. } => {
                    if options.solved && options.relational_steps > 0 {
                        let (rows, generative) = (&network.rows, &network.generative);
                        let grown = |at, growth| grown(rows, generative, at, growth);
                        learning.solve(&generative.codes, rows.slots(), options.cycle, grown);
                    }
                    return Some(Space {
                        motifs: std::mem::take(&mut self.motifs),
                        framed: std::mem::take(&mut self.framed),
                        turns: std::mem::take(&mut self.turns),
                        correspondence: network.correspondence,
                        rows: network.rows,
                        generative: network.generative,
                        relational: learning.network,
                        preference: Preference::default(),
                        options,
                    });
                }
                other => self.phase = other,
            },
        }
        None
    }

    /// Goes on until the space is whole, or `enough` says so.
    pub fn work(&mut self, mut enough: impl FnMut() -> bool) -> Option<Space> {
        loop {
            let space = self.advance();
            if space.is_some() || matches!(self.phase, Phase::Over) || enough() {
                return space;
            }
        }
    }

    /// Goes on until the space is whole.
    pub fn finish(motifs: Vec<Motif>, options: Options) -> Result<Space, Error> {
        let mut training = Self::new(motifs, options)?;
        loop {
            if let Some(space) = training.work(|| false) {
                return Ok(space);
            }
        }
    }

    /// How far it has come, in parts of a hundred.
    #[must_use]
    pub fn percent(&self) -> u32 {
        let (generative, relational) =
            (self.options.generative_steps, self.options.relational_steps);
        let all = u64::from(generative) + u64::from(relational) * 2 + 100;
        let done = match &self.phase {
            Phase::Matching(_) => 0,
            Phase::Generative { step, .. } => 100 + u64::from(*step),
            Phase::Relational { step, .. } => 100 + u64::from(generative) + 2 * u64::from(*step),
            Phase::Over => all,
        };
        u32::try_from(100 * done / all).unwrap_or(100)
    }

    fn generative(&self, correspondence: Correspondence) -> Phase {
        let rows = Rows::new(&self.motifs, &self.framed, &correspondence, self.options);
        let generative = Generative::new(&rows, self.options);
        Phase::Generative { network: Networks { correspondence, rows, generative }, step: 0 }
    }
}

/// Checks that there are as many motifs as a space takes.
pub(crate) fn check(motifs: &[Motif]) -> Result<(), Error> {
    let count = u32::try_from(motifs.len()).unwrap_or(u32::MAX);
    let most = u32::try_from(MAX_MOTIFS).unwrap_or(u32::MAX);
    Error::check("the number of motifs", count.into(), 2.0, most.into())
}

/// Motifs in frames that are turned.
pub(crate) fn turned(motifs: &[Motif], framed: &[Framed], turns: &[f32]) -> Vec<Framed> {
    let one = |((motif, framed), turn): ((&Motif, &Framed), &f32)| {
        let pose = Pose { turn: framed.pose.turn - turn, ..framed.pose };
        Framed::with_pose(motif, pose)
    };
    motifs.iter().zip(framed).zip(turns).map(one).collect()
}
