//! The program from outside.

use std::process::Command;

#[test]
fn a_folder_that_is_not_there_is_named() {
    let output = Command::new(env!("CARGO_BIN_EXE_limner"))
        .args(["train", "--data", "/no/such/folder"])
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("/no/such/folder"));
}

#[test]
fn trains_without_data_and_writes_weights() {
    let folder = std::env::temp_dir().join(format!("limner-train-{}", std::process::id()));
    let weights = folder.join("policy.limner");
    let output = Command::new(env!("CARGO_BIN_EXE_limner"))
        .args(["train", "--steps", "3", "--batch", "4", "--generated", "4", "--out"])
        .arg(&weights)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let weights = limner_agent::weights::decode(&std::fs::read(&weights).unwrap()).unwrap();
    assert!(weights.card.contains("\"steps\":3"), "{}", weights.card);
    std::fs::remove_dir_all(folder).unwrap();
}
