//! What hubs need of the machine's memory, over time.

use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

/// How often it is looked at.
pub const EVERY: Duration = Duration::from_millis(500);

/// What was seen, in KiB of resident memory, in its order.
#[derive(Default)]
pub struct Memory {
    process: Mutex<Option<u32>>,
    seen: Mutex<Vec<u64>>,
}

/// The figures of one hub's life, in KiB.
pub struct Life {
    pub first_half: u64,
    pub second_half: u64,
    pub last: u64,
}

impl Memory {
    /// Looks at this process from now on; what was seen before is what all others had.
    pub fn watch(&self, process: u32) {
        *self.process.lock().unwrap() = Some(process);
    }

    /// Looks once.
    pub fn look(&self) {
        let process = *self.process.lock().unwrap();
        if let Some(resident) = process.and_then(resident) {
            self.seen.lock().unwrap().push(resident);
        }
    }

    /// How often it was looked at.
    pub fn looks(&self) -> usize {
        self.seen.lock().unwrap().len()
    }

    /// The most that any hub had.
    pub fn most(&self) -> u64 {
        self.seen.lock().unwrap().iter().copied().max().unwrap_or_default()
    }

    /// The most that was seen in each half of what came after so many looks, and what was seen last.
    pub fn since(&self, looks: usize) -> Life {
        let seen = self.seen.lock().unwrap();
        let (first, second) = seen[looks..].split_at((seen.len() - looks) / 2);
        let most = |half: &[u64]| half.iter().copied().max().unwrap_or_default();
        Life {
            first_half: most(first),
            second_half: most(second),
            last: seen.last().copied().unwrap_or_default(),
        }
    }
}

/// The resident memory of a process, in KiB; `None` where it is gone.
fn resident(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(Path::new("/proc").join(process.to_string()).join("status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?.split_whitespace().next()?.parse().ok()
}
