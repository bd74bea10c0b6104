//! A street in the rain at night: lit windows, lamps, and all of it again in the wet road.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places are rounded to pixels within the picture, colours to bytes: a cast of a float saturates"
)]

use super::easel::{Dab, Easel, Point};
use super::light::{Light, gradient, hex, smoothstep};
use super::noise::{Chance, fbm, noise};

/// Where the street ends.
const VANISH: Point = [0.06, 0.06];
const ROAD: f32 = 0.14;

pub(super) fn paint(easel: &mut Easel) {
    sky(easel);
    houses(easel);
    road(easel);
    for (x, foot, height) in [
        (-0.1, 0.165, 0.17),
        (0.24, 0.18, 0.21),
        (-0.25, 0.25, 0.36),
        (0.46, 0.3, 0.5),
        (-0.56, 0.42, 0.74),
    ] {
        lamp(easel, [x, foot], height);
    }
    walkers(easel);
    rain(easel);
    easel.vignette(0.4);
}

fn sky(easel: &mut Easel) {
    let stops = [
        (-1.0, hex(0x0a0f2a)),
        (-0.4, hex(0x1b2450)),
        (-0.1, hex(0x4b3a6a)),
        (0.15, hex(0xd88a5a)),
    ];
    easel.wash(-1.0, 0.3, |[x, y]| {
        let near = ((x - VANISH[0]).powi(2) * 1.5 + (y - VANISH[1]).powi(2)).sqrt();
        let cloud = fbm(x * 2.0, y * 4.0, 3, 5) - 0.5;
        gradient(&stops, y - 0.15 * x.abs() + 0.25 * cloud)
            .mix(hex(0xffb060), 0.7 * smoothstep(0.4, 0.0, near))
    });
    easel.rework([-1.0, -1.0, 1.0, 0.2], 0.06, 7, |at, found, chance| {
        Some(Dab {
            at,
            angle_rad: 0.5 + chance.around(),
            length: chance.between(0.05, 0.1),
            width: chance.between(0.02, 0.03),
            color: found * chance.between(0.8, 1.25),
            opacity: 0.6,
        })
    });
}

/// A front from `near` to `far` (the distance from the street's end, as a factor on the nearest
/// front's), `side` left or right. Everything on it runs to [`VANISH`].
struct Front {
    side: f32,
    near: f32,
    far: f32,
    height: f32,
    wall: Light,
}

impl Front {
    /// Along the street 0 (near) to 1 (far), and up the wall 0 to 1.
    fn point(&self, along: f32, up: f32) -> Point {
        // Depth is even in 1 / distance.
        let reach = (along / self.far + (1.0 - along) / self.near).recip();
        [VANISH[0] + self.side * reach, VANISH[1] + reach * (0.62 - up * self.height)]
    }

    fn quad(&self, [from, to]: [f32; 2], [low, high]: [f32; 2]) -> [Point; 4] {
        [self.point(from, low), self.point(to, low), self.point(to, high), self.point(from, high)]
    }
}

fn houses(easel: &mut Easel) {
    let mut chance = Chance::new(41);
    let walls = [0x3a2a4a, 0x4a2f38, 0x23345a, 0x51402f, 0x2f3d4a, 0x402645];
    for (step, &(near, far)) in
        [(0.13, 0.07), (0.19, 0.13), (0.28, 0.19), (0.43, 0.28), (0.7, 0.43), (1.4, 0.7)]
            .iter()
            .enumerate()
    {
        for side in [-1.0, 1.0_f32] {
            let height = chance.between(1.9, 2.8);
            let wall = hex(walls[(step * 2 + usize::from(side > 0.0) * 3) % walls.len()]);
            front(easel, &Front { side, near, far, height, wall }, &mut chance);
        }
    }
}

fn front(easel: &mut Easel, front: &Front, chance: &mut Chance) {
    let depth = smoothstep(1.2, 0.05, front.near);
    let base = front.wall.mix(hex(0xb0705a), depth * 0.55);
    easel.polygon(&front.quad([0.0, 1.0], [-0.05, 1.0]), 0.0, |[x, y]| {
        let low = smoothstep(-0.5, 0.3, y);
        base.mix(hex(0xc87a40), low * 0.35) * (0.6 + 0.7 * noise(x * 22.0, y * 16.0, 3))
    });
    // A ledge under the roof, lit from below.
    easel.polygon(&front.quad([0.0, 1.0], [0.965, 1.0]), 0.0, |_| base.mix(hex(0xd09a70), 0.35));
    let columns = 3;
    for floor in 0..5 {
        let up = 0.27 + 0.145 * floor as f32;
        for column in 0..columns {
            let along = (column as f32 + 0.5) / columns as f32;
            let lit = chance.unit();
            let color = match lit {
                v if v < 0.28 => base * 0.35,
                v if v < 0.8 => hex(0xffb648).mix(hex(0xfff0a8), chance.unit()),
                v if v < 0.92 => hex(0xff8a4a),
                _ => hex(0x9fd8e0),
            };
            let quad = front.quad([along - 0.1, along + 0.1], [up, up + 0.085]);
            easel.polygon(&quad, 0.0, |[x, y]| color * (0.75 + 0.5 * noise(x * 40.0, y * 40.0, 8)));
            let cross = front.quad([along - 0.006, along + 0.006], [up, up + 0.085]);
            easel.polygon(&cross, 0.0, |_| base * 0.4);
            let middle = front.point(along, up + 0.042);
            if lit >= 0.28 {
                easel.glow(middle, 0.11 * front.near + 0.02, color * 0.16);
            }
        }
    }
    // The shop on the ground floor.
    let glow = [hex(0xf0a840), hex(0xd85a3c), hex(0x3f9a96), hex(0xf2c870)]
        [(chance.unit() * 3.99) as usize];
    easel.polygon(&front.quad([0.1, 0.62], [0.015, 0.17]), 0.0, |[x, y]| {
        let goods = smoothstep(0.45, 0.75, noise(x * 50.0 / front.near.sqrt(), y * 34.0, 9));
        (glow * (0.55 + 0.6 * noise(x * 14.0, y * 14.0, 19))).mix(hex(0xfff0c0), goods * 0.45)
    });
    for along in [0.1, 0.27, 0.445, 0.62] {
        easel.polygon(&front.quad([along - 0.008, along + 0.008], [0.0, 0.17]), 0.0, |_| {
            base * 0.35
        });
    }
    easel.polygon(&front.quad([0.1, 0.62], [0.0, 0.03]), 0.0, |_| base * 0.45);
    easel.polygon(&front.quad([0.72, 0.9], [-0.01, 0.17]), 0.0, |_| base * 0.3);
    let awning = front.quad([0.06, 0.66], [0.165, 0.205]);
    easel.polygon(&awning, 0.0, |[x, _]| {
        let stripe = smoothstep(-0.3, 0.3, (x / front.near * 70.0).sin());
        hex(0x8a1c2c).mix(hex(0xf0dcc0), stripe) * 0.85
    });
    easel.glow(front.point(0.36, 0.08), 0.3 * front.near + 0.02, glow * 0.3);
    let bounds = [front.point(0.0, 0.0), front.point(1.0, 0.0)];
    let (left, right) = (bounds[0][0].min(bounds[1][0]), bounds[0][0].max(bounds[1][0]));
    let spacing = (0.045 * front.near.sqrt()).max(0.014);
    easel.rework([left, -1.0, right, 0.5], spacing, 77, |at, found, chance| {
        let reach = (at[0] - VANISH[0]).abs();
        let up = (0.62 - (at[1] - VANISH[1]) / reach) / front.height;
        (0.0..0.97).contains(&up).then(|| Dab {
            at,
            angle_rad: if chance.unit() < 0.5 {
                1.57
            } else {
                (at[1] - VANISH[1]).atan2(at[0] - VANISH[0])
            },
            length: spacing * chance.between(0.35, 0.8),
            width: spacing * chance.between(0.16, 0.3),
            color: found * chance.between(0.82, 1.2),
            opacity: 0.55,
        })
    });
}

fn road(easel: &mut Easel) {
    let wet = hex(0x141a34);
    // What stands above is seen again below, blurred up and down.
    let mirrored: Vec<Light> = (0..=150)
        .flat_map(|row| (0..=200).map(move |column| (row, column)))
        .map(|(row, column)| {
            let (x, depth) = (column as f32 / 100.0 - 1.0, row as f32 / 170.0);
            let drift = (noise(x * 9.0, depth * 30.0, 71) - 0.5) * 0.12 * depth;
            (0..5).fold(hex(0), |sum, i| {
                let up = depth * (0.5 + 0.26 * i as f32);
                sum + easel.look([x + drift, ROAD - 0.015 - up]) * 0.2
            })
        })
        .collect();
    // The kerb follows the fronts' feet.
    let kerb = |x: f32| VANISH[1] + (x - VANISH[0]).abs() * 0.62;
    easel.blend([-1.0, VANISH[1], 1.0, 1.0], |[x, y]| {
        let depth = y - ROAD;
        let inside = smoothstep(-0.004, 0.004, y - kerb(x));
        let (column, row) =
            (((x + 1.0) * 100.0).clamp(0.0, 199.0), (depth * 170.0).clamp(0.0, 149.0));
        let (i, j) = (column as usize, row as usize);
        let (u, v) = (column - i as f32, row - j as f32);
        let at = |i: usize, j: usize| mirrored[j * 201 + i];
        let seen = at(i, j).mix(at(i + 1, j), u).mix(at(i, j + 1).mix(at(i + 1, j + 1), u), v);
        (wet.mix(seen * 1.25, 0.62 - 0.25 * smoothstep(0.2, 0.9, depth)), inside)
    });
    let stretch = |easel: &mut Easel, spacing: f32, seed: u32, down: bool| {
        easel.rework([-1.0, VANISH[1], 1.0, 1.0], spacing, seed, |[x, y], found, chance| {
            let near = smoothstep(ROAD - 0.05, 0.9, y);
            if y < kerb(x) + 0.012 {
                return None;
            }
            Some(Dab {
                at: [x, y],
                angle_rad: if down {
                    1.57 + chance.around() * 0.06
                } else {
                    chance.around() * 0.06
                },
                length: (0.012 + 0.06 * near) * chance.between(0.6, 1.2),
                width: (0.004 + 0.010 * near) * chance.between(0.6, 1.2),
                color: found * chance.between(0.75, 1.32),
                opacity: 0.65,
            })
        });
    };
    stretch(easel, 0.026, 31, true);
    stretch(easel, 0.05, 32, false);
    // The end of the street burns in the road.
    let mut chance = Chance::new(8);
    for i in 0..150 {
        let t = i as f32 / 150.0;
        let y = ROAD - 0.03 + t * t * 0.75;
        easel.dab(Dab {
            at: [VANISH[0] + chance.around() * (0.03 + 0.16 * t), y],
            angle_rad: chance.around() * 0.08,
            length: 0.012 + 0.045 * t * chance.unit(),
            width: 0.003 + 0.006 * t,
            color: hex(0xffd890).mix(hex(0xff8a50), t),
            opacity: 0.7 - 0.5 * t,
        });
    }
}

fn lamp(easel: &mut Easel, [x, foot]: Point, height: f32) {
    let top = foot - height;
    let thick = height * 0.012 + 0.0015;
    let inward = if x < VANISH[0] { 1.0 } else { -1.0 };
    let head = [x + inward * height * 0.12, top + height * 0.03];
    let pole = [
        [x, foot, thick * 1.5],
        [x, top + height * 0.1, thick],
        [x + inward * height * 0.03, top, thick * 0.9],
        [head[0], head[1] - height * 0.02, thick * 0.8],
    ];
    easel.limb(&pole, |_, across| hex(0x0c0e1a).mix(hex(0x6a5a58), 0.3 + 0.3 * across * inward));
    easel.glow(head, height * 0.55, hex(0xffb050) * 0.55);
    easel.glow(head, height * 0.16, hex(0xffe8b0) * 1.2);
    let size = height * 0.035 + 0.003;
    easel.dab(Dab {
        at: head,
        angle_rad: 0.0,
        length: size,
        width: size * 1.2,
        color: hex(0xfffbe0),
        opacity: 1.0,
    });
    // Its long streak in the road.
    let mut chance = Chance::new((height * 1000.0) as u32);
    for i in 0..40 {
        let t = i as f32 / 40.0;
        easel.dab(Dab {
            at: [
                head[0] + chance.around() * 0.022 * (0.3 + t) * (1.0 + height),
                foot + height * (0.1 + 0.85 * t),
            ],
            angle_rad: chance.around() * 0.1,
            length: (0.01 + 0.035 * height) * chance.between(0.5, 1.2),
            width: 0.003 + 0.006 * height,
            color: hex(0xffe6a0).mix(hex(0xff9a48), t),
            opacity: 0.75 * (1.0 - t * 0.8),
        });
    }
}

/// Two under a red umbrella, and someone further off.
fn walkers(easel: &mut Easel) {
    for (x, foot, size, umbrella) in [(-0.02, 0.24, 0.34, 0x2f6f9a_u32), (0.17, 0.5, 1.0, 0xd8283a)]
    {
        // Upside down in the road first.
        for (flip, opacity) in [(-1.0_f32, 0.4_f32), (1.0, 1.0)] {
            let up = |v: f32| foot - v * size * flip * if flip < 0.0 { 0.85 } else { 1.0 };
            let put = |easel: &mut Easel,
                       dx: f32,
                       v: f32,
                       angle_rad: f32,
                       length: f32,
                       width: f32,
                       color: Light| {
                let at = [x + dx * size, up(v)];
                easel.dab(Dab {
                    at,
                    angle_rad: angle_rad * flip,
                    length: length * size,
                    width: width * size,
                    color,
                    opacity,
                });
            };
            for (dx, coat) in [(-0.035, hex(0x141226)), (0.035, hex(0x3a2430))] {
                put(easel, dx - 0.012, 0.04, 1.5, 0.055, 0.012, hex(0x0a0a14));
                put(easel, dx + 0.014, 0.05, 1.7, 0.055, 0.012, hex(0x0a0a14));
                put(easel, dx, 0.115, 1.57, 0.06, 0.042, coat);
                put(easel, dx, 0.165, 1.57, 0.075, 0.034, coat);
                put(easel, dx, 0.21, 0.0, 0.033, 0.022, coat);
                if flip > 0.0 {
                    put(easel, dx - 0.022, 0.16, 1.5, 0.065, 0.007, coat.mix(hex(0xffb868), 0.45));
                }
                put(easel, dx, 0.245, 1.57, 0.024, 0.02, hex(0x2a1a1c));
            }
            let dome = [x, up(0.27)];
            let cloth = hex(umbrella);
            easel.blend(
                [x - 0.16 * size, foot - 0.5 * size, x + 0.16 * size, foot + 0.5 * size],
                |[px, py]| {
                    let (u, v) =
                        ((px - dome[0]) / (0.15 * size), (dome[1] - py) / (0.1 * size) * flip);
                    let scallop = 0.08 * (u * 9.4).cos();
                    let inside = smoothstep(1.02, 0.98, (u * u + v * v).sqrt())
                        * smoothstep(scallop - 0.03, scallop + 0.03, v);
                    let rib = smoothstep(0.0, 0.5, (u * 4.7 / (1.2 - v * 0.6)).sin().abs());
                    let tone = cloth
                        .mix(hex(0xffc0a0), 0.55 * smoothstep(-0.1, -0.9, u) + 0.25 * v)
                        * (0.65 + 0.35 * rib);
                    (tone, inside * opacity)
                },
            );
        }
    }
}

fn rain(easel: &mut Easel) {
    let mut chance = Chance::new(99);
    for _ in 0..420 {
        let at = [chance.between(-1.0, 1.0), chance.between(-1.0, 0.9)];
        let here = easel.look(at);
        easel.dab(Dab {
            at,
            angle_rad: 1.4,
            length: chance.between(0.015, 0.045),
            width: 0.0014,
            color: here * 1.3 + hex(0x9aa8c8) * 0.5,
            opacity: 0.4,
        });
    }
    for _ in 0..90 {
        let t = chance.unit();
        let at = [chance.between(-0.8, 0.8) * (0.3 + t), ROAD + 0.08 + 0.75 * t * t];
        let ring = 0.008 + 0.02 * t;
        easel.dab(Dab {
            at,
            angle_rad: 0.0,
            length: ring,
            width: ring * 0.25,
            color: hex(0xd8c8c0),
            opacity: 0.3,
        });
        let inner = easel.look([at[0], at[1] + ring]);
        easel.dab(Dab {
            at,
            angle_rad: 0.0,
            length: ring * 0.7,
            width: ring * 0.14,
            color: inner,
            opacity: 0.7,
        });
    }
}
