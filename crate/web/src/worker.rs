//! The class `WorkerHalf`: a [`limner_worker::Worker`] behind JavaScript's types.
//!
//! The worker's script hands messages in as they come, lets it work in short slices with a macrotask between
//! them, and posts what it answers. Nothing here throws but what says so.

use js_sys::Uint8Array;
use limner_worker::{LearningMs, Worker};
use wasm_bindgen::prelude::*;

use crate::browser::now_ms;
use crate::console;

#[cfg(feature = "worker-wgpu")]
mod gpu;

/// The partner in its worker.
#[wasm_bindgen]
#[derive(Debug)]
pub struct WorkerHalf(Worker);

#[wasm_bindgen]
impl WorkerHalf {
    /// A partner with these weights; without, or where they can't be used, one that paints by trial. Throws
    /// where no partner at all can be made.
    #[wasm_bindgen(constructor)]
    pub fn new(weights: Option<Vec<u8>>) -> Result<WorkerHalf, JsError> {
        console::warn_there();
        Ok(Self(Worker::new(weights.as_deref())?))
    }

    /// Takes a message from the page in.
    pub fn handle(&mut self, bytes: &[u8]) {
        self.0.handle(bytes);
    }

    /// Works for about so many ms; says whether there is more to do. Nothing may be called until it has done
    /// so.
    pub async fn work(&mut self, budget_ms: f64) -> bool {
        self.0.work(budget_ms, now_ms).await
    }

    /// Median time in ms that proposals for so many windows take, eight at most; for benchmarks. Throws
    /// without weights.
    #[wasm_bindgen(js_name = proposalMs)]
    pub async fn proposal_ms(&self, windows: usize) -> Result<f64, JsError> {
        Ok(self.0.proposal_ms(windows, now_ms).await?)
    }

    /// How long it takes to learn from a yes or a no, to choose a question, and to rehearse a round, in ms; for
    /// benchmarks. Throws without weights.
    #[wasm_bindgen(js_name = learningMs)]
    pub async fn learning_ms(&self) -> Result<Vec<f64>, JsError> {
        let LearningMs { update, question, round } = self.0.learning_ms(now_ms).await?;
        Ok(vec![update, question, round])
    }

    /// The messages for the page, in order.
    #[wasm_bindgen(js_name = takeReplies)]
    pub fn take_replies(&mut self) -> Vec<Uint8Array> {
        self.0.take_replies().iter().map(|reply| Uint8Array::from(reply.as_slice())).collect()
    }
}
