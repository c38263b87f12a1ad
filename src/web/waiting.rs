//! The number of waiting confirmations on the console's pages and in `/readyz`.

use super::page::Hub;
use crate::store::StoreError;

/// The maximum that is counted: given-up and halted confirmations may accumulate, and every page and probe counts them.
const COUNTED: i64 = 1000;

/// Their number, or that there are more than are counted; `None` if there are none.
pub(super) async fn waiting(hub: &Hub) -> Result<Option<String>, StoreError> {
    Ok(said(hub.store.waiting_confirmations(COUNTED + 1).await?))
}

fn said(counted: i64) -> Option<String> {
    match counted {
        0 => None,
        1..=COUNTED => Some(counted.to_string()),
        _ => Some(format!("{COUNTED}+")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_more_than_is_counted_is_said_so() {
        let told = [0, 1, 1000, 1001].map(|counted| said(counted).unwrap_or_default());
        assert_eq!(told, ["", "1", "1000", "1000+"]);
    }
}
