//! The types that the page's scripts carry in their comments: TypeScript's checker goes over them where there is
//! Node. It reads only; what is served is what is written. `crate/xtask/types` says how strict it is.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::config::target_dir;
use crate::programs::{npm_install, which};
use crate::steps::{self, Steps};

const STEP: &str = "types of the scripts";

/// What checks them: one version, as another may find something else.
const TYPESCRIPT: &str = "5.9.3";

/// Checks the scripts of the page and of its workers; without Node, or where TypeScript cannot be fetched, it is
/// said that nobody looked.
pub(crate) fn check_types(root: &Path, steps: &mut Steps) -> Result<()> {
    if which("node").is_none() {
        steps.skip(STEP, "node is not installed");
        return Ok(());
    }
    // Not in `xtask`: that folder tells that the page was built before, which then needs less room.
    let cache = target_dir(root).join("scripts");
    // A folder for each version: one that was fetched earlier is not taken for this one.
    let local = cache.join(format!("typescript-{TYPESCRIPT}"));
    let compiler = local.join("node_modules/typescript/bin/tsc");
    if !compiler.is_file() && !fetch(&local) {
        steps.skip(STEP, &format!("npm did not bring TypeScript {TYPESCRIPT}"));
        return Ok(());
    }
    let types = root.join("crate/xtask/types");
    steps.time(STEP, || {
        let page = write_page(root, &types, &cache)?;
        for project in [page, types.join("worker.json"), types.join("service-worker.json")] {
            steps::run(Command::new("node").arg(&compiler).arg("--project").arg(project))?;
        }
        Ok(())
    })
}

/// Has npm bring TypeScript. No step: a failure is no failure of the tests.
fn fetch(local: &Path) -> bool {
    eprintln!("  TypeScript {TYPESCRIPT} from npm …");
    let mut npm = npm_install(local, &format!("typescript@{TYPESCRIPT}"));
    // Without a network it would try again for a minute.
    which("npm").is_some() && steps::run(npm.arg("--fetch-retries=0")).is_ok()
}

/// Writes the page's project below `folder`: the one in `types`, and the ids that index.html has. Where it lies
/// is returned.
fn write_page(root: &Path, types: &Path, folder: &Path) -> Result<PathBuf> {
    let index = root.join("www/index.html");
    let html = fs::read_to_string(&index)
        .with_context(|| format!("could not read {}", index.display()))?;
    let project = folder.join("page.json");
    let base = types.join("page.json");
    let text = serde_json::json!({ "extends": base.to_string_lossy(), "files": ["tags.d.ts"] });
    let write = || {
        fs::create_dir_all(folder)?;
        fs::write(folder.join("tags.d.ts"), tags(&html))?;
        fs::write(&project, text.to_string())
    };
    write().with_context(|| format!("could not write to {}", folder.display()))?;
    Ok(project)
}

/// The tags of a page's elements by their ids, for TypeScript.
fn tags(html: &str) -> String {
    let mut text = "interface Tags {\n".to_owned();
    for element in html.split('<').skip(1) {
        let opening = element.split('>').next().unwrap_or_default();
        let mut words = opening.split_whitespace();
        let tag = words.next().unwrap_or_default();
        let id = words.find_map(|word| word.strip_prefix("id=\"")?.split('"').next());
        if let Some(id) = id {
            text += &format!("  {id:?}: {tag:?};\n");
        }
    }
    text + "}\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_told_with_their_tags() {
        let html = "<p>a</p><label for=\"size\"><input type=\"range\"\n  id=\"size\" min=\"0\"></label>\
                    <button id=\"undo\"></button><i data-id=\"no\"></i>";
        assert_eq!(
            tags(html),
            "interface Tags {\n  \"size\": \"input\";\n  \"undo\": \"button\";\n}\n"
        );
    }
}
