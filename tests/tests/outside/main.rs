//! Limner from outside: the page as a person meets it, in a real browser, and the native program on
//! real files. One file a subject; `limner_tests` is the harness.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "numbers of a test are within their types"
)]

mod access;
mod agent_wgpu;
mod asking;
mod bad_input;
mod beliefs;
mod beside;
mod brought;
mod brushes;
mod command_line;
mod command_line_demos;
mod command_line_designing;
mod command_line_export;
mod command_line_input;
mod command_line_plotting;
mod command_line_teaching;
mod command_line_training;
mod designing;
mod duet;
mod exporting;
mod filming;
mod firefox;
mod first_visit;
mod golden;
mod hands;
mod hostile_files;
mod imagining;
mod keeping;
mod keys;
mod killed;
mod layout;
mod link;
mod memory;
mod painting;
mod paintings;
mod partner_settings;
mod phone;
mod plotting;
mod pointer;
mod pointing;
mod renderer;
mod rounds;
mod sizes_and_downloads;
mod strangers;
mod tabs;
mod target;
mod taste;
mod turns;
mod unsaved;
mod versions;
mod whole;
mod worker;
