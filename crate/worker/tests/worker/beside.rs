//! What is asked for beside the painting: why a stroke was chosen, where the next would come, and a patch painted anew.

use limner_core::{Author, Op};
use limner_protocol::codes::{part, reason, told};
use limner_protocol::{About, Heat, Kept, MAX_ALTERNATIVES, MAX_HEAT_SIDE, MAX_POINTS, Why};
use limner_protocol::{Reply, Request};
use limner_studio::Session;
use limner_studio::beside::why_as_json;

use crate::pair::{Pair, SESSION, SIZE};

/// What is told of why a stroke was chosen.
fn why(pair: &mut Pair, about: About) -> Why {
    pair.session.partner_mut().ask_why(about);
    pair.until("the reasons", |pair| pair.session.partner().beside.why().is_some());
    pair.session.partner().beside.why().cloned().unwrap()
}

fn told(why: &Why) -> &'static str {
    told::ALL[usize::from(why.told)]
}

/// The part of this code, in hundredths.
fn part_of(why: &Why, code: &str) -> Option<i16> {
    why.parts.iter().find(|(at, _)| part::ALL[usize::from(*at)] == code).map(|(_, value)| *value)
}

/// The ids of the partner's strokes that are seen, from bottom to top.
fn partners(pair: &Pair) -> Vec<u32> {
    let strokes = pair.session.document().painting().strokes().iter();
    let strokes =
        strokes.filter(|placed| placed.visible && placed.stroke.author == Author::Partner);
    strokes.map(|placed| placed.id).collect()
}

#[test]
fn a_stroke_says_why_it_was_chosen_and_over_what() {
    let mut pair = Pair::trained().copying(3);
    pair.paint_on(30);
    let hash = pair.session.shown().hash();
    let mut alternatives = 0;
    for id in partners(&pair) {
        let why = why(&mut pair, About::Painted(id));
        assert_eq!(told(&why), told::REMEMBERED, "{why:?}");
        assert!(why.gain_ppm > 0 && part_of(&why, "fidelity").is_some());
        // Nobody said anything yet.
        assert!(why.points.is_empty() && part_of(&why, "taste").is_none(), "{why:?}");
        assert_eq!(why.spread.len(), 5);
        let own = &pair.session.document().painting().stroke(id).unwrap().stroke;
        assert!(why.alternatives.iter().all(|other| other.stroke.path != own.path));
        let worth: Vec<u8> = why.alternatives.iter().map(|other| other.worth_percent).collect();
        assert!(worth.len() <= MAX_ALTERNATIVES && worth.is_sorted_by(|a, b| a >= b), "{worth:?}");
        alternatives += why.alternatives.len();
    }
    assert!(alternatives > 60, "of 30 strokes {alternatives} alternatives are known");
    // It was only told of.
    assert_eq!(pair.session.shown().hash(), hash);
    pair.assert_in_step();
}

#[test]
fn what_is_wanted_speaks_for_a_stroke_or_against_it() {
    let mut pair = Pair::trained().copying(3);
    for word in ["long", "cool", "thin"] {
        assert!(pair.session.partner_mut().edit_belief(word, "ask"));
        assert!(pair.session.partner_mut().edit_belief(word, "more"));
    }
    pair.paint_on(24);
    let (mut spoken, mut colors) = (0, 0);
    for id in partners(&pair) {
        let why = why(&mut pair, About::Painted(id));
        let fors = why.points.iter().filter(|(_, says)| *says > 0).count();
        assert!(fors <= MAX_POINTS && why.points.len() - fors <= MAX_POINTS);
        // Those for it come first, the strongest first of each.
        assert!(why.points[..fors].is_sorted_by(|a, b| a.1 >= b.1));
        assert!(why.points[fors..].is_sorted_by(|a, b| a.1 <= b.1));
        spoken += why.points.len();
        colors += usize::from(part_of(&why, "color").is_some());
        let json = why_as_json(&why);
        assert!(
            json.starts_with(r#"{"told":"remembered","reason":"free","gain":"#)
                && json.ends_with("]}"),
            "{json}"
        );
    }
    assert!(spoken > 48 && colors > 12, "{spoken} points, {colors} of colours");
}

#[test]
fn novelty_is_told_as_a_part_and_only_where_it_is_wanted() {
    let mut pair = Pair::trained().copying(3);
    pair.paint_on(12);
    let parts = |pair: &mut Pair, ids: &[u32]| {
        let whys = ids.iter().map(|id| why(pair, About::Painted(*id)));
        whys.filter(|why| part_of(why, "novelty").is_some()).count()
    };
    let before = partners(&pair);
    assert_eq!(parts(&mut pair, &before), 0);
    pair.set(|settings| settings.novelty = 100);
    pair.paint_on(12);
    let after = partners(&pair)[before.len()..].to_vec();
    assert!(parts(&mut pair, &after) > after.len() / 2);
    pair.assert_in_step();
}

#[test]
fn what_is_planned_says_why_and_what_is_not_remembered_is_reckoned() {
    let mut pair = Pair::trained().copying(0);
    pair.paint_on(20);
    pair.until("proposals", |pair| pair.session.partner().queue().iter().len() > 2);
    let mut pointing = pair.session.partner_mut().pointing();
    assert!(!pointing.at_next(500) && !pointing.ask_why());
    assert!(pointing.at_next(1) && pointing.ask_why());
    pair.until("the reasons", |pair| pair.session.partner().beside.why().is_some());
    let planned = pair.session.partner().beside.why().cloned().unwrap();
    assert_eq!(told(&planned), told::REMEMBERED);
    assert!(planned.gain_ppm > 0);

    // Another visit knows the strokes and not why they were chosen.
    let ids = partners(&pair);
    let file = pair.session.file();
    let remembered: Vec<Why> = ids.iter().map(|id| why(&mut pair, About::Painted(*id))).collect();
    pair.session = Session::open(SESSION, &file).unwrap();
    let mut pair = pair.copying(0);
    let mut alike = 0;
    for (id, before) in ids.iter().zip(&remembered) {
        let now = why(&mut pair, About::Painted(*id));
        assert_eq!(told(&now), told::RECKONED);
        assert!(!now.alternatives.is_empty() && now.spread.len() == 5, "{now:?}");
        // It is reckoned by what lies below it: it takes away about what it took away.
        let ratio = f64::from(now.gain_ppm) / f64::from(before.gain_ppm);
        alike += usize::from((0.4..2.5).contains(&ratio));
    }
    // They were polished since.
    assert!(alike * 10 >= ids.len() * 7, "{alike} of {} bring what they brought", ids.len());
    // What is not there has no reasons.
    assert_eq!(told(&why(&mut pair, About::Painted(9_999))), told::GONE);
    pair.paint([10.0, 10.0], [60.0, 40.0]);
    pair.frames(2);
    let own = pair.revision() - 1;
    assert_eq!(told(&why(&mut pair, About::Painted(own))), told::GONE, "it is the person's");
    pair.assert_in_step();
}

#[test]
fn a_partner_without_a_network_or_a_picture_has_reasons_too() {
    let mut pair = Pair::untrained().copying(1);
    pair.paint_on(6);
    let id = partners(&pair)[3];
    let by_chance = why(&mut pair, About::Painted(id));
    assert!(by_chance.gain_ppm > 0 && by_chance.spread.is_empty());

    let mut pair = Pair::trained();
    pair.paint([20.0, 20.0], [70.0, 50.0]);
    pair.paint_on(1);
    let id = partners(&pair)[0];
    let answer = why(&mut pair, About::Painted(id));
    assert_eq!((answer.gain_ppm, part_of(&answer, "fidelity")), (0, None));
    assert!(answer.spread.is_empty(), "the network had no part in it");
    let code = reason::ALL[usize::from(answer.reason)];
    assert!(![reason::FREE, reason::WHOLE, reason::PART, reason::DETAIL].contains(&code), "{code}");
}

#[test]
fn the_map_shows_where_strokes_come_next() {
    let maps = |pair: &Pair| pair.replies.iter().filter(|r| matches!(r, Reply::Heat(_))).count();
    let mut pair = Pair::trained().copying(3);
    pair.paint_on(40);
    assert_eq!(maps(&pair), 0, "nobody asked for it");
    pair.session.partner_mut().set_heat(true);
    pair.until("a map", |pair| !pair.session.partner().beside.heat().cells.is_empty());
    let heat = pair.session.partner().beside.heat().clone();
    assert!(heat.columns <= MAX_HEAT_SIDE && heat.rows <= MAX_HEAT_SIDE);
    assert_eq!(heat.cells.iter().max(), Some(&255));

    // The next strokes lie where it is hotter than on the mean.
    let hot = |heat: &Heat, [x, y]: [f64; 2]| {
        let cell = |v: f64, side: u16, count: u8| {
            let place = (v / f64::from(side) * f64::from(count)).floor();
            (0..usize::from(count)).rfind(|i| *i as f64 <= place).unwrap_or(0)
        };
        let (column, row) = (cell(x, SIZE[0], heat.columns), cell(y, SIZE[1], heat.rows));
        f64::from(heat.cells[row * usize::from(heat.columns) + column])
    };
    let revision = pair.revision();
    pair.paint_on(24);
    let strokes = pair.strokes_since(revision);
    let under: f64 = strokes
        .iter()
        .map(|stroke| {
            let limner_core::Path::Bezier { points: [a, b, c], .. } = stroke.path else {
                panic!("{stroke:?}")
            };
            let at = |a: i32, b: i32, c: i32| f64::from(a + 2 * b + c) / 256.0;
            hot(&heat, [at(a.x, b.x, c.x), at(a.y, b.y, c.y)])
        })
        .sum();
    let mean = heat.cells.iter().map(|v| f64::from(*v)).sum::<f64>() / heat.cells.len() as f64;
    let under = under / strokes.len() as f64;
    assert!(under > 1.2 * mean, "{under} where strokes came, {mean} on the mean");

    // It follows the painting, at most twice a second, and no more once it is off.
    let before = maps(&pair);
    pair.session.partner_mut().start();
    pair.frames(125);
    let told = maps(&pair) - before;
    assert!((2..=5).contains(&told), "{told} maps in two seconds");
    pair.session.partner_mut().set_heat(false);
    assert!(pair.session.partner().beside.heat().cells.is_empty());
    pair.frames(4);
    let before = maps(&pair);
    pair.frames(125);
    assert_eq!(maps(&pair), before);

    // Where something is asked for elsewhere, it is hot there.
    pair.session.partner_mut().pause();
    pair.session.partner_mut().add_place([10, 10], 12, true);
    pair.session.partner_mut().set_heat(true);
    pair.until("a map", |pair| !pair.session.partner().beside.heat().cells.is_empty());
    let heat = pair.session.partner().beside.heat();
    let hottest = heat.cells.iter().position(|v| *v == 255).unwrap();
    let (column, row) = (hottest % usize::from(heat.columns), hottest / usize::from(heat.columns));
    assert!(column * 8 < 30 && row * 8 < 30, "hottest at {column}, {row} of {heat:?}");

    // Without a picture there is nothing to show.
    let mut pair = Pair::trained();
    pair.session.partner_mut().set_heat(true);
    pair.until("a map", |pair| maps(pair) > 0);
    assert!(pair.session.partner().beside.heat().cells.is_empty());
}

/// A pair whose partner and person have painted, and whose partner was asked to paint a patch anew.
fn repainted() -> Pair {
    let mut pair = Pair::trained().copying(3);
    pair.paint_on(40);
    pair.paint([20.0, 20.0], [70.0, 40.0]);
    pair.paint_on(8);
    pair.session.partner_mut().repaint(48.0, 32.0, 24.0);
    pair.until("the patch", |pair| {
        pair.session.partner().beside.patch().is_some_and(|patch| patch.came().is_some())
    });
    pair
}

#[test]
fn a_patch_is_painted_anew_kept_and_undone_in_one_step() {
    let mut pair = repainted();
    let (before, file) = (pair.session.shown().hash(), pair.revision());
    let came = pair.session.partner().beside.patch().unwrap().came().unwrap().clone();
    assert!(!came.old.is_empty() && came.old.len() >= came.new.len() && !came.new.is_empty());
    let [was, now] = came.pictures.clone().unwrap();
    assert_eq!((was.width, was.height), (now.width, now.height));
    assert_ne!(was.rgb, now.rgb);
    // The person's stroke is seen in both, and nothing is on the log yet.
    assert_eq!(pair.revision(), file);

    assert!(pair.session.partner_mut().end_repaint(Kept::New));
    pair.session.catch_up();
    let anew = pair.session.shown().hash();
    assert_ne!(anew, before);
    assert!(pair.session.partner().beside.patch().is_none());
    let ids = partners(&pair);
    assert!(came.old.iter().all(|id| !ids.contains(id)));
    let log = pair.session.document().painting().log().entries();
    let by_partner = |op: &Op| match op {
        Op::Add(stroke) => stroke.author == Author::Partner,
        Op::Hide { by, .. } => *by == Author::Partner,
        _ => false,
    };
    assert!(log[file as usize..].iter().all(|entry| by_partner(&entry.op)));
    pair.until("the choice to be learned from", |pair| pair.status().judged == 1);

    assert!(pair.session.undo());
    pair.session.catch_up();
    assert_eq!(pair.session.shown().hash(), before, "one undo takes the whole back");
    assert!(pair.session.redo());
    pair.session.catch_up();
    assert_eq!(pair.session.shown().hash(), anew);
    assert!(pair.session.undo());
    pair.session.catch_up();

    // The same in a painting that was saved and opened again.
    assert!(pair.session.redo());
    let mut again = Session::open(9, &pair.session.file()).unwrap();
    assert_eq!(again.shown().hash(), anew);
    assert!(again.undo());
    again.catch_up();
    assert_eq!(again.shown().hash(), before);
    assert!(again.undo(), "the person's own stroke is the step before");
    pair.assert_in_step();
    pair.paint_on(8);
    pair.assert_in_step();
}

#[test]
fn the_old_patch_stays_and_that_teaches_too() {
    let mut pair = repainted();
    let before = (pair.session.shown().hash(), pair.revision());
    assert!(!pair.session.partner_mut().end_repaint(Kept::Old));
    pair.until("the choice to be learned from", |pair| pair.status().judged == 1);
    assert_eq!((pair.session.shown().hash(), pair.revision()), before);

    // Who says nothing teaches nothing.
    pair.session.partner_mut().repaint(48.0, 32.0, 24.0);
    pair.frames(3);
    assert!(!pair.session.partner_mut().end_repaint(Kept::Neither));
    pair.frames(60);
    assert_eq!((pair.session.shown().hash(), pair.revision()), before);
    assert_eq!(pair.status().judged, 1);
    pair.assert_in_step();
}

#[test]
fn the_partner_waits_while_the_person_compares_and_they_may_paint_on() {
    let mut pair = repainted();
    pair.session.partner_mut().start();
    let painted = pair.painted();
    pair.frames(120);
    assert_eq!(pair.painted(), painted);
    assert_eq!(pair.status().phase, "comparing");
    pair.paint([5.0, 50.0], [90.0, 55.0]);
    pair.frames(2);
    assert!(pair.session.partner().beside.patch().is_none(), "it is of another painting");
    assert!(matches!(
        pair.requests.iter().rev().find(|r| matches!(r, Request::EndRepaint { .. })),
        Some(Request::EndRepaint { kept: Kept::Neither, .. })
    ));
    pair.until("it to paint on", |pair| pair.painted() > painted + 4);
    pair.session.partner_mut().pause();
    pair.assert_in_step();
}

#[test]
fn where_nothing_of_the_partners_lies_nothing_is_painted_anew() {
    let mut pair = Pair::trained().copying(3);
    pair.session.partner_mut().repaint(48.0, 32.0, 24.0);
    pair.until("an answer", |pair| pair.session.partner().beside.patch().unwrap().came().is_some());
    let came = pair.session.partner().beside.patch().unwrap().came().unwrap();
    assert!(came.old.is_empty() && came.pictures.is_none());
    assert!(!pair.session.partner_mut().end_repaint(Kept::New));
    pair.frames(10);
    assert_eq!((pair.revision(), pair.status().judged), (0, 0));
    pair.assert_in_step();
}

#[test]
fn another_worker_is_asked_again() {
    let mut pair = Pair::trained().copying(3);
    pair.paint_on(20);
    let id = partners(&pair)[9];
    pair.session.partner_mut().ask_why(About::Painted(id));
    pair.session.partner_mut().repaint(48.0, 32.0, 24.0);
    pair.frame_without(|request| matches!(request, Request::Why { .. } | Request::Repaint { .. }));
    pair.worker = limner_worker::Worker::new(Some(crate::pair::WEIGHTS)).unwrap();
    pair.session.partner_mut().worker_replaced();
    pair.until("both", |pair| {
        let beside = &pair.session.partner().beside;
        beside.why().is_some() && beside.patch().is_some_and(|patch| patch.came().is_some())
    });
    assert_eq!(told(pair.session.partner().beside.why().unwrap()), told::RECKONED);
    pair.session.partner_mut().end_repaint(Kept::New);
    pair.assert_in_step();
}
