//! The brush table of a session's paintings.
//!
//! A log's header carries its brushes and can't be changed once painted on, so a session begins with
//! a table of every brush that its tools can ask for: a grid of hardness and of what the pressure
//! moves. What is shared carries only the brushes that were used ([`without_unused`]).

use std::collections::BTreeSet;

use limner_core::fixed::{ONE, ONE_U16};
use limner_core::log::MAX_BRUSHES;
use limner_core::{Author, Brush, Curve, Error, Header, Log, Op, Rgb8};

/// Hardnesses of the grid, in hundredths; the one of [`Brush::ROUND`] is among them.
const HARDNESSES: [u32; 6] = [8, 25, 45, 65, 80, 100];

/// What a brush is asked to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// 0..=2¹⁵.
    pub hardness: u16,
    /// Whether the pressure moves the radius.
    pub pressure_to_radius: bool,
    /// Whether the pressure moves the opacity.
    pub pressure_to_opacity: bool,
    /// Whether it takes paint away.
    pub eraser: bool,
}

/// The header of a new painting.
#[must_use]
pub fn header(width: u16, height: u16, paper: Rgb8, seed: u32) -> Header {
    with_grid(Header::new(width, height, paper, seed))
}

/// The log with the session's brushes added to its table, as far as they fit.
pub fn with_all(log: &Log) -> Result<Log, Error> {
    let header = with_grid(log.header().clone());
    if header == *log.header() { Ok(log.clone()) } else { rewritten(log, header, |brush| brush) }
}

/// The log with only those brushes that it uses, after the three that every painting has. It draws
/// the same pixels.
pub fn without_unused(log: &Log) -> Result<Log, Error> {
    let standard = Header::new(1, 1, Rgb8::default(), 0).brushes.len() as u8;
    let mut used: BTreeSet<u8> = (0..standard).collect();
    for entry in log.entries() {
        match &entry.op {
            Op::Add(stroke) | Op::Amend { with: stroke, .. } => {
                used.insert(stroke.brush);
            }
            Op::Judge(judgement) => used.extend(judgement.proposals.iter().map(|s| s.brush)),
            Op::Hide { .. } | Op::Show { .. } => {}
        }
    }
    let table = &log.header().brushes;
    used.retain(|index| usize::from(*index) < table.len());
    let mut place = [0; 256];
    for (to, from) in used.iter().enumerate() {
        place[usize::from(*from)] = to as u8;
    }
    let brushes = used.iter().map(|index| table[usize::from(*index)]).collect();
    rewritten(log, Header { brushes, ..log.header().clone() }, |brush| place[usize::from(brush)])
}

/// Index of the brush in `table` that comes nearest to a wish.
#[must_use]
pub fn nearest(table: &[Brush], wish: Wish) -> u8 {
    let curve = |on: bool, of: Curve| if on { of } else { Curve::FLAT };
    let wanted = brush(wish);
    let distance = |brush: &Brush| {
        let between = |a: u16, b: u16| u32::from(a.abs_diff(b));
        let curves = |a: Curve, b: Curve| between(a.low, b.low) + between(a.high, b.high);
        let radius = curves(
            brush.radius_by_pressure,
            curve(wish.pressure_to_radius, Brush::ROUND.radius_by_pressure),
        );
        let opacity = curves(
            brush.opacity_by_pressure,
            curve(wish.pressure_to_opacity, Brush::ROUND.opacity_by_pressure),
        );
        // Whether it lays or takes paint matters most, what the pressure does next, hardness last.
        let eraser = u32::from(brush.eraser != wish.eraser) * (ONE << 8);
        let coverage = u32::from(brush.coverage != wanted.coverage) * (ONE << 6);
        let spacing = between(brush.spacing, wanted.spacing);
        eraser
            + coverage
            + (radius + opacity) * 4
            + between(brush.hardness, wish.hardness)
            + spacing
    };
    let best = (0..table.len().min(MAX_BRUSHES)).min_by_key(|i| distance(&table[*i]));
    best.unwrap_or(0) as u8
}

fn brush(wish: Wish) -> Brush {
    let round = if wish.eraser { Brush::ERASER } else { Brush::ROUND };
    let mut brush = Brush { hardness: wish.hardness, ..round };
    if !wish.pressure_to_radius {
        brush.radius_by_pressure = Curve::FLAT;
    }
    if !wish.pressure_to_opacity {
        brush.opacity_by_pressure = Curve::FLAT;
    }
    brush
}

fn with_grid(mut header: Header) -> Header {
    for eraser in [false, true] {
        for (pressure_to_radius, pressure_to_opacity) in
            [(true, true), (true, false), (false, true), (false, false)]
        {
            for hundredths in HARDNESSES {
                // As `Brush::ROUND` has it, so that it is found again.
                let hardness = match hundredths {
                    80 => Brush::ROUND.hardness,
                    100 => ONE_U16,
                    _ => (ONE * hundredths / 100) as u16,
                };
                let brush =
                    brush(Wish { hardness, pressure_to_radius, pressure_to_opacity, eraser });
                if header.brushes.len() < MAX_BRUSHES && !header.brushes.contains(&brush) {
                    header.brushes.push(brush);
                }
            }
        }
    }
    debug_assert!(usize::from(header.brush_of(Author::Partner)) < header.brushes.len());
    header
}

fn rewritten(log: &Log, header: Header, place: impl Fn(u8) -> u8) -> Result<Log, Error> {
    let mut out = Log::new(header)?;
    for entry in log.entries() {
        let mut op = entry.op.clone();
        match &mut op {
            Op::Add(stroke) | Op::Amend { with: stroke, .. } => stroke.brush = place(stroke.brush),
            Op::Judge(judgement) => {
                judgement.proposals.iter_mut().for_each(|s| s.brush = place(s.brush));
            }
            Op::Hide { .. } | Op::Show { .. } => {}
        }
        out.push(entry.dt_ms, op)?;
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_every_brush_of_the_grid_once() {
        let header = header(8, 8, Rgb8::default(), 0);
        header.validate().unwrap();
        assert_eq!(header.brushes.len(), 3 + 2 * 4 * HARDNESSES.len() - 2);
    }

    #[test]
    fn a_wish_is_met() {
        let table = header(8, 8, Rgb8::default(), 0).brushes;
        for eraser in [false, true] {
            for pressure_to_radius in [false, true] {
                for pressure_to_opacity in [false, true] {
                    for hardness in [0, ONE_U16 / 2, ONE_U16] {
                        let wish =
                            Wish { hardness, pressure_to_radius, pressure_to_opacity, eraser };
                        let found = table[usize::from(nearest(&table, wish))];
                        assert_eq!(found.eraser, eraser);
                        assert_eq!(found.radius_by_pressure == Curve::FLAT, !pressure_to_radius);
                        assert_eq!(found.opacity_by_pressure == Curve::FLAT, !pressure_to_opacity);
                        assert!(found.hardness.abs_diff(hardness) < ONE_U16 / 9);
                    }
                }
            }
        }
    }
}
