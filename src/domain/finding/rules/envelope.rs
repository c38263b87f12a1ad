//! Rules of the SOAP envelope.

super::rules! {
    BODY_EMPTY "body-empty" Envelope Error
        "the Body is empty"
        expected "the operation's response element inside Body"
        consequence "MPay has no answer to read: the call counts as failed"
        remedy "write the response element, even where it has no content"
        source "WS-I Basic Profile 1.1, R2211";
}
