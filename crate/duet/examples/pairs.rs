//! Draws six drawings, and what a duet adds to each, beside each other: `pairs OUT.png [SEED]`.

use std::fs::File;

use limner_core::fixed::{ONE, UNITS_PER_PX};
use limner_core::{Author, Brush, Coverage, Op, Painting, Path, Point, Stroke};
use limner_duet::drawings::{ALL, SIDE};
use limner_duet::{Drawing, Duet, Line};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let out = arguments.next().expect("a file to write");
    let seed = arguments.next().map_or(1, |text| text.parse().expect("a number"));
    let side = usize::from(SIDE);
    let (columns, rows) = (6, 3);
    let mut sheet = vec![255u8; columns * rows * side * side * 3];
    for (i, subject) in ALL.into_iter().enumerate() {
        let mut painting =
            Painting::from_log(&subject.log(seed).expect("a log")).expect("a painting");
        let mut duet = Duet::new(seed);
        for row in 0..rows {
            if row > 0 {
                duet.person_painted();
                answer(&mut painting, &mut duet);
            }
            let canvas = painting.canvas();
            let paper = painting.log().header().paper;
            for y in 0..side {
                for x in 0..side {
                    let c = canvas.color_at(x as i32, y as i32, paper).expect("on the canvas");
                    let at = ((row * side + y) * columns * side + i * side + x) * 3;
                    sheet[at..at + 3].copy_from_slice(&[c.r, c.g, c.b]);
                }
            }
        }
    }
    let file = File::create(out).expect("a file");
    let mut encoder = png::Encoder::new(file, (columns * side) as u32, (rows * side) as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header().and_then(|mut w| w.write_image_data(&sheet)).expect("it is written");
}

fn answer(painting: &mut Painting, duet: &mut Duet) {
    loop {
        let look = || {
            let brushes = painting.log().brushes();
            let of = |author: Author| -> Vec<Line> {
                let strokes =
                    painting.strokes().iter().filter(|p| p.visible && p.stroke.author == author);
                strokes
                    .map(|p| Line::of(&p.stroke, &brushes[usize::from(p.stroke.brush)]))
                    .collect()
            };
            let (lines, own) = (of(Author::Person), of(Author::Partner));
            Drawing::new([f32::from(SIDE); 2], lines, &own)
        };
        let Some((how, mark)) = duet.next(2, look, |_| 0.0) else { return };
        let fixed = |px: f32| (px * UNITS_PER_PX as f32).round() as i32;
        let points = mark.points.map(|[x, y]| Point { x: fixed(x), y: fixed(y) });
        let stroke = Stroke {
            author: Author::Partner,
            brush: painting.log().brushes().iter().position(|b| *b == Brush::PARTNER).unwrap_or(0)
                as u8,
            color: mark.color,
            opacity: (mark.opacity * ONE as f32) as u16,
            coverage: Coverage::Wash,
            path: Path::Bezier { points, radii: mark.radii.map(fixed) },
        };
        println!("{how:?}");
        painting.push(40, Op::Add(stroke)).expect("a stroke");
    }
}
