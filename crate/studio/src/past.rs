//! Looking at earlier moments of a painting: for the timeline and for replays.

use limner_core::{Canvas, Error, Log, Painting};

/// Moments kept on the way, so that going back doesn't begin at the beginning each time.
const MAX_KEPT: usize = 12;
/// Entries between kept moments, to begin with.
const FIRST_STRIDE: u32 = 64;

/// A painting at an earlier revision.
#[derive(Clone, Debug)]
pub struct Past {
    painting: Painting,
    /// Moments before or after, by ascending revision.
    kept: Vec<Painting>,
    stride: u32,
}

impl Past {
    /// The empty canvas that `log` began with.
    pub fn beginning(log: &Log) -> Result<Self, Error> {
        let painting = Painting::new(log.header().clone())?;
        Ok(Self { painting, kept: Vec::new(), stride: FIRST_STRIDE })
    }

    /// Goes to a revision of `log`, which must be the one it began with, grown or not.
    pub fn go_to(&mut self, log: &Log, revision: u32) -> Result<(), Error> {
        let revision = revision.min(log.revision());
        let nearest = self.kept.iter().rev().find(|p| p.log().revision() <= revision);
        let at = self.revision();
        match nearest {
            Some(kept) if at > revision || kept.log().revision() > at => {
                self.painting = kept.clone();
            }
            None if at > revision => self.painting = Painting::new(log.header().clone())?,
            _ => {}
        }
        for entry in &log.entries()[self.revision() as usize..revision as usize] {
            self.painting.push(entry.dt_ms, entry.op.clone())?;
            self.maybe_keep();
        }
        Ok(())
    }

    /// The revision looked at.
    #[must_use]
    pub fn revision(&self) -> u32 {
        self.painting.log().revision()
    }

    /// The canvas then.
    #[must_use]
    pub fn canvas(&self) -> &Canvas {
        self.painting.canvas()
    }

    /// The painting then.
    #[must_use]
    pub fn painting(&self) -> &Painting {
        &self.painting
    }

    /// Keeps this moment where it is due; where there are too many, every other one goes.
    fn maybe_keep(&mut self) {
        let revision = self.revision();
        let newest = self.kept.last().map_or(0, |p| p.log().revision());
        if !revision.is_multiple_of(self.stride) || revision <= newest {
            return;
        }
        self.kept.push(self.painting.clone());
        if self.kept.len() > MAX_KEPT {
            self.stride *= 2;
            let stride = self.stride;
            self.kept.retain(|p| p.log().revision().is_multiple_of(stride));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use limner_core::{Author, Header, Op, Path, Point, Rgb8, Stroke};

    #[test]
    fn every_moment_is_as_it_was_in_any_order() {
        let mut painting = Painting::new(Header::new(96, 64, Rgb8::new(240, 240, 240), 3)).unwrap();
        let mut hashes = vec![painting.canvas().hash()];
        for i in 0..900_i32 {
            let at = |k: i32| Point::from_px((i * k) % 96, (i * (k + 4)) % 64);
            let op = if i % 7 == 6 {
                Op::Hide { stroke: (i - 3) as u32, by: Author::Person }
            } else {
                Op::Add(Stroke {
                    author: Author::Partner,
                    brush: 1,
                    color: Rgb8::new(i as u8, (i / 3) as u8, 90),
                    opacity: 20_000,
                    coverage: limner_core::Coverage::Wash,
                    path: Path::Bezier { points: [at(3), at(5), at(11)], radii: [128, 256] },
                })
            };
            // An entry may name a stroke that is an operation of another kind: leave it out.
            let _ = painting.push(1, op);
            hashes.push(painting.canvas().hash());
        }
        hashes.truncate(painting.log().revision() as usize + 1);
        let mut past = Past::beginning(painting.log()).unwrap();
        for revision in [0, 700, 10, 650, 651, 300, 299, 899, 64, 63, 5000] {
            past.go_to(painting.log(), revision).unwrap();
            let revision = (revision as usize).min(hashes.len() - 1);
            assert_eq!(past.canvas().hash(), painting.canvas_at(revision as u32).hash());
            assert!(past.kept.len() <= MAX_KEPT + 1);
        }
    }
}
