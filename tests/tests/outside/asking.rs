//! Which of these? The partner asks, the person answers by key, click or not at all, and painting goes on.

use limner_tests::page::ESCAPE;
use limner_tests::{Page, Settings, browse};
use serde_json::{Value, json};

/// Whether a question is seen, large or small.
const SEEN: &str = "document.getElementById('question').checkVisibility()";
/// Whether it is large enough to be answered.
const LARGE: &str = "document.getElementById('question-same').checkVisibility()";
/// Windows: a small laptop, a large screen, a phone upright and on its side, a laptop at 200 %.
const WINDOWS: [[u32; 2]; 5] = [[1280, 720], [1920, 1080], [390, 844], [844, 390], [640, 360]];

async fn judged(page: &Page) -> u64 {
    page.status().await["judged"].as_u64().expect("a number")
}

/// Waits until a question is seen for long enough to be answered by a key.
async fn until_asked(page: &Page) {
    page.until("a question", LARGE).await;
    // Keys are not taken for answers in the first moment.
    tokio::time::sleep(std::time::Duration::from_millis(800)).await;
}

/// Wants to be asked, and once more where there was nothing to choose between.
async fn be_asked(page: &Page) {
    let looked = format!("{LARGE} || limner.page.status().asking === 'nothing'");
    for _ in 0..5 {
        page.key('q').await;
        page.until("a question, or that there is none", &looked).await;
        if page.eval(LARGE).await == json!(true) {
            return until_asked(page).await;
        }
    }
    panic!("five times there was nothing to ask");
}

async fn until_answered(page: &Page, judged: u64) {
    page.until("the question to go", &format!("!{SEEN}")).await;
    let heard = format!("limner.page.status().judged === {judged}");
    page.until("the answer to be heard", &heard).await;
}

#[test]
fn a_question_is_answered_by_keys_and_clicks_while_painting_goes_on() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.partner_paints(12).await;
        until_asked(&page).await;
        page.shot("question").await;

        // Four pictures that differ, none of them plain.
        let pictures = "[...document.querySelectorAll('#question-options canvas')].map((one) => {
            const { width, height } = one;
            const { data } = one.getContext('2d').getImageData(0, 0, width, height);
            return [new Set(new Uint32Array(data.buffer)).size > 16, one.toDataURL()]; })";
        let pictures = page.eval(pictures).await;
        let pictures = pictures.as_array().expect("pictures");
        assert_eq!(pictures.len(), 4);
        for (i, picture) in pictures.iter().enumerate() {
            assert_eq!(picture[0], json!(true), "picture {i} is plain");
            assert!(pictures[..i].iter().all(|other| other[1] != picture[1]), "{i} is as another");
        }
        let said = "document.getElementById('question-said').textContent";
        let words = page.eval(said).await;
        assert!(words.as_str().is_some_and(|words| words.contains("4 strokes")), "{words}");
        let focus = page.eval("document.activeElement.closest('#question')").await;
        assert_eq!(focus, Value::Null, "it takes the focus from what the person does");

        // Painting goes on: the partner's and the person's.
        let painted = page.strokes().await[1];
        page.partner_paints(painted + 8).await;
        page.paint(&[[200.0, 60.0], [260.0, 90.0], [320.0, 60.0]]).await;
        // Who paints finds it small, and its keys are brushes again; a press, and it is large.
        let seen = format!("[{SEEN}, {LARGE}]");
        assert_eq!(page.eval(&seen).await, json!([true, false]));
        page.key('2').await;
        assert_eq!(page.eval(&seen).await, json!([true, false]));
        page.shot("question-small").await;
        page.click("#question-open").await;
        assert_eq!(page.eval(&seen).await, json!([true, true]));
        page.run("document.activeElement.blur()", &[]).await;

        // What the pointer is over is outlined on the canvas.
        let outlined = "(() => { const overlay = document.getElementById('overlay');
            const { data } = overlay.getContext('2d').getImageData(0, 0, overlay.width, overlay.height);
            let white = 0;
            for (let i = 0; i < data.length; i += 4) white += data[i] + data[i + 1] + data[i + 2] + data[i + 3] === 1020;
            return white; })()";
        page.until("no outline", &format!("{outlined} === 0")).await;
        page.run("document.querySelector('#question-options button').focus()", &[]).await;
        let lines = page.eval(outlined).await;
        assert!(lines.as_u64().is_some_and(|lines| lines > 8), "{lines}");

        // By keys and by clicks; the keys mean brushes and a no again when it is gone.
        page.key('2').await;
        until_answered(&page, 1).await;
        let focus = page.eval("document.activeElement.id").await;
        assert_eq!(focus, json!("stage"), "the focus goes back to the painting");
        page.pause().await;
        for (judged, how) in
            [(2, "0"), (3, "n"), (4, "#question-options button"), (5, "#question-same")]
        {
            be_asked(&page).await;
            match how.chars().next() {
                Some('#') => page.click(how).await,
                Some(key) => page.key(key).await,
                None => unreachable!(),
            }
            until_answered(&page, judged).await;
        }
        for how in [None, Some("#question-skip")] {
            be_asked(&page).await;
            match how {
                Some(button) => page.click(button).await,
                None => page.key(ESCAPE).await,
            }
            page.until("the question to go", &format!("!{SEEN}")).await;
        }
        assert_eq!(judged(&page).await, 5, "who skips has said nothing");
        page.key('n').await;
        page.until("the no to be heard", "limner.page.status().judged === 6").await;

        // A new painting knows nothing of the old one's question.
        be_asked(&page).await;
        page.begin_new(320, 240, "stone").await;
        page.until("the question to go", &format!("!{SEEN}")).await;
        page.leave(site).await;
    });
}

#[test]
fn who_wants_no_questions_is_asked_none_and_that_is_kept() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.run(
            "document.getElementById('manner').open = true; document.getElementById('asks').click();",
            &[],
        )
        .await;
        page.hurry().await;
        page.partner_paints(60).await;
        page.saved().await;
        page.reload().await;
        page.ready().await;
        assert_eq!(page.status().await["asks"], json!(false));
        assert_eq!(page.status().await["question"], Value::Null);
        page.leave(site).await;
    });
}

#[test]
fn a_question_covers_neither_pause_nor_judge_and_is_easily_hit() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.partner_paints(6).await;
        page.pause().await;
        page.run("limner.partner.ask()", &[]).await;
        until_asked(&page).await;
        // It stays large for who turns to it.
        page.run("document.querySelector('#question-options button').focus()", &[]).await;
        for [width, height] in WINDOWS {
            let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
            page.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
            let there = format!("innerWidth === {width} && innerHeight === {height}");
            page.until("the window's size", &there).await;
            page.still().await;
            page.shot(&format!("question-{width}x{height}")).await;
            let least = if width < 900 || height < 600 { 44 } else { 40 };
            let faults = page
                .run(
                    "const box = (one) => one.getBoundingClientRect();
                     const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
                     const card = box(document.getElementById('question'));
                     const faults = ['start', 'step', 'no', 'yes', 'dock', 'timeline', 'top', 'rail']
                         .map((id) => document.getElementById(id))
                         .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
                         .filter((one) => !apart(box(one), card)).map((one) => `it lies over ${one.id}`);
                     if (card.left < 0 || card.top < 0 || card.right > innerWidth || card.bottom > innerHeight) faults.push('it sticks out');
                     const buttons = [...document.querySelectorAll('#question button')].filter((one) => one.checkVisibility());
                     if (buttons.length !== 6) faults.push(`${buttons.length} buttons`);
                     for (const one of buttons) {
                         const { left, top, right, bottom, width, height } = box(one);
                         if (Math.min(width, height) < arguments[0]) faults.push(`${one.id || 'an option'}: ${width} × ${height}`);
                         if (left < card.left || top < card.top || right > card.right || bottom > card.bottom) faults.push('a button sticks out');
                     }
                     return faults;",
                    &[json!(least)],
                )
                .await;
            assert_eq!(faults, json!([]), "at {width} × {height}");
        }
        page.leave(site).await;
    });
}
