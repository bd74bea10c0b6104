//! Which pen, and how many of its lines, comes nearest to a colour on the paper that there is, by the eye.

use limner_core::Rgb8;
use limner_env::color::{Lab, lab_from_srgb, linear_from_srgb, srgb_from_linear};

use crate::setup::{Pen, Setup};

/// A colour in linear light.
pub type Light = [f32; 3];

/// Every so manieth line is drawn for a lighter tone; what they cover of the paper is one part of that many.
pub const TONES: [u8; 4] = [1, 2, 3, 5];

/// A pen and which of its lines are drawn: every first, second, third…
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its place among the pens.
    pub pen: u8,
    /// One of [`TONES`].
    pub every: u8,
}

/// The light of a colour.
#[must_use]
pub fn light_of(color: Rgb8) -> Light {
    color.channels().map(|channel| linear_from_srgb(f32::from(channel) / 255.0))
}

/// The light of each value of a channel.
#[must_use]
pub fn light_of_bytes() -> [f32; 256] {
    let mut table = [0.0; 256];
    for (value, light) in (0..=255_u8).zip(&mut table) {
        *light = light_of(Rgb8::new(value, value, value))[0];
    }
    table
}

/// A light as a colour of 8 bits a channel.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a channel is clamped to 0..=1 and rounded to a byte"
)]
pub fn color_of(light: Light) -> Rgb8 {
    let [r, g, b] = light.map(|v| (srgb_from_linear(v) * 255.0).round() as u8);
    Rgb8::new(r, g, b)
}

/// What a pen leaves to be seen where it has covered a part of what is below: ink lets that shine through, paint hides
/// it.
#[must_use]
pub fn laid(below: Light, ink: Light, cover: f32, part: f32) -> Light {
    std::array::from_fn(|i| {
        let over = below[i] * ink[i] * (1.0 - cover) + ink[i] * cover;
        below[i] + (over - below[i]) * part
    })
}

/// How far two colours are apart by the eye: squared, in OKLab.
#[must_use]
pub fn apart(a: Lab, b: Lab) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

/// A light in OKLab.
#[must_use]
pub fn lab_of(light: Light) -> Lab {
    lab_from_srgb(light.map(srgb_from_linear))
}

/// All that can be had of the pens on a paper.
#[derive(Clone, Debug)]
pub struct Palette {
    paper: Light,
    /// What each choice looks like; the bare paper first.
    seen: Vec<(Option<Choice>, Lab)>,
}

impl Palette {
    /// What the pens of a setup give on a paper.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "there are few pens, and parts are 0..=1")]
    pub fn of(setup: &Setup, paper: Rgb8) -> Self {
        let paper = light_of(paper);
        let mut seen = vec![(None, lab_of(paper))];
        let tones = if setup.fill.tones { &TONES[..] } else { &TONES[..1] };
        for (at, Pen { cover, .. }) in setup.pens.iter().enumerate() {
            let ink = light_of(setup.pens[at].rgb());
            for every in tones {
                // Lines farther apart than a pen is wide leave paper between them even at full strength.
                let part = (1.0 / setup.fill.spacing.max(1.0)) as f32 / f32::from(*every);
                let choice = Choice { pen: at as u8, every: *every };
                seen.push((Some(choice), lab_of(laid(paper, ink, *cover as f32, part))));
            }
        }
        Self { paper, seen }
    }

    /// The paper's light.
    #[must_use]
    pub fn paper(&self) -> Light {
        self.paper
    }

    /// What comes nearest to a colour; none where that is the bare paper. A line that is no wider than the pen is `whole`:
    /// it can't be had lighter.
    #[must_use]
    pub fn nearest(&self, light: Light, whole: bool) -> Option<Choice> {
        let wanted = lab_of(light);
        let fits = |choice: &Option<Choice>| !whole || choice.is_none_or(|c| c.every == 1);
        let seen = self.seen.iter().filter(|(choice, _)| fits(choice));
        let nearest = seen.min_by(|(_, a), (_, b)| apart(*a, wanted).total_cmp(&apart(*b, wanted)));
        nearest.and_then(|(choice, _)| *choice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(palette: &Palette, setup: &Setup, color: Rgb8) -> (String, u8) {
        palette.nearest(light_of(color), false).map_or(("paper".to_owned(), 0), |choice| {
            (setup.pens[usize::from(choice.pen)].name.clone(), choice.every)
        })
    }

    #[test]
    fn colours_become_the_pen_that_the_eye_would_choose() {
        let setup = Setup::default();
        let palette = Palette::of(&setup, Rgb8::new(246, 240, 228));
        for (color, pen, every) in [
            ((10, 10, 12), "black", 1),
            ((190, 40, 50), "red", 1),
            ((40, 90, 170), "blue", 1),
            ((244, 238, 225), "paper", 0),
            ((235, 140, 50), "orange", 1),
            ((45, 130, 85), "green", 1),
            ((105, 62, 36), "brown", 1),
        ] {
            let found = named(&palette, &setup, Rgb8::new(color.0, color.1, color.2));
            assert_eq!(found, (pen.to_owned(), every), "{color:?}");
        }
        // A lighter grey is black with fewer lines, where that is allowed.
        let (pen, every) = named(&palette, &setup, Rgb8::new(170, 168, 165));
        assert!(pen == "black" && every > 1, "{pen} every {every}");
        let solid =
            Setup { fill: crate::setup::Fill { tones: false, ..setup.fill.clone() }, ..setup };
        let palette = Palette::of(&solid, Rgb8::new(246, 240, 228));
        assert!(named(&palette, &solid, Rgb8::new(170, 168, 165)).1 <= 1);
    }

    #[test]
    fn ink_shines_through_and_paint_hides() {
        let (yellow, blue) = (light_of(Rgb8::new(255, 230, 40)), light_of(Rgb8::new(40, 110, 210)));
        let [r, g, b] = color_of(laid(blue, yellow, 0.0, 1.0)).channels();
        assert!(g > r && g > b, "yellow over blue is green: {r} {g} {b}");
        assert_eq!(color_of(laid(blue, yellow, 1.0, 1.0)), color_of(yellow));
        assert_eq!(color_of(laid(blue, yellow, 0.5, 0.0)), color_of(blue));
    }
}
