//! The kinds of brush for a host of WebAssembly, which holds the clock: it prepares one, and times how long
//! drawing and counting take (`work.mjs`).

use std::cell::RefCell;

use limner_core::Canvas;

use crate::charged::{ChargedStroke, RADII_PX, brushes};

thread_local! {
    static PREPARED: RefCell<Option<(ChargedStroke, Canvas)>> = const { RefCell::new(None) };
}

/// How many kinds there are.
#[unsafe(no_mangle)]
extern "C" fn kinds() -> usize {
    brushes().count() * RADII_PX.len()
}

/// Makes this kind the one that is measured, on a canvas with paint.
#[unsafe(no_mangle)]
extern "C" fn prepare(place: usize) {
    let prepared = ChargedStroke::at(place).map(|kind| {
        let canvas = kind.ground();
        (kind, canvas)
    });
    PREPARED.set(prepared);
}

/// Draws the stroke.
#[unsafe(no_mangle)]
extern "C" fn draw() {
    PREPARED.with_borrow_mut(|prepared| {
        if let Some((kind, canvas)) = prepared {
            kind.draw(canvas);
        }
    });
}

/// Counts what the stroke is charged, and returns it.
#[unsafe(no_mangle)]
extern "C" fn charge() -> u64 {
    PREPARED.with_borrow(|prepared| prepared.as_ref().map_or(0, |(kind, _)| kind.charge()))
}
