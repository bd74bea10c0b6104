//! `limner imagine copy --kind photographs`: pictures painted through a critic's opinion, beside the planner's paintings
//! with as many strokes.

use std::path::Path;

use anyhow::{Context, Result, bail};
use limner_core::{Header, Painting};
use limner_env::{Picture, action};
use limner_imagine::learners::portraying::{MOST_STROKES, Portraying, PortrayingConfig, SIDE};

use super::{made, write_drawing};
use crate::contact_sheet;
use crate::eval::{bar, core_seconds, psnr_rgb8};
use crate::files::{pictures_in, read_picture, rgb_of, writable};
use crate::painter_options::{self, PainterOptions};

/// Strokes where nothing is said.
const STROKES: usize = 100;
/// Most pictures: each is learned by itself.
const MOST_PICTURES: usize = 64;

/// What is asked for.
pub(super) struct Portraits<'a> {
    pub folder: &'a Path,
    pub out: &'a Path,
    pub strokes: &'a [usize],
    pub updates: u32,
    pub sheet: Option<&'a Path>,
    /// Whether the sheet has the pictures as well.
    pub targets: bool,
    pub seed: u32,
}

/// What one of them made of the pictures with so many strokes.
struct Row {
    by: &'static str,
    strokes: usize,
    seconds: f64,
    pictures: Vec<Vec<u8>>,
}

impl Portraits<'_> {
    pub(super) fn paint(&self) -> Result<()> {
        let numbers = if self.strokes.is_empty() { &[STROKES] } else { self.strokes };
        if let Some(wrong) = numbers.iter().find(|n| !(1..=MOST_STROKES).contains(*n)) {
            bail!("--strokes is {wrong}, outside 1..={MOST_STROKES}");
        }
        if self.updates == 0 {
            bail!("--updates must be above 0");
        }
        let files = pictures_in(self.folder)?;
        if files.len() > MOST_PICTURES {
            bail!(
                "{} holds {} pictures; {MOST_PICTURES} at most are painted at a time",
                self.folder.display(),
                files.len()
            );
        }
        self.sheet.map_or(Ok(()), writable)?;
        made(self.out)?;
        let side = usize::from(SIDE);
        let square = |path: &std::path::PathBuf| -> Result<Picture> {
            Ok(read_picture(path)?.center_square().resized_to(side, side))
        };
        let targets = files.iter().map(square).collect::<Result<Vec<Picture>>>()?;
        let names: Vec<String> = files
            .iter()
            .map(|path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned())
            .collect();
        let mut rows = Vec::new();
        for strokes in numbers.iter().copied() {
            for (by, paintings, seconds) in
                [self.through_the_critic(&targets, strokes)?, self.planned(&targets, strokes)?]
            {
                let mut pictures = Vec::new();
                for (name, painting) in names.iter().zip(&paintings) {
                    let path = self.out.join(format!("{name}-{strokes}-{by}.png"));
                    write_drawing(&path, painting.canvas(), painting.log())?;
                    pictures.push(rgb_of(painting.canvas(), painting.log().header().paper));
                }
                rows.push(Row { by, strokes, seconds, pictures });
            }
        }
        let real: Vec<Vec<u8>> = targets.iter().map(Picture::to_rgb8).collect();
        println!("| by | strokes | dB, mean | seconds of a core a picture |");
        println!("|---|---|---|---|");
        let count = targets.len() as f64;
        for Row { by, strokes, seconds, pictures } in &rows {
            let each = pictures.iter().zip(&real).map(|(a, b)| psnr_rgb8(a, b));
            let mean = each.sum::<f64>() / count;
            println!("| {by} | {strokes} | {mean:.2} | {:.1} |", seconds / count);
        }
        if let Some(sheet) = self.sheet {
            let column = |i: usize| {
                let below = rows.iter().map(|row| row.pictures[i].clone());
                self.targets.then(|| real[i].clone()).into_iter().chain(below).collect()
            };
            let columns: Vec<Vec<Vec<u8>>> = (0..real.len()).map(column).collect();
            contact_sheet::write(sheet, [SIDE.into(); 2], &columns)?;
            println!("{}", sheet.display());
        }
        Ok(())
    }

    fn through_the_critic(
        &self,
        targets: &[Picture],
        strokes: usize,
    ) -> Result<(&'static str, Vec<Painting>, f64)> {
        let config = PortrayingConfig { strokes, ..PortrayingConfig::default() };
        let began = core_seconds();
        let mut learner = Portraying::new(targets, config, self.seed);
        let what = format!("{strokes} strokes through the critic, updates");
        let bar = bar(what, self.updates as usize)?;
        for update in 0..self.updates {
            learner.pace(update as f32 / self.updates as f32);
            learner.learn().context("what came out is no number")?;
            bar.inc(1);
        }
        bar.finish_and_clear();
        let seconds = core_seconds() - began;
        let logs = learner.paintings(self.seed)?;
        let paintings = logs.iter().map(Painting::from_log).collect::<Result<Vec<_>, _>>()?;
        Ok(("critic", paintings, seconds))
    }

    fn planned(
        &self,
        targets: &[Picture],
        strokes: usize,
    ) -> Result<(&'static str, Vec<Painting>, f64)> {
        let began = core_seconds();
        let options = PainterOptions { seed: Some(self.seed), ..PainterOptions::default() };
        let paint = |target: &Picture| -> Result<Painting> {
            let header = Header::new(SIDE, SIDE, action::rgb8(target.mean()), self.seed);
            let mut painter = options.painter(painter_options::Kind::Full, header, target)?;
            painter.paint(strokes, &mut |_| ())?;
            Ok(Painting::from_log(painter.painting()?.log())?)
        };
        let paintings = targets.iter().map(paint).collect::<Result<Vec<_>>>()?;
        Ok(("planner", paintings, core_seconds() - began))
    }
}
