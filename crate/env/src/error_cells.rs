//! The error map: squared differences of two pictures, summed in cells.

#![expect(clippy::cast_sign_loss, reason = "an area is cut at the picture before it is an index")]

use limner_core::Rect;

use crate::picture::Picture;

/// Side of a cell of the error map, in canvas pixels.
pub(crate) const CELL: usize = 8;

/// Cells that cover a canvas of this size.
pub(crate) fn cells_of(width: usize, height: usize) -> Vec<f32> {
    vec![0.0; width.div_ceil(CELL) * height.div_ceil(CELL)]
}

/// Brings the sums of squared differences in cells of [`CELL`] × [`CELL`] pixels up to date in an area.
pub(crate) fn sum_cells(target: &Picture, canvas: &Picture, area: Rect, cells: &mut [f32]) {
    let (width, height) = (canvas.width, canvas.height);
    let columns = width.div_ceil(CELL);
    for row in area.y0 as usize / CELL..(area.y1 as usize).div_ceil(CELL) {
        for column in area.x0 as usize / CELL..(area.x1 as usize).div_ceil(CELL) {
            let (x0, x1) = (column * CELL, ((column + 1) * CELL).min(width));
            let mut sum = 0.0;
            for y in row * CELL..((row + 1) * CELL).min(height) {
                for (t, v) in target.planes.iter().zip(&canvas.planes) {
                    let (t, v) =
                        (&t[y * width + x0..y * width + x1], &v[y * width + x0..y * width + x1]);
                    sum += t.iter().zip(v).map(|(t, v)| (t - v) * (t - v)).sum::<f32>();
                }
            }
            cells[row * columns + column] = sum;
        }
    }
}
