//! What was learned of one kind of drawings, as one small file: a generator and its critic at a byte a parameter, what
//! the classes are called, and on what they are drawn.
//!
//! Little-endian: magic `LIMG`, version (u32); side, classes (u32 each), strokes (u8), paper and ink (three bytes
//! each), the names of the kind and of each class (a byte's length and UTF-8), then the generator's and the critic's
//! parameters as [`limner_nets::weights`] has them.

use limner_core::Rgb8;
use limner_env::Random;
use limner_env::drawing::{Act, Drawings, Error, MAX_STROKES, NUMBERS, Options};
use limner_nets::weights;

use crate::bytes::{ReadError, Reader, put_text};
use crate::critic::{Critic, CriticShape, Look};
use crate::dataset::MAX_CLASSES;
use crate::generator::{Drawn, Generator, GeneratorShape};
use crate::learners::pathwise::Pathwise;

const MAGIC: &[u8; 4] = b"LIMG";
const VERSION: u32 = 1;
/// Drawings that the critic looks at together.
pub(crate) const GROUP: usize = 8;

/// An agent that draws one kind of drawings, with the critic it learned from.
#[derive(Clone, Debug)]
pub struct Model {
    /// What the kind is called.
    pub name: String,
    /// What the classes are called; none where nothing can be asked for.
    pub classes: Vec<String>,
    /// Side of the sheets.
    pub side: u16,
    /// The colour of paper that real ones are on.
    pub paper: Rgb8,
    /// The colour of their ink.
    pub ink: Rgb8,
    /// The generator's network.
    pub generator: Generator,
    /// Its parameters.
    pub parameters: Vec<f32>,
    /// The critic's network.
    pub critic: Critic,
    /// Its parameters.
    pub critics_parameters: Vec<f32>,
}

/// The critic that goes with a generator of this shape.
#[must_use]
pub fn critic_shape(side: u16, classes: usize) -> CriticShape {
    CriticShape { side: side.into(), channels: 1, classes, group: GROUP }
}

impl Model {
    /// What a learner has come to, averaged.
    #[must_use]
    pub fn of(
        learner: &Pathwise,
        name: &str,
        classes: Vec<String>,
        [paper, ink]: [Rgb8; 2],
    ) -> Self {
        Self {
            name: name.to_owned(),
            classes,
            side: learner.side(),
            paper,
            ink,
            generator: learner.generator.clone(),
            parameters: learner.adam.averaged.clone(),
            critic: learner.adversary.critic.clone(),
            critics_parameters: learner.adversary.adam.averaged.clone(),
        }
    }

    /// The model as bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(VERSION.to_le_bytes());
        let count = |v: usize| u32::try_from(v).unwrap_or(u32::MAX).to_le_bytes();
        bytes.extend(count(self.side.into()));
        bytes.extend(count(self.classes.len()));
        bytes.push(u8::try_from(self.generator.shape().strokes).unwrap_or(u8::MAX));
        bytes.extend(self.paper.channels());
        bytes.extend(self.ink.channels());
        put_text(&mut bytes, &self.name);
        self.classes.iter().for_each(|name| put_text(&mut bytes, name));
        bytes.extend(weights::encode_short(&self.parameters));
        bytes.extend(weights::encode_short(&self.critics_parameters));
        bytes
    }

    /// The model of a file's bytes.
    pub fn decode(bytes: &[u8]) -> Result<Self, ReadError> {
        let mut reader = Reader::opened(bytes, MAGIC, VERSION, "model of drawings")?;
        let side = reader.side("its sheets are neither 32 nor 64 pixels wide")?;
        let classes = reader.u32()? as usize;
        let strokes = usize::from(reader.u8()?);
        if classes > MAX_CLASSES || !(1..=MAX_STROKES).contains(&strokes) {
            return Err(ReadError::Broken("its classes or strokes are out of range"));
        }
        let color = |reader: &mut Reader<'_>| {
            let rgb = reader.take(3)?;
            Ok::<_, ReadError>(Rgb8::new(rgb[0], rgb[1], rgb[2]))
        };
        let (paper, ink) = (color(&mut reader)?, color(&mut reader)?);
        if paper == ink {
            return Err(ReadError::Broken("its paper and ink are one colour"));
        }
        let name = reader.text()?;
        let classes = (0..classes).map(|_| reader.text()).collect::<Result<Vec<_>, _>>()?;
        let generator = Generator::new(GeneratorShape { classes: classes.len(), strokes });
        let critic = Critic::new(critic_shape(side, classes.len()));
        let parameters = reader.weights(generator.parameters())?;
        let critics_parameters = reader.weights(critic.parameters())?;
        reader.end()?;
        Ok(Self {
            name,
            classes,
            side,
            paper,
            ink,
            generator,
            parameters,
            critic,
            critics_parameters,
        })
    }

    /// How its drawings are drawn.
    #[must_use]
    pub fn options(&self) -> Options {
        Options {
            side: self.side,
            max_strokes: self.generator.shape().strokes,
            paper: self.paper,
            ink: Some(self.ink),
            ..Options::default()
        }
    }

    /// Programs of new drawings, one for each class that is asked for; `None` draws of any class.
    #[must_use]
    pub fn imagine(&self, asked: &[Option<u16>], random: &mut Random) -> Vec<Vec<Act>> {
        let noise = Generator::noise(asked.len(), random);
        let any = |random: &mut Random| {
            u16::try_from(random.below(self.classes.len().max(1))).unwrap_or_default()
        };
        let classes: Vec<u16> =
            asked.iter().map(|asked| asked.unwrap_or_else(|| any(random))).collect();
        self.imagine_from(&noise, &classes)
    }

    /// The programs that come of noise and classes: the same of the same.
    #[must_use]
    pub fn imagine_from(&self, noise: &[f32], classes: &[u16]) -> Vec<Vec<Act>> {
        let mut drawn = Drawn::default();
        let strokes: Vec<[f32; NUMBERS]> =
            self.generator.draw(&self.parameters, noise, classes, &mut drawn).to_vec();
        // What is not laid is no part of a program.
        let mut programs = self.generator.programs(&strokes);
        programs.iter_mut().for_each(|acts| acts.retain(Act::is_laid));
        programs
    }

    /// Draws programs with the integer brush.
    pub fn draw(&self, programs: &[Vec<Act>], seed: u32) -> Result<Drawings, Error> {
        let mut drawings = Drawings::new(self.options())?;
        drawings.draw_all(programs, seed)?;
        Ok(drawings)
    }

    /// What the critic thinks of pictures of drawings, each beside itself alone: comparable within a class.
    #[must_use]
    pub fn scores(&self, pictures: &[f32], classes: &[u16]) -> Vec<f32> {
        self.critic.look(&self.critics_parameters, pictures, classes, &mut Look::default()).to_vec()
    }
}
