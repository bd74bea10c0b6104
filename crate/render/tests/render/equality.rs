//! Random paintings have the same pixels on both.

use limner_core::arbitrary::small_log;
use limner_core::surface::dabs_within;
use limner_core::{Brush, Canvas, Ink, Painting, Place, Stroke, Surface};
use limner_render::{Gpu, GpuCanvas};
use proptest::prelude::*;

use crate::adapter::gpu;

/// Pixels of dabs that one stroke may have: software adapters are slow, and many cases say more.
const WORK: u64 = 300_000;

/// A canvas on the CPU and one on the GPU, with the same strokes.
pub(crate) struct Pair {
    pub cpu: Canvas,
    pub gpu: GpuCanvas,
    clock: u32,
}

impl Pair {
    pub(crate) fn new(gpu: &Gpu, width: u16, height: u16) -> Self {
        let cpu = Canvas::new(width, height).expect("the size is valid");
        let gpu = GpuCanvas::new(gpu, width, height).expect("there is room");
        Self { cpu, gpu, clock: 0 }
    }

    pub(crate) fn draw(&mut self, stroke: &Stroke, brush: &Brush) {
        brush.validate().expect("the brush is valid");
        let place = Place::new(7, self.clock, self.clock);
        let stroke = Stroke { coverage: brush.coverage, ..stroke.clone() };
        let dabs = dabs_within(&stroke, brush, place, self.cpu.bounds());
        self.lay(&Ink::new(&stroke, brush, place.clock), &dabs);
    }

    pub(crate) fn lay(&mut self, ink: &Ink, dabs: &[limner_core::dab::Dab]) {
        self.clock += 1;
        let changed = self.cpu.lay(ink, dabs);
        let changed_on_gpu = self.gpu.lay(ink, dabs).expect("nothing goes wrong");
        assert_eq!(changed, changed_on_gpu);
    }

    /// Compares the canvases, wetness and all.
    pub(crate) fn check(&mut self) {
        let read = pollster::block_on(self.gpu.read()).expect("it can be read");
        assert_same(&self.cpu, &read);
    }
}

/// A painting as the GPU draws it.
pub(crate) fn drawn(gpu: &Gpu, painting: &Painting) -> Canvas {
    let log = painting.log();
    let mut canvas =
        GpuCanvas::new(gpu, log.header().width, log.header().height).expect("there is room");
    for placed in painting.strokes().iter().filter(|placed| placed.visible) {
        let brush = &log.brushes()[usize::from(placed.stroke.brush)];
        let place = painting.place_of(placed.id).expect("it is a stroke of this painting");
        canvas.draw(&placed.stroke, brush, place).expect("nothing goes wrong");
    }
    pollster::block_on(canvas.read()).expect("it can be read")
}

/// Fails with the first pixels that differ.
pub(crate) fn assert_same(cpu: &Canvas, gpu: &Canvas) {
    let [columns, rows] = cpu.tile_counts();
    let mut differences = Vec::new();
    for tile in 0..columns * rows {
        let (a, b) = (cpu.tile_pixels(tile), gpu.tile_pixels(tile));
        assert_eq!(a.is_some(), b.is_some(), "tile {tile} exists on one side only");
        let (Some(a), Some(b)) = (a, b) else { continue };
        for at in 0..64 * 64 {
            let (x, y) = (tile % columns * 64 + at % 64, tile / columns * 64 + at / 64);
            let (p, q) = (a.planes.map(|plane| plane[at]), b.planes.map(|plane| plane[at]));
            let dry = |dry: Option<&[u16; 4096]>| dry.map_or(0, |dry| dry[at]);
            let (p, q) = ((p, dry(a.dry_at)), (q, dry(b.dry_at)));
            if p != q {
                differences.push(format!("({x}, {y}): {p:?} on the CPU, {q:?} on the GPU"));
            }
        }
    }
    let some = differences.len().min(8);
    assert!(differences.is_empty(), "{} pixels: {:#?}", differences.len(), &differences[..some]);
    assert_eq!(cpu.hash(), gpu.hash());
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(24),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_random_painting_is_the_same(log in small_log(WORK)) {
        let Some(gpu) = gpu() else { return Ok(()) };
        let painting = Painting::from_log(&log).expect("it is drawable");
        assert_same(painting.canvas(), &drawn(&gpu, &painting));
    }
}
