//! SQL for changes of state, made only here from the tables of `domain/`.

use crate::domain::transition::{NotAllowed, StateMachine};

/// An allowed change as SQL; the names of states are constants.
pub(super) struct Change {
    /// `status = 'Paid'`, for `SET`.
    pub(super) set: String,
    /// `status IN ('Open', 'Expired')`, for `WHERE`.
    pub(super) from: String,
}

/// The change to this state from all allowed ones.
pub(super) fn to<S: StateMachine>(to: S) -> Change {
    words(to.sources(), to)
}

/// The change to this state from these only.
///
/// # Errors
/// If the table does not allow the change from one of them.
pub(super) fn between<S: StateMachine>(from: &[S], to: S) -> Result<Change, NotAllowed> {
    for state in from {
        state.change_to(to)?;
    }
    Ok(words(from.iter().copied(), to))
}

fn words<S: StateMachine>(from: impl Iterator<Item = S>, to: S) -> Change {
    let names: Vec<String> = from.map(|state| format!("'{}'", state.state_name())).collect();
    let from = match &names[..] {
        // So that the engines can use the index of one status.
        [name] => format!("status = {name}"),
        names => format!("status IN ({})", names.join(", ")),
    };
    Change { set: format!("status = '{}'", to.state_name()), from }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::confirmation::ConfirmationState::{Confirmed, GaveUp, Halted, InFlight, Pending};
    use crate::domain::invoice::InvoiceStatus;
    use crate::domain::payment::PaymentState;
    use crate::domain::transaction::TransactionState;

    #[test]
    fn statements_get_what_the_tables_allow_and_nothing_else() {
        let halted = to(Halted);
        assert_eq!(halted.set, "status = 'Halted'");
        assert_eq!(halted.from, "status IN ('Pending', 'InFlight', 'GaveUp')");
        assert_eq!(between(&[Pending], InFlight).unwrap().from, "status = 'Pending'");
        let refused = |change: Result<Change, NotAllowed>| change.err().map(|why| why.to_string());
        let why = |machine, from, to| Some(format!("{machine}: `{from}` never becomes `{to}`"));
        assert_eq!(
            refused(between(&[GaveUp, Confirmed], Pending)),
            why("confirmation", "Confirmed", "Pending")
        );
        let paid = between(&[InvoiceStatus::Paid], InvoiceStatus::PartiallyPaid);
        assert_eq!(refused(paid), why("invoice", "Paid", "PartiallyPaid"));
        let reversed = between(&[PaymentState::Authorized], PaymentState::Reversed);
        assert_eq!(refused(reversed), why("payment", "Authorized", "Reversed"));
        let open = between(&[TransactionState::Reversed], TransactionState::Authorized);
        assert_eq!(refused(open), why("transaction", "Reversed", "Authorized"));
    }
}
