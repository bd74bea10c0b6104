//! New paintings in sizes that exist, and pictures and paintings that leave the page as files.

use limner_core::format;
use limner_tests::page::VIOLET;
use limner_tests::{Page, Settings, browse, picture};
use serde_json::json;

#[test]
fn a_canvas_of_an_impossible_size_is_refused() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.partner_paints(2).await;
        page.pause().await;
        let hash = page.hash().await;

        for (width, height) in [("0", "480"), ("640", "0"), ("5000", "480"), ("640", "99999")] {
            page.key('w').await;
            page.until("the dialog", "document.getElementById('new-dialog').open").await;
            page.fill("#new-width", width).await;
            page.fill("#new-height", height).await;
            page.click("#new-create").await;
            // Either the field says why, or the page does.
            let said = "[...document.querySelectorAll('#new-dialog input:invalid')]
                .map((input) => input.validationMessage).join('')
                || document.querySelector('.toast[data-code=canvas_size] p')?.textContent";
            let said = page.until("a word on the size", said).await;
            assert!(
                said.as_str().is_some_and(|words| words.contains("16") || words.contains("4096")),
                "{said}"
            );
            page.shot("impossible-size").await;
            if page.eval("document.getElementById('new-dialog').open").await == json!(true) {
                page.click("#new-cancel").await;
            }
            page.until("the dialog to close", "!document.getElementById('new-dialog').open").await;
            assert_eq!(page.hash().await, hash);
        }

        // The painting itself refuses too, whatever the dialog lets through.
        for size in ["0, 480", "640, 4097", "NaN, 480", "1e9, 1e9"] {
            let thrown = format!(
                "(() => {{ try {{ new limner.Page({size}, 0xffffff, 1); return null; }}
                   catch (error) {{ return JSON.parse(error.message).code; }} }})()"
            );
            assert_eq!(page.eval(&thrown).await, json!("canvas_size"), "{size}");
        }

        // The painting before can be had again.
        page.begin_new(200, 300, "night").await;
        assert_eq!(page.size().await, [200, 300]);
        page.key('m').await;
        page.click("#recent-paintings").await;
        page.until("earlier paintings", "document.querySelector('#recent-list button')").await;
        page.click("#recent-list button").await;
        page.until("the painting before", &format!("limner.page.hash() === '{hash}'")).await;
        page.leave(site).await;
    });
}

#[test]
fn downloads_hold_what_is_on_the_canvas() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.partner_paints(10).await;
        page.pause().await;
        page.choose_color(VIOLET).await;
        page.paint(&[[60.0, 60.0], [300.0, 90.0]]).await;
        page.fill("#painting-name", "Dusk").await;
        page.key('\u{e007}').await;
        let pixels = page.pixels().await;

        page.click("#share").await;
        page.click("#download-png").await;
        let png = page.downloaded("Dusk.png").await;
        assert!(picture::decoded(&png) == pixels, "the PNG and the canvas differ");

        page.click("#share").await;
        page.click("#download-file").await;
        let file = page.downloaded("Dusk.limner").await;
        assert_eq!(format::decode(&file).as_ref(), Ok(&page.log().await));

        // The file opens again as the same painting, and its partner waits.
        let hash = page.hash().await;
        page.begin_new(200, 300, "night").await;
        let path = page.downloads().join("Dusk.limner");
        page.type_into("#file-painting", &path.display().to_string()).await;
        page.until("the painting of the file", &format!("limner.page.hash() === '{hash}'")).await;
        assert_eq!(page.eval("limner.page.status().running").await, json!(false));
        assert_eq!(
            page.eval("document.getElementById('painting-name').value").await,
            json!("Dusk")
        );
        page.leave(site).await;
    });
}
