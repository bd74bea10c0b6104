//! The painters: each brings the canvas nearer to the picture, the same each time; what they paint is what
//! their logs say; polish never harms.

use burn::tensor::Device;
use limner_agent::painter::Painter;
use limner_agent::painter::alone::Alone;
use limner_agent::painter::by_stroke::ByStroke;
use limner_agent::painter::hill_climb::HillClimb;
use limner_agent::painter::unattended::Unattended;
use limner_agent::partner::{Partner, Settings};
use limner_agent::policy::{Policy, initial_parameters};
use limner_agent::polish::Polisher;
use limner_agent::search::{Effort, Polish, PolishRound, SearchOptions};
use limner_agent::weights;
use limner_core::{Header, Log, Op, Rgb8};
use limner_env::{EditableScene, Picture, Random, Scene, scenes};

const STROKES: usize = 12;

fn header(size: u16) -> Header {
    Header::new(size, size, Rgb8::new(128, 128, 128), 1)
}

fn partner(weights: Option<&[u8]>, search: SearchOptions, size: u16) -> Partner {
    let mut partner = Partner::new(weights).expect("its own weights");
    partner.set_settings(Settings { search, ..Settings::default() });
    partner.open(&Log::new(header(size)).expect("a sound header")).expect("an empty log");
    partner
}

/// A partner without weights before a target.
fn by_chance(search: SearchOptions, size: u16, target: Option<&Picture>) -> Box<dyn Painter> {
    let mut partner = partner(None, search, size);
    partner.set_target(target);
    Box::new(Unattended::new(partner))
}

fn alone(size: u16, target: Option<&Picture>) -> Box<dyn Painter> {
    let policy = Policy::from_parameters(&initial_parameters(1), &Device::flex());
    let painter = Alone::new(policy.expect("its own parameters"));
    Box::new(ByStroke::new(painter, header(size), target).expect("a sound header"))
}

/// Searches that try little, so that a test does.
fn small(search: SearchOptions) -> SearchOptions {
    let effort = Effort {
        windows: 2,
        entrants: 4,
        trials: 3,
        finalists: 2,
        steps: 3,
        pool: 4,
        ..search.effort
    };
    SearchOptions { effort, ..search }
}

fn zoo(size: u16, target: Option<&Picture>) -> Vec<(&'static str, Box<dyn Painter>)> {
    let mut climber = HillClimb::new(1);
    (climber.shapes, climber.patience) = (20, 10);
    let climber = ByStroke::new(climber, header(size), target).expect("a sound header");
    let polish = Polish { every: 5, ..SearchOptions::full().polish };
    vec![
        ("random", by_chance(SearchOptions::random(), size, target)),
        ("gradient", by_chance(SearchOptions::gradient(), size, target)),
        ("hill-climb", Box::new(climber)),
        ("alone", alone(size, target)),
        ("full", by_chance(SearchOptions { polish, ..small(SearchOptions::full()) }, size, target)),
        ("page", by_chance(small(SearchOptions::page()), size, target)),
    ]
}

#[test]
fn every_painter_comes_nearer_and_does_so_again() {
    let target = scenes::generated(&mut Random::new(3), 64);
    let blank = Scene::new(header(64), Some(&target)).expect("a sound header").squared_error();
    for ((name, mut painter), (_, mut again)) in
        zoo(64, Some(&target)).into_iter().zip(zoo(64, Some(&target)))
    {
        let mut seen = 0;
        let painted = painter.paint(STROKES, &mut |_| seen += 1).expect("proposals are finite");
        assert!((1..=STROKES).contains(&painted) && seen == painted, "{name}: {painted}, {seen}");
        let error = painter.scene().squared_error();
        assert!(error < 0.9 * blank, "{name} left {error} of {blank}");
        // What it shows is what its log says.
        let hash = painter.scene().canvas().hash();
        let painting = painter.painting().expect("sound strokes");
        assert_eq!(painting.canvas().hash(), hash, "{name}");
        assert_eq!(painting.strokes().len(), painted, "{name}");
        again.paint(STROKES, &mut |_| ()).expect("proposals are finite");
        assert_eq!(again.scene().canvas().hash(), hash, "{name}");
    }
}

/// The page's way amends what it has painted; who tells its strokes only at the end does not.
#[test]
fn strokes_are_amended_on_the_log_or_changed_before_they_are_told() {
    let target = scenes::generated(&mut Random::new(3), 64);
    let page = small(SearchOptions::page());
    let often = SearchOptions {
        amending: limner_agent::search::Amending { every: 8, ..page.amending },
        ..page
    };
    for (search, amends) in [(often, true), (small(SearchOptions::full()), false)] {
        let mut painter = by_chance(search, 64, Some(&target));
        assert_eq!(painter.paint(24, &mut |_| ()).expect("proposals are finite"), 24);
        let entries = painter.painting().expect("sound strokes").log().entries();
        let amended = entries.iter().filter(|e| matches!(e.op, Op::Amend { .. })).count();
        assert_eq!(amended > 0, amends, "{amended} amendments");
        assert!(amended <= 24);
    }
}

/// Strokes that are not told are free: going on, and stopping in between, changes those before.
#[test]
fn a_plan_that_goes_on_ends_as_one_painting() {
    let target = scenes::generated(&mut Random::new(3), 64);
    let mut painter = by_chance(small(SearchOptions::full()), 64, Some(&target));
    let mut error = f64::INFINITY;
    for count in [5, 7, 9] {
        assert_eq!(painter.paint(count, &mut |_| ()).expect("proposals are finite"), count);
        let now = painter.scene().squared_error();
        assert!(now < error);
        error = now;
    }
    let hash = painter.scene().canvas().hash();
    let painting = painter.painting().expect("sound strokes");
    assert_eq!((painting.strokes().len(), painting.canvas().hash()), (21, hash));
    // On the log they are fixed, and it goes on over them.
    assert_eq!(painter.paint(3, &mut |_| ()).expect("proposals are finite"), 3);
    assert_eq!(painter.painting().expect("sound strokes").strokes().len(), 24);
}

/// Half of the windows by chance is another painter than all by the policy; the same again is the same.
#[test]
fn chance_proposes_for_its_part_of_the_windows() {
    let bytes = weights::encode(&initial_parameters(1), "{}").expect("sound weights");
    let target = scenes::generated(&mut Random::new(3), 64);
    let hash = |by_chance: f32| {
        let mut search = small(SearchOptions::full());
        search.proposing.by_chance = by_chance;
        let mut partner = partner(Some(&bytes), search, 64);
        partner.set_target(Some(&target));
        let mut painter = Unattended::new(partner);
        assert_eq!(painter.paint(4, &mut |_| ()).expect("proposals are finite"), 4);
        painter.scene().canvas().hash()
    };
    assert_eq!(hash(0.5), hash(0.5));
    assert_ne!(hash(0.5), hash(0.0));
    assert_ne!(hash(0.5), hash(1.0));
}

#[test]
fn without_a_target_and_on_tiny_canvases_nothing_breaks() {
    for (_, mut painter) in zoo(20, None) {
        assert_eq!(painter.paint(1, &mut |_| ()).expect("nothing to propose for"), 0);
    }
    let target = Picture::uniform(1, 1, [0.9, 0.1, 0.2]);
    for (_, mut painter) in zoo(1, Some(&target)) {
        painter.paint(3, &mut |_| ()).expect("proposals are finite");
        assert!(painter.scene().squared_error().is_finite());
        painter.painting().expect("sound strokes");
    }
}

/// Paper in the picture's colour, but for rounding: nothing that can be seen is left to do, at any size.
#[test]
fn where_nothing_is_left_to_do_it_ends() {
    for size in [33, 300] {
        let target = Picture::uniform(size.into(), size.into(), [0.5; 3]);
        let painters =
            [by_chance(SearchOptions::page(), size, Some(&target)), alone(size, Some(&target))];
        for (k, mut painter) in painters.into_iter().enumerate() {
            let painted = painter.paint(8, &mut |_| ()).expect("finite");
            assert_eq!(painted, 0, "painter {k} on {size} px");
        }
    }
}

#[test]
fn polish_lowers_the_exact_error_and_keeps_what_lies_below() {
    let target = scenes::generated(&mut Random::new(5), 64);
    let mut painter = by_chance(SearchOptions::random(), 64, Some(&target));
    painter.paint(24, &mut |_| ()).expect("proposals are finite");
    let painting = painter.painting().expect("sound strokes");
    let scene = Scene::new(header(64), Some(&target)).expect("a sound header");
    let mut editable = EditableScene::new(scene);
    for placed in painting.strokes() {
        editable.add(placed.stroke.clone());
    }
    let before = editable.scene().squared_error();
    let strokes = editable.strokes().to_vec();
    let mut polisher = Polisher::default();
    let round = PolishRound { reach: 10, steps: 20, pixels: 1 << 16 };
    assert!(polisher.polish(&mut editable, &round));
    assert!(editable.scene().squared_error() < 0.97 * before);
    let from = strokes.len() - 10;
    assert_eq!(editable.strokes()[..from], strokes[..from]);
    assert_ne!(editable.strokes()[from..], strokes[from..]);
    // What the scene shows is what the strokes come to.
    let mut again = limner_core::Canvas::new(64, 64).expect("a sound size");
    for (stroke, place) in editable.strokes() {
        editable.scene().draw_on(&mut again, stroke, *place);
    }
    assert_eq!(again.hash(), editable.scene().canvas().hash());
}
