//! The person paints: strokes, undo, and the tools.

use limner_core::Painting;
use limner_tests::page::{CONTROL, ESCAPE, PAPER, SHIFT, VIOLET, near};
use limner_tests::{Page, Settings, browse};
use serde_json::json;

const WAY: [[f64; 2]; 4] = [[100.0, 120.0], [200.0, 160.0], [300.0, 140.0], [420.0, 300.0]];
/// Canvas pixels beside the way that no brush of the default size reaches.
const BESIDE: [f64; 2] = [200.0, 300.0];

/// A page whose partner has stopped before a person paints, so that nothing else changes the canvas.
async fn quiet_page(site: &limner_tests::Site) -> Page {
    let page = Page::visit(site, Settings::default()).await;
    page.pause().await;
    page.choose_color(VIOLET).await;
    page
}

#[test]
fn paint_lies_where_the_mouse_went_and_undo_takes_it_back() {
    browse(async |site| {
        let page = quiet_page(site).await;
        let [before, beside] = [page.hash().await, format!("{:?}", page.pixel(BESIDE).await)];

        page.draw(&WAY).await;
        assert!(page.shows(VIOLET, WAY[1]).await, "the stroke can't be seen before it ends");
        page.lift().await;
        page.until("the stroke to end", "limner.page.status().strokes.person === 1").await;
        for point in WAY {
            assert!(page.shows(VIOLET, point).await, "there is no paint at {point:?}");
        }
        assert_eq!(format!("{:?}", page.pixel(BESIDE).await), beside);
        let painted = page.hash().await;
        assert_ne!(painted, before);

        // The same log on this machine gives the same canvas, to the bit.
        let native = Painting::from_log(&page.log().await).expect("a page's own log is drawable");
        assert_eq!(format!("{:016x}", native.canvas().hash()), painted);

        page.press(&[CONTROL], 'z').await;
        page.until("the undo", "limner.page.status().strokes.person === 0").await;
        assert_eq!(page.hash().await, before);
        page.press(&[CONTROL, SHIFT], 'z').await;
        page.until("the redo by its keys", "limner.page.status().strokes.person === 1").await;
        assert_eq!(page.hash().await, painted);
        page.click("#undo").await;
        page.until("the undo", "limner.page.status().strokes.person === 0").await;
        page.click("#redo").await;
        page.until("the redo by its button", "limner.page.status().strokes.person === 1").await;
        assert_eq!(page.hash().await, painted);

        // However soon one click follows another, it is not lost on a button that is still disabled.
        let soon = "const [undo, redo] = ['undo', 'redo'].map((id) => document.getElementById(id));
            const seen = [];
            for (const button of [undo, redo, undo, redo]) {
                button.click();
                seen.push(limner.page.status().strokes.person);
            }
            return seen;";
        assert_eq!(page.run(soon, &[]).await, json!([0, 1, 0, 1]));
        assert_eq!(page.hash().await, painted);

        // Clearing is one step that one undo brings back.
        page.key('\u{e017}').await;
        page.until("the canvas to be clear", "limner.page.status().strokes.person === 0").await;
        assert!(page.pixels().await.pixels().all(|p| p.0 == PAPER.channels()));
        page.press(&[CONTROL], 'z').await;
        page.until("the undo", "limner.page.status().strokes.person === 1").await;
        assert_eq!(page.hash().await, painted);
        page.leave(site).await;
    });
}

#[test]
fn escape_cancels_a_stroke_in_progress() {
    browse(async |site| {
        let page = quiet_page(site).await;
        let before = (page.hash().await, page.status().await["revision"].clone());
        page.draw(&WAY).await;
        assert!(page.shows(VIOLET, WAY[1]).await);
        page.key(ESCAPE).await;
        page.until("the stroke to be gone", "!limner.hand.painting()").await;
        page.lift().await;
        assert!(!page.shows(VIOLET, WAY[1]).await);
        assert_eq!((page.hash().await, page.status().await["revision"].clone()), before);

        // The next stroke is as any other.
        page.paint(&WAY).await;
        assert!(page.shows(VIOLET, WAY[2]).await);
        page.leave(site).await;
    });
}

#[test]
fn eraser_eyedropper_size_and_zoom() {
    browse(async |site| {
        let page = quiet_page(site).await;
        page.paint(&WAY).await;

        page.key('e').await;
        page.paint(&[[200.0, 100.0], [200.0, 220.0]]).await;
        assert_eq!(page.pixel(WAY[1]).await, PAPER, "the eraser left paint");
        assert!(page.shows(VIOLET, WAY[2]).await);

        // The eyedropper takes what is under it and hands the brush back.
        page.key('b').await;
        page.choose_color(limner_core::Rgb8::new(0xb5, 0x43, 0x2e)).await;
        page.key('i').await;
        page.draw(&[WAY[2]]).await;
        page.lift().await;
        page.until("the brush to be back", "document.body.dataset.tool === 'brush'").await;
        let picked = page
            .bytes("Uint8Array.of(...[16, 8, 0].map((bits) => limner.hand.color() >> bits))")
            .await;
        let picked = limner_core::Rgb8::new(picked[0], picked[1], picked[2]);
        assert!(near(picked, VIOLET), "it took {picked:?}");
        let field =
            page.eval("parseInt(document.getElementById('color').value.slice(1), 16)").await;
        assert_eq!(page.eval("limner.hand.color()").await, field);
        page.choose_color(VIOLET).await;

        // A larger brush reaches farther.
        let reached = [320.0, 414.0];
        page.paint(&[[280.0, 430.0], [360.0, 430.0]]).await;
        assert!(!page.shows(VIOLET, reached).await);
        for _ in 0..8 {
            page.key(']').await;
        }
        page.paint(&[[280.0, 430.0], [360.0, 430.0]]).await;
        assert!(page.shows(VIOLET, reached).await);

        // Zoomed in, paint still lies where the pointer is.
        for _ in 0..3 {
            page.key('+').await;
        }
        page.until("the zoom", "Number(document.body.dataset.zoom) > 1.5").await;
        page.paint(&[[330.0, 230.0], [350.0, 250.0]]).await;
        assert!(page.shows(VIOLET, [340.0, 240.0]).await);
        page.key('0').await;
        page.hover(page.screen_from_canvas(&[[330.0, 240.0]]).await[0]).await;
        page.shot("brush-cursor").await;
        page.leave(site).await;
    });
}
