//! The durability of commits when the machine stops.

use super::named::named;

named! {
    fn name;
    /// When SQLite waits for the disk. A killed hub loses nothing either way: committed data is with the operating system.
    #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
    pub enum Durability {
        /// Not at each commit: after a power failure or a crash of the system the last commits may be missing. The file
        /// stays sound.
        #[default]
        Normal = "normal",
        /// At each commit: no commit is lost, if the disk keeps its promise.
        Full = "full",
    }
}
