//! Omniglot: characters of many alphabets, each drawn by twenty people, as pictures in folders
//! `ALPHABET/characterNN/IDNN.png`, or those folders in a zip; and where there are its strokes, those.
//! The agent sees the pictures alone.

use crate::cards::Trace;
use crate::data::{DataError, place, rgb_ink};
use crate::dataset::{Dataset, MAX_CLASSES, MAX_DRAWINGS};
use limner_pictures::decode;

/// Most bytes of a picture's or a drawing's file.
const MAX_FILE: usize = 1 << 20;
/// How wide the canvas of the strokes is.
const CANVAS: f32 = 105.0;

/// Characters, with who drew each, and of which alphabet it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Omniglot {
    /// The drawings; their classes are characters, called `ALPHABET/characterNN`.
    pub set: Dataset,
    /// Who drew each, 1..=20.
    pub drawers: Vec<u8>,
    /// The alphabets' names, and that of each drawing as an index.
    pub alphabets: Vec<String>,
    /// The alphabet of each drawing.
    pub alphabet: Vec<u16>,
}

impl Omniglot {
    /// Reads files: their paths, and what gives a file's bytes. Paths that are no drawing's are left out.
    pub fn read<'a>(
        paths: impl Iterator<Item = (usize, &'a str)>,
        mut bytes: impl FnMut(usize) -> Result<Vec<u8>, DataError>,
        side: usize,
    ) -> Result<Self, DataError> {
        let mut found: Vec<(&str, &str, u8, usize)> = Vec::new();
        for (index, path) in paths {
            if let Some((alphabet, character, drawer)) = parts(path) {
                found.push((alphabet, character, drawer, index));
            }
        }
        if found.is_empty() {
            return Err(DataError::Empty);
        }
        let limit = |what, found: usize, most: usize| match found <= most {
            true => Ok(()),
            false => Err(DataError::TooMany { what, found: found as u64, limit: most as u64 }),
        };
        limit("drawings", found.len(), MAX_DRAWINGS)?;
        found.sort_unstable();
        let mut read = Self { set: Dataset { side, ..Dataset::default() }, ..Self::default() };
        for (alphabet, character, drawer, index) in found {
            let ink = match decode(&bytes(index)?) {
                Ok(picture) => rgb_ink(&picture),
                Err(error) => {
                    return Err(DataError::Broken(format!(
                        "{alphabet}/{character}, drawer {drawer}: {error}"
                    )));
                }
            };
            let (pixels, size) = ink;
            let name = format!("{alphabet}/{character}");
            if read.set.names.last() != Some(&name) {
                read.set.names.push(name);
                limit("characters", read.set.names.len(), MAX_CLASSES)?;
            }
            if read.alphabets.last().map(String::as_str) != Some(alphabet) {
                read.alphabets.push(alphabet.to_owned());
            }
            let last = |len: usize| u16::try_from(len - 1).unwrap_or(u16::MAX);
            read.set.labels.push(last(read.set.names.len()));
            read.alphabet.push(last(read.alphabets.len()));
            read.drawers.push(drawer);
            place(&pixels, size, side, &mut read.set.pixels);
        }
        Ok(read)
    }

    /// The drawings for which something holds of their alphabet and who drew them, called by their alphabets.
    #[must_use]
    pub fn by_alphabet(&self, mut keep: impl FnMut(&str, u8) -> bool) -> Dataset {
        let name = |index: usize| self.alphabets[usize::from(self.alphabet[index])].as_str();
        let mut set = self.set.only(|index, _| keep(name(index), self.drawers[index]));
        let kept: Vec<u16> = (0..self.set.len())
            .filter(|index| keep(name(*index), self.drawers[*index]))
            .map(|index| self.alphabet[index])
            .collect();
        // Alphabets of which nothing was kept are no classes.
        let mut there: Vec<u16> = kept.clone();
        there.sort_unstable();
        there.dedup();
        set.names = there.iter().map(|a| self.alphabets[usize::from(*a)].clone()).collect();
        let place = |label: &u16| there.binary_search(label).unwrap_or_default();
        set.labels = kept.iter().map(|l| u16::try_from(place(l)).unwrap_or(u16::MAX)).collect();
        set
    }
}

/// Alphabet, character and drawer of a path `…/ALPHABET/characterNN/IDNN.png`.
fn parts(path: &str) -> Option<(&str, &str, u8)> {
    let mut parts = path.rsplit('/');
    let (file, character, alphabet) = (parts.next()?, parts.next()?, parts.next()?);
    let drawer = file.strip_suffix(".png")?.rsplit('_').next()?.parse().ok()?;
    character.starts_with("character").then_some((alphabet, character, drawer))
}

/// The strokes of a drawing, from their text: lines `x,y,milliseconds` between `START` and `BREAK`, y upwards. What is
/// returned has y downwards.
pub fn traces_of(text: &str) -> Result<Vec<Trace>, DataError> {
    if text.len() > MAX_FILE {
        let found = text.len() as u64;
        return Err(DataError::TooMany {
            what: "a drawing's bytes",
            found,
            limit: MAX_FILE as u64,
        });
    }
    let (mut traces, mut points) = (Vec::new(), Trace::new());
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match line {
            "START" => {}
            "BREAK" => traces.push(std::mem::take(&mut points)),
            line => {
                let mut numbers = line.split(',').map(|v| v.trim().parse::<f32>().ok());
                let mut place = || numbers.next()?.filter(|v| v.abs() <= 10.0 * CANVAS);
                let (Some(x), Some(y)) = (place(), place()) else {
                    let line: String = line.chars().take(40).collect();
                    return Err(DataError::Broken(format!("{line:?} is no point of a stroke")));
                };
                points.push([x, -y]);
            }
        }
    }
    traces.push(points);
    traces.retain(|trace| !trace.is_empty());
    Ok(traces)
}
