//! A way that is more than one stroke may be, cut in two.

use limner_core::{Path, Point, Sample, Stroke};

/// The moment half way from one sample to the next; `None` where nothing lies between them.
#[must_use]
pub(crate) fn halfway(from: &Sample, to: &Sample) -> Option<Sample> {
    let mid = |a: i32, b: i32| i32::midpoint(a, b);
    let point = Point::new(mid(from.point.x, to.point.x), mid(from.point.y, to.point.y));
    let half = Sample {
        point,
        pressure: from.pressure.midpoint(to.pressure),
        tilt: [0, 1].map(|axis| from.tilt[axis].midpoint(to.tilt[axis])),
        dt_ms: to.dt_ms / 2,
    };
    let is_between = (point != from.point && point != to.point) || half.dt_ms > 0;
    is_between.then_some(half)
}

/// A stroke through samples as two, the second from where the first ends; `None` where it can't be cut.
#[must_use]
pub(crate) fn halves(stroke: &Stroke) -> Option<[Stroke; 2]> {
    let Path::Samples { radius, samples } = &stroke.path else { return None };
    let (mut first, mut second): (Vec<Sample>, Vec<Sample>) = match &samples[..] {
        [] | [_] => return None,
        [from, to] => {
            let half = halfway(from, to)?;
            (vec![*from, half], vec![half, rest(&half, to)])
        }
        more => {
            let at = more.len() / 2;
            (more[..=at].to_vec(), more[at..].to_vec())
        }
    };
    second[0].dt_ms = 0;
    let of = |samples: &mut Vec<Sample>| {
        let path = Path::Samples { radius: *radius, samples: std::mem::take(samples).into() };
        Stroke { path, ..stroke.clone() }
    };
    Some([of(&mut first), of(&mut second)])
}

/// The sample `to` as it comes after the one half way to it.
#[must_use]
pub(crate) fn rest(half: &Sample, to: &Sample) -> Sample {
    Sample { dt_ms: to.dt_ms - half.dt_ms, ..*to }
}
