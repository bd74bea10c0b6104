//! What threads of the browser were busy with, task by task, as it notes it for its developers.
//!
//! A task is what nothing else on its thread can interrupt. How long one lasts says little where the machine is
//! busy with other things; how long the processor was at it is what the page asked for.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;

/// What the browser is asked to note.
pub const CATEGORIES: &str = "toplevel,blink.user_timing";
/// How the page's marks begin from which on its tasks are looked at; a name follows.
pub const BEGINNING: &str = "tasks of ";
/// The event of a task.
const TASK: &str = "ThreadControllerImpl::RunTask";
/// The name of a thread that pages run on.
const MAIN_THREAD: &str = "CrRendererMain";

/// A task of a page's main thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// The name of the last mark before it.
    pub of: String,
    /// From its beginning to its end.
    pub lasted: Duration,
    /// What the processor did of it.
    pub worked: Duration,
}

/// Where a browser with this folder writes what it notes, from its start to its end. Having the driver hand it on
/// instead (its "performance" log) takes the driver seconds at every address that is opened.
pub(crate) fn file(folder: &Path) -> PathBuf {
    folder.join("tasks.json")
}

/// The tasks in what a browser noted at `path`, see [`of_main_threads`]; `None` before it has ended it.
pub(crate) fn noted(path: &Path) -> Option<Vec<Task>> {
    let text = std::fs::read(path).ok()?;
    if !text.trim_ascii_end().ends_with(b"}") {
        return None;
    }
    let noted: Value = serde_json::from_slice(&text).ok()?;
    Some(of_main_threads(noted["traceEvents"].as_array()?))
}

/// The tasks of pages' main threads among the events that a browser noted, in their order, from the first mark
/// [`BEGINNING`] on; none without one.
#[must_use]
pub fn of_main_threads(events: &[Value]) -> Vec<Task> {
    let thread = |event: &Value| Some((event["pid"].as_u64()?, event["tid"].as_u64()?));
    let is_main = |event: &&Value| event["args"]["name"] == MAIN_THREAD;
    let main: HashSet<_> = events.iter().filter(is_main).filter_map(thread).collect();
    let time = |event: &Value| event["ts"].as_f64();
    let mark = |event: &Value| {
        Some((time(event)?, event["name"].as_str()?.strip_prefix(BEGINNING)?.to_owned()))
    };
    let mut marks: Vec<(f64, String)> = events.iter().filter_map(mark).collect();
    marks.sort_by(|a, b| a.0.total_cmp(&b.0));
    let micros = |event: &Value, name: &str| event[name].as_u64().map(Duration::from_micros);
    let task = |event: &Value| {
        let is_mine = event["name"] == TASK && main.contains(&thread(event)?);
        let began = is_mine.then(|| time(event)).flatten()?;
        let (_, of) = marks.iter().rev().find(|(at, _)| *at <= began)?;
        let (lasted, worked) = (micros(event, "dur")?, micros(event, "tdur")?);
        Some(Task { of: of.clone(), lasted, worked })
    };
    events.iter().filter_map(task).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_later_tasks_of_main_threads_are_taken() {
        let name = |tid: u32, name: &str| {
            let args = format!(r#"{{"name":"{name}"}}"#);
            format!(r#"{{"name":"thread_name","ph":"M","pid":7,"tid":{tid},"args":{args}}}"#)
        };
        let task = |tid: u32, name: &str, at: u32| {
            let times = format!(r#""ts":{at}.5,"dur":9000,"tdur":4000"#);
            format!(r#"{{"name":"{name}","ph":"X","pid":7,"tid":{tid},{times}}}"#)
        };
        let mark = |name: &str, at: u32| {
            format!(r#"{{"name":"{BEGINNING}{name}","ph":"R","pid":7,"tid":1,"ts":{at}.0}}"#)
        };
        let events = [
            task(1, TASK, 10),
            mark("another", 40),
            task(1, TASK, 50),
            task(1, TASK, 30),
            mark("one", 20),
            name(1, MAIN_THREAD),
            name(2, "Compositor"),
            task(2, TASK, 30),
            task(1, "another event", 30),
        ];
        let events = events.map(|event| serde_json::from_str(&event).expect("it is JSON"));
        let tasks = of_main_threads(&events);
        let times = [9, 4].map(Duration::from_millis);
        let of = |name: &str| Task { of: name.into(), lasted: times[0], worked: times[1] };
        assert_eq!(tasks, [of("another"), of("one")]);
    }
}
