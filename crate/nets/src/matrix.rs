//! Matrix products over slices, with their sizes checked.

/// A matrix in a slice: rows, columns, and how far apart they are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Matrix<'a> {
    values: &'a [f32],
    rows: usize,
    columns: usize,
    row_step: usize,
    column_step: usize,
}

impl<'a> Matrix<'a> {
    /// A matrix that lies row by row.
    pub(crate) fn new(values: &'a [f32], rows: usize, columns: usize) -> Self {
        assert_eq!(values.len(), rows * columns, "a matrix of {rows} × {columns}");
        Self { values, rows, columns, row_step: columns, column_step: 1 }
    }

    /// The same numbers with rows and columns exchanged.
    pub(crate) fn transposed(self) -> Self {
        Self {
            rows: self.columns,
            columns: self.rows,
            row_step: self.column_step,
            column_step: self.row_step,
            ..self
        }
    }
}

/// `to` = `a` `b`, or `to` + `a` `b`; `to` lies row by row.
#[expect(clippy::cast_possible_wrap, reason = "lengths of slices are below 2⁶³")]
pub(crate) fn multiply(a: Matrix<'_>, b: Matrix<'_>, to: &mut [f32], adds: bool) {
    assert_eq!(a.columns, b.rows, "the inner sizes of a product");
    assert_eq!(to.len(), a.rows * b.columns, "the size of a product");
    if to.is_empty() {
        return;
    }
    // SAFETY: each matrix was checked to hold rows × columns numbers at its steps, and so was `to`.
    unsafe {
        matrixmultiply::sgemm(
            a.rows,
            a.columns,
            b.columns,
            1.0,
            a.values.as_ptr(),
            a.row_step as isize,
            a.column_step as isize,
            b.values.as_ptr(),
            b.row_step as isize,
            b.column_step as isize,
            if adds { 1.0 } else { 0.0 },
            to.as_mut_ptr(),
            b.columns as isize,
            1,
        );
    }
}
