//! The hub's stream of events (server-sent events).

use reqwest::Response;
use serde_json::Value;

/// The maximum size of one event in bytes, a hundred times that of any.
const MOST: usize = 1 << 20;

/// The stream.
#[derive(Debug)]
pub(super) struct Events {
    answer: Response,
    /// The bytes that were read and not yet used.
    read: Vec<u8>,
}

impl Events {
    pub(super) fn of(answer: Response) -> Self {
        Self { answer, read: Vec::new() }
    }

    /// The next event; `None` for a sign of life. Nothing is lost where it is not awaited to its end.
    ///
    /// # Errors
    /// Why the stream has ended.
    pub(super) async fn next(&mut self) -> Result<Option<Value>, String> {
        loop {
            if let Some(block) = block(&mut self.read) {
                return event(&block);
            }
            if self.read.len() > MOST {
                return Err("what it sends are no events".to_owned());
            }
            match self.answer.chunk().await {
                Ok(Some(bytes)) => self.read.extend_from_slice(&bytes),
                Ok(None) => return Err("it has ended the stream".to_owned()),
                Err(_) => return Err("the connection broke".to_owned()),
            }
        }
    }
}

/// Takes the first whole block, which an empty line ends.
fn block(read: &mut Vec<u8>) -> Option<Vec<u8>> {
    let end = read.windows(2).position(|two| two == b"\n\n")?;
    let rest = read.split_off(end + 2);
    Some(std::mem::replace(read, rest))
}

/// The event of a block; `None` for a comment.
fn event(block: &[u8]) -> Result<Option<Value>, String> {
    let text = String::from_utf8_lossy(block);
    let Some(data) = text.lines().find_map(|line| line.strip_prefix("data:")) else { return Ok(None) };
    serde_json::from_str(data).map(Some).map_err(|_| "what it sends are no events".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_read_whole_however_they_arrive() {
        let sent = b": welcome\n\nid: 7\nevent: hub.reset\ndata: {\"id\":7}\n\n:\n\nid: 8\ndata: {\"id\":8";
        let mut read = Vec::new();
        let mut found = Vec::new();
        for byte in sent {
            read.push(*byte);
            if let Some(block) = block(&mut read) {
                found.push(event(&block).unwrap().map(|event| event["id"].as_i64()));
            }
        }
        assert_eq!(found, [None, Some(Some(7)), None]);
        assert!(read.ends_with(b"\"id\":8"), "the rest waits");
        assert!(event(b"data: <html>\n\n").is_err());
    }
}
