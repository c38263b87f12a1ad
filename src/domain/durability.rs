//! What a stop of the machine may cost.

/// When SQLite waits for the disk. A hub that is killed loses nothing either way: what was committed is with the system.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Durability {
    /// Not at each commit: where the machine loses power, or its system crashes, the last commits may be gone; the file
    /// stays sound.
    #[default]
    Normal,
    /// At each commit: not even then is a commit lost, as far as the disk keeps what it says it has.
    Full,
}

impl Durability {
    /// Reads the name of a setting.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "normal" => Some(Self::Normal),
            "full" => Some(Self::Full),
            _ => None,
        }
    }
}
