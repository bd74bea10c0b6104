//! Which colours the partner's strokes may have, as the person wants it.

use limner_core::{Author, Painting, Placed, Rgb8};
use limner_protocol::{MAX_PALETTE, PaletteChoice};

/// Numbers of the picture's colours to choose from.
pub const COUNTS: [u8; 7] = [2, 3, 4, 6, 8, 12, 16];

/// The colours that the person chose for the partner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Colors {
    /// All colours there are.
    #[default]
    All,
    /// As many colours as come nearest to the picture.
    OfPicture(u8),
    /// The colours of the person's own strokes.
    Mine,
}

impl Colors {
    /// The choice of a code: "all", "mine" or a number of colours, 2 to 16.
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

    /// The palette that this choice comes to in a painting.
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
