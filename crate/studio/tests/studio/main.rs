//! Sessions from outside, with a host and a partner's worker made for the purpose.

mod asking;
mod beside;
mod groups;
mod learning;
mod long_strokes;
mod painting;
mod polishing;
mod recorded;
mod saving;
mod sharing;
mod status;
mod strangers;
mod timeline;
mod turns;
mod worker;
