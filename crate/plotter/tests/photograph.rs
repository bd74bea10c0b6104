//! Photographs of sheets, rendered as a camera sees them: from aside, under a lamp, with noise, on a table.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "numbers of a test are within their types"
)]

use std::path::PathBuf;

use limner_core::{Rgb8, format};
use limner_plotter::colors::{color_of, light_of};
use limner_plotter::photograph::{Difference, Photograph, Projection, Rectified, Refused};
use limner_plotter::{Plan, Plot, Preview, Setup};
use proptest::prelude::*;

const PAPER: Rgb8 = Rgb8::new(246, 240, 228);
const PHOTO: [usize; 2] = [1600, 1200];

/// How a photograph was taken.
#[derive(Clone, Copy, Debug)]
struct Camera {
    /// Where the sheet's corners are seen.
    corners: [[f64; 2]; 4],
    /// How much darker the far side is, and the corners; the lamp's colour.
    slope: f64,
    vignette: f64,
    lamp: [f64; 3],
    /// Standard deviation, of 255.
    noise: f64,
}

const CAMERAS: [Camera; 3] = [
    Camera {
        corners: [[150.0, 120.0], [1450.0, 110.0], [1460.0, 1090.0], [140.0, 1080.0]],
        slope: 0.1,
        vignette: 0.1,
        lamp: [1.0, 1.0, 1.0],
        noise: 2.0,
    },
    Camera {
        corners: [[320.0, 210.0], [1280.0, 150.0], [1480.0, 1050.0], [120.0, 1010.0]],
        slope: 0.45,
        vignette: 0.25,
        lamp: [1.0, 0.86, 0.68],
        noise: 6.0,
    },
    Camera {
        corners: [[210.0, 380.0], [1240.0, 90.0], [1530.0, 820.0], [420.0, 1150.0]],
        slope: 0.6,
        vignette: 0.3,
        lamp: [0.8, 0.92, 1.0],
        noise: 10.0,
    },
];

fn plan() -> Plan {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/partner.limner");
    let log = format::decode(&std::fs::read(file).expect("a file")).expect("a painting");
    let header = log.header();
    let mut setup = Setup::suiting(header.width, header.height);
    setup.sheet.color = Some("#f6f0e4".to_owned());
    Plot::of(format::encode(&log), setup).expect("a painting").finish().expect("a plan")
}

/// Noise that is the same every time: the sum of four even ones is nearly normal.
fn noise(seed: u32) -> f64 {
    let mut state = seed.wrapping_mul(0x9e37_79b9) ^ 0x85eb_ca6b;
    let mut sum = 0.0;
    for _ in 0..4 {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        sum += f64::from(state) / f64::from(u32::MAX) - 0.5;
    }
    sum * 3.0_f64.sqrt()
}

/// Where a place of a photograph lies on the unit square: Newton's way back through the projection.
fn back(projection: &Projection, place: [f64; 2]) -> [f64; 2] {
    let mut at = [0.5, 0.5];
    for _ in 0..6 {
        let here = projection.of(at);
        let e = 1e-4;
        let [ax, ay] = projection.of([at[0] + e, at[1]]);
        let [bx, by] = projection.of([at[0], at[1] + e]);
        let (a, b, c, d) =
            ((ax - here[0]) / e, (bx - here[0]) / e, (ay - here[1]) / e, (by - here[1]) / e);
        let whole = a * d - b * c;
        let (dx, dy) = (place[0] - here[0], place[1] - here[1]);
        at = [at[0] + (d * dx - b * dy) / whole, at[1] + (a * dy - c * dx) / whole];
    }
    at
}

/// Renders a sheet on a table. What a sheet looks like at a place of the unit square is given, as light.
fn photographed(camera: &Camera, sheet: impl Fn([f64; 2]) -> [f32; 3]) -> Vec<u8> {
    let projection = Projection::to(camera.corners).expect("corners");
    let table = light_of(Rgb8::new(92, 70, 52));
    let [width, height] = PHOTO;
    let mut rgb = Vec::with_capacity(width * height * 3);
    for y in 0..height {
        for x in 0..width {
            let mut sum = [0.0_f32; 3];
            for part in 0..4_u8 {
                let place = [
                    x as f64 + 0.25 + 0.5 * f64::from(part % 2),
                    y as f64 + 0.25 + 0.5 * f64::from(part / 2),
                ];
                let at = back(&projection, place);
                let inside = at.iter().all(|v| (0.0..1.0).contains(v));
                let light = if inside { sheet(at) } else { table };
                sum.iter_mut().zip(light).for_each(|(sum, v)| *sum += v / 4.0);
            }
            let (u, v) = (x as f64 / width as f64, y as f64 / height as f64);
            let far = (u - 0.5).powi(2) + (v - 0.5).powi(2);
            let shade = 0.85
                * (1.0 - camera.slope * (0.6 * u + 0.4 * v))
                * (1.0 - camera.vignette * 2.0 * far);
            let light = std::array::from_fn(|c| sum[c] * (shade * camera.lamp[c]) as f32);
            for (c, channel) in color_of(light).channels().into_iter().enumerate() {
                let seed = ((y * width + x) * 3 + c) as u32;
                rgb.push(
                    (f64::from(channel) + camera.noise * noise(seed)).round().clamp(0.0, 255.0)
                        as u8,
                );
            }
        }
    }
    rgb
}

/// What a plan's sheet looks like at a place of the unit square.
fn sheet_of(plan: &Plan) -> impl Fn([f64; 2]) -> [f32; 3] {
    let picture = Preview::of(plan, 1_000).finish(plan);
    let ([width, height], rgb) = (picture.size(), picture.rgb());
    move |[u, v]| {
        let (x, y) = ((u * width as f64) as usize, (v * height as f64) as usize);
        let at = (y.min(height - 1) * width + x.min(width - 1)) * 3;
        light_of(Rgb8::new(rgb[at], rgb[at + 1], rgb[at + 2]))
    }
}

/// The painting's part of the sheet, in the unit square.
fn part(plan: &Plan) -> [f64; 4] {
    plan.area.part_of(plan.setup.sheet.size_mm)
}

fn psnr(a: &[u8], b: &[u8]) -> f64 {
    Difference::between(a, b, 1).psnr_db
}

#[test]
fn a_sheet_seen_from_aside_becomes_the_picture_that_was_drawn() {
    let plan = plan();
    let sheet = sheet_of(&plan);
    let size = plan.size_px;
    let wanted = {
        let picture = Preview::of(&plan, 1_000).finish(&plan);
        let area = plan.area;
        picture.part([area.left, area.top, area.width, area.height], size.map(usize::from))
    };
    for (at, camera) in CAMERAS.iter().enumerate() {
        let photo = photographed(camera, &sheet);
        let photo = Photograph::of(PHOTO[0] as u32, PHOTO[1] as u32, &photo).expect("a photograph");
        let corners = Projection::to(camera.corners).expect("corners").part(part(&plan));
        let rectified = Rectified::of(&photo, corners, size).expect("corners");
        let even = rectified.even(plan.paper);
        let [shaded, evened] = [psnr(&rectified.as_seen(), &wanted), psnr(&even, &wanted)];
        let seen = Difference::between(&even, &wanted, size[0]);
        println!(
            "camera {at}: {shaded:.1} dB as seen, {evened:.1} dB evened out, {:.1} % looks different",
            seen.changed_percent
        );
        assert!(evened > shaded + 3.0 && evened > 19.0, "camera {at}: {shaded:.1}, {evened:.1}");
        assert!(seen.changed_percent < 4.0, "camera {at}: {:.1} %", seen.changed_percent);
    }
}

#[test]
fn places_come_back_within_a_pixel_of_where_they_were() {
    // Dots at known places, on paper.
    let size = [640_u16, 480];
    let dots: Vec<[f64; 2]> = (0..35)
        .map(|i| [40.0 + f64::from(i % 7) * 93.0, 40.0 + f64::from(i / 7) * 100.0])
        .collect();
    let (ink, paper) = (light_of(Rgb8::new(20, 20, 30)), light_of(PAPER));
    let margin = 0.06;
    let sheet = |[u, v]: [f64; 2]| {
        let place = [
            (u - margin) / (1.0 - 2.0 * margin) * 640.0,
            (v - margin) / (1.0 - 2.0 * margin) * 480.0,
        ];
        let near = dots.iter().any(|dot| (dot[0] - place[0]).hypot(dot[1] - place[1]) < 7.0);
        if near { ink } else { paper }
    };
    let mut worst_of_all = 0.0_f64;
    for (at, camera) in CAMERAS.iter().enumerate() {
        let photo = photographed(camera, sheet);
        let photo = Photograph::of(PHOTO[0] as u32, PHOTO[1] as u32, &photo).expect("a photograph");
        let inner = 1.0 - 2.0 * margin;
        let corners =
            Projection::to(camera.corners).expect("corners").part([margin, margin, inner, inner]);
        let rectified = Rectified::of(&photo, corners, size).expect("corners");
        let even = rectified.even(PAPER);
        let mut off = Vec::new();
        for dot in &dots {
            let (mut sum, mut whole) = ([0.0; 2], 0.0);
            for y in (dot[1] - 14.0) as usize..(dot[1] + 14.0) as usize {
                for x in (dot[0] - 14.0) as usize..(dot[0] + 14.0) as usize {
                    let dark = 255.0 - f64::from(even[(y * 640 + x) * 3 + 1]);
                    if dark > 110.0 {
                        sum = [sum[0] + dark * (x as f64 + 0.5), sum[1] + dark * (y as f64 + 0.5)];
                        whole += dark;
                    }
                }
            }
            assert!(whole > 0.0, "a dot is gone");
            off.push((sum[0] / whole - dot[0]).hypot(sum[1] / whole - dot[1]));
        }
        let worst = off.iter().copied().fold(0.0, f64::max);
        worst_of_all = worst_of_all.max(worst);
        let mean = off.iter().sum::<f64>() / off.len() as f64;
        // How even the paper is, where nothing is drawn: each channel's mean in squares of 40 px.
        let mut far = 0.0_f64;
        for square in 0..16 * 12 {
            let (left, top) = (square % 16 * 40, square / 16 * 40);
            let mut sums = [0.0; 3];
            let mut count = 0.0;
            for y in top..top + 40 {
                for x in left..left + 40 {
                    if dots.iter().all(|dot| (dot[0] - x as f64).hypot(dot[1] - y as f64) > 10.0) {
                        let pixel = &even[(y * 640 + x) * 3..][..3];
                        sums.iter_mut().zip(pixel).for_each(|(s, v)| *s += f64::from(*v));
                        count += 1.0;
                    }
                }
            }
            for (sum, paper) in sums.iter().zip(PAPER.channels()) {
                far = far.max((sum / count - f64::from(paper)).abs());
            }
        }
        println!(
            "camera {at}: dots {mean:.2} px off on the mean, {worst:.2} px at the worst; paper {far:.1} of 255 off at the worst"
        );
        assert!(far < 14.0, "camera {at}: the paper is {far:.1} off");
    }
    assert!(worst_of_all < 1.5, "{worst_of_all:.2} px");
}

#[test]
fn what_is_no_picture_of_a_sheet_is_refused() {
    let rgb = vec![200; 40 * 30 * 3];
    let photo = Photograph::of(40, 30, &rgb).expect("a photograph");
    let square = [[5.0, 5.0], [35.0, 5.0], [35.0, 25.0], [5.0, 25.0]];
    assert!(Rectified::of(&photo, square, [16, 12]).is_ok());
    let refused = |corners: [[f64; 2]; 4]| Rectified::of(&photo, corners, [16, 12]).is_err();
    let [a, b, c, d] = square;
    assert!(refused([a, d, c, b]), "mirrored");
    assert!(refused([a, c, b, d]), "crossed");
    assert!(refused([a, a, c, d]), "a line");
    assert!(refused([a, b, [20.0, 6.0], d]), "bent inwards");
    assert!(refused([[f64::NAN, 0.0], b, c, d]));
    assert!(refused([[500.0, 500.0], [600.0, 500.0], [600.0, 600.0], [500.0, 600.0]]), "elsewhere");
    assert!(matches!(Rectified::of(&photo, square, [0, 12]), Err(Refused::Rectified { .. })));
    assert!(matches!(Photograph::of(41, 30, &rgb), Err(Refused::Size { .. })));
    assert!(matches!(Photograph::of(0, 0, &[]), Err(Refused::Size { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_photograph_and_corners_are_a_picture_or_an_error(
        bytes in prop::collection::vec(any::<u8>(), 12 * 9 * 3),
        corners in prop::array::uniform4(prop::array::uniform2(-20.0_f64..40.0)),
        width in 1_u16..40,
        height in 1_u16..40,
    ) {
        let photo = Photograph::of(12, 9, &bytes).unwrap();
        if let Ok(rectified) = Rectified::of(&photo, corners, [width, height]) {
            prop_assert_eq!(rectified.even(PAPER).len(), usize::from(width) * usize::from(height) * 3);
            let light = rectified.paper_at([0.5, 0.5]);
            prop_assert!(light.iter().all(|v| v.is_finite()));
        }
    }
}
