//! A painting on finer pixels: its strokes drawn anew, not its pixels scaled. [`limner_core::scale`] says what that
//! means.

use limner_core::drawing::StrokeDrawing;
use limner_core::{Canvas, Painting, Scale, work};

use crate::Failed;

/// A painting's strokes on their way to a finer canvas.
#[derive(Debug)]
pub struct Larger {
    canvas: Canvas,
    /// The next stroke, and as far as it is drawn.
    next: usize,
    drawing: Option<StrokeDrawing>,
}

impl Larger {
    /// None of a painting's strokes drawn yet, on a canvas of so many pixels along one of its own: 1, 2 or 4, of
    /// which no side may have more than [`limner_core::canvas::MAX_SIDE`].
    pub fn of(painting: &Painting, scale: u32) -> Result<Self, Failed> {
        let header = painting.log().header();
        let (width, height) = (header.width, header.height);
        let fits = Scale::new(scale).and_then(|scale| Canvas::finer(width, height, scale).ok());
        let canvas = fits.ok_or(Failed::TooLarge { width, height, scale })?;
        Ok(Self { canvas, next: 0, drawing: None })
    }

    /// Draws on for about `budget` of work, and says whether all of the painting's strokes are drawn.
    pub fn advance(&mut self, painting: &Painting, budget: u64) -> bool {
        let arrangement = painting.arrangement();
        let mut left = budget;
        while left > 0 && self.next < arrangement.strokes().len() {
            let Some((stroke, brush, place)) = arrangement.to_draw(self.next) else {
                left = left.saturating_sub(work::OF_ENTRY);
                self.next += 1;
                continue;
            };
            let drawing =
                self.drawing.get_or_insert_with(|| StrokeDrawing::of(stroke, brush, place));
            if drawing.advance(stroke, &mut self.canvas, &mut left) {
                self.drawing = None;
                self.next += 1;
            }
        }
        self.next == arrangement.strokes().len()
    }

    /// How many of the strokes are drawn.
    #[must_use]
    pub fn drawn(&self) -> usize {
        self.next
    }

    /// The finer canvas.
    #[must_use]
    pub fn canvas(&self) -> &Canvas {
        &self.canvas
    }
}
