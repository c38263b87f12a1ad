//! The limit of new visits per address and minute, checked before anything is written.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The factor for this machine and for private networks, which have load tests, and proxies and containers with all payers
/// behind one address.
pub const PRIVATE_FACTOR: u32 = 100;
/// The burst: what a minute allows may be opened at once.
const BURST: Duration = Duration::from_secs(60);
/// The maximum number of addresses counted separately; further ones share one count, until others expire.
const MOST_ADDRESSES: usize = 10_000;

/// The time until which each address has used up its allowance.
#[derive(Debug, Default)]
pub struct VisitLimits(Mutex<HashMap<Option<IpAddr>, Instant>>);

impl VisitLimits {
    /// Counts a visit from this address.
    ///
    /// # Errors
    /// The time to wait.
    pub fn count(&self, from: IpAddr, per_minute: u32, now: Instant) -> Result<(), Duration> {
        let from = from.to_canonical();
        let factor = if is_private(from) { PRIVATE_FACTOR } else { 1 };
        let each = BURST / per_minute.saturating_mul(factor).max(1);
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut key = Some(network_of(from));
        if MOST_ADDRESSES <= used.len() && !used.contains_key(&key) {
            used.retain(|_, until| now < *until);
            if MOST_ADDRESSES <= used.len() {
                key = None;
            }
        }
        let until = used.entry(key).or_insert(now);
        let next = (*until).max(now) + each;
        let ahead = next.duration_since(now);
        if BURST < ahead {
            return Err(ahead - BURST);
        }
        *until = next;
        Ok(())
    }
}

/// A household or a server has a whole IPv6 /64.
fn network_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => IpAddr::V6((v6.to_bits() >> 64 << 64).into()),
    }
}

/// True for addresses of this machine and of private networks.
fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            // 100.64.0.0/10 is behind carrier-grade or private address translation (RFC 6598).
            let is_shared = v4.octets()[0] == 100 && v4.octets()[1] & 0xc0 == 64;
            v4.is_loopback() || v4.is_private() || v4.is_link_local() || is_shared
        }
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_minutes_worth_at_once_and_then_its_rate() {
        let (limits, start) = (VisitLimits::default(), Instant::now());
        let opened = |from: &str, times: u32, at: u64| {
            let now = start + Duration::from_secs(at);
            (0..times).filter(|_| limits.count(from.parse().unwrap(), 6, now).is_ok()).count()
        };
        assert_eq!(opened("203.0.113.7", 20, 0), 6);
        let refused = limits.count("::ffff:203.0.113.7".parse().unwrap(), 6, start);
        assert_eq!(refused, Err(Duration::from_secs(10)), "the same address in the other form");
        assert_eq!(opened("203.0.113.7", 20, 30), 3);
        assert_eq!(opened("203.0.113.8", 20, 30), 6, "another address");
        assert_eq!((opened("2001:db8::1", 20, 0), opened("2001:db8::ffff", 20, 0)), (6, 0), "one network");
        for private in
            ["127.0.0.1", "::1", "10.1.2.3", "192.168.0.9", "100.64.0.1", "fd00::1", "::ffff:172.17.0.1"]
        {
            assert_eq!(opened(private, 650, 0), 600, "{private}");
        }
    }

    #[test]
    fn a_flood_from_many_addresses_takes_no_more_memory_than_is_set_aside() {
        let (limits, start) = (VisitLimits::default(), Instant::now());
        for number in 0..u32::try_from(MOST_ADDRESSES).unwrap() + 500 {
            let _ = limits.count(IpAddr::from((0x5000_0000 + number).to_be_bytes()), 6, start);
        }
        assert_eq!(limits.0.lock().unwrap().len(), MOST_ADDRESSES + 1);
        // Expired addresses are forgotten in favour of a new one.
        limits.count("198.51.100.1".parse().unwrap(), 6, start + Duration::from_secs(61)).unwrap();
        assert_eq!(limits.0.lock().unwrap().len(), 1);
    }
}
