//! The device that the tests draw on.

use std::sync::OnceLock;

use limner_render::{Gpu, Options};

/// A device, the same for all tests; `None` where the machine has none. With `LIMNER_GPU=required` in
/// the environment that is a failure.
pub fn gpu() -> Option<Gpu> {
    static GPU: OnceLock<Option<Gpu>> = OnceLock::new();
    GPU.get_or_init(another).clone()
}

/// A device of one's own.
pub fn another() -> Option<Gpu> {
    match pollster::block_on(Gpu::new(&Options::default())) {
        Ok(gpu) => {
            eprintln!("drawing on {} ({:?})", gpu.info().name, gpu.info().device_type);
            Some(gpu)
        }
        Err(error) => {
            let required = std::env::var_os("LIMNER_GPU").is_some_and(|value| value == "required");
            assert!(!required, "LIMNER_GPU=required, but: {error}");
            eprintln!("skipped, nothing was tested on a graphics device: {error}");
            None
        }
    }
}
