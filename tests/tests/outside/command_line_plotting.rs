//! `limner export` for plotters, and `limner import` of a photograph of the sheet.

use std::io::Write;
use std::process::Stdio;

use image::{Rgb, RgbImage};
use limner_core::format;
use limner_tests::program::Desk;
use limner_tests::{golden, picture};
use serde_json::Value;

#[test]
fn pen_paths_go_out_for_every_machine_with_what_they_take() {
    let desk = Desk::new().with("a.limner", &golden::file("session_pen"));
    let said = desk.succeeds(&[
        "export",
        "a.limner",
        "--gcode",
        "a.gcode",
        "--hpgl",
        "a.hpgl",
        "--plot-svg",
        "a.svg",
        "--plot-png",
        "a.png",
        "--plot-report",
        "report.json",
        "--plot-setup",
        "setup.json",
    ]);
    assert!(said.contains("m drawn") && said.contains("lifts"), "{said}");
    let text = |name: &str| String::from_utf8(desk.read(name)).expect("text");
    let report: Value = serde_json::from_slice(&desk.read("report.json")).expect("JSON");
    let lifts = report["lifts"].as_u64().expect("a number");
    assert!(lifts > 0 && report["travel_m"].as_f64() <= report["travel_painted_m"].as_f64());
    // Each machine lowers its pen as often as is said.
    assert_eq!(text("a.gcode").matches("G0 Z0\n").count() as u64, lifts);
    assert_eq!(text("a.hpgl").matches(";PU;\n").count() as u64, lifts);
    assert_eq!(text("a.svg").matches("<path").count() as u64, lifts);
    assert!(text("a.svg").contains("width=\"297mm\" height=\"210mm\""));
    let seen = picture::decoded(&desk.read("a.png"));
    assert_eq!(seen.width().max(seen.height()), 1600);

    // What is used can be changed and given back; what comes out of a pipe is the same.
    let changed = text("setup.json").replace("\"draw_mm_s\": 40.0", "\"draw_mm_s\": 80.0");
    assert!(changed.contains("80.0"));
    let desk = desk.with("mine.json", changed.as_bytes());
    let mut command = desk.limner(&["export", "-", "--plotter", "mine.json", "--gcode", "-"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("limner runs");
    child
        .stdin
        .take()
        .expect("a pipe")
        .write_all(&golden::file("session_pen"))
        .expect("it is read");
    let output = child.wait_with_output().expect("it ends");
    let gcode = String::from_utf8(output.stdout).expect("text");
    assert!(gcode.contains(" F4800") && gcode.starts_with("; Limner"), "80 mm/s are 4800 a minute");

    for (arguments, says) in [
        (&["--gcode", "a.limner"][..], "a.limner"),
        (&["--gcode", "-", "--hpgl", "-"], "only one file"),
        (&["--gcode", "b.gcode", "--png", "b.png"], "--png"),
        (&["--png", "b.png", "--pens", "inks"], "--gcode"),
        (&["--gcode", "b.gcode", "--pens", "crayons"], "fineliners"),
        (&["--gcode", "b.gcode", "--sheet", "a99"], "WIDTHxHEIGHT"),
        (&["--gcode", "b.gcode", "--sheet", "NaNx3"], "a sheet's side"),
        (&["--gcode", "b.gcode", "--plotter", "a.svg"], "--plotter is a.svg"),
        (&["--gcode", "no/b.gcode"], "no"),
    ] {
        desk.refuses(&[&["export", "a.limner"][..], arguments].concat(), says);
    }
}

/// A sheet that lies on a dark table, a little turned, under a lamp from the left.
fn photographed(sheet: &RgbImage) -> (RgbImage, [[f64; 2]; 4]) {
    let (cos, sin) = (0.05_f64.cos(), 0.05_f64.sin());
    let (left, top, times) = (180.0, 120.0, 0.8);
    let (width, height) = (f64::from(sheet.width()), f64::from(sheet.height()));
    let place =
        |[x, y]: [f64; 2]| [left + times * (x * cos - y * sin), top + times * (x * sin + y * cos)];
    let photo = RgbImage::from_fn(1600, 1200, |x, y| {
        let (dx, dy) = (f64::from(x) + 0.5 - left, f64::from(y) + 0.5 - top);
        let (u, v) = ((dx * cos + dy * sin) / times, (dy * cos - dx * sin) / times);
        let inside = (0.0..width).contains(&u) && (0.0..height).contains(&v);
        let Rgb(pixel) =
            if inside { *sheet.get_pixel(u as u32, v as u32) } else { Rgb([70, 52, 40]) };
        let shade = 0.95 - 0.35 * f64::from(x) / 1600.0;
        Rgb(pixel.map(|channel| (f64::from(channel) * shade) as u8))
    });
    (photo, [[0.0, 0.0], [width, 0.0], [width, height], [0.0, height]].map(place))
}

#[test]
fn a_round_of_parallel_art_closes() {
    let desk = Desk::new().with("a.limner", &golden::file("session_pen"));
    let out = ["export", "a.limner", "--plot-png", "sheet.png", "--plot-setup", "setup.json"];
    desk.succeeds(&[&out[..], &["--pens", "black"]].concat());
    let mut sheet = picture::decoded(&desk.read("sheet.png"));
    // Somebody adds a red disc by hand.
    let (cx, cy) = (sheet.width() / 2, sheet.height() / 2);
    for (x, y, pixel) in sheet.enumerate_pixels_mut() {
        if (x.abs_diff(cx).pow(2) + y.abs_diff(cy).pow(2)) < 130 * 130 {
            *pixel = Rgb([190, 40, 40]);
        }
    }
    let (photo, corners) = photographed(&sheet);
    let corners: Vec<String> = corners.iter().map(|[x, y]| format!("{x:.1},{y:.1}")).collect();
    let corners = corners.join(" ");
    let desk = desk.with("photo.png", &picture::png(&photo));
    let said = desk.succeeds(&[
        "import",
        "a.limner",
        "--photograph",
        "photo.png",
        "--corners",
        &corners,
        "--plotter",
        "setup.json",
        "--picture",
        "straight.png",
        "-o",
        "back.limner",
    ]);
    assert!(said.contains("looks different at a glance"), "{said}");
    // By far the most of it is what was to be drawn; the disc is a twenty-sixth.
    let told = said.lines().find(|line| line.contains("what the machine was to draw"));
    let told =
        told.and_then(|line| line.rsplit_once("; ")?.1.split(' ').next()?.parse::<f64>().ok());
    assert!(told.is_some_and(|percent| (3.0..15.0).contains(&percent)), "{said}");
    // The disc is round and in the middle, and the paper is even.
    let straight = picture::decoded(&desk.read("straight.png"));
    let log = format::decode(&desk.read("back.limner")).expect("a painting");
    let header = log.header();
    assert_eq!(straight.dimensions(), (header.width.into(), header.height.into()));
    let is_red = |pixel: &Rgb<u8>| pixel.0[0] > 140 && pixel.0[1] < 110;
    let red: Vec<(f64, f64)> = straight
        .enumerate_pixels()
        .filter(|(_, _, pixel)| is_red(pixel))
        .map(|(x, y, _)| (f64::from(x), f64::from(y)))
        .collect();
    let mean = |of: fn(&(f64, f64)) -> f64| red.iter().map(of).sum::<f64>() / red.len() as f64;
    let [x, y] = [mean(|p| p.0), mean(|p| p.1)];
    let off = (x - f64::from(header.width) / 2.0).hypot(y - f64::from(header.height) / 2.0);
    println!("the disc is {off:.2} px off; {said}");
    assert!(off < 2.0, "{off:.2} px");
    // The painting is what it was, and the partner goes on from the photograph.
    assert_eq!(
        log.entries().len(),
        format::decode(&golden::file("session_pen")).expect("a painting").entries().len()
    );
    let said = desk.succeeds(&[
        "continue",
        "back.limner",
        "-o",
        "more.png",
        "-n",
        "12",
        "--painter",
        "quick",
    ]);
    assert!(said.contains("12 strokes added"), "{said}");
    // Over what a person painted there the partner does not go.
    let more = picture::decoded(&desk.read("more.png"));
    let taken_on = more.pixels().filter(|pixel| is_red(pixel)).count();
    assert!(taken_on > red.len() / 8, "of {} red pixels {taken_on}", red.len());

    // Without a painting it is the beginning of one.
    desk.succeeds(&[
        "import",
        "--photograph",
        "photo.png",
        "--corners",
        &corners,
        "--paper",
        "#f6f0e4",
        "-o",
        "new.limner",
    ]);
    let new = format::decode(&desk.read("new.limner")).expect("a painting");
    assert!(new.entries().is_empty() && new.header().width > new.header().height);

    for (arguments, says) in [
        (&["a.limner", "--photograph", "photo.png", "-o", "b.limner"][..], "--corners"),
        (&["a.limner", "--corners", &corners, "-o", "b.limner"], "--photograph"),
        (&["--photograph", "photo.png", "--corners", "1,2 3,4", "-o", "b.limner"], "four corners"),
        (
            &["--photograph", "photo.png", "--corners", "0,0 0,9 9,9 9,0", "-o", "b.limner"],
            "clockwise",
        ),
        (
            &["--photograph", "a.limner", "--corners", &corners, "-o", "b.limner"],
            "a.limner can't be used",
        ),
        (
            &[
                "--photograph",
                "photo.png",
                "--corners",
                &corners,
                "--paper",
                "red",
                "-o",
                "b.limner",
            ],
            "#rrggbb",
        ),
        (&["--photograph", "photo.png", "--corners", &corners, "-o", "photo.png"], "photo.png"),
        (&["-o", "b.limner"], "PAINTING"),
    ] {
        desk.refuses(&[&["import"][..], arguments].concat(), says);
    }
}
