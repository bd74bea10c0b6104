//! Joint polish: strokes that are still free are improved together.
//!
//! A planner chooses each stroke for the canvas that it finds; what comes later covers part of it and
//! leaves it in the wrong place for the whole. Here Adam steps (Kingma & Ba 2015) go along the gradient
//! of what all of the strokes leave of the error ([`limner_env::stack`]), over every number of every
//! stroke and its colour. Then the strokes are quantised again and drawn on the integer raster: where
//! the exact error has not become less, everything stays as it was.

use limner_core::{Canvas, Place, Stroke};
use limner_env::action::{rgb8, soft_from_stroke, stroke_from_soft};
use limner_env::{Layer, LayerGradient, Picture, Profile, Scene, Stack, View, Window};

/// Numbers of a layer: three points, two radii, opacity, colour.
const NUMBERS: usize = 12;
/// The faintest that a stroke may become.
const OPACITY_LOW: f32 = 0.15;

pub fn tune(name: &str, default: f32) -> f32 {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(default)
}

/// A canvas below strokes that are still free, at every scale.
pub struct Base {
    canvas: Canvas,
    levels: Vec<Picture>,
}

impl Base {
    /// This canvas, as the scene shows it.
    #[must_use]
    pub fn new(scene: &Scene, canvas: Canvas) -> Self {
        let mut levels = vec![scene.picture_of(&canvas)];
        while levels.len() < scene.levels() {
            levels.push(levels[levels.len() - 1].halved());
        }
        Self { canvas, levels }
    }

    /// The canvas.
    #[must_use]
    pub fn canvas(&self) -> &Canvas {
        &self.canvas
    }
}

/// Improves strokes together; holds memory that is reused.
#[derive(Default)]
pub struct Polisher {
    stack: Stack,
    gradient: Vec<LayerGradient>,
    mean: Vec<[f32; NUMBERS]>,
    square: Vec<[f32; NUMBERS]>,
}

impl Polisher {
    /// Takes so many `steps` with all of `strokes`, which the scene shows over `base`, on pixels of
    /// 2^`level` canvas pixels. Says whether they became better.
    pub fn polish(
        &mut self,
        scene: &mut Scene,
        base: &Base,
        strokes: &mut Vec<(Stroke, Place)>,
        level: u8,
        steps: usize,
    ) -> bool {
        let level = level.min(scene.levels() as u8 - 1);
        let window = Window { level, x: 0, y: 0 };
        let layers: Option<Vec<Layer>> = (strokes.iter())
            .map(|(stroke, _)| {
                let soft = soft_from_stroke(window, stroke)?;
                let color = stroke.color.channels().map(|c| f32::from(c) / 255.0);
                Some(Layer { stroke: soft, color })
            })
            .collect();
        let Some(mut layers) = layers else { return false };
        self.ascend(scene, base, &mut layers, level, steps);
        let polished: Vec<(Stroke, Place)> = (strokes.iter())
            .zip(&layers)
            .map(|((old, place), layer)| {
                let new = stroke_from_soft(window, &layer.stroke, old.brush, rgb8(layer.color));
                let (author, coverage) = (old.author, old.coverage);
                (Stroke { author, coverage, ..new }, *place)
            })
            .collect();
        let error = scene.squared_error();
        scene.repaint(&base.canvas, &polished);
        let better = scene.squared_error() < error;
        if better {
            *strokes = polished;
        } else {
            scene.repaint(&base.canvas, strokes);
        }
        better
    }

    fn ascend(
        &mut self,
        scene: &Scene,
        base: &Base,
        layers: &mut [Layer],
        level: u8,
        steps: usize,
    ) {
        let view = scene.view(level);
        let picture = &base.levels[usize::from(level)];
        let view = View { canvas: picture.planes.each_ref().map(Vec::as_slice), ..view };
        let scale = (1u32 << level) as f32;
        let sides = [view.width as f32, view.height as f32];
        let (b1, b2) = (tune("B1", 0.8), tune("B2", 0.95));
        self.mean.clear();
        self.mean.resize(layers.len(), [0.0; NUMBERS]);
        self.square.clear();
        self.square.resize(layers.len(), [0.0; NUMBERS]);
        let (point, radius, opacity, color) =
            (tune("LP", 0.08), tune("LR", 0.06), tune("LO", 0.03), tune("LC", 0.02));
        for step in 0..steps {
            let profiles: Vec<Profile> = (layers.iter())
                .map(|l| {
                    let [a, b] = l.stroke.radii;
                    scene.profiles().at(0.5 * (a + b) * scale)
                })
                .collect();
            let error =
                self.stack.error_with_gradient(view, layers, &profiles, &mut self.gradient);
            if std::env::var("SHOW").is_ok() {
                eprintln!("{step} {}", error * scale * scale);
            }
            let fall = 1.0 - tune("FALL", 0.8) * step as f32 / steps as f32;
            let (c1, c2) = (1.0 - b1.powi(step as i32 + 1), 1.0 - b2.powi(step as i32 + 1));
            for (i, layer) in layers.iter_mut().enumerate() {
                let g = numbers(&self.gradient[i].by);
                let [ra, rb] = layer.stroke.radii;
                let width = 0.5 * (ra + rb);
                let mut at = numbers(layer);
                for k in 0..NUMBERS {
                    // Radii move in proportion to themselves.
                    let (g, size) = match k {
                        0..6 => (g[k], point * (width + 1.0)),
                        6 | 7 => (g[k] * at[k], radius),
                        8 => (g[k], opacity),
                        _ => (g[k], color),
                    };
                    if !g.is_finite() {
                        return;
                    }
                    let (mean, square) = (&mut self.mean[i][k], &mut self.square[i][k]);
                    *mean = b1 * *mean + (1.0 - b1) * g;
                    *square = b2 * *square + (1.0 - b2) * g * g;
                    let change = fall * size * (*mean / c1) / ((*square / c2).sqrt() + 1e-9);
                    match k {
                        0..6 => {
                            let side = sides[k % 2];
                            at[k] = (at[k] - change).clamp(-0.25 * side, 1.25 * side);
                        }
                        6 | 7 => {
                            let high = 0.5 * sides[0].max(sides[1]);
                            at[k] = (at[k] * (-change).exp()).clamp(0.5 / scale, high);
                        }
                        8 => at[k] = (at[k] - change).clamp(OPACITY_LOW, 1.0),
                        _ => at[k] = (at[k] - change).clamp(0.0, 1.0),
                    }
                }
                *layer = layer_from(&at);
            }
        }
    }
}

fn numbers(layer: &Layer) -> [f32; NUMBERS] {
    let Layer { stroke, color } = layer;
    let [[ax, ay], [bx, by], [cx, cy]] = stroke.points;
    let ([r0, r1], [r, g, b]) = (stroke.radii, *color);
    [ax, ay, bx, by, cx, cy, r0, r1, stroke.opacity, r, g, b]
}

fn layer_from(numbers: &[f32; NUMBERS]) -> Layer {
    let [ax, ay, bx, by, cx, cy, r0, r1, opacity, r, g, b] = *numbers;
    let points = [[ax, ay], [bx, by], [cx, cy]];
    let stroke = limner_env::SoftStroke { points, radii: [r0, r1], opacity };
    Layer { stroke, color: [r, g, b] }
}
