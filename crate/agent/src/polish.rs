//! Joint polish: strokes that are still free are improved together.
//!
//! A planner chooses each stroke for the canvas that it finds; what comes later covers part of it and
//! leaves it in the wrong place for the whole. Here steps go along the gradient of what all of the strokes
//! leave of the error ([`limner_env::layered_raster`]), over every number of every stroke and its colour. Then the
//! strokes are quantised again and drawn on the integer raster: where the exact error has not become
//! less, everything stays as it was. Where strokes of some kinds are liked, what they are liked counts beside
//! the error, by a stake: a stroke that is liked one more may leave that much more of it.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "counts and sides are small, and a cast of a float saturates"
)]

use limner_core::Stroke;
use limner_env::action::{rgb8, soft_from_stroke, srgb, stroke_from_soft};
use limner_env::{
    ColoredStroke, ColoredStrokeGradient, EditableScene, Ground, LayeredRaster, Profile, Scene,
    SoftStroke, View, Window,
};

use crate::objective::Objective;
use crate::planner::below;
use crate::search::Descent;
pub use crate::search::PolishRound;
use crate::taste::{Context, features_of_soft};

/// Numbers of a stroke without its colour: three points, two radii, opacity.
const NUMBERS: usize = 9;
/// The faintest that a stroke may become, and the thinnest, in canvas pixels.
const OPACITY_LOW: f32 = 0.15;
const RADIUS_LOW: f32 = 0.5;
/// Points lie within this part of the canvas's sides beyond it.
const BEYOND: f32 = 0.25;

/// What strokes become in a round, quantised.
#[derive(Clone, Debug, PartialEq)]
pub struct Polished {
    /// The strokes, as many as there were, in their order.
    pub strokes: Vec<Stroke>,
    /// The squared error that may be left more for how much more they are liked; less than 0 where they are
    /// liked less.
    pub allowance: f64,
}

/// Improves strokes together; holds memory that is reused.
#[derive(Debug, Default)]
pub struct Polisher {
    /// What is wanted beside the picture.
    pub objective: Objective,
    /// The squared error that a stroke may leave more for being liked one more: what a stroke gains.
    pub stake: f64,
    /// Leaves colours as they are: those of a palette.
    pub keeps_colors: bool,
    /// Leaves shapes as they are.
    pub keeps_shapes: bool,
    /// The strokes of the round that stay as they are, each in its place; all may change where there are fewer.
    pub fixed: Vec<bool>,
    /// How large the steps are.
    pub descent: Descent,
    raster: LayeredRaster,
    gradient: Vec<ColoredStrokeGradient>,
    profiles: Vec<Profile>,
    moments: Vec<[[f32; NUMBERS]; 2]>,
}

impl Polisher {
    /// One round on the last free strokes of an editable scene. Says whether the canvas came nearer to what is wanted.
    pub fn polish(&mut self, editable: &mut EditableScene, round: &PolishRound) -> bool {
        if editable.strokes().is_empty() || round.steps == 0 {
            return false;
        }
        let from = editable.strokes().len().saturating_sub(round.reach);
        let (scene, ground, strokes) = editable.open(from);
        let strokes = strokes.iter().map(|(stroke, _)| stroke);
        match self.improved(scene, ground, strokes, round) {
            Some(Polished { strokes, allowance }) => {
                editable.replace_if_better(from, strokes, allowance)
            }
            None => false,
        }
    }

    /// What strokes over a ground would become in a round, quantised; `None` where there is nothing to
    /// do, or strokes among them that can't be polished: a pointer's.
    pub fn improved<'a>(
        &mut self,
        scene: &Scene,
        ground: &Ground,
        strokes: impl Iterator<Item = &'a Stroke> + Clone,
        round: &PolishRound,
    ) -> Option<Polished> {
        let level = level_for(scene, strokes.clone(), round.pixels);
        let window = Window { level, x: 0, y: 0 };
        let layers: Option<Vec<ColoredStroke>> = (strokes.clone())
            .map(|stroke| {
                let color = srgb(stroke.color);
                Some(ColoredStroke { stroke: soft_from_stroke(window, stroke)?, color })
            })
            .collect();
        let mut layers = layers.filter(|layers| !layers.is_empty() && scene.has_target())?;
        let view = ground.view(scene, level);
        let objective = self.objective.clone();
        let wish = Wish::of(&objective, scene, view, level, self.stake, &layers);
        let before = wish.liking(&layers);
        self.descend(scene, view, &mut layers, &wish, round.steps);
        let quantised = strokes.zip(&layers).enumerate().map(|(i, (old, layer))| {
            let color = rgb8(layer.color);
            let color = if self.keeps_colors { color } else { scene.quantiser.fitted_color(color) };
            if self.is_fixed(i) {
                return old.clone();
            }
            if self.keeps_shapes {
                return Stroke { color, ..old.clone() };
            }
            let new = stroke_from_soft(window, &layer.stroke, old.brush, color);
            scene.quantiser.fitted(Stroke { author: old.author, coverage: old.coverage, ..new })
        });
        let strokes = quantised.collect();
        let allowance = self.stake * f64::from(wish.liking(&layers) - before);
        Some(Polished { strokes, allowance })
    }

    /// Whether the stroke of an index stays as it is.
    fn is_fixed(&self, index: usize) -> bool {
        self.fixed.get(index).is_some_and(|fixed| *fixed)
    }

    /// Steps of Adam (Kingma & Ba 2015) on shapes and of Newton, shortened, on colours.
    fn descend(
        &mut self,
        scene: &Scene,
        view: View<'_>,
        layers: &mut [ColoredStroke],
        wish: &Wish,
        steps: usize,
    ) {
        let scale = wish.scale;
        let sides = [view.width as f32, view.height as f32];
        let descent = self.descent;
        let limits = Limits { descent, thinnest: RADIUS_LOW / scale, sides };
        self.moments.clear();
        self.moments.resize(layers.len(), Default::default());
        for step in 0..steps {
            self.profiles.clear();
            self.profiles.extend(layers.iter().map(|layer| {
                let [a, b] = layer.stroke.radii;
                scene.profiles().at(0.5 * (a + b) * scale)
            }));
            let Self { raster, gradient, profiles, moments, fixed, .. } = self;
            raster.change_with_gradient(view, layers, profiles, gradient);
            let rate = 1.0 - (1.0 - descent.fall) * step as f32 / steps as f32;
            let unbiased = descent.memory.map(|m| 1.0 - m.powi(step as i32 + 1));
            for (i, ((layer, gradient), moments)) in
                layers.iter_mut().zip(gradient).zip(moments).enumerate()
            {
                if fixed.get(i).is_some_and(|fixed| *fixed) {
                    continue;
                }
                let mut shape = numbers(&gradient.by.stroke);
                if let Some(liked) = wish.gradient(i, layer) {
                    shape.iter_mut().zip(numbers(&liked)).for_each(|(d, liked)| *d -= liked);
                }
                if !shape.iter().chain(&gradient.by.color).all(|g| g.is_finite()) {
                    continue;
                }
                if !self.keeps_colors {
                    for (color, d) in layer.color.iter_mut().zip(gradient.by.color) {
                        let step = descent.color * d / (2.0 * gradient.shown + 1e-3);
                        *color = (*color - step).clamp(0.0, 1.0);
                    }
                }
                if !self.keeps_shapes {
                    layer.stroke = limits.step(&layer.stroke, shape, moments, rate, unbiased);
                }
            }
        }
    }
}

/// What is wanted of the strokes of a round beside the picture.
struct Wish<'a> {
    objective: &'a Objective,
    /// Canvas pixels along a pixel of the round's level.
    scale: f32,
    /// The stake in squared error of the level's pixels.
    stake: f32,
    /// What each stroke is painted into; empty where nothing is wanted.
    contexts: Vec<Context>,
}

impl<'a> Wish<'a> {
    fn of(
        objective: &'a Objective,
        scene: &Scene,
        view: View<'_>,
        level: u8,
        stake: f64,
        layers: &[ColoredStroke],
    ) -> Self {
        let scale = (1u32 << level) as f32;
        let stake = stake as f32 / (scale * scale);
        let header = scene.header();
        let context = |layer: &ColoredStroke| Context {
            width: header.width.into(),
            height: header.height.into(),
            below: below(view.canvas, [view.width, view.height], &layer.stroke),
            gain: 0.0,
            density: 0.0,
        };
        let is_plain = objective.is_plain() || stake <= 0.0;
        let contexts = if is_plain { Vec::new() } else { layers.iter().map(context).collect() };
        Self { objective, scale, stake, contexts }
    }

    /// How much all strokes together are liked.
    fn liking(&self, layers: &[ColoredStroke]) -> f32 {
        let pairs = layers.iter().zip(&self.contexts);
        let likings = pairs.map(|(layer, context)| {
            let features = features_of_soft(&self.on_canvas(&layer.stroke), layer.color, context);
            self.objective.liking(&features, context)
        });
        likings.sum()
    }

    /// The gradient of what the stroke of index `i` is liked, in squared error of the level's pixels.
    fn gradient(&self, i: usize, layer: &ColoredStroke) -> Option<SoftStroke> {
        let context = self.contexts.get(i)?;
        let stroke = self.on_canvas(&layer.stroke);
        let by = self.objective.liking_gradient(&stroke, layer.color, context).shape;
        let scale = self.stake * self.scale;
        Some(SoftStroke {
            points: by.points.map(|p| p.map(|v| scale * v)),
            radii: by.radii.map(|v| scale * v),
            opacity: self.stake * by.opacity,
        })
    }

    /// A stroke of the level in canvas pixels.
    fn on_canvas(&self, stroke: &SoftStroke) -> SoftStroke {
        SoftStroke {
            points: stroke.points.map(|p| p.map(|v| self.scale * v)),
            radii: stroke.radii.map(|v| self.scale * v),
            opacity: stroke.opacity,
        }
    }
}

/// Where shapes may go.
struct Limits {
    descent: Descent,
    thinnest: f32,
    sides: [f32; 2],
}

impl Limits {
    fn step(
        &self,
        stroke: &SoftStroke,
        gradient: [f32; NUMBERS],
        [mean, square]: &mut [[f32; NUMBERS]; 2],
        rate: f32,
        unbiased: [f32; 2],
    ) -> SoftStroke {
        let Descent { point, radius, opacity: fade, memory, .. } = self.descent;
        let mut at = numbers(stroke);
        let width = 0.5 * (stroke.radii[0] + stroke.radii[1]);
        for k in 0..NUMBERS {
            let (d, size) = match k {
                0..6 => (gradient[k], point * (width + 1.0)),
                // By the logarithm of the radius.
                6 | 7 => (gradient[k] * at[k], radius),
                _ => (gradient[k], fade),
            };
            mean[k] += (1.0 - memory[0]) * (d - mean[k]);
            square[k] += (1.0 - memory[1]) * (d * d - square[k]);
            let slope = (mean[k] / unbiased[0]) / ((square[k] / unbiased[1]).sqrt() + 1e-9);
            let change = rate * size * slope;
            at[k] = match k {
                0..6 => {
                    let side = self.sides[k % 2];
                    (at[k] - change).clamp(-BEYOND * side, (1.0 + BEYOND) * side)
                }
                6 | 7 => {
                    let widest = 0.5 * self.sides[0].max(self.sides[1]);
                    (at[k] * (-change).exp()).clamp(self.thinnest, widest.max(self.thinnest))
                }
                _ => (at[k] - change).clamp(OPACITY_LOW, 1.0),
            };
        }
        let [ax, ay, bx, by, cx, cy, r0, r1, opacity] = at;
        SoftStroke { points: [[ax, ay], [bx, by], [cx, cy]], radii: [r0, r1], opacity }
    }
}

fn numbers(stroke: &SoftStroke) -> [f32; NUMBERS] {
    let [[ax, ay], [bx, by], [cx, cy]] = stroke.points;
    let [r0, r1] = stroke.radii;
    [ax, ay, bx, by, cx, cy, r0, r1, stroke.opacity]
}

/// The finest level on which the rectangles of strokes hold no more than so many pixels together.
fn level_for<'a>(scene: &Scene, strokes: impl Iterator<Item = &'a Stroke>, pixels: usize) -> u8 {
    let window = Window { level: 0, x: 0, y: 0 };
    let header = scene.header();
    let sides = [header.width, header.height].map(f32::from);
    let mut sum = 0.0;
    for soft in strokes.filter_map(|stroke| soft_from_stroke(window, stroke)) {
        let reach = soft.radii[0].max(soft.radii[1]) + 1.0;
        let mut area = 1.0;
        for (axis, side) in sides.into_iter().enumerate() {
            // The control point lies twice as far out as the curve.
            let [a, b, c] = soft.points.map(|p| p[axis]);
            let middle = 0.25 * (a + 2.0 * b + c);
            let low = a.min(c).min(middle) - reach;
            let high = a.max(c).max(middle) + reach;
            area *= (high.min(side) - low.max(0.0)).max(0.0);
        }
        sum += area;
    }
    let levels = scene.levels() as u8;
    let fits = |level: &u8| sum / (1u32 << (2 * level)) as f32 <= pixels as f32;
    (0..levels).find(fits).unwrap_or(levels - 1)
}
