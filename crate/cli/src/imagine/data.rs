//! Where the drawings come from that are learned from and measured with.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use limner_imagine::cards::Trace;
use limner_imagine::data::{Archive, Omniglot, place, read_idx, read_npz, rgb_ink, traces_of};
use limner_imagine::dataset::Dataset;

use super::Kind;
use crate::files::pictures_in;

/// Side that drawings are brought to.
pub(crate) const SIDE: usize = 32;
/// An alphabet that nothing is trained on.
pub(crate) const HELD_OUT: &str = "Sanskrit";
/// The last drawer who is learned from, and the first who measures.
pub(crate) const LAST_TRAINING: u8 = 14;
pub(crate) const FIRST_TEST: u8 = 18;
/// Most bytes of a file of data.
const MAX_FILE: u64 = 512 << 20;
/// Most bytes of one drawing's strokes.
const MAX_STROKES: usize = 1 << 20;
/// How MNIST's files are called, apart from a `.gz`.
const IDX: [[&str; 2]; 2] = [
    ["train-images-idx3-ubyte", "train-labels-idx1-ubyte"],
    ["test-images-idx3-ubyte", "test-labels-idx1-ubyte"],
];
/// What MNIST's test files are called where they come from.
const OTHER_TEST: [&str; 2] = ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

/// Drawings to learn from and to measure with.
pub(crate) struct Data {
    pub training: Dataset,
    pub test: Dataset,
    /// An alphabet that nothing is trained on, by the drawers who measure.
    pub held_out: Option<Dataset>,
    /// Strokes that people drew the test's with, on average, where the data say so.
    pub peoples_strokes: Option<f32>,
}

impl Data {
    fn new(training: Dataset, test: Dataset) -> Self {
        Self { training, test, held_out: None, peoples_strokes: None }
    }
}

/// Reads a file of at most so many bytes.
fn read(path: &Path) -> Result<Vec<u8>> {
    let size =
        std::fs::metadata(path).with_context(|| format!("cannot read {}", path.display()))?.len();
    if size > MAX_FILE {
        bail!("{} has {size} bytes, and at most {MAX_FILE} are read", path.display());
    }
    std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// The drawings at a path.
pub(crate) fn load(kind: Kind, path: &Path) -> Result<Data> {
    let data = match kind {
        Kind::Digits => digits(path)?,
        Kind::Characters => characters(path)?,
    };
    if data.training.len() < 2 {
        bail!("{} holds {} drawings to learn from: too few", path.display(), data.training.len());
    }
    Ok(data)
}

/// A file in a folder under one of these names, packed or not.
fn one_of(folder: &Path, names: &[&str]) -> Option<PathBuf> {
    names
        .iter()
        .flat_map(|name| [folder.join(format!("{name}.gz")), folder.join(name)])
        .find(|path| path.is_file())
}

fn digits(path: &Path) -> Result<Data> {
    let named = |index: usize| one_of(path, &[IDX[0][index]]);
    let Some(pictures) = named(0) else {
        return pictures(path).with_context(|| {
            format!("{} holds no {}, and no folder of pictures", path.display(), IDX[0][0])
        });
    };
    let set = |pictures: &Path, labels: Option<PathBuf>| {
        let labels = labels.as_deref().map(read).transpose()?;
        read_idx(&read(pictures)?, labels.as_deref(), SIDE)
            .with_context(|| format!("{} cannot be learned from", pictures.display()))
    };
    let training = set(&pictures, named(1))?;
    let test = match one_of(path, &[IDX[1][0], OTHER_TEST[0]]) {
        Some(pictures) => set(&pictures, one_of(path, &[IDX[1][1], OTHER_TEST[1]]))?,
        None => training.only(|index, _| index.is_multiple_of(5)),
    };
    Ok(Data::new(training, test))
}

fn characters(path: &Path) -> Result<Data> {
    if path.extension().is_some_and(|extension| extension == "npz") {
        let bytes = read(path)?;
        let part = |name| {
            read_npz(&bytes, name, SIDE)
                .with_context(|| format!("{} cannot be learned from", path.display()))
        };
        return Ok(Data::new(part("train")?, part("test")?));
    }
    let archive = if path.is_file() { Some(path.to_owned()) } else { zip_in(path, "images")? };
    let read_set = match archive {
        Some(archive) => {
            let bytes = read(&archive)?;
            let archive_of = Archive::open(&bytes)
                .with_context(|| format!("{} cannot be opened", archive.display()))?;
            Omniglot::read(archive_of.names(), |index| archive_of.read(index, 1 << 20), SIDE)
                .with_context(|| format!("{} cannot be learned from", archive.display()))
        }
        None => {
            let mut files = Vec::new();
            pngs_below(path, 4, &mut files)?;
            let names: Vec<String> =
                files.iter().map(|file| file.to_string_lossy().replace('\\', "/")).collect();
            let paths = names.iter().enumerate().map(|(index, name)| (index, name.as_str()));
            let bytes = |index: usize| {
                read(&files[index])
                    .map_err(|error| limner_imagine::data::DataError::Broken(format!("{error:#}")))
            };
            Omniglot::read(paths, bytes, SIDE)
                .with_context(|| format!("{} cannot be learned from", path.display()))
        }
    };
    let all = match read_set {
        Ok(all) => all,
        // A folder of pictures of any kind.
        Err(_) if path.is_dir() && pictures_in(path).is_ok() => return pictures(path),
        Err(error) => return Err(error),
    };
    let held_out = all.by_alphabet(|name, drawer| name == HELD_OUT && drawer >= FIRST_TEST);
    Ok(Data {
        training: all.by_alphabet(|name, drawer| name != HELD_OUT && drawer <= LAST_TRAINING),
        test: all.by_alphabet(is_test),
        held_out: Some(held_out).filter(|set| !set.is_empty()),
        peoples_strokes: peoples_strokes(path)?,
    })
}

/// The first zip in a folder whose name begins so.
fn zip_in(folder: &Path, begins: &str) -> Result<Option<PathBuf>> {
    let entries = std::fs::read_dir(folder)
        .with_context(|| format!("cannot read the folder {}", folder.display()))?;
    let mut zips: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    zips.sort();
    Ok(zips.into_iter().find(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(begins) && name.ends_with(".zip")
    }))
}

/// The zip of strokes at a path: itself, or the one in a folder.
pub(crate) fn strokes_zip(path: &Path) -> Result<PathBuf> {
    if path.is_file() {
        return Ok(path.to_owned());
    }
    zip_in(path, "strokes")?.with_context(|| format!("{} holds no zip of strokes", path.display()))
}

/// Whether a drawing of this alphabet by this drawer measures.
fn is_test(alphabet: &str, drawer: u8) -> bool {
    alphabet != HELD_OUT && drawer >= FIRST_TEST
}

/// Strokes that people drew the test's with, on average; `None` where a folder has no zip of strokes.
fn peoples_strokes(folder: &Path) -> Result<Option<f32>> {
    if !folder.is_dir() {
        return Ok(None);
    }
    let Some(path) = zip_in(folder, "strokes")? else { return Ok(None) };
    let test = strokes_in(&path, is_test)?;
    let strokes: usize = test.iter().map(|drawing| drawing.traces.len()).sum();
    Ok((!test.is_empty()).then(|| strokes as f32 / test.len() as f32))
}

/// A person's strokes.
#[derive(Clone, Debug)]
pub(crate) struct Strokes {
    pub alphabet: String,
    pub character: String,
    pub drawer: u8,
    pub traces: Vec<Trace>,
}

/// The drawings in a zip of strokes (`…/ALPHABET/characterNN/ID_NN.txt`) of which alphabet and drawer are wanted.
pub(crate) fn strokes_in(
    path: &Path,
    is_wanted: impl Fn(&str, u8) -> bool,
) -> Result<Vec<Strokes>> {
    let bytes = read(path)?;
    let archive =
        Archive::open(&bytes).with_context(|| format!("{} cannot be opened", path.display()))?;
    let mut found = Vec::new();
    for (index, name) in archive.names() {
        let mut parts = name.rsplit('/');
        let drawer = parts.next().and_then(|file| file.strip_suffix(".txt")?.rsplit('_').next());
        let drawer = drawer.and_then(|drawer| drawer.parse().ok());
        let (Some(drawer), Some(character), Some(alphabet)) = (drawer, parts.next(), parts.next())
        else {
            continue;
        };
        if is_wanted(alphabet, drawer) {
            let text = archive
                .read(index, MAX_STROKES)
                .with_context(|| format!("reading {name} in {}", path.display()))?;
            let traces = traces_of(&String::from_utf8_lossy(&text))
                .with_context(|| format!("{name} in {} cannot be used", path.display()))?;
            let [alphabet, character] = [alphabet, character].map(str::to_owned);
            found.push(Strokes { alphabet, character, drawer, traces });
        }
    }
    Ok(found)
}

/// The PNG files below a folder, no deeper than so many folders.
fn pngs_below(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<()> {
    let entries = std::fs::read_dir(folder)
        .with_context(|| format!("cannot read the folder {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() && depth > 0 {
            pngs_below(&path, depth - 1, files)?;
        } else if path.extension().is_some_and(|extension| extension == "png") {
            files.push(path);
        }
    }
    Ok(())
}

/// A folder of pictures of one class; every fifth measures.
fn pictures(folder: &Path) -> Result<Data> {
    let mut set = Dataset { side: SIDE, names: vec!["picture".into()], ..Dataset::default() };
    for path in pictures_in(folder)? {
        let picture = limner_pictures::decode(&read(&path)?)
            .with_context(|| format!("{} cannot be used as a picture", path.display()))?;
        let (ink, size) = rgb_ink(&picture);
        place(&ink, size, SIDE, &mut set.pixels);
        set.labels.push(0);
    }
    Ok(Data::new(
        set.only(|index, _| set.len() < 10 || !index.is_multiple_of(5)),
        set.only(|index, _| set.len() < 10 || index.is_multiple_of(5)),
    ))
}
