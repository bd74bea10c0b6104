//! The partner paints as the person wants it: colours, place, price, brush.

use limner_agent::partner::Settings;
use limner_agent::search::SearchOptions;
use limner_core::brush::presets;
use limner_core::{Path, Rgb8, Stroke};
use limner_protocol::{Reply, Request, WorkerSettings};
use limner_studio::colors::Colors;
use limner_studio::polishing;
use limner_studio::settings::PartnerBrush;

use crate::pair::{Pair, SESSION, answers};

#[test]
fn it_keeps_to_a_few_colours_of_the_picture_also_when_the_picture_changes() {
    let mut pair = Pair::trained().copying(3);
    pair.set(|s| s.colors = Colors::OfPicture(4));
    pair.until("the palette", |pair| pair.status().palette.len() == 4);
    let fox = assert_painted_with(&mut pair);
    pair.session.partner_mut().choose_target(limner_protocol::TargetChoice::Gallery(0));
    pair.until("another palette", |pair| {
        !pair.status().target_pending && pair.status().palette != fox
    });
    assert_painted_with(&mut pair);

    // The person's own colour, once they have one.
    pair.set(|s| s.colors = Colors::Mine);
    pair.session.hand_mut().tools.color = Rgb8::new(200, 10, 10);
    pair.paint([5.0, 5.0], [60.0, 30.0]);
    pair.until("their colour", |pair| pair.status().palette == [0x00c8_0a0a]);
    assert_painted_with(&mut pair);
    pair.set(|s| s.colors = Colors::All);
    pair.until("any colour", |pair| pair.status().palette.is_empty());
    pair.assert_in_step();
}

/// The partner's next strokes have the colours of its palette, which is returned.
fn assert_painted_with(pair: &mut Pair) -> Vec<u32> {
    let (palette, revision) = (pair.status().palette, pair.revision());
    pair.paint_on(10);
    for Stroke { color: Rgb8 { r, g, b }, .. } in pair.strokes_since(revision) {
        let color = u32::from_be_bytes([0, r, g, b]);
        assert!(palette.contains(&color), "{color:06x} is not of {palette:06x?}");
    }
    palette
}

#[test]
fn it_paints_near_the_person_when_it_follows_them() {
    let at = [80.0, 50.0];
    let distance = |follows: bool| {
        let mut pair = Pair::trained().copying(0);
        pair.set(|s| s.polishes = false);
        pair.set(|s| s.follows = follows);
        pair.paint([76.0, 48.0], at);
        let revision = pair.revision();
        pair.paint_on(20);
        let strokes = pair.strokes_since(revision);
        let apart = |stroke: &Stroke| {
            let Path::Bezier { points: [a, b, c], .. } = stroke.path else { panic!("{stroke:?}") };
            let middle = |a: i32, b: i32, c: i32| f64::from(a + 2 * b + c) / 256.0;
            (middle(a.x, b.x, c.x) - at[0]).hypot(middle(a.y, b.y, c.y) - at[1])
        };
        strokes.iter().map(apart).sum::<f64>() / strokes.len() as f64
    };
    let (near, anywhere) = (distance(true), distance(false));
    assert!(near < 0.7 * anywhere, "{near} px, {anywhere} where it does not follow");
}

/// The part of the partner's next strokes whose middle lies in a disc of the canvas, where the person said so of it.
fn share_within(at: [u16; 2], reach: u16, here: Option<bool>) -> f64 {
    let mut pair = Pair::trained().copying(0);
    pair.paint_on(16);
    pair.set(|s| s.taste_weight = 0);
    if let Some(here) = here {
        pair.session.partner_mut().add_place(at, reach, here);
    }
    let revision = pair.revision();
    pair.paint_on(40);
    pair.assert_in_step();
    let strokes = pair.strokes_since(revision);
    let is_within = |stroke: &&Stroke| {
        let Path::Bezier { points: [a, b, c], .. } = stroke.path else { panic!("{stroke:?}") };
        let middle = |a: i32, b: i32, c: i32| f64::from(a + 2 * b + c) / 256.0;
        let [x, y] = at.map(f64::from);
        (middle(a.x, b.x, c.x) - x).hypot(middle(a.y, b.y, c.y) - y) < f64::from(reach)
    };
    strokes.iter().filter(is_within).count() as f64 / strokes.len() as f64
}

#[test]
fn it_paints_where_it_is_told_to_and_keeps_away_from_where_not() {
    let [here, usual, away] =
        [Some(true), None, Some(false)].map(|said| share_within([60, 40], 18, said));
    println!(
        "{here:.2} of its strokes where they are wanted, {usual:.2} as usual, {away:.2} where not"
    );
    assert!(here > usual + 0.3 && away < 0.5 * usual, "{here}, {usual}, {away}");
}

#[test]
fn a_place_is_forgotten_when_it_is_undone_and_of_too_many_the_oldest_go() {
    let mut pair = Pair::trained().copying(0);
    for i in 0..11_u16 {
        pair.session.partner_mut().add_place([10 * i, 9_000], 0, i % 2 == 0);
    }
    let places = &pair.session.partner().places;
    assert_eq!(places.len(), limner_protocol::MAX_PLACES, "8 of 11");
    assert_eq!((places[0].area.x, places[0].area.y, places[0].area.reach), (30, 64, 1));
    pair.session.partner_mut().remove_place(0);
    pair.session.partner_mut().remove_place(77);
    assert_eq!(pair.session.partner().places[0].area.x, 40);
    pair.paint_on(4);
    pair.assert_in_step();
}

#[test]
fn at_a_price_it_is_done_and_cheaper_it_goes_on() {
    let mut pair = Pair::trained().copying(0);
    pair.set(|s| s.price = 60_000);
    pair.session.partner_mut().start();
    pair.until("it to be done", |pair| pair.status().phase == "done");
    let bold = pair.painted();
    assert!((1..20).contains(&bold), "{bold}");
    pair.set(|s| s.price = 4_000);
    pair.until("more", |pair| pair.painted() > bold);
    pair.session.partner_mut().pause();
    pair.assert_in_step();
}

#[test]
fn it_paints_with_the_brush_that_it_is_given() {
    let mut pair = Pair::trained().copying(0);
    pair.set(|s| s.brush = PartnerBrush::new(&presets::GOUACHE).unwrap());
    let revision = pair.revision();
    pair.paint_on(5);
    let log = pair.session.document().painting().log();
    let brushes = log.brushes();
    assert!(
        pair.strokes_since(revision)
            .iter()
            .all(|stroke| brushes[usize::from(stroke.brush)] == presets::GOUACHE)
    );
    pair.assert_in_step();

    // The eraser, and one that is not there.
    for index in [2, 99] {
        let settings = WorkerSettings { brush: Some(index), ..WorkerSettings::default() };
        pair.worker.handle(&Request::Settings(settings).encode(SESSION));
        let replies = answers(&mut pair.worker);
        let [(SESSION, Reply::Trouble(trouble))] = &replies[..] else { panic!("{replies:?}") };
        assert_eq!(trouble.code.as_str(), "partner_failed");
    }
}

/// The page asks for a polish by the numbers that the partner is measured with.
#[test]
fn the_page_amends_as_the_partner_that_is_measured() {
    let amending = SearchOptions::page().amending;
    assert_eq!(amending.every, polishing::EVERY as usize);
    assert_eq!(amending.least, polishing::LEAST as usize);
    assert_eq!(amending.round.reach, limner_protocol::MAX_POLISHED);
    assert_eq!(Settings::default().search, SearchOptions::page());
}
