//! The replica: the painting as the log has it, before the picture, and over it what is planned.

use limner_core::log::MAX_BRUSHES;
use limner_core::{Author, Brush, Header, Op, Painting, Placed, Rect, Rgb8};
use limner_env::brush_profile::suits_partner;
use limner_env::{EditableScene, Grade, Picture, Scene, palette};

use super::plan::Plan;
use crate::Error;
use crate::planner::Proposal;
use crate::search::SearchOptions;

/// The partner's copy of a painting. What is planned lies over it in its scene alone.
#[derive(Debug)]
pub struct Replica {
    pub(super) painting: Painting,
    /// The painting's canvas before the target, with planned strokes over it.
    pub(super) editable: EditableScene,
    /// What the scene shows beyond the painting.
    pub(super) plan: Plan,
    /// Error of a sheet of the picture's mean colour.
    plain_error: f64,
    /// The colours in which what is painted was wanted.
    pub(super) painted_grade: Grade,
    /// Whether the partner's strokes were given other colours that are not on the log yet.
    pub(super) recoloring: bool,
    /// Whether strokes lie on the lattice of their size.
    on_lattice: bool,
}

impl Replica {
    /// A replica of an empty painting, without a target.
    pub(super) fn new(header: Header, options: &SearchOptions) -> Result<Self, Error> {
        let mut replica = Self {
            painting: Painting::new(header.clone())?,
            editable: EditableScene::new(Scene::new(header, None)?),
            plan: Plan::new(options.telling),
            plain_error: 0.0,
            painted_grade: Grade::default(),
            recoloring: false,
            on_lattice: options.on_lattice,
        };
        replica.set_options(options);
        Ok(replica)
    }

    /// Tells strokes, and quantises them, by other options from now on.
    pub(super) fn set_options(&mut self, options: &SearchOptions) {
        self.plan.set_telling(options.telling);
        self.on_lattice = options.on_lattice;
        self.editable.scene_mut().quantiser.on_lattice = options.on_lattice;
    }

    /// Takes over another painting, without a target. Nothing is planned for it.
    pub(super) fn open(&mut self, painting: Painting) -> Result<(), Error> {
        let before = std::mem::replace(&mut self.painting, painting);
        let shown = self.show_painting();
        if shown.is_err() {
            self.painting = before;
        }
        shown
    }

    /// Shows the painting that there is anew, without a target. Nothing is planned for it.
    pub(super) fn show_painting(&mut self) -> Result<(), Error> {
        let mut scene = Scene::new(self.painting.log().header().clone(), None)?;
        scene.follow(&self.painting, self.painting.canvas().bounds());
        scene.quantiser.on_lattice = self.on_lattice;
        self.editable = EditableScene::new(scene);
        self.plain_error = 0.0;
        self.plan.clear();
        Ok(())
    }

    /// Operations replayed so far.
    #[must_use]
    pub fn revision(&self) -> u32 {
        self.painting.log().revision()
    }

    /// What must be added to the log so that the partner has a brush of its own, to be given to it with
    /// [`Partner::set_brush`](super::Partner::set_brush): a stranger's painting may lack it. `None` where it
    /// has one, and where the table is full.
    #[must_use]
    pub fn missing_brush(&self) -> Option<Op> {
        let log = self.painting.log();
        let usual = log.brushes().get(usize::from(log.header().brush_of(Author::Partner)));
        let has = usual.is_some_and(suits_partner) || log.brushes().contains(&Brush::PARTNER);
        (!has && log.brushes().len() < MAX_BRUSHES).then_some(Op::Brush(Box::new(Brush::PARTNER)))
    }

    /// Whether there is a picture to paint from.
    #[must_use]
    pub fn has_target(&self) -> bool {
        self.scene().has_target()
    }

    /// The colours that come nearest to the picture's, see [`palette::of_picture`]; none without one.
    #[must_use]
    pub fn palette_of_target(&self, count: usize) -> Vec<Rgb8> {
        self.scene().target().map_or_else(Vec::new, |target| palette::of_picture(target, count))
    }

    /// Peak signal-to-noise ratio of the painting to the target in dB, without what is only planned.
    #[must_use]
    pub fn psnr(&self) -> Option<f32> {
        if self.plan.is_empty() {
            self.scene().psnr()
        } else {
            self.scene().psnr_of(self.painting.canvas())
        }
    }

    /// The canvas before the target, with all strokes that are planned.
    pub(super) fn scene(&self) -> &Scene {
        self.editable.scene()
    }

    /// Has strokes painted with another brush of the painting's table; what was planned with the old one is void.
    /// Says whether there is such a brush that the partner can paint with.
    pub(super) fn set_brush(&mut self, index: u8) -> bool {
        let is_fit = self.scene().brush(index).is_some_and(suits_partner);
        if is_fit {
            self.go_back(Rect::EMPTY);
            self.editable.scene_mut().set_partners_brush(index);
        }
        is_fit
    }

    /// Has another picture before the canvas, or none. What is planned is void.
    /// [`Replica::accept_target`] is to follow, when the colours in which it is wanted are known.
    pub(super) fn set_target(&mut self, target: Option<&Picture>) {
        self.go_back(Rect::EMPTY);
        self.editable.scene_mut().set_target(target);
    }

    /// Takes the target as it is wanted now for what is copied from here on.
    pub(super) fn accept_target(&mut self) {
        // What is there was painted from another picture, or in another visit.
        self.accept_colors();
        self.plain_error = self.scene().plain_error();
        self.accept_again();
    }

    /// Wants the picture in these colours.
    pub(super) fn set_grade(&mut self, grade: Grade) {
        if self.scene().grade() != grade {
            self.editable.scene_mut().set_grade(grade);
            self.plain_error = self.scene().plain_error();
            self.accept_again();
        }
    }

    /// Whether a stroke brings its price, a part of the error of a plain sheet.
    pub(super) fn is_worth(&self, proposal: &Proposal, price: f32) -> bool {
        // Without a target nothing has a price.
        !self.has_target() || proposal.gain.squared_error >= self.price(price)
    }

    /// The squared error that a price stands for, which is a part of that of a plain sheet.
    pub(super) fn price(&self, price: f32) -> f64 {
        f64::from(price) * self.plain_error
    }

    /// Shows a wanted stroke that was found, which is free.
    pub(super) fn add(&mut self, proposal: Proposal) {
        let changed = self.editable.add(proposal.stroke.clone());
        self.plan.add(proposal, changed);
    }

    /// Has the strokes that were free told next.
    pub(super) fn fix_free(&mut self) {
        if !self.editable.strokes().is_empty() {
            self.plan.end_group();
        }
        self.editable.fix();
    }

    /// The strokes to be told since the last call.
    pub(super) fn take_planned(&mut self) -> Vec<Proposal> {
        if self.plan.is_complete() {
            self.fix_free();
        }
        self.plan.tell(self.editable.strokes().len())
    }

    /// Stops planning at once.
    pub(super) fn stop(&mut self) {
        self.editable.fix();
        self.plan.stop();
    }

    /// The first of the planned strokes, which is on the log now.
    pub(super) fn confirm(&mut self) -> Option<Proposal> {
        let (confirmed, was_told) = self.plan.confirm();
        if !was_told {
            // It is free no more.
            self.editable.fix();
        }
        confirmed
    }

    /// Strokes from this one on were amended. Where none of the person's lies above, what is wanted is as
    /// before.
    pub(super) fn amended(&mut self, lowest: u32, changed: Rect) {
        if std::mem::take(&mut self.recoloring) {
            self.accept_colors();
        }
        self.go_back(changed);
        let above = self.painting.strokes().iter().rev().take_while(|placed| placed.id >= lowest);
        if above.into_iter().any(|placed| placed.stroke.author == Author::Person) {
            self.accept_again();
        }
    }

    /// Undoes what the scene shows beyond the log, and takes over what has changed in it.
    pub(super) fn go_back(&mut self, changed: Rect) {
        let stale = self.plan.take_back(changed);
        self.editable.scene_mut().follow(&self.painting, stale);
        self.stop();
    }

    /// Wants what the person painted, and nothing else of what they had: after strokes were hidden, shown or
    /// amended.
    pub(super) fn accept_again(&mut self) {
        let by_person = |s: &&Placed| s.visible && s.stroke.author == Author::Person;
        let scene = self.editable.scene_mut();
        scene.forget_accepted();
        for placed in self.painting.strokes().iter().filter(by_person) {
            if let Some(place) = self.painting.place_of(placed.id) {
                scene.accept(&placed.stroke, place);
            }
        }
    }
}
