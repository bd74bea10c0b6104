//! How a space is made of motifs. Each part can be left away, to measure what it is worth.

/// What is done with motifs, and for how long networks are trained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// What all random numbers follow from.
    pub seed: u32,
    /// Strokes are matched elastically; otherwise by their length alone, as they were drawn.
    pub elastic: bool,
    /// Strokes find their partners; otherwise they go by their index.
    pub assigned: bool,
    /// Strokes are split where that saves a birth.
    pub split: bool,
    /// Turned motifs are turned back, and turned strokes turn between motifs.
    pub turned: bool,
    /// Strokes that hang on others turn about where they do.
    pub joined: bool,
    /// Strokes that bend are mixed by the directions of their pieces.
    pub bends: bool,
    /// The networks' last layers are solved after training, the generative one's exactly.
    pub solved: bool,
    /// Bends of the generative network cost.
    pub smooth: bool,
    /// The relational network learns from what the generative one makes as well as from motifs.
    pub cycle: bool,
    /// Points of a stroke: 7, 13, 25 or 49; 0 for as few as draw the motifs.
    pub points: usize,
    /// Steps of the generative network's training.
    pub generative_steps: u32,
    /// Steps of the relational network's training.
    pub relational_steps: u32,
}

impl Options {
    /// How a design is usually trained.
    pub const USUAL: Self = Self {
        seed: 1,
        elastic: true,
        assigned: true,
        split: true,
        turned: true,
        joined: true,
        bends: true,
        solved: true,
        smooth: true,
        cycle: true,
        points: 0,
        generative_steps: 600,
        relational_steps: 2500,
    };
}

impl Default for Options {
    fn default() -> Self {
        Self::USUAL
    }
}
