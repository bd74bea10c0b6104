//! `limner eval`: how near the partner comes to pictures it was not trained on.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use limner_core::Header;
use limner_core::canvas::MAX_SIDE;
use limner_env::{Picture, action};
use rayon::prelude::*;

use crate::contact_sheet;
use crate::files::{read_picture, replace, rgb_of, some_pictures_in, write_png};
use crate::painter_options::{Kind, PainterOptions};
use crate::ssim::ssim_rgb8;

/// Side at which the peer's figures were measured.
const PEERS_SIZE: u16 = 256;

/// Measures painters: PSNR of each picture's central square in dB over 8-bit sRGB, starting from paper in
/// the picture's mean colour. A painter finishes its painting at every stroke count that is measured, and
/// then goes on.
#[derive(Args, Debug)]
pub(crate) struct Eval {
    #[command(flatten)]
    measuring: Measuring,
    /// A table of a peer's figures: `picture,psnr_50,psnr_200,seconds_200,…`, with pictures as FOLDER/FILE.
    #[arg(long, value_name = "CSV")]
    peer: Option<PathBuf>,
    /// Who paints; several are set side by side.
    #[arg(long, value_delimiter = ',', default_value = "full")]
    painter: Vec<Kind>,
    /// The partner with proposals by `policy`, by `random` chance, or `both` side by side; instead of
    /// `--painter`.
    #[arg(long, conflicts_with = "painter")]
    proposals: Option<Proposals>,
    /// Write the paintings here, as PICTURE-PAINTER-STROKES.png.
    #[arg(long, value_name = "FOLDER")]
    paintings: Option<PathBuf>,
    /// Write a contact sheet here: pictures side by side, below each what the first painter made of it at
    /// every stroke count.
    #[arg(long, value_name = "FILE.png")]
    sheet: Option<PathBuf>,
    /// Leave the pictures themselves off the sheet.
    #[arg(long, requires = "sheet")]
    bare: bool,
    /// Only write what is to be painted, as PICTURE-target.png, and names.json, which says which picture
    /// each is: for another painter to be measured on.
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["paintings", "peer", "painter"])]
    targets: Option<PathBuf>,
    #[command(flatten)]
    options: PainterOptions,
}

/// What painters are measured on, and when: options that `eval` and `ablate` share.
#[derive(Args, Debug)]
pub(crate) struct Measuring {
    #[command(flatten)]
    pub pictures: Pictures,
    /// Stroke counts at which to measure.
    #[arg(long, value_delimiter = ',', default_value = "50,200")]
    at: Vec<u32>,
}

/// What painters are measured on.
#[derive(Args, Debug)]
pub(crate) struct Pictures {
    /// Folders of pictures.
    #[arg(required = true)]
    folders: Vec<PathBuf>,
    /// Take the pictures with sorted index 0, K, 2K… of each folder only.
    #[arg(long, value_name = "K", default_value_t = 1)]
    every: usize,
    /// Side of the square that is painted, in pixels.
    #[arg(long, default_value_t = PEERS_SIZE)]
    pub size: u16,
}

impl Measuring {
    /// The stroke counts in order. Fails where they, or the size, are impossible.
    pub(crate) fn counts(&self) -> Result<Vec<u32>> {
        let mut at = self.at.clone();
        at.sort_unstable();
        at.dedup();
        if at.is_empty() || at[0] == 0 {
            bail!("--at wants stroke counts of at least 1");
        }
        self.pictures.check_size()?;
        Ok(at)
    }
}

impl Pictures {
    /// Fails where the size is impossible.
    pub(crate) fn check_size(&self) -> Result<()> {
        if self.size == 0 || self.size > MAX_SIDE {
            bail!("--size is {}, it must be 1 to {MAX_SIDE}", self.size);
        }
        Ok(())
    }

    /// The pictures: every so many of each folder.
    pub(crate) fn files(&self) -> Result<Vec<PathBuf>> {
        some_pictures_in(&self.folders, self.every)
    }

    /// The figures of each picture at each stroke count, all cores at work.
    pub(crate) fn measure(
        &self,
        files: &[PathBuf],
        options: &PainterOptions,
        kind: Kind,
        at: &[u32],
        bar: &ProgressBar,
    ) -> Result<Vec<Vec<Figures>>> {
        let of = |file: &PathBuf| {
            let figures = measure(file, self.size, kind, options, at, |_, _| Ok(()))?;
            bar.inc(1);
            Ok(figures)
        };
        files.par_iter().map(of).collect()
    }
}

#[derive(clap::ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
enum Proposals {
    Policy,
    Random,
    Both,
}

/// What was measured at one stroke count.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Figures {
    /// PSNR, in dB.
    pub psnr: f64,
    /// SSIM of luma, 0..=1.
    pub ssim: f64,
    /// Time on a core since the beginning.
    pub seconds: f64,
}

struct Row {
    name: String,
    figures: Vec<Figures>,
}

impl Eval {
    /// Paints every picture and prints the table.
    pub(crate) fn run(&self) -> Result<()> {
        let at = self.measuring.counts()?;
        let size = self.measuring.pictures.size;
        if self.peer.is_some() && size != PEERS_SIZE {
            bail!("--peer has figures at {PEERS_SIZE} pixels, not at {size}");
        }
        if let Some(folder) = &self.paintings {
            std::fs::create_dir_all(folder)
                .with_context(|| format!("cannot make the folder {}", folder.display()))?;
        }
        let files = self.measuring.pictures.files()?;
        if let Some(folder) = &self.targets {
            return write_targets(folder, &files, size);
        }
        let peer = self.peer.as_deref().map(read_peer).transpose()?;
        let kinds = match self.proposals {
            None => self.painter.clone(),
            Some(Proposals::Policy) => vec![Kind::Full],
            Some(Proposals::Random) => vec![Kind::Chance],
            Some(Proposals::Both) => vec![Kind::Full, Kind::Chance],
        };
        let mut tables = Vec::new();
        for kind in kinds {
            let bar = bar(kind.name(), files.len())?;
            let measured: Vec<(Row, Vec<Vec<u8>>)> = files
                .par_iter()
                .map(|file| {
                    let (figures, paintings) = self.measure(file, kind, &at)?;
                    bar.inc(1);
                    Ok((Row { name: name_in_folder(file), figures }, paintings))
                })
                .collect::<Result<_>>()?;
            let (rows, paintings): (Vec<_>, Vec<_>) = measured.into_iter().unzip();
            if let (Some(sheet), true) = (&self.sheet, tables.is_empty()) {
                let columns = files.iter().zip(paintings).map(|(file, mut paintings)| {
                    if !self.bare {
                        paintings.insert(0, wanted(file, size.into())?);
                    }
                    Ok(paintings)
                });
                contact_sheet::write(
                    sheet,
                    [size.into(); 2],
                    &columns.collect::<Result<Vec<_>>>()?,
                )?;
            }
            tables.push((kind.name(), rows));
        }
        print(&at, &tables, peer.as_ref());
        Ok(())
    }

    /// What a painter reaches, and what its paintings look like where they are wanted on a sheet.
    fn measure(&self, file: &Path, kind: Kind, at: &[u32]) -> Result<(Vec<Figures>, Vec<Vec<u8>>)> {
        let size = self.measuring.pictures.size;
        let mut paintings = Vec::new();
        let keep = |strokes: u32, rgb: &[u8]| {
            if self.sheet.is_some() {
                paintings.push(rgb.to_vec());
            }
            let Some(folder) = &self.paintings else { return Ok(()) };
            let stem = file.file_stem().unwrap_or_default().to_string_lossy();
            let name = format!("{stem}-{}-{strokes}.png", kind.name());
            write_png(&folder.join(name), size.into(), size.into(), rgb)
        };
        let figures = measure(file, size, kind, &self.options, at, keep)?;
        Ok((figures, paintings))
    }
}

/// Lets a painter paint a picture's central square; hands on what it looks like at each stroke count.
pub(crate) fn measure(
    file: &Path,
    size: u16,
    kind: Kind,
    options: &PainterOptions,
    at: &[u32],
    mut keep: impl FnMut(u32, &[u8]) -> Result<()>,
) -> Result<Vec<Figures>> {
    let side = usize::from(size);
    let wanted = wanted(file, side)?;
    let target = Picture::from_rgb8(side, side, &wanted).context("no pixels")?;
    let paper = action::rgb8(target.mean());
    let header = Header::new(size, size, paper, options.seed());
    let mut painter = options.painter(kind, header, &target)?;
    let mut figures = Vec::new();
    let mut seconds = 0.0;
    let mut painted = 0;
    for strokes in at {
        let began = core_seconds();
        painter.paint((strokes - painted) as usize, &mut |_| ())?;
        painted = *strokes;
        seconds += core_seconds() - began;
        let rgb = rgb_of(painter.scene().canvas(), paper);
        keep(*strokes, &rgb)?;
        let (psnr, ssim) = (psnr_rgb8(&wanted, &rgb), ssim_rgb8(&wanted, &rgb, side, side));
        figures.push(Figures { psnr, ssim, seconds });
    }
    Ok(figures)
}

/// A picture's central square at this size, at 8 bits: the bar is over those, so the target is made of them.
pub(crate) fn wanted(file: &Path, side: usize) -> Result<Vec<u8>> {
    Ok(read_picture(file)?.center_square().resized_to(side, side).to_rgb8())
}

fn write_targets(folder: &Path, files: &[PathBuf], size: u16) -> Result<()> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let mut names = serde_json::Map::new();
    for file in files {
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        let rgb = wanted(file, size.into())?;
        write_png(&folder.join(format!("{stem}-target.png")), size.into(), size.into(), &rgb)?;
        names.insert(stem.into_owned(), name_in_folder(file).into());
    }
    let file = folder.join("names.json");
    replace(&file, serde_json::Value::Object(names).to_string().as_bytes())
}

/// The mean over pictures of each figure, for each stroke count.
pub(crate) fn means<'a>(
    rows: impl Iterator<Item = &'a [Figures]> + Clone,
    counts: usize,
) -> Vec<Figures> {
    let pictures = rows.clone().count().max(1) as f64;
    let mean = |i: usize, of: fn(&Figures) -> f64| {
        rows.clone().map(|figures| of(&figures[i])).sum::<f64>() / pictures
    };
    (0..counts)
        .map(|i| Figures {
            psnr: mean(i, |f| f.psnr),
            ssim: mean(i, |f| f.ssim),
            seconds: mean(i, |f| f.seconds),
        })
        .collect()
}

/// What a peer reached: PSNR in dB at 50 and 200 strokes, and seconds for these.
struct Peer {
    psnr: [f64; 2],
    seconds: Option<f64>,
}

fn print(at: &[u32], tables: &[(String, Vec<Row>)], peer: Option<&HashMap<String, Peer>>) {
    print!("{:34}", "picture");
    for (name, _) in tables {
        at.iter().for_each(|n| print!(" {:>12}", format!("{name} @{n}")));
    }
    println!("{}", if peer.is_some() { "     peer @50    peer @200" } else { "" });
    let rows = tables[0].1.len();
    let (mut peer_sums, mut peers, mut peer_seconds) = ([0.0; 2], 0, Some(0.0));
    for row in 0..rows {
        print!("{:34}", tables[0].1[row].name);
        for (_, table) in tables {
            table[row].figures.iter().for_each(|figures| print!(" {:12.2}", figures.psnr));
        }
        if let Some(figures) = peer.and_then(|p| p.get(&tables[0].1[row].name)) {
            peers += 1;
            peer_seconds = peer_seconds.zip(figures.seconds).map(|(sum, seconds)| sum + seconds);
            for (sum, value) in peer_sums.iter_mut().zip(figures.psnr) {
                *sum += value;
                print!(" {value:12.2}");
            }
        }
        println!();
    }
    print!("{:34}", format!("mean of {rows}"));
    let means: Vec<Vec<Figures>> = tables
        .iter()
        .map(|(_, rows)| means(rows.iter().map(|row| &row.figures[..]), at.len()))
        .collect();
    means.iter().flatten().for_each(|mean| print!(" {:12.2}", mean.psnr));
    if peers > 0 {
        peer_sums.iter().for_each(|sum| print!(" {:12.2}", sum / f64::from(peers)));
    }
    println!();
    for ((name, _), means) in tables.iter().zip(means) {
        for (n, Figures { ssim, seconds, .. }) in at.iter().zip(means) {
            let ms = 1e3 * seconds / f64::from(*n);
            println!(
                "{name} @{n}: SSIM {ssim:.3}, {seconds:.2} s a picture, {ms:.1} ms a stroke on one core"
            );
            if let (200, Some(theirs)) = (n, peer_seconds.filter(|_| peers > 0)) {
                let theirs = theirs / f64::from(peers);
                println!(
                    "  the peer: {theirs:.2} s a picture; in {:.3} of its time",
                    seconds / theirs
                );
            }
        }
    }
}

/// A bar that says what it counts and how far that is.
pub(crate) fn bar(what: impl Into<Cow<'static, str>>, length: usize) -> Result<ProgressBar> {
    let bar = ProgressBar::new(length as u64);
    bar.set_style(ProgressStyle::with_template("{msg} {bar:30} {pos}/{len}  {eta} left")?);
    bar.set_message(what);
    Ok(bar)
}

/// Time that this thread has spent on a core; where the system does not say, time that has passed.
pub(crate) fn core_seconds() -> f64 {
    static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let ns = stat.and_then(|stat| stat.split(' ').next()?.parse::<f64>().ok());
    ns.map_or_else(|| BEGAN.elapsed().as_secs_f64(), |ns| 1e-9 * ns)
}

/// `FOLDER/FILE`, as tables of figures name pictures.
fn name_in_folder(file: &Path) -> String {
    let part = |p: Option<&std::ffi::OsStr>| p.unwrap_or_default().to_string_lossy().into_owned();
    format!("{}/{}", part(file.parent().and_then(Path::file_name)), part(file.file_name()))
}

pub(crate) fn psnr_rgb8(a: &[u8], b: &[u8]) -> f64 {
    let sum: u64 = a.iter().zip(b).map(|(a, b)| u64::from(a.abs_diff(*b)).pow(2)).sum();
    let mean = sum as f64 / a.len() as f64;
    10.0 * (255.0f64 * 255.0 / mean.max(1e-6)).log10()
}

fn read_peer(path: &Path) -> Result<HashMap<String, Peer>> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("cannot read the table {}", path.display()))?;
    let mut figures = HashMap::new();
    for (number, line) in text.lines().enumerate().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let value = |i: usize| fields.get(i).and_then(|v| v.parse::<f64>().ok());
        let (Some(a), Some(b)) = (value(1), value(2)) else {
            bail!("{}, line {}: expected picture,psnr_50,psnr_200", path.display(), number + 1);
        };
        figures.insert(fields[0].to_owned(), Peer { psnr: [a, b], seconds: value(3) });
    }
    Ok(figures)
}
