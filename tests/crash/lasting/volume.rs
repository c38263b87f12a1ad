//! A file system of a fixed size that can be filled.

use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::folder::Folder;
use crate::tools::run;

/// The file system. It is gone at the end of the test.
pub struct Volume(Folder);

impl Volume {
    /// Mounts it, which needs root or `sudo`.
    pub fn mounted(mebibytes: u64) -> Self {
        let folder = Folder::new();
        let options = format!("size={mebibytes}m,mode=777");
        run(as_root("mount").args(["-t", "tmpfs", "-o", &options, "mpay-sim"]).arg(folder.path()), "");
        Self(folder)
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Fills it to the last byte.
    pub fn fill(&self) {
        let mut file = File::create(self.filler()).unwrap();
        for piece in [vec![1; 1 << 20], vec![1; 4096], vec![1; 1]] {
            let full = loop {
                if let Err(full) = file.write_all(&piece) {
                    break full;
                }
            };
            assert_eq!(full.kind(), ErrorKind::StorageFull, "{full}");
        }
    }

    /// Gives back what filled it.
    pub fn empty(&self) {
        std::fs::remove_file(self.filler()).unwrap();
    }

    fn filler(&self) -> PathBuf {
        self.path().join("filler")
    }
}

impl Drop for Volume {
    fn drop(&mut self) {
        // Lazily, as a hub of a test that failed may still have files open.
        let _ = as_root("umount").arg("--lazy").arg(self.path()).status();
    }
}

/// A command that needs root.
fn as_root(program: &str) -> Command {
    let id = run(Command::new("id").arg("-u"), "");
    if id.trim() == "0" {
        return Command::new(program);
    }
    let mut sudo = Command::new("sudo");
    sudo.arg(program);
    sudo
}
