//! (studio: being written)
