//! What is seen of a painting: now or an earlier moment, of both authors or of one, and which pixels of
//! it a host has yet to draw. It is a way of looking: the log knows nothing of it.

#![expect(clippy::cast_possible_truncation, reason = "a cast of a float saturates")]

use limner_core::snapshots::Shares;
use limner_core::{Canvas, Error, Painting, Past, Rect, Rgb8, work};

use crate::authors::{Alone, Shown, fade};
use crate::live::Drawn;
use crate::screen::{Frame, Screen};

/// How much is drawn at once of a moment that is gone to.
const AT_ONCE: u64 = 8 * work::PER_MS;
/// The rest is drawn in parts of this, while a frame has time.
const PART: u64 = work::PER_MS;

/// The way in which a painting is looked at.
#[derive(Clone, Debug, Default)]
pub struct View {
    past: Option<Past>,
    authors: Shown,
    /// The canvas of one author, where `authors` needs it.
    alone: Option<Alone>,
    drawn: Drawn,
    /// The painting as it was before a change that is still being drawn.
    held: Option<Canvas>,
    screen: Screen,
}

/// What a host is to show: a canvas, or two and how strong the first is.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    canvas: &'a Canvas,
    under: Option<(&'a Canvas, u8)>,
    paper: Rgb8,
}

impl View {
    /// Whose strokes are seen.
    #[must_use]
    pub fn authors(&self) -> Shown {
        self.authors
    }

    /// The revision that is looked at, where it is not the present one.
    #[must_use]
    pub fn revision(&self) -> Option<u32> {
        self.past.as_ref().map(Past::revision)
    }

    /// Whether what is to be seen is the painting as it is now, all of it: what a host can draw from
    /// the log.
    #[must_use]
    pub fn is_present(&self) -> bool {
        self.past.is_none() && self.authors == Shown::Both
    }

    /// Who draws the painting for the eye.
    pub(crate) fn drawn(&self) -> Drawn {
        self.drawn
    }

    /// Hands the drawing for the eye over.
    pub(crate) fn set_drawn(&mut self, drawn: Drawn) {
        self.drawn = drawn;
    }

    /// Whether pixels must follow the log at once, because they are looked at.
    pub(crate) fn is_eager(&self) -> bool {
        self.drawn == Drawn::Here || self.authors != Shown::Both
    }

    /// What is seen, where `present` is the canvas as it is now.
    pub(crate) fn seen<'a>(&'a self, present: &'a Canvas, paper: Rgb8) -> Seen<'a> {
        let canvas = match (&self.past, self.authors, &self.alone) {
            (Some(past), ..) => past.canvas(),
            (None, Shown::Only(_), Some(alone)) => alone.canvas(),
            (None, ..) => self.held.as_ref().unwrap_or(present),
        };
        let under = match (self.authors, &self.alone) {
            (Shown::Faded(strength), Some(alone)) => Some((alone.canvas(), strength)),
            _ => None,
        };
        Seen { canvas, under, paper }
    }

    /// Bytes that are kept to be looked at, beside the painting's own.
    #[must_use]
    pub fn bytes_kept(&self, painting: &Painting) -> usize {
        let canvases = self.held.iter().chain(self.alone.iter().map(Alone::canvas));
        let own: usize = canvases.map(|canvas| canvas.bytes_not_in(painting.canvas())).sum();
        own + self.past.as_ref().map_or(0, |past| past.bytes_kept(painting))
    }

    /// Goes on showing the painting as it was, where what it has become is still being drawn.
    pub(crate) fn hold(&mut self, before: Canvas, painting: &Painting) {
        if self.is_eager() && painting.is_behind() {
            self.held.get_or_insert(before);
        }
    }

    /// Shows the painting as it is again, once all of it is drawn. Returns the pixels that changed.
    pub(crate) fn release(&mut self, painting: &Painting) -> Rect {
        match self.held.take() {
            Some(before) if painting.is_behind() => {
                self.held = Some(before);
                Rect::EMPTY
            }
            Some(before) => painting.canvas().changed_since(&before),
            None => Rect::EMPTY,
        }
    }

    /// Notes pixels that may have changed, and lets one author's canvas follow.
    pub(crate) fn touch(&mut self, changed: Rect, painting: &Painting) {
        self.screen.touch(changed);
        if let Some(alone) = &mut self.alone {
            alone.follow(painting);
        }
    }

    /// Areas whose pixels may have changed since the last call; none overlaps another.
    pub(crate) fn take_dirty(&mut self, present: &Canvas, paper: Rgb8) -> Vec<Rect> {
        let mut screen = std::mem::take(&mut self.screen);
        let seen = self.seen(present, paper);
        if self.drawn == Drawn::Elsewhere {
            // What changed while the host drew was not noted.
            screen.touch(seen.canvas.bounds());
        }
        let areas = screen.take(|| Frame {
            canvas: seen.canvas.clone(),
            under: seen.under.map(|(canvas, strength)| (canvas.clone(), strength)),
        });
        self.screen = screen;
        areas
    }

    /// Shows the strokes of other authors than before.
    pub(crate) fn show(&mut self, authors: Shown, painting: &Painting) {
        self.authors = authors;
        self.alone = authors.alone().map(|author| match self.alone.take() {
            Some(alone) if alone.author() == author => alone,
            _ => Alone::of(author, painting),
        });
        self.touch(painting.canvas().bounds(), painting);
        self.draw_some_alone(painting);
    }

    /// Strokes of one author, where they are seen, that are quickly drawn are seen at once.
    pub(crate) fn draw_some_alone(&mut self, painting: &Painting) {
        if let Some(alone) = &mut self.alone {
            self.screen.touch(alone.draw_some(painting, AT_ONCE));
        }
    }

    /// Looks at a revision, or at the present; at the present, too, where the revision can't be drawn.
    pub(crate) fn go_to(
        &mut self,
        revision: Option<u32>,
        painting: &Painting,
    ) -> Result<(), Error> {
        let past = self.past.take();
        let Some(revision) = revision else { return Ok(()) };
        let mut past = match past {
            Some(past) => past,
            None => Past::of(painting),
        };
        past.go_to(painting, revision)?;
        // A moment that is quickly drawn is seen at once.
        past.draw_some(painting, AT_ONCE);
        self.past = Some(past);
        Ok(())
    }

    /// Draws on at the strokes of one author, where they are seen, while `advance` says so.
    pub(crate) fn draw_alone(&mut self, painting: &Painting, mut advance: impl FnMut() -> bool) {
        let Some(alone) = &mut self.alone else { return };
        while alone.is_behind(painting) && advance() {
            self.screen.touch(alone.draw_some(painting, PART));
        }
    }

    /// Draws on at the moment that is looked at, while `advance` says so. Returns the pixels that changed.
    pub(crate) fn draw_past(
        &mut self,
        painting: &Painting,
        mut advance: impl FnMut() -> bool,
    ) -> Rect {
        let Some(past) = self.past.as_mut().filter(|past| past.is_behind()) else {
            return Rect::EMPTY;
        };
        let before = past.canvas().clone();
        while past.is_behind() && advance() {
            past.draw_some(painting, PART);
        }
        past.canvas().changed_since(&before)
    }

    /// Whether what is looked at is not drawn whole yet: an earlier moment, or what a change has made of the
    /// painting.
    #[must_use]
    pub fn is_behind(&self) -> bool {
        self.held.is_some() || self.past.as_ref().is_some_and(Past::is_behind)
    }

    /// Whether strokes of the author who is seen alone are not drawn yet.
    #[must_use]
    pub fn lacks_strokes(&self, painting: &Painting) -> bool {
        self.alone.as_ref().is_some_and(|alone| alone.is_behind(painting))
    }

    /// Leaves the moment that is looked at and returns it.
    pub(crate) fn take_past(&mut self) -> Option<Past> {
        self.past.take()
    }
}

impl<'a> Seen<'a> {
    /// The canvas; where the partner is faded, the one with the strokes of both.
    #[must_use]
    pub fn canvas(&self) -> &'a Canvas {
        self.canvas
    }

    /// Writes the opaque pixels of `area`, which must lie within the canvas: 4 bytes each in `out`, row
    /// by row.
    pub fn write_rgba8(&self, area: Rect, out: &mut [u8]) {
        self.canvas.write_rgba8(area, self.paper, out);
        if let Some((canvas, strength)) = self.under {
            let mut under = vec![0; out.len()];
            canvas.write_rgba8(area, self.paper, &mut under);
            fade(out, &under, strength);
        }
    }

    /// The colour of a pixel, if it lies on the canvas.
    #[must_use]
    pub fn color_at(&self, x: f64, y: f64) -> Option<Rgb8> {
        if x.is_nan() || y.is_nan() {
            return None;
        }
        // The casts saturate: far outside is outside.
        let (x, y) = (x.floor() as i32, y.floor() as i32);
        let mut color = self.canvas.color_at(x, y, self.paper)?.channels();
        if let Some((under, strength)) = self.under {
            let under = under.color_at(x, y, self.paper)?.channels();
            fade(&mut color, &under, strength);
        }
        let [r, g, b] = color;
        Some(Rgb8::new(r, g, b))
    }
}
