//! A painting as a picture file, which may hold the painting itself as well.

use limner_core::{Canvas, Rgb8};
use limner_protocol::Trouble;
use limner_protocol::codes::trouble;

use crate::share;

/// The paint over the paper as a PNG with 8 bits a channel, marked as sRGB, and in its [`share::CHUNK`] the bytes
/// of the painting, where they are given.
pub fn png(canvas: &Canvas, paper: Rgb8, packed: Option<&[u8]>) -> Result<Vec<u8>, Trouble> {
    let bounds = canvas.bounds();
    let mut rgba = vec![0; bounds.area() * 4];
    canvas.write_rgba8(bounds, paper, &mut rgba);
    let rgb: Vec<u8> =
        rgba.as_chunks::<4>().0.iter().flat_map(|[r, g, b, _]| [*r, *g, *b]).collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, canvas.width().into(), canvas.height().into());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_source_srgb(png::SrgbRenderingIntent::Perceptual);
    let written = encoder.write_header().and_then(|mut writer| {
        if let Some(packed) = packed {
            writer.write_chunk(png::chunk::ChunkType(share::CHUNK), packed)?;
        }
        writer.write_image_data(&rgb)?;
        writer.finish()
    });
    match written {
        Ok(()) => Ok(bytes),
        Err(error) => {
            Err(Trouble::new(trouble::PNG_FAILED).with("reason", error.to_string().as_str()))
        }
    }
}
