//! The programs that the tests run, and the variables that say where they are.

use std::io::Write;
use std::process::{Command, Stdio};

/// A variable that `./test` sets.
pub fn variable(name: &str) -> String {
    std::env::var(name)
        .unwrap_or_else(|_| panic!("{name} is not set; run `./test`, which installs what this needs"))
}

/// Runs a Python program that reads this text on stdin, and gives what it prints.
pub fn python(program: &str, stdin: &str) -> String {
    let python = variable("MPAY_SIM_TEST_PYTHON");
    let mut child = Command::new(&python)
        .args(["-c", program])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{python} does not start ({error}); run `./test`, which installs it"));
    let (mut input, text) = (child.stdin.take().unwrap(), stdin.to_owned());
    // Written beside reading, because both pipes are smaller than what goes through them.
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = child.wait_with_output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.success(),
        "Python failed; where a module is missing, run `./test`, which installs it\n{error}"
    );
    writer.join().unwrap().unwrap();
    String::from_utf8(output.stdout).unwrap()
}
