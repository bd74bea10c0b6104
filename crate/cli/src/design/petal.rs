//! `limner design petal`: the opening petal of the article, trained and drawn anew.

#![expect(clippy::cast_precision_loss, reason = "moments and rows are seven")]

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use limner_design::article::Article;
use limner_design::measure::rank_correlation;
use limner_design::petal::{ACROSS, Opening, Petal};

use crate::chart::{COLORS, Chart, Key, Line, Look, Panel};
use crate::files::replace;

/// A petal's picture, px a side; and how many petals make a flower.
const CELL_PX: f32 = 150.0;
const PETALS: u8 = 5;

#[derive(Args)]
pub(super) struct Remake {
    /// The folder that the pictures go to
    #[arg(short, long, value_name = "FOLDER")]
    output: PathBuf,
    /// What all random numbers follow from
    #[arg(long, default_value_t = 1)]
    seed: u32,
}

impl Remake {
    pub(super) fn run(&self) -> Result<()> {
        std::fs::create_dir_all(&self.output)
            .with_context(|| format!("cannot make the folder {}", self.output.display()))?;
        let petals = [Petal::new(Opening::Broad), Petal::new(Opening::Rolled)];
        let article = Article::new([&petals[0], &petals[1]], self.seed);
        let [templates, map, generative, held] = article.errors([&petals[0], &petals[1]]);
        println!("template networks: {templates:.4} lengths of a petal off, root mean square");
        println!("relational network: {map:.4} off time and row");
        println!(
            "generative network: {generative:.4} off; with the context at its mean {held:.4}, {:.0} times",
            held / generative
        );
        println!("rank correlation of contexts and forms apart: {:.2}", rank(&article));
        let write = |name: &str, text: String| -> Result<()> {
            let path = self.output.join(name);
            replace(&path, text.as_bytes())?;
            println!("{}", path.display());
            Ok(())
        };
        write("context-by-time.svg", contexts(&article, true)?)?;
        write("context-by-row.svg", contexts(&article, false)?)?;
        let petals = &petals;
        let shown = [0, 1]
            .map(|i| (move |map| petal_row(&petals[i], map), ["broad", "rolled"][i].to_owned()));
        write("templates.svg", pictures(&shown))?;
        let mixes = [-0.5, 0.0, 0.5, 1.0, 1.5];
        let article = &article;
        let rows =
            mixes.map(|mix| (move |map| article.row(map, mix), format!("{:.0} %", 100.0 * mix)));
        write("generated.svg", pictures(&rows))
    }
}

fn petal_row(petal: &Petal, map: [f32; 2]) -> Vec<f32> {
    let index =
        |part: f32| (0..7_u8).find(|i| f32::from(*i) >= 6.0 * part - 0.01).map_or(6, usize::from);
    petal.rows[index(map[0])][index(map[1])].to_vec()
}

fn rank(article: &Article) -> f32 {
    let apart = |map: [f32; 2]| {
        let [a, b] = [0, 1].map(|i| article.template_row(i, map));
        a.iter().zip(&b).map(|(a, b)| (a - b).powi(2)).sum::<f32>().sqrt()
    };
    let context = |map| (article.relation(0, map)[2] - article.relation(1, map)[2]).abs();
    let forms: Vec<f32> = Article::grid().map(apart).collect();
    rank_correlation(&Article::grid().map(context).collect::<Vec<_>>(), &forms)
}

/// The contexts of both templates, one line a row over time, or one line a moment over rows.
fn contexts(article: &Article, by_time: bool) -> Result<String> {
    let names = ["opens broad", "rolls back"];
    let look = |template: usize| Look { color: COLORS[template], ..Look::default() };
    let mut lines = Vec::new();
    for template in 0..2 {
        for fixed in 0..7 {
            let point = |moving: usize| {
                let [a, b] = [moving as f32 / 6.0, fixed as f32 / 6.0];
                let map = if by_time { [a, b] } else { [b, a] };
                [f64::from(a), f64::from(article.relation(template, map)[2])]
            };
            lines.push(Line {
                points: (0..7).map(point).collect(),
                look: look(template),
                ..Line::default()
            });
        }
    }
    let (title, along) = if by_time {
        ("The context over time, a line a row", "time: closed at 0, open at 1")
    } else {
        ("The context over rows, a line a moment", "row: the base at 0, the tip at 1")
    };
    Chart {
        title: title.to_owned(),
        note:
            "It was never given: it is what the relational network found to tell two petals apart."
                .to_owned(),
        key: [0, 1].map(|i| Key { name: names[i].to_owned(), look: look(i) }).into(),
        x_name: along.to_owned(),
        x_log: false,
        panels: vec![Panel { title: "context".to_owned(), height_px: 300, lines, key: Vec::new() }],
    }
    .to_svg()
}

/// Flowers of petals at seven moments, a line of them for each way to have rows of numbers.
fn pictures(ways: &[(impl Fn([f32; 2]) -> Vec<f32>, String)]) -> String {
    let (width, height) = (7.0 * CELL_PX + 60.0, ways.len() as f32 * CELL_PX);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\
         <rect width=\"100%\" height=\"100%\" fill=\"#fbf8f2\"/>\n"
    );
    for (line, (row, name)) in ways.iter().enumerate() {
        let middle = (line as f32 + 0.5) * CELL_PX;
        let _ = writeln!(
            svg,
            "<text x=\"8\" y=\"{middle}\" font-family=\"sans-serif\" font-size=\"13\" fill=\"#444\">{name}</text>"
        );
        for moment in 0..7 {
            let rows: Vec<Vec<f32>> =
                (0..7).map(|r| row([moment as f32 / 6.0, r as f32 / 6.0])).collect();
            let at = [60.0 + (moment as f32 + 0.5) * CELL_PX, (line as f32 + 0.62) * CELL_PX];
            flower(&mut svg, &rows, at);
        }
    }
    svg + "</svg>\n"
}

/// A face of a flower as it is seen: how far away, how it is turned to the light, its corners.
struct Face {
    away: f32,
    light: f32,
    corners: [[f32; 2]; 4],
}

fn flower(svg: &mut String, rows: &[Vec<f32>], at: [f32; 2]) {
    let mut faces = Vec::new();
    for petal in 0..PETALS {
        let (sin, cos) =
            (f32::from(petal) * std::f32::consts::TAU / f32::from(PETALS) + 0.3).sin_cos();
        // Seen from above and aside.
        let (tilt_sin, tilt_cos) = 0.6_f32.sin_cos();
        let space = |row: usize, point: usize| {
            let [x, y, z] = [0, 1, 2].map(|k| rows[row][3 * point + k]);
            let (x, y) = (cos * x - sin * y, sin * x + cos * y);
            [x, tilt_sin * y - tilt_cos * z, tilt_cos * y + tilt_sin * z]
        };
        for row in 0..6 {
            for point in 0..ACROSS - 1 {
                let corners = [
                    space(row, point),
                    space(row, point + 1),
                    space(row + 1, point + 1),
                    space(row + 1, point),
                ];
                let [a, b] = [1, 3].map(|i| [0, 1, 2].map(|k| corners[i][k] - corners[0][k]));
                let normal = [
                    a[1] * b[2] - a[2] * b[1],
                    a[2] * b[0] - a[0] * b[2],
                    a[0] * b[1] - a[1] * b[0],
                ];
                let long = normal.iter().map(|n| n * n).sum::<f32>().sqrt().max(1e-9);
                let light = ((normal[0] * 0.4 - normal[1] * 0.7 + normal[2] * 0.6) / long).abs();
                let away = corners.iter().map(|corner| corner[2]).sum::<f32>();
                let scale = 0.52 * CELL_PX;
                let corners = corners.map(|c| [at[0] + scale * c[0], at[1] + scale * c[1]]);
                faces.push(Face { away, light, corners });
            }
        }
    }
    faces.sort_by(|a, b| a.away.total_cmp(&b.away));
    for Face { light, corners, .. } in faces {
        let points = corners.map(|[x, y]| format!("{x:.1},{y:.1}")).join(" ");
        let _ = writeln!(
            svg,
            "<polygon points=\"{points}\" fill=\"hsl(342,62%,{:.0}%)\" stroke=\"#8d2f52\" stroke-width=\".4\"/>",
            48.0 + 34.0 * light
        );
    }
}
