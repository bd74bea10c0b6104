//! `limner duet train`: the critic that says what an answer is worth learns from people's drawings and drawn scenes with
//! a part taken away.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;
use limner_duet::CRITICS_PART;
use limner_duet::critic::{HIDDEN, PARAMETERS};
use limner_duet::drawings::SIDE;
use limner_duet::learn::scenes::scene;
use limner_duet::learn::taken::{Part, Taken, take};
use limner_duet::learn::{Config, Example, Learner, chosen, examples};
use limner_env::Random;
use limner_nets::weights::encode_short;
use serde_json::json;

use super::drawings::{Drawing, Use, read_all};
use crate::files::{replace, writable};

/// Of so many scenes one chooses, and none learns from it.
const CHOOSING: usize = 8;

#[derive(Args, Debug)]
pub(crate) struct Train {
    /// Omniglot's zip of strokes, or the folder it lies in
    data: PathBuf,
    /// Where the critic goes
    #[arg(short, long, value_name = "OUT.lnet")]
    out: PathBuf,
    /// Where the table goes as JSON
    #[arg(long, value_name = "OUT")]
    json: Option<PathBuf>,
    /// Drawn scenes that it learns from as well
    #[arg(long, value_name = "N", default_value_t = 4_000)]
    scenes: usize,
    /// How often it is moved
    #[arg(long, value_name = "N", default_value_t = Config::default().updates)]
    updates: usize,
    /// What chance follows from
    #[arg(long, default_value_t = 1)]
    seed: u32,
}

/// All that may be added to each of some drawings.
type Drawings = Vec<Vec<Example>>;

/// A row of the table: how ideas are chosen, and the mean gain of the chosen ones for people's drawings and for scenes.
struct Row {
    by: String,
    gains: [f32; 2],
}

impl Train {
    pub(super) fn run(&self) -> Result<()> {
        if self.scenes > 100_000 || !(1..=1_000_000).contains(&self.updates) {
            bail!("--scenes is to be 100000 at most, and --updates 1 to 1000000");
        }
        writable(&self.out)?;
        self.json.as_deref().map_or(Ok(()), writable)?;
        let people = read_all(&self.data)?;
        let mut random = Random::new(self.seed);
        let mut training = of_people(&people, Use::Training, &mut random);
        let mut choosing = [of_people(&people, Use::Choosing, &mut random), Vec::new()];
        for nth in 0..self.scenes {
            let (taken, other) = (scene(&mut random), scene(&mut random));
            let all = examples(&taken, &other.kept, &mut random);
            let to = if nth.is_multiple_of(CHOOSING) { &mut choosing[1] } else { &mut training };
            to.push(all);
        }
        if training.is_empty() {
            bail!("{} holds no drawing that a part can be taken from", self.data.display());
        }
        let count: usize = training.iter().map(Vec::len).sum();
        eprintln!("{} drawings with a part taken away, {count} additions", training.len());
        let critic = |hidden| {
            let config =
                Config { hidden, updates: self.updates, seed: self.seed, ..Config::default() };
            Learner::trained(&training, config, |update, off| {
                eprintln!("{hidden} hidden: {update} updates, off by {:.3}", off.sqrt());
            })
        };
        let (linear, network) = (critic(0), critic(HIDDEN));
        let rows = rows(&choosing, &linear, &network, self.seed);
        println!("| chosen by | people's drawings | scenes |\n|---|---|---|");
        for Row { by, gains: [people, scenes] } in &rows {
            println!("| {by} | {people:.3} | {scenes:.3} |");
        }
        debug_assert_eq!(network.parameters.len(), PARAMETERS, "as the duet reads it");
        let bytes = encode_short(&network.parameters);
        replace(&self.out, &bytes)?;
        println!("\n{}: {} bytes", self.out.display(), bytes.len());
        let Some(path) = &self.json else { return Ok(()) };
        let rows: Vec<_> = rows
            .iter()
            .map(|row| json!({ "by": row.by, "people": row.gains[0], "scenes": row.gains[1] }))
            .collect();
        let table = json!({
            "seed": self.seed,
            "drawings": training.len(),
            "additions": count,
            "measured": [choosing[0].len(), choosing[1].len()],
            "mean_gain": rows,
        });
        replace(path, serde_json::to_string_pretty(&table)?.as_bytes())
    }
}

/// What may be added to people's drawings: each with its end taken away, and where it has several strokes with one of
/// them.
fn of_people(people: &[Drawing], used: Use, random: &mut Random) -> Drawings {
    let people: Vec<&Drawing> = people.iter().filter(|drawing| drawing.used == used).collect();
    let mut found = Vec::new();
    for drawing in &people {
        for part in [Part::End, Part::Stroke] {
            let taken = take(&drawing.lines, [f32::from(SIDE); 2], part, random);
            let other = people[random.below(people.len())];
            found.extend(taken.map(|taken: Taken| examples(&taken, &other.lines, random)));
        }
    }
    found
}

fn rows(choosing: &[Drawings; 2], linear: &Learner, network: &Learner, seed: u32) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut add = |by: &str, worth: &mut dyn FnMut(&[Example]) -> Vec<f32>| {
        let gains = [0, 1].map(|of: usize| chosen(&choosing[of], &mut *worth));
        rows.push(Row { by: by.to_owned(), gains });
    };
    let fits = |all: &[Example], needs_critic: bool| -> Vec<f32> {
        let fit = |e: &Example| e.fit.filter(|_| needs_critic || !e.needs_critic);
        all.iter().map(|e| fit(e).unwrap_or(f32::NEG_INFINITY)).collect()
    };
    let mut random = Random::new(seed);
    add("chance", &mut |all| all.iter().map(|_| random.unit()).collect());
    add("rules", &mut |all| fits(all, false));
    add("a linear critic", &mut |all| linear.worths(all));
    add("a network", &mut |all| network.worths(all));
    let mut answered = [0.0; 2];
    for (answered, drawings) in answered.iter_mut().zip(choosing) {
        let ideas = |all: &[Example]| {
            let worths = network.worths(all);
            all.iter().zip(worths).any(|(example, worth)| example.fit.is_some() && worth > 0.0)
        };
        let count = drawings.iter().filter(|all| ideas(all)).count();
        *answered = count as f32 / drawings.len().max(1) as f32;
    }
    add("a network, where it is above 0", &mut |all| {
        let worths = network.worths(all).into_iter();
        worths.map(|worth| if worth > 0.0 { worth } else { f32::NEG_INFINITY }).collect()
    });
    for part in [0.25, 0.5, 1.0, 2.0, 4.0].map(|times| times * CRITICS_PART) {
        let by = format!("rules, and {part} of the network");
        add(&by, &mut |all| {
            let worths = network.worths(all);
            fits(all, true).iter().zip(worths).map(|(fit, worth)| fit + part * worth).collect()
        });
    }
    add("what was missing", &mut |all| all.iter().map(|example| example.gain).collect());
    rows.push(Row {
        by: "share of drawings for which the network is above 0".to_owned(),
        gains: answered,
    });
    rows
}
