//! Files that are made from the code, and compared with it.

use std::path::PathBuf;

/// The variable that asks for the files to be written anew.
pub const WRITE: &str = "MPAY_SIM_WRITE_GOLDEN";

/// The bytes of a file of the package, which is first written with this content where [`WRITE`] is set; nothing where there
/// is no such file.
pub fn written(path: &str, content: &[u8]) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&path, content).unwrap();
    }
    std::fs::read(&path).unwrap_or_default()
}
