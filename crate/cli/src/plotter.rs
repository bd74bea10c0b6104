//! What `limner export` and `limner import` do for plotters: pen paths, and a photograph of the sheet back.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use clap::{Args, ValueEnum};
use limner_core::{Header, Log, Painting, Rgb8, format};
use limner_pictures::{MAX_FILE_BYTES, Rgb8Picture, decode_photograph, packed_file};
use limner_plotter::photograph::{Difference, Photograph, Projection, Rectified};
use limner_plotter::plan::Area;
use limner_plotter::setup::{FillKind, MAX_SETUP, PEN_SETS, color_of};
use limner_plotter::{Form, Plan, Plot, Preview, Setup, Writing};
use limner_studio::paper;

use crate::files::{rgb_of, write_png};
use crate::pipes::{name, not_over, put, read};

/// Pixels of a preview along its longer side.
const PREVIEW_SIDE: u16 = 1600;
/// The papers that are known by name, standing, in mm.
const SHEETS: [(&str, [f64; 2]); 6] = [
    ("a6", [105.0, 148.0]),
    ("a5", [148.0, 210.0]),
    ("a4", [210.0, 297.0]),
    ("a3", [297.0, 420.0]),
    ("a2", [420.0, 594.0]),
    ("letter", [215.9, 279.4]),
];

/// Files for plotters, and what they are made with. `docs/PLOTTERS.md` says more.
#[derive(Args, Debug)]
pub(crate) struct PlotterOptions {
    /// Write pen paths as SVG in millimetres, a layer a pen; - for what goes out
    #[arg(long, value_name = "OUT.svg", conflicts_with = "what")]
    plot_svg: Option<PathBuf>,
    /// Write pen paths as G-code; - for what goes out
    #[arg(long, value_name = "OUT.gcode", conflicts_with = "what")]
    gcode: Option<PathBuf>,
    /// Write pen paths as HPGL; - for what goes out
    #[arg(long, value_name = "OUT.hpgl", conflicts_with = "what")]
    hpgl: Option<PathBuf>,
    /// Write what the machine would paint as a PNG; - for what goes out
    #[arg(long, value_name = "OUT.png", conflicts_with = "what")]
    plot_png: Option<PathBuf>,
    /// Write what it takes (metres, minutes, lifts) as JSON; - for what goes out
    #[arg(long, value_name = "OUT.json", conflicts_with = "what")]
    plot_report: Option<PathBuf>,
    /// Write the pens, sheet and machine that are used as JSON, to be changed and given to --plotter; - for what goes out
    #[arg(long, value_name = "OUT.json", conflicts_with = "what")]
    plot_setup: Option<PathBuf>,
    #[command(flatten)]
    setup: SetupOptions,
}

/// What says where on a sheet the painting lies.
#[derive(Args, Debug)]
struct SheetOptions {
    /// Pens, sheet and machine of your own; without, fine pens on A4
    #[arg(long, value_name = "SETUP.json")]
    plotter: Option<PathBuf>,
    /// The sheet: a6, a5, a4, a3, a2, letter, or WIDTHxHEIGHT in mm; laid as the painting
    #[arg(long, value_name = "SHEET", value_parser = sheet)]
    sheet: Option<[f64; 2]>,
}

/// Pens, sheet and machine.
#[derive(Args, Debug)]
struct SetupOptions {
    #[command(flatten)]
    place: SheetOptions,
    /// Pens by a name: fineliners, black, inks or paints
    #[arg(long, value_name = "NAME", value_parser = PEN_SETS)]
    pens: Option<String>,
    /// How what is wider than a pen is filled
    #[arg(long, value_name = "KIND")]
    fill: Option<Fill>,
    /// Mark the painting's corners, so that they are found again on a photograph
    #[arg(long)]
    marks: bool,
}

/// See [`FillKind`].
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Fill {
    /// Lines along each stroke
    Along,
    /// Straight lines over all that has a colour
    Hatch,
    /// The outline of each stroke alone
    Outline,
}

fn sheet(text: &str) -> Result<[f64; 2], String> {
    let named = SHEETS.iter().find(|(name, _)| name.eq_ignore_ascii_case(text));
    let sides = || text.split_once('x').and_then(|(a, b)| Some([a.parse().ok()?, b.parse().ok()?]));
    named.map(|(_, size)| *size).or_else(sides).ok_or_else(|| {
        let names: Vec<&str> = SHEETS.iter().map(|(name, _)| *name).collect();
        format!("it can be {}, or WIDTHxHEIGHT in mm", names.join(", "))
    })
}

impl SheetOptions {
    /// The setup for a painting of a size.
    fn setup(&self, [width, height]: [u16; 2]) -> Result<Setup> {
        let mut setup = match &self.plotter {
            Some(file) => {
                let bytes = read(file, MAX_SETUP)?;
                Setup::from_json(&bytes).with_context(|| format!("--plotter is {}", name(file)))?
            }
            None => Setup::suiting(width, height),
        };
        if let Some(size) = self.sheet {
            setup.sheet.size_mm = size;
            setup.sheet.turn_for(width, height);
        }
        Ok(setup)
    }

    fn any(&self) -> bool {
        self.plotter.is_some() || self.sheet.is_some()
    }
}

impl SetupOptions {
    /// The setup for a painting of a size.
    fn setup(&self, size: [u16; 2]) -> Result<Setup> {
        let mut setup = self.place.setup(size)?;
        if let Some(pens) = &self.pens {
            setup.take_pens(pens);
        }
        if let Some(fill) = self.fill {
            setup.fill.kind = match fill {
                Fill::Along => FillKind::Along,
                Fill::Hatch => FillKind::Hatch,
                Fill::Outline => FillKind::Outline,
            };
        }
        setup.sheet.marks |= self.marks;
        setup.check().context("the pens, the sheet or the machine can't be used")?;
        Ok(setup)
    }

    fn any(&self) -> bool {
        let Self { place, pens, fill, marks } = self;
        place.any() || pens.is_some() || fill.is_some() || *marks
    }
}

impl PlotterOptions {
    fn outs(&self) -> [&Option<PathBuf>; 6] {
        let Self { plot_svg, gcode, hpgl, plot_png, plot_report, plot_setup, .. } = self;
        [plot_svg, gcode, hpgl, plot_png, plot_report, plot_setup]
    }

    /// Whether a file for plotters is wanted; fails where something is said of plotters and none is.
    pub(crate) fn wanted(&self) -> Result<bool> {
        let wanted = self.outs().iter().any(|out| out.is_some());
        ensure!(
            wanted || !self.setup.any(),
            "--plotter, --pens, --sheet, --fill and --marks are for --gcode, --hpgl and the --plot files"
        );
        Ok(wanted)
    }

    /// Fails where what is written would take the place of what is read.
    pub(crate) fn not_over(&self, painting: &Path) -> Result<()> {
        for out in self.outs().into_iter().flatten() {
            not_over(painting, out)?;
            if let Some(setup) = &self.setup.place.plotter {
                not_over(setup, out)?;
            }
        }
        let piped = self.outs().into_iter().flatten().filter(|out| crate::pipes::is_pipe(out));
        ensure!(piped.count() <= 1, "only one file can go out by a pipe");
        Ok(())
    }

    /// Writes all files for plotters that are wanted, and tells of what drawing takes.
    pub(crate) fn write(&self, packed: Vec<u8>, size: [u16; 2], most: u64) -> Result<()> {
        let setup = self.setup.setup(size)?;
        if let Some(out) = &self.plot_setup {
            put(Some(out), setup.to_json().as_bytes())?;
        }
        if self.outs()[..5].iter().all(|out| out.is_none()) {
            return Ok(());
        }
        let plan = Plot::within(packed, setup, most)?.finish()?;
        tell(&plan);
        for (form, out) in
            [(Form::Svg, &self.plot_svg), (Form::GCode, &self.gcode), (Form::Hpgl, &self.hpgl)]
        {
            if let Some(out) = out {
                let text = Writing::of(form).finish(&plan).context("nothing was written")?;
                put(Some(out), &text)?;
            }
        }
        if let Some(out) = &self.plot_png {
            put(Some(out), &Preview::of(&plan, PREVIEW_SIDE).finish(&plan).png()?)?;
        }
        if let Some(out) = &self.plot_report {
            put(Some(out), (serde_json::to_string_pretty(&plan.report)? + "\n").as_bytes())?;
        }
        Ok(())
    }
}

/// Says what drawing takes, beside what goes out.
fn tell(plan: &Plan) {
    let report = &plan.report;
    for pen in &report.pens {
        eprintln!("{:<14} {:8.2} m in {} paths", pen.name, pen.drawn_m, pen.paths);
    }
    eprintln!(
        "{:.2} m drawn, {} lifts; travel {:.2} m as painted, {:.2} m to the nearest, {:.2} m ordered and joined; about {:.0} min",
        report.drawn_m,
        report.lifts,
        report.travel_painted_m,
        report.travel_nearest_m,
        report.travel_m,
        report.minutes
    );
    if report.dips > 0 {
        eprintln!("{} dips, {} times washed", report.dips, report.washes);
    }
}

/// A photograph of a sheet, and where on it the painting lies.
#[derive(Args, Debug)]
pub(crate) struct PhotographOptions {
    /// A photograph of the sheet on which the painting was drawn: it becomes the picture to paint from
    #[arg(long, value_name = "PICTURE", requires = "corners")]
    photograph: Option<PathBuf>,
    /// Where on the photograph the painting's four corners are, in its pixels, clockwise from the upper left: "X,Y X,Y
    /// X,Y X,Y"; those of the sheet of paper with --plotter or --sheet
    #[arg(long, value_name = "CORNERS", value_parser = corners, allow_hyphen_values = true, requires = "photograph")]
    corners: Option<[[f64; 2]; 4]>,
    /// The colour of the sheet, #rrggbb; without, that of the painting's paper, or white
    #[arg(long, value_name = "COLOUR", requires = "photograph")]
    paper: Option<String>,
    /// Write the photograph, made straight and even, as a PNG as well
    #[arg(long, value_name = "OUT.png", requires = "photograph")]
    picture: Option<PathBuf>,
    /// Leave the photograph's shade as it is
    #[arg(long, requires = "photograph")]
    shaded: bool,
    #[command(flatten)]
    place: SheetOptions,
}

fn corners(text: &str) -> Result<[[f64; 2]; 4], String> {
    let corners: Option<Vec<[f64; 2]>> = text
        .split([' ', ';'])
        .filter(|corner| !corner.is_empty())
        .map(|corner| {
            let (x, y) = corner.split_once(',')?;
            Some([x.trim().parse().ok()?, y.trim().parse().ok()?])
        })
        .collect();
    let corners = corners.and_then(|corners| corners.try_into().ok());
    corners.ok_or_else(|| "write four corners as \"X,Y X,Y X,Y X,Y\"".to_owned())
}

/// What a photograph became.
#[derive(Debug)]
pub(crate) struct Taken {
    /// The painting's log, or that of a new one.
    pub(crate) log: Log,
    /// The picture to paint from, as a file.
    pub(crate) picture: Vec<u8>,
}

impl PhotographOptions {
    /// Whether there is a photograph.
    pub(crate) fn given(&self) -> bool {
        self.photograph.is_some()
    }

    /// Takes in the photograph, of a sheet on which this painting was drawn, if it was one; tells how far it is from it.
    pub(crate) fn take(&self, painting: Option<&Painting>, out: &Path) -> Result<Taken> {
        let (Some(file), Some(given)) = (&self.photograph, self.corners) else {
            bail!("there is no photograph");
        };
        not_over(file, out)?;
        if let Some(picture) = &self.picture {
            not_over(file, picture)?;
        }
        let bytes = read(file, MAX_FILE_BYTES)?;
        let cannot = || format!("{} can't be used as a photograph", name(file));
        let (photograph, scale) = decoded(&bytes).with_context(cannot)?;
        let given = given.map(|corner| corner.map(|v| v / scale));
        let size = match painting {
            Some(painting) => [painting.log().header().width, painting.log().header().height],
            None => shape_of(given),
        };
        let corners = if self.place.any() {
            // Those of the sheet: the painting lies within.
            let setup = self.place.setup(size)?;
            setup.check().context("--sheet")?;
            let area = Area::of(&setup, size[0], size[1]);
            let part = area.part_of(setup.sheet.size_mm);
            Projection::to(given).context("--corners")?.part(part)
        } else {
            given
        };
        let header = painting.map(|painting| painting.log().header().clone());
        let paper = match (&self.paper, &header) {
            (Some(text), _) => color_of(text).context("--paper")?,
            (None, Some(header)) => header.paper,
            (None, None) => Rgb8::new(255, 255, 255),
        };
        let seen = Photograph::of(photograph.width, photograph.height, &photograph.pixels)
            .with_context(cannot)?;
        let rectified = Rectified::of(&seen, corners, size).context("--corners")?;
        let rgb = if self.shaded { rectified.as_seen() } else { rectified.even(paper) };
        let [width, height] = size;
        if let Some(out) = &self.picture {
            write_png(out, width.into(), height.into(), &rgb)?;
        }
        if let Some(painting) = painting {
            let was = rgb_of(painting.canvas(), painting.log().header().paper);
            let Difference { psnr_db, changed_percent } = Difference::between(&rgb, &was, width);
            eprintln!(
                "the sheet is {psnr_db:.1} dB from the painting; {changed_percent:.0} % of it looks different at a glance"
            );
            if self.place.plotter.is_some() {
                self.tell_of_plan(painting, &rgb)?;
            }
        }
        let log = match painting {
            Some(painting) => painting.log().clone(),
            None => Log::new(Header::new(width, height, paper, 1))?,
        };
        let picture = Rgb8Picture { width: width.into(), height: height.into(), pixels: rgb };
        let picture = packed_file(&picture).context("the picture can't be encoded")?;
        Ok(Taken { log, picture })
    }
}

impl PhotographOptions {
    /// Says how far what a photograph became is from what a machine with this setup was to draw.
    fn tell_of_plan(&self, painting: &Painting, rgb: &[u8]) -> Result<()> {
        let size = [painting.log().header().width, painting.log().header().height];
        let setup = self.place.setup(size)?;
        let plan = Plot::of(format::encode(painting.log()), setup)?.finish()?;
        let Area { left, top, width, height, .. } = plan.area;
        let preview = Preview::of(&plan, PREVIEW_SIDE).finish(&plan);
        let wanted = preview.part([left, top, width, height], size.map(usize::from));
        let Difference { psnr_db, changed_percent } = Difference::between(rgb, &wanted, size[0]);
        eprintln!(
            "it is {psnr_db:.1} dB from what the machine was to draw; {changed_percent:.0} % of it looks different"
        );
        Ok(())
    }
}

/// A photograph, and by how much it was scaled down.
fn decoded(bytes: &[u8]) -> Result<(Rgb8Picture, f64)> {
    let picture = decode_photograph(bytes)?;
    let size = image::ImageReader::new(std::io::Cursor::new(bytes)).with_guessed_format()?;
    let (width, height) = size.into_dimensions()?;
    // Corners are those of the picture as it is seen: upright, however it lies in the file.
    let scale = f64::from(width.max(height)) / f64::from(picture.width.max(picture.height));
    Ok((picture, scale.max(1.0)))
}

/// The size of a painting that has the shape of what lies within the corners.
fn shape_of(corners: [[f64; 2]; 4]) -> [u16; 2] {
    let side = |a: usize, b: usize| {
        let [dx, dy] = [0, 1].map(|i| corners[a][i] - corners[b][i]);
        (dx * dx + dy * dy).sqrt()
    };
    let [width, height] = [side(0, 1) + side(3, 2), side(0, 3) + side(1, 2)];
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast of a float saturates, and any two numbers have a paper"
    )]
    let [width, height] = [width, height].map(|side| (side * 8.0).round() as u32);
    paper::suiting(width, height)
}
