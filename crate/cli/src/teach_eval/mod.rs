//! `limner teach-eval`: what the partner learns from simulated people, and what it could.

mod kept;
mod lessons;
mod oracle;
mod people_file;
mod report;
mod session;
mod statistics;

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use limner_agent::partner::{EXPLORING, Settings};
use limner_agent::people::{Look, Person, Teacher};
use rayon::prelude::*;

use crate::eval::{Pictures, bar, wanted};
use crate::files::writable;
use crate::painter_options::PainterOptions;
use lessons::Arm;
use session::{Likeness, Session, Subject};

/// Measures learning from simulated people, with the partner as the page runs it.
///
/// A person wants something of strokes that the partner does not know. The gain is how much better its strokes
/// after some answers please them on the mean than those of the same partner without answers, in standard
/// deviations of that partner's strokes on one painting; intervals are of 95 %, over seeds and pictures.
#[derive(Args, Debug)]
pub(crate) struct TeachEval {
    #[command(flatten)]
    pictures: Pictures,
    /// Answer counts at which to measure.
    #[arg(long, value_delimiter = ',', default_value = "5,10,25")]
    at: Vec<usize>,
    /// Who teaches; several are set side by side.
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "none,shuffled,rerank,yes_no,pairs,best_of_four,mixed,policy_alone"
    )]
    arms: Vec<Arm>,
    /// How people answer (B-Pref, Lee et al. 2021): as they feel; the more surely the more it matters (rational,
    /// β = 1); wrongly once in ten times (mistaken); not at all, or that they are equally good, where it matters
    /// little (skipping, tying); by what came last (myopic).
    #[arg(long, default_value = Teacher::Noiseless.name(), value_parser = teachers())]
    teacher: Teacher,
    /// Seeds on each picture.
    #[arg(long, default_value_t = 3)]
    seeds: u32,
    /// People from a file instead of the usual ones: a JSON list of {"name", "terms": [{"of": [FEATURE] or
    /// [FEATURE, FEATURE], "weight"}, {"inside": [x, y, r], "weight"}]}.
    #[arg(long, value_name = "FILE")]
    people: Option<PathBuf>,
    /// Strokes between two answers: a yes or no is about those.
    #[arg(long, default_value_t = 8)]
    judged: usize,
    /// Strokes before the first answer.
    #[arg(long, default_value_t = 48)]
    before: usize,
    /// Strokes that are measured after the last answer.
    #[arg(long, default_value_t = 128)]
    after: usize,
    /// Tell the partner what each person wants, at each of these strengths, and measure gain against loss.
    #[arg(long)]
    oracle: bool,
    /// How much strokes lean to what may be liked while somebody judges; 0 for not at all.
    #[arg(long, default_value_t = EXPLORING)]
    exploring: f32,
    /// How strongly the partner is told that the others are set beside.
    #[arg(long, default_value_t = 1.0)]
    strength: f32,
    /// How strongly it is told with --oracle.
    #[arg(long, value_delimiter = ',', default_value = "0.25,0.5,1,1.5,2,3")]
    strengths: Vec<f32>,
    /// Write an object a line here.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Draw it here (SVG).
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,
    /// Keep each lesson here as soon as it is measured, and measure none that this holds already: an evaluation that was
    /// interrupted goes on, and one of more seeds or answers measures only those. For one build of the program.
    #[arg(long, value_name = "FILE", conflicts_with = "oracle")]
    keep: Option<PathBuf>,
    /// Measure nothing, but paint each picture untaught, and for each person after the first number of answers
    /// of the last arm, side by side, here (PNG).
    #[arg(long, value_name = "FILE", conflicts_with_all = ["oracle", "json", "keep", "plot"])]
    sheet: Option<PathBuf>,
    #[command(flatten)]
    options: PainterOptions,
}

/// Who answers, by name.
fn teachers() -> impl TypedValueParser<Value = Teacher> {
    let names = PossibleValuesParser::new(Teacher::ALL.map(Teacher::name));
    names.try_map(|name| Teacher::by_name(&name).ok_or("nobody answers like that"))
}

/// A painting of one picture from one seed.
#[derive(Clone, Copy)]
struct Trial {
    subject: usize,
    seed: u32,
}

/// What the strokes that are measured look like, and the painting after the last of them.
struct Outcome {
    looks: Vec<Look>,
    likeness: Likeness,
}

impl Outcome {
    /// How much somebody likes each of the strokes.
    fn scores(&self, person: &Person) -> Vec<f64> {
        self.looks.iter().map(|look| f64::from(person.score(look))).collect()
    }
}

impl TeachEval {
    /// Paints, measures and prints.
    pub(crate) fn run(&self) -> Result<()> {
        self.pictures.check_size()?;
        if self.seeds == 0 {
            bail!("--seeds is 0, it must be at least 1");
        }
        if self.after == 0 {
            bail!("--after is 0, it must be at least 1");
        }
        let is_strength = |v: &f32| v.is_finite() && *v > 0.0;
        if let Some(strength) = self.strengths.iter().find(|v| !is_strength(v)) {
            bail!("--strengths has {strength}, each must be more than 0");
        }
        if !(0.0..=10.0).contains(&self.exploring) {
            bail!("--exploring is {}, it must be 0 to 10", self.exploring);
        }
        if !is_strength(&self.strength) {
            bail!("--strength is {}, it must be more than 0", self.strength);
        }
        if !self.oracle {
            self.counts()?;
        }
        for path in self.json.iter().chain(&self.keep).chain(&self.plot).chain(&self.sheet) {
            writable(path)?;
        }
        let people = people_file::read(self.people.as_deref())?;
        let side = self.pictures.size;
        let subjects = (self.pictures.files()?.iter())
            .map(|file| Subject::new(side, file, wanted(file, side.into())?))
            .collect::<Result<Vec<_>>>()?;
        let named = |name: &str| subjects.iter().filter(|subject| subject.name == name).count();
        let twice = subjects.iter().find(|subject| named(&subject.name) > 1);
        if let (Some(_), Some(Subject { name, .. })) = (&self.keep, twice) {
            bail!("two pictures are called {name}: lessons that are kept could not be told apart");
        }
        let trials: Vec<Trial> = (0..subjects.len())
            .flat_map(|subject| (0..self.seeds).map(move |i| (subject, i)))
            .map(|(subject, i)| Trial { subject, seed: self.options.seed().wrapping_add(i) })
            .collect();
        if let Some(sheet) = &self.sheet {
            self.write_sheet(sheet, &people, &subjects, &trials)
        } else if self.oracle {
            self.run_oracle(&people, &subjects, &trials)
        } else {
            self.run_lessons(&people, &subjects, &trials)
        }
    }

    fn session<'a>(&self, subjects: &'a [Subject], trial: &Trial) -> Result<Session<'a>> {
        let mut session = Session::new(&subjects[trial.subject], &self.options, trial.seed)?;
        let settings = session.partner().settings();
        session.partner_mut().set_settings(Settings { exploring: self.exploring, ..settings });
        Ok(session)
    }

    /// What the partner paints in each trial for somebody who says nothing, where after each of these counts of answers
    /// would be measured.
    fn controls(
        &self,
        subjects: &[Subject],
        trials: &[Trial],
        counts: &[usize],
    ) -> Result<Vec<Vec<Outcome>>> {
        let bar = bar("without answers", trials.len() * counts.len())?;
        let control = |trial: &Trial| {
            let one = |answers: &usize| {
                let mut session = self.session(subjects, trial)?;
                self.looked_at(&mut session, *answers)?;
                bar.inc(1);
                self.outcome(&mut session)
            };
            counts.iter().map(one).collect()
        };
        trials.par_iter().map(control).collect()
    }

    /// Paints what somebody sees who would answer so often but says nothing. Who answers interrupts the partner's plans,
    /// which costs a tenth of a decibel whatever is said; so does this.
    fn looked_at(&self, session: &mut Session<'_>, answers: usize) -> Result<()> {
        session.paint(self.before)?;
        (0..answers).try_for_each(|_| session.paint(self.judged))
    }

    /// What the policy alone paints for somebody who says nothing, likewise.
    fn controls_alone(
        &self,
        subjects: &[Subject],
        trials: &[Trial],
        counts: &[usize],
    ) -> Result<Vec<Vec<Outcome>>> {
        let bar = bar("the policy alone", trials.len() * counts.len())?;
        let control = |trial: &Trial| {
            let one = |answers: &usize| {
                let mut session = self.session(subjects, trial)?;
                self.looked_at(&mut session, *answers)?;
                lessons::policy_alone(&mut session);
                bar.inc(1);
                self.outcome(&mut session)
            };
            counts.iter().map(one).collect()
        };
        trials.par_iter().map(control).collect()
    }
}
