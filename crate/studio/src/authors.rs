//! What is seen of the two authors: both, one of them alone, or the partner's strokes faded. It is a way
//! of looking: the log knows nothing of it.

#![expect(clippy::cast_possible_truncation, reason = "a mix of two bytes is a byte")]

use limner_core::drawing::StrokeDrawing;
use limner_core::{Author, Canvas, Entry, Op, Painting, Rect, work};

/// Whose strokes are seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// All that is visible.
    #[default]
    Both,
    /// Only those of one author, as if the other had never painted.
    Only(Author),
    /// Strokes of both, with what the partner did to the canvas at this strength, 0..=255.
    Faded(u8),
}

/// How strong the partner's strokes are where they are faded.
pub const FADED: u8 = 64;

impl Shown {
    /// The way of looking that a code of [`limner_protocol::codes::shown`] names.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        use limner_protocol::codes::shown::{BOTH, FADED as FADED_CODE, MINE, PARTNER};
        match code {
            BOTH => Some(Self::Both),
            MINE => Some(Self::Only(Author::Person)),
            PARTNER => Some(Self::Only(Author::Partner)),
            FADED_CODE => Some(Self::Faded(FADED)),
            _ => None,
        }
    }

    /// The code of this way of looking.
    #[must_use]
    pub fn code(self) -> &'static str {
        use limner_protocol::codes::shown;
        match self {
            Self::Both => shown::BOTH,
            Self::Only(Author::Person) => shown::MINE,
            Self::Only(Author::Partner) => shown::PARTNER,
            Self::Faded(_) => shown::FADED,
        }
    }

    /// The author whose strokes alone must be drawn for this way of looking.
    #[must_use]
    pub fn alone(self) -> Option<Author> {
        match self {
            Self::Both => None,
            Self::Only(author) => Some(author),
            Self::Faded(_) => Some(Author::Person),
        }
    }
}

/// The canvas with the visible strokes of one author, each where it stands among all: drawn a part at a
/// time.
#[derive(Clone, Debug)]
pub struct Alone {
    author: Author,
    /// What is seen.
    canvas: Canvas,
    revision: u32,
    /// How many of the painting's strokes are looked at; the next of them as far as it is drawn; and the
    /// canvas that they are drawn on, where what is seen is still that of before.
    next: usize,
    drawing: Option<(StrokeDrawing, Canvas)>,
    anew: Option<Canvas>,
}

impl Alone {
    /// The strokes of `author`, none of which is drawn yet.
    #[must_use]
    pub fn of(author: Author, painting: &Painting) -> Self {
        let (canvas, revision) = (empty(painting), painting.log().revision());
        Self { author, canvas, revision, next: 0, drawing: None, anew: None }
    }

    /// Whose strokes these are.
    #[must_use]
    pub fn author(&self) -> Author {
        self.author
    }

    /// The canvas with this author's strokes, as far as they are drawn.
    #[must_use]
    pub fn canvas(&self) -> &Canvas {
        &self.canvas
    }

    /// Follows the painting, which is the one it began with, grown or not. What is seen stays until
    /// [`Alone::draw_some`] has drawn what is new.
    pub fn follow(&mut self, painting: &Painting) {
        let entries = &painting.log().entries()[self.revision as usize..];
        let is_own =
            |id: u32| painting.stroke(id).is_some_and(|placed| placed.stroke.author == self.author);
        let is_new = |entry: &Entry| match &entry.op {
            Op::Hide { stroke, .. } | Op::Show { stroke, .. } | Op::Amend { stroke, .. } => {
                is_own(*stroke)
            }
            Op::Add(_) | Op::Judge(_) | Op::Brush(_) => false,
        };
        if entries.iter().any(is_new) {
            (self.next, self.drawing, self.anew) = (0, None, Some(empty(painting)));
        }
        self.revision = painting.log().revision();
    }

    /// Whether strokes wait to be drawn.
    #[must_use]
    pub fn is_behind(&self, painting: &Painting) -> bool {
        self.anew.is_some() || self.next < painting.strokes().len()
    }

    /// Draws for about `budget` of work at the strokes that wait. Returns the pixels of what is seen that
    /// may have changed.
    pub fn draw_some(&mut self, painting: &Painting, budget: u64) -> Rect {
        let (mut left, mut changed) = (budget, Rect::EMPTY);
        let arrangement = painting.arrangement();
        while left > 0 && self.next < painting.strokes().len() {
            let is_own = painting.strokes()[self.next].stroke.author == self.author;
            let to_draw = arrangement.to_draw(self.next).filter(|_| is_own);
            let Some((stroke, brush, place)) = to_draw else {
                left = left.saturating_sub(work::OF_ENTRY);
                self.next += 1;
                continue;
            };
            let canvas = self.anew.as_mut().unwrap_or(&mut self.canvas);
            let (drawing, drawn) = self
                .drawing
                .get_or_insert_with(|| (StrokeDrawing::of(stroke, brush, place), canvas.clone()));
            if !drawing.advance(stroke, drawn, &mut left) {
                break;
            }
            if let Some((drawing, drawn)) = self.drawing.take() {
                *canvas = drawn;
                changed = changed.union(drawing.changed());
            }
            self.next += 1;
        }
        if self.next < painting.strokes().len() {
            return if self.anew.is_some() { Rect::EMPTY } else { changed };
        }
        match self.anew.take() {
            Some(anew) => {
                let before = std::mem::replace(&mut self.canvas, anew);
                self.canvas.changed_since(&before)
            }
            None => changed,
        }
    }
}

fn empty(painting: &Painting) -> Canvas {
    let (width, height) = (painting.canvas().width(), painting.canvas().height());
    Canvas::new(width, height).expect("the size was checked when the painting was made")
}

/// Mixes pixels of 8 bits a channel into `rgba`, which stays at `strength` (0..=255).
pub fn fade(rgba: &mut [u8], under: &[u8], strength: u8) {
    let (over, rest) = (u32::from(strength), u32::from(255 - strength));
    for (pixel, under) in rgba.iter_mut().zip(under) {
        *pixel = ((u32::from(*pixel) * over + u32::from(*under) * rest + 127) / 255) as u8;
    }
}
