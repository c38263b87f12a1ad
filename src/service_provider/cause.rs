//! What an error holds: the HTTP client tells in layers what went wrong, and the innermost knows it best.

use std::error::Error;
use std::io;
use std::iter::successors;

/// The innermost error of this type within another one, or that one itself.
pub(super) fn within<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    successors(Some(error), |error| held_by(*error)).filter_map(|error| error.downcast_ref::<E>()).last()
}

/// An error of the system gives as its source what stands below the one that it holds.
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
