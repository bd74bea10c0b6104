//! Simulated people from a file: JSON, a list of `{"name", "terms"}`. A term is `{"of": [FEATURE], "weight"}`,
//! the product of two features `{"of": [FEATURE, FEATURE], "weight"}`, or a place `{"inside": [x, y, r],
//! "weight"}` in parts of the canvas's shorter side.

#![expect(clippy::cast_possible_truncation, reason = "a number of the file was just bounded")]

use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use limner_agent::people::Person;
use limner_agent::taste::{ALL, Disc, Feature, Preference, Term};
use serde_json::Value;

use crate::within::read_within;

/// The people that are measured where none are given.
const USUAL: &str = include_str!("../../people.json");
/// More are a mistake: each is painted for.
const MAX_PEOPLE: usize = 256;
/// Longest file of people, in bytes.
const MAX_BYTES: usize = 4 << 20;
const MAX_TERMS: usize = 64;
/// No weight and no place is larger.
const MAX_NUMBER: f64 = 1e3;

/// The people of a file, or the usual ones.
pub(crate) fn read(path: Option<&Path>) -> Result<Vec<Person>> {
    let Some(path) = path else { return people(USUAL).context("the people in this program") };
    let text = String::from_utf8(read_within(path, MAX_BYTES)?);
    text.context("it is not text")
        .and_then(|text| people(&text))
        .with_context(|| format!("{} cannot be used as people", path.display()))
}

fn people(text: &str) -> Result<Vec<Person>> {
    let value: Value = serde_json::from_str(text).context("it is not JSON")?;
    let list = value.as_array().context("it is not a list of people")?;
    if list.is_empty() || list.len() > MAX_PEOPLE {
        bail!("it has {} people, it must have 1 to {MAX_PEOPLE}", list.len());
    }
    let mut people = Vec::<Person>::new();
    for (i, value) in list.iter().enumerate() {
        let person = person(value).with_context(|| format!("person {}", i + 1))?;
        if people.iter().any(|other| other.name == person.name) {
            bail!("two people are called {:?}", person.name);
        }
        people.push(person);
    }
    Ok(people)
}

fn person(value: &Value) -> Result<Person> {
    let name = value.get("name").and_then(Value::as_str).context("it has no \"name\"")?;
    let terms = value.get("terms").and_then(Value::as_array);
    let terms = terms.with_context(|| format!("{name:?} has no list of \"terms\""))?;
    if terms.len() > MAX_TERMS {
        bail!("{name:?} has {} terms, at most {MAX_TERMS} are read", terms.len());
    }
    let mut wants = Preference::default();
    for (i, value) in terms.iter().enumerate() {
        add(value, &mut wants).with_context(|| format!("{name:?}, term {}", i + 1))?;
    }
    if wants.is_zero() {
        bail!("{name:?} wants nothing");
    }
    Ok(Person { name: name.to_owned(), wants })
}

fn add(value: &Value, wants: &mut Preference) -> Result<()> {
    let weight = number(value.get("weight").context("it has no \"weight\"")?, "its weight")?;
    match (value.get("of"), value.get("inside")) {
        (Some(of), None) => {
            let names = of.as_array().context("\"of\" is not a list of features")?;
            match &names[..] {
                [one] => wants.add(Term::Main(feature(one)?), weight),
                [one, other] => wants.add(Term::Product(feature(one)?, feature(other)?), weight),
                _ => bail!("\"of\" names {} features, it must name one or two", names.len()),
            }
        }
        (None, Some(inside)) => {
            let numbers = inside.as_array().map_or(&[][..], Vec::as_slice);
            let [x, y, radius] = numbers else { bail!("\"inside\" is not [x, y, r]") };
            let at = [number(x, "x")?, number(y, "y")?];
            let radius = number(radius, "r")?;
            if radius <= 0.0 {
                bail!("r is {radius}, it must be more than 0");
            }
            wants.discs.push(Disc { at, radius, weight });
        }
        _ => bail!("it needs either \"of\" or \"inside\""),
    }
    Ok(())
}

fn feature(value: &Value) -> Result<Feature> {
    let found = value.as_str().and_then(Feature::named);
    found.ok_or_else(|| {
        let known = ALL.map(Feature::name).join(", ");
        anyhow!("{value} is no feature; they are {known}")
    })
}

fn number(value: &Value, what: &str) -> Result<f32> {
    let number = value.as_f64().with_context(|| format!("{what} is {value}, not a number"))?;
    if number.abs() > MAX_NUMBER {
        bail!("{what} is {number}, at most {MAX_NUMBER} either way is read");
    }
    Ok(number as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use limner_agent::taste::FEATURES;

    #[test]
    fn the_usual_people_have_at_least_twelve_tastes() {
        assert!(read(None).unwrap().len() >= 12);
    }

    #[test]
    fn what_is_wanted_is_what_is_written() {
        let text = r#"[{"name": "a", "terms": [
            {"of": ["length"], "weight": 2.0}, {"of": ["top", "warmth"], "weight": -1.0},
            {"of": ["opacity", "rising"], "weight": 0.5}, {"inside": [0.2, 0.3, 0.1], "weight": -3}]}]"#;
        let wants = &people(text).unwrap()[0].wants;
        let mut features = [0.0; FEATURES];
        features[Feature::Length as usize] = 1.5;
        assert_eq!(wants.score(&features), 3.0);
        features[Feature::Top as usize] = 0.5;
        features[Feature::Warmth as usize] = 2.0;
        assert_eq!(wants.score(&features), 2.0);
        features[Feature::Opacity as usize] = 2.0;
        features[Feature::Rising as usize] = -1.0;
        assert_eq!(wants.score(&features), 1.0);
        assert!(wants.score_of_place([0.2, 0.3]) < -2.9);
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        for (text, why) in [
            ("{", "not JSON"),
            ("{}", "not a list"),
            ("[]", "0 people"),
            (r#"[{"terms": []}]"#, "person 1: it has no \"name\""),
            (r#"[{"name": "b"}]"#, "no list of \"terms\""),
            (r#"[{"name": "b", "terms": []}]"#, "\"b\" wants nothing"),
            (r#"[{"name": "b", "terms": [{"of": ["loudness"], "weight": 1}]}]"#, "loudness"),
            (r#"[{"name": "b", "terms": [{"of": ["length"], "weight": "1"}]}]"#, "not a number"),
            (r#"[{"name": "b", "terms": [{"of": ["length"]}]}]"#, "no \"weight\""),
            (r#"[{"name": "b", "terms": [{"of": [], "weight": 1}]}]"#, "names 0 features"),
            (r#"[{"name": "b", "terms": [{"inside": [1, 2], "weight": 1}]}]"#, "[x, y, r]"),
            (r#"[{"name": "b", "terms": [{"inside": [1, 2, 0], "weight": 1}]}]"#, "more than 0"),
            (r#"[{"name": "b", "terms": [{"weight": 1}]}]"#, "either"),
            (r#"[{"name": "b", "terms": [{"of": ["length"], "weight": 1e9}]}]"#, "at most 1000"),
        ] {
            let said = format!("{:#}", people(text).unwrap_err());
            assert!(said.contains(why), "{text}: {said}");
        }
    }
}
