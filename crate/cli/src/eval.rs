//! `limner eval`: how near the partner comes to pictures it was not trained on.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use limner_agent::planner::Planner;
use limner_agent::polish::{Base, Polisher, tune};
use limner_agent::taste::Taste;
use limner_core::{Header, Rgb8};
use limner_env::{Picture, Scene, action};
use rayon::prelude::*;

use crate::files::{pictures_in, read_picture, rgb_of};
use crate::mind::Mind;

/// Side at which pictures are measured: as the peer's figures were.
const SIZE: u16 = 256;

/// Measures the painter: PSNR of each picture's central square at 256×256, in dB over 8-bit sRGB,
/// starting from paper in the picture's mean colour.
#[derive(Args, Debug)]
pub struct Eval {
    /// Folders of pictures.
    #[arg(required = true)]
    folders: Vec<PathBuf>,
    /// Take the pictures with sorted index 0, K, 2K… of each folder only.
    #[arg(long, value_name = "K", default_value_t = 1)]
    every: usize,
    /// Stroke counts at which to measure.
    #[arg(long, value_delimiter = ',', default_value = "50,200")]
    at: Vec<u32>,
    /// A table of a peer's figures: `picture,psnr_50,psnr_200,…`, with pictures as FOLDER/FILE.
    #[arg(long, value_name = "CSV")]
    peer: Option<PathBuf>,
    /// Which proposals: `policy`, `random`, or `both` side by side.
    #[arg(long, default_value = "policy")]
    proposals: Proposals,
    #[command(flatten)]
    mind: Mind,
}

#[derive(clap::ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
enum Proposals {
    Policy,
    Random,
    Both,
}

struct Row {
    name: String,
    psnr: Vec<f64>,
    seconds: f64,
}

impl Eval {
    /// Paints every picture and prints the table.
    pub fn run(&self) -> Result<()> {
        let mut at = self.at.clone();
        at.sort_unstable();
        at.dedup();
        if at.is_empty() || at[0] == 0 {
            bail!("--at wants stroke counts of at least 1");
        }
        let mut files = Vec::new();
        for folder in &self.folders {
            files.extend(pictures_in(folder)?.into_iter().step_by(self.every.max(1)));
        }
        let peer = self.peer.as_deref().map(read_peer).transpose()?;
        let kinds: &[bool] = match self.proposals {
            Proposals::Policy => &[false],
            Proposals::Random => &[true],
            Proposals::Both => &[false, true],
        };
        let mut tables = Vec::new();
        for random in kinds {
            let bar = ProgressBar::new(files.len() as u64);
            bar.set_style(ProgressStyle::with_template("{msg} {bar:30} {pos}/{len}  {eta} left")?);
            bar.set_message(name_of(*random));
            let rows: Vec<Row> = files
                .par_iter()
                .map(|file| {
                    let row = self.measure(file, *random, &at);
                    bar.inc(1);
                    row
                })
                .collect::<Result<_>>()?;
            tables.push((*random, rows));
        }
        self.print(&at, &tables, peer.as_ref());
        Ok(())
    }

    fn measure(&self, file: &Path, random: bool, at: &[u32]) -> Result<Row> {
        let square = read_picture(file)?.center_square().resized_to(SIZE.into(), SIZE.into());
        // The bar is over 8 bits: so is the target.
        let wanted = square.to_rgb8();
        let target = Picture::from_rgb8(SIZE.into(), SIZE.into(), &wanted).context("no pixels")?;
        let paper: Rgb8 = action::rgb8(target.mean());
        let mut scene = Scene::new(Header::new(SIZE, SIZE, paper, self.mind.seed), Some(&target))?;
        let mut planner = Planner::new(self.mind.effort(), self.mind.seed);
        let mut proposer = self.mind.proposer(random)?;
        let began = cpu_seconds();
        let mut psnr = Vec::new();
        let base = Base::new(&scene, scene.canvas().clone());
        let mut polisher = Polisher::default();
        let mut strokes = Vec::new();
        let (every, few, many) =
            (tune("EVERY", 10.0) as u32, tune("FEW", 10.0) as usize, tune("MANY", 40.0) as usize);
        let mut took = [0.0; 2];
        for stroke in 1..=*at.last().context("no stroke counts")? {
            let before = cpu_seconds();
            if let Some(proposal) = planner.next(&mut scene, &mut *proposer, &Taste::default())? {
                strokes.push((proposal.stroke.clone(), scene.next_place()));
                scene.paint(&proposal.stroke);
            }
            let middle = cpu_seconds();
            took[0] += middle - before;
            if every > 0 && stroke % every == 0 && few > 0 {
                let level = tune("LEVEL", 2.0) as u8;
                polisher.polish(&mut scene, &base, &mut strokes, level, few);
            }
            if at.contains(&stroke) && many > 0 {
                let level = tune("LAST", 1.0) as u8;
                polisher.polish(&mut scene, &base, &mut strokes, level, many);
            }
            took[1] += cpu_seconds() - middle;
            if at.contains(&stroke) {
                eprintln!("{} {stroke}: {:.2} {:.2}", name_in_folder(file), took[0], took[1]);
                if let Ok(folder) = std::env::var("SEE") {
                    let out = format!("{folder}/{}-{stroke}.png", file.file_stem().unwrap().to_string_lossy());
                    crate::files::write_png(Path::new(&out), 256, 256, &rgb_of(scene.canvas(), paper))?;
                }
                psnr.push(psnr_rgb8(&wanted, &rgb_of(scene.canvas(), paper)));
            }
        }
        Ok(Row { name: name_in_folder(file), psnr, seconds: cpu_seconds() - began })
    }

    fn print(
        &self,
        at: &[u32],
        tables: &[(bool, Vec<Row>)],
        peer: Option<&HashMap<String, [f64; 2]>>,
    ) {
        print!("{:34}", "picture");
        for (random, _) in tables {
            at.iter().for_each(|n| print!(" {:>12}", format!("{} @{n}", name_of(*random))));
        }
        println!("{}", if peer.is_some() { "     peer @50    peer @200" } else { "" });
        let rows = tables[0].1.len();
        let mut sums = vec![0.0; tables.len() * at.len()];
        let (mut peer_sums, mut peers) = ([0.0; 2], 0);
        for row in 0..rows {
            print!("{:34}", tables[0].1[row].name);
            for (k, (_, table)) in tables.iter().enumerate() {
                for (i, value) in table[row].psnr.iter().enumerate() {
                    sums[k * at.len() + i] += value;
                    print!(" {value:12.2}");
                }
            }
            if let Some(figures) = peer.and_then(|p| p.get(&tables[0].1[row].name)) {
                peers += 1;
                for (sum, value) in peer_sums.iter_mut().zip(figures) {
                    *sum += value;
                    print!(" {value:12.2}");
                }
            }
            println!();
        }
        print!("{:34}", format!("mean of {rows}"));
        sums.iter().for_each(|sum| print!(" {:12.2}", sum / rows as f64));
        if peers > 0 {
            peer_sums.iter().for_each(|sum| print!(" {:12.2}", sum / f64::from(peers)));
        }
        println!();
        for (random, table) in tables {
            let seconds: f64 = table.iter().map(|row| row.seconds).sum();
            let strokes = f64::from(*at.last().unwrap_or(&1)) * rows as f64;
            println!(
                "{}: {:.1} ms a stroke on one core",
                name_of(*random),
                1e3 * seconds / strokes
            );
        }
    }
}

/// Seconds that this thread has run on a core.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let ns = stat.split(' ').next().and_then(|v| v.parse::<f64>().ok());
    ns.unwrap_or(0.0) * 1e-9
}

fn name_of(random: bool) -> &'static str {
    if random { "random" } else { "policy" }
}

/// `FOLDER/FILE`, as tables of figures name pictures.
fn name_in_folder(file: &Path) -> String {
    let part = |p: Option<&std::ffi::OsStr>| p.unwrap_or_default().to_string_lossy().into_owned();
    format!("{}/{}", part(file.parent().and_then(Path::file_name)), part(file.file_name()))
}

fn psnr_rgb8(a: &[u8], b: &[u8]) -> f64 {
    let sum: u64 = a.iter().zip(b).map(|(a, b)| u64::from(a.abs_diff(*b)).pow(2)).sum();
    let mean = sum as f64 / a.len() as f64;
    10.0 * (255.0f64 * 255.0 / mean.max(1e-6)).log10()
}

fn read_peer(path: &Path) -> Result<HashMap<String, [f64; 2]>> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("cannot read the table {}", path.display()))?;
    let mut figures = HashMap::new();
    for (number, line) in text.lines().enumerate().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let value = |i: usize| fields.get(i).and_then(|v| v.parse::<f64>().ok());
        let (Some(a), Some(b)) = (value(1), value(2)) else {
            bail!("{}, line {}: expected picture,psnr_50,psnr_200", path.display(), number + 1);
        };
        figures.insert(fields[0].to_owned(), [a, b]);
    }
    Ok(figures)
}
