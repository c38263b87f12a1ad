//! Fees that a payment provider adds to a payment.

use super::instrument::{Instrument, InstrumentId};
use super::money::Amount;

/// The fees of the instruments; an instrument that is not listed has none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InstrumentFees(Vec<(InstrumentId, InstrumentFee)>);

/// The fee of one instrument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InstrumentFee {
    /// The same amount for every payment.
    Fixed(Amount),
    /// A share of the payment, in hundredths of a percent, at most 10,000.
    Share(i64),
}

impl InstrumentFees {
    /// Parses a list such as `card-demo-1=1.5%,cash=2.00`; an empty text means no fees. `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let entry = |entry: &str| {
            let (id, fee) = entry.split_once('=')?;
            Some((Instrument::find(id.trim())?.id, InstrumentFee::parse(fee.trim())?))
        };
        let entries = text.split(',').filter(|_| !text.trim().is_empty());
        entries.map(entry).collect::<Option<_>>().map(Self)
    }

    /// The fee of an instrument, if it has one.
    pub fn of(&self, id: InstrumentId) -> Option<InstrumentFee> {
        self.0.iter().find(|(of, _)| *of == id).map(|(_, fee)| *fee)
    }
}

impl InstrumentFee {
    fn parse(text: &str) -> Option<Self> {
        let number = |text: &str| Amount::parse_typed(text.trim()).ok();
        match text.strip_suffix('%') {
            // A percentage with two decimals is parsed like an amount.
            Some(share) => {
                let hundredths = number(share)?.bani();
                (hundredths <= 10_000).then_some(Self::Share(hundredths))
            }
            None => number(text).filter(|fixed| *fixed <= MOST).map(Self::Fixed),
        }
    }

    /// The fee for a payment of this amount; a share is rounded to the nearest ban, half a ban up.
    pub fn for_payment(self, amount: Amount) -> Amount {
        match self {
            Self::Fixed(fee) => fee,
            Self::Share(hundredths) => Amount::from_bani((amount.bani() * hundredths + 5_000) / 10_000),
        }
    }
}

/// The largest fixed fee.
const MOST: Amount = Amount::from_bani(100_000_000);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fees_are_read_and_reckoned_to_the_ban() {
        let fees = InstrumentFees::parse("card-demo-1=1.5%, cash=2.00").unwrap();
        let fee = |id: &str, bani| {
            let fee = fees.of(Instrument::find(id).unwrap().id)?;
            Some(fee.for_payment(Amount::from_bani(bani)).bani())
        };
        assert_eq!(fee("card-demo-1", 125_050), Some(1_876), "18.7575 lei");
        assert_eq!(fee("card-demo-1", Amount::MAX.bani()), Some(1_500_000_000_000));
        assert_eq!(fee("cash", 125_050), Some(200));
        assert_eq!(fee("mia", 125_050), None);
        assert_eq!(InstrumentFees::parse(" "), Some(InstrumentFees::default()));
        for wrong in
            ["cash", "gold=1", "cash=-1", "cash=x%", "cash=100.01%", "cash=1,,mia=1", "cash=1000000.01"]
        {
            assert_eq!(InstrumentFees::parse(wrong), None, "{wrong}");
        }
    }
}
