//! Rules of the way to the e-Service: name, connection, TLS, HTTP.

super::rules! {
    HTTP_REDIRECT "http-redirect" Http Error
        "the e-Service answered with a redirect"
        expected "a reply at endpoint_url itself"
        consequence "MPay follows no redirect: the call counts as failed"
        remedy "set endpoint_url to the address that answers, with its scheme and without a slash too many"
        source "WS-I Basic Profile 1.1, R1130";
}
