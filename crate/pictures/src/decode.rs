//! From a file's bytes to a picture of a size that the partner can look at.

use std::io::Cursor;

use image::codecs::{gif::GifDecoder, jpeg::JpegDecoder, png::PngDecoder, webp::WebPDecoder};
use image::metadata::Orientation;
use image::{
    ColorType, DynamicImage, ImageDecoder, ImageError, ImageFormat, Limits, RgbImage, Rgba,
};

use super::profile::Profile;
use super::scale::{LINEAR, Reduction};
use super::{PictureError, Rgb8Picture, containers, fit_inside, rows};

/// Longest side of a decoded picture: larger ones are scaled down, as no painting is larger.
pub const MAX_SIDE: u32 = 1024;

/// Longest side of a photograph that is made straight before it is scaled down.
pub const MAX_PHOTOGRAPH_SIDE: u32 = 4096;

/// Most pixels of a file: what phones make today is 48 and 50 megapixels. More is refused before any memory is taken.
pub const MAX_PIXELS: u64 = 64_000_000;

/// Longest file, in bytes.
pub const MAX_FILE_BYTES: usize = 64 << 20;

/// Most memory that a decoder may take, and most that what it yields may, in bytes: 16-bit RGBA of 50 megapixels is
/// 400 MB, and 8-bit RGB of [`MAX_PIXELS`] half of that.
const MAX_DECODER_BYTES: u64 = 400 << 20;

/// Most memory that profiles and texts of a PNG may take, in bytes: large ones of printers come to some hundred kilobytes.
const MAX_BESIDE_BYTES: u64 = 16 << 20;

const WHITE: [u8; 3] = [255; 3];

/// Decodes a PNG, JPEG, WebP or GIF (of an animation the first frame), turned upright by its EXIF
/// tag, its colours brought to sRGB, transparency over white, scaled by area until its longest side is at most
/// [`MAX_SIDE`].
///
/// ```
/// use image::{ExtendedColorType, ImageEncoder, codecs::png::PngEncoder};
/// use limner_pictures::{Rgb8Picture, decode};
///
/// let orange = Rgb8Picture::uniform(40, 30, [200, 120, 40]);
/// let mut file = Vec::new();
/// let encoder = PngEncoder::new(&mut file);
/// encoder.write_image(&orange.pixels, 40, 30, ExtendedColorType::Rgb8).unwrap();
/// assert_eq!(decode(&file).unwrap(), orange);
/// assert_eq!(decode(b"hello").unwrap_err().code(), "not_a_picture");
/// ```
pub fn decode(bytes: &[u8]) -> Result<Rgb8Picture, PictureError> {
    decode_over(bytes, WHITE)
}

/// Like [`decode`], with transparency over a paper.
pub fn decode_over(bytes: &[u8], paper: [u8; 3]) -> Result<Rgb8Picture, PictureError> {
    decode_within(bytes, paper, MAX_SIDE)
}

/// Like [`decode`], but at most [`MAX_PHOTOGRAPH_SIDE`] long.
pub fn decode_photograph(bytes: &[u8]) -> Result<Rgb8Picture, PictureError> {
    decode_within(bytes, WHITE, MAX_PHOTOGRAPH_SIDE)
}

fn decode_within(bytes: &[u8], paper: [u8; 3], side: u32) -> Result<Rgb8Picture, PictureError> {
    if bytes.len() > MAX_FILE_BYTES {
        let (bytes, limit) = (bytes.len() as u64, MAX_FILE_BYTES as u64);
        return Err(PictureError::TooManyBytes { bytes, limit });
    }
    let format = image::guess_format(bytes).map_err(|_| PictureError::NotAPicture)?;
    containers::inspect(bytes, format, MAX_PIXELS)?;

    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAX_DECODER_BYTES);
    let input = Cursor::new(bytes);
    let raw = match format {
        ImageFormat::Png => {
            let mut beside = Limits::no_limits();
            beside.max_alloc = Some(MAX_BESIDE_BYTES);
            PngDecoder::with_limits(input, beside).map_err(refused).and_then(|d| read(d, limits))
        }
        ImageFormat::Jpeg => JpegDecoder::new(input).map_err(refused).and_then(|d| read(d, limits)),
        ImageFormat::WebP => WebPDecoder::new(input).map_err(refused).and_then(|mut d| {
            if d.has_animation() {
                // Around a first frame that is smaller than its screen there is paper.
                let [r, g, b] = paper;
                d.set_background_color(Rgba([r, g, b, 255])).map_err(refused)?;
            }
            read(d, limits)
        }),
        ImageFormat::Gif => GifDecoder::new(input).map_err(refused).and_then(|d| read(d, limits)),
        _ => Err(PictureError::NotAPicture),
    }?;
    let named = if format == ImageFormat::Png { Profile::of_png(bytes) } else { None };
    reduced(raw, paper, named, side)
}

/// What a decoder yields, all of it.
struct Raw {
    width: u32,
    height: u32,
    color: ColorType,
    bytes: Vec<u8>,
    orientation: Orientation,
    icc: Option<Vec<u8>>,
}

fn read(mut decoder: impl ImageDecoder, limits: Limits) -> Result<Raw, PictureError> {
    let (width, height) = decoder.dimensions();
    let color = decoder.color_type();
    let length = whole_length(width, height, color, decoder.total_bytes())?;
    decoder.set_limits(limits).map_err(refused)?;
    // A broken tag or profile is no reason to refuse a picture.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let icc = decoder.icc_profile().ok().flatten();
    let mut bytes = vec![0; length];
    decoder.read_image(&mut bytes).map_err(refused)?;
    Ok(Raw { width, height, color, bytes, orientation, icc })
}

/// The length of what a decoder yields, where that may be held in memory.
fn whole_length(
    width: u32,
    height: u32,
    color: ColorType,
    bytes: u64,
) -> Result<usize, PictureError> {
    containers::check_size(width, height, MAX_PIXELS)?;
    if bytes > MAX_DECODER_BYTES {
        let limit = MAX_DECODER_BYTES / u64::from(color.bytes_per_pixel());
        return Err(PictureError::TooLarge { width, height, limit });
    }
    usize::try_from(bytes).map_err(PictureError::damaged)
}

/// Brings it to size, to sRGB and upright. `named` is the profile that stands elsewhere in the file than where a
/// decoder finds one, `side` the longest that it may be.
fn reduced(
    raw: Raw,
    paper: [u8; 3],
    named: Option<Profile>,
    side: u32,
) -> Result<Rgb8Picture, PictureError> {
    let Raw { width, height, color, bytes, orientation, icc } = raw;
    let profile = named.or_else(|| Profile::of_icc(&icc?));
    let (to_width, to_height) = fit_inside(width, height, side);
    let mut reduction =
        Reduction::new([0.0, 0.0, f64::from(width), f64::from(height)], to_width, to_height);
    let mut rgb = vec![[0; 3]; width as usize];
    let row_bytes = width as usize * usize::from(color.bytes_per_pixel());
    let light = profile.as_ref().map_or([&*LINEAR; 3], |profile| profile.curves.each_ref());
    for (y, row) in (0..height).zip(bytes.chunks_exact(row_bytes)) {
        if !rows::to_rgb8(row, color, paper, &mut rgb) {
            return Err(PictureError::damaged(format!("unknown kind of pixels: {color:?}")));
        }
        reduction.add(y, &rgb, light);
    }
    let matrix = profile.map(|profile| profile.matrix);
    Ok(upright(reduction.finish(matrix.as_ref()), orientation))
}

fn upright(picture: Rgb8Picture, orientation: Orientation) -> Rgb8Picture {
    if orientation == Orientation::NoTransforms {
        return picture;
    }
    let Rgb8Picture { width, height, pixels } = picture;
    let Some(buffer) = RgbImage::from_raw(width, height, pixels) else {
        return Rgb8Picture::uniform(width, height, WHITE);
    };
    let mut turned = DynamicImage::ImageRgb8(buffer);
    turned.apply_orientation(orientation);
    let turned = turned.into_rgb8();
    Rgb8Picture { width: turned.width(), height: turned.height(), pixels: turned.into_raw() }
}

fn refused(error: ImageError) -> PictureError {
    PictureError::damaged(error)
}
