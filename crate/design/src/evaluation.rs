//! What a space is worth: figures of motifs, beside simpler ways to mix them.

use crate::curve::{diagonal, distance, length, place, resampled};
use crate::families::Family;
use crate::measure::{Drawing, chamfer_in_any_pose, iou, mask, rank_correlation, self_crossings};
use crate::numbers::{float, whole};
use crate::{Error, Grown, Motif, Options, Space, Training};

/// Pixels along a side of the masks that are compared.
const MASK_PX: usize = 256;
/// Places that are looked at along a line, and along each side of a plane.
const LOOKS_ALONG: usize = 21;
const LOOKS: usize = 13;
/// Places between two motifs whose contexts are compared.
const BETWEEN: usize = 4;
/// Steps of a walk from motif to motif.
const WALK: usize = 40;

/// The figures of one set of motifs. Ways are parts of the motifs' diagonal; what does not apply is no number.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// Of what.
    pub name: String,
    /// Motifs, and strokes of the space.
    pub motifs: usize,
    /// Strokes of the space.
    pub slots: usize,
    /// How far the space's drawing of a motif lies from it, root mean square.
    pub reconstruction: f32,
    /// What a motif and its drawing cover in common, of what either covers: the least of all motifs.
    pub iou: f32,
    /// How far the relational network is off growth and order, root mean square.
    pub map_error: f32,
    /// The part of strokes whose order it tells right.
    pub order_right: f32,
    /// How many times the error grows with the context held at its mean.
    pub context_worth: f32,
    /// Rank correlation of how far contexts and forms lie apart: as buds open, or at motifs and between them.
    pub context_rank: f32,
    /// Longest step of a walk from motif to motif, by their mean.
    pub longest_step: f32,
    /// Length of the walk, by the way of its ends.
    pub detour: f32,
    /// The longest jump of a stroke on that walk.
    pub jump: f32,
    /// Size of the box, by the motifs' largest, at 25 and at 50 % beyond.
    pub box_beyond: [f32; 2],
    /// Whether drawings there have no more crossings of strokes with themselves than the motif that is nearer.
    pub uncrossed: [bool; 2],
    /// How far a motif that was left away is from the nearest drawing of the others' space, by how far it is from the
    /// nearest of the others: the mean of all.
    pub left_out: f32,
    /// How far the middle is from that of other seeds, at most.
    pub seeds: f32,
    /// How far drawings between, and at 25 and 50 % beyond, lie from what is known to be there: the space's, those of a
    /// blend by index, and of a blend of elastically matched strokes.
    pub truth: Option<[[f32; 3]; 3]>,
}

/// A drawing at the size of its own box.
fn sized(drawing: Drawing) -> Drawing {
    let size = diagonal(drawing.iter().flatten()).max(1e-6);
    drawing.into_iter().map(|c| c.into_iter().map(|k| k.map(|x| x / size)).collect()).collect()
}

fn lines(grown: Vec<Grown>) -> Drawing {
    grown.into_iter().map(|one| one.knots).collect()
}

fn framed(space: &Space, motif: usize) -> Drawing {
    let pose = space.pose(motif);
    let curve =
        |trace: &crate::Trace| trace.knots.iter().map(|k| pose.frame_from_canvas(*k)).collect();
    space.motifs()[motif].strokes().iter().map(curve).collect()
}

fn of_motif(motif: &Motif) -> Drawing {
    sized(motif.strokes().iter().map(|trace| trace.knots.clone()).collect())
}

/// Motifs mixed stroke by stroke, by their index and length alone.
fn by_index(a: &Motif, b: &Motif, part: f32) -> Drawing {
    let (a, b) = (of_motif(a), of_motif(b));
    let from = |motif: &Drawing, drawing: &Drawing| -> [f32; 2] {
        // Their lowest points are brought together, as the base is.
        let _ = drawing;
        let low = motif.iter().flatten().max_by(|p, q| p[1].total_cmp(&q[1]));
        low.map_or([0.0; 2], |knot| place(*knot))
    };
    let (low_a, low_b) = (from(&a, &b), from(&b, &a));
    let count = if part < 0.5 { a.len() } else { b.len() };
    let mixed = |i: usize| {
        let about = |drawing: &Drawing, low: [f32; 2]| {
            let even = resampled(&drawing[i], 49);
            even.into_iter().map(|k| [k[0] - low[0], k[1] - low[1], k[2]]).collect::<Vec<_>>()
        };
        match (i < a.len(), i < b.len()) {
            (true, true) => {
                let both = about(&a, low_a).into_iter().zip(about(&b, low_b));
                both.map(|(a, b)| crate::curve::between(a, b, part)).collect()
            }
            (true, false) => about(&a, low_a),
            _ => about(&b, low_b),
        }
    };
    sized((0..count).map(mixed).collect())
}

fn mix(a: [f32; 2], b: [f32; 2], part: f32) -> [f32; 2] {
    [0, 1].map(|i| a[i] + (b[i] - a[i]) * part)
}

impl Figures {
    /// Measures two to five motifs, and where they are of a family, what is between and beyond them. With `thorough`, motifs
    /// are left out one by one and other seeds are tried.
    pub fn of(
        name: &str,
        motifs: &[Motif],
        family: Option<Family>,
        options: Options,
        thorough: bool,
    ) -> Result<Self, Error> {
        let space = Training::finish(motifs.to_vec(), options)?;
        let mut figures = Self::of_space(name, &space);
        if thorough {
            figures.left_out = left_out(motifs, options)?;
            figures.seeds = seeds(motifs, &space)?;
        }
        if let (Some(family), [first, .., last]) = (family, motifs) {
            figures.truth = Some(truth(family, &space, first, last, options)?);
        }
        Ok(figures)
    }

    /// What the space itself shows.
    #[must_use]
    pub fn of_space(name: &str, space: &Space) -> Self {
        let pins = space.pins().to_vec();
        let count = pins.len();
        let mut reconstruction = 0.0;
        let mut least_iou = 1.0_f32;
        for (m, pin) in pins.iter().enumerate() {
            let (own, drawn) = (framed(space, m), lines(space.grown(*pin, 1.0)));
            // Strokes may be in another order, and run the other way: ink to ink where they are.
            let way = in_order(space, m, &own, &drawn);
            reconstruction += way * way / float(count);
            least_iou = least_iou.min(iou(&mask(&own, MASK_PX), &mask(&drawn, MASK_PX)));
        }
        let mean = pins.iter().fold([0.0; 2], |s, p| [0, 1].map(|i| s[i] + p[i] / float(count)));
        let reconstruction = reconstruction.sqrt();
        let held = pins.iter().map(|pin| {
            let (own, held) = (space.drawn(*pin, 1.0), space.drawn(mean, 1.0));
            crate::space::apart(&own, &held).powi(2) / float(count)
        });
        let held = held.sum::<f32>().sqrt();
        let (map_error, order_right) = map(space);
        let (longest_step, detour, jump) = walk(space, pins[0], pins[count - 1]);
        let largest =
            (0..count).map(|m| size_of(&lines(space.grown(pins[m], 1.0)))).fold(0.0, f32::max);
        let mut box_beyond = [0.0_f32; 2];
        let mut uncrossed = [true; 2];
        for (i, beyond) in [0.25, 0.5].into_iter().enumerate() {
            for (at, near) in [(-beyond, 0), (1.0 + beyond, count - 1)] {
                let drawing = lines(space.grown(mix(pins[0], pins[count - 1], at), 1.0));
                box_beyond[i] = box_beyond[i].max(size_of(&drawing) / largest);
                let own = lines(space.grown(pins[near], 1.0));
                uncrossed[i] &= self_crossings(&drawing) <= self_crossings(&own);
            }
        }
        Self {
            name: name.to_owned(),
            motifs: count,
            slots: space.correspondence().slots.len(),
            reconstruction,
            iou: least_iou,
            map_error,
            order_right,
            context_worth: held / reconstruction.max(1e-4),
            context_rank: contexts(space),
            longest_step,
            detour,
            jump,
            box_beyond,
            uncrossed,
            left_out: f32::NAN,
            seeds: f32::NAN,
            truth: None,
        }
    }
}

fn size_of(drawing: &Drawing) -> f32 {
    diagonal(drawing.iter().flatten())
}

/// The way of a motif's strokes from the space's, by what goes together.
fn in_order(space: &Space, motif: usize, own: &Drawing, drawn: &Drawing) -> f32 {
    let mut members = Vec::new();
    for slot in &space.correspondence().slots {
        if let Some(member) = slot[motif] {
            let part =
                crate::correspondence::part_of(&own[usize::from(member.stroke)], member.part);
            members.push(crate::elastic::run(&part, member.reversed, member.start));
        }
    }
    if members.len() != drawn.len() {
        return crate::measure::chamfer(own, drawn);
    }
    // The smooth curve may run along at another speed: what counts is the way to the line.
    let mut sum = 0.0;
    for (a, b) in members.iter().zip(drawn) {
        let points = resampled(a, 60);
        let way = |p: &crate::curve::Knot| crate::rows::distance_to(b, place(*p)).powi(2);
        sum += points.iter().map(way).sum::<f32>() / 60.0;
    }
    (sum / float(members.len().max(1))).sqrt()
}

/// How far growth and order are off, root mean square, and how often the order is right.
fn map(space: &Space) -> (f32, f32) {
    let slots = space.correspondence().slots.len();
    let (mut sum, mut count, mut right) = (0.0, 0.0, 0.0);
    for pin in space.pins() {
        for moment in 0..7_u8 {
            let growth = f32::from(moment) / 6.0;
            for one in space.grown(*pin, growth) {
                let told = space.relation(&one.knots);
                let order = crate::relational::order_of(one.slot, slots);
                sum += (told.growth - growth).powi(2) + (told.order - order).powi(2);
                let nearest = whole(told.order.clamp(0.0, 1.0) * float(slots.max(2) - 1));
                let is_right = slots < 2 || usize::try_from(nearest).is_ok_and(|n| n == one.slot);
                (count, right) = (count + 1.0, right + if is_right { 1.0 } else { 0.0 });
            }
        }
    }
    ((sum / (2.0_f32 * count)).sqrt(), right / count)
}

/// Rank correlation of contexts' and forms' ways: over growth where motifs have buds, otherwise over places at and between
/// motifs.
fn contexts(space: &Space) -> f32 {
    let pins = space.pins();
    let opens = space.motifs().iter().any(|motif| !motif.bud().is_empty());
    let mut pairs = Vec::new();
    if opens {
        for moment in 0..7_u8 {
            let growth = f32::from(moment) / 6.0;
            let pairs_now = pins
                .iter()
                .enumerate()
                .flat_map(|(a, at)| pins[..a].iter().map(move |b| (*at, *b, growth)));
            pairs.extend(pairs_now);
        }
    } else {
        let mut places = vec![pins[0]];
        for two in pins.windows(2) {
            places.extend((1..=BETWEEN).map(|i| mix(two[0], two[1], float(i) / float(BETWEEN))));
        }
        pairs.extend(
            places
                .iter()
                .enumerate()
                .flat_map(|(a, at)| places[..a].iter().map(move |b| (*at, *b, 1.0))),
        );
    }
    let (mut ways, mut forms) = (Vec::new(), Vec::new());
    for (a, b, growth) in pairs {
        let two = [a, b].map(|at| space.grown(at, growth));
        let both = two[0]
            .iter()
            .filter_map(|one| Some((one, two[1].iter().find(|other| other.slot == one.slot)?)));
        let both: Vec<_> = both.collect();
        let share = 1.0 / float(both.len().max(1));
        let told = |one: &Grown| space.relation(&one.knots).context;
        ways.push(both.iter().map(|(a, b)| distance(told(a), told(b)) * share).sum());
        let [a, b] = [a, b].map(|at| space.drawn(at, growth));
        forms.push(crate::space::apart(&a, &b));
    }
    rank_correlation(&ways, &forms)
}

/// The longest step by the mean, the length by the chord, and the longest jump of a stroke, of a walk over the map.
fn walk(space: &Space, from: [f32; 2], to: [f32; 2]) -> (f32, f32, f32) {
    let at = |step: usize| mix(from, to, float(step) / float(WALK));
    let steps: Vec<_> = (0..=WALK).map(|step| space.drawn(at(step), 1.0)).collect();
    let ways: Vec<f32> =
        steps.windows(2).map(|two| crate::space::apart(&two[0], &two[1])).collect();
    let long: f32 = ways.iter().sum();
    let mean = long / float(ways.len());
    let chord = crate::space::apart(&steps[0], &steps[WALK]);
    let mut jump = 0.0_f32;
    let mut before = space.grown(at(0), 1.0);
    for step in 1..=WALK {
        let now = space.grown(at(step), 1.0);
        for one in &now {
            let way = match before.iter().find(|other| other.slot == one.slot) {
                Some(other) => {
                    let (a, b) = (resampled(&one.knots, 24), resampled(&other.knots, 24));
                    a.iter()
                        .zip(&b)
                        .map(|(a, b)| distance(place(*a), place(*b)))
                        .fold(0.0, f32::max)
                }
                // What was not there comes with all its length.
                None => length(&one.knots),
            };
            jump = jump.max(way);
        }
        before = now;
    }
    let longest = ways.iter().copied().fold(0.0, f32::max);
    (longest / mean.max(1e-9), long / chord.max(1e-9), jump)
}

fn left_out(motifs: &[Motif], options: Options) -> Result<f32, Error> {
    if motifs.len() < 3 {
        return Ok(f32::NAN);
    }
    let mut sum = 0.0;
    for left in 0..motifs.len() {
        let others: Vec<Motif> =
            motifs.iter().enumerate().filter(|(m, _)| *m != left).map(|(_, m)| m.clone()).collect();
        let space = Training::finish(others.clone(), Options { relational_steps: 0, ..options })?;
        let sketch = of_motif(&motifs[left]);
        let way = nearest_drawing(&space, &sketch);
        let near = others.iter().map(|m| chamfer_in_any_pose(&sketch, &of_motif(m)));
        sum += way / near.fold(f32::INFINITY, f32::min).max(1e-6);
    }
    Ok(sum / float(motifs.len()))
}

/// How far a sketch is from the nearest drawing of a space: looked for over the map and as far again on every side, as a
/// motif at the end of an even row lies one step beyond the others, and followed in ever smaller steps.
fn nearest_drawing(space: &Space, sketch: &Drawing) -> f32 {
    let way = |at: [f32; 2]| chamfer_in_any_pose(sketch, &sized(lines(space.grown(at, 1.0))));
    let [low, high] = space.bounds();
    let side = [0, 1].map(|i| high[i] - low[i]);
    let (columns, rows) = if space.is_line() { (LOOKS_ALONG, 1) } else { (LOOKS, LOOKS) };
    let part = |n: usize, of: usize| if of > 1 { float(n) / float(of - 1) } else { 0.5 };
    let place = |n: usize| {
        let parts = [part(n % columns, columns), part(n / columns, rows)];
        [0, 1].map(|i| low[i] + side[i] * (2.0 * parts[i] - 0.5))
    };
    let places = (0..columns * rows).map(place).chain(space.pins().iter().copied());
    let all = places.map(|at| (at, way(at)));
    let Some((mut at, mut least)) = all.min_by(|a, b| a.1.total_cmp(&b.1)) else {
        return f32::NAN;
    };
    let mut step = side[0].max(side[1]) * 2.0 / float(columns - 1) / 2.0;
    while step > 0.01 {
        let ways = [[step, 0.0], [-step, 0.0], [0.0, step], [0.0, -step]];
        let tried = ways.into_iter().take(if space.is_line() { 2 } else { 4 });
        let tried = tried.map(|[x, y]| [at[0] + x, at[1] + y]).map(|at| (at, way(at)));
        match tried.min_by(|a, b| a.1.total_cmp(&b.1)).filter(|(_, way)| *way < least) {
            Some(nearer) => (at, least) = nearer,
            None => step /= 2.0,
        }
    }
    least
}

fn seeds(motifs: &[Motif], space: &Space) -> Result<f32, Error> {
    let middle = |space: &Space| {
        let pins = space.pins();
        space.drawn(mix(pins[0], pins[pins.len() - 1], 0.5), 1.0)
    };
    let own = middle(space);
    let mut most = 0.0_f32;
    for seed in 1..5 {
        let options =
            Options { seed: space.options().seed + seed, relational_steps: 0, ..space.options() };
        let other = Training::finish(motifs.to_vec(), options)?;
        most = most.max(crate::space::apart(&own, &middle(&other)));
    }
    Ok(most)
}

/// How far the space, the blend by index and the elastic blend are from what is known: in the middle, and 25 and 50 %
/// beyond either end.
fn truth(
    family: Family,
    space: &Space,
    first: &Motif,
    last: &Motif,
    options: Options,
) -> Result<[[f32; 3]; 3], Error> {
    let elastic = Options {
        turned: false,
        bends: false,
        generative_steps: 0,
        relational_steps: 0,
        ..options
    };
    let elastic = Training::finish(vec![first.clone(), last.clone()], elastic)?;
    let pins = space.pins();
    let mut found = [[0.0; 3]; 3];
    for (i, places) in [[0.5, 0.5], [-0.25, 1.25], [-0.5, 1.5]].into_iter().enumerate() {
        for at in places {
            let known = sized(family.member(at).into_iter().map(|t| t.knots).collect());
            let ours = sized(lines(space.grown(mix(pins[0], pins[pins.len() - 1], at), 1.0)));
            let three =
                [ours, by_index(first, last, at), sized(lines(elastic.blend(&[1.0 - at, at])))];
            for (k, drawing) in three.into_iter().enumerate() {
                found[i][k] += chamfer_in_any_pose(&known, &drawing) / 2.0;
            }
        }
    }
    Ok(found)
}
