//! A birch wood in autumn; the sun stands behind the leaves.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places are rounded to pixels within the picture, colours to bytes: a cast of a float saturates"
)]

use super::easel::{Dab, Easel, Point};
use super::light::{Light, gradient, hex, smoothstep};
use super::noise::{Chance, fbm, noise};

const SUN: Point = [0.3, -0.34];

pub(super) fn paint(easel: &mut Easel) {
    distance(easel);
    ground(easel);
    let mut chance = Chance::new(12);
    for i in 0..26 {
        // The far trunks, pale in the haze.
        let x = -1.0 + 2.0 * (i as f32 + chance.unit()) / 26.0;
        let near = chance.unit();
        trunk(easel, x, 0.1 + 0.12 * near, 0.006 + 0.011 * near, 0.72 - 0.35 * near, &mut chance);
    }
    leaves(easel, 900, 0.013, 0.55, 3);
    for (x, foot, radius) in [
        (-0.33, 0.34, 0.026),
        (0.12, 0.3, 0.022),
        (0.47, 0.37, 0.029),
        (-0.62, 0.4, 0.032),
        (0.82, 0.36, 0.027),
    ] {
        trunk(easel, x, foot, radius, 0.22, &mut chance);
    }
    leaves(easel, 900, 0.02, 0.3, 4);
    for (x, foot, radius) in [(-0.82, 0.62, 0.055), (-0.16, 0.56, 0.042), (0.64, 0.64, 0.056)] {
        trunk(easel, x, foot, radius, 0.0, &mut chance);
    }
    litter(easel);
    leaves(easel, 420, 0.03, 0.05, 5);
    rays(easel);
    easel.vignette(0.35);
}

fn distance(easel: &mut Easel) {
    let stops = [
        (0.0, hex(0xfff6c8)),
        (0.2, hex(0xffd670)),
        (0.5, hex(0xd28a34)),
        (0.85, hex(0x7d6a48)),
        (1.3, hex(0x2f4a50)),
    ];
    easel.wash(-1.0, 0.4, |[x, y]| {
        let away = ((x - SUN[0]).powi(2) + (y - SUN[1]).powi(2)).sqrt();
        let crowns = fbm(x * 3.5, y * 3.5, 4, 8) - 0.5;
        gradient(&stops, away * 0.8 + 0.55 * crowns)
            .mix(hex(0x7f9fb0), 0.35 * smoothstep(-0.25, 0.2, y) * smoothstep(0.2, 0.9, away))
    });
    easel.rework([-1.0, -1.0, 1.0, 0.3], 0.042, 9, |[x, y], found, chance| {
        let tint = [hex(0xffb428), hex(0xe06a20), hex(0x8aa04a), hex(0xfff0a0), hex(0x9a4a28)]
            [(chance.unit() * 4.99) as usize];
        Some(Dab {
            at: [x, y],
            angle_rad: chance.unit() * std::f32::consts::PI,
            length: chance.between(0.025, 0.06),
            width: chance.between(0.014, 0.028),
            color: found.mix(tint, 0.22) * chance.between(0.82, 1.2),
            opacity: 0.65,
        })
    });
}

/// Where the path runs, and how wide it is at a depth.
fn path_at(y: f32) -> (f32, f32) {
    let near = smoothstep(0.1, 1.0, y);
    (0.2 - 0.25 * near + 0.1 * (near * 4.0).sin(), 0.02 + 0.3 * near)
}

fn ground(easel: &mut Easel) {
    let stops =
        [(0.08, hex(0xf0b850)), (0.25, hex(0xc8742c)), (0.6, hex(0x84401e)), (1.0, hex(0x42221c))];
    let rise = |x: f32| 0.1 + 0.06 * noise(x * 2.5, 1.0, 15) + 0.03 * x * x;
    easel.shape(
        [-1.0, 0.05, 1.0, 1.0],
        0.02,
        |[x, y]| rise(x) - y,
        |[x, y]| {
            let (middle, half) = path_at(y);
            let trodden = smoothstep(
                half,
                half * 0.6,
                (x - middle + 0.03 * (noise(x * 9.0, y * 14.0, 2) - 0.5)).abs(),
            );
            let lit = smoothstep(0.8, 0.0, (x - SUN[0]).abs()) * smoothstep(0.8, 0.1, y);
            let base = gradient(&stops, y + 0.14 * (noise(x * 6.0, y * 12.0, 16) - 0.5));
            base.mix(hex(0xffd880), 0.4 * lit)
                .mix(hex(0xd8a888).mix(hex(0x6a5068), smoothstep(0.2, 0.9, y)), trodden * 0.75)
        },
    );
    easel.rework([-1.0, 0.1, 1.0, 1.0], 0.032, 17, |[x, y], found, chance| {
        let near = smoothstep(0.1, 0.9, y);
        let tint = [hex(0xffb030), hex(0xd8501c), hex(0x6a7a38), hex(0xffd870), hex(0x5a3a5a)]
            [(chance.unit() * 4.99) as usize];
        let (middle, half) = path_at(y);
        let on_path = (x - middle).abs() < half * 0.8;
        (y > rise(x)).then(|| Dab {
            at: [x, y],
            angle_rad: chance.around() * 0.5,
            length: (0.01 + 0.035 * near) * chance.between(0.7, 1.4),
            width: (0.004 + 0.012 * near) * chance.between(0.7, 1.2),
            color: found.mix(tint, if on_path { 0.1 } else { 0.32 }) * chance.between(0.8, 1.2),
            opacity: 0.75,
        })
    });
}

/// A birch: white bark, darker away from the sun, with black scars; `haze` 0..1 is its distance.
fn trunk(easel: &mut Easel, x: f32, foot: f32, radius: f32, haze: f32, chance: &mut Chance) {
    let lean = chance.around() * 0.12;
    let bend = chance.around() * radius * 2.5;
    let at = |t: f32| [x + lean * t + bend * (t * 4.0).sin(), foot - t * (foot + 1.05)];
    let joints = if radius > 0.02 { 10 } else { 5 };
    let points: Vec<[f32; 3]> = (0..=joints)
        .map(|i| {
            let t = (i as f32 / joints as f32).powf(1.3);
            let [px, py] = at(t);
            let flare = 1.0 + 0.25 * smoothstep(0.08, 0.0, t);
            [px, py, radius * (1.0 - 0.45 * t) * flare]
        })
        .collect();
    // The shadow runs towards us, away from the sun.
    let (sx, length) = ((x - SUN[0]) * 0.8, 0.3 + radius * 6.0);
    if haze < 0.5 {
        let shade = [[x, foot, radius * 1.2], [x + sx * length, foot + length, radius * 2.2]];
        let earth = easel.look([x, foot + 0.03]);
        easel.limb(&shade, |[px, py], _| {
            earth.mix(hex(0x3a2030), 0.75) * (0.85 + 0.3 * noise(px * 20.0, py * 30.0, 6))
        });
    }
    let (bright, dark) = (hex(0xfffaee), hex(0x6d6488));
    let side = if x < SUN[0] { -1.0 } else { 1.0 };
    let air = hex(0xf4c878);
    easel.limb(&points, |[px, py], across| {
        let turned = 0.5 + 0.5 * across * side;
        let bark = bright
            .mix(dark, smoothstep(0.1, 1.0, turned))
            .mix(hex(0xf2a860), 0.25 * smoothstep(0.1, 0.5, py + 0.1));
        (bark * (0.85 + 0.28 * noise(px * 18.0 / radius.sqrt(), py * 60.0, 44))).mix(air, haze)
    });
    // Leaves lie against its foot.
    let size = 0.006 + radius * 0.16;
    for i in 0..(8 + (radius * 500.0) as u32) {
        let across = chance.around() * 1.5;
        let fallen = hex(0x8a3a1a).mix(hex(0xf0a430), chance.unit()).mix(air, haze);
        easel.dab(Dab {
            at: [
                x + across * radius,
                foot + radius * (0.35 + 0.9 * chance.unit())
                    - radius * 0.5 * f32::from(i % 3 == 0) * across.abs(),
            ],
            angle_rad: chance.around() * 0.6,
            length: size * chance.between(0.8, 1.4),
            width: size * chance.between(0.4, 0.6),
            color: fallen * chance.between(0.7, 1.1),
            opacity: 0.95,
        });
    }
    let scars = (9.0 + radius * 450.0) as u32;
    for _ in 0..scars {
        let t = chance.unit();
        let [px, py] = at(t);
        let wide = radius * (1.0 - 0.45 * t);
        let off = chance.around();
        let black = hex(0x1c1620).mix(air, haze * 0.9);
        easel.dab(Dab {
            at: [px + off * wide * 0.75, py],
            angle_rad: chance.around() * 0.25,
            length: wide * chance.between(0.12, 0.6) * (1.0 - 0.5 * off.abs()),
            width: radius * chance.between(0.04, 0.14),
            color: black,
            opacity: 0.85,
        });
    }
    let branches = if radius > 0.02 { 6 } else { 3 };
    for _ in 0..branches {
        let t = chance.between(0.42, 0.95);
        let [px, py] = at(t);
        let way = if chance.unit() < 0.5 { -1.0 } else { 1.0 };
        let reach = chance.between(0.1, 0.26) * (0.5 + radius * 12.0);
        let twig = [
            [px, py, radius * 0.2],
            [px + way * reach * 0.5, py - reach * 0.5, radius * 0.11],
            [px + way * reach, py - reach * 0.85, radius * 0.03],
        ];
        easel.limb(&twig, |_, across| {
            hex(0x241a24).mix(hex(0xb89a88), 0.25 - 0.25 * across * side).mix(air, haze)
        });
    }
}

/// Hanging leaves, thick above and around the edges, glowing before the sun.
fn leaves(easel: &mut Easel, count: u32, size: f32, haze: f32, seed: u32) {
    let mut chance = Chance::new(seed);
    let greens: [Light; 5] =
        [hex(0xffd23c), hex(0xf5a11c), hex(0xe0661a), hex(0xb8b840), hex(0xfff08a)];
    for _ in 0..count {
        let at = [chance.between(-1.0, 1.0), chance.between(-1.0, 0.2)];
        let crown = fbm(at[0] * 2.6, at[1] * 2.6, 3, seed + 40) - 0.42 + 0.35 * (-0.35 - at[1]);
        if crown < 0.0 {
            continue;
        }
        let away = ((at[0] - SUN[0]).powi(2) + (at[1] - SUN[1]).powi(2)).sqrt();
        let through = smoothstep(0.8, 0.1, away);
        let color = greens[(chance.unit() * 4.99) as usize].mix(hex(0xfff4b0), 0.25 * through)
            * (0.55 + 0.42 * through + 0.2 * chance.unit());
        for _ in 0..3 {
            let (dx, dy) = (chance.around() * size * 2.5, chance.around() * size * 2.0);
            easel.dab(Dab {
                at: [at[0] + dx, at[1] + dy],
                angle_rad: 0.9 + chance.around(),
                length: size * chance.between(0.6, 1.1),
                width: size * chance.between(0.35, 0.6),
                color: (color * chance.between(0.8, 1.2)).mix(hex(0xffe09a), haze),
                opacity: 0.85,
            });
        }
    }
}

/// Fallen leaves on the ground before us.
fn litter(easel: &mut Easel) {
    let mut chance = Chance::new(21);
    for i in 0..620 {
        let t = (i as f32 / 620.0).sqrt();
        let y = 0.2 + 0.8 * t;
        let x = chance.between(-1.0, 1.0);
        let size = 0.004 + 0.018 * t * t;
        let lit = smoothstep(0.9, 0.1, (x - SUN[0] * (1.0 - t)).abs());
        let color = gradient(
            &[
                (0.0, hex(0x8a2f1a)),
                (0.35, hex(0xd8641c)),
                (0.7, hex(0xf6b030)),
                (1.0, hex(0xffe68a)),
            ],
            chance.unit(),
        );
        easel.dab(Dab {
            at: [x + size * 0.3, y + size * 0.5],
            angle_rad: 0.0,
            length: size,
            width: size * 0.4,
            color: hex(0x2a141c),
            opacity: 0.4,
        });
        easel.dab(Dab {
            at: [x, y],
            angle_rad: chance.around() * 0.9,
            length: size * chance.between(0.8, 1.3),
            width: size * chance.between(0.35, 0.6),
            color: color * (0.6 + 0.5 * lit),
            opacity: 0.95,
        });
    }
}

fn rays(easel: &mut Easel) {
    easel.blend([-1.0, -1.0, 1.0, 1.0], |[x, y]| {
        let (dx, dy) = (x - SUN[0], y - SUN[1]);
        let beam = smoothstep(0.5, 0.8, noise(dy.atan2(dx) * 7.0 + 40.0, 0.5, 33));
        let d = (dx * dx + dy * dy).sqrt();
        (hex(0xffe8a0), 0.24 * beam * smoothstep(-0.1, 0.3, dy) * smoothstep(1.25, 0.2, d))
    });
    easel.glow(SUN, 0.5, hex(0xffd880) * 0.22);
    easel.glow(SUN, 0.14, hex(0xfff4d0) * 0.7);
}
