//! A training run on disk: parameters at full precision, the optimiser's state and the canvases, so
//! that a run that was stopped goes on as if it had not been.
//!
//! Little-endian: magic `LIMC`, version (u32), hash of what follows (XXH3, u64); architecture (u32),
//! seed (u32), update (u64), milliseconds of training (u64), updates of the optimiser (u64), number of
//! parameters (u32), parameters, means, squares (f32 each); number of canvases (u32), and for each its
//! placement, level, rounds and planes (f32); windows seen so far (u64), paintings begun (u32), number of
//! windows kept (u32), and each with its level, flags, wish, planes (u8) and the expert's stroke; number of paintings
//! in progress (u32), and each as [`Rollout::encode`] writes it. The pictures are not in it: whoever resumes
//! brings the same.

#![expect(clippy::cast_possible_truncation, reason = "counts of slots and windows are below 2³²")]

use limner_env::observation::PLANE;
use xxhash_rust::xxh3::xxh3_64;

use crate::Error;
use crate::learn::adam::Adam;
use crate::learn::composite::PLANES_LEN;
use crate::learn::gradient::{Config, Learner};
use crate::learn::material::{Material, Placement};
use crate::learn::replay_buffer::Slot;
use crate::learn::rollout::{Rollout, Seen};
use crate::policy::{ARCHITECTURE, PARAMETERS};
use crate::reader::Reader;

const MAGIC: [u8; 4] = *b"LIMC";
const VERSION: u32 = 4;
const MAX_SLOTS: usize = 65_536;

/// The bytes of a run after `elapsed_ms` of training.
#[must_use]
pub fn encode(learner: &Learner, elapsed_ms: u64) -> Vec<u8> {
    let mut body = Vec::new();
    body.extend(ARCHITECTURE.to_le_bytes());
    body.extend(learner.config.seed.to_le_bytes());
    for v in [learner.step, elapsed_ms, learner.adam.steps] {
        body.extend(v.to_le_bytes());
    }
    body.extend((PARAMETERS as u32).to_le_bytes());
    for list in [&learner.parameters, &learner.adam.mean, &learner.adam.square] {
        put(&mut body, list);
    }
    body.extend((learner.slots.len() as u32).to_le_bytes());
    for slot in &learner.slots {
        let p = &slot.placement;
        body.extend(p.picture.to_le_bytes());
        body.extend([p.size, p.turn, slot.level, slot.rounds]);
        body.extend(p.x.to_le_bytes());
        body.extend(p.y.to_le_bytes());
        put(&mut body, &p.gain);
        put(&mut body, &p.shift);
        put(&mut body, &slot.canvas);
    }
    body.extend(learner.seen_count.to_le_bytes());
    body.extend(learner.rollouts_begun.to_le_bytes());
    body.extend((learner.seen.len() as u32).to_le_bytes());
    for seen in &learner.seen {
        let person = !seen.person.is_empty();
        let flags =
            u8::from(seen.free) | u8::from(person) << 1 | u8::from(seen.expert.is_some()) << 2;
        body.extend([seen.level, flags]);
        put(&mut body, &seen.wish);
        body.extend(&seen.target);
        body.extend(&seen.canvas);
        body.extend(&seen.person);
        if let Some(action) = &seen.expert {
            put(&mut body, action);
        }
    }
    body.extend((learner.rollouts.len() as u32).to_le_bytes());
    for rollout in &learner.rollouts {
        body.push(u8::from(rollout.is_some()));
        if let Some(rollout) = rollout {
            rollout.encode(&mut body);
        }
    }
    let mut bytes = Vec::with_capacity(body.len() + 16);
    bytes.extend(MAGIC);
    bytes.extend(VERSION.to_le_bytes());
    bytes.extend(xxh3_64(&body).to_le_bytes());
    bytes.extend(body);
    bytes
}

/// The run of these bytes and its milliseconds of training. Its seed comes from the file, its other
/// settings from `config`; canvases whose place is not in `material` begin anew.
pub fn decode(bytes: &[u8], config: Config, material: &Material) -> Result<(Learner, u64), Error> {
    let mut reader = Reader(bytes);
    if reader.take(4)? != MAGIC {
        return Err(Error::NotCheckpoint);
    }
    let version = reader.u32()?;
    if version != VERSION {
        return Err(Error::Version { found: version, known: VERSION });
    }
    let stated = reader.u64()?;
    let found = xxh3_64(reader.0);
    if stated != found {
        return Err(Error::Hash { stated, found });
    }
    let architecture = reader.u32()?;
    if architecture != ARCHITECTURE {
        return Err(Error::Architecture { found: architecture, expected: ARCHITECTURE });
    }
    let seed = reader.u32()?;
    let [step, elapsed_ms, updates] = [reader.u64()?, reader.u64()?, reader.u64()?];
    let found = reader.u32()? as usize;
    if found != PARAMETERS {
        return Err(Error::ParameterCount { expected: PARAMETERS, found });
    }
    let parameters = reader.numbers(PARAMETERS)?;
    let adam = Adam {
        config: config.adam,
        steps: updates,
        mean: reader.numbers(PARAMETERS)?,
        square: reader.numbers(PARAMETERS)?,
    };
    let numbers = parameters.iter().chain(&adam.mean).chain(&adam.square);
    if let Some(at) = numbers.clone().position(|v| !v.is_finite()) {
        return Err(Error::NotFinite { at });
    }
    let config = Config { seed, ..config };
    let count = reader.u32()? as usize;
    if count > MAX_SLOTS {
        return Err(Error::TooLarge {
            what: "the list of canvases",
            found: count,
            limit: MAX_SLOTS,
        });
    }
    let mut learner = Learner::new(config, material);
    for i in 0..count {
        let slot = slot(&mut reader, material)?;
        if let (Some(place), Some(slot)) = (learner.slots.get_mut(i), slot) {
            *place = slot;
        }
    }
    learner.seen_count = reader.u64()?;
    learner.rollouts_begun = reader.u32()?;
    let count = reader.u32()? as usize;
    if count > MAX_SLOTS {
        return Err(Error::TooLarge { what: "what was seen", found: count, limit: MAX_SLOTS });
    }
    for _ in 0..count {
        learner.seen.push(seen(&mut reader)?);
    }
    learner.seen.truncate(config.seen);
    for i in 0..reader.u32()? as usize {
        let rollout = match reader.u8()? {
            0 => None,
            _ => Some(Rollout::decode(&mut reader, material, learner.wished())?),
        };
        if let Some(place) = learner.rollouts.get_mut(i) {
            *place = rollout;
        }
    }
    if !reader.0.is_empty() {
        return Err(Error::Damaged("there are bytes after the end"));
    }
    (learner.step, learner.parameters, learner.adam) = (step, parameters, adam);
    Ok((learner, elapsed_ms))
}

fn slot(reader: &mut Reader<'_>, material: &Material) -> Result<Option<Slot>, Error> {
    let picture = reader.u32()?;
    let head = reader.take(8)?;
    let of = |i: usize| u16::from_le_bytes([head[i], head[i + 1]]);
    let (size, turn, level, rounds) = (head[0], head[1], head[2], head[3]);
    let (x, y) = (of(4), of(6));
    let tint = reader.numbers(6)?;
    let gain = std::array::from_fn(|c| tint[c]);
    let shift = std::array::from_fn(|c| tint[3 + c]);
    let canvas = reader.numbers(PLANES_LEN)?;
    let placement = Placement { picture, size, x, y, turn, gain, shift };
    if !material.contains(&placement) || !canvas.iter().all(|v| v.is_finite()) {
        return Ok(None);
    }
    let mut target = vec![0.0; PLANES_LEN];
    material.write(&placement, &mut target);
    Ok(Some(Slot { placement, level, rounds, target, canvas }))
}

fn seen(reader: &mut Reader<'_>) -> Result<Seen, Error> {
    let (level, flags) = (reader.u8()?, reader.u8()?);
    let wish = finite(reader)?;
    let target = reader.take(PLANES_LEN)?.to_vec();
    let canvas = reader.take(PLANES_LEN)?.to_vec();
    let person = reader.take(if flags & 2 == 0 { 0 } else { PLANE })?.to_vec();
    let expert = if flags & 4 == 0 { None } else { Some(finite(reader)?) };
    Ok(Seen { target, canvas, person, level, expert, free: flags & 1 != 0, wish })
}

fn finite<const N: usize>(reader: &mut Reader<'_>) -> Result<[f32; N], Error> {
    let numbers = reader.numbers(N)?;
    match numbers.iter().position(|v| !v.is_finite()) {
        Some(at) => Err(Error::NotFinite { at }),
        None => Ok(std::array::from_fn(|i| numbers[i])),
    }
}

fn put(out: &mut Vec<u8>, numbers: &[f32]) {
    out.extend(numbers.iter().flat_map(|v| v.to_le_bytes()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::material::tests::pictures;
    use crate::learn::replay_buffer::ReplayConfig;

    fn small() -> Config {
        Config {
            batch: 4,
            shards: 1,
            rollouts: 2,
            rollout_length: [6, 8],
            seen: 24,
            replay: ReplayConfig { slots: 8, ..ReplayConfig::default() },
            ..Config::default()
        }
    }

    #[test]
    fn a_stopped_run_goes_on_as_if_it_had_not_been() {
        let material = Material::new(&pictures(2, 96));
        let mut learner = Learner::new(small(), &material);
        // So long that paintings were finished and windows were forgotten.
        for _ in 0..20 {
            learner.update(&material, 0.1).unwrap();
        }
        assert!(learner.rollouts_begun > 4 && learner.seen_count > 24);
        let bytes = encode(&learner, 1234);
        let (mut resumed, elapsed_ms) = decode(&bytes, small(), &material).unwrap();
        assert_eq!(elapsed_ms, 1234);
        for _ in 0..12 {
            let (a, b) = (learner.update(&material, 0.2), resumed.update(&material, 0.2));
            assert_eq!(a.unwrap(), b.unwrap());
        }
        assert_eq!(learner.parameters, resumed.parameters);
        assert_eq!(learner.slots, resumed.slots);
        assert_eq!(learner.seen, resumed.seen);
    }

    #[test]
    fn damaged_checkpoints_are_refused() {
        let material = Material::new(&pictures(1, 64));
        let bytes = encode(&Learner::new(small(), &material), 0);
        let read = |bytes: &[u8]| decode(bytes, small(), &material).map(|_| ());
        assert!(matches!(read(b"LIMW"), Err(Error::NotCheckpoint)));
        assert!(matches!(read(&bytes[..100]), Err(Error::Hash { .. })));
        assert!(matches!(read(&bytes[..6]), Err(Error::Damaged(_))));
        // A sound hash over something else.
        let resealed = |change: &dyn Fn(&mut Vec<u8>)| {
            let mut body = bytes[16..].to_vec();
            change(&mut body);
            let mut sealed = bytes[..8].to_vec();
            sealed.extend(xxh3_64(&body).to_le_bytes());
            sealed.extend(body);
            sealed
        };
        assert!(matches!(read(&resealed(&|b| b.truncate(b.len() - 5))), Err(Error::Damaged(_))));
        assert!(matches!(read(&resealed(&|b| b.push(0))), Err(Error::Damaged(_))));
        assert!(matches!(read(&resealed(&|b| b[0] = 99)), Err(Error::Architecture { .. })));
        let mut flipped = bytes.clone();
        flipped[5000] ^= 1;
        assert!(matches!(read(&flipped), Err(Error::Hash { .. })));
        let mut later = bytes;
        later[4] = 9;
        assert!(matches!(read(&later), Err(Error::Version { found: 9, known: 4 })));
    }
}
