//! In which order a pen draws its paths, and from which end, so that it travels little between them: the nearest next
//! one, then 2-opt (Croes 1958) and Or-opt (Or 1976) among those that come soon after, within a bound.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "there are fewer than 2³¹ paths, and places are clamped to the grid"
)]

/// A place on the sheet, in mm.
pub type Mm = [f32; 2];

/// What one look at two ends is worth, in [`limner_core::work`].
const OF_LOOK: u64 = 40;
/// Looks of one pass of improvements: how far ahead is looked follows from it.
const LOOKS_OF_PASS: usize = 8_000_000;
/// How far ahead is looked at least, in paths.
const LEAST_AHEAD: usize = 24;
/// Passes of improvements at most.
const PASSES: usize = 6;
/// A pass that brings less than this part of the travel is the last.
const WORTH: f64 = 0.002;
/// Most paths that Or-opt moves together.
const MOVED: usize = 3;

/// How far two places are apart.
#[must_use]
pub fn apart(a: Mm, b: Mm) -> f64 {
    let (dx, dy) = (f64::from(a[0]) - f64::from(b[0]), f64::from(a[1]) - f64::from(b[1]));
    (dx * dx + dy * dy).sqrt()
}

/// A path in its turn, and whether it is drawn from its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// The path's number.
    pub path: u32,
    /// Whether it is drawn from its end.
    pub from_end: bool,
}

/// Paths on their way to a good order.
#[derive(Clone, Debug)]
pub struct Ordering {
    home: Mm,
    ends: Vec<[Mm; 2]>,
    order: Vec<Turn>,
    stage: Stage,
    nearest_mm: f64,
}

#[derive(Clone, Debug)]
enum Stage {
    Nearest(Box<Near>),
    Improving { pass: usize, at: usize, before_mm: f64 },
    Over,
}

impl Ordering {
    /// Paths by their two ends, in no order yet; the pen comes from `home`.
    #[must_use]
    pub fn of(ends: Vec<[Mm; 2]>, home: Mm) -> Self {
        let near = Near::of(&ends, &vec![false; ends.len()], home);
        let stage = Stage::Nearest(Box::new(near));
        Self { home, order: Vec::with_capacity(ends.len()), ends, stage, nearest_mm: 0.0 }
    }

    /// Goes on for about `budget` of work, and says whether the order is found.
    pub fn advance(&mut self, budget: u64) -> bool {
        let mut left = budget;
        while left > 0 {
            let looks = match std::mem::replace(&mut self.stage, Stage::Over) {
                Stage::Nearest(mut near) => {
                    let here = self.end(self.order.len());
                    let (turn, looks) = near.take(here, &self.ends);
                    self.order.extend(turn);
                    self.stage = if turn.is_some() {
                        Stage::Nearest(near)
                    } else {
                        let before_mm = self.travel_mm();
                        self.nearest_mm = before_mm + self.gap(self.order.len(), self.home);
                        Stage::Improving { pass: 0, at: 0, before_mm }
                    };
                    looks
                }
                Stage::Improving { pass, at, before_mm } => {
                    let looks = self.improve_at(at);
                    self.stage = if at + 1 < self.order.len() {
                        Stage::Improving { pass, at: at + 1, before_mm }
                    } else {
                        let now_mm = self.travel_mm();
                        let worth = before_mm - now_mm > before_mm * WORTH;
                        if worth && pass + 1 < PASSES {
                            Stage::Improving { pass: pass + 1, at: 0, before_mm: now_mm }
                        } else {
                            Stage::Over
                        }
                    };
                    looks
                }
                Stage::Over => return true,
            };
            left = left.saturating_sub((looks + 1) * OF_LOOK);
        }
        matches!(self.stage, Stage::Over)
    }

    /// How far it has come, 0..=1.
    #[must_use]
    pub fn part(&self) -> f64 {
        let count = self.ends.len().max(1) as f64;
        match &self.stage {
            Stage::Nearest(_) => 0.3 * self.order.len() as f64 / count,
            Stage::Improving { pass, at, .. } => {
                0.3 + 0.7 * (*pass as f64 + *at as f64 / count) / PASSES as f64
            }
            Stage::Over => 1.0,
        }
    }

    /// The order, when it is found.
    #[must_use]
    pub fn order(&self) -> &[Turn] {
        &self.order
    }

    /// The travel as the paths were given, and back.
    #[must_use]
    pub fn given_mm(&self) -> f64 {
        let mut here = self.home;
        let mut sum = 0.0;
        for [start, end] in &self.ends {
            sum += apart(here, *start);
            here = *end;
        }
        sum + apart(here, self.home)
    }

    /// The travel where always the nearest next one is taken, and back.
    #[must_use]
    pub fn nearest_mm(&self) -> f64 {
        self.nearest_mm
    }

    /// The travel in the order as it is now, without the way back.
    #[must_use]
    pub fn travel_mm(&self) -> f64 {
        (0..self.order.len()).map(|at| self.gap(at, self.start(at))).sum()
    }

    /// Where the path at a place in the order begins.
    fn start(&self, at: usize) -> Mm {
        let Turn { path, from_end } = self.order[at];
        self.ends[path as usize][usize::from(from_end)]
    }

    /// Where the pen is when so many paths are drawn.
    fn end(&self, drawn: usize) -> Mm {
        let Some(last) = drawn.checked_sub(1) else { return self.home };
        let Turn { path, from_end } = self.order[last];
        self.ends[path as usize][usize::from(!from_end)]
    }

    /// From where the pen is when so many are drawn to a place.
    fn gap(&self, drawn: usize, to: Mm) -> f64 {
        apart(self.end(drawn), to)
    }

    /// Finds what follows better on the first `at` paths among those that come soon; returns how many looks that took.
    fn improve_at(&mut self, at: usize) -> u64 {
        let count = self.order.len();
        let ahead = (LOOKS_OF_PASS / count.max(1)).max(LEAST_AHEAD);
        let last = (at + ahead).min(count);
        let mut looks = 0;
        // 2-opt: the paths from `at` to `to` the other way round.
        for to in at + 1..=last {
            looks += 1;
            let before = self.gap(at, self.start(at));
            let mut after = self.gap(at, self.end(to));
            let mut saved = before - after;
            if to < count {
                let next = self.start(to);
                after = apart(self.start(at), next);
                saved += self.gap(to, next) - after;
            }
            if saved > 1e-4 {
                self.reverse(at, to);
            }
        }
        // Or-opt: the next few paths to a later place.
        for moved in 1..=MOVED.min(count - at) {
            let after_moved = at + moved;
            if after_moved >= count {
                break;
            }
            let closes = self.gap(at, self.start(after_moved));
            let frees = self.gap(at, self.start(at))
                + self.gap(after_moved, self.start(after_moved))
                - closes;
            if frees <= 1e-4 {
                continue;
            }
            let (head, tail) = (self.start(at), self.end(after_moved));
            let mut best = (1e-4, 0, false);
            for to in after_moved + 1..=last {
                looks += 2;
                let from = self.end(to);
                let next = (to < count).then(|| self.start(to));
                let was = next.map_or(0.0, |next| apart(from, next));
                for (first, second, turned) in [(head, tail, false), (tail, head, true)] {
                    let costs = apart(from, first) + next.map_or(0.0, |n| apart(second, n)) - was;
                    if frees - costs > best.0 {
                        best = (frees - costs, to, turned);
                    }
                }
            }
            if let (_, to @ 1.., turned) = best {
                if turned {
                    self.reverse(at, after_moved);
                }
                self.order[at..to].rotate_left(moved);
            }
        }
        looks
    }

    fn reverse(&mut self, from: usize, to: usize) {
        self.order[from..to].reverse();
        for turn in &mut self.order[from..to] {
            turn.from_end = !turn.from_end;
        }
    }
}

/// The ends of the paths that are left, in squares.
#[derive(Clone, Debug)]
struct Near {
    least: Mm,
    side: f32,
    columns: usize,
    rows: usize,
    /// Paths twice, and one more for their end.
    cells: Vec<Vec<u32>>,
    taken: Vec<bool>,
    left: usize,
    /// How many were left when the squares were made.
    made_for: usize,
}

impl Near {
    fn of(ends: &[[Mm; 2]], taken: &[bool], home: Mm) -> Self {
        let left = taken.iter().filter(|taken| !**taken).count();
        let free = || ends.iter().zip(taken).filter(|(_, taken)| !**taken).map(|(ends, _)| ends);
        let (mut least, mut most) = (home, home);
        for end in free().flatten() {
            for axis in 0..2 {
                least[axis] = least[axis].min(end[axis]);
                most[axis] = most[axis].max(end[axis]);
            }
        }
        let [across, down] = [most[0] - least[0], most[1] - least[1]];
        // About two ends a square.
        let side = (across * down / left.max(1) as f32).sqrt();
        let side = side.max(across.max(down) / 2_000.0).max(0.01);
        let [columns, rows] = [across, down].map(|length| (length / side) as usize + 1);
        let mut near = Self {
            least,
            side,
            columns,
            rows,
            cells: vec![Vec::new(); columns * rows],
            taken: taken.to_vec(),
            left,
            made_for: left,
        };
        for (path, ends) in ends.iter().enumerate() {
            if !taken[path] {
                for (which, end) in ends.iter().enumerate() {
                    let [x, y] = near.square(*end);
                    near.cells[y * columns + x].push((path * 2 + which) as u32);
                }
            }
        }
        near
    }

    fn square(&self, at: Mm) -> [usize; 2] {
        let along = |axis: usize, count: usize| {
            (((at[axis] - self.least[axis]) / self.side).max(0.0) as usize).min(count - 1)
        };
        [along(0, self.columns), along(1, self.rows)]
    }

    /// Takes the path with the nearest end, and says how many looks that took.
    fn take(&mut self, here: Mm, ends: &[[Mm; 2]]) -> (Option<Turn>, u64) {
        if self.left == 0 {
            return (None, 0);
        }
        let mut looks = 0;
        if self.left * 4 < self.made_for {
            looks += self.made_for as u64;
            *self = Self::of(ends, &self.taken, here);
        }
        let [column, row] = self.square(here);
        let mut best: Option<(f64, u32)> = None;
        for ring in 0..self.columns.max(self.rows) {
            // Nothing in this ring is nearer than the rings within are wide.
            let within = f64::from(self.side) * (ring as f64 - 1.0);
            if best.is_some_and(|(far, _)| far <= within) {
                break;
            }
            let rows = row.saturating_sub(ring)..=(row + ring).min(self.rows - 1);
            for y in rows {
                let is_edge = y + ring == row || y == row + ring;
                let columns = if is_edge {
                    let all = column.saturating_sub(ring)..(column + ring + 1).min(self.columns);
                    [all, 0..0]
                } else {
                    let at = |x: Option<usize>| {
                        x.filter(|x| *x < self.columns).map_or(0..0, |x| x..x + 1)
                    };
                    [at(column.checked_sub(ring)), at(Some(column + ring))]
                };
                for x in columns.into_iter().flatten() {
                    let taken = &self.taken;
                    let cell = &mut self.cells[y * self.columns + x];
                    looks += 1 + cell.len() as u64;
                    cell.retain(|end| !taken[(end / 2) as usize]);
                    for end in cell.iter() {
                        let far = apart(here, ends[(end / 2) as usize][(end % 2) as usize]);
                        if best.is_none_or(|(least, _)| far < least) {
                            best = Some((far, *end));
                        }
                    }
                }
            }
        }
        let turn = best.map(|(_, end)| Turn { path: end / 2, from_end: end % 2 == 1 });
        if let Some(Turn { path, .. }) = turn {
            self.taken[path as usize] = true;
            self.left -= 1;
        }
        (turn, looks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ordered(ends: Vec<[Mm; 2]>) -> Ordering {
        let mut ordering = Ordering::of(ends, [0.0, 0.0]);
        let mut last = 0.0;
        while !ordering.advance(10_000) {
            assert!(ordering.part() >= last && ordering.part() <= 1.0);
            last = ordering.part();
        }
        ordering
    }

    /// Lines all over a sheet, in no order.
    fn scattered(count: u32) -> Vec<[Mm; 2]> {
        let at = |i: u32, k: u32| (i.wrapping_mul(2_654_435_761).wrapping_mul(k) >> 16) % 2_000;
        let place = |i: u32, k: u32| [at(i, k) as f32 / 10.0, at(i, k + 4) as f32 / 10.0];
        (1..=count)
            .map(|i| {
                let [x, y] = place(i, 7);
                [[x, y], [x + 3.0, y + (i % 5) as f32]]
            })
            .collect()
    }

    #[test]
    fn the_pen_travels_far_less_than_in_the_order_of_painting() {
        for count in [200, 5_000] {
            let began = std::time::Instant::now();
            let ordering = ordered(scattered(count));
            let [given, nearest, now] =
                [ordering.given_mm(), ordering.nearest_mm(), ordering.travel_mm()];
            println!(
                "{count} paths: {given:.0} mm as given, {nearest:.0} mm to the nearest, {now:.0} mm improved, {:.0} ms",
                began.elapsed().as_secs_f64() * 1e3
            );
            assert!(nearest < given / 5.0 && now < nearest * 0.93, "{given} {nearest} {now}");
        }
    }

    #[test]
    fn a_row_is_drawn_as_a_row_from_either_end() {
        let row: Vec<[Mm; 2]> = [5, 2, 9, 0, 7, 1, 8, 3, 6, 4]
            .map(|i| {
                let (a, b) = ([i as f32 * 10.0, 0.0], [i as f32 * 10.0 + 9.0, 0.0]);
                if i % 2 == 0 { [a, b] } else { [b, a] }
            })
            .to_vec();
        assert!((ordered(row).travel_mm() - 9.0).abs() < 1e-3);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn each_path_has_one_turn_and_nothing_gets_longer(
            ends in prop::collection::vec(prop::array::uniform2(prop::array::uniform2(-50.0_f32..350.0)), 0..120),
        ) {
            let count = ends.len();
            let ordering = ordered(ends);
            let mut paths: Vec<u32> = ordering.order().iter().map(|turn| turn.path).collect();
            paths.sort_unstable();
            prop_assert_eq!(paths, (0..count as u32).collect::<Vec<_>>());
            prop_assert!(ordering.travel_mm() <= ordering.nearest_mm() + 1e-3);
        }
    }
}
