//! Where the pixels of tiles are: slots of one buffer that grows by doubling.
//!
//! Two owners may share a slot, a canvas and a snapshot of it; whoever writes takes another one, as
//! [`limner_core::Canvas`] does. A slot that nobody owns is used again: commands run in the order in
//! which they were given, so what still reads it has done so before.

#![expect(
    clippy::cast_possible_truncation,
    reason = "sizes are those of a device's buffers, which 32 bits count"
)]

use std::sync::{Arc, Mutex, PoisonError};

use limner_core::canvas::TILE;
use wgpu::BufferUsages;

use crate::{Error, Gpu};

/// No slot: a tile without paint.
pub(crate) const NO_SLOT: u32 = u32::MAX;
/// Bytes of a tile's paint: two words a pixel.
pub(crate) const PIXELS_BYTES: u64 = (TILE * TILE * 8) as u64;
/// Bytes of what a tile remembers of its wetness: a word a pixel.
pub(crate) const DRY_AT_BYTES: u64 = (TILE * TILE * 4) as u64;
/// Slots to begin with: 2 MiB.
const FIRST_SLOTS: u32 = 64;

/// The place of one tile. Dropped by its last owner, it is free again.
#[derive(Debug)]
pub(crate) struct Slot {
    index: u32,
    free: FreeSlots,
}

type FreeSlots = Arc<Mutex<Vec<u32>>>;

impl Slot {
    pub(crate) fn index(&self) -> u32 {
        self.index
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.free.lock().unwrap_or_else(PoisonError::into_inner).push(self.index);
    }
}

/// The buffers behind all slots of a canvas.
#[derive(Debug)]
pub(crate) struct Pool {
    pub(crate) pixels: wgpu::Buffer,
    /// When each pixel dries; one word until something is wet.
    pub(crate) dry_at: wgpu::Buffer,
    pub(crate) opened: wgpu::Buffer,
    pub(crate) keeps_dry_at: bool,
    capacity: u32,
    /// Slots that were ever given out.
    used: u32,
    limit: u32,
    free: FreeSlots,
}

impl Pool {
    pub(crate) fn new(gpu: &Gpu, tiles: usize) -> Self {
        let limit = (gpu.max_binding() / PIXELS_BYTES) as u32;
        let capacity = FIRST_SLOTS.min(tiles as u32).min(limit);
        Self {
            pixels: plane(gpu, "pixels", u64::from(capacity) * PIXELS_BYTES),
            dry_at: plane(gpu, "dry at", 4),
            opened: plane(gpu, "opened", u64::from(capacity) * 4),
            keeps_dry_at: false,
            capacity,
            used: 0,
            limit,
            free: FreeSlots::default(),
        }
    }

    /// A slot that nobody else owns; its pixels are undefined. Before it is used, see [`Pool::grow`].
    pub(crate) fn allocate(&mut self) -> Result<Arc<Slot>, Error> {
        let freed = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let index = match freed {
            Some(index) => index,
            None if self.used == self.limit => {
                return Err(Error::TooLarge {
                    what: "the painted tiles and their snapshots",
                    bytes: (u64::from(self.used) + 1) * PIXELS_BYTES,
                    limit: u64::from(self.limit) * PIXELS_BYTES,
                });
            }
            None => {
                self.used += 1;
                self.used - 1
            }
        };
        Ok(Arc::new(Slot { index, free: Arc::clone(&self.free) }))
    }

    /// Whether slots were given out that the buffers don't have yet.
    pub(crate) fn is_short(&self) -> bool {
        self.used > self.capacity
    }

    /// Moves to larger buffers if slots were given out that these don't have. Whatever was to be done
    /// with these must have been submitted.
    pub(crate) fn grow(&mut self, gpu: &Gpu) {
        if !self.is_short() {
            return;
        }
        let capacity = self.used.next_power_of_two().min(self.limit);
        let mut encoder = gpu
            .device
            .create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("grow") });
        let mut moved = |label, old: &wgpu::Buffer, bytes: u64| {
            let new = plane(gpu, label, u64::from(capacity) * bytes);
            encoder.copy_buffer_to_buffer(old, 0, &new, 0, old.size());
            new
        };
        self.pixels = moved("pixels", &self.pixels, PIXELS_BYTES);
        self.opened = moved("opened", &self.opened, 4);
        if self.keeps_dry_at {
            self.dry_at = moved("dry at", &self.dry_at, DRY_AT_BYTES);
        }
        gpu.queue.submit([encoder.finish()]);
        self.capacity = capacity;
    }

    /// Remembers from now on what is wet; so far nothing is.
    pub(crate) fn keep_dry_at(&mut self, gpu: &Gpu) {
        if !self.keeps_dry_at {
            self.dry_at = plane(gpu, "dry at", u64::from(self.capacity) * DRY_AT_BYTES);
            self.keeps_dry_at = true;
        }
    }

    /// Whether `slot` is one of this pool.
    pub(crate) fn owns(&self, slot: &Slot) -> bool {
        Arc::ptr_eq(&self.free, &slot.free)
    }

    /// Bytes of graphics memory.
    pub(crate) fn bytes(&self) -> u64 {
        self.pixels.size() + self.dry_at.size() + self.opened.size()
    }
}

/// A buffer that shaders read and write, zero at first.
fn plane(gpu: &Gpu, label: &str, size: u64) -> wgpu::Buffer {
    let usage = BufferUsages::STORAGE | BufferUsages::COPY_SRC | BufferUsages::COPY_DST;
    gpu.buffer(label, size, usage)
}
