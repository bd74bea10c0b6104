//! Dabs, sorted into the squares of the canvas that they touch: tiles, or parts of them. Each backend
//! paints square by square, and what lies in one square knows nothing of the others.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "places and counts are those of tiles of a canvas, whose sides are at most `canvas::MAX_SIDE`"
)]

use crate::Rect;
use crate::canvas::TILE;

/// The dabs of each square, in order.
#[derive(Clone, Debug, Default)]
pub struct Bins {
    /// Indices of dabs, square by square.
    pub order: Vec<u32>,
    /// Where the dabs of each square between the corners begin in `order`.
    starts: Vec<u32>,
    /// First column and row of the squares, and those after the last.
    corners: [i32; 4],
    side: i32,
}

/// A square and its dabs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bin {
    /// Counted in squares from the canvas's left edge.
    pub column: i32,
    /// Counted in squares from the canvas's upper edge.
    pub row: i32,
    /// The square's dabs, as a range of [`Bins::order`].
    pub first: u32,
    /// How many dabs there are.
    pub count: u32,
}

impl Bins {
    /// Sorts dabs that touch these pixels of the canvas into tiles.
    #[must_use]
    pub fn of_tiles(touched: &[Rect]) -> Self {
        Self::new(touched, TILE as i32)
    }

    /// Sorts dabs that touch these pixels of the canvas into squares of `side` pixels.
    #[must_use]
    pub fn new(touched: &[Rect], side: i32) -> Self {
        let all = touched.iter().fold(Rect::EMPTY, |sum, area| sum.union(*area));
        if all.is_empty() {
            return Self::default();
        }
        let [x0, y0, x1, y1] = corners(all, side);
        let across = x1 - x0;
        let squares = (across * (y1 - y0)) as usize;
        let of_area = |area: &Rect| {
            let [a, b, c, d] = corners(*area, side);
            (b..d).flat_map(move |y| (a..c).map(move |x| ((y - y0) * across + x - x0) as usize))
        };
        // A counting sort: how many there are in each square, where each begins, which they are.
        let mut starts = vec![0_u32; squares + 1];
        for square in touched.iter().flat_map(of_area) {
            starts[square + 1] += 1;
        }
        for square in 0..squares {
            starts[square + 1] += starts[square];
        }
        let mut ends = starts.clone();
        let mut order = vec![0; starts[squares] as usize];
        for (dab, area) in (0..).zip(touched) {
            for square in of_area(area) {
                order[ends[square] as usize] = dab;
                ends[square] += 1;
            }
        }
        Self { order, starts, corners: [x0, y0, x1, y1], side }
    }

    /// The side of a square, in pixels.
    #[must_use]
    pub fn side(&self) -> i32 {
        self.side
    }

    /// The squares that are touched, row by row.
    pub fn squares(&self) -> impl Iterator<Item = Bin> {
        (0..self.starts.len().saturating_sub(1)).filter_map(|i| self.square(i).flatten())
    }

    /// The `i`-th of the squares between the corners, if it is touched; `None` after the last.
    #[must_use]
    pub fn square(&self, i: usize) -> Option<Option<Bin>> {
        let &[first, end] = self.starts.get(i..i + 2)? else { return None };
        let [x0, y0, x1, _] = self.corners;
        let across = (x1 - x0).max(1);
        Some((first < end).then(|| Bin {
            column: x0 + i as i32 % across,
            row: y0 + i as i32 / across,
            first,
            count: end - first,
        }))
    }

    /// The dabs of a square, in order.
    #[must_use]
    pub fn dabs(&self, bin: &Bin) -> &[u32] {
        &self.order[bin.first as usize..][..bin.count as usize]
    }
}

/// First column and row of the squares that `area` touches, and those after the last.
fn corners(area: Rect, side: i32) -> [i32; 4] {
    if area.is_empty() {
        return [0; 4];
    }
    [area.x0 / side, area.y0 / side, (area.x1 - 1) / side + 1, (area.y1 - 1) / side + 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_square_has_the_dabs_that_touch_it_in_order() {
        let touched = [
            Rect::new(70, 10, 130, 20),
            Rect::EMPTY,
            Rect::new(100, 0, 101, 200),
            Rect::new(127, 63, 129, 65),
        ];
        let bins = Bins::of_tiles(&touched);
        let found: Vec<_> =
            bins.squares().map(|bin| (bin.column, bin.row, bins.dabs(&bin).to_vec())).collect();
        let expected = [
            (1, 0, vec![0, 2, 3]),
            (2, 0, vec![0, 3]),
            (1, 1, vec![2, 3]),
            (2, 1, vec![3]),
            (1, 2, vec![2]),
            (1, 3, vec![2]),
        ];
        assert_eq!(found, expected);
        let blocks = Bins::new(&touched[..1], 32);
        let columns: Vec<_> = blocks.squares().map(|bin| (bin.column, bin.row)).collect();
        assert_eq!(columns, [(2, 0), (3, 0), (4, 0)]);
        assert_eq!(Bins::of_tiles(&[Rect::EMPTY]).squares().count(), 0);
    }
}
