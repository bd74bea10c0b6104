//! Which brush of a painting's table a stroke names.
//!
//! A painting begins with the brushes that every painting has; each other one is added to its log when
//! it is first used, so that a painting carries what it was painted with and no more. The table is
//! bounded: where it is full, the nearest brush there is taken.

use limner_core::log::MAX_BRUSHES;
use limner_core::{Brush, Coverage};

/// A brush and its place in a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The brush's index in the table: the table's end where the brush is new.
    pub index: u8,
    /// Whether the brush must be added to the table first.
    pub is_new: bool,
    /// The brush: the one that was wanted, unless the table is full.
    pub brush: Brush,
}

/// The place in `table` of the brush that is wanted.
#[must_use]
pub fn choose(table: &[Brush], wanted: &Brush) -> Choice {
    let there = table.iter().position(|brush| brush == wanted);
    let (index, is_new) = match there {
        Some(index) => (index, false),
        None if table.len() < MAX_BRUSHES => (table.len(), true),
        None => (nearest(table, wanted), false),
    };
    let brush = if is_new { *wanted } else { table[index] };
    // A table is never longer than `MAX_BRUSHES`.
    Choice { index: u8::try_from(index).unwrap_or(u8::MAX), is_new, brush }
}

/// Index of the brush that comes nearest to what is wanted. Whether it lays or takes paint matters
/// most, then how its dabs add up and whether they smudge, then how many of its settings are the same.
fn nearest(table: &[Brush], wanted: &Brush) -> usize {
    let numbers = wanted.numbers();
    let distance = |brush: &Brush| {
        let builds_up = |brush: &Brush| brush.coverage == Coverage::BuildUp;
        let kinds = [
            brush.eraser != wanted.eraser,
            builds_up(brush) != builds_up(wanted),
            brush.smudges() != wanted.smudges(),
            (brush.hairs > 0) != (wanted.hairs > 0),
        ];
        let settings = brush.numbers().iter().zip(&numbers).filter(|(a, b)| a != b).count();
        let curves = brush.modulations.iter().zip(&wanted.modulations);
        let curves = curves.filter(|(a, b)| a != b).count();
        let hardness = brush.hardness.abs_diff(wanted.hardness);
        (kinds, settings + curves, hardness)
    };
    (0..table.len()).min_by_key(|index| distance(&table[*index])).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use limner_core::brush::presets;
    use limner_core::{Header, Rgb8};

    #[test]
    fn a_brush_that_is_there_is_used_again() {
        let mut table = Header::new(8, 8, Rgb8::default(), 0).brushes;
        for preset in presets::ALL {
            let choice = choose(&table, &preset.brush);
            assert_eq!(choice.brush, preset.brush);
            if choice.is_new {
                table.push(choice.brush);
            }
            let again = choose(&table, &preset.brush);
            assert_eq!(again, Choice { is_new: false, ..choice });
        }
    }

    #[test]
    fn a_full_table_gives_the_nearest_of_its_kind() {
        let mut table = Header::new(8, 8, Rgb8::default(), 0).brushes;
        table.extend([presets::OIL, presets::AIRBRUSH, presets::ROUND_BRISTLE]);
        for hardness in 0.. {
            if table.len() == MAX_BRUSHES {
                break;
            }
            table.push(Brush { hardness, ..Brush::ROUND });
        }
        for wanted in [presets::OIL, presets::AIRBRUSH, presets::ROUND_BRISTLE, Brush::ERASER] {
            let wanted = Brush { hardness: wanted.hardness - 500, ..wanted };
            let choice = choose(&table, &wanted);
            assert!(!choice.is_new);
            assert_eq!(choice.brush, table[usize::from(choice.index)]);
            assert_eq!(choice.brush, Brush { hardness: wanted.hardness + 500, ..wanted });
        }
    }
}
