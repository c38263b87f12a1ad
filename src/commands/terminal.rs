//! Colours and progress, which only a terminal gets.

use std::io::{IsTerminal, Write};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Takes away what stands in the terminal's line.
pub(super) const CLEAR_LINE: &str = "\r\u{1b}[K";

/// True where standard output is a terminal and `NO_COLOR` is not set.
pub(super) fn has_colours() -> bool {
    let is_unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    std::io::stdout().is_terminal() && !is_unwanted
}

/// A line on standard error that counts the seconds of work which takes longer than one, until this is dropped. Nothing
/// where standard error is no terminal.
pub(super) struct Progress(Option<(Sender<()>, JoinHandle<()>)>);

impl Progress {
    pub(super) fn of(work: &str) -> Self {
        match std::io::stderr().is_terminal() {
            true => Self::to(std::io::stderr(), work.to_owned(), Duration::from_secs(1)),
            false => Self(None),
        }
    }

    /// Writes after each `step`, which counts as a second.
    fn to(mut err: impl Write + Send + 'static, work: String, step: Duration) -> Self {
        let (ends, ended) = mpsc::channel();
        let thread = thread::spawn(move || {
            let mut seconds = 0;
            while ended.recv_timeout(step) == Err(RecvTimeoutError::Timeout) {
                seconds += 1;
                // Progress that cannot be shown is no reason to stop.
                let _ = write!(err, "{CLEAR_LINE}{work}, {seconds} s").and_then(|()| err.flush());
            }
            if seconds > 0 {
                let _ = write!(err, "{CLEAR_LINE}").and_then(|()| err.flush());
            }
        });
        Self(Some((ends, thread)))
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((ends, thread)) = self.0.take() {
            drop(ends);
            // The line must be gone before others are written.
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Screen(Arc<Mutex<Vec<u8>>>);

    impl Screen {
        fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
        }
    }

    impl Write for Screen {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn long_work_is_told_of_and_its_line_goes_at_the_end() {
        let screen = Screen::default();
        let progress = Progress::to(screen.clone(), "making keys".to_owned(), Duration::from_millis(1));
        while !screen.text().contains("2 s") {
            thread::yield_now();
        }
        drop(progress);
        let text = screen.text();
        assert!(
            text.starts_with("\r\u{1b}[Kmaking keys, 1 s\r") && text.ends_with("s\r\u{1b}[K"),
            "{text:?}"
        );
    }

    #[test]
    fn short_work_is_not_told_of() {
        let screen = Screen::default();
        drop(Progress::to(screen.clone(), "making keys".to_owned(), Duration::from_secs(60)));
        assert_eq!(screen.text(), "");
    }
}
