//! How a session stands, in the form in which a host shows it.

use limner_core::brush::{Input, Setting};
use limner_core::fixed::{ONE, UNITS_PER_PX};
use limner_core::{Author, Rgb8};
use limner_protocol::codes::{belief, phase, word};
use limner_protocol::{Belief, Code};
use serde::Serialize;

use crate::Session;
use crate::partner::{RemotePartner, target_name};
use crate::tools::{OWN, Tools};
use crate::troubles::WaitingTrouble;

/// How a session stands.
///
/// A host looks words up by its codes and decides nothing: what a field says, it says whatever the others
/// say. The page's script has the same fields in camel case (`Status` in `www/handle.js`); a test compares
/// the two.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// What the partner is doing, or why it does nothing: one of [`limner_protocol::codes::phase`].
    pub phase: &'static str,
    /// Whether the partner is started.
    pub running: bool,
    /// What starting or pausing the partner would do: one of [`limner_protocol::codes::control`].
    pub control: &'static str,
    /// How the person and the partner share the canvas: one of [`limner_protocol::codes::turn`].
    pub turn: &'static str,
    /// Strokes with which the partner answers.
    pub answer: u32,
    /// Strokes left of the answer that the partner paints, if it paints one.
    pub answer_left: Option<u32>,
    /// The partner's strokes a second, 0 for as many as there are.
    pub pace: f64,
    /// Whether that pace is the partner's own: the person has chosen none.
    pub own_pace: bool,
    /// Whether the partner's strokes wait for the person's pointer, or for the timeline.
    pub held: bool,
    /// The colours that the partner's strokes have, 0xRRGGBB; none where any.
    pub palette: Vec<u32>,
    /// Whether the partner paints near where the person works.
    pub follows: bool,
    /// Whether the partner goes over its last strokes from time to time.
    pub polishes: bool,
    /// Whether the partner goes over its last strokes just now.
    pub polishing: bool,
    /// Strokes that are drawn.
    pub strokes: StrokeCounts,
    /// Fidelity to the target in dB, once it was measured.
    pub psnr: Option<f64>,
    /// What the partner paints; none where it paints freely.
    pub target: Option<TargetStatus>,
    /// Whether another target was chosen and is not in place yet.
    pub target_pending: bool,
    /// Whether the painting came without the picture that its strokes were made from.
    pub lacks_picture: bool,
    /// Whether the partner asks what to paint from, before it begins.
    pub asks_for_picture: bool,
    /// What the person seems to want, and what they said themself.
    pub beliefs: Vec<BeliefStatus>,
    /// Whether the partner asks now and then which of a few strokes the person likes best.
    pub asks: bool,
    /// How far asking has come: one of [`limner_protocol::codes::asking`].
    pub asking: &'static str,
    /// The name of the question that is open, if one is.
    pub question: Option<u32>,
    /// The words that the last answer brought: codes of [`limner_protocol::codes::word`].
    pub taught: Vec<&'static str>,
    /// Strokes judged, in this session and before.
    pub judged: u32,
    /// Steps by which the policy's weights were moved.
    pub policy_steps: u32,
    /// Whether the policy's weights can go back to those shipped: they were moved.
    pub can_revert: bool,
    /// Whether the partner learns from the strokes that the person paints.
    pub watches: bool,
    /// How often there was something new of what it practised that is to be kept.
    pub practice: u32,
    /// How the person judges: one of [`limner_protocol::codes::habit`].
    pub habit: &'static str,
    /// Whether the weights moved in the last few seconds.
    pub learned_recently: bool,
    /// Whether the partner's worker has answered.
    pub ready: bool,
    /// Whether the partner has a trained policy.
    pub weights: bool,
    /// Whose strokes are seen: one of [`limner_protocol::codes::shown`].
    pub shown: &'static str,
    /// What went wrong and is to be read next.
    pub trouble: Option<WaitingTrouble>,
    /// Number of log entries.
    pub revision: u32,
    /// Proposals that wait to be painted.
    pub proposals: usize,
    /// Whether the person has a step or a stroke in progress to take back.
    pub can_undo: bool,
    /// Whether the person has a step to redo.
    pub can_redo: bool,
    /// Whether the partner has a stroke to be taken back.
    pub can_undo_partner: bool,
}

/// Strokes by author.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct StrokeCounts {
    /// Strokes by the person.
    pub person: usize,
    /// Strokes by the partner.
    pub partner: usize,
}

/// A quality of strokes that is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct BeliefStatus {
    /// The quality: one of [`limner_protocol::codes::word`].
    pub word: &'static str,
    /// How much the quality counts, 1..=3; 0 where the person said that it does not.
    pub strength: u8,
    /// How sure the strength is, in percent.
    pub certainty: u8,
    /// Where the belief comes from: one of [`limner_protocol::codes::belief`].
    pub origin: &'static str,
}

impl BeliefStatus {
    fn of(belief: &Belief) -> Self {
        let code = |list: &[&'static str], at: u8| list.get(usize::from(at)).copied().unwrap_or("");
        Self {
            word: code(word::ALL, belief.word),
            strength: belief.strength,
            certainty: belief.certainty,
            origin: code(belief::ALL, belief.origin),
        }
    }
}

/// What the partner paints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TargetStatus {
    /// The picture's hash, 16 hexadecimal digits.
    pub id: String,
    /// The picture's name as a code: `gallery_` and an index, or `file`.
    pub name: Code,
    /// The picture's index in the gallery, where it came from there.
    pub gallery: Option<u8>,
    /// The picture's columns.
    pub width: u16,
    /// The picture's rows.
    pub height: u16,
}

impl Status {
    /// How `session` stands.
    #[must_use]
    pub fn of(session: &Session) -> Self {
        let document = session.document();
        let partner = session.partner();
        let (turns, learned, asking) = (&partner.turns, partner.learned(), &partner.asking);
        let word = |at: &u8| word::ALL.get(usize::from(*at)).copied();
        let taught = asking.taught().iter().filter_map(word).collect();
        let target = partner.target().map(|target| TargetStatus {
            id: format!("{:016x}", target.id),
            name: target_name(target),
            gallery: target.gallery,
            width: target.pixels.width,
            height: target.pixels.height,
        });
        Self {
            phase: phase_of(session),
            running: turns.running(),
            control: turns.control(),
            turn: turns.turn().code(),
            answer: turns.answer(),
            answer_left: turns.answer_left(),
            pace: turns.pace(),
            own_pace: turns.has_own_pace(),
            held: session.is_held(),
            palette: partner.palette().iter().map(|color| number(*color)).collect(),
            follows: partner.settings().follows,
            polishes: partner.settings().polishes,
            polishing: partner.is_polishing(),
            strokes: StrokeCounts {
                person: document.visible(Author::Person),
                partner: document.visible(Author::Partner),
            },
            psnr: partner.psnr_centi_db().map(|psnr| f64::from(psnr) / 100.0),
            target,
            target_pending: partner.target_is_pending(),
            lacks_picture: partner.lack.is_lacking(),
            asks_for_picture: partner.lack.asks(),
            beliefs: learned.beliefs.iter().map(BeliefStatus::of).collect(),
            asks: partner.settings().asks,
            asking: asking.code(document.now_ms()),
            question: asking.open().map(|question| question.id),
            taught,
            judged: learned.judged,
            policy_steps: learned.policy_steps,
            can_revert: learned.can_revert,
            watches: partner.settings().watches,
            practice: partner.rounds.changes(),
            habit: asking.habits().code(),
            learned_recently: partner.learned_recently(document.now_ms()),
            ready: partner.is_ready(),
            weights: partner.weights().is_some(),
            shown: session.view().authors().code(),
            trouble: session.troubles().first().cloned(),
            revision: document.revision(),
            proposals: partner.queue().iter().len(),
            can_undo: session.can_undo(),
            can_redo: document.history().last_undone().is_some(),
            can_undo_partner: document.painting().last_visible(Author::Partner).is_some(),
        }
    }
}

/// The brush in hand and how it is held, in the form in which a host shows it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BrushStatus {
    /// The brush's key, see [`Tools::key`].
    pub key: String,
    /// Whether the brush is one of the person's own.
    pub own: bool,
    /// The radius at full pressure, in canvas px.
    pub radius: f64,
    /// The opacity, 0..=1.
    pub opacity: f64,
    /// The hardness, 0..=1.
    pub hardness: f64,
    /// Whether the pressure moves the radius.
    pub pressure_size: bool,
    /// Whether the pressure moves the opacity.
    pub pressure_opacity: bool,
    /// Whether the pressure can move the radius.
    pub can_pressure_size: bool,
    /// Whether the pressure can move the opacity.
    pub can_pressure_opacity: bool,
    /// Whether the brush takes paint away.
    pub eraser: bool,
    /// Whether the brush moves the paint that is there.
    pub smudges: bool,
}

impl BrushStatus {
    /// The brush that is in hand.
    #[must_use]
    pub fn of(tools: &Tools) -> Self {
        let (brush, grip) = (tools.brush(), tools.grip());
        let part = |value: u16| f64::from(value) / f64::from(ONE);
        let driven = |setting| brush.is_driven(setting, Input::Pressure);
        Self {
            key: tools.key().to_owned(),
            own: tools.key().starts_with(OWN),
            radius: f64::from(grip.radius) / f64::from(UNITS_PER_PX),
            opacity: part(grip.opacity),
            hardness: part(grip.hardness),
            pressure_size: grip.pressure_to_radius,
            pressure_opacity: grip.pressure_to_opacity,
            can_pressure_size: driven(Setting::Radius),
            can_pressure_opacity: driven(Setting::Opacity),
            eraser: brush.eraser,
            smudges: brush.smudges(),
        }
    }
}

fn number(color: Rgb8) -> u32 {
    let [r, g, b] = color.channels();
    u32::from_be_bytes([0, r, g, b])
}

/// What the partner is doing, as the person is told.
fn phase_of(session: &Session) -> &'static str {
    let partner = session.partner();
    if session.view().revision().is_some() {
        return phase::PAST;
    }
    if !partner.is_ready() {
        return phase::LOADING;
    }
    if partner.target_is_pending() {
        return phase::PICTURE;
    }
    if session.is_held() && partner.turns.running() {
        let compares = partner.beside.patch().is_some();
        return if compares { phase::COMPARING } else { phase::HELD };
    }
    let doing = doing(partner);
    let idle = [phase::WAITING, phase::PAUSED, phase::RESTING].contains(&doing);
    match (idle, partner.lack.is_lacking()) {
        (true, true) => phase::LACKS_PICTURE,
        (true, false) if partner.target().is_none() => phase::NO_TARGET,
        _ => doing,
    }
}

/// What the partner is doing by itself, where nothing keeps it from it.
fn doing(partner: &RemotePartner) -> &'static str {
    let turns = &partner.turns;
    if partner.is_polishing() {
        return phase::POLISHING;
    }
    if !turns.wants_to_paint() {
        return match (turns.running(), turns.was_started()) {
            (true, _) => phase::YOURS,
            (false, true) => phase::PAUSED,
            (false, false) => phase::WAITING,
        };
    }
    if !partner.queue().is_empty() {
        phase::PAINTING
    } else if !partner.is_resting() {
        phase::THINKING
    } else if partner.settings().price > 0 && partner.target().is_some() {
        phase::DONE
    } else {
        phase::RESTING
    }
}
