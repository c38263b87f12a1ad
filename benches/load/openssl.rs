//! The figures of `openssl speed`.

use std::process::Command;
use std::time::Duration;

/// The time of an RSA signature of 2048 bits, and of a verification, as `openssl speed` measures them; nothing where OpenSSL
/// is not installed, or prints something else.
pub fn speed() -> Option<(Duration, Duration)> {
    let output = Command::new("openssl").args(["speed", "-seconds", "2", "rsa2048"]).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = text.lines().find(|line| line.starts_with("rsa") && line.contains("2048 bits"))?;
    let mut times = line.split("bits").nth(1)?.split_whitespace().map_while(|word| {
        word.strip_suffix('s').and_then(|seconds| seconds.parse().ok()).map(Duration::from_secs_f64)
    });
    Some((times.next()?, times.next()?))
}
