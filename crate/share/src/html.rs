//! A painting in one HTML file that plays it: it opens from a disk and from any host, and asks for nothing else.
//!
//! The file holds the player (`crate/player` as WebAssembly, with a script and a style), the painting as in a link,
//! and a small picture of it for the moment before it is drawn. Its policy allows just these, by their hashes. Data
//! stands in blocks that no browser runs, and words that came from a person are escaped here and shown in `<bdi>`.
//!
//! With a [`Template`] it takes along the page itself, partner and all: a button turns the file into that, and its policy
//! allows the page's script and styles, by their hashes, and workers that are made of what the file holds.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use limner_core::format::carrier::{PAGE_BEGIN, PAGE_END};
use limner_core::{Author, Canvas, Painting, Rect, Rgb8};
use sha2::{Digest, Sha256};

use crate::Failed;
use crate::whole::Template;

const SCRIPT: &str = include_str!("../player/player.js");
const STYLE: &str = include_str!("../player/player.css");
/// What turns a file with the partner in it into the page.
const WHOLE: &str = include_str!("../player/whole.js");
/// See `cargo xtask player`.
const PLAYER: &[u8] = include_bytes!("../player/player.wasm");
/// How hard the player is compressed: as hard as it goes, as that is done once and sent often.
const LEVEL: u8 = 10;

/// Letters of a title, and of an address, at most.
pub const MAX_TITLE: usize = 200;
/// See [`MAX_TITLE`].
pub const MAX_ADDRESS: usize = 500;
/// Pixels along the longer side of the picture that is there first.
const POSTER: u16 = 96;

/// What such a file says beside the painting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// What the painting is called; empty for nothing.
    pub title: String,
    /// Where a page is that goes on with the painting, as `https://…`; nothing leads there otherwise.
    pub address: Option<String>,
}

impl Words {
    /// A title as it is shown: on one line, without what has no form of its own (controls, marks of direction),
    /// and not endless.
    fn shown_title(&self) -> String {
        let plain = self.title.chars().map(|c| if c.is_whitespace() { ' ' } else { c });
        let plain: String = plain.filter(|c| !is_format(*c)).take(MAX_TITLE).collect();
        let title = plain.trim();
        if title.is_empty() { "A painting".to_owned() } else { title.to_owned() }
    }

    /// The address, checked.
    fn checked_address(&self) -> Result<Option<&str>, Failed> {
        let Some(address) = self.address.as_deref() else { return Ok(None) };
        if is_address(address) { Ok(Some(address)) } else { Err(Failed::Address) }
    }
}

/// Whether a page may lead to an address: of the web, in plain characters that end no attribute, without a `#`.
#[must_use]
pub fn is_address(address: &str) -> bool {
    let web = ["https://", "http://"].iter().any(|scheme| address.starts_with(scheme));
    let clean = address.bytes().all(|b| b.is_ascii_graphic() && !b"\"'<>\\`#".contains(&b));
    web && clean && address.len() <= MAX_ADDRESS
}

/// Control characters, and those that only say how others are set (Unicode's category Cf, as far as it is met).
fn is_format(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{feff}' | '\u{180e}')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe += "&amp;",
            '<' => safe += "&lt;",
            '>' => safe += "&gt;",
            '"' => safe += "&quot;",
            '\'' => safe += "&#39;",
            other => safe.push(other),
        }
    }
    safe
}

/// The source by which a policy allows one text.
fn allowed(text: &str) -> String {
    allowed_hash(&Sha256::digest(text))
}

fn allowed_hash(hash: &[u8]) -> String {
    format!("'sha256-{}'", STANDARD.encode(hash))
}

/// All that the file may do: run its own scripts, use its own styles, and show pictures that it holds. With the partner
/// it also starts workers of what it holds. No script of it can fetch anything from elsewhere.
fn policy(script: &str, style: &str, partner: Option<&Template>) -> String {
    let mut scripts = vec![allowed(script)];
    let mut styles = vec![allowed(style)];
    let mut more = "img-src data:".to_owned();
    if let Some(partner) = partner {
        scripts.push(allowed(WHOLE.trim()));
        scripts.extend(partner.scripts().iter().map(|hash| allowed_hash(hash)));
        styles.extend(partner.styles().iter().map(|hash| allowed_hash(hash)));
        more += " blob:; worker-src blob:; require-trusted-types-for 'script'; trusted-types limner limner-whole";
    }
    format!(
        "default-src 'none'; script-src {} 'wasm-unsafe-eval'; style-src {}; {more}; base-uri 'none'; form-action 'none'",
        scripts.join(" "),
        styles.join(" "),
    )
}

/// Who painted how much of it.
fn credits(painting: &Painting) -> String {
    let count = |author| {
        let by = |placed: &&limner_core::Placed| placed.visible && placed.stroke.author == author;
        painting.strokes().iter().filter(by).count()
    };
    let strokes = |n: usize| format!("{n} stroke{}", if n == 1 { "" } else { "s" });
    match (count(Author::Person), count(Author::Partner)) {
        (0, 0) => "Nothing is painted yet".to_owned(),
        (person, 0) => format!("{} by a person", strokes(person)),
        (0, partner) => format!("{} by Limner's partner", strokes(partner)),
        (person, partner) => {
            format!("{} by a person, {} by Limner's partner", strokes(person), strokes(partner))
        }
    }
}

/// The file. `packed` is what it holds of the painting, which is opened from it again; with `partner` it can be painted
/// on where it is.
pub fn encode(
    painting: &Painting,
    packed: &[u8],
    words: &Words,
    partner: Option<&Template>,
) -> Result<Vec<u8>, Failed> {
    let address = words.checked_address()?;
    let title = escaped(&words.shown_title());
    let credits = escaped(&credits(painting));
    let header = painting.log().header();
    let poster = STANDARD.encode(poster(painting.canvas(), header.paper)?);
    let player = miniz_oxide::deflate::compress_to_vec_zlib(PLAYER, LEVEL);
    let (script, style) = (SCRIPT.trim(), STYLE.trim());
    let mut page = String::new();
    let mut put = |parts: &[&str]| parts.iter().for_each(|part| page += part);
    put(&[
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n",
        "<meta http-equiv=\"Content-Security-Policy\" content=\"",
        &policy(script, style, partner),
        "\">\n",
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1, viewport-fit=cover\">\n",
        "<meta name=\"color-scheme\" content=\"dark light\">\n",
        "<meta name=\"referrer\" content=\"no-referrer\">\n",
        "<meta name=\"generator\" content=\"Limner\">\n",
    ]);
    put(&["<title>", &title, "</title>\n"]);
    put(&["<meta name=\"description\" content=\"", &credits, ".\">\n"]);
    put(&["<meta property=\"og:title\" content=\"", &title, "\">\n"]);
    put(&["<meta property=\"og:description\" content=\"", &credits, ".\">\n"]);
    put(&[PAGE_BEGIN, &URL_SAFE_NO_PAD.encode(packed), PAGE_END, "\n"]);
    put(&["<style>", style, "</style>\n</head>\n<body>\n"]);
    let [width, height] = [header.width, header.height].map(|side| side.to_string());
    put(&[
        "<main>\n<div id=\"stage\"><img id=\"poster\" alt=\"\" width=\"",
        &width,
        "\" height=\"",
        &height,
        "\" src=\"data:image/png;base64,",
        &poster,
        "\"><canvas id=\"canvas\" role=\"img\" aria-labelledby=\"title\" width=\"",
        &width,
        "\" height=\"",
        &height,
        "\" hidden></canvas></div>\n<p id=\"says\" role=\"status\"></p>\n",
        "<progress id=\"opening\" max=\"100\" hidden></progress>\n",
        "<noscript><p>This painting is drawn by a script, which this browser does not run.</p></noscript>\n",
        "<div id=\"controls\" role=\"group\" hidden>\n<button id=\"play\" type=\"button\"></button>\n",
        "<input id=\"scrub\" type=\"range\" min=\"0\" max=\"0\" step=\"1\" value=\"0\">\n",
        "<output id=\"moment\" for=\"scrub\"></output>\n<select id=\"speed\"></select>\n",
        "<button id=\"full\" type=\"button\" hidden></button>\n</div>\n<footer>\n<h1 id=\"title\"><bdi>",
        &title,
        "</bdi></h1>\n<p>",
        &credits,
        "</p>\n",
    ]);
    let address = address.map(escaped);
    match (partner, &address) {
        (Some(_), Some(address)) => {
            put(&[
                "<button id=\"go-on\" type=\"button\" data-address=\"",
                address,
                "\"></button>\n",
            ]);
        }
        (Some(_), None) => put(&["<button id=\"go-on\" type=\"button\"></button>\n"]),
        (None, Some(address)) => {
            put(&["<a id=\"on\" rel=\"noopener noreferrer\" href=\"", address, "\"></a>\n"]);
        }
        (None, None) => {}
    }
    put(&["</footer>\n</main>\n<script type=\"application/wasm\" id=\"player\">"]);
    put(&[&STANDARD.encode(player), PAGE_END]);
    if let Some(partner) = partner {
        let partner = STANDARD.encode(partner.bytes());
        put(&[
            "\n<script type=\"application/x-limner-partner\" id=\"partner\">",
            &partner,
            PAGE_END,
        ]);
    }
    put(&["\n<script>", script, PAGE_END]);
    if partner.is_some() {
        put(&["\n<script>", WHOLE.trim(), PAGE_END]);
    }
    put(&["\n</body>\n</html>\n"]);
    Ok(page.into_bytes())
}

/// A small picture of a canvas: each of its pixels is the mean of those that it stands for.
fn poster(canvas: &Canvas, paper: Rgb8) -> Result<Vec<u8>, Failed> {
    let (rgb, [width, height]) = shrunk(canvas, paper, POSTER);
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width.into(), height.into());
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&rgb)?;
    writer.finish()?;
    Ok(bytes)
}

/// Sides of a picture of a canvas with at most `most` pixels along the longer side.
pub(crate) fn sides_within([width, height]: [u16; 2], most: u16) -> [u16; 2] {
    let longer = width.max(height);
    let most = most.clamp(1, longer);
    [width, height].map(|side| {
        let shrunk = u32::from(side) * u32::from(most) / u32::from(longer);
        u16::try_from(shrunk).unwrap_or(u16::MAX).max(1)
    })
}

/// What a canvas shows, as RGB with at most `most` pixels along the longer side, and its sides.
pub(crate) fn shrunk(canvas: &Canvas, paper: Rgb8, most: u16) -> (Vec<u8>, [u16; 2]) {
    let sides = sides_within([canvas.width(), canvas.height()], most);
    (shrunk_to(canvas, paper, sides), sides)
}

/// What a canvas shows, as RGB of so many columns and rows.
pub(crate) fn shrunk_to(canvas: &Canvas, paper: Rgb8, sides: [u16; 2]) -> Vec<u8> {
    let (width, height) = (canvas.width(), canvas.height());
    let [columns, rows] = sides.map(u32::from);
    let edge = |at: u32, of: u32, whole: u16| (at * u32::from(whole) / of).cast_signed();
    let mut rgb = Vec::with_capacity((columns * rows * 3) as usize);
    let mut rgba = Vec::new();
    for y in 0..rows {
        let (y0, y1) = (edge(y, rows, height), edge(y + 1, rows, height));
        let band = Rect::new(0, y0, width.into(), y1.max(y0 + 1));
        rgba.resize(band.area() * 4, 0);
        canvas.write_rgba8(band, paper, &mut rgba);
        let pixels = rgba.as_chunks::<4>().0;
        for x in 0..columns {
            let (x0, x1) = (edge(x, columns, width), edge(x + 1, columns, width));
            let (x0, x1) = (x0.unsigned_abs() as usize, x1.max(x0 + 1).unsigned_abs() as usize);
            let mut sum = [0_u64; 3];
            for row in pixels.chunks(band.width()) {
                for pixel in &row[x0..x1] {
                    sum.iter_mut().zip(pixel).for_each(|(sum, c)| *sum += u64::from(*c));
                }
            }
            let count = ((x1 - x0) * band.height()) as u64;
            let mean = |sum: u64| u8::try_from((sum + count / 2) / count).unwrap_or(u8::MAX);
            rgb.extend(sum.map(mean));
        }
    }
    rgb
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_shown_and_never_read_as_anything_else() {
        let words = |title: &str| Words { title: title.to_owned(), address: None };
        assert_eq!(words("").shown_title(), "A painting");
        assert_eq!(words(" a\n\u{202e}b\0 ").shown_title(), "a b");
        assert_eq!(escaped("</script><b a='\"&"), "&lt;/script&gt;&lt;b a=&#39;&quot;&amp;");
        assert_eq!(words(&"x".repeat(999)).shown_title().len(), MAX_TITLE);
        let to = |address: &str| {
            let words = Words { title: String::new(), address: Some(address.to_owned()) };
            words.checked_address().is_ok()
        };
        assert!(to("https://paint.example/limner/?a=b") && to("http://localhost:8000/"));
        for bad in ["javascript:alert(1)", "https://a.example/\"onclick=", "https://a b", "/here"] {
            assert!(!to(bad), "{bad}");
        }
        assert!(!to(&format!("https://a.example/{}", "x".repeat(MAX_ADDRESS))));
    }
}
