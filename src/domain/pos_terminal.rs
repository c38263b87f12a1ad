//! POS terminals at service providers' counters, as `/PosTerminal/Configure` describes them.

use std::net::IpAddr;

use super::card_number::has_hidden_card_number;
use super::idn;
use super::named::named;
use super::plain_text::is_unfit;

/// A terminal, its location and its bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PosTerminal {
    /// The organisation that has the counter.
    pub organization_name: String,
    /// Its IDNO.
    pub organization_idno: String,
    /// The address of the office.
    pub office_address: String,
    /// The organisation's department or service.
    pub organization_service: Option<String>,
    /// The counter.
    pub counter: Option<String>,
    /// The terminal's number at its bank.
    pub terminal_id: String,
    /// The bank.
    pub vendor_name: String,
    /// The address of the computer that the terminal may be used from.
    pub intended_ip: IpAddr,
}

named! {
    fn name;
    /// The fields of the form, by MPay's names.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum PosField {
        /// `OrganizationName`.
        OrganizationName = "OrganizationName",
        /// `OrganizationIdno`.
        OrganizationIdno = "OrganizationIdno",
        /// `OfficeAddress`.
        OfficeAddress = "OfficeAddress",
        /// `OrganizationService`, optional.
        OrganizationService = "OrganizationService",
        /// `Counter`, optional.
        Counter = "Counter",
        /// `TerminalId`.
        TerminalId = "TerminalId",
        /// `VendorName`: the bank.
        VendorName = "VendorName",
        /// `IntendedIp`.
        IntendedIp = "IntendedIp",
    }
}

/// The mistakes of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PosMistake {
    /// It must be filled in.
    Missing,
    /// It has more characters than this.
    TooLong(usize),
    /// It has a control character.
    Characters,
    /// It contains a card number, whose digits are masked before it is stored.
    CardNumber,
    /// It is not an IDNO, or its check digit is wrong.
    Idno,
    /// It has characters other than letters, digits, `-`, `_` and `.`.
    TerminalId,
    /// It is not an IPv4 or IPv6 address.
    Address,
}

/// The form as it was typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TypedPosTerminal([String; PosField::ALL.len()]);

impl PosField {
    /// False for the two fields that MPay calls optional.
    pub fn is_required(self) -> bool {
        !matches!(self, Self::OrganizationService | Self::Counter)
    }

    /// The maximum length in characters. MPay documents none: these are the guide's for similar values.
    pub fn most_characters(self) -> usize {
        match self {
            Self::OrganizationName | Self::OrganizationService | Self::VendorName => 60,
            Self::OrganizationIdno => 13,
            Self::OfficeAddress => 255,
            Self::Counter | Self::TerminalId => 36,
            // The longest IPv6 address, ending with an IPv4 address.
            Self::IntendedIp => 45,
        }
    }

    fn mistake_in(self, text: &str) -> Option<PosMistake> {
        let is_of_number = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
        match self {
            _ if text.is_empty() => self.is_required().then_some(PosMistake::Missing),
            _ if text.chars().count() > self.most_characters() => {
                Some(PosMistake::TooLong(self.most_characters()))
            }
            _ if text.chars().any(is_unfit) => Some(PosMistake::Characters),
            _ if has_hidden_card_number(text) => Some(PosMistake::CardNumber),
            Self::OrganizationIdno => (!idn::is_valid(text)).then_some(PosMistake::Idno),
            Self::TerminalId => (!text.bytes().all(is_of_number)).then_some(PosMistake::TerminalId),
            Self::IntendedIp => text.parse::<IpAddr>().is_err().then_some(PosMistake::Address),
            _ => None,
        }
    }
}

impl TypedPosTerminal {
    /// The text of a field.
    pub fn get(&self, field: PosField) -> &str {
        &self.0[field as usize]
    }

    /// Sets the text of a field.
    pub fn set(&mut self, field: PosField, text: String) {
        self.0[field as usize] = text;
    }

    /// The terminal that the form describes.
    ///
    /// # Errors
    /// Every mistake, with its field.
    pub fn check(&self) -> Result<PosTerminal, Vec<(PosField, PosMistake)>> {
        let mistake = |field: PosField| Some((field, field.mistake_in(self.get(field))?));
        let mistakes: Vec<_> = PosField::ALL.into_iter().filter_map(mistake).collect();
        let text = |field| self.get(field).to_owned();
        let optional = |field| Some(self.get(field)).filter(|text| !text.is_empty()).map(str::to_owned);
        match self.get(PosField::IntendedIp).parse::<IpAddr>() {
            Ok(intended_ip) if mistakes.is_empty() => Ok(PosTerminal {
                organization_name: text(PosField::OrganizationName),
                organization_idno: text(PosField::OrganizationIdno),
                office_address: text(PosField::OfficeAddress),
                organization_service: optional(PosField::OrganizationService),
                counter: optional(PosField::Counter),
                terminal_id: text(PosField::TerminalId),
                vendor_name: text(PosField::VendorName),
                intended_ip,
            }),
            _ => Err(mistakes),
        }
    }
}

impl From<&PosTerminal> for TypedPosTerminal {
    fn from(terminal: &PosTerminal) -> Self {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        Self([
            terminal.organization_name.clone(),
            terminal.organization_idno.clone(),
            terminal.office_address.clone(),
            text(&terminal.organization_service),
            text(&terminal.counter),
            terminal.terminal_id.clone(),
            terminal.vendor_name.clone(),
            terminal.intended_ip.to_string(),
        ])
    }
}

impl PosTerminal {
    /// The value of the confirmation's property `Bank`, in the form of the guide's `MAIB (Card)`.
    pub fn bank_property(&self) -> String {
        format!("{} (POS)", self.vendor_name)
    }

    /// True where an operator at this address may use it. All loopback addresses count as one.
    pub fn is_meant_for(&self, address: IpAddr) -> bool {
        let (intended, address) = (self.intended_ip.to_canonical(), address.to_canonical());
        intended == address || (intended.is_loopback() && address.is_loopback())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> TypedPosTerminal {
        TypedPosTerminal(
            [
                "Agenția Demo a Pădurilor",
                "1002600001235",
                "str. Ștefan cel Mare 1, Chișinău",
                "",
                "",
                "00012345",
                "Banca Demo 1",
                "127.0.0.1",
            ]
            .map(str::to_owned),
        )
    }

    #[test]
    fn a_form_is_read_and_written_back_and_two_fields_are_optional() {
        let terminal = typed().check().unwrap();
        assert_eq!((&terminal.organization_service, &terminal.counter), (&None, &None));
        assert_eq!(TypedPosTerminal::from(&terminal), typed());
        assert_eq!(terminal.bank_property(), "Banca Demo 1 (POS)");
        assert_eq!(TypedPosTerminal::default().check().unwrap_err().len(), 6);
    }

    #[test]
    fn every_mistake_is_told() {
        let cases = [
            (PosField::OrganizationName, "ș".repeat(61), PosMistake::TooLong(60)),
            (PosField::OrganizationIdno, "1002600001234".to_owned(), PosMistake::Idno),
            (PosField::OfficeAddress, "a\u{7}".to_owned(), PosMistake::Characters),
            (PosField::Counter, "x".repeat(37), PosMistake::TooLong(36)),
            (PosField::TerminalId, "12 34".to_owned(), PosMistake::TerminalId),
            (PosField::IntendedIp, "localhost".to_owned(), PosMistake::Address),
        ];
        let mut all = typed();
        for (field, text, mistake) in &cases {
            let mut form = typed();
            form.set(*field, text.clone());
            assert_eq!(form.check(), Err(vec![(*field, *mistake)]));
            all.set(*field, text.clone());
        }
        assert_eq!(all.check().unwrap_err(), cases.map(|(field, _, mistake)| (field, mistake)));
    }

    #[test]
    fn an_address_is_the_same_however_it_is_written() {
        let at = |ip: &str| {
            let mut form = typed();
            form.set(PosField::IntendedIp, ip.to_owned());
            form.check().unwrap()
        };
        assert!(at("::1").is_meant_for("127.0.0.1".parse().unwrap()));
        assert!(at("10.0.0.5").is_meant_for("::ffff:10.0.0.5".parse().unwrap()));
        assert!(!at("10.0.0.5").is_meant_for("10.0.0.6".parse().unwrap()));
        assert!(!at("127.0.0.1").is_meant_for("10.0.0.6".parse().unwrap()));
    }
}
