//! The partner's network on WebGPU, as JavaScript asks for it.

use limner_worker::WebGpu;
use wasm_bindgen::prelude::*;

use super::WorkerHalf;
use crate::browser::now_ms;

#[wasm_bindgen]
impl WorkerHalf {
    /// Takes a WebGPU device for what it is quicker at than flex, or for everything where that is `asked`
    /// for. Resolves to four times in ms: see [`limner_worker::Worker::start_gpu`]. Throws where there is no
    /// device.
    #[wasm_bindgen(js_name = startGpu)]
    pub async fn start_gpu(&mut self, asked: bool) -> Result<Vec<f64>, JsError> {
        Ok(self.0.start_gpu(asked, now_ms).await?)
    }

    /// Whether anything of the network is on WebGPU now.
    #[wasm_bindgen(js_name = usesGpu)]
    pub fn uses_gpu(&self) -> bool {
        self.0.uses_gpu()
    }

    /// The device, where it uses one.
    #[wasm_bindgen(js_name = gpuHandle)]
    pub fn gpu_handle(&self) -> Option<GpuHandle> {
        self.0.gpu().map(GpuHandle)
    }

    /// For tests: see [`limner_worker::Worker::compare_gpu`]. Throws where WebGPU is not in use.
    #[wasm_bindgen(js_name = compareGpu)]
    pub async fn compare_gpu(&self) -> Result<Vec<f64>, JsError> {
        Ok(self.0.compare_gpu().await?)
    }
}

/// The device that a worker half uses, apart from it: the half cannot be called while it works.
#[wasm_bindgen]
#[derive(Debug)]
pub struct GpuHandle(WebGpu);

#[wasm_bindgen]
impl GpuHandle {
    /// Gives the device up, as when it is lost.
    pub fn destroy(&self) {
        self.0.destroy();
    }
}
