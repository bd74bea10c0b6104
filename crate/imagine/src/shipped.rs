//! The weights that are shipped; `weights/CARD.md` says what they were trained on, how long, and what they are worth.

use crate::Model;
use crate::copier::CopyModel;

/// Drawings of digits, by class.
const DIGITS: &[u8] = include_bytes!("../weights/digits.limg");

/// Drawings of characters; the classes are alphabets.
const CHARACTERS: &[u8] = include_bytes!("../weights/characters.limg");

/// Copiers of both.
const COPIERS: [(&str, &[u8]); 2] = [
    ("digits", include_bytes!("../weights/digits.limc")),
    ("characters", include_bytes!("../weights/characters.limc")),
];

/// The shipped copier of a kind; `None` where there is none.
#[must_use]
pub fn copier(kind: &str) -> Option<CopyModel> {
    let (_, bytes) = COPIERS.into_iter().find(|(name, _)| *name == kind)?;
    CopyModel::decode(bytes).ok()
}

/// The shipped model of a kind; `None` where there is none.
#[must_use]
pub fn model(kind: &str) -> Option<Model> {
    let bytes = match kind {
        "digits" => DIGITS,
        "characters" => CHARACTERS,
        _ => return None,
    };
    Model::decode(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shipped_draws() {
        for (kind, classes) in [("digits", 10), ("characters", 5)] {
            let model = model(kind).expect("a model that is shipped");
            assert_eq!((model.name.as_str(), model.classes.len()), (kind, classes));
            let programs = model.imagine(&[Some(0), Some(1)], &mut limner_env::Random::new(1));
            let drawings = model.draw(&programs, 1).expect("its own options");
            for picture in drawings.sheets().pictures() {
                let ink: f32 = picture.iter().sum();
                assert!((10.0..400.0).contains(&ink), "{kind}: {ink}");
            }
        }
        assert!(model("portraits").is_none() && copier("portraits").is_none());
    }

    #[test]
    fn what_is_shipped_copies() {
        for kind in ["digits", "characters"] {
            let copier = copier(kind).expect("a copier that is shipped");
            assert_eq!(copier.name, kind);
            // A seven, or a character like one.
            let within = |x: usize, y: usize| {
                let across = (8..24).contains(&x) && (6..9).contains(&y);
                across || ((6..27).contains(&y) && (x + y / 2).abs_diff(25) < 2)
            };
            let target: Vec<f32> =
                (0..1024).map(|i| f32::from(u8::from(within(i % 32, i / 32)))).collect();
            let programs = copier.copy(&target, 5);
            let model = model(kind).expect("a model that is shipped");
            let drawings = model.draw(&programs, 1).expect("its own options");
            let seen = &drawings.sheets().data;
            let off: f32 = seen.iter().zip(&target).map(|(a, b)| (a - b) * (a - b)).sum();
            let ink: f32 = target.iter().map(|v| v * v).sum();
            assert!(off < 0.6 * ink, "{kind}: {off} of {ink}");
        }
    }
}
