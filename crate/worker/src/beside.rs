//! What the worker does beside the painting when the person asks for it: it says why a stroke was chosen and where the next
//! would come, and paints a patch anew.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "figures are clamped to what a message holds"
)]

use limner_agent::partner::reasons::{self, Reasons};
use limner_agent::partner::repainting::{Area, Repainting};
use limner_agent::partner::{Partner, repainting};
use limner_agent::taste::Features;
use limner_core::{Canvas, Rect};
use limner_protocol::codes::{reason, told};
use limner_protocol::{
    About, Alternative, FocusArea, Heat, Kept, MAX_HEAT_SIDE, MAX_PART, Pixels, Repainted, Reply,
    Why,
};

/// The page shows a patch in a picture of at most so many px a side.
const SHOWN: usize = 320;
/// A picture of a patch shows so much around it, in parts of its reach.
const AROUND: f32 = 1.15;
/// Spreads up to these, in parts of what they may be, are of a network that is sure, and fairly sure.
const SURE: [f32; 2] = [0.3, 0.6];
/// Between two reports of how far a patch is, in percent.
const STEP: u8 = 4;

/// What is asked for and not answered yet, in the order in which it is answered.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    why: Option<(u32, About)>,
    heat: bool,
    patch: Option<Patch>,
    /// How the strokes of the patch look that was painted last, the old ones and the new ones.
    looks: Option<(u32, [Features; 2])>,
}

/// A patch that is painted anew.
#[derive(Debug)]
struct Patch {
    id: u32,
    area: Area,
    underway: Option<Repainting>,
    told: u8,
}

impl Beside {
    /// The person asks why a stroke was chosen: what they asked before is left.
    pub(crate) fn ask_why(&mut self, id: u32, about: About) {
        self.why = Some((id, about));
    }

    /// The person wants to see where strokes would be painted next.
    pub(crate) fn ask_heat(&mut self) {
        self.heat = true;
    }

    /// The person wants a patch painted anew.
    pub(crate) fn repaint(&mut self, id: u32, FocusArea { x, y, reach }: FocusArea) {
        let area = Area { at: [x.into(), y.into()], reach: reach.into() };
        self.patch = Some(Patch { id, area, underway: None, told: 0 });
        self.looks = None;
    }

    /// Nothing more is wanted of a patch. How its strokes look, the old ones and the new ones, and which are liked better,
    /// where the person said so.
    pub(crate) fn end(&mut self, id: u32, kept: Kept) -> Option<([Features; 2], usize)> {
        self.patch.take_if(|patch| patch.id == id);
        let (_, looks) = self.looks.take_if(|(painted, _)| *painted == id)?;
        match kept {
            Kept::Neither => None,
            Kept::Old => Some((looks, 0)),
            Kept::New => Some((looks, 1)),
        }
    }

    /// The painting went on: what is painted beside it is of another.
    pub(crate) fn painting_changed(&mut self) {
        self.patch = None;
    }

    /// Whether something is asked for.
    pub(crate) fn is_wanted(&self) -> bool {
        self.why.is_some() || self.heat || self.patch.is_some()
    }

    /// Does a slice of what is asked for beside the painting.
    pub(crate) async fn advance(&mut self, partner: &mut Partner) -> Option<Reply> {
        if let Some((id, about)) = self.why.take() {
            return Some(Reply::Why(why(partner, id, &about).await));
        }
        if std::mem::take(&mut self.heat) {
            return Some(Reply::Heat(heat(partner)));
        }
        self.advance_patch(partner).await
    }

    async fn advance_patch(&mut self, partner: &mut Partner) -> Option<Reply> {
        let patch = self.patch.as_mut()?;
        let Patch { id, area, underway, told } = patch;
        let Some(repainting) = underway else {
            let begun = Repainting::of(partner, *area).inspect_err(|error| {
                tracing::warn!("a patch can't be painted anew: {error}");
            });
            *underway = begun.ok().flatten();
            if underway.is_some() {
                return None;
            }
            let id = *id;
            self.patch = None;
            return Some(nothing(partner, id));
        };
        let more = match repainting.advance(partner).await {
            Ok(more) => more,
            Err(error) => {
                tracing::warn!("a patch can't be painted anew: {error}");
                let id = *id;
                self.patch = None;
                return Some(nothing(partner, id));
            }
        };
        if more {
            let percent = (repainting.progress() * 100.0) as u8;
            let is_due = percent >= *told + STEP;
            *told = if is_due { percent } else { *told };
            return is_due.then_some(Reply::Repainting { id: *id, percent });
        }
        let Patch { id, area, underway, .. } = self.patch.take()?;
        let painted = underway.and_then(Repainting::finish)?;
        let repainting::Repainted { old, new, looks, canvas } = painted;
        self.looks = Some((id, looks));
        let shown = shown(area, canvas.bounds());
        let before = partner.painting().canvas();
        let pictures = [before, &canvas].map(|canvas| picture(canvas, partner, shown));
        let brushes = partner.painting().log().brush_count();
        Some(Reply::Repainted(Repainted { id, brushes, old, new, pictures: Some(pictures) }))
    }
}

/// There is nothing to be painted anew.
fn nothing(partner: &Partner, id: u32) -> Reply {
    let brushes = partner.painting().log().brush_count();
    Reply::Repainted(Repainted { id, brushes, old: Vec::new(), new: Vec::new(), pictures: None })
}

async fn why(partner: &mut Partner, id: u32, about: &About) -> Why {
    let found = match about {
        About::Painted(id) => reasons::of_painted(partner, *id).await,
        About::Proposed { brushes, stroke }
            if *brushes == partner.painting().log().brush_count() =>
        {
            reasons::of_planned(partner, stroke).await
        }
        About::Proposed { .. } => Ok(None),
    };
    let found = found.inspect_err(|error| tracing::warn!("it is not known why: {error}"));
    let found = found.ok().flatten();
    let code = match &found {
        None => told::GONE,
        Some(reasons) if reasons.is_noted => told::REMEMBERED,
        Some(_) => told::RECKONED,
    };
    let place = |list: &[&str], code| list.iter().position(|known| *known == code);
    let told = place(told::ALL, code).unwrap_or(0) as u8;
    let Reasons { share, motive, parts, points, alternatives, spread, .. } =
        found.unwrap_or_default();
    let reason = place(reason::ALL, motive.map_or(reason::FREE, crate::reason::of_answer));
    let hundredths = |value: f32| (100.0 * value).round() as i16;
    let bounded = |value: f32| hundredths(value).clamp(-MAX_PART, MAX_PART);
    let level = |spread: f32| SURE.iter().filter(|most| spread > **most).count() as u8;
    Why {
        id,
        told,
        gain_ppm: (share * 1e6).round() as i32,
        reason: reason.unwrap_or(0) as u8,
        parts: parts.iter().map(|(part, value)| (*part as u8, bounded(*value))).collect(),
        points: points.iter().map(|(word, value)| (word.code(), bounded(*value))).collect(),
        spread: (spread.iter().flatten())
            .map(|spread| (level(*spread), (100.0 * spread).round() as u8))
            .collect(),
        brushes: partner.painting().log().brush_count(),
        alternatives: (alternatives.into_iter())
            .map(|(stroke, worth)| {
                let worth_percent = (100.0 * worth).round() as u8;
                Alternative { stroke, worth_percent }
            })
            .collect(),
    }
}

fn heat(partner: &Partner) -> Heat {
    let ([columns, rows], map) = reasons::heat(partner, MAX_HEAT_SIDE.into());
    let most = map.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
    let cells = map.iter().map(|value| (255.0 * value / most).round() as u8).collect();
    Heat { columns: columns as u8, rows: rows as u8, cells }
}

/// What of a canvas a picture of a patch shows: as wide as it is high, where that fits.
fn shown(Area { at: [x, y], reach }: Area, canvas: Rect) -> Rect {
    let side = (2.0 * AROUND * reach) as i32 + 2;
    let along = |middle: f32, end: i32| {
        let side = side.min(end);
        let from = (middle as i32 - side / 2).clamp(0, end - side);
        [from, from + side]
    };
    let ([x0, x1], [y0, y1]) = (along(x, canvas.x1), along(y, canvas.y1));
    Rect::new(x0, y0, x1, y1)
}

/// A part of a canvas as it looks on the painting's paper, in small where it is large.
fn picture(canvas: &Canvas, partner: &Partner, area: Rect) -> Pixels {
    let [columns, rows] = [area.width(), area.height()];
    let by = columns.max(rows).div_ceil(SHOWN).max(1);
    let [width, height] = [columns / by, rows / by].map(|side| side.max(1));
    let mut rgba = vec![0; columns * rows * 4];
    canvas.write_rgba8(area, partner.painting().log().header().paper, &mut rgba);
    let mut rgb = Vec::with_capacity(3 * width * height);
    for i in 0..width * height {
        let (x, y) = (i % width * by, i / width * by);
        let (right, bottom) = ((x + by).min(columns), (y + by).min(rows));
        for channel in 0..3 {
            let places = (y..bottom).flat_map(|y| (x..right).map(move |x| (y * columns + x) * 4));
            let sum: usize = places.map(|at| usize::from(rgba[at + channel])).sum();
            rgb.push((sum / ((right - x) * (bottom - y)).max(1)) as u8);
        }
    }
    Pixels { width: width as u16, height: height as u16, rgb }
}
