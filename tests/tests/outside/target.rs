//! The partner paints from a picture that the person brings.

use std::collections::HashSet;
use std::path::PathBuf;

use image::RgbImage;
use limner_core::{Author, Canvas, Log, Op, Painting, Rgb8};
use limner_tests::page::ESCAPE;
use limner_tests::{Page, Settings, browse, picture};
use tempfile::TempDir;

/// Strokes that the partner is given.
const STROKES: usize = 100;
/// What they must bring, in dB of PSNR over all pixels, from white paper.
const GAIN_DB: f64 = 12.0;
/// How far the page's own figure may be from what is on the canvas, in dB.
const FIGURE_DB: f64 = 0.3;

#[test]
fn a_hundred_strokes_bring_it_nearer_to_an_uploaded_picture() {
    browse(async |site| {
        let folder = TempDir::new().expect("a folder");
        let picture = picture::shapes(320, 240);
        let file = saved(&folder, "shapes.png", &picture::png(&picture));
        let page = Page::visit(site, Settings::default()).await;
        page.pause().await;
        page.bring_picture(&file).await;
        page.begin_new(320, 240, "white").await;
        page.hurry().await;
        page.key('p').await;
        page.partner_paints(STROKES as u64).await;
        page.pause().await;
        page.click("label:has(#show-side)").await;
        page.shot("beside").await;

        let log = page.log().await;
        let (after_strokes, took_ms) = first_strokes(&log, STROKES);
        let before = psnr_db(&picture, &shown(after_strokes.0.canvas(), log.header().paper));
        let after = psnr_db(&picture, &shown(after_strokes.1.canvas(), log.header().paper));
        println!("an uploaded picture, {STROKES} strokes: {before:.2} to {after:.2} dB");
        println!(
            "strokes a second in the page: {:.0}",
            STROKES as f64 * 1000.0 / f64::from(took_ms)
        );
        assert!(
            after - before >= GAIN_DB,
            "from {before:.2} to {after:.2} dB in {STROKES} strokes"
        );

        // The picture that is shown beside is the one that was brought.
        let target = shown_target(&page).await;
        assert!(psnr_db(&picture, &target) > 45.0, "the partner sees another picture");
        // The figure on the card speaks of the canvas.
        let now = psnr_db(&target, &page.pixels().await);
        let figure = page.status().await["psnr"].as_f64().expect("decibels");
        assert!((figure - now).abs() < FIGURE_DB, "the card says {figure:.2} dB, it is {now:.2}");
        page.leave(site).await;
    });
}

#[test]
fn the_gallery_has_pictures_to_choose_from() {
    browse(async |site| {
        let page = Page::visit(site, Settings::default()).await;
        page.click("#target-button").await;
        let tiles = page.find_all("#gallery-tiles button").await.len();
        assert!(tiles >= 6, "{tiles} pictures");
        let drawn =
            format!("document.querySelectorAll('#gallery-tiles [data-drawn]').length === {tiles}");
        page.until("the gallery to be drawn", &drawn).await;
        page.shot("gallery").await;
        for index in 0..tiles {
            let small = page.bytes(&format!("limner.partner.thumbnail({index}).rgba")).await;
            let colors: HashSet<&[u8]> = small.chunks_exact(4).collect();
            assert!(
                colors.len() > 50,
                "picture {index} of the gallery has {} colours",
                colors.len()
            );
        }
        page.key(ESCAPE).await;
        page.choose_from_gallery(tiles - 1).await;
        let chosen = format!("limner.page.status().target?.name === 'gallery_{}'", tiles - 1);
        page.until("another picture", &chosen).await;
        page.until("the gallery to close", "!document.querySelector(':popover-open')").await;

        // Its own proposals go to the new picture; over the canvas it can be seen.
        let painted = page.strokes().await[1];
        page.partner_paints(painted + 5).await;
        page.click("label:has(#show-underlay)").await;
        page.shot("underlay").await;
        page.leave(site).await;
    });
}

/// The picture that the partner paints from, as the page shows it.
pub(crate) async fn shown_target(page: &Page) -> RgbImage {
    let size = page.eval("(({width, height}) => [width, height])(limner.partner.target())").await;
    let [width, height] = [0, 1].map(|i| size[i].as_u64().expect("a number of pixels") as u32);
    let rgba = page.bytes("limner.partner.target().rgba").await;
    let rgb = rgba.chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect();
    RgbImage::from_raw(width, height, rgb).expect("its pixels")
}

fn saved(folder: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let file = folder.path().join(name);
    std::fs::write(&file, bytes).expect("a file in a folder of our own");
    file
}

/// The painting without and with the partner's first strokes, and the ms that these took.
fn first_strokes(log: &Log, count: usize) -> ((Painting, Painting), u32) {
    let empty = Painting::new(log.header().clone()).expect("the header was read");
    let mut painting = empty.clone();
    let (mut strokes, mut took_ms) = (0, 0);
    for entry in log.entries() {
        let Op::Add(stroke) = &entry.op else { continue };
        assert_eq!(stroke.author, Author::Partner);
        if strokes > 0 {
            took_ms += entry.dt_ms;
        }
        painting.push(entry.dt_ms, entry.op.clone()).expect("it was on a log");
        strokes += 1;
        if strokes == count {
            return ((empty, painting), took_ms);
        }
    }
    panic!("there are only {strokes} strokes");
}

/// What a canvas looks like on paper.
pub(crate) fn shown(canvas: &Canvas, paper: Rgb8) -> RgbImage {
    let mut rgba = vec![0; canvas.bounds().area() * 4];
    canvas.write_rgba8(canvas.bounds(), paper, &mut rgba);
    let rgb = rgba.chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect();
    RgbImage::from_raw(canvas.width().into(), canvas.height().into(), rgb).expect("its pixels")
}

/// Over 8-bit sRGB channels.
pub(crate) fn psnr_db(a: &RgbImage, b: &RgbImage) -> f64 {
    assert_eq!(a.dimensions(), b.dimensions());
    let squares = a.as_raw().iter().zip(b.as_raw()).map(|(a, b)| f64::from(a.abs_diff(*b)).powi(2));
    let mean = squares.sum::<f64>() / a.as_raw().len() as f64;
    10.0 * (255.0 * 255.0 / mean.max(1e-9)).log10()
}
