//! `wasm-pack.toml` as types: the one place where the page's build is described.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

/// The folder that holds the workspace. Cargo says where xtask lies at run time, which stays right
/// when a cached xtask is run from another clone.
pub(crate) fn repository_root() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.ancestors().nth(2).map_or(here.clone(), Path::to_path_buf)
}

/// Where build outputs go: cargo's own target folder, wherever the person has put it.
pub(crate) fn target_dir(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir))
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Profile {
    Dev,
    /// What `cargo xtask start` builds: nearly as quick to run as a release, much quicker to build.
    Start,
    /// What is published.
    Release,
}

impl Profile {
    const ALL: [Profile; 3] = [Profile::Dev, Profile::Start, Profile::Release];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Profile::Dev => "dev",
            Profile::Start => "start",
            Profile::Release => "release",
        }
    }
}

#[derive(Deserialize, Debug)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Config {
    #[serde(skip)]
    pub root: PathBuf,
    /// Where build outputs go instead of where they go for all else.
    #[serde(skip)]
    pub outputs: Option<PathBuf>,
    pub build: Build,
    pub artefact: BTreeMap<String, Artefact>,
    pub profile: BTreeMap<String, ProfileSettings>,
    pub dist: Dist,
    pub whole: Option<Whole>,
    #[serde(default)]
    pub budget: Vec<Budget>,
}

#[derive(Deserialize, Debug)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Build {
    pub package: String,
    pub rustflags: Vec<String>,
}

#[derive(Deserialize, Debug)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Artefact {
    pub features: Vec<String>,
    pub out_name: String,
    /// What it is built from, where that is not [`Build::package`].
    pub package: Option<String>,
    /// Whether a script stands beside it by which pages reach it.
    #[serde(default = "yes")]
    pub glue: bool,
    /// Where it is kept in the repository; the page's build leaves it alone.
    pub kept: Option<PathBuf>,
    /// Whether wasm-opt gains anything on this artefact.
    #[serde(default = "yes")]
    pub wasm_opt: bool,
    /// The cargo profile of its releases, where it is another than all artefacts'.
    pub cargo_profile: Option<String>,
    /// Whether a page gets on without it: fetched on demand, and left out where a first build is to be
    /// quick.
    #[serde(default)]
    pub on_demand: bool,
}

#[derive(Deserialize, Debug)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct ProfileSettings {
    pub cargo_profile: String,
    pub keep_names: bool,
    pub wasm_opt: Vec<String>,
}

#[derive(Deserialize, Debug)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Dist {
    pub shell: PathBuf,
    pub generated: String,
    pub weights_from: Vec<PathBuf>,
    pub weights: String,
    pub stable_names: Vec<String>,
    #[serde(default)]
    pub optional: Vec<String>,
    #[serde(default)]
    pub on_demand: Vec<String>,
}

/// All of the page in one piece, for HTML files with the partner in them.
#[derive(Deserialize, Debug)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Whole {
    /// What it is called in the site.
    pub name: String,
    /// Scripts that stand in the place of those of the shell.
    pub over: PathBuf,
    /// The page's script, and those of its workers.
    pub page: String,
    pub workers: Vec<String>,
    /// Scripts that come on demand and are not in it.
    #[serde(default)]
    pub without: Vec<String>,
    /// What is fetched beside scripts, styles and wasm.
    #[serde(default)]
    pub data: Vec<String>,
}

/// An upper bound, in bytes, on the sum over `files`.
#[derive(Deserialize, Debug)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Budget {
    pub name: String,
    pub files: Vec<String>,
    /// Those of the files that do not count.
    #[serde(default)]
    pub except: Vec<String>,
    pub raw: Option<u64>,
    pub gzip: Option<u64>,
    pub brotli: Option<u64>,
}

impl Config {
    pub(crate) fn read(root: &Path) -> Result<Config> {
        let path = root.join("wasm-pack.toml");
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("could not read {}", path.display()))?;
        let mut config = Config::parse(&text).with_context(|| path.display().to_string())?;
        config.root = root.to_path_buf();
        Ok(config)
    }

    fn parse(text: &str) -> Result<Config> {
        let config: Config = toml::from_str(text)?;
        for profile in Profile::ALL.map(Profile::name) {
            ensure!(config.profile.contains_key(profile), "[profile.{profile}] is missing");
        }
        ensure!(!config.artefact.is_empty(), "there is no [artefact.…] to build");
        for (name, settings) in &config.profile {
            if let Some(flag) = settings.wasm_opt.iter().find(|flag| flag.contains("relaxed-simd"))
            {
                bail!("[profile.{name}]: {flag} changes rounding from machine to machine");
            }
        }
        if config.build.rustflags.iter().any(|flag| flag.contains("relaxed-simd")) {
            bail!("[build]: relaxed-simd changes rounding from machine to machine");
        }
        for budget in &config.budget {
            ensure!(
                budget.raw.or(budget.gzip).or(budget.brotli).is_some(),
                "[[budget]] {:?} has no limit: give raw, gzip or brotli",
                budget.name
            );
        }
        Ok(config)
    }

    pub(crate) fn profile(&self, profile: Profile) -> &ProfileSettings {
        &self.profile[profile.name()]
    }

    pub(crate) fn target_dir(&self) -> PathBuf {
        self.outputs.clone().unwrap_or_else(|| target_dir(&self.root))
    }
}

fn yes() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_toml(path: &str) -> toml::Table {
        let path = repository_root().join(path);
        std::fs::read_to_string(&path).expect("readable").parse().expect("valid TOML")
    }

    const SMALL: &str = r#"
        build = { package = "p", rustflags = [] }
        artefact.page = { features = ["page"], out-name = "page" }
        profile.dev = { cargo-profile = "dev", keep-names = true, wasm-opt = [] }
        profile.start = { cargo-profile = "start", keep-names = false, wasm-opt = [] }
        profile.release = { cargo-profile = "wasm", keep-names = false, wasm-opt = ["-O3"] }
        dist = { shell = "www", generated = "g", weights-from = ["w"], weights = "w", stable-names = [] }
    "#;

    #[test]
    fn a_small_configuration_parses_and_mistakes_are_named() {
        assert_eq!(Config::parse(SMALL).expect("valid").artefact["page"].features, ["page"]);
        let message = |text: &str| format!("{:#}", Config::parse(text).expect_err("an error"));
        assert!(message(&SMALL.replace("-O3", "--enable-relaxed-simd")).contains("rounding"));
        assert!(message(&SMALL.replace("profile.dev", "profile.debug")).contains("[profile.dev]"));
        assert!(message(&SMALL.replace("out-name", "outname")).contains("outname"));
        let budget = format!("{SMALL}\n[[budget]]\nname = \"x\"\nfiles = []\n");
        assert!(message(&budget).contains("no limit"));
    }

    #[test]
    fn wasm_pack_metadata_does_not_drift_from_the_configuration() {
        let config = Config::read(&repository_root()).expect("wasm-pack.toml is valid");
        let web = read_toml("crate/web/Cargo.toml");
        let flags = web["package"]["metadata"]["wasm-pack"]["profile"]["release"]["wasm-opt"]
            .as_array()
            .expect("wasm-opt is a list of flags");
        let flags: Vec<&str> = flags.iter().filter_map(toml::Value::as_str).collect();
        assert_eq!(flags, config.profile(Profile::Release).wasm_opt);

        assert_eq!(web["package"]["name"].as_str(), Some(config.build.package.as_str()));
        let known = web["features"].as_table().expect("[features]");
        for (name, artefact) in config.artefact.iter().filter(|(_, it)| it.package.is_none()) {
            for feature in &artefact.features {
                assert!(known.contains_key(feature), "[artefact.{name}]: no feature {feature:?}");
            }
        }
        let profiles = read_toml("Cargo.toml");
        for settings in config.profile.values() {
            let name = settings.cargo_profile.as_str();
            assert!(profiles["profile"].get(name).is_some(), "no [profile.{name}] in Cargo.toml");
        }
    }

    #[test]
    fn the_glue_generator_is_of_the_very_version_of_wasm_bindgen() {
        let lock = read_toml("Cargo.lock");
        let version = |name: &str| -> Vec<String> {
            let packages = lock["package"].as_array().expect("packages");
            let named = packages.iter().filter(|package| package["name"].as_str() == Some(name));
            named.filter_map(|package| package["version"].as_str().map(str::to_owned)).collect()
        };
        assert_eq!(version("wasm-bindgen").len(), 1, "two versions of wasm-bindgen in Cargo.lock");
        assert_eq!(version("wasm-bindgen"), version("wasm-bindgen-cli-support"));
    }
}
