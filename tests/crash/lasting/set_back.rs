//! A clock that is set back for the hub alone, while it runs.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::tools::run;

/// How far the clock is behind, for every hub that was started with it.
pub struct SetBack {
    library: PathBuf,
    seconds: PathBuf,
}

impl SetBack {
    /// Compiles what hubs load; their clock is right at first.
    pub fn new(folder: &Path) -> Self {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/crash/lasting/set_back.c");
        let (library, seconds) = (folder.join("set_back.so"), folder.join("set_back"));
        run(Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).args([&library, &source]), "");
        std::fs::write(&seconds, 0_i64.to_ne_bytes()).unwrap();
        Self { library, seconds }
    }

    /// Lets this command live by this clock.
    pub fn rule(&self, command: &mut Command) {
        command.env("LD_PRELOAD", &self.library).env("CLOCK_BACK", &self.seconds);
    }

    /// Sets the clock of all of them back by so much.
    pub fn by(&self, seconds: i64) {
        // Hubs have the file in their memory, so that it must never be shorter.
        let mut file = std::fs::File::options().write(true).open(&self.seconds).unwrap();
        file.write_all(&seconds.to_ne_bytes()).unwrap();
    }
}
