//! Errors and losses are noticed, and nothing panics.

use limner_core::fixed::ONE_U16;
use limner_core::{Author, Brush, Coverage, Path, Place, Point, Rgb8, Stroke};
use limner_render::{Error, GpuCanvas, Trouble};

use crate::adapter::another;

/// A stroke across a canvas.
fn stroke() -> Stroke {
    Stroke {
        author: Author::Person,
        brush: 0,
        color: Rgb8::new(20, 60, 200),
        opacity: ONE_U16,
        coverage: Coverage::Wash,
        path: Path::Bezier {
            points: [(10, 10), (60, 90), (90, 20)].map(|(x, y)| Point::from_px(x, y)),
            radii: [600, 300],
        },
    }
}

#[test]
fn a_lost_device_is_noticed() {
    let Some(gpu) = another() else { return };
    let mut canvas = GpuCanvas::new(&gpu, 100, 100).expect("there is room");
    assert_eq!(gpu.trouble(), None);
    gpu.destroy();
    assert!(gpu.is_lost(), "{:?}", gpu.trouble());
    let place = Place::default();
    let refused = canvas.draw(&stroke(), &Brush::PLAIN, place).expect_err("it is lost");
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
