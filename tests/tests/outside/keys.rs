//! Keys: they belong to the focused control first, can be had without single letters, and lie in the same
//! place where the layout is not Latin.

use limner_tests::page::{CONTROL, ESCAPE, SHIFT, VIOLET};
use limner_tests::{Page, Settings, Site, browse};
use serde_json::json;

const DELETE: char = '\u{e017}';
const WAY: [[f64; 2]; 3] = [[60.0, 60.0], [120.0, 90.0], [180.0, 60.0]];

/// Gives a control the focus, where it lies in a fold, too.
const FOCUS: &str = "const control = document.getElementById(arguments[0]);
    control.closest('details')?.setAttribute('open', '');
    control.focus();";

/// A page with a stroke of the person's, whose partner has stopped.
async fn quiet_page(site: &Site) -> Page {
    let page = Page::visit(site, Settings::default()).await;
    page.pause().await;
    page.choose_color(VIOLET).await;
    page.paint(&WAY).await;
    page
}

/// Presses a key as a layout reports it: what it types and where it lies.
async fn press(page: &Page, key: &str, code: &str, more: serde_json::Value) {
    const SCRIPT: &str = "const [key, code, more] = arguments;
        const target = document.activeElement ?? document.body;
        for (const type of ['keydown', 'keyup'])
            target.dispatchEvent(new KeyboardEvent(type, { key, code, bubbles: true, cancelable: true, ...more }));";
    page.run(SCRIPT, &[json!(key), json!(code), more]).await;
}

async fn tool(page: &Page) -> serde_json::Value {
    page.eval("document.body.dataset.tool").await
}

#[test]
fn keys_belong_to_the_control_that_has_the_focus() {
    browse(async |site| {
        let page = quiet_page(site).await;
        let before = page.status().await;
        for control in ["pace", "size", "partner-brush", "partner-colors", "replay-speed"] {
            page.run(FOCUS, &[json!(control)]).await;
            for key in [DELETE, 't', 'w', 'm', '?', 'e', 'n', '['] {
                page.key(key).await;
            }
            assert_eq!(page.eval("document.activeElement.id").await, json!(control));
            assert_eq!(
                page.eval("document.querySelector('dialog[open], :popover-open')").await,
                json!(null)
            );
        }
        let after = page.status().await;
        for what in ["turn", "strokes", "judged", "revision"] {
            assert_eq!(after[what], before[what], "{what}");
        }
        assert_eq!(tool(&page).await, "brush");
        // What a control has no use for is the page's: undo, and Escape.
        page.press(&[CONTROL], 'z').await;
        page.until("the undo", "limner.page.status().strokes.person === 0").await;

        // Who moves a slider with the mouse goes on with the page's keys as the mouse leaves it.
        page.click("#size").await;
        page.key('e').await;
        assert_eq!(tool(&page).await, "brush");
        page.hover([700.0, 450.0]).await;
        page.key('e').await;
        page.until("the eraser", "document.body.dataset.tool === 'eraser'").await;
        page.leave(site).await;
    });
}

/// What a key opens has the focus, and Escape gives it back; what it says leaves by Escape.
#[test]
fn what_a_key_opens_has_the_focus() {
    browse(async |site| {
        let page = quiet_page(site).await;
        for (key, sheet) in [
            ('a', "share-menu"),
            ('m', "main-menu"),
            ('g', "gallery"),
            ('c', "color-panel"),
            ('d', "brush-panel"),
            ('b', "brush-picker"),
        ] {
            page.key(key).await;
            let within = format!(
                "document.getElementById('{sheet}').matches(':popover-open')
                 && document.getElementById('{sheet}').contains(document.activeElement)"
            );
            page.until(sheet, &within).await;
            page.key(ESCAPE).await;
            page.until("it to close", "!document.querySelector(':popover-open')").await;
        }
        // The pointing tool is for the arrow keys, which are the stage's.
        page.run(FOCUS, &[json!("start")]).await;
        page.press(&[SHIFT], 'J').await;
        page.until("the tool", "document.body.dataset.tool === 'point'").await;
        assert_eq!(page.eval("document.activeElement.id").await, json!("stage"));

        page.run("location.hash = '#TElNTgE' + 'x'.repeat(30);", &[]).await;
        page.until("a trouble", "document.querySelector('.toast.trouble')").await;
        page.key(ESCAPE).await;
        page.until("it to leave", "!document.querySelector('.toast')").await;
        // One that is over leaves by itself.
        page.run("location.hash = '#TElNTgE' + 'y'.repeat(30);", &[]).await;
        page.until("a trouble", "document.querySelector('.toast.trouble')").await;
        let link = page.eval("limner.page.link(false, 0, false)").await;
        page.run("location.hash = arguments[0];", &[link]).await;
        page.until("the painting", "document.body.dataset.origin === 'link'").await;
        page.until("it to leave", "!document.querySelector('.toast.trouble')").await;
        page.leave(site).await;
    });
}

#[test]
fn clearing_offers_its_undo() {
    browse(async |site| {
        let page = quiet_page(site).await;
        let painted = page.hash().await;
        page.key(DELETE).await;
        page.told("cleared").await;
        assert_eq!(page.strokes().await[0], 0);
        page.click(".toast[data-code='cleared'] button:not(.dismiss)").await;
        page.until("the strokes to be back", "limner.page.status().strokes.person === 1").await;
        assert_eq!(page.hash().await, painted);

        // Once something else was painted, undo means that: the offer is gone.
        page.key(DELETE).await;
        page.told("cleared").await;
        page.paint(&WAY).await;
        assert_eq!(
            page.eval("document.querySelector('.toast[data-code=cleared]')").await,
            json!(null)
        );
        // In a sheet Delete means no painting.
        page.click("#brush-pick").await;
        page.until("the brushes", "document.querySelector('#brush-picker:popover-open')").await;
        page.key(DELETE).await;
        assert_eq!(page.strokes().await[0], 1);
        page.leave(site).await;
    });
}

#[test]
fn shortcuts_lie_in_the_same_place_where_the_layout_is_not_latin() {
    browse(async |site| {
        let page = quiet_page(site).await;
        let none = || json!({});
        // Cyrillic, Greek, Arabic: E, with B in between.
        for [brush, eraser] in [["и", "у"], ["β", "ε"], ["لا", "ث"], ["נ", "ק"]] {
            press(&page, eraser, "KeyE", none()).await;
            assert_eq!(tool(&page).await, "eraser", "{eraser}");
            press(&page, brush, "KeyB", none()).await;
            assert_eq!(tool(&page).await, "brush", "{brush}");
        }
        press(&page, "я", "KeyZ", json!({ "ctrlKey": true })).await;
        assert_eq!(page.strokes().await[0], 0, "undo");
        press(&page, "Я", "KeyZ", json!({ "ctrlKey": true, "shiftKey": true })).await;
        assert_eq!(page.strokes().await[0], 1, "redo");
        // Signs lie beside the letters: what is "[" elsewhere makes the brush smaller.
        let size = page.eval("document.getElementById('size').value").await;
        press(&page, "х", "BracketLeft", none()).await;
        assert_ne!(page.eval("document.getElementById('size').value").await, size);
        // A Hebrew keyboard has an apostrophe where others have W.
        press(&page, "ק", "KeyE", none()).await;
        press(&page, "'", "KeyW", none()).await;
        page.until("the new painting", "document.getElementById('new-dialog').open").await;
        page.key(ESCAPE).await;
        page.until("it to close", "!document.querySelector('dialog[open]')").await;

        // Latin ones go by the letter: AZERTY's Z lies where others have W, Dvorak's B where they have N.
        press(&page, "z", "KeyW", json!({ "ctrlKey": true })).await;
        assert_eq!(page.strokes().await[0], 0, "undo");
        press(&page, "b", "KeyN", none()).await;
        assert_eq!(tool(&page).await, "brush");
        press(&page, "e", "KeyD", none()).await;
        assert_eq!(tool(&page).await, "eraser");
        // So do their signs: Dvorak has the apostrophe where others have Q.
        let hardness = page.eval("document.getElementById('hardness').value").await;
        press(&page, "'", "KeyQ", none()).await;
        assert_ne!(page.eval("document.getElementById('hardness').value").await, hardness);
        assert_eq!(page.eval("document.getElementById('curves').open").await, json!(false));
        page.leave(site).await;
    });
}

#[test]
fn single_characters_can_be_turned_off_and_stay_off() {
    browse(async |site| {
        let page = quiet_page(site).await;
        assert_eq!(page.eval("document.getElementById('tool-eraser').ariaKeyShortcuts").await, "e");
        page.key('?').await;
        page.until("the dialog", "document.getElementById('help-dialog').open").await;
        page.click("#single-keys").await;
        page.shot("keys").await;
        page.key(ESCAPE).await;
        page.until("it to close", "!document.querySelector('dialog[open]')").await;
        let nothing_happens = async || {
            for key in ['e', 'w', 'm', '?', '1', '['] {
                page.key(key).await;
            }
            assert_eq!(tool(&page).await, "brush");
            let open = "document.querySelector('dialog[open], :popover-open')";
            assert_eq!(page.eval(open).await, json!(null));
            let eraser = "document.getElementById('tool-eraser')";
            assert_eq!(page.eval(&format!("{eraser}.ariaKeyShortcuts")).await, json!(null));
            assert_eq!(page.eval(&format!("{eraser}.title")).await, "Eraser");
        };
        nothing_happens().await;
        page.press(&[CONTROL], 'z').await;
        page.until("the undo", "limner.page.status().strokes.person === 0").await;
        page.saved().await;
        page.reload().await;
        page.ready().await;
        nothing_happens().await;

        // The menu leads back to them.
        page.click("#menu").await;
        page.click("#help").await;
        page.click("#single-keys").await;
        page.key(ESCAPE).await;
        page.until("it to close", "!document.querySelector('dialog[open]')").await;
        page.key('e').await;
        page.until("the eraser", "document.body.dataset.tool === 'eraser'").await;
        page.leave(site).await;
    });
}
