//! Strokes as a range coder has them: see [`super::model`].

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "fields are within their ranges when they are written, and checked when they are read"
)]

use super::lattice;
use super::model::context as c;
use super::model::{Last, Modelled, NOTHING_YET, author, color_parts};
use crate::brush::MAX_RADIUS;
use crate::fixed::{ONE, ONE_U16};
use crate::stroke::MAX_SAMPLES;
use crate::{Author, Coverage, Path, Point, Rgb8, Sample, Stroke};

/// Cells that a side of the canvas, and a quarter of it beyond either end, is divided into; each has a
/// likelihood of its own.
const CELLS_BITS: u32 = 4;

impl Modelled {
    /// A stroke by itself.
    pub(super) fn stroke(&mut self, stroke: &mut Stroke) {
        let partner = stroke.author == Author::Partner;
        let partner = self.coder.bit(c::FLAGS, 8 + self.last_author, partner);
        let who = usize::from(partner);
        (stroke.author, self.last_author) = (author(partner), who);
        let last = self.last[who].unwrap_or(NOTHING_YET);
        let is_same = stroke.brush == last.brush;
        if self.flag(10 + who, is_same) {
            stroke.brush = last.brush;
        } else {
            let brush = self.coder.number(c::BRUSH + who, stroke.brush.into());
            stroke.brush = self.ranged(brush.cast_signed(), u8::MAX.into()) as u8;
        }
        let of = |coverage: Coverage| usize::from(coverage == Coverage::BuildUp);
        let built = of(stroke.coverage) == 1;
        let built = self.coder.bit(c::FLAGS, 12 + 2 * who + of(last.coverage), built);
        stroke.coverage = if built { Coverage::BuildUp } else { Coverage::Wash };
        let samples = matches!(stroke.path, Path::Samples { .. });
        let which = 16 + 2 * who + usize::from(last.samples);
        let samples = self.coder.bit(c::FLAGS, which, samples);
        self.color(&mut stroke.color, last.color, who);
        if self.flag(20 + who, stroke.opacity == last.opacity) {
            stroke.opacity = last.opacity;
        } else {
            let step = (ONE / lattice::OPACITIES) as i32;
            let less = (ONE_U16 - stroke.opacity.min(ONE_U16)).into();
            let less = self.stepped(c::OPACITY + who, 42 + who, less, step);
            stroke.opacity = self.ranged((ONE as i32).wrapping_sub(less), ONE as i32) as u16;
        }
        if self.coder.reads() && samples {
            stroke.path = Path::Samples { radius: 0, samples: [].into() };
        }
        let mut dt_ms = last.dt_ms;
        let radius = match &mut stroke.path {
            Path::Bezier { points, radii } => {
                self.radii(radii, None, who);
                self.curve(points, *radii, who);
                radii[0]
            }
            Path::Samples { radius, samples } => {
                if self.flag(22 + who, *radius == last.radius) {
                    *radius = last.radius;
                } else {
                    *radius = self.coder.signed(c::RADIUS + 3, *radius);
                }
                let mut given = samples.to_vec();
                self.samples(&mut given, who, &mut dt_ms);
                // What is written is as it was, and shares its samples with the log.
                if self.coder.reads() {
                    *samples = given.into();
                }
                *radius
            }
        };
        let Stroke { brush, coverage, color, opacity, .. } = *stroke;
        let now = Last { brush, coverage, samples, color, opacity, radius, dt_ms };
        self.last[who] = Some(now);
    }

    /// A colour, by the same author's last one.
    fn color(&mut self, color: &mut Rgb8, last: Rgb8, who: usize) {
        if self.flag(24 + who, *color == last) {
            *color = last;
            return;
        }
        let context = c::COLOR + 4 * who;
        let coarse = self.coarse(*color);
        let [green, mut red, mut blue] = color_parts(*color, coarse);
        let bits = 5 - u32::from(coarse);
        let high = self.coder.tree(context, 0, bits, green as u32 >> 3);
        let green = (high << 3 | self.coder.even(8, green as u32 & 7)) as i32;
        red = self.coder.signed(context + 1, red);
        // What is warm in one is cold in the other.
        let by = context + 2 + usize::from(red < 0);
        blue = self.coder.signed(by, blue);
        *color = self.color_of([green, red, blue], coarse);
    }

    /// Whether a colour is one of the lattice's, of 7 bits a channel.
    pub(super) fn coarse(&mut self, color: Rgb8) -> bool {
        self.flag(45, lattice::color(color) == color)
    }

    /// Radii at either end, by what they were where they are known.
    pub(super) fn radii(&mut self, radii: &mut [i32; 2], was: Option<[i32; 2]>, who: usize) {
        let indices = radii.map(lattice::radius_index);
        let on_lattice = indices.iter().all(Option::is_some);
        if !self.flag(26, on_lattice) {
            for radius in radii.iter_mut() {
                *radius = self.coder.number(c::RADIUS + 2, radius.cast_unsigned()).cast_signed();
            }
            return;
        }
        let index = |radius: i32| lattice::nearest_radius(radius) as i32;
        let last = self.last[who].unwrap_or(NOTHING_YET).radius;
        let mut near = index(was.map_or(last, |was| was[0]));
        for i in 0..2 {
            if let Some(was) = was {
                near = index(was[i]);
            }
            let context = if was.is_some() { c::CHANGE + 3 } else { c::RADIUS + i };
            let given = indices[i].unwrap_or(0) as i32;
            let found = near.wrapping_add(self.coder.signed(context, given.wrapping_sub(near)));
            near = self.ranged(found, lattice::RADII as i32 - 1);
            radii[i] = lattice::radius(near as u32);
        }
    }

    /// The step of a curve's points: its lattice's, or 1 where they do not lie on it.
    pub(super) fn shift(&mut self, points: &[Point; 3], radii: [i32; 2]) -> u32 {
        // The step follows from them.
        let shift = lattice::shift(radii.map(|radius| self.ranged(radius, MAX_RADIUS)));
        let all = points.iter().fold(0, |all, p| all | p.x | p.y);
        let on_lattice = all & ((1 << shift) - 1) == 0;
        if self.flag(27, on_lattice) { shift } else { 0 }
    }

    fn curve(&mut self, points: &mut [Point; 3], radii: [i32; 2], who: usize) {
        let shift = self.shift(points, radii);
        let [start, control, end] = points.map(|p| [p.x >> shift, p.y >> shift]);
        let mut read = [[0; 2]; 3];
        for axis in 0..2 {
            read[0][axis] = self.place(start[axis], axis, shift, who);
        }
        let mut reach = 0;
        for axis in 0..2 {
            let ahead = end[axis].wrapping_sub(start[axis]);
            let ahead = self.coder.signed(c::CHORD + axis, ahead);
            reach = reach.max(ahead.unsigned_abs());
            read[2][axis] = read[0][axis].wrapping_add(ahead);
        }
        let by = c::BEND + 2 * (32 - reach.leading_zeros()).min(11) as usize;
        for axis in 0..2 {
            let middle = read[0][axis].midpoint(read[2][axis]);
            let aside = control[axis].wrapping_sub(middle);
            let aside = self.coder.signed(by + axis, aside);
            read[1][axis] = middle.wrapping_add(aside);
        }
        for (point, [x, y]) in points.iter_mut().zip(read) {
            *point = Point::new(x.wrapping_shl(shift), y.wrapping_shl(shift));
        }
    }

    /// Where something begins, on the canvas or around it, in steps.
    fn place(&mut self, at: i32, axis: usize, shift: u32, who: usize) -> i32 {
        let side = self.sides[axis] >> shift;
        let around = side / 4 + 2;
        let all = (side + 2 * around).cast_unsigned();
        let context = c::PLACE + 2 * who + axis;
        let from_edge = at.wrapping_add(around).cast_unsigned();
        if !self.coder.bit(context, 255, from_edge >= all) {
            // Cell k begins at this part of the whole.
            let begins = |k: u32| (all * k).div_ceil(1 << CELLS_BITS);
            let given = ((from_edge.min(all - 1) << CELLS_BITS) / all).min(15);
            let cell = self.coder.tree(context, 0, CELLS_BITS, given);
            let (low, high) = (begins(cell), begins(cell + 1));
            let within = from_edge.wrapping_sub(low).min((high - low).saturating_sub(1));
            let within = self.coder.even((high - low).max(1), within);
            return (low + within).cast_signed() - around;
        }
        self.coder.signed(context, at)
    }

    /// A pointer's samples: each by where the two before it were going.
    fn samples(&mut self, samples: &mut Vec<Sample>, who: usize, last_dt_ms: &mut u16) {
        let count = self.coder.number(c::SAMPLES, samples.len() as u32).cast_signed();
        let count = self.ranged(count, MAX_SAMPLES as i32) as usize;
        let mut before = [Sample::default(); 2];
        let (mut off, mut bent, mut steady) = ([0_u32; 2], 0, true);
        let (mut turned, mut same_time) = ([0_i32; 2], true);
        for i in 0..count {
            let mut sample = samples.get(i).copied().unwrap_or_default();
            let [one, two] = before;
            if i == 0 {
                sample.point.x = self.place(sample.point.x, 0, 0, who);
                sample.point.y = self.place(sample.point.y, 1, 0, who);
                let start = self.coder.raw(16, sample.pressure.into()) as u16;
                sample.pressure = start;
            } else {
                let by = |off: u32| (32 - off.leading_zeros()).min(7) as usize;
                let near = off[0].midpoint(off[1]);
                for (axis, at, one, two) in [
                    (0, &mut sample.point.x, one.point.x, two.point.x),
                    (1, &mut sample.point.y, one.point.y, two.point.y),
                ] {
                    let going = if i == 1 { one } else { one.wrapping_mul(2).wrapping_sub(two) };
                    let context = c::STEP + 8 * axis + by(near);
                    let apart = self.coder.signed(context, at.wrapping_sub(going));
                    *at = going.wrapping_add(apart);
                    off[axis] = apart.unsigned_abs();
                }
                let mut apart = i32::from(sample.pressure) - i32::from(one.pressure);
                steady = self.coder.bit(c::FLAGS, 6 + usize::from(steady), apart == bent);
                if steady {
                    apart = bent;
                } else {
                    let by = c::PRESSURE + by(bent.unsigned_abs() >> 4);
                    apart = self.coder.signed(by, apart);
                }
                bent = apart;
                let pressure = i32::from(one.pressure).wrapping_add(apart);
                sample.pressure = self.ranged(pressure, u16::MAX.into()) as u16;
            }
            same_time =
                self.coder.bit(c::FLAGS, 28 + usize::from(same_time), sample.dt_ms == *last_dt_ms);
            if !same_time {
                let dt = self.coder.number(c::SAMPLES + 1, sample.dt_ms.into());
                *last_dt_ms = self.ranged(dt.cast_signed(), u16::MAX.into()) as u16;
            }
            sample.dt_ms = *last_dt_ms;
            let turns = [0, 1].map(|i| i32::from(sample.tilt[i]) - i32::from(one.tilt[i]));
            if !self.flag(44, turns == turned) {
                for (turned, turns) in turned.iter_mut().zip(turns) {
                    *turned = self.coder.signed(c::TILT, turns);
                }
            }
            for (tilt, (before, turned)) in sample.tilt.iter_mut().zip(one.tilt.iter().zip(turned))
            {
                let turned = i32::from(*before).wrapping_add(turned).wrapping_add(90);
                *tilt = (self.ranged(turned, 180) - 90) as i8;
            }
            if i < samples.len() {
                samples[i] = sample;
            } else {
                samples.push(sample);
            }
            before = [sample, one];
        }
    }
}
