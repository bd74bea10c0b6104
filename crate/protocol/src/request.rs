//! From the page to the worker.

use limner_core::format::{self, MAX_BYTES};
use limner_core::log::MAX_BRUSHES;
use limner_core::{Entry, Error, Log, Rgb8};

use super::{MAX_FILE, MAX_POLISHED, MAX_PROPOSALS, MAX_SIDE, MAX_TASTE, WHOLE};

/// Which picture the partner is to paint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum TargetChoice {
    /// None: it paints freely.
    #[default]
    Nothing,
    /// A picture of the gallery, by index.
    Gallery(u8),
    /// A picture file's bytes, as the person gave them.
    File(Vec<u8>),
}

/// Colours that the partner's strokes may have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PaletteChoice {
    /// All there are.
    #[default]
    All,
    /// As many, 2..=16, as come nearest to the picture that it paints.
    OfPicture(u8),
    /// These, at most [`super::MAX_PALETTE`]; with none any.
    These(Vec<Rgb8>),
}

/// Where the partner is to paint: around a place of the canvas, in px.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Focus {
    /// Column, 0..=[`MAX_PLACE`].
    pub x: u16,
    /// Row, 0..=[`MAX_PLACE`].
    pub y: u16,
    /// How far around it, 1..=[`MAX_PLACE`].
    pub reach: u16,
}

/// Longest side of a canvas, in px.
pub const MAX_PLACE: u16 = limner_core::canvas::MAX_SIDE;

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
    /// Paint only strokes that remove this part of a plain sheet's error, in parts of [`WHOLE`]; 0 for any
    /// that helps.
    Price(u32),
    /// Paint near a place, or anywhere alike.
    Focus(Option<Focus>),
    /// Paint with these colours. Answered by [`super::Reply::Palette`].
    Palette(PaletteChoice),
    /// Improve the partner's last strokes together, as the log has them at `revision`; what is planned is
    /// void. Answered by [`super::Reply::Polished`].
    Polish {
        /// The revision.
        revision: u32,
        /// Strokes that may be changed, 1..=[`MAX_POLISHED`].
        reach: u8,
    },
    /// Paint with this brush of the painting's table from now on; what is planned is void.
    Brush(u8),
    /// Stop planning.
    Halt,
    /// What was learned in an earlier session, as it came in [`super::Learned`].
    Taste(Vec<u8>),
    /// Forget everything learned from the person.
    Forget,
    /// Go back to the weights as shipped.
    RevertPolicy,
    /// Whether to rehearse where there is nothing else to do.
    Rehearse(bool),
    /// Draw a picture of the gallery in small.
    Thumbnail {
        /// Its index.
        index: u8,
        /// Columns, 1..=[`MAX_SIDE`].
        width: u16,
        /// Rows, 1..=[`MAX_SIDE`].
        height: u16,
    },
}

impl Request {
    /// As bytes, for `session`.
    #[must_use]
    pub fn encode(&self, session: u32) -> Vec<u8> {
        let mut writer = super::begin(session);
        match self {
            Self::Open(log) => {
                writer.u8(0);
                writer.bytes(&format::encode(log));
            }
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
            Self::Price(price) => {
                writer.u8(13);
                writer.u32(*price);
            }
            Self::Focus(focus) => {
                writer.u8(14);
                writer.u8(focus.is_some().into());
                if let Some(Focus { x, y, reach }) = focus {
                    [x, y, reach].into_iter().for_each(|v| writer.u32((*v).into()));
                }
            }
            Self::Palette(choice) => {
                writer.u8(15);
                match choice {
                    PaletteChoice::All => writer.u8(0),
                    PaletteChoice::OfPicture(count) => {
                        writer.u8(1);
                        writer.u8(*count);
                    }
                    PaletteChoice::These(colors) => {
                        writer.u8(2);
                        super::write_colors(&mut writer, colors);
                    }
                }
            }
            Self::Brush(index) => {
                writer.u8(11);
                writer.u8(*index);
            }
            Self::Taste(bytes) => {
                writer.u8(5);
                writer.bytes(bytes);
            }
            Self::Forget => writer.u8(6),
            Self::RevertPolicy => writer.u8(7),
            Self::Rehearse(on) => {
                writer.u8(8);
                writer.u8((*on).into());
            }
            Self::Thumbnail { index, width, height } => {
                writer.u8(9);
                writer.u8(*index);
                writer.u32((*width).into());
                writer.u32((*height).into());
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
            8 => Self::Rehearse(super::read_truth(&mut reader)?),
            9 => {
                let index = reader.u8()?;
                Self::Thumbnail { index, width: side(reader.u32()?)?, height: side(reader.u32()?)? }
            }
            10 => Self::More { count: plan_length(reader.u8()?)? },
            11 => Self::Brush(reader.u8()?),
            12 => {
                let (revision, reach) = (reader.u32()?, reader.u8()?);
                check("number of strokes to polish", reach.into(), MAX_POLISHED as i64)?;
                Self::Polish { revision, reach }
            }
            13 => {
                let price = reader.u32()?;
                if price > WHOLE {
                    let (value, high) = (price.into(), WHOLE.into());
                    return Err(Error::OutOfRange { what: "price", value, low: 0, high });
                }
                Self::Price(price)
            }
            14 => Self::Focus(if super::read_truth(&mut reader)? {
                let [x, y] = [reader.u32()?, reader.u32()?];
                Some(Focus { x: px(x, 0)?, y: px(y, 0)?, reach: px(reader.u32()?, 1)? })
            } else {
                None
            }),
            15 => Self::Palette(match reader.u8()? {
                0 => PaletteChoice::All,
                1 => {
                    let count = reader.u8()?;
                    if !(2..=16).contains(&count) {
                        let (what, value) = ("number of colours", count.into());
                        return Err(Error::OutOfRange { what, value, low: 2, high: 16 });
                    }
                    PaletteChoice::OfPicture(count)
                }
                2 => PaletteChoice::These(super::read_colors(&mut reader)?),
                _ => return Err(Error::Damaged("a palette is of an unknown kind")),
            }),
            _ => return Err(Error::Damaged("a request is of an unknown kind")),
        };
        reader.finish()?;
        Ok((session, request))
    }
}

/// A length on a canvas.
fn px(value: u32, low: i64) -> Result<u16, Error> {
    let (value, high) = (i64::from(value), i64::from(MAX_PLACE));
    if (low..=high).contains(&value) {
        Ok(value as u16)
    } else {
        Err(Error::OutOfRange { what: "place on the canvas", value, low, high })
    }
}

/// A brush table's length.
pub(super) fn brush_count(count: u8) -> Result<u8, Error> {
    check("number of brushes", count.into(), MAX_BRUSHES as i64)?;
    Ok(count)
}

fn plan_length(count: u8) -> Result<u8, Error> {
    check("number of proposals", count.into(), MAX_PROPOSALS as i64)?;
    Ok(count)
}

/// A side of a picture in pixels.
pub(super) fn side(value: u32) -> Result<u16, Error> {
    check("picture side", value.into(), MAX_SIDE.into())?;
    Ok(value as u16)
}

fn check(what: &'static str, value: i64, high: i64) -> Result<(), Error> {
    if (1..=high).contains(&value) {
        Ok(())
    } else {
        Err(Error::OutOfRange { what, value, low: 1, high })
    }
}
