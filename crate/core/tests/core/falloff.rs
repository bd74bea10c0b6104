//! The falloff of one dab against the formula in floating point, and its bounds.

use limner_core::brush::{MAX_RADIUS, MIN_RADIUS};
use limner_core::dab::{Dab, Falloff};
use limner_core::fixed::{ONE, ONE_U16, UNITS_PER_PX};
use limner_core::{CoverageMask, Point, Rect};
use proptest::prelude::*;

use crate::arbitrary;

/// libmypaint's falloff, 0..=1, where `rr` is the squared part of the radius.
fn falloff(rr: f64, hardness: f64) -> f64 {
    if rr >= 1.0 {
        0.0
    } else if rr <= hardness {
        1.0 - rr * (1.0 / hardness - 1.0)
    } else {
        hardness / (1.0 - hardness) * (1.0 - rr)
    }
}

/// Squared distance from a dab to a pixel's centre, in 1/64 px.
fn distance_squared(dab: &Dab, x: i32, y: i32) -> i64 {
    let center = |p: i32| i64::from(p * UNITS_PER_PX + UNITS_PER_PX / 2);
    (center(x) - i64::from(dab.x)).pow(2) + (center(y) - i64::from(dab.y)).pow(2)
}

fn dab(radii: std::ops::RangeInclusive<i32>) -> impl Strategy<Value = Dab> {
    let place = -100_i32..=100;
    (place.clone(), place, radii, arbitrary::fraction(), arbitrary::fraction()).prop_map(
        |(x, y, radius, hardness, opacity)| Dab::new(Point::new(x, y), radius, hardness, opacity),
    )
}

proptest! {
    /// Two errors: the falloff's squared distance is exact to three parts in 2¹⁵, which its steepest
    /// slope magnifies; and the slope itself is exact to 2⁻¹², eight parts in 2¹⁵.
    #[test]
    fn it_is_the_formula_within_a_bound(
        dab in dab(MIN_RADIUS..=MAX_RADIUS), parts in prop::collection::vec(0.0..1.0_f64, 64),
    ) {
        let outer = f64::from(dab.radius);
        let hardness = f64::from(dab.hardness) / f64::from(ONE);
        let steepest = (1.0 / hardness - 1.0).max(hardness / (1.0 - hardness));
        let bound = 12.0 + 3.0 * steepest;
        for part in parts {
            // A pixel at about this part of the radius, to the right of the centre.
            let x = (f64::from(dab.x) + outer * part) as i32 / UNITS_PER_PX;
            let y = dab.y.div_euclid(UNITS_PER_PX);
            let rr = distance_squared(&dab, x, y) as f64 / (outer * outer);
            if rr >= 1.0 {
                continue;
            }
            let mut row = [0];
            Falloff::new(&dab).row(x, y, &mut row, |slot, coverage| *slot = coverage as u16);
            let expected = falloff(rr, hardness) * f64::from(dab.opacity);
            let error = (f64::from(row[0]) - expected).abs();
            prop_assert!(error <= bound, "{error} over {bound} at rr {rr}, expected {expected}");
        }
    }

    #[test]
    fn bounds_hold_every_pixel_that_is_covered(dab in dab(MIN_RADIUS..=30 * UNITS_PER_PX)) {
        let mut mask = CoverageMask::default();
        let around = Rect::new(-40, -40, 40, 40);
        mask.set_to_dab(&dab, around);
        let falloff = Falloff::new(&dab);
        for y in around.y0..around.y1 {
            for x in around.x0..around.x1 {
                let mut expected = [0];
                if distance_squared(&dab, x, y) <= i64::from(dab.radius).pow(2) {
                    falloff.row(x, y, &mut expected, |slot, coverage| *slot = coverage as u16);
                }
                let inside = Rect::new(x, y, x + 1, y + 1).intersection(mask.bounds());
                let found = if inside.is_empty() { 0 } else { mask.row(y, x, x + 1)[0] };
                prop_assert_eq!(found, expected[0], "at {}, {}", x, y);
                prop_assert!(found <= dab.opacity);
            }
        }
    }

    #[test]
    fn a_dab_mirrors(radius in MIN_RADIUS..=20 * UNITS_PER_PX, hardness in arbitrary::fraction(), x in 0..64, y in 0..64) {
        let mut masks = [CoverageMask::default(), CoverageMask::default()];
        let around = Rect::new(-32, -32, 32, 32);
        for (mask, sign) in masks.iter_mut().zip([1, -1]) {
            let center = Point::new(sign * x, sign * y);
            mask.set_to_dab(&Dab::new(center, radius, hardness, ONE_U16), around);
        }
        let at = |mask: &CoverageMask, x: i32, y: i32| {
            let inside = Rect::new(x, y, x + 1, y + 1).intersection(mask.bounds());
            if inside.is_empty() { 0 } else { mask.row(y, x, x + 1)[0] }
        };
        for py in -31..31 {
            for px in -31..31 {
                prop_assert_eq!(at(&masks[0], px, py), at(&masks[1], -1 - px, -1 - py));
            }
        }
    }

    #[test]
    fn coverage_never_grows_away_from_the_centre(dab in dab(MIN_RADIUS..=MAX_RADIUS)) {
        let falloff = Falloff::new(&dab);
        let y = dab.y.div_euclid(UNITS_PER_PX);
        let (first, end) = falloff.columns(y);
        let start = first.max(dab.x.div_euclid(UNITS_PER_PX) + 1);
        let mut row = vec![0; (end - start).max(0) as usize];
        falloff.row(start, y, &mut row, |slot, coverage| *slot = coverage as u16);
        prop_assert!(row.is_sorted_by(|a, b| a >= b));
    }
}

#[test]
fn a_disc_lays_the_paint_of_its_area() {
    // The mean over the dab's disc is its hardness, so a hard disc of radius r lays π r² of paint.
    for radius_px in [2, 5, 20, 60] {
        let center = Point::new(100 * UNITS_PER_PX + 13, 100 * UNITS_PER_PX + 41);
        let dab = Dab::new(center, radius_px * UNITS_PER_PX, ONE_U16, ONE_U16);
        let mut mask = CoverageMask::default();
        mask.set_to_dab(&dab, Rect::new(0, 0, 200, 200));
        let bounds = mask.bounds();
        let sum: f64 = (bounds.y0..bounds.y1)
            .flat_map(|y| mask.row(y, bounds.x0, bounds.x1))
            .map(|coverage| f64::from(*coverage) / f64::from(ONE))
            .sum();
        let area = std::f64::consts::PI * f64::from(radius_px * radius_px);
        assert!((sum / area - 1.0).abs() < 0.02, "{sum} for {area} at {radius_px} px");
    }
}
