//! What the planner sees and does while it paints: what the policy learns from beside its own canvases.
//!
//! A few pictures are painted all the time by the planner with the policy as it is, half of the proposals
//! by chance. Every stroke that it settles on, after search and refinement, is an *expert's* for the
//! window that it was found in (expert iteration: Anthony, Tian and Barber 2017, "Thinking fast and slow with deep
//! learning and tree search"); windows seen on the way are canvases of the kind that the planner will meet
//! (Ross, Gordon and Bagnell 2011, "A reduction of imitation learning…").
//!
//! When a painting is done, strokes are taken away from it, and what is to be learned is how it went on:
//! without a target, from the canvas alone (as in CoFRIDA, Schaldenbrand et al. 2024).
//!
//! Of the strokes of some paintings something is wanted, which the planner climbs too: it is the expert for a policy
//! that is asked.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "counts and sides are small, and a cast of a float saturates"
)]

use limner_core::{Author, Header, Path, Point, Rgb8, Stroke};
use limner_env::action::{
    raw_from_free_color, raw_from_soft, rgb8, soft_from_raw, soft_from_stroke, srgb,
};
use limner_env::observation::{self, PLANE};
use limner_env::{Action, GEOMETRY, OBSERVATION_LEN, RAW, Random, Scene, SoftStroke, Window};

use crate::Error;
use crate::learn::composite::{PLANES_LEN, planes};
use crate::learn::material::Material;
use crate::objective::Objective;
use crate::planner::{Candidate, Exploring, Planner, RandomProposer, Sampling};
use crate::policy::Policy;
use crate::reader::Reader;
use crate::search::{Effort, SearchOptions};
use crate::wish::{self, Wish};

/// Side of the paintings, in pixels.
const SIDE: u16 = 128;
/// Probability that a painting has a person's strokes on it from the beginning.
const BEGUN: f32 = 0.3;
/// Steps of taking strokes away that are recorded of a finished painting.
const REMOVED: usize = 24;
/// How hard the planner tries.
const EFFORT: Effort = Effort {
    windows: 4,
    samples: 2,
    entrants: 10,
    trials: 8,
    finalists: 3,
    steps: 6,
    pool: 12,
    finest: 0,
};

/// A window that the planner saw, at 8 bits a channel.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seen {
    /// Target and canvas ([`PLANES_LEN`] numbers each) and where the person painted ([`PLANE`], or none).
    pub target: Vec<u8>,
    /// The canvas, as `target` is held.
    pub canvas: Vec<u8>,
    /// Where the person painted, as `target` is held.
    pub person: Vec<u8>,
    /// log₂ of canvas pixels a window pixel, as the policy is told.
    pub level: u8,
    /// The stroke that was painted there next.
    pub expert: Option<Action>,
    /// Whether there was no target: the colour is part of the action.
    pub free: bool,
    /// What was wanted of its strokes.
    pub wish: Wish,
}

impl Seen {
    fn of(
        scene: &Scene,
        window: Window,
        objective: &Objective,
        free: bool,
        random: &mut Random,
    ) -> Self {
        let mut observation = vec![0.0; OBSERVATION_LEN];
        scene.observe(window, &mut observation);
        let bytes = |v: &[f32]| v.iter().map(|v| (255.0 * v + 0.5) as u8).collect::<Vec<u8>>();
        let person = bytes(&observation[11 * PLANE..12 * PLANE]);
        Self {
            target: bytes(&observation[..PLANES_LEN]),
            canvas: bytes(&observation[PLANES_LEN..2 * PLANES_LEN]),
            person: if person.iter().any(|v| *v > 0) { person } else { Vec::new() },
            // Paintings are larger than those practised on.
            level: window.level + random.below(3) as u8,
            expert: None,
            free,
            wish: objective.wish(window, [f32::from(SIDE); 2]),
        }
    }

    /// Whether something was wanted of its strokes.
    #[must_use]
    pub fn is_wished(&self) -> bool {
        self.wish.iter().any(|v| *v != 0.0)
    }

    /// Writes what the policy sees ([`OBSERVATION_LEN`] numbers).
    pub fn observe(&self, out: &mut [f32]) {
        let floats = |v: &[u8]| v.iter().map(|v| f32::from(*v) / 255.0).collect::<Vec<f32>>();
        let [target, canvas, person] =
            [&self.target, &self.canvas, &self.person].map(|v| floats(v));
        let person = (!person.is_empty()).then_some(&person[..]);
        observation::write(planes(&target), planes(&canvas), person, self.level, out);
    }
}

/// A painting in progress.
#[derive(Debug)]
pub struct Rollout {
    scene: Scene,
    planner: Planner,
    random: Random,
    painted: Vec<(Window, Stroke)>,
    /// What is wanted of its strokes.
    objective: Objective,
    most: usize,
    /// What the painting was begun with.
    begun: (usize, u32),
}

impl Rollout {
    /// A new painting of something in the material, of at most so many strokes. `wished` is how likely it is that
    /// something is wanted of them.
    pub fn new(material: &Material, most: usize, wished: f32, seed: u32) -> Result<Self, Error> {
        let mut random = Random::new(seed);
        let target = material.square(SIDE.into(), &mut random);
        let paper = match random.unit() {
            0.0..0.6 => target.mean(),
            0.6..0.8 => [random.between(0.85, 1.0); 3],
            _ => std::array::from_fn(|_| random.unit()),
        };
        let mut scene = Scene::new(Header::new(SIDE, SIDE, rgb8(paper), seed), Some(&target))?;
        if random.unit() < BEGUN {
            for _ in 0..1 + random.below(8) {
                let stroke = persons_stroke(&scene, &mut random);
                let place = scene.next_place();
                scene.paint(&stroke);
                scene.accept(&stroke, place);
            }
        }
        let begun = (most, seed);
        let objective = if random.unit() < wished {
            wish::objective(&wish::random(&mut random))
        } else {
            Objective::default()
        };
        let most = most / 2 + random.below(most / 2 + 1);
        let planner =
            Planner::new(SearchOptions { effort: EFFORT, ..SearchOptions::page() }, random.bits());
        Ok(Self { scene, planner, random, painted: Vec::new(), objective, most, begun })
    }

    /// Paints a stroke and says what was seen; `None` when the painting is done.
    pub fn step(&mut self, policy: &Policy) -> Result<Option<Vec<Seen>>, Error> {
        if self.painted.len() >= self.most {
            return Ok(None);
        }
        let [a, b] = [self.random.bits(), self.random.bits()].map(Random::new);
        let mut proposer = Exploring {
            policy: Sampling { policy, temperature: 1.0, random: a },
            random: RandomProposer(b),
        };
        let next = self.planner.next(&mut self.scene, &mut proposer, &self.objective)?;
        let Some(proposal) = next else { return Ok(None) };
        let Some(soft) = soft_from_stroke(proposal.window, &proposal.stroke) else {
            return Ok(None);
        };
        let random = &mut self.random;
        let mut seen = Seen::of(&self.scene, proposal.window, &self.objective, false, random);
        let mut action = [0.0; RAW];
        action[..GEOMETRY].copy_from_slice(&raw_from_soft(&soft));
        seen.expert = Some(action);
        let level = random.below(self.scene.levels()) as u8;
        let [x, y] = self.scene.sample_error(random);
        let elsewhere = self.scene.window_around(level, x, y);
        let elsewhere = Seen::of(&self.scene, elsewhere, &self.objective, false, random);
        self.scene.paint(&proposal.stroke);
        self.painted.push((proposal.window, proposal.stroke));
        Ok(Some(vec![seen, elsewhere]))
    }

    /// Strokes taken away from what was painted, and how it went on, without a target.
    pub fn taken_apart(mut self) -> Result<Vec<Seen>, Error> {
        let mut all = Vec::new();
        if self.painted.len() < 2 {
            return Ok(all);
        }
        let mut scene = Scene::new(self.scene.header().clone(), None)?;
        let random = &mut self.random;
        // Everything after some stroke, or only what lies on one side of a line.
        let kept = random.below(self.painted.len());
        let side = [0, 1].map(|_| random.between(-1.0, 1.0));
        let everywhere = random.unit() < 0.5;
        let by_person = random.unit() < 0.7;
        let middle = f32::from(SIDE) * 32.0;
        let is_kept = |index: usize, stroke: &Stroke| {
            let Path::Bezier { points, .. } = &stroke.path else { return true };
            let along =
                (points[1].x as f32 - middle) * side[0] + (points[1].y as f32 - middle) * side[1];
            index < kept || (!everywhere && along > 0.0)
        };
        let (below, removed): (Vec<_>, Vec<_>) =
            self.painted.into_iter().enumerate().partition(|(i, (_, stroke))| is_kept(*i, stroke));
        for (_, (_, stroke)) in &below {
            let place = scene.next_place();
            scene.paint(stroke);
            if by_person {
                scene.accept(stroke, place);
            }
        }
        for (_, (window, stroke)) in removed.into_iter().take(REMOVED) {
            let mut seen = Seen::of(&scene, window, &self.objective, true, random);
            let Some(soft) = soft_from_stroke(window, &stroke) else { continue };
            let mut action = [0.0; RAW];
            let (geometry, color) = action.split_at_mut(GEOMETRY);
            geometry.copy_from_slice(&raw_from_soft(&soft));
            color.copy_from_slice(&raw_from_free_color(srgb(stroke.color)));
            seen.expert = Some(action);
            all.push(seen);
            scene.paint(&stroke);
        }
        Ok(all)
    }
}

/// Strokes of a rollout, candidates and levels of its planner that are read from a file at most.
const MAX_LIST: usize = 10_000;

impl Rollout {
    /// Appends what [`Rollout::decode`] needs: how it began, what was painted since and what its planner has in
    /// mind, little-endian.
    pub fn encode(&self, out: &mut Vec<u8>) {
        let put = |out: &mut Vec<u8>, v: u32| out.extend(v.to_le_bytes());
        put(out, self.begun.0 as u32);
        put(out, self.begun.1);
        put(out, self.random.drawn);
        put(out, self.painted.len() as u32);
        for (window, stroke) in &self.painted {
            put_window(out, *window);
            let Path::Bezier { points, radii } = &stroke.path else { continue };
            points.iter().flat_map(|p| [p.x, p.y]).chain(*radii).for_each(|v| put(out, v as u32));
            out.extend(stroke.opacity.to_le_bytes());
            out.extend(stroke.color.channels());
        }
        put(out, self.planner.random.drawn);
        put(out, self.planner.won.len() as u32);
        self.planner.won.iter().for_each(|v| put(out, v.to_bits()));
        put(out, self.planner.pool.len() as u32);
        for candidate in &self.planner.pool {
            put_window(out, candidate.window);
            let numbers = candidate.action.iter().chain([&candidate.gain, &candidate.liking]);
            numbers.for_each(|v| put(out, v.to_bits()));
            put(out, candidate.steps as u32);
            put(out, candidate.source as u32);
        }
    }

    /// The painting of these bytes, which goes on as if it had not been stopped. The material must be that
    /// which it began with.
    pub(crate) fn decode(
        reader: &mut Reader<'_>,
        material: &Material,
        wished: f32,
    ) -> Result<Self, Error> {
        let (most, seed) = (reader.u32()? as usize, reader.u32()?);
        if most > MAX_LIST {
            return Err(Error::Damaged("a painting has too many strokes"));
        }
        let mut rollout = Self::new(material, most, wished, seed)?;
        let drawn = reader.u32()?;
        for _ in 0..count(reader)? {
            let window = window(reader)?;
            let mut numbers = [0; 8];
            for v in &mut numbers {
                *v = reader.u32()? as i32;
            }
            let [a, b, c, d, e, f, start, end] = numbers;
            let opacity = reader.take(2)?;
            let [red, green, blue] = [reader.u8()?, reader.u8()?, reader.u8()?];
            let stroke = Stroke {
                opacity: u16::from_le_bytes([opacity[0], opacity[1]]),
                color: Rgb8::new(red, green, blue),
                path: Path::Bezier {
                    points: [Point::new(a, b), Point::new(c, d), Point::new(e, f)],
                    radii: [start, end],
                },
                ..rollout.scene.partners_stroke(window, &SoftStroke::default())
            };
            stroke.validate(rollout.scene.header().brushes.len())?;
            rollout.scene.paint(&stroke);
            rollout.painted.push((window, stroke));
        }
        rollout.random.drawn = drawn;
        rollout.planner.random.drawn = reader.u32()?;
        let levels = count(reader)?;
        if levels != 0 && levels != rollout.scene.levels() {
            return Err(Error::Damaged("a painting has another number of levels"));
        }
        rollout.planner.won = reader.numbers(levels)?;
        for _ in 0..count(reader)? {
            let window = window(reader)?;
            if usize::from(window.level) >= rollout.scene.levels() {
                return Err(Error::Damaged("a window lies on a level that is not there"));
            }
            let numbers = reader.numbers(RAW + 2)?;
            rollout.planner.pool.push(Candidate {
                window,
                action: std::array::from_fn(|i| numbers[i]),
                gain: numbers[RAW],
                liking: numbers[RAW + 1],
                steps: reader.u32()? as usize,
                source: reader.u32()? as usize,
            });
        }
        Ok(rollout)
    }
}

fn put_window(out: &mut Vec<u8>, window: Window) {
    out.push(window.level);
    out.extend(window.x.to_le_bytes());
    out.extend(window.y.to_le_bytes());
}

fn window(reader: &mut Reader<'_>) -> Result<Window, Error> {
    Ok(Window { level: reader.u8()?, x: reader.u32()? as i32, y: reader.u32()? as i32 })
}

fn count(reader: &mut Reader<'_>) -> Result<usize, Error> {
    let count = reader.u32()? as usize;
    if count > MAX_LIST {
        return Err(Error::Damaged("a painting has too many parts"));
    }
    Ok(count)
}

/// What a person might have begun with: a stroke anywhere, in any colour.
fn persons_stroke(scene: &Scene, random: &mut Random) -> Stroke {
    let level = random.below(scene.levels()) as u8;
    let [x, y] = [(); 2].map(|()| random.unit() * f32::from(SIDE));
    let window = scene.window_around(level, x, y);
    let geometry = std::array::from_fn(|_| 0.7 * random.normal());
    let soft = soft_from_raw(&geometry);
    let stroke = scene.partners_stroke(window, &soft);
    let color = rgb8([(); 3].map(|()| random.unit()));
    Stroke { author: Author::Person, color, ..stroke }
}
