//! What threads of the browser were busy with, task by task, as it notes it for its developers.
//!
//! A task is what nothing else on its thread can interrupt. How long one lasts says little where the machine is
//! busy with other things; how long the processor was at it is what the page asked for.

use std::collections::HashSet;
use std::time::Duration;

use serde_json::Value;

/// What the browser is asked to note.
pub const CATEGORIES: &str = "toplevel,blink.user_timing";
/// The page's mark from which on its tasks are looked at.
pub const BEGINNING: &str = "tasks-from-here";
/// The event of a task.
const TASK: &str = "ThreadControllerImpl::RunTask";
/// The name of a thread that pages run on.
const MAIN_THREAD: &str = "CrRendererMain";

/// A task of a page's main thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Task {
    /// From its beginning to its end.
    pub lasted: Duration,
    /// What the processor did of it.
    pub worked: Duration,
}

/// The tasks of pages' main threads among the driver's messages, from the mark [`BEGINNING`] on; none without it.
#[must_use]
pub fn of_main_threads<'a>(messages: impl Iterator<Item = &'a str>) -> Vec<Task> {
    let event = |text: &str| {
        let mut message: Value = serde_json::from_str(text).ok()?;
        let is_event = message["message"]["method"] == "Tracing.dataCollected";
        is_event.then(|| message["message"]["params"].take())
    };
    let events: Vec<Value> = messages.filter_map(event).collect();
    let thread = |event: &Value| Some((event["pid"].as_u64()?, event["tid"].as_u64()?));
    let is_main = |event: &&Value| event["args"]["name"] == MAIN_THREAD;
    let main: HashSet<_> = events.iter().filter(is_main).filter_map(thread).collect();
    let time = |event: &Value| event["ts"].as_f64();
    let marked = events.iter().find(|event| event["name"] == BEGINNING).and_then(time);
    let Some(beginning) = marked else { return Vec::new() };
    let micros = |event: &Value, name: &str| event[name].as_u64().map(Duration::from_micros);
    let task = |event: &Value| {
        let is_mine = event["name"] == TASK && main.contains(&thread(event)?);
        let is_mine = is_mine && time(event)? >= beginning;
        let times = (micros(event, "dur")?, micros(event, "tdur")?);
        is_mine.then_some(Task { lasted: times.0, worked: times.1 })
    };
    events.iter().filter_map(task).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_later_tasks_of_main_threads_are_taken() {
        let message = |event: &str| {
            format!(r#"{{"message":{{"method":"Tracing.dataCollected","params":{event}}}}}"#)
        };
        let name = |tid: u32, name: &str| {
            let args = format!(r#"{{"name":"{name}"}}"#);
            format!(r#"{{"name":"thread_name","ph":"M","pid":7,"tid":{tid},"args":{args}}}"#)
        };
        let task = |tid: u32, name: &str, at: u32| {
            let times = format!(r#""ts":{at}.5,"dur":9000,"tdur":4000"#);
            format!(r#"{{"name":"{name}","ph":"X","pid":7,"tid":{tid},{times}}}"#)
        };
        let events = [
            task(1, TASK, 10),
            task(1, TASK, 30),
            format!(r#"{{"name":"{BEGINNING}","ph":"R","pid":7,"tid":1,"ts":20.0}}"#),
            name(1, MAIN_THREAD),
            name(2, "Compositor"),
            task(2, TASK, 30),
            task(1, "another event", 30),
        ];
        let mut messages: Vec<String> = events.iter().map(|event| message(event)).collect();
        messages.push("no message".into());
        let tasks = of_main_threads(messages.iter().map(String::as_str));
        let times = [9, 4].map(Duration::from_millis);
        assert_eq!(tasks, [Task { lasted: times[0], worked: times[1] }]);
    }
}
