//! Lessons that were measured, in a file: what was interrupted goes on from there, and seeds come one by one to
//! a table that takes longer than an evening. A JSON object a line: the first says how they were measured, each
//! that follows is a lesson.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};

use super::session::Likeness;

/// Which lesson it was.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Key {
    pub(crate) person: String,
    pub(crate) arm: String,
    pub(crate) answers: usize,
    pub(crate) picture: String,
    pub(crate) seed: u32,
}

/// What came of a lesson.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Learned {
    /// How much the person likes the strokes that are measured, on the mean.
    pub(crate) score: f64,
    #[serde(flatten)]
    pub(crate) likeness: Likeness,
    /// Each yes or no.
    pub(crate) said: Vec<Option<bool>>,
    /// How long the taste took to learn from each answer.
    pub(crate) update_ms: Vec<f64>,
    pub(crate) guesses: Guesses,
}

/// How sure a taste was of pairs of strokes never seen, and how often it was right, in bins of sureness.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Guesses {
    sure: [f64; 5],
    right: [u32; 5],
    count: [u32; 5],
}

impl Guesses {
    /// Takes note of a guess, of which the taste was so sure, 0.5..=1.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a number of a few is clamped before"
    )]
    pub(crate) fn add(&mut self, sure: f64, is_right: bool) {
        let bin = ((sure - 0.5) * 10.0).clamp(0.0, 4.0) as usize;
        self.sure[bin] += sure;
        self.right[bin] += u32::from(is_right);
        self.count[bin] += 1;
    }

    /// The guesses of several.
    pub(crate) fn all<'a>(of: impl Iterator<Item = &'a Self>) -> Self {
        of.fold(Self::default(), |all, one| Self {
            sure: std::array::from_fn(|i| all.sure[i] + one.sure[i]),
            right: std::array::from_fn(|i| all.right[i].saturating_add(one.right[i])),
            count: std::array::from_fn(|i| all.count[i].saturating_add(one.count[i])),
        })
    }

    fn total(&self) -> Option<f64> {
        let total: f64 = self.count.iter().copied().map(f64::from).sum();
        (total > 0.0).then_some(total)
    }

    /// The part of guesses that are right.
    pub(crate) fn accuracy(&self) -> Option<f64> {
        Some(self.right.iter().copied().map(f64::from).sum::<f64>() / self.total()?)
    }

    /// How far from how sure it is a taste's part of right guesses lies, on the mean over the bins (the expected
    /// calibration error: Naeini et al. 2015).
    pub(crate) fn calibration(&self) -> Option<f64> {
        let off =
            self.sure.iter().zip(self.right).map(|(sure, right)| (sure - f64::from(right)).abs());
        Some(off.sum::<f64>() / self.total()?)
    }
}

/// How the lessons of a file were measured.
#[derive(PartialEq, Serialize, Deserialize)]
struct Measured {
    measured: String,
}

#[derive(Serialize, Deserialize)]
struct Record {
    #[serde(flatten)]
    key: Key,
    #[serde(flatten)]
    learned: Learned,
}

/// The lessons of a file, which grows.
pub(crate) struct Kept {
    known: HashMap<Key, Learned>,
    file: Option<(PathBuf, Mutex<File>)>,
}

impl Kept {
    /// The lessons of this file, which were measured like this; none without one. Half a line at its end is left of
    /// somebody who was interrupted, and goes.
    pub(crate) fn open(path: Option<&Path>, how: &str) -> Result<Self> {
        let mut known = HashMap::new();
        let Some(path) = path else { return Ok(Self { known, file: None }) };
        let open = || format!("cannot keep lessons in {}", path.display());
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).create(true).truncate(false).open(path);
        let mut file = file.with_context(open)?;
        let text = std::fs::read_to_string(path).with_context(open)?;
        let whole = text.rfind('\n').map_or("", |end| &text[..=end]);
        file.set_len(whole.len() as u64)
            .and_then(|()| file.seek(SeekFrom::End(0)))
            .with_context(open)?;
        let own = Measured { measured: how.to_owned() };
        let mut lines = whole.lines();
        match lines.next() {
            None => drop(write(&mut file, &own).with_context(open)?),
            Some(first) if serde_json::from_str(first).ok() != Some(own) => bail!(
                "the lessons in {} were measured otherwise (another size, other people, another partner…): \
                 name another file",
                path.display()
            ),
            Some(_) => {}
        }
        for (i, line) in lines.enumerate() {
            let record: Record = serde_json::from_str(line).with_context(|| {
                format!("line {} of {} is no lesson: delete it", i + 2, path.display())
            })?;
            known.insert(record.key, record.learned);
        }
        Ok(Self { known, file: Some((path.to_owned(), Mutex::new(file))) })
    }

    /// What came of a lesson, where it was measured already.
    pub(crate) fn get(&self, key: &Key) -> Option<&Learned> {
        self.known.get(key)
    }

    /// Keeps what came of a lesson; returns it as it will be read, which may differ in a number's last bit.
    pub(crate) fn add(&self, key: Key, learned: Learned) -> Result<Learned> {
        let Some((path, file)) = &self.file else { return Ok(learned) };
        let record = Record { key, learned };
        let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
        let line = write(&mut file, &record)
            .with_context(|| format!("cannot keep lessons in {}", path.display()))?;
        Ok(serde_json::from_str::<Record>(&line)?.learned)
    }
}

/// Writes an object as a line, at once; returns the line.
fn write(file: &mut File, object: &impl Serialize) -> Result<String> {
    let line = format!("{}\n", serde_json::to_string(object)?);
    file.write_all(line.as_bytes())?;
    Ok(line)
}
