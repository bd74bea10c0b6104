//! What the person is asked to choose among, and what is known of it until they answer.

use std::collections::VecDeque;

use limner_agent::partner::{Outline, Partner};
use limner_agent::taste::Features;
use limner_agent::taste::question::{WORTHWHILE, most_telling};
use limner_env::Random;
use limner_protocol::{Answer, Question};

/// Outlines among which options are looked for.
const OUTLINES: usize = 64;
/// Questions that may still be answered; a page shows one at a time.
const REMEMBERED: usize = 4;

/// The question that is wanted, and those that were asked.
#[derive(Debug, Default)]
pub(crate) struct Asking {
    wanted: Option<Wanted>,
    /// Names of questions, oldest first, with how the options look.
    asked: VecDeque<(u32, Vec<Features>)>,
}

/// A question on its way.
#[derive(Debug)]
struct Wanted {
    id: u32,
    options: usize,
    /// What may be chosen among, once it was looked for.
    outlines: Option<Vec<Outline>>,
}

impl Asking {
    /// A question is wanted under this name, of so many options.
    pub(crate) fn want(&mut self, id: u32, options: usize) {
        self.wanted = Some(Wanted { id, options, outlines: None });
    }

    /// Whether a question is wanted.
    pub(crate) fn is_wanted(&self) -> bool {
        self.wanted.is_some()
    }

    /// Goes on with the question that is wanted; returns it once it is there, without options where none is worth
    /// asking.
    pub(crate) async fn advance(&mut self, partner: &mut Partner) -> Option<Question> {
        let wanted = self.wanted.as_mut()?;
        let Some(outlines) = wanted.outlines.take() else {
            let found = partner.outlines_async(OUTLINES).await;
            let found = found.inspect_err(|error| tracing::warn!("nothing to ask: {error}"));
            wanted.outlines = Some(found.unwrap_or_default());
            return None;
        };
        let Wanted { id, options, .. } = self.wanted.take()?;
        let candidates: Vec<Features> = outlines.iter().map(|outline| outline.features).collect();
        let log = partner.painting().log();
        let mut random = Random::new(log.header().seed ^ id.wrapping_mul(0x9e37_79b9));
        let count = options.min(candidates.len());
        let places = most_telling(partner.taste(), &candidates, count, &mut random)
            .filter(|question| question.teaches >= WORTHWHILE)
            .map_or_else(Vec::new, |question| question.options);
        let looks: Vec<Features> = places.iter().map(|place| candidates[*place]).collect();
        let options = places.iter().map(|place| outlines[*place].stroke.clone()).collect();
        if !looks.is_empty() {
            self.asked.push_back((id, looks));
        }
        if self.asked.len() > REMEMBERED {
            self.asked.pop_front();
        }
        Some(Question { id, brushes: log.brush_count(), options })
    }

    /// What was chosen among and which was the best, where the answer says so of a question that was asked.
    pub(crate) fn answered(
        &mut self,
        id: u32,
        answer: Answer,
    ) -> Option<(Vec<Features>, Option<usize>)> {
        let place = self.asked.iter().position(|(asked, _)| *asked == id)?;
        let (_, looks) = self.asked.remove(place)?;
        match answer {
            Answer::Best(best) if usize::from(best) < looks.len() => {
                Some((looks, Some(usize::from(best))))
            }
            Answer::Alike => Some((looks, None)),
            Answer::Best(_) | Answer::Skip => None,
        }
    }
}
