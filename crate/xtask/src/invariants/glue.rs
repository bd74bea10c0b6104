//! What `crate/web` exports is what the scripts' types say of it: `crate/xtask/types/*-glue.d.ts` are written by
//! hand, as the build's own are not there when scripts are checked.

use std::collections::{BTreeMap, BTreeSet};

use super::{read, rust_files};
use crate::config::repository_root;

/// The members of each class: `name/arguments`, `static name/arguments`, or `name` for a property.
type Classes = BTreeMap<String, BTreeSet<String>>;

/// The arguments between a signature's first bracket and the one that closes it.
fn arguments(signature: &str) -> Vec<&str> {
    let from = signature.find('(').map_or(0, |at| at + 1);
    let (mut depth, mut begun, mut found) = (0, from, Vec::new());
    for (at, c) in signature.char_indices().skip_while(|(at, _)| *at < from) {
        let ends = depth == 0 && c == ')';
        if ends || (depth == 0 && c == ',') {
            found.push(signature[begun..at].trim());
            begun = at + 1;
        }
        if ends {
            break;
        }
        depth += i32::from("(<[{".contains(c)) - i32::from(")>]}".contains(c));
    }
    found.retain(|argument| !argument.is_empty());
    found
}

/// What the text between two marks is, where both stand in it.
fn between<'a>(text: &'a str, from: &str, to: &str) -> Option<&'a str> {
    Some(text.split_once(from)?.1.split_once(to)?.0)
}

/// The classes that a file of `crate/web` exports.
fn exported(text: &str, classes: &mut Classes) {
    for block in text.split("\n#[wasm_bindgen]\nimpl ").skip(1) {
        let (name, body) = block.split_once(" {\n").expect("a body");
        let body = body.split("\n}\n").next().unwrap_or_default();
        let members = classes.entry(name.to_owned()).or_default();
        let functions = body.split("\n    pub ").collect::<Vec<_>>();
        for pair in functions.windows(2) {
            let attribute = pair[0].rsplit("\n\n").next().unwrap_or_default();
            let attribute = between(attribute, "#[wasm_bindgen(", ")]").unwrap_or_default();
            let function = pair[1].split_once("fn ").expect("a function").1;
            let rust_name = function.split('(').next().unwrap_or_default();
            let mut taken = arguments(function);
            let count = taken.len();
            taken.retain(|argument| !argument.ends_with("self"));
            let name = attribute.strip_prefix("js_name = ").unwrap_or(rust_name);
            members.insert(match attribute {
                "getter" => rust_name.to_owned(),
                "constructor" => format!("constructor/{count}"),
                _ if count == taken.len() => format!("static {name}/{count}"),
                _ => format!("{name}/{}", taken.len()),
            });
        }
    }
}

/// The classes that a file of types declares. Every class has `free()`, which no source names.
fn declared(text: &str, classes: &mut Classes) {
    for block in text.split("  export class ").skip(1) {
        let (name, body) = block.split_once(" {\n").expect("a body");
        let body = body.split("\n  }").next().unwrap_or_default();
        // What a class extends stands here too.
        let name = name.split(' ').next().unwrap_or_default();
        let members = classes.entry(name.to_owned()).or_default();
        for line in body.lines().map(str::trim).filter(|line| *line != "free(): void;") {
            members.insert(match (line.strip_prefix("readonly "), line.split_once('(')) {
                (Some(property), _) => property.split(':').next().unwrap_or_default().to_owned(),
                (None, Some((name, _))) => format!("{name}/{}", arguments(line).len()),
                (None, None) => panic!("not a member: {line}"),
            });
        }
    }
}

#[test]
fn scripts_are_told_what_the_glue_has() {
    let (mut exports, mut types) = (Classes::new(), Classes::new());
    for path in rust_files("crate/web/src") {
        exported(&read(&path), &mut exports);
    }
    for file in ["page-glue.d.ts", "worker-glue.d.ts"] {
        declared(&read(&repository_root().join("crate/xtask/types").join(file)), &mut types);
    }
    assert!(exports.len() >= 8, "only {exports:?} are exported: has their form changed?");
    assert_eq!(exports, types);
}

#[test]
fn exports_and_types_are_read_alike() {
    let rust = "\n#[wasm_bindgen]\nimpl A {\n    /// Made.\n    #[wasm_bindgen(constructor)]\n    pub fn new(a: f64) -> A {\n    }\n\n    \
        /// Wide.\n    #[wasm_bindgen(getter)]\n    pub fn width(&self) -> u8 {\n    }\n\n    pub fn of(b: Vec<(u8, u8)>, c: u8) {}\n\n    \
        #[wasm_bindgen(js_name = doIt)]\n    pub async fn do_it(\n        &mut self,\n        d: u8,\n    ) -> u8 {\n    }\n}\n";
    let script = "  export class A {\n    constructor(a: number);\n    readonly width: number;\n    static of(b: Map<A, B>, c?: number): void;\n    \
        doIt(d: number): Promise<number>;\n    free(): void;\n  }\n";
    let (mut exports, mut types) = (Classes::new(), Classes::new());
    exported(rust, &mut exports);
    declared(script, &mut types);
    assert_eq!(exports, types);
    let members = ["constructor/1", "doIt/1", "static of/2", "width"].map(str::to_owned);
    assert_eq!(exports["A"], BTreeSet::from(members));
}
