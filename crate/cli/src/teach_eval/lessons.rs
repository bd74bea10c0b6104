//! What the partner learns: people answer while it paints, in several ways, and beside them are partners that
//! learn nothing, or from answers that mean nothing.

use std::collections::HashMap;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use limner_agent::partner::Settings;
use limner_agent::people::{Answer, Impression, Look, Person};
use limner_agent::search::SearchOptions;
use limner_agent::taste::{Features, Taste, question};
use limner_core::{Judgement, Op, Verdict};
use limner_env::Random;
use rayon::prelude::*;

use super::kept::{Guesses, Kept, Key, Learned};
use super::oracle::{measured, tell};
use super::report::{Line, Report, draw};
use super::session::{Likeness, Session, Subject};
use super::statistics::mean;
use super::{Outcome, TeachEval, Trial};
use crate::contact_sheet;
use crate::eval::bar;
use crate::painter_options::Kind;

/// Outlines that a question's options are chosen from.
const OUTLINES: usize = 40;
/// Pairs of strokes by which is measured what was learned.
const PAIRS: usize = 400;

/// Who teaches, and what is made of it.
#[derive(clap::ValueEnum, Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[value(rename_all = "snake_case")]
pub(crate) enum Arm {
    /// Nobody
    None,
    /// Yes and no as in `yes_no`, dealt out in another order
    Shuffled,
    /// Yes and no, by which strokes are chosen but the policy does not rehearse
    Rerank,
    /// Yes and no on the last strokes
    YesNo,
    /// Which of two outlines
    Pairs,
    /// Which of four
    BestOfFour,
    /// Yes or no, which of two and which of four, in turn, as somebody answers who is asked now and then
    Mixed,
    /// Yes and no, but what is measured is what the policy proposes, as it comes, against the same untaught
    PolicyAlone,
}

impl Arm {
    /// The arm's name in tables.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Shuffled => "shuffled",
            Self::Rerank => "rerank",
            Self::YesNo => "yes_no",
            Self::Pairs => "pairs",
            Self::BestOfFour => "best_of_four",
            Self::Mixed => "mixed",
            Self::PolicyAlone => "policy_alone",
        }
    }

    /// How many options there are to choose among for the answer of this number, from 0 on; `None` where yes or no is
    /// said.
    fn options(self, answer: usize) -> Option<usize> {
        match (self, answer % 3) {
            (Self::Pairs, _) | (Self::Mixed, 1) => Some(2),
            (Self::BestOfFour, _) | (Self::Mixed, 2) => Some(4),
            _ => None,
        }
    }
}

/// One painting with answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Lesson {
    person: usize,
    /// `None` for a partner that is told what the person wants.
    arm: Option<Arm>,
    answers: usize,
    trial: usize,
}

/// What was noted while it was taught.
#[derive(Default)]
struct Notes {
    /// Each yes or no.
    said: Vec<Option<bool>>,
    update_ms: Vec<f64>,
}

impl Lesson {
    /// The lesson's arm's name.
    fn name(&self) -> &'static str {
        self.arm.map_or("told", Arm::name)
    }
}

impl TeachEval {
    pub(super) fn run_lessons(
        &self,
        people: &[Person],
        subjects: &[Subject],
        trials: &[Trial],
    ) -> Result<()> {
        let counts = self.counts()?;
        let kept = Kept::open(self.keep.as_deref(), &self.how(people)?)?;
        let controls = self.controls(subjects, trials, &counts)?;
        // The policy by itself is held against itself.
        let alone = match self.arms.contains(&Arm::PolicyAlone) {
            true => self.controls_alone(subjects, trials, &counts)?,
            false => Vec::new(),
        };
        let told = [None].into_iter();
        let arms: Vec<Option<Arm>> = told.chain(self.arms.iter().copied().map(Some)).collect();
        let arms = || arms.iter().copied().filter(|arm| *arm != Some(Arm::None));
        let per_trial = people.len() * arms().count() * counts.len();
        let unseen = self.unseen(subjects, trials)?;
        let bar = bar("taught", per_trial * trials.len())?;
        let teach = |(lesson, given): (&Lesson, Option<&[Option<bool>]>)| {
            let person = &people[lesson.person];
            let trial = &trials[lesson.trial];
            let subject = &subjects[trial.subject];
            let key = Key {
                person: person.name.clone(),
                arm: lesson.name().to_owned(),
                answers: lesson.answers,
                picture: subject.name.clone(),
                seed: trial.seed,
            };
            if let Some(learned) = kept.get(&key) {
                bar.inc(1);
                return Ok((*lesson, learned.clone()));
            }
            let learned = self
                .lesson(subjects, trial, person, lesson, given, &unseen[lesson.trial])
                .with_context(|| {
                    let (arm, picture) = (lesson.name(), &subject.name);
                    format!("{} ({arm}) before {picture}, seed {}", person.name, trial.seed)
                })?;
            bar.inc(1);
            Ok((*lesson, kept.add(key, learned)?))
        };
        let mut learned = HashMap::<Lesson, Learned>::new();
        // One painting after another: what is kept of an evaluation that was interrupted is mostly
        // whole ones.
        for trial in 0..trials.len() {
            let mut lessons = Vec::new();
            for person in 0..people.len() {
                for arm in arms() {
                    let of = |answers: &usize| Lesson { person, arm, answers: *answers, trial };
                    lessons.extend(counts.iter().map(of));
                }
            }
            // Shuffled answers are those that others gave: they wait for them.
            let (late, early): (Vec<Lesson>, Vec<Lesson>) =
                lessons.into_iter().partition(|lesson: &Lesson| lesson.arm == Some(Arm::Shuffled));
            let early = early.par_iter().map(|lesson| teach((lesson, None)));
            learned.extend(early.collect::<Result<Vec<_>>>()?);
            let given = |lesson: &Lesson| {
                let as_given = Lesson { arm: Some(Arm::YesNo), ..*lesson };
                learned.get(&as_given).map(|learned| learned.said.clone()).unwrap_or_default()
            };
            let given: Vec<Vec<Option<bool>>> = late.iter().map(given).collect();
            let pairs: Vec<(&Lesson, &Vec<Option<bool>>)> = late.iter().zip(&given).collect();
            let late = pairs.par_iter().map(|(lesson, given)| teach((lesson, Some(given))));
            learned.extend(late.collect::<Result<Vec<_>>>()?);
        }
        bar.finish_and_clear();

        let lines = self.lines(people, &counts, [&controls, &alone], &learned);
        let report = Report { lines };
        report.print_lessons();
        report.write(self.json.as_deref())?;
        draw(self.plot.as_deref(), &report.lessons_chart(trials.len()))
    }

    /// Strokes that nobody judges: for each trial those of another painting of its picture, whatever else is measured.
    fn unseen(&self, subjects: &[Subject], trials: &[Trial]) -> Result<Vec<Vec<Look>>> {
        const OTHER: u32 = 0x0ddb_a115;
        let paint = |trial: &Trial| {
            let mut session =
                self.session(subjects, &Trial { seed: trial.seed ^ OTHER, ..*trial })?;
            session.paint(self.before + self.after)?;
            Ok(session.looks(0))
        };
        trials.par_iter().map(paint).collect()
    }

    /// How lessons are measured: those of other settings are others.
    fn how(&self, people: &[Person]) -> Result<String> {
        let partner = self.options.partner(Kind::Page)?;
        let settings =
            Settings { exploring: self.exploring, strength: self.strength, ..partner.settings() };
        Ok(format!(
            "{} px, {} strokes before, {} judged, {} after, {} teacher, weights {:08x}, {settings:?}, {people:?}",
            self.pictures.size,
            self.before,
            self.judged,
            self.after,
            self.teacher.name(),
            partner.network().weights_hash(),
        ))
    }

    /// What each arm came to for each person after so many answers.
    fn lines(
        &self,
        people: &[Person],
        counts: &[usize],
        [controls, alone]: [&[Vec<Outcome>]; 2],
        learned: &HashMap<Lesson, Learned>,
    ) -> Vec<Line> {
        let mut lines = Vec::new();
        for (p, person) in people.iter().enumerate() {
            for (c, answers) in counts.iter().copied().enumerate() {
                let [controls, alone] = [controls, alone]
                    .map(|of| of.iter().map(|outcomes| &outcomes[c]).collect::<Vec<&Outcome>>());
                let of = |arm: Option<Arm>| -> Vec<&Learned> {
                    let lesson = |trial| Lesson { person: p, arm, answers, trial };
                    (0..controls.len()).filter_map(|trial| learned.get(&lesson(trial))).collect()
                };
                let measured = |of: &[&Learned], controls: &[&Outcome]| {
                    let outcomes: Vec<(f64, Likeness)> =
                        of.iter().map(|learned| (learned.score, learned.likeness)).collect();
                    measured(person, &outcomes, controls)
                };
                let oracle = measured(&of(None), &controls).gain.mean;
                for arm in self.arms.iter().copied() {
                    let line = if arm == Arm::None {
                        Line::new(person, arm.name(), answers, &super::oracle::nothing())
                    } else {
                        let of = of(Some(arm));
                        let held_against = if arm == Arm::PolicyAlone { &alone } else { &controls };
                        let ms: Vec<f64> =
                            of.iter().flat_map(|learned| learned.update_ms.clone()).collect();
                        let guesses = Guesses::all(of.iter().map(|learned| &learned.guesses));
                        Line {
                            update_ms: (!ms.is_empty()).then(|| mean(&ms)),
                            accuracy: guesses.accuracy(),
                            calibration: guesses.calibration(),
                            ..Line::new(person, arm.name(), answers, &measured(&of, held_against))
                        }
                    };
                    lines.push(Line { oracle: Some(oracle), ..line });
                }
            }
        }
        lines
    }

    /// The answer counts in order.
    pub(super) fn counts(&self) -> Result<Vec<usize>> {
        let mut counts = self.at.clone();
        counts.sort_unstable();
        counts.dedup();
        if counts.is_empty() || counts[0] == 0 {
            bail!("--at wants answer counts of at least 1");
        }
        if self.judged == 0 || self.judged > self.before {
            bail!("--judged is {}, it must be 1 to {} (--before)", self.judged, self.before);
        }
        if self.arms.contains(&Arm::Shuffled) && !self.arms.contains(&Arm::YesNo) {
            bail!("--arms has shuffled, whose answers are those of yes_no: name that too");
        }
        Ok(counts)
    }

    fn lesson(
        &self,
        subjects: &[Subject],
        trial: &Trial,
        person: &Person,
        lesson: &Lesson,
        given: Option<&[Option<bool>]>,
        unseen: &[Look],
    ) -> Result<Learned> {
        let (mut session, notes) = self.taught(subjects, trial, person, lesson, given)?;
        let guesses = match lesson.arm {
            Some(_) => guesses(session.partner().taste(), person, unseen),
            None => Guesses::default(),
        };
        if lesson.arm == Some(Arm::PolicyAlone) {
            policy_alone(&mut session);
        }
        let outcome = self.outcome(&mut session)?;
        let (score, likeness) = (mean(&outcome.scores(person)), outcome.likeness);
        let Notes { said, update_ms } = notes;
        Ok(Learned { score, likeness, said, update_ms, guesses })
    }

    /// A painting in which the partner was given all answers.
    fn taught<'a>(
        &self,
        subjects: &'a [Subject],
        trial: &Trial,
        person: &Person,
        lesson: &Lesson,
        given: Option<&[Option<bool>]>,
    ) -> Result<(Session<'a>, Notes)> {
        let mut session = self.session(subjects, trial)?;
        let mut random = Random::new(trial.seed ^ 0x7ea_c4e5);
        let mut notes = Notes::default();
        let Some(arm) = lesson.arm else {
            self.looked_at(&mut session, lesson.answers)?;
            tell(session.partner_mut(), person, self.strength);
            return Ok((session, notes));
        };
        session.paint(self.before)?;
        session.partner_mut().rehearse(arm != Arm::Rerank);
        let given = given.map(|given| shuffled(given, &mut random));
        for i in 0..lesson.answers {
            let until = session.painted() - self.judged;
            let looks = session.looks(0);
            let score = |look: &Look| person.score(look);
            let mut seen = Impression::default();
            looks[..until].iter().map(score).for_each(|score| seen.see(score));
            match arm.options(i) {
                None => {
                    let scores: Vec<f32> = looks[until..].iter().map(score).collect();
                    let own = self.teacher.likes(&scores, &seen, &mut random);
                    let said = given.as_ref().map_or(own, |given| given.get(i).copied().flatten());
                    notes.said.push(said);
                    if let Some(yes) = said {
                        let judged: Vec<Features> =
                            looks[until..].iter().map(|look| look.features).collect();
                        self.judge(&mut session, yes, &judged, &mut notes)?;
                    }
                }
                Some(count) => {
                    self.ask(&mut session, person, count, &seen, &mut random, &mut notes)?;
                }
            }
            session.paint(self.judged)?;
        }
        Ok((session, notes))
    }

    /// Paints each subject once untaught, and once for each person after the first number of answers, as the
    /// last of the arms has them; writes all of them side by side.
    pub(super) fn write_sheet(
        &self,
        path: &Path,
        people: &[Person],
        subjects: &[Subject],
        trials: &[Trial],
    ) -> Result<()> {
        let answers = self.counts()?[0];
        let arm = self.arms.last().copied();
        let columns: Vec<Option<usize>> =
            [None].into_iter().chain((0..people.len()).map(Some)).collect();
        let firsts = trials.chunks(self.seeds as usize).map(|seeds| &seeds[0]);
        let firsts: Vec<&Trial> = firsts.collect();
        let bar = bar("painted", columns.len() * firsts.len())?;
        let painted = |column: &Option<usize>| {
            let one = |trial: &&Trial| {
                let mut session = match *column {
                    None => {
                        let mut session = self.session(subjects, trial)?;
                        session.paint(self.before + self.judged * answers)?;
                        session
                    }
                    Some(person) => {
                        let lesson = Lesson { person, arm, answers, trial: 0 };
                        self.taught(subjects, trial, &people[person], &lesson, None)?.0
                    }
                };
                session.paint(self.after)?;
                bar.inc(1);
                Ok(session.rgb())
            };
            firsts.iter().map(one).collect::<Result<Vec<_>>>()
        };
        let columns = columns.par_iter().map(painted).collect::<Result<Vec<_>>>()?;
        bar.finish_and_clear();
        contact_sheet::write(path, [self.pictures.size.into(); 2], &columns)?;
        let names: Vec<&str> = people.iter().map(|person| person.name.as_str()).collect();
        println!("from left to right: untaught, {}", names.join(", "));
        Ok(())
    }

    /// Says yes or no to the last strokes, as the page does.
    fn judge(
        &self,
        session: &mut Session<'_>,
        yes: bool,
        judged: &[Features],
        notes: &mut Notes,
    ) -> Result<()> {
        let verdict = if yes { Verdict::Yes } else { Verdict::No };
        let mut copy = session.partner().taste().clone();
        let began = Instant::now();
        copy.judge(judged, verdict);
        notes.update_ms.push(1e3 * began.elapsed().as_secs_f64());
        session.push(Op::Judge(Box::new(Judgement {
            verdict,
            strokes: session.last(self.judged),
            proposals: Vec::new(),
            revision: session.partner().replica().revision(),
            target: 0,
            weights: session.partner().network().weights_hash(),
        })))
    }

    /// Asks which of so many outlines is the best.
    fn ask(
        &self,
        session: &mut Session<'_>,
        person: &Person,
        count: usize,
        seen: &Impression,
        random: &mut Random,
        notes: &mut Notes,
    ) -> Result<()> {
        let outlines = session.partner_mut().outlines(OUTLINES)?;
        let candidates: Vec<Features> = outlines.iter().map(|outline| outline.features).collect();
        let taste = session.partner().taste();
        let Some(question) = question::most_telling(taste, &candidates, count, random) else {
            return Ok(());
        };
        let options: Vec<Features> = question.options.iter().map(|i| candidates[*i]).collect();
        let score = |i: &usize| {
            let outline = &outlines[*i];
            person.score(&Look::of(&outline.stroke, &outline.around))
        };
        let scores: Vec<f32> = question.options.iter().map(score).collect();
        let best = match self.teacher.chooses(&scores, seen, random) {
            Answer::One(best) => Some(best),
            Answer::Tie => None,
            Answer::Skip => return Ok(()),
        };
        let mut copy = taste.clone();
        let began = Instant::now();
        copy.choose(&options, best);
        notes.update_ms.push(1e3 * began.elapsed().as_secs_f64());
        session.partner_mut().chosen(&options, best);
        Ok(())
    }
}

/// Lets the policy alone paint what follows, with what is believed and rehearsed.
pub(super) fn policy_alone(session: &mut Session<'_>) {
    let settings = session.partner().settings();
    let search = SearchOptions::unrefined();
    session.partner_mut().set_settings(Settings { search, ..settings });
    session.partner_mut().rehearse(false);
}

fn shuffled(given: &[Option<bool>], random: &mut Random) -> Vec<Option<bool>> {
    let mut given = given.to_vec();
    for i in (1..given.len()).rev() {
        given.swap(i, random.below(i + 1));
    }
    given
}

/// What a taste says of pairs of strokes: how sure it is, and whether it is right.
fn guesses(taste: &Taste, person: &Person, looks: &[Look]) -> Guesses {
    let mut random = Random::new(77);
    let mut guesses = Guesses::default();
    if looks.len() < 2 || taste.judged() == 0 {
        return guesses;
    }
    for _ in 0..PAIRS {
        let [a, b] = [0, 1].map(|_| &looks[random.below(looks.len())]);
        let wanted = person.score(a) - person.score(b);
        let first = f64::from(taste.prefers(&a.features, &b.features));
        if wanted != 0.0 {
            guesses.add(first.max(1.0 - first), (wanted > 0.0) == (first > 0.5));
        }
    }
    guesses
}
