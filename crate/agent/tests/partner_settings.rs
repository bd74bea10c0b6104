//! How the partner paints when the person says how: what a stroke must bring, where it is wanted,
//! and in which colours.

#![expect(clippy::cast_possible_truncation, reason = "numbers of a test are within their types")]

use limner_agent::partner::{Partner, Settings, Work};
use limner_agent::planner::Focus;
use limner_agent::search::PolishRound;
use limner_core::brush::presets;
use limner_core::{Header, Log, Op, Path, Rgb8, Stroke};
use limner_env::{Picture, Random, scenes};

const SIDE: u16 = 96;

fn target() -> Picture {
    scenes::generated(&mut Random::new(4), SIDE)
}

fn partner(target: &Picture) -> Partner {
    partner_on(Rgb8::new(255, 255, 255), target)
}

fn partner_on(paper: Rgb8, target: &Picture) -> Partner {
    let mut partner = Partner::new(None).expect("it needs no weights");
    let header = Header::new(SIDE, SIDE, paper, 1);
    partner.open(&Log::new(header).expect("a sound header")).expect("an empty log");
    partner.set_target(Some(target));
    partner
}

/// Has at most so many strokes planned and painted, and returns them.
fn paint(partner: &mut Partner, most: usize) -> Vec<Stroke> {
    partner.plan(most);
    while partner.work().expect("proposals are finite") == Work::More {}
    let planned = partner.take_planned().into_iter().map(|proposal| proposal.stroke);
    let strokes: Vec<Stroke> = planned.collect();
    for stroke in &strokes {
        let entry = limner_core::Entry { dt_ms: 1, op: Op::Add(stroke.clone()) };
        partner.push(entry).expect("a sound stroke");
    }
    strokes
}

fn mean(values: impl Iterator<Item = f32>) -> f32 {
    let values: Vec<f32> = values.collect();
    values.iter().sum::<f32>() / values.len().max(1) as f32
}

/// Mean of both radii, in canvas px.
fn radius(stroke: &Stroke) -> f32 {
    let Path::Bezier { radii: [a, b], .. } = stroke.path else { panic!("{stroke:?}") };
    (a + b) as f32 / 128.0
}

#[test]
fn dearer_strokes_are_fewer_and_larger() {
    let target = target();
    let painted = [0.01, 0.002, 0.0004].map(|price| {
        let mut partner = partner(&target);
        partner.set_settings(Settings { price, ..Settings::default() });
        let strokes = paint(&mut partner, 600);
        let (count, radius) = (strokes.len(), mean(strokes.iter().map(radius)));
        let psnr = partner.replica().psnr().expect("there is a target");
        println!("price {price}: {count} strokes, mean radius {radius:.1} px, {psnr:.2} dB");
        (count, radius, psnr)
    });
    for [dear, cheap] in [[painted[0], painted[1]], [painted[1], painted[2]]] {
        assert!(dear.0 < cheap.0 && dear.1 > cheap.1 && dear.2 < cheap.2, "{dear:?}, {cheap:?}");
    }
    assert!(painted[0].0 > 2 && painted[2].0 < 600);
}

/// Of a sheet of a picture's mean colour to it, in dB.
fn plain_psnr(picture: &Picture) -> f32 {
    let mean = picture.mean();
    let planes = picture.planes.iter().zip(mean);
    let squares = planes.flat_map(|(plane, mean)| plane.iter().map(move |v| (v - mean).powi(2)));
    -10.0 * (squares.sum::<f32>() / (3 * picture.planes[0].len()) as f32).log10()
}

/// What a stroke must bring at the lowest detail that the page offers.
const DEAREST: f32 = 450e-6;

#[test]
fn the_boldest_painting_is_of_many_strokes_on_any_paper() {
    let target = target();
    let plain = plain_psnr(&target);
    let mut counts = Vec::new();
    for grey in [0, 128, 255] {
        let mut partner = partner_on(Rgb8::new(grey, grey, grey), &target);
        partner.set_settings(Settings { price: DEAREST, ..Settings::default() });
        let count = paint(&mut partner, 400).len();
        let psnr = partner.replica().psnr().expect("there is a target");
        println!("on grey {grey}: {count} strokes, {psnr:.2} dB, of one colour {plain:.2} dB");
        assert!(psnr > plain + 9.0, "{psnr} dB, of one colour {plain}");
        counts.push(count);
    }
    let (least, most) = (counts.iter().min(), counts.iter().max());
    assert!(least >= Some(&40) && most <= Some(&200), "{counts:?}");
}

#[test]
fn it_goes_on_when_strokes_become_cheaper() {
    let mut partner = partner(&target());
    partner.set_settings(Settings { price: 0.02, ..Settings::default() });
    let bold = paint(&mut partner, 200).len();
    assert!((1..200).contains(&bold), "{bold}");
    assert!(paint(&mut partner, 200).len() <= 2, "there is hardly one more at that price");
    partner.set_settings(Settings { price: 0.0, ..Settings::default() });
    assert_eq!(paint(&mut partner, 20).len(), 20);
}

/// Mean distance of strokes' middles from a point, in canvas px.
fn distance(strokes: &[Stroke], [x, y]: [f32; 2]) -> f32 {
    mean(strokes.iter().map(|stroke| {
        let Path::Bezier { points: [a, b, c], .. } = stroke.path else { panic!("{stroke:?}") };
        let at = |a: i32, b: i32, c: i32| (a + 2 * b + c) as f32 / 256.0;
        (at(a.x, b.x, c.x) - x).hypot(at(a.y, b.y, c.y) - y)
    }))
}

#[test]
fn with_a_focus_strokes_lie_near_it() {
    let target = target();
    for at in [[20.0, 24.0], [76.0, 70.0]] {
        let strokes = [None, Some(Focus { at, reach: 12.0 })].map(|focus| {
            let mut partner = partner(&target);
            partner.set_focus(focus);
            paint(&mut partner, 24)
        });
        let [anywhere, near] = strokes.each_ref().map(|strokes| distance(strokes, at));
        println!("around {at:?}: {anywhere:.1} px away without, {near:.1} with a focus");
        assert!(near < 0.6 * anywhere, "{near} and {anywhere}");
    }
}

#[test]
fn every_stroke_has_a_colour_of_the_palette_also_when_polished() {
    let target = target();
    let mut free = partner(&target);
    let mut psnr = vec![];
    for count in [3, 12] {
        let mut partner = partner(&target);
        let palette = partner.replica().palette_of_target(count);
        assert!((2..=count).contains(&palette.len()), "{palette:?}");
        partner.set_palette(palette.clone());
        let strokes = paint(&mut partner, 80);
        assert!(strokes.len() >= 40, "only {} strokes", strokes.len());
        let polished = partner.polish(&PolishRound { reach: 24, steps: 10, pixels: 1 << 16 });
        let all = strokes.iter().chain(polished.iter().map(|(_, stroke)| stroke));
        assert!(all.clone().all(|stroke| palette.contains(&stroke.color)));
        psnr.push(partner.replica().psnr().expect("there is a target"));
    }
    paint(&mut free, 80);
    psnr.push(free.replica().psnr().expect("there is a target"));
    println!("80 strokes in 3 colours, 12 and all: {psnr:.2?} dB");
    assert!(psnr.is_sorted(), "{psnr:?}");
}

#[test]
fn with_every_brush_that_lays_paint_it_goes_on() {
    let target = target();
    let plain = plain_psnr(&target);
    let lays = presets::ALL.iter().filter(|p| !p.brush.smudges() && !p.brush.eraser);
    for preset in lays {
        let mut partner = partner(&target);
        let index = partner.painting().log().brushes().len() as u8;
        let brush = limner_core::Entry { dt_ms: 0, op: Op::Brush(Box::new(preset.brush)) };
        partner.push(brush).expect("a sound brush");
        assert!(partner.set_brush(index));
        let begun = paint(&mut partner, 20).len();
        let first = partner.replica().psnr().expect("there is a target");
        let more = paint(&mut partner, 60).len();
        let psnr = partner.replica().psnr().expect("there is a target");
        let name = preset.name;
        println!("{name}: {begun} strokes, {first:.2} dB, and {more}, {psnr:.2} dB ({plain:.2})");
        assert_eq!((begun, more), (20, 60), "{name}");
        assert!(psnr > first, "{name}: {first}, then {psnr} dB");
    }
}
