//! Points and pixel rectangles.

#![expect(clippy::cast_sign_loss, reason = "a side that is below zero is none")]

use crate::fixed::UNITS_PER_PX;

/// A position in units of 1/64 canvas pixel; (0, 0) is the canvas's upper left corner and the centre
/// of the first pixel is (32, 32).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Point {
    /// To the right.
    pub x: i32,
    /// Downwards.
    pub y: i32,
}

impl Point {
    /// A position from 1/64 pixels.
    #[must_use]
    pub const fn new(x: i32, y: i32) -> Self {
        Self { x, y }
    }

    /// A position from whole pixels.
    #[must_use]
    pub const fn from_px(x: i32, y: i32) -> Self {
        Self { x: x * UNITS_PER_PX, y: y * UNITS_PER_PX }
    }
}

/// A rectangle of whole pixels: `x0 ≤ x < x1`, `y0 ≤ y < y1`. Empty where `x0 ≥ x1` or `y0 ≥ y1`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Rect {
    /// First column.
    pub x0: i32,
    /// First row.
    pub y0: i32,
    /// Column after the last.
    pub x1: i32,
    /// Row after the last.
    pub y1: i32,
}

impl Rect {
    /// The rectangle without pixels; it is neutral in [`Rect::union`].
    pub const EMPTY: Self = Self { x0: 0, y0: 0, x1: 0, y1: 0 };

    /// A rectangle from its corners.
    #[must_use]
    pub const fn new(x0: i32, y0: i32, x1: i32, y1: i32) -> Self {
        Self { x0, y0, x1, y1 }
    }

    /// Whether the rectangle holds no pixel.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.x0 >= self.x1 || self.y0 >= self.y1
    }

    /// Columns, 0 where empty.
    #[must_use]
    pub const fn width(self) -> usize {
        if self.is_empty() { 0 } else { (self.x1 - self.x0) as usize }
    }

    /// Rows, 0 where empty.
    #[must_use]
    pub const fn height(self) -> usize {
        if self.is_empty() { 0 } else { (self.y1 - self.y0) as usize }
    }

    /// Number of pixels.
    #[must_use]
    pub const fn area(self) -> usize {
        self.width() * self.height()
    }

    /// The pixels in both.
    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        let r = Self::new(
            self.x0.max(other.x0),
            self.y0.max(other.y0),
            self.x1.min(other.x1),
            self.y1.min(other.y1),
        );
        if r.is_empty() { Self::EMPTY } else { r }
    }

    /// The smallest rectangle around both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        if self.is_empty() {
            return other;
        }
        if other.is_empty() {
            return self;
        }
        Self::new(
            self.x0.min(other.x0),
            self.y0.min(other.y0),
            self.x1.max(other.x1),
            self.y1.max(other.y1),
        )
    }
}
