//! The outcomes that a tester can choose for a payment: one table, used for the hints on pages, `docs/OUTCOMES.md`, the
//! simulated payment providers and the tests.

use jiff::SignedDuration;

use super::ids::OrderKey;
use super::instrument::InstrumentKind;
use super::money::Amount;
use super::payment::DeclineReason;

/// The result of a payment at a payment provider, once the payer has completed its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Authorised at once.
    Approved,
    /// 3-D Secure authentication comes first, with this result. Without 3-D Secure: authorised at once.
    Authentication(AuthenticationResult),
    /// Refused.
    Declined(DeclineReason),
    /// The payment provider gets no answer and gives up after [`PENDING_FOR`].
    TimedOut,
    /// Pending at first; authorised after [`PENDING_FOR`].
    PendingThenPaid,
    /// Pending at first; refused after [`PENDING_FOR`].
    PendingThenDeclined,
    /// Authorised, and the payer closes the browser: the hub has to ask for the decision.
    PayerNeverReturns,
    /// Authorised, and each press of the button brings the payer back to the hub.
    PayerReturnsTwice,
    /// The browser returns to the hub before the authorisation, which follows after [`EARLY_BY`].
    PayerReturnsEarly,
    /// A result of a POS terminal. Without a terminal: authorised at once.
    Terminal(TerminalResult),
}

/// The results that only a POS terminal has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TerminalResult {
    /// It is busy with another payment: declined.
    Busy,
    /// It is offline: declined.
    Offline,
    /// The payer or the operator presses the red key: cancelled.
    Cancelled,
    /// Authorised, but the slip is not printed.
    SlipNotPrinted,
}

/// The results of 3-D Secure authentication.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthenticationResult {
    /// The issuing bank recognises the card holder.
    Approved,
    /// The issuing bank does not recognise the card holder: declined.
    Failed,
    /// The payer gives up: cancelled.
    Cancelled,
    /// The issuing bank cannot authenticate at the moment: declined.
    Unavailable,
    /// The issuing bank never answers: the payment times out.
    NoAnswer,
}

/// One row of the table: an outcome and the ways to choose it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutcomeRule {
    /// The short name, for order keys, the database and programs.
    pub name: &'static str,
    /// The outcome.
    pub outcome: Outcome,
    /// The test cards that choose it: 16 digits each that pass Luhn's check and belong to no bank.
    pub cards: &'static [&'static str],
    /// The amount that chooses it with every instrument.
    pub amount: Amount,
    /// A description in English, for the document and for programs. Pages have it in the payer's language.
    pub meaning: &'static str,
}

/// The time a pending payment takes to be decided.
pub const PENDING_FOR: SignedDuration = SignedDuration::from_secs(60);
/// The time by which an early return precedes the decision.
pub const EARLY_BY: SignedDuration = SignedDuration::from_secs(5);
/// Precedes the name of an outcome at the end of an order key: `17-SIM-declined`. Case-insensitive.
pub const ORDER_KEY_MARK: &str = "-sim-";

macro_rules! outcomes {
    ($($name:literal $outcome:expr, $bani:literal, [$($card:literal)*], $meaning:literal;)*) => {
        [$(OutcomeRule {
            name: $name,
            outcome: $outcome,
            cards: &[$($card),*],
            amount: Amount::from_bani($bani),
            meaning: $meaning,
        }),*]
    };
}

use AuthenticationResult as Result3ds;
use Outcome::{Authentication, Declined, Terminal};

/// The table. The amounts are exact, and too odd to occur by accident.
pub const OUTCOMES: [OutcomeRule; 21] = outcomes! {
    "approved" Outcome::Approved, 700_101, ["4242424242424242" "5555555555554444"],
        "Authorised at once.";
    "3ds-approved" Authentication(Result3ds::Approved), 700_102, ["4000000000003220"],
        "3-D Secure authentication succeeds, then authorised.";
    "3ds-failed" Authentication(Result3ds::Failed), 700_103, ["4000000000003238"],
        "3-D Secure authentication fails; declined.";
    "3ds-cancelled" Authentication(Result3ds::Cancelled), 700_104, ["4000000000003246"],
        "The payer gives up at 3-D Secure authentication; cancelled.";
    "3ds-unavailable" Authentication(Result3ds::Unavailable), 700_105, ["4000000000003253"],
        "The card's bank cannot authenticate at the moment; declined.";
    "3ds-no-answer" Authentication(Result3ds::NoAnswer), 700_106, ["4000000000003261"],
        "The card's bank never answers; times out after 60 seconds.";
    "declined" Declined(DeclineReason::Declined), 700_107, ["4000000000000002"],
        "Declined without a reason.";
    "insufficient-funds" Declined(DeclineReason::InsufficientFunds), 700_108, ["4000000000009995"],
        "Declined for lack of money.";
    "expired-card" Declined(DeclineReason::ExpiredCard), 700_109, ["4000000000000069"],
        "Declined, as the card has expired.";
    "wrong-cvv" Declined(DeclineReason::WrongCvv), 700_110, ["4000000000000127"],
        "Declined for a wrong security code.";
    "processor-error" Declined(DeclineReason::ProcessorError), 700_111, ["4000000000000119"],
        "The payment provider breaks down; declined.";
    "time-out" Outcome::TimedOut, 700_112, ["4000000000000556"],
        "The payment provider gets no answer and gives up after 60 seconds.";
    "pending-paid" Outcome::PendingThenPaid, 700_113, ["4000000000000226"],
        "Pending, authorised after 60 seconds.";
    "pending-declined" Outcome::PendingThenDeclined, 700_114, ["4000000000000663"],
        "Pending, declined after 60 seconds.";
    "never-returns" Outcome::PayerNeverReturns, 700_115, ["4000000000000333"],
        "Authorised, but the payer never comes back: the hub asks for the decision 5 to 10 seconds later.";
    "returns-twice" Outcome::PayerReturnsTwice, 700_116, ["4000000000000440"],
        "Authorised; the payer comes back more than once.";
    "returns-early" Outcome::PayerReturnsEarly, 700_117, ["4000000000000770"],
        "The payer comes back 5 seconds before the payment provider authorises.";
    "pos-busy" Terminal(TerminalResult::Busy), 700_118, [],
        "The POS terminal is busy and takes nothing; the operator tries again.";
    "pos-offline" Terminal(TerminalResult::Offline), 700_119, [],
        "The POS terminal cannot be reached and takes nothing; the operator tries again.";
    "pos-cancelled" Terminal(TerminalResult::Cancelled), 700_120, [],
        "Cancelled at the POS terminal.";
    "pos-slip-not-printed" Terminal(TerminalResult::SlipNotPrinted), 700_121, [],
        "Authorised at the POS terminal, whose slip is not printed; the operator has it printed again.";
};

impl OutcomeRule {
    /// The row with this name, in any case.
    pub fn find(name: &str) -> Option<&'static Self> {
        OUTCOMES.iter().find(|rule| rule.name.eq_ignore_ascii_case(name))
    }

    /// The row of an outcome.
    pub fn of(outcome: Outcome) -> &'static Self {
        OUTCOMES.iter().find(|rule| rule.outcome == outcome).unwrap_or(&OUTCOMES[0])
    }
}

impl Outcome {
    /// The outcome that the end of the order key chooses, else the one that the amount chooses.
    pub fn asked_for(order_key: &OrderKey, amount: Amount) -> Option<Self> {
        let key = order_key.as_str().to_ascii_lowercase();
        key.rsplit_once(ORDER_KEY_MARK)
            .and_then(|(_, name)| OutcomeRule::find(name))
            .or_else(|| OUTCOMES.iter().find(|rule| rule.amount == amount))
            .map(|rule| rule.outcome)
    }
}

impl InstrumentKind {
    /// The outcome of a payment that asks for this one: without 3-D Secure, or without a terminal, its own outcomes are an
    /// authorisation.
    pub fn carries_out(self, asked: Outcome) -> Outcome {
        match asked {
            Outcome::Authentication(_) if self != (Self::BankCard { three_d_secure: true }) => {
                Outcome::Approved
            }
            Outcome::Terminal(_) if self != Self::PosTerminal => Outcome::Approved,
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_amounts_outcomes_and_cards_are_each_there_once() {
        let names: BTreeSet<_> = OUTCOMES.iter().map(|rule| rule.name).collect();
        let amounts: BTreeSet<_> = OUTCOMES.iter().map(|rule| rule.amount.bani()).collect();
        let cards: Vec<_> = OUTCOMES.iter().flat_map(|rule| rule.cards).collect();
        assert_eq!((names.len(), amounts.len()), (OUTCOMES.len(), OUTCOMES.len()));
        assert_eq!(cards.iter().collect::<BTreeSet<_>>().len(), cards.len());
        for rule in &OUTCOMES {
            assert_eq!(OutcomeRule::of(rule.outcome).name, rule.name);
            assert!(rule.name.len() + ORDER_KEY_MARK.len() < 36, "{}: no room in an order key", rule.name);
        }
    }

    #[test]
    fn the_order_key_comes_before_the_amount() {
        let asked =
            |key: &str, bani| Outcome::asked_for(&OrderKey::parse(key).unwrap(), Amount::from_bani(bani));
        assert_eq!(asked("17", 100), None);
        assert_eq!(asked("17-SIM-Time-Out", 700_101), Some(Outcome::TimedOut));
        assert_eq!(asked("17-sim-nothing", 700_112), Some(Outcome::TimedOut));
        assert_eq!(asked("17-sim-declined-2", 100), None);
    }
}
