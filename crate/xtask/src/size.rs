//! What the site weighs, file by file and in sum, and whether that is within the budgets.

use std::fmt::Write;
use std::path::Path;

use anyhow::{Result, bail, ensure};

use crate::assets::{Tree, logical_name, read_folder};
use crate::config::{Budget, Config};

/// Bytes on the disk and on the wire.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
struct Weight {
    raw: u64,
    gzip: u64,
    brotli: u64,
}

/// Prints the table and fails where a budget is exceeded.
pub(crate) fn report(config: &Config, dist: &Path) -> Result<()> {
    ensure!(dist.is_dir(), "there is no {}: run `cargo xtask build` first", dist.display());
    let mut tree = Tree::new();
    read_folder(dist, "", &mut tree)?;
    let mut files: Vec<(String, Weight)> =
        tree.iter().map(|(path, content)| (logical_name(path), weigh(content))).collect();
    files.sort_by_key(|(path, weight)| (std::cmp::Reverse(weight.gzip), path.clone()));
    let (text, exceeded) = table(&files, &config.budget);
    print!("{text}");
    if exceeded > 0 {
        bail!("{exceeded} of the budgets in wasm-pack.toml exceeded");
    }
    Ok(())
}

/// The report, and how many limits are exceeded.
fn table(files: &[(String, Weight)], budgets: &[Budget]) -> (String, usize) {
    let mut text = format!("{:<44}{:>12}{:>12}{:>12}\n", "file", "raw", "gzip", "brotli");
    for (path, weight) in files {
        writeln!(text, "{}", row(path, *weight)).expect("writing to a string");
    }
    text += "\n";
    let mut exceeded = 0;
    for budget in budgets {
        let among = |files: &[String], path: &str| {
            files.iter().any(|file| {
                file == "/" || file == path || (file.ends_with('/') && path.starts_with(file))
            })
        };
        let covered = |path: &str| among(&budget.files, path) && !among(&budget.except, path);
        let weight = sum(files.iter().filter(|(path, _)| covered(path)).map(|(_, weight)| *weight));
        writeln!(text, "{}", row(&budget.name, weight)).expect("writing to a string");
        let limits = [
            ("raw", weight.raw, budget.raw),
            ("gzip", weight.gzip, budget.gzip),
            ("brotli", weight.brotli, budget.brotli),
        ];
        for (kind, is, limit) in limits {
            let Some(limit) = limit else { continue };
            let share = 100.0 * is as f64 / limit as f64;
            let verdict = if is > limit { "EXCEEDED" } else { "ok" };
            exceeded += usize::from(is > limit);
            writeln!(text, "    {kind} ≤ {}: {share:.0} %, {verdict}", grouped(limit))
                .expect("writing to a string");
        }
    }
    (text, exceeded)
}

fn weigh(content: &[u8]) -> Weight {
    let mut brotli = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, ..Default::default() };
    brotli::BrotliCompress(&mut &content[..], &mut brotli, &parameters)
        .expect("compressing from memory to memory");
    // gzip's header and trailer are 18 bytes around what zlib calls level 9.
    let deflated = miniz_oxide::deflate::compress_to_vec(content, 9).len() as u64;
    Weight { raw: content.len() as u64, gzip: deflated + 18, brotli: brotli.len() as u64 }
}

fn sum(weights: impl Iterator<Item = Weight>) -> Weight {
    weights.fold(Weight::default(), |sum, weight| Weight {
        raw: sum.raw + weight.raw,
        gzip: sum.gzip + weight.gzip,
        brotli: sum.brotli + weight.brotli,
    })
}

fn row(name: &str, weight: Weight) -> String {
    let [raw, gzip, brotli] = [weight.raw, weight.gzip, weight.brotli].map(grouped);
    format!("{name:<44}{raw:>12}{gzip:>12}{brotli:>12}")
}

/// 1234567 as 1 234 567.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budget(files: &[&str], gzip: u64) -> Budget {
        let files = files.iter().map(|file| (*file).to_owned()).collect();
        let (name, except) = ("b".to_owned(), vec!["w/z".to_owned()]);
        Budget { name, files, except, raw: None, gzip: Some(gzip), brotli: None }
    }

    #[test]
    fn a_budget_covers_files_folders_or_everything() {
        let weight = |gzip| Weight { raw: 0, gzip, brotli: 0 };
        let files = [
            ("a.js".to_owned(), weight(10)),
            ("w/x".to_owned(), weight(20)),
            ("w/y".to_owned(), weight(30)),
            ("w/z".to_owned(), weight(500)),
        ];
        let exceeded = |names: &[&str], limit| table(&files, &[budget(names, limit)]).1;
        assert_eq!((exceeded(&["a.js"], 10), exceeded(&["a.js"], 9)), (0, 1));
        assert_eq!((exceeded(&["w/"], 50), exceeded(&["w/"], 49)), (0, 1));
        assert_eq!((exceeded(&["/"], 60), exceeded(&["/"], 59)), (0, 1));
    }

    #[test]
    fn repetition_weighs_little_on_the_wire() {
        let weight = weigh(&[7; 100_000]);
        assert_eq!(weight.raw, 100_000);
        assert!(weight.gzip < 500 && weight.brotli < 100, "{weight:?}");
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!([0, 999, 1000, 1234567].map(grouped), ["0", "999", "1 000", "1 234 567"]);
    }
}
