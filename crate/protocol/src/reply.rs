//! From the worker to the page.

use limner_core::fixed::ONE;
use limner_core::{Author, Error, Rgb8, Stroke};

use super::request::{brush_count, place, side};
use super::{MAX_BELIEFS, MAX_PACKED, MAX_PROPOSALS, MAX_RECOLORED, MAX_SAID, MAX_TASTE};
use crate::codes::{belief, said, word};
use crate::round::read_practised;
use crate::trouble::cut;
use crate::{Code, Heat, Question, Rehearsed, Repainted, Round, Trouble, Why};

/// A picture to be looked at: rows of 8-bit sRGB, three bytes a pixel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pixels {
    /// Columns, 1..=[`super::MAX_SIDE`].
    pub width: u16,
    /// Rows, 1..=[`super::MAX_SIDE`].
    pub height: u16,
    /// `3 · width · height` bytes.
    pub rgb: Vec<u8>,
}

/// A stroke that the partner would paint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedStroke {
    /// The stroke.
    pub stroke: Stroke,
    /// The share of the error that it takes away, 0..=2¹⁵.
    pub gain_q15: u16,
    /// Why the stroke was chosen.
    pub reason: Code,
}

/// A part of a chain of proposals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The chain that the plan belongs to, as it was asked for.
    pub chain: u32,
    /// The revision that the chain's first stroke supposes, as it was asked for.
    pub revision: u32,
    /// How many of the chain came before these.
    pub offset: u32,
    /// Whether all that was asked for is there, or nothing more was found.
    pub done: bool,
    /// Length of the painting's brush table, 1..=[`limner_core::log::MAX_BRUSHES`].
    pub brushes: u8,
    /// The next of the chain, in order.
    pub proposals: Vec<PlannedStroke>,
}

/// Strokes of the partner's, improved together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Polished {
    /// The revision that the strokes were improved on.
    pub revision: u32,
    /// Length of the painting's brush table, 1..=[`limner_core::log::MAX_BRUSHES`].
    pub brushes: u8,
    /// Ids, and what the strokes become; none where nothing would be better.
    pub amendments: Vec<(u32, Stroke)>,
}

/// A quality of strokes that is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Belief {
    /// The quality: a place in [`word::ALL`].
    pub word: u8,
    /// How much the quality counts, 0..=[`MAX_STRENGTH`]; 0 where the person said that it does not.
    pub strength: u8,
    /// How sure the strength is, in percent.
    pub certainty: u8,
    /// Where the belief comes from: a place in [`belief::ALL`].
    pub origin: u8,
}

/// Greatest strength of a [`Belief`].
pub const MAX_STRENGTH: u8 = 3;

/// Something that the person said of strokes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    /// The judgement's number, which is never another's.
    pub id: u32,
    /// What was said: a place in [`said::ALL`].
    pub said: u8,
    /// Whether the judgement was taken back.
    pub is_taken_back: bool,
    /// The judgement's place in the log of the painting that is open, if it was made there.
    pub entry: Option<u32>,
    /// What stood out: places in [`word::ALL`], [`NO_WORD`] where there are fewer.
    pub words: [u8; 3],
}

/// Stands for no word in [`Said::words`].
pub const NO_WORD: u8 = 255;

/// What the partner has learned from the person so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Learned {
    /// The taste's state, to be kept and sent back as [`super::Request::Taste`].
    pub taste: Vec<u8>,
    /// What the person seems to want, and what they said themself.
    pub beliefs: Vec<Belief>,
    /// What the person said, the last first, at most [`MAX_SAID`].
    pub said: Vec<Said>,
    /// Number of strokes judged.
    pub judged: u32,
    /// Steps that the policy's weights have been moved from those shipped.
    pub policy_steps: u32,
    /// Whether there is something to go back from.
    pub can_revert: bool,
}

/// What the worker has to say.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// The painting is open.
    Ready {
        /// Hash of the weights in use; `None` where it paints by trial.
        weights: Option<u64>,
    },
    /// The target asked for is in place: its hash and how it looks on this canvas; or there is none.
    Target(Option<(u64, Pixels)>),
    /// The target asked for can't be had; the one before stays.
    TargetRefused(Trouble),
    /// Proposals.
    Plan(Plan),
    /// The colours that the partner's strokes have from now on; none where any.
    Palette(Vec<Rgb8>),
    /// What a polish came to.
    Polished(Polished),
    /// What the person is to choose among.
    Question(Question),
    /// How the painting is coming along.
    Stats {
        /// The revision that was measured.
        revision: u32,
        /// PSNR against the target, in hundredths of a decibel.
        psnr_centi_db: Option<i32>,
    },
    /// What was learned.
    Learned(Learned),
    /// A picture of the gallery in small.
    Thumbnail {
        /// The picture's index.
        index: u8,
        /// What the picture looks like.
        pixels: Pixels,
    },
    /// The picture that is painted, as a file.
    Packed {
        /// The longest side that was asked for.
        side: u16,
        /// The file, at most [`MAX_PACKED`] bytes.
        bytes: Vec<u8>,
    },
    /// The replica does not fit the log any more: open it again.
    Lost {
        /// Why the replica does not fit, in English, for the curious; at most [`crate::MAX_TEXT`] bytes of it are sent.
        reason: String,
    },
    /// Something went wrong.
    Trouble(Trouble),
    /// Why a stroke was chosen.
    Why(Why),
    /// Where strokes would be painted next.
    Heat(Heat),
    /// How far a patch is painted anew.
    Repainting {
        /// The patch's name.
        id: u32,
        /// In percent.
        percent: u8,
    },
    /// A patch that was painted anew.
    Repainted(Repainted),
    /// What the policy practised up to now, to be kept and sent back as [`super::Request::Practised`].
    Practised(Vec<u8>),
    /// How rehearsal goes.
    Rehearsed(Rehearsed),
    /// A round that is over; what was practised up to its end is in it.
    Round(Round),
}

impl Reply {
    /// The reply as bytes, for `session`.
    #[must_use]
    pub fn encode(&self, session: u32) -> Vec<u8> {
        let mut writer = super::begin(session);
        match self {
            Self::Ready { weights } => {
                writer.u8(0);
                writer.u8(weights.is_some().into());
                if let Some(weights) = weights {
                    writer.u64(*weights);
                }
            }
            Self::Target(target) => {
                writer.u8(1);
                writer.u8(target.is_some().into());
                if let Some((id, pixels)) = target {
                    writer.u64(*id);
                    write_pixels(&mut writer, pixels);
                }
            }
            Self::TargetRefused(trouble) => {
                writer.u8(2);
                super::write_trouble(&mut writer, trouble);
            }
            Self::Plan(plan) => {
                writer.u8(3);
                writer.u32(plan.chain);
                writer.u32(plan.revision);
                writer.u32(plan.offset);
                writer.u8(plan.done.into());
                writer.u8(plan.brushes);
                writer.count(plan.proposals.len());
                for proposal in &plan.proposals {
                    writer.stroke(&proposal.stroke);
                    writer.u32(proposal.gain_q15.into());
                    writer.bytes(proposal.reason.as_str().as_bytes());
                }
            }
            Self::Palette(colors) => {
                writer.u8(10);
                super::write_colors(&mut writer, colors);
            }
            Self::Polished(polished) => {
                writer.u8(9);
                writer.u32(polished.revision);
                writer.u8(polished.brushes);
                writer.count(polished.amendments.len());
                for (id, with) in &polished.amendments {
                    writer.u32(*id);
                    writer.stroke(with);
                }
            }
            Self::Question(question) => {
                writer.u8(11);
                question.write(&mut writer);
            }
            Self::Stats { revision, psnr_centi_db } => {
                writer.u8(4);
                writer.u32(*revision);
                writer.u8(psnr_centi_db.is_some().into());
                if let Some(psnr) = psnr_centi_db {
                    writer.i32(*psnr);
                }
            }
            Self::Learned(learned) => {
                writer.u8(5);
                writer.bytes(&learned.taste);
                let beliefs = &learned.beliefs[..learned.beliefs.len().min(MAX_BELIEFS)];
                writer.count(beliefs.len());
                for Belief { word, strength, certainty, origin } in beliefs {
                    [*word, *strength, *certainty, *origin].into_iter().for_each(|v| writer.u8(v));
                }
                let said = &learned.said[..learned.said.len().min(MAX_SAID)];
                writer.count(said.len());
                for Said { id, said, is_taken_back, entry, words } in said {
                    writer.u32(*id);
                    writer.u8(*said);
                    writer.u8((*is_taken_back).into());
                    writer.u8(entry.is_some().into());
                    writer.u32(entry.unwrap_or(0));
                    words.iter().for_each(|word| writer.u8(*word));
                }
                writer.u32(learned.judged);
                writer.u32(learned.policy_steps);
                writer.u8(learned.can_revert.into());
            }
            Self::Thumbnail { index, pixels } => {
                writer.u8(6);
                writer.u8(*index);
                write_pixels(&mut writer, pixels);
            }
            Self::Packed { side, bytes } => {
                writer.u8(50);
                writer.u32((*side).into());
                writer.bytes(bytes);
            }
            Self::Lost { reason } => {
                writer.u8(7);
                writer.bytes(cut(reason).as_bytes());
            }
            Self::Trouble(trouble) => {
                writer.u8(8);
                super::write_trouble(&mut writer, trouble);
            }
            Self::Why(why) => {
                writer.u8(30);
                why.write(&mut writer);
            }
            Self::Heat(heat) => {
                writer.u8(31);
                heat.write(&mut writer);
            }
            Self::Repainting { id, percent } => {
                writer.u8(32);
                writer.u32(*id);
                writer.u8(*percent);
            }
            Self::Repainted(repainted) => {
                writer.u8(33);
                repainted.write(&mut writer);
            }
            Self::Practised(bytes) => {
                writer.u8(40);
                writer.bytes(bytes);
            }
            Self::Rehearsed(rehearsed) => {
                writer.u8(41);
                rehearsed.write(&mut writer);
            }
            Self::Round(round) => {
                writer.u8(42);
                round.write(&mut writer);
            }
        }
        writer.into_bytes()
    }

    /// The session and the reply that bytes hold.
    pub fn decode(bytes: &[u8]) -> Result<(u32, Self), Error> {
        let (session, mut rest) = super::open(bytes)?;
        let reader = &mut rest;
        let reply = match reader.u8()? {
            0 => Self::Ready { weights: optional(reader, |r| r.u64())? },
            1 => Self::Target(optional(reader, |r| Ok((r.u64()?, read_pixels(r)?)))?),
            2 => Self::TargetRefused(super::read_trouble(reader)?),
            3 => Self::Plan(read_plan(reader)?),
            4 => {
                let revision = reader.u32()?;
                Self::Stats { revision, psnr_centi_db: optional(reader, |r| r.i32())? }
            }
            5 => Self::Learned(Learned {
                taste: reader.bytes("the taste's length", MAX_TASTE)?.to_vec(),
                beliefs: read_beliefs(reader)?,
                said: read_said(reader)?,
                judged: reader.u32()?,
                policy_steps: reader.u32()?,
                can_revert: super::read_truth(reader)?,
            }),
            6 => Self::Thumbnail { index: reader.u8()?, pixels: read_pixels(reader)? },
            7 => Self::Lost { reason: super::read_text(reader)? },
            8 => Self::Trouble(super::read_trouble(reader)?),
            9 => Self::Polished(read_polished(reader)?),
            10 => Self::Palette(super::read_colors(reader)?),
            11 => Self::Question(Question::read(reader)?),
            30 => Self::Why(Why::read(reader)?),
            31 => Self::Heat(Heat::read(reader)?),
            32 => Self::Repainting { id: reader.u32()?, percent: reader.u8()?.min(100) },
            33 => Self::Repainted(Repainted::read(reader)?),
            40 => Self::Practised(read_practised(reader)?),
            41 => Self::Rehearsed(Rehearsed::read(reader)?),
            42 => Self::Round(Round::read(reader)?),
            50 => Self::Packed {
                side: side(reader.u32()?)?,
                bytes: reader.bytes("the packed picture's length", MAX_PACKED)?.to_vec(),
            },
            _ => return Err(Error::Damaged("a reply is of an unknown kind")),
        };
        rest.finish()?;
        Ok((session, reply))
    }
}

type Reader<'a> = limner_core::format::Reader<'a>;
type Writer = limner_core::format::Writer;

fn optional<T>(
    reader: &mut Reader<'_>,
    value: impl FnOnce(&mut Reader<'_>) -> Result<T, Error>,
) -> Result<Option<T>, Error> {
    Ok(if super::read_truth(reader)? { Some(value(reader)?) } else { None })
}

fn read_plan(reader: &mut Reader<'_>) -> Result<Plan, Error> {
    let (chain, revision, offset) = (reader.u32()?, reader.u32()?, reader.u32()?);
    let done = super::read_truth(reader)?;
    let brushes = brush_count(reader.u8()?)?;
    let count = reader.count("the number of proposals", MAX_PROPOSALS, 8)?;
    let mut proposals = Vec::with_capacity(count);
    for _ in 0..count {
        let stroke = reader.stroke(brushes.into())?;
        let gain = reader.u32()?;
        let (value, high) = (gain.into(), ONE.into());
        let gain_q15 = u16::try_from(gain).ok().filter(|gain| u32::from(*gain) <= ONE);
        let gain_q15 = gain_q15.ok_or(Error::OutOfRange { what: "gain", value, low: 0, high })?;
        proposals.push(PlannedStroke { stroke, gain_q15, reason: super::read_code(reader)? });
    }
    Ok(Plan { chain, revision, offset, done, brushes, proposals })
}

fn read_beliefs(reader: &mut Reader<'_>) -> Result<Vec<Belief>, Error> {
    let count = reader.count("the number of beliefs", MAX_BELIEFS, 4)?;
    let mut beliefs = Vec::with_capacity(count);
    for _ in 0..count {
        let [word, strength, certainty, origin] =
            [reader.u8()?, reader.u8()?, reader.u8()?, reader.u8()?];
        place(word, word::ALL)?;
        place(origin, belief::ALL)?;
        if strength > MAX_STRENGTH || certainty > 100 {
            return Err(Error::Damaged("a belief is out of range"));
        }
        beliefs.push(Belief { word, strength, certainty, origin });
    }
    Ok(beliefs)
}

fn read_said(reader: &mut Reader<'_>) -> Result<Vec<Said>, Error> {
    let count = reader.count("the number of judgements", MAX_SAID, 8)?;
    let mut list = Vec::with_capacity(count);
    for _ in 0..count {
        let (id, said) = (reader.u32()?, place(reader.u8()?, said::ALL)?);
        let is_taken_back = super::read_truth(reader)?;
        let (is_here, entry) = (super::read_truth(reader)?, reader.u32()?);
        let words = [reader.u8()?, reader.u8()?, reader.u8()?];
        for word in words.into_iter().filter(|word| *word != NO_WORD) {
            place(word, word::ALL)?;
        }
        list.push(Said { id, said, is_taken_back, entry: is_here.then_some(entry), words });
    }
    Ok(list)
}

fn read_polished(reader: &mut Reader<'_>) -> Result<Polished, Error> {
    let (revision, brushes) = (reader.u32()?, brush_count(reader.u8()?)?);
    let count = reader.count("the number of amendments", MAX_RECOLORED, 8)?;
    let mut amendments = Vec::with_capacity(count);
    for _ in 0..count {
        let (id, with) = (reader.u32()?, reader.stroke(brushes.into())?);
        if with.author != Author::Partner {
            return Err(Error::Damaged("a polished stroke is not the partner's"));
        }
        amendments.push((id, with));
    }
    Ok(Polished { revision, brushes, amendments })
}

pub(crate) fn write_pixels(writer: &mut Writer, pixels: &Pixels) {
    writer.u32(pixels.width.into());
    writer.u32(pixels.height.into());
    writer.bytes(&pixels.rgb);
}

pub(crate) fn read_pixels(reader: &mut Reader<'_>) -> Result<Pixels, Error> {
    let (width, height) = (side(reader.u32()?)?, side(reader.u32()?)?);
    let len = 3 * usize::from(width) * usize::from(height);
    let rgb = reader.bytes("the picture's length", len)?;
    if rgb.len() != len {
        return Err(Error::Damaged("a picture's length does not fit its size"));
    }
    Ok(Pixels { width, height, rgb: rgb.to_vec() })
}
