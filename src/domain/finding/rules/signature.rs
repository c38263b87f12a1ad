//! Rules of the message's signature, its certificate and its Timestamp.

super::rules! {
    UNSIGNED "signature-missing" Signature Error
        "the message is not signed"
        expected "a wsse:Security header with a ds:Signature over Body and Timestamp"
        consequence "MPay refuses the message"
        remedy "sign Body and Timestamp with the certificate that is registered for the service"
        source "MPay guide, WS-Security; WSDL policy";
}
