//! What happened, in its order, so that a failure can tell the story of one payment.

use std::sync::Mutex;
use std::time::{Duration, Instant};

/// What the events of hubs are about; every other event is about an order.
pub const HUB: &str = "hub";

/// The longest story that is told.
const MOST_LINES: usize = 120;

struct Event {
    at: Duration,
    about: String,
    text: String,
}

/// The events so far.
pub struct History {
    started: Instant,
    events: Mutex<Vec<Event>>,
}

impl History {
    pub fn new() -> Self {
        Self { started: Instant::now(), events: Mutex::default() }
    }

    /// Writes down what has just happened to an order, or to a [`HUB`].
    pub fn note(&self, about: &str, text: impl Into<String>) {
        let event = Event { at: self.started.elapsed(), about: about.to_owned(), text: text.into() };
        self.events.lock().unwrap().push(event);
    }

    /// How many events hold this text.
    pub fn count(&self, text: &str) -> usize {
        self.events.lock().unwrap().iter().filter(|event| event.text.contains(text)).count()
    }

    /// What happened to an order, with what happened to the hubs in the meantime.
    pub fn of(&self, order: &str) -> String {
        let events = self.events.lock().unwrap();
        let is_own = |event: &Event| event.about == order;
        let (Some(first), Some(last)) = (events.iter().position(is_own), events.iter().rposition(is_own))
        else {
            return "    (nothing is known of it)\n".to_owned();
        };
        let story: Vec<String> = events[first..=last]
            .iter()
            .filter(|event| is_own(event) || event.about == HUB)
            .map(|event| format!("    {:>9.3} s  {}\n", event.at.as_secs_f64(), event.text))
            .collect();
        let left_out = story.len().saturating_sub(MOST_LINES);
        let note = if left_out > 0 { format!("    ({left_out} earlier events)\n") } else { String::new() };
        note + &story[left_out..].concat()
    }
}
