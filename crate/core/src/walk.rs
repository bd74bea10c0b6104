//! Path → dabs, in integers.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "coordinates are within `MAX_COORDINATE`, factors 0..=2¹⁵, and jitter is drawn from a range that fits"
)]

use crate::brush::{Follow, Input, KNOTS, MAX_RADIUS, MIN_RADIUS, Modulation, Setting};
use crate::dab::{Dab, Shape};
use crate::fixed::{ONE, UNIT_VECTOR, UNITS_PER_PX, exp2, log2, mul_q15, sin_cos};
use crate::work::Price;
use crate::{Brush, Coverage, Path, Point, Sample, Scale, Stroke, random};

/// Dabs are at least this far apart, in 1/64 px.
const MIN_STEP: i64 = 16;
/// Dabs of hairs, which are many, are at least this far apart, in 1/64 px.
const MIN_HAIR_STEP: i64 = 32;
/// Pieces into which a Bézier curve is cut. A power of two, so that its points are exact.
const BEZIER_PIECES: i64 = 32;
/// A stroke has made all of its progress after so many of its radii.
const PROGRESS_RADII: u64 = 64;
/// A hair stays up, or down, for this many dabs of the path.
const DRY_RUN: u32 = 6;

/// A corner of the path that the walker follows.
#[derive(Clone, Copy, Debug, Default)]
struct Vertex {
    point: Point,
    /// Before modulation, in 1/64 px.
    radius: i32,
    pressure: u32,
    tilt: u32,
    lean: [i32; 2],
    speed: u32,
}

/// The straight part of a path that is being walked.
#[derive(Clone, Copy, Debug)]
struct Segment {
    from: Vertex,
    to: Vertex,
    length: i64,
    dt_ms: i64,
    /// The position of the next dab that is due by the way.
    position: i64,
    /// How far dabs due by time have come, in ms.
    moment: i64,
}

/// Who takes dabs, by reference: a copy of all that walks for each of them would be a tenth of what the page
/// loads.
type TakesDabs<'a> = &'a mut dyn FnMut(Dab) -> bool;

/// How a walk came to rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Walked {
    /// At the end of what there was to walk.
    ToTheEnd,
    /// The budget is spent; the walk can go on.
    Paused,
    /// A dab was not wanted any more.
    Stopped,
}

/// Walks along a path corner by corner and lays dabs at the brush's spacing. It can be fed while a
/// stroke is still being drawn and lays the same dabs then.
#[derive(Clone, Debug)]
pub struct Walker {
    brush: Brush,
    opacity: u16,
    seed: u32,
    last: Option<Vertex>,
    /// Distance to the next dab.
    until_next: i64,
    /// Parts of a dab due by time, in 1/1000.
    time_credit: i64,
    /// Unit vector of the way, in units of 2⁻¹⁴.
    direction: [i32; 2],
    /// Whether nothing was laid yet, because the way is not known yet.
    waits: bool,
    gone: u64,
    dabs: u32,
    segment: Option<Segment>,
    price: Price,
    work: u64,
    scale: Scale,
}

impl Walker {
    /// A walker at the beginning of a path. `opacity` is the stroke's, `seed` what its jitter and hairs
    /// follow from.
    #[must_use]
    pub fn new(brush: &Brush, opacity: u16, seed: u32) -> Self {
        Self {
            brush: *brush,
            opacity,
            seed,
            last: None,
            until_next: 0,
            time_credit: 0,
            direction: [UNIT_VECTOR, 0],
            waits: brush.follow != Follow::Canvas,
            gone: 0,
            dabs: 0,
            segment: None,
            price: Price::of(brush, brush.coverage),
            work: 0,
            scale: Scale::ONE,
        }
    }

    /// A walker at the beginning of this stroke's path: its coverage is the stroke's, not the brush's.
    #[must_use]
    pub fn of(stroke: &Stroke, brush: &Brush, seed: u32) -> Self {
        Self::new(&Brush { coverage: stroke.coverage, ..*brush }, stroke.opacity, seed)
    }

    /// What walking took so far, in units of [`crate::work`]: every step and every look at a hair, but
    /// not the dabs.
    #[must_use]
    pub fn work(&self) -> u64 {
        self.work
    }

    /// Goes on to a sample of a path whose radius at full pressure is `radius` (1/64 px), and hands
    /// every dab on the way to `dab`, until that returns false.
    pub fn push(&mut self, sample: &Sample, radius: i32, mut dab: impl FnMut(Dab) -> bool) -> bool {
        self.head_for_sample(sample, radius);
        self.walk(u64::MAX, &mut dab as TakesDabs) == Walked::ToTheEnd
    }

    fn head_for_sample(&mut self, sample: &Sample, radius: i32) {
        let [tx, ty] = sample.tilt.map(i32::from);
        let tilt = (((tx * tx + ty * ty) as u32 * 64).isqrt()).min(90 * 8) * ONE / (90 * 8);
        let dt = i64::from(sample.dt_ms);
        let speed = self.last.map_or(0, |last| {
            let length = distance(last.point, sample.point);
            // ½ at one pixel a millisecond, and slow to change.
            let now = length * i64::from(ONE) / (length + dt.max(1) * i64::from(UNITS_PER_PX));
            (u64::from(last.speed) * 3 + now as u64).div_ceil(4) as u32
        });
        let pressure = u32::from(sample.pressure);
        let vertex = Vertex { point: sample.point, radius, pressure, tilt, lean: [tx, ty], speed };
        self.head_for(vertex, dt);
    }

    /// The path is over: lays the one dab of a stroke that never went anywhere.
    pub fn finish(&mut self, mut dab: impl FnMut(Dab) -> bool) -> bool {
        self.end(&mut dab as TakesDabs)
    }

    fn end<F: FnMut(Dab) -> bool + ?Sized>(&mut self, dab: &mut F) -> bool {
        match self.last {
            Some(at) if self.waits => {
                self.waits = false;
                self.lay(&at, dab)
            }
            _ => true,
        }
    }

    /// The next corner of the path; what leads to the one before must have been walked.
    fn head_for(&mut self, to: Vertex, dt_ms: i64) {
        debug_assert!(self.segment.is_none(), "the way to the corner before is not walked yet");
        self.work += self.price.of_corner();
        let from = self.last.replace(to).unwrap_or(to);
        let length = distance(from.point, to.point);
        if length > 0 {
            let part = |a: i32, b: i32| {
                ((i64::from(b) - i64::from(a)) * i64::from(UNIT_VECTOR) / length) as i32
            };
            self.direction = [part(from.point.x, to.point.x), part(from.point.y, to.point.y)];
            self.waits = false;
        } else if self.waits {
            return;
        }
        let position = self.until_next;
        self.segment = Some(Segment { from, to, length, dt_ms, position, moment: 0 });
    }

    /// Walks on to the corner ahead, until its work has come to `until` or `dab` returns false.
    fn walk<F: FnMut(Dab) -> bool + ?Sized>(&mut self, until: u64, dab: &mut F) -> Walked {
        let Some(mut way) = self.segment.take() else { return Walked::ToTheEnd };
        let Segment { from, to, length, dt_ms, .. } = way;
        let per_ms = i64::from(self.brush.dabs_per_second);
        let by_way = self.brush.spacing > 0 || self.brush.base_spacing > 0;
        // The next dab that is due by time, in ms from `from`.
        let due = |credit: i64| match per_ms {
            0 => i64::MAX,
            _ => (1000 - credit).max(0).div_euclid(per_ms) + 1,
        };
        loop {
            if self.work >= until {
                self.segment = Some(way);
                return Walked::Paused;
            }
            let next = due(self.time_credit);
            let by_time = if next > dt_ms - way.moment {
                None
            } else if dt_ms == 0 {
                Some(length)
            } else {
                Some(length * (way.moment + next) / dt_ms)
            };
            let at = match by_time {
                Some(at) if !by_way || at < way.position => {
                    way.moment += next;
                    self.time_credit += next * per_ms - 1000;
                    at
                }
                _ if by_way && way.position <= length => {
                    let at = way.position;
                    let radius = along(from.radius.into(), to.radius.into(), at, length);
                    way.position += self.step(radius, &between(&from, &to, at, length));
                    at
                }
                _ => break,
            };
            self.work += self.price.of_step();
            if !self.lay(&between(&from, &to, at, length), dab) {
                self.segment = Some(way);
                return Walked::Stopped;
            }
        }
        self.time_credit += (dt_ms - way.moment) * per_ms;
        self.until_next = if by_way { way.position - length } else { 0 };
        self.gone += length as u64;
        Walked::ToTheEnd
    }

    /// Distance from a dab to the next.
    fn step(&self, radius: i64, at: &Vertex) -> i64 {
        let brush = &self.brush;
        let actual = i64::from(self.driven(Setting::Radius, radius, at));
        let hair = if brush.hairs > 0 { i64::from(brush.hair_radius) } else { 256 };
        let spacing = i64::from(self.driven(Setting::Spacing, brush.spacing.into(), at));
        let by_actual = actual * spacing * hair / (256 * 256);
        let by_base = radius * i64::from(brush.base_spacing) / 256;
        // Dabs by either add up: 1 / step = 1 / by_actual + 1 / by_base.
        let step = match (brush.spacing > 0, brush.base_spacing > 0) {
            (true, true) => by_actual * by_base / (by_actual + by_base).max(1),
            (true, false) => by_actual,
            _ => by_base,
        };
        step.max(if brush.hairs > 0 { MIN_HAIR_STEP } else { MIN_STEP })
    }

    /// A setting, driven by the inputs as they are at a corner, never negative.
    fn driven(&self, setting: Setting, base: i64, at: &Vertex) -> i32 {
        let mut value = base;
        for modulation in self.brush.modulations.iter().filter(|m| m.setting == setting) {
            value = (value * i64::from(modulation.at(self.input(modulation, at)))) >> 15;
        }
        value.clamp(0, i32::MAX.into()) as i32
    }

    fn input(&self, modulation: &Modulation, at: &Vertex) -> u32 {
        const _: () = assert!(KNOTS > 1, "an input lies between knots");
        match modulation.input {
            Input::Pressure => at.pressure,
            Input::Tilt => at.tilt,
            Input::Speed => at.speed,
            Input::Progress => {
                let whole = PROGRESS_RADII * at.radius.max(1) as u64;
                (self.gone * u64::from(ONE) / whole).min(ONE.into()) as u32
            }
            Input::Random => self.random(0x100 + modulation.setting as u32) >> 17,
        }
    }

    /// The random number of a purpose at the present dab.
    fn random(&self, purpose: u32) -> u32 {
        random::at(self.seed ^ random::mix(purpose), self.dabs)
    }

    /// A random number -2¹⁵..2¹⁵, about zero.
    fn sway(&self, purpose: u32) -> i64 {
        i64::from(self.random(purpose) >> 16) - i64::from(ONE)
    }

    /// Lays the dab, or the hairs, at a corner.
    fn lay<F: FnMut(Dab) -> bool + ?Sized>(&mut self, at: &Vertex, dab: &mut F) -> bool {
        let brush = self.brush;
        let fraction =
            |setting, base: u16| self.driven(setting, base.into(), at).min(1 << 15) as u16;
        let mut radius = i64::from(self.driven(Setting::Radius, at.radius.into(), at));
        let vary = i64::from(fraction(Setting::JitterRadius, brush.jitter_radius));
        radius += radius * vary / i64::from(ONE) * self.sway(1) / i64::from(ONE);
        let radius = radius.clamp(MIN_RADIUS.into(), MAX_RADIUS.into());
        let place = i64::from(self.driven(Setting::JitterPlace, brush.jitter_place.into(), at));
        let thrown =
            |purpose| (radius * place.min(4096) / 256 * self.sway(purpose) / i64::from(ONE)) as i32;
        let center = Point::new(at.point.x + thrown(2), at.point.y + thrown(3));
        let aspect = self.driven(Setting::Aspect, brush.aspect.into(), at).clamp(256, 5120) as u16;
        let opacity = mul_q15(self.opacity.into(), fraction(Setting::Opacity, 1 << 15).into());
        let flow = fraction(Setting::Flow, brush.flow);
        let (opacity, flow) = match brush.coverage {
            Coverage::Wash => (opacity, flow),
            Coverage::BuildUp => {
                (self.linearised(mul_q15(opacity, flow.into()), radius, at), 1 << 15)
            }
        };
        let shape = Shape {
            radius: radius as i32,
            aspect,
            axis: self.axis(at),
            hardness: fraction(Setting::Hardness, brush.hardness),
            softness: fraction(Setting::Softness, brush.softness),
        };
        let pick = self.driven(Setting::SmudgeRadius, brush.smudge_radius.into(), at).min(1024);
        let template = Dab {
            grain: fraction(Setting::Grain, brush.grain),
            smudge: fraction(Setting::Smudge, brush.smudge),
            smudge_length: fraction(Setting::SmudgeLength, brush.smudge_length),
            pick_radius: (radius * i64::from(pick) / 256).clamp(32, MAX_RADIUS.into()) as u16,
            ..Dab::at(self.scale, center, &shape, opacity as u16, flow)
        };
        let goes_on = if brush.hairs == 0 {
            dab(template)
        } else {
            let dryness = u32::from(fraction(Setting::Dryness, brush.dryness));
            let hair = self.driven(Setting::HairRadius, brush.hair_radius.into(), at).clamp(8, 256);
            self.lay_hairs(&template, &shape, (opacity, flow), hair, dryness, dab)
        };
        self.dabs = self.dabs.wrapping_add(1);
        goes_on
    }

    fn lay_hairs<F: FnMut(Dab) -> bool + ?Sized>(
        &self,
        template: &Dab,
        shape: &Shape,
        (opacity, flow): (u32, u16),
        hair_radius: i32,
        dryness: u32,
        dab: &mut F,
    ) -> bool {
        let hair_shape = Shape {
            radius: (i64::from(shape.radius) * i64::from(hair_radius) / 256) as i32,
            aspect: 256,
            ..*shape
        };
        let spread = i64::from(shape.radius - hair_shape.radius);
        let [cos, sin] = shape.axis.map(i64::from);
        (0..self.brush.hairs).all(|hair| {
            let [a, b, load, dry] =
                [0, 1, 2, 3].map(|k| random::at(self.seed ^ 0x4a17, u32::from(hair) * 4 + k));
            // A run is up where its own number falls below the share that is dry; some hairs more so.
            let run = random::at(self.seed ^ dry, self.dabs / DRY_RUN + dry % 97) >> 17;
            if run < mul_q15(dryness, ONE / 2 + (dry >> 17)) {
                return true;
            }
            // Even over the disc: the radius is the root of an even number.
            let (turn_sin, turn_cos) = sin_cos((a >> 16) as u16);
            let out = i64::from((b >> 2).isqrt()) * spread / (1 << 15);
            let long = out * i64::from(turn_cos) / i64::from(UNIT_VECTOR);
            let wide = out * i64::from(turn_sin) / i64::from(UNIT_VECTOR) * 256
                / i64::from(shape.aspect.max(1));
            let dx = (long * cos - wide * sin) / i64::from(UNIT_VECTOR);
            let dy = (long * sin + wide * cos) / i64::from(UNIT_VECTOR);
            let center = Point::new(template.x + dx as i32, template.y + dy as i32);
            let loaded = mul_q15(opacity, ONE / 2 + (load >> 18));
            let shaped = Dab::at(self.scale, center, &hair_shape, loaded as u16, flow);
            dab(Dab {
                grain: template.grain,
                smudge: template.smudge,
                smudge_length: template.smudge_length,
                pick_radius: template.pick_radius,
                ..shaped
            })
        })
    }

    /// Direction of the longer axis.
    fn axis(&self, at: &Vertex) -> [i32; 2] {
        let [fx, fy] = match self.brush.follow {
            Follow::Canvas => [UNIT_VECTOR, 0],
            Follow::Path => self.direction,
            Follow::Pen => {
                let [x, y] = at.lean;
                match ((x * x + y * y) as u32 * 64).isqrt() as i32 {
                    0 => self.direction,
                    length => [x, y].map(|v| v * 8 * UNIT_VECTOR / length),
                }
            }
        };
        let angle = self.driven(Setting::Angle, self.brush.angle.into(), at);
        let jitter = self.driven(Setting::JitterAngle, self.brush.jitter_angle.into(), at);
        let turned = (i64::from(jitter.min(1 << 16)) * self.sway(4) / i64::from(ONE)) as i32;
        match angle + turned {
            0 => [fx, fy],
            turn => {
                let (sin, cos) = sin_cos(turn as u16);
                [(fx * cos - fy * sin) >> 14, (fx * sin + fy * cos) >> 14]
            }
        }
    }

    /// The opacity of one dab of those that overlap, so that together they come to `opacity`:
    /// libmypaint's `1 - (1 - opacity)^(1/n)`, with `n` dabs over each pixel.
    fn linearised(&self, opacity: u32, radius: i64, at: &Vertex) -> u32 {
        let linearity = i64::from(self.brush.linearity);
        if linearity == 0 || opacity >= ONE {
            return opacity;
        }
        let apart = self.step(at.radius.into(), at);
        let overlap = (2 * radius * 256 / apart).max(256);
        let overlap = 256 + (overlap - 256) * linearity / i64::from(ONE);
        let left = exp2((i64::from(log2(ONE - opacity)) * 256 / overlap) as i32);
        ONE - left.min(ONE)
    }
}

fn distance(a: Point, b: Point) -> i64 {
    let dx = i64::from(b.x) - i64::from(a.x);
    let dy = i64::from(b.y) - i64::from(a.y);
    ((dx * dx + dy * dy) as u64).isqrt() as i64
}

/// The value between `a` and `b` at `position` of `length`; `b` where there is no length.
fn along(a: i64, b: i64, position: i64, length: i64) -> i64 {
    if length == 0 { b } else { a + ((b - a) * position + length / 2).div_euclid(length) }
}

fn between(from: &Vertex, to: &Vertex, position: i64, length: i64) -> Vertex {
    let mix = |a: i32, b: i32| along(a.into(), b.into(), position, length) as i32;
    let mix_u32 = |a: u32, b: u32| along(a.into(), b.into(), position, length) as u32;
    Vertex {
        point: Point::new(mix(from.point.x, to.point.x), mix(from.point.y, to.point.y)),
        radius: mix(from.radius, to.radius),
        pressure: mix_u32(from.pressure, to.pressure),
        tilt: mix_u32(from.tilt, to.tilt),
        lean: to.lean,
        speed: mix_u32(from.speed, to.speed),
    }
}

/// Hands every dab of a stroke to `dab` in order, until that returns false. Says whether it came to
/// the stroke's end. `seed` is the stroke's (see [`random::stroke_seed`]).
pub fn for_each_dab(
    stroke: &Stroke,
    brush: &Brush,
    seed: u32,
    dab: impl FnMut(Dab) -> bool,
) -> bool {
    Walk::of(stroke, brush, seed).advance(stroke, u64::MAX, dab) == Walked::ToTheEnd
}

/// A walk along the whole path of a stroke, which can be left and gone on with.
#[derive(Clone, Debug)]
pub struct Walk {
    walker: Walker,
    /// The next corner of the path.
    corner: usize,
}

impl Walk {
    /// A walk at the beginning of a stroke. `seed` is the stroke's (see [`random::stroke_seed`]).
    #[must_use]
    pub fn of(stroke: &Stroke, brush: &Brush, seed: u32) -> Self {
        Self { walker: Walker::of(stroke, brush, seed), corner: 0 }
    }

    /// The same walk with dabs that are made for finer pixels.
    #[must_use]
    pub fn at(mut self, scale: Scale) -> Self {
        self.set_scale(scale);
        self
    }

    pub(crate) fn set_scale(&mut self, scale: Scale) {
        self.walker.scale = scale;
    }

    /// What walking took so far, see [`Walker::work`].
    #[must_use]
    pub fn work(&self) -> u64 {
        self.walker.work
    }

    /// Hands on the dabs that come next, until `dab` returns false or about `budget` of work is done.
    /// The stroke must be the one that it began with.
    pub fn advance(
        &mut self,
        stroke: &Stroke,
        budget: u64,
        mut dab: impl FnMut(Dab) -> bool,
    ) -> Walked {
        self.go_on_closely(stroke, budget, &mut dab as TakesDabs)
    }

    /// As [`Walk::advance`], compiled together with what takes the dabs: for who draws them, to whom an indirect
    /// call for each hair matters.
    pub(crate) fn go_on_closely<F: FnMut(Dab) -> bool + ?Sized>(
        &mut self,
        stroke: &Stroke,
        budget: u64,
        dab: &mut F,
    ) -> Walked {
        let until = self.walker.work.saturating_add(budget);
        loop {
            match self.walker.walk(until, dab) {
                Walked::ToTheEnd => {}
                rest => return rest,
            }
            if self.walker.work >= until {
                return Walked::Paused;
            }
            if !self.head_for_corner(stroke) {
                let goes_on = self.walker.end(dab);
                return if goes_on { Walked::ToTheEnd } else { Walked::Stopped };
            }
        }
    }

    /// The next corner of the path, if there is one more.
    fn head_for_corner(&mut self, stroke: &Stroke) -> bool {
        let corner = self.corner;
        match &stroke.path {
            Path::Bezier { points: [start, control, end], radii } => {
                let i = corner as i64;
                if i > BEZIER_PIECES {
                    return false;
                }
                let j = BEZIER_PIECES - i;
                let whole = BEZIER_PIECES * BEZIER_PIECES;
                // B(t) = (1-t)² start + 2t(1-t) control + t² end, rounded to nearest.
                let at = |a: i32, b: i32, c: i32| {
                    let sum =
                        j * j * i64::from(a) + 2 * i * j * i64::from(b) + i * i * i64::from(c);
                    (sum + whole / 2).div_euclid(whole) as i32
                };
                let radius =
                    (j * i64::from(radii[0]) + i * i64::from(radii[1]) + BEZIER_PIECES / 2)
                        / BEZIER_PIECES;
                let point =
                    Point::new(at(start.x, control.x, end.x), at(start.y, control.y, end.y));
                let radius = radius as i32;
                self.walker
                    .head_for(Vertex { point, radius, pressure: ONE, ..Vertex::default() }, 0);
            }
            Path::Samples { radius, samples } => {
                let Some(sample) = samples.get(corner) else { return false };
                self.walker.head_for_sample(sample, *radius);
            }
        }
        self.corner += 1;
        true
    }
}
