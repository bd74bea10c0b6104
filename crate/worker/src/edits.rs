//! What the person does to a belief, as messages name it.

use limner_agent::taste::Edit;

/// The edits, in the order of [`limner_protocol::codes::edit::ALL`].
const ALL: [(&str, Edit); 6] = [
    ("ask", Edit::Ask),
    ("more", Edit::More),
    ("less", Edit::Less),
    ("other", Edit::OtherWay),
    ("off", Edit::Off),
    ("let_go", Edit::LetGo),
];

/// The edit of a number; `None` for one that there is not.
pub(crate) fn of(number: u8) -> Option<Edit> {
    ALL.get(usize::from(number)).map(|(_, edit)| *edit)
}

#[cfg(test)]
mod tests {
    use super::ALL;
    use limner_protocol::codes::edit;

    #[test]
    fn edits_are_those_of_messages() {
        assert_eq!(ALL.map(|(code, _)| code), edit::ALL);
    }
}
