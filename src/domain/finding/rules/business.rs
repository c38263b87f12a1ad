//! Rules of what the e-Service says: faults and their codes.

super::rules! {
    FAULT_CODE "fault-code" Business Warning
        "the fault's code is not in the guide's list"
        expected "one of InternalError, AuthenticationFailed, AuthorizationFailed, InvalidParameter, UnknownService, UnknownOrder, UnknownInvoice, UknownPayment, InvoiceAlreadyPaid, InvoiceExpired"
        consequence "MPay takes it as a failure of the e-Service, whatever it was meant to say"
        remedy "send the code of the guide's list that fits best"
        source "MPay guide, Faults";
}
