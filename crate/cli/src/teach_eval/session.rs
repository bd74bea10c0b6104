//! One painting in which somebody teaches the partner: strokes as the page has them planned, told, put on the
//! log and amended, and looked at by the person as they are painted.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use limner_agent::painter::unattended::{Event, Unattended};
use limner_agent::partner::Partner;
use limner_agent::people::Look;
use limner_agent::planner::{Proposal, context};
use limner_agent::taste::Context;
use limner_core::{Entry, Header, Log, Op};
use limner_env::color::lab_from_srgb;
use limner_env::{Picture, Scene, action};
use serde::{Deserialize, Serialize};

use crate::files::rgb_of;
use crate::painter_options::{Kind, PainterOptions};
use crate::ssim::ssim_of_planes;

/// What is painted from.
pub(crate) struct Subject {
    /// The name of the picture's file.
    pub(crate) name: String,
    /// Width and height in pixels.
    pub(crate) side: u16,
    /// The picture at 8 bits, interleaved RGB.
    rgb: Vec<u8>,
    picture: Picture,
}

impl Subject {
    /// A square picture of this side, from this file.
    pub(crate) fn new(side: u16, file: &Path, rgb: Vec<u8>) -> Result<Self> {
        let picture = Picture::from_rgb8(side.into(), side.into(), &rgb).context("no pixels")?;
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Self { name, side, rgb, picture })
    }
}

/// How near a painting comes to the picture as it is, ungraded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Likeness {
    /// Peak signal-to-noise ratio in dB.
    pub(crate) psnr: f64,
    /// Structural similarity of lightness, after the painting's was given the picture's mean and contrast.
    pub(crate) structure: f64,
}

/// A painting, its partner who paints it unattended, and what it looks like to a person.
pub(crate) struct Session<'a> {
    subject: &'a Subject,
    painter: Unattended,
    /// The canvas before the picture as it is, without what is only planned.
    scene: Scene,
    /// The partner's strokes by id, each with what it was painted into.
    strokes: Vec<(u32, Context)>,
}

impl<'a> Session<'a> {
    /// An empty sheet in the picture's mean colour.
    pub(crate) fn new(subject: &'a Subject, options: &PainterOptions, seed: u32) -> Result<Self> {
        let paper = action::rgb8(subject.picture.mean());
        let header = Header::new(subject.side, subject.side, paper, seed);
        let mut partner = options.partner(Kind::Page)?;
        partner.open(&Log::new(header.clone())?)?;
        partner.set_seed(seed);
        partner.set_target(Some(&subject.picture));
        let scene = Scene::new(header, Some(&subject.picture))?;
        Ok(Self { subject, painter: Unattended::new(partner), scene, strokes: Vec::new() })
    }

    /// The partner.
    pub(crate) fn partner(&self) -> &Partner {
        self.painter.partner()
    }

    /// The partner, to be told of things, taught, or set otherwise.
    pub(crate) fn partner_mut(&mut self) -> &mut Partner {
        self.painter.partner_mut()
    }

    /// Paints so many strokes as the page does while nobody interrupts it. Fails where the partner finds
    /// nothing more to paint.
    pub(crate) fn paint(&mut self, count: usize) -> Result<()> {
        let Self { painter, scene, strokes, .. } = self;
        let until = strokes.len() + count;
        while strokes.len() < until {
            let left = until - strokes.len();
            let painted = painter.advance(left, &mut |event| match event {
                Event::Planned(_) => {}
                Event::Laying(partner, Proposal { stroke, .. }) => {
                    let gain = scene.look(stroke);
                    let around = context(scene, stroke, &gain, scene.squared_error());
                    strokes.push((partner.replica().revision(), around));
                    scene.paint(stroke);
                }
                Event::Amended(partner) => {
                    let painting = partner.painting();
                    scene.follow(painting, painting.canvas().bounds());
                }
            })?;
            if painted == 0 {
                bail!("the partner finds nothing to paint after {} strokes", strokes.len());
            }
        }
        Ok(())
    }

    /// Appends to the log.
    pub(crate) fn push(&mut self, op: Op) -> Result<()> {
        Ok(self.partner_mut().push(Entry { dt_ms: 0, op })?)
    }

    /// Ids of the partner's last strokes, the oldest first.
    pub(crate) fn last(&self, count: usize) -> Vec<u32> {
        let from = self.strokes.len().saturating_sub(count);
        self.strokes[from..].iter().map(|(id, _)| *id).collect()
    }

    /// How the partner's strokes look from this one on, as they are by now.
    pub(crate) fn looks(&self, from: usize) -> Vec<Look> {
        let painting = self.partner().painting();
        let strokes = self.strokes.iter().skip(from).filter_map(|(id, around)| {
            let placed = painting.stroke(*id)?;
            Some(Look::of(&placed.stroke, around))
        });
        strokes.collect()
    }

    /// How many strokes the partner has painted.
    pub(crate) fn painted(&self) -> usize {
        self.strokes.len()
    }

    /// The painting at 8 bits, interleaved RGB.
    pub(crate) fn rgb(&self) -> Vec<u8> {
        let painting = self.partner().painting();
        rgb_of(painting.canvas(), painting.log().header().paper)
    }

    /// How near the painting comes to the picture.
    pub(crate) fn likeness(&self) -> Likeness {
        let rgb = self.rgb();
        let squares = rgb.iter().zip(&self.subject.rgb);
        let sum: f64 = squares.map(|(a, b)| f64::from(a.abs_diff(*b)).powi(2)).sum();
        let mean = (sum / rgb.len().max(1) as f64).max(1e-6);
        let side = usize::from(self.subject.side);
        let picture = lightness(&self.subject.rgb);
        let structure = ssim_of_planes(&matched(&lightness(&rgb), &picture), &picture, side, side);
        Likeness { psnr: 10.0 * (255.0f64.powi(2) / mean).log10(), structure }
    }
}

/// OKLab lightness of interleaved RGB, from 0 to 255.
fn lightness(rgb: &[u8]) -> Vec<f64> {
    let of =
        |pixel: &[u8; 3]| 255.0 * f64::from(lab_from_srgb(pixel.map(|v| f32::from(v) / 255.0))[0]);
    rgb.as_chunks::<3>().0.iter().map(of).collect()
}

/// A plane with the mean and the deviation of another.
fn matched(plane: &[f64], other: &[f64]) -> Vec<f64> {
    let (mean, deviation) = moments(plane);
    let (wanted_mean, wanted_deviation) = moments(other);
    let scale = wanted_deviation / deviation.max(1e-6);
    plane.iter().map(|v| (v - mean) * scale + wanted_mean).collect()
}

fn moments(plane: &[f64]) -> (f64, f64) {
    let count = plane.len().max(1) as f64;
    let mean = plane.iter().sum::<f64>() / count;
    let variance = plane.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / count;
    (mean, variance.sqrt())
}
