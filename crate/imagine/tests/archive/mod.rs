//! Archives for the tests of what reads them, here and in the program.

/// An archive of stored files.
pub(crate) fn of<N: AsRef<str>, C: AsRef<[u8]>>(files: &[(N, C)]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    let u16_of = |v: usize| u16::try_from(v).expect("short").to_le_bytes();
    let u32_of = |v: usize| u32::try_from(v).expect("short").to_le_bytes();
    for (name, contents) in files {
        let (name, contents) = (name.as_ref(), contents.as_ref());
        let at = bytes.len();
        // What both have: versions and flags, method 0, time, checksum, sizes, the name's length.
        let sizes = [u32_of(contents.len()), u32_of(contents.len())].concat();
        let common = [&[0; 16][..], &sizes, &u16_of(name.len()), &[0; 2]].concat();
        directory.extend(b"PK\x01\x02");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(u32_of(at));
        directory.extend(name.as_bytes());
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&common[2..]);
        bytes.extend(name.as_bytes());
        bytes.extend(contents);
    }
    let at = bytes.len();
    bytes.extend(&directory);
    bytes.extend(b"PK\x05\x06");
    bytes.extend([0; 4]);
    bytes.extend([u16_of(files.len()), u16_of(files.len())].concat());
    bytes.extend([u32_of(directory.len()), u32_of(at)].concat());
    bytes.extend([0; 2]);
    bytes
}
