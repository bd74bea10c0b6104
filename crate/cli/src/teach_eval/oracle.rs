//! What the partner could do if it knew: it is told what a person wants, at several strengths, and what that
//! gains is set against what it costs. An oracle that cannot steer cannot be learned towards.

use anyhow::Result;
use limner_agent::partner::{Partner, Settings};
use limner_agent::people::Person;
use rayon::prelude::*;

use super::lessons::policy_alone;
use super::report::{Line, Report, draw};
use super::session::{Likeness, Session, Subject};
use super::statistics::{Estimate, mean, variance};
use super::{Outcome, TeachEval, Trial};
use crate::eval::bar;

/// Tells a partner what somebody wants, so strongly; their weights' norm does not matter.
pub(crate) fn tell(partner: &mut Partner, person: &Person, strength: f32) {
    partner.set_settings(Settings { strength, ..partner.settings() });
    partner.set_preference(Some(person.wants.scaled(1.0 / person.wants.norm())));
}

impl TeachEval {
    pub(super) fn run_oracle(
        &self,
        people: &[Person],
        subjects: &[Subject],
        trials: &[Trial],
    ) -> Result<()> {
        let controls = self.controls(subjects, trials, &[self.before])?;
        let alone = self.controls_alone(subjects, trials, &[self.before])?;
        let [controls, alone] =
            [&controls, &alone].map(|of| of.iter().map(|o| &o[0]).collect::<Vec<&Outcome>>());
        let work: Vec<(usize, f32, bool, usize)> = (0..people.len())
            .flat_map(|person| self.strengths.iter().map(move |strength| (person, *strength)))
            .flat_map(|(person, strength)| [false, true].map(|alone| (person, strength, alone)))
            .flat_map(|(person, strength, alone)| {
                (0..trials.len()).map(move |trial| (person, strength, alone, trial))
            })
            .collect();
        let bar = bar("told", work.len())?;
        let told = |(person, strength, alone, trial): &(usize, f32, bool, usize)| {
            let mut session = self.session(subjects, &trials[*trial])?;
            session.paint(self.before)?;
            tell(session.partner_mut(), &people[*person], *strength);
            if *alone {
                policy_alone(&mut session);
            }
            let outcome = self.outcome(&mut session)?;
            bar.inc(1);
            Ok(outcome)
        };
        let outcomes = work.par_iter().map(told).collect::<Result<Vec<Outcome>>>()?;
        bar.finish_and_clear();
        let rows = work.chunks(trials.len()).zip(outcomes.chunks(trials.len()));
        let lines = rows.map(|(work, outcomes)| {
            let (person, strength, is_alone, _) = work[0];
            let of = |outcome: &Outcome| (mean(&outcome.scores(&people[person])), outcome.likeness);
            let outcomes: Vec<(f64, Likeness)> = outcomes.iter().map(of).collect();
            let (name, controls) = match is_alone {
                false => ("oracle", &controls),
                true => ("oracle_policy_alone", &alone),
            };
            let measured = measured(&people[person], &outcomes, controls);
            let line = Line::new(&people[person], name, 0, &measured);
            Line { strength: Some(strength), oracle: Some(measured.gain.mean), ..line }
        });
        let report = Report { lines: lines.collect() };
        report.print_oracle();
        report.write(self.json.as_deref())?;
        draw(self.plot.as_deref(), &report.oracle_chart(trials.len()))
    }

    /// The strokes that follow, and the painting after them.
    pub(super) fn outcome(&self, session: &mut Session<'_>) -> Result<Outcome> {
        let from = session.painted();
        session.paint(self.after)?;
        let looks = session.looks(from).into_iter().take(self.after).collect();
        Ok(Outcome { looks, likeness: session.likeness() })
    }
}

/// What an arm came to for one person.
pub(crate) struct Measured {
    /// What is gained, in deviations of the control's strokes.
    pub(crate) gain: Estimate,
    /// PSNR that is lost, in dB.
    pub(crate) psnr_lost: Estimate,
    /// Structural similarity that is lost.
    pub(crate) structure_lost: Estimate,
}

/// What no answers come to.
pub(crate) fn nothing() -> Measured {
    let zero = Estimate { mean: 0.0, half: Some(0.0) };
    Measured { gain: zero, psnr_lost: zero, structure_lost: zero }
}

/// Outcomes, each how much its strokes are liked on the mean and how like the painting is, against the controls of the
/// same trials.
pub(crate) fn measured(
    person: &Person,
    outcomes: &[(f64, Likeness)],
    controls: &[&Outcome],
) -> Measured {
    let of_control: Vec<Vec<f64>> = controls.iter().map(|c| c.scores(person)).collect();
    // Within a painting: what one picture has more of than another is not the partner's doing.
    let within: Vec<f64> = of_control.iter().map(|scores| variance(scores)).collect();
    let deviation = mean(&within).sqrt().max(1e-6);
    let pairs = || outcomes.iter().zip(controls);
    let gains: Vec<f64> = (outcomes.iter().zip(&of_control))
        .map(|((score, _), control)| (score - mean(control)) / deviation)
        .collect();
    let psnr: Vec<f64> = pairs().map(|((_, o), c)| c.likeness.psnr - o.psnr).collect();
    let structure: Vec<f64> =
        pairs().map(|((_, o), c)| c.likeness.structure - o.structure).collect();
    Measured {
        gain: Estimate::of(&gains),
        psnr_lost: Estimate::of(&psnr),
        structure_lost: Estimate::of(&structure),
    }
}
