//! The number of unconfirmed payments on the console's pages and in `/readyz`.

use super::page::Hub;
use crate::store::{StoreError, Unconfirmed};

/// The maximum that is counted: given-up and halted confirmations may accumulate, and every page and probe counts them.
const COUNTED: i64 = 1000;

/// How many confirmations are not accepted, or that there are more than are counted; `None` if there are none.
pub(super) async fn unconfirmed(hub: &Hub) -> Result<Option<String>, StoreError> {
    Ok(counted(hub.store.unconfirmed(COUNTED + 1).await?.all()))
}

/// The same as the rest of a sentence: how many wait, have given up and are halted.
pub(super) async fn described(hub: &Hub) -> Result<String, StoreError> {
    Ok(sentence(hub.store.unconfirmed(COUNTED + 1).await?))
}

fn counted(all: i64) -> Option<String> {
    match all {
        0 => None,
        1..=COUNTED => Some(all.to_string()),
        _ => Some(format!("{COUNTED}+")),
    }
}

fn sentence(unconfirmed: Unconfirmed) -> String {
    let Unconfirmed { waiting, given_up, halted } = unconfirmed;
    if unconfirmed.all() > COUNTED {
        return format!("more than {COUNTED} confirmations waiting, given up or halted");
    }
    let noun = if waiting == 1 { "confirmation" } else { "confirmations" };
    let others = [(given_up, "given up"), (halted, "halted")];
    let others = others.iter().filter(|(count, _)| *count > 0).map(|(count, how)| format!(", {count} {how}"));
    format!("{waiting} {noun} waiting{}", others.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_more_than_is_counted_is_said_so() {
        let told = [0, 1, 1000, 1001].map(|all| counted(all).unwrap_or_default());
        assert_eq!(told, ["", "1", "1000", "1000+"]);
    }

    #[test]
    fn what_has_given_up_does_not_wait() {
        for (waiting, given_up, halted, expected) in [
            (0, 0, 0, "0 confirmations waiting"),
            (1, 0, 0, "1 confirmation waiting"),
            (0, 14, 0, "0 confirmations waiting, 14 given up"),
            (2, 1, 3, "2 confirmations waiting, 1 given up, 3 halted"),
            (0, 1001, 0, "more than 1000 confirmations waiting, given up or halted"),
        ] {
            assert_eq!(sentence(Unconfirmed { waiting, given_up, halted }), expected);
        }
    }
}
