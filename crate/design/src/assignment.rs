//! The cheapest assignment of as many rows to as many columns.

/// For each row its column, so that the costs sum to the least: the Hungarian method with potentials, in cubic time
/// (Kuhn 1955; in the form of Jonker and Volgenant 1987).
///
/// `cost` holds `n` rows of `n` finite numbers.
#[must_use]
pub fn assigned(cost: &[f32], n: usize) -> Vec<usize> {
    // Row and column 0 stand for nothing; `row_of[j]` is the row that has column j.
    let (mut row_price, mut column_price) = (vec![0.0_f32; n + 1], vec![0.0_f32; n + 1]);
    let mut row_of = vec![0_usize; n + 1];
    for row in 1..=n {
        row_of[0] = row;
        let mut column = 0;
        let mut least = vec![f32::INFINITY; n + 1];
        let mut seen = vec![false; n + 1];
        let mut way = vec![0_usize; n + 1];
        loop {
            seen[column] = true;
            let from = row_of[column];
            let (mut delta, mut next) = (f32::INFINITY, 0);
            for j in 1..=n {
                if seen[j] {
                    continue;
                }
                let reduced = cost[(from - 1) * n + j - 1] - row_price[from] - column_price[j];
                if reduced < least[j] {
                    (least[j], way[j]) = (reduced, column);
                }
                if least[j] < delta || next == 0 {
                    (delta, next) = (least[j], j);
                }
            }
            for j in 0..=n {
                if seen[j] {
                    row_price[row_of[j]] += delta;
                    column_price[j] -= delta;
                } else {
                    least[j] -= delta;
                }
            }
            column = next;
            if row_of[column] == 0 {
                break;
            }
        }
        // The path of swaps back to the row that had none.
        while column != 0 {
            let before = way[column];
            row_of[column] = row_of[before];
            column = before;
        }
    }
    let mut column_of = vec![0; n];
    for (column, row) in row_of.iter().enumerate().skip(1) {
        column_of[row - 1] = column - 1;
    }
    column_of
}

#[cfg(test)]
mod tests {
    use super::*;
    use limner_core::random;

    fn best_by_trying(cost: &[f32], n: usize, row: usize, taken: &mut Vec<bool>) -> f32 {
        if row == n {
            return 0.0;
        }
        let mut best = f32::INFINITY;
        for column in 0..n {
            if !taken[column] {
                taken[column] = true;
                best = best.min(cost[row * n + column] + best_by_trying(cost, n, row + 1, taken));
                taken[column] = false;
            }
        }
        best
    }

    #[test]
    fn no_other_assignment_is_cheaper() {
        for seed in 0..200 {
            let n = 1 + (seed as usize) % 6;
            let number = |i: usize| random::at(seed, u32::try_from(i).unwrap_or(0)) % 1000;
            let cost: Vec<f32> =
                (0..n * n).map(|i| f32::from(u16::try_from(number(i)).unwrap_or(0))).collect();
            let found = assigned(&cost, n);
            let sum: f32 =
                found.iter().enumerate().map(|(row, column)| cost[row * n + column]).sum();
            let mut columns = found.clone();
            columns.sort_unstable();
            assert_eq!(columns, (0..n).collect::<Vec<_>>());
            assert_eq!(sum, best_by_trying(&cost, n, 0, &mut vec![false; n]), "seed {seed}");
        }
    }
}
