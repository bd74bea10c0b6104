//! Files that strangers may send, made from a seed: sound ones that are damaged in ways that a disk, a chat or an
//! attacker damages them, and some that are made to ask for more than they look.
//!
//! What is damaged of a file with a checksum is summed up anew for every other one, or nothing behind the checksum would
//! ever be read. The tests of `limner-cli` hold every decoder to them, those of the page drop them on it.

#![allow(unreachable_pub, reason = "a module of two crates")]
#![allow(
    clippy::cast_possible_truncation,
    reason = "what is damaged is short, and bytes are what is wanted"
)]

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use limner_core::random;
use miniz_oxide::deflate::{compress_to_vec, compress_to_vec_zlib};
use miniz_oxide::inflate::decompress_to_vec_with_limit;
use xxhash_rust::xxh3::xxh3_64;

/// What kind of file it is, or says that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A painting as it is saved.
    Painting,
    /// A painting as it is sent.
    Compact,
    /// A painting as it is kept while it is made.
    Journal,
    /// The text of a link.
    Link,
    /// A PNG with a painting in it.
    Picture,
    /// A page with a painting in it.
    Page,
    /// A program of strokes.
    Program,
    /// Lines to make motifs of.
    Lines,
    /// A brush.
    Brush,
    /// A taste.
    Taste,
    /// The partner's weights.
    Weights,
    /// What learned to draw.
    Model,
    /// What learned to copy.
    Copier,
    /// A space of motifs.
    Design,
    /// Cards and what was learned from them.
    Lesson,
    /// A photograph.
    Photo,
}

impl Kind {
    /// How such a file's name ends.
    #[must_use]
    #[allow(dead_code, reason = "decoders are not told")]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Painting | Self::Compact | Self::Journal => "limner",
            Self::Link => "txt",
            Self::Picture | Self::Photo => "png",
            Self::Page => "html",
            Self::Program => "json",
            Self::Lines => "svg",
            Self::Brush => "limnerbrush",
            Self::Taste => "limnertaste",
            Self::Weights => "limner-weights",
            Self::Model => "limg",
            Self::Copier => "limc",
            Self::Design => "limnerdesign",
            Self::Lesson => "limnerdoodles",
        }
    }

    fn is_text(self) -> bool {
        [Self::Link, Self::Page, Self::Program, Self::Lines].contains(&self)
    }

    fn is_png(self) -> bool {
        [Self::Picture, Self::Photo].contains(&self)
    }
}

/// A hostile file.
#[derive(Clone, Debug)]
pub struct Hostile {
    /// What it is taken for.
    pub kind: Kind,
    /// What was done, for messages.
    pub name: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// So many damaged variants of each sound file, and all that are made for its kind.
#[must_use]
pub fn files(sound: &[(Kind, Vec<u8>)], each: u32, seed: u32) -> Vec<Hostile> {
    let damaged = sound.iter().enumerate().flat_map(|(i, (kind, bytes))| {
        (0..each).map(move |nth| {
            let chance = Chance { key: seed ^ ((i as u32) << 16) ^ nth };
            let (what, bytes) = damaged(*kind, bytes, &chance);
            Hostile { kind: *kind, name: format!("{kind:?} {nth}: {what}"), bytes }
        })
    });
    damaged.chain(made()).collect()
}

/// Numbers by chance, the same for a key.
struct Chance {
    key: u32,
}

impl Chance {
    fn below(&self, i: u32, limit: usize) -> usize {
        random::at(self.key, i) as usize % limit.max(1)
    }
}

fn damaged(kind: Kind, sound: &[u8], chance: &Chance) -> (String, Vec<u8>) {
    if kind.is_text() && chance.below(0, 3) > 0 {
        return text(&String::from_utf8_lossy(sound), chance);
    }
    if chance.below(1, 2) == 0 {
        if kind.is_png() {
            return chunks(sound, chance);
        }
        if let Some((head, body, seal)) = opened(kind, sound) {
            let (what, body) = bytes(&body, chance);
            return (format!("{what}, and summed up"), seal(head, &body));
        }
    }
    bytes(sound, chance)
}

/// Bytes with a few of them changed, or some missing, or too many.
fn bytes(sound: &[u8], chance: &Chance) -> (String, Vec<u8>) {
    let mut bytes = sound.to_vec();
    let at = chance.below(2, bytes.len());
    let some = 1 + chance.below(3, 64);
    let end = (at + some).min(bytes.len());
    let what = match chance.below(4, 10) {
        0 => {
            bytes.truncate(at);
            "cut"
        }
        1 => {
            for i in 0..1 + chance.below(5, 4) as u32 {
                let at = chance.below(10 + i, bytes.len());
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << chance.below(20 + i, 8);
                }
            }
            "some bits other"
        }
        2 => {
            for (i, byte) in bytes[at..end].iter_mut().enumerate() {
                *byte = chance.below(100 + i as u32, 256) as u8;
            }
            "noise in it"
        }
        // The largest numbers of any width.
        3 => {
            bytes[at..end].fill(0xff);
            "all bits set in it"
        }
        4 => {
            bytes[at..end].fill(0);
            "nothing in it"
        }
        5 => {
            let part = bytes[at..end].to_vec();
            bytes.splice(at..at, part);
            "a part twice"
        }
        6 => {
            bytes.drain(at..end);
            "a part missing"
        }
        7 => {
            if let Some(version) = bytes.get_mut(4) {
                *version = 200;
            }
            "from the future"
        }
        8 => {
            bytes.extend(std::iter::repeat_n(sound, 16).flatten());
            "many more behind it"
        }
        _ => {
            let head = bytes.len().min(4 + chance.below(6, 12));
            bytes.truncate(head);
            bytes.extend((0..4096).map(|i| chance.below(1000 + i, 256) as u8));
            "noise after its head"
        }
    };
    (format!("{what} at {at}"), bytes)
}

/// Text with a number, a bracket or a letter that does not belong there.
fn text(sound: &str, chance: &Chance) -> (String, Vec<u8>) {
    const WORST: [&str; 12] = [
        "-1",
        "0",
        "4294967296",
        "99999999999999999999999",
        "1e999",
        "-1e308",
        "0.1",
        "null",
        "\"\"",
        "[]",
        "NaN",
        "65536",
    ];
    let numbers: Vec<_> = sound
        .match_indices(|c: char| c.is_ascii_digit())
        .map(|(at, _)| at)
        .filter(|at| *at == 0 || !sound.as_bytes()[at - 1].is_ascii_alphanumeric())
        .collect();
    if chance.below(2, 3) > 0 && !numbers.is_empty() {
        let at = numbers[chance.below(3, numbers.len())];
        let worst = WORST[chance.below(4, WORST.len())];
        let length = sound[at..].find(|c: char| !c.is_ascii_digit()).unwrap_or(sound.len() - at);
        let changed = format!("{}{worst}{}", &sound[..at], &sound[at + length..]);
        return (format!("{worst} at {at}"), changed.into_bytes());
    }
    let mut at = chance.below(5, sound.len());
    while !sound.is_char_boundary(at) {
        at -= 1;
    }
    let (what, put) = match chance.below(6, 6) {
        0 => ("many brackets", "[{".repeat(20_000)),
        1 => ("a long word", "a".repeat(1 << 20)),
        2 => ("markup", "<script>alert(1)</script>\u{202e}\0".to_owned()),
        3 => ("an end", "\"}]>".to_owned()),
        4 => ("many elements", "<g>".repeat(20_000)),
        _ => ("letters of no alphabet", "\u{fffd}\u{10ffff}\u{1}".repeat(100)),
    };
    (format!("{what} at {at}"), format!("{}{put}{}", &sound[..at], &sound[at..]).into_bytes())
}

type Seal = fn(&[u8], &[u8]) -> Vec<u8>;

/// What a checksum stands for, what stands before it, and how it is put there anew. `None` where there is none.
fn opened(kind: Kind, sound: &[u8]) -> Option<(&[u8], Vec<u8>, Seal)> {
    let limit = 8 << 20;
    match kind {
        // Four letters, a version, a sum of four bytes over a body that is packed.
        Kind::Painting => {
            let body = decompress_to_vec_with_limit(sound.get(9..)?, limit).ok()?;
            Some((&sound[..5], body, |head, body| {
                [head, &xxh3_64(body).to_le_bytes()[..4], &compress_to_vec(body, 1)].concat()
            }))
        }
        // As it is.
        Kind::Compact | Kind::Brush | Kind::Taste => {
            Some((&sound[..5], sound.get(9..)?.to_vec(), |head, body| {
                [head, &xxh3_64(body).to_le_bytes()[..4], body].concat()
            }))
        }
        // Letters, version and architecture, eight bytes of a sum, a length.
        Kind::Weights => {
            let body = decompress_to_vec_with_limit(sound.get(24..)?, limit).ok()?;
            Some((&sound[..12], body, |head, body| {
                let sum = xxh3_64(body).to_le_bytes();
                let length = (body.len() as u32).to_le_bytes();
                [head, &sum, &length, &compress_to_vec(body, 1)].concat()
            }))
        }
        _ => None,
    }
}

/// A PNG with something wrong in one of its chunks, each of them truly summed up.
fn chunks(sound: &[u8], chance: &Chance) -> (String, Vec<u8>) {
    let mut png = sound[..8].to_vec();
    let mut rest = &sound[8..];
    let mut all = Vec::new();
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let length = u32::from_be_bytes(*length) as usize;
        let Some((chunk, after)) = after.split_at_checked(4 + length) else { break };
        all.push((chunk[..4].to_vec(), chunk[4..].to_vec()));
        rest = after.get(4..).unwrap_or_default();
    }
    let which = chance.below(7, all.len());
    let (kind, data) = &mut all[which];
    let name = String::from_utf8_lossy(kind).into_owned();
    let (what, changed) = bytes(data, chance);
    *data = changed;
    if chance.below(8, 4) == 0 {
        let twice = all[which].clone();
        all.insert(which, twice);
    }
    for (kind, data) in all {
        png.extend(chunk(&kind, &data));
    }
    (format!("{name}: {what}"), png)
}

fn chunk(kind: &[u8], data: &[u8]) -> Vec<u8> {
    let named = [kind, data].concat();
    let sum = crc32fast::hash(&named);
    [&(data.len() as u32).to_be_bytes()[..], &named, &sum.to_be_bytes()].concat()
}

fn png_of(
    width: u32,
    height: u32,
    depth_and_color: [u8; 2],
    chunks: &[(&[u8], Vec<u8>)],
) -> Vec<u8> {
    let size = [width.to_be_bytes(), height.to_be_bytes()].concat();
    let head = [&size[..], &depth_and_color, &[0, 0, 0]].concat();
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    png.extend(chunk(b"IHDR", &head));
    for (kind, data) in chunks {
        png.extend(chunk(kind, data));
    }
    png.extend(chunk(b"IEND", &[]));
    png
}

/// What is made to ask for more than it looks.
fn made() -> Vec<Hostile> {
    let mut all = Vec::new();
    let mut add = |kind: Kind, name: &str, bytes: Vec<u8>| {
        all.push(Hostile { kind, name: format!("{kind:?}: {name}"), bytes });
    };
    let sealed = |letters: &[u8], version: u8, body: &[u8], packed: &[u8]| {
        [letters, &[version], &xxh3_64(body).to_le_bytes()[..4], packed].concat()
    };
    let zeros = vec![0; 40 << 20];
    let bomb = compress_to_vec(&zeros, 1);
    add(Kind::Painting, "a bomb", sealed(b"LIMN", 1, &zeros, &bomb));
    add(Kind::Painting, "nothing", Vec::new());
    add(Kind::Painting, "its letters", b"LIMN".to_vec());
    let journal = [b"LIMJ\x01\xff\xff\xff\x7f".as_slice(), &[0; 64]].concat();
    add(Kind::Journal, "a checkpoint of two gigabytes", journal);
    add(Kind::Link, "a long one", URL_SAFE_NO_PAD.encode(&zeros[..6 << 20]).into_bytes());
    add(
        Kind::Link,
        "a bomb",
        URL_SAFE_NO_PAD.encode(sealed(b"LIMN", 1, &zeros, &bomb)).into_bytes(),
    );
    add(Kind::Brush, "a long one", sealed(b"LIMB", 1, &zeros, &zeros));
    add(Kind::Taste, "a long one", sealed(b"LIMS", 2, &zeros, &zeros));

    let packed = compress_to_vec_zlib(&zeros, 1);
    let idat: &[u8] = b"IDAT";
    add(Kind::Photo, "too many pixels", png_of(60_000, 60_000, [8, 2], &[(idat, vec![0; 32])]));
    add(
        Kind::Photo,
        "pixels that are not there",
        png_of(7_900, 7_900, [8, 2], &[(idat, packed[..64].to_vec())]),
    );
    add(Kind::Photo, "no size", png_of(0, 0, [8, 2], &[(idat, packed.clone())]));
    add(Kind::Photo, "more than its pixels", png_of(4, 4, [8, 2], &[(idat, packed.clone())]));
    add(Kind::Photo, "a depth that is none", png_of(4, 4, [7, 9], &[(idat, packed.clone())]));
    let profile = [&b"bomb\0\0"[..], &packed].concat();
    let [pixels, text] = [compress_to_vec_zlib(&[0; 52], 1), profile.clone()];
    add(
        Kind::Photo,
        "a profile that is a bomb",
        png_of(4, 4, [8, 2], &[(b"iCCP", profile), (idat, pixels.clone())]),
    );
    add(
        Kind::Photo,
        "a text that is a bomb",
        png_of(4, 4, [8, 2], &[(b"zTXt", text), (idat, pixels.clone())]),
    );
    let mut claims = png_of(4, 4, [8, 2], &[(idat, pixels.clone())]);
    let end = claims.len() - 12;
    claims.splice(end.., [&[0xff, 0xff, 0xff, 0x7f], &b"liMN"[..]].concat());
    add(Kind::Picture, "a painting of two gigabytes", claims);
    let held = sealed(b"LIMN", 1, &zeros, &bomb);
    add(Kind::Picture, "a bomb in it", png_of(4, 4, [8, 2], &[(idat, pixels), (b"liMN", held)]));

    let page = |text: &str| {
        format!("<!doctype html><script type=\"application/x-limner\" id=\"painting\">{text}")
            .into_bytes()
    };
    add(Kind::Page, "a painting without an end", page(&"TElN".repeat(100_000)));
    add(Kind::Page, "no letters of a painting", page("&amp;&amp;</script>"));
    add(Kind::Program, "many brackets", "[".repeat(1 << 20).into_bytes());
    let program = |entries: &str| {
        format!("{{\"format\":\"limner-program\",\"version\":1,\"width\":64,\"height\":64,\"paper\":\"#ffffff\",\"seed\":1,\"brushes\":[],\"entries\":[{entries}]}}").into_bytes()
    };
    let hide = "{\"dt_ms\":1,\"hide\":{\"stroke\":0,\"by\":\"person\"}}";
    add(Kind::Program, "no brushes", program(hide));
    add(Kind::Program, "strokes that are not there", program(&[hide; 5_000].join(",")));
    let lines = |inside: &str| {
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{inside}</svg>").into_bytes()
    };
    let laughs = (0..9).fold("<!DOCTYPE svg [<!ENTITY a0 \"ha\">".to_owned(), |text, i| {
        format!("{text}<!ENTITY a{} \"{}\">", i + 1, format!("&a{i};").repeat(10))
    });
    add(Kind::Lines, "a billion laughs", format!("{laughs}]><svg>&a9;</svg>").into_bytes());
    add(
        Kind::Lines,
        "a thousand million miles",
        lines("<path d=\"M 0 0 C 1e300 0 0 1e300 1 1\"/>"),
    );
    add(
        Kind::Lines,
        "very many lines",
        lines(&"<line x1=\"0\" y1=\"0\" x2=\"9\" y2=\"9\"/>".repeat(100_000)),
    );
    add(Kind::Lines, "deep", lines(&"<g>".repeat(200_000)));
    add(Kind::Lines, "an endless arc", lines("<path d=\"M 0 0 A 1e-300 1e300 0 1 1 5 5\"/>"));
    add(
        Kind::Lines,
        "a long path",
        lines(&format!("<path d=\"M 0 0 {}\"/>", "Q 900 9 0 900 ".repeat(200_000))),
    );
    add(Kind::Design, "its letters", b"LDSP\x01\x01".to_vec());
    add(Kind::Design, "a long one", [b"LDSP\x01\x01".as_slice(), &zeros[..5 << 20]].concat());
    add(Kind::Lesson, "noise", zeros[..1 << 20].to_vec());
    all
}
