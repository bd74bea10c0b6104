//! `limner imagine copy`: each picture of a folder with a few strokes.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use limner_core::Rgb8;
use limner_env::Random;
use limner_env::drawing::{Drawings, MAX_STROKES, Options};
use limner_imagine::data::{is_light_on_dark, place, rgb_ink};
use limner_imagine::trace::{TraceConfig, Tracer};

use super::data::SIDE;
use super::{Kind, made, write_drawing};
use crate::files::pictures_in;

#[derive(clap::Args)]
pub(crate) struct Copy {
    /// The folder of pictures
    folder: PathBuf,
    /// What they show
    #[arg(long, value_enum)]
    kind: Kind,
    /// The folder for the copies: a PNG of the same name each, and its program of strokes
    #[arg(short, long, value_name = "DIR")]
    out: PathBuf,
    /// Most strokes of a copy; 5 for digits and 8 for characters
    #[arg(long, value_name = "N")]
    strokes: Option<usize>,
    /// Steps by which strokes are refined together
    #[arg(long, value_name = "N", default_value_t = TraceConfig::default().steps)]
    steps: usize,
    /// What chance follows from
    #[arg(long, default_value_t = 1)]
    seed: u32,
}

impl Copy {
    pub(crate) fn run(&self) -> Result<()> {
        let strokes = self.strokes.unwrap_or(match self.kind {
            Kind::Digits => 5,
            Kind::Characters => 8,
        });
        if !(1..=MAX_STROKES).contains(&strokes) {
            bail!("--strokes is {strokes}, outside 1..={MAX_STROKES}");
        }
        let files = pictures_in(&self.folder)?;
        made(&self.out)?;
        let side = u16::try_from(SIDE)?;
        let mut tracer = Tracer::new(side);
        let mut random = Random::new(self.seed);
        let (mut error, mut laid) = (0.0, 0);
        for path in &files {
            let bytes = std::fs::read(path)
                .with_context(|| format!("cannot read the picture {}", path.display()))?;
            let picture = limner_pictures::decode(&bytes)
                .with_context(|| format!("{} cannot be used as a picture", path.display()))?;
            let (ink, size) = rgb_ink(&picture);
            let mut pixels = Vec::new();
            place(&ink, size, SIDE, &mut pixels);
            let target: Vec<f32> = pixels.iter().map(|v| f32::from(*v) / 255.0).collect();
            let config = TraceConfig { strokes, steps: self.steps, ..TraceConfig::default() };
            let program = tracer.trace(&target, config, &mut random);
            laid += program.len();
            let (black, white) = (Rgb8::new(0, 0, 0), Rgb8::new(255, 255, 255));
            let [paper, of_ink] =
                if is_light_on_dark(&picture) { [black, white] } else { [white, black] };
            let (max_strokes, ink) = (strokes, Some(of_ink));
            let options = Options { side, max_strokes, paper, ink, ..Options::default() };
            let mut drawings = Drawings::new(options)?;
            drawings.draw_all(&[program], random.bits())?;
            let seen = &drawings.sheets().data;
            let off = seen.iter().zip(&target).map(|(a, b)| (a - b) * (a - b)).sum::<f32>();
            error += off / target.len() as f32;
            let name = path.with_extension("png");
            let name = name.file_name().context("a picture's name")?;
            write_drawing(&self.out.join(name), drawings.canvas(0), &drawings.painting(0)?)?;
        }
        let count = files.len() as f32;
        eprintln!(
            "{} copies in {}: {:.1} strokes each, mean squared error {:.4}",
            files.len(),
            self.out.display(),
            laid as f32 / count,
            error / count
        );
        Ok(())
    }
}
