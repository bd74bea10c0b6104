//! `limner design`: motifs from files of every kind become a space, which is drawn from and measured.

use limner_core::format;
use limner_tests::picture;
use limner_tests::program::Desk;

/// An SVG of a leaf of some width: its middle as a line, its sides as curves.
fn leaf(width: u32) -> String {
    let (left, right) = (50 - width, 50 + width);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" stroke-width=\"3\"><line x1=\"50\" y1=\"95\" x2=\"50\" y2=\"8\"/>\
         <path d=\"M50 90 C {left} 70 {left} 30 50 10 M50 90 C {right} 70 {right} 30 50 10\"/></svg>"
    )
}

fn desk() -> Desk {
    let letter = "START\n10,-10,0\n12,-40,50\n20,-80,90\nBREAK\n60,-10,200\n40,-80,260\nBREAK\n";
    Desk::new()
        .with("narrow.svg", leaf(12).as_bytes())
        .with("broad.svg", leaf(40).as_bytes())
        .with("letter.txt", letter.as_bytes())
}

#[test]
fn two_leaves_become_a_space_that_is_drawn_from() {
    let desk = desk();
    let words =
        desk.succeeds(&["design", "train", "narrow.svg", "broad.svg", "-o", "leaf.limnerdesign"]);
    assert!(words.contains("2 motifs, 3 strokes"), "{words}");
    let draw = |at: &str, out: &str| {
        desk.succeeds(&["design", "sample", "leaf.limnerdesign", "--at", at, "-o", out]);
        picture::decoded(&desk.read(out))
    };
    // Ink reaches further out the farther along the map one is.
    let reach = |at: &str, out: &str| {
        let drawn = draw(at, out);
        let paper = *drawn.get_pixel(0, 0);
        let columns = (0..drawn.width())
            .filter(|x| (0..drawn.height()).any(|y| *drawn.get_pixel(*x, y) != paper));
        columns.count()
    };
    let reaches =
        [reach("0", "a.png"), reach("0.5", "b.png"), reach("1", "c.png"), reach("1.4", "d.png")];
    assert!(reaches.windows(2).all(|two| two[1] > two[0] + 8), "{reaches:?}");
    // What was drawn is a painting, and a painting's strokes are motifs again.
    assert_eq!(format::decode(&desk.read("b.limner")).expect("a painting").entries().len(), 3);
    desk.succeeds(&[
        "design",
        "train",
        "b.limner@2-3",
        "leaf.limnerdesign",
        "-o",
        "more.limnerdesign",
    ]);
    desk.succeeds(&["design", "sheet", "more.limnerdesign", "--side", "3", "-o", "sheet.png"]);
    let sheet = picture::decoded(&desk.read("sheet.png"));
    assert_eq!((sheet.width(), sheet.height()), (480, 480));
    desk.succeeds(&[
        "design",
        "animate",
        "leaf.limnerdesign",
        "--grow",
        "--seconds",
        "0.3",
        "-o",
        "a.gif",
    ]);
    assert!(desk.read("a.gif").starts_with(b"GIF89a"));
}

#[test]
fn a_motif_with_a_bud_opens_from_it() {
    // Of the bud two strokes are drawn, the second one backwards.
    let bud = "<svg xmlns=\"http://www.w3.org/2000/svg\" stroke-width=\"3\"><line x1=\"50\" y1=\"95\" x2=\"50\" y2=\"8\"/>\
               <path d=\"M50 10 C 47 30 47 70 50 90\"/></svg>";
    let desk = desk().with("bud.svg", bud.as_bytes());
    desk.succeeds(&[
        "design",
        "train",
        "narrow.svg+bud.svg",
        "broad.svg+bud.svg",
        "-o",
        "buds.limnerdesign",
    ]);
    let reach = |at: &str, growth: &str| {
        desk.succeeds(&[
            "design",
            "sample",
            "buds.limnerdesign",
            "--at",
            at,
            "--growth",
            growth,
            "-o",
            "x.png",
        ]);
        let drawn = picture::decoded(&desk.read("x.png"));
        let paper = *drawn.get_pixel(0, 0);
        let inked = |x: u32, y: u32| *drawn.get_pixel(x, y) != paper;
        let columns = (0..drawn.width()).filter(|x| (0..drawn.height()).any(|y| inked(*x, y)));
        let rows = (0..drawn.height()).filter(|y| (0..drawn.width()).any(|x| inked(x, *y)));
        [columns.count(), rows.count()]
    };
    let [bud, half, bloom] = ["0", "0.5", "1"].map(|growth| reach("0.9", growth));
    assert!(bud[0] < half[0] && half[0] < bloom[0], "{bud:?} {half:?} {bloom:?}");
    assert!(5 * bud[1] > 4 * bloom[1], "{bud:?} {bloom:?}");
    desk.refuses(
        &["design", "train", "bud.svg+narrow.svg", "broad.svg", "-o", "x.limnerdesign"],
        "bud's strokes",
    );
    desk.refuses(
        &["design", "train", "narrow.svg+none.svg", "broad.svg", "-o", "x.limnerdesign"],
        "cannot read none.svg",
    );
}

#[test]
fn motifs_are_measured() {
    let desk = desk();
    let words =
        desk.succeeds(&["design", "eval", "narrow.svg", "broad.svg", "--json", "figures.json"]);
    assert!(words.contains("| motifs | 3 |"), "{words}");
    let figures: serde_json::Value =
        serde_json::from_slice(&desk.read("figures.json")).expect("JSON");
    let found = &figures["figures"][0];
    assert!(found["reconstruction"].as_f64().expect("a number") < 0.01, "{found}");
    assert!(found["iou"].as_f64().expect("a number") > 0.9, "{found}");
    assert!(found["left_out"].is_null(), "{found}");
}

#[test]
fn what_is_no_motif_is_said() {
    let desk = desk()
        .with("moved.svg", b"<svg><g transform='scale(2)'><path d='M1 1 L9 9'/></g></svg>")
        .with("empty.svg", b"<svg/>")
        .with("bad.svg", b"<svg><path d='M 1 q'/></svg>")
        .with("words.txt", b"hello")
        .with("picture.bin", b"GIF89a");
    for (file, names) in [
        ("moved.svg", "transform"),
        ("empty.svg", "no path"),
        ("bad.svg", "a path cannot be read"),
        ("words.txt", "START"),
        ("picture.bin", "is no motif"),
        ("none.svg", "cannot read none.svg"),
    ] {
        desk.refuses(&["design", "train", "narrow.svg", file, "-o", "x.limnerdesign"], names);
    }
    desk.refuses(&["design", "train", "narrow.svg", "-o", "x.limnerdesign"], "two to five motifs");
    desk.refuses(&["design", "sample", "narrow.svg", "-o", "x.png"], "is not a space");
    desk.refuses(
        &["design", "sample", "narrow.svg", "--at", "7", "-o", "x.png"],
        "outside -0.5 to 1.5",
    );
}
