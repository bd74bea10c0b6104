//! Another colouring of the picture that is painted from: lighter, warmer, more muted, here more than there.
//!
//! A [`Grade`] is smooth in OKLab and over the canvas, and changes lightness along straight lines only, so
//! that what was lighter than its surroundings stays so: a graded picture is as sharp as it was.

use crate::color::{Lab, lab_from_srgb, linear_from_lab, quick_srgb_from_linear, srgb_from_linear};
use crate::picture::Picture;

/// A number over the canvas and over the lightness of what is there.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Slope {
    /// The number in the middle of the canvas, at [`MIDDLE_LIGHTNESS`].
    pub middle: f32,
    /// How much more at the upper edge than in the middle.
    pub top: f32,
    /// How much more at the left edge than in the middle.
    pub left: f32,
    /// How much more at each edge's middle than in the canvas's.
    pub outside: f32,
    /// How much more where it is white than where it is of [`MIDDLE_LIGHTNESS`], for a whole of lightness.
    pub light: f32,
}

/// The lightness, in OKLab, of what counts as neither light nor dark.
pub const MIDDLE_LIGHTNESS: f32 = 0.6;

impl Slope {
    /// The number at a place, for a lightness: the place is its height, 1 at the upper edge and -1 at the
    /// lower, and its side, 1 at the left edge and -1 at the right.
    #[must_use]
    pub fn at(&self, [top, left]: [f32; 2], lightness: f32) -> f32 {
        let mut sum = self.middle + self.top * top + self.left * left;
        if self.outside != 0.0 {
            sum += self.outside * top.hypot(left);
        }
        sum + self.light * (lightness - MIDDLE_LIGHTNESS)
    }

    /// The slope with `of` applied to each of its numbers.
    #[must_use]
    pub fn map(&self, of: impl Fn(f32) -> f32) -> Self {
        let Self { middle, top, left, outside, light } = *self;
        Self {
            middle: of(middle),
            top: of(top),
            left: of(left),
            outside: of(outside),
            light: of(light),
        }
    }
}

/// How a picture is coloured anew. The default leaves it as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Grade {
    /// The part of the way to white, or where negative to black, that lightness goes; at most
    /// [`MAX_LIGHTENING`] of it.
    pub lightness: Slope,
    /// The logarithm of what chroma is multiplied by, within ±[`MAX_CHROMA`].
    pub chroma: Slope,
    /// What is added to the green–red axis of OKLab, within ±[`MAX_SHIFT`].
    pub a: Slope,
    /// What is added to the blue–yellow axis of OKLab, within ±[`MAX_SHIFT`].
    pub b: Slope,
}

/// The most of the way that lightness goes: something of the picture's light and shade is always left.
pub const MAX_LIGHTENING: f32 = 0.8;
/// The largest logarithm of what chroma is multiplied by: beyond e to this power colours only leave the gamut.
pub const MAX_CHROMA: f32 = 2.5;
/// The largest shift of one axis of OKLab.
pub const MAX_SHIFT: f32 = 0.25;
/// Near white and black there is no room for colour: lightness is drawn away from both by this much for each
/// unit of colour that is added.
const ROOM: f32 = 1.2;
/// Halvings in the search for the gamut's edge.
const HALVINGS: usize = 6;

impl Grade {
    /// Whether the grade leaves a picture as it is.
    #[must_use]
    pub fn is_identity(&self) -> bool {
        *self == Self::default()
    }

    /// What becomes of a colour in OKLab at a place: its height (1 at the upper edge, -1 at the lower) and side
    /// (1 at the left edge, -1 at the right). Within the gamut of sRGB.
    #[must_use]
    pub fn lab(&self, [lightness, a, b]: Lab, place: [f32; 2]) -> Lab {
        let at = |slope: &Slope, most: f32| slope.at(place, lightness).clamp(-most, most);
        let lighten = at(&self.lightness, MAX_LIGHTENING);
        let chroma = at(&self.chroma, MAX_CHROMA);
        let factor = if chroma == 0.0 { 1.0 } else { chroma.exp() };
        let shift = [&self.a, &self.b].map(|slope| at(slope, MAX_SHIFT));
        let end = if lighten > 0.0 { 1.0 } else { 0.0 };
        let lightness = lightness + lighten.abs() * (end - lightness);
        let lightness = lightness + ROOM * shift[0].hypot(shift[1]) * (0.6 - lightness);
        within_gamut([lightness, factor * a + shift[0], factor * b + shift[1]])
    }

    /// What becomes of an sRGB-encoded colour (0..=1) at a place, as in [`Grade::lab`].
    #[must_use]
    pub fn color(&self, rgb: [f32; 3], place: [f32; 2]) -> [f32; 3] {
        if self.is_identity() {
            return rgb;
        }
        linear_from_lab(self.lab(lab_from_srgb(rgb), place)).map(srgb_from_linear)
    }

    /// How far apart two grades leave colours, on the mean over colours and places, in OKLab.
    #[must_use]
    pub fn distance(&self, other: &Self) -> f32 {
        const SHADES: [f32; 3] = [0.2, 0.5, 0.8];
        const PLACES: [[f32; 2]; 5] =
            [[0.0, 0.0], [0.7, 0.0], [-0.7, 0.0], [0.0, 0.7], [0.0, -0.7]];
        if self == other {
            return 0.0;
        }
        let (mut sum, mut count) = (0.0, 0.0);
        for place in PLACES {
            for [r, g] in SHADES.iter().flat_map(|r| SHADES.map(|g| [*r, g])) {
                for b in SHADES {
                    let lab = lab_from_srgb([r, g, b]);
                    let (one, two) = (self.lab(lab, place), other.lab(lab, place));
                    let squares: f32 = one.iter().zip(two).map(|(a, b)| (a - b) * (a - b)).sum();
                    sum += squares.sqrt();
                    count += 1.0;
                }
            }
        }
        sum / count
    }

    /// The picture in its new colours.
    #[must_use]
    pub fn picture(&self, picture: &Picture) -> Picture {
        if self.is_identity() { picture.clone() } else { LabPicture::of(picture).graded(self) }
    }
}

/// A picture in OKLab: what is graded again and again, as a person says what they like, is brought there once.
#[derive(Clone, Debug)]
pub struct LabPicture {
    width: usize,
    height: usize,
    colors: Vec<Lab>,
}

impl LabPicture {
    /// The picture in OKLab.
    #[must_use]
    pub fn of(picture: &Picture) -> Self {
        let [reds, greens, blues] = &picture.planes;
        let colors = reds.iter().zip(greens).zip(blues);
        let colors = colors.map(|((r, g), b)| lab_from_srgb([*r, *g, *b])).collect();
        Self { width: picture.width, height: picture.height, colors }
    }

    /// The picture in a grade's colours.
    #[must_use]
    pub fn graded(&self, grade: &Grade) -> Picture {
        let Self { width, height, ref colors } = *self;
        let mut picture = Picture::uniform(width, height, [0.0; 3]);
        let [reds, greens, blues] = &mut picture.planes;
        for (y, row) in colors.chunks_exact(width.max(1)).enumerate() {
            let top = side(y, height);
            for (x, lab) in row.iter().enumerate() {
                let color = linear_from_lab(grade.lab(*lab, [top, side(x, width)]));
                let i = y * width + x;
                [reds[i], greens[i], blues[i]] = color.map(quick_srgb_from_linear);
            }
        }
        picture
    }
}

/// Where a pixel's middle lies between 1 at the first edge and -1 at the last.
fn side(at: usize, count: usize) -> f32 {
    1.0 - (2 * at + 1) as f32 / count as f32
}

/// The colour with as much of its chroma, at its lightness, as sRGB has.
fn within_gamut([lightness, a, b]: Lab) -> Lab {
    let lightness = lightness.clamp(0.0, 1.0);
    let fits = |part: f32| {
        let rgb = linear_from_lab([lightness, part * a, part * b]);
        rgb.iter().all(|v| (-1e-4..=1.0001).contains(v))
    };
    if fits(1.0) {
        return [lightness, a, b];
    }
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low + high);
        if fits(middle) { low = middle } else { high = middle }
    }
    [lightness, low * a, low * b]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use crate::scenes;

    fn random_grade(random: &mut Random) -> Grade {
        let mut slope = |size: f32| Slope {
            middle: size * random.normal(),
            top: size * random.normal(),
            left: size * random.normal(),
            outside: size * random.normal(),
            light: 0.0,
        };
        Grade { lightness: slope(0.5), chroma: slope(1.0), a: slope(0.1), b: slope(0.1) }
    }

    #[test]
    fn the_identity_changes_nothing() {
        let picture = scenes::generated(&mut Random::new(3), 24);
        assert_eq!(Grade::default().picture(&picture), picture);
    }

    #[test]
    fn a_picture_is_graded_as_each_of_its_colours() {
        let mut random = Random::new(12);
        let picture = scenes::generated(&mut random, 24);
        let grade = random_grade(&mut random);
        let graded = grade.picture(&picture);
        for i in 0..24 * 24 {
            let [was, is] = [&picture, &graded].map(|p| [0, 1, 2].map(|c| p.planes[c][i]));
            let place = [side(i / 24, 24), side(i % 24, 24)];
            for (found, wanted) in is.into_iter().zip(grade.color(was, place)) {
                assert!((found - wanted).abs() < 1e-4, "{was:?}: {found} for {wanted}");
            }
        }
    }

    #[test]
    fn any_grade_gives_colours_that_there_are() {
        let mut random = Random::new(9);
        for _ in 0..50 {
            let graded = random_grade(&mut random).picture(&scenes::generated(&mut random, 16));
            assert!(graded.planes.iter().flatten().all(|v| (0.0..=1.0).contains(v)));
        }
    }

    #[test]
    fn distance_is_how_far_colours_move() {
        let mut random = Random::new(11);
        let grade = random_grade(&mut random);
        assert_eq!(grade.distance(&grade), 0.0);
        let a = |middle| Grade { a: Slope { middle, ..Slope::default() }, ..Grade::default() };
        let (near, far) =
            (a(0.02).distance(&Grade::default()), a(0.06).distance(&Grade::default()));
        assert!((0.01..0.03).contains(&near) && far > 2.0 * near, "{near} and {far}");
    }

    #[test]
    fn what_was_lighter_stays_lighter() {
        let mut random = Random::new(10);
        for _ in 0..200 {
            let grade = random_grade(&mut random);
            let place = [random.between(-1.0, 1.0), random.between(-1.0, 1.0)];
            let of = |l: f32| grade.lab([l, 0.0, 0.0], place)[0];
            let (dark, light) = (of(0.3), of(0.7));
            assert!(light > dark, "{grade:?} at {place:?}: {dark} and {light}");
        }
    }

    #[test]
    fn each_part_does_what_it_says() {
        let grey = [0.5, 0.5, 0.5];
        let lab = |grade: Grade, place| lab_from_srgb(grade.color(grey, place));
        let plain = lab_from_srgb(grey);
        let middle = |middle| Slope { middle, ..Slope::default() };
        let lighter = Grade { lightness: middle(0.5), ..Grade::default() };
        assert!(lab(lighter, [0.0; 2])[0] > plain[0] + 0.15);
        let redder = Grade { a: middle(0.1), ..Grade::default() };
        assert!((lab(redder, [0.0; 2])[1] - plain[1] - 0.1).abs() < 0.01);
        let above = Grade { b: Slope { top: 0.1, ..Slope::default() }, ..Grade::default() };
        assert!(lab(above, [0.9, 0.0])[2] > 0.08 && lab(above, [-0.9, 0.0])[2] < -0.08);
        let muted = Grade { chroma: middle(-2.0), ..Grade::default() };
        let orange = [0.9, 0.5, 0.2];
        let chroma = |[_, a, b]: Lab| a.hypot(b);
        let (before, after) = (lab_from_srgb(orange), lab_from_srgb(muted.color(orange, [0.0; 2])));
        assert!(chroma(after) < 0.2 * chroma(before) && (after[0] - before[0]).abs() < 0.01);
    }
}
