//! `limner export` and `limner import`: a painting as a picture that holds it, as a page that plays it, as a link, as
//! a program of strokes; and back from any of them.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use clap::{ArgGroup, Args};
use limner_core::format::carrier;
use limner_core::{Header, Log, Painting, format};
use limner_protocol::{Code, Trouble, Value};
use limner_share::film::{
    Frame, Frames, Kind, MAX_RATE, MAX_SECONDS, MAX_SIDE, MAX_STILL_MS, MIN_SIDE, Wish,
};
use limner_share::html::Words;
use limner_share::whole::MAX_TEMPLATE;
use limner_share::{Failed, Template, What};
use limner_studio::abridged;
use limner_studio::share::{self, Sharing};
use limner_studio::travelling::Travelling;

use crate::files::{drawn, work_of_seconds, write_png};
use crate::pipes::{name, not_over, put, read};
use crate::plotter::{PhotographOptions, PlotterOptions};
use crate::program;

/// Writes a painting as something else.
#[derive(Args, Debug)]
#[command(group = ArgGroup::new("what").args(["png", "html", "svg", "apng", "gif", "frames", "link", "json"]))]
#[command(group = ArgGroup::new("out").required(true).multiple(true).args(["png", "html", "svg", "apng", "gif", "frames", "link", "json", "plot_svg", "gcode", "hpgl", "plot_png", "plot_report", "plot_setup"]))]
pub(crate) struct Export {
    /// What holds the painting: a .limner file, a PNG or an HTML file with a painting in it, a link, or a program
    /// in JSON; - for what comes in
    painting: PathBuf,
    /// Write a PNG that holds the painting as well, and opens as it in the page; - for what goes out
    #[arg(long, value_name = "OUT.png")]
    png: Option<PathBuf>,
    /// Pixels of the PNG along one of the painting: 1, 2 or 4; the strokes are drawn anew, finer
    #[arg(long, value_name = "TIMES")]
    scale: Option<u32>,
    /// Write one HTML file that plays the painting without a network, and opens as it in the page; - for what goes
    /// out
    #[arg(long, value_name = "OUT.html")]
    html: Option<PathBuf>,
    /// What the painting is called in the HTML file
    #[arg(long, value_name = "WORDS", default_value = "")]
    title: String,
    /// Where the HTML file leads those who want to paint on: the address of a page of Limner
    #[arg(long, value_name = "ADDRESS")]
    address: Option<String>,
    /// Put the partner and the whole page into the HTML file as well, so that it can be painted on where it is, without
    /// a network: the `dist` folder that `cargo xtask build` makes, or the `whole.….limw` in it
    #[arg(long, value_name = "DIST")]
    partner: Option<PathBuf>,
    /// Write the strokes as shapes; what SVG can't show is left out; - for what goes out
    #[arg(long, value_name = "OUT.svg")]
    svg: Option<PathBuf>,
    /// Write a film of how it was made as an animated PNG, which holds the painting as well; - for what goes out
    #[arg(long, value_name = "OUT.png")]
    apng: Option<PathBuf>,
    /// Write such a film as a GIF, with 255 colours; - for what goes out
    #[arg(long, value_name = "OUT.gif")]
    gif: Option<PathBuf>,
    /// Write the frames of such a film as PNG files into this folder
    #[arg(long, value_name = "FOLDER")]
    frames: Option<PathBuf>,
    #[command(flatten)]
    film: FilmOptions,
    /// Print what stands after the # of a link
    #[arg(long)]
    link: bool,
    /// Write the whole log as a program of strokes in JSON; - for what goes out
    #[arg(long, value_name = "OUT.json")]
    json: Option<PathBuf>,
    #[command(flatten)]
    plotter: PlotterOptions,
    /// Keep in what is written, but for shapes and programs, what was changed, taken back and judged as well, and when
    #[arg(long)]
    history: bool,
    /// Seconds that drawing the painting may take
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    patience: u64,
}

impl Export {
    /// Writes the painting in the form that is asked for.
    pub(crate) fn run(&self) -> Result<()> {
        // The parser does not say so where another way out is chosen.
        ensure!(self.scale.is_none() || self.png.is_some(), "--scale is for --png");
        let page = self.address.is_some() || !self.title.is_empty() || self.partner.is_some();
        ensure!(!page || self.html.is_some(), "--title, --address and --partner are for --html");
        let plotter = self.plotter.wanted()?;
        self.plotter.not_over(&self.painting)?;
        let outs = [&self.png, &self.html, &self.svg, &self.apng, &self.gif, &self.json];
        let out = outs.into_iter().find_map(Option::as_deref);
        if let Some(out) = out {
            not_over(&self.painting, out)?;
        }
        let (log, along) = painting_in(&self.painting)?;
        if self.json.is_some() {
            return put(out, &program::encode(&log)?);
        }
        if self.history && self.link {
            return put(None, format!("{}\n", self.link_of(&log, along)).as_bytes());
        }
        let painting = self.drawn(&log)?;
        let packed = share::packed(&painting, &Sharing { history: self.history, along });
        if self.link {
            return put(None, format!("{}\n", share::link_of(&packed)).as_bytes());
        }
        if plotter {
            let Header { width, height, .. } = *log.header();
            return self.plotter.write(packed, [width, height], self.most());
        }
        if let Some(folder) = &self.frames {
            let painting = drawn(&format::decode(&packed)?, self.patience)?;
            return frames(painting, self.film.wish(), folder);
        }
        let what = if self.html.is_some() {
            self.page(out)?
        } else if self.svg.is_some() {
            What::Shapes
        } else if self.apng.is_some() {
            What::Film(Kind::Apng, self.film.wish())
        } else if self.gif.is_some() {
            What::Film(Kind::Gif, self.film.wish())
        } else {
            What::Picture { scale: self.scale.unwrap_or(1) }
        };
        put(out, &exported(packed, what, self.most())?)
    }

    /// What an HTML file is to be.
    fn page(&self, out: Option<&Path>) -> Result<What> {
        let words = Words { title: self.title.clone(), address: self.address.clone() };
        let Some(place) = &self.partner else { return Ok(What::Page(words)) };
        let file = partner_at(place)?;
        if let Some(out) = out {
            not_over(&file, out)?;
        }
        let partner = Template::of(read(&file, MAX_TEMPLATE)?);
        let partner = partner.with_context(|| format!("--partner {}", file.display()))?;
        Ok(What::PageWithPartner(words, partner))
    }

    /// The link of a whole log, for which nothing is drawn.
    fn link_of(&self, log: &Log, along: Travelling) -> String {
        share::link_of(&format::encode_compact(log, &along.companions()))
    }

    fn drawn(&self, log: &Log) -> Result<Painting> {
        drawn(log, self.patience)
            .with_context(|| format!("{} can't be drawn", name(&self.painting)))
    }

    /// Work that drawing the painting may take.
    fn most(&self) -> u64 {
        work_of_seconds(self.patience)
    }
}

/// Where the page lies in one piece: a file, or one in the folder of a page.
fn partner_at(place: &Path) -> Result<PathBuf> {
    if !place.is_dir() {
        return Ok(place.to_path_buf());
    }
    let entries =
        std::fs::read_dir(place).with_context(|| format!("cannot read {}", place.display()))?;
    let is_it = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("whole.") && name.ends_with(".limw")
    };
    entries.flatten().map(|entry| entry.path()).find(is_it).with_context(|| {
        let place = place.display();
        format!("there is no whole.….limw in {place}: `cargo xtask build` makes it where npm is")
    })
}

/// What a film is to be like.
#[derive(Args, Debug)]
struct FilmOptions {
    /// Seconds that the painting takes in the film
    #[arg(long, value_name = "S", default_value_t = Wish::default().seconds, value_parser = clap::value_parser!(u16).range(1..=i64::from(MAX_SECONDS)))]
    seconds: u16,
    /// Frames of the film a second
    #[arg(long, value_name = "N", default_value_t = Wish::default().rate, value_parser = clap::value_parser!(u16).range(1..=i64::from(MAX_RATE)))]
    rate: u16,
    /// Pixels of the film along the longer side, at most
    #[arg(long, value_name = "PX", default_value_t = Wish::default().side, value_parser = clap::value_parser!(u16).range(i64::from(MIN_SIDE)..=i64::from(MAX_SIDE)))]
    side: u16,
    /// Milliseconds that the film's last frame stays
    #[arg(long, value_name = "MS", default_value_t = Wish::default().still_ms, value_parser = clap::value_parser!(u16).range(..=i64::from(MAX_STILL_MS)))]
    still_ms: u16,
}

impl FilmOptions {
    fn wish(&self) -> Wish {
        let Self { seconds, rate, side, still_ms } = *self;
        Wish { seconds, rate, side, still_ms }
    }
}

/// Writes the frames of a film as files into a folder, which is made: `0000.png` and so on.
fn frames(painting: Painting, wish: Wish, folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let mut frames = Frames::of(painting, wish);
    while frames.taken() < frames.count() {
        let number = frames.taken();
        if let Some(Frame { rgb, size: [width, height], .. }) = frames.advance(u64::MAX)? {
            let file = folder.join(format!("{number:04}.png"));
            write_png(&file, width.into(), height.into(), &rgb)?;
        }
    }
    Ok(())
}

/// A picture of a painting that holds the painting as well, with all that was done to it.
pub(crate) fn picture_of(painting: &Painting) -> Result<Vec<u8>> {
    let all = Sharing { history: true, along: Travelling::default() };
    exported(share::packed(painting, &all), What::Picture { scale: 1 }, u64::MAX)
}

/// What a packed painting becomes. It is drawn again from what was packed: so it is what others will see.
fn exported(packed: Vec<u8>, what: What, most: u64) -> Result<Vec<u8>> {
    let made =
        limner_share::Export::within(packed, what, most).and_then(limner_share::Export::finish);
    made.map_err(|failed| match failed {
        Failed::TooLarge { scale, .. } => {
            anyhow::Error::new(failed).context(format!("--scale is {scale}"))
        }
        Failed::Address => anyhow::Error::new(failed).context("--address"),
        other => other.into(),
    })
}

/// Brings a painting back from what it was exported as.
#[derive(Args, Debug)]
pub(crate) struct Import {
    /// A program of strokes in JSON, a PNG or an HTML file with a painting in it, a link, or a .limner file; - for
    /// what comes in
    #[arg(required_unless_present = "photograph")]
    painting: Option<PathBuf>,
    /// Where the painting goes; - for what goes out
    #[arg(short, long, value_name = "OUT.limner")]
    out: PathBuf,
    /// Leave out what was changed, taken back and judged, and when
    #[arg(long)]
    seen_alone: bool,
    #[command(flatten)]
    photograph: PhotographOptions,
    /// Seconds that drawing the painting may take
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    patience: u64,
}

impl Import {
    /// Writes the painting as a file.
    pub(crate) fn run(&self) -> Result<()> {
        let Some(file) = &self.painting else {
            return self.taken(None, Travelling::default());
        };
        not_over(file, &self.out)?;
        let (log, along) = painting_in(file)?;
        // What can't be drawn is no painting.
        let painting =
            drawn(&log, self.patience).with_context(|| format!("{} can't be drawn", name(file)))?;
        if self.photograph.given() {
            return self.taken(Some(&painting), along);
        }
        let log = if self.seen_alone { abridged::log_of(&painting)? } else { log };
        put(Some(&self.out), &format::encode(&log))
    }

    /// Writes the painting, or a new one, with the photograph of its sheet as the picture to paint from.
    fn taken(&self, painting: Option<&Painting>, along: Travelling) -> Result<()> {
        let taken = self.photograph.take(painting, &self.out)?;
        let along = Travelling { gallery: None, picture: Some(taken.picture), ..along };
        let log = match painting {
            Some(painting) if self.seen_alone => abridged::log_of(painting)?,
            _ => taken.log,
        };
        put(Some(&self.out), &format::encode_compact(&log, &along.companions()))
    }
}

/// The painting in a file of any kind, and what it takes along.
pub(crate) fn painting_in(path: &Path) -> Result<(Log, Travelling)> {
    let bytes = read(path, program::MAX_BYTES)?;
    let what = || format!("{} holds no painting", name(path));
    if program::is_program(&bytes) {
        let log = program::decode(&bytes);
        return Ok((
            log.with_context(|| format!("{} is no program", name(path)))?,
            Travelling::default(),
        ));
    }
    let is_text = !bytes.starts_with(&format::MAGIC)
        && share::in_picture(&bytes).is_none()
        && carrier::in_page(&bytes).is_none();
    let text = std::str::from_utf8(&bytes).ok().filter(|_| is_text);
    let found = match text {
        Some(text) => share::log_from_link(text),
        None => share::log_from_file(&bytes),
    };
    found.map_err(|trouble| anyhow::anyhow!(words_of(&trouble))).with_context(what)
}

/// A trouble's code and why, in English.
fn words_of(trouble: &Trouble) -> String {
    let mut words = trouble.code.as_str().replace('_', " ");
    if let Some(Value::Text(reason)) = trouble.detail.get(&Code::known("reason")) {
        words = format!("{words}: {reason}");
    }
    words
}
