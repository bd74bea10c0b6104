//! A porcelain bowl of cherries on a wooden table, in the light of a morning window.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places are rounded to pixels within the picture, colours to bytes: a cast of a float saturates"
)]

use super::easel::{Dab, Easel, Point, Surface};
use super::light::{Light, gradient, hex, smoothstep};
use super::noise::{Chance, fbm, noise};

const LAMP: [f32; 3] = [-0.55, -0.62, 0.56];
const EDGE: f32 = 0.02;
/// The middle of the bowl's mouth, and its half axes.
const MOUTH: Point = [0.02, 0.06];
const RIM: Point = [0.47, 0.15];

pub(super) fn paint(easel: &mut Easel) {
    wall(easel);
    table(easel);
    shade(easel);
    bowl(easel);
    heap(easel);
    front_rim(easel);
    let mut chance = Chance::new(77);
    for (at, radius) in [([-0.6, 0.5], 0.088), ([-0.44, 0.59], 0.084), ([0.6, 0.53], 0.086)] {
        ground_shade(easel, at, radius);
        cherry(easel, at, radius, chance.unit());
    }
    stem(easel, [-0.605, 0.44], [-0.5, 0.2], 0.03);
    stem(easel, [-0.445, 0.53], [-0.5, 0.2], -0.03);
    leaf(easel, [-0.39, 0.235], 0.13, 0.35);
    stem(easel, [0.605, 0.47], [0.76, 0.3], 0.04);
    easel.vignette(0.35);
}

fn wall(easel: &mut Easel) {
    let stops =
        [(0.0, hex(0xf6ead0)), (0.3, hex(0xb8cdbc)), (0.7, hex(0x6f9c9c)), (1.2, hex(0x34606c))];
    easel.wash(-1.0, EDGE + 0.05, |[x, y]| {
        // The window's light falls aslant, with the shade of its bars and of a branch.
        let (u, v) = (x * 0.9 + y * 0.5, y - x * 0.25);
        let pane =
            smoothstep(0.03, 0.06, (u + 0.12).abs()) * smoothstep(0.03, 0.06, (v + 0.42).abs());
        let window = pane
            * smoothstep(-0.72, -0.66, u)
            * smoothstep(0.46, 0.4, u)
            * smoothstep(-0.86, -0.8, v)
            * smoothstep(-0.02, -0.08, v);
        let leaves = smoothstep(0.5, 0.62, fbm(x * 5.0, y * 5.0, 3, 8));
        let away = ((x + 0.8).powi(2) + (y + 0.5).powi(2)).sqrt() * 0.62
            + 0.2 * (fbm(x * 2.0, y * 2.0, 2, 4) - 0.5);
        gradient(&stops, away).mix(hex(0xfff0c4), window * (0.62 - 0.4 * leaves))
    });
    easel.rework([-1.0, -1.0, 1.0, EDGE], 0.048, 6, |at, found, chance| {
        let tint = hex(0xf2c8a8).mix(hex(0x5a9ab0), chance.unit());
        Some(Dab {
            at,
            angle_rad: 0.9 + chance.around() * 0.8,
            length: chance.between(0.035, 0.075),
            width: chance.between(0.013, 0.024),
            color: found.mix(tint, 0.12) * chance.between(0.93, 1.07),
            opacity: 0.6,
        })
    });
}

fn table(easel: &mut Easel) {
    let (dark, bright) = (hex(0x5a3420), hex(0xd39a5c));
    easel.shape(
        [-1.0, EDGE, 1.0, 1.0],
        0.006,
        |[_, y]| EDGE - y,
        |[x, y]| {
            let far = (y + 0.75).recip();
            let plank = (x * far * 1.9 + 0.3).fract();
            let groove = smoothstep(0.02, 0.0, plank.min(1.0 - plank) - 0.004);
            let board = noise((x * far * 1.9 + 0.3).floor() * 7.3, 1.0, 3);
            let grain = fbm(x * far * 26.0, far * 5.0 + board * 9.0, 3, 12);
            let lit = smoothstep(1.5, 0.1, ((x + 0.6).powi(2) + (y - 0.2).powi(2)).sqrt());
            let wood =
                dark.mix(bright, 0.25 + 0.5 * lit + 0.45 * (grain - 0.5) + 0.08 * (board - 0.5));
            wood.mix(hex(0x2a1610), groove * 0.7)
        },
    );
    easel.rework([-1.0, EDGE + 0.06, 1.0, 1.0], 0.04, 14, |[x, y], found, chance| {
        Some(Dab {
            at: [x, y],
            // Along the boards, which run to a point behind the wall.
            angle_rad: (y + 0.75).atan2(x),
            length: chance.between(0.03, 0.08),
            width: chance.between(0.005, 0.011),
            color: found * chance.between(0.85, 1.17),
            opacity: 0.6,
        })
    });
}

fn shade(easel: &mut Easel) {
    easel.blend([-0.6, 0.1, 1.0, 0.9], |[x, y]| {
        let long = ((x - 0.34) / 0.58).powi(2) + ((y - 0.5 - (x - 0.34) * 0.12) / 0.15).powi(2);
        let foot = ((x - 0.05) / 0.32).powi(2) + ((y - 0.515) / 0.06).powi(2);
        (
            hex(0x27121c),
            (0.72 * smoothstep(1.2, 0.2, long) + 0.5 * smoothstep(1.2, 0.3, foot)).min(0.85),
        )
    });
}

fn ground_shade(easel: &mut Easel, [x, y]: Point, radius: f32) {
    easel.blend([x - radius * 2.0, y, x + radius * 4.0, y + radius * 2.0], |[px, py]| {
        let long = ((px - x - radius * 0.8) / (radius * 1.7)).powi(2)
            + ((py - y - radius * 0.85) / (radius * 0.42)).powi(2);
        (hex(0x27121c), 0.75 * smoothstep(1.2, 0.1, long))
    });
}

/// The bowl's outside: half its width at a height.
fn half_at(y: f32) -> f32 {
    let t = ((y - MOUTH[1]) / 0.45).clamp(0.0, 1.0);
    RIM[0] * (1.0 - t * t).max(0.0).sqrt().mul_add(0.66, 0.34 * (1.0 - t * 0.55))
}

fn bowl(easel: &mut Easel) {
    let tones = [
        (-1.0, hex(0x4d5a80)),
        (-0.2, hex(0x8d9cbc)),
        (0.3, hex(0xd0d8e0)),
        (0.75, hex(0xfaf6ec)),
        (1.0, hex(0xffffff)),
    ];
    let [x, top] = MOUTH;
    easel.polygon(
        &[[x - 0.17, 0.46], [x + 0.17, 0.46], [x + 0.155, 0.53], [x - 0.155, 0.53]],
        0.004,
        |[px, _]| gradient(&tones, 0.5 - (px - x) / 0.2),
    );
    easel.shape(
        [x - 0.5, top, x + 0.5, 0.52],
        0.0,
        |[px, py]| ((px - x).abs() - half_at(py)).max(py - 0.5).max(top - py),
        |[px, py]| {
            let nx = ((px - x) / half_at(py)).clamp(-1.0, 1.0);
            let ny = ((py - top) / 0.45).clamp(0.0, 1.0);
            let nz = (1.0 - nx * nx).max(0.0).sqrt();
            let facing = -0.62 * nx + 0.62 * nz - 0.5 * ny + 0.22;
            let warm = smoothstep(0.6, 1.0, ny) * 0.35;
            let glaze = gradient(&tones, facing).mix(hex(0xd89a68), warm);
            // A blue band of leaves, painted on the round of the bowl.
            let around = nx.asin();
            let level = (py - top - 0.06 * nz) / 0.3;
            let vine = (level - 0.5 - 0.16 * (around * 9.0).sin()).abs();
            let leaf = (level - 0.5 + 0.2 * (around * 9.0).sin()).powi(2) * 26.0
                + (around * 9.0).cos().powi(2) * 1.6;
            let line = smoothstep(0.03, 0.015, (level - 0.16).abs()).max(smoothstep(
                0.03,
                0.015,
                (level - 0.84).abs(),
            ));
            let blue = smoothstep(0.06, 0.03, vine).max(smoothstep(0.5, 0.3, leaf)).max(line);
            glaze.mix(hex(0x2c4f9c).mix(hex(0x101c40), smoothstep(0.3, -0.7, facing)), blue * 0.8)
        },
    );
    easel.rework([x - 0.42, top + 0.14, x + 0.42, 0.46], 0.03, 30, |[px, py], found, chance| {
        ((px - x).abs() < half_at(py) - 0.04).then(|| Dab {
            at: [px, py],
            angle_rad: 1.3 * (px - x) / 0.4 + 1.57 + chance.around() * 0.3,
            length: chance.between(0.014, 0.03),
            width: chance.between(0.006, 0.011),
            color: found * chance.between(0.95, 1.05),
            opacity: 0.45,
        })
    });
    easel.dab(Dab {
        at: [-0.27, 0.24],
        angle_rad: 1.15,
        length: 0.085,
        width: 0.02,
        color: hex(0xffffff),
        opacity: 0.8,
    });
    easel.dab(Dab {
        at: [-0.2, 0.37],
        angle_rad: 0.9,
        length: 0.03,
        width: 0.01,
        color: hex(0xffffff),
        opacity: 0.5,
    });
    easel.ball(MOUTH, RIM, 0.0, |_| 1.0, |_| hex(0xf4f2ea));
    easel.ball(
        [x, top + 0.006],
        [RIM[0] - 0.022, RIM[1] - 0.014],
        0.0,
        |_| 1.0,
        |s| {
            hex(0x3a2a40)
                .mix(hex(0xc8c4d0), smoothstep(-0.3, 1.0, s.local[0] * 0.8 + s.local[1] * 0.5))
        },
    );
}

/// The part of the rim before the heap.
fn front_rim(easel: &mut Easel) {
    let arc: Vec<[f32; 3]> = (0..=40)
        .map(|i| {
            let a = i as f32 / 40.0 * std::f32::consts::PI;
            [MOUTH[0] + (RIM[0] - 0.008) * a.cos(), MOUTH[1] + (RIM[1] - 0.006) * a.sin(), 0.0115]
        })
        .collect();
    easel.limb(&arc, |[x, _], _| hex(0xffffff).mix(hex(0x8a94b8), smoothstep(-0.2, 0.5, x)));
}

fn heap(easel: &mut Easel) {
    let mut chance = Chance::new(8);
    // From the back to the front, so that the near ones lie over the far ones.
    let spots: [(f32, f32); 21] = [
        (-0.2, -0.085),
        (0.02, -0.1),
        (0.22, -0.075),
        (-0.1, -0.17),
        (0.12, -0.165),
        (-0.31, -0.02),
        (0.35, -0.01),
        (-0.13, -0.05),
        (0.09, -0.06),
        (0.26, 0.0),
        (0.0, -0.215),
        (-0.24, 0.05),
        (-0.02, -0.01),
        (0.17, 0.05),
        (0.36, 0.075),
        (-0.34, 0.085),
        (-0.14, 0.085),
        (0.05, 0.07),
        (0.26, 0.11),
        (-0.03, 0.13),
        (-0.24, 0.12),
    ];
    for (i, (x, y)) in spots.into_iter().enumerate() {
        let radius = chance.between(0.078, 0.09);
        let at = [x + 0.02, y];
        easel.dab(Dab {
            at: [at[0] + 0.015, at[1] + 0.03],
            angle_rad: 0.0,
            length: radius * 1.15,
            width: radius,
            color: hex(0x1c0510),
            opacity: 0.6,
        });
        cherry(easel, at, radius, chance.unit());
        match i {
            2 => stem(easel, [at[0], at[1] - 0.05], [0.5, -0.36], 0.05),
            5 => stem(easel, [at[0], at[1] - 0.05], [-0.5, -0.3], -0.05),
            10 => {
                stem(easel, [at[0], at[1] - 0.05], [-0.07, -0.52], 0.04);
                leaf(easel, [0.05, -0.5], 0.13, -0.25);
            }
            12 => stem(easel, [at[0], at[1] - 0.05], [-0.07, -0.52], -0.06),
            14 => stem(easel, [at[0], at[1] - 0.05], [0.62, -0.16], -0.03),
            _ => {}
        }
    }
}

fn cherry(easel: &mut Easel, [x, y]: Point, radius: f32, ripe: f32) {
    let tones = [
        (-1.0, hex(0x1c0210)),
        (-0.3, hex(0x4a0418)),
        (0.25, hex(0x9c0c1e)),
        (0.7, hex(0xd8282c)),
        (1.0, hex(0xff7a5c)),
    ];
    let tint = hex(0xffffff).mix(hex(0xa05068), ripe * 0.85);
    let heart = |a: f32| 1.0 - 0.1 * smoothstep(0.75, 1.0, -a.sin()) + 0.02 * a.cos().powi(2);
    let shading = |s: &Surface| {
        let back = s.facing([0.5, 0.75, 0.2]).max(0.0).powi(2);
        let dimple = smoothstep(
            0.26,
            0.0,
            (s.local[0].powi(2) + ((s.local[1] + 0.74) * 1.8).powi(2)).sqrt(),
        );
        let body = gradient(
            &tones,
            s.facing(LAMP) + 0.12 * (noise(s.at[0] * 30.0, s.at[1] * 30.0, 5) - 0.5),
        )
        .through(tint);
        (body + hex(0xd86a50) * (0.22 * back)).mix(hex(0x200208), dimple * 0.8)
    };
    easel.ball([x, y], [radius, radius * 0.95], 0.0, heart, shading);
    let mut chance = Chance::new((ripe * 9999.0) as u32);
    for _ in 0..16 {
        let (a, r) = (chance.unit() * std::f32::consts::TAU, radius * 0.75 * chance.unit().sqrt());
        let at = [x + r * a.cos(), y + r * a.sin()];
        let found = easel.look(at);
        easel.dab(Dab {
            at,
            angle_rad: a + 1.57,
            length: radius * 0.24,
            width: radius * 0.07,
            color: found * chance.between(0.85, 1.2),
            opacity: 0.5,
        });
    }
    let shine = |easel: &mut Easel,
                 dx: f32,
                 dy: f32,
                 length: f32,
                 width: f32,
                 opacity: f32,
                 color: Light| {
        easel.dab(Dab {
            at: [x + dx * radius, y + dy * radius],
            angle_rad: -0.75,
            length: length * radius,
            width: width * radius,
            color,
            opacity,
        });
    };
    shine(easel, -0.36, -0.38, 0.3, 0.17, 0.6, hex(0xffb8a8));
    shine(easel, -0.38, -0.4, 0.19, 0.1, 0.95, hex(0xffffff));
    shine(easel, 0.45, 0.5, 0.22, 0.07, 0.4, hex(0xff9a80));
}

/// A stem from a cherry's dimple to its end, bowed sideways.
fn stem(easel: &mut Easel, from: Point, to: Point, bow: f32) {
    let points: Vec<[f32; 3]> = (0..=10)
        .map(|i| {
            let t = i as f32 / 10.0;
            let out = bow * 4.0 * t * (1.0 - t);
            let thick = 0.0055 + 0.006 * smoothstep(0.85, 1.0, t);
            [from[0] + (to[0] - from[0]) * t + out, from[1] + (to[1] - from[1]) * t, thick]
        })
        .collect();
    easel.limb(&points, |_, across| hex(0xb0b85a).mix(hex(0x3a4a1c), 0.5 + 0.5 * across));
}

fn leaf(easel: &mut Easel, at: Point, size: f32, angle: f32) {
    let pointed = |a: f32| {
        1.0 - 0.12 * a.cos().abs().powi(4)
            + 0.02 * (a * 22.0).sin()
            + 0.18 * a.cos().max(0.0).powi(24)
    };
    easel.ball(at, [size, size * 0.4], angle, pointed, |s| {
        let rib = smoothstep(0.09, 0.02, s.local[1].abs());
        let veins = smoothstep(0.75, 1.0, (s.local[0] * 14.0 - s.local[1].abs() * 8.0).sin());
        let side = if s.local[1] < 0.0 { 0.78 } else { 0.3 };
        let tone = gradient(
            &[(0.0, hex(0x1c4a28)), (0.5, hex(0x4f8a38)), (1.0, hex(0xb8d468))],
            side - 0.3 * s.local[0],
        );
        tone.mix(hex(0xd8e8a0), rib * 0.6 + veins * 0.2)
    });
}
