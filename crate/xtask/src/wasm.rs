//! One half of the page: cargo, then wasm-bindgen for the glue, then wasm-opt where there is one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::config::{Artefact, Config, Profile};
use crate::optimise::{self, Optimiser};
use crate::steps::Steps;
use crate::toolchain::Toolchain;

/// Builds an artefact and returns the folder that holds its wasm and glue, and nothing else.
pub(crate) fn build(
    config: &Config,
    toolchain: &Toolchain,
    name: &str,
    artefact: &Artefact,
    profile: Profile,
    steps: &mut Steps,
) -> Result<PathBuf> {
    let settings = config.profile(profile);
    let cargo_profile = own_profile(artefact, profile).unwrap_or(&settings.cargo_profile);
    let mut cargo = compile(config, toolchain, artefact, cargo_profile);
    steps.run(&format!("compile {name}"), &mut cargo)?;

    let file = format!("{}.wasm", package(config, artefact).replace('-', "_"));
    let compiled = toolchain.artefacts(cargo_profile).join(file);
    let module =
        fs::read(&compiled).with_context(|| format!("cargo left no {}", compiled.display()))?;

    let optimiser = if settings.wasm_opt.is_empty() || !artefact.wasm_opt {
        None
    } else {
        optimise::find(&config.target_dir().join("xtask"), steps)
    };
    let folder = config.target_dir().join("xtask").join(format!("{name}-{}", profile.name()));
    let key = key(&module, settings.keep_names, &settings.wasm_opt, optimiser.as_ref());
    let key_file = folder.with_extension("key");
    if fs::read_to_string(&key_file).is_ok_and(|last| last == key) {
        return Ok(folder);
    }
    // Without its key a folder is half done and will not be taken for finished.
    let _ = fs::remove_file(&key_file);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;

    let wasm = folder.join(file_name(artefact));
    if artefact.glue {
        steps.time(&format!("generate the glue of {name}"), || {
            glue(&compiled, &folder, &artefact.out_name, settings.keep_names)
        })?;
    } else {
        fs::write(&wasm, &module).with_context(|| format!("could not write {}", wasm.display()))?;
    }
    if let Some(optimiser) = optimiser {
        steps.time(&format!("wasm-opt {name}"), || {
            optimise::run(&optimiser, &wasm, &settings.wasm_opt)
        })?;
    }
    fs::write(&key_file, key).with_context(|| format!("could not write {}", key_file.display()))?;
    Ok(folder)
}

/// Compiles an artefact while others are compiled; dropping it ends that.
pub(crate) struct Beside(Child);

impl Beside {
    /// Begins, where the artefact has a cargo profile of its own, and so a folder in which it is in nobody's
    /// way. What [`build`] starts later waits for it, finds all done, and says what went wrong: nothing
    /// is said here.
    pub(crate) fn start(
        config: &Config,
        toolchain: &Toolchain,
        artefact: &Artefact,
        profile: Profile,
    ) -> Option<Beside> {
        let mut cargo = compile(config, toolchain, artefact, own_profile(artefact, profile)?);
        cargo.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        // Where it does not start, `build` compiles it when its turn comes.
        cargo.spawn().ok().map(Beside)
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // Already gone is as good as killed.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The cargo profile of an artefact that has another than all others.
fn own_profile(artefact: &Artefact, profile: Profile) -> Option<&String> {
    artefact.cargo_profile.as_ref().filter(|_| profile == Profile::Release)
}

fn compile(
    config: &Config,
    toolchain: &Toolchain,
    artefact: &Artefact,
    cargo_profile: &str,
) -> Command {
    let mut cargo = toolchain.cargo(if artefact.glue { "build" } else { "rustc" });
    cargo.args(package_arguments(config, artefact)).args(["--profile", cargo_profile]);
    if !artefact.glue {
        // Natively it is a library as any other.
        cargo.args(["--lib", "--crate-type", "cdylib"]);
    }
    cargo
}

/// What the artefact's wasm is called.
pub(crate) fn file_name(artefact: &Artefact) -> String {
    format!("{}{}.wasm", artefact.out_name, if artefact.glue { "_bg" } else { "" })
}

fn package<'a>(config: &'a Config, artefact: &'a Artefact) -> &'a str {
    artefact.package.as_deref().unwrap_or(&config.build.package)
}

/// The arguments that choose a crate, mostly one half of the web crate.
pub(crate) fn package_arguments(config: &Config, artefact: &Artefact) -> [String; 5] {
    [
        "--package".to_owned(),
        package(config, artefact).to_owned(),
        "--no-default-features".to_owned(),
        "--features".to_owned(),
        artefact.features.join(","),
    ]
}

fn glue(wasm: &Path, folder: &Path, out_name: &str, keep_names: bool) -> Result<()> {
    Bindgen::new()
        .input_path(wasm)
        .out_name(out_name)
        .web(true)?
        .typescript(false)
        // The glue then finds its wasm by itself, relative to where it lies.
        .omit_default_module_path(false)
        .remove_name_section(!keep_names)
        .remove_producers_section(!keep_names)
        .generate(folder)
        .context("wasm-bindgen could not make the glue")?;
    let made = folder.join(format!("{out_name}_bg.wasm"));
    ensure!(made.is_file(), "wasm-bindgen left no {}", made.display());
    let script = fs::read_to_string(folder.join(format!("{out_name}.js")))?;
    ensure!(
        script.contains(&format!("'{out_name}_bg.wasm'")),
        "the glue of wasm-bindgen does not name its wasm: a page could not load it"
    );
    Ok(())
}

/// Changes when anything does that the glue and the optimised wasm follow from, the options in this
/// file included. The version of wasm-bindgen is written in the module itself.
fn key(module: &[u8], keep_names: bool, flags: &[String], optimiser: Option<&Optimiser>) -> String {
    let module = xxhash_rust::xxh3::xxh3_128(module);
    let here = xxhash_rust::xxh3::xxh3_64(include_bytes!("wasm.rs"));
    let optimiser = optimiser.map_or("none", |optimiser| optimiser.version.as_str());
    format!("{module:032x} {here:016x} names={keep_names} {} {optimiser}", flags.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_changes_with_the_module_and_with_the_flags() {
        let flags = ["-O3".to_owned()];
        let first = key(b"a", false, &flags, None);
        assert_eq!(first, key(b"a", false, &flags, None));
        assert_ne!(first, key(b"b", false, &flags, None));
        assert_ne!(first, key(b"a", true, &flags, None));
        assert_ne!(first, key(b"a", false, &[], None));
    }
}
