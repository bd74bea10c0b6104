//! Differentiable augmentation: the critic sees real and drawn pictures moved, turned and scaled a little, and the
//! gradient finds its way back (Zhao and others, "Differentiable augmentation for data-efficient GAN training", 2020).

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "places are cut at the picture before they are indices"
)]

use limner_env::Random;

/// By how much pictures are changed at most.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Augmentation {
    /// How far they are moved, in parts of the side.
    pub shift: f32,
    /// How far they are turned, in radians.
    pub turn: f32,
    /// By which part they are made larger or smaller.
    pub scale: f32,
}

impl Augmentation {
    /// Nothing is changed.
    pub const NONE: Self = Self { shift: 0.0, turn: 0.0, scale: 0.0 };

    /// A change within these bounds, for pictures of this side.
    pub fn draw(&self, side: usize, random: &mut Random) -> Change {
        if *self == Self::NONE {
            return Change::NONE;
        }
        let mut within = |bound: f32| random.between(-bound, bound);
        if self.turn == 0.0 && self.scale == 0.0 {
            // By whole pixels, so that nothing is blurred.
            let shift = [0, 1].map(|_| (within(self.shift) * side as f32).round());
            return Change { shift, ..Change::NONE };
        }
        let (turn, scale) = (within(self.turn), 1.0 + within(self.scale));
        let shift = [within(self.shift) * side as f32, within(self.shift) * side as f32];
        let (sin, cos) = (turn.sin() / scale, turn.cos() / scale);
        Change { matrix: [[cos, sin], [-sin, cos]], shift }
    }
}

/// A change of a picture: where each of its pixels comes from, about the middle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    matrix: [[f32; 2]; 2],
    shift: [f32; 2],
}

impl Change {
    /// Nothing is changed.
    pub const NONE: Self = Self { matrix: [[1.0, 0.0], [0.0, 1.0]], shift: [0.0; 2] };

    /// By how many whole pixels a picture is moved, if that is all.
    fn whole_shift(&self) -> Option<[isize; 2]> {
        let whole = self.shift.iter().all(|v| v.fract() == 0.0);
        (self.matrix == Self::NONE.matrix && whole).then(|| self.shift.map(|v| v as isize))
    }

    /// Calls with each pixel of a picture, where it comes from, and that one's share.
    fn each(&self, side: usize, mut call: impl FnMut(usize, usize, f32)) {
        let middle = (side as f32 - 1.0) / 2.0;
        for y in 0..side {
            for x in 0..side {
                let (dx, dy) =
                    (x as f32 - middle - self.shift[0], y as f32 - middle - self.shift[1]);
                let [from_x, from_y] = self.matrix.map(|row| row[0] * dx + row[1] * dy + middle);
                let (left, top) = (from_x.floor(), from_y.floor());
                let (fx, fy) = (from_x - left, from_y - top);
                let corners = [
                    (0, 0, (1.0 - fx) * (1.0 - fy)),
                    (1, 0, fx * (1.0 - fy)),
                    (0, 1, (1.0 - fx) * fy),
                    (1, 1, fx * fy),
                ];
                for (i, j, share) in corners {
                    let (u, v) = (left as isize + i, top as isize + j);
                    let within = |v: isize| v >= 0 && v < side as isize;
                    if share > 0.0 && within(u) && within(v) {
                        call(y * side + x, v as usize * side + u as usize, share);
                    }
                }
            }
        }
    }

    /// Changes a picture of one channel; what comes from outside is bare.
    pub fn apply(&self, side: usize, picture: &mut [f32], scratch: &mut Vec<f32>) {
        if *self == Self::NONE {
            return;
        }
        scratch.clear();
        scratch.extend_from_slice(picture);
        picture.fill(0.0);
        if let Some(shift) = self.whole_shift() {
            return moved(side, shift, scratch, picture);
        }
        self.each(side, |to, from, share| picture[to] += share * scratch[from]);
    }

    /// Brings a gradient back through [`Change::apply`].
    pub fn pull_back(&self, side: usize, gradient: &mut [f32], scratch: &mut Vec<f32>) {
        if *self == Self::NONE {
            return;
        }
        scratch.clear();
        scratch.extend_from_slice(gradient);
        gradient.fill(0.0);
        if let Some(shift) = self.whole_shift() {
            return moved(side, shift.map(|v| -v), scratch, gradient);
        }
        self.each(side, |to, from, share| gradient[from] += share * scratch[to]);
    }
}

/// Writes a picture moved by whole pixels over a bare one.
fn moved(side: usize, [x, y]: [isize; 2], from: &[f32], to: &mut [f32]) {
    let range = |by: isize| {
        let (low, high) = (by.max(0), (side as isize + by.min(0)).max(0));
        (low.min(high) as usize, high as usize, by)
    };
    let ((left, right, x), (top, bottom, y)) = (range(x), range(y));
    for row in top..bottom {
        let source = (row as isize - y) as usize * side;
        let start = (left as isize - x) as usize;
        let cells = &from[source + start..source + start + (right - left)];
        to[row * side + left..row * side + right].copy_from_slice(cells);
    }
}
