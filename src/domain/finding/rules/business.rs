//! Rules about the e-Service's decision: faults and their codes, and the state of the order.

super::rules! {
    FAULT "fault" Business Error
        "the e-Service answered with a fault"
        expected "the operation's response"
        consequence "MPay takes the call as failed"
        remedy "do what the fault's meaning asks for (docs/FAULTS.md)"
        source "MPay guide, Faults";
    FAULT_CODE "fault-code" Business Warning
        "the fault's code is not in the guide's list"
        expected "one of InternalError, AuthenticationFailed, AuthorizationFailed, InvalidParameter, UnknownService, UnknownOrder, UnknownInvoice, UknownPayment (spelt so by the guide; UnknownPayment is read too), InvoiceAlreadyPaid, InvoiceExpired"
        consequence "the hub goes by its own table, docs/FAULTS.md; MPay's own reader knows only the codes of its list"
        remedy "send the code of the guide's list that fits best"
        source "MPay guide, Faults";
    FAULT_HTTP_STATUS "fault-http-status" Http Warning
        "a fault came with an HTTP status that is not 500"
        expected "HTTP 500 with a SOAP 1.1 fault"
        consequence "with 500 every client reads the fault; with 200 WCF still does, but other clients may look for the response element; with 4xx WCF reports the status alone and never reads the fault"
        remedy "send faults with HTTP 500"
        source "SOAP 1.1 §6.2; WS-I Basic Profile 1.1, R1126";
    FAULT_SOAP_12 "fault-soap-12" Business Warning
        "the fault has the shape of SOAP 1.2"
        expected "faultcode and faultstring, without a namespace"
        consequence "a SOAP 1.1 reader finds neither code nor reason"
        remedy "write faultcode and faultstring, without a namespace, inside Fault"
        source "SOAP 1.1 §4.4; WS-I Basic Profile 1.1, R1000";
    FAULT_STACK_TRACE "fault-stack-trace" Business Warning
        "the fault's reason looks like a stack trace"
        expected "one sentence in plain English or Romanian"
        consequence "it reveals internals of your system; the hub never shows it to payers"
        remedy "log the exception, and send a sentence"
        source "MPay guide, Faults: reason in plain English";
    FAULT_UNSIGNED "fault-unsigned" Signature Warning
        "the fault is not signed"
        expected "faults signed like every other reply"
        consequence "this hub reads code and words of the fault all the same, whatever reply_signature says; MPay asks for signed faults, and a reader that insists on it learns only that the call failed"
        remedy "sign faults as you sign replies"
        source "MPay guide, WS-Security: both directions, faults included";
    FAULT_FOR_UNKNOWN_ORDER "fault-for-unknown-order" Business Note
        "a fault is taken for an unknown order"
        expected "an empty GetOrderDetailsResult for GetOrderDetails"
        consequence "the payer sees that the order was not found, as with an empty answer"
        remedy "answer GetOrderDetails with no OrderDetails where the order is not known; where something else is wrong, such as a signature or a parameter, send that code of the guide's list"
        source "MPay guide, GetOrderDetails";
    ORDER_NOT_FOUND "order-not-found" Business Note
        "the e-Service has no such order"
        expected "the order that was asked for"
        consequence "the payer is told that the order was not found"
        remedy "place the order at the e-Service first, and compare the OrderKey to the letter"
        source "MPay guide, GetOrderDetails";
    CONFIRM_REPLY "confirm-reply" Contract Note
        "the reply to ConfirmOrderPayment is another element than the response"
        expected "an empty ConfirmOrderPaymentResponse in the namespace https://mpay.gov.md"
        consequence "no fault means success, so the payment counts as confirmed, unless replies must be signed (`require`): then an empty Body alone does beside the response; a generated client may complain"
        remedy "answer with an empty ConfirmOrderPaymentResponse"
        source "WSDL: ConfirmOrderPaymentResponse; MPay guide: no fault means success";
    CONFIRM_ECHO "confirm-echo" Contract Error
        "the request came back as the reply"
        expected "an empty ConfirmOrderPaymentResponse"
        consequence "the confirmation was not handled: it is repeated"
        remedy "see what answers at endpoint_url; an echo or a mock is no e-Service"
        source "WSDL: ConfirmOrderPaymentResponse";
    STATUS_NOT_PAYABLE "status-not-payable" Business Note
        "the order's status does not let it be paid"
        expected "Active or PartiallyPaid, where the order is to be paid"
        consequence "the payer is told why, and cannot pay"
        remedy "nothing, where it is so; else send Active"
        source "MPay guide, OrderStatus";
    DUE_DATE_PAST "due-date-past" Business Note
        "the order's DueDate is past"
        expected "a DueDate in the future, or none"
        consequence "the payer is told that the order has expired, and cannot pay"
        remedy "send a later DueDate, or none, where the order may still be paid; a date without a zone is Chișinău's"
        source "MPay guide, OrderDetails.DueDate";
    SEVERAL_ORDERS "several-orders" Business Note
        "the reply holds several orders"
        expected "one order for one OrderKey"
        consequence "the payer chooses one, and it is kept and confirmed under its own OrderKey"
        remedy "nothing, where several orders match; else send one"
        source "MPay guide, GetOrderDetails: several orders may match";
    LINE_IDS_CHANGED "line-ids-changed" Business Warning
        "the lines have other LineIDs than at the last look"
        expected "the same LineID for the same line at every call"
        consequence "the confirmation carries the LineIDs of the last look: you may not find them again"
        remedy "number the lines when the order is made, not when it is asked for"
        source "MPay guide, OrderLine; GetOrderDetails is idempotent";
    ORDER_CHANGED "order-changed" Business Note
        "the order has another amount or status than at the last look"
        expected "the same answer, unless the order has changed"
        consequence "the latest answer is the true one: the payer sees the new amount"
        remedy "nothing, where the order has changed"
        source "MPay guide, GetOrderDetails";
    STILL_DUE_AFTER_PAYMENT "still-due-after-payment" Business Warning
        "the order is still due in full though its payment was confirmed"
        expected "Status Paid, or a smaller TotalAmountDue, after ConfirmOrderPayment was accepted"
        consequence "a payer who comes back may be asked to pay a second time"
        remedy "book the payment before you answer ConfirmOrderPayment, and answer with the new status from then on"
        source "MPay guide, OrderStatus";
}
