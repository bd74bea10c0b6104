//! The native program on real files.

use limner_core::{
    Author, Brush, Coverage, Header, Log, Op, Painting, Path, Point, Rgb8, Stroke, format,
};
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

#[test]
fn continue_goes_on_with_a_painting_that_lacks_the_partners_brush() {
    let header =
        Header { brushes: vec![Brush::ROUND], ..Header::new(96, 64, Rgb8::new(250, 246, 238), 5) };
    let mut given = Log::new(header).expect("a sound header");
    // Without a picture it answers what somebody drew.
    let points = [(16, 20), (40, 12), (72, 30)].map(|(x, y)| Point::new(64 * x, 64 * y));
    let drawn = Stroke {
        author: Author::Person,
        brush: 0,
        color: Rgb8::new(40, 60, 120),
        opacity: 1 << 15,
        coverage: Coverage::Wash,
        path: Path::Bezier { points, radii: [128; 2] },
    };
    given.push(0, Op::Add(drawn)).expect("a sound stroke");
    let given = format::encode(&given);
    let desk = Desk::new().with("given.limner", &given);
    desk.succeeds(&["continue", "given.limner", "--out", "more.png", "--strokes", "4"]);
    assert_eq!(desk.read("given.limner"), given);
    let log = format::decode(&desk.read("more.limner")).expect("a log");
    let painting = Painting::from_log(&log).expect("it is drawable");
    let answers: Vec<_> = painting.strokes().iter().skip(1).map(|placed| &placed.stroke).collect();
    assert!(!answers.is_empty());
    let is_its_own = |stroke: &&Stroke| {
        stroke.author == Author::Partner
            && log.brushes()[usize::from(stroke.brush)] == Brush::PARTNER
    };
    assert!(answers.iter().all(is_its_own));
}
