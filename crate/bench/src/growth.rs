//! What a long painting takes: memory as it grows, and the time to take strokes back.

#![expect(
    clippy::cast_possible_truncation,
    reason = "sides, counts and dice of a benchmark are small"
)]

use std::time::Instant;

use limner_bench::long::Long;
use limner_core::{Author, Op, Painting};

/// Paints a long painting stroke by stroke and prints the memory of this process on the way, and how long undo takes.
pub(crate) fn report(long: Long) -> anyhow::Result<()> {
    let Long { side, strokes } = long;
    println!("{strokes} strokes on {side} × {side}, one thread:");
    let mut painting = Painting::new(long.header())?;
    let began = Instant::now();
    for i in 0..strokes {
        painting.push(400, Op::Add(long.stroke(i)))?;
        if (i + 1) % (strokes / 5).max(1) == 0 {
            println!(
                "  after {:>5}: {} MB, {:.1} s",
                i + 1,
                resident_mb().map_or_else(|| "?".to_owned(), |mb| format!("{mb:.0}")),
                began.elapsed().as_secs_f64()
            );
        }
    }
    let bytes = limner_core::format::encode(painting.log());
    println!("  its file has {:.0} kB", bytes.len() as f64 / 1e3);
    let hash = painting.canvas().hash();
    let last = strokes as u32 - 1;
    for (name, stroke) in
        [("the last", last), ("the 20th last", last.saturating_sub(19)), ("the middle", last / 2)]
    {
        let mut times_ms = Vec::new();
        for op in [Op::Hide { stroke, by: Author::Person }, Op::Show { stroke, by: Author::Person }]
        {
            let began = Instant::now();
            painting.push(10, op)?;
            times_ms.push(began.elapsed().as_secs_f64() * 1e3);
        }
        println!("  undo of {name}: {:.1} ms, redo: {:.1} ms", times_ms[0], times_ms[1]);
    }
    anyhow::ensure!(painting.canvas().hash() == hash, "redo does not bring back what undo took");
    drop(painting);
    let log = limner_core::format::decode(&bytes)?;
    let began = Instant::now();
    let opened = Painting::from_log(&log)?;
    println!("  opened in {:.2} s", began.elapsed().as_secs_f64());
    anyhow::ensure!(opened.canvas().hash() == hash, "the file opens as other pixels");
    Ok(())
}

/// Memory that this process has in use, where the system says so.
fn resident_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
    let kb: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kb * 1024.0 / 1e6)
}
