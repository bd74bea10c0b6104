//! The bill of materials that lies beside the page: every crate that is linked into it, with version, licence and the
//! checksum that Cargo.lock has of it, in CycloneDX's JSON (<https://cyclonedx.org/docs/1.5/json/>).
//!
//! It holds neither a time nor a number of its own, so that two builds of one commit have the same.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::assets::Parts;
use crate::config::Config;
use crate::{steps, wasm};

/// What it is called in the site.
pub(crate) const NAME: &str = "sbom.json";

/// A crate by name and version.
type Crate = (String, String);

/// The bill for all artefacts that are built.
pub(crate) fn of_site(config: &Config, parts: Parts) -> Result<Vec<u8>> {
    let mut crates: BTreeMap<Crate, (String, Vec<String>)> = BTreeMap::new();
    for (name, artefact) in &config.artefact {
        if artefact.on_demand && parts == Parts::FirstVisit {
            continue;
        }
        let mut tree = steps::cargo(&config.root);
        tree.args(["tree", "--locked", "--target", "wasm32-unknown-unknown"]);
        // Macros and build scripts run while it is built, and are no part of it.
        tree.args(["--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}|{l}"]);
        tree.args(wasm::package_arguments(config, artefact));
        for line in steps::capture(&mut tree)?.lines() {
            let Some((id, licence)) = parsed(line) else { continue };
            let (_, within) = crates.entry(id).or_insert_with(|| (licence, Vec::new()));
            if !within.contains(name) {
                within.push(name.clone());
            }
        }
    }
    let lock = fs::read_to_string(config.root.join("Cargo.lock")).context("no Cargo.lock")?;
    let bill = bill(&crates, &checksums(&lock)?);
    Ok(serde_json::to_vec_pretty(&bill)?)
}

/// `name v1.2.3 (where) (*)|licence`, as `cargo tree` prints it.
fn parsed(line: &str) -> Option<(Crate, String)> {
    let (package, licence) = line.split_once('|')?;
    let mut words = package.split_whitespace();
    let (name, version) = (words.next()?, words.next()?.strip_prefix('v')?);
    let licence = licence.trim_end_matches("(*)").trim();
    Some(((name.to_owned(), version.to_owned()), licence.to_owned()))
}

/// SHA-256 of the crates that come from a registry.
fn checksums(lock: &str) -> Result<BTreeMap<Crate, String>> {
    let lock: toml::Table = lock.parse().context("Cargo.lock is not TOML")?;
    let packages = lock.get("package").and_then(toml::Value::as_array).into_iter().flatten();
    let text = |package: &toml::Value, key| Some(package.get(key)?.as_str()?.to_owned());
    let known = packages.filter_map(|package| {
        Some(((text(package, "name")?, text(package, "version")?), text(package, "checksum")?))
    });
    Ok(known.collect())
}

fn bill(
    crates: &BTreeMap<Crate, (String, Vec<String>)>,
    checksums: &BTreeMap<Crate, String>,
) -> Value {
    let components: Vec<Value> = crates
        .iter()
        .map(|(id, (licence, within))| {
            let (name, version) = id;
            let mut component = json!({
                "type": "library",
                "bom-ref": format!("{name}@{version}"),
                "name": name,
                "version": version,
                "purl": format!("pkg:cargo/{name}@{version}"),
                "properties": within.iter().map(|name| json!({ "name": "artefact", "value": name })).collect::<Vec<_>>(),
            });
            if !licence.is_empty() {
                // Older manifests separate licences by a stroke.
                component["licenses"] = json!([{ "expression": licence.replace('/', " OR ") }]);
            }
            if let Some(checksum) = checksums.get(id) {
                component["hashes"] = json!([{ "alg": "SHA-256", "content": checksum }]);
            }
            component
        })
        .collect();
    json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": { "component": { "type": "application", "name": "limner", "version": env!("CARGO_PKG_VERSION") } },
        "components": components,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_tree_is_a_crate_and_its_licence() {
        let crate_of = |line: &str| parsed(line).map(|((name, version), it)| (name, version, it));
        let is = |name: &str, version: &str, licence: &str| {
            Some((name.to_owned(), version.to_owned(), licence.to_owned()))
        };
        assert_eq!(
            crate_of("png v0.18.1|MIT OR Apache-2.0"),
            is("png", "0.18.1", "MIT OR Apache-2.0")
        );
        assert_eq!(
            crate_of("limner-core v0.1.0 (/somewhere/crate/core)|MIT (*)"),
            is("limner-core", "0.1.0", "MIT")
        );
        assert_eq!(crate_of(""), None);
    }

    #[test]
    fn the_page_s_bill_names_what_is_linked_with_licence_and_checksum() {
        let config = Config::read(&crate::config::repository_root()).expect("a configuration");
        let bill = of_site(&config, Parts::All).expect("a bill");
        assert_eq!(bill, of_site(&config, Parts::All).expect("a bill"), "not the same twice");
        let bill: Value = serde_json::from_slice(&bill).expect("JSON");
        let components = bill["components"].as_array().expect("a list");
        let named = |name: &str| components.iter().find(|it| it["name"] == name);
        let png = named("png").expect("pictures are decoded in the page");
        assert_eq!(png["hashes"][0]["content"].as_str().map(str::len), Some(64));
        assert!(components.iter().all(|it| !it["licenses"].is_null()), "one has no licence");
        assert!(named("limner-core").is_some() && named("burn").is_some());
        assert!(named("wasm-bindgen-macro").is_none(), "a macro is no part of the page");
    }
}
