//! Learning from simulated people, measured by the native program on small pictures.

use limner_tests::picture;
use limner_tests::program::Desk;
use serde_json::Value;

/// Two people, one of whom wants what no taste has a word for.
const PEOPLE: &str = r#"[
    {"name": "long", "terms": [{"of": ["length"], "weight": 1.0}]},
    {"name": "odd", "terms": [{"of": ["opacity", "rising"], "weight": 2.0},
                              {"inside": [0.2, 0.2, 0.3], "weight": -1.0}]}
]"#;
const SMALL: [&str; 8] = ["--size", "32", "--seeds", "2", "--before", "8", "--after", "8"];

fn desk() -> Desk {
    Desk::new()
        .with("good/a.png", &picture::png(&picture::shapes(60, 60)))
        .with("people.json", PEOPLE.as_bytes())
}

/// The objects of a file of one a line.
fn objects(bytes: &[u8]) -> Vec<Value> {
    let text = String::from_utf8(bytes.to_vec()).expect("UTF-8");
    text.lines().map(|line| serde_json::from_str(line).expect("an object a line")).collect()
}

fn number(object: &Value, name: &str) -> f64 {
    object[name].as_f64().unwrap_or_else(|| panic!("{object} has no number {name}"))
}

#[test]
fn people_teach_and_every_arm_is_measured() {
    let desk = desk();
    let asked = ["--judged", "4", "--at", "1,2", "--people", "people.json"];
    let files = ["--json", "out.jsonl", "--plot", "out.svg"];
    let said = desk.succeeds(&[&["teach-eval", "good"][..], &SMALL, &asked, &files].concat());
    assert!(said.contains("| long | yes_no | 2 |"), "{said}");
    assert!(said.contains("| mean of all | best_of_four | 1 |"), "{said}");
    assert!(desk.read("out.svg").starts_with(b"<svg"));

    let objects = objects(&desk.read("out.jsonl"));
    let arms =
        ["none", "shuffled", "rerank", "yes_no", "pairs", "best_of_four", "mixed", "policy_alone"];
    assert_eq!(objects.len(), 2 * 2 * arms.len());
    for object in &objects {
        let arm = object["arm"].as_str().expect("an arm");
        assert!(
            arms.contains(&arm) && ["long", "odd"].map(Value::from).contains(&object["person"])
        );
        let [gain, low, high] = ["gain", "low", "high"].map(|name| number(object, name));
        assert!(low <= gain && gain <= high, "{object}");
        assert!(number(object, "oracle").is_finite() && number(object, "psnr_lost").is_finite());
        assert!([1.0, 2.0].contains(&number(object, "answers")));
        if arm == "none" {
            assert_eq!((gain, low, high), (0.0, 0.0, 0.0));
        } else if arm != "shuffled" {
            assert!((0.0..=1.0).contains(&number(object, "accuracy")), "{object}");
        }
    }
}

/// What a file of objects holds but for what a clock said, with numbers to eight digits: those that were read from text
/// may differ in their last bit.
fn without_times(bytes: &[u8]) -> Vec<String> {
    let said = |(name, value): (&String, &Value)| {
        let value = value.as_f64().map_or(value.to_string(), |v| format!("{v:.8}"));
        (name != "update_ms").then(|| format!("{name}: {value}"))
    };
    let line = |object: &Value| {
        let fields = object.as_object().expect("an object").iter();
        fields.filter_map(said).collect::<Vec<_>>().join(", ")
    };
    objects(bytes).iter().map(line).collect()
}

#[test]
fn lessons_that_were_kept_are_not_measured_again() {
    let desk = desk();
    let teach = |seeds: &str, more: &[&str]| {
        let asked = ["teach-eval", "good", "--size", "32", "--before", "8", "--after", "8"];
        let arms = ["--arms", "shuffled,yes_no", "--judged", "4", "--people", "people.json"];
        let rest = ["--at", "2", "--json", "out.jsonl", "--seeds", seeds];
        [&asked[..], &arms, &rest, more].concat().into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let succeeds = |args: &[String]| {
        desk.succeeds(&args.iter().map(String::as_str).collect::<Vec<_>>());
    };
    succeeds(&teach("2", &[]));
    let at_once = without_times(&desk.read("out.jsonl"));

    let keep = ["--keep", "kept.jsonl"];
    succeeds(&teach("1", &keep));
    let kept = String::from_utf8(desk.read("kept.jsonl")).expect("UTF-8");
    // How it was measured; then three arms with the one that is told, for two people.
    assert_eq!(kept.lines().count(), 1 + 2 * 3);
    // Somebody was interrupted in the middle of the last line.
    let desk_again = self::desk().with("kept.jsonl", &kept.as_bytes()[..kept.len() - 40]);
    let args = teach("2", &keep);
    desk_again.succeeds(&args.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(without_times(&desk_again.read("out.jsonl")), at_once);
    let all = String::from_utf8(desk_again.read("kept.jsonl")).expect("UTF-8");
    assert_eq!(all.lines().count(), 1 + 2 * 2 * 3);
    assert!(all.lines().take(6).eq(kept.lines().take(6)), "what was kept stays as it was");
    // With all of them kept, every time is an old one.
    let first = desk_again.read("out.jsonl");
    desk_again.succeeds(&args.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(desk_again.read("out.jsonl"), first);

    let refuses = |desk: &Desk, args: &[String], why: &str| {
        desk.refuses(&args.iter().map(String::as_str).collect::<Vec<_>>(), why);
    };
    refuses(
        &desk,
        &teach("1", &["--keep", "kept.jsonl", "--exploring", "0"]),
        "measured otherwise",
    );
    let damaged =
        self::desk().with("kept.jsonl", kept.replacen("\"score\":", "\"sc", 1).as_bytes());
    refuses(&damaged, &teach("1", &keep), "line 2 of kept.jsonl");
    let twins = self::desk().with("more/a.png", &picture::png(&picture::shapes(60, 60)));
    refuses(&twins, &teach("1", &["more", "--keep", "kept.jsonl"]), "a.png");
}

#[test]
fn what_is_told_is_measured_at_every_strength() {
    let desk = desk();
    let asked = ["--oracle", "--strengths", "0.25,2", "--people", "people.json"];
    let files = ["--json", "out.jsonl", "--plot", "out.svg"];
    let teach = [&["teach-eval", "good"][..], &SMALL, &asked, &files].concat();
    desk.succeeds(&teach);
    let first = desk.read("out.jsonl");
    let (all, alone): (Vec<_>, Vec<_>) =
        objects(&first).into_iter().partition(|object| object["arm"] == "oracle");
    // What the partner makes of it, and what its policy does by itself.
    for all in [&all, &alone] {
        let strengths: Vec<f64> = all.iter().map(|object| number(object, "strength")).collect();
        assert_eq!(strengths, [0.25, 2.0, 0.25, 2.0]);
    }
    assert!(alone.iter().all(|object| object["arm"] == "oracle_policy_alone"));
    assert!(all.iter().all(|object| number(object, "structure_lost").abs() < 1.0));
    // Told to paint long strokes it does, and more so the more strongly it is told.
    let long: Vec<f64> = all[..2].iter().map(|object| number(object, "gain")).collect();
    assert!(long[1] > 0.1 && long[1] > long[0], "{long:?}");
    // The same seeds, the same strokes.
    desk.succeeds(&teach);
    assert_eq!(desk.read("out.jsonl"), first);
}

#[test]
fn people_that_cannot_be_read_are_named_with_the_reason() {
    let with = |terms: &str| format!(r#"[{{"name": "a", "terms": [{terms}]}}]"#);
    let cases = [
        ("no JSON".to_owned(), "not JSON"),
        ("{}".to_owned(), "not a list"),
        ("[]".to_owned(), "0 people"),
        (r#"[{"terms": []}]"#.to_owned(), "no \"name\""),
        (with(""), "wants nothing"),
        (with(r#"{"of": ["loudness"], "weight": 1}"#), "\"loudness\" is no feature"),
        (with(r#"{"of": ["length"], "weight": "much"}"#), "not a number"),
        (with(r#"{"of": ["length", "width", "top"], "weight": 1}"#), "3 features"),
        (with(r#"{"inside": [0.5, 0.5], "weight": 1}"#), "[x, y, r]"),
        (
            format!("[{0}, {0}]", r#"{"name": "b", "terms": [{"of": ["top"], "weight": 1}]}"#),
            "\"b\"",
        ),
        ("[".repeat(100_000), "not JSON"),
    ];
    for (text, why) in cases {
        let desk = desk().with("bad.json", text.as_bytes());
        let teach = ["teach-eval", "good", "--people", "bad.json", "--json", "out.jsonl"];
        desk.refuses(&teach, "bad.json");
        desk.refuses(&teach, why);
    }
    let desk = desk();
    desk.refuses(&["teach-eval", "good", "--people", "absent.json"], "absent.json");
    desk.refuses(&["teach-eval", "absent"], "absent");
    for (option, value) in [
        ("--at", "0"),
        ("--seeds", "0"),
        ("--after", "0"),
        ("--judged", "0"),
        ("--judged", "100"),
        ("--strength", "0"),
        ("--strengths", "1,-1"),
        ("--size", "0"),
        ("--arms", "shuffled"),
        ("--json", "no/such/out.jsonl"),
    ] {
        let said = if option == "--json" { "no/such" } else { option };
        desk.refuses(&["teach-eval", "good", &format!("{option}={value}")], said);
    }
}
