//! A painting that follows a log on the GPU, stroke in progress and all, has the CPU's pixels.

use limner_core::{Author, Brush, Canvas, Entry, Header, Op, Painting, Path, Rgb8, Sample, Stroke};
use limner_core::{Surface, format};
use limner_render::GpuPainting;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::adapter::gpu;
use crate::arbitrary::{brush, stroke};
use crate::equality::assert_same;

const SIDE: u16 = 150;

fn read(painting: &mut GpuPainting) -> Canvas {
    pollster::block_on(painting.canvas().read()).expect("it can be read")
}

/// What is hidden or shown: by its number among all strokes.
fn toggles(painting: &Painting, which: &[prop::sample::Index]) -> Vec<Op> {
    let by = Author::Person;
    let strokes = painting.strokes();
    let toggled = which.iter().filter(|_| !strokes.is_empty()).map(|which| {
        let placed = &strokes[which.index(strokes.len())];
        match placed.visible {
            true => Op::Hide { stroke: placed.id, by },
            false => Op::Show { stroke: placed.id, by },
        }
    });
    toggled.take(1).collect()
}

/// The path in `count` samples, and a guess of where it goes on.
fn live(stroke: &Stroke, count: usize) -> (Stroke, Vec<Sample>) {
    let Path::Samples { radius, samples } = &stroke.path else { unreachable!("it has samples") };
    let (known, ahead) = samples.split_at(count.min(samples.len()));
    let path = Path::Samples { radius: *radius, samples: known.to_vec() };
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
        brushes in vec(brush().prop_filter("valid", |b| b.validate().is_ok()), 1..3),
        strokes in vec((stroke(SIDE, SIDE), any::<prop::sample::Index>()), 1..9),
        hidden in vec(any::<prop::sample::Index>(), 9),
        patience in vec(0..4_usize, 9),
        seed: u32,
    ) {
        let Some(gpu) = gpu() else { return Ok(()) };
        let header = Header::new(SIDE, SIDE, Rgb8::new(250, 246, 238), seed);
        let mut cpu = Painting::new(header).expect("the size is valid");
        let mut drawn = GpuPainting::new(&gpu, cpu.log()).expect("there is room");
        let mut patience = patience.into_iter();
        let mut hidden = hidden.iter();
        let mut follow = |cpu: &Painting, drawn: &mut GpuPainting, from: u32| {
            let bytes = format::encode_entries(&cpu.log().entries()[from as usize..]);
            let brushes = drawn.log().brushes().len();
            let entries: Vec<Entry> = format::decode_entries(&bytes, brushes + 8).expect("valid");
            drawn.append(entries).expect("valid");
            let mut left = patience.next().unwrap_or(0);
            drawn.catch_up(|| { left = left.saturating_sub(1); left > 0 }).expect("no trouble");
        };
        for brush in &brushes {
            let from = cpu.log().revision();
            cpu.push(0, Op::Brush(*brush)).expect("there is room");
            follow(&cpu, &mut drawn, from);
        }
        let first = cpu.log().brushes().len() - brushes.len();
        for (stroke, which) in strokes {
            let which = which.index(brushes.len());
            let brush: Brush = brushes[which];
            let index = (first + which) as u8;
            let stroke = Stroke { brush: index, coverage: brush.coverage, ..stroke };
            let place = cpu.next_place();
            if let Path::Samples { samples, .. } = &stroke.path {
                for count in 1..=samples.len() {
                    let (known, ahead) = live(&stroke, count);
                    let bytes = format::encode_stroke(&known, &brush, place);
                    let given = format::decode_stroke(&bytes).expect("valid");
                    drawn.draw_live(Some(given), &ahead).expect("no trouble");
                }
                // Without a guess, what is seen is the stroke as the CPU would draw it.
                let (known, _) = live(&stroke, samples.len());
                drawn.catch_up(|| true).expect("no trouble");
                drawn.draw_live(Some((known.clone(), brush, place)), &[]).expect("no trouble");
                let mut expected = cpu.canvas().clone();
                expected.draw(&known, &brush, place);
                // A stroke that never went anywhere gets its one dab when it ends.
                if samples.iter().any(|sample| sample.point != samples[0].point) {
                    assert_same(&expected, &read(&mut drawn));
                }
            }
            let from = cpu.log().revision();
            let added = cpu.push(9, Op::Add(stroke));
            for op in toggles(&cpu, &[*hidden.next().expect("enough")]) {
                cpu.push(9, op).expect("it is there");
            }
            if added.is_ok() {
                drawn.draw_live(None, &[]).expect("no trouble");
            }
            follow(&cpu, &mut drawn, from);
        }
        drawn.draw_live(None, &[]).expect("no trouble");
        drawn.catch_up(|| true).expect("no trouble");
        prop_assert!(!drawn.is_behind());
        assert_same(cpu.canvas(), &read(&mut drawn));
    }
}
