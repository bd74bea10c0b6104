//! What the partner practised is shown, kept over a reload, and gone back to, round by round.

use limner_tests::{Page, Settings, browse};

/// Noes, of which each is worth a dozen steps of rehearsal: enough for two rounds.
const NOES: usize = 4;

#[test]
fn rounds_are_seen_gone_back_to_and_kept_over_a_reload() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.click("#practice > summary").await;
        assert_eq!(page.eval("document.querySelectorAll('#rounds li').length").await, 0);
        page.partner_paints(8).await;
        for _ in 0..NOES {
            let strokes = page.partners_strokes().await.len() as u64;
            page.click("#no").await;
            page.partner_paints(strokes + 8).await;
        }
        // The partner goes on, and rehearses between its strokes.
        page.until("a sheet", "document.getElementById('practice-now').checkVisibility()").await;
        page.until("two rounds", "document.querySelectorAll('#rounds li').length >= 2").await;
        page.pause().await;
        let painted =
            "[...document.querySelectorAll('#practice-sheet, #rounds canvas')].every((canvas) =>
            new Set(canvas.getContext('2d').getImageData(0, 0, 64, 64).data).size > 20)";
        assert_eq!(page.eval(painted).await, true);
        let figures = "[...document.querySelectorAll('#practice-figures b')].every((b) => /\\d/.test(b.textContent))";
        assert_eq!(page.eval(figures).await, true);
        page.shot("rounds").await;

        // Back to the first round: fewer answers are known. The latest is in the list, and forward again.
        let judged = page.status().await["judged"].as_u64().expect("a number");
        page.click("#rounds [data-round='1'] button").await;
        page.told("round_went").await;
        page.until("what was known then", &format!("limner.page.status().judged < {judged}")).await;
        page.until(
            "it to be told",
            "document.querySelector('#rounds [data-round=\"1\"] button').disabled",
        )
        .await;
        // The list is made anew when a round comes: it is pressed where it stands then.
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        page.run("document.querySelector('#rounds li:first-child button').click()", &[]).await;
        page.until("what is known now", &format!("limner.page.status().judged === {judged}")).await;

        // It is kept, beside the taste, and nothing is practised again.
        page.until("all to be told", "limner.page.status().policySteps > 0").await;
        page.until("it to be kept", "Number(document.body.dataset.practised) > 1000").await;
        page.saved().await;
        let steps = page.status().await["policySteps"].clone();
        let rounds = page.eval("limner.practice.rounds().length").await;
        page.reload().await;
        page.ready().await;
        page.until("the steps", &format!("limner.page.status().policySteps === {steps}")).await;
        assert_eq!(page.eval("limner.practice.rounds().length").await, rounds);
        assert_eq!(page.status().await["judged"], judged);
        page.until("the rounds", "document.querySelectorAll('#rounds canvas').length >= 4").await;

        // Reset, it stays reset.
        page.click("#taste > summary").await;
        page.click("#revert").await;
        page.until("the shipped skill", "limner.page.status().policySteps === 0").await;
        page.until("that to be told", "limner.practice.practised().length < 400").await;
        page.until("it to be kept", "Number(document.body.dataset.practised) < 400").await;
        page.reload().await;
        page.ready().await;
        page.until("what is known", &format!("limner.page.status().judged === {judged}")).await;
        assert_eq!(page.status().await["policySteps"], 0);
        page.leave(site).await;
    });
}
