//! The fault codes of the MPay guide.

/// A fault code: one that the guide lists, or any other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultCode {
    /// The e-Service failed.
    InternalError,
    /// The caller's signature was not accepted.
    AuthenticationFailed,
    /// The caller is known, but lacks the permission.
    AuthorizationFailed,
    /// A parameter is missing or wrong.
    InvalidParameter,
    /// The `ServiceID` is not known.
    UnknownService,
    /// The `OrderKey` is not known.
    UnknownOrder,
    /// The `InvoiceID` is not known.
    UnknownInvoice,
    /// The `PaymentID` is not known. The guide spells it `UknownPayment`; `UnknownPayment` is read too, and means the same.
    UnknownPayment,
    /// The invoice has been paid already.
    InvoiceAlreadyPaid,
    /// The invoice has expired.
    InvoiceExpired,
    /// A code that the guide does not list, without its prefix.
    Other(String),
}

impl FaultCode {
    /// Parses a `faultcode` with any prefix: `soap:UnknownOrder`, `SOAP-ENV:UnknownOrder`.
    pub fn parse(faultcode: &str) -> Self {
        let code = faultcode.trim();
        let local = code.rsplit(':').next().unwrap_or(code).trim();
        match local {
            "InternalError" => Self::InternalError,
            "AuthenticationFailed" => Self::AuthenticationFailed,
            "AuthorizationFailed" => Self::AuthorizationFailed,
            "InvalidParameter" => Self::InvalidParameter,
            "UnknownService" => Self::UnknownService,
            "UnknownOrder" => Self::UnknownOrder,
            "UnknownInvoice" => Self::UnknownInvoice,
            "UknownPayment" => Self::UnknownPayment,
            "InvoiceAlreadyPaid" => Self::InvoiceAlreadyPaid,
            "InvoiceExpired" => Self::InvoiceExpired,
            other => Self::Other(other.chars().take(100).collect()),
        }
    }

    /// True where the code is a name of at most 60 characters, as it should be; anything else is free text, which may
    /// reveal internals of the e-Service.
    pub fn is_a_name(&self) -> bool {
        is_a_name(self.as_str())
    }

    /// The code as the guide writes it, `UknownPayment` included.
    pub fn as_str(&self) -> &str {
        match self {
            Self::InternalError => "InternalError",
            Self::AuthenticationFailed => "AuthenticationFailed",
            Self::AuthorizationFailed => "AuthorizationFailed",
            Self::InvalidParameter => "InvalidParameter",
            Self::UnknownService => "UnknownService",
            Self::UnknownOrder => "UnknownOrder",
            Self::UnknownInvoice => "UnknownInvoice",
            Self::UnknownPayment => "UknownPayment",
            Self::InvoiceAlreadyPaid => "InvoiceAlreadyPaid",
            Self::InvoiceExpired => "InvoiceExpired",
            Self::Other(code) => code,
        }
    }
}

pub(super) fn is_a_name(text: &str) -> bool {
    text.len() <= 60
        && text.starts_with(|c: char| c.is_alphanumeric() || c == '_')
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

#[cfg(test)]
mod tests {
    use super::FaultCode;

    #[test]
    fn a_code_is_read_with_any_prefix() {
        for code in ["UnknownOrder", "soap:UnknownOrder", "SOAP-ENV:UnknownOrder", " s:UnknownOrder\n"] {
            assert_eq!(FaultCode::parse(code), FaultCode::UnknownOrder, "{code}");
        }
        assert_eq!(FaultCode::parse("0"), FaultCode::Other("0".into()));
    }
}
