//! Painters that think of one stroke at a time and never change one.

use limner_core::{Header, Op, Painting, Stroke};
use limner_env::{Picture, Scene};

use super::Painter;
use crate::Error;

/// Whoever paints a next stroke.
pub trait NextStroke {
    /// Paints the next stroke on the scene and returns it; `None` where none is worth adding.
    fn next(&mut self, scene: &mut Scene) -> Result<Option<Stroke>, Error>;
}

/// A painting made of one next stroke after the other.
#[derive(Debug)]
pub struct ByStroke<N> {
    painter: N,
    scene: Scene,
    painting: Painting,
    /// What the painting's log does not hold yet.
    fresh: Vec<Stroke>,
}

impl<N: NextStroke> ByStroke<N> {
    /// Begins an empty painting before a target.
    pub fn new(painter: N, header: Header, target: Option<&Picture>) -> Result<Self, Error> {
        let scene = Scene::new(header.clone(), target)?;
        Ok(Self { painter, scene, painting: Painting::new(header)?, fresh: Vec::new() })
    }
}

impl<N: NextStroke> Painter for ByStroke<N> {
    fn paint(&mut self, count: usize, each: &mut dyn FnMut(&Scene)) -> Result<usize, Error> {
        for painted in 0..count {
            let Some(stroke) = self.painter.next(&mut self.scene)? else { return Ok(painted) };
            self.fresh.push(stroke);
            each(&self.scene);
        }
        Ok(count)
    }

    fn scene(&self) -> &Scene {
        &self.scene
    }

    fn painting(&mut self) -> Result<&Painting, Error> {
        for stroke in self.fresh.drain(..) {
            self.painting.push(0, Op::Add(stroke))?;
        }
        Ok(&self.painting)
    }
}
