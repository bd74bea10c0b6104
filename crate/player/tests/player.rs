//! A painting is shown as it is, at every moment, and whatever bytes are no painting say so.

use limner_core::{Painting, arbitrary, format, work};
use limner_player::{Player, Progress};
use proptest::prelude::*;

fn opened(bytes: Vec<u8>) -> Player {
    let mut player = Player::of(bytes);
    while let Progress::Opening(percent) = player.advance(work::PER_MS) {
        assert!(percent <= 100);
    }
    player
}

fn settle(player: &mut Player) {
    while player.is_behind() {
        player.advance(work::PER_MS);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn every_moment_is_shown(log in arbitrary::small_log(3_000), at in prop::collection::vec(0_usize..40, 0..6)) {
        let painting = Painting::from_log(&log).unwrap();
        for bytes in [format::encode(&log), format::encode_compact(&log, &[])] {
            let mut player = opened(bytes);
            let hash = |player: &Player| player.canvas().map(limner_core::Canvas::hash);
            prop_assert_eq!(hash(&player), Some(painting.canvas().hash()));
            prop_assert_eq!(player.take_changed(), painting.canvas().bounds());
            let ids: Vec<u32> = painting.strokes().iter().map(|placed| placed.id).collect();
            prop_assert_eq!(player.strokes(), ids.len());
            for strokes in at.iter().copied().chain([ids.len()]) {
                let strokes = strokes.min(ids.len());
                let before = player.canvas().cloned();
                player.look_at(strokes);
                settle(&mut player);
                let revision = match strokes {
                    0 => 0,
                    all if all == ids.len() => log.revision(),
                    some => ids[some - 1] + 1,
                };
                prop_assert_eq!(hash(&player), Some(painting.canvas_at(revision).hash()));
                // What is said to have changed is all that did.
                let changed = player.take_changed();
                let (before, now) = (before.unwrap(), player.canvas().unwrap());
                for tile in now.changed_tiles(&before) {
                    prop_assert_eq!(tile.intersection(changed), tile);
                }
            }
        }
    }

    #[test]
    fn any_bytes_are_shown_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let framed = [&b"LIMN\x02"[..], &bytes].concat();
        for bytes in [bytes, framed] {
            let mut player = opened(bytes);
            player.look_at(3);
            settle(&mut player);
        }
    }
}
