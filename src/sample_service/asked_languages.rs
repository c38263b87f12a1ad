//! The languages in which MPay asked for orders: the contract's only word on the language that the payer has chosen there.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use crate::domain::language::Language;

/// The maximum number of orders; the one that was asked for longest ago goes first.
const MOST: usize = 1000;

/// The language of the latest `GetOrderDetails` about each order, latest last.
#[derive(Debug, Default)]
pub(super) struct AskedLanguages(Mutex<VecDeque<(String, Language)>>);

impl AskedLanguages {
    pub(super) fn keep(&self, order_key: &str, language: Language) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(key, _)| key != order_key);
        if kept.len() >= MOST {
            kept.pop_front();
        }
        kept.push_back((order_key.to_owned(), language));
    }

    pub(super) fn of(&self, order_key: &str) -> Option<Language> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(key, _)| key == order_key).map(|(_, language)| *language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_language_counts_and_the_oldest_orders_are_forgotten() {
        let asked = AskedLanguages::default();
        asked.keep("first", Language::English);
        for number in 0..MOST {
            asked.keep("second", Language::Romanian);
            asked.keep(&number.to_string(), Language::English);
            asked.keep("second", Language::Russian);
        }
        assert_eq!(asked.of("first"), None);
        assert_eq!(asked.of("second"), Some(Language::Russian));
        assert_eq!(asked.0.lock().unwrap().len(), MOST);
    }
}
