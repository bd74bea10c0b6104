//! What the partner knows of its person stands on its card, is changed there, and changes what it paints.

use limner_core::{Path, Point, Stroke};
use limner_tests::page::ESCAPE;
use limner_tests::{Page, Settings, Site, Viewport, browse};
use serde_json::json;

use crate::taste::SEED;

/// Strokes before and after what is asked for.
const BEFORE: u64 = 12;
const AFTER: u64 = 48;
/// How much longer the later ones are at least, in octaves.
const LONGER: f64 = 0.5;

#[test]
fn what_is_asked_for_by_hand_is_painted_kept_and_let_go() {
    browse(async |site| {
        let page = begin(site).await;
        let without = reach(&go_on(&page).await);
        page.leave(site).await;

        let page = begin(site).await;
        ask(&page, "long").await;
        page.until("the chip", &believes("long", 2, "said")).await;
        page.click("#beliefs [data-word=long]").await;
        page.click("#belief-editor [data-edit=more]").await;
        page.until("more of it", &believes("long", 3, "said")).await;
        page.until(
            "it to be said",
            "document.getElementById('judged').textContent.includes('longer +++')",
        )
        .await;
        page.shot("belief-edited").await;
        let with = reach(&go_on(&page).await);
        println!("{with:.2} octaves long where long strokes are asked for, {without:.2} where not");
        assert!(with > without + LONGER, "{with} against {without}");

        // It is there after a reload, and names itself to whoever does not see it.
        page.saved().await;
        page.reload().await;
        page.ready().await;
        page.until("it to be kept", &believes("long", 3, "said")).await;
        let chip = page.find("#beliefs [data-word=long]").await;
        let name = page.name_of(&chip).await;
        assert!(
            name.contains("longer") && name.contains("strongly") && name.contains("as you said"),
            "{name}"
        );

        // By keys: the other way, and back to what was learned, which is nothing.
        page.run("document.querySelector('#beliefs [data-word=long]').focus();", &[]).await;
        page.key('\u{e007}').await;
        let focused = "document.activeElement.dataset.edit";
        page.until("the editor", &format!("{focused} === 'more'")).await;
        page.run("document.querySelector('#belief-editor [data-edit=other]').focus();", &[]).await;
        page.key('\u{e007}').await;
        page.until("the other way", &believes("short", 3, "said")).await;
        page.key(ESCAPE).await;
        page.until("the chip to have the focus", "document.activeElement.dataset.word === 'short'")
            .await;
        assert_eq!(page.eval("document.getElementById('belief-editor').hidden").await, true);
        page.click("#beliefs [data-word=short]").await;
        page.click("#belief-editor [data-edit=let_go]").await;
        page.until("it to be let go", "limner.page.status().beliefs.length === 0").await;
        page.until("no chip", "!document.querySelector('#beliefs button')").await;
        page.leave(site).await;
    });
}

#[test]
fn chips_fit_a_phone() {
    browse(async |site| {
        let page =
            Page::visit(site, Settings { viewport: Viewport::PHONE, ..Settings::default() }).await;
        page.partner_paints(3).await;
        page.click("#sheet-partner").await;
        for word in ["long", "cool", "thin", "vivid", "on_paper", "faithful", "contrasting"] {
            ask(&page, word).await;
            page.until("the chip", &believes(word, 2, "said")).await;
        }
        page.run("document.querySelector('#beliefs [data-word=faithful]').click();", &[]).await;
        page.still().await;
        page.shot("phone-beliefs").await;
        let cut = "[...document.querySelectorAll('#beliefs > *, #belief-editor button')]
            .filter((one) => one.scrollWidth > one.clientWidth + 1
                || one.getBoundingClientRect().right > innerWidth
                || one.getBoundingClientRect().height < 24)
            .map((one) => one.outerHTML)";
        assert_eq!(page.eval(cut).await, json!([]));
        page.leave(site).await;
    });
}

/// Chooses from the list of what can be asked for.
async fn ask(page: &Page, word: &str) {
    let choose = "const list = document.getElementById('belief-add');
        list.value = arguments[0];
        list.dispatchEvent(new Event('change', { bubbles: true }));";
    page.run(choose, &[word.into()]).await;
}

fn believes(word: &str, strength: u8, origin: &str) -> String {
    format!(
        "limner.page.status().beliefs.some((belief) => belief.word === '{word}'
            && belief.strength === {strength} && belief.origin === '{origin}')
         && document.querySelector('#beliefs [data-word={word}] b').textContent.length === {strength}"
    )
}

/// A new painting of the same picture from the same seed, with its first strokes.
async fn begin(site: &Site) -> Page {
    let page = Page::visit(site, Settings { before: SEED.into(), ..Settings::default() }).await;
    page.pause().await;
    page.begin_new(640, 480, "stone").await;
    step(&page, 0, BEFORE).await;
    page
}

/// The strokes that follow, one by one.
async fn go_on(page: &Page) -> Vec<Stroke> {
    step(page, BEFORE, BEFORE + AFTER).await;
    page.partners_strokes().await.split_off(BEFORE as usize)
}

async fn step(page: &Page, from: u64, to: u64) {
    for stroke in from + 1..=to {
        page.key('s').await;
        page.partner_paints(stroke).await;
    }
}

/// Mean length in octaves.
fn reach(strokes: &[Stroke]) -> f64 {
    let reach = |stroke: &Stroke| {
        let Path::Bezier { points: [a, b, c], .. } = stroke.path else { panic!("{stroke:?}") };
        let leg = |p: Point, q: Point| f64::from(p.x - q.x).hypot(f64::from(p.y - q.y));
        (leg(a, b) + leg(b, c)).max(1.0).log2()
    };
    strokes.iter().map(reach).sum::<f64>() / strokes.len() as f64
}
