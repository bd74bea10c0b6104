//! What is seen of the two authors: both, one of them alone, or the partner's strokes faded. It is a way
//! of looking: the log knows nothing of it.

#![expect(clippy::cast_possible_truncation, reason = "a mix of two bytes is a byte")]

use limner_core::{Author, Canvas, Op, Painting, Rect, Surface};

/// Whose strokes are seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// All that is visible.
    #[default]
    Both,
    /// Only those of one author, as if the other had never painted.
    Only(Author),
    /// Both, with what the partner did to the canvas at this strength, 0..=255.
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

/// The canvas with the visible strokes of one author, each where it stands among all.
#[derive(Clone, Debug)]
pub struct Alone {
    author: Author,
    canvas: Canvas,
    revision: u32,
}

impl Alone {
    /// Draws the strokes of `author`.
    #[must_use]
    pub fn of(author: Author, painting: &Painting) -> Self {
        let mut alone = Self { author, canvas: painting.canvas().clone(), revision: 0 };
        alone.draw_all(painting);
        alone
    }

    /// Whose strokes these are.
    #[must_use]
    pub fn author(&self) -> Author {
        self.author
    }

    /// The canvas with this author's strokes.
    #[must_use]
    pub fn canvas(&self) -> &Canvas {
        &self.canvas
    }

    /// Follows the painting, which is the one it began with, grown or not. Returns the pixels that may
    /// have changed.
    pub fn follow(&mut self, painting: &Painting) -> Rect {
        let entries = &painting.log().entries()[self.revision as usize..];
        let is_own =
            |id: u32| painting.stroke(id).is_some_and(|placed| placed.stroke.author == self.author);
        let mut added = Vec::new();
        for (id, entry) in (self.revision..).zip(entries) {
            match &entry.op {
                Op::Add(_) if is_own(id) => added.push(id),
                Op::Hide { stroke, .. } | Op::Show { stroke, .. } | Op::Amend { stroke, .. }
                    if is_own(*stroke) =>
                {
                    let before = self.canvas.clone();
                    self.draw_all(painting);
                    return self.canvas.changed_since(&before);
                }
                _ => {}
            }
        }
        self.revision = painting.log().revision();
        added.iter().fold(Rect::EMPTY, |changed, id| changed.union(self.draw(painting, *id)))
    }

    fn draw_all(&mut self, painting: &Painting) {
        self.canvas = Canvas::new(self.canvas.width(), self.canvas.height())
            .expect("the size was checked when the painting was made");
        self.revision = painting.log().revision();
        let author = self.author;
        for placed in painting.strokes().iter().filter(|p| p.stroke.author == author) {
            self.draw(painting, placed.id);
        }
    }

    fn draw(&mut self, painting: &Painting, id: u32) -> Rect {
        let (Some(placed), Some(place)) = (painting.stroke(id), painting.place_of(id)) else {
            return Rect::EMPTY;
        };
        if !placed.visible {
            return Rect::EMPTY;
        }
        let brush = &painting.log().brushes()[usize::from(placed.stroke.brush)];
        self.canvas.draw(&placed.stroke, brush, place)
    }
}

/// Mixes pixels of 8 bits a channel into `rgba`, which stays at `strength` (0..=255).
pub fn fade(rgba: &mut [u8], under: &[u8], strength: u8) {
    let (over, rest) = (u32::from(strength), u32::from(255 - strength));
    for (pixel, under) in rgba.iter_mut().zip(under) {
        *pixel = ((u32::from(*pixel) * over + u32::from(*under) * rest + 127) / 255) as u8;
    }
}
