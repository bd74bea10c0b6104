//! Random brushes and strokes with every setting in its whole range.

use limner_core::brush::{
    Follow, Input, MAX_GRAIN_SCALE, MAX_HAIRS, MODULATIONS, Modulation, Setting,
};
use limner_core::fixed::{ONE_U16, UNITS_PER_PX};
use limner_core::{Author, Brush, Coverage, Path, Point, Rgb8, Sample, Stroke};
use proptest::collection::vec;
use proptest::prelude::*;

/// A fraction, often one of its ends.
fn fraction() -> impl Strategy<Value = u16> {
    prop_oneof![2 => Just(0), 2 => Just(ONE_U16), 3 => 0..=ONE_U16]
}

/// A fraction that mostly leaves its feature off.
fn seldom() -> impl Strategy<Value = u16> {
    prop_oneof![3 => Just(0), 2 => fraction()]
}

pub fn brush() -> impl Strategy<Value = Brush> {
    let lays = (fraction(), fraction(), fraction(), seldom(), fraction());
    let spaced = (16_u16..=400, prop_oneof![Just(0_u16), 8_u16..=400], 0_u16..=60);
    let follow = prop_oneof![Just(Follow::Canvas), Just(Follow::Path), Just(Follow::Pen)];
    let shaped = (prop_oneof![Just(256_u16), 256_u16..=5120], any::<u16>(), follow);
    let jitter = (prop_oneof![Just(0_u16), 0_u16..=2048], seldom(), any::<u16>());
    let grain = (seldom(), 0..=MAX_GRAIN_SCALE);
    let smudge = (seldom(), fraction(), 16_u16..=1024);
    let mixes = (seldom(), seldom(), seldom());
    let hairs = (prop_oneof![3 => Just(0), 1 => 1..=MAX_HAIRS / 8], 8_u16..=256, fraction());
    let kind = (any::<bool>(), prop::bool::weighted(0.2), modulation());
    (lays, spaced, shaped, jitter, (grain, smudge), (mixes, hairs, kind)).prop_map(
        |(lays, spaced, shaped, jitter, (grain, smudge), (mixes, hairs, kind))| {
            let smudges = smudge.0 > 0;
            let mut modulations = [Modulation::NONE; MODULATIONS];
            modulations[0] = kind.2;
            Brush {
                flow: lays.0,
                linearity: lays.1,
                hardness: lays.2,
                softness: lays.3,
                opacity: lays.4,
                spacing: spaced.0,
                base_spacing: spaced.1,
                dabs_per_second: spaced.2,
                aspect: shaped.0,
                angle: shaped.1,
                follow: shaped.2,
                jitter_place: jitter.0,
                jitter_radius: jitter.1,
                jitter_angle: jitter.2,
                grain: grain.0,
                grain_scale: grain.1,
                smudge: smudge.0,
                smudge_length: smudge.1,
                smudge_radius: smudge.2,
                wetness: mixes.0,
                pigment: mixes.1,
                rim: mixes.2,
                hairs: hairs.0,
                hair_radius: hairs.1,
                dryness: hairs.2,
                coverage: if kind.0 || smudges { Coverage::BuildUp } else { Coverage::Wash },
                eraser: kind.1,
                modulations,
                ..Brush::PLAIN
            }
        },
    )
}

fn modulation() -> impl Strategy<Value = Modulation> {
    let setting = prop_oneof![
        Just(Setting::Radius),
        Just(Setting::Opacity),
        Just(Setting::Angle),
        Just(Setting::Smudge),
        Just(Setting::Grain),
        Just(Setting::Flow),
    ];
    (setting, fraction(), fraction())
        .prop_map(|(setting, low, high)| Modulation::straight(setting, Input::Pressure, low, high))
}

/// A stroke on and around a canvas of this size; its coverage is its brush's.
pub fn stroke(width: u16, height: u16) -> impl Strategy<Value = Stroke> {
    let around = |side: u16| -30 * UNITS_PER_PX..=(i32::from(side) + 30) * UNITS_PER_PX;
    let point = (around(width), around(height)).prop_map(|(x, y)| Point::new(x, y)).boxed();
    let radius = prop_oneof![
        2 => 16..=64_i32,
        6 => 64..=24 * UNITS_PER_PX,
        1 => 24 * UNITS_PER_PX..=500 * UNITS_PER_PX,
    ]
    .boxed();
    let bezier = ([point.clone(), point.clone(), point.clone()], [radius.clone(), radius.clone()])
        .prop_map(|(points, radii)| Path::Bezier { points, radii });
    let sample = (point, fraction(), [-90_i8..=90, -90..=90], 0_u16..50)
        .prop_map(|(point, pressure, tilt, dt_ms)| Sample { point, pressure, tilt, dt_ms });
    let samples = (radius, vec(sample, 1..=5))
        .prop_map(|(radius, samples)| Path::Samples { radius, samples });
    (any::<[u8; 3]>(), fraction(), prop_oneof![bezier, samples]).prop_map(
        |([r, g, b], opacity, path)| Stroke {
            author: Author::Person,
            brush: 0,
            color: Rgb8::new(r, g, b),
            opacity,
            coverage: Coverage::Wash,
            path,
        },
    )
}
