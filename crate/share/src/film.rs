//! How a painting was made, as a film: animated PNG, which keeps every colour, GIF, which is shown everywhere with 256 of
//! them, or single frames.
//!
//! Frames are at even distances in strokes, so that a person's pauses take no time, and the last one stays. What is
//! kept between two frames is one moment of the painting, the frame before, and what is written: however many strokes
//! there are.

#![expect(
    clippy::cast_possible_truncation,
    reason = "a film has fewer than 2¹⁶ pixels a side, and 256 colours"
)]

use limner_core::format::carrier::CHUNK;
use limner_core::moments::{self, Moment};
use limner_core::{Painting, Past};

use crate::Failed;
use crate::html::{shrunk_to, sides_within};
use crate::picture::Sink;

/// Of a film at most: seconds, frames a second, and pixels along the longer side.
pub const MAX_SECONDS: u16 = 60;
/// See [`MAX_SECONDS`].
pub const MAX_RATE: u16 = 30;
/// See [`MAX_SECONDS`].
pub const MAX_SIDE: u16 = 1024;
/// Along the longer side at least.
pub const MIN_SIDE: u16 = 16;
/// The last frame stays no longer, in ms.
pub const MAX_STILL_MS: u16 = 30_000;
/// Colours of a GIF beside the one that stands for what did not change.
const COLORS: usize = 255;
/// Every so many pixels are looked at for a GIF's colours: 1 is all.
const EVERY: i32 = 4;

/// What a film is to be like. Numbers out of range are brought into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// How long the painting takes, in seconds.
    pub seconds: u16,
    /// Frames a second.
    pub rate: u16,
    /// Pixels along the longer side, at most those of the painting.
    pub side: u16,
    /// How long the last frame stays, in ms.
    pub still_ms: u16,
}

impl Default for Wish {
    /// Eight seconds that most chats take.
    fn default() -> Self {
        Self { seconds: 8, rate: 12, side: 480, still_ms: 2_000 }
    }
}

impl Wish {
    fn within(self) -> Self {
        Self {
            seconds: self.seconds.clamp(1, MAX_SECONDS),
            rate: self.rate.clamp(1, MAX_RATE),
            side: self.side.clamp(MIN_SIDE, MAX_SIDE),
            still_ms: self.still_ms.min(MAX_STILL_MS),
        }
    }
}

/// One picture of a film.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// RGB, row by row.
    pub rgb: Vec<u8>,
    /// Columns and rows.
    pub size: [u16; 2],
    /// How long it stays.
    pub stays_ms: u16,
}

/// The frames of a film, one after the other.
#[derive(Debug)]
pub struct Frames {
    painting: Painting,
    past: Past,
    moments: Vec<Moment>,
    wish: Wish,
    /// Columns and rows.
    size: [u16; 2],
    count: usize,
    next: usize,
    /// Whether the moment of the next frame was gone to.
    there: bool,
}

impl Frames {
    /// No frame of a painting drawn yet.
    #[must_use]
    pub fn of(painting: Painting, wish: Wish) -> Self {
        let wish = wish.within();
        let (past, moments) = (Past::of(&painting), moments::of(&painting));
        let most = usize::from(wish.seconds) * usize::from(wish.rate);
        let count = most.min(moments.len() + 1);
        let canvas = painting.canvas();
        let size = sides_within([canvas.width(), canvas.height()], wish.side);
        Self { painting, past, moments, wish, size, count, next: 0, there: false }
    }

    /// The same with an even number of columns and of rows, as encoders of video want them: one less where they are odd.
    #[must_use]
    pub fn with_even_sides(mut self) -> Self {
        self.size = self.size.map(|side| side.max(2) & !1);
        self
    }

    /// Columns and rows.
    #[must_use]
    pub fn size(&self) -> [u16; 2] {
        self.size
    }

    /// How many frames there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// How many of them were taken.
    #[must_use]
    pub fn taken(&self) -> usize {
        self.next
    }

    /// Draws on for about `budget` of work at the next frame, and returns it when it is there. There is one more
    /// while fewer were taken than there are.
    pub fn advance(&mut self, budget: u64) -> Result<Option<Frame>, Failed> {
        if self.next >= self.count {
            return Ok(None);
        }
        let is_last = self.next + 1 == self.count;
        if !self.there {
            let strokes = if is_last {
                self.moments.len()
            } else {
                self.moments.len() * self.next / (self.count - 1)
            };
            let revision = match strokes {
                0 if !is_last => 0,
                some if some < self.moments.len() => self.moments[some - 1].revision,
                _ => self.painting.log().revision(),
            };
            self.past.go_to(&self.painting, revision)?;
            self.there = true;
        }
        self.past.draw_some(&self.painting, budget);
        if self.past.is_behind() {
            return Ok(None);
        }
        self.there = false;
        let rgb = shrunk_to(self.past.canvas(), self.painting.log().header().paper, self.size);
        // However few strokes there are, the film takes as long as was asked for.
        let at_ms = |frame: usize| frame * usize::from(self.wish.seconds) * 1_000 / self.count;
        let stays_ms = (at_ms(self.next + 1) - at_ms(self.next)) as u16;
        let stays_ms = if is_last { self.wish.still_ms.max(10) } else { stays_ms };
        self.next += 1;
        Ok(Some(Frame { rgb, size: self.size, stays_ms }))
    }

    /// What the painting shows in the end, at the film's size.
    fn last(&self) -> Vec<u8> {
        shrunk_to(self.painting.canvas(), self.painting.log().header().paper, self.size)
    }
}

/// What changed from a frame to the next: where it lies, and its pixels.
struct Change {
    x: usize,
    y: usize,
    width: usize,
    height: usize,
}

impl Change {
    /// All that differs; one pixel where nothing does, as a film's frames were counted before.
    fn between(before: &[u8], now: &[u8], columns: usize) -> Self {
        let differs = |row: usize, x: usize| {
            let at = (row * columns + x) * 3;
            before[at..at + 3] != now[at..at + 3]
        };
        let rows = now.len() / 3 / columns;
        let changed = (0..rows).filter(|row| {
            let row = row * columns * 3..(row + 1) * columns * 3;
            before[row.clone()] != now[row]
        });
        let (mut x0, mut x1, mut y0, mut y1) = (columns, 0, rows, 0);
        for row in changed {
            (y0, y1) = (y0.min(row), row + 1);
            x0 = x0.min((0..columns).find(|x| differs(row, *x)).unwrap_or(columns));
            x1 = x1.max((0..columns).rfind(|x| differs(row, *x)).map_or(0, |x| x + 1));
        }
        if x0 >= x1 {
            Self { x: 0, y: 0, width: 1, height: 1 }
        } else {
            Self { x: x0, y: y0, width: x1 - x0, height: y1 - y0 }
        }
    }

    /// The pixels of it, and whether each is another than before.
    fn pixels<'a>(
        &self,
        before: &'a [u8],
        now: &'a [u8],
        columns: usize,
    ) -> impl Iterator<Item = ([u8; 3], bool)> + use<'a> {
        let (x, width) = (self.x, self.width);
        (self.y..self.y + self.height).flat_map(move |row| {
            (x..x + width).map(move |x| {
                let at = (row * columns + x) * 3;
                let (before, now) = (&before[at..at + 3], &now[at..at + 3]);
                ([now[0], now[1], now[2]], before != now)
            })
        })
    }
}

/// How a film is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Animated PNG.
    Apng,
    /// GIF.
    Gif,
}

/// A film on its way.
pub struct Film {
    frames: Frames,
    before: Vec<u8>,
    sink: Sink,
    writer: Writer,
}

enum Writer {
    Apng(Option<Box<png::Writer<Sink>>>),
    Gif { encoder: Box<gif::Encoder<Sink>>, colors: Box<Colors> },
    None { kind: Kind, packed: Vec<u8> },
}

impl std::fmt::Debug for Film {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Film({} of {})", self.frames.taken(), self.frames.count())
    }
}

impl Film {
    /// No frame written yet. An animated PNG holds the painting's own bytes, as a PNG does.
    #[must_use]
    pub fn of(painting: Painting, packed: Vec<u8>, kind: Kind, wish: Wish) -> Self {
        let frames = Frames::of(painting, wish);
        let writer = Writer::None { kind, packed };
        Self { frames, before: Vec::new(), sink: Sink::default(), writer }
    }

    /// How many of its frames are written, and how many there are.
    #[must_use]
    pub fn written(&self) -> [usize; 2] {
        [self.frames.taken(), self.frames.count()]
    }

    /// Goes on for about `budget` of work at the next frame; returns the film once, when it is whole.
    pub fn advance(&mut self, budget: u64) -> Result<Option<Vec<u8>>, Failed> {
        let Some(frame) = self.frames.advance(budget)? else { return Ok(None) };
        self.write(frame)?;
        if self.frames.taken() < self.frames.count() {
            return Ok(None);
        }
        match &mut self.writer {
            Writer::Apng(writer) => {
                if let Some(writer) = writer.take() {
                    writer.finish()?;
                }
            }
            // It ends when it is dropped.
            writer => *writer = Writer::Apng(None),
        }
        Ok(Some(self.sink.take()))
    }

    fn write(&mut self, frame: Frame) -> Result<(), Failed> {
        let Frame { rgb, size, stays_ms } = frame;
        if let Writer::None { kind, packed } = &self.writer {
            self.writer = match kind {
                Kind::Apng => Writer::Apng(Some(Box::new(self.apng(size, packed)?))),
                Kind::Gif => {
                    let colors = Box::new(Colors::of(&self.frames.last()));
                    let [width, height] = size;
                    let made = gif::Encoder::new(self.sink.clone(), width, height, &colors.table());
                    let mut encoder = made.map_err(gif_failed)?;
                    encoder.set_repeat(gif::Repeat::Infinite).map_err(gif_failed)?;
                    Writer::Gif { encoder: Box::new(encoder), colors }
                }
            };
        }
        let columns = usize::from(size[0]);
        let is_first = self.before.is_empty();
        let before = if is_first { &rgb } else { &self.before };
        let change = match is_first {
            true => Change { x: 0, y: 0, width: columns, height: size[1].into() },
            false => Change::between(before, &rgb, columns),
        };
        let Change { x, y, width, height } = change;
        let pixels = change.pixels(before, &rgb, columns);
        let pixels = pixels.map(|(rgb, changed)| (rgb, changed || is_first)).collect::<Vec<_>>();
        match &mut self.writer {
            Writer::Apng(Some(writer)) => {
                let pixels: Vec<u8> = pixels
                    .into_iter()
                    .flat_map(|([r, g, b], changed)| if changed { [r, g, b, 255] } else { [0; 4] })
                    .collect();
                let [x, y, width, height] = [x, y, width, height].map(|px| px as u32);
                // Of the first one, where the picture lies that programs show that know of no films.
                if !is_first {
                    writer.reset_frame_position()?;
                    writer.set_frame_dimension(width, height)?;
                    writer.set_frame_position(x, y)?;
                    writer.set_blend_op(png::BlendOp::Over)?;
                }
                writer.set_frame_delay(stays_ms, 1_000)?;
                writer.write_image_data(&pixels)?;
            }
            Writer::Gif { encoder, colors } => {
                let unchanged = COLORS as u8;
                let buffer: Vec<u8> = pixels
                    .into_iter()
                    .map(|(rgb, changed)| if changed { colors.nearest(rgb) } else { unchanged })
                    .collect();
                let [left, top, width, height] = [x, y, width, height].map(|px| px as u16);
                let frame = gif::Frame {
                    delay: stays_ms.div_ceil(10),
                    dispose: gif::DisposalMethod::Keep,
                    transparent: Some(unchanged),
                    left,
                    top,
                    width,
                    height,
                    buffer: buffer.into(),
                    ..gif::Frame::default()
                };
                encoder.write_frame(&frame).map_err(gif_failed)?;
            }
            Writer::Apng(None) | Writer::None { .. } => {}
        }
        self.before = rgb;
        Ok(())
    }

    fn apng(&self, size: [u16; 2], packed: &[u8]) -> Result<png::Writer<Sink>, Failed> {
        let [width, height] = size.map(u32::from);
        let mut encoder = png::Encoder::new(self.sink.clone(), width, height);
        encoder.set_color(png::ColorType::Rgba);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_animated(u32::try_from(self.frames.count()).unwrap_or(u32::MAX), 0)?;
        let mut writer = encoder.write_header()?;
        writer.write_chunk(png::chunk::ChunkType(CHUNK), packed)?;
        Ok(writer)
    }
}

fn gif_failed(error: gif::EncodingError) -> Failed {
    Failed::Film(error.to_string())
}

/// The colours of a GIF: those of what the painting comes to.
struct Colors {
    quantiser: color_quant::NeuQuant,
    /// The nearest of each colour that was asked for, five bits a channel.
    known: Vec<Option<u8>>,
}

impl Colors {
    fn of(rgb: &[u8]) -> Self {
        let rgba: Vec<u8> =
            rgb.as_chunks::<3>().0.iter().flat_map(|[r, g, b]| [*r, *g, *b, 255]).collect();
        let quantiser = color_quant::NeuQuant::new(EVERY, COLORS, &rgba);
        Self { quantiser, known: vec![None; 1 << 15] }
    }

    /// Red, green and blue of each, and of the one that stands for what did not change.
    fn table(&self) -> Vec<u8> {
        let mut table = self.quantiser.color_map_rgb();
        table.resize((COLORS + 1) * 3, 0);
        table
    }

    fn nearest(&mut self, [r, g, b]: [u8; 3]) -> u8 {
        let [i, j, k] = [r, g, b].map(|channel| usize::from(channel >> 3));
        let quantiser = &self.quantiser;
        *self.known[(i << 10) | (j << 5) | k]
            .get_or_insert_with(|| quantiser.index_of(&[r, g, b, 255]) as u8)
    }
}
