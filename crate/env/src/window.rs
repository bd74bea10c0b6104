//! Windows: where the policy looks.

/// Pixels along a window's side.
pub const WINDOW: usize = 32;

/// A square crop of one pyramid level, 32 × 32 of that level's pixels. It may reach over the edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Window {
    /// Pyramid level: a pixel of it is 2^level canvas pixels wide.
    pub level: u8,
    /// The window's left edge in level pixels.
    pub x: i32,
    /// The window's upper edge in level pixels.
    pub y: i32,
}

/// A position within a window, in window pixels, as a position on the canvas, in canvas pixels.
/// [`window_from_canvas`] undoes it.
#[must_use]
pub fn canvas_from_window(window: Window, point: [f32; 2]) -> [f32; 2] {
    let scale = (1u32 << window.level) as f32;
    [(point[0] + window.x as f32) * scale, (point[1] + window.y as f32) * scale]
}

/// A position on the canvas, in canvas pixels, as one within a window: undoes [`canvas_from_window`].
#[must_use]
pub fn window_from_canvas(window: Window, point: [f32; 2]) -> [f32; 2] {
    let scale = (1u32 << window.level) as f32;
    [point[0] / scale - window.x as f32, point[1] / scale - window.y as f32]
}
