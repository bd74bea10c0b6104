//! A painting for a plotter, in the page: planned, shown, written, stopped; and a photograph of the sheet brought back.

use std::time::Duration;

use limner_tests::program::Desk;
use limner_tests::{Page, Settings, Viewport, browse, picture};
use serde_json::json;

/// Presses a part of the sheet, once it is in sight.
async fn press(page: &Page, part: &str) {
    let selector = format!("#plotter-sheet [data-part={part}]");
    page.box_in_sight(&selector).await;
    page.click(&selector).await;
}

/// Chooses in a list, or writes a number.
async fn set(page: &Page, part: &str, value: &str) {
    page.run(
        "const field = document.querySelector(`[data-part=${arguments[0]}]`); field.value = arguments[1]; \
         for (const name of ['input', 'change']) field.dispatchEvent(new Event(name, { bubbles: true }))",
        &[json!(part), json!(value)],
    )
    .await;
}

/// Some strokes, and the sheet with their lines planned.
async fn the_sheet(page: &Page) {
    page.pause().await;
    for way in [[[120.0, 100.0], [300.0, 240.0]], [[300.0, 120.0], [140.0, 300.0]]] {
        page.paint(&way).await;
    }
    page.click("#share").await;
    page.box_in_sight("#plotter").await;
    page.click("#plotter").await;
    page.until("the sheet", "document.querySelector('#plotter-sheet[open]') !== null").await;
    planned(page).await;
}

async fn planned(page: &Page) -> u64 {
    let lifts = page
        .until_for("the lines", Duration::from_secs(60), "document.body.dataset.plotted ?? false")
        .await;
    lifts.as_str().and_then(|lifts| lifts.parse().ok()).expect("a number")
}

#[test]
fn lines_are_planned_shown_and_written_as_the_program_writes_them() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        the_sheet(&page).await;
        let said = page.text("#plotter-sheet [data-part=said]").await;
        assert!(said.contains("m of lines") && said.contains("min"), "{said}");
        page.shot_at_once("plotter-1").await;

        // Wider pens need fewer lines.
        let fine = planned(&page).await;
        set(&page, "width", "2").await;
        page.until(
            "another plan",
            &format!("![undefined, '{fine}'].includes(document.body.dataset.plotted)"),
        )
        .await;
        let broad = planned(&page).await;
        assert!(broad < fine, "{broad} of {fine}");

        press(&page, "fill-hatch").await;
        page.until(
            "another plan",
            &format!("![undefined, '{broad}'].includes(document.body.dataset.plotted)"),
        )
        .await;
        planned(&page).await;
        for form in ["gcode", "hpgl", "svg", "png"] {
            press(&page, form).await;
        }
        Box::pin(written(&page)).await;
        page.leave(site).await;
    });
}

/// What was written, beside what the program writes of the same painting.
async fn written(page: &Page) {
    let name = |ending: &str| format!("Untitled painting.{ending}");
    let name = if page.eval("document.getElementById('painting-name').value").await == json!("") {
        |ending: &str| format!("limner.{ending}")
    } else {
        name
    };
    let mut desk = Desk::new().with("a.limner", &limner_core::format::encode(&page.log().await));
    // A browser keeps one file after each press.
    let seen = picture::decoded(&page.downloaded(&name("png")).await);
    assert_eq!(seen.width().max(seen.height()), 1100);
    page.click("#plotter-sheet details > summary").await;
    press(page, "keep").await;
    desk = desk.with("setup.json", &page.downloaded(&name("json")).await);
    desk.succeeds(&[
        "export",
        "a.limner",
        "--plotter",
        "setup.json",
        "--gcode",
        "a.gcode",
        "--hpgl",
        "a.hpgl",
        "--plot-svg",
        "a.svg",
    ]);
    for ending in ["gcode", "hpgl", "svg"] {
        let (here, there) =
            (page.downloaded(&name(ending)).await, desk.read(&format!("a.{ending}")));
        assert!(here == there, "the page writes another {ending}");
    }
}

#[test]
fn a_photograph_of_the_sheet_is_made_straight_by_hand_and_gone_on_from() {
    browse(async |site| {
        for viewport in [Viewport::DESK, Viewport::PHONE] {
            let page = Page::visit(site, Settings { viewport, ..Settings::default() }).await;
            the_sheet(&page).await;
            press(&page, "stage-photo").await;
            let desk = Desk::new().with("photo.png", &picture::png(&picture::shapes(800, 600)));
            let file = desk.path("photo.png").display().to_string();
            page.type_into("#plotter-sheet [data-part=photo-file]", &file).await;
            page.until("the photograph", "!document.querySelector('[data-part=frame]').hidden")
                .await;
            // Handles are moved by keys, and by a pointer.
            let place = "document.querySelector('[data-part=corner-0]').style.left";
            let before = page.eval(place).await;
            page.run("document.querySelector('[data-part=corner-0]').focus()", &[]).await;
            page.key('\u{e014}').await;
            assert_ne!(page.eval(place).await, before);
            let [x, y, width, height] =
                page.box_in_sight("#plotter-sheet [data-part=corner-2]").await;
            let middle = [x + width / 2.0, y + height / 2.0];
            let corner = "document.querySelector('[data-part=corner-2]').style.left";
            let before = page.eval(corner).await;
            page.drag(&[middle, [middle[0] - 20.0, middle[1] - 12.0]]).await;
            page.lift().await;
            assert_ne!(page.eval(corner).await, before);
            page.shot_at_once(&format!("plotter-2-{}", page.size().await[0])).await;
            press(&page, "straighten").await;
            let changed =
                page.until("the picture", "document.body.dataset.straightened ?? false").await;
            let percent: f64 = changed.as_str().and_then(|p| p.parse().ok()).expect("a number");
            assert!((1.0..=100.0).contains(&percent), "{percent}");
            page.shot_at_once("plotter-3").await;
            press(&page, "onward").await;
            // Something is painted, so it asks where.
            page.until("the question", "document.getElementById('brought-dialog').open").await;
            page.click("#brought-here").await;
            page.until(
                "the picture to paint from",
                "document.getElementById('target-name').textContent === 'Your picture'",
            )
            .await;
            page.leave(site).await;
        }
    });
}

#[test]
fn pens_of_ones_own_are_opened_and_what_is_none_is_refused_in_words() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        the_sheet(&page).await;
        let desk = Desk::new()
            .with(
                "mine.json",
                br##"{"pens":[{"name":"<b>violet</b>","color":"#6a2a9a","width_mm":1.5}]}"##,
            )
            .with("bad.json", br#"{"pens":[{"width_mm":-4}]}"#);
        let open = async |name: &str| {
            let file = desk.path(name).display().to_string();
            page.type_into("#plotter-sheet [data-part=file]", &file).await;
        };
        open("bad.json").await;
        page.until("a word", "document.querySelector('#plotter-sheet [data-part=said]').textContent.includes('a pen')").await;
        open("mine.json").await;
        page.until(
            "the pen",
            "document.querySelector('[data-part=used]').textContent.includes('<b>violet</b>')",
        )
        .await;
        assert_eq!(
            page.eval("document.querySelector('[data-part=pens]').value").await,
            json!("own")
        );
        planned(&page).await;
        page.leave(site).await;
    });
}
