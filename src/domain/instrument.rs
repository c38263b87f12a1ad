//! What a payer can pay with (step 7).

/// The short name of an instrument, in addresses, forms and the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct InstrumentId(&'static str);

/// One way to pay at one payment provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instrument {
    /// The short name.
    pub id: InstrumentId,
    /// How the payer pays.
    pub kind: InstrumentKind,
    /// The payment provider's name on pages and receipts. The banks are fictional.
    pub payment_provider_name: &'static str,
    /// What the confirmation's property `Bank` says; the guide's sample has `MAIB (Card)`.
    pub bank_property: &'static str,
}

/// How the payer pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InstrumentKind {
    /// A bank card, typed in at a card processor.
    BankCard {
        /// Whether the processor asks for 3-D Secure authentication where the card takes part in it.
        three_d_secure: bool,
    },
    /// The payer's own bank, on the internet.
    InternetBanking,
}

/// Every instrument, in the order in which the pay page offers them.
pub const INSTRUMENTS: [Instrument; 3] = [
    Instrument {
        id: InstrumentId("card-demo-1"),
        kind: InstrumentKind::BankCard { three_d_secure: true },
        payment_provider_name: "Banca Demo 1",
        bank_property: "Banca Demo 1 (Card)",
    },
    Instrument {
        id: InstrumentId("card-demo-2"),
        kind: InstrumentKind::BankCard { three_d_secure: false },
        payment_provider_name: "Banca Demo 2",
        bank_property: "Banca Demo 2 (Card)",
    },
    Instrument {
        id: InstrumentId("bank-demo-3"),
        kind: InstrumentKind::InternetBanking,
        payment_provider_name: "Banca Demo 3",
        bank_property: "Banca Demo 3 (Internet banking)",
    },
];

impl InstrumentId {
    /// The short name.
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

impl Instrument {
    /// The instrument with this short name.
    pub fn find(id: &str) -> Option<&'static Self> {
        INSTRUMENTS.iter().find(|instrument| instrument.id.0 == id)
    }

    /// The instrument with this id. Ids are made in this file alone, so there always is one.
    pub fn of(id: InstrumentId) -> &'static Self {
        Self::find(id.0).unwrap_or(&INSTRUMENTS[0])
    }
}
