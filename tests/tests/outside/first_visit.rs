//! What a first-time visitor sees: the page under any path, a partner that has begun, and a canvas to
//! paint on at once.

use limner_tests::page::{SHIFT, VIOLET};
use limner_tests::site::BASE;
use limner_tests::{Page, Settings, browse};

#[test]
fn the_partner_has_begun_and_the_person_can_join_in() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        let first =
            page.until("the partner's first stroke", "document.body.dataset.firstPartnerStrokeMs");
        println!("navigation to first partner stroke: {} ms", first.await.as_str().unwrap_or("?"));
        assert!(site.visits().iter().all(|visit| visit.path.starts_with(BASE)));

        // Both paint at once.
        page.choose_color(VIOLET).await;
        let partners = page.strokes().await[1];
        page.paint(&[[60.0, 60.0], [120.0, 90.0], [180.0, 60.0]]).await;
        page.partner_paints(partners + 1).await;
        let [person, partner] = page.strokes().await;
        assert_eq!(person, 1);
        for (id, strokes) in [("strokes-person", person), ("strokes-partner", partner)] {
            let shown = format!("Number(document.getElementById('{id}').textContent) >= {strokes}");
            page.until("the figures on the card", &shown).await;
        }

        page.hurry().await;
        page.until("a figure for the likeness", "limner.page.status().psnr").await;
        let before = page.status().await["psnr"].as_f64().expect("decibels");
        page.partner_paints(150).await;
        page.until(
            "the invitation to go",
            "document.getElementById('hint').hasAttribute('data-gone')",
        )
        .await;
        let after = page.status().await["psnr"].as_f64().expect("decibels");
        let script = "Array.from(limner.scriptMs).filter((ms) => ms > 0).sort((a, b) => a - b)";
        let frames = page.eval(script).await;
        let frames = frames.as_array().expect("a list of times");
        println!(
            "script in a frame, p95: {:.1} ms",
            frames[frames.len() * 95 / 100].as_f64().unwrap_or(0.0)
        );
        assert!(after > before, "the likeness went from {before} to {after} dB");
        if limner_tests::places::shots().is_some() {
            // The picture in the README: far enough to show what comes of it, with its plans.
            page.partner_paints(500).await;
            for _ in 0..3 {
                page.press(&[SHIFT], '<').await;
            }
            page.hover([700.0, 30.0]).await;
            page.until("some outlines", "limner.partner.proposals().length >= 30").await;
            page.shot("page").await;
        }
        page.leave(site).await;
    });
}

#[test]
fn the_partner_stops_at_once_and_steps_when_told() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.partner_paints(3).await;
        page.click("#start").await;
        page.until("the partner to pause", "limner.page.status().running === false").await;
        let [_, painted] = page.strokes().await;
        for step in 1..=3 {
            page.click("#step").await;
            page.partner_paints(painted + step).await;
        }
        page.until("outlines of its next strokes", "limner.partner.proposals().length > 0").await;
        page.shot("paused").await;
        assert_eq!(page.strokes().await[1], painted + 3, "it painted on while paused");

        let after = painted + 3;

        page.key('u').await;
        let taken_back = format!("limner.page.status().strokes.partner === {}", after - 1);
        page.until("its last stroke to be taken back", &taken_back).await;
        page.leave(site).await;
    });
}
