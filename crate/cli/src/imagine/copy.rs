//! `limner imagine copy`: each picture of a folder with a few strokes, seen and drawn in one pass, refined, or traced.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use limner_core::Rgb8;
use limner_env::Random;
use limner_env::drawing::{Act, Drawings, Options};
use limner_imagine::copier::CopyModel;
use limner_imagine::data::{is_light_on_dark, place, rgb_ink};
use limner_imagine::trace::{TraceConfig, Tracer};

use super::data::SIDE;
use super::portraits::Portraits;
use super::{Kind, made, write_drawing};
use crate::files::pictures_in;

#[derive(clap::Args)]
pub(crate) struct Copy {
    /// The folder of pictures
    folder: PathBuf,
    /// What they show
    #[arg(long, value_enum)]
    kind: Of,
    /// The folder for the copies: a PNG of the same name each, and its program of strokes
    #[arg(short, long, value_name = "DIR")]
    out: PathBuf,
    /// Most strokes of a copy; 5 for digits, 8 for characters, and 100 for photographs, of which there may be several
    /// numbers, with commas between
    #[arg(long, value_name = "N", value_delimiter = ',')]
    strokes: Vec<usize>,
    /// How often the critic and the paintings of photographs learn from each other
    #[arg(long, value_name = "N", default_value_t = 3_000)]
    updates: u32,
    /// A sheet of photographs: what the critic's opinion made of each, above what the planner makes of it, at each
    /// number of strokes
    #[arg(long, value_name = "OUT.png")]
    sheet: Option<PathBuf>,
    /// Have the photographs themselves above those
    #[arg(long, requires = "sheet")]
    targets: bool,
    /// How it is copied: by what was learned, in one pass; that, refined against the picture; or traced, looking for
    /// one stroke after the other, which takes a hundred times as long
    #[arg(long, value_enum, default_value_t = Way::Traced)]
    by: Way,
    /// Refine what was learned: short for `--by refined`
    #[arg(long)]
    refine: bool,
    /// A copier that `limner imagine train --learner copying` wrote
    #[arg(long, value_name = "FILE")]
    copier: Option<PathBuf>,
    /// Steps by which strokes are refined together
    #[arg(long, value_name = "N", default_value_t = TraceConfig::default().steps)]
    steps: usize,
    /// What chance follows from
    #[arg(long, default_value_t = 1)]
    seed: u32,
}

/// What is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Of {
    /// Handwritten digits
    Digits,
    /// Characters of many alphabets
    Characters,
    /// Photographs and portraits in colour, each painted through a critic that sees half of it beside half of its
    /// painting, and by the planner
    Photographs,
}

/// How pictures are copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Way {
    /// In one pass
    Learned,
    /// In one pass, then refined against the picture
    Refined,
    /// Stroke by stroke
    Traced,
}

/// Copies drawings of one ink.
pub(crate) struct Copyist<'a> {
    pub way: Way,
    pub copier: Option<&'a CopyModel>,
    pub config: TraceConfig,
    pub tracer: Tracer,
    pub random: Random,
}

impl Copyist<'_> {
    /// The program of a copy.
    pub(crate) fn copy(&mut self, target: &[f32]) -> Result<Vec<Act>> {
        if self.way == Way::Traced {
            return Ok(self.tracer.trace(target, self.config, &mut self.random));
        }
        let copier =
            self.copier.context("no copier of such drawings is shipped: give --copier FILE")?;
        if usize::from(copier.copier.shape().side).pow(2) != target.len() {
            bail!("the copier is for drawings of {} pixels a side", copier.copier.shape().side);
        }
        let program = copier.copy(target, self.config.strokes).pop().unwrap_or_default();
        Ok(match self.way {
            Way::Refined => self.tracer.continued(&program, target, self.config, &mut self.random),
            _ => program,
        })
    }
}

impl Copy {
    pub(crate) fn run(&self) -> Result<()> {
        let kind = match self.kind {
            Of::Digits => Kind::Digits,
            Of::Characters => Kind::Characters,
            Of::Photographs => {
                let Self { folder, out, strokes, .. } = self;
                let (updates, seed, targets) = (self.updates, self.seed, self.targets);
                let sheet = self.sheet.as_deref();
                return Portraits { folder, out, strokes, updates, sheet, targets, seed }.paint();
            }
        };
        if self.strokes.len() > 1 || self.sheet.is_some() {
            bail!("several numbers of --strokes and a --sheet are for --kind photographs");
        }
        let strokes = kind.copy_strokes(self.strokes.first().copied())?;
        let files = pictures_in(&self.folder)?;
        made(&self.out)?;
        let side = u16::try_from(SIDE)?;
        let copier = kind.copier(self.copier.as_deref())?;
        let config = TraceConfig { strokes, steps: self.steps, ..TraceConfig::default() };
        let mut copyist = Copyist {
            way: if self.refine { Way::Refined } else { self.by },
            copier: copier.as_ref(),
            config,
            tracer: Tracer::new(side),
            random: Random::new(self.seed),
        };
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
            let program = copyist.copy(&target)?;
            laid += program.len();
            let (black, white) = (Rgb8::new(0, 0, 0), Rgb8::new(255, 255, 255));
            let [paper, of_ink] =
                if is_light_on_dark(&picture) { [black, white] } else { [white, black] };
            let (max_strokes, ink) = (strokes, Some(of_ink));
            let options = Options { side, max_strokes, paper, ink, ..Options::default() };
            let mut drawings = Drawings::new(options)?;
            drawings.draw_all(&[program], copyist.random.bits())?;
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
