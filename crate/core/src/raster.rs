//! The CPU's raster: dabs are sorted into tiles, and each tile takes its own in order.
//!
//! A tile stays in the cache while it is painted, and no tile knows of another: they can be painted in
//! any order, or at once, and the GPU does the same with a workgroup a tile.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "an area is cut at its tile before it is an index, and channels are 0..=2¹⁵"
)]

use std::ops::Range;
use std::sync::Arc;

use crate::bins::{Bin, Bins};
use crate::canvas::{Canvas, TILE, Tile};
use crate::dab::lanes::{Band, in_lanes, mul_twice, twice};
use crate::dab::{Dab, Falloff};
use crate::fixed::ONE_U16;
use crate::ink::{Ink, Pixel, Source};
use crate::pigment::Tables;
use crate::surface::{SMUDGE_BATCH, Smudge, Surface, pick_points};
use crate::{Coverage, CoverageMask, Rect, Scale};

impl Surface for Canvas {
    fn bounds(&self) -> Rect {
        Self::bounds(self)
    }

    fn scale(&self) -> Scale {
        Self::scale(self)
    }

    fn lay(&mut self, ink: &Ink, dabs: &[Dab]) -> Rect {
        if ink.smudges {
            return self.smudge(ink, dabs, &mut Smudge::default());
        }
        let mut brush = Laying::new(ink);
        let sorted = Sorted::new(dabs, self, self.bounds());
        for (tile, area, dabs) in sorted.tiles() {
            brush.lay(self.tile_mut(tile), area, &sorted, dabs);
        }
        sorted.changed
    }
}

impl Canvas {
    /// Lays dabs that take up what they find, and goes on carrying `state`. Dabs come in batches of
    /// [`SMUDGE_BATCH`], the last one as it is: a stroke must be cut only between batches.
    pub fn smudge(&mut self, ink: &Ink, dabs: &[Dab], state: &mut Smudge) -> Rect {
        let mut brush = Laying::new(ink);
        let mut changed = Rect::EMPTY;
        for batch in dabs.chunks(SMUDGE_BATCH) {
            let mut paints = [[0; 4]; SMUDGE_BATCH];
            for (paint, dab) in paints.iter_mut().zip(batch) {
                let picked = pick_points(dab, self.scale()).filter_map(|p| self.pixel(p.x, p.y));
                *paint = state.pick(ink, dab, picked.map(|pixel| pixel.map(u32::from)));
            }
            let sorted = Sorted::new(batch, self, self.bounds());
            for (tile, area, dabs) in sorted.tiles() {
                for dab in dabs {
                    brush.load.set_source(paints[*dab as usize]);
                    brush.lay(self.tile_mut(tile), area, &sorted, &[*dab]);
                }
            }
            changed = changed.union(sorted.changed);
        }
        changed
    }

    /// As [`Surface::lay`] does it, on all cores. A smudging brush needs one thing after the other.
    #[cfg(feature = "parallel")]
    pub fn lay_parallel(&mut self, ink: &Ink, dabs: &[Dab]) -> Rect {
        use rayon::prelude::*;
        if ink.smudges {
            return self.lay(ink, dabs);
        }
        let sorted = Sorted::new(dabs, self, self.bounds());
        let mut tiles = sorted.tiles().peekable();
        let jobs: Vec<_> = (self.tiles_mut().iter_mut().enumerate())
            .filter_map(|(i, slot)| {
                let (_, area, dabs) = tiles.next_if(|(tile, ..)| *tile == i)?;
                Some((slot, area, dabs))
            })
            .collect();
        jobs.into_par_iter().for_each_init(
            || Laying::new(ink),
            |brush, (slot, area, dabs)| brush.lay(slot, area, &sorted, dabs),
        );
        sorted.changed
    }

    /// Lays the ink of a wash through `mask` over the pixels of `area` (within mask and canvas).
    pub fn composite(&mut self, mask: &CoverageMask, area: Rect, ink: &Ink) {
        let area = area.intersection(mask.bounds()).intersection(self.bounds());
        let brush = Laying::new(ink);
        self.for_each_tile(area, |slot, x0, y0, part| {
            let inked =
                (part.y0..part.y1).any(|y| mask.row(y, part.x0, part.x1).iter().any(|c| *c > 0));
            if !inked {
                return;
            }
            let Some(tile) = brush.load.open(slot) else { return };
            for y in part.y0..part.y1 {
                let start = (y - y0) as usize * TILE + (part.x0 - x0) as usize;
                brush.load.wash_row(tile, start, mask.row(y, part.x0, part.x1));
            }
        });
    }
}

/// Dabs and the tiles that they touch.
#[derive(Clone, Debug)]
pub(crate) struct Sorted {
    falloffs: Vec<Falloff>,
    flows: Vec<u32>,
    bins: Bins,
    columns: usize,
    canvas: Rect,
    changed: Rect,
}

impl Sorted {
    /// The dabs within `area`, which is of whole tiles, or within the canvas.
    pub(crate) fn new(dabs: &[Dab], canvas: &Canvas, area: Rect) -> Self {
        let bounds = canvas.bounds();
        let area = area.intersection(bounds);
        let falloffs: Vec<_> = dabs.iter().map(|dab| Falloff::at(canvas.scale(), dab)).collect();
        let touched: Vec<_> = falloffs.iter().map(|f| f.bounds().intersection(area)).collect();
        Self {
            falloffs,
            flows: dabs.iter().map(|dab| dab.flow.into()).collect(),
            bins: Bins::of_tiles(&touched),
            columns: canvas.columns(),
            canvas: bounds,
            changed: touched.iter().fold(Rect::EMPTY, |sum, area| sum.union(*area)),
        }
    }

    /// Each tile that is touched: its index in the canvas, its pixels, its dabs in order.
    fn tiles(&self) -> impl Iterator<Item = (usize, Rect, &[u32])> {
        self.bins.squares().map(|bin| self.tile_of(&bin))
    }

    /// The `square`-th tile of those between the first and the last that are touched, if it is touched
    /// itself; `None` after the last.
    pub(crate) fn tile(&self, square: usize) -> Option<Option<(usize, Rect, &[u32])>> {
        self.bins.square(square).map(|bin| bin.map(|bin| self.tile_of(&bin)))
    }

    fn tile_of(&self, bin: &Bin) -> (usize, Rect, &[u32]) {
        let side = TILE as i32;
        let Bin { column: x, row: y, .. } = *bin;
        let area = Rect::new(x * side, y * side, (x + 1) * side, (y + 1) * side);
        let index = y as usize * self.columns + x as usize;
        (index, area.intersection(self.canvas), self.bins.dabs(bin))
    }

    /// The pixels that a dab may touch.
    pub(crate) fn bounds(&self, dab: u32) -> Rect {
        self.falloffs[dab as usize].bounds()
    }

    /// The pixels that all of them may touch.
    pub(crate) fn changed(&self) -> Rect {
        self.changed
    }
}

/// An ink that is being laid, with the memory for it.
pub(crate) struct Laying<'a> {
    load: Load<'a>,
    band: Box<Band>,
    mask: CoverageMask,
}

impl<'a> Laying<'a> {
    fn new(ink: &'a Ink) -> Self {
        Self::with_mask(ink, CoverageMask::default())
    }

    /// With the coverage that [`Laying::into_mask`] left.
    pub(crate) fn with_mask(ink: &'a Ink, mask: CoverageMask) -> Self {
        Self { load: Load::new(ink), band: Box::default(), mask }
    }

    /// The coverage so far of a wash that is not laid whole on a tile.
    pub(crate) fn into_mask(self) -> CoverageMask {
        self.mask
    }

    fn lay(&mut self, slot: &mut Option<Arc<Tile>>, area: Rect, sorted: &Sorted, dabs: &[u32]) {
        self.lay_some(slot, area, sorted, dabs, 0..dabs.len());
    }

    /// Lays `some` of a tile's dabs, all of which are laid in order, on one tile after the other.
    pub(crate) fn lay_some(
        &mut self,
        slot: &mut Option<Arc<Tile>>,
        area: Rect,
        sorted: &Sorted,
        dabs: &[u32],
        some: Range<usize>,
    ) {
        let Self { load, band, mask } = self;
        let Some(tile) = load.open(slot) else { return };
        let grain_scale = load.ink.grain_scale;
        let falloff = |dab: &u32| &sorted.falloffs[*dab as usize];
        let falloffs = dabs[some.clone()].iter().map(falloff);
        match load.ink.coverage {
            Coverage::BuildUp if load.ink.is_plain() => {
                let source = load.paint.map(|channel| channel as u16);
                for falloff in falloffs {
                    falloff.cover(area, area.x0, grain_scale, band, |y, column, row| {
                        let start = (y - area.y0) as usize * TILE + column;
                        composite_row(&mut tile.planes, start, row, source);
                    });
                }
            }
            Coverage::BuildUp => {
                for falloff in falloffs {
                    falloff.cover(area, area.x0, grain_scale, band, |y, column, row| {
                        load.mix_row(tile, (y - area.y0) as usize * TILE + column, row);
                    });
                }
            }
            Coverage::Wash => {
                if some.start == 0 {
                    let all = dabs.iter().map(falloff);
                    let part = all.fold(Rect::EMPTY, |sum, f| sum.union(f.bounds()));
                    // Whole lanes, but nothing beyond the canvas's edge.
                    mask.reset(in_lanes(part.intersection(area), area.x0).intersection(area));
                }
                for (falloff, dab) in falloffs.zip(&dabs[some.clone()]) {
                    mask.raise(falloff, sorted.flows[*dab as usize], grain_scale, band);
                }
                if some.end < dabs.len() {
                    return;
                }
                let part = mask.bounds();
                for y in part.y0..part.y1 {
                    let start = start_of(area, part.x0, y);
                    load.wash_row(tile, start, mask.row(y, part.x0, part.x1));
                }
            }
        }
    }
}

/// An ink on the brush.
struct Load<'a> {
    ink: &'a Ink,
    tables: &'static Tables,
    source: Source,
    paint: [u32; 4],
}

impl<'a> Load<'a> {
    fn new(ink: &'a Ink) -> Self {
        let tables = Tables::get();
        Self { ink, tables, source: ink.source_of(ink.source, tables), paint: ink.source }
    }

    fn set_source(&mut self, paint: [u32; 4]) {
        self.paint = paint;
        self.source = self.ink.source_of(paint, self.tables);
    }

    /// The pixels of a tile to be painted; `None` where an eraser finds nothing.
    fn open<'t>(&self, slot: &'t mut Option<Arc<Tile>>) -> Option<&'t mut Tile> {
        if self.paint == [0; 4] && slot.is_none() {
            return None;
        }
        let tile = Arc::make_mut(slot.get_or_insert_with(|| Arc::new(Tile::empty())));
        if self.ink.wetness > 0 && tile.dry_at.is_none() {
            tile.dry_at = Some(Box::new([0; TILE * TILE]));
        }
        Some(tile)
    }

    /// Lays a row of a wash's coverage, from the pixel `start` of a tile on.
    fn wash_row(&self, tile: &mut Tile, start: usize, coverage: &[u16]) {
        if self.ink.rim == 0 {
            self.lay_row(tile, start, coverage);
            return;
        }
        let mut row = [0; TILE];
        for (toned, coverage) in row.iter_mut().zip(coverage) {
            *toned = self.ink.tone((*coverage).into()) as u16;
        }
        self.lay_row(tile, start, &row[..coverage.len()]);
    }

    #[inline(always)]
    fn lay_row(&self, tile: &mut Tile, start: usize, coverage: &[u16]) {
        if self.ink.is_plain() {
            let source = self.paint.map(|channel| channel as u16);
            composite_row(&mut tile.planes, start, coverage, source);
        } else {
            self.mix_row(tile, start, coverage);
        }
    }

    fn mix_row(&self, tile: &mut Tile, start: usize, coverage: &[u16]) {
        for (at, coverage) in (start..).zip(coverage) {
            if *coverage == 0 {
                continue;
            }
            let paint = tile.planes.each_ref().map(|plane| plane[at].into());
            let dry_at = tile.dry_at.as_ref().map_or(0, |dry_at| dry_at[at].into());
            let before = Pixel { paint, dry_at };
            let after = self.ink.lay(before, &self.source, (*coverage).into(), self.tables);
            for (plane, channel) in tile.planes.iter_mut().zip(after.paint) {
                plane[at] = channel as u16;
            }
            if let Some(dry_at) = &mut tile.dry_at {
                dry_at[at] = after.dry_at as u16;
            }
        }
    }
}

/// Index of a pixel within the tile whose pixels on the canvas are `area`.
fn start_of(area: Rect, x: i32, y: i32) -> usize {
    (y - area.y0) as usize * TILE + (x - area.x0) as usize
}

/// `plane = source · coverage + plane · (1 - coverage)`, each product rounded: never above one, and
/// never above alpha where `source` is not.
#[inline(always)]
fn composite_row(
    planes: &mut [[u16; TILE * TILE]; 4],
    start: usize,
    coverage: &[u16],
    source: [u16; 4],
) {
    let [red, green, blue, alpha] = planes.each_mut().map(|plane| plane[start..].iter_mut());
    let pixels = red.zip(green).zip(blue.zip(alpha));
    for (coverage, ((r, g), (b, a))) in coverage.iter().zip(pixels) {
        let [over, under] = [*coverage, ONE_U16.wrapping_sub(*coverage)].map(twice);
        *r = mul_twice(source[0], over) + mul_twice(*r, under);
        *g = mul_twice(source[1], over) + mul_twice(*g, under);
        *b = mul_twice(source[2], over) + mul_twice(*b, under);
        *a = mul_twice(source[3], over) + mul_twice(*a, under);
    }
}
