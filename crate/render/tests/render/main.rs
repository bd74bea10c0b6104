//! The shaders are valid, and draw what the CPU draws.

mod adapter;
mod cases;
mod device;
mod equality;
mod golden;
mod painting;
mod present;
mod shaders;
