//! The pass that lays strokes: its pipelines, and what waits to be laid.
//!
//! Strokes are collected, and sent together: one submission for many. Their dispatches follow one
//! another in order, each waits for what the one before wrote.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "sizes are those of a device's buffers, which 32 bits count"
)]

use bytemuck::{Pod, Zeroable};
use limner_core::Coverage;
use limner_core::canvas::TILE;
use wgpu::BufferUsages;

use crate::dab::GpuDab;
use crate::ink::GpuInk;
use crate::pigment::GpuTables;
use crate::pool::Pool;
use crate::shader::{self, BLOCK, Layout, layout};
use crate::smudge::GpuSmudge;
use crate::{Error, Gpu};

/// All blocks of a tile, as bits.
pub(crate) const ALL_BLOCKS: u32 = 0xffff;
/// Workgroups of one dispatch: every device takes as many.
const WORKGROUPS: u32 = 65_535;
/// Pixels of dabs that are submitted at once, but for those of the last job: systems take a device for
/// hung, and away, that works at one submission for a second or two.
const SUBMIT_WORK: u64 = 1 << 26;
/// Dispatches that are submitted at once: a stroke that smudges has two for every four dabs.
const SUBMIT_DISPATCHES: u32 = 2048;
/// Inks lie this far apart in their buffer: every device can begin a binding there.
const INK_STRIDE: u64 = 256;
/// What waits is sent from so many dabs or indices on.
const FULL: usize = 1 << 16;
/// What waits is sent from so many pixels of dabs on: a device that is not heard of for seconds is taken for dead.
const FULL_PIXELS: usize = 1 << 26;

/// One tile of one dispatch.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub(crate) struct Job {
    /// Corner of the tile, in pixels.
    pub(crate) origin: [i32; 2],
    pub(crate) from_slot: u32,
    pub(crate) to_slot: u32,
    /// The tile's dabs, as a range of [`Waiting::order`].
    pub(crate) first: u32,
    pub(crate) count: u32,
    /// The blocks that are meant, as bits, row by row.
    pub(crate) blocks: u32,
    /// Whether this job says if its tile exists: one of a tile's jobs does, and one that has dabs.
    pub(crate) opens: u32,
}

/// What the passes are made of, the same for all canvases of a device.
#[derive(Debug)]
pub(crate) struct Kernels {
    bindings: wgpu::BindGroupLayout,
    /// By whether the ink is wet or mixes as pigment, and whether it builds up: without what a stroke
    /// has no need of, the program is much smaller.
    lay: [[wgpu::ComputePipeline; 2]; 2],
    /// The kernels for strokes that smudge, by whether the ink mixes.
    smear: [wgpu::ComputePipeline; 2],
    tables: wgpu::Buffer,
}

/// One dispatch, with the ink of the same index.
#[derive(Clone, Copy, Debug)]
struct Dispatch {
    kernel: Kernel,
    workgroups: u32,
    /// Pixels of the dispatch's dabs.
    work: u64,
}

/// Which of the [`Kernels`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kernel {
    Lay { mixes: bool, builds_up: bool },
    Smear { mixes: bool },
}

/// Strokes that were not sent yet.
#[derive(Debug, Default)]
pub(crate) struct Waiting {
    pub(crate) dabs: Vec<GpuDab>,
    pub(crate) jobs: Vec<Job>,
    /// Indices of dabs, and tables of tiles.
    pub(crate) order: Vec<u32>,
    inks: Vec<GpuInk>,
    dispatches: Vec<Dispatch>,
    /// The pixels of all dabs.
    pub(crate) pixels: usize,
    /// Dispatches that there ever were.
    serial: u32,
}

/// Buffers for what is sent, used again each time, and the bindings to them.
#[derive(Debug)]
pub(crate) struct Bindings {
    inks: wgpu::Buffer,
    dabs: wgpu::Buffer,
    jobs: wgpu::Buffer,
    order: wgpu::Buffer,
    smudge: wgpu::Buffer,
    group: Option<wgpu::BindGroup>,
}

impl Kernels {
    pub(crate) fn new(device: &wgpu::Device, queue: &wgpu::Queue) -> Self {
        let storage = |read_only| wgpu::BindingType::Buffer {
            ty: wgpu::BufferBindingType::Storage { read_only },
            has_dynamic_offset: false,
            min_binding_size: None,
        };
        let ink = wgpu::BindingType::Buffer {
            ty: wgpu::BufferBindingType::Uniform,
            has_dynamic_offset: true,
            min_binding_size: wgpu::BufferSize::new(size_of::<GpuInk>() as u64),
        };
        // Pixels, dry at, opened; dabs, jobs, order, tables; smudge.
        let kinds = [false, false, false, true, true, true, true, false].map(storage);
        let entries: Vec<_> = (0..)
            .zip([ink].into_iter().chain(kinds))
            .map(|(binding, ty)| wgpu::BindGroupLayoutEntry {
                binding,
                visibility: wgpu::ShaderStages::COMPUTE,
                ty,
                count: None,
            })
            .collect();
        let bindings = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("lay"),
            entries: &entries,
        });
        let pipeline_layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some("lay"),
            bind_group_layouts: &[Some(&bindings)],
            immediate_size: 0,
        });
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("lay"),
            source: wgpu::ShaderSource::Wgsl(shader::lay().into()),
        });
        let pipeline = |entry_point, mixes, builds_up| {
            let constants = [("MIXES", mixes), ("BUILD_UP", builds_up)];
            device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
                label: Some(entry_point),
                layout: Some(&pipeline_layout),
                module: &module,
                entry_point: Some(entry_point),
                compilation_options: wgpu::PipelineCompilationOptions {
                    constants: &constants,
                    ..Default::default()
                },
                cache: None,
            })
        };
        let tables = device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("tables"),
            size: size_of::<GpuTables>() as u64,
            usage: BufferUsages::STORAGE | BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        queue.write_buffer(&tables, 0, bytemuck::bytes_of(&*GpuTables::new()));
        Self {
            lay: [0.0, 1.0]
                .map(|mixes| [0.0, 1.0].map(|builds_up| pipeline("lay", mixes, builds_up))),
            smear: [0.0, 1.0].map(|mixes| pipeline("smear", mixes, 1.0)),
            bindings,
            tables,
        }
    }
}

impl Kernels {
    fn pipeline(&self, kernel: Kernel) -> &wgpu::ComputePipeline {
        match kernel {
            Kernel::Lay { mixes, builds_up } => {
                &self.lay[usize::from(mixes)][usize::from(builds_up)]
            }
            Kernel::Smear { mixes } => &self.smear[usize::from(mixes)],
        }
    }
}

impl Waiting {
    /// Whether what waits should be sent before so many dabs and indices are added.
    pub(crate) fn is_full_with(&self, dabs: usize, indices: usize) -> bool {
        (self.dabs.len() + dabs).max(self.order.len() + indices).max(self.jobs.len()) > FULL
            || self.pixels > FULL_PIXELS
    }

    /// Lays the jobs from `ink.first_job` on.
    pub(crate) fn lay(&mut self, mut ink: GpuInk, coverage: Coverage) {
        let mixes = ink.wetness > 0 || ink.pigment > 0;
        let kernel = match ink.smudges {
            0 => Kernel::Lay { mixes, builds_up: coverage == Coverage::BuildUp },
            _ => Kernel::Smear { mixes },
        };
        let end = self.jobs.len() as u32;
        while ink.first_job < end {
            let (workgroups, work) = self.next_jobs(ink.first_job);
            self.serial = (self.serial + 1) % (u32::MAX - 1);
            ink.serial = 1 + self.serial;
            self.inks.push(ink);
            self.dispatches.push(Dispatch { kernel, workgroups, work });
            ink.first_job += workgroups;
        }
    }

    /// The jobs from `first` on that one dispatch takes, and the pixels of their dabs.
    fn next_jobs(&self, first: u32) -> (u32, u64) {
        let (mut jobs, mut work) = (0, 0);
        for job in &self.jobs[first as usize..] {
            if jobs == WORKGROUPS || (jobs > 0 && work > SUBMIT_WORK) {
                break;
            }
            jobs += 1;
            work += u64::from(job.count) * (BLOCK * BLOCK) as u64;
        }
        (jobs, work)
    }

    /// Picks up paint for the dabs of `ink`.
    pub(crate) fn pick(&mut self, ink: GpuInk) {
        let kernel = Kernel::Smear { mixes: ink.wetness > 0 || ink.pigment > 0 };
        self.inks.push(GpuInk { serial: 0, ..ink });
        self.dispatches.push(Dispatch { kernel, workgroups: 1, work: 0 });
    }

    fn clear(&mut self) {
        self.dabs.clear();
        self.jobs.clear();
        self.order.clear();
        self.inks.clear();
        self.dispatches.clear();
        self.pixels = 0;
    }
}

impl Bindings {
    pub(crate) fn new(gpu: &Gpu) -> Self {
        let storage = |label, size: usize| {
            gpu.buffer(label, size as u64, BufferUsages::STORAGE | BufferUsages::COPY_DST)
        };
        Self {
            inks: gpu.buffer("inks", INK_STRIDE, BufferUsages::UNIFORM | BufferUsages::COPY_DST),
            dabs: storage("dabs", size_of::<GpuDab>()),
            jobs: storage("jobs", size_of::<Job>()),
            order: storage("order", 4),
            smudge: storage("smudge", size_of::<GpuSmudge>()),
            group: None,
        }
    }

    /// To be called where the pool's buffers are others than before.
    pub(crate) fn forget_pool(&mut self) {
        self.group = None;
    }

    /// Sends what waits to the device, in order, and leaves it empty.
    pub(crate) fn send(&mut self, gpu: &Gpu, pool: &Pool, waiting: &mut Waiting) {
        if waiting.dispatches.is_empty() {
            return;
        }
        let mut inks = vec![0; waiting.inks.len() * INK_STRIDE as usize];
        for (bytes, ink) in inks.chunks_exact_mut(INK_STRIDE as usize).zip(&waiting.inks) {
            bytes[..size_of::<GpuInk>()].copy_from_slice(bytemuck::bytes_of(ink));
        }
        let mut grown = false;
        // `GpuCanvas::lay` has seen to it that they fit.
        for (buffer, bytes) in [
            (&mut self.inks, &inks[..]),
            (&mut self.dabs, bytemuck::cast_slice(&waiting.dabs)),
            (&mut self.jobs, bytemuck::cast_slice(&waiting.jobs)),
            (&mut self.order, bytemuck::cast_slice(&waiting.order)),
        ] {
            grown |= upload(gpu, buffer, bytes);
        }
        if grown {
            self.group = None;
        }
        let group = self.group.take().unwrap_or_else(|| self.bind(gpu, pool));
        let mut dispatches = (0_u32..).zip(&waiting.dispatches).peekable();
        while dispatches.peek().is_some() {
            let mut encoder = gpu
                .device
                .create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("lay") });
            let (mut work, mut count, mut kernel) = (0, 0, None);
            let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
            while let Some((i, dispatch)) =
                dispatches.next_if(|_| work <= SUBMIT_WORK && count < SUBMIT_DISPATCHES)
            {
                count += 1;
                work += dispatch.work;
                if kernel.replace(dispatch.kernel) != Some(dispatch.kernel) {
                    pass.set_pipeline(gpu.kernels.pipeline(dispatch.kernel));
                }
                pass.set_bind_group(0, &group, &[i * INK_STRIDE as u32]);
                pass.dispatch_workgroups(dispatch.workgroups, 1, 1);
            }
            drop(pass);
            gpu.queue.submit([encoder.finish()]);
            gpu.let_catch_up();
        }
        self.group = Some(group);
        waiting.clear();
    }

    fn bind(&self, gpu: &Gpu, pool: &Pool) -> wgpu::BindGroup {
        let ink = wgpu::BindingResource::Buffer(wgpu::BufferBinding {
            buffer: &self.inks,
            offset: 0,
            size: wgpu::BufferSize::new(size_of::<GpuInk>() as u64),
        });
        let rest = [
            &pool.pixels,
            &pool.dry_at,
            &pool.opened,
            &self.dabs,
            &self.jobs,
            &self.order,
            &gpu.kernels.tables,
            &self.smudge,
        ];
        let entries: Vec<_> = (0..)
            .zip([ink].into_iter().chain(rest.map(wgpu::Buffer::as_entire_binding)))
            .map(|(binding, resource)| wgpu::BindGroupEntry { binding, resource })
            .collect();
        gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("lay"),
            layout: &gpu.kernels.bindings,
            entries: &entries,
        })
    }
}

const _: () =
    assert!(TILE as i32 / BLOCK * (TILE as i32 / BLOCK) == ALL_BLOCKS.count_ones() as i32);

/// Fails where a stroke has more dabs, or touches more tiles with them, than a buffer holds.
pub(crate) fn check_size(gpu: &Gpu, dabs: usize, indices: usize) -> Result<(), Error> {
    let (bytes, limit) = ((dabs * size_of::<GpuDab>()).max(indices * 4) as u64, gpu.max_binding());
    if bytes > limit {
        return Err(Error::TooLarge { what: "the dabs of a stroke", bytes, limit });
    }
    Ok(())
}

/// Writes `bytes` to a buffer, to a larger one where they don't fit. Says whether it is another one.
fn upload(gpu: &Gpu, buffer: &mut wgpu::Buffer, bytes: &[u8]) -> bool {
    let size = bytes.len() as u64;
    let grows = size > buffer.size();
    if grows {
        *buffer =
            gpu.buffer("strokes", size.next_power_of_two().min(gpu.max_binding()), buffer.usage());
    }
    gpu.queue.write_buffer(buffer, 0, bytes);
    grows
}

pub(crate) fn layout() -> Layout {
    layout!("Job", Job: origin, from_slot, to_slot, first, count, blocks, opens)
}
