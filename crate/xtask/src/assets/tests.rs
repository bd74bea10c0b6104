use super::*;
use std::path::PathBuf;

fn dist() -> Dist {
    Dist {
        shell: PathBuf::new(),
        generated: "generated".to_owned(),
        weights_from: Vec::new(),
        weights: "weights".to_owned(),
        stable_names: ["index.html", "sw.js"].map(str::to_owned).to_vec(),
        optional: vec!["weights/".to_owned()],
        on_demand: vec!["generated/later".to_owned()],
    }
}

fn tree(files: &[(&str, &str)]) -> Tree {
    files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
}

fn site(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    let site = assemble(tree(files), &dist(), &[]).expect("a good site");
    site.into_iter().map(|(path, bytes)| (path, String::from_utf8(bytes).expect("text"))).collect()
}

fn error(files: &[(&str, &str)]) -> String {
    format!("{:#}", assemble(tree(files), &dist(), &[]).expect_err("an error"))
}

const PAGE: &[(&str, &str)] = &[
    ("index.html", r#"<script type="module" src="./boot.js"></script><link href='style.css'>"#),
    ("style.css", "body { background: url(icons/paper.svg) }"),
    ("icons/paper.svg", "<svg/>"),
    (
        "boot.js",
        r#"import init from "./generated/page.js"; new Worker(new URL("./ui/work.js", import.meta.url)); go("./sw.js");"#,
    ),
    ("ui/work.js", r#"import "../generated/worker.js"; fetch("../weights/policy.limner");"#),
    (
        "generated/page.js",
        "const imports = { './page_bg.js': {} }; new URL('page_bg.wasm', import.meta.url)",
    ),
    ("generated/page_bg.wasm", "wasm"),
    ("generated/worker.js", "new URL('worker_bg.wasm', import.meta.url)"),
    ("generated/worker_bg.wasm", "wasm 2"),
    ("weights/policy.limner", "weights"),
    ("sw.js", r#"const version = /*VERSION*/"", index = /*INTEGRITY*/"", files = /*PRECACHE*/[];"#),
];

#[test]
fn every_reference_leads_to_a_file_of_the_site() {
    let site = site(PAGE);
    assert_eq!(site.len(), PAGE.len());
    for (path, text) in &site {
        let Some(language) = Language::of(path) else { continue };
        if path == "sw.js" {
            continue;
        }
        for reference in references(text, language) {
            let meant = resolve(path, reference.path).expect("inside the site");
            let word = !reference.certain && !meant.contains('.');
            let module = reference.path == "./page_bg.js";
            assert!(word || module || site.contains_key(&meant), "{path}: {}", reference.path);
        }
    }
    assert!(site["index.html"].contains("./boot."));
    assert!(!site["index.html"].contains("./boot.js"));
    assert!(site.keys().filter(|path| !is_hashed(path)).eq(["index.html", "sw.js"]));
}

#[test]
fn a_changed_leaf_renames_all_that_lead_to_it_and_nothing_else() {
    let before = site(PAGE);
    let changed: Vec<_> = PAGE
        .iter()
        .map(|(path, text)| {
            (*path, if *path == "generated/worker_bg.wasm" { "new" } else { *text })
        })
        .collect();
    let after = site(&changed);
    let renamed: Vec<String> = after
        .keys()
        .filter(|path| !before.contains_key(*path))
        .map(|path| logical_name(path))
        .collect();
    assert_eq!(
        renamed,
        ["boot.js", "generated/worker.js", "generated/worker_bg.wasm", "ui/work.js"]
    );
    assert_ne!(before["sw.js"], after["sw.js"]);
}

#[test]
fn the_service_worker_lists_every_other_file() {
    let site = site(PAGE);
    let text = &site["sw.js"];
    assert!(!["PRECACHE", "VERSION", "INTEGRITY"].iter().any(|token| text.contains(token)));
    assert!(text.contains(&format!("{:?}", integrity(site["index.html"].as_bytes()))));
    for path in site.keys().filter(|path| *path != "sw.js") {
        assert!(text.contains(&format!("{path:?}")), "{path} is not in {text}");
    }
    let later = self::site(&[&[("generated/later.js", "1")], PAGE].concat());
    assert!(later.keys().any(|path| path.starts_with("generated/later")));
    assert!(!later["sw.js"].contains("generated/later"), "fetched by all: {}", later["sw.js"]);
    let version = |text: &str| text.split('"').nth(1).map(str::len);
    assert_eq!(version(text), Some(HASH_DIGITS));
    assert!(error(&[("index.html", ""), ("sw.js", "nothing to fill in")]).contains("PRECACHE"));
}

#[test]
fn mistakes_are_said_with_their_place() {
    let circle = error(&[("a.js", "import './b.js'"), ("b.js", "import './a.js'")]);
    assert!(circle.contains("a.js → b.js → a.js"), "{circle}");
    let missing = error(&[("ui/a.js", "\n\nimport '../b.js'")]);
    assert!(missing.contains("ui/a.js:3") && missing.contains("../b.js"), "{missing}");
    let absolute = error(&[("index.html", r#"<script src="/a.js">"#)]);
    assert!(absolute.contains("not relative"), "{absolute}");
    // Weights may be trained later.
    site(&[("a.js", "fetch('./weights/policy.limner')")]);
}

#[test]
fn a_fingerprint_is_one_that_browsers_know() {
    // `printf hello | openssl dgst -sha256 -binary | base64`
    assert_eq!(integrity(b"hello"), "sha256-LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=");
}

#[test]
fn names() {
    assert_eq!(logical_name("a/page_bg.0123456789.wasm"), "a/page_bg.wasm");
    assert_eq!(logical_name("a/page.min.js"), "a/page.min.js");
    assert_eq!(logical_name("0123456789.js"), "0123456789.js");
    let name = hashed("a.b/icon", b"x");
    assert!(name.starts_with("a.b/icon."), "{name}");
    assert_eq!(logical_name(&hashed("a/b.js", b"x")), "a/b.js");
}

#[test]
fn a_site_is_written_whole_and_a_strange_folder_is_left_alone() {
    let folder = std::env::temp_dir().join(format!("limner-xtask-{}", std::process::id()));
    let out = folder.join("dist");
    let site = tree(&[("index.html", "1"), (".nojekyll", ""), ("a/b.js", "2")]);
    write_site(&site, &out).expect("written");
    ensure_replaceable(&out).expect("ours");
    write_site(&tree(&[("index.html", "3")]), &out).expect("written again");
    assert!(!out.join("a").exists(), "old files are gone");
    assert!(ensure_replaceable(&folder).is_err(), "not ours");
    ensure_replaceable(&folder.join("none")).expect("not there yet");
    fs::remove_dir_all(&folder).expect("removed");
}

#[test]
fn the_page_asks_for_nothing_that_was_left_out() {
    let config = Config::read(&crate::config::repository_root()).expect("wasm-pack.toml is valid");
    let mut shell = Tree::new();
    read_shell(&config.root.join(&config.dist.shell), &mut shell).expect("the shell is there");
    read_weights(&config, &mut shell).expect("the weights are there");
    let generated = &config.dist.generated;
    let (later, first): (Vec<_>, Vec<_>) = config.artefact.values().partition(|it| it.on_demand);
    for artefact in first {
        let name = &artefact.out_name;
        let glue = format!("new URL('{name}_bg.wasm', import.meta.url)");
        shell.insert(format!("{generated}/{name}.js"), glue.into_bytes());
        shell.insert(format!("{generated}/{name}_bg.wasm"), b"wasm".to_vec());
    }
    let artefacts = later.iter().map(|artefact| artefact.out_name.as_str());
    let later: Vec<&str> = artefacts.chain(config.whole.as_ref().map(|it| &*it.name)).collect();
    assert_eq!(later, ["worker-wgpu", "whole.limw"]);

    let site = assemble(shell.clone(), &config.dist, &later).expect("a page that does without");
    let text = |bytes: &Vec<u8>| String::from_utf8_lossy(bytes).into_owned();
    let scripts: Vec<String> =
        site.iter().filter(|(path, _)| path.ends_with(".js")).map(|file| text(file.1)).collect();
    for name in &later {
        let says = |token: &str| scripts.iter().any(|script| script.contains(token));
        assert!(says(&format!("/*BUILT {name}*/false")), "{name}");
        assert!(!says(&format!("/*BUILT {name}*/true")), "{name}");
    }
    // Where it should be there, its absence is a mistake, and so is a page that cannot do without.
    for (left_out, lacks) in [(later[1], "worker-wgpu.js"), (later[0], "whole.limw")] {
        let missing =
            assemble(shell.clone(), &config.dist, &[left_out]).expect_err("it refers to it");
        assert!(format!("{missing:#}").contains(lacks), "{missing:#}");
    }
    let needed = assemble(shell, &config.dist, &["page"]).expect_err("nothing runs without it");
    assert!(format!("{needed:#}").contains("BUILT page"), "{needed:#}");
}
