//! Brushes: choosing one, taking one along as a file, a steady hand, what the partner paints with, and
//! whose strokes are seen.

use limner_core::brush::presets;
use limner_core::{Author, Brush, Op, Path, Stroke};
use limner_tests::page::{ESCAPE, PAPER, VIOLET};
use limner_tests::patience::{DEADLINE, until};
use limner_tests::{Page, Settings, Viewport, browse};
use serde_json::json;

const WAY: [[f64; 2]; 4] = [[100.0, 120.0], [220.0, 200.0], [340.0, 120.0], [480.0, 260.0]];

/// A page whose partner has stopped and whose canvas is bare.
async fn quiet_page(site: &limner_tests::Site) -> Page {
    let page = Page::visit(site, Settings::default()).await;
    page.pause().await;
    page.key('\u{e017}').await;
    page.choose_color(VIOLET).await;
    page
}

/// The last stroke of the person's, and the brush it was painted with.
async fn last_stroke(page: &Page) -> (Stroke, Brush) {
    let log = page.log().await;
    let added = log.entries().iter().rev().find_map(|entry| match &entry.op {
        Op::Add(stroke) if stroke.author == Author::Person => Some(stroke.clone()),
        _ => None,
    });
    let stroke = added.expect("a stroke of the person's");
    let brush = log.brushes()[usize::from(stroke.brush)];
    (stroke, brush)
}

async fn in_hand(page: &Page, key: &str) {
    page.until(key, &format!("limner.hand.brushState().key === '{key}'")).await;
}

#[test]
fn a_brush_is_chosen_and_painted_with_and_remembered() {
    browse(async |site| {
        let page = quiet_page(site).await;
        page.paint(&WAY).await;
        let round = page.hash().await;
        assert_eq!(last_stroke(&page).await.1, Brush::ROUND);
        page.click("#undo").await;
        page.until("the undo", "limner.page.status().strokes.person === 0").await;

        // `B` again opens the picker, Escape closes it, and so does choosing.
        page.key('b').await;
        page.until("the brushes", "document.querySelector('#brush-picker:popover-open')").await;
        let tiles = "[...document.querySelectorAll('#brush-tiles button')]";
        let drawn = format!("{tiles}.every((tile) => tile.querySelector('canvas').width >= 150)");
        page.until("a stroke of each", &drawn).await;
        assert_eq!(page.eval(&format!("{tiles}.length")).await, json!(presets::ALL.len()));
        page.shot("brushes").await;
        page.key(ESCAPE).await;
        page.until("it to close", "!document.querySelector(':popover-open')").await;
        page.click("#brush-pick").await;
        page.click("#brush-oil").await;
        page.until("it to close", "!document.querySelector(':popover-open')").await;
        in_hand(&page, "oil").await;

        page.paint(&WAY).await;
        let (_, brush) = last_stroke(&page).await;
        assert_eq!(brush, presets::OIL);
        assert_ne!(page.hash().await, round);

        // By its number; each brush keeps its own size.
        let size = page.eval("document.getElementById('size').value").await;
        page.key('3').await;
        in_hand(&page, "ink").await;
        page.key(']').await;
        page.paint(&[[100.0, 320.0], [400.0, 330.0]]).await;
        let (stroke, brush) = last_stroke(&page).await;
        assert_eq!(brush, presets::INK);
        assert!(matches!(stroke.path, Path::Samples { radius, .. } if radius > brush.radius));
        page.key('7').await;
        in_hand(&page, "oil").await;
        assert_eq!(page.eval("document.getElementById('size').value").await, size);

        // In the next painting, and after a reload, it is still in hand.
        page.saved().await;
        page.reload().await;
        page.ready().await;
        in_hand(&page, "oil").await;
        page.begin_new(300, 200, "white").await;
        in_hand(&page, "oil").await;
        assert_eq!(
            page.log().await.brushes().len(),
            3,
            "a new painting has no brush of an old one"
        );
        page.leave(site).await;
    });
}

#[test]
fn every_brush_leaves_its_mark() {
    browse(async |site| {
        let page = quiet_page(site).await;
        let mut hashes = vec![page.hash().await];
        for (i, preset) in presets::ALL.iter().enumerate() {
            page.eval(&format!("limner.hand.setPreset('{}')", preset.name)).await;
            let (column, row) = ((i % 2) as f64, (i / 2) as f64);
            let (x, y) = (30.0 + 300.0 * column, 40.0 + 60.0 * row);
            // Something to move and to take away.
            if preset.brush.smudges() || preset.brush.eraser {
                page.eval("limner.hand.setPreset('gouache')").await;
                page.paint(&[[x + 90.0, y - 20.0], [x + 150.0, y + 20.0]]).await;
                page.eval(&format!("limner.hand.setPreset('{}')", preset.name)).await;
            }
            page.paint(&[[x, y], [x + 90.0, y - 22.0], [x + 150.0, y + 22.0], [x + 250.0, y]])
                .await;
            assert_eq!(last_stroke(&page).await.1, preset.brush, "{}", preset.name);
            let hash = page.hash().await;
            assert!(!hashes.contains(&hash), "{} left nothing", preset.name);
            hashes.push(hash);
        }
        page.shot("every-brush").await;
        // The same log on this machine gives the same canvas, to the bit.
        let native = limner_core::Painting::from_log(&page.log().await).expect("its own log");
        assert_eq!(format!("{:016x}", native.canvas().hash()), page.hash().await);
        page.leave(site).await;
    });
}

#[test]
fn a_brush_travels_as_a_file() {
    browse(async |site| {
        let page = quiet_page(site).await;
        page.eval("document.getElementById('brush-pick').click()").await;
        page.click("#brush-charcoal").await;
        for _ in 0..4 {
            page.key(']').await;
        }
        page.key('d').await;
        page.until("its panel", "document.querySelector('#brush-panel:popover-open')").await;
        page.fill("#brush-name", "Burnt stick").await;
        page.shot("brush-panel").await;
        page.click("#export-brush").await;
        let path = page.downloads().join("Burnt stick.limnerbrush");
        let file = until(DEADLINE, async || std::fs::read(&path).ok()).await.expect("a download");
        assert_eq!(&file[..4], b"LIMB");
        let held = page.eval("limner.hand.brushState().radius").await;
        page.key(ESCAPE).await;

        // Elsewhere it is another brush to choose from, held as it was.
        page.key('1').await;
        in_hand(&page, "round").await;
        page.type_into("#file-brush", &path.display().to_string()).await;
        in_hand(&page, "own:Burnt stick").await;
        assert_eq!(page.eval("limner.hand.brushState().radius").await, held);
        page.paint(&WAY).await;
        let (_, brush) = last_stroke(&page).await;
        assert_eq!(brush.jitter_angle, presets::CHARCOAL.jitter_angle);
        page.key('b').await;
        page.until(
            "its tile",
            "document.querySelector('[data-brush=\"own:Burnt stick\"][aria-pressed=true]')",
        )
        .await;
        page.shot("own-brush").await;
        page.key(ESCAPE).await;

        // A damaged one is refused, and says so.
        let damaged = page.downloads().join("damaged.limnerbrush");
        std::fs::write(&damaged, &file[..file.len() - 4]).expect("a file in the downloads");
        page.type_into("#file-brush", &damaged.display().to_string()).await;
        let words = page.told("brush_damaged").await;
        assert!(words.contains("damaged"), "{words}");
        in_hand(&page, "own:Burnt stick").await;
        page.leave(site).await;
    });
}

#[test]
fn a_lazy_brush_is_pulled_on_a_string() {
    browse(async |site| {
        let page = quiet_page(site).await;
        page.key('d').await;
        page.click("label:has(#steady-lazy)").await;
        page.until("how much", "document.getElementById('steady-length').checkVisibility()").await;
        page.shot("steady").await;
        page.key(ESCAPE).await;
        page.until("it to close", "!document.querySelector(':popover-open')").await;
        // 40 px of the screen, whatever the zoom.
        let zoom = page.eval("Number(document.body.dataset.zoom)").await.as_f64().expect("a zoom");
        let string = 40.0 / zoom;
        page.draw(&[[200.0, 200.0], [330.0, 200.0]]).await;
        assert!(page.shows(VIOLET, [210.0, 200.0]).await);
        let behind = [330.0 - string + 22.0, 200.0];
        assert_eq!(page.pixel(behind).await, PAPER, "the brush is at the end of its string");
        page.lift().await;
        page.until("the stroke to end", "limner.page.status().strokes.person === 1").await;
        assert!(page.shows(VIOLET, [328.0, 200.0]).await, "the line is finished");

        // Without it the brush is where the pointer is.
        page.key('d').await;
        page.click("label:has(#steady-none)").await;
        page.key(ESCAPE).await;
        page.draw(&[[200.0, 300.0], [330.0, 300.0]]).await;
        assert!(page.shows(VIOLET, [326.0, 300.0]).await);
        page.lift().await;
        page.leave(site).await;
    });
}

#[test]
fn the_partner_paints_with_the_brush_it_is_given() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.partner_paints(3).await;
        page.pause().await;
        let [_, painted] = page.strokes().await;
        let options = "[...document.getElementById('partner-brush').options].map((o) => o.value)";
        let options = page.eval(options).await;
        let options: Vec<_> = options.as_array().expect("a list").iter().collect();
        let fit = presets::ALL.iter().filter(|p| !p.brush.smudges() && !p.brush.eraser);
        assert_eq!(options.len(), 1 + fit.count());
        page.run(
            "const choice = document.getElementById('partner-brush');
             choice.value = 'round_bristle'; choice.dispatchEvent(new Event('change'));",
            &[],
        )
        .await;
        page.key('p').await;
        page.partner_paints(painted + 12).await;
        page.pause().await;
        page.shot("partner-brush").await;
        let log = page.log().await;
        let strokes = page.partners_strokes().await;
        let brush = |stroke: &Stroke| log.brushes()[usize::from(stroke.brush)];
        assert_eq!(brush(&strokes[0]), Brush::PARTNER);
        let after: Vec<_> = strokes[painted as usize..].iter().map(brush).collect();
        assert!(after.iter().all(|brush| *brush == presets::ROUND_BRISTLE), "{after:?}");
        assert_eq!(page.eval("limner.page.status().trouble").await, json!(null));
        page.leave(site).await;
    });
}

#[test]
fn one_can_look_at_ones_own_strokes_alone() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.partner_paints(12).await;
        page.pause().await;
        page.choose_color(VIOLET).await;
        page.paint(&[[560.0, 440.0], [620.0, 460.0]]).await;
        let (hash, both) = (page.hash().await, page.pixels().await);

        page.click("#menu").await;
        page.click("label:has(#shown-mine)").await;
        page.until("mine", "limner.page.status().shown === 'mine'").await;
        page.key(ESCAPE).await;
        let mine = page.pixels().await;
        let painted = mine.pixels().filter(|p| p.0 != PAPER.channels()).count();
        assert!((200..4_000).contains(&painted), "{painted} pixels are not paper");
        assert!(page.shows(VIOLET, [590.0, 450.0]).await);
        assert_eq!(page.hash().await, hash, "the painting itself is as it was");
        page.until("a word on it", "document.getElementById('shown-all').checkVisibility()").await;
        page.shot("only-mine").await;

        // The key goes on to the partner's and to the faded; the button shows all again.
        for shown in ["partner", "faded"] {
            page.key('j').await;
            page.until(shown, &format!("limner.page.status().shown === '{shown}'")).await;
            page.shot(&format!("shown-{shown}")).await;
            assert!(page.pixels().await != both && page.pixels().await != mine);
        }
        page.click("#shown-all").await;
        assert!(page.pixels().await == both);

        // Who paints sees what there is to paint on.
        page.key('j').await;
        page.until("mine", "limner.page.status().shown === 'mine'").await;
        page.paint(&[[560.0, 380.0], [620.0, 400.0]]).await;
        page.until("both", "document.getElementById('shown-both').checked").await;
        let log = page.log().await;
        let native = limner_core::Painting::from_log(&log).expect("its own log");
        assert_eq!(format!("{:016x}", native.canvas().hash()), page.hash().await);
        page.leave(site).await;
    });
}

#[test]
fn brushes_fit_a_phone() {
    browse(async |site| {
        let page =
            Page::visit(site, Settings { viewport: Viewport::PHONE, ..Settings::default() }).await;
        page.pause().await;
        page.click("#sheet-tools").await;
        page.still().await;
        page.shot("phone-tools-brush").await;
        page.click("#brush-pick").await;
        page.until("the brushes", "document.querySelector('#brush-picker:popover-open')").await;
        page.shot("phone-brushes").await;
        page.click("#brush-watercolour").await;
        in_hand(&page, "watercolour").await;
        page.leave(site).await;
    });
}
