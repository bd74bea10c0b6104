//! The native program on real files.

use limner_core::{Author, Painting, format};
use limner_tests::picture;
use limner_tests::program::Desk;

#[test]
fn paint_writes_a_picture_and_the_log_it_follows_from() {
    let desk = Desk::new().with("shapes.png", &picture::png(&picture::shapes(160, 120)));
    desk.succeeds(&[
        "paint",
        "shapes.png",
        "--out",
        "painted.png",
        "--strokes",
        "12",
        "--size",
        "96",
    ]);

    let painted = picture::decoded(&desk.read("painted.png"));
    assert_eq!(painted.dimensions(), (96, 72));
    let log = format::decode(&desk.read("painted.limner")).expect("a log");
    let replayed = Painting::from_log(&log).expect("it is drawable");
    assert_eq!(replayed.strokes().len(), 12);
    assert!(replayed.strokes().iter().all(|s| s.stroke.author == Author::Partner));
    let canvas = replayed.canvas();
    let mut rgba = vec![0; canvas.bounds().area() * 4];
    canvas.write_rgba8(canvas.bounds(), log.header().paper, &mut rgba);
    let same = painted.pixels().zip(rgba.chunks_exact(4)).all(|(a, b)| a.0 == b[..3]);
    assert!(same, "the picture is not what the log gives");
}
