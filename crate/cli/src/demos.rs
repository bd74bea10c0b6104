//! `limner demos`: paintings that each show another side of the partner, as pages that play them anywhere, and a page
//! that lists them. Any static host can have the folder.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use clap::Args;
use indicatif::ProgressBar;
use limner_agent::painter::Painter;
use limner_agent::painter::unattended::Unattended;
use limner_agent::partner::{Partner, Settings};
use limner_agent::taste::{Feature, Mood, Preference, Term};
use limner_core::brush::presets::by_name;
use limner_core::{Header, Log, Op, Painting, Rgb8};
use limner_duet::drawings::Subject;
use limner_env::Picture;
use limner_pictures::{fit_inside, gallery};
use limner_share::html::{Words, is_address};
use limner_share::{Export, What};
use limner_studio::share::{self, Sharing};
use limner_studio::travelling::Travelling;

use crate::brushes;
use crate::files::{replace, rgb_of, write_png};
use crate::painter_options::{Kind, PainterOptions};

/// Writes a folder of demos, and an `index.html` that lists them.
#[derive(Args, Debug)]
pub(crate) struct Demos {
    /// The folder, made where it is not there
    #[arg(short, long, value_name = "DIR")]
    out: PathBuf,
    /// The address of a page of Limner, where those are led who want to paint on
    #[arg(long, value_name = "ADDRESS")]
    address: Option<String>,
    /// Where the folder will be seen: with it links to the demos show their pictures elsewhere
    #[arg(long, value_name = "ADDRESS")]
    seen_at: Option<String>,
    /// At most so many strokes a painting, for a quick look
    #[arg(long, value_name = "N")]
    most_strokes: Option<usize>,
    #[command(flatten)]
    options: PainterOptions,
}

/// One demo: how it is called, what it shows, and how it is made.
struct Demo {
    /// Name of its files.
    name: &'static str,
    title: &'static str,
    /// What it shows, in a sentence.
    words: &'static str,
    made: Made,
}

enum Made {
    /// The partner paints a picture of the gallery.
    Copied(Copied),
    /// The partner answers a drawing.
    Answered(Subject),
    /// Every brush.
    Brushes,
}

/// How the partner paints a picture of the gallery.
#[derive(Clone, Copy)]
struct Copied {
    picture: &'static str,
    strokes: usize,
    paper: Rgb8,
    /// A preset's name; the partner's own brush where there is none.
    brush: Option<&'static str>,
    /// How many colours of the picture it has; 0 for all there are.
    colors: usize,
    mood: Mood,
    /// A feature that somebody likes.
    likes: Option<&'static str>,
}

const WARM: Rgb8 = Rgb8::new(246, 240, 228);
const KRAFT: Rgb8 = Rgb8::new(199, 167, 123);
const NEUTRAL: Mood = Mood { valence: 0, arousal: 0, boldness: 0 };
const PLAIN: Copied = Copied {
    picture: "fox",
    strokes: 400,
    paper: WARM,
    brush: None,
    colors: 0,
    mood: NEUTRAL,
    likes: None,
};

/// All demos, in the order of the list.
fn all() -> [Demo; 10] {
    let copied = |name, title, words, how| Demo { name, title, words, made: Made::Copied(how) };
    [
        copied(
            "fox",
            "A fox, in 400 strokes",
            "Broad strokes first, then finer ones where they help most: what the partner does when nobody interrupts it.",
            PLAIN,
        ),
        copied(
            "lighthouse",
            "A lighthouse, in 60",
            "Few strokes: each one is chosen among hundreds, and improved together with those around it.",
            Copied { picture: "lighthouse", strokes: 60, ..PLAIN },
        ),
        copied(
            "koi-pond",
            "A pond, in four colours",
            "The partner keeps to four colours of its picture.",
            Copied { picture: "koi_pond", strokes: 300, colors: 4, ..PLAIN },
        ),
        copied(
            "night-street",
            "A street at night, in charcoal on kraft paper",
            "The same partner with another brush: dry, with the grain of the paper in it.",
            Copied {
                picture: "night_street",
                strokes: 500,
                paper: KRAFT,
                brush: Some("charcoal"),
                ..PLAIN
            },
        ),
        copied(
            "birch-wood",
            "Birches, with a flat bristle brush",
            "A brush of hairs, each with paint of its own.",
            Copied { picture: "birch_wood", strokes: 350, brush: Some("flat_bristle"), ..PLAIN },
        ),
        copied(
            "calm-poppies",
            "Poppies, calm",
            "A mood is asked for with two sliders: this one is pleasant and calm.",
            Copied {
                picture: "poppy_field",
                strokes: 300,
                mood: Mood { valence: 60, arousal: -90, boldness: 0 },
                ..PLAIN
            },
        ),
        copied(
            "stormy-poppies",
            "The same poppies, stirred",
            "The same field with the sliders at unpleasant and excited.",
            Copied {
                picture: "poppy_field",
                strokes: 300,
                mood: Mood { valence: -60, arousal: 90, boldness: 40 },
                ..PLAIN
            },
        ),
        copied(
            "warm-lake",
            "A mountain lake for somebody who likes warm colours",
            "What is preferred grades the picture that the partner looks at, so the painting stays sharp.",
            Copied { picture: "mountain_lake", strokes: 300, likes: Some("warmth"), ..PLAIN },
        ),
        Demo {
            name: "house",
            title: "A house, begun by a person",
            words: "Without a picture the partner answers what was drawn: it gives a row its next, closes, hatches and shades.",
            made: Made::Answered(Subject::House),
        },
        Demo {
            name: "brushes",
            title: "Fourteen brushes",
            words: "Every brush with a swelling stroke, quick hatching, and two colours that meet.",
            made: Made::Brushes,
        },
    ]
}

/// Strokes of an answer at most, and answers that are given.
const ANSWER: usize = 64;
const ANSWERS: u32 = 3;
/// Longest side of a painting, and of its picture in the list.
const SIDE: [u32; 2] = [512, 320];
/// The longest that a demo's page may be, bytes.
const MOST_BYTES: usize = 300_000;

impl Demos {
    /// Paints all of them and writes the folder.
    pub(crate) fn run(&self) -> Result<()> {
        for address in [&self.address, &self.seen_at].into_iter().flatten() {
            ensure!(is_address(address), "{address:?} is no address of the web without a #");
        }
        std::fs::create_dir_all(&self.out)
            .with_context(|| format!("cannot make the folder {}", self.out.display()))?;
        let demos = all();
        let bar = ProgressBar::new(demos.len() as u64);
        let mut tiles = String::new();
        for demo in &demos {
            bar.println(format!("painting {}", demo.title));
            let painting = self.painting(&demo.made)?;
            let bytes = self.write(demo, &painting)?;
            tiles += &tile(demo, &painting, bytes);
            bar.inc(1);
        }
        bar.finish();
        let list = PAGE.replace("{tiles}", &tiles).replace("{tags}", &self.tags(None));
        replace(&self.out.join("index.html"), list.as_bytes())?;
        println!("{} demos in {}", demos.len(), self.out.display());
        Ok(())
    }

    fn painting(&self, made: &Made) -> Result<Painting> {
        let most = self.most_strokes.unwrap_or(usize::MAX);
        match made {
            Made::Copied(how) => self.copied(*how, most),
            Made::Answered(subject) => {
                let mut partner = self.options.partner(Kind::Page)?;
                partner.set_settings(Settings { breath: ANSWERS, ..partner.settings() });
                partner.open(&subject.log(self.options.seed())?)?;
                partner.set_seed(self.options.seed());
                painted(partner, most.min(ANSWER * ANSWERS as usize))
            }
            Made::Brushes => Ok(brushes::sheet()?),
        }
    }

    fn copied(&self, how: Copied, most: usize) -> Result<Painting> {
        let index = gallery::NAMES.iter().position(|name| *name == how.picture);
        let index = index.with_context(|| format!("{} is not in the gallery", how.picture))?;
        let [width, height] = [SIDE[0], SIDE[0] * 3 / 4];
        let picture = gallery::draw(index, width, height);
        let picture = Picture::from_rgb8(width as usize, height as usize, &picture.pixels)
            .context("empty")?;

        let mut partner = self.options.partner(Kind::Page)?;
        let side = |side| u16::try_from(side).context("a side is small");
        let mut log =
            Log::new(Header::new(side(width)?, side(height)?, how.paper, self.options.seed()))?;
        let brush = match how.brush {
            None => None,
            Some(name) => {
                let brush = by_name(name).with_context(|| format!("there is no brush {name}"))?;
                let index = log.brush_count();
                log.push(0, Op::Brush(Box::new(*brush)))?;
                Some(index)
            }
        };
        partner.open(&log)?;
        partner.set_seed(self.options.seed());
        partner.set_target(Some(&picture));
        if let Some(index) = brush {
            ensure!(partner.set_brush(index), "the partner can't paint with {:?}", how.brush);
        }
        if how.colors > 0 {
            partner.set_palette(partner.replica().palette_of_target(how.colors));
        }
        partner.set_settings(Settings { mood: how.mood, ..partner.settings() });
        if let Some(name) = how.likes {
            let feature =
                Feature::named(name).with_context(|| format!("there is no feature {name}"))?;
            let mut wants = Preference::default();
            wants.add(Term::Main(feature), 1.0);
            partner.set_preference(Some(wants));
        }
        painted(partner, how.strokes.min(most))
    }

    /// Writes a demo's page and its picture in small; returns the length of the page.
    fn write(&self, demo: &Demo, painting: &Painting) -> Result<usize> {
        let along = Travelling::default();
        let packed = share::packed(painting, &Sharing { history: false, along });
        let words = Words { title: demo.title.to_owned(), address: self.address.clone() };
        let page = Export::of(packed, What::Page(words)).and_then(Export::finish)?;
        ensure!(page.len() <= MOST_BYTES, "{} has {} bytes", demo.name, page.len());
        let page = String::from_utf8(page).context("a page is text")?;
        let page = page.replacen("<title>", &format!("{}<title>", self.tags(Some(demo))), 1);
        replace(&self.out.join(demo.name).with_extension("html"), page.as_bytes())?;
        small(painting, &self.out.join(demo.name).with_extension("png"))?;
        Ok(page.len())
    }

    /// What others show of a link to the list, or to a demo.
    fn tags(&self, demo: Option<&Demo>) -> String {
        let title = demo.map_or("Limner: demos", |demo| demo.title);
        let words = demo.map_or("Paintings by a person and a machine partner.", |demo| demo.words);
        let mut tags = format!(
            "<meta property=\"og:title\" content=\"{title}\"><meta property=\"og:description\" content=\"{words}\">"
        );
        if let Some(folder) = &self.seen_at {
            let picture = demo.map_or("fox", |demo| demo.name);
            let folder = folder.trim_end_matches('/');
            // Writing to a string does not fail.
            let _ = write!(
                tags,
                "<meta property=\"og:image\" content=\"{folder}/{picture}.png\"><meta name=\"twitter:card\" content=\"summary_large_image\">"
            );
        }
        tags
    }
}

/// A painting of at most so many more strokes of the partner's.
fn painted(partner: Partner, strokes: usize) -> Result<Painting> {
    let mut painter = Unattended::new(partner);
    painter.paint(strokes, &mut |_| ())?;
    Ok(painter.painting()?.clone())
}

/// Writes what a painting shows, in small.
fn small(painting: &Painting, path: &Path) -> Result<()> {
    let canvas = painting.canvas();
    let [width, height] = [canvas.width(), canvas.height()].map(u32::from);
    let pixels = rgb_of(canvas, painting.log().header().paper);
    let whole = Picture::from_rgb8(width as usize, height as usize, &pixels).context("empty")?;
    let (width, height) = fit_inside(width, height, SIDE[1]);
    let small = whole.resized_to(width as usize, height as usize).to_rgb8();
    write_png(path, width, height, &small)
}

fn tile(demo: &Demo, painting: &Painting, bytes: usize) -> String {
    let Demo { name, title, words, .. } = demo;
    let (strokes, kilobytes) = (painting.strokes().len(), bytes.div_ceil(1000));
    format!(
        "<li><a href=\"{name}.html\"><img src=\"{name}.png\" alt=\"\"><h2>{title}</h2></a>\
         <p>{words}</p><p class=\"small\">{strokes} strokes, {kilobytes} KB</p></li>\n"
    )
}

/// The list. Its style's hash is not needed: it has no script, and asks for its own pictures alone.
const PAGE: &str = include_str!("demos.html");
