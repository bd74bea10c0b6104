//! A canvas on the GPU.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "tiles, dabs and bytes of a canvas are counted in 32 bits on the device"
)]

use std::collections::HashMap;
use std::sync::Arc;

use limner_core::bins::{Bin, Bins};
use limner_core::canvas::TILE;
use limner_core::dab::Dab;
use limner_core::snapshots::Shares;
use limner_core::surface::{SMUDGE_BATCH, dabs_within};
use limner_core::{Brush, Canvas, Coverage, Ink, Place, Rect, Stroke};

use crate::dab::GpuDab;
use crate::ink::GpuInk;
use crate::lay::{ALL_BLOCKS, Bindings, Job, Waiting, check_size};
use crate::pool::{NO_SLOT, PIXELS_BYTES, Pool, Slot};
use crate::shader::BLOCK;
use crate::{Error, Gpu};

/// Width × height pixels of paint, in buffers of a [`Gpu`]: the same pixels as [`Canvas`] has them,
/// to the bit. Strokes are collected until [`GpuCanvas::submit`] or whatever needs their pixels.
#[derive(Debug)]
pub struct GpuCanvas {
    pub(crate) gpu: Gpu,
    width: u16,
    height: u16,
    pub(crate) columns: usize,
    /// Where each tile's pixels are; `None` without paint.
    pub(crate) tiles: Vec<Option<Arc<Slot>>>,
    pub(crate) pool: Pool,
    bindings: Bindings,
    waiting: Waiting,
}

/// The pixels of a [`GpuCanvas`] at one moment. It costs a pointer a tile; tiles painted since then are
/// kept for it until it is dropped.
#[derive(Clone, Debug)]
pub struct Snapshot {
    tiles: Vec<Option<Arc<Slot>>>,
}

impl GpuCanvas {
    /// A canvas without paint. Sides are 1..=[`limner_core::canvas::MAX_SIDE`] pixels.
    pub fn new(gpu: &Gpu, width: u16, height: u16) -> Result<Self, Error> {
        gpu.check()?;
        let [columns, rows] = Canvas::new(width, height)?.tile_counts();
        Ok(Self {
            gpu: gpu.clone(),
            width,
            height,
            columns,
            tiles: vec![None; columns * rows],
            pool: Pool::new(gpu, columns * rows),
            bindings: Bindings::new(gpu),
            waiting: Waiting::default(),
        })
    }

    /// In pixels.
    #[must_use]
    pub fn width(&self) -> u16 {
        self.width
    }

    /// In pixels.
    #[must_use]
    pub fn height(&self) -> u16 {
        self.height
    }

    /// All of the canvas's pixels.
    #[must_use]
    pub fn bounds(&self) -> Rect {
        Rect::new(0, 0, self.width.into(), self.height.into())
    }

    /// Bytes of graphics memory that its pixels and their snapshots take.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.pool.bytes()
    }

    /// Draws a stroke as [`limner_core::Surface::draw`] does, and returns the pixels that it may have
    /// changed. Errors are those of [`GpuCanvas::lay`].
    pub fn draw(&mut self, stroke: &Stroke, brush: &Brush, place: Place) -> Result<Rect, Error> {
        let dabs = dabs_within(stroke, brush, place, self.bounds());
        self.lay(&Ink::new(stroke, brush, place.clock), &dabs)
    }

    /// Lays the dabs of one stroke as [`limner_core::Surface::lay`] does, and returns the pixels that
    /// it may have changed. Fails where the device has no room, with the canvas as it was, or where
    /// something went wrong before.
    pub fn lay(&mut self, ink: &Ink, dabs: &[Dab]) -> Result<Rect, Error> {
        self.gpu.check()?;
        let bounds = self.bounds();
        let (dabs, touched): (Vec<_>, Vec<_>) =
            dabs.iter().map(|dab| GpuDab::new(dab, bounds)).unzip();
        let changed = touched.iter().fold(Rect::EMPTY, |sum, area| sum.union(*area));
        if changed.is_empty() {
            return Ok(changed);
        }
        let tiles = Bins::of_tiles(&touched);
        let blocks = match ink.smudges {
            true => Bins::default(),
            // Where nearly every dab of a tile touches all of its blocks, the blocks share one list.
            false if blocks_touched(&touched) > 8 * tiles.order.len() => tiles.clone(),
            false => Bins::new(&touched, BLOCK),
        };
        // One that smudges goes by tiles, and looks them up.
        let indices = blocks.order.len().max(tiles.order.len() + self.tiles.len());
        check_size(&self.gpu, dabs.len(), indices)?;
        if self.waiting.is_full_with(dabs.len(), indices) {
            self.submit();
        }
        let moves = self.open(&tiles, ink)?;
        if ink.wetness > 0 && !self.pool.keeps_dry_at {
            self.pool.keep_dry_at(&self.gpu);
            self.bindings.forget_pool();
        }
        let mut gpu_ink = GpuInk::new(ink, self.width, self.height);
        gpu_ink.keeps_dry_at = self.pool.keeps_dry_at.into();
        gpu_ink.first_dab = self.waiting.dabs.len() as u32;
        self.waiting.dabs.extend_from_slice(&dabs);
        self.waiting.pixels += touched.iter().map(|area| area.area()).sum::<usize>();
        if ink.smudges {
            self.smudge(gpu_ink, &moves, &touched);
        } else {
            gpu_ink.first_job = self.waiting.jobs.len() as u32;
            let first = self.waiting.order.len() as u32;
            self.push_order(&blocks, gpu_ink.first_dab);
            self.push_blocks(&blocks, first, &moves);
            self.waiting.lay(gpu_ink, ink.coverage);
        }
        Ok(changed)
    }

    /// Sends the strokes that were laid to the device. Needed only where nothing else asks for their
    /// pixels: so that the device has work meanwhile.
    pub fn submit(&mut self) {
        self.bindings.send(&self.gpu, &self.pool, &mut self.waiting);
    }

    /// The canvas as it is now, to come back to.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot { tiles: self.tiles.clone() }
    }

    /// Goes back (or forth) to a snapshot of this canvas, and returns the pixels that may have changed:
    /// whole tiles. No pixel is copied. A snapshot of another canvas is refused with `None`.
    pub fn restore(&mut self, snapshot: &Snapshot) -> Option<Rect> {
        let is_ours = snapshot.tiles.len() == self.tiles.len()
            && snapshot.tiles.iter().flatten().all(|slot| self.pool.owns(slot));
        if !is_ours {
            return None;
        }
        let mut changed = Rect::EMPTY;
        for (i, (tile, then)) in self.tiles.iter_mut().zip(&snapshot.tiles).enumerate() {
            if index_of(tile.as_ref()) != index_of(then.as_ref()) {
                tile.clone_from(then);
                let side = TILE as i32;
                let (x, y) = ((i % self.columns) as i32, (i / self.columns) as i32);
                let area = Rect::new(x * side, y * side, (x + 1) * side, (y + 1) * side);
                changed = changed.union(area);
            }
        }
        Some(changed.intersection(self.bounds()))
    }

    /// Gives every tile that is to be painted a slot of its own, and returns their jobs with dabs as
    /// they are in `tiles`. An eraser leaves out the tiles that have no paint.
    fn open(&mut self, tiles: &Bins, ink: &Ink) -> Result<Vec<Job>, Error> {
        let erases = !ink.smudges && ink.source == [0; 4];
        let mut fresh = Vec::new();
        let mut jobs = Vec::new();
        for bin in tiles.squares() {
            let tile = self.tile_of(&bin);
            let from_slot = index_of(self.tiles[tile].as_ref());
            let to_slot = match &self.tiles[tile] {
                None if erases => continue,
                Some(slot) if Arc::strong_count(slot) == 1 => from_slot,
                _ => {
                    let slot = self.pool.allocate()?;
                    let index = slot.index();
                    fresh.push((tile, slot));
                    index
                }
            };
            jobs.push(job_of(&bin, from_slot, to_slot));
        }
        self.grow()?;
        for (tile, slot) in fresh {
            self.tiles[tile] = Some(slot);
        }
        Ok(jobs)
    }

    /// Makes room for all slots that were given out.
    pub(crate) fn grow(&mut self) -> Result<(), Error> {
        if self.pool.is_short() {
            self.submit();
            self.pool.grow(&self.gpu);
            self.bindings.forget_pool();
            self.gpu.check()?;
        }
        Ok(())
    }

    pub(crate) fn forget_pool_bindings(&mut self) {
        self.bindings.forget_pool();
    }

    /// Lays dabs that take up what they find: for each batch a pass that picks up and one that lays.
    fn smudge(&mut self, ink: GpuInk, moves: &[Job], touched: &[Rect]) {
        let moving = moves.iter().filter(|job| job.from_slot != job.to_slot);
        let first_job = self.waiting.jobs.len() as u32;
        self.waiting.jobs.extend(moving.map(|job| Job { count: 0, ..*job }));
        self.waiting.lay(GpuInk { first_job, ..ink }, Coverage::BuildUp);
        // From here on every tile stays where it is.
        let first_tile = self.waiting.order.len() as u32;
        self.waiting.order.extend(self.tiles.iter().map(|tile| index_of(tile.as_ref())));
        for (i, batch) in touched.chunks(SMUDGE_BATCH).enumerate() {
            let ink = GpuInk {
                first_job: self.waiting.jobs.len() as u32,
                first_dab: ink.first_dab + (i * SMUDGE_BATCH) as u32,
                dab_count: batch.len() as u32,
                first_tile,
                carries: (i > 0).into(),
                ..ink
            };
            let bins = Bins::of_tiles(batch);
            let first = self.waiting.order.len() as u32;
            self.push_order(&bins, ink.first_dab);
            for bin in bins.squares() {
                let slot = index_of(self.tiles[self.tile_of(&bin)].as_ref());
                let job = job_of(&bin, slot, slot);
                self.waiting.jobs.push(Job { first: first + job.first, ..job });
            }
            self.waiting.pick(ink);
            self.waiting.lay(ink, Coverage::BuildUp);
        }
    }

    /// Adds a job for each block that dabs touch, and one for the rest of each tile that moves. The dabs
    /// of `blocks`, which may be sorted by tiles, begin at `first` in the order; `tiles` are the jobs of
    /// whole tiles.
    fn push_blocks(&mut self, blocks: &Bins, first: u32, tiles: &[Job]) {
        let side = TILE as i32;
        let across = side / BLOCK;
        let mut left: HashMap<[i32; 2], (Job, u32)> =
            tiles.iter().map(|job| (job.origin, (*job, ALL_BLOCKS))).collect();
        let per_tile = side / blocks.side();
        let spanned = across / per_tile;
        for bin in blocks.squares() {
            let origin = [bin.column / per_tile * side, bin.row / per_tile * side];
            // A tile without a job is one that an eraser leaves alone.
            let Some((job, blocks_left)) = left.get_mut(&origin) else { continue };
            let (first, count) = (first + bin.first, bin.count);
            let corner = [bin.column % per_tile * spanned, bin.row % per_tile * spanned];
            for block in 0..spanned * spanned {
                let [x, y] = [corner[0] + block % spanned, corner[1] + block / spanned];
                let blocks = 1 << (y * across + x);
                let opens = (*blocks_left == ALL_BLOCKS).into();
                *blocks_left &= !blocks;
                self.waiting.jobs.push(Job { first, count, blocks, opens, ..*job });
            }
        }
        for job in tiles.iter().filter(|job| job.from_slot != job.to_slot) {
            let blocks = left[&job.origin].1;
            self.waiting.jobs.push(Job { count: 0, blocks, opens: 0, ..*job });
        }
    }

    fn push_order(&mut self, bins: &Bins, first_dab: u32) {
        self.waiting.order.extend(bins.order.iter().map(|dab| first_dab + dab));
    }

    fn tile_of(&self, bin: &Bin) -> usize {
        bin.row as usize * self.columns + bin.column as usize
    }
}

impl Shares for Snapshot {
    fn bytes_not_in(&self, younger: &Self) -> usize {
        let own = self.tiles.iter().zip(&younger.tiles).filter(|(tile, younger)| {
            tile.is_some() && index_of(tile.as_ref()) != index_of(younger.as_ref())
        });
        own.count() * PIXELS_BYTES as usize
    }
}

/// Blocks that dabs touch, each counted for each.
fn blocks_touched(touched: &[Rect]) -> usize {
    let spanned = |from: i32, to: i32| ((to - 1) / BLOCK - from / BLOCK + 1) as usize;
    let blocks = |area: &Rect| spanned(area.x0, area.x1) * spanned(area.y0, area.y1);
    touched.iter().filter(|area| !area.is_empty()).map(blocks).sum()
}

fn job_of(bin: &Bin, from_slot: u32, to_slot: u32) -> Job {
    let side = TILE as i32;
    let origin = [bin.column * side, bin.row * side];
    let Bin { first, count, .. } = *bin;
    Job { origin, from_slot, to_slot, first, count, blocks: ALL_BLOCKS, opens: 1 }
}

/// The slot's index as shaders know it.
pub(crate) fn index_of(slot: Option<&Arc<Slot>>) -> u32 {
    slot.map_or(NO_SLOT, |slot| slot.index())
}
