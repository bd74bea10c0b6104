//! A field of poppies on a summer afternoon, with hills and a few cypresses behind.

use super::easel::{Dab, Easel, Point};
use super::light::{gradient, hex, smoothstep};
use super::noise::{Chance, fbm, noise, profile};

const HORIZON: f32 = -0.12;

pub(super) fn paint(easel: &mut Easel) {
    sky(easel);
    hills(easel);
    field(easel);
    far_poppies(easel);
    let mut chance = Chance::new(2024);
    for [x, y, size] in [
        [-0.68, 0.2, 0.07],
        [0.1, 0.16, 0.055],
        [0.66, 0.2, 0.066],
        [-0.3, 0.3, 0.085],
        [0.36, 0.3, 0.09],
        [0.86, 0.44, 0.12],
        [-0.88, 0.46, 0.11],
        [-0.02, 0.46, 0.11],
        [-0.5, 0.52, 0.14],
        [0.54, 0.56, 0.15],
        [0.14, 0.74, 0.13],
        [-0.24, 0.86, 0.12],
        [-0.72, 0.84, 0.12],
        [0.74, 0.9, 0.12],
    ] {
        poppy(easel, [x, y], size, &mut chance);
    }
    easel.vignette(0.25);
}

fn sky(easel: &mut Easel) {
    let stops = [
        (-1.0, hex(0x2f7cc0)),
        (-0.55, hex(0x70b4dc)),
        (-0.25, hex(0xbfe0e4)),
        (HORIZON, hex(0xfdebc8)),
    ];
    let (white, shade) = (hex(0xfffaf0), hex(0xa3b1cf));
    easel.wash(-1.0, HORIZON + 0.02, |[x, y]| {
        let puff = |u: f32, v: f32| fbm(u * 2.1 + 1.3, v * 4.8 + 0.4, 4, 71);
        let density = puff(x, y);
        let cover = smoothstep(0.52, 0.66, density) * smoothstep(HORIZON, -0.35, y);
        let lit = smoothstep(-0.06, 0.05, density - puff(x + 0.05, y - 0.05));
        gradient(&stops, y).mix(shade.mix(white, lit), cover * 0.95)
    });
    easel.rework([-1.0, -1.0, 1.0, HORIZON], 0.05, 12, |[x, y], found, chance| {
        Some(Dab {
            at: [x, y],
            angle_rad: (noise(x * 2.5, y * 3.5, 4) - 0.5) * 2.4,
            length: chance.between(0.04, 0.085),
            width: chance.between(0.014, 0.026),
            color: found * chance.between(0.95, 1.06),
            opacity: 0.6,
        })
    });
}

fn hills(easel: &mut Easel) {
    let tones = [
        (0.10, 0.07, 31, hex(0x8fa9c8), hex(0xb8c6cc)),
        (0.06, 0.06, 32, hex(0x6f97a0), hex(0xb4c49a)),
        (0.02, 0.045, 33, hex(0x557f5a), hex(0xbcc070)),
    ];
    for (rise, swing, seed, dark, bright) in tones {
        let ridge =
            profile(|x| HORIZON + 0.015 - rise - swing * fbm(x * 1.7 + seed as f32, 0.0, 3, seed));
        easel.shape(
            [-1.0, HORIZON - 0.3, 1.0, HORIZON + 0.03],
            0.003,
            |[x, y]| ridge(x) - y,
            |[x, y]| {
                let patch = noise(x * 7.0 + (y - ridge(x)) * 14.0, (y - ridge(x)) * 34.0, seed);
                dark.mix(bright, smoothstep(0.25, 0.75, patch))
            },
        );
    }
    let mut chance = Chance::new(4);
    for i in 0..90 {
        // A hedge, and behind it the cypresses and a farmhouse.
        let x = -1.02 + 2.04 * i as f32 / 89.0 + chance.around() * 0.01;
        let size = chance.between(0.012, 0.03) * (0.6 + noise(x * 4.0, 0.0, 6));
        let color = hex(0x2e5236).mix(hex(0x7f9a4a), chance.unit() * 0.7);
        easel.dab(Dab {
            at: [x, HORIZON + 0.005],
            angle_rad: 0.0,
            length: size * 1.3,
            width: size,
            color,
            opacity: 0.9,
        });
    }
    house(easel, [0.33, HORIZON - 0.005]);
    for (x, height) in
        [(-0.56, 0.19), (-0.5, 0.235), (-0.45, 0.17), (0.23, 0.15), (0.5, 0.2), (0.545, 0.14)]
    {
        cypress(easel, [x, HORIZON + 0.012], height, &mut chance);
    }
}

fn house(easel: &mut Easel, [x, y]: Point) {
    easel.polygon(
        &[[x - 0.05, y - 0.055], [x + 0.02, y - 0.055], [x + 0.02, y], [x - 0.05, y]],
        0.0,
        |_| hex(0xf7e2bc),
    );
    easel.polygon(
        &[[x + 0.02, y - 0.055], [x + 0.075, y - 0.055], [x + 0.075, y], [x + 0.02, y]],
        0.0,
        |_| hex(0xb59a94),
    );
    easel.polygon(
        &[
            [x - 0.06, y - 0.052],
            [x - 0.035, y - 0.088],
            [x + 0.06, y - 0.088],
            [x + 0.085, y - 0.052],
        ],
        0.0,
        |[px, _]| hex(0xd3764c).mix(hex(0x8f4638), smoothstep(x, x + 0.06, px)),
    );
    for dx in [-0.034, -0.006] {
        easel.dab(Dab {
            at: [x + dx, y - 0.03],
            angle_rad: 1.57,
            length: 0.011,
            width: 0.006,
            color: hex(0x5a4a50),
            opacity: 0.9,
        });
    }
}

fn cypress(easel: &mut Easel, [x, foot]: Point, height: f32, chance: &mut Chance) {
    for i in 0..80 {
        let t = i as f32 / 79.0;
        let half = height * 0.135 * (1.0 - t).powf(0.6) * smoothstep(-0.12, 0.16, t);
        let u = chance.around();
        let color =
            hex(0x6c8a3c).mix(hex(0x12302c), smoothstep(-0.7, 0.25, u)) * chance.between(0.8, 1.2);
        easel.dab(Dab {
            at: [x + u * half, foot - t * height],
            angle_rad: -1.57 + u * 0.3,
            length: 0.016,
            width: 0.006,
            color,
            opacity: 0.9,
        });
    }
}

fn field(easel: &mut Easel) {
    let stops = [
        (HORIZON, hex(0xd5c670)),
        (0.0, hex(0x9aa648)),
        (0.3, hex(0x56803a)),
        (0.9, hex(0x1f4a2c)),
    ];
    easel.wash(HORIZON + 0.006, 1.0, |[x, y]| {
        let far = (y - HORIZON + 0.05).recip();
        gradient(&stops, y) * (0.75 + 0.5 * fbm(x * far * 0.9, far * 3.0, 3, 8))
    });
    // Grass from the back to the front, longer as it comes nearer.
    let mut chance = Chance::new(91);
    for i in 0..1500 {
        let t = i as f32 / 1500.0;
        let y = HORIZON + 0.015 + t.powf(1.5) * 1.1;
        let x = chance.between(-1.02, 1.02);
        let near = smoothstep(HORIZON, 0.9, y);
        let shade = gradient(
            &[(0.0, hex(0x1f4a28)), (0.5, hex(0x6a9440)), (1.0, hex(0xe0d878))],
            chance.unit() * (1.0 - 0.35 * near),
        );
        easel.dab(Dab {
            at: [x, y],
            angle_rad: -1.57 + chance.around() * 0.5,
            length: 0.012 + 0.11 * near * chance.between(0.5, 1.1),
            width: 0.003 + 0.006 * near,
            color: shade,
            opacity: 0.75,
        });
    }
}

/// The field's red, made of single touches.
fn far_poppies(easel: &mut Easel) {
    let mut chance = Chance::new(5);
    for i in 0..1700 {
        let t = (i as f32 / 1700.0).powf(1.7);
        let y = HORIZON + 0.012 + t * 1.05;
        let x = chance.between(-1.02, 1.02);
        let far = (y - HORIZON + 0.06).recip();
        // They stand in drifts.
        let thin = 0.47 + 0.4 * smoothstep(0.2, 0.6, t);
        if noise(x * far * 0.55 + 4.0, far * 1.3, 7) < 0.47 || chance.unit() < thin - 0.47 {
            continue;
        }
        let size = 0.004 + 0.034 * t * chance.between(0.7, 1.2);
        let pick = chance.unit();
        let color = match pick {
            p if p < 0.05 => hex(0x4a68c8),
            p if p < 0.1 => hex(0xfdf4dc),
            p => hex(0xb01818).mix(hex(0xff5a38), p),
        };
        let at = [x, y];
        easel.dab(Dab {
            at: [x + size * 0.2, y + size * 0.6],
            angle_rad: 0.0,
            length: size,
            width: size * 0.6,
            color: hex(0x30301c),
            opacity: 0.35,
        });
        easel.dab(Dab {
            at,
            angle_rad: chance.around() * 0.3,
            length: size * 1.15,
            width: size * 0.75,
            color,
            opacity: 0.95,
        });
        easel.dab(Dab {
            at: [x - size * 0.3, y - size * 0.3],
            angle_rad: 0.0,
            length: size * 0.5,
            width: size * 0.3,
            color: color.mix(hex(0xffb080), 0.6),
            opacity: 0.8,
        });
    }
}

/// One near flower: a hairy stem, four petals, a dark heart.
fn poppy(easel: &mut Easel, [x, y]: Point, size: f32, chance: &mut Chance) {
    let sway = chance.around() * 0.4;
    let stem: Vec<[f32; 3]> = (0..=6)
        .map(|i| {
            let t = i as f32 / 6.0;
            [x + sway * size * t * t * 2.0, y + size * 0.3 + t * size * 6.0, size * 0.055]
        })
        .collect();
    easel.limb(&stem, |_, across| hex(0x7fa04a).mix(hex(0x1c3a1c), 0.5 + 0.5 * across));
    let tilt = chance.around() * 0.3;
    // How far it looks up: 1 is seen from above, less from the side.
    let squash = chance.between(0.5, 0.95);
    let hue =
        hex(0xffffff).mix(hex(0xffb0a0), chance.unit()).mix(hex(0xd090a0), 0.6 * chance.unit());
    let petal = |easel: &mut Easel, dx: f32, dy: f32, radii: Point, angle: f32, bright: f32| {
        let (cx, cy) = (x + (dx - tilt * dy) * size, y + (dy * squash + tilt * dx) * size);
        let ruffle =
            |a: f32| 1.0 + 0.05 * (a * 5.0 + dx * 9.0).sin() + 0.04 * (a * 11.0 + x * 30.0).sin();
        easel.ball(
            [cx, cy],
            [radii[0] * size, radii[1] * size * (0.25 + 0.75 * squash)],
            angle + tilt,
            ruffle,
            |s| {
                let heart = (((s.at[0] - x) / size).powi(2)
                    + ((s.at[1] - y - 0.1 * size) / size).powi(2))
                .sqrt();
                let vein = noise((s.at[1] - y).atan2(s.at[0] - x) * 14.0, 3.0, 9);
                let light = 0.55 * s.facing([-0.5, -0.7, 0.5]) + bright + 0.22 * (vein - 0.5);
                let red = gradient(
                    &[
                        (-0.2, hex(0x6a0812)),
                        (0.3, hex(0xc41a14)),
                        (0.7, hex(0xf4402a)),
                        (1.1, hex(0xff9468)),
                    ],
                    light,
                );
                red.mix(hex(0x2a0610), smoothstep(0.42, 0.1, heart) * 0.75).through(hue)
            },
        );
    };
    petal(easel, 0.0, -0.42, [0.78, 0.62], 0.0, 0.35);
    petal(easel, -0.5, -0.02, [0.68, 0.62], 0.35, 0.42);
    petal(easel, 0.52, 0.0, [0.66, 0.62], -0.35, 0.1);
    petal(easel, 0.02, 0.36, [0.82, 0.5], 0.0, 0.5);
    for i in 0..26 {
        let a = i as f32 / 26.0 * std::f32::consts::TAU;
        let reach = size * chance.between(0.17, 0.3);
        let at = [x + reach * a.cos(), y + size * 0.02 + reach * squash * a.sin()];
        easel.dab(Dab {
            at,
            angle_rad: a,
            length: size * 0.045,
            width: size * 0.03,
            color: hex(0x140a18),
            opacity: 0.9,
        });
    }
    easel.ball(
        [x, y],
        [size * 0.15, size * 0.14 * squash],
        0.0,
        |_| 1.0,
        |s| hex(0x8fae6a).mix(hex(0x28381e), smoothstep(0.5, -0.6, s.facing([-0.5, -0.7, 0.4]))),
    );
}
