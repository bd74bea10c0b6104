//! A sailing boat that leaves at sunrise.

use super::easel::{Dab, Easel, Point};
use super::light::{Light, gradient, hex, smoothstep};
use super::noise::{Chance, fbm, noise};

const HORIZON: f32 = 0.18;
const SUN: Point = [-0.34, 0.05];

pub(super) fn paint(easel: &mut Easel) {
    sky(easel);
    coast(easel);
    sea(easel);
    distant_sails(easel);
    boat(easel);
    spray(easel);
    easel.vignette(0.22);
}

fn sky(easel: &mut Easel) {
    let stops = [
        (-1.0, hex(0x2c6a8c)),
        (-0.6, hex(0x62a8a8)),
        (-0.3, hex(0xb4d0b0)),
        (-0.08, hex(0xfbdf9a)),
        (HORIZON, hex(0xffb066)),
    ];
    easel.wash(-1.0, HORIZON + 0.01, |[x, y]| {
        let near = ((x - SUN[0]).powi(2) + (y - SUN[1]).powi(2)).sqrt();
        let bands = fbm(x * 1.1 + 5.0, y * 8.0 + 0.8 * x, 4, 23);
        let cover = smoothstep(0.5, 0.68, bands) * smoothstep(0.16, -0.1, y);
        let edge = smoothstep(0.68, 0.54, bands);
        let cloud = hex(0x8a7fa0)
            .mix(hex(0xff9f7a), smoothstep(1.2, 0.2, near))
            .mix(hex(0xffe9b8), edge * smoothstep(1.0, 0.3, near));
        gradient(&stops, y + 0.08 * near).mix(cloud, cover * 0.85)
    });
    easel.glow(SUN, 0.7, hex(0xffb858) * 0.5);
    easel.rework([-1.0, -1.0, 1.0, HORIZON], 0.05, 9, |[x, y], found, chance| {
        // Touches that turn about the sun, as its light does.
        let around = (y - SUN[1]).atan2(x - SUN[0]) + std::f32::consts::FRAC_PI_2;
        let near = smoothstep(0.55, 0.2, ((x - SUN[0]).powi(2) + (y - SUN[1]).powi(2)).sqrt());
        Some(Dab {
            at: [x, y],
            angle_rad: if near > 0.3 { around } else { 0.12 * (noise(x * 2.0, y * 3.0, 6) - 0.5) },
            length: chance.between(0.05, 0.11),
            width: chance.between(0.012, 0.022),
            color: found * chance.between(0.93, 1.08),
            opacity: 0.6,
        })
    });
    easel.glow(SUN, 0.2, hex(0xfff0b0) * 0.8);
    easel.ball(SUN, [0.066, 0.066], 0.0, |_| 1.0, |_| hex(0xfffbe4));
}

fn coast(easel: &mut Easel) {
    for (rise, seed, from, color) in [(0.1, 51, 0.15, 0xc49aa0), (0.07, 52, 0.42, 0x8a7c98)] {
        let ridge = |x: f32| {
            HORIZON + 0.01
                - rise * smoothstep(from, from + 0.6, x) * (0.6 + 0.9 * fbm(x * 5.0, 0.0, 3, seed))
        };
        easel.shape(
            [from - 0.05, HORIZON - 0.2, 1.0, HORIZON + 0.012],
            0.004,
            |[x, y]| ridge(x) - y,
            |[x, y]| {
                hex(color).mix(
                    hex(0xffc090),
                    smoothstep(0.0, 0.1, y - ridge(x)) * 0.7 + 0.1 * noise(x * 20.0, y * 20.0, 5),
                )
            },
        );
    }
}

fn sea(easel: &mut Easel) {
    let stops = [
        (HORIZON, hex(0xf6c88a)),
        (0.27, hex(0x9cb9a4)),
        (0.5, hex(0x3f8792)),
        (1.0, hex(0x123f58)),
    ];
    easel.wash(HORIZON, 1.0, |[x, y]| {
        let far = (y - HORIZON + 0.12).recip();
        let swell = fbm(x * 1.2 * far.sqrt(), far * 6.0 + x, 3, 44) - 0.5;
        let warm = smoothstep(0.65, 0.0, (x - SUN[0]).abs()) * smoothstep(0.9, 0.2, y);
        gradient(&stops, y + 0.16 * swell).mix(hex(0xffb878), warm * 0.3)
    });
    easel.rework([-1.0, HORIZON + 0.004, 1.0, 1.0], 0.028, 13, |[x, y], found, chance| {
        let near = smoothstep(HORIZON, 0.95, y);
        // The slopes of the waves: light ones look to the sky, dark ones into the deep.
        let slope = noise(x * (3.0 + 10.0 * (1.0 - near)), y * 26.0 * (1.3 - near), 45);
        let color = if slope > 0.62 {
            found.mix(hex(0xf7dcb0), 0.55 - 0.33 * near)
        } else if slope < 0.36 {
            found.mix(hex(0x0f4a64), 0.5)
        } else {
            found
        };
        Some(Dab {
            at: [x, y],
            angle_rad: chance.around() * 0.12 + 0.1 * (slope - 0.5),
            length: 0.014 + 0.075 * near * chance.between(0.5, 1.2),
            width: 0.003 + 0.012 * near * chance.between(0.6, 1.1),
            color: color * chance.between(0.85, 1.15),
            opacity: 0.75,
        })
    });
    let mut chance = Chance::new(6);
    for i in 0..420 {
        let t = (i as f32 / 420.0).powf(1.4);
        let y = HORIZON + 0.004 + t * 0.8;
        let x = SUN[0] + chance.around() * (0.05 + 0.22 * t);
        easel.dab(Dab {
            at: [x, y],
            angle_rad: chance.around() * 0.06,
            length: 0.008 + 0.035 * t * chance.between(0.4, 1.3),
            width: 0.0025 + 0.006 * t,
            color: hex(0xfff6c8).mix(hex(0xffa458), chance.unit() * 0.8),
            opacity: 0.9 - 0.55 * t,
        });
    }
}

fn distant_sails(easel: &mut Easel) {
    for (x, size) in [(0.62, 0.055), (0.7, 0.04), (-0.66, 0.035)] {
        let y = HORIZON + 0.008;
        easel.polygon(
            &[[x, y - size], [x + size * 0.45, y - 0.004], [x, y - 0.004]],
            0.002,
            |_| hex(0xfff0d0),
        );
        easel.polygon(
            &[
                [x - size * 0.06, y - size * 0.85],
                [x - size * 0.06, y - 0.004],
                [x - size * 0.32, y - 0.004],
            ],
            0.002,
            |_| hex(0xd8b0a0),
        );
        easel.limb(&[[x - size * 0.3, y, 0.004], [x + size * 0.4, y, 0.003]], |_, _| hex(0x5a4450));
    }
}

/// A sail: a triangle with a full leech, lit through by the sun behind it.
fn sail(easel: &mut Easel, [peak, tack, clew]: [Point; 3], belly: f32, panels: f32) {
    let mut outline = vec![tack];
    let mut edge = |from: Point, to: Point, bow: f32| {
        let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
        for i in 0..12 {
            let t = i as f32 / 12.0;
            let out = bow * 4.0 * t * (1.0 - t);
            outline.push([from[0] + dx * t + dy * out, from[1] + dy * t - dx * out]);
        }
    };
    edge(tack, peak, belly * 0.25);
    edge(peak, clew, -belly);
    edge(clew, tack, -belly * 0.2);
    let bounds = outline.iter().fold([1.0_f32, 1.0, -1.0, -1.0], |b, p| {
        [b[0].min(p[0]), b[1].min(p[1]), b[2].max(p[0]), b[3].max(p[1])]
    });
    let cloth = |[x, y]: Point| {
        let across = ((x - tack[0]) / (clew[0] - tack[0])).clamp(0.0, 1.2);
        let up = ((tack[1] - y) / (tack[1] - peak[1])).clamp(0.0, 1.0);
        // The sun is low on the left: its light comes through near the mast, the belly turns away.
        let full = (across * 2.6 + up * 0.9).sin();
        let seam = smoothstep(0.06, 0.0, ((up * panels + across * 0.5).fract() - 0.5).abs());
        let tone = gradient(
            &[
                (0.0, hex(0xa8788c)),
                (0.4, hex(0xe8b48c)),
                (0.75, hex(0xffe2ac)),
                (1.0, hex(0xfffaea)),
            ],
            0.25 + 0.75 * full,
        );
        tone.mix(hex(0xb88878), seam * 0.35)
    };
    easel.polygon(&outline, 0.0, cloth);
    easel.rework(bounds, 0.03, 70, |at, found, chance| {
        let reach = 0.035;
        let inside = |dx: f32, dy: f32| {
            let t = ((at[1] + dy - peak[1]) / (tack[1] - peak[1])).clamp(0.0, 1.0);
            let (luff, leech) =
                (peak[0] + (tack[0] - peak[0]) * t, peak[0] + (clew[0] - peak[0]) * t);
            let (low, high) = (luff.min(leech), luff.max(leech));
            (low..high).contains(&(at[0] + dx)) && at[1] + dy < tack[1].min(clew[1])
        };
        (inside(reach * 0.6, reach) && inside(-reach * 0.6, -reach) && inside(-reach * 0.6, reach))
            .then(|| Dab {
                at,
                angle_rad: 1.25 + chance.around() * 0.25,
                length: chance.between(0.025, 0.045),
                width: chance.between(0.007, 0.013),
                color: found * chance.between(0.94, 1.06),
                opacity: 0.55,
            })
    });
}

fn boat(easel: &mut Easel) {
    let (x, water) = (0.16, 0.44);
    // The reflection: warm and dark touches under the hull, torn by the waves.
    let mut chance = Chance::new(12);
    for i in 0..260 {
        let t = (i as f32 / 260.0).powf(0.8);
        let u = chance.around();
        let y = water + 0.01 + t * 0.36;
        let color =
            if t < 0.2 { hex(0x4a1c24) } else { hex(0xf4d4a4).mix(hex(0xc89080), chance.unit()) };
        easel.dab(Dab {
            at: [x - 0.02 + u * (0.26 - 0.2 * t) + 0.03 * (y * 50.0).sin() * t, y],
            angle_rad: chance.around() * 0.1,
            length: chance.between(0.02, 0.05),
            width: chance.between(0.004, 0.009),
            color,
            opacity: 0.75 - 0.5 * t,
        });
    }
    let mast = x + 0.02;
    sail(easel, [[mast + 0.005, -0.6], [mast + 0.012, 0.3], [mast + 0.34, 0.285]], 0.07, 6.0);
    sail(easel, [[mast - 0.012, -0.48], [mast - 0.035, 0.31], [mast - 0.31, 0.34]], 0.045, 5.0);
    easel.limb(&[[mast, 0.38, 0.009], [mast, -0.62, 0.005]], |_, across| {
        hex(0xd8a070).mix(hex(0x4a2820), 0.5 + 0.5 * across)
    });
    easel.limb(&[[mast, 0.312, 0.007], [mast + 0.35, 0.3, 0.005]], |_, across| {
        hex(0xc08858).mix(hex(0x4a2820), 0.5 + 0.5 * across)
    });
    easel.limb(&[[mast, -0.52, 0.0016], [x - 0.33, 0.345, 0.0016]], |_, _| hex(0x4a3838));
    easel.limb(&[[mast, -0.6, 0.0014], [x + 0.31, 0.37, 0.0014]], |_, _| hex(0x6a5048));
    easel.polygon(
        &[
            [mast, -0.62],
            [mast + 0.075, -0.605],
            [mast + 0.06, -0.59],
            [mast + 0.08, -0.57],
            [mast, -0.58],
        ],
        0.0,
        |_| hex(0xd8382c),
    );
    hull(easel, x, water);
    for (dx, coat) in [(0.2, hex(0x2c4a78)), (0.12, hex(0xd8a030))] {
        easel.dab(Dab {
            at: [x + dx, 0.345],
            angle_rad: 1.5,
            length: 0.04,
            width: 0.02,
            color: coat * 0.8,
            opacity: 1.0,
        });
        easel.dab(Dab {
            at: [x + dx - 0.011, 0.34],
            angle_rad: 1.5,
            length: 0.032,
            width: 0.008,
            color: coat.mix(hex(0xffd8a0), 0.5),
            opacity: 1.0,
        });
        easel.dab(Dab {
            at: [x + dx - 0.003, 0.297],
            angle_rad: 0.0,
            length: 0.014,
            width: 0.015,
            color: hex(0x8a5a48),
            opacity: 1.0,
        });
        easel.dab(Dab {
            at: [x + dx, 0.288],
            angle_rad: 0.1,
            length: 0.017,
            width: 0.008,
            color: hex(0xf2e8d4),
            opacity: 1.0,
        });
    }
    hull_rail(easel, x);
}

/// The sheer of the deck and the line of the keel, `u` from the bow (-1) to the stern (1).
fn sheer(u: f32) -> f32 {
    0.352 + 0.03 * (1.0 - (u - 0.25).powi(2) * 1.3)
}

fn hull(easel: &mut Easel, x: f32, water: f32) {
    easel.blend([x - 0.36, 0.3, x + 0.36, 0.5], |[px, py]| {
        let u = (px - x) / 0.34;
        let bow = smoothstep(-1.0, -0.75, u - 0.9 * (py - 0.34));
        let keel = water + 0.012 * (px * 40.0).sin() - 0.05 * (1.0 - smoothstep(-1.0, -0.6, u));
        let stern = smoothstep(1.0, 0.985, u + 0.5 * (py - 0.36));
        let inside = smoothstep(-0.002, 0.002, py - sheer(u))
            * smoothstep(0.003, -0.003, py - keel)
            * smoothstep(0.0, 0.1, bow)
            * stern;
        let t = (py - sheer(u)) / (water - sheer(u));
        let lit = smoothstep(0.6, -1.0, u);
        let paint: Light = if t < 0.16 {
            hex(0xe8c8a0)
        } else if t > 0.86 {
            hex(0x2a1c28)
        } else {
            hex(0x5a1420).mix(hex(0xd84a34), lit * (1.0 - 0.5 * t))
        };
        (
            paint.mix(hex(0xffb878), 0.25 * lit) * (0.9 + 0.2 * noise(px * 30.0, py * 90.0, 3)),
            inside,
        )
    });
}

fn hull_rail(easel: &mut Easel, x: f32) {
    let rail: Vec<[f32; 3]> = (0..=16)
        .map(|i| {
            let u = -1.0 + i as f32 / 8.0;
            [x + u * 0.335, sheer(u) + 0.003, 0.0045]
        })
        .collect();
    easel.limb(&rail, |_, _| hex(0xf2d8b0));
}

/// Foam at the bow, along the hull and in the wake.
fn spray(easel: &mut Easel) {
    let mut chance = Chance::new(33);
    for i in 0..260 {
        let t = chance.unit();
        let (x, y) = if i % 4 == 0 {
            (
                -0.16 - 0.12 * t * t + chance.around() * 0.03,
                0.435 + 0.03 * chance.around() - 0.03 * (1.0 - t) * chance.unit(),
            )
        } else {
            (-0.18 + 0.95 * t, 0.447 + 0.06 * t * chance.unit() + 0.012 * chance.around())
        };
        easel.dab(Dab {
            at: [x, y],
            angle_rad: chance.around() * 0.4,
            length: chance.between(0.008, 0.026),
            width: chance.between(0.003, 0.008),
            color: hex(0xfffaf0).mix(hex(0xa8c8c8), chance.unit() * 0.7),
            opacity: 0.8,
        });
    }
}
