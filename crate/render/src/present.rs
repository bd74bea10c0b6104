//! Shows a canvas: see `shaders/present.wgsl`.
//!
//! Colours are managed by leaving them alone: pixels are sRGB-encoded, a browser and a desktop take an
//! ordinary (`…unorm`, not `…unorm-srgb`) surface for sRGB-encoded, so channels are written as they
//! are. At 100 % without a turn every pixel is what [`limner_core::Canvas::color_at`] says, to the bit.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "sizes are those of a device's buffers, which 32 bits count"
)]

use bytemuck::{Pod, Zeroable};
use limner_core::Rgb8;
use limner_core::fixed::ONE;
use wgpu::BufferUsages;

use crate::canvas::index_of;
use crate::shader::{self, Layout, layout};
use crate::transfer::read_words;
use crate::{Error, Gpu, GpuCanvas, Trouble};

/// Samples along either side of a screen pixel, at most: exact down to 1/8 of the canvas's size.
const MAX_SAMPLES: f32 = 8.0;
/// From this zoom on edges are sharp wherever they fall.
const SHARP_ZOOM: f32 = 4.0;

/// Where on the screen a canvas is shown, and over what.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// Where the canvas's upper left corner lies, in physical screen pixels.
    pub offset_px: [f32; 2],
    /// Screen pixels along a canvas pixel. Where several canvas pixels fall on one of the screen, they
    /// are averaged; at whole numbers, and above 4, all are sharp.
    pub zoom: f32,
    /// How far the canvas is turned about that corner, clockwise.
    pub rotation_rad: f32,
    /// What the paint lies on.
    pub paper: Rgb8,
    /// What lies around the canvas; `None` where what is below the screen is to be seen.
    pub surround: Option<Rgb8>,
}

/// Draws canvases to textures of one format.
#[derive(Debug)]
pub struct Presenter {
    bindings: wgpu::BindGroupLayout,
    pipeline: wgpu::RenderPipeline,
    view: wgpu::Buffer,
    slots: wgpu::Buffer,
}

/// A window or canvas element that shows a canvas.
#[derive(Debug)]
pub struct Screen {
    gpu: Gpu,
    surface: wgpu::Surface<'static>,
    configuration: wgpu::SurfaceConfiguration,
    presenter: Presenter,
    is_configured: bool,
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
struct GpuView {
    canvas_from_screen_x: [f32; 2],
    canvas_from_screen_y: [f32; 2],
    canvas_from_screen_0: [f32; 2],
    width: i32,
    height: i32,
    paper: [u32; 4],
    surround: [u32; 4],
    samples: i32,
    columns: i32,
    blend: f32,
    unused: u32,
}

impl View {
    /// At 100 %, with the canvas's corner in the screen's.
    #[must_use]
    pub fn plain(paper: Rgb8) -> Self {
        Self { offset_px: [0.0; 2], zoom: 1.0, rotation_rad: 0.0, paper, surround: None }
    }

    fn for_gpu(&self, canvas: &GpuCanvas) -> GpuView {
        let zoom = if self.zoom.is_finite() { self.zoom.clamp(1e-4, 1e4) } else { 1.0 };
        let (sin, cos) = self.rotation_rad.sin_cos();
        let (x, y) = ([cos / zoom, -sin / zoom], [sin / zoom, cos / zoom]);
        let [dx, dy] = self.offset_px;
        let color = |color: Rgb8| {
            let [r, g, b] = color.q15();
            [r, g, b, ONE]
        };
        let is_whole = zoom.fract() == 0.0 && self.rotation_rad == 0.0;
        let blends = zoom > 1.0 && zoom < SHARP_ZOOM && !is_whole;
        GpuView {
            canvas_from_screen_x: x,
            canvas_from_screen_y: y,
            canvas_from_screen_0: [-x[0] * dx - y[0] * dy, -x[1] * dx - y[1] * dy],
            width: canvas.width().into(),
            height: canvas.height().into(),
            paper: color(self.paper),
            surround: self.surround.map_or([0; 4], color),
            samples: (1.0 / zoom).ceil().clamp(1.0, MAX_SAMPLES) as i32,
            columns: canvas.columns as i32,
            blend: if blends { 1.0 / zoom } else { 0.0 },
            unused: 0,
        }
    }
}

impl Presenter {
    /// A presenter for textures of `format`, which must not encode sRGB by itself.
    #[must_use]
    pub fn new(gpu: &Gpu, format: wgpu::TextureFormat) -> Self {
        let device = &gpu.device;
        let storage = wgpu::BufferBindingType::Storage { read_only: true };
        let kinds = [wgpu::BufferBindingType::Uniform, storage, storage];
        let entries: Vec<_> = (0..)
            .zip(kinds)
            .map(|(binding, ty)| wgpu::BindGroupLayoutEntry {
                binding,
                visibility: wgpu::ShaderStages::FRAGMENT,
                ty: wgpu::BindingType::Buffer {
                    ty,
                    has_dynamic_offset: false,
                    min_binding_size: None,
                },
                count: None,
            })
            .collect();
        let bindings = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("present"),
            entries: &entries,
        });
        let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some("present"),
            bind_group_layouts: &[Some(&bindings)],
            immediate_size: 0,
        });
        let module = gpu.shader("present", shader::present());
        let pipeline = device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
            label: Some("present"),
            layout: Some(&layout),
            vertex: wgpu::VertexState {
                module: &module,
                entry_point: Some("vertex"),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                buffers: &[],
            },
            primitive: wgpu::PrimitiveState::default(),
            depth_stencil: None,
            multisample: wgpu::MultisampleState::default(),
            fragment: Some(wgpu::FragmentState {
                module: &module,
                entry_point: Some("fragment"),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                targets: &[Some(format.into())],
            }),
            multiview_mask: None,
            cache: None,
        });
        let size = size_of::<GpuView>() as u64;
        let view = gpu.buffer("view", size, BufferUsages::UNIFORM | BufferUsages::COPY_DST);
        let slots = gpu.buffer("slots", 4, BufferUsages::STORAGE | BufferUsages::COPY_DST);
        Self { bindings, pipeline, view, slots }
    }

    /// Draws the canvas to all of `target`, with every stroke that was laid on it.
    pub fn draw(
        &mut self,
        canvas: &mut GpuCanvas,
        view: &View,
        target: &wgpu::TextureView,
    ) -> Result<(), Error> {
        canvas.submit();
        let gpu = &canvas.gpu;
        let slots: Vec<_> = canvas.tiles.iter().map(|tile| index_of(tile.as_ref())).collect();
        let bytes = bytemuck::cast_slice(&slots);
        if self.slots.size() < bytes.len() as u64 {
            self.slots = gpu.buffer("slots", bytes.len() as u64, self.slots.usage());
        }
        gpu.queue.write_buffer(&self.slots, 0, bytes);
        gpu.queue.write_buffer(&self.view, 0, bytemuck::bytes_of(&view.for_gpu(canvas)));
        let entries: Vec<_> = (0..)
            .zip([&self.view, &canvas.pool.pixels, &self.slots])
            .map(|(binding, buffer)| wgpu::BindGroupEntry {
                binding,
                resource: buffer.as_entire_binding(),
            })
            .collect();
        let group = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("present"),
            layout: &self.bindings,
            entries: &entries,
        });
        let mut encoder = gpu.device.create_command_encoder(&Default::default());
        {
            let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
                label: Some("present"),
                color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                    view: target,
                    depth_slice: None,
                    resolve_target: None,
                    ops: wgpu::Operations {
                        load: wgpu::LoadOp::Clear(wgpu::Color::TRANSPARENT),
                        store: wgpu::StoreOp::Store,
                    },
                })],
                ..Default::default()
            });
            pass.set_pipeline(&self.pipeline);
            pass.set_bind_group(0, &group, &[]);
            pass.draw(0..3, 0..1);
        }
        gpu.queue.submit([encoder.finish()]);
        Ok(())
    }
}

/// Draws the canvas to memory as a screen of this size in pixels would show it: RGBA, row by row.
pub async fn draw_to_memory(
    gpu: &Gpu,
    canvas: &mut GpuCanvas,
    view: &View,
    width: u32,
    height: u32,
) -> Result<Vec<[u8; 4]>, Error> {
    let limit = gpu.device.limits().max_texture_dimension_2d;
    let (width, height) = (width.clamp(1, limit), height.clamp(1, limit));
    let format = wgpu::TextureFormat::Rgba8Unorm;
    let size = wgpu::Extent3d { width, height, depth_or_array_layers: 1 };
    let texture = gpu.device.create_texture(&wgpu::TextureDescriptor {
        label: Some("memory"),
        size,
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format,
        usage: wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::COPY_SRC,
        view_formats: &[],
    });
    let target = texture.create_view(&wgpu::TextureViewDescriptor::default());
    Presenter::new(gpu, format).draw(canvas, view, &target)?;
    let row = (width * 4).next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT);
    let bytes = u64::from(row) * u64::from(height);
    let staging = gpu.buffer("read", bytes, BufferUsages::MAP_READ | BufferUsages::COPY_DST);
    let mut encoder = gpu.device.create_command_encoder(&Default::default());
    let layout =
        wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(row), rows_per_image: None };
    encoder.copy_texture_to_buffer(
        texture.as_image_copy(),
        wgpu::TexelCopyBufferInfo { buffer: &staging, layout },
        size,
    );
    gpu.queue.submit([encoder.finish()]);
    let words = read_words(gpu, &staging).await?;
    let rows = words.chunks_exact(row as usize / 4);
    Ok(rows.flat_map(|row| row[..width as usize].iter().map(|word| word.to_le_bytes())).collect())
}

impl Screen {
    pub(crate) fn new(
        gpu: &Gpu,
        adapter: &wgpu::Adapter,
        surface: wgpu::Surface<'static>,
    ) -> Result<Self, Error> {
        use wgpu::CompositeAlphaMode;
        let capabilities = surface.get_capabilities(adapter);
        let formats = capabilities.formats;
        let is_plain = |format: &wgpu::TextureFormat| {
            use wgpu::TextureFormat::{Bgra8Unorm, Rgba8Unorm};
            matches!(format, Bgra8Unorm | Rgba8Unorm)
        };
        let format = formats.into_iter().find(is_plain);
        // A browser takes it and does not say so.
        let premultiplied = cfg!(target_arch = "wasm32")
            || capabilities.alpha_modes.contains(&CompositeAlphaMode::PreMultiplied);
        let configuration = surface.get_default_config(adapter, 1, 1);
        let (Some(format), Some(configuration)) = (format, configuration) else {
            return Err(Error::NoSurface("the adapter can't draw to it in 8 bits".into()));
        };
        Ok(Self {
            gpu: gpu.clone(),
            surface,
            configuration: wgpu::SurfaceConfiguration {
                format,
                usage: wgpu::TextureUsages::RENDER_ATTACHMENT,
                alpha_mode: if premultiplied {
                    CompositeAlphaMode::PreMultiplied
                } else {
                    configuration.alpha_mode
                },
                ..configuration
            },
            presenter: Presenter::new(gpu, format),
            is_configured: false,
        })
    }

    /// Sets the screen's size in physical pixels: that of the canvas element.
    pub fn resize(&mut self, width: u32, height: u32) {
        let limit = self.gpu.device.limits().max_texture_dimension_2d;
        let (width, height) = (width.clamp(1, limit), height.clamp(1, limit));
        let configuration = &mut self.configuration;
        if (configuration.width, configuration.height) != (width, height) {
            (configuration.width, configuration.height) = (width, height);
            self.is_configured = false;
        }
    }

    /// Shows the canvas with every stroke that was laid on it. Says whether it is on the screen now:
    /// false where the system has no frame for it (a hidden window), to be tried again at the next.
    pub fn show(&mut self, canvas: &mut GpuCanvas, view: &View) -> Result<bool, Error> {
        use wgpu::CurrentSurfaceTexture as Current;
        self.gpu.check()?;
        if !self.is_configured {
            self.surface.configure(&self.gpu.device, &self.configuration);
            self.is_configured = true;
        }
        let frame = match self.surface.get_current_texture() {
            Current::Success(frame) => frame,
            Current::Suboptimal(frame) => {
                self.is_configured = false;
                frame
            }
            Current::Timeout | Current::Occluded => return Ok(false),
            Current::Outdated | Current::Lost => {
                self.is_configured = false;
                return Ok(false);
            }
            Current::Validation => {
                return Err(Trouble::Refused("the screen gave no frame".into()).into());
            }
        };
        let target = frame.texture.create_view(&wgpu::TextureViewDescriptor::default());
        self.presenter.draw(canvas, view, &target)?;
        self.gpu.queue.present(frame);
        self.gpu.begin_wait();
        Ok(true)
    }
}

pub(crate) fn layout() -> Layout {
    layout!("View", GpuView: canvas_from_screen_x, canvas_from_screen_y, canvas_from_screen_0, width,
        height, paper, surround, samples, columns, blend, unused)
}
