//! The policy alone: it looks at the whole picture, then at its quarters, and so on, where the error is
//! largest first, and what it proposes is painted unless it would do harm. No search, no refinement.

use std::collections::VecDeque;

use limner_env::action::{color_offset, soft_from_raw};
use limner_env::{OBSERVATION_LEN, RAW, Sheet, WINDOW, Window};

use super::Painter;
use crate::Error;
use crate::planner::Proposer;

/// Sweeps that find nothing worth painting before it says so.
const PATIENCE: usize = 2;

/// Sweeps over a picture by a policy.
pub struct Sweep {
    proposer: Box<dyn Proposer + Send>,
    /// Level of the next sweep; after the finest it stays there.
    level: Option<u8>,
    windows: VecDeque<Window>,
    actions: VecDeque<(Window, [f32; RAW])>,
}

impl Sweep {
    /// What this policy proposes.
    #[must_use]
    pub fn new(proposer: Box<dyn Proposer + Send>) -> Self {
        Self { proposer, level: None, windows: VecDeque::new(), actions: VecDeque::new() }
    }

    /// Lines up the windows of the next level, side by side.
    fn begin(&mut self, sheet: &Sheet) {
        let scene = sheet.scene();
        let level = match self.level {
            None => scene.levels() as u8 - 1,
            Some(level) => level.saturating_sub(1),
        };
        self.level = Some(level);
        let view = scene.view(level);
        let centers = |side: usize| {
            let count = side.div_ceil(WINDOW);
            (0..count).map(move |i| (i as f32 + 0.5) * side as f32 / count as f32)
        };
        let scale = (1u32 << level) as f32;
        let mut windows: Vec<(f32, Window)> = centers(view.height)
            .flat_map(|y| centers(view.width).map(move |x| [x, y]))
            .map(|[x, y]| {
                let window = scene.window_around(level, x * scale, y * scale);
                let span = |from: i32, side: usize| {
                    from.max(0) as usize..((from + WINDOW as i32).max(0) as usize).min(side)
                };
                let (rows, columns) = (span(window.y, view.height), span(window.x, view.width));
                let mut error = 0.0;
                for (t, v) in view.target.iter().zip(view.canvas) {
                    for row in rows.clone() {
                        let at = row * view.width;
                        let span = at + columns.start..at + columns.end;
                        let pairs = t[span.clone()].iter().zip(&v[span]);
                        error += pairs.map(|(t, v)| (t - v) * (t - v)).sum::<f32>();
                    }
                }
                (error, window)
            })
            .collect();
        windows.sort_by(|a, b| b.0.total_cmp(&a.0));
        self.windows = windows.into_iter().map(|(_, window)| window).collect();
    }
}

impl Painter for Sweep {
    fn stroke(&mut self, sheet: &mut Sheet) -> Result<bool, Error> {
        if !sheet.scene().has_target() {
            return Ok(false);
        }
        let mut sweeps = 0;
        loop {
            while let Some((window, action)) = self.actions.pop_front() {
                let scene = sheet.scene_mut();
                let [geometry @ .., l, a, b] = action;
                let mut stroke = scene.partners_stroke(window, &soft_from_raw(&geometry));
                if scene.solve(&mut stroke, color_offset([l, a, b])).squared_error > 0.0 {
                    sheet.add(stroke);
                    return Ok(true);
                }
            }
            let Some(window) = self.windows.pop_front() else {
                if sweeps == PATIENCE && self.level == Some(0) {
                    return Ok(false);
                }
                sweeps += 1;
                self.begin(sheet);
                continue;
            };
            let mut observation = vec![0.0; OBSERVATION_LEN];
            sheet.scene().observe(window, &mut observation);
            let output = self.proposer.propose(&observation, 1, 1)?;
            self.actions.extend(output.as_chunks::<RAW>().0.iter().map(|raw| (window, *raw)));
        }
    }
}
