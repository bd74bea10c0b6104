//! A painting as a program of strokes in JSON, which other programs can read and write: the whole log, number by
//! number. `docs/PROGRAM.md` is its specification.

use anyhow::{Context, Result, anyhow, bail, ensure};
use limner_core::brush::{Follow, Input, Modulation, NUMBERS, Setting};
use limner_core::log::MAX_ENTRIES;
use limner_core::{
    Author, Brush, Coverage, Entry, Header, Judgement, Log, Op, Path, Point, Rgb8, Sample, Stroke,
    Verdict,
};
use serde::de::{Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// What a program says that it is, and the version that is written and read.
const NAME: &str = "limner-program";
const VERSION: u32 = 1;
/// Longest program, in bytes: the longest log comes to a few times what it takes as a file.
pub(crate) const MAX_BYTES: usize = 512 << 20;
/// Letters at the beginning and at the end of what is said of one that can't be read.
const SAID: usize = 120;

/// The names of [`Brush::numbers`], in their order.
const NAMES: [&str; NUMBERS] = [
    "radius",
    "opacity",
    "flow",
    "linearity",
    "hardness",
    "softness",
    "spacing",
    "base_spacing",
    "dabs_per_second",
    "aspect",
    "angle",
    "jitter_place",
    "jitter_radius",
    "jitter_angle",
    "grain",
    "grain_scale",
    "smudge",
    "smudge_length",
    "smudge_radius",
    "wetness",
    "rim",
    "pigment",
    "hairs",
    "hair_radius",
    "dryness",
];

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Program {
    format: String,
    version: u32,
    width: u16,
    height: u16,
    paper: String,
    seed: u32,
    brushes: Vec<BrushText>,
    #[serde(deserialize_with = "entries")]
    entries: Vec<EntryText>,
}

#[derive(Serialize)]
struct EntryText {
    dt_ms: u32,
    #[serde(flatten)]
    op: OpText,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum OpText {
    Add(StrokeText),
    Hide(ById),
    Show(ById),
    Amend(AmendText),
    Judge(JudgeText),
    Brush(BrushText),
}

/// What an entry may hold: when, and one of the others.
#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum EntryField {
    DtMs,
    Add,
    Hide,
    Show,
    Amend,
    Judge,
    Brush,
}

/// By hand: what serde derives for a flattened enum takes the first of several operations, overlooks words that it does not
/// know, and keeps all of an entry in memory before it looks at it.
impl<'de> Deserialize<'de> for EntryText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Whole;
        impl<'de> Visitor<'de> for Whole {
            type Value = EntryText;

            fn expecting(&self, words: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                words.write_str("an entry: dt_ms, and one of add, hide, show, amend, judge, brush")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<EntryText, A::Error> {
                let (mut dt_ms, mut op) = (None, None);
                while let Some(field) = map.next_key()? {
                    if matches!(field, EntryField::DtMs) {
                        if dt_ms.replace(map.next_value()?).is_some() {
                            return Err(A::Error::duplicate_field("dt_ms"));
                        }
                        continue;
                    }
                    if op.is_some() {
                        return Err(A::Error::custom("an entry holds one operation, not two"));
                    }
                    op = Some(match field {
                        EntryField::Add => OpText::Add(map.next_value()?),
                        EntryField::Hide => OpText::Hide(map.next_value()?),
                        EntryField::Show => OpText::Show(map.next_value()?),
                        EntryField::Amend => OpText::Amend(map.next_value()?),
                        EntryField::Judge => OpText::Judge(map.next_value()?),
                        EntryField::DtMs | EntryField::Brush => OpText::Brush(map.next_value()?),
                    });
                }
                let dt_ms = dt_ms.ok_or_else(|| A::Error::missing_field("dt_ms"))?;
                let op = op.ok_or_else(|| A::Error::custom("an entry holds an operation"))?;
                Ok(EntryText { dt_ms, op })
            }
        }
        deserializer.deserialize_map(Whole)
    }
}

/// As many entries as a log may have.
fn entries<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<EntryText>, D::Error> {
    struct Bounded;
    impl<'de> Visitor<'de> for Bounded {
        type Value = Vec<EntryText>;

        fn expecting(&self, words: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(words, "a list of at most {MAX_ENTRIES} entries")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
            let mut entries = Vec::new();
            while let Some(entry) = list.next_element()? {
                if entries.len() == MAX_ENTRIES {
                    return Err(A::Error::invalid_length(MAX_ENTRIES + 1, &self));
                }
                entries.push(entry);
            }
            Ok(entries)
        }
    }
    deserializer.deserialize_seq(Bounded)
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct ById {
    stroke: u32,
    by: Who,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct AmendText {
    stroke: u32,
    with: StrokeText,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct JudgeText {
    verdict: VerdictText,
    strokes: Vec<u32>,
    proposals: Vec<StrokeText>,
    revision: u32,
    target: String,
    weights: String,
}

#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum Who {
    Person,
    Partner,
}

#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum VerdictText {
    Yes,
    No,
    WeakNo,
}

#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum CoverageText {
    Wash,
    BuildUp,
}

#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum FollowText {
    Canvas,
    Path,
    Pen,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct StrokeText {
    author: Who,
    brush: u8,
    color: String,
    opacity: u16,
    coverage: CoverageText,
    path: PathText,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum PathText {
    Bezier {
        points: [[i32; 2]; 3],
        radii: [i32; 2],
    },
    Samples {
        radius: i32,
        /// x, y, pressure, tilt x, tilt y, milliseconds since the one before.
        samples: Vec<(i32, i32, u16, i8, i8, u16)>,
    },
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct BrushText {
    /// By [`NAMES`]; one that is not there is that of [`Brush::PLAIN`].
    settings: std::collections::BTreeMap<String, u32>,
    follow: FollowText,
    coverage: CoverageText,
    eraser: bool,
    driven: Vec<DrivenText>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct DrivenText {
    setting: String,
    by: String,
    factors: [u16; 5],
}

/// The program of a log.
pub(crate) fn encode(log: &Log) -> Result<Vec<u8>> {
    let Header { width, height, paper, seed, ref brushes } = *log.header();
    let program = Program {
        format: NAME.to_owned(),
        version: VERSION,
        width,
        height,
        paper: text_of_color(paper),
        seed,
        brushes: brushes.iter().map(text_of_brush).collect(),
        entries: log.entries().iter().map(text_of_entry).collect(),
    };
    let mut bytes = serde_json::to_vec(&program).context("the program can't be written")?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// The log of a program; every number is checked against its range.
pub(crate) fn decode(bytes: &[u8]) -> Result<Log> {
    ensure!(bytes.len() <= MAX_BYTES, "a program has at most {MAX_BYTES} bytes");
    let program: Program =
        serde_json::from_slice(bytes).map_err(|error| anyhow!(brief(error.to_string())))?;
    let Program { format, .. } = &program;
    ensure!(format == NAME, "its format is {}, not {NAME:?}", brief(format!("{format:?}")));
    ensure!(
        program.version == VERSION,
        "it is of version {}; this program reads version {VERSION}",
        program.version
    );
    let brushes = program.brushes.iter().map(brush_of_text).collect::<Result<_>>()?;
    let Program { width, height, seed, .. } = program;
    let paper = color_of_text(&program.paper)?;
    let mut log = Log::new(Header { width, height, paper, seed, brushes })?;
    for (i, entry) in program.entries.iter().enumerate() {
        let op = op_of_text(&entry.op).with_context(|| format!("entry {i}"))?;
        log.push(entry.dt_ms, op).with_context(|| format!("entry {i}"))?;
    }
    Ok(log)
}

/// What is wrong, without all of what stands there: that may be a megabyte. Where it is, is said last.
fn brief(words: String) -> String {
    let length = words.chars().count();
    if length <= 2 * SAID {
        return words;
    }
    let first: String = words.chars().take(SAID).collect();
    let last: String = words.chars().skip(length - SAID).collect();
    format!("{first} … {last}")
}

/// Whether bytes look like a program.
pub(crate) fn is_program(bytes: &[u8]) -> bool {
    bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{')
}

fn text_of_entry(entry: &Entry) -> EntryText {
    let op = match &entry.op {
        Op::Add(stroke) => OpText::Add(text_of_stroke(stroke)),
        Op::Hide { stroke, by } => OpText::Hide(ById { stroke: *stroke, by: who(*by) }),
        Op::Show { stroke, by } => OpText::Show(ById { stroke: *stroke, by: who(*by) }),
        Op::Amend { stroke, with } => {
            OpText::Amend(AmendText { stroke: *stroke, with: text_of_stroke(with) })
        }
        Op::Judge(judgement) => OpText::Judge(JudgeText {
            verdict: match judgement.verdict {
                Verdict::Yes => VerdictText::Yes,
                Verdict::No => VerdictText::No,
                Verdict::WeakNo => VerdictText::WeakNo,
            },
            strokes: judgement.strokes.clone(),
            proposals: judgement.proposals.iter().map(text_of_stroke).collect(),
            revision: judgement.revision,
            target: format!("{:016x}", judgement.target),
            weights: format!("{:016x}", judgement.weights),
        }),
        Op::Brush(brush) => OpText::Brush(text_of_brush(brush)),
    };
    EntryText { dt_ms: entry.dt_ms, op }
}

fn op_of_text(op: &OpText) -> Result<Op> {
    Ok(match op {
        OpText::Add(stroke) => Op::Add(stroke_of_text(stroke)?),
        OpText::Hide(ById { stroke, by }) => Op::Hide { stroke: *stroke, by: author(*by) },
        OpText::Show(ById { stroke, by }) => Op::Show { stroke: *stroke, by: author(*by) },
        OpText::Amend(AmendText { stroke, with }) => {
            Op::Amend { stroke: *stroke, with: stroke_of_text(with)? }
        }
        OpText::Judge(judge) => Op::Judge(Box::new(Judgement {
            verdict: match judge.verdict {
                VerdictText::Yes => Verdict::Yes,
                VerdictText::No => Verdict::No,
                VerdictText::WeakNo => Verdict::WeakNo,
            },
            strokes: judge.strokes.clone(),
            proposals: judge.proposals.iter().map(stroke_of_text).collect::<Result<_>>()?,
            revision: judge.revision,
            target: hash_of_text(&judge.target)?,
            weights: hash_of_text(&judge.weights)?,
        })),
        OpText::Brush(brush) => Op::Brush(Box::new(brush_of_text(brush)?)),
    })
}

fn text_of_stroke(stroke: &Stroke) -> StrokeText {
    StrokeText {
        author: who(stroke.author),
        brush: stroke.brush,
        color: text_of_color(stroke.color),
        opacity: stroke.opacity,
        coverage: text_of_coverage(stroke.coverage),
        path: match &stroke.path {
            Path::Bezier { points, radii } => {
                PathText::Bezier { points: points.map(|p| [p.x, p.y]), radii: *radii }
            }
            Path::Samples { radius, samples } => PathText::Samples {
                radius: *radius,
                samples: samples
                    .iter()
                    .map(|s| (s.point.x, s.point.y, s.pressure, s.tilt[0], s.tilt[1], s.dt_ms))
                    .collect(),
            },
        },
    }
}

fn stroke_of_text(text: &StrokeText) -> Result<Stroke> {
    Ok(Stroke {
        author: author(text.author),
        brush: text.brush,
        color: color_of_text(&text.color)?,
        opacity: text.opacity,
        coverage: coverage_of_text(text.coverage),
        path: match &text.path {
            PathText::Bezier { points, radii } => {
                Path::Bezier { points: points.map(|[x, y]| Point::new(x, y)), radii: *radii }
            }
            PathText::Samples { radius, samples } => Path::Samples {
                radius: *radius,
                samples: samples
                    .iter()
                    .map(|&(x, y, pressure, tilt_x, tilt_y, dt_ms)| Sample {
                        point: Point::new(x, y),
                        pressure,
                        tilt: [tilt_x, tilt_y],
                        dt_ms,
                    })
                    .collect(),
            },
        },
    })
}

fn text_of_brush(brush: &Brush) -> BrushText {
    let plain = Brush::PLAIN.numbers();
    let differs = NAMES.iter().zip(brush.numbers()).zip(plain).filter(|((_, a), b)| a != b);
    BrushText {
        settings: differs.map(|((name, number), _)| ((*name).to_owned(), number)).collect(),
        follow: match brush.follow {
            Follow::Canvas => FollowText::Canvas,
            Follow::Path => FollowText::Path,
            Follow::Pen => FollowText::Pen,
        },
        coverage: text_of_coverage(brush.coverage),
        eraser: brush.eraser,
        driven: brush
            .modulations()
            .map(|m| DrivenText {
                setting: format!("{:?}", m.setting),
                by: format!("{:?}", m.input),
                factors: m.factors,
            })
            .collect(),
    }
}

fn brush_of_text(text: &BrushText) -> Result<Brush> {
    let mut brush = Brush {
        follow: match text.follow {
            FollowText::Canvas => Follow::Canvas,
            FollowText::Path => Follow::Path,
            FollowText::Pen => Follow::Pen,
        },
        coverage: coverage_of_text(text.coverage),
        eraser: text.eraser,
        ..Brush::PLAIN
    };
    for (name, number) in &text.settings {
        let index = NAMES.iter().position(|known| known == name);
        brush.set_number(index.with_context(|| format!("no brush has a {name:?}"))?, *number)?;
    }
    ensure!(
        text.driven.len() <= brush.modulations.len(),
        "a brush has at most {} settings that are driven",
        brush.modulations.len()
    );
    for (slot, driven) in brush.modulations.iter_mut().zip(&text.driven) {
        let setting = Setting::ALL.into_iter().find(|s| format!("{s:?}") == driven.setting);
        let input = Input::ALL.into_iter().find(|i| format!("{i:?}") == driven.by);
        let (Some(setting), Some(input)) = (setting, input) else {
            bail!("no brush has its {:?} driven by {:?}", driven.setting, driven.by);
        };
        *slot = Modulation { setting, input, factors: driven.factors };
    }
    Ok(brush)
}

fn text_of_color(color: Rgb8) -> String {
    let [r, g, b] = color.channels();
    format!("#{r:02x}{g:02x}{b:02x}")
}

fn color_of_text(text: &str) -> Result<Rgb8> {
    let digits = text.strip_prefix('#').filter(|hex| is_hex(hex, 6));
    let number = digits.and_then(|hex| u32::from_str_radix(hex, 16).ok());
    let number = number.with_context(|| format!("{text:?} is no colour: write #rrggbb"))?;
    let [_, r, g, b] = number.to_be_bytes();
    Ok(Rgb8::new(r, g, b))
}

fn hash_of_text(text: &str) -> Result<u64> {
    let number = is_hex(text, 16).then(|| u64::from_str_radix(text, 16).ok()).flatten();
    number.with_context(|| format!("{text:?} is no hash: write 16 hexadecimal digits"))
}

/// Whether a text is so many hexadecimal digits; numbers may also begin with a sign.
fn is_hex(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn who(author: Author) -> Who {
    match author {
        Author::Person => Who::Person,
        Author::Partner => Who::Partner,
    }
}

fn author(who: Who) -> Author {
    match who {
        Who::Person => Author::Person,
        Who::Partner => Author::Partner,
    }
}

fn text_of_coverage(coverage: Coverage) -> CoverageText {
    match coverage {
        Coverage::Wash => CoverageText::Wash,
        Coverage::BuildUp => CoverageText::BuildUp,
    }
}

fn coverage_of_text(text: CoverageText) -> Coverage {
    match text {
        CoverageText::Wash => Coverage::Wash,
        CoverageText::BuildUp => Coverage::BuildUp,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use limner_core::arbitrary;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_log_comes_back_as_it_went(log in arbitrary::log()) {
            prop_assert_eq!(decode(&encode(&log).unwrap()).unwrap(), log);
        }
    }

    #[test]
    fn what_is_no_program_says_where() {
        let wrong = |text: &str| format!("{:#}", decode(text.as_bytes()).unwrap_err());
        let with = |paper: &str, entries: &str| {
            format!(
                r#"{{"format":"limner-program","version":1,"width":8,"height":8,"paper":"{paper}","seed":1,"brushes":[{{"settings":{{}},"follow":"canvas","coverage":"wash","eraser":false,"driven":[]}}],"entries":[{entries}]}}"#
            )
        };
        assert!(decode(with("#ffffff", "").as_bytes()).is_ok());
        for paper in ["white", "#+fffff", "#-fffff", "#fffff", "#fffffff"] {
            assert!(wrong(&with(paper, "")).contains("#rrggbb"), "{paper}");
        }
        let hide = r#"{"dt_ms":0,"hide":{"stroke":0,"by":"person"}}"#;
        assert!(wrong(&with("#ffffff", hide)).contains("entry 0"));
        let two =
            r#"{"dt_ms":0,"hide":{"stroke":0,"by":"person"},"show":{"stroke":0,"by":"person"}}"#;
        assert!(wrong(&with("#ffffff", two)).contains("one operation"));
        let unknown = r#"{"dt_ms":0,"hide":{"stroke":0,"by":"person"},"colour":"red"}"#;
        assert!(wrong(&with("#ffffff", unknown)).contains("unknown field `colour`"));
        let again = r#"{"dt_ms":0,"dt_ms":1,"hide":{"stroke":0,"by":"person"}}"#;
        assert!(wrong(&with("#ffffff", again)).contains("duplicate field `dt_ms`"));
        assert!(wrong(&with("#ffffff", r#"{"dt_ms":0}"#)).contains("an operation"));
        let hash = |target: &str| {
            let judge = format!(
                r#"{{"dt_ms":0,"judge":{{"verdict":"yes","strokes":[],"proposals":[],"revision":0,"target":"{target}","weights":"0000000000000000"}}}}"#
            );
            wrong(&with("#ffffff", &judge))
        };
        for target in ["+000000000000000", "0", ""] {
            assert!(hash(target).contains("16 hexadecimal digits"), "{target}");
        }
        assert!(wrong("{").contains("EOF"));
    }
}
