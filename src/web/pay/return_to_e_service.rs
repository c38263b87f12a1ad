//! Step 15: the return to the e-Service, by GET.

use actix_web::web::Path;

use super::session_id;
use crate::flow::return_to_e_service::return_url;
use crate::web::errors::PageResult;
use crate::web::page::{Hub, see_other};

/// Redirects the browser to the visit's `ReturnUrl`.
pub(in crate::web) async fn back(hub: Hub, path: Path<String>) -> PageResult {
    let url = return_url(&hub, session_id(&path)?).await?;
    Ok(see_other(location(url.as_str())))
}

/// The address for a header: non-ASCII characters are percent-encoded as UTF-8, the rest is unchanged.
fn location(url: &str) -> String {
    let mut location = String::with_capacity(url.len());
    for c in url.chars() {
        if c.is_ascii() {
            location.push(c);
        } else {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                location.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    location
}

#[cfg(test)]
mod tests {
    use super::location;

    #[test]
    fn only_what_a_header_cannot_carry_is_encoded() {
        assert_eq!(location("https://a.md/ș?x=%20&y=#z"), "https://a.md/%C8%99?x=%20&y=#z");
    }
}
