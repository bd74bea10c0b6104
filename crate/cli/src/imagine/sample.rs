//! `limner imagine sample`: new drawings, each as a picture and as a program of strokes.

use std::path::PathBuf;

use anyhow::{Result, bail};
use limner_env::Random;

use super::{Kind, made, write_drawing};

/// Most drawings in one go.
const MOST: usize = 100_000;

#[derive(clap::Args)]
pub(crate) struct Sample {
    /// What to draw
    #[arg(long, value_enum)]
    kind: Kind,
    /// How many
    #[arg(long, value_name = "N", default_value_t = 16)]
    count: usize,
    /// Of this class alone; of every class in turn where nothing is said
    #[arg(long, value_name = "C")]
    class: Option<String>,
    /// The folder for NAME.png and NAME.json, a program of strokes
    #[arg(short, long, value_name = "DIR")]
    out: PathBuf,
    /// A model that `limner imagine train` wrote
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// What chance follows from
    #[arg(long, default_value_t = 1)]
    seed: u32,
}

impl Sample {
    pub(crate) fn run(&self) -> Result<()> {
        if self.count > MOST {
            bail!("--count is {}, and at most {MOST} are drawn in one go", self.count);
        }
        let model = self.kind.model(self.model.as_deref())?;
        let class = match &self.class {
            None => None,
            Some(_) if model.classes.is_empty() => bail!("this model knows no classes"),
            Some(name) => {
                let place = model.classes.iter().position(|class| class == name);
                let Some(place) = place else {
                    bail!("no class is called {name:?}: there are {}", model.classes.join(", "))
                };
                u16::try_from(place).ok()
            }
        };
        made(&self.out)?;
        let mut random = Random::new(self.seed);
        // A few at a time: each sheet is a canvas.
        for first in (0..self.count).step_by(256) {
            let indices = first..self.count.min(first + 256);
            let turn = |index: usize| u16::try_from(index % model.classes.len().max(1)).ok();
            let asked: Vec<Option<u16>> = indices.clone().map(|i| class.or(turn(i))).collect();
            let programs = model.imagine(&asked, &mut random);
            let drawings = model.draw(&programs, random.bits())?;
            for (i, index) in indices.enumerate() {
                let class = asked[i].and_then(|class| model.classes.get(usize::from(class)));
                let name = match class {
                    Some(class) => format!("{index:05}-{}.png", safe(class)),
                    None => format!("{index:05}.png"),
                };
                write_drawing(&self.out.join(name), drawings.canvas(i), &drawings.painting(i)?)?;
            }
        }
        eprintln!("{} drawings in {}", self.count, self.out.display());
        Ok(())
    }
}

/// A name as part of a file's.
fn safe(name: &str) -> String {
    let fits = |c: char| if c.is_alphanumeric() || c == '-' || c == '_' { c } else { '_' };
    name.chars().map(fits).collect()
}
