//! What is added fits what is there: in its paint and width, not across it, as long as it at most; the same each time.

use limner_core::{Author, Painting, Rgb8, arbitrary};
use limner_duet::drawings::{ALL, SIDE, Subject};
use limner_duet::ideas::ideas;
use limner_duet::{Drawing, Duet, Idea, Line, Mark, Move};
use limner_env::Random;
use proptest::prelude::*;

fn drawing(subject: Subject) -> Drawing {
    let log = subject.log(7).expect("a drawing");
    let lines = log.entries().iter().filter_map(|entry| match &entry.op {
        limner_core::Op::Add(stroke) => {
            Some(Line::of(stroke, &log.brushes()[usize::from(stroke.brush)]))
        }
        _ => None,
    });
    Drawing::new([f32::from(SIDE); 2], lines.collect(), &[])
}

fn thought_of(subject: Subject) -> Vec<Idea> {
    ideas(&drawing(subject), &mut Random::new(1))
}

/// The hue of a colour in degrees, and how far it is from grey, 0..=1.
fn hue(Rgb8 { r, g, b }: Rgb8) -> (f32, f32) {
    let [r, g, b] = [r, g, b].map(|v| f32::from(v) / 255.0);
    let (x, y) = (r - 0.5 * (g + b), 0.866 * (g - b));
    (y.atan2(x).to_degrees(), x.hypot(y))
}

#[test]
fn each_drawing_brings_to_mind_what_it_lacks() {
    for (subject, how) in [
        (Subject::House, Move::Hatch),
        (Subject::Face, Move::Mirror),
        (Subject::Waves, Move::Continue),
        (Subject::Flower, Move::Mirror),
        (Subject::Pattern, Move::Repeat),
        (Subject::Abstract, Move::Continue),
    ] {
        let ideas = thought_of(subject);
        assert!(ideas.iter().any(|idea| idea.how == how), "{subject:?} without {how:?}");
    }
}

#[test]
fn the_other_eye_stands_where_it_would() {
    let ideas = thought_of(Subject::Face);
    let mirrored = ideas.iter().filter(|idea| idea.how == Move::Mirror);
    let middles = mirrored.map(|idea| {
        let lines: Vec<Line> = idea.marks.iter().map(Mark::line).collect();
        let points: Vec<[f32; 2]> = lines.iter().flat_map(|line| line.points.clone()).collect();
        [0, 1].map(|i| points.iter().map(|p| p[i]).sum::<f32>() / points.len() as f32)
    });
    // The face's middle is at 180, the eye at 138, 150.
    assert!(middles.into_iter().any(|[x, y]| (x - 222.0).abs() < 9.0 && (y - 150.0).abs() < 6.0));
}

#[test]
fn a_row_goes_on_at_its_distance_and_its_colours_take_turns() {
    let ideas = thought_of(Subject::Pattern);
    let next = ideas.iter().find(|idea| idea.how == Move::Repeat).expect("a row");
    let xs: Vec<f32> =
        next.marks.iter().flat_map(|mark| [mark.points[0][0], mark.points[2][0]]).collect();
    let middle = 0.5
        * (xs.iter().copied().fold(f32::MAX, f32::min) + xs.iter().copied().fold(0.0, f32::max));
    assert!((middle - 246.0).abs() < 8.0, "at {middle}");
    let drawing = drawing(Subject::Pattern);
    assert_eq!(next.marks[0].color, drawing.lines[1].color);
}

#[test]
fn paint_and_width_are_the_persons_or_near_them() {
    let (mut fits, mut all) = (0, 0);
    for subject in ALL {
        let drawing = drawing(subject);
        let widest = drawing.lines.iter().map(|line| line.radius).fold(0.0, f32::max);
        for idea in thought_of(subject) {
            for mark in &idea.marks {
                let near = |line: &Line| {
                    let ((a, vivid), (b, strong)) = (hue(line.color), hue(mark.color));
                    let apart = (a - b + 540.0).rem_euclid(360.0) - 180.0;
                    vivid < 0.12 || strong < 0.12 || apart.abs() < 45.0
                };
                // Whoever paints a shape out takes a broad brush.
                let is_wide = idea.how != Move::Fill && mark.radii[0] > 1.05 * widest;
                fits += usize::from(drawing.lines.iter().any(near) && !is_wide);
                all += 1;
            }
        }
    }
    assert!(all > 200 && fits * 10 >= all * 9, "{fits} of {all}");
}

#[test]
fn nothing_goes_across_a_line_and_nothing_is_longer_than_what_is_there() {
    for subject in ALL {
        for seed in 0..8 {
            let drawing = drawing(subject);
            let mut duet = Duet::new(seed);
            let mut length = 0.0;
            while let Some((how, mark)) = duet.next(1, || drawing.clone(), |_| 0.0) {
                let line = mark.line();
                length += line.length;
                let ends = [line.start(), line.end()];
                let across = drawing.grid.share(&line, &drawing.grid.ink, &ends, 12.0);
                assert!(across == 0.0, "{subject:?} {how:?}: {across} of a mark lies over a line");
            }
            assert!(length > 0.0 && length <= drawing.room, "{subject:?}: {length}");
        }
    }
}

#[test]
fn a_duet_is_the_same_again_and_waits_for_its_turn() {
    let play = |seed| {
        let drawing = drawing(Subject::House);
        let mut duet = Duet::new(seed);
        let mut played = Vec::new();
        while let Some(next) = duet.next(2, || drawing.clone(), |_| 0.0) {
            played.push(next);
        }
        assert!(duet.next(2, || drawing.clone(), |_| 0.0).is_none());
        duet.person_painted();
        assert!(duet.next(2, || drawing.clone(), |_| 0.0).is_some());
        played
    };
    assert_eq!(play(4), play(4));
    assert_ne!(play(4), play(5));
}

#[test]
fn an_answer_that_was_begun_is_finished_but_not_across_what_came_meanwhile() {
    let before = drawing(Subject::House);
    // By rules alone, which hatch here.
    let mut duet = Duet::with(1, None);
    let mut begun = Vec::new();
    while begun.len() < 3 {
        begun.push(duet.next(1, || before.clone(), |_| 0.0).expect("a house has walls to hatch"));
    }
    assert_eq!(begun[0].0, Move::Hatch);
    // Two of them were not drawn.
    duet.taken_back(2);
    assert_eq!(duet.next(1, || before.clone(), |_| 0.0), Some(begun[1]));
    assert_eq!(duet.next(1, || before.clone(), |_| 0.0), Some(begun[2]));
    // A line across the walls.
    let mut lines = before.lines.clone();
    let across =
        Line { points: vec![[95.0, 290.0], [265.0, 200.0]], length: 192.0, ..lines[0].clone() };
    lines.push(across);
    let after = Drawing::new(before.grid.canvas, lines, &[]);
    duet.person_painted();
    let mut rest = 0;
    while let Some((how, mark)) = duet.next(0, || after.clone(), |_| 0.0) {
        assert_eq!(how, Move::Hatch);
        let line = mark.line();
        let ends = [line.start(), line.end()];
        assert!(after.grid.share(&line, &after.grid.ink, &ends, 12.0) == 0.0);
        rest += 1;
    }
    assert!((2..20).contains(&rest), "{rest} marks more");
}

#[test]
fn what_is_not_wanted_is_not_done() {
    let drawing = drawing(Subject::House);
    let mut duet = Duet::new(1);
    assert!(duet.next(1, || drawing.clone(), |_| f32::NEG_INFINITY).is_none());
    // Only the window's place is wanted.
    let near = |mark: &Mark| {
        let [x, y] = mark.line().middle();
        if (100.0..175.0).contains(&x) && (200.0..270.0).contains(&y) {
            0.0
        } else {
            f32::NEG_INFINITY
        }
    };
    let (_, mark) = duet.next(1, || drawing.clone(), near).expect("the window may be painted");
    assert!(mark.points.iter().all(|p| p[0] < 300.0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever was drawn: marks are finite, and not many.
    #[test]
    fn any_painting_is_answered(log in arbitrary::small_log(4_000), seed: u32) {
        let painting = Painting::from_log(&log).unwrap();
        let brushes = log.brushes();
        let of = |author: Author| -> Vec<Line> {
            let strokes = painting.strokes().iter().filter(|p| p.stroke.author == author);
            strokes.map(|p| Line::of(&p.stroke, &brushes[usize::from(p.stroke.brush)])).collect()
        };
        let size = [log.header().width, log.header().height].map(f32::from);
        let drawing = Drawing::new(size, of(Author::Person), &of(Author::Partner));
        let mut duet = Duet::new(seed);
        let mut count = 0;
        while let Some((_, mark)) = duet.next(3, || drawing.clone(), |_| 0.0) {
            prop_assert!(mark.is_finite());
            count += 1;
        }
        prop_assert!(count <= 72);
    }
}
