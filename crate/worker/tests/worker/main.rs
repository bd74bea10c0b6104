//! A real session and a real worker in one process: they exchange bytes as page and worker do, without a
//! browser.

mod asking;
mod beside;
mod judging;
mod learning;
mod messages;
mod painting;
mod pair;
mod pictures;
mod rounds;
mod settings;
mod strangers;
