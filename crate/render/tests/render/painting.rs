//! A painting that follows a log on the GPU, stroke in progress and all, has the CPU's pixels.

use limner_core::arbitrary::small_log;
use limner_core::{Canvas, Op, Painting, Path, Sample, Stroke, Surface, format};
use limner_render::GpuPainting;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::adapter::gpu;
use crate::equality::assert_same;

/// Pixels of dabs that one stroke may have.
const WORK: u64 = 200_000;

fn read(painting: &mut GpuPainting) -> Canvas {
    pollster::block_on(painting.canvas().read()).expect("it can be read")
}

/// The path in `count` samples, and a guess of where it goes on.
fn live(stroke: &Stroke, count: usize) -> (Stroke, Vec<Sample>) {
    let Path::Samples { radius, samples } = &stroke.path else { unreachable!("it has samples") };
    let (known, ahead) = samples.split_at(count.min(samples.len()));
    let path = Path::Samples { radius: *radius, samples: known.into() };
    (Stroke { path, ..stroke.clone() }, ahead.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 6,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_painting_follows_its_log(
        logs in vec(small_log(WORK), 3),
        patience in vec(0..4_usize, 16),
    ) {
        let Some(gpu) = gpu() else { return Ok(()) };
        let mut patience = patience.into_iter().cycle();
        for log in logs {
            let mut cpu = Painting::new(log.header().clone()).expect("the size is valid");
            let mut drawn = GpuPainting::new(&gpu, cpu.log()).expect("there is room");
            for entry in log.entries() {
                if let Op::Add(stroke) = &entry.op {
                    grow(&cpu, &mut drawn, stroke);
                }
                let from = cpu.log().revision() as usize;
                cpu.push(entry.dt_ms, entry.op.clone()).expect("it is drawable");
                let bytes = format::encode_entries(&cpu.log().entries()[from..]);
                let brushes = cpu.log().brushes().len();
                drawn.append(format::decode_entries(&bytes, brushes).expect("valid")).expect("valid");
                drawn.draw_live(None, &[]).expect("no trouble");
                let mut left = patience.next().unwrap_or(0);
                drawn
                    .catch_up(|| {
                        left = left.saturating_sub(1);
                        left > 0
                    })
                    .expect("no trouble");
            }
            drawn.catch_up(|| true).expect("no trouble");
            prop_assert!(drawn.is_settled());
            assert_same(cpu.canvas(), &read(&mut drawn));
        }
    }
}

/// Draws a stroke as it grows, with guesses of where it goes. In the end, without a guess, what is seen
/// is what the CPU draws.
fn grow(cpu: &Painting, drawn: &mut GpuPainting, stroke: &Stroke) {
    let brush = cpu.log().brushes()[usize::from(stroke.brush)];
    let place = cpu.next_place();
    let Path::Samples { samples, .. } = &stroke.path else { return };
    for count in 1..=samples.len() {
        let (known, ahead) = live(stroke, count);
        let bytes = format::encode_stroke(&known, &brush, place);
        let given = format::decode_stroke(&bytes).expect("valid");
        drawn.draw_live(Some(given), &ahead).expect("no trouble");
    }
    drawn.catch_up(|| true).expect("no trouble");
    drawn.draw_live(Some((stroke.clone(), brush, place)), &[]).expect("no trouble");
    // One that never went anywhere gets its one dab when it ends.
    if samples.iter().any(|sample| sample.point != samples[0].point) {
        let mut expected = cpu.canvas().clone();
        expected.draw(stroke, &brush, place);
        assert_same(&expected, &read(drawn));
    }
}
