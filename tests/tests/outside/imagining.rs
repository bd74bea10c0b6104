//! Drawings that nobody drew: imagined, watched, and placed; and what is learned from a person's cards.

use std::time::Duration;

use limner_tests::page::ESCAPE;
use limner_tests::{Page, Settings, Viewport, browse};
use serde_json::{Value, json};

/// Presses a part of the sheet, once it is in sight.
async fn press(page: &Page, part: &str) {
    let selector = format!("#imagine-sheet [data-part={part}]");
    page.box_in_sight(&selector).await;
    page.click(&selector).await;
}

/// Chooses one of few.
async fn choose(page: &Page, name: &str, value: &str) {
    press(page, &format!("{name}-{value}")).await;
}

/// From an open page to the sheet, with a model there.
async fn the_sheet(page: &Page) {
    page.pause().await;
    page.click("#imagine").await;
    page.until("the sheet", "document.querySelector('#imagine-sheet[open]') !== null").await;
    page.until(
        "the classes",
        "document.querySelectorAll('[data-part=which] option').length === 11",
    )
    .await;
}

const TILES: &str =
    "document.querySelectorAll('#imagine-sheet [data-part=drawings] button').length";
const PLACED: &str = "Number(document.body.dataset.imaginePlaced ?? 0)";

#[test]
fn a_digit_is_imagined_placed_undone_redone_and_kept() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        the_sheet(&page).await;
        choose(&page, "many", "sheet").await;
        page.run(
            "const list = document.querySelector('[data-part=which]'); list.value = '7'; \
             list.dispatchEvent(new Event('change'))",
            &[],
        )
        .await;
        press(&page, "imagine").await;
        page.until("twelve drawings", &format!("{TILES} === 12")).await;
        let names = page
            .eval(
                "[...document.querySelectorAll('#imagine-sheet [data-part=drawings] button')].map((one) => one.ariaLabel)",
            )
            .await;
        let names: Vec<&str> =
            names.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        assert!(names.iter().all(|name| name.contains(", 7: ")), "{names:?}");
        page.shot_at_once("imagine-1-sheet").await;

        // More like one of them, and less like another.
        for (part, said) in [("more", "1 liked. "), ("less", "1 liked, 1 not liked. ")] {
            press(&page, part).await;
            let heard = format!(
                "document.querySelector('[data-part=likedSaid]').textContent.startsWith('{said}')"
            );
            page.until("what was said", &heard).await;
            assert_eq!(page.eval(TILES).await, json!(12));
        }
        page.shot_at_once("imagine-2-liked").await;

        // One of them goes where a tap is, by the brush in hand, as one step of undo.
        page.click("#imagine-sheet [data-part=drawings] button:nth-child(3)").await;
        let blank = page.hash().await;
        let before = page.strokes().await;
        press(&page, "place").await;
        page.until("the glass", "document.body.dataset.catching === 'imagined'").await;
        let [place] = page.screen_from_canvas(&[[200.0, 200.0]]).await[..] else {
            panic!("a place")
        };
        page.drag(&[place]).await;
        page.lift().await;
        page.until("the digit", &format!("{PLACED} === 1")).await;
        let after = page.strokes().await;
        assert!((1..=5).contains(&(after[0] - before[0])), "{before:?}, then {after:?}");
        assert_eq!(after[1], before[1]);
        let hash = page.hash().await;
        assert_ne!(hash, blank);
        page.click(".glass-bar button").await;
        page.until("the sheet again", "document.querySelector('#imagine-sheet[open]') !== null")
            .await;
        press(&page, "close").await;
        page.shot_at_once("imagine-3-placed").await;
        page.click("#undo").await;
        page.until("the digit undone", &format!("limner.page.hash() === '{blank}'")).await;
        page.click("#redo").await;
        page.until("the digit redone", &format!("limner.page.hash() === '{hash}'")).await;
        page.saved().await;
        page.reload().await;
        page.ready().await;
        assert_eq!(page.hash().await, hash);
        page.leave(site).await;
    });
}

/// A pointed arch of some width on a card.
fn arch(width: f64) -> Vec<[f64; 2]> {
    (0..=10_u8)
        .map(|i| {
            let t = f64::from(i) / 10.0;
            [0.5 + width * (2.0 * t - 1.0), 0.85 - 0.7 * (t * std::f64::consts::PI).sin()]
        })
        .collect()
}

#[test]
fn doodles_are_learned_from_stopped_kept_and_drawn_with() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        the_sheet(&page).await;
        choose(&page, "stage", "teach").await;
        let learn = "document.querySelector('[data-part=learn]').disabled";
        assert_eq!(page.eval(learn).await, json!(true));
        for card in 0..8_u8 {
            let selector = format!("#imagine-sheet .pads figure:nth-child({}) canvas", card + 1);
            let [left, top, width, height] = page.box_in_sight(&selector).await;
            let way: Vec<_> = arch(0.2 + 0.02 * f64::from(card))
                .iter()
                .map(|[x, y]| [left + x * width, top + y * height])
                .collect();
            page.drag(&way).await;
            page.lift().await;
        }
        assert_eq!(page.eval(learn).await, json!(false));
        page.shot_at_once("imagine-4-cards").await;
        press(&page, "learn").await;
        let steps = "Number(document.body.dataset.imagineSteps ?? 0)";
        page.until_for("practice", Duration::from_secs(90), &format!("{steps} > 5")).await;
        page.shot_at_once("imagine-5-learning").await;
        let sides = "[...document.querySelectorAll('.imagine-sides figure')].map((one) => one.querySelectorAll('canvas').length)";
        assert_eq!(page.eval(sides).await, json!([8, 8]));
        assert!(page.eval("document.querySelector('[data-part=ahead]').textContent").await != "");
        page.until_for("practice", Duration::from_secs(90), &format!("{steps} > 60")).await;
        let per_minute = page.eval("(() => { const [shown, bar] = [document.body.dataset.imagineSteps, document.querySelector('#imagine-sheet progress').value]; return Math.round(shown / (bar * 1.2) * 60); })()").await;
        println!("a lesson: {per_minute} updates a minute");
        press(&page, "stop").await;
        let there = "document.querySelector('#imagine-sheet').dataset.lesson === 'there'";
        page.until("it to stop", there).await;

        let fold = "document.querySelector('#imagine-sheet details').open = true";
        page.run(fold, &[]).await;
        page.fill("#imagine-sheet [data-part=name]", "Arches").await;
        press(&page, "keep").await;
        let kept = "[...document.querySelectorAll('#imagine-sheet [data-part=kept] option')].some((one) => one.value === 'Arches')";
        page.until("the doodles kept", kept).await;
        page.reload().await;
        page.ready().await;
        the_sheet(&page).await;
        choose(&page, "stage", "teach").await;
        page.run(fold, &[]).await;
        page.until("what was learned last", there).await;
        page.until("their name", kept).await;

        // As a file, forgotten, and opened again; what is no such file leaves it.
        press(&page, "export").await;
        let bytes = page.downloaded("Arches.limnerdoodles").await;
        assert!(bytes.len() < 600_000, "{} bytes", bytes.len());
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("Arches.limnerdoodles");
        let broken = folder.path().join("Broken.limnerdoodles");
        std::fs::write(&file, &bytes).expect("a file");
        std::fs::write(&broken, &bytes[..bytes.len() / 2]).expect("a file");
        let input = "#imagine-sheet [data-part=file]";
        page.type_into(input, &broken.display().to_string()).await;
        page.told("not_a_lesson").await;
        assert_eq!(page.eval(there).await, json!(true));
        press(&page, "forget").await;
        let none = "document.querySelector('#imagine-sheet').dataset.lesson === 'none'";
        page.until("nothing learned", none).await;
        page.type_into(input, &file.display().to_string()).await;
        page.until("what was in the file", there).await;
        assert_eq!(page.eval(sides).await, json!([8, 8]));
        press(&page, "forget").await;
        page.until("nothing learned", none).await;
        page.run(
            "const list = document.querySelector('#imagine-sheet [data-part=kept]'); \
             list.value = 'Arches'; list.dispatchEvent(new Event('change'))",
            &[],
        )
        .await;
        page.until("what was kept", there).await;
        press(&page, "use").await;
        page.until("a drawing", &format!("{TILES} > 0")).await;
        press(&page, "close").await;
        page.leave(site).await;
    });
}

#[test]
fn cards_are_drawn_by_keys_and_are_there_when_the_page_is_opened_again() {
    let [left, right, down, backspace] = ['\u{e012}', '\u{e014}', '\u{e015}', '\u{e003}'];
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        the_sheet(&page).await;
        choose(&page, "stage", "teach").await;
        let card = "document.querySelectorAll('#imagine-sheet .pads canvas')";
        let ink = format!(
            "[...{card}].map((one) => one.getContext('2d').getImageData(0, 0, 240, 240).data.filter((v, i) => i % 4 === 3 && v > 200).length)"
        );
        let bare = page.eval(&ink).await;
        for index in 0..8_u8 {
            page.run(&format!("{card}[arguments[0]].focus()"), &[json!(index)]).await;
            page.key(' ').await;
            for _ in 0..2 + index % 3 {
                page.key(right).await;
            }
            page.key(down).await;
            page.key(' ').await;
        }
        let learn = "document.querySelector('[data-part=learn]').disabled";
        assert_eq!(page.eval(learn).await, json!(false), "eight cards are enough");
        // One more stroke, and it is taken back; a pen that is down is lifted by Escape, and the sheet stays.
        for key in [left, ' ', down, ' ', backspace, ' ', down, ESCAPE, backspace] {
            page.key(key).await;
        }
        assert_eq!(page.eval("document.querySelector('#imagine-sheet').open").await, json!(true));
        page.run("document.querySelector('#imagine-sheet [data-part=learn]').focus()", &[]).await;
        let drawn = page.eval(&ink).await;
        assert_ne!(drawn, bare);
        page.until("the cards kept", "new Promise((done) => { const open = indexedDB.open('limner'); open.onsuccess = () => { const get = open.result.transaction('meta').objectStore('meta').get('cards'); get.onsuccess = () => { open.result.close(); done((get.result ?? []).filter((one) => one.length === 1).length === 8); }; }; })").await;
        page.reload().await;
        page.ready().await;
        the_sheet(&page).await;
        choose(&page, "stage", "teach").await;
        page.until("the cards", &format!("!{learn}")).await;
        assert_eq!(page.eval(&ink).await, drawn);
        page.leave(site).await;
    });
}

#[test]
fn on_a_phone_a_drawing_is_placed_in_a_box() {
    browse(async |site| {
        let settings = Settings { viewport: Viewport::PHONE, ..Settings::default() };
        let page = Page::visit(site, settings).await;
        the_sheet(&page).await;
        press(&page, "imagine").await;
        page.until("a drawing", &format!("{TILES} === 1")).await;
        let mut quickest = f64::INFINITY;
        for _ in 0..5 {
            page.run("delete document.body.dataset.imagineMs", &[]).await;
            press(&page, "imagine").await;
            let took =
                page.until("another drawing", "Number(document.body.dataset.imagineMs)").await;
            quickest = quickest.min(took.as_f64().expect("milliseconds"));
        }
        println!("a drawing of at most five strokes, with its critic: {quickest} ms");
        assert!(quickest < 100.0, "{quickest} ms");
        page.shot_at_once("imagine-phone").await;
        // Nothing is wider than the phone.
        let wide = "document.querySelector('#imagine-sheet .scroll').scrollWidth <= document.querySelector('#imagine-sheet .scroll').clientWidth";
        assert_eq!(page.eval(wide).await, json!(true));
        let before = page.strokes().await[0];
        press(&page, "place").await;
        page.until("the glass", "document.body.dataset.catching === 'imagined'").await;
        let corners = [[100.0, 100.0], [160.0, 170.0], [220.0, 260.0]];
        let corners = page.screen_from_canvas(&corners).await;
        page.touch(&[&corners]).await;
        page.until("the drawing", &format!("{PLACED} === 1")).await;
        assert!(page.strokes().await[0] > before);
        page.leave(site).await;
    });
}
