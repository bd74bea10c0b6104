//! Panels of curves under one another, as an SVG picture: dark on white, to be read in a README or a browser.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "places are pixels of a chart: a cast of a float saturates"
)]

use anyhow::{Result, anyhow};
use plotters::coord::Shift;
use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint};
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
pub(crate) use plotters::style::RGBColor as Rgb;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// Colours that most people can tell apart, dark enough on white (after Okabe and Ito, "Color universal design").
pub(crate) const COLORS: [Rgb; 7] = [
    Rgb(0x1f, 0x5f, 0xa8),
    Rgb(0xd0, 0x62, 0x0a),
    Rgb(0x1d, 0x84, 0x58),
    Rgb(0x8d, 0x4a, 0xa8),
    Rgb(0xb9, 0x2f, 0x3f),
    Rgb(0x0f, 0x80, 0x8c),
    Rgb(0x80, 0x5a, 0x32),
];

/// The colour of what is not a run or a painter of its own: words, and lines to compare with.
pub(crate) const QUIET: Rgb = Rgb(0x6b, 0x70, 0x78);
const INK: Rgb = Rgb(0x22, 0x25, 0x2a);
const GRID: Rgb = Rgb(0xe6, 0xe8, 0xeb);

/// Plotters places everything at whole numbers: it draws this many times as large, and the picture's view box
/// brings it back.
const FINE: u32 = 8;
const WIDTH_PX: u32 = 920;
/// Room for the title and the note; more where the key is longer.
const HEAD_PX: u32 = 62;
const FOOT_PX: u32 = 14;
const LEFT_PX: u32 = 62;
/// Where the panels' keys stand.
const RIGHT_PX: u32 = 196;
const TITLE_PX: u32 = 34;
const TICKS_PX: u32 = 26;
/// Height of the word on what lies along the panels, below the last one.
const WORD_PX: u32 = 22;
const KEY_PX: u32 = 18;
const TEXT_PX: u32 = 12;

/// A picture of panels.
pub(crate) struct Chart {
    /// What the chart shows.
    pub title: String,
    /// A line below the title.
    pub note: String,
    /// What the colours mean in every panel; may be empty.
    pub key: Vec<Key>,
    /// What lies along all panels, with its unit.
    pub x_name: String,
    /// Whether equal steps to the right multiply.
    pub x_log: bool,
    /// The panels, from top to bottom.
    pub panels: Vec<Panel>,
}

/// A square of curves.
pub(crate) struct Panel {
    /// What is measured, with its unit.
    pub title: String,
    /// Height of the curves.
    pub height_px: u32,
    /// The lines, from bottom to top; those without points are left out.
    pub lines: Vec<Line>,
    /// What the lines are, to their right.
    pub key: Vec<Key>,
}

/// A curve.
#[derive(Clone, Default)]
pub(crate) struct Line {
    /// Where the line goes.
    pub points: Vec<[f64; 2]>,
    /// The points that the line is the mean of, drawn faintly below it.
    pub raw: Vec<[f64; 2]>,
    /// How the line looks.
    pub look: Look,
    /// A word at each point; may be empty.
    pub words: Vec<String>,
}

/// How a curve looks.
#[derive(Clone, Copy, Default)]
pub(crate) struct Look {
    /// The line's colour.
    pub color: Rgb,
    /// Whether the line is dashed.
    pub dashed: bool,
    /// Whether the line's points are marked.
    pub marked: bool,
}

/// A word on what a look means.
pub(crate) struct Key {
    /// The word.
    pub name: String,
    /// The look.
    pub look: Look,
}

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

impl Chart {
    /// The picture as SVG.
    pub(crate) fn to_svg(&self) -> Result<String> {
        let height: u32 = self.panels.iter().map(|p| TITLE_PX + p.height_px + TICKS_PX).sum();
        let size_px = [WIDTH_PX, self.head_px() + height + WORD_PX + FOOT_PX];
        let size = size_px.map(|v| v * FINE);
        let mut svg = String::new();
        {
            let area = SVGBackend::with_string(&mut svg, size.into()).into_drawing_area();
            self.draw(&area).map_err(|error| anyhow!("cannot draw the curves: {error}"))?;
        }
        let said = |[width, height]: [u32; 2]| format!("width=\"{width}\" height=\"{height}\"");
        Ok(svg.replacen(&said(size), &said(size_px), 1))
    }

    fn draw(&self, area: &Area) -> Result<(), Box<dyn std::error::Error>> {
        area.fill(&WHITE)?;
        text(area, &self.title, [14, 22], 17, INK, true)?;
        text(area, &self.note, [14, 44], TEXT_PX, QUIET, false)?;
        draw_key(area, &self.key, [WIDTH_PX - RIGHT_PX + 14, 22])?;
        let mut top = self.head_px();
        let lines = self.panels.iter().flat_map(|panel| &panel.lines);
        let along = lines.flat_map(|line| &line.points).map(|point| self.along(point[0]));
        let x = range(along, 0.02);
        for (i, panel) in self.panels.iter().enumerate() {
            let word = if i + 1 == self.panels.len() { WORD_PX } else { 0 };
            let height = TITLE_PX + panel.height_px + TICKS_PX + word;
            let part = area.clone().shrink((0, top * FINE), (WIDTH_PX * FINE, height * FINE));
            self.draw_panel(panel, &part, x, TICKS_PX + word)?;
            top += height;
        }
        area.present()?;
        Ok(())
    }

    fn head_px(&self) -> u32 {
        HEAD_PX.max(KEY_PX * self.key.len() as u32 + 16)
    }

    /// Where a number lies along the panels.
    fn along(&self, x: f64) -> f64 {
        if self.x_log { x.max(1e-9).log10() } else { x }
    }

    /// A panel, with this much room below it.
    fn draw_panel(
        &self,
        panel: &Panel,
        area: &Area,
        x: [f64; 2],
        below_px: u32,
    ) -> Result<(), Box<dyn std::error::Error>> {
        let lines: Vec<_> = panel.lines.iter().filter(|line| !line.points.is_empty()).collect();
        let means = lines.iter().flat_map(|line| &line.points).map(|point| point[1]);
        // The faint lines' outliers don't squeeze what matters.
        let raw = lines.iter().flat_map(|line| inner(line.raw.iter().map(|p| p[1]).collect()));
        let y = range(means.chain(raw), 0.08);
        let x_ticks = if self.x_log { log_ticks(x) } else { ticks(x, 9) };
        let y_ticks = ticks(y, (panel.height_px / 22) as usize);
        let (x_step, y_step) = (step_of(&x_ticks), step_of(&y_ticks));

        text(area, &panel.title, [LEFT_PX, 20], 13, INK, true)?;
        let font = ("sans-serif", TEXT_PX * FINE).into_font().color(&QUIET);
        let mut chart = ChartBuilder::on(area)
            .margin_top(TITLE_PX * FINE)
            .margin_right(RIGHT_PX * FINE)
            .x_label_area_size(below_px * FINE)
            .y_label_area_size(LEFT_PX * FINE)
            .build_cartesian_2d(Spread::new(x, x_ticks), Spread::new(y, y_ticks))?;
        chart
            .configure_mesh()
            .bold_line_style(GRID.stroke_width(FINE))
            .light_line_style(TRANSPARENT)
            .axis_style(Rgb(0xb4, 0xb8, 0xbe).stroke_width(FINE))
            .set_all_tick_mark_size(4 * FINE)
            .x_label_style(font.clone())
            .y_label_style(font)
            .x_desc(if below_px > TICKS_PX { &self.x_name[..] } else { "" })
            .axis_desc_style(("sans-serif", TEXT_PX * FINE).into_font().color(&INK))
            .x_label_formatter(&|v| {
                if self.x_log { number(10f64.powf(*v), 0.0) } else { number(*v, x_step) }
            })
            .y_label_formatter(&|v| number(*v, y_step))
            .draw()?;
        let inside = |points: &[[f64; 2]]| -> Vec<(f64, f64)> {
            points.iter().map(|[u, v]| (self.along(*u), v.clamp(y[0], y[1]))).collect()
        };
        for line in &lines {
            let style = line.look.color.mix(0.28).stroke_width(FINE);
            chart.draw_series(LineSeries::new(inside(&line.raw), style))?;
        }
        for line in &lines {
            let Look { color, dashed, marked } = line.look;
            let points = inside(&line.points);
            let style = color.stroke_width(2 * FINE);
            if dashed {
                let (dash, gap) = (6 * FINE, 4 * FINE);
                chart.draw_series(DashedLineSeries::new(points.clone(), dash, gap, style))?;
            } else {
                chart.draw_series(LineSeries::new(points.clone(), style))?;
            }
            // A single point has no line.
            if marked || points.len() == 1 {
                chart.draw_series(
                    points.iter().map(|p| Circle::new(*p, 4 * FINE, WHITE.filled())),
                )?;
                chart.draw_series(
                    points.iter().map(|p| Circle::new(*p, 3 * FINE, color.filled())),
                )?;
            }
            let words = points.iter().zip(&line.words);
            chart.draw_series(words.map(|(point, word)| {
                let font = ("sans-serif", 11 * FINE).into_font().color(&color);
                let font = font.pos(Pos::new(HPos::Left, VPos::Center));
                EmptyElement::at(*point)
                    + Text::new(word.clone(), [7, 8].map(|v| v * FINE as i32).into(), font)
            }))?;
        }
        draw_key(area, &panel.key, [WIDTH_PX - RIGHT_PX + 14, TITLE_PX + 8])
    }
}

/// Looks with their words, one below the other.
fn draw_key(area: &Area, keys: &[Key], [x, y]: [u32; 2]) -> Result<(), Box<dyn std::error::Error>> {
    for (key, row) in keys.iter().zip(0..) {
        let y = y + KEY_PX * row;
        let at = |x: u32| ((x * FINE) as i32, (y * FINE) as i32);
        let Look { color, dashed, marked } = key.look;
        let style = color.stroke_width(2 * FINE);
        let ends = if dashed { vec![[0, 8], [13, 21]] } else { vec![[0, 22]] };
        for [from, to] in ends {
            area.draw(&PathElement::new([at(x + from), at(x + to)], style))?;
        }
        if marked {
            area.draw(&Circle::new(at(x + 11), 4 * FINE, WHITE.filled()))?;
            area.draw(&Circle::new(at(x + 11), 3 * FINE, color.filled()))?;
        }
        text(area, &key.name, [x + 29, y], TEXT_PX, INK, false)?;
    }
    Ok(())
}

/// A line of text whose middle is at this height.
fn text(
    area: &Area,
    words: &str,
    [x, y]: [u32; 2],
    size_px: u32,
    color: Rgb,
    bold: bool,
) -> Result<(), Box<dyn std::error::Error>> {
    let style = if bold { FontStyle::Bold } else { FontStyle::Normal };
    let font = ("sans-serif", size_px * FINE).into_font().style(style).color(&color);
    let font = font.pos(Pos::new(HPos::Left, VPos::Center));
    area.draw(&Text::new(words.to_owned(), ((x * FINE) as i32, (y * FINE) as i32), font))?;
    Ok(())
}

/// An axis whose ticks are chosen here.
struct Spread {
    inner: RangedCoordf64,
    ticks: Vec<f64>,
}

impl Spread {
    fn new([low, high]: [f64; 2], ticks: Vec<f64>) -> Self {
        Self { inner: (low..high).into(), ticks }
    }
}

impl Ranged for Spread {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        self.inner.map(value, limit)
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        if hint.weight().allow_light_points() { Vec::new() } else { self.ticks.clone() }
    }

    fn range(&self) -> std::ops::Range<f64> {
        self.inner.range()
    }
}

/// The least and the greatest with this part of air beside them; never empty.
fn range(values: impl Iterator<Item = f64> + Clone, air: f64) -> [f64; 2] {
    let low = values.clone().fold(f64::INFINITY, f64::min);
    let high = values.fold(f64::NEG_INFINITY, f64::max);
    if low > high {
        return [0.0, 1.0];
    }
    let width = high - low;
    // Values that differ by less than a number can say are one value.
    let apart = width > 1e-12 * low.abs().max(high.abs()) && width.is_normal();
    let air = if apart { air * width } else { (0.1 * high.abs()).max(1e-3) };
    [low - air, high + air]
}

/// What lies at 2 % and at 98 %.
fn inner(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    let at = |share: f64| values.get((share * values.len().saturating_sub(1) as f64) as usize);
    [at(0.02), at(0.98)].into_iter().flatten().copied().collect()
}

/// About so many round numbers: 1, 2 or 5 of a power of ten apart.
fn ticks([low, high]: [f64; 2], about: usize) -> Vec<f64> {
    let rough = (high - low) / about.max(2) as f64;
    // So near each other that they have no power of ten, or so far that they have no difference.
    if !(rough.is_normal() && rough > f64::MIN_POSITIVE * 1e3) {
        return Vec::new();
    }
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].map(|v| v * power).into_iter().find(|v| *v >= rough);
    let step = step.unwrap_or(10.0 * power);
    let first = (low / step).ceil() as i64;
    let last = (high / step).floor() as i64;
    (first..=last).map(|i| i as f64 * step).collect()
}

/// Logarithms of 1, 2 and 5 of each power of ten, or of every whole part where these are few.
fn log_ticks([low, high]: [f64; 2]) -> Vec<f64> {
    let inside = |parts: &[f64]| -> Vec<f64> {
        let powers = low.floor() as i32..=high.ceil() as i32;
        let all = powers.flat_map(|power| parts.iter().map(move |v| v.log10() + f64::from(power)));
        all.filter(|v| (low..=high).contains(v)).collect()
    };
    let few = inside(&[1.0, 2.0, 5.0]);
    if few.len() < 3 { inside(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]) } else { few }
}

fn step_of(ticks: &[f64]) -> f64 {
    if ticks.len() < 2 { 0.0 } else { ticks[1] - ticks[0] }
}

/// A number with three digits that count.
pub(crate) fn short(value: f64) -> String {
    number(value, 10f64.powf((value.abs().max(1e-9) * 1.0001).log10().floor() - 2.0))
}

/// A number as exact as ticks this far apart want it, thousands in groups.
fn number(value: f64, step: f64) -> String {
    let step = if step > 0.0 { step } else { value.abs() };
    let decimals = (-(step.max(1e-9) * 1.0001).log10().floor()).clamp(0.0, 6.0) as usize;
    let plain = format!("{:.decimals$}", value.abs());
    let (whole, rest) = plain.split_at(plain.find('.').unwrap_or(plain.len()));
    let mut grouped = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign =
        if value < 0.0 && plain.bytes().any(|b| matches!(b, b'1'..=b'9')) { "−" } else { "" };
    format!("{sign}{grouped}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_inside() {
        assert_eq!(ticks([0.0, 10.0], 5), [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]);
        assert_eq!(ticks([-0.3, 1.1], 3), [0.0, 0.5, 1.0]);
        assert!(ticks([5.0, 5.001], 4).len() >= 3);
        for wild in [[0.0, 5e-324], [-f64::MAX, f64::MAX], [1.0, 1.0], [0.0, 1e-300]] {
            assert!(ticks(wild, 5).len() < 20, "{wild:?}");
        }
        let logs: Vec<f64> = log_ticks([0.2, 1.4]).iter().map(|v| 10f64.powf(*v).round()).collect();
        assert_eq!(logs, [2.0, 5.0, 10.0, 20.0]);
        assert!(log_ticks([0.29, 0.68]).len() >= 3);
    }

    #[test]
    fn numbers_are_as_exact_as_their_step() {
        assert_eq!(number(12_000.0, 2000.0), "12,000");
        assert_eq!(number(0.25, 0.05), "0.25");
        assert_eq!(number(-1.5, 0.5), "−1.5");
        assert_eq!(number(20.0, 0.0), "20");
        assert_eq!(short(54.678), "54.7");
        assert_eq!(short(0.09921), "0.0992");
    }

    #[test]
    fn a_single_point_is_a_picture() {
        let line = Line { points: vec![[3.0, 7.0]], ..Line::default() };
        let panel = Panel {
            title: "one".into(),
            height_px: 100,
            lines: vec![line, Line::default()],
            key: Vec::new(),
        };
        let chart = Chart {
            title: "a".into(),
            note: "b".into(),
            key: Vec::new(),
            x_name: "x".into(),
            x_log: true,
            panels: vec![panel],
        };
        let svg = chart.to_svg().unwrap();
        assert!(svg.contains("width=\"920\"") && svg.contains("<circle") && !svg.contains("NaN"));
    }
}
