//! Paintings on their way to machines, and what machines make of them: an interpreter of G-code and one of HPGL replay
//! what was written, another program draws the SVG, and all are compared with the preview and with the painting.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "numbers of a test are within their types"
)]

mod machine;

use std::path::PathBuf;

use limner_core::{
    Author, Brush, Coverage, Header, Log, Op, Painting, Path, Point, Rgb8, Stroke, arbitrary,
    format, work,
};
use limner_plotter::colors::{color_of, light_of};
use limner_plotter::setup::{Fill, FillKind, PEN_SETS, Pen, fineliners, one_pen};
use limner_plotter::{Form, Plan, Plot, Preview, Setup, Writing};
use machine::{Done, interpreted, plotted};
use proptest::prelude::*;
use resvg::tiny_skia::{
    BlendMode, Color, LineCap, LineJoin, Paint, PathBuilder, Pixmap, Stroke as Line, Transform,
};

/// The longer side of what is compared, in px.
const SIDE: u16 = 1188;
/// Others paint so many times as fine; then light is averaged.
const FINER: usize = 3;

fn golden(name: &str) -> Log {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden");
    let bytes = std::fs::read(folder.join(name).with_extension("limner")).expect("a file");
    format::decode(&bytes).expect("a painting")
}

fn planned(log: &Log, setup: &Setup) -> Plan {
    let mut setup = setup.clone();
    setup.sheet.turn_for(log.header().width, log.header().height);
    Plot::of(format::encode(log), setup).expect("a painting").finish().expect("a plan")
}

fn written(plan: &Plan, form: Form) -> String {
    String::from_utf8(Writing::of(form).finish(plan).expect("a file")).expect("it is text")
}

/// What another rasteriser makes of a machine's paths.
fn painted(done: &Done, plan: &Plan) -> Vec<u8> {
    let setup = &plan.setup;
    let [across, down] = setup.sheet.size_mm;
    let of_mm = f64::from(SIDE) / across.max(down) * FINER as f64;
    let [width, height] = [across, down].map(|mm| fine_side(plan, mm));
    let mut pixels = Pixmap::new(width, height).expect("a size");
    let [r, g, b] = plan.paper.channels();
    pixels.fill(Color::from_rgba8(r, g, b, 255));
    for layer in &plan.layers {
        let pen = &setup.pens[layer.pen];
        let number = pen.slot.map_or(layer.pen + 1, usize::from);
        let [r, g, b] = pen.rgb().channels();
        let mut paint = Paint::default();
        paint.set_color_rgba8(r, g, b, 255);
        paint.blend_mode =
            if pen.cover < 0.5 { BlendMode::Multiply } else { BlendMode::SourceOver };
        let stroke = Line {
            width: (pen.width_mm * of_mm) as f32,
            line_cap: LineCap::Round,
            line_join: LineJoin::Round,
            ..Line::default()
        };
        for path in done.paths.get(&number).into_iter().flatten() {
            let mut builder = PathBuilder::new();
            for (at, [x, y]) in path.iter().enumerate() {
                let x = ((x - setup.sheet.at_mm[0]) * of_mm) as f32;
                let y = ((setup.sheet.at_mm[1] + down - y) * of_mm) as f32;
                if at == 0 { builder.move_to(x, y) } else { builder.line_to(x + 1e-3, y) }
            }
            let path = builder.finish().expect("a path");
            pixels.stroke_path(&path, &paint, &stroke, Transform::identity(), None);
        }
    }
    shrunk(&pixels)
}

/// A side of a sheet in fine pixels.
fn fine_side(plan: &Plan, mm: f64) -> u32 {
    let [across, down] = plan.setup.sheet.size_mm;
    (mm * f64::from(SIDE) / across.max(down)).round() as u32 * FINER as u32
}

/// Each pixel the mean light of the finer ones in it.
fn shrunk(fine: &Pixmap) -> Vec<u8> {
    let (width, height) = (fine.width() as usize / FINER, fine.height() as usize / FINER);
    let light: Vec<f32> = (0..=255).map(|v| light_of(Rgb8::new(v, v, v))[0]).collect();
    let mut rgb = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let mean = std::array::from_fn(|c| {
                let at = |i: usize| {
                    let (px, py) = (x * FINER + i % FINER, y * FINER + i / FINER);
                    light[usize::from(fine.data()[(py * width * FINER + px) * 4 + c])]
                };
                (0..FINER * FINER).map(at).sum::<f32>() / (FINER * FINER) as f32
            });
            rgb.extend(color_of(mean).channels());
        }
    }
    rgb
}

fn psnr(a: &[u8], b: &[u8]) -> f64 {
    assert_eq!(a.len(), b.len());
    let squares = a.iter().zip(b).map(|(a, b)| f64::from(a.abs_diff(*b)).powi(2));
    10.0 * (255.0 * 255.0 / (squares.sum::<f64>() / a.len() as f64).max(1e-9)).log10()
}

/// What both have inked, of what either has.
fn overlap(a: &[u8], b: &[u8], paper: [u8; 3]) -> f64 {
    let inked = |rgb: &[u8]| rgb.iter().zip(paper).any(|(v, p)| v.abs_diff(p) > 40);
    let (mut both, mut either) = (0.0, 0.0);
    for (a, b) in a.chunks(3).zip(b.chunks(3)) {
        let (a, b) = (inked(a), inked(b));
        both += f64::from(u8::from(a && b));
        either += f64::from(u8::from(a || b));
    }
    if either == 0.0 { 1.0 } else { both / either }
}

fn preview(plan: &Plan) -> Vec<u8> {
    Preview::of(plan, SIDE).finish(plan).rgb()
}

fn drawn_by_resvg(svg: &str, plan: &Plan) -> Vec<u8> {
    use resvg::usvg;
    let tree = usvg::Tree::from_str(svg, &usvg::Options::default()).expect("an SVG");
    let [across, down] = plan.setup.sheet.size_mm;
    // A millimetre is 96 / 25.4 of its pixels.
    assert!((f64::from(tree.size().width()) - across * 96.0 / 25.4).abs() < 0.1);
    let [width, height] = [across, down].map(|mm| fine_side(plan, mm));
    let mut pixels = Pixmap::new(width, height).expect("a size");
    let [r, g, b] = plan.paper.channels();
    pixels.fill(Color::from_rgba8(r, g, b, 255));
    let scale = width as f32 / tree.size().width();
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    shrunk(&pixels)
}

fn with(pens: Vec<Pen>, kind: FillKind) -> Setup {
    Setup { pens, fill: Fill { kind, ..Fill::default() }, ..Setup::default() }
}

const KINDS: [FillKind; 3] = [FillKind::Along, FillKind::Hatch, FillKind::Outline];

#[test]
fn machines_and_other_programs_draw_what_the_preview_shows() {
    for name in ["partner", "brush_ink"] {
        let log = golden(name);
        for (pens, kind) in [
            (one_pen(), FillKind::Along),
            (fineliners(), FillKind::Along),
            (fineliners(), FillKind::Hatch),
            (fineliners(), FillKind::Outline),
        ] {
            let plan = planned(&log, &with(pens, kind));
            let shown = preview(&plan);
            let paper = plan.paper.channels();
            let gcode = interpreted(&written(&plan, Form::GCode), &plan.setup);
            let hpgl = plotted(&written(&plan, Form::Hpgl), &plan.setup);
            let svg = drawn_by_resvg(&written(&plan, Form::Svg), &plan);
            let pictures = [painted(&gcode, &plan), painted(&hpgl, &plan), svg];
            let near = pictures.each_ref().map(|p| (overlap(p, &shown, paper), psnr(p, &shown)));
            println!(
                "{name:<12} {kind:?} by {} pens: G-code {:.3} ({:.1} dB), HPGL {:.3} ({:.1} dB), SVG {:.3} ({:.1} dB)",
                plan.setup.pens.len(),
                near[0].0,
                near[0].1,
                near[1].0,
                near[1].1,
                near[2].0,
                near[2].1
            );
            for (overlap, psnr) in near {
                assert!(overlap > 0.95, "{name} {kind:?}: {overlap:.3}");
                assert!(psnr > 22.0, "{name} {kind:?}: {psnr:.1} dB");
            }
            // What is reported is what the machine does.
            let report = &plan.report;
            assert!((report.drawn_m - gcode.drawn_mm / 1e3).abs() < 0.01 + 0.01 * report.drawn_m);
            assert!(
                (report.travel_m - gcode.travel_mm / 1e3).abs() < 0.01 + 0.01 * report.travel_m
            );
            assert_eq!((report.lifts as usize, gcode.lifts), (gcode.lifts, hpgl.lifts));
        }
    }
}

/// A picture as so many columns of the mean light, as it looks from afar.
fn from_afar(plan: &Plan, columns: usize) -> Vec<u8> {
    let area = plan.area;
    let rows = (columns as f64 * area.height / area.width).round() as usize;
    let picture = Preview::of(plan, 1_500).finish(plan);
    picture.part([area.left, area.top, area.width, area.height], [columns, rows])
}

/// A painting as so many columns.
fn painting_from_afar(log: &Log, columns: usize, rows: usize) -> Vec<u8> {
    let painting = Painting::from_log(log).expect("it is drawable");
    let canvas = painting.canvas();
    let mut rgba = vec![0; canvas.bounds().area() * 4];
    canvas.write_rgba8(canvas.bounds(), log.header().paper, &mut rgba);
    let (width, height) = (usize::from(log.header().width), usize::from(log.header().height));
    let mut rgb = Vec::new();
    for y in 0..rows {
        for x in 0..columns {
            for c in 0..3 {
                let (mut sum, mut count) = (0, 0);
                for py in y * height / rows..((y + 1) * height / rows).max(y * height / rows + 1) {
                    for px in x * width / columns
                        ..((x + 1) * width / columns).max(x * width / columns + 1)
                    {
                        sum += usize::from(rgba[(py * width + px) * 4 + c]);
                        count += 1;
                    }
                }
                rgb.push((sum / count) as u8);
            }
        }
    }
    rgb
}

#[test]
fn from_afar_it_looks_like_the_painting_and_the_pen_travels_little() {
    println!(
        "{:<14} {:<8} {:>7} {:>7} {:>8} {:>7} {:>8} {:>8} {:>8} {:>6} {:>5}",
        "painting",
        "fill",
        "dB",
        "bare",
        "drawn m",
        "painted",
        "nearest",
        "travel m",
        "lifts",
        "min",
        "s"
    );
    for name in ["partner", "session_pen", "session_mouse", "brush_oil"] {
        let log = golden(name);
        let mut best = f64::MIN;
        for kind in KINDS {
            let began = std::time::Instant::now();
            let plan = planned(&log, &with(fineliners(), kind));
            let seconds = began.elapsed().as_secs_f64();
            let report = &plan.report;
            let columns = 60;
            let seen = from_afar(&plan, columns);
            let painting = painting_from_afar(&log, columns, seen.len() / 3 / columns);
            let bare = plan.paper.channels().repeat(seen.len() / 3);
            let [near, blank] = [psnr(&seen, &painting), psnr(&bare, &painting)];
            println!(
                "{name:<14} {:<8} {near:7.1} {blank:7.1} {:8.2} {:7.2} {:8.2} {:8.2} {:8} {:6.1} {seconds:5.2}",
                format!("{kind:?}"),
                report.drawn_m,
                report.travel_painted_m,
                report.travel_nearest_m,
                report.travel_m,
                report.lifts,
                report.minutes
            );
            best = best.max(near - blank);
            assert!(report.travel_m <= report.travel_painted_m + 1e-6);
        }
        assert!(best > 2.0, "{name}: {best:.1} dB nearer than bare paper");
    }
}

fn stroke(points: [[i32; 2]; 3], radius: i32, color: Rgb8) -> Stroke {
    Stroke {
        author: Author::Person,
        brush: 0,
        color,
        opacity: 1 << 15,
        coverage: Coverage::Wash,
        path: Path::Bezier {
            points: points.map(|[x, y]| Point::from_px(x, y)),
            radii: [radius * 64; 2],
        },
    }
}

#[test]
fn ink_darkens_where_it_crosses_and_what_is_covered_is_not_drawn() {
    let header = Header {
        brushes: vec![Brush::ROUND],
        ..Header::new(200, 200, Rgb8::new(255, 255, 255), 1)
    };
    let mut log = Log::new(header).expect("a size");
    let mut add = |points: [[i32; 2]; 3], radius: i32, color: Rgb8| {
        log.push(0, Op::Add(stroke(points, radius, color))).expect("a stroke");
    };
    add([[20, 100], [100, 100], [180, 100]], 30, Rgb8::new(26, 26, 30));
    // Red on top of it hides the middle.
    add([[100, 100]; 3], 25, Rgb8::new(200, 50, 60));
    let plan = planned(&log, &with(fineliners(), FillKind::Along));
    let middle = [plan.area.left + plan.area.width / 2.0, plan.area.top + plan.area.height / 2.0];
    for layer in &plan.layers {
        let name = &plan.setup.pens[layer.pen].name;
        let nearest = layer
            .paths
            .iter()
            .flatten()
            .map(|[x, y]| (f64::from(*x) - middle[0]).hypot(f64::from(*y) - middle[1]));
        let nearest = nearest.fold(f64::INFINITY, f64::min);
        match name.as_str() {
            // The ends of the lines that are cut lie at the red disc's edge.
            "black" => {
                assert!(nearest > 22.0 * plan.area.of_px, "black comes as near as {nearest}")
            }
            "red" => assert!(nearest < 2.0, "red keeps {nearest} away"),
            other => panic!("{other} has nothing to draw"),
        }
    }
    // Two pens over one another.
    let mut plan = plan;
    plan.layers = vec![
        limner_plotter::Layer { pen: 1, paths: vec![vec![[50.0, 100.0], [150.0, 100.0]]] },
        limner_plotter::Layer { pen: 2, paths: vec![vec![[100.0, 50.0], [100.0, 150.0]]] },
    ];
    let picture = Preview::of(&plan, SIDE).finish(&plan);
    let at = |x: f64, y: f64| picture.part([x - 0.05, y - 0.05, 0.1, 0.1], [1, 1]);
    let sum = |rgb: &[u8]| rgb.iter().map(|v| u32::from(*v)).sum::<u32>();
    let [crossing, red, blue] = [at(100.0, 100.0), at(70.0, 100.0), at(100.0, 70.0)];
    assert!(sum(&crossing) < sum(&red).min(sum(&blue)), "{crossing:?} {red:?} {blue:?}");
}

#[test]
fn brushes_are_dipped_as_often_as_they_must_and_washed_between_paints() {
    let log = golden("partner");
    let mut setup = Setup::suiting(log.header().width, log.header().height);
    assert!(setup.take_pens("paints"));
    let plan = planned(&log, &setup);
    let done = interpreted(&written(&plan, Form::GCode), &plan.setup);
    let report = &plan.report;
    println!(
        "{:.2} m with {} dips, {} washes, {:.0} min",
        report.drawn_m, report.dips, report.washes, report.minutes
    );
    assert_eq!(done.dips.len() as u64, report.dips + report.washes);
    assert_eq!(report.washes as usize, plan.layers.len());
    for layer in &plan.layers {
        let dip = plan.setup.pens[layer.pen].dip.as_ref().expect("a pot");
        let dips = done.dips.iter().filter(|at| **at == dip.at_mm).count();
        let drawn: f64 = layer
            .paths
            .iter()
            .map(|path| {
                path.windows(2)
                    .map(|pair| {
                        f64::from(pair[1][0] - pair[0][0]).hypot(f64::from(pair[1][1] - pair[0][1]))
                    })
                    .sum::<f64>()
            })
            .sum();
        let least = (drawn / dip.every_mm).floor() as usize;
        assert!(dips >= least.max(1) && dips <= least + 2, "{dips} dips for {drawn:.0} mm");
    }
    let shown = preview(&plan);
    let near = overlap(&painted(&done, &plan), &shown, plan.paper.channels());
    assert!(near > 0.95, "{near:.3}");
}

#[test]
fn marks_stand_at_the_corners_and_names_are_never_read_as_anything_else() {
    let log = golden("session_mouse");
    let mut setup = Setup::suiting(log.header().width, log.header().height);
    setup.sheet.marks = true;
    setup.pens.truncate(2);
    setup.pens[0].name = "\"><script>&(M3 S9)é;".to_owned();
    let plan = planned(&log, &setup);
    let svg = written(&plan, Form::Svg);
    assert!(svg.contains("&quot;&gt;&lt;script&gt;&amp;(M3 S9)é;"), "the name is escaped");
    assert!(!svg.contains("<script"));
    assert_eq!(svg.matches("inkscape:groupmode=\"layer\"").count(), plan.layers.len());
    drawn_by_resvg(&svg, &plan);
    // Interpreted, it is a comment alone.
    let done = interpreted(&written(&plan, Form::GCode), &plan.setup);
    let marks = done.paths[&1].iter().rev().take(8).flatten();
    let corners = plan.area.corners().map(|[x, y]| [x, plan.setup.sheet.size_mm[1] - y]);
    for [x, y] in marks {
        assert!(corners.iter().any(|[cx, cy]| (x - cx).hypot(y - cy) < 3.1), "{x} {y}");
    }
}

fn fast(kind: FillKind, pens: &str, width_mm: f64, spacing: f64) -> Setup {
    let mut setup = Setup::default();
    setup.take_pens(pens);
    setup.sheet.size_mm = [148.0, 105.0];
    setup.sheet.at_mm = [0.0; 2];
    setup.sheet.margin_mm = 10.0;
    setup.machine.bed_mm = None;
    for pen in &mut setup.pens {
        pen.width_mm = width_mm;
        pen.dip = None;
    }
    setup.fill = Fill { kind, spacing, ..setup.fill };
    setup
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_painting_stays_on_the_bed_and_is_the_same_in_parts(
        log in arbitrary::small_log(2_000),
        kind in prop::sample::select(&KINDS[..]),
        pens in prop::sample::select(&PEN_SETS[..]),
        width_mm in 0.3_f64..6.0,
        spacing in 0.5_f64..3.0,
        marks: bool,
    ) {
        let mut setup = fast(kind, pens, width_mm, spacing);
        setup.sheet.marks = marks;
        let packed = format::encode(&log);
        let plan = Plot::of(packed.clone(), setup.clone()).unwrap().finish().unwrap();
        let mut plot = Plot::of(packed, setup).unwrap();
        let mut last = 0;
        let parts = loop {
            if let Some(plan) = plot.advance(work::PER_MS / 4).unwrap() {
                break plan;
            }
            let percent = plot.percent();
            prop_assert!((last..=100).contains(&percent), "{} after {}", percent, last);
            last = percent;
        };
        prop_assert_eq!(&plan.layers, &parts.layers);
        prop_assert_eq!(&plan.report, &parts.report);
        let area = plan.area;
        let slack = if marks { 3.001 } else { 1e-3 };
        for [x, y] in plan.layers.iter().flat_map(|layer| &layer.paths).flatten() {
            let (x, y) = (f64::from(*x), f64::from(*y));
            prop_assert!(x >= area.left - slack && x <= area.left + area.width + slack, "{}", x);
            prop_assert!(y >= area.top - slack && y <= area.top + area.height + slack, "{}", y);
        }
        // The interpreters hold that nothing leaves the bed.
        let gcode = interpreted(&written(&plan, Form::GCode), &plan.setup);
        let hpgl = plotted(&written(&plan, Form::Hpgl), &plan.setup);
        prop_assert_eq!(gcode.lifts, hpgl.lifts);
        for form in Form::ALL {
            let mut writing = Writing::of(form);
            let bytes = loop {
                if let Some(bytes) = writing.advance(&plan, 20_000) {
                    break bytes;
                }
            };
            prop_assert!(bytes == written(&plan, form).into_bytes());
        }
        let mut slow = Preview::of(&plan, 200);
        while !slow.advance(&plan, 20_000) {}
        prop_assert!(slow.rgb() == Preview::of(&plan, 200).finish(&plan).rgb());
    }

    #[test]
    fn any_bytes_become_a_plan_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..120)) {
        for bytes in [bytes.clone(), [&b"LIMN\x01"[..], &bytes].concat(), [&b"LIMN\x02"[..], &bytes].concat()] {
            if let Ok(plot) = Plot::within(bytes, Setup::default(), 100 * work::PER_MS) {
                let _ = plot.finish();
            }
        }
    }
}

#[test]
fn more_lines_than_are_kept_are_refused_in_words() {
    let header = Header {
        brushes: vec![Brush::ROUND],
        ..Header::new(640, 480, Rgb8::new(255, 255, 255), 1)
    };
    let mut log = Log::new(header).expect("a size");
    for i in 0..80 {
        let points = [[10, 6 * i], [320, 6 * i + 60], [630, 6 * i]];
        log.push(0, Op::Add(stroke(points, 12, Rgb8::new(20, 20, 20)))).expect("a stroke");
    }
    let mut setup = with(one_pen(), FillKind::Along);
    setup.pens[0].width_mm = 0.05;
    setup.fill.spacing = 0.2;
    setup.sheet.size_mm = [5_000.0, 5_000.0];
    let failed = Plot::of(format::encode(&log), setup).expect("a painting").finish();
    let Err(error) = failed else { panic!("there is a limit") };
    assert!(error.to_string().contains("take wider pens"), "{error}");
}
