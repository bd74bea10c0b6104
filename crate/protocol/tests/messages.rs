//! Messages: what is written is read, and nothing else is.

#![expect(clippy::cast_possible_truncation, reason = "numbers of a test are within their types")]

use std::collections::BTreeMap;

use limner_core::arbitrary::{self, Range};
use limner_core::brush::presets;
use limner_core::fixed::ONE_U16;
use limner_core::{Author, Brush, Coverage, Entry, Header, Op, Path, Point, Rgb8, Stroke};
use limner_protocol::{
    About, Alternative, Answer, Belief, Code, FocusArea, Heat, Kept, Learned, MAX_ALTERNATIVES,
    MAX_HEAT_SIDE, MAX_OPTIONS, MAX_PALETTE, MAX_PART, MAX_PLACES, MAX_POINTS, MAX_POLISHED,
    MAX_PRACTISED, MAX_PROPOSALS, MAX_RECOLORED, MAX_REPAINTED, MAX_STRENGTH, MAX_TASTE_WEIGHT,
    Mood, NO_WORD, PaletteChoice, Pixels, Plan, PlannedStroke, Polished, Question, Rehearsed,
    Repainted, Reply, Request, Round, Said, TargetChoice, Trouble, VERSION, Value, WHOLE,
    WantedPlace, Why, WorkerSettings, codes,
};
use proptest::prelude::*;

/// Brushes of the tables here.
const BRUSHES: u8 = 49;

fn stroke() -> impl Strategy<Value = Stroke> {
    arbitrary::stroke(Range { brushes: BRUSHES, ..Range::everything() })
}

fn code() -> impl Strategy<Value = Code> {
    "[a-z][a-z0-9_]{0,31}".prop_map(|text| Code::parse(&text).unwrap())
}

fn trouble() -> impl Strategy<Value = Trouble> {
    let value =
        prop_oneof![any::<i64>().prop_map(Value::Number), "\\PC{0,40}".prop_map(Value::Text),];
    let detail = prop::collection::btree_map(code(), value, 0..5);
    (code(), detail).prop_map(|(code, detail): (Code, BTreeMap<_, _>)| Trouble { code, detail })
}

fn colors() -> impl Strategy<Value = Vec<Rgb8>> {
    let color = any::<[u8; 3]>().prop_map(|[r, g, b]| Rgb8::new(r, g, b));
    prop::collection::vec(color, 0..=MAX_PALETTE)
}

fn request() -> impl Strategy<Value = Request> {
    let entry = prop_oneof![
        stroke().prop_map(Op::Add),
        any::<u32>().prop_map(|stroke| Op::Hide { stroke, by: Author::Person }),
        any::<u32>().prop_map(|stroke| Op::Show { stroke, by: Author::Partner }),
        (0..presets::ALL.len()).prop_map(|i| Op::Brush(Box::new(presets::ALL[i].brush))),
    ];
    let entry = (any::<u32>(), entry).prop_map(|(dt_ms, op)| Entry { dt_ms, op });
    let log = prop::collection::vec(stroke(), 0..6).prop_map(|strokes| {
        let mut header = Header::new(120, 90, Rgb8::new(1, 2, 3), 4);
        header.brushes.extend((3..BRUSHES).map(|i| Brush { dryness: i.into(), ..Brush::PLAIN }));
        let mut log = limner_core::Log::new(header).unwrap();
        strokes.into_iter().for_each(|stroke| {
            log.push(7, Op::Add(stroke)).unwrap();
        });
        log
    });
    let choice = prop_oneof![
        Just(TargetChoice::Nothing),
        any::<u8>().prop_map(TargetChoice::Gallery),
        prop::collection::vec(any::<u8>(), 0..60).prop_map(TargetChoice::File),
    ];
    let focus = (0..=4096_u16, 0..=4096_u16, 1..=4096_u16).prop_map(|(x, y, reach)| FocusArea {
        x,
        y,
        reach,
    });
    let area = focus.clone();
    let about = prop_oneof![
        any::<u32>().prop_map(About::Painted),
        partners().prop_map(|stroke| About::Proposed { brushes: BRUSHES, stroke }),
    ];
    let kept = prop_oneof![Just(Kept::Neither), Just(Kept::Old), Just(Kept::New)];
    let palette = prop_oneof![
        Just(PaletteChoice::All),
        (2..=16_u8).prop_map(PaletteChoice::OfPicture),
        colors().prop_map(PaletteChoice::These),
    ];
    let place = (focus.clone(), any::<bool>()).prop_map(|(area, here)| WantedPlace { area, here });
    let places = prop::collection::vec(place, 0..=MAX_PLACES);
    let focus = prop::option::of(focus);
    let axis = || -100..=100_i8;
    let mood = (axis(), axis(), axis()).prop_map(|(valence, arousal, boldness)| Mood {
        valence,
        arousal,
        boldness,
    });
    let wanted = (0..=MAX_TASTE_WEIGHT, mood, places, any::<[bool; 2]>(), 0..=100_u8);
    let settings = (0..=WHOLE, focus, palette, any::<Option<u8>>(), any::<bool>(), wanted)
        .prop_map(|(price, focus, palette, brush, rehearses, wanted)| {
            let (taste_weight, mood, places, [watches, is_watched], novelty) = wanted;
            let told = WorkerSettings { price, focus, palette, brush, ..WorkerSettings::default() };
            WorkerSettings {
                rehearses,
                taste_weight,
                mood,
                places,
                watches,
                is_watched,
                novelty,
                ..told
            }
        });
    let count = 1..=MAX_PROPOSALS as u8;
    let answer = prop_oneof![
        (0..MAX_OPTIONS as u8).prop_map(Answer::Best),
        Just(Answer::Alike),
        Just(Answer::Skip),
    ];
    prop_oneof![
        (any::<u32>(), 2..=MAX_OPTIONS as u8)
            .prop_map(|(id, options)| Request::Ask { id, options }),
        (any::<u32>(), answer).prop_map(|(id, answer)| Request::Answer { id, answer }),
        log.prop_map(Request::Open),
        (any::<u32>(), prop::collection::vec(entry, 0..6))
            .prop_map(|(from, entries)| Request::Ops { from, brushes: BRUSHES, entries }),
        choice.prop_map(Request::Target),
        (any::<u32>(), any::<u32>(), count.clone())
            .prop_map(|(chain, revision, count)| Request::Plan { chain, revision, count }),
        count.prop_map(|count| Request::More { count }),
        Just(Request::Halt),
        (any::<u32>(), 0..=MAX_POLISHED as u8)
            .prop_map(|(revision, reach)| Request::Polish { revision, reach }),
        settings.prop_map(Request::Settings),
        prop::collection::vec(any::<u8>(), 0..60).prop_map(Request::Taste),
        (0..codes::word::ALL.len() as u8, 0..codes::edit::ALL.len() as u8)
            .prop_map(|(word, edit)| Request::Edit { word, edit }),
        (any::<u32>(), any::<bool>())
            .prop_map(|(id, is_taken_back)| Request::TakeBack { id, is_taken_back }),
        (prop::collection::vec(any::<u8>(), 0..60), 0..=100_u8)
            .prop_map(|(taste, percent)| Request::Mix { taste, percent }),
        prop::collection::vec(any::<u8>(), 0..60).prop_map(Request::Practised),
        (prop::collection::vec(any::<u8>(), 0..60), prop::collection::vec(any::<u8>(), 0..60))
            .prop_map(|(taste, practised)| Request::GoTo { taste, practised }),
        Just(Request::Forget),
        Just(Request::RevertPolicy),
        (any::<u8>(), 1..=1024_u16, 1..=1024_u16)
            .prop_map(|(index, width, height)| Request::Thumbnail { index, width, height }),
        (any::<u32>(), about).prop_map(|(id, about)| Request::Why { id, about }),
        Just(Request::Heat),
        (any::<u32>(), any::<u32>(), area).prop_map(|(id, revision, area)| Request::Repaint {
            id,
            revision,
            area
        }),
        (any::<u32>(), kept).prop_map(|(id, kept)| Request::EndRepaint { id, kept }),
        (1_u16..=limner_protocol::MAX_SIDE).prop_map(|side| Request::Pack { side }),
    ]
}

/// A stroke of the partner's.
fn partners() -> impl Strategy<Value = Stroke> {
    stroke().prop_map(|stroke| Stroke { author: Author::Partner, ..stroke })
}

/// Why a stroke was chosen.
fn why() -> impl Strategy<Value = Why> {
    let place = |list: &[&str]| 0..list.len() as u8;
    let value = || -MAX_PART..=MAX_PART;
    let parts = prop::collection::vec((place(codes::part::ALL), value()), 0..6);
    let points = prop::collection::vec((place(codes::word::ALL), value()), 0..=2 * MAX_POINTS);
    let spread = prop::collection::vec((place(codes::sureness::ALL), any::<u8>()), 0..=5);
    let other = (partners(), any::<u8>())
        .prop_map(|(stroke, worth_percent)| Alternative { stroke, worth_percent });
    let others = prop::collection::vec(other, 0..=MAX_ALTERNATIVES);
    let numbers = (any::<u32>(), place(codes::told::ALL), any::<i32>(), place(codes::reason::ALL));
    (numbers, parts, points, spread, others).prop_map(
        |((id, told, gain_ppm, reason), parts, points, spread, alternatives)| Why {
            id,
            told,
            gain_ppm,
            reason,
            parts,
            points,
            spread,
            brushes: BRUSHES,
            alternatives,
        },
    )
}

fn reply() -> impl Strategy<Value = Reply> {
    let pixels = || {
        (1..9_u16, 1..9_u16).prop_flat_map(|(width, height)| {
            let len = 3 * usize::from(width) * usize::from(height);
            let rgb = prop::collection::vec(any::<u8>(), len);
            rgb.prop_map(move |rgb| Pixels { width, height, rgb })
        })
    };
    let proposal = (stroke(), 0..=ONE_U16, code())
        .prop_map(|(stroke, gain_q15, reason)| PlannedStroke { stroke, gain_q15, reason });
    let plan = (any::<u32>(), any::<u32>(), any::<bool>(), prop::collection::vec(proposal, 0..5));
    let words = codes::word::ALL.len() as u8;
    let belief =
        (0..words, 0..=MAX_STRENGTH, 0..=100_u8, 0..codes::belief::ALL.len() as u8).prop_map(
            |(word, strength, certainty, origin)| Belief { word, strength, certainty, origin },
        );
    let beliefs = prop::collection::vec(belief, 0..6);
    let said = (any::<u32>(), 0..codes::said::ALL.len() as u8, any::<bool>(), any::<Option<u32>>())
        .prop_map(move |(id, said, is_taken_back, entry)| Said {
            id,
            said,
            is_taken_back,
            entry,
            words: [(id % u32::from(words)) as u8, NO_WORD, NO_WORD],
        });
    let said = prop::collection::vec(said, 0..6);
    let taste = prop::collection::vec(any::<u8>(), 0..60);
    let numbers = (any::<u32>(), any::<u32>(), any::<bool>());
    let learned = (taste, beliefs, said, numbers);
    let heat = (1..=MAX_HEAT_SIDE, 1..=MAX_HEAT_SIDE).prop_flat_map(|(columns, rows)| {
        let cells = prop::collection::vec(any::<u8>(), usize::from(columns) * usize::from(rows));
        cells.prop_map(move |cells| Heat { columns, rows, cells })
    });
    let old = prop::collection::btree_set(any::<u32>(), 0..9);
    let pictures = prop::option::of((pixels(), pixels()).prop_map(|(a, b)| [a, b]));
    let repainted = (any::<u32>(), old, prop::collection::vec(partners(), 0..4), pictures)
        .prop_map(|(id, old, new, pictures)| Repainted {
            id,
            brushes: BRUSHES,
            old: old.into_iter().collect(),
            new,
            pictures,
        });
    let amendments = prop::collection::vec((any::<u32>(), partners()), 0..5);
    let options =
        prop_oneof![Just(Vec::new()), prop::collection::vec(partners(), 2..=MAX_OPTIONS),];
    let question = (any::<u32>(), options).prop_map(|(id, options)| Question {
        id,
        brushes: BRUSHES,
        options,
    });
    let polished = (any::<u32>(), amendments).prop_map(|(revision, amendments)| Polished {
        revision,
        brushes: BRUSHES,
        amendments,
    });
    prop_oneof![
        any::<Option<u64>>().prop_map(|weights| Reply::Ready { weights }),
        prop::option::of((any::<u64>(), pixels())).prop_map(Reply::Target),
        trouble().prop_map(Reply::TargetRefused),
        polished.prop_map(Reply::Polished),
        question.prop_map(Reply::Question),
        colors().prop_map(Reply::Palette),
        plan.prop_map(|(revision, offset, done, proposals)| {
            Reply::Plan(Plan {
                chain: !revision,
                revision,
                offset,
                done,
                brushes: BRUSHES,
                proposals,
            })
        }),
        (any::<u32>(), any::<Option<i32>>())
            .prop_map(|(revision, psnr_centi_db)| Reply::Stats { revision, psnr_centi_db }),
        learned.prop_map(|(taste, beliefs, said, (judged, policy_steps, can_revert))| {
            Reply::Learned(Learned { taste, beliefs, said, judged, policy_steps, can_revert })
        }),
        (any::<u8>(), pixels()).prop_map(|(index, pixels)| Reply::Thumbnail { index, pixels }),
        (1_u16..=limner_protocol::MAX_SIDE, prop::collection::vec(any::<u8>(), 0..30))
            .prop_map(|(side, bytes)| Reply::Packed { side, bytes }),
        "\\PC{0,40}".prop_map(|reason| Reply::Lost { reason }),
        trouble().prop_map(Reply::Trouble),
        why().prop_map(Reply::Why),
        heat.prop_map(Reply::Heat),
        (any::<u32>(), 0..=100_u8).prop_map(|(id, percent)| Reply::Repainting { id, percent }),
        repainted.prop_map(Reply::Repainted),
        prop::collection::vec(any::<u8>(), 0..60).prop_map(Reply::Practised),
        round().prop_map(Reply::Round),
        (any::<u32>(), any::<[i16; 5]>(), prop::option::of(pixels())).prop_map(
            |(steps, figures, sheet)| {
                let [rate_milli, worth_milli, likeness_milli, liking_milli, distance_milli] =
                    figures.map(i32::from);
                let figures = Rehearsed {
                    steps,
                    rate_milli,
                    worth_milli,
                    likeness_milli,
                    liking_milli,
                    distance_milli,
                    sheet,
                };
                Reply::Rehearsed(figures)
            }
        ),
    ]
}

fn round() -> impl Strategy<Value = Round> {
    let bytes = || prop::collection::vec(any::<u8>(), 0..60);
    (any::<[u32; 3]>(), any::<[i16; 3]>(), any::<[u8; 6]>(), bytes(), bytes()).prop_map(
        |([judged, shown, steps], figures, rgb, taste, practised)| {
            let [before, now, distance_milli] = figures.map(i32::from);
            let picture = |rgb: &[u8]| Pixels { width: 1, height: 1, rgb: rgb.to_vec() };
            let pictures = [picture(&rgb[..3]), picture(&rgb[3..])];
            Round {
                judged,
                shown,
                steps,
                worth_milli: [before, now],
                distance_milli,
                pictures,
                taste,
                practised,
            }
        },
    )
}

proptest! {
    #[test]
    fn a_round_is_kept_as_it_was_and_any_bytes_are_one_or_an_error(
        round in round(), mut bytes in prop::collection::vec(any::<u8>(), 0..200), at: prop::sample::Index
    ) {
        let mut kept = round.encode();
        prop_assert_eq!(Round::decode(&kept), Ok(round));
        let cut = at.index(kept.len());
        prop_assert!(Round::decode(&kept[..cut]).is_err());
        kept[cut] ^= 0x55;
        let _ = Round::decode(&kept);
        let _ = Round::decode(&bytes);
        bytes.insert(0, 1);
        let _ = Round::decode(&bytes);
    }

    #[test]
    fn requests_come_as_they_were_sent(session: u32, request in request()) {
        prop_assert_eq!(Request::decode(&request.encode(session)), Ok((session, request)));
    }

    #[test]
    fn replies_come_as_they_were_sent(session: u32, reply in reply()) {
        prop_assert_eq!(Reply::decode(&reply.encode(session)), Ok((session, reply)));
    }

    #[test]
    fn any_bytes_are_a_message_or_an_error(mut bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = (Request::decode(&bytes), Reply::decode(&bytes));
        // Past the version, too.
        bytes.splice(0..0, [VERSION, 0]);
        let _ = (Request::decode(&bytes), Reply::decode(&bytes));
    }

    #[test]
    fn a_cut_or_changed_message_is_borne(request in request(), reply in reply(), at: prop::sample::Index, byte: u8) {
        for mut bytes in [request.encode(5), reply.encode(5)] {
            let cut = at.index(bytes.len());
            prop_assert!(Request::decode(&bytes[..cut]).is_err() || Reply::decode(&bytes[..cut]).is_err());
            bytes[cut] = byte;
            let _ = (Request::decode(&bytes), Reply::decode(&bytes));
        }
    }
}

#[test]
fn another_version_is_named() {
    let mut bytes = Reply::Lost { reason: "why".into() }.encode(3);
    bytes[0] = VERSION + 1;
    let error = Reply::decode(&bytes).unwrap_err();
    let trouble = Trouble::of_message(&error);
    assert_eq!(trouble.code.as_str(), "message_version");
    assert_eq!(trouble.detail[&Code::known("found")], Value::Number(i64::from(VERSION) + 1));
}

/// A polish is the partner's: it changes none of the person's strokes into anything, and not many.
#[test]
fn what_is_polished_is_the_partners_and_not_too_much() {
    let stroke = |author| Stroke {
        author,
        brush: 1,
        color: Rgb8::default(),
        opacity: ONE_U16,
        coverage: Coverage::Wash,
        path: Path::Bezier { points: [Point::default(); 3], radii: [64; 2] },
    };
    let read = |author, count| {
        let amendments = vec![(7, stroke(author)); count];
        let reply = Reply::Polished(Polished { revision: 9, brushes: 3, amendments });
        Reply::decode(&reply.encode(1))
    };
    assert!(read(Author::Partner, MAX_RECOLORED).is_ok());
    assert!(read(Author::Partner, MAX_RECOLORED + 1).is_err());
    assert!(read(Author::Person, 1).is_err());
    let reach = MAX_POLISHED as u8 + 1;
    assert!(Request::decode(&Request::Polish { revision: 9, reach }.encode(1)).is_err());
}

/// What is not known is neither believed nor edited.
#[test]
fn beliefs_and_edits_have_codes() {
    let well = Belief { word: 9, strength: 2, certainty: 80, origin: 1 };
    let read = |belief| {
        let learned = Learned { beliefs: vec![belief], ..Learned::default() };
        Reply::decode(&Reply::Learned(learned).encode(1))
    };
    assert!(read(well).is_ok());
    for belief in [
        Belief { word: codes::word::ALL.len() as u8, ..well },
        Belief { strength: MAX_STRENGTH + 1, ..well },
        Belief { certainty: 101, ..well },
        Belief { origin: codes::belief::ALL.len() as u8, ..well },
    ] {
        assert!(read(belief).is_err(), "{belief:?}");
    }
    let edit = |word, edit| Request::decode(&Request::Edit { word, edit }.encode(1));
    assert!(edit(9, 1).is_ok());
    assert!(edit(codes::word::ALL.len() as u8, 1).is_err());
    assert!(edit(9, codes::edit::ALL.len() as u8).is_err());
}

/// A person chooses among a few strokes, all of them the partner's and with brushes that there are.
#[test]
fn a_question_is_a_choice_among_a_few_of_the_partners_strokes() {
    let stroke = |author, brush| Stroke {
        author,
        brush,
        color: Rgb8::default(),
        opacity: ONE_U16,
        coverage: Coverage::Wash,
        path: Path::Bezier { points: [Point::default(); 3], radii: [64; 2] },
    };
    let read = |author, brush, count| {
        let options = vec![stroke(author, brush); count];
        Reply::decode(&Reply::Question(Question { id: 9, brushes: 3, options }).encode(1)).is_ok()
    };
    let accepted = |count| read(Author::Partner, 2, count);
    assert_eq!([0, 1, 2, 3, 4, 5].map(accepted), [true, false, true, true, true, false]);
    assert!(!read(Author::Person, 2, 2) && !read(Author::Partner, 3, 2));
    for options in [0, 1, MAX_OPTIONS as u8 + 1] {
        assert!(Request::decode(&Request::Ask { id: 9, options }.encode(1)).is_err());
    }
    let beyond = Answer::Best(MAX_OPTIONS as u8);
    assert!(Request::decode(&Request::Answer { id: 9, answer: beyond }.encode(1)).is_err());
}

/// What is said of a stroke and of a patch is about the partner's, and bounded.
#[test]
fn reasons_maps_and_patches_are_bounded() {
    let stroke = |author| Stroke {
        author,
        brush: 1,
        color: Rgb8::default(),
        opacity: ONE_U16,
        coverage: Coverage::Wash,
        path: Path::Bezier { points: [Point::default(); 3], radii: [64; 2] },
    };
    let well = Why {
        id: 1,
        told: 0,
        gain_ppm: 5,
        reason: 4,
        parts: vec![(0, MAX_PART)],
        points: vec![(3, -MAX_PART)],
        spread: vec![(0, 9)],
        brushes: 3,
        alternatives: vec![Alternative { stroke: stroke(Author::Partner), worth_percent: 3 }],
    };
    let read = |why: Why| Reply::decode(&Reply::Why(why).encode(1));
    assert!(read(well.clone()).is_ok());
    let other = |author| Alternative { stroke: stroke(author), worth_percent: 3 };
    for why in [
        Why { told: codes::told::ALL.len() as u8, ..well.clone() },
        Why { reason: codes::reason::ALL.len() as u8, ..well.clone() },
        Why { parts: vec![(codes::part::ALL.len() as u8, 0)], ..well.clone() },
        Why { parts: vec![(0, MAX_PART + 1)], ..well.clone() },
        Why { points: vec![(0, 1); 2 * MAX_POINTS + 1], ..well.clone() },
        Why { spread: vec![(codes::sureness::ALL.len() as u8, 0)], ..well.clone() },
        Why { alternatives: vec![other(Author::Person)], ..well.clone() },
        Why { alternatives: vec![other(Author::Partner); MAX_ALTERNATIVES + 1], ..well.clone() },
        Why { brushes: 1, ..well.clone() },
    ] {
        assert!(read(why.clone()).is_err(), "{why:?}");
    }
    let about = About::Proposed { brushes: 3, stroke: stroke(Author::Person) };
    assert!(Request::decode(&Request::Why { id: 1, about }.encode(1)).is_err());

    let map = |columns: u8, rows: u8, len: usize| {
        let heat = Heat { columns, rows, cells: vec![7; len] };
        Reply::decode(&Reply::Heat(heat).encode(1)).is_ok()
    };
    assert!(map(0, 0, 0) && map(64, 64, 4096) && !map(65, 1, 65) && !map(2, 2, 3));

    let patch = |old: Vec<u32>, new: usize, author| {
        let new = vec![stroke(author); new];
        let painted = Repainted { id: 1, brushes: 3, old, new, pictures: None };
        Reply::decode(&Reply::Repainted(painted).encode(1)).is_ok()
    };
    let most = MAX_REPAINTED as u32;
    assert!(patch((0..most).collect(), MAX_REPAINTED, Author::Partner));
    assert!(!patch((0..=most).collect(), 1, Author::Partner));
    assert!(!patch(vec![1], MAX_REPAINTED + 1, Author::Partner));
    assert!(!patch(vec![2, 1], 1, Author::Partner) && !patch(vec![1, 1], 1, Author::Partner));
    assert!(!patch(vec![1], 1, Author::Person));
}

/// A stroke may name a brush that the entry before it adds, and no other.
#[test]
fn a_brush_can_be_used_from_where_it_is_added() {
    let stroke = |brush| {
        Op::Add(Stroke {
            author: Author::Person,
            brush,
            color: Rgb8::default(),
            opacity: ONE_U16,
            coverage: Coverage::Wash,
            path: Path::Bezier { points: [Point::default(); 3], radii: [64; 2] },
        })
    };
    let ops = |brush| {
        let ops = [Op::Brush(Box::new(presets::INK)), stroke(brush)];
        let entries = ops.map(|op| Entry { dt_ms: 1, op }).to_vec();
        let request = Request::Ops { from: 0, brushes: 3, entries };
        (Request::decode(&request.encode(1)), request)
    };
    let (read, sent) = ops(3);
    assert_eq!(read, Ok((1, sent)));
    assert!(ops(4).0.is_err());
}

/// Pictures of rounds are small, and so are figures; what is too long is no round.
#[test]
fn a_round_is_bounded() {
    let round = |side: u16, worth, len| {
        let rgb = vec![7; 3 * usize::from(side) * usize::from(side)];
        let picture = Pixels { width: side, height: side, rgb };
        Round {
            judged: 1,
            shown: 0,
            steps: 24,
            worth_milli: [0, worth],
            distance_milli: 12,
            pictures: [picture.clone(), picture],
            taste: vec![1; 9],
            practised: vec![2; len],
        }
    };
    assert!(Round::decode(&round(64, 10_000_000, MAX_PRACTISED).encode()).is_ok());
    for round in [
        round(65, 5, 5),
        round(64, 10_000_001, 5),
        round(64, 5, MAX_PRACTISED + 1),
        round(64, i32::MIN, 5),
    ] {
        assert!(Round::decode(&round.encode()).is_err());
        assert!(Reply::decode(&Reply::Round(round).encode(1)).is_err());
    }
    let long = Request::Practised(vec![0; MAX_PRACTISED + 1]);
    assert!(Request::decode(&long.encode(1)).is_err());
}
