//! Folders of pictures, divided into those that are learned from and those that measure.

use std::path::Path;

use limner_env::Picture;
use rayon::prelude::*;

use crate::files::{pictures_in, read_picture};

/// Pictures to train with.
#[derive(Default)]
pub(crate) struct Split {
    /// To learn from.
    pub training: Vec<Picture>,
    /// To measure with.
    pub held_out: Vec<Picture>,
}

impl Split {
    /// Adds a folder; with `holdout_every`, the first of each so many files by name is held out.
    pub(crate) fn add(
        &mut self,
        folder: &Path,
        holdout_every: Option<usize>,
    ) -> anyhow::Result<()> {
        let files = pictures_in(folder)?;
        let pictures = files
            .par_iter()
            .map(|file| read_picture(file))
            .collect::<anyhow::Result<Vec<Picture>>>()?;
        for (i, picture) in pictures.into_iter().enumerate() {
            match holdout_every {
                Some(every) if i.is_multiple_of(every.max(1)) => self.held_out.push(picture),
                _ => self.training.push(picture),
            }
        }
        Ok(())
    }
}
