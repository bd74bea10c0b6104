//! What the policy sees of a window: 14 planes of 32 × 32, channel by channel.
//!
//! | channels | what | range |
//! |---|---|---|
//! | 0–2 | target, sRGB-encoded | 0..=1 |
//! | 3–5 | canvas | 0..=1 |
//! | 6–8 | target − canvas | −1..=1 |
//! | 9, 10 | x and y of the pixel within the window | −1..=1 |
//! | 11 | the person's paint: coverage | 0..=1 |
//! | 12 | recency of paint (reserved, zero) | 0..=1 |
//! | 13 | level / 8: log₂ of canvas pixels a window pixel | 0..=1 |

use crate::window::WINDOW;

/// Planes of an observation.
pub const CHANNELS: usize = 14;
/// Pixels of one plane.
pub const PLANE: usize = WINDOW * WINDOW;
/// Numbers in an observation.
pub const OBSERVATION_LEN: usize = CHANNELS * PLANE;

/// Fills `out` ([`OBSERVATION_LEN`] numbers) from the window's target and canvas planes
/// ([`PLANE`] numbers each), and where the person painted, if they did. Without a target, `target` is the
/// canvas: nothing is wanted but what is there.
///
/// # Panics
/// Where a slice has another length.
pub fn write(
    target: [&[f32]; 3],
    canvas: [&[f32]; 3],
    person: Option<&[f32]>,
    level: u8,
    out: &mut [f32],
) {
    assert_eq!(out.len(), OBSERVATION_LEN);
    let (planes, _) = out.as_chunks_mut::<PLANE>();
    for c in 0..3 {
        planes[c].copy_from_slice(target[c]);
        planes[3 + c].copy_from_slice(canvas[c]);
        for (out, (t, v)) in planes[6 + c].iter_mut().zip(target[c].iter().zip(canvas[c])) {
            *out = t - v;
        }
    }
    let [.., across, down, _, _, _] = planes else { unreachable!("there are 14 planes") };
    let coordinate = |i: usize| (2 * i + 1) as f32 / WINDOW as f32 - 1.0;
    for (i, (x, y)) in across.iter_mut().zip(down.iter_mut()).enumerate() {
        *x = coordinate(i % WINDOW);
        *y = coordinate(i / WINDOW);
    }
    match person {
        Some(person) => planes[11].copy_from_slice(person),
        None => planes[11].fill(0.0),
    }
    planes[12].fill(0.0);
    planes[13].fill(f32::from(level) / 8.0);
}
