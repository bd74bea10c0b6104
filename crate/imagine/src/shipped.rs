//! The weights that are shipped; `weights/CARD.md` says what they were trained on, how long, and what they are worth.

use crate::Model;

/// Drawings of digits, by class.
const DIGITS: &[u8] = include_bytes!("../weights/digits.limg");

/// Drawings of characters; the classes are alphabets.
const CHARACTERS: &[u8] = include_bytes!("../weights/characters.limg");

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
        assert!(model("portraits").is_none());
    }
}
