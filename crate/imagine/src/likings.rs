//! What somebody likes of what was imagined, and what not: many are drawn, and those are shown that look most like the
//! one and least like the other. Nothing is learned by it.
//!
//! Drawings are compared as coarse, blurred pictures: what is a little beside still looks alike.

use limner_env::Random;

use crate::generator::NOISE;

/// Most drawings that are liked, and most that are not: the oldest is forgotten.
const MOST: usize = 24;
/// Drawings that are made for each that is shown.
pub(crate) const CANDIDATES: usize = 12;
/// How far a variation goes: this part of its noise is new.
const NEW: f32 = 0.55;
/// Side of the coarse pictures.
const COARSE: usize = 16;
/// Drawings that are nearer to each other than this are shown once. Two of the shipped digits are 0.02 apart, variations of
/// one of them 0.001 to 0.003.
const SAME: f32 = 0.0012;

/// A drawing as it is compared.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Looks(Vec<f32>);

/// Where a drawing comes from: its noise and its class.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Origin {
    pub noise: Vec<f32>,
    pub class: u16,
}

/// Drawings that somebody liked, and others that they did not.
#[derive(Clone, Debug, Default)]
pub(crate) struct Likings {
    liked: Vec<(Origin, Looks)>,
    disliked: Vec<Looks>,
}

impl Looks {
    /// Of a picture, how much ink there is at each pixel.
    pub(crate) fn of(picture: &[f32], side: usize) -> Self {
        let step = (side / COARSE).max(1);
        let coarse = side / step;
        let mut sums = vec![0.0; coarse * coarse];
        for (i, ink) in picture.iter().enumerate() {
            let (x, y) = (i % side / step, i / side / step);
            sums[y * coarse + x] += ink / (step * step) as f32;
        }
        // A quarter, a half, a quarter: along rows, then along columns.
        for step in [1, coarse] {
            let before = sums.clone();
            for (i, sum) in sums.iter_mut().enumerate() {
                let place = i / step % coarse;
                let low = if place > 0 { before[i - step] } else { 0.0 };
                let high = if place + 1 < coarse { before[i + step] } else { 0.0 };
                *sum = 0.5 * before[i] + 0.25 * (low + high);
            }
        }
        Self(sums)
    }

    /// How much two differ: the mean square over the coarse pixels.
    pub(crate) fn apart(&self, other: &Self) -> f32 {
        let squares = self.0.iter().zip(&other.0).map(|(a, b)| (a - b) * (a - b));
        squares.sum::<f32>() / self.0.len().max(1) as f32
    }
}

impl Likings {
    /// Whether nothing is known.
    pub(crate) fn is_empty(&self) -> bool {
        self.liked.is_empty() && self.disliked.is_empty()
    }

    /// How many are liked, and how many not.
    pub(crate) fn counts(&self) -> [usize; 2] {
        [self.liked.len(), self.disliked.len()]
    }

    /// A drawing is liked, or not. What was said of the same one before no longer holds.
    pub(crate) fn say(&mut self, likes: bool, origin: Origin, looks: Looks) {
        self.liked.retain(|(_, known)| *known != looks);
        self.disliked.retain(|known| *known != looks);
        if likes {
            self.liked.push((origin, looks));
            self.liked.drain(..self.liked.len().saturating_sub(MOST));
        } else {
            self.disliked.push(looks);
            self.disliked.drain(..self.disliked.len().saturating_sub(MOST));
        }
    }

    /// Where a new drawing comes from: every second one is a variation of one that is liked, where there is one of the
    /// class that is asked for.
    pub(crate) fn origin(&self, class: Option<u16>, classes: u16, random: &mut Random) -> Origin {
        let noise: Vec<f32> = (0..NOISE).map(|_| random.normal()).collect();
        let fits = |(origin, _): &&(Origin, Looks)| class.is_none_or(|class| class == origin.class);
        let liked: Vec<&(Origin, Looks)> = self.liked.iter().filter(fits).collect();
        if liked.is_empty() || random.below(2) == 0 {
            let any = || u16::try_from(random.below(classes.into())).unwrap_or_default();
            return Origin { noise, class: class.unwrap_or_else(any) };
        }
        let origin = &liked[random.below(liked.len())].0;
        let kept = (1.0 - NEW * NEW).sqrt();
        let mix = |(old, new): (&f32, f32)| kept * old + NEW * new;
        Origin { noise: origin.noise.iter().zip(noise).map(mix).collect(), class: origin.class }
    }

    /// Which of many drawings are shown, the best first: like what is liked, unlike what is not, and unlike each other.
    pub(crate) fn choose(&self, looks: &[Looks], count: usize) -> Vec<usize> {
        let nearest = |one: &Looks, known: &mut dyn Iterator<Item = &Looks>| {
            known.map(|known| one.apart(known)).fold(f32::INFINITY, f32::min)
        };
        let worth = |one: &Looks| {
            let liked = nearest(one, &mut self.liked.iter().map(|(_, looks)| looks));
            let disliked = nearest(one, &mut self.disliked.iter());
            // Roots: far away, a step more or less says little.
            let for_it = if liked.is_finite() { -liked.sqrt() } else { 0.0 };
            for_it + if disliked.is_finite() { disliked.sqrt() } else { 0.0 }
        };
        let mut ranked: Vec<(usize, f32)> = looks.iter().map(worth).enumerate().collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
        let mut chosen: Vec<usize> = Vec::with_capacity(count);
        for least in [SAME, 0.0] {
            for (index, _) in &ranked {
                let differs = |other: &usize| looks[*other].apart(&looks[*index]) >= least;
                if chosen.len() < count && !chosen.contains(index) && chosen.iter().all(differs) {
                    chosen.push(*index);
                }
            }
        }
        chosen
    }
}
