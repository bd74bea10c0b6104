//! Strangers' paintings: `limner continue` goes on with them, or says what is too much.

use std::process::Command;
use std::time::{Duration, Instant};

use limner_core::{format, hostile};

/// Ten seconds of a quiet machine and a program that is built for speed.
const PATIENCE: Duration = Duration::from_secs(120);

#[test]
fn going_on_ends_or_says_what_is_too_much() {
    let folder = std::env::temp_dir().join(format!("limner-strangers-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for (name, log) in hostile::all().into_iter().chain([("slow", hostile::slow(20))]) {
        let (file, out) = (folder.join(name).with_extension("limner"), folder.join("out.png"));
        std::fs::write(&file, format::encode(&log)).unwrap();
        let began = Instant::now();
        // Slow builds need longer than the usual patience to count all hairs up to the limit.
        let patience = if name == "slow" { "6" } else { "60" };
        let output = Command::new(env!("CARGO_BIN_EXE_limner"))
            .args(["continue", "-n", "1", "--painter", "quick", "--patience", patience, "-o"])
            .arg(&out)
            .arg(&file)
            .output()
            .unwrap();
        let words = String::from_utf8_lossy(&output.stderr);
        assert!(began.elapsed() < PATIENCE, "{name} took {:?}", began.elapsed());
        match name {
            "dry_hair" | "mixed" | "slow" => {
                assert_eq!(output.status.code(), Some(1), "{name}: {words}");
                let said = if name == "slow" { "--patience" } else { "one stroke's dabs" };
                assert!(words.contains(said), "{name}: {words}");
            }
            _ => assert!(output.status.success(), "{name}: {words}"),
        }
    }
    std::fs::remove_dir_all(folder).unwrap();
}
