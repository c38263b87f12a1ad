//! The message inside a captured file, which may be a whole HTTP message.

use std::borrow::Cow;

/// The message, and the number of lines of the file before it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Capture<'f> {
    pub(super) message: Cow<'f, [u8]>,
    pub(super) lines_before: u32,
}

/// Removes the head of an HTTP message and joins the chunks of its body. Anything else is taken whole.
pub(super) fn read(file: &[u8]) -> Capture<'_> {
    let mut rest = file;
    let mut head = &file[..0];
    // `100 Continue`, and answers before a redirect or an authentication, have their own heads.
    while let Some(length) = head_length(rest) {
        (head, rest) = rest.split_at(length);
    }
    let before = &file[..file.len() - rest.len()];
    let lines = before.iter().filter(|byte| **byte == b'\n').count();
    let lines_before = u32::try_from(lines).unwrap_or(u32::MAX);
    let is_chunked =
        String::from_utf8_lossy(head).to_ascii_lowercase().contains("transfer-encoding: chunked");
    match is_chunked.then(|| without_chunk_sizes(rest)).flatten() {
        Some((message, lines)) => Capture { message: message.into(), lines_before: lines_before + lines },
        None => Capture { message: rest.into(), lines_before },
    }
}

/// The length of the head with its blank line, if the bytes begin with one: a request line, a status line or header fields.
fn head_length(bytes: &[u8]) -> Option<usize> {
    let find = |separator: &[u8]| {
        let at = bytes.windows(separator.len()).position(|window| window == separator)?;
        Some(at + separator.len())
    };
    let end = [find(b"\r\n\r\n"), find(b"\n\n")].into_iter().flatten().min()?;
    let head = std::str::from_utf8(&bytes[..end]).ok()?;
    let mut lines = head.lines();
    let first = lines.next()?;
    let is_field = |line: &str| {
        line.split_once(':').is_some_and(|(name, _)| {
            !name.is_empty()
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.!#$%&'*+^`|~".contains(&byte))
        })
    };
    let is_start_line = first.starts_with("HTTP/")
        || first.rsplit_once(' ').is_some_and(|(_, version)| version.starts_with("HTTP/"));
    let fields_fit = lines.filter(|line| !line.is_empty()).all(is_field);
    (fields_fit && (is_start_line || is_field(first))).then_some(end)
}

/// The body without chunk sizes (RFC 9112 §7.1), and the number of lines before its first octet. `None` if it is not
/// chunked, or not any more.
fn without_chunk_sizes(mut body: &[u8]) -> Option<(Vec<u8>, u32)> {
    let mut message = Vec::with_capacity(body.len());
    loop {
        let end = body.windows(2).position(|window| window == b"\r\n")?;
        let size = std::str::from_utf8(&body[..end]).ok()?.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        body = &body[end + 2..];
        if size == 0 {
            return Some((message, 1));
        }
        message.extend_from_slice(body.get(..size)?);
        body = body.get(size..)?.strip_prefix(b"\r\n")?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(file: &str) -> (String, u32) {
        let capture = read(file.as_bytes());
        (String::from_utf8(capture.message.into_owned()).unwrap(), capture.lines_before)
    }

    #[test]
    fn the_head_of_an_http_message_is_skipped() {
        let message = "<a>\n\n</a>";
        for (head, lines) in [
            ("", 0),
            ("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n", 3),
            ("POST /x HTTP/1.1\nHost: y\nSOAPAction: \"z\"\n\n", 4),
            ("Content-Type: text/xml\n\n", 2),
            ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nA: b\r\n\r\n", 5),
        ] {
            assert_eq!(of(&format!("{head}{message}")), (message.to_owned(), lines), "{head}");
        }
        assert_eq!(of("<?xml version='1.0'?>\n\n<a/>").1, 0);
        assert_eq!(of("no message: at all").0, "no message: at all");
    }

    #[test]
    fn chunks_are_put_together_and_half_chunks_left_alone() {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        assert_eq!(of(&format!("{head}3\r\n<a>\r\n4;x=y\r\n</a>\r\n0\r\n\r\n")), ("<a></a>".to_owned(), 4));
        assert_eq!(of(&format!("{head}<a></a>")), ("<a></a>".to_owned(), 3));
        assert_eq!(of(&format!("{head}ff\r\n<a>")).0, "ff\r\n<a>");
    }
}
