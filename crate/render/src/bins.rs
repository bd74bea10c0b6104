//! Dabs, sorted into the tiles that they touch.

use limner_core::Rect;
use limner_core::canvas::TILE;

/// The dabs of each tile, in order.
#[derive(Debug, Default)]
pub(crate) struct Bins {
    /// Indices of dabs, tile by tile.
    pub(crate) order: Vec<u32>,
    /// Of each tile between the corners: where its dabs begin in `order`.
    starts: Vec<u32>,
    /// First column and row of the tiles, and those after the last.
    corners: [i32; 4],
}

/// A tile and its dabs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bin {
    pub(crate) column: i32,
    pub(crate) row: i32,
    /// As a range of [`Bins::order`].
    pub(crate) first: u32,
    pub(crate) count: u32,
}

impl Bins {
    /// Sorts dabs that touch these pixels of the canvas.
    pub(crate) fn new(touched: &[Rect]) -> Self {
        let all = touched.iter().fold(Rect::EMPTY, |sum, area| sum.union(*area));
        if all.is_empty() {
            return Self::default();
        }
        let corners = corners(all);
        let across = (corners[2] - corners[0]) as usize;
        let tiles = across * (corners[3] - corners[1]) as usize;
        let of_area = |area: Rect| {
            let [x0, y0, x1, y1] = if area.is_empty() { [0; 4] } else { self::corners(area) };
            (y0..y1).flat_map(move |y| {
                (x0..x1)
                    .map(move |x| (y - corners[1]) as usize * across + (x - corners[0]) as usize)
            })
        };
        let mut starts = vec![0_u32; tiles + 1];
        for tile in touched.iter().flat_map(|area| of_area(*area)) {
            starts[tile + 1] += 1;
        }
        for tile in 0..tiles {
            starts[tile + 1] += starts[tile];
        }
        let mut ends = starts.clone();
        let mut order = vec![0; starts[tiles] as usize];
        for (i, area) in touched.iter().enumerate() {
            for tile in of_area(*area) {
                order[ends[tile] as usize] = i as u32;
                ends[tile] += 1;
            }
        }
        Self { order, starts, corners }
    }

    /// The tiles that are touched.
    pub(crate) fn tiles(&self) -> impl Iterator<Item = Bin> {
        let [x0, y0, x1, _] = self.corners;
        let across = (x1 - x0).max(1);
        self.starts.windows(2).enumerate().filter(|(_, pair)| pair[0] < pair[1]).map(
            move |(i, pair)| Bin {
                column: x0 + i as i32 % across,
                row: y0 + i as i32 / across,
                first: pair[0],
                count: pair[1] - pair[0],
            },
        )
    }
}

fn corners(area: Rect) -> [i32; 4] {
    let side = TILE as i32;
    [area.x0 / side, area.y0 / side, (area.x1 - 1) / side + 1, (area.y1 - 1) / side + 1]
}
