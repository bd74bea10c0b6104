//! `limner design eval`: figures of motifs and of families, as a table and as JSON.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use clap::Args;
use limner_design::evaluation::Figures;
use limner_design::families::Family;
use limner_design::{Motif, Options};
use serde_json::{Value, json};

use super::{bars, motifs_of, read};
use crate::files::{replace, writable};

/// Characters of Omniglot's, and the drawers whose drawings are nobody's to train on.
const CHARACTERS: usize = 10;
const DRAWERS: [&str; 3] = ["_18.txt", "_19.txt", "_20.txt"];

#[derive(Args)]
pub(super) struct Eval {
    /// Two to five motifs; without any, and without --omniglot, families whose every member is known
    #[arg(value_name = "MOTIF")]
    motifs: Vec<String>,
    /// A folder of Omniglot's strokes: ten characters by three drawers
    #[arg(long, value_name = "FOLDER", conflicts_with = "motifs")]
    omniglot: Option<PathBuf>,
    /// Leave each part away in turn, too; motifs are not left out then, nor other seeds tried
    #[arg(long)]
    parts: bool,
    /// Write the figures as JSON as well
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Motifs to measure.
struct Case {
    name: String,
    motifs: Vec<Motif>,
    family: Option<Family>,
}

impl Eval {
    pub(super) fn run(&self) -> Result<()> {
        if let Some(path) = &self.json {
            writable(path)?;
        }
        let cases = self.cases()?;
        let mut ways = vec![("all parts", Options::default())];
        if self.parts {
            ways.extend(without());
        }
        let mut found = Vec::new();
        for (way, options) in ways {
            // What is left out, and other seeds, take ten times as long: with all parts alone.
            let thorough = options == Options::default();
            println!("\n### With {way}\n");
            println!(
                "| motifs | strokes | found again, % of the diagonal | IoU | map off by | order right | context's worth | rank | longest step | detour | jump, % | box +25, +50 % | no new crossing | left out | seeds, % | between: ours / index / elastic, % | +25 % | +50 % | s |"
            );
            println!(
                "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|"
            );
            let mut all = Vec::new();
            for case in &cases {
                let began = Instant::now();
                let figures = Figures::of(&case.name, &case.motifs, case.family, options, thorough)
                    .with_context(|| format!("cannot measure {}", case.name))?;
                let seconds = began.elapsed().as_secs_f32();
                println!("{}", row(&figures, seconds));
                found.push(value(way, &figures, seconds));
                all.push((figures, case.family));
            }
            println!("\n{}", bars::table(&all));
        }
        if let Some(path) = &self.json {
            replace(
                path,
                (serde_json::to_string_pretty(&json!({ "figures": found }))? + "\n").as_bytes(),
            )?;
        }
        Ok(())
    }

    fn cases(&self) -> Result<Vec<Case>> {
        if !self.motifs.is_empty() {
            let motifs = motifs_of(&self.motifs)?;
            return Ok(vec![Case { name: "motifs".to_owned(), motifs, family: None }]);
        }
        if let Some(folder) = &self.omniglot {
            return omniglot(folder);
        }
        let mut cases = Vec::new();
        for family in Family::ALL {
            for at in [&[0.0, 1.0][..], &[0.0, 0.5, 1.0]] {
                let motifs: Option<Vec<Motif>> = at.iter().map(|at| family.motif(*at)).collect();
                let motifs = motifs.context("a family's member is no motif")?;
                let name = format!("{}, {}", family.name(), motifs.len());
                cases.push(Case { name, motifs, family: Some(family) });
            }
        }
        // All that open from one bud.
        let opening = |at: f32| {
            let motif = Family::Whirl.motif(at).context("a family's member is no motif")?;
            Ok(motif.with_bud(Family::Whirl.member(0.0))?)
        };
        let motifs = [0.2, 1.0].map(opening).into_iter().collect::<Result<_>>()?;
        cases.push(Case { name: "whirl, 2 with a bud".to_owned(), motifs, family: None });
        Ok(cases)
    }
}

/// Each part left away.
fn without() -> Vec<(&'static str, Options)> {
    let all = Options::default();
    vec![
        ("no elastic matching", Options { elastic: false, ..all }),
        ("no assignment: strokes by index", Options { assigned: false, ..all }),
        ("no splitting", Options { split: false, ..all }),
        ("no turning", Options { turned: false, ..all }),
        ("no joints", Options { joined: false, ..all }),
        ("no bending", Options { bends: false, ..all }),
        ("no solved last layer", Options { solved: false, ..all }),
        ("no price on bends", Options { smooth: false, ..all }),
        ("no cycle", Options { cycle: false, ..all }),
        ("seven points a stroke, as the article", Options { points: 7, ..all }),
    ]
}

/// Ten characters, evenly from all that the folder has, each by three drawers.
fn omniglot(folder: &Path) -> Result<Vec<Case>> {
    let below = |folder: &Path| -> Result<Vec<PathBuf>> {
        let entries = std::fs::read_dir(folder)
            .with_context(|| format!("cannot read the folder {}", folder.display()))?;
        let mut found: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        found.sort();
        Ok(found)
    };
    let mut characters = Vec::new();
    for alphabet in below(folder)?.into_iter().filter(|path| path.is_dir()) {
        characters.extend(below(&alphabet)?.into_iter().filter(|path| path.is_dir()));
    }
    ensure!(
        characters.len() >= CHARACTERS,
        "{} holds {} characters (ALPHABET/characterNN), {CHARACTERS} are wanted",
        folder.display(),
        characters.len()
    );
    let step = characters.len() / CHARACTERS;
    let mut cases = Vec::new();
    for character in characters.iter().step_by(step).take(CHARACTERS) {
        let mut motifs = Vec::new();
        for file in below(character)? {
            let name = file.to_string_lossy().into_owned();
            if DRAWERS.iter().any(|drawer| name.ends_with(drawer)) {
                motifs.extend(read::motifs(&name)?);
            }
        }
        let parts = character.iter().rev().take(2).map(|part| part.to_string_lossy());
        let name = parts.collect::<Vec<_>>().join(" of ");
        cases.push(Case { name, motifs, family: None });
    }
    Ok(cases)
}

/// A number, or a dash where it does not apply.
fn said(value: f32, digits: usize) -> String {
    if value.is_finite() { format!("{value:.digits$}") } else { "–".to_owned() }
}

fn row(f: &Figures, seconds: f32) -> String {
    let three = |i: usize| {
        f.truth.map_or("–".to_owned(), |truth| {
            truth[i].map(|way| format!("{:.2}", 100.0 * way)).join(" / ")
        })
    };
    let yes = |fine: bool| if fine { "yes" } else { "no" };
    format!(
        "| {} | {} | {} | {} | {} | {} % | {}× | {} | {} | {} | {} | {} / {} | {} / {} | {} | {} | {} | {} | {} | {seconds:.1} |",
        f.name,
        f.slots,
        said(100.0 * f.reconstruction, 2),
        said(f.iou, 3),
        said(f.map_error, 3),
        said(100.0 * f.order_right, 1),
        said(f.context_worth, 0),
        said(f.context_rank, 2),
        said(f.longest_step, 2),
        said(f.detour, 2),
        said(100.0 * f.jump, 1),
        said(f.box_beyond[0], 2),
        said(f.box_beyond[1], 2),
        yes(f.uncrossed[0]),
        yes(f.uncrossed[1]),
        said(f.left_out, 2),
        said(100.0 * f.seeds, 2),
        three(0),
        three(1),
        three(2),
    )
}

fn value(way: &str, f: &Figures, seconds: f32) -> Value {
    // What does not apply is no number, and null in JSON.
    json!({
        "with": way, "name": f.name, "motifs": f.motifs, "strokes": f.slots,
        "reconstruction": f.reconstruction, "iou": f.iou,
        "map_error": f.map_error, "order_right": f.order_right,
        "context_worth": f.context_worth, "context_rank": f.context_rank,
        "longest_step": f.longest_step, "detour": f.detour, "jump": f.jump,
        "box_beyond": f.box_beyond, "no_new_crossing": f.uncrossed,
        "left_out": f.left_out, "seeds": f.seeds,
        "between": f.truth.map(|truth| truth[0]),
        "beyond_25": f.truth.map(|truth| truth[1]),
        "beyond_50": f.truth.map(|truth| truth[2]),
        "seconds": seconds,
    })
}
