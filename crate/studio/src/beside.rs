//! What the partner does beside the painting when the person asks for it: it says why a stroke was chosen and where the next
//! would come, and paints a patch anew, of which the person keeps what they like better.

use std::fmt::Write;

use limner_core::{Painting, Rect};
use limner_protocol::codes::{part, reason, spread, sureness, told, word};
use limner_protocol::{About, FocusArea, Heat, Kept, Repainted, Reply, Request, Why};

/// Between two maps of where the partner would paint next, in ms.
const HEAT_MS: f64 = 500.0;

/// What was asked for, and what came of it.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// The name of what was asked for last.
    id: u32,
    /// What is asked about and not answered yet.
    asked: Option<(u32, About)>,
    /// The stroke that was asked about last, where it was painted, by its id.
    painted: Option<u32>,
    why: Option<Why>,
    heat: HeatMap,
    patch: Option<Patch>,
}

/// The map of where the partner would paint next, while it is wanted.
#[derive(Clone, Debug, Default)]
struct HeatMap {
    is_on: bool,
    map: Heat,
    /// When it was asked for last, while it has not come.
    is_asked: bool,
    asked_ms: f64,
    /// The revision that it was asked for on, unless what strokes are searched for has changed since.
    on: Option<u32>,
}

/// A patch that is painted anew.
#[derive(Clone, Debug)]
pub struct Patch {
    id: u32,
    area: FocusArea,
    /// The revision that it was asked for on, once it was.
    on: Option<u32>,
    percent: u8,
    came: Option<Repainted>,
}

impl Patch {
    /// How far it is, in percent.
    #[must_use]
    pub fn percent(&self) -> u8 {
        self.percent
    }

    /// What the patch became; without pictures where nothing of the partner's lies there.
    #[must_use]
    pub fn came(&self) -> Option<&Repainted> {
        self.came.as_ref()
    }
}

impl Beside {
    /// Why the stroke was chosen that was asked about last, once that is known.
    #[must_use]
    pub fn why(&self) -> Option<&Why> {
        self.why.as_ref()
    }

    /// Where the partner would paint next, as it was told last; of no cells while that is not wanted.
    #[must_use]
    pub fn heat(&self) -> &Heat {
        &self.heat.map
    }

    /// The patch that is painted anew, or was and waits for the person to choose.
    #[must_use]
    pub fn patch(&self) -> Option<&Patch> {
        self.patch.as_ref()
    }

    /// What the worker is to be asked, where the person wants to know why a stroke was chosen.
    pub(crate) fn ask_why(&mut self, about: About) -> Request {
        self.id = self.id.wrapping_add(1);
        self.why = None;
        self.painted = if let About::Painted(id) = about { Some(id) } else { None };
        self.asked = Some((self.id, about.clone()));
        Request::Why { id: self.id, about }
    }

    /// Forgets why a stroke was chosen that is not seen on the painting any more.
    pub(crate) fn forget_gone(&mut self, painting: &Painting) {
        let is_seen = |id| painting.stroke(id).is_some_and(|placed| placed.visible);
        self.why.take_if(|_| self.painted.is_some_and(|id| !is_seen(id)));
    }

    /// Has the map of where the partner would paint next, or not.
    pub(crate) fn set_heat(&mut self, on: bool) {
        self.heat = HeatMap { is_on: on, asked_ms: self.heat.asked_ms, ..HeatMap::default() };
    }

    /// Notes that strokes are searched for otherwise than before.
    pub(crate) fn look_again(&mut self) {
        self.heat.on = None;
    }

    /// Wants a patch painted anew, in place of any other.
    pub(crate) fn repaint(&mut self, area: FocusArea) {
        self.id = self.id.wrapping_add(1);
        self.patch = Some(Patch { id: self.id, area, on: None, percent: 0, came: None });
    }

    /// Lets go of the patch: what the worker is to be told of it, and what it became.
    pub(crate) fn end_repaint(&mut self, kept: Kept) -> Option<(Request, Option<Repainted>)> {
        let Patch { id, came, .. } = self.patch.take()?;
        let kept = if came.is_some() { kept } else { Kept::Neither };
        Some((Request::EndRepaint { id, kept }, came))
    }

    /// What the worker is to be asked now that the painting is at this revision.
    pub(crate) fn when_due(&mut self, revision: u32, now_ms: f64) -> Vec<Request> {
        let mut requests = Vec::new();
        match &mut self.patch {
            // What is painted beside it is of another painting.
            Some(Patch { on: Some(on), .. }) if *on != revision => {
                requests.extend(self.end_repaint(Kept::Neither).map(|(request, _)| request));
            }
            Some(Patch { id, area, on: on @ None, .. }) => {
                *on = Some(revision);
                requests.push(Request::Repaint { id: *id, revision, area: *area });
            }
            _ => {}
        }
        let heat = &mut self.heat;
        let is_old = heat.on != Some(revision) && now_ms - heat.asked_ms >= HEAT_MS;
        if heat.is_on && !heat.is_asked && is_old {
            (heat.is_asked, heat.asked_ms, heat.on) = (true, now_ms, Some(revision));
            requests.push(Request::Heat);
        }
        requests
    }

    /// Takes in what the worker says of it.
    pub(crate) fn receive(&mut self, reply: Reply) {
        match reply {
            Reply::Why(why) if self.asked.take_if(|(id, _)| *id == why.id).is_some() => {
                self.why = Some(why);
            }
            Reply::Heat(map) if self.heat.is_asked => {
                (self.heat.is_asked, self.heat.map) = (false, map);
            }
            Reply::Repainting { id, percent } => {
                if let Some(patch) = self.patch.as_mut().filter(|patch| patch.id == id) {
                    patch.percent = percent;
                }
            }
            Reply::Repainted(painted) => {
                let is_it = |patch: &&mut Patch| patch.id == painted.id && patch.came.is_none();
                if let Some(patch) = self.patch.as_mut().filter(is_it) {
                    (patch.percent, patch.came) = (100, Some(painted));
                }
            }
            _ => {}
        }
    }

    /// Notes that the worker is another one: what was asked for is asked for again.
    pub(crate) fn begin_again(&mut self) -> Option<Request> {
        (self.heat.is_asked, self.heat.on) = (false, None);
        match &mut self.patch {
            Some(patch) if patch.came.is_none() => (patch.on, patch.percent) = (None, 0),
            _ => {}
        }
        let (id, about) = self.asked.clone()?;
        Some(Request::Why { id, about })
    }
}

/// The part of a canvas that a patch takes in, as far as it is known: within these bounds.
#[must_use]
pub fn area(x: f32, y: f32, reach: f32, canvas: Rect) -> FocusArea {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast of a float saturates, and a canvas is no larger than a message holds"
    )]
    let px = |v: f32, low: u16, high: i32| (v as u16).clamp(low, high as u16);
    let longer = canvas.x1.max(canvas.y1);
    FocusArea { x: px(x, 0, canvas.x1), y: px(y, 0, canvas.y1), reach: px(reach, 1, longer) }
}

/// Why a stroke was chosen, as JSON: codes, and the figures of [`Why`].
#[must_use]
pub fn why_as_json(why: &Why) -> String {
    let code = |list: &[&'static str], at: u8| list.get(usize::from(at)).copied().unwrap_or("");
    let (told, reason) = (code(told::ALL, why.told), code(reason::ALL, why.reason));
    let mut json = format!(r#"{{"told":"{told}","reason":"{reason}","gain":{}"#, why.gain_ppm);
    let mut list =
        |name: &str, items: &mut dyn Iterator<Item = (&'static str, i32, &'static str)>| {
            // Writing to a string does not fail.
            let _ = write!(json, r#","{name}":["#);
            for (i, (code, value, more)) in items.enumerate() {
                let comma = if i > 0 { "," } else { "" };
                let _ = write!(json, r#"{comma}["{code}",{value},"{more}"]"#);
            }
            json.push(']');
        };
    let (parts, points) = (why.parts.iter(), why.points.iter());
    list("parts", &mut parts.map(|(at, value)| (code(part::ALL, *at), i32::from(*value), "")));
    list("points", &mut points.map(|(at, value)| (code(word::ALL, *at), i32::from(*value), "")));
    let spreads = spread::ALL.iter().zip(&why.spread);
    let spreads =
        spreads.map(|(of, (sure, value))| (*of, i32::from(*value), code(sureness::ALL, *sure)));
    list("spread", &mut spreads.into_iter());
    json.push('}');
    json
}
