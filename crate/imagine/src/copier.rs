//! The copier: a drawing goes in, the strokes of a copy come out, in one pass.
//!
//! As a file, little-endian: magic `LIMC`, version (u32), side (u32), strokes (u8), the kind's name (a byte's length
//! and UTF-8), then the parameters as [`limner_nets::weights`] has them.

use limner_env::InkRaster;
use limner_env::Random;
use limner_env::drawing::{Act, MAX_STROKES, NUMBERS, SHAPE, soft_from_numbers};
use limner_env::soft::{Profile, SoftStroke};
use limner_nets::{Activation, Slots, Stack, Tape, weights};

use crate::bytes::{ReadError, Reader, put_text};
use crate::strokes::{self, act};

const MAGIC: &[u8; 4] = b"LIMC";
const VERSION: u32 = 1;
/// Channels of the convolutions, and how far apart the places are that each looks at.
const CONVOLUTIONS: [(usize, [usize; 3]); 4] =
    [(12, [4, 2, 1]), (20, [3, 2, 1]), (20, [3, 1, 1]), (22, [3, 2, 1])];
/// Numbers between what is seen and the strokes.
const HIDDEN: usize = 64;

/// What a copier copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CopierShape {
    /// Side of the drawings.
    pub side: u16,
    /// Most strokes of a copy.
    pub strokes: usize,
}

/// A copier's network: four convolutions, a dense layer, and nine numbers a stroke.
#[derive(Clone, Debug)]
pub struct Copier {
    shape: CopierShape,
    slots: Slots,
    net: Stack,
}

/// What copying a batch leaves for the gradient.
#[derive(Clone, Debug, Default)]
pub struct Copied {
    tape: Tape,
    /// The raw numbers of each copy's strokes.
    pub strokes: Vec<[f32; NUMBERS]>,
}

impl Copier {
    /// The network for such copies.
    #[must_use]
    pub fn new(shape: CopierShape) -> Self {
        let mut slots = Slots::default();
        let leaky = Activation::LeakyRelu;
        let mut net = Stack::new(usize::from(shape.side).pow(2));
        let mut channels = 1;
        for (next, kernel) in CONVOLUTIONS {
            net = net.convolution(&mut slots, [channels, next], kernel, leaky);
            channels = next;
        }
        let net = net.dense(&mut slots, HIDDEN, leaky).dense_by(
            &mut slots,
            shape.strokes * SHAPE,
            Activation::Linear,
            0.5,
        );
        Self { shape, slots, net }
    }

    /// What the copier copies.
    #[must_use]
    pub fn shape(&self) -> CopierShape {
        self.shape
    }

    /// How many parameters it has.
    #[must_use]
    pub fn parameters(&self) -> usize {
        self.slots.len()
    }

    /// Parameters to begin with: strokes lie anywhere, and are laid.
    #[must_use]
    pub fn initial(&self, random: &mut Random) -> Vec<f32> {
        strokes::initial(&self.slots, self.net.outputs(), random)
    }

    /// The strokes of copies of a batch of drawings.
    pub fn copy<'a>(
        &self,
        parameters: &[f32],
        targets: &[f32],
        copied: &'a mut Copied,
    ) -> &'a [[f32; NUMBERS]] {
        let Copied { tape, strokes } = copied;
        let outputs = self.net.forward(parameters, targets, tape);
        strokes::read(outputs, strokes);
        strokes
    }

    /// Adds the gradient of the last [`Copier::copy`], from that with respect to its strokes' numbers.
    pub fn backward(
        &self,
        parameters: &[f32],
        copied: &mut Copied,
        d_strokes: &[[f32; NUMBERS]],
        gradient: &mut [f32],
    ) {
        let d = strokes::gradient(d_strokes);
        self.net.backward(parameters, &mut copied.tape, &d, Some(gradient), None);
    }
}

/// A copier with what it learned.
#[derive(Clone, Debug)]
pub struct CopyModel {
    /// What the kind of drawings is called.
    pub name: String,
    /// The network.
    pub copier: Copier,
    /// Its parameters.
    pub parameters: Vec<f32>,
}

impl CopyModel {
    /// The model as bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let CopierShape { side, strokes } = self.copier.shape;
        let mut bytes = MAGIC.to_vec();
        bytes.extend(VERSION.to_le_bytes());
        bytes.extend(u32::from(side).to_le_bytes());
        bytes.push(u8::try_from(strokes).unwrap_or(u8::MAX));
        put_text(&mut bytes, &self.name);
        bytes.extend(weights::encode_short(&self.parameters));
        bytes
    }

    /// The model of a file's bytes.
    pub fn decode(bytes: &[u8]) -> Result<Self, ReadError> {
        let mut reader = Reader::opened(bytes, MAGIC, VERSION, "copier of drawings")?;
        let side = reader.side("its drawings are neither 32 nor 64 pixels wide")?;
        let strokes = usize::from(reader.u8()?);
        if !(1..=MAX_STROKES).contains(&strokes) {
            return Err(ReadError::Broken("its strokes are out of range"));
        }
        let name = reader.text()?;
        let copier = Copier::new(CopierShape { side, strokes });
        let parameters = reader.weights(copier.parameters())?;
        reader.end()?;
        Ok(Self { name, copier, parameters })
    }

    /// Programs of copies, with at most so many strokes each. `targets` lie one after the other, 0..=1 at each pixel.
    ///
    /// # Panics
    ///
    /// Where they are no whole drawings.
    #[must_use]
    pub fn copy(&self, targets: &[f32], most: usize) -> Vec<Vec<Act>> {
        let CopierShape { side, strokes } = self.copier.shape;
        let len = usize::from(side).pow(2);
        let mut copied = Copied::default();
        let mut programs = Vec::with_capacity(targets.len() / len);
        // A few at a time: what a pass keeps is many times the drawings.
        for targets in targets.chunks(64 * len) {
            self.copier.copy(&self.parameters, targets, &mut copied);
            for (target, drawing) in targets.chunks(len).zip(copied.strokes.chunks(strokes)) {
                let acts = drawing.iter().copied().map(act).filter(Act::is_laid).collect();
                programs.push(fewer(acts, target, side, most));
            }
        }
        programs
    }
}

/// At most so many of a program's strokes: without those that are missed least.
fn fewer(mut acts: Vec<Act>, target: &[f32], side: u16, most: usize) -> Vec<Act> {
    let mut raster = InkRaster::new(side.into(), Profile::default());
    while acts.len() > most {
        let soft: Vec<SoftStroke> =
            acts.iter().map(|act| soft_from_numbers(&act.numbers, side, None)).collect();
        let mut ink = vec![0.0; target.len()];
        raster.draw(&soft, &mut ink);
        let changes = raster.changes(&soft, &ink, target);
        let idle = (0..acts.len()).max_by(|a, b| changes[*a].total_cmp(&changes[*b]));
        idle.map(|idle| acts.remove(idle));
    }
    acts
}
