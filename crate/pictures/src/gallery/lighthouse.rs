//! A lighthouse on its rock, white clouds behind it and the sea below.

#![expect(
    clippy::cast_possible_truncation,
    reason = "places are rounded to pixels within the picture, colours to bytes: a cast of a float saturates"
)]

use super::easel::{Dab, Easel};
use super::light::{gradient, hex, smoothstep};
use super::noise::{Chance, fbm, noise, profile};

const HORIZON: f32 = 0.3;

pub(super) fn paint(easel: &mut Easel) {
    sky(easel);
    sea(easel);
    rock(easel);
    tower(easel);
    surf(easel);
    gulls(easel);
    easel.vignette(0.2);
}

fn sky(easel: &mut Easel) {
    let stops = [
        (-1.0, hex(0x1d5fa8)),
        (-0.4, hex(0x5aa3d6)),
        (0.05, hex(0xa9d6e4)),
        (HORIZON, hex(0xf6e7cf)),
    ];
    let (bright, belly) = (hex(0xfff8ec), hex(0x8f9fc4));
    easel.wash(-1.0, HORIZON + 0.01, |[x, y]| {
        let base = gradient(&stops, y);
        // Towers of cloud: their tops face the sun on the left, their bellies are blue.
        let puff = |dx: f32, dy: f32| {
            let (u, v) = (x + dx, y + dy);
            let bank =
                smoothstep(0.75, 0.0, ((v + 0.02 + 0.22 * (u * 2.2 + 0.6).sin()) / 0.5).abs());
            fbm(u * 2.6 + 7.0, v * 3.6, 5, 17) * 0.75 + 0.33 * bank
        };
        let density = puff(0.0, 0.0);
        let cover = smoothstep(0.56, 0.66, density) * smoothstep(HORIZON, 0.12, y);
        let lit = smoothstep(-0.05, 0.07, density - puff(-0.045, -0.05) + 0.02);
        let wisp =
            smoothstep(0.5, 0.8, fbm(x * 1.4 + y, y * 7.0, 3, 28)) * smoothstep(-0.3, -0.8, y);
        base.mix(hex(0xf2f6fa), wisp * 0.5).mix(belly.mix(bright, lit), cover)
    });
    easel.rework([-1.0, -1.0, 1.0, HORIZON], 0.045, 3, |[x, y], found, chance| {
        Some(Dab {
            at: [x, y],
            angle_rad: (noise(x * 3.0, y * 3.0, 2) - 0.5) * 3.4,
            length: chance.between(0.03, 0.065),
            width: chance.between(0.014, 0.024),
            color: found * chance.between(0.95, 1.06),
            opacity: 0.6,
        })
    });
}

fn sea(easel: &mut Easel) {
    let stops = [
        (HORIZON, hex(0x6fb2c8)),
        (0.42, hex(0x2a7fa6)),
        (0.62, hex(0x15608a)),
        (1.0, hex(0x0d4468)),
    ];
    easel.blend([-1.0, HORIZON, 1.0, 1.0], |[x, y]| {
        let swell = (fbm(x * 2.5, (y - HORIZON) * 18.0 / (0.4 + y), 3, 4) - 0.5) * 0.22;
        (gradient(&stops, y + swell * (y - HORIZON) * 3.0), 1.0)
    });
    easel.rework([-1.0, HORIZON + 0.005, 1.0, 1.0], 0.03, 6, |[x, y], found, chance| {
        let near = (y - HORIZON) / 0.6;
        let pick = chance.unit();
        let color = if pick < 0.16 {
            found.mix(hex(0xbfe6e4), 0.6)
        } else if pick < 0.4 {
            found.mix(hex(0x2fa39a), 0.5)
        } else {
            found * chance.between(0.75, 1.15)
        };
        Some(Dab {
            at: [x, y],
            angle_rad: chance.around() * 0.1,
            length: 0.015 + 0.06 * near * chance.between(0.5, 1.2),
            width: 0.003 + 0.009 * near,
            color,
            opacity: 0.7,
        })
    });
    let mut chance = Chance::new(31);
    for _ in 0..90 {
        let depth = chance.unit().powi(2);
        easel.dab(Dab {
            at: [chance.between(-1.0, 1.0), HORIZON + 0.02 + depth * 0.6],
            angle_rad: chance.around() * 0.06,
            length: 0.01 + 0.04 * depth,
            width: 0.002 + 0.004 * depth,
            color: hex(0xf4fbf6),
            opacity: 0.75,
        });
    }
}

/// The outline of the rock from above: at `x`, its top.
fn crest(x: f32) -> f32 {
    let body = 0.29 * smoothstep(-0.62, -0.08, x) * smoothstep(1.15, 0.35, x);
    0.5 - body - 0.035 * fbm(x * 7.0, 1.0, 3, 61) * smoothstep(-0.7, -0.3, x)
}

/// The rock's foot in the water.
fn foot(x: f32) -> f32 {
    0.56 + 0.07 * (x * 3.0).sin() + 0.03 * noise(x * 9.0, 3.0, 62)
}

fn rock(easel: &mut Easel) {
    let (crest, foot) = (profile(crest), profile(foot));
    easel.shape(
        [-0.75, 0.1, 1.0, 0.75],
        0.004,
        |[x, y]| (crest(x) - y).max(y - foot(x)).max(-0.66 - x),
        |[x, y]| {
            let (u, v) = (x * 5.0 + y * 2.0, y * 8.0 - x);
            // Slabs that lie aslant: a slow noise for their faces, a quick one along them for strata.
            let face = fbm(u * 1.3 + 0.2, v * 0.8 + 0.2, 2, 63) - fbm(u * 1.3, v * 0.8, 2, 63);
            let strata = noise(u * 0.8, v * 3.5 + x * 6.0, 67) - 0.5;
            let lit =
                smoothstep(-0.16, 0.16, face + 0.13 * strata + 0.1 * (-0.1 - x).clamp(-0.5, 0.5));
            let stone = gradient(
                &[
                    (0.0, hex(0x2c2836)),
                    (0.45, hex(0x75605c)),
                    (0.75, hex(0xb8916e)),
                    (1.0, hex(0xe8c898)),
                ],
                lit,
            );
            let wet = smoothstep(0.1, 0.0, foot(x) - y);
            let turf = smoothstep(0.075, 0.02, y - crest(x) + 0.05 * noise(x * 12.0, y * 12.0, 64))
                * smoothstep(-0.4, -0.1, x);
            let grass = hex(0x3d5a2a).mix(hex(0x9cae50), fbm(x * 12.0, y * 20.0, 2, 65));
            stone.mix(hex(0x1b2430), wet * 0.75).mix(grass, turf)
        },
    );
    easel.rework([-0.66, 0.18, 1.0, 0.66], 0.03, 66, |[x, y], found, chance| {
        if y < crest(x) + 0.015 || y > foot(x) - 0.01 {
            return None;
        }
        Some(Dab {
            at: [x, y],
            angle_rad: 1.0 + chance.around() * 0.9,
            length: chance.between(0.016, 0.04),
            width: chance.between(0.007, 0.014),
            color: found * chance.between(0.75, 1.25),
            opacity: 0.75,
        })
    });
}

fn tower(easel: &mut Easel) {
    let (x, base, top) = (0.22, 0.235, -0.46);
    // The keeper's house first, half behind the tower.
    let wall = |easel: &mut Easel, left: f32, right: f32, shade: f32| {
        easel.polygon(
            &[[left, 0.08], [right, 0.08], [right, 0.235], [left, 0.235]],
            0.0,
            |[_, y]| hex(0xf3ead8).mix(hex(0x8a8fae), shade + 0.25 * smoothstep(0.14, 0.235, y)),
        );
    };
    wall(easel, 0.28, 0.4, 0.25);
    wall(easel, 0.4, 0.54, 0.7);
    easel.polygon(&[[0.26, 0.085], [0.33, -0.01], [0.4, 0.085]], 0.0, |_| {
        hex(0xf3ead8).mix(hex(0x8a8fae), 0.3)
    });
    easel.polygon(
        &[[0.325, -0.025], [0.49, -0.025], [0.565, 0.095], [0.405, 0.095]],
        0.0,
        |[px, py]| hex(0xb5482f) * (0.75 + 0.4 * noise(px * 40.0, py * 70.0, 7)),
    );
    for (wx, lit) in [(0.335, 0.0), (0.435, 0.4), (0.49, 0.4)] {
        easel.polygon(
            &[[wx - 0.014, 0.125], [wx + 0.014, 0.125], [wx + 0.014, 0.175], [wx - 0.014, 0.175]],
            0.0,
            |_| hex(0x2c3c58).mix(hex(0x0f1626), lit),
        );
    }
    let half = |y: f32| 0.068 + 0.045 * smoothstep(top, base, y) * ((y - top) / (base - top));
    easel.shape(
        [x - 0.13, top, x + 0.13, base + 0.03],
        0.0,
        |[px, py]| {
            let round = base + 0.018 - 0.018 * ((px - x) / 0.11).powi(2);
            ((px - x).abs() - half(py)).max(top - py).max(py - round)
        },
        |[px, py]| {
            let nx = ((px - x) / half(py)).clamp(-1.0, 1.0);
            let arch = py - 0.018 * (1.0 - nx * nx).sqrt();
            let band = ((arch - top) / (base - top) * 5.0).floor() as i32 % 2 == 1;
            let paint = if band { hex(0xc6382c) } else { hex(0xfaf2e2) };
            let light = smoothstep(1.0, -0.75, nx);
            let shade = if band { hex(0x3f1226) } else { hex(0x7580a8) };
            let weather = 0.9 + 0.2 * fbm(px * 14.0, py * 5.0, 3, 71);
            shade.mix(paint, light * weather)
        },
    );
    easel.rework([x - 0.1, top + 0.02, x + 0.1, base], 0.022, 72, |[px, py], found, chance| {
        ((px - x).abs() < half(py) - 0.022).then(|| Dab {
            at: [px, py],
            angle_rad: 0.06 * (px - x) + chance.around() * 0.15,
            length: chance.between(0.012, 0.026),
            width: chance.between(0.005, 0.009),
            color: found * chance.between(0.92, 1.07),
            opacity: 0.6,
        })
    });
    for y in [-0.3, -0.06] {
        easel.polygon(
            &[[x - 0.012, y], [x + 0.014, y], [x + 0.014, y + 0.045], [x - 0.012, y + 0.045]],
            0.0,
            |_| hex(0x26304a),
        );
    }
    easel.polygon(
        &[[x - 0.024, 0.16], [x + 0.024, 0.16], [x + 0.024, 0.255], [x - 0.024, 0.255]],
        0.0,
        |[px, _]| hex(0x24405c).mix(hex(0x4f7a90), smoothstep(0.25, 0.2, px)),
    );
    // Gallery, lantern, roof.
    let slab = |easel: &mut Easel, half: f32, from: f32, to: f32, bright: u32, dark: u32| {
        easel.polygon(
            &[[x - half, from], [x + half, from], [x + half, to], [x - half, to]],
            0.0,
            |[px, _]| hex(dark).mix(hex(bright), smoothstep(0.9, -0.8, (px - x) / half)),
        );
    };
    slab(easel, 0.105, top - 0.012, top + 0.016, 0x5c6478, 0x1a1e30);
    slab(easel, 0.05, top - 0.115, top - 0.012, 0xfff2b8, 0xe0a040);
    for i in -2..=2_i32 {
        let px = x + 0.024 * i as f32;
        easel.limb(&[[px, top - 0.115, 0.003], [px, top - 0.012, 0.003]], |_, _| hex(0x2a2e40));
    }
    for i in -5..=5_i32 {
        let px = x + 0.02 * i as f32;
        easel.limb(&[[px, top - 0.055, 0.002], [px, top - 0.01, 0.002]], |_, _| hex(0x1e2234));
    }
    easel.limb(&[[x - 0.104, top - 0.055, 0.003], [x + 0.104, top - 0.055, 0.003]], |_, _| {
        hex(0x1e2234)
    });
    easel.polygon(
        &[
            [x - 0.064, top - 0.11],
            [x - 0.04, top - 0.155],
            [x, top - 0.185],
            [x + 0.04, top - 0.155],
            [x + 0.064, top - 0.11],
        ],
        0.0,
        |[px, _]| hex(0x481018).mix(hex(0xd8503c), smoothstep(0.04, -0.05, px - x)),
    );
    easel.limb(&[[x, top - 0.18, 0.007], [x, top - 0.225, 0.003]], |_, _| hex(0x2a1a22));
    easel.glow([x, top - 0.065], 0.22, hex(0xffc860) * 0.2);
}

fn surf(easel: &mut Easel) {
    let mut chance = Chance::new(88);
    for i in 0..520 {
        let x = -0.68 + 1.7 * chance.unit();
        let away = chance.unit().powi(2);
        let y = foot(x) + 0.008 - 0.02 * chance.unit() + away * 0.1;
        let color = hex(0xffffff).mix(hex(0x9fd4d8), away * 0.8 + 0.2 * chance.unit());
        easel.dab(Dab {
            at: [x, y],
            angle_rad: chance.around() * 0.35,
            length: chance.between(0.01, 0.035),
            width: chance.between(0.004, 0.011) * (1.0 - 0.6 * away),
            color,
            opacity: 0.85 - away * 0.5,
        });
        if i % 9 == 0 {
            // Spray that leaps up the rock.
            easel.dab(Dab {
                at: [x, y - chance.unit().powi(2) * 0.09],
                angle_rad: 1.4,
                length: 0.009,
                width: 0.004,
                color: hex(0xffffff),
                opacity: 0.5,
            });
        }
    }
}

fn gulls(easel: &mut Easel) {
    for (x, y, span) in [
        (-0.42, -0.36, 0.07),
        (-0.58, -0.22, 0.05),
        (-0.2, -0.5, 0.045),
        (-0.3, -0.12, 0.035),
        (0.62, -0.42, 0.04),
    ] {
        for side in [-1.0, 1.0_f32] {
            let wing = [
                [x, y, span * 0.1],
                [x + side * span * 0.5, y - span * 0.34, span * 0.075],
                [x + side * span, y - span * 0.12, span * 0.02],
            ];
            easel.limb(&wing, |_, across| hex(0xffffff).mix(hex(0x5a6a88), 0.45 + 0.45 * across));
        }
    }
}
