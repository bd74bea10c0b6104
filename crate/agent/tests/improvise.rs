//! Without a target the partner goes on with what there is: visibly, beside the person's paint and not over it, in
//! the palette's colours, for a breath.

use limner_agent::partner::{Partner, Settings, Work};
use limner_agent::policy::initial_parameters;
use limner_agent::weights;
use limner_core::{Author, Coverage, Entry, Header, Log, Op, Path, Point, Rgb8, Stroke};
use limner_env::Scene;

const SIDE: u16 = 128;
const RED: Rgb8 = Rgb8::new(200, 30, 30);

/// A person's broad stroke over the left half.
fn persons() -> Stroke {
    let px = |v: i32| v * 64;
    Stroke {
        author: Author::Person,
        brush: 0,
        color: RED,
        opacity: 1 << 15,
        coverage: Coverage::Wash,
        path: Path::Bezier {
            points: [(30, 10), (30, 64), (30, 118)].map(|(x, y)| Point::new(px(x), px(y))),
            radii: [px(24); 2],
        },
    }
}

fn partner() -> Partner {
    let bytes = weights::encode(&initial_parameters(1), "{}").expect("sound weights");
    let mut partner = Partner::new(Some(&bytes)).expect("its own weights");
    let header = Header::new(SIDE, SIDE, Rgb8::new(250, 250, 245), 5);
    let log = Log::new(header).expect("a sound header");
    partner.open(&log).expect("an empty painting");
    partner
}

/// What it plans, once it has planned all it wants to.
fn planned(partner: &mut Partner, count: usize) -> Vec<Stroke> {
    partner.plan(count);
    while partner.work().expect("the policy is finite") == Work::More {}
    partner.take_planned().into_iter().map(|proposal| proposal.stroke).collect()
}

#[test]
fn it_goes_on_beside_what_the_person_began_and_then_waits() {
    let mut partner = partner();
    let breath = 10;
    partner.set_settings(Settings { breath, ..partner.settings() });
    partner.push(Entry { dt_ms: 0, op: Op::Add(persons()) }).expect("a sound stroke");
    let strokes = planned(&mut partner, 50);
    assert_eq!(strokes.len(), breath as usize);
    let mut scene =
        Scene::new(partner.painting().log().header().clone(), None).expect("a sound header");
    let place = scene.next_place();
    scene.paint(&persons());
    scene.accept(&persons(), place);
    for stroke in &strokes {
        assert_eq!(stroke.author, Author::Partner);
        let over = scene.persons_share(stroke);
        assert!(over <= 0.4, "{over} of a stroke lies over the person's");
    }
    // It waits until the person paints again.
    assert!(planned(&mut partner, 5).is_empty());
    partner.push(Entry { dt_ms: 0, op: Op::Add(persons()) }).expect("a sound stroke");
    assert_eq!(planned(&mut partner, 5).len(), 5);
}

#[test]
fn it_keeps_to_the_palette() {
    let mut partner = partner();
    let palette = vec![Rgb8::new(20, 40, 90), Rgb8::new(200, 180, 60)];
    partner.set_palette(palette.clone());
    let strokes = planned(&mut partner, 12);
    assert!(strokes.len() >= 6, "only {} strokes", strokes.len());
    assert!(strokes.iter().all(|stroke| palette.contains(&stroke.color)));
}
