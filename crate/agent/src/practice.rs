//! The sheets on which a policy rehearses: an environment of its own, where strokes cost nothing.
//!
//! A sheet is small, empty, and before a part of the picture that is painted, or before a made-up one where there is
//! none. It stands for that part of the canvas: its windows are those of the canvas some levels up, and a stroke on it
//! is liked as the same stroke on the canvas would be. Strokes are painted and measured by the same integer raster.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "sides of a canvas are small"
)]

use limner_core::Header;
use limner_env::action::{soft_from_raw, soft_from_window, srgb};
use limner_env::{Action, GEOMETRY, OBSERVATION_LEN, Picture, Random, Scene, Window, scenes};

use crate::Error;
use crate::objective::{Objective, worth};
use crate::painter::alone::error_in;
use crate::planner::{context, least_visible};
use crate::policy::Policy;
use crate::taste::{Context, features_of_soft};

/// Columns and rows of a sheet.
pub const SIDE: usize = 64;
/// The level on which a window shows a whole sheet.
const WHOLE: u8 = 1;
/// Looks at the whole of a sheet, before those at its parts; and all of them.
const WHOLE_LOOKS: u32 = 2;
const LOOKS: u32 = 6;
/// Looks at the whole of a sheet where a policy shows what it can, before those at its parts; and all of them.
const SHOWN_WHOLE_LOOKS: u32 = 3;
const SHOWN_LOOKS: u32 = 12;

/// An empty sheet before a part of a picture, and what was painted on it.
#[derive(Clone, Debug)]
pub struct Sheet {
    scene: Scene,
    /// A pixel of the sheet is 2^level canvas pixels wide.
    level: u8,
    /// Where the sheet's part of the canvas begins, in pixels of that level: even numbers.
    at: [i32; 2],
    /// The canvas's sides in its pixels.
    canvas: [f32; 2],
    looks: u32,
}

/// What came of a stroke.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Outcome {
    /// The part of its window's squared error that the stroke removed.
    pub share: f32,
    /// How much the stroke is liked.
    pub liking: f32,
    /// What the stroke is worth, see [`Objective`].
    pub worth: f32,
}

impl Sheet {
    /// A sheet before a part of what a scene shows, drawn at random, or before a made-up picture where there is no
    /// target.
    pub fn of(scene: &Scene, random: &mut Random) -> Result<Self, Error> {
        let header = scene.header();
        let side = u32::from(header.width.min(header.height));
        let levels = (side / SIDE as u32).max(1).ilog2() as usize + 1;
        let level = random.below(levels) as u8;
        let mut along = |side: u16| {
            let room = (usize::from(side) >> level).saturating_sub(SIDE);
            (random.below(room / 2 + 1) * 2) as i32
        };
        let at = [along(header.width), along(header.height)];
        let target = match scene.target() {
            Some(_) => None,
            None => Some(scenes::generated(random, SIDE as u16)),
        };
        Self::at(scene, level, at, target)
    }

    /// The sheet before the middle of what a scene shows, as much of it as there can be: for a picture of what a policy
    /// can do. `seed` makes up a picture where there is no target.
    pub fn middle_of(scene: &Scene, seed: u32) -> Result<Self, Error> {
        let header = scene.header();
        let side = u32::from(header.width.min(header.height));
        let level = (side / SIDE as u32).max(1).ilog2() as u8;
        let along = |side: u16| {
            let room = (usize::from(side) >> level).saturating_sub(SIDE);
            (room / 4 * 2) as i32
        };
        let target = match scene.target() {
            Some(_) => None,
            None => Some(scenes::generated(&mut Random::new(seed), SIDE as u16)),
        };
        Self::at(scene, level, [along(header.width), along(header.height)], target)
    }

    fn at(scene: &Scene, level: u8, at: [i32; 2], target: Option<Picture>) -> Result<Self, Error> {
        let of_canvas = scene.header();
        let cut = |picture: &Picture| {
            let [x, y] = at.map(|v| v << level);
            let side = SIDE << level;
            picture.crop(x, y, side, side).resized_to(SIDE, SIDE)
        };
        let target = target.or_else(|| scene.target().map(cut));
        let brushes = (0..=u8::MAX).map_while(|i| scene.brush(i).copied()).collect();
        let header =
            Header { width: SIDE as u16, height: SIDE as u16, brushes, ..of_canvas.clone() };
        let mut sheet = Scene::new(header, target.as_ref())?;
        sheet.set_partners_brush(scene.partners_brush());
        let canvas = [of_canvas.width, of_canvas.height].map(f32::from);
        Ok(Self { scene: sheet, level, at, canvas, looks: 0 })
    }

    /// What is painted, before what is wanted.
    #[must_use]
    pub fn scene(&self) -> &Scene {
        &self.scene
    }

    /// Wants the picture in the colours that an objective asks for.
    pub fn want(&mut self, objective: &Objective) {
        self.scene.set_grade(objective.grade());
    }

    /// What is painted, as rows of 8-bit sRGB: [`SIDE`] × [`SIDE`] pixels.
    #[must_use]
    pub fn to_rgb8(&self) -> Vec<u8> {
        self.scene.canvas_picture().to_rgb8()
    }

    /// Whether the sheet was looked at often enough, or nothing is left to paint.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.looks >= LOOKS || self.scene.squared_error() < 1e-3
    }

    /// Where the sheet is looked at next: the whole first, then where the error is.
    pub fn next_window(&mut self, random: &mut Random) -> Window {
        self.looks += 1;
        if self.looks <= WHOLE_LOOKS {
            return self.scene.window_around(WHOLE, 0.0, 0.0);
        }
        let [x, y] = self.scene.sample_error(random);
        self.scene.window_around(0, x, y)
    }

    /// A window of the sheet as the window of the canvas that it stands for.
    #[must_use]
    pub fn on_canvas(&self, window: Window) -> Window {
        let [x, y] = self.at.map(|v| v >> window.level);
        let level = window.level + self.level;
        Window { level, x: window.x + x, y: window.y + y }
    }

    /// The canvas's sides in its pixels.
    #[must_use]
    pub fn canvas_size(&self) -> [f32; 2] {
        self.canvas
    }

    /// Fills `out` with what is seen of a window, as if it were the canvas's.
    pub fn observe(&self, window: Window, out: &mut [f32]) {
        self.scene.observe(window, out);
        let planes = OBSERVATION_LEN / limner_env::CHANNELS;
        let of_level = OBSERVATION_LEN - planes;
        out[of_level..].fill(f32::from(self.on_canvas(window).level) / 8.0);
    }

    /// Paints a stroke that was proposed for a window, in the colour that suits it best, unless it would do harm.
    /// `error` is that of the window before any of its strokes.
    pub fn paint(
        &mut self,
        window: Window,
        action: &Action,
        error: f32,
        objective: &Objective,
    ) -> Outcome {
        let geometry: &[f32; GEOMETRY] =
            action.first_chunk().expect("an action begins with its geometry");
        let soft = soft_from_raw(geometry);
        let mut stroke = self.scene.partners_stroke(window, &soft);
        let gain = self.scene.solve(&mut stroke, [0.0; 3]);
        let share = gain.squared_error as f32 / error.max(1e-6);
        let [width, height] = self.canvas;
        let around = context(&self.scene, &stroke, &gain, f64::from(error));
        let around = Context { width, height, ..around };
        let on_canvas = soft_from_window(self.on_canvas(window), &soft);
        let features = features_of_soft(&on_canvas, srgb(stroke.color), &around);
        let liking = objective.liking(&features, &around);
        if gain.squared_error > least_visible(&stroke, &gain) {
            self.scene.paint(&stroke);
        }
        Outcome { share, liking, worth: worth(share, liking) }
    }

    /// The squared error of a window, with what keeps it from zero.
    #[must_use]
    pub fn error_in(&self, window: Window) -> f32 {
        error_in(&self.scene, window).max(1e-3)
    }
}

/// A policy paints a sheet, asked for what an objective wants, by what it thinks of first: a look at a time.
#[derive(Debug)]
pub(crate) struct Showing {
    sheet: Sheet,
    objective: Objective,
    random: Random,
    looks: u32,
    total: f32,
}

impl Showing {
    /// Nothing is painted yet.
    pub(crate) fn of(mut sheet: Sheet, objective: &Objective, seed: u32) -> Self {
        sheet.want(objective);
        let random = Random::new(seed);
        Self { sheet, objective: objective.clone(), random, looks: 0, total: 0.0 }
    }

    /// Paints what the policy has in mind at the next look; says whether there is another. On flex it never waits.
    pub(crate) async fn look(&mut self, policy: &Policy) -> Result<bool, Error> {
        let Self { sheet, objective, random, .. } = self;
        let window = if self.looks < SHOWN_WHOLE_LOOKS {
            sheet.scene.window_around(WHOLE, 0.0, 0.0)
        } else {
            let [x, y] = sheet.scene.sample_error(random);
            sheet.scene.window_around(0, x, y)
        };
        let mut observation = vec![0.0; OBSERVATION_LEN];
        sheet.observe(window, &mut observation);
        let wish = objective.wish(sheet.on_canvas(window), sheet.canvas);
        let intentions = policy.intend_async(&observation, &[wish]).await?;
        let error = sheet.error_in(window);
        for intention in intentions {
            self.total += sheet.paint(window, &intention.mean, error, objective).worth;
        }
        self.looks += 1;
        Ok(self.looks < SHOWN_LOOKS)
    }

    /// What is painted.
    pub(crate) fn sheet(&self) -> &Sheet {
        &self.sheet
    }

    /// What its strokes are worth on the mean of the looks.
    pub(crate) fn worth(&self) -> f32 {
        self.total / self.looks.max(1) as f32
    }
}
