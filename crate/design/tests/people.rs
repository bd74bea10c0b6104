//! What a person does with a space: they correct what was matched, choose what they like, and have places decorated.

use limner_design::curve::length;
use limner_design::decorating::Decoration;
use limner_design::families::Family;
use limner_design::placing::{Instance, Paint};
use limner_design::preference::{MAX_CHOICES, SHOWN};
use limner_design::{Motif, Options, Space, Trace, Training};

const QUICK: Options = Options { generative_steps: 200, relational_steps: 20, ..Options::USUAL };

fn space(family: Family, at: &[f32]) -> Space {
    let motifs = at.iter().map(|at| family.motif(*at).expect("a member is a motif")).collect();
    Training::finish(motifs, QUICK).expect("two to five motifs are a space")
}

fn finished(mut training: Training) -> Space {
    training.work(|| false).expect("it comes to its end")
}

/// For each slot the strokes that motifs have in it.
fn strokes(space: &Space) -> Vec<Vec<Option<u8>>> {
    let of = |slot: &Vec<Option<limner_design::correspondence::Member>>| {
        slot.iter().map(|member| member.map(|m| m.stroke)).collect()
    };
    space.correspondence().slots.iter().map(of).collect()
}

#[test]
fn a_swapped_match_is_learned_and_swapped_back_is_what_it_was() {
    let before = space(Family::LetterK, &[0.0, 1.0]);
    let there = strokes(&before);
    let mut wanted = there.clone();
    (wanted[0][1], wanted[2][1]) = (there[2][1], there[0][1]);
    let after = finished(Training::of_corrected(before.clone(), 1, 0, 2));
    assert_eq!(strokes(&after), wanted);
    // Motifs are still found again at their pins; what lies between them is another drawing.
    let grown = after.grown(after.pins()[1], 1.0);
    let ink: f32 = grown.iter().map(|one| length(&one.knots)).sum();
    let own: f32 = after.matched(1).iter().map(|one| length(&one.knots)).sum();
    assert!((ink - own).abs() < 0.05 * own, "{ink} of {own}");
    let middle = |space: &Space| {
        let pins = space.pins();
        space.drawn([(pins[0][0] + pins[1][0]) / 2.0, 0.0], 1.0)
    };
    let apart = |a: &Space, b: &Space| limner_design::space::apart(&middle(a), &middle(b));
    assert!(apart(&before, &after) > 0.05, "{}", apart(&before, &after));
    let back = finished(Training::of_corrected(after, 1, 2, 0));
    assert_eq!(strokes(&back), there);
    assert!(apart(&before, &back) < 0.02, "{}", apart(&before, &back));
}

#[test]
fn a_stroke_in_new_company_is_run_through_in_the_direction_that_goes_with_it() {
    let line = |from: [f32; 2], to: [f32; 2]| {
        let knot = |i: u8| {
            let part = f32::from(i) / 20.0;
            [from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part, 2.0]
        };
        Trace::new((0..=20).map(knot).collect())
    };
    // Two long strokes, side by side; in the second motif one of them is drawn upwards.
    let first = vec![line([0.0, 0.0], [0.0, 100.0]), line([40.0, 0.0], [40.0, 100.0])];
    let second = vec![line([0.0, 0.0], [0.0, 100.0]), line([40.0, 100.0], [40.0, 0.0])];
    let motifs = [first, second].map(|strokes| Motif::new(strokes).unwrap()).to_vec();
    let before = Training::finish(motifs, QUICK).unwrap();
    assert_eq!(strokes(&before), [[Some(0), Some(0)], [Some(1), Some(1)]]);
    let after = finished(Training::of_corrected(before.clone(), 1, 0, 1));
    assert_eq!(strokes(&after), [[Some(0), Some(1)], [Some(1), Some(0)]]);
    let reversed: Vec<bool> =
        after.correspondence().slots.iter().map(|slot| slot[1].unwrap().reversed).collect();
    assert_eq!(reversed, [true, false]);
}

#[test]
fn a_correction_that_names_what_is_not_there_changes_nothing() {
    let before = space(Family::LetterK, &[0.0, 1.0]);
    for (motif, slot, other) in [(9, 0, 1), (0, 0, 99), (1, 99, 0), (0, 1, 1)] {
        let after = finished(Training::of_corrected(before.clone(), motif, slot, other));
        assert_eq!(after.correspondence(), before.correspondence());
    }
}

fn away(space: &Space, at: [f32; 2], from: [f32; 2]) -> f32 {
    let [a, b] = [space.part(at), space.part(from)];
    (a[0] - b[0]).hypot(a[1] - b[1])
}

/// Mean way of proposals from a place, as a part of the map.
fn mean_way(space: &Space, wanted: [f32; 2]) -> f32 {
    let mut sum = 0.0;
    for seed in 100..112 {
        sum += space.propose(seed).map(|at| away(space, at, wanted)).iter().sum::<f32>();
    }
    sum / (12.0 * 4.0)
}

#[test]
fn four_are_proposed_apart_and_follow_what_was_chosen() {
    for at in [&[0.0, 1.0][..], &[0.0, 0.5, 1.0]] {
        let fresh = space(Family::PetalCurl, at);
        for seed in 0..10 {
            let four = fresh.propose(seed);
            assert_eq!(four, fresh.propose(seed));
            for a in 0..SHOWN {
                assert_eq!(four[a], fresh.within(four[a]));
                for b in 0..a {
                    assert!(away(&fresh, four[a], four[b]) >= 0.07, "{four:?}");
                }
            }
        }
        // Somebody who likes what is near the last motif, and somebody who likes what is near the first.
        for pin in [fresh.pins()[0], fresh.pins()[at.len() - 1]] {
            let mut space = fresh.clone();
            let before = mean_way(&space, pin);
            for seed in 0..10 {
                let four = space.propose(seed);
                let nearest = (0..SHOWN)
                    .min_by(|a, b| {
                        away(&space, four[*a], pin).total_cmp(&away(&space, four[*b], pin))
                    })
                    .unwrap();
                space.choose(four, nearest);
            }
            let after = mean_way(&space, pin);
            assert!(after < 0.7 * before, "{before} {after}");
            let [first, last] = [space.pins()[0], space.pins()[at.len() - 1]];
            let other = if pin == first { last } else { first };
            assert!(space.liking(pin) > space.liking(other) + 1.0);
            // So are members that are asked for.
            let favourites = space.favourites(40, 3);
            let mean = favourites.iter().map(|at| away(&space, *at, pin)).sum::<f32>() / 40.0;
            assert!(mean < before, "{mean} {before}");
        }
    }
}

#[test]
fn choices_are_kept_with_the_space_and_bounded() {
    let mut space = space(Family::PetalCurl, &[0.0, 0.5, 1.0]);
    let plain = space.encode();
    assert_eq!(plain[4], 1, "older programs open what nobody chose from");
    for seed in 0..100 {
        space.choose(space.propose(seed), 1 + usize::from(seed % 2 == 0));
    }
    space.choose(space.propose(0), 7_000);
    assert_eq!(space.preference().choices().len(), MAX_CHOICES);
    let bytes = space.encode();
    assert!(bytes.len() < plain.len() + 20 * MAX_CHOICES, "{}", bytes.len());
    let back = Space::decode(&bytes).unwrap();
    assert_eq!(back.preference(), space.preference());
    assert_eq!(back.propose(5), space.propose(5));
    assert_eq!(back.encode(), bytes);
    // What was never shown cannot have been chosen.
    let mut damaged = bytes;
    *damaged.last_mut().unwrap() = 4;
    assert!(Space::decode(&damaged).is_err());
}

/// A circle, or most of one.
fn ring(turns: f32) -> Vec<[f32; 2]> {
    let at = |i: u8| {
        let angle = f32::from(i) / 60.0 * turns * std::f32::consts::TAU;
        [320.0 + 200.0 * angle.cos(), 240.0 + 200.0 * angle.sin()]
    };
    (0..=60).map(at).collect()
}

fn decorated(space: &Space, line: &[[f32; 2]], size: f32, variation: f32) -> Vec<Instance> {
    let at = space.pins()[0];
    Decoration { at, growth: 1.0, size, variation, seed: 4 }.of(space, line)
}

/// The ink of instances, each a list of places in px.
fn inks(space: &Space, instances: &[Instance]) -> Vec<Vec<[f32; 2]>> {
    let ink = |instance: &Instance| {
        let grown = space.grown(instance.at, instance.growth);
        let knots = grown.iter().flat_map(|one| &one.knots);
        let on_canvas = |knot: &[f32; 3]| {
            let [x, y, _] = instance.pose.canvas_from_frame(*knot);
            [x, y]
        };
        knots.map(on_canvas).collect()
    };
    instances.iter().map(ink).collect()
}

#[test]
fn a_region_is_decorated_with_members_that_lie_in_it_and_not_over_each_other() {
    let space = space(Family::LeafTurn, &[0.0, 1.0]);
    let size = 90.0 / space.size_px(space.pins()[0]);
    for variation in [0.0, 1.0] {
        let instances = decorated(&space, &ring(1.0), size, variation);
        assert!(instances.len() >= 12, "{}", instances.len());
        assert_eq!(instances, decorated(&space, &ring(1.0), size, variation));
        let inks = inks(&space, &instances);
        for (i, ink) in inks.iter().enumerate() {
            for [x, y] in ink {
                assert!((x - 320.0).hypot(y - 240.0) <= 201.0, "{x}, {y}");
            }
            for other in &inks[..i] {
                let near = ink
                    .iter()
                    .flat_map(|a| other.iter().map(move |b| (a[0] - b[0]).hypot(a[1] - b[1])));
                assert!(near.fold(f32::INFINITY, f32::min) > 0.5);
            }
        }
        let log = space.painting(&instances, [640, 480], &Paint::default()).unwrap();
        let strokes: usize =
            instances.iter().map(|one| space.grown(one.at, one.growth).len()).sum();
        assert_eq!(log.entries().len(), strokes);
    }
}

#[test]
fn a_line_is_decorated_on_both_sides() {
    let space = space(Family::LeafTurn, &[0.0, 1.0]);
    let size = 60.0 / space.size_px(space.pins()[0]);
    let line: Vec<[f32; 2]> = (0..=50_u8).map(|i| [60.0 + 10.0 * f32::from(i), 240.0]).collect();
    let instances = decorated(&space, &line, size, 0.2);
    assert!(instances.len() >= 8, "{}", instances.len());
    let middles: Vec<f32> = inks(&space, &instances)
        .iter()
        .map(|ink| {
            ink.iter().map(|at| at[1]).sum::<f32>() / f32::from(u16::try_from(ink.len()).unwrap())
        })
        .collect();
    assert!(middles.iter().any(|y| *y < 238.0) && middles.iter().any(|y| *y > 242.0));
    assert!(middles.iter().all(|y| (y - 240.0).abs() < 60.0), "{middles:?}");
}

#[test]
fn what_is_liked_is_what_decorates() {
    let mut space = space(Family::PetalWidth, &[0.0, 1.0]);
    let wanted = space.pins()[1];
    for seed in 0..12 {
        let four = space.propose(seed);
        let nearest = (0..SHOWN)
            .min_by(|a, b| {
                away(&space, four[*a], wanted).total_cmp(&away(&space, four[*b], wanted))
            })
            .unwrap();
        space.choose(four, nearest);
    }
    let size = 60.0 / space.size_px(wanted);
    let instances = decorated(&space, &ring(1.0), size, 0.5);
    assert!(instances.len() > 8);
    let nearer = instances
        .iter()
        .filter(|one| away(&space, one.at, wanted) < away(&space, one.at, space.pins()[0]));
    assert!(nearer.count() * 3 > instances.len() * 2);
}

#[test]
fn where_nothing_can_be_drawn_nothing_is() {
    let space = space(Family::LeafTurn, &[0.0, 1.0]);
    for line in
        [&[][..], &[[5.0, 5.0]], &[[5.0, 5.0]; 9], &[[f32::NAN; 2]; 9], &[[1e30; 2], [-1e30; 2]]]
    {
        assert!(decorated(&space, line, 1.0, 0.5).len() <= 200);
    }
    assert!(decorated(&space, &[], 1.0, 0.5).is_empty());
    assert!(decorated(&space, &ring(1.0), f32::NAN, f32::NAN).len() <= 200);
}
