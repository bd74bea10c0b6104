//! What a machine does, one thing after the other, whatever language it is told in: pens are changed, lifted and
//! lowered, brushes are dipped and washed, and all of it happens at a place on the bed.

use crate::plan::Plan;

/// How long a brush is washed, in s.
pub const WASHING_S: f64 = 4.0;

/// A place on the bed, in mm from its lower left corner.
pub type Place = [f64; 2];

/// Where a hand rests: the lower left corner of the bed.
const HOME: Place = [0.0, 0.0];

/// One thing that a machine does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// The pen of this place in the setup is put in.
    Change(usize),
    /// A lifted pen goes somewhere.
    Travel {
        /// Where it goes.
        to: Place,
        /// How far that is, in mm.
        far: f64,
    },
    /// The pen is lowered.
    Lower,
    /// The pen draws a straight line.
    Draw {
        /// Where it goes.
        to: Place,
        /// How far that is, in mm.
        far: f64,
    },
    /// The pen is lifted.
    Lift,
    /// The brush, which is lifted above its paint, takes that up for some seconds.
    Dip {
        /// How long it stays.
        seconds: f64,
    },
    /// The brush, which is lifted above the water, is washed.
    Wash,
}

/// What holds the pens: where it is, and how much paint its brush has left.
#[derive(Clone, Copy, Debug)]
pub struct Hand {
    at: Place,
    /// The layer whose pen it holds.
    layer: Option<usize>,
    /// How far the brush draws before it must be dipped, in mm.
    paint_mm: f64,
}

impl Default for Hand {
    fn default() -> Self {
        Self::new()
    }
}

impl Hand {
    /// A hand at rest, without a pen.
    #[must_use]
    pub fn new() -> Self {
        Self { at: HOME, layer: None, paint_mm: 0.0 }
    }

    /// Draws a path of a layer: says to `step` all that happens for it.
    pub fn draw(&mut self, plan: &Plan, layer: usize, path: usize, step: &mut impl FnMut(Step)) {
        let pen = plan.layers[layer].pen;
        if self.layer != Some(layer) {
            self.take(plan, layer, step);
        }
        let dip = plan.setup.pens[pen].dip.as_ref();
        let mut points = plan.layers[layer].paths[path].iter().map(|at| on_bed(plan, *at));
        let Some(first) = points.next() else { return };
        if dip.is_some() && self.paint_mm <= 0.0 {
            self.dip(plan, pen, step);
        }
        self.travel(first, step);
        step(Step::Lower);
        let mut any = false;
        for to in points {
            while let (Some(_), true) = (dip, apart(self.at, to) > self.paint_mm) {
                // As far as the paint goes, then for more of it, and on from there.
                let t = (self.paint_mm / apart(self.at, to)).clamp(0.0, 1.0);
                let here = std::array::from_fn(|i| self.at[i] + (to[i] - self.at[i]) * t);
                self.line(here, step);
                step(Step::Lift);
                self.dip(plan, pen, step);
                self.travel(here, step);
                step(Step::Lower);
            }
            self.line(to, step);
            any = true;
        }
        if !any {
            // A dot.
            step(Step::Draw { to: first, far: 0.0 });
        }
        step(Step::Lift);
    }

    /// Lays down what it holds and rests.
    pub fn go_home(&mut self, plan: &Plan, step: &mut impl FnMut(Step)) {
        self.wash(plan, step);
        self.layer = None;
        self.travel(HOME, step);
    }

    fn take(&mut self, plan: &Plan, layer: usize, step: &mut impl FnMut(Step)) {
        self.wash(plan, step);
        self.travel(HOME, step);
        self.layer = Some(layer);
        self.paint_mm = 0.0;
        step(Step::Change(plan.layers[layer].pen));
    }

    /// Washes the brush that it holds, if that is one that is washed.
    fn wash(&mut self, plan: &Plan, step: &mut impl FnMut(Step)) {
        let held = self.layer.map(|layer| &plan.setup.pens[plan.layers[layer].pen]);
        if let Some(at) = held.and_then(|pen| pen.dip.as_ref()?.wash_mm) {
            self.travel(at, step);
            step(Step::Wash);
        }
    }

    fn dip(&mut self, plan: &Plan, pen: usize, step: &mut impl FnMut(Step)) {
        if let Some(dip) = &plan.setup.pens[pen].dip {
            self.travel(dip.at_mm, step);
            step(Step::Dip { seconds: dip.seconds });
            self.paint_mm = dip.every_mm;
        }
    }

    fn travel(&mut self, to: Place, step: &mut impl FnMut(Step)) {
        let far = apart(self.at, to);
        if far > 0.0 {
            step(Step::Travel { to, far });
        }
        self.at = to;
    }

    fn line(&mut self, to: Place, step: &mut impl FnMut(Step)) {
        let far = apart(self.at, to);
        step(Step::Draw { to, far });
        self.paint_mm -= far;
        self.at = to;
    }
}

/// A place on the sheet as one on the bed, on which y goes up.
fn on_bed(plan: &Plan, [x, y]: [f32; 2]) -> Place {
    let sheet = &plan.setup.sheet;
    [sheet.at_mm[0] + f64::from(x), sheet.at_mm[1] + sheet.size_mm[1] - f64::from(y)]
}

fn apart(a: Place, b: Place) -> f64 {
    ((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1])).sqrt()
}
