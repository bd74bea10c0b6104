//! A lake between mountains at dusk; the last sun lies on the snow and in the water.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places are rounded to pixels within the picture, colours to bytes: a cast of a float saturates"
)]

use super::easel::{Dab, Easel, Point};
use super::light::{Light, gradient, hex, smoothstep};
use super::noise::{Chance, fbm, noise, profile};

const SHORE: f32 = 0.14;
const SUN: Point = [0.24, 0.02];

pub(super) fn paint(easel: &mut Easel) {
    sky(easel);
    far_range(easel);
    middle_range(easel);
    wooded_shore(easel);
    water(easel);
    bank(easel);
    easel.vignette(0.35);
}

fn sky(easel: &mut Easel) {
    let stops = [
        (-1.0, hex(0x1f2a5c)),
        (-0.62, hex(0x45478c)),
        (-0.34, hex(0xa8669a)),
        (-0.16, hex(0xf0906e)),
        (0.02, hex(0xffd08a)),
    ];
    let (lit, shaded) = (hex(0xff9a6b), hex(0x574a86));
    easel.wash(-1.0, SHORE, |[x, y]| {
        let base = gradient(&stops, y + 0.05 * (x - SUN[0]).abs());
        let cloud = fbm(x * 1.6 + 3.0, y * 6.5 + x * 0.6, 4, 11);
        let cover = smoothstep(0.5, 0.72, cloud) * smoothstep(0.05, -0.2, y);
        let glow = smoothstep(-0.8, -0.1, y + 0.25 * cloud);
        base.mix(shaded.mix(lit, glow), cover * 0.75)
    });
    easel.glow(SUN, 0.75, hex(0xff9a50) * 0.75);
    easel.glow(SUN, 0.2, hex(0xffe0a0) * 0.9);
    easel.rework([-1.0, -1.0, 1.0, 0.2], 0.05, 5, |[x, y], found, chance| {
        let drift = 0.35 * (noise(x * 2.0, y * 3.0, 4) - 0.5);
        Some(Dab {
            at: [x, y],
            angle_rad: drift - 0.06,
            length: chance.between(0.06, 0.15),
            width: chance.between(0.012, 0.026),
            color: found * chance.between(0.88, 1.14),
            opacity: 0.6,
        })
    });
}

fn far_range(easel: &mut Easel) {
    let ridge = profile(|x| {
        let peak = 0.36 * (1.0 - ((x + 0.3).abs() * 1.5).min(1.0))
            + 0.2 * (1.0 - ((x - 0.62).abs() * 1.9).min(1.0));
        SHORE - 0.12 - peak - 0.11 * fbm(x * 5.0 + 9.0, 0.5, 4, 21)
    });
    let (rock, haze) = (hex(0x5c4f86), hex(0xc77f8c));
    let (snow, snow_shade) = (hex(0xffc9a8), hex(0x8d82bd));
    easel.shape(
        [-1.0, -0.8, 1.0, SHORE],
        0.004,
        |[x, y]| (ridge(x) - y) * 0.6,
        |[x, y]| {
            let below = y - ridge(x);
            // The slope of a slanted noise tells which side of a rib is lit.
            let side = (ridge(x + 0.03) - ridge(x - 0.03)).clamp(-0.06, 0.06);
            let (u, v) = (x * 8.0 - side * y * 90.0, y * 4.0);
            let rib = fbm(u, v, 3, 31);
            let lit = smoothstep(-0.06, 0.06, fbm(u - 0.3, v, 3, 31) - rib + side);
            let snowy = smoothstep(
                0.30,
                0.05,
                below + 0.35 * (rib - 0.5) - 0.12 * smoothstep(-0.05, -0.4, ridge(x)),
            );
            let ground = rock.mix(haze, 0.35 * lit + smoothstep(0.15, 0.5, below));
            ground.mix(snow_shade.mix(snow, lit), snowy * 0.95)
        },
    );
    rework_slopes(easel, [-1.0, -0.7, 1.0, SHORE - 0.12], 0.032, 6, ridge);
}

fn middle_range(easel: &mut Easel) {
    let ridge = profile(|x| {
        let valley = smoothstep(0.0, 0.75, (x - SUN[0] + 0.02).abs());
        SHORE - 0.03 - 0.26 * valley - 0.09 * fbm(x * 4.0 + 1.0, 2.5, 4, 41)
    });
    let (top, foot) = (hex(0x423a6e), hex(0xa0627c));
    easel.shape(
        [-1.0, -0.5, 1.0, SHORE],
        0.003,
        |[x, y]| (ridge(x) - y) * 0.7,
        |[x, y]| {
            let t = smoothstep(0.0, 0.28, y - ridge(x));
            top.mix(foot, t) * (0.82 + 0.4 * fbm(x * 9.0 + y * 6.0, y * 8.0, 3, 43))
        },
    );
    rework_slopes(easel, [-1.0, -0.35, 1.0, SHORE], 0.034, 8, ridge);
}

/// Touches that run down a slope to either side.
fn rework_slopes(
    easel: &mut Easel,
    bounds: [f32; 4],
    spacing: f32,
    seed: u32,
    ridge: impl Fn(f32) -> f32,
) {
    easel.rework(bounds, spacing, seed, |[x, y], found, chance| {
        if y < ridge(x) + 0.03 {
            return None;
        }
        let fall = (ridge(x + 0.04) - ridge(x - 0.04)).atan2(0.08);
        Some(Dab {
            at: [x, y],
            angle_rad: fall * 0.9 + chance.around() * 0.4,
            length: chance.between(0.018, 0.045),
            width: chance.between(0.006, 0.012),
            color: found * chance.between(0.85, 1.18),
            opacity: 0.7,
        })
    });
}

fn wooded_shore(easel: &mut Easel) {
    let mut chance = Chance::new(77);
    let (cold, warm) = (hex(0x14203a), hex(0x4a3340));
    for i in 0..190 {
        let x = -1.02 + 2.04 * (i as f32 + chance.unit()) / 190.0;
        let open = smoothstep(0.05, 0.5, (x - SUN[0]).abs());
        let height =
            0.02 + open * (0.04 + 0.085 * noise(x * 5.0, 0.0, 3)) * chance.between(0.6, 1.25);
        let color = cold.mix(warm, (1.0 - open) * 0.8 + chance.unit() * 0.15);
        pine(easel, [x, SHORE + 0.004], height, color, &mut chance);
    }
    easel.blend([-1.0, SHORE - 0.008, 1.0, SHORE + 0.01], |_| (hex(0x1c2036), 0.8));
}

/// A fir: tiers of drooping touches along a stem.
fn pine(easel: &mut Easel, [x, foot]: Point, height: f32, color: Light, chance: &mut Chance) {
    let tiers = (height * 90.0).clamp(4.0, 14.0) as u32;
    for tier in 0..tiers {
        let t = (tier as f32 + 0.5) / tiers as f32;
        let half = height * 0.23 * t;
        for side in [-1.0, 1.0] {
            easel.dab(Dab {
                at: [x + side * half * 0.45, foot - height * (1.0 - t)],
                angle_rad: side * 0.5,
                length: half * chance.between(0.6, 0.85) + 0.002,
                width: height / tiers as f32 * 0.75,
                color: color * chance.between(0.8, 1.25),
                opacity: 0.92,
            });
        }
    }
}

fn water(easel: &mut Easel) {
    let deep = hex(0x16234f);
    let mirrored: Vec<Light> = (0..=200)
        .flat_map(|row| (0..=240).map(move |column| (row, column)))
        .map(|(row, column)| {
            let (x, depth) = (column as f32 / 120.0 - 1.0, row as f32 / 230.0);
            let ripple = noise(x * 5.0, depth * 60.0 / (0.25 + depth), 51) - 0.5;
            easel.look([x + ripple * 0.09 * depth.sqrt(), SHORE - depth * 0.95 - 0.004])
        })
        .collect();
    easel.blend([-1.0, SHORE, 1.0, 1.0], |[x, y]| {
        let depth = y - SHORE;
        let (column, row) = ((x + 1.0) * 120.0, depth * 230.0);
        let (i, j) = (column.clamp(0.0, 239.0) as usize, row.clamp(0.0, 199.0) as usize);
        let at = |i: usize, j: usize| mirrored[j * 241 + i];
        let (u, v) = (column - i as f32, row - j as f32);
        let seen = at(i, j).mix(at(i + 1, j), u).mix(at(i, j + 1).mix(at(i + 1, j + 1), u), v);
        (seen.mix(deep, 0.14 + 0.62 * smoothstep(0.05, 0.85, depth)), 1.0)
    });
    easel.rework([-1.0, SHORE, 1.0, 1.0], 0.034, 9, |[x, y], found, chance| {
        let near = smoothstep(0.0, 0.7, y - SHORE);
        Some(Dab {
            at: [x, y],
            angle_rad: chance.around() * 0.05,
            length: chance.between(0.03, 0.07) + 0.08 * near,
            width: 0.0035 + 0.010 * near * chance.unit() + 0.002,
            color: found * chance.between(0.8, 1.3),
            opacity: 0.65,
        })
    });
    // The sun's path, broken by the ripples.
    let mut chance = Chance::new(13);
    for i in 0..170 {
        let depth = (i as f32 / 170.0).powi(2) * 0.75;
        let spread = 0.03 + depth * 0.16;
        easel.dab(Dab {
            at: [SUN[0] + chance.around() * spread, SHORE + 0.006 + depth],
            angle_rad: chance.around() * 0.03,
            length: chance.between(0.012, 0.035) * (1.0 + depth),
            width: 0.0025 + depth * 0.006,
            color: hex(0xffd79a).mix(hex(0xff8f5a), depth * 1.3),
            opacity: 0.85 - depth * 0.7,
        });
    }
}

/// The near bank with its reeds, and a boat that waits there.
fn bank(easel: &mut Easel) {
    let mut chance = Chance::new(301);
    boat(easel, [-0.36, 0.47]);
    let edge = |x: f32| {
        0.80 - 0.26 * smoothstep(-0.2, -1.0, x) - 0.12 * smoothstep(0.45, 1.0, x)
            + 0.05 * noise(x * 6.0, 0.0, 8)
    };
    easel.shape(
        [-1.0, 0.3, 1.0, 1.0],
        0.02,
        |[x, y]| edge(x) - y,
        |[x, y]| hex(0x161a2c).mix(hex(0x2c2536), noise(x * 14.0, y * 22.0, 3)),
    );
    for i in 0..420 {
        let x = -1.02 + 2.04 * chance.unit();
        let side = smoothstep(0.25, 0.95, (x + 0.1).abs());
        let root = edge(x) + 0.06 * chance.unit() + 0.01;
        let height = (0.05 + 0.2 * side) * chance.between(0.5, 1.2);
        let lean = chance.around() * 0.28;
        let color =
            hex(0x1b2030).mix(hex(0x6d4f4c), chance.unit() * (0.35 + 0.4 * f32::from(i % 7 == 0)));
        let top = [x + lean * height, root - height];
        let middle = [x + lean * height * 0.25, root - height * 0.5];
        let stem = [[x, root, 0.004], [middle[0], middle[1], 0.003], [top[0], top[1], 0.0012]];
        easel.limb(&stem, |_, across| color * (1.0 + 0.5 * across));
        if i % 23 == 0 && side > 0.4 {
            let angle_rad = std::f32::consts::FRAC_PI_2 + lean * 0.5;
            easel.dab(Dab {
                at: top,
                angle_rad,
                length: 0.024,
                width: 0.007,
                color: hex(0x53342c),
                opacity: 1.0,
            });
        }
    }
}

/// A rowing boat with someone fishing, and both upside down in the water.
fn boat(easel: &mut Easel, [x, y]: Point) {
    const HALF: f32 = 0.15;
    let hull = |easel: &mut Easel, foot: f32, flip: f32, opacity: f32| {
        easel.blend([x - HALF, y - 0.12, x + HALF, y + 0.12], |[px, py]| {
            let u = (px - x) / HALF;
            let (v, round) = ((py - foot) * flip, (1.0 - u * u).max(0.0));
            let rim = -0.034 + 0.026 * round;
            let keel = rim + 0.036 * round.sqrt();
            let inside = smoothstep(-0.002, 0.002, v - rim) * smoothstep(0.002, -0.002, v - keel);
            let plank = smoothstep(0.35, 0.6, ((v - rim) * 90.0).sin().abs());
            let wood = hex(0x2a1820).mix(hex(0xc07850), smoothstep(0.022, 0.0, v - rim) + 0.2 * u);
            (wood * (0.75 + 0.25 * plank), inside * opacity)
        });
        let figure =
            |dx: f32, dy: f32, angle_rad: f32, length: f32, width: f32, color: Light| Dab {
                at: [x + dx, foot + dy * flip],
                angle_rad: angle_rad * flip,
                length,
                width,
                color,
                opacity,
            };
        easel.dab(figure(-0.03, -0.034, 1.45, 0.034, 0.017, hex(0x3a2436)));
        easel.dab(figure(-0.018, -0.04, 1.45, 0.024, 0.007, hex(0xa8605a)));
        easel.dab(figure(-0.024, -0.076, 0.0, 0.011, 0.012, hex(0x6d4348)));
        easel.dab(figure(-0.026, -0.086, 0.05, 0.021, 0.006, hex(0x32202c)));
        let rod = [[x - 0.01, foot - 0.04 * flip, 0.002], [x + 0.13, foot - 0.13 * flip, 0.0012]];
        let shine = hex(0x9a5f6e);
        easel.limb(&rod, |_, _| hex(0x35212c).mix(shine, 1.0 - opacity));
    };
    hull(easel, y + 0.024, -1.0, 0.5);
    hull(easel, y, 1.0, 1.0);
    let mut chance = Chance::new(5);
    for i in 0..12 {
        easel.dab(Dab {
            at: [x + (i as f32 / 11.0 - 0.5) * 0.36, y + 0.012 + chance.unit() * 0.02],
            angle_rad: 0.0,
            length: chance.between(0.02, 0.06),
            width: 0.003,
            color: hex(0xe0a090),
            opacity: 0.4,
        });
    }
}
