//! Finds, in the text of HTML, CSS and JavaScript files, the places that name other files of the
//! site. No parser: a reference is a path between equal quotes (or in `url(…)`), and nothing else
//! in our shell looks like one. Comments are left alone, or a type named in JSDoc would count as
//! an import.

use std::ops::Range;

/// One place in a text that names, or seems to name, another file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reference<'a> {
    /// Where the path stands in the text, without quotes and without `?query` or `#fragment`.
    pub range: Range<usize>,
    pub path: &'a str,
    /// Whether a missing file is an error: a bare word in quotes may be anything.
    pub certain: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Language {
    Html,
    Css,
    Script,
    /// JSON, web manifests and SVG: quoted paths, no comments.
    Data,
}

impl Language {
    /// The language of a file; none for files without references in them.
    pub(crate) fn of(path: &str) -> Option<Language> {
        Some(match path.rsplit_once('.')?.1 {
            "html" => Language::Html,
            "css" => Language::Css,
            "js" | "mjs" => Language::Script,
            "webmanifest" | "json" | "svg" => Language::Data,
            _ => return None,
        })
    }
}

pub(crate) fn references(text: &str, language: Language) -> Vec<Reference<'_>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let close = match bytes[at] {
            quote @ (b'"' | b'\'' | b'`') => quote,
            b'(' if language == Language::Css && text[..at].ends_with("url") => b')',
            _ => {
                at += 1;
                continue;
            }
        };
        let start = at + 1;
        let length = bytes[start..].iter().position(|&byte| !is_path_byte(byte));
        let end = length.map_or(bytes.len(), |length| start + length);
        at = start;
        if bytes.get(end) != Some(&close) || end == start || in_comment(text, start, language) {
            continue;
        }
        let whole = &text[start..end];
        let path = whole.find(['?', '#']).map_or(whole, |cut| &whole[..cut]);
        if !path.is_empty() {
            let certain = is_certain(text, start, path, language);
            found.push(Reference { range: start..start + path.len(), path, certain });
        }
        at = end + 1;
    }
    found
}

/// The path inside the site that `reference` means in the file `from`; none where it leaves it.
pub(crate) fn resolve(from: &str, reference: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in reference.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

fn is_path_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"./_-@+?#=&".contains(&byte)
}

fn is_certain(text: &str, start: usize, path: &str, language: Language) -> bool {
    let before = &text[..start - 1];
    let file = path.rsplit('/').next().unwrap_or(path);
    let names_a_file = file.trim_start_matches('.').contains('.');
    match language {
        Language::Html => {
            let attribute = before.ends_with("src=") || before.ends_with("href=");
            attribute && (names_a_file || path.starts_with('/'))
        }
        Language::Css => before.ends_with("url(") || before.ends_with("url"),
        Language::Script | Language::Data => {
            (path.starts_with("./") || path.starts_with("../")) && names_a_file
        }
    }
}

/// Whether `at` lies in a comment, seen from its own line alone and, for block comments, by the
/// star that our formatting puts before each line.
fn in_comment(text: &str, at: usize, language: Language) -> bool {
    let line = &text[text[..at].rfind('\n').map_or(0, |newline| newline + 1)..at];
    let open_block = |open: &str, close: &str| {
        line.rfind(open).is_some_and(|start| !line[start..].contains(close))
    };
    let first = line.trim_start();
    match language {
        Language::Html => open_block("<!--", "-->"),
        Language::Css => first.starts_with("* ") || open_block("/*", "*/"),
        Language::Script => {
            first.starts_with("* ")
                || first.starts_with("//")
                || line.contains(" // ")
                || open_block("/*", "*/")
        }
        Language::Data => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, language: Language) -> Vec<(&str, bool)> {
        let all = references(text, language);
        for reference in &all {
            assert_eq!(&text[reference.range.clone()], reference.path);
        }
        all.into_iter().map(|reference| (reference.path, reference.certain)).collect()
    }

    #[test]
    fn scripts() {
        let text = r#"
            import init from "./generated/page.js"; // as in "./old.js"
            const it's = don't; const x = 'two words', y = `./y.css`;
            new URL('page_bg.wasm', import.meta.url);
            /** @type {import("./types.js").T} */ const t = f("../a/b.png?v=1#f");
            /**
             * @param {import("./types.js").T} t
             */
            say("./"); say("."); say("https://example.org/a.js");
        "#;
        assert_eq!(
            found(text, Language::Script),
            [
                ("./generated/page.js", true),
                ("./y.css", true),
                ("page_bg.wasm", false),
                ("../a/b.png", true),
                ("./", false),
                (".", false),
            ]
        );
    }

    #[test]
    fn pages() {
        let text = r##"<link rel="icon" href="icon.svg"> <a href="#main">don't</a>
            <!-- <script src="old.js"></script> --> <img src='img/a.png' alt="b.png">
            <script type="module" src="/abs.js"></script><use href="icons.svg#pen"/>"##;
        assert_eq!(
            found(text, Language::Html),
            [
                ("icon", false),
                ("icon.svg", true),
                ("img/a.png", true),
                ("b.png", false),
                ("module", false),
                ("/abs.js", true),
                ("icons.svg", true),
            ]
        );
    }

    #[test]
    fn styles() {
        let text = r#"a { background: url(a.svg); mask: url("b.svg"); src: url('../c.woff2') }
            /* url(d.svg) */ b { background: url(data:image/png;base64,xx); content: "." }"#;
        assert_eq!(
            found(text, Language::Css),
            [("a.svg", true), ("b.svg", true), ("../c.woff2", true), (".", false)]
        );
    }

    #[test]
    fn paths_resolve_against_the_file_they_stand_in() {
        assert_eq!(resolve("index.html", "./a.js").as_deref(), Some("a.js"));
        assert_eq!(resolve("js/ui/a.js", "../b.js").as_deref(), Some("js/b.js"));
        assert_eq!(
            resolve("generated/page.js", "page_bg.wasm").as_deref(),
            Some("generated/page_bg.wasm")
        );
        assert_eq!(resolve("a.js", "../b.js"), None);
    }
}
