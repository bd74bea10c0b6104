//! x
use super::easel::Easel;
pub fn paint(_: &mut Easel) {}
