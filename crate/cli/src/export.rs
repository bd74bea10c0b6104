//! `limner export` and `limner import`: a painting as a picture that holds it, as a link, as a program of strokes; and
//! back from any of them.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use clap::{ArgGroup, Args};
use limner_core::{Error, Log, Opening, Painting, format, work};
use limner_protocol::{Code, Trouble, Value};
use limner_studio::share::{self, Sharing};
use limner_studio::travelling::Travelling;
use limner_studio::{abridged, export};

use crate::files::{replace, writable};
use crate::program;

/// The name of what comes in by a pipe, or goes out by one.
const PIPE: &str = "-";

/// Writes a painting as something else.
#[derive(Args, Debug)]
#[command(group = ArgGroup::new("what").required(true).args(["png", "link", "json"]))]
pub(crate) struct Export {
    /// What holds the painting: a .limner file, a PNG with a painting in it, a link, or a program in JSON; - for
    /// what comes in
    painting: PathBuf,
    /// Write a PNG that holds the painting as well, and opens as it in the page; - for what goes out
    #[arg(long, value_name = "OUT.png")]
    png: Option<PathBuf>,
    /// Pixels of the PNG along one of the painting: 1
    #[arg(long, default_value_t = 1, requires = "png")]
    scale: u32,
    /// Print what stands after the # of a link
    #[arg(long)]
    link: bool,
    /// Write the whole log as a program of strokes in JSON; - for what goes out
    #[arg(long, value_name = "OUT.json")]
    json: Option<PathBuf>,
    /// Keep in the link or the PNG what was changed, taken back and judged as well, and when
    #[arg(long)]
    history: bool,
    /// Seconds that drawing the painting may take
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    patience: u64,
}

impl Export {
    /// Writes the painting in the form that is asked for.
    pub(crate) fn run(&self) -> Result<()> {
        ensure!(self.scale == 1, "--scale is {}; a painting is drawn at 1", self.scale);
        let out = self.png.as_deref().or(self.json.as_deref());
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
        let png = export::png(painting.canvas(), log.header().paper, Some(&packed));
        let Ok(png) = png else { bail!("the picture can't be encoded") };
        put(out, &png)
    }

    /// The link of a whole log, for which nothing is drawn.
    fn link_of(&self, log: &Log, along: Travelling) -> String {
        share::link_of(&format::encode_compact(log, &along.companions()))
    }

    fn drawn(&self, log: &Log) -> Result<Painting> {
        drawn(log, self.patience)
            .with_context(|| format!("{} can't be drawn", name(&self.painting)))
    }
}

/// Brings a painting back from what it was exported as.
#[derive(Args, Debug)]
pub(crate) struct Import {
    /// A program of strokes in JSON, a PNG with a painting in it, a link, or a .limner file; - for what comes in
    painting: PathBuf,
    /// Where the painting goes; - for what goes out
    #[arg(short, long, value_name = "OUT.limner")]
    out: PathBuf,
    /// Leave out what was changed, taken back and judged, and when
    #[arg(long)]
    seen_alone: bool,
    /// Seconds that drawing the painting may take
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    patience: u64,
}

impl Import {
    /// Writes the painting as a file.
    pub(crate) fn run(&self) -> Result<()> {
        not_over(&self.painting, &self.out)?;
        let (log, _) = painting_in(&self.painting)?;
        // What can't be drawn is no painting.
        let painting = drawn(&log, self.patience)
            .with_context(|| format!("{} can't be drawn", name(&self.painting)))?;
        let log = if self.seen_alone { abridged::log_of(&painting)? } else { log };
        put(Some(&self.out), &format::encode(&log))
    }
}

/// The painting of a log, if it is not too long in the drawing: a stranger's may ask for minutes.
fn drawn(log: &Log, patience: u64) -> Result<Painting> {
    let most = patience.saturating_mul(1_000 * work::PER_MS);
    let drawn = Opening::within(log.clone(), most).and_then(Opening::finish);
    drawn.map_err(|error| match error {
        Error::TooLarge { what: "the strokes' dabs", .. } => anyhow::anyhow!(
            "its strokes take longer than {patience} s to draw; --patience SECONDS allows more"
        ),
        other => other.into(),
    })
}

/// The painting in a file of any kind, and what it takes along.
fn painting_in(path: &Path) -> Result<(Log, Travelling)> {
    let bytes = read(path)?;
    let what = || format!("{} holds no painting", name(path));
    if program::is_program(&bytes) {
        let log = program::decode(&bytes);
        return Ok((
            log.with_context(|| format!("{} is no program", name(path)))?,
            Travelling::default(),
        ));
    }
    let is_text = !bytes.starts_with(&format::MAGIC) && share::in_picture(&bytes).is_none();
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

fn read(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = program::MAX_BYTES as u64 + 1;
    let read = if path == Path::new(PIPE) {
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes))
    };
    read.with_context(|| format!("cannot read {}", name(path)))?;
    Ok(bytes)
}

/// Writes to a file, whole or not at all, or to what goes out.
fn put(out: Option<&Path>, bytes: &[u8]) -> Result<()> {
    match out.filter(|out| *out != Path::new(PIPE)) {
        Some(out) => replace(out, bytes),
        None => {
            let mut stdout = std::io::stdout().lock();
            stdout
                .write_all(bytes)
                .and_then(|()| stdout.flush())
                .context("cannot write what goes out")
        }
    }
}

/// Fails where what is written would take the place of what is read.
fn not_over(from: &Path, to: &Path) -> Result<()> {
    if to == Path::new(PIPE) {
        return Ok(());
    }
    writable(to)?;
    let same = from == to
        || matches!((from.canonicalize(), to.canonicalize()), (Ok(from), Ok(to)) if from == to);
    ensure!(!same, "{} is what is read: name another file to write", to.display());
    Ok(())
}

fn name(path: &Path) -> String {
    if path == Path::new(PIPE) { "what came in".to_owned() } else { path.display().to_string() }
}
