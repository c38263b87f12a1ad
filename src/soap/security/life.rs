//! The lifetime that a message claims.

use jiff::Timestamp;
use roxmltree::Document;

use crate::soap::WSU_NS;

/// The times of a Timestamp, unverified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Life {
    /// `Created`.
    pub created: Timestamp,
    /// `Expires`, or `Created` if it is missing.
    pub expires: Timestamp,
}

/// The times of the first Timestamp of a message, without regard to its signature; `None` if none is readable.
pub fn life_of(message: &str) -> Option<Life> {
    let document = Document::parse(message).ok()?;
    let timestamp = document.descendants().find(|node| node.has_tag_name((WSU_NS, "Timestamp")))?;
    let time = |name: &str| {
        let element = timestamp.children().find(|node| node.has_tag_name((WSU_NS, name)))?;
        element.text()?.trim().parse::<Timestamp>().ok()
    };
    let created = time("Created")?;
    Some(Life { created, expires: time("Expires").unwrap_or(created) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_times_of_a_message_are_read_whatever_else_it_holds() {
        let message =
            |inside: &str| format!("<e xmlns:u=\"{WSU_NS}\"><u:Timestamp>{inside}</u:Timestamp></e>");
        let created: Timestamp = "2027-01-04T08:51:24.321Z".parse().unwrap();
        let both = "<u:Created>2027-01-04T08:51:24.321Z</u:Created><u:Expires> 2027-01-04T10:56:24.321+02:00</u:Expires>";
        let expires = "2027-01-04T08:56:24.321Z".parse().unwrap();
        assert_eq!(life_of(&message(both)), Some(Life { created, expires }));
        let one = "<u:Created>2027-01-04T08:51:24.321Z</u:Created>";
        assert_eq!(life_of(&message(one)), Some(Life { created, expires: created }));
        for nothing in
            ["", "<u:Created>yesterday</u:Created>", "<u:Expires>2027-01-04T08:51:24.321Z</u:Expires>"]
        {
            assert_eq!(life_of(&message(nothing)), None);
        }
        assert_eq!(life_of("no XML"), None);
    }
}
