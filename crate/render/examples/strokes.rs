//! Times a painting of many strokes on the CPU (one thread) and on whatever adapter there is, and
//! compares their pixels: `cargo run --release -p limner-render --example strokes -- 2000 1024`.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "numbers of a test are within their types"
)]

use std::time::Instant;

use limner_core::fixed::ONE_U16;
use limner_core::{
    Author, Brush, Canvas, Coverage, Path, Place, Point, Rgb8, Stroke, Surface, random,
};
use limner_render::{Gpu, GpuCanvas, Options};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let count: u32 = arguments.next().map_or(Ok(2000), |count| count.parse())?;
    let side = arguments.next().map_or(Ok(1024), |side| side.parse())?;
    let gpu = pollster::block_on(Gpu::new(&Options::default()))?;
    println!("{} ({:?})", gpu.info().name, gpu.info().device_type);
    let build_up = Brush { coverage: Coverage::BuildUp, ..Brush::PLAIN };
    let smudge = Brush { smudge: ONE_U16 / 2, smudge_length: ONE_U16 / 2, ..build_up };
    for (name, brush, count) in [
        ("wash", Brush::PLAIN, count),
        ("build-up", build_up, count),
        ("pigment, wet", Brush { pigment: ONE_U16, wetness: ONE_U16, ..Brush::PLAIN }, count),
        ("smudge", smudge, count.div_ceil(10)),
    ] {
        let strokes: Vec<_> =
            (0..count).map(|i| stroke(i, u32::from(side), brush.coverage)).collect();
        let mut on_cpu = Canvas::new(side, side)?;
        let start = Instant::now();
        for (i, stroke) in (0..).zip(&strokes) {
            on_cpu.draw(stroke, &brush, Place::new(7, i, i));
        }
        let cpu_ms = start.elapsed().as_millis();

        let mut on_gpu = GpuCanvas::new(&gpu, side, side)?;
        // Nothing is compiled twice, but the first use of a pipeline may take long.
        on_gpu.draw(&strokes[0], &brush, Place::new(7, 0, 0))?;
        pollster::block_on(on_gpu.read())?;
        let mut on_gpu = GpuCanvas::new(&gpu, side, side)?;
        let start = Instant::now();
        for (i, stroke) in (0..).zip(&strokes) {
            on_gpu.draw(stroke, &brush, Place::new(7, i, i))?;
        }
        on_gpu.submit();
        let recorded_ms = start.elapsed().as_millis();
        let read = pollster::block_on(on_gpu.read())?;
        let gpu_ms = start.elapsed().as_millis();
        let same = if read.hash() == on_cpu.hash() { "same pixels" } else { "DIFFERENT PIXELS" };
        println!(
            "{name}: {count} strokes at {side}²: CPU {cpu_ms} ms, GPU {gpu_ms} ms with reading back \
             ({recorded_ms} ms of it recording), {} MiB; {same}",
            on_gpu.bytes() >> 20
        );
    }
    Ok(())
}

fn stroke(i: u32, side: u32, coverage: Coverage) -> Stroke {
    let number = |counter: u32, below: u32| (random::at(i, counter) % below) as i32;
    let point = |counter| Point::new(number(counter, side * 64), number(counter + 1, side * 64));
    let [r, g, b] = [6, 7, 8].map(|counter| number(counter, 256) as u8);
    Stroke {
        author: Author::Partner,
        brush: 0,
        color: Rgb8::new(r, g, b),
        opacity: ONE_U16 / 4 * 3,
        coverage,
        path: Path::Bezier {
            points: [point(0), point(2), point(4)],
            radii: [64 + number(9, 700), 64 + number(10, 700)],
        },
    }
}
