//! How many confirmations wait, as the console's pages and `/readyz` say it.

use super::page::Hub;
use crate::store::StoreError;

/// No more are counted: what gave up or was halted may pile up for ever, and is counted at every page and every probe.
const COUNTED: i64 = 1000;

/// Their number, or that there are more than are counted; `None` where none waits.
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
