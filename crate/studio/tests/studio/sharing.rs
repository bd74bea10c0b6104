//! What leaves a session arrives in another: the painting, and what it takes along.

use limner_core::{Author, format};
use limner_protocol::{Mood, Reply, Request, TargetChoice};
use limner_studio::colors::Colors;
use limner_studio::opening::Opening;
use limner_studio::share::{self, Wanted};
use limner_studio::turns::Turn;
use limner_studio::{PartnerSettings, Session, Status, taste_file};

use crate::worker::{Host, SESSION, png_of};

/// A painting of both, from a picture of the gallery, part of it taken back and judged.
fn painted() -> Host {
    let mut host = Host::new();
    host.session.partner_mut().choose_target(TargetChoice::Gallery(3));
    host.session.partner_mut().start();
    host.frames(40);
    assert!(host.visible(Author::Partner) >= 12);
    host.session.partner_mut().pause();
    host.paint([20.0, 20.0], [90.0, 70.0]);
    host.paint([90.0, 20.0], [20.0, 70.0]);
    host.session.undo();
    host.session.undo_partner();
    host.session.partner_mut().judge(true);
    host.frames(3);
    host
}

fn tell(host: &mut Host, reply: &Reply) {
    host.session.receive(&reply.encode(SESSION));
}

fn opened(bytes: Vec<u8>) -> Session {
    let mut opening = Opening::of_file(bytes).expect("a painting");
    while !opening.advance(1 << 20).expect("it opens") {}
    opening.finish(SESSION).expect("it is open")
}

#[test]
fn what_is_seen_arrives_with_the_number_of_its_picture() {
    let host = painted();
    let sent = &host.session;
    for history in [false, true] {
        let wanted = Wanted { history, ..Wanted::default() };
        let arrived = opened(share::packed_of(sent, wanted));
        assert_eq!(arrived.shown().hash(), sent.shown().hash());
        let came = &arrived.came;
        assert_eq!((came.gallery, &came.picture, &came.taste), (Some(3), &None, &None));
        assert!(!Status::of(&arrived).lacks_picture);
        let log = arrived.document().painting().log();
        assert_eq!(history, log == sent.document().painting().log());
    }
    let text = sent.link();
    assert_eq!(Session::open_link(SESSION, &text).unwrap().shown().hash(), sent.shown().hash());
}

#[test]
fn a_picture_holds_the_painting_and_one_that_does_not_is_none() {
    let mut host = painted();
    let (hash, paper) = (host.session.shown().hash(), host.session.document().paper());
    let png = png_of(&mut host.session, Some(Wanted::default()));
    assert_eq!(opened(png.clone()).shown().hash(), hash);
    let plain = png_of(&mut host.session, None);
    assert!(share::in_picture(&plain).is_none());
    let refused = Opening::of_file(plain).unwrap_err();
    assert_eq!(refused.code.as_str(), "not_a_painting");
    // Programs that only show pictures see the same.
    let pixels = |bytes: &[u8]| {
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        let mut rgb = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut rgb).unwrap();
        rgb
    };
    let canvas = host.session.document().painting().canvas().clone();
    let alone = limner_share::picture::png(&canvas, paper, None).unwrap();
    assert_eq!(pixels(&png), pixels(&alone));
    // A damaged one says so.
    let at = png.windows(4).position(|w| w == limner_core::format::carrier::CHUNK).unwrap() + 40;
    let mut damaged = png;
    damaged[at] ^= 1;
    assert_eq!(Opening::of_file(damaged).unwrap_err().code.as_str(), "painting_damaged");
}

#[test]
fn a_page_holds_the_painting_and_one_that_does_not_is_none() {
    let mut host = painted();
    host.session.catch_up();
    let packed = share::packed_of(&host.session, Wanted::default());
    let what = limner_share::What::Page(limner_share::html::Words::default());
    let page = limner_share::Export::of(packed, what).unwrap().finish().unwrap();
    assert_eq!(opened(page.clone()).shown().hash(), host.session.shown().hash());
    let code = |page: &[u8]| Opening::of_file(page.to_vec()).unwrap_err().code.as_str().to_owned();
    let mark = b"id=\"painting\">";
    let at = page.windows(mark.len()).position(|w| w == mark).unwrap() + mark.len() + 60;
    for letter in [b'*', if page[at] == b'A' { b'B' } else { b'A' }] {
        let mut damaged = page.clone();
        damaged[at] = letter;
        assert_eq!(code(&damaged), "painting_damaged");
    }
    assert_eq!(code(b"<!doctype html><p>Nothing painted here."), "not_a_painting");
}

#[test]
fn the_partners_settings_go_along_and_a_taste_only_where_it_is_wanted() {
    let mut host = painted();
    let settings = PartnerSettings {
        price: 140,
        colors: Colors::OfPicture(6),
        follows: true,
        answer: 9,
        mood: Mood { valence: -40, arousal: 80, boldness: 5 },
        taste_weight: 30,
        ..PartnerSettings::default()
    };
    host.session.partner_mut().set_settings(settings);
    host.session.partner_mut().set_turn(Turn::Answers);
    host.worker.learned.taste = vec![7; 90];
    let learned = Reply::Learned(host.worker.learned.clone());
    tell(&mut host, &learned);

    let arrived = opened(share::packed_of(&host.session, Wanted::default()));
    let came = arrived.came.settings.expect("settings came");
    assert_eq!((came.price, came.colors, came.answer), (140, Colors::OfPicture(6), 9));
    assert_eq!((came.mood, came.turn, came.follows), (settings.mood, Turn::Answers, true));
    assert_eq!(arrived.came.taste, None);
    // Nothing is taken over by itself.
    assert_eq!(*arrived.partner().settings(), PartnerSettings::default());

    let arrived =
        opened(share::packed_of(&host.session, Wanted { taste: true, ..Wanted::default() }));
    let taste = arrived.came.taste.clone().expect("a taste came");
    assert_eq!(taste_file::decode(&taste).unwrap().1, vec![7; 90]);
    assert!(arrived.partner().learned().taste.is_empty(), "it was learned unasked");
}

#[test]
fn the_picture_itself_goes_along_where_it_is_wanted_and_was_packed() {
    let mut host = painted();
    host.session.partner_mut().choose_target(TargetChoice::File(vec![1, 2, 3]));
    host.frames(3);
    let wanted = Wanted { picture: Some(224), ..Wanted::default() };
    assert_eq!(opened(share::packed_of(&host.session, wanted)).came.picture, None);
    host.session.partner_mut().pack_target(224);
    host.frames(1);
    assert!(host.worker.requests.contains(&Request::Pack { side: 224 }));
    tell(&mut host, &Reply::Packed { side: 224, bytes: vec![9; 50] });
    let arrived = opened(share::packed_of(&host.session, wanted));
    assert_eq!(arrived.came.picture, Some(vec![9; 50]));
    assert!(!Status::of(&arrived).lacks_picture);
    // Another target is another picture.
    host.session.partner_mut().choose_target(TargetChoice::File(vec![4]));
    host.frames(3);
    assert_eq!(opened(share::packed_of(&host.session, wanted)).came.picture, None);
}

/// A painting as it came from somebody whose picture stayed with them.
fn lacking() -> Host {
    let host = painted();
    let log = host.session.document().painting().log();
    Host::with(Session::open(SESSION, &format::encode(log)).unwrap())
}

#[test]
fn where_the_picture_is_missing_the_partner_asks_before_it_paints() {
    let mut host = lacking();
    let strokes = host.visible(Author::Partner);
    let status = Status::of(&host.session);
    assert!(status.lacks_picture && !status.asks_for_picture && !status.running);
    for start in 0..3 {
        match start {
            0 => host.session.partner_mut().start(),
            1 => host.session.partner_mut().step(),
            _ => host.session.partner_mut().choose_turn(Turn::Alone),
        }
        host.frames(30);
        let status = Status::of(&host.session);
        assert!(status.asks_for_picture && !status.running);
        assert_eq!(host.visible(Author::Partner), strokes, "it painted unasked");
        host.session.partner_mut().go_without_picture(false);
        assert!(!Status::of(&host.session).asks_for_picture);
    }
    // It adds to what is there, if that is wanted.
    host.session.partner_mut().start();
    host.session.partner_mut().go_without_picture(true);
    assert!(Status::of(&host.session).running);
    host.frames(30);
    assert!(host.visible(Author::Partner) > strokes);

    // With a picture it goes on at once.
    let mut host = lacking();
    host.session.partner_mut().start();
    host.session.partner_mut().choose_target(TargetChoice::Gallery(1));
    let status = Status::of(&host.session);
    assert!(status.running && !status.lacks_picture);
    // One that is only chosen starts nothing.
    let mut host = lacking();
    host.session.partner_mut().choose_target(TargetChoice::Gallery(1));
    assert!(!Status::of(&host.session).running);
}

#[test]
fn a_painting_that_never_had_a_picture_lacks_none_where_it_is_opened() {
    let mut host = Host::new();
    host.session.partner_mut().start();
    host.paint([20.0, 20.0], [90.0, 70.0]);
    host.frames(30);
    assert!(host.visible(Author::Partner) > 0, "it answered");
    let arrived = opened(share::packed_of(&host.session, Wanted::default()));
    assert!(!Status::of(&arrived).lacks_picture);
    // Whoever passes one on that lacks its picture passes that on, too.
    let arrived = opened(share::packed_of(&lacking().session, Wanted::default()));
    assert!(Status::of(&arrived).lacks_picture);
}

#[test]
fn the_persons_own_strokes_lack_no_picture() {
    let mut host = Host::new();
    host.paint([20.0, 20.0], [90.0, 70.0]);
    let arrived = opened(share::packed_of(&host.session, Wanted::default()));
    assert!(!Status::of(&arrived).lacks_picture);
}

#[test]
fn a_design_goes_along_where_it_was_sent_and_what_is_none_stays() {
    let mut host = painted();
    let wanted = Wanted::default();
    let arrived = |host: &Host| opened(share::packed_of(&host.session, wanted)).came.design;
    assert_eq!(arrived(&host), None);
    let design = [&b"LDSP\x01\x01"[..], &[7; 3000]].concat();
    host.session.design = design.clone();
    assert_eq!(arrived(&host), Some(design.clone()));
    let came =
        Session::open_link(SESSION, &share::link_of(&share::packed_of(&host.session, wanted)));
    let came = came.unwrap();
    assert_eq!(came.came.companion(5), Some(design.clone()));
    // It came, and is not sent on by itself.
    assert_eq!(opened(share::packed_of(&came, wanted)).came.design, None);
    // What is no design, or too much of one, does not leave.
    let long = [&design[..], &vec![0; limner_studio::travelling::MAX_DESIGN]].concat();
    for other in [b"GIF89a".to_vec(), long, Vec::new()] {
        host.session.design = other;
        assert_eq!(arrived(&host), None);
    }
    // Nor is it taken for one where it arrives.
    let log = host.session.document().painting().log();
    for bytes in [b"GIF89a".to_vec(), Vec::new()] {
        let packed = format::encode_compact(log, &[format::Companion { kind: 5, bytes }]);
        assert_eq!(opened(packed).came.design, None);
    }
}
