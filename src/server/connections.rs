//! The maximum number of connections, which leaves enough files for the hub's own calls.

use std::fs;

/// The default if the limit of open files is unknown or very high.
const MOST_BY_DEFAULT: usize = 1024;
/// The minimum: with fewer, a browser could not load a page with its parts beside another one.
const LEAST: usize = 8;
/// The number of files reserved for the database pools.
const OF_DATABASE: usize = 16;

/// The limits on open requests, each a part of the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConnectionBounds {
    /// Connections. Further ones wait until one is closed.
    pub connections: usize,
    /// Requests of payers and e-Services being answered; the other connections are left for the console, the control API
    /// and health checks.
    pub requests: usize,
    /// Requests whose body is being received.
    pub bodies: usize,
}

impl ConnectionBounds {
    /// For this number of connections; `None` derives it from the limit of open files, with a part reserved for this number
    /// of calls to e-Services.
    pub fn new(connections: Option<usize>, calls: usize) -> Self {
        let free = free_files();
        if let (Some(wanted), Some(free)) = (connections, free)
            && free < wanted
        {
            tracing::warn!(
                "connections_at_once is {wanted}, but the process may open only {free} more files: connections beyond that fail; raise ulimit -n by what is missing and as much again for calls to e-Services, or set connections_at_once lower"
            );
        }
        let connections = connections.unwrap_or_else(|| match free {
            Some(free) => {
                // Each payer whose order is requested uses a connection to the e-Service besides their own.
                let left = free.saturating_sub(calls.min(free / 4));
                (left * 4 / 7).clamp(LEAST, MOST_BY_DEFAULT)
            }
            None => MOST_BY_DEFAULT,
        });
        Self { connections, requests: connections - connections.div_ceil(4), bodies: connections / 2 }
    }

    /// A quarter of these, for a server with fewer visitors.
    pub fn quarter(self) -> Self {
        Self::new(Some((self.connections / 4).max(LEAST)), 0)
    }
}

/// The number of files that the process can still open, on Linux.
fn free_files() -> Option<usize> {
    let limits = fs::read_to_string("/proc/self/limits").ok()?;
    let limit = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    let most = limit.split_whitespace().next()?.parse::<usize>().ok()?;
    let open = fs::read_dir("/proc/self/fd").ok()?.count();
    Some(most.saturating_sub(open).saturating_sub(OF_DATABASE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_connections_are_left_to_those_who_look_after_the_hub_and_half_to_those_who_send_no_body() {
        let bounds = |connections| ConnectionBounds::new(Some(connections), 32);
        assert_eq!(bounds(8), ConnectionBounds { connections: 8, requests: 6, bodies: 4 });
        assert_eq!(bounds(1000), ConnectionBounds { connections: 1000, requests: 750, bodies: 500 });
        assert_eq!(bounds(9).quarter().connections, LEAST);
        let derived = ConnectionBounds::new(None, 32).connections;
        assert!((LEAST..=MOST_BY_DEFAULT).contains(&derived));
    }
}
