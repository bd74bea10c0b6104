//! The class `Design`: motifs, the space that is made of them, and what is drawn from it, in a worker that does nothing
//! else. Lists of numbers go in and out flat.

use limner_core::{Arrangement, Author, Brush, Rgb8, format};
use limner_design::decorating::Decoration;
use limner_design::motif::MAX_STROKES;
use limner_design::placing::{Garland, Instance, Paint, Scatter};
use limner_design::preference::SHOWN;
use limner_design::{Error, Grown, Motif, Options, Pose, Space, Trace, Training, codec};
use limner_protocol::Trouble;
use limner_protocol::codes::trouble;
use limner_studio::brush_file;
use wasm_bindgen::prelude::*;

use crate::browser::now_ms;
use crate::values::js_error;

/// Corrections that can be taken back.
const CORRECTIONS: usize = 20;

/// What was drawn for a motif, and for its bud.
#[derive(Clone, Debug, Default)]
struct Card {
    strokes: Vec<Trace>,
    bud: Vec<Trace>,
}

impl Card {
    fn motif(&self) -> Result<Motif, Error> {
        let motif = Motif::new(self.strokes.clone())?;
        if self.bud.is_empty() { Ok(motif) } else { motif.budding(self.bud.clone()) }
    }
}

/// Motifs on their way to a space, and the space. All of it throws as `Page` does.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Design {
    cards: Vec<Card>,
    training: Option<Training>,
    space: Option<Space>,
    /// What the space was before each correction, the last one last, encoded.
    before: Vec<Vec<u8>>,
    /// The four places that were proposed last.
    proposed: [[f32; 2]; SHOWN],
    size: [u16; 2],
    brush: Brush,
}

#[wasm_bindgen]
impl Design {
    /// No motifs yet, for a canvas of this size.
    #[wasm_bindgen(constructor)]
    pub fn new(width: u16, height: u16) -> Design {
        let (cards, training, space, before) = (Vec::new(), None, None, Vec::new());
        let (proposed, size) = ([[0.0; 2]; SHOWN], [width, height]);
        Self { cards, training, space, before, proposed, size, brush: Brush::ROUND }
    }

    /// Paints with a brush, as `Hand.exportBrush` has it, on a canvas of this size.
    #[wasm_bindgen(js_name = paintOn)]
    pub fn paint_on(&mut self, width: u16, height: u16, brush: &[u8]) -> Result<(), JsValue> {
        let (_, brush) = brush_file::decode(brush).map_err(|trouble| js_error(&trouble))?;
        (self.size, self.brush) = ([width, height], brush);
        Ok(())
    }

    /// Takes all motifs away.
    pub fn clear(&mut self) {
        self.cards.clear();
    }

    /// Adds a stroke to a motif, or to its bud: x, y and radius of each point in px, its colour as 0xRRGGBB.
    #[wasm_bindgen(js_name = addStroke)]
    pub fn add_stroke(&mut self, motif: usize, points: &[f32], color: u32, of_bud: bool) {
        if let Some(card) = self.card(motif) {
            let trace =
                Trace { color: rgb(color), ..Trace::new(points.as_chunks::<3>().0.to_vec()) };
            if of_bud { card.bud.push(trace) } else { card.strokes.push(trace) }
        }
    }

    /// The person's last strokes of a painting that are seen, so many of them, as a motif; says how many there are.
    #[wasm_bindgen(js_name = takeStrokes)]
    pub fn take_strokes(
        &mut self,
        motif: usize,
        packed: &[u8],
        count: usize,
    ) -> Result<usize, JsValue> {
        let own = |_: usize, author: Author, _: &Trace| author == Author::Person;
        let mut taken = taken(packed, own)?;
        taken.drain(..taken.len().saturating_sub(count));
        Ok(self.take(motif, taken))
    }

    /// The strokes of a painting that are seen among the `from`th to the `to`th of its timeline, whoever painted them, as a
    /// motif; says how many there are.
    #[wasm_bindgen(js_name = takeSpan)]
    pub fn take_span(
        &mut self,
        motif: usize,
        packed: &[u8],
        from: usize,
        to: usize,
    ) -> Result<usize, JsValue> {
        let taken = taken(packed, |n, _, _| (from..=to).contains(&(n + 1)))?;
        Ok(self.take(motif, taken))
    }

    /// The strokes of a painting that are seen and that a line was drawn around, whoever painted them, as a motif; says how
    /// many there are.
    #[wasm_bindgen(js_name = takeWithin)]
    pub fn take_within(
        &mut self,
        motif: usize,
        packed: &[u8],
        line: &[f32],
    ) -> Result<usize, JsValue> {
        let taken = taken(packed, |_, _, trace| trace.is_within(line.as_chunks::<2>().0))?;
        Ok(self.take(motif, taken))
    }

    /// Begins to make a space of the motifs that have strokes.
    pub fn begin(&mut self) -> Result<(), JsValue> {
        let cards = self.cards.iter().filter(|card| !card.strokes.is_empty());
        let motifs: Result<Vec<Motif>, Error> = cards.map(Card::motif).collect();
        let training = motifs.and_then(|motifs| Training::new(motifs, Options::default()));
        self.training = Some(training.map_err(|error| told(&error))?);
        self.before.clear();
        Ok(())
    }

    /// Begins to make the space anew with what a motif has in two slots swapped; says whether there is a space.
    pub fn correct(&mut self, motif: usize, slot: usize, other: usize) -> bool {
        let Some(space) = &self.space else { return false };
        let bytes = space.encode();
        let Ok(copy) = Space::decode(&bytes) else { return false };
        self.training = Some(Training::of_corrected(copy, motif, slot, other));
        self.before.push(bytes);
        if self.before.len() > CORRECTIONS {
            self.before.remove(0);
        }
        true
    }

    /// Begins to make the space anew with its motifs in another order, the second one first; says whether there is a space.
    pub fn rotate(&mut self) -> bool {
        let Some(space) = &self.space else { return false };
        let Ok(copy) = Space::decode(&space.encode()) else { return false };
        self.training = Some(Training::of_rotated(copy));
        self.before.clear();
        true
    }

    /// Takes the last correction back, whether it was learned or not; says how many are left.
    pub fn revert(&mut self) -> usize {
        if let Some(before) = self.before.pop() {
            (self.space, self.training) = (Space::decode(&before).ok(), None);
        }
        self.before.len()
    }

    /// Which stroke of the motifs is which: for each motif -1, then its strokes as in `drawing`, in the frame, each with the
    /// number of the slot that strokes which go together share.
    pub fn matches(&self) -> Vec<f32> {
        let Some(space) = &self.space else { return Vec::new() };
        let mut flat = Vec::new();
        for motif in 0..space.motifs().len() {
            flat.push(-1.0);
            for Grown { slot, knots, color, opacity } in space.matched(motif) {
                stroke(&mut flat, &knots, color, opacity, slot);
            }
        }
        flat
    }

    /// Four places on the map among which the person may choose: x and y of each. Another number has others.
    pub fn propose(&mut self, seed: u32) -> Vec<f32> {
        let Some(space) = &self.space else { return Vec::new() };
        self.proposed = space.propose(seed);
        self.proposed.as_flattened().to_vec()
    }

    /// Learns which of the four that were proposed last was chosen; says where it lies.
    pub fn choose(&mut self, index: usize) -> Vec<f32> {
        let (Some(space), Some(at)) = (&mut self.space, self.proposed.get(index)) else {
            return Vec::new();
        };
        space.choose(self.proposed, index);
        at.to_vec()
    }

    /// Goes on for about so many ms; says whether the space is there.
    pub fn work(&mut self, budget_ms: f64) -> bool {
        let Some(training) = &mut self.training else { return true };
        let until = now_ms() + budget_ms;
        if let Some(space) = training.work(|| now_ms() >= until) {
            (self.space, self.training) = (Some(space), None);
            return true;
        }
        false
    }

    /// How far it has come, in parts of a hundred.
    pub fn percent(&self) -> u32 {
        self.training.as_ref().map_or(100, Training::percent)
    }

    /// The space as bytes; none where there is none.
    pub fn encode(&self) -> Vec<u8> {
        self.space.as_ref().map(Space::encode).unwrap_or_default()
    }

    /// Opens a space, or motifs, which are put on the cards.
    pub fn open(&mut self, bytes: &[u8]) -> Result<(), JsValue> {
        let motifs = codec::decode_motifs(bytes).map_err(|error| told(&error))?;
        self.space = Space::decode(bytes).ok();
        self.training = None;
        self.before.clear();
        let card =
            |motif: &Motif| Card { strokes: motif.strokes().to_vec(), bud: motif.bud().to_vec() };
        self.cards = motifs.iter().map(card).collect();
        Ok(())
    }

    /// What the cards show: for each motif -1, then its strokes as in `drawing`, in px, then -2 and those of its bud.
    pub fn cards(&self) -> Vec<f32> {
        let mut flat = Vec::new();
        for Card { strokes, bud } in &self.cards {
            for (mark, strokes) in [(-1.0, strokes), (-2.0, bud)] {
                flat.push(mark);
                for trace in strokes {
                    stroke(&mut flat, &trace.knots, trace.color, 1.0, 0);
                }
            }
        }
        flat
    }

    /// The map: its least and its greatest corner, then where each motif lies. One that is a line has no height.
    pub fn map(&self) -> Vec<f32> {
        let Some(space) = &self.space else { return Vec::new() };
        space.bounds().iter().chain(space.pins()).flatten().copied().collect()
    }

    /// How far each place of a grid over the map is to be trusted, 0..=1, row by row.
    pub fn trust(&self, columns: usize, rows: usize) -> Vec<f32> {
        let Some(space) = &self.space else { return Vec::new() };
        let (columns, rows) = (columns.clamp(1, 64), rows.clamp(1, 64));
        let [low, high] = space.bounds();
        let at = |i: usize, cell: usize, of: usize| {
            low[i] + (high[i] - low[i]) * (count(cell) + 0.5) / count(of)
        };
        let cell = |n: usize| space.trust([at(0, n % columns, columns), at(1, n / columns, rows)]);
        (0..columns * rows).map(cell).collect()
    }

    /// The drawing at a place, in the frame: for each stroke its number of points, which of the space's it is, red, green,
    /// blue and opacity (0..=1), then x, y and radius of each point. Before all that, how far it is to be trusted.
    pub fn drawing(&self, x: f32, y: f32, growth: f32) -> Vec<f32> {
        let Some(space) = &self.space else { return Vec::new() };
        let at = space.within([x, y]);
        let mut flat = vec![space.trust(at)];
        for Grown { slot, knots, color, opacity } in space.grown(at, growth) {
            stroke(&mut flat, &knots, color, opacity, slot);
        }
        flat
    }

    /// One drawing on the canvas, as a painting's bytes: where its base lies, how large it is beside what was drawn, and its
    /// turn in radians.
    pub fn single(
        &self,
        at: &[f32],
        growth: f32,
        place: &[f32],
        size: f32,
        turn: f32,
    ) -> Result<Vec<u8>, JsValue> {
        self.placed(|space| {
            let at = space.within(pair(at, 0));
            let scale = space.size_px(at) * size;
            vec![Instance { at, growth, pose: Pose { origin: pair(place, 0), scale, turn } }]
        })
    }

    /// Copies along a line of places, which change along a way over the map: x and y of each place of either.
    #[expect(clippy::too_many_arguments, reason = "a script has no other way to give them")]
    pub fn garland(
        &self,
        line: &[f32],
        way: &[f32],
        growth: &[f32],
        size: &[f32],
        spacing: f32,
        branch: bool,
        variation: f32,
        seed: u32,
    ) -> Result<Vec<u8>, JsValue> {
        self.placed(|space| {
            let garland = Garland {
                way: way.as_chunks::<2>().0.to_vec(),
                growth: pair(growth, 0),
                size: pair(size, 0),
                spacing,
                branch,
                variation,
                seed,
            };
            garland.along(space, line.as_chunks::<2>().0)
        })
    }

    /// Copies around a place: `place` is x, y and how far out.
    #[expect(clippy::too_many_arguments, reason = "a script has no other way to give them")]
    pub fn scatter(
        &self,
        place: &[f32],
        count: usize,
        at: &[f32],
        growth: f32,
        size: f32,
        variation: f32,
        seed: u32,
    ) -> Result<Vec<u8>, JsValue> {
        self.placed(|space| {
            let center = pair(place, 0);
            let radius = place.get(2).copied().unwrap_or(0.0);
            let at = pair(at, 0);
            Scatter { center, radius, count, at, growth, size, variation, seed }.around(space)
        })
    }

    /// Members of the space within the region that a line goes around, or beside a line that does not close, none over
    /// another: those that the person likes, or about a place on the map while that is not known.
    pub fn decorate(
        &self,
        line: &[f32],
        at: &[f32],
        growth: f32,
        size: f32,
        variation: f32,
        seed: u32,
    ) -> Result<Vec<u8>, JsValue> {
        self.placed(|space| {
            let at = pair(at, 0);
            let decoration = Decoration { at, growth, size, variation, seed };
            decoration.of(space, line.as_chunks::<2>().0)
        })
    }

    /// Where on the map a sketch lies (x, y), how far off it is, and its pose (x, y, size beside what was drawn, turn): of the
    /// strokes on a card, which is emptied.
    pub fn recognise(&mut self, card: usize) -> Result<Vec<f32>, JsValue> {
        let Card { strokes, .. } = self.cards.get_mut(card).map(std::mem::take).unwrap_or_default();
        let Some(space) = &self.space else { return Ok(Vec::new()) };
        let found = Motif::new(strokes).and_then(|sketch| space.recognise(&sketch));
        let found = found.map_err(|error| told(&error))?;
        let Pose { origin, scale, turn } = found.pose;
        let size = scale / space.size_px(found.at);
        Ok(vec![found.at[0], found.at[1], found.apart, origin[0], origin[1], size, turn])
    }

    /// What the relational network says, for its curves: for each motif and each of seven growths the mean of growth, order
    /// and both contexts over its strokes.
    pub fn relations(&self) -> Vec<f32> {
        let Some(space) = &self.space else { return Vec::new() };
        let mut flat = Vec::new();
        for pin in space.pins() {
            for moment in 0..7_u8 {
                let strokes = space.grown(*pin, f32::from(moment) / 6.0);
                let mut mean = [0.0; 4];
                for one in &strokes {
                    let told = space.relation(&one.knots);
                    let numbers = [told.growth, told.order, told.context[0], told.context[1]];
                    (0..4).for_each(|i| mean[i] += numbers[i] / count(strokes.len()));
                }
                flat.extend(mean);
            }
        }
        flat
    }
}

impl Design {
    /// Puts strokes on a card, the last ones of too many; says how many.
    fn take(&mut self, motif: usize, mut strokes: Vec<Trace>) -> usize {
        strokes.drain(..strokes.len().saturating_sub(MAX_STROKES));
        let count = strokes.len();
        if let Some(card) = self.card(motif) {
            *card = Card { strokes, bud: Vec::new() };
        }
        count
    }

    fn card(&mut self, motif: usize) -> Option<&mut Card> {
        // One more than motifs, for a sketch.
        if motif > limner_design::space::MAX_MOTIFS {
            return None;
        }
        if self.cards.len() <= motif {
            self.cards.resize(motif + 1, Card::default());
        }
        self.cards.get_mut(motif)
    }

    fn placed(&self, instances: impl Fn(&Space) -> Vec<Instance>) -> Result<Vec<u8>, JsValue> {
        let Some(space) = &self.space else { return Ok(Vec::new()) };
        let paint = Paint { brush: self.brush, ..Paint::default() };
        let log = space.painting(&instances(space), self.size, &paint);
        Ok(format::encode(&log.map_err(|error| told(&error))?))
    }
}

/// The strokes of a painting that are seen and not erasing, of which something holds: their number from 0 in the timeline,
/// their author, and how they run.
fn taken(
    packed: &[u8],
    wanted: impl Fn(usize, Author, &Trace) -> bool,
) -> Result<Vec<Trace>, JsValue> {
    let taken = || -> Result<Vec<Trace>, limner_core::Error> {
        let log = format::decode(packed)?;
        let arrangement = Arrangement::of(&log, log.revision())?;
        // In the order in which they were painted, wherever they lie.
        let mut placed: Vec<_> = arrangement.strokes().iter().collect();
        placed.sort_by_key(|placed| placed.id);
        let mut found = Vec::new();
        for (n, placed) in placed.into_iter().enumerate() {
            let erases = log.brushes()[usize::from(placed.stroke.brush)].eraser;
            let trace = Trace::of_stroke(&placed.stroke);
            if placed.visible && !erases && wanted(n, placed.stroke.author, &trace) {
                found.push(trace);
            }
        }
        Ok(found)
    };
    taken().map_err(|error| js_error(&Trouble::of_given(&error)))
}

fn stroke(flat: &mut Vec<f32>, knots: &[[f32; 3]], color: Rgb8, opacity: f32, slot: usize) {
    flat.extend([count(knots.len()), count(slot)]);
    flat.extend([color.r, color.g, color.b].map(|channel| f32::from(channel) / 255.0));
    flat.push(opacity);
    flat.extend(knots.iter().flatten());
}

fn pair(numbers: &[f32], index: usize) -> [f32; 2] {
    [0, 1].map(|i| numbers.get(2 * index + i).copied().unwrap_or(0.0))
}

fn rgb(color: u32) -> Rgb8 {
    let [_, r, g, b] = color.to_be_bytes();
    Rgb8::new(r, g, b)
}

#[expect(clippy::cast_precision_loss, reason = "counts of points and cells are small")]
fn count(n: usize) -> f32 {
    n as f32
}

/// What was wrong, without its numbers: to write floats takes a tenth of all the code that is fetched.
fn told(error: &Error) -> JsValue {
    js_error(&match error {
        Error::Painting(error) => Trouble::of_given(error),
        Error::OutOfRange { what, .. } | Error::NotANumber(what) | Error::Damaged(what) => {
            Trouble::new(trouble::OUT_OF_RANGE).with("what", *what)
        }
        Error::Point => Trouble::new(trouble::OUT_OF_RANGE).with("what", "motif"),
        Error::NotASpace | Error::FutureVersion { .. } => {
            Trouble::new(trouble::OUT_OF_RANGE).with("what", "design")
        }
    })
}
