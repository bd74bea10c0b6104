//! A patch of a painting, painted anew beside it as the partner would paint it today.
//!
//! The partner's strokes that lie mostly in the patch are left out of a copy of the painting; as many others are painted
//! there instead. Within the patch the picture is wanted, outside of it what is there. The person's strokes stay where
//! they are, and what they show is wanted as everywhere. Nothing of the painting itself changes: whoever writes the log
//! adds the new strokes and hides the old ones.

use limner_core::{Author, Canvas, Op, Painting, Stroke, work};
use limner_env::Scene;
use limner_env::action::soft_on_canvas;
use limner_env::scene::want_outside;

use super::replica::Replica;
use super::search::Search;
use super::{Partner, Settings};
use crate::Error;
use crate::planner::look_of;
use crate::search::{Polish, PolishRound, SearchOptions, Telling};
use crate::taste::{FEATURES, Features};

/// Strokes of a patch that are painted anew at most: the uppermost.
pub const MOST: usize = 128;
/// Drawing the painting without the old strokes takes about so much work at a time.
const AT_ONCE: u64 = 8 * work::PER_MS;
/// Strokes that are looked at in one slice.
const LOOKS: usize = 8;
/// Strokes in a row that lie mostly elsewhere before no more are looked for.
const PATIENCE: usize = 24;
/// Strokes in a row that lie elsewhere, where there is no picture and they come by chance.
const FREE_PATIENCE: usize = 400;
/// Points along a stroke, and across it, at which it is asked where it lies.
const POINTS: [i16; 2] = [16, 1];
/// The part of a patch's reach in which it goes over into what is around it.
const EDGE: f32 = 0.12;

/// A round part of the canvas.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// The area's middle, in canvas px.
    pub at: [f32; 2],
    /// The area's radius, in canvas px.
    pub reach: f32,
}

impl Area {
    /// How much a point belongs to it, 0..=1.
    fn has(&self, [x, y]: [f32; 2]) -> f32 {
        let away = (x - self.at[0]).hypot(y - self.at[1]) / self.reach.max(1.0);
        ((1.0 - away) / EDGE).clamp(0.0, 1.0)
    }

    /// The part of a stroke's paint that lies within, 0..=1: seen at points all over it, each for as much of it as lies
    /// around.
    #[must_use]
    pub fn share_of(&self, stroke: &Stroke) -> f32 {
        let Some(soft) = soft_on_canvas(stroke) else { return 0.0 };
        let ([a, b, c], [first, last]) = (soft.points, soft.radii);
        let [along, across] = POINTS;
        let (mut within, mut all) = (0.0, 0.0);
        for i in 0..=along {
            let t = f32::from(i) / f32::from(along);
            let s = 1.0 - t;
            let at = [0, 1].map(|k| s * s * a[k] + 2.0 * s * t * b[k] + t * t * c[k]);
            let way = [0, 1].map(|k| s * (b[k] - a[k]) + t * (c[k] - b[k]));
            let length = way[0].hypot(way[1]).max(1e-6);
            let radius = s * first + t * last;
            for side in -across..=across {
                let aside = 0.6 * radius * f32::from(side) / length;
                let point = [at[0] - way[1] * aside, at[1] + way[0] * aside];
                all += radius;
                let away = (point[0] - self.at[0]).hypot(point[1] - self.at[1]);
                within += if away <= self.reach { radius } else { 0.0 };
            }
        }
        if all > 0.0 { within / all } else { 0.0 }
    }
}

/// A patch that is being painted anew.
#[derive(Debug)]
pub struct Repainting {
    area: Area,
    /// Ids and strokes of the partner's that are left out, from bottom to top.
    old: Vec<(u32, Stroke)>,
    /// How the old ones and the new ones look, as sums.
    looks: [Features; 2],
    /// The canvas as it is, which is wanted around the patch.
    around: Canvas,
    replica: Replica,
    search: Search,
    settings: Settings,
    /// Strokes in a row that lie mostly elsewhere.
    passed: usize,
    stage: Stage,
}

/// What is done next.
#[derive(Debug)]
enum Stage {
    /// Drawing the copy without the old strokes.
    Clearing,
    /// Looking at the old strokes, from this one on.
    Old(usize),
    /// Painting.
    Painting,
    /// Looking at the new strokes, from this one on.
    New(usize, Vec<Stroke>),
    /// Drawing the painting with the new strokes and without the old ones.
    Drawing(Vec<Stroke>, Box<Painting>),
    /// Nothing more: what it came to.
    Done(Box<Repainted>),
}

/// A patch that was painted anew.
#[derive(Debug)]
pub struct Repainted {
    /// Ids of the partner's strokes that would be hidden, ascending.
    pub old: Vec<u32>,
    /// Strokes that would be added, in order.
    pub new: Vec<Stroke>,
    /// How the old ones and the new ones look, on the mean.
    pub looks: [Features; 2],
    /// The painting as it would be.
    pub canvas: Canvas,
}

impl Repainting {
    /// Nothing painted yet of a patch of a partner's painting; `None` where none of its strokes lies mostly in it, or it
    /// can't paint.
    pub fn of(partner: &Partner, area: Area) -> Result<Option<Self>, Error> {
        let painting = partner.painting();
        let is_old =
            |stroke: &Stroke| stroke.author == Author::Partner && area.share_of(stroke) > 0.5;
        let visible = painting.strokes().iter().rev().filter(|placed| placed.visible);
        let mut old: Vec<(u32, Stroke)> = visible
            .filter(|placed| is_old(&placed.stroke))
            .take(MOST)
            .map(|placed| (placed.id, placed.stroke.clone()))
            .collect();
        old.reverse();
        if old.is_empty() || !partner.scene().can_paint() {
            return Ok(None);
        }
        let mut copy = painting.clone();
        copy.set_eager(false);
        copy.push_all(1, hidden(&old))?;
        let page = partner.settings.search;
        let round = PolishRound { reach: 24, steps: 8, pixels: 1 << 15 };
        let last = PolishRound { reach: 64, steps: 12, pixels: 1 << 16 };
        let search = SearchOptions {
            polish: Polish { every: 12, round, last: [last, PolishRound::NONE] },
            telling: Telling::AT_THE_END,
            ..page
        };
        let settings = Settings { search, price: 0.0, breath: u32::MAX, ..partner.settings };
        let mut replica = Replica::new(painting.log().header().clone(), &search)?;
        replica.painting = copy;
        let mut own = Search::new(&search);
        // Another time it may come out otherwise.
        own.set_seed(painting.log().header().seed ^ painting.log().revision());
        own.planner.set_palette(partner.search.planner.palette().to_vec());
        own.answering.stay_near(area.at, area.reach);
        Ok(Some(Self {
            area,
            old,
            looks: [[0.0; FEATURES]; 2],
            around: painting.canvas().clone(),
            replica,
            search: own,
            settings,
            passed: 0,
            stage: Stage::Clearing,
        }))
    }

    /// How much of the patch is done, 0..=1.
    #[must_use]
    pub fn progress(&self) -> f32 {
        let count = self.old.len() as f32;
        match &self.stage {
            Stage::Clearing | Stage::Old(_) => 0.0,
            Stage::Painting => 0.05 + 0.85 * self.replica.editable.strokes().len() as f32 / count,
            Stage::New(..) | Stage::Drawing(..) => 0.95,
            Stage::Done(_) => 1.0,
        }
    }

    /// Paints a slice of the patch, with the partner's network and by what it believes; says whether there is more.
    pub async fn advance(&mut self, partner: &mut Partner) -> Result<bool, Error> {
        match &mut self.stage {
            Stage::Clearing => {
                self.replica.painting.draw_some(AT_ONCE);
                if !self.replica.painting.is_behind() {
                    self.begin_painting(partner)?;
                    self.stage = Stage::Old(0);
                }
            }
            Stage::Old(from) => {
                let strokes = self.old.iter().skip(*from).take(LOOKS);
                let scene = self.replica.editable.scene_mut();
                strokes.for_each(|(_, stroke)| look(scene, stroke, &mut self.looks[0]));
                *from += LOOKS;
                if *from >= self.old.len() {
                    self.show_base();
                    self.replica.plan.want(self.old.len());
                    self.stage = Stage::Painting;
                }
            }
            Stage::Painting => self.paint(partner).await?,
            Stage::New(from, strokes) => {
                let some = strokes.iter().skip(*from).take(LOOKS);
                let scene = self.replica.editable.scene_mut();
                some.for_each(|stroke| look(scene, stroke, &mut self.looks[1]));
                *from += LOOKS;
                if *from >= strokes.len() {
                    let strokes = std::mem::take(strokes);
                    let mut after = Box::new(partner.painting().clone());
                    after.set_eager(false);
                    let added = strokes.iter().cloned().map(Op::Add);
                    after.push_all(1, added.chain(hidden(&self.old)).collect())?;
                    self.stage = Stage::Drawing(strokes, after);
                }
            }
            Stage::Drawing(new, after) => {
                after.draw_some(AT_ONCE);
                if !after.is_behind() {
                    let mean = |sum: &Features, count: usize| sum.map(|v| v / count.max(1) as f32);
                    let [old, anew] = &self.looks;
                    self.stage = Stage::Done(Box::new(Repainted {
                        old: self.old.iter().map(|(id, _)| *id).collect(),
                        looks: [mean(old, self.old.len()), mean(anew, new.len())],
                        new: std::mem::take(new),
                        canvas: after.canvas().clone(),
                    }));
                }
            }
            Stage::Done(_) => return Ok(false),
        }
        Ok(!matches!(self.stage, Stage::Done(_)))
    }

    /// What the patch came to, once nothing is left to do.
    #[must_use]
    pub fn finish(self) -> Option<Repainted> {
        match self.stage {
            Stage::Done(repainted) => Some(*repainted),
            _ => None,
        }
    }

    /// Has the copy before the partner's picture, in the colours in which that is wanted.
    fn begin_painting(&mut self, partner: &Partner) -> Result<(), Error> {
        self.replica.show_painting()?;
        self.replica.set_brush(partner.scene().partners_brush());
        self.replica.set_target(partner.scene().target());
        self.replica.set_grade(partner.belief.believed().grade());
        self.replica.accept_target();
        if self.replica.has_target() {
            let area = self.area;
            let scene = self.replica.editable.scene_mut();
            want_outside(scene, &self.around, &|point| area.has(point));
        }
        Ok(())
    }

    /// Shows the copy without what was looked at.
    fn show_base(&mut self) {
        let bounds = self.replica.painting.canvas().bounds();
        self.replica.editable.scene_mut().follow(&self.replica.painting, bounds);
        self.replica.editable.fix();
    }

    async fn paint(&mut self, partner: &mut Partner) -> Result<(), Error> {
        let Self { replica, search, settings, .. } = self;
        let objective = partner.belief.believed();
        let next = search.next(replica, &mut partner.network, objective, settings).await?;
        let patience = if replica.has_target() { PATIENCE } else { FREE_PATIENCE };
        match next {
            Some(proposal) if self.area.share_of(&proposal.stroke) > 0.5 => {
                self.passed = 0;
                replica.add(proposal);
            }
            Some(_) if self.passed < patience => self.passed += 1,
            _ => replica.plan.end(),
        }
        search.polish_when_due(replica, objective, &settings.search);
        if replica.plan.is_complete() {
            let strokes = replica.editable.strokes().iter().map(|(stroke, _)| stroke.clone());
            let strokes = strokes.collect();
            self.show_base();
            self.stage = Stage::New(0, strokes);
        }
        Ok(())
    }
}

/// What leaves strokes of the partner's out.
fn hidden(old: &[(u32, Stroke)]) -> Vec<Op> {
    old.iter().map(|(id, _)| Op::Hide { stroke: *id, by: Author::Partner }).collect()
}

/// Adds how a stroke looks where it is painted next, and paints it.
fn look(scene: &mut Scene, stroke: &Stroke, sum: &mut Features) {
    let (_, _, look) = look_of(scene, stroke);
    sum.iter_mut().zip(look).for_each(|(sum, v)| *sum += v);
    scene.paint(stroke);
}
