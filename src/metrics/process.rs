//! Figures of this process on Linux; other systems have none.

use std::fs;

use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Registry;

use super::{register, table};

/// The kernel reports processor time in hundredths of a second (`USER_HZ`) on every architecture that Rust supports.
const TICKS_PER_SECOND: f64 = 100.0;

/// Adds the available figures.
pub(super) fn add(registry: &mut Registry) {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    if let Some(seconds) = fs::read_to_string("/proc/self/stat").ok().as_deref().and_then(cpu_seconds) {
        register(registry, &table::PROCESS_CPU, ConstCounter::new(seconds));
    }
    if let Some(kilobytes) = value(&status, "VmRSS:") {
        register(registry, &table::PROCESS_MEMORY, ConstGauge::new(kilobytes * 1024));
    }
    if let Ok(files) = fs::read_dir("/proc/self/fd") {
        // One of them is the folder being read.
        let open = u64::try_from(files.count()).unwrap_or(u64::MAX).saturating_sub(1);
        register(registry, &table::PROCESS_FDS, ConstGauge::new(open));
    }
    if let Some(most) =
        fs::read_to_string("/proc/self/limits").ok().and_then(|text| value(&text, "Max open files"))
    {
        register(registry, &table::PROCESS_MAX_FDS, ConstGauge::new(most));
    }
    if let Some(threads) = value(&status, "Threads:") {
        register(registry, &table::PROCESS_THREADS, ConstGauge::new(threads));
    }
}

/// The first number of the line with this prefix.
fn value(text: &str, start: &str) -> Option<u64> {
    text.lines().find_map(|line| line.strip_prefix(start))?.split_whitespace().next()?.parse().ok()
}

/// The processor time in user and kernel mode, the 14th and 15th field. The second field, the program's name in
/// parentheses, may contain anything.
fn cpu_seconds(stat: &str) -> Option<f64> {
    let (_, fields) = stat.rsplit_once(')')?;
    let ticks: Vec<f64> =
        fields.split_whitespace().skip(11).take(2).map_while(|ticks| ticks.parse().ok()).collect();
    (ticks.len() == 2).then(|| ticks.iter().sum::<f64>() / TICKS_PER_SECOND)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernels_words_are_read() {
        let stat = "7 (a) b) S 1 7 7 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 4 0 100 0 0";
        assert_eq!(cpu_seconds(stat), Some(3.0));
        assert_eq!(cpu_seconds("7 (a) S 1"), None);
        let status = "Name:\tmpay-sim\nVmRSS:\t   18432 kB\nThreads:\t7\n";
        assert_eq!((value(status, "VmRSS:"), value(status, "Threads:")), (Some(18_432), Some(7)));
        assert_eq!(
            value("Max open files            unlimited            unlimited  files", "Max open files"),
            None
        );
    }
}
