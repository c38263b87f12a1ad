//! The structures of the contract as tables: members in the order of the XSD, which is alphabetical.

use crate::domain::finding::Rule;
use crate::domain::finding::rules::contract::{LINES_MISSING, STATUS_MISSING, VALUE_MISSING};

/// A data contract.
#[derive(Debug)]
pub(super) struct Structure {
    pub(super) members: &'static [Member],
    /// Names that are seen in the field and mean a member, or nothing any more.
    pub(super) aliases: &'static [Alias],
}

/// One element of a structure.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// The rule that its absence breaks, where it is required.
    pub(super) required: Option<&'static Rule>,
}

/// A name that the XSD does not have.
#[derive(Debug)]
pub(super) enum Alias {
    /// The guide's own text spells it so.
    Misspelt(&'static str, &'static str),
    /// Older messages have it.
    Obsolete(&'static str),
}

/// What an element holds.
#[derive(Debug)]
pub(super) enum Kind {
    /// Text of at most so many characters.
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
    /// A list of another structure, under this name.
    List(&'static str, &'static Structure),
    /// `PaymentAccount`, which the XSD of 2014 has as a plain string.
    Account,
}

const fn optional(name: &'static str, kind: Kind) -> Member {
    Member { name, kind, required: None }
}

const fn required(name: &'static str, kind: Kind) -> Member {
    Member { name, kind, required: Some(&VALUE_MISSING) }
}

/// `GetOrderDetailsResponse`.
pub(super) static RESPONSE: Structure = Structure {
    members: &[optional("GetOrderDetailsResult", Kind::List("OrderDetails", &ORDER))],
    aliases: &[],
};

/// `OrderDetails`.
pub(super) static ORDER: Structure = Structure {
    members: &[
        optional("AllowAdvancePayments", Kind::Boolean),
        optional("AllowPartialPayments", Kind::Boolean),
        required("Currency", Kind::Currency),
        optional("CustomerID", Kind::Text(13)),
        required("CustomerName", Kind::Text(60)),
        required("CustomerType", Kind::Enumeration(&["Person", "Organization", "Unspecified"])),
        optional("DueDate", Kind::DateTime),
        optional("IssuedAt", Kind::DateTime),
        Member { name: "Lines", kind: Kind::List("OrderLine", &LINE), required: Some(&LINES_MISSING) },
        required("OrderKey", Kind::Text(36)),
        optional("Properties", Kind::List("OrderProperty", &PROPERTY)),
        required("Reason", Kind::Text(50)),
        required("ServiceID", Kind::Text(36)),
        Member {
            name: "Status",
            kind: Kind::Enumeration(&[
                "Active",
                "PartiallyPaid",
                "Paid",
                "Completed",
                "Expired",
                "Cancelled",
                "Refunding",
                "Refunded",
            ]),
            required: Some(&STATUS_MISSING),
        },
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
        required("LineID", Kind::Text(36)),
        optional("Properties", Kind::List("OrderProperty", &PROPERTY)),
        required("Reason", Kind::Text(50)),
    ],
    aliases: FLAGS,
};

/// `OrderProperty`.
pub(super) static PROPERTY: Structure = Structure {
    members: &[
        optional("DisplayName", Kind::Text(36)),
        optional("Id", Kind::Text(255)),
        optional("IsVisible", Kind::Boolean),
        optional("Modifiable", Kind::Boolean),
        required("Name", Kind::Text(36)),
        optional("Required", Kind::Boolean),
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
