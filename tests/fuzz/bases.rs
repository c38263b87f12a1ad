//! The messages that are mutated: requests, replies and faults in every shape, signed by the hub or by an e-Service.

use std::collections::HashMap;

use jiff::Timestamp;
use mpay_sim::domain::confirmation::{PaymentConfirmation, PaymentConfirmationLine, PaymentProperty};
use mpay_sim::domain::fault::FaultCode;
use mpay_sim::domain::language::Language;
use mpay_sim::domain::money::Amount;
use mpay_sim::domain::order::PaymentAccount;
use mpay_sim::soap::envelope::{self, Envelope};
use mpay_sim::soap::security::c14n::{Options, canonicalize};
use mpay_sim::soap::security::certificates::Identity;
use mpay_sim::soap::security::sign::{MessageStamp, signed_envelope};
use mpay_sim::soap::{WSU_NS, confirm_order_payment, fault, get_order_details};

use super::outline::Outline;
use super::{identities, orders, shapes};

/// Every message to mutate.
pub struct Bases {
    pub hub: Identity,
    pub e_service: Identity,
    pub now: Timestamp,
    pub all: Vec<Base>,
    /// The place of each by what it signs.
    by_signed: HashMap<Signed, usize>,
}

/// The canonical octets of Body and Timestamp.
type Signed = (Vec<u8>, Vec<u8>);

/// A message as it was signed.
pub struct Base {
    pub text: String,
    pub outline: Outline,
    /// Signed by the hub; else by an e-Service.
    pub by_hub: bool,
    /// What every reader makes of it.
    pub reading: String,
}

impl Bases {
    pub fn new() -> Self {
        let now: Timestamp = "2027-01-04T08:51:24.321Z".parse().unwrap();
        let mut bases = Self {
            hub: identities::hub(),
            e_service: identities::e_service(),
            now,
            all: Vec::new(),
            by_signed: HashMap::new(),
        };
        for (_, shape) in shapes::shapes() {
            for content in contents() {
                for by_hub in [true, false] {
                    // No two sign the same, so that each is known by what it signs.
                    let number = bases.all.len();
                    let created = now - jiff::SignedDuration::from_millis(number.try_into().unwrap());
                    let stamp = MessageStamp { id: format!("{number:032x}"), created };
                    let identity = if by_hub { &bases.hub } else { &bases.e_service };
                    let text = signed_envelope(&content, identity, &stamp, shape).unwrap();
                    bases.add(text, by_hub);
                }
            }
        }
        bases
    }

    fn add(&mut self, text: String, by_hub: bool) {
        let outline = Outline::of(&text).unwrap();
        let document = envelope::parse(&text).unwrap();
        let envelope = Envelope::of(&document).unwrap();
        let reading = reading_of(&envelope);
        assert!(self.by_signed.insert(signed(&envelope).unwrap(), self.all.len()).is_none());
        drop(document);
        self.all.push(Base { text, outline, by_hub, reading });
    }

    /// The message whose Body and Timestamp this envelope has.
    pub fn signed(&self, envelope: &Envelope<'_, '_>) -> Option<&Base> {
        signed(envelope).and_then(|signed| self.by_signed.get(&signed)).map(|place| &self.all[*place])
    }
}

/// What the signature of this envelope is about: its Body, and the Timestamp of its header.
fn signed(envelope: &Envelope<'_, '_>) -> Option<Signed> {
    let security = envelope.header?.children().find(|node| node.tag_name().name() == "Security")?;
    let timestamp = security.children().find(|node| node.has_tag_name((WSU_NS, "Timestamp")))?;
    let canonical = |node| canonicalize(node, &Options::default());
    Some((canonical(envelope.body), canonical(timestamp)))
}

/// What every reader of the content makes of it, as text.
pub fn reading_of(envelope: &Envelope<'_, '_>) -> String {
    let Some(payload) = envelope.payload() else { return String::new() };
    format!(
        "{:?} {:?} {:?} {:?}",
        fault::read(payload, 500),
        get_order_details::read_request(payload),
        get_order_details::read_reply(payload),
        confirm_order_payment::read_request(payload),
    )
}

fn contents() -> [String; 5] {
    let order = orders::order();
    [
        get_order_details::write_request(&get_order_details::OrderDetailsQuery {
            language: Language::Romanian,
            order_key: orders::ORDER.to_owned(),
            service_id: orders::SERVICE.to_owned(),
        }),
        get_order_details::write_reply(&[order]),
        confirm_order_payment::write_request(&confirmation()),
        confirm_order_payment::write_reply(),
        fault::write(&FaultCode::UnknownOrder, "no such order: „1” <&>"),
    ]
}

fn confirmation() -> PaymentConfirmation {
    PaymentConfirmation {
        currency: "MDL".to_owned(),
        invoice_id: "00069002233014".to_owned(),
        lines: vec![PaymentConfirmationLine {
            amount: Amount::from_bani(125_050),
            destination_account: PaymentAccount {
                bank_account: Some("MD85TRGAAA14299801000001".to_owned()),
                ..PaymentAccount::default()
            },
            line_id: "1".to_owned(),
            properties: vec![PaymentProperty {
                name: "HO:FileNumber".to_owned(),
                value: "D-00017".to_owned(),
            }],
        }],
        order_key: orders::ORDER.to_owned(),
        paid_at: "2027-01-04T08:51:23Z".parse().unwrap(),
        payment_id: "79042133".to_owned(),
        properties: vec![],
        service_id: orders::SERVICE.to_owned(),
        total_amount: Amount::from_bani(125_050),
    }
}
