//! Who paints when, and how fast: what the card says is what happens.

use limner_tests::page::SHIFT;
use limner_tests::{Page, Settings, browse};
use serde_json::json;

const BUTTON: &str = "document.querySelector('#start span').textContent";
const PHASE: &str = "document.getElementById('phase').textContent";
/// Sets with how many strokes it answers.
const ANSWER: &str = "const field = document.getElementById('answer-strokes');
    field.value = arguments[0];
    field.dispatchEvent(new Event('change', { bubbles: true }));";
const WAYS: [[[f64; 2]; 2]; 2] = [[[60.0, 60.0], [180.0, 60.0]], [[60.0, 400.0], [180.0, 420.0]]];

#[test]
fn it_answers_with_as_many_strokes_as_the_card_says() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.partner_paints(2).await;
        page.hurry().await;
        page.click("label:has(#turn-answers)").await;
        page.until("the person's turn", &format!("{BUTTON} === 'Stop answering'")).await;
        page.run(ANSWER, &[json!("3")]).await;
        page.until(
            "the number in its name",
            "document.querySelector('label:has(#turn-answers)').textContent.includes('answers 3')",
        )
        .await;
        let mut painted = page.strokes().await[1];
        for way in &WAYS {
            page.paint(way).await;
            page.partner_paints(painted + 3).await;
            page.until("the person's turn", &format!("{PHASE}.startsWith('Your turn')")).await;
            painted += 3;
            assert_eq!(page.strokes().await[1], painted);
            page.until("the words on the button", &format!("{BUTTON} === 'Stop answering'")).await;
        }
        page.shot("answers").await;
        page.click("#start").await;
        page.until("the words on the button", &format!("{BUTTON} === 'Let it answer'")).await;
        page.paint(&WAYS[0]).await;
        page.click("#start").await;
        page.partner_paints(painted + 3).await;

        // As other settings it is remembered, and nothing starts by itself.
        page.saved().await;
        page.reload().await;
        page.ready().await;
        let kept = "(({turn, answer, pace, running}) => [turn, answer, pace, running])(limner.page.status())";
        assert_eq!(page.eval(kept).await, json!(["answers", 3, 0, false]));
        page.until("the words on the button", &format!("{BUTTON} === 'Let it answer'")).await;
        page.leave(site).await;
    });
}

#[test]
fn alone_it_steps_aside_for_the_person() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.until("the partner to have begun", &format!("{BUTTON} === 'Pause'")).await;
        page.click("label:has(#turn-alone)").await;
        page.partner_paints(3).await;
        page.until("the partner to paint", &format!("{BUTTON} === 'Pause'")).await;
        page.paint(&WAYS[0]).await;
        page.until("the words on the button", &format!("{BUTTON} === 'Start'")).await;
        assert_eq!(page.status().await["running"], json!(false));
        page.click("#start").await;
        let painted = page.strokes().await[1];
        page.partner_paints(painted + 3).await;
        page.key('t').await;
        page.until("the next turn", "limner.page.status().turn === 'answers'").await;
        page.leave(site).await;
    });
}

#[test]
fn a_first_visit_is_slow_enough_to_join_until_the_person_chooses() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.partner_paints(1).await;
        page.paint(&WAYS[1]).await;
        let pace = "(({pace, ownPace}) => [pace, ownPace])(limner.page.status())";
        assert_eq!(page.eval(pace).await, json!([4, true]));
        let said = "document.getElementById('pace-value').textContent";
        page.until(
            "the words beside the slider",
            &format!("{said} === 'its own: 4 strokes a second'"),
        )
        .await;
        // Nobody joins: it quickens, and the slider with it.
        page.until("it to quicken", "limner.page.status().pace > 4").await;
        page.until(
            "the words beside the slider",
            &format!("{said} === 'its own: 10 strokes a second'"),
        )
        .await;
        page.paint(&WAYS[0]).await;
        assert_eq!(page.eval(pace).await, json!([4, true]));
        page.until("the slider to follow", &format!("{said} === 'its own: 4 strokes a second'"))
            .await;
        page.press(&[SHIFT], '<').await;
        assert_eq!(page.eval(pace).await, json!([2, false]));
        page.saved().await;
        page.reload().await;
        page.ready().await;
        assert_eq!(page.eval(pace).await, json!([2, false]));
        page.leave(site).await;
    });
}

#[test]
fn where_motion_is_to_be_reduced_it_waits_to_be_started() {
    browse(async |site| {
        let before = "const real = window.matchMedia.bind(window);
            window.matchMedia = (query) =>
                query.includes('prefers-reduced-motion') ? { matches: query.includes('reduce)'), addEventListener() {} } : real(query);";
        let page =
            Page::visit(site, Settings { before: before.into(), ..Settings::default() }).await;
        page.until("the picture", "limner.page.status().target").await;
        page.until("the words on the button", &format!("{BUTTON} === 'Start'")).await;
        let status = page.status().await;
        assert_eq!((&status["phase"], &status["running"]), (&json!("waiting"), &json!(false)));
        assert_eq!(page.strokes().await, [0, 0]);
        page.click("#start").await;
        page.partner_paints(1).await;
        page.leave(site).await;
    });
}
