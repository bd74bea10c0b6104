//! A pear, a lemon, an apple and a few grapes on a table by a window on the left.

use super::easel::{Dab, Easel, Point, Surface};
use super::light::{Light, gradient, hex, smoothstep};
use super::noise::{Chance, fbm, noise};

/// The way to the lamp, which is on the left, above and before the table.
const LAMP: [f32; 3] = [-0.62, -0.55, 0.56];
const EDGE: f32 = 0.1;

pub(super) fn paint(easel: &mut Easel) {
    wall(easel);
    table(easel);
    jug(easel);
    for (at, size) in
        [([-0.43, 0.405], 0.26), ([0.02, 0.41], 0.27), ([0.36, 0.52], 0.2), ([-0.12, 0.6], 0.17)]
    {
        shadow(easel, at, size);
    }
    pear(easel);
    apple(easel);
    lemon(easel);
    grapes(easel);
    easel.vignette(0.45);
}

fn wall(easel: &mut Easel) {
    let stops = [(0.0, hex(0x8f9a86)), (0.4, hex(0x5d7470)), (1.0, hex(0x1f2f38))];
    easel.wash(-1.0, EDGE + 0.1, |[x, y]| {
        let away = ((x + 0.75).powi(2) * 0.5 + (y + 0.5).powi(2) * 0.5).sqrt();
        gradient(&stops, away * 0.95 + 0.25 * (fbm(x * 2.5, y * 2.5, 3, 3) - 0.5))
    });
    easel.rework([-1.0, -1.0, 1.0, EDGE], 0.06, 4, |at, found, chance| {
        let warm = hex(0xb08d68).mix(hex(0x3f6f7c), chance.unit());
        Some(Dab {
            at,
            angle_rad: 2.2 + chance.around() * 0.9,
            length: chance.between(0.06, 0.12),
            width: chance.between(0.02, 0.035),
            color: found.mix(warm, 0.1) * chance.between(0.82, 1.18),
            opacity: 0.6,
        })
    });
}

fn table(easel: &mut Easel) {
    let (cloth, fold) = (hex(0xfdeccb), hex(0x958da4));
    easel.shape(
        [-1.0, EDGE - 0.05, 1.0, 1.0],
        0.012,
        |[x, y]| EDGE + 0.012 * (x * 9.0).sin() * x - y,
        |[x, y]| {
            let depth = (y - EDGE) / 0.9;
            let lit = smoothstep(1.7, 0.1, ((x + 0.8).powi(2) + depth * depth * 0.4).sqrt());
            let crease = (x * 5.0 + y * 2.0 + 1.4 * noise(x * 2.0, y * 3.0, 9)).sin();
            fold.mix(cloth, lit * 0.9 + 0.14 * crease) * (0.6 + 0.5 * lit)
        },
    );
    easel.rework([-1.0, EDGE + 0.02, 1.0, 1.0], 0.05, 14, |[x, y], found, chance| {
        let tint = hex(0xf6c98b).mix(hex(0x7c8fc4), chance.unit());
        Some(Dab {
            at: [x, y],
            angle_rad: 0.12 + chance.around() * 0.35,
            length: chance.between(0.05, 0.11),
            width: chance.between(0.012, 0.024),
            color: found.mix(tint, 0.12) * chance.between(0.9, 1.1),
            opacity: 0.6,
        })
    });
}

/// What a thing takes from the table: a dark core at its foot and a long soft shade to the right.
fn shadow(easel: &mut Easel, [x, y]: Point, size: f32) {
    let shade = hex(0x2e2848);
    easel.blend([x - size * 1.5, y - size, x + size * 3.2, y + size], |[px, py]| {
        let (dx, dy) = (px - x - size * 0.55, py - y);
        let long = (dx / (size * 1.45)).powi(2) + ((dy - dx * 0.12) / (size * 0.34)).powi(2);
        let foot = ((px - x) / (size * 0.8)).powi(2) + (dy / (size * 0.18)).powi(2);
        let dark = 0.8 * smoothstep(1.25, 0.15, long) + 0.6 * smoothstep(1.3, 0.2, foot);
        (shade, dark.min(0.9))
    });
}

/// Five tones from shadow to light, light thrown back by the cloth, and a highlight.
fn lit(surface: &Surface, tones: &[(f32, Light)], shine: f32) -> Light {
    let facing = surface.facing(LAMP);
    let back = surface.facing([0.5, 0.8, 0.1]).max(0.0);
    let halfway = surface.facing([LAMP[0], LAMP[1], LAMP[2] + 0.9]).max(0.0);
    let base = gradient(tones, facing) + hex(0xb09a80) * (0.16 * back);
    base.mix(hex(0xfffaf0), shine * halfway.powi(40))
}

/// Goes over a rounded thing with touches that turn around its middle.
fn model(easel: &mut Easel, [x, y]: Point, radii: Point, seed: u32, hue: Light) {
    let bounds = [x - radii[0], y - radii[1], x + radii[0], y + radii[1]];
    easel.rework(bounds, radii[0] * 0.13, seed, |at, found, chance| {
        let (u, v) = ((at[0] - x) / radii[0], (at[1] - y) / radii[1]);
        if u * u + v * v > 0.7 {
            return None;
        }
        Some(Dab {
            at,
            angle_rad: v.atan2(u) + std::f32::consts::FRAC_PI_2 + chance.around() * 0.5,
            length: radii[0] * chance.between(0.12, 0.24),
            width: radii[0] * chance.between(0.035, 0.07),
            color: found.mix(hue, 0.12 * chance.unit()) * chance.between(0.88, 1.12),
            opacity: 0.6,
        })
    });
}

fn jug(easel: &mut Easel) {
    let (x, top, foot) = (0.42, -0.52, 0.27);
    let half = |y: f32| {
        let t = (y - top) / (foot - top);
        0.12 + 0.14 * smoothstep(0.15, 0.62, t) - 0.075 * smoothstep(0.7, 1.0, t)
            + 0.03 * smoothstep(0.1, 0.0, t)
    };
    shadow(easel, [x, foot - 0.01], 0.24);
    let tones = [
        (-1.0, hex(0x0c1c30)),
        (-0.3, hex(0x14304f)),
        (0.2, hex(0x1f5480)),
        (0.7, hex(0x3f8ab4)),
        (1.0, hex(0x9fd0dc)),
    ];
    let handle: Vec<[f32; 3]> = (0..=14)
        .map(|i| {
            let a = -1.75 + i as f32 / 14.0 * 3.3;
            [x + 0.15 + 0.16 * a.cos(), -0.2 + 0.19 * a.sin(), 0.026]
        })
        .collect();
    easel.limb(&handle, |_, across| gradient(&tones, 0.15 - 0.8 * across));
    easel.shape(
        [x - 0.3, top, x + 0.3, foot + 0.03],
        0.003,
        |[px, py]| {
            let round = foot + 0.025 - 0.025 * ((px - x) / 0.2).powi(2);
            ((px - x).abs() - half(py)).max(top - py).max(py - round)
        },
        |[px, py]| {
            let nx = ((px - x) / half(py)).clamp(-1.0, 1.0);
            let nz = (1.0 - nx * nx).sqrt();
            let facing = -0.72 * nx + 0.62 * nz - 0.12;
            let glaze = 0.2 * (fbm(px * 9.0, py * 7.0, 3, 6) - 0.5);
            let shine = smoothstep(0.09, 0.0, (nx + 0.52).abs())
                * smoothstep(-0.5, -0.1, py)
                * smoothstep(0.2, -0.1, py);
            let window = hex(0xf2fbff) * 0.9;
            gradient(&tones, facing + glaze).mix(window, shine * 0.7)
        },
    );
    easel.ball(
        [x, top],
        [0.148, 0.03],
        0.0,
        |_| 1.0,
        |s| hex(0x3f8ab4).mix(hex(0x060c18), smoothstep(-0.2, 0.2, s.local[1] + 0.2)),
    );
    easel.rework(
        [x - 0.2, top + 0.1, x + 0.2, foot - 0.06],
        0.035,
        66,
        |[px, py], found, chance| {
            ((px - x).abs() < half(py) - 0.05).then(|| Dab {
                at: [px, py],
                angle_rad: std::f32::consts::FRAC_PI_2 + chance.around() * 0.2,
                length: chance.between(0.03, 0.06),
                width: chance.between(0.008, 0.015),
                color: found * chance.between(0.85, 1.18),
                opacity: 0.55,
            })
        },
    );
    // Two white rings, drawn last.
    for (y, width) in [(-0.27, 0.008), (-0.245, 0.003)] {
        let ring: Vec<[f32; 3]> = (0..=16)
            .map(|i| {
                let nx = i as f32 / 8.0 - 1.0;
                [x + nx * half(y) * 0.98, y + 0.022 * (1.0 - nx * nx).sqrt(), width]
            })
            .collect();
        easel.limb(&ring, |[px, _], _| {
            let nx = (px - x) / half(y);
            hex(0x2a4a68).mix(hex(0xf4f0e0), smoothstep(1.0, -0.5, nx))
        });
    }
}

fn pear(easel: &mut Easel) {
    let tones = [
        (-1.0, hex(0x3c3a14)),
        (-0.25, hex(0x6d6a1c)),
        (0.25, hex(0xb0a52c)),
        (0.7, hex(0xe3cf50)),
        (1.0, hex(0xf8eca0)),
    ];
    let skin = |s: &Surface| {
        let blush = smoothstep(
            0.45,
            0.75,
            fbm(s.at[0] * 4.0 + 2.0, s.at[1] * 4.0, 3, 12) + 0.25 * s.normal[0],
        );
        lit(s, &tones, 0.75).through(hex(0xffffff).mix(hex(0xf09060), blush * 0.8))
    };
    // Belly and neck, one behind the other, then a blend where they meet.
    let shape = |angle: f32| {
        let up = (-angle.sin()).max(0.0);
        1.0 + 0.52 * up.powi(6) - 0.07 * (up * (1.0 - up) * 4.0)
    };
    easel.ball([-0.43, 0.17], [0.235, 0.25], 0.06, shape, skin);
    model(easel, [-0.43, 0.18], [0.21, 0.24], 21, hex(0xf2d75c));
    let mut chance = Chance::new(15);
    for _ in 0..60 {
        let (a, r) = (chance.between(0.0, std::f32::consts::TAU), chance.unit().sqrt() * 0.18);
        let at = [-0.43 + r * a.cos(), 0.2 + r * a.sin()];
        easel.dab(Dab {
            at,
            angle_rad: a,
            length: 0.004,
            width: 0.003,
            color: hex(0x8a6a20),
            opacity: 0.6,
        });
    }
    easel.dab(Dab {
        at: [-0.5, 0.08],
        angle_rad: -1.0,
        length: 0.05,
        width: 0.022,
        color: hex(0xfdf6c0),
        opacity: 0.6,
    });
    let stem = [[-0.425, -0.19, 0.014], [-0.415, -0.25, 0.011], [-0.385, -0.3, 0.014]];
    easel.limb(&stem, |_, across| hex(0x6b4426) * (1.0 - 0.6 * across));
}

fn apple(easel: &mut Easel) {
    let tones = [
        (-1.0, hex(0x2c0812)),
        (-0.25, hex(0x650d1a)),
        (0.25, hex(0xa81a20)),
        (0.7, hex(0xdc3a2c)),
        (1.0, hex(0xff9a70)),
    ];
    let shape = |angle: f32| {
        let (dx, up) = (angle.cos(), -angle.sin());
        1.0 - 0.1 * smoothstep(0.75, 1.0, up) - 0.05 * smoothstep(0.8, 1.0, -up) + 0.02 * dx * dx
    };
    easel.ball([0.02, 0.2], [0.255, 0.23], 0.04, shape, |s| {
        let around = (s.local[0] * 1.6).atan2(s.local[1] + 1.3);
        let stripe = fbm(around * 14.0, s.local[1] * 1.5, 3, 32);
        let yellow = smoothstep(0.52, 0.8, stripe - 0.3 * s.local[1]);
        let hollow =
            smoothstep(0.3, 0.0, (s.local[0].powi(2) + ((s.local[1] + 0.86) * 2.4).powi(2)).sqrt());
        let color = lit(s, &tones, 0.95);
        color
            .mix(hex(0xe8b848) * (0.35 + 0.65 * s.facing(LAMP).max(0.0)), yellow * 0.7)
            .mix(hex(0x2f1408), hollow * 0.85)
    });
    model(easel, [0.02, 0.21], [0.235, 0.21], 22, hex(0xff6a3c));
    easel.dab(Dab {
        at: [-0.075, 0.085],
        angle_rad: -0.6,
        length: 0.05,
        width: 0.028,
        color: hex(0xffe0cc),
        opacity: 0.75,
    });
    easel.dab(Dab {
        at: [-0.09, 0.08],
        angle_rad: -0.6,
        length: 0.022,
        width: 0.014,
        color: hex(0xffffff),
        opacity: 0.9,
    });
    easel
        .limb(&[[0.02, 0.02, 0.009], [0.03, -0.04, 0.008], [0.055, -0.085, 0.011]], |_, across| {
            hex(0x5a3a22) * (1.0 - 0.6 * across)
        });
    // A leaf that still hangs on.
    easel.ball(
        [0.13, -0.06],
        [0.095, 0.036],
        -0.3,
        |a| 1.0 - 0.25 * a.cos().abs().powi(8),
        |s| {
            let vein = smoothstep(0.12, 0.02, s.local[1].abs());
            let side = if s.local[1] < 0.0 { hex(0x8fae48) } else { hex(0x3f6a2c) };
            side.mix(hex(0xc8d88a), vein * 0.6)
        },
    );
}

fn lemon(easel: &mut Easel) {
    let tones = [
        (-1.0, hex(0x6a3f10)),
        (-0.25, hex(0xb3781a)),
        (0.25, hex(0xeab428)),
        (0.7, hex(0xffdf4a)),
        (1.0, hex(0xfff6b0)),
    ];
    let shape = |angle: f32| 1.0 + 0.16 * angle.cos().abs().powi(14);
    easel.ball([0.36, 0.4], [0.205, 0.145], -0.22, shape, |s| {
        let pore = noise(s.at[0] * 55.0, s.at[1] * 55.0, 41) - 0.5;
        lit(s, &tones, 0.7) * (1.0 + 0.16 * pore)
    });
    model(easel, [0.36, 0.4], [0.185, 0.125], 23, hex(0xffe860));
    easel.dab(Dab {
        at: [0.29, 0.335],
        angle_rad: -0.3,
        length: 0.04,
        width: 0.018,
        color: hex(0xfffbe0),
        opacity: 0.85,
    });
}

fn grapes(easel: &mut Easel) {
    let tones = [
        (-1.0, hex(0x0d0a20)),
        (-0.2, hex(0x2a1c4c)),
        (0.3, hex(0x51387c)),
        (0.8, hex(0x8f80ba)),
        (1.0, hex(0xd8d4ec)),
    ];
    let mut chance = Chance::new(50);
    let spots = [
        [-0.3, 0.47],
        [-0.235, 0.42],
        [-0.165, 0.46],
        [-0.1, 0.43],
        [-0.265, 0.53],
        [-0.19, 0.545],
        [-0.115, 0.515],
        [-0.04, 0.5],
        [-0.225, 0.49],
        [-0.145, 0.585],
        [-0.065, 0.57],
        [0.015, 0.56],
    ];
    for [x, y] in spots {
        let radius = chance.between(0.047, 0.056);
        easel.dab(Dab {
            at: [x + 0.02, y + 0.03],
            angle_rad: 0.0,
            length: radius * 1.1,
            width: radius * 0.8,
            color: hex(0x120c20),
            opacity: 0.6,
        });
        let tint = hex(0xffffff).mix(hex(0xff9fb0), chance.unit() * 0.7);
        easel.ball([x, y], [radius, radius], 0.0, |_| 1.0, |s| lit(s, &tones, 0.9).through(tint));
        easel.dab(Dab {
            at: [x - radius * 0.35, y - radius * 0.4],
            angle_rad: -0.6,
            length: radius * 0.24,
            width: radius * 0.16,
            color: hex(0xffffff),
            opacity: 0.85,
        });
    }
    easel.limb(&[[-0.3, 0.44, 0.008], [-0.36, 0.4, 0.007], [-0.4, 0.41, 0.009]], |_, across| {
        hex(0x6b6a34) * (1.0 - 0.5 * across)
    });
}
