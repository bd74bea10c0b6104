//! The page in one piece goes into an HTML file as it is, or is refused.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use limner_core::format::{self, carrier};
use limner_core::{Header, Log, Rgb8};
use limner_share::html::Words;
use limner_share::whole::{MAGIC, MAX_ALLOWED, MAX_TEMPLATE, VERSION};
use limner_share::{Export, Failed, Template, What};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

/// A template with so many hashes, of which nothing is checked but its own sum.
fn template(scripts: u8, styles: u8, packed: &[u8]) -> Vec<u8> {
    let mut bytes = [&MAGIC[..], &[VERSION, scripts]].concat();
    bytes.extend([0xa5].repeat(32 * usize::from(scripts)));
    bytes.push(styles);
    bytes.extend([0x5a].repeat(32 * usize::from(styles)));
    bytes.extend([0; 12]);
    bytes.extend(packed);
    sealed(bytes)
}

fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let sum = Sha256::digest(&bytes);
    bytes.extend_from_slice(&sum);
    bytes
}

fn packed() -> Vec<u8> {
    let log = Log::new(Header::new(64, 48, Rgb8::new(250, 246, 238), 1)).expect("a log");
    format::encode(&log)
}

fn page(address: Option<&str>, partner: Option<Vec<u8>>) -> String {
    let words = Words { title: "a </script>".to_owned(), address: address.map(str::to_owned) };
    let what = match partner {
        Some(partner) => What::PageWithPartner(words, Template::of(partner).expect("a template")),
        None => What::Page(words),
    };
    let page = Export::of(packed(), what).expect("a painting").finish().expect("a page");
    String::from_utf8(page).expect("a page is text")
}

/// What stands between two marks.
fn between<'a>(text: &'a str, begin: &str, end: &str) -> &'a str {
    text.split_once(begin).expect("its beginning").1.split_once(end).expect("its end").0
}

#[test]
fn a_page_with_the_partner_allows_its_scripts_and_nothing_more() {
    let whole = template(2, 1, b"packed");
    let made = page(Some("https://paint.example/"), Some(whole.clone()));
    let carried = between(&made, "id=\"partner\">", "</script>");
    assert_eq!(STANDARD.decode(carried).expect("base64"), whole);
    assert_eq!(
        carrier::in_page(made.as_bytes()).map(str::len),
        Some((packed().len() * 4).div_ceil(3))
    );
    assert!(
        made.contains(
            "<button id=\"go-on\" type=\"button\" data-address=\"https://paint.example/\">"
        )
    );
    assert!(!made.contains("<a "), "a link leads away");

    let policy = between(&made, "Content-Security-Policy\" content=\"", "\">");
    let directives: Vec<(&str, Vec<&str>)> = policy
        .split("; ")
        .map(|one| one.split_once(' ').expect("a directive"))
        .map(|(name, values)| (name, values.split(' ').collect()))
        .collect();
    let of = |name: &str| &directives.iter().find(|(is, _)| *is == name).expect("a directive").1;
    assert_eq!(of("default-src"), &["'none'"]);
    assert_eq!(of("worker-src"), &["blob:"]);
    assert_eq!(of("img-src"), &["data:", "blob:"]);
    assert!(!policy.contains("connect-src") && !policy.contains("unsafe-inline"));
    // Each script that runs is allowed, and so are those of the template.
    let hash = |text: &[u8]| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)));
    let own: Vec<String> = made
        .split("<script>")
        .skip(1)
        .map(|rest| hash(rest.split("</script>").next().expect("a script").as_bytes()))
        .collect();
    let theirs = format!("'sha256-{}'", STANDARD.encode([0xa5; 32]));
    let expected = [own[0].as_str(), own[1].as_str(), &theirs, &theirs, "'wasm-unsafe-eval'"];
    assert_eq!(of("script-src"), &expected);
    let style = hash(between(&made, "<style>", "</style>").as_bytes());
    let theirs = format!("'sha256-{}'", STANDARD.encode([0x5a; 32]));
    assert_eq!(of("style-src"), &[style.as_str(), &theirs]);

    // Without it nothing of that is there.
    let plain = page(None, None);
    for word in ["blob:", "id=\"go-on\"", "id=\"partner\"", "trusted-types"] {
        assert!(!plain.contains(word), "{word}");
    }
}

#[test]
fn what_is_no_template_is_refused_with_the_reason() {
    let why = |bytes: Vec<u8>| match Template::of(bytes) {
        Err(Failed::Template { why }) => why,
        other => panic!("{other:?}"),
    };
    let good = template(1, 1, b"packed");
    assert!(Template::of(good.clone()).is_ok());
    assert_eq!(why(Vec::new()), "it is none");
    assert_eq!(why(b"<!doctype html>".to_vec()), "it is none");
    let mut later = good.clone();
    later[4] = VERSION + 1;
    assert_eq!(why(later), "it is of another version of Limner");
    for at in [6, 50, good.len() - 40, good.len() - 1] {
        let mut other = good.clone();
        other[at] ^= 1;
        assert_eq!(why(other), "it is damaged", "{at}");
    }
    assert_eq!(why(template(1, 1, b"")), "it is cut off");
    assert_eq!(why(template(0, 1, b"packed")), "it is cut off");
    let most = u8::try_from(MAX_ALLOWED).expect("few");
    assert!(Template::of(template(most, most, b"packed")).is_ok());
    assert_eq!(why(template(most + 1, 1, b"packed")), "it is cut off");
    assert_eq!(why(template(1, 255, b"packed")), "it is cut off");
    assert_eq!(why(template(1, 1, &vec![0; MAX_TEMPLATE])), "it is too long");
    for end in 5..good.len() {
        assert!(["it is cut off", "it is damaged"].contains(&why(good[..end].to_vec())), "{end}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_a_template_or_not(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = Template::of(bytes.clone());
        let _ = Template::of(sealed([&MAGIC[..], &[VERSION], &bytes[..]].concat()));
    }
}
