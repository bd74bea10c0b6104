//! Dabs, sorted into the squares of the canvas that they touch: tiles, or blocks of them.

use limner_core::Rect;
use limner_core::canvas::TILE;

use crate::lay::BLOCK;

/// The dabs of each square, in order.
#[derive(Debug, Default)]
pub(crate) struct Bins {
    /// Indices of dabs, square by square.
    pub(crate) order: Vec<u32>,
    /// Of each square between the corners: where its dabs begin in `order`.
    starts: Vec<u32>,
    /// First column and row of the squares, and those after the last.
    corners: [i32; 4],
}

/// A square and its dabs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bin {
    pub(crate) column: i32,
    pub(crate) row: i32,
    /// As a range of [`Bins::order`].
    pub(crate) first: u32,
    pub(crate) count: u32,
}

impl Bins {
    /// Sorts dabs that touch these pixels of the canvas into tiles.
    pub(crate) fn of_tiles(touched: &[Rect]) -> Self {
        Self::new(touched, TILE as i32)
    }

    /// The same for the blocks of tiles.
    pub(crate) fn of_blocks(touched: &[Rect]) -> Self {
        Self::new(touched, BLOCK)
    }

    fn new(touched: &[Rect], side: i32) -> Self {
        let all = touched.iter().fold(Rect::EMPTY, |sum, area| sum.union(*area));
        if all.is_empty() {
            return Self::default();
        }
        let corners = corners(all, side);
        let across = (corners[2] - corners[0]) as usize;
        let squares = across * (corners[3] - corners[1]) as usize;
        let of_area = |area: Rect| {
            let [x0, y0, x1, y1] = self::corners(area, side);
            (y0..y1).flat_map(move |y| {
                (x0..x1)
                    .map(move |x| (y - corners[1]) as usize * across + (x - corners[0]) as usize)
            })
        };
        let mut starts = vec![0_u32; squares + 1];
        for square in touched.iter().flat_map(|area| of_area(*area)) {
            starts[square + 1] += 1;
        }
        for square in 0..squares {
            starts[square + 1] += starts[square];
        }
        let mut ends = starts.clone();
        let mut order = vec![0; starts[squares] as usize];
        for (i, area) in touched.iter().enumerate() {
            for square in of_area(*area) {
                order[ends[square] as usize] = i as u32;
                ends[square] += 1;
            }
        }
        Self { order, starts, corners }
    }

    /// The squares that are touched.
    pub(crate) fn squares(&self) -> impl Iterator<Item = Bin> {
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

fn corners(area: Rect, side: i32) -> [i32; 4] {
    if area.is_empty() {
        return [0; 4];
    }
    [area.x0 / side, area.y0 / side, (area.x1 - 1) / side + 1, (area.y1 - 1) / side + 1]
}
