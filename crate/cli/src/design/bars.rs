//! What is asked of a space, and in how many of what was measured it is so.

use limner_design::evaluation::Figures;
use limner_design::families::Family;

/// Something that is asked: a figure that is to be at most, or at least, so much.
struct Bar {
    what: &'static str,
    limit: f32,
    is_most: bool,
    /// The figure; no number where it does not apply.
    of: fn(&Figures, Option<Family>) -> f32,
}

const fn most(what: &'static str, limit: f32, of: fn(&Figures, Option<Family>) -> f32) -> Bar {
    Bar { what, limit, is_most: true, of }
}

const fn least(what: &'static str, limit: f32, of: fn(&Figures, Option<Family>) -> f32) -> Bar {
    Bar { what, limit, is_most: false, of }
}

/// How the space's way from what is known compares with another's, in the middle or at 25 or 50 % beyond.
fn beside(f: &Figures, place: usize, other: usize) -> f32 {
    f.truth.map_or(f32::NAN, |truth| truth[place][0] / truth[place][other].max(1e-6))
}

/// As [`beside`], for families in which parts turn or bend.
fn turning(f: &Figures, family: Option<Family>, place: usize) -> f32 {
    if family.is_some_and(Family::turns) { beside(f, place, 2) } else { f32::NAN }
}

fn crossings(is_new: bool) -> f32 {
    if is_new { 1.0 } else { 0.0 }
}

const BARS: [Bar; 21] = [
    most("found again, % of the diagonal, root mean square", 1.0, |f, _| 100.0 * f.reconstruction),
    least("found again, IoU", 0.9, |f, _| f.iou),
    most("the map (growth, order) off by", 0.05, |f, _| f.map_error),
    least("order right, %", 98.0, |f, _| 100.0 * f.order_right),
    least("error with the context at its mean, times", 5.0, |f, _| f.context_worth),
    least("rank correlation of contexts and forms", 0.8, |f, _| f.context_rank),
    most("between, by the way of a blend by index", 1.0, |f, _| beside(f, 0, 1)),
    most("between, by the way of an elastic blend", 1.1, |f, _| beside(f, 0, 2)),
    most("longest step, by the mean", 2.0, |f, _| f.longest_step),
    most("length of a way, by its chord", 1.15, |f, _| f.detour),
    most("longest jump of a stroke, %", 5.0, |f, _| 100.0 * f.jump),
    most("box at 25 % beyond, by the motifs'", 1.6, |f, _| f.box_beyond[0]),
    most("box at 50 % beyond, by the motifs'", 1.6, |f, _| f.box_beyond[1]),
    most("new self-crossings at 25 % beyond (1: some)", 0.0, |f, _| crossings(!f.uncrossed[0])),
    most("new self-crossings at 50 % beyond (1: some)", 0.0, |f, _| crossings(!f.uncrossed[1])),
    most("25 % beyond where parts turn, by an elastic blend", 1.0, |f, family| {
        turning(f, family, 1)
    }),
    most("50 % beyond where parts turn, by an elastic blend", 1.0, |f, family| {
        turning(f, family, 2)
    }),
    most("25 % beyond, by an elastic blend", 1.0, |f, _| beside(f, 1, 2)),
    most("50 % beyond, by an elastic blend", 1.0, |f, _| beside(f, 2, 2)),
    most("left out, by the way to the nearest motif", 0.6, |f, _| f.left_out),
    most("middles of five seeds apart, %", 1.0, |f, _| 100.0 * f.seeds),
];

/// A table of what is asked: in how many it is so, and where it is least so.
pub(super) fn table(found: &[(Figures, Option<Family>)]) -> String {
    let mut text = "| what | asked | so in | the farthest off |\n|---|---|---|---|\n".to_owned();
    for Bar { what, limit, is_most, of } in BARS {
        let mut values: Vec<(f32, &str)> = found
            .iter()
            .map(|(f, family)| (of(f, *family), f.name.as_str()))
            .filter(|(value, _)| !value.is_nan())
            .collect();
        values.sort_by(|a, b| a.0.total_cmp(&b.0));
        if is_most {
            values.reverse();
        }
        let Some((worst, name)) = values.first() else { continue };
        let is_so = |value: f32| if is_most { value <= limit } else { value >= limit };
        let so = values.iter().filter(|(value, _)| is_so(*value)).count();
        let sign = if is_most { "≤" } else { "≥" };
        text += &format!(
            "| {what} | {sign} {limit} | {so} of {} | {worst:.3} ({name}) |\n",
            values.len()
        );
    }
    text
}
