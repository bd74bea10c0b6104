#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "numbers of a test are within their types"
)]

use image::codecs::gif::GifEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{Delay, ExtendedColorType, Frame, ImageEncoder, Rgba, RgbaImage};
use proptest::prelude::*;

use super::*;

/// Something with structure: red grows to the right, green downwards, blue by a checker of 8.
fn sample(width: u32, height: u32) -> Rgb8Picture {
    let pixel = |i: u32| {
        let (x, y) = (i % width, i / width);
        let blue = if (x / 8 + y / 8).is_multiple_of(2) { 200 } else { 40 };
        [(x * 255 / width) as u8, (y * 255 / height) as u8, blue]
    };
    Rgb8Picture { width, height, pixels: (0..width * height).flat_map(pixel).collect() }
}

fn png(width: u32, height: u32, bytes: &[u8], color: ExtendedColorType) -> Vec<u8> {
    let mut file = Vec::new();
    PngEncoder::new(&mut file).write_image(bytes, width, height, color).unwrap();
    file
}

fn jpeg(picture: &Rgb8Picture) -> Vec<u8> {
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, 95)
        .write_image(&picture.pixels, picture.width, picture.height, ExtendedColorType::Rgb8)
        .unwrap();
    file
}

fn webp(picture: &Rgb8Picture) -> Vec<u8> {
    let mut file = Vec::new();
    WebPEncoder::new_lossless(&mut file)
        .encode(&picture.pixels, picture.width, picture.height, ExtendedColorType::Rgb8)
        .unwrap();
    file
}

fn gif(frames: &[[u8; 4]]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = GifEncoder::new(&mut file);
    for color in frames {
        let image = RgbaImage::from_pixel(12, 9, Rgba(*color));
        let delay = Delay::from_numer_denom_ms(100, 1);
        encoder.encode_frame(Frame::from_parts(image, 0, 0, delay)).unwrap();
    }
    drop(encoder);
    file
}

/// A TIFF header and a directory with the orientation tag (0x0112, SHORT) alone, little-endian.
fn exif(orientation: u8) -> Vec<u8> {
    let mut bytes = b"II*\0\x08\0\0\0\x01\0".to_vec();
    bytes.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0]);
    bytes
}

/// A JPEG with an EXIF segment behind its start marker.
fn turned_jpeg(picture: &Rgb8Picture, orientation: u8) -> Vec<u8> {
    let mut segment = b"Exif\0\0".to_vec();
    segment.extend(exif(orientation));
    let mut file = vec![0xFF, 0xD8, 0xFF, 0xE1];
    file.extend((segment.len() as u16 + 2).to_be_bytes());
    file.extend(segment);
    file.extend(&jpeg(picture)[2..]);
    file
}

fn riff(chunks: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut body = b"WEBP".to_vec();
    for (name, data) in chunks {
        body.extend(*name);
        body.extend((data.len() as u32).to_le_bytes());
        body.extend(data);
        body.extend(vec![0; data.len() % 2]);
    }
    let mut file = b"RIFF".to_vec();
    file.extend((body.len() as u32).to_le_bytes());
    file.extend(body);
    file
}

/// An animation of two frames, the first of one colour, the second of another.
fn animated_webp(colors: [[u8; 3]; 2]) -> Vec<u8> {
    let extent = [11, 0, 0, 8, 0, 0]; // 12 × 9, each less one, in 24 bits
    let mut header = vec![0b10, 0, 0, 0];
    header.extend(extent);
    let frame = |color| {
        let mut data = vec![0; 6]; // at the corner
        data.extend(extent);
        data.extend([100, 0, 0, 0]); // 100 ms
        data.extend(&webp(&Rgb8Picture::uniform(12, 9, color))[12..]);
        data
    };
    riff(&[
        (b"VP8X", header),
        (b"ANIM", vec![0; 6]),
        (b"ANMF", frame(colors[0])),
        (b"ANMF", frame(colors[1])),
    ])
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |c, _| (c >> 1) ^ (0xEDB8_8320 * (c & 1)))
    })
}

fn png_chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut named = name.to_vec();
    named.extend(data);
    let mut chunk = (data.len() as u32).to_be_bytes().to_vec();
    chunk.extend(&named);
    chunk.extend(crc(&named).to_be_bytes());
    chunk
}

fn png_header(width: u32, height: u32) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut data = width.to_be_bytes().to_vec();
    data.extend(height.to_be_bytes());
    data.extend([8, 2, 0, 0, 0]);
    file.extend(png_chunk(b"IHDR", &data));
    file
}

fn near(a: &Rgb8Picture, b: &Rgb8Picture, within: u8) {
    assert_eq!((a.width, a.height), (b.width, b.height));
    let far = a.pixels.iter().zip(&b.pixels).map(|(a, b)| a.abs_diff(*b)).max();
    assert!(far.unwrap() <= within, "differs by {far:?}");
}

#[test]
fn every_kind_of_file_is_read() {
    let picture = sample(48, 32);
    assert_eq!(decode(&png(48, 32, &picture.pixels, ExtendedColorType::Rgb8)).unwrap(), picture);
    assert_eq!(decode(&webp(&picture)).unwrap(), picture);
    let smooth = Rgb8Picture::uniform(48, 32, [180, 90, 60]);
    near(&decode(&jpeg(&smooth)).unwrap(), &smooth, 3);
    assert_eq!(decode(&gif(&[[9, 8, 7, 255]])).unwrap(), Rgb8Picture::uniform(12, 9, [9, 8, 7]));
}

#[test]
fn sixteen_bits_are_rounded_to_eight() {
    let values = [0_u16, 128, 129, 257, 0x8080, 65_535];
    let bytes: Vec<u8> = values.iter().flat_map(|v| v.to_ne_bytes()).collect();
    let rgb = decode(&png(2, 1, &bytes, ExtendedColorType::Rgb16)).unwrap();
    assert_eq!(rgb.pixels, [0, 0, 1, 1, 128, 255]);
    let grey = decode(&png(6, 1, &bytes, ExtendedColorType::L16)).unwrap();
    assert_eq!(grey.pixels.iter().step_by(3).copied().collect::<Vec<_>>(), [0, 0, 1, 1, 128, 255]);
}

#[test]
fn transparency_shows_the_paper() {
    let file = png(3, 1, &[255, 0, 0, 0, 255, 0, 0, 51, 255, 0, 0, 255], ExtendedColorType::Rgba8);
    assert_eq!(decode(&file).unwrap().pixels, [255, 255, 255, 255, 204, 204, 255, 0, 0]);
    let over = decode_over(&file, [100, 100, 100]).unwrap();
    assert_eq!(over.pixels, [100, 100, 100, 131, 80, 80, 255, 0, 0]);
    let grey = png(2, 1, &[0, 0, 10, 255], ExtendedColorType::La8);
    assert_eq!(decode(&grey).unwrap().pixels, [255, 255, 255, 10, 10, 10]);
}

#[test]
fn palettes_and_few_bits_are_read() {
    // Two bits a pixel: palette entries 0, 1, 2, 3.
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    file.extend(png_chunk(b"IHDR", &[0, 0, 0, 4, 0, 0, 0, 1, 2, 3, 0, 0, 0]));
    file.extend(png_chunk(b"PLTE", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]));
    // zlib with one stored block: filter 0, then 0b00_01_10_11.
    let data = [0x78, 1, 1, 2, 0, 0xFD, 0xFF, 0, 0b0001_1011, 0, 0x1D, 0, 0x1C];
    file.extend(png_chunk(b"IDAT", &data));
    file.extend(png_chunk(b"IEND", &[]));
    assert_eq!(decode(&file).unwrap().pixels, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
}

#[test]
fn animations_give_their_first_frame() {
    let expected = Rgb8Picture::uniform(12, 9, [200, 30, 40]);
    assert_eq!(decode(&gif(&[[200, 30, 40, 255], [0, 0, 255, 255]])).unwrap(), expected);
    // The decoder blends frames over a background, and rounds on the way.
    near(&decode(&animated_webp([[200, 30, 40], [0, 0, 255]])).unwrap(), &expected, 1);
    // APNG: a player's first frame is the default image where fcTL precedes IDAT.
    let still = png(12, 9, &expected.pixels, ExtendedColorType::Rgb8);
    let mut file = still[..33].to_vec();
    file.extend(png_chunk(b"acTL", &[0, 0, 0, 1, 0, 0, 0, 0]));
    let mut control = vec![0; 4];
    control.extend([0, 0, 0, 12, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 10, 0, 0]);
    file.extend(png_chunk(b"fcTL", &control));
    file.extend(&still[33..]);
    assert_eq!(decode(&file).unwrap(), expected);
}

#[test]
fn rotation_tags_are_obeyed() {
    let picture = sample(48, 16);
    let lying = decode(&jpeg(&picture)).unwrap();
    // Where the upright pixel (x, y) lies in the file, for every tag of EXIF.
    type Source = fn(u32, u32) -> (u32, u32);
    let sources: [Source; 8] = [
        |x, y| (x, y),
        |x, y| (47 - x, y),
        |x, y| (47 - x, 15 - y),
        |x, y| (x, 15 - y),
        |x, y| (y, x),
        |x, y| (y, 15 - x),
        |x, y| (47 - y, 15 - x),
        |x, y| (47 - y, x),
    ];
    for (tag, source) in (1..).zip(sources) {
        let upright = decode(&turned_jpeg(&picture, tag)).unwrap();
        let size = if tag < 5 { (48, 16) } else { (16, 48) };
        assert_eq!((upright.width, upright.height), size, "tag {tag}");
        for (x, y) in [(0, 0), (size.0 - 1, 0), (3, 9), (size.0 - 1, size.1 - 1)] {
            let (from_x, from_y) = source(x, y);
            assert_eq!(upright.pixel(x, y), lying.pixel(from_x, from_y), "tag {tag} at {x}, {y}");
        }
    }
    assert_eq!(decode(&turned_jpeg(&picture, 99)).unwrap(), lying, "an unknown tag is ignored");
}

#[test]
fn a_webp_is_turned_too() {
    let picture = sample(48, 16);
    let mut header = vec![0b1000, 0, 0, 0];
    header.extend([47, 0, 0, 15, 0, 0]);
    let inner = webp(&picture);
    let length = u32::from_le_bytes(inner[16..20].try_into().unwrap()) as usize;
    let image = inner[20..20 + length].to_vec();
    let file = riff(&[(b"VP8X", header), (b"VP8L", image), (b"EXIF", exif(6))]);
    let upright = decode(&file).unwrap();
    assert_eq!((upright.width, upright.height), (16, 48));
    assert_eq!(upright.pixel(15, 0), picture.pixel(0, 0));
}

/// One block of four components, each a single DC coefficient, by hand: the encoder knows no CMYK.
#[test]
fn a_cmyk_jpeg_becomes_rgb() {
    let mut file = vec![0xFF, 0xD8];
    let mut segment = |marker: u8, data: &[u8]| {
        file.extend([0xFF, marker]);
        file.extend((data.len() as u16 + 2).to_be_bytes());
        file.extend(data);
    };
    segment(0xEE, b"Adobe\0\x64\0\0\0\0\0"); // transform 0: CMYK, stored inverted
    let mut table = vec![0];
    table.extend([8; 64]);
    segment(0xDB, &table);
    let components = [1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0];
    segment(0xC0, &[&[8, 0, 8, 0, 8, 4][..], &components].concat());
    // DC categories 0 and 7 as 0 and 10; AC: end of block as 0.
    segment(0xC4, &[&[0, 1, 1][..], &[0; 14], &[0, 7]].concat());
    segment(0xC4, &[&[0x10, 1][..], &[0; 15], &[0]].concat());
    segment(0xDA, &[4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0]);
    // C: +127 (10 1111111 0), M and Y: -127 (10 0000000 0), K: +127; then ones as padding.
    let bits = "1011111110".to_owned() + "1000000000" + "1000000000" + "1011111110";
    assert_eq!(bits.len(), 40);
    for byte in bits.as_bytes().chunks(8) {
        let text = std::str::from_utf8(byte).unwrap();
        file.push(u8::from_str_radix(text, 2).unwrap());
    }
    file.extend([0xFF, 0xD9]);
    // Inverted, full C is no cyan, no M is all magenta, no Y all yellow, full K no black: red.
    near(&decode(&file).unwrap(), &Rgb8Picture::uniform(8, 8, [254, 1, 1]), 2);
}

#[test]
fn large_pictures_come_scaled_and_huge_ones_are_refused() {
    let large = Rgb8Picture::uniform(3000, 1500, [10, 200, 30]);
    let file = png(3000, 1500, &large.pixels, ExtendedColorType::Rgb8);
    assert_eq!(decode(&file).unwrap(), Rgb8Picture::uniform(1024, 512, [10, 200, 30]));

    let huge = decode(&png_header(8200, 8000)).unwrap_err();
    assert_eq!(huge, PictureError::TooLarge { width: 8200, height: 8000, limit: MAX_PIXELS });
    assert_eq!(huge.code(), "picture_too_large");
    assert!(huge.to_string().contains("8200 × 8000 = 65.6 megapixels; at most 64"), "{huge}");
    let endless = decode(&png_header(u32::MAX, u32::MAX)).unwrap_err();
    assert_eq!(endless.code(), "picture_too_large");

    let mut wide_jpeg = jpeg(&sample(16, 16));
    let at = wide_jpeg.windows(2).position(|w| w == [0xFF, 0xC0]).unwrap();
    wide_jpeg[at + 5..at + 9].fill(0xFF);
    assert_eq!(decode(&wide_jpeg).unwrap_err().code(), "picture_too_large");
}

/// A picture that would be far more in memory than in its file, by its header: 16 bits of four channels.
#[test]
fn what_would_take_too_much_memory_is_refused_by_its_header() {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let sides = [8000_u32, 7000].map(u32::to_be_bytes).concat();
    file.extend(png_chunk(b"IHDR", &[&sides[..], &[16, 6, 0, 0, 0]].concat()));
    let bare = [&file[..], &png_chunk(b"IDAT", &[0x78, 1])].concat();
    // Long enough to hold so much, by the least that deflate makes of zeros.
    file.extend(png_chunk(b"IDAT", &vec![0; 600_000]));
    let refused = decode(&file).unwrap_err();
    assert_eq!(refused.code(), "picture_too_large", "{refused}");
    let refused = decode(&bare).unwrap_err();
    assert_eq!(refused.code(), "picture_damaged", "{refused}");
}

/// 48 megapixels, as phones take them: read, and brought to what is looked at.
#[test]
fn a_phones_largest_picture_is_read() {
    let (width, height) = (8000_u32, 6000_u32);
    let mut file = Vec::new();
    let grey = vec![90_u8; (width * height) as usize];
    JpegEncoder::new_with_quality(&mut file, 60)
        .write_image(&grey, width, height, ExtendedColorType::L8)
        .unwrap();
    near(&decode(&file).unwrap(), &Rgb8Picture::uniform(1024, 768, [90; 3]), 2);
}

/// An ICC profile of curves and a matrix. The columns are XYZ under D50.
fn icc(columns: [[f64; 3]; 3], curve: &[u8]) -> Vec<u8> {
    let fixed = |v: f64| ((v * 65_536.0).round() as i32).to_be_bytes();
    let xyz = |v: [f64; 3]| [&b"XYZ \0\0\0\0"[..], &v.map(fixed).concat()].concat();
    let mut tags: Vec<(&[u8; 4], Vec<u8>)> = Vec::new();
    for (name, column) in [b"rXYZ", b"gXYZ", b"bXYZ"].into_iter().zip(columns) {
        tags.push((name, xyz(column)));
    }
    for name in [b"rTRC", b"gTRC", b"bTRC"] {
        tags.push((name, curve.to_vec()));
    }
    let mut head = vec![0; 128];
    head[16..24].copy_from_slice(b"RGB XYZ ");
    head.extend((tags.len() as u32).to_be_bytes());
    let mut data: Vec<u8> = Vec::new();
    let begin = 132 + 12 * tags.len();
    for (name, value) in &tags {
        head.extend(*name);
        head.extend(((begin + data.len()) as u32).to_be_bytes());
        head.extend((value.len() as u32).to_be_bytes());
        data.extend(value);
    }
    head.extend(data);
    head
}

/// Display P3's columns under D50, and sRGB's.
const P3: [[f64; 3]; 3] =
    [[0.51512, 0.2412, -0.00105], [0.29198, 0.69225, 0.04189], [0.1571, 0.06657, 0.78407]];
const SRGB: [[f64; 3]; 3] =
    [[0.43607, 0.22249, 0.01392], [0.38515, 0.71687, 0.09708], [0.14307, 0.06061, 0.7141]];

/// sRGB's curve as a formula.
fn srgb_curve() -> Vec<u8> {
    let fixed = |v: f64| ((v * 65_536.0).round() as i32).to_be_bytes();
    let numbers = [2.4, 1.0 / 1.055, 0.055 / 1.055, 1.0 / 12.92, 0.040_45].map(fixed).concat();
    [&b"para\0\0\0\0\0\x03\0\0"[..], &numbers].concat()
}

/// The same curve as 1024 samples.
fn sampled_curve() -> Vec<u8> {
    let light = |v: f64| if v <= 0.040_45 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) };
    let sample = |i: u32| ((light(f64::from(i) / 1023.0) * 65_535.0).round() as u16).to_be_bytes();
    let samples: Vec<u8> = (0..1024).flat_map(sample).collect();
    [&b"curv\0\0\0\0\0\0\x04\0"[..], &samples].concat()
}

/// A PNG of one colour, with chunks behind its header.
fn png_with(chunks: &[u8], color: [u8; 3]) -> Vec<u8> {
    let picture = Rgb8Picture::uniform(8, 8, color);
    let plain = png(8, 8, &picture.pixels, ExtendedColorType::Rgb8);
    [&plain[..33], chunks, &plain[33..]].concat()
}

#[test]
fn colours_of_a_wider_gamut_are_brought_to_srgb() {
    let color = [200, 60, 60];
    let picture = Rgb8Picture::uniform(8, 8, color);
    let right = Rgb8Picture::uniform(8, 8, [217, 42, 52]);
    for curve in [srgb_curve(), sampled_curve()] {
        let profile = icc(P3, &curve);
        let mut file = Vec::new();
        let mut encoder = PngEncoder::new(&mut file);
        encoder.set_icc_profile(profile.clone()).unwrap();
        encoder.write_image(&picture.pixels, 8, 8, ExtendedColorType::Rgb8).unwrap();
        near(&decode(&file).unwrap(), &right, 2);
        let mut file = Vec::new();
        let mut encoder = JpegEncoder::new_with_quality(&mut file, 98);
        encoder.set_icc_profile(profile.clone()).unwrap();
        encoder.write_image(&picture.pixels, 8, 8, ExtendedColorType::Rgb8).unwrap();
        near(&decode(&file).unwrap(), &right, 3);
        let mut file = Vec::new();
        let mut encoder = WebPEncoder::new_lossless(&mut file);
        encoder.set_icc_profile(profile).unwrap();
        encoder.write_image(&picture.pixels, 8, 8, ExtendedColorType::Rgb8).unwrap();
        near(&decode(&file).unwrap(), &right, 2);
    }
    near(&decode(&png_with(&png_chunk(b"cICP", &[12, 13, 0, 1]), color)).unwrap(), &right, 2);

    // A gamma alone: linear light.
    let gamma = |gamma: u32| png_chunk(b"gAMA", &gamma.to_be_bytes());
    let linear = Rgb8Picture::uniform(8, 8, [229, 133, 133]);
    near(&decode(&png_with(&gamma(100_000), color)).unwrap(), &linear, 2);
    // What says more comes first, and the usual one is sRGB's.
    let said = [gamma(100_000), png_chunk(b"sRGB", &[0])].concat();
    for chunks in [said, gamma(45_455), png_chunk(b"cICP", &[1, 13, 0, 1]), gamma(0)] {
        assert_eq!(decode(&png_with(&chunks, color)).unwrap(), picture);
    }
}

#[test]
fn a_profile_that_is_srgb_damaged_or_of_another_kind_changes_nothing() {
    let whole = icc(P3, &srgb_curve());
    let mut inks = whole.clone();
    inks[16..20].copy_from_slice(b"CMYK");
    let others = [icc(SRGB, &srgb_curve()), whole[..140].to_vec(), inks, vec![0xFF; 300]];
    for profile in others {
        assert!(profile::Profile::of_icc(&profile).is_none());
    }
    assert!(profile::Profile::of_icc(&whole).is_some());
}

#[test]
fn around_a_first_frame_that_is_smaller_than_its_screen_there_is_paper() {
    let mut header = vec![0b10, 0, 0, 0];
    header.extend([63, 0, 0, 63, 0, 0]);
    let mut frame = vec![8, 0, 0, 8, 0, 0]; // at (16, 16), in twos
    frame.extend([31, 0, 0, 31, 0, 0, 100, 0, 0, 0]);
    frame.extend(&webp(&Rgb8Picture::uniform(32, 32, [255, 0, 0]))[12..]);
    let file = riff(&[(b"VP8X", header), (b"ANIM", vec![0; 6]), (b"ANMF", frame)]);
    let shown = decode_over(&file, [250, 240, 230]).unwrap();
    assert_eq!((shown.width, shown.height), (64, 64));
    let near_to = |at: [u32; 2], color: [u8; 3]| {
        let found = shown.pixel(at[0], at[1]);
        assert!(found.iter().zip(color).all(|(a, b)| a.abs_diff(b) <= 1), "{found:?} at {at:?}");
    };
    for at in [[0, 0], [15, 15], [48, 48], [63, 20]] {
        near_to(at, [250, 240, 230]);
    }
    for at in [[16, 16], [47, 47]] {
        near_to(at, [255, 0, 0]);
    }
}

#[test]
fn empty_long_and_foreign_files_are_refused() {
    assert_eq!(decode(&png_header(0, 100)).unwrap_err(), PictureError::Empty);
    assert_eq!(decode(b"GIF89a\0\0\x09\0\0\0\0;").unwrap_err(), PictureError::Empty);
    assert_eq!(decode(&vec![0; MAX_FILE_BYTES + 1]).unwrap_err().code(), "picture_file_too_large");
    for foreign in [&b""[..], b"II*\0", b"<svg/>", b"BM", b"\x89PNG", &[0xFF]] {
        assert_eq!(decode(foreign).unwrap_err(), PictureError::NotAPicture, "{foreign:?}");
    }
}

#[test]
fn truncated_files_are_damaged() {
    let picture = sample(64, 48);
    let files = [
        png(64, 48, &picture.pixels, ExtendedColorType::Rgb8),
        jpeg(&picture),
        webp(&picture),
        gif(&[[1, 2, 3, 255]]),
        animated_webp([[1, 2, 3], [4, 5, 6]]),
    ];
    for file in &files {
        for share in [3, 5, 7, 9] {
            let error = decode(&file[..file.len() * share / 10]).unwrap_err();
            assert_eq!(error.code(), "picture_damaged", "{:?} {share}", &file[..4]);
        }
    }
}

#[test]
fn a_chunk_longer_than_the_file_takes_no_memory() {
    let mut header = vec![0b1000, 0, 0, 0];
    header.extend([47, 0, 0, 15, 0, 0]);
    let mut file = riff(&[(b"VP8X", header), (b"EXIF", exif(6))]);
    let at = file.windows(4).position(|w| w == b"EXIF").unwrap();
    file[at + 4..at + 8].copy_from_slice(&0xFFFF_FFF0_u32.to_le_bytes());
    assert_eq!(decode(&file).unwrap_err().code(), "picture_damaged");
}

#[test]
fn the_page_is_told_the_numbers() {
    let trouble = limner_protocol::Trouble::from(&decode(&png_header(8200, 8000)).unwrap_err());
    assert_eq!(trouble.code.as_str(), "picture_too_large");
    let names: Vec<_> = trouble.detail.keys().map(|name| name.as_str()).collect();
    assert_eq!(names, ["height", "limit", "width"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_bytes_make_it_panic(
        kind in 0_usize..6,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let picture = sample(40, 24);
        let mut file = match kind {
            0 => png(40, 24, &picture.pixels, ExtendedColorType::Rgb8),
            1 => jpeg(&picture),
            2 => webp(&picture),
            3 => gif(&[[1, 2, 3, 255], [4, 5, 6, 255]]),
            4 => turned_jpeg(&picture, 6),
            _ => animated_webp([[1, 2, 3], [4, 5, 6]]),
        };
        for (index, byte) in changes {
            let at = index.index(file.len());
            file[at] = byte;
        }
        if let Some(cut) = cut {
            file.truncate(cut.index(file.len()));
        }
        if let Ok(picture) = decode(&file) {
            prop_assert!((1..=MAX_SIDE).contains(&picture.width.max(picture.height)));
            prop_assert_eq!(picture.pixels.len(), (picture.width * picture.height * 3) as usize);
        }
    }

    #[test]
    fn any_profile_is_one_or_none(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..9), cut in any::<prop::sample::Index>()) {
        let mut file = icc(P3, &sampled_curve());
        for (index, byte) in changes {
            let at = index.index(file.len());
            file[at] = byte;
        }
        for end in [file.len(), cut.index(file.len())] {
            if let Some(profile) = profile::Profile::of_icc(&file[..end]) {
                let numbers = profile.curves.iter().flatten().chain(profile.matrix.iter().flatten());
                prop_assert!(numbers.into_iter().all(|v| v.is_finite()));
            }
        }
    }

    #[test]
    fn no_garbage_makes_it_panic(magic in 0_usize..4, rest in prop::collection::vec(any::<u8>(), 0..400)) {
        let magics: [&[u8]; 4] = [b"\x89PNG\r\n\x1a\n", b"\xFF\xD8\xFF", b"GIF89a", b"RIFF\x40\0\0\0WEBP"];
        let file = [magics[magic], &rest].concat();
        let _ = decode(&file);
    }
}
