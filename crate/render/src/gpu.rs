//! The adapter and its device, and what becomes of them.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::lay::Kernels;
use crate::present::Screen;
use crate::{Error, GpuCanvas};

/// Submissions that a device may be behind.
const MAX_WAITS: u32 = 8;

/// What adapter is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The fast adapter of a machine that has two, at the price of its battery.
    pub high_performance: bool,
    /// A software adapter, for tests.
    pub software: bool,
}

/// What went wrong on a device after it was given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The device is gone, with the driver's words. Canvases on it are lost.
    #[error("the graphics device was lost: {0}")]
    Lost(String),
    /// A buffer could not be had. Canvases on the device may be damaged.
    #[error("out of graphics memory")]
    OutOfMemory,
    /// The device refused something that it should not have.
    #[error("the graphics device refused: {0}")]
    Refused(String),
}

/// A device to draw with. Clones share it.
#[derive(Clone, Debug)]
pub struct Gpu {
    pub(crate) device: wgpu::Device,
    pub(crate) queue: wgpu::Queue,
    instance: wgpu::Instance,
    adapter: wgpu::Adapter,
    info: wgpu::AdapterInfo,
    pub(crate) kernels: Arc<Kernels>,
    trouble: Arc<Mutex<Option<Trouble>>>,
    /// Waits that were begun and are not over.
    waits: Arc<AtomicU32>,
}

impl Gpu {
    /// Asks for an adapter and its device. Fails where there is no WebGPU or Vulkan.
    pub async fn new(options: &Options) -> Result<Self, Error> {
        let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
        let power_preference = if options.high_performance {
            wgpu::PowerPreference::HighPerformance
        } else {
            wgpu::PowerPreference::None
        };
        let adapter = instance
            .request_adapter(&wgpu::RequestAdapterOptions {
                power_preference,
                force_fallback_adapter: options.software,
                ..Default::default()
            })
            .await
            .map_err(|error| Error::NoAdapter(error.to_string()))?;
        // The default limits, but as much in a buffer as there may be.
        let offered = adapter.limits();
        let required_limits = wgpu::Limits {
            max_buffer_size: offered.max_buffer_size,
            max_storage_buffer_binding_size: offered.max_storage_buffer_binding_size,
            max_texture_dimension_2d: offered.max_texture_dimension_2d,
            ..wgpu::Limits::defaults()
        };
        let descriptor = wgpu::DeviceDescriptor { required_limits, ..Default::default() };
        let (device, queue) = adapter
            .request_device(&descriptor)
            .await
            .map_err(|error| Error::NoDevice(error.to_string()))?;
        let info = adapter.get_info();
        let scopes = [wgpu::ErrorFilter::OutOfMemory, wgpu::ErrorFilter::Validation]
            .map(|filter| device.push_error_scope(filter));
        #[cfg_attr(
            target_arch = "wasm32",
            expect(clippy::arc_with_non_send_sync, reason = "natively it is both")
        )]
        let kernels = Arc::new(Kernels::new(&device, &queue));
        for scope in scopes.into_iter().rev() {
            if let Some(error) = scope.pop().await {
                return Err(Error::NoDevice(error.to_string()));
            }
        }
        let trouble = Arc::default();
        let waits = Arc::default();
        let gpu = Self { device, queue, instance, adapter, info, kernels, trouble, waits };
        gpu.watch();
        Ok(gpu)
    }

    /// Notes errors and loss from now on. Call it again after another library used the device and put
    /// its own handlers in.
    pub fn watch(&self) {
        let trouble = Arc::clone(&self.trouble);
        self.device.on_uncaptured_error(Arc::new(move |error| {
            let found = match error {
                wgpu::Error::OutOfMemory { .. } => Trouble::OutOfMemory,
                other => Trouble::Refused(other.to_string()),
            };
            note(&trouble, found);
        }));
        let trouble = Arc::clone(&self.trouble);
        self.device.set_device_lost_callback(move |reason, message| {
            note(&trouble, Trouble::Lost(format!("{reason:?}: {message}")));
        });
    }

    /// The first thing that went wrong, loss before all; look at it once a frame. After it, draw with
    /// the CPU's raster and ask for a new [`Gpu`].
    #[must_use]
    pub fn trouble(&self) -> Option<Trouble> {
        self.poll();
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Begins to wait for all that was given to the device so far.
    pub fn begin_wait(&self) {
        let waits = Arc::clone(&self.waits);
        waits.fetch_add(1, Ordering::Relaxed);
        self.queue.on_submitted_work_done(move || {
            waits.fetch_sub(1, Ordering::Relaxed);
        });
    }

    /// How many times [`Gpu::begin_wait`] was called, or a frame shown, for work that is not done yet.
    /// Whoever gives more work to a device that is behind makes it fall further behind.
    #[must_use]
    pub fn waits(&self) -> u32 {
        self.poll();
        self.waits.load(Ordering::Relaxed)
    }

    /// Natively, waits where the device is far behind: what is given to it takes memory until it is done.
    /// A browser can't wait; there [`Gpu::waits`] tells.
    pub(crate) fn let_catch_up(&self) {
        if cfg!(not(target_arch = "wasm32")) {
            self.begin_wait();
            if self.waits() > MAX_WAITS {
                let _ = self.device.poll(wgpu::PollType::wait_indefinitely());
            }
        }
    }

    /// Natively the device speaks only when asked; a lost one says so through its callback.
    pub(crate) fn poll(&self) {
        let _ = self.device.poll(wgpu::PollType::Poll);
    }

    /// Fails if anything went wrong so far.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone();
        trouble.map_or(Ok(()), |trouble| Err(trouble.into()))
    }

    /// Whether the device was lost.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        matches!(self.trouble(), Some(Trouble::Lost(_)))
    }

    /// Whether the adapter only imitates hardware: the CPU's raster is faster then. A browser says so
    /// of its own fallback adapter; of others it may say nothing.
    #[must_use]
    pub fn is_software(&self) -> bool {
        let name = self.info.name.to_ascii_lowercase();
        self.info.device_type == wgpu::DeviceType::Cpu
            || ["swiftshader", "llvmpipe", "lavapipe"].iter().any(|known| name.contains(known))
    }

    /// What is known of the adapter. A browser fills in little besides the name, and not always that.
    #[must_use]
    pub fn info(&self) -> &wgpu::AdapterInfo {
        &self.info
    }

    /// Destroys the device, as a driver's failure would: for tests of what follows.
    pub fn destroy(&self) {
        self.device.destroy();
    }

    /// Claims a window or a canvas element to draw on.
    pub fn screen(&self, target: wgpu::SurfaceTarget<'static>) -> Result<Screen, Error> {
        let surface = (self.instance.create_surface(target))
            .map_err(|error| Error::NoSurface(error.to_string()))?;
        Screen::new(self, &self.adapter, surface)
    }

    /// See [`GpuCanvas::new`].
    pub fn canvas(&self, width: u16, height: u16) -> Result<GpuCanvas, Error> {
        GpuCanvas::new(self, width, height)
    }

    /// The most bytes that a shader sees of one buffer.
    pub(crate) fn max_binding(&self) -> u64 {
        let limits = self.device.limits();
        limits.max_storage_buffer_binding_size.min(limits.max_buffer_size)
    }

    pub(crate) fn buffer(&self, label: &str, size: u64, usage: wgpu::BufferUsages) -> wgpu::Buffer {
        self.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some(label),
            size,
            usage,
            mapped_at_creation: false,
        })
    }

    pub(crate) fn shader(&self, label: &str, source: String) -> wgpu::ShaderModule {
        self.device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some(label),
            source: wgpu::ShaderSource::Wgsl(source.into()),
        })
    }
}

/// Keeps the first trouble, but for a loss, which comes before all.
fn note(trouble: &Mutex<Option<Trouble>>, found: Trouble) {
    let mut trouble = trouble.lock().unwrap_or_else(PoisonError::into_inner);
    if trouble.is_none() || matches!(found, Trouble::Lost(_)) {
        *trouble = Some(found);
    }
}
