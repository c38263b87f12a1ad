//! The instruments on the pay page: one choice for each group, with a list if the group has several.

use crate::config::Config;
use crate::domain::instrument::{Instrument, InstrumentKind, POS_TERMINAL};
use crate::domain::instrument_fee::InstrumentFee;
use crate::domain::money::Amount;
use crate::i18n::Translator;
use crate::web::parameters::Form;

/// One choice on the pay page.
pub(super) struct InstrumentGroup {
    /// The submitted value: the instrument's short name, or the name of a list.
    pub(super) value: &'static str,
    pub(super) title: String,
    pub(super) hint: String,
    pub(super) is_card: bool,
    pub(super) checked: bool,
    /// The list's field and its label, if the group has several.
    pub(super) list: Option<(&'static str, String)>,
    pub(super) options: Vec<InstrumentOption>,
}

/// An entry of a list.
pub(super) struct InstrumentOption {
    pub(super) id: &'static str,
    pub(super) label: String,
    pub(super) selected: bool,
}

/// The short name of the instrument chosen in a form.
pub(super) fn chosen(form: &Form) -> &str {
    match form.get("ins") {
        "card" => form.get("processor"),
        "ib" => form.get("bank"),
        "em" => form.get("wallet"),
        other => other,
    }
}

/// The offered instruments in groups; `chosen`, or else the first one, is checked.
pub(super) fn groups(t: &Translator, config: &Config, currency: &str, chosen: &str) -> Vec<InstrumentGroup> {
    let mut groups: Vec<InstrumentGroup> = Vec::new();
    let offered = &config.instruments;
    let fee = |instrument: &Instrument| {
        let fee = config.instrument_fees.of(instrument.id)?;
        Some(t.with("instrument-fee", "fee", fee_text(t, fee, currency)))
    };
    let is_offered = offered.iter().any(|instrument| instrument.id.as_str() == chosen);
    for instrument in offered {
        let selected = instrument.id.as_str() == chosen;
        let option = InstrumentOption {
            id: instrument.id.as_str(),
            label: with_fee(label(t, instrument), fee(instrument)),
            selected,
        };
        let list = list(t, instrument.kind);
        let value = list.as_ref().map_or(instrument.id.as_str(), |(value, _, _)| *value);
        if let Some(group) = groups.iter_mut().find(|group| group.value == value) {
            group.checked |= selected;
            group.options.push(option);
            continue;
        }
        let name = instrument.kind.group();
        let hint = t.get(&format!("instrument-{name}-hint"));
        groups.push(InstrumentGroup {
            value,
            title: t.get(&format!("instrument-{name}")),
            hint: if list.is_some() { hint } else { with_fee(hint, fee(instrument)) },
            is_card: matches!(instrument.kind, InstrumentKind::BankCard { .. }),
            checked: selected || (!is_offered && groups.is_empty()),
            list: list.map(|(_, field, label)| (field, label)),
            options: vec![option],
        });
    }
    groups
}

/// The text about the payer's fee before an instrument is chosen.
pub(super) fn fee_in_summary(t: &Translator, config: &Config, currency: &str) -> String {
    let has_fee = |instrument: &&Instrument| config.instrument_fees.of(instrument.id).is_some();
    if config.instruments.iter().any(has_fee) {
        t.get("fee-by-instrument")
    } else {
        t.money(Amount::ZERO, currency)
    }
}

/// The text about the fee on an operator's page.
pub(super) fn fee_at_terminal(t: &Translator, config: &Config, currency: &str) -> String {
    let fee = config.instrument_fees.of(POS_TERMINAL.id);
    fee.map_or_else(|| t.money(Amount::ZERO, currency), |fee| fee_text(t, fee, currency))
}

fn fee_text(t: &Translator, fee: InstrumentFee, currency: &str) -> String {
    match fee {
        InstrumentFee::Fixed(amount) => t.money(amount, currency),
        // A percentage with two decimals is formatted like an amount.
        InstrumentFee::Share(hundredths) => format!("{} %", t.amount(Amount::from_bani(hundredths))),
    }
}

fn with_fee(text: String, fee: Option<String>) -> String {
    fee.map_or(text.clone(), |fee| format!("{text} · {fee}"))
}

/// For a group with several: its submitted value, the list's field, and its label.
fn list(t: &Translator, kind: InstrumentKind) -> Option<(&'static str, &'static str, String)> {
    match kind {
        InstrumentKind::BankCard { .. } => Some(("card", "processor", t.get("card-processor"))),
        InstrumentKind::InternetBanking => Some(("ib", "bank", t.get("your-bank"))),
        InstrumentKind::EMoney => Some(("em", "wallet", t.get("your-wallet"))),
        InstrumentKind::ApplePay
        | InstrumentKind::GooglePay
        | InstrumentKind::InstantPayment
        | InstrumentKind::Cash
        | InstrumentKind::PosTerminal => None,
    }
}

/// The name of an instrument among several.
fn label(t: &Translator, instrument: &Instrument) -> String {
    let name = instrument.payment_provider_name;
    match instrument.kind {
        InstrumentKind::BankCard { three_d_secure: true } => t.with("processor-with-3ds", "name", name),
        InstrumentKind::BankCard { three_d_secure: false } => t.with("processor-without-3ds", "name", name),
        _ => name.to_owned(),
    }
}
