//! The painters: each brings the canvas nearer to the picture, the same each time; polish never harms.

use burn::tensor::Device;
use limner_agent::painter::Painter;
use limner_agent::painter::alone::Alone;
use limner_agent::painter::hill_climb::HillClimb;
use limner_agent::painter::planned::Planned;
use limner_agent::planner::{Effort, RandomProposer};
use limner_agent::policy::{Policy, initial_parameters};
use limner_agent::polish::{Polish, Polisher, Round};
use limner_core::{Header, Rgb8};
use limner_env::{Picture, Random, Scene, Sheet, scenes};

const STROKES: usize = 12;

fn sheet(size: u16, target: Option<&Picture>) -> Sheet {
    let header = Header::new(size, size, Rgb8::new(128, 128, 128), 1);
    Sheet::new(Scene::new(header, target).expect("a sound header"))
}

fn chance() -> Box<RandomProposer> {
    Box::new(RandomProposer(Random::new(7)))
}

fn untrained() -> Policy {
    Policy::from_parameters(&initial_parameters(1), &Device::flex()).expect("its own parameters")
}

fn zoo() -> Vec<(&'static str, Box<dyn Painter>)> {
    let effort = Effort {
        windows: 2,
        samples: 1,
        entrants: 4,
        trials: 3,
        finalists: 2,
        steps: 3,
        pool: 4,
        finest: 0,
    };
    let polish = Polish { every: 5, ..Polish::default() };
    let mut climber = HillClimb::new(1);
    (climber.shapes, climber.patience) = (20, 10);
    vec![
        ("random", Box::new(Planned::random(1))),
        ("gradient", Box::new(Planned::gradient(1))),
        ("hill-climb", Box::new(climber)),
        ("alone", Box::new(Alone::new(untrained()))),
        ("planner", Box::new(Planned::new(chance(), effort, polish, 1))),
    ]
}

fn error_after(painter: &mut dyn Painter, target: &Picture) -> (f64, u64) {
    let mut sheet = sheet(64, Some(target));
    for _ in 0..STROKES {
        painter.stroke(&mut sheet).expect("proposals are finite");
    }
    painter.finish(&mut sheet).expect("nothing can fail");
    assert!(sheet.strokes().len() <= STROKES);
    (sheet.scene().squared_error(), sheet.scene().canvas().hash())
}

#[test]
fn every_painter_comes_nearer_and_does_so_again() {
    let target = scenes::generated(&mut Random::new(3), 64);
    let blank = sheet(64, Some(&target)).scene().squared_error();
    for ((name, mut painter), (_, mut again)) in zoo().into_iter().zip(zoo()) {
        let (error, hash) = error_after(&mut *painter, &target);
        assert!(error < 0.9 * blank, "{name} left {error} of {blank}");
        assert_eq!(error_after(&mut *again, &target).1, hash, "{name}");
    }
}

#[test]
fn without_a_target_and_on_tiny_canvases_nothing_breaks() {
    for (_, mut painter) in zoo() {
        let mut blank = sheet(20, None);
        assert!(!painter.stroke(&mut blank).expect("nothing to propose for"));
        painter.finish(&mut blank).expect("nothing can fail");
    }
    let target = Picture::uniform(1, 1, [0.9, 0.1, 0.2]);
    for (_, mut painter) in zoo() {
        let mut tiny = sheet(1, Some(&target));
        for _ in 0..3 {
            painter.stroke(&mut tiny).expect("proposals are finite");
        }
        painter.finish(&mut tiny).expect("nothing can fail");
        assert!(tiny.scene().squared_error().is_finite());
    }
}

/// Paper in the picture's colour, but for rounding: nothing that can be seen is left to do, at any size.
#[test]
fn where_nothing_is_left_to_do_it_ends() {
    for size in [33, 300] {
        let target = Picture::uniform(size.into(), size.into(), [0.5; 3]);
        let planned = Planned::new(chance(), Effort::default(), Polish::NONE, 1);
        let painters: [Box<dyn Painter>; 2] =
            [Box::new(planned), Box::new(Alone::new(untrained()))];
        for (k, mut painter) in painters.into_iter().enumerate() {
            let mut sheet = sheet(size, Some(&target));
            let painted =
                (0..8).take_while(|_| painter.stroke(&mut sheet).expect("finite")).count();
            assert_eq!(painted, 0, "painter {k} on {size} px");
        }
    }
}

#[test]
fn polish_lowers_the_exact_error_and_keeps_what_lies_below() {
    let target = scenes::generated(&mut Random::new(5), 64);
    let mut sheet = sheet(64, Some(&target));
    let mut painter = Planned::random(2);
    for _ in 0..24 {
        painter.stroke(&mut sheet).expect("proposals are finite");
    }
    let before = sheet.scene().squared_error();
    let strokes = sheet.strokes().to_vec();
    let mut polisher = Polisher::default();
    let round = Round { reach: 10, steps: 20, pixels: 1 << 16 };
    assert!(polisher.polish(&mut sheet, &round));
    assert!(sheet.scene().squared_error() < 0.97 * before);
    let from = strokes.len() - 10;
    assert_eq!(sheet.strokes()[..from], strokes[..from]);
    assert_ne!(sheet.strokes()[from..], strokes[from..]);
    // What the scene shows is what the strokes come to.
    let mut again = limner_core::Canvas::new(64, 64).expect("a sound size");
    for (stroke, place) in sheet.strokes() {
        sheet.scene().draw_on(&mut again, stroke, *place);
    }
    assert_eq!(again.hash(), sheet.scene().canvas().hash());
}
