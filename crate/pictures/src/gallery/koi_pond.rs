//! Koi under water lilies, seen from above.

#![expect(
    clippy::cast_possible_truncation,
    reason = "places are rounded to pixels within the picture, colours to bytes: a cast of a float saturates"
)]

use super::easel::{Dab, Easel, Point};
use super::light::{Light, gradient, hex, smoothstep};
use super::noise::{Chance, fbm, noise};

/// Pieces of a fish's spine.
const JOINTS: usize = 13;

pub(super) fn paint(easel: &mut Easel) {
    water(easel);
    let spots: [(u32, u32); 4] =
        [(0xfdf6ec, 0xe8481e), (0xf08a24, 0xffc060), (0xfaf2e6, 0x2a2430), (0xfff4e0, 0xd8301e)];
    let paths: [[Point; 4]; 4] = [
        [[-0.62, 0.18], [-0.34, -0.12], [-0.12, 0.06], [0.1, -0.12]],
        [[0.62, 0.36], [0.36, 0.52], [0.14, 0.28], [-0.12, 0.38]],
        [[0.7, -0.5], [0.56, -0.2], [0.36, -0.2], [0.3, 0.06]],
        [[-0.3, -0.68], [-0.46, -0.42], [-0.26, -0.36], [-0.36, -0.2]],
    ];
    for (path, size) in paths.iter().zip([0.118, 0.105, 0.088, 0.07]) {
        shadow(easel, path, size);
    }
    for (i, ((path, size), (ground, patch))) in
        paths.iter().zip([0.118, 0.105, 0.088, 0.07]).zip(spots).enumerate()
    {
        koi(easel, path, size, hex(ground), hex(patch), i as u32 + 60);
    }
    surface(easel);
    for (at, size, turn) in [
        ([-0.72, -0.38], 0.2, 0.5),
        ([-0.5, -0.62], 0.15, 2.4),
        ([0.78, 0.08], 0.17, 3.4),
        ([0.62, 0.66], 0.2, 4.2),
        ([-0.66, 0.6], 0.21, 5.4),
        ([-0.42, 0.7], 0.14, 1.0),
        ([0.12, -0.72], 0.16, 3.0),
        ([0.88, -0.72], 0.19, 1.6),
        ([-0.9, 0.02], 0.12, 0.0),
        ([0.4, -0.56], 0.09, 5.0),
    ] {
        pad(easel, at, size, turn);
    }
    lily(easel, [-0.6, 0.5], 0.15, 0xf59ab4);
    lily(easel, [0.73, 0.02], 0.12, 0xfff0e4);
    lily(easel, [-0.56, -0.5], 0.1, 0xf7b4c4);
    easel.vignette(0.35);
}

fn water(easel: &mut Easel) {
    let stops =
        [(0.0, hex(0x4fb09a)), (0.4, hex(0x1f7f80)), (0.75, hex(0x0f4a5c)), (1.1, hex(0x0a2a40))];
    easel.wash(-1.0, 1.0, |[x, y]| {
        let away = ((x + 0.35).powi(2) + (y + 0.45).powi(2)).sqrt() * 0.62;
        let stones = smoothstep(0.55, 0.8, noise(x * 7.0, y * 7.0, 3)) * 0.12;
        gradient(&stops, away + 0.35 * (fbm(x * 2.0, y * 2.0, 3, 2) - 0.5) - stones)
    });
    easel.rework([-1.0, -1.0, 1.0, 1.0], 0.05, 4, |[x, y], found, chance| {
        let flow = (noise(x * 1.6, y * 1.6, 6) - 0.5) * 5.0;
        let tint = hex(0x2f8fb4).mix(hex(0x6fbf8a), chance.unit());
        Some(Dab {
            at: [x, y],
            angle_rad: flow,
            length: chance.between(0.04, 0.09),
            width: chance.between(0.012, 0.022),
            color: found.mix(tint, 0.14) * chance.between(0.8, 1.2),
            opacity: 0.6,
        })
    });
}

/// A point of a cubic Bézier curve, and its direction.
fn along([a, b, c, d]: &[Point; 4], t: f32) -> (Point, f32) {
    let s = 1.0 - t;
    let at = |i: usize| {
        s * s * s * a[i] + 3.0 * s * s * t * b[i] + 3.0 * s * t * t * c[i] + t * t * t * d[i]
    };
    let slope =
        |i: usize| s * s * (b[i] - a[i]) + 2.0 * s * t * (c[i] - b[i]) + t * t * (d[i] - c[i]);
    ([at(0), at(1)], slope(1).atan2(slope(0)))
}

/// Half the width of a fish from its tail (0) to its mouth (1), as a share of the widest.
fn girth(t: f32) -> f32 {
    (0.16 + 0.84 * smoothstep(0.0, 0.62, t)) * (1.0 - smoothstep(0.78, 1.02, t).powf(1.6) * 0.72)
}

fn spine(path: &[Point; 4], size: f32) -> Vec<[f32; 3]> {
    (0..=JOINTS)
        .map(|i| {
            let t = i as f32 / JOINTS as f32;
            let ([x, y], _) = along(path, t);
            [x, y, size * girth(t)]
        })
        .collect()
}

fn shadow(easel: &mut Easel, path: &[Point; 4], size: f32) {
    for [x, y, radius] in spine(path, size) {
        easel.dab(Dab {
            at: [x + 0.06, y + 0.1],
            angle_rad: 0.0,
            length: radius * 1.25,
            width: radius * 1.25,
            color: hex(0x06222e),
            opacity: 0.3,
        });
    }
}

/// A fin: a fan of rays that grow from `root` towards `direction`.
fn fin(easel: &mut Easel, root: Point, direction: f32, spread: f32, reach: f32, color: Light) {
    for i in 0..9 {
        let u = i as f32 / 8.0 * 2.0 - 1.0;
        let angle = direction + u * spread;
        let length = reach * (1.0 - 0.3 * u * u);
        let at = [root[0] + angle.cos() * length * 0.5, root[1] + angle.sin() * length * 0.5];
        let tone = color.mix(hex(0x3f8f90), 0.2 + 0.25 * (u * 3.0).sin().abs());
        easel.dab(Dab {
            at,
            angle_rad: angle,
            length: length * 0.55,
            width: reach * 0.1,
            color: tone,
            opacity: 0.5,
        });
    }
}

fn koi(easel: &mut Easel, path: &[Point; 4], size: f32, ground: Light, patch: Light, seed: u32) {
    use std::f32::consts::PI;
    let (tail, tail_way) = along(path, 0.02);
    for side in [-1.0, 1.0] {
        fin(easel, tail, tail_way + PI + side * 0.42, 0.32, size * 2.5, ground.mix(patch, 0.3));
        let (shoulder, way) = along(path, 0.7);
        let root = [
            shoulder[0] - way.sin() * side * size * 0.8,
            shoulder[1] + way.cos() * side * size * 0.8,
        ];
        fin(easel, root, way + side * 2.05, 0.5, size * 1.35, ground);
        let (hip, hip_way) = along(path, 0.36);
        let root = [
            hip[0] - hip_way.sin() * side * size * 0.5,
            hip[1] + hip_way.cos() * side * size * 0.5,
        ];
        fin(easel, root, hip_way + side * 2.4, 0.35, size * 0.8, ground);
    }
    // The pattern lies in the fish's own frame, so that it bends with it: the nearest point of the
    // spine gives the place along, the side the place across.
    let spine = spine(path, size);
    let frame = |[x, y]: Point| {
        let mut best = (f32::MAX, 0.0, 0.0);
        for (i, pair) in spine.windows(2).enumerate() {
            let (dx, dy) = (pair[1][0] - pair[0][0], pair[1][1] - pair[0][1]);
            let (px, py) = (x - pair[0][0], y - pair[0][1]);
            let length = dx * dx + dy * dy;
            let t = ((px * dx + py * dy) / length).clamp(0.0, 1.0);
            let distance = (px - t * dx).powi(2) + (py - t * dy).powi(2);
            if distance < best.0 {
                best =
                    (distance, (i as f32 + t) / JOINTS as f32, (px * dy - py * dx) / length.sqrt());
            }
        }
        (best.1, best.2 / (size * girth(best.1)))
    };
    let skin = |at: Point, away: f32| {
        let (t, across) = frame(at);
        let blot = fbm(t * 5.0 + seed as f32, across * 1.1 + seed as f32 * 0.7, 3, seed);
        let marked =
            smoothstep(0.47, 0.53, blot) * smoothstep(0.02, 0.12, t) * smoothstep(1.0, 0.9, t);
        let scale = ((t * 75.0).sin() * (across * 9.0 + (t * 37.5).floor()).sin()).abs();
        let round = (1.0 - across * across).max(0.0).sqrt();
        let lit = 0.42 + 0.5 * round - 0.28 * away;
        let color = ground.mix(patch, marked) * lit * (0.93 + 0.12 * scale);
        let back = smoothstep(0.16, 0.0, across.abs()) * smoothstep(0.95, 0.7, t);
        color.mix(hex(0x2a6f78), 0.12 + 0.3 * (1.0 - round)).mix(ground * 0.55, back * 0.25)
    };
    easel.limb(&spine, skin);
    // The fin on its back, then the head: eyes and barbels.
    for i in 0..8 {
        let (at, way) = along(path, 0.34 + 0.032 * i as f32);
        easel.dab(Dab {
            at,
            angle_rad: way + 0.15,
            length: size * 0.3,
            width: size * 0.05,
            color: ground.mix(patch, 0.4) * 0.8,
            opacity: 0.7,
        });
    }
    let (head, way) = along(path, 0.9);
    for side in [-1.0, 1.0] {
        let at = |forward: f32, out: f32| {
            [
                head[0] + way.cos() * forward * size - way.sin() * out * size * side,
                head[1] + way.sin() * forward * size + way.cos() * out * size * side,
            ]
        };
        easel.dab(Dab {
            at: at(0.12, 0.55),
            angle_rad: way,
            length: size * 0.1,
            width: size * 0.08,
            color: hex(0x14141c),
            opacity: 0.95,
        });
        easel.dab(Dab {
            at: at(0.15, 0.53),
            angle_rad: way,
            length: size * 0.035,
            width: size * 0.03,
            color: hex(0xffffff),
            opacity: 0.9,
        });
        let (from, to) = (at(0.62, 0.2), at(0.86, 0.42));
        easel.limb(&[[from[0], from[1], size * 0.03], [to[0], to[1], size * 0.012]], |_, _| {
            ground * 0.75
        });
    }
    // Light on the wet back.
    let mut chance = Chance::new(seed);
    for _ in 0..12 {
        let (at, way) = along(path, chance.between(0.3, 0.9));
        let off = size * (-0.32 + 0.1 * chance.around());
        let spot = [
            at[0] - way.sin() * off * way.cos().signum(),
            at[1] + way.cos() * off * way.cos().signum(),
        ];
        easel.dab(Dab {
            at: spot,
            angle_rad: way,
            length: size * 0.15,
            width: size * 0.05,
            color: hex(0xffffff),
            opacity: 0.2,
        });
    }
}

/// The net of light and the rings on the water.
fn surface(easel: &mut Easel) {
    easel.blend([-1.0, -1.0, 1.0, 1.0], |[x, y]| {
        let (u, v) =
            (x + 0.12 * noise(x * 4.0, y * 4.0, 21), y + 0.12 * noise(x * 4.0, y * 4.0, 22));
        let net = 1.0 - (noise(u * 6.0, v * 6.0, 23) - 0.5).abs() * 9.0;
        (
            hex(0xc8fff0),
            0.22 * net.max(0.0).powi(2)
                * smoothstep(1.3, 0.1, ((x + 0.4).powi(2) + (y + 0.4).powi(2)).sqrt()),
        )
    });
    for (cx, cy, radius) in [(0.18, -0.2, 0.2), (-0.2, 0.44, 0.15), (0.42, 0.16, 0.1)] {
        easel.blend([cx - radius, cy - radius, cx + radius, cy + radius], |[x, y]| {
            let d = ((x - cx).powi(2) + (y - cy).powi(2)).sqrt() / radius;
            let wave = (d * 15.0).sin();
            let color = if wave > 0.0 { hex(0xd8fff4) } else { hex(0x0a3440) };
            (color, 0.26 * wave.abs().powi(2) * smoothstep(1.0, 0.5, d))
        });
    }
}

fn pad(easel: &mut Easel, [x, y]: Point, size: f32, turn: f32) {
    use std::f32::consts::{PI, TAU};
    let notch = |a: f32| {
        let off = (a - turn + PI).rem_euclid(TAU) - PI;
        let cut = smoothstep(0.22, 0.1, off.abs());
        (1.0 - 0.93 * cut) * (1.0 + 0.02 * (a * 7.0).sin())
    };
    easel.blend([x - size, y - size, x + size * 1.5, y + size * 1.6], |[px, py]| {
        let d = (((px - x - 0.03) / size).powi(2) + ((py - y - 0.05) / size).powi(2)).sqrt();
        (hex(0x05202a), 0.5 * smoothstep(1.1, 0.85, d))
    });
    let tint = noise(x * 9.0, y * 9.0, 5);
    easel.ball([x, y], [size, size * 0.94], 0.0, notch, |s| {
        let (u, v) = (s.at[0] - x, s.at[1] - y);
        let (angle, d) = (v.atan2(u), (u * u + v * v).sqrt() / size);
        let vein = smoothstep(0.12, 0.0, ((angle - turn) * 13.0 / TAU).fract().abs() * d)
            * smoothstep(0.05, 0.2, d);
        let lit = 0.5 - 0.55 * (u + v) / size / 1.4
            + 0.3 * (fbm(s.at[0] * 12.0, s.at[1] * 12.0, 2, 31) - 0.5);
        let leaf = gradient(
            &[
                (0.0, hex(0x123f30)),
                (0.4, hex(0x2f7a44)),
                (0.75, hex(0x7ab04c)),
                (1.1, hex(0xd4dc7a)),
            ],
            lit,
        );
        let autumn = leaf
            .mix(hex(0xb07a48), 0.35 * smoothstep(0.6, 0.9, tint) + 0.3 * smoothstep(0.9, 1.0, d));
        autumn.mix(hex(0xb8d890), vein * 0.5)
    });
    easel.rework([x - size, y - size, x + size, y + size], size * 0.16, 90, |at, found, chance| {
        let (u, v) = ((at[0] - x) / size, (at[1] - y) / size);
        let angle = v.atan2(u);
        let off = (angle - turn + PI).rem_euclid(TAU) - PI;
        (u * u + v * v < 0.6 && off.abs() > 0.35).then(|| Dab {
            at,
            angle_rad: angle,
            length: size * chance.between(0.12, 0.24),
            width: size * chance.between(0.025, 0.05),
            color: found * chance.between(0.85, 1.2),
            opacity: 0.6,
        })
    });
}

fn lily(easel: &mut Easel, [x, y]: Point, size: f32, petal: u32) {
    let tip = hex(petal);
    easel.dab(Dab {
        at: [x + 0.02, y + 0.04],
        angle_rad: 0.0,
        length: size * 1.05,
        width: size * 0.85,
        color: hex(0x0a2a20),
        opacity: 0.45,
    });
    for (ring, count, reach, wide) in [(0, 11, 0.62, 0.22), (1, 9, 0.46, 0.19), (2, 7, 0.3, 0.14)] {
        for i in 0..count {
            let angle = (i as f32 + 0.5 * ring as f32) / count as f32 * std::f32::consts::TAU + 0.2;
            let (dx, dy) = (angle.cos(), angle.sin());
            let center =
                [x + dx * size * reach, y + dy * size * reach * 0.82 - size * 0.08 * ring as f32];
            let pointed =
                |a: f32| 1.0 - 0.22 * a.cos().abs().powi(6) + 0.16 * a.cos().max(0.0).powi(20);
            easel.ball(
                center,
                [size * (0.46 - 0.08 * ring as f32), size * wide],
                angle,
                pointed,
                |s| {
                    let out = s.local[0] * 0.5 + 0.5;
                    let lit = 0.8 + 0.3 * s.facing([-0.5, -0.6, 0.6])
                        - 0.22 * (0.2 + 0.5 * (dx + dy)).max(0.0);
                    let vein = 0.06 * (s.local[1] * 16.0).cos();
                    hex(0xfffaf4).mix(tip, 0.25 + 0.75 * out) * (lit + vein).clamp(0.3, 1.05)
                },
            );
        }
    }
    let mut chance = Chance::new(7);
    for _ in 0..34 {
        let (a, r) = (chance.unit() * std::f32::consts::TAU, chance.unit() * size * 0.17);
        let at = [x + a.cos() * r, y - size * 0.16 + a.sin() * r * 0.8];
        let color = hex(0xffd84a).mix(hex(0xe08a1c), chance.unit());
        easel.dab(Dab {
            at,
            angle_rad: a,
            length: size * 0.06,
            width: size * 0.025,
            color,
            opacity: 0.95,
        });
    }
}
