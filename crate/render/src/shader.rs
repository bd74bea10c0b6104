//! The shaders' sources, with the constants and layouts that they share with Rust.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "tables and layouts are small"
)]

use std::fmt::{Display, Write as _};

use limner_core::brush;
use limner_core::canvas::TILE;
use limner_core::fixed::{ONE, UNITS_PER_PX};
use limner_core::{dab, grain, ink, pigment, surface};

use crate::pool::NO_SLOT;

/// Pixels along the side of a block: a workgroup has a thread for each of its pixels.
pub(crate) const BLOCK: i32 = 16;

/// The struct of a shader and what Rust takes it for: its name, its size in bytes, and the offset of
/// each field by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The struct's name in the shader.
    pub name: &'static str,
    /// The struct's size, in bytes.
    pub size: usize,
    /// Where each field begins, in bytes from the struct's beginning.
    pub offsets: Vec<(&'static str, usize)>,
}

/// The [`Layout`] of a Rust struct with these fields.
macro_rules! layout {
    ($name:literal, $owner:ty: $($field:ident),+ $(,)?) => {
        $crate::shader::Layout {
            name: $name,
            size: size_of::<$owner>(),
            offsets: vec![$((stringify!($field), std::mem::offset_of!($owner, $field))),+],
        }
    };
}
pub(crate) use layout;

/// Every shader by the name of its last file, as it is compiled.
#[must_use]
pub fn sources() -> [(&'static str, String); 2] {
    [("lay", lay()), ("present", present())]
}

/// What lays strokes and picks up paint.
pub(crate) fn lay() -> String {
    [
        &constants(),
        include_str!("../../../shaders/shader.wgsl"),
        include_str!("../../../shaders/dab.wgsl"),
        include_str!("../../../shaders/pigment.wgsl"),
        include_str!("../../../shaders/ink.wgsl"),
        include_str!("../../../shaders/lay.wgsl"),
        include_str!("../../../shaders/smudge.wgsl"),
    ]
    .join("\n")
}

/// What shows a canvas.
pub(crate) fn present() -> String {
    let files = [
        include_str!("../../../shaders/shader.wgsl"),
        include_str!("../../../shaders/present.wgsl"),
    ];
    [&constants(), files[0], files[1]].join("\n")
}

/// Numbers that Rust decides.
fn constants() -> String {
    let mut text = String::new();
    let unsigned = [
        ("ONE", ONE),
        ("SLOPE_BITS", dab::SLOPE_BITS),
        ("GRAIN_SIDE", grain::SIDE as u32),
        ("HEIGHTS", (grain::SIDE * grain::SIDE) as u32),
        ("BANDS", pigment::BANDS as u32),
        ("DECODE", pigment::DECODE as u32),
        ("ENCODE", pigment::ENCODE as u32),
        ("LOG", pigment::LOG as u32),
        ("EXP", pigment::EXP as u32),
        ("LOG_BITS", pigment::LOG_BITS),
        ("MIN_REFLECTANCE", pigment::MIN_REFLECTANCE),
        ("DRYING_STROKES", ink::DRYING_STROKES),
        ("TAKEN_UP_BITS", ink::TAKEN_UP_BITS),
        ("SMUDGE_BATCH", surface::SMUDGE_BATCH as u32),
        ("TILE_PIXELS", (TILE * TILE) as u32),
        ("NO_SLOT", NO_SLOT),
    ];
    for (name, value) in unsigned {
        let _ = writeln!(text, "const {name}: u32 = {value}u;");
    }
    let signed = [
        ("UNITS_PER_PX", UNITS_PER_PX),
        ("FAR", dab::FAR),
        ("PICK_SIDE", surface::PICK_SIDE),
        ("TILE", TILE as i32),
        ("BLOCK", BLOCK),
        ("BLOCKS_ACROSS", TILE as i32 / BLOCK),
    ];
    for (name, value) in signed {
        let _ = writeln!(text, "const {name}: i32 = {value};");
    }
    bands(&mut text, "REFLECTANCE", "u32", pigment::REFLECTANCE);
    bands(&mut text, "RESPONSE", "i32", pigment::RESPONSE);
    text
}

/// What red, green and blue have in each band: a vector a band.
fn bands<T: Display>(text: &mut String, name: &str, kind: &str, of: [[T; pigment::BANDS]; 3]) {
    let [r, g, b] = of;
    let _ = writeln!(text, "const {name} = array<vec3<{kind}>, BANDS>(");
    for ((r, g), b) in r.iter().zip(&g).zip(&b) {
        let _ = writeln!(text, "    vec3<{kind}>({r}, {g}, {b}),");
    }
    text.push_str(");\n");
}

// What is said in `dab.wgsl` of 32 bits supposes it.
const _: () = assert!(brush::MAX_RADIUS <= 500 * UNITS_PER_PX && UNITS_PER_PX == 64);
