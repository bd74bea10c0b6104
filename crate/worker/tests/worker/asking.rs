//! Which of these? What is asked teaches, and teaches what was answered.

use limner_core::{Author, Path, Stroke};
use limner_env::Random;
use limner_protocol::codes::asking;
use limner_protocol::{Answer, Question, Reply, Request};

use crate::pair::{Pair, SESSION, answers};

/// Strokes before the person is asked, and strokes that are compared.
const STROKES: usize = 40;
const ANSWERS: usize = 10;

/// What a person says who is asked.
#[derive(Clone, Copy, PartialEq)]
enum Person {
    /// Nothing: they are not asked.
    Absent,
    /// The longest is the best.
    WantsLong,
    /// Any is the best, by chance.
    Random,
}

/// How long a stroke is, in px.
fn length(stroke: &Stroke) -> f64 {
    let Path::Bezier { points: [a, b, c], .. } = stroke.path else { panic!("{stroke:?}") };
    let at = |t: f64| {
        let s = 1.0 - t;
        let mix = |a: i32, b: i32, c: i32| {
            s * s * f64::from(a) + 2.0 * s * t * f64::from(b) + t * t * f64::from(c)
        };
        [mix(a.x, b.x, c.x), mix(a.y, b.y, c.y)]
    };
    let places: Vec<[f64; 2]> = (0..=16).map(|i| at(f64::from(i) / 16.0)).collect();
    let steps = places.windows(2).map(|p| (p[1][0] - p[0][0]).hypot(p[1][1] - p[0][1]));
    steps.sum::<f64>() / 64.0
}

/// Has the person asked once; returns the question, if there is one.
fn asked(pair: &mut Pair) -> Option<Question> {
    pair.session.partner_mut().ask();
    pair.until("a question", |pair| pair.status().asking != asking::LOOKING);
    pair.session.partner().asking.open().cloned()
}

/// Mean length of the strokes after ten answers before a picture.
fn taught(picture: u8, person: Person) -> f64 {
    let mut pair = Pair::trained().copying(picture);
    pair.set(|settings| settings.asks = false);
    pair.paint_on(STROKES);
    let mut random = Random::new(picture.into());
    for _ in 0..ANSWERS {
        if person == Person::Absent {
            continue;
        }
        let Some(question) = asked(&mut pair) else { continue };
        let options = question.options.iter().enumerate();
        let longest = options.max_by(|a, b| length(a.1).total_cmp(&length(b.1))).unwrap().0;
        let best = match person {
            Person::WantsLong => longest,
            _ => random.below(question.options.len()),
        };
        let before = pair.learned().map_or(0, |learned| learned.judged);
        pair.session.partner_mut().answer(Answer::Best(u8::try_from(best).unwrap()));
        pair.until("the answer to be heard", |pair| pair.status().judged == before + 1);
    }
    let revision = pair.revision();
    pair.paint_on(STROKES);
    pair.assert_in_step();
    let strokes = pair.strokes_since(revision);
    strokes.iter().map(length).sum::<f64>() / strokes.len() as f64
}

#[test]
fn who_chooses_the_longest_is_painted_longer_strokes() {
    let mean = |person| [0, 3, 5].map(|picture| taught(picture, person)).iter().sum::<f64>() / 3.0;
    let [absent, random, long] = [Person::Absent, Person::Random, Person::WantsLong].map(mean);
    println!("{absent:.2} px without answers, {random:.2} by chance, {long:.2} px for the longest");
    assert!(long > 1.1 * absent && long > 1.1 * random);
}

#[test]
fn options_are_few_and_differ_and_an_answer_changes_what_is_planned() {
    let mut pair = Pair::trained().copying(3);
    pair.paint_on(12);
    let question = asked(&mut pair).expect("there is much to ask");
    assert_eq!(question.options.len(), 4);
    for (i, option) in question.options.iter().enumerate() {
        assert_eq!(option.author, Author::Partner);
        assert!(!question.options[..i].contains(option));
    }
    // The painting goes on, and the answer is heard all the same.
    pair.paint_on(8);
    let asked = pair.session.partner().asking.open().cloned();
    assert_eq!(asked, Some(question.clone()));
    let judged = pair.status().judged;
    pair.session.partner_mut().answer(Answer::Best(1));
    pair.until("the answer to be heard", |pair| pair.status().judged == judged + 1);
    pair.paint_on(4);
    pair.assert_in_step();
    // Heard once; and a question of another painting is none.
    let again = Request::Answer { id: question.id, answer: Answer::Best(1) };
    let unknown = Request::Answer { id: question.id + 9, answer: Answer::Alike };
    for request in [again, unknown] {
        pair.worker.handle(&request.encode(SESSION));
        let replies = answers(&mut pair.worker);
        assert!(!replies.iter().any(|(_, reply)| matches!(reply, Reply::Learned(_))));
    }
}

#[test]
fn a_skip_teaches_nothing_and_equally_good_is_an_answer() {
    let mut pair = Pair::trained().copying(0);
    pair.paint_on(12);
    asked(&mut pair).unwrap();
    pair.session.partner_mut().answer(Answer::Skip);
    pair.frames(10);
    assert_eq!(pair.status().judged, 0);
    asked(&mut pair).unwrap();
    pair.session.partner_mut().answer(Answer::Alike);
    pair.until("the answer to be heard", |pair| pair.status().judged == 1);
    assert!(pair.status().beliefs.is_empty());
}

#[test]
fn a_question_waits_for_planned_strokes_and_never_keeps_them() {
    let mut pair = Pair::trained().copying(0);
    pair.session.partner_mut().start();
    pair.until("strokes", |pair| pair.painted() > 4);
    pair.session.partner_mut().ask();
    pair.until("the question", |pair| pair.status().question.is_some());
    let painted = pair.painted();
    pair.frames(60);
    assert!(pair.painted() > painted, "it paints on");
    // Where the replica is lost, the question is, too.
    let painted = pair.painted();
    while pair.painted() == painted {
        pair.frame_without(|request| matches!(request, Request::Ops { .. }));
    }
    pair.until("the loss", |pair| !pair.losses().is_empty());
    assert_eq!(pair.status().question, None);
}

#[test]
fn without_a_picture_there_is_nothing_to_ask() {
    let mut pair = Pair::trained();
    assert_eq!(asked(&mut pair), None);
    assert_eq!(pair.status().asking, asking::NOTHING);
}
