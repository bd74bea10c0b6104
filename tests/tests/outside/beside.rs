//! What the partner does beside the painting: it says why a stroke is there and where it would paint next, and paints a part
//! anew, of which the person keeps what they like better.

use std::time::Duration;

use limner_core::{Author, Path, Stroke};
use limner_tests::page::{ESCAPE, SHIFT};
use limner_tests::{Page, Settings, Site, browse};
use serde_json::json;

/// Whether the reasons are seen and known.
const KNOWN: &str = "document.getElementById('why').checkVisibility()
    && document.querySelectorAll('#why-parts li').length > 0";
/// Whether a part that was painted anew is seen beside the old one.
const CHOICES: &str = "document.getElementById('patch-choices').checkVisibility()";

/// A page whose partner has painted after this and paused, with the tool that points in hand.
async fn pointing(site: &Site, first: &str) -> Page {
    let page = Page::visit(site, Settings::default()).await;
    page.eval(first).await;
    page.hurry().await;
    page.partner_paints(60).await;
    page.pause().await;
    page.key('o').await;
    page.press(&[SHIFT], 'j').await;
    page.until("the tool", "document.body.dataset.tool === 'point'").await;
    page
}

/// The middle of a stroke's curve, in canvas px.
fn middle(stroke: &Stroke) -> [f64; 2] {
    let Path::Bezier { points: [a, b, c], .. } = stroke.path else { panic!("{stroke:?}") };
    let at = |a: i32, b: i32, c: i32| f64::from(a + 2 * b + c) / 256.0;
    [at(a.x, b.x, c.x), at(a.y, b.y, c.y)]
}

/// Taps one of the partner's last strokes.
async fn tap_stroke(page: &Page) {
    let size = page.size().await.map(f64::from);
    let strokes = page.partners_strokes().await;
    let on_canvas = |at: &[f64; 2]| (0..2).all(|i| (30.0..size[i] - 30.0).contains(&at[i]));
    let last = strokes.iter().rev().map(middle).find(on_canvas).expect("a stroke");
    tap(page, last).await;
}

/// Taps a stroke or an outline there, in canvas px, for what can be said of it.
async fn tap(page: &Page, at: [f64; 2]) {
    let at = page.screen_from_canvas(&[at]).await[0];
    page.drag(&[at]).await;
    page.lift().await;
    page.until("the menu", "document.getElementById('point-why').checkVisibility()").await;
}

/// Waits until so much of the canvas is covered: the overlay is drawn with the next frame.
async fn until_covered(page: &Page, is_so: impl Fn(f64) -> bool) {
    let mut part = covered(page).await;
    for _ in 0..100 {
        if is_so(part) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        part = covered(page).await;
    }
    panic!("{part} of the canvas is covered");
}

/// How many pixels of the overlay are drawn on, of those that lie over the painting, from 0 to 1.
async fn covered(page: &Page) -> f64 {
    let size = page.size().await.map(f64::from);
    let [from, to] = page.screen_from_canvas(&[[0.0, 0.0], size]).await[..] else { panic!() };
    let drawn = page
        .eval(&format!(
            "(() => {{ const overlay = document.getElementById('overlay');
        const [x, y, right, bottom] = [{}, {}, {}, {}].map((v) => Math.round(v * devicePixelRatio));
        const {{ data }} = overlay.getContext('2d').getImageData(x, y, right - x, bottom - y);
        let drawn = 0;
        for (let i = 3; i < data.length; i += 4) drawn += data[i] > 0;
        return drawn / (data.length / 4); }})()",
            from[0], from[1], to[0], to[1]
        ))
        .await;
    drawn.as_f64().expect("a number")
}

#[test]
fn a_stroke_says_why_it_is_there_and_the_map_covers_the_canvas() {
    browse(async |site| {
        let asked =
            "['long', 'cool', 'thin'].map((word) => limner.partner.editBelief(word, 'ask'))";
        let page = pointing(site, asked).await;
        let painted = page.hash().await;
        tap_stroke(&page).await;
        page.click("#point-why").await;
        page.until("the reasons", KNOWN).await;
        let parts = page.text("#why-parts").await;
        assert!(parts.contains("True to the picture"), "{parts}");
        let said = page.text("#why-said").await;
        assert!(said.contains("closer to the picture"), "{said}");
        let points = format!("{}{}", page.text("#why-for").await, page.text("#why-against").await);
        let words = ["longer", "shorter", "cooler", "warmer", "thinner", "broader"];
        assert!(words.iter().any(|word| points.contains(word)), "{points}");
        assert!(
            page.text("#why-spread").await.contains("sure"),
            "the network says how sure it was"
        );
        // The alternatives are numbered on the canvas, where there were any.
        let over = page.text("#why-over").await;
        assert!(over.contains("chosen over") || over.contains("Nothing else"), "{over}");
        until_covered(&page, |part| part > 0.001).await;
        page.shot("why").await;
        // Figures only where they are asked for.
        let figure = "document.querySelector('#why-parts b').checkVisibility()";
        assert_eq!(page.eval(figure).await, json!(false));
        page.click("#why-figures").await;
        page.until("figures", figure).await;
        page.shot("why-figures").await;
        page.key(ESCAPE).await;
        page.until("it to close", "document.getElementById('why').hidden").await;
        until_covered(&page, |part| part == 0.0).await;

        // By a key, of the last stroke; and of one that is only planned.
        page.press(&[SHIFT], 'w').await;
        page.until("the reasons", KNOWN).await;
        page.click("#why-close").await;
        page.key('o').await;
        page.until("outlines", "Number(document.body.dataset.proposals) > 0").await;
        // A point of one of those that are shown: an outline may reach beyond the painting, and there may be few.
        let first =
            "(() => { const all = limner.partner.proposals(), { width, height } = limner.page;
            for (let i = 0; i < Math.min(all.length, 60); i += 10) {
                const [x0, y0, x1, y1, x2, y2] = all.slice(i, i + 6);
                for (const t of [0.5, 0.3, 0.7, 0.1, 0.9, 0, 1]) {
                    const at = (a, b, c) => (1 - t) ** 2 * a + 2 * t * (1 - t) * b + t * t * c;
                    const [x, y] = [at(x0, x1, x2), at(y0, y1, y2)];
                    if (x > 12 && y > 12 && x < width - 12 && y < height - 12) return [x, y];
                }
            } })()";
        let first = page.until("an outline to tap", first).await;
        let first = [0, 1].map(|i| first[i].as_f64().expect("a number"));
        tap(&page, first).await;
        page.click("#point-why").await;
        page.until("the reasons", KNOWN).await;
        assert!(page.text("#why-said").await.starts_with("It brings the painting"));
        page.click("#why-close").await;
        page.key('o').await;

        // The map.
        until_covered(&page, |part| part == 0.0).await;
        page.press(&[SHIFT], 'k').await;
        page.until("the map", "document.getElementById('heat-legend').checkVisibility()").await;
        until_covered(&page, |part| part > 0.7).await;
        page.shot("heat").await;
        let before = page.eval("[...limner.beside.heat()].join()").await;
        page.key('p').await;
        page.until("another map", &format!("[...limner.beside.heat()].join() !== {before}")).await;
        page.pause().await;
        page.press(&[SHIFT], 'k').await;
        page.until("no map", "document.getElementById('heat-legend').hidden").await;
        until_covered(&page, |part| part < 0.2).await;
        assert_ne!(page.hash().await, painted, "only the partner painted");
        assert_eq!(page.strokes().await[0], 0);
        page.leave(site).await;
    });
}

#[test]
fn a_part_is_painted_anew_kept_and_undone() {
    browse(async |site| {
        // Whoever likes other colours has all of the painting in them.
        let page = pointing(site, "limner.settings.setTasteWeight(0)").await;
        let before = page.hash().await;
        let strokes = page.strokes().await[1];
        let size = page.size().await.map(f64::from);
        let at = [0.5 * size[0], 0.45 * size[1]];
        let around = async || {
            let way = [at, [at[0] + 40.0, at[1]], [at[0] + 0.2 * size[0], at[1]]];
            page.drag(&page.screen_from_canvas(&way).await).await;
            page.lift().await;
            page.click("#point-anew").await;
            page.until("both", CHOICES).await;
        };
        around().await;
        page.shot("patch").await;
        let differ = "(() => { const pixels = (id) => { const canvas = document.querySelector(`${id} canvas`);
            return [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data].join(); };
            return pixels('#patch-old') !== pixels('#patch-new'); })()";
        assert_eq!(page.eval(differ).await, json!(true));
        assert_eq!(page.hash().await, before, "nothing is painted before the person chooses");
        page.click("#patch-new").await;
        page.until("it to be kept", "document.getElementById('patch').hidden").await;
        let anew = page.hash().await;
        assert_ne!(anew, before);
        assert!(page.strokes().await[1] <= strokes);
        page.until("the choice to teach", "limner.page.status().judged === 1").await;
        page.press(&[limner_tests::page::CONTROL], 'z').await;
        page.until("the old part", &format!("limner.page.hash() === '{before}'")).await;
        assert_eq!(page.strokes().await[1], strokes);

        // By keys: the old one is kept, or nothing is said.
        for (key, judged) in [('1', 2), (ESCAPE, 2)] {
            around().await;
            page.key(key).await;
            page.until("it to close", "document.getElementById('patch').hidden").await;
            page.until("the choice", &format!("limner.page.status().judged === {judged}")).await;
            assert_eq!(page.hash().await, before);
        }
        let log = page.log().await;
        let by_person = |stroke: &Stroke| stroke.author == Author::Person;
        assert!(
            !log.entries().iter().any(
                |entry| matches!(&entry.op, limner_core::Op::Add(stroke) if by_person(stroke))
            )
        );
        page.leave(site).await;
    });
}
