//! What the partner is told to prefer is seen in what it paints: shapes in its strokes, colours in the whole
//! painting, and nothing where nothing is preferred.

use limner_agent::painter::Painter;
use limner_agent::painter::unattended::Unattended;
use limner_agent::partner::{Partner, Settings};
use limner_agent::taste::{Context, Feature, Preference, Term, features};
use limner_core::{Author, Entry, Header, Log, Op, Rgb8, Stroke};
use limner_env::color::lab_from_srgb;
use limner_env::{Picture, Random, scenes};

const SIDE: u16 = 96;
const BEFORE: usize = 16;
const AFTER: usize = 32;

fn begun(seed: u32) -> Unattended {
    let mut partner = Partner::new(None).expect("it needs no weights");
    let header = Header::new(SIDE, SIDE, Rgb8::new(230, 226, 218), seed);
    partner.open(&Log::new(header).expect("a sound header")).expect("an empty log");
    partner.set_target(Some(&scenes::generated(&mut Random::new(seed), SIDE)));
    let mut painter = Unattended::new(partner);
    painter.paint(BEFORE, &mut |_| ()).expect("it paints");
    painter.painting().expect("the log is sound");
    painter
}

/// Goes on with this preference, and returns the partner as it is then.
fn told(seed: u32, preference: Option<Preference>) -> Partner {
    let mut partner = begun(seed).into_partner();
    partner.set_preference(preference);
    let mut painter = Unattended::new(partner);
    painter.paint(AFTER, &mut |_| ()).expect("it paints");
    painter.painting().expect("the log is sound");
    painter.into_partner()
}

fn one(feature: Feature, weight: f32) -> Preference {
    let mut preference = Preference::default();
    preference.add(Term::Main(feature), weight);
    preference
}

fn strokes(partner: &Partner) -> Vec<Stroke> {
    partner.painting().strokes().iter().map(|placed| placed.stroke.clone()).collect()
}

/// The mean of a feature over the strokes painted since it was told.
fn mean(partner: &Partner, feature: Feature) -> f32 {
    let side = f32::from(SIDE);
    let context = Context { width: side, height: side, below: [0.5; 3], gain: 0.01, density: 0.5 };
    let strokes = strokes(partner);
    let values: Vec<f32> =
        strokes[BEFORE..].iter().map(|s| features(s, &context)[feature as usize]).collect();
    values.iter().sum::<f32>() / values.len().max(1) as f32
}

/// The mean colour of the canvas in OKLab.
fn color(partner: &Partner) -> [f32; 3] {
    lab_from_srgb(partner.scene().canvas_picture().mean())
}

/// The correlation of two pictures' lightness.
fn alike(one: &Picture, other: &Picture) -> f32 {
    let lightness = |picture: &Picture| -> Vec<f32> {
        let [r, g, b] = &picture.planes;
        (0..r.len()).map(|i| lab_from_srgb([r[i], g[i], b[i]])[0]).collect()
    };
    let (one, other) = (lightness(one), lightness(other));
    let mean = |v: &[f32]| v.iter().sum::<f32>() / v.len() as f32;
    let (a, b) = (mean(&one), mean(&other));
    let sum = |f: fn(f32, f32) -> f32| -> f32 {
        one.iter().zip(&other).map(|(x, y)| f(x - a, y - b)).sum()
    };
    sum(|x, y| x * y) / (sum(|x, _| x * x) * sum(|_, y| y * y)).sqrt()
}

#[test]
fn nothing_preferred_changes_nothing() {
    let (plain, zero) = (told(1, None), told(1, Some(Preference::default())));
    assert_eq!(strokes(&plain), strokes(&zero));
    let mut unheard = begun(1).into_partner();
    unheard.set_settings(Settings { strength: 0.0, ..unheard.settings() });
    unheard.set_preference(Some(one(Feature::Length, 1.0)));
    let mut painter = Unattended::new(unheard);
    painter.paint(AFTER, &mut |_| ()).expect("it paints");
    painter.painting().expect("the log is sound");
    assert_eq!(strokes(&plain), strokes(&painter.into_partner()));
}

#[test]
fn shapes_follow_what_is_preferred_either_way() {
    let shapes =
        [Feature::Length, Feature::Width, Feature::Curvature, Feature::Upright, Feature::Top];
    for feature in shapes {
        let over_seeds = |weight: f32| {
            let means = (1..=3).map(|seed| mean(&told(seed, Some(one(feature, weight))), feature));
            means.sum::<f32>() / 3.0
        };
        let (less, more) = (over_seeds(-1.0), over_seeds(1.0));
        assert!(more > less + 0.3, "{feature:?}: {less} to {more}");
    }
}

#[test]
fn colours_move_the_whole_painting_and_leave_it_sharp() {
    let plain = told(2, None);
    let warmth = |[_, a, b]: [f32; 3]| 0.574 * a + 0.819 * b;
    for (feature, weight) in [
        (Feature::Warmth, -1.0),
        (Feature::Warmth, 1.0),
        (Feature::Lightness, 1.0),
        (Feature::Lightness, -1.0),
    ] {
        let graded = told(2, Some(one(feature, weight)));
        let (before, after) = (color(&plain), color(&graded));
        let moved = match feature {
            Feature::Lightness => after[0] - before[0],
            _ => warmth(after) - warmth(before),
        };
        assert!(weight * moved > 0.02, "{feature:?} {weight}: {moved}");
        let target = graded.scene().target().expect("there is one").clone();
        let sharpness = |partner: &Partner| alike(partner.scene().canvas_picture(), &target);
        let (plain, graded) = (sharpness(&plain), sharpness(&graded));
        assert!(graded > plain - 0.06, "{feature:?} {weight}: {plain} to {graded}");
    }
}

#[test]
fn strokes_take_on_other_colours_and_give_them_back() {
    let mut partner = begun(3).into_partner();
    let before = (strokes(&partner), color(&partner));
    assert!(!partner.replica().needs_recoloring());
    let recolor = |partner: &mut Partner| {
        let round = partner.settings().search.amending.round;
        let amendments = partner.polish(&round);
        assert!(!amendments.is_empty());
        let ops = amendments.into_iter().map(|(stroke, with)| Op::Amend { stroke, with });
        partner.push_all(ops.map(|op| Entry { dt_ms: 0, op }).collect()).expect("sound amendments");
    };
    partner.set_preference(Some(one(Feature::Lightness, -1.5)));
    assert!(partner.replica().needs_recoloring());
    // What does not come onto the log is asked for again.
    let round = partner.settings().search.amending.round;
    assert!(!partner.polish(&round).is_empty() && partner.replica().needs_recoloring());
    recolor(&mut partner);
    assert!(!partner.replica().needs_recoloring());
    let darker = color(&partner);
    assert!(darker[0] < before.1[0] - 0.03, "{:?} to {darker:?}", before.1);
    for (old, new) in before.0.iter().zip(strokes(&partner)) {
        assert_eq!(old.path, new.path, "only colours change");
    }
    partner.set_preference(None);
    recolor(&mut partner);
    let back = color(&partner);
    assert!((back[0] - before.1[0]).abs() < 0.02, "{:?} to {back:?}", before.1);
}

#[test]
fn a_persons_paint_keeps_its_colours() {
    let mut partner = begun(4).into_partner();
    let mut own = strokes(&partner)[0].clone();
    own.author = Author::Person;
    own.brush = 0;
    partner.push(Entry { dt_ms: 5, op: Op::Add(own.clone()) }).expect("a sound stroke");
    partner.set_preference(Some(one(Feature::Warmth, -1.5)));
    let round = partner.settings().search.amending.round;
    assert!(partner.polish(&round).is_empty(), "all of the partner's lie below it");
    assert!(strokes(&partner).contains(&own));
}

#[test]
fn a_painting_that_is_opened_anew_is_wanted_in_the_same_colours() {
    let mut partner = begun(5).into_partner();
    partner.set_preference(Some(one(Feature::Warmth, 1.0)));
    let (grade, log) = (partner.scene().grade(), partner.painting().log().clone());
    assert!(!grade.is_identity());
    let target = partner.scene().target().expect("there is one").clone();
    partner.open(&log).expect("it is sound");
    partner.set_target(Some(&target));
    assert_eq!(partner.scene().grade(), grade);
    assert!(!partner.replica().needs_recoloring(), "what is there was painted so");
}

/// How far strokes lie from the mean of all, squared and on the mean, in what a hand chooses.
fn spread(strokes: &[Stroke]) -> f32 {
    let side = f32::from(SIDE);
    let context = Context { width: side, height: side, below: [0.5; 3], gain: 0.01, density: 0.5 };
    let chosen = [Feature::Length, Feature::Width, Feature::Curvature, Feature::Upright];
    let of = |feature: Feature| {
        let values: Vec<f32> =
            strokes.iter().map(|s| features(s, &context)[feature as usize]).collect();
        let count = values.len().max(1) as f32;
        let mean = values.iter().sum::<f32>() / count;
        values.iter().map(|v| (v - mean).powi(2)).sum::<f32>() / count
    };
    chosen.into_iter().map(of).sum()
}

#[test]
fn where_novelty_is_wanted_strokes_differ_more_and_where_not_nothing_changes() {
    let painted = |seed: u32, novelty: Option<f32>| {
        let mut partner = begun(seed).into_partner();
        if let Some(novelty) = novelty {
            partner.set_settings(Settings { novelty, ..partner.settings() });
        }
        let mut painter = Unattended::new(partner);
        painter.paint(AFTER, &mut |_| ()).expect("it paints");
        painter.painting().expect("the log is sound");
        strokes(&painter.into_partner())
    };
    assert_eq!(painted(1, None), painted(1, Some(0.0)));
    let mean = |novelty: f32| {
        let one = |seed: u32| spread(&painted(seed, Some(novelty))[BEFORE..]);
        (1..=4).map(one).sum::<f32>() / 4.0
    };
    let (usual, new) = (mean(0.0), mean(1.0));
    println!("a spread of {usual:.2}, and of {new:.2} where novelty is wanted");
    assert!(new > 1.15 * usual, "{new} against {usual}");
}
