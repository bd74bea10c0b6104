//! For hands, eyes and ears of every kind: names, keys and targets of a size.

use std::collections::BTreeSet;

use limner_tests::page::ESCAPE;
use limner_tests::{Page, Settings, Viewport, browse};
use serde_json::Value;

/// What can be pressed, moved or typed into.
const CONTROLS: &str = "button, input, select, summary, textarea, a[href]";
/// Smallest side of a target, in CSS pixels; half a pixel is forgiven.
const TARGET_PX: f64 = 39.5;

/// Of each control: whether it is there (behind a dialog nothing is), what it is, the smaller side of what can be hit (a label
/// belongs to it), and whether the Tab key gets there.
const MEASURE: &str = "[...document.querySelectorAll(arguments[0])].map((one) => {
    const boxes = [one, one.closest('label')].filter(Boolean).map((box) => box.getBoundingClientRect());
    const side = (low, high) => Math.max(...boxes.map((box) => box[high])) - Math.min(...boxes.map((box) => box[low]));
    return {
        there: one.checkVisibility({ visibilityProperty: true }) && boxes[0].width > 0
            && (one.closest('dialog') !== null || !document.querySelector('dialog[open]')),
        what: one.id || one.closest('[id]')?.id + ' ' + one.outerHTML.slice(0, 90),
        least: Math.min(side('left', 'right'), side('top', 'bottom')),
        tab: one.tabIndex >= 0,
    };
})";

#[test]
fn every_control_has_a_name_and_is_large_enough() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.partner_paints(3).await;
        page.pause().await;
        page.key('n').await;
        page.until("the no to be heard", "limner.page.status().judged > 0").await;
        for word in ["long", "cool"] {
            page.run(&format!("limner.partner.editBelief('{word}', 'ask');"), &[]).await;
        }
        page.until("the chips", "document.querySelectorAll('#beliefs button').length >= 2").await;
        for press in [
            "#taste > summary",
            "#keep-taste",
            "#toasts .dismiss",
            "#mood > summary",
            "#beliefs button",
        ] {
            page.run("document.querySelector(arguments[0]).click();", &[press.into()]).await;
        }
        page.until("the list", "document.querySelector('#said li')").await;
        let mut faults = BTreeSet::new();
        look(&page, "the page", &mut faults).await;
        for opener in
            ["#color-button", "#brush-pick", "#brush-more", "#share", "#menu", "#target-button"]
        {
            page.click(opener).await;
            page.until("it to open", "document.querySelector(':popover-open')").await;
            look(&page, opener, &mut faults).await;
            page.shot(&format!("open{}", opener.replace('#', "-"))).await;
            page.key(ESCAPE).await;
            page.until("it to close", "!document.querySelector(':popover-open')").await;
        }
        for (key, dialog) in [('w', "new"), ('?', "help")] {
            page.key(key).await;
            page.until("the dialog", &format!("document.getElementById('{dialog}-dialog').open"))
                .await;
            look(&page, dialog, &mut faults).await;
            page.shot(&format!("dialog-{dialog}")).await;
            page.key(ESCAPE).await;
            page.until("it to close", "!document.querySelector('dialog[open]')").await;
        }
        assert!(faults.is_empty(), "{faults:#?}");
        page.leave(site).await;
    });
}

#[test]
fn so_it_is_on_a_phone() {
    browse(async |site| {
        let page =
            Page::visit(site, Settings { viewport: Viewport::PHONE, ..Settings::default() }).await;
        page.partner_paints(1).await;
        let mut faults = BTreeSet::new();
        look(&page, "the page", &mut faults).await;
        for sheet in ["#sheet-tools", "#sheet-partner"] {
            page.click(sheet).await;
            page.until(
                "the sheet",
                &format!("document.querySelector('{sheet}').ariaExpanded === 'true'"),
            )
            .await;
            look(&page, sheet, &mut faults).await;
        }
        assert!(faults.is_empty(), "{faults:#?}");
        page.leave(site).await;
    });
}

#[test]
fn the_keys_are_shown_on_a_question_mark() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.key('?').await;
        page.until("the dialog", "document.getElementById('help-dialog').open").await;
        let keys = page
            .eval("[...document.querySelectorAll('#shortcuts kbd')].map((key) => key.textContent)")
            .await;
        let keys: Vec<&str> =
            keys.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        for key in ["B", "Y", "N", "Space", "?"] {
            assert!(keys.contains(&key), "{key} is not among {keys:?}");
        }
        page.key(ESCAPE).await;
        page.until("it to close", "!document.getElementById('help-dialog').open").await;

        // Keys work, except where one types.
        page.key('e').await;
        page.until("the eraser", "document.body.dataset.tool === 'eraser'").await;
        page.fill("#painting-name", "bib").await;
        assert_eq!(page.eval("document.body.dataset.tool").await, "eraser");
        page.leave(site).await;
    });
}

/// Adds what is wrong with the controls that are there now.
async fn look(page: &Page, state: &str, faults: &mut BTreeSet<String>) {
    page.still().await;
    let measured = page.run(&format!("return {MEASURE};"), &[CONTROLS.into()]).await;
    let elements = page.find_all(CONTROLS).await;
    let measured = measured.as_array().expect("a list");
    assert_eq!(measured.len(), elements.len(), "the page changed while it was looked at");
    for (control, element) in measured.iter().zip(&elements) {
        if control["there"] != true {
            continue;
        }
        let what = control["what"].as_str().unwrap_or_default();
        let least = control["least"].as_f64().unwrap_or_default();
        if least < TARGET_PX {
            faults.insert(format!("{state}: {what} measures {least:.0} px"));
        }
        if control["tab"] != true {
            faults.insert(format!("{state}: {what} can't be reached with Tab"));
        }
        if page.name_of(element).await.trim().is_empty() {
            faults.insert(format!("{state}: {what} has no name"));
        }
    }
}
