//! A fox that looks at you from a dark wood.

use super::easel::{Dab, Easel, Point};
use super::light::{Light, gradient, hex, smoothstep};
use super::noise::{Chance, fbm, noise};

/// The right half of the head's outline, from the crown to the chin.
const HEAD: [Point; 11] = [
    [0.0, -0.37],
    [0.12, -0.375],
    [0.25, -0.28],
    [0.34, -0.12],
    [0.4, 0.03],
    [0.5, 0.15],
    [0.41, 0.2],
    [0.4, 0.27],
    [0.25, 0.32],
    [0.13, 0.41],
    [0.0, 0.45],
];

pub(super) fn paint(easel: &mut Easel) {
    wood(easel);
    body(easel);
    ears(easel);
    head(easel);
    eyes(easel);
    nose(easel);
    whiskers(easel);
    easel.vignette(0.4);
}

fn wood(easel: &mut Easel) {
    let stops =
        [(0.0, hex(0x6f9a72)), (0.35, hex(0x2f6258)), (0.75, hex(0x123238)), (1.2, hex(0x081820))];
    easel.wash(-1.0, 1.0, |[x, y]| {
        let away = ((x + 0.55).powi(2) + (y + 0.55).powi(2)).sqrt();
        gradient(&stops, away * 0.72 + 0.4 * (fbm(x * 2.2, y * 2.2, 3, 4) - 0.5))
    });
    easel.rework([-1.0, -1.0, 1.0, 1.0], 0.075, 8, |at, found, chance| {
        let leaf = hex(0xc8a848).mix(hex(0x2a8078), chance.unit());
        Some(Dab {
            at,
            angle_rad: -0.9 + chance.around() * 1.3,
            length: chance.between(0.05, 0.12),
            width: chance.between(0.02, 0.045),
            color: found.mix(leaf, 0.12) * chance.between(0.75, 1.25),
            opacity: 0.55,
        })
    });
    // Sun that comes through the leaves, out of focus.
    let mut chance = Chance::new(64);
    for _ in 0..34 {
        let at = [chance.between(-1.0, 1.0), chance.between(-1.0, 0.5)];
        let near = smoothstep(1.9, 0.3, ((at[0] + 0.6).powi(2) + (at[1] + 0.6).powi(2)).sqrt());
        let size = chance.between(0.02, 0.075);
        let color = hex(0xffe79a).mix(hex(0x8fd0a0), chance.unit());
        easel.dab(Dab {
            at,
            angle_rad: 0.0,
            length: size,
            width: size,
            color,
            opacity: 0.10 + 0.28 * near * chance.unit(),
        });
    }
}

/// Hairs over the bounds: `hair` says which colour and direction the fur has there, if there is any.
fn fur(
    easel: &mut Easel,
    bounds: [f32; 4],
    spacing: f32,
    seed: u32,
    size: f32,
    hair: impl Fn(Point) -> Option<(Light, f32)>,
) {
    easel.rework(bounds, spacing, seed, |at, _, chance| {
        let (color, angle_rad) = hair(at)?;
        let shine = chance.unit();
        Some(Dab {
            at,
            angle_rad: angle_rad + chance.around() * 0.3,
            length: size * chance.between(0.7, 1.4),
            width: size * chance.between(0.12, 0.24),
            color: color * (0.74 + 0.5 * shine),
            opacity: 0.75,
        })
    });
}

/// Light from the upper left, warm; what turns away gets the wood's green.
fn lit(color: Light, [x, y]: Point) -> Light {
    let toward = smoothstep(0.55, -0.5, x * 0.9 + y * 0.35);
    color.through(hex(0x6f7a98).mix(hex(0xffffff), toward)) * (0.72 + 0.45 * toward)
}

fn body(easel: &mut Easel) {
    let coat = |[x, y]: Point| {
        let ax = x.abs();
        let ruff = smoothstep(0.34, 0.2, ax + 0.09 * noise(x * 16.0, y * 9.0, 5) - 0.1 * (y - 0.4));
        let base = gradient(&[(0.3, hex(0x7c3312)), (0.6, hex(0xbb5a1e)), (1.0, hex(0x5f2812))], y);
        lit(base.mix(hex(0xf2e6d4), ruff), [x, y * 0.5])
    };
    let shoulder = |ax: f32| 0.2 + 1.5 * (ax - 0.2).max(0.0).powf(1.5) + 0.02 * (ax * 40.0).sin();
    easel.shape(
        [-0.85, 0.1, 0.85, 1.0],
        0.02,
        |[x, y]| (shoulder(x.abs()) - y).max(x.abs() - 0.42 - 0.22 * y),
        coat,
    );
    fur(easel, [-0.75, 0.2, 0.75, 1.0], 0.022, 31, 0.06, |[x, y]| {
        (y > shoulder(x.abs()) && x.abs() < 0.43 + 0.22 * y).then(|| (coat([x, y]), 1.57 - x * 0.9))
    });
    // The head's shade on the chest.
    easel.blend([-0.5, 0.2, 0.5, 0.75], |[x, y]| {
        let d = (x / 0.4).powi(2) + ((y - 0.4) / 0.2).powi(2);
        (hex(0x2a1a20), 0.6 * smoothstep(1.0, 0.2, d))
    });
}

fn ears(easel: &mut Easel) {
    for side in [-1.0, 1.0_f32] {
        let at = |p: &Point| [p[0] * side, p[1]];
        let outline = [
            [0.07, -0.34],
            [0.2, -0.55],
            [0.345, -0.7],
            [0.38, -0.66],
            [0.42, -0.42],
            [0.39, -0.16],
            [0.25, -0.2],
        ];
        let outer: Vec<Point> = outline.iter().map(at).collect();
        easel.polygon(&outer, 0.01, |p| {
            lit(hex(0x8a3a14).mix(hex(0x1e1214), smoothstep(-0.48, -0.66, p[1])), p)
        });
        let cup = [[0.155, -0.35], [0.235, -0.49], [0.335, -0.62], [0.365, -0.44], [0.345, -0.24]];
        let inner: Vec<Point> = cup.iter().map(at).collect();
        easel.polygon(&inner, 0.035, |p| {
            lit(hex(0x3a1c1c).mix(hex(0xc48a70), smoothstep(0.36, 0.17, p[0].abs())), p)
        });
        let bounds = [side * 0.25 - 0.2, -0.72, side * 0.25 + 0.2, -0.15];
        fur(easel, bounds, 0.016, 40 + u32::from(side > 0.0), 0.045, |[x, y]| {
            let ax = x * side;
            // The rim grows around the cup; pale hairs grow across it from the inner edge.
            let along = (y + 0.7) / 0.5;
            let inner_edge = 0.335 - 0.27 * along;
            let outer_edge = 0.365 + 0.05 * (along * 2.4).sin().max(0.0);
            if ax < inner_edge || ax > outer_edge || y < -0.66 {
                return None;
            }
            let across = (ax - inner_edge) / (outer_edge - inner_edge);
            let color = if !(0.26..0.84).contains(&across) {
                hex(0xd06a24).mix(hex(0x241416), smoothstep(-0.48, -0.64, y))
            } else if across < 0.52 {
                hex(0xe6c8a8)
            } else {
                return None;
            };
            let lean = if across < 0.5 { -1.05 } else { -1.5 };
            Some((lit(color, [x, y]), if side > 0.0 { lean } else { -std::f32::consts::PI - lean }))
        });
    }
}

fn coat([x, y]: Point) -> Light {
    let ax = x.abs();
    let ragged = 0.05 * (noise(x * 18.0, y * 18.0, 9) - 0.5);
    let base = gradient(
        &[
            (-0.4, hex(0x9c4214)),
            (-0.15, hex(0xe07a26)),
            (0.08, hex(0xd9701f)),
            (0.3, hex(0xb9551a)),
        ],
        y,
    );
    // A paler blaze over the eyes and a darker bridge of the nose.
    let brow = smoothstep(0.07, 0.0, (((ax - 0.15) / 1.6).powi(2) + (y + 0.115).powi(2)).sqrt());
    let bridge = smoothstep(0.075, 0.02, ax) * smoothstep(-0.1, 0.12, y);
    let orange = base.mix(hex(0xf6b870), brow * 0.7).mix(hex(0xa04a18), bridge * 0.5);
    let border = 0.215 - 0.36 * (ax - 0.09).max(0.0) + 0.5 * (0.085 - ax).max(0.0);
    let white = smoothstep(-0.025, 0.03, y - border + ragged);
    let tear = smoothstep(0.03, 0.0, (ax - 0.115 + 0.21 * (y - 0.03)).abs())
        * smoothstep(0.0, 0.06, y)
        * smoothstep(0.26, 0.16, y);
    let cream = hex(0xfbf1e0).mix(hex(0xa89aa8), smoothstep(0.28, 0.46, y));
    lit(orange.mix(cream, white).mix(hex(0x3c1c14), tear * 0.75), [x, y])
}

fn head(easel: &mut Easel) {
    let mirrored = HEAD.iter().rev().skip(1).map(|[x, y]| [-x, *y]);
    let outline: Vec<Point> = HEAD.iter().copied().chain(mirrored).collect();
    easel.polygon(&outline, 0.02, coat);
    let width = |y: f32| {
        let i = HEAD.partition_point(|p| p[1] < y).clamp(1, HEAD.len() - 1);
        let ([x0, y0], [x1, y1]) = (HEAD[i - 1], HEAD[i]);
        x0 + (x1 - x0) * ((y - y0) / (y1 - y0)).clamp(0.0, 1.0)
    };
    for (spacing, seed, size) in [(0.024, 51, 0.055), (0.016, 52, 0.036)] {
        fur(easel, [-0.52, -0.38, 0.52, 0.45], spacing, seed, size, |[x, y]| {
            if x.abs() > width(y) - 0.012 || (x.abs() < 0.09 && y > 0.2) {
                return None;
            }
            // Fur lies away from the nose, and hangs on the cheeks.
            let angle = (y - 0.26 + 0.5 * smoothstep(0.1, 0.45, x.abs())).atan2(x);
            Some((coat([x, y]), angle))
        });
    }
    fur(easel, [-0.1, 0.2, 0.1, 0.44], 0.014, 53, 0.018, |[x, y]| {
        (y < 0.43 - 0.3 * x.abs()).then(|| (coat([x, y]), 1.57 + x * 3.0))
    });
}

fn eyes(easel: &mut Easel) {
    for side in [-1.0, 1.0_f32] {
        let center = [side * 0.172, -0.012];
        let tilt = side * -0.2;
        let rim = |a: f32| 1.0 - 0.22 * a.sin().abs().powi(2) + 0.1 * a.cos().abs().powi(6);
        easel.ball(center, [0.084, 0.064], tilt, rim, |_| hex(0x120a0c));
        easel.ball([center[0], center[1] + 0.002], [0.066, 0.051], tilt, rim, |s| {
            let iris = gradient(
                &[
                    (0.0, hex(0x5c2c0a)),
                    (0.4, hex(0xd98a18)),
                    (0.75, hex(0xf4c23c)),
                    (1.0, hex(0x5a3008)),
                ],
                (s.local[0].powi(2) * 1.3 + s.local[1].powi(2) * 0.75).sqrt(),
            );
            iris * smoothstep(-1.2, 0.3, s.local[1])
        });
        easel.ball([center[0], center[1]], [0.026, 0.042], 0.0, |_| 1.0, |_| hex(0x080506));
        easel.dab(Dab {
            at: [center[0] - 0.02, center[1] - 0.018],
            angle_rad: -0.4,
            length: 0.012,
            width: 0.009,
            color: hex(0xffffff),
            opacity: 1.0,
        });
        easel.dab(Dab {
            at: [center[0] + 0.022, center[1] + 0.02],
            angle_rad: -0.4,
            length: 0.01,
            width: 0.005,
            color: hex(0xffe2a0),
            opacity: 0.6,
        });
        // The lid's shade, and the dark corner that runs to the nose.
        let corner = [center[0] - side * 0.074, center[1] + 0.028];
        easel.limb(
            &[[corner[0], corner[1], 0.014], [corner[0] - side * 0.025, corner[1] + 0.04, 0.004]],
            |_, _| hex(0x1a0c0c),
        );
    }
}

fn nose(easel: &mut Easel) {
    let snout = |a: f32| 1.0 - 0.16 * a.sin().max(0.0).powi(2) + 0.06 * (2.0 * a).cos();
    easel.ball([0.0, 0.29], [0.066, 0.047], 0.0, snout, |s| {
        let top = s.facing([-0.4, -0.8, 0.4]).max(0.0);
        hex(0x0c080a).mix(hex(0x6a6470), top.powi(3) * 0.8)
    });
    for side in [-1.0, 1.0] {
        easel.dab(Dab {
            at: [side * 0.03, 0.302],
            angle_rad: side * 0.5,
            length: 0.014,
            width: 0.008,
            color: hex(0x000000),
            opacity: 0.9,
        });
    }
    easel.dab(Dab {
        at: [-0.016, 0.262],
        angle_rad: -0.1,
        length: 0.022,
        width: 0.007,
        color: hex(0xdfe4ec),
        opacity: 0.75,
    });
    easel.limb(&[[0.0, 0.33, 0.004], [0.0, 0.365, 0.004]], |_, _| hex(0x2a1614));
    for side in [-1.0, 1.0] {
        easel.limb(
            &[
                [0.0, 0.365, 0.004],
                [side * 0.045, 0.383, 0.0045],
                [side * 0.09, 0.37, 0.004],
                [side * 0.125, 0.34, 0.002],
            ],
            |_, _| hex(0x3a2220),
        );
    }
}

fn whiskers(easel: &mut Easel) {
    let mut chance = Chance::new(17);
    for side in [-1.0, 1.0] {
        for i in 0..6 {
            let (x, y) = (side * (0.085 + 0.012 * i as f32), 0.285 + 0.014 * i as f32);
            easel.dab(Dab {
                at: [x, y],
                angle_rad: 0.0,
                length: 0.004,
                width: 0.004,
                color: hex(0x4a2a22),
                opacity: 0.8,
            });
            let reach = chance.between(0.24, 0.36);
            let rise = -0.1 + 0.045 * i as f32 + 0.03 * chance.around();
            let hair = [
                [x, y, 0.0022],
                [x + side * reach * 0.5, y + rise * 0.35, 0.0018],
                [x + side * reach, y + rise, 0.0006],
            ];
            easel.limb(&hair, |_, _| hex(0xfff8ea));
        }
    }
}
