//! The pixels: a transparent paint plane in sparse tiles over an opaque paper.
//!
//! A pixel is sRGB-encoded, premultiplied RGBA, each channel 0..=2¹⁵ in 16 bits. Tiles are shared
//! between copies of a canvas and copied when written, so a snapshot costs a pointer a tile.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "sides are at most `MAX_SIDE`, and an area is cut at the canvas before it is an index"
)]

use std::sync::Arc;

use crate::color::{Rgb8, u8_from_q15};
use crate::fixed::{ONE, mul_q15};
use crate::snapshots::Shares;
use crate::{Error, Rect, Scale};

/// Pixels along a tile's side.
pub const TILE: usize = 64;
/// Largest width and height of a canvas, in pixels.
pub const MAX_SIDE: u16 = 4096;

/// 64 × 64 pixels, one plane a channel: red, green, blue, alpha.
#[derive(Clone)]
pub(crate) struct Tile {
    pub(crate) planes: [[u16; TILE * TILE]; 4],
    /// The clock at which each pixel will be dry; `None` where nothing was ever wet.
    pub(crate) dry_at: Option<Box<[u16; TILE * TILE]>>,
}

impl Tile {
    pub(crate) const fn empty() -> Self {
        Self { planes: [[0; TILE * TILE]; 4], dry_at: None }
    }
}

/// The pixels of a tile, as another backend takes and gives them, row by row.
#[derive(Clone, Copy, Debug)]
pub struct TilePixels<'a> {
    /// Red, green, blue, alpha: premultiplied, in units of 2⁻¹⁵.
    pub planes: [&'a [u16; TILE * TILE]; 4],
    /// The clock at which each pixel will be dry; `None` where nothing was ever wet.
    pub dry_at: Option<&'a [u16; TILE * TILE]>,
}

/// A canvas: width × height pixels of paint.
#[derive(Clone)]
pub struct Canvas {
    width: u16,
    height: u16,
    columns: usize,
    tiles: Vec<Option<Arc<Tile>>>,
    scale: Scale,
}

impl Canvas {
    /// A canvas without paint. Sides are 1..=[`MAX_SIDE`].
    pub fn new(width: u16, height: u16) -> Result<Self, Error> {
        for (what, value) in [("canvas width", width), ("canvas height", height)] {
            if value == 0 || value > MAX_SIDE {
                let (value, high) = (value.into(), MAX_SIDE.into());
                return Err(Error::OutOfRange { what, value, low: 1, high });
            }
        }
        let columns = usize::from(width).div_ceil(TILE);
        let rows = usize::from(height).div_ceil(TILE);
        let (tiles, scale) = (vec![None; columns * rows], Scale::ONE);
        Ok(Self { width, height, columns, tiles, scale })
    }

    /// A canvas without paint for a painting of this size, of finer pixels: sides in these are at most [`MAX_SIDE`]
    /// as well, so that all of its pixels together take 168 MB at most.
    #[cfg(feature = "fine")]
    pub fn finer(width: u16, height: u16, scale: Scale) -> Result<Self, Error> {
        let fine = |side: u16| side.saturating_mul(scale.times());
        Ok(Self { scale, ..Self::new(fine(width), fine(height))? })
    }

    /// How fine its pixels are.
    #[must_use]
    pub fn scale(&self) -> Scale {
        self.scale
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

    /// Tiles in a row of the canvas, and in a column of it.
    #[must_use]
    pub fn tile_counts(&self) -> [usize; 2] {
        [self.columns, self.tiles.len() / self.columns]
    }

    /// The tile of this index, counted row by row; `None` where nothing was painted.
    #[must_use]
    pub fn tile_pixels(&self, index: usize) -> Option<TilePixels<'_>> {
        self.tiles[index].as_deref().map(|tile| TilePixels {
            planes: tile.planes.each_ref(),
            dry_at: tile.dry_at.as_deref(),
        })
    }

    /// Sets the tile of this index, counted row by row. What lies beyond the canvas must be zero.
    pub fn set_tile_pixels(&mut self, index: usize, pixels: Option<TilePixels<'_>>) {
        self.tiles[index] = pixels.map(|TilePixels { planes, dry_at }| {
            Arc::new(Tile {
                planes: planes.map(|plane| *plane),
                dry_at: dry_at.map(|dry_at| Box::new(*dry_at)),
            })
        });
    }

    /// Takes the pixels of `area` from `other`, a canvas of the same size.
    pub fn copy_from(&mut self, other: &Self, area: Rect) {
        debug_assert_eq!((self.width, self.height), (other.width, other.height));
        let columns = self.columns;
        let area = area.intersection(self.bounds());
        self.for_each_tile(area, |slot, x0, y0, part| {
            let source = &other.tiles[y0 as usize / TILE * columns + x0 as usize / TILE];
            let whole = part.width() == TILE && part.height() == TILE;
            match (slot.as_mut(), source) {
                (None, None) => {}
                (Some(tile), Some(source)) if Arc::ptr_eq(tile, source) => {}
                _ if whole => slot.clone_from(source),
                _ => {
                    let empty = Tile::empty();
                    let tile = Arc::make_mut(slot.get_or_insert_with(|| Arc::new(empty.clone())));
                    let from = source.as_deref().unwrap_or(&empty);
                    let rows = (part.y0..part.y1).map(|y| {
                        let start = (y - y0) as usize * TILE;
                        start + (part.x0 - x0) as usize..start + (part.x1 - x0) as usize
                    });
                    for (to, from) in tile.planes.iter_mut().zip(&from.planes) {
                        for row in rows.clone() {
                            to[row.clone()].copy_from_slice(&from[row]);
                        }
                    }
                    match (&mut tile.dry_at, &from.dry_at) {
                        (None, None) => {}
                        (to, from) => {
                            let to = to.get_or_insert_with(|| Box::new([0; TILE * TILE]));
                            for row in rows {
                                match from {
                                    Some(from) => to[row.clone()].copy_from_slice(&from[row]),
                                    None => to[row].fill(0),
                                }
                            }
                        }
                    }
                }
            }
        });
    }

    /// One pixel, premultiplied RGBA in units of 2⁻¹⁵; `None` outside the canvas.
    #[must_use]
    pub fn pixel(&self, x: i32, y: i32) -> Option<[u16; 4]> {
        if x < 0 || y < 0 || x >= self.width.into() || y >= self.height.into() {
            return None;
        }
        let (x, y) = (x as usize, y as usize);
        let at = y % TILE * TILE + x % TILE;
        let tile = &self.tiles[y / TILE * self.columns + x / TILE];
        Some(tile.as_ref().map_or([0; 4], |tile| tile.planes.each_ref().map(|plane| plane[at])))
    }

    /// The colour a person sees at a pixel: the paint over the paper.
    #[must_use]
    pub fn color_at(&self, x: i32, y: i32, paper: Rgb8) -> Option<Rgb8> {
        let [r, g, b, a] = self.pixel(x, y)?.map(u32::from);
        let [pr, pg, pb] = paper.q15();
        let over = |c: u32, p: u32| u8_from_q15(c + mul_q15(p, ONE - a));
        Some(Rgb8::new(over(r, pr), over(g, pg), over(b, pb)))
    }

    /// Writes the paint over the paper as opaque RGBA with 8 bits a channel, row by row, for the
    /// pixels of `area`, which must lie within the canvas. `out` is 4 bytes a pixel of `area`.
    pub fn write_rgba8(&self, area: Rect, paper: Rgb8, out: &mut [u8]) {
        self.for_each_row(area, |x, y, planes| {
            let start = ((y - area.y0) as usize * area.width() + (x - area.x0) as usize) * 4;
            let Some([r, g, b, a]) = planes.tile else {
                let [pr, pg, pb] = paper.channels();
                out[start..start + planes.len * 4].as_chunks_mut::<4>().0.fill([pr, pg, pb, 255]);
                return;
            };
            let [pr, pg, pb] = paper.q15();
            let pixels = out[start..start + planes.len * 4].as_chunks_mut::<4>().0;
            // One 32-bit lane a pixel, and no index to be checked: this becomes vector code.
            for ((((pixel, r), g), b), a) in pixels.iter_mut().zip(r).zip(g).zip(b).zip(a) {
                let clear = ONE - u32::from(*a);
                let over =
                    |c: u16, p: u32| u32::from(u8_from_q15(u32::from(c) + mul_q15(p, clear)));
                let rgb = over(*r, pr) | over(*g, pg) << 8 | over(*b, pb) << 16;
                *pixel = (rgb | 255 << 24).to_le_bytes();
            }
        });
    }

    /// Writes the paint over the paper as three planes (red, green, blue) in units of 2⁻¹⁵ for the
    /// pixels of `area`, which must lie within the canvas; each plane is `area`'s size.
    pub fn write_planes_q15(&self, area: Rect, paper: Rgb8, out: &mut [Vec<u16>; 3]) {
        for plane in out.iter_mut() {
            plane.resize(area.area(), 0);
        }
        self.for_each_row(area, |x, y, planes| {
            let start = (y - area.y0) as usize * area.width() + (x - area.x0) as usize;
            for ((channel, out), paper) in out.iter_mut().enumerate().zip(paper.q15()) {
                let out = &mut out[start..start + planes.len];
                match planes.tile {
                    None => out.fill(paper as u16),
                    Some(tile) => {
                        for ((out, c), a) in out.iter_mut().zip(tile[channel]).zip(tile[3]) {
                            *out = (u32::from(*c) + mul_q15(paper, ONE - u32::from(*a))) as u16;
                        }
                    }
                }
            }
        });
    }

    /// The canvas's fingerprint: XXH3 over its size (two little-endian 32-bit numbers) and its
    /// pixels, row by row, as little-endian RGBA16. Two canvases with equal hashes are equal to the bit.
    #[must_use]
    pub fn hash(&self) -> u64 {
        let mut hasher = xxhash_rust::xxh3::Xxh3::new();
        hasher.update(&u32::from(self.width).to_le_bytes());
        hasher.update(&u32::from(self.height).to_le_bytes());
        let mut bytes = Vec::with_capacity(TILE * 8);
        self.for_each_row(self.bounds(), |_, _, planes| {
            bytes.clear();
            match planes.tile {
                None => bytes.resize(planes.len * 8, 0),
                Some([r, g, b, a]) => {
                    for i in 0..planes.len {
                        for channel in [r[i], g[i], b[i], a[i]] {
                            bytes.extend_from_slice(&channel.to_le_bytes());
                        }
                    }
                }
            }
            hasher.update(&bytes);
        });
        hasher.digest()
    }

    /// The pixels in which this canvas may differ from `other` of the same size: whole tiles.
    #[must_use]
    pub fn changed_since(&self, other: &Self) -> Rect {
        self.changed_tiles(other).fold(Rect::EMPTY, Rect::union)
    }

    /// The tiles, cut at the canvas, in which this canvas may differ from `other` of the same size: row
    /// by row from left to right.
    pub fn changed_tiles<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = Rect> + 'a {
        let pairs = self.tiles.iter().zip(&other.tiles).enumerate();
        let differ = pairs.filter(|(_, pair)| match pair {
            (None, None) => false,
            (Some(a), Some(b)) => !Arc::ptr_eq(a, b),
            _ => true,
        });
        differ.map(|(i, _)| {
            let (x, y) = ((i % self.columns * TILE) as i32, (i / self.columns * TILE) as i32);
            Rect::new(x, y, x + TILE as i32, y + TILE as i32).intersection(self.bounds())
        })
    }

    /// Tiles in a row of the canvas.
    pub(crate) fn columns(&self) -> usize {
        self.columns
    }

    pub(crate) fn tile_mut(&mut self, index: usize) -> &mut Option<Arc<Tile>> {
        &mut self.tiles[index]
    }

    #[cfg(feature = "parallel")]
    pub(crate) fn tiles_mut(&mut self) -> &mut [Option<Arc<Tile>>] {
        &mut self.tiles
    }

    /// Visits every tile that `area` touches with its corner and the part of `area` in it.
    pub(crate) fn for_each_tile(
        &mut self,
        area: Rect,
        mut visit: impl FnMut(&mut Option<Arc<Tile>>, i32, i32, Rect),
    ) {
        if area.is_empty() {
            return;
        }
        let tile = TILE as i32;
        for row in area.y0 / tile..=(area.y1 - 1) / tile {
            for column in area.x0 / tile..=(area.x1 - 1) / tile {
                let (x, y) = (column * tile, row * tile);
                let part = area.intersection(Rect::new(x, y, x + tile, y + tile));
                visit(&mut self.tiles[row as usize * self.columns + column as usize], x, y, part);
            }
        }
    }

    /// Visits the rows of `area` from top to bottom, cut at tiles, from left to right.
    fn for_each_row(&self, area: Rect, mut visit: impl FnMut(i32, i32, RowPart<'_>)) {
        debug_assert_eq!(area.intersection(self.bounds()), area);
        for y in area.y0..area.y1 {
            let mut x = area.x0;
            while x < area.x1 {
                let (column, inside) = (x as usize / TILE, x as usize % TILE);
                let len = (TILE - inside).min((area.x1 - x) as usize);
                let tile = &self.tiles[y as usize / TILE * self.columns + column];
                let start = y as usize % TILE * TILE + inside;
                let tile = tile
                    .as_ref()
                    .map(|tile| tile.planes.each_ref().map(|plane| &plane[start..start + len]));
                visit(x, y, RowPart { len, tile });
                x += len as i32;
            }
        }
    }
}

/// Some tiles of a canvas.
#[derive(Clone, Debug)]
pub(crate) struct TileSet {
    columns: usize,
    tiles: Vec<bool>,
    canvas: Rect,
    area: Rect,
}

impl TileSet {
    /// A set that holds none of a canvas's tiles.
    pub(crate) fn none_of(canvas: &Canvas) -> Self {
        let (columns, tiles) = (canvas.columns, vec![false; canvas.tiles.len()]);
        Self { columns, tiles, canvas: canvas.bounds(), area: Rect::EMPTY }
    }

    /// Adds the tiles that an area touches; says whether there were others before.
    pub(crate) fn add(&mut self, area: Rect) -> bool {
        let mut grown = false;
        for (tile, corner) in self.touched(area) {
            grown |= !std::mem::replace(&mut self.tiles[tile], true);
            self.area = self.area.union(corner.intersection(self.canvas));
        }
        grown
    }

    /// Whether an area touches one of them.
    pub(crate) fn meets(&self, area: Rect) -> bool {
        self.touched(area).any(|(tile, _)| self.tiles[tile])
    }

    /// Whether the tile of this index is one of them.
    pub(crate) fn has(&self, tile: usize) -> bool {
        self.tiles[tile]
    }

    /// Whether the set holds more than half of the canvas's tiles.
    pub(crate) fn is_most(&self) -> bool {
        self.tiles.iter().filter(|has| **has).count() * 2 > self.tiles.len()
    }

    /// What the tiles lie in: whole tiles, cut at the canvas.
    pub(crate) fn area(&self) -> Rect {
        self.area
    }

    /// Every tile that an area touches, with its pixels.
    fn touched(&self, area: Rect) -> impl Iterator<Item = (usize, Rect)> + use<> {
        let (columns, side) = (self.columns, TILE as i32);
        let area = area.intersection(self.canvas);
        let [rows, across] = match area.is_empty() {
            true => [0..0, 0..0],
            false => {
                [area.y0 / side..(area.y1 - 1) / side + 1, area.x0 / side..(area.x1 - 1) / side + 1]
            }
        };
        rows.flat_map(move |row| {
            across.clone().map(move |column| {
                let (x, y) = (column * side, row * side);
                let tile = row as usize * columns + column as usize;
                (tile, Rect::new(x, y, x + side, y + side))
            })
        })
    }
}

impl Canvas {
    /// Takes tiles from `other`, a canvas of the same size.
    pub(crate) fn share(&mut self, other: &Self, tiles: &TileSet) {
        let pairs = self.tiles.iter_mut().zip(&other.tiles).zip(&tiles.tiles);
        for ((tile, other), _) in pairs.filter(|(_, wanted)| **wanted) {
            tile.clone_from(other);
        }
    }
}

impl Shares for Canvas {
    fn bytes_not_in(&self, younger: &Self) -> usize {
        let pairs = self.tiles.iter().zip(&younger.tiles);
        let own = pairs.filter_map(|(tile, other)| {
            let tile = tile.as_ref()?;
            let shared = other.as_ref().is_some_and(|other| Arc::ptr_eq(tile, other));
            (!shared).then_some(tile)
        });
        let dry_at = |tile: &Tile| tile.dry_at.as_ref().map_or(0, |dry| size_of_val(&**dry));
        own.map(|tile| size_of::<Tile>() + dry_at(tile)).sum()
    }
}

impl std::fmt::Debug for Canvas {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Canvas({}×{}, {:016x})", self.width, self.height, self.hash())
    }
}

/// A run of pixels of one row within one tile; `None` where the tile has no paint.
struct RowPart<'a> {
    len: usize,
    tile: Option<[&'a [u16]; 4]>,
}
