//! `limner paint`: a picture file becomes a painting and its log.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sides and counts are those of a sheet, and a cast of a float saturates"
)]

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Result, bail};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use limner_core::canvas::MAX_SIDE;
use limner_core::{Header, Rgb8};
use limner_env::action;

use crate::export::picture_of;
use crate::files::{paintable, read_picture, write_painting};
use crate::painter_options::{Kind, PainterOptions};
use crate::pipes::{is_pipe, not_over, put};

/// Paints a picture.
#[derive(Args, Debug)]
pub(crate) struct Paint {
    /// A PNG, JPEG, WebP or GIF file; - for what comes in.
    picture: PathBuf,
    /// Where the painting goes, as PNG; its log goes beside it as `.limner`. - for what goes out: then the log is in
    /// the PNG.
    #[arg(short, long, value_name = "OUT.png")]
    out: PathBuf,
    /// Strokes to paint.
    #[arg(short = 'n', long, default_value_t = 500)]
    strokes: u32,
    /// Longest side of the painting in pixels.
    #[arg(short, long, default_value_t = 512)]
    size: u16,
    /// Who paints.
    #[arg(long, default_value = "full")]
    painter: Kind,
    /// Propose at random instead of by the policy: the same as `--painter chance`.
    #[arg(long)]
    random: bool,
    /// Draw the painting with WebGPU's renderer too, and fail where a pixel differs from the CPU's.
    #[arg(long)]
    gpu: bool,
    #[command(flatten)]
    options: PainterOptions,
}

impl Paint {
    /// Paints, with a progress bar, and writes both files.
    pub(crate) fn run(&self) -> Result<()> {
        if self.size == 0 || self.size > MAX_SIDE {
            bail!("--size is {}, it must be 1 to {MAX_SIDE}", self.size);
        }
        let is_piped = is_pipe(&self.out);
        if !is_piped {
            paintable(&self.out)?;
            not_over(&self.picture, &self.out)?;
        }
        let picture = read_picture(&self.picture)?;
        let (width, height) = fit(picture.width, picture.height, self.size);
        let target = picture.resized_to(width.into(), height.into());
        let Rgb8 { r, g, b } = action::rgb8(target.mean());
        let header = Header::new(width, height, Rgb8::new(r, g, b), self.options.seed());
        let kind = if self.random { Kind::Chance } else { self.painter };
        let mut painter = self.options.painter(kind, header, &target)?;

        let bar = ProgressBar::new(self.strokes.into());
        bar.set_style(ProgressStyle::with_template(
            "painting {bar:30} {pos}/{len} strokes  {msg}  {eta} left",
        )?);
        let began = Instant::now();
        let painted = painter.paint(self.strokes as usize, &mut |scene| {
            bar.inc(1);
            bar.set_message(format!("{:.2} dB", scene.psnr().unwrap_or(0.0)));
        })?;
        if painted < self.strokes as usize {
            bar.println("no further stroke would bring it nearer; done early");
        }
        bar.finish();
        let seconds = began.elapsed().as_secs_f64();

        let psnr = painter.scene().psnr().unwrap_or(0.0);
        let painting = painter.painting()?;
        // Nothing but the picture goes where the picture goes.
        let tell = |line: &str| if is_piped { eprintln!("{line}") } else { println!("{line}") };
        if self.gpu {
            tell(&crate::gpu::compare(painting)?);
        }
        let written = if is_piped {
            put(None, &picture_of(painting)?)?;
            format!("{width}×{height}")
        } else {
            let log = write_painting(&self.out, painting)?;
            format!("{} ({width}×{height}) and {}", self.out.display(), log.display())
        };
        let strokes = painting.strokes().len();
        let pace = strokes as f64 / seconds.max(1e-9);
        tell(&format!(
            "{written}: {strokes} strokes, {psnr:.2} dB, {seconds:.1} s, {pace:.0} strokes/s"
        ));
        Ok(())
    }
}

/// The size with this aspect whose longest side is `longest`.
fn fit(width: usize, height: usize, longest: u16) -> (u16, u16) {
    let scale = f64::from(longest) / width.max(height) as f64;
    let side = |v: usize| ((v as f64 * scale).round() as u16).clamp(1, longest);
    (side(width), side(height))
}

#[cfg(test)]
mod tests {
    use super::fit;

    #[test]
    fn the_longest_side_is_as_asked_and_none_vanishes() {
        assert_eq!(fit(768, 512, 384), (384, 256));
        assert_eq!(fit(512, 768, 384), (256, 384));
        assert_eq!(fit(1024, 1, 64), (64, 1));
        assert_eq!(fit(1, 1, 100), (100, 100));
    }
}
