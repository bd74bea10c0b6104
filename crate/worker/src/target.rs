//! Pictures to paint: drawn or decoded, cut to the canvas, and shown to the page.

use limner_env::Picture;
use limner_pictures::{Rgb8Picture, decode, fit_cover, fit_inside, gallery, packed_file, scaled};
use limner_protocol::codes::trouble;
use limner_protocol::{MAX_PACKED, MAX_SIDE, Pixels, TargetChoice, Trouble};

/// The picture of a choice, of the canvas's size; none where none was chosen.
pub(crate) fn chosen(
    choice: &TargetChoice,
    width: u32,
    height: u32,
) -> Result<Option<Rgb8Picture>, Trouble> {
    let picture = match choice {
        TargetChoice::Nothing => return Ok(None),
        TargetChoice::Gallery(index) => of_gallery(*index, width, height)?,
        TargetChoice::File(bytes) => decode(bytes).map_err(|error| Trouble::from(&error))?,
    };
    Ok(Some(fit_cover(&picture, width, height)))
}

/// A picture of the gallery, no larger than the gallery draws them.
pub(crate) fn of_gallery(index: u8, width: u32, height: u32) -> Result<Rgb8Picture, Trouble> {
    let count = gallery::NAMES.len();
    if usize::from(index) >= count {
        let trouble =
            Trouble::new(trouble::NO_SUCH_GALLERY_PICTURE).with("index", i64::from(index));
        return Err(trouble.with("count", i64::try_from(count).unwrap_or(i64::MAX)));
    }
    let (width, height) = fit_inside(width, height, gallery::MAX_SIDE);
    Ok(gallery::draw(index.into(), width, height))
}

/// A picture as the environment has it.
pub(crate) fn for_scene(picture: &Rgb8Picture) -> Option<Picture> {
    let [width, height] = [picture.width, picture.height].map(|side| side as usize);
    Picture::from_rgb8(width, height, &picture.pixels)
}

/// What tells a target from others.
pub(crate) fn hash(picture: &Rgb8Picture) -> u64 {
    xxhash_rust::xxh3::xxh3_64_with_seed(&picture.pixels, picture.width.into())
}

/// A picture as a file to be sent along, with this longest side at most; `None` where it would be too long.
pub(crate) fn packed(picture: &Picture, side: u16) -> Option<Vec<u8>> {
    let [width, height] = [picture.width, picture.height].map(|side| u32::try_from(side).ok());
    let (width, height) = (width?, height?);
    let whole = Rgb8Picture { width, height, pixels: picture.to_rgb8() };
    let (width, height) = fit_inside(width, height, side.into());
    let bytes = packed_file(&scaled(&whole, width, height))?;
    (bytes.len() <= MAX_PACKED).then_some(bytes)
}

/// A picture as the page looks at it: scaled down where a message can't hold it.
pub(crate) fn seen(picture: &Rgb8Picture) -> Pixels {
    let (width, height) = fit_inside(picture.width, picture.height, MAX_SIDE.into());
    let rgb = if (width, height) == (picture.width, picture.height) {
        picture.pixels.clone()
    } else {
        scaled(picture, width, height).pixels
    };
    // Neither is longer than `MAX_SIDE` now.
    let [width, height] = [width, height].map(|side| u16::try_from(side).unwrap_or(MAX_SIDE));
    Pixels { width, height, rgb }
}
