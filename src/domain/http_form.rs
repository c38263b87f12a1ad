//! Lawful variations in how a request is sent over HTTP.

/// How a request is sent. The default is accepted by every known e-Service.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HttpForm {
    /// The form of the `SOAPAction` header.
    pub soap_action: SoapAction,
    /// The `Content-Type`; `None` is the usual one.
    pub content_type: Option<&'static str>,
    /// The HTTP version, and how the end of the body is marked.
    pub framing: Framing,
}

/// The forms of the `SOAPAction` header (SOAP 1.1 §6.1.1).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SoapAction {
    /// The address in quotation marks, as WS-I Basic Profile 1.1 R2744 demands.
    #[default]
    Quoted,
    /// The address without quotation marks.
    Bare,
    /// Empty quotation marks: the address of the request says what is meant.
    Empty,
}

/// The HTTP version, and how the end of the body is marked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Framing {
    /// HTTP/1.1 with `Content-Length`.
    #[default]
    Length,
    /// HTTP/1.1 with `Transfer-Encoding: chunked`.
    Chunked,
    /// HTTP/1.0 with `Content-Length`.
    Http10,
}

impl SoapAction {
    /// The header's value for this action.
    pub fn value(self, action: &str) -> String {
        match self {
            Self::Quoted => format!("\"{action}\""),
            Self::Bare => action.to_owned(),
            Self::Empty => "\"\"".to_owned(),
        }
    }
}
