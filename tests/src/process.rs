//! What the browser's processes take of the machine, where the system tells (Linux).

#![expect(clippy::cast_possible_truncation, reason = "numbers of a test are within their types")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// Memory of one process, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory {
    /// What is its own now, shared libraries and the like left out.
    pub own: u64,
    /// The most that it ever had, with all that it shares.
    pub peak: u64,
}

/// The largest process that draws pages, among those that `ancestor` started: the page's, with its
/// workers. `None` where the system does not tell.
#[must_use]
pub fn renderer(ancestor: u32) -> Option<Memory> {
    let processes = fs::read_dir("/proc").ok()?.flatten();
    let pids = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let renderers = pids.filter(|pid| is_renderer(*pid) && descends_from(*pid, ancestor));
    renderers.filter_map(memory).max_by_key(|memory| memory.own)
}

/// Ends all that `ancestor` started, and what those started, at once and without a word, as a crash or the system does.
///
/// # Panics
/// Where the system does not tell of processes, or there is none.
pub fn kill_children(ancestor: u32) {
    assert!(kill_descendants(ancestor) > 0, "{ancestor} has started nothing");
}

/// As [`kill_children`], of who may have started nothing, or ended it already.
pub(crate) fn kill_children_if_any(ancestor: u32) {
    kill_descendants(ancestor);
}

/// How many were ended.
fn kill_descendants(ancestor: u32) -> usize {
    let processes = fs::read_dir("/proc").expect("a system that tells of its processes").flatten();
    let pids = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let children = pids.filter(|pid| *pid != ancestor && descends_from(*pid, ancestor));
    let children: Vec<String> = children.map(|pid| pid.to_string()).collect();
    // Some may have ended by themselves meanwhile, as those before them did.
    let _ = Command::new("kill").arg("-9").args(&children).stderr(Stdio::null()).status();
    children.len()
}

fn is_renderer(pid: u32) -> bool {
    let line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    let line = String::from_utf8_lossy(&line);
    line.contains("--type=renderer") || (line.contains("-contentproc") && line.contains("tab"))
}

fn descends_from(mut pid: u32, ancestor: u32) -> bool {
    while pid > 1 {
        if pid == ancestor {
            return true;
        }
        let Some(parent) = field(pid, "PPid:") else { return false };
        pid = parent as u32;
    }
    false
}

fn memory(pid: u32) -> Option<Memory> {
    let bytes = |name| field(pid, name).map(|kib| kib * 1024);
    Some(Memory { own: bytes("RssAnon:")?, peak: bytes("VmHWM:")? })
}

/// A number of a process's status.
fn field(pid: u32, name: &str) -> Option<u64> {
    let status =
        fs::read_to_string(Path::new("/proc").join(pid.to_string()).join("status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn this_process_has_memory_and_is_no_renderer() {
        let pid = std::process::id();
        assert!(memory(pid).is_some_and(|memory| memory.own > 0 && memory.peak > memory.own));
        assert!(descends_from(pid, pid) && !is_renderer(pid));
        assert_eq!(renderer(pid), None);
    }
}
