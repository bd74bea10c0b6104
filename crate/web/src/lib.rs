//! (web: being written)
