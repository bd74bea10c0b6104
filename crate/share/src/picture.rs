//! A canvas as a PNG, which may hold the painting itself as well.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use limner_core::format::carrier::CHUNK;
use limner_core::{Canvas, Rect, Rgb8};

use crate::Failed;

/// Bytes that whoever encodes them and whoever asked for them both hold.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sink(Rc<RefCell<Vec<u8>>>);

impl Sink {
    /// The bytes so far; none are left.
    pub(crate) fn take(&self) -> Vec<u8> {
        self.0.take()
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A PNG that is written some rows at a time: 8 bits a channel, marked as sRGB.
pub struct Picture {
    stream: png::StreamWriter<'static, Sink>,
    sink: Sink,
    size: [u16; 2],
    /// Rows that are written.
    rows: u16,
    rgba: Vec<u8>,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({} of {:?})", self.rows, self.size)
    }
}

impl Picture {
    /// None of the rows of a picture of this size, and in its [`CHUNK`] the bytes of the painting, where they are
    /// given.
    pub fn of(size: [u16; 2], packed: Option<&[u8]>) -> Result<Self, Failed> {
        let sink = Sink::default();
        let [width, height] = size.map(u32::from);
        let mut encoder = png::Encoder::new(sink.clone(), width, height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_source_srgb(png::SrgbRenderingIntent::Perceptual);
        let mut writer = encoder.write_header()?;
        if let Some(packed) = packed {
            writer.write_chunk(png::chunk::ChunkType(CHUNK), packed)?;
        }
        let stream = writer.into_stream_writer()?;
        Ok(Self { stream, sink, size, rows: 0, rgba: Vec::new() })
    }

    /// Writes the next rows of a canvas of its size, the paint over the paper, and says whether that were the last.
    pub fn advance(&mut self, canvas: &Canvas, paper: Rgb8, rows: u16) -> Result<bool, Failed> {
        let [width, height] = self.size;
        let end = self.rows.saturating_add(rows).min(height);
        let area = Rect::new(0, self.rows.into(), width.into(), end.into());
        self.rgba.resize(area.area() * 4, 0);
        canvas.write_rgba8(area, paper, &mut self.rgba);
        let rgb: Vec<u8> =
            self.rgba.as_chunks::<4>().0.iter().flat_map(|[r, g, b, _]| [*r, *g, *b]).collect();
        self.stream.write_all(&rgb).map_err(png::EncodingError::from)?;
        self.rows = end;
        Ok(end == height)
    }

    /// How many rows are written.
    #[must_use]
    pub fn rows(&self) -> u16 {
        self.rows
    }

    /// The file, when all of its rows are written.
    pub fn finish(self) -> Result<Vec<u8>, Failed> {
        self.stream.finish()?;
        Ok(self.sink.take())
    }
}

/// The paint over the paper as a PNG, all at once; see [`Picture`].
pub fn png(canvas: &Canvas, paper: Rgb8, packed: Option<&[u8]>) -> Result<Vec<u8>, Failed> {
    let mut picture = Picture::of([canvas.width(), canvas.height()], packed)?;
    while !picture.advance(canvas, paper, u16::MAX)? {}
    picture.finish()
}
