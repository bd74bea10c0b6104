//! A painting on the GPU: it follows a log as [`limner_core::Painting`] does, with the same pixels.

use std::sync::Arc;

use limner_core::dab::Dab;
use limner_core::walk::Walker;
use limner_core::{
    Arrangement, Brush, Coverage, Entry, Ink, Log, Path, Place, Sample, Snapshots, Stroke,
};

use crate::{Error, Gpu, GpuCanvas, Snapshot};

/// A log and the canvas that follows from it, on the GPU, with a stroke in progress over it.
#[derive(Debug)]
pub struct GpuPainting {
    arrangement: Arrangement,
    canvas: GpuCanvas,
    /// The canvas, without the stroke in progress, holds this many of the first strokes.
    drawn: usize,
    empty: Snapshot,
    snapshots: Snapshots<Snapshot>,
    live: Option<Live>,
}

/// A stroke in progress, laid over the canvas.
#[derive(Debug)]
struct Live {
    brush: Brush,
    place: Place,
    /// The stroke as it was given last.
    stroke: Stroke,
    walker: Walker,
    /// All of the stroke's dabs so far.
    dabs: Vec<Dab>,
    /// The canvas without the stroke.
    base: Snapshot,
    /// The canvas with the stroke's first dabs, and how many they are: where those to come are laid on them.
    steady: Option<(Snapshot, usize)>,
}

impl GpuPainting {
    /// A log of which nothing is drawn yet.
    pub fn new(gpu: &Gpu, log: &Log) -> Result<Self, Error> {
        let canvas = GpuCanvas::new(gpu, log.header().width, log.header().height)?;
        Ok(Self {
            arrangement: Arrangement::of(log, log.revision())?,
            snapshots: Snapshots::default(),
            empty: canvas.snapshot(),
            canvas,
            drawn: 0,
            live: None,
        })
    }

    /// The log.
    #[must_use]
    pub fn log(&self) -> &Log {
        self.arrangement.log()
    }

    /// Pixels as far as they are drawn.
    pub fn canvas(&mut self) -> &mut GpuCanvas {
        &mut self.canvas
    }

    /// Takes the log's next entries, to be drawn by [`GpuPainting::catch_up`].
    pub fn append(&mut self, entries: Vec<Entry>) -> Result<(), Error> {
        for Entry { dt_ms, op } in entries {
            let (_, from) = self.arrangement.push(dt_ms, op, |_, _| Ok(()))?;
            if let Some(place) = from.filter(|place| *place < self.drawn) {
                self.go_back_to(place);
            }
        }
        Ok(())
    }

    /// Whether strokes wait to be drawn.
    #[must_use]
    pub fn is_behind(&self) -> bool {
        self.drawn < self.arrangement.strokes().len()
    }

    /// Whether the canvas is the log's, without a stroke in progress.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        !self.is_behind() && self.live.is_none()
    }

    /// Draws the strokes that wait, one by one while `advance` says so. Returns whether it drew any.
    pub fn catch_up(&mut self, mut advance: impl FnMut() -> bool) -> Result<bool, Error> {
        if !self.is_behind() {
            return Ok(false);
        }
        self.lift();
        while self.is_behind() && advance() {
            if let Some((stroke, brush, place)) = self.arrangement.to_draw(self.drawn) {
                self.canvas.draw(stroke, brush, place)?;
            }
            self.drawn += 1;
            let newest = self.arrangement.strokes().len();
            self.snapshots.offer(self.drawn, newest, || self.canvas.snapshot());
        }
        Ok(true)
    }

    /// Draws a stroke in progress over all else, or none any more. `ahead` are samples that are only
    /// guessed: they are drawn, and gone with the next call. Returns whether anything changed.
    pub fn draw_live(
        &mut self,
        live: Option<(Stroke, Brush, Place)>,
        ahead: &[Sample],
    ) -> Result<bool, Error> {
        let Some((stroke, brush, place)) = live else { return Ok(self.lift()) };
        let same = |live: &&mut Live| live.brush == brush && live.place == place;
        let grown = self.live.as_mut().filter(same).is_some_and(|live| live.goes_on_as(&stroke));
        if !grown {
            self.lift();
            let base = self.canvas.snapshot();
            let walker = Walker::of(&stroke, &brush, place.seed);
            let begun = Stroke { path: path_of(&stroke), ..stroke.clone() };
            let dabs = Vec::new();
            let mut live = Live { brush, place, stroke: begun, walker, dabs, base, steady: None };
            live.goes_on_as(&stroke);
            self.live = Some(live);
        }
        let Some(live) = &mut self.live else { return Ok(false) };
        live.lay(&mut self.canvas, ahead)?;
        Ok(true)
    }

    /// Takes the stroke in progress off the canvas; says whether there was one.
    fn lift(&mut self) -> bool {
        let Some(live) = self.live.take() else { return false };
        self.canvas.restore(&live.base);
        true
    }

    fn go_back_to(&mut self, strokes: usize) {
        self.live = None;
        self.snapshots.forget_after(strokes);
        let (held, snapshot) = self.snapshots.before(strokes).unwrap_or((0, &self.empty));
        self.canvas.restore(snapshot);
        self.drawn = held;
    }
}

impl Live {
    /// Walks on to the end of `stroke`, if that is this one grown.
    fn goes_on_as(&mut self, stroke: &Stroke) -> bool {
        let (Some((radius, before)), Some((new_radius, after))) =
            (samples_of(&self.stroke), samples_of(stroke))
        else {
            return false;
        };
        let same = radius == new_radius
            && after.starts_with(before)
            && (self.stroke.color, self.stroke.opacity, self.stroke.coverage)
                == (stroke.color, stroke.opacity, stroke.coverage);
        if same {
            for sample in &after[before.len()..] {
                self.walker.push(sample, radius, |dab| {
                    self.dabs.push(dab);
                    true
                });
            }
            self.stroke = stroke.clone();
        }
        same
    }

    fn lay(&mut self, canvas: &mut GpuCanvas, ahead: &[Sample]) -> Result<(), Error> {
        let ink = Ink::new(&self.stroke, &self.brush, self.place.clock);
        // A wash is one layer, and what smudges begins with its first dab: both are laid whole.
        let goes_on = self.stroke.coverage == Coverage::BuildUp && !ink.smudges;
        let (from, laid) = match &self.steady {
            Some((steady, laid)) if goes_on => (steady, *laid),
            _ => (&self.base, 0),
        };
        canvas.restore(from);
        let mut guessed = Vec::new();
        if let (false, Some((radius, _))) = (ahead.is_empty(), samples_of(&self.stroke)) {
            let mut walker = self.walker.clone();
            // Up to the sample at which there are enough of them.
            let _ = ahead.iter().all(|sample| {
                walker.push(sample, radius, |dab| {
                    guessed.push(dab);
                    guessed.len() < MOST_GUESSED
                })
            });
        }
        if goes_on {
            canvas.lay(&ink, &self.dabs[laid..])?;
            self.steady = Some((canvas.snapshot(), self.dabs.len()));
            canvas.lay(&ink, &guessed)?;
        } else {
            let known = self.dabs.len();
            self.dabs.append(&mut guessed);
            let laid = canvas.lay(&ink, &self.dabs);
            self.dabs.truncate(known);
            laid?;
        }
        Ok(())
    }
}

/// Dabs drawn on a guess, at most.
const MOST_GUESSED: usize = 512;

fn samples_of(stroke: &Stroke) -> Option<(i32, &[Sample])> {
    match &stroke.path {
        Path::Samples { radius, samples } => Some((*radius, samples)),
        Path::Bezier { .. } => None,
    }
}

/// The path of a stroke before its first sample.
fn path_of(stroke: &Stroke) -> Path {
    let radius = samples_of(stroke).map_or(0, |(radius, _)| radius);
    Path::Samples { radius, samples: Arc::default() }
}
