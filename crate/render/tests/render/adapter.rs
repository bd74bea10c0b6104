//! The device that the tests draw on.

use std::sync::OnceLock;

use limner_render::{Gpu, Options};

/// A device, the same for all tests. They draw only with `LIMNER_GPU=required` in the environment, and
/// then a machine without a device is a failure. `cargo xtask test` sets it where there is a Vulkan driver;
/// by default nothing is drawn, for a driver in software takes a minute or more.
pub(crate) fn gpu() -> Option<Gpu> {
    static GPU: OnceLock<Option<Gpu>> = OnceLock::new();
    GPU.get_or_init(another).clone()
}

/// A device of one's own.
pub(crate) fn another() -> Option<Gpu> {
    if std::env::var_os("LIMNER_GPU").is_none_or(|value| value != "required") {
        eprintln!("skipped, nothing was drawn: LIMNER_GPU is not \"required\"");
        return None;
    }
    match pollster::block_on(Gpu::new(&Options::default())) {
        Ok(gpu) => {
            eprintln!("drawing on {} ({:?})", gpu.info().name, gpu.info().device_type);
            Some(gpu)
        }
        Err(error) => panic!("LIMNER_GPU=required, but: {error}"),
    }
}
