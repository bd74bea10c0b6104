//! Pictures made of random strokes: training targets where there is no data set.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a brush table's length fits a byte, and a count of strokes 32 bits"
)]

use limner_core::{Author, Canvas, Coverage, Header, Path, Place, Point, Rgb8, Stroke, Surface};

use crate::action::rgb8;
use crate::color::srgb_from_lab;
use crate::picture::Picture;
use crate::random::Random;

/// A square picture of 20 to 150 random strokes, broad ones first, in a palette of a few related
/// colours. `size` is 1..=4096.
///
/// # Panics
/// Where `size` is out of range.
#[must_use]
pub fn generated(random: &mut Random, size: u16) -> Picture {
    let palette = palette(random);
    let mut header = Header::new(size, size, palette[0], 0);
    // From soft to firm.
    for brush in &mut header.brushes {
        brush.hardness = (random.between(0.3, 1.0) * 32768.0) as u16;
    }
    let mut canvas = Canvas::new(size, size).expect("the size is in range");
    let count = 20 + random.below(130);
    for i in 0..count {
        let progress = i as f32 / count as f32;
        let color = palette[random.below(palette.len())];
        let stroke = stroke(random, f32::from(size), progress, color);
        canvas.draw(&stroke, &header.brushes[1], Place::default());
    }
    let mut rgba = vec![0; usize::from(size) * usize::from(size) * 4];
    canvas.write_rgba8(canvas.bounds(), header.paper, &mut rgba);
    let rgb: Vec<u8> = rgba.as_chunks::<4>().0.iter().flat_map(|p| [p[0], p[1], p[2]]).collect();
    Picture::from_rgb8(size.into(), size.into(), &rgb).expect("as many bytes as pixels")
}

/// Three to eight colours around one or two hues.
fn palette(random: &mut Random) -> Vec<Rgb8> {
    let hue = random.unit() * std::f32::consts::TAU;
    let other = if random.unit() < 0.5 { hue } else { random.unit() * std::f32::consts::TAU };
    (0..3 + random.below(6))
        .map(|_| {
            let hue = if random.unit() < 0.6 { hue } else { other } + 0.5 * random.normal();
            let chroma = random.between(0.0, 0.18);
            let lightness = random.between(0.1, 0.97);
            rgb8(srgb_from_lab([lightness, chroma * hue.cos(), chroma * hue.sin()]))
        })
        .collect()
}

fn stroke(random: &mut Random, size: f32, progress: f32, color: Rgb8) -> Stroke {
    let scale = size * (0.3 * (1.0 - progress)).max(0.02);
    let start = [random.unit() * size, random.unit() * size];
    let angle = random.unit() * std::f32::consts::TAU;
    let length = scale * random.between(0.3, 3.0);
    let end = [start[0] + length * angle.cos(), start[1] + length * angle.sin()];
    let bend = 0.5 * random.normal();
    let control = [
        0.5 * (start[0] + end[0]) - bend * (end[1] - start[1]),
        0.5 * (start[1] + end[1]) + bend * (end[0] - start[0]),
    ];
    let point = |p: [f32; 2]| Point::new((p[0] * 64.0) as i32, (p[1] * 64.0) as i32);
    let radius = |random: &mut Random| {
        (scale * random.between(0.1, 0.6) * 64.0).clamp(16.0, 32_000.0) as i32
    };
    Stroke {
        author: Author::Partner,
        brush: 1,
        color,
        opacity: (random.between(0.4, 1.0) * 32768.0) as u16,
        coverage: Coverage::Wash,
        path: Path::Bezier {
            points: [start, control, end].map(point),
            radii: [radius(random), radius(random)],
        },
    }
}
