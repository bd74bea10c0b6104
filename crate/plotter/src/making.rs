//! From a painting's strokes and pixels to pen paths: what is seen of each stroke, which pen comes nearest to its colour,
//! which lines fill it, and in which order they are drawn.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "strokes are fewer than 2³², pens than 2⁸, and lines of a stroke are counted from its bounded width"
)]

use limner_core::fixed::ONE;
use limner_core::{Painting, Rgb8, work};
use limner_share::way::{Corner, Way};

use crate::colors::{Choice, Palette, apart as colors_apart, lab_of, laid, light_of};
use crate::hatching::{Band, Px, Ruled, cut, length, shortened};
use crate::owners::{Owners, Seen};
use crate::plan::{Area, Layer, Plan, Report};
use crate::plot::{Failed, MAX_PLACES};
use crate::setup::{FillKind, Setup};
use crate::travel::{Mm, Ordering, Turn, apart};

/// How far a simplified way, or its width, may be from what it was, in px.
const TOLERANCE_PX: f64 = 0.3;
/// Lines beside one stroke at most: no stroke is wider than a thousand pixels, and no line finer than a twentieth.
const MAX_LINES: usize = 20_000;
/// A stroke that is no wider than this many pens is one line.
const LINE: f64 = 1.5;
/// Paths whose ends are no farther apart than this many widths of the pen are drawn as one.
const JOINED: f64 = 1.25;
/// Work that a look at a pixel is worth.
const OF_LOOK: u64 = 40;
/// A stroke that takes up more than this of its colour from the canvas has none of its own.
const MOSTLY_SMUDGES: u16 = (ONE / 2) as u16;
/// The longest arm of a corner's mark, in mm.
const MARK_MM: f64 = 3.0;

/// What a stroke is drawn with.
#[derive(Clone, Copy, Debug)]
struct Drawn {
    choice: Choice,
    /// As one line, not as an area.
    line: bool,
}

/// A painting on its way to pen paths.
#[derive(Debug)]
pub(crate) struct Making {
    setup: Setup,
    painting: Painting,
    paper: Rgb8,
    area: Area,
    owners: Owners,
    palette: Palette,
    seen: Seen,
    drawn: Vec<Option<Drawn>>,
    /// Of each pen.
    paths: Vec<Vec<Vec<Mm>>>,
    places: usize,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// Which stroke is seen where: so many parts of a stroke's way are laid.
    Laying {
        stroke: usize,
        way: Option<(Vec<Corner>, f64)>,
        at: usize,
    },
    /// Which colour it has there.
    Looking {
        row: usize,
    },
    /// The lines of each stroke: so many of those beside its way are drawn.
    Filling {
        stroke: usize,
        band: Option<Band>,
        at: usize,
    },
    /// Straight lines over all, pen by pen.
    Ruling {
        pen: usize,
        number: Option<i64>,
    },
    /// In which order, pen by pen.
    Ordering {
        at: usize,
        ordering: Option<Box<Ordering>>,
        layers: Vec<Layer>,
        travel: [f64; 2],
    },
    Over,
}

impl Making {
    pub(crate) fn of(setup: Setup, painting: Painting) -> Self {
        let header = painting.log().header();
        let (width, height) = (header.width, header.height);
        let paper = setup.sheet.own_color().unwrap_or(header.paper);
        let strokes = painting.strokes().len();
        Self {
            area: Area::of(&setup, width, height),
            owners: Owners::new(width, height),
            palette: Palette::of(&setup, paper),
            seen: Seen::of(strokes),
            drawn: vec![None; strokes],
            paths: vec![Vec::new(); setup.pens.len()],
            places: 0,
            stage: Stage::Laying { stroke: 0, way: None, at: 0 },
            paper,
            painting,
            setup,
        }
    }

    /// How far it has come, 0..=1.
    pub(crate) fn part(&self) -> f64 {
        let part = |from: f64, to: f64, done: usize, of: usize| {
            from + (to - from) * done as f64 / of.max(1) as f64
        };
        let strokes = self.drawn.len();
        match &self.stage {
            Stage::Laying { stroke, .. } => part(0.0, 0.2, *stroke, strokes),
            Stage::Looking { row } => part(0.2, 0.25, *row, self.owners.size()[1]),
            Stage::Filling { stroke, .. } => part(0.25, 0.45, *stroke, strokes),
            Stage::Ruling { pen, .. } => part(0.45, 0.55, *pen, self.setup.pens.len()),
            Stage::Ordering { at, ordering, .. } => {
                let all = self.setup.pens.len().max(1) as f64;
                let now = ordering.as_ref().map_or(0.0, |ordering| ordering.part());
                0.55 + 0.45 * ((*at as f64 + now) / all).min(1.0)
            }
            Stage::Over => 1.0,
        }
    }

    /// Goes on for about `budget` of work.
    pub(crate) fn advance(&mut self, budget: u64) -> Result<Option<Plan>, Failed> {
        let mut left = budget;
        while left > 0 {
            let stage = std::mem::replace(&mut self.stage, Stage::Over);
            let (stage, took) = match stage {
                Stage::Laying { stroke, way, at } => self.lay(stroke, way, at),
                Stage::Looking { row } => self.look(row),
                Stage::Filling { stroke, band, at } => self.fill(stroke, band, at)?,
                Stage::Ruling { pen, number } => self.rule(pen, number)?,
                Stage::Ordering { at, ordering, layers, travel } if at < self.paths.len() => {
                    self.order(at, ordering, layers, travel, left)
                }
                Stage::Ordering { layers, travel, .. } => {
                    return Ok(Some(self.plan(layers, travel)));
                }
                Stage::Over => return Ok(None),
            };
            self.stage = stage;
            left = left.saturating_sub(took);
        }
        Ok(None)
    }

    /// The next part of a stroke's way takes its pixels.
    fn lay(&mut self, stroke: usize, way: Option<(Vec<Corner>, f64)>, at: usize) -> (Stage, u64) {
        if stroke == self.drawn.len() {
            return (Stage::Looking { row: 0 }, 1);
        }
        let Some((corners, opacity)) = way else {
            let way = self.way(stroke);
            let took = way.steps as u64 * work::OF_TOLD + work::OF_ENTRY;
            let corners = way.simplified(TOLERANCE_PX);
            return (Stage::Laying { stroke, way: Some((corners, way.opacity)), at: 0 }, took);
        };
        // A single corner is a dot; else each part goes from one to the next.
        let parts = corners.len().saturating_sub(1).max(corners.len().min(1));
        if at == parts {
            return (Stage::Laying { stroke: stroke + 1, way: None, at: 0 }, 1);
        }
        let looked = self.owners.lay(stroke as u32, &corners, at, opacity);
        let stage = Stage::Laying { stroke, way: Some((corners, opacity)), at: at + 1 };
        (stage, (looked + 1) * OF_LOOK)
    }

    /// The way of a visible stroke; an empty one of another.
    fn way(&self, stroke: usize) -> Way {
        let drawn = self.painting.arrangement().to_draw(stroke);
        drawn.map_or_else(Way::default, |(stroke, brush, place)| Way::of(stroke, brush, place))
    }

    /// The colours of a row of pixels go to their strokes.
    fn look(&mut self, row: usize) -> (Stage, u64) {
        let [width, height] = self.owners.size();
        if row == height {
            return (Stage::Filling { stroke: 0, band: None, at: 0 }, 1);
        }
        let paper = self.painting.log().header().paper;
        self.seen.look(self.painting.canvas(), paper, &self.owners, row);
        (Stage::Looking { row: row + 1 }, width as u64 * OF_LOOK)
    }

    /// Chooses what a stroke is drawn with, or draws the next of the lines beside its way.
    fn fill(
        &mut self,
        stroke: usize,
        band: Option<Band>,
        at: usize,
    ) -> Result<(Stage, u64), Failed> {
        if stroke == self.drawn.len() {
            let seen = &self.drawn;
            self.owners.keep(|stroke| seen[stroke as usize].is_some());
            return Ok((Stage::Ruling { pen: 0, number: None }, 1));
        }
        let over = Stage::Filling { stroke: stroke + 1, band: None, at: 0 };
        let Some(band) = band else {
            let Some(light) = self.seen.of_stroke(stroke) else {
                return Ok((over, work::OF_ENTRY));
            };
            let way = self.way(stroke);
            let took = way.steps as u64 * work::OF_TOLD + work::OF_ENTRY;
            let corners = way.simplified(TOLERANCE_PX);
            if corners.is_empty() {
                return Ok((over, took));
            }
            let band = Band::of(corners);
            self.drawn[stroke] = self.choose(stroke, &band, light, way.opacity);
            let stage = match self.drawn[stroke] {
                Some(Drawn { line, .. }) if line || self.setup.fill.kind != FillKind::Hatch => {
                    Stage::Filling { stroke, band: Some(band), at: 0 }
                }
                _ => over,
            };
            return Ok((stage, took));
        };
        let Some(Drawn { choice, line }) = self.drawn[stroke] else { return Ok((over, 1)) };
        let pen_px = self.pen_px(choice.pen);
        let is_outline = !line && self.setup.fill.kind == FillKind::Outline;
        let lines = if line || is_outline { 1 } else { self.lines(&band, choice) };
        if at == lines {
            return Ok((over, 1));
        }
        let pieces = if is_outline {
            vec![band.outline(pen_px / 2.0)]
        } else {
            let reach = band.widest();
            let reach = if choice.every == 1 { (reach - pen_px / 2.0).max(0.0) } else { reach };
            band.line(reach * side_of(at, lines, choice.every == 1), pen_px / 2.0)
        };
        let mut looked = 0;
        for piece in pieces {
            for run in band.seen(&piece, &self.owners, stroke as u32, &mut looked) {
                // What is shorter than the pen's tip lies beside lines that cover it.
                if lines == 1 || length(&run) >= pen_px / 2.0 {
                    self.add(choice.pen, run)?;
                }
            }
        }
        let stage = Stage::Filling { stroke, band: Some(band), at: at + 1 };
        Ok((stage, (looked + 1) * OF_LOOK))
    }

    /// How many lines of a pen fill a stroke.
    fn lines(&self, band: &Band, choice: Choice) -> usize {
        let pen_px = self.pen_px(choice.pen);
        let spacing = pen_px * self.setup.fill.spacing * f64::from(choice.every);
        let lines = if choice.every == 1 {
            // As many to either side of the middle, which goes on where the stroke is narrow; the outermost ones keep
            // half a pen's width from the edge.
            2 * ((band.widest() - pen_px / 2.0).max(0.0) / spacing).ceil() as usize + 1
        } else {
            ((2.0 * band.widest() / spacing).round() as usize).max(1)
        };
        lines.min(MAX_LINES)
    }

    /// The pen that comes nearest to what is seen of a stroke.
    fn choose(&self, stroke: usize, band: &Band, light: [f32; 3], opacity: f64) -> Option<Drawn> {
        let (drawn, brush, _) = self.painting.arrangement().to_draw(stroke)?;
        // What is as thin as a pixel is mixed with the paper beside it: there its own colour says more.
        let is_thin = band.widest() < 1.5 && !brush.eraser && brush.smudge <= MOSTLY_SMUDGES;
        let light = if is_thin {
            let own = light_of(drawn.color);
            laid(self.palette.paper(), own, 1.0, opacity as f32)
        } else {
            light
        };
        let is_line = |choice: Choice| 2.0 * band.widest() <= LINE * self.pen_px(choice.pen);
        let choice = self.palette.nearest(light, self.setup.fill.kind == FillKind::Outline)?;
        if !is_line(choice) {
            return Some(Drawn { choice, line: false });
        }
        self.palette.nearest(light, true).map(|choice| Drawn { choice, line: true })
    }

    /// The width of a pen, in px of the painting.
    fn pen_px(&self, pen: u8) -> f64 {
        self.setup.pens[usize::from(pen)].width_mm / self.area.of_px
    }

    /// The next straight line of a pen.
    fn rule(&mut self, pen: usize, number: Option<i64>) -> Result<(Stage, u64), Failed> {
        if self.setup.fill.kind != FillKind::Hatch || pen == self.setup.pens.len() {
            let stage =
                Stage::Ordering { at: 0, ordering: None, layers: Vec::new(), travel: [0.0; 2] };
            return Ok((stage, 1));
        }
        let pen_px = self.pen_px(pen as u8);
        // Half a turn shared among the pens: no two have the same direction.
        let angle = self.setup.fill.angle_deg + 180.0 * pen as f64 / self.setup.pens.len() as f64;
        let ruled = Ruled::of(self.owners.size(), angle, pen_px * self.setup.fill.spacing);
        let number = number.unwrap_or(*ruled.numbers().start());
        if !ruled.numbers().contains(&number) {
            return Ok((Stage::Ruling { pen: pen + 1, number: None }, 1));
        }
        let mut looked = 0;
        let runs = cut(&ruled.line(number), &self.owners, &mut looked, |_, x, y| {
            let whose = self.owners.at(x, y).and_then(|(stroke, _)| self.drawn[stroke as usize]);
            whose.is_some_and(|Drawn { choice, line }| {
                let drawn = number.rem_euclid(i64::from(choice.every)) == 0;
                !line && usize::from(choice.pen) == pen && drawn
            })
        });
        for run in runs {
            self.add(pen as u8, shortened(run, pen_px / 2.0))?;
        }
        Ok((Stage::Ruling { pen, number: Some(number + 1) }, (looked + 1) * OF_LOOK))
    }

    /// Adds a path to a pen's, on the sheet.
    fn add(&mut self, pen: u8, run: Vec<Px>) -> Result<(), Failed> {
        self.places += run.len();
        if self.places > MAX_PLACES {
            return Err(Failed::TooMuch);
        }
        let Area { left, top, width, height, of_px } = self.area;
        let on_sheet = |[x, y]: Px| {
            let at =
                |px: f64, from: f64, length: f64| (from + (px * of_px).clamp(0.0, length)) as f32;
            [at(x, left, width), at(y, top, height)]
        };
        self.paths[usize::from(pen)].push(run.into_iter().map(on_sheet).collect());
        Ok(())
    }

    /// Orders the paths of a pen for a while.
    fn order(
        &mut self,
        at: usize,
        ordering: Option<Box<Ordering>>,
        mut layers: Vec<Layer>,
        mut travel: [f64; 2],
        left: u64,
    ) -> (Stage, u64) {
        let mut ordering = ordering.unwrap_or_else(|| {
            let ends = self.paths[at].iter().map(|path| [path[0], path[path.len() - 1]]);
            // A hand at rest is at the bed's lower left corner.
            let sheet = &self.setup.sheet;
            let home = [-sheet.at_mm[0], sheet.size_mm[1] + sheet.at_mm[1]].map(|v| v as f32);
            Box::new(Ordering::of(ends.collect(), home))
        });
        if !ordering.advance(left) {
            return (Stage::Ordering { at, ordering: Some(ordering), layers, travel }, left);
        }
        travel[0] += ordering.given_mm();
        travel[1] += ordering.nearest_mm();
        let paths = std::mem::take(&mut self.paths[at]);
        let joined_mm = JOINED * self.setup.pens[at].width_mm;
        let paths = in_turn(paths, ordering.order(), joined_mm);
        if !paths.is_empty() {
            layers.push(Layer { pen: at, paths });
        }
        (Stage::Ordering { at: at + 1, ordering: None, layers, travel }, left / 2)
    }

    fn plan(&mut self, mut layers: Vec<Layer>, [painted, nearest]: [f64; 2]) -> Plan {
        // Light pens first: a nib takes up what it crosses.
        let lightness = |layer: &Layer| lab_of(light_of(self.setup.pens[layer.pen].rgb()))[0];
        layers.sort_by(|a, b| lightness(b).total_cmp(&lightness(a)));
        if self.setup.sheet.marks {
            self.mark(&mut layers);
        }
        let header = self.painting.log().header();
        let mut plan = Plan {
            setup: self.setup.clone(),
            paper: self.paper,
            size_px: [header.width, header.height],
            area: self.area,
            layers,
            report: Report::default(),
        };
        plan.reckon(painted, nearest);
        plan
    }

    /// A cross at each corner of the painting, by the pen that is seen best on the paper.
    fn mark(&self, layers: &mut Vec<Layer>) {
        let paper = lab_of(light_of(self.paper));
        let far = |pen: usize| colors_apart(lab_of(light_of(self.setup.pens[pen].rgb())), paper);
        let best = (0..self.setup.pens.len()).max_by(|a, b| far(*a).total_cmp(&far(*b)));
        let Some(pen) = best else { return };
        if !layers.iter().any(|layer| layer.pen == pen) {
            layers.push(Layer { pen, paths: Vec::new() });
        }
        let arm = MARK_MM.min(self.setup.sheet.margin_mm);
        for layer in layers.iter_mut().filter(|layer| layer.pen == pen) {
            for [x, y] in self.area.corners() {
                let line = |ends: [[f64; 2]; 2]| ends.map(|end| end.map(|v| v as f32)).to_vec();
                layer.paths.push(line([[x - arm, y], [x + arm, y]]));
                layer.paths.push(line([[x, y - arm], [x, y + arm]]));
            }
        }
    }
}

/// Where one of so many lines lies: from -1 at one side to 1 at the other. Close ones reach both edges; of others the
/// outermost keep half of their distance from them.
fn side_of(at: usize, lines: usize, is_close: bool) -> f64 {
    if is_close && lines > 1 {
        2.0 * at as f64 / (lines - 1) as f64 - 1.0
    } else {
        (2 * at + 1) as f64 / lines as f64 - 1.0
    }
}

/// Paths in their turns, those joined that follow at once.
fn in_turn(mut paths: Vec<Vec<Mm>>, order: &[Turn], joined_mm: f64) -> Vec<Vec<Mm>> {
    let mut ordered: Vec<Vec<Mm>> = Vec::with_capacity(paths.len());
    for Turn { path, from_end } in order {
        let mut path = std::mem::take(&mut paths[*path as usize]);
        if *from_end {
            path.reverse();
        }
        match ordered.last_mut() {
            Some(last) if apart(last[last.len() - 1], path[0]) <= joined_mm => {
                last.append(&mut path)
            }
            _ => ordered.push(path),
        }
    }
    ordered
}
