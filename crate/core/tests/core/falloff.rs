//! The falloff of one dab against the formula in floating point, and its bounds.

#![expect(clippy::cast_possible_truncation, reason = "numbers of a test are within their types")]

use limner_core::brush::{MAX_RADIUS, MIN_RADIUS};
use limner_core::dab::{Dab, Falloff, Shape};
use limner_core::fixed::{ONE, ONE_U16, UNITS_PER_PX, sin_cos};
use limner_core::{CoverageMask, Point, Rect};
use proptest::prelude::*;

use limner_core::arbitrary;

/// Two straight lines, 0..=1, where `rr` is the squared part of the radius.
fn falloff(rr: f64, knee: f64, level: f64) -> f64 {
    if rr >= 1.0 {
        0.0
    } else if rr <= knee {
        1.0 - rr * (1.0 - level) / knee
    } else {
        level * (1.0 - rr) / (1.0 - knee)
    }
}

fn disc(center: Point, radius: i32, hardness: u16, opacity: u16) -> Dab {
    Dab::new(center, &Shape::disc(radius, hardness), opacity, ONE_U16)
}

/// The coverage of one pixel.
fn coverage(falloff: &Falloff, x: i32, y: i32) -> u16 {
    let mut row = [0];
    falloff.row(x, y, 0, &mut row);
    row[0]
}

/// Squared distance from a dab to a pixel's centre, in 1/64 px.
fn distance_squared(dab: &Dab, x: i32, y: i32) -> i64 {
    let center = |p: i32| i64::from(p * UNITS_PER_PX + UNITS_PER_PX / 2);
    (center(x) - i64::from(dab.x)).pow(2) + (center(y) - i64::from(dab.y)).pow(2)
}

fn dab(radii: std::ops::RangeInclusive<i32>) -> impl Strategy<Value = Dab> {
    let place = -100_i32..=100;
    (place.clone(), place, radii, arbitrary::fraction(), arbitrary::fraction()).prop_map(
        |(x, y, radius, hardness, opacity)| disc(Point::new(x, y), radius, hardness, opacity),
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
        let [knee, level] = [dab.knee, dab.level].map(|v| f64::from(v) / f64::from(ONE));
        let steepest = ((1.0 - level) / knee).max(level / (1.0 - knee));
        let bound = 12.0 + 3.0 * steepest;
        for part in parts {
            // A pixel at about this part of the radius, to the right of the centre.
            let x = (f64::from(dab.x) + outer * part) as i32 / UNITS_PER_PX;
            let y = dab.y.div_euclid(UNITS_PER_PX);
            let rr = distance_squared(&dab, x, y) as f64 / (outer * outer);
            if rr >= 1.0 {
                continue;
            }
            let expected = falloff(rr, knee, level) * f64::from(dab.opacity);
            let error = (f64::from(coverage(&Falloff::new(&dab), x, y)) - expected).abs();
            prop_assert!(error <= bound, "{error} over {bound} at rr {rr}, expected {expected}");
        }
    }

    #[test]
    fn bounds_hold_every_pixel_that_is_covered(dab in dab(MIN_RADIUS..=30 * UNITS_PER_PX)) {
        let around = Rect::new(-40, -40, 40, 40);
        let mask = CoverageMask::of_dab(&dab, around);
        let falloff = Falloff::new(&dab);
        for y in around.y0..around.y1 {
            for x in around.x0..around.x1 {
                let expected = if distance_squared(&dab, x, y) <= i64::from(dab.radius).pow(2) {
                    coverage(&falloff, x, y)
                } else {
                    0
                };
                let inside = Rect::new(x, y, x + 1, y + 1).intersection(mask.bounds());
                let found = if inside.is_empty() { 0 } else { mask.row(y, x, x + 1)[0] };
                prop_assert_eq!(found, expected, "at {}, {}", x, y);
                prop_assert!(found <= dab.opacity);
            }
        }
    }

    #[test]
    fn a_dab_mirrors(radius in MIN_RADIUS..=20 * UNITS_PER_PX, hardness in arbitrary::fraction(), x in 0..64, y in 0..64) {
        let around = Rect::new(-32, -32, 32, 32);
        let masks = [1, -1].map(|sign| {
            let center = Point::new(sign * x, sign * y);
            CoverageMask::of_dab(&disc(center, radius, hardness, ONE_U16), around)
        });
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
        let row: Vec<_> = (start..end).map(|x| coverage(&falloff, x, y)).collect();
        prop_assert!(row.is_sorted_by(|a, b| a >= b));
    }

    /// A long thin dab covers what the formula says, turned as it is.
    #[test]
    fn an_ellipse_lies_along_its_axis(
        radius in 64..2000_i32, aspect in 256..2560_u16, angle: u16, place in -64..64_i32,
        softness in arbitrary::fraction(),
    ) {
        let (sin, cos) = sin_cos(angle);
        let shape = Shape { radius, aspect, axis: [cos, sin], hardness: 20_000, softness };
        let dab = Dab::new(Point::new(place, -place), &shape, ONE_U16, ONE_U16);
        let falloff_of = Falloff::new(&dab);
        let [knee, level, soft] =
            [dab.knee, dab.level, softness].map(|v| f64::from(v) / f64::from(ONE));
        let aspect = f64::from(dab.aspect) / 256.0;
        let steepest = ((1.0 - level) / knee).max(level / (1.0 - knee));
        for y in -40..40 {
            for x in -40..40 {
                let center = |p: i32, c: i32| f64::from(p * UNITS_PER_PX + UNITS_PER_PX / 2 - c);
                let (dx, dy) = (center(x, dab.x), center(y, dab.y));
                let [cos, sin] = dab.axis.map(|v| f64::from(v) / 16_384.0);
                let (along, across) = (dx * cos + dy * sin, (dy * cos - dx * sin) * aspect);
                let rr = (along * along + across * across) / f64::from(dab.radius).powi(2);
                let m = falloff(rr, knee, level);
                let expected = m + soft * (m * m * (3.0 - 2.0 * m) - m);
                let outside = Rect::new(x, y, x + 1, y + 1).intersection(dab.bounds()).is_empty();
                let found = if outside { 0 } else { coverage(&falloff_of, x, y) };
                let found = f64::from(found) / f64::from(dab.opacity.max(1));
                // Lengths are rounded to 1/64 px before the shorter one is stretched.
                let bound = 0.002 + 4.0 * steepest * aspect / f64::from(dab.radius);
                prop_assert!((found - expected).abs() <= bound, "{found} for {expected} ± {bound}");
            }
        }
    }
}

#[test]
fn a_hard_disc_is_full_up_to_half_a_pixel_within_its_rim() {
    for radius_px in [1, 3, 10, 100] {
        let dab = disc(Point::new(32, 32), radius_px * UNITS_PER_PX, ONE_U16, ONE_U16);
        let falloff = Falloff::new(&dab);
        assert_eq!(coverage(&falloff, 0, 0), ONE_U16);
        let within = coverage(&falloff, radius_px - 1, 0);
        assert!(ONE_U16 - within < 400 || radius_px == 1, "{within} at {radius_px} px");
        assert!(falloff.columns(0).1 <= radius_px + 1);
    }
}

#[test]
fn a_disc_lays_the_paint_of_its_area() {
    for radius_px in [1, 2, 5, 20, 60] {
        let center = Point::new(100 * UNITS_PER_PX + 13, 100 * UNITS_PER_PX + 41);
        let dab = disc(center, radius_px * UNITS_PER_PX, ONE_U16, ONE_U16);
        let mask = CoverageMask::of_dab(&dab, Rect::new(0, 0, 200, 200));
        let bounds = mask.bounds();
        let sum: f64 = (bounds.y0..bounds.y1)
            .flat_map(|y| mask.row(y, bounds.x0, bounds.x1))
            .map(|coverage| f64::from(*coverage) / f64::from(ONE))
            .sum();
        let area = std::f64::consts::PI * f64::from(radius_px * radius_px);
        assert!((sum / area - 1.0).abs() < 0.02, "{sum} for {area} at {radius_px} px");
    }
}
