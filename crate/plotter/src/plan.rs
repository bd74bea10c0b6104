//! What a machine is to draw: paths on a sheet, pen by pen, in their order; and what that takes.

use limner_core::Rgb8;
use serde::Serialize;

use crate::setup::{Machine, Setup};
use crate::steps::{Hand, Step, WASHING_S};
use crate::travel::Mm;

/// Where the painting lies on the sheet, in mm from its upper left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// From the left.
    pub left: f64,
    /// From above.
    pub top: f64,
    /// Across.
    pub width: f64,
    /// Down.
    pub height: f64,
    /// A pixel of the painting.
    pub of_px: f64,
}

impl Area {
    /// As large as it fits between the margins, in the middle.
    #[must_use]
    pub fn of(setup: &Setup, width: u16, height: u16) -> Self {
        let [across, down] = setup.sheet.size_mm;
        let free = |side: f64| (side - 2.0 * setup.sheet.margin_mm).max(1.0);
        let [columns, rows] = [width, height].map(|px| f64::from(px.max(1)));
        let of_px = (free(across) / columns).min(free(down) / rows);
        let (width, height) = (columns * of_px, rows * of_px);
        Self { left: (across - width) / 2.0, top: (down - height) / 2.0, width, height, of_px }
    }

    /// The same as parts of a sheet of such a size: left, top, width and height.
    #[must_use]
    pub fn part_of(&self, [across, down]: [f64; 2]) -> [f64; 4] {
        [self.left / across, self.top / down, self.width / across, self.height / down]
    }

    /// The corners, clockwise from the upper left.
    #[must_use]
    pub fn corners(&self) -> [[f64; 2]; 4] {
        let (right, below) = (self.left + self.width, self.top + self.height);
        [[self.left, self.top], [right, self.top], [right, below], [self.left, below]]
    }
}

/// One pen's paths, in the order in which they are drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// Its place among the setup's pens.
    pub pen: usize,
    /// Places on the sheet, in mm from its upper left corner; a single one is a dot.
    pub paths: Vec<Vec<Mm>>,
}

/// All that a machine is to draw.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What it is drawn with.
    pub setup: Setup,
    /// The paper's colour.
    pub paper: Rgb8,
    /// The painting's size, in px.
    pub size_px: [u16; 2],
    /// Where the painting lies on the sheet.
    pub area: Area,
    /// What is drawn, from light pens to dark ones.
    pub layers: Vec<Layer>,
    /// What it takes.
    pub report: Report,
}

/// What drawing takes.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    /// Metres that are drawn.
    pub drawn_m: f64,
    /// Metres between paths in the order of painting.
    pub travel_painted_m: f64,
    /// Metres between paths where the nearest follows.
    pub travel_nearest_m: f64,
    /// Metres between paths as they are ordered and joined.
    pub travel_m: f64,
    /// How often a pen is lifted.
    pub lifts: u64,
    /// How often a brush takes up paint.
    pub dips: u64,
    /// How often a brush is washed.
    pub washes: u64,
    /// How long all of it takes, at the machine's speeds.
    pub minutes: f64,
    /// What each pen draws.
    pub pens: Vec<PenReport>,
}

/// What one pen draws.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PenReport {
    /// What it is called.
    pub name: String,
    /// Metres.
    pub drawn_m: f64,
    /// Paths.
    pub paths: usize,
}

impl Plan {
    /// Reckons what drawing takes; what is known of the order of painting is given.
    pub(crate) fn reckon(&mut self, travel_painted_mm: f64, travel_nearest_mm: f64) {
        let mut reckoning = Reckoning::default();
        let mut hand = Hand::new();
        for (at, layer) in self.layers.iter().enumerate() {
            let before = reckoning.report.drawn_m;
            for path in 0..layer.paths.len() {
                hand.draw(self, at, path, &mut |step| reckoning.step(&self.setup.machine, step));
            }
            reckoning.report.pens.push(PenReport {
                name: self.setup.pens[layer.pen].name.clone(),
                drawn_m: reckoning.report.drawn_m - before,
                paths: layer.paths.len(),
            });
        }
        hand.go_home(self, &mut |step| reckoning.step(&self.setup.machine, step));
        let Reckoning { report, seconds, .. } = reckoning;
        self.report = Report {
            travel_painted_m: travel_painted_mm / 1e3,
            travel_nearest_m: travel_nearest_mm / 1e3,
            minutes: seconds / 60.0,
            ..report
        };
    }
}

/// What drawing took so far.
#[derive(Debug, Default)]
struct Reckoning {
    report: Report,
    seconds: f64,
    /// What the pen has drawn since it was lowered, in mm.
    run: f64,
}

impl Reckoning {
    fn step(&mut self, machine: &Machine, step: Step) {
        match step {
            Step::Change(_) => self.seconds += machine.change_s,
            Step::Travel { far, .. } => {
                self.report.travel_m += far / 1e3;
                self.seconds += seconds_of(far, machine.travel_mm_s, machine.acceleration_mm_s2);
            }
            Step::Draw { far, .. } => self.run += far,
            Step::Lower => self.seconds += machine.lift_s,
            Step::Lift => {
                let run = std::mem::take(&mut self.run);
                self.report.lifts += 1;
                self.report.drawn_m += run / 1e3;
                let drawing = seconds_of(run, machine.draw_mm_s, machine.acceleration_mm_s2);
                self.seconds += machine.lift_s + drawing;
            }
            Step::Dip { seconds } => {
                self.report.dips += 1;
                self.seconds += seconds + 2.0 * machine.lift_s;
            }
            Step::Wash => {
                self.report.washes += 1;
                self.seconds += WASHING_S + 2.0 * machine.lift_s;
            }
        }
    }
}

/// How long a way takes from standing to standing: speeding up evenly, then on, then slowing down.
fn seconds_of(far_mm: f64, mm_s: f64, acceleration_mm_s2: f64) -> f64 {
    if far_mm > mm_s * mm_s / acceleration_mm_s2 {
        far_mm / mm_s + mm_s / acceleration_mm_s2
    } else {
        2.0 * (far_mm / acceleration_mm_s2).sqrt()
    }
}
