//! Errors and losses are noticed, and nothing panics.

use limner_core::{Brush, Place};
use limner_render::{Error, GpuCanvas, Trouble};
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;

use crate::adapter::another;
use crate::arbitrary::stroke;

#[test]
fn a_lost_device_is_noticed() {
    let Some(gpu) = another() else { return };
    let mut canvas = GpuCanvas::new(&gpu, 100, 100).expect("there is room");
    assert_eq!(gpu.trouble(), None);
    gpu.destroy();
    assert!(gpu.is_lost(), "{:?}", gpu.trouble());
    let some_stroke = stroke(100, 100).new_tree(&mut TestRunner::deterministic());
    let some_stroke = some_stroke.expect("there are strokes").current();
    let place = Place::default();
    let refused = canvas.draw(&some_stroke, &Brush::PLAIN, place).expect_err("it is lost");
    assert!(matches!(refused, Error::Trouble(Trouble::Lost(_))), "{refused}");
    let unread = pollster::block_on(canvas.read()).expect_err("it is lost");
    assert!(matches!(unread, Error::Trouble(Trouble::Lost(_))), "{unread}");
    GpuCanvas::new(&gpu, 10, 10).expect_err("it is lost");
}

#[test]
fn sizes_that_no_canvas_has_are_refused() {
    let Some(gpu) = another() else { return };
    for (width, height) in [(0, 10), (10, 0), (4097, 10)] {
        let refused = GpuCanvas::new(&gpu, width, height).expect_err("no canvas has it");
        assert!(matches!(refused, Error::Size(_)), "{refused}");
    }
}
