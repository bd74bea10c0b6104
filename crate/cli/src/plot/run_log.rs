//! The log of a training run: lines of JSON, of which a run that was killed may have left the last one half
//! written.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::within::read_within;

/// What is kept of a line, where it is there.
const FIELDS: [&str; 12] = [
    "loss",
    "remaining",
    "best",
    "expert",
    "value",
    "held_out_remaining",
    "random_remaining",
    "sweep_psnr_db",
    "sweep_side",
    "critic_gap",
    "variety",
    "strokes",
];

/// Longest log that is read, in bytes: a week's run writes some megabytes.
const MAX_BYTES: usize = 256 << 20;
/// Values beyond this are none that a run measures, and sums of them would be none at all.
const MAX_VALUE: f64 = 1e15;

/// The curves of a run.
#[derive(Debug, Default)]
pub(super) struct RunLog {
    curves: BTreeMap<&'static str, Vec<[f64; 2]>>,
    /// What a person should know of how it was read.
    pub remarks: Vec<String>,
}

impl RunLog {
    /// Reads a file. Fails where no line of it is a log's.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let bytes = read_within(path, MAX_BYTES).with_context(|| {
            format!("cannot read the log {} (`limner train --log` writes one)", path.display())
        })?;
        let log = Self::parse(&String::from_utf8_lossy(&bytes));
        if log.curves.is_empty() {
            let lines = bytes.split(|b| *b == b'\n').filter(|line| !line.is_empty()).count();
            bail!(
                "{} holds nothing to draw: none of its {lines} lines is one that `limner train --log` writes",
                path.display()
            );
        }
        Ok(log)
    }

    /// The values of a field as (update, value), in the order of updates.
    pub(super) fn points(&self, field: &str) -> &[[f64; 2]] {
        self.curves.get(field).map_or(&[], Vec::as_slice)
    }

    fn parse(text: &str) -> Self {
        let mut log = Self::default();
        let mut skipped = 0;
        for (line, number) in text.lines().zip(1..) {
            if !line.trim().is_empty() && !log.take(line, number) {
                skipped += 1;
            }
        }
        if skipped > 0 {
            let lines =
                if skipped == 1 { "1 line was".into() } else { format!("{skipped} lines were") };
            log.remarks.push(format!("{lines} skipped: not such as `limner train --log` writes"));
        }
        log
    }

    /// Whether the line was one of a log.
    fn take(&mut self, line: &str, number: usize) -> bool {
        let Ok(Value::Object(line)) = serde_json::from_str(line) else { return false };
        let Some(step) = line.get("step").and_then(Value::as_u64) else {
            // A run begins with what random strokes leave; every measurement says so again.
            return line.get("random_remaining").is_some_and(Value::is_number);
        };
        let step = step as f64;
        self.go_back(step, number);
        let mut known = false;
        for field in FIELDS {
            let value = line.get(field).and_then(Value::as_f64);
            let Some(value) = value.filter(|v| v.abs() <= MAX_VALUE) else { continue };
            known = true;
            // No expert's stroke was in the batch.
            if field == "expert" && value == 0.0 {
                continue;
            }
            let curve = self.curves.entry(field).or_default();
            curve.pop_if(|last| last[0] >= step);
            curve.push([step, value]);
        }
        known
    }

    /// A run that went on from a checkpoint does some updates again: the later lines count.
    fn go_back(&mut self, step: f64, number: usize) {
        let mut went = false;
        for curve in self.curves.values_mut() {
            while curve.pop_if(|last| last[0] > step).is_some() {
                went = true;
            }
        }
        if went {
            self.remarks.push(format!(
                "line {number} goes back to update {step}: what came after it before is left out"
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_a_line_of_a_log_is_counted() {
        let log = RunLog::parse(concat!(
            "{\"random_remaining\":0.9}\n",
            "{\"step\":0,\"held_out_remaining\":0.95,\"random_remaining\":0.9}\n",
            "\n",
            "words\n",
            "{\"step\":\"many\",\"loss\":1}\n",
            "{\"step\":50}\n",
            "{\"step\":100,\"loss\":1.5,\"expert\":0.0,\"value\":null}\n",
            "{\"step\":200,\"lo",
        ));
        assert_eq!(log.points("loss"), [[100.0, 1.5]]);
        assert_eq!(log.points("held_out_remaining"), [[0.0, 0.95]]);
        assert!(log.points("expert").is_empty() && log.points("value").is_empty());
        assert!(log.remarks[0].starts_with("4 lines were skipped"), "{:?}", log.remarks);
    }

    #[test]
    fn a_run_that_went_on_counts_once() {
        let lines = [(100, 3.0), (200, 2.0), (300, 9.0), (200, 2.5), (300, 1.0)]
            .map(|(step, loss)| format!("{{\"step\":{step},\"loss\":{loss}}}\n"));
        let log = RunLog::parse(&lines.concat());
        assert_eq!(log.points("loss"), [[100.0, 3.0], [200.0, 2.5], [300.0, 1.0]]);
        assert_eq!(log.remarks.len(), 1, "{:?}", log.remarks);
    }
}
