//! A service of the agency and all that it is made of.

use jiff::SignedDuration;

use crate::domain::language::Language;
use crate::domain::money::Amount;
use crate::domain::order::PaymentAccount;
use crate::domain::service::LocalizedText;

/// The agency.
pub(in crate::sample_service) const AGENCY: Text =
    Text {
        ro: "Agenția Demo a Pădurilor", ru: "Демо-агентство лесов", en: "Demo Forest Agency"
    };
/// The agency's IDNO.
pub(in crate::sample_service) const AGENCY_IDNO: &str = "1002600001235";
/// All prices are in lei.
pub(in crate::sample_service) const CURRENCY: &str = "MDL";
/// The State Treasury, where public bodies keep their accounts.
const TREASURY: &str = "TREZMD2X";

/// A text in three languages. MPay prints at most 50 characters of a reason.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::sample_service) struct Text {
    pub(super) ro: &'static str,
    pub(super) ru: &'static str,
    pub(super) en: &'static str,
}

impl Text {
    /// The text in this language.
    pub(in crate::sample_service) fn get(&self, language: Language) -> &'static str {
        match language {
            Language::Romanian => self.ro,
            Language::Russian => self.ru,
            Language::English => self.en,
        }
    }

    /// The text for a registration.
    pub(super) fn localized(&self) -> LocalizedText {
        LocalizedText::of(self.ro, self.ru, self.en)
    }
}

/// One service of the agency.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::sample_service) struct CatalogueService {
    /// The `ServiceID`.
    pub id: &'static str,
    /// The service's name, which is also the `Reason` of its orders.
    pub name: Text,
    /// One sentence for the shop's page.
    pub description: Text,
    /// The lines of an order.
    pub lines: &'static [CatalogueLine],
    /// The number of times that an order has each line; above 1, the copies are numbered.
    pub copies: usize,
    /// The amounts that can be paid. Other than in full, an order has one line.
    pub payable: Payable,
    /// The questions that MPay asks the payer.
    pub questions: &'static [Question],
    /// The behaviour of the e-Service with this service's orders.
    pub conduct: Conduct,
}

/// The defaults of a service.
pub(super) const ORDINARY: CatalogueService = CatalogueService {
    id: "",
    name: Text { ro: "", ru: "", en: "" },
    description: Text { ro: "", ru: "", en: "" },
    lines: &[],
    copies: 1,
    payable: Payable::InFull,
    questions: &[],
    conduct: Conduct::Prompt,
};

/// The amounts that can be paid for an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sample_service) enum Payable {
    /// The price, at once.
    InFull,
    /// The price, in any number of parts.
    InParts,
    /// The price or more, at once.
    WithAdvance,
    /// An amount of the payer's choice, once: the order has none.
    Open,
    /// Each line is an order of its own: the order's number leads to all of them.
    Apart,
}

/// The behaviour of the e-Service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sample_service) enum Conduct {
    /// It answers at once.
    Prompt,
    /// It answers each call after [`SLOW_BY`].
    Slow,
    /// It breaks down at `GetOrderDetails`: HTTP 500 with a page in place of a SOAP message.
    BreaksDown,
    /// It refuses every `ConfirmOrderPayment` with a fault.
    RefusesPayments,
}

/// The time after which a slow service answers: noticed by a payer, and far below the hub's limit of 30 seconds.
pub(in crate::sample_service) const SLOW_BY: SignedDuration = SignedDuration::from_secs(8);

/// A property of an order that the payer may or must fill in.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::sample_service) struct Question {
    /// `OrderProperty.Name`, under which the answer comes back.
    pub name: &'static str,
    /// The label for the payer, at most 36 characters.
    pub label: Text,
    /// `OrderProperty.Type`.
    pub kind: &'static str,
    /// `OrderProperty.Required`.
    pub required: bool,
}

/// One line of an order of a service.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::sample_service) struct CatalogueLine {
    /// The `LineID`.
    pub id: &'static str,
    /// The purpose of the line.
    pub reason: Text,
    /// Its price.
    pub price: Amount,
    /// The account that receives it.
    pub account: &'static Account,
}

/// An account at the treasury.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::sample_service) struct Account {
    /// IBAN, 24 characters.
    pub iban: &'static str,
    /// The beneficiary's name.
    pub beneficiary: &'static str,
    /// The beneficiary's IDNO.
    pub idno: &'static str,
}

impl Account {
    /// The account for messages.
    pub(in crate::sample_service) fn to_payment_account(&self) -> PaymentAccount {
        PaymentAccount {
            bank_account: Some(self.iban.to_owned()),
            bank_code: Some(TREASURY.to_owned()),
            bank_fiscal_code: Some(self.idno.to_owned()),
            beneficiary_name: Some(self.beneficiary.to_owned()),
            configuration_code: None,
        }
    }

    /// The IBAN in groups of four.
    pub(in crate::sample_service) fn grouped_iban(&self) -> String {
        let chars: Vec<char> = self.iban.chars().collect();
        chars.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
    }
}

impl CatalogueService {
    /// The number of lines of an order.
    pub(in crate::sample_service) fn line_count(&self) -> usize {
        self.lines.len() * self.copies
    }

    /// The service's line with this `LineID`, and the number of its copy, if the lines are copied.
    pub(in crate::sample_service) fn line(
        &self,
        id: &str,
    ) -> Option<(&'static CatalogueLine, Option<usize>)> {
        if self.copies == 1 {
            return self.lines.iter().find(|line| line.id == id).map(|line| (line, None));
        }
        let number = id.parse::<usize>().ok().filter(|number| (1..=self.line_count()).contains(number))?;
        let line = self.lines.get((number - 1) % self.lines.len())?;
        Some((line, Some(number.div_ceil(self.lines.len()))))
    }

    /// The ids of an order's lines.
    pub(in crate::sample_service) fn line_ids(&self) -> Vec<String> {
        match self.copies {
            1 => self.lines.iter().map(|line| line.id.to_owned()).collect(),
            _ => (1..=self.line_count()).map(|number| number.to_string()).collect(),
        }
    }

    /// The current price of an order; `None` if the payer chooses the amount.
    pub(in crate::sample_service) fn price(&self) -> Option<Amount> {
        let price = || (0..self.copies).flat_map(|_| self.lines).map(|line| line.price).sum();
        (self.payable != Payable::Open).then(price)
    }
}
