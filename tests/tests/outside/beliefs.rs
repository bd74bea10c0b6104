//! What the partner knows of its person stands on its card, is changed there, and changes what it paints.

use limner_core::{Path, Point, Stroke};
use limner_tests::page::ESCAPE;
use limner_tests::patience::{DEADLINE, until};
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
        let without = reach(&advance(&page).await);
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
        let with = reach(&advance(&page).await);
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
async fn advance(page: &Page) -> Vec<Stroke> {
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

#[test]
fn what_was_said_is_listed_taken_back_and_put_back() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.partner_paints(12).await;
        page.pause().await;
        let judged = |count: usize| format!("limner.page.status().judged === {count}");
        for (count, key) in [(1, 'n'), (2, 'y'), (3, 'n')] {
            let painted = page.strokes().await[1];
            step(&page, painted, painted + 4).await;
            page.key(key).await;
            page.until("it to be heard", &judged(count)).await;
        }
        page.click("#taste > summary").await;
        let rows = "[...document.querySelectorAll('#said li')].map((row) => row.dataset.said + row.dataset.back)";
        page.until("the list", &format!("{rows}.join() === 'nono,yesno,nono'")).await;
        let sketch = "(({width, height}, data) => data.some((v) => v > 0))(...(() => {
            const canvas = document.querySelector('#said canvas');
            return [canvas, canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data];
        })())";
        assert_eq!(page.eval(sketch).await, true, "what it was about is drawn beside it");
        page.shot("said").await;
        page.click("#said li:nth-child(2) button").await;
        page.until("it to be taken back", &judged(2)).await;
        page.until("it to be seen", &format!("{rows}.join() === 'nono,yesyes,nono'")).await;

        page.saved().await;
        page.reload().await;
        page.ready().await;
        page.until("it to be kept", &judged(2)).await;
        page.until("the list again", &format!("{rows}.join() === 'nono,yesyes,nono'")).await;
        page.click("#said li:nth-child(2) button").await;
        page.until("it to be put back", &judged(3)).await;
        for row in 1..=3 {
            page.click(&format!("#said li:nth-child({row}) button")).await;
            page.until("another to be taken back", &judged(3 - row)).await;
        }
        assert_eq!(page.status().await["beliefs"], json!([]));
        page.leave(site).await;
    });
}

#[test]
fn a_mood_is_chosen_by_name_and_by_keys_and_painted() {
    browse(async |site| {
        let page = begin(site).await;
        let without = brightness(&advance(&page).await);
        page.leave(site).await;

        let page = begin(site).await;
        page.click("#mood > summary").await;
        page.click("#moods [data-mood=gloomy]").await;
        let asks = "document.getElementById('mood-words').textContent.includes('darker')";
        page.until("what it asks for", asks).await;
        assert_eq!(page.text("#mood-now").await, "gloomy");
        page.shot("mood").await;
        let with = brightness(&advance(&page).await);
        println!("{with:.0} of 255 bright where it is gloomy, {without:.0} where not");
        assert!(with < without - 12.0, "{with} against {without}");

        // By keys: both axes from either slider; and it stays over a reload.
        let place = "['mood-valence', 'mood-arousal'].map((id) => document.getElementById(id).value).join()";
        page.run("document.getElementById('mood-valence').focus();", &[]).await;
        for key in ['\u{e014}', '\u{e013}'] {
            page.key(key).await;
        }
        page.until("the point", &format!("{place} === '-75,-15'")).await;
        assert_eq!(page.text("#mood-now").await, "your own");
        page.saved().await;
        page.reload().await;
        page.ready().await;
        assert_eq!(page.eval(place).await, "-75,-15");
        page.until("what it asks for again", asks).await;
        page.click("#moods [data-mood=joyful]").await;
        page.click("#moods [data-mood=joyful]").await;
        page.until("no mood", "limner.page.status().beliefs.length === 0").await;
        assert_eq!(page.text("#mood-now").await, "neutral");
        page.leave(site).await;
    });
}

/// Mean brightness of 255.
fn brightness(strokes: &[Stroke]) -> f64 {
    let bright = |stroke: &Stroke| {
        let [r, g, b] = stroke.color.channels().map(f64::from);
        0.3 * r + 0.6 * g + 0.1 * b
    };
    strokes.iter().map(bright).sum::<f64>() / strokes.len() as f64
}

#[test]
fn a_taste_moves_to_another_profile_as_a_file_and_is_mixed_there() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.partner_paints(3).await;
        page.pause().await;
        ask(&page, "long").await;
        ask(&page, "cool").await;
        page.until("the chips", &believes("cool", 2, "said")).await;
        page.click("#taste > summary").await;
        page.type_into("#taste-name", "Long and cool").await;
        page.click("#keep-taste").await;
        page.told("taste_kept").await;
        page.shot("taste-kept").await;
        page.click("#tastes [data-taste='Long and cool'] [data-run=save]").await;
        let path = page.downloads().join("Long and cool.limnertaste");
        let file = until(DEADLINE, async || std::fs::read(&path).ok()).await.expect("a download");
        let elsewhere = tempfile::TempDir::new().expect("a folder");
        let brought = elsewhere.path().join("brought.limnertaste");
        std::fs::write(&brought, &file).expect("a file");
        page.leave(site).await;

        let page = Page::visit(site, Settings::default()).await;
        page.partner_paints(3).await;
        page.pause().await;
        page.click("#taste > summary").await;
        page.type_into("#file-taste", &brought.display().to_string()).await;
        page.told("taste_opened").await;
        page.click("#tastes [data-taste='Long and cool'] [data-run=use]").await;
        page.until("the taste", &believes("long", 2, "said")).await;
        page.until("all of it", &believes("cool", 2, "said")).await;

        // Mixed into what is learned here, which stays as it is; and kept.
        for word in ["long", "cool"] {
            page.run(&format!("limner.partner.editBelief('{word}', 'let_go');"), &[]).await;
        }
        page.until("nothing of its own", "limner.page.status().beliefs.length === 0").await;
        let mix = "const list = document.getElementById('mix-with');
            list.value = 'Long and cool';
            list.dispatchEvent(new Event('input', { bubbles: true }));";
        page.run(mix, &[]).await;
        page.until("the part", "document.getElementById('mix').checkVisibility()").await;
        page.key('s').await;
        page.saved().await;
        page.reload().await;
        page.ready().await;
        page.until(
            "it to be mixed again",
            "document.getElementById('mix-with').value === 'Long and cool'",
        )
        .await;
        assert_eq!(page.status().await["beliefs"], json!([]));

        // What is damaged is refused, and what is there stays.
        std::fs::write(&brought, &file[..file.len() - 3]).expect("a file");
        page.type_into("#file-taste", &brought.display().to_string()).await;
        page.told("taste_damaged").await;
        page.click("#tastes [data-run=remove]").await;
        page.until("it to be gone", "!document.querySelector('#tastes li')").await;
        page.leave(site).await;
    });
}

/// The oldest kept taste does not go without a word: where there is no room for another, that is said.
#[test]
fn of_tastes_that_are_kept_none_goes_unasked() {
    const BRING: &str = "const [from, to] = arguments;
        for (let nth = from; nth < to; nth++) {
            const file = limner.Taste.toFile(`Taste ${nth}`, limner.partner.tasteState(), new Uint8Array());
            const items = new DataTransfer();
            items.items.add(new File([file], 'a.limnertaste'));
            document.dispatchEvent(new DragEvent('drop', { dataTransfer: items, cancelable: true }));
        }";
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.pause().await;
        let kept =
            |count: usize| format!("document.querySelectorAll('#tastes li').length === {count}");
        page.run(BRING, &[json!(0), json!(24)]).await;
        page.until("all of them", &kept(24)).await;
        page.run(BRING, &[json!(24), json!(25)]).await;
        let words = page.told("tastes_full").await;
        assert!(words.contains("24") && words.contains("Remove"), "{words}");
        let first = "document.querySelector('#tastes [data-taste=\"Taste 0\"]') !== null";
        assert_eq!(page.eval(&format!("{first} && {}", kept(24))).await, json!(true));
        let remove =
            "document.querySelector('#tastes [data-taste=\"Taste 3\"] [data-run=remove]').click();";
        page.run(remove, &[]).await;
        page.until("the message to go", "!document.querySelector('.toast.trouble')").await;
        page.run(BRING, &[json!(24), json!(25)]).await;
        page.until("it to be kept", "document.querySelector('#tastes [data-taste=\"Taste 24\"]')")
            .await;
        assert_eq!(page.eval(&format!("{first} && {}", kept(24))).await, json!(true));
        page.leave(site).await;
    });
}
