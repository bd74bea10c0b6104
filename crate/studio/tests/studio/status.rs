//! How a session says that it stands.

use std::path::PathBuf;

use limner_core::Author;
use limner_protocol::codes::{phase, trouble};
use limner_protocol::{Reply, Request, TargetChoice, Trouble};
use limner_studio::{BrushStatus, Status, limits};
use serde_json::Value;

use crate::worker::{Host, SESSION};

fn phase_of(host: &Host) -> &'static str {
    Status::of(&host.session).phase
}

#[test]
fn of_several_reasons_to_wait_the_first_is_told() {
    let mut host = Host::new();
    host.set(|settings| settings.polishes = false);
    assert_eq!(phase_of(&host), phase::NO_TARGET);
    host.session.partner_mut().choose_target(TargetChoice::Gallery(0));
    assert_eq!(phase_of(&host), phase::PICTURE);
    host.frames(2);
    assert_eq!(phase_of(&host), phase::WAITING);
    host.down(10.0, 10.0);
    assert_eq!(
        phase_of(&host),
        phase::WAITING,
        "it holds still for nobody while it is not started"
    );
    host.session.partner_mut().start();
    assert_eq!(phase_of(&host), phase::HELD);
    host.session.pointer().up(host.now_ms);
    host.frames(4);
    assert!([phase::THINKING, phase::PAINTING].contains(&phase_of(&host)));
    host.session.view_mut().scrub(Some(0));
    assert_eq!(phase_of(&host), phase::PAST);
    host.session.view_mut().scrub(None);
    host.session.partner_mut().pause();
    assert_eq!(phase_of(&host), phase::PAUSED);
    host.session.partner_mut().worker_died();
    assert_eq!(phase_of(&host), phase::LOADING);
    host.session.view_mut().scrub(Some(0));
    assert_eq!(phase_of(&host), phase::PAST);
}

#[test]
fn a_picture_of_the_gallery_outlives_the_worker_and_a_file_that_it_died_over_does_not() {
    for (choice, kept) in [(TargetChoice::Gallery(1), Some(1)), (TargetChoice::File(vec![1]), None)]
    {
        let mut host = Host::new();
        host.frames(5);
        host.session.partner_mut().choose_target(choice);
        host.worker = crate::worker::Worker::new();
        host.session.partner_mut().worker_died();
        host.frames(6);
        let target = Status::of(&host.session).target;
        assert_eq!(target.and_then(|target| target.gallery), kept);
    }
}

#[test]
fn no_trouble_takes_the_place_of_another() {
    let mut host = Host::new();
    let failed = Reply::Trouble(Trouble::new(trouble::PARTNER_FAILED)).encode(SESSION);
    host.session.receive(&failed);
    host.session.partner_mut().worker_died();
    host.session.receive(&failed);
    host.session.receive(b"nonsense");
    let mut told = Vec::new();
    while let Some(waiting) = Status::of(&host.session).trouble {
        told.push((waiting.trouble.code.as_str().to_owned(), waiting.times));
        host.session.troubles_mut().dismiss_first();
    }
    let expected = [(trouble::PARTNER_FAILED, 2), (trouble::WORKER_DIED, 1)];
    let expected = expected.into_iter().chain([(trouble::MESSAGE_VERSION, 1)]);
    assert_eq!(told, expected.map(|(code, times)| (code.to_owned(), times)).collect::<Vec<_>>());
}

/// What the page's script says of the fields: name and type.
fn fields_of_the_script(name: &str) -> Vec<(String, String)> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../www/handle.js");
    let text = std::fs::read_to_string(path).expect("the page's script is there");
    let (_, text) =
        text.split_once(&format!("@typedef {{object}} {name}\n")).expect("the type is there");
    let (text, _) = text.split_once("*/").expect("the comment ends");
    let property = |line: &str| {
        let (kind, name) = line.split_once("@property {")?.1.rsplit_once("} ")?;
        Some((name.trim().to_owned(), kind.to_owned()))
    };
    text.lines().filter_map(property).collect()
}

#[test]
fn the_script_knows_every_field_and_its_type() {
    let fields = fields_of_the_script("Status");
    let brush_fields = fields_of_the_script("BrushStatus");
    let mut host = Host::new();
    let bare = serde_json::to_value(Status::of(&host.session)).unwrap();
    host.session.partner_mut().choose_target(TargetChoice::Gallery(2));
    host.session.receive(&Reply::Trouble(Trouble::new(trouble::PARTNER_FAILED)).encode(SESSION));
    host.frames(2);
    let full = serde_json::to_value(Status::of(&host.session)).unwrap();
    let brush = serde_json::to_value(BrushStatus::of(&host.session.hand().tools)).unwrap();
    for (status, fields) in [(bare, &fields), (full, &fields), (brush, &brush_fields)] {
        let status = status.as_object().unwrap();
        for (name, kind) in fields {
            let value = status.get(name).unwrap_or_else(|| panic!("{name} is not in the status"));
            let fits = match value {
                Value::Null => kind.ends_with("| null"),
                Value::Bool(_) => kind == "boolean",
                Value::Number(_) => kind.starts_with("number") && !kind.contains('['),
                Value::String(text) => kind == "string" || kind.contains(&format!("{text:?}")),
                Value::Array(_) => kind.ends_with("[]"),
                Value::Object(object) => object.keys().all(|key| kind.contains(&format!("{key}:"))),
            };
            assert!(fits, "{name} is {value}, not {kind}");
        }
        assert_eq!(status.len(), fields.len(), "the script knows too few: {status:?}");
    }
}

/// A file as long as a limit says reaches the worker, and one byte more is refused here.
#[test]
fn a_pictures_limit_is_where_it_is_said_to_be() {
    let mut host = Host::new();
    let limit = limits::LIMITS.picture_bytes;
    host.session.partner_mut().choose_target(TargetChoice::File(vec![0; limit]));
    host.frames(2);
    assert_eq!(host.session.troubles().first(), None);
    assert_eq!(host.worker.count(|r| matches!(r, Request::Target(_))), 1);
    host.session.partner_mut().choose_target(TargetChoice::File(vec![0; limit + 1]));
    let code = host.session.troubles().first().unwrap().trouble.code.clone();
    assert_eq!(code.as_str(), trouble::PICTURE_FILE_TOO_LARGE);
    assert_eq!(host.visible(Author::Person), 0);
}
