//! What a worker says that is asked for something beside the painting is not trusted.

use limner_core::fixed::ONE_U16;
use limner_core::{Author, Coverage, Path, Point, Rgb8, Stroke};
use limner_protocol::{About, FocusArea, Heat, Kept, MAX_PLACE, Repainted, Reply, Request, Why};
use limner_studio::Status;

use crate::worker::{Host, SESSION};

fn stroke() -> Stroke {
    Stroke {
        author: Author::Partner,
        brush: 1,
        color: Rgb8::new(9, 90, 200),
        opacity: ONE_U16,
        coverage: Coverage::Wash,
        path: Path::Bezier { points: [Point::from_px(60, 50); 3], radii: [640; 2] },
    }
}

/// The patch that was asked for last.
fn asked(host: &Host) -> (u32, FocusArea) {
    let patch = |request: &Request| match request {
        Request::Repaint { id, area, .. } => Some((*id, *area)),
        _ => None,
    };
    host.worker.requests.iter().rev().find_map(patch).unwrap()
}

/// A worker's answer: these strokes of the painting would make room for another.
fn answer(host: &mut Host, id: u32, old: Vec<u32>) {
    let brushes = host.session.document().painting().log().brush_count();
    let painted = Repainted { id, brushes, old, new: vec![stroke()], pictures: None };
    host.session.receive(&Reply::Repainted(painted).encode(SESSION));
}

#[test]
fn no_patch_hides_what_is_the_persons_or_is_not_there() {
    let mut host = Host::new();
    host.paint([20.0, 20.0], [90.0, 60.0]);
    host.frames(2);
    let before = (host.session.shown().hash(), host.session.document().revision());
    for old in [vec![before.1 - 1], vec![4_000]] {
        host.session.partner_mut().repaint(60.0, 50.0, 30.0);
        host.frames(1);
        let (id, area) = asked(&host);
        assert_eq!(area, FocusArea { x: 60, y: 50, reach: 30 });
        // Another's answer is none.
        answer(&mut host, id + 1, Vec::new());
        assert!(host.session.partner().beside.patch().unwrap().came().is_none());
        answer(&mut host, id, old);
        assert!(!host.session.partner_mut().end_repaint(Kept::New));
        let trouble = Status::of(&host.session).trouble.unwrap();
        assert_eq!(trouble.trouble.code.as_str(), "no_such_stroke");
        host.session.troubles_mut().dismiss_first();
        assert_eq!((host.session.shown().hash(), host.session.document().revision()), before);
    }
    assert!(!host.session.partner_mut().end_repaint(Kept::New), "there is none any more");

    // Any place is one on the canvas.
    for (x, y, reach) in [(f32::NAN, -1e9, 1e9), (1e9, 1e9, -3.0)] {
        host.session.partner_mut().repaint(x, y, reach);
        host.frames(1);
        let (_, area) = asked(&host);
        assert!(area.x <= 160 && area.y <= 120 && (1..=MAX_PLACE).contains(&area.reach));
    }
}

/// An answer that tells nothing.
fn why(id: u32) -> Why {
    Why {
        id,
        told: 0,
        gain_ppm: 0,
        reason: 4,
        parts: Vec::new(),
        points: Vec::new(),
        spread: Vec::new(),
        brushes: 3,
        alternatives: Vec::new(),
    }
}

#[test]
fn only_what_was_asked_for_is_taken_in() {
    let mut host = Host::new();
    let heat = || Reply::Heat(Heat { columns: 1, rows: 1, cells: vec![9] }).encode(SESSION);
    host.session.receive(&heat());
    assert!(host.session.partner().beside.heat().cells.is_empty());
    host.session.partner_mut().set_heat(true);
    host.frames(40);
    host.session.receive(&heat());
    assert_eq!(host.session.partner().beside.heat().cells, [9]);
    host.session.partner_mut().set_heat(false);
    host.session.receive(&heat());
    assert!(host.session.partner().beside.heat().cells.is_empty());

    let why = |id| Reply::Why(why(id)).encode(SESSION);
    host.session.receive(&why(1));
    assert!(host.session.partner().beside.why().is_none());
    host.session.partner_mut().ask_why(About::Painted(0));
    host.frames(1);
    let id = host.worker.requests.iter().find_map(|request| match request {
        Request::Why { id, .. } => Some(*id),
        _ => None,
    });
    host.session.receive(&why(id.unwrap() + 1));
    assert!(host.session.partner().beside.why().is_none());
    host.session.receive(&why(id.unwrap()));
    assert_eq!(host.session.partner().beside.why().map(|why| why.id), id);
}

#[test]
fn why_a_stroke_was_chosen_is_forgotten_with_the_stroke() {
    let mut host = Host::new();
    host.paint([20.0, 20.0], [90.0, 60.0]);
    host.paint([20.0, 60.0], [90.0, 20.0]);
    let last = host.session.document().painting().strokes().last().unwrap().id;
    host.session.partner_mut().ask_why(About::Painted(last));
    host.frames(1);
    let id = host.worker.requests.iter().find_map(|request| match request {
        Request::Why { id, .. } => Some(*id),
        _ => None,
    });
    let why = why(id.unwrap());
    host.session.receive(&Reply::Why(why).encode(SESSION));
    assert!(host.session.partner().beside.why().is_some());
    host.session.undo();
    assert!(host.session.partner().beside.why().is_none());
}
