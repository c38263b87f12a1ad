//! The cause of an error: the HTTP client nests errors, and the innermost one is the most exact.

use std::error::Error;
use std::io;
use std::iter::successors;

/// The innermost error of this type, including the error itself.
pub(super) fn within<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    successors(Some(error), |error| held_by(*error)).filter_map(|error| error.downcast_ref::<E>()).last()
}

/// The error inside an IO error, whose own `source` skips it.
fn held_by<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(held) => Some(held),
        None => error.source(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_inside_errors_of_the_system_are_found() {
        let tls = rustls::Error::HandshakeNotComplete;
        let error = io::Error::other(io::Error::new(io::ErrorKind::InvalidData, tls.clone()));
        assert_eq!(within::<rustls::Error>(&error), Some(&tls));
        assert_eq!(within::<io::Error>(&error).unwrap().kind(), io::ErrorKind::InvalidData);
        assert_eq!(within::<rustls::Error>(&io::Error::from(io::ErrorKind::TimedOut)), None);
        assert!(within::<rustls::Error>(&tls).is_some());
    }
}
