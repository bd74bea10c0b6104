//! All of the page in one piece: what `limner_share::whole` puts into an HTML file, so that a painting can be gone on with
//! where it is, without a network.
//!
//! A page on a disk can't import modules and can't fetch: so the scripts become one for the page and one for each of its
//! workers (by esbuild, which npm brings), and their `fetch` and `Worker` are those of `crate/share/whole`, which ask
//! nobody. All of it is packed together, as the wasm halves have much in common.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use lzma_rust2::{Lzma2Options, Lzma2Writer};
use sha2::{Digest, Sha256};

use crate::assets::{Tree, read_folder};
use crate::config::{Config, Whole};
use crate::programs::{npm_install, which};
use crate::steps::{self, Steps};

const STEP: &str = "the page in one piece";

/// What bundles the scripts: one version, as another may write other bytes.
const ESBUILD: &str = "0.28.2";

/// See `limner_share::whole` and `crate/player`, which read what is written here.
const MAGIC: &[u8; 4] = b"LIMW";
const VERSION: u8 = 1;
/// How far back what is packed looks: `limner_player::MAX_WINDOW`, which is more than there is.
const WINDOW: u32 = 16 << 20;
/// As hard as it goes.
const PRESET: u32 = 9;

/// What scripts take for their own address. It names no host: what they ask for is known by its name.
const OWN_ADDRESS: &str = "limner:/script.js";

const INDEX: &str = "index.html";

/// The template, made of the files of the page; none where npm can't bring esbuild, which is said.
pub(crate) fn build(
    config: &Config,
    whole: &Whole,
    tree: &Tree,
    steps: &mut Steps,
) -> Result<Option<Vec<u8>>> {
    let cache = config.target_dir().join("xtask");
    let Some(esbuild) = esbuild(&cache, steps) else {
        steps.skip(
            STEP,
            &format!(
                "npm did not bring esbuild {ESBUILD}; pages with the partner in them can't be made"
            ),
        );
        return Ok(None);
    };
    steps.time(STEP, || {
        let bundler = Bundler { esbuild, folder: cache.join("whole"), whole };
        bundler.lay_out(config, tree)?;
        template(&bundler, tree).map(Some)
    })
}

/// The bundler that npm brought, now or before.
fn esbuild(cache: &Path, steps: &mut Steps) -> Option<PathBuf> {
    which("node")?;
    // A folder for each version: one that was fetched earlier is not taken for this one.
    let local = cache.join(format!("esbuild-{ESBUILD}"));
    let program = local.join("node_modules/.bin/esbuild");
    if !program.is_file() && which("npm").is_some() {
        let mut npm = npm_install(&local, &format!("esbuild@{ESBUILD}"));
        // A failure is none of the build's, and was said.
        let _ = steps.run("fetch esbuild from npm", npm.arg("--fetch-retries=1"));
    }
    let version = steps::capture(Command::new(&program).arg("--version")).ok()?;
    (version == ESBUILD).then_some(program)
}

struct Bundler<'a> {
    esbuild: PathBuf,
    /// Where the scripts lie as they are bundled.
    folder: PathBuf,
    whole: &'a Whole,
}

impl Bundler<'_> {
    /// Lays the page's scripts out, those that stand in the place of others over them.
    fn lay_out(&self, config: &Config, tree: &Tree) -> Result<()> {
        if self.folder.exists() {
            fs::remove_dir_all(&self.folder)?;
        }
        let scripts = tree.iter().filter(|(path, _)| path.ends_with(".js"));
        let mut files: Tree =
            scripts.map(|(path, it)| (path.clone(), without_built(config, it))).collect();
        read_folder(&config.root.join(&self.whole.over), "", &mut files)?;
        for (path, content) in files {
            let to = self.folder.join(path);
            fs::create_dir_all(to.parent().unwrap_or(&self.folder))?;
            fs::write(&to, content).with_context(|| format!("could not write {}", to.display()))?;
        }
        Ok(())
    }

    /// One script of all that `entry` imports, with another `fetch`.
    fn bundle(&self, entry: &str, files: &str) -> Result<Vec<u8>> {
        let mut esbuild = Command::new(&self.esbuild);
        esbuild.current_dir(&self.folder).arg(format!("./{entry}"));
        esbuild.args(["--bundle", "--format=iife", "--minify", "--legal-comments=none"]);
        esbuild.args(["--charset=utf8", "--target=esnext", "--log-level=warning"]);
        esbuild.arg(format!("--define:import.meta.url={OWN_ADDRESS:?}"));
        esbuild.arg(format!("--inject:./{files}"));
        esbuild.args(self.whole.without.iter().map(|name| format!("--external:./{name}")));
        // To a file: what is captured is trimmed.
        let out = format!("out/{entry}");
        steps::run(esbuild.arg(format!("--outfile={out}")))?;
        let script = fs::read(self.folder.join(out))?;
        let text = std::str::from_utf8(&script).context("a script is UTF-8")?;
        // It would end the element that it stands in.
        ensure!(
            !text.contains("</script") && !text.contains("<!--"),
            "{entry} can't stand in HTML"
        );
        Ok(script)
    }
}

/// A script that asks for none of the artefacts that are fetched on demand.
fn without_built(config: &Config, content: &[u8]) -> Vec<u8> {
    let mut text = String::from_utf8_lossy(content).into_owned();
    let artefacts = config.artefact.iter().filter(|(_, artefact)| artefact.on_demand);
    for (_, artefact) in artefacts {
        let token = |built: bool| format!("/*BUILT {}*/{built}", artefact.out_name);
        text = text.replace(&token(true), &token(false));
    }
    text.into_bytes()
}

/// Bundles the scripts, and puts all that they name beside them.
fn template(bundler: &Bundler, tree: &Tree) -> Result<Vec<u8>> {
    let whole = bundler.whole;
    let page = bundler.bundle(&whole.page, "files.js")?;
    let mut scripts = BTreeMap::new();
    for worker in &whole.workers {
        scripts.insert(worker.clone(), bundler.bundle(worker, "worker-files.js")?);
    }
    let index = tree.get(INDEX).context("there is no index.html")?;
    let index = std::str::from_utf8(index).context("index.html is not UTF-8")?;
    let first = first_style(index, tree)?;
    // What the scripts name is what they may ask for.
    let said: Vec<u8> = scripts.values().chain([&page]).flatten().copied().collect();
    let said = String::from_utf8(said).context("scripts are UTF-8")?;
    let named = |kind: &'static str| {
        let said = &said;
        tree.iter().filter(move |(path, _)| path.ends_with(kind) && said.contains(name_of(path)))
    };
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    let mut put = |path: &str, content: &[u8]| {
        parts.push((name_of(path).to_owned(), content.to_vec()));
    };
    // What is alike lies side by side.
    for (path, content) in named(".wasm") {
        put(path, content);
    }
    scripts.iter().for_each(|(name, script)| put(name, script));
    put(&whole.page, &page);
    put(INDEX, body(index)?.as_bytes());
    put("style.css", first.as_bytes());
    let mut styles = vec![first.into_bytes()];
    for (path, content) in named(".css") {
        put(path, content);
        styles.push(content.clone());
    }
    for path in &whole.data {
        put(path, tree.get(path).with_context(|| format!("there is no {path}"))?);
    }
    written(&parts, &[page], &styles)
}

/// What a file is called without its folders.
fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// What the page's own element holds.
fn body(index: &str) -> Result<&str> {
    let begin = index.find("<body").context("index.html has no body")?;
    let end = index.find("</html>").context("index.html has no end")?;
    ensure!(!index[begin..end].contains("<script"), "a script stands in the body of index.html");
    Ok(&index[begin..end])
}

/// The styles that the page begins with, one behind the other.
fn first_style(index: &str, tree: &Tree) -> Result<String> {
    let names = index.split("<link rel=\"stylesheet\" href=\"./").skip(1);
    let mut style = String::new();
    for name in names.filter_map(|rest| rest.split('"').next()) {
        let content = tree.get(name).with_context(|| format!("there is no {name}"))?;
        style += std::str::from_utf8(content).with_context(|| format!("{name} is not UTF-8"))?;
        style.push('\n');
    }
    ensure!(!style.is_empty(), "index.html has no styles");
    ensure!(!style.contains("url("), "a style names a file, which one page does not have");
    Ok(style)
}

/// The template's bytes, as `limner_share::whole` has them.
fn written(
    parts: &[(String, Vec<u8>)],
    scripts: &[Vec<u8>],
    styles: &[Vec<u8>],
) -> Result<Vec<u8>> {
    let list: Vec<(&str, usize)> =
        parts.iter().map(|(name, content)| (name.as_str(), content.len())).collect();
    let list = serde_json::to_vec(&list)?;
    let mut all = u32::try_from(list.len())?.to_le_bytes().to_vec();
    all.extend(list);
    parts.iter().for_each(|(_, content)| all.extend_from_slice(content));

    let mut template = [&MAGIC[..], &[VERSION]].concat();
    for allowed in [scripts, styles] {
        template.push(u8::try_from(allowed.len())?);
        allowed.iter().for_each(|text| template.extend_from_slice(&Sha256::digest(text)));
    }
    template.extend(u32::try_from(all.len())?.to_le_bytes());
    template.extend(xxhash_rust::xxh3::xxh3_64(&all).to_le_bytes());
    let mut options = Lzma2Options::with_preset(PRESET);
    options.lzma_options.dict_size = WINDOW;
    options.lzma_options.nice_len = 273;
    let mut writer = Lzma2Writer::new(template, options);
    writer.write_all(&all)?;
    let mut template = writer.finish()?;
    let sum = Sha256::digest(&template);
    template.extend_from_slice(&sum);
    Ok(template)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_begins_with_its_body_and_its_styles() {
        let index = "<html><head><link rel=\"stylesheet\" href=\"./a.css\">\n<link rel=\"stylesheet\" href=\"./b.css\">\
                     </head><body data-a=\"b\"><p>c</p></body></html>\n";
        assert_eq!(body(index).expect("a body"), "<body data-a=\"b\"><p>c</p></body>");
        let mut tree = Tree::new();
        tree.insert("a.css".to_owned(), b"a {}".to_vec());
        assert!(format!("{:#}", first_style(index, &tree).expect_err("none")).contains("b.css"));
        tree.insert("b.css".to_owned(), b"b {}".to_vec());
        assert_eq!(first_style(index, &tree).expect("styles"), "a {}\nb {}\n");
        tree.insert("b.css".to_owned(), b"b { background: url(c.svg) }".to_vec());
        assert!(first_style(index, &tree).is_err());
        assert!(body("<body><script></script></body></html>").is_err());
    }

    #[test]
    fn the_same_files_are_the_same_bytes() {
        let parts = [("a.js".to_owned(), b"a".repeat(5000)), ("b.wasm".to_owned(), b"b".to_vec())];
        let scripts = [b"a".to_vec()];
        let template = written(&parts, &scripts, &[]).expect("a template");
        assert_eq!(template, written(&parts, &scripts, &[]).expect("a template"));
        assert!(
            template.starts_with(b"LIMW\x01\x01") && template.len() < 300,
            "{}",
            template.len()
        );
    }
}
