//! Tests of the whole of `core` through its public face, one module a subject.

mod compact;
mod falloff;
mod format;
mod golden;
mod journal;
mod opening;
mod painting;
mod path;
mod raster;
mod refusals;
