//! What a partner proposes to amend: its own last strokes, and only where the picture gains by it.

#![expect(clippy::cast_possible_truncation, reason = "numbers of a test are within their types")]

use limner_agent::partner::{Partner, Settings, Work};
use limner_agent::search::PolishRound;
use limner_core::brush::presets;
use limner_core::fixed::UNITS_PER_PX;
use limner_core::{
    Author, Brush, Coverage, Header, Judgement, Log, Op, Painting, Path, Point, Rgb8, Stroke,
    Verdict,
};
use limner_env::{Random, scenes};

const ROUND: PolishRound = PolishRound { reach: 16, steps: 12, pixels: 1 << 16 };

fn partner() -> Partner {
    let mut partner = Partner::new(None).expect("it needs no weights");
    let header = Header::new(64, 64, Rgb8::new(128, 128, 128), 1);
    partner.open(&Log::new(header).expect("a sound header")).expect("an empty log");
    partner.set_target(Some(&scenes::generated(&mut Random::new(4), 64)));
    partner
}

/// Plans strokes and has them painted as they are.
fn paint(partner: &mut Partner, page: &mut Painting, count: usize) {
    partner.plan(count);
    while partner.work().expect("proposals are finite") == Work::More {}
    for proposal in partner.take_planned() {
        append(partner, page, Op::Add(proposal.stroke));
    }
}

fn append(partner: &mut Partner, page: &mut Painting, op: Op) -> u32 {
    let id = page.push(0, op).expect("a sound operation").id;
    partner.push(page.log().entries()[id as usize].clone()).expect("a sound operation");
    id
}

fn page(partner: &Partner) -> Painting {
    Painting::new(partner.painting().log().header().clone()).expect("a sound header")
}

#[test]
fn amendments_bring_the_picture_nearer_again_and_again() {
    let mut partner = partner();
    let mut page = page(&partner);
    for _ in 0..3 {
        paint(&mut partner, &mut page, 8);
        let before = partner.replica().psnr().expect("there is a target");
        let amended = partner.polish(&ROUND);
        assert_eq!(
            partner.replica().psnr(),
            Some(before),
            "nothing changes before it is on the log"
        );
        assert!(!amended.is_empty());
        for (stroke, with) in amended {
            append(&mut partner, &mut page, Op::Amend { stroke, with });
        }
        assert!(partner.replica().psnr().expect("there is a target") > before);
        assert_eq!(page.canvas().hash(), partner.painting().canvas().hash());
    }
}

#[test]
fn the_persons_strokes_and_those_below_them_stay() {
    let mut partner = partner();
    let mut page = page(&partner);
    paint(&mut partner, &mut page, 4);
    let mut mine = page.strokes()[0].stroke.clone();
    mine.author = Author::Person;
    let mine = append(&mut partner, &mut page, Op::Add(mine));
    assert!(partner.polish(&ROUND).is_empty());
    paint(&mut partner, &mut page, 6);
    assert!(partner.polish(&ROUND).iter().all(|(id, _)| *id > mine));
    partner.plan(1);
    while partner.work().expect("proposals are finite") == Work::More {}
    assert!(partner.polish(&ROUND).is_empty(), "a planned stroke lies above");
    partner.set_target(None);
    assert!(partner.polish(&ROUND).is_empty());
}

/// A row of answers would leave all of it as it was planned, at a quarter of a decibel.
#[test]
fn strokes_that_were_judged_are_improved_but_for_what_was_pointed_at_and_liked() {
    let mut partner = partner();
    let mut page = page(&partner);
    paint(&mut partner, &mut page, 8);
    let painted: Vec<u32> = page.strokes().iter().map(|placed| placed.id).collect();
    let judge = |partner: &mut Partner, page: &mut Painting, strokes: &[u32]| {
        let judgement = Judgement {
            verdict: Verdict::Yes,
            strokes: strokes.to_vec(),
            proposals: Vec::new(),
            revision: 0,
            target: 0,
            weights: 0,
        };
        append(partner, page, Op::Judge(Box::new(judgement)));
    };
    judge(&mut partner, &mut page, &painted);
    let amended: Vec<u32> = partner.polish(&ROUND).into_iter().map(|(id, _)| id).collect();
    assert!(amended.len() > 4, "{amended:?}");
    judge(&mut partner, &mut page, &amended[..1]);
    let without: Vec<u32> = partner.polish(&ROUND).into_iter().map(|(id, _)| id).collect();
    assert!(without.len() > 3 && !without.contains(&amended[0]), "{amended:?} to {without:?}");
}

#[test]
fn what_is_to_be_chosen_among_lies_on_the_canvas() {
    let weights = include_bytes!("../weights/policy.limner");
    let mut partner = Partner::new(Some(weights)).expect("sound weights");
    let header = Header::new(64, 48, Rgb8::new(128, 128, 128), 1);
    partner.open(&Log::new(header).expect("a sound header")).expect("an empty log");
    let mut all = 0;
    for seed in 0..6 {
        partner.set_target(Some(&scenes::generated(&mut Random::new(seed), 64)));
        let outlines = partner.outlines(40).expect("proposals are finite");
        all += outlines.len();
        for outline in outlines {
            let Path::Bezier { points, .. } = outline.stroke.path else { panic!("a curve") };
            let middle = |of: fn(Point) -> i32| {
                let [a, b, c] = points.map(of);
                (a + 2 * b + c) / 4 / UNITS_PER_PX
            };
            let middle = [middle(|p| p.x), middle(|p| p.y)];
            assert!((0..64).contains(&middle[0]) && (0..48).contains(&middle[1]), "{middle:?}");
        }
    }
    assert!(all > 60, "{all}");
}

#[test]
fn strokes_that_were_improved_together_are_those_that_it_tells_and_goes_on_from() {
    let mut partner = partner();
    let mut page = page(&partner);
    partner.plan(24);
    while partner.work().expect("proposals are finite") == Work::More {}
    let told = partner.take_planned();
    assert_eq!(told.len(), 24);
    for (i, proposal) in told.into_iter().enumerate() {
        assert!(partner.polish(&ROUND).is_empty(), "after {i} the rest of the plan is void");
        append(&mut partner, &mut page, Op::Add(proposal.stroke));
    }
    assert!(!partner.polish(&ROUND).is_empty());
    let mut other = self::partner();
    other.open(page.log()).expect("a sound log");
    other.set_target(Some(&scenes::generated(&mut Random::new(4), 64)));
    assert_eq!(
        partner.replica().psnr(),
        other.replica().psnr(),
        "what it shows itself is not what was painted"
    );
}

/// Tables that a stranger's painting may begin with: the usual place of the partner's brush is empty, or
/// what lies there can't be painted with.
fn tables() -> [Vec<Brush>; 5] {
    let smudging = presets::BLENDER;
    [
        vec![Brush::ROUND],
        vec![Brush::ERASER],
        vec![smudging, Brush::ERASER],
        vec![Brush::ROUND, smudging],
        vec![Brush::ERASER; limner_core::log::MAX_BRUSHES],
    ]
}

#[test]
fn any_painting_can_be_gone_on_with() {
    let target = scenes::generated(&mut Random::new(4), 48);
    for (case, brushes) in tables().into_iter().enumerate() {
        let header = Header { brushes, ..Header::new(48, 48, Rgb8::new(128, 128, 128), 1) };
        let given = Log::new(header).expect("a sound header");
        for with_its_brush in [false, true] {
            let mut partner = Partner::new(None).expect("it needs no weights");
            partner.open(&given).expect("an empty log");
            partner.set_target(Some(&target));
            let mut page = Painting::from_log(&given).expect("an empty log");
            let missing = partner.replica().missing_brush().filter(|_| with_its_brush);
            let is_given = missing.is_some();
            if let Some(op) = missing {
                let index = page.log().brushes().len() as u8;
                append(&mut partner, &mut page, op);
                assert!(partner.set_brush(index));
            }
            paint(&mut partner, &mut page, 3);
            let table = page.log().brushes();
            assert_eq!(table[..given.brushes().len()], *given.brushes());
            let lays = table.iter().any(Brush::lays_paint);
            assert_eq!(page.strokes().len(), if lays { 3 } else { 0 }, "table {case}");
            for placed in page.strokes() {
                let brush = table[usize::from(placed.stroke.brush)];
                assert!(brush.lays_paint() && (brush == Brush::PARTNER || !is_given));
            }
            assert!(case == 4 || lays == (with_its_brush || case % 3 == 0), "table {case}");
        }
    }
}

/// Short, thin strokes of the person's.
fn short(i: i32) -> Op {
    let at = |along: i32| Point::new(64 * (6 + 4 * i + along), 64 * (10 + 3 * i));
    Op::Add(Stroke {
        author: Author::Person,
        brush: 0,
        color: Rgb8::new(214, 96, 30),
        opacity: 30_000,
        coverage: Coverage::Wash,
        path: Path::Bezier { points: [at(0), at(1), at(3)], radii: [30; 2] },
    })
}

/// What the partner plans after the person painted, by settings that are set one after the other.
fn planned_after_short_strokes(watches: &[bool]) -> Vec<Stroke> {
    let weights = include_bytes!("../weights/policy.limner");
    let mut partner = Partner::new(Some(weights)).expect("the weights that ship");
    let header = Header::new(64, 64, Rgb8::new(128, 128, 128), 1);
    partner.open(&Log::new(header).expect("a sound header")).expect("an empty log");
    partner.set_target(Some(&scenes::generated(&mut Random::new(4), 64)));
    partner.rehearse(true);
    for watches in watches {
        partner.set_settings(Settings { watches: *watches, ..partner.settings() });
    }
    let mut page = page(&partner);
    for i in 0..12 {
        append(&mut partner, &mut page, short(i));
    }
    partner.plan(8);
    while partner.work().expect("proposals are finite") == Work::More {}
    assert_eq!(partner.practice().shown_beliefs().is_empty(), watches.last() != Some(&true));
    partner.take_planned().into_iter().map(|proposal| proposal.stroke).collect()
}

#[test]
fn the_persons_strokes_teach_where_they_may_and_otherwise_nothing_to_the_bit() {
    let never = planned_after_short_strokes(&[]);
    assert!(never == planned_after_short_strokes(&[true, false]));
    assert!(never != planned_after_short_strokes(&[true]));
}
