//! Files of strangers, dropped on the page one after the other: of each it says a clear word, or takes it for what it
//! is; nothing of the painting is lost, and nothing goes wrong unsaid.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use limner_core::{Log, format};
use limner_tests::hostile::{self, Kind};
use limner_tests::page::ESCAPE;
use limner_tests::program::Desk;
use limner_tests::{Page, Settings, browse, picture};
use serde_json::{Value, json};

/// Of each sound file.
const VARIANTS: u32 = 5;
/// Longer ones only take long to be sent to the browser; natively they are tested, too.
const LONGEST: usize = 1 << 20;
/// Drops a file, or a link, as a person does.
const DROP: &str = "const [text, name, type, isLink] = arguments;
    document.querySelectorAll('.toast').forEach((toast) => toast.remove());
    delete document.body.dataset.trouble;
    const bytes = Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0));
    const items = new DataTransfer();
    if (isLink) items.setData('text/plain', '#' + new TextDecoder().decode(bytes));
    else items.items.add(new File([bytes], name, { type }));
    document.dispatchEvent(new DragEvent('drop', { dataTransfer: items, cancelable: true }));";
/// What became of it. That a journal is torn is said before it is opened.
const OUTCOME: &str = "(() => {
    if (document.body.dataset.opening !== undefined) return null;
    const words = [...document.querySelectorAll('.toast:not([data-code=torn])')].map((toast) => toast.querySelector('p')?.textContent ?? '');
    if (document.getElementById('brought-dialog').open) return { outcome: 'brought' };
    if (limner.id !== window.idBefore) return { outcome: 'opened', words };
    return words.length > 0 && { outcome: document.querySelector('.toast.trouble') ? 'refused' : 'said', words };
})()";

async fn sound(page: &Page) -> Vec<(Kind, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let read = |name: &str| std::fs::read(root.join(name)).expect("a file of the repository");
    let painting = page.bytes("limner.page.file()").await;
    let compact = page.bytes("limner.page.packed(true, 0, false)").await;
    let log = format::decode(&painting).expect("a page's own file");
    let begun = Log::new(log.header().clone()).expect("a page's own header");
    let record = format::journal::record(1, 0, log.entries());
    let journal = format::journal::journal(&format::encode(&begun), &record);
    let desk = Desk::new().with("a.limner", &painting);
    for [option, name] in [["--png", "a.png"], ["--html", "a.html"], ["--json", "a.json"]] {
        desk.succeeds(&["export", "a.limner", option, name]);
    }
    let link = page.eval("limner.page.link(true, 0, false)").await;
    let svg = br#"<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"><path d="M 1 2 C 3 4 50 6 7 80"/></svg>"#;
    vec![
        (Kind::Link, link.as_str().expect("a link").as_bytes().to_vec()),
        (Kind::Painting, painting),
        (Kind::Compact, compact),
        (Kind::Journal, journal),
        (Kind::Picture, desk.read("a.png")),
        (Kind::Page, desk.read("a.html")),
        (Kind::Program, desk.read("a.json")),
        (Kind::Lines, svg.to_vec()),
        (Kind::Brush, page.bytes("limner.hand.exportBrush('Own')").await),
        (
            Kind::Taste,
            page.bytes(
                "limner.Taste.toFile('Calm', limner.partner.tasteState(), new Uint8Array())",
            )
            .await,
        ),
        (Kind::Weights, read("crate/agent/weights/policy.limner")),
        (Kind::Model, read("crate/imagine/weights/digits.limg")),
        (Kind::Copier, read("crate/imagine/weights/digits.limc")),
        (Kind::Photo, picture::png(&picture::shapes(90, 60))),
    ]
}

#[test]
fn of_every_hostile_file_there_is_a_clear_word_and_the_painting_is_kept() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.partner_paints(6).await;
        page.pause().await;
        page.paint(&[[60.0, 60.0], [300.0, 90.0]]).await;
        page.fill("#painting-name", "Mine").await;
        page.key('\u{e007}').await;
        page.saved().await;
        let mine = page.hash().await;
        let files = hostile::files(&sound(&page).await, VARIANTS, 3);
        let mut counts = std::collections::BTreeMap::new();
        let mut now = mine.clone();
        for file in files.iter().filter(|file| file.bytes.len() <= LONGEST) {
            page.run("window.idBefore = limner.id;", &[]).await;
            let ending = file.kind.ending();
            let kind = match ending {
                "png" => "image/png",
                "svg" => "image/svg+xml",
                "html" => "text/html",
                _ => "",
            };
            let text = BASE64.encode(&file.bytes);
            let is_link = file.kind == Kind::Link;
            page.run(
                DROP,
                &[json!(text), json!(format!("a.{ending}")), json!(kind), json!(is_link)],
            )
            .await;
            let became = page.until(&file.name, OUTCOME).await;
            let outcome = became["outcome"].as_str().expect("an outcome").to_owned();
            let words: Vec<&str> = became["words"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect();
            println!("{}: {outcome} {words:?}", file.name);
            match &*outcome {
                "opened" => {
                    let kept = "['saved', 'empty'].includes(document.body.dataset.saved)";
                    page.until("it to be kept", kept).await;
                    now = page.hash().await;
                }
                "brought" => {
                    page.key(ESCAPE).await;
                    let gone = "!document.getElementById('brought-dialog').open";
                    page.until("the question to go", gone).await;
                }
                _ => {
                    let clear = words.iter().all(|words| (20..400).contains(&words.len()));
                    assert!(clear, "{}: {words:?}", file.name);
                }
            }
            assert_eq!(page.hash().await, now, "{}: the painting is another", file.name);
            *counts.entry(outcome).or_insert(0) += 1;
        }
        println!("{counts:?}");
        assert!(counts.values().sum::<i32>() >= 90 && counts["refused"] >= 50, "{counts:?}");

        // It goes on, and what was there first is there still.
        page.press(&[limner_tests::page::SHIFT], 'O').await;
        page.until("the list", "document.getElementById('recent-dialog').open").await;
        let find = "const row = [...document.querySelectorAll('#recent-list .painting')].find((one) => one.querySelector('b')?.textContent === 'Mine');
            row?.querySelector('.face').click(); return Boolean(row);";
        if page.run(find, &[]).await == json!(false) {
            page.key(ESCAPE).await;
        }
        page.until("what was there first", &format!("limner.page.hash() === '{mine}'")).await;
        let [_, painted] = page.strokes().await;
        page.click("#start").await;
        page.partner_paints(painted + 2).await;
        page.leave(site).await;
    });
}
