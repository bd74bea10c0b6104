//! From the page to the worker.

use limner_core::format::{self, MAX_BYTES};
use limner_core::log::MAX_BRUSHES;
use limner_core::{Entry, Error, Log};

use crate::codes::{edit, word};
use crate::round::read_practised;

use super::settings::{read_focus, write_focus};
use super::{
    About, Answer, FocusArea, MAX_FILE, MAX_OPTIONS, MAX_POLISHED, MAX_PROPOSALS, MAX_SIDE,
    MAX_TASTE, WorkerSettings,
};

/// Which picture the partner is to paint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum TargetChoice {
    /// No picture: the partner paints freely.
    #[default]
    Nothing,
    /// A picture of the gallery, by index.
    Gallery(u8),
    /// A picture file's bytes, as the person gave them.
    File(Vec<u8>),
}

/// What becomes of a patch that was painted anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The person did not say.
    Neither,
    /// The person likes the patch better as it was.
    Old,
    /// The person likes the patch better as it was painted anew.
    New,
}

/// What the page wants of the worker.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// Begin with this painting; all before is void.
    Open(Log),
    /// The painting went on.
    Ops {
        /// The revision that the entries follow on.
        from: u32,
        /// Length of the painting's brush table at that revision, 1..=[`MAX_BRUSHES`].
        brushes: u8,
        /// What happened since.
        entries: Vec<Entry>,
    },
    /// Paint this picture.
    Target(TargetChoice),
    /// Plan `count` strokes as a chain on `revision`: each supposes that those before it are painted.
    Plan {
        /// Names the chain: what was planned before, on the same revision perhaps, is another.
        chain: u32,
        /// The revision that the first supposes.
        revision: u32,
        /// 1..=[`MAX_PROPOSALS`].
        count: u8,
    },
    /// Go on with the last chain by `count` strokes more.
    More {
        /// 1..=[`MAX_PROPOSALS`].
        count: u8,
    },
    /// Paint as these say from now on.
    Settings(WorkerSettings),
    /// Improve the partner's last strokes together, as the log has them at `revision`; what is planned is
    /// void. Answered by [`super::Reply::Polished`].
    Polish {
        /// The revision.
        revision: u32,
        /// Strokes whose shape may be changed, 0..=[`MAX_POLISHED`]. Where the picture is wanted in other
        /// colours than before, up to [`super::MAX_RECOLORED`] are given those instead.
        reach: u8,
    },
    /// Find strokes for the person to choose among. Answered by [`super::Reply::Question`], once no stroke is
    /// waited for.
    Ask {
        /// Names the question.
        id: u32,
        /// How many strokes, 2..=[`MAX_OPTIONS`].
        options: u8,
    },
    /// What the person said to the question of that name.
    Answer {
        /// The question's name.
        id: u32,
        /// What the person said.
        answer: Answer,
    },
    /// Stop planning.
    Halt,
    /// What was learned in an earlier session, as it came in [`super::Learned`].
    Taste(Vec<u8>),
    /// Change what is believed to be wanted. Answered by [`super::Reply::Learned`]; what is planned is void.
    Edit {
        /// The quality: a place in [`word::ALL`].
        word: u8,
        /// What is done to the quality: a place in [`edit::ALL`].
        edit: u8,
    },
    /// Take a judgement back, or put it back. Answered by [`super::Reply::Learned`]; what is planned is void.
    TakeBack {
        /// The judgement's number ([`super::Said::id`]).
        id: u32,
        /// Whether the judgement is taken back from now on.
        is_taken_back: bool,
    },
    /// Mix another taste into the one that learns, which stays as it is. What is planned is void.
    Mix {
        /// The other taste, as it came in [`super::Learned`]; empty for none.
        taste: Vec<u8>,
        /// The other taste's part, in percent.
        percent: u8,
    },
    /// What was practised in an earlier session, as it came in [`super::Reply::Practised`], after the taste that it
    /// belongs to; empty for the policy as shipped, which is to rehearse to that taste.
    Practised(Vec<u8>),
    /// Go to a taste and what was practised of it, as they came in [`super::Reply::Round`]. What there is now comes as
    /// a round first, where it is not one already.
    GoTo {
        /// The taste.
        taste: Vec<u8>,
        /// What was practised.
        practised: Vec<u8>,
    },
    /// Forget everything learned from the person.
    Forget,
    /// Go back to the weights as shipped.
    RevertPolicy,
    /// Draw a picture of the gallery in small.
    Thumbnail {
        /// The picture's index.
        index: u8,
        /// Columns, 1..=[`MAX_SIDE`].
        width: u16,
        /// Rows, 1..=[`MAX_SIDE`].
        height: u16,
    },
    /// Say why a stroke was chosen. Answered by [`super::Reply::Why`].
    Why {
        /// Names the question.
        id: u32,
        /// Which stroke.
        about: About,
    },
    /// Say where strokes would be painted next. Answered by [`super::Reply::Heat`].
    Heat,
    /// Paint a patch anew, as it is at `revision`, beside the painting. Answered by [`super::Reply::Repainting`] and, at
    /// last, by [`super::Reply::Repainted`]. One that was underway is left.
    Repaint {
        /// Names the patch.
        id: u32,
        /// The revision.
        revision: u32,
        /// The patch: all within its reach.
        area: FocusArea,
    },
    /// Nothing more is wanted of the patch of that name.
    EndRepaint {
        /// The patch's name.
        id: u32,
        /// What becomes of the patch, from which the taste learns.
        kept: Kept,
    },
    /// Make a file of the picture that is painted, to be sent along. Answered by [`super::Reply::Packed`].
    Pack {
        /// The picture's longest side at most, 1..=[`MAX_SIDE`].
        side: u16,
    },
}

impl Request {
    /// [`Request::Open`] as bytes, of a painting that is a file already.
    #[must_use]
    pub fn encode_opening(session: u32, file: &[u8]) -> Vec<u8> {
        let mut writer = super::begin(session);
        writer.u8(0);
        writer.bytes(file);
        writer.into_bytes()
    }

    /// The request as bytes, for `session`.
    #[must_use]
    pub fn encode(&self, session: u32) -> Vec<u8> {
        let mut writer = super::begin(session);
        match self {
            Self::Open(log) => return Self::encode_opening(session, &format::encode(log)),
            Self::Ops { from, brushes, entries } => {
                writer.u8(1);
                writer.u32(*from);
                writer.u8(*brushes);
                writer.entries(entries);
            }
            Self::Target(choice) => {
                writer.u8(2);
                match choice {
                    TargetChoice::Nothing => writer.u8(0),
                    TargetChoice::Gallery(index) => {
                        writer.u8(1);
                        writer.u8(*index);
                    }
                    TargetChoice::File(bytes) => {
                        writer.u8(2);
                        writer.bytes(bytes);
                    }
                }
            }
            Self::Plan { chain, revision, count } => {
                writer.u8(3);
                writer.u32(*chain);
                writer.u32(*revision);
                writer.u8(*count);
            }
            Self::Halt => writer.u8(4),
            Self::More { count } => {
                writer.u8(10);
                writer.u8(*count);
            }
            Self::Polish { revision, reach } => {
                writer.u8(12);
                writer.u32(*revision);
                writer.u8(*reach);
            }
            Self::Settings(settings) => {
                writer.u8(13);
                settings.write(&mut writer);
            }
            Self::Ask { id, options } => {
                writer.u8(16);
                writer.u32(*id);
                writer.u8(*options);
            }
            Self::Answer { id, answer } => {
                writer.u8(17);
                writer.u32(*id);
                answer.write(&mut writer);
            }
            Self::Taste(bytes) => {
                writer.u8(5);
                writer.bytes(bytes);
            }
            Self::Edit { word, edit } => {
                writer.u8(14);
                writer.u8(*word);
                writer.u8(*edit);
            }
            Self::TakeBack { id, is_taken_back } => {
                writer.u8(15);
                writer.u32(*id);
                writer.u8((*is_taken_back).into());
            }
            Self::Mix { taste, percent } => {
                writer.u8(18);
                writer.bytes(taste);
                writer.u8(*percent);
            }
            Self::Practised(bytes) => {
                writer.u8(40);
                writer.bytes(bytes);
            }
            Self::GoTo { taste, practised } => {
                writer.u8(41);
                writer.bytes(taste);
                writer.bytes(practised);
            }
            Self::Forget => writer.u8(6),
            Self::RevertPolicy => writer.u8(7),
            Self::Thumbnail { index, width, height } => {
                writer.u8(9);
                writer.u8(*index);
                writer.u32((*width).into());
                writer.u32((*height).into());
            }
            Self::Why { id, about } => {
                writer.u8(30);
                writer.u32(*id);
                about.write(&mut writer);
            }
            Self::Heat => writer.u8(31),
            Self::Repaint { id, revision, area } => {
                writer.u8(32);
                writer.u32(*id);
                writer.u32(*revision);
                write_focus(&mut writer, *area);
            }
            Self::EndRepaint { id, kept } => {
                writer.u8(33);
                writer.u32(*id);
                writer.u8(*kept as u8);
            }
            Self::Pack { side } => {
                writer.u8(50);
                writer.u32((*side).into());
            }
        }
        writer.into_bytes()
    }

    /// The session and the request that bytes hold.
    pub fn decode(bytes: &[u8]) -> Result<(u32, Self), Error> {
        let (session, mut reader) = super::open(bytes)?;
        let request = match reader.u8()? {
            0 => Self::Open(format::decode(reader.bytes("the painting's length", MAX_BYTES)?)?),
            1 => {
                let from = reader.u32()?;
                let brushes = brush_count(reader.u8()?)?;
                Self::Ops { from, brushes, entries: reader.entries(brushes.into())? }
            }
            2 => Self::Target(match reader.u8()? {
                0 => TargetChoice::Nothing,
                1 => TargetChoice::Gallery(reader.u8()?),
                2 => TargetChoice::File(reader.bytes("the picture's length", MAX_FILE)?.to_vec()),
                _ => return Err(Error::Damaged("a target is of an unknown kind")),
            }),
            3 => {
                let (chain, revision) = (reader.u32()?, reader.u32()?);
                Self::Plan { chain, revision, count: plan_length(reader.u8()?)? }
            }
            4 => Self::Halt,
            5 => Self::Taste(reader.bytes("the taste's length", MAX_TASTE)?.to_vec()),
            6 => Self::Forget,
            7 => Self::RevertPolicy,
            9 => {
                let index = reader.u8()?;
                Self::Thumbnail { index, width: side(reader.u32()?)?, height: side(reader.u32()?)? }
            }
            10 => Self::More { count: plan_length(reader.u8()?)? },
            12 => {
                let (revision, reach) = (reader.u32()?, reader.u8()?);
                // None are too few for anything else.
                check("number of strokes to polish", u32::from(reach).max(1), MAX_POLISHED)?;
                Self::Polish { revision, reach }
            }
            13 => Self::Settings(WorkerSettings::read(&mut reader)?),
            14 => {
                let word = place(reader.u8()?, word::ALL)?;
                Self::Edit { word, edit: place(reader.u8()?, edit::ALL)? }
            }
            15 => {
                Self::TakeBack { id: reader.u32()?, is_taken_back: super::read_truth(&mut reader)? }
            }
            16 => {
                let (id, options) = (reader.u32()?, reader.u8()?);
                // One stroke is no choice.
                check("number of options", u32::from(options).saturating_sub(1), MAX_OPTIONS - 1)?;
                Self::Ask { id, options }
            }
            17 => Self::Answer { id: reader.u32()?, answer: Answer::read(&mut reader)? },
            18 => {
                let taste = reader.bytes("the taste's length", MAX_TASTE)?.to_vec();
                let percent = reader.u8()?;
                // None is too little for anything else.
                check("part of a taste", u32::from(percent).max(1), 100)?;
                Self::Mix { taste, percent }
            }
            30 => Self::Why { id: reader.u32()?, about: About::read(&mut reader)? },
            31 => Self::Heat,
            32 => {
                let (id, revision) = (reader.u32()?, reader.u32()?);
                Self::Repaint { id, revision, area: read_focus(&mut reader)? }
            }
            33 => {
                let id = reader.u32()?;
                let kept = [Kept::Neither, Kept::Old, Kept::New].get(usize::from(reader.u8()?));
                let kept = *kept.ok_or(Error::Damaged("what is kept of a patch is unknown"))?;
                Self::EndRepaint { id, kept }
            }
            40 => Self::Practised(read_practised(&mut reader)?),
            41 => Self::GoTo {
                taste: reader.bytes("the taste's length", MAX_TASTE)?.to_vec(),
                practised: read_practised(&mut reader)?,
            },
            50 => Self::Pack { side: side(reader.u32()?)? },
            _ => return Err(Error::Damaged("a request is of an unknown kind")),
        };
        reader.finish()?;
        Ok((session, request))
    }
}

/// A place in a list of codes.
pub(super) fn place(at: u8, list: &[&str]) -> Result<u8, Error> {
    if usize::from(at) < list.len() { Ok(at) } else { Err(Error::Damaged("a code is not known")) }
}

/// A brush table's length.
pub(super) fn brush_count(count: u8) -> Result<u8, Error> {
    check("number of brushes", count.into(), MAX_BRUSHES)?;
    Ok(count)
}

fn plan_length(count: u8) -> Result<u8, Error> {
    check("number of proposals", count.into(), MAX_PROPOSALS)?;
    Ok(count)
}

/// A side of a picture in pixels.
pub(super) fn side(value: u32) -> Result<u16, Error> {
    check("picture side", value, MAX_SIDE.into())?;
    // It was just checked.
    Ok(u16::try_from(value).unwrap_or(MAX_SIDE))
}

fn check(what: &'static str, value: u32, high: usize) -> Result<(), Error> {
    if (1..=high).contains(&(value as usize)) {
        Ok(())
    } else {
        let high = i64::try_from(high).unwrap_or(i64::MAX);
        Err(Error::OutOfRange { what, value: value.into(), low: 1, high })
    }
}
