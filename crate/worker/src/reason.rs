//! Why the partner would paint a stroke, in a word.

use limner_agent::planner::{Move, Proposal};
use limner_env::WINDOW;
use limner_protocol::codes::reason;

/// A stroke that the person's taste makes worth this much more than its gain was chosen for that.
const LIKED: f32 = 1.25;
/// A stroke was found in a window. One that shows more than this part of the canvas's longer side sees the
/// whole…
const WHOLE: f32 = 0.6;
/// …and one that shows more than this a part of it.
const PART: f32 = 0.15;

/// The code of why a stroke was chosen, one of [`reason::ALL`], on a canvas whose longer side has
/// `canvas_side` px.
pub(crate) fn of(proposal: &Proposal, canvas_side: f32, has_target: bool) -> &'static str {
    if let Some(motive) = proposal.motive {
        return of_answer(motive);
    }
    if proposal.share > 0.0 && proposal.worth > LIKED * proposal.share {
        return reason::LIKED;
    }
    if !has_target {
        return reason::FREE;
    }
    match (WINDOW << proposal.window.level) as f32 / canvas_side {
        seen if seen > WHOLE => reason::WHOLE,
        seen if seen > PART => reason::PART,
        _ => reason::DETAIL,
    }
}

/// The code of a way of answering, one of [`reason::ALL`].
pub(crate) fn of_answer(motive: Move) -> &'static str {
    match motive {
        Move::Continue => reason::CONTINUE,
        Move::Echo => reason::ECHO,
        Move::Mirror => reason::MIRROR,
        Move::Repeat => reason::REPEAT,
        Move::Hatch => reason::HATCH,
        Move::Fill => reason::FILL,
        Move::Shade => reason::SHADE,
    }
}
