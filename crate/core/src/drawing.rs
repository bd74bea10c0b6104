//! A stroke that is drawn a part at a time, so that nothing has to wait for a dear one.

use crate::canvas::{Canvas, TileSet};
use crate::dab::Dab;
use crate::fixed::UNITS_PER_PX;
use crate::ink::Ink;
use crate::raster::{Laying, Sorted};
use crate::surface::{SMUDGE_BATCH, Smudge};
use crate::walk::{Walk, Walked};
use crate::work::Price;
use crate::{Brush, CoverageMask, Place, Rect, Stroke};

/// A stroke, drawn as far as it has come. In the end the pixels are those of [`crate::Surface::draw`].
#[derive(Clone, Debug)]
pub struct StrokeDrawing {
    ink: Ink,
    price: Price,
    /// Whether dabs beyond the canvas count: they carry paint from there.
    takes_all: bool,
    /// The area in which the stroke is drawn; all of the canvas where nothing is said.
    area: Option<Rect>,
    stage: Stage,
    changed: Rect,
    picked: Rect,
}

#[derive(Clone, Debug)]
#[allow(
    clippy::large_enum_variant,
    reason = "a drawing holds one, and there are few drawings at once"
)]
enum Stage {
    Walking { walk: Walk, dabs: Vec<Dab> },
    Laying { sorted: Sorted, square: usize, dab: usize, mask: CoverageMask },
    Smudging { dabs: Vec<Dab>, dab: usize, smudge: Smudge },
    Done,
}

impl StrokeDrawing {
    /// The drawing of a stroke of which nothing is drawn yet.
    #[must_use]
    pub fn of(stroke: &Stroke, brush: &Brush, place: Place) -> Self {
        Self {
            ink: Ink::new(stroke, brush, place.clock),
            price: Price::of(brush, stroke.coverage),
            takes_all: brush.smudges(),
            area: None,
            stage: Stage::Walking { walk: Walk::of(stroke, brush, place.seed), dabs: Vec::new() },
            changed: Rect::EMPTY,
            picked: Rect::EMPTY,
        }
    }

    /// The drawing of the part of a stroke that lies in `area`, which is of whole tiles; nothing is drawn yet. One that
    /// smudges is drawn everywhere: what it lays depends on where it was before.
    #[must_use]
    pub fn within(stroke: &Stroke, brush: &Brush, place: Place, area: Rect) -> Self {
        let area = (!brush.smudges()).then_some(area);
        Self { area, ..Self::of(stroke, brush, place) }
    }

    /// Draws on for about `budget` of work, from which it takes what it does. The stroke and the canvas
    /// must be those that it began with. Says whether the stroke is whole.
    pub fn advance(&mut self, stroke: &Stroke, canvas: &mut Canvas, budget: &mut u64) -> bool {
        self.go_on_at(stroke, canvas, budget, None)
    }

    /// As [`StrokeDrawing::advance`], on these tiles alone, if any are named; everywhere where it smudges.
    pub(crate) fn go_on_at(
        &mut self,
        stroke: &Stroke,
        canvas: &mut Canvas,
        budget: &mut u64,
        tiles: Option<&TileSet>,
    ) -> bool {
        if matches!(self.stage, Stage::Walking { .. }) && !self.walk(stroke, canvas, budget) {
            return false;
        }
        match &mut self.stage {
            Stage::Walking { .. } => return false,
            Stage::Laying { sorted, square, dab, mask } => {
                let mut laying = Laying::with_mask(&self.ink, std::mem::take(mask));
                while let Some(tile) = sorted.tile(*square) {
                    let wanted = |index| tiles.is_none_or(|tiles| tiles.has(index));
                    let Some((index, area, dabs)) = tile.filter(|(index, ..)| wanted(*index))
                    else {
                        *square += 1;
                        continue;
                    };
                    if *budget == 0 {
                        *mask = laying.into_mask();
                        return false;
                    }
                    let mut end = *dab;
                    while end < dabs.len() && *budget > 0 {
                        let part = sorted.bounds(dabs[end]).intersection(area);
                        *budget = budget.saturating_sub(self.price.of_pixels(part));
                        end += 1;
                    }
                    laying.lay_some(canvas.tile_mut(index), area, sorted, dabs, *dab..end);
                    *dab = end;
                    if end == dabs.len() {
                        *budget = budget.saturating_sub(self.price.of_laid(area.area()));
                        (*square, *dab) = (*square + 1, 0);
                    }
                }
            }
            Stage::Smudging { dabs, dab, smudge } => {
                while *dab < dabs.len() {
                    if *budget == 0 {
                        return false;
                    }
                    let mut end = *dab;
                    while end < dabs.len() && *budget > 0 {
                        let batch = &dabs[end..dabs.len().min(end + SMUDGE_BATCH)];
                        for dab in batch {
                            let touched =
                                dab.bounds_at(canvas.scale()).intersection(canvas.bounds());
                            *budget = budget.saturating_sub(self.price.of_dab(touched));
                        }
                        end += batch.len();
                    }
                    let changed = canvas.smudge(&self.ink, &dabs[*dab..end], smudge);
                    self.changed = self.changed.union(changed);
                    *dab = end;
                }
            }
            Stage::Done => {}
        }
        self.stage = Stage::Done;
        true
    }

    /// The pixels that the stroke may have changed, once it is whole.
    #[must_use]
    pub fn changed(&self) -> Rect {
        self.changed
    }

    /// The pixels that the stroke may have taken paint up from, once it is whole: none where it doesn't smudge.
    #[must_use]
    pub(crate) fn picked(&self) -> Rect {
        self.picked
    }

    /// Says whether the walk has come to its end.
    fn walk(&mut self, stroke: &Stroke, canvas: &Canvas, budget: &mut u64) -> bool {
        let Stage::Walking { walk, dabs } = &mut self.stage else { return true };
        let (before, takes_all, scale) = (walk.work(), self.takes_all, canvas.scale());
        walk.set_scale(scale);
        let bounds = self.area.unwrap_or(canvas.bounds());
        let walked = walk.go_on_closely(stroke, *budget, &mut |dab| {
            if takes_all || !dab.bounds_at(scale).intersection(bounds).is_empty() {
                dabs.push(dab);
            }
            true
        });
        *budget = budget.saturating_sub(walk.work() - before);
        if walked != Walked::ToTheEnd {
            return false;
        }
        let dabs = std::mem::take(dabs);
        self.stage = if self.ink.smudges {
            self.picked = dabs.iter().fold(Rect::EMPTY, |sum, dab| sum.union(picked_by(dab)));
            Stage::Smudging { dabs, dab: 0, smudge: Smudge::default() }
        } else {
            *budget = budget.saturating_sub(self.price.of_dabs(dabs.len()));
            let sorted = Sorted::new(&dabs, canvas, bounds);
            self.changed = sorted.changed();
            Stage::Laying { sorted, square: 0, dab: 0, mask: CoverageMask::default() }
        };
        true
    }
}

/// The pixels from which a dab that smudges takes paint up, and some more.
pub(crate) fn picked_by(dab: &Dab) -> Rect {
    let (x, y) = (dab.x / UNITS_PER_PX, dab.y / UNITS_PER_PX);
    let reach = i32::from(dab.pick_radius) / UNITS_PER_PX + 2;
    Rect::new(x - reach, y - reach, x + reach, y + reach)
}
