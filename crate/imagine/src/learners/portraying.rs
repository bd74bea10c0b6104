//! Pictures painted through a critic: strokes in colour are moved by nothing but what a critic says that sees half of a
//! picture beside half of its painting.
//!
//! The critic learns to tell such pictures from whole ones (the complement discriminator of Mellor and others,
//! "Unsupervised doodling and painting with improved SPIRAL", 2019). It can't compare pixels: it knows only whether what
//! lies on both sides of a cut could be of one picture. What it looks at are squares of [`SEEN`] pixels, from the whole
//! picture at a glance to parts of it at full size, so that strokes find first where they belong and then what they
//! border on. There is no network between critic and strokes: each painting is learned by itself.

use limner_core::{Error, Header, Log, Op, Stroke};
use limner_env::action::{rgb8, sigmoid, stroke_from_soft};
use limner_env::drawing::{NUMBERS, SHAPE, numbers_gradient, soft_from_numbers};
use limner_env::soft::{Profile, SoftMask, SoftStroke};
use limner_env::window::Window;
use limner_env::{Picture, Random};
use limner_nets::{Adam, AdamConfig};

use crate::augment::Augmentation;
use crate::critic::CriticShape;
use crate::learners::adversary::{Adversary, AdversaryConfig, AdversaryMetrics};
use crate::learners::copying::Half;

/// Side of what the critic sees at a time.
pub const SEEN: usize = 32;
/// Side of the paintings.
pub const SIDE: u16 = 128;
/// Most strokes of a painting.
pub const MOST_STROKES: usize = 500;
/// How often a picture is halved until the critic sees it whole.
const LEVELS: usize = 3;
/// Index in the table of the brush that strokes are laid with.
const BRUSH: u8 = 1;
/// Numbers of a pixel.
const CHANNELS: usize = 3;
/// By how much a critic sees pixels apart.
const CONTRAST: f32 = 2.0;
/// How strong strokes are at first, as a logit.
const OPACITY: f32 = 2.0;

/// How paintings are learned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PortrayingConfig {
    /// Strokes of each painting.
    pub strokes: usize,
    /// The critic's side.
    pub adversary: AdversaryConfig,
    /// The strokes' optimiser.
    pub adam: AdamConfig,
    /// Paintings of an update.
    pub paintings: usize,
    /// Places of each that the critic sees.
    pub places: usize,
}

impl Default for PortrayingConfig {
    fn default() -> Self {
        let mut adversary = AdversaryConfig {
            penalty: 0.1,
            augmentation: Augmentation::NONE,
            ..AdversaryConfig::default()
        };
        // Where half of each pair is the same, it takes a critic long to see the rest.
        adversary.adam.rate = 2e-3;
        Self {
            strokes: 100,
            adversary,
            adam: AdamConfig { rate: 0.02, betas: [0.9, 0.99], average: 0.98 },
            paintings: 4,
            places: 8,
        }
    }
}

/// A painting on its way: what it is of, and its strokes.
#[derive(Clone, Debug)]
struct Sitting {
    /// Red, green and blue at each pixel, at each level.
    levels: Vec<Vec<f32>>,
    paper: [f32; 3],
    numbers: Vec<f32>,
    adam: Adam,
    raster: ColorRaster,
}

/// Paintings and a critic that learn from each other.
#[derive(Clone, Debug)]
pub struct Portraying {
    /// How they learn.
    pub config: PortrayingConfig,
    /// The critic.
    pub adversary: Adversary,
    /// What follows by chance.
    pub random: Random,
    sittings: Vec<Sitting>,
    next: usize,
}

/// What an update came to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PortrayingMetrics {
    /// The critic's side.
    pub critic: AdversaryMetrics,
    /// What the critic's opinion costs the paintings.
    pub loss: f32,
}

/// A square that the critic sees: of which level, and its corner there.
#[derive(Clone, Copy, Debug)]
struct Look {
    level: usize,
    corner: [usize; 2],
}

impl Look {
    fn by_chance(random: &mut Random) -> Self {
        let level = random.below(LEVELS);
        let free = (usize::from(SIDE) >> level) - SEEN;
        Self { level, corner: [0, 1].map(|_| random.below(free + 1)) }
    }

    /// Where its pixels are among those of its level.
    fn pixels(self) -> impl Iterator<Item = usize> {
        let side = usize::from(SIDE) >> self.level;
        let [left, top] = self.corner;
        (0..SEEN * SEEN).map(move |i| (top + i / SEEN) * side + left + i % SEEN)
    }
}

impl Portraying {
    /// Paintings of pictures, of which nothing is known yet but the mean colour, which is their paper's.
    ///
    /// # Panics
    ///
    /// Where there are no pictures.
    #[must_use]
    pub fn new(pictures: &[Picture], config: PortrayingConfig, seed: u32) -> Self {
        assert!(!pictures.is_empty(), "pictures to paint");
        let mut random = Random::new(seed);
        let shape = CriticShape { side: SEEN, channels: CHANNELS, classes: LEVELS, group: 1 };
        let adversary = Adversary::new(shape, config.adversary, &mut random);
        let sitting = |picture: &Picture| {
            let side = usize::from(SIDE);
            let rgb = picture.center_square().resized_to(side, side).to_rgb8();
            let whole: Vec<f32> = rgb.iter().map(|v| f32::from(*v) / 255.0).collect();
            let mut paper = [0.0; CHANNELS];
            for pixel in whole.as_chunks::<CHANNELS>().0 {
                paper.iter_mut().zip(pixel).for_each(|(mean, v)| *mean += v / (side * side) as f32);
            }
            let mut numbers = Vec::with_capacity(config.strokes * NUMBERS);
            for _ in 0..config.strokes {
                let mut stroke: [f32; NUMBERS] = std::array::from_fn(|_| 0.7 * random.normal());
                // Not far from where it begins, broad, and of the paper's colour or near it.
                for i in 2..6 {
                    stroke[i] = stroke[i % 2] + 0.3 * random.normal();
                }
                let few = 100.0 / config.strokes.max(20) as f32;
                (stroke[6], stroke[7]) = (1.0 + few.ln(), 1.0 + few.ln());
                stroke[SHAPE - 1] = OPACITY;
                for (number, v) in stroke[SHAPE..].iter_mut().zip(paper) {
                    let v = v.clamp(0.02, 0.98);
                    *number = (v / (1.0 - v)).ln() + 0.3 * *number;
                }
                numbers.extend(stroke);
            }
            let adam = Adam::new(config.adam, &numbers);
            Sitting { levels: halved(whole), paper, numbers, adam, raster: ColorRaster::default() }
        };
        let sittings = pictures.iter().map(sitting).collect();
        Self { config, adversary, random, sittings, next: 0 }
    }

    /// Is told which part of the run is over, 0..=1: over the last half, strokes move less and less.
    pub fn pace(&mut self, over: f32) {
        let rate = self.config.adam.rate * (2.0 * (1.0 - over)).clamp(0.05, 1.0);
        self.sittings.iter_mut().for_each(|sitting| sitting.adam.config.rate = rate);
    }

    /// One update of the critic, and of a few of the paintings in turn. `None` where what came out is no number.
    pub fn learn(&mut self) -> Option<PortrayingMetrics> {
        let count = self.config.paintings.clamp(1, self.sittings.len());
        let turn: Vec<usize> = (0..count).map(|i| (self.next + i) % self.sittings.len()).collect();
        self.next = (self.next + count) % self.sittings.len();
        let (mut real, mut drawn) = (Vec::new(), Vec::new());
        let (mut looks, mut shown, mut classes) = (Vec::new(), Vec::new(), Vec::new());
        for index in turn.iter().copied() {
            let sitting = &mut self.sittings[index];
            let painted = halved(sitting.drawn());
            for _ in 0..self.config.places {
                let look = Look::by_chance(&mut self.random);
                let half = Half::draw(SEEN, &mut self.random);
                classes.push(u16::try_from(look.level).unwrap_or(0));
                for (i, pixel) in look.pixels().enumerate() {
                    let of = |levels: &[Vec<f32>]| {
                        let at = pixel * CHANNELS;
                        let rgb = &levels[look.level][at..at + CHANNELS];
                        <[f32; CHANNELS]>::try_from(rgb).unwrap_or_default().map(centred)
                    };
                    let is_painted = half.holds(SEEN, i);
                    real.extend(of(&sitting.levels));
                    drawn.extend(of(if is_painted { &painted } else { &sitting.levels }));
                    shown.push(is_painted);
                }
                looks.push(look);
            }
        }
        let mut scores = Vec::new();
        let Self { adversary, random, .. } = self;
        let critic = adversary.learn(&real, &drawn, &classes, &mut scores, random)?;
        let mut d_drawn = Vec::new();
        let loss = adversary.opinion(&drawn, &classes, &scores, &mut d_drawn, random);
        let each = SEEN * SEEN;
        for (i, index) in turn.into_iter().enumerate() {
            let mut d_levels: Vec<Vec<f32>> =
                self.sittings[index].levels.iter().map(|level| vec![0.0; level.len()]).collect();
            for place in i * self.config.places..(i + 1) * self.config.places {
                let look = looks[place];
                let d_level = &mut d_levels[look.level];
                for (j, pixel) in look.pixels().enumerate().filter(|(j, _)| shown[place * each + j])
                {
                    let from = &d_drawn[(place * each + j) * CHANNELS..][..CHANNELS];
                    let to = &mut d_level[pixel * CHANNELS..][..CHANNELS];
                    to.iter_mut().zip(from).for_each(|(to, d)| *to += CONTRAST * d);
                }
            }
            if !self.sittings[index].moved(doubled(d_levels)) {
                return None;
            }
        }
        loss.is_finite().then_some(PortrayingMetrics { critic, loss })
    }

    /// Each painting as it is now, as a log that the integer brush draws.
    pub fn paintings(&self, seed: u32) -> Result<Vec<Log>, Error> {
        self.sittings.iter().map(|sitting| sitting.painting(seed)).collect()
    }
}

impl Sitting {
    /// What the painting is, as the soft raster draws it.
    fn drawn(&mut self) -> Vec<f32> {
        let strokes = self.strokes(&self.numbers);
        self.raster.draw(&strokes, self.paper)
    }

    fn strokes(&self, numbers: &[f32]) -> Vec<(SoftStroke, [f32; CHANNELS])> {
        let stroke = |numbers: &[f32; NUMBERS]| {
            let color = [0, 1, 2].map(|c| sigmoid(numbers[SHAPE + c]));
            (soft_from_numbers(numbers, SIDE, None), color)
        };
        numbers.as_chunks::<NUMBERS>().0.iter().map(stroke).collect()
    }

    /// Moves the strokes that were drawn last; whether what came out are numbers.
    fn moved(&mut self, d_picture: Vec<f32>) -> bool {
        let strokes = self.strokes(&self.numbers);
        let by = self.raster.gradient(&strokes, d_picture);
        let mut gradient = Vec::with_capacity(self.numbers.len());
        for ((numbers, (_, color)), (d, d_color)) in
            self.numbers.as_chunks::<NUMBERS>().0.iter().zip(&strokes).zip(&by)
        {
            let mut of_stroke = numbers_gradient(numbers, SIDE, d);
            for c in 0..CHANNELS {
                of_stroke[SHAPE + c] = d_color[c] * color[c] * (1.0 - color[c]);
            }
            gradient.extend(of_stroke);
        }
        self.adam.step(&mut self.numbers, &gradient)
    }

    fn painting(&self, seed: u32) -> Result<Log, Error> {
        let mut log = Log::new(Header::new(SIDE, SIDE, rgb8(self.paper), seed))?;
        let coverage = log.header().brushes[usize::from(BRUSH)].coverage;
        let whole = Window { level: 0, x: 0, y: 0 };
        for (soft, color) in self.strokes(&self.adam.averaged) {
            let stroke = stroke_from_soft(whole, &soft, BRUSH, rgb8(color));
            log.push(0, Op::Add(Stroke { coverage, ..stroke }))?;
        }
        Ok(log)
    }
}

/// A picture and its halves, as often as there are levels.
fn halved(whole: Vec<f32>) -> Vec<Vec<f32>> {
    let mut levels = vec![whole];
    for level in 1..LEVELS {
        let side = usize::from(SIDE) >> level;
        let finer = &levels[level - 1];
        let mut coarse = vec![0.0; side * side * CHANNELS];
        for (i, v) in coarse.iter_mut().enumerate() {
            let (pixel, c) = (i / CHANNELS, i % CHANNELS);
            let at = |dx: usize, dy: usize| {
                let (x, y) = (2 * (pixel % side) + dx, 2 * (pixel / side) + dy);
                finer[(y * 2 * side + x) * CHANNELS + c]
            };
            *v = 0.25 * (at(0, 0) + at(1, 0) + at(0, 1) + at(1, 1));
        }
        levels.push(coarse);
    }
    levels
}

/// The gradient with respect to a picture, from those with respect to it and its halves: [`halved`]'s transpose.
fn doubled(mut levels: Vec<Vec<f32>>) -> Vec<f32> {
    for level in (1..LEVELS).rev() {
        let side = usize::from(SIDE) >> level;
        let coarse = levels.pop().unwrap_or_default();
        let Some(finer) = levels.last_mut() else { return coarse };
        for (i, d) in coarse.iter().enumerate() {
            let (pixel, c) = (i / CHANNELS, i % CHANNELS);
            for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
                let (x, y) = (2 * (pixel % side) + dx, 2 * (pixel / side) + dy);
                finer[(y * 2 * side + x) * CHANNELS + c] += 0.25 * d;
            }
        }
    }
    levels.pop().unwrap_or_default()
}

/// Soft strokes in colour, one over the other, and what their gradient needs.
#[derive(Clone, Debug, Default)]
struct ColorRaster {
    masks: Vec<SoftMask>,
    below: Vec<Vec<f32>>,
}

impl ColorRaster {
    fn draw(&mut self, strokes: &[(SoftStroke, [f32; CHANNELS])], paper: [f32; 3]) -> Vec<f32> {
        let side = usize::from(SIDE);
        self.masks.resize_with(strokes.len(), SoftMask::default);
        self.below.resize_with(strokes.len(), Vec::new);
        let mut picture = paper.repeat(side * side);
        for (((stroke, color), mask), below) in
            strokes.iter().zip(&mut self.masks).zip(&mut self.below)
        {
            mask.render(stroke, Profile::default(), side, side);
            let columns = mask.size[0];
            below.clear();
            for (j, row) in mask.values.chunks_exact(columns.max(1)).enumerate() {
                let at = ((mask.origin[1] + j) * side + mask.origin[0]) * CHANNELS;
                let pixels = &mut picture[at..at + columns * CHANNELS];
                below.extend_from_slice(pixels);
                for (pixel, m) in pixels.as_chunks_mut::<CHANNELS>().0.iter_mut().zip(row) {
                    pixel.iter_mut().zip(color).for_each(|(v, k)| *v += m * (k - *v));
                }
            }
        }
        picture
    }

    /// The gradient with respect to each of the strokes drawn last and its colour.
    fn gradient(
        &self,
        strokes: &[(SoftStroke, [f32; CHANNELS])],
        mut d_picture: Vec<f32>,
    ) -> Vec<(SoftStroke, [f32; CHANNELS])> {
        let side = usize::from(SIDE);
        let mut gradients = vec![(SoftStroke::default(), [0.0; CHANNELS]); strokes.len()];
        let mut d_mask = Vec::new();
        for (i, (stroke, color)) in strokes.iter().enumerate().rev() {
            let (mask, below) = (&self.masks[i], &self.below[i]);
            let columns = mask.size[0];
            let (d_stroke, d_color) = &mut gradients[i];
            d_mask.clear();
            let rows = mask.values.chunks_exact(columns.max(1));
            for (j, (row, below)) in
                rows.zip(below.chunks_exact((columns * CHANNELS).max(1))).enumerate()
            {
                let at = ((mask.origin[1] + j) * side + mask.origin[0]) * CHANNELS;
                let d = &mut d_picture[at..at + columns * CHANNELS];
                let pixels = d.as_chunks_mut::<CHANNELS>().0.iter_mut();
                for ((d, below), m) in pixels.zip(below.as_chunks::<CHANNELS>().0).zip(row) {
                    let mut d_value = 0.0;
                    for c in 0..CHANNELS {
                        d_value += d[c] * (color[c] - below[c]);
                        d_color[c] += d[c] * m;
                        d[c] *= 1.0 - m;
                    }
                    d_mask.push(d_value);
                }
            }
            *d_stroke = mask.gradient(stroke, Profile::default(), &d_mask);
        }
        gradients
    }
}

/// A pixel as the critic sees it: about nothing, it learns sooner.
fn centred(v: f32) -> f32 {
    CONTRAST * (v - 0.5)
}
