//! Drawings to learn from: how much ink there is at each pixel, and of what class each is.

use limner_env::Random;

/// Most drawings of a set.
pub const MAX_DRAWINGS: usize = 200_000;
/// Most classes of a set.
pub const MAX_CLASSES: usize = 1_000;

/// Drawings of one side, a byte a pixel: no ink is 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dataset {
    /// Side of a drawing in pixels.
    pub side: usize,
    /// The drawings, one after the other, row by row.
    pub pixels: Vec<u8>,
    /// The class of each.
    pub labels: Vec<u16>,
    /// The name of each class.
    pub names: Vec<String>,
}

impl Dataset {
    /// How many drawings there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// How many classes there are.
    #[must_use]
    pub fn classes(&self) -> usize {
        self.names.len()
    }

    /// A drawing's bytes.
    #[must_use]
    pub fn drawing(&self, index: usize) -> &[u8] {
        let len = self.side * self.side;
        &self.pixels[index * len..(index + 1) * len]
    }

    /// Appends drawings as numbers 0..=1.
    pub fn read(&self, indices: impl IntoIterator<Item = usize>, to: &mut Vec<f32>) {
        for index in indices {
            to.extend(self.drawing(index).iter().map(|v| f32::from(*v) / 255.0));
        }
    }

    /// The drawings for which something holds of their index and class.
    #[must_use]
    pub fn only(&self, mut keep: impl FnMut(usize, u16) -> bool) -> Self {
        let mut part = Self { side: self.side, names: self.names.clone(), ..Self::default() };
        for index in (0..self.len()).filter(|i| keep(*i, self.labels[*i])) {
            part.pixels.extend_from_slice(self.drawing(index));
            part.labels.push(self.labels[index]);
        }
        part
    }

    /// At most so many drawings by chance, in an order by chance: data often lies in an order of its own.
    #[must_use]
    pub fn some(&self, most: usize, random: &mut Random) -> Self {
        let mut indices: Vec<usize> = (0..self.len()).collect();
        let count = most.min(self.len());
        for place in 0..count {
            indices.swap(place, place + random.below(self.len() - place));
        }
        let mut part = Self { side: self.side, names: self.names.clone(), ..Self::default() };
        for index in &indices[..count] {
            part.pixels.extend_from_slice(self.drawing(*index));
            part.labels.push(self.labels[*index]);
        }
        part
    }
}

/// Real drawings for a batch, and of which class each is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Groups {
    /// Which drawings of the set.
    pub indices: Vec<usize>,
    /// The class of each, as an agent is asked for it.
    pub named: Vec<u16>,
}

/// Draws drawings by chance, of a class that is asked for.
#[derive(Clone, Debug)]
pub struct Shuffle {
    by_class: Vec<Vec<usize>>,
    len: usize,
}

impl Shuffle {
    /// Of the drawings of a set.
    #[must_use]
    pub fn new(set: &Dataset) -> Self {
        let mut by_class = vec![Vec::new(); set.classes()];
        for (index, label) in set.labels.iter().enumerate() {
            by_class[usize::from(*label)].push(index);
        }
        Self { by_class, len: set.len() }
    }

    /// The classes that there are drawings of.
    pub fn classes(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.by_class.len()).filter(|class| !self.by_class[*class].is_empty())
    }

    /// Drawings for a batch: groups of one class each, or any where classes are not told apart.
    pub fn groups(
        &self,
        batch: usize,
        group: usize,
        by_class: bool,
        random: &mut Random,
    ) -> Groups {
        let known: Vec<usize> = self.classes().collect();
        let mut groups = Groups::default();
        while groups.indices.len() < batch {
            let class = known[random.below(known.len())];
            for _ in 0..group.min(batch - groups.indices.len()) {
                let index = if by_class { self.of_class(class, random) } else { self.any(random) };
                groups.indices.push(index);
                groups.named.push(u16::try_from(class).unwrap_or(u16::MAX));
            }
        }
        groups
    }

    /// Any drawing.
    pub fn any(&self, random: &mut Random) -> usize {
        random.below(self.len)
    }

    /// Any drawing of a class; of any class where it has none.
    pub fn of_class(&self, class: usize, random: &mut Random) -> usize {
        match self.by_class.get(class).filter(|drawings| !drawings.is_empty()) {
            Some(drawings) => drawings[random.below(drawings.len())],
            None => self.any(random),
        }
    }
}
