//! Without a target the partner answers what the person drew: in their paint or the palette's, not across their lines,
//! a little at a time, and as they like it.

use limner_agent::partner::{Partner, Settings, Work};
use limner_agent::planner::{Move, Proposal};
use limner_core::{Author, Entry, Header, Log, Op, Rgb8};
use limner_duet::drawings::{ALL, SIDE, Subject};
use limner_env::Scene;

fn partner() -> Partner {
    let mut partner = Partner::new(None).expect("its own weights");
    let header = Header::new(SIDE, SIDE, Rgb8::new(250, 250, 245), 5);
    partner.open(&Log::new(header).expect("a sound header")).expect("an empty painting");
    partner
}

/// The person draws this.
fn draw(partner: &mut Partner, subject: Subject) {
    for entry in subject.log(3).expect("a drawing").entries() {
        partner.push(entry.clone()).expect("a sound stroke");
    }
}

/// What it plans, once it has planned all it wants to.
fn planned(partner: &mut Partner, count: usize) -> Vec<Proposal> {
    partner.plan(count);
    while partner.work().expect("marks are finite") == Work::More {}
    partner.take_planned()
}

fn motives(planned: &[Proposal]) -> Vec<Move> {
    let mut motives: Vec<Move> = planned.iter().filter_map(|proposal| proposal.motive).collect();
    motives.dedup();
    motives
}

#[test]
fn on_bare_paper_it_waits_and_it_answers_what_is_drawn_a_little_at_a_time() {
    let mut partner = partner();
    assert!(planned(&mut partner, 8).is_empty());
    draw(&mut partner, Subject::House);
    let answers = planned(&mut partner, 100);
    assert!(motives(&answers).len() == 2, "{:?}", motives(&answers));
    // What is planned comes to be painted, and then it is the person's turn.
    for proposal in answers {
        partner.push(Entry { dt_ms: 9, op: Op::Add(proposal.stroke) }).expect("it was planned");
    }
    assert!(planned(&mut partner, 8).is_empty());
    let stroke = Subject::Waves.log(3).expect("a drawing").entries()[0].clone();
    partner.push(stroke).expect("a sound stroke");
    assert!(!planned(&mut partner, 8).is_empty());
}

#[test]
fn answers_are_the_partners_strokes_and_not_across_the_persons() {
    for subject in ALL {
        let mut partner = partner();
        draw(&mut partner, subject);
        let mut scene =
            Scene::new(partner.painting().log().header().clone(), None).expect("a header");
        for placed in partner.painting().strokes() {
            let place = partner.painting().place_of(placed.id).expect("it is placed");
            scene.paint(&placed.stroke);
            scene.accept(&placed.stroke, place);
        }
        for proposal in planned(&mut partner, 60) {
            assert_eq!(proposal.stroke.author, Author::Partner);
            // Where a line goes on it touches the one that it goes on from.
            let over = scene.persons_share(&proposal.stroke);
            assert!(over < 0.25, "{subject:?}, {:?}: {over} lies over theirs", proposal.motive);
        }
    }
}

#[test]
fn it_keeps_to_the_palette() {
    let mut partner = partner();
    let palette = vec![Rgb8::new(20, 40, 90), Rgb8::new(200, 180, 60)];
    partner.set_palette(palette.clone());
    draw(&mut partner, Subject::Flower);
    let strokes = planned(&mut partner, 12);
    assert!(!strokes.is_empty());
    assert!(strokes.iter().all(|proposal| palette.contains(&proposal.stroke.color)));
}

/// How many of several answers are in a way that was refused, of those who said no and of those who did not.
#[test]
fn a_way_of_answering_that_is_refused_comes_less_often() {
    let refused = |says_no: bool| -> usize {
        let mut count = 0;
        for seed in 0..12 {
            let mut partner = partner();
            partner.set_settings(Settings { breath: 1, ..partner.settings() });
            partner.set_seed(seed);
            draw(&mut partner, Subject::House);
            let first = planned(&mut partner, 30);
            let Some(how) = motives(&first).first().copied() else { continue };
            if says_no {
                for _ in 0..4 {
                    partner.push(no(&first[0])).expect("a judgement");
                }
            }
            // They draw on, elsewhere.
            let more = Subject::Pattern.log(3).expect("a drawing").entries()[0].clone();
            partner.push(more).expect("a sound stroke");
            count += usize::from(motives(&planned(&mut partner, 30)).contains(&how));
        }
        count
    };
    let (after_noes, otherwise) = (refused(true), refused(false));
    assert!(after_noes * 2 <= otherwise, "{after_noes} of 12 after noes, {otherwise} without");
}

/// A no to a stroke that is planned.
fn no(proposal: &Proposal) -> Entry {
    let judgement = limner_core::Judgement {
        verdict: limner_core::Verdict::No,
        strokes: Vec::new(),
        proposals: vec![proposal.stroke.clone()],
        revision: 0,
        target: 0,
        weights: 0,
    };
    Entry { dt_ms: 9, op: Op::Judge(Box::new(judgement)) }
}
