//! A first look at a file's container, before a decoder may allocate: how large the picture claims
//! to be, and whether the file is all there.
//!
//! The decoders check less: a JPEG that stops halfway decodes to a half-grey picture, and a WebP
//! chunk is given the memory that its header claims.

use image::ImageFormat;

use super::PictureError;

/// Deflate packs at most so many bytes into one (zlib's technical details).
const MOST_PACKED: u64 = 1032;

/// Fails on a header that claims what the file doesn't hold, or a size beyond the limit.
pub(crate) fn inspect(
    bytes: &[u8],
    format: ImageFormat,
    max_pixels: u64,
) -> Result<(), PictureError> {
    match format {
        ImageFormat::Png => match png_size(bytes) {
            Some((width, height)) => {
                check_size(width, height, max_pixels)?;
                inspect_png(bytes, u64::from(width) * u64::from(height))
            }
            None => Err(PictureError::damaged("the PNG ends within its header")),
        },
        ImageFormat::Gif => match gif_size(bytes) {
            Some((width, height)) => check_size(width, height, max_pixels),
            None => Err(PictureError::damaged("the GIF ends within its header")),
        },
        ImageFormat::Jpeg => inspect_jpeg(bytes, max_pixels),
        ImageFormat::WebP => inspect_webp(bytes, max_pixels),
        _ => Err(PictureError::NotAPicture),
    }
}

/// Fails on a picture without pixels or with too many.
pub(crate) fn check_size(width: u32, height: u32, limit: u64) -> Result<(), PictureError> {
    match u64::from(width) * u64::from(height) {
        0 => Err(PictureError::Empty),
        pixels if pixels > limit => Err(PictureError::TooLarge { width, height, limit }),
        _ => Ok(()),
    }
}

/// IHDR is always first: signature (8), length (4), "IHDR" (4), width, height.
fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let at = |i: usize| bytes.get(i..i + 4)?.try_into().ok().map(u32::from_be_bytes);
    (bytes.get(12..16)? == b"IHDR").then_some(())?;
    Some((at(16)?, at(20)?))
}

/// Adds up what there is of the pixels, packed: they can't be more than deflate packs into that.
fn inspect_png(bytes: &[u8], pixels: u64) -> Result<(), PictureError> {
    let cut = || PictureError::damaged("the PNG ends too early");
    // Behind width and height: the bits of a channel, and the kind of colour, which says how many channels there are.
    let [depth, color] = *bytes.get(24..26).and_then(|two| two.first_chunk()).ok_or_else(cut)?;
    let channels: u64 = match color {
        2 => 3,
        4 => 2,
        6 => 4,
        _ => 1,
    };
    let (mut packed, mut rest) = (0, bytes.get(8..).unwrap_or_default());
    while let Some((length, chunk)) = rest.split_first_chunk::<4>() {
        let length = u32::from_be_bytes(*length) as usize;
        let Some((name, data)) = chunk.split_first_chunk::<4>() else { break };
        if name == b"IDAT" {
            packed += data.len().min(length) as u64;
        }
        // The sum behind it.
        rest = data.get(length.saturating_add(4)..).unwrap_or_default();
    }
    let least = pixels * channels * u64::from(depth) / 8;
    if least > packed.saturating_mul(MOST_PACKED) { Err(cut()) } else { Ok(()) }
}

/// The logical screen follows the six bytes of the signature.
fn gif_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let at = |i: usize| bytes.get(i..i + 2)?.try_into().ok().map(u16::from_le_bytes);
    Some((u32::from(at(6)?), u32::from(at(8)?)))
}

/// Walks the segments to the first scan (ITU-T T.81, annex B), and wants the end marker behind it.
fn inspect_jpeg(bytes: &[u8], max_pixels: u64) -> Result<(), PictureError> {
    let cut = || PictureError::damaged("the JPEG ends too early");
    let mut at = 2;
    loop {
        if *bytes.get(at).ok_or_else(cut)? != 0xFF {
            return Err(PictureError::damaged("the JPEG's segments don't follow each other"));
        }
        let marker = *bytes.get(at + 1).ok_or_else(cut)?;
        if marker == 0xFF {
            at += 1; // a fill byte
            continue;
        }
        if matches!(marker, 0x01 | 0xD0..=0xD8) {
            at += 2; // markers without a segment
            continue;
        }
        let segment = bytes.get(at + 2..).ok_or_else(cut)?;
        let word = |i: usize| Some(u16::from_be_bytes(segment.get(i..i + 2)?.try_into().ok()?));
        let length = word(0).ok_or_else(cut)?;
        // Start of frame: length, precision (1 byte), height, width. C4, C8 and CC are other things.
        if matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC) {
            let (height, width) = (word(3).ok_or_else(cut)?, word(5).ok_or_else(cut)?);
            check_size(u32::from(width), u32::from(height), max_pixels)?;
        }
        at += 2 + usize::from(length);
        if marker == 0xDA {
            let scans = bytes.get(at..).ok_or_else(cut)?;
            let ended = scans.windows(2).any(|pair| pair == [0xFF, 0xD9]);
            return if ended { Ok(()) } else { Err(cut()) };
        }
    }
}

fn inspect_webp(bytes: &[u8], max_pixels: u64) -> Result<(), PictureError> {
    let cut = || PictureError::damaged("the WebP ends too early");
    let claimed = chunk_length(bytes, 4).ok_or_else(cut)?;
    let riff = bytes.get(12..claimed.saturating_add(8)).ok_or_else(cut)?;
    inspect_webp_chunks(riff, max_pixels, false)
}

/// Every chunk: four letters, a length, that many bytes, padded to an even number. Frames of an
/// animation hold chunks of their own behind 16 bytes.
fn inspect_webp_chunks(mut rest: &[u8], max: u64, in_frame: bool) -> Result<(), PictureError> {
    let cut = || PictureError::damaged("a chunk of the WebP is longer than the file");
    while rest.len() >= 8 {
        let length = chunk_length(rest, 4).ok_or_else(cut)?;
        let body = rest[8..].get(..length).ok_or_else(cut)?;
        match &rest[..4] {
            // A key frame: tag (3), start code (3), then 14 bits each of width and height.
            b"VP8 " => {
                if let Some(&[w0, w1, h0, h1]) = body.get(6..10) {
                    let side = |low, high| u32::from(u16::from_le_bytes([low, high]) & 0x3FFF);
                    check_size(side(w0, w1), side(h0, h1), max)?;
                }
            }
            b"ANMF" if !in_frame => {
                inspect_webp_chunks(body.get(16..).ok_or_else(cut)?, max, true)?
            }
            _ => {}
        }
        rest = rest.get(8 + length + length % 2..).unwrap_or(&[]);
    }
    Ok(())
}

fn chunk_length(bytes: &[u8], at: usize) -> Option<usize> {
    let length = u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?);
    usize::try_from(length).ok()
}
