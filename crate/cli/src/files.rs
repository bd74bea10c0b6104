//! Pictures from and to files.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use image::ImageEncoder;
use limner_core::{Canvas, Error, Log, Opening, Painting, Rgb8, format, work};
use limner_env::Picture;
use limner_pictures::{MAX_FILE_BYTES, decode};

use crate::pipes;

/// Reads a PNG, JPEG, WebP or GIF file, or what comes in by a pipe; its longest side becomes at most 1024.
pub(crate) fn read_picture(path: &Path) -> Result<Picture> {
    let bytes = pipes::read(path, MAX_FILE_BYTES)?;
    picture_of(&bytes).with_context(|| format!("{} cannot be used as a picture", pipes::name(path)))
}

/// The picture in a file's bytes; its longest side becomes at most 1024.
pub(crate) fn picture_of(bytes: &[u8]) -> Result<Picture> {
    let picture = decode(bytes)?;
    Picture::from_rgb8(picture.width as usize, picture.height as usize, &picture.pixels)
        .context("it has no pixels")
}

/// The pictures of a folder, by name.
pub(crate) fn pictures_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder)
        .with_context(|| format!("cannot read the folder {}", folder.display()))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_lowercase();
        if matches!(extension.as_str(), "png" | "jpg" | "jpeg" | "webp" | "gif") {
            files.push(path);
        }
    }
    if files.is_empty() {
        bail!("{} holds no pictures (PNG, JPEG, WebP or GIF)", folder.display());
    }
    files.sort();
    Ok(files)
}

/// Every so many pictures of each folder.
pub(crate) fn some_pictures_in(folders: &[PathBuf], every: usize) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for folder in folders {
        files.extend(pictures_in(folder)?.into_iter().step_by(every.max(1)));
    }
    Ok(files)
}

/// What a canvas shows, as interleaved RGB.
pub(crate) fn rgb_of(canvas: &Canvas, paper: Rgb8) -> Vec<u8> {
    let mut rgba = vec![0; canvas.bounds().area() * 4];
    canvas.write_rgba8(canvas.bounds(), paper, &mut rgba);
    rgba.as_chunks::<4>().0.iter().flat_map(|p| [p[0], p[1], p[2]]).collect()
}

/// Writes a PNG file.
pub(crate) fn write_png(path: &Path, width: u32, height: u32, rgb: &[u8]) -> Result<()> {
    let mut bytes = Vec::new();
    image::codecs::png::PngEncoder::new(&mut bytes)
        .write_image(rgb, width, height, image::ExtendedColorType::Rgb8)
        .with_context(|| format!("cannot encode {}", path.display()))?;
    replace(path, &bytes)
}

/// Writes what a painting shows as PNG, and its log beside it as `.limner`; returns where the log is.
pub(crate) fn write_painting(path: &Path, painting: &Painting) -> Result<PathBuf> {
    let header = painting.log().header();
    let rgb = rgb_of(painting.canvas(), header.paper);
    write_png(path, header.width.into(), header.height.into(), &rgb)?;
    let log = path.with_extension("limner");
    replace(&log, &format::encode(painting.log()))?;
    Ok(log)
}

/// Fails where a painting could not be written there: its log would be written over it.
pub(crate) fn paintable(path: &Path) -> Result<()> {
    if !path.extension().is_some_and(|e| e.eq_ignore_ascii_case("png")) {
        bail!("--out is {}, it must end in .png", path.display());
    }
    writable(path)
}

/// Writes a file so that there is never half of it.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    write_beside(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

/// Writes a file under a name that nobody can foresee in the same folder, has it on the disk, and gives it its name.
fn write_beside(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let mut beside = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any other file that is made; what the person allows nobody, the system takes away.
        beside.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = beside.prefix(".limner-").tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    // The folder's entry, where a folder can be synced.
    if let Ok(folder) = std::fs::File::open(folder) {
        let _: std::io::Result<()> = folder.sync_all();
    }
    Ok(())
}

/// Fails where a file could not be written there, so that nobody works for an hour first.
pub(crate) fn writable(path: &Path) -> Result<()> {
    if path.is_dir() {
        bail!("cannot write {}: it is a folder, name a file in it", path.display());
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if !folder.is_dir() {
        bail!(
            "cannot write {}: there is no folder {}, make it first",
            path.display(),
            folder.display()
        );
    }
    Ok(())
}

/// The painting of a log, if drawing it takes no longer than so many seconds: a stranger's may ask for minutes.
pub(crate) fn drawn(log: &Log, patience: u64) -> Result<Painting> {
    let drawn = Opening::within(log.clone(), work_of_seconds(patience)).and_then(Opening::finish);
    drawn.map_err(|error| match error {
        Error::TooLarge { what: "the strokes' dabs", .. } => anyhow!(
            "its strokes take longer than {patience} s to draw; --patience SECONDS allows more"
        ),
        other => other.into(),
    })
}

/// Work that is done in so many seconds.
pub(crate) fn work_of_seconds(seconds: u64) -> u64 {
    seconds.saturating_mul(1_000 * work::PER_MS)
}
