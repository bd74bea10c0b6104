//! Folders of pictures.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use limner_env::Picture;
use rayon::prelude::*;

/// The pictures of some folders, divided into those that are learned from and those that are not.
#[derive(Default)]
pub struct Split {
    /// To learn from.
    pub training: Vec<Picture>,
    /// To measure with.
    pub held_out: Vec<Picture>,
}

impl Split {
    /// Adds a folder; with `holdout_every`, the first of each so many files by name is held out.
    pub fn add(&mut self, folder: &Path, holdout_every: Option<usize>) -> anyhow::Result<()> {
        let files = picture_files(folder)?;
        if files.is_empty() {
            bail!("{} holds no PNG, JPEG, WebP or GIF", folder.display());
        }
        let pictures = files
            .par_iter()
            .map(|file| open(file))
            .collect::<anyhow::Result<Vec<Picture>>>()?;
        for (i, picture) in pictures.into_iter().enumerate() {
            match holdout_every {
                Some(every) if i % every.max(1) == 0 => self.held_out.push(picture),
                _ => self.training.push(picture),
            }
        }
        Ok(())
    }
}

/// The picture files of a folder, by name.
pub fn picture_files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let known = ["png", "jpg", "jpeg", "webp", "gif"];
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry.with_context(|| format!("reading {}", folder.display()))?.path();
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_lowercase();
        if known.contains(&extension.as_str()) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn open(file: &Path) -> anyhow::Result<Picture> {
    let image = image::ImageReader::open(file)
        .and_then(image::ImageReader::with_guessed_format)
        .with_context(|| format!("opening {}", file.display()))?
        .decode()
        .with_context(|| format!("decoding {}", file.display()))?
        .to_rgb8();
    Picture::from_rgb8(image.width() as usize, image.height() as usize, image.as_raw())
        .with_context(|| format!("{} has no pixels", file.display()))
}
