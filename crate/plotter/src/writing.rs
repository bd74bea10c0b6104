//! A plan in the languages of machines: SVG in millimetres with a layer a pen, G-code, HPGL; a part at a time.

#![expect(
    clippy::cast_possible_truncation,
    reason = "places on a bed come to few of HPGL's units, and speeds to few of its centimetres"
)]

use std::fmt::Write as _;

use limner_core::work;

use crate::plan::Plan;
use crate::setup::{Pen, Servo};
use crate::steps::{Hand, Step, WASHING_S};

/// Work that a place is worth when it is written.
const OF_PLACE: u64 = work::OF_ENTRY;
/// HPGL's units in a millimetre.
const UNITS: f64 = 40.0;
/// Places in one of HPGL's instructions: devices hold few.
const PLACES: usize = 60;

/// What a plan is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Millimetres, a layer a pen, as Inkscape knows layers.
    Svg,
    /// For machines with a pen, or a brush and pots, that GRBL and its like move.
    GCode,
    /// For plotters that know pens by numbers.
    Hpgl,
}

impl Form {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Svg, Self::GCode, Self::Hpgl];

    /// How its files' names end.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::GCode => "gcode",
            Self::Hpgl => "hpgl",
        }
    }
}

/// A file on its way.
#[derive(Debug)]
pub struct Writing {
    form: Form,
    text: String,
    layer: usize,
    path: usize,
    hand: Hand,
    /// The feed that was named last, in mm/min.
    feed: f64,
    /// Places in the instruction of HPGL that is open.
    open: usize,
}

impl Writing {
    /// Nothing written yet.
    #[must_use]
    pub fn of(form: Form) -> Self {
        let hand = Hand::new();
        Self { form, text: String::new(), layer: 0, path: 0, hand, feed: 0.0, open: 0 }
    }

    /// Goes on for about `budget` of work (see [`limner_core::work`]). Returns the file once, when it is whole.
    pub fn advance(&mut self, plan: &Plan, budget: u64) -> Option<Vec<u8>> {
        let mut left = budget;
        if self.text.is_empty() {
            self.begin(plan);
        }
        while let Some(layer) = plan.layers.get(self.layer) {
            if left == 0 {
                return None;
            }
            let Some(path) = layer.paths.get(self.path) else {
                if self.form == Form::Svg {
                    self.text += "</g>\n";
                }
                self.layer += 1;
                self.path = 0;
                continue;
            };
            left = left.saturating_sub(OF_PLACE * (path.len() as u64 + 4));
            if self.form == Form::Svg {
                self.shape(plan);
            } else {
                let mut hand = self.hand;
                let (at, path) = (self.layer, self.path);
                hand.draw(plan, at, path, &mut |step| self.step(plan, step));
                self.hand = hand;
            }
            self.path += 1;
        }
        self.end(plan);
        Some(std::mem::take(&mut self.text).into_bytes())
    }

    /// All of it at once. It never fails where the plan is one.
    #[must_use]
    pub fn finish(mut self, plan: &Plan) -> Option<Vec<u8>> {
        self.advance(plan, u64::MAX)
    }

    fn begin(&mut self, plan: &Plan) {
        let [width, height] = plan.setup.sheet.size_mm.map(hundredths);
        let report = &plan.report;
        let text = &mut self.text;
        // Writing to a string never fails.
        let _ = match self.form {
            Form::Svg => writeln!(
                text,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:inkscape=\"http://www.inkscape.org/namespaces/inkscape\" width=\"{width}mm\" height=\"{height}mm\" viewBox=\"0 0 {width} {height}\">\n\
                 <desc>Pen paths of a painting made in Limner, in millimetres, a layer a pen.</desc>"
            ),
            Form::GCode => {
                let [across, up] = plan.setup.bed_mm().map(hundredths);
                writeln!(
                    text,
                    "; Limner: {:.2} m drawn, {:.2} m of travel, {} lifts, about {:.0} min\n\
                     ; sheet {width} x {height} mm on a bed of {across} x {up} mm\n\
                     G21\nG90\nG94",
                    report.drawn_m, report.travel_m, report.lifts, report.minutes
                )
            }
            Form::Hpgl => writeln!(text, "IN;PA;VS{};", cm_per_s(plan.setup.machine.draw_mm_s)),
        };
        if self.form == Form::GCode {
            self.lift(plan);
        }
    }

    fn end(&mut self, plan: &Plan) {
        match self.form {
            Form::Svg => self.text += "</svg>\n",
            Form::GCode => {
                let mut hand = self.hand;
                hand.go_home(plan, &mut |step| self.step(plan, step));
                self.text += "M2\n";
            }
            Form::Hpgl => {
                let mut hand = self.hand;
                hand.go_home(plan, &mut |step| self.step(plan, step));
                self.text += "SP0;\n";
            }
        }
    }

    /// A path of the SVG, and before the first the layer that it is in.
    fn shape(&mut self, plan: &Plan) {
        let layer = &plan.layers[self.layer];
        let pen = &plan.setup.pens[layer.pen];
        let text = &mut self.text;
        if self.path == 0 {
            let (number, name) = (self.layer + 1, escaped(&pen.name));
            let [r, g, b] = pen.rgb().channels();
            let _ = writeln!(
                text,
                "<g id=\"pen-{number}\" inkscape:groupmode=\"layer\" inkscape:label=\"{number} {name}\" fill=\"none\" stroke=\"#{r:02x}{g:02x}{b:02x}\" stroke-width=\"{}\" stroke-linecap=\"round\" stroke-linejoin=\"round\"{}>",
                hundredths(pen.width_mm),
                if pen.cover < 0.5 { " style=\"mix-blend-mode:multiply\"" } else { "" }
            );
        }
        *text += "<path d=\"";
        for (at, [x, y]) in layer.paths[self.path].iter().enumerate() {
            let letter = if at == 0 { 'M' } else { 'L' };
            let [x, y] = [*x, *y].map(|v| hundredths(v.into()));
            let _ = write!(text, "{letter}{x} {y}");
        }
        if layer.paths[self.path].len() == 1 {
            // A line to where it begins is drawn as a dot.
            *text += "h0";
        }
        *text += "\"/>\n";
    }

    fn step(&mut self, plan: &Plan, step: Step) {
        match self.form {
            Form::Svg => {}
            Form::GCode => self.gcode(plan, step),
            Form::Hpgl => self.hpgl(plan, step),
        }
    }

    fn gcode(&mut self, plan: &Plan, step: Step) {
        let machine = &plan.setup.machine;
        match step {
            Step::Change(pen) => {
                let Pen { name, color, width_mm, .. } = &plan.setup.pens[pen];
                // Brackets and semicolons end comments; other letters confuse some machines.
                let name: String = name
                    .chars()
                    .map(
                        |c| if c.is_ascii_alphanumeric() || c == ' ' || c == '-' { c } else { '_' },
                    )
                    .collect();
                let _ = writeln!(
                    self.text,
                    "; pen {}: {name}, {}, {} mm",
                    slot(plan, pen),
                    color.trim_start_matches('#'),
                    hundredths(*width_mm)
                );
                // The machine waits until somebody has put it in.
                self.text += "M0\n";
            }
            Step::Travel { to, .. } => self.go("G0", to, machine.travel_mm_s),
            Step::Draw { to, .. } => self.go("G1", to, machine.draw_mm_s),
            Step::Lower => self.lower(plan),
            Step::Lift => self.lift(plan),
            Step::Dip { seconds } => {
                self.lower(plan);
                self.wait(seconds);
                self.lift(plan);
            }
            Step::Wash => {
                self.text += "; wash\n";
                self.lower(plan);
                self.wait(WASHING_S);
                self.lift(plan);
            }
        }
    }

    fn go(&mut self, word: &str, [x, y]: [f64; 2], mm_s: f64) {
        let (x, y, feed) = (hundredths(x), hundredths(y), hundredths(mm_s * 60.0));
        let _ = write!(self.text, "{word} X{x} Y{y}");
        if feed != self.feed {
            let _ = write!(self.text, " F{feed}");
            self.feed = feed;
        }
        self.text.push('\n');
    }

    fn height(&mut self, plan: &Plan, is_up: bool) {
        let machine = &plan.setup.machine;
        if let Some(Servo { up, down }) = machine.servo {
            let _ = writeln!(self.text, "M3 S{}", hundredths(if is_up { up } else { down }));
            self.wait(machine.lift_s);
        } else {
            let z = hundredths(if is_up { machine.up_mm } else { machine.down_mm });
            let _ = writeln!(self.text, "G0 Z{z}");
        }
    }

    fn lower(&mut self, plan: &Plan) {
        self.height(plan, false);
    }

    fn lift(&mut self, plan: &Plan) {
        self.height(plan, true);
    }

    fn wait(&mut self, seconds: f64) {
        let _ = writeln!(self.text, "G4 P{}", hundredths(seconds));
    }

    /// HPGL's origin is the sheet's lower left corner, as far as a plotter knows its paper: that of the bed.
    fn hpgl(&mut self, plan: &Plan, step: Step) {
        let [x, y] = match step {
            Step::Travel { to, .. } | Step::Draw { to, .. } => {
                to.map(|mm| (mm * UNITS).round() as i64)
            }
            _ => [0, 0],
        };
        match step {
            Step::Change(pen) => {
                let _ = writeln!(self.text, "SP{};", slot(plan, pen));
            }
            Step::Travel { .. } => {
                let _ = write!(self.text, "PU{x},{y};");
            }
            Step::Lower => {
                self.text += "PD";
                self.open = 0;
            }
            Step::Draw { .. } => {
                if self.open == PLACES {
                    self.text += ";PD";
                    self.open = 0;
                }
                if self.open > 0 {
                    self.text.push(',');
                }
                let _ = write!(self.text, "{x},{y}");
                self.open += 1;
            }
            Step::Lift => self.text += ";PU;\n",
            Step::Dip { .. } | Step::Wash => self.text += "PD;PU;\n",
        }
    }
}

/// The number by which a machine knows a pen.
fn slot(plan: &Plan, pen: usize) -> usize {
    plan.setup.pens[pen].slot.map_or(pen + 1, usize::from)
}

fn cm_per_s(mm_s: f64) -> i64 {
    (mm_s / 10.0).round().clamp(1.0, 127.0) as i64
}

/// A number with two digits behind the point, if it needs them.
fn hundredths(value: f64) -> f64 {
    // Not minus zero.
    (value * 100.0).round() / 100.0 + 0.0
}

/// A text that is never read as markup.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        match letter {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            // Not all that is a character may stand in XML.
            '\u{fffe}' | '\u{ffff}' => {}
            letter => escaped.push(letter),
        }
    }
    escaped
}
