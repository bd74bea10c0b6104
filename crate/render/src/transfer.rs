//! Pixels up from the CPU's canvas, and down again.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "sizes are those of a device's buffers, which 32 bits count"
)]

use std::future::poll_fn;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Poll, Waker};

use limner_core::canvas::{TILE, TilePixels};
use limner_core::{Canvas, Rect};
use wgpu::BufferUsages;

use crate::canvas::index_of;
use crate::pool::{DRY_AT_BYTES, PIXELS_BYTES};
use crate::{Error, Gpu, GpuCanvas, Trouble};

/// Tiles that are read at once: 6 MiB.
const TILES_AT_ONCE: usize = 128;

impl GpuCanvas {
    /// A canvas with the pixels of the CPU's `canvas`. Errors are those of [`GpuCanvas::copy_from`].
    pub fn from_canvas(gpu: &Gpu, canvas: &Canvas) -> Result<Self, Error> {
        let mut copy = Self::new(gpu, canvas.width(), canvas.height())?;
        copy.copy_from(canvas, canvas.bounds())?;
        Ok(copy)
    }

    /// Takes the tiles that `area` touches from the CPU's `canvas`, which must be of the same size:
    /// see [`Canvas::changed_since`]. Fails where the device has no room, with the canvas as it was.
    pub fn copy_from(&mut self, canvas: &Canvas, area: Rect) -> Result<(), Error> {
        for (what, value, limit) in [
            ("width of the canvas to copy", canvas.width(), self.width()),
            ("height of the canvas to copy", canvas.height(), self.height()),
        ] {
            if value != limit {
                let (value, low, high) = (value.into(), limit.into(), limit.into());
                return Err(limner_core::Error::OutOfRange { what, value, low, high }.into());
            }
        }
        self.gpu.check()?;
        // What waits comes before what is written now.
        self.submit();
        let area = area.intersection(self.bounds());
        let side = TILE as i32;
        let columns = area.x0 / side..(area.x1 + side - 1) / side;
        let mut copies = Vec::new();
        let rows = area.y0 / side..(area.y1 + side - 1) / side;
        for row in if area.is_empty() { 0..0 } else { rows } {
            for column in columns.clone() {
                let tile = row as usize * self.columns + column as usize;
                let slot = match (&self.tiles[tile], canvas.tile_pixels(tile)) {
                    (_, None) => None,
                    (Some(slot), Some(_)) if Arc::strong_count(slot) == 1 => Some(Arc::clone(slot)),
                    _ => Some(self.pool.allocate()?),
                };
                copies.push((tile, slot));
            }
        }
        self.grow()?;
        let is_wet = |(tile, _): &(usize, _)| {
            canvas.tile_pixels(*tile).is_some_and(|pixels| pixels.dry_at.is_some())
        };
        if !self.pool.keeps_dry_at && copies.iter().any(is_wet) {
            self.pool.keep_dry_at(&self.gpu);
            self.forget_pool_bindings();
        }
        for (tile, slot) in copies {
            if let (Some(slot), Some(pixels)) = (&slot, canvas.tile_pixels(tile)) {
                self.write(slot.index().into(), pixels);
            }
            self.tiles[tile] = slot;
        }
        Ok(())
    }

    /// Reads the pixels back as they are now: the canvas may be painted on while the answer is waited
    /// for. In a browser it must be awaited; natively it waits by itself.
    pub fn read(&mut self) -> impl Future<Output = Result<Canvas, Error>> + 'static {
        self.submit();
        let painted: Vec<_> = (self.tiles.iter().enumerate())
            .filter(|(_, slot)| slot.is_some())
            .map(|(tile, slot)| (tile, u64::from(index_of(slot.as_ref()))))
            .collect();
        let checked = self.gpu.check();
        let copies: Vec<_> = match checked {
            Ok(()) => painted.chunks(TILES_AT_ONCE).map(|slots| self.copy_slots(slots)).collect(),
            Err(_) => Vec::new(),
        };
        let (gpu, width, height) = (self.gpu.clone(), self.width(), self.height());
        let keeps_dry_at = self.pool.keeps_dry_at;
        async move {
            checked?;
            let mut canvas = Canvas::new(width, height)?;
            for (painted, copy) in painted.chunks(TILES_AT_ONCE).zip(copies) {
                let words = read_words(&gpu, &copy).await?;
                set_tiles(&mut canvas, painted, &words, keeps_dry_at);
            }
            Ok(canvas)
        }
    }

    fn write(&self, slot: u64, pixels: TilePixels<'_>) {
        let [r, g, b, a] = pixels.planes;
        let pair = |low: u16, high: u16| u32::from(low) | u32::from(high) << 16;
        let words: Vec<_> =
            (0..TILE * TILE).flat_map(|i| [pair(r[i], g[i]), pair(b[i], a[i])]).collect();
        let queue = &self.gpu.queue;
        let bytes = bytemuck::cast_slice(&words);
        queue.write_buffer(&self.pool.pixels, slot * PIXELS_BYTES, bytes);
        queue.write_buffer(&self.pool.opened, slot * 4, bytemuck::bytes_of(&1_u32));
        if self.pool.keeps_dry_at {
            let words: Vec<u32> = match pixels.dry_at {
                Some(dry_at) => dry_at.iter().map(|at| u32::from(*at)).collect(),
                None => vec![0; TILE * TILE],
            };
            let bytes = bytemuck::cast_slice(&words);
            queue.write_buffer(&self.pool.dry_at, slot * DRY_AT_BYTES, bytes);
        }
    }

    /// Copies of these slots: all their pixels, then whether they are opened, then their wetness.
    fn copy_slots(&self, slots: &[(usize, u64)]) -> wgpu::Buffer {
        let count = slots.len() as u64;
        let dry_at_bytes = if self.pool.keeps_dry_at { DRY_AT_BYTES } else { 0 };
        let size = count * (PIXELS_BYTES + 4 + dry_at_bytes);
        let staging =
            self.gpu.buffer("read", size, BufferUsages::MAP_READ | BufferUsages::COPY_DST);
        let mut encoder = self.gpu.device.create_command_encoder(&Default::default());
        let mut start = 0;
        for (buffer, bytes) in [
            (&self.pool.pixels, PIXELS_BYTES),
            (&self.pool.opened, 4),
            (&self.pool.dry_at, dry_at_bytes),
        ] {
            for (i, (_, slot)) in (0..).zip(slots) {
                if bytes > 0 {
                    let to = start + i * bytes;
                    encoder.copy_buffer_to_buffer(buffer, slot * bytes, &staging, to, bytes);
                }
            }
            start += count * bytes;
        }
        self.gpu.queue.submit([encoder.finish()]);
        staging
    }
}

/// Sets tiles from the words that [`GpuCanvas::copy_slots`] copied.
fn set_tiles(canvas: &mut Canvas, painted: &[(usize, u64)], words: &[u32], keeps_dry_at: bool) {
    let (pixels, rest) = words.split_at(painted.len() * TILE * TILE * 2);
    let (opened, dry_at) = rest.split_at(painted.len());
    for (i, (tile, _)) in painted.iter().enumerate() {
        if opened[i] == 0 {
            continue;
        }
        let mut planes = [[0; TILE * TILE]; 4];
        let words = &pixels[i * TILE * TILE * 2..][..TILE * TILE * 2];
        for (at, [rg, ba]) in words.as_chunks().0.iter().enumerate() {
            for (plane, channel) in planes.iter_mut().zip([*rg, rg >> 16, *ba, ba >> 16]) {
                plane[at] = channel as u16;
            }
        }
        let mut dry = [0; TILE * TILE];
        if keeps_dry_at {
            for (dry, word) in dry.iter_mut().zip(&dry_at[i * TILE * TILE..]) {
                *dry = *word as u16;
            }
        }
        let dry_at = keeps_dry_at.then_some(&dry);
        canvas.set_tile_pixels(*tile, Some(TilePixels { planes: planes.each_ref(), dry_at }));
    }
}

/// The words of a buffer that can be mapped.
pub(crate) async fn read_words(gpu: &Gpu, buffer: &wgpu::Buffer) -> Result<Vec<u32>, Error> {
    #[derive(Default)]
    struct Mapping {
        result: Option<Result<(), wgpu::BufferAsyncError>>,
        waker: Option<Waker>,
    }
    let mapping = Arc::new(Mutex::new(Mapping::default()));
    let mapped = Arc::clone(&mapping);
    buffer.map_async(wgpu::MapMode::Read, .., move |result| {
        let mut mapped = mapped.lock().unwrap_or_else(PoisonError::into_inner);
        mapped.result = Some(result);
        if let Some(waker) = mapped.waker.take() {
            waker.wake();
        }
    });
    let refused = |error: &dyn std::error::Error| {
        gpu.check().err().unwrap_or_else(|| Trouble::Refused(error.to_string()).into())
    };
    // In a browser this does nothing, and the promise answers later.
    gpu.device.poll(wgpu::PollType::wait_indefinitely()).map_err(|error| refused(&error))?;
    poll_fn(|context| {
        let mut mapping = mapping.lock().unwrap_or_else(PoisonError::into_inner);
        match mapping.result.take() {
            Some(result) => Poll::Ready(result),
            None => {
                mapping.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    })
    .await
    .map_err(|error| refused(&error))?;
    let words = {
        let view = buffer.get_mapped_range(..).map_err(|error| refused(&error))?;
        bytemuck::pod_collect_to_vec(&view)
    };
    buffer.unmap();
    Ok(words)
}
