//! Scenes as a person might draw them, made by chance, with a part that belongs there taken away: the next of a row, one
//! of a pair, the rest of waves, a line beside a line, the hatching or the paint of a shape. Around it stand other things,
//! whole.

use std::f32::consts::{PI, TAU};

use limner_core::Rgb8;
use limner_env::Random;

use super::taken::Taken;
use crate::Line;
use crate::drawings::SIDE;
use crate::mark::Ink;
use crate::paint::beside;

/// Paints that people draw with.
const PAINTS: [[u8; 3]; 7] = [
    [40, 38, 46],
    [176, 62, 50],
    [38, 92, 150],
    [58, 120, 66],
    [214, 160, 40],
    [120, 70, 140],
    [130, 90, 60],
];
/// The least and the greatest half width of a line, px.
const RADII: [f32; 2] = [2.0, 5.0];

/// A thing of a scene: its lines, and those that may be taken away, of which there may be none.
type Thing = (Vec<Line>, Vec<Line>);

/// A way, or several.
type Ways = Vec<Vec<[f32; 2]>>;

/// A scene with a part taken away.
#[must_use]
pub fn scene(random: &mut Random) -> Taken {
    let side = f32::from(SIDE);
    let paints: Vec<Rgb8> = (0..=random.below(3)).map(|_| paint(random)).collect();
    let radius = random.between(RADII[0], RADII[1]);
    let ink = |random: &mut Random| Ink {
        radius: radius * random.between(0.85, 1.15),
        color: paints[random.below(paints.len())],
        opacity: 0.9,
    };
    // The canvas in halves or quarters, with a thing in each or not.
    let quarters = random.unit() < 0.6;
    let mut places: Vec<[[f32; 2]; 2]> = if quarters {
        let half = 0.5 * side;
        let at = |i: u8| [f32::from(i % 2) * half, f32::from(i / 2) * half];
        (0..4).map(|i| [at(i), [half; 2]]).collect()
    } else {
        (0..2u8).map(|i| [[0.0, f32::from(i) * 0.5 * side], [side, 0.5 * side]]).collect()
    };
    for i in 0..places.len() {
        let other = i + random.below(places.len() - i);
        places.swap(i, other);
    }
    places.truncate(1 + random.below(places.len()));
    let mut taken = Taken { canvas: [side; 2], ..Taken::default() };
    for (nth, [at, size]) in places.into_iter().enumerate() {
        let room = [0, 1].map(|i| [at[i] + 0.12 * size[i], at[i] + 0.88 * size[i]]);
        let (lines, part) = loop {
            let (lines, part) = thing(room, ink(random), random);
            if nth > 0 || !part.is_empty() {
                break (lines, part);
            }
        };
        taken.kept.extend(lines);
        if nth == 0 {
            taken.missing = part;
        } else {
            taken.kept.extend(part);
        }
    }
    // People draw things in any order.
    for i in 0..taken.kept.len() {
        let other = i + random.below((taken.kept.len() - i).min(3));
        taken.kept.swap(i, other);
    }
    taken
}

fn paint(random: &mut Random) -> Rgb8 {
    let [r, g, b] = PAINTS[random.below(PAINTS.len())];
    Rgb8::new(r, g, b)
}

/// Anything, in this room: the least and the greatest of both coordinates.
fn thing(room: [[f32; 2]; 2], ink: Ink, random: &mut Random) -> Thing {
    match random.below(8) {
        0 => row(room, ink, random),
        1 => pair_in_a_shape(room, ink, random),
        2 => stem(room, ink, random),
        3 => waves(room, ink, random),
        4 => beside_each_other(room, ink, random),
        5 | 6 => shape_with_paint(room, ink, random),
        _ => (lines(vec![outline(middle(room), extent(room), random)], ink, random), Vec::new()),
    }
}

fn middle(room: [[f32; 2]; 2]) -> [f32; 2] {
    room.map(|[low, high]| 0.5 * (low + high))
}

fn extent(room: [[f32; 2]; 2]) -> f32 {
    0.5 * (room[0][1] - room[0][0]).min(room[1][1] - room[1][0])
}

/// Ways as a hand draws them, which trembles a little.
fn lines(ways: Ways, ink: Ink, random: &mut Random) -> Vec<Line> {
    let by_hand = |way: Vec<[f32; 2]>| {
        let mut sway = [0.0; 2];
        let mut moved = |p: &[f32; 2]| {
            sway = sway.map(|v: f32| 0.85 * v + 0.25 * random.normal());
            [p[0] + sway[0], p[1] + sway[1]]
        };
        let way: Vec<[f32; 2]> = way.iter().map(&mut moved).collect();
        Line::along(&way, ink.radius, ink.color, ink.opacity)
    };
    ways.into_iter().map(by_hand).collect()
}

fn between(from: [f32; 2], to: [f32; 2]) -> Vec<[f32; 2]> {
    (0..=16u8).map(|i| [0, 1].map(|k| from[k] + f32::from(i) / 16.0 * (to[k] - from[k]))).collect()
}

/// A closed shape around a point: round, or with corners.
fn outline(at: [f32; 2], reach: f32, random: &mut Random) -> Vec<[f32; 2]> {
    let place =
        |angle: f32, by: [f32; 2]| [at[0] + by[0] * angle.cos(), at[1] + by[1] * angle.sin()];
    let by = [reach * random.between(0.7, 1.0), reach * random.between(0.7, 1.0)];
    if random.unit() < 0.5 {
        return (0..=40u8).map(|i| place(f32::from(i) / 40.0 * TAU, by)).collect();
    }
    let corners = 3 + random.below(3);
    let first = random.between(0.0, TAU);
    let corner = |i: usize| place(first + i as f32 / corners as f32 * TAU, by);
    let mut way: Vec<[f32; 2]> =
        (0..corners).flat_map(|i| between(corner(i), corner(i + 1))).collect();
    way.push(corner(0));
    way
}

/// An open line: a part of an arc, or a corner.
fn open(at: [f32; 2], reach: f32, random: &mut Random) -> Vec<[f32; 2]> {
    let (from, by) = (random.between(0.0, TAU), random.between(1.2, 4.0));
    let place = |angle: f32| [at[0] + reach * angle.cos(), at[1] + reach * angle.sin()];
    if random.unit() < 0.4 {
        let mut way = between(place(from), at);
        way.extend(between(at, place(from + by)));
        return way;
    }
    (0..=30u8).map(|i| place(from + f32::from(i) / 30.0 * by)).collect()
}

fn sign(at: [f32; 2], reach: f32, random: &mut Random) -> Vec<[f32; 2]> {
    if random.unit() < 0.6 { outline(at, reach, random) } else { open(at, reach, random) }
}

fn moved(way: &[[f32; 2]], by: [f32; 2]) -> Vec<[f32; 2]> {
    way.iter().map(|p| [p[0] + by[0], p[1] + by[1]]).collect()
}

/// Like signs in a row, along either side; the last is missing.
fn row(room: [[f32; 2]; 2], ink: Ink, random: &mut Random) -> Thing {
    let count = 3 + random.below(3);
    let axis = usize::from(random.unit() < 0.25);
    let step = (room[axis][1] - room[axis][0]) / count as f32;
    let reach = (random.between(0.25, 0.38) * step).min(extent(room));
    let mut at = middle(room);
    at[axis] = room[axis][0] + 0.5 * step;
    let first = sign(at, reach, random);
    let ways = (0..count).map(|i| {
        let mut by = [0.0; 2];
        by[axis] = i as f32 * step;
        moved(&first, by)
    });
    let mut all = lines(ways.collect(), ink, random);
    if random.unit() < 0.3 {
        let turned = beside(ink.color, 120.0, 0.0);
        all.iter_mut().skip(1).step_by(2).for_each(|line| line.color = turned);
    }
    let last = all.split_off(count - 1);
    (all, last)
}

/// Two like signs in a shape, one on either side, and one between; one of the two is missing.
fn pair_in_a_shape(room: [[f32; 2]; 2], ink: Ink, random: &mut Random) -> Thing {
    let (at, reach) = (middle(room), extent(room));
    let shape = outline(at, reach, random);
    let (aside, up) = (random.between(0.25, 0.42) * reach, random.between(-0.35, 0.2) * reach);
    let one = sign([at[0] - aside, at[1] + up], random.between(0.1, 0.2) * reach, random);
    let other = one.iter().map(|p| [2.0 * at[0] - p[0], p[1]]).collect();
    let mut ways = vec![shape];
    if random.unit() < 0.6 {
        ways.push(open([at[0], at[1] + 0.35 * reach], 0.18 * reach, random));
    }
    let mut all = lines(ways, ink, random);
    let mut pair = lines(vec![one, other], Ink { radius: 0.9 * ink.radius, ..ink }, random);
    let missing = vec![pair.remove(random.below(2))];
    all.append(&mut pair);
    (all, missing)
}

/// A stem with a leaf on either side, one of which is missing.
fn stem(room: [[f32; 2]; 2], ink: Ink, random: &mut Random) -> Thing {
    let ([x, _], [low, high]) = (middle(room), room[1]);
    let from = high - random.between(0.3, 0.6) * (high - low);
    let to = [random.between(0.4, 0.8) * extent(room), -random.between(0.1, 0.4) * extent(room)];
    let bend = random.between(0.15, 0.35) * to[0];
    let arc = |side: f32, back: bool| {
        (0..=20u8).map(move |i| {
            let t = if back { 1.0 - f32::from(i) / 20.0 } else { f32::from(i) / 20.0 };
            let lift = if back { bend } else { -bend };
            [x + side * t * to[0], from + t * to[1] + lift * (PI * t).sin()]
        })
    };
    let leaf = |side: f32| arc(side, false).chain(arc(side, true)).collect::<Vec<_>>();
    let all = lines(vec![between([x, low], [x, high])], ink, random);
    let mut leaves = lines(vec![leaf(1.0), leaf(-1.0)], ink, random);
    let missing = vec![leaves.remove(random.below(2))];
    ([all, leaves].concat(), missing)
}

/// Waves, of which the last ends early.
fn waves(room: [[f32; 2]; 2], ink: Ink, random: &mut Random) -> Thing {
    let (count, width) = (1 + random.below(3), room[0][1] - room[0][0]);
    let (length, height) = (random.between(0.16, 0.3) * width, random.between(0.05, 0.1) * width);
    let step = (room[1][1] - room[1][0]) / count as f32;
    let wave = |i: usize| -> Vec<[f32; 2]> {
        let y = room[1][0] + (i as f32 + 0.5) * step;
        let x = |i: u8| f32::from(i) / 90.0 * width;
        (0..=90u8).map(|i| [room[0][0] + x(i), y - height * (TAU * x(i) / length).sin()]).collect()
    };
    let mut ways: Ways = (0..count).map(wave).collect();
    let last = ways.pop().unwrap_or_default();
    let at = (random.between(0.5, 0.75) * last.len() as f32) as usize;
    ways.push(last[..=at].to_vec());
    let missing = lines(vec![last[at..].to_vec()], ink, random);
    (lines(ways, ink, random), missing)
}

/// Lines beside one another, the last of which is missing.
fn beside_each_other(room: [[f32; 2]; 2], ink: Ink, random: &mut Random) -> Thing {
    let (at, reach) = (middle(room), extent(room));
    let count = 2 + random.below(2);
    let apart = (0.14 * reach).max(4.5 * ink.radius);
    let ways: Ways = if random.unit() < 0.5 {
        let way = outline(at, reach, random);
        let scaled = |i: usize| {
            let scale = 1.0 - i as f32 * 2.0 * apart / reach;
            let near = |p: &[f32; 2]| [0, 1].map(|k| at[k] + scale.max(0.15) * (p[k] - at[k]));
            way.iter().map(near).collect()
        };
        (0..count).map(scaled).collect()
    } else {
        let (angle, bend) = (random.between(0.0, PI), random.between(-0.3, 0.3) * reach);
        let (along, across) = ([angle.cos(), angle.sin()], [-angle.sin(), angle.cos()]);
        let line = |i: usize| {
            let point = |j: u8| {
                let t = f32::from(j) / 10.0 - 1.0;
                let off = i as f32 * apart + bend * (1.0 - t * t);
                [0, 1].map(|k| at[k] + t * reach * along[k] + off * across[k])
            };
            (0..=20u8).map(point).collect()
        };
        (0..count).map(line).collect()
    };
    let mut all = lines(ways, ink, random);
    let last = all.split_off(count - 1);
    (all, last)
}

/// A shape that is hatched, painted out, or shaded on its lower right; that is missing.
fn shape_with_paint(room: [[f32; 2]; 2], ink: Ink, random: &mut Random) -> Thing {
    let (at, reach) = (middle(room), extent(room));
    let shape = outline(at, reach, random);
    let fill = random.below(3);
    let (angle, spacing, inner) = match fill {
        0 => (
            if random.unit() < 0.7 { -0.25 * PI } else { 0.25 * PI },
            (3.6 * ink.radius).max(0.16 * reach),
            Ink { radius: 0.7 * ink.radius, ..ink },
        ),
        1 => {
            let radius = 0.2 * reach;
            let color = beside(ink.color, 0.0, 0.5);
            (0.0, 1.35 * radius, Ink { radius, color, opacity: 0.7 })
        }
        _ => (
            -0.25 * PI,
            (3.0 * ink.radius).max(0.12 * reach),
            Ink { radius: 0.6 * ink.radius, ..ink },
        ),
    };
    let (along, across) = ([angle.cos(), angle.sin()], [-angle.sin(), angle.cos()]);
    let mut ways = Ways::new();
    let rows = (reach / spacing) as i32;
    for row in -rows..=rows {
        let mut way = Vec::new();
        for column in -40..=40i32 {
            let (s, t) = (reach * column as f32 / 40.0, spacing * row as f32);
            let p = [0, 1].map(|k| at[k] + s * along[k] + t * across[k]);
            let in_shadow = p[0] - at[0] + p[1] - at[1] > 0.35 * reach;
            // A little way off the line.
            let off = [0, 1].map(|k| at[k] + (p[k] - at[k]) * (1.0 + 1.5 * ink.radius / reach));
            if (fill < 2 || in_shadow) && holds(&shape, off) {
                way.push(p);
            }
        }
        if way.len() > 3 {
            ways.push(way);
        }
    }
    (lines(vec![shape], ink, random), lines(ways, inner, random))
}

/// Whether a closed way goes around a point.
fn holds(way: &[[f32; 2]], at: [f32; 2]) -> bool {
    let crosses = |pair: &[[f32; 2]]| {
        let [a, b] = [pair[0], pair[1]];
        (a[1] > at[1]) != (b[1] > at[1])
            && at[0] < a[0] + (at[1] - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
    };
    way.windows(2).filter(|pair| crosses(pair)).count() % 2 == 1
}
