//! Path → dabs.

use limner_core::dab::Dab;
use limner_core::fixed::{ONE_U16, UNITS_PER_PX};
use limner_core::walk::{Walker, for_each_dab};
use limner_core::work;
use limner_core::{Author, Brush, Coverage, Path, Point, Rect, Rgb8, Sample, Stroke};
use proptest::prelude::*;

use limner_core::arbitrary::{self, Range};

/// What jitter and hairs follow from.
pub(crate) const SEED: u32 = 77;

pub(crate) fn dabs_of(stroke: &Stroke, brush: &Brush) -> Vec<Dab> {
    let mut dabs = Vec::new();
    for_each_dab(stroke, brush, SEED, |dab| {
        dabs.push(dab);
        true
    });
    dabs
}

fn sampled(points: &[(i32, i32)], radius: i32) -> Stroke {
    let sample = |&(x, y): &(i32, i32)| Sample {
        point: Point::new(x, y),
        pressure: ONE_U16,
        ..Sample::default()
    };
    Stroke {
        author: Author::Person,
        brush: 0,
        color: Rgb8::default(),
        opacity: ONE_U16,
        coverage: Coverage::Wash,
        path: Path::Samples { radius, samples: points.iter().map(sample).collect() },
    }
}

proptest! {
    #[test]
    fn a_walker_fed_sample_by_sample_lays_the_strokes_dabs(
        stroke in arbitrary::stroke(Range { samples: 30, ..Range::around(200) }),
        brush in arbitrary::brush(),
    ) {
        if let Path::Samples { radius, samples } = &stroke.path {
            let mut walker =
                Walker::new(&Brush { coverage: stroke.coverage, ..brush }, stroke.opacity, SEED);
            let mut live = Vec::new();
            let mut keep = |dab| {
                live.push(dab);
                true
            };
            for sample in samples.iter() {
                // As a page does between frames: the walker is kept, the closure is not.
                walker.push(sample, *radius, &mut keep);
            }
            walker.finish(&mut keep);
            prop_assert_eq!(live, dabs_of(&stroke, &brush));
        }
    }

    #[test]
    fn a_straight_line_has_the_same_dabs_however_it_is_sampled(
        cuts in prop::collection::btree_set(1..200_i32, 0..10), radius in 16..2000_i32,
    ) {
        let end = 200 * UNITS_PER_PX;
        let mut points = vec![(0, 640)];
        points.extend(cuts.iter().map(|px| (px * UNITS_PER_PX, 640)));
        points.push((end, 640));
        let whole = dabs_of(&sampled(&[(0, 640), (end, 640)], radius), &Brush::ROUND);
        prop_assert_eq!(dabs_of(&sampled(&points, radius), &Brush::ROUND), whole);
    }

    #[test]
    fn work_counts_every_dab_and_stops_at_its_limit(
        stroke in arbitrary::stroke(Range::around(100)),
    ) {
        let canvas = Rect::new(0, 0, 100, 100);
        let all = work::of_stroke(&stroke, &Brush::ROUND, SEED, canvas, u64::MAX);
        prop_assert!(all >= 64 * dabs_of(&stroke, &Brush::ROUND).len() as u64);
        prop_assert_eq!(work::of_stroke(&stroke, &Brush::ROUND, SEED, canvas, all), all);
        prop_assert!(work::of_stroke(&stroke, &Brush::ROUND, SEED, canvas, all - 1) > all - 1);
    }
}

#[test]
fn a_tap_is_one_dab() {
    assert_eq!(dabs_of(&sampled(&[(320, 640)], 640), &Brush::ROUND).len(), 1);
    let again = sampled(&[(320, 640), (320, 640), (320, 640)], 640);
    assert_eq!(dabs_of(&again, &Brush::ROUND).len(), 1);
}

#[test]
fn dabs_lie_at_the_brushs_spacing() {
    let brush = Brush { spacing: 64, ..Brush::PARTNER };
    let dabs = dabs_of(&sampled(&[(0, 0), (64_000, 0)], 640), &brush);
    assert_eq!(dabs.len(), 1 + 64_000 / 160);
    assert!(dabs.windows(2).all(|pair| pair[1].x - pair[0].x == 160));
}

#[test]
fn a_curve_runs_from_its_start_through_its_middle_to_its_end() {
    let path = Path::Bezier {
        points: [Point::from_px(0, 0), Point::from_px(50, 100), Point::from_px(100, 0)],
        radii: [128, 640],
    };
    let stroke = Stroke { path, ..sampled(&[(0, 0)], 64) };
    let dabs = dabs_of(&stroke, &Brush::PARTNER);
    assert_eq!((dabs[0].x, dabs[0].y, dabs[0].radius), (0, 0, 123 + 32));
    // At t = ½ the curve is at (start + 2 control + end) / 4, as deep as it goes.
    let deepest = dabs.iter().max_by_key(|dab| dab.y).unwrap();
    assert!((deepest.y - 50 * 64).abs() < 64 && (deepest.x - 50 * 64).abs() < 256, "{deepest:?}");
    let last = dabs.last().unwrap();
    assert!((last.x - 100 * 64).abs() < 128 && (last.radius - 672).abs() < 20, "{last:?}");
}
