//! A scene: the canvas, what is wanted of it, both at every scale, and what is whose.

#![expect(
    clippy::cast_possible_truncation,
    reason = "a brush table's length fits a byte, and a count of strokes 32 bits"
)]

use limner_core::{
    Author, Brush, Canvas, Coverage, Error, Header, Painting, Place, Rect, Rgb8, Stroke, Surface,
};

use crate::action::{Quantiser, stroke_from_soft};
use crate::brush_profile::{Profiles, suits_partner};
use crate::gain::Gain;
use crate::grade::Grade;
use crate::observation::{self, PLANE};
use crate::picture::{Picture, crop_plane};
use crate::pyramid::Pyramid;
use crate::random::Random;
use crate::score::View;
use crate::soft::SoftStroke;
use crate::window::{WINDOW, Window};

/// Index of the brush that the partner paints with in a table, unless it is given another: the one where
/// [`Header::new`] puts its own, if that is there and suits it; else its own anywhere; else the first that
/// suits it.
#[must_use]
pub fn partners_brush_in(header: &Header, table: &[Brush]) -> Option<u8> {
    let usual = header.brush_of(Author::Partner);
    if table.get(usize::from(usual)).is_some_and(suits_partner) {
        return Some(usual);
    }
    let own = table.iter().position(|brush| *brush == Brush::PARTNER);
    // A table is never longer than `MAX_BRUSHES`, which a byte counts.
    own.or_else(|| table.iter().position(suits_partner)).map(|index| index as u8)
}

/// The squared error that is seen in squares of a scene's canvas, in rows, and how many there are in a row and a column: at
/// most so many.
#[must_use]
pub fn error_map(scene: &Scene, most: usize) -> ([usize; 2], Vec<f32>) {
    scene.pyramid.error_map(most)
}

/// From now on what another canvas of this size shows is wanted of a scene, but for where a part of the target stays:
/// how much of it at each point of the canvas, 0..=1.
pub fn want_outside(scene: &mut Scene, canvas: &Canvas, stays: &dyn Fn([f32; 2]) -> f32) {
    let picture = scene.picture_of(canvas);
    scene.pyramid.want_outside(&picture, stays);
}

/// A canvas with a target, at every scale.
#[derive(Clone, Debug)]
pub struct Scene {
    header: Header,
    /// The painting's brushes, and which of them the partner paints with.
    brushes: Vec<Brush>,
    partners_brush: u8,
    /// How the partner's strokes are quantised.
    pub quantiser: Quantiser,
    profiles: Profiles,
    /// What the next stroke's id will be, and how many there are before it.
    next: (u32, u32),
    pyramid: Pyramid,
    /// Where the person painted, 0..=1, on every level; empty where nowhere.
    person: Vec<Vec<f32>>,
}

impl Scene {
    /// An empty canvas of the header's size before `target`, which is cropped and scaled to cover it.
    /// Without a target nothing is wanted but what is there.
    pub fn new(header: Header, target: Option<&Picture>) -> Result<Self, Error> {
        header.validate()?;
        let pyramid = Pyramid::new([header.width, header.height], header.paper, target)?;
        let mut scene = Self {
            brushes: header.brushes.clone(),
            partners_brush: 0,
            quantiser: Quantiser::default(),
            profiles: Profiles::default(),
            next: (0, 0),
            pyramid,
            person: Vec::new(),
            header,
        };
        scene.choose_partners_brush();
        Ok(scene)
    }

    /// Replaces what is wanted.
    pub fn set_target(&mut self, target: Option<&Picture>) {
        self.pyramid.set_target(target);
    }

    /// Wants the target in other colours from now on, and knows of no paint of the person's.
    pub fn set_grade(&mut self, grade: Grade) {
        if self.grade() != grade {
            self.person.clear();
            self.pyramid.set_grade(grade);
        }
    }

    /// The colours that the target is wanted in.
    #[must_use]
    pub fn grade(&self) -> Grade {
        self.pyramid.grade()
    }

    /// What the target was in its own colours, before anything of the person's was accepted.
    #[must_use]
    pub fn target(&self) -> Option<&Picture> {
        self.pyramid.target()
    }

    /// Whether there is a target.
    #[must_use]
    pub fn has_target(&self) -> bool {
        self.target().is_some()
    }

    /// The painting's header.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The canvas.
    #[must_use]
    pub fn canvas(&self) -> &Canvas {
        self.pyramid.canvas()
    }

    /// The canvas as floats, at its size.
    #[must_use]
    pub fn canvas_picture(&self) -> &Picture {
        self.pyramid.canvas_picture()
    }

    /// Number of pyramid levels; on the last one the shorter side has at most 32 pixels.
    #[must_use]
    pub fn levels(&self) -> usize {
        self.pyramid.levels()
    }

    /// Both pictures at a level, as far as the partner's brush reaches: with one that leaves the paper's valleys
    /// bare, what is seen of either is what lies on the peaks.
    #[must_use]
    pub fn view(&self, level: u8) -> View<'_> {
        self.pyramid.view(level)
    }

    /// Both pictures at a level, whole.
    #[must_use]
    pub fn whole_view(&self, level: u8) -> View<'_> {
        self.pyramid.whole_view(level)
    }

    /// Paints a stroke on the scene's own canvas.
    pub fn paint(&mut self, stroke: &Stroke) -> Rect {
        let place = self.next_place();
        let brush = &self.brushes[usize::from(stroke.brush)];
        self.next = (self.next.0 + 1, self.next.1 + 1);
        self.pyramid.draw(stroke, brush, place)
    }

    /// Takes over the pixels of `area` from a painting of the same size, its brushes, and where its
    /// next stroke will stand.
    pub fn follow(&mut self, painting: &Painting, area: Rect) {
        self.brushes = painting.log().brushes().to_vec();
        if !self.can_paint() {
            self.choose_partners_brush();
        }
        self.next = (painting.log().revision(), painting.strokes().len() as u32);
        self.pyramid.show(painting.canvas().clone(), area);
    }

    /// Puts `base` in the canvas's place, with strokes over it. Where the next one will stand stays.
    pub fn repaint(&mut self, base: &Canvas, strokes: &[(Stroke, Place)]) {
        let mut canvas = base.clone();
        for (stroke, place) in strokes {
            self.draw_on(&mut canvas, stroke, *place);
        }
        let whole = canvas.bounds();
        self.pyramid.show(canvas, whole);
    }

    /// Puts `base` with strokes over it in the canvas's place where that brings the canvas nearer to what is
    /// wanted, or leaves it farther away by less than `allowance` in squared error; says whether it does.
    /// Otherwise everything stays as it was.
    pub fn repaint_if_better(
        &mut self,
        base: &Canvas,
        strokes: &[(Stroke, Place)],
        allowance: f64,
    ) -> bool {
        let error = self.squared_error();
        let before = self.canvas().clone();
        self.repaint(base, strokes);
        let is_better = self.squared_error() < error + allowance;
        if !is_better {
            self.repaint(&before, &[]);
        }
        is_better
    }

    /// A stroke of the partner's, with its brush, in a colour to be solved. `stroke` is in window pixels.
    #[must_use]
    pub fn partners_stroke(&self, window: Window, stroke: &SoftStroke) -> Stroke {
        let plain = stroke_from_soft(window, stroke, self.partners_brush, Rgb8::default());
        self.quantiser.fitted(Stroke { coverage: self.partners_coverage(), ..plain })
    }

    /// Draws a stroke on a canvas of this size with the brush that it names.
    pub fn draw_on(&self, canvas: &mut Canvas, stroke: &Stroke, place: Place) -> Rect {
        canvas.draw(stroke, &self.brushes[usize::from(stroke.brush)], place)
    }

    /// What a canvas of this size looks like on the scene's paper.
    #[must_use]
    pub fn picture_of(&self, canvas: &Canvas) -> Picture {
        self.pyramid.picture_of(canvas)
    }

    /// Index of the brush that the partner paints with.
    #[must_use]
    pub fn partners_brush(&self) -> u8 {
        self.partners_brush
    }

    /// Whether the partner can paint here: a stranger's table may hold no brush that lays paint.
    #[must_use]
    pub fn can_paint(&self) -> bool {
        self.brushes[usize::from(self.partners_brush)].lays_paint()
    }

    /// Gives the partner the brush that it finds in the table; where none lays paint, it can't paint.
    fn choose_partners_brush(&mut self) {
        let index = partners_brush_in(&self.header, &self.brushes).unwrap_or(0);
        self.set_partners_brush(index);
    }

    /// Gives the partner another brush of the table; says whether there is one.
    pub fn set_partners_brush(&mut self, index: u8) -> bool {
        let Some(brush) = self.brushes.get(usize::from(index)) else { return false };
        self.partners_brush = index;
        self.profiles = Profiles::of(brush);
        self.pyramid.look_with(brush);
        true
    }

    /// How the dabs of the partner's brush add up.
    #[must_use]
    pub fn partners_coverage(&self) -> Coverage {
        self.brushes[usize::from(self.partners_brush)].coverage
    }

    /// How the soft raster draws with the partner's brush.
    #[must_use]
    pub fn profiles(&self) -> &Profiles {
        &self.profiles
    }

    /// A brush of the table.
    #[must_use]
    pub fn brush(&self, index: u8) -> Option<&Brush> {
        self.brushes.get(usize::from(index))
    }

    /// Where the next stroke will stand.
    #[must_use]
    pub fn next_place(&self) -> Place {
        Place::new(self.header.seed, self.next.0, self.next.1)
    }

    /// From now on, where this stroke of the person's lies, what the canvas shows is what is wanted:
    /// the partner neither paints it over nor is drawn to it. The canvas must show the stroke, which
    /// stands at `place`.
    pub fn accept(&mut self, stroke: &Stroke, place: Place) {
        self.pyramid.cover(stroke, &self.brushes[usize::from(stroke.brush)], place);
        self.pyramid.mark_covered(&mut self.person);
        self.pyramid.accept_covered();
    }

    /// Wants the original target again everywhere, and knows of no paint of the person's.
    pub fn forget_accepted(&mut self) {
        self.person.clear();
        self.pyramid.restore_target();
    }

    /// Fills `out` with the observation of a window (see [`crate::observation`]); beyond the edge the
    /// picture's last pixels repeat.
    pub fn observe(&self, window: Window, out: &mut [f32]) {
        let mut planes = vec![[0.0; PLANE]; 7];
        let (both, of_person) = planes.split_at_mut(6);
        let both: &mut [[f32; PLANE]; 6] = both.try_into().expect("six of the seven planes");
        self.pyramid.crop(window, both);
        let person = self.person.get(usize::from(window.level));
        if let Some(plane) = person {
            let View { width, height, .. } = self.view(window.level);
            let to = &mut of_person[0];
            crop_plane(plane, width, height, window.x, window.y, WINDOW, WINDOW, to);
        }
        let person = person.map(|_| &of_person[0][..]);
        let [t0, t1, t2, c0, c1, c2] = both.each_ref().map(|plane| &plane[..]);
        observation::write([t0, t1, t2], [c0, c1, c2], person, window.level, out);
    }

    /// The window of a level around a canvas pixel, moved inside the picture where it fits.
    #[must_use]
    pub fn window_around(&self, level: u8, x: f32, y: f32) -> Window {
        self.pyramid.window_around(level, x, y)
    }

    /// A canvas pixel drawn at random in proportion to the squared error that is seen around it.
    pub fn sample_error(&self, random: &mut Random) -> [f32; 2] {
        self.pyramid.sample_error(random)
    }

    /// Gives a stroke the colour under which it lowers the error most, moved by an OKLab `offset`, and
    /// says what it would do then. Measured on the integer raster, at the painting's size.
    pub fn solve(&mut self, stroke: &mut Stroke, offset: [f32; 3]) -> Gain {
        let place = self.next_place();
        let brush = &self.brushes[usize::from(stroke.brush)];
        let gain = self.pyramid.solve(stroke, brush, place, offset);
        let fitted = self.quantiser.fitted_color(stroke.color);
        if fitted == stroke.color {
            return gain;
        }
        stroke.color = fitted;
        Gain { squared_error: gain.response.squared_error(fitted), ..gain }
    }

    /// What a stroke would do in the colour that it has, and what lies below it.
    pub fn look(&mut self, stroke: &Stroke) -> Gain {
        let mut other = stroke.clone();
        let gain = self.solve(&mut other, [0.0; 3]);
        Gain { squared_error: gain.response.squared_error(stroke.color), ..gain }
    }

    /// What part of a stroke lies over the person's paint, 0..=1, weighted by coverage.
    pub fn persons_share(&mut self, stroke: &Stroke) -> f32 {
        if self.person.is_empty() {
            return 0.0;
        }
        let place = self.next_place();
        self.pyramid.cover(stroke, &self.brushes[usize::from(stroke.brush)], place);
        self.pyramid.covered_share(&self.person[0])
    }

    /// Sum of squared differences to what is wanted, over three channels, 0..=1 each.
    #[must_use]
    pub fn squared_error(&self) -> f64 {
        self.pyramid.squared_error()
    }

    /// The squared error that the target has to a sheet of its mean colour, so what there is to paint in it
    /// on whatever paper; 0 without a target. What the person painted is no part of it.
    #[must_use]
    pub fn plain_error(&self) -> f64 {
        self.pyramid.plain_error()
    }

    /// Peak signal-to-noise ratio to the target in dB over sRGB-encoded values; `None` without one.
    #[must_use]
    pub fn psnr(&self) -> Option<f32> {
        self.pyramid.psnr()
    }

    /// Peak signal-to-noise ratio of another canvas of this size, on the same paper.
    #[must_use]
    pub fn psnr_of(&self, canvas: &Canvas) -> Option<f32> {
        self.pyramid.psnr_of(canvas)
    }
}
