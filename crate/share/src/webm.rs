//! WebM: what an encoder made of a film's pictures, in a file of which players know the length, and in which they find
//! any moment.
//!
//! A WebM file is made of elements, each an id, a length and what is in it (EBML, RFC 8794). Which there are says Matroska
//! (RFC 9559), of which WebM is a part. It has in this order: the head, an index of what follows, the length, the one track,
//! the moments that a player may begin at (cues), and clusters of pictures, each from one such moment to the next.
//!
//! What is kept on the way is what the encoder made, and for each cluster its moment and its place.

use crate::Failed;

/// Of all clusters together, in bytes.
pub const MAX_BYTES: usize = 64 << 20;
/// Nanoseconds that one unit of time is: times are in ms.
const TICK_NS: u64 = 1_000_000;
/// A block lies at most so far from its cluster's beginning: it tells its time in 15 bits.
const MAX_FROM_CLUSTER_MS: u32 = 0x7fff;
/// The only track.
const TRACK: u8 = 1;
/// Flags of a block that no other one is needed for.
const KEY: u8 = 0x80;
/// Places are told in so many bytes whatever they are, so that what tells them is as long before they are known.
const PLACE: usize = 8;

/// How the pictures are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codec {
    /// VP9, profile 0.
    Vp9,
    /// VP8.
    Vp8,
}

impl Codec {
    /// As Matroska's codec mappings name it.
    fn id(self) -> &'static str {
        match self {
            Self::Vp9 => "V_VP9",
            Self::Vp8 => "V_VP8",
        }
    }
}

/// Ids of elements, as RFC 9559 has them, and of EBML's own, as RFC 8794 has them.
mod id {
    pub(super) const EBML: u32 = 0x1a45_dfa3;
    pub(super) const EBML_VERSION: u32 = 0x4286;
    pub(super) const EBML_READ_VERSION: u32 = 0x42f7;
    pub(super) const EBML_MAX_ID_LENGTH: u32 = 0x42f2;
    pub(super) const EBML_MAX_SIZE_LENGTH: u32 = 0x42f3;
    pub(super) const DOC_TYPE: u32 = 0x4282;
    pub(super) const DOC_TYPE_VERSION: u32 = 0x4287;
    pub(super) const DOC_TYPE_READ_VERSION: u32 = 0x4285;
    pub(super) const SEGMENT: u32 = 0x1853_8067;
    pub(super) const SEEK_HEAD: u32 = 0x114d_9b74;
    pub(super) const SEEK: u32 = 0x4dbb;
    pub(super) const SEEK_ID: u32 = 0x53ab;
    pub(super) const SEEK_POSITION: u32 = 0x53ac;
    pub(super) const INFO: u32 = 0x1549_a966;
    pub(super) const TIMESTAMP_SCALE: u32 = 0x002a_d7b1;
    pub(super) const DURATION: u32 = 0x4489;
    pub(super) const MUXING_APP: u32 = 0x4d80;
    pub(super) const WRITING_APP: u32 = 0x5741;
    pub(super) const TRACKS: u32 = 0x1654_ae6b;
    pub(super) const TRACK_ENTRY: u32 = 0xae;
    pub(super) const TRACK_NUMBER: u32 = 0xd7;
    pub(super) const TRACK_UID: u32 = 0x73c5;
    pub(super) const TRACK_TYPE: u32 = 0x83;
    pub(super) const FLAG_LACING: u32 = 0x9c;
    pub(super) const LANGUAGE: u32 = 0x0022_b59c;
    pub(super) const CODEC_ID: u32 = 0x86;
    pub(super) const VIDEO: u32 = 0xe0;
    pub(super) const PIXEL_WIDTH: u32 = 0xb0;
    pub(super) const PIXEL_HEIGHT: u32 = 0xba;
    pub(super) const COLOUR: u32 = 0x55b0;
    pub(super) const MATRIX_COEFFICIENTS: u32 = 0x55b1;
    pub(super) const RANGE: u32 = 0x55b9;
    pub(super) const TRANSFER_CHARACTERISTICS: u32 = 0x55ba;
    pub(super) const PRIMARIES: u32 = 0x55bb;
    pub(super) const CUES: u32 = 0x1c53_bb6b;
    pub(super) const CUE_POINT: u32 = 0xbb;
    pub(super) const CUE_TIME: u32 = 0xb3;
    pub(super) const CUE_TRACK_POSITIONS: u32 = 0xb7;
    pub(super) const CUE_TRACK: u32 = 0xf7;
    pub(super) const CUE_CLUSTER_POSITION: u32 = 0xf1;
    pub(super) const CLUSTER: u32 = 0x1f43_b675;
    pub(super) const TIMESTAMP: u32 = 0xe7;
    pub(super) const SIMPLE_BLOCK: u32 = 0xa3;
    pub(super) const BLOCK_GROUP: u32 = 0xa0;
    pub(super) const BLOCK: u32 = 0xa1;
    pub(super) const BLOCK_DURATION: u32 = 0x9b;
    pub(super) const REFERENCE_BLOCK: u32 = 0xfb;
}

/// A picture as the encoder made it.
#[derive(Debug)]
struct Coded {
    at_ms: u32,
    is_key: bool,
    bytes: Vec<u8>,
}

/// A moment to begin at, and where the cluster lies that begins with it, from the first one on.
#[derive(Clone, Copy, Debug)]
struct Cue {
    at_ms: u32,
    place: usize,
}

/// A WebM file that is being written.
#[derive(Debug)]
pub struct Webm {
    codec: Codec,
    size: [u16; 2],
    /// Those that are full.
    clusters: Vec<u8>,
    cues: Vec<Cue>,
    /// When the present one begins, and its blocks.
    begins_ms: u32,
    blocks: Vec<u8>,
    /// When the picture was shown that was written last.
    before_ms: u32,
    /// The picture that came last: how long it stays is known when the next one comes, or none.
    last: Option<Coded>,
}

impl Webm {
    /// No picture yet of a film of so many columns and rows.
    #[must_use]
    pub fn of(codec: Codec, size: [u16; 2]) -> Self {
        let (clusters, cues, blocks) = (Vec::new(), Vec::new(), Vec::new());
        Self { codec, size, clusters, cues, begins_ms: 0, blocks, before_ms: 0, last: None }
    }

    /// Adds a picture as it was encoded: what is shown from `at_ms` on. Pictures come in the order of time, the first one
    /// needs no other.
    pub fn add(&mut self, at_ms: u32, is_key: bool, bytes: Vec<u8>) -> Result<(), Failed> {
        let in_order = self.last.as_ref().map_or(is_key, |last| at_ms > last.at_ms);
        if !in_order {
            return Err(Failed::Film("the encoder's pictures are out of order".to_owned()));
        }
        if self.clusters.len() + self.blocks.len() + bytes.len() > MAX_BYTES {
            return Err(Failed::TooLong { limit: MAX_BYTES });
        }
        if let Some(last) = self.last.replace(Coded { at_ms, is_key, bytes }) {
            self.block(&last, None);
        }
        Ok(())
    }

    /// The whole file, of a film that takes so long.
    pub fn finish(mut self, lasts_ms: u32) -> Result<Vec<u8>, Failed> {
        let Some(last) = self.last.take() else {
            return Err(Failed::Film("the encoder made no pictures".to_owned()));
        };
        self.block(&last, Some(lasts_ms.saturating_sub(last.at_ms).max(1)));
        self.close();
        let mut file = self.before_clusters(lasts_ms);
        file.append(&mut self.clusters);
        Ok(file)
    }

    /// Writes a picture; of the last one how long it stays is said.
    fn block(&mut self, coded: &Coded, stays_ms: Option<u32>) {
        let Coded { at_ms, is_key, bytes } = coded;
        let is_far = at_ms - self.begins_ms > MAX_FROM_CLUSTER_MS;
        if *is_key || is_far {
            self.close();
            self.begins_ms = *at_ms;
        }
        if self.blocks.is_empty() {
            if *is_key {
                self.cues.push(Cue { at_ms: *at_ms, place: self.clusters.len() });
            }
            uint(&mut self.blocks, id::TIMESTAMP, u64::from(*at_ms));
        }
        let from_cluster = u16::try_from(at_ms - self.begins_ms).unwrap_or_default();
        let mut block = vec![0x80 | TRACK];
        block.extend(from_cluster.to_be_bytes());
        let flags = if *is_key && stays_ms.is_none() { KEY } else { 0 };
        block.push(flags);
        block.extend(bytes);
        match stays_ms {
            None => element(&mut self.blocks, id::SIMPLE_BLOCK, &block),
            Some(stays_ms) => {
                let mut group = Vec::new();
                element(&mut group, id::BLOCK, &block);
                uint(&mut group, id::BLOCK_DURATION, u64::from(stays_ms));
                if !is_key {
                    let back = i64::from(self.before_ms) - i64::from(*at_ms);
                    element(&mut group, id::REFERENCE_BLOCK, &back.to_be_bytes());
                }
                element(&mut self.blocks, id::BLOCK_GROUP, &group);
            }
        }
        self.before_ms = *at_ms;
    }

    /// Writes the present cluster, if there is one.
    fn close(&mut self) {
        if !self.blocks.is_empty() {
            element(&mut self.clusters, id::CLUSTER, &self.blocks);
            self.blocks.clear();
        }
    }

    /// All that stands before the clusters.
    fn before_clusters(&self, lasts_ms: u32) -> Vec<u8> {
        let (info, tracks) = (info(lasts_ms), self.tracks());
        // As long, whatever the places in them are.
        let index_length = index([0; 3]).len();
        let places = [0, info.len(), info.len() + tracks.len()].map(|place| index_length + place);
        let first = places[2] + self.cues(0).len();
        let mut file = head();
        number(&mut file, id::SEGMENT);
        length(&mut file, first + self.clusters.len());
        for part in [index(places), info, tracks, self.cues(first)] {
            file.extend(part);
        }
        file.reserve_exact(self.clusters.len());
        file
    }

    fn tracks(&self) -> Vec<u8> {
        let [width, height] = self.size;
        // BT.709 in the narrow range that video has: see [`crate::video`].
        let colour = master(id::COLOUR, |body| {
            uint(body, id::MATRIX_COEFFICIENTS, 1);
            uint(body, id::RANGE, 1);
            uint(body, id::TRANSFER_CHARACTERISTICS, 1);
            uint(body, id::PRIMARIES, 1);
        });
        let video = master(id::VIDEO, |body| {
            uint(body, id::PIXEL_WIDTH, width.into());
            uint(body, id::PIXEL_HEIGHT, height.into());
            body.extend(colour);
        });
        let entry = master(id::TRACK_ENTRY, |body| {
            uint(body, id::TRACK_NUMBER, TRACK.into());
            uint(body, id::TRACK_UID, TRACK.into());
            uint(body, id::TRACK_TYPE, 1);
            uint(body, id::FLAG_LACING, 0);
            element(body, id::LANGUAGE, b"und");
            element(body, id::CODEC_ID, self.codec.id().as_bytes());
            body.extend(video);
        });
        master(id::TRACKS, |body| body.extend(entry))
    }

    /// The moments to begin at, where the first cluster lies there in the segment.
    fn cues(&self, first: usize) -> Vec<u8> {
        master(id::CUES, |body| {
            for Cue { at_ms, place } in &self.cues {
                let positions = master(id::CUE_TRACK_POSITIONS, |body| {
                    uint(body, id::CUE_TRACK, TRACK.into());
                    told_place(body, id::CUE_CLUSTER_POSITION, first + place);
                });
                body.extend(master(id::CUE_POINT, |body| {
                    uint(body, id::CUE_TIME, (*at_ms).into());
                    body.extend(positions);
                }));
            }
        })
    }
}

/// That it is WebM, and what a reader must know for it: the fourth version of Matroska has the colours.
fn head() -> Vec<u8> {
    master(id::EBML, |body| {
        uint(body, id::EBML_VERSION, 1);
        uint(body, id::EBML_READ_VERSION, 1);
        uint(body, id::EBML_MAX_ID_LENGTH, 4);
        uint(body, id::EBML_MAX_SIZE_LENGTH, 8);
        element(body, id::DOC_TYPE, b"webm");
        uint(body, id::DOC_TYPE_VERSION, 4);
        uint(body, id::DOC_TYPE_READ_VERSION, 2);
    })
}

/// Where the length, the track and the moments to begin at lie in the segment.
fn index(places: [usize; 3]) -> Vec<u8> {
    master(id::SEEK_HEAD, |body| {
        for (id, place) in [id::INFO, id::TRACKS, id::CUES].into_iter().zip(places) {
            body.extend(master(id::SEEK, |body| {
                element(body, id::SEEK_ID, &id.to_be_bytes());
                told_place(body, id::SEEK_POSITION, place);
            }));
        }
    })
}

fn info(lasts_ms: u32) -> Vec<u8> {
    master(id::INFO, |body| {
        uint(body, id::TIMESTAMP_SCALE, TICK_NS);
        element(body, id::DURATION, &f64::from(lasts_ms).to_be_bytes());
        element(body, id::MUXING_APP, b"Limner");
        element(body, id::WRITING_APP, b"Limner");
    })
}

/// An element that holds others.
fn master(id: u32, fill: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let (mut whole, mut body) = (Vec::new(), Vec::new());
    fill(&mut body);
    element(&mut whole, id, &body);
    whole
}

fn element(out: &mut Vec<u8>, id: u32, body: &[u8]) {
    number(out, id);
    length(out, body.len());
    out.extend(body);
}

/// A number in as few bytes as it needs.
fn uint(out: &mut Vec<u8>, id: u32, value: u64) {
    let bytes = value.to_be_bytes();
    let zeros = bytes.iter().take(7).take_while(|byte| **byte == 0).count();
    element(out, id, &bytes[zeros..]);
}

/// A place, in [`PLACE`] bytes.
fn told_place(out: &mut Vec<u8>, id: u32, place: usize) {
    let bytes: [u8; PLACE] = (place as u64).to_be_bytes();
    element(out, id, &bytes);
}

/// An element's id, whose first bits say how long it is.
fn number(out: &mut Vec<u8>, id: u32) {
    out.extend(id.to_be_bytes().into_iter().skip_while(|byte| *byte == 0));
}

/// How long an element is: the zeros before the first one say in how many bytes that is told.
fn length(out: &mut Vec<u8>, length: usize) {
    let length = length as u64;
    // All ones would be a length that is not known.
    let bytes = (1..8).find(|bytes| length < (1 << (7 * bytes)) - 1).unwrap_or(8);
    let told = length | 1 << (7 * bytes);
    out.extend(&told.to_be_bytes()[8 - bytes..]);
}
