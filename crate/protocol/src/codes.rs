//! Every code that the page may have to put into words.
//!
//! The crates speak in codes and numbers; the page's text file holds the words. A code is
//! `snake_case` and never changes its meaning. Behind each code stand the names of its parameters.

/// Everything that can go wrong, with its parameters in braces.
pub mod trouble {
    /// The bytes, file or link are no Limner painting. {}
    pub const NOT_A_PAINTING: &str = "not_a_painting";
    /// A painting by a later version of Limner. {found, newest}: format versions.
    pub const PAINTING_FROM_FUTURE: &str = "painting_from_future";
    /// A painting that is cut short or has been changed on its way. {reason}: for the curious, in
    /// English.
    pub const PAINTING_DAMAGED: &str = "painting_damaged";
    /// A painting that was given asks for more than is safe to open. {what, limit}
    pub const PAINTING_TOO_LARGE: &str = "painting_too_large";
    /// The painting being made has reached its limit; nothing more fits, what is there is safe.
    /// {what, limit}
    pub const PAINTING_FULL: &str = "painting_full";
    /// A stroke that asks for more than one stroke may; nothing of it was added. {what, limit}
    pub const STROKE_TOO_LARGE: &str = "stroke_too_large";
    /// A new painting of an impossible size. {value, low, high}: pixels.
    pub const CANVAS_SIZE: &str = "canvas_size";
    /// Some other number outside its range. {what, value, low, high}
    pub const OUT_OF_RANGE: &str = "out_of_range";
    /// The painting speaks of a stroke that it does not hold. {stroke}
    pub const NO_SUCH_STROKE: &str = "no_such_stroke";
    /// The link holds no painting: nothing stands after the `#`. {}
    pub const LINK_EMPTY: &str = "link_empty";
    /// The link has characters that no link has, or lost some on its way. {}
    pub const LINK_DAMAGED: &str = "link_damaged";
    /// The PNG could not be made. {reason}
    pub const PNG_FAILED: &str = "png_failed";
    /// A picture of the painting would have too many pixels at this scale. {scale, limit}: limit in pixels a side.
    pub const EXPORT_TOO_LARGE: &str = "export_too_large";

    /// The file is no brush. {}
    pub const NOT_A_BRUSH: &str = "not_a_brush";
    /// A brush by a later version of Limner. {found, newest}: format versions.
    pub const BRUSH_FROM_FUTURE: &str = "brush_from_future";
    /// A brush that is cut short, was changed on its way or has settings out of range. {reason}
    pub const BRUSH_DAMAGED: &str = "brush_damaged";
    /// The person has as many brushes of their own as can be kept. {limit}
    pub const BRUSHES_FULL: &str = "brushes_full";

    /// The file is no taste. {}
    pub const NOT_A_TASTE: &str = "not_a_taste";
    /// A taste by a later version of Limner. {found, newest}: format versions.
    pub const TASTE_FROM_FUTURE: &str = "taste_from_future";
    /// A taste that is cut short or was changed on its way. {reason}
    pub const TASTE_DAMAGED: &str = "taste_damaged";

    /// The file is no picture, or of a kind that is not known here. {}
    pub const NOT_A_PICTURE: &str = "not_a_picture";
    /// The picture is cut short or broken. {reason}
    pub const PICTURE_DAMAGED: &str = "picture_damaged";
    /// The picture has more pixels than can be taken. {width, height, limit}: limit in pixels.
    pub const PICTURE_TOO_LARGE: &str = "picture_too_large";
    /// The picture's file is too long. {bytes, limit}
    pub const PICTURE_FILE_TOO_LARGE: &str = "picture_file_too_large";
    /// The picture has no pixels. {}
    pub const PICTURE_EMPTY: &str = "picture_empty";
    /// The gallery has no such picture. {index, count}
    pub const NO_SUCH_GALLERY_PICTURE: &str = "no_such_gallery_picture";

    /// The partner's worker died and a new one is getting ready; the painting is kept. {times}: how
    /// often it has died in this session.
    pub const WORKER_DIED: &str = "worker_died";
    /// A message between page and worker could not be understood; the partner starts afresh.
    /// {reason}
    pub const MESSAGE_DAMAGED: &str = "message_damaged";
    /// Page and worker are of different versions: reloading the page helps. {found, newest}
    pub const MESSAGE_VERSION: &str = "message_version";
    /// The partner's weights can't be used; it paints by trial instead. {reason}
    pub const WEIGHTS_UNUSABLE: &str = "weights_unusable";
    /// What the partner had learned can't be read; it starts to learn afresh. {reason}
    pub const TASTE_UNUSABLE: &str = "taste_unusable";
    /// What the partner practised can't be used: it was practised by another one, or is damaged. {reason}
    pub const PRACTISED_UNUSABLE: &str = "practised_unusable";
    /// The partner could not do what was asked. {reason}
    pub const PARTNER_FAILED: &str = "partner_failed";
    /// The partner's network left WebGPU and goes on without, with what it has learned. {reason}
    pub const AGENT_GPU_LOST: &str = "agent_gpu_lost";
    /// The graphics device is gone; the page draws without it, and nothing is lost. {reason}
    pub const GPU_LOST: &str = "gpu_lost";
    /// The graphics device has no memory left for this painting; the page draws without it. {}
    pub const GPU_OUT_OF_MEMORY: &str = "gpu_out_of_memory";
    /// The graphics device is slower than drawing without it; the page draws without it. {}
    pub const GPU_SLOW: &str = "gpu_slow";
    /// The graphics device can't be used; the page draws without it. {reason}
    pub const GPU_REFUSED: &str = "gpu_refused";

    /// All troubles.
    pub const ALL: &[&str] = &[
        NOT_A_PAINTING,
        PAINTING_FROM_FUTURE,
        PAINTING_DAMAGED,
        PAINTING_TOO_LARGE,
        PAINTING_FULL,
        STROKE_TOO_LARGE,
        CANVAS_SIZE,
        OUT_OF_RANGE,
        NO_SUCH_STROKE,
        LINK_EMPTY,
        LINK_DAMAGED,
        PNG_FAILED,
        EXPORT_TOO_LARGE,
        NOT_A_BRUSH,
        BRUSH_FROM_FUTURE,
        BRUSH_DAMAGED,
        BRUSHES_FULL,
        NOT_A_TASTE,
        TASTE_FROM_FUTURE,
        TASTE_DAMAGED,
        NOT_A_PICTURE,
        PICTURE_DAMAGED,
        PICTURE_TOO_LARGE,
        PICTURE_FILE_TOO_LARGE,
        PICTURE_EMPTY,
        NO_SUCH_GALLERY_PICTURE,
        WORKER_DIED,
        MESSAGE_DAMAGED,
        MESSAGE_VERSION,
        WEIGHTS_UNUSABLE,
        TASTE_UNUSABLE,
        PRACTISED_UNUSABLE,
        PARTNER_FAILED,
        GPU_LOST,
        GPU_OUT_OF_MEMORY,
        GPU_SLOW,
        AGENT_GPU_LOST,
        GPU_REFUSED,
    ];
}

/// What the partner is doing, or why it does nothing: of several reasons the one that stands first.
pub mod phase {
    /// An earlier moment is looked at, and the partner waits for the present.
    pub const PAST: &str = "past";
    /// The partner's worker has not answered yet.
    pub const LOADING: &str = "loading";
    /// The partner was given another picture, which is not in place yet.
    pub const PICTURE: &str = "picture";
    /// The partner is started and waits for the person to lift their pointer.
    pub const HELD: &str = "held";
    /// The painting came without the picture that it was made from, and the partner has not begun.
    pub const LACKS_PICTURE: &str = "lacks_picture";
    /// The partner has no picture, and it waits, is paused or rests.
    pub const NO_TARGET: &str = "no_target";
    /// The partner has not been started since the painting was made or opened.
    pub const WAITING: &str = "waiting";
    /// The partner is planning and has nothing ready to paint.
    pub const THINKING: &str = "thinking";
    /// The partner has strokes ready and paints them one by one.
    pub const PAINTING: &str = "painting";
    /// The partner goes over the strokes that it painted last.
    pub const POLISHING: &str = "polishing";
    /// The partner is started and waits while a patch is painted anew, and until the person chooses.
    pub const COMPARING: &str = "comparing";
    /// The person paused the partner.
    pub const PAUSED: &str = "paused";
    /// It is the person's turn.
    pub const YOURS: &str = "yours";
    /// The partner looked and found nothing worth painting; it looks again when something changes.
    pub const RESTING: &str = "resting";
    /// The partner found no stroke that is worth its price; it goes on when the price or the painting changes.
    pub const DONE: &str = "done";

    /// All phases.
    pub const ALL: &[&str] = &[
        PAST,
        LOADING,
        PICTURE,
        HELD,
        LACKS_PICTURE,
        NO_TARGET,
        WAITING,
        THINKING,
        PAINTING,
        POLISHING,
        COMPARING,
        PAUSED,
        YOURS,
        RESTING,
        DONE,
    ];
}

/// How the person and the partner share the canvas.
pub mod turn {
    /// Person and partner paint at once.
    pub const TOGETHER: &str = "together";
    /// The person paints, the partner answers with some strokes, then it is the person's turn again.
    pub const ANSWERS: &str = "answers";
    /// The partner paints alone.
    pub const ALONE: &str = "alone";

    /// All turns.
    pub const ALL: &[&str] = &[TOGETHER, ANSWERS, ALONE];
}

/// What the button that starts and pauses the partner would do.
pub mod control {
    /// The button starts the partner.
    pub const START: &str = "start";
    /// The button pauses the partner, which paints or is about to.
    pub const PAUSE: &str = "pause";
    /// The button lets the partner answer the person's strokes.
    pub const LET_ANSWER: &str = "let_answer";
    /// The button stops the partner from answering the person's next stroke.
    pub const STOP_ANSWERING: &str = "stop_answering";

    /// Everything that the button does.
    pub const ALL: &[&str] = &[START, PAUSE, LET_ANSWER, STOP_ANSWERING];
}

/// Why the partner would paint a stroke.
pub mod reason {
    /// The stroke sees to the picture as a whole.
    pub const WHOLE: &str = "whole";
    /// The stroke sees to a part of the picture.
    pub const PART: &str = "part";
    /// The stroke sees to a detail.
    pub const DETAIL: &str = "detail";
    /// The stroke is of a kind that the person seems to like.
    pub const LIKED: &str = "liked";
    /// The stroke is painted freely, without a picture to follow.
    pub const FREE: &str = "free";

    /// The stroke draws a line of the person's further.
    pub const CONTINUE: &str = "continue";
    /// The stroke draws a line of the person's again, beside it.
    pub const ECHO: &str = "echo";
    /// The stroke draws a line of the person's again, on the other side.
    pub const MIRROR: &str = "mirror";
    /// The stroke is the next in a row of the person's.
    pub const REPEAT: &str = "repeat";
    /// The stroke hatches a shape that is closed in.
    pub const HATCH: &str = "hatch";
    /// The stroke paints such a shape out.
    pub const FILL: &str = "fill";
    /// The stroke lays a shadow into such a shape.
    pub const SHADE: &str = "shade";

    /// All reasons.
    pub const ALL: &[&str] =
        &[WHOLE, PART, DETAIL, LIKED, FREE, CONTINUE, ECHO, MIRROR, REPEAT, HATCH, FILL, SHADE];
}

/// How it is known why a stroke was chosen.
pub mod told {
    /// The reasons are as they were noted when the stroke was chosen.
    pub const REMEMBERED: &str = "remembered";
    /// The reasons are reckoned anew, by what lies below the stroke and what is wanted now.
    pub const RECKONED: &str = "reckoned";
    /// There is no such stroke any more.
    pub const GONE: &str = "gone";

    /// All ways of knowing, in the order of their numbers in messages.
    pub const ALL: &[&str] = &[REMEMBERED, RECKONED, GONE];
}

/// What makes a stroke worth more or less.
pub mod part {
    /// All parts, in the order of their numbers in messages.
    pub const ALL: &[&str] = &[
        "fidelity", // what it brings to the picture, beside an ordinary stroke
        "taste",    // what the person likes of shapes and places
        "mood",     // the mood that was chosen
        "place",    // places where the person wants strokes or not
        "near",     // where the person works
        "trying",   // something that they may like or not is tried out
        "price",    // what it brings beside what a stroke must bring
        "color",    // what they like of colours: the picture itself is wanted in them
        "novelty",  // it is unlike the strokes before it
    ];
}

/// What the network decides of a stroke.
pub mod spread {
    /// All that the network decides, in the order in which they are told.
    pub const ALL: &[&str] = &["place", "length", "bend", "width", "opacity"];
}

/// How sure the network was of something.
pub mod sureness {
    /// All degrees of sureness, in the order of their numbers in messages.
    pub const ALL: &[&str] = &["sure", "fairly_sure", "unsure"];
}

/// How it stands with asking the person which of a few strokes they like best.
pub mod asking {
    /// Nothing is asked and nothing is to be told of it.
    pub const QUIET: &str = "quiet";
    /// Strokes to choose among are looked for, as the person wanted.
    pub const LOOKING: &str = "looking";
    /// A question is open.
    pub const OPEN: &str = "open";
    /// The person wanted to be asked, and there is nothing worth asking.
    pub const NOTHING: &str = "nothing";
    /// The last answer brought new words for what the person likes.
    pub const TAUGHT: &str = "taught";

    /// All states of asking.
    pub const ALL: &[&str] = &[QUIET, LOOKING, OPEN, NOTHING, TAUGHT];
}

/// Qualities of strokes that a person likes or dislikes.
pub mod word {
    /// All words, in the order of the agent's own numbers: two for each feature.
    pub const ALL: &[&str] = &[
        "cool",        // bluish
        "warm",        // yellowish, reddish
        "magenta",     // towards pink
        "green",       // towards green
        "muted",       // greyish
        "vivid",       // strong in colour
        "dark",        //
        "light",       //
        "short",       //
        "long",        //
        "thin",        //
        "thick",       //
        "straight",    //
        "curved",      //
        "sheer",       // see-through
        "opaque",      //
        "level",       // lying
        "upright",     // standing
        "low",         // in the lower part
        "high",        // in the upper part
        "right",       // on the right
        "left",        // on the left
        "central",     // near the middle
        "outer",       // near the edges
        "blending",    // like what lies below
        "contrasting", // unlike what lies below
        "free",        // not from the picture
        "faithful",    // as the picture has it
        "on_paper",    // where nothing was painted
        "over_paint",  // over what was painted
        "even",        // as thick at one end as at the other
        "tapered",     // thinning out
        "falling",     // down to the right
        "rising",      // up to the right
        "on_axis",     // near the vertical axis
        "aside",       // to either side of it
    ];
}

/// Where what is wanted comes from.
pub mod belief {
    /// The person's answers.
    pub const LEARNED: &str = "learned";
    /// The person said so themself.
    pub const SAID: &str = "said";
    /// The mood that was chosen.
    pub const MOOD: &str = "mood";
    /// The strokes that the person painted.
    pub const SHOWN: &str = "shown";

    /// All origins of a belief, in the order of their numbers in messages.
    pub const ALL: &[&str] = &[LEARNED, SAID, MOOD, SHOWN];
}

/// How a person judges.
pub mod habit {
    /// How the person judges is not known yet.
    pub const UNKNOWN: &str = "unknown";
    /// The person judges often: a question comes sooner.
    pub const OFTEN: &str = "often";
    /// The person judges now and then.
    pub const USUAL: &str = "usual";
    /// The person judges seldom: a question comes later.
    pub const SELDOM: &str = "seldom";
    /// The person takes long to answer: a question comes later.
    pub const SLOWLY: &str = "slowly";

    /// All habits.
    pub const ALL: &[&str] = &[UNKNOWN, OFTEN, USUAL, SELDOM, SLOWLY];
}

/// Moods that have a name.
pub mod mood {
    /// All moods, each with its place: percent from unpleasant to pleasant, and from calm to excited.
    pub const ALL: &[(&str, [i8; 2])] = &[
        ("joyful", [80, 45]),
        ("lively", [35, 80]),
        ("stormy", [-50, 75]),
        ("tense", [-70, 35]),
        ("gloomy", [-80, -20]),
        ("melancholy", [-40, -70]),
        ("calm_evening", [20, -85]),
        ("dreamy", [60, -50]),
    ];
}

/// What the person said of strokes.
pub mod said {
    /// All sayings, in the order of their numbers in messages.
    pub const ALL: &[&str] = &[
        "no",     //
        "yes",    //
        "undone", // they took it back or painted over it
        "chosen", // the best of several
        "alike",  // several were equally good
    ];
}

/// What the person does to something that is believed to be wanted.
pub mod edit {
    /// All edits, in the order of their numbers in messages.
    pub const ALL: &[&str] = &[
        "ask",    // for it by hand
        "more",   // of it
        "less",   // of it
        "other",  // the opposite is wanted
        "off",    // it does not matter
        "let_go", // what is believed of it counts again
    ];
}

/// The person's tools.
pub mod tool {
    /// Lays paint.
    pub const BRUSH: &str = "brush";
    /// Takes paint away.
    pub const ERASER: &str = "eraser";

    /// All tools.
    pub const ALL: &[&str] = &[BRUSH, ERASER];
}

/// How the person's line is steadied.
pub mod stabiliser {
    /// The line is not steadied.
    pub const NONE: &str = "none";
    /// The line goes through the weighted mean of the last places.
    pub const SMOOTH: &str = "smooth";
    /// The line is pulled on a string.
    pub const LAZY: &str = "lazy";

    /// All ways to steady a line.
    pub const ALL: &[&str] = &[NONE, SMOOTH, LAZY];
}

/// Whose strokes are seen.
pub mod shown {
    /// The strokes of both authors.
    pub const BOTH: &str = "both";
    /// The person's strokes alone.
    pub const MINE: &str = "mine";
    /// The partner's strokes alone.
    pub const PARTNER: &str = "partner";
    /// The strokes of both authors, the partner's faintly.
    pub const FADED: &str = "faded";

    /// All choices of whose strokes are seen.
    pub const ALL: &[&str] = &[BOTH, MINE, PARTNER, FADED];
}

#[cfg(test)]
mod tests {
    #[test]
    fn codes_are_snake_case_and_differ() {
        for list in [
            super::trouble::ALL,
            super::phase::ALL,
            super::turn::ALL,
            super::control::ALL,
            super::tool::ALL,
            super::reason::ALL,
            super::asking::ALL,
            super::word::ALL,
            super::belief::ALL,
            super::habit::ALL,
            super::edit::ALL,
            super::said::ALL,
            super::stabiliser::ALL,
            super::shown::ALL,
        ] {
            for (i, code) in list.iter().enumerate() {
                assert!(code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{code}");
                assert!(!list[..i].contains(code), "{code}");
            }
        }
    }
}
