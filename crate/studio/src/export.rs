//! A painting as a picture file.

use limner_core::{Canvas, Rgb8};
use limner_protocol::Trouble;
use limner_protocol::codes::trouble;

/// The paint over the paper as a PNG with 8 bits a channel, marked as sRGB.
pub fn png(canvas: &Canvas, paper: Rgb8) -> Result<Vec<u8>, Trouble> {
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
