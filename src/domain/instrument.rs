//! The instruments that a payer can pay with (step 7).

/// The short name of an instrument, in addresses, forms and the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct InstrumentId(&'static str);

/// One way to pay at one payment provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instrument {
    /// The short name.
    pub id: InstrumentId,
    /// The kind of payment.
    pub kind: InstrumentKind,
    /// The payment provider's name on pages and receipts. The banks are fictional.
    pub payment_provider_name: &'static str,
    /// The value of the confirmation's property `Bank`; the guide's sample has `MAIB (Card)`.
    pub bank_property: &'static str,
}

/// The kinds of payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InstrumentKind {
    /// A bank card, typed in at a card processor.
    BankCard {
        /// True where the processor asks for 3-D Secure authentication of the cards that take part in it.
        three_d_secure: bool,
    },
    /// A card in Apple's wallet, taken by a card processor.
    ApplePay,
    /// A card in Google's wallet, taken by a card processor.
    GooglePay,
    /// MIA: the payer scans a QR code with the bank's app.
    InstantPayment,
    /// The payer's own bank, on the internet.
    InternetBanking,
    /// A wallet of electronic money.
    EMoney,
    /// Cash at a payment terminal, a bank counter or a post office, paid with the number of the notice.
    Cash,
    /// A card at a POS terminal of the service provider's counter. An operator uses it; the pay page does not offer it.
    PosTerminal,
}

macro_rules! instruments {
    ($($id:literal $kind:expr, $name:literal, $bank:literal;)*) => {
        [$(Instrument {
            id: InstrumentId($id),
            kind: $kind,
            payment_provider_name: $name,
            bank_property: $bank,
        }),*]
    };
}

/// The instrument of all POS terminals; the bank comes from the terminal's configuration.
pub const POS_TERMINAL: Instrument = Instrument {
    id: InstrumentId("pos"),
    kind: InstrumentKind::PosTerminal,
    payment_provider_name: "POS",
    bank_property: "POS",
};

/// The instruments that payers choose from, in the order of the pay page.
pub const INSTRUMENTS: &[Instrument] = &instruments! {
    "card-demo-1" InstrumentKind::BankCard { three_d_secure: true }, "Banca Demo 1", "Banca Demo 1 (Card)";
    "card-demo-2" InstrumentKind::BankCard { three_d_secure: false }, "Banca Demo 2", "Banca Demo 2 (Card)";
    "apple-pay" InstrumentKind::ApplePay, "Banca Demo 1", "Banca Demo 1 (Apple Pay)";
    "google-pay" InstrumentKind::GooglePay, "Banca Demo 1", "Banca Demo 1 (Google Pay)";
    "mia" InstrumentKind::InstantPayment, "MIA Demo", "MIA Demo";
    "bank-demo-1" InstrumentKind::InternetBanking, "Banca Demo 1", "Banca Demo 1 (Internet banking)";
    "bank-demo-3" InstrumentKind::InternetBanking, "Banca Demo 3", "Banca Demo 3 (Internet banking)";
    "wallet-demo-a" InstrumentKind::EMoney, "Portofel Demo A", "Portofel Demo A";
    "wallet-demo-b" InstrumentKind::EMoney, "Portofel Demo B", "Portofel Demo B";
    "cash" InstrumentKind::Cash, "Casa Demo", "Casa Demo (Numerar)";
};

impl InstrumentId {
    /// The short name.
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

impl Instrument {
    /// The instrument with this short name; `None` if there is none.
    pub fn find(id: &str) -> Option<&'static Self> {
        INSTRUMENTS.iter().chain([&POS_TERMINAL]).find(|instrument| instrument.id.0 == id)
    }

    /// The instrument with this id. Ids are made only in this file, so there always is one.
    pub fn of(id: InstrumentId) -> &'static Self {
        Self::find(id.0).unwrap_or(&INSTRUMENTS[0])
    }
}

impl InstrumentKind {
    /// The group of the pay page, which is also a key in the translations.
    pub fn group(self) -> &'static str {
        match self {
            Self::BankCard { .. } => "card",
            Self::ApplePay => "apple-pay",
            Self::GooglePay => "google-pay",
            Self::InstantPayment => "mia",
            Self::InternetBanking => "bank",
            Self::EMoney => "wallet",
            Self::Cash => "cash",
            Self::PosTerminal => "pos",
        }
    }
}
