//! Assembles `dist/`: shell, wasm, glue and weights, with a hash of the content in every name, so
//! that a host may let browsers keep a file for ever and an update never mixes old with new.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest, Sha256};

use crate::config::{Config, Dist, Profile};
use crate::references::{Language, references, resolve};
use crate::steps::Steps;
use crate::{bill, setup, toolchain, wasm, whole};

/// The files of a site by their path in it, with forward slashes.
pub(crate) type Tree = BTreeMap<String, Vec<u8>>;

/// Stand in `sw.js` for what only the build can know.
const PRECACHE: &str = "/*PRECACHE*/[]";
const VERSION: &str = "/*VERSION*/\"\"";
const INTEGRITY: &str = "/*INTEGRITY*/\"\"";
const SERVICE_WORKER: &str = "sw.js";
const INDEX: &str = "index.html";

/// How names of weights end: of policies, and of models of drawings.
const WEIGHTS: [&str; 2] = [".limner", ".limg"];

/// Digits of the hash in a name: 40 bits, and the names stay readable.
const HASH_DIGITS: usize = 10;

/// What of the site is built.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Parts {
    All,
    /// All but the artefacts that are fetched on demand; the page asks for none of them.
    FirstVisit,
}

/// Builds the parts and writes the site to `out`, whole or not at all.
pub(crate) fn build(
    config: &Config,
    profile: Profile,
    parts: Parts,
    out: &Path,
    steps: &mut Steps,
) -> Result<()> {
    ensure_replaceable(out)?;
    setup::check_disk(&config.target_dir())?;
    let toolchain = toolchain::set_up(config, steps)?;
    let mut tree = Tree::new();
    read_shell(&config.root.join(&config.dist.shell), &mut tree)?;
    read_weights(config, &mut tree)?;
    // What the linker does in one go leaves all cores but one idle: something else may be compiled then.
    let page = || config.artefact.iter().filter(|(_, artefact)| artefact.kept.is_none());
    let wanted = page().map(|(_, it)| it).filter(|it| parts == Parts::All || !it.on_demand);
    let beside = wanted.filter_map(|it| wasm::Beside::start(config, &toolchain, it, profile));
    let beside: Vec<_> = beside.collect();
    let mut left_out = Vec::new();
    for (name, artefact) in page() {
        if artefact.on_demand && parts == Parts::FirstVisit {
            steps.skip(&format!("compile {name}"), "fetched on demand only; --all builds it too");
            left_out.push(artefact.out_name.as_str());
            continue;
        }
        let folder = wasm::build(config, &toolchain, name, artefact, profile, steps)?;
        read_folder(&folder, &config.dist.generated, &mut tree)?;
    }
    drop(beside);
    if let Some(wanted) = &config.whole {
        // Only what is published is small enough to be sent.
        let parts = (profile == Profile::Release && parts == Parts::All).then_some(wanted);
        match parts.map(|it| whole::build(config, it, &tree, steps)).transpose()?.flatten() {
            Some(template) => _ = tree.insert(wanted.name.clone(), template),
            None => left_out.push(wanted.name.as_str()),
        }
    }
    tree.insert(bill::NAME.to_owned(), bill::of_site(config, parts)?);
    steps.time("assemble dist", || write_site(&assemble(tree, &config.dist, &left_out)?, out))
}

/// Builds what is kept in the repository as it is published, and puts it where it is kept.
pub(crate) fn keep(config: &Config, steps: &mut Steps) -> Result<()> {
    let toolchain = toolchain::set_up(config, steps)?;
    for (name, artefact) in &config.artefact {
        let Some(kept) = &artefact.kept else { continue };
        let folder = wasm::build(config, &toolchain, name, artefact, Profile::Release, steps)?;
        let (from, to) = (folder.join(wasm::file_name(artefact)), config.root.join(kept));
        let bytes =
            fs::copy(&from, &to).with_context(|| format!("could not write {}", to.display()))?;
        println!("{}: {bytes} bytes", kept.display());
    }
    Ok(())
}

/// Gives every file its hashed name and rewrites the references to it: leaves first, so that a
/// file's hash covers the hashes of all it refers to. The shell is told of artefacts that were left out.
pub(crate) fn assemble(mut tree: Tree, dist: &Dist, left_out: &[&str]) -> Result<Tree> {
    for name in left_out {
        tell_left_out(&mut tree, name)?;
    }
    let scripts = left_out.iter().map(|name| format!("{}/{name}.js", dist.generated));
    let absent = scripts.chain(left_out.iter().map(|name| (*name).to_owned())).collect();
    let mut assembly = Assembly { tree, dist, absent, renamed: BTreeMap::new(), site: Tree::new() };
    let paths: Vec<String> = assembly.tree.keys().cloned().collect();
    for path in &paths {
        if path != SERVICE_WORKER {
            assembly.visit(path, &mut Vec::new())?;
        }
    }
    assembly.add_service_worker()?;
    Ok(assembly.site)
}

/// A script that asks for an artefact on demand says `/*BUILT name*/true` of it, and asks for nothing where
/// that became `false`.
fn tell_left_out(tree: &mut Tree, name: &str) -> Result<()> {
    let token = |built: bool| format!("/*BUILT {name}*/{built}");
    let mut told = false;
    for (path, content) in tree.iter_mut().filter(|(path, _)| path.ends_with(".js")) {
        let text = std::str::from_utf8(content).with_context(|| format!("{path} is not UTF-8"))?;
        if text.contains(&token(true)) {
            *content = text.replace(&token(true), &token(false)).into_bytes();
            told = true;
        }
    }
    ensure!(told, "no script has {} for the build to change: the page needs {name}", token(true));
    Ok(())
}

/// Whether a name carries a hash of its content.
pub(crate) fn is_hashed(path: &str) -> bool {
    logical_name(path) != path
}

/// The name a file had before hashing: `a/page.0123456789.js` was `a/page.js`.
pub(crate) fn logical_name(path: &str) -> String {
    let split = || {
        let (stem, extension) = path.rsplit_once('.')?;
        let (name, hash) = stem.rsplit_once('.')?;
        let is_hash = hash.len() == HASH_DIGITS
            && hash.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        (is_hash && !name.is_empty()).then(|| format!("{name}.{extension}"))
    };
    split().unwrap_or_else(|| path.to_owned())
}

/// Every file below `folder`, at `prefix`, without those that are notes to ourselves.
pub(crate) fn read_folder(folder: &Path, prefix: &str, tree: &mut Tree) -> Result<()> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("could not read {}", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().into_string().ok().context("a file name is not UTF-8")?;
        let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}/{name}") };
        if entry.path().is_dir() {
            read_folder(&entry.path(), &path, tree)?;
        } else if !is_note(&name) {
            let bytes = fs::read(entry.path())
                .with_context(|| format!("could not read {}", entry.path().display()))?;
            tree.insert(path, bytes);
        }
    }
    Ok(())
}

struct Assembly<'a> {
    tree: Tree,
    dist: &'a Dist,
    /// References to these lead nowhere, and are never followed.
    absent: Vec<String>,
    renamed: BTreeMap<String, String>,
    site: Tree,
}

impl Assembly<'_> {
    /// Puts `path` on the site after all it refers to; `above` is the way that led here.
    fn visit(&mut self, path: &str, above: &mut Vec<String>) -> Result<()> {
        if self.renamed.contains_key(path) {
            return Ok(());
        }
        if let Some(start) = above.iter().position(|ancestor| ancestor == path) {
            let circle = above[start..].join(" → ");
            bail!("these files refer to each other in a circle: {circle} → {path}");
        }
        above.push(path.to_owned());
        let content = self.rewrite(path, above)?;
        above.pop();
        let name = if self.is_stable(path) { path.to_owned() } else { hashed(path, &content) };
        self.renamed.insert(path.to_owned(), name.clone());
        self.site.insert(name, content);
        Ok(())
    }

    /// The content of `path` with its references renamed.
    fn rewrite(&mut self, path: &str, above: &mut Vec<String>) -> Result<Vec<u8>> {
        let content = self.tree[path].clone();
        let Some(language) = Language::of(path) else { return Ok(content) };
        // wasm-bindgen's glue names import modules (`"./page_bg.js"`) that are no files.
        let ours = !path.starts_with(&format!("{}/", self.dist.generated));
        let text = String::from_utf8(content).with_context(|| format!("{path} is not UTF-8"))?;
        let mut rewritten = String::with_capacity(text.len() + 256);
        let mut copied = 0;
        for reference in references(&text, language) {
            let certain = reference.certain && ours;
            let line = || text[..reference.range.start].lines().count();
            if certain && reference.path.starts_with('/') {
                let line = line();
                bail!(
                    "{path}:{line}: {:?} is not relative, so the site would work at one address only",
                    reference.path
                );
            }
            let meant = resolve(path, reference.path).filter(|name| self.tree.contains_key(name));
            let Some(meant) = meant else {
                if certain {
                    self.missing(path, line(), reference.path)?;
                }
                continue;
            };
            if self.is_stable(&meant) {
                continue;
            }
            self.visit(&meant, above)?;
            let folder = &reference.path[..reference.path.rfind('/').map_or(0, |slash| slash + 1)];
            let renamed = &self.renamed[&meant];
            let file = renamed.rsplit('/').next().unwrap_or(renamed);
            rewritten += &text[copied..reference.range.start];
            rewritten += folder;
            rewritten += file;
            copied = reference.range.end;
        }
        rewritten += &text[copied..];
        Ok(rewritten.into_bytes())
    }

    fn missing(&self, path: &str, line: usize, reference: &str) -> Result<()> {
        let meant = resolve(path, reference);
        if meant.as_ref().is_some_and(|meant| self.absent.contains(meant)) {
            return Ok(());
        }
        let optional = meant.is_some_and(|meant| {
            self.dist.optional.iter().any(|prefix| meant.starts_with(prefix.as_str()))
        });
        ensure!(optional, "{path}:{line} refers to {reference:?}, and there is no such file");
        eprintln!("  warning: {path}:{line} refers to {reference:?}, which is not there (yet)");
        Ok(())
    }

    fn is_stable(&self, path: &str) -> bool {
        self.dist.stable_names.iter().any(|name| name == path)
    }

    /// The service worker comes last: it lists all the others.
    fn add_service_worker(&mut self) -> Result<()> {
        if !self.tree.contains_key(SERVICE_WORKER) {
            return Ok(());
        }
        let content = self.rewrite(SERVICE_WORKER, &mut Vec::new())?;
        let text = String::from_utf8(content).context("sw.js is not UTF-8")?;
        for token in [PRECACHE, VERSION, INTEGRITY] {
            ensure!(text.contains(token), "sw.js has no {token} for the build to fill in");
        }
        let on_demand =
            |name: &&str| self.dist.on_demand.iter().any(|prefix| name.starts_with(prefix));
        let names = self.site.keys().map(String::as_str);
        let files: BTreeSet<&str> =
            names.filter(|name| !name.starts_with('.') && !on_demand(name)).collect();
        let mut everything = text.clone().into_bytes();
        for (name, content) in &self.site {
            everything.extend_from_slice(name.as_bytes());
            everything.extend_from_slice(hash(content).as_bytes());
        }
        let text = text
            .replace(PRECACHE, &serde_json::to_string(&files)?)
            .replace(VERSION, &format!("{:?}", hash(&everything)))
            .replace(
                INTEGRITY,
                &format!("{:?}", self.site.get(INDEX).map(|it| integrity(it)).unwrap_or_default()),
            );
        self.site.insert(SERVICE_WORKER.to_owned(), text.into_bytes());
        Ok(())
    }
}

fn read_shell(shell: &Path, tree: &mut Tree) -> Result<()> {
    read_folder(shell, "", tree)?;
    ensure!(tree.contains_key("index.html"), "there is no index.html in {}", shell.display());
    // Some hosts would drop files whose names begin with an underscore without it.
    tree.insert(".nojekyll".to_owned(), Vec::new());
    Ok(())
}

fn read_weights(config: &Config, tree: &mut Tree) -> Result<()> {
    for folder in &config.dist.weights_from {
        let from = config.root.join(folder);
        if !from.is_dir() {
            eprintln!("  warning: no weights in {}", folder.display());
            continue;
        }
        let mut all = Tree::new();
        read_folder(&from, &config.dist.weights, &mut all)?;
        all.retain(|path, _| WEIGHTS.iter().any(|ending| path.ends_with(ending)));
        for (path, content) in all {
            ensure!(
                tree.insert(path.clone(), content).is_none(),
                "{path}: two weights of one name"
            );
        }
    }
    Ok(())
}

fn is_note(name: &str) -> bool {
    name.starts_with('.')
        || name.ends_with(".md")
        || ["jsconfig.json", "tsconfig.json"].contains(&name)
}

fn hash(content: &[u8]) -> String {
    let mut digits = format!("{:016x}", xxhash_rust::xxh3::xxh3_64(content));
    digits.truncate(HASH_DIGITS);
    digits
}

/// A file's fingerprint as browsers compare it (Subresource Integrity).
fn integrity(content: &[u8]) -> String {
    format!("sha256-{}", BASE64.encode(Sha256::digest(content)))
}

fn hashed(path: &str, content: &[u8]) -> String {
    let file = path.rfind('/').map_or(0, |slash| slash + 1);
    let dot = path[file..].rfind('.').map_or(path.len(), |dot| file + dot);
    format!("{}.{}{}", &path[..dot], hash(content), &path[dot..])
}

/// A folder that holds something else is never deleted.
fn ensure_replaceable(out: &Path) -> Result<()> {
    let Ok(mut entries) = fs::read_dir(out) else { return Ok(()) };
    let ours = out.join(".nojekyll").is_file() && out.join("index.html").is_file();
    ensure!(
        ours || entries.next().is_none(),
        "{} holds something that this program did not build; give another --out, or empty it",
        out.display()
    );
    Ok(())
}

/// Writes beside `out` first, so that a server never sees half a site.
fn write_site(site: &Tree, out: &Path) -> Result<()> {
    let mut name = out.file_name().context("--out names no folder")?.to_owned();
    name.push(".new");
    let fresh = out.with_file_name(name);
    remove(&fresh)?;
    for (path, content) in site {
        let file = fresh.join(path);
        let write = || {
            fs::create_dir_all(file.parent().unwrap_or(&fresh))?;
            fs::write(&file, content)
        };
        write().with_context(|| format!("could not write {} (disk full?)", file.display()))?;
    }
    remove(out)?;
    fs::rename(&fresh, out).with_context(|| format!("could not put {} in place", out.display()))
}

fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("could not remove {}", folder.display()))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
