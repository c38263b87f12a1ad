//! The structures of the contract as tables: members in the XSD's order, which is alphabetical.

use crate::domain::finding::Rule;
use crate::domain::finding::rules::contract::{LINES_MISSING, STATUS_MISSING, VALUE_MISSING};

/// A data contract.
#[derive(Debug)]
pub(super) struct Structure {
    pub(super) members: &'static [Member],
    /// Names that occur in practice for a member, or for one that no longer exists.
    pub(super) aliases: &'static [Alias],
}

/// One element of a structure.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// The rule that its absence breaks, if the guide or the XSD requires it.
    pub(super) required: Option<&'static Rule>,
    /// True if the XSD of 2014 requires it: a WCF reader then rejects a message that lacks it or has it too late.
    pub(super) is_in_every_message: bool,
    /// True if it may be `xsi:nil`.
    pub(super) is_nillable: bool,
}

impl Member {
    const fn in_every_message(mut self) -> Self {
        self.is_in_every_message = true;
        self
    }

    const fn not_nillable(mut self) -> Self {
        self.is_nillable = false;
        self
    }

    const fn breaking(mut self, rule: &'static Rule) -> Self {
        self.required = Some(rule);
        self
    }
}

/// A name that is not in the XSD.
#[derive(Debug)]
pub(super) enum Alias {
    /// The spelling of the guide's own text.
    Misspelt(&'static str, &'static str),
    /// A name in older messages.
    Obsolete(&'static str),
}

/// The content of an element.
#[derive(Debug)]
pub(super) enum Kind {
    /// Text with this maximum length in characters.
    Text(usize),
    /// `xs:boolean`.
    Boolean,
    /// `xs:decimal`, an amount of money.
    Amount,
    /// `xs:dateTime`.
    DateTime,
    /// An ISO 4217 code.
    Currency,
    /// One of these names.
    Enumeration(&'static [&'static str]),
    /// A list of this structure, with this name for its items.
    List(&'static str, &'static Structure),
    /// `PaymentAccount`, a plain string in the XSD of 2014.
    Account,
}

const fn optional(name: &'static str, kind: Kind) -> Member {
    Member { name, kind, required: None, is_in_every_message: false, is_nillable: true }
}

const fn required(name: &'static str, kind: Kind) -> Member {
    optional(name, kind).breaking(&VALUE_MISSING)
}

/// `GetOrderDetailsResponse`.
pub(super) static RESPONSE: Structure = Structure {
    members: &[optional("GetOrderDetailsResult", Kind::List("OrderDetails", &ORDER))],
    aliases: &[],
};

/// `OrderDetails`.
pub(super) static ORDER: Structure = Structure {
    members: &[
        optional("AllowAdvancePayments", Kind::Boolean).not_nillable(),
        optional("AllowPartialPayments", Kind::Boolean).not_nillable(),
        required("Currency", Kind::Currency).in_every_message().not_nillable(),
        optional("CustomerID", Kind::Text(13)),
        required("CustomerName", Kind::Text(60)),
        required("CustomerType", Kind::Enumeration(&["Person", "Organization", "Unspecified"]))
            .not_nillable(),
        optional("DueDate", Kind::DateTime),
        optional("IssuedAt", Kind::DateTime),
        optional("Lines", Kind::List("OrderLine", &LINE)).breaking(&LINES_MISSING).in_every_message(),
        required("OrderKey", Kind::Text(36)).in_every_message(),
        optional("Properties", Kind::List("OrderProperty", &PROPERTY)),
        required("Reason", Kind::Text(50)).in_every_message(),
        required("ServiceID", Kind::Text(36)).in_every_message(),
        optional(
            "Status",
            Kind::Enumeration(&[
                "Active",
                "PartiallyPaid",
                "Paid",
                "Completed",
                "Expired",
                "Cancelled",
                "Refunding",
                "Refunded",
            ]),
        )
        .breaking(&STATUS_MISSING)
        .in_every_message()
        .not_nillable(),
        optional("TotalAmountDue", Kind::Amount),
    ],
    aliases: FLAGS,
};

const FLAGS: &[Alias] = &[
    Alias::Misspelt("AllowAdvancePayment", "AllowAdvancePayments"),
    Alias::Misspelt("AllowPartialPayment", "AllowPartialPayments"),
];

/// `OrderLine`.
pub(super) static LINE: Structure = Structure {
    members: &[
        optional("AllowAdvancePayments", Kind::Boolean),
        optional("AllowPartialPayments", Kind::Boolean),
        optional("AmountDue", Kind::Amount),
        optional("DestinationAccount", Kind::Account),
        required("LineID", Kind::Text(36)).in_every_message(),
        optional("Properties", Kind::List("OrderProperty", &PROPERTY)),
        required("Reason", Kind::Text(50)).in_every_message(),
    ],
    aliases: FLAGS,
};

/// `OrderProperty`.
pub(super) static PROPERTY: Structure = Structure {
    members: &[
        optional("DisplayName", Kind::Text(36)),
        optional("Id", Kind::Text(255)),
        optional("IsVisible", Kind::Boolean),
        optional("Modifiable", Kind::Boolean).not_nillable(),
        required("Name", Kind::Text(36)).in_every_message(),
        optional("Required", Kind::Boolean).not_nillable(),
        optional("Type", Kind::Text(36)),
        optional("Value", Kind::Text(255)),
    ],
    aliases: &[],
};

/// `PaymentAccount`.
pub(super) static ACCOUNT: Structure = Structure {
    members: &[
        optional("BankAccount", Kind::Text(24)),
        optional("BankCode", Kind::Text(20)),
        optional("BankFiscalCode", Kind::Text(20)),
        optional("BeneficiaryName", Kind::Text(60)),
        optional("ConfigurationCode", Kind::Text(36)),
    ],
    aliases: &[
        Alias::Obsolete("BankName"),
        Alias::Obsolete("TreasuryAccount"),
        Alias::Obsolete("TreasuryAccountName"),
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_stand_in_alphabetical_order_as_a_data_contract_has_them() {
        for structure in [&RESPONSE, &ORDER, &LINE, &PROPERTY, &ACCOUNT] {
            assert!(structure.members.is_sorted_by_key(|member| member.name), "{structure:?}");
        }
    }
}
