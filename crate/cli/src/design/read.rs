//! Motifs from files: paintings, drawings of lines, Omniglot's strokes, and files of motifs.

#![expect(
    clippy::cast_possible_truncation,
    reason = "an SVG's numbers become floats of half their bits"
)]

use std::path::Path;

use anyhow::{Context, Result, anyhow, bail, ensure};
use kurbo::{BezPath, PathEl};
use limner_core::fixed::UNITS_PER_PX;
use limner_core::stroke::MAX_COORDINATE;
use limner_core::{Arrangement, format};
use limner_design::{Motif, Trace, codec, motif};

use crate::within::read_within;

/// What is read of a file at most.
const MAX_BYTES: usize = 64 << 20;
/// The same of an SVG: all of its paths are in memory at once, each command as sixty bytes.
const MAX_SVG: usize = 4 << 20;
/// Attributes of an element, and namespaces of an SVG, at most: each is compared with all before it.
const MAX_ATTRIBUTES: usize = 256;
/// Points that the lines of an SVG may come to: far more than a motif keeps of them.
const MAX_POINTS: usize = 1 << 20;
/// Letters that are said of a line that can't be read.
const SAID: usize = 60;
/// Radius of lines that say nothing of theirs, in the file's unit.
const RADIUS: f32 = 1.5;
/// Elements, texts and comments of an SVG at most: drawings that are motifs have some hundreds.
const MAX_NODES: u32 = 50_000;
/// How exactly curves of an SVG are followed, in its unit.
const FINE: f64 = 0.1;

/// How far from its corner lines of an SVG may lie, in its unit: as far as a painting's.
const FARTHEST: f64 = (MAX_COORDINATE / UNITS_PER_PX) as f64;

/// The motifs of a file, or the one that is bloom and bud of two.
pub(super) fn motifs(name: &str) -> Result<Vec<Motif>> {
    let Some((bloom, bud)) = name.split_once('+').filter(|_| !Path::new(name).exists()) else {
        return of_file(name);
    };
    let one = |name: &str| -> Result<Motif> {
        let mut motifs = of_file(name)?;
        ensure!(motifs.len() == 1, "{name} holds {} motifs, a bloom or a bud is one", motifs.len());
        motifs.pop().with_context(|| format!("{name} holds no motif"))
    };
    let (bloom, bud) = (one(bloom)?, one(bud)?.strokes().to_vec());
    let found = bloom.budding(bud).with_context(|| format!("{name} is no bloom and its bud"))?;
    Ok(vec![found])
}

fn of_file(name: &str) -> Result<Vec<Motif>> {
    let (path, span) = match name.rsplit_once('@') {
        Some((path, span)) if span.starts_with(|c: char| c.is_ascii_digit()) => (path, Some(span)),
        _ => (name, None),
    };
    let path = Path::new(path);
    let bytes = read_within(path, MAX_BYTES)?;
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_lowercase();
    let found = if bytes.starts_with(&codec::MAGIC) {
        codec::decode_motifs(&bytes).map_err(Into::into)
    } else {
        match extension.as_str() {
            "limner" | "png" | "html" => painting(&bytes, span),
            "svg" => svg(&bytes),
            "txt" => omniglot(&bytes),
            _ => bail!(
                "{} is no motif: it must be a painting (.limner), an SVG, Omniglot's strokes (.txt) or a file of motifs",
                path.display()
            ),
        }
    };
    let found = found.with_context(|| format!("{} cannot be used as a motif", path.display()))?;
    ensure!(span.is_none() || extension == "limner", "only paintings have strokes to choose by @");
    Ok(found)
}

/// The strokes of a painting that are seen, or those from one number to another, counted from 1.
fn painting(bytes: &[u8], span: Option<&str>) -> Result<Vec<Motif>> {
    let log = format::decode(bytes)?;
    let arrangement = Arrangement::of(&log, log.revision())?;
    let mut strokes: Vec<_> =
        arrangement.strokes().iter().filter(|placed| placed.visible).map(|p| &p.stroke).collect();
    if let Some(span) = span {
        let (from, to) = span.split_once('-').unwrap_or((span, span));
        let number = |text: &str| {
            text.parse::<usize>().with_context(|| format!("{text:?} is no number of a stroke"))
        };
        let (from, to) = (number(from)?, number(to)?);
        let there = strokes.len();
        ensure!(
            1 <= from && from <= to && to <= there,
            "strokes {from} to {to} are wanted, there are 1 to {there}"
        );
        strokes = strokes[from - 1..to].to_vec();
    }
    let (there, most) = (strokes.len(), motif::MAX_STROKES);
    ensure!(
        (1..=most).contains(&there),
        "it shows {there} strokes, a motif has 1 to {most}: choose some by FILE.limner@FROM-TO"
    );
    Ok(vec![Motif::of_strokes(strokes)?])
}

/// The lines of an SVG: paths, polylines and lines, each part of a path a stroke.
fn svg(bytes: &[u8]) -> Result<Vec<Motif>> {
    let text = std::str::from_utf8(bytes).context("it is not text")?;
    ensure!(text.len() <= MAX_SVG, "it is longer than the {MAX_SVG} bytes that are read of an SVG");
    let most = text.split('<').map(|tag| tag.matches('=').count()).max().unwrap_or(0);
    let most = most.max(text.matches("xmlns").count());
    ensure!(
        most <= MAX_ATTRIBUTES,
        "an element of it has {most} attributes, more than {MAX_ATTRIBUTES}"
    );
    let options = roxmltree::ParsingOptions { nodes_limit: MAX_NODES, ..Default::default() };
    let document =
        roxmltree::Document::parse_with_options(text, options).context("it is not XML")?;
    let mut traces = Vec::new();
    let mut points = 0;
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        let number =
            |name: &str| node.attribute(name).and_then(|v| v.parse::<f64>().ok()).unwrap_or(0.0);
        let path = match node.tag_name().name() {
            "path" => {
                let d = node.attribute("d").unwrap_or_default();
                BezPath::from_svg(d).map_err(|error| anyhow!("a path cannot be read: {error}"))?
            }
            name @ ("polyline" | "polygon") => {
                let points = node.attribute("points").unwrap_or_default();
                let closes = if name == "polygon" { " z" } else { "" };
                BezPath::from_svg(&format!("M {points}{closes}"))
                    .map_err(|error| anyhow!("a {name} cannot be read: {error}"))?
            }
            "line" => {
                let [x1, y1, x2, y2] = ["x1", "y1", "x2", "y2"].map(number);
                BezPath::from_vec(vec![
                    PathEl::MoveTo((x1, y1).into()),
                    PathEl::LineTo((x2, y2).into()),
                ])
            }
            _ => continue,
        };
        // Before it is followed: what is far larger than a canvas would take more points than there is memory.
        let reach = path.control_box();
        let fits = [reach.x0, reach.y0, reach.x1, reach.y1].iter().all(|at| at.abs() <= FARTHEST);
        ensure!(
            path.elements().is_empty() || fits,
            "a line lies farther out than {FARTHEST} from the corner"
        );
        let moved = node.ancestors().any(|node| node.attribute("transform").is_some());
        ensure!(!moved, "it moves its lines by `transform`, which is not read: save it without");
        let width =
            node.ancestors().find_map(|node| node.attribute("stroke-width")?.parse::<f32>().ok());
        let radius = width.map_or(RADIUS, |width| width / 2.0);
        let mut begin = [0.0; 3];
        kurbo::flatten(path, FINE, |element| match element {
            _ if points == MAX_POINTS => {}
            PathEl::MoveTo(p) => {
                points += 1;
                begin = [p.x as f32, p.y as f32, radius];
                traces.push(Trace::new(vec![begin]));
            }
            PathEl::LineTo(p) => {
                points += 1;
                if let Some(trace) = traces.last_mut() {
                    trace.knots.push([p.x as f32, p.y as f32, radius]);
                }
            }
            PathEl::ClosePath => {
                points += 1;
                if let Some(trace) = traces.last_mut() {
                    trace.knots.push(begin);
                }
            }
            _ => {}
        });
        ensure!(points < MAX_POINTS, "its lines come to more than {MAX_POINTS} points");
    }
    ensure!(!traces.is_empty(), "it has no path, polyline, polygon or line");
    Ok(vec![Motif::new(traces)?])
}

/// Omniglot's strokes: lines of x, y and milliseconds, y upwards below zero, with START before the first and BREAK after
/// each.
fn omniglot(bytes: &[u8]) -> Result<Vec<Motif>> {
    let text = std::str::from_utf8(bytes).context("it is not text")?;
    ensure!(text.starts_with("START"), "it does not begin with START, as Omniglot's strokes do");
    let mut traces = vec![Trace::new(Vec::new())];
    for (n, line) in text.lines().enumerate() {
        match line.trim() {
            "START" | "" => {}
            "BREAK" => traces.push(Trace::new(Vec::new())),
            point => {
                let mut numbers = point.split(',').map(str::parse::<f32>);
                let (Some(Ok(x)), Some(Ok(y))) = (numbers.next(), numbers.next()) else {
                    let point: String = point.chars().take(SAID).collect();
                    bail!("line {} is no point: {point:?}", n + 1);
                };
                if let Some(trace) = traces.last_mut() {
                    trace.knots.push([x, -y, RADIUS]);
                }
            }
        }
    }
    traces.retain(|trace| !trace.knots.is_empty());
    Ok(vec![Motif::new(traces)?])
}

#[cfg(test)]
mod tests {
    use limner_core::random;

    use super::*;

    const SVG: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" stroke-width="2"><g><path d="M 10 90 C 10 40 60 10 90 10 z m 5 5 h 20 v -8"/></g><polyline points="0,0 20,40 60,10"/><polygon points="5 5 9 9 2 12"/><line x1="1" y1="2" x2="80" y2="70"/></svg>"#;
    const OMNIGLOT: &str = "START\n33.0,-21.0,0.0\n36.5,-40.0,80.0\n50.0,-62.0,160.0\nBREAK\n10.0,-15.0,400.0\n70.0,-18.0,520.0\nBREAK\n";

    #[test]
    fn lines_and_strokes_of_files_become_motifs() {
        assert_eq!(svg(SVG.as_bytes()).unwrap()[0].strokes().len(), 5);
        assert_eq!(omniglot(OMNIGLOT.as_bytes()).unwrap()[0].strokes().len(), 2);
    }

    #[test]
    fn what_would_take_a_page_of_memory_or_a_minute_is_refused() {
        let said = |svg_text: &str| format!("{:#}", svg(svg_text.as_bytes()).unwrap_err());
        let path = |d: &str| format!("<svg><path d=\"{d}\"/></svg>");
        assert!(said(&path(&format!("M 0 0{}", " z".repeat(MAX_POINTS)))).contains("points"));
        assert!(said(&path(&" ".repeat(MAX_SVG))).contains("bytes"));
        let attributes: String = (0..300).map(|n| format!(" a{n}=\"\"")).collect();
        assert!(said(&format!("<svg><path{attributes}/></svg>")).contains("300 attributes"));
        let nested: String = (0..300).map(|n| format!("<g xmlns:n{n}=\"u\">")).collect();
        assert!(said(&format!("<svg>{nested}")).contains("300 attributes"));
        let long = format!("START\n{}", "x".repeat(5000));
        assert!(format!("{:#}", omniglot(long.as_bytes()).unwrap_err()).len() < 200);
    }

    /// Damaged texts, with what numbers and markup may be at their worst sewn in.
    #[test]
    fn hostile_files_are_motifs_or_an_error() {
        let worst = [
            "1e39",
            "-1e308",
            "NaN",
            "inf",
            "",
            "9999999999",
            "<path d=\"M0 0",
            "]]>",
            "A 1 1 0 0 1 5 5",
            "BREAK",
            "START",
            "\u{0}",
            ",,",
            "<g transform=\"scale(2)\">",
            "&#0;",
            "stroke-width=\"-7\"",
        ];
        let mut read = 0;
        for n in 0..400_u32 {
            let chance = |i: u32| usize::try_from(random::at(n, i)).unwrap();
            let is_svg = n % 2 == 0;
            let mut bytes = if is_svg { SVG } else { OMNIGLOT }.as_bytes().to_vec();
            for i in 0..1 + u32::try_from(chance(1) % 3).unwrap() {
                let from = chance(10 + i) % bytes.len();
                let to = (from + chance(20 + i) % 6).min(bytes.len());
                bytes.splice(from..to, worst[chance(30 + i) % worst.len()].bytes());
            }
            if let Ok(motifs) = if is_svg { svg(&bytes) } else { omniglot(&bytes) } {
                let size = motifs[0].diagonal_px();
                assert!(size.is_finite() && size >= 1.0, "{size}");
                read += 1;
            }
        }
        assert!((20..380).contains(&read), "{read}");
    }
}
