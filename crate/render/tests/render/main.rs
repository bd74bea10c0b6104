//! The shaders are valid, and draw what the CPU draws.

mod adapter;
mod arbitrary;
mod cases;
mod device;
mod equality;
mod painting;
mod present;
mod shaders;
