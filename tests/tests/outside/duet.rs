//! The duet without a picture: the partner waits for a drawing, answers it in its colours, says how, and can say why.

use limner_core::Author;
use limner_tests::page::SHIFT;
use limner_tests::{Page, Settings, browse};
use serde_json::json;

#[test]
fn without_a_picture_a_drawing_is_answered_and_it_says_how() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.pause().await;
        page.begin_new(400, 300, "stone").await;
        page.run("limner.partner.chooseNone();", &[]).await;
        page.until("no picture", "document.body.dataset.target === 'none'").await;
        page.click("#start").await;
        page.until("it to wait", "limner.page.status().phase === 'no_target'").await;
        assert_eq!(page.strokes().await[1], 0, "there is nothing to answer");
        page.run("limner.hand.setBrush(4, 0.9, 0.8, false, false);", &[]).await;
        // A closed shape, with a smaller one in it on one side.
        page.run(
            "window.said = []; setInterval(() => said.push(document.getElementById('phase').textContent), 20);",
            &[],
        )
        .await;
        page.paint(&[[80.0, 60.0], [320.0, 60.0], [320.0, 240.0], [80.0, 240.0], [80.0, 60.0]])
            .await;
        page.paint(&[
            [120.0, 100.0],
            [160.0, 100.0],
            [160.0, 140.0],
            [120.0, 140.0],
            [120.0, 100.0],
        ])
        .await;
        page.until("an answer", "limner.page.status().strokes.partner > 1").await;
        page.until("what it says", "said.some((text) => text.startsWith('Its answer: '))").await;
        page.until("its rest", "limner.page.status().phase === 'no_target'").await;
        let last = "document.getElementById('phase').textContent.startsWith('Its last answer: ')";
        page.until("what it did last", last).await;
        // Its colours are the person's or near them: none is grey paper's.
        let log = page.log().await;
        let drawn: u64 = page.strokes().await[0];
        assert_eq!(drawn, 2);
        let answers = page.partners_strokes().await;
        assert!(answers.iter().all(|stroke| stroke.author == Author::Partner));
        assert!(answers.len() < 60, "{} strokes after two", answers.len());
        assert!(log.revision() as usize >= 2 + answers.len());
        page.press(&[SHIFT], 'w').await;
        page.until(
            "why",
            "document.getElementById('why-said').textContent.startsWith('It answers your drawing: ')",
        )
        .await;
        assert_eq!(page.eval("document.getElementById('why-spread').textContent").await, json!(""));
        page.leave(site).await;
    });
}
