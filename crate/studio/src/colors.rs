//! Which colours the partner's strokes may have, as the person wants it.

use limner_core::{Author, Painting, Placed, Rgb8};
use limner_protocol::{MAX_PALETTE, PaletteChoice};

/// What the person chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Colors {
    /// All there are.
    #[default]
    All,
    /// So many, found for the picture.
    OfPicture(u8),
    /// Those of the person's own strokes.
    Mine,
}

impl Colors {
    /// From its code: "all", "mine" or a number.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "all" => Some(Self::All),
            "mine" => Some(Self::Mine),
            number => {
                number.parse().ok().filter(|count| (2..=16).contains(count)).map(Self::OfPicture)
            }
        }
    }

    /// What this comes to in a painting.
    #[must_use]
    pub fn choice(self, painting: &Painting) -> PaletteChoice {
        match self {
            Self::All => PaletteChoice::All,
            Self::OfPicture(count) => PaletteChoice::OfPicture(count),
            Self::Mine => PaletteChoice::These(of_person(painting)),
        }
    }
}

/// The colours of the person's visible strokes, those used last where there are too many.
#[must_use]
pub fn of_person(painting: &Painting) -> Vec<Rgb8> {
    let brushes = painting.log().brushes();
    let lays_paint = |placed: &&Placed| {
        let brush = brushes.get(usize::from(placed.stroke.brush));
        let is_mine = placed.visible && placed.stroke.author == Author::Person;
        is_mine && brush.is_some_and(|brush| !brush.eraser)
    };
    let mut colors: Vec<Rgb8> = Vec::new();
    for placed in painting.strokes().iter().rev().filter(lays_paint) {
        if !colors.contains(&placed.stroke.color) {
            colors.push(placed.stroke.color);
        }
        if colors.len() == MAX_PALETTE {
            break;
        }
    }
    colors
}
