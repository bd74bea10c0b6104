//! `limner imagine lesson`: how well a lesson goes that a person gives in the page, with characters of an alphabet that
//! nothing was trained on in place of a person's doodles.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use limner_env::Random;
use limner_imagine::cards::{Trace, pictures};
use limner_imagine::fresh_critic::told_apart;
use limner_imagine::lesson::{Lesson, SIDE};
use limner_imagine::strokes::scribbles;
use serde_json::json;

use super::data::{HELD_OUT, Strokes, strokes_in, strokes_zip};
use crate::contact_sheet;
use crate::files::{replace, writable};

/// Cards of a lesson; whoever else drew the character is a person that it never saw.
const CARDS: usize = 12;
/// Drawings of each kind that a critic trained afresh learns from and is asked about.
const DRAWN: usize = 160;
/// Rows of a sheet.
const ROWS: usize = 3;

#[derive(clap::Args)]
pub(crate) struct Measured {
    /// Omniglot's zip of strokes, or the folder it lies in
    #[arg(long, value_name = "PATH")]
    data: PathBuf,
    /// The alphabet
    #[arg(long, default_value = HELD_OUT)]
    alphabet: String,
    /// Characters that are lessons
    #[arg(long, value_name = "N", default_value_t = 6)]
    characters: usize,
    /// How long a lesson is
    #[arg(long, value_name = "MINUTES", default_value_t = 2.0)]
    minutes: f64,
    /// How many updates it has, in place of how long it is
    #[arg(long, value_name = "N")]
    updates: Option<u64>,
    /// A folder for a sheet a lesson: its cards, and what it drew
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Where the table goes as JSON
    #[arg(long, value_name = "OUT")]
    json: Option<PathBuf>,
    /// Updates of the critic that is trained afresh, of 64 drawings each
    #[arg(long, value_name = "N", default_value_t = 240, value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(4..=10_000))]
    critics_updates: usize,
    /// What chance follows from
    #[arg(long, default_value_t = 1)]
    seed: u32,
}

/// What came of one lesson.
struct Row {
    character: String,
    updates: u64,
    seconds: f64,
    rolled_back: u32,
    /// How often a critic trained afresh is right of what was learned, of an untrained agent's drawings, and of random strokes.
    told: [f32; 3],
}

impl Measured {
    pub(crate) fn run(&self) -> Result<()> {
        if !(0.01..=60.0).contains(&self.minutes) || self.characters == 0 {
            bail!("--minutes is to be 0.01 to 60, and --characters one or more");
        }
        self.json.as_deref().map_or(Ok(()), writable)?;
        self.out.as_deref().map_or(Ok(()), super::made)?;
        let characters = self.characters()?;
        if characters.is_empty() {
            bail!("{} holds no characters of {:?}", self.data.display(), self.alphabet);
        }
        // Spread over the alphabet: neighbours are alike.
        let count = self.characters.min(characters.len());
        let chosen = (0..count).map(|i| i * characters.len() / count);
        println!(
            "| character | updates | seconds | rolled back | told | untrained | random strokes |"
        );
        println!("|---|---|---|---|---|---|---|");
        let mut rows = Vec::new();
        for index in chosen {
            let (name, drawings) = &characters[index];
            let row = self.lesson(name, drawings)?;
            let [told, untrained, random] = row.told.map(|part| 100.0 * part);
            println!(
                "| {name} | {} | {:.0} | {} | {told:.1} % | {untrained:.1} % | {random:.1} % |",
                row.updates, row.seconds, row.rolled_back
            );
            rows.push(row);
        }
        let mean = |of: usize| {
            rows.iter().map(|row| 100.0 * row.told[of]).sum::<f32>() / rows.len() as f32
        };
        println!(
            "| all {} | | | | {:.1} % | {:.1} % | {:.1} % |",
            rows.len(),
            mean(0),
            mean(1),
            mean(2)
        );
        let Some(path) = &self.json else { return Ok(()) };
        let rows: Vec<_> = rows
            .iter()
            .map(|row| {
                let [told, untrained, random_strokes] = row.told;
                json!({
                    "character": row.character,
                    "cards": CARDS,
                    "updates": row.updates,
                    "seconds": row.seconds,
                    "rolled_back": row.rolled_back,
                    "told": told,
                    "untrained": untrained,
                    "random_strokes": random_strokes,
                })
            })
            .collect();
        let table = json!({ "alphabet": self.alphabet, "seed": self.seed, "rows": rows });
        replace(path, serde_json::to_string_pretty(&table)?.as_bytes())
    }

    /// The characters of the alphabet, with the strokes of everyone who drew each.
    fn characters(&self) -> Result<Vec<(String, Vec<Vec<Trace>>)>> {
        let mut found: BTreeMap<String, Vec<Vec<Trace>>> = BTreeMap::new();
        let wanted = |alphabet: &str, _| alphabet == self.alphabet;
        for Strokes { character, traces, .. } in strokes_in(&strokes_zip(&self.data)?, wanted)? {
            found.entry(character).or_default().push(traces);
        }
        found.retain(|_, drawings| drawings.len() > CARDS);
        Ok(found.into_iter().collect())
    }

    fn lesson(&self, name: &str, drawings: &[Vec<Trace>]) -> Result<Row> {
        let real = pictures(drawings);
        let mut random = Random::new(self.seed);
        let mut lesson = Lesson::new(name, &real[..CARDS], random.bits())?;
        let untrained = lesson.imagine(DRAWN, &mut random);
        let started = Instant::now();
        let is_over = |updates: u64| match self.updates {
            Some(most) => updates >= most,
            None => started.elapsed() >= Duration::from_secs_f64(60.0 * self.minutes),
        };
        let mut updates = 0;
        while !is_over(updates) {
            lesson.learn();
            updates += 1;
        }
        let seconds = started.elapsed().as_secs_f64();
        let model = lesson.model();
        let strokes = model.generator.shape().strokes;
        let scribbles = scribbles(DRAWN, strokes, &mut random);
        let learned = lesson.imagine(DRAWN, &mut random);
        let mut told = [0.0; 3];
        for (told, programs) in told.iter_mut().zip([&learned, &untrained, &scribbles]) {
            let drawn: Vec<Vec<u8>> =
                model.draw(programs, 1)?.sheets().pictures().map(bytes_of).collect();
            *told = told_apart(&real, &drawn, SIDE, self.critics_updates, self.seed);
        }
        if let Some(folder) = &self.out {
            let drawn = model.draw(&learned[..CARDS], 1)?;
            let drawn = drawn.sheets().pictures().map(bytes_of);
            let all: Vec<Vec<u8>> =
                real[..CARDS].iter().cloned().chain(drawn).map(on_paper).collect();
            let columns: Vec<Vec<Vec<u8>>> = all.chunks(ROWS).map(<[_]>::to_vec).collect();
            let side = u32::try_from(SIDE)?;
            contact_sheet::write(&folder.join(format!("{name}.png")), [side; 2], &columns)?;
        }
        let rolled_back = lesson.standing().rolled_back;
        Ok(Row { character: name.to_owned(), updates, seconds, rolled_back, told })
    }
}

/// A picture of numbers 0..=1 as bytes.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0..=255")]
fn bytes_of(picture: &[f32]) -> Vec<u8> {
    picture.iter().map(|ink| (255.0 * ink).round().clamp(0.0, 255.0) as u8).collect()
}

/// Ink as a picture of dark on light.
fn on_paper(ink: Vec<u8>) -> Vec<u8> {
    ink.into_iter().flat_map(|ink| [255 - ink; 3]).collect()
}
