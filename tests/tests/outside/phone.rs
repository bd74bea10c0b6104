//! The page on a phone: everything within reach of a thumb, fingers paint, two of them zoom.

use limner_tests::page::VIOLET;
use limner_tests::{Page, Settings, Viewport, browse};
use serde_json::json;

/// Visible controls that stick out of the window, and whether the page scrolls sideways.
const OUTSIDE: &str = "[
    ...[...document.querySelectorAll('button, input, select, summary')]
        .filter((one) => one.checkVisibility({ visibilityProperty: true }))
        .filter((one) => {
            const { left, right, width } = one.getBoundingClientRect();
            return width > 0 && (left < -0.5 || right > innerWidth + 0.5);
        })
        .map((one) => one.id || one.outerHTML),
    ...(document.documentElement.scrollWidth > innerWidth ? ['the page itself'] : []),
]";

#[test]
fn it_fits_a_phone_and_fingers_paint() {
    browse(async |site| {
        let page =
            Page::visit(site, Settings { viewport: Viewport::PHONE, ..Settings::default() }).await;
        page.partner_paints(30).await;
        page.shot("phone").await;
        assert_eq!(page.eval(OUTSIDE).await, json!([]), "sticks out");

        // Nor while it is replayed, when there is more on the bar.
        page.click("#replay").await;
        page.until("the past", "document.body.hasAttribute('data-past')").await;
        page.click("#replay").await;
        page.until("it to stop", "!document.body.hasAttribute('data-replaying')").await;
        page.shot("phone-replay").await;
        assert_eq!(page.eval(OUTSIDE).await, json!([]), "sticks out of the replay's bar");
        let cut = "[...document.querySelectorAll('#timeline button')]
            .filter((one) => one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight).map((one) => one.id)";
        assert_eq!(page.eval(cut).await, json!([]), "cut off");
        page.click("#now").await;

        // The card rises, and with it the stop.
        page.click("#sheet-partner").await;
        page.until("the card", "document.getElementById('card').checkVisibility({ visibilityProperty: true, opacityProperty: true })").await;
        assert_eq!(page.eval(OUTSIDE).await, json!([]), "sticks out of the card");
        page.shot("phone-partner").await;
        page.click("#start").await;
        page.until("the partner to pause", "limner.page.status().running === false").await;
        page.click("#sheet-tools").await;
        page.until("the rail", "document.getElementById('rail').checkVisibility({ visibilityProperty: true, opacityProperty: true })").await;
        assert_eq!(page.eval(OUTSIDE).await, json!([]), "sticks out of the rail");
        page.shot("phone-tools").await;
        page.choose_color(VIOLET).await;
        page.click("#sheet-tools").await;

        // One finger paints.
        let [width, height] = page.size().await.map(f64::from);
        let way = [[0.2, 0.3], [0.5, 0.35], [0.8, 0.3]].map(|[x, y]| [x * width, y * height]);
        page.finger_paint(&way).await;
        assert!(page.shows(VIOLET, way[1].map(f64::floor)).await);

        // Two zoom and leave no paint.
        let revision = page.status().await["revision"].clone();
        let zoom = "Number(document.body.dataset.zoom)";
        let before = page.eval(zoom).await.as_f64().expect("a zoom");
        let [x, y] = page.screen_from_canvas(&way).await[1];
        let spread = |side: f64| -> Vec<[f64; 2]> {
            (0..8).map(|step| [x + side * (30.0 + 8.0 * f64::from(step)), y]).collect()
        };
        page.touch(&[&spread(-1.0), &spread(1.0)]).await;
        page.until("the zoom", &format!("{zoom} > {}", before * 1.3)).await;
        assert_eq!(page.status().await["revision"], revision);
        page.leave(site).await;
    });
}
