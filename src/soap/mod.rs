//! The wire format: SOAP 1.1 envelopes of `IServiceProvider`, their signatures and their faults.
//!
//! Bytes become domain values only here. Reading is lenient about the contract (element order, namespaces, known
//! misspellings) and strict about safety: no DTD, bounded size and depth, and only the signed element is ever read as the
//! Body.

pub mod envelope;
pub mod fault;

pub mod answer;
pub mod confirm_order_payment;
pub mod get_order_details;

pub mod contract;
mod elements;
pub mod invalid_message;
pub mod thread;
mod values;
mod writer;

pub mod security;

use crate::domain::named::named;

pub use elements::MAX_TEXT;

/// SOAP 1.1 envelope namespace.
pub const SOAP_NS: &str = "http://schemas.xmlsoap.org/soap/envelope/";
/// The namespace of SOAP 1.2, §5.
pub const SOAP_12_NS: &str = "http://www.w3.org/2003/05/soap-envelope";
/// Target namespace of MPay's contract (WSDL).
pub const MPAY_NS: &str = "https://mpay.gov.md";
/// WS-Security 1.0 extension namespace (OASIS, 2004).
pub const WSSE_NS: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
/// WS-Security 1.0 utility namespace, of `Id` and `Timestamp`.
pub const WSU_NS: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
/// XML Signature namespace (W3C).
pub const DS_NS: &str = "http://www.w3.org/2000/09/xmldsig#";
/// Content type of SOAP 1.1 over HTTP (WS-I Basic Profile 1.1).
pub const CONTENT_TYPE: &str = "text/xml; charset=utf-8";

named! {
    fn name;
    /// The two operations of `IServiceProvider`, by their names in the WSDL.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub enum Operation {
        /// Step 5: asks for the order and the amount due.
        GetOrderDetails = "GetOrderDetails",
        /// Step 13: reports the payment.
        ConfirmOrderPayment = "ConfirmOrderPayment",
    }
}

impl Operation {
    /// The value of the `SOAPAction` header, without its quotes.
    pub fn soap_action(self) -> &'static str {
        match self {
            Self::GetOrderDetails => "https://mpay.gov.md/IServiceProvider/GetOrderDetails",
            Self::ConfirmOrderPayment => "https://mpay.gov.md/IServiceProvider/ConfirmOrderPayment",
        }
    }
}
