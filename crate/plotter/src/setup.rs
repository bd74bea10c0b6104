//! What there is to draw with: pens or paints, a sheet of paper, and a machine. As JSON it is a file of a person's own,
//! of which every number is checked.

use limner_core::Rgb8;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Longest setup, in bytes.
pub const MAX_SETUP: usize = 64 << 10;
/// Pens of a setup at most.
pub const MAX_PENS: usize = 16;
/// Letters of a pen's name at most.
pub const MAX_PEN_NAME: usize = 40;
/// The widest bed and the widest sheet, in mm.
pub const MAX_BED_MM: f64 = 5_000.0;

/// Why a setup can't be used.
#[derive(Debug, Error)]
pub enum Refused {
    /// It is longer than is read.
    #[error("a setup has at most {MAX_SETUP} bytes, this has {0}")]
    TooLong(usize),
    /// It is not JSON, or has other fields.
    #[error("it is no setup: {0}")]
    Json(String),
    /// A number is out of its range.
    #[error("{what} is {value}; it can be {least} to {most}")]
    OutOfRange {
        /// Which number.
        what: &'static str,
        /// That was given.
        value: f64,
        /// The least that it can be.
        least: f64,
        /// The most that it can be.
        most: f64,
    },
    /// A text is no colour.
    #[error("{0:?} is no colour: write #rrggbb")]
    Color(String),
    /// A name has too many letters, or some that are none.
    #[error("{0:?} is no name: write 1 to {MAX_PEN_NAME} letters without control characters")]
    Name(String),
    /// There are no pens, or too many.
    #[error("there are {0} pens; there can be 1 to {MAX_PENS}")]
    Pens(usize),
    /// The sheet lies beside the bed.
    #[error("the sheet of {sheet:?} mm at {at:?} does not lie on the bed of {bed:?} mm")]
    OffBed {
        /// The sheet's sides.
        sheet: [f64; 2],
        /// Where its corner lies.
        at: [f64; 2],
        /// The bed's sides.
        bed: [f64; 2],
    },
    /// Nothing is left between the margins.
    #[error("margins of {margin} mm leave nothing of a sheet of {sheet:?} mm")]
    NothingLeft {
        /// The sheet's sides.
        sheet: [f64; 2],
        /// The margin.
        margin: f64,
    },
}

/// Pens, sheet, machine, and how areas are filled.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Setup {
    /// The paper.
    pub sheet: Sheet,
    /// What moves the pens.
    pub machine: Machine,
    /// How what is wider than a pen is filled.
    pub fill: Fill,
    /// What draws, each as a layer of its own.
    pub pens: Vec<Pen>,
}

/// A sheet of paper on the bed.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sheet {
    /// Width and height, in mm.
    pub size_mm: [f64; 2],
    /// What stays bare along each side, in mm.
    pub margin_mm: f64,
    /// Where the sheet's lower left corner lies on the bed, in mm.
    pub at_mm: [f64; 2],
    /// The paper's colour; without, that of the painting's paper.
    pub color: Option<String>,
    /// Whether the corners of the painting are marked, so that they are found again on a photograph.
    pub marks: bool,
}

/// What moves the pens, and how fast.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Machine {
    /// Width and height that the pen reaches, in mm; without, as far as the sheet.
    pub bed_mm: Option<[f64; 2]>,
    /// Speed of drawing, in mm/s.
    pub draw_mm_s: f64,
    /// Speed between two paths, in mm/s.
    pub travel_mm_s: f64,
    /// How quickly either is reached, in mm/s².
    pub acceleration_mm_s2: f64,
    /// What lifting or lowering the pen takes, in s.
    pub lift_s: f64,
    /// What changing a pen takes, in s.
    pub change_s: f64,
    /// Height of a lifted pen, in mm.
    pub up_mm: f64,
    /// Height of a pen that draws, in mm.
    pub down_mm: f64,
    /// Numbers for a servo (`M3 S…`) that lifts and lowers the pen instead of a Z axis.
    pub servo: Option<Servo>,
}

/// A servo that lifts and lowers the pen.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Servo {
    /// Its number for a lifted pen.
    pub up: f64,
    /// Its number for a pen that draws.
    pub down: f64,
}

/// How what is wider than a pen is filled.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Fill {
    /// By which lines.
    pub kind: FillKind,
    /// Distance of two lines at full strength, in widths of the pen.
    pub spacing: f64,
    /// Direction of straight lines, in degrees; each pen has another beside it.
    pub angle_deg: f64,
    /// Whether lighter colours are had by fewer lines.
    pub tones: bool,
}

/// Lines that fill an area.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FillKind {
    /// Beside one another, along the stroke.
    Along,
    /// Straight ones over all that has a colour.
    Hatch,
    /// The outline of each stroke alone.
    Outline,
}

/// A pen, or a brush with one paint.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Pen {
    /// What it is called on the layer, and when it is to be put in.
    pub name: String,
    /// Its colour on white paper.
    pub color: String,
    /// The width of its line, in mm.
    pub width_mm: f64,
    /// How far it hides what is below: 0 for ink, through which all of it shines, 1 for a paint that covers.
    pub cover: f64,
    /// The number by which a machine with several pens knows it; without, its place among the pens, from 1.
    pub slot: Option<u8>,
    /// Where it takes up paint, if it must.
    pub dip: Option<Dip>,
}

/// Where a brush takes up paint.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Dip {
    /// Where the paint stands on the bed, in mm.
    pub at_mm: [f64; 2],
    /// How far the brush draws with it, in mm.
    pub every_mm: f64,
    /// How long it stays there, in s.
    #[serde(default = "second")]
    pub seconds: f64,
    /// Where it is washed before another paint, in mm on the bed.
    #[serde(default)]
    pub wash_mm: Option<[f64; 2]>,
}

fn second() -> f64 {
    1.0
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            sheet: Sheet::default(),
            machine: Machine::default(),
            fill: Fill::default(),
            pens: fineliners(),
        }
    }
}

impl Default for Sheet {
    /// A4, lying.
    fn default() -> Self {
        Self {
            size_mm: [297.0, 210.0],
            margin_mm: 15.0,
            at_mm: [0.0, 0.0],
            color: None,
            marks: false,
        }
    }
}

impl Default for Machine {
    /// What a common pen plotter does without hurry.
    fn default() -> Self {
        Self {
            bed_mm: None,
            draw_mm_s: 40.0,
            travel_mm_s: 100.0,
            acceleration_mm_s2: 1_000.0,
            lift_s: 0.15,
            change_s: 30.0,
            up_mm: 3.0,
            down_mm: 0.0,
            servo: None,
        }
    }
}

impl Default for Fill {
    fn default() -> Self {
        Self { kind: FillKind::Along, spacing: 1.0, angle_deg: 45.0, tones: true }
    }
}

impl Default for Pen {
    fn default() -> Self {
        Self {
            name: "pen".to_owned(),
            color: "#000000".to_owned(),
            width_mm: 0.5,
            cover: 0.0,
            slot: None,
            dip: None,
        }
    }
}

fn pens(named: &[(&str, &str)], width_mm: f64, cover: f64) -> Vec<Pen> {
    let pen = |(name, color): &(&str, &str)| Pen {
        name: (*name).to_owned(),
        color: (*color).to_owned(),
        width_mm,
        cover,
        ..Pen::default()
    };
    named.iter().map(pen).collect()
}

/// Six fine pens of which most shops have the colours.
#[must_use]
pub fn fineliners() -> Vec<Pen> {
    let named = [
        ("black", "#1a1a1e"),
        ("red", "#c8323c"),
        ("blue", "#2a55a8"),
        ("green", "#2f8a57"),
        ("orange", "#e98a2e"),
        ("brown", "#7a4a2c"),
    ];
    pens(&named, 0.4, 0.0)
}

/// One black pen.
#[must_use]
pub fn one_pen() -> Vec<Pen> {
    pens(&[("black", "#1a1a1e")], 0.4, 0.0)
}

/// The inks of a printer, which make other colours by shining through one another.
#[must_use]
pub fn printer_inks() -> Vec<Pen> {
    let named =
        [("yellow", "#f4dc28"), ("magenta", "#d83a82"), ("cyan", "#1fa0cf"), ("black", "#1a1a1e")];
    pens(&named, 0.5, 0.0)
}

/// Eight paints and a flat brush, which takes them up from a row of pots to the left of the sheet.
#[must_use]
pub fn paints() -> Vec<Pen> {
    let named = [
        ("white", "#f4f2ec"),
        ("yellow", "#e8bc2c"),
        ("orange", "#d9722a"),
        ("red", "#b2302f"),
        ("green", "#4d7a3c"),
        ("blue", "#2c5b96"),
        ("brown", "#5e3d28"),
        ("black", "#1d1c20"),
    ];
    let mut pens = pens(&named, 3.0, 1.0);
    for (at, pen) in (0_u8..).zip(&mut pens) {
        pen.dip = Some(Dip {
            at_mm: [25.0, 25.0 + 22.0 * f64::from(at)],
            every_mm: 150.0,
            seconds: 1.0,
            wash_mm: Some([25.0, 5.0]),
        });
    }
    pens
}

/// The names under which pens are known without a file.
pub const PEN_SETS: [&str; 4] = ["fineliners", "black", "inks", "paints"];

impl Setup {
    /// The usual pens on A4, laid as the painting.
    #[must_use]
    pub fn suiting(width: u16, height: u16) -> Self {
        let mut setup = Self::default();
        setup.sheet.turn_for(width, height);
        setup
    }

    /// Takes pens by the name of their set, with what else goes with them; false where there is no such set.
    pub fn take_pens(&mut self, name: &str) -> bool {
        self.pens = match name {
            "fineliners" => fineliners(),
            "black" => one_pen(),
            "inks" => printer_inks(),
            "paints" => {
                // Pots to the left of it.
                self.sheet.at_mm = [60.0, 0.0];
                let [width, height] = self.sheet.size_mm;
                self.machine.bed_mm = Some([width + 60.0, height.max(210.0)]);
                self.fill.tones = false;
                paints()
            }
            _ => return false,
        };
        true
    }

    /// The setup in a file, if all of it can be used.
    pub fn from_json(bytes: &[u8]) -> Result<Self, Refused> {
        if bytes.len() > MAX_SETUP {
            return Err(Refused::TooLong(bytes.len()));
        }
        let setup: Self =
            serde_json::from_slice(bytes).map_err(|e| Refused::Json(e.to_string()))?;
        setup.check()?;
        Ok(setup)
    }

    /// The file of a setup.
    #[must_use]
    pub fn to_json(&self) -> String {
        let json = serde_json::to_string_pretty(self);
        // Every field is a number, a text or a list of them.
        json.unwrap_or_default() + "\n"
    }

    /// Fails where a number is out of its range.
    pub fn check(&self) -> Result<(), Refused> {
        let Self { sheet, machine, fill, pens } = self;
        let [width, height] = sheet.size_mm;
        within("a sheet's side", width, 20.0, MAX_BED_MM)?;
        within("a sheet's side", height, 20.0, MAX_BED_MM)?;
        within("the margin", sheet.margin_mm, 0.0, MAX_BED_MM)?;
        if 2.0 * sheet.margin_mm > width.min(height) - 5.0 {
            return Err(Refused::NothingLeft { sheet: sheet.size_mm, margin: sheet.margin_mm });
        }
        if let Some(color) = &sheet.color {
            color_of(color)?;
        }
        let bed = self.bed_mm();
        for at in 0..2 {
            within("the sheet's place", sheet.at_mm[at], 0.0, MAX_BED_MM)?;
            within("a side of the bed", bed[at], 20.0, MAX_BED_MM)?;
            if sheet.at_mm[at] + sheet.size_mm[at] > bed[at] + 1e-6 {
                let (sheet, at) = (sheet.size_mm, sheet.at_mm);
                return Err(Refused::OffBed { sheet, at, bed });
            }
        }
        within("the speed of drawing", machine.draw_mm_s, 0.5, 5_000.0)?;
        within("the speed of travel", machine.travel_mm_s, 0.5, 5_000.0)?;
        within("the acceleration", machine.acceleration_mm_s2, 10.0, 100_000.0)?;
        within("the time of a lift", machine.lift_s, 0.0, 60.0)?;
        within("the time of a change", machine.change_s, 0.0, 3_600.0)?;
        within("the height of a lifted pen", machine.up_mm, -500.0, 500.0)?;
        within("the height of a pen that draws", machine.down_mm, -500.0, 500.0)?;
        if let Some(Servo { up, down }) = machine.servo {
            within("a servo's number", up, 0.0, 10_000.0)?;
            within("a servo's number", down, 0.0, 10_000.0)?;
        }
        within("the spacing", fill.spacing, 0.2, 50.0)?;
        within("the angle", fill.angle_deg, -360.0, 360.0)?;
        if pens.is_empty() || pens.len() > MAX_PENS {
            return Err(Refused::Pens(pens.len()));
        }
        pens.iter().try_for_each(|pen| pen.check(bed))
    }

    /// Width and height that the pen reaches, in mm.
    #[must_use]
    pub fn bed_mm(&self) -> [f64; 2] {
        let Sheet { size_mm: [width, height], at_mm: [left, below], .. } = self.sheet;
        self.machine.bed_mm.unwrap_or([left + width, below + height])
    }
}

impl Sheet {
    /// Lays the sheet as a painting of such a size.
    pub fn turn_for(&mut self, width: u16, height: u16) {
        let [across, down] = self.size_mm;
        if (width > height) != (across > down) && width != height {
            self.size_mm = [down, across];
        }
    }

    /// The sheet's colour, if it is not that of the painting's paper.
    #[must_use]
    pub fn own_color(&self) -> Option<Rgb8> {
        color_of(self.color.as_deref()?).ok()
    }
}

impl Pen {
    fn check(&self, bed: [f64; 2]) -> Result<(), Refused> {
        let letters = self.name.chars().count();
        if letters == 0 || letters > MAX_PEN_NAME || self.name.chars().any(char::is_control) {
            return Err(Refused::Name(self.name.chars().take(MAX_PEN_NAME).collect()));
        }
        color_of(&self.color)?;
        within("a pen's width", self.width_mm, 0.05, 100.0)?;
        within("how far a pen covers", self.cover, 0.0, 1.0)?;
        if let Some(slot) = self.slot {
            within("a pen's slot", slot.into(), 1.0, 99.0)?;
        }
        let Some(dip) = &self.dip else { return Ok(()) };
        within("what a brush draws with one dip", dip.every_mm, 10.0, 1e6)?;
        within("the time of a dip", dip.seconds, 0.0, 600.0)?;
        for place in [Some(dip.at_mm), dip.wash_mm].into_iter().flatten() {
            within("a pot's place", place[0], 0.0, bed[0])?;
            within("a pot's place", place[1], 0.0, bed[1])?;
        }
        Ok(())
    }

    /// The pen's colour on white paper; black where it is none, which a checked setup has not.
    #[must_use]
    pub fn rgb(&self) -> Rgb8 {
        color_of(&self.color).unwrap_or_default()
    }
}

fn within(what: &'static str, value: f64, least: f64, most: f64) -> Result<(), Refused> {
    // What is no number is in no range.
    if (least..=most).contains(&value) {
        Ok(())
    } else {
        Err(Refused::OutOfRange { what, value, least, most })
    }
}

/// The colour that a text of the form `#rrggbb` says.
pub fn color_of(text: &str) -> Result<Rgb8, Refused> {
    let wrong = || Refused::Color(text.chars().take(20).collect());
    let digits = text.strip_prefix('#').ok_or_else(wrong)?;
    if digits.len() != 6 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return Err(wrong());
    }
    let number = u32::from_str_radix(digits, 16).map_err(|_| wrong())?;
    let [_, r, g, b] = number.to_be_bytes();
    Ok(Rgb8::new(r, g, b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_set_of_pens_is_a_setup_and_its_own_file() {
        for name in PEN_SETS {
            for (width, height) in [(640, 480), (480, 640), (512, 512)] {
                let mut setup = Setup::suiting(width, height);
                assert!(setup.take_pens(name), "{name}");
                setup.check().unwrap_or_else(|refused| panic!("{name}: {refused}"));
                let back = Setup::from_json(setup.to_json().as_bytes()).unwrap();
                assert_eq!(back, setup);
            }
        }
        assert!(!Setup::default().take_pens("crayons"));
        assert_eq!(Setup::from_json(b"{}").unwrap(), Setup::default());
    }

    #[test]
    fn what_strangers_send_is_refused_with_a_reason() {
        let wrong = |json: &str| Setup::from_json(json.as_bytes()).unwrap_err().to_string();
        for (json, says) in [
            ("", "EOF"),
            ("7", "no setup"),
            (r#"{"pens":[]}"#, "0 pens"),
            (r#"{"pens":[{"colour":"red"}]}"#, "unknown field"),
            (r#"{"pens":[{"color":"red"}]}"#, "#rrggbb"),
            (r##"{"pens":[{"color":"#ffé12"}]}"##, "#rrggbb"),
            (r#"{"pens":[{"name":""}]}"#, "no name"),
            (r#"{"pens":[{"name":"a\nM3 S9000"}]}"#, "no name"),
            (r#"{"pens":[{"width_mm":0}]}"#, "a pen's width is 0"),
            (r#"{"pens":[{"width_mm":1e999}]}"#, "number out of range"),
            (r#"{"pens":[{"dip":{"at_mm":[0,0],"every_mm":0.001}}]}"#, "one dip"),
            (r#"{"pens":[{"dip":{"at_mm":[-3,0],"every_mm":100}}]}"#, "a pot's place"),
            (r#"{"sheet":{"size_mm":[1e9,10]}}"#, "a sheet's side"),
            (r#"{"sheet":{"margin_mm":200}}"#, "leave nothing"),
            (r#"{"sheet":{"at_mm":[10,0]},"machine":{"bed_mm":[297,210]}}"#, "on the bed"),
            (r#"{"machine":{"draw_mm_s":0}}"#, "speed of drawing"),
            (r#"{"fill":{"kind":"spiral"}}"#, "unknown variant"),
            (r#"{"fill":{"spacing":-1}}"#, "the spacing"),
        ] {
            let said = wrong(json);
            assert!(said.contains(says), "{json}: {said}");
        }
        let many = format!(r#"{{"pens":[{}]}}"#, vec!["{}"; 17].join(","));
        assert!(wrong(&many).contains("17 pens"));
        assert!(wrong(&" ".repeat(MAX_SETUP + 1)).contains("at most"));
        assert!(wrong(&"[".repeat(60_000)).contains("no setup"));
    }

    proptest! {
        #[test]
        fn any_text_is_a_setup_or_an_error(text in "[\\[\\]{}\",:a-z_0-9.#eE-]{0,200}") {
            let _ = Setup::from_json(text.as_bytes());
        }

        #[test]
        fn a_changed_setup_is_a_setup_or_an_error(at: prop::sample::Index, byte: u8) {
            let mut json = Setup::default().to_json().into_bytes();
            let at = at.index(json.len());
            json[at] = byte;
            if let Ok(setup) = Setup::from_json(&json) {
                prop_assert!(setup.check().is_ok());
            }
        }
    }
}
