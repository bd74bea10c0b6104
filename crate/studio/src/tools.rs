//! What the person holds: a tool, a brush and a colour.

use limner_core::brush::{MAX_RADIUS, MIN_RADIUS};
use limner_core::fixed::{ONE_U16, UNITS_PER_PX};
use limner_core::{Brush, Coverage, Rgb8};

use crate::brushes::{self, Wish};
use crate::codes::tool;

/// A tool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tool {
    /// Lays paint.
    #[default]
    Brush,
    /// Takes paint away.
    Eraser,
    /// Takes a colour from the canvas.
    Eyedropper,
}

impl Tool {
    /// The tool of a code of [`crate::codes::tool`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            tool::BRUSH => Some(Self::Brush),
            tool::ERASER => Some(Self::Eraser),
            tool::EYEDROPPER => Some(Self::Eyedropper),
            _ => None,
        }
    }
}

/// The person's tools as they are set now.
#[derive(Clone, Debug, PartialEq)]
pub struct Tools {
    /// The tool in hand.
    pub tool: Tool,
    /// Radius at full pressure, in 1/64 px.
    pub radius: i32,
    /// 0..=2¹⁵.
    pub opacity: u16,
    /// 0..=2¹⁵.
    pub hardness: u16,
    /// Whether the pressure moves the radius.
    pub pressure_to_radius: bool,
    /// Whether the pressure moves the opacity.
    pub pressure_to_opacity: bool,
    /// The paint.
    pub color: Rgb8,
}

impl Default for Tools {
    fn default() -> Self {
        Self {
            tool: Tool::Brush,
            radius: Brush::ROUND.radius,
            opacity: ONE_U16,
            hardness: Brush::ROUND.hardness,
            pressure_to_radius: true,
            pressure_to_opacity: false,
            color: Rgb8::new(34, 52, 86),
        }
    }
}

/// All of a stroke but its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ink {
    /// Index in the brush table.
    pub index: u8,
    /// The brush there.
    pub brush: Brush,
    /// Radius at full pressure, in 1/64 px.
    pub radius: i32,
    /// 0..=2¹⁵.
    pub opacity: u16,
    /// How the dabs add up.
    pub coverage: Coverage,
    /// The paint.
    pub color: Rgb8,
}

impl Tools {
    /// Sets the brush from what a host's controls say; what is no number leaves its setting alone.
    pub fn set_brush(&mut self, radius_px: f64, opacity: f64, hardness: f64) {
        if !radius_px.is_nan() {
            let (low, high) = (f64::from(MIN_RADIUS), f64::from(MAX_RADIUS));
            self.radius = (radius_px * f64::from(UNITS_PER_PX)).round().clamp(low, high) as i32;
        }
        for (setting, value) in [(&mut self.opacity, opacity), (&mut self.hardness, hardness)] {
            if !value.is_nan() {
                *setting = q15_from_unit(value);
            }
        }
    }

    /// What a stroke of the tool in hand is made of, with the brushes of `table`.
    #[must_use]
    pub fn ink(&self, table: &[Brush]) -> Ink {
        let wish = Wish {
            hardness: self.hardness,
            pressure_to_radius: self.pressure_to_radius,
            pressure_to_opacity: self.pressure_to_opacity,
            eraser: self.tool == Tool::Eraser,
        };
        let index = brushes::nearest(table, wish);
        let brush = table.get(usize::from(index)).copied().unwrap_or(Brush::ROUND);
        let (radius, opacity, color) = (self.radius, self.opacity, self.color);
        Ink { index, brush, radius, opacity, coverage: brush.coverage, color }
    }
}

/// 0..=1 to 0..=2¹⁵, clamped; what is no number is one.
#[must_use]
pub fn q15_from_unit(value: f64) -> u16 {
    if value.is_nan() {
        return ONE_U16;
    }
    (value.clamp(0.0, 1.0) * f64::from(ONE_U16)).round() as u16
}
