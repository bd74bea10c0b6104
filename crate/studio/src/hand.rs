//! The person's hand: what it holds, and the stroke under its pointer.
//!
//! A hand paints on the [`Document`] that it is given with each event, and returns the [`Effects`].

use limner_core::{Brush, Canvas, Error, Path, Place, Rect, Sample, Stroke};

use crate::brushes;
use crate::document::Document;
use crate::effects::Effects;
use crate::halves::{halfway, halves, rest};
use crate::live::{Drawn, Full, LiveStroke};
use crate::pointer::{Report, Smoother};
use crate::stabiliser::{self, Stabiliser};
use crate::tools::{Held, Tools};

/// Reports that a guess of the pointer's way may have.
const MAX_GUESSED: usize = 16;

/// The person's hand.
#[derive(Clone, Debug, Default)]
pub struct Hand {
    /// The tool, the brush, how it is held, and the colour: for the next stroke.
    pub tools: Tools,
    /// How the line is steadied: from the next stroke on.
    pub stabiliser: stabiliser::Kind,
    pen: Option<Pen>,
}

impl Hand {
    /// Whether a stroke is in progress.
    #[must_use]
    pub fn is_painting(&self) -> bool {
        self.pen.is_some()
    }

    /// The stroke in progress with its brush and place, for a host that draws it.
    #[must_use]
    pub fn live_stroke(&self) -> Option<(Stroke, Brush, Place)> {
        let live = &self.pen.as_ref()?.live;
        Some((live.stroke()?, live.held().choice.brush, live.place()))
    }

    /// Where the stroke in progress would go if these reports, which are guesses, came next: a stroke
    /// of that part alone, to be drawn ahead of the pointer and forgotten.
    #[must_use]
    pub fn guess(&self, reports: &[Report]) -> Option<Stroke> {
        let pen = self.pen.as_ref()?;
        let mut stroke = pen.live.stroke()?;
        let (mut stabiliser, mut smoother) = (pen.stabiliser.clone(), pen.smoother.clone());
        let mut ahead = Vec::new();
        for report in reports.iter().take(MAX_GUESSED).filter_map(|report| report.sane()) {
            if let Some(report) = stabiliser.push(report) {
                smoother.push(report, |sample| ahead.push(sample));
            }
        }
        let Path::Samples { samples, .. } = &mut stroke.path else { return None };
        *samples = ahead.into();
        (!samples.is_empty()).then_some(stroke)
    }

    /// The painting with the stroke in progress, if there is one.
    pub(crate) fn canvas(&self) -> Option<&Canvas> {
        self.pen.as_ref().map(|pen| pen.live.canvas())
    }

    /// Begins a stroke at a sane report.
    pub(crate) fn begin(
        &mut self,
        report: Report,
        drawn: Drawn,
        document: &mut Document,
    ) -> Effects {
        let held = self.tools.held(document.painting().log().brushes());
        let (smoother, first) = Smoother::new(report);
        let place = document.place_with(&held.choice);
        let live = LiveStroke::new(document.painting().canvas(), held, place, drawn);
        let stabiliser = Stabiliser::new(self.stabiliser, report);
        let mut effects = Effects::default();
        let pen = self.pen.insert(Pen { stabiliser, smoother, live });
        pen.push(&[first], document, &mut effects);
        pen.draw(document, &mut effects);
        effects
    }

    /// Takes the stroke in progress through several places and draws it once; the document's clock
    /// follows the reports.
    pub(crate) fn extend(&mut self, reports: &[Report], document: &mut Document) -> Effects {
        let mut effects = Effects::default();
        for report in reports {
            document.advance(report.time_ms);
            if let (Some(pen), Some(report)) = (&mut self.pen, report.sane()) {
                pen.trace(|stabiliser| stabiliser.push(report), document, &mut effects);
            }
        }
        if let Some(pen) = &mut self.pen {
            pen.draw(document, &mut effects);
        }
        effects
    }

    /// Paints on with a brush that does so while it is held still.
    pub(crate) fn hold(&mut self, now_ms: f64, document: &mut Document) -> Effects {
        let mut effects = Effects::default();
        let Some(pen) = &mut self.pen else { return effects };
        if pen.live.held().choice.brush.dabs_per_second > 0
            && let Some(sample) = pen.smoother.hold(now_ms)
        {
            pen.push(&[sample], document, &mut effects);
            pen.draw(document, &mut effects);
        }
        effects
    }

    /// Makes the stroke in progress a part of the painting.
    pub(crate) fn finish(&mut self, document: &mut Document) -> Effects {
        let mut effects = Effects::default();
        let Some(mut pen) = self.pen.take() else { return effects };
        pen.trace(Stabiliser::finish, document, &mut effects);
        let mut samples = Vec::new();
        pen.smoother.finish(|sample| samples.push(sample));
        pen.push(&samples, document, &mut effects);
        pen.commit(document, &mut effects);
        effects
    }

    /// Drops the stroke in progress; returns the pixels that showed it, or `None` without a stroke.
    pub(crate) fn cancel(&mut self, document: &Document) -> Option<Rect> {
        let live = self.pen.take()?.live;
        Some(match live.drawn() {
            Drawn::Here => live.canvas().changed_since(document.painting().canvas()),
            Drawn::Elsewhere => Rect::EMPTY,
        })
    }

    /// Draws the stroke in progress here from now on, where the host drew it so far.
    pub(crate) fn draw_here(&mut self, document: &Document) {
        if let Some(pen) = &mut self.pen
            && pen.live.drawn() == Drawn::Elsewhere
        {
            pen.live = pen.live.here(document.painting().canvas());
        }
    }
}

/// A stroke under the pointer, from its reports to the log.
#[derive(Clone, Debug)]
struct Pen {
    stabiliser: Stabiliser,
    smoother: Smoother,
    live: LiveStroke,
}

impl Pen {
    /// Goes on to where the stabiliser lets the stroke.
    fn trace(
        &mut self,
        steady: impl FnOnce(&mut Stabiliser) -> Option<Report>,
        document: &mut Document,
        effects: &mut Effects,
    ) {
        let Some(report) = steady(&mut self.stabiliser) else { return };
        let mut samples = Vec::new();
        self.smoother.push(report, |sample| samples.push(sample));
        self.push(&samples, document, effects);
    }

    /// Adds samples. Where the stroke is full, it ends and the next goes on from its last sample; a way
    /// that alone is more than a stroke may be is gone in parts.
    fn push(&mut self, samples: &[Sample], document: &mut Document, effects: &mut Effects) {
        for sample in samples {
            // The nearest last.
            let mut ahead = vec![*sample];
            while let Some(next) = ahead.pop() {
                if self.live.push(next).is_ok() {
                    continue;
                }
                if self.live.samples() > 1 {
                    self.commit(document, effects);
                    self.go_on_as_another(document);
                    ahead.push(next);
                } else if let Some(half) = self.live.last().and_then(|last| halfway(&last, &next)) {
                    ahead.extend([rest(&half, &next), half]);
                } else {
                    effects.refuse(&Error::of_one_stroke());
                }
            }
        }
    }

    /// Makes seen what was pushed.
    fn draw(&mut self, document: &Document, effects: &mut Effects) {
        effects.touch(self.live.draw(document.painting().canvas()));
    }

    /// Begins a new stroke in progress where the one before ended.
    fn go_on_as_another(&mut self, document: &Document) {
        let (held, last) = (self.live.held(), self.live.last());
        let painting = document.painting();
        let choice = brushes::choose(painting.log().brushes(), &held.choice.brush);
        let place = document.place_with(&choice);
        let held = Held { choice, ..held };
        self.live = LiveStroke::new(painting.canvas(), held, place, self.live.drawn());
        if let Some(last) = last {
            // It was taken before and is again; where it isn't, a stroke without samples begins.
            let _: Result<(), Full> = self.live.push(Sample { dt_ms: 0, ..last });
        }
    }

    /// Puts the stroke in progress on the log. What can't be put there disappears from the canvas; one that lies
    /// all beside the canvas is none.
    fn commit(&mut self, document: &mut Document, effects: &mut Effects) {
        let Some(mut stroke) = self.live.stroke().filter(|_| !self.live.is_beside()) else {
            return;
        };
        effects.touch(self.live.finish(document.painting().canvas()));
        let here = self.live.drawn() == Drawn::Here;
        let (shown, held, place) = (self.live.canvas(), self.live.held(), self.live.place());
        let painted = document.take_brush(&held.choice.brush).and_then(|choice| {
            stroke.brush = choice.index;
            stroke.coverage = choice.brush.coverage;
            let as_seen =
                choice.brush == held.choice.brush && place == document.painting().next_place();
            paint(document, stroke).map(|whole| whole && as_seen)
        });
        // The painting draws the very pixels that are shown, unless something was written to the log
        // while the pointer was down: a judgement, for instance.
        if here && painted != Ok(true) {
            effects.touch(document.painting().canvas().changed_since(shown));
        }
        match painted {
            Ok(_) => effects.painted = true,
            Err(error) => effects.refuse(&error),
        }
    }
}

/// Paints a stroke, and says whether it stayed one. The painting may count more of it than the hand did,
/// where something else was written while the pointer was down: its jitter is another then.
fn paint(document: &mut Document, stroke: Stroke) -> Result<bool, Error> {
    match document.paint(stroke.clone()) {
        Ok(_) => Ok(true),
        Err(error) if error.is_of_one_stroke() => {
            let [first, second] = halves(&stroke).ok_or(error)?;
            paint(document, first)?;
            paint(document, second)?;
            Ok(false)
        }
        Err(error) => Err(error),
    }
}
