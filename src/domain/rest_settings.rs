//! Settings of the REST API: the allowed callers, and the form of invoice numbers.

use std::net::IpAddr;

use ipnet::IpNet;

/// The form of an invoice number in `GET /api/invoices`. The guide's "list of InvoiceIDs" can be read both ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvoiceIdForm {
    /// `[{"invoiceId":"00069002233014"}]`, as a client in production expects it.
    Objects,
    /// `["00069002233014"]`.
    Strings,
}

/// The addresses that may call the REST API; an empty list allows all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AllowedAddresses(Vec<IpNet>);

impl AllowedAddresses {
    /// Parses addresses and networks (`10.0.0.0/8`) separated by commas; `None` where one is neither.
    pub fn parse(text: &str) -> Option<Self> {
        if text.trim().is_empty() {
            return Some(Self::default());
        }
        text.split(',').map(|part| network(part.trim())).collect::<Option<_>>().map(Self)
    }

    /// True where this address may call. An unknown address is allowed only where all are.
    pub fn allow(&self, address: Option<IpAddr>) -> bool {
        // An IPv4 caller of an IPv6 socket is written ::ffff:a.b.c.d.
        let is_listed = |address: IpAddr| self.0.iter().any(|one| one.contains(&address.to_canonical()));
        self.0.is_empty() || address.is_some_and(is_listed)
    }
}

fn network(text: &str) -> Option<IpNet> {
    let Some((address, bits)) = text.split_once('/') else {
        return text.parse::<IpAddr>().ok().map(IpNet::from);
    };
    let is_number = bits.bytes().all(|byte| byte.is_ascii_digit());
    IpNet::new(address.parse().ok()?, bits.parse().ok().filter(|_| is_number)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(list: &str, address: &str) -> bool {
        AllowedAddresses::parse(list).unwrap().allow(address.parse().ok())
    }

    #[test]
    fn without_a_list_everyone_may_call() {
        assert!(allows("", "203.0.113.9"));
        assert!(AllowedAddresses::default().allow(None));
    }

    #[test]
    fn an_address_or_a_network_is_allowed_and_no_other() {
        assert!(allows("127.0.0.1, 10.0.0.0/8", "127.0.0.1"));
        assert!(allows("127.0.0.1, 10.0.0.0/8", "10.200.0.1"));
        assert!(allows("127.0.0.1", "::ffff:127.0.0.1"));
        assert!(!allows("127.0.0.1, 10.0.0.0/8", "11.0.0.1"));
        assert!(!allows("127.0.0.1", "127.0.0.2"));
        assert!(allows("0.0.0.0/0", "203.0.113.9"));
        assert!(!allows("0.0.0.0/0", "2001:db8::1"));
        assert!(allows("2001:db8::/32", "2001:db8:1::1"));
        assert!(!allows("2001:db8::/32", "2001:db9::1"));
        assert!(allows("::/0", "2001:db9::1"));
        assert!(!AllowedAddresses::parse("127.0.0.1").unwrap().allow(None));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in ["localhost", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/+8", "::/129", "1.2.3.4,", ","] {
            assert_eq!(AllowedAddresses::parse(text), None, "{text}");
        }
    }
}
