//! Several soft strokes, one over the other, as one differentiable picture: what is left of the error
//! after all of them, and its gradient with respect to every number of every stroke.
//!
//! With coverage `m` and colour `k`, a stroke turns a canvas `v` into `v + m (k - v)`. So with `G` the
//! derivative of the error by the canvas after the stroke, that by its colour is `Σ G m`, by its
//! coverage `G (k - v)`, and by the canvas before it `G (1 - m)`: from the last stroke to the first,
//! each is undone over its own rectangle.

use crate::lanes::{LANES, load, splat, store, sum};
use crate::score::View;
use crate::soft::{Profile, SoftMask, SoftStroke};

/// A soft stroke with its colour.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Layer {
    /// In pixels of the view.
    pub stroke: SoftStroke,
    /// sRGB-encoded, 0..=1.
    pub color: [f32; 3],
}

/// How the error depends on a [`Layer`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LayerGradient {
    /// The derivative with respect to each number.
    pub by: Layer,
    /// Sum of the squares of what the layer shows of itself in the end: half the second derivative
    /// with respect to its colour.
    pub shown: f32,
}

/// Draws stacks; holds memory that is reused.
#[derive(Clone, Default)]
pub struct Stack {
    masks: Vec<SoftMask>,
    /// What each stroke covers as it was before, over its rectangle, three planes each.
    below: Vec<[Vec<f32>; 3]>,
    canvas: [Vec<f32>; 3],
    /// What of a pixel shows through the strokes above.
    through: Vec<f32>,
}

impl Stack {
    /// The sum of squared differences to the view's target after these strokes over the view's canvas,
    /// in the order given.
    pub fn error(&mut self, view: View<'_>, layers: &[Layer], profiles: &[Profile]) -> f32 {
        self.draw(view, layers, profiles);
        let mut error = splat(0.0);
        for (target, canvas) in view.target.iter().zip(&self.canvas) {
            for at in (0..canvas.len()).step_by(LANES) {
                let difference = load(canvas, at) - load(target, at);
                error += difference * difference;
            }
        }
        sum(error)
    }

    /// [`Stack::error`] and its gradient; `gradient` becomes as long as `layers`.
    pub fn error_with_gradient(
        &mut self,
        view: View<'_>,
        layers: &[Layer],
        profiles: &[Profile],
        gradient: &mut Vec<LayerGradient>,
    ) -> f32 {
        let error = self.error(view, layers, profiles);
        // From here on the canvas holds the derivative by itself.
        for (target, canvas) in view.target.iter().zip(&mut self.canvas) {
            for at in (0..canvas.len()).step_by(LANES) {
                let difference = load(canvas, at) - load(target, at);
                store(canvas, at, difference + difference);
            }
        }
        self.through.clear();
        self.through.resize(view.width * view.height, 1.0);
        gradient.clear();
        gradient.resize(layers.len(), LayerGradient::default());
        for (i, (layer, profile)) in layers.iter().zip(profiles).enumerate().rev() {
            gradient[i] = self.lift(view.width, i, layer, *profile);
        }
        error
    }

    /// The canvas after the strokes drawn last; void after [`Stack::error_with_gradient`].
    #[must_use]
    pub fn canvas(&self) -> [&[f32]; 3] {
        self.canvas.each_ref().map(Vec::as_slice)
    }

    fn draw(&mut self, view: View<'_>, layers: &[Layer], profiles: &[Profile]) {
        for (to, from) in self.canvas.iter_mut().zip(view.canvas) {
            to.clear();
            to.extend_from_slice(from);
        }
        if self.masks.len() < layers.len() {
            self.masks.resize_with(layers.len(), SoftMask::default);
            self.below.resize_with(layers.len(), Default::default);
        }
        for (i, (layer, profile)) in layers.iter().zip(profiles).enumerate() {
            let mask = &mut self.masks[i];
            mask.render(&layer.stroke, *profile, view.width, view.height);
            let [columns, rows] = mask.size;
            for plane in &mut self.below[i] {
                // What is not written is not read.
                plane.resize((columns * rows).max(plane.len()), 0.0);
            }
            for j in 0..rows {
                let row = (mask.origin[1] + j) * view.width + mask.origin[0];
                for column in mask.span(j).step_by(LANES) {
                    let m = load(&mask.values[j * columns..(j + 1) * columns], column);
                    for c in 0..3 {
                        let v = load(&self.canvas[c], row + column);
                        store(&mut self.below[i][c], j * columns + column, v);
                        store(&mut self.canvas[c], row + column, v + m * (splat(layer.color[c]) - v));
                    }
                }
            }
        }
    }

    /// Takes a stroke away again from the derivative by the canvas.
    fn lift(&mut self, width: usize, i: usize, layer: &Layer, profile: Profile) -> LayerGradient {
        let mask = &self.masks[i];
        let below = &self.below[i];
        let (d, through) = (&mut self.canvas, &mut self.through);
        let [x0, y0] = mask.origin;
        let columns = mask.size[0];
        let mut d_color = [splat(0.0); 3];
        let mut shown = splat(0.0);
        let color = layer.color.map(splat);
        let stroke = mask.gradient_by(&layer.stroke, profile, |j, column, m| {
            let at = (y0 + j) * width + x0 + column;
            let left = splat(1.0) - m;
            let mut d_value = splat(0.0);
            for c in 0..3 {
                let by_canvas = load(&d[c], at);
                let v = load(&below[c], j * columns + column);
                d_value += by_canvas * (color[c] - v);
                d_color[c] += by_canvas * m;
                store(&mut d[c], at, by_canvas * left);
            }
            let above = load(through, at);
            shown += above * above * m * m;
            store(through, at, above * left);
            d_value
        });
        LayerGradient { by: Layer { stroke, color: d_color.map(sum) }, shown: sum(shown) }
    }
}
