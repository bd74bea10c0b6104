//! Why the partner chose a stroke: what it counts for, what speaks for it and against it, what it was chosen over, and
//! how sure the network was.
//!
//! A stroke is worth what it takes away of the error, times a number for each thing that is wanted: their logarithms add
//! up. Of the last strokes this is noted when they come to the log. Of older ones, and of those that came otherwise, it
//! is reckoned anew, by what lies below them and what is wanted now.

use std::collections::BTreeMap;
use std::ops::Range;

use limner_core::{Author, Canvas, Stroke};
use limner_duet::Move;
use limner_env::action::{raw_from_soft, soft_from_raw, soft_from_stroke, soft_on_canvas};
use limner_env::scene::error_map;
use limner_env::{GEOMETRY, OBSERVATION_LEN, SoftStroke, WINDOW, Window};

use super::belief::Belief;
use super::replica::Replica;
use super::{Partner, Settings};
use crate::Error;
use crate::objective::MOST_LIKING;
use crate::planner::{Planner, Proposal, RIVALS, Rival, context, is_alike, look_of};
use crate::policy::{Intention, STROKES};
use crate::taste::{FEATURES, Features, Preference, Term, Word, features, middle};

/// Strokes of which it is noted why they were chosen.
pub const NOTED: usize = 256;
/// Qualities that are told of those that speak for a stroke, and of those against it.
pub const POINTS: usize = 3;
/// Numbers in which a network's spread is told: of place, length and direction, bend, width and opacity.
pub const SPREADS: usize = 5;
/// What adds less than this to the logarithm of the worth is not spoken of.
const FAINT: f32 = 0.02;
/// The share of the error that an ordinary stroke takes away, as `Feature::Gain` has it.
const ORDINARY: f32 = 1e-3;

/// What makes a stroke worth more or less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Part {
    /// What the stroke brings to the picture, beside an ordinary one.
    Fidelity = 0,
    /// What the taste believes of shapes and places.
    Taste = 1,
    /// The mood.
    Mood = 2,
    /// Places where strokes are wanted or not.
    Place = 3,
    /// The focus.
    Near = 4,
    /// What is tried out.
    Trying = 5,
    /// What the stroke brings beside its price.
    Price = 6,
    /// What is wanted of colours: part of the fidelity, as the picture itself is wanted in them.
    Color = 7,
    /// That it is unlike the strokes before it.
    Novelty = 8,
}

/// Why a stroke was chosen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reasons {
    /// Whether the reasons are those of the moment at which the stroke was chosen.
    pub is_noted: bool,
    /// The share of the squared error that the stroke takes away.
    pub share: f32,
    /// How the stroke answers the person's, where there was no picture.
    pub motive: Option<Move>,
    /// The natural logarithm of how often the stroke counts on account of each part.
    pub parts: Vec<(Part, f32)>,
    /// The qualities that speak most for the stroke, then those against it, with what each adds to that logarithm.
    pub points: Vec<(Word, f32)>,
    /// What the stroke was chosen over, the likeliest first, in parts of what it is worth itself.
    pub alternatives: Vec<(Stroke, f32)>,
    /// How far the network strays, in parts of how far it may: place, length and direction, bend, width, opacity. `None`
    /// without a network.
    pub spread: Option<[f32; SPREADS]>,
}

/// What is noted of a stroke.
#[derive(Clone, Debug)]
struct Note {
    window: Window,
    rivals: Vec<Rival>,
    reasons: Reasons,
}

/// Why the last strokes of the log were chosen, by id.
#[derive(Debug, Default)]
pub(super) struct Notes(BTreeMap<u32, Note>);

impl Notes {
    /// Notes why a planned stroke was chosen that is on the log now.
    pub(super) fn note(&mut self, id: u32, proposal: &Proposal, weighing: &Weighing<'_>) {
        if self.0.len() >= NOTED {
            self.0.pop_first();
        }
        self.0.insert(id, weighing.noted(proposal));
    }

    /// How a stroke on the log answers the person's, if it does and that is still known.
    pub(super) fn motive(&self, id: u32) -> Option<Move> {
        self.0.get(&id)?.reasons.motive
    }

    /// Forgets all reasons: the log is another.
    pub(super) fn forget(&mut self) {
        self.0.clear();
    }
}

/// What strokes are weighed by.
pub(super) struct Weighing<'a> {
    belief: &'a Belief,
    settings: &'a Settings,
    planner: &'a Planner,
    /// Width and height of the canvas.
    size: [f32; 2],
    /// The squared error that a stroke must bring.
    price: f64,
}

impl<'a> Weighing<'a> {
    /// What a partner weighs strokes by now.
    pub(super) fn by(
        belief: &'a Belief,
        settings: &'a Settings,
        planner: &'a Planner,
        replica: &Replica,
    ) -> Self {
        let header = replica.painting.log().header();
        let size = [header.width, header.height].map(f32::from);
        Self { belief, settings, planner, size, price: replica.price(settings.price) }
    }

    fn of(partner: &'a Partner) -> Self {
        Self::by(&partner.belief, &partner.settings, &partner.search.planner, &partner.replica)
    }

    fn noted(&self, proposal: &Proposal) -> Note {
        let Proposal { stroke, gain, share, worth, features, window, rivals, motive } = proposal;
        let worth = (*share > 0.0).then(|| worth / share);
        let mut reasons = self.reasons(stroke, features, *share, gain.squared_error, worth);
        reasons.is_noted = true;
        reasons.motive = *motive;
        Note { window: *window, rivals: rivals.clone(), reasons }
    }

    /// Why a stroke is chosen that takes away this, a share of all that is missing, and is worth so many times as much,
    /// if that is known.
    fn reasons(
        &self,
        stroke: &Stroke,
        features: &Features,
        share: f32,
        gain: f64,
        worth: Option<f32>,
    ) -> Reasons {
        let (wanted, strength) = self.belief.asked_for(self.settings);
        let [taste, mood] = wanted.map(|wanted| wanted.scaled(strength));
        let score = |of: &Preference, colors: bool| -> f32 {
            let terms = of.terms().filter(|(term, _)| term.is_of_color() == colors);
            terms.map(|(term, weight)| weight * term.value(features)).sum()
        };
        let at = middle(stroke);
        let side = self.size[0].min(self.size[1]).max(1.0);
        let place = at.map(|v| v / side);
        let places: f32 = self.belief.places.iter().map(|disc| disc.score(place)).sum();
        let liked = score(&taste, false) + taste.score_of_place(place);
        let mut parts = vec![
            (Part::Taste, liked),
            (Part::Mood, score(&mood, false)),
            (Part::Place, places),
            (Part::Novelty, self.belief.objective().liking_of_novelty(features)),
            (Part::Near, self.planner.wanted_near(at).max(f32::MIN_POSITIVE).ln()),
        ];
        if let Some(worth) = worth {
            // What is liked counts no more than this.
            let known: f32 = parts[..4].iter().map(|(_, value)| value).sum();
            let known = known.clamp(-MOST_LIKING, MOST_LIKING) + parts[4].1;
            parts.push((Part::Trying, worth.max(f32::MIN_POSITIVE).ln() - known));
        }
        if self.price > 0.0 && gain > 0.0 {
            parts.push((Part::Price, narrow((gain / self.price).ln())));
        }
        parts.push((Part::Color, score(&taste, true) + score(&mood, true)));
        parts.retain(|(_, value)| value.abs() >= FAINT);
        if share > 0.0 {
            parts.insert(0, (Part::Fidelity, (share / ORDINARY).ln()));
        }
        let points = points(&taste.plus(&mood), features);
        Reasons { share, parts, points, ..Reasons::default() }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a logarithm is small")]
fn narrow(value: f64) -> f32 {
    value as f32
}

/// The qualities that speak most for a stroke, and those against it; each half of a product is a half of its say.
fn points(wanted: &Preference, features: &Features) -> Vec<(Word, f32)> {
    let mut says = [0.0; FEATURES];
    for (term, weight) in wanted.terms() {
        let says_so = weight * term.value(features);
        match term {
            Term::Main(one) => says[one as usize] += says_so,
            Term::Product(one, other) => {
                says[one as usize] += 0.5 * says_so;
                says[other as usize] += 0.5 * says_so;
            }
        }
    }
    let all = crate::taste::ALL.into_iter().zip(says).zip(features);
    let mut all: Vec<(Word, f32)> = all
        .filter(|((_, say), _)| say.abs() >= FAINT)
        .map(|((feature, say), value)| (Word::of(feature, *value > 0.0), say))
        .collect();
    all.sort_by(|(_, a), (_, b)| b.abs().total_cmp(&a.abs()));
    let some =
        |is_for: bool| all.iter().filter(move |(_, say)| (*say > 0.0) == is_for).take(POINTS);
    some(true).chain(some(false)).copied().collect()
}

/// Why a stroke of the partner's on the log was chosen; `None` where none of this id is seen.
pub async fn of_painted(partner: &mut Partner, id: u32) -> Result<Option<Reasons>, Error> {
    let painting = &partner.replica.painting;
    let placed = painting.stroke(id).filter(|placed| placed.visible);
    let Some(stroke) = placed.map(|placed| placed.stroke.clone()) else { return Ok(None) };
    let is_own = stroke.author == Author::Partner && soft_on_canvas(&stroke).is_some();
    let Some(below) = painting.canvas_below(id).filter(|_| is_own) else { return Ok(None) };
    let note = partner.notes.0.get(&id).cloned();
    told(partner, &stroke, note, &below).await.map(Some)
}

/// Why a stroke is to be painted next; `None` where it is none that the partner could paint.
pub async fn of_planned(partner: &mut Partner, stroke: &Stroke) -> Result<Option<Reasons>, Error> {
    if stroke.author != Author::Partner || soft_on_canvas(stroke).is_none() {
        return Ok(None);
    }
    let planned = partner.replica.plan.planned(stroke).cloned();
    let note = planned.map(|proposal| Weighing::of(partner).noted(&proposal));
    let below = partner.replica.painting.canvas().clone();
    told(partner, stroke, note, &below).await.map(Some)
}

/// Where strokes would be painted next: how likely, in squares of the canvas, in rows, and how many there are in a row and
/// a column, at most so many. Windows are laid where there is error, sooner where strokes are wanted: this is the map by
/// which they are. Empty without a picture.
#[must_use]
pub fn heat(partner: &Partner, most: usize) -> ([usize; 2], Vec<f32>) {
    let scene = partner.replica.scene();
    if !scene.has_target() {
        return ([0; 2], Vec::new());
    }
    let ([columns, rows], mut map) = error_map(scene, most);
    let header = scene.header();
    let size = [header.width, header.height].map(f32::from);
    let objective = partner.belief.objective();
    for (i, error) in map.iter_mut().enumerate() {
        let at = |i: usize, count: usize, side: f32| side * (i as f32 + 0.5) / count as f32;
        let middle = [at(i % columns, columns, size[0]), at(i / columns, rows, size[1])];
        *error *= partner.search.planner.wanted_near(middle) * objective.wanted_at(middle, size);
    }
    ([columns, rows], map)
}

/// What is known of a stroke that lies over this canvas.
async fn told(
    partner: &mut Partner,
    stroke: &Stroke,
    note: Option<Note>,
    below: &Canvas,
) -> Result<Reasons, Error> {
    let window = note.as_ref().map_or_else(|| window_of(partner, stroke), |note| note.window);
    let mut observation = vec![0.0; OBSERVATION_LEN];
    let is_noted = note.is_some();
    let mut reasons = over(partner, below, |partner| {
        partner.replica.scene().observe(window, &mut observation);
        match note {
            Some(Note { rivals, reasons, .. }) => {
                let stroke = |rival: &Rival| rival.stroke(partner.replica.scene());
                let alternatives = rivals.iter().map(|rival| (stroke(rival), rival.worth));
                Reasons { alternatives: alternatives.collect(), ..reasons }
            }
            None => reckoned(partner, stroke),
        }
    });
    // An answer to what the person drew is none of the network's.
    let policy = partner.network.policy().filter(|_| reasons.motive.is_none());
    let Some(policy) = policy else { return Ok(reasons) };
    let objective = partner.belief.objective();
    let header = partner.replica.scene().header();
    let size = [header.width, header.height].map(f32::from);
    let wishes = if objective.is_plain() { Vec::new() } else { vec![objective.wish(window, size)] };
    let intentions = policy.intend_async(&observation, &wishes).await?;
    reasons.spread = spread(&intentions, window, stroke);
    if !is_noted {
        reasons.alternatives =
            over(partner, below, |partner| others(partner, &intentions, window, stroke));
    }
    Ok(reasons)
}

/// Does something while the scene shows another canvas.
fn over<R>(partner: &mut Partner, canvas: &Canvas, done: impl FnOnce(&mut Partner) -> R) -> R {
    let before = partner.replica.scene().canvas().clone();
    partner.replica.editable.scene_mut().repaint(canvas, &[]);
    let result = done(partner);
    partner.replica.editable.scene_mut().repaint(&before, &[]);
    result
}

/// Why a stroke would be chosen that would lie over what the scene shows.
fn reckoned(partner: &mut Partner, stroke: &Stroke) -> Reasons {
    let (gain, around, features) = look_of(partner.replica.editable.scene_mut(), stroke);
    Weighing::of(partner).reasons(stroke, &features, around.gain, gain.squared_error, None)
}

/// What else the network has in mind where a stroke lies, before what the scene shows: what is worth most first.
fn others(
    partner: &mut Partner,
    intentions: &[Intention],
    window: Window,
    stroke: &Stroke,
) -> Vec<(Stroke, f32)> {
    let mut seen: Vec<SoftStroke> = soft_on_canvas(stroke).into_iter().collect();
    let means = intentions.iter().filter_map(|intention| intention.mean.first_chunk::<GEOMETRY>());
    let strokes: Vec<Stroke> = means
        .map(|raw| partner.replica.scene().partners_stroke(window, &soft_from_raw(raw)))
        .collect();
    let scene = partner.replica.editable.scene_mut();
    let error = scene.squared_error();
    let objective = partner.belief.objective();
    let mut worth = |stroke: &mut Stroke| {
        let gain = scene.solve(stroke, [0.0; 3]);
        let context = context(scene, stroke, &gain, error);
        let liking = objective.liking(&features(stroke, &context), &context);
        crate::objective::worth(context.gain, liking)
    };
    let own = worth(&mut stroke.clone()).max(f32::MIN_POSITIVE);
    let mut all: Vec<(Stroke, f32)> = strokes
        .into_iter()
        .map(|mut stroke| {
            let worth = worth(&mut stroke);
            (stroke, worth / own)
        })
        .filter(|(_, worth)| *worth > 0.0)
        .collect();
    all.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    all.retain(|(stroke, _)| {
        let Some(soft) = soft_on_canvas(stroke) else { return false };
        let is_other = seen.iter().all(|one| !is_alike(one, &soft));
        seen.push(soft);
        is_other
    });
    all.truncate(RIVALS);
    all
}

/// How far the network strays where it has a stroke like this in mind.
fn spread(intentions: &[Intention], window: Window, stroke: &Stroke) -> Option<[f32; SPREADS]> {
    let raw = raw_from_soft(&soft_from_stroke(window, stroke)?);
    // How unlikely it is that the network meant this stroke: the negative logarithm of its density.
    let unlikely = |intention: &&Intention| -> f32 {
        let numbers = intention.mean.iter().zip(raw).zip(intention.spread);
        numbers.map(|((mean, raw), s)| 0.5 * ((mean - raw) / s).powi(2) + s.ln()).sum()
    };
    let nearest =
        intentions.iter().take(STROKES).min_by(|a, b| unlikely(a).total_cmp(&unlikely(b)))?;
    // Raw numbers are squashed: far out, a wide spread changes little.
    let part = |of: Range<usize>| {
        let count = of.len() as f32;
        let strays = of.map(|i| {
            let (mean, s) = (nearest.mean[i], nearest.spread[i]);
            if i < 5 {
                0.5 * ((mean + s).tanh() - (mean - s).tanh())
            } else {
                // As a logistic function, which radii and opacity go through.
                0.5 * ((0.5 * (mean + s)).tanh() - (0.5 * (mean - s)).tanh())
            }
        });
        strays.sum::<f32>() / count
    };
    Some([part(0..2), part(2..4), part(4..5), part(5..7), part(7..8)])
}

/// The window in which the partner would have thought of a stroke: the finest that it fits.
fn window_of(partner: &Partner, stroke: &Stroke) -> Window {
    let scene = partner.replica.scene();
    let length = soft_on_canvas(stroke).map_or(0.0, |soft| {
        let [a, b, c] = soft.points;
        let [low, high] =
            [f32::min, f32::max].map(|pick| [0, 1].map(|i| pick(pick(a[i], b[i]), c[i])));
        (high[0] - low[0]).max(high[1] - low[1]) + soft.radii[0] + soft.radii[1]
    });
    let fits = |level: &usize| length <= 0.8 * (WINDOW << level) as f32;
    let level = (0..scene.levels()).find(fits).unwrap_or(scene.levels() - 1);
    let [x, y] = middle(stroke);
    scene.window_around(u8::try_from(level).unwrap_or(0), x, y)
}
