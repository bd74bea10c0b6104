//! From a file's bytes to a picture of a size that the partner can look at.

use std::io::Cursor;

use image::codecs::{gif::GifDecoder, jpeg::JpegDecoder, png::PngDecoder, webp::WebPDecoder};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, Limits, RgbImage, Rgba};

use super::profile::Profile;
use super::scale::Reduction;
use super::{PictureError, Rgb8Picture, containers, fit_inside, rows};

/// Longest side of a decoded picture: larger ones are scaled down, as no painting is larger.
pub const MAX_SIDE: u32 = 1024;

/// Most pixels of a file: what phones make today is 48 and 50 megapixels. More is refused before any memory is taken.
pub const MAX_PIXELS: u64 = 64_000_000;

/// Longest file, in bytes.
pub const MAX_FILE_BYTES: usize = 64 << 20;

/// Most memory that a decoder may take, and most that what it yields may, in bytes: 16-bit RGBA of 50 megapixels is
/// 400 MB, and 8-bit RGB of [`MAX_PIXELS`] half of that.
const MAX_DECODER_BYTES: u64 = 400 << 20;

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
    if bytes.len() > MAX_FILE_BYTES {
        let (bytes, limit) = (bytes.len() as u64, MAX_FILE_BYTES as u64);
        return Err(PictureError::TooManyBytes { bytes, limit });
    }
    let format = image::guess_format(bytes).map_err(|_| PictureError::NotAPicture)?;
    containers::inspect(bytes, format, MAX_PIXELS)?;

    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAX_DECODER_BYTES);
    let input = Cursor::new(bytes);
    match format {
        ImageFormat::Png => PngDecoder::with_limits(input, limits.clone())
            .map_err(refused)
            .and_then(|d| read(d, limits, paper, Profile::of_png(bytes))),
        ImageFormat::Jpeg => {
            JpegDecoder::new(input).map_err(refused).and_then(|d| read(d, limits, paper, None))
        }
        ImageFormat::WebP => WebPDecoder::new(input).map_err(refused).and_then(|mut d| {
            if d.has_animation() {
                // Around a first frame that is smaller than its screen there is paper.
                let [r, g, b] = paper;
                d.set_background_color(Rgba([r, g, b, 255])).map_err(refused)?;
            }
            read(d, limits, paper, None)
        }),
        ImageFormat::Gif => {
            GifDecoder::new(input).map_err(refused).and_then(|d| read(d, limits, paper, None))
        }
        _ => Err(PictureError::NotAPicture),
    }
}

/// Reads it all. `named` is the profile that stands elsewhere in the file than where the decoder finds one.
fn read(
    mut decoder: impl ImageDecoder,
    limits: Limits,
    paper: [u8; 3],
    named: Option<Profile>,
) -> Result<Rgb8Picture, PictureError> {
    let (width, height) = decoder.dimensions();
    containers::check_size(width, height, MAX_PIXELS)?;
    if decoder.total_bytes() > MAX_DECODER_BYTES {
        let bytes_per_pixel = u64::from(decoder.color_type().bytes_per_pixel());
        let limit = MAX_DECODER_BYTES / bytes_per_pixel;
        return Err(PictureError::TooLarge { width, height, limit });
    }
    decoder.set_limits(limits).map_err(refused)?;
    // A broken profile is no reason to refuse a picture either.
    let profile = named.or_else(|| Profile::of_icc(&decoder.icc_profile().ok().flatten()?));
    // A broken tag is no reason to refuse a picture.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let color = decoder.color_type();
    let length = usize::try_from(decoder.total_bytes()).map_err(PictureError::damaged)?;
    let mut raw = vec![0; length];
    decoder.read_image(&mut raw).map_err(refused)?;

    let (to_width, to_height) = fit_inside(width, height, MAX_SIDE);
    let mut reduction =
        Reduction::new([0.0, 0.0, f64::from(width), f64::from(height)], to_width, to_height);
    let mut rgb = vec![[0; 3]; width as usize];
    let row_bytes = width as usize * usize::from(color.bytes_per_pixel());
    for (y, row) in (0..height).zip(raw.chunks_exact(row_bytes)) {
        if !rows::to_rgb8(row, color, paper, &mut rgb) {
            return Err(PictureError::damaged(format!("unknown kind of pixels: {color:?}")));
        }
        match &profile {
            Some(Profile { curves: [r, g, b], .. }) => reduction.add_as(y, &rgb, [r, g, b]),
            None => reduction.add(y, &rgb),
        }
    }
    let picture = match &profile {
        Some(profile) => reduction.finish_as(|light| profile.to_srgb(light)),
        None => reduction.finish(),
    };
    Ok(upright(picture, orientation))
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
