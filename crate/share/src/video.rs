//! A film that somebody else encodes: a browser, which has VP9 and VP8, and the machine's own help for them.
//!
//! [`Video`] hands out one picture after the other as encoders take them ([`Shot`]), takes what they made of it, and puts it
//! into a WebM file. Colours are those of ITU-R BT.709 in the narrow range that video has, which is what players take a film
//! for that says nothing, and this one says it; they are reckoned here, so that they are the same in every browser.

use limner_core::{Reading, work};

use crate::Failed;
use crate::export::OPENING;
use crate::film::{Frame, Frames, Wish};
use crate::webm::{Codec, Webm};

/// Frames a second: a film that is encoded has room for more of them.
pub const RATE: u16 = 24;
/// A picture that stays for longer is handed out again: players that count pictures show the length, and those that seek
/// find one.
const REPEATED_MS: u32 = 1_000;
/// After so long a picture needs no other one: players begin there when somebody seeks.
const KEY_MS: u32 = 2_000;
/// Bits that each pixel of a picture is given, in 1/256.
const PIXEL_BITS: u64 = 36;
/// Bits that each picture is given beside that.
const PICTURE_BITS: u64 = 12_000;
/// The most that are asked for, a second.
const MAX_BITS: u64 = 6_000_000;

/// How a browser can be asked to encode a film, the best first: the names that WebCodecs has for it. VP9 has profile 0, level
/// 4 (2048 × 1088 at 30) and 8 bits.
pub const CODECS: [(Codec, &str); 2] = [(Codec::Vp9, "vp09.00.40.08"), (Codec::Vp8, "vp8")];

/// What an encoder is told before the first picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoding {
    /// See [`CODECS`].
    pub codec: &'static str,
    /// Columns and rows, both even.
    pub size: [u16; 2],
    /// Bits a second.
    pub bitrate: u32,
    /// Pictures a second.
    pub rate: u16,
}

impl Encoding {
    /// Of a film of this size.
    #[must_use]
    pub fn of(codec: Codec, size: [u16; 2]) -> Self {
        let pixels: u64 = size.map(u64::from).iter().product();
        let picture = pixels * PIXEL_BITS / 256 + PICTURE_BITS;
        let bitrate = u32::try_from((picture * u64::from(RATE)).min(MAX_BITS)).unwrap_or(u32::MAX);
        let name = CODECS.iter().find(|(known, _)| *known == codec).map_or("", |(_, name)| *name);
        Self { codec: name, size, bitrate, rate: RATE }
    }
}

/// A picture as encoders take it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shot {
    /// Planes of luma, and of chroma at half the width and height (I420).
    pub planes: Vec<u8>,
    /// Columns and rows.
    pub size: [u16; 2],
    /// When it is shown, and for how long.
    pub at_ms: u32,
    /// See `at_ms`.
    pub stays_ms: u32,
    /// Whether it must need no other one.
    pub is_key: bool,
}

/// A film on its way through an encoder.
#[derive(Debug)]
pub struct Video {
    codec: Codec,
    wish: Wish,
    stage: Stage,
    webm: Option<Webm>,
    /// The picture that is shown now, and how long it is yet to stay.
    planes: Vec<u8>,
    stays_ms: u32,
    /// Of all pictures that were handed out.
    lasts_ms: u32,
    key_ms: Option<u32>,
}

#[derive(Debug)]
enum Stage {
    Reading(Box<Reading>),
    Filming(Box<Frames>),
}

impl Video {
    /// Nothing done yet with a painting's bytes. `wish.rate` is [`RATE`], whatever is wished.
    pub fn of(packed: Vec<u8>, codec: Codec, wish: Wish) -> Result<Self, Failed> {
        let stage = Stage::Reading(Box::new(Reading::within(packed, work::MAX)?));
        let wish = Wish { rate: RATE, ..wish };
        let (planes, webm, key_ms) = (Vec::new(), None, None);
        Ok(Self { codec, wish, stage, webm, planes, stays_ms: 0, lasts_ms: 0, key_ms })
    }

    /// Goes on for about `budget` of work at the next picture, and returns it when it is there. There is one more while it
    /// is not over.
    pub fn advance(&mut self, budget: u64) -> Result<Option<Shot>, Failed> {
        match &mut self.stage {
            Stage::Reading(reading) => {
                if let Some(painting) = reading.advance(budget)? {
                    let frames = Frames::of(painting, self.wish).with_even_sides();
                    self.webm = Some(Webm::of(self.codec, frames.size()));
                    self.stage = Stage::Filming(Box::new(frames));
                }
                return Ok(None);
            }
            Stage::Filming(frames) if self.stays_ms == 0 => {
                let Some(Frame { rgb, size, stays_ms }) = frames.advance(budget)? else {
                    return Ok(None);
                };
                self.planes = planes_of(&rgb, size);
                self.stays_ms = stays_ms.into();
            }
            Stage::Filming(_) => {}
        }
        Ok(self.shot())
    }

    /// The picture that is shown now, for as long as it is handed out once.
    fn shot(&mut self) -> Option<Shot> {
        let size = self.encoding()?.size;
        let (at_ms, stays_ms) = (self.lasts_ms, self.stays_ms.min(REPEATED_MS));
        self.stays_ms -= stays_ms;
        self.lasts_ms += stays_ms;
        let is_key = self.key_ms.is_none_or(|key_ms| at_ms - key_ms >= KEY_MS);
        if is_key {
            self.key_ms = Some(at_ms);
        }
        Some(Shot { planes: self.planes.clone(), size, at_ms, stays_ms, is_key })
    }

    /// What the encoder is to be told, once the painting is read.
    #[must_use]
    pub fn encoding(&self) -> Option<Encoding> {
        match &self.stage {
            Stage::Reading(_) => None,
            Stage::Filming(frames) => Some(Encoding::of(self.codec, frames.size())),
        }
    }

    /// Whether every picture was handed out.
    #[must_use]
    pub fn is_over(&self) -> bool {
        let all = match &self.stage {
            Stage::Reading(_) => false,
            Stage::Filming(frames) => frames.taken() == frames.count(),
        };
        all && self.stays_ms == 0
    }

    /// Takes what the encoder made of the picture that is shown from `at_ms` on.
    pub fn take(&mut self, at_ms: u32, is_key: bool, bytes: Vec<u8>) -> Result<(), Failed> {
        self.webm.as_mut().map_or(Ok(()), |webm| webm.add(at_ms, is_key, bytes))
    }

    /// The whole film, when it is over and the encoder has nothing left.
    pub fn finish(self) -> Result<Vec<u8>, Failed> {
        let nothing = || Failed::Film("nothing of it was drawn".to_owned());
        self.webm.ok_or_else(nothing)?.finish(self.lasts_ms)
    }

    /// How far it has come, in parts of a hundred.
    #[must_use]
    pub fn percent(&self) -> u32 {
        match &self.stage {
            Stage::Reading(reading) => reading.percent() * OPENING / 100,
            Stage::Filming(frames) => {
                let done = frames.taken() * (100 - OPENING as usize) / frames.count().max(1);
                OPENING + u32::try_from(done).unwrap_or_default()
            }
        }
    }
}

/// Bits behind the point of the numbers in [`LUMA`] and [`CHROMA`].
const BITS: u32 = 16;
/// What red, green and blue give of luma, of 0 to 255 each: 219 steps, of which the first one is 16.
const LUMA: [i32; 3] = [11_966, 40_254, 4_064];
/// What they give of the two chromas: 224 steps around 128. The three of each add up to nothing, so that grey stays grey.
const CHROMA: [[i32; 3]; 2] = [[-6_596, -22_188, 28_784], [28_784, -26_145, -2_639]];

/// The planes of an RGB picture whose sides are even; each chroma is that of four pixels' mean.
fn planes_of(rgb: &[u8], size: [u16; 2]) -> Vec<u8> {
    let [width, height] = size.map(usize::from);
    let (pixels, _) = rgb.as_chunks::<3>();
    let sum = |weights: [i32; 3], channels: [i32; 3]| -> i32 {
        weights.iter().zip(channels).map(|(weight, channel)| weight * channel).sum()
    };
    let rounded = |value: i32, bits: u32, zero: i32| {
        u8::try_from(((value + (1 << (bits - 1))) >> bits) + zero).unwrap_or(u8::MAX)
    };
    let mut planes = Vec::with_capacity(width * height * 3 / 2);
    planes.extend(pixels.iter().map(|pixel| rounded(sum(LUMA, pixel.map(i32::from)), BITS, 16)));
    for weights in CHROMA {
        for y in (0..height).step_by(2) {
            planes.extend((0..width).step_by(2).map(|x| {
                let at = y * width + x;
                let four = [at, at + 1, at + width, at + width + 1].map(|at| pixels[at]);
                let summed = [0, 1, 2].map(|c| four.iter().map(|pixel| i32::from(pixel[c])).sum());
                rounded(sum(weights, summed), BITS + 2, 128)
            }));
        }
    }
    planes
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of BT.709, items 3.2 to 3.5: black, white, grey, and the three colours of which one is full.
    #[test]
    fn colours_are_those_of_the_standard() {
        let planes = |pixel: [u8; 3]| {
            let all = planes_of(&pixel.repeat(4), [2, 2]);
            assert_eq!(all[..4], [all[0]; 4]);
            [all[0], all[4], all[5]]
        };
        assert_eq!(planes([0; 3]), [16, 128, 128]);
        assert_eq!(planes([255; 3]), [235, 128, 128]);
        assert_eq!(planes([128; 3]), [126, 128, 128]);
        assert_eq!(planes([255, 0, 0]), [63, 102, 240]);
        assert_eq!(planes([0, 255, 0]), [173, 42, 26]);
        assert_eq!(planes([0, 0, 255]), [32, 240, 118]);
    }

    #[test]
    fn an_encoder_is_asked_for_as_much_as_a_picture_of_its_size_needs() {
        let bits = |size| Encoding::of(Codec::Vp9, size).bitrate;
        assert!((500_000..1_500_000).contains(&bits([480, 360])), "{}", bits([480, 360]));
        assert!((2_000_000..6_000_001).contains(&bits([1024, 1024])), "{}", bits([1024, 1024]));
        assert!(bits([16, 16]) > 100_000);
    }
}
