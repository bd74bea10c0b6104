//! What is read from strangers: data files, archives, models.

mod archive;

use limner_core::Rgb8;
use limner_imagine::Model;
use limner_imagine::checkpoint;
use limner_imagine::copier::{Copier, CopierShape, CopyModel};
use limner_imagine::data::{Archive, DataError, Omniglot, place, read_idx, read_npz, traces_of};
use limner_imagine::generator::GeneratorShape;
use limner_imagine::learners::copying::{Copying, CopyingConfig};
use limner_imagine::learners::pathwise::{Pathwise, PathwiseConfig};
use limner_imagine::measures::{entropy, kernel_distance, precision_and_recall};
use proptest::prelude::*;

fn idx(sizes: &[u32], numbers: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0, 0, 8, u8::try_from(sizes.len()).expect("few")];
    sizes.iter().for_each(|size| bytes.extend(size.to_be_bytes()));
    bytes.extend(numbers);
    bytes
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = vec![0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 255];
    packed.extend(b"a name\0");
    packed.extend(miniz_oxide::deflate::compress_to_vec(bytes, 6));
    packed.extend([0; 4]);
    packed.extend(u32::try_from(bytes.len()).expect("short").to_le_bytes());
    packed
}

#[test]
fn digits_are_read_plain_and_packed() {
    let mut numbers = vec![0; 3 * 4];
    numbers[5] = 255; // the second picture's second pixel
    let (pictures, labels) = (idx(&[3, 2, 2], &numbers), idx(&[3], &[4, 0, 9]));
    let set = read_idx(&pictures, Some(&labels), 4).expect("three pictures");
    assert_eq!((set.len(), set.classes(), set.labels.clone()), (3, 10, vec![4, 0, 9]));
    assert_eq!(set.drawing(1)[4 + 2], 255);
    assert_eq!(set.pixels.iter().filter(|v| **v > 0).count(), 1);
    let packed = read_idx(&gzip(&pictures), Some(&gzip(&labels)), 4).expect("the same");
    assert_eq!(set, packed);
}

#[test]
fn a_larger_picture_is_made_smaller() {
    let mut pixels = Vec::new();
    place(&[255; 6 * 6], [6, 6], 2, &mut pixels);
    assert_eq!(pixels, [255; 4]);
    pixels.clear();
    place(&[200; 6 * 3], [6, 3], 2, &mut pixels);
    // Half of a column's height is bare.
    assert_eq!(pixels.iter().map(|v| u32::from(*v)).sum::<u32>(), 400);
}

#[test]
fn what_is_no_data_is_refused_with_what_was_found() {
    let good = idx(&[2, 2, 2], &[7; 8]);
    assert_eq!(read_idx(b"", None, 32).unwrap_err(), DataError::Kind("IDX"));
    assert_eq!(
        read_idx(b"PNG and so on, no digits", None, 32).unwrap_err(),
        DataError::Kind("IDX")
    );
    assert_eq!(
        read_idx(&good[..good.len() - 1], None, 32).unwrap_err(),
        DataError::Short { found: 7, wanted: 8 }
    );
    let huge = idx(&[u32::MAX, u32::MAX, u32::MAX], &[]);
    assert!(matches!(read_idx(&huge, None, 32).unwrap_err(), DataError::Short { .. }));
    assert_eq!(read_idx(&idx(&[0, 28, 28], &[]), None, 32).unwrap_err(), DataError::Empty);
    assert_eq!(
        read_idx(&good, Some(&idx(&[3], &[1, 2, 3])), 32).unwrap_err(),
        DataError::Labels { pictures: 2, labels: 3 }
    );
    // Labels where pictures should be.
    assert_eq!(read_idx(&idx(&[2], &[1, 2]), None, 32).unwrap_err(), DataError::Kind("IDX"));
    let mut cut = gzip(&good);
    cut.truncate(cut.len() - 9);
    assert_eq!(read_idx(&cut, None, 32).unwrap_err(), DataError::Packed);
    let bomb = gzip(&vec![0; 300 << 20]);
    assert!(bomb.len() < 1 << 20);
    assert_eq!(read_idx(&bomb, None, 32).unwrap_err(), DataError::Packed);
}

fn png(dark: usize) -> Vec<u8> {
    let mut pixels = vec![255; 64];
    pixels[dark] = 0;
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 8, 8);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(&pixels).expect("pixels");
    writer.finish().expect("an end");
    bytes
}

#[test]
fn characters_are_read_from_an_archive_and_divided_by_alphabet_and_drawer() {
    let files: Vec<(&str, Vec<u8>)> = vec![
        ("all/Greek/character02/0002_01.png", png(27)),
        ("all/Greek/character02/0002_15.png", png(27)),
        ("all/Latin/character01/0101_01.png", png(36)),
        ("all/readme.txt", b"not a drawing".to_vec()),
    ];
    let bytes = archive::of(&files);
    let archive = Archive::open(&bytes).expect("an archive");
    assert_eq!(archive.names().count(), 4);
    let read = Omniglot::read(archive.names(), |index| archive.read(index, 1 << 16), 8);
    let read = read.expect("three drawings");
    assert_eq!(read.set.names, ["Greek/character02", "Latin/character01"]);
    assert_eq!((read.drawers.clone(), read.alphabets.len()), (vec![1, 15, 1], 2));
    assert_eq!(read.set.drawing(0)[27], 255);
    let latin = read.by_alphabet(|alphabet, _| alphabet == "Latin");
    assert_eq!(
        (latin.len(), latin.names.clone(), latin.labels.clone()),
        (1, vec!["Latin".to_owned()], vec![0])
    );
    assert_eq!(read.by_alphabet(|_, drawer| drawer <= 14).len(), 2);
    let none = archive.names().filter(|(_, name)| name.ends_with("txt"));
    assert_eq!(Omniglot::read(none, |i| archive.read(i, 99), 8).unwrap_err(), DataError::Empty);
    assert!(matches!(archive.read(0, 10).unwrap_err(), DataError::TooMany { .. }));
}

#[test]
fn drawings_of_offsets_become_pictures() {
    // A lying line of three points, and a standing one, in a pickle as NumPy writes it.
    let drawing = |points: &[[i16; 3]]| {
        let mut bytes = vec![b'K', u8::try_from(points.len()).expect("few"), b'K', 3, 0x86, b'U'];
        bytes.push(u8::try_from(points.len() * 6).expect("few"));
        points.iter().flatten().for_each(|v| bytes.extend(v.to_le_bytes()));
        bytes
    };
    let mut array = b"\x93NUMPY\x01\0\x04\0{ }\n\x80\x02cnumpy\nndarray\nq\x01(".to_vec();
    array.extend(drawing(&[[0, 0, 0], [10, 0, 0], [10, 0, 1]]));
    array.extend(drawing(&[[5, 5, 0], [0, 30, 1]]));
    array.extend(b"e.");
    let bytes = archive::of(&[("train.npy", array.clone())]);
    let set = read_npz(&bytes, "train", 16).expect("two drawings");
    assert_eq!(set.len(), 2);
    let ink = |index: usize, column: bool| {
        let at = |i: usize| if column { i * 16 + 8 } else { 8 * 16 + i };
        (0..16).filter(|i| set.drawing(index)[at(*i)] > 60).count()
    };
    assert!(ink(0, false) > 10 && ink(0, true) < 4);
    assert!(ink(1, true) > 10 && ink(1, false) < 4);
    assert!(
        matches!(read_npz(&bytes, "valid", 16), Err(DataError::Broken(why)) if why.contains("valid"))
    );
    array.truncate(array.len() - 3);
    assert!(read_npz(&archive::of(&[("train.npy", array)]), "train", 16).is_err());
}

#[test]
fn strokes_are_read_and_what_is_no_stroke_is_named() {
    let text = "START\n1.5,-2,0\n2,-3,10\nBREAK\n5,-5,90\nBREAK\n";
    assert_eq!(traces_of(text), Ok(vec![vec![[1.5, 2.0], [2.0, 3.0]], vec![[5.0, 5.0]]]));
    assert!(
        matches!(traces_of("START\nhello\n"), Err(DataError::Broken(line)) if line.contains("hello"))
    );
    assert!(traces_of("START\nNaN,1,0\n").is_err());
}

#[test]
fn a_distance_is_none_to_the_same_and_large_to_others() {
    let mut state = 1u32;
    let mut normal = || {
        let mut sum = 0.0;
        for _ in 0..12 {
            state = state.wrapping_mul(747_796_405).wrapping_add(2_891_336_453);
            sum += (state >> 8) as f32 / (1 << 24) as f32;
        }
        sum - 6.0
    };
    let cloud = |mean: f32, normal: &mut dyn FnMut() -> f32| -> Vec<f32> {
        (0..500 * 128).map(|_| mean + normal()).collect()
    };
    let (a, b, far) = (cloud(0.0, &mut normal), cloud(0.0, &mut normal), cloud(1.0, &mut normal));
    let (same, error) = kernel_distance(&a, &b);
    assert!(same.abs() < 0.05 && error < 0.05, "{same} ± {error}");
    assert!(kernel_distance(&far, &b).0 > 1.0);
    assert_eq!(precision_and_recall(&a, &a), (1.0, 1.0));
    let (precision, recall) = precision_and_recall(&far, &a);
    assert!(precision < 0.2 && recall < 0.2, "{precision}, {recall}");
    assert!((entropy(&[0, 1, 2, 3], 4) - 1.0).abs() < 1e-6);
    assert_eq!(entropy(&[2; 9], 4), 0.0);
}

fn tiny() -> Model {
    let shape = GeneratorShape { classes: 2, strokes: 2 };
    let learner = Pathwise::new(32, shape, PathwiseConfig::default(), 1);
    let names = vec!["leaf".into(), "face".into()];
    Model::of(&learner, "doodles", names, [Rgb8::new(255, 255, 255), Rgb8::new(10, 20, 30)])
}

#[test]
fn a_model_survives_as_bytes_and_anything_else_is_refused() {
    let model = tiny();
    let bytes = model.encode();
    let back = Model::decode(&bytes).expect("what was encoded");
    assert_eq!((&back.name, &back.classes, back.ink), (&model.name, &model.classes, model.ink));
    let scale = model.parameters.iter().fold(0.0f32, |most, v| most.max(v.abs()));
    for (a, b) in model.parameters.iter().zip(&back.parameters) {
        assert!((a - b).abs() < 0.01 * scale, "{a} became {b}");
    }
    for cut in [0, 4, 8, 12, 30, bytes.len() / 2, bytes.len() - 1] {
        assert!(Model::decode(&bytes[..cut]).is_err(), "cut at {cut}");
    }
    let mut longer = bytes.clone();
    longer.push(0);
    assert!(Model::decode(&longer).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_are_a_file_or_an_error(mut bytes in prop::collection::vec(any::<u8>(), 0..300), kind in 0..5) {
        let head: &[u8] = match kind {
            0 => b"\0\0\x08\x03\0\0\0\x02\0\0\0\x02\0\0\0\x02",
            1 => b"\x1f\x8b\x08\0",
            2 => b"LIMG\x01\0\0\0\x20\0\0\0",
            _ => b"",
        };
        bytes.splice(..head.len().min(bytes.len()), head.iter().copied());
        if kind == 3 {
            bytes.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0\0\0\0\0\0\0\0\0\0\0");
        }
        let _ = read_idx(&bytes, Some(&bytes), 8);
        let _ = Model::decode(&bytes);
        if let Ok(archive) = Archive::open(&bytes) {
            let _ = Omniglot::read(archive.names(), |index| archive.read(index, 4096), 8);
        }
        let mut packed = b"\x93NUMPY\x01\0\0\0".to_vec();
        packed.extend(&bytes);
        let _ = read_npz(&archive::of(&[("train.npy", packed)]), "train", 8);
        let _ = traces_of(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn a_changed_model_is_a_model_or_an_error(at in 0usize..200, value in any::<u8>()) {
        let mut bytes = tiny().encode();
        bytes[at] = value;
        if let Ok(model) = Model::decode(&bytes) {
            let programs = model.imagine(&[Some(0), None, Some(9)], &mut limner_env::Random::new(1));
            let drawings = model.draw(&programs, 1).expect("finite numbers");
            prop_assert!(drawings.sheets().data.iter().all(|v| v.is_finite()));
        }
    }
}

fn copier() -> CopyModel {
    let copier = Copier::new(CopierShape { side: 32, strokes: 3 });
    let parameters = copier.initial(&mut limner_env::Random::new(4));
    CopyModel { name: "bars".into(), copier, parameters }
}

#[test]
fn a_copier_is_read_as_it_was_written_and_refused_where_it_is_cut_or_goes_on() {
    let (written, bytes) = (copier(), copier().encode());
    let read = CopyModel::decode(&bytes).expect("a copier");
    assert_eq!((read.name, read.copier.shape()), (written.name, written.copier.shape()));
    let pairs = read.parameters.iter().zip(&written.parameters);
    let off: f32 = pairs.map(|(a, b)| (a - b).powi(2)).sum();
    assert!(off < 1e-4 * written.parameters.iter().map(|v| v * v).sum::<f32>(), "{off}");
    for cut in [0, 3, 7, 11, 12, 14, 40, bytes.len() - 1] {
        assert!(CopyModel::decode(&bytes[..cut]).is_err(), "{cut} bytes");
    }
    assert!(CopyModel::decode(&[&bytes[..], &[0]].concat()).is_err());
    // Version, side, and strokes that there are not.
    for (place, value) in [(0, b'X'), (4, 9), (8, 33), (12, 0), (12, 21)] {
        let mut changed = bytes.clone();
        changed[place] = value;
        assert!(CopyModel::decode(&changed).is_err(), "byte {place} is {value}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_a_copier_or_an_error(
        place in 0usize..100_000,
        value: u8,
        noise in prop::collection::vec(any::<u8>(), 0..64),
    ) {
        let _ = CopyModel::decode(&noise);
        let mut bytes = copier().encode();
        let at = place % bytes.len();
        bytes[at] = value;
        if let Ok(copier) = CopyModel::decode(&bytes) {
            prop_assert!(copier.parameters.iter().all(|v| v.is_finite()));
            let program = copier.copy(&[0.5; 1024], 2).remove(0);
            prop_assert!(program.len() <= 2);
        }
        let mut run = Copying::new(
            CopierShape { side: 32, strokes: 1 },
            CopyingConfig { batch: 1, ..CopyingConfig::default() },
            1,
        );
        prop_assert!(checkpoint::decode(&[b"LIMK", &noise[..]].concat(), &mut run).is_err());
    }
}
