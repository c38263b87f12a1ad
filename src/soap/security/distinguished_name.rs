//! Comparison of distinguished names, which libraries write in different orders, with different attribute names and
//! spacing.

/// The maximum length in characters; the sender of the message controls it.
const MAX_NAME: usize = 4_000;

/// True if both are the same name, ignoring order (RFC 4514's or .NET's), spacing and case.
pub(super) fn are_same(one: &str, other: &str) -> bool {
    if one.len().max(other.len()) > MAX_NAME {
        return false;
    }
    let (mut one, mut other) = (attributes(one), attributes(other));
    one.sort_unstable();
    other.sort_unstable();
    !one.is_empty() && one == other
}

/// The attributes, with the usual short names of their types in lower case.
fn attributes(name: &str) -> Vec<(String, String)> {
    let mut attributes: Vec<(String, String)> = Vec::new();
    for part in split(name) {
        match (part.split_once('='), attributes.last_mut()) {
            (Some((kind, value)), _) => attributes.push((usual_name(kind), comparable(value))),
            // An unquoted comma inside a value.
            (None, Some((_, value))) => *value = comparable(&format!("{value}, {part}")),
            (None, None) => {}
        }
    }
    attributes
}

/// The parts between `,`, `;`, `+` and `/`, unless quoted or escaped. Slashes count only in names that start with one, the
/// old form of OpenSSL.
fn split(name: &str) -> Vec<String> {
    let has_slashes = name.trim_start().starts_with('/');
    let mut parts = vec![String::new()];
    let (mut is_quoted, mut is_escaped) = (false, false);
    for c in name.chars() {
        let is_separator = matches!(c, ',' | ';' | '+') || (has_slashes && c == '/');
        if !is_quoted && !is_escaped && is_separator {
            parts.push(String::new());
            continue;
        }
        is_quoted ^= c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    parts
}

fn usual_name(kind: &str) -> String {
    let kind = kind.trim().to_ascii_lowercase();
    let kind = kind.strip_prefix("oid.").unwrap_or(&kind);
    let usual = match kind {
        "s" | "2.5.4.8" | "stateorprovincename" => "st",
        "e" | "email" | "emailaddress" | "1.2.840.113549.1.9.1" => "email",
        "2.5.4.3" | "commonname" => "cn",
        "2.5.4.5" => "serialnumber",
        "2.5.4.6" | "countryname" => "c",
        "2.5.4.7" | "localityname" => "l",
        "2.5.4.10" | "organizationname" => "o",
        "2.5.4.11" | "organizationalunitname" => "ou",
        "2.5.4.97" => "organizationidentifier",
        other => other,
    };
    usual.to_owned()
}

/// Without quotes and escapes, in lower case, with single spaces.
fn comparable(value: &str) -> String {
    let plain: String = value.chars().filter(|c| !matches!(c, '"' | '\\')).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_belong_to_a_value_with_quotes_and_without() {
        for one in ["CN=A\\, B, O=x", "CN=A, B, O=x"] {
            assert!(are_same(one, "O=x,CN=\"A, B\""), "{one}");
        }
    }

    #[test]
    fn orders_spacing_case_and_names_of_attributes_do_not_matter() {
        let name = "C=MD, ST=Chisinau, O=IP STISC, CN=Test CA";
        for other in [
            "CN=Test CA,O=IP STISC,ST=Chisinau,C=MD",
            "cn = test  ca; o=\"IP STISC\"; s=Chisinau; c=md",
            "/C=MD/ST=Chisinau/O=IP STISC/CN=Test CA",
            "OID.2.5.4.3=Test CA+2.5.4.10=IP STISC, S=Chisinau, C=MD",
        ] {
            assert!(are_same(name, other), "{other}");
        }
        for other in ["CN=Test CA, O=IP STISC, ST=Chisinau", "CN=Test CB, O=IP STISC, ST=Chisinau, C=MD", ""]
        {
            assert!(!are_same(name, other), "{other}");
        }
        assert!(!are_same("", ""));
        let long = ",a".repeat(1_000_000);
        assert!(!are_same(&long, &long));
    }
}
