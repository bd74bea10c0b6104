//! What is only planned is judged: it teaches as what is painted does, and stays or goes.

use limner_core::{Op, Path, Point, Stroke, Verdict};
use limner_protocol::codes::{said, told};
use limner_protocol::{About, Request};

use crate::pair::Pair;

/// Strokes before the first judgement, and strokes that are compared.
const STROKES: usize = 24;
const COMPARED: usize = 40;
const NOES: usize = 10;
/// The last strokes among which somebody points at one.
const LAST: usize = 8;

/// A trained pair that has painted and paused, and shows what it would paint next.
fn looking_ahead(picture: u8) -> Pair {
    let mut pair = Pair::trained().copying(picture);
    pair.set(|settings| (settings.asks, settings.polishes) = (false, false));
    pair.paint_on(STROKES);
    until_planned(&mut pair);
    pair
}

fn until_planned(pair: &mut Pair) {
    pair.until("outlines", |pair| {
        let queue = pair.session.partner().queue();
        queue.iter().len() > 3 && !queue.is_asked()
    });
}

fn planned(pair: &Pair) -> Vec<Stroke> {
    pair.session.partner().queue().iter().map(|planned| planned.stroke.clone()).collect()
}

fn judge(pair: &mut Pair, place: usize, yes: bool) {
    let mut pointing = pair.session.partner_mut().pointing();
    assert!(pointing.at_next(place) && pointing.judge(yes));
}

/// How long a stroke is from end to end of its control polygon, in octaves.
fn octaves(stroke: &Stroke) -> f64 {
    let Path::Bezier { points: [a, b, c], .. } = stroke.path else { panic!("{stroke:?}") };
    let leg = |p: Point, q: Point| f64::from(p.x - q.x).hypot(f64::from(p.y - q.y));
    (leg(a, b) + leg(b, c)).max(1.0).log2()
}

#[test]
fn a_yes_to_what_is_planned_teaches_and_it_is_painted_and_says_why() {
    let mut pair = looking_ahead(3);
    let before = planned(&pair);
    judge(&mut pair, 2, true);
    pair.until("the yes to be heard", |pair| pair.status().judged == 1);
    let first = pair.learned().unwrap().said[0];
    assert_eq!(said::ALL[usize::from(first.said)], "yes");
    assert_eq!(first.entry, Some(pair.revision() - 1), "it is found again");
    assert_eq!(planned(&pair), before[..3]);
    // The strokes before may take on other colours; what is kept waits.
    pair.frames(60);
    assert_eq!(planned(&pair), before[..3]);

    let from = pair.revision();
    pair.paint_on(8);
    let painted = pair.strokes_since(from);
    assert_eq!(painted[..3], before[..3]);
    let log = pair.session.document().painting().log();
    let at = log.entries().iter().position(|e| matches!(&e.op, Op::Add(s) if *s == before[2]));
    let id = u32::try_from(at.unwrap()).unwrap();
    pair.session.partner_mut().ask_why(About::Painted(id));
    pair.until("the reasons", |pair| pair.session.partner().beside.why().is_some());
    let why = pair.session.partner().beside.why().unwrap();
    assert_eq!(told::ALL[usize::from(why.told)], told::REMEMBERED);
    pair.assert_in_step();

    // What the log says of it is enough to learn it again.
    let Op::Judge(judgement) =
        &pair.session.document().painting().log().entries()[first.entry.unwrap() as usize].op
    else {
        panic!("it is no judgement")
    };
    assert_eq!((judgement.verdict, &judgement.proposals), (Verdict::Yes, &vec![before[2].clone()]));
}

#[test]
fn a_no_to_what_is_planned_has_something_else_planned() {
    let mut pair = looking_ahead(3);
    let before = planned(&pair);
    let asked = pair.requests.len();
    judge(&mut pair, 0, false);
    pair.until("the no to be heard", |pair| pair.status().judged == 1);
    until_planned(&mut pair);
    assert!(planned(&pair).iter().all(|stroke| !before.contains(stroke)));
    let plans = pair.requests[asked..].iter().filter(|r| matches!(r, Request::Plan { .. }));
    assert_eq!(plans.count(), 1);
    pair.paint_on(4);
    pair.assert_in_step();
}

/// Mean octaves of the strokes after some noes to the longest of those that are planned, or to the shortest.
fn taught(picture: u8, longest: bool) -> f64 {
    let mut pair = looking_ahead(picture);
    for _ in 0..NOES {
        let outlines = planned(&pair);
        let by = |i: &usize| if longest { octaves(&outlines[*i]) } else { -octaves(&outlines[*i]) };
        let place = (0..outlines.len()).max_by(|a, b| by(a).total_cmp(&by(b))).unwrap();
        let before = pair.status().judged;
        judge(&mut pair, place, false);
        pair.until("the no to be heard", |pair| pair.status().judged == before + 1);
        until_planned(&mut pair);
    }
    let from = pair.revision();
    pair.paint_on(COMPARED);
    let strokes = pair.strokes_since(from);
    strokes.iter().map(octaves).sum::<f64>() / strokes.len() as f64
}

/// As [`taught`], of noes to the longest, or to the shortest, of the last few strokes that are painted.
fn taught_by_pointing(picture: u8, longest: bool) -> f64 {
    let mut pair = looking_ahead(picture);
    for _ in 0..NOES {
        let last = pair.strokes_since(0).split_off(pair.strokes_since(0).len() - LAST);
        let by = |i: &usize| if longest { octaves(&last[*i]) } else { -octaves(&last[*i]) };
        let place = (0..LAST).max_by(|a, b| by(a).total_cmp(&by(b))).unwrap();
        let before = pair.status().judged;
        let mut pointing = pair.session.partner_mut().pointing();
        pointing.let_go();
        for _ in place..LAST {
            assert!(pointing.step(-1, 0));
        }
        assert!(pointing.judge(false));
        pair.until("the no to be heard", |pair| pair.status().judged == before + 1);
        pair.paint_on(4);
    }
    let from = pair.revision();
    pair.paint_on(COMPARED);
    let strokes = pair.strokes_since(from);
    strokes.iter().map(octaves).sum::<f64>() / strokes.len() as f64
}

/// Noes to the longest have the partner paint shorter strokes than noes to the shortest, on the mean of three pictures.
fn shortens(how: &str, taught: fn(u8, bool) -> f64) {
    let mean =
        |longest| [0, 3, 5].map(|picture| taught(picture, longest)).iter().sum::<f64>() / 3.0;
    let (shortest, longest) = (mean(false), mean(true));
    println!(
        "{how}: {shortest:.2} octaves after noes to the shortest, {longest:.2} to the longest"
    );
    assert!(longest < shortest - 0.3, "{how}: {longest} against {shortest}");
}

#[test]
fn whoever_says_no_to_the_longest_outlines_is_painted_shorter_strokes() {
    shortens("outlines", taught);
}

#[test]
fn whoever_points_at_the_longest_strokes_with_a_no_is_painted_shorter_ones() {
    shortens("strokes", taught_by_pointing);
}
