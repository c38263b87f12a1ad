//! The HTTP client of the tests.

/// What makes one. It follows no redirect, and trusts no authority: nothing of this is called over HTTPS, and to read this
/// machine's list would take longer than most tests.
pub fn client_builder() -> reqwest::ClientBuilder {
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().tls_certs_only([])
}
