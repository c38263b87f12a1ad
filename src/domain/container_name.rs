//! Host names that resolve between containers, but not in a browser.

/// The host of this address if it is a single word, like a service of a compose file; a browser outside the containers'
/// network usually cannot resolve it. `None` for `localhost`, IP addresses and names with a dot.
pub fn container_name(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    let is_address = host.starts_with('[');
    let host = host.split(':').next()?;
    let is_name =
        !host.is_empty() && !is_address && !host.contains('.') && !host.eq_ignore_ascii_case("localhost");
    is_name.then_some(host)
}

#[cfg(test)]
mod tests {
    use super::container_name;

    #[test]
    fn a_single_word_is_a_name_that_containers_know() {
        for (url, name) in [
            ("http://sample-service:8081/orders/1", "sample-service"),
            ("https://hub", "hub"),
            ("http://user@hub:8080?x=http://a.b", "hub"),
        ] {
            assert_eq!(container_name(url), Some(name), "{url}");
        }
        for url in [
            "http://localhost:8081/orders/1",
            "http://LOCALHOST",
            "http://127.0.0.1:8080",
            "http://[::1]:8080/",
            "https://shop.example.md/hub",
            "http://host.docker.internal:5000",
            "http://:80",
            "hub:8080",
            "",
        ] {
            assert_eq!(container_name(url), None, "{url}");
        }
    }
}
